/*
 * A scenario: each ## is a node; list items that begin with a link to another node are its choices,
 * and the text under a choice is its debrief.
 */
#include <string.h>

#include "courses/base/safe.h"
#include "courses/read/grow.h"
#include "courses/read/reader.h"

static void
scales_read(struct yaml_in *in, const struct yaml *node, void *words)
{
	struct module_words *m = words;

	if (node->is != YAML_IS_MAP || node->count > 8) {
		yaml_error(in, node,
		    "`scales` is a map of at most 8, id and name; write scales: "
		    "{evidence: Evidence}");
		return;
	}
	for (const struct yaml *k = node->first; k != NULL; k = k->next) {
		struct yaml key = { .line = k->key_line, .col = k->key_col, .text = k->key };
		struct scale s;

		if (!yaml_id(in, &key, "scales", &s.id) || !yaml_line(in, k, "scales", &s.label))
			continue;
		if (str_is(s.id, "id") || str_is(s.id, "end") || str_is(s.id, "when"))
			yaml_error(in, &key,
			    "`%.*s` has a meaning of its own in comments; call the scale "
			    "otherwise",
			    STR_ARG(s.id));
		else
			*GROW(in->arena, m->scale, m->scales) = s;
	}
}

static const struct yaml_key front_keys[] = {
	{ .name = "id",
	    .as = YAML_AS_ID,
	    YAML_AT(struct module_words, id),
	    .required = true,
	    .help = "the module's id in course.yaml" },
	{ .name = "title",
	    .as = YAML_AS_LINE,
	    YAML_AT(struct module_words, title),
	    .required = true,
	    .help = "the title that trainees read" },
	{ .name = "start",
	    .as = YAML_AS_ID,
	    YAML_AT(struct module_words, start),
	    .required = true,
	    .help = "the id of the node where it begins" },
	{ .name = "scales", .as = YAML_AS_OTHER, .read = scales_read },
	{ .name = "aims",
	    .as = YAML_AS_LINES,
	    YAML_AT(struct module_words, aim),
	    YAML_COUNT(struct module_words, aims),
	    .max = 12 },
	{ 0 },
};

/* ---- the comment before a node ---- */

struct node_keys {
	struct str id, end, when, from;
};

static const struct yaml_key node_keys[] = {
	{ .name = "id", .as = YAML_AS_ID, YAML_AT(struct node_keys, id) },
	{ .name = "end", .as = YAML_AS_ID, YAML_AT(struct node_keys, end) },
	{ .name = "when", .as = YAML_AS_LINE, YAML_AT(struct node_keys, when) },
	{ .name = "from", .as = YAML_AS_LINE, YAML_AT(struct node_keys, from) },
	{ 0 },
};

/* "evidence >= 1": the scale, the sign, the number. */
static bool
condition_read(struct str text, struct condition *c)
{
	size_t sign = str_find(text, 0, ">=");
	struct str number;
	uint64_t n;
	bool minus;

	c->less = sign == text.len;
	if (c->less)
		sign = str_find(text, 0, "<=");
	if (sign == text.len)
		return false;
	c->scale = str_trim(str_sub(text, 0, sign));
	number = str_trim(str_sub(text, sign + 2, text.len));
	minus = str_starts(number, "-");
	if (minus || str_starts(number, "+"))
		number = str_sub(number, 1, number.len);
	if (!str_number(number, 1000, &n) || c->scale.len == 0)
		return false;
	c->than = (int16_t)(minus ? -(int)n : (int)n);
	return true;
}

static void
when_read(struct markdown *m, const struct yaml *at, struct str when, const struct module_words *w,
    struct node *n)
{
	struct str rest = when, part;

	while (str_next(&rest, ',', &part)) {
		struct condition c;
		bool known = false;

		part = str_trim(part);
		if (!condition_read(part, &c)) {
			yaml_error(&m->in, at,
			    "`%.*s` is no condition; write when: scale >= 1, and commas "
			    "between several",
			    STR_ARG(part));
			continue;
		}
		for (uint32_t i = 0; i < w->scales; i++)
			known |= str_eq(w->scale[i].id, c.scale);
		if (known)
			*GROW(m->in.arena, n->when, n->whens) = c;
		else
			yaml_error(&m->in, at,
			    "`%.*s` is no scale of this scenario; name it under scales: "
			    "in the front matter",
			    STR_ARG(c.scale));
	}
}

