#include "courses/learn/progress.h"

#include <string.h>

const struct lesson_fact *
facts_lesson(const struct facts *f, struct str lesson)
{
	for (uint32_t i = 0; i < f->lessons; i++)
		if (str_eq(f->lesson[i].lesson, lesson))
			return &f->lesson[i];
	return NULL;
}

const struct quiz_fact *
facts_quiz(const struct facts *f, struct str assessment)
{
	for (uint32_t i = 0; i < f->quizzes; i++)
		if (str_eq(f->quiz[i].assessment, assessment))
			return &f->quiz[i];
	return NULL;
}

const struct scenario_fact *
facts_scenario(const struct facts *f, struct str module)
{
	for (uint32_t i = 0; i < f->scenarios; i++)
		if (str_eq(f->scenario[i].module, module))
			return &f->scenario[i];
	return NULL;
}

bool
lesson_is_done(const struct lesson *l, const struct lesson_fact *f)
{
	return f != NULL && (f->done || (f->ended && f->answered >= l->checks));
}

static bool
is_done(const struct facts *f, struct str lesson)
{
	const struct lesson_fact *fact = facts_lesson(f, lesson);

	return fact != NULL && fact->done;
}

static bool
is_passed(const struct assessment *as, struct str id, const struct facts *f)
{
	const struct quiz_fact *fact = facts_quiz(f, id);

	if (fact == NULL)
		return false;
	/* Where nothing can be failed, handing it in is all there is to do. */
	return fact->passed || (as->pass == 0 && fact->tries > 0);
}

/*
 * A module as a list of steps, so that counting, "is it done" and "what comes next" walk the same
 * way: its lessons (a scenario is one step, known by the module's id), then its quiz. A module that
 * is not there in this language is one step that cannot be done.
 */
struct step {
	enum next_kind kind;
	struct str id;
	bool is_required; /* within its module */
	bool is_done;
	const struct lesson *lesson; /* NULL: scenario, quiz, exam, or not there */
};

static bool
module_is_there(const struct module_words *m)
{
	return m != NULL && m->present;
}

static uint32_t
module_steps(const struct course *c, uint32_t module, const struct module_words *m)
{
	bool is_one = c->module[module].kind == MODULE_SCENARIO || !module_is_there(m);

	return (is_one ? 1 : m->lessons) + c->module[module].has_quiz;
}

static struct step
module_step(const struct course *c, uint32_t module, const struct module_words *m, uint32_t n,
    const struct facts *f)
{
	const struct module *x = &c->module[module];
	bool is_there = module_is_there(m);

	if (x->has_quiz && n == module_steps(c, module, m) - 1)
		return (struct step){
			.kind = NEXT_QUIZ,
			.id = x->id,
			.is_required = true,
			.is_done = is_passed(&x->quiz, x->id, f),
		};
	if (x->kind == MODULE_SCENARIO || !is_there)
		return (struct step){
			.kind = NEXT_LESSON,
			.id = x->id,
			.is_required = true,
			.is_done = is_there && is_done(f, x->id),
		};
	return (struct step){
		.kind = NEXT_LESSON,
		.id = m->lesson[n].id,
		.is_required = !m->lesson[n].optional,
		.is_done = is_done(f, m->lesson[n].id),
		.lesson = &m->lesson[n],
	};
}

bool
module_is_done(
    const struct course *c, uint32_t module, const struct module_words *m, const struct facts *f)
{
	for (uint32_t i = 0; i < module_steps(c, module, m); i++) {
		struct step s = module_step(c, module, m, i, f);

		if (s.is_required && !s.is_done)
			return false;
	}
	return true;
}

static const struct module_words *
words_module(const struct words *w, uint32_t module)
{
	return module < w->modules ? &w->module[module] : NULL;
}

/*
 * Minutes: what the lessons say; what is left of the module's own minutes is spread evenly over the
 * lessons that say nothing.
 */
