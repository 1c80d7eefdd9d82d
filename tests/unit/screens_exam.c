/* The pages of an exam: the entrance and its word, the clock, the seat, and what a result may still wait for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/exam_help.h"

#define EXAM_LINE 5 /* of the outline */

static struct house h;
static struct identity who;

static int
begin(void **state)
{
	(void)state;
	house_open(&h);
	who = house_trainee(&h);
	exam_begin(&h);
	h.instead = exam_answers;
	house_start(&h, &who, "evidence-first-day");
	return 0;
}

static int
begin_in_lines(void **state)
{
	(void)state;
	house_open(&h);
	who = house_trainee(&h);
	exam_begin(&h);
	h.instead = exam_answers;
	h.world.line = true;
	house_start(&h, &who, "evidence-first-day");
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
start_exam(void)
{
	pick(&h, EXAM_LINE);
	pick(&h, 1);
	type(&h, "start");
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "quiz") && shows(&h, "question 1 of 4"));
}

/* ---- the entrance ---- */

static void
the_page_before_says_what_is_ahead(void **state)
{
	(void)state;
	exam.entrance.extra = 25;
	pick(&h, EXAM_LINE);
	assert_true(on(&h, "entrance"));
	assert_true(shows(&h, "4; to pass: 80%") && shows(&h, "3, the best counts; 24 hours between two"));
	assert_true(shows(&h, "20 minutes, with the 25% more that you have") && shows(&h, "English"));
	assert_true(shows(&h, "While the line is cut it stands still, up to 30 minutes in all"));
	assert_true(shows(&h, "Each answer is kept") && shows(&h, "Only one window counts"));
	assert_true(shows(&h, "On the last day of your group"));
	assert_null(strstr(shown(&h), "after 7 days"));
	assert_true(shows(&h, "The right answers are shown when you have passed, or after the last try"));
	/* It opens at its top: nothing is marked, and Enter alone begins nothing. */
	assert_null(strstr(shown(&h), "> 1"));
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "entrance") && shows(&h, "Nothing has begun."));
	digit(&h, 1);
	assert_true(shows(&h, "> 1 Begin"));
	assert_int_equal(exam.count[VERB_QUIZ_START], 0);
}

static void
after_the_only_try_the_answers_are_shown(void **state)
{
	(void)state;
	exam.entrance.kind = ASSESS_POSTTEST;
	exam.entrance.pass = 0;
	exam.entrance.tries_most = 1;
	pick(&h, EXAM_LINE);
	assert_true(shows(&h, "Nobody passes or fails here.") && shows(&h, "which questions were right, the right answers, and"));
	assert_null(strstr(shown(&h), "when you have passed"));
	press(&h, INTENT_BACK);
	exam.entrance.tries_most = 2;
	pick(&h, EXAM_LINE);
	assert_true(shows(&h, "The right answers are shown after the last try."));
	press(&h, INTENT_BACK);
	/* The test at the end may ask from the same questions. */
	exam.entrance.kind = ASSESS_PRETEST;
	exam.entrance.tries_most = 1;
	pick(&h, EXAM_LINE);
	assert_true(shows(&h, "where a test at the end asks from the same questions, after that test."));
}

static void
a_clock_that_runs_is_told_as_such(void **state)
{
	(void)state;
	exam.entrance.clock = CLOCK_RUNS;
	pick(&h, EXAM_LINE);
	assert_true(shows(&h, "without a stop, also while the line is cut"));
	assert_null(strstr(shown(&h), "stands still"));
}

static void
only_the_word_starts_it(void **state)
{
	(void)state;
	pick(&h, EXAM_LINE);
	pick(&h, 1);
	assert_true(shows(&h, "type START and press Enter") && shows(&h, "The clock starts when you have typed the word"));
	assert_true(h.view.field);
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Nothing has begun. To begin, type START"));
	type(&h, "stop");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Nothing has begun."));
	/* An empty field and one more Backspace lead back to the rules. */
	press(&h, INTENT_ERASE);
	assert_true(on(&h, "entrance") && !h.view.field);
	assert_int_equal(exam.count[VERB_QUIZ_START], 0);
	pick(&h, 1);
	type(&h, " Start ");
	press(&h, INTENT_CHOOSE);
	assert_int_equal(exam.count[VERB_QUIZ_START], 1);
	assert_true(on(&h, "quiz"));
}

