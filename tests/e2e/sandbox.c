/*
 * The box that a session lives in is closed: tried from inside, call by call, and looked at from
 * outside, on a session that somebody reads in.
 *
 * What is tried must be refused or kill the process (SIGSYS). A build with sanitizers answers with
 * errors where others kill; both are right.
 */
#include "tui/serve/sandbox.h"

#include "tests/e2e/client.h"
#include "tests/e2e/inside.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum { DONE = 1, REFUSED = 0, NOT_CLOSED = 99 }; /* exit statuses of the child */

static pid_t parent;
static int victim = -1; /* a socket that the child has from before */

/*
 * ---- what is tried; true: it was done ----
 *
 * Each of these must harm nobody where the box is open, since then root does it on a real machine:
 * so calls that change the machine get arguments that cannot be right, and it is enough that the
 * kernel has looked at them.
 */

static bool
reached(long result)
{
	return result >= 0 || (errno != EPERM && errno != EACCES && errno != ENOSYS);
}

static bool
try_open(void)
{
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
}

static bool
try_open_call(void)
{
#ifdef SYS_open
	return syscall(SYS_open, "/etc/passwd", O_RDONLY) >= 0;
#else
	return false;
#endif
}

static bool
try_openat(void)
{
	return openat(AT_FDCWD, "/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
}

static bool
try_openat2(void)
{
	struct {
		uint64_t flags, mode, resolve;
	} how = { O_RDONLY, 0, 0 };

	return syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", &how, sizeof(how)) >= 0;
}

static bool
try_create(void)
{
	return reached(open("/chalkline/nowhere", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static bool
try_own_memory(void)
{
	return open("/proc/self/mem", O_RDWR | O_CLOEXEC) >= 0;
}

static bool
try_stat(void)
{
	struct stat st;

	return stat("/etc/passwd", &st) == 0;
}

static bool
try_unlink(void)
{
	return reached(unlink("/chalkline/nowhere"));
}

static bool
try_chdir(void)
{
	return chdir("/") == 0;
}

static bool
try_list(void)
{
	char bytes[256];

	return syscall(SYS_getdents64, victim, bytes, sizeof(bytes)) >= 0;
}

static bool
try_memfd(void)
{
	return memfd_create("more", MFD_CLOEXEC) >= 0;
}

static bool
try_internet(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
}

static bool
try_unix(void)
{
	return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0) >= 0;
}

static bool
try_pair(void)
{
	int pair[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0;
}

static bool
try_connect(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(22) };

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return connect(victim, (struct sockaddr *)&to, sizeof(to)) == 0 || errno == ECONNREFUSED;
}

static bool
try_bind(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET };

	return bind(victim, (struct sockaddr *)&at, sizeof(at)) == 0 || listen(victim, 1) == 0;
}

static bool
try_accept(void)
{
	return accept4(victim, NULL, NULL, SOCK_NONBLOCK) >= 0 || errno == EINVAL;
}

static bool
try_exec(void)
{
	execl("/bin/sh", "sh", "-c", "exit 1", (char *)NULL); /* 1: DONE */
	return false;
}

static bool
try_execveat(void)
{
	static const char *const argv[] = { "sh", "-c", "exit 1", NULL }, *const env[] = { NULL };

	syscall(SYS_execveat, AT_FDCWD, "/bin/sh", argv, env, 0);
	return false;
}

/* A child of the child that is there after all: it ends at once. */
static bool
born(long pid)
{
	if (pid == 0)
		_exit(REFUSED);
	return pid > 0;
}

static bool
try_fork(void)
{
	return born(fork());
}

static bool
try_fork_call(void)
{
#ifdef SYS_fork
	return born(syscall(SYS_fork));
#else
	return false;
#endif
}

static bool
try_clone(void)
{
	return born(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

static bool
try_clone3(void)
{
	struct clone_args args = { .exit_signal = SIGCHLD };

	return born(syscall(SYS_clone3, &args, sizeof(args)));
}

static bool
try_traceme(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool
try_attach(void)
{
	return ptrace(PTRACE_SEIZE, parent, NULL, NULL) == 0;
}

static bool
try_kill(void)
{
	return kill(parent, 0) == 0;
}

static bool
try_queue(void)
{
	siginfo_t info = { .si_code = SI_QUEUE };

	return syscall(SYS_rt_sigqueueinfo, parent, SIGCONT, &info) == 0;
}

static bool
try_pidfd(void)
{
	return syscall(SYS_pidfd_open, parent, 0) >= 0;
}

static bool
try_read_parent(void)
{
	char byte;
	struct iovec here = { &byte, 1 }, there = { (void *)&parent, 1 };

	return process_vm_readv(parent, &here, 1, &there, 1, 0) == 1;
}

static bool
try_map_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		   0) != MAP_FAILED;
}

static bool
try_make_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool
try_setuid(void)
{
	return setuid(0) == 0;
}

static bool
try_unshare(void)
{
	return syscall(SYS_unshare, 0x10000000) == 0; /* CLONE_NEWUSER */
}

static bool
try_mount(void)
{
	return reached(syscall(SYS_mount, "none", "/chalkline/nowhere", "tmpfs", 0, NULL));
}

static bool
try_chroot(void)
{
	return reached(syscall(SYS_chroot, "/chalkline/nowhere"));
}

static bool
try_bpf(void)
{
	return reached(syscall(SYS_bpf, -1, NULL, 0));
}

static bool
try_io_uring(void)
{
	char params[256] = "";

	return syscall(SYS_io_uring_setup, 4, params) >= 0;
}

static bool
try_userfault(void)
{
	return syscall(SYS_userfaultfd, O_CLOEXEC) >= 0;
}

static bool
try_perf(void)
{
	return reached(syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0));
}

static bool
try_keys(void)
{
	return syscall(SYS_keyctl, 0, -3, 0) >= 0;
}

static bool
try_other_ioctl(void)
{
	int n;

	return ioctl(victim, FIOASYNC, &(int){ 0 }) == 0 || ioctl(victim, FIONREAD, &n) == 0;
}

static bool
try_prctl(void)
{
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
}

static bool
try_more_files(void)
{
	struct rlimit r = { 1024, 1024 };

	return setrlimit(RLIMIT_NOFILE, &r) == 0;
}

static bool
try_dup(void)
{
	return dup(victim) >= 0;
}

static bool
try_socket_option(void)
{
	int on = 1;

	return setsockopt(victim, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0;
}

#if defined(__x86_64__)
static bool
try_other_numbers(void)
{
	return syscall(0x40000000 | SYS_getpid) > 0 || syscall(0x40000000 | SYS_open, "/", 0) >= 0;
}

static bool
try_32_bit_door(void) /* where 20 is getpid, which is allowed through the other door */
{
	long got = 20;

	__asm__ volatile("int $0x80" : "+a"(got) : : "memory");
	return got > 0;
}
#endif

static const struct {
	const char *what;
	bool (*try)(void);
	bool sure; /* outside of the box anybody can do it */
} attempts[] = {
	{ "open a file", try_open, true },
	{ "open a file by the old call", try_open_call, false },
	{ "openat", try_openat, true },
	{ "openat2", try_openat2, false },
	{ "create a file", try_create, false },
	{ "open its own memory", try_own_memory, false },
	{ "ask about a file", try_stat, true },
	{ "delete a file", try_unlink, false },
	{ "change the folder", try_chdir, true },
	{ "list a folder", try_list, false },
	{ "make a memfd", try_memfd, false },
	{ "make an internet socket", try_internet, true },
	{ "make a unix socket", try_unix, true },
	{ "make a pair of sockets", try_pair, true },
	{ "connect", try_connect, false },
	{ "bind and listen", try_bind, false },
	{ "accept", try_accept, false },
	{ "execve", try_exec, true },
	{ "execveat", try_execveat, false },
	{ "fork", try_fork, true },
	{ "fork by the old call", try_fork_call, false },
	{ "clone", try_clone, true },
	{ "clone3", try_clone3, false },
	{ "be traced", try_traceme, false },
	{ "trace its parent", try_attach, false },
	{ "signal its parent", try_kill, true },
	{ "queue a signal for its parent", try_queue, false },
	{ "hold its parent", try_pidfd, false },
	{ "read its parent's memory", try_read_parent, false },
	{ "map memory that can run", try_map_code, true },
	{ "make memory run", try_make_code, true },
	{ "setuid", try_setuid, false },
	{ "a user namespace", try_unshare, false },
	{ "mount", try_mount, false },
	{ "chroot", try_chroot, false },
	{ "bpf", try_bpf, false },
	{ "io_uring", try_io_uring, false },
	{ "userfaultfd", try_userfault, false },
	{ "perf_event_open", try_perf, false },
	{ "keyctl", try_keys, false },
	{ "ask a device for something else", try_other_ioctl, true },
	{ "prctl", try_prctl, true },
	{ "raise a limit", try_more_files, false },
	{ "duplicate a descriptor", try_dup, true },
	{ "set an option of the line that is none of its own", try_socket_option, true },
#if defined(__x86_64__)
	{ "system calls by x32 numbers", try_other_numbers, false },
	{ "system calls by the 32-bit door", try_32_bit_door, false },
#endif
};
enum { ATTEMPTS = sizeof(attempts) / sizeof(attempts[0]) };

/* In a child, with the box closed or not: its wait status. */
static int
in_child(bool (*try)(void), bool closed)
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		abort();
	if (pid == 0) {
		struct err e;

		sandbox_keep_only(&victim, 1);
		if (closed && !sandbox_close(&e)) {
			fprintf(stderr, "%s\n", e.text);
			_exit(NOT_CLOSED);
		}
		_exit(try() ? DONE : REFUSED);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static int
prepare(void **state)
{
	struct err e;

	(void)state;
	parent = getpid();
	victim = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (victim < 0 || !sandbox_prepare(&e))
		return -1;
	return 0;
}

static void
nothing_gets_out(void **state)
{
	int killed = 0, refused = 0, wrong = 0;

	(void)state;
	for (size_t i = 0; i < ATTEMPTS; i++) {
		int status;

		status = in_child(attempts[i].try, true);
		if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) {
			killed++;
		} else if (WIFEXITED(status) && WEXITSTATUS(status) == REFUSED) {
			refused++;
		} else {
			wrong++;
			print_error("%s: it was possible (status %x)\n", attempts[i].what,
			    (unsigned)status);
		}
	}
	print_message(
	    "%d attempts: %d killed, %d refused\n", killed + refused + wrong, killed, refused);
	assert_int_equal(wrong, 0);
	assert_true(SANITIZED || killed > refused);
}

/* The same outside of the box: else the test would see nothing. */
static void
outside_they_are_possible(void **state)
{
	int possible = 0;

	(void)state;
	for (size_t i = 0; i < ATTEMPTS; i++) {
		int status = in_child(attempts[i].try, false);
		bool done = WIFEXITED(status) && WEXITSTATUS(status) == DONE;

		possible += done;
		if (attempts[i].sure && !done)
			print_error("%s: not even outside (status %x)\n", attempts[i].what,
			    (unsigned)status);
		assert_true(done || !attempts[i].sure);
	}
	print_message("%d of %d are possible outside\n", possible, ATTEMPTS);
}

/* ---- what a session needs still works ---- */

static bool
lives(void)
{
	struct pollfd p = { .fd = 0, .events = 0 };
	struct timespec t;
	char bytes[16];
	char *room = malloc(1 << 20);

	if (room == NULL || getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return false;
	memset(room, 1, 1 << 20);
	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0 || poll(&p, 1, 0) < 0)
		return false;
	free(room);
	return write(2, "", 0) == 0;
}

static void
a_session_can_live_in_it(void **state)
{
	int status = in_child(lives, true);

	(void)state;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == DONE);
}

static bool
has_no_bounds(void)
{
	return malloc((size_t)300 << 20) != NULL;
}

static void
its_memory_is_bounded(void **state)
{
	int status = SANITIZED ? REFUSED : in_child(has_no_bounds, true);

	(void)state;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == REFUSED);
}

/* ---- a session that somebody reads in ---- */

enum { HELD_MAX = 64 };

struct held { /* file descriptors of a process, as /proc tells them */
	char text[HELD_MAX][96];
	int fd[HELD_MAX];
	int count;
};

static void
look_into(pid_t pid, struct held *h)
{
	char path[64], link[384];
	struct dirent *d;
	DIR *dir;

	*h = (struct held){ .count = 0 };
	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	dir = opendir(path);
	if (dir == NULL)
		return;
	while ((d = readdir(dir)) != NULL && h->count < HELD_MAX) {
		ssize_t n;

		if (d->d_name[0] == '.')
			continue;
		snprintf(link, sizeof(link), "%s/%s", path, d->d_name);
		n = readlink(link, h->text[h->count], sizeof(h->text[0]) - 1);
		if (n < 0)
			continue;
		h->text[h->count][n] = '\0';
		h->fd[h->count++] = atoi(d->d_name);
	}
	closedir(dir);
}

static bool
holds(const struct held *h, const char *text)
{
	for (int i = 0; i < h->count; i++) {
		if (strcmp(h->text[i], text) == 0)
			return true;
	}
	return false;
}

static int
count_like(const struct held *h, const char *beginning)
{
	int n = 0;

	for (int i = 0; i < h->count; i++)
		n += h->fd[i] > 2 && strncmp(h->text[i], beginning, strlen(beginning)) == 0;
	return n;
}

static void
check_session(const struct server *s, pid_t pid, pid_t other)
{
	struct held own, listener, neighbour;

	look_into(pid, &own);
	look_into(s->pid, &listener);
	look_into(other, &neighbour);
	for (int i = 0; i < own.count; i++)
		print_message("  %d -> %s\n", own.fd[i], own.text[i]);
	assert_int_equal(count_like(&own, "socket:"), 2); /* the line and the keeper */
	assert_int_equal(count_like(&own, "/memfd:"), 1);
	assert_int_equal(count_like(&own, "/dev/null"), 1);
	assert_int_equal(count_like(&own, "anon_inode:[eventfd]"), 1);
	assert_int_equal(own.count, 3 + 5);
	for (int i = 0; i < own.count; i++) {
		if (strncmp(own.text[i], "socket:", 7) != 0)
			continue;
		/* Nobody else has these: neither the listener nor another learner's session. */
		assert_false(holds(&listener, own.text[i]));
		assert_false(holds(&neighbour, own.text[i]));
	}
	assert_int_equal(inside_field(pid, "status", "NoNewPrivs"), 1);
	assert_int_equal(inside_field(pid, "status", "Seccomp"), 2);
	assert_int_equal(inside_field(pid, "limits", "Max open files"), 16);
	assert_int_equal(inside_field(pid, "limits", "Max core file size"), 0);
}

static void
a_session_holds_only_its_own(void **state)
{
	struct client c = { .kind = CLIENT_OPENSSH, .key = "amina" };
	struct terminal *t[2];
	struct server *s;
	pid_t pid[2];

	(void)state;
	if (geteuid() != 0 || !client_have(CLIENT_OPENSSH)) {
		print_message(
		    "skipped: only root may look into another process, and ssh is needed\n");
		skip();
	}
	s = server_start(NULL);
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	for (int i = 0; i < 2; i++) {
		c.user = "amina";
		t[i] = client_open(s, &c);
		terminal_wait(t[i], "All courses");
	}
	inside_sessions(s, pid, 2);
	check_session(s, pid[0], pid[1]);
	check_session(s, pid[1], pid[0]);
	terminal_free(t[0]);
	terminal_free(t[1]);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_gets_out),
		cmocka_unit_test(outside_they_are_possible),
		cmocka_unit_test(a_session_can_live_in_it),
		cmocka_unit_test(its_memory_is_bounded),
		cmocka_unit_test_teardown(a_session_holds_only_its_own, client_teardown),
	};

	return cmocka_run_group_tests(tests, prepare, NULL);
}
