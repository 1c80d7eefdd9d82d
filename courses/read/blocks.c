/* The paragraphs, lists, tables and checks of a section (markdown.h). */
#include <cmark-gfm-core-extensions.h>
#include <string.h>

#include "courses/base/width.h"
#include "courses/read/grow.h"
#include "courses/read/markdown.h"
#include "courses/read/read.h"

enum { TABLE_WIDTH = 72, CODE_WIDTH = 78 };

struct blocks
blocks_in(struct arena *a)
{
	return (struct blocks){ .hashed = BUF_IN(a) };
}

/*
 * The version of a lesson is made from what is read, not from how it was typed: other line ends or
 * a note for authors make no new version.
 */
static void
hash_spans(struct blocks *b, const struct span *span, uint32_t spans)
{
	for (uint32_t i = 0; i < spans; i++) {
		buf_printf(&b->hashed, "%u,%u,", span[i].style, (unsigned)span[i].link);
		buf_str(&b->hashed, span[i].target);
		buf_char(&b->hashed, '\x01');
		buf_str(&b->hashed, span[i].text);
		buf_char(&b->hashed, '\x02');
		b->bytes += (uint32_t)span[i].text.len;
	}
}

static struct block *
block_new(struct markdown *m, struct blocks *b, enum block_kind kind, int depth)
{
	struct block *new = GROW(m->in.arena, b->block, b->blocks);

	new->kind = kind;
	new->depth = (uint8_t)depth;
	return new;
}

static void
block_hash(struct blocks *b, const struct block *new)
{
	buf_printf(
	    &b->hashed, "\n%u %u %u %u ", (unsigned)new->kind, new->depth, new->number, new->cols);
	hash_spans(b, new->span, new->spans);
	for (uint32_t i = 0; i < new->cells; i++) {
		hash_spans(b, new->cell[i].span, new->cell[i].spans);
		buf_char(&b->hashed, '\x03');
	}
	b->bytes++; /* the line's end */
}

static void
paragraph_add(
    struct markdown *m, struct blocks *b, cmark_node *node, enum block_kind kind, int depth)
{
	struct block made = { .kind = kind, .depth = (uint8_t)depth, .line = markdown_line(m, node) };
	struct str line = source_line(&m->body, markdown_line(m, node));

	line = str_sub(line, (size_t)cmark_node_get_start_column(node) - 1, line.len);
	if (kind != BLOCK_HEADING && str_starts(line, "##"))
		markdown_error(m, node,
		    "this looks like a heading, but a blank is missing; write ## "
		    "and a blank before the title");
	spans_read(m, cmark_node_first_child(node), NULL, &made.span, &made.spans);
	if (made.spans == 0)
		return; /* only a note for authors */
	*block_new(m, b, kind, depth) = made;
	block_hash(b, &made);
}

/* ---- fences ---- */

bool
blocks_is_gift(cmark_node *node)
{
	const char *info;

	if (cmark_node_get_type(node) != CMARK_NODE_CODE_BLOCK)
		return false;
	info = cmark_node_get_fence_info(node);
	return info != NULL && str_is(str_trim(str_from(info)), "gift");
}

static bool
line_closes_fence(struct str line)
{
	line = str_trim(line);
	while (str_starts(line, ">"))
		line = str_trim(str_sub(line, 1, line.len));
	return str_starts(line, "```") || str_starts(line, "~~~");
}

/*
 * A fence that is never closed swallows what follows, to the next fence or to the end of the file:
 * say where it began. No question has a line that begins like a heading or a fence.
 */
static bool
fence_ok(struct markdown *m, cmark_node *node)
{
	struct str rest = str_from(cmark_node_get_literal(node)), l;
	uint32_t line = markdown_line(m, node);
	int length, offset, end = cmark_node_get_end_line(node);
	char sign;

	if (!cmark_node_get_fenced(node, &length, &offset, &sign))
		return true;
	while (blocks_is_gift(node) && str_next(&rest, '\n', &l)) {
		line++;
		if (!str_starts(l, "```") && !str_starts(l, "## ") && !str_starts(l, "<!--"))
			continue;
		markdown_error(m, node,
		    "this block is not closed, so that line %u still belongs to it; "
		    "put a line ``` after its last line",
		    line);
		return false;
	}
	if (end > cmark_node_get_start_line(node) &&
	    line_closes_fence(source_line(&m->body, m->body.first + (uint32_t)end - 1)))
		return true;
	markdown_error(m, node, "this block is never closed; put a line ``` after its last line");
	return false;
}

