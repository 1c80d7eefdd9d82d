#include "store/keeper/publish.h"
#include "store/keeper/run.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "store/keeper/quiz.h"
#include "store/keeper/remark.h"

enum { EVENTS = 256, SWEEP_S = 3600, LEFT_A_SWEEP = 64, LAST_TURNS = 64, LAST_MS = 5000 };

/* ---- what is watched ---- */

static void *const watch_control = (void *)"control", *const watch_signals = (void *)"signals",
		   *const watch_pool = (void *)"pool";

bool
run_watch(struct run *r, int fd, void *what, uint32_t events, int op)
{
	struct epoll_event e = { .events = events, .data.ptr = what };

	return epoll_ctl(r->epoll, op, fd, &e) == 0;
}

/* Anybody's: also while there is something to say to a listener that has to read first. */
void
run_watch_listener(struct run *r)
{
	uint32_t events = EPOLLIN | (r->word ? (uint32_t)EPOLLOUT : 0);

	/* 0: not yet among the watched; run_begin does that, when it serves. */
	if (r->control_events != 0 && events != r->control_events &&
	    run_watch(r, r->control, watch_control, events, EPOLL_CTL_MOD))
		r->control_events = events;
}

/* ---- beginning ---- */

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
library_publish(struct run *r, const char *library)
{
	struct dirent **list;
	int n = scandir(library, &list, NULL, by_name);

	if (n < 0) {
		word_report(r,
		    str_printf(r->arena, "level=error event=library-unreadable folder=\"%.*s\" problem=\"%s\"",
			STR_ARG(trouble_quoted(r->arena, library)), strerror(errno)));
		return;
	}
	for (int i = 0; i < n; i++) {
		struct str dir = str_printf(r->arena, "%s/%s", library, list[i]->d_name);
		struct str manifest = str_printf(r->arena, "%.*s/course.yaml", STR_ARG(dir));
		struct str name = trouble_quoted(r->arena, str_z(r->arena, dir));
		struct err e;
		bool changed;

		if (list[i]->d_name[0] != '.' && access(str_z(r->arena, manifest), F_OK) == 0) {
			if (!keeper_publish(r->k, str_z(r->arena, dir), NULL, &changed, &e))
				word_report(r,
				    str_printf(r->arena,
					"level=error event=course-not-published folder=\"%.*s\" problem=\"%.*s\"",
					STR_ARG(name), STR_ARG(trouble_quoted(r->arena, e.text))));
			else if (changed)
				word_report(
				    r, str_printf(r->arena, "event=course-published folder=\"%.*s\"", STR_ARG(name)));
		}
		free(list[i]);
	}
	free(list);
}

static bool
run_signals(struct run *r)
{
	sigset_t ends;

	/* Whatever the listener did with them: the reader of courses is waited for, a gone session
	 * is no signal. */
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	if (sigprocmask(SIG_BLOCK, &ends, NULL) != 0)
		return false;
	r->signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
	return r->signals >= 0;
}

/* One descriptor a session: as many as the machine allows. */
static void
run_limits(void)
{
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) == 0) {
		l.rlim_cur = l.rlim_max;
		setrlimit(RLIMIT_NOFILE, &l);
	}
	l.rlim_cur = l.rlim_max = 0;
	setrlimit(RLIMIT_CORE, &l); /* a core would hold every answer key */
}

/* For the desk (ask.h). */
static void
sessions(void *context, bool (*each)(void *with, const struct seat *, uint64_t slot), void *with)
{
	const struct run *r = context;

	for (const struct client *c = r->clients; c; c = c->next)
		if (!c->is_admin && !c->is_gone && !c->is_leaving &&
		    !each(with, &c->seat, c->slot))
			return;
}

static void
session_end(void *context, uint64_t slot)
{
	const struct run *r = context;

	for (struct client *c = r->clients; c; c = c->next)
		if (!c->is_admin && c->slot == slot)
			c->is_ending = true;
}

static void
session_unseat(void *context, uint64_t slot, const struct refusal *why)
{
	struct reply told = { .verb = VERB_SEAT, .refusal = *why };
	struct run *r = context;

	for (struct client *c = r->clients; c; c = c->next)
		if (!c->is_admin && c->slot == slot && !c->is_gone)
			client_send(r, c, &told);
}

