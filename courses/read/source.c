#include "courses/read/source.h"

#include <stdio.h>
#include <string.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "courses/base/width.h"

/* Letters that must not stand in authored text, and how people call them. First row that fits. */
struct risk {
	uint32_t low, high;
	bool is_error; /* else it is dropped without harm: a warning */
	const char *name, *mend;
};

static const struct risk risks[] = {
	{ 0x200C, 0x200D, false, NULL, NULL }, /* joiners: Persian and others need them */
	{ 0x00, 0x08, true, "a control character", "delete it" },
	{ 0x0B, 0x0C, true, "a page break or vertical tab", "delete it" },
	{ 0x0E, 0x1A, true, "a control character", "delete it" },
	{ 0x1B, 0x1B, true, "an escape character", "delete it and what follows of its sequence" },
	{ 0x1C, 0x1F, true, "a control character", "delete it" },
	{ 0x7F, 0x9F, true, "a control character", "delete it" },
	{ 0xAD, 0xAD, false, "a soft hyphen", "it was dropped; lines are broken by the program" },
	{ 0x34F, 0x34F, false, "an invisible joiner", "it was dropped" },
	{ 0x61C, 0x61C, true, "a mark of writing direction",
	    "delete it; the program orders lines" },
	{ 0x180E, 0x180E, false, "an invisible separator", "it was dropped" },
	{ 0x200B, 0x200B, false, "a blank without width", "it was dropped" },
	{ 0x200E, 0x200F, true, "a mark of writing direction",
	    "delete it; the program orders lines" },
	{ 0x2028, 0x2029, false, "a line separator", "it became a blank; use an empty line" },
	{ 0x202A, 0x202E, true, "an override of writing direction",
	    "delete it; the program orders lines" },
	{ 0x2060, 0x2064, false, "an invisible joiner", "it was dropped" },
	{ 0x2066, 0x206F, true, "an override of writing direction",
	    "delete it; the program orders lines" },
	{ 0xE000, 0xF8FF, true, "a private letter of one font or program", "write it in words" },
	{ 0xFE00, 0xFE0F, false, "a variation selector", "it was dropped" },
	{ 0xFEFF, 0xFEFF, false, "a byte order mark inside the text", "it was dropped" },
	{ 0xFFFD, 0xFFFD, true, "the sign for a letter that got lost", "type the letter again" },
	{ 0xE0000, 0xE01EF, true, "an invisible tag", "delete it" },
};

enum { RISK_TIMES = 5 }; /* so often is one kind told in one file */

static const struct risk *
risk_of(uint32_t cp)
{
	static const struct risk other = { 0, 0, true, "a character that no terminal can show",
		"delete it or write it in words" };

	if (cp == '\n' || cp == '\t')
		return NULL;
	for (size_t i = 0; i < sizeof(risks) / sizeof(risks[0]); i++)
		if (cp >= risks[i].low && cp <= risks[i].high)
			return risks[i].name != NULL ? &risks[i] : NULL;
	return safe_char(cp) ? NULL : &other;
}

static void
risk_tell(struct problems *p, struct str file, uint32_t line, uint32_t col, uint32_t cp,
    const struct risk *r)
{
	if (r->is_error)
		problem_error(p, file, line, col, "U+%04X, %s; %s", (unsigned)cp, r->name, r->mend);
	else
		problem_warning(
		    p, file, line, col, "[char-dropped] U+%04X, %s; %s", (unsigned)cp, r->name, r->mend);
}

/* What Windows-1252 means by a byte, where that is one of the usual suspects. */
static const char *
windows_letter(unsigned char byte, char room[5])
{
	static const struct {
		unsigned char byte;
		const char *letter;
	} usual[] = {
		{ 0x80, "€" },
		{ 0x85, "…" },
		{ 0x91, "‘" },
		{ 0x92, "’" },
		{ 0x93, "“" },
		{ 0x94, "”" },
		{ 0x95, "•" },
		{ 0x96, "–" },
		{ 0x97, "—" },
		{ 0x9C, "œ" },
	};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (usual[i].byte == byte)
			return usual[i].letter;
	if (byte < 0xA0)
		return NULL;
	room[utf8_put(room, byte)] = '\0';
	return room;
}

/* What is not UTF-8 is told once, at its first byte, with the way out. */
static bool
encoding_ok(struct str file, struct str bytes, struct problems *p)
{
	uint32_t line = 1, col = 1, bad_line = 0, bad_col = 0, good = 0;
	unsigned char bad = 0;
	char room[5];
	const char *letter;

	if (bytes.len >= 2 &&
	    (memcmp(bytes.at, "\xFF\xFE", 2) == 0 || memcmp(bytes.at, "\xFE\xFF", 2) == 0)) {
		problem_error(p, file, 1, 1,
		    "this file is saved as UTF-16 (Notepad calls it Unicode); "
		    "save it again as UTF-8: in Notepad File, Save As, Encoding: UTF-8");
		return false;
	}
	if (utf8_valid(bytes))
		return true;
	for (size_t at = 0; at < bytes.len;) {
		uint32_t cp;
		size_t len = utf8_get(bytes, at, &cp);

		if (!utf8_valid(str_sub(bytes, at, at + len))) {
			if (bad_line == 0) {
				bad_line = line;
				bad_col = col;
				bad = (unsigned char)bytes.at[at];
			}
		} else if (len > 1) {
			good++;
		}
		col++;
		if (cp == '\n') {
			line++;
			col = 1;
		}
		at += len;
	}
	letter = windows_letter(bad, room);
	if (good > 0)
		problem_error(p, file, bad_line, bad_col,
		    "a letter is broken here (byte 0x%02X is not UTF-8); delete it and type it "
		    "again",
		    bad);
	else
		problem_error(p, file, bad_line, bad_col,
		    "this file is saved as Windows-1252 or "
		    "another old encoding, not as UTF-8 (byte 0x%02X%s%s%s); save it again as "
		    "UTF-8: "
		    "in Notepad File, Save As, Encoding: UTF-8; in Word Save As, Plain Text, "
		    "Other encoding, Unicode (UTF-8)",
		    bad, letter ? ", probably \"" : "", letter ? letter : "", letter ? "\"" : "");
	return false;
}

