#include <string.h>

#include "courses/base/utf8.h"
#include "courses/base/width.h"
#include "tui/screens/words.h"
#include "tui/term/canvas.h"
#include "tui/term/lay.h"

/*
 *	row 0        title                                   where   status   who
 *	row 1
 *	row 2        body: view_body_rows of it
 *	...
 *	row rows-1   Enter choose   1-9 go there   ? help   q leave          address
 */
enum {
	BODY_ROW = 2,
	CORNER = 2,     /* cells at the end of the last row */
	TITLE_GAP = 2,  /* between the title and what stands right of it */
	TITLE_MIN = 12, /* columns of the title that the right part may not take */
	PART_GAP = 3,   /* between the parts of a line; 2 where that is what makes them fit */
	ADDRESS_RIGHT =
	    3, /* free columns after the address: some terminals scroll at the last cell */
	HINTS_MAX = 32,
	NOTE_ROWS = 2, /* of a note that would be out of sight */
};

/*
 * The last two cells of the window stay free: some terminals scroll at the last, and ncurses, which
 * goes a long way round to fill it, takes the right half of a wide letter before it for a letter.
 */
static void
put(const struct canvas *c, int row, int col, struct str text, unsigned attr)
{
	if (row == c->rows - 1 && col < c->cols)
		text = width_fit(text, c->cols - CORNER - col);
	if (text.len > 0 && row >= 0 && row < c->rows && col < c->cols)
		c->put(c->context, row, col, text, attr);
}

/* text, or its beginning and "..." */
static struct str
shortened(struct arena *a, struct str text, int cols)
{
	if (width_str(text) <= cols)
		return text;
	if (cols <= 3)
		return width_fit(text, cols);
	return str_printf(a, "%.*s...", STR_ARG(str_trim(width_fit(text, cols - 3))));
}

/* ---- the top line ---- */

static struct str
parts_joined(struct arena *a, const struct str *part, int parts, int gap)
{
	struct buf b = BUF_IN(a);

	for (int i = 0; i < parts; i++) {
		if (part[i].len == 0)
			continue;
		if (b.len > 0)
			buf_printf(&b, "%*s", gap, "");
		buf_str(&b, part[i]);
	}
	return buf_get(&b);
}

/*
 * The right part of the top line. The title gives way first, down to TITLE_MIN columns; then parts
 * leave from the front, the place first, because t tells it; who is always there.
 */
static struct str
top_right(const struct view *v, int cols)
{
	const struct str part[] = { v->where, v->status, v->who };
	enum { PARTS = sizeof(part) / sizeof(*part) };
	int title = width_str(v->title), least = title < TITLE_MIN ? title : TITLE_MIN;
	struct str all = STR_NONE;

	for (int from = 0; from < PARTS; from++) {
		if (part[from].len == 0 && from > 0)
			continue;
		for (int gap = PART_GAP; gap >= PART_GAP - 1; gap--) {
			all = parts_joined(v->arena, part + from, PARTS - from, gap);
			if (title + TITLE_GAP + width_str(all) <= cols)
				return all;
		}
		if (least + TITLE_GAP + width_str(all) <= cols)
			return all;
	}
	return shortened(v->arena, all, cols - least - TITLE_GAP);
}

static void
top_present(const struct view *v, const struct canvas *c)
{
	struct str right = top_right(v, c->cols);
	int room = c->cols - (right.len > 0 ? width_str(right) + TITLE_GAP : 0);

	put(c, 0, 0, shortened(v->arena, v->title, room), ATTR_BOLD);
	put(c, 0, c->cols - width_str(right), right, ATTR_PLAIN);
}

/* ---- the footer ---- */

static int
hint_width(const struct hint *h)
{
	return width_str(h->keys) + (h->words.len > 0 ? 1 + width_str(h->words) : 0);
}

static int
hints_width(const struct hint *const *shown, int count, int gap)
{
	int width = count > 0 ? (count - 1) * gap : 0;

	for (int i = 0; i < count; i++)
		width += hint_width(shown[i]);
	return width;
}

