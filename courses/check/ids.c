/* An id means one thing: lessons, terms and sources in the course, nodes in their scenario. */
#include "courses/check/check.h"
#include "courses/check/index.h"

struct seen {
	struct str file;
	uint32_t line;
};

/* What was seen so far, of one kind in one language. */
struct seen_ids {
	struct check *check;
	const char *what;
	struct index index;
	struct seen *seen;
	uint32_t count;
};

static void
id_enter(struct seen_ids *r, struct str id, struct str file, uint32_t line, uint32_t col)
{
	uint32_t first;
	const struct seen *s;

	if (id.len == 0)
		return;
	first = index_put(&r->index, id, r->count);
	if (first == INDEX_NONE) {
		r->seen[r->count++] = (struct seen){ .file = file, .line = line };
		return;
	}
	s = &r->seen[first];
	if (str_eq(s->file, file))
		problem_error(r->check->problems, file, line, col,
		    "the %s id `%.*s` stands twice, first on line %u; give this one another id",
		    r->what, STR_ARG(id), s->line);
	else
		problem_error(r->check->problems, file, line, col,
		    "the %s id `%.*s` is already used in %.*s, line %u; give this one another id",
		    r->what, STR_ARG(id), STR_ARG(s->file), s->line);
}

static struct seen_ids
ids_for(struct check *c, const char *what, uint32_t room)
{
	return (struct seen_ids){
		.check = c,
		.what = what,
		.index = index_for(c->arena, room),
		.seen = ARENA_ARRAY(c->arena, room, struct seen),
	};
}

/* Checks in different lessons of one file; doubles inside one fence are told by the GIFT reader. */
static void
module_checks(struct check *c, struct str path, const struct module_words *m)
{
	uint32_t all = 0;
	struct index seen;

	for (uint32_t i = 0; i < m->lessons; i++)
		all += m->lesson[i].checks;
	seen = index_for(c->arena, all);
	for (uint32_t i = 0; i < m->lessons; i++)
		for (uint32_t k = 0; k < m->lesson[i].checks; k++) {
			const struct question *q = &m->lesson[i].check[k];
			uint32_t first = q->id.len > 0 ? index_get(&seen, q->id) : INDEX_NONE;

			if (first != INDEX_NONE && first < m->lesson[i].line)
				problem_error(c->problems, path, q->line, q->col,
				    "the check id `%.*s` stands twice, first on line %u; give this "
				    "one "
				    "another id",
				    STR_ARG(q->id), first);
			else if (q->id.len > 0)
				index_put(&seen, q->id, q->line);
		}
}

static void
entries_check(struct check *c, struct str lang, const char *what, const char *name,
    const struct entry *e, uint32_t n)
{
	struct seen_ids r = ids_for(c, what, n);
	struct str path = check_path(c, lang, str_from(name));

	for (uint32_t i = 0; i < n; i++)
		id_enter(&r, e[i].id, path, e[i].line, 1);
}

void
check_ids(struct check *c)
{
	for (uint32_t i = 0; i < c->writtens; i++) {
		const struct words *w = &c->written[i];
		struct seen_ids lessons;
		uint32_t all = 0;

		for (uint32_t k = 0; k < w->modules; k++)
			all += w->module[k].lessons;
		lessons = ids_for(c, "lesson", all);
		for (uint32_t k = 0; k < w->modules; k++) {
			const struct module_words *m = &w->module[k];
			struct str path = check_path(c, w->lang, c->course->module[k].file);
			struct seen_ids nodes = ids_for(c, "node", m->nodes);

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
