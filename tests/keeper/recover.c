/* Who lost everything but the letter gets back in, and what the account is told of it. */
#include "store/keeper/code.h"
#include "tests/keeper/desk.h"

/* An account by sign-up; the code that it was told. */
static struct seat
amina(struct classroom *c, struct str *code)
{
	struct seat s = door(c, invitation(c, ROLE_TRAINEE, 1, 30), STR_NONE);

	OK(c, &s, .verb = VERB_SIGNUP,
	    .signup = { event(c), STR("amina"), STR("Amina Macuácua"), STR("MZ"), STR("pt"),
		WAY_PHRASE, SECRET, STR_NONE, false, false });
	*code = c->r.login.recovery;
	return s;
}

static struct request
recover_of(struct classroom *c, enum way_in way, struct str secret)
{
	return (struct request){ .verb = VERB_RECOVER,
		.recover = { .event = event(c), .way = way, .secret = secret, .key_name = STR("new PC") } };
}

static void
sign_up_tells_a_code_that_opens(void **state)
{
	struct classroom *c = classroom_new();
	struct str code, fresh;
	struct seat s, late = nobody(), old;

	(void)state;
	old = amina(c, &code);
	assert_int_equal(code.len, CODE_TEXT - 1);
	assert_true(c->r.login.who.has_recovery);
	classroom_reopen(c);
	c->now += DAY;
	s = door(c, code, STR_NONE);
	assert_true(c->r.login.recovers);
	assert_true(str_is(c->r.login.who.login, "amina"));
	assert_true(str_is(c->r.login.who.name, "Amina Macuácua"));
	assert_true(str_is(c->r.login.who.language, "pt"));
	assert_true(seat_recovers(&s));
	/* That code makes no account, and shows nothing but the keys. */
	assert_int_equal(ASK(c, &s, .verb = VERB_HOME), REASON_NOT_ALLOWED);
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_SIGNUP,
		.signup = { event(c), STR("other"), STR("Other"), STR("MZ"), STR("pt"), WAY_PHRASE,
		    SECRET, STR_NONE, false, false }),
	    REASON_CODE_UNKNOWN);
	OK(c, &s, .verb = VERB_KEYS);
	assert_int_equal(c->r.keys.keys, 0);

	assert_int_equal(ask_coded(c, &s, recover_of(c, WAY_PASSWORD, STR("short"))), REASON_SECRET_SHORT);
	assert_int_equal(s.role, ROLE_DOOR);
	assert_int_equal(ask_coded(c, &s, recover_of(c, WAY_PHRASE, FRESH)), REASON_NONE);
	fresh = c->r.login.recovery;
	assert_int_equal(s.role, ROLE_TRAINEE);
	assert_true(uuid_eq(&s.person, &old.person));
	assert_int_equal(fresh.len, CODE_TEXT - 1);
	assert_false(str_eq(fresh, code));
	assert_true(c->r.login.who.has_recovery && c->r.login.who.has_password);
	OK(c, &s, .verb = VERB_HOME);

	assert_int_equal(login(c, &late, "amina", SECRET), REASON_WRONG);
	assert_int_equal(login(c, &late, "amina", FRESH), REASON_NONE);
	/* Told at the next login, and only at that one. */
	assert_int_equal(c->r.login.who.notices, 1);
	assert_int_equal(c->r.login.who.notice[0].kind, NOTICE_RECOVERED);
	assert_int_equal(c->r.login.who.notice[0].at, c->now);
	assert_int_equal(c->r.login.who.notice[0].by.len, 0);
	assert_true(str_is(c->r.login.who.last_how, "recovery"));
	late = nobody();
	assert_int_equal(login(c, &late, "amina", FRESH), REASON_NONE);
	assert_int_equal(c->r.login.who.notices, 0);
	/* The code is used up, and says when. */
	late = nobody();
	assert_int_equal(
	    ASK(c, &late, .verb = VERB_LOGIN_CODE, .login = { .secret = code }), REASON_CODE_USED);
	assert_int_equal(c->r.refusal.at, c->now);
	door(c, fresh, STR_NONE);
	sound(c);
	classroom_free(c);
}

