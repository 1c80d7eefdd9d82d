/* Links lead somewhere, and what is explained is used. */
#include "courses/check/check.h"
#include "courses/check/index.h"
#include "courses/read/suggest.h"

enum { LINKS_SUGGESTED = 100 }; /* so many lost links get a guess: guessing looks at every id */

/* All that a link can lead to; terms and sources a language, as in check->written. */
struct targets {
	struct index lesson;
	struct index *term, *source;
	uint32_t guesses;
};

static struct index
entries_index(struct arena *a, const struct entry *e, uint32_t n)
{
	struct index x = index_for(a, n);

	for (uint32_t i = 0; i < n; i++)
		if (e[i].id.len > 0)
			index_put(&x, e[i].id, i);
	return x;
}

static struct targets
targets_of(struct check *c)
{
	struct targets t = { .guesses = 0 };
	uint32_t lessons = 0;

	t.term = ARENA_ARRAY(c->arena, c->writtens, struct index);
	t.source = ARENA_ARRAY(c->arena, c->writtens, struct index);
	for (uint32_t i = 0; i < c->writtens; i++) {
		const struct words *w = &c->written[i];

		t.term[i] = entries_index(c->arena, w->term, w->terms);
		t.source[i] = entries_index(c->arena, w->source, w->sources);
		for (uint32_t k = 0; k < w->modules; k++)
			lessons += w->module[k].lessons;
	}
	t.lesson = index_for(c->arena, lessons);
	for (uint32_t i = 0; i < c->writtens; i++)
		for (uint32_t k = 0; k < c->written[i].modules; k++) {
			const struct module_words *m = &c->written[i].module[k];

			for (uint32_t l = 0; l < m->lessons; l++)
				if (m->lesson[l].id.len > 0)
					index_put(&t.lesson, m->lesson[l].id, l);
		}
	return t;
}

/* In the link's language, or in the source language, which fills its gaps. */
static bool
entry_is_there(const struct check *c, const struct targets *t, const struct use *u)
{
	for (uint32_t i = 0; i < c->writtens; i++) {
		struct str lang = c->written[i].lang;

		if (!str_eq(lang, u->lang) && !str_eq(lang, c->course->source_language))
			continue;
		if (index_get(u->kind == LINK_GLOSSARY ? &t->term[i] : &t->source[i], u->target) !=
		    INDEX_NONE)
			return true;
	}
	return false;
}

static void
guess(struct check *c, enum link_kind kind, struct suggest *near)
{
	for (uint32_t i = 0; i < c->writtens; i++) {
		const struct words *w = &c->written[i];

		for (uint32_t k = 0; k < w->modules && kind == LINK_LESSON; k++)
			for (uint32_t l = 0; l < w->module[k].lessons; l++)
				suggest_try(near, w->module[k].lesson[l].id);
		for (uint32_t k = 0; k < w->terms && kind == LINK_GLOSSARY; k++)
			suggest_try(near, w->term[k].id);
		for (uint32_t k = 0; k < w->sources && kind == LINK_SOURCE; k++)
			suggest_try(near, w->source[k].id);
	}
}

static void
link_lost(struct check *c, struct targets *t, const struct use *u, struct str id)
{
	static const struct {
		const char *what, *mend;
	} kinds[LINK_KINDS] = {
		[LINK_GLOSSARY] = { "glossary term",
		    "add it to glossary.md: <!-- id: ... -->, ## term, text" },
		[LINK_LESSON] = { "lesson", "write the id from the comment above its heading" },
		[LINK_SOURCE] = { "source",
		    "add it to sources.md: <!-- id: ... -->, ## title, text" },
	};
	struct suggest near = suggest_for(id);

	if (t->guesses++ < LINKS_SUGGESTED)
		guess(c, u->kind, &near);
	problem_error(c->problems, u->file, u->line, u->col, "there is no %s `%.*s`; %.*s",
	    kinds[u->kind].what, STR_ARG(id),
	    STR_ARG(suggest_or(c->arena, &near, kinds[u->kind].mend)));
}

static void
lesson_link(struct check *c, struct targets *t, const struct use *u)
{
	struct str id = u->target;
	size_t slash = str_find(id, 0, "/");

	if (slash < id.len) {
		if (!str_eq(str_sub(id, 0, slash), c->course->id))
			return; /* another course: what it holds is known where it is published */
		id = str_sub(id, slash + 1, id.len);
		problem_warning(c->problems, u->file, u->line, u->col,
		    "[link-long] this lesson is in this course; write lesson:%.*s", STR_ARG(id));
	}
	if (index_get(&t->lesson, id) != INDEX_NONE) {
		if (str_eq(u->in, id))
			problem_warning(c->problems, u->file, u->line, u->col,
			    "[link-self] this lesson links to itself; take the link away");
		return;
	}
	for (uint32_t i = 0; i < c->course->modules; i++)
		if (str_eq(c->course->module[i].id, id)) {
			problem_error(c->problems, u->file, u->line, u->col,
			    "`%.*s` is a module; link one of its lessons by the lesson's id",
			    STR_ARG(id));
			return;
		}
	link_lost(c, t, u, id);
}

/* What is explained or cited, and no page leads there. */
static void
unused_check(struct check *c, enum link_kind kind)
{
	const struct words *w = check_words(c, c->course->source_language);
	bool is_term = kind == LINK_GLOSSARY;
	struct str path = check_path(
	    c, c->course->source_language, is_term ? STR("glossary.md") : STR("sources.md"));
	struct index used = index_for(c->arena, c->trace->uses);
	const struct entry *entry = w == NULL ? NULL : is_term ? w->term : w->source;
	uint32_t entries = w == NULL ? 0 : is_term ? w->terms : w->sources;

	/* What could not be read may hold the link. */
	if (c->problems->errors > 0)
		return;
	for (uint32_t i = 0; i < c->trace->uses; i++) {
		const struct use *u = &c->trace->use[i];

		if (u->kind == kind && !(str_eq(u->file, path) && str_eq(u->in, u->target)))
			index_put(&used, u->target, i);
	}
	for (uint32_t i = 0; i < entries; i++) {
		const struct entry *e = &entry[i];

		if (e->id.len == 0 || index_get(&used, e->id) != INDEX_NONE)
			continue;
		if (is_term)
			problem_warning(c->problems, path, e->line, 1,
			    "[term-unused] the term `%.*s` is used nowhere; link it, "
			    "[words](glossary:%.*s), where a trainee meets it first, or take it away",
			    STR_ARG(e->id), STR_ARG(e->id));
		else
			problem_warning(c->problems, path, e->line, 1,
			    "[source-unused] no page rests on the source `%.*s`; link it, "
			    "[words](source:%.*s), where it is used, or take it away",
			    STR_ARG(e->id), STR_ARG(e->id));
	}
}

void
check_links(struct check *c)
{
	struct targets t = targets_of(c);

	for (uint32_t i = 0; i < c->trace->uses; i++) {
		const struct use *u = &c->trace->use[i];

		if (u->kind == LINK_LESSON)
			lesson_link(c, &t, u);
		else if (!entry_is_there(c, &t, u))
			link_lost(c, &t, u, u->target);
		else if (str_ends(u->file, "/glossary.md") && u->kind == LINK_GLOSSARY &&
			 str_eq(u->in, u->target))
			problem_warning(c->problems, u->file, u->line, u->col,
			    "[link-self] this term links to itself; take the link away");
	}
	unused_check(c, LINK_GLOSSARY);
	unused_check(c, LINK_SOURCE);
}
