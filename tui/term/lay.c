#include "tui/term/lay.h"

#include <string.h>

#include "courses/base/utf8.h"
#include "courses/base/width.h"
#include "tui/term/canvas.h"

/*
 *	0 1 2  4 5                             columns of a choice
 *	> *  7  [x] Copies and their numbers       6 min  new
 *	| |  |  |   |                              |      detail[1]
 *	| |  |  |   text, wrapped under itself     detail[0]
 *	| |  |  one of several that can be picked
 *	| |  the number, two columns, three where the page has 100 choices
 *	| an only choice that was picked (column 1)
 *	the marker
 */
enum {
	NUMBER_COL = 2,
	DEPTH_COLS = 5,
	DETAIL_GAP = 2,
	RIGHT_GAP = 2,   /* between the last detail of a table and the window's edge */
	LABEL_MIN = 20,  /* a label is not wrapped narrower beside its details */
	BARE_LABEL = 32, /* a label without details pushes those of its neighbours up to here */
	BOX_COLS = 4,    /* "[x] " */
	BAR_CELLS = 20,
	FIELD_MIN = 16, /* a value is not shown in fewer columns beside its label */
};

struct columns {       /* of the choices of a page */
	int label;     /* where labels begin, without depth */
	int detail[2]; /* 0: details stand on a line of their own */
	bool table;    /* two columns of details, set right, the same down the page */
};

/* ---- lines and pieces ---- */

static void *
more(struct arena *a, void *list, uint32_t count, uint32_t *room, size_t size)
{
	void *larger;

	if (count < *room)
		return list;
	*room = *room == 0 ? 4 : *room * 2;
	larger = arena_array(a, *room, size);
	if (count > 0)
		memcpy(larger, list, count * size);
	return larger;
}

static void
line_add(struct body *b, uint32_t item, bool starts)
{
	b->line = more(b->arena, b->line, b->lines, &b->room, sizeof(*b->line));
	b->line[b->lines++] = (struct line_of){ .item = item, .starts = starts };
}

static void
piece_on(struct body *b, uint32_t line, int col, struct str text, unsigned attr)
{
	struct line_of *l = &b->line[line];

	if (text.len == 0)
		return;
	l->piece = more(b->arena, l->piece, l->pieces, &l->room, sizeof(*l->piece));
	l->piece[l->pieces++] = (struct piece){ text, col, attr };
}

static void
piece_add(struct body *b, int col, struct str text, unsigned attr)
{
	piece_on(b, b->lines - 1, col, text, attr);
}

/* How wide running text may be from this column on. */
static int
room_from(const struct body *b, int col)
{
	int room = b->cols - 1 - col, most = view_text_cols(b->cols);

	if (room > most)
		room = most;
	return room < 2 ? 2 : room;
}

static size_t
leading_blanks(struct str s)
{
	size_t n = 0;

	while (n < s.len && s.at[n] == ' ')
		n++;
	return n == s.len ? 0 : n;
}

/* Wraps text at col, first on the last line there is, then on new ones. Blanks it begins with hang
 * too. */
static void
wrap_on(struct body *b, int col, int width, struct str text, unsigned attr)
{
	size_t at = leading_blanks(text), next;
	int blanks = (int)at < width - 2 ? (int)at : 0;
	uint32_t item = b->line[b->lines - 1].item;
	bool first = true;

	while (at < text.len) {
		struct str part = width_line(text, at, width - blanks, &next);

		if (!first)
			line_add(b, item, false);
		piece_add(b, col + blanks, part, attr);
		first = false;
		at = next;
	}
}

/* ---- columns ---- */

static bool
has_details(const struct item *it)
{
	return it->detail[0].len + it->detail[1].len > 0;
}

static int
max(int a, int b)
{
	return a > b ? a : b;
}

static int
label_width(const struct item *it)
{
	return width_str(it->text) + (it->multiple ? BOX_COLS : 0) + DEPTH_COLS * it->depth;
}

