/* Limits: who was wrong too often waits a little, and nobody else does. */
#include "tests/keeper/classroom.h"

#define WRONG STR("some other four words")

static struct seat
from(const char *address)
{
	struct seat s = nobody();

	snprintf(s.from, sizeof(s.from), "%s", address);
	return s;
}

/* One try with a password. */
static enum reason
try_in(struct classroom *c, const char *login, const char *address, struct str secret)
{
	struct seat s = from(address);

	return ASK(c, &s, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = str_from(login), .secret = secret });
}

static enum reason
type_code(struct classroom *c, const char *address, struct str code)
{
	struct seat s = from(address);

	return ASK(c, &s, .verb = VERB_LOGIN_CODE, .login = { .secret = code });
}

/* The settings of these tests: the usual ones, and a listed network. */
static struct classroom *
house(void)
{
	static struct str network[] = { { "196.3.0.0/16", 12 }, { "2c0f:f000::/32", 14 } };
	struct classroom *c = classroom_bare();
	struct keeper_settings s = keeper_defaults;

	s.network = network;
	s.networks = 2;
	keeper_settle(c->k, &s);
	return c;
}

static void
clear(struct classroom *c, struct str whom)
{
	struct seat machine = keeper_operator();

	OK(c, &machine, .verb = VERB_LIMIT_CLEAR, .limit = { .whom = whom });
}

static const struct limit_row *
row(struct classroom *c, enum limit_kind kind, const char *whom)
{
	struct seat machine = keeper_operator();

	OK(c, &machine, .verb = VERB_LIMITS);
	for (uint32_t i = 0; i < c->r.limits.limits; i++)
		if (c->r.limits.limit[i].kind == kind && str_is(c->r.limits.limit[i].whom, whom))
			return &c->r.limits.limit[i];
	return NULL;
}

/* Five are free; then 15 s, doubled to 900 s; the right one is let in after the wait. */
static void
account_waits(struct classroom *c, const char *login, bool exists)
{
	static const int64_t waits[] = { 15, 30, 60, 120, 240, 480, 900, 900, 900 };

	for (int i = 0; i < 5; i++)
		assert_int_equal(try_in(c, login, "203.0.113.9", WRONG), REASON_WRONG);
	for (size_t i = 0; i < sizeof(waits) / sizeof(*waits); i++) {
		/* From anywhere, the right one too, and asking does not make it longer. */
		assert_int_equal(try_in(c, login, "198.51.100.7", SECRET), REASON_LIMIT);
		assert_int_equal(c->r.refusal.at, c->now + waits[i]);
		c->now += waits[i] - 1;
		assert_int_equal(try_in(c, login, "203.0.113.9", WRONG), REASON_LIMIT);
		assert_int_equal(c->r.refusal.at, c->now + 1);
		c->now++;
		assert_int_equal(try_in(c, login, "203.0.113.9", WRONG), REASON_WRONG);
	}
	c->now += 900;
	assert_int_equal(
	    try_in(c, login, "203.0.113.9", SECRET), exists ? REASON_NONE : REASON_WRONG);
	if (exists) {
		for (int i = 0; i < 5; i++)
			assert_int_equal(try_in(c, login, "203.0.113.9", WRONG), REASON_WRONG);
		assert_int_equal(try_in(c, login, "203.0.113.9", WRONG), REASON_LIMIT);
	}
}

static void
an_account_waits_and_is_never_locked(void **state)
{
	struct classroom *c = house();

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	account_waits(c, "amina", true);
	classroom_free(c);
}

/* Whoever found a screen open cannot try more than at the door; nor go on there. */
static void
an_old_password_is_counted_too(void **state)
{
	struct classroom *c = house();
	struct seat s = person(c, "amina", ROLE_TRAINEE), other = person(c, "boris", ROLE_TRAINEE);
	struct str fresh = STR("harbour window nettle crayon");

	(void)state;
	for (int i = 0; i < 5; i++) {
		/* Looked at alone, or with the new one. */
		assert_int_equal(
		    ASK(c, &s, .verb = VERB_PASSWORD,
			.password = { .event = event(c),
			    .secret = i % 2 ? fresh : STR_NONE,
			    .old = WRONG }),
		    REASON_WRONG);
	}
	assert_int_equal(row(c, LIMIT_ACCOUNT, "amina")->count, 5);
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_PASSWORD,
		.password = { .event = event(c), .secret = fresh, .old = SECRET }),
	    REASON_LIMIT);
	assert_int_equal(c->r.refusal.at, c->now + 15);
	assert_int_equal(try_in(c, "amina", "203.0.113.9", SECRET), REASON_LIMIT);
	OK(c, &other, .verb = VERB_PASSWORD,
	    .password = { .event = event(c), .secret = fresh, .old = SECRET });
	c->now += 15;
	OK(c, &s, .verb = VERB_PASSWORD,
	    .password = { .event = event(c), .secret = fresh, .old = SECRET });
	assert_null(row(c, LIMIT_ACCOUNT, "amina"));
	assert_int_equal(try_in(c, "amina", "203.0.113.9", fresh), REASON_NONE);
	classroom_free(c);
}

