/* The operator's desk: people looked for, changed, and never locked out by mistake. */
#include "tests/keeper/desk.h"

/* What a keeper's process would know, for the sessions that a change ends. */
struct room {
	struct seat seat[4];
	uint64_t ended[4];
	uint32_t seats, ends;
};

static void
room_sessions(void *context, bool (*each)(void *, const struct seat *, uint64_t), void *with)
{
	struct room *r = context;

	for (uint32_t i = 0; i < r->seats; i++)
		if (!each(with, &r->seat[i], i))
			return;
}

static void
room_end(void *context, uint64_t slot)
{
	struct room *r = context;

	r->ended[r->ends++] = slot;
}

static void
room_fill(struct classroom *c, struct keeper_process *p, struct room *r)
{
	*p = (struct keeper_process){ .context = r, .sessions = room_sessions, .end = room_end };
	c->k->process = p;
}

/* ---- looking ---- */

static void
people_are_found_by_login_and_name(void **state)
{
	struct classroom *c = classroom_new();
	struct seat machine = keeper_operator();
	static const struct {
		const char *find;
		uint32_t all;
	} rows[] = { { "", 3 }, { "ilo", 1 }, { "ILO.M", 1 }, { "macu", 3 }, { "Macuácua", 3 },
		{ " boss ", 1 }, { "%", 0 }, { "no such", 0 } };

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	person(c, "ilo.m", ROLE_MANAGER);
	person(c, "boss", ROLE_OPERATOR);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		OK(c, &machine, .verb = VERB_USERS, .users = { .find = str_from(rows[i].find) });
		if (c->r.users.all != rows[i].all)
			fail_msg("%s: %u", rows[i].find, c->r.users.all);
		assert_int_equal(c->r.users.users, rows[i].all);
		assert_false(c->r.users.more);
	}
	OK(c, &machine, .verb = VERB_USERS, .users = { .find = STR("ilo") });
	assert_true(str_is(c->r.users.user[0].login, "ilo.m"));
	assert_int_equal(c->r.users.user[0].role, ROLE_MANAGER);
	assert_true(c->r.users.user[0].has_password);
	assert_false(c->r.users.user[0].has_recovery);
	assert_int_equal(c->r.users.user[0].last_at, c->now);
	assert_int_equal(c->r.users.user[0].added_at, c->now);
	classroom_free(c);
}

static void
a_long_list_comes_in_pages(void **state)
{
	struct classroom *c = classroom_new();
	struct seat machine = keeper_operator();
	struct str after = STR_NONE;
	uint32_t seen = 0, pages = 0;

	(void)state;
	for (int i = 0; i < 120; i++)
		OK(c, &machine, .verb = VERB_USER_ADD,
		    .user = { .event = event(c),
			.login = str_printf(c->a, "p%03d", i),
			.name = STR("Amina Macuácua"),
			.language = STR("en"),
			.key = key_blob(c, (unsigned char)i),
			.role = ROLE_TRAINEE });
	do {
		OK(c, &machine, .verb = VERB_USERS, .users = { .after = after });
		assert_int_equal(c->r.users.all, 120);
		for (uint32_t i = 0; i < c->r.users.users; i++, seen++)
			assert_true(str_eq(c->r.users.user[i].login, str_printf(c->a, "p%03u", seen)));
		assert_true(c->r.users.users > 0 && c->r.users.users <= 50);
		after = c->r.users.user[c->r.users.users - 1].login;
		pages++;
	} while (c->r.users.more);
	assert_int_equal(seen, 120);
	assert_int_equal(pages, 3);
	classroom_free(c);
}

static void
one_person_is_shown_whole(void **state)
{
	struct classroom *c = classroom_new();
	struct keeper_process process;
	struct room room = { .seats = 0 };
	struct seat s, machine = keeper_operator();
	const struct told_user *t;

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	s = with_key(c, "amina", key_blob(c, 1));
	OK(c, &s, .verb = VERB_KEY_ADD,
	    .key = { .event = event(c), .blob = key_blob(c, 1), .name = STR("phone") });
	read_all(c, &s);
	room.seat[room.seats++] = s;
	room_fill(c, &process, &room);
	t = user(c, "Amina");
	assert_true(str_is(t->row.login, "amina"));
	assert_int_equal(t->row.keys, 1);
	assert_int_equal(t->keys, 1);
	assert_true(str_is(t->key[0].name, "phone") && t->key[0].proved && !t->key[0].in_use);
	assert_int_equal(t->courses, 1);
	assert_true(str_eq(t->course[0].course, COURSE) && t->course[0].percent > 0);
	assert_int_equal(t->sessions, 1);
	assert_int_equal(
	    ASK(c, &machine, .verb = VERB_USER, .set = { .login = STR("no.one") }), REASON_NO_PERSON);
	classroom_free(c);
}