static void
the_word_counts_only_on_a_page_that_was_seen(void **state)
{
	struct intent enter = { .kind = INTENT_CHOOSE, .seen = false };

	(void)state;
	pick(&h, EXAM_LINE);
	pick(&h, 1);
	house_update(&h, (struct intent){ .kind = INTENT_TYPED, .text = STR("start"), .seen = false });
	house_update(&h, enter);
	assert_int_equal(exam.count[VERB_QUIZ_START], 0);
	assert_true(on(&h, "entrance"));
	enter.seen = true;
	house_update(&h, enter);
	assert_int_equal(exam.count[VERB_QUIZ_START], 1);
}

static void
in_lines_too(void **state)
{
	(void)state;
	say(&h, "5");
	assert_true(on(&h, "entrance"));
	say(&h, "");
	say(&h, "1");
	assert_true(shows(&h, "To go back, type b."));
	say(&h, "b");
	assert_true(on(&h, "entrance") && !h.view.field);
	say(&h, "1");
	say(&h, "begin");
	assert_true(shows(&h, "Nothing has begun."));
	say(&h, "START");
	assert_true(on(&h, "quiz") && shows(&h, "question 1 of 4"));
}

static void
why_it_cannot_start_and_what_to_do_meanwhile(void **state)
{
	(void)state;
	exam_close(&h);
	exam.entrance.tries = 1;
	exam.entrance.best = 50;
	exam.entrance.why_not = (struct refusal){ .reason = REASON_WAIT, .at = h.now + 3600 };
	pick(&h, EXAM_LINE);
	assert_true(shows(&h, "The next try opens on Mon 23 Nov, 16:12 UTC") && shows(&h, "; 1 used, your best 50%"));
	assert_true(shows(&h, "> 1 Read again: Write down every hand") && shows(&h, "2 The result of your last try"));
	assert_null(strstr(shown(&h), "Begin"));
	pick(&h, 2);
	assert_true(on(&h, "result"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "entrance"));
	exam.entrance.why_not = (struct refusal){ .reason = REASON_NO_TRIES, .number = 3 };
	pick(&h, 1);
	assert_true(on(&h, "lesson"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "entrance") && shows(&h, "All 3 tries are used"));
}

static void
what_stands_before_it_is_named(void **state)
{
	(void)state;
	exam.entrance.why_not = (struct refusal){ .reason = REASON_NOT_NOW };
	pick(&h, EXAM_LINE);
	assert_true(shows(&h, "It is not open yet") && shows(&h, "> 1 Read: Leave it as you found it"));
}

static void
an_open_try_goes_on_without_the_word(void **state)
{
	(void)state;
	exam.entrance.open = true;
	exam.entrance.attempt = exam.attempt.id;
	exam.has[0] = true;
	pick(&h, EXAM_LINE);
	assert_true(shows(&h, "> 1 Go on with your try "));
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "quiz") && shows(&h, "question 2 of 4"));
	assert_int_equal(exam.count[VERB_QUIZ_START], 0);
	assert_int_equal(exam.count[VERB_SEAT], 1);
}

static void
another_window_is_named_before_it_is_stopped(void **state)
{
	(void)state;
	exam.entrance.open = exam.entrance.seated = true;
	exam.entrance.attempt = exam.attempt.id;
	pick(&h, EXAM_LINE);
	assert_true(shows(&h, "Another window of yours is in it just now"));
	house_update(&h, (struct intent){ .kind = INTENT_CHOOSE, .seen = false });
	assert_int_equal(exam.count[VERB_SEAT], 0);
	press(&h, INTENT_CHOOSE);
	assert_int_equal(exam.count[VERB_SEAT], 1);
}

/* ---- the time ---- */

static void
time_is_told_with_the_page_and_by_t(void **state)
{
	(void)state;
	start_exam();
	assert_true(shows(&h, "20 minutes left"));
	h.now += 301;
	press(&h, INTENT_WHERE);
	assert_true(on(&h, "where") && shows(&h, "15 minutes left"));
	press(&h, INTENT_BACK);
	h.now += 600;
	digit(&h, 1);
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "5 minutes left") && shows(&h, "Little time: 5 minutes left."));
	/* Once, and not with each page. */
	press(&h, INTENT_ON);
	assert_null(strstr(shown(&h), "Little time"));
	h.now += 200;
	press(&h, INTENT_BACK_PAGE);
	assert_true(shows(&h, "99 seconds left"));
}

static void
lines_tell_the_time_only_when_little_is_left(void **state)
{
	(void)state;
	say(&h, "5");
	say(&h, "1");
	say(&h, "start");
	assert_true(str_is(h.view.prompt, "> "));
	assert_null(strstr(shown(&h), "minutes left"));
	h.now += 1200 - 540;
	say(&h, "1");
	assert_true(str_is(h.view.prompt, "(9 minutes left) Your answer: "));
}

