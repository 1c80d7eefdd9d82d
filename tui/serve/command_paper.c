/*
 * exam paper, exam enter: an exam that is printed, and the lines of answers that come back (store/record/paper.h).
 *
 * The keeper draws the forms and tells them question by question; the sheets are made here (tui/screens/sheet.h). What is
 * right is asked for in a second round, for the marker's sheets behind the others.
 */
#include "tui/serve/command_state.h"

#include "tui/screens/sheet.h"
#include "tui/screens/words.h"
#include "tui/serve/stage.h"

#include <sysexits.h>

struct papers {
	struct str *form;
	uint32_t forms;
	uint32_t at, index; /* the form and the question that is asked for */
	bool is_key;        /* the marker's sheets now */
	bool wants_key;
	bool dry_run;
	bool waits;         /* for the line to take what was sent */
};

static struct papers *
state(struct command *c)
{
	if (c->papers == NULL)
		c->papers = ARENA_NEW(c->arena, struct papers);
	return c->papers;
}

/* ---- asking ---- */

static bool
copies_read(struct str w, uint16_t *n)
{
	uint64_t value;

	if (!str_number(w, PAPER_COPIES, &value) || value == 0)
		return false;
	*n = (uint16_t)value;
	return true;
}

static void
question_ask(struct command *c)
{
	struct papers *p = state(c);
	struct request r = { .verb = VERB_PAPER_QUESTION };

	r.paper_question = (struct ask_paper_question){ p->form[p->at], p->index, p->is_key };
	command_ask(c, &r);
}

void
command_exam_paper(struct command *c)
{
	struct papers *p = state(c);
	struct request r = { .verb = VERB_PAPER_DRAW, .paper = { .lang = STR_NONE } };
	struct str rest = c->rest, word, what = STR_NONE;
	enum { NOTHING, COPIES, LANG } wants = NOTHING;
	bool good = true, has_lang = false;

	while (good && str_next(&rest, ' ', &word)) {
		if (wants == COPIES) {
			good = copies_read(word, &r.paper.copies);
			wants = NOTHING;
			if (!good) {
				command_fail(c, EX_USAGE,
				    str_printf(c->arena, _("--copies takes a number from 1 to %d. Nothing was drawn."), PAPER_COPIES));
				return;
			}
		} else if (wants == LANG) {
			r.paper.lang = word;
			has_lang = true;
			wants = NOTHING;
		} else if (str_is(word, "--copies")) {
			wants = COPIES;
		} else if (str_is(word, "--lang")) {
			wants = LANG;
		} else if (str_is(word, "--key")) {
			p->wants_key = true;
		} else {
			good = what.len == 0;
			what = word;
		}
	}
	if (!good || wants != NOTHING || what.len == 0) {
		command_usage(c);
		return;
	}
	size_t slash = str_find(what, 0, "/");
	if (slash == what.len) { /* a form that was drawn before */
		if (r.paper.copies > 0 || has_lang) {
			command_usage(c);
			return;
		}
		p->form = ARENA_NEW(c->arena, struct str);
		p->form[0] = what;
		p->forms = 1;
		p->is_key = p->wants_key;
		question_ask(c);
		return;
	}
	r.paper.course = str_sub(what, 0, slash);
	r.paper.assessment = str_sub(what, slash + 1, what.len);
	if (r.paper.copies == 0 || r.paper.course.len == 0 || r.paper.assessment.len == 0) {
		command_usage(c);
		return;
	}
	stage_uuid(NULL, &r.paper.event);
	command_ask(c, &r);
}

/* ---- the sheets ---- */

static void
head_put(struct command *c, struct sheet *s, const struct told_paper_question *t)
{
	const struct shelf *shelf = c->around.shelf;
	struct str title = t->course;

	for (uint32_t i = 0; i < shelf->images; i++) {
		const struct course *x = image_course(&shelf->image[i], s->a);

		if (x != NULL && str_eq(x->id, t->course))
			title = wording_in(x->title, x->titles, t->lang, x->source_language);
	}
	sheet_heading(s, '=', str_printf(s->a, "%.*s: %.*s", STR_ARG(title), STR_ARG(t->assessment)));
	sheet_gap(s);
	sheet_text(s, 0, STR_NONE,
	    str_printf(s->a, _("Form %.*s, %u questions. Course %.*s, edition %u.%u.%u, language %.*s."), STR_ARG(t->form),
		t->questions, STR_ARG(t->course), t->edition, t->minor, t->revision, STR_ARG(t->lang)));
	sheet_gap(s);
	if (state(c)->is_key) {
		sheet_text(s, 0, STR_NONE, str_from(_("MARKER'S SHEET: what is right. Keep it from who writes the exam.")));
		return;
	}
	sheet_text(s, 0, STR_NONE, str_printf(s->a, "%s: _______________________________  %s: ______________", _("Name"), _("Login")));
	sheet_gap(s);
	sheet_text(s, 0, STR_NONE,
	    str_from(_("Mark your answers on this sheet. Then copy them into the line at its end: behind the number of each "
		       "question the letters that you chose; for a matching the letters in the order of its numbers, - for none; "
		       "numbers and words as they are, words with ; behind them. Leave out what you do not answer.")));
}

