#include "courses/read/yaml.h"

#include <yaml.h>

#include "courses/base/utf8.h"
#include "courses/read/source.h"

/*
 * libyaml's events make the tree, not its document loader: only the events still show anchors,
 * aliases and tags, with their places, before anything was unfolded.
 */
struct maker {
	struct yaml_in *in;
	yaml_parser_t parser;
	uint32_t nodes;
	bool had_tabs;
	bool stopped; /* nothing more can be read */
};

static uint32_t
mark_line(const struct maker *m, yaml_mark_t mark)
{
	return (uint32_t)mark.line + 1 + m->in->skip;
}

static void
maker_error(struct maker *m, yaml_mark_t mark, const char *what)
{
	problem_error(m->in->problems, m->in->file, mark_line(m, mark), (uint32_t)mark.column + 1,
	    "%s", what);
}

/* libyaml's sentences for people who know YAML, and ours for those who do not. */
static const struct {
	const char *theirs, *ours;
} sentences[] = {
	{ "mapping values are not allowed in this context",
	    "a colon with a blank after it stands where no key can be; either the line begins with "
	    "blanks that do not belong there, or the colon belongs to the text: then "
	    "put the text between straight quotes: \"...\"" },
	{ "did not find expected key", "this line does not fit those above it; keys of one group "
				       "begin in the same column, and "
				       "each quote and bracket must be closed" },
	{ "could not find expected ':'", "a key without its colon; write `key: value`, or put a "
					 "long text between straight quotes" },
	{ "did not find expected ',' or ']'", "a list in [ ] is not closed, a comma is missing, or "
					      "a quote is open; write [one, two]" },
	{ "did not find expected ',' or '}'", "a map in { } is not closed, a comma is missing, or "
					      "a quote is open; write {en: \"one\", "
					      "fr: \"two\"}" },
	{ "found unexpected end of stream",
	    "a quote is never closed; add it at the end of the text" },
	{ "found unexpected document indicator",
	    "a quote is never closed; add it at the end of the text" },
	{ "found character that cannot start any token",
	    "a value cannot begin with this sign; put it between straight quotes: \"...\"" },
	{ "block sequence entries are not allowed in this context",
	    "a list item `- ` cannot stand here; begin it on a line of its own" },
	{ "did not find expected '-' indicator",
	    "this line does not fit the list above it; begin it with `- ` in the same column, or "
	    "further right" },
	{ "did not find expected node content",
	    "a value is missing here; write one, or take the comma or bracket away" },
	{ "found unknown escape character",
	    "a backslash between double quotes has a meaning of its own; write two backslashes" },
	{ "did not find expected <document start>",
	    "this line does not fit those above it; begin it in the first column as `key: value`" },
	{ "did not find expected alphabetic or numeric character",
	    "a value cannot begin with * or &; put it between straight quotes: \"...\"" },
	{ "did not find expected hexdecimal number",
	    "a backslash between double quotes has a meaning of its own; write two backslashes" },
	{ "did not find URI escaped octet", "a value cannot begin with !; put it between quotes" },
};

static void
syntax_error(struct maker *m)
{
	const char *theirs = m->parser.problem ? m->parser.problem : "it ends too early";
	yaml_mark_t mark = m->parser.problem_mark;

	m->in->broken = true;
	m->stopped = true;
	if (m->had_tabs)
		return; /* told already, and this would be its echo */
	/* An open quote or bracket is noticed lines below; it is mended where it began. */
	if (m->parser.context != NULL && (strstr(theirs, "found unexpected") != NULL ||
					     (strstr(theirs, "did not find expected ','") != NULL &&
						 m->parser.context_mark.line < mark.line)))
		mark = m->parser.context_mark;
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
		if (strcmp(theirs, sentences[i].theirs) == 0) {
			maker_error(m, mark, sentences[i].ours);
			return;
		}
	}
	problem_error(m->in->problems, m->in->file, mark_line(m, mark), (uint32_t)mark.column + 1,
	    "this is not YAML (%s); compare it with the example course", theirs);
}

static bool
is_curly(uint32_t cp)
{
	return (cp >= 0x2018 && cp <= 0x201F) || cp == 0xAB || cp == 0xBB || cp == 0x2039 ||
	       cp == 0x203A;
}

