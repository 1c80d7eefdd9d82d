/*
 * A course's files in memory: what the readers read, wherever it came from (a disk, an upload, the
 * database). Paths are relative, "/"-separated, without "." or "..", sorted by bytes.
 */
#ifndef CHALKLINE_FOLDER_H
#define CHALKLINE_FOLDER_H

#include "courses/base/codec.h"
#include "courses/base/err.h"

struct file {
	struct str path;
	struct str bytes;
};

struct folder {
	struct file *file;
	uint32_t files;
	uint32_t skipped; /* Thumbs.db and its like, passed over with one note */
};

enum { FOLDER_FILES = 2000, FOLDER_FILE = 4 << 20, FOLDER_BYTES = 32 << 20, FOLDER_PATH = 200 };

/*
 * Reads a directory tree. Symbolic links are not followed, other kinds of files are refused. The
 * bounds above hold; Thumbs.db, desktop.ini, .DS_Store, __MACOSX, .git and ~$* are skipped.
 */
bool folder_load(const char *dir, struct arena *a, struct folder *f, struct err *e) MUST_CHECK;

const struct file *folder_find(const struct folder *f, struct str path);

/* Both ways, for the database and for the compiler; sorted, so equal folders give equal bytes. */
void folder_code(struct codec *c, struct folder *f);

/* Is a part of this path what folder_load passes over? */
bool folder_skips(struct str path);

/* Same name rules as above for one path that comes from outside. */
bool folder_path_ok(struct str path);

#endif
