/* Which edition of a course is on whose screen, and whose list has the course at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/screens_help.h"

#define COURSE "evidence-first-day"

static struct house h;
static struct identity who;
static struct image older;
static struct course_told told;
static bool is_told;

/* The keeper has only one edition here: HOME says what it would say. */
static bool
answers(struct house *house, const struct request *q, struct reply *r)
{
	if (q->verb != VERB_HOME)
		return false;
	house_ask(house, &house->seat, q, r);
	r->home.told = &told;
	r->home.tolds = is_told;
	return true;
}

/* The example as a second major. */
static void
second_major(void)
{
	char dir[] = "/tmp/chalkline-editions-XXXXXX", line[400];
	const struct edition *edition;

	older = h.image[0];
	assert_non_null(mkdtemp(dir));
	snprintf(line, sizeof(line),
	    "cp -r '%s/.' '%s' && sed -i 's/^edition: 1 /edition: 2 /' '%s/course.yaml' && "
	    "sed -i 's/Write down every hand/Write down each hand/' '%s/en/010-first-hour.md'",
	    EXAMPLE, dir, dir, dir);
	assert_int_equal(system(line), 0);
	house_publish(&h, dir);
	snprintf(line, sizeof(line), "rm -rf '%s'", dir);
	assert_int_equal(system(line), 0);
	assert_int_equal(keeper_editions(h.keeper, &edition), 1);
	assert_int_equal(edition->edition, 2);
	h.image[0] = edition->open;
	h.world.shelf.older = &older;
	h.world.shelf.olders = 1;
}

static int
begin(void **state)
{
	(void)state;
	house_open(&h);
	who = house_trainee(&h);
	second_major();
	told = (struct course_told){ STR(COURSE), { 2, 0, 0 }, STATUS_ACTIVE, 0, STR_NONE };
	is_told = true;
	h.instead = answers;
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
who_is_new_reads_the_served_one(void **state)
{
	(void)state;
	house_start(&h, &who, COURSE);
	assert_true(on(&h, "course") && shows(&h, "Write down each hand"));
	assert_null(strstr(shown(&h), "This is edition"));
}

static void
who_began_reads_on_in_the_older_one(void **state)
{
	(void)state;
	told.edition = (struct edition_no){ 1, 0, 0 };
	/* By an address as well, which waits until that is known. */
	house_start(&h, &who, COURSE);
	assert_true(on(&h, "course") && shows(&h, "Write down every hand"));
	assert_true(shows(&h, "This is edition 1.0.0, which you began"));
}

static void
an_edition_that_is_not_at_hand_is_the_served_one(void **state)
{
	(void)state;
	told.edition = (struct edition_no){ 7, 0, 0 };
	house_start(&h, &who, COURSE);
	assert_true(on(&h, "course") && shows(&h, "Write down each hand"));
}

static void
an_open_course_stays_as_it_was_opened(void **state)
{
	(void)state;
	told.edition = (struct edition_no){ 1, 0, 0 };
	house_start(&h, &who, "courses");
	digit(&h, 1);
	assert_true(on(&h, "course") && shows(&h, "Write down every hand"));
	told.edition = (struct edition_no){ 2, 0, 0 };
	press(&h, INTENT_BACK);
	assert_true(on(&h, "catalogue"));
	digit(&h, 1);
	assert_true(on(&h, "course") && shows(&h, "Write down every hand"));
	/* From home on it is the other one. */
	press(&h, INTENT_BACK);
	press(&h, INTENT_BACK);
	assert_true(on(&h, "home"));
	digit(&h, 2);
	digit(&h, 1);
	assert_true(on(&h, "course") && shows(&h, "Write down each hand"));
}

static void
what_is_not_told_is_not_there(void **state)
{
	(void)state;
	is_told = false;
	house_start(&h, &who, "courses");
	assert_true(on(&h, "catalogue") && shows(&h, "There is no course here yet"));
	house_start(&h, &who, COURSE);
	assert_true(on(&h, "home") && shows(&h, "There is nothing at " COURSE));
}

static void
the_status_is_said(void **state)
{
	(void)state;
	told.status = STATUS_BETA;
	house_start(&h, &who, "courses");
	assert_true(shows(&h, "A beta: only instructors and owners see it."));
	told = (struct course_told){ STR(COURSE), { 1, 0, 0 }, STATUS_RETIRED, INT64_C(1795446720), STR("newer") };
	house_start(&h, &who, COURSE);
	assert_true(shows(&h, "Retired; you may finish until 23 Nov 2026; replaced by newer."));
	/* Not begun: the list does not offer it. */
	house_start(&h, &who, "courses");
	assert_true(shows(&h, "There is no course here yet"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(who_is_new_reads_the_served_one),
		TEST(who_began_reads_on_in_the_older_one),
		TEST(an_edition_that_is_not_at_hand_is_the_served_one),
		TEST(an_open_course_stays_as_it_was_opened),
		TEST(what_is_not_told_is_not_there),
		TEST(the_status_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
