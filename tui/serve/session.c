#include "tui/serve/session.h"

#include "tui/screens/words.h"
#include "tui/serve/command.h"
#include "tui/serve/login.h"
#include "tui/serve/stage.h"

#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum {
	GRACE_MEMBER_S = 300,  /* people compare fingerprints, and clients send nothing meanwhile */
	GRACE_JOIN_S = 600,    /* they read codes from paper */
	IDLE_WARN_S = 28 * 60,
	IDLE_LEAVE_S = 30 * 60,
	IDLE_SHARED_S = 10 * 60,
	KEEPALIVE_S = 60,      /* doubled while the line survives, up to: */
	KEEPALIVE_MOST_S = 240,
	CLOSING_MS = 5000,     /* the client's time to close after we have */
	LAST_WORD_MS = 3000,
	ANSWER_MS = 150,       /* a paint waits so long for the keeper: one packet for an action and its answer */
	HELD_BACK_MS = 20,     /* nothing tells when an acknowledgement comes */
	HELD_BACK_LATER_MS = 50,
	INPUT_MAX = 64 << 10,
	COMMAND_MS = 60000,    /* for the keeper to answer a command */
};

enum phase { PHASE_LOGIN, PHASE_OPEN, PHASE_SCREENS, PHASE_COMMAND, PHASE_CLOSING };

struct session {
	const struct session_options *o;
	struct wire *wire;
	struct asker *asker;
	struct login_rules rules;
	struct login login;
	struct stage stage;
	struct command *command;
	struct arena *scratch; /* of one turn */

	enum phase phase;
	struct identity who;
	char term_name[64];
	int cols, rows;
	struct buf address; /* deep link that was asked for with -t */
	char address_bytes[200];

	unsigned char *input; /* read and not yet meant */
	size_t input_len;
	size_t input_seen;    /* so many of them were read when the screen had arrived */
	bool told_to_stop, warned, too_much;
	bool piped_out;       /* end of input in line mode: leave when all of it is answered */
	int held_back;        /* turns that a paint waited for the line */
	int64_t begun_ms, key_ms, sent_ms, asked_ms, keepalive_ms, closing_ms;
	int status;
};

static int stop_fd = -1; /* the one thing a signal handler touches: an eventfd */

static void
on_stop(int signal)
{
	uint64_t one = 1;
	(void)signal;
	if (write(stop_fd, &one, sizeof(one)) < 0)
		return; /* it is full: the session knows already */
}

bool
session_reserve(struct err *e)
{
	stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (stop_fd < 0)
		return err_errno(e, "the session's stop signal could not be made");
	struct sigaction act = { .sa_handler = on_stop };
	sigaction(SIGTERM, &act, NULL);
	return term_reserve(e);
}

int
session_reserved_fds(int *fd, int max)
{
	int n = term_reserved_fds(fd, max - 1);
	fd[n++] = stop_fd;
	return n;
}

static int64_t
monotonic_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- leaving ---- */

static void
finish(struct session *s, int status)
{
	if (s->phase == PHASE_CLOSING)
		return;
	s->phase = PHASE_CLOSING;
	s->closing_ms = monotonic_ms();
	wire_finish(s->wire, status);
}

/* The place and what was half typed, told to the keeper however the visit ends. One request always has room (asker.h). */
static void
last_word(struct session *s)
{
	struct request r = { 0 };
	if (s->stage.app != NULL && !asker_is_over(s->asker) && app_last_word(s->stage.app, &r) &&
	    !asker_ask(s->asker, &r))
		return;
}

/* The screen is cleared, then one line stays: what the learner may want to read after the window is quiet. */
static void
leave(struct session *s, struct str goodbye)
{
	struct buf out = BUF_IN(s->scratch);
	uint64_t up, down;
	last_word(s);
	wire_bytes(s->wire, &up, &down);
	stage_leave(&s->stage, &out);
	if (goodbye.len > 0) {
		buf_str(&out, goodbye);
		buf_z(&out, " ");
	}
	buf_printf(&out, _("This visit: %u kB."), (unsigned)((up + down + 1023) / 1024));
	buf_z(&out, "\r\n");
	wire_send(s->wire, buf_get(&out));
	finish(s, 0);
}

/* ---- the screens ---- */

