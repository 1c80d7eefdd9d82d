/* What class a change has: each example of learning-formats 3.4, and what might be taken for less than it is. */
#include "courses/base/arena.h"
#include "courses/check/change.h"
#include "courses/check/lock.h"
#include "courses/read/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { YAML, BANK, FRENCH, OTHER, PAGE, NEXT, FILES };

static const char *const path[FILES] = { "course.yaml", "banks/b.en.gift", "banks/b.fr.gift", "banks/o.en.gift", "en/010-one.md", "en/020-two.md" };

#define QUESTIONS \
	"// [id:q1]\nWho decides? {=The court#Yes. ~The clerk#No. ~The press#No.}\n\n" \
	"// [id:q2] [tag:x]\nHow many days? {#7:1}\n\n" \
	"// [id:q3] [tag:x]\nIs it public? {TRUE#No.#Yes.}\n"

static const char *const written[FILES] = {
	"id: small\nedition: 1\nsource_language: en\nlanguages: [en]\nlaw_date: 2026-01-01\n"
	"title: {en: \"Small\"}\nmodules:\n"
	"  - id: one\n    file: 010-one.md\n    quiz: {bank: b}\n"
	"  - {id: two, file: 020-two.md}\n"
	"assessments:\n  - {id: final, kind: exam, bank: b, draw: [{count: 2}], pass: 80, attempts: 3, time: 20 min}\n",
	QUESTIONS,
	"", /* there only when something is said */
	"// [id:o1]\nIs it? {TRUE}\n\n// [id:o2]\nIs it not? {TRUE}\n",
	"---\nid: one\ntitle: One\naims:\n  - Say who decides.\n---\n\n"
	"<!-- id: first; minutes: 5 -->\n## First\n\nThe court decides within a month, and the clerk writes it down for all.\n\n"
	"<!-- id: second; minutes: 5 -->\n## Second\n\nMore of it.\n",
	"---\nid: two\ntitle: Two\naims:\n  - Read on.\n---\n\n<!-- id: third; minutes: 5 -->\n## Third\n\nThe end.\n",
};

/* One file says something else, in one place. */
struct edit {
	int file;
	const char *from, *to; /* from NULL: appended */
};

static struct str
edited(struct arena *a, const char *text, const struct edit *e)
{
	const char *at = e->from ? strstr(text, e->from) : text + strlen(text);

	if (at == NULL)
		fail_msg("\"%s\" is not there", e->from);
	return str_printf(a, "%.*s%s%s", (int)(at - text), text, e->to, at + (e->from ? strlen(e->from) : 0));
}

static struct course *
course_of(struct arena *a, const struct edit *e, uint32_t edits)
{
	static const int order[FILES] = { BANK, FRENCH, OTHER, YAML, PAGE, NEXT }; /* by path */
	struct folder *f = arena_alloc(a, sizeof(*f));
	struct problems problems = problems_in(a);
	struct course *c;

	memset(f, 0, sizeof(*f));
	f->file = ARENA_ARRAY(a, FILES, struct file);
	for (int i = 0; i < FILES; i++) {
		const char *text = written[order[i]];

		for (uint32_t k = 0; k < edits; k++)
			if (e[k].file == order[i] && e[k].to != NULL)
				text = str_z(a, edited(a, text, &e[k]));
		if (text[0] != '\0')
			f->file[f->files++] = (struct file){ str_from(path[order[i]]), str_from(text) };
	}
	c = course_read(f, a, &problems);
	assert_non_null(c);
	for (uint32_t i = 0; i < problems.count; i++)
		if (problems.problem[i].is_error)
			fail_msg("%.*s", STR_ARG(problems.problem[i].text));
	return c;
}

static struct changes
changes(struct arena *a, const struct edit *was, const struct edit *is)
{
	struct changes c;

	course_changes(course_of(a, was, was ? 1 : 0), course_of(a, is, 3), a, &c);
	return c;
}

