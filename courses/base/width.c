#include "courses/base/width.h"

#include "courses/base/utf8.h"

#include <string.h>
#include <unictype.h>
#include <unilbrk.h>
#include <uniwidth.h>

/*
 * The encoding libunistring is told: any that is not Chinese, Japanese or Korean makes ambiguous
 * letters narrow.
 */
#define ENCODING "UTF-8"

/*
 * Most letters are answered without the tables. Exceptions to uc_width: it says -1 for controls,
 * which we count as nothing; and nothing for the format characters that enclose a number (Arabic
 * year sign, end of ayah), which terminals draw in a cell.
 */
int
width_char(uint32_t cp)
{
	if ((cp >= 0x20 && cp < 0x7F) || (cp > 0xAD && cp < 0x300) || (cp >= 0x400 && cp < 0x482))
		return 1;
	if (cp >= 0x4E00 && cp < 0xA000)
		return 2;
	if ((cp >= 0x600 && cp <= 0x605) || cp == 0x6DD)
		return 1;

	int cols = uc_width(cp, ENCODING);

	return cols < 0 ? 0 : cols;
}

int
width_str(struct str s)
{
	int cols = 0;
	uint32_t cp;

	for (size_t at = 0; at < s.len; cols += width_char(cp))
		at += utf8_get(s, at, &cp);
	return cols;
}

struct str
width_fit(struct str s, int cols)
{
	size_t at = 0;

	while (at < s.len) {
		size_t end = utf8_cluster(s, at);
		cols -= width_str(str_sub(s, at, end));
		if (cols < 0)
			break;
		at = end;
	}
	return str_sub(s, 0, at);
}

/*
 * As much of a text as can matter for one line: the code points from its beginning to the first
 * cluster that does not fit, and some more, because whether a line may end before it depends on the
 * word that begins there. Blanks never fail to fit: they hang over the end. A line of more than
 * WINDOW code points is broken before its columns are full; no terminal is that wide.
 */
enum { WINDOW = 1024, AHEAD = 32 };

struct window {
	uint32_t cp[WINDOW];
	size_t at[WINDOW]; /* where each begins in the text */
	char may[WINDOW];  /* UC_BREAK_*: may a line end before it */
	bool glue[WINDOW]; /* but better not */
	size_t count;
	size_t over; /* index of the first that does not fit */
	size_t fit;  /* in the text: the end of the clusters that fit */
	bool ends;   /* the paragraph does, at fit */
};

static bool
is_newline(struct str s, size_t at, size_t end)
{
	return end > at && s.at[end - 1] == '\n';
}

static void
window_add(struct window *w, struct str s, size_t from, size_t to)
{
	while (from < to && w->count < WINDOW) {
		w->at[w->count] = from;
		from += utf8_get(s, from, &w->cp[w->count]);
		w->count++;
	}
}

static void
window_ahead(struct window *w, struct str s, size_t at)
{
	for (size_t n = 0, end; n < AHEAD && at < s.len; n++, at = end) {
		end = utf8_cluster(s, at);
		if (is_newline(s, at, end))
			break;
		window_add(w, s, at, end);
	}
}

static void
window_fill(struct window *w, struct str s, size_t at, int cols)
{
	w->count = 0;
	w->fit = at;
	for (size_t end;; at = end) {
		end = utf8_cluster(s, at);
		w->over = w->count;
		w->ends = at == s.len || is_newline(s, at, end);
		if (w->ends || w->count == WINDOW)
			break;
		cols -= width_str(str_sub(s, at, end));
		bool blank = end == at + 1 && s.at[at] == ' ';
		if (cols < 0 && !blank && w->count > 0)
			break;
		window_add(w, s, at, end);
		if (!blank)
			w->fit = end;
	}
	if (w->ends)
		w->fit = at;
	else
		window_ahead(w, s, at);
}

static bool
is_digit(uint32_t cp)
{
	return uc_is_general_category(cp, UC_DECIMAL_DIGIT_NUMBER);
}

static bool
ends_word(uint32_t cp)
{
	return cp == ' ' || (cp > 0 && cp < 0x80 && strchr(".,;:!?)]", (int)cp));
}