static void
carry_out(void *context, struct effect *e)
{
	struct session *s = context;
	if (e->kind == EFFECT_LEAVE)
		leave(s, e->goodbye);
	if (e->kind != EFFECT_ASK)
		return;
	s->asked_ms = monotonic_ms();
	/* There is room: input waits while there is none, and a reply made some. */
	if (!asker_ask(s->asker, &e->request))
		leave(s, str_from(_("Something went wrong here. Your place is kept; log in again.")));
}

static void
begin_screens(struct session *s)
{
	s->who = s->login.who;
	s->phase = PHASE_SCREENS;
	s->key_ms = monotonic_ms();
	s->stage.world.shelf = s->o->shelf;
	s->stage.world.academy = s->o->academy;
	s->stage.world.recovers = s->login.recovers;
	if (s->login.blob_len > 0 && !s->login.key_taken) {
		s->stage.world.proved_key = str_from(s->login.fingerprint);
		s->stage.world.proved_kind = str_from(s->login.key_kind);
		s->stage.world.proved_blob = (struct str){ (const char *)s->login.blob, s->login.blob_len };
	}
	s->stage.effect = carry_out;
	s->stage.context = s;
	stage_open(&s->stage, &s->who, s->term_name, s->login.line || s->who.line_mode, s->cols, s->rows,
	    buf_get(&s->address));
}

static void
paint(struct session *s)
{
	struct buf out = BUF_IN(s->scratch);
	stage_paint(&s->stage, &out);
	if (out.len > 0) {
		wire_send(s->wire, buf_get(&out));
		s->sent_ms = monotonic_ms();
	}
	s->held_back = 0;
}

/* ---- what comes in ---- */

/* May more input be meant? Cells: while a request can be made. Lines: when what was said before is answered, so that a
 * file of answers can be piped in. */
static bool
may_go(void *context)
{
	const struct session *s = context;
	if (s->phase != PHASE_SCREENS)
		return false;
	return s->stage.term != NULL ? asker_has_room(s->asker) : asker_pending(s->asker) == 0;
}

static void
take_input(struct session *s)
{
	struct buf echo = BUF_IN(s->scratch);
	size_t used = stage_take(&s->stage, s->input, s->input_len, s->input_seen, may_go, &echo);
	wire_send(s->wire, buf_get(&echo));
	memmove(s->input, s->input + used, s->input_len - used);
	s->input_len -= used;
	s->input_seen = s->input_seen > used ? s->input_seen - used : 0;
	if (s->input_len == 0) {
		free(s->input);
		s->input = NULL;
	}
}

static void
got_data(void *context, const unsigned char *bytes, size_t len)
{
	struct session *s = context;
	if (s->phase == PHASE_CLOSING || s->phase == PHASE_COMMAND)
		return;
	s->key_ms = monotonic_ms();
	s->warned = false;
	s->keepalive_ms = KEEPALIVE_S * 1000;
	if (len > INPUT_MAX - s->input_len) { /* nobody types that much ahead */
		s->too_much = true;
		return;
	}
	if (s->input == NULL && (s->input = malloc(INPUT_MAX)) == NULL)
		abort();
	memcpy(s->input + s->input_len, bytes, len);
	s->input_len += len;
	if (!s->stage.dirty && wire_arrived(s->wire))
		s->input_seen = s->input_len;
}

static bool
got_pty(void *context, struct str term, int cols, int rows)
{
	struct session *s = context;
	if (s->phase != PHASE_OPEN)
		return false;
	s->stage.has_pty = true;
	snprintf(s->term_name, sizeof(s->term_name), "%.*s", STR_ARG(str_sub(term, 0, 60)));
	s->cols = cols > 0 ? cols : 80;
	s->rows = rows > 0 ? rows : 24;
	return true;
}

static void
got_size(void *context, int cols, int rows)
{
	struct session *s = context;
	if (cols <= 0 || rows <= 0)
		return;
	s->cols = cols;
	s->rows = rows;
	if (s->phase == PHASE_SCREENS)
		stage_resize(&s->stage, cols, rows);
}

static bool
got_shell(void *context)
{
	struct session *s = context;
	if (s->phase != PHASE_OPEN)
		return false;
	begin_screens(s);
	return true;
}

static bool
got_exec(void *context, struct str line)
{
	struct session *s = context;
	if (s->phase != PHASE_OPEN)
		return false;
	/* With a terminal (-t) an address opens its screen; everything else is a command. */
	if (s->stage.has_pty && command_is_address(line, &s->o->shelf)) {
		buf_str(&s->address, line);
		begin_screens(s);
		return true;
	}
	s->phase = PHASE_COMMAND;
	s->key_ms = monotonic_ms();
	s->command = command_new(line, &s->o->shelf, &s->login.who, s->asker, s->wire);
	return true;
}

