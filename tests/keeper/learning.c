/* Reading and quizzes: one test per promise of record.h and product.md "What counts". */
#include "tests/keeper/desk.h"

static void
a_place_is_found_again(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct request q = place_of(c, "custody", 2, false);

	(void)state;
	q.place.place.offset = 17;
	q.place.place.question = STR("custody-1");
	q.place.place.draft = STR("The person who");
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	classroom_reopen(c);
	OK(c, &s, .verb = VERB_HOME);
	assert_true(str_is(c->r.home.last.lesson, "custody"));
	assert_int_equal(c->r.home.last.block, 2);
	assert_int_equal(c->r.home.last.offset, 17);
	assert_true(c->r.home.last.hash == 0xfedcba9876543210u);
	assert_true(str_is(c->r.home.last.draft, "The person who"));
	assert_int_equal(c->r.home.last.at, c->now);
	assert_int_equal(c->r.home.courses, 1);
	assert_int_equal(c->r.home.course[0].percent, 0);
	classroom_free(c);
}

static void
a_lesson_is_done_when_its_end_was_shown_and_its_checks_answered(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	const struct lesson_fact *f;

	(void)state;
	assert_int_equal(ask_coded(c, &s, place_of(c, "as-found", 9, true)), REASON_NONE);
	OK(c, &s, .verb = VERB_FACTS, .course = COURSE);
	f = facts_lesson(&c->r.facts, STR("as-found"));
	assert_true(f && f->opened && f->ended && !f->done && f->answered == 0);
	/* Wrong counts as answered. */
	assert_int_equal(
	    ask_coded(c, &s, check_of(c, "as-found", "as-found-1", SWITCH_OFF)), REASON_NONE);
	assert_false(c->r.check.right);
	OK(c, &s, .verb = VERB_FACTS, .course = COURSE);
	f = facts_lesson(&c->r.facts, STR("as-found"));
	assert_true(f && f->done && f->answered == 1);
	/* Going back to its beginning takes nothing away. */
	assert_int_equal(ask_coded(c, &s, place_of(c, "as-found", 0, false)), REASON_NONE);
	OK(c, &s, .verb = VERB_FACTS, .course = COURSE);
	f = facts_lesson(&c->r.facts, STR("as-found"));
	assert_true(f && f->done && f->ended && f->block == 0);
	OK(c, &s, .verb = VERB_HOME);
	assert_int_equal(c->r.home.course[0].percent, 25);
	classroom_free(c);
}

static void
a_check_tells_only_what_was_chosen(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);

	(void)state;
	assert_int_equal(
	    ask_coded(c, &s, check_of(c, "as-found", "as-found-1", SWITCH_OFF)), REASON_NONE);
	assert_true(str_starts(c->r.check.feedback, "Switching off can lock it"));
	assert_int_equal(c->r.check.answer.len, 0);
	assert_int_equal(c->r.check.share, 0);
	assert_int_equal(
	    ask_coded(c, &s, check_of(c, "as-found", "as-found-1", PHOTOGRAPH)), REASON_NONE);
	assert_true(c->r.check.right);
	assert_int_equal(c->r.check.share, QUESTION_MILLION);
	assert_int_equal(ask_coded(c, &s, check_of(c, "as-found", "as-found-1", STR("No such"))),
	    REASON_BAD_ANSWER);
	assert_int_equal(
	    ask_coded(c, &s, check_of(c, "as-found", "custody-1", FINDER)), REASON_NO_SUCH);
	assert_int_equal(
	    ask_coded(c, &s, check_of(c, "no-lesson", "custody-1", FINDER)), REASON_NO_SUCH);
	OK(c, &s, .verb = VERB_CHECK_SHOW,
	    .check = { .event = event(c),
		.course = COURSE,
		.lang = STR("en"),
		.lesson = STR("as-found"),
		.question = STR("as-found-1") });
	assert_true(str_eq(c->r.check.answer, PHOTOGRAPH));
	classroom_free(c);
}

