/* What the commands say: text through the filter, columns by width, JSON as it is. */
#include "tui/cli/cli.h"

#include "courses/base/safe.h"
#include "courses/base/width.h"

#include <stdio.h>
#include <time.h>

enum { LINE_MOST = 4096, GAP = 2 };

static void
say_to(FILE *f, const char *before, struct str text)
{
	struct arena *a = arena_new();
	struct str clean = safe_text(a, text, NULL);
	fprintf(f, "%s%.*s", before, STR_ARG(clean));
	arena_free(a);
}

void
cli_say(const char *fmt, ...)
{
	char text[LINE_MOST];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fflush(stdout);
	say_to(stderr, "chalkline: ", str_from(text));
	fputc('\n', stderr);
}

int
cli_fail(const struct err *e)
{
	cli_say("%s", e->text);
	return err_exit(e);
}

void
cli_print(struct str text)
{
	say_to(stdout, "", text);
}

void
cli_printf(const char *fmt, ...)
{
	char text[LINE_MOST];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	cli_print(str_from(text));
}

void
cli_json(const struct buf *json)
{
	fwrite(json->at, 1, json->len, stdout);
}

struct str
cli_when(struct arena *a, int64_t at, const char *never)
{
	time_t t = (time_t)at;
	struct tm tm;
	if (at == 0 || gmtime_r(&t, &tm) == NULL)
		return str_from(never);
	return str_printf(a, "%04d-%02d-%02d %02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
	    tm.tm_min);
}

struct cli_table
cli_table(struct arena *a, const char *const *head)
{
	struct cli_table t = { .a = a, .head = head };
	while (head[t.columns] != NULL)
		t.columns++;
	return t;
}

void
cli_cell(struct cli_table *t, struct str text)
{
	if (t->cells == t->room) {
		size_t room = t->room > 0 ? t->room * 2 : 64;
		struct str *cell = ARENA_ARRAY(t->a, room, struct str);
		for (size_t i = 0; i < t->cells; i++)
			cell[i] = t->cell[i];
		t->cell = cell;
		t->room = room;
	}
	t->cell[t->cells++] = safe_line(t->a, text);
}

void
cli_fact(struct cli_table *t, const char *name, struct str text)
{
	cli_cell(t, str_from(name));
	cli_cell(t, text);
}

/* No blanks at the end of a line. */
static void
print_row(const struct cli_table *t, const struct str *cell, const int *width)
{
	int owed = 0;
	for (int i = 0; i < t->columns; i++) {
		int blank = width[i] - width_str(cell[i]);
		bool right = t->head[i][0] == '>';
		if (right)
			owed += blank;
		if (cell[i].len > 0) {
			printf("%*s%.*s", owed, "", STR_ARG(cell[i]));
			owed = 0;
		}
		if (!right)
			owed += blank;
		owed += GAP;
	}
	putchar('\n');
}

void
cli_table_print(const struct cli_table *t)
{
	struct str *head = ARENA_ARRAY(t->a, (size_t)t->columns, struct str);
	int *width = ARENA_ARRAY(t->a, (size_t)t->columns, int);
	bool has_head = false;
	for (int i = 0; i < t->columns; i++) {
		head[i] = str_from(t->head[i] + (t->head[i][0] == '>'));
		width[i] = width_str(head[i]);
		has_head = has_head || head[i].len > 0;
	}
	for (size_t i = 0; i < t->cells; i++) {
		int w = width_str(t->cell[i]), column = (int)(i % (size_t)t->columns);
		width[column] = w > width[column] ? w : width[column];
	}
	if (has_head)
		print_row(t, head, width);
	for (size_t i = 0; i + (size_t)t->columns <= t->cells; i += (size_t)t->columns)
		print_row(t, &t->cell[i], width);
}
