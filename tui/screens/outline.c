/* A course: what it is, its outline with what is done, and what to do next. */
#include "tui/screens/outline.h"
#include "tui/screens/lesson.h"
#include "tui/screens/scenario.h"

static void
line_add(struct outline *o, enum line_kind kind, uint32_t module, uint32_t index)
{
	o->line[o->lines++] = (struct line){ .kind = kind, .module = module, .index = index };
}

static void
lines_make(struct app *a, struct outline *o)
{
	const struct course *c = a->open.course;
	const struct words *w = a->open.words;
	size_t most = c->assessments;
	static const bool before[ASSESS_KINDS] = { [ASSESS_PRETEST] = true };

	for (uint32_t i = 0; i < c->modules; i++)
		most += w->module[i].lessons + 2;
	o->line = ARENA_ARRAY(app_arena(a), most + 1, struct line);
	o->lines = 0;
	for (uint32_t i = 0; i < c->assessments; i++) {
		if (before[c->assessment[i].kind])
			line_add(o, LINE_ASSESSMENT, 0, i);
	}
	for (uint32_t i = 0; i < c->modules; i++) {
		for (uint32_t j = 0; j < w->module[i].lessons; j++)
			line_add(o, LINE_LESSON, i, j);
		if (c->module[i].kind == MODULE_SCENARIO)
			line_add(o, LINE_SCENARIO, i, 0);
		if (c->module[i].has_quiz)
			line_add(o, LINE_QUIZ, i, 0);
	}
	for (uint32_t i = 0; i < c->assessments; i++) {
		if (!before[c->assessment[i].kind])
			line_add(o, LINE_ASSESSMENT, 0, i);
	}
}

const struct lesson *
outline_lesson(const struct app *a, const struct line *l)
{
	return &a->open.words->module[l->module].lesson[l->index];
}

/* The lesson that was begun last and is not done, and the page that its place is on. */
static void
find_here(struct app *a, struct outline *o)
{
	const struct facts *facts = &a->open.facts;
	const struct lesson_fact *last = NULL;
	const struct lesson *l = NULL;
	struct flow f;

	o->here = STR_NONE;
	for (uint32_t i = 0; i < facts->lessons; i++) {
		const struct lesson_fact *x = &facts->lesson[i];

		if (x->opened && !x->done && (last == NULL || x->at > last->at))
			last = x;
	}
	for (uint32_t i = 0; last != NULL && i < a->open.course->modules; i++) {
		const struct module *m = &a->open.course->module[i];

		/* A case is no page of anything: the marker finds it. */
		if (m->kind == MODULE_SCENARIO && str_eq(m->id, last->lesson))
			o->here = m->id;
	}
	if (o->here.len > 0)
		return;
	if (last != NULL)
		l = image_lesson(
		    a->card[o->card].image, a->open.words->lang, last->lesson, a->scratch);
	if (l == NULL)
		return;
	o->here = l->id;
	f = lesson_flow(a, l, a->scratch);
	o->page = flow_page_at(&f, last->block, last->offset) + 1;
	o->pages = f.pages;
}

static int
line_of(const struct app *a, const struct outline *o, const struct next *n)
{
	for (uint32_t i = 0; i < o->lines; i++) {
		const struct line *l = &o->line[i];

		if (l->kind == LINE_LESSON && n->kind == NEXT_LESSON &&
		    str_eq(outline_lesson(a, l)->id, n->id))
			return (int)i + 1;
		if (l->kind == LINE_SCENARIO && n->kind == NEXT_LESSON &&
		    str_eq(a->open.course->module[l->module].id, n->id))
			return (int)i + 1;
		if (l->kind == LINE_QUIZ && n->kind == NEXT_QUIZ && l->module == n->module)
			return (int)i + 1;
		if (l->kind == LINE_ASSESSMENT && n->kind == NEXT_EXAM &&
		    str_eq(a->open.course->assessment[l->index].id, n->id))
			return (int)i + 1;
	}
	return 0;
}