/* ---- changing ---- */

static void
a_login_and_a_name_change(void **state)
{
	struct classroom *c = classroom_new();
	struct seat boss = person(c, "boss", ROLE_OPERATOR), s, late = nobody();
	struct request q;

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	q = change(c, "amina", USER_RENAME);
	static const struct {
		const char *to;
		enum reason reason;
	} rows[] = { { "boss", REASON_LOGIN_TAKEN }, { "amina", REASON_LOGIN_TAKEN },
		{ "admin", REASON_LOGIN_FORM }, { "a b", REASON_LOGIN_FORM },
		{ "", REASON_LOGIN_FORM }, { "ab", REASON_LOGIN_FORM } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		q.set.to = str_from(rows[i].to);
		assert_int_equal(ask_coded(c, &boss, q), rows[i].reason);
	}
	q.set.to = STR("Amina.M");
	assert_int_equal(ask_coded(c, &boss, q), REASON_NONE);
	assert_true(str_is(c->r.person.row.login, "amina.m"));
	/* Said again, although nobody has the old login any more. */
	assert_int_equal(ask_coded(c, &boss, q), REASON_NONE);
	assert_true(str_is(c->r.person.row.login, "amina.m"));
	assert_int_equal(login(c, &late, "amina", SECRET), REASON_WRONG);
	s = nobody();
	assert_int_equal(login(c, &s, "amina.m", SECRET), REASON_NONE);
	assert_int_equal(c->r.login.who.notices, 1);
	assert_int_equal(c->r.login.who.notice[0].kind, NOTICE_RENAMED);
	assert_true(str_is(c->r.login.who.notice[0].what, "amina"));
	assert_true(str_is(c->r.login.who.notice[0].by, "boss"));

	q = change(c, "amina.m", USER_NAME);
	q.set.to = STR("...");
	assert_int_equal(ask_coded(c, &boss, q), REASON_NAME_FORM);
	q.set.to = STR("Amina Mondlane");
	assert_int_equal(ask_coded(c, &boss, q), REASON_NONE);
	assert_true(str_is(c->r.person.row.name, "Amina Mondlane"));
	q = change(c, "no.one", USER_NAME);
	q.set.to = STR("Nobody");
	assert_int_equal(ask_coded(c, &boss, q), REASON_NO_PERSON);
	/* The old login is free again. */
	person(c, "amina", ROLE_TRAINEE);
	sound(c);
	classroom_free(c);
}

static void
roles_change_and_one_operator_stays(void **state)
{
	struct classroom *c = classroom_new();
	struct seat boss = person(c, "boss", ROLE_OPERATOR), machine = keeper_operator();
	struct request q = change(c, "boss", USER_ROLE);
	struct seat s = nobody();

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	/* The only operator: not by oneself, and not by a command on the machine either. */
	q.set.role = ROLE_MANAGER;
	assert_int_equal(ask_coded(c, &boss, q), REASON_RIGHTS);
	assert_int_equal(ask_coded(c, &machine, q), REASON_RIGHTS);
	assert_int_equal(ask_coded(c, &machine, change(c, "boss", USER_DISABLE)), REASON_RIGHTS);
	assert_int_equal(ask_coded(c, &boss, change(c, "boss", USER_DISABLE)), REASON_RIGHTS);

	q = change(c, "amina", USER_ROLE);
	q.set.role = ROLE_DOOR;
	assert_int_equal(ask_coded(c, &boss, q), REASON_MALFORMED);
	q.set.role = ROLE_OPERATOR;
	assert_int_equal(ask_coded(c, &boss, q), REASON_NONE);
	assert_int_equal(c->r.person.row.role, ROLE_OPERATOR);
	assert_int_equal(login(c, &s, "amina", SECRET), REASON_NONE);
	assert_int_equal(s.role, ROLE_OPERATOR);
	assert_int_equal(c->r.login.who.notice[0].kind, NOTICE_ROLE);
	assert_true(str_is(c->r.login.who.notice[0].what, "operator"));
	/* Two by now: the one may close the other, which counts no more then. */
	assert_int_equal(ask_coded(c, &boss, change(c, "amina", USER_DISABLE)), REASON_NONE);
	assert_int_equal(ask_coded(c, &machine, change(c, "boss", USER_DISABLE)), REASON_RIGHTS);
	q = change(c, "amina", USER_ROLE);
	q.set.role = ROLE_TRAINEE;
	assert_int_equal(ask_coded(c, &boss, q), REASON_NONE);
	sound(c);
	classroom_free(c);
}

