#include "tui/screens/rows.h"

#include <string.h>

#include "courses/base/width.h"
#include "tui/screens/words.h"

enum {
	LEVEL_COLS = 4, /* what one level of a list or a quote is set in */
	DEPTH_MAX = 6,  /* deeper levels are set in no further: a phone has 40 columns */
	COLUMN_GAP = 2, /* between the columns of a table */
};

void *
rows_more(struct arena *a, void *list, uint32_t count, uint32_t *room, size_t size)
{
	void *larger;

	if (count < *room)
		return list;
	*room = *room == 0 ? 16 : *room * 2;
	larger = arena_array(a, *room, size);
	if (count > 0)
		memcpy(larger, list, count * size);
	return larger;
}

static struct row *
row_add(struct maker *m, int indent)
{
	struct row *r;

	m->row = rows_more(m->a, m->row, m->rows, &m->room, sizeof(*m->row));
	r = &m->row[m->rows++];
	*r = (struct row){ .indent = (uint8_t)indent, .block = m->block, .offset = m->offset };
	return r;
}

static void
gap_add(struct maker *m)
{
	if (m->rows > 0 && m->row[m->rows - 1].spans > 0)
		row_add(m, 0);
}

/* ---- runs: the spans of one paragraph as one string that can be wrapped ---- */

struct run {
	struct str text;
	struct span *span; /* cut exactly at the string's bytes */
	uint32_t spans;
};

static uint32_t
source_number(struct maker *m, struct str id)
{
	for (uint32_t i = 0; i < m->sources; i++) {
		if (str_eq(m->source[i], id))
			return i + 1;
	}
	m->source = rows_more(m->a, m->source, m->sources, &m->source_room, sizeof(*m->source));
	m->source[m->sources++] = id;
	return m->sources;
}

/* What stands behind a link's text, because an underline cannot be heard: [1] for a source, the
 * address of a page. */
static struct str
link_mark(struct maker *m, const struct span *s)
{
	if (s->link == LINK_SOURCE)
		return str_printf(m->a, " [%u]", source_number(m, s->target));
	if (s->link == LINK_WEB && !str_eq(s->text, s->target))
		return str_printf(m->a, " <%.*s>", STR_ARG(s->target));
	return STR_NONE;
}

static struct run
run_make(struct maker *m, const struct span *span, uint32_t spans, uint8_t style)
{
	struct run r = { .span = ARENA_ARRAY(m->a, (size_t)spans * 2 + 1, struct span) };
	struct buf text = BUF_IN(m->a);

	for (uint32_t i = 0; i < spans; i++) {
		const struct span *s = &span[i];
		bool ends = i + 1 == spans || span[i + 1].link != s->link ||
			    !str_eq(span[i + 1].target, s->target);
		struct str mark = ends ? link_mark(m, s) : STR_NONE;

		buf_str(&text, s->text);
		r.span[r.spans] = *s;
		r.span[r.spans++].style |= style;
		if (mark.len > 0) {
			buf_str(&text, mark);
			r.span[r.spans] = (struct span){ .text = mark, .target = s->target };
			r.span[r.spans++].link = s->link;
		}
	}
	r.text = buf_get(&text);
	for (uint32_t i = 0, at = 0; i < r.spans; i++) {
		size_t len = r.span[i].text.len;

		r.span[i].text = str_sub(r.text, at, at + len);
		at += (uint32_t)len;
	}
	return r;
}

/* The part of the run from one byte to another as spans of a row, behind an optional prefix. */
static void
row_fill(struct maker *m, struct row *row, const struct run *r, size_t from, size_t to,
    struct str prefix)
{
	size_t at = 0;

	row->span = ARENA_ARRAY(m->a, r->spans + 1, struct span);
	if (prefix.len > 0)
		row->span[row->spans++] = (struct span){ .text = prefix, .target = STR_NONE };
	for (uint32_t i = 0; i < r->spans; at += r->span[i].text.len, i++) {
		size_t end = at + r->span[i].text.len;
		struct span *s;

		if (end <= from || at >= to)
			continue;
		s = &row->span[row->spans++];
		*s = r->span[i];
		s->text = str_sub(r->text, at > from ? at : from, end < to ? end : to);
	}
}

/* Wraps a run; first stands before its first line, rest before the others, both inside the indent.
 */
static void
run_wrap(struct maker *m, const struct run *r, int indent, struct str first, struct str rest)
{
	uint32_t base = m->offset;
	size_t at = 0;
	bool begun = false;

	while (at < r->text.len || !begun) {
		struct str prefix = begun ? rest : first;
		int used = indent + width_str(prefix), cols = m->cols - used;
		size_t next = r->text.len;
		struct str line = STR_NONE;
		struct row *row;

		if (r->text.len > 0)
			line = width_line(r->text, at, cols > 2 ? cols : 2, &next);
		m->offset = base + (uint32_t)at;
		row = row_add(m, indent);
		row_fill(m, row, r, at, at + line.len, prefix);
		at = next > at ? next : r->text.len;
		begun = true;
	}
	m->offset = base;
}

