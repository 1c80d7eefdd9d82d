#include "courses/read/gift.h"

#include <stdlib.h>
#include <string.h>

#include "courses/base/utf8.h"

/*
 * Moodle's [html] as text for a terminal: what stands in format-example keeps its meaning, the rest
 * loses its tags. No tree is built: a tag only says what is due before the next letter.
 */

enum tag {
	TAG_OTHER,
	TAG_PARAGRAPH,
	TAG_BREAK,
	TAG_INLINE, /* nothing of it can be seen */
	TAG_PRE,
	TAG_BULLETS,
	TAG_NUMBERS,
	TAG_ITEM,
	TAG_ABOVE,
	TAG_BELOW,
	TAG_LINK,
	TAG_TABLE,
	TAG_ROW,
	TAG_CELL,
	TAG_IMAGE,
	TAG_SILENT, /* what stands inside is for programs */
	TAG_APART,  /* dropped, but what stands inside is a paragraph */
};

/* clang-format off */
static const struct {
	const char *name;
	enum tag tag;
} tags[] = {
	{ "p", TAG_PARAGRAPH }, { "br", TAG_BREAK }, { "b", TAG_INLINE }, { "strong", TAG_INLINE },
	{ "i", TAG_INLINE }, { "em", TAG_INLINE }, { "u", TAG_INLINE }, { "code", TAG_INLINE },
	{ "pre", TAG_PRE }, { "ul", TAG_BULLETS }, { "ol", TAG_NUMBERS }, { "li", TAG_ITEM },
	{ "sup", TAG_ABOVE }, { "sub", TAG_BELOW }, { "a", TAG_LINK }, { "table", TAG_TABLE },
	{ "thead", TAG_INLINE }, { "tbody", TAG_INLINE }, { "tfoot", TAG_INLINE },
	{ "tr", TAG_ROW }, { "td", TAG_CELL }, { "th", TAG_CELL }, { "img", TAG_IMAGE },
	{ "script", TAG_SILENT }, { "style", TAG_SILENT }, { "div", TAG_APART },
	{ "blockquote", TAG_APART }, { "h1", TAG_APART }, { "h2", TAG_APART }, { "h3", TAG_APART },
	{ "h4", TAG_APART }, { "h5", TAG_APART }, { "h6", TAG_APART }, { "hr", TAG_APART },
};
/* clang-format on */