static void
a_closed_account_opens_nothing_until_it_is_opened(void **state)
{
	struct classroom *c = classroom_new();
	struct seat boss = person(c, "boss", ROLE_OPERATOR), s;

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	s = with_key(c, "amina", key_blob(c, 1));
	OK(c, &s, .verb = VERB_KEY_ADD, .key = { .event = event(c), .blob = key_blob(c, 1) });
	assert_int_equal(ask_coded(c, &boss, change(c, "amina", USER_DISABLE)), REASON_NONE);
	assert_true(c->r.person.row.disabled);
	classroom_reopen(c);
	s = nobody();
	assert_int_equal(login(c, &s, "amina", SECRET), REASON_DISABLED);
	assert_int_equal(login(c, &s, "amina", FRESH), REASON_WRONG);
	assert_int_equal(key_login(c, &s, "amina", key_blob(c, 1)), REASON_DISABLED);
	assert_int_equal(ask_coded(c, &boss, change(c, "amina", USER_ENABLE)), REASON_NONE);
	assert_int_equal(login(c, &s, "amina", SECRET), REASON_NONE);
	sound(c);
	classroom_free(c);
}

static void
a_password_is_set_for_another(void **state)
{
	struct classroom *c = classroom_new();
	struct seat boss = person(c, "boss", ROLE_OPERATOR), s = nobody();
	struct request q;
	int64_t before;

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	q = change(c, "amina", USER_PASSWORD);
	q.set.secret = STR("short");
	assert_int_equal(ask_coded(c, &boss, q), REASON_SECRET_SHORT);
	q.set.secret = STR("amina.amina.1988");
	assert_int_equal(ask_coded(c, &boss, q), REASON_SECRET_COMMON);
	q.set.secret = FRESH;
	assert_int_equal(ask_coded(c, &boss, q), REASON_NONE);
	before = events(c);
	assert_int_equal(ask_coded(c, &boss, q), REASON_NONE);
	assert_int_equal(events(c), before);
	assert_int_equal(login(c, &s, "amina", SECRET), REASON_WRONG);
	assert_int_equal(login(c, &s, "amina", FRESH), REASON_NONE);
	assert_int_equal(c->r.login.who.notice[0].kind, NOTICE_PASSWORD);
	assert_true(str_is(c->r.login.who.notice[0].by, "boss"));
	sound(c);
	classroom_free(c);
}

/* What takes rights away takes the open sessions with it; the asker's own stays. */
static void
changes_end_sessions(void **state)
{
	static const struct {
		enum user_change change;
		bool ends;
	} rows[] = { { USER_RENAME, false }, { USER_NAME, false }, { USER_ROLE, true },
		{ USER_PASSWORD, true }, { USER_DISABLE, true }, { USER_ENABLE, false } };
	struct classroom *c = classroom_new();
	struct keeper_process process;
	struct room room = { .seats = 0 };
	struct seat boss = person(c, "boss", ROLE_OPERATOR);

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	room.seat[room.seats++] = boss;
	room.seat[room.seats++] = with_key(c, "amina", STR_NONE);
	room.seat[room.seats++] = with_key(c, "amina", STR_NONE);
	room_fill(c, &process, &room);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct request q = change(c, i == 0 ? "amina" : "amina.m", rows[i].change);

		q.set.to = rows[i].change == USER_RENAME ? STR("amina.m") : STR("Amina M");
		q.set.role = ROLE_INSTRUCTOR;
		q.set.secret = FRESH;
		room.ends = 0;
		assert_int_equal(ask_coded(c, &boss, q), REASON_NONE);
		assert_int_equal(room.ends, rows[i].ends ? 2 : 0);
		if (rows[i].ends)
			assert_true(room.ended[0] == 1 && room.ended[1] == 2);
	}
	/* Said again to the next keeper, which may be alive only since this one's commit. */
	struct request p = change(c, "amina.m", USER_PASSWORD);

	p.set.secret = FRESH;
	for (int i = 0; i < 2; i++) {
		room.ends = 0;
		assert_int_equal(ask_coded(c, &boss, p), REASON_NONE);
		assert_int_equal(room.ends, 2);
	}
	/* A refusal ends nothing. */
	room.ends = 0;
	assert_int_equal(ask_coded(c, &boss, change(c, "boss", USER_DISABLE)), REASON_RIGHTS);
	assert_int_equal(room.ends, 0);
	struct request q = change(c, "boss", USER_PASSWORD);
	q.set.secret = FRESH;
	assert_int_equal(ask_coded(c, &boss, q), REASON_NONE);
	assert_int_equal(room.ends, 0);
	classroom_free(c);
}

