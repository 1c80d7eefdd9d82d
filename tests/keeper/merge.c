/* Two accounts of one person become one: nothing that was learned is lost. */
#include "tests/keeper/desk.h"

static struct request
merge_of(struct classroom *c, const char *from, const char *into)
{
	return (struct request){ .verb = VERB_USER_MERGE,
		.merge = { event(c), str_from(from), str_from(into) } };
}

static void
merge(struct classroom *c, const char *from, const char *into)
{
	struct seat machine = keeper_operator();

	assert_int_equal(ask_coded(c, &machine, merge_of(c, from, into)), REASON_NONE);
	sound(c);
}

static struct seat
again(struct classroom *c, const char *name)
{
	struct seat s = nobody();

	assert_int_equal(login(c, &s, name, SECRET), REASON_NONE);
	return s;
}

static void
lessons_and_checks_are_united(void **state)
{
	struct classroom *c = classroom_new();
	struct seat a = person(c, "amina", ROLE_TRAINEE), b = person(c, "amina2", ROLE_TRAINEE);
	struct seat machine = keeper_operator();
	const struct lesson_fact *one, *two;

	(void)state;
	/* One lesson each; the first check answered by both, rightly by the newer. */
	assert_int_equal(
	    ask_coded(c, &a, check_of(c, "as-found", "as-found-1", SWITCH_OFF)), REASON_NONE);
	assert_int_equal(ask_coded(c, &a, place_of(c, "as-found", 3, true)), REASON_NONE);
	c->now += 60;
	assert_int_equal(
	    ask_coded(c, &b, check_of(c, "as-found", "as-found-1", PHOTOGRAPH)), REASON_NONE);
	assert_int_equal(ask_coded(c, &b, check_of(c, "custody", "custody-1", FINDER)), REASON_NONE);
	assert_int_equal(ask_coded(c, &b, place_of(c, "custody", 2, true)), REASON_NONE);
	merge(c, "amina", "amina2");
	OK(c, &b, .verb = VERB_FACTS, .course = COURSE);
	one = facts_lesson(&c->r.facts, STR("as-found"));
	two = facts_lesson(&c->r.facts, STR("custody"));
	assert_true(one && one->done && one->answered == 1);
	assert_true(two && two->done && two->answered == 1);
	OK(c, &b, .verb = VERB_HOME);
	assert_true(str_is(c->r.home.last.lesson, "custody"));
	assert_int_equal(c->r.home.courses, 1);
	assert_int_equal(c->r.home.course[0].begun_at, c->now - 60);
	/* Whoever looks for the old account is told where it went. */
	c->r.person.merged_into = STR_NONE;
	OK(c, &machine, .verb = VERB_USER, .set = { .login = STR("amina") });
	assert_true(c->r.person.row.disabled && str_is(c->r.person.merged_into, "amina2"));
	OK(c, &machine, .verb = VERB_USER, .set = { .login = STR("amina2") });
	assert_int_equal(c->r.person.merged_into.len, 0);
	/* And is told: by whom, and which account it was. */
	again(c, "amina2");
	assert_int_equal(c->r.login.who.notices, 1);
	assert_int_equal(c->r.login.who.notice[0].kind, NOTICE_MERGED);
	assert_true(str_is(c->r.login.who.notice[0].what, "amina"));
	classroom_free(c);
}

/* The older place does not take the newer one's stead, whichever account it was in. */
static void
the_newest_place_wins(void **state)
{
	(void)state;
	for (int newest = 0; newest < 2; newest++) {
		struct classroom *c = classroom_new();
		struct seat a = person(c, "amina", ROLE_TRAINEE), b = person(c, "amina2", ROLE_TRAINEE);

		assert_int_equal(
		    ask_coded(c, newest ? &b : &a, place_of(c, "as-found", 1, false)), REASON_NONE);
		c->now += 5;
		assert_int_equal(
		    ask_coded(c, newest ? &a : &b, place_of(c, "custody", 2, false)), REASON_NONE);
		merge(c, "amina", "amina2");
		OK(c, &b, .verb = VERB_HOME);
		assert_true(str_is(c->r.home.last.lesson, "custody"));
		assert_int_equal(c->r.home.last.block, 2);
		OK(c, &b, .verb = VERB_FACTS, .course = COURSE);
		assert_true(facts_lesson(&c->r.facts, STR("as-found"))->opened);
		classroom_free(c);
	}
}

