/* Coming in: names, codes, keys and passwords. */
#include "store/keeper/ask.h"
#include "tests/keeper/classroom.h"

static enum reason
login(struct classroom *c, struct seat *s, const char *name, struct str secret)
{
	return ASK(c, s, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = str_from(name),
		.secret = secret,
		.client = STR("OpenSSH_9.2") });
}

static struct request
signup_of(struct classroom *c, const char *name, enum way_in way, struct str secret)
{
	return (struct request){
		.verb = VERB_SIGNUP,
		.signup = {
			.event = event(c),
			.login = str_from(name),
			.name = STR("Amina Macuácua"),
			.country = STR("MZ"),
			.language = STR("pt"),
			.way = way,
			.secret = secret,
			.key_name = STR("office PC"),
		},
	};
}

/* ---- passwords at the door ---- */

static void
one_answer_for_all_that_is_wrong(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = nobody();

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	assert_int_equal(login(c, &s, "amina", STR("violet anchor mercy lanterns")), REASON_WRONG);
	assert_int_equal(login(c, &s, "nobody.here", SECRET), REASON_WRONG);
	assert_int_equal(login(c, &s, "", SECRET), REASON_WRONG);
	assert_int_equal(login(c, &s, "../../etc", SECRET), REASON_WRONG);
	assert_int_equal(login(c, &s, "amina", STR_NONE), REASON_WRONG);
	assert_int_equal(s.role, ROLE_NOBODY);
	/* Upper case in a login does not matter. */
	assert_int_equal(login(c, &s, "Amina", SECRET), REASON_NONE);
	assert_int_equal(s.role, ROLE_TRAINEE);
	classroom_free(c);
}

/* Unknown name, known name without a password, known name: each makes a job of the same cost. */
static void
unknown_and_wrong_do_the_same_work(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = nobody();
	static const char *const names[] = { "amina", "nobody.here", "x", "" };
	struct hash_job job[4];

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	for (int i = 0; i < 4; i++) {
		struct request q = { .verb = VERB_LOGIN_PASSWORD,
			.login = {
			    .login = str_from(names[i]), .secret = STR("not this one, surely") } };
		struct ask x;
		bool hash = false;

		memset(&job[i], 0, sizeof(job[i]));
		assert_true(ask_begin(&x, c->k, &s, &q, c->a, &c->r, &job[i], &hash));
		assert_true(hash && job[i].verify && !job[i].make);
		/* The parameters stand in front of the salt. */
		assert_int_equal(strcspn(job[i].phc, "p"), strcspn(job[0].phc, "p"));
		assert_memory_equal(job[i].phc, job[0].phc, strcspn(job[0].phc, "p"));
		hash_run(&job[i]);
		assert_false(job[i].right);
	}
	classroom_free(c);
}

static void
the_login_before_is_told(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s;

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	c->now += 100;
	s = nobody();
	assert_int_equal(login(c, &s, "amina", SECRET), REASON_NONE);
	assert_int_equal(c->r.login.who.last_at, c->now - 100);
	assert_true(str_is(c->r.login.who.last_how, "password"));
	assert_true(c->r.login.who.has_password);
	/* Said again by the same connection it is not another login. */
	c->now += 5;
	assert_int_equal(login(c, &s, "amina", SECRET), REASON_NONE);
	assert_int_equal(c->r.login.who.last_at, c->now - 105);
	classroom_free(c);
}

static void
a_seat_never_becomes_another(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE), before = s;

	(void)state;
	person(c, "ilo.m", ROLE_MANAGER);
	assert_int_equal(login(c, &s, "ilo.m", SECRET), REASON_NOT_ALLOWED);
	assert_int_equal(login(c, &s, "no.such", SECRET), REASON_NOT_ALLOWED);
	assert_memory_equal(&s, &before, sizeof(s));
	classroom_free(c);
}

/* ---- codes ---- */

static void
a_code_opens_the_door(void **state)
{
	struct classroom *c = classroom_new();
	struct str code = invitation(c, ROLE_TRAINEE, 2, 30);
	struct buf typed = BUF_IN(c->a);
	struct seat s = nobody();

	(void)state;
	assert_int_equal(code.len, 21);
	for (size_t i = 0; i < code.len; i++) {
		if (code.at[i] == '-')
			continue;
		buf_char(&typed, (char)(code.at[i] + 32));
		if (i % 3 == 0)
			buf_z(&typed, " - ");
	}
	OK(c, &s, .verb = VERB_LOGIN_CODE, .login = { .secret = buf_get(&typed) });
	assert_int_equal(s.role, ROLE_DOOR);
	classroom_free(c);
}

