#include "courses/read/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <string.h>

#include "courses/base/utf8.h"
#include "courses/read/grow.h"

uint32_t
markdown_line(const struct markdown *m, cmark_node *node)
{
	int line = 0;

	/* Breaks have no place of their own: what holds them has. */
	for (; node != NULL && line <= 0; node = cmark_node_parent(node))
		line = cmark_node_get_start_line(node);
	return line > 0 ? m->body.first + (uint32_t)line - 1 : m->body.first;
}

uint32_t
markdown_col(const struct markdown *m, cmark_node *node)
{
	int line = cmark_node_get_start_line(node), col = cmark_node_get_start_column(node);

	if (line <= 0 || col <= 0)
		return 1;
	return source_col(&m->body, m->body.first + (uint32_t)line - 1, (uint32_t)col);
}

void
markdown_error(const struct markdown *m, cmark_node *node, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	yaml_vtell(&m->in, true, markdown_line(m, node), markdown_col(m, node), fmt, ap);
	va_end(ap);
}

void
markdown_warning(const struct markdown *m, cmark_node *node, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	yaml_vtell(&m->in, false, markdown_line(m, node), markdown_col(m, node), fmt, ap);
	va_end(ap);
}

/* ---- front matter ---- */

static bool
line_is_fence(struct str line)
{
	return str_is(str_trim(line), "---") && str_starts(line, "---");
}

static void
front_open(struct markdown *m, const struct source *whole)
{
	struct yaml_in in = m->in;
	uint32_t line = 2;

	m->body = *whole;
	if (!line_is_fence(source_line(whole, 1))) {
		problem_error(m->in.problems, m->in.file, 1, 1,
		    "front matter is missing; begin the file with a line ---, then id: and title:, "
		    "then "
		    "a line ---");
		return;
	}
	while (line <= whole->lines && !line_is_fence(source_line(whole, line)))
		line++;
	if (line > whole->lines) {
		problem_error(m->in.problems, m->in.file, 1, 1,
		    "front matter is not closed; put a line --- after its last key");
		return;
	}
	in.skip = 1;
	m->front = yaml_parse(&in, str_sub(whole->text, whole->start[1], whole->start[line - 1]));
	m->front_broken = in.broken;
	if (m->front == NULL && !in.broken)
		problem_error(m->in.problems, m->in.file, 1, 1,
		    "front matter is empty; write id: and title: between the two lines ---");
	m->body = source_from(whole, line + 1);
}

void
markdown_front(struct markdown *m, const struct yaml_key *keys, void *target)
{
	struct yaml_in in = m->in;

	in.broken = m->front_broken;
	yaml_map(&in, m->front, keys, target);
}

/* ---- comments ---- */

static bool
key_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Where bytes of a comment stand in the file: it may run over several lines. */
static void
comment_place(const struct markdown *m, cmark_node *node, struct str literal, size_t at,
    uint32_t *line, uint32_t *col)
{
	uint32_t start = 0;

	*line = markdown_line(m, node);
	for (size_t i = 0; i < at; i++)
		if (literal.at[i] == '\n') {
			(*line)++;
			start = (uint32_t)i + 1;
		}
	*col = source_col(&m->body, *line,
	    (uint32_t)at - start + 1 +
		(start == 0 ? (uint32_t)cmark_node_get_start_column(node) - 1 : 0));
}