/* A test that was begun; before anything else was, the test before the course: later it measures nothing. */
static int
line_of_test(const struct app *a, const struct outline *o)
{
	const struct facts *facts = &a->open.facts;
	int before = 0;

	if (!app_may(a, VERB_ENTRANCE))
		return 0;
	for (uint32_t i = 0; i < o->lines; i++) {
		const struct line *l = &o->line[i];
		const struct assessment *as = l->kind == LINE_ASSESSMENT ? &a->open.course->assessment[l->index] : NULL;
		const struct quiz_fact *f = as != NULL ? facts_quiz(facts, as->id) : NULL;

		if (f != NULL && f->open)
			return (int)i + 1;
		if (as != NULL && as->kind == ASSESS_PRETEST && f == NULL && facts->lessons == 0 && before == 0)
			before = (int)i + 1;
	}
	return before;
}

/* The marker stands on what comes next, until the reader has moved it. */
static void
point_at_next(struct app *a, const struct outline *o)
{
	struct next n = { .kind = NEXT_DONE };
	int test;

	if (a->frame[a->current].focus != 0)
		return;
	test = line_of_test(a, o);
	if (test > 0) {
		app_focus(a, test);
		return;
	}
	progress_next(a->open.course, a->open.words, &a->open.facts, STR_NONE, &n);
	if (o->here.len > 0) {
		n.kind = NEXT_LESSON;
		n.id = o->here;
	}
	app_focus(a, line_of(a, o, &n));
}

static void
outline_start(struct app *a, void *state, const struct go *go)
{
	struct outline *o = state;

	o->card = go->card;
	o->here = STR_NONE;
	if (!app_open(a, o->card))
		return;
	lines_make(a, o);
	if (a->open.told) {
		find_here(a, o);
		point_at_next(a, o);
	}
}

static void
outline_resume(struct app *a, void *state)
{
	struct outline *o = state;
	struct str lang = a->open.card == o->card ? a->open.words->lang : STR_NONE;

	if (!app_open(a, o->card))
		return;
	if (!str_eq(lang, a->open.words->lang))
		lines_make(a, o);
	app_facts(a);
}

/* ---- what opens ---- */

static bool
module_begun(const struct app *a, uint32_t module)
{
	const struct module_words *m = &a->open.words->module[module];

	for (uint32_t i = 0; i < m->lessons; i++) {
		const struct lesson_fact *f = facts_lesson(&a->open.facts, m->lesson[i].id);

		if (f != NULL && f->opened)
			return true;
	}
	return false;
}

static void
open_lesson(struct app *a, const struct outline *o, const struct line *l)
{
	const struct module_words *m = &a->open.words->module[l->module];
	struct go go = { .card = o->card, .module = m->id, .lesson = outline_lesson(a, l)->id };

	go.id = go.question = go.draft = STR_NONE;
	/* A module's introduction comes before its first page, once. */
	if (l->index == 0 && (m->intros > 0 || m->aims > 0) && !module_begun(a, l->module))
		app_go(a, &screen_module, &go);
	else
		app_go(a, &screen_lesson, &go);
}

static void
open_quiz(struct app *a, const struct outline *o, const struct line *l)
{
	struct go go = { .card = o->card, .id = a->open.course->module[l->module].id };

	go.module = go.lesson = go.question = go.draft = STR_NONE;
	if (app_may(a, VERB_QUIZ_START))
		app_go(a, &screen_quiz, &go);
	else
		app_note(a, str_from(no_test_words(a)));
}

/* The page before it says why when it cannot start. */
static void
open_assessment(struct app *a, const struct outline *o, const struct line *l)
{
	struct go go = { .card = o->card, .id = a->open.course->assessment[l->index].id };

	go.module = go.lesson = go.question = go.draft = STR_NONE;
	app_go(a, &screen_entrance, &go);
}

