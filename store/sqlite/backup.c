#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "courses/base/arena.h"
#include "store/sqlite/data.h"
#include "store/sqlite/file.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/stmt.h"

enum { FILES_MOST = 100 }; /* in one backup */

/* ---- small things ---- */

/* A connection to a file that nobody else writes: no WAL beside it. */
static sqlite3 *
open_alone(const char *path, bool write, struct err *e)
{
	sqlite3 *s = NULL;
	int flags = write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
	int version;

	if (sqlite3_open_v2(path, &s, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		err_set(e, ERR_INPUT, "%s cannot be opened: %s", path,
		    s ? sqlite3_errmsg(s) : "no memory");
		sqlite3_close(s);
		return NULL;
	}
	if (!db_settings(s, e) || !schema_version(s, &version, e)) {
		sqlite3_close(s);
		return NULL;
	}
	if (write && sqlite3_exec(s, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;",
			 NULL, NULL, NULL) != SQLITE_OK) {
		err_set(e, ERR_SYSTEM, "%s cannot be written: %s", path, sqlite3_errmsg(s));
		sqlite3_close(s);
		return NULL;
	}
	if (version == 0) {
		err_set(e, ERR_INPUT, "%s holds no records", path);
		sqlite3_close(s);
		return NULL;
	}
	return s;
}

static bool
one_int(sqlite3 *s, const char *text, int64_t *v)
{
	sqlite3_stmt *q = NULL;
	bool ok = sqlite3_prepare_v2(s, text, -1, &q, NULL) == SQLITE_OK &&
		  sqlite3_step(q) == SQLITE_ROW;

	*v = ok ? sqlite3_column_int64(q, 0) : -1;
	sqlite3_finalize(q);
	return ok;
}

static bool
counts_read(sqlite3 *s, struct backup_counts *c, struct err *e)
{
	return (one_int(s, "SELECT count(*) FROM person", &c->people) &&
		   one_int(s, "SELECT count(*) FROM event", &c->events) &&
		   one_int(s, "SELECT count(*) FROM edition", &c->editions) &&
		   one_int(s, "SELECT count(*) FROM attempt", &c->attempts)) ||
	       err_set(e, ERR_CORRUPT, "the records cannot be counted: %s", sqlite3_errmsg(s));
}

static bool
is_whole(sqlite3 *s, struct err *e)
{
	int64_t wrong;

	return (one_int(s,
		    "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
		    &wrong) &&
		   wrong == 0) ||
	       err_set(e, ERR_CORRUPT, "the file is damaged");
}

static bool
part_path(const char *path, char part[PATH_MAX], struct err *e)
{
	return snprintf(part, PATH_MAX, "%s.part", path) < PATH_MAX ||
	       err_set(e, ERR_LIMIT, "the path %s is too long", path);
}

/* ---- out ---- */

static bool
files_write(sqlite3 *s, const struct backup_file *file, size_t files, struct err *e)
{
	sqlite3_stmt *q = NULL;
	bool ok =
	    sqlite3_exec(s,
		"BEGIN; CREATE TABLE backup_file (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) "
		"STRICT, WITHOUT ROWID;",
		NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(s, "INSERT INTO backup_file VALUES (:name, :bytes)", -1, &q, NULL) ==
		SQLITE_OK;

	for (size_t i = 0; ok && i < files; i++) {
		put_str(q, ":name", file[i].name);
		put_blob(q, ":bytes", file[i].bytes.at, file[i].bytes.len);
		ok = sqlite3_step(q) == SQLITE_DONE;
		sqlite3_reset(q);
	}
	sqlite3_finalize(q);
	ok = ok && sqlite3_exec(s, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
	return ok ||
	       err_set(e, ERR_SYSTEM, "the backup could not be written: %s", sqlite3_errmsg(s));
}

static bool
files_read(sqlite3 *s, struct arena *a, struct backup_file **file, size_t *files, struct err *e)
{
	sqlite3_stmt *q = NULL;
	int64_t n = 0;
	bool ok = one_int(s, "SELECT count(*) FROM backup_file", &n) && n <= FILES_MOST &&
		  sqlite3_prepare_v2(s, "SELECT name, bytes FROM backup_file ORDER BY name", -1, &q,
		      NULL) == SQLITE_OK;

	*files = 0;
	*file = ARENA_ARRAY(a, ok ? (size_t)n : 0, struct backup_file);
	while (ok && *files < (size_t)n && sqlite3_step(q) == SQLITE_ROW) {
		(*file)[*files] = (struct backup_file){ get_str(q, 0, a), get_str(q, 1, a) };
		++*files;
	}
	sqlite3_finalize(q);
	return (ok && *files == (size_t)n) ||
	       err_set(e, ERR_INPUT, "the files that go with the records are not in it");
}

static bool
holds_less(const struct backup_counts *found, const struct backup_counts *least)
{
	return found->people < least->people || found->events < least->events ||
	       found->editions < least->editions || found->attempts < least->attempts;
}

/* Looked at once more from the file itself, before anybody relies on it. */
static bool
records_verify(const char *path, const struct backup_counts *least, struct backup_counts *counts,
    struct err *e)
{
	sqlite3 *s = open_alone(path, false, e);
	bool ok = s && is_whole(s, e) && counts_read(s, counts, e) &&
		  (!holds_less(counts, least) ||
		      err_set(e, ERR_CORRUPT, "the copy holds less than the records do"));

	sqlite3_close(s);
	return ok;
}

static bool
files_verify(const char *path, const struct backup_file *file, size_t files, struct err *e)
{
	struct arena *a = arena_new();
	struct backup_file *found;
	size_t n, same = 0;
	sqlite3 *s = open_alone(path, false, e);
	bool ok = s && files_read(s, a, &found, &n, e);

	for (size_t i = 0; ok && i < n; i++)
		for (size_t j = 0; j < files; j++)
			same += str_eq(found[i].name, file[j].name) &&
				str_eq(found[i].bytes, file[j].bytes);
	if (ok && (n != files || same != files))
		ok = err_set(e, ERR_CORRUPT, "the files in the copy are not those that were given");
	sqlite3_close(s);
	arena_free(a);
	return ok;
}

static bool
backup_fill(const char *part, const struct backup_file *file, size_t files, struct err *e)
{
	sqlite3 *s = open_alone(part, true, e);
	bool ok = s && files_write(s, file, files, e);

	sqlite3_close(s);
	return ok;
}

/* Two at once would write into one file. A folder that cannot be locked (some network disks) is
 * taken as it is. -1: failed. */
static int
folder_lock(const char *path, struct err *e)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int fd;

	snprintf(folder, sizeof(folder), "%.*s", slash ? (int)(slash - path) + 1 : 1,
	    slash ? path : ".");
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		err_errno(e, "the folder %s", folder);
	} else if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		err_set(e, ERR_BUSY, "another backup is being written into %s", folder);
		close(fd);
		fd = -1;
	}
	return fd;
}

