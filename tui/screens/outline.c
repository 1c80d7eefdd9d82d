/* A course: what it is, its outline with what is done, and what to do next. */
#include "tui/screens/screen.h"

enum line_kind { LINE_LESSON, LINE_QUIZ, LINE_SCENARIO, LINE_ASSESSMENT };

struct line { /* what one number of the outline stands for; indices, since words change with the
		 language */
	enum line_kind kind;
	uint32_t module, index; /* index: lesson of the module, or assessment of the course */
};

struct outline {
	uint32_t card;
	struct line *line;
	uint32_t lines;
	struct str here;      /* the lesson that is being read */
	uint32_t page, pages; /* in it */
};

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

	for (uint32_t i = 0; i < c->modules; i++)
		most += w->module[i].lessons + 2;
	o->line = ARENA_ARRAY(app_arena(a), most + 1, struct line);
	o->lines = 0;
	for (uint32_t i = 0; i < c->modules; i++) {
		for (uint32_t j = 0; j < w->module[i].lessons; j++)
			line_add(o, LINE_LESSON, i, j);
		if (c->module[i].kind == MODULE_SCENARIO)
			line_add(o, LINE_SCENARIO, i, 0);
		if (c->module[i].has_quiz)
			line_add(o, LINE_QUIZ, i, 0);
	}
	for (uint32_t i = 0; i < c->assessments; i++)
		line_add(o, LINE_ASSESSMENT, 0, i);
}

static const struct lesson *
line_lesson(const struct app *a, const struct line *l)
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
	if (last != NULL)
		l = image_lesson(
		    a->card[o->card].image, a->open.words->lang, last->lesson, a->scratch);
	if (l == NULL)
		return;
	o->here = l->id;
	f = flow_make(l->block, l->blocks, l->check, l->checks, app_text_cols(a), app_body_rows(a),
	    app_plain(a), a->scratch);
	o->page = flow_page_at(&f, last->block, last->offset) + 1;
	o->pages = f.pages;
}

static int
line_of(const struct app *a, const struct outline *o, const struct next *n)
{
	for (uint32_t i = 0; i < o->lines; i++) {
		const struct line *l = &o->line[i];

		if (l->kind == LINE_LESSON && n->kind == NEXT_LESSON &&
		    str_eq(line_lesson(a, l)->id, n->id))
			return (int)i + 1;
		if (l->kind == LINE_QUIZ && n->kind == NEXT_QUIZ && l->module == n->module)
			return (int)i + 1;
	}
	return 0;
}

/* The marker stands on what comes next, until the reader has moved it. */
static void
point_at_next(struct app *a, const struct outline *o)
{
	struct next n = { .kind = NEXT_DONE };

	if (a->frame[a->current].focus != 0)
		return;
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
	struct go go = { .card = o->card, .module = m->id, .lesson = line_lesson(a, l)->id };

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
		app_note(a, str_from(_("A guest cannot take a test, because nothing is kept.")));
}

static void
open_later(struct app *a, const struct outline *o, const struct line *l)
{
	(void)o;
	(void)l;
	app_go(a, &screen_later, NULL);
}

static void (*const open_line[])(struct app *, const struct outline *, const struct line *) = {
	[LINE_LESSON] = open_lesson,
	[LINE_QUIZ] = open_quiz,
	[LINE_SCENARIO] = open_later,
	[LINE_ASSESSMENT] = open_later,
};

static bool
line_done(const struct app *a, const struct line *l)
{
	const struct module *m = &a->open.course->module[l->module];
	const struct lesson_fact *lesson;
	const struct quiz_fact *quiz;

	if (!m->required || l->kind == LINE_SCENARIO || l->kind == LINE_ASSESSMENT)
		return true;
	if (l->kind == LINE_QUIZ) {
		quiz = facts_quiz(&a->open.facts, m->id);
		return quiz != NULL && quiz->passed;
	}
	lesson = facts_lesson(&a->open.facts, line_lesson(a, l)->id);
	return line_lesson(a, l)->optional || (lesson != NULL && lesson->done);
}

/* Where the course says `order: fixed`, the number of the first line before this one that is not
 * done; else 0. */
static int
line_waits_for(const struct app *a, const struct outline *o, uint32_t line)
{
	if (!a->open.course->fixed_order || !a->open.told || !app_may(a, VERB_FACTS))
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
	waits = line_waits_for(a, o, (uint32_t)i->number - 1);
	if (waits > 0)
		app_note(a, str_printf(a->scratch,
				_("This course is read in order. %d opens when %d is done."),
				i->number, waits));
	else
		open_line[o->line[i->number - 1].kind](a, o, &o->line[i->number - 1]);
}

/* ---- what is shown ---- */

