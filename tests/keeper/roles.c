/* Who may say what: the whole matrix, written down a second time, and every field out of bounds. */
#include "store/keeper/ask.h"
#include "tests/keeper/classroom.h"

/* Nobody, Door, Guest, Trainee, Instructor, Manager, Operator. */
static const struct {
	enum verb verb;
	const char *who;
} matrix[] = {
	{ VERB_HELLO, "NDGTIMO" },
	{ VERB_LOGIN_KEY_KNOWN, "N------" },
	{ VERB_LOGIN_KEY, "N--TIMO" },
	{ VERB_LOGIN_PASSWORD, "N--TIMO" },
	{ VERB_LOGIN_CODE, "ND-----" },
	{ VERB_LOGIN_GUEST, "N-G----" },
	{ VERB_SIGNUP_NAME, "-D-----" },
	{ VERB_SIGNUP, "-D-TIMO" },
	{ VERB_HOME, "--GTIMO" },
	{ VERB_FACTS, "--GTIMO" },
	{ VERB_PLACE, "---TIMO" },
	{ VERB_CHECK, "--GTIMO" },
	{ VERB_CHECK_SHOW, "--GTIMO" },
	{ VERB_QUIZ_START, "---TIMO" },
	{ VERB_ATTEMPT, "---TIMO" },
	{ VERB_QUESTION, "---TIMO" },
	{ VERB_QUIZ_ANSWER, "---TIMO" },
	{ VERB_QUIZ_HANDIN, "---TIMO" },
	{ VERB_RESULT, "---TIMO" },
	{ VERB_RESULT_QUESTION, "---TIMO" },
	{ VERB_RESULTS, "---TIMO" },
	{ VERB_SETTINGS, "---TIMO" },
	{ VERB_KEYS, "-D-TIMO" },
	{ VERB_KEY_ADD, "---TIMO" },
	{ VERB_KEY_REMOVE, "---TIMO" },
	{ VERB_KEY_NAME, "---TIMO" },
	{ VERB_PASSWORD, "---TIMO" },
	{ VERB_INVITE, "-----MO" },
	{ VERB_USER_ADD, "------O" },
	{ VERB_RECOVER, "-D-TIMO" },
	{ VERB_RECOVERY, "---TIMO" },
	{ VERB_USERS, "------O" },
	{ VERB_USER, "------O" },
	{ VERB_USER_SET, "------O" },
	{ VERB_USER_RECOVER, "-----MO" },
	{ VERB_USER_KEY_REMOVE, "------O" },
	{ VERB_USER_MERGE, "------O" },
	{ VERB_INVITES, "-----MO" },
	{ VERB_INVITE_SHOW, "-----MO" },
	{ VERB_INVITE_REVOKE, "-----MO" },
	{ VERB_SESSIONS, "------O" },
	{ VERB_SESSION_END, "------O" },
	{ VERB_LIMITS, "------O" },
	{ VERB_LIMIT_CLEAR, "------O" },
	{ VERB_STATUS, "------O" },
	{ VERB_ENTRANCE, "---TIMO" },
	{ VERB_SEAT, "---TIMO" },
	{ VERB_SEAT_LEAVE, "---TIMO" },
	{ VERB_EXTRA_TIME, "----IMO" },
	{ VERB_DRAFTS, "----IMO" },
	{ VERB_DRAFT_NEW, "----IMO" },
	{ VERB_DRAFT_FILES, "----IMO" },
	{ VERB_DRAFT_READ, "----IMO" },
	{ VERB_DRAFT_WRITE, "----IMO" },
	{ VERB_DRAFT_MOVE, "----IMO" },
	{ VERB_DRAFT_REMOVE, "----IMO" },
	{ VERB_PUBLISH, "----IMO" },
	{ VERB_EDITIONS, "----IMO" },
	{ VERB_EDITION_FILES, "----IMO" },
	{ VERB_EDITION_READ, "----IMO" },
	{ VERB_ROLLBACK, "----IMO" },
	{ VERB_OWNERS, "----IMO" },
	{ VERB_OWNER_SET, "----IMO" },
	{ VERB_COURSE_STATUS, "----IMO" },
	{ VERB_REPORT, "----IMO" },
	{ VERB_REPORT_ITEMS, "----IMO" },
	{ VERB_MARKING, "----IMO" },
	{ VERB_MARKING_ONE, "----IMO" },
	{ VERB_MARK, "----I-O" },
	{ VERB_REPAIR, "----I-O" },
	{ VERB_REPAIRS, "----IMO" },
	{ VERB_REPAIR_CONSENT, "----I-O" },
	{ VERB_MISTAKE, "---TIMO" },
	{ VERB_MISTAKES, "---TIMO" },
	{ VERB_MISTAKE_ANSWER, "----IMO" },
	{ VERB_PAPER_DRAW, "----I-O" },
	{ VERB_PAPER_QUESTION, "----I-O" },
	{ VERB_PAPER_ENTER, "----I-O" },
	{ VERB_DRAFT_PREVIEW, "----IMO" },
	{ VERB_PREVIEW_CHECK, "----IMO" },
	{ VERB_SCENARIO, "--GTIMO" },
	{ VERB_SCENARIO_STEP, "--GTIMO" },
	{ VERB_SCENARIO_AGAIN, "---TIMO" },
	{ VERB_SCENARIO_REVIEW, "---TIMO" },
};

