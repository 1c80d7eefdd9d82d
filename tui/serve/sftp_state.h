/*
 * Inside SFTP's server: what sftp_server.c (requests in, answers out), sftp_ask.c (the keeper), sftp_look.c (jobs
 * that look) and sftp_change.c (jobs that change) share. Private.
 */
#ifndef CHALKLINE_SFTP_STATE_H
#define CHALKLINE_SFTP_STATE_H

#include "tui/serve/sftp_file.h"
#include "tui/serve/sftp_list.h"
#include "tui/serve/sftp_server.h"

enum { SFTP_PIECES_AT_ONCE = 6, SFTP_MADE_MAX = 200 };

struct sftp_server {
	struct sftp_around around;
	struct sftp *packets;
	struct sftp_open open;
	struct sftp_list list[2]; /* of a draft, of an edition */
	struct str *made;         /* "COURSE/PATH": folders without files; malloc */
	uint32_t mades;

	/* the job: a request that needs the keeper */
	bool busy;
	struct sftp_request job;
	struct sftp_path path, to;
	struct arena *arena;      /* of the job */
	unsigned jobs, step, asked;
	int64_t job_ms;
	struct refusal refusal;   /* the first of this step */
	struct sftp_handle *handle; /* made for it */
	struct sftp_file *file;   /* that is fetched or saved */
	bool fetched;
	uint32_t check_size;
	bool check_known;
	const struct reply *drafts;
	struct uuid event;
	size_t saved;             /* bytes said */
	bool last_said;
	unsigned tries;

	bool holding;             /* the request that comes next */
	struct sftp_request held;
	struct arena *held_arena;
};

/* ---- sftp_server.c ---- */

/* The job's answer; then it is over. */
void sftp_done(struct sftp_server *s, enum sftp_status status, const char *words);
void sftp_done_refused(struct sftp_server *s);
void sftp_job_over(struct sftp_server *s);

/* Folders that were made here and have no files. */
bool sftp_made_has(const struct sftp_server *s, const struct sftp_path *p); /* it, or one in it */
bool sftp_made_empty(const struct sftp_server *s, const struct sftp_path *p); /* nothing of them lies in it */
void sftp_made_add(struct sftp_server *s, struct str course, struct str path);
void sftp_made_drop(struct sftp_server *s, struct str course, struct str path); /* and those in it */

/* Litter, or the checker's answer: may be said to be written, and is not kept. */
bool sftp_is_dropped(const struct sftp_path *p);

/* ---- sftp_ask.c: each returns false when it has asked; the job is run again when all answers have come ---- */

/* An answer, before the job is run again. */
void sftp_told(struct sftp_server *s, const struct reply *r);
void sftp_ask(struct sftp_server *s, struct request *r);
struct sftp_list *sftp_have_list(struct sftp_server *s, const struct sftp_path *p); /* NULL: asked */
bool sftp_have_check(struct sftp_server *s, const struct sftp_path *p);
bool sftp_have_drafts(struct sftp_server *s);
bool sftp_have_bytes(struct sftp_server *s); /* of s->file */
bool sftp_have_saved(struct sftp_server *s); /* s->file; true: done, or refusal says why not */

/* ---- sftp_look.c ---- */

void sftp_run_stat(struct sftp_server *s);
void sftp_run_opendir(struct sftp_server *s);
void sftp_run_statvfs(struct sftp_server *s);
struct str sftp_readme(void);
bool sftp_is_served(const struct sftp_server *s, struct str course);

/* ---- sftp_change.c ---- */

void sftp_run_open(struct sftp_server *s);
void sftp_run_save(struct sftp_server *s); /* CLOSE, FSYNC */
void sftp_run_cut(struct sftp_server *s);  /* SETSTAT with a size */
void sftp_run_remove(struct sftp_server *s);
void sftp_run_mkdir(struct sftp_server *s);
void sftp_run_rmdir(struct sftp_server *s);
void sftp_run_rename(struct sftp_server *s);

#endif
