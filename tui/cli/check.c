/*
 * chalkline check DIR...: what is wrong with a course, line by line as a compiler says it, so that
 * editors can jump to it. Problems go to stdout, everything about the run to stderr.
 */
#include "tui/cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "courses/base/arena.h"
#include "courses/base/safe.h"
#include "courses/check/problem.h"
#include "courses/read/read.h"

struct totals {
	uint32_t errors, warnings, courses;
};

/* "DIR/" so that DIR + path is a path. */
static const char *
prefix_of(struct arena *a, const char *dir)
{
	size_t len = strlen(dir);

	while (len > 1 && dir[len - 1] == '/')
		len--;
	if (len == 1 && dir[0] == '.')
		return "";
	return str_z(a, str_printf(a, "%.*s%s", (int)len, dir, dir[len - 1] == '/' ? "" : "/"));
}

static bool
check_dir(const char *dir, struct totals *t)
{
	struct arena *a = arena_new();
	struct problems p = problems_in(a);
	struct folder f;
	struct err e;
	bool ok = folder_load(dir, a, &f, &e);

	if (!ok) {
		fprintf(stderr, "chalkline check: %s\n", e.text);
		goto out;
	}
	course_read(&f, a, &p);
	problems_sort(&p);
	for (uint32_t i = 0; i < p.count; i++) {
		struct str line = problem_line(a, prefix_of(a, dir), &p.problem[i]);

		printf("%.*s\n", STR_ARG(line));
	}
	if (p.errors + p.warnings > p.count)
		fprintf(stderr, "chalkline check: %s: only the first %u problems are shown\n", dir,
		    p.count);
	if (f.skipped > 0)
		fprintf(stderr,
		    "chalkline check: %s: passed over what systems and editors leave behind, "
		    "Thumbs.db and its like: %u\n",
		    dir, f.skipped);
	t->errors += p.errors;
	t->warnings += p.warnings;
	t->courses++;
out:
	arena_free(a);
	return ok;
}

static void
totals_tell(const struct totals *t)
{
	fprintf(stderr, "%u course%s: ", t->courses, t->courses == 1 ? "" : "s");
	if (t->errors == 0 && t->warnings == 0)
		fprintf(stderr, "no problems\n");
	else
		fprintf(stderr, "%u error%s, %u warning%s%s\n", t->errors,
		    t->errors == 1 ? "" : "s", t->warnings, t->warnings == 1 ? "" : "s",
		    t->errors > 0 ? "; mend the errors before you publish" : "");
}

int
cli_check(int argc, char **argv)
{
	struct totals t = { 0 };
	bool all = true;
	int at = 1;

	if (at < argc && strcmp(argv[at], "--") == 0)
		at++;
	else if (at < argc && argv[at][0] == '-')
		argc = 0;
	if (at >= argc) {
		fprintf(stderr, "usage: chalkline check DIR...\n"
				"DIR is a course's folder, the one that holds course.yaml.\n");
		return EX_USAGE;
	}
	for (; at < argc; at++)
		all &= check_dir(argv[at], &t);
	if (t.courses > 0)
		totals_tell(&t);
	if (!all)
		return EX_NOINPUT;
	return t.errors > 0 ? 1 : 0;
}
