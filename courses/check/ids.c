/* An id means one thing: lessons, terms and sources in the course, nodes in their scenario. */
#include "courses/check/check.h"

/* What was seen so far, of one kind in one language. Small numbers: a scan is quick enough. */
struct seen {
	struct str id, file;
	uint32_t line;
};

struct register_of {
	struct check *check;
	const char *what;
	struct seen *seen;
	uint32_t count, room;
};

static void
id_enter(struct register_of *r, struct str id, struct str file, uint32_t line, uint32_t col)
{
	if (id.len == 0)
		return;
	for (uint32_t i = 0; i < r->count; i++) {
		const struct seen *s = &r->seen[i];

		if (!str_eq(s->id, id))
			continue;
		if (str_eq(s->file, file))
			problem_error(r->check->problems, file, line, col,
			    "the %s id `%.*s` stands twice, first on line %u; give this one "
			    "another id",
			    r->what, STR_ARG(id), s->line);
		else
			problem_error(r->check->problems, file, line, col,
			    "the %s id `%.*s` is already used in %.*s, line %u; give this one "
			    "another id",
			    r->what, STR_ARG(id), STR_ARG(s->file), s->line);
		return;
	}
	if (r->count < r->room)
		r->seen[r->count++] = (struct seen){ .id = id, .file = file, .line = line };
}

static struct register_of
register_for(struct check *c, const char *what, uint32_t room)
{
	return (struct register_of){
		.check = c,
		.what = what,
		.seen = ARENA_ARRAY(c->arena, room, struct seen),
		.room = room,
	};
}

/* Checks in different lessons of one file; doubles inside one fence are told by the GIFT reader. */
static void
module_checks(struct check *c, struct str path, const struct module_words *m)
{
	for (uint32_t i = 0; i < m->lessons; i++)
		for (uint32_t k = 0; k < m->lesson[i].checks; k++) {
			const struct question *q = &m->lesson[i].check[k];
			const struct question *first = NULL;

			for (uint32_t j = 0; j < i && first == NULL; j++)
				for (uint32_t l = 0; l < m->lesson[j].checks; l++)
					if (q->id.len > 0 &&
					    str_eq(q->id, m->lesson[j].check[l].id))
						first = &m->lesson[j].check[l];
			if (first != NULL)
				problem_error(c->problems, path, q->line, q->col,
				    "the check id `%.*s` stands twice, first on line %u; give this "
				    "one "
				    "another id",
				    STR_ARG(q->id), first->line);
		}
}

static void
entries_check(struct check *c, struct str lang, const char *what, const char *name,
    const struct entry *e, uint32_t n)
{
	struct register_of r = register_for(c, what, n);
	struct str path = check_path(c, lang, str_from(name));

	for (uint32_t i = 0; i < n; i++)
		id_enter(&r, e[i].id, path, e[i].line, 1);
}

void
check_ids(struct check *c)
{
	for (uint32_t i = 0; i < c->writtens; i++) {
		const struct words *w = &c->written[i];
		struct register_of lessons;
		uint32_t all = 0;

		for (uint32_t k = 0; k < w->modules; k++)
			all += w->module[k].lessons;
		lessons = register_for(c, "lesson", all);
		for (uint32_t k = 0; k < w->modules; k++) {
			const struct module_words *m = &w->module[k];
			struct str path = check_path(c, w->lang, c->course->module[k].file);
			struct register_of nodes = register_for(c, "node", m->nodes);

			for (uint32_t l = 0; l < m->lessons; l++)
				id_enter(&lessons, m->lesson[l].id, path, m->lesson[l].line, 1);
			for (uint32_t l = 0; l < m->nodes; l++)
				id_enter(&nodes, m->node[l].id, path, m->node[l].line, 1);
			module_checks(c, path, m);
		}
		entries_check(c, w->lang, "glossary", "glossary.md", w->term, w->terms);
		entries_check(c, w->lang, "source", "sources.md", w->source, w->sources);
	}
}
