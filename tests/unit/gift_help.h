/*
 * What the tests of the GIFT reader share: read a text, and ask what was said about it.
 */
#ifndef CHALKLINE_GIFT_HELP_H
#define CHALKLINE_GIFT_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "courses/read/read.h"

struct reading {
	struct arena *arena;
	struct problems problems;
	struct question *q;
	uint32_t count;
};

static inline struct reading
reading_of(struct str text)
{
	struct reading r = { .arena = arena_new() };

	r.problems = problems_in(r.arena);
	gift_read(STR("x.gift"), text, 1, r.arena, &r.problems, &r.q, &r.count);
	problems_sort(&r.problems);
	return r;
}

/* An id in front, so that a test's text is only what it is about; the text begins in line 2. */
static inline struct reading
reading_with_id(const char *text)
{
	static char all[20000];

	snprintf(all, sizeof(all), "// [id:q]\n%s", text);
	return reading_of(str_from(all));
}

static inline void
reading_free(struct reading *r)
{
	arena_free(r->arena);
}

/* A problem at this place, of this kind, that holds these words. start: "x.gift:2:5: error: ". */
static inline bool
is_said(struct reading *r, const char *start, const char *words)
{
	for (uint32_t i = 0; i < r->problems.count; i++) {
		struct str line = problem_line(r->arena, "", &r->problems.problem[i]);

		if (str_starts(line, start) && str_find(line, 0, words) < line.len)
			return true;
	}
	for (uint32_t i = 0; i < r->problems.count; i++) {
		struct str line = problem_line(r->arena, "", &r->problems.problem[i]);

		print_message("%.*s\n", STR_ARG(line));
	}
	print_message("not said: %s ... %s\n", start, words);
	return false;
}

#define assert_said(r, start, words) assert_true(is_said((r), (start), (words)))
#define assert_quiet(r)                                                                            \
	do {                                                                                       \
		if ((r)->problems.count > 0)                                                       \
			is_said((r), "(nothing)", "");                                             \
		assert_int_equal((r)->problems.count, 0);                                          \
	} while (0)
#define assert_str(s, z)                                                                           \
	do {                                                                                       \
		struct str s_ = (s);                                                               \
		if (!str_is(s_, (z)))                                                              \
			print_message("\"%.*s\" is not \"%s\"\n", STR_ARG(s_), (z));               \
		assert_true(str_is(s_, (z)));                                                      \
	} while (0)

#endif