static int
number_width(const struct view *v)
{
	int most = 0, digits = 1;

	for (uint32_t i = 0; i < v->items; i++)
		most = max(most, v->item[i].number);
	for (; most >= 10; most /= 10)
		digits++;
	return max(digits, 2);
}

/* The widest label among choices that stand together and of which one at least has details. */
static int
widest_label(const struct view *v)
{
	int widest = 0, run = 0;
	bool details = false;

	for (uint32_t i = 0; i <= v->items; i++) {
		const struct item *it = i < v->items ? &v->item[i] : NULL;

		if (it != NULL && it->kind == ITEM_CHOICE) {
			int w = label_width(it);

			if (has_details(it) || w <= BARE_LABEL)
				run = max(run, w);
			details = details || has_details(it);
			continue;
		}
		if (details)
			widest = max(widest, run);
		run = 0;
		details = false;
	}
	return widest;
}

/*
 * One column of details follows the labels closely: it explains them. Two are a table and set
 * right, so that they stand in the same place for all of the page. Where there is no room they go
 * below.
 */
static struct columns
columns_make(const struct view *v, int cols)
{
	struct columns c = { .label = NUMBER_COL + number_width(v) + 1 };
	int width[2] = { 0, 0 }, last, least;

	for (uint32_t i = 0; i < v->items; i++) {
		const struct item *it = &v->item[i];

		if (it->kind != ITEM_CHOICE)
			continue;
		for (int k = 0; k < 2; k++)
			width[k] = max(width[k], width_str(it->detail[k]));
	}
	c.table = width[1] > 0;
	if (c.table) {
		c.detail[1] = cols - RIGHT_GAP - width[1];
		c.detail[0] = c.detail[1] - (width[0] > 0 ? DETAIL_GAP + width[0] : 0);
	} else if (width[0] > 0) {
		last = cols - width[0];
		c.detail[0] = c.label + widest_label(v) + DETAIL_GAP;
		if (c.detail[0] > last)
			c.detail[0] = last;
	}
	/* A table has the same columns on every page; else short labels need no more than they take. */
	least = c.table || widest_label(v) > LABEL_MIN ? LABEL_MIN : widest_label(v);
	if (c.detail[0] < c.label + least + DETAIL_GAP)
		c.detail[0] = c.detail[1] = 0;
	return c;
}

/* ---- items ---- */

static void
plain_lay(struct body *b, uint32_t i, const struct item *it, struct str text, unsigned attr)
{
	int col = DEPTH_COLS * it->depth;

	line_add(b, i, it->depth == 0);
	wrap_on(b, col, room_from(b, col), text, attr);
}

static unsigned
span_attr(const struct span *s)
{
	unsigned attr = ATTR_PLAIN;

	if (s->style & (STYLE_EMPHASIS | STYLE_STRONG))
		attr |= ATTR_BOLD;
	if (s->link != LINK_NONE)
		attr |= ATTR_UNDERLINE;
	return attr;
}

static void
rows_lay(struct body *b, uint32_t i, const struct item *it)
{
	for (uint32_t r = 0; r < it->rows; r++) {
		const struct row *row = &it->row[r];
		int col = row->indent + DEPTH_COLS * it->depth;

		line_add(b, i, true);
		for (uint32_t s = 0; s < row->spans; s++) {
			piece_add(b, col, row->span[s].text, span_attr(&row->span[s]));
			col += width_str(row->span[s].text);
		}
	}
}

static void
marker_lay(struct body *b, const struct item *it, int number_col)
{
	if (it->focused)
		piece_add(b, 0, STR(">"), ATTR_PLAIN);
	if (it->number > 0)
		piece_add(b, number_col, str_printf(b->arena, "%d", it->number), ATTR_PLAIN);
}