/* ---- keys ---- */

static void
the_last_way_in_goes_only_when_that_is_meant(void **state)
{
	struct classroom *c = classroom_new();
	struct seat boss = person(c, "boss", ROLE_OPERATOR), machine = keeper_operator(), s;
	struct request q = { .verb = VERB_USER_KEY_REMOVE };

	(void)state;
	OK(c, &machine, .verb = VERB_USER_ADD,
	    .user = { .event = event(c),
		.login = STR("marev"),
		.name = STR("Marev Ilo"),
		.language = STR("en"),
		.key = key_blob(c, 7),
		.role = ROLE_INSTRUCTOR });
	q.user_key = (struct ask_user_key){ event(c), STR("marev"), fingerprint(c, key_blob(c, 7)), false };
	assert_int_equal(ask_coded(c, &boss, q), REASON_LAST_WAY_IN);
	q.user_key.fingerprint = fingerprint(c, key_blob(c, 8));
	assert_int_equal(ask_coded(c, &boss, q), REASON_NO_SUCH);
	q.user_key.fingerprint = fingerprint(c, key_blob(c, 7));
	q.user_key.last_too = true;
	assert_int_equal(ask_coded(c, &boss, q), REASON_NONE);
	assert_int_equal(c->r.person.keys, 0);
	assert_int_equal(ask_coded(c, &boss, q), REASON_NONE);
	s = nobody();
	assert_int_equal(key_login(c, &s, "marev", key_blob(c, 7)), REASON_WRONG);
	sound(c);
	/* By a recovery code the account comes back, and hears of it. */
	OK(c, &boss, .verb = VERB_USER_RECOVER, .set = { .event = event(c), .login = STR("marev") });
	s = door(c, c->r.recovery.code, STR_NONE);
	OK(c, &s, .verb = VERB_RECOVER,
	    .recover = { .event = event(c), .way = WAY_PHRASE, .secret = FRESH });
	assert_int_equal(c->r.login.who.notices, 2);
	assert_int_equal(c->r.login.who.notice[1].kind, NOTICE_KEY_REMOVE);
	assert_true(str_eq(c->r.login.who.notice[1].what, fingerprint(c, key_blob(c, 7))));
	sound(c);
	classroom_free(c);
}

/* Blobs as people paste them: what the door can check is kept, the rest is refused. */
static struct str
rsa_blob(struct classroom *c, size_t bits, bool odd)
{
	struct buf b = BUF_IN(c->a);
	size_t bytes = bits / 8;

	buf_add(&b, "\0\0\0\7ssh-rsa\0\0\0\3\1\0\1", 18);
	bytes++;
	buf_add(&b, (char[]){ 0, 0, (char)(bytes >> 8), (char)bytes, 0, (char)0xc1 }, 6);
	for (size_t i = 2; i < bytes; i++)
		buf_char(&b, i + 1 < bytes || odd ? 0x55 : 0x54);
	return buf_get(&b);
}

static struct str
ecdsa_blob(struct classroom *c, const char *curve, size_t bytes)
{
	struct buf b = BUF_IN(c->a);

	buf_add(&b, "\0\0\0\x13" "ecdsa-sha2-", 15);
	buf_z(&b, curve);
	buf_add(&b, "\0\0\0\x08", 4);
	buf_z(&b, curve);
	buf_add(&b, (char[]){ 0, 0, 0, (char)(2 * bytes + 1), 4 }, 5);
	for (size_t i = 0; i < 2 * bytes; i++)
		buf_char(&b, 'k');
	return buf_get(&b);
}

