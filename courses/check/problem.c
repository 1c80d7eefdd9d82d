#include "courses/check/problem.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "courses/base/safe.h"

struct problems
problems_in(struct arena *a)
{
	return (struct problems){ .arena = a };
}

/* Takes "[rule] " off a format: only off the format, so that nothing quoted from a file is taken for one. */
static struct str
rule_of(const char **fmt)
{
	size_t len = (*fmt)[0] == '[' ? strcspn(*fmt, "]") : 0;
	struct str rule = len > 0 ? (struct str){ *fmt + 1, len - 1 } : STR_NONE;

	if (len > 0)
		*fmt += len + 2;
	return rule;
}

void
problem_tell(struct problems *p, bool is_error, struct str file, uint32_t line, uint32_t col,
    const char *fmt, va_list ap)
{
	struct str rule = rule_of(&fmt);

	assert(is_error ? rule.len == 0 : problem_rule_is(rule));
	if (is_error)
		p->errors++;
	else
		p->warnings++;
	/* Only counted from here on: a hostile file must not buy memory with its mistakes. */
	if (p->count == PROBLEMS_MAX)
		return;
	if (p->count == p->room) {
		uint32_t room = p->room ? p->room * 2 : 16;
		struct problem *more = ARENA_ARRAY(p->arena, room, struct problem);

		if (p->count > 0)
			memcpy(more, p->problem, p->count * sizeof(*more));
		p->problem = more;
		p->room = room;
	}

	va_list again;

	va_copy(again, ap);
	int len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		len = 0;
	char *text = arena_alloc(p->arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, ap);

	/* The path is copied: some callers build it on the way. */
	p->problem[p->count++] = (struct problem){
		.file = str_copy(p->arena, file),
		.line = line,
		.col = col,
		.is_error = is_error,
		.rule = rule,
		.text = { text, (size_t)len },
	};
}

void
problem_error(
    struct problems *p, struct str file, uint32_t line, uint32_t col, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_tell(p, true, file, line, col, fmt, ap);
	va_end(ap);
}

void
problem_warning(
    struct problems *p, struct str file, uint32_t line, uint32_t col, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_tell(p, false, file, line, col, fmt, ap);
	va_end(ap);
}

/* A total order, so that qsort gives the same list on every machine. */
static int
problem_order(const void *left, const void *right)
{
	const struct problem *a = left, *b = right;
	int by_file = str_cmp(a->file, b->file);

	if (by_file != 0)
		return by_file;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->col != b->col)
		return a->col < b->col ? -1 : 1;
	if (a->is_error != b->is_error)
		return a->is_error ? -1 : 1;
	return str_cmp(a->text, b->text);
}

void
problems_sort(struct problems *p)
{
	uint32_t kept = 0;

	if (p->count < 2)
		return;
	qsort(p->problem, p->count, sizeof(*p->problem), problem_order);
	for (uint32_t i = 0; i < p->count; i++) {
		const struct problem *one = &p->problem[i];

		if (kept > 0 && problem_order(&p->problem[kept - 1], one) == 0) {
			if (one->is_error)
				p->errors--;
			else
				p->warnings--;
			continue;
		}
		p->problem[kept++] = *one;
	}
	p->count = kept;
}

struct str
problem_line(struct arena *a, const char *prefix, const struct problem *p)
{
	struct buf b = BUF_IN(a);

	if (prefix != NULL)
		buf_z(&b, prefix);
	buf_str(&b, p->file);
	if (p->line > 0) {
		buf_printf(&b, ":%u", p->line);
		if (p->col > 0)
			buf_printf(&b, ":%u", p->col);
	}
	buf_z(&b, p->is_error ? ": error: " : ": warning: ");
	buf_str(&b, p->text);
	if (p->rule.len > 0)
		buf_printf(&b, " [%.*s]", STR_ARG(p->rule));
	return safe_line(a, buf_get(&b));
}

void
problem_json(struct json *j, struct arena *a, const char *prefix, const struct problem *p)
{
	struct str text = safe_line(a, p->text);
	size_t end = str_find(text, 0, "; "); /* what; how to mend */

	json_object(j, NULL);
	json_str(j, "file",
	    safe_line(a, str_printf(a, "%s%.*s", prefix != NULL ? prefix : "", STR_ARG(p->file))));
	json_int(j, "line", p->line);
	json_int(j, "column", p->col);
	json_z(j, "severity", p->is_error ? "error" : "warning");
	json_str(j, "rule", p->rule);
	json_str(j, "message", str_sub(text, 0, end));
	json_str(j, "fix", str_sub(text, end + 2, text.len));
	json_end(j);
}
