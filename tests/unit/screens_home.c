/* Home: what is told at the first look, and where the marker stands for whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "tests/unit/screens_help.h"

static struct house h;

static int
begin(void **state)
{
	(void)state;
	house_open(&h);
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
hides(const char *text)
{
	return strstr(shown(&h), text) == NULL;
}

static void
what_was_done_is_told_once(void **state)
{
	struct identity who = house_notified(&h);

	(void)state;
	house_start(&h, &who, "");
	assert_true(on(&h, "home"));
	assert_true(shows(&h, "You were last here on Thu 19 Nov, 16:40 UTC, by key office PC."));
	assert_true(shows(&h, "the key office PC was added, by you, in another visit."));
	assert_true(shows(&h, "a new recovery code was made, by the operator of this server."));
	assert_true(shows(&h, "the role was changed to instructor, by tembo."));
	assert_true(hides("the password was changed") && shows(&h, "And 1 more."));
	assert_true(shows(&h, "call: Ms Tembo") && shows(&h, "SHA256:ZYX"));
	/* Help does not count as having read on. */
	press(&h, INTENT_HELP);
	assert_true(shows(&h, "SHA256:ZYX"));
	press(&h, INTENT_BACK);
	assert_true(shows(&h, "by tembo"));
	digit(&h, 5);
	press(&h, INTENT_BACK);
	assert_true(on(&h, "home") && hides("by tembo") && hides("SHA256:ZYX"));
}

static void
that_nothing_is_saved_is_said_all_the_while(void **state)
{
	struct identity who = house_notified(&h);

	(void)state;
	house_start(&h, &who, "");
	for (int i = 0; i < 2; i++) {
		assert_true(shows(&h, "Nothing can be saved just now; reading goes on."));
		digit(&h, 5);
		press(&h, INTENT_BACK);
	}
}

/* Everybody is told before an exam or a letter tells it, and no more once it is right. */
static void
a_wrong_clock_is_told_at_home(void **state)
{
	static const struct reply wrong = { .number = 1, .verb = VERB_HOME, .home = { .clock_behind = 1795446000 } };
	struct identity who = house_trainee(&h);

	(void)state;
	house_can(&h, &wrong);
	house_start(&h, &who, "");
	assert_true(shows(&h, "The academy's clock is wrong: it stands behind Mon 23 Nov, 15:00 UTC."));
	assert_true(shows(&h, "exams and codes wait") && shows(&h, "Who can help: Ms Tembo"));
	h.canned[VERB_HOME] = NULL;
	digit(&h, 2);
	press(&h, INTENT_BACK);
	assert_true(on(&h, "home") && hides("clock is wrong"));
}

static void
by_password(void **state)
{
	struct identity who = house_trainee(&h);

	(void)state;
	who.last_at = 1795106400;
	who.last_how = STR("password");
	who.has_recovery = true;
	house_start(&h, &who, "");
	assert_true(shows(&h, "16:40 UTC, by password."));
	assert_true(hides("no recovery code") && hides("done to your account"));
}

static void
who_has_no_recovery_code_is_told(void **state)
{
	struct identity who = house_trainee(&h);

	(void)state;
	who.has_recovery = false;
	house_start(&h, &who, "");
	assert_true(shows(&h, "You have no recovery code yet"));
}

static void
a_newcomer_begins_with_all_courses(void **state)
{
	struct identity who = house_trainee(&h);

	(void)state;
	house_start(&h, &who, "");
	assert_true(shows(&h, "> 2 All courses"));
	press(&h, INTENT_CHOOSE);
	assert_true(on(&h, "catalogue"));
}

static void
times_in_the_zone_of_the_city(void **state)
{
	struct identity who = house_notified(&h);

	(void)state;
	assert_int_equal(setenv("TZ", "CAT-2", 1), 0);
	tzset();
	h.world.academy.city = STR("Maputo");
	house_start(&h, &who, "");
	assert_true(shows(&h, "on Thu 19 Nov, 18:40 (Maputo), by"));
	h.world.academy.city = STR_NONE;
	house_start(&h, &who, "");
	assert_true(shows(&h, "on Thu 19 Nov, 16:40 UTC, by"));
	unsetenv("TZ");
	tzset();
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(what_was_done_is_told_once),
		TEST(that_nothing_is_saved_is_said_all_the_while),
		TEST(a_wrong_clock_is_told_at_home),
		TEST(by_password),
		TEST(who_has_no_recovery_code_is_told),
		TEST(a_newcomer_begins_with_all_courses),
		TEST(times_in_the_zone_of_the_city),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
