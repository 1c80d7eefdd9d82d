#include "store/keeper/run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "store/keeper/quiz.h"

enum {
	EVENTS = 256,
	CONTROLS_A_TURN = 256,
	OUTS_MOST = RECORD_PENDING, /* a session has no more requests open than that */
	REPORTS_WAIT = 1024,
	SWEEP_S = 3600,
	LEFT_A_SWEEP = 64,
	LINE_MOST = 3500,
	LAST_TURNS = 64,
	LAST_MS = 5000,
};

/* ---- telling the listener ---- */

static void *const watch_control = (void *)"control", *const watch_signals = (void *)"signals",
		   *const watch_pool = (void *)"pool";

static bool
watch(struct run *r, int fd, void *what, uint32_t events, int op)
{
	struct epoll_event e = { .events = events, .data.ptr = what };

	return epoll_ctl(r->epoll, op, fd, &e) == 0;
}

static void outs_send(struct run *r, struct client *c);

/* Anybody's: also while there is something to say to a listener that has to read first. */
static void
control_watch(struct run *r)
{
	uint32_t events = EPOLLIN | (r->word ? (uint32_t)EPOLLOUT : 0);

	/* 0: not yet among the watched; run_begin does that, when it serves. */
	if (r->control_events != 0 && events != r->control_events &&
	    watch(r, r->control, watch_control, events, EPOLL_CTL_MOD))
		r->control_events = events;
}

/* false: it waits. What cannot be said at all counts as said. */
static bool
word_send(struct run *r, const struct control *m)
{
	if (control_send(r->control, m))
		return true;
	if (errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM || errno == ETOOMANYREFS)
		return false;
	r->ends = r->ends || errno == EPIPE || errno == ECONNRESET;
	return true;
}

static void
word_free(struct word *w)
{
	if (w->message.fd >= 0)
		close(w->message.fd);
	free(w);
}

static struct str
word_str(char **at, struct str s)
{
	struct str copy = { *at, s.len };

	if (s.len > 0)
		memcpy(*at, s.at, s.len);
	*at += s.len;
	return copy;
}

static struct word *
word_new(const struct control *m, struct client *client)
{
	struct word *w = malloc(sizeof(*w) + m->seat.len + m->text.len);
	char *at;

	if (!w)
		return NULL;
	at = w->bytes;
	w->next = NULL;
	w->client = client;
	w->message = *m;
	w->message.seat = word_str(&at, m->seat);
	w->message.text = word_str(&at, m->text);
	w->message.fd = m->fd < 0 ? -1 : fcntl(m->fd, F_DUPFD_CLOEXEC, 0);
	if (m->fd >= 0 && w->message.fd < 0) {
		free(w);
		return NULL;
	}
	return w;
}

void
run_tell(struct run *r, const struct control *m, struct client *client)
{
	struct word *w;

	if (!r->word && word_send(r, m))
		return;
	/* Lines for the log may be lost, when it is that bad; seats may not. */
	w = m->kind == CONTROL_REPORT && r->words >= REPORTS_WAIT ? NULL : word_new(m, client);
	if (!w) {
		if (client)
			client_drop(r, client);
		return;
	}
	*r->word_last = w;
	r->word_last = &w->next;
	r->words++;
	if (client)
		client->unheard++;
	control_watch(r);
}

static void
words_send(struct run *r)
{
	while (r->word && word_send(r, &r->word->message)) {
		struct word *w = r->word;
		struct client *c = w->client;

		r->word = w->next;
		if (!r->word)
			r->word_last = &r->word;
		r->words--;
		word_free(w);
		/* Its listener knows who it is: now it may know it, too. */
		if (c && --c->unheard == 0 && !c->is_gone && !c->is_leaving)
			outs_send(r, c);
	}
	control_watch(r);
}

static void
words_forget(struct run *r, const struct client *c)
{
	for (struct word *w = r->word; w && c->unheard > 0; w = w->next)
		if (w->client == c)
			w->client = NULL;
}