static void
a_mistyped_code_names_its_group(void **state)
{
	struct classroom *c = classroom_new();
	struct str code = invitation(c, ROLE_TRAINEE, 1, 30);
	struct seat s = nobody();

	(void)state;
	for (size_t i = 0; i < code.len; i++) {
		char typed[22];

		if (code.at[i] == '-')
			continue;
		memcpy(typed, code.at, code.len);
		typed[i] = typed[i] == 'K' ? 'M' : 'K';
		assert_int_equal(
		    ASK(c, &s, .verb = VERB_LOGIN_CODE, .login = { .secret = { typed, code.len } }),
		    REASON_CODE_GROUP);
		assert_int_equal(c->r.refusal.number, i / 5 + 1);
		typed[i] = '1';
		assert_int_equal(
		    ASK(c, &s, .verb = VERB_LOGIN_CODE, .login = { .secret = { typed, code.len } }),
		    REASON_CODE_GROUP);
		assert_int_equal(c->r.refusal.number, i / 5 + 1);
	}
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_LOGIN_CODE, .login = { .secret = str_sub(code, 0, 20) }),
	    REASON_CODE_GROUP);
	assert_int_equal(c->r.refusal.number, 0);
	assert_int_equal(s.role, ROLE_NOBODY);
	classroom_free(c);
}

static void
expired_used_and_unknown_are_told_apart(void **state)
{
	struct classroom *c = classroom_new();
	struct str one = invitation(c, ROLE_TRAINEE, 1, 30), other;
	struct classroom *elsewhere = classroom_bare();
	struct seat s = door(c, one, STR_NONE), late = nobody();
	int64_t used = c->now;

	(void)state;
	assert_int_equal(ask_coded(c, &s, signup_of(c, "amina", WAY_PHRASE, SECRET)), REASON_NONE);
	c->now += 50;
	assert_int_equal(
	    ASK(c, &late, .verb = VERB_LOGIN_CODE, .login = { .secret = one }), REASON_CODE_USED);
	assert_int_equal(c->r.refusal.at, used);
	other = invitation(c, ROLE_TRAINEE, 1, 30);
	c->now += 30 * DAY;
	assert_int_equal(ASK(c, &late, .verb = VERB_LOGIN_CODE, .login = { .secret = other }),
	    REASON_CODE_EXPIRED);
	assert_int_equal(c->r.refusal.at, c->now);
	other = invitation(elsewhere, ROLE_TRAINEE, 1, 30);
	assert_int_equal(ASK(c, &late, .verb = VERB_LOGIN_CODE, .login = { .secret = other }),
	    REASON_CODE_UNKNOWN);
	classroom_free(elsewhere);
	classroom_free(c);
}

static void
a_code_makes_as_many_accounts_as_it_says(void **state)
{
	struct classroom *c = classroom_new();
	struct str code = invitation(c, ROLE_TRAINEE, 2, 30);
	struct seat a = door(c, code, STR_NONE), b = door(c, code, STR_NONE),
		    d = door(c, code, STR_NONE);

	(void)state;
	assert_int_equal(ask_coded(c, &a, signup_of(c, "amina", WAY_PHRASE, SECRET)), REASON_NONE);
	assert_int_equal(a.role, ROLE_TRAINEE);
	assert_int_equal(
	    ask_coded(c, &b, signup_of(c, "amina", WAY_PHRASE, SECRET)), REASON_LOGIN_TAKEN);
	assert_int_equal(ask_coded(c, &b, signup_of(c, "amina2", WAY_PHRASE, SECRET)), REASON_NONE);
	assert_int_equal(
	    ask_coded(c, &d, signup_of(c, "amina3", WAY_PHRASE, SECRET)), REASON_CODE_USED);
	assert_int_equal(d.role, ROLE_DOOR);
	classroom_free(c);
}

static void
codes_have_no_two_alike_and_no_look_alikes(void **state)
{
	struct classroom *c = classroom_new();
	struct str seen[64];

	(void)state;
	for (int i = 0; i < 64; i++) {
		seen[i] = invitation(c, ROLE_TRAINEE, 1, 1);
		for (size_t j = 0; j < seen[i].len; j++)
			assert_null(strchr("IO0123456789", seen[i].at[j]));
		for (int j = 0; j < i; j++)
			assert_false(str_eq(seen[i], seen[j]));
	}
	classroom_free(c);
}