static struct str
audience(const struct course *c, struct view *v)
{
	struct buf b = BUF_IN(v->arena);

	for (uint32_t i = 0; i < c->audiences; i++) {
		buf_z(&b, i > 0 ? ", " : "");
		buf_str(&b, c->audience[i]);
	}
	return buf_get(&b);
}

static void
show_language(const struct app *a, struct view *v)
{
	struct str lang = a->open.words->lang;

	if (!str_eq(lang, a->who.language) && a->who.language.len > 0)
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("This course is not there in %.*s yet. You read it in %.*s."),
			STR_ARG(words_language(a->who.language)), STR_ARG(words_language(lang))));
}

static void
show_new(const struct app *a, const struct outline *o, struct view *v)
{
	const struct course *c = a->open.course;
	const struct card *card = &a->card[o->card];
	struct str who = audience(c, v);

	view_item(v, ITEM_TEXT, card->summary);
	if (who.len > 0)
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("For: %.*s. Level: %s. Law as of %.*s."), STR_ARG(who),
			words_level(c->level), STR_ARG(c->law_date)));
}

static bool
has_exam(const struct course *c, uint8_t *pass)
{
	for (uint32_t i = 0; i < c->assessments; i++) {
		if (c->assessment[i].kind == ASSESS_EXAM) {
			*pass = c->assessment[i].pass;
			return true;
		}
	}
	return false;
}

static bool
has_quiz(const struct course *c, uint8_t *pass)
{
	for (uint32_t i = 0; i < c->modules; i++) {
		if (c->module[i].has_quiz) {
			*pass = c->module[i].quiz.pass;
			return true;
		}
	}
	return false;
}

static struct str
to_finish(const struct course *c, struct view *v)
{
	uint8_t quiz = 0, exam = 0;
	bool quizzes = has_quiz(c, &quiz), exams = has_exam(c, &exam);

	if (quizzes && exams)
		return view_printf(v,
		    _("To finish: read the lessons, pass each quiz (%u%%), pass the exam (%u%%)."),
		    quiz, exam);
	if (quizzes)
		return view_printf(
		    v, _("To finish: read the lessons, pass each quiz (%u%%)."), quiz);
	if (exams)
		return view_printf(
		    v, _("To finish: read the lessons, pass the exam (%u%%)."), exam);
	return str_from(_("To finish: read the lessons."));
}

static bool
is_begun(const struct app *a)
{
	for (uint32_t i = 0; i < a->open.facts.lessons; i++) {
		if (a->open.facts.lesson[i].opened)
			return true;
	}
	return a->open.facts.quizzes > 0;
}

static struct str
to_go(const struct app *a, const struct outline *o, const struct progress *p, struct view *v)
{
	const struct course_state *s = app_state(a, a->card[o->card].id);
	struct str kb = words_kb(v->arena, p->bytes_left), day;
	struct str lang = words_language(a->open.words->lang);

	if (p->done)
		return str_from(_("You have finished this course. Read again what you like."));
	if (!is_begun(a))
		return view_printf(v, _("About %u minutes and %.*s in all. Language: %.*s."),
		    p->minutes_left, STR_ARG(kb), STR_ARG(lang));
	if (s == NULL)
		return view_printf(v, _("About %u minutes and %.*s to go. Language: %.*s."),
		    p->minutes_left, STR_ARG(kb), STR_ARG(lang));
	day = words_day(v->arena, s->begun_at);
	return view_printf(v, _("Begun %.*s. About %u minutes and %.*s to go. Language: %.*s."),
	    STR_ARG(day), p->minutes_left, STR_ARG(kb), STR_ARG(lang));
}

static struct str
lesson_status(const struct app *a, const struct outline *o, const struct lesson *l, struct view *v)
{
	const struct lesson_fact *f = facts_lesson(&a->open.facts, l->id);

	if (!a->open.told || !app_may(a, VERB_FACTS))
		return STR_NONE;
	if (str_eq(l->id, o->here) && o->here.len > 0)
		return view_printf(v, _("you are on page %u of %u"), o->page, o->pages);
	if (f == NULL || !f->opened)
		return str_from(l->optional ? _("may be left out") : _("new"));
	if (f->hash != 0 && f->hash != l->hash)
		return str_from(_("changed since you read it"));
	return str_from(f->done ? _("done") : f->ended ? _("a check is not answered") : _("begun"));
}

static struct str
quiz_status(const struct app *a, const struct module *m, struct view *v)
{
	const struct quiz_fact *f = facts_quiz(&a->open.facts, m->id);

	if (!a->open.told || !app_may(a, VERB_FACTS))
		return STR_NONE;
	if (f != NULL && f->open)
		return str_from(_("begun: go on"));
	if (f == NULL || f->tries == 0)
		return str_from(_("not tried yet"));
	if (f->passed)
		return view_printf(v, _("passed, %d%%"), f->best);
	return view_printf(v, _("best %d%%, %u%% needed"), f->best, m->quiz.pass);
}