static void
log_line(void *context, struct str line)
{
	word_report(context, line);
}

static bool
run_begin(struct run *r, const struct keeper_run_options *o, struct err *e)
{
	struct keeper_options options = {
		.database = o->database, .settings = o->settings, .code_secret = o->code_secret
	};
	struct buf report;

	r->control = o->control;
	r->arena = arena_new();
	report = (struct buf)BUF_IN(r->arena);
	r->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (r->epoll < 0 || !run_signals(r))
		return err_errno(e, "the keeper could not start");
	run_limits();
	r->k = keeper_open(&options, e);
	if (!r->k)
		return false;
	r->process = (struct keeper_process){
		.context = r,
		.sessions = sessions,
		.end = session_end,
		.unseat = session_unseat,
		.report = log_line,
		.tally = &r->tally,
	};
	r->k->process = &r->process;
	for (const char *const *l = o->library; l && *l; l++)
		library_publish(r, *l);
	if (!keeper_load_editions(r->k, &report, e))
		return false;
	word_report_lines(r, buf_get(&report));
	words_tell_editions(r);
	if (!run_watch(r, r->control, watch_control, EPOLLIN, EPOLL_CTL_ADD) ||
	    !run_watch(r, r->signals, watch_signals, EPOLLIN, EPOLL_CTL_ADD))
		return err_errno(e, "the keeper could not start");
	r->control_events = EPOLLIN;
	run_watch_listener(r);

	struct control ready = {
		.kind = CONTROL_READY, .seat = STR_NONE, .text = STR_NONE, .fd = -1
	};

	word_tell(r, &ready, NULL);
	return true;
}

/* ---- the loop ---- */

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A transaction of the house itself. When it cannot be had, who reads next is not to suffer for it. */
static bool
begins(struct run *r)
{
	if (db_begin(r->k->db))
		return true;
	trouble_note(&r->k->trouble, r->k->db);
	db_rollback(r->k->db);
	return false;
}

/*
 * Invitations that ended long ago leave the list. Not by the clock alone: one that runs ahead for an
 * hour would forget what the list still has to say.
 */
static void
forget(struct run *r, int64_t now)
{
	int64_t reference = r->k->newest < now ? r->k->newest : now;

	if (!begins(r))
		return;
	db_invitations_forget(
	    r->k->db, reference - (int64_t)r->k->settings.invitation_days * 86400);
	if (db_failed(r->k->db) || !db_commit(r->k->db)) {
		trouble_note(&r->k->trouble, r->k->db);
		db_rollback(r->k->db);
	}
}

/* Once an hour: what was begun and left for a week is handed in as it stands. */
static void
sweep(struct run *r)
{
	int64_t now = r->k->now(r->k->now_context);
	struct uuid *id;
	uint32_t n;

	if (!r->is_sweeping && now < r->swept_at + SWEEP_S && now >= r->swept_at)
		return;
	if (!r->is_sweeping) {
		forget(r, now);
		r->k->repairs = true;
	}
	r->swept_at = now;
	arena_reset(r->arena);
	db_attempts_left(
	    r->k->db, now - EXAM_LEFT_S, &r->swept, LEFT_A_SWEEP, r->arena, &id, &n);
	/* A few a turn, and behind them the next few: one that cannot be closed holds none up. */
	r->is_sweeping = n == LEFT_A_SWEEP;
	r->swept = r->is_sweeping ? id[n - 1] : (struct uuid){ { 0 } };
	if (n == 0 || !begins(r))
		return;
	for (uint32_t i = 0; i < n; i++) {
		struct reply reply = { .number = 0 };
		struct ask x = { .k = r->k, .a = r->arena, .r = &reply, .now = now };

		attempt_leave(&x, &id[i]);
	}
	if (db_failed(r->k->db) || !db_commit(r->k->db)) {
		trouble_note(&r->k->trouble, r->k->db);
		db_rollback(r->k->db);
	}
}

/* What was asked for and takes more than one turn. */
static void
work(struct run *r)
{
	if (!r->k->repairs)
		return;
	arena_reset(r->arena);
	repairs_work(r->k, r->arena);
	shelf_sweep(&r->k->shelf);
}

