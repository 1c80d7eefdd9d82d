/* How the outline of a course looks: what is done, what is left, and what can be opened. */
#include "tui/screens/outline.h"
#include "tui/screens/quiz.h"

/* Whom the ids of a course's audience mean; one that is not listed is shown as it is written. */
static const struct {
	const char *id, *words;
} audiences[] = {
	{ "police", N_("police") },
	{ "prosecutor", N_("prosecutors") },
	{ "judge", N_("judges") },
	{ "central-authority", N_("central authorities") },
	{ "csirt", N_("CSIRT staff") },
	{ "policy", N_("policy makers") },
	{ "trainer", N_("trainers") },
};

static struct str
audience_words(struct str id)
{
	for (unsigned i = 0; i < COUNT(audiences); i++) {
		if (str_is(id, audiences[i].id))
			return str_from(_(audiences[i].words));
	}
	return id;
}

static struct str
audience(const struct course *c, struct view *v)
{
	struct buf b = BUF_IN(v->arena);

	for (uint32_t i = 0; i < c->audiences; i++) {
		buf_z(&b, i > 0 ? ", " : "");
		buf_str(&b, audience_words(c->audience[i]));
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

/* "1 of 2 lessons read, 0 of 1 test passed." */
static struct str
counts(const struct progress *p, struct view *v)
{
	struct str lessons = view_printf(v,
	    ngettext("%u of %u lesson read", "%u of %u lessons read", p->lessons), p->lessons_done,
	    p->lessons);

	if (p->quizzes == 0)
		return view_printf(v, "%.*s.", STR_ARG(lessons));
	return view_printf(v,
	    ngettext("%.*s, %u of %u test passed.", "%.*s, %u of %u tests passed.", p->quizzes),
	    STR_ARG(lessons), p->quizzes_passed, p->quizzes);
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
		return view_printf(v,
		    ngettext("About %u minute and %.*s in all. Language: %.*s.",
			"About %u minutes and %.*s in all. Language: %.*s.", p->minutes_left),
		    p->minutes_left, STR_ARG(kb), STR_ARG(lang));
	if (s == NULL)
		return view_printf(v,
		    ngettext("About %u minute and %.*s to go. Language: %.*s.",
			"About %u minutes and %.*s to go. Language: %.*s.", p->minutes_left),
		    p->minutes_left, STR_ARG(kb), STR_ARG(lang));
	day = words_day(v->arena, s->begun_at);
	return view_printf(v,
	    ngettext("Begun %.*s. About %u minute and %.*s to go. Language: %.*s.",
		"Begun %.*s. About %u minutes and %.*s to go. Language: %.*s.", p->minutes_left),
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

/* "not begun", "step 2", "done: A file that stands". */
static struct str
scenario_status(const struct app *a, const struct module *m, struct view *v)
{
	const struct scenario_fact *f = facts_scenario(&a->open.facts, m->id);
	const struct lesson_fact *lesson = facts_lesson(&a->open.facts, m->id);

	if (!a->open.told || !app_may(a, VERB_PLACE))
		return STR_NONE;
	if (f != NULL && f->steps > 0 && !f->ended)
		return view_printf(v, _("step %u"), f->choices + 1);
	if (f != NULL && f->ended && f->end.len > 0)
		return view_printf(v, _("done: %.*s"), STR_ARG(f->end));
	return str_from(lesson != NULL && lesson->done ? _("done") : _("not begun"));
}

static unsigned
draw_count(const struct assessment *as)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < as->draws; i++)
		n += as->draw[i].count;
	return n;
}

/* What stands before it and is not done, by its numbers; product.md: "opens when 1-6 are done". */
static struct str
opens_words(const struct app *a, const struct outline *o, uint32_t line, struct view *v)
{
	int first = outline_waits_for(a, o, line), last = first;

	for (uint32_t i = line; first > 0 && i > (uint32_t)first; i--) {
		if (outline_line_is_open(a, &o->line[i - 1])) {
			last = (int)i;
			break;
		}
	}
	return first == last ? view_printf(v, _("opens when %d is done"), first)
			     : view_printf(v, _("opens when %d-%d are done"), first, last);
}

static struct str
assessment_status(const struct app *a, const struct outline *o, uint32_t line, struct view *v)
{
	const struct assessment *as = &a->open.course->assessment[o->line[line].index];
	const struct quiz_fact *f = facts_quiz(&a->open.facts, as->id);

	if (!a->open.told || !app_may(a, VERB_FACTS))
		return STR_NONE;
	if (f != NULL && f->open)
		return str_from(_("begun: go on"));
	if ((f == NULL || f->tries == 0) && outline_waits_for(a, o, line) > 0 && as->kind != ASSESS_SURVEY)
		return opens_words(a, o, line, v);
	if (f == NULL || f->tries == 0)
		return str_from(_("not tried yet"));
	if (as->kind == ASSESS_SURVEY || f->best < 0)
		return str_from(_("handed in"));
	if (as->pass == 0)
		return view_printf(v, _("handed in, %d%%"), f->best);
	if (f->passed)
		return view_printf(v, _("passed, %d%%"), f->best);
	return view_printf(v, _("best %d%%, %u%% needed"), f->best, as->pass);
}

/* What the course gave: the test before it against the test after it. */
static void
gain_view(const struct app *a, struct view *v)
{
	const struct course *c = a->open.course;
	const struct quiz_fact *before = NULL, *after = NULL;

	for (uint32_t i = 0; i < c->assessments; i++) {
		const struct quiz_fact *f = facts_quiz(&a->open.facts, c->assessment[i].id);

		if (f == NULL || f->tries == 0 || f->best < 0)
			continue;
		if (c->assessment[i].kind == ASSESS_PRETEST && before == NULL)
			before = f;
		else if (c->assessment[i].kind == ASSESS_POSTTEST)
			after = f;
	}
	if (before != NULL && after != NULL)
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("Your test before: %d%%, after: %d%%, that is %+d points."), before->best, after->best,
			after->best - before->best));
}