static unsigned
draw_count(const struct assessment *as)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < as->draws; i++)
		n += as->draw[i].count;
	return n;
}

static const char *const assessment_names[ASSESS_KINDS] = {
	[ASSESS_QUIZ] = N_("Quiz"),
	[ASSESS_PRETEST] = N_("Test before the course"),
	[ASSESS_POSTTEST] = N_("Test after the course"),
	[ASSESS_EXAM] = N_("Final exam"),
	[ASSESS_SURVEY] = N_("Questions about the course"),
};

static struct str
questions_of(const struct assessment *as, struct view *v)
{
	unsigned n = draw_count(as);

	return view_printf(v, ngettext("%s, %u question", "%s, %u questions", n),
	    _(assessment_names[as->kind]), n);
}

static void
show_line(
    const struct app *a, const struct outline *o, const struct line *l, int number, struct view *v)
{
	const struct course *c = a->open.course;
	const struct module *m = l->kind == LINE_ASSESSMENT ? NULL : &c->module[l->module];
	const struct lesson *lesson;
	struct item *it = view_choice(v, number, STR_NONE);

	switch (l->kind) {
	case LINE_LESSON:
		lesson = line_lesson(a, l);
		it->text = lesson->title;
		it->detail[0] = words_minutes(v->arena, lesson->minutes);
		it->detail[1] = lesson_status(a, o, lesson, v);
		break;
	case LINE_QUIZ:
		it->text = questions_of(&m->quiz, v);
		it->detail[1] = quiz_status(a, m, v);
		break;
	case LINE_SCENARIO:
		it->text = str_from(_("A case to decide"));
		it->detail[0] = words_minutes(v->arena, m->minutes);
		it->detail[1] = str_from(_("comes later"));
		break;
	case LINE_ASSESSMENT:
		it->text = questions_of(&c->assessment[l->index], v);
		it->detail[1] = str_from(_("comes later"));
		break;
	}
	it->disabled = line_waits_for(a, o, (uint32_t)number - 1) > 0;
}

static void
show_module(const struct app *a, uint32_t module, struct view *v)
{
	const struct module_words *m = &a->open.words->module[module];
	struct str title = m->title.len > 0 ? m->title : m->id;

	view_gap(v);
	/* TRANSLATORS: number and title of a module */
	view_item(v, ITEM_HEADING,
	    a->open.course->module[module].required
		? view_printf(v, _("Module %u  %.*s"), module + 1, STR_ARG(title))
		: view_printf(
		      v, _("Module %u  %.*s (may be left out)"), module + 1, STR_ARG(title)));
	if (!m->present)
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("Not there in %.*s yet."),
			STR_ARG(words_language(a->open.words->lang))))
		    ->depth = 1;
}

static void
outline_view(const struct app *a, const void *state, struct view *v)
{
	const struct outline *o = state;
	struct progress p;
	uint32_t at = 0;

	if (o->line == NULL || a->open.card != o->card) {
		view_text(v, _("This course cannot be opened just now."));
		return;
	}
	progress_of(a->open.course, a->open.words, &a->open.facts, &p);
	view_page(v, "course/%.*s", STR_ARG(a->card[o->card].id));
	v->title = a->card[o->card].title;
	v->address = a->card[o->card].id;
	if (a->open.told && app_may(a, VERB_FACTS))
		v->where = view_printf(v, _("%d%% done"), p.percent);
	if (!is_begun(a))
		show_new(a, o, v);
	view_item(v, ITEM_TEXT, to_go(a, o, &p, v));
	show_language(a, v);
	view_item(v, ITEM_TEXT, to_finish(a->open.course, v));
	for (uint32_t i = 0; i < a->open.course->modules; i++) {
		show_module(a, i, v);
		for (; at < o->lines && o->line[at].kind != LINE_ASSESSMENT &&
		       o->line[at].module == i;
		     at++)
			show_line(a, o, &o->line[at], (int)at + 1, v);
	}
	if (at < o->lines)
		view_gap(v);
	for (; at < o->lines; at++)
		show_line(a, o, &o->line[at], (int)at + 1, v);
	if (app_may(a, VERB_FACTS)) {
		view_gap(v);
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("%u of %u lessons read, %u of %u tests passed."),
			p.lessons_done, p.lessons, p.quizzes_passed, p.quizzes));
	}
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
	    _("about %u minutes, %.*s"), p.minutes_left, STR_ARG(words_kb(v->arena, p.bytes_left)));
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