/* Hints are left out from the end, but for the last two: there stand help and the way out. */
static void
footer_present(const struct view *v, const struct canvas *c)
{
	const struct hint *shown[HINTS_MAX];
	int count = 0, gap = PART_GAP, col = 0, row = c->rows - 1, address = width_str(v->address);

	for (uint32_t i = 0; i < v->hints && count < HINTS_MAX; i++)
		shown[count++] = &v->hint[i];
	if (hints_width(shown, count, gap) > c->cols - CORNER)
		gap = PART_GAP - 1;
	while (count > 1 && hints_width(shown, count, gap) > c->cols - CORNER) {
		int out = count > 2 ? count - 3 : 0;

		count--;
		memmove(shown + out, shown + out + 1, (size_t)(count - out) * sizeof(*shown));
	}
	for (int i = 0; i < count; i++) {
		put(c, row, col, shown[i]->keys, ATTR_PLAIN);
		put(c, row, col + width_str(shown[i]->keys) + 1, shown[i]->words, ATTR_PLAIN);
		col += hint_width(shown[i]) + gap;
	}
	if (address > 0 && col + address + ADDRESS_RIGHT <= c->cols)
		put(c, row, c->cols - ADDRESS_RIGHT - address, v->address, ATTR_PLAIN);
}

/* ---- the body, by windowfuls ---- */

struct windowful {
	uint32_t first, end;
	bool above, below;
};

static bool
is_blank_line(const struct body *b, uint32_t line)
{
	return b->line[line].pieces == 0;
}

/* The end of the windowful that begins at first: between items, where that leaves it half full. */
static uint32_t
windowful_end(const struct body *b, uint32_t first, uint32_t height)
{
	uint32_t end = first + height;

	if (end >= b->lines)
		return b->lines;
	while (end > first + height / 2 && !b->line[end].starts)
		end--;
	return b->line[end].starts ? end : first + height;
}

/* The last windowful is filled from above: a few lines alone would say less. */
static uint32_t
last_first(const struct body *b, uint32_t first, uint32_t height)
{
	uint32_t from = b->lines > height ? b->lines - height : 0;

	while (from < first && !b->line[from].starts)
		from++;
	return from;
}

/* Number n of the windowfuls, or the last one; which: its number. */
static struct windowful
windowful_at(const struct body *b, uint32_t height, uint32_t n, uint32_t *which)
{
	struct windowful w = { 0, windowful_end(b, 0, height), false, false };

	for (*which = 0; *which < n && w.end < b->lines; ++*which) {
		w.first = w.end;
		while (w.first < b->lines - 1 && is_blank_line(b, w.first))
			w.first++;
		w.end = windowful_end(b, w.first, height);
		if (w.end == b->lines)
			w.first = last_first(b, w.first, height);
	}
	w.above = w.first > 0;
	w.below = w.end < b->lines;
	return w;
}

static uint32_t
windowful_of_focus(const struct body *b, uint32_t height)
{
	uint32_t which = 0;

	if (!b->has_focus)
		return 0;
	for (uint32_t n = 0;; n++) {
		struct windowful w = windowful_at(b, height, n, &which);

		if (which < n || b->cursor_line < w.end)
			return which;
	}
}

/* Rows under a windowful of an overlong body: the note, or the words that there is more. */
static uint32_t
rows_below(const struct body *b, int rows)
{
	uint32_t note = b->has_note ? b->note_last - b->note_first + 1 : 1;

	if (b->lines <= (uint32_t)view_body_rows(rows))
		return 0;
	return note < NOTE_ROWS ? note : NOTE_ROWS;
}

static uint32_t
body_height(const struct body *b, int rows)
{
	return (uint32_t)view_body_rows(rows) - rows_below(b, rows);
}

static struct windowful
windowful_shown(const struct body *b, const struct canvas *c)
{
	uint32_t height = body_height(b, c->rows), which;
	int64_t asked = (int64_t)windowful_of_focus(b, height) + c->turned;

	return windowful_at(b, height, asked < 0 ? 0 : (uint32_t)asked, &which);
}

bool
present_turn(const struct view *v, struct canvas *c, int by)
{
	struct body b = lay_body(v, c->cols);
	struct windowful w = windowful_shown(&b, c);

	if (by > 0 ? !w.below : !w.above)
		return false;
	c->turned += by > 0 ? 1 : -1;
	return true;
}

bool
present_hides_focus(const struct view *v, const struct canvas *c)
{
	struct body b = lay_body(v, c->cols);
	struct windowful w = windowful_shown(&b, c);

	return b.has_focus && (b.cursor_line < w.first || b.cursor_line >= w.end);
}