static void
attempts_are_numbered_by_when_they_were_begun(void **state)
{
	struct classroom *c = classroom_new();
	struct seat a = person(c, "amina", ROLE_TRAINEE), b = person(c, "amina2", ROLE_TRAINEE);
	struct uuid id[4];

	(void)state;
	for (int i = 0; i < 4; i++) {
		c->now += 60;
		id[i] = whole_attempt(c, i % 2 ? &a : &b, "first-hour", i == 1 ? 2 : 0).id;
	}
	merge(c, "amina", "amina2");
	OK(c, &b, .verb = VERB_RESULTS);
	assert_int_equal(c->r.results.attempts, 4);
	for (int i = 0; i < 4; i++) {
		assert_true(uuid_eq(&c->r.results.attempt[3 - i].id, &id[i]));
		assert_int_equal(c->r.results.attempt[3 - i].number, i + 1);
	}
	/* The best one counts, whose ever it was. */
	OK(c, &b, .verb = VERB_FACTS, .course = COURSE);
	assert_true(facts_quiz(&c->r.facts, STR("first-hour"))->passed);
	assert_int_equal(start(c, &b, "first-hour").number, 5);
	sound(c);
	classroom_free(c);
}

/* Both in the middle of one exam: the one begun first is handed in as it stands. */
static void
two_open_attempts_of_one_exam(void **state)
{
	(void)state;
	for (int older = 0; older < 2; older++) {
		struct classroom *c = classroom_new();
		struct seat a = person(c, "amina", ROLE_TRAINEE), b = person(c, "amina2", ROLE_TRAINEE);
		struct attempt first, second;

		read_all(c, &a);
		read_all(c, &b);
		whole_attempt(c, &a, "first-hour", 2);
		whole_attempt(c, &b, "first-hour", 2);
		c->now += 60;
		first = start(c, older ? &b : &a, "final");
		answer(c, older ? &b : &a, &first, 0, true);
		c->now += 60;
		second = start(c, older ? &a : &b, "final");
		answer(c, older ? &a : &b, &second, 1, true);
		merge(c, "amina", "amina2");
		OK(c, &b, .verb = VERB_ATTEMPT, .attempt = { .attempt = first.id });
		assert_true(c->r.attempt.closed_at > 0);
		assert_int_equal(c->r.attempt.percent, 50);
		assert_int_equal(c->r.attempt.number, 1);
		OK(c, &b, .verb = VERB_ATTEMPT, .attempt = { .attempt = second.id });
		assert_int_equal(c->r.attempt.closed_at, 0);
		assert_int_equal(c->r.attempt.answered, 1);
		assert_int_equal(c->r.attempt.number, 2);
		/* It goes on. */
		start(c, &b, "final");
		assert_true(uuid_eq(&c->r.attempt.id, &second.id));
		OK(c, &b, .verb = VERB_QUIZ_HANDIN,
		    .attempt = { .event = event(c), .attempt = second.id });
		sound(c);
		classroom_free(c);
	}
}

/* What was on its way when the accounts were united is kept of the one that is left. */
static void
what_comes_later_is_not_lost(void **state)
{
	struct classroom *c = classroom_new();
	struct seat a = person(c, "amina", ROLE_TRAINEE), b = person(c, "amina2", ROLE_TRAINEE);
	struct attempt t, later;

	(void)state;
	assert_int_equal(ask_coded(c, &a, place_of(c, "as-found", 1, false)), REASON_NONE);
	t = start(c, &a, "first-hour");
	answer(c, &a, &t, 0, true);
	merge(c, "amina", "amina2");
	c->now += 60;
	/* a's session has not heard yet. */
	read_all(c, &a);
	later = start(c, &a, "first-hour");
	sound(c);
	OK(c, &b, .verb = VERB_FACTS, .course = COURSE);
	assert_true(facts_lesson(&c->r.facts, STR("custody"))->done);
	OK(c, &b, .verb = VERB_SEAT, .attempt = { .event = event(c), .attempt = later.id });
	assert_int_equal(c->r.attempt.number, 2);
	for (int i = 0; i < 2; i++)
		OK(c, &b, .verb = VERB_QUIZ_HANDIN,
		    .attempt = { .event = event(c), .attempt = i ? later.id : t.id });
	OK(c, &b, .verb = VERB_RESULTS);
	assert_int_equal(c->r.results.attempts, 2);
	sound(c);
	/* And once more: everything goes on to the third. */
	person(c, "amina3", ROLE_TRAINEE);
	merge(c, "amina2", "amina3");
	assert_int_equal(ask_coded(c, &a, place_of(c, "custody", 1, false)), REASON_NONE);
	struct seat d = again(c, "amina3");
	OK(c, &d, .verb = VERB_HOME);
	assert_true(str_is(c->r.home.last.lesson, "custody"));
	assert_int_equal(c->r.home.last.at, c->now);
	sound(c);
	classroom_free(c);
}