/* ---- blocks ---- */

static int
level_cols(const struct block *b)
{
	int depth = b->depth > DEPTH_MAX ? DEPTH_MAX : b->depth;

	return depth > 0 ? (depth - 1) * LEVEL_COLS : 0;
}

static struct str
blanks(struct maker *m, int n)
{
	return str_printf(m->a, "%*s", n, "");
}

static void
paragraph_rows(struct maker *m, const struct block *b)
{
	struct run r = run_make(m, b->span, b->spans, 0);

	/* A further paragraph of a list's item stands under the item's text. */
	run_wrap(m, &r, b->depth > 0 ? level_cols(b) + LEVEL_COLS : 0, STR_NONE, STR_NONE);
}

static void
heading_rows(struct maker *m, const struct block *b)
{
	struct run r = run_make(m, b->span, b->spans, STYLE_STRONG);

	run_wrap(m, &r, 0, STR_NONE, STR_NONE);
}

static void
item_rows(struct maker *m, const struct block *b)
{
	struct run r = run_make(m, b->span, b->spans, 0);
	struct str mark = b->number > 0 ? str_printf(m->a, "%u. ", b->number) : STR("- ");

	/* Set in by two: a list's number at the left edge would look like a choice. */
	run_wrap(m, &r, level_cols(b) + 2, mark, blanks(m, width_str(mark)));
}

static void
quote_rows(struct maker *m, const struct block *b)
{
	struct run r = run_make(m, b->span, b->spans, 0);
	struct str bar = STR("| ");

	if (m->plain)
		run_wrap(m, &r, 0, str_printf(m->a, "%s: ", _("Quoted")), STR_NONE);
	else
		run_wrap(m, &r, level_cols(b) + 2, bar, bar);
}

static int
longest_line(struct str text)
{
	struct str line;
	int longest = 0;

	while (str_next(&text, '\n', &line)) {
		int width = width_str(line);

		if (width > longest)
			longest = width;
	}
	return longest;
}

/* Lines as they are; one that is too long goes on in the next row, since nobody can scroll
 * sideways. */
static void
code_rows(struct maker *m, const struct block *b)
{
	struct run r = run_make(m, b->span, b->spans, STYLE_CODE);
	int indent = longest_line(r.text) + 2 <= m->cols ? 2 : 0;
	/* Text is held to 76 columns for the eye, code may have the whole window. */
	int cols = m->cols == view_text_cols(VIEW_COLS_MAX) ? m->cols + 2 : m->cols;
	size_t at = 0;

	while (at < r.text.len) {
		size_t end = str_find(r.text, at, "\n");

		do {
			struct str rest = str_sub(r.text, at, end);
			struct str part = width_fit(rest, cols - indent);
			struct row *row;

			if (part.len == 0 && rest.len > 0)
				part = rest;
			m->offset = (uint32_t)at;
			row = row_add(m, indent);
			row->verbatim = true;
			row_fill(m, row, &r, at, at + part.len, STR_NONE);
			at += part.len;
		} while (at < end);
		at = end + 1;
	}
	m->offset = 0;
}

static void
rule_rows(struct maker *m, const struct block *b)
{
	struct span *s;
	struct row *row;

	(void)b;
	if (m->plain)
		return;
	row = row_add(m, 2);
	s = ARENA_NEW(m->a, struct span);
	*s = (struct span){ .text = STR("* * *"), .target = STR_NONE };
	row->span = s;
	row->spans = 1;
}

/* ---- tables ---- */

static int
run_width(const struct run *r)
{
	return width_str(r->text);
}

/* "Do: leave it off, label it", a record for each row, when the columns do not fit or nobody sees
 * them. */
static void
table_records(struct maker *m, const struct block *b, const struct run *cell)
{
	for (uint32_t i = b->cols; i < b->cells; i++) {
		uint32_t col = i % b->cols;
		struct str head = cell[col].text, lead = STR_NONE;

		m->offset = i;
		if (col == 0 && i > b->cols)
			row_add(m, 0);
		if (head.len > 0)
			lead = str_printf(m->a, "%.*s: ", STR_ARG(head));
		if (width_str(lead) > m->cols / 2) {
			run_wrap(m, &cell[col], 0, STR_NONE, STR_NONE);
			run_wrap(m, &cell[i], 2, STR_NONE, STR_NONE);
		} else {
			run_wrap(m, &cell[i], 0, lead, STR("  "));
		}
	}
	m->offset = 0;
}

