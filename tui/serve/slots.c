/* Sessions: a slot each, from the fork to the death. */
#include "tui/serve/state.h"

#include "tui/serve/log.h"
#include "tui/serve/sandbox.h"
#include "tui/serve/session.h"

#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum { LEAVE_MS = 30000 }; /* between the request to leave and the end */

void
ours_alone(void)
{
	static const int ours[] = { SIGINT, SIGHUP, SIGUSR2 };
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		signal(ours[i], SIG_IGN);
}

bool
make_slots(struct listener *l, struct err *e)
{
	l->slot = mmap(NULL, SLOTS * sizeof(*l->slot), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (l->slot == MAP_FAILED)
		l->slot = NULL;
	l->code_secret = mmap(NULL, CODE_SECRET, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (l->code_secret == MAP_FAILED)
		l->code_secret = NULL;
	if (l->slot == NULL || madvise(l->slot, SLOTS * sizeof(*l->slot), MADV_DONTFORK) != 0 || l->code_secret == NULL ||
	    madvise(l->code_secret, CODE_SECRET, MADV_DONTFORK) != 0)
		return err_errno(e, "the table of sessions could not be made");
	randombytes_buf(l->code_secret, CODE_SECRET);
	return true;
}

uint64_t
slot_name(const struct listener *l, unsigned at)
{
	return (uint64_t)l->slot[at].generation << 32 | at;
}

struct slot *
slot_named(struct listener *l, uint64_t name)
{
	uint32_t at = (uint32_t)name;
	return at < SLOTS && l->slot[at].pid != 0 && slot_name(l, at) == name ? &l->slot[at] : NULL;
}

static unsigned
free_slot(struct listener *l)
{
	for (unsigned i = 0; i < SLOTS; i++) {
		unsigned at = (l->next_slot + i) % SLOTS;
		if (l->slot[at].pid == 0) {
			l->next_slot = at + 1;
			return at;
		}
	}
	return SLOTS;
}

/* The gate does not count this one any more; one that has gone, not much longer. */
static void
leave_gate(struct listener *l, const struct slot *s)
{
	struct net peer;
	if (net_read(str_from(s->from), &peer)) {
		if (s->known)
			gate_leave(l->gate, &peer);
		else
			gate_gone(l->gate, &peer, monotonic_ms());
	}
	l->tally_due = true;
}

void
session_known(struct listener *l, struct slot *s)
{
	if (s->known)
		return;
	s->known = true;
	leave_gate(l, s);
}

static void
clear_slot(struct listener *l, unsigned at)
{
	struct slot *s = &l->slot[at];
	close(s->keeper_end);
	if (!s->attached && l->to_attach > 0)
		l->to_attach--;
	if (!s->known)
		leave_gate(l, s);
	if (s->leave_ms != 0)
		l->leaving--;
	*s = (struct slot){ .generation = s->generation + 1 };
}

static void
run_session(struct listener *l, int line, int keeper)
{
	struct err e;
	int keep[8], n = 0;
	sigset_t none;
	if (!session_reserve(&e)) {
		log_event(LOG_ERROR, "session-not-started", "text=%s", e.text);
		return;
	}
	sandbox_silence();
	keep[n++] = line;
	keep[n++] = keeper;
	n += session_reserved_fds(keep + n, 6);
	sandbox_keep_only(keep, n);
	sigemptyset(&none);
	ours_alone();
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (!sandbox_close(&e))
		_exit(EX_OSERR); /* it could be closed in the trial at start; the log says that a session died */
	struct session_options o = {
		.line = line,
		.keeper = keeper,
		.guests = l->config.keeper.guests,
		.verify = l->config.verify,
		.stay_s = l->config.stay_min * 60,
		.shelf = { .image = l->image, .images = l->images, .older = l->older, .olders = l->olders },
		.academy = l->config.academy,
	};
	session_run(&o);
}

static void
no_session(struct listener *l, int line, const char *why)
{
	log_event(LOG_ERROR, "no-room", "text=%s sessions=%u", why, l->sessions);
	gate_turn_away(l->gate, line, GATE_NO_ROOM, monotonic_ms());
}

void
new_session(struct listener *l, int line, const struct net *peer)
{
	int pair[2];
	unsigned at = free_slot(l);
	if (at == SLOTS || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0) {
		no_session(l, line, at == SLOTS ? "all places are taken" : strerror(errno));
		return;
	}
	/* The pair is made right before the fork and its session end closed right after: no other process may hold a copy of it, or
	 * the keeper would never see its end. */
	pid_t pid = fork();
	if (pid == 0) { /* the table of slots is not there in the child */
		run_session(l, line, pair[1]);
		_exit(0);
	}
	int problem = errno;
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		no_session(l, line, strerror(problem));
		return;
	}
	close(line);
	l->slot[at] = (struct slot){ .generation = l->slot[at].generation, .keeper_end = pair[0], .pid = pid };
	net_address(peer, l->slot[at].from);
	l->sessions++;
	l->tally_due = true;
	gate_enter(l->gate, peer);
	attach(l, at);
}

void
session_ended(struct listener *l, pid_t pid, int status)
{
	for (unsigned at = 0; at < SLOTS; at++) {
		if (l->slot[at].pid != pid)
			continue;
		/* One that was ended for staying too long did not die of itself. */
		if (WIFSIGNALED(status) && !l->slot[at].told_to_leave)
			log_event(LOG_ERROR, "session-died", "signal=%d", WTERMSIG(status));
		else if (!WIFSIGNALED(status) && WEXITSTATUS(status) != 0)
			log_event(LOG_ERROR, "session-died", "status=%d", WEXITSTATUS(status));
		clear_slot(l, at);
		l->sessions--;
		l->tally_due = true;
		return;
	}
}

void
signal_sessions(struct listener *l, int signal)
{
	for (unsigned at = 0; at < SLOTS; at++)
		if (l->slot[at].pid > 0)
			kill(l->slot[at].pid, signal);
}

void
tend_leaving(struct listener *l, int64_t now_ms)
{
	for (unsigned at = 0; l->leaving > 0 && at < SLOTS; at++) {
		struct slot *s = &l->slot[at];
		if (s->pid <= 0 || s->leave_ms == 0 || s->leave_ms > now_ms)
			continue;
		kill(s->pid, s->told_to_leave ? SIGKILL : SIGTERM);
		s->told_to_leave = true;
		s->leave_ms = now_ms + LEAVE_MS;
	}
}
