/* `exam extra` and `exam give`: more time, by people who may give it. */
#include "tui/serve/command_state.h"

#include "tui/screens/words.h"
#include "tui/serve/stage.h"

#include <sysexits.h>

enum { PERCENT_MOST = 300, MINUTES_MOST = 24 * 60 };

/* The next word; false: there is none. */
static bool
word(struct str *rest, struct str *w)
{
	*rest = str_trim(*rest);
	return rest->len > 0 && str_next(rest, ' ', w);
}

static bool
number(struct str w, unsigned most, uint16_t *n)
{
	unsigned value = 0;
	if (w.len == 0 || w.len > 4)
		return false;
	for (size_t i = 0; i < w.len; i++) {
		if (w.at[i] < '0' || w.at[i] > '9')
			return false;
		value = value * 10 + (unsigned)(w.at[i] - '0');
	}
	*n = (uint16_t)value;
	return value <= most;
}

void
command_exam_extra(struct command *c)
{
	struct request r = { .verb = VERB_EXTRA_TIME };
	struct str rest = c->rest, w;
	if (!word(&rest, &r.extra_time.login) || !word(&rest, &w) || str_trim(rest).len > 0) {
		command_usage(c);
		return;
	}
	if (str_ends(w, "%"))
		w.len--;
	if (!number(w, PERCENT_MOST, &r.extra_time.percent)) {
		command_fail(c, EX_USAGE, str_from(_("Say how many percent more time, from 0 to 300. Nothing was changed.")));
		return;
	}
	stage_uuid(NULL, &r.extra_time.event);
	command_ask(c, &r);
}

void
command_exam_give(struct command *c)
{
	struct request r = { .verb = VERB_EXTRA_TIME };
	struct str rest = c->rest, which, minutes;
	if (!word(&rest, &r.extra_time.login) || !word(&rest, &which) || !word(&rest, &minutes) ||
	    str_trim(rest).len == 0) {
		command_usage(c);
		return;
	}
	if (!number(minutes, MINUTES_MOST, &r.extra_time.minutes) || r.extra_time.minutes == 0) {
		command_fail(c, EX_USAGE, str_from(_("Say how many minutes, from 1 to 1440. Nothing was changed.")));
		return;
	}
	if (!uuid_parse(which, &r.extra_time.attempt) &&
	    (!str_next(&which, '/', &r.extra_time.course) || (r.extra_time.assessment = which).len == 0)) {
		command_usage(c);
		return;
	}
	r.extra_time.why = str_trim(rest);
	stage_uuid(NULL, &r.extra_time.event);
	command_ask(c, &r);
}

void
command_exam_heard(struct command *c, const struct reply *r)
{
	struct buf b = BUF_IN(c->arena);
	if (r->refusal.reason == REASON_NO_SUCH) {
		command_fail(c, EX_DATAERR,
		    str_from(_("This person has no such test open that has a time limit. Nothing was changed.")));
		return;
	}
	if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
		return;
	}
	if (c->json) {
		struct json j = json_into(&b);
		json_object(&j, NULL);
		json_bool(&j, "kept", true);
		json_end(&j);
	} else
		buf_z(&b, c->row->begin == command_exam_extra
		? _("Kept. It counts from the next start of each timed test on.\n")
		: _("Given. It counts at once.\n"));
	command_out(c, &b);
	command_finish(c, EX_OK);
}
