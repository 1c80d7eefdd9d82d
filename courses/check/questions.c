/* Questions of banks: can they be drawn, do their tags name lessons? */
#include "courses/check/check.h"
#include "courses/check/index.h"
#include "courses/read/suggest.h"

enum { TAGS_LOOKED = 200 };

static bool
is_drawn(const struct check *c, const struct bank *b, const struct question *q)
{
	const struct assessment *as;
	const struct yaml *node;
	const struct module *module;

	for (uint32_t i = 0; (as = check_assessment(c, i, &node, &module)) != NULL; i++) {
		if (!str_eq(as->bank, b->name))
			continue;
		if (as->draws == 0)
			return true;
		for (uint32_t k = 0; k < as->draws; k++)
			if (as->draw[k].tag.len == 0 || question_has_tag(q, as->draw[k].tag))
				return true;
	}
	return false;
}

/* The lesson that a tag misses by one letter; empty when there is none. */
static struct str
lesson_meant(const struct words *w, struct str tag)
{
	struct suggest near = suggest_for(tag);

	for (uint32_t i = 0; i < w->modules; i++)
		for (uint32_t k = 0; k < w->module[i].lessons; k++) {
			struct str id = w->module[i].lesson[k].id;

			if (str_eq(id, tag))
				return STR_NONE;
			/* article-16 and article-17 are two things, not one and a slip */
			if (id.len > 0 && !(id.at[id.len - 1] >= '0' && id.at[id.len - 1] <= '9'))
				suggest_try(&near, id);
		}
	return near.distance == 1 ? near.best : STR_NONE;
}

/* After a wrong answer to a question with such a tag nothing could be read again. */
static void
tags_check(struct check *c, struct str path, const struct bank *b)
{
	const struct words *w = check_words(c, c->course->source_language);
	struct index looked;
	uint32_t tags = 0;

	for (uint32_t i = 0; i < b->questions; i++)
		tags += b->question[i].tags;
	looked = index_for(c->arena, tags);
	tags = 0;
	for (uint32_t i = 0; w != NULL && i < b->questions; i++)
		for (uint32_t t = 0; t < b->question[i].tags; t++) {
			const struct question *q = &b->question[i];
			struct str tag = q->tag[t], meant;

			if (tag.len < 5 || index_put(&looked, tag, i) != INDEX_NONE ||
			    tags++ >= TAGS_LOOKED)
				continue;
			meant = lesson_meant(w, tag);
			if (meant.len > 0)
				problem_warning(c->problems, path, q->line, q->col,
				    "[tag-unknown] the tag `%.*s` is no lesson's id; did you mean %.*s?",
				    STR_ARG(tag), STR_ARG(meant));
		}
}

void
check_questions(struct check *c)
{
	/* A draw that went wrong leaves its questions undrawn: no news. */
	bool tells_undrawn = c->is_whole && c->problems->errors == 0;

	for (uint32_t i = 0; i < c->banks; i++) {
		const struct bank *b = &c->bank[i];
		struct str path = check_bank_path(c, b->name, b->lang);
		bool is_source = str_eq(b->lang, c->course->source_language);

		for (uint32_t k = 0; k < b->questions && is_source; k++) {
			const struct question *q = &b->question[k];

			if (tells_undrawn && !is_drawn(c, b, q))
				problem_warning(c->problems, path, q->line, q->col,
				    "[question-undrawn] no quiz or exam draws this question; give it a tag that one "
				    "of them "
				    "names under `draw`");
		}
		if (is_source)
			tags_check(c, path, b);
	}
}