static void
one_gives_no_more_than_one_has(void **state)
{
	struct classroom *c = classroom_new();
	struct seat manager = person(c, "ilo.m", ROLE_MANAGER);

	(void)state;
	for (enum role r = ROLE_NOBODY; r < ROLE_KINDS; r++)
		assert_int_equal(
		    ASK(c, &manager, .verb = VERB_INVITE,
			.invite = { .event = event(c), .role = r, .uses = 1, .days = 1 }),
		    r == ROLE_TRAINEE || r == ROLE_INSTRUCTOR ? REASON_NONE : REASON_NOT_ALLOWED);
	assert_int_equal(
	    ASK(c, &manager, .verb = VERB_INVITE,
		.invite = { .event = event(c), .role = ROLE_TRAINEE, .uses = 0, .days = 1 }),
	    REASON_MALFORMED);
	classroom_free(c);
}

/* ---- names ---- */

static void
a_login_is_proposed_from_the_name(void **state)
{
	struct classroom *c = classroom_new();
	struct str code = invitation(c, ROLE_TRAINEE, 9, 30);
	struct seat s = door(c, code, STR_NONE);
	static const struct {
		const char *login, *name, *proposal;
		bool is_free;
	} rows[] = {
		{ "", "Zoë Müller", "zoe", false },
		{ "zoe", "Zoë Müller", "zoe", true },
		{ "ZOE", "Zoë Müller", "zoe", true },
		{ "", "Amina Macuácua", "amina.macuacua", false },
		{ "amina", "", "amina2", false },
		{ "", "Ольга Петрова", "olga", false },
		{ "", "张伟", "learner", false },
		{ "", "أمينة", "learner", false },
		{ "", "Li Na", "li.na", false },
		{ "root", "", "root2", false },
		{ "a", "", "learner", false },
		{ "", "Wolfeschlegelsteinhausen", "wolfeschlegels", false },
	};

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		OK(c, &s, .verb = VERB_SIGNUP_NAME,
		    .login = {
			.login = str_from(rows[i].login), .secret = str_from(rows[i].name) });
		assert_int_equal(c->r.name.is_free, rows[i].is_free);
		if (!str_is(c->r.name.proposal, rows[i].proposal))
			fail_msg("%s / %s: %.*s", rows[i].login, rows[i].name,
			    STR_ARG(c->r.name.proposal));
	}
	classroom_free(c);
}

static void
what_is_no_name_is_refused(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = door(c, invitation(c, ROLE_TRAINEE, 9, 30), STR_NONE);
	static const char *const bad[] = { "ab", "9amina", "-amina", "admin", "join", "guest",
		"amina+line", "a b c", "amina/..", "abcdefghijklmnopqrstu", "amína" };
	struct request q;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(
		    ask_coded(c, &s, signup_of(c, bad[i], WAY_PHRASE, SECRET)), REASON_LOGIN_FORM);
	q = signup_of(c, "amina", WAY_PHRASE, SECRET);
	q.signup.name = STR("...");
	assert_int_equal(ask_coded(c, &s, q), REASON_NAME_FORM);
	q.signup.name = STR("Amina");
	q.signup.country = STR("mz");
	assert_int_equal(ask_coded(c, &s, q), REASON_MALFORMED);
	q.signup.country = STR_NONE;
	q.signup.language = STR("../fr");
	assert_int_equal(ask_coded(c, &s, q), REASON_MALFORMED);
	classroom_free(c);
}

/* ---- passwords ---- */

