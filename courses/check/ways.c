/*
 * Every way through a scenario, with what it does to the scales: an end that no way meets is dead text,
 * and an author who wrote it believes otherwise.
 *
 * A state is a node and the values of all scales there. The search is over states, so a loop that moves
 * nothing is walked once; where a loop moves a scale there are too many states, and then nothing is
 * claimed.
 */
#include <string.h>

#include "courses/check/check.h"

enum { SCALES = 8, STATES = 1 << 15, STEPS = 1 << 22, VALUE_MOST = 1000 };
enum { TO_END = UINT32_MAX - 1, NOWHERE = UINT32_MAX };

struct state {
	uint32_t node;
	int16_t value[SCALES];
};

struct ways {
	const struct module_words *m;
	uint32_t **target; /* by node and option: the node it leads to, TO_END, or NOWHERE */
	uint32_t *end;     /* what #end tries, in this order */
	uint32_t ends;
	int least[SCALES], most[SCALES]; /* what some way brings a scale to */
	uint32_t steps;
	struct state *state; /* all that were met, in the order of meeting */
	uint32_t states, walked;
	uint32_t *slot; /* hash of a state to its place + 1 */
	bool *met;      /* ends, by node */
	bool too_many;
};

static uint32_t
scale_index(const struct module_words *m, struct str id)
{
	uint32_t i = 0;

	while (i < m->scales && !str_eq(m->scale[i].id, id))
		i++;
	return i;
}

static void
state_meet(struct ways *w, const struct state *s)
{
	uint64_t hash = str_hash((struct str){ (const char *)s, sizeof(*s) });
	uint32_t at = (uint32_t)(hash >> 20) & (2 * STATES - 1);

	while (w->slot[at] != 0) {
		if (memcmp(&w->state[w->slot[at] - 1], s, sizeof(*s)) == 0)
			return;
		at = (at + 1) & (2 * STATES - 1);
	}
	if (w->states == STATES) {
		w->too_many = true;
		return;
	}
	w->state[w->states++] = *s;
	w->slot[at] = w->states;
}

static void
moves_add(const struct ways *w, struct state *s, const struct move *move, uint32_t moves)
{
	for (uint32_t i = 0; i < moves; i++) {
		uint32_t k = scale_index(w->m, move[i].scale);
		int to;

		if (k >= SCALES || k == w->m->scales)
			continue;
		to = s->value[k] + move[i].by;
		s->value[k] = (int16_t)(to > VALUE_MOST ? VALUE_MOST : to < -VALUE_MOST ? -VALUE_MOST : to);
	}
}

static bool
end_holds(const struct ways *w, const struct node *n, const struct state *s)
{
	for (uint32_t i = 0; i < n->whens; i++) {
		uint32_t k = scale_index(w->m, n->when[i].scale);
		int value = k < SCALES && k < w->m->scales ? s->value[k] : 0;

		if (n->when[i].less ? value > n->when[i].than : value < n->when[i].than)
			return false;
	}
	return true;
}

/* An end that choices name needs no condition, and is then not one of those that #end tries. */
static bool
is_named(const struct ways *w, uint32_t node)
{
	for (uint32_t i = 0; i < w->m->nodes; i++)
		for (uint32_t k = 0; k < w->m->node[i].options; k++)
			if (w->target[i][k] == node)
				return true;
	return false;
}

static void
map_make(struct ways *w, struct arena *a)
{
	const struct module_words *m = w->m;
	uint32_t last = NOWHERE;

	w->target = ARENA_ARRAY(a, m->nodes, uint32_t *);
	w->end = ARENA_ARRAY(a, m->nodes, uint32_t);
	for (uint32_t i = 0; i < m->nodes; i++) {
		w->target[i] = ARENA_ARRAY(a, m->node[i].options, uint32_t);
		for (uint32_t k = 0; k < m->node[i].options; k++) {
			struct str id = m->node[i].option[k].target;
			uint32_t to = 0;

			while (to < m->nodes && !str_eq(m->node[to].id, id))
				to++;
			w->target[i][k] = str_is(id, "end") ? TO_END : to < m->nodes ? to : NOWHERE;
		}
		if (m->node[i].end.len > 0)
			last = i;
	}
	for (uint32_t i = 0; i < m->nodes; i++)
		if (m->node[i].end.len > 0 &&
		    (i == last || m->node[i].whens > 0 || !is_named(w, i)))
			w->end[w->ends++] = i;
}

