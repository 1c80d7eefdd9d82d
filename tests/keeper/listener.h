/*
 * A listener to test the keeper's process with: forks it, makes the pairs, keeps the ends and the
 * seats, and hands them to the next keeper when one was killed.
 */
#ifndef CHALKLINE_LISTENER_TEST_H
#define CHALKLINE_LISTENER_TEST_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "store/keeper/run.h"
#include "tests/keeper/classroom.h"

enum { SLOTS = 256, WAIT_MS = 60000 };

struct slot {
	int own, keepers; /* the session's end, and the copy of the keeper's */
	char from[64];    /* where it says that the session comes from */
	char seat[512];
	size_t seat_len;
	bool known;
};

struct listener {
	char database[160];
	const char *const *library;
	pid_t pid;
	int control;
	int room; /* of the keeper's words that are not heard yet; 0: as it is */
	struct slot slot[SLOTS];
	unsigned slots;
	bool is_ready;
	unsigned editions, reports;
	char report[300];
};

MAYBE int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

MAYBE void
listener_attach(struct listener *l, unsigned slot)
{
	struct control m = {
		.kind = CONTROL_ATTACH,
		.slot = slot,
		.seat = { l->slot[slot].seat, l->slot[slot].seat_len },
		.text = str_from(l->slot[slot].from),
		.fd = l->slot[slot].keepers,
	};

	while (!control_send(l->control, &m)) {
		struct pollfd p = { .fd = l->control, .events = POLLOUT };

		if (errno == EPIPE || errno == ECONNRESET)
			return; /* it was killed: the next one gets it */
		if (errno != EAGAIN)
			fail_msg("attach: %s", strerror(errno));
		poll(&p, 1, 100);
	}
}

/* What the keeper has said; never waits. false: it is gone. */
MAYBE bool
listener_hear(struct listener *l)
{
	char bytes[CONTROL_MESSAGE];
	struct control m;

	for (;;) {
		int got = control_recv(l->control, &m, bytes);

		if (got == 0 || (got < 0 && errno != EAGAIN))
			return false;
		if (got < 0)
			return true;
		switch (m.kind) {
		case CONTROL_BOUND:
			assert_true(m.slot < l->slots && m.seat.len <= sizeof(l->slot[0].seat));
			memcpy(l->slot[m.slot].seat, m.seat.at, m.seat.len);
			l->slot[m.slot].seat_len = m.seat.len;
			l->slot[m.slot].known = m.known;
			break;
		case CONTROL_EDITION:
			l->editions++;
			close(m.fd);
			break;
		case CONTROL_REPORT:
			l->reports++;
			snprintf(l->report, sizeof(l->report), "%.*s", STR_ARG(m.text));
			break;
		case CONTROL_READY:
			l->is_ready = true;
			break;
		default:
			fail_msg("the keeper says %d", (int)m.kind);
		}
	}
}

/* A keeper, with all the ends there are. first: it publishes. */
MAYBE void
listener_start(struct listener *l, bool first)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	if (l->room)
		setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &l->room, sizeof(l->room));
	l->is_ready = false;
	l->pid = fork();
	assert_true(l->pid >= 0);
	if (l->pid == 0) {
		struct keeper_run_options o = { .database = l->database,
			.library = first ? l->library : NULL,
			.control = pair[1],
			.code_secret = (const unsigned char *)"thirty-two bytes of some secret." };

		close(pair[0]);
		for (unsigned i = 0; i < l->slots; i++) {
			close(l->slot[i].own);
			close(l->slot[i].keepers);
		}
		_exit(keeper_run(&o));
	}
	close(pair[1]);
	l->control = pair[0];
	fcntl(l->control, F_SETFL, O_NONBLOCK);
	for (unsigned i = 0; i < l->slots; i++)
		listener_attach(l, i);
}

MAYBE void
listener_ready(struct listener *l)
{
	int64_t until = now_ms() + WAIT_MS;

	while (!l->is_ready && now_ms() < until) {
		struct pollfd p = { .fd = l->control, .events = POLLIN };

		poll(&p, 1, 100);
		if (!listener_hear(l))
			fail_msg("the keeper ended: %s", l->report);
	}
	assert_true(l->is_ready);
}

/* Returns how it ended. */
MAYBE int
listener_stop(struct listener *l, int with)
{
	int status;

	if (with)
		kill(l->pid, with);
	else
		shutdown(l->control, SHUT_RDWR);
	assert_int_equal(waitpid(l->pid, &status, 0), l->pid);
	listener_hear(l); /* what it still said is believed: it was true when it said it */
	close(l->control);
	return status;
}

MAYBE unsigned
listener_slot(struct listener *l)
{
	unsigned n = l->slots++;
	int pair[2];

	assert_true(n < SLOTS);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	l->slot[n] = (struct slot){ .own = pair[0], .keepers = pair[1] };
	return n;
}

/* A session's one request and its answer. */
MAYBE enum reason
slot_ask(struct listener *l, unsigned n, struct arena *a, struct request q, struct reply *r)
{
	int64_t until = now_ms() + WAIT_MS;
	struct buf b = BUF_IN(a);
	char *bytes = arena_alloc(a, RECORD_MESSAGE);

	request_write(&b, &q);
	assert_int_equal(send(l->slot[n].own, b.at, b.len, 0), b.len);
	while (now_ms() < until) {
		struct pollfd p[2] = { { .fd = l->slot[n].own, .events = POLLIN },
			{ .fd = l->control, .events = POLLIN } };
		ssize_t len;

		poll(p, 2, 1000);
		if (p[1].revents)
			listener_hear(l);
		if (!p[0].revents)
			continue;
		len = recv(l->slot[n].own, bytes, RECORD_MESSAGE, 0);
		assert_true(len > 0);
		assert_true(reply_read(bytes, (size_t)len, a, r));
		if (r->number == q.number)
			return r->refusal.reason;
	}
	fail_msg("no answer to %s", record_verbs[q.verb].name);
	return REASON_KINDS;
}

#endif