static void
a_password_has_to_be_long_and_not_the_first_to_try(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = door(c, invitation(c, ROLE_TRAINEE, 9, 30), STR_NONE);
	static const struct {
		const char *secret;
		enum way_in way;
		enum reason reason;
	} rows[] = {
		{ "fourteen chars", WAY_PASSWORD, REASON_SECRET_SHORT },
		{ "ééééééé", WAY_PASSWORD, REASON_SECRET_SHORT },
		{ "three words only", WAY_PHRASE, REASON_SECRET_SHORT },
		{ "aaaaaaaaaaaaaaaaaa", WAY_PASSWORD, REASON_SECRET_COMMON },
		{ "abcabcabcabcabcabc", WAY_PASSWORD, REASON_SECRET_COMMON },
		{ "1234567890123456", WAY_PASSWORD, REASON_SECRET_COMMON },
		{ "qwertyuiopasdfgh", WAY_PASSWORD, REASON_SECRET_COMMON },
		{ "Password-2026-2027", WAY_PASSWORD, REASON_SECRET_COMMON },
		{ "correct horse battery staple", WAY_PHRASE, REASON_SECRET_COMMON },
		{ "maytheforcebewithyou", WAY_PASSWORD, REASON_SECRET_COMMON },
		{ "amina.amina.1988", WAY_PASSWORD, REASON_SECRET_COMMON },
		{ "MacuacuaMacuácua12", WAY_PASSWORD, REASON_SECRET_COMMON },
		{ "25.06.1988 25.06.1990", WAY_PASSWORD, REASON_SECRET_COMMON },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (ask_coded(
			c, &s, signup_of(c, "amina", rows[i].way, str_from(rows[i].secret))) !=
		    rows[i].reason)
			fail_msg("%s: %d", rows[i].secret, c->r.refusal.reason);
	assert_int_equal(
	    ask_coded(c, &s, signup_of(c, "amina", WAY_PASSWORD, STR("fourteen chars"))),
	    REASON_SECRET_SHORT);
	assert_int_equal(c->r.refusal.number, 15);
	/* Four words, in Chinese too. */
	assert_int_equal(
	    ask_coded(c, &s, signup_of(c, "amina", WAY_PHRASE, STR("紫色 船锚 怜悯 灯笼"))),
	    REASON_NONE);
	s = nobody();
	assert_int_equal(login(c, &s, "amina", STR("紫色 船锚 怜悯 灯笼")), REASON_NONE);
	classroom_free(c);
}

static void
a_password_is_changed_by_whoever_knows_the_old_one(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE), late = nobody();
	struct str fresh = STR("harbour window nettle crayon");

	(void)state;
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_PASSWORD,
		.password = { .event = event(c), .secret = fresh, .old = STR("wrong") }),
	    REASON_WRONG);
	OK(c, &s, .verb = VERB_PASSWORD,
	    .password = { .event = event(c), .secret = fresh, .old = SECRET });
	assert_int_equal(login(c, &late, "amina", SECRET), REASON_WRONG);
	assert_int_equal(login(c, &late, "amina", fresh), REASON_NONE);
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_PASSWORD,
		.password = { .event = event(c), .secret = STR("short"), .old = fresh }),
	    REASON_SECRET_SHORT);
	classroom_free(c);
}

/* ---- keys ---- */

static enum reason
key_login(struct classroom *c, struct seat *s, const char *name, struct str blob)
{
	return ASK(c, s, .verb = VERB_LOGIN_KEY, .login = { .login = str_from(name), .key = blob });
}

static void
a_proved_key_makes_an_account_and_opens_it(void **state)
{
	struct classroom *c = classroom_new();
	struct str key = key_blob(c, 1), code = invitation(c, ROLE_TRAINEE, 9, 30);
	struct seat s = door(c, code, key), again = nobody();

	(void)state;
	assert_int_equal(ask_coded(c, &s, signup_of(c, "amina", WAY_KEY, STR_NONE)), REASON_NONE);
	assert_false(c->r.login.who.has_password);
	OK(c, &again, .verb = VERB_LOGIN_KEY_KNOWN, .login = { .login = STR("amina"), .key = key });
	assert_true(c->r.login.known);
	assert_int_equal(again.role, ROLE_NOBODY);
	OK(c, &again, .verb = VERB_LOGIN_KEY_KNOWN, .login = { .login = STR("ilo.m"), .key = key });
	assert_false(c->r.login.known);
	assert_int_equal(key_login(c, &again, "amina", key_blob(c, 2)), REASON_WRONG);
	assert_int_equal(key_login(c, &again, "amina", key), REASON_NONE);
	assert_int_equal(again.role, ROLE_TRAINEE);
	OK(c, &again, .verb = VERB_KEYS);
	assert_int_equal(c->r.keys.keys, 1);
	assert_true(c->r.keys.key[0].in_use);
	assert_true(str_is(c->r.keys.key[0].name, "office PC"));
	assert_true(str_is(c->r.keys.key[0].kind, "ssh-ed25519"));
	assert_int_equal(c->r.keys.key[0].used_at, c->now);
	assert_true(str_starts(c->r.keys.key[0].fingerprint, "SHA256:"));
	assert_int_equal(c->r.keys.key[0].fingerprint.len, 50);
	/* The only way in stays. */
	assert_int_equal(
	    ASK(c, &again, .verb = VERB_KEY_REMOVE,
		.key = { .event = event(c), .fingerprint = c->r.keys.key[0].fingerprint }),
	    REASON_LAST_WAY_IN);
	classroom_free(c);
}