static void
got_eof(void *context)
{
	struct session *s = context;
	if (s->phase == PHASE_OPEN)
		s->told_to_stop = true;
	else if (s->phase == PHASE_SCREENS && s->stage.plain == NULL)
		leave(s, STR_NONE);
	else
		s->piped_out = true; /* nobody types any more, but what was piped in is still answered */
}

static void
got_auth(void *context, const struct wire_auth *a)
{
	struct session *s = context;
	login_asked(&s->login, a);
}

static void
heard(void *context, const struct reply *r)
{
	struct session *s = context;
	if (r->refusal.reason == REASON_VERSION && s->phase == PHASE_SCREENS) {
		leave(s, str_from(_("The academy was renewed. Log in again; your place is kept.")));
	} else if (s->phase == PHASE_LOGIN) {
		login_heard(&s->login, r);
		if (s->login.done)
			s->phase = PHASE_OPEN;
	} else if (s->phase == PHASE_COMMAND) {
		command_heard(s->command, r);
	} else if (s->phase == PHASE_SCREENS && r->number != 0) {
		stage_update(&s->stage, &(struct intent){ .kind = INTENT_REPLY, .reply = r });
	}
}

static void
stop_asked(void *context)
{
	struct session *s = context;
	uint64_t n;
	if (read(stop_fd, &n, sizeof(n)) > 0)
		s->told_to_stop = true;
}

/* ---- time ---- */

static int64_t
idle_limit_ms(const struct session *s)
{
	return 1000 * (s->who.shared_computer ? IDLE_SHARED_S : IDLE_LEAVE_S);
}

static void
warn_idle(struct session *s)
{
	s->warned = true;
	if (s->stage.plain != NULL)
		wire_send(s->wire, str_from(_("\r\nStill there? Without a key this window closes in two minutes. "
					      "Your place is kept.\r\n> ")));
}

/* What the clock asks for, and for how long the next turn may wait. */
static int
clock_turn(struct session *s)
{
	int64_t now = monotonic_ms(), wait = 60000, idle = now - s->key_ms;
	switch (s->phase) {
	case PHASE_LOGIN:
	case PHASE_OPEN: {
		int64_t grace = 1000 * (s->login.door == DOOR_JOIN ? GRACE_JOIN_S : GRACE_MEMBER_S);
		wait = s->begun_ms + grace - now;
		if (wait <= 0)
			wire_disconnect(s->wire, "Time to log in is over. Connect again when you are ready.");
		break;
	}
	case PHASE_SCREENS: {
		int64_t limit = idle_limit_ms(s), warn = limit - (IDLE_LEAVE_S - IDLE_WARN_S) * 1000;
		int64_t quiet = now - s->sent_ms < idle ? now - s->sent_ms : idle;
		if (idle >= limit) {
			leave(s, str_from(_("Nobody pressed a key for a while. Your place is kept; come back the "
					    "same way.")));
			break;
		}
		if (idle >= warn && !s->warned)
			warn_idle(s);
		if (quiet >= s->keepalive_ms) {
			wire_keepalive(s->wire);
			s->sent_ms = now;
			quiet = 0;
			s->keepalive_ms *= 2;
			if (s->keepalive_ms > KEEPALIVE_MOST_S * 1000)
				s->keepalive_ms = KEEPALIVE_MOST_S * 1000;
		}
		wait = s->keepalive_ms - quiet;
		if (!s->warned && warn - idle < wait)
			wait = warn - idle;
		if (limit - idle < wait)
			wait = limit - idle;
		break;
	}
	case PHASE_COMMAND:
		wait = s->key_ms + COMMAND_MS - now;
		if (wait <= 0) {
			wire_send_error(s->wire, str_from(_("The academy does not answer just now. Try again later.\n")));
			finish(s, EX_TEMPFAIL);
		}
		break;
	case PHASE_CLOSING:
		wait = s->closing_ms + CLOSING_MS - now;
		break;
	}
	if (s->phase == PHASE_LOGIN && login_tick(&s->login, now) && wait > LOGIN_AGAIN_MS)
		wait = LOGIN_AGAIN_MS;
	if (s->input_len > 0 && !s->stage.dirty && may_go(s)) /* the next piped line */
		wait = 0;
	if (s->phase == PHASE_SCREENS && s->stage.dirty) /* held back by the line: nothing says when it is empty, so look again soon */
		wait = s->held_back++ < 10 ? HELD_BACK_MS : HELD_BACK_LATER_MS;
	return wait < 0 ? 0 : (int)wait;
}

