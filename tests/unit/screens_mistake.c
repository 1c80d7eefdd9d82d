/* "Report a mistake" through the screens, over the real keeper: from a page to the desk and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/screens_help.h"

static void
from_a_lesson_to_the_desk_and_back(void **state)
{
	struct house h;
	struct identity amina, ines;

	(void)state;
	house_open(&h);
	amina = house_trainee(&h);
	ines = house_member(&h, "ines", "Ines", ROLE_INSTRUCTOR);
	house_start(&h, &amina, "evidence-first-day/as-found");
	press(&h, INTENT_REPORT);
	assert_true(on(&h, "mistake") && shows(&h, "Electronic evidence, the first day: as-found"));
	/* Nothing is sent without a word, and Backspace in an empty field is the way back. */
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "mistake") && shows(&h, "Write in one line what is wrong"));
	press(&h, INTENT_ERASE);
	assert_true(on(&h, "lesson"));
	press(&h, INTENT_REPORT);
	type(&h, "The table lacks a tablet");
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "mistake") && shows(&h, "Thank you. It is sent.") && shows(&h, "The table lacks a tablet"));
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "lesson"));

	house_start(&h, &ines, "desk");
	pick(&h, 2);
	assert_true(on(&h, "desk-mistakes") && shows(&h, "evidence-first-day: as-found") &&
		    shows(&h, "The table lacks a tablet"));
	pick(&h, 1);
	assert_true(shows(&h, "evidence-first-day, 1.0.0, en"));
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Write the answer in one line"));
	type(&h, "It comes in edition 1.1");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Answered.") && shows(&h, "Nothing waits for an answer."));
	pick(&h, 1);
	assert_true(shows(&h, "answered") && shows(&h, "Only those that wait"));
	house_close(&h);
}

/* Where there is no course, and for guests, r says whom to tell. */
static void
where_there_is_nothing_to_report(void **state)
{
	struct house h;
	struct identity who;

	(void)state;
	house_open(&h);
	who = house_trainee(&h);
	house_start(&h, &who, "");
	press(&h, INTENT_REPORT);
	assert_true(on(&h, "home") && shows(&h, "A mistake is reported on its own page"));
	house_close(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_a_lesson_to_the_desk_and_back),
		cmocka_unit_test(where_there_is_nothing_to_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