static void
foot_put(struct sheet *s, const struct told_paper_question *t)
{
	struct buf b = BUF_IN(s->a);

	buf_printf(&b, "%.*s __________:", STR_ARG(t->form));
	for (uint32_t i = 0; i < t->questions; i++)
		buf_printf(&b, " %u_____", i + 1);
	sheet_gap(s);
	sheet_gap(s);
	sheet_heading(s, '-', str_from(_("The line to copy your answers into")));
	sheet_gap(s);
	sheet_text(s, 0, STR_NONE, buf_get(&b));
}

static void
key_put(struct sheet *s, uint32_t number, const struct told_paper_question *t)
{
	struct buf b = BUF_IN(s->a);

	buf_str(&b, t->letters);
	if (t->letters.len > 0 && t->right.len > 0)
		buf_z(&b, "  ");
	buf_str(&b, t->right);
	if (b.len == 0)
		buf_z(&b, _("A person marks this answer, when it has been entered."));
	sheet_text(s, 0, str_printf(s->a, "%u. ", number), buf_get(&b));
}

static void
question_heard(struct command *c, const struct told_paper_question *t)
{
	struct papers *p = state(c);
	struct arena *a = arena_new();
	struct buf out = BUF_IN(a);
	struct sheet s = { .out = &out, .a = a, .cols = SHEET_COLS };

	if (p->index == 0)
		head_put(c, &s, t);
	if (!p->is_key || p->index == 0)
		sheet_gap(&s);
	if (p->is_key)
		key_put(&s, p->index + 1, t);
	else
		sheet_question(&s, str_printf(a, "%u. ", p->index + 1), &t->question);
	if (++p->index >= t->questions) {
		if (!p->is_key)
			foot_put(&s, t);
		p->index = 0;
		p->at++;
		if (p->at == p->forms && p->wants_key && !p->is_key) {
			p->is_key = true;
			p->at = 0;
		}
		if (p->at < p->forms) {
			sheet_gap(&s);
			sheet_gap(&s);
			sheet_gap(&s);
		}
	}
	command_out(c, &out);
	arena_free(a);
	c->moved = true;
	p->waits = true;
	command_exam_paper_turn(c);
}

void
command_exam_paper_turn(struct command *c)
{
	struct papers *p = state(c);

	if (!p->waits || !wire_taken(c->around.wire))
		return;
	p->waits = false;
	if (p->at < p->forms)
		question_ask(c);
	else
		command_finish(c, EX_OK);
}

void
command_exam_paper_heard(struct command *c, const struct reply *r)
{
	struct papers *p = state(c);

	if (r->refusal.reason == REASON_MANY) {
		command_fail(c, EX_DATAERR,
		    str_from(_("A question of this exam has more options than there are letters. It cannot go on paper.")));
	} else if (r->refusal.reason == REASON_NO_SUCH) {
		command_fail(c, EX_DATAERR,
		    str_from(p->forms > 0 ? _("Nobody drew a form with this code. Is it mistyped?") :
					    _("This course has no such exam, or not in that language. Nothing was drawn.")));
	} else if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
	} else if (r->verb == VERB_PAPER_DRAW) {
		const struct reply *copy = reply_copy(c->arena, r);

		p->form = copy->paper.form;
		p->forms = copy->paper.forms;
		question_ask(c);
	} else {
		question_heard(c, &r->paper_question);
	}
}

bool
command_paper_goes_on(const struct command *c)
{
	return c->papers != NULL && c->papers->waits;
}

/* ---- what comes back ---- */

void
command_exam_enter(struct command *c)
{
	struct str rest = c->rest, word;

	while (str_next(&rest, ' ', &word)) {
		if (!str_is(word, "--dry-run")) {
			command_usage(c);
			return;
		}
		state(c)->dry_run = true;
	}
	command_read_input(c);
}

void
command_exam_enter_read(struct command *c, struct str input)
{
	struct request r = { .verb = VERB_PAPER_ENTER };

	if (str_trim(input).len == 0) {
		command_fail(c, EX_DATAERR, str_from(_("Nothing came on standard input. Nothing was changed.")));
		return;
	}
	stage_uuid(NULL, &r.paper_enter.event);
	r.paper_enter.lines = input;
	r.paper_enter.dry_run = state(c)->dry_run;
	command_ask(c, &r);
}

