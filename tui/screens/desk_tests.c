/*
 * The desk: tests in numbers. A course, then its quizzes and exams, then the questions of one of them.
 *
 * Every figure is the one that `report items` and `report gain` print: they come from the same requests.
 */
#include <math.h>

#include "tui/screens/desk.h"

/* ---- which course ---- */

struct courses {
	char nothing; /* what there is to choose from is the app's */
};

static void
courses_start(struct app *a, void *state, const struct go *go)
{
	(void)a, (void)state, (void)go;
}

static void
courses_update(struct app *a, void *state, const struct intent *i)
{
	(void)state;
	if (i->kind == INTENT_CHOOSE && i->number >= 1 && (uint32_t)i->number <= a->cards) {
		struct go to = desk_go(a->card[i->number - 1].id);

		app_go(a, &screen_desk_tests, &to);
	}
}

static void
courses_view(const struct app *a, const void *state, struct view *v)
{
	(void)state;
	v->title = str_from(_("Tests in numbers"));
	view_text(v, a->cards > 0 ? _("Of which course?") : _("No course is served yet."));
	view_gap(v);
	for (uint32_t i = 0; i < a->cards && i < DESK_ROWS; i++)
		view_choice(v, (int)i + 1, a->card[i].title);
}

const struct screen_class screen_desk_courses = {
	.name = "desk-courses",
	.noun = N_("courses"),
	.size = sizeof(struct courses),
	.keys = desk_keys,
	.start = courses_start,
	.update = courses_update,
	.view = courses_view,
};

/* ---- the tests of one course ---- */

struct tests {
	struct told told;
	struct str course;
};

static void
tests_ask(struct app *a, const struct tests *t)
{
	struct request r = { .verb = VERB_REPORT, .report = { .course = t->course, .assessment = STR_NONE } };

	app_ask(a, &r);
}

static void
tests_start(struct app *a, void *state, const struct go *go)
{
	struct tests *t = state;

	told_start(&t->told);
	t->course = str_copy(app_arena(a), go->id);
	tests_ask(a, t);
}

static void
tests_stop(void *state)
{
	told_stop(&((struct tests *)state)->told);
}

static void
tests_update(struct app *a, void *state, const struct intent *i)
{
	struct tests *t = state;

	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_REPORT)
		told_take(a, &t->told, i->reply);
	if (i->kind == INTENT_CHOOSE && t->told.reply != NULL && i->number >= 1 &&
	    (uint32_t)i->number <= t->told.reply->report.rows) {
		struct go to = desk_go(t->course);

		to.lesson = t->told.reply->report.row[i->number - 1].assessment;
		app_go(a, &screen_desk_items, &to);
	}
}

static const char *
kind_words(enum assessment_kind k)
{
	static const char *const words[ASSESS_KINDS] = {
		[ASSESS_QUIZ] = N_("Quiz"),
		[ASSESS_PRETEST] = N_("Pre-test"),
		[ASSESS_POSTTEST] = N_("Post-test"),
		[ASSESS_EXAM] = N_("Exam"),
		[ASSESS_SURVEY] = N_("Survey"),
	};

	return k < ASSESS_KINDS ? _(words[k]) : "";
}

static void
gain_view(const struct told_report *t, struct view *v)
{
	const struct gain *g = &t->gain;

	if (!t->has_gain)
		return;
	view_gap(v);
	view_heading(v, _("Learning gain, pre-test to post-test"));
	if (g->n > 0) {
		view_item(v, ITEM_METER, str_from(_("Before")))->percent = (int)lround(g->pre);
		view_item(v, ITEM_METER, str_from(_("After")))->percent = (int)lround(g->post);
	}
	if (g->n > 0 && isfinite(g->low))
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("%u people did both: %+.1f points, 95%% interval %+.1f to %+.1f."), g->n, g->mean, g->low,
			g->high));
	else if (g->n > 0)
		view_item(v, ITEM_TEXT, view_printf(v, _("One person did both: %+.0f points."), g->mean));
	else
		view_text(v, _("Nobody has done both yet."));
	view_item(v, ITEM_TEXT,
	    view_printf(v, _("Not in it: %u with the pre-test only, %u with the post-test only."), t->only_pre, t->only_post));
}

