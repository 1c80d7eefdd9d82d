/*
 * report: REPORT for the tests of a course, then REPORT_ITEMS for each, as often as it has rows.
 *
 * Numbers are numbers: CSV (RFC 4180, with LF) and JSON carry them unrounded, the text rounds them for the eye.
 */
#include "tui/serve/command_state.h"

#include "courses/base/width.h"
#include "tui/screens/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum { NAME_COLS = 38 };

static const char *const kinds[ASSESS_KINDS] = {
	[ASSESS_QUIZ] = "quiz",
	[ASSESS_PRETEST] = "pretest",
	[ASSESS_POSTTEST] = "posttest",
	[ASSESS_EXAM] = "exam",
	[ASSESS_SURVEY] = "survey",
};

static const char *const question_kinds[QUESTION_KINDS] = {
	[QUESTION_SINGLE] = "single",
	[QUESTION_MULTIPLE] = "multiple",
	[QUESTION_TRUEFALSE] = "truefalse",
	[QUESTION_SHORT] = "short",
	[QUESTION_NUMERICAL] = "numerical",
	[QUESTION_MATCH] = "match",
	[QUESTION_ESSAY] = "essay",
	[QUESTION_DESCRIPTION] = "description",
};

/* ---- asking ---- */

/* COURSE [ASSESSMENT] [--csv]. false: it was said otherwise, and that is answered. */
static bool
read_words(struct command *c, struct str *course)
{
	struct str rest = c->rest, word;

	*course = c->one = STR_NONE;
	while (str_next(&rest, ' ', &word)) {
		if (str_is(word, "--csv"))
			c->csv = true;
		else if (course->len == 0)
			*course = word;
		else if (c->one.len == 0)
			c->one = word;
		else
			*course = STR_NONE, rest = STR_NONE;
	}
	if (course->len > 0 && !(c->csv && c->json))
		return true;
	command_usage(c);
	return false;
}

static void
begin(struct command *c)
{
	struct request r = { .verb = VERB_REPORT, .report = { .assessment = STR_NONE } };

	if (!read_words(c, &r.report.course))
		return;
	c->json_out = BUF_IN(c->arena);
	command_ask(c, &r);
}

void
command_report_items(struct command *c)
{
	begin(c);
}

void
command_report_gain(struct command *c)
{
	begin(c);
}

static struct str
course_of(const struct command *c)
{
	struct str rest = c->rest, word = STR_NONE;

	while (str_next(&rest, ' ', &word) && str_is(word, "--csv"))
		;
	return word;
}

/* ---- a number for the eye, and for a program ---- */

/* In a column of so many; "-": it cannot be said. */
static void
column(struct buf *b, double x, int cols, int digits)
{
	if (isfinite(x))
		buf_printf(b, "%*.*f", cols, digits, x);
	else
		buf_printf(b, "%*s", cols, "-");
}

static void
csv_real(struct buf *b, double x)
{
	if (isfinite(x))
		buf_printf(b, ",%.6f", x);
	else
		buf_z(b, ",");
}

/* A name may hold a comma, and must not look like a formula to a spreadsheet. */
static void
csv_text(struct buf *b, struct str s)
{
	bool formula = s.len > 0 && memchr("=+-@", s.at[0], 4) != NULL;

	buf_z(b, formula ? ",\"'" : ",\"");
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '"')
			buf_char(b, '"');
		buf_char(b, s.at[i]);
	}
	buf_char(b, '"');
}

/* ---- questions ---- */

static const struct report_row *
row_now(const struct command *c)
{
	return &c->report->report.row[c->at];
}

static void
test_say(struct command *c, const struct report_row *row, const struct told_items *t)
{
	struct buf b = BUF_IN(c->arena);

	buf_printf(&b, _("%.*s: %u people, %u passed, %u tries. Statistics of %u first tries.\n"),
	    STR_ARG(row->assessment), row->people, row->passed, row->tries, t->test.n);
	if (row->waits > 0)
		buf_printf(&b, _("%u tries wait for a written answer to be marked.\n"), row->waits);
	if (t->test.n == 0) {
		buf_z(&b, "\n");
		command_out(c, &b);
		return;
	}
	buf_printf(&b, _("Mean %.1f of %u points"), t->test.mean, t->questions);
	if (t->test.n >= ITEMS_ENOUGH) {
		buf_printf(&b, _(", median %.1f, standard deviation %.2f"), t->test.median, t->test.sd);
		if (isfinite(t->test.alpha))
			buf_printf(&b, _(".\nCronbach's alpha %.0f%%, standard error %.2f points"), t->test.alpha,
			    t->test.standard_error);
	}
	buf_z(&b, ".\n");
	if (t->test.n < ITEMS_ENOUGH)
		buf_printf(&b, _("Under %d first tries only the facility is shown: the rest would be chance.\n"), ITEMS_ENOUGH);
	buf_printf(&b, "%-*s%6s%10s%9s%8s%8s\n", NAME_COLS, _("question"), _("n"), _("facility"), _("discr."), _("effic."),
	    _("guess"));
	command_out(c, &b);
}

