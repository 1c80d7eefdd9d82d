/* chalkline check --stamp FILE[#ID] DIR: a translator has compared a page with its source. */
#include "courses/check/stamp.h"
#include "courses/read/read.h"
#include "tui/cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

bool
cli_file_replace(const char *path, struct str bytes, struct arena *a, struct err *e)
{
	const char *new = str_z(a, str_printf(a, "%s.new~", path));
	struct stat st;
	int fd;

	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(e, ERR_INPUT, "%s is not a plain file", path);
	fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, st.st_mode & 0777);
	if (fd < 0)
		return err_errno(e, "cannot write %s", new);
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.at, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		bytes = str_sub(bytes, (size_t)n, bytes.len);
	}
	if (bytes.len > 0 || fsync(fd) != 0 || rename(new, path) != 0) {
		err_errno(e, "cannot write %s", path);
		close(fd);
		unlink(new);
		return false;
	}
	close(fd);
	return true;
}

int
cli_check_stamp(const char *dir, const char *page)
{
	struct arena *a = arena_new();
	struct problems p = problems_in(a);
	size_t len = strcspn(page, "#");
	struct str path = { page, len }, id = str_from(page[len] == '#' ? page + len + 1 : "");
	const struct file *file;
	struct folder f;
	struct stamp *stamp;
	struct err e = { 0 };
	uint32_t n, stamped = 0;
	int status = EX_NOINPUT;

	if (!folder_load(dir, a, &f, &e)) {
		cli_say("%s", e.text);
		goto out;
	}
	file = folder_find(&f, path);
	n = stamps_for(course_read(&f, a, &p), path, id, a, &stamp);
	if (file == NULL || n == 0) {
		cli_say("%s is no page of a translation in %s; name one as fr/010-first-hour.md or "
			"fr/010-first-hour.md#its-id", page, dir);
		goto out;
	}

	struct str text = stamp_text(a, file->bytes, stamp, n, &stamped);

	if (stamped == 0) {
		cli_say("%s has no comment with an id of its source before a ## heading; write one first", page);
	} else if (!str_eq(text, file->bytes) &&
		   !cli_file_replace(str_z(a, str_printf(a, "%s/%.*s", dir, STR_ARG(path))), text, a, &e)) {
		status = cli_fail(&e);
	} else {
		fprintf(stderr, "%.*s: %u page%s stamped\n", STR_ARG(path), stamped, stamped == 1 ? "" : "s");
		status = EX_OK;
	}
out:
	arena_free(a);
	return status;
}