static struct str
questions_of(const struct assessment *as, struct view *v)
{
	unsigned n = draw_count(as);

	return view_printf(v, ngettext("%s, %u question", "%s, %u questions", n),
	    assessment_name(as->kind), n);
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
		lesson = outline_lesson(a, l);
		it->text = lesson->title;
		it->detail[0] = words_minutes(v->arena, lesson->minutes);
		it->detail[1] = lesson_status(a, o, lesson, v);
		break;
	case LINE_QUIZ:
		it->text = questions_of(&m->quiz, v);
		it->detail[0] = words_minutes(v->arena, (m->quiz.time_s + 59) / 60);
		it->detail[1] = quiz_status(a, m, v);
		break;
	case LINE_SCENARIO:
		it->text = str_from(_("A case to decide"));
		it->detail[0] = words_minutes(v->arena, m->minutes);
		it->detail[1] = scenario_status(a, m, v);
		break;
	case LINE_ASSESSMENT:
		it->text = questions_of(&c->assessment[l->index], v);
		it->detail[0] = words_minutes(v->arena, (c->assessment[l->index].time_s + 59) / 60);
		it->detail[1] = assessment_status(a, o, (uint32_t)number - 1, v);
		break;
	}
	it->disabled = l->kind != LINE_ASSESSMENT && outline_waits_for(a, o, (uint32_t)number - 1) > 0;
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

static bool
is_before(const struct app *a, const struct line *l)
{
	return l->kind == LINE_ASSESSMENT && a->open.course->assessment[l->index].kind == ASSESS_PRETEST;
}

/* Only what is not simply the course as it is served. */
static void
show_edition(const struct app *a, const struct card *card, struct view *v)
{
	const struct course *c = a->open.course;

	if (card->status == STATUS_RETIRED)
		view_item(v, ITEM_TEXT, retired_words(a, v->arena, card));
	if (card->is_older)
		view_item(v, ITEM_TEXT,
		    view_printf(v,
			_("This is edition %u.%u.%u, which you began. There is a newer one; you "
			  "stay in this one until you have finished."),
			c->edition, c->minor, c->revision));
}

void
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
	show_edition(a, &a->card[o->card], v);
	show_language(a, v);
	view_item(v, ITEM_TEXT, to_finish(a->open.course, v));
	if (o->lines > 0 && o->line[0].kind == LINE_ASSESSMENT)
		view_gap(v);
	for (; at < o->lines && is_before(a, &o->line[at]); at++)
		show_line(a, o, &o->line[at], (int)at + 1, v);
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
		view_item(v, ITEM_TEXT, counts(&p, v));
		gain_view(a, v);
	}
}
