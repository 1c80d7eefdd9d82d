#include "tests/bench/bench.h"
#include "tests/e2e/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { LOAD_MS = 300000 };

/* One line of what the swarm says. */
static void
hear_line(struct load *l, char *line, size_t room)
{
	size_t n = 0;
	int64_t until = process_now() + LOAD_MS;

	for (;;) {
		struct pollfd p = { .fd = l->out, .events = POLLIN };

		if (poll(&p, 1, 1000) > 0) {
			if (n + 1 >= room || read(l->out, line + n, 1) != 1)
				break;
			if (line[n] == '\n') {
				line[n] = '\0';
				return;
			}
			n++;
		}
		if (process_now() > until)
			break;
	}
	print_error("the swarm did not say what it should\n");
	fail();
}

struct load
load_start(const struct load_options *o)
{
	char port[16], count[16], at_once[16], users[16], line[256];
	const char *argv[24] = { SWARM, "--port", port, "--keys", o->keys, "--prefix", o->prefix,
		"-n", count, "-c", at_once, "--users", users };
	size_t n = 13;
	int in[2], out[2];
	struct load l = { 0 };

	snprintf(port, sizeof(port), "%d", o->port);
	snprintf(count, sizeof(count), "%d", o->count);
	snprintf(at_once, sizeof(at_once), "%d", o->at_once);
	snprintf(users, sizeof(users), "%d", o->users);
	if (o->type != NULL) {
		argv[n++] = "--type";
		argv[n++] = o->type;
	}
	if (o->zlib)
		argv[n++] = "--zlib";
	if (o->leave)
		argv[n++] = "--leave";
	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
		abort();
	fflush(NULL);
	l.pid = fork();
	if (l.pid < 0)
		abort();
	if (l.pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		process_become(argv, o->keys, NULL);
	}
	close(in[0]);
	close(out[1]);
	l.in = in[1];
	l.out = out[0];
	hear_line(&l, line, sizeof(line));
	if (sscanf(line, "up %d failed %d seconds %lf p50 %lf p99 %lf", &l.up, &l.failed,
		&l.seconds, &l.p50, &l.p99) != 5)
		fail();
	if (o->leave) {
		close(l.in);
		close(l.out);
		process_wait(l.pid, process_deadline());
		return l;
	}
	if (o->type != NULL) {
		hear_line(&l, line, sizeof(line));
		if (sscanf(line, "typed %d", &l.typed) != 1)
			fail();
	}
	return l;
}

int
load_stop(struct load *l)
{
	char line[256];
	int left = 0;

	close(l->in);
	hear_line(l, line, sizeof(line));
	if (sscanf(line, "left %d", &left) != 1)
		fail();
	close(l->out);
	process_wait(l->pid, process_deadline());
	return left;
}