static uint32_t
minutes_left(
    const struct course *c, uint32_t module, const struct module_words *m, const struct facts *f)
{
	uint32_t said = 0, silent = 0, silent_left = 0, left = 0;
	uint32_t all = c->module[module].minutes;

	for (uint32_t i = 0; i < module_steps(c, module, m); i++) {
		struct step s = module_step(c, module, m, i, f);
		uint32_t minutes = s.lesson != NULL ? s.lesson->minutes : 0;

		if (s.kind != NEXT_LESSON || !s.is_required)
			continue;
		said += minutes;
		silent += minutes == 0;
		if (!s.is_done) {
			left += minutes;
			silent_left += minutes == 0;
		}
	}
	if (silent > 0 && all > said)
		left += (uint32_t)((uint64_t)(all - said) * silent_left / silent);
	return left;
}

void
progress_of(
    const struct course *c, const struct words *w, const struct facts *f, struct progress *p)
{
	memset(p, 0, sizeof(*p));
	for (uint32_t i = 0; i < c->modules; i++) {
		const struct module_words *m = words_module(w, i);

		if (!c->module[i].required)
			continue;
		for (uint32_t j = 0; j < module_steps(c, i, m); j++) {
			struct step s = module_step(c, i, m, j, f);

			if (!s.is_required)
				continue;
			if (s.kind == NEXT_QUIZ) {
				p->quizzes++;
				p->quizzes_passed += s.is_done;
				continue;
			}
			p->lessons++;
			p->lessons_done += s.is_done;
			if (!s.is_done && s.lesson != NULL)
				p->bytes_left += s.lesson->bytes;
		}
		p->minutes_left += minutes_left(c, i, m, f);
	}
	for (uint32_t i = 0; i < c->assessments; i++) {
		const struct assessment *as = &c->assessment[i];

		if (as->kind != ASSESS_EXAM)
			continue;
		p->quizzes++;
		p->quizzes_passed += is_passed(as, as->id, f);
	}

	uint32_t all = p->lessons + p->quizzes, done = p->lessons_done + p->quizzes_passed;

	/* A course that asks for nothing is never done: nobody earns a certificate by arriving. */
	p->done = all > 0 && done == all;
	p->percent = all > 0 ? (int)((uint64_t)done * 100 / all) : 0;
}

/* ---- what comes next ---- */

struct walk {
	bool is_behind;     /* the lesson `after` was passed */
	bool has_required;  /* first required thing not done, from the start */
	bool has_following; /* first thing not done behind `after` */
	bool is_required_behind;
	struct next required, following;
};

static void
walk_step(struct walk *k, const struct step *s, uint32_t module, bool is_required)
{
	struct next n = { s->kind, module, s->id };

	if (s->is_done)
		return;
	if (is_required && !k->has_required) {
		k->has_required = true;
		k->is_required_behind = k->is_behind;
		k->required = n;
	}
	if (k->is_behind && !k->has_following) {
		k->has_following = true;
		k->following = n;
	}
}

void
progress_next(const struct course *c, const struct words *w, const struct facts *f,
    struct str after, struct next *n)
{
	struct walk k = { .is_behind = false };

	for (uint32_t i = 0; i < c->modules; i++) {
		const struct module_words *m = words_module(w, i);

		for (uint32_t j = 0; j < module_steps(c, i, m); j++) {
			struct step s = module_step(c, i, m, j, f);

			walk_step(&k, &s, i, c->module[i].required && s.is_required);
			if (s.kind == NEXT_LESSON && after.len > 0 && str_eq(s.id, after))
				k.is_behind = true;
		}
	}
	for (uint32_t i = 0; i < c->assessments; i++) {
		const struct assessment *as = &c->assessment[i];
		struct step s = { NEXT_EXAM, as->id, true, is_passed(as, as->id, f), NULL };

		if (as->kind == ASSESS_EXAM)
			walk_step(&k, &s, c->modules, true);
	}

	/* Reading on offers what is optional too; a fixed order lets nobody past what is required.
	 */
	bool may_follow = k.has_following &&
			  (!c->fixed_order || !k.has_required || k.is_required_behind);

	if (may_follow)
		*n = k.following;
	else if (k.has_required)
		*n = k.required;
	else
		*n = (struct next){ NEXT_DONE, c->modules, STR_NONE };
}