static void
a_name_that_nobody_has_waits_as_long(void **state)
{
	struct classroom *c = house();

	(void)state;
	account_waits(c, "nobody.here", false);
	account_waits(c, "No such name can be", false);
	classroom_free(c);
}

static void
an_hour_without_a_wrong_one_forgets(void **state)
{
	struct classroom *c = house();

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	for (int i = 0; i < 4; i++)
		assert_int_equal(try_in(c, "amina", "203.0.113.9", WRONG), REASON_WRONG);
	c->now += 3600;
	for (int i = 0; i < 5; i++)
		assert_int_equal(try_in(c, "amina", "203.0.113.9", WRONG), REASON_WRONG);
	assert_int_equal(try_in(c, "AMINA", "203.0.113.9", WRONG), REASON_LIMIT);
	classroom_free(c);
}

/* What others try elsewhere does not hold up who came in from here. */
static void
where_an_account_is_known_it_is_counted_by_itself(void **state)
{
	struct classroom *c = house();

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	assert_int_equal(try_in(c, "amina", "192.0.2.44", SECRET), REASON_NONE);
	for (int i = 0; i < 5; i++)
		assert_int_equal(try_in(c, "amina", "203.0.113.9", WRONG), REASON_WRONG);
	assert_int_equal(try_in(c, "amina", "203.0.113.9", SECRET), REASON_LIMIT);
	for (int i = 0; i < 5; i++)
		assert_int_equal(try_in(c, "amina", "192.0.2.45", WRONG), REASON_WRONG);
	assert_int_equal(try_in(c, "amina", "192.0.2.45", SECRET), REASON_LIMIT);
	c->now += 15;
	assert_int_equal(try_in(c, "amina", "192.0.2.45", SECRET), REASON_NONE);
	classroom_free(c);
}

static void
a_key_clears_the_account(void **state)
{
	struct classroom *c = house();
	struct seat s = person(c, "amina", ROLE_TRAINEE), k;

	(void)state;
	s = from("203.0.113.9");
	OK(c, &s, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = STR("amina"), .secret = SECRET, .key = key_blob(c, 7) });
	OK(c, &s, .verb = VERB_KEY_ADD,
	    .key = { .event = event(c), .name = STR("office"), .blob = key_blob(c, 7) });
	clear(c, STR_NONE);
	for (int i = 0; i < 5; i++)
		assert_int_equal(try_in(c, "amina", "198.51.100.7", WRONG), REASON_WRONG);
	assert_int_equal(try_in(c, "amina", "198.51.100.7", WRONG), REASON_LIMIT);
	/* A key opens meanwhile, and then the password does. */
	k = from("198.51.100.7");
	OK(c, &k, .verb = VERB_LOGIN_KEY,
	    .login = { .login = STR("amina"), .key = key_blob(c, 7) });
	assert_int_equal(try_in(c, "amina", "198.51.100.7", SECRET), REASON_NONE);
	classroom_free(c);
}

/* Wrong passwords for a hundred and more names from one block. */
static void
wrong_names(struct classroom *c, const char *address, int first, int n)
{
	for (int i = first; i < first + n; i++) {
		char name[20];

		snprintf(name, sizeof(name), "n%d", i);
		assert_int_equal(try_in(c, name, address, WRONG), REASON_WRONG);
	}
}

static void
a_block_waits_a_minute_at_most(void **state)
{
	struct classroom *c = house();
	int64_t longest = 0;

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	person(c, "ilo.m", ROLE_TRAINEE);
	assert_int_equal(try_in(c, "ilo.m", "203.0.113.200", SECRET), REASON_NONE);
	wrong_names(c, "203.0.113.9", 0, 100);
	assert_int_equal(try_in(c, "amina", "203.0.113.10", SECRET), REASON_NONE);
	wrong_names(c, "203.0.113.9", 100, 1);
	for (int i = 101; i < 130; i++) {
		char name[20];

		snprintf(name, sizeof(name), "n%d", i);
		while (try_in(c, name, "203.0.113.9", WRONG) == REASON_LIMIT) {
			longest = c->r.refusal.at - c->now > longest ? c->r.refusal.at - c->now
								     : longest;
			c->now++;
		}
		assert_int_equal(c->r.refusal.reason, REASON_WRONG);
	}
	assert_int_equal(longest, 60);
	/* Who came in from there before does not wait, nor does the next block. */
	assert_int_equal(try_in(c, "ilo.m", "203.0.113.1", SECRET), REASON_NONE);
	assert_int_equal(try_in(c, "n131", "203.0.114.1", WRONG), REASON_WRONG);
	classroom_free(c);
}