static void
what_is_not_served_is_said(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct request q = place_of(c, "custody", 0, false);

	(void)state;
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_FACTS, .course = STR("no-course")), REASON_NO_COURSE);
	q.place.place.course = STR("no-course");
	assert_int_equal(ask_coded(c, &s, q), REASON_NO_COURSE);
	q = place_of(c, "no-lesson", 0, false);
	assert_int_equal(ask_coded(c, &s, q), REASON_NO_SUCH);
	q = place_of(c, "custody", 0, false);
	q.place.place.lang = STR("fr");
	assert_int_equal(ask_coded(c, &s, q), REASON_NO_SUCH);
	assert_int_equal(ASK(c, &s, .verb = VERB_QUIZ_START,
			     .quiz = { .event = event(c),
				 .course = COURSE,
				 .assessment = STR("none"),
				 .lang = STR("en") }),
	    REASON_NO_SUCH);
	classroom_free(c);
}

static void
a_scenario_has_places_too(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	const struct lesson_fact *f;

	(void)state;
	assert_int_equal(ask_coded(c, &s, place_of(c, "door", 0, false)), REASON_NONE);
	assert_int_equal(ask_coded(c, &s, place_of(c, "flat-seven", 0, true)), REASON_NONE);
	OK(c, &s, .verb = VERB_FACTS, .course = COURSE);
	f = facts_lesson(&c->r.facts, STR("flat-seven"));
	/* Done it is with an end, not with a place (tests/keeper/scenario.c). */
	assert_true(f && f->opened && !f->done);
	classroom_free(c);
}

static void
a_guest_reads_and_keeps_nothing(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = nobody();

	(void)state;
	OK(c, &s, .verb = VERB_LOGIN_GUEST);
	assert_int_equal(
	    ask_coded(c, &s, check_of(c, "as-found", "as-found-1", PHOTOGRAPH)), REASON_NONE);
	assert_true(c->r.check.right);
	assert_int_equal(ask_coded(c, &s, place_of(c, "as-found", 0, false)), REASON_NOT_ALLOWED);
	OK(c, &s, .verb = VERB_FACTS, .course = COURSE);
	assert_int_equal(c->r.facts.lessons, 0);
	OK(c, &s, .verb = VERB_HOME);
	assert_int_equal(c->r.home.courses, 0);
	classroom_free(c);
}

/* ---- quizzes ---- */

static void
an_attempt_is_drawn_once_and_kept(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct attempt t = start(c, &s, "first-hour"), again;
	struct str first;

	(void)state;
	assert_int_equal(t.questions, 2);
	assert_int_equal(t.answered, 0);
	assert_int_equal(t.number, 1);
	assert_int_equal(t.pass, 80);
	assert_int_equal(t.edition, 1);
	assert_int_equal(t.closed_at, 0);
	assert_false(t.has[0] || t.has[1]);
	OK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = 0 });
	first = c->r.question.question.id;
	/* A second start gives the open one, also after a restart. */
	classroom_reopen(c);
	again = start(c, &s, "first-hour");
	assert_true(uuid_eq(&t.id, &again.id));
	OK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = 0 });
	assert_true(str_eq(first, c->r.question.question.id));
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = 2 }),
	    REASON_NO_SUCH);
	OK(c, &s, .verb = VERB_FACTS, .course = COURSE);
	assert_true(facts_quiz(&c->r.facts, STR("first-hour"))->open);
	classroom_free(c);
}

