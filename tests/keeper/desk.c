/* The operator's desk: who is there, who is sent away, and how the house is. */
#include "tests/keeper/listener.h"

struct desk {
	struct classroom *c;
	struct listener l;
	struct reply r;
	uint64_t number;
	unsigned machine; /* a command's slot */
};

static enum reason
say(struct desk *d, unsigned slot, struct request q)
{
	q.number = ++d->number;
	return slot_ask(&d->l, slot, d->c->a, q, &d->r);
}

#define SAY(d, slot, ...) say((d), (slot), (struct request){ __VA_ARGS__ })

static struct desk *
desk_new(void)
{
	struct desk *d = calloc(1, sizeof(*d));
	struct control m = { .kind = CONTROL_ADMIN, .seat = STR_NONE, .text = STR_NONE };

	on_disk = true;
	d->c = classroom_bare();
	d->c->now = (int64_t)time(NULL) - 1000;
	person(d->c, "amina", ROLE_TRAINEE);
	person(d->c, "ilo.m", ROLE_TRAINEE);
	person(d->c, "tembo", ROLE_OPERATOR);
	keeper_close(d->c->k);
	d->c->k = NULL;
	strcpy(d->l.database, d->c->database);
	listener_start(&d->l, true);
	listener_ready(&d->l);
	d->machine = listener_slot(&d->l);
	m.fd = d->l.slot[d->machine].keepers;
	assert_true(control_send(d->l.control, &m));
	return d;
}

static void
desk_free(struct desk *d)
{
	assert_int_equal(listener_stop(&d->l, 0), 0);
	for (unsigned i = 0; i < d->l.slots; i++) {
		close(d->l.slot[i].own);
		close(d->l.slot[i].keepers);
	}
	classroom_free(d->c);
	free(d);
}

static unsigned
visitor(struct desk *d, const char *address)
{
	unsigned n = listener_slot(&d->l);

	snprintf(d->l.slot[n].from, sizeof(d->l.slot[n].from), "%s", address);
	listener_attach(&d->l, n);
	assert_int_equal(SAY(d, n, .verb = VERB_HELLO, .version = RECORD_VERSION), REASON_NONE);
	return n;
}

static struct request
login_of(const char *name)
{
	return (struct request){ .verb = VERB_LOGIN_PASSWORD,
		.login = { .login = str_from(name),
		    .secret = SECRET,
		    .client = STR("SSH-2.0-PuTTY_Release_0.78") } };
}

static unsigned
member(struct desk *d, const char *name, const char *address)
{
	unsigned n = visitor(d, address);

	assert_int_equal(say(d, n, login_of(name)), REASON_NONE);
	return n;
}

static struct seat
seat_of(struct desk *d, unsigned n)
{
	struct seat s;

	assert_true(seat_read((struct str){ d->l.slot[n].seat, d->l.slot[n].seat_len }, &s));
	return s;
}

/* It was told that it is over, and nothing else; its seat is nobody's. */
static void
is_ended(struct desk *d, unsigned n)
{
	char bytes[2000];
	struct reply r;
	struct seat s;
	ssize_t len = recv(d->l.slot[n].own, bytes, sizeof(bytes), 0);

	assert_true(len > 0 && reply_read(bytes, (size_t)len, d->c->a, &r));
	assert_int_equal(r.number, 0);
	assert_int_equal(r.refusal.reason, REASON_ENDED);
	/* And then nobody is at the other end, although the listener holds a copy of it. */
	assert_int_equal(recv(d->l.slot[n].own, bytes, sizeof(bytes), 0), 0);
	assert_true(listener_hear(&d->l));
	/* What the listener holds would make it nobody with the next keeper, too. */
	s = seat_of(d, n);
	assert_true(uuid_is_zero(&s.person));
	assert_int_equal(s.role, ROLE_NOBODY);
	assert_false(d->l.slot[n].known);
}