static void
gift_add(struct markdown *m, struct blocks *b, cmark_node *node, int depth)
{
	struct str text = str_copy(m->in.arena, str_from(cmark_node_get_literal(node)));
	struct question *question = NULL;
	uint32_t questions = 0, errors = m->in.problems->errors;

	if (depth > 0) {
		markdown_error(m, node,
		    "a check cannot stand in a list or quote; begin ```gift in the "
		    "first column");
		return;
	}
	gift_read(m->in.file, text, markdown_line(m, node) + 1, m->in.arena, m->in.problems,
	    &question, &questions);
	if (questions == 0 && m->in.problems->errors == errors)
		markdown_error(m, node,
		    "there is no question in this block; write one in GIFT, or take "
		    "it away");
	buf_str(&b->hashed, text);
	for (uint32_t i = 0; i < questions; i++) {
		struct block *new = block_new(m, b, BLOCK_CHECK, 0);

		new->number = (uint16_t)b->checks;
		b->bytes += (uint32_t)question[i].text.len;
		for (uint32_t k = 0; k < question[i].choices; k++)
			b->bytes += (uint32_t)question[i].choice[k].text.len;
		*GROW(m->in.arena, b->check, b->checks) = question[i];
	}
}

static void
code_add(struct markdown *m, struct blocks *b, cmark_node *node, int depth)
{
	struct block made = { .kind = BLOCK_CODE, .depth = (uint8_t)depth };
	uint32_t line = markdown_line(m, node) + 1;
	struct str text, rest, l;

	made.line = line;
	text = source_text(m->in.arena, m->in.problems, m->in.file,
	    str_from(cmark_node_get_literal(node)), line, 1);
	text = str_copy(m->in.arena, text);
	while (text.len > 0 && text.at[text.len - 1] == '\n')
		text.len--;
	if (text.len == 0) {
		markdown_warning(m, node, "[text-empty] this block is empty; take it away");
		return;
	}
	rest = text;
	for (; str_next(&rest, '\n', &l); line++)
		if (width_str(l) > CODE_WIDTH) {
			problem_warning(m->in.problems, m->in.file, line, 1,
			    "[code-wide] this line is %d columns "
			    "wide and will be cut or broken on a terminal of 80; keep it to %d",
			    width_str(l), CODE_WIDTH);
			break;
		}
	made.span = ARENA_NEW(m->in.arena, struct span);
	made.spans = 1;
	made.span->text = text;
	made.span->target = STR_NONE;
	made.span->style = STYLE_CODE;
	*block_new(m, b, BLOCK_CODE, depth) = made;
	block_hash(b, &made);
}

/* ---- tables ---- */

static void
table_look(struct markdown *m, cmark_node *node, const struct block *t)
{
	int width[MARKDOWN_COLS] = { 0 }, all = 0;

	for (uint32_t i = 0; i < t->cells; i++) {
		int cols = 0;

		for (uint32_t k = 0; k < t->cell[i].spans; k++)
			cols += width_str(t->cell[i].span[k].text);
		if (cols > width[i % t->cols])
			width[i % t->cols] = cols;
	}
	for (uint32_t i = 0; i < t->cols; i++)
		all += width[i] + (i > 0 ? 3 : 0);
	if (all > TABLE_WIDTH)
		markdown_warning(m, node,
		    "[table-wide] this table is %d columns wide, and %d fit on any screen; "
		    "shorten its cells, or make a list of it",
		    all, TABLE_WIDTH);
}

static void
table_add(struct markdown *m, struct blocks *b, cmark_node *node, int depth)
{
	struct block made = { .kind = BLOCK_TABLE, .depth = (uint8_t)depth, .line = markdown_line(m, node) };

	made.cols = cmark_gfm_extensions_get_table_columns(node);
	if (made.cols == 0 || made.cols > MARKDOWN_COLS) {
		markdown_error(m, node, "a table has 1 to %d columns; part it", MARKDOWN_COLS);
		return;
	}
	for (cmark_node *row = cmark_node_first_child(node); row != NULL;
	     row = cmark_node_next(row)) {
		uint32_t col = 0;

		for (cmark_node *cell = cmark_node_first_child(row);
		     cell != NULL && col < made.cols; cell = cmark_node_next(cell), col++) {
			struct cell *c = GROW(m->in.arena, made.cell, made.cells);
			struct span *span = NULL;
			uint32_t spans = 0;

			spans_read(m, cmark_node_first_child(cell), NULL, &span, &spans);
			*c = (struct cell){ .span = span, .spans = spans };
		}
		for (; col < made.cols; col++)
			GROW(m->in.arena, made.cell, made.cells)->spans = 0;
	}
	table_look(m, node, &made);
	*block_new(m, b, BLOCK_TABLE, depth) = made;
	block_hash(b, &made);
}

/* ---- nodes ---- */

