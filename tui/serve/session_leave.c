#include "tui/serve/session_state.h"

#include "tui/screens/words.h"
#include "tui/serve/wrap.h"

#include <string.h>
#include <sysexits.h>

void
session_finish(struct session *s, int status)
{
	if (s->phase == PHASE_CLOSING)
		return;
	s->phase = PHASE_CLOSING;
	s->closing_ms = session_ms();
	wire_finish(s->wire, status);
}

/* Two requests always have room (asker.h). */
void
session_last_word(struct session *s)
{
	struct request r = { 0 };
	struct app *app = s->stage.behind != NULL ? s->stage.behind : s->stage.app;
	session_seat_last_word(s);
	if (app != NULL && !s->ended && !asker_is_over(s->asker) && app_last_word(app, &r) &&
	    !asker_ask(s->asker, &r))
		return;
}

/*
 * What stays after the window is quiet: a few whole lines, none of them broken by the window's edge, and the command that
 * leads back alone on its line (the screens put it there), to be copied.
 *
 * The screen and what was scrolled away are cleared for everybody (product.md: a borrowed telephone is not called
 * shared by who signs up on it). On a shared computer the first screen goes as well, where the door and a code were: elsewhere
 * that one is its owner's, with work of other kinds on it.
 */
void
session_leave(struct session *s, struct str goodbye)
{
	struct buf out = BUF_IN(s->scratch);
	uint64_t up, down;
	bool shared = s->stage.app != NULL && app_who(s->stage.app)->shared_computer;
	session_last_word(s);
	wire_bytes(s->wire, &up, &down);
	stage_leave(&s->stage, shared, &out);
	wrap_lines(&out, goodbye, "\r\n");
	wrap_lines(&out, str_printf(s->scratch, _("This visit: %u kB."), (unsigned)((up + down + 1023) / 1024)),
	    "\r\n");
	wire_send(s->wire, buf_get(&out));
	session_finish(s, 0);
}

void
session_turned_out(struct session *s, const struct refusal *r)
{
	struct buf lines = BUF_IN(s->scratch);
	struct str why = reason_text(r, &s->o->academy, s->scratch);
	s->ended = true;
	switch (s->phase) {
	case PHASE_LOGIN:
	case PHASE_OPEN:
		login_turned_out(&s->login, r);
		break;
	case PHASE_SCREENS:
		session_leave(s, why); /* the sentences say themselves that the place is kept */
		break;
	case PHASE_COMMAND:
	case PHASE_FILES:
		wrap_lines(&lines, why, s->stage.has_pty ? "\r\n" : "\n");
		wire_send_error(s->wire, buf_get(&lines));
		session_finish(s, EX_UNAVAILABLE);
		break;
	case PHASE_CLOSING:
		break;
	}
}

/* Nothing half typed, nothing under way, nothing that waits to be shown. */
static bool
is_at_rest(const struct session *s)
{
	return !stage_is_typing(&s->stage) && s->input_len == 0 && !s->stage.dirty && asker_pending(s->asker) == 0;
}

void
session_make_room(struct session *s)
{
	int64_t stay = (int64_t)s->o->stay_s * 1000, since = session_ms() - s->renewed_ms;
	if (s->phase == PHASE_FILES && s->renewed_ms != 0 && since >= stay &&
	    (since >= 2 * stay || sftp_server_is_at_rest(s->files)))
		session_finish(s, EX_TEMPFAIL);
	if (s->phase != PHASE_SCREENS || s->renewed_ms == 0 || since < stay || (since < 2 * stay && !is_at_rest(s)))
		return;
	session_leave(s, str_from(_("The academy was renewed, and this window still shows the old one. Come in again the "
				    "same way. Your place is kept.")));
}
