#include "store/keeper/compile.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "courses/read/read.h"
#include "store/keeper/box.h"

enum { OPEN, WHOLE, REPORT, FDS };

enum { CPU_S = 60, WALL_S = 180, MEMORY = 2040 /* MiB */, FILE_MOST = 256 /* MiB */ };

/* ---- the child ---- */

static bool
write_all(int fd, const char *at, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

/* Two counts, the first error and every problem as a line. */
static void
report_write(struct problems *p, struct arena *a, struct buf *out)
{
	struct codec c = codec_writer(out);
	struct str first = STR_NONE;
	struct buf lines = BUF_IN(a);

	problems_sort(p);
	for (uint32_t i = 0; i < p->count; i++) {
		struct str line = problem_line(a, NULL, &p->problem[i]);

		if (first.len == 0 && p->problem[i].is_error)
			first = line;
		buf_str(&lines, line);
		buf_char(&lines, '\n');
	}

	struct str all = buf_get(&lines);

	codec_u32(&c, &p->errors);
	codec_u32(&c, &p->warnings);
	codec_str(&c, &first);
	codec_str(&c, &all);
}

/* Does not return. Whatever goes wrong in here is one exit status to the parent. */
static void
child(const struct folder *f, uint16_t minor, uint16_t revision, bool lenient, const int fd[FDS])
{
	static const struct box box = {
		.cpu_s = CPU_S, .wall_s = WALL_S, .memory_mib = MEMORY, .file_mib = FILE_MOST
	};

	if (!box_close(&box, fd, FDS))
		_exit(71);

	struct arena *a = arena_new();
	struct problems p = problems_in(a);
	struct course *c = course_read(f, a, &p);
	struct buf out = BUF_IN(a);

	report_write(&p, a, &out);
	if (!write_all(fd[REPORT], out.at, out.len))
		_exit(74);
	if (!c || (p.errors > 0 && !lenient))
		_exit(65);
	c->minor = minor;
	c->revision = revision;
	for (int i = OPEN; i <= WHOLE; i++) {
		out = BUF_IN(a);
		image_pack(c, i == WHOLE, &out);
		if (!write_all(fd[i], out.at, out.len))
			_exit(74);
	}
	_exit(0);
}

/* ---- the parent ---- */

static bool
file_map(int fd, struct image *i, struct err *e)
{
	struct stat st;

	/* MAP_PRIVATE: before Linux 6.7 what is sealed against writing cannot be mapped shared. */
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0 ||
	    fstat(fd, &st) != 0)
		return err_errno(e, "a compiled course could not be sealed");

	void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

	if (at == MAP_FAILED)
		return err_errno(e, "a compiled course could not be mapped");
	if (!image_open(at, (size_t)st.st_size, i, e)) {
		munmap(at, (size_t)st.st_size);
		return false;
	}
	return true;
}

/* What the child wrote is as doubtful as what it read. */
static bool
report_read(int fd, struct compiled *c, struct buf *report, struct err *e)
{
	struct arena *a = arena_new();
	struct str first = STR_NONE, all = STR_NONE;
	struct stat st;
	bool ok = false;

	if (fstat(fd, &st) == 0 && st.st_size > 0 && st.st_size <= FILE_MOST << 20) {
		char *bytes = arena_alloc(a, (size_t)st.st_size);

		if (pread(fd, bytes, (size_t)st.st_size, 0) == st.st_size) {
			struct codec r = codec_reader(bytes, (size_t)st.st_size, a);

			codec_u32(&r, &c->errors);
			codec_u32(&r, &c->warnings);
			codec_str(&r, &first);
			codec_str(&r, &all);
			ok = codec_done(&r);
		}
	}
	if (ok && report)
		buf_str(report, all);
	if (ok && first.len > 0)
		err_set(e, ERR_INPUT, "%.*s", STR_ARG(first));
	arena_free(a);
	return ok;
}

static bool
child_wait(pid_t pid, int *status)
{
	while (waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return false;
	return true;
}

static bool
child_ended(int status, const int fd[FDS], bool lenient, struct compiled *c, struct buf *report,
    struct err *e)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	if (WIFSIGNALED(status))
		return err_set(e, ERR_INPUT,
		    "reading this course took too long or made the reader fail (signal %d): please "
		    "report it",
		    WTERMSIG(status));
	if (code == 71)
		return err_set(e, ERR_SYSTEM, "the reader of courses could not be locked in");
	if ((code != 0 && code != 65) || !report_read(fd[REPORT], c, report, e))
		return err_set(e, ERR_SYSTEM, "the reader of courses ended with %d", code);
	if (code == 0 && c->errors > 0 && lenient && e)
		e->kind = ERR_NONE;
	return code == 0;
}

/*
 * What is handed out is a descriptor that can only be read. Before Linux 6.7 that is also what lets
 * its holder map a sealed file shared.
 */
static int
read_only(int *fd)
{
	char path[40];
	int own;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", *fd);
	own = open(path, O_RDONLY | O_CLOEXEC);
	if (own < 0) { /* no /proc: sealed it is all the same */
		own = *fd;
		*fd = -1;
	}
	return own;
}

bool
compile(const struct folder *f, uint16_t minor, uint16_t revision, bool lenient, struct compiled *c,
    struct buf *report, struct err *e)
{
	static const char *const names[FDS] = { "chalkline-open", "chalkline-whole",
		"chalkline-report" };
	int fd[FDS] = { -1, -1, -1 }, status;
	bool ok = true;

	*c = (struct compiled){ .open_fd = -1 };
	for (int i = 0; i < FDS && ok; i++) {
		fd[i] = memfd_create(names[i], MFD_CLOEXEC | MFD_ALLOW_SEALING);
		ok = fd[i] >= 0;
	}

	pid_t pid = ok ? fork() : -1;

	if (pid == 0)
		child(f, minor, revision, lenient, fd);
	if (pid < 0)
		ok = err_errno(e, "the reader of courses could not be started");
	else if (!child_wait(pid, &status))
		ok = err_errno(e, "the reader of courses was lost");
	else
		ok = child_ended(status, fd, lenient, c, report, e) &&
		     file_map(fd[OPEN], &c->open, e) && file_map(fd[WHOLE], &c->whole, e);
	if (ok) {
		c->open_fd = read_only(&fd[OPEN]);
	} else {
		c->open_fd = -1;
		compiled_clear(c);
	}
	for (int i = 0; i < FDS; i++)
		if (fd[i] >= 0)
			close(fd[i]);
	return ok;
}

static void
image_unmap(struct image *i)
{
	if (i->at)
		munmap((void *)(uintptr_t)i->at, i->len);
	*i = (struct image){ NULL, 0 };
}

void
compiled_clear(struct compiled *c)
{
	image_unmap(&c->open);
	image_unmap(&c->whole);
	if (c->open_fd >= 0)
		close(c->open_fd);
	c->open_fd = -1;
}
