/* Quizzes and exams: their banks are there, their draws can be met, their pass marks make sense. */
#include "courses/check/check.h"
#include "courses/read/suggest.h"

static const char *
assessment_name(const struct assessment *as)
{
	static const char *const names[] = { "quiz", "pretest", "posttest", "exam", "survey" };

	return names[as->kind];
}

static void
bank_check(struct check *c, const struct assessment *as, const struct yaml *node)
{
	const struct course *course = c->course;
	const struct yaml *at = yaml_get(node, "bank") ? yaml_get(node, "bank") : node;

	for (uint32_t i = 0; i < course->languages; i++) {
		struct str lang = course->language[i];
		struct str path = check_bank_path(c, as->bank, lang);

		if (check_bank(c, as->bank, lang) != NULL)
			continue;
		if (str_eq(lang, course->source_language))
			yaml_error(&c->in, at,
			    "%.*s is missing; put the questions there, or correct the "
			    "name here",
			    STR_ARG(path));
		else if (as->kind == ASSESS_EXAM)
			yaml_error(&c->in, at,
			    "%.*s is missing; an exam is there in each language that "
			    "the course lists: translate it, or take %.*s out of `languages`",
			    STR_ARG(path), STR_ARG(lang));
		else if (check_language_is_there(c, lang))
			yaml_warning(&c->in, at,
			    "[bank-missing] %.*s is not there yet; until it is, trainees get the "
			    "questions in %.*s",
			    STR_ARG(path), STR_ARG(course->source_language));
	}
}

/* ---- draws ---- */

static bool
draw_fits(const struct draw *d, const struct question *q)
{
	return q->kind != QUESTION_DESCRIPTION && (d->tag.len == 0 || question_has_tag(q, d->tag));
}

static uint32_t
draw_pool(const struct draw *d, const struct bank *b)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < b->questions; i++)
		n += draw_fits(d, &b->question[i]);
	return n;
}

/* false: told, and what follows from it need not be. */
static bool
draw_check(
    struct check *c, const struct assessment *as, const struct yaml *node, const struct bank *b)
{
	const struct yaml *list = yaml_get(node, "draw");
	struct str path = check_bank_path(c, b->name, b->lang);
	uint32_t wanted = 0, pool = 0;

	for (uint32_t i = 0; i < as->draws; i++) {
		const struct draw *d = &as->draw[i];
		const struct yaml *count = yaml_get(yaml_at(list, i), "count");
		const struct yaml *at = count ? count : node;
		uint32_t there = draw_pool(d, b);

		wanted += d->count;
		if (there >= d->count)
			continue;
		if (there == 0 && d->tag.len > 0) {
			struct suggest near = suggest_for(d->tag);

			for (uint32_t k = 0; k < b->questions; k++)
				for (uint32_t t = 0; t < b->question[k].tags; t++)
					suggest_try(&near, b->question[k].tag[t]);
			yaml_error(&c->in, at, "no question in %.*s carries the tag %.*s; %.*s",
			    STR_ARG(path), STR_ARG(d->tag),
			    STR_ARG(suggest_or(c->arena, &near, "add [tag:...] to the questions")));
		} else {
			yaml_error(&c->in, at,
			    "%u questions are to be drawn, and %.*s has only %u%s%.*s; "
			    "add questions, or draw fewer",
			    d->count, STR_ARG(path), there, d->tag.len ? " with the tag " : "",
			    STR_ARG(d->tag));
		}
		return false;
	}
	for (uint32_t i = 0; i < b->questions; i++) {
		bool any = false;

		for (uint32_t k = 0; k < as->draws; k++)
			any |= draw_fits(&as->draw[k], &b->question[i]);
		pool += any;
	}
	if (pool < wanted)
		yaml_error(&c->in, list ? list : node,
		    "%u questions are to be drawn in all, and %.*s has "
		    "only %u different ones with these tags; add questions, or draw fewer",
		    wanted, STR_ARG(path), pool);
	return pool >= wanted;
}

/* ---- the pass mark ---- */

/* The most that an answer with a mistake in it can get, in millionths. */
static int32_t
best_part(const struct question *q)
{
	int32_t best = 0, least = QUESTION_MILLION;
	uint32_t lefts = 0;

	switch (q->kind) {
	case QUESTION_MULTIPLE:
		for (uint32_t i = 0; i < q->choices; i++)
			if (q->choice[i].weight > 0 && q->choice[i].weight < least)
				least = q->choice[i].weight;
		return QUESTION_MILLION - least;
	case QUESTION_MATCH:
		for (uint32_t i = 0; i < q->pairs; i++)
			lefts += q->pair[i].left.len > 0;
		return lefts > 0 ? QUESTION_MILLION - QUESTION_MILLION / (int32_t)lefts : 0;
	case QUESTION_ESSAY:
		return QUESTION_MILLION - 1;
	default:
		for (uint32_t i = 0; i < q->choices; i++)
			if (q->choice[i].weight < QUESTION_MILLION && q->choice[i].weight > best)
				best = q->choice[i].weight;
		return best;
	}
}

/*
 * With two questions of one point each, 80 % means both. That is what a quiz with any number of
 * tries may want; where tries are counted it is nearly always a slip.
 */
static void
pass_check(
    struct check *c, const struct assessment *as, const struct yaml *node, const struct bank *b)
{
	const struct yaml *pass = yaml_get(node, "pass");
	int64_t count = 0, part = 0;
	int percent;

	if (as->pass == 0 || as->attempts == 0)
		return;
	for (uint32_t i = 0; i < as->draws; i++) {
		count += as->draw[i].count;
		for (uint32_t k = 0; k < b->questions; k++)
			if (draw_fits(&as->draw[i], &b->question[k]) &&
			    best_part(&b->question[k]) > part)
				part = best_part(&b->question[k]);
	}
	if (count == 0)
		return;
	percent = (int)(((count - 1) * QUESTION_MILLION + part) / count / (QUESTION_MILLION / 100));
	if (percent < as->pass)
		yaml_warning(&c->in, pass ? pass : node,
		    "[pass-full] only full marks pass this %s: with %lld "
		    "questions one mistake gives %d %%, and %u %% are needed; draw more, or lower "
		    "`pass`",
		    assessment_name(as), (long long)count, percent, as->pass);
}

void
check_assessments(struct check *c)
{
	const struct assessment *as;
	const struct yaml *node;
	const struct module *module;

	for (uint32_t i = 0; (as = check_assessment(c, i, &node, &module)) != NULL; i++) {
		const struct bank *b;

		if (as->bank.len == 0)
			continue;
		bank_check(c, as, node);
		b = check_bank(c, as->bank, c->course->source_language);
		if (b == NULL || b->questions == 0)
			continue; /* why it is empty was told where it is read */
		if (draw_check(c, as, node, b))
			pass_check(c, as, node, b);
	}
}
