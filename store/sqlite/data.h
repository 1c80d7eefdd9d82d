/*
 * The data folder and its file of records, for the commands that look at it from outside the
 *keeper.
 *
 *	DATA/records.db (+ -wal, -shm)   the database
 *	DATA/hostkey                     ed25519, OpenSSH format, mode 0600
 *	DATA/chalkline.yaml              configuration, may be absent
 *	DATA/lock                        held by the server that serves from this folder
 *	DATA/keeper.sock                 while serving: where commands reach the keeper
 */
#ifndef CHALKLINE_DATA_H
#define CHALKLINE_DATA_H

#include "courses/base/err.h"
#include "courses/base/str.h"

/* Rebuilds every projection from the events beside the live ones and compares; integrity_check;
 * report gets lines for people. false: something differs (in the report) or could not be read (in
 * e). Works while serving. */
bool data_doctor(const char *database, struct buf *report, struct err *e) MUST_CHECK;

struct backup_file { /* what goes with the database: host key, configuration */
	struct str name;
	struct str bytes;
};

struct backup_counts {
	int64_t people, events, editions, attempts;
};

/* A consistent copy while serving, as one file: the database with the files in a table of its own.
 * Written beside, synced, verified (integrity, counts), then renamed. */
bool data_backup(const char *database, const char *out, const struct backup_file *file,
    size_t files, struct backup_counts *counts, struct err *e) MUST_CHECK;

/* Opens a backup, writes the database into `database` (which must not exist) and hands over the
 * files. */
struct arena;
bool data_restore(const char *backup, const char *database, struct arena *a,
    struct backup_file **file, size_t *files, struct backup_counts *counts,
    struct err *e) MUST_CHECK;

#endif