static void
details_below(struct body *b, uint32_t i, const struct item *it, int col)
{
	struct str both = it->detail[0];

	if (it->detail[0].len > 0 && it->detail[1].len > 0)
		both = str_printf(
		    b->arena, "%.*s  %.*s", STR_ARG(it->detail[0]), STR_ARG(it->detail[1]));
	else if (it->detail[1].len > 0)
		both = it->detail[1];
	line_add(b, i, false);
	wrap_on(b, col, room_from(b, col), both, ATTR_PLAIN);
}

static void
choice_lay(struct body *b, uint32_t i, const struct item *it, const struct columns *c)
{
	int indent = DEPTH_COLS * it->depth, col = c->label + indent;
	int width = room_from(b, col);
	bool beside = has_details(it) && c->detail[0] > 0;
	uint32_t first = b->lines;
	unsigned attr = it->strong || (it->chosen && !it->multiple) ? ATTR_BOLD : ATTR_PLAIN;

	line_add(b, i, it->depth == 0);
	marker_lay(b, it, NUMBER_COL + indent);
	if (it->chosen && !it->multiple)
		piece_add(b, 1, STR("*"), ATTR_PLAIN);
	if (it->multiple) {
		piece_add(b, col, it->chosen ? STR("[x]") : STR("[ ]"), ATTR_PLAIN);
		col += BOX_COLS;
		width -= BOX_COLS;
	}
	if (beside && c->detail[0] - DETAIL_GAP - col < width)
		width = c->detail[0] - DETAIL_GAP - col;
	wrap_on(b, col, max(width, 2), it->text, attr);
	if (beside) {
		piece_on(b, first, c->detail[0], it->detail[0], ATTR_PLAIN);
		piece_on(b, first, c->detail[1], it->detail[1], ATTR_PLAIN);
	} else if (has_details(it)) {
		details_below(b, i, it, col);
	}
}

/*
 * The part of a value that stands in a field of so many columns. One that is too long moves by half
 * the field at a time, so that most letters typed cost one byte and not a line.
 */
static struct str
field_part(struct str value, int cols, bool focused)
{
	int width = width_str(value) + 1, skip = 0, step = cols / 2 > 0 ? cols / 2 : 1;
	size_t at = 0;

	while (focused && width - skip > cols)
		skip += step;
	while (at < value.len && skip > 0) {
		size_t end = utf8_cluster(value, at);

		skip -= width_str(str_sub(value, at, end));
		at = end;
	}
	return width_fit(str_sub(value, at, value.len), cols - 1);
}

static struct str
stars(struct arena *a, struct str value)
{
	struct buf out = BUF_IN(a);

	for (size_t at = 0; at < value.len; at = utf8_cluster(value, at))
		buf_char(&out, '*');
	return buf_get(&out);
}

static bool
ends_in_mark(struct str s)
{
	return s.len > 0 && strchr(":?>.", s.at[s.len - 1]) != NULL;
}

/* Under its label, wrapped; the cursor behind the last letter. */
static void
lines_lay(struct body *b, uint32_t i, const struct item *it, int col)
{
	int end = col, room = room_from(b, col);
	size_t blanks = 0;

	line_add(b, i, false);
	wrap_on(b, col, room, it->value, ATTR_PLAIN);
	if (str_ends(it->value, "\n"))
		line_add(b, i, false);
	while (blanks < it->value.len && it->value.at[it->value.len - 1 - blanks] == ' ')
		blanks++;
	if (b->line[b->lines - 1].pieces > 0) {
		const struct piece *p = &b->line[b->lines - 1].piece[0];

		end = p->col + width_str(p->text);
		if (!str_ends(p->text, " "))
			end += (int)blanks;
	}
	if (it->focused && !b->has_focus) {
		b->cursor_line = b->lines - 1;
		b->cursor_col = end < b->cols - 1 ? end : b->cols - 1;
	}
}