/* ---- codes ---- */

/* Well formed, of nobody: their check letters are right. */
static struct str
wrong_code(struct classroom *c)
{
	struct classroom *other = classroom_bare();
	struct str code = str_copy(c->a, invitation(other, ROLE_TRAINEE, 1, 1));

	classroom_free(other);
	return code;
}

static void
wrong_codes_wait_and_right_ones_do_not(void **state)
{
	struct classroom *c = house();
	struct str right = invitation(c, ROLE_TRAINEE, 500, 30), wrong = wrong_code(c);

	(void)state;
	for (int i = 0; i < 60; i++)
		assert_int_equal(type_code(c, "203.0.113.9", wrong), REASON_CODE_UNKNOWN);
	assert_int_equal(type_code(c, "203.0.113.10", wrong), REASON_LIMIT);
	assert_true(c->r.refusal.at > c->now && c->r.refusal.at <= c->now + 61);
	/* Forty come with a letter, and one of them types on. */
	for (int i = 0; i < 40; i++) {
		assert_int_equal(type_code(c, "203.0.113.11", right), REASON_NONE);
		assert_int_equal(type_code(c, "203.0.113.9", wrong), REASON_LIMIT);
	}
	assert_int_equal(type_code(c, "203.0.114.9", wrong), REASON_CODE_UNKNOWN);
	/* Said again at the time that was told, it is answered. */
	assert_int_equal(type_code(c, "203.0.113.9", wrong), REASON_LIMIT);
	c->now = c->r.refusal.at;
	assert_int_equal(type_code(c, "203.0.113.9", wrong), REASON_CODE_UNKNOWN);
	assert_int_equal(type_code(c, "203.0.113.9", wrong), REASON_LIMIT);
	c->now += 3600;
	for (int i = 0; i < 60; i++)
		assert_int_equal(type_code(c, "203.0.113.9", wrong), REASON_CODE_UNKNOWN);
	classroom_free(c);
}

static void
what_was_typed_from_a_letter_costs_nothing(void **state)
{
	struct classroom *c = house();
	struct str used = invitation(c, ROLE_TRAINEE, 1, 1), wrong = wrong_code(c);
	char mistyped[32];

	(void)state;
	snprintf(mistyped, sizeof(mistyped), "%.*s", STR_ARG(wrong));
	mistyped[1] = mistyped[1] == 'A' ? 'B' : 'A';
	c->now += 2 * DAY; /* by now it is expired */
	for (int i = 0; i < 100; i++) {
		assert_int_equal(
		    type_code(c, "203.0.113.9", str_from(mistyped)), REASON_CODE_GROUP);
		assert_int_equal(type_code(c, "203.0.113.9", used), REASON_CODE_EXPIRED);
	}
	assert_int_equal(type_code(c, "203.0.113.9", wrong), REASON_CODE_UNKNOWN);
	assert_null(row(c, LIMIT_CODES, "198.51.100.0/24"));
	assert_int_equal(row(c, LIMIT_CODES, "203.0.113.0/24")->count, 1);
	classroom_free(c);
}

static void
listed_networks_may_do_more(void **state)
{
	static const char *const listed[] = { "196.3.8.1", "::ffff:196.3.9.1", "2c0f:f000:1::1" };
	struct classroom *c = house();
	struct str wrong = wrong_code(c);

	(void)state;
	for (size_t n = 0; n < sizeof(listed) / sizeof(*listed); n++) {
		for (int i = 0; i < 600; i++)
			assert_int_equal(type_code(c, listed[n], wrong), REASON_CODE_UNKNOWN);
		assert_int_equal(type_code(c, listed[n], wrong), REASON_LIMIT);
	}
	wrong_names(c, "196.3.8.1", 0, 1000);
	assert_int_equal(try_in(c, "n2000", "196.3.8.1", WRONG), REASON_WRONG);
	assert_int_equal(try_in(c, "n2001", "196.3.8.1", WRONG), REASON_LIMIT);
	/* A neighbour that is not listed. */
	for (int i = 0; i < 60; i++)
		assert_int_equal(type_code(c, "196.4.0.1", wrong), REASON_CODE_UNKNOWN);
	assert_int_equal(type_code(c, "196.4.0.200", wrong), REASON_LIMIT);
	classroom_free(c);
}