static void
sessions_are_listed(void **state)
{
	struct desk *d = desk_new();
	const struct session_row *s;
	unsigned own;

	(void)state;
	member(d, "amina", "203.0.113.77");
	visitor(d, "2001:db8:1:2::3");
	own = member(d, "tembo", "::ffff:198.51.100.9");
	assert_int_equal(SAY(d, own, .verb = VERB_SESSIONS), REASON_NONE);
	assert_int_equal(d->r.sessions.sessions, 3);
	assert_int_equal(d->r.sessions.all, 3);
	for (int i = 0; i < 3; i++) {
		s = &d->r.sessions.session[i];
		assert_int_equal(s->id.len, 12);
		assert_true(s->since > 0 && s->since <= (int64_t)time(NULL));
		assert_int_equal(s->own, str_is(s->login, "tembo"));
		if (str_is(s->login, "amina")) {
			assert_true(str_is(s->name, "Amina Macuácua"));
			assert_true(str_is(s->from, "203.0.113.0/24"));
			assert_true(str_is(s->client, "SSH-2.0-PuTTY_Release_0.78"));
			assert_int_equal(s->role, ROLE_TRAINEE);
		} else if (str_is(s->login, "tembo")) {
			assert_true(str_is(s->from, "198.51.100.0/24"));
		} else {
			assert_int_equal(s->login.len, 0);
			assert_int_equal(s->role, ROLE_NOBODY);
			assert_true(str_is(s->from, "2001:db8:1::/48"));
		}
	}
	desk_free(d);
}

static void
one_session_is_ended(void **state)
{
	struct desk *d = desk_new();
	unsigned a = member(d, "amina", "203.0.113.77"), b = member(d, "amina", "203.0.113.78");
	struct seat seat = seat_of(d, a);
	struct str id = STR_NONE;
	char text[13];

	(void)state;
	for (int n = 0; n < 6; n++)
		snprintf(text + 2 * n, 3, "%02x", seat.session.b[n]);
	assert_int_equal(SAY(d, d->machine, .verb = VERB_SESSIONS), REASON_NONE);
	assert_int_equal(d->r.sessions.all, 2);
	for (uint32_t i = 0; i < d->r.sessions.sessions; i++)
		if (str_is(d->r.sessions.session[i].id, text))
			id = d->r.sessions.session[i].id;
	assert_true(id.len > 0);
	assert_int_equal(
	    SAY(d, d->machine, .verb = VERB_SESSION_END, .session_end = { .id = id }), REASON_NONE);
	assert_int_equal(d->r.ended.n, 1);
	is_ended(d, a);
	assert_int_equal(SAY(d, b, .verb = VERB_HOME), REASON_NONE);
	assert_int_equal(SAY(d, d->machine, .verb = VERB_SESSION_END, .session_end = { .id = id }),
	    REASON_NO_SUCH);
	assert_int_equal(SAY(d, d->machine, .verb = VERB_SESSION_END), REASON_MALFORMED);
	assert_int_equal(
	    SAY(d, d->machine, .verb = VERB_SESSION_END, .session_end = { .login = STR("no.one") }),
	    REASON_NO_PERSON);
	desk_free(d);
}

static void
all_of_an_account_are_ended_but_the_askers_own(void **state)
{
	struct desk *d = desk_new();
	unsigned own = member(d, "tembo", "203.0.113.1"), other = member(d, "tembo", "203.0.113.2"),
		 stays = member(d, "amina", "203.0.113.3");

	(void)state;
	assert_int_equal(
	    SAY(d, own, .verb = VERB_SESSION_END, .session_end = { .login = STR("TEMBO") }),
	    REASON_NONE);
	assert_int_equal(d->r.ended.n, 1);
	is_ended(d, other);
	assert_int_equal(SAY(d, own, .verb = VERB_HOME), REASON_NONE);
	assert_int_equal(SAY(d, stays, .verb = VERB_HOME), REASON_NONE);
	/* From the machine there is no own one. */
	assert_int_equal(
	    SAY(d, d->machine, .verb = VERB_SESSION_END, .session_end = { .login = STR("tembo") }),
	    REASON_NONE);
	assert_int_equal(d->r.ended.n, 1);
	is_ended(d, own);
	desk_free(d);
}

