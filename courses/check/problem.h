/*
 * What is wrong with a course, said like a compiler says it: file:line:column: error|warning: what; how to
 * mend. Readers and checks add problems and go on, so that one run tells them all.
 */
#ifndef CHALKLINE_PROBLEM_H
#define CHALKLINE_PROBLEM_H

#include "courses/base/arena.h"
#include "courses/base/str.h"

struct problem {
	struct str file;   /* path inside the course folder */
	uint32_t line, col; /* 1-based; 0: the file as a whole. col counts letters, tabs as one */
	bool is_error;     /* else a warning */
	struct str text;   /* "what; how to mend" */
};

struct problems {
	struct arena *arena;
	struct problem *problem;
	uint32_t count, room;
	uint32_t errors, warnings; /* counted even past PROBLEMS_MAX */
};

enum { PROBLEMS_MAX = 1000 };

struct problems problems_in(struct arena *a);
void problem_error(struct problems *p, struct str file, uint32_t line, uint32_t col, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
void problem_warning(struct problems *p, struct str file, uint32_t line, uint32_t col, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* By file, line, column; equal ones once. Call before printing. */
void problems_sort(struct problems *p);

/* "en/010-x.md:12:3: error: ..." with prefix before the path; text goes through the filter. */
struct str problem_line(struct arena *a, const char *prefix, const struct problem *p);

#endif