static void
no_key_leaves_before_the_end(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct attempt t = start(c, &s, "final");

	(void)state;
	for (uint32_t i = 0; i < t.questions; i++) {
		const struct question *q = &c->r.question.question;

		OK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = i });
		for (uint32_t j = 0; j < q->choices; j++)
			assert_true(q->choice[j].weight == 0 && q->choice[j].feedback.len == 0);
		for (uint32_t j = 0; j < q->pairs; j++)
			assert_true(q->pair[j].left_key != 0 && q->pair[j].right_key != 0);
		assert_true(q->general.len == 0 && q->otherwise.len == 0);
	}
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_RESULT, .attempt = { .attempt = t.id }), REASON_NOT_NOW);
	assert_int_equal(ASK(c, &s, .verb = VERB_RESULT_QUESTION, .attempt = { .attempt = t.id }),
	    REASON_NOT_NOW);
	classroom_free(c);
}

static void
the_order_of_choices_is_kept(void **state)
{
	struct classroom *c = classroom_new();
	bool differs = false;
	uint32_t first[4] = { 0 };

	(void)state;
	for (int n = 0; n < 8; n++) {
		char login[20];

		snprintf(login, sizeof(login), "amina%d", n);

		struct seat s = person(c, login, ROLE_TRAINEE);
		struct attempt t = start(c, &s, "final");

		for (uint32_t i = 0; i < t.questions; i++) {
			struct question *q = &c->r.question.question;
			uint32_t order[4];

			OK(c, &s, .verb = VERB_QUESTION,
			    .attempt = { .attempt = t.id, .index = i });
			if (!str_is(q->id, "e-net"))
				continue;
			assert_int_equal(q->choices, 4);
			for (int j = 0; j < 4; j++)
				order[j] = q->choice[j].key;
			OK(c, &s, .verb = VERB_QUESTION,
			    .attempt = { .attempt = t.id, .index = i });
			for (int j = 0; j < 4; j++)
				assert_int_equal(order[j], q->choice[j].key);
			if (first[0] && memcmp(first, order, sizeof(order)) != 0)
				differs = true;
			memcpy(first, order, sizeof(order));
		}
	}
	assert_true(differs);
	classroom_free(c);
}

static void
answers_can_be_changed_and_taken_back(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct attempt t = start(c, &s, "first-hour");

	(void)state;
	answer(c, &s, &t, 0, false);
	assert_int_equal(c->r.attempt.answered, 1);
	assert_true(c->r.attempt.has[0]);
	answer(c, &s, &t, 0, true);
	assert_int_equal(c->r.attempt.answered, 1);
	OK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = 0 });
	assert_false(response_is_empty(&c->r.question.response));
	OK(c, &s, .verb = VERB_QUIZ_ANSWER,
	    .attempt = { .event = event(c), .attempt = t.id, .index = 0 });
	assert_int_equal(c->r.attempt.answered, 0);
	assert_int_equal(ASK(c, &s, .verb = VERB_QUIZ_ANSWER,
			     .attempt = { .event = event(c),
				 .attempt = t.id,
				 .index = 0,
				 .response = { .pick = { { 0, 0x12345678 } }, .picks = 1 } }),
	    REASON_BAD_ANSWER);
	classroom_free(c);
}

static void
a_quiz_is_marked_and_opened(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct attempt t = whole_attempt(c, &s, "first-hour", 1);
	uint32_t wrong;

	(void)state;
	assert_int_equal(t.percent, 50);
	assert_int_equal(t.right, 1);
	assert_false(t.passed);
	assert_int_equal(t.closed_at, c->now);
	OK(c, &s, .verb = VERB_RESULT, .attempt = { .attempt = t.id });
	assert_true(c->r.result.answers_open);
	assert_int_equal(c->r.result.items, 2);
	wrong = c->r.result.item[0].right ? 1 : 0;
	assert_int_equal(c->r.result.item[1 - wrong].share, QUESTION_MILLION);
	assert_int_equal(c->r.result.agains, 1);
	OK(c, &s, .verb = VERB_RESULT_QUESTION, .attempt = { .attempt = t.id, .index = wrong });
	assert_true(c->r.result_question.right.len > 0);
	assert_true(c->r.result_question.given.len > 0);
	assert_true(c->r.result_question.again.len > 0);
	assert_int_equal(c->r.result_question.share, 0);
	/* The best counts, and the newest stands first. */
	c->now += 60;
	t = whole_attempt(c, &s, "first-hour", 2);
	assert_true(t.passed);
	assert_int_equal(t.number, 2);
	c->now += 60;
	whole_attempt(c, &s, "first-hour", 0);
	OK(c, &s, .verb = VERB_RESULTS);
	assert_int_equal(c->r.results.attempts, 3);
	assert_int_equal(c->r.results.attempt[0].number, 3);
	OK(c, &s, .verb = VERB_FACTS, .course = COURSE);

	const struct quiz_fact *f = facts_quiz(&c->r.facts, STR("first-hour"));

	assert_true(f && f->tries == 3 && f->best == 100 && f->passed && !f->open);
	classroom_free(c);
}