/* "id: scope; minutes: 5" between from and to of the literal. */
static const struct yaml *
comment_keys(struct markdown *m, cmark_node *node, struct str literal, size_t from, size_t to)
{
	struct yaml *map = ARENA_NEW(m->in.arena, struct yaml);
	struct yaml **end = &map->first;

	map->is = YAML_IS_MAP;
	map->text = STR_NONE;
	comment_place(m, node, literal, 0, &map->line, &map->col);
	while (from < to) {
		size_t stop = from, colon;
		struct yaml *one = ARENA_NEW(m->in.arena, struct yaml);

		while (stop < to && literal.at[stop] != ';')
			stop++;
		while (from < stop && strchr(" \t\n", literal.at[from]) != NULL)
			from++;
		comment_place(m, node, literal, from, &one->key_line, &one->key_col);
		one->line = one->key_line;
		one->col = one->key_col;
		colon = from;
		while (colon < stop && key_letter(literal.at[colon]))
			colon++;
		one->key = str_sub(literal, from, colon);
		while (colon < stop && literal.at[colon] == ' ')
			colon++;
		if (from == stop) {
			from = stop + 1;
			continue; /* a ; at the end */
		}
		if (one->key.len == 0 || colon >= stop || literal.at[colon] != ':') {
			yaml_error(&m->in, one,
			    "this is no `key: value`; write <!-- id: some-words --> "
			    "before a heading, or begin a note for authors with a capital letter");
			from = stop + 1;
			continue;
		}
		colon++;
		while (colon < stop && strchr(" \t\n", literal.at[colon]) != NULL)
			colon++;
		comment_place(m, node, literal, colon, &one->line, &one->col);
		one->text = source_title(m->in.arena, m->in.problems, m->in.file,
		    str_sub(literal, colon, stop), one->line, one->col);
		one->key = str_copy(m->in.arena, one->key);

		const struct yaml *other = yaml_get(map, str_z(m->in.arena, one->key));

		if (other != NULL) {
			struct yaml key = { .line = one->key_line, .col = one->key_col };

			yaml_error(
			    &m->in, &key, "`%.*s` stands twice; keep one", STR_ARG(one->key));
		} else {
			*end = one;
			end = &one->next;
			map->count++;
		}
		from = stop + 1;
	}
	return map;
}

static void
keys_copy(struct markdown *m, struct yaml *both, const struct yaml *from)
{
	struct yaml **end = &both->first;

	while (*end != NULL)
		end = &(*end)->next;
	for (const struct yaml *k = from->first; k != NULL; k = k->next) {
		struct yaml *copy = ARENA_NEW(m->in.arena, struct yaml);

		if (yaml_get(both, str_z(m->in.arena, k->key)) != NULL) {
			struct yaml key = { .line = k->key_line, .col = k->key_col };

			yaml_error(&m->in, &key,
			    "`%.*s` stands twice before this heading; keep one", STR_ARG(k->key));
			continue;
		}
		*copy = *k;
		copy->next = NULL;
		*end = copy;
		end = &copy->next;
		both->count++;
	}
}

/* Two comments before one heading are one. */
static const struct yaml *
keys_join(struct markdown *m, const struct yaml *a, const struct yaml *b)
{
	struct yaml *both;

	if (a == NULL || b == NULL)
		return a ? a : b;
	both = ARENA_NEW(m->in.arena, struct yaml);
	*both = *a;
	both->first = NULL;
	both->count = 0;
	keys_copy(m, both, a);
	keys_copy(m, both, b);
	return both;
}

enum comment
comment_read(struct markdown *m, cmark_node *node, const struct yaml **keys)
{
	const char *z = cmark_node_get_literal(node);
	struct str literal = str_copy(m->in.arena, str_from(z));
	enum comment found = COMMENT_NONE;
	size_t at = 0;

	*keys = NULL;
	for (;;) {
		size_t from, to;
		uint32_t cp = 0;

		while (at < literal.len && strchr(" \t\n", literal.at[at]) != NULL)
			at++;
		if (at == literal.len)
			return found;
		if (str_find(str_sub(literal, at, literal.len), 0, "<!--") != 0)
			return COMMENT_NONE;
		from = at + 4;
		to = str_find(literal, from, "-->");
		if (to >= literal.len) {
			markdown_error(m, node, "this comment is never closed; end it with -->");
			return COMMENT_NOTE;
		}
		at = to + 3;
		while (from < to && strchr(" \t\n", literal.at[from]) != NULL)
			from++;
		if (from < to)
			utf8_get(literal, from, &cp);
		if (cp >= 'a' && cp <= 'z' && str_starts(str_sub(literal, from, to), "allow:")) {
			found = found == COMMENT_NONE ? COMMENT_NOTE : found; /* check/allow.c's */
		} else if (cp >= 'a' && cp <= 'z') {
			*keys = keys_join(m, *keys, comment_keys(m, node, literal, from, to));
			found = COMMENT_KEYS;
		} else if (found == COMMENT_NONE) {
			found = COMMENT_NOTE; /* a capital, a digit, a letter of a script without
						 cases */
		}
	}
}