static void
a_block_of_ipv6_is_a_56(void **state)
{
	struct classroom *c = house();
	struct str wrong = wrong_code(c);

	(void)state;
	for (int i = 0; i < 60; i++)
		assert_int_equal(type_code(c, "2001:db8:1:200::1", wrong), REASON_CODE_UNKNOWN);
	assert_int_equal(type_code(c, "2001:db8:1:2ff:9::", wrong), REASON_LIMIT);
	assert_int_equal(type_code(c, "2001:db8:1:300::1", wrong), REASON_CODE_UNKNOWN);
	assert_int_equal(row(c, LIMIT_CODES, "2001:db8:1:200::/56")->count, 60);
	/* A command on the machine comes from no block. */
	for (int i = 0; i < 100; i++)
		assert_int_equal(type_code(c, "", wrong), REASON_CODE_UNKNOWN);
	classroom_free(c);
}

/* ---- a clock that is moved, an attacker who fills the table ---- */

static void
a_clock_that_is_set_back_holds_nobody(void **state)
{
	struct classroom *c = house();

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	for (int i = 0; i < 5; i++)
		assert_int_equal(try_in(c, "amina", "203.0.113.9", WRONG), REASON_WRONG);
	c->now -= 100;
	assert_int_equal(try_in(c, "amina", "203.0.113.9", SECRET), REASON_LIMIT);
	assert_true(c->r.refusal.at <= c->now + 15);
	classroom_free(c);
}

static int64_t
still(void *context)
{
	return *(int64_t *)context;
}

/* Twenty thousand names, each as wrong as is free, do not push out one that waits. */
static void
a_flood_of_names_pushes_out_nobody_who_waits(void **state)
{
	int64_t now = 1000000, kept = 0;
	struct limits *l = limits_new(still, &now);
	struct keeper_settings s = keeper_defaults;
	enum { HOT = 100 };
	char name[32];

	(void)state;
	for (int n = 0; n < 12; n++)
		for (int i = 0; i < HOT; i++) {
			snprintf(name, sizeof(name), "hot%d", i);
			limit_password_wrong(l, &s, str_from(name), STR_NONE);
		}
	/* Each of them as often as is free, and a good deal more of them than there are rows. */
	for (int i = 0; i < 20000; i++)
		for (int n = 0; n < 5; n++) {
			snprintf(name, sizeof(name), "cold%d", i);
			limit_password_wrong(l, &s, str_from(name), STR_NONE);
		}
	for (int i = 0; i < HOT; i++) {
		snprintf(name, sizeof(name), "hot%d", i);
		kept += limit_password(l, str_from(name), STR_NONE, now) > 0;
	}
	assert_true(kept >= HOT - 5);
	limits_free(l);
}

/* ---- the operator ---- */

static void
the_operator_sees_and_clears(void **state)
{
	struct classroom *c = house();
	struct str wrong = wrong_code(c);

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	clear(c, STR_NONE);
	assert_int_equal(c->r.limits.limits, 0);
	for (int i = 0; i < 5; i++)
		assert_int_equal(try_in(c, "amina", "203.0.113.9", WRONG), REASON_WRONG);
	for (int i = 0; i < 7; i++)
		type_code(c, "203.0.113.9", wrong);
	assert_int_equal(row(c, LIMIT_ACCOUNT, "amina")->until, c->now + 15);
	assert_int_equal(row(c, LIMIT_ACCOUNT, "amina")->count, 5);
	assert_int_equal(row(c, LIMIT_PASSWORDS, "203.0.113.0/24")->count, 5);
	assert_int_equal(row(c, LIMIT_PASSWORDS, "203.0.113.0/24")->until, 0);
	assert_int_equal(row(c, LIMIT_CODES, "203.0.113.0/24")->count, 7);
	/* Who waits comes first. */
	assert_int_equal(c->r.limits.limit[0].kind, LIMIT_ACCOUNT);
	clear(c, STR("203.0.113.77"));
	assert_int_equal(c->r.limits.limits, 1);
	clear(c, STR("Amina"));
	assert_int_equal(c->r.limits.limits, 0);
	assert_int_equal(try_in(c, "amina", "203.0.113.9", SECRET), REASON_NONE);
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(an_account_waits_and_is_never_locked),
	cmocka_unit_test(an_old_password_is_counted_too),
	cmocka_unit_test(a_name_that_nobody_has_waits_as_long),
	cmocka_unit_test(an_hour_without_a_wrong_one_forgets),
	cmocka_unit_test(where_an_account_is_known_it_is_counted_by_itself),
	cmocka_unit_test(a_key_clears_the_account),
	cmocka_unit_test(a_block_waits_a_minute_at_most),
	cmocka_unit_test(wrong_codes_wait_and_right_ones_do_not),
	cmocka_unit_test(what_was_typed_from_a_letter_costs_nothing),
	cmocka_unit_test(listed_networks_may_do_more),
	cmocka_unit_test(a_block_of_ipv6_is_a_56),
	cmocka_unit_test(a_clock_that_is_set_back_holds_nobody),
	cmocka_unit_test(a_flood_of_names_pushes_out_nobody_who_waits),
	cmocka_unit_test(the_operator_sees_and_clears),
};

TEST_MAIN(tests)