static void
open_scenario(struct app *a, const struct outline *o, const struct line *l)
{
	struct go go = { .card = o->card, .module = a->open.course->module[l->module].id };

	go.id = go.lesson = go.question = go.draft = STR_NONE;
	app_go(a, &screen_scenario, &go);
}

static void (*const open_line[])(struct app *, const struct outline *, const struct line *) = {
	[LINE_LESSON] = open_lesson,
	[LINE_QUIZ] = open_quiz,
	[LINE_SCENARIO] = open_scenario,
	[LINE_ASSESSMENT] = open_assessment,
};

static bool
line_done(const struct app *a, const struct line *l)
{
	const struct module *m = &a->open.course->module[l->module];
	const struct lesson_fact *lesson;
	const struct quiz_fact *quiz;

	if (!m->required || l->kind == LINE_ASSESSMENT)
		return true;
	if (l->kind == LINE_SCENARIO) {
		lesson = facts_lesson(&a->open.facts, m->id);
		return lesson != NULL && lesson->done;
	}
	if (l->kind == LINE_QUIZ) {
		quiz = facts_quiz(&a->open.facts, m->id);
		return quiz != NULL && quiz->passed;
	}
	lesson = facts_lesson(&a->open.facts, outline_lesson(a, l)->id);
	return outline_lesson(a, l)->optional || (lesson != NULL && lesson->done);
}

bool
outline_line_is_open(const struct app *a, const struct line *l)
{
	return !line_done(a, l);
}

/* Where the course says `order: fixed`, the number of the first line before this one that is not
 * done; else 0. */
int
outline_waits_for(const struct app *a, const struct outline *o, uint32_t line)
{
	if (!a->open.course->fixed_order || !a->open.told || !app_may(a, VERB_FACTS) || a->w->preview)
		return 0;
	for (uint32_t i = 0; i < line; i++) {
		if (!line_done(a, &o->line[i]))
			return (int)i + 1;
	}
	return 0;
}

static void
outline_update(struct app *a, void *state, const struct intent *i)
{
	struct outline *o = state;
	int waits;

	if (o->line == NULL || a->open.card != o->card)
		return;
	if (i->kind == INTENT_REPLY || i->kind == INTENT_SIZE) {
		find_here(a, o);
		if (i->kind == INTENT_REPLY)
			point_at_next(a, o);
		return;
	}
	if (i->kind != INTENT_CHOOSE || i->number < 1 || (uint32_t)i->number > o->lines)
		return;
	waits = outline_waits_for(a, o, (uint32_t)i->number - 1);
	if (waits > 0 && o->line[i->number - 1].kind != LINE_ASSESSMENT)
		app_note(a, str_printf(a->scratch,
				_("This course is read in order. %d opens when %d is done."),
				i->number, waits));
	else
		open_line[o->line[i->number - 1].kind](a, o, &o->line[i->number - 1]);
}

static void
outline_where(const struct app *a, const void *state, struct view *v)
{
	const struct outline *o = state;
	struct progress p;

	if (a->open.card != o->card)
		return;
	progress_of(a->open.course, a->open.words, &a->open.facts, &p);
	view_item(v, ITEM_FACT, str_from(_("Course")))->value = a->card[o->card].title;
	view_item(v, ITEM_METER, view_printf(v, _("%d%% done"), p.percent))->percent = p.percent;
	view_item(v, ITEM_FACT, str_from(_("Still to read")))->value = view_printf(v,
	    ngettext("about %u minute, %.*s", "about %u minutes, %.*s", p.minutes_left), p.minutes_left, STR_ARG(words_kb(v->arena, p.bytes_left)));
}

static const struct key_word outline_keys[] = {
	{ INTENT_CHOOSE, N_("open"), KEY_TAKEN },
	{ INTENT_SEARCH, NULL, KEY_OF_APP },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_course = {
	.name = "course",
	.noun = N_("outline"),
	.size = sizeof(struct outline),
	.keys = outline_keys,
	.start = outline_start,
	.resume = outline_resume,
	.update = outline_update,
	.view = outline_view,
	.where = outline_where,
};