void
comment_moves(struct markdown *m, const struct yaml *keys, const struct module_words *words,
    struct move **move, uint32_t *moves)
{
	struct buf all = BUF_IN(m->in.arena);

	for (uint32_t i = 0; i < words->scales; i++)
		buf_printf(&all, "%s%.*s", i ? ", " : "", STR_ARG(words->scale[i].id));
	if (keys == NULL)
		return;
	for (const struct yaml *k = keys->first; k != NULL; k = k->next) {
		struct yaml key = { .line = k->key_line, .col = k->key_col };
		struct str digits = k->text;
		uint64_t n;
		bool known = false, minus = str_starts(k->text, "-");

		for (uint32_t i = 0; i < words->scales; i++)
			known |= str_eq(words->scale[i].id, k->key);
		if (!known) {
			yaml_error(&m->in, &key,
			    "`%.*s` is no scale of this scenario; its front matter "
			    "names %s",
			    STR_ARG(k->key), words->scales ? buf_cstr(&all) : "none");
			continue;
		}
		if (minus || str_starts(digits, "+"))
			digits = str_sub(digits, 1, digits.len);
		if (!str_number(digits, 100, &n)) {
			yaml_error(&m->in, k,
			    "a scale moves by a whole number from -100 to +100; write "
			    "%.*s: +1",
			    STR_ARG(k->key));
			continue;
		}
		*GROW(m->in.arena, *move, *moves) = (struct move){
			.scale = k->key,
			.by = (int16_t)(minus ? -(int)n : (int)n),
		};
	}
}

/* ---- sections ---- */

static bool
node_is_comment(cmark_node *node)
{
	const char *z;

	if (node == NULL || cmark_node_get_type(node) != CMARK_NODE_HTML_BLOCK)
		return false;
	z = cmark_node_get_literal(node);
	return z != NULL && strncmp(z, "<!--", 4) == 0;
}

/* cmark's end lines of HTML blocks are wrong; counting is not. */
static int
comment_end(cmark_node *node)
{
	int line = cmark_node_get_start_line(node);
	const char *z = cmark_node_get_literal(node);

	for (; *z != '\0'; z++)
		line += z[0] == '\n' && z[1] != '\0';
	return line;
}

/* The first of the comments that stand, line on line, before a heading; the heading when none. */
static cmark_node *
comments_before(cmark_node *heading)
{
	cmark_node *from = heading;

	for (;;) {
		cmark_node *before = cmark_node_previous(from);

		if (!node_is_comment(before) ||
		    comment_end(before) + 1 != cmark_node_get_start_line(from))
			return from;
		from = before;
	}
}

/* A line of text with === or --- below is a heading to CommonMark, and nearly never meant so. */
static bool
heading_is_underlined(const struct markdown *m, cmark_node *node)
{
	struct str line = str_trim(source_line(&m->body, markdown_line(m, node)));

	return !str_starts(line, "#");
}