static void
a_recovery_said_again_is_answered_again(void **state)
{
	struct classroom *c = classroom_new();
	struct str code, fresh;
	struct seat s, unheard;
	struct request q;
	int64_t before;

	(void)state;
	amina(c, &code);
	s = door(c, code, STR_NONE);
	unheard = s;
	q = recover_of(c, WAY_PHRASE, FRESH);
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	fresh = c->r.login.recovery;
	before = events(c);
	classroom_reopen(c);
	/* By the seat that was bound, and by one whose binding the next keeper never heard of. */
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	assert_true(str_eq(c->r.login.recovery, fresh));
	assert_int_equal(events(c), before);
	assert_int_equal(ask_coded(c, &unheard, q), REASON_NONE);
	assert_true(str_eq(c->r.login.recovery, fresh));
	assert_int_equal(unheard.role, ROLE_TRAINEE);
	/* Not by anybody else, and not by another event. */
	struct seat other = person(c, "ilo.m", ROLE_OPERATOR);
	assert_int_equal(ask_coded(c, &other, q), REASON_MALFORMED);
	q.recover.event = event(c);
	assert_int_equal(ask_coded(c, &s, q), REASON_NOT_ALLOWED);
	sound(c);
	classroom_free(c);
}

/* What a manager was given for a trainee opens no account with more rights than the manager's. */
static void
a_managers_code_ends_when_its_person_rises(void **state)
{
	static const struct {
		const char *by;
		enum role to;
		bool opens;
	} rows[] = { { "marev", ROLE_INSTRUCTOR, true }, { "marev", ROLE_MANAGER, false },
		{ "marev", ROLE_OPERATOR, false }, { "boss", ROLE_OPERATOR, true },
		{ "amina", ROLE_OPERATOR, true } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct classroom *c = classroom_new();
		struct seat marev = person(c, "marev", ROLE_MANAGER), late = nobody(),
			    boss = person(c, "boss", ROLE_OPERATOR),
			    own = person(c, "amina", ROLE_TRAINEE);
		struct request q = change(c, "amina", USER_ROLE);

		if (strcmp(rows[i].by, "amina") == 0)
			OK(c, &own, .verb = VERB_RECOVERY, .event = event(c));
		else
			OK(c, strcmp(rows[i].by, "boss") == 0 ? &boss : &marev,
			    .verb = VERB_USER_RECOVER,
			    .set = { .event = event(c), .login = STR("amina") });

		struct str code = c->r.recovery.code;

		q.set.role = rows[i].to;
		assert_int_equal(ask_coded(c, &boss, q), REASON_NONE);
		assert_int_equal(c->r.person.row.has_recovery, rows[i].opens);
		assert_int_equal(
		    ASK(c, &late, .verb = VERB_LOGIN_CODE, .login = { .secret = code }),
		    rows[i].opens ? REASON_NONE : REASON_CODE_USED);
		sound(c);
		classroom_free(c);
	}
}

/* Two windows at the join door with one code: the second is told that it was used. */
static void
a_code_recovers_once(void **state)
{
	struct classroom *c = classroom_new();
	struct str code;
	struct seat a, b;

	(void)state;
	amina(c, &code);
	a = door(c, code, STR_NONE);
	b = door(c, code, STR_NONE);
	assert_int_equal(ask_coded(c, &a, recover_of(c, WAY_PHRASE, FRESH)), REASON_NONE);
	assert_int_equal(ask_coded(c, &b, recover_of(c, WAY_PHRASE, SECRET)), REASON_CODE_USED);
	assert_int_equal(b.role, ROLE_DOOR);
	classroom_free(c);
}

static void
keys_are_kept_or_dropped(void **state)
{
	struct classroom *c = classroom_new();
	struct str code, drop[2], all[6];
	struct seat s, late;
	char fingerprint[64];

	(void)state;
	amina(c, &code);
	for (unsigned char n = 1; n <= 3; n++) {
		s = nobody();
		OK(c, &s, .verb = VERB_LOGIN_PASSWORD,
		    .login = { .login = STR("amina"), .secret = SECRET, .key = key_blob(c, n) });
		OK(c, &s, .verb = VERB_KEY_ADD,
		    .key = { .event = event(c), .blob = key_blob(c, n), .name = STR("phone") });
		fingerprint_of(key_blob(c, n), fingerprint);
		if (n < 3)
			drop[n - 1] = str_copy(c->a, str_from(fingerprint));
	}
	s = door(c, code, key_blob(c, 9));
	OK(c, &s, .verb = VERB_KEYS);
	assert_int_equal(c->r.keys.keys, 3);

	struct request q = recover_of(c, WAY_KEY, STR_NONE);
	q.recover.drop = all;
	for (int i = 0; i < 6; i++)
		all[i] = drop[0];
	q.recover.drops = 6;
	assert_int_equal(ask_coded(c, &s, q), REASON_MALFORMED);
	q.recover.drops = 2;
	assert_int_equal(ask_coded(c, &s, q), REASON_MALFORMED);
	all[0] = STR("SHA256:nobodys");
	q.recover.drops = 1;
	assert_int_equal(ask_coded(c, &s, q), REASON_NO_SUCH);
	fingerprint_of(key_blob(c, 9), fingerprint);
	q.recover.drop = drop;
	q.recover.drops = 2;
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	assert_false(c->r.login.who.has_password);
	OK(c, &s, .verb = VERB_KEYS);
	assert_int_equal(c->r.keys.keys, 2);
	for (unsigned char n = 1; n <= 9; n++) {
		late = nobody();
		assert_int_equal(key_login(c, &late, "amina", key_blob(c, n)),
		    n == 3 || n == 9 ? REASON_NONE : REASON_WRONG);
	}
	late = nobody();
	assert_int_equal(login(c, &late, "amina", SECRET), REASON_WRONG);
	sound(c);
	classroom_free(c);
}