/* What it still had on the way was asked by who it was, and is not done any more. */
static void
what_is_queued_behind_the_end_is_not_done(void **state)
{
	struct desk *d = desk_new();
	unsigned a = member(d, "amina", "203.0.113.77");
	struct buf b = BUF_IN(d->c->a), end = BUF_IN(d->c->a);
	struct request q = place_of(d->c, "custody", 4, false), e = { .number = 900,
		.verb = VERB_SESSION_END,
		.session_end = { .login = STR("amina"), .id = STR_NONE } };
	struct reply r;
	char bytes[2000];
	ssize_t len;

	(void)state;
	/* Stopped, so that both lie there when it goes on: the end is read first or last. */
	kill(d->l.pid, SIGSTOP);
	request_write(&end, &e);
	assert_int_equal(send(d->l.slot[d->machine].own, end.at, end.len, 0), end.len);
	for (uint64_t i = 1; i <= 30; i++) {
		b.len = 0;
		q.number = 5000 + i;
		request_write(&b, &q);
		assert_int_equal(send(d->l.slot[a].own, b.at, b.len, 0), b.len);
	}
	kill(d->l.pid, SIGCONT);
	len = recv(d->l.slot[d->machine].own, bytes, sizeof(bytes), 0);
	assert_true(len > 0 && reply_read(bytes, (size_t)len, d->c->a, &r));
	assert_int_equal(r.refusal.reason, REASON_NONE);
	/* Four a turn were done before; then it is over, and the rest is nobody's. */
	for (int n = 0;; n++) {
		len = recv(d->l.slot[a].own, bytes, sizeof(bytes), 0);
		assert_true(len > 0 && reply_read(bytes, (size_t)len, d->c->a, &r));
		if (r.number == 0)
			break;
		assert_true(n < 8);
	}
	assert_int_equal(r.refusal.reason, REASON_ENDED);
	assert_int_equal(recv(d->l.slot[a].own, bytes, sizeof(bytes), 0), 0);
	desk_free(d);
}

/* Nor what is read in the turn that ends it: both lie in their sockets when the keeper looks. */
static void
what_comes_with_the_end_is_not_done(void **state)
{
	struct desk *d = desk_new();
	unsigned a = member(d, "amina", "203.0.113.77");
	struct buf b = BUF_IN(d->c->a), end = BUF_IN(d->c->a);
	struct request q = { .number = 901, .verb = VERB_RECOVERY, .event = event(d->c) },
		       e = { .number = 900,
			       .verb = VERB_USER_SET,
			       .set = { event(d->c), STR("amina"), USER_DISABLE, STR_NONE, STR_NONE,
				   ROLE_NOBODY } };
	struct reply r;
	char bytes[2000];
	ssize_t len;

	(void)state;
	kill(d->l.pid, SIGSTOP);
	request_write(&end, &e);
	assert_int_equal(send(d->l.slot[d->machine].own, end.at, end.len, 0), end.len);
	request_write(&b, &q);
	assert_int_equal(send(d->l.slot[a].own, b.at, b.len, 0), b.len);
	kill(d->l.pid, SIGCONT);
	len = recv(d->l.slot[d->machine].own, bytes, sizeof(bytes), 0);
	assert_true(len > 0 && reply_read(bytes, (size_t)len, d->c->a, &r));
	assert_int_equal(r.refusal.reason, REASON_NONE);
	len = recv(d->l.slot[a].own, bytes, sizeof(bytes), 0);
	assert_true(len > 0 && reply_read(bytes, (size_t)len, d->c->a, &r));
	assert_int_equal(r.refusal.reason, REASON_ENDED);
	assert_int_equal(SAY(d, d->machine, .verb = VERB_USER, .set = { .login = STR("amina") }),
	    REASON_NONE);
	assert_false(d->r.person.row.has_recovery);
	desk_free(d);
}

