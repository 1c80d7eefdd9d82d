/* How the file of records is: what kind of trouble there was, how large it is, how much room there
 * is. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/sqlite/stmt.h"

enum db_trouble
db_trouble(const struct db *db)
{
	switch (db->code & 0xff) {
	case SQLITE_OK:
		return DB_WELL;
	case SQLITE_FULL:
		return DB_FULL;
	case SQLITE_READONLY:
		return DB_READ_ONLY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return DB_CORRUPT;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		/* The log's index cannot grow either: the same want of room by another name. */
		return db->code == SQLITE_IOERR_SHMSIZE ? DB_FULL : DB_IO;
	default:
		return DB_OTHER;
	}
}

const char *
db_trouble_name(enum db_trouble t)
{
	static const char *const name[] = {
		[DB_WELL] = "good",
		[DB_FULL] = "full",
		[DB_READ_ONLY] = "read-only",
		[DB_IO] = "error",
		[DB_CORRUPT] = "corrupt",
		[DB_OTHER] = "other",
	};

	return name[t];
}

/* A number that stands alone in a small file beside the records; 0: there is none. */
static int64_t
number_beside(const char *file, const char *name)
{
	char path[PATH_MAX], text[32];
	const char *slash = strrchr(file, '/');
	ssize_t len;
	int fd;

	if (snprintf(path, sizeof(path), "%.*s%s", slash ? (int)(slash - file) + 1 : 0, file,
		name) >= (int)sizeof(path))
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return 0;
	len = read(fd, text, sizeof(text));
	close(fd);

	struct str s = str_trim((struct str){ text, len > 0 ? (size_t)len : 0 });
	uint64_t n;

	return str_number(s, INT64_MAX, &n) ? (int64_t)n : 0;
}

static uint64_t
size_of(const char *file, const char *end)
{
	char path[PATH_MAX];
	struct stat st;

	if (snprintf(path, sizeof(path), "%s%s", file, end) >= (int)sizeof(path) ||
	    stat(path, &st) != 0)
		return 0;
	return (uint64_t)st.st_size;
}

void
db_state(struct db *db, struct db_state *h)
{
	const char *file = sqlite3_db_filename(db->s, "main");
	sqlite3_stmt *q = sql(db, SQL_COUNTS);
	struct statvfs fs;

	memset(h, 0, sizeof(*h));
	if (sql_row(db, q)) {
		h->events = (uint64_t)get_int(q, 0);
		h->people = (uint64_t)get_int(q, 1);
		sql_end(q);
	}
	if (!file || !file[0])
		return;
	h->bytes = size_of(file, "") + size_of(file, "-wal");
	if (statvfs(file, &fs) == 0)
		h->free = (uint64_t)fs.f_bavail * fs.f_frsize;
	h->backup_at = number_beside(file, "backup.last");
}
