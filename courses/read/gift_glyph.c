#include "courses/read/gift.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "courses/base/utf8.h"

/* ---- where and what ---- */

static uint32_t
line_index(const struct source *s, uint32_t pos)
{
	uint32_t low = 0, high = s->lines;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (s->start[middle] <= pos)
			low = middle;
		else
			high = middle;
	}
	return low;
}

uint32_t
gift_line(const struct gift *g, uint32_t pos)
{
	return g->s.first + line_index(&g->s, pos);
}

uint32_t
gift_col(const struct gift *g, uint32_t pos)
{
	enum { COL_MOST = 8192 }; /* nobody counts further, and counting costs */
	uint32_t i = line_index(&g->s, pos), byte = pos - g->s.start[i];

	return byte < COL_MOST ? source_col(&g->s, g->s.first + i, byte + 1) : 0;
}

static void gift_problem(struct gift *g, bool is_error, uint32_t pos, const char *fmt, va_list ap)
    __attribute__((format(printf, 4, 0)));

static void
gift_problem(struct gift *g, bool is_error, uint32_t pos, const char *fmt, va_list ap)
{
	char text[600];
	uint32_t line = gift_line(g, pos), col = 0;

	/* Past the limit problems are only counted; then their columns are not worth counting. */
	if (g->problems->count < PROBLEMS_MAX)
		col = gift_col(g, pos);
	vsnprintf(text, sizeof(text), fmt, ap);
	if (is_error)
		problem_error(g->problems, g->s.file, line, col, "%s", text);
	else
		problem_warning(g->problems, g->s.file, line, col, "[gift] %s", text);
}

void
gift_error(struct gift *g, uint32_t pos, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	gift_problem(g, true, pos, fmt, ap);
	va_end(ap);
}

void
gift_warning(struct gift *g, uint32_t pos, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	gift_problem(g, false, pos, fmt, ap);
	va_end(ap);
}

/* ---- runs ---- */

bool
run_is(struct run r, uint32_t i, char c)
{
	return i < r.len && r.at[i].c == c && !r.at[i].is_escaped;
}

bool
run_blank(struct run r, uint32_t i)
{
	return i < r.len && (r.at[i].c == ' ' || r.at[i].c == '\t' || r.at[i].c == '\n');
}

uint32_t
run_find(struct run r, uint32_t from, char c)
{
	while (from < r.len && !run_is(r, from, c))
		from++;
	return from < r.len ? from : r.len;
}

struct run
run_sub(struct run r, uint32_t from, uint32_t to)
{
	if (to > r.len)
		to = r.len;
	if (from > to)
		from = to;
	return (struct run){ r.at + from, to - from };
}

struct run
run_trim(struct run r)
{
	uint32_t from = 0, to = r.len;

	while (from < to && run_blank(r, from))
		from++;
	while (to > from && run_blank(r, to - 1))
		to--;
	return run_sub(r, from, to);
}

uint32_t
run_pos(struct run r, uint32_t other)
{
	return r.len > 0 ? r.at[0].pos : other;
}

struct str
gift_short(struct str s)
{
	enum { QUOTED = 60 };
	size_t at = 0;

	for (int i = 0; i < QUOTED && at < s.len; i++)
		at = utf8_cluster(s, at);
	return str_sub(s, 0, at);
}

struct str
run_bytes(struct arena *a, struct run r)
{
	char *bytes = arena_alloc(a, (size_t)r.len + 1);

	for (uint32_t i = 0; i < r.len; i++)
		bytes[i] = r.at[i].c;
	return (struct str){ bytes, r.len };
}

/* ---- glyphs ---- */

/* "C:\new", "\\server\news": the `\n` that starts at `at` stands in something like a path. */
static bool
is_in_path(struct str line, size_t at)
{
	enum { PATH_MOST = 200 };
	size_t from = at, to = at;

	while (from > 0 && at - from < PATH_MOST && line.at[from - 1] != ' ' &&
	       line.at[from - 1] != '\t')
		from--;
	while (to < line.len && to - at < PATH_MOST && line.at[to] != ' ' && line.at[to] != '\t')
		to++;
	for (size_t i = from; i + 1 < to; i++) {
		char ch = line.at[i], next = line.at[i + 1];
		bool is_letter = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');

		if (ch == '\\' && is_letter && next != 'n')
			return true;
		if (ch == ':' && next == '\\' && i > from &&
		    (line.at[i - 1] == '\\' ? i - 1 == from + 1 : i == from + 1))
			return true;
	}
	return false;
}

uint32_t
gift_glyphs(struct gift *g, struct glyph *out, uint32_t n, struct str line, uint32_t pos)
{
	bool has_told = false;

	for (size_t i = 0; i < line.len; i++) {
		struct glyph *x = &out[n++];

		*x = (struct glyph){ pos + (uint32_t)i, line.at[i], false };
		if (x->c != '\\' || i + 1 == line.len ||
		    strchr(":#={}~n\\", line.at[i + 1]) == NULL)
			continue;
		x->is_escaped = true;
		x->c = line.at[i + 1];
		if (x->c == 'n') {
			x->c = '\n';
			if (!has_told && is_in_path(line, i)) {
				gift_warning(g, x->pos,
				    "\\n begins a new line, also inside a path; write \\\\n where "
				    "a backslash and an n are meant");
				has_told = true;
			}
		}
		i++;
	}
	out[n++] = (struct glyph){ pos + (uint32_t)line.len, '\n', false };
	return n;
}
