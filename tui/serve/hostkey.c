#include "tui/serve/hostkey.h"

#include "courses/base/arena.h"
#include "tui/serve/datadir.h"
#include "tui/ssh/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
read_key(const char *path, struct arena *a, struct hostkey *h, struct err *e)
{
	struct buf line = BUF_IN(a), blob = BUF_IN(a), fingerprint = BUF_IN(a);
	*h = (struct hostkey){ .fingerprint = STR_NONE, .line = STR_NONE };
	if (!wire_public_line(path, &line, e) || !wire_parse_key(buf_get(&line), &blob, &fingerprint, NULL, e))
		return false;
	h->line = buf_get(&line);
	h->fingerprint = buf_get(&fingerprint);
	return true;
}

bool
hostkey_read(const char *data, struct arena *a, struct hostkey *h, struct err *e)
{
	return read_key(datadir_file(a, data, "hostkey"), a, h, e);
}

bool
hostkey_next(const char *data, struct arena *a, struct hostkey *h, struct err *e)
{
	const char *path = datadir_file(a, data, "hostkey.next");
	struct stat st;
	if (!read_key(path, a, h, e))
		return false;
	if (stat(path, &st) != 0)
		return err_errno(e, "%s cannot be read", path);
	h->from = (int64_t)st.st_mtime + HOSTKEY_ANNOUNCED_S;
	return true;
}

bool
hostkey_announce(const char *data, struct err *e)
{
	struct arena *a = arena_new();
	const char *path = datadir_file(a, data, "hostkey.next");
	struct stat st;
	bool ok = lstat(path, &st) != 0 ? wire_make_hostkey(path, e) :
					  err_set(e, ERR_STATE, "the next host key is there already; `hostkey show` tells it");
	arena_free(a);
	return ok;
}

/* The new name of a file is on disk when its folder is. */
static bool
sync_folder(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

bool
hostkey_switch(const char *data, struct err *e)
{
	struct arena *a = arena_new();
	const char *now = datadir_file(a, data, "hostkey"), *next = datadir_file(a, data, "hostkey.next"),
		   *old = datadir_file(a, data, "hostkey.old"), *beside = datadir_file(a, data, "hostkey.old.new");
	struct hostkey h;
	bool ok = hostkey_next(data, a, &h, e); /* a broken one would shut the academy */
	if (ok) {
		/* The key of today gets a second name first, and loses its first one in a single step. */
		unlink(beside);
		ok = (link(now, beside) == 0 || errno == ENOENT) &&
		    (rename(beside, old) == 0 || errno == ENOENT) && rename(next, now) == 0 && sync_folder(data);
		if (!ok)
			err_errno(e, "the host key in %s could not be changed", data);
	}
	arena_free(a);
	return ok;
}