/* ---- life ---- */

/* The keeper answers in a few milliseconds; only where it is slow, or dead, is the question painted before the answer. */
static bool
answer_is_near(const struct session *s)
{
	return asker_pending(s->asker) > 0 && monotonic_ms() - s->asked_ms < ANSWER_MS;
}

static void
paint_if_empty(struct session *s)
{
	bool first = s->sent_ms == s->begun_ms;
	/* The line is asked first: asking lets libssh work, and an event may end the visit. */
	if (!s->stage.dirty || !wire_empty(s->wire) || s->phase != PHASE_SCREENS || answer_is_near(s))
		return;
	paint(s);
	if (first)
		malloc_trim(0); /* the handshake's memory goes back: 40 KiB a session */
}

static void
screens_turn(struct session *s)
{
	paint_if_empty(s);
	if (s->input_len > 0)
		take_input(s);
	paint_if_empty(s);
	if (s->piped_out && s->phase == PHASE_SCREENS && s->input_len == 0 && !s->stage.dirty &&
	    asker_pending(s->asker) == 0)
		leave(s, STR_NONE);
}

static bool
after_turn(struct session *s)
{
	arena_reset(s->scratch);
	if (s->login.over)
		return false;
	if (s->too_much && s->phase == PHASE_SCREENS) {
		s->too_much = false;
		leave(s, str_from(_("Too much came in at once.")));
	} else if (s->too_much && s->phase != PHASE_CLOSING) {
		wire_disconnect(s->wire, "Too much came in at once.");
		return false;
	}
	if (asker_is_over(s->asker) && s->phase == PHASE_SCREENS)
		leave(s, str_from(_("Something went wrong here. Your place is kept; log in again.")));
	else if (asker_is_over(s->asker) && s->phase != PHASE_CLOSING)
		return false;
	asker_push(s->asker);
	if (s->told_to_stop && s->phase == PHASE_SCREENS)
		leave(s, str_from(_("The academy closes for a moment. Your place is kept; come back soon.")));
	else if (s->told_to_stop && s->phase != PHASE_CLOSING)
		return false;
	if (s->phase == PHASE_SCREENS)
		screens_turn(s);
	if (s->phase == PHASE_COMMAND && command_done(s->command, &s->status))
		finish(s, s->status);
	if (s->phase == PHASE_CLOSING)
		return !wire_closed(s->wire) && monotonic_ms() - s->closing_ms < CLOSING_MS;
	return true;
}

void
session_run(const struct session_options *o)
{
	static const struct wire_events events = { got_auth, got_pty, got_size, got_shell, got_exec, got_data,
		got_eof };
	struct session *s = calloc(1, sizeof(*s));
	struct err e;
	if (s == NULL)
		return;
	s->o = o;
	s->scratch = s->stage.scratch = arena_new();
	s->cols = 80;
	s->rows = 24;
	s->address = BUF_OVER(s->address_bytes);
	s->begun_ms = s->key_ms = s->sent_ms = monotonic_ms();
	s->keepalive_ms = KEEPALIVE_S * 1000;
	s->rules = (struct login_rules){ &o->academy, o->guests, o->verify };
	s->asker = asker_new(o->keeper, heard, s);
	s->wire = wire_accept(o->line, &events, s, &e);
	if (s->wire == NULL)
		return;
	login_begin(&s->login, s->wire, s->asker, &s->rules);
	struct request hello = { .verb = VERB_HELLO, .version = RECORD_VERSION };
	if (!asker_ask(s->asker, &hello) || !wire_watch(s->wire, o->keeper, asker_ready, s->asker) ||
	    !wire_watch(s->wire, stop_fd, stop_asked, s))
		return;
	while (wire_turn(s->wire, clock_turn(s)))
		if (!after_turn(s))
			break;
	if (s->phase == PHASE_SCREENS) /* the line is gone without a goodbye */
		last_word(s);
	asker_finish(s->asker, LAST_WORD_MS);
	wire_free(s->wire);
	/* The process ends here; freeing what is left would only touch pages that are shared with the others. */
}
