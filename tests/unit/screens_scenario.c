/* A case played through the screens, over the real keeper: decided, left, gone on with, looked at again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/screens_help.h"

#define CASE "evidence-first-day/flat-seven"

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

/* The number, and Enter that says so. */
static void
decide(int number)
{
	digit(&h, number);
	press(&h, INTENT_CHOOSE);
}

static unsigned
steps_asked(void)
{
	unsigned n = 0;

	for (unsigned i = 0; i < h.asks; i++)
		n += h.asked[i] == VERB_SCENARIO_STEP;
	return n;
}

static void
a_case_is_played_to_its_end(void **state)
{
	(void)state;
	house_start(&h, &who, "evidence-first-day");
	assert_true(shows(&h, "not begun"));
	digit(&h, 4);
	assert_true(on(&h, "scenario") && shows(&h, "You are the first officer"));
	assert_true(str_is(h.view.address, CASE));
	digit(&h, 1);
	assert_true(shows(&h, "The open lid") && shows(&h, "What do you do?"));
	assert_false(strstr(shown(&h), "can never be made again") != NULL);
	/* A digit only marks; Enter decides. */
	digit(&h, 1);
	assert_int_equal(steps_asked(), 0);
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "You decided") && shows(&h, "can never be made again"));
	assert_true(shows(&h, "Evidence +2.") && str_is(h.view.status, "saved"));
	press(&h, INTENT_ON);
	assert_true(shows(&h, "The second phone") && str_is(h.view.where, "step 2"));
	press(&h, INTENT_ON);
	assert_true(shows(&h, "Decide first"));
	decide(2);
	assert_true(shows(&h, "Nothing is lost") && shows(&h, "Go on: how it ends"));
	press(&h, INTENT_ON);
	assert_true(shows(&h, "The end: A file that stands") && shows(&h, "Rights +2"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "course") && shows(&h, "done: A file that stands"));
}

static void
one_goes_on_where_one_was(void **state)
{
	(void)state;
	house_start(&h, &who, CASE);
	digit(&h, 1);
	decide(2);
	/* The line is cut: another session. */
	house_start(&h, &who, "");
	assert_true(shows(&h, "Go on with the case: Flat seven"));
	digit(&h, 1);
	assert_true(on(&h, "scenario") && shows(&h, "You decided"));
	assert_true(shows(&h, "may lock for good") && shows(&h, "Evidence -1."));
	digit(&h, 1);
	assert_true(shows(&h, "The second phone"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "course") && shows(&h, "step 2"));
}

static void
what_was_decided_is_looked_at_and_played_again(void **state)
{
	(void)state;
	house_start(&h, &who, CASE);
	digit(&h, 1);
	decide(2);
	digit(&h, 1);
	decide(1);
	digit(&h, 1);
	assert_true(shows(&h, "The end: A file in doubt"));
	digit(&h, 1);
	assert_true(on(&h, "walk") && str_is(h.view.where, "step 1 of 2"));
	assert_true(shows(&h, "Not chosen") && shows(&h, "may lock for good") && shows(&h, "Evidence -1"));
	press(&h, INTENT_ON);
	assert_true(shows(&h, "needs its own lawful ground") && shows(&h, "Rights -2"));
	press(&h, INTENT_BACK_PAGE);
	assert_true(str_is(h.view.where, "step 1 of 2"));
	press(&h, INTENT_ON);
	digit(&h, 1);
	assert_true(shows(&h, "A file in doubt") && str_is(h.view.where, "the end"));
	press(&h, INTENT_ON);
	assert_true(shows(&h, "This is where it ended"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "scenario"));
	digit(&h, 2);
	assert_true(shows(&h, "The open lid") && str_is(h.view.where, "step 1"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "course"));
	/* What is begun anew tells of what was before. */
	house_start(&h, &who, CASE);
	assert_true(shows(&h, "Look at what you decided before"));
	digit(&h, 2);
	assert_true(on(&h, "walk") && shows(&h, "A file in doubt"));
	digit(&h, 1);
	assert_true(str_is(h.view.where, "step 1 of 2"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "walk") && shows(&h, "the newest first"));
	digit(&h, 2);
	assert_true(on(&h, "scenario"));
}

static void
nothing_is_decided_blind_or_twice(void **state)
{
	(void)state;
	house_start(&h, &who, CASE);
	digit(&h, 1);
	house_update(&h, (struct intent){ .kind = INTENT_NUMBER, .number = 1 });
	house_update(&h, (struct intent){ .kind = INTENT_CHOOSE });
	assert_int_equal(steps_asked(), 0);
	h.mute = true;
	decide(1);
	decide(1);
	assert_int_equal(steps_asked(), 1);
	assert_false(str_is(h.view.status, "saved"));
	house_release(&h);
	assert_true(shows(&h, "You decided"));
}

static void
a_session_that_was_overtaken_is_told_where_one_stands(void **state)
{
	struct request q = { .verb = VERB_SCENARIO_STEP };
	struct reply r;

	(void)state;
	house_start(&h, &who, CASE);
	digit(&h, 1);
	house_uuid(&h, &q.step.event);
	q.step.course = STR("evidence-first-day");
	q.step.module = STR("flat-seven");
	q.step.lang = STR("en");
	q.step.node = STR("door");
	q.step.choice = question_key(STR("call\nClose the lid and take it away"));
	q.step.response.text = STR_NONE;
	house_ask(&h, &h.seat, &q, &r);
	assert_int_equal(r.refusal.reason, REASON_NONE);
	decide(1);
	assert_true(shows(&h, "has moved on") && shows(&h, "may lock for good"));
	h.refuse = REASON_DISK;
	digit(&h, 1);
	decide(1);
	assert_true(shows(&h, "The second phone"));
	decide(1);
	assert_true(shows(&h, "lawful ground"));
}

static void
a_guest_plays_too(void **state)
{
	(void)state;
	who = house_guest(&h);
	house_start(&h, &who, CASE);
	assert_true(shows(&h, "A guest's decisions are not kept"));
	digit(&h, 1);
	decide(1);
	assert_true(shows(&h, "can never be made again") && h.view.status.len == 0);
	digit(&h, 1);
	decide(2);
	digit(&h, 1);
	assert_true(shows(&h, "The end: A file that stands"));
	assert_true(strstr(shown(&h), "step by step") == NULL);
	digit(&h, 1);
	assert_true(shows(&h, "Begin"));
}

static void
lines_do_the_same(void **state)
{
	(void)state;
	h.world.line = true;
	house_start(&h, &who, CASE);
	say(&h, "1");
	assert_true(shows(&h, "What do you do?"));
	say(&h, "");
	assert_true(shows(&h, "Decide first"));
	say(&h, "1");
	assert_true(shows(&h, "You decided"));
	say(&h, "");
	say(&h, "2");
	say(&h, "s");
	assert_true(shows(&h, "The end: A file that stands"));
	say(&h, "1");
	assert_true(on(&h, "walk"));
	say(&h, "s");
	say(&h, "0");
	assert_true(on(&h, "scenario"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_case_is_played_to_its_end, begin, end),
		cmocka_unit_test_setup_teardown(one_goes_on_where_one_was, begin, end),
		cmocka_unit_test_setup_teardown(
		    what_was_decided_is_looked_at_and_played_again, begin, end),
		cmocka_unit_test_setup_teardown(nothing_is_decided_blind_or_twice, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_session_that_was_overtaken_is_told_where_one_stands, begin, end),
		cmocka_unit_test_setup_teardown(a_guest_plays_too, begin, end),
		cmocka_unit_test_setup_teardown(lines_do_the_same, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