/* clang-format off */
static const struct {
	const char *name;
	uint32_t cp;
} entities[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' },
	{ "nbsp", 0xA0 }, { "iexcl", 0xA1 }, { "cent", 0xA2 }, { "pound", 0xA3 },
	{ "curren", 0xA4 }, { "yen", 0xA5 }, { "brvbar", 0xA6 }, { "sect", 0xA7 }, { "uml", 0xA8 },
	{ "copy", 0xA9 }, { "ordf", 0xAA }, { "laquo", 0xAB }, { "not", 0xAC }, { "reg", 0xAE },
	{ "macr", 0xAF }, { "deg", 0xB0 }, { "plusmn", 0xB1 }, { "sup2", 0xB2 }, { "sup3", 0xB3 },
	{ "acute", 0xB4 }, { "micro", 0xB5 }, { "para", 0xB6 }, { "middot", 0xB7 },
	{ "cedil", 0xB8 }, { "sup1", 0xB9 }, { "ordm", 0xBA }, { "raquo", 0xBB },
	{ "frac14", 0xBC }, { "frac12", 0xBD }, { "frac34", 0xBE }, { "iquest", 0xBF },
	{ "Agrave", 0xC0 }, { "Aacute", 0xC1 }, { "Acirc", 0xC2 }, { "Atilde", 0xC3 },
	{ "Auml", 0xC4 }, { "Aring", 0xC5 }, { "AElig", 0xC6 }, { "Ccedil", 0xC7 },
	{ "Egrave", 0xC8 }, { "Eacute", 0xC9 }, { "Ecirc", 0xCA }, { "Euml", 0xCB },
	{ "Igrave", 0xCC }, { "Iacute", 0xCD }, { "Icirc", 0xCE }, { "Iuml", 0xCF },
	{ "ETH", 0xD0 }, { "Ntilde", 0xD1 }, { "Ograve", 0xD2 }, { "Oacute", 0xD3 },
	{ "Ocirc", 0xD4 }, { "Otilde", 0xD5 }, { "Ouml", 0xD6 }, { "times", 0xD7 },
	{ "Oslash", 0xD8 }, { "Ugrave", 0xD9 }, { "Uacute", 0xDA }, { "Ucirc", 0xDB },
	{ "Uuml", 0xDC }, { "Yacute", 0xDD }, { "THORN", 0xDE }, { "szlig", 0xDF },
	{ "agrave", 0xE0 }, { "aacute", 0xE1 }, { "acirc", 0xE2 }, { "atilde", 0xE3 },
	{ "auml", 0xE4 }, { "aring", 0xE5 }, { "aelig", 0xE6 }, { "ccedil", 0xE7 },
	{ "egrave", 0xE8 }, { "eacute", 0xE9 }, { "ecirc", 0xEA }, { "euml", 0xEB },
	{ "igrave", 0xEC }, { "iacute", 0xED }, { "icirc", 0xEE }, { "iuml", 0xEF },
	{ "eth", 0xF0 }, { "ntilde", 0xF1 }, { "ograve", 0xF2 }, { "oacute", 0xF3 },
	{ "ocirc", 0xF4 }, { "otilde", 0xF5 }, { "ouml", 0xF6 }, { "divide", 0xF7 },
	{ "oslash", 0xF8 }, { "ugrave", 0xF9 }, { "uacute", 0xFA }, { "ucirc", 0xFB },
	{ "uuml", 0xFC }, { "yacute", 0xFD }, { "thorn", 0xFE }, { "yuml", 0xFF },
	{ "OElig", 0x152 }, { "oelig", 0x153 }, { "Scaron", 0x160 }, { "scaron", 0x161 },
	{ "ndash", 0x2013 }, { "mdash", 0x2014 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 },
	{ "sbquo", 0x201A }, { "ldquo", 0x201C }, { "rdquo", 0x201D }, { "bdquo", 0x201E },
	{ "bull", 0x2022 }, { "hellip", 0x2026 }, { "permil", 0x2030 }, { "prime", 0x2032 },
	{ "lsaquo", 0x2039 }, { "rsaquo", 0x203A }, { "euro", 0x20AC }, { "trade", 0x2122 },
	{ "larr", 0x2190 }, { "uarr", 0x2191 }, { "rarr", 0x2192 }, { "darr", 0x2193 },
	{ "minus", 0x2212 }, { "radic", 0x221A }, { "infin", 0x221E }, { "asymp", 0x2248 },
	{ "ne", 0x2260 }, { "le", 0x2264 }, { "ge", 0x2265 }, { "shy", 0 }, { "zwnj", 0x200C },
	{ "zwj", 0x200D }, { "ensp", ' ' }, { "emsp", ' ' }, { "thinsp", ' ' },
};
/* clang-format on */

enum { HTML_DEPTH = 8 };

struct html {
	struct gift *g;
	struct run r; /* where each byte of `in` came from */
	struct str in;
	struct buf out;
	bool has_space;  /* a blank is due before the next letter */
	bool has_hard;   /* and it is one that joins words on one line */
	unsigned breaks; /* so many line ends are due before it: 2 is a paragraph */
	unsigned pre;
	unsigned lists;              /* depth, may be more than the array holds */
	uint32_t number[HTML_DEPTH]; /* the last item's; 0 in a list with bullets */
	bool is_numbered[HTML_DEPTH];
	bool has_cell;  /* the row has one already */
	size_t item_at; /* behind the sign of a list item: a paragraph that begins there is none */
	struct str href;
	size_t link_from; /* where the link's text began */
};

static void
html_break(struct html *h, unsigned breaks)
{
	if (h->breaks < breaks && (h->out.len == 0 || h->out.len != h->item_at))
		h->breaks = breaks;
	h->has_space = false;
}

