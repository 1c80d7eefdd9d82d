/* Written answers on the screen: the queue, one answer with its model, a mark that is given once, and the next one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/screens_help.h"

static struct house h;
static struct identity who;
static struct {
	unsigned marks, left;
	struct ask_mark last;
	char comment[100];
	struct refusal refuse;
	bool marked;
} keeper;

static bool
marking_answers(struct house *house, const struct request *q, struct reply *r)
{
	static struct marking_row rows[2];

	*r = (struct reply){ .number = 1, .verb = q->verb };
	for (uint32_t i = 0; i < 2; i++)
		rows[i] = (struct marking_row){ { { (unsigned char)(i + 1) } }, i + 4, STR("evidence-first-day"), STR("final"),
			STR("e-write"), STR("The copy"), house->now - (int64_t)(3 - i) * 86400, i + 1, 2 };
	switch (q->verb) {
	case VERB_MARKING:
		r->marking = (struct told_marking){ rows + 2 - keeper.left, keeper.left, keeper.left };
		return true;
	case VERB_MARKING_ONE:
		r->marking_one = (struct told_marking_one){ .row = rows[q->mark.attempt.b[0] - 1],
			.lang = STR("en"),
			.text = STR("Write two sentences on the copy."),
			.answer = STR("Hash first.\nThen read."),
			.model = STR("Two points: hash, order."),
			.is_marked = keeper.marked,
			.share = 400000,
			.comment = STR("Too short.") };
		return true;
	case VERB_MARK:
		r->refusal = keeper.refuse;
		keeper.refuse.reason = REASON_NONE;
		if (r->refusal.reason != REASON_NONE)
			return true;
		keeper.last = q->mark;
		snprintf(keeper.comment, sizeof(keeper.comment), "%.*s", STR_ARG(q->mark.comment));
		keeper.marks++;
		keeper.left--;
		r->mark = (struct told_mark){ keeper.left, keeper.left > 0, rows[1].attempt, rows[1].index };
		return true;
	default:
		return false;
	}
}

static int
begin(void **state)
{
	(void)state;
	house_open(&h);
	memset(&keeper, 0, sizeof(keeper));
	keeper.left = 2;
	h.instead = marking_answers;
	who = house_member(&h, "ines", "Ines", ROLE_INSTRUCTOR);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	for (unsigned i = 0; i < h.asks; i++)
		assert_true(record_verbs[h.asked[i]].roles & 1u << who.role);
	house_close(&h);
	return 0;
}

static void
words(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		type(&h, (char[]){ *c, '\0' });
}

static void
an_answer_is_marked_and_the_next_one_comes(void **state)
{
	(void)state;
	house_start(&h, &who, "marking");
	assert_true(on(&h, "marking") && shows(&h, "2 answers wait"));
	assert_true(shows(&h, "The copy, answer 1 of 2") && shows(&h, "3 days"));
	digit(&h, 1);
	assert_true(on(&h, "marking-one") && shows(&h, "Write two sentences") && shows(&h, "Then read."));
	assert_true(shows(&h, "Two points: hash, order."));
	digit(&h, 1);
	/* What is no number from 0 to 100 goes no further. */
	words("101");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "Type a whole number from 0 to 100."));
	press(&h, INTENT_WIPE);
	words("80%");
	press(&h, INTENT_CHOOSE);
	assert_true(shows(&h, "A line to the learner"));
	words("Name the tool.");
	assert_int_equal(keeper.marks, 0);
	press(&h, INTENT_CHOOSE);
	assert_int_equal(keeper.marks, 1);
	assert_int_equal(keeper.last.percent, 80);
	assert_int_equal(keeper.last.index, 4);
	assert_string_equal(keeper.comment, "Name the tool.");
	assert_true(on(&h, "marking-one") && shows(&h, "Still waiting: 1") && shows(&h, "answer 2 of 2"));
	digit(&h, 1);
	words("0");
	press(&h, INTENT_CHOOSE);
	press(&h, INTENT_CHOOSE);
	assert_int_equal(keeper.marks, 2);
	assert_int_equal(keeper.last.percent, 0);
	assert_string_equal(keeper.comment, "");
	assert_true(on(&h, "marking") && shows(&h, "No written answer waits for a mark."));
}

static void
a_mark_so_far_is_shown_and_a_refusal_said(void **state)
{
	(void)state;
	keeper.marked = true;
	keeper.refuse = (struct refusal){ .reason = REASON_CONSENT, .number = 1 };
	house_start(&h, &who, "marking");
	digit(&h, 2);
	assert_true(shows(&h, "40%") && shows(&h, "Too short.") && shows(&h, "Mark it again"));
	digit(&h, 1);
	words("10");
	press(&h, INTENT_CHOOSE);
	press(&h, INTENT_CHOOSE);
	assert_int_equal(keeper.marks, 0);
	assert_true(on(&h, "marking-one") && shows(&h, "A second person has to agree"));
	press(&h, INTENT_BACK);
	assert_true(on(&h, "marking"));
}

static void
a_manager_reads_and_marks_nothing(void **state)
{
	(void)state;
	who = house_member(&h, "mona", "Mona", ROLE_MANAGER);
	house_start(&h, &who, "marking");
	digit(&h, 1);
	assert_true(on(&h, "marking-one") && shows(&h, "Two points"));
	assert_null(strstr(shown(&h), "Mark it"));
	digit(&h, 1);
	assert_true(shows(&h, "Two points"));
}

static void
trainees_have_no_queue(void **state)
{
	(void)state;
	who = house_trainee(&h);
	house_start(&h, &who, "marking");
	assert_true(on(&h, "home"));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(an_answer_is_marked_and_the_next_one_comes),
		TEST(a_mark_so_far_is_shown_and_a_refusal_said),
		TEST(a_manager_reads_and_marks_nothing),
		TEST(trainees_have_no_queue),
	};

	return cmocka_run_group_tests_name("marking", tests, NULL, NULL);
}