/* The mean is of first tries that are marked: as long as there is none, there is nothing to say of it. */
static struct str
row_detail(struct view *v, const struct report_row *r)
{
	struct buf b = BUF_IN(v->arena);

	if (r->people == 0)
		return str_from(_("nobody yet"));
	buf_printf(&b, ngettext("%u person", "%u people", r->people), r->people);
	if (r->kind == ASSESS_QUIZ || r->kind == ASSESS_EXAM) {
		buf_printf(&b, _(", %u passed"), r->passed);
		if (isfinite(r->mean))
			buf_printf(&b, _(", first try mean %.0f%%"), r->mean);
	} else if (r->kind != ASSESS_SURVEY && isfinite(r->mean)) {
		buf_printf(&b, _(", mean %.0f%%"), r->mean);
	}
	return buf_get(&b);
}

/* "Quiz: The first hour", "Exam (final)": ids are the author's, and titles what both know. */
static struct str
row_name(const struct app *a, uint32_t card, const struct report_row *r, struct view *v)
{
	const struct words *w = card != NO_CARD && r->kind == ASSESS_QUIZ
				    ? image_words(a->card[card].image, a->who.language, v->arena)
				    : NULL;

	for (uint32_t i = 0; w != NULL && i < w->modules; i++) {
		if (str_eq(w->module[i].id, r->assessment) && w->module[i].title.len > 0)
			return view_printf(v, "%s: %.*s", kind_words(r->kind), STR_ARG(w->module[i].title));
	}
	return view_printf(v, "%s (%.*s)", kind_words(r->kind), STR_ARG(r->assessment));
}

static void
tests_view(const struct app *a, const void *state, struct view *v)
{
	const struct tests *t = state;
	uint32_t card = app_card(a, t->course);

	v->title = card != NO_CARD ? a->card[card].title : t->course;
	if (!told_view(&t->told, v))
		return;
	const struct told_report *r = &t->told.reply->report;

	view_text(v, r->rows > 0 ? _("Choose a test to see its questions.") : _("This course has no test."));
	view_gap(v);
	for (uint32_t i = 0; i < r->rows; i++) {
		const struct report_row *row = &r->row[i];

		view_choice(v, (int)i + 1, row_name(a, card, row, v))->detail[0] = row_detail(v, row);
		if (row->waits > 0)
			view_item(v, ITEM_TEXT,
			    view_printf(v, ngettext("%u try waits to be marked", "%u tries wait to be marked", row->waits), row->waits))
			    ->depth = 1;
	}
	gain_view(r, v);
}

const struct screen_class screen_desk_tests = {
	.name = "desk-tests",
	.noun = N_("tests"),
	.size = sizeof(struct tests),
	.keys = desk_keys,
	.start = tests_start,
	.stop = tests_stop,
	.update = tests_update,
	.view = tests_view,
};

/* ---- the questions of one test ---- */

struct items_page {
	struct told told;
	struct str course, assessment;
	uint32_t skip;
};

static void
items_ask(struct app *a, const struct items_page *s)
{
	struct request r = { .verb = VERB_REPORT_ITEMS,
		.report = { .course = s->course, .assessment = s->assessment, .skip = s->skip } };

	app_ask(a, &r);
}

static void
items_start(struct app *a, void *state, const struct go *go)
{
	struct items_page *s = state;

	told_start(&s->told);
	s->course = str_copy(app_arena(a), go->id);
	s->assessment = str_copy(app_arena(a), go->lesson);
	items_ask(a, s);
}

static void
items_stop(void *state)
{
	told_stop(&((struct items_page *)state)->told);
}

static void
items_update(struct app *a, void *state, const struct intent *i)
{
	struct items_page *s = state;

	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_REPORT_ITEMS)
		told_take(a, &s->told, i->reply);
	if (i->kind == INTENT_CHOOSE && i->number == 1 && s->told.reply != NULL) {
		/* On, and from the last rows back to the first: as long as the list is, one key reads it. */
		s->skip = s->told.reply->items.more ? s->skip + s->told.reply->items.items : 0;
		items_ask(a, s);
	}
}