/* The login was forgotten, the key was not: it stays, and may not be dropped. */
static void
ones_own_key_is_a_way_in_again(void **state)
{
	struct classroom *c = classroom_new();
	struct str code, mine;
	struct seat s;
	char fingerprint[64];

	(void)state;
	amina(c, &code);
	s = nobody();
	OK(c, &s, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = STR("amina"), .secret = SECRET, .key = key_blob(c, 1) });
	OK(c, &s, .verb = VERB_KEY_ADD, .key = { .event = event(c), .blob = key_blob(c, 1) });
	fingerprint_of(key_blob(c, 1), fingerprint);
	mine = str_from(fingerprint);
	s = door(c, code, key_blob(c, 1));
	assert_false(c->r.login.key_taken);

	struct request q = recover_of(c, WAY_KEY, STR_NONE);
	q.recover.drop = &mine;
	q.recover.drops = 1;
	assert_int_equal(ask_coded(c, &s, q), REASON_KEY_IN_USE);
	q.recover.drops = 0;
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	s = nobody();
	assert_int_equal(key_login(c, &s, "amina", key_blob(c, 1)), REASON_NONE);
	classroom_free(c);
}

static void
no_key_is_no_way_in(void **state)
{
	struct classroom *c = classroom_new();
	struct str code;
	struct seat s, other;

	(void)state;
	amina(c, &code);
	s = door(c, code, STR_NONE);
	assert_int_equal(ask_coded(c, &s, recover_of(c, WAY_KEY, STR_NONE)), REASON_NO_SUCH);
	/* Another's key is not taken over. */
	person(c, "ilo.m", ROLE_TRAINEE);
	other = nobody();
	OK(c, &other, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = STR("ilo.m"), .secret = SECRET, .key = key_blob(c, 4) });
	OK(c, &other, .verb = VERB_KEY_ADD, .key = { .event = event(c), .blob = key_blob(c, 4) });
	s = door(c, code, key_blob(c, 4));
	assert_true(c->r.login.key_taken && c->r.login.recovers);
	assert_int_equal(ask_coded(c, &s, recover_of(c, WAY_KEY, STR_NONE)), REASON_NO_SUCH);
	classroom_free(c);
}

static void
a_new_code_ends_the_one_before(void **state)
{
	struct classroom *c = classroom_new();
	struct str first, second;
	struct seat s, late = nobody();
	struct uuid id;

	(void)state;
	s = amina(c, &first);
	c->now += 60;
	id = event(c);
	OK(c, &s, .verb = VERB_RECOVERY, .event = id);
	second = c->r.recovery.code;
	assert_true(str_is(c->r.recovery.login, "amina"));
	assert_true(str_is(c->r.recovery.name, "Amina Macuácua"));
	OK(c, &s, .verb = VERB_RECOVERY, .event = id);
	assert_true(str_eq(c->r.recovery.code, second));
	assert_int_equal(
	    ASK(c, &late, .verb = VERB_LOGIN_CODE, .login = { .secret = first }), REASON_CODE_USED);
	assert_int_equal(c->r.refusal.at, c->now);
	/* Two years later, with a clock that is wrong besides. */
	c->now += 700 * DAY;
	late = person(c, "ilo.m", ROLE_TRAINEE);
	c->now -= 9 * DAY;
	door(c, second, STR_NONE);
	assert_true(c->r.login.recovers);
	c->now += 9 * DAY;
	OK(c, &s, .verb = VERB_RECOVERY, .event = event(c));
	assert_int_equal(ASK(c, &s, .verb = VERB_RECOVERY, .event = id), REASON_CODE_USED);
	sound(c);
	classroom_free(c);
}

