#include "tui/line/line.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "courses/base/width.h"
#include "tui/line/state.h"
#include "tui/screens/words.h"

/*
 *	notes that are new               Saved: 16.
 *	title and place, on a new page   Question 8 of 8. Choose one.
 *	items that are new               A laptop is off. ...
 *	the long hint, once a screen     Type a number and Enter. Or: b back, q leave, ? help.
 *	the prompt                       >
 */

enum { COLS_LEAST = 10 };

struct line *
line_new(int cols)
{
	struct line *l = calloc(1, sizeof(*l));

	if (l == NULL)
		arena_no_memory();
	l->cols = cols > 0 && cols < COLS_LEAST ? COLS_LEAST : cols;
	l->scratch = arena_new();
	l->blank = true;
	return l;
}

void
line_free(struct line *l)
{
	if (l == NULL)
		return;
	arena_free(l->scratch);
	free(l->said);
	free(l);
}

/* ---- lines ---- */

/* Ornaments that a speech program would read out, or not at all. */
static uint32_t
plain_letter(uint32_t cp)
{
	if (cp == 0x2502 || cp == 0x2503 || cp == 0x2551)
		return '|';
	if (cp == 0x2500 || cp == 0x2501 || cp == 0x2550)
		return '-';
	if (cp >= 0x2500 && cp <= 0x257F)
		return '+';
	if (cp >= 0x2580 && cp <= 0x259F)
		return '#';
	if (cp == '\t' || cp == 0x202F)
		return ' ';
	return cp;
}

/* Only letters and line feeds. keep: blanks stand for something (code, tables); else one blank says
 * it all. */
static struct str
cleaned(struct line *l, struct str s, bool keep)
{
	struct buf b = BUF_IN(l->scratch);

	for (size_t at = 0; at < s.len;) {
		char out[4];
		uint32_t cp;
		bool again;

		at += utf8_get(s, at, &cp);
		cp = plain_letter(cp);
		again = cp == ' ' && (b.len == 0 || b.at[b.len - 1] == ' ');
		if ((cp != '\n' && !safe_char(cp)) || (again && !keep))
			continue;
		buf_add(&b, out, utf8_put(out, cp));
	}
	return buf_get(&b);
}

/* The cursor is at the beginning of a line after this. */
static void
fresh_line(struct line *l, struct buf *out)
{
	if (l->open && !l->answered)
		buf_z(out, "\r\n");
	l->open = false;
}

/* Blanks that were to hold words together have done so by now; not every dumb terminal knows them.
 */
static void
text_add(struct buf *out, struct str text, const char *line_end)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t cp;
		size_t len = utf8_get(text, at, &cp);

		if (cp == '\n')
			buf_z(out, line_end);
		else if (cp == 0xA0)
			buf_char(out, ' ');
		else
			buf_add(out, text.at + at, len);
		at += len;
	}
}

void
line_close(struct line *l, struct buf *out)
{
	fresh_line(l, out);
	line_free(l);
}

static void
say_line(struct line *l, struct str text, struct buf *out)
{
	fresh_line(l, out);
	text_add(out, text, "\r\n");
	buf_z(out, "\r\n");
	l->blank = text.len == 0;
}

static void
say(struct line *l, struct str text, struct buf *out)
{
	size_t next;

	text = cleaned(l, text, false);
	for (size_t at = 0; at < text.len; at = next) {
		size_t end = str_find(text, at, "\n");

		if (l->cols > 0) {
			say_line(l, width_line(text, at, l->cols, &next), out);
		} else {
			say_line(l, str_trim(str_sub(text, at, end)), out);
			next = end + 1;
		}
	}
}

/* ---- rows that the screen has laid out ---- */

static struct str
row_text(struct line *l, const struct row *r)
{
	struct buf b = BUF_IN(l->scratch);

	buf_printf(&b, "%*s", r->indent, "");
	for (uint32_t i = 0; i < r->spans; i++)
		buf_str(&b, r->span[i].text);
	return cleaned(l, buf_get(&b), true);
}

/* A blank between two lines of one paragraph, but not in Chinese. */
static bool
needs_blank(struct str before, struct str after)
{
	uint32_t last = ' ', first = ' ';

	if (before.len > 0)
		utf8_get(before, utf8_cluster_before(before, before.len), &last);
	if (after.len > 0)
		utf8_get(after, 0, &first);
	return width_char(last) < 2 && width_char(first) < 2;
}

/* Where nobody wraps, a paragraph is one line again. Returns how many rows it took. */
static uint32_t
say_paragraph(struct line *l, const struct row *row, uint32_t rows, struct buf *out)
{
	struct buf b = BUF_IN(l->scratch);
	uint32_t n = 0;

	do {
		struct str text = str_trim(row_text(l, &row[n]));

		if (n > 0 && needs_blank(buf_get(&b), text))
			buf_char(&b, ' ');
		buf_str(&b, text);
		n++;
	} while (n < rows && row[n].spans > 0 && row[n].block == row[0].block && !row[n].verbatim &&
		 row[n].offset != row[n - 1].offset);
	say_line(l, buf_get(&b), out);
	return n;
}