static struct str
more_words(const struct view *v, const struct windowful *w)
{
	if (w->above && w->below)
		return str_from(v->field ? _("-- more: PgDn, PgUp --") : _("-- more: Space, b --"));
	if (w->above)
		return str_from(v->field ? _("-- more above: PgUp --") : _("-- more above: b --"));
	return str_from(v->field ? _("-- more below: PgDn --") : _("-- more below: Space --"));
}

static void
line_present(const struct canvas *c, const struct line_of *line, int row)
{
	for (uint32_t p = 0; p < line->pieces; p++)
		put(c, row, line->piece[p].col, line->piece[p].text, line->piece[p].attr);
}

/* The last line of a note that has room for, and then that there is more. */
static void
note_end_present(const struct view *v, const struct canvas *c, const struct line_of *line, bool cut)
{
	struct str words = str_from(_("(more)")), text;
	struct piece last = line->pieces > 0 ? line->piece[0] : (struct piece){ STR_NONE, 0, 0 };

	text = cut ? str_printf(v->arena, "%.*s ...", STR_ARG(last.text)) : last.text;
	text = shortened(v->arena, text, c->cols - 3 - last.col - width_str(words));
	put(c, c->rows - 2, last.col, text, last.attr);
	put(c, c->rows - 2, last.col + width_str(text) + 2, words, ATTR_PLAIN);
}

/* The answer to what was just done has to be seen, also where it would be in another windowful. */
static void
note_present(const struct view *v, const struct canvas *c, const struct body *b)
{
	const struct line_of *line = &b->line[b->note_first];
	int shown = (int)rows_below(b, c->rows), lines = (int)(b->note_last - b->note_first) + 1;

	for (int i = 0; i < shown - 1; i++)
		line_present(c, &line[i], c->rows - 1 - shown + i);
	note_end_present(v, c, &line[shown - 1], shown < lines);
}

static void
body_present(const struct view *v, const struct canvas *c)
{
	struct body b = lay_body(v, c->cols);
	struct windowful w = windowful_shown(&b, c);
	bool seen = b.has_focus && b.cursor_line >= w.first && b.cursor_line < w.end;
	uint32_t end = w.end;

	if (b.has_note && (b.note_first < w.first || b.note_last >= w.end)) {
		note_present(v, c, &b);
		end = b.note_first >= w.first && b.note_first < end ? b.note_first : end;
	} else if (w.above || w.below) {
		put(c, c->rows - 2, 0, more_words(v, &w), ATTR_PLAIN);
	}
	for (uint32_t l = w.first; l < end; l++)
		line_present(c, &b.line[l], BODY_ROW + (int)(l - w.first));
	/* Without a focus, where reading begins: a braille line follows the cursor. */
	c->cursor(c->context, seen ? BODY_ROW + (int)(b.cursor_line - w.first) : BODY_ROW,
	    seen ? b.cursor_col : 0);
}

/* ---- all of it ---- */

void
present_cells(const struct view *v, const struct canvas *c)
{
	if (c->cols < VIEW_COLS_MIN || c->rows < VIEW_ROWS_MIN) {
		present_too_small(v, c);
		return;
	}
	top_present(v, c);
	body_present(v, c);
	footer_present(v, c);
}

/* The login in "Amina Macuácua (amina)" or "amina". */
static struct str
login_of(struct str who)
{
	size_t open = str_find(who, 0, "(");

	if (open < who.len && str_ends(who, ")"))
		return str_sub(who, open + 1, who.len - 1);
	if (who.len > 0 && str_find(who, 0, " ") == who.len)
		return who;
	return str_from(_("NAME"));
}

void
present_too_small(const struct view *v, const struct canvas *c)
{
	struct str text = str_printf(v->arena,
	    _("This window is too small (%dx%d). Make it at least %dx%d, or log in as %.*s+line."),
	    c->cols, c->rows, VIEW_COLS_MIN, VIEW_ROWS_MIN, STR_ARG(login_of(v->who)));
	size_t at = 0;

	for (int row = 0; row < c->rows && at < text.len; row++) {
		struct str part = c->cols > 2 ? width_line(text, at, c->cols - 1, &at)
					      : str_sub(text, at, at + 1);

		if (c->cols <= 2)
			at++;
		put(c, row, 0, part, ATTR_PLAIN);
	}
	c->cursor(c->context, 0, 0);
}