static void
a_key_opens_one_account(void **state)
{
	struct classroom *c = classroom_new();
	struct str key = key_blob(c, 1), code = invitation(c, ROLE_TRAINEE, 9, 30);
	struct seat s = door(c, code, key), other;

	(void)state;
	assert_int_equal(ask_coded(c, &s, signup_of(c, "amina", WAY_KEY, STR_NONE)), REASON_NONE);
	other = door(c, code, key);
	assert_true(c->r.login.key_taken);
	assert_int_equal(
	    ask_coded(c, &other, signup_of(c, "ilo.m", WAY_KEY, STR_NONE)), REASON_NO_SUCH);
	assert_int_equal(
	    ask_coded(c, &other, signup_of(c, "ilo.m", WAY_PHRASE, SECRET)), REASON_NONE);
	assert_int_equal(
	    ASK(c, &other, .verb = VERB_KEY_ADD, .key = { .event = event(c), .blob = key }),
	    REASON_KEY_TAKEN);
	/* Two at the door with one key: the first has it. */
	struct str shared = key_blob(c, 3);
	struct seat first = door(c, code, shared), second = door(c, code, shared);

	assert_int_equal(
	    ask_coded(c, &first, signup_of(c, "first", WAY_KEY, STR_NONE)), REASON_NONE);
	assert_int_equal(
	    ask_coded(c, &second, signup_of(c, "second", WAY_KEY, STR_NONE)), REASON_KEY_TAKEN);
	classroom_free(c);
}

static void
keys_are_added_named_and_removed(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s;
	struct str first;

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	for (unsigned char n = 1; n <= 6; n++) {
		s = nobody();
		OK(c, &s, .verb = VERB_LOGIN_PASSWORD,
		    .login = { .login = STR("amina"), .secret = SECRET, .key = key_blob(c, n) });
		assert_int_equal(
		    ASK(c, &s, .verb = VERB_KEY_ADD,
			.key = { .event = event(c), .blob = key_blob(c, n), .name = STR("phone") }),
		    n <= 5 ? REASON_NONE : REASON_KEYS_MANY);
	}
	assert_int_equal(c->r.refusal.number, 5);
	OK(c, &s, .verb = VERB_KEYS);
	assert_int_equal(c->r.keys.keys, 5);

	char fingerprint[64];

	fingerprint_of(key_blob(c, 1), fingerprint);
	first = str_from(fingerprint);
	OK(c, &s, .verb = VERB_KEY_NAME,
	    .key = {
		.event = event(c), .fingerprint = first, .name = STR("the old \033[31mphone") });
	for (uint32_t i = 0; i < 5; i++)
		if (str_eq(c->r.keys.key[i].fingerprint, first))
			assert_true(str_is(c->r.keys.key[i].name, "the old [31mphone"));
	OK(c, &s, .verb = VERB_KEY_REMOVE, .key = { .event = event(c), .fingerprint = first });
	assert_int_equal(c->r.keys.keys, 4);
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_KEY_REMOVE, .key = { .event = event(c), .fingerprint = first }),
	    REASON_NO_SUCH);
	/* The one that opened this session stays while it lasts. */
	s = nobody();
	assert_int_equal(key_login(c, &s, "amina", key_blob(c, 5)), REASON_NONE);
	assert_int_equal(ASK(c, &s, .verb = VERB_KEY_REMOVE,
			     .key = { .event = event(c), .fingerprint = str_from(s.fingerprint) }),
	    REASON_KEY_IN_USE);
	classroom_free(c);
}