static void
say_rows(struct line *l, const struct item *it, struct buf *out)
{
	for (uint32_t i = 0; i < it->rows;) {
		const struct row *r = &it->row[i];
		struct str text = row_text(l, r);

		if (str_trim(text).len == 0) {
			if (!l->blank)
				say_line(l, STR_NONE, out);
			i++;
		} else if (l->cols == 0 && !r->verbatim) {
			i += say_paragraph(l, r, it->rows - i, out);
		} else if (r->verbatim || width_str(text) <= l->cols) {
			say_line(l, text, out);
			i++;
		} else {
			say(l, text, out);
			i++;
		}
	}
}

/* ---- items ---- */

static void
choice_say(struct line *l, const struct item *it, struct buf *out)
{
	struct buf b = BUF_IN(l->scratch);

	if (it->number > 0)
		buf_printf(&b, "%d ", it->number);
	buf_str(&b, it->text);
	for (int i = 0; i < 2; i++)
		if (it->detail[i].len > 0)
			buf_printf(&b, ", %.*s", STR_ARG(it->detail[i]));
	if (it->chosen)
		buf_printf(&b, ", %s", _("chosen"));
	say(l, buf_get(&b), out);
}

static bool
ends_in_mark(struct str s)
{
	return s.len > 0 && strchr(":?>.", s.at[s.len - 1]) != NULL;
}

static void
pair_say(struct line *l, const struct item *it, struct buf *out)
{
	const char *colon = ends_in_mark(it->text) ? " " : ": ";

	say(l,
	    str_printf(l->scratch, "%.*s%s%.*s", STR_ARG(it->text), it->text.len > 0 ? colon : "",
		STR_ARG(it->value)),
	    out);
}

static void
item_say(struct line *l, const struct item *it, struct buf *out)
{
	switch (it->kind) {
	case ITEM_HEADING:
	case ITEM_TEXT:
	case ITEM_NOTE:
		say(l, it->text, out);
		break;
	case ITEM_METER:
		say(l, it->text.len > 0 ? it->text : str_printf(l->scratch, "%d%%", it->percent),
		    out);
		break;
	case ITEM_ROWS:
		say_rows(l, it, out);
		break;
	case ITEM_CHOICE:
		choice_say(l, it, out);
		break;
	case ITEM_FACT:
		pair_say(l, it, out);
		break;
	case ITEM_FIELD: /* an empty one is the prompt */
		if (it->value.len > 0 && !it->secret)
			pair_say(l, it, out);
		break;
	case ITEM_GAP:
	case ITEM_KINDS:
		break;
	}
}

/* ---- what is new ---- */

static uint64_t
mixed(uint64_t hash, uint64_t more)
{
	return (hash ^ more) * 1099511628211u;
}

/* Focus is not said: there is nothing to move. What was typed into the field was typed by the
 * learner. */
static uint64_t
item_hash(const struct item *it)
{
	uint64_t hash = mixed(str_hash(it->text), it->kind);

	hash = mixed(hash, (uint64_t)it->number);
	hash = mixed(hash, it->chosen);
	for (int i = 0; i < 2; i++)
		hash = mixed(hash, str_hash(it->detail[i]));
	if (it->kind != ITEM_FIELD || !it->focused)
		hash = mixed(hash, str_hash(it->value));
	for (uint32_t r = 0; r < it->rows; r++)
		for (uint32_t s = 0; s < it->row[r].spans; s++)
			hash = mixed(hash, str_hash(it->row[r].span[s].text));
	return hash;
}

static bool
was_said(const struct line *l, const struct item *it)
{
	uint64_t hash = item_hash(it);

	for (uint32_t i = 0; i < l->said_count; i++)
		if (l->said[i] == hash)
			return true;
	return false;
}

static void
remember_items(struct line *l, const struct view *v)
{
	if (v->items > l->said_room) {
		l->said_room = v->items * 2;
		l->said = realloc(l->said, l->said_room * sizeof(*l->said));
		if (l->said == NULL)
			arena_no_memory();
	}
	for (uint32_t i = 0; i < v->items; i++)
		l->said[i] = item_hash(&v->item[i]);
	l->said_count = v->items;
}

/* *last becomes what it is now; true: it was something else. */
static bool
changed(uint64_t *last, struct str now)
{
	uint64_t hash = str_hash(now), before = *last;

	*last = hash;
	return hash != before;
}

/* ---- the title ---- */

static void
sentence_add(struct line *l, struct buf *b, struct str text)
{
	char letter[4];
	uint32_t first;
	size_t len;

	text = str_trim(cleaned(l, text, false));
	if (text.len == 0)
		return;
	if (b->len > 0)
		buf_char(b, ' ');
	len = utf8_get(text, 0, &first);
	buf_add(b, letter, utf8_put(letter, (uint32_t)towupper((wint_t)first)));
	buf_str(b, str_sub(text, len, text.len));
	if (!ends_in_mark(text) && !str_ends(text, "!") && !str_ends(text, ")"))
		buf_char(b, '.');
}

