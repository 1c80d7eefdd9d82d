/* Invitations after they were made: listed, shown, revoked, forgotten. */
#include "store/keeper/code.h"
#include "tests/keeper/desk.h"

static struct str
invite(struct classroom *c, struct seat *s, const char *label)
{
	OK(c, s, .verb = VERB_INVITE,
	    .invite = { event(c), ROLE_TRAINEE, 2, 30, str_from(label) });
	return c->r.invite.code;
}

static void
what_is_told_when_it_is_made(void **state)
{
	struct classroom *c = classroom_new();
	struct seat machine = keeper_operator();
	struct request q = { .verb = VERB_INVITE,
		.invite = { event(c), ROLE_INSTRUCTOR, 2, 30, STR("Nampula,\033[1m autumn") } };
	struct str code, id;

	(void)state;
	assert_int_equal(ask_coded(c, &machine, q), REASON_NONE);
	code = c->r.invite.code;
	id = c->r.invite.id;
	assert_int_equal(id.len, 8);
	assert_true(str_is(c->r.invite.label, "Nampula,[1m autumn"));
	assert_int_equal(c->r.invite.role, ROLE_INSTRUCTOR);
	assert_int_equal(c->r.invite.uses, 2);
	assert_int_equal(c->r.invite.used, 0);
	assert_int_equal(c->r.invite.until, c->now + 30 * DAY);
	assert_int_equal(ask_coded(c, &machine, q), REASON_NONE);
	assert_true(str_eq(c->r.invite.code, code) && str_eq(c->r.invite.id, id));
	/* The label is a note of people: no event holds it. */
	OK(c, &machine, .verb = VERB_INVITES);
	assert_int_equal(c->r.invites.invites, 1);
	assert_true(str_is(c->r.invites.invite[0].by, "-"));
	classroom_free(c);
}

static void
each_sees_ones_own_and_an_operator_all(void **state)
{
	struct classroom *c = classroom_new();
	struct seat a = person(c, "manager.a", ROLE_MANAGER), b = person(c, "manager.b", ROLE_MANAGER);
	struct seat boss = person(c, "boss", ROLE_OPERATOR);
	struct str code, id;

	(void)state;
	code = invite(c, &a, "Nampula");
	id = c->r.invite.id;
	c->now += 10;
	invite(c, &b, "Beira");
	c->now += 10;
	invite(c, &boss, "");
	OK(c, &a, .verb = VERB_INVITES);
	assert_int_equal(c->r.invites.invites, 1);
	assert_true(str_is(c->r.invites.invite[0].label, "Nampula"));
	assert_true(str_eq(c->r.invites.invite[0].id, id));
	OK(c, &boss, .verb = VERB_INVITES);
	assert_int_equal(c->r.invites.invites, 3);
	assert_true(str_is(c->r.invites.invite[0].by, "boss"));
	assert_true(str_is(c->r.invites.invite[1].by, "manager.b"));
	assert_int_equal(c->r.invites.invite[2].made_at, c->now - 20);
	/* By its id without the code; by the code, however it is typed, with it. */
	OK(c, &a, .verb = VERB_INVITE_SHOW, .invite_id = { .id = id });
	assert_int_equal(c->r.invite.code.len, 0);
	assert_true(str_is(c->r.invite.label, "Nampula"));
	OK(c, &boss, .verb = VERB_INVITE_SHOW,
	    .invite_id = { .id = str_printf(c->a, " %.*s ", STR_ARG(code)) });
	assert_true(str_eq(c->r.invite.code, code) && str_eq(c->r.invite.id, id));
	/* Another manager's does not exist. */
	assert_int_equal(ASK(c, &b, .verb = VERB_INVITE_SHOW, .invite_id = { .id = id }),
	    REASON_CODE_UNKNOWN);
	assert_int_equal(ASK(c, &b, .verb = VERB_INVITE_SHOW, .invite_id = { .id = code }),
	    REASON_CODE_UNKNOWN);
	assert_int_equal(
	    ASK(c, &b, .verb = VERB_INVITE_REVOKE, .invite_id = { event(c), id }),
	    REASON_CODE_UNKNOWN);
	assert_int_equal(ASK(c, &b, .verb = VERB_INVITE_SHOW, .invite_id = { .id = STR("00000000") }),
	    REASON_CODE_UNKNOWN);
	assert_int_equal(ASK(c, &b, .verb = VERB_INVITE_SHOW, .invite_id = { .id = STR("KKKK") }),
	    REASON_CODE_GROUP);
	classroom_free(c);
}