_Static_assert(sizeof(matrix) / sizeof(*matrix) == VERB_KINDS, "a row for each verb");

/* A request of each verb that is well formed, and would do something if it were allowed. */
static struct request
some(struct classroom *c, enum verb verb)
{
	struct request q = { .verb = verb };

	switch (verb) {
	case VERB_HELLO:
		q.version = RECORD_VERSION;
		break;
	case VERB_FACTS:
		q.course = COURSE;
		break;
	case VERB_PLACE:
		return place_of(c, "custody", 1, true);
	case VERB_CHECK:
	case VERB_PREVIEW_CHECK:
	case VERB_CHECK_SHOW:
		q = check_of(c, "as-found", "as-found-1", PHOTOGRAPH);
		q.verb = verb;
		break;
	case VERB_SIGNUP:
		q.signup = (struct ask_signup){ event(c), STR("new.one"), STR("New"), STR("MZ"),
			STR("en"), WAY_PHRASE, SECRET, STR_NONE, false, false };
		break;
	case VERB_QUIZ_START:
		q.quiz = (struct ask_quiz){ event(c), COURSE, STR("first-hour"), STR("en") };
		break;
	case VERB_SETTINGS:
		q.settings = (struct ask_settings){ event(c), STR("fr"), true, true };
		break;
	case VERB_PASSWORD:
		q.password = (struct ask_password){ event(c), STR("harbour window nettle crayon"),
			SECRET };
		break;
	case VERB_INVITE:
		q.invite = (struct ask_invite){ event(c), ROLE_TRAINEE, 1, 1, STR_NONE };
		break;
	case VERB_USER_ADD:
		q.user = (struct ask_user){ event(c), STR("new.two"), STR("New"), STR("en"),
			STR_NONE, SECRET, ROLE_OPERATOR };
		break;
	case VERB_ATTEMPT:
	case VERB_QUESTION:
	case VERB_QUIZ_ANSWER:
	case VERB_QUIZ_HANDIN:
	case VERB_RESULT:
	case VERB_RESULT_QUESTION:
		q.attempt.event = event(c);
		break;
	case VERB_SCENARIO:
	case VERB_SCENARIO_AGAIN:
		q.scenario = (struct ask_scenario){ event(c), COURSE, STR("flat-seven"), STR("en") };
		break;
	case VERB_SCENARIO_STEP:
		q.step = (struct ask_step){ event(c), COURSE, STR("flat-seven"), STR("en"), STR("door"),
			question_key(STR("call\nClose the lid and take it away")), { .text = STR_NONE },
			NULL, 0 };
		break;
	case VERB_RECOVER:
		q.recover = (struct ask_recover){ event(c), WAY_PHRASE, SECRET, STR_NONE, NULL, 0 };
		break;
	case VERB_RECOVERY:
		q.event = event(c);
		break;
	case VERB_USER:
	case VERB_USER_RECOVER:
		q.set.event = event(c);
		q.set.login = STR("trainee");
		break;
	case VERB_USER_SET:
		q.set = (struct ask_user_set){ event(c), STR("trainee"), USER_NAME, STR("Other"),
			STR_NONE, ROLE_NOBODY };
		break;
	case VERB_USER_KEY_REMOVE:
		q.user_key = (struct ask_user_key){ event(c), STR("trainee"), STR("SHA256:x"), false };
		break;
	case VERB_USER_MERGE:
		q.merge = (struct ask_merge){ event(c), STR("trainee"), STR("nobody.here") };
		break;
	case VERB_INVITE_SHOW:
	case VERB_INVITE_REVOKE:
		q.invite_id = (struct ask_invite_id){ event(c), STR("00000000") };
		break;
	case VERB_KEY_ADD:
	case VERB_KEY_REMOVE:
	case VERB_KEY_NAME:
		q.key.event = event(c);
		break;
	default:
		break;
	}
	return q;
}

static void
the_matrix_holds(void **state)
{
	struct classroom *c = classroom_new();
	struct seat seats[ROLE_KINDS];

	(void)state;
	memset(seats, 0, sizeof(seats));
	seats[ROLE_DOOR] = door(c, invitation(c, ROLE_TRAINEE, 99, 9), STR_NONE);
	seats[ROLE_GUEST].role = ROLE_GUEST;
	seats[ROLE_TRAINEE] = person(c, "trainee", ROLE_TRAINEE);
	seats[ROLE_INSTRUCTOR] = person(c, "instructor", ROLE_INSTRUCTOR);
	seats[ROLE_MANAGER] = person(c, "manager", ROLE_MANAGER);
	seats[ROLE_OPERATOR] = person(c, "boss", ROLE_OPERATOR);
	for (size_t i = 0; i < VERB_KINDS; i++)
		for (unsigned role = 0; role < ROLE_KINDS; role++) {
			struct seat s = seats[role];
			bool may = matrix[i].who[role] != '-';
			int64_t before;

			assert_int_equal(matrix[i].verb, i);
			c->now++;
			before = events(c);
			enum reason reason = ask_coded(c, &s, some(c, matrix[i].verb));

			if (!may && reason != REASON_NOT_ALLOWED)
				fail_msg("%s may say %s", role_name(role), record_verbs[i].name);
			if (!may)
				assert_int_equal(events(c), before);
			/* Those who are somebody may say SIGNUP and RECOVER only again, not anew; at the door keys are
			 * shown by a recovery code only. */
			if (may && reason == REASON_NOT_ALLOWED && i != VERB_SIGNUP && i != VERB_RECOVER &&
			    i != VERB_KEYS &&
			    i != VERB_LOGIN_PASSWORD && i != VERB_LOGIN_KEY)
				fail_msg(
				    "%s may not say %s", role_name(role), record_verbs[i].name);
			assert_true(s.role == seats[role].role || role < ROLE_TRAINEE);
		}
	classroom_free(c);
}