static struct str
error_words(struct arena *a, const struct paper_error *e)
{
	int len = (int)e->what.len;
	const char *at = e->what.at;

	switch (e->wrong) {
	case PAPER_NO_LINE:
		return str_from(_("this is not FORM LOGIN: ANSWERS"));
	case PAPER_NO_FORM:
		return str_printf(a, _("nobody drew a form %.*s; compare it with the sheet"), len, at);
	case PAPER_NO_PERSON:
		return str_printf(a, _("nobody has the login %.*s"), len, at);
	case PAPER_NO_RIGHTS:
		return str_from(e->what.len > 0 ? _("this is your own exam; somebody else has to enter it") :
						  _("you may not mark in this course"));
	case PAPER_NO_EDITION:
		return str_from(_("the edition that this form was drawn from cannot be read any more"));
	case PAPER_NO_QUESTION:
		return str_printf(a, _("this form has no question %u"), e->question);
	case PAPER_TWICE:
		return str_printf(a, _("question %u is answered twice"), e->question);
	case PAPER_NO_OPTION:
		return str_printf(a, _("question %u has no option %.*s"), e->question, len, at);
	case PAPER_ONE_ONLY:
		return str_printf(a, _("question %u takes one letter, not %.*s"), e->question, len, at);
	case PAPER_SIDES:
		return str_printf(a, _("question %u is a matching and takes %.*s letters, - for one that was left open"),
		    e->question, len, at);
	case PAPER_NO_NUMBER:
		return str_printf(a, _("question %u takes a number, not %.*s"), e->question, len, at);
	case PAPER_NO_ANSWER:
		return e->question > 0 ?
			   str_printf(a, _("question %u cannot be answered with %.*s"), e->question, len, at) :
			   str_printf(a, _("a question's number is missing before %.*s"), len, at);
	case PAPER_OTHERWISE:
		return str_printf(a, _("this form was entered for this person before, with another answer to question %u"),
		    e->question);
	case PAPER_NO_TRIES:
		return str_printf(a, _("this person has had all %.*s tries"), len, at);
	case PAPER_OPEN:
		return str_from(_("this person has this exam open on the line; it has to be handed in first"));
	case PAPER_WRONGS:
		break;
	}
	return STR("?");
}

static void
enter_json(struct command *c, const struct told_paper_enter *t)
{
	struct buf b = BUF_IN(c->arena);
	struct json j = json_into(&b);

	json_object(&j, NULL);
	json_bool(&j, "kept", t->kept);
	json_list(&j, "lines");
	for (uint32_t i = 0; i < t->rows; i++) {
		json_object(&j, NULL);
		json_int(&j, "line", t->row[i].line);
		json_str(&j, "login", t->row[i].login);
		json_bool(&j, "before", t->row[i].before);
		json_int(&j, "percent", t->row[i].percent);
		json_bool(&j, "passed", t->row[i].passed);
		json_bool(&j, "waits", t->row[i].waits);
		json_end(&j);
	}
	json_end(&j);
	json_list(&j, "errors");
	for (uint32_t i = 0; i < t->errors; i++) {
		json_object(&j, NULL);
		json_int(&j, "line", t->error[i].line);
		json_int(&j, "question", t->error[i].question);
		json_str(&j, "message", error_words(c->arena, &t->error[i]));
		json_end(&j);
	}
	json_end(&j);
	json_int(&j, "all_errors", t->all_errors);
	json_end(&j);
	command_out(c, &b);
	command_finish(c, t->all_errors > 0 ? EX_DATAERR : EX_OK);
}

static void
errors_say(struct command *c, const struct told_paper_enter *t)
{
	struct buf b = BUF_IN(c->arena);

	for (uint32_t i = 0; i < t->errors; i++)
		buf_printf(&b, _("line %u: %.*s\n"), t->error[i].line, STR_ARG(error_words(c->arena, &t->error[i])));
	if (t->all_errors > t->errors)
		buf_printf(&b, _("and %u more\n"), t->all_errors - t->errors);
	buf_z(&b, _("Nothing was entered. Mend these lines and enter all of them again."));
	command_fail(c, EX_DATAERR, buf_get(&b));
}

void
command_exam_enter_heard(struct command *c, const struct reply *r)
{
	const struct told_paper_enter *t = &r->paper_enter;
	struct buf b = BUF_IN(c->arena);
	uint32_t before = 0;

	if (r->refusal.reason == REASON_MANY) {
		command_fail(c, EX_DATAERR, str_printf(c->arena, _("Too many lines at once: enter at most %d. Nothing was entered."),
						r->refusal.number));
		return;
	}
	if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
		return;
	}
	if (c->json) {
		enter_json(c, t);
		return;
	}
	if (t->all_errors > 0) {
		errors_say(c, t);
		return;
	}
	for (uint32_t i = 0; i < t->rows; i++) {
		const struct paper_row *row = &t->row[i];

		before += row->before;
		buf_printf(&b, "%-20.*s %3d%%  %s%s\n", STR_ARG(row->login), row->percent,
		    row->waits	? _("waits for a mark") :
		    row->passed ? _("passed") :
				  _("not passed"),
		    row->before ? _(", entered before") : "");
	}
	if (!t->kept)
		buf_printf(&b, _("A dry run: nothing was entered. %u lines are right, %u of them were entered before.\n"), t->rows,
		    before);
	else
		buf_printf(&b, _("Entered: %u. Entered before: %u.\n"), t->rows - before, before);
	command_out(c, &b);
	command_finish(c, EX_OK);
}
