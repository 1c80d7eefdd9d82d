#include "store/sqlite/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sqlite/data.h"

/* The folder that a path stands in. */
static bool
folder_of(const char *path, char folder[PATH_MAX], struct err *e)
{
	const char *slash = strrchr(path, '/');
	int len = slash ? (int)(slash - path) : 0;

	if (len >= PATH_MAX)
		return err_set(e, ERR_LIMIT, "the path %s is too long", path);
	snprintf(folder, PATH_MAX, "%.*s", slash == path ? 1 : len, path);
	if (!slash)
		snprintf(folder, PATH_MAX, ".");
	return true;
}

bool
data_own(int fd, const char *path, struct err *e)
{
	char folder[PATH_MAX];
	struct stat st;

	if (geteuid() != 0)
		return true;
	if (!folder_of(path, folder, e))
		return false;
	return (stat(folder, &st) == 0 && fchown(fd, st.st_uid, st.st_gid) == 0) ||
	       err_errno(e, "%s could not be given to the owner of its folder", path);
}

bool
file_make(const char *path, struct err *e)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno == EEXIST || err_errno(e, "%s", path);

	bool ok = data_own(fd, path, e);

	close(fd);
	return ok;
}

/*
 * VACUUM INTO rather than the backup interface: it is one read transaction, so a busy writer can
 * neither restart nor starve it, and what was deleted is not in the copy.
 */
bool
file_copy(sqlite3 *s, const char *to, struct err *e)
{
	sqlite3_stmt *q = NULL;
	/* Made first, empty and closed to others: SQLite would make it as the umask says. */
	int fd = open(to, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_errno(e, "%s", to);

	bool owned = data_own(fd, to, e);

	close(fd);

	bool ok = owned && sqlite3_prepare_v2(s, "VACUUM INTO :to", -1, &q, NULL) == SQLITE_OK &&
		  sqlite3_bind_text(q, 1, to, -1, SQLITE_STATIC) == SQLITE_OK &&
		  sqlite3_step(q) == SQLITE_DONE;

	if (owned && !ok)
		err_set(e, ERR_SYSTEM, "the records could not be copied to %s: %s", to,
		    sqlite3_errmsg(s));
	sqlite3_finalize(q);
	if (!ok)
		(void)unlink(to);
	return ok;
}

static bool
sync_one(const char *path, int flags, struct err *e)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		return err_errno(e, "%s", path);

	bool ok = fsync(fd) == 0 || err_errno(e, "%s", path);
	close(fd);
	return ok;
}

bool
file_sync(const char *path, struct err *e)
{
	char folder[PATH_MAX];

	return folder_of(path, folder, e) && sync_one(path, O_RDONLY, e) &&
	       sync_one(folder, O_RDONLY | O_DIRECTORY, e);
}