static void
what_is_closed_stays_closed(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct attempt t = whole_attempt(c, &s, "first-hour", 2);

	(void)state;
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_QUIZ_ANSWER, .attempt = { .event = event(c), .attempt = t.id }),
	    REASON_CLOSED);
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_QUIZ_HANDIN, .attempt = { .event = event(c), .attempt = t.id }),
	    REASON_CLOSED);
	classroom_free(c);
}

static void
an_exam_keeps_its_answers_until_a_pass_or_the_last_try(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct attempt t = whole_attempt(c, &s, "final", 0);

	(void)state;
	OK(c, &s, .verb = VERB_RESULT, .attempt = { .attempt = t.id });
	assert_false(c->r.result.answers_open);
	assert_int_equal(c->r.result.agains, 2);
	OK(c, &s, .verb = VERB_RESULT_QUESTION, .attempt = { .attempt = t.id, .index = 0 });
	assert_int_equal(c->r.result_question.right.len, 0);
	assert_int_equal(c->r.result_question.feedback.len, 0);
	assert_true(c->r.result_question.given.len > 0);
	/* A day between tries, three in all. */
	assert_int_equal(ASK(c, &s, .verb = VERB_QUIZ_START,
			     .quiz = { .event = event(c),
				 .course = COURSE,
				 .assessment = STR("final"),
				 .lang = STR("en") }),
	    REASON_WAIT);
	assert_int_equal(c->r.refusal.at, c->now + DAY);
	c->now += DAY;
	whole_attempt(c, &s, "final", 1);
	c->now += DAY;
	t = whole_attempt(c, &s, "final", 0);
	OK(c, &s, .verb = VERB_RESULT, .attempt = { .attempt = t.id });
	assert_true(c->r.result.answers_open);
	c->now += DAY;
	assert_int_equal(ASK(c, &s, .verb = VERB_QUIZ_START,
			     .quiz = { .event = event(c),
				 .course = COURSE,
				 .assessment = STR("final"),
				 .lang = STR("en") }),
	    REASON_NO_TRIES);
	assert_int_equal(c->r.refusal.number, 3);
	classroom_free(c);
}

static void
a_course_is_done_once(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	int64_t done;

	(void)state;
	read_all(c, &s);
	whole_attempt(c, &s, "first-hour", 2);
	OK(c, &s, .verb = VERB_HOME);
	assert_int_equal(c->r.home.course[0].percent, 75);
	assert_int_equal(c->r.home.course[0].done_at, 0);
	whole_attempt(c, &s, "final", 2);
	OK(c, &s, .verb = VERB_HOME);
	assert_int_equal(c->r.home.course[0].percent, 100);
	done = c->r.home.course[0].done_at;
	assert_int_equal(done, c->now);
	c->now += 10;
	whole_attempt(c, &s, "first-hour", 0);
	OK(c, &s, .verb = VERB_HOME);
	assert_int_equal(c->r.home.course[0].done_at, done);
	classroom_free(c);
}