static const struct {
	const char *name;
	enum change_class class;
	struct edit edit[3];
} cases[] = {
	/* revision */
	{ "nothing", CHANGE_NONE, { { 0 } } },
	{ "spelling", CHANGE_REVISION, { { PAGE, "within a month", "within one month" } } },
	{ "layout", CHANGE_REVISION, { { PAGE, "a month, and the", "a month,\n\nand the" } } },
	{ "better feedback", CHANGE_REVISION, { { BANK, "#Yes. ~The clerk", "#Yes, always the court, in each and every case that there is. ~The clerk" } } },
	{ "spelling of what is offered", CHANGE_REVISION, { { BANK, "=The court#", "=The Court.#" } } },
	{ "spelling of a question", CHANGE_REVISION, { { BANK, "Who decides?", "Who is it that decides?" } } },
	{ "a new translation", CHANGE_REVISION, { { YAML, "languages: [en]", "languages: [en, fr]" }, { YAML, "{en: \"Small\"}", "{en: \"Small\", fr: \"Petit\"}" }, { FRENCH, NULL, QUESTIONS } } },
	/* minor */
	{ "a new page", CHANGE_MINOR, { { PAGE, NULL, "\n<!-- id: late; minutes: 5 -->\n## Late\n\nNew.\n" } } },
	{ "a new question", CHANGE_MINOR, { { BANK, NULL, "\n// [id:q4]\nIs it late? {TRUE}\n" } } },
	{ "clarified text", CHANGE_MINOR, { { PAGE, "More of it.", "The file goes to the office of the prosecutor, who has to be heard before." } } },
	{ "another number in a text", CHANGE_MINOR, { { PAGE, "a month", "30 days" } } },
	{ "another right answer", CHANGE_MINOR, { { BANK, "#7:1", "#8:1" } } },
	{ "right and wrong change places", CHANGE_MINOR, { { BANK, "=The court#Yes. ~The clerk#No.", "=The clerk#Yes. ~The court#No." } } },
	{ "the other of true and false", CHANGE_MINOR, { { BANK, "public? {TRUE", "public? {FALSE" } } },
	{ "one word more in the right answer", CHANGE_MINOR, { { BANK, "=The court#", "=Not the court#" } } },
	{ "a page may be left out", CHANGE_MINOR, { { PAGE, "id: second; minutes: 5", "id: second; minutes: 5; optional: true" } } },
	/* major */
	{ "other aims", CHANGE_MAJOR, { { PAGE, "Say who decides.", "Say who decides and why." } } },
	{ "pass mark", CHANGE_MAJOR, { { YAML, "pass: 80", "pass: 70" } } },
	{ "blueprint: fewer questions", CHANGE_MAJOR, { { YAML, "count: 2", "count: 1" } } },
	{ "blueprint: by tag", CHANGE_MAJOR, { { YAML, "{count: 2}", "{tag: x, count: 2}" } } },
	{ "blueprint: all there are", CHANGE_MAJOR, { { YAML, "draw: [{count: 2}], ", "" } } },
	{ "blueprint: another bank", CHANGE_MAJOR, { { YAML, "id: final, kind: exam, bank: b", "id: final, kind: exam, bank: o" } } },
	{ "attempts", CHANGE_MAJOR, { { YAML, "attempts: 3", "attempts: 1" } } },
	{ "the law changed", CHANGE_MAJOR, { { YAML, "2026-01-01", "2026-07-01" } } },
	{ "edition raised", CHANGE_MAJOR, { { YAML, "edition: 1", "edition: 2" } } },
	/* the highest counts */
	{ "a spelling and a pass mark", CHANGE_MAJOR, { { PAGE, "within a month", "within one month" }, { YAML, "pass: 80", "pass: 70" } } },
};

static void
each_example_has_its_class(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *a = arena_new();
		struct changes c = changes(a, NULL, cases[i].edit);

		if (c.class != cases[i].class || c.losts > 0) {
			wrong++;
			print_error("%s: %s, %u lost\n", cases[i].name, change_class_name(c.class), c.losts);
		}
		arena_free(a);
	}
	assert_int_equal(wrong, 0);
}