static void
go(struct ways *w, uint32_t target, const struct option *o, const struct state *from)
{
	struct state to = *from;

	moves_add(w, &to, o->move, o->moves);
	for (uint32_t k = 0; k < SCALES; k++) {
		if (to.value[k] < w->least[k])
			w->least[k] = to.value[k];
		if (to.value[k] > w->most[k])
			w->most[k] = to.value[k];
	}
	w->too_many |= ++w->steps > STEPS;
	if (target < w->m->nodes) {
		w->met[target] |= w->m->node[target].end.len > 0;
		to.node = target;
		state_meet(w, &to);
		return;
	}
	for (uint32_t i = 0; target == TO_END && i < w->ends; i++, w->steps++)
		if (end_holds(w, &w->m->node[w->end[i]], &to)) {
			w->met[w->end[i]] = true;
			return;
		}
}

static void
walk(struct ways *w)
{
	while (w->walked < w->states && !w->too_many) {
		struct state here = w->state[w->walked++], right = here;
		const struct node *n = &w->m->node[here.node];

		moves_add(w, &right, n->check_move, n->check_moves);
		for (uint32_t k = 0; k < n->options; k++) {
			go(w, w->target[here.node][k], &n->option[k], &here);
			if (n->check_moves > 0)
				go(w, w->target[here.node][k], &n->option[k], &right);
		}
	}
}

static void
end_tell(struct check *c, struct str path, const struct ways *w, const struct node *n)
{
	for (uint32_t i = 0; i < n->whens; i++) {
		const struct condition *when = &n->when[i];
		uint32_t k = scale_index(w->m, when->scale);
		int reached;

		if (k >= SCALES || k == w->m->scales)
			continue;
		reached = when->less ? w->least[k] : w->most[k];
		if (when->less ? reached <= when->than : reached >= when->than)
			continue;
		problem_error(c->problems, path, n->line, 1,
		    "nobody can meet this end: it asks for %.*s %s %d, and no way through the story "
		    "brings it %s %d; change the condition, or the choices",
		    STR_ARG(when->scale), when->less ? "<=" : ">=", when->than,
		    when->less ? "below" : "above", reached);
		return;
	}
	problem_error(c->problems, path, n->line, 1,
	    "nobody can meet this end: whenever %s, an end above it fits first or no way leads there; "
	    "change the conditions, or their order",
	    n->whens > 0 ? "its conditions hold" : "the story comes to #end");
}

/* A scale that no end asks for still stands in the debrief; one that nothing moves is a slip. */
static void
scales_check(struct check *c, struct str path, const struct module_words *m)
{
	for (uint32_t k = 0; k < m->scales; k++) {
		bool moved = false;

		for (uint32_t i = 0; i < m->nodes; i++) {
			const struct node *n = &m->node[i];

			for (uint32_t j = 0; j < n->check_moves; j++)
				moved |= str_eq(n->check_move[j].scale, m->scale[k].id);
			for (uint32_t o = 0; o < n->options; o++)
				for (uint32_t j = 0; j < n->option[o].moves; j++)
					moved |= str_eq(n->option[o].move[j].scale, m->scale[k].id);
		}
		if (!moved)
			problem_warning(c->problems, path, 1, 1,
			    "[scale-unused] no choice moves the scale `%.*s`; write <!-- %.*s: +1 --> behind "
			    "a choice, or take the scale away",
			    STR_ARG(m->scale[k].id), STR_ARG(m->scale[k].id));
	}
}

void
ways_check(struct check *c, struct str path, const struct module_words *m, uint32_t start)
{
	struct arena *a = arena_new();
	struct ways w = { .m = m };
	struct state first;

	memset(&first, 0, sizeof(first));
	first.node = start;
	w.state = ARENA_ARRAY(a, STATES, struct state);
	w.slot = ARENA_ARRAY(a, 2 * STATES, uint32_t);
	w.met = ARENA_ARRAY(a, m->nodes, bool);
	w.met[start] = m->node[start].end.len > 0;
	map_make(&w, a);
	state_meet(&w, &first);
	walk(&w);
	for (uint32_t i = 0; i < m->nodes && !w.too_many; i++)
		if (m->node[i].end.len > 0 && !w.met[i])
			end_tell(c, path, &w, &m->node[i]);
	scales_check(c, path, m);
	arena_free(a);
}
