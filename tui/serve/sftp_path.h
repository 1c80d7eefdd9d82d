/*
 * The names that a client of SFTP may use, and where they lead. There is one virtual tree and no path of the machine:
 *
 *	/README.txt             what to do here
 *	/drafts/COURSE/...      a draft, to be written
 *	/drafts/COURSE/CHECK.txt what the checker says of it, always of this moment
 *	/courses/COURSE/...     the served edition, to be read
 */
#ifndef CHALKLINE_SFTP_PATH_H
#define CHALKLINE_SFTP_PATH_H

#include "courses/base/err.h"
#include "store/record.h"

enum sftp_where {
	SFTP_ROOT,
	SFTP_README,
	SFTP_DRAFTS,  /* the folder of them, or when course says so, something in a draft */
	SFTP_COURSES, /* the same of served editions */
	SFTP_NOWHERE, /* a good name of nothing */
};

enum { SFTP_PATH_MAX = 400, SFTP_NAME_MAX = 200 };

struct sftp_path {
	enum sftp_where where;
	struct str course; /* empty: the folder of all of them */
	struct str file;   /* "en/010.md" in the course; empty: its own folder */
	struct str whole;  /* "/drafts/custody/en/010.md" */
};

/*
 * Reads a path, NFC in the arena. "//" and "/." are nothing, a relative path begins at "/". ".." is a folder up by
 * its letters alone, never above "/": no path here leads anywhere else. false: its bytes are no UTF-8, it holds controls or a
 * backslash, or it is too long.
 */
bool sftp_path_read(struct str raw, struct arena *a, struct sftp_path *p) MUST_CHECK;

/* The last name of a path; its folder, without the slash. */
struct str sftp_path_name(struct str path);
struct str sftp_path_folder(struct str path);
/* Does path lie in folder, at any depth? Everything lies in the empty one. */
bool sftp_path_in(struct str path, struct str folder);

/* Thumbs.db and its like: clients and their machines leave them everywhere, no course wants them. */
bool sftp_path_is_litter(struct str path);
/* The checker's answer, which is no file of the draft. */
bool sftp_path_is_check(const struct sftp_path *p);

#endif
