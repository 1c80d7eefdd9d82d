/* Links lead somewhere, and what is explained is used. */
#include "courses/check/check.h"
#include "courses/read/suggest.h"

static void
link_lost(struct check *c, const struct use *u, struct suggest *near, const char *what,
    const char *otherwise)
{
	problem_error(c->problems, u->file, u->line, u->col, "there is no %s `%.*s`; %.*s", what,
	    STR_ARG(u->target), STR_ARG(suggest_or(c->arena, near, otherwise)));
}

static bool
entry_among(const struct entry *e, uint32_t n, struct str id, struct suggest *near)
{
	for (uint32_t i = 0; i < n; i++) {
		if (str_eq(e[i].id, id))
			return true;
		suggest_try(near, e[i].id);
	}
	return false;
}

/* In the link's language, or in the source language, which fills its gaps. */
static bool
entry_is_there(struct check *c, const struct use *u, struct suggest *near)
{
	const struct words *both[] = { check_words(c, u->lang),
		check_words(c, c->course->source_language) };

	for (int i = 0; i < 2; i++) {
		const struct words *w = both[i];

		if (w == NULL)
			continue;
		if (u->kind == LINK_GLOSSARY ? entry_among(w->term, w->terms, u->target, near)
					     : entry_among(w->source, w->sources, u->target, near))
			return true;
	}
	return false;
}

static bool
lesson_is_there(struct check *c, struct str id, struct suggest *near)
{
	for (uint32_t i = 0; i < c->writtens; i++)
		for (uint32_t k = 0; k < c->written[i].modules; k++) {
			const struct module_words *m = &c->written[i].module[k];

			for (uint32_t l = 0; l < m->lessons; l++) {
				if (str_eq(m->lesson[l].id, id))
					return true;
				suggest_try(near, m->lesson[l].id);
			}
		}
	return false;
}

static void
lesson_link(struct check *c, const struct use *u)
{
	struct str id = u->target;
	size_t slash = str_find(id, 0, "/");
	struct suggest near;

	if (slash < id.len) {
		if (!str_eq(str_sub(id, 0, slash), c->course->id))
			return; /* another course: what it holds is known where it is published */
		problem_warning(c->problems, u->file, u->line, u->col,
		    "this lesson is in this course; write lesson:%.*s",
		    STR_ARG(str_sub(id, slash + 1, id.len)));
		id = str_sub(id, slash + 1, id.len);
	}
	near = suggest_for(id);
	if (!lesson_is_there(c, id, &near)) {
		for (uint32_t i = 0; i < c->course->modules; i++)
			if (str_eq(c->course->module[i].id, id)) {
				problem_error(c->problems, u->file, u->line, u->col,
				    "`%.*s` is a module; link one of its lessons by the lesson's "
				    "id",
				    STR_ARG(id));
				return;
			}
		link_lost(c, u, &near, "lesson", "write the id from the comment above its heading");
	} else if (str_eq(u->in, id)) {
		problem_warning(c->problems, u->file, u->line, u->col,
		    "this lesson links to itself; take the link away");
	}
}

static void
unused_check(struct check *c)
{
	const struct words *w = check_words(c, c->course->source_language);

	/* What could not be read may hold the link. */
	if (c->problems->errors > 0)
		return;
	for (uint32_t i = 0; w != NULL && i < w->terms; i++) {
		const struct entry *e = &w->term[i];
		struct str path = check_path(c, w->lang, STR("glossary.md"));
		bool used = e->id.len == 0;

		for (uint32_t k = 0; k < c->trace->uses && !used; k++) {
			const struct use *u = &c->trace->use[k];

			used = u->kind == LINK_GLOSSARY && str_eq(u->target, e->id) &&
			       !(str_eq(u->file, path) && str_eq(u->in, e->id));
		}
		if (!used)
			problem_warning(c->problems, path, e->line, 1,
			    "the term `%.*s` is used nowhere; link it, [words](glossary:%.*s), "
			    "where a "
			    "trainee meets it first, or take it away",
			    STR_ARG(e->id), STR_ARG(e->id));
	}
}

void
check_links(struct check *c)
{
	for (uint32_t i = 0; i < c->trace->uses; i++) {
		const struct use *u = &c->trace->use[i];
		struct suggest near = suggest_for(u->target);

		if (u->kind == LINK_LESSON) {
			lesson_link(c, u);
		} else if (u->kind == LINK_GLOSSARY && !entry_is_there(c, u, &near)) {
			link_lost(c, u, &near, "glossary term",
			    "add it to glossary.md: <!-- id: ... -->, ## term, text");
		} else if (u->kind == LINK_SOURCE && !entry_is_there(c, u, &near)) {
			link_lost(c, u, &near, "source",
			    "add it to sources.md: <!-- id: ... -->, ## title, text");
		} else if (str_ends(u->file, "/glossary.md") && u->kind == LINK_GLOSSARY &&
			   str_eq(u->in, u->target)) {
			problem_warning(c->problems, u->file, u->line, u->col,
			    "this term links to itself; take the link away");
		}
	}
	unused_check(c);
}