/* What is due before the next letter. */
static void
html_due(struct html *h)
{
	if (h->breaks > 0 && h->out.len > 0) {
		gift_blanks_drop(&h->out);
		for (unsigned i = 0; i < h->breaks; i++)
			buf_char(&h->out, '\n');
	} else if (h->has_space && h->out.len > 0 && h->out.at[h->out.len - 1] != '\n') {
		buf_z(&h->out, h->has_hard ? "\xC2\xA0" : " ");
	}
	h->breaks = 0;
	h->has_space = false;
	h->has_hard = false;
}

static void
html_letter(struct html *h, const char *bytes, size_t len)
{
	bool is_blank = len == 1 && (*bytes == ' ' || *bytes == '\t' || *bytes == '\n');

	if (is_blank && h->pre == 0) {
		h->has_space = true;
		return;
	}
	if (is_blank && *bytes == '\n') {
		if (h->breaks < 2)
			h->breaks++;
		return;
	}
	html_due(h);
	buf_add(&h->out, bytes, len);
}

static void
html_words(struct html *h, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		html_letter(h, s.at + i, 1);
}

static uint32_t
html_pos(const struct html *h, size_t at)
{
	return h->r.at[at].pos;
}

/* "&eacute;", "&#233;", "&#xE9;" at `at`. Gives the bytes it takes; 0: it is just a "&". */
static size_t
entity_read(struct html *h, struct str in, size_t at, uint32_t *cp)
{
	size_t end = at + 1;

	while (end < in.len && end - at < 12 && in.at[end] != ';')
		end++;
	if (end >= in.len || in.at[end] != ';' || end == at + 1)
		return 0;

	struct str name = str_sub(in, at + 1, end);

	if (name.at[0] == '#') {
		bool is_hex = name.len > 1 && (name.at[1] == 'x' || name.at[1] == 'X');
		char digits[12] = { 0 }, *rest = NULL;
		size_t skip = is_hex ? 2 : 1;

		memcpy(digits, name.at + skip, name.len - skip);
		if (digits[0] == '\0' || strchr("+- ", digits[0]) != NULL)
			return 0;
		*cp = (uint32_t)strtoul(digits, &rest, is_hex ? 16 : 10);
		return *rest == '\0' ? end + 1 - at : 0;
	}
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (str_is(name, entities[i].name)) {
			*cp = entities[i].cp;
			return end + 1 - at;
		}
	for (size_t i = 0; i < name.len; i++)
		if ((name.at[i] | 0x20) < 'a' || (name.at[i] | 0x20) > 'z')
			return 0;
	gift_warning(h->g, html_pos(h, at),
	    "the HTML sign &%.*s; is not known and is shown as it is; write the letter itself",
	    STR_ARG(name));
	return 0;
}

static void
html_entity(struct html *h, uint32_t cp)
{
	char bytes[4];

	if (cp == 0)
		return;
	/* Editors leave it at the ends of paragraphs, where it joins nothing. */
	if (cp == 0xA0 && h->pre == 0) {
		h->has_space = h->has_hard = true;
		return;
	}
	html_letter(h, bytes, utf8_put(bytes, cp));
}

/* An attribute's value with its entities made letters; empty when it is not there. */
static struct str
html_attribute(struct html *h, struct str tag, size_t base, const char *name)
{
	struct buf b = BUF_IN(h->g->scratch);
	size_t at = 0, len = strlen(name);
	char quote = '\0';

	for (;; at++) {
		if (at + len + 1 >= tag.len)
			return STR_NONE;
		if (quote != '\0') {
			if (tag.at[at] == quote)
				quote = '\0';
			continue;
		}
		if (tag.at[at] == '"' || tag.at[at] == '\'')
			quote = tag.at[at];
		if ((tag.at[at] == ' ' || tag.at[at] == '\t' || tag.at[at] == '\n') &&
		    strncasecmp(tag.at + at + 1, name, len) == 0 && tag.at[at + 1 + len] == '=')
			break;
	}
	at += len + 2;
	quote = at < tag.len && (tag.at[at] == '"' || tag.at[at] == '\'') ? tag.at[at++] : '\0';
	while (at < tag.len &&
	       (quote != '\0' ? tag.at[at] != quote : strchr(" \t\n>", tag.at[at]) == NULL)) {
		uint32_t cp;
		size_t step = tag.at[at] == '&' ? entity_read(h, h->in, base + at, &cp) : 0;
		char bytes[4];

		if (step > 0) {
			buf_add(&b, bytes, utf8_put(bytes, cp));
			at += step;
		} else {
			buf_char(&b, tag.at[at++]);
		}
	}
	return str_trim(buf_get(&b));
}