void
run_report(struct run *r, struct str line)
{
	struct control m = { .kind = CONTROL_REPORT, .seat = STR_NONE, .fd = -1 };

	m.text = str_sub(line, 0, LINE_MOST);
	run_tell(r, &m, NULL);
}

static void
report_lines(struct run *r, struct str text)
{
	struct str line;

	while (str_next(&text, '\n', &line))
		if (line.len > 0)
			run_report(r, line);
}

/* ---- clients ---- */

/* Read from, unless its password is being hashed or it does not take its answers. */
void
client_watch(struct run *r, struct client *c)
{
	uint32_t events = c->out ? EPOLLOUT : EPOLLIN;

	if (c->out ? c->unheard > 0 : c->ticket != NULL)
		events = 0;

	if (c->is_gone || c->is_leaving || events == c->events)
		return;
	c->events = events;
	if (!watch(r, c->fd, c, events, EPOLL_CTL_MOD))
		client_drop(r, c);
}

void
client_drop(struct run *r, struct client *c)
{
	if (c->is_gone)
		return;
	c->is_gone = r->has_gone = true;
	epoll_ctl(r->epoll, EPOLL_CTL_DEL, c->fd, NULL);
	/* The listener holds a copy: closing alone would tell the session nothing. */
	shutdown(c->fd, SHUT_RDWR);
	close(c->fd);
	c->fd = -1;
}

static void
outs_free(struct client *c)
{
	while (c->out) {
		struct out *next = c->out->next;

		free(c->out);
		c->out = next;
	}
	c->out_last = &c->out;
	c->outs = 0;
}

void
client_leave(struct run *r, struct client *c)
{
	if (c->is_gone || c->is_leaving)
		return;
	c->is_leaving = r->has_leaving = true;
	epoll_ctl(r->epoll, EPOLL_CTL_DEL, c->fd, NULL); /* it would be reported for ever */
	outs_free(c);
}

void
client_end(struct run *r, struct client *c)
{
	struct reply over = { .verb = VERB_HELLO, .refusal.reason = REASON_ENDED };
	struct control bound = {
		.kind = CONTROL_BOUND, .slot = c->slot, .text = STR_NONE, .fd = -1
	};
	struct seat nobody = { .role = ROLE_NOBODY,
		.greeted = c->seat.greeted,
		.session = c->seat.session,
		.since = c->seat.since };

	memcpy(nobody.from, c->seat.from, sizeof(nobody.from));
	/* What it still had in the pool was asked by who it was. */
	if (c->ticket)
		c->ticket->client = NULL;
	c->ticket = NULL;
	client_send(r, c, &over);
	c->is_ending = false;
	c->seat = nobody;
	bound.seat = seat_write(r->arena, &c->seat);
	run_tell(r, &bound, c);
	client_leave(r, c);
}

static void
client_free(struct run *r, struct client *c)
{
	outs_free(c);
	if (c->ticket)
		c->ticket->client = NULL;
	words_forget(r, c);
	if (c->fd >= 0)
		close(c->fd);
	sodium_memzero(c, sizeof(*c));
	free(c);
}

static void
clients_sweep(struct run *r)
{
	struct client **at = &r->clients;

	if (!r->has_gone)
		return;
	r->has_gone = false;
	while (*at) {
		struct client *c = *at;

		if (!c->is_gone) {
			at = &c->next;
			continue;
		}
		*at = c->next;
		client_free(r, c);
	}
}

static void
out_put(struct run *r, struct client *c, const char *bytes, size_t len)
{
	struct out *o = c->outs < OUTS_MOST ? malloc(sizeof(*o) + len) : NULL;

	if (!o) {
		client_drop(r, c);
		return;
	}
	o->next = NULL;
	o->len = len;
	memcpy(o->bytes, bytes, len);
	*c->out_last = o;
	c->out_last = &o->next;
	c->outs++;
	client_watch(r, c);
}