static void
item_say(struct command *c, struct buf *b, const struct item_row *i)
{
	bool enough = i->stat.n >= ITEMS_ENOUGH;
	struct buf name = BUF_IN(c->arena);
	struct str shown;

	buf_printf(&name, "%.*s%s", STR_ARG(i->question), i->current ? "" : _(" (older version)"));
	if (i->name.len > 0)
		buf_printf(&name, "  %.*s", STR_ARG(i->name));
	shown = width_fit(buf_get(&name), NAME_COLS - 1);
	buf_printf(b, "%.*s%*s", STR_ARG(shown), NAME_COLS - (int)width_str(shown), "");
	buf_printf(b, "%6u", i->stat.n);
	column(b, 100 * i->stat.facility, 9, 0);
	buf_z(b, isfinite(i->stat.facility) ? "%" : " ");
	column(b, enough ? i->stat.discrimination : NAN, 9, 0);
	column(b, enough ? i->stat.efficiency : NAN, 8, 0);
	column(b, 100 * i->guess, 7, 0);
	buf_z(b, isfinite(i->guess) ? "%" : " ");
	if (enough && (i->stat.weight_negative || i->stat.discrimination < 10))
		buf_z(b, _("  look"));
	buf_z(b, "\n");
}

static void
item_csv(struct command *c, struct buf *b, const struct item_row *i)
{
	bool enough = i->stat.n >= ITEMS_ENOUGH;

	buf_printf(b, "%.*s,%.*s", STR_ARG(row_now(c)->assessment), STR_ARG(i->question));
	csv_text(b, i->name);
	buf_printf(b, ",%s,%016llx,%d,%u", question_kinds[i->kind], (unsigned long long)i->version, i->current, i->stat.n);
	csv_real(b, i->stat.facility);
	csv_real(b, enough ? i->stat.sd : NAN);
	csv_real(b, enough ? i->stat.discrimination : NAN);
	csv_real(b, enough ? i->stat.efficiency : NAN);
	csv_real(b, enough ? i->stat.weight : NAN);
	csv_real(b, i->guess);
	buf_z(b, "\n");
}

static void
item_json(struct command *c, const struct item_row *i)
{
	struct json *j = &c->j;
	char version[20];
	bool enough = i->stat.n >= ITEMS_ENOUGH;

	snprintf(version, sizeof(version), "%016llx", (unsigned long long)i->version);
	json_object(j, NULL);
	json_str(j, "question", i->question);
	json_str(j, "name", i->name);
	json_z(j, "kind", question_kinds[i->kind]);
	json_z(j, "version", version);
	json_bool(j, "current", i->current);
	json_int(j, "n", i->stat.n);
	json_real(j, "facility", i->stat.facility);
	json_real(j, "sd", enough ? i->stat.sd : NAN);
	json_real(j, "discrimination", enough ? i->stat.discrimination : NAN);
	json_real(j, "efficiency", enough ? i->stat.efficiency : NAN);
	json_real(j, "weight", enough ? i->stat.weight : NAN);
	json_real(j, "guess", i->guess);
	json_end(j);
}

static void
test_json(struct command *c, const struct report_row *row, const struct told_items *t)
{
	struct json *j = &c->j;
	bool enough = t->test.n >= ITEMS_ENOUGH;

	json_object(j, NULL);
	json_str(j, "assessment", row->assessment);
	json_z(j, "kind", kinds[row->kind]);
	json_int(j, "people", row->people);
	json_int(j, "passed", row->passed);
	json_int(j, "tries", row->tries);
	json_int(j, "waiting", row->waits);
	json_int(j, "n", t->test.n);
	json_int(j, "questions", t->questions);
	json_real(j, "mean", t->test.mean);
	json_real(j, "median", enough ? t->test.median : NAN);
	json_real(j, "sd", enough ? t->test.sd : NAN);
	json_real(j, "skewness", enough ? t->test.skewness : NAN);
	json_real(j, "kurtosis", enough ? t->test.kurtosis : NAN);
	json_real(j, "alpha", enough ? t->test.alpha : NAN);
	json_real(j, "standard_error", enough ? t->test.standard_error : NAN);
	json_list(j, "items");
}

/* Whole at the end only: half a list with a refusal behind it would be read as a list. */
static void
finish(struct command *c)
{
	if (c->json) {
		json_end(&c->j);
		json_end(&c->j);
	}
	command_out(c, &c->json_out);
	command_finish(c, EX_OK);
}

/* The next test that has questions and was asked for; the end when there is none. */
static void
ask_items(struct command *c)
{
	const struct told_report *t = &c->report->report;
	struct request r = { .verb = VERB_REPORT_ITEMS };

	while (c->at < t->rows && c->one.len > 0 && !str_eq(row_now(c)->assessment, c->one))
		c->at++;
	if (c->at >= t->rows) {
		finish(c);
		return;
	}
	r.report.course = course_of(c);
	r.report.assessment = row_now(c)->assessment;
	r.report.skip = c->told;
	command_ask(c, &r);
}