static void
nobody_touches_the_keys_of_another(void **state)
{
	struct classroom *c = classroom_new();
	struct str key = key_blob(c, 1);
	struct seat amina = door(c, invitation(c, ROLE_TRAINEE, 1, 1), key), ilo;
	struct str fingerprint;

	(void)state;
	assert_int_equal(
	    ask_coded(c, &amina, signup_of(c, "amina", WAY_KEY, STR_NONE)), REASON_NONE);
	fingerprint = str_copy(c->a, str_from(amina.fingerprint));
	ilo = person(c, "ilo.m", ROLE_OPERATOR);
	assert_int_equal(ASK(c, &ilo, .verb = VERB_KEY_REMOVE,
			     .key = { .event = event(c), .fingerprint = fingerprint }),
	    REASON_NO_SUCH);
	assert_int_equal(
	    ASK(c, &ilo, .verb = VERB_KEY_NAME,
		.key = { .event = event(c), .fingerprint = fingerprint, .name = STR("mine") }),
	    REASON_NO_SUCH);
	classroom_free(c);
}

/* ---- the rest ---- */

static void
settings_are_kept(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);

	(void)state;
	OK(c, &s, .verb = VERB_SETTINGS,
	    .settings = { .event = event(c),
		.language = STR("ar"),
		.line_mode = true,
		.shared_computer = true });
	classroom_reopen(c);
	s = nobody();
	assert_int_equal(login(c, &s, "amina", SECRET), REASON_NONE);
	assert_true(str_is(c->r.login.who.language, "ar"));
	assert_true(c->r.login.who.line_mode && c->r.login.who.shared_computer);
	classroom_free(c);
}

static void
an_operator_makes_accounts(void **state)
{
	struct classroom *c = classroom_new();
	struct seat machine = keeper_operator(), s = nobody();
	struct str line = STR(
	    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH "
	    "marev@office");

	(void)state;
	OK(c, &machine, .verb = VERB_USER_ADD,
	    .user = { .event = event(c),
		.login = STR("marev"),
		.name = STR("Marev Ilo"),
		.language = STR("en"),
		.key = line,
		.role = ROLE_INSTRUCTOR });
	assert_int_equal(c->r.user.who.role, ROLE_INSTRUCTOR);
	assert_int_equal(key_login(c, &s, "marev", key_blob(c, 7)), REASON_NONE);
	assert_int_equal(s.role, ROLE_INSTRUCTOR);
	assert_int_equal(ASK(c, &machine, .verb = VERB_USER_ADD,
			     .user = { .event = event(c),
				 .login = STR("marev2"),
				 .name = STR("Marev Ilo"),
				 .language = STR("en"),
				 .key = line,
				 .role = ROLE_TRAINEE }),
	    REASON_KEY_TAKEN);
	assert_int_equal(ASK(c, &machine, .verb = VERB_USER_ADD,
			     .user = { .event = event(c),
				 .login = STR("marev2"),
				 .name = STR("Marev Ilo"),
				 .language = STR("en"),
				 .role = ROLE_TRAINEE }),
	    REASON_LAST_WAY_IN);
	/* The machine's own seat is no person: it reads and keeps nothing of its own. */
	assert_int_equal(
	    ask_coded(c, &machine, place_of(c, "as-found", 0, false)), REASON_NOT_ALLOWED);
	assert_int_equal(ASK(c, &machine, .verb = VERB_KEYS), REASON_NOT_ALLOWED);
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(one_answer_for_all_that_is_wrong),
	cmocka_unit_test(unknown_and_wrong_do_the_same_work),
	cmocka_unit_test(the_login_before_is_told),
	cmocka_unit_test(a_seat_never_becomes_another),
	cmocka_unit_test(a_code_opens_the_door),
	cmocka_unit_test(a_mistyped_code_names_its_group),
	cmocka_unit_test(expired_used_and_unknown_are_told_apart),
	cmocka_unit_test(a_code_makes_as_many_accounts_as_it_says),
	cmocka_unit_test(codes_have_no_two_alike_and_no_look_alikes),
	cmocka_unit_test(one_gives_no_more_than_one_has),
	cmocka_unit_test(a_login_is_proposed_from_the_name),
	cmocka_unit_test(what_is_no_name_is_refused),
	cmocka_unit_test(a_password_has_to_be_long_and_not_the_first_to_try),
	cmocka_unit_test(a_password_is_changed_by_whoever_knows_the_old_one),
	cmocka_unit_test(a_proved_key_makes_an_account_and_opens_it),
	cmocka_unit_test(a_key_opens_one_account),
	cmocka_unit_test(keys_are_added_named_and_removed),
	cmocka_unit_test(nobody_touches_the_keys_of_another),
	cmocka_unit_test(settings_are_kept),
	cmocka_unit_test(an_operator_makes_accounts),
};

TEST_MAIN(tests)