static void
text_make(struct maker *m, const yaml_event_t *e, struct yaml *node)
{
	struct str raw = { (const char *)e->data.scalar.value, e->data.scalar.length };
	uint32_t cp = 0;

	raw = str_copy(m->in->arena, raw);
	if (raw.len > 0)
		utf8_get(raw, 0, &cp);
	if (e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && is_curly(cp)) {
		node->is_told = true;
		yaml_error(m->in, node,
		    "a curly quote does not quote in YAML; type the straight one "
		    "\" (Word and telephones change it by themselves)");
	}
	node->text = source_text(
	    m->in->arena, m->in->problems, m->in->file, raw, node->line, node->col);
}

/* Takes the next event; false when the text is at its end or no YAML. The event is deleted by us.
 */
static bool
event_next(struct maker *m, yaml_event_t *e)
{
	/* After a failure libyaml would go on with empty events. */
	if (m->stopped)
		return false;
	if (yaml_parser_parse(&m->parser, e))
		return true;
	syntax_error(m);
	return false;
}

static struct yaml *value_make(struct maker *m, yaml_event_t *e, int depth);

static const struct yaml *
double_of(const struct yaml *map, struct str key)
{
	for (const struct yaml *o = map->first; o != NULL; o = o->next)
		if (str_eq(o->key, key))
			return o;
	return NULL;
}

/* A key was read; now its value. NULL ends the map's reading. */
static struct yaml *
pair_make(struct maker *m, struct yaml *map, yaml_event_t *e, int depth)
{
	struct yaml key = { .line = mark_line(m, e->start_mark),
		.col = (uint32_t)e->start_mark.column + 1 };
	bool has_key = e->type == YAML_SCALAR_EVENT && e->data.scalar.anchor == NULL;
	const struct yaml *other = NULL;
	struct yaml *value;

	if (has_key) {
		text_make(m, e, &key);
		key.text = str_trim(key.text);
		yaml_event_delete(e);
		other = double_of(map, key.text);
	} else {
		yaml_error(m->in, &key, "a key is one word; write `key: value`");
		if (value_make(m, e, depth + 1) == NULL)
			return NULL;
	}
	if (!event_next(m, e))
		return NULL;
	value = value_make(m, e, depth + 1);
	if (value == NULL)
		return NULL;
	value->key = has_key ? key.text : STR_NONE;
	value->key_line = key.line;
	value->key_col = key.col;
	if (other != NULL) {
		yaml_error(m->in, &key, "`%.*s` stands twice, first on line %u; keep one",
		    STR_ARG(key.text), other->key_line);
		value->key = STR_NONE;
	}
	return value;
}

static void
members_make(struct maker *m, struct yaml *node, int depth, bool in_brackets)
{
	struct yaml **end = &node->first;
	yaml_event_t e;

	for (;;) {
		struct yaml *one;

		if (!event_next(m, &e))
			break;
		if (e.type == YAML_SEQUENCE_END_EVENT || e.type == YAML_MAPPING_END_EVENT) {
			yaml_event_delete(&e);
			return;
		}
		one = node->is == YAML_IS_LIST ? value_make(m, &e, depth + 1)
					       : pair_make(m, node, &e, depth);
		if (one == NULL)
			break;
		if (node->is == YAML_IS_MAP && one->key.len == 0)
			continue; /* was told; nobody can ask for it */
		*end = one;
		end = &one->next;
		node->count++;
	}
	/* It breaks off here: what an open bracket swallowed is not what was meant. */
	node->is_told |= in_brackets;
}

/* What an event begins, with all that is in it. NULL: reading ends here. Deletes the event. */
static struct yaml *
value_make(struct maker *m, yaml_event_t *e, int depth)
{
	struct yaml *node = ARENA_NEW(m->in->arena, struct yaml);
	const yaml_char_t *anchor = NULL, *tag = NULL;
	bool in_brackets = false;

	node->line = mark_line(m, e->start_mark);
	node->col = (uint32_t)e->start_mark.column + 1;
	node->text = STR_NONE;
	if (++m->nodes > YAML_NODES || depth > YAML_DEPTH) {
		yaml_error(m->in, node,
		    depth > YAML_DEPTH
			? "lists and maps lie too deep in each other here; no course needs that"
			: "there are too many values in this file; part it");
		m->in->broken = true;
		m->stopped = true;
		yaml_event_delete(e);
		return NULL;
	}
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		anchor = e->data.scalar.anchor;
		tag = e->data.scalar.tag;
		text_make(m, e, node);
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = e->data.sequence_start.anchor;
		tag = e->data.sequence_start.tag;
		in_brackets = e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
		node->is = YAML_IS_LIST;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = e->data.mapping_start.anchor;
		tag = e->data.mapping_start.tag;
		in_brackets = e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
		node->is = YAML_IS_MAP;
		break;
	default: /* an alias: the only other event that can stand for a value */
		node->is_told = true;
		yaml_error(m->in, node,
		    "a value cannot begin with *: names for other places are not "
		    "read; write the value itself, or put it between straight quotes");
	}
	if (anchor != NULL)
		yaml_error(m->in, node,
		    "a value cannot begin with &: names for places are not read; "
		    "take the name away, or put the value between straight quotes");
	if (tag != NULL)
		yaml_error(m->in, node,
		    "a value cannot begin with !: types are known already; take it "
		    "away, or put the value between straight quotes");
	yaml_event_delete(e);
	/* Where its text breaks off, what could be read of it is still worth looking at. */
	if (node->is != YAML_IS_TEXT)
		members_make(m, node, depth, in_brackets);
	return node;
}

