/* Reading, checks and quizzes through the screens, over the real keeper. */
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

static bool
was_asked(enum verb v)
{
	for (unsigned i = 0; i < h.asks; i++) {
		if (h.asked[i] == v)
			return true;
	}
	return false;
}

static unsigned
times_asked(enum verb v)
{
	unsigned n = 0;

	for (unsigned i = 0; i < h.asks; i++)
		n += h.asked[i] == v;
	return n;
}

static void
from_home_to_the_first_lesson(void **state)
{
	(void)state;
	house_start(&h, &who, "");
	assert_true(on(&h, "home") && shows(&h, "You have not begun a course"));
	digit(&h, 2);
	assert_true(on(&h, "catalogue") && shows(&h, "Electronic evidence, the first day"));
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "course") && shows(&h, "0% done") && shows(&h, "Quiz, 2 questions"));
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "module") && shows(&h, "Leave a device as you found it"));
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "lesson") && shows(&h, "page 1 of 3"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "course"));
	press(&h, INTENT_BACK);
	press(&h, INTENT_BACK);
	assert_true(on(&h, "home") &&
		    shows(&h, "> 1 Go on reading: Leave it as you found it, page 1 of 3"));
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "lesson"));
}

static void
saved_is_said_only_after_the_keeper_said_it(void **state)
{
	(void)state;
	house_start(&h, &who, "evidence-first-day/as-found");
	assert_true(str_is(h.view.status, "saved"));
	h.mute = true;
	press(&h, INTENT_ON);
	assert_int_equal(h.view.status.len, 0);
	assert_true(shows(&h, "page 2 of 3"));
	/* The next places overtake each other: one is under way, one waits. */
	press(&h, INTENT_BACK_PAGE);
	press(&h, INTENT_ON);
	press(&h, INTENT_ON);
	assert_int_equal(h.view.status.len, 0);
	assert_int_equal(times_asked(VERB_PLACE), 2);
}

static void
a_disk_that_is_full_is_said(void **state)
{
	(void)state;
	house_start(&h, &who, "evidence-first-day/as-found");
	h.refuse = REASON_DISK;
	press(&h, INTENT_ON);
	assert_int_equal(h.view.status.len, 0);
	assert_true(shows(&h, "was not saved") && shows(&h, "Ms Tembo"));
	press(&h, INTENT_ON);
	assert_true(str_is(h.view.status, "saved"));
}

static void
a_check_is_answered_tried_again_and_shown(void **state)
{
	(void)state;
	house_start(&h, &who, "evidence-first-day/as-found");
	press(&h, INTENT_ON);
	/* Nothing is marked when a question opens, and Enter alone answers nothing. */
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Choose an answer first"));
	assert_false(was_asked(VERB_CHECK));
	press(&h, INTENT_SHOW);
	assert_true(shows(&h, "Try once first"));
	digit(&h, 1);
	assert_true(shows(&h, "> 1 "));
	assert_false(was_asked(VERB_CHECK));
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Not right. ") && shows(&h, "Try again, or press x"));
	press(&h, INTENT_SHOW);
	assert_true(shows(&h, "The right answer: Photograph the screen and note the time"));
	/* Enter reads on when the answer is known. */
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "page 3 of 3"));
	press(&h, INTENT_BACK_PAGE);
	for (int n = 1; n <= 4 && strstr(shown(&h), "Right. ") == NULL; n++) {
		digit(&h, n);
		press(&h, INTENT_CHOOSE);
	}
	assert_true(shows(&h, "Right. ") && !strstr(shown(&h), "Right. Right."));
	press(&h, INTENT_ON);
	press(&h, INTENT_ON);
	assert_true(shows(&h, "This lesson is done.") && shows(&h, "Next: Write down every hand"));
}

static void
nothing_is_committed_blind(void **state)
{
	struct intent blind = { .kind = INTENT_CHOOSE };
	struct intent blind_digit = { .kind = INTENT_NUMBER, .number = 2 };

	(void)state;
	house_start(&h, &who, "evidence-first-day/as-found");
	press(&h, INTENT_ON);
	house_update(&h, (struct intent){ .kind = INTENT_DOWN });
	house_update(&h, blind);
	assert_false(was_asked(VERB_CHECK));
	house_update(&h, blind_digit);
	house_update(&h, blind);
	assert_false(was_asked(VERB_CHECK));
	/* The digit was typed with the page in sight: the Enter behind it says the same thing.
	 * Once. */
	digit(&h, 2);
	house_update(&h, blind);
	assert_int_equal(times_asked(VERB_CHECK), 1);
	house_update(&h, blind);
	assert_int_equal(times_asked(VERB_CHECK), 1);
}

