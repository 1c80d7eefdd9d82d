/*
 * The data folder: where it is, what is in it (store/sqlite/data.h lists the files), and whose turn it is.
 */
#ifndef CHALKLINE_DATADIR_H
#define CHALKLINE_DATADIR_H

#include "courses/base/err.h"
#include "courses/base/str.h"

/* DIR/name into the arena. */
const char *datadir_file(struct arena *a, const char *dir, const char *name);

/* Makes DIR with mode 0700 when it is missing. */
bool datadir_make(const char *dir, struct err *e) MUST_CHECK;

/* Takes DIR/lock; the returned fd holds it while it is open. -1 with ERR_BUSY when a server has it. */
int datadir_lock(const char *dir, struct err *e) MUST_CHECK;

/* Whole small files. */
bool datadir_read(const char *path, size_t most, struct arena *a, struct str *bytes, struct err *e) MUST_CHECK;
/* Writes beside, syncs, renames; mode as given. */
bool datadir_write(const char *path, unsigned mode, struct str bytes, struct err *e) MUST_CHECK;

#endif
