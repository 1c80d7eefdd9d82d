/* The place in a lesson is a place in the text: windows come and go, it stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/screens_help.h"

static struct house h;
static struct identity who;

static int
begin(void **state)
{
	(void)state;
	house_open(&h);
	who = house_trainee(&h);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	house_close(&h);
	return 0;
}

static void
window(int cols, int rows)
{
	h.cols = cols;
	h.rows = rows;
	house_update(&h, (struct intent){ .kind = INTENT_SIZE, .cols = cols, .rows = rows });
}

/* The words with which the page begins. */
static void
first_row(char text[200])
{
	struct buf b = BUF_IN(h.turn);

	for (uint32_t i = 0; i < h.view.items; i++) {
		const struct item *it = &h.view.item[i];

		if (it->kind != ITEM_ROWS || it->rows == 0)
			continue;
		for (uint32_t j = 0; j < it->row->spans; j++)
			buf_str(&b, it->row->span[j].text);
		break;
	}
	snprintf(text, 200, "%s", buf_cstr(&b));
	assert_true(text[0] != '\0');
}

static void
a_window_that_grows_and_shrinks_does_not_lead_astray(void **state)
{
	char before[200], after[200];

	(void)state;
	h.cols = 60;
	h.rows = 14;
	house_start(&h, &who, "evidence-first-day/as-found");
	press(&h, INTENT_ON);
	assert_true(shows(&h, "page 2 of"));
	first_row(before);
	window(132, 50);
	assert_true(shows(&h, "page 1 of"));
	window(40, 12);
	window(60, 14);
	assert_true(shows(&h, "page 2 of"));
	first_row(after);
	assert_string_equal(before, after);
}

static void
a_visit_in_a_large_window_does_not_either(void **state)
{
	char before[200], after[200];

	(void)state;
	h.cols = 60;
	h.rows = 14;
	house_start(&h, &who, "evidence-first-day/as-found");
	press(&h, INTENT_ON);
	first_row(before);
	h.cols = 132;
	h.rows = 50;
	house_start(&h, &who, "");
	assert_true(shows(&h, "Go on reading: Leave it as you found it, page 1 of"));
	digit(&h, 1);
	assert_true(on(&h, "lesson") && shows(&h, "page 1 of"));
	h.cols = 60;
	h.rows = 14;
	house_start(&h, &who, "");
	assert_true(shows(&h, "Go on reading: Leave it as you found it, page 2 of"));
	digit(&h, 1);
	assert_true(on(&h, "lesson") && shows(&h, "page 2 of"));
	first_row(after);
	assert_string_equal(before, after);
}

/* What home promises is what the lesson shows. */
static void
home_counts_pages_as_the_lesson_does(void **state)
{
	(void)state;
	h.cols = 60;
	h.rows = 14;
	house_start(&h, &who, "evidence-first-day/custody");
	for (int page = 1; page <= 2; page++) {
		char where[64], go_on[128];

		snprintf(where, sizeof(where), "%.*s", STR_ARG(h.view.where));
		snprintf(go_on, sizeof(go_on), "Go on reading: Write down every hand, %s", where);
		house_start(&h, &who, "");
		assert_true(shows(&h, go_on));
		digit(&h, 1);
		assert_true(shows(&h, where));
		press(&h, INTENT_ON);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_window_that_grows_and_shrinks_does_not_lead_astray, begin, end),
		cmocka_unit_test_setup_teardown(a_visit_in_a_large_window_does_not_either, begin, end),
		cmocka_unit_test_setup_teardown(home_counts_pages_as_the_lesson_does, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