static void
an_unanswered_check_is_missed_at_the_end(void **state)
{
	(void)state;
	house_start(&h, &who, "evidence-first-day/as-found");
	for (int i = 0; i < 3; i++)
		press(&h, INTENT_ON);
	assert_true(shows(&h, "1 check is not answered yet"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "course") && shows(&h, "you are on page 3 of 3"));
}

static void
the_place_survives_the_window_and_the_line(void **state)
{
	struct request last;

	(void)state;
	house_start(&h, &who, "evidence-first-day/as-found");
	press(&h, INTENT_ON);
	digit(&h, 2);
	house_update(&h, (struct intent){ .kind = INTENT_SIZE, .cols = 40, .rows = 12 });
	assert_true(shows(&h, "CHECK") && shows(&h, "> 2 "));
	assert_true(app_last_word(h.app, &last));
	assert_int_equal(last.verb, VERB_PLACE);
	assert_true(str_is(last.place.place.lesson, "as-found"));
	h.cols = 100;
	h.rows = 30;
	house_start(&h, &who, "");
	assert_true(shows(&h, "Go on reading: Leave it as you found it"));
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "CHECK"));
	/* The place that the records told is not overwritten by where a lesson begins. */
	house_start(&h, &who, "evidence-first-day/first-hour/as-found");
	assert_true(shows(&h, "CHECK"));
}

static void
terms_sources_and_links(void **state)
{
	(void)state;
	house_start(&h, &who, "evidence-first-day/custody");
	assert_true(shows(&h, "w  chain of custody"));
	press(&h, INTENT_TERM);
	assert_true(on(&h, "entry") && shows(&h, "The written, unbroken account"));
	digit(&h, 2);
	assert_true(on(&h, "entry") && shows(&h, "A short number"));
	press(&h, INTENT_BACK);
	press(&h, INTENT_TERM);
	assert_true(on(&h, "lesson"));
	press(&h, INTENT_OPTIONS);
	assert_true(on(&h, "options") && shows(&h, "3 Custody of items source [1]"));
	digit(&h, 3);
	assert_true(on(&h, "entry") && shows(&h, "An invented source"));
	press(&h, INTENT_BACK);
	digit(&h, 2);
	assert_true(on(&h, "lesson") && shows(&h, "Leave it as you found it"));
	press(&h, INTENT_BACK);
	press(&h, INTENT_BACK);
	assert_true(on(&h, "lesson") && shows(&h, "Write down every hand"));
}

static void
answer_all(bool right)
{
	for (int i = 0; i < 2; i++) {
		if (h.view.field) {
			type(&h, right ? "12" : "16");
		} else {
			digit(&h, right ? 2 : 1);
		}
		press(&h, INTENT_CHOOSE);
	}
}

static void
a_test_that_waits_for_the_clock_says_so(void **state)
{
	static const struct reply wrong = { .number = 1, .verb = VERB_QUIZ_START,
		.refusal = { .reason = REASON_CLOCK, .at = 1795446000 } };

	(void)state;
	house_start(&h, &who, "evidence-first-day");
	digit(&h, 3);
	house_can(&h, &wrong);
	digit(&h, 1);
	assert_true(on(&h, "quiz") && shows(&h, "clock is wrong: it stands behind Mon 23 Nov, 15:00 UTC."));
	assert_true(shows(&h, "Ms Tembo"));
	h.canned[VERB_QUIZ_START] = NULL;
	digit(&h, 1);
	assert_true(shows(&h, "Question 1 of 2."));
}

static void
a_quiz_from_start_to_result(void **state)
{
	(void)state;
	house_start(&h, &who, "evidence-first-day");
	digit(&h, 3);
	assert_true(on(&h, "quiz") && shows(&h, "To pass") && shows(&h, "80%"));
	digit(&h, 1);
	assert_true(shows(&h, "Question 1 of 2."));
	/* Leave one empty, and be told. */
	press(&h, INTENT_ON);
	press(&h, INTENT_ON);
	assert_true(shows(&h, "2 questions are not answered yet: 1, 2."));
	digit(&h, 1);
	answer_all(true);
	assert_true(shows(&h, "All 2 are answered.") && shows(&h, "Saved: "));
	/* Look first, change nothing, hand in. */
	digit(&h, 2);
	assert_true(shows(&h, "1 Question 1 answered"));
	digit(&h, 3);
	digit(&h, 1);
	assert_true(
	    on(&h, "result") && shows(&h, "PASSED   2 of 2 points, 100%") && shows(&h, "try 1,"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "course") && shows(&h, "passed, 100%"));
}

