#include "courses/read/gift.h"

#include <string.h>

#include "courses/base/utf8.h"
#include "courses/read/grow.h"

/* ---- format markers ---- */

enum gift_format
gift_marker(struct run *r, enum gift_format otherwise)
{
	static const struct {
		const char *mark;
		enum gift_format format;
	} markers[] = {
		{ "[html]", FORMAT_HTML },
		{ "[moodle]", FORMAT_AUTO },
		{ "[plain]", FORMAT_PLAIN },
		{ "[markdown]", FORMAT_MARKDOWN },
	};
	struct run text = run_trim(*r);

	for (size_t i = 0; i < sizeof(markers) / sizeof(markers[0]); i++) {
		uint32_t len = (uint32_t)strlen(markers[i].mark), same = 0;

		while (same < len && run_is(text, same, markers[i].mark[same]))
			same++;
		if (same < len)
			continue;
		*r = run_trim(run_sub(text, len, text.len));
		return markers[i].format;
	}
	return otherwise;
}

/* ---- plain ---- */

/* Scripts that are written without blanks: a line end between two such letters is nothing. */
static bool
is_cjk(uint32_t cp)
{
	return (cp >= 0x2E80 && cp <= 0x9FFF) || (cp >= 0xF900 && cp <= 0xFAFF) ||
	       (cp >= 0xFF00 && cp <= 0xFF60) || (cp >= 0x20000 && cp <= 0x3FFFF);
}

static uint32_t
letter_before(struct str s)
{
	uint32_t cp = 0;
	size_t at = s.len;

	while (at > 0 && s.len - at < 4 && ((unsigned char)s.at[at - 1] & 0xC0) == 0x80)
		at--;
	if (at > 0)
		utf8_get(s, at - 1, &cp);
	return cp;
}

static uint32_t
letter_at(struct run r, uint32_t i)
{
	char bytes[4];
	size_t len = 0;
	uint32_t cp = 0;

	while (len < sizeof(bytes) && i + len < r.len) {
		bytes[len] = r.at[i + len].c;
		len++;
	}
	if (len > 0)
		utf8_get((struct str){ bytes, len }, 0, &cp);
	return cp;
}

void
gift_blanks_drop(struct buf *b)
{
	while (b->len > 0 && b->at[b->len - 1] == ' ')
		b->len--;
}

/*
 * Where the file's line ends is a blank, as in a module file, however the author's editor wrapped
 * it; an escaped \n is a line; more than one empty line is one.
 */
static struct str
plain_text(struct arena *a, struct run r, bool keeps_lines)
{
	struct buf b = BUF_IN(a);
	bool is_soft = false; /* a line of the file ended here */

	for (uint32_t i = 0; i < r.len; i++) {
		char ch = r.at[i].c == '\t' ? ' ' : r.at[i].c;

		if (ch == '\n' && !r.at[i].is_escaped && !keeps_lines) {
			gift_blanks_drop(&b);
			is_soft = true;
			continue;
		}
		if (ch == ' ' && is_soft)
			continue;
		if (ch == '\n') {
			gift_blanks_drop(&b);
			if (!str_ends(buf_get(&b), "\n\n"))
				buf_char(&b, '\n');
			is_soft = false;
			continue;
		}
		if (is_soft && b.len > 0 && b.at[b.len - 1] != '\n' &&
		    !(is_cjk(letter_before(buf_get(&b))) && is_cjk(letter_at(r, i))))
			buf_char(&b, ' ');
		is_soft = false;
		buf_char(&b, ch);
	}
	return str_trim(buf_get(&b));
}

/* ---- the doors ---- */

static struct str
clean(struct gift *g, struct str text, uint32_t pos)
{
	return source_text(
	    g->arena, g->problems, g->s.file, str_copy(g->arena, text), gift_line(g, pos), 0);
}

/* Tags in a text that is no [html]: Moodle would show them as what they mean, we do not. */
static void
stray_tags(struct gift *g, struct run r)
{
	struct str in = run_bytes(g->scratch, r);

	for (size_t at = 0; at < in.len; at++) {
		struct str name;
		size_t from = at + 1, end;

		if (in.at[at] != '<' || !gift_html_tag(in, at))
			continue;
		from += in.at[from] == '/';
		for (end = from; end < in.len; end++)
			if (!(in.at[end] >= 'a' && in.at[end] <= 'z') &&
			    !(in.at[end] >= '0' && in.at[end] <= '9'))
				break;
		name = str_sub(in, from, end);
		if (end == in.len || strchr(" />", in.at[end]) == NULL)
			continue;
		if (!gift_html_knows(name))
			continue;
		gift_warning(g, r.at[at].pos,
		    "<%.*s> is shown as it is written; put [html] before the text if it is HTML",
		    STR_ARG(name));
		return;
	}
}

const struct gift_piece *
gift_piece(const struct gift_form *f, enum gift_place place, uint32_t index)
{
	for (uint32_t i = 0; i < f->pieces; i++)
		if (f->piece[i].place == place && f->piece[i].index == index)
			return &f->piece[i];
	return NULL;
}

static void
piece_note(struct gift *g, struct run text, enum gift_format format, enum gift_place place,
    uint32_t index)
{
	if (format == g->form->format && format != FORMAT_HTML)
		return;
	*GROW(g->arena, g->form->piece, g->form->pieces) = (struct gift_piece){
		.place = place,
		.index = index,
		.format = format,
		.html = format == FORMAT_HTML ? run_bytes(g->arena, text) : STR_NONE,
	};
}

static struct str
text_in(struct gift *g, struct run text, enum gift_format format, enum gift_place place,
    uint32_t index)
{
	if (text.len == 0)
		return STR_NONE;
	piece_note(g, text, format, place, index);
	if (format == FORMAT_HTML)
		return clean(g, gift_html(g, text), text.at[0].pos);
	if (format == FORMAT_MARKDOWN && !g->has_told_markdown) {
		g->has_told_markdown = true;
		gift_warning(
		    g, text.at[0].pos, "[markdown] is shown as it is written; write plain text");
	}
	if (format == FORMAT_AUTO)
		stray_tags(g, text);
	return clean(
	    g, plain_text(g->scratch, text, format == FORMAT_MARKDOWN), text.at[0].pos);
}

struct str
gift_text(struct gift *g, struct run r, enum gift_place place, uint32_t index)
{
	struct run text = run_trim(r);
	enum gift_format format = gift_marker(&text, g->format);

	return text_in(g, text, format, place, index);
}

struct str
gift_stem(struct gift *g, struct run r)
{
	return text_in(g, run_trim(r), g->format, GIFT_STEM, 0);
}

struct str
gift_plain(struct gift *g, struct run r)
{
	struct run text = run_trim(r);

	if (text.len == 0)
		return STR_NONE;
	return clean(g, plain_text(g->scratch, text, false), text.at[0].pos);
}