static void
the_table_and_the_matrix_are_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < VERB_KINDS; i++) {
		unsigned roles = 0;

		for (unsigned role = 0; role < ROLE_KINDS; role++)
			roles |= (matrix[i].who[role] != '-') << role;
		assert_int_equal(record_verbs[i].roles, roles);
		assert_int_equal(record_verbs[i].verb, i);
		assert_non_null(record_verbs[i].name);
		assert_non_null(handlers[i].run);
	}
}

static void
a_forged_role_is_nobodys(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = nobody();
	struct request q = { .verb = VERB_KINDS };

	(void)state;
	s.role = ROLE_KINDS;
	q.verb = VERB_HELLO;
	assert_int_equal(ask(c, &s, q), REASON_NOT_ALLOWED);
	classroom_free(c);
}

static void
fields_out_of_bounds_are_malformed(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	char *big = arena_alloc(c->a, 5000);
	struct request q;

	(void)state;
	memset(big, 'a', 5000);
	q = place_of(c, "custody", 0, false);
	memset(&q.place.event, 0, sizeof(q.place.event));
	assert_int_equal(ask(c, &s, q), REASON_MALFORMED);
	q = place_of(c, "custody", 0, false);
	q.place.place.draft = (struct str){ big, RESPONSE_TEXT + 1 };
	assert_int_equal(ask(c, &s, q), REASON_MALFORMED);
	q.place.place.draft = (struct str){ big, RESPONSE_TEXT };
	assert_int_equal(ask(c, &s, q), REASON_NONE);
	q = place_of(c, "custody\033[2J", 0, false);
	assert_int_equal(ask(c, &s, q), REASON_MALFORMED);
	q = place_of(c, "", 0, false);
	assert_int_equal(ask(c, &s, q), REASON_MALFORMED);
	assert_int_equal(ask(c, &s, (struct request){ .verb = VERB_FACTS, .course = { big, 65 } }),
	    REASON_MALFORMED);
	q = (struct request){ .verb = VERB_LOGIN_PASSWORD,
		.login = { .login = STR("amina"), .secret = { big, HASH_SECRET + 1 } } };
	assert_int_equal(ask(c, &s, q), REASON_MALFORMED);
	/* A draft is made clean, not refused: it is what somebody typed. */
	q = place_of(c, "custody", 0, false);
	q.place.place.draft = STR("a\033[31mb");
	assert_int_equal(ask(c, &s, q), REASON_NONE);
	OK(c, &s, .verb = VERB_HOME);
	assert_true(str_is(c->r.home.last.draft, "a[31mb"));
	classroom_free(c);
}

static void
another_version_is_told(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = nobody();

	(void)state;
	OK(c, &s, .verb = VERB_HELLO, .version = RECORD_VERSION);
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_HELLO, .version = RECORD_VERSION + 1), REASON_VERSION);
	classroom_free(c);
}

/* Callers in this process leave fields out: no pointer, no length. */
static void
what_is_left_out_is_empty(void **state)
{
	struct classroom *c = classroom_new();
	struct seat seats[ROLE_KINDS];

	(void)state;
	for (unsigned role = 0; role < ROLE_KINDS; role++)
		seats[role] = (struct seat){ .role = (enum role)role };
	seats[ROLE_TRAINEE] = person(c, "amina", ROLE_TRAINEE);
	for (unsigned v = 0; v < VERB_KINDS; v++)
		for (unsigned role = 0; role < ROLE_KINDS; role++) {
			struct seat s = seats[role];
			struct request q = { .verb = (enum verb)v };

			ask(c, &s, q);
			if (record_verbs[v].writes && v != VERB_LOGIN_KEY &&
			    v != VERB_LOGIN_PASSWORD) {
				q.place.event = event(c);
				ask(c, &s, q);
			}
		}
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_matrix_holds),
	cmocka_unit_test(the_table_and_the_matrix_are_one),
	cmocka_unit_test(a_forged_role_is_nobodys),
	cmocka_unit_test(fields_out_of_bounds_are_malformed),
	cmocka_unit_test(another_version_is_told),
	cmocka_unit_test(what_is_left_out_is_empty),
};

TEST_MAIN(tests)
