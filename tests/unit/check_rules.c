/*
 * One row a rule: the example course, changed in one place, and what the checker says to it, word
 * for word. The example itself must be clean, so each problem here comes from its change.
 */
#include "courses/base/arena.h"
#include "courses/check/stamp.h"
#include "courses/read/read.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define EXAMPLE SOURCE_DIR "/courses/library/evidence-first-day"
#define COURSE "course.yaml"
#define LESSONS "en/010-first-hour.md"
#define SCENARIO "en/case-flat-seven.md"
#define GLOSSARY "en/glossary.md"
#define SOURCES "en/sources.md"
#define BANK "banks/evidence.en.gift"

enum { EDITS = 12 };

/*
 * find NULL: the file becomes `put`, or is taken away when that is NULL too. put NULL: it becomes a
 * copy of the file `find`.
 */
struct edit {
	const char *path, *find, *put;
};

struct rule {
	const char *name;
	struct edit edit[EDITS];
	const char *says; /* lines with LF between them */
};

/* The example in French as well, word for word: whole, and so without a problem. */
#define FRENCH                                                                                     \
	{ COURSE, "languages: [en]", "languages: [en, fr]" },                                      \
	    { COURSE, "the first day\"", "the first day\", fr: \"Le premier jour\"" },             \
	    { COURSE, "specialist arrives.\"", "specialist arrives.\", fr: \"Que faire\"" },       \
	    { "fr/010-first-hour.md", LESSONS, NULL },                                             \
	    { "fr/case-flat-seven.md", SCENARIO, NULL }, { "fr/glossary.md", GLOSSARY, NULL },     \
	    { "fr/sources.md", SOURCES, NULL },                                                    \
	{                                                                                          \
		"banks/evidence.fr.gift", BANK, NULL                                               \
	}

static const struct rule rules[] = {
#include "tests/unit/check_rules.inc"
};

static void
edit_file(struct arena *a, struct folder *f, const struct edit *e)
{
	const struct file *old = folder_find(f, str_from(e->path));
	struct file *file = NULL;

	if (old != NULL)
		file = &f->file[old - f->file];
	if (e->find == NULL && e->put == NULL) {
		assert_non_null(file);
		memmove(file, file + 1, (size_t)(f->file + f->files - file - 1) * sizeof(*file));
		f->files--;
		return;
	}
	if (file == NULL) {
		uint32_t at = 0;

		while (at < f->files && str_cmp(f->file[at].path, str_from(e->path)) < 0)
			at++;
		memmove(&f->file[at + 1], &f->file[at], (f->files - at) * sizeof(*file));
		file = &f->file[at];
		f->files++;
		*file = (struct file){ .path = str_from(e->path) };
	}
	if (e->find == NULL) {
		file->bytes = str_from(e->put);
		return;
	}
	if (e->put == NULL) {
		const struct file *from = folder_find(f, str_from(e->find));

		assert_non_null(from);
		file->bytes = from->bytes;
		return;
	}

	size_t at = str_find(file->bytes, 0, e->find);
	struct buf b = BUF_IN(a);

	if (at == file->bytes.len)
		fail_msg("%s does not hold \"%s\"", e->path, e->find);
	buf_str(&b, str_sub(file->bytes, 0, at));
	buf_add(&b, e->put, strlen(e->put));
	buf_str(&b, str_sub(file->bytes, at + strlen(e->find), file->bytes.len));
	file->bytes = buf_get(&b);
}

/* A translation in these tests has just been compared, but where the test writes `from` itself. */
static void
translated(struct arena *a, struct folder *f)
{
	for (uint32_t i = 0; i < f->files; i++) {
		struct problems p = problems_in(a);
		struct file *file = &f->file[i];
		struct stamp *stamp;
		uint32_t n, stamped;

		if (!str_starts(file->path, "fr/") || !str_ends(file->path, ".md") ||
		    str_find(file->bytes, 0, "from: ") < file->bytes.len)
			continue;
		n = stamps_for(course_read(f, a, &p), file->path, STR_NONE, a, &stamp);
		file->bytes = stamp_text(a, file->bytes, stamp, n, &stamped);
	}
}

static struct str
said_by(struct arena *a, const struct folder *f)
{
	struct problems p = problems_in(a);
	struct buf all = BUF_IN(a);

	assert_non_null(course_read(f, a, &p));
	problems_sort(&p);
	for (uint32_t i = 0; i < p.count; i++) {
		buf_z(&all, i > 0 ? "\n" : "");
		buf_str(&all, problem_line(a, "", &p.problem[i]));
	}
	assert_int_equal(p.count, p.errors + p.warnings);
	return buf_get(&all);
}

static void
example_load(struct arena *a, struct folder *f)
{
	struct folder disk;
	struct err e;

	if (!folder_load(EXAMPLE, a, &disk, &e))
		fail_msg("%s", e.text);
	*f = disk;
	f->file = ARENA_ARRAY(a, disk.files + EDITS, struct file);
	memcpy(f->file, disk.file, disk.files * sizeof(*f->file));
}

static void
example_is_clean(void **state)
{
	struct arena *a = arena_new();
	struct folder f;

	(void)state;
	example_load(a, &f);
	assert_string_equal(str_z(a, said_by(a, &f)), "");
	arena_free(a);
}

static void
each_rule_says_its_line(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const struct rule *r = &rules[i];
		struct arena *a = arena_new();
		struct folder f;
		struct str said;

		example_load(a, &f);
		for (int k = 0; k < EDITS && r->edit[k].path != NULL; k++)
			edit_file(a, &f, &r->edit[k]);
		translated(a, &f);
		said = said_by(a, &f);
		if (!str_is(said, r->says)) {
			wrong++;
			fprintf(stderr, "--- %s\nexpected:\n%s\nsaid:\n%.*s\n", r->name, r->says,
			    STR_ARG(said));
		}
		arena_free(a);
	}
	assert_int_equal(wrong, 0);
}

static void
example_with(struct arena *a, struct str many, const char *says)
{
	struct edit e = { LESSONS, "> 07:31", str_z(a, many) };
	struct folder f;

	example_load(a, &f);
	edit_file(a, &f, &e);
	assert_string_equal(str_z(a, said_by(a, &f)), says);
}

static void
budgets_are_held(void **state)
{
	struct arena *a = arena_new();
	struct buf words = BUF_IN(a), bars = BUF_IN(a), all = BUF_IN(a);

	(void)state;
	for (int i = 0; i < 2100; i++)
		buf_z(&words, "X yz.\n");
	example_with(a, buf_get(&words),
	    "en/010-first-hour.md:47:1: warning: this lesson holds 13 kB of text, more than 12; "
	    "part it "
	    "into two, trainees pay by the byte [page-long]");
	for (int i = 0; i < 200; i++)
		buf_char(&bars, '|');
	example_with(a, buf_get(&bars),
	    "en/010-first-hour.md:54:1: error: this line holds 200 bars |; a table has at most 20 "
	    "columns");
	for (int i = 0; i < 11; i++)
		buf_str(&all, buf_get(&words));
	example_with(a, str_sub(buf_get(&all), 0, 65 << 10),
	    "en/010-first-hour.md: error: this file holds 67 kB, more than the 64 kB that are "
	    "read; part "
	    "it into several");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(example_is_clean),
		cmocka_unit_test(each_rule_says_its_line),
		cmocka_unit_test(budgets_are_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
