/* marking, mark: written answers. regrade: questions that were found wrong. */
#include "tui/serve/command_state.h"

#include "courses/base/safe.h"
#include "tui/serve/stage.h"
#include "tui/screens/words.h"
#include "tui/serve/repair_words.h"
#include "tui/serve/wrap.h"

#include <string.h>
#include <sysexits.h>
#include <time.h>

/* ---- the queue ---- */

void
command_marking(struct command *c)
{
	struct request r = { .verb = VERB_MARKING };

	r.marking.course = c->rest;
	if (str_find(c->rest, 0, " ") < c->rest.len)
		command_usage(c);
	else
		command_ask(c, &r);
}

/* "5 min", "3 h", "12 days": what an age needs. */
static void
age(struct buf *b, int64_t seconds)
{
	enum { HOUR = 3600, DAY = 86400 };

	if (seconds >= 2 * DAY)
		buf_printf(b, _("%lld days"), (long long)(seconds / DAY));
	else if (seconds >= HOUR)
		buf_printf(b, _("%lld h"), (long long)(seconds / HOUR));
	else
		buf_printf(b, _("%lld min"), (long long)(seconds > 0 ? seconds / 60 : 0));
}

static void
row_json(struct json *j, const struct marking_row *m)
{
	char id[37];

	uuid_text(&m->attempt, id);
	json_z(j, "attempt", id);
	json_int(j, "question_number", m->index + 1);
	json_str(j, "course", m->course);
	json_str(j, "assessment", m->assessment);
	json_str(j, "question", m->question);
	json_str(j, "name", m->name);
	json_time(j, "handed_in_at", m->at);
	json_int(j, "answer", m->number);
	json_int(j, "of", m->of);
}

static void
marking_json(struct command *c, const struct told_marking *t)
{
	struct buf b = BUF_IN(c->arena);
	struct json j = json_into(&b);

	json_object(&j, NULL);
	json_int(&j, "waiting", t->all);
	json_list(&j, "answers");
	for (uint32_t i = 0; i < t->rows; i++) {
		json_object(&j, NULL);
		row_json(&j, &t->row[i]);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	command_out(c, &b);
}

static void
marking_say(struct command *c, const struct told_marking *t)
{
	struct buf b = BUF_IN(c->arena);
	int64_t now = time(NULL);

	if (t->all == 0)
		buf_z(&b, _("No written answer waits for a mark.\n"));
	for (uint32_t i = 0; i < t->rows; i++) {
		const struct marking_row *m = &t->row[i];
		char id[37];

		uuid_text(&m->attempt, id);
		buf_printf(&b, "%s %u\n  ", id, m->index + 1);
		age(&b, now - m->at);
		buf_printf(&b, _("  %.*s/%.*s  %.*s, answer %u of %u\n"), STR_ARG(m->course), STR_ARG(m->assessment),
		    STR_ARG(m->name), m->number, m->of);
	}
	if (t->rows < t->all)
		buf_printf(&b, _("And %u more.\n"), t->all - t->rows);
	if (t->rows > 0)
		buf_z(&b, _("To read one: marking show ATTEMPT QUESTION. To mark it: mark ATTEMPT QUESTION PERCENT COMMENT\n"));
	command_out(c, &b);
}

void
command_marking_heard(struct command *c, const struct reply *r)
{
	if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
		return;
	}
	if (c->json)
		marking_json(c, &r->marking);
	else
		marking_say(c, &r->marking);
	command_finish(c, EX_OK);
}

/* ---- one of them ---- */

/* ATTEMPT QUESTION, as the queue shows them. false: that is not how it is said, and that is answered. */
static bool
written_read(struct command *c, struct str *rest, struct request *r)
{
	struct str id = STR_NONE, number = STR_NONE;
	uint64_t n = 0;

	*rest = c->rest;
	r->mark.comment = STR_NONE;
	if (str_next(rest, ' ', &id) && uuid_parse(id, &r->mark.attempt) && str_next(rest, ' ', &number) &&
	    str_number(number, UINT32_MAX, &n) && n > 0) {
		r->mark.index = (uint32_t)n - 1;
		return true;
	}
	command_usage(c);
	return false;
}

void
command_marking_show(struct command *c)
{
	struct request r = { .verb = VERB_MARKING_ONE };
	struct str rest;

	if (!written_read(c, &rest, &r))
		return;
	if (rest.len > 0)
		command_usage(c);
	else
		command_ask(c, &r);
}

static void
part(struct buf *b, const char *head, struct str text)
{
	if (text.len == 0)
		return;
	buf_printf(b, "\n%s\n", head);
	wrap_lines(b, text, "\n");
}