static void
field_lay(struct body *b, uint32_t i, const struct item *it, const struct columns *c)
{
	int indent = DEPTH_COLS * it->depth;
	int col = indent + (it->number > 0 ? c->label : NUMBER_COL);
	struct str value = it->secret ? stars(b->arena, it->value) : it->value;
	struct str label = str_printf(b->arena, "%.*s%s", STR_ARG(it->text),
	    ends_in_mark(it->text) || it->text.len == 0 ? "" : ":");
	int end, room;

	line_add(b, i, it->depth == 0);
	marker_lay(b, it, NUMBER_COL + indent);
	wrap_on(b, col, room_from(b, col), label, it->strong ? ATTR_BOLD : ATTR_PLAIN);
	if (it->lines) {
		lines_lay(b, i, it, col);
		return;
	}
	end = col;
	if (label.len > 0) {
		const struct line_of *last = &b->line[b->lines - 1];
		const struct piece *p = &last->piece[last->pieces - 1];

		end = p->col + width_str(p->text) + 1;
	}
	if (b->cols - 1 - end < FIELD_MIN) {
		line_add(b, i, false);
		end = col;
	}
	room = b->cols - 1 - end;
	value = field_part(value, max(room, 2), it->focused);
	piece_add(b, end, value, ATTR_PLAIN);
	if (it->focused && !b->has_focus) {
		b->cursor_line = b->lines - 1;
		b->cursor_col = end + width_str(value);
	}
}

static void
fact_lay(struct body *b, uint32_t i, const struct item *it)
{
	const char *colon = ends_in_mark(it->text) ? " " : ": ";
	struct str text = str_printf(b->arena, "%.*s%s%.*s", STR_ARG(it->text),
	    it->text.len > 0 ? colon : "", STR_ARG(it->value));

	plain_lay(b, i, it, text, it->strong ? ATTR_BOLD : ATTR_PLAIN);
}

static void
meter_lay(struct body *b, uint32_t i, const struct item *it)
{
	int percent = it->percent < 0 ? 0 : it->percent > 100 ? 100 : it->percent;
	int full = percent * BAR_CELLS / 100;
	char bar[BAR_CELLS + 1];
	struct str text = it->text;

	memset(bar, '.', BAR_CELLS);
	memset(bar, '#', (size_t)full);
	bar[BAR_CELLS] = '\0';
	if (text.len == 0)
		text = str_printf(b->arena, "%d%%", percent);
	plain_lay(b, i, it, str_printf(b->arena, "%.*s  [%s]", STR_ARG(text), bar), ATTR_PLAIN);
}

static void
item_lay(struct body *b, uint32_t i, const struct item *it, const struct columns *c)
{
	switch (it->kind) {
	case ITEM_HEADING:
		plain_lay(b, i, it, it->text, ATTR_BOLD);
		break;
	case ITEM_TEXT:
	case ITEM_NOTE:
		plain_lay(b, i, it, it->text, it->strong ? ATTR_BOLD : ATTR_PLAIN);
		break;
	case ITEM_ROWS:
		rows_lay(b, i, it);
		break;
	case ITEM_CHOICE:
		choice_lay(b, i, it, c);
		break;
	case ITEM_FIELD:
		field_lay(b, i, it, c);
		break;
	case ITEM_FACT:
		fact_lay(b, i, it);
		break;
	case ITEM_METER:
		meter_lay(b, i, it);
		break;
	case ITEM_GAP:
	case ITEM_KINDS:
		line_add(b, i, false);
		break;
	}
}

struct body
lay_body(const struct view *v, int cols)
{
	struct body b = { .arena = v->arena, .cols = cols };
	struct columns c = columns_make(v, cols);

	for (uint32_t i = 0; i < v->items; i++) {
		const struct item *it = &v->item[i];
		uint32_t first = b.lines;

		item_lay(&b, i, it, &c);
		if (it->focused && !b.has_focus && b.lines > first) {
			b.has_focus = true;
			b.focus_first = first;
			b.focus_last = b.lines - 1;
			if (it->kind != ITEM_FIELD)
				b.cursor_line = first;
		}
		if (it->kind == ITEM_NOTE) {
			b.note_first = b.has_note ? b.note_first : first;
			b.note_last = b.lines - 1;
			b.has_note = true;
		}
	}
	return b;
}
