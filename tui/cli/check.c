/*
 * chalkline check DIR...: what is wrong with a course, line by line as a compiler says it, so that
 * editors can jump to it; with --json the same as one list. Problems go to stdout, everything about
 * the run to stderr.
 */
#include "tui/cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "courses/base/arena.h"
#include "courses/base/safe.h"
#include "courses/check/problem.h"
#include "courses/read/read.h"

struct checking {
	uint32_t errors, warnings, courses;
	struct json *json; /* NULL: lines */
	bool languages;    /* the table of translations, not the problems */
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

/* How far each translation is. */
static void
languages_print(struct checking *k, struct arena *a, const char *dir, const struct course *c)
{
	static const char *const head[] = { "LANGUAGE", ">PAGES", ">COMPLETE", ">STALE", ">UNMARKED", ">MISSING",
		">BANKS", ">DIFFER", ">MISSING", "EXAM", NULL };
	struct cli_table t = cli_table(a, head);

	for (uint32_t i = 0; i < c->words_count; i++) {
		const struct translation *s = &c->words[i].state;
		const uint32_t n[] = { s->pages, s->complete, s->stale, s->unmarked, s->missing, s->banks,
			s->banks_differ, s->banks_missing };
		static const char *const names[] = { "pages", "complete", "stale", "unmarked", "missing", "banks",
			"banks_differ", "banks_missing" };

		if (str_eq(c->words[i].lang, c->source_language))
			continue;
		if (k->json != NULL) {
			json_object(k->json, NULL);
			json_z(k->json, "course", dir);
			json_str(k->json, "language", c->words[i].lang);
			for (size_t f = 0; f < sizeof(n) / sizeof(n[0]); f++)
				json_int(k->json, names[f], n[f]);
			json_bool(k->json, "exam_blocked", s->exam_blocked);
			json_end(k->json);
			continue;
		}
		cli_cell(&t, c->words[i].lang);
		for (size_t f = 0; f < sizeof(n) / sizeof(n[0]); f++)
			cli_cell(&t, str_printf(a, "%u", n[f]));
		cli_cell(&t, s->exam_blocked ? STR("blocked") : STR("as the source"));
	}
	if (k->json == NULL && t.cells > 0)
		cli_table_print(&t);
	else if (k->json == NULL)
		fprintf(stderr, "chalkline check: %s: no translations; add them to `languages` in course.yaml\n", dir);
}

static void
problems_print(struct checking *k, struct arena *a, const char *dir, const struct problems *p)
{
	const char *prefix = prefix_of(a, dir);

	for (uint32_t i = 0; i < p->count; i++) {
		if (k->json != NULL) {
			problem_json(k->json, a, prefix, &p->problem[i]);
			continue;
		}

		struct str line = problem_line(a, prefix, &p->problem[i]);

		printf("%.*s\n", STR_ARG(line));
	}
}

static bool
check_dir(const char *dir, struct checking *k)
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

	const struct course *c = course_read(&f, a, &p);

	problems_sort(&p);
	if (k->languages)
		languages_print(k, a, dir, c);
	else
		problems_print(k, a, dir, &p);
	if (p.errors + p.warnings > p.count)
		fprintf(stderr, "chalkline check: %s: only the first %u problems are shown\n", dir,
		    p.count);
	if (f.skipped > 0)
		fprintf(stderr,
		    "chalkline check: %s: passed over what systems and editors leave behind, "
		    "Thumbs.db and its like: %u\n",
		    dir, f.skipped);
	k->errors += p.errors;
	k->warnings += p.warnings;
	k->courses++;
out:
	arena_free(a);
	return ok;
}

static void
totals_tell(const struct checking *k)
{
	fprintf(stderr, "%u course%s: ", k->courses, k->courses == 1 ? "" : "s");
	if (k->errors == 0 && k->warnings == 0)
		fprintf(stderr, "no problems\n");
	else
		fprintf(stderr, "%u error%s, %u warning%s%s\n", k->errors,
		    k->errors == 1 ? "" : "s", k->warnings, k->warnings == 1 ? "" : "s",
		    k->errors > 0 ? "; mend the errors before you publish" : "");
}

static int
rules_list(bool as_json)
{
	struct arena *a = arena_new();
	struct buf out = BUF_IN(a);
	struct json j = json_into(&out);
	static const char *const head[] = { "RULE", "WHAT IT WARNS OF", NULL };
	struct cli_table t = cli_table(a, head);

	json_list(&j, NULL);
	for (const struct problem_rule *r = problem_rules; r->name != NULL; r++) {
		cli_cell(&t, str_from(r->name));
		cli_cell(&t, str_from(r->what));
		json_object(&j, NULL);
		json_z(&j, "rule", r->name);
		json_z(&j, "what", r->what);
		json_end(&j);
	}
	json_end(&j);
	if (as_json)
		cli_json(&out);
	else
		cli_table_print(&t);
	arena_free(a);
	return EX_OK;
}

int
cli_check(int argc, char **argv)
{
	struct arena *a;
	struct buf out;
	struct json j;
	struct checking k = { .json = NULL };
	bool all = true, as_json = false, rules = false;
	const char *stamp[CLI_MANY] = { NULL };
	int dirs;
	const struct cli_option options[] = {
		{ "--json", NULL, &as_json, NULL },
		{ "--rules", NULL, &rules, NULL },
		{ "--languages", NULL, &k.languages, NULL },
		{ "--stamp", NULL, NULL, stamp },
		{ NULL, NULL, NULL, NULL },
	};

	if (!cli_options(argc, argv, options, &dirs))
		return EX_USAGE;
	if (rules)
		return rules_list(as_json);
	if (dirs == 0)
		return cli_usage(argv[0], "check wants a course's folder, the one that holds course.yaml");
	if (stamp[0] != NULL && dirs != 1)
		return cli_usage(argv[0], "--stamp wants one course");
	for (int i = 0; stamp[i] != NULL; i++) {
		int status = cli_check_stamp(argv[1], stamp[i]);

		if (status != EX_OK)
			return status;
	}
	a = arena_new();
	out = BUF_IN(a);
	j = json_into(&out);
	if (as_json) {
		k.json = &j;
		json_list(&j, NULL);
	}
	for (int i = 1; i <= dirs; i++)
		all &= check_dir(argv[i], &k);
	if (as_json) {
		json_end(&j);
		cli_json(&out);
	}
	if (k.courses > 0)
		totals_tell(&k);
	arena_free(a);
	if (!all)
		return EX_NOINPUT;
	return k.errors > 0 ? 1 : 0;
}
