/*
 * A translation says the same: same ids in the same order, same checks with the same weights, same
 * choices that lead to the same nodes. What is not there yet is a warning: the source shows
 * through.
 */
#include <stdio.h>

#include "courses/check/check.h"
#include "courses/check/index.h"
#include "courses/read/source.h"

struct pairing { /* a file in the source language and in another */
	struct check *check;
	struct str source, other; /* paths */
	bool is_spare; /* a bank without which the course goes on, in the source language */
};

/* What differs is an error, but where the source language can stand in. */
static void
differs_tell(const struct pairing *p, uint32_t line, uint32_t col, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

static void
differs_tell(const struct pairing *p, uint32_t line, uint32_t col, const char *fmt, ...)
{
	va_list ap;
	struct str text;

	va_start(ap, fmt);
	text = source_vprintf(p->check->arena, fmt, ap);
	va_end(ap);
	if (p->is_spare)
		problem_warning(p->check->problems, p->other, line, col,
		    "[bank-differs] %.*s; until then trainees get the questions in %.*s",
		    STR_ARG(text), STR_ARG(p->check->course->source_language));
	else
		problem_error(p->check->problems, p->other, line, col, "%.*s", STR_ARG(text));
}

/* ---- questions ---- */

static const char *
question_differs(const struct question *a, const struct question *b)
{
	if (a->kind != b->kind)
		return "is of another type";
	if (a->choices != b->choices)
		return "has another number of choices";
	if (a->pairs != b->pairs)
		return "has another number of pairs";
	for (uint32_t i = 0; i < a->choices; i++) {
		if (a->choice[i].weight != b->choice[i].weight)
			return "has its right choice, or its weights, in another place";
		if (a->kind == QUESTION_NUMERICAL &&
		    (a->choice[i].low < b->choice[i].low || a->choice[i].low > b->choice[i].low ||
			a->choice[i].high < b->choice[i].high ||
			a->choice[i].high > b->choice[i].high))
			return "accepts other numbers";
	}
	if (a->tags != b->tags)
		return "has other tags";
	for (uint32_t i = 0; i < a->tags; i++)
		if (!question_has_tag(b, a->tag[i]))
			return "has other tags";
	return NULL;
}

static struct index
questions_index(struct arena *a, const struct question *q, uint32_t n)
{
	struct index x = index_for(a, n);

	for (uint32_t i = 0; i < n; i++)
		if (q[i].id.len > 0)
			index_put(&x, q[i].id, i);
	return x;
}

/* line: where the other list begins, for what is not in it. */
static void
questions_pair(struct pairing *p, const struct question *source, uint32_t sources,
    const struct question *other, uint32_t others, uint32_t line)
{
	struct index in_source = questions_index(p->check->arena, source, sources);
	struct index in_other = questions_index(p->check->arena, other, others);

	for (uint32_t i = 0; i < others; i++) {
		const struct question *q = &other[i];
		uint32_t at = index_get(&in_source, q->id);
		const struct question *from = at != INDEX_NONE ? &source[at] : NULL;
		const char *differs;

		if (q->id.len == 0)
			continue;
		if (from == NULL) {
			differs_tell(p, q->line, q->col,
			    "the question `%.*s` is not in %.*s; add it there, or correct the id",
			    STR_ARG(q->id), STR_ARG(p->source));
			continue;
		}
		differs = question_differs(from, q);
		if (differs != NULL)
			differs_tell(p, q->line, q->col,
			    "the question `%.*s` %s than in %.*s, line %u; make them alike, in the "
			    "same "
			    "order",
			    STR_ARG(q->id), differs, STR_ARG(p->source), from->line);
	}
	for (uint32_t i = 0; i < sources; i++)
		if (source[i].id.len > 0 && index_get(&in_other, source[i].id) == INDEX_NONE)
			differs_tell(p, line, line > 0 ? 1 : 0,
			    "the question `%.*s` of %.*s, line %u, is missing; translate it",
			    STR_ARG(source[i].id), STR_ARG(p->source), source[i].line);
}

bool
bank_is_alike(struct arena *a, const struct bank *source, const struct bank *other)
{
	struct index x = questions_index(a, source->question, source->questions);

	if (source->questions != other->questions)
		return false;
	for (uint32_t i = 0; i < other->questions; i++) {
		const struct question *q = &other->question[i];
		uint32_t at = index_get(&x, q->id);

		if (at == INDEX_NONE || question_differs(&source->question[at], q) != NULL)
			return false;
	}
	return true;
}

/* ---- lessons ---- */

static uint32_t
lesson_index(const struct module_words *m, struct str id)
{
	uint32_t i = 0;

	while (i < m->lessons && !str_eq(m->lesson[i].id, id))
		i++;
	return i;
}

static void
lessons_pair(struct pairing *p, const struct module_words *source, const struct module_words *other)
{
	struct problems *problems = p->check->problems;
	uint32_t last = 0;
	bool told = false;

	for (uint32_t i = 0; i < other->lessons; i++) {
		const struct lesson *l = &other->lesson[i];
		uint32_t at = lesson_index(source, l->id);

		if (l->id.len == 0)
			continue;
		if (at == source->lessons) {
			problem_error(problems, p->other, l->line, 1,
			    "the lesson `%.*s` is not in %.*s; add it there, or correct the id",
			    STR_ARG(l->id), STR_ARG(p->source));
			continue;
		}
		if (at < last && !told) {
			problem_error(problems, p->other, l->line, 1,
			    "the lesson `%.*s` stands in another order than in %.*s; move it",
			    STR_ARG(l->id), STR_ARG(p->source));
			told = true;
		}
		last = at > last ? at : last;
		questions_pair(p, source->lesson[at].check, source->lesson[at].checks, l->check,
		    l->checks, l->line);
	}
	for (uint32_t i = 0; i < source->lessons; i++) {
		struct str id = source->lesson[i].id;

		if (id.len > 0 && lesson_index(other, id) == other->lessons)
			problem_warning(problems, p->other, 0, 0,
			    "[page-missing] the lesson `%.*s` is not here yet; until it is, trainees read it in "
			    "%.*s",
			    STR_ARG(id), STR_ARG(p->check->course->source_language));
	}
}

/* ---- scenarios ---- */

static const struct node *
node_find(const struct module_words *m, struct str id)
{
	for (uint32_t i = 0; i < m->nodes; i++)
		if (str_eq(m->node[i].id, id))
			return &m->node[i];
	return NULL;
}

static bool
moves_equal(const struct move *a, uint32_t as, const struct move *b, uint32_t bs)
{
	if (as != bs)
		return false;
	for (uint32_t i = 0; i < as; i++)
		if (!str_eq(a[i].scale, b[i].scale) || a[i].by != b[i].by)
			return false;
	return true;
}

static void
node_pair(struct pairing *p, const struct node *source, const struct node *other)
{
	struct problems *problems = p->check->problems;
	bool whens = source->whens == other->whens && str_eq(source->end, other->end);

	for (uint32_t i = 0; whens && i < source->whens; i++)
		whens = str_eq(source->when[i].scale, other->when[i].scale) &&
			source->when[i].less == other->when[i].less &&
			source->when[i].than == other->when[i].than;
	if (!whens)
		problem_error(problems, p->other, other->line, 1,
		    "`end` and `when` of this node differ from %.*s, line %u; make them alike",
		    STR_ARG(p->source), source->line);
	if (source->options != other->options) {
		problem_error(problems, p->other, other->line, 1,
		    "this node has %u choices, and %u in %.*s, line %u; make them alike",
		    other->options, source->options, STR_ARG(p->source), source->line);
		return;
	}
	for (uint32_t i = 0; i < source->options; i++) {
		const struct option *a = &source->option[i], *b = &other->option[i];

		if (!str_eq(a->target, b->target) ||
		    !moves_equal(a->move, a->moves, b->move, b->moves))
			problem_error(problems, p->other, b->line, 1,
			    "this choice leads elsewhere or moves scales otherwise than in %.*s, "
			    "line %u; "
			    "make them alike, in the same order",
			    STR_ARG(p->source), a->line);
	}
	questions_pair(p, source->check, source->checks, other->check, other->checks, other->line);
	if (!moves_equal(
		source->check_move, source->check_moves, other->check_move, other->check_moves))
		problem_error(problems, p->other, other->line, 1,
		    "the check of this node moves scales otherwise than in %.*s, line %u; make "
		    "them "
		    "alike",
		    STR_ARG(p->source), source->line);
}

static void
scenario_pair(
    struct pairing *p, const struct module_words *source, const struct module_words *other)
{
	struct problems *problems = p->check->problems;

	if (!str_eq(source->start, other->start))
		problem_error(problems, p->other, 1, 1,
		    "`start` differs from %.*s; write start: %.*s", STR_ARG(p->source),
		    STR_ARG(source->start));
	for (uint32_t i = 0; i < other->nodes; i++) {
		const struct node *from = node_find(source, other->node[i].id);

		if (other->node[i].id.len == 0)
			continue;
		if (from == NULL)
			problem_error(problems, p->other, other->node[i].line, 1,
			    "the node `%.*s` is not in %.*s; add it there, or correct the id",
			    STR_ARG(other->node[i].id), STR_ARG(p->source));
		else
			node_pair(p, from, &other->node[i]);
	}
	for (uint32_t i = 0; i < source->nodes; i++)
		if (source->node[i].id.len > 0 && node_find(other, source->node[i].id) == NULL)
			problem_error(problems, p->other, 0, 0,
			    "the node `%.*s` of %.*s, line %u, is missing; a scenario is "
			    "translated "
			    "whole",
			    STR_ARG(source->node[i].id), STR_ARG(p->source), source->node[i].line);
}

/* ---- glossary and sources ---- */

static bool
entries_have(const struct entry *e, uint32_t n, struct str id)
{
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(e[i].id, id))
			return true;
	return false;
}