static void
a_revoked_code_opens_nothing_more(void **state)
{
	struct classroom *c = classroom_new();
	struct seat machine = keeper_operator(), s, inside, late = nobody();
	struct str code = invite(c, &machine, "lost in the post");
	struct request q = { .verb = VERB_INVITE_REVOKE, .invite_id = { event(c), c->r.invite.id } };
	int64_t before;

	(void)state;
	s = door(c, code, STR_NONE);
	inside = door(c, code, STR_NONE);
	OK(c, &inside, .verb = VERB_SIGNUP,
	    .signup = { event(c), STR("amina"), STR("Amina"), STR("MZ"), STR("pt"), WAY_PHRASE,
		SECRET, STR_NONE, false, false });
	c->now += 5;
	assert_int_equal(ask_coded(c, &machine, q), REASON_NONE);
	before = events(c);
	c->now += 5;
	assert_int_equal(ask_coded(c, &machine, q), REASON_NONE);
	q.invite_id.event = event(c);
	assert_int_equal(ask_coded(c, &machine, q), REASON_NONE);
	assert_int_equal(events(c), before);
	assert_int_equal(
	    ASK(c, &late, .verb = VERB_LOGIN_CODE, .login = { .secret = code }), REASON_CODE_EXPIRED);
	assert_int_equal(c->r.refusal.at, c->now - 5);
	/* Nor for whoever stands at the door already. Who is in stays in. */
	assert_int_equal(ASK(c, &s, .verb = VERB_SIGNUP,
			     .signup = { event(c), STR("other"), STR("Other"), STR("MZ"), STR("pt"),
				 WAY_PHRASE, SECRET, STR_NONE, false, false }),
	    REASON_CODE_EXPIRED);
	OK(c, &inside, .verb = VERB_HOME);
	OK(c, &machine, .verb = VERB_INVITES);
	assert_int_equal(c->r.invites.invite[0].revoked_at, c->now - 5);
	assert_int_equal(c->r.invites.invite[0].used, 1);
	/* By the code as well; another event may not say it again. */
	code = invite(c, &machine, "");
	OK(c, &machine, .verb = VERB_INVITE_REVOKE, .invite_id = { event(c), code });
	assert_true(str_eq(c->r.invite.code, code));
	q.invite_id.id = code;
	sound(c);
	classroom_free(c);
}

static void
a_long_list_comes_in_pages(void **state)
{
	struct classroom *c = classroom_new();
	struct seat machine = keeper_operator();
	uint32_t seen = 0;
	int64_t last = INT64_MAX;

	(void)state;
	for (int i = 0; i < 230; i++) {
		c->now++;
		invite(c, &machine, "one of many");
	}
	do {
		OK(c, &machine, .verb = VERB_INVITES, .invites = { .skip = seen });
		for (uint32_t i = 0; i < c->r.invites.invites; i++) {
			assert_true(c->r.invites.invite[i].made_at < last);
			last = c->r.invites.invite[i].made_at;
		}
		seen += c->r.invites.invites;
		assert_true(c->r.invites.invites > 0 && c->r.invites.invites <= 100);
	} while (c->r.invites.more);
	assert_int_equal(seen, 230);
	classroom_free(c);
}

static void
what_ended_long_ago_is_forgotten(void **state)
{
	struct classroom *c = classroom_new();
	struct seat machine = keeper_operator(), s;
	struct str open, used, revoked, id;

	(void)state;
	open = invite(c, &machine, "open");
	used = invitation(c, ROLE_TRAINEE, 1, 400);
	s = door(c, used, STR_NONE);
	OK(c, &s, .verb = VERB_SIGNUP,
	    .signup = { event(c), STR("amina"), STR("Amina"), STR("MZ"), STR("pt"), WAY_PHRASE,
		SECRET, STR_NONE, false, false });
	revoked = invitation(c, ROLE_TRAINEE, 1, 400);
	id = c->r.invite.id;
	OK(c, &machine, .verb = VERB_INVITE_REVOKE, .invite_id = { event(c), id });
	db_invitations_forget(c->k->db, c->now);
	OK(c, &machine, .verb = VERB_INVITES);
	assert_int_equal(c->r.invites.invites, 3);
	db_invitations_forget(c->k->db, c->now + 1);
	OK(c, &machine, .verb = VERB_INVITES);
	assert_int_equal(c->r.invites.invites, 1);
	s = nobody();
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_LOGIN_CODE, .login = { .secret = used }), REASON_CODE_UNKNOWN);
	assert_int_equal(ASK(c, &s, .verb = VERB_LOGIN_CODE, .login = { .secret = revoked }),
	    REASON_CODE_UNKNOWN);
	door(c, open, STR_NONE);
	sound(c);
	c->now += 31 * DAY;
	db_invitations_forget(c->k->db, c->now);
	OK(c, &machine, .verb = VERB_INVITES);
	assert_int_equal(c->r.invites.invites, 0);
	sound(c);
	classroom_free(c);
}

/* What is stored makes no code: with another secret the same event does not tell it again, and the code stays good. */
static void
records_alone_make_no_code(void **state)
{
	struct classroom *c = classroom_new();
	struct seat boss = person(c, "boss", ROLE_OPERATOR), nobody_yet = nobody();
	struct request q = { .verb = VERB_INVITE, .invite = { event(c), ROLE_TRAINEE, 2, 9, STR_NONE } };
	struct str code;

	(void)state;
	assert_int_equal(ask(c, &boss, q), REASON_NONE);
	code = str_copy(c->a, c->r.invite.code);
	assert_int_equal(ask(c, &boss, q), REASON_NONE);
	assert_true(str_eq(c->r.invite.code, code));
	memset(c->code_secret, 99, sizeof(c->code_secret)); /* another listener */
	memset(c->k->code_secret, 99, sizeof(c->k->code_secret));
	assert_int_equal(ask(c, &boss, q), REASON_CODE_UNKNOWN);
	OK(c, &nobody_yet, .verb = VERB_LOGIN_CODE, .login = { .secret = code });
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(records_alone_make_no_code),
	cmocka_unit_test(what_is_told_when_it_is_made),
	cmocka_unit_test(each_sees_ones_own_and_an_operator_all),
	cmocka_unit_test(a_revoked_code_opens_nothing_more),
	cmocka_unit_test(a_long_list_comes_in_pages),
	cmocka_unit_test(what_ended_long_ago_is_forgotten),
};

TEST_MAIN(tests)
