/*
 * What is wrong with a course, said like a compiler says it: file:line:column: error|warning: what; how to
 * mend [rule]. Readers and checks add problems and go on, so that one run tells them all.
 *
 * Every warning names its rule, a word of the table below that stays what it is: authors write it to say
 * that they know (check_allowed), editors sort by it. It stands first in the format, in brackets:
 *
 *	problem_warning(p, file, line, col, "[term-unused] the term ...; link it", ...);
 *
 * What hides an error cannot be asked for, so errors have no rule.
 */
#ifndef CHALKLINE_PROBLEM_H
#define CHALKLINE_PROBLEM_H

#include "courses/base/arena.h"
#include "courses/base/json.h"
#include "courses/base/str.h"

struct problem {
	struct str file;   /* path inside the course folder */
	uint32_t line, col; /* 1-based; 0: the file as a whole. col counts letters, tabs as one */
	bool is_error;     /* else a warning */
	struct str rule;   /* of a warning; empty for an error */
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

void problem_tell(struct problems *p, bool is_error, struct str file, uint32_t line, uint32_t col, const char *fmt,
    va_list ap) __attribute__((format(printf, 6, 0)));

/* By file, line, column; equal ones once. Call before printing. */
void problems_sort(struct problems *p);

/* "en/010-x.md:12:3: warning: ... [rule]" with prefix before the path; text goes through the filter. */
struct str problem_line(struct arena *a, const char *prefix, const struct problem *p);

/*
 * The same for editors, as a member of an open list: {"file", "line", "column", "severity", "rule", "message",
 * "fix"}. line and column are 0 where the file as a whole is meant, rule is "" for an error, fix is "" where the
 * message says it all.
 */
void problem_json(struct json *j, struct arena *a, const char *prefix, const struct problem *p);

/* ---- the rules of warnings ---- */

struct problem_rule {
	const char *name, *what; /* "term-unused", "a glossary term that no page links to" */
};
extern const struct problem_rule problem_rules[]; /* by name; the last has name NULL */
bool problem_rule_is(struct str name);

#endif