/* ---- choices ---- */

static cmark_node *
item_link(cmark_node *item)
{
	cmark_node *first = cmark_node_first_child(item);

	if (first == NULL || cmark_node_get_type(first) != CMARK_NODE_PARAGRAPH)
		return NULL;
	first = cmark_node_first_child(first);
	if (first == NULL || cmark_node_get_type(first) != CMARK_NODE_LINK ||
	    cmark_node_get_url(first)[0] != '#')
		return NULL;
	return first;
}

static bool
list_has_choices(cmark_node *list)
{
	if (cmark_node_get_type(list) != CMARK_NODE_LIST)
		return false;
	for (cmark_node *i = cmark_node_first_child(list); i != NULL; i = cmark_node_next(i))
		if (item_link(i) != NULL)
			return true;
	return false;
}

static bool
is_blank(cmark_node *n)
{
	return cmark_node_get_type(n) == CMARK_NODE_TEXT &&
	       str_trim(str_from(cmark_node_get_literal(n))).len == 0;
}

static void
choice_read(struct markdown *m, const struct module_words *w, cmark_node *item, cmark_node *link,
    struct option *o)
{
	struct blocks debrief = blocks_in(m->in.arena);
	struct span *span = NULL;
	uint32_t spans = 0;
	cmark_node *n = cmark_node_next(link);

	*o = (struct option){ .line = markdown_line(m, link) };
	o->target = str_copy(m->in.arena, str_from(cmark_node_get_url(link) + 1));
	if (id_wrong(o->target) != NULL) {
		markdown_error(m, link, "the node id `%.*s` %s; ids are made of a-z, 0-9 and -",
		    STR_ARG(source_short(o->target)), id_wrong(o->target));
		o->target = STR_NONE;
	}
	spans_read(m, cmark_node_first_child(link), NULL, &o->span, &o->spans);
	if (o->spans == 0)
		markdown_error(m, link, "this choice shows nothing; write words between [ and ]");
	while (n != NULL && (is_blank(n) || cmark_node_get_type(n) == CMARK_NODE_HTML_INLINE)) {
		const struct yaml *keys;

		if (!is_blank(n)) {
			enum comment what = comment_read(m, n, &keys);

			if (what == COMMENT_NONE)
				break; /* HTML, to be told with the rest */
			comment_moves(m, keys, w, &o->move, &o->moves);
		}
		n = cmark_node_next(n);
	}
	spans_read(m, n, NULL, &span, &spans);
	if (spans > 0)
		*GROW(m->in.arena, debrief.block, debrief.blocks) = (struct block){
			.kind = BLOCK_PARAGRAPH,
			.line = o->line,
			.span = span,
			.spans = spans,
		};
	for (n = cmark_node_next(cmark_node_first_child(item)); n != NULL; n = cmark_node_next(n))
		blocks_add(m, &debrief, n);
	if (debrief.checks > 0) {
		markdown_error(
		    m, item, "a check cannot stand under a choice; put it before the choices");
		debrief.blocks = 0;
	}
	o->debrief = debrief.block;
	o->debriefs = debrief.blocks;
}

static void
choices_read(struct markdown *m, const struct module_words *w, cmark_node *list, struct node *n)
{
	for (cmark_node *item = cmark_node_first_child(list); item != NULL;
	     item = cmark_node_next(item)) {
		cmark_node *link = item_link(item);

		if (link == NULL)
			markdown_error(m, item,
			    "the other items of this list are choices; begin this one "
			    "with a link too: - [what to do](#node), or give it a list of its own");
		else
			choice_read(m, w, item, link, GROW(m->in.arena, n->option, n->options));
	}
}

/* ---- nodes ---- */

static void
spans_hash(struct buf *hashed, const struct span *span, uint32_t spans)
{
	for (uint32_t i = 0; i < spans; i++)
		buf_str(hashed, span[i].text);
	buf_char(hashed, '\n');
}