static void
span_put(struct row *row, struct str text)
{
	row->span[row->spans++] = (struct span){ .text = text, .target = STR_NONE };
}

static void
table_line(struct maker *m, const struct block *b, const struct run *cell, uint32_t first,
    const int *width)
{
	struct row *row = row_add(m, 0);
	uint32_t spans = 0;

	row->verbatim = true;
	for (uint32_t i = 0; i < b->cols; i++)
		spans += cell[first + i].spans + 1;
	row->span = ARENA_ARRAY(m->a, spans, struct span);
	for (uint32_t i = 0; i < b->cols; i++) {
		const struct run *r = &cell[first + i];

		for (uint32_t j = 0; j < r->spans; j++)
			row->span[row->spans++] = r->span[j];
		if (i + 1 < b->cols)
			span_put(row, blanks(m, width[i] - run_width(r) + COLUMN_GAP));
	}
}

static void
table_dashes(struct maker *m, const struct block *b, const int *width)
{
	struct row *row = row_add(m, 0);
	struct buf line = BUF_IN(m->a);

	for (uint32_t i = 0; i < b->cols; i++) {
		for (int j = 0; j < width[i]; j++)
			buf_char(&line, '-');
		for (int j = 0; j < COLUMN_GAP && i + 1 < b->cols; j++)
			buf_char(&line, ' ');
	}
	row->verbatim = true;
	row->span = ARENA_NEW(m->a, struct span);
	span_put(row, buf_get(&line));
}

static void
table_rows(struct maker *m, const struct block *b)
{
	struct run *cell = ARENA_ARRAY(m->a, b->cells, struct run);
	int *width = ARENA_ARRAY(m->a, b->cols, int), total = 0;
	bool broken = false;

	if (b->cols == 0 || b->cells % b->cols != 0)
		return;
	for (uint32_t i = 0; i < b->cells; i++) {
		uint8_t style = i < b->cols ? STYLE_STRONG : 0;

		cell[i] = run_make(m, b->cell[i].span, b->cell[i].spans, style);
		if (run_width(&cell[i]) > width[i % b->cols])
			width[i % b->cols] = run_width(&cell[i]);
		broken = broken || str_find(cell[i].text, 0, "\n") < cell[i].text.len;
	}
	for (uint32_t i = 0; i < b->cols; i++)
		total += width[i] + (i > 0 ? COLUMN_GAP : 0);
	if (m->plain || broken || total > m->cols) {
		table_records(m, b, cell);
		return;
	}
	for (uint32_t i = 0; i < b->cells; i += b->cols) {
		m->offset = i;
		table_line(m, b, cell, i, width);
		if (i == 0)
			table_dashes(m, b, width);
	}
	m->offset = 0;
}

static void (*const block_rows[BLOCK_KINDS])(struct maker *, const struct block *) = {
	[BLOCK_PARAGRAPH] = paragraph_rows,
	[BLOCK_HEADING] = heading_rows,
	[BLOCK_ITEM] = item_rows,
	[BLOCK_QUOTE] = quote_rows,
	[BLOCK_CODE] = code_rows,
	[BLOCK_TABLE] = table_rows,
	[BLOCK_RULE] = rule_rows,
	[BLOCK_CHECK] = NULL, /* has no rows: it ends its page */
};

void
rows_add(struct maker *m, const struct block *block, uint32_t i)
{
	const struct block *b = &block[i];
	bool listed = b->kind == BLOCK_ITEM && i > 0 && block[i - 1].kind == BLOCK_ITEM;

	m->block = i;
	m->offset = 0;
	if (block_rows[b->kind] == NULL)
		return;
	if (!listed)
		gap_add(m);
	block_rows[b->kind](m, b);
}

void
flow_rows(const struct block *block, uint32_t blocks, int cols, bool plain, struct arena *a,
    struct row **row, uint32_t *rows)
{
	struct maker m = { .a = a, .cols = cols, .plain = plain };

	for (uint32_t i = 0; i < blocks; i++)
		rows_add(&m, block, i);
	*row = m.row;
	*rows = m.rows;
}

void
flow_text(struct str text, int cols, struct arena *a, struct row **row, uint32_t *rows)
{
	struct maker m = { .a = a, .cols = cols };

	while (text.len > 0) {
		size_t end = str_find(text, 0, "\n\n");
		struct span s = { .text = str_trim(str_sub(text, 0, end)), .target = STR_NONE };
		struct block b = { .kind = BLOCK_PARAGRAPH, .span = &s, .spans = 1 };

		text = str_sub(text, end + 2, text.len);
		if (s.text.len == 0)
			continue;
		gap_add(&m);
		paragraph_rows(&m, &b);
		m.block++;
	}
	*row = m.row;
	*rows = m.rows;
}