static void
no_limit_has_no_clock(void **state)
{
	(void)state;
	exam.entrance.time_s = exam.attempt.time_s = 0;
	exam.ends_at = 0;
	pick(&h, EXAM_LINE);
	assert_true(shows(&h, "after 7 days"));
	press(&h, INTENT_BACK);
	start_exam();
	assert_null(strstr(shown(&h), " left"));
	press(&h, INTENT_WHERE);
	assert_true(shows(&h, "no limit"));
}

static void
leaving_tells_what_the_clock_does_and_until_when(void **state)
{
	(void)state;
	start_exam();
	press(&h, INTENT_BACK);
	assert_true(on(&h, "course") && shows(&h, "Your answers are kept. The clock runs on; it stands still only while the "
						  "line is cut. Now: 20 minutes left; then it is handed in as it stands."));
	/* The seventh day means nothing where the time is over long before. */
	assert_null(strstr(shown(&h), "at the latest"));
}

static void
leaving_without_a_clock_tells_the_last_day(void **state)
{
	(void)state;
	exam.entrance.time_s = exam.attempt.time_s = 0;
	exam.ends_at = 0;
	start_exam();
	press(&h, INTENT_BACK);
	assert_true(on(&h, "course") && shows(&h, "at the latest on Mon 30 Nov, 15:12 UTC"));
}

static void
time_over_is_a_page(void **state)
{
	(void)state;
	start_exam();
	exam.refuse = (struct refusal){ .reason = REASON_TIME_UP, .at = h.now };
	digit(&h, 2);
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "The time was over on Mon 23 Nov, 15:12 UTC."));
	assert_true(shows(&h, "came after it and does not count") && shows(&h, "handed in as it stood: 0 of 4 answered"));
	exam_close(&h);
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "result"));
}

/* Whatever was read last, and in whatever course. */
static void
home_says_what_is_open_and_its_time(void **state)
{
	struct attempt open[2] = { exam.attempt, exam.attempt };

	(void)state;
	open[0].course = STR("not-served-any-more");
	open[1].time_s = 1200;
	open[1].left_s = 240;
	open[1].answered = 1;
	struct course_told told = { .course = STR("evidence-first-day"), .edition = { 1, 0, 0 }, .status = STATUS_ACTIVE,
		.replaced_by = STR_NONE };

	exam.home = (struct told_home){ .last = { .course = STR_NONE }, .open = open, .opens = 2, .told = &told, .tolds = 1 };
	exam.entrance.open = true;
	exam.entrance.attempt = exam.attempt.id;
	while (!on(&h, "home"))
		press(&h, INTENT_BACK);
	assert_true(shows(&h, "1 Go on with your test: Final exam, Electronic evidence, the first day"));
	assert_true(shows(&h, "4 minutes left; 1 of 4 answered"));
	assert_null(strstr(shown(&h), "not-served-any-more"));
	pick(&h, 1);
	assert_true(on(&h, "entrance") && shows(&h, "1 Go on with your try"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "course"));
}

/* ---- the seat ---- */

static void
a_seat_that_was_taken_is_told_and_can_be_taken_back(void **state)
{
	(void)state;
	start_exam();
	digit(&h, 1);
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "question 2 of 4"));
	type(&h, "1");
	exam_unseat(&h);
	assert_true(shows(&h, "goes on in another window of yours, since Mon 23 Nov, 15:12 UTC"));
	assert_true(shows(&h, "not saved yet is in this window only"));
	assert_true(shows(&h, "If that was not you") && shows(&h, "Ms Tembo"));
	/* What was meant for the question does not reach it. */
	assert_false(h.view.field);
	house_update(&h, (struct intent){ .kind = INTENT_CHOOSE, .seen = false });
	assert_int_equal(exam.count[VERB_SEAT], 1);
	press(&h, INTENT_CHOOSE);
	assert_int_equal(exam.count[VERB_SEAT], 2);
	/* At the same question, with what was half typed. */
	assert_true(shows(&h, "question 2 of 4") && shows(&h, "Your answer   1"));
	exam_unseat(&h);
	pick(&h, 2);
	assert_true(on(&h, "home"));
}

static void
a_refused_request_tells_of_the_seat_too(void **state)
{
	(void)state;
	start_exam();
	exam.refuse = (struct refusal){ .reason = REASON_SEAT, .at = h.now - 60 };
	press(&h, INTENT_ON);
	assert_true(shows(&h, "since Mon 23 Nov, 15:11 UTC"));
}

/* ---- essays ---- */