/* What stands after a number and stays with it. */
static bool
is_unit(const uint32_t *cp, size_t count)
{
	static const char *const units[] = { "%", "‰", "€", "$", "£", "¥", "₽", "°", "°C", "°F",
		"mm", "cm", "m", "m²", "m³", "km", "mg", "g", "kg", "t", "ml", "l", "L", "ms", "s",
		"min", "h", "Hz", "kHz", "MHz", "GHz", "V", "W", "kW", "kWh", "Ω", "kB", "KB", "MB",
		"GB", "TB", "KiB", "MiB", "GiB", "TiB", "мм", "см", "м", "м²", "м³", "км", "мг",
		"г", "кг", "т", "мл", "л", "мс", "с", "мин", "ч", "Гц", "кГц", "МГц", "ГГц", "В",
		"Вт", "кВт", "КБ", "МБ", "ГБ", "ТБ", "руб", NULL };
	char text[12];
	size_t len = 0;

	if (count > 3)
		return false;
	for (size_t i = 0; i < count; i++)
		len += utf8_put(text + len, cp[i]);
	for (const char *const *unit = units; *unit; unit++)
		if (str_is((struct str){ text, len }, *unit))
			return true;
	return false;
}

/* "20 km": does the word at i belong to the number before it? */
static bool
is_measure(const struct window *w, size_t i)
{
	size_t end = i;

	if (i < 2 || w->cp[i - 1] != ' ' || !is_digit(w->cp[i - 2]))
		return false;
	while (end < w->count && !ends_word(w->cp[end]))
		end++;
	return is_unit(w->cp + i, end - i);
}

/* "[Page Down]": the bracket that closes the key name begun at i; i when none is near. */
static size_t
key_end(const struct window *w, size_t i)
{
	for (size_t end = i + 1; w->cp[i] == '[' && end < w->count && end - i < 16; end++)
		if (w->cp[end] == ']')
			return end;
	return i;
}

/*
 * The end of the word at i when it is an identifier: ASCII, with an underscore or two slashes in it
 * or beginning like an option or a path; i when it is none.
 */
static size_t
identifier_end(const struct window *w, size_t i)
{
	bool is = w->cp[i] == '-' || w->cp[i] == '/' || w->cp[i] == '~';
	size_t end = i;

	if (i > 0 && w->cp[i - 1] != ' ')
		return i;
	for (; end < w->count && w->cp[end] > ' ' && w->cp[end] < 0x7F; end++)
		is |= w->cp[end] == '_' || (end > i && w->cp[end] == '/' && w->cp[end - 1] == '/');
	return is ? end : i;
}

/* UAX #14 lets a line end in these; a reader would stumble. */
static void
window_glue(struct window *w)
{
	size_t until = 0;

	for (size_t i = 0; i < w->count; i++) {
		size_t key = key_end(w, i), identifier = identifier_end(w, i);

		w->glue[i] = i < until || is_measure(w, i);
		if (key > i && key + 1 > until)
			until = key + 1;
		if (identifier > until)
			until = identifier;
	}
}

/* Where the line ends: the last break that fits, rather not in a glued place, or just what fits. */
static size_t
window_break(const struct window *w, size_t first)
{
	size_t last = w->over < w->count ? w->over : w->count - 1, second = 0;

	for (size_t i = last; i > first; i--) {
		if (w->may[i] != UC_BREAK_POSSIBLE)
			continue;
		if (!w->glue[i])
			return w->at[i];
		if (second == 0)
			second = w->at[i];
	}
	if (second > 0)
		return second;
	return w->fit > w->at[0] ? w->fit : w->at[last];
}

static size_t
skip_blanks(struct str s, size_t at)
{
	while (at < s.len && s.at[at] == ' ')
		at++;
	return at;
}

struct str
width_line(struct str s, size_t at, int cols, size_t *next)
{
	struct window w;
	size_t end;

	if (at > s.len)
		at = s.len;
	window_fill(&w, s, at, cols);
	end = w.fit;
	if (!w.ends) {
		u32_possible_linebreaks(w.cp, w.count, ENCODING, w.may);
		window_glue(&w);
		end = window_break(&w, skip_blanks(s, at) - at);
	}

	size_t rest = skip_blanks(s, end), line_feed = utf8_cluster(s, rest);

	*next = is_newline(s, rest, line_feed) ? line_feed : rest;
	while (end > at && s.at[end - 1] == ' ')
		end--;
	return str_sub(s, at, end);
}