/* Tabs before a key are the commonest trap, and libyaml's answer to them helps nobody. */
static void
tabs_tell(struct maker *m, struct str text)
{
	struct str rest = text, l;
	uint32_t line = m->in->skip;

	while (str_next(&rest, '\n', &l)) {
		size_t at = 0;

		line++;
		while (at < l.len && l.at[at] == ' ')
			at++;
		if (at == l.len || l.at[at] != '\t')
			continue;
		if (str_trim(l).len == 0)
			continue;
		problem_error(m->in->problems, m->in->file, line, (uint32_t)at + 1,
		    "a tab stands before the text; YAML wants blanks: replace each tab by two "
		    "blanks");
		m->had_tabs = true;
	}
}

const struct yaml *
yaml_parse(struct yaml_in *in, struct str text)
{
	struct maker m = { .in = in };
	struct yaml *root = NULL;
	yaml_event_t e;
	bool more = true;

	if (text.len > YAML_BYTES) {
		problem_error(in->problems, in->file, in->skip + 1, 1,
		    "this is larger than %d kB; make it smaller", YAML_BYTES >> 10);
		in->broken = true;
		return NULL;
	}
	tabs_tell(&m, text);
	if (!yaml_parser_initialize(&m.parser)) {
		problem_error(in->problems, in->file, 0, 0, "there is no memory to read this");
		return NULL;
	}
	yaml_parser_set_encoding(&m.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&m.parser, (const unsigned char *)text.at, text.len);
	while (more && event_next(&m, &e)) {
		switch (e.type) {
		case YAML_STREAM_START_EVENT:
		case YAML_DOCUMENT_END_EVENT:
			yaml_event_delete(&e);
			break;
		case YAML_DOCUMENT_START_EVENT:
			if (root != NULL) {
				maker_error(&m, e.start_mark,
				    "a second document begins here; one file holds one: take --- "
				    "away");
				in->broken = true;
				more = false;
			}
			yaml_event_delete(&e);
			break;
		case YAML_STREAM_END_EVENT:
			yaml_event_delete(&e);
			more = false;
			break;
		default:
			root = value_make(&m, &e, 1);
			more = !m.stopped;
		}
	}
	yaml_parser_delete(&m.parser);
	return root;
}

const struct yaml *
yaml_read(struct yaml_in *in, struct str bytes)
{
	struct source s;

	if (!source_open(in->file, bytes, YAML_BYTES, in->arena, in->problems, &s)) {
		in->broken = true;
		return NULL;
	}
	return yaml_parse(in, s.text);
}

const struct yaml *
yaml_get(const struct yaml *node, const char *key)
{
	if (node == NULL || node->is != YAML_IS_MAP)
		return NULL;
	for (const struct yaml *one = node->first; one != NULL; one = one->next)
		if (str_is(one->key, key))
			return one;
	return NULL;
}

const struct yaml *
yaml_at(const struct yaml *node, uint32_t i)
{
	const struct yaml *one;

	if (node == NULL || node->is != YAML_IS_LIST)
		return NULL;
	for (one = node->first; one != NULL && i > 0; one = one->next)
		i--;
	return one;
}

void
yaml_vtell(const struct yaml_in *in, bool is_error, uint32_t line, uint32_t col, const char *fmt,
    va_list ap)
{
	problem_tell(in->problems, is_error, in->file, line, col, fmt, ap);
}

void
yaml_error(const struct yaml_in *in, const struct yaml *node, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	yaml_vtell(in, true, node ? node->line : 0, node ? node->col : 0, fmt, ap);
	va_end(ap);
}

void
yaml_warning(const struct yaml_in *in, const struct yaml *node, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	yaml_vtell(in, false, node ? node->line : 0, node ? node->col : 0, fmt, ap);
	va_end(ap);
}