static void
keys_go_over_while_there_is_room(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s;
	struct request q;
	struct seat machine = keeper_operator(), late = nobody();
	int64_t before;

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	person(c, "amina2", ROLE_TRAINEE);
	for (unsigned char n = 1; n <= 6; n++) {
		const char *whose = n <= 3 ? "amina" : "amina2";

		s = with_key(c, whose, key_blob(c, n));
		OK(c, &s, .verb = VERB_KEY_ADD, .key = { .event = event(c), .blob = key_blob(c, n) });
	}
	OK(c, &s, .verb = VERB_RECOVERY, .event = event(c));
	/* The second one was used. */
	c->now += 60;
	s = nobody();
	assert_int_equal(key_login(c, &s, "amina", key_blob(c, 2)), REASON_NONE);
	OK(c, &s, .verb = VERB_RECOVERY, .event = event(c));
	struct str code = c->r.recovery.code;

	q = merge_of(c, "amina", "amina2");
	assert_int_equal(ask_coded(c, &machine, q), REASON_NONE);
	assert_true(str_is(c->r.person.row.login, "amina2"));
	assert_int_equal(c->r.person.keys, 5);
	assert_true(c->r.person.row.has_recovery);
	before = events(c);
	assert_int_equal(ask_coded(c, &machine, q), REASON_NONE);
	assert_int_equal(events(c), before);
	late = nobody();
	assert_int_equal(key_login(c, &late, "amina2", key_blob(c, 2)), REASON_NONE);
	/* The other one is closed and keeps nothing. */
	assert_true(user(c, "amina")->row.disabled);
	assert_int_equal(c->r.person.keys, 0);
	assert_false(c->r.person.row.has_password || c->r.person.row.has_recovery);
	late = nobody();
	assert_int_equal(login(c, &late, "amina", SECRET), REASON_WRONG);
	assert_int_equal(
	    ASK(c, &late, .verb = VERB_LOGIN_CODE, .login = { .secret = code }), REASON_CODE_USED);
	/* For ever. */
	assert_int_equal(ask_coded(c, &machine, change(c, "amina", USER_ENABLE)), REASON_DISABLED);
	assert_int_equal(ask_coded(c, &machine, merge_of(c, "amina2", "amina")), REASON_DISABLED);
	assert_int_equal(ask_coded(c, &machine, merge_of(c, "amina", "amina2")), REASON_DISABLED);
	sound(c);
	classroom_free(c);
}

static void
not_oneself_and_not_the_last_operator(void **state)
{
	struct classroom *c = classroom_new();
	struct seat boss = person(c, "boss", ROLE_OPERATOR), machine = keeper_operator();

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	assert_int_equal(ask_coded(c, &boss, merge_of(c, "boss", "amina")), REASON_RIGHTS);
	assert_int_equal(ask_coded(c, &machine, merge_of(c, "boss", "amina")), REASON_RIGHTS);
	assert_int_equal(ask_coded(c, &boss, merge_of(c, "amina", "amina")), REASON_MALFORMED);
	assert_int_equal(ask_coded(c, &boss, merge_of(c, "amina", "no.one")), REASON_NO_PERSON);
	assert_int_equal(ask_coded(c, &boss, merge_of(c, "no.one", "amina")), REASON_NO_PERSON);
	/* One's own second account is fine, as long as this one is left. */
	assert_int_equal(ask_coded(c, &boss, merge_of(c, "amina", "boss")), REASON_NONE);
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(lessons_and_checks_are_united),
	cmocka_unit_test(the_newest_place_wins),
	cmocka_unit_test(attempts_are_numbered_by_when_they_were_begun),
	cmocka_unit_test(two_open_attempts_of_one_exam),
	cmocka_unit_test(what_comes_later_is_not_lost),
	cmocka_unit_test(keys_go_over_while_there_is_room),
	cmocka_unit_test(not_oneself_and_not_the_last_operator),
};

TEST_MAIN(tests)