/* Into its place: over what is there only if that was said, and by nobody in between. */
static bool
take_place(const char *part, const char *out, bool replace, struct err *e)
{
	if (renameat2(AT_FDCWD, part, AT_FDCWD, out, replace ? 0 : RENAME_NOREPLACE) == 0)
		return true;
	if (!replace && errno == EINVAL && access(out, F_OK) != 0) /* a file system without it */
		return rename(part, out) == 0 || err_errno(e, "%s", out);
	return err_errno(e, "%s", out);
}

bool
data_backup(const char *database, const char *out, bool replace, const struct backup_file *file,
    size_t files, struct backup_counts *counts, struct err *e)
{
	struct backup_counts least, found;
	char part[PATH_MAX];
	struct db *db;
	int lock;
	bool ok;

	if (!part_path(out, part, e))
		return false;
	if (!replace && access(out, F_OK) == 0)
		return err_set(e, ERR_STATE, "%s is there already and was left alone", out);
	db = db_open_reader(database, e);
	if (!db)
		return false;
	lock = folder_lock(out, e);
	if (lock < 0) {
		db_close(db);
		return false;
	}
	(void)unlink(part); /* of a backup that was cut off */
	/* VACUUM INTO counts as writing, though it writes elsewhere. */
	ok = counts_read(db->s, &least, e) &&
	     sqlite3_exec(db->s, "PRAGMA query_only = OFF", NULL, NULL, NULL) == SQLITE_OK &&
	     file_copy(db->s, part, e);
	db_close(db);
	ok = ok && backup_fill(part, file, files, e) && records_verify(part, &least, &found, e) &&
	     files_verify(part, file, files, e) && file_sync(part, e) &&
	     take_place(part, out, replace, e);
	ok = ok && file_sync(out, e);
	if (!ok)
		(void)unlink(part);
	else if (counts)
		*counts = found;
	close(lock);
	return ok;
}

/* ---- in ---- */

/* The host key and what else went along are files again: nothing of them may stay in the records.
 * secure_delete (db_settings) writes zeros over the pages; a VACUUM would need the whole file in
 * memory, which is bounded. */
static bool
files_drop(const char *part, struct err *e)
{
	sqlite3 *s = open_alone(part, true, e);
	bool ok = s && (sqlite3_exec(s, "DROP TABLE backup_file", NULL, NULL, NULL) ==
			       SQLITE_OK ||
			   err_set(e, ERR_SYSTEM, "%s could not be written: %s", part,
			       sqlite3_errmsg(s)));

	sqlite3_close(s);
	return ok;
}

bool
data_backup_read(const char *backup, struct arena *a, struct backup_file **file, size_t *files,
    struct backup_counts *counts, struct err *e)
{
	struct err why = { .kind = ERR_NONE };
	sqlite3 *s = open_alone(backup, false, &why);
	bool ok = s && files_read(s, a, file, files, &why) && is_whole(s, &why) &&
		  counts_read(s, counts, &why);

	sqlite3_close(s);
	return ok || err_set(e, why.kind, "%s is no whole backup: %s", backup, why.text);
}

bool
data_restore(const char *backup, const char *database, struct backup_counts *counts, struct err *e)
{
	struct backup_counts found, own;
	struct backup_file *file;
	struct arena *a = arena_new();
	char part[PATH_MAX];
	size_t files;
	sqlite3 *s = NULL;
	bool ok = part_path(database, part, e) &&
		  (access(database, F_OK) != 0 ||
		      err_set(e, ERR_STATE,
			  "%s exists already: a backup is restored into an empty place", database)) &&
		  data_backup_read(backup, a, &file, &files, &found, e);

	arena_free(a);
	if (!ok || !(s = open_alone(backup, false, e)))
		return false;
	(void)unlink(part);
	ok = file_copy(s, part, e);
	sqlite3_close(s);
	ok = ok && files_drop(part, e) && records_verify(part, &found, &own, e) &&
	     file_sync(part, e) && take_place(part, database, false, e);
	ok = ok && file_sync(database, e);
	if (!ok)
		(void)unlink(part);
	else if (counts)
		*counts = own;
	return ok;
}