static void
html_dropped(struct html *h, struct str name, size_t at)
{
	struct gift *g = h->g;

	for (uint32_t i = 0; i < g->dropped_count; i++)
		if (str_eq(g->dropped[i], name))
			return;
	if (g->dropped_count == GIFT_TAGS)
		return;
	g->dropped[g->dropped_count++] = str_copy(g->arena, name);
	gift_warning(g, html_pos(h, at),
	    "the HTML tag <%.*s> is not shown, only the text inside it; delete it or say it in "
	    "words",
	    STR_ARG(name));
}

static void
html_list(struct html *h, bool is_numbered, bool is_end)
{
	if (is_end) {
		h->lists -= h->lists > 0;
		html_break(h, h->lists > 0 ? 1 : 2);
		return;
	}
	html_break(h, h->lists > 0 ? 1 : 2);
	if (h->lists < HTML_DEPTH) {
		h->number[h->lists] = 0;
		h->is_numbered[h->lists] = is_numbered;
	}
	h->lists++;
}

static void
html_item(struct html *h)
{
	unsigned depth = h->lists > 0 ? h->lists - 1 : 0;

	if (depth >= HTML_DEPTH)
		depth = HTML_DEPTH - 1;
	html_break(h, 1);
	html_due(h);
	for (unsigned i = 0; i < depth; i++)
		buf_z(&h->out, "  ");
	if (h->lists > 0 && h->is_numbered[depth])
		buf_printf(&h->out, "%u. ", (unsigned)++h->number[depth]);
	else
		buf_z(&h->out, "- ");
	h->item_at = h->out.len;
}

static void
html_link(struct html *h, struct str tag, size_t base, bool is_end)
{
	if (!is_end) {
		h->href = html_attribute(h, tag, base, "href");
		html_due(h);
		h->link_from = h->out.len;
		return;
	}
	struct str text = str_sub(buf_get(&h->out), h->link_from, h->out.len);
	bool is_address = str_starts(h->href, "https://") || str_starts(h->href, "http://");

	if (is_address && !str_eq(text, h->href)) {
		html_words(h, STR(" ("));
		html_words(h, h->href);
		html_words(h, STR(")"));
	}
	h->href = STR_NONE;
}

static void
html_image(struct html *h, struct str tag, size_t base, size_t at)
{
	struct str words = html_attribute(h, tag, base, "alt");

	if (words.len == 0) {
		gift_error(h->g, html_pos(h, at),
		    "this image has no text form; describe it in alt=\"...\", or ask the question "
		    "without it");
		return;
	}
	html_words(h, STR(" ["));
	html_words(h, words);
	html_words(h, STR("] "));
}

static enum tag
tag_find(struct str name)
{
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (str_is(name, tags[i].name))
			return tags[i].tag;
	return TAG_OTHER;
}

bool
gift_html_knows(struct str name)
{
	return tag_find(name) != TAG_OTHER || str_is(name, "span");
}

/* Past the ">" that ends the tag which begins at `at`; quotes may hold one. */
static size_t
tag_end(struct str in, size_t at)
{
	char quote = '\0';

	for (; at < in.len; at++) {
		char ch = in.at[at];

		if (quote != '\0') {
			if (ch == quote)
				quote = '\0';
		} else if (ch == '"' || ch == '\'') {
			quote = ch;
		} else if (ch == '>') {
			return at + 1;
		}
	}
	return in.len;
}