static void
to_essay(void)
{
	start_exam();
	press(&h, INTENT_OPTIONS);
	pick(&h, EXAM_ESSAY + 1);
	assert_true(shows(&h, "question 4 of 4") && shows(&h, "a line with only a full stop") && h.view.field);
}

static void
an_essay_is_written_line_by_line(void **state)
{
	(void)state;
	to_essay();
	type(&h, "One empty hour.");
	press(&h, INTENT_CHOOSE);
	type(&h, "It is enough.");
	press(&h, INTENT_CHOOSE);
	assert_int_equal(exam.count[VERB_QUIZ_ANSWER], 0);
	type(&h, ".");
	press(&h, INTENT_CHOOSE);
	assert_int_equal(exam.count[VERB_QUIZ_ANSWER], 1);
	assert_string_equal(exam.text, "One empty hour.\nIt is enough.");
	assert_true(shows(&h, "Saved."));
	press(&h, INTENT_OPTIONS);
	pick(&h, EXAM_ESSAY + 1);
	assert_true(shows(&h, "What you have written:") && shows(&h, "1 Write on") && shows(&h, "2 Write it anew"));
}

static void
who_turns_away_from_an_essay_has_saved_it(void **state)
{
	struct request last;

	(void)state;
	to_essay();
	type(&h, "Half a thought");
	assert_true(app_last_word(h.app, &last) && last.verb == VERB_QUIZ_ANSWER);
	assert_true(str_is(last.attempt.response.text, "Half a thought"));
	press(&h, INTENT_BACK_PAGE);
	assert_string_equal(exam.text, "Half a thought");
	assert_true(shows(&h, "question 3 of 4") && shows(&h, "Saved."));
	press(&h, INTENT_ON);
	digit(&h, 1);
	type(&h, " and the rest");
	press(&h, INTENT_ON);
	assert_string_equal(exam.text, "Half a thought and the rest");
}

static void
a_field_is_left_empty_with_enter_alone(void **state)
{
	(void)state;
	start_exam();
	press(&h, INTENT_ON);
	assert_true(shows(&h, "question 2 of 4") && h.view.field);
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "To go on without it: Enter once more."));
	/* Who has typed meanwhile is told anew. */
	type(&h, "1");
	press(&h, INTENT_ERASE);
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "question 2 of 4"));
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "question 3 of 4"));
	assert_int_equal(exam.count[VERB_QUIZ_ANSWER], 0);
}

/* What was ticked is an answer also for who goes on, leaves, or loses the line. */
static void
what_was_ticked_is_saved_by_who_turns_away(void **state)
{
	struct request last;

	(void)state;
	start_exam();
	press(&h, INTENT_OPTIONS);
	pick(&h, EXAM_TICKS + 1);
	press(&h, INTENT_ON);
	assert_int_equal(exam.count[VERB_QUIZ_ANSWER], 0);
	press(&h, INTENT_BACK_PAGE);
	pick(&h, 2);
	assert_int_equal(exam.count[VERB_QUIZ_ANSWER], 0);
	assert_true(app_last_word(h.app, &last) && last.verb == VERB_QUIZ_ANSWER);
	assert_int_equal(last.attempt.response.picks, 1);
	press(&h, INTENT_ON);
	assert_int_equal(exam.count[VERB_QUIZ_ANSWER], 1);
	assert_int_equal(exam.answered_at, EXAM_TICKS);
	assert_true(shows(&h, "question 4 of 4") && shows(&h, "Saved: The laboratory."));
}

static void
an_essay_in_plain_lines(void **state)
{
	(void)state;
	say(&h, "5");
	say(&h, "1");
	say(&h, "start");
	say(&h, "o");
	say(&h, "4");
	assert_true(h.view.field && str_is(h.view.prompt, "> "));
	say(&h, "One empty hour.");
	say(&h, "");
	say(&h, "It is enough.");
	assert_int_equal(exam.count[VERB_QUIZ_ANSWER], 0);
	say(&h, ".");
	assert_int_equal(exam.count[VERB_QUIZ_ANSWER], 1);
	assert_string_equal(exam.text, "One empty hour.\n\nIt is enough.");
	say(&h, "o");
	say(&h, "4");
	say(&h, "1");
	say(&h, "Surely.");
	say(&h, ".");
	assert_string_equal(exam.text, "One empty hour.\n\nIt is enough.\nSurely.");
}

/* ---- the result ---- */

