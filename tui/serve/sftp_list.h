/*
 * What the keeper said lies in one draft or edition, for as long as a client looks at it: a client asks for the
 * same folder many times a second. What this session changes is changed here as well; what others change is seen
 * when the list is fetched anew (SFTP_LIST_MS).
 */
#ifndef CHALKLINE_SFTP_LIST_H
#define CHALKLINE_SFTP_LIST_H

#include "tui/serve/sftp_path.h"

enum { SFTP_LIST_MS = 2000 };

struct sftp_list {
	enum sftp_where where;
	struct str course;
	struct refusal refusal;  /* it cannot be seen */
	struct file_row *row;    /* by path */
	uint32_t rows, cap;
	bool whole;              /* all of it has come */
	int64_t fetched_ms;
	unsigned job;            /* that fetched it: for that one it is fresh to its end */
	struct arena *arena;     /* of all strings; NULL: nothing was ever fetched */
};

void sftp_list_begin(struct sftp_list *l, enum sftp_where where, struct str course);
void sftp_list_free(struct sftp_list *l);

const struct file_row *sftp_list_find(const struct sftp_list *l, struct str path);
/* Does something lie in it? The course's own folder is one always. */
bool sftp_list_is_folder(const struct sftp_list *l, struct str path);
uint64_t sftp_list_bytes(const struct sftp_list *l);

void sftp_list_put(struct sftp_list *l, struct str path, uint32_t size, int64_t at);
void sftp_list_drop(struct sftp_list *l, struct str path);                 /* a file, or all in a folder */
void sftp_list_move(struct sftp_list *l, struct str from, struct str to); /* the same */

#endif