static void
nobody_sees_the_attempt_of_another(void **state)
{
	struct classroom *c = classroom_new();
	struct seat amina = person(c, "amina", ROLE_TRAINEE),
		    ilo = person(c, "ilo.m", ROLE_TRAINEE);
	struct attempt t = whole_attempt(c, &amina, "first-hour", 2);
	static const enum verb verbs[] = { VERB_ATTEMPT, VERB_QUESTION, VERB_QUIZ_ANSWER,
		VERB_QUIZ_HANDIN, VERB_RESULT, VERB_RESULT_QUESTION };

	(void)state;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		assert_int_equal(ASK(c, &ilo, .verb = verbs[i],
				     .attempt = { .event = event(c), .attempt = t.id }),
		    REASON_NO_SUCH);
	OK(c, &ilo, .verb = VERB_RESULTS);
	assert_int_equal(c->r.results.attempts, 0);
	classroom_free(c);
}

static void
what_is_left_open_for_a_week_is_handed_in(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct attempt t = start(c, &s, "first-hour"), next;

	(void)state;
	answer(c, &s, &t, 0, true);
	c->now += 7 * DAY - 1;
	next = start(c, &s, "first-hour");
	assert_true(uuid_eq(&t.id, &next.id));
	c->now += 1;
	next = start(c, &s, "first-hour");
	assert_false(uuid_eq(&t.id, &next.id));
	assert_int_equal(next.number, 2);
	OK(c, &s, .verb = VERB_RESULT, .attempt = { .attempt = t.id });
	assert_int_equal(c->r.result.attempt.percent, 50);
	assert_true(c->r.result.item[1].empty);
	classroom_free(c);
}

static void
an_exam_waits_for_a_clock_that_is_behind(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);

	(void)state;
	c->now -= DAY;
	assert_int_equal(ASK(c, &s, .verb = VERB_QUIZ_START,
			     .quiz = { .event = event(c),
				 .course = COURSE,
				 .assessment = STR("final"),
				 .lang = STR("en") }),
	    REASON_CLOCK);
	assert_int_equal(c->r.refusal.at, c->now + DAY);
	/* Reading and quizzes go on, and the first page says why an exam does not. */
	assert_int_equal(ask_coded(c, &s, place_of(c, "as-found", 0, false)), REASON_NONE);
	assert_int_equal(start(c, &s, "first-hour").number, 1);
	OK(c, &s, .verb = VERB_HOME);
	assert_int_equal(c->r.home.clock_behind, c->now + DAY);
	/* What was kept meanwhile does not make the clock right. */
	assert_int_equal(ASK(c, &s, .verb = VERB_QUIZ_START,
			     .quiz = { .event = event(c),
				 .course = COURSE,
				 .assessment = STR("final"),
				 .lang = STR("en") }),
	    REASON_CLOCK);
	c->now += DAY;
	OK(c, &s, .verb = VERB_HOME);
	assert_int_equal(c->r.home.clock_behind, 0);
	classroom_free(c);
}

/* It ran ahead for a day, and is right by now: the next keeper goes by what was kept last. */
static void
a_clock_that_ran_ahead_once_stops_nothing_for_ever(void **state)
{
	struct classroom *c;
	struct seat s;
	bool run = on_disk;

	(void)state;
	on_disk = true; /* only there is something to open again */
	c = classroom_new();
	s = person(c, "amina", ROLE_TRAINEE);
	c->now += 1000 * DAY;
	assert_int_equal(ask_coded(c, &s, place_of(c, "as-found", 0, false)), REASON_NONE);
	c->now -= 1000 * DAY;
	assert_int_equal(ask_coded(c, &s, place_of(c, "as-found", 1, false)), REASON_NONE);
	OK(c, &s, .verb = VERB_HOME);
	assert_int_equal(c->r.home.clock_behind, c->now + 1000 * DAY);
	classroom_reopen(c);
	OK(c, &s, .verb = VERB_HOME);
	assert_int_equal(c->r.home.clock_behind, 0);
	sound(c);
	classroom_free(c);
	on_disk = run;
}

