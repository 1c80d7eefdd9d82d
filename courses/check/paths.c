/* Scenarios: whatever is chosen, the story goes on, and it ends. */
#include "courses/check/check.h"
#include "courses/read/suggest.h"

struct graph {
	struct check *check;
	const struct module_words *m;
	struct str path;
	bool *reached; /* from the start */
	bool *ends;    /* from here some end can be reached */
};

static bool
node_is_end(const struct node *n)
{
	return n->end.len > 0;
}

static uint32_t
node_index(const struct module_words *m, struct str id)
{
	uint32_t i = 0;

	while (i < m->nodes && !str_eq(m->node[i].id, id))
		i++;
	return i;
}

static void
targets_check(struct graph *g)
{
	for (uint32_t i = 0; i < g->m->nodes; i++)
		for (uint32_t k = 0; k < g->m->node[i].options; k++) {
			const struct option *o = &g->m->node[i].option[k];
			struct suggest near = suggest_for(o->target);

			if (o->target.len == 0 || str_is(o->target, "end") ||
			    node_index(g->m, o->target) < g->m->nodes)
				continue;
			for (uint32_t n = 0; n < g->m->nodes; n++)
				suggest_try(&near, g->m->node[n].id);
			problem_error(g->check->problems, g->path, o->line, 1,
			    "this choice leads to `%.*s`, and there is no such node; %.*s",
			    STR_ARG(o->target),
			    STR_ARG(suggest_or(g->check->arena, &near,
				"write the id from the comment above its heading, or end")));
		}
}

static bool
reach_end(struct graph *g)
{
	bool more = false;

	for (uint32_t i = 0; i < g->m->nodes; i++)
		if (node_is_end(&g->m->node[i]) && !g->reached[i]) {
			g->reached[i] = true;
			more = true;
		}
	return more;
}

/* Both spread until nothing changes; scenarios have tens of nodes, so plain rounds do. */
static void
spread(struct graph *g)
{
	bool more = true;

	for (uint32_t i = 0; i < g->m->nodes; i++)
		g->ends[i] = node_is_end(&g->m->node[i]);
	while (more) {
		more = false;
		for (uint32_t i = 0; i < g->m->nodes; i++) {
			const struct node *n = &g->m->node[i];

			for (uint32_t k = 0; k < n->options; k++) {
				bool is_end = str_is(n->option[k].target, "end");
				uint32_t to = node_index(g->m, n->option[k].target);

				if (g->reached[i] && is_end)
					more |= reach_end(g);
				else if (g->reached[i] && to < g->m->nodes && !g->reached[to])
					g->reached[to] = more = true;
				if (!g->ends[i] && (is_end || (to < g->m->nodes && g->ends[to])))
					g->ends[i] = more = true;
			}
		}
	}
}

static void
nodes_check(struct graph *g)
{
	for (uint32_t i = 0; i < g->m->nodes; i++) {
		const struct node *n = &g->m->node[i];

		if (node_is_end(n) && n->options > 0)
			problem_error(g->check->problems, g->path, n->option[0].line, 1,
			    "an end has no choices; take `end` out of the comment of its node, or "
			    "the "
			    "choices away");
		if (!node_is_end(n) && n->options == 0)
			problem_error(g->check->problems, g->path, n->line, 1,
			    "the story stops at this node: it has no choices; add - [what to "
			    "do](#next), "
			    "or end: good to its comment");
		else if (!g->ends[i])
			problem_error(g->check->problems, g->path, n->line, 1,
			    "from this node no end can be reached; lead one of its choices to "
			    "#end");
		if (!g->reached[i])
			problem_error(g->check->problems, g->path, n->line, 1,
			    "no choice leads to this node; link it, - [what to do](#%.*s), or take "
			    "it away",
			    STR_ARG(n->id.len > 0 ? n->id : STR("id")));
	}
}

/* The first end whose condition holds is taken: the last holds always, and only the last. */
static void
ends_check(struct graph *g)
{
	const struct node *last = NULL;

	for (uint32_t i = 0; i < g->m->nodes; i++)
		if (node_is_end(&g->m->node[i]))
			last = &g->m->node[i];
	if (last == NULL) {
		problem_error(g->check->problems, g->path, g->m->node[0].line, 1,
		    "this scenario has no end; write <!-- id: ...; end: good --> before the ## "
		    "where it "
		    "ends");
		return;
	}
	if (last->whens > 0)
		problem_error(g->check->problems, g->path, last->line, 1,
		    "the last end has no `when`, so that one always fits; take it away, or add an "
		    "end "
		    "below");
	for (uint32_t i = 0; i < g->m->nodes; i++) {
		const struct node *n = &g->m->node[i];

		if (!node_is_end(n) || n == last || n->whens > 0)
			continue;
		/* An end that choices name directly needs no condition and is never #end's. */
		for (uint32_t k = 0; k < g->m->nodes && n != NULL; k++)
			for (uint32_t o = 0; o < g->m->node[k].options && n != NULL; o++)
				if (str_eq(g->m->node[k].option[o].target, n->id))
					n = NULL;
		if (n != NULL)
			problem_error(g->check->problems, g->path, n->line, 1,
			    "this end always fits, so that those below are never met; add when: "
			    "scale >= "
			    "1 to its comment, or move it to the bottom");
	}
}

static void
scenario_check(struct check *c, struct str lang, const struct module_words *m, struct str file)
{
	struct graph g = { .check = c, .m = m, .path = check_path(c, lang, file) };
	uint32_t start = node_index(m, m->start);

	if (m->nodes == 0)
		return;
	g.reached = ARENA_ARRAY(c->arena, m->nodes, bool);
	g.ends = ARENA_ARRAY(c->arena, m->nodes, bool);
	targets_check(&g);
	ends_check(&g);
	if (m->start.len > 0 && start == m->nodes) {
		struct suggest near = suggest_for(m->start);

		for (uint32_t n = 0; n < m->nodes; n++)
			suggest_try(&near, m->node[n].id);
		problem_error(c->problems, g.path, 1, 1,
		    "the scenario starts at `%.*s`, and there is no such node; %.*s",
		    STR_ARG(m->start),
		    STR_ARG(suggest_or(c->arena, &near, "correct `start` in the front matter")));
		return;
	}
	if (m->start.len == 0)
		return;
	g.reached[start] = true;
	spread(&g);
	nodes_check(&g);
	/* Which ends hold is a question only where the story itself is whole. */
	if (!check_file_is_wrong(c, g.path))
		ways_check(c, g.path, m, start);
}

void
check_scenarios(struct check *c)
{
	for (uint32_t i = 0; i < c->writtens; i++)
		for (uint32_t k = 0; k < c->written[i].modules; k++)
			if (c->course->module[k].kind == MODULE_SCENARIO)
				scenario_check(c, c->written[i].lang, &c->written[i].module[k],
				    c->course->module[k].file);
}
