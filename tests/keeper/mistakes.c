/* "Report a mistake": kept with its edition, listed to who teaches, answered at the next login. */
#include "store/sqlite/data.h"
#include "tests/keeper/classroom.h"

static struct request
report_of(struct classroom *c, const char *text)
{
	return (struct request){ .verb = VERB_MISTAKE,
		.mistake = { .event = event(c),
		    .course = COURSE,
		    .subject = STR("custody"),
		    .question = STR("custody-1"),
		    .lang = STR("en"),
		    .edition = 1,
		    .text = str_from(text) } };
}

static struct request
list_of(bool all)
{
	return (struct request){ .verb = VERB_MISTAKES, .mistakes = { .course = STR_NONE, .all = all } };
}

static struct request
answer_to(struct classroom *c, struct uuid mistake, const char *text)
{
	return (struct request){ .verb = VERB_MISTAKE_ANSWER,
		.mistake_answer = { .event = event(c), .mistake = mistake, .text = str_from(text) } };
}

static void
reported_listed_answered(void **state)
{
	struct classroom *c = classroom_new();
	struct seat amina = person(c, "amina", ROLE_TRAINEE), boris = person(c, "boris", ROLE_TRAINEE),
		    teacher = person(c, "teacher", ROLE_INSTRUCTOR), again = nobody();
	struct request q = report_of(c, "The clinic has two servers here");
	struct uuid id = q.mistake.event;
	struct err e;

	(void)state;
	assert_int_equal(ask_coded(c, &amina, q), REASON_NONE);
	assert_int_equal(c->r.mistakes.mistakes, 1);
	/* Said again it is one report. */
	assert_int_equal(ask_coded(c, &amina, q), REASON_NONE);
	assert_int_equal(c->r.mistakes.all, 1);
	/* Another trainee sees nothing of it, and cannot ask for it. */
	q = list_of(true);
	q.mistakes.own = false;
	assert_int_equal(ask_coded(c, &boris, q), REASON_NONE);
	assert_int_equal(c->r.mistakes.all, 0);
	assert_int_equal(ask_coded(c, &boris, answer_to(c, id, "no")), REASON_NOT_ALLOWED);
	/* Who teaches sees all of it. */
	assert_int_equal(ask_coded(c, &teacher, list_of(false)), REASON_NONE);
	assert_int_equal(c->r.mistakes.mistakes, 1);
	assert_true(str_is(c->r.mistakes.mistake[0].by, "amina"));
	assert_true(str_is(c->r.mistakes.mistake[0].question, "custody-1"));
	assert_int_equal(c->r.mistakes.mistake[0].edition, 1);
	/* Answered, it waits no more, and its writer is told at the next login. */
	q = answer_to(c, id, "Mended in 1.1.0, thank you");
	assert_int_equal(ask_coded(c, &teacher, q), REASON_NONE);
	assert_int_equal(ask_coded(c, &teacher, q), REASON_NONE);
	assert_int_equal(c->r.mistakes.all, 0);
	assert_int_equal(ask_coded(c, &amina, list_of(true)), REASON_NONE);
	assert_true(str_is(c->r.mistakes.mistake[0].answer, "Mended in 1.1.0, thank you"));
	assert_int_equal(c->r.mistakes.mistake[0].by.len, 0);
	c->now += DAY;
	OK(c, &again, .verb = VERB_LOGIN_PASSWORD, .login = { .login = STR("amina"), .secret = SECRET });
	assert_int_equal(c->r.login.who.notices, 1);
	assert_int_equal(c->r.login.who.notice[0].kind, NOTICE_ANSWERED);
	assert_true(str_is(c->r.login.who.notice[0].what, "Mended in 1.1.0, thank you"));
	if (on_disk && !data_doctor(c->database, NULL, &e))
		fail_msg("%s", e.text);
	classroom_free(c);
}

static void
bounds(void **state)
{
	struct classroom *c = classroom_new();
	struct seat amina = person(c, "amina", ROLE_TRAINEE), teacher = person(c, "teacher", ROLE_INSTRUCTOR);
	struct request q = report_of(c, "");

	(void)state;
	assert_int_equal(ask_coded(c, &amina, q), REASON_MALFORMED);
	q = report_of(c, "no such course");
	q.mistake.course = STR("nope");
	assert_int_equal(ask_coded(c, &amina, q), REASON_NO_COURSE);
	assert_int_equal(ask_coded(c, &teacher, answer_to(c, event(c), "to nothing")), REASON_NO_SUCH);
	for (int i = 0; i < MISTAKES_OPEN; i++)
		assert_int_equal(ask_coded(c, &amina, report_of(c, "wrong")), REASON_NONE);
	assert_int_equal(ask_coded(c, &amina, report_of(c, "one too many")), REASON_MANY);
	assert_int_equal(c->r.refusal.number, MISTAKES_OPEN);
	/* Controls reach nobody. */
	assert_int_equal(ask_coded(c, &teacher, report_of(c, "esc\033[31m")), REASON_NONE);
	assert_null(memchr(c->r.mistakes.mistake[0].text.at, 033, c->r.mistakes.mistake[0].text.len));
	/* In pieces. */
	q = list_of(true);
	q.mistakes.skip = MISTAKES_OPEN;
	assert_int_equal(ask_coded(c, &teacher, q), REASON_NONE);
	assert_int_equal(c->r.mistakes.mistakes, 1);
	assert_int_equal(c->r.mistakes.all, MISTAKES_OPEN + 1);
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(reported_listed_answered),
	cmocka_unit_test(bounds),
};

TEST_MAIN(tests)