/* true: gone on its way. false: the socket is full, or the client was dropped. */
static bool
bytes_send(struct run *r, struct client *c, const char *bytes, size_t len)
{
	ssize_t n;

	do
		n = send(c->fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n >= 0)
		return true;
	if (errno != EAGAIN && errno != ENOBUFS)
		client_leave(r, c);
	return false;
}

static void
outs_send(struct run *r, struct client *c)
{
	while (c->out && c->unheard == 0 && bytes_send(r, c, c->out->bytes, c->out->len)) {
		struct out *next = c->out->next;

		free(c->out);
		c->out = next;
		c->outs--;
		if (!next)
			c->out_last = &c->out;
	}
	client_watch(r, c);
}

void
client_send(struct run *r, struct client *c, const struct reply *reply)
{
	struct buf b = BUF_OVER(r->message);

	if (c->is_leaving)
		return;
	reply_write(&b, reply);
	if (b.cut || b.len > RECORD_MESSAGE) {
		struct reply sorry = { .number = reply->number,
			.verb = reply->verb,
			.refusal.reason = REASON_MALFORMED };

		b = (struct buf)BUF_OVER(r->message);
		reply_write(&b, &sorry);
		run_report(r, str_printf(r->arena, "event=answer-too-long verb=%s",
				  record_verbs[reply->verb].name));
	}
	if (c->out || c->unheard > 0 || (!bytes_send(r, c, b.at, b.len) && !c->is_leaving))
		out_put(r, c, b.at, b.len);
}

/*
 * The listener hears no more of who is who: what would bind a seat, or takes a hash, stays in the
 * socket, whose other owner is the listener, for the keeper after this one.
 */
static bool
is_for_the_next(struct run *r, struct client *c)
{
	ssize_t len = recv(c->fd, r->message, sizeof(r->message), MSG_DONTWAIT | MSG_PEEK);
	struct request q;

	if (len <= 0 || !request_read(r->message, (size_t)len, r->arena, &q))
		return false;
	switch (q.verb) {
	case VERB_HELLO:
	case VERB_LOGIN_KEY:
	case VERB_LOGIN_CODE:
	case VERB_LOGIN_GUEST:
		return true;
	default:
		return handlers[q.verb].hash != NULL;
	}
}

static void
client_read(struct run *r, struct client *c)
{
	if (r->is_last && is_for_the_next(r, c))
		return;
	for (int n = 0; n < ASKS_A_TURN && !c->is_gone && !c->ticket && !turn_is_full(r); n++) {
		ssize_t len = recv(c->fd, r->message, sizeof(r->message), MSG_DONTWAIT | MSG_TRUNC);
		uint32_t before = r->items;

		if (len < 0 && errno == ECONNRESET)
			continue; /* said once, in front of what is still to be read */
		if (len < 0 && (errno == EINTR || (errno == EAGAIN && !c->is_leaving)))
			return;
		if (len <= 0 || len > RECORD_MESSAGE || !turn_ask(r, c, r->message, (size_t)len)) {
			client_drop(r, c);
			return;
		}
		/* What comes behind a login waits until the login counts. */
		if ((r->items > before && r->item[r->items - 1].binds) ||
		    (r->is_last && is_for_the_next(r, c)))
			break;
	}
	client_watch(r, c);
}

/* false: none of them has more to read now. */
static bool
leaving_wait(const struct run *r)
{
	for (const struct client *c = r->has_leaving ? r->clients : NULL; c; c = c->next)
		if (c->is_leaving && !c->is_gone && !c->ticket)
			return true;
	return false;
}

static void
leaving_read(struct run *r)
{
	bool some = false;

	for (struct client *c = r->has_leaving ? r->clients : NULL; c; c = c->next)
		if (c->is_leaving && !c->is_gone) {
			client_read(r, c);
			some = some || !c->is_gone;
		}
	r->has_leaving = some;
}

/* ---- the listener's words ---- */

