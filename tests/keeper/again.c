/* Said again: every verb that writes gives the same answer under the same event, and changes
 * nothing. */
#include "tests/keeper/classroom.h"

static struct str
reply_bytes(struct classroom *c)
{
	struct buf b = BUF_IN(c->a);

	reply_write(&b, &c->r);
	return buf_get(&b);
}

/* Says it three times, the last time after a restart. */
static void
thrice(struct classroom *c, struct seat *s, struct request q)
{
	int64_t before = events(c), after;
	struct str first;

	if (ask_coded(c, s, q) != REASON_NONE)
		fail_msg("%s: %d", record_verbs[q.verb].name, c->r.refusal.reason);
	first = reply_bytes(c);
	after = events(c);
	assert_true(after > before);
	for (int i = 0; i < 2; i++) {
		if (ask_coded(c, s, q) != REASON_NONE)
			fail_msg("%s again: %d", record_verbs[q.verb].name, c->r.refusal.reason);
		if (!str_eq(first, reply_bytes(c)))
			fail_msg("%s again: another answer", record_verbs[q.verb].name);
		assert_int_equal(events(c), after);
		classroom_reopen(c);
	}
}

static struct uuid
said(const struct request *q)
{
	return q->place.event; /* the first field of every writing body */
}

static void
each_verb_that_writes(void **state)
{
	struct classroom *c = classroom_new();
	struct seat machine = keeper_operator(), s, at_door;
	struct attempt t;
	struct request q;

	(void)state;
	thrice(c, &machine,
	    (struct request){ .verb = VERB_USER_ADD,
		.user = { event(c), STR("marev"), STR("Marev"), STR("en"), STR_NONE, SECRET,
		    ROLE_TRAINEE } });
	thrice(c, &machine,
	    (struct request){ .verb = VERB_INVITE, .invite = { event(c), ROLE_TRAINEE, 1, 9, STR_NONE } });
	at_door = door(c, c->r.invite.code, key_blob(c, 1));
	/* The code had one use: the same sign-up said again is not a second. */
	q = (struct request){ .verb = VERB_SIGNUP,
		.signup = { event(c), STR("amina"), STR("Amina"), STR("MZ"), STR("en"), WAY_PHRASE,
		    SECRET, STR_NONE, false, false } };
	s = at_door;
	thrice(c, &s, q);
	/* And where the keeper died before the listener heard of it, the seat is still at the door.
	 */
	s = at_door;
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	assert_int_equal(s.role, ROLE_TRAINEE);

	thrice(c, &s, place_of(c, "custody", 1, true));
	thrice(c, &s, check_of(c, "as-found", "as-found-1", SWITCH_OFF));
	q = check_of(c, "as-found", "as-found-1", SWITCH_OFF);
	q.verb = VERB_CHECK_SHOW;
	thrice(c, &s, q);
	thrice(c, &s,
	    (struct request){ .verb = VERB_QUIZ_START,
		.quiz = { event(c), COURSE, STR("first-hour"), STR("en") } });
	t = c->r.attempt;
	OK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id });
	thrice(c, &s,
	    (struct request){ .verb = VERB_QUIZ_ANSWER,
		.attempt = { event(c), t.id, 0, response_to(c->r.question.question.id, true) } });
	thrice(c, &s,
	    (struct request){
		.verb = VERB_QUIZ_HANDIN, .attempt = { .event = event(c), .attempt = t.id } });
	thrice(c, &s,
	    (struct request){
		.verb = VERB_SETTINGS, .settings = { event(c), STR("fr"), true, false } });
	thrice(c, &s,
	    (struct request){ .verb = VERB_KEY_ADD,
		.key = { .event = event(c), .name = STR("phone"), .blob = key_blob(c, 1) } });
	q = (struct request){ .verb = VERB_KEY_NAME,
		.key = { .event = event(c),
		    .fingerprint = c->r.keys.key[0].fingerprint,
		    .name = STR("desk") } };
	thrice(c, &s, q);
	s.fingerprint[0] = '\0'; /* as if it had come in another way */
	q.verb = VERB_KEY_REMOVE;
	q.key.event = event(c);
	thrice(c, &s, q);
	thrice(c, &s,
	    (struct request){ .verb = VERB_PASSWORD,
		.password = { event(c), STR("harbour window nettle crayon"), SECRET } });
	classroom_free(c);
}

static void
a_login_again_is_one_login(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	int64_t before = events(c);

	(void)state;
	OK(c, &s, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = STR("amina"), .secret = SECRET });
	assert_int_equal(events(c), before);
	classroom_free(c);
}

static void
an_event_of_another_is_refused(void **state)
{
	struct classroom *c = classroom_new();
	struct seat amina = person(c, "amina", ROLE_TRAINEE),
		    ilo = person(c, "ilo.m", ROLE_TRAINEE);
	struct request q = place_of(c, "custody", 1, true), other;
	int64_t before;

	(void)state;
	assert_int_equal(ask_coded(c, &amina, q), REASON_NONE);
	before = events(c);
	assert_int_equal(ask_coded(c, &ilo, q), REASON_MALFORMED);
	other = check_of(c, "custody", "custody-1", FINDER);
	other.check.event = said(&q);
	assert_int_equal(ask_coded(c, &amina, other), REASON_MALFORMED);
	/* And about something else. */
	other = place_of(c, "as-found", 1, true);
	other.place.event = said(&q);
	assert_int_equal(ask_coded(c, &amina, other), REASON_MALFORMED);
	assert_int_equal(events(c), before);

	struct attempt t = start(c, &amina, "first-hour");

	OK(c, &amina, .verb = VERB_QUESTION, .attempt = { .attempt = t.id });
	other = (struct request){ .verb = VERB_QUIZ_ANSWER,
		.attempt = { event(c), t.id, 0, response_to(c->r.question.question.id, true) } };
	assert_int_equal(ask_coded(c, &amina, other), REASON_NONE);
	before = events(c);
	other.attempt.index = 1;
	assert_int_equal(ask_coded(c, &amina, other), REASON_MALFORMED);
	assert_int_equal(events(c), before);
	classroom_free(c);
}

/* What was answered then is answered again, whatever is in the second message. */
static void
the_first_word_counts(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct request q = check_of(c, "as-found", "as-found-1", SWITCH_OFF), other = q;

	(void)state;
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	assert_false(c->r.check.right);
	other.check.response.pick[0].right = question_key(PHOTOGRAPH);
	assert_int_equal(ask_coded(c, &s, other), REASON_NONE);
	assert_false(c->r.check.right);
	classroom_free(c);
}

static void
what_is_refused_leaves_nothing(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct request q = check_of(c, "as-found", "as-found-1", STR("no such choice"));
	int64_t before = events(c);

	(void)state;
	assert_int_equal(ask_coded(c, &s, q), REASON_BAD_ANSWER);
	assert_int_equal(events(c), before);
	/* The id is free for what is right. */
	q.check.response.pick[0].right = question_key(PHOTOGRAPH);
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(each_verb_that_writes),
	cmocka_unit_test(a_login_again_is_one_login),
	cmocka_unit_test(an_event_of_another_is_refused),
	cmocka_unit_test(the_first_word_counts),
	cmocka_unit_test(what_is_refused_leaves_nothing),
};

TEST_MAIN(tests)