void
command_marking_show_heard(struct command *c, const struct reply *r)
{
	const struct told_marking_one *t = &r->marking_one;
	struct buf b = BUF_IN(c->arena);

	if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
		return;
	}
	if (c->json) {
		struct json j = json_into(&b);

		json_object(&j, NULL);
		row_json(&j, &t->row);
		json_str(&j, "language", t->lang);
		json_str(&j, "text", t->text);
		json_str(&j, "response", t->answer);
		json_str(&j, "model", t->model);
		json_bool(&j, "marked", t->is_marked);
		if (t->is_marked) {
			json_int(&j, "percent", t->share / (QUESTION_MILLION / 100));
			json_str(&j, "comment", t->comment);
		}
		json_end(&j);
	} else {
		buf_printf(&b, "%.*s/%.*s  %.*s", STR_ARG(t->row.course), STR_ARG(t->row.assessment), STR_ARG(t->row.name));
		if (t->row.of > 0)
			buf_printf(&b, _(", answer %u of %u"), t->row.number, t->row.of);
		buf_z(&b, "\n");
		part(&b, _("QUESTION"), t->text);
		part(&b, _("ANSWER"), t->answer);
		part(&b, _("MODEL ANSWER AND WHAT TO LOOK FOR"), t->model);
		if (t->is_marked) {
			buf_printf(&b, _("\nMarked: %d%%\n"), t->share / (QUESTION_MILLION / 100));
			wrap_lines(&b, t->comment, "\n");
		}
	}
	command_out(c, &b);
	command_finish(c, EX_OK);
}

/* ---- a mark ---- */

/* ATTEMPT QUESTION PERCENT and what follows. */
static bool
mark_read(struct command *c, struct str *comment, struct request *r)
{
	struct str percent;
	uint64_t n;

	if (!written_read(c, comment, r))
		return false;
	if (str_next(comment, ' ', &percent) && str_number(str_ends(percent, "%") ? str_sub(percent, 0, percent.len - 1) : percent, 100, &n)) {
		r->mark.percent = (uint8_t)n;
		return true;
	}
	command_usage(c);
	return false;
}

void
command_mark(struct command *c)
{
	struct request r = { .verb = VERB_MARK };
	struct str comment;

	if (!mark_read(c, &comment, &r))
		return;
	if (str_is(comment, "-")) {
		command_read_input(c);
		return;
	}
	r.mark.comment = comment;
	stage_uuid(NULL, &r.mark.event);
	command_ask(c, &r);
}

void
command_mark_input(struct command *c, struct str input)
{
	struct request r = { .verb = VERB_MARK };
	struct str comment;

	if (!mark_read(c, &comment, &r))
		return;
	r.mark.comment = safe_line(c->arena, str_trim(input));
	stage_uuid(NULL, &r.mark.event);
	command_ask(c, &r);
}

void
command_mark_heard(struct command *c, const struct reply *r)
{
	const struct told_mark *t = &r->mark;
	struct buf b = BUF_IN(c->arena);
	char next[37];

	if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
		return;
	}
	uuid_text(&t->next, next);
	if (c->json) {
		struct json j = json_into(&b);

		json_object(&j, NULL);
		json_bool(&j, "marked", true);
		json_int(&j, "waiting", t->left);
		if (t->has_next) {
			json_z(&j, "next_attempt", next);
			json_int(&j, "next_question_number", t->index + 1);
		}
		json_end(&j);
	} else if (t->has_next) {
		buf_printf(&b, _("Marked. Still waiting: %u. The next one: marking show %s %u\n"), t->left, next, t->index + 1);
	} else {
		buf_z(&b, _("Marked. No other one waits.\n"));
	}
	command_out(c, &b);
	command_finish(c, EX_OK);
}

/* ---- repairs ---- */

void
command_regrade(struct command *c)
{
	struct request r = { .verb = VERB_REPAIR };

	if (!repair_read(c->rest, c->arena, &r.repair)) {
		command_usage(c);
		return;
	}
	stage_uuid(NULL, &r.repair.event);
	command_ask(c, &r);
}

void
command_regrade_consent(struct command *c)
{
	struct request r = { .verb = VERB_REPAIR_CONSENT };

	if (!uuid_parse(c->rest, &r.repair_id.repair)) {
		command_usage(c);
		return;
	}
	stage_uuid(NULL, &r.repair_id.event);
	command_ask(c, &r);
}

void
command_regrade_list(struct command *c)
{
	struct request r = { .verb = VERB_REPAIRS };

	command_ask(c, &r);
}

void
command_regrade_heard(struct command *c, const struct reply *r)
{
	struct buf b = BUF_IN(c->arena);

	/* What the screens say of these is about a page and a try. */
	if (r->refusal.reason == REASON_NO_SUCH) {
		command_fail(c, EX_DATAERR,
		    str_from(r->verb == VERB_REPAIR ? _("Nobody was asked that question in that test.") : _("There is no such repair.")));
		return;
	}
	if (r->refusal.reason == REASON_CLOSED) {
		command_fail(c, EX_DATAERR, str_from(_("That repair does not wait: it is under way or done.")));
		return;
	}
	if (r->refusal.reason == REASON_BAD_ANSWER) {
		command_fail(c, EX_DATAERR,
		    str_from(_("That is no answer to this question. Write the text of a choice, a pattern, or a number like 12, "
			       "12:0.5 or 10..12.")));
		return;
	}
	if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
		return;
	}
	if (r->verb == VERB_REPAIRS)
		repairs_say(&b, &r->repairs, c->json);
	else
		repair_say(&b, &r->repair, c->json);
	command_out(c, &b);
	command_finish(c, EX_OK);
}