static struct client *
client_new(struct run *r, uint64_t slot, int fd)
{
	struct client *c = calloc(1, sizeof(*c));

	if (!c || !watch(r, fd, c, EPOLLIN, EPOLL_CTL_ADD)) {
		free(c);
		close(fd);
		return NULL;
	}
	c->slot = slot;
	c->fd = fd;
	c->events = EPOLLIN;
	c->out_last = &c->out;
	c->next = r->clients;
	r->clients = c;
	return c;
}

/*
 * The listener's copy of a seat may be older than the records: a keeper that died behind its commit told
 * nobody whose session it ended. What cannot be read now stands.
 */
static bool
seat_stands(struct run *r, const struct seat *s)
{
	struct db *db = r->k->db;
	struct person p;

	if (uuid_is_zero(&s->person))
		return true;
	if (db_person(db, &s->person, r->arena, &p))
		return !p.disabled && (s->role == ROLE_DOOR || s->role == p.role);

	bool is_unread = db_failed(db);

	if (is_unread) {
		trouble_note(&r->k->trouble, db);
		db_rollback(db);
	}
	return is_unread;
}

static void
attach(struct run *r, const struct control *m)
{
	struct client *c = client_new(r, m->slot, m->fd);
	struct control bound = {
		.kind = CONTROL_BOUND, .slot = m->slot, .text = STR_NONE, .fd = -1
	};
	/* A call to say again what the keeper before this one left unanswered. */
	struct reply again = { .number = 0, .verb = VERB_HELLO };

	if (!c)
		return;
	if (m->seat.len == 0) {
		/* New. It gets a name of its own at once, by which the next keeper will know it as
		 * old. */
		randombytes_buf(c->seat.session.b, sizeof(c->seat.session.b));
		snprintf(c->seat.from, sizeof(c->seat.from), "%.*s", STR_ARG(m->text));
		c->seat.since = r->k->now(r->k->now_context);
		bound.seat = seat_write(r->arena, &c->seat);
		run_tell(r, &bound, c);
		return;
	}
	if (!seat_read(m->seat, &c->seat)) {
		again.refusal.reason = REASON_VERSION;
		client_send(r, c, &again);
		client_drop(r, c);
		return;
	}
	if (seat_stands(r, &c->seat))
		client_send(r, c, &again);
	else
		client_end(r, c);
}

static void
tally_take(struct run *r, struct str text)
{
	struct tally t;

	/* Read where it stays: what is malformed leaves what was said before. */
	if (text.len > sizeof(r->tally_bytes) || !tally_read(text, &t))
		return;
	memcpy(r->tally_bytes, text.at, text.len);
	if (!tally_read((struct str){ r->tally_bytes, text.len }, &r->tally))
		memset(&r->tally, 0, sizeof(r->tally));
}

static void
control_read(struct run *r)
{
	char bytes[CONTROL_MESSAGE];
	struct control m;

	for (int n = 0; n < CONTROLS_A_TURN && !r->ends; n++) {
		int got = control_recv(r->control, &m, bytes);

		if (got < 0 && errno == EAGAIN)
			return;
		if (got == 0 || (got < 0 && errno != EBADMSG)) {
			r->ends = true;
		} else if (got > 0 && m.kind == CONTROL_ATTACH) {
			attach(r, &m);
		} else if (got > 0 && m.kind == CONTROL_ADMIN) {
			struct client *c = client_new(r, m.slot, m.fd);

			if (c) {
				c->is_admin = true;
				c->seat = keeper_operator();
			}
		} else if (got > 0 && m.kind == CONTROL_SETTINGS) {
			struct keeper_settings settings;

			if (settings_read(m.text, r->arena, &settings))
				keeper_settle(r->k, &settings);
		} else if (got > 0 && m.kind == CONTROL_TALLY) {
			tally_take(r, m.text);
		} else if (m.fd >= 0) {
			close(m.fd);
		}
	}
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
		run_report(r,
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
				run_report(r,
				    str_printf(r->arena,
					"level=error event=course-not-published folder=\"%.*s\" problem=\"%.*s\"",
					STR_ARG(name), STR_ARG(trouble_quoted(r->arena, e.text))));
			else if (changed)
				run_report(
				    r, str_printf(r->arena, "event=course-published folder=\"%.*s\"", STR_ARG(name)));
		}
		free(list[i]);
	}
	free(list);
}