/* Who draws every question there is draws one more when there is one more. */
static void
all_questions_stay_all_questions(void **state)
{
	static const struct edit was[1] = { { YAML, "draw: [{count: 2}], ", "" } };
	static const struct edit is[3] = { { YAML, "draw: [{count: 2}], ", "" },
		{ BANK, NULL, "\n// [id:q4]\nIs it late? {TRUE}\n" } };
	struct arena *a = arena_new();

	(void)state;
	assert_int_equal(changes(a, was, is).class, CHANGE_MINOR);
	arena_free(a);
}

static void
what_vanishes_is_lost_or_retired(void **state)
{
	static const struct edit gone[3] = { { PAGE, "<!-- id: second;", "<!-- id: other;" } };
	static const struct edit retired[3] = { { PAGE, "<!-- id: second;", "<!-- id: other;" },
		{ YAML, NULL, "retired:\n  - {id: second, why: \"Said elsewhere\"}\n" } };
	struct arena *a = arena_new();
	struct changes c = changes(a, NULL, gone);

	(void)state;
	assert_int_equal(c.losts, 1);
	assert_true(str_is(c.lost[0].id, "second"));
	c = changes(a, NULL, retired);
	assert_int_equal(c.losts, 0);
	assert_int_equal(c.class, CHANGE_MINOR);
	arena_free(a);
}

/* ---- course.lock ---- */

static void
a_lock_keeps_the_version_of_what_stayed(void **state)
{
	static const struct edit is[3] = { { PAGE, "a month", "30 days" } };
	struct arena *a = arena_new();
	struct str first = lock_write(a, course_of(a, NULL, 0), 1, 0, 0, STR_NONE);
	struct str second = lock_write(a, course_of(a, is, 1), 1, 1, 0, first);
	uint16_t no[3];

	(void)state;
	assert_true(str_find(first, 0, "id: first, version: 1.0.0, ") < first.len);
	assert_true(str_find(second, 0, "id: first, version: 1.1.0, ") < second.len);
	assert_true(str_find(second, 0, "id: second, version: 1.0.0, ") < second.len);
	assert_true(lock_read(second, &no[0], &no[1], &no[2]));
	assert_int_equal(no[0] * 100 + no[1] * 10 + no[2], 110);
	arena_free(a);
}

/* Publishing is one turn of the keeper, all others wait for it; and a lock on a disk may be any file. */
static void
a_lock_of_many_lines_takes_no_time(void **state)
{
	enum { ASKED = 4000, LINES = 200000 };
	struct arena *a = arena_new();
	struct buf bank = BUF_IN(a), lock = BUF_IN(a);
	struct edit is[1];
	struct course *c;
	clock_t began;

	(void)state;
	for (int i = 0; i < ASKED; i++)
		buf_printf(&bank, "\n// [id:n%d]\nIs it? {TRUE}\n", i);
	for (int i = 0; i < LINES; i++)
		buf_printf(&lock, "  - {kind: question, id: b/x%d, version: 1.0.0, hash: 0}\n", i);
	is[0] = (struct edit){ BANK, NULL, str_z(a, buf_get(&bank)) };
	c = course_of(a, is, 1);
	began = clock();
	assert_true(str_find(lock_write(a, c, 1, 1, 0, buf_get(&lock)), 0, "version: 1.1.0") > 100);
	if (clock() - began > 5 * CLOCKS_PER_SEC)
		fail_msg("%ld ms", (long)((clock() - began) * 1000 / CLOCKS_PER_SEC));
	arena_free(a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_example_has_its_class),
		cmocka_unit_test(all_questions_stay_all_questions),
		cmocka_unit_test(what_vanishes_is_lost_or_retired),
		cmocka_unit_test(a_lock_keeps_the_version_of_what_stayed),
		cmocka_unit_test(a_lock_of_many_lines_takes_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
