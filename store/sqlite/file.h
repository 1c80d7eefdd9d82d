/* The database as a file: copies, syncs. Private to store/sqlite. */
#ifndef CHALKLINE_FILE_H
#define CHALKLINE_FILE_H

#include <sqlite3.h>

#include "courses/base/err.h"

/* Makes the file, empty and closed to others, when it is not there. What root makes belongs to the
 * owner of the folder: a command by root must not shut the server out of its own data. */
bool file_make(const char *path, struct err *e) MUST_CHECK;
/* A consistent copy into a new file, while others write. */
bool file_copy(sqlite3 *s, const char *to, struct err *e) MUST_CHECK;
/* The file and the folder that it stands in, down to the disk. */
bool file_sync(const char *path, struct err *e) MUST_CHECK;

#endif