static void
what_is_pasted_is_a_key_or_refused(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct str good = key_blob(c, 1), rsa = rsa_blob(c, 2048, true);
	const struct {
		struct str blob;
		enum reason reason;
	} rows[] = {
		{ STR_NONE, REASON_NO_KEY },
		{ STR("ssh-ed25519"), REASON_NO_KEY },
		{ str_sub(good, 0, good.len - 1), REASON_NO_KEY },
		{ STR("\0\0\0\x0bssh-ed25519\0\0\0\x21" "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"), REASON_NO_KEY },
		{ STR("\0\0\0\x07ssh-dss\0\0\0\x20" "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"), REASON_NO_KEY },
		{ STR("\xff\xff\xff\xffssh-ed25519"), REASON_NO_KEY },
		{ rsa_blob(c, 1024, true), REASON_NO_KEY },
		{ rsa_blob(c, 2040, true), REASON_NO_KEY },
		{ rsa_blob(c, 2048, false), REASON_NO_KEY },
		{ str_sub(rsa, 0, rsa.len - 1), REASON_NO_KEY },
		{ ecdsa_blob(c, "nistp256", 48), REASON_NO_KEY },
		{ ecdsa_blob(c, "nistp384", 32), REASON_NO_KEY },
		{ STR("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk"), REASON_KEY_PRIVATE },
		{ STR("PuTTY-User-Key-File-3: ssh-ed25519\n"), REASON_KEY_PRIVATE },
		{ good, REASON_NONE },
		{ rsa, REASON_NONE },
		{ ecdsa_blob(c, "nistp256", 32), REASON_NONE },
		{ ecdsa_blob(c, "nistp384", 48), REASON_NONE },
		{ ecdsa_blob(c, "nistp521", 66), REASON_NONE },
		{ key_blob(c, 2), REASON_KEYS_MANY },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		enum reason reason = ASK(c, &s, .verb = VERB_KEY_ADD,
		    .key = { .event = event(c), .blob = rows[i].blob, .name = STR("pasted") });

		if (reason != rows[i].reason)
			fail_msg("row %zu: %d", i, reason);
	}
	OK(c, &s, .verb = VERB_KEYS);
	assert_int_equal(c->r.keys.keys, 5);
	for (uint32_t i = 0; i < 5; i++)
		assert_false(c->r.keys.key[i].proved);
	sound(c);
	classroom_free(c);
}

static void
a_pasted_key_is_proved_when_it_opens(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE), late = nobody();

	(void)state;
	OK(c, &s, .verb = VERB_KEY_ADD, .key = { .event = event(c), .blob = key_blob(c, 1) });
	assert_false(c->r.keys.key[0].proved);
	OK(c, &late, .verb = VERB_LOGIN_KEY_KNOWN,
	    .login = { .login = STR("amina"), .key = key_blob(c, 1) });
	assert_true(c->r.login.known);
	OK(c, &s, .verb = VERB_KEYS);
	assert_false(c->r.keys.key[0].proved);
	assert_int_equal(key_login(c, &late, "amina", key_blob(c, 1)), REASON_NONE);
	assert_int_equal(c->r.login.who.notice[0].kind, NOTICE_KEY_ADD);
	OK(c, &s, .verb = VERB_KEYS);
	assert_true(c->r.keys.key[0].proved);
	/* Enrolled already, by whatever way: nothing to say no to. */
	OK(c, &late, .verb = VERB_KEY_ADD, .key = { .event = event(c), .blob = key_blob(c, 1) });
	assert_int_equal(c->r.keys.keys, 1);
	classroom_free(c);
}