/* Ten letters wide, so that rows can be compared at a glance; the number stands beside it. */
static struct str
bar(struct view *v, double share)
{
	enum { WIDE = 10 };
	int full = isfinite(share) ? (int)lround(share * WIDE) : 0;

	full = full < 0 ? 0 : full > WIDE ? WIDE : full;
	return view_printf(v, "%.*s%.*s", full, "##########", WIDE - full, "..........");
}

static void
item_view(const struct app *a, const struct item_row *i, struct view *v)
{
	bool enough = i->stat.n >= ITEMS_ENOUGH, bad;
	struct buf b = BUF_IN(v->arena);
	struct item *it;

	buf_printf(&b, "%.*s", STR_ARG(i->name.len > 0 ? i->name : i->question));
	if (!i->current)
		buf_z(&b, _(" (older version)"));
	it = view_item(v, ITEM_TEXT, buf_get(&b));
	it->strong = true;
	b = BUF_IN(v->arena);
	if (!app_plain(a))
		buf_printf(&b, "%.*s  ", STR_ARG(bar(v, i->stat.facility)));
	buf_printf(&b, _("%.0f%% of the points, n %u"), 100 * i->stat.facility, i->stat.n);
	if (isfinite(i->guess) && i->guess > 0)
		buf_printf(&b, _(", guessing gives %.0f%%"), 100 * i->guess);
	if (enough && isfinite(i->stat.discrimination))
		buf_printf(&b, _("; discrimination %.0f, efficiency %.0f"), i->stat.discrimination, i->stat.efficiency);
	view_item(v, ITEM_TEXT, buf_get(&b))->depth = 1;
	bad = enough && isfinite(i->stat.discrimination) && (i->stat.discrimination < 10 || i->stat.weight_negative);
	if (bad && i->stat.discrimination < 0)
		view_item(v, ITEM_TEXT, str_from(_("Look at its key: who knows more gets it wrong more often.")))->depth = 1;
	else if (bad)
		view_item(v, ITEM_TEXT, str_from(_("It hardly tells who knows from who does not.")))->depth = 1;
}

static void
items_view(const struct app *a, const void *state, struct view *v)
{
	const struct items_page *s = state;
	const struct told_items *t;
	const struct test_stat *test;

	v->title = view_printf(v, _("Questions of %.*s"), STR_ARG(s->assessment));
	if (!told_view(&s->told, v))
		return;
	t = &s->told.reply->items;
	test = &t->test;
	if (test->n == 0) {
		view_text(v, t->questions > 0 ? _("The first tries that were handed in are not all marked yet.")
					    : _("Nobody has handed in a first try yet."));
		view_gap(v);
		view_choice(v, 1, str_from(_("Look again")));
		return;
	}
	view_item(v, ITEM_TEXT,
	    view_printf(v, _("%u first tries, mean %.1f of %u points."), test->n, test->mean, t->questions));
	if (test->n < ITEMS_ENOUGH)
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("Under %d only the share of the points is shown: the rest would be chance."), ITEMS_ENOUGH));
	else if (isfinite(test->alpha))
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("Standard deviation %.2f, Cronbach's alpha %.0f%%, standard error %.2f points."), test->sd,
			test->alpha, test->standard_error));
	view_gap(v);
	for (uint32_t i = 0; i < t->items && i < DESK_ROWS; i++)
		item_view(a, &t->item[i], v);
	view_gap(v);
	if (t->more)
		view_choice(v, 1, str_from(_("More questions")));
	else if (s->skip > 0)
		view_choice(v, 1, str_from(_("From the first question")));
	else
		view_choice(v, 1, str_from(_("Look again")));
}

const struct screen_class screen_desk_items = {
	.name = "desk-items",
	.noun = N_("questions"),
	.size = sizeof(struct items_page),
	.keys = desk_keys,
	.start = items_start,
	.stop = items_stop,
	.update = items_update,
	.view = items_view,
};