static void
items_begin(struct command *c)
{
	const struct told_report *t = &c->report->report;
	bool found = c->one.len == 0;

	for (uint32_t i = 0; i < t->rows; i++)
		found |= str_eq(t->row[i].assessment, c->one);
	if (!found) {
		struct buf b = BUF_IN(c->arena);

		buf_z(&b, _("This course has no such test. It has:"));
		for (uint32_t i = 0; i < t->rows; i++)
			buf_printf(&b, "%s %.*s", i > 0 ? "," : "", STR_ARG(t->row[i].assessment));
		command_fail(c, EX_DATAERR, buf_get(&b));
		return;
	}
	if (c->json) {
		c->j = json_into(&c->json_out);
		json_object(&c->j, NULL);
		json_str(&c->j, "course", course_of(c));
		json_list(&c->j, "tests");
	}
	if (c->csv)
		buf_z(&c->json_out, "assessment,question,name,kind,version,current,n,facility,sd,discrimination,efficiency,"
				    "weight,guess\n");
	ask_items(c);
}

static void
items_heard(struct command *c, const struct told_items *t)
{
	struct buf b = BUF_IN(c->arena);

	if (c->told == 0 && c->json)
		test_json(c, row_now(c), t);
	else if (c->told == 0 && !c->csv)
		test_say(c, row_now(c), t);
	for (uint32_t i = 0; i < t->items; i++) {
		if (c->json)
			item_json(c, &t->item[i]);
		else if (c->csv)
			item_csv(c, &c->json_out, &t->item[i]);
		else
			item_say(c, &b, &t->item[i]);
	}
	c->told += t->items;
	if (!t->more || t->items == 0) {
		if (c->json) {
			json_end(&c->j);
			json_end(&c->j);
		}
		if (!c->json && !c->csv && t->test.n > 0)
			buf_z(&b, "\n");
		c->told = 0;
		c->at++;
	}
	command_out(c, &b);
	ask_items(c);
}

/* ---- gain ---- */

static void
gain_say(struct command *c, const struct told_report *t)
{
	const struct gain *g = &t->gain;
	struct buf b = BUF_IN(c->arena);

	if (c->json) {
		struct json j = json_into(&b);

		json_object(&j, NULL);
		json_str(&j, "course", course_of(c));
		json_int(&j, "n", g->n);
		json_real(&j, "pre", g->pre);
		json_real(&j, "post", g->post);
		json_real(&j, "gain", g->mean);
		json_real(&j, "sd", g->sd);
		json_real(&j, "low", g->low);
		json_real(&j, "high", g->high);
		json_real(&j, "normalized", g->normalized);
		json_int(&j, "only_pretest", t->only_pre);
		json_int(&j, "only_posttest", t->only_post);
		json_end(&j);
	} else if (c->csv) {
		buf_z(&b, "course,n,pre,post,gain,sd,low,high,normalized,only_pretest,only_posttest\n");
		buf_printf(&b, "%.*s,%u", STR_ARG(course_of(c)), g->n);
		csv_real(&b, g->pre);
		csv_real(&b, g->post);
		csv_real(&b, g->mean);
		csv_real(&b, g->sd);
		csv_real(&b, g->low);
		csv_real(&b, g->high);
		csv_real(&b, g->normalized);
		buf_printf(&b, ",%u,%u\n", t->only_pre, t->only_post);
	} else if (g->n == 0) {
		buf_printf(&b, _("Nobody has done both tests yet. With the pre-test only: %u, with the post-test only: %u.\n"),
		    t->only_pre, t->only_post);
	} else {
		buf_printf(&b,
		    ngettext("%u person did both tests: %.1f%% before, %.1f%% after, %+.1f points",
			"%u people did both tests: %.1f%% before, %.1f%% after, %+.1f points", g->n),
		    g->n, g->pre, g->post, g->mean);
		if (isfinite(g->low))
			buf_printf(&b, _(" (95%% interval %+.1f to %+.1f)"), g->low, g->high);
		buf_z(&b, ".\n");
		if (g->n < ITEMS_ENOUGH && isfinite(g->low))
			buf_printf(&b, _("That is few people: the interval says how little is known.\n"));
		buf_printf(&b, _("Not in it: %u with the pre-test only, %u with the post-test only.\n"), t->only_pre,
		    t->only_post);
		buf_z(&b, _("First tries, people paired with themselves; the interval is Student's for the mean difference.\n"));
	}
	command_out(c, &b);
	command_finish(c, EX_OK);
}

void
command_report_heard(struct command *c, const struct reply *r)
{
	if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
		return;
	}
	if (r->verb == VERB_REPORT_ITEMS) {
		items_heard(c, &r->items);
		return;
	}
	c->report = reply_copy(c->arena, r);
	if (c->row->begin == command_report_items)
		items_begin(c);
	else if (c->report->report.has_gain)
		gain_say(c, &c->report->report);
	else
		command_fail(c, EX_DATAERR, str_from(_("This course has no pre-test and post-test, so nothing can be said.")));
}