/* Line feeds for CRLF and CR, risks told and taken out; tabs stay: YAML and GIFT look at them. */
static struct str
source_clean(struct source *s, struct str in)
{
	char *out = arena_alloc(s->arena, in.len + 1);
	size_t len = 0;
	uint32_t line = 1, col = 1;
	uint8_t told[sizeof(risks) / sizeof(risks[0]) + 1] = { 0 };

	for (size_t at = 0; at < in.len;) {
		uint32_t cp;
		size_t bytes = utf8_get(in, at, &cp);
		const struct risk *r;

		if (cp == '\r') {
			at++;
			if (at < in.len && in.at[at] == '\n')
				continue; /* the LF comes next */
			cp = '\n';
			out[len++] = '\n';
		} else if ((r = risk_of(cp)) != NULL) {
			size_t which = r >= risks && r < risks + sizeof(risks) / sizeof(risks[0])
					   ? (size_t)(r - risks)
					   : sizeof(told) - 1;

			if (told[which] < RISK_TIMES) {
				told[which]++;
				risk_tell(s->problems, s->file, line, col, cp, r);
			}
			if (cp == 0x2028 || cp == 0x2029)
				out[len++] = ' ';
			at += bytes;
		} else {
			memcpy(out + len, in.at + at, bytes);
			len += bytes;
			at += bytes;
		}
		col++;
		if (cp == '\n') {
			line++;
			col = 1;
		}
	}
	return (struct str){ out, len };
}

static void
source_lines(struct source *s)
{
	uint32_t n = 0;

	for (size_t at = 0; at < s->text.len; at++)
		n += s->text.at[at] == '\n';
	s->start = ARENA_ARRAY(s->arena, n + 1, uint32_t);
	s->mark = ARENA_NEW(s->arena, struct source_mark);
	s->lines = 1;
	for (size_t at = 0; at < s->text.len; at++)
		if (s->text.at[at] == '\n')
			s->start[s->lines++] = (uint32_t)at + 1;
}

bool
source_open(struct str file, struct str bytes, size_t max, struct arena *a, struct problems *p,
    struct source *s)
{
	*s = (struct source){
		.file = file, .text = STR_NONE, .first = 1, .arena = a, .problems = p
	};
	if (bytes.len > max) {
		problem_error(p, file, 0, 0,
		    "this file holds %zu kB, more than the %zu kB that are "
		    "read; part it into several",
		    bytes.len / 1024, max / 1024);
		return false;
	}
	if (bytes.len >= 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0)
		bytes = str_sub(bytes, 3, bytes.len);
	if (!encoding_ok(file, bytes, p))
		return false;
	s->text = source_clean(s, bytes);
	source_lines(s);
	return true;
}

struct str
source_line(const struct source *s, uint32_t line)
{
	uint32_t i = line - s->first;
	size_t from, to;

	if (line < s->first || i >= s->lines)
		return STR_NONE;
	from = s->start[i];
	to = i + 1 < s->lines ? s->start[i + 1] - 1 : s->text.len;
	return str_sub(s->text, from, to);
}

uint32_t
source_col(const struct source *s, uint32_t line, uint32_t byte)
{
	struct str l = source_line(s, line);
	struct source_mark m = { .line = line, .byte = 1, .col = 1 };

	if (s->mark->line == line && s->mark->byte <= byte)
		m = *s->mark;
	while (m.byte <= l.len && m.byte < byte) {
		uint32_t cp;

		m.byte += (uint32_t)utf8_get(l, m.byte - 1, &cp);
		m.col++;
	}
	*s->mark = m;
	return m.col;
}

struct source
source_from(const struct source *s, uint32_t line)
{
	struct source part = *s;
	uint32_t i = line - s->first;

	if (i >= s->lines) {
		part.text = STR_NONE;
		i = s->lines - 1;
	} else {
		part.text = str_sub(s->text, s->start[i], s->text.len);
	}
	part.first = line;
	source_lines(&part);
	return part;
}

struct str
source_text(struct arena *a, struct problems *p, struct str file, struct str text, uint32_t line,
    uint32_t col)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t cp;
		const struct risk *r;

		at += utf8_get(text, at, &cp);
		r = risk_of(cp);
		if (r == NULL)
			continue;
		risk_tell(p, file, line, col, cp, r);
		break;
	}
	return safe_text(a, text, NULL);
}

struct str
source_title(struct arena *a, struct problems *p, struct str file, struct str text, uint32_t line,
    uint32_t col)
{
	return str_trim(safe_line(a, source_text(a, p, file, text, line, col)));
}

struct str
source_short(struct str s)
{
	return width_fit(s, 60);
}

struct str
source_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	int len;
	char *text;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		return STR_NONE;
	text = arena_alloc(a, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	return (struct str){ text, (size_t)len };
}