static void
editions_tell(struct run *r)
{
	for (uint32_t i = 0; i < r->k->shelf.books; i++) {
		const struct book *b = r->k->shelf.book[i];
		struct control m = {
			.kind = CONTROL_EDITION,
			.seat = STR_NONE,
			.text = b->edition.course,
			.fd = b->compiled.open_fd,
		};

		run_tell(r, &m, NULL);
	}
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

static bool
run_begin(struct run *r, const struct keeper_run_options *o, struct err *e)
{
	struct keeper_options options = { .database = o->database, .settings = o->settings, .code_secret = o->code_secret };
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
		.context = r, .sessions = sessions, .end = session_end, .tally = &r->tally
	};
	r->k->process = &r->process;
	for (const char *const *l = o->library; l && *l; l++)
		library_publish(r, *l);
	if (!keeper_load_editions(r->k, &report, e))
		return false;
	report_lines(r, buf_get(&report));
	editions_tell(r);
	if (!watch(r, r->control, watch_control, EPOLLIN, EPOLL_CTL_ADD) ||
	    !watch(r, r->signals, watch_signals, EPOLLIN, EPOLL_CTL_ADD))
		return err_errno(e, "the keeper could not start");
	r->control_events = EPOLLIN;
	control_watch(r);

	struct control ready = {
		.kind = CONTROL_READY, .seat = STR_NONE, .text = STR_NONE, .fd = -1
	};

	run_tell(r, &ready, NULL);
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
	if (!r->is_sweeping)
		forget(r, now);
	r->swept_at = now;
	arena_reset(r->arena);
	db_attempts_left(
	    r->k->db, now - ATTEMPT_LEFT_S, &r->swept, LEFT_A_SWEEP, r->arena, &id, &n);
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

/* The only place where the keeper waits. */
static void
turn(struct run *r)
{
	struct epoll_event event[EVENTS];
	bool had_pool = r->pool != NULL;
	int n = epoll_wait(
	    r->epoll, event, EVENTS, leaving_wait(r) || r->is_sweeping ? 0 : SWEEP_S * 1000);
	struct hash_job *job;

	turn_begin(r);
	/* The listener first: what it said before a session asked holds for that session. */
	for (int i = 0; i < n; i++) {
		if (event[i].data.ptr != watch_control)
			continue;
		if (event[i].events & EPOLLOUT)
			words_send(r);
		if (event[i].events & ~(uint32_t)EPOLLOUT)
			control_read(r);
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
				outs_send(r, c);
			else if (event[i].events & EPOLLIN)
				client_read(r, c);
		}
	}
	if (!r->ends)
		leaving_read(r);
	while (!r->ends && r->pool && !turn_is_full(r) && (job = hash_pool_take(r->pool)))
		turn_hashed(r, job->context);
	turn_end(r);
	shelf_sweep(&r->k->shelf);
	if (!had_pool && r->pool)
		watch(r, hash_pool_fd(r->pool), watch_pool, EPOLLIN, EPOLL_CTL_ADD);
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
	while (r->word) {
		struct word *w = r->word;

		r->word = w->next;
		word_free(w);
	}
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
			turn(r);
		}
		run_last(r);
	} else {
		status = err_exit(&e);
		run_report(r,
		    str_printf(r->arena, "level=error event=keeper-not-begun problem=\"%.*s\"",
			STR_ARG(trouble_quoted(r->arena, e.text))));
	}
	run_end(r);
	free(r);
	return status;
}