/* What stands between <script> and </script>. Gives where to go on. */
static size_t
silent_skip(struct str in, size_t at, struct str name)
{
	for (; at + 2 + name.len <= in.len; at++)
		if (in.at[at] == '<' && in.at[at + 1] == '/' &&
		    strncasecmp(in.at + at + 2, name.at, name.len) == 0)
			return tag_end(in, at);
	return in.len;
}

static size_t
html_tag(struct html *h, size_t at)
{
	size_t end = tag_end(h->in, at), from = at + 1, to;
	bool is_end = from < h->in.len && h->in.at[from] == '/';
	char room[16];
	size_t len = 0;

	from += is_end;
	for (to = from; to < end; to++) {
		char ch = h->in.at[to];
		bool is_letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');

		if (!is_letter && !(ch >= '0' && ch <= '9') && ch != '-' && ch != ':')
			break;
		if (len < sizeof(room))
			room[len++] = (char)(ch >= 'A' && ch <= 'Z' ? ch - 'A' + 'a' : ch);
	}

	struct str name = { room, len }, rest = str_sub(h->in, to, end);

	switch (tag_find(name)) {
	case TAG_PARAGRAPH:
	case TAG_TABLE:
		html_break(h, h->lists > 0 ? 1 : 2);
		break;
	case TAG_BREAK:
		h->breaks += h->breaks < 2;
		h->has_space = false;
		break;
	case TAG_INLINE:
		break;
	case TAG_PRE:
		html_break(h, 2);
		if (is_end)
			h->pre -= h->pre > 0;
		else
			h->pre++;
		break;
	case TAG_BULLETS:
		html_list(h, false, is_end);
		break;
	case TAG_NUMBERS:
		html_list(h, true, is_end);
		break;
	case TAG_ITEM:
		if (!is_end)
			html_item(h);
		break;
	case TAG_ABOVE:
		if (!is_end)
			html_words(h, STR("^"));
		break;
	case TAG_BELOW:
		if (!is_end)
			html_words(h, STR("_"));
		break;
	case TAG_LINK:
		html_link(h, rest, to, is_end);
		break;
	case TAG_ROW:
		html_break(h, 1);
		h->has_cell = false;
		break;
	case TAG_CELL:
		if (!is_end && h->has_cell)
			html_words(h, STR(" | "));
		h->has_cell = true;
		h->has_space = h->has_space && !is_end;
		break;
	case TAG_IMAGE:
		html_image(h, rest, to, at);
		break;
	case TAG_SILENT:
		html_dropped(h, name, at);
		return is_end ? end : silent_skip(h->in, end, name);
	case TAG_APART:
		html_break(h, 2);
		html_dropped(h, name, at);
		break;
	case TAG_OTHER:
		html_dropped(h, name, at);
		break;
	}
	return end;
}

/* "<" that begins a tag, a comment or a declaration; "a < b" is text. */
bool
gift_html_tag(struct str in, size_t at)
{
	if (at + 1 == in.len)
		return false;

	char next = in.at[at + 1];

	if (next == '/' && at + 2 < in.len)
		next = in.at[at + 2];
	return (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '!';
}

struct str
gift_html(struct gift *g, struct run r)
{
	struct html h = {
		.g = g,
		.r = r,
		.in = run_bytes(g->scratch, r),
		.out = BUF_IN(g->scratch),
		.href = STR_NONE,
	};

	for (size_t at = 0; at < h.in.len;) {
		uint32_t cp;
		size_t step;

		if (h.in.at[at] == '<' && gift_html_tag(h.in, at)) {
			if (str_starts(str_sub(h.in, at, h.in.len), "<!--")) {
				size_t end = str_find(h.in, at + 4, "-->");

				at = end < h.in.len ? end + 3 : h.in.len;
			} else {
				at = html_tag(&h, at);
			}
		} else if (h.in.at[at] == '&' && (step = entity_read(&h, h.in, at, &cp)) > 0) {
			html_entity(&h, cp);
			at += step;
		} else {
			html_letter(&h, h.in.at + at, 1);
			at++;
		}
	}
	return str_trim(buf_get(&h.out));
}
