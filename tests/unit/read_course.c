/* course_read: what the door adds to the readers. */
#include "courses/base/arena.h"
#include "courses/read/read.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct course *
course(struct arena *a, const char *dir, uint32_t errors)
{
	struct problems p = problems_in(a);
	struct folder f;
	struct err e;
	const struct course *c;

	if (!folder_load(str_z(a, str_printf(a, "%s/%s", SOURCE_DIR, dir)), a, &f, &e))
		fail_msg("%s", e.text);
	c = course_read(&f, a, &p);
	assert_int_equal(p.errors, errors);
	return c;
}

static void
the_example_is_read(void **state)
{
	struct arena *a = arena_new();
	const struct course *c = course(a, "courses/library/evidence-first-day", 0);
	const struct words *w = course_words(c, STR("en"));
	const struct assessment *final = course_assessment(c, STR("final"));
	const struct bank *bank = course_bank(c, STR("evidence"), STR("en"));
	const struct module_words *m;

	(void)state;
	assert_true(str_is(c->id, "evidence-first-day"));
	assert_int_equal(c->edition, 1);
	assert_int_equal(c->status, STATUS_ACTIVE);
	assert_int_equal(c->hours, 1);
	assert_true(c->enrol_open && !c->fixed_order);
	assert_true(str_is(wording_in(c->title, c->titles, STR("en"), STR("en")),
	    "Electronic evidence, the first day"));
	assert_int_equal(c->audiences, 3);
	assert_int_equal(c->modules, 2);
	assert_true(c->module[0].required && !c->module[1].required);
	assert_int_equal(c->module[1].kind, MODULE_SCENARIO);
	assert_true(c->certificate_participation && c->certificate_achievement);
	assert_int_equal(c->certificate_years, 3);

	/* A quiz that says nothing: 80 %, any number of tries. */
	assert_true(str_is(c->module[0].quiz.id, "first-hour"));
	assert_int_equal(c->module[0].quiz.kind, ASSESS_QUIZ);
	assert_int_equal(c->module[0].quiz.pass, 80);
	assert_int_equal(c->module[0].quiz.attempts, 0);
	assert_int_equal(c->module[0].quiz.wait_s, 0);
	assert_non_null(final);
	assert_int_equal(final->attempts, 3);
	assert_int_equal(final->wait_s, 24 * 3600);
	assert_int_equal(final->pause_limit_s, 1800);
	assert_int_equal(final->time_s, 0);

	assert_non_null(words_lesson(w, STR("custody"), &m));
	assert_true(str_is(m->title, "The first hour"));
	assert_non_null(words_term(w, STR("hash")));
	assert_non_null(words_source(w, STR("custody-practice")));
	assert_int_equal(bank->questions, 4);
	arena_free(a);
}

/* Until it is translated the source shows through: each language has the same ids. */
static void
gaps_are_filled_from_the_source(void **state)
{
	struct arena *a = arena_new();
	const struct course *c = course(a, "tests/courses/half-french", 1);
	const struct words *en = course_words(c, STR("en")), *fr = course_words(c, STR("fr"));

	(void)state;
	assert_int_equal(fr->modules, 1);
	assert_true(fr->module[0].present);
	assert_true(str_is(fr->module[0].lesson[0].title, "Premier"));
	assert_int_equal(fr->terms, 1);
	assert_true(str_eq(fr->term[0].title, en->term[0].title));
	/* No draw is written: all questions. */
	assert_int_equal(c->assessment[0].draws, 1);
	assert_int_equal(c->assessment[0].draw[0].count, 2);
	assert_int_equal(c->assessment[0].draw[0].tag.len, 0);
	arena_free(a);
}

static void
a_course_without_files_is_no_crash(void **state)
{
	struct arena *a = arena_new();
	struct problems p = problems_in(a);
	struct folder none = { 0 };
	struct file one = { STR("course.yaml"), STR("") };
	struct folder empty = { .file = &one, .files = 1 };
	const struct course *c = course_read(&none, a, &p);

	(void)state;
	assert_int_equal(p.errors, 1);
	assert_int_equal(c->words_count, 0);
	c = course_read(&empty, a, &p);
	assert_int_equal(p.errors, 2);
	assert_null(course_words(c, STR("en")));
	arena_free(a);
}

/* The largest folder that is taken, full of lessons and lost links: checked in time, told in part.
 */
static void
a_hostile_folder_costs_what_it_weighs(void **state)
{
	struct arena *a = arena_new();
	struct problems p = problems_in(a);
	struct buf yaml = BUF_IN(a);
	struct file file[41];
	struct folder f = { .file = file, .files = 41 };

	(void)state;
	buf_z(&yaml, "id: big\nedition: 1\nsource_language: en\nlanguages: [en]\ntitle: {en: Big}\n"
		     "modules:\n");
	for (int i = 0; i < 40; i++) {
		struct buf b = BUF_IN(a);

		buf_printf(&yaml, "  - id: m%02d\n    file: m%02d.md\n", i, i);
		buf_printf(&b, "---\nid: m%02d\ntitle: M\n---\n", i);
		for (int k = 0; b.len < 60000; k++)
			buf_printf(&b,
			    "\n<!-- id: l-%d-%d -->\n## L\n\n[x](lesson:k-%d-%d) "
			    "[y](glossary:g%d)\n",
			    i, k, i, k, k);
		file[i + 1] = (struct file){ str_printf(a, "en/m%02d.md", i), buf_get(&b) };
	}
	file[0] = (struct file){ STR("course.yaml"), buf_get(&yaml) };
	course_read(&f, a, &p);
	assert_true(p.errors > 30000);
	assert_int_equal(p.count, PROBLEMS_MAX);
	assert_true(arena_size(a) < 256 << 20);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_is_read),
		cmocka_unit_test(gaps_are_filled_from_the_source),
		cmocka_unit_test(a_course_without_files_is_no_crash),
		cmocka_unit_test(a_hostile_folder_costs_what_it_weighs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