static void
the_house_is_told(void **state)
{
	struct desk *d = desk_new();
	struct tally t = {
		.begun_at = 1790000000,
		.process = 4711,
		.turned_away = 12345678901,
		.version = STR("9.9"),
		.listening = STR("0.0.0.0:2222"),
		.fingerprint = STR("SHA256:abc"),
		.next_fingerprint = STR_NONE,
		.held = { { STR("192.0.2.0/24"), 64 } },
		.helds = 1,
	};
	struct control m = { .kind = CONTROL_TALLY, .seat = STR_NONE, .fd = -1 };
	struct told_status *s = &d->r.status;
	char path[200];
	FILE *f;

	(void)state;
	member(d, "amina", "203.0.113.77");
	visitor(d, "203.0.113.78");
	assert_int_equal(SAY(d, d->machine, .verb = VERB_STATUS), REASON_NONE);
	assert_true(str_is(s->version, CHALKLINE_VERSION));
	assert_int_equal(s->sessions, 2);
	assert_int_equal(s->at_door, 1);
	assert_int_equal(s->begun_at, 0);
	assert_int_equal(s->backup_at, 0);

	m.text = tally_write(d->c->a, &t);
	assert_true(control_send(d->l.control, &m));
	snprintf(path, sizeof(path), "%s/backup.last", d->c->dir);
	f = fopen(path, "w");
	fprintf(f, "1790001234\n");
	fclose(f);
	assert_int_equal(SAY(d, d->machine, .verb = VERB_STATUS), REASON_NONE);
	assert_true(str_is(s->version, "9.9"));
	assert_true(str_is(s->listening, "0.0.0.0:2222"));
	assert_true(str_is(s->fingerprint, "SHA256:abc"));
	assert_int_equal(s->begun_at, t.begun_at);
	assert_int_equal(s->process, 4711);
	/* Who is there the keeper knows itself, whatever the listener has time to say. */
	assert_int_equal(s->sessions, 2);
	assert_int_equal(s->at_door, 1);
	assert_true(s->turned_away == t.turned_away);
	assert_int_equal(s->backup_at, 1790001234);
	assert_int_equal(s->health, HEALTH_GOOD);
	assert_int_equal(s->trouble.len, 0);
	assert_int_equal(s->people, 3);
	assert_true(s->events >= 4);
	assert_true(s->database_bytes > 0 && s->free_bytes > 0);
	assert_true(s->newest_at > 0 && s->newest_at <= s->now);
	/* Blocks that stand at the door. */
	assert_int_equal(SAY(d, d->machine, .verb = VERB_LIMITS), REASON_NONE);
	assert_int_equal(d->r.limits.limits, 1);
	assert_int_equal(d->r.limits.limit[0].kind, LIMIT_DOOR);
	assert_int_equal(d->r.limits.limit[0].count, 64);
	assert_true(str_is(d->r.limits.limit[0].whom, "192.0.2.0/24"));
	/* What is malformed leaves what was said before. */
	m.text = STR("nonsense");
	assert_true(control_send(d->l.control, &m));
	assert_int_equal(SAY(d, d->machine, .verb = VERB_STATUS), REASON_NONE);
	assert_int_equal(s->process, 4711);
	desk_free(d);
}

/* In-process: what can be known without a listener. */
static void
a_command_alone_knows_the_records(void **state)
{
	struct classroom *c;
	struct seat machine = keeper_operator();

	(void)state;
	for (int disk = 0; disk < 2; disk++) {
		on_disk = disk;
		c = classroom_new();
		person(c, "amina", ROLE_TRAINEE);
		OK(c, &machine, .verb = VERB_STATUS);
		assert_int_equal(c->r.status.people, 1);
		assert_int_equal(c->r.status.editions, 1);
		assert_int_equal(c->r.status.events, events(c));
		assert_int_equal(c->r.status.health, HEALTH_GOOD);
		assert_int_equal(c->r.status.database_bytes > 0, disk);
		OK(c, &machine, .verb = VERB_SESSIONS);
		assert_int_equal(c->r.sessions.all, 0);
		OK(c, &machine, .verb = VERB_SESSION_END, .session_end = { .login = STR("amina") });
		assert_int_equal(c->r.ended.n, 0);
		/* A clock that was set back. */
		c->now -= DAY;
		OK(c, &machine, .verb = VERB_STATUS);
		assert_int_equal(c->r.status.health, HEALTH_CLOCK);
		assert_int_equal(c->r.status.newest_at, c->now + DAY);
		classroom_free(c);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(sessions_are_listed),
	cmocka_unit_test(one_session_is_ended),
	cmocka_unit_test(all_of_an_account_are_ended_but_the_askers_own),
	cmocka_unit_test(what_is_queued_behind_the_end_is_not_done),
	cmocka_unit_test(what_comes_with_the_end_is_not_done),
	cmocka_unit_test(the_house_is_told),
	cmocka_unit_test(a_command_alone_knows_the_records),
};

int
main(void)
{
	return cmocka_run_group_tests_name("desk", tests, NULL, NULL);
}
