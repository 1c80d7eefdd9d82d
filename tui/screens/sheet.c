#include "tui/screens/sheet.h"

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "courses/base/width.h"
#include "tui/screens/screen.h"
#include "tui/screens/words.h"

enum { LINE_COLS = 40, ESSAY_LINES = 6, OPTION_INDENT = 4 };

/* The last filter: one line, without blanks at its end. */
static void
line_put(struct sheet *s, struct str text)
{
	size_t keep = s->out->len;

	for (size_t at = 0; at < text.len;) {
		char out[4];
		uint32_t cp;

		at += utf8_get(text, at, &cp);
		if (cp == 0xA0 || cp == 0x202F || cp == '\n' || cp == '\t')
			cp = ' ';
		if (!safe_char(cp))
			continue;
		buf_add(s->out, out, utf8_put(out, cp));
		if (cp != ' ')
			keep = s->out->len;
	}
	s->out->len = keep;
	buf_char(s->out, '\n');
}

void
sheet_gap(struct sheet *s)
{
	line_put(s, STR_NONE);
}

void
sheet_text(struct sheet *s, int indent, struct str mark, struct str text)
{
	int used = indent + width_str(mark), cols = s->cols - used > 2 ? s->cols - used : 2;
	size_t at = 0, next;

	do {
		struct str line = STR_NONE;

		next = text.len;
		if (at < text.len)
			line = width_line(text, at, cols, &next);
		line_put(s, at == 0 ? str_printf(s->a, "%*s%.*s%.*s", indent, "", STR_ARG(mark), STR_ARG(line)) :
				      str_printf(s->a, "%*s%.*s", used, "", STR_ARG(line)));
		at = next;
	} while (at < text.len);
}

void
sheet_heading(struct sheet *s, char under, struct str text)
{
	struct buf b = BUF_IN(s->a);
	int most = 0;
	size_t next;

	for (size_t at = 0; at < text.len; at = next) {
		int cols = width_str(width_line(text, at, s->cols, &next));

		most = cols > most ? cols : most;
	}
	sheet_text(s, 0, STR_NONE, text);
	for (int i = 0; i < most; i++)
		buf_char(&b, under);
	line_put(s, buf_get(&b));
}

void
sheet_rows(struct sheet *s, const struct row *row, uint32_t rows)
{
	for (uint32_t i = 0; i < rows; i++) {
		struct buf b = BUF_IN(s->a);

		buf_printf(&b, "%*s", row[i].indent, "");
		for (uint32_t j = 0; j < row[i].spans; j++)
			buf_str(&b, row[i].span[j].text);
		line_put(s, buf_get(&b));
	}
}

/* ---- questions ---- */

char
sheet_letter(uint32_t option)
{
	return option < SHEET_LETTERS ? (char)('a' + option) : '?';
}

static void
option_put(struct sheet *s, uint32_t i, struct str text)
{
	sheet_text(s, OPTION_INDENT, str_printf(s->a, "%c) ", sheet_letter(i)), text);
}

static void
pairs_put(struct sheet *s, const struct question *q)
{
	uint32_t lefts = 0, rights = 0;

	for (uint32_t i = 0; i < q->pairs; i++)
		if (q->pair[i].left_key != 0)
			sheet_text(s, OPTION_INDENT, str_printf(s->a, "%u  ", ++lefts), q->pair[i].left);
	sheet_gap(s);
	for (uint32_t i = 0; i < q->pairs; i++)
		if (q->pair[i].right_key != 0)
			option_put(s, rights++, q->pair[i].right);
}

static void
lines_put(struct sheet *s, int lines)
{
	struct buf b = BUF_IN(s->a);

	for (int i = 0; i < (lines > 1 ? s->cols - OPTION_INDENT : LINE_COLS); i++)
		buf_char(&b, '_');
	for (int i = 0; i < lines; i++) {
		if (i > 0)
			sheet_gap(s);
		sheet_text(s, OPTION_INDENT, STR_NONE, buf_get(&b));
	}
}

void
sheet_question(struct sheet *s, struct str mark, const struct question *q)
{
	sheet_text(s, 0, mark, q->text);
	if (q->kind == QUESTION_DESCRIPTION)
		return;
	sheet_text(s, OPTION_INDENT, STR_NONE, str_printf(s->a, "(%s)", form_kind(q)));
	sheet_gap(s);
	if (q->kind == QUESTION_MATCH)
		pairs_put(s, q);
	else if (q->kind == QUESTION_ESSAY)
		lines_put(s, ESSAY_LINES);
	else if (q->kind == QUESTION_SHORT || q->kind == QUESTION_NUMERICAL)
		lines_put(s, 1);
	else if (q->kind == QUESTION_TRUEFALSE) {
		/* As on the screen: never shuffled. */
		option_put(s, 0, str_from(_("True")));
		option_put(s, 1, str_from(_("False")));
	} else
		for (uint32_t i = 0; i < q->choices; i++)
			option_put(s, i, q->choice[i].text);
}
