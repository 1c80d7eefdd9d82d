/* The preview's list of problems: errors first, a page at a time, and the place that each one leads to. */
#include "courses/base/arena.h"
#include "tui/cli/preview_list.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int
number_of(const struct preview_list *l, const char *rule)
{
	for (uint32_t i = l->first; i < l->problems.count; i++)
		if (str_is(l->problems.problem[i].rule, rule))
			return (int)(i - l->first) + 1;
	fail_msg("there is no %s", rule);
	return 0;
}

static void
each_problem_leads_to_its_page(void **state)
{
	struct preview_list l = { .arena = NULL };
	char address[PREVIEW_PLACE], language[PREVIEW_PLACE];
	struct err e;

	(void)state;
	assert_true(preview_list_read(&l, SOURCE_DIR "/tests/courses/half-french", &e));
	assert_int_equal(l.problems.errors, 1);
	assert_true(l.problems.problem[0].is_error);
	/* A bank has no page: the course. */
	assert_true(preview_list_place(&l, 1, address, language));
	assert_string_equal(address, "half-french");
	assert_string_equal(language, "");
	/* Page by page: a number is that of the line on the screen. */
	while (l.first + 5 < l.problems.count)
		preview_list_turn(&l, 1);
	assert_int_not_equal(l.first, 0);
	assert_true(preview_list_place(&l, number_of(&l, "from-stale"), address, language));
	assert_string_equal(address, "half-french/one/first");
	assert_string_equal(language, "fr");
	assert_false(preview_list_place(&l, (int)(l.problems.count - l.first) + 1, address, language));
	assert_false(preview_list_place(&l, 0, address, language));
	preview_list_turn(&l, 1);
	preview_list_turn(&l, -1);
	assert_int_equal(l.first, 0);
	assert_false(preview_list_read(&l, SOURCE_DIR "/tests/courses/nowhere", &e));
	preview_list_free(&l);
}

static void
the_list_says_what_can_be_done(void **state)
{
	struct preview_list l = { .arena = NULL };
	struct arena *a = arena_new();
	struct view v;
	struct err e;

	(void)state;
	assert_true(preview_list_read(&l, SOURCE_DIR "/courses/library/evidence-first-day", &e));
	view_init(&v, a);
	preview_list_view(&l, "course", true, &v);
	assert_true(str_is(v.item[0].text, "There is nothing wrong with this course."));
	assert_true(preview_list_read(&l, SOURCE_DIR "/tests/courses/half-french", &e));
	view_init(&v, a);
	preview_list_view(&l, "course", true, &v);
	assert_true(str_starts(v.item[0].text, "This course cannot be published yet."));
	view_init(&v, a);
	preview_list_view(&l, "course", false, &v);
	assert_true(str_starts(v.item[0].text, "This course cannot be shown yet."));
	preview_list_free(&l);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_problem_leads_to_its_page),
		cmocka_unit_test(the_list_says_what_can_be_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
