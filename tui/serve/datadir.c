#include "tui/serve/datadir.h"

#include "courses/base/arena.h"
#include "store/sqlite/data.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

const char *
datadir_file(struct arena *a, const char *dir, const char *name)
{
	return str_z(a, str_printf(a, "%s/%s", dir, name));
}

bool
datadir_make(const char *dir, struct err *e)
{
	struct stat st;
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return err_errno(e, "the data folder %s could not be made", dir);
	if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode))
		return err_set(e, ERR_SYSTEM, "%s is not a folder", dir);
	return true;
}

int
datadir_lock(const char *dir, struct err *e)
{
	struct arena *a = arena_new();
	const char *path = datadir_file(a, dir, "lock");
	/* The superuser comes here too, and the folder is another's: what lies under our names there may be a link. */
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		err_errno(e, "the data folder %s cannot be written", dir);
	if (fd >= 0 && !data_own(fd, path, e)) {
		close(fd);
		fd = -1;
	}
	arena_free(a);
	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		err_set(e, ERR_BUSY, "another server is serving from %s; stop it first, or use another folder", dir);
		close(fd);
		return -1;
	}
	return fd;
}

bool
datadir_read(const char *path, size_t most, struct arena *a, struct str *bytes, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? err_set(e, ERR_MISSING, "there is no file %s", path) :
					 err_errno(e, "%s cannot be read", path);
	char *at = arena_alloc(a, most + 1);
	size_t len = 0;
	ssize_t n;
	while (len <= most && (n = read(fd, at + len, most + 1 - len)) > 0)
		len += (size_t)n;
	close(fd);
	if (len > most)
		return err_set(e, ERR_LIMIT, "%s is larger than %zu bytes", path, most);
	*bytes = (struct str){ at, len };
	return true;
}

/* A rename is on disk when its folder is. */
static bool
sync_folder_of(const char *path)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path);
	if (len >= sizeof(dir))
		return false;
	memcpy(dir, path, len);
	dir[len] = '\0';
	int fd = open(slash == NULL ? "." : len == 0 ? "/" : dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

bool
datadir_write(const char *path, unsigned mode, struct str bytes, struct err *e)
{
	struct arena *a = arena_new();
	const char *beside = str_z(a, str_printf(a, "%s.new", path));
	unlink(beside); /* of a write that was cut off; never through a link that somebody left there */
	int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	bool ok = fd >= 0 && data_own(fd, path, e);
	for (size_t done = 0; ok && done < bytes.len;) {
		ssize_t n = write(fd, bytes.at + done, bytes.len - done);
		ok = n > 0;
		done += n > 0 ? (size_t)n : 0;
	}
	ok = ok && fsync(fd) == 0;
	if (fd >= 0)
		ok = close(fd) == 0 && ok;
	ok = ok && rename(beside, path) == 0 && sync_folder_of(path);
	if (!ok) {
		err_errno(e, "%s could not be written", path);
		unlink(beside);
	}
	arena_free(a);
	return ok;
}
