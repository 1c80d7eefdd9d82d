#include "courses/learn/scenario.h"

struct str
scenario_text(const struct option *o, struct arena *a)
{
	struct buf b = BUF_IN(a);

	for (uint32_t i = 0; i < o->spans; i++)
		buf_str(&b, o->span[i].text);
	return buf_get(&b);
}

uint32_t
scenario_key(const struct option *o)
{
	struct arena *a = arena_new();
	struct str text = scenario_text(o, a);
	uint32_t key = question_key(str_printf(a, "%.*s\n%.*s", STR_ARG(o->target), STR_ARG(text)));

	arena_free(a);
	return key;
}

const struct node *
scenario_node(const struct module_words *m, struct str id)
{
	for (uint32_t i = 0; i < m->nodes; i++)
		if (str_eq(m->node[i].id, id))
			return &m->node[i];
	return NULL;
}

const struct option *
scenario_option(const struct node *n, uint32_t key)
{
	for (uint32_t i = 0; i < n->options; i++)
		if (scenario_key(&n->option[i]) == key)
			return &n->option[i];
	return NULL;
}

uint64_t
scenario_version(const struct node *n, struct arena *a)
{
	struct buf b = BUF_IN(a);
	struct codec c = codec_writer(&b);
	struct node copy = *n;

	/* Where it stands in its file is not what it says. */
	copy.line = 0;
	copy.check = ARENA_ARRAY(a, n->checks, struct question);
	for (uint32_t i = 0; i < n->checks; i++) {
		copy.check[i] = n->check[i];
		copy.check[i].line = copy.check[i].col = 0;
	}
	copy.option = ARENA_ARRAY(a, n->options, struct option);
	for (uint32_t i = 0; i < n->options; i++) {
		copy.option[i] = n->option[i];
		copy.option[i].line = 0;
	}
	node_code(&c, &copy);
	return str_hash(buf_get(&b));
}

/* ---- one walk ---- */

static uint32_t
scale_index(const struct module_words *m, struct str id)
{
	uint32_t i = 0;

	while (i < m->scales && !str_eq(m->scale[i].id, id))
		i++;
	return i;
}

static void
move(const struct module_words *m, struct scenario_state *s, const struct move *move, uint32_t moves)
{
	for (uint32_t i = 0; i < moves; i++) {
		uint32_t at = scale_index(m, move[i].scale);

		/* Bounded both ways: |by| is an int16_t, and a path has SCENARIO_PATH of them at most. */
		if (at < m->scales)
			s->scale[at] += move[i].by;
	}
}

static bool
holds(const struct module_words *m, const struct scenario_state *s, const struct node *n)
{
	for (uint32_t i = 0; i < n->whens; i++) {
		uint32_t at = scale_index(m, n->when[i].scale);
		int32_t value = at < m->scales ? s->scale[at] : 0;

		if (n->when[i].less ? value > n->when[i].than : value < n->when[i].than)
			return false;
	}
	return true;
}

static const struct node *
end_of(const struct module_words *m, const struct scenario_state *s)
{
	for (uint32_t i = 0; i < m->nodes; i++)
		if (m->node[i].end.len > 0 && holds(m, s, &m->node[i]))
			return &m->node[i];
	return NULL;
}

static void
arrive(struct scenario_state *s, const struct node *n)
{
	s->node = n;
	s->checked = false;
	s->ended = n == NULL || n->end.len > 0 || n->options == 0;
}

/* false: this cannot be done where one stands. */
static bool
step(const struct module_words *m, const struct scenario_did *did, struct scenario_state *s)
{
	const struct option *o;
	const struct node *to;

	if (s->ended || !str_eq(s->node->id, did->node))
		return false;
	if (did->choice == 0) {
		if (s->checked || s->node->checks == 0)
			return false;
		s->checked = true;
		if (did->right)
			move(m, s, s->node->check_move, s->node->check_moves);
		return true;
	}
	o = scenario_option(s->node, did->choice);
	if (o == NULL)
		return false;
	to = str_is(o->target, "end") ? NULL : scenario_node(m, o->target);
	if (to == NULL && !str_is(o->target, "end"))
		return false;
	move(m, s, o->move, o->moves);
	s->choices++;
	arrive(s, to != NULL ? to : end_of(m, s));
	return true;
}

static void
begin(const struct module_words *m, struct arena *a, struct scenario_state *s)
{
	*s = (struct scenario_state){ .fits = true, .scale = ARENA_ARRAY(a, m->scales, int32_t) };
	arrive(s, scenario_node(m, m->start));
}

void
scenario_walk(const struct module_words *m, const struct scenario_did *path, uint32_t n, struct arena *a,
    struct scenario_state *s)
{
	begin(m, a, s);
	for (uint32_t i = 0; i < n; i++) {
		if (i < SCENARIO_PATH && step(m, &path[i], s))
			continue;
		begin(m, a, s);
		s->fits = false;
		return;
	}
}

uint32_t
scenario_translate(const struct module_words *from, const struct module_words *to, struct str node, uint32_t key)
{
	const struct node *a = scenario_node(from, node), *b = scenario_node(to, node);

	for (uint32_t i = 0; a != NULL && b != NULL && i < a->options && i < b->options; i++)
		if (scenario_key(&a->option[i]) == key && str_eq(a->option[i].target, b->option[i].target))
			return scenario_key(&b->option[i]);
	return 0;
}
