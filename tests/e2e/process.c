#include "tests/e2e/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

int64_t
process_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t
process_deadline(void)
{
	const char *factor = getenv("CHALKLINE_PATIENCE");
	int times = factor != NULL ? atoi(factor) : 1;

	return process_now() + (int64_t)PROCESS_PATIENCE_MS * (times > 0 ? times : 1);
}

void
process_pause(void)
{
	poll(NULL, 0, 5);
}

bool
process_have(const char *program)
{
	const char *path = getenv("PATH");
	char file[512];

	while (path != NULL && *path != '\0') {
		size_t len = strcspn(path, ":");

		snprintf(file, sizeof(file), "%.*s/%s", (int)len, path, program);
		if (access(file, X_OK) == 0)
			return true;
		path += len;
		path += *path == ':';
	}
	return false;
}

void
process_become(const char *const *argv, const char *home, const char *term)
{
	static const char *const keep[] = { "PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", NULL };
	char *kept[4];
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	for (int i = 0; keep[i] != NULL; i++)
		kept[i] = getenv(keep[i]);
	if (clearenv() != 0 || chdir(home) != 0)
		_exit(127);
	for (int i = 0; keep[i] != NULL; i++) {
		if (kept[i] != NULL)
			setenv(keep[i], kept[i], 1);
	}
	setenv("HOME", home, 1);
	setenv("TERM", term != NULL ? term : "dumb", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	if (getenv("PATH") == NULL)
		setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	execvp(argv[0], (char *const *)argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

void
output_clear(struct output *o)
{
	free(o->out);
	free(o->err);
	memset(o, 0, sizeof(*o));
}

static int
exit_status(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
process_wait(pid_t pid, int64_t deadline)
{
	int status;

	for (;;) {
		pid_t got = waitpid(pid, &status, WNOHANG);

		if (got == pid)
			return exit_status(status);
		if (got < 0 && errno != EINTR)
			return 127;
		if (process_now() >= deadline)
			return -1;
		process_pause();
	}
}

/* Appends what fd has; false at its end. */
static bool
drain(int fd, char **text, size_t *len)
{
	char bytes[4096];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n <= 0)
		return n < 0 && (errno == EINTR || errno == EAGAIN);
	*text = realloc(*text, *len + (size_t)n + 1);
	if (*text == NULL)
		abort();
	memcpy(*text + *len, bytes, (size_t)n);
	*len += (size_t)n;
	(*text)[*len] = '\0';
	return true;
}

struct output
process_run(const char *const *argv, const char *home, const char *input)
{
	struct output o = { .out = calloc(1, 1), .err = calloc(1, 1), .status = -1 };
	int in[2], out[2], err[2];
	size_t left = input != NULL ? strlen(input) : 0;
	int64_t deadline = process_deadline();
	pid_t pid;

	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0 || pipe2(err, O_CLOEXEC) < 0)
		abort();
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		abort();
	if (pid == 0) {
		setsid(); /* no terminal to ask on */
		dup2(in[0], 0);
		dup2(out[1], 1);
		dup2(err[1], 2);
		process_become(argv, home, NULL);
	}
	close(in[0]);
	close(out[1]);
	close(err[1]);
	signal(SIGPIPE, SIG_IGN);
	if (left == 0) {
		close(in[1]);
		in[1] = -1;
	}
	while (out[0] >= 0 || err[0] >= 0) {
		struct pollfd p[3] = {
			{ .fd = out[0], .events = POLLIN },
			{ .fd = err[0], .events = POLLIN },
			{ .fd = in[1], .events = POLLOUT },
		};
		int64_t wait = deadline - process_now();

		if (wait <= 0)
			break;
		if (poll(p, 3, (int)wait) < 0 && errno != EINTR)
			abort();
		if (p[0].revents != 0 && !drain(out[0], &o.out, &o.out_len)) {
			close(out[0]);
			out[0] = -1;
		}
		if (p[1].revents != 0 && !drain(err[0], &o.err, &o.err_len)) {
			close(err[0]);
			err[0] = -1;
		}
		if (p[2].revents != 0) {
			ssize_t n = write(in[1], input, left);

			if (n > 0) {
				input += n;
				left -= (size_t)n;
			}
			if (n < 0 || left == 0) {
				close(in[1]);
				in[1] = -1;
			}
		}
	}
	for (int i = 0; i < 3; i++) {
		int fd = i == 0 ? in[1] : i == 1 ? out[0] : err[0];

		if (fd >= 0)
			close(fd);
	}
	o.status = process_wait(pid, deadline);
	if (o.status < 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		print_error("%s did not end in time; it wrote:\n%s\n%s\n", argv[0], o.out, o.err);
		output_clear(&o);
		fail();
	}
	return o;
}

char *
process_ask(const char *const *argv, const char *home, const char *input)
{
	struct output o = process_run(argv, home, input);
	char *out;

	if (o.status != 0) {
		print_error("exit status %d of", o.status);
		for (int i = 0; argv[i] != NULL; i++)
			print_error(" %s", argv[i]);
		print_error("\n%s%s\n", o.out, o.err);
		output_clear(&o);
		fail();
	}
	out = o.out;
	o.out = NULL;
	if (o.out_len > 0 && out[o.out_len - 1] == '\n')
		out[o.out_len - 1] = '\0';
	output_clear(&o);
	return out;
}