static void
html_add(struct markdown *m, cmark_node *node)
{
	const struct yaml *keys;

	switch (comment_read(m, node, &keys)) {
	case COMMENT_NOTE:
		return;
	case COMMENT_KEYS:
		markdown_error(m, node,
		    m->in_scenario ? "a comment with keys stands directly before a ## heading, "
				     "behind a choice, or "
				     "after a check; no empty line between"
				   : "a comment with keys stands directly before a ## heading, "
				     "with no empty line "
				     "between");
		return;
	case COMMENT_NONE:
		markdown_error(m, node,
		    "HTML cannot be shown on a terminal; use Markdown (lists, tables, "
		    "*so*, **so**), or put it between ``` lines to show it as it is");
	}
}

static void
heading_add(struct markdown *m, struct blocks *b, cmark_node *node, int depth)
{
	struct str line = str_trim(source_line(&m->body, markdown_line(m, node)));
	int level = cmark_node_get_heading_level(node);

	if (depth > 0)
		markdown_error(
		    m, node, "a heading cannot stand in a list or quote; use **bold** there");
	else if (!str_starts(line, "#"))
		markdown_error(m, node,
		    "the line of %s below makes a heading of this text; put an empty "
		    "line between, or write %s before the title",
		    level == 1 ? "===" : "---", level == 1 ? "##" : "## or ###");
	else if (level == 1)
		markdown_error(m, node,
		    "a # heading is not used; the title stands in the front matter, "
		    "and each lesson begins with ##");
	else
		paragraph_add(m, b, node, BLOCK_HEADING, level);
}

static void node_add(
    struct markdown *m, struct blocks *b, cmark_node *node, int depth, bool quoted);

static void
list_add(struct markdown *m, struct blocks *b, cmark_node *list, int depth, bool quoted)
{
	bool ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
	int number = ordered ? cmark_node_get_list_start(list) : 0;

	for (cmark_node *item = cmark_node_first_child(list); item != NULL;
	     item = cmark_node_next(item)) {
		cmark_node *first = cmark_node_first_child(item);
		uint32_t before = b->blocks;

		if (first != NULL && cmark_node_get_type(first) == CMARK_NODE_PARAGRAPH) {
			paragraph_add(m, b, first, BLOCK_ITEM, depth);
			first = cmark_node_next(first);
		}
		if (b->blocks == before)
			block_new(m, b, BLOCK_ITEM, depth);
		b->block[before].number = (uint16_t)(number > 0 && number < 10000 ? number : 0);
		buf_printf(&b->hashed, "%d ", number);
		if (ordered)
			number++;
		for (; first != NULL; first = cmark_node_next(first))
			node_add(m, b, first, depth, quoted);
	}
}

static void
node_add(struct markdown *m, struct blocks *b, cmark_node *node, int depth, bool quoted)
{
	if (depth > MARKDOWN_NESTING) {
		markdown_error(m, node,
		    "lists and quotes lie more than %d deep in each other here; make "
		    "it flatter",
		    MARKDOWN_NESTING);
		return;
	}
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
		paragraph_add(m, b, node, quoted ? BLOCK_QUOTE : BLOCK_PARAGRAPH, depth);
		return;
	case CMARK_NODE_HEADING:
		heading_add(m, b, node, depth);
		return;
	case CMARK_NODE_LIST:
		list_add(m, b, node, depth + 1, quoted);
		return;
	case CMARK_NODE_BLOCK_QUOTE:
		for (cmark_node *n = cmark_node_first_child(node); n != NULL;
		     n = cmark_node_next(n))
			node_add(m, b, n, depth + 1, true);
		return;
	case CMARK_NODE_CODE_BLOCK:
		if (!fence_ok(m, node))
			return;
		if (blocks_is_gift(node))
			gift_add(m, b, node, depth);
		else
			code_add(m, b, node, depth);
		return;
	case CMARK_NODE_HTML_BLOCK:
		html_add(m, node);
		return;
	case CMARK_NODE_THEMATIC_BREAK: {
		struct block *new = block_new(m, b, BLOCK_RULE, depth);

		block_hash(b, new);
		return;
	}
	default:
		if (strcmp(cmark_node_get_type_string(node), "table") == 0)
			table_add(m, b, node, depth);
		else
			markdown_error(m, node, "%s is not understood here; use plain text",
			    cmark_node_get_type_string(node));
	}
}

void
blocks_add(struct markdown *m, struct blocks *b, cmark_node *node)
{
	node_add(m, b, node, 0, false);
}

void
blocks_section(struct markdown *m, struct blocks *b, const struct section *s)
{
	buf_str(&b->hashed, s->title);
	for (cmark_node *n = s->first; n != NULL && n != s->end; n = cmark_node_next(n))
		blocks_add(m, b, n);
}
