/* What instructors read about tests: whose tries count, versions apart, nobody named. */
#include <math.h>

#include "tests/keeper/classroom.h"

static struct told_items *
items(struct classroom *c, struct seat *teacher, const char *assessment)
{
	OK(c, teacher, .verb = VERB_REPORT_ITEMS,
	    .report = { .course = COURSE, .assessment = str_from(assessment) });
	return &c->r.items;
}

static const struct item_row *
item(const struct told_items *t, const char *question)
{
	for (uint32_t i = 0; i < t->items; i++)
		if (str_is(t->item[i].question, question))
			return &t->item[i];
	fail_msg("no item %s", question);
	return NULL;
}

static void
nothing_yet(void **state)
{
	struct classroom *c = classroom_new();
	struct seat teacher = person(c, "teacher", ROLE_INSTRUCTOR);

	(void)state;
	assert_int_equal(items(c, &teacher, "final")->items, 0);
	assert_true(isnan(c->r.items.test.mean));
	OK(c, &teacher, .verb = VERB_REPORT, .report = { .course = COURSE });
	assert_int_equal(c->r.report.rows, 2);
	assert_true(str_is(c->r.report.row[0].assessment, "first-hour"));
	assert_int_equal(c->r.report.row[1].kind, ASSESS_EXAM);
	assert_int_equal(c->r.report.row[1].people, 0);
	assert_false(c->r.report.has_gain);
	assert_int_equal(ask(c, &teacher, (struct request){ .verb = VERB_REPORT_ITEMS,
					      .report = { .course = COURSE, .assessment = STR("nope") } }),
	    REASON_NO_SUCH);
	assert_int_equal(ask(c, &teacher, (struct request){ .verb = VERB_REPORT, .report = { .course = STR("nope") } }),
	    REASON_NO_COURSE);
	classroom_free(c);
}

/* Forty people: half get one question right, all the other; a second try of one of them does not count. */
static void
first_tries_count(void **state)
{
	struct classroom *c = classroom_new();
	struct seat teacher = person(c, "teacher", ROLE_INSTRUCTOR), s = nobody();
	struct told_items *t;

	(void)state;
	for (int i = 0; i < 40; i++) {
		char login[20];

		snprintf(login, sizeof(login), "trainee%d", i);
		s = person(c, login, ROLE_TRAINEE);
		whole_attempt(c, &s, "first-hour", i % 2 ? 2 : 0);
	}
	whole_attempt(c, &s, "first-hour", 0);
	t = items(c, &teacher, "first-hour");
	assert_int_equal(t->test.n, 40);
	assert_int_equal(t->questions, 2);
	assert_int_equal(t->items, 2);
	assert_true(fabs(t->test.mean - 1) < 1e-9);
	assert_true(fabs(item(t, "q-off")->stat.facility - 0.5) < 1e-9);
	assert_true(fabs(item(t, "q-utc")->stat.discrimination - 100) < 1e-9);
	assert_true(fabs(item(t, "q-off")->guess - 0.5) < 1e-9);
	assert_true(item(t, "q-off")->current);
	assert_true(str_is(item(t, "q-off")->name, "The dark laptop"));
	OK(c, &teacher, .verb = VERB_REPORT, .report = { .course = COURSE });
	assert_int_equal(c->r.report.row[0].people, 40);
	assert_int_equal(c->r.report.row[0].passed, 20);
	assert_int_equal(c->r.report.row[0].tries, 41);
	assert_int_equal(c->r.report.row[0].first, 40);
	assert_true(fabs(c->r.report.row[0].mean - 50) < 1e-9);
	/* Rows after the first; and a wish for more than there are. */
	OK(c, &teacher, .verb = VERB_REPORT_ITEMS,
	    .report = { .course = COURSE, .assessment = STR("first-hour"), .skip = 1 });
	assert_int_equal(c->r.items.items, 1);
	assert_int_equal(c->r.items.all, 2);
	assert_false(c->r.items.more);
	OK(c, &teacher, .verb = VERB_REPORT_ITEMS,
	    .report = { .course = COURSE, .assessment = STR("first-hour"), .skip = 4000000000u });
	assert_int_equal(c->r.items.items, 0);
	classroom_free(c);
}

/* Open tries are nobody's business yet. */
static void
open_tries_do_not_count(void **state)
{
	struct classroom *c = classroom_new();
	struct seat teacher = person(c, "teacher", ROLE_INSTRUCTOR), s = person(c, "amina", ROLE_TRAINEE);
	struct attempt t = start(c, &s, "first-hour");

	(void)state;
	answer(c, &s, &t, 0, true);
	assert_int_equal(items(c, &teacher, "first-hour")->items, 0);
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(nothing_yet),
	cmocka_unit_test(first_tries_count),
	cmocka_unit_test(open_tries_do_not_count),
};

TEST_MAIN(tests)