/* Squatting: somebody pastes the public key of another. Who proves it has it. */
static void
a_pasted_key_yields_to_who_proves_it(void **state)
{
	struct classroom *c = classroom_new();
	struct seat thief = person(c, "thief", ROLE_TRAINEE), s, other;
	struct str code = invitation(c, ROLE_TRAINEE, 9, 9);
	unsigned notices = 0;

	(void)state;
	for (unsigned char n = 1; n <= 3; n++)
		OK(c, &thief, .verb = VERB_KEY_ADD,
		    .key = { .event = event(c), .blob = key_blob(c, n) });
	/* Pasted twice: the first has it. */
	other = person(c, "ilo.m", ROLE_TRAINEE);
	assert_int_equal(ASK(c, &other, .verb = VERB_KEY_ADD,
			     .key = { .event = event(c), .blob = key_blob(c, 1) }),
	    REASON_KEY_TAKEN);
	/* By sign-up. */
	s = door(c, code, key_blob(c, 1));
	assert_false(c->r.login.key_taken);
	OK(c, &s, .verb = VERB_SIGNUP,
	    .signup = { event(c), STR("amina"), STR("Amina"), STR("MZ"), STR("pt"), WAY_KEY,
		STR_NONE, STR("mine"), false, false });
	/* By adding it. */
	other = with_key(c, "ilo.m", key_blob(c, 2));
	OK(c, &other, .verb = VERB_KEY_ADD, .key = { .event = event(c), .blob = key_blob(c, 2) });
	/* By recovery. */
	OK(c, &other, .verb = VERB_RECOVERY, .event = event(c));
	s = door(c, c->r.recovery.code, key_blob(c, 3));
	assert_false(c->r.login.key_taken);
	OK(c, &s, .verb = VERB_RECOVER, .recover = { .event = event(c), .way = WAY_KEY });
	OK(c, &thief, .verb = VERB_KEYS);
	assert_int_equal(c->r.keys.keys, 0);
	for (unsigned char n = 1; n <= 3; n++) {
		s = nobody();
		assert_int_equal(key_login(c, &s, "thief", key_blob(c, n)), REASON_WRONG);
		assert_int_equal(
		    key_login(c, &s, n == 1 ? "amina" : "ilo.m", key_blob(c, n)), REASON_NONE);
	}
	s = nobody();
	assert_int_equal(login(c, &s, "thief", SECRET), REASON_NONE);
	for (uint32_t i = 0; i < c->r.login.who.notices; i++)
		if (c->r.login.who.notice[i].kind == NOTICE_KEY_REMOVE) {
			assert_true(str_is(c->r.login.who.notice[i].by, "-"));
			notices++;
		}
	assert_int_equal(notices, 3);
	/* What was proved yields to nobody. */
	s = door(c, code, key_blob(c, 1));
	assert_true(c->r.login.key_taken);
	sound(c);
	classroom_free(c);
}

/* Only so many are told, the newest. */
static void
notices_are_bounded(void **state)
{
	struct classroom *c = classroom_new();
	struct seat boss = person(c, "boss", ROLE_OPERATOR), s = nobody();

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	for (int i = 0; i < 12; i++) {
		struct request q = change(c, "amina", USER_ROLE);

		c->now++;
		q.set.role = i % 2 ? ROLE_TRAINEE : ROLE_INSTRUCTOR;
		assert_int_equal(ask_coded(c, &boss, q), REASON_NONE);
	}
	assert_int_equal(login(c, &s, "amina", SECRET), REASON_NONE);
	assert_int_equal(c->r.login.who.notices, NOTICES_MOST);
	assert_int_equal(c->r.login.who.notice[0].at, c->now);
	assert_int_equal(c->r.login.who.notice[NOTICES_MOST - 1].at, c->now - NOTICES_MOST + 1);
	/* Said again by the same connection: the same again. */
	assert_int_equal(login(c, &s, "amina", SECRET), REASON_NONE);
	assert_int_equal(c->r.login.who.notices, NOTICES_MOST);
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(people_are_found_by_login_and_name),
	cmocka_unit_test(a_long_list_comes_in_pages),
	cmocka_unit_test(one_person_is_shown_whole),
	cmocka_unit_test(a_login_and_a_name_change),
	cmocka_unit_test(roles_change_and_one_operator_stays),
	cmocka_unit_test(a_closed_account_opens_nothing_until_it_is_opened),
	cmocka_unit_test(a_password_is_set_for_another),
	cmocka_unit_test(changes_end_sessions),
	cmocka_unit_test(the_last_way_in_goes_only_when_that_is_meant),
	cmocka_unit_test(what_is_pasted_is_a_key_or_refused),
	cmocka_unit_test(a_pasted_key_is_proved_when_it_opens),
	cmocka_unit_test(a_pasted_key_yields_to_who_proves_it),
	cmocka_unit_test(notices_are_bounded),
};

TEST_MAIN(tests)
