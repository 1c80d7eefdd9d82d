/*
 * The data folder and its file of records, for the commands that look at it from outside the
 * keeper.
 *
 *	DATA/records.db (+ -wal, -shm)   the database
 *	DATA/hostkey                     ed25519, OpenSSH format, mode 0600
 *	DATA/hostkey.next, hostkey.old   the one after it and the one before it, if any
 *	DATA/chalkline.yaml              configuration, may be absent
 *	DATA/lock                        held by the server that serves from this folder
 *	DATA/keeper.sock                 while serving: where commands reach the keeper
 *	DATA/backup.last                 when a backup was last written and proved: seconds since 1970
 */
#ifndef CHALKLINE_DATA_H
#define CHALKLINE_DATA_H

#include "courses/base/err.h"
#include "courses/base/str.h"

/* Rebuilds every projection from the events beside the live ones and compares; integrity_check;
 * report gets lines for people. false: something differs (in the report) or could not be read (in
 * e). Works while serving. */
bool data_doctor(const char *database, struct buf *report, struct err *e) MUST_CHECK;

/*
 * Is it a file of records that this program can serve from, as it is or after a migration? Looks at
 * its format only, and works while serving. ERR_MISSING when there is none.
 */
bool data_readable(const char *database, struct err *e) MUST_CHECK;

/*
 * What root makes in somebody's folder belongs to that somebody; for anybody else this does
 * nothing. A command by root must not shut the server out of its own data.
 */
bool data_own(int fd, const char *path, struct err *e) MUST_CHECK;

/* ---- backups: one file, a database with the other files in a table of its own ---- */

struct backup_file { /* what goes with the database: host keys, configuration */
	struct str name;
	struct str bytes;
};

struct backup_counts {
	int64_t people, events, editions, attempts;
};

/* A consistent copy while serving. Written beside, synced, verified (integrity, counts, the files),
 * then renamed; what goes wrong leaves nothing. One at a time in a folder: ERR_BUSY. A file that is
 * there already is left alone (ERR_STATE) unless replace is said. */
bool data_backup(const char *database, const char *out, bool replace,
    const struct backup_file *file, size_t files, struct backup_counts *counts,
    struct err *e) MUST_CHECK;

/* Looks at the whole of a backup and writes nothing: whether it is one, undamaged, of a format that
 * this program knows; its files into the arena. */
struct arena;
bool data_backup_read(const char *backup, struct arena *a, struct backup_file **file,
    size_t *files, struct backup_counts *counts, struct err *e) MUST_CHECK;

/* Writes the records of a backup into `database`, which must not exist; what goes wrong leaves
 * nothing. The files are left to the caller. */
bool data_restore(const char *backup, const char *database, struct backup_counts *counts,
    struct err *e) MUST_CHECK;

#endif
