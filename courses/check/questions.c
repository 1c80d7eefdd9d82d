/* Questions of banks: can they be drawn, do their tags name lessons, do they give themselves away?
 */
#include "courses/base/utf8.h"
#include "courses/check/check.h"
#include "courses/check/index.h"
#include "courses/read/suggest.h"

enum { HINT_QUESTIONS = 5, HINT_PERCENT = 80, HINT_CHOICES = 3, TAGS_LOOKED = 200 };

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

static size_t
letters(struct str s)
{
	size_t n = 0;
	uint32_t cp;

	for (size_t at = 0; at < s.len; n++)
		at += utf8_get(s, at, &cp);
	return n;
}

/* Is the right choice longer than each other one? */
static bool
longest_is_right(const struct question *q)
{
	size_t right = 0, other = 0;

	for (uint32_t i = 0; i < q->choices; i++) {
		size_t n = letters(q->choice[i].text);

		if (q->choice[i].weight >= QUESTION_MILLION)
			right = n > right ? n : right;
		else
			other = n > other ? n : other;
	}
	return right > other;
}

static void
hint_check(struct check *c, struct str path, const struct bank *b)
{
	uint32_t singles = 0, longest = 0;

	for (uint32_t i = 0; i < b->questions; i++) {
		const struct question *q = &b->question[i];

		if (q->kind != QUESTION_SINGLE || q->choices < HINT_CHOICES)
			continue;
		singles++;
		longest += longest_is_right(q);
	}
	if (singles >= HINT_QUESTIONS && longest * 100 >= singles * HINT_PERCENT)
		problem_warning(c->problems, path, 0, 0,
		    "[option-longest] in %u of %u questions the right choice is the longest, so that it can be "
		    "guessed; "
		    "make some wrong ones longer, or right ones shorter",
		    longest, singles);
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
		hint_check(c, path, b);
	}
}