/* The only place where the keeper waits. */
static void
turn(struct run *r)
{
	struct epoll_event event[EVENTS];
	bool had_pool = r->pool != NULL;
	int wait_ms = (int)sittings_turn(r->k, SWEEP_S) * 1000;
	int n = epoll_wait(r->epoll, event, EVENTS,
	    clients_are_leaving(r) || r->is_sweeping || r->k->repairs ? 0 : wait_ms);
	struct hash_job *job;

	/* What became over meanwhile is over for those who ask now, and by the right clock. */
	sittings_turn(r->k, SWEEP_S);
	turn_begin(r);
	/* The listener first: what it said before a session asked holds for that session. */
	for (int i = 0; i < n; i++) {
		if (event[i].data.ptr != watch_control)
			continue;
		if (event[i].events & EPOLLOUT)
			words_send(r);
		if (event[i].events & ~(uint32_t)EPOLLOUT)
			words_read(r);
	}
	for (int i = 0; i < n; i++) {
		void *what = event[i].data.ptr;
		struct client *c = what;

		if (what == watch_signals)
			r->ends = true;
		if (r->ends)
			break; /* the rest is run_last's */
		if (what != watch_control && what != watch_pool && !c->is_gone &&
		    !c->is_leaving) {
			if (event[i].events & (EPOLLHUP | EPOLLERR))
				client_leave(r, c);
			else if (event[i].events & EPOLLOUT)
				client_send_outs(r, c);
			else if (event[i].events & EPOLLIN)
				client_read(r, c);
		}
	}
	if (!r->ends)
		clients_read_leaving(r);
	while (!r->ends && r->pool && !turn_is_full(r) && (job = hash_pool_take(r->pool)))
		turn_hashed(r, job->context);
	turn_end(r);
	shelf_sweep(&r->k->shelf);
	if (r->k->shelf.is_stale && shelf_sync(r->k))
		words_tell_editions(r);
	if (!had_pool && r->pool)
		run_watch(r, hash_pool_fd(r->pool), watch_pool, EPOLLIN, EPOLL_CTL_ADD);
	clients_sweep(r);
}

/*
 * The last turns: what lies in the sockets is done and answered, so that neither a renewal nor the
 * end of the house costs a session that is just leaving its last words. Bounded: what is not done by
 * then is said again to the next keeper.
 */
static void
run_last(struct run *r)
{
	int64_t until = now_ms() + LAST_MS;
	bool some = true;

	r->is_last = true;
	for (int n = 0; some && n < LAST_TURNS && now_ms() < until; n++) {
		turn_begin(r);
		for (struct client *c = r->clients; c; c = c->next)
			if (!c->is_gone && !c->out)
				client_read(r, c);
		some = r->items > 0;
		turn_end(r);
		shelf_sweep(&r->k->shelf);
		clients_sweep(r);
	}
}

static void
job_forget(struct hash_job *job)
{
	ticket_free(job->context);
}

static void
run_end(struct run *r)
{
	/* The threads first: what they work on belongs to tickets, which are lost with their
	 * clients. */
	for (struct client *c = r->clients; c; c = c->next)
		c->is_gone = r->has_gone = true;
	clients_sweep(r);
	words_send(r);
	words_free(r);
	hash_pool_free(r->pool, job_forget);
	keeper_close(r->k);
	arena_free(r->arena);
	if (r->epoll >= 0)
		close(r->epoll);
	if (r->signals >= 0)
		close(r->signals);
}

int
keeper_run(const struct keeper_run_options *o)
{
	struct run *r = calloc(1, sizeof(*r));
	struct err e = { .kind = ERR_NONE };
	int status = 0;

	if (!r)
		return 71;
	r->epoll = r->signals = -1;
	r->word_last = &r->word;
	if (run_begin(r, o, &e)) {
		while (!r->ends) {
			sweep(r);
			work(r);
			turn(r);
		}
		run_last(r);
	} else {
		status = err_exit(&e);
		word_report(r,
		    str_printf(r->arena, "level=error event=keeper-not-begun problem=\"%.*s\"",
			STR_ARG(trouble_quoted(r->arena, e.text))));
	}
	run_end(r);
	free(r);
	return status;
}