static void
heading_read(struct markdown *m, struct section *s, cmark_node *heading)
{
	struct span *span = NULL;
	uint32_t spans = 0;

	s->line = markdown_line(m, heading);
	s->col = markdown_col(m, heading);
	spans_read(m, cmark_node_first_child(heading), NULL, &span, &spans);
	s->title = spans_text(m->in.arena, span, spans);
	for (uint32_t i = 0; i < spans; i++)
		if (span[i].link != LINK_NONE) {
			markdown_error(m, heading,
			    "a heading holds no links; put the link into the text "
			    "below");
			break;
		}
	if (s->title.len == 0)
		markdown_error(m, heading, "this heading is empty; write a title after ##");
	for (cmark_node *n = comments_before(heading); n != heading; n = cmark_node_next(n)) {
		const struct yaml *keys;

		if (comment_read(m, n, &keys) == COMMENT_NONE)
			markdown_error(m, n,
			    "text stands behind this comment; give the comment a line of "
			    "its own");
		s->keys = keys_join(m, s->keys, keys);
	}
}

static bool
opens_section(const struct markdown *m, cmark_node *node)
{
	return cmark_node_get_type(node) == CMARK_NODE_HEADING &&
	       cmark_node_get_heading_level(node) == 2 && !heading_is_underlined(m, node);
}

static void
sections_find(struct markdown *m)
{
	struct section *open = &m->intro;

	m->intro.first = cmark_node_first_child(m->doc);
	m->intro.line = m->body.first;
	for (cmark_node *n = m->intro.first; n != NULL; n = cmark_node_next(n)) {
		if (!opens_section(m, n))
			continue;
		open->end = comments_before(n);
		if (m->sections == MARKDOWN_SECTIONS) {
			markdown_error(m, n, "more than %d ## headings in one file; part it",
			    MARKDOWN_SECTIONS);
			return;
		}
		open = GROW(m->in.arena, m->section, m->sections);
		open->title = STR_NONE;
		open->first = cmark_node_next(n);
		heading_read(m, open, n);
	}
}

/*
 * The one way in which a small table costs much: the parser fills short rows up with empty cells,
 * so 64 kB can ask for a hundred million. A line with so many bars is no table people can read.
 */
static bool
lines_ok(const struct markdown *m)
{
	bool ok = true;

	for (uint32_t i = 0; i < m->body.lines; i++) {
		struct str line = source_line(&m->body, m->body.first + i);
		uint32_t bars = 0;

		for (size_t at = 0; at < line.len; at++)
			bars += line.at[at] == '|';
		if (bars <= MARKDOWN_COLS * 5)
			continue;
		problem_error(m->in.problems, m->in.file, m->body.first + i, 1,
		    "this line holds %u bars |; a table has at most %d columns", bars,
		    MARKDOWN_COLS);
		ok = false;
	}
	return ok;
}

bool
markdown_open(struct markdown *m, struct str file, struct str bytes, struct arena *a,
    struct problems *p, struct trace *trace)
{
	struct source whole;
	cmark_parser *parser;

	*m = (struct markdown){
		.in = { .file = file, .arena = a, .problems = p },
		.trace = trace,
		.here = STR_NONE,
		.intro.title = STR_NONE,
	};
	if (!source_open(file, bytes, MARKDOWN_BYTES, a, p, &whole))
		return false;
	front_open(m, &whole);
	if (!lines_ok(m))
		return false;
	cmark_gfm_core_extensions_ensure_registered();
	parser = cmark_parser_new(CMARK_OPT_DEFAULT);
	cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"));
	cmark_parser_feed(parser, m->body.text.at, m->body.text.len);
	m->doc = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	sections_find(m);
	if (trace != NULL && yaml_get(m->front, "id") != NULL)
		*GROW(a, trace->front, trace->fronts) = (struct front){
			.file = file,
			.line = yaml_get(m->front, "id")->line,
			.col = yaml_get(m->front, "id")->col,
		};
	return true;
}

void
markdown_close(struct markdown *m)
{
	if (m->doc != NULL)
		cmark_node_free(m->doc);
	m->doc = NULL;
}