static void
entries_pair(struct check *c, const char *name, struct str lang, const struct entry *source,
    uint32_t sources, const struct entry *other, uint32_t others)
{
	struct str path = check_path(c, lang, str_from(name));
	struct str from = check_path(c, c->course->source_language, str_from(name));

	if (sources > 0 && others == 0 && folder_find(c->folder, path) == NULL) {
		problem_warning(c->problems, path, 0, 0,
		    "[page-missing] this file is not there yet; until it is, trainees read %.*s", STR_ARG(from));
		return;
	}
	for (uint32_t i = 0; i < others; i++)
		if (other[i].id.len > 0 && !entries_have(source, sources, other[i].id))
			problem_error(c->problems, path, other[i].line, 1,
			    "the entry `%.*s` is not in %.*s; add it there, or correct the id",
			    STR_ARG(other[i].id), STR_ARG(from));
	for (uint32_t i = 0; i < sources; i++)
		if (source[i].id.len > 0 && !entries_have(other, others, source[i].id))
			problem_warning(c->problems, path, 0, 0,
			    "[page-missing] the entry `%.*s` is not here yet; until it is, trainees read it in "
			    "%.*s",
			    STR_ARG(source[i].id), STR_ARG(c->course->source_language));
}

void
check_translations(struct check *c)
{
	const struct course *course = c->course;
	const struct words *source = check_words(c, course->source_language);

	for (uint32_t i = 0; source != NULL && i < c->writtens; i++) {
		const struct words *w = &c->written[i];

		if (w == source || !check_language_is_there(c, w->lang))
			continue;
		for (uint32_t k = 0; k < course->modules; k++) {
			struct pairing p = {
				.check = c,
				.source = check_path(c, source->lang, course->module[k].file),
				.other = check_path(c, w->lang, course->module[k].file),
			};

			if (!w->module[k].present || !source->module[k].present)
				continue;
			if (course->module[k].kind == MODULE_SCENARIO)
				scenario_pair(&p, &source->module[k], &w->module[k]);
			else
				lessons_pair(&p, &source->module[k], &w->module[k]);
		}
		entries_pair(
		    c, "glossary.md", w->lang, source->term, source->terms, w->term, w->terms);
		entries_pair(c, "sources.md", w->lang, source->source, source->sources, w->source,
		    w->sources);
	}
	for (uint32_t i = 0; i < c->banks; i++) {
		const struct bank *b = &c->bank[i];
		const struct bank *from = check_bank(c, b->name, course->source_language);
		struct pairing p = { .check = c, .other = check_bank_path(c, b->name, b->lang) };

		if (from == NULL || from == b)
			continue;
		p.source = check_bank_path(c, from->name, from->lang);
		p.is_spare = !check_bank_is_exam(c, b->name);
		questions_pair(&p, from->question, from->questions, b->question, b->questions, 0);
	}
}