/* The version of a node: its text, its choices, and what is said under them. */
static void
node_hash(struct node *n, struct buf *hashed)
{
	buf_str(hashed, n->title);
	for (uint32_t i = 0; i < n->options; i++) {
		const struct option *o = &n->option[i];

		spans_hash(hashed, o->span, o->spans);
		for (uint32_t k = 0; k < o->debriefs; k++)
			spans_hash(hashed, o->debrief[k].span, o->debrief[k].spans);
	}
	n->hash = str_hash(buf_get(hashed));
}

static void
node_body(struct markdown *m, const struct module_words *w, const struct section *s, struct node *n)
{
	struct blocks b = blocks_in(m->in.arena);
	cmark_node *check = NULL; /* the fence just before */

	for (cmark_node *x = s->first; x != NULL && x != s->end; x = cmark_node_next(x)) {
		const struct yaml *keys = NULL;

		if (check != NULL && cmark_node_get_type(x) == CMARK_NODE_HTML_BLOCK &&
		    comment_read(m, x, &keys) == COMMENT_KEYS) {
			comment_moves(m, keys, w, &n->check_move, &n->check_moves);
			check = NULL;
			continue;
		}
		check = blocks_is_gift(x) ? x : NULL;
		if (list_has_choices(x))
			choices_read(m, w, x, n);
		else
			blocks_add(m, &b, x);
	}
	node_hash(n, &b.hashed);
	n->block = b.block;
	n->blocks = b.blocks;
	n->check = b.check;
	n->checks = b.checks;
	if (b.checks > 1)
		problem_error(m->in.problems, m->in.file, b.check[1].line, b.check[1].col,
		    "a node holds one check at most; make a node of its own for the second");
}

static void
node_read(struct markdown *m, const struct module_words *w, const struct section *s, struct node *n)
{
	struct node_keys keys = { STR_NONE, STR_NONE, STR_NONE, STR_NONE };

	*n = (struct node){ .title = s->title, .line = s->line };
	yaml_map(&m->in, s->keys, node_keys, &keys);
	n->id = keys.id;
	n->end = keys.end;
	n->from = keys.from;
	if (n->id.len == 0)
		section_needs_id(m, s, "node");
	if (str_is(n->id, "end"))
		yaml_error(&m->in, yaml_get(s->keys, "id"),
		    "`end` means the first end that fits; give "
		    "this node another id");
	if (keys.when.len > 0)
		when_read(m, yaml_get(s->keys, "when"), keys.when, w, n);
	if (keys.when.len > 0 && n->end.len == 0)
		yaml_error(&m->in, yaml_get(s->keys, "when"),
		    "`when` belongs to an end; write end: good "
		    "before it, or take it away");
	m->here = n->id;
	node_body(m, w, s, n);
	if (n->blocks == 0 && n->options == 0)
		problem_warning(m->in.problems, m->in.file, s->line, s->col,
		    "[text-empty] this node is empty; write its text below the heading");
}

void
scenario_read_with(struct str file, struct str bytes, struct arena *a, struct problems *p,
    struct trace *trace, struct module_words *m)
{
	struct markdown md;
	struct blocks intro = blocks_in(a);

	*m = (struct module_words){ .id = STR_NONE, .title = STR_NONE, .start = STR_NONE };
	m->present = true;
	if (!markdown_open(&md, file, bytes, a, p, trace))
		goto out;
	md.in_scenario = true;
	markdown_front(&md, front_keys, m);
	blocks_section(&md, &intro, &md.intro);
	m->intro = intro.block;
	m->intros = intro.blocks;
	if (intro.checks > 0) {
		problem_error(p, file, md.intro.line, 1,
		    "a check stands before the first ## heading; put it into a node");
		m->intros = 0;
	}
	for (uint32_t i = 0; i < md.sections; i++)
		node_read(&md, m, &md.section[i], GROW(a, m->node, m->nodes));
	if (m->nodes == 0)
		problem_error(p, file, md.intro.line, 1,
		    "this scenario has no node; begin each with a ## heading");
out:
	markdown_close(&md);
}

void
scenario_read(
    struct str file, struct str bytes, struct arena *a, struct problems *p, struct module_words *m)
{
	scenario_read_with(file, bytes, a, p, NULL, m);
}
