/* The closed box in which courses are read: no file, no socket, no child, an end. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/keeper/box.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#endif

static const struct box box = { .cpu_s = 1, .wall_s = 10, .memory_mib = 2000, .file_mib = 1 };

/* Runs inside the box, with one memfd; its return is the exit status. */
static int
inside(int (*what)(int fd))
{
	int fd = memfd_create("box", MFD_CLOEXEC), status;
	pid_t pid = fork();

	assert_true(fd >= 0 && pid >= 0);
	if (pid == 0)
		_exit(box_close(&box, &fd, 1) ? what(fd) : 99);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(fd);
	return status;
}

static int
writes_its_file(int fd)
{
	return write(fd, "x", 1) == 1 && lseek(fd, 0, SEEK_SET) == 0 ? 0 : 1;
}

static int
opens_files(int fd)
{
	(void)fd;
	if (open("/etc/passwd", O_RDONLY) >= 0 ||
	    open("/tmp/chalkline-box", O_CREAT | O_WRONLY, 0600) >= 0)
		return 1;
	return errno == EACCES || errno == EPERM ? 0 : 2;
}

static int
finds_others(int fd)
{
	for (int i = 0; i < 256; i++)
		if (i != fd && write(i, "", 0) >= 0)
			return 1;
	return 0;
}

static int
writes_too_much(int fd)
{
	static char page[4096];

	for (int i = 0; i < 1000; i++)
		if (write(fd, page, sizeof(page)) != (ssize_t)sizeof(page))
			return 1;
	return 0;
}

static int
spins(int fd)
{
	for (volatile unsigned n = 0;; n++)
		(void)fd;
	return 0;
}

#ifndef SANITIZED
static int
reaches_out(int fd)
{
	(void)fd;
	if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || fork() >= 0 || kill(getppid(), 0) == 0)
		return 1;
	return errno == EPERM ? 0 : 2;
}

static int
eats_memory(int fd)
{
	(void)fd;
	return mmap(NULL, (size_t)3 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		   0) == MAP_FAILED
		   ? 0
		   : 1;
}
#endif

static void
it_holds(void **state)
{
	int status;

	(void)state;
	assert_int_equal(inside(writes_its_file), 0);
	assert_int_equal(inside(opens_files), 0);
	assert_int_equal(inside(finds_others), 0);
	status = inside(writes_too_much);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
	status = inside(spins);
	assert_true(
	    WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL));
#ifndef SANITIZED
	assert_int_equal(inside(reaches_out), 0);
	assert_int_equal(inside(eats_memory), 0);
#endif
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
