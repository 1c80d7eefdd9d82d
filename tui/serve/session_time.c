#include "tui/serve/session_state.h"

#include "tui/screens/words.h"

#include <sysexits.h>
#include <time.h>

enum {
	GRACE_MEMBER_S = 300,  /* people compare fingerprints, and clients send nothing meanwhile */
	GRACE_JOIN_S = 600,    /* they read codes from paper */
	IDLE_WARN_S = 28 * 60,
	IDLE_LEAVE_S = 30 * 60,
	IDLE_SHARED_S = 10 * 60,
	KEEPALIVE_S = 60,      /* doubled while the line survives, up to: */
	KEEPALIVE_MOST_S = 240,
	HELD_BACK_MS = 20,     /* nothing tells when an acknowledgement comes */
	HELD_BACK_LATER_MS = 50,
	COMMAND_MS = 60000,    /* for the keeper to answer a command */
	TAKING_MS = 600000,    /* for a line to take more of a long answer */
	TYPING_MS = 300000,    /* for somebody to type its standard input */
};

int64_t
session_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t
idle_limit_ms(const struct session *s)
{
	return 1000 * (app_who(s->stage.app)->shared_computer ? IDLE_SHARED_S : IDLE_LEAVE_S);
}

static void
warn_idle(struct session *s)
{
	s->warned = true;
	if (s->stage.plain != NULL)
		wire_send(s->wire, str_from(_("\r\nStill there? Without a key this window closes in two minutes. "
					      "Your place is kept.\r\n> ")));
}

void
session_was_active(struct session *s)
{
	s->key_ms = session_ms();
	s->warned = false;
	s->keepalive_ms = KEEPALIVE_S * 1000;
}

/* When the next of the two moments is at which a renewal makes this session go; -1: none. */
static int64_t
renewal_wait(const struct session *s, int64_t now)
{
	int64_t stay = (int64_t)s->o->stay_s * 1000, since = now - s->renewed_ms;
	if (s->renewed_ms == 0)
		return -1;
	return since < stay ? stay - since : since < 2 * stay ? 2 * stay - since : 0;
}

/* Keepalives while a line is silent; the idle limit as on the screens. Clients of SFTP say something themselves now and then, or
 * come in again by themselves. */
static int64_t
files_wait(struct session *s, int64_t now)
{
	int64_t limit = 1000 * (int64_t)(s->who.shared_computer ? IDLE_SHARED_S : IDLE_LEAVE_S);
	int64_t idle = now - s->key_ms, quiet = now - s->sent_ms < idle ? now - s->sent_ms : idle;
	if (idle >= limit && sftp_server_is_idle(s->files)) {
		wire_send_error(s->wire, str_from(_("Nothing came for a while. What was closed is kept.\n")));
		session_finish(s, EX_TEMPFAIL);
		return 0;
	}
	if (quiet >= s->keepalive_ms) {
		wire_keepalive(s->wire);
		s->sent_ms = now;
		quiet = 0;
		s->keepalive_ms = s->keepalive_ms * 2 < KEEPALIVE_MOST_S * 1000 ? s->keepalive_ms * 2 :
										    KEEPALIVE_MOST_S * 1000;
	}
	int64_t wait = s->keepalive_ms - quiet, renewal = renewal_wait(s, now);
	if (limit - idle < wait && limit > idle)
		wait = limit - idle;
	return renewal >= 0 && renewal < wait ? renewal : wait;
}

int
session_clock(struct session *s)
{
	int64_t now = session_ms(), wait = 60000, idle = now - s->key_ms;
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
		if (session_is_examined(s))
			limit = warn = idle + wait;
		if (idle >= limit) {
			session_leave(s, str_from(_("Nobody pressed a key for a while. Your place is kept; come back the "
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
		int64_t renewal = renewal_wait(s, now);
		if (renewal >= 0 && renewal < wait)
			wait = renewal;
		break;
	}
	case PHASE_COMMAND:
		if (command_goes_on(s->command)) {
			/* Asking is what makes libssh write: it may have the last of it out by now, and then nothing wakes. */
			wait = wire_taken(s->wire) ? 0 : s->key_ms + TAKING_MS - now;
			if (wait < 0)
				session_finish(s, EX_TEMPFAIL);
			break;
		}
		wait = s->key_ms + (command_is_reading(s->command) ? TYPING_MS : COMMAND_MS) - now;
		if (wait <= 0) {
			wire_send_error(s->wire, str_from(command_is_reading(s->command) ?
				_("Nothing more came on standard input. Nothing was changed.\n") :
				_("The academy does not answer just now. Try again later.\n")));
			session_finish(s, EX_TEMPFAIL);
		}
		break;
	case PHASE_FILES:
		wait = files_wait(s, now);
		break;
	case PHASE_CLOSING:
		wait = s->closing_ms + CLOSING_MS - now;
		break;
	}
	if (s->phase == PHASE_LOGIN && login_tick(&s->login, now) && wait > LOGIN_AGAIN_MS)
		wait = LOGIN_AGAIN_MS;
	if (s->input_len > 0 && !s->stage.dirty && session_may_go(s)) /* the next piped line */
		wait = 0;
	if (s->phase == PHASE_SCREENS && s->stage.dirty) /* held back by the line: nothing says when it is empty, so look again soon */
		wait = s->held_back++ < 10 ? HELD_BACK_MS : HELD_BACK_LATER_MS;
	return wait < 0 ? 0 : (int)wait;
}