static void
others_make_a_code_and_the_account_is_told(void **state)
{
	struct classroom *c = classroom_new();
	struct seat machine = keeper_operator(), manager, boss, late = nobody();
	struct str code;
	struct uuid id;
	static const struct {
		const char *login;
		enum reason manager, boss;
	} rows[] = {
		{ "trainee", REASON_NONE, REASON_NONE },
		{ "instructor", REASON_NONE, REASON_NONE },
		{ "manager", REASON_RIGHTS, REASON_NONE },
		{ "manager2", REASON_RIGHTS, REASON_NONE },
		{ "boss", REASON_RIGHTS, REASON_NONE },
		{ "boss2", REASON_RIGHTS, REASON_NONE },
		{ "nobody.here", REASON_NO_PERSON, REASON_NO_PERSON },
	};

	(void)state;
	person(c, "trainee", ROLE_TRAINEE);
	person(c, "instructor", ROLE_INSTRUCTOR);
	manager = person(c, "manager", ROLE_MANAGER);
	person(c, "manager2", ROLE_MANAGER);
	boss = person(c, "boss", ROLE_OPERATOR);
	person(c, "boss2", ROLE_OPERATOR);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(ASK(c, &manager, .verb = VERB_USER_RECOVER,
				     .set = { .event = event(c), .login = str_from(rows[i].login) }),
		    rows[i].manager);
		assert_int_equal(ASK(c, &boss, .verb = VERB_USER_RECOVER,
				     .set = { .event = event(c), .login = str_from(rows[i].login) }),
		    rows[i].boss);
	}
	id = event(c);
	OK(c, &manager, .verb = VERB_USER_RECOVER, .set = { .event = id, .login = STR("Trainee") });
	code = c->r.recovery.code;
	assert_true(str_is(c->r.recovery.login, "trainee"));
	OK(c, &manager, .verb = VERB_USER_RECOVER, .set = { .event = id, .login = STR("trainee") });
	assert_true(str_eq(code, c->r.recovery.code));
	assert_int_equal(ASK(c, &boss, .verb = VERB_USER_RECOVER,
			     .set = { .event = id, .login = STR("trainee") }),
	    REASON_MALFORMED);
	OK(c, &machine, .verb = VERB_USER_RECOVER,
	    .set = { .event = event(c), .login = STR("trainee") });
	code = c->r.recovery.code;
	assert_int_equal(login(c, &late, "trainee", SECRET), REASON_NONE);
	assert_int_equal(c->r.login.who.notices, 4);
	assert_true(str_is(c->r.login.who.notice[0].by, "-"));
	assert_true(str_is(c->r.login.who.notice[1].by, "manager"));
	assert_true(str_is(c->r.login.who.notice[2].by, "boss"));
	for (int i = 0; i < 4; i++)
		assert_int_equal(c->r.login.who.notice[i].kind, NOTICE_RECOVERY);
	/* Of a closed account it says so, and none is made. */
	OK(c, &boss, .verb = VERB_USER_SET,
	    .set = { .event = event(c), .login = STR("trainee"), .change = USER_DISABLE });
	late = nobody();
	assert_int_equal(
	    ASK(c, &late, .verb = VERB_LOGIN_CODE, .login = { .secret = code }), REASON_DISABLED);
	assert_int_equal(ASK(c, &boss, .verb = VERB_USER_RECOVER,
			     .set = { .event = event(c), .login = STR("trainee") }),
	    REASON_DISABLED);
	sound(c);
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(sign_up_tells_a_code_that_opens),
	cmocka_unit_test(a_recovery_said_again_is_answered_again),
	cmocka_unit_test(a_managers_code_ends_when_its_person_rises),
	cmocka_unit_test(a_code_recovers_once),
	cmocka_unit_test(keys_are_kept_or_dropped),
	cmocka_unit_test(ones_own_key_is_a_way_in_again),
	cmocka_unit_test(no_key_is_no_way_in),
	cmocka_unit_test(a_new_code_ends_the_one_before),
	cmocka_unit_test(others_make_a_code_and_the_account_is_told),
};

TEST_MAIN(tests)