static void
a_failed_quiz_says_what_to_read(void **state)
{
	(void)state;
	house_start(&h, &who, "evidence-first-day");
	digit(&h, 3);
	digit(&h, 1);
	answer_all(false);
	digit(&h, 1);
	assert_true(shows(&h, "NOT PASSED   0 of 2 points, 0%") && shows(&h, "Read again: "));
	/* The first that was wrong is open already; another opens by its number. */
	assert_true(shows(&h, "Question 1. "));
	digit(&h, 2);
	assert_true(shows(&h, "Question 2. ") && shows(&h, "You"));
	digit(&h, 3);
	assert_true(on(&h, "lesson"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "result"));
	press(&h, INTENT_BACK);
	assert_true(shows(&h, "best 0%, 80% needed"));
	house_start(&h, &who, "");
	digit(&h, 3);
	if (!str_is(h.view.screen, "results")) {
		press(&h, INTENT_BACK);
		digit(&h, 4);
	}
	assert_true(on(&h, "results") && shows(&h, "not passed, 0%"));
	digit(&h, 1);
	assert_true(on(&h, "result"));
}

static void
an_open_attempt_goes_on_after_a_break(void **state)
{
	(void)state;
	house_start(&h, &who, "evidence-first-day");
	digit(&h, 3);
	digit(&h, 1);
	if (h.view.field)
		type(&h, "12");
	else
		digit(&h, 2);
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Question 2 of 2."));
	house_start(&h, &who, "evidence-first-day");
	assert_true(shows(&h, "begun: go on"));
	digit(&h, 3);
	assert_true(shows(&h, "Go on with the try you have begun"));
	digit(&h, 1);
	assert_true(shows(&h, "Question 2 of 2."));
	press(&h, INTENT_BACK_PAGE);
	assert_true(shows(&h, "Question 1 of 2.") && str_is(h.view.status, "saved"));
}

static void
addresses(void **state)
{
	(void)state;
	house_start(&h, &who, "evidence-first-day/first-hour");
	assert_true(on(&h, "module"));
	assert_true(str_is(h.view.address, "evidence-first-day/first-hour"));
	house_start(&h, &who, "evidence-first-day/first-hour/custody");
	assert_true(on(&h, "lesson"));
	assert_true(str_is(h.view.address, "evidence-first-day/first-hour/custody"));
	house_start(&h, &who, "no-such-course/x");
	assert_true(on(&h, "home") && shows(&h, "There is nothing at no-such-course/x"));
	house_start(&h, &who, "evidence-first-day/none/none/none");
	assert_true(on(&h, "course") || on(&h, "home"));
	house_start(&h, &who, "home");
	assert_true(on(&h, "home"));
}

static void
lines_say_the_same(void **state)
{
	(void)state;
	h.world.line = true;
	house_start(&h, &who, "evidence-first-day");
	say(&h, "2");
	assert_true(on(&h, "lesson"));
	say(&h, "2");
	assert_true(shows(&h, "Right. "));
	say(&h, "");
	assert_true(shows(&h, "page 2 of 2"));
	say(&h, "b");
	say(&h, "w");
	assert_true(on(&h, "lesson") && shows(&h, "chain of custody: The written"));
	say(&h, "0");
	say(&h, "3");
	say(&h, "1");
	for (int i = 0; i < 2; i++)
		say(&h, h.view.field ? "12" : "2");
	assert_true(shows(&h, "All 2 are answered."));
	/* An empty line hands nothing in: nobody saw a marker. */
	say(&h, "");
	assert_false(was_asked(VERB_QUIZ_HANDIN));
	say(&h, "1");
	assert_true(on(&h, "result"));
	say(&h, "99");
	assert_true(shows(&h, "Type a number from 1 to"));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(from_home_to_the_first_lesson),
		TEST(saved_is_said_only_after_the_keeper_said_it),
		TEST(a_disk_that_is_full_is_said),
		TEST(a_check_is_answered_tried_again_and_shown),
		TEST(nothing_is_committed_blind),
		TEST(an_unanswered_check_is_missed_at_the_end),
		TEST(the_place_survives_the_window_and_the_line),
		TEST(terms_sources_and_links),
		TEST(a_test_that_waits_for_the_clock_says_so),
		TEST(a_quiz_from_start_to_result),
		TEST(a_failed_quiz_says_what_to_read),
		TEST(an_open_attempt_goes_on_after_a_break),
		TEST(addresses),
		TEST(lines_say_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