/* The account is named when it changes, as a person would. false: there was nothing to say. */
static bool
title_say(struct line *l, const struct view *v, bool page, bool where, bool status, bool who,
    struct buf *out)
{
	struct buf b = BUF_IN(l->scratch);

	if (page)
		sentence_add(l, &b, v->title);
	if (page || where)
		sentence_add(l, &b, v->where);
	if (status)
		sentence_add(l, &b, v->status);
	if (who && v->who.len > 0) {
		if (b.len > 0)
			buf_char(&b, ' ');
		buf_printf(&b, "(%.*s)", STR_ARG(v->who));
	}
	say(l, buf_get(&b), out);
	return b.len > 0;
}

/* ---- hint and prompt ---- */

/* What can be typed as a line: the keys of one letter. Space cannot; s means the same. */
static struct str
typed_key(struct str keys)
{
	uint32_t cp;

	if (str_is(keys, "Space"))
		return STR("s");
	if (keys.len > 0 && utf8_get(keys, 0, &cp) == keys.len && (cp < '0' || cp > '9'))
		return keys;
	return STR_NONE;
}

/* What the answer is; NULL: there are only keys. */
static const char *
what_to_type(const struct view *v)
{
	if (v->field)
		return _("Type your answer and Enter.");
	for (uint32_t i = 0; i < v->items; i++)
		if (v->item[i].kind == ITEM_CHOICE && v->item[i].number > 0)
			return _("Type a number and Enter.");
	return NULL;
}

static void
hint_say(struct line *l, const struct view *v, struct buf *out)
{
	struct buf keys = BUF_IN(l->scratch);
	const char *what = what_to_type(v);

	for (uint32_t i = 0; i < v->hints; i++) {
		struct str key = typed_key(v->hint[i].keys);

		if (key.len == 0)
			continue;
		buf_printf(&keys, "%s %.*s\u00A0%.*s", keys.len > 0 ? "," : "", STR_ARG(key),
		    STR_ARG(v->hint[i].words));
	}
	if (keys.len == 0)
		say(l, str_from(what), out);
	else
		say(l,
		    str_printf(l->scratch, "%s%s%s%.*s.", what != NULL ? what : "",
			what != NULL ? " " : "",
			what != NULL ? _("Or:") : _("Type a letter and Enter:"),
			STR_ARG(buf_get(&keys))),
		    out);
}

static struct str
prompt_of(struct line *l, const struct view *v)
{
	if (v->prompt.len > 0)
		return v->prompt;
	for (uint32_t i = 0; i < v->items; i++) {
		const struct item *it = &v->item[i];

		if (it->kind == ITEM_FIELD && it->focused)
			return str_printf(l->scratch, "%.*s%s", STR_ARG(it->text),
			    ends_in_mark(it->text) ? " " : ": ");
	}
	return STR("> ");
}

/* Before it: what was typed already when something came in between. */
static void
prompt_say(struct line *l, const struct view *v, struct buf *out)
{
	struct buf b = BUF_OVER(l->prompt);
	bool secret = false;

	for (uint32_t i = 0; i < v->items; i++)
		if (v->item[i].kind == ITEM_FIELD && v->item[i].focused)
			secret = v->item[i].secret;
	fresh_line(l, out);
	text_add(&b, utf8_whole(str_sub(cleaned(l, prompt_of(l, v), true), 0, PROMPT_MAX)), " ");
	l->prompt_len = b.len;
	buf_str(out, buf_get(&b));
	if (!l->ended && !secret)
		buf_add(out, l->typed, l->typed_len);
	l->open = true;
	l->answered = false;
	l->blank = false;
}

/* ---- all of it ---- */

static bool
items_say(struct line *l, const struct view *v, bool notes, bool all, struct buf *out)
{
	bool any = false;

	for (uint32_t i = 0; i < v->items; i++) {
		const struct item *it = &v->item[i];

		if ((it->kind == ITEM_NOTE) != notes || (!all && was_said(l, it)))
			continue;
		any = any || it->kind != ITEM_GAP;
		item_say(l, it, out);
	}
	return any;
}

void
line_show(struct line *l, const struct view *v, struct buf *out)
{
	struct str key = str_printf(
	    v->arena, "%.*s\n%.*s\n%.*s", STR_ARG(v->screen), STR_ARG(v->page), STR_ARG(v->title));
	bool screen = changed(&l->screen, v->screen), page = changed(&l->page, key);
	bool where = changed(&l->where, v->where), status = changed(&l->status, v->status);
	bool who = changed(&l->who, v->who), prompt = changed(&l->prompt_hash, v->prompt), any;

	arena_reset(l->scratch);
	any = items_say(l, v, true, page, out);
	any = title_say(l, v, page, where, status, who, out) || any;
	any = items_say(l, v, false, page, out) || any;
	/* Answered the same as before: silence would say that nothing had happened. */
	if (!any && l->answered)
		items_say(l, v, true, true, out);
	if (screen || l->wants_hint) {
		hint_say(l, v, out);
		any = true;
	}
	l->wants_hint = false;
	if (any || prompt || l->answered || !l->open)
		prompt_say(l, v, out);
	remember_items(l, v);
}
