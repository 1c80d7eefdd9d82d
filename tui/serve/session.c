#include "tui/serve/session_state.h"

#include "tui/screens/words.h"

#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
	ANSWER_MS = 150, /* a paint waits so long for the keeper: one packet for an action and its answer */
	COMPILE_MS = 4000, /* and so long for a draft */
	RENEWED_SHIFT = 32,
};

static int signal_fd = -1; /* the one thing a signal handler touches: an eventfd, which adds up what is written */

static void
on_signal(int signal)
{
	uint64_t one = signal == SIGUSR1 ? (uint64_t)1 << RENEWED_SHIFT : 1;
	if (write(signal_fd, &one, sizeof(one)) < 0)
		return; /* it is full: the session knows already */
}

uint64_t
session_signals(void)
{
	uint64_t n;
	if (read(signal_fd, &n, sizeof(n)) <= 0)
		return 0;
	return ((uint32_t)n != 0 ? SESSION_STOP : 0) | (n >> RENEWED_SHIFT != 0 ? SESSION_RENEWED : 0);
}

bool
session_reserve(struct err *e)
{
	signal_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (signal_fd < 0)
		return err_errno(e, "the session's signals could not be made");
	struct sigaction act = { .sa_handler = on_signal };
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGUSR1, &act, NULL);
	return term_reserve(e);
}

int
session_reserved_fds(int *fd, int max)
{
	int n = term_reserved_fds(fd, max - 1);
	fd[n++] = signal_fd;
	return n;
}

/* ---- painting ---- */

static void
paint(struct session *s)
{
	struct buf out = BUF_IN(s->scratch);
	if (s->renewed_ms != 0 && !s->told_renewed) {
		stage_say(&s->stage, str_from(_("The academy was renewed. You can go on; to get the new version leave and "
						"come in again.")));
		s->told_renewed = true;
	}
	stage_paint(&s->stage, &out);
	if (out.len > 0) {
		wire_send(s->wire, buf_get(&out));
		s->sent_ms = session_ms();
	}
	s->held_back = 0;
}

/* ---- life ---- */

/* The keeper answers in a few milliseconds; only where it is slow, or dead, is the question painted before the answer. */
static bool
answer_is_near(const struct session *s)
{
	int64_t ms = s->preview.loading ? COMPILE_MS : ANSWER_MS;
	return asker_pending(s->asker) > 0 && session_ms() - s->asked_ms < ms;
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
		session_take_input(s);
	paint_if_empty(s);
	if (s->piped_out && s->phase == PHASE_SCREENS && s->input_len == 0 && !s->stage.dirty &&
	    asker_pending(s->asker) == 0)
		session_leave(s, STR_NONE);
}

/* The client has its time to close after all has reached it: on a slow line that may be long after it was sent. */
static bool
is_closing(struct session *s)
{
	uint64_t up, down;
	wire_bytes(s->wire, &up, &down);
	if (down != s->closing_down)
		s->closing_ms = session_ms();
	s->closing_down = down;
	return session_ms() - s->closing_ms < CLOSING_MS;
}

static bool
after_turn(struct session *s)
{
	arena_reset(s->scratch);
	if (s->login.over)
		return false;
	if (s->too_much && s->phase == PHASE_SCREENS) {
		s->too_much = false;
		session_leave(s, str_from(_("Too much came in at once.")));
	} else if (s->too_much && s->phase != PHASE_CLOSING) {
		wire_disconnect(s->wire, "Too much came in at once.");
		return false;
	}
	if (asker_is_over(s->asker) && s->phase == PHASE_SCREENS)
		session_leave(s, str_from(_("Something went wrong here. Your place is kept; log in again.")));
	else if (asker_is_over(s->asker) && s->phase != PHASE_CLOSING)
		return false;
	asker_push(s->asker);
	if (s->told_to_stop && s->phase == PHASE_SCREENS)
		session_leave(s, str_from(_("The academy closes for a moment. Your place is kept; come back soon.")));
	else if (s->told_to_stop && s->phase != PHASE_CLOSING)
		return false;
	session_make_room(s);
	if (s->phase == PHASE_SCREENS)
		screens_turn(s);
	if (s->phase == PHASE_FILES)
		session_files_turn(s);
	session_seat_turn(s);
	if (s->phase == PHASE_COMMAND)
		command_turn(s->command);
	if (s->phase == PHASE_COMMAND && command_moved(s->command))
		session_was_active(s);
	if (s->phase == PHASE_COMMAND && command_done(s->command, &s->status))
		session_finish(s, s->status);
	if (s->phase == PHASE_CLOSING)
		return !wire_closed(s->wire) && is_closing(s);
	return true;
}

void
session_run(const struct session_options *o)
{
	struct session *s = calloc(1, sizeof(*s));
	struct err e;
	if (s == NULL)
		return;
	s->o = o;
	s->scratch = s->stage.scratch = arena_new();
	s->cols = 80;
	s->rows = 24;
	s->address = BUF_OVER(s->address_bytes);
	s->begun_ms = s->key_ms = s->sent_ms = session_ms();
	session_was_active(s);
	words_zone(str_z(s->scratch, o->academy.city)); /* the door says times too, before there is a page */
	s->rules = (struct login_rules){ &o->academy, o->guests, o->verify };
	s->asker = asker_new(o->keeper, session_heard, s);
	s->wire = wire_accept(o->line, &session_events, s, &e);
	if (s->wire == NULL)
		return;
	login_begin(&s->login, s->wire, s->asker, &s->rules);
	struct request hello = { .verb = VERB_HELLO, .version = RECORD_VERSION };
	if (!asker_ask(s->asker, &hello) || !wire_watch(s->wire, o->keeper, asker_ready, s->asker) ||
	    !wire_watch(s->wire, signal_fd, session_signalled, s))
		return;
	while (wire_turn(s->wire, session_clock(s)))
		if (!after_turn(s))
			break;
	if (s->phase == PHASE_SCREENS) /* the line is gone without a goodbye */
		session_last_word(s);
	if (!s->ended)
		asker_finish(s->asker, LAST_WORD_MS);
	wire_free(s->wire);
	/* The process ends here; freeing what is left would only touch pages that are shared with the others. */
}