static void
a_result_says_what_is_not_decided_yet(void **state)
{
	(void)state;
	start_exam();
	press(&h, INTENT_OPTIONS);
	assert_true(shows(&h, "0 of 4 answered"));
	pick(&h, 5);
	assert_true(shows(&h, "4 questions are not answered yet: 1, 2, 3, 4."));
	pick(&h, 3);
	assert_true(on(&h, "result") && shows(&h, "NOT ALL MARKED YET   so far 1 of 3 points, 33%"));
	assert_true(shows(&h, "A person has to mark 1 answer.") && shows(&h, "1 question was found wrong"));
	assert_true(shows(&h, "not marked yet") && shows(&h, "taken out"));
	/* What was shown stands there again, in its order. */
	pick(&h, 1);
	assert_true(shows(&h, "- The person who finds the item") && shows(&h, "- The prosecutor"));
}

static void
marks_that_were_changed_say_when(void **state)
{
	(void)state;
	start_exam();
	exam.attempt.remarked_at = h.now;
	press(&h, INTENT_OPTIONS);
	pick(&h, 5);
	pick(&h, 3);
	assert_true(shows(&h, "The marks were changed on Mon 23 Nov, 15:12 UTC."));
}

static void
a_survey_has_no_marks(void **state)
{
	(void)state;
	exam.entrance.kind = exam.attempt.kind = ASSESS_SURVEY;
	exam.entrance.pass = exam.attempt.pass = 0;
	pick(&h, EXAM_LINE);
	assert_true(shows(&h, "There are no right or wrong answers, and no marks."));
	pick(&h, 1);
	type(&h, "start");
	press(&h, INTENT_CHOOSE);
	press(&h, INTENT_OPTIONS);
	pick(&h, 5);
	pick(&h, 3);
	assert_true(shows(&h, "Thank you. Your answers are kept."));
	assert_null(strstr(shown(&h), "points"));
	assert_null(strstr(shown(&h), "The right answers are shown"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_page_before_says_what_is_ahead, begin, end),
		cmocka_unit_test_setup_teardown(after_the_only_try_the_answers_are_shown, begin, end),
		cmocka_unit_test_setup_teardown(a_clock_that_runs_is_told_as_such, begin, end),
		cmocka_unit_test_setup_teardown(only_the_word_starts_it, begin, end),
		cmocka_unit_test_setup_teardown(the_word_counts_only_on_a_page_that_was_seen, begin, end),
		cmocka_unit_test_setup_teardown(in_lines_too, begin_in_lines, end),
		cmocka_unit_test_setup_teardown(why_it_cannot_start_and_what_to_do_meanwhile, begin, end),
		cmocka_unit_test_setup_teardown(what_stands_before_it_is_named, begin, end),
		cmocka_unit_test_setup_teardown(an_open_try_goes_on_without_the_word, begin, end),
		cmocka_unit_test_setup_teardown(another_window_is_named_before_it_is_stopped, begin, end),
		cmocka_unit_test_setup_teardown(time_is_told_with_the_page_and_by_t, begin, end),
		cmocka_unit_test_setup_teardown(lines_tell_the_time_only_when_little_is_left, begin_in_lines, end),
		cmocka_unit_test_setup_teardown(no_limit_has_no_clock, begin, end),
		cmocka_unit_test_setup_teardown(leaving_tells_what_the_clock_does_and_until_when, begin, end),
		cmocka_unit_test_setup_teardown(home_says_what_is_open_and_its_time, begin, end),
		cmocka_unit_test_setup_teardown(leaving_without_a_clock_tells_the_last_day, begin, end),
		cmocka_unit_test_setup_teardown(time_over_is_a_page, begin, end),
		cmocka_unit_test_setup_teardown(a_seat_that_was_taken_is_told_and_can_be_taken_back, begin, end),
		cmocka_unit_test_setup_teardown(a_refused_request_tells_of_the_seat_too, begin, end),
		cmocka_unit_test_setup_teardown(an_essay_is_written_line_by_line, begin, end),
		cmocka_unit_test_setup_teardown(who_turns_away_from_an_essay_has_saved_it, begin, end),
		cmocka_unit_test_setup_teardown(a_field_is_left_empty_with_enter_alone, begin, end),
		cmocka_unit_test_setup_teardown(what_was_ticked_is_saved_by_who_turns_away, begin, end),
		cmocka_unit_test_setup_teardown(an_essay_in_plain_lines, begin_in_lines, end),
		cmocka_unit_test_setup_teardown(a_result_says_what_is_not_decided_yet, begin, end),
		cmocka_unit_test_setup_teardown(marks_that_were_changed_say_when, begin, end),
		cmocka_unit_test_setup_teardown(a_survey_has_no_marks, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