/* Begun before the clock went wrong: every answer counts, before and after, and so does the end. */
static void
what_was_begun_is_handed_in_under_a_wrong_clock(void **state)
{
	static const char *const assessments[] = { "first-hour", "final" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct classroom *c = classroom_new();
		struct seat s = person(c, "amina", ROLE_TRAINEE);
		struct attempt t;

		read_all(c, &s);
		if (i == 1)
			whole_attempt(c, &s, "first-hour", 2);
		t = start(c, &s, assessments[i]);
		answer(c, &s, &t, 0, true);
		c->now -= 40 * DAY;
		answer(c, &s, &t, 1, true);
		OK(c, &s, .verb = VERB_QUIZ_HANDIN,
		    .attempt = { .event = event(c), .attempt = t.id });
		assert_int_equal(c->r.attempt.percent, 100);
		OK(c, &s, .verb = VERB_RESULT, .attempt = { .attempt = t.id });
		assert_true(c->r.result.attempt.passed);
		assert_int_equal(c->r.result.attempt.percent, 100);
		c->now += 41 * DAY;
		sound(c);
		OK(c, &s, .verb = VERB_RESULTS);
		assert_int_equal(c->r.results.attempts, i + 1);
		classroom_free(c);
	}
}

static void
an_invitation_waits_for_the_clock_and_a_recovery_code_does_not(void **state)
{
	struct classroom *c = classroom_new();
	struct str code = str_copy(c->a, invitation(c, ROLE_TRAINEE, 9, 30));
	struct seat s = person(c, "amina", ROLE_TRAINEE), new = nobody();
	struct str recovery;

	(void)state;
	OK(c, &s, .verb = VERB_RECOVERY, .event = event(c));
	recovery = str_copy(c->a, c->r.recovery.code);
	c->now -= DAY;
	assert_int_equal(
	    ASK(c, &new, .verb = VERB_LOGIN_CODE, .login = { .secret = code }), REASON_CLOCK);
	assert_int_equal(c->r.refusal.at, c->now + DAY);
	OK(c, &new, .verb = VERB_LOGIN_CODE, .login = { .secret = recovery });
	assert_true(c->r.login.recovers);
	c->now += DAY;
	new = nobody();
	OK(c, &new, .verb = VERB_LOGIN_CODE, .login = { .secret = code });
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_place_is_found_again),
	cmocka_unit_test(a_lesson_is_done_when_its_end_was_shown_and_its_checks_answered),
	cmocka_unit_test(a_check_tells_only_what_was_chosen),
	cmocka_unit_test(what_is_not_served_is_said),
	cmocka_unit_test(a_scenario_has_places_too),
	cmocka_unit_test(a_guest_reads_and_keeps_nothing),
	cmocka_unit_test(an_attempt_is_drawn_once_and_kept),
	cmocka_unit_test(no_key_leaves_before_the_end),
	cmocka_unit_test(the_order_of_choices_is_kept),
	cmocka_unit_test(answers_can_be_changed_and_taken_back),
	cmocka_unit_test(a_quiz_is_marked_and_opened),
	cmocka_unit_test(what_is_closed_stays_closed),
	cmocka_unit_test(an_exam_keeps_its_answers_until_a_pass_or_the_last_try),
	cmocka_unit_test(a_course_is_done_once),
	cmocka_unit_test(nobody_sees_the_attempt_of_another),
	cmocka_unit_test(what_is_left_open_for_a_week_is_handed_in),
	cmocka_unit_test(an_exam_waits_for_a_clock_that_is_behind),
	cmocka_unit_test(a_clock_that_ran_ahead_once_stops_nothing_for_ever),
	cmocka_unit_test(what_was_begun_is_handed_in_under_a_wrong_clock),
	cmocka_unit_test(an_invitation_waits_for_the_clock_and_a_recovery_code_does_not),
};

TEST_MAIN(tests)
