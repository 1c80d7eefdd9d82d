/* The keeper as a process: sockets, seats, one commit a turn, and the way out. */
#include "tests/keeper/listener.h"

static const char *const library[] = { SOURCE_DIR "/courses/library", NULL };

struct house {
	struct classroom *c;
	struct listener l;
	struct reply r;
	uint64_t number;
};

/* Two accounts are made first, in-process, with hashes that cost nothing. */
static struct house *
house_new(void)
{
	struct house *h = calloc(1, sizeof(*h));

	on_disk = true;
	h->c = classroom_bare();
	h->c->now = (int64_t)time(NULL) - 1000;
	person(h->c, "amina", ROLE_TRAINEE);
	person(h->c, "ilo.m", ROLE_TRAINEE);
	keeper_close(h->c->k);
	h->c->k = NULL;
	strcpy(h->l.database, h->c->database);
	h->l.library = library;
	listener_start(&h->l, true);
	listener_ready(&h->l);
	return h;
}

static void
house_free(struct house *h)
{
	for (unsigned i = 0; i < h->l.slots; i++) {
		close(h->l.slot[i].own);
		close(h->l.slot[i].keepers);
	}
	classroom_free(h->c);
	free(h);
}

static enum reason
say(struct house *h, unsigned slot, struct request q)
{
	q.number = ++h->number;
	return slot_ask(&h->l, slot, h->c->a, q, &h->r);
}

static struct request
login_of(const char *name)
{
	return (struct request){ .verb = VERB_LOGIN_PASSWORD,
		.login = { .login = str_from(name),
		    .secret = SECRET,
		    .client = STR("test") } };
}

static unsigned
member(struct house *h, const char *name)
{
	unsigned n = listener_slot(&h->l);

	listener_attach(&h->l, n);
	assert_int_equal(
	    say(h, n, (struct request){ .verb = VERB_HELLO, .version = RECORD_VERSION }),
	    REASON_NONE);
	assert_int_equal(say(h, n, login_of(name)), REASON_NONE);
	return n;
}

static void
it_serves_and_ends(void **state)
{
	struct house *h = house_new();
	unsigned n;

	(void)state;
	assert_true(h->l.editions >= 1);
	n = member(h, "amina");
	assert_int_equal(say(h, n, place_of(h->c, "custody", 2, false)), REASON_NONE);
	assert_int_equal(say(h, n, (struct request){ .verb = VERB_HOME }), REASON_NONE);
	assert_int_equal(h->r.home.last.block, 2);
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

static void
sigterm_ends_it_after_the_last_commit(void **state)
{
	struct house *h = house_new();
	int status;

	(void)state;
	member(h, "amina");
	status = listener_stop(&h->l, SIGTERM);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	house_free(h);
}

static void
a_seat_outlives_its_keeper(void **state)
{
	struct house *h = house_new();
	unsigned n = member(h, "amina"), fresh;
	struct request q = place_of(h->c, "custody", 3, false);
	char bytes[200];
	struct reply r;
	ssize_t len;

	(void)state;
	listener_stop(&h->l, SIGKILL);
	/* Asked while there is nobody: it waits in the socket. */
	listener_start(&h->l, false);
	listener_ready(&h->l);
	/* The call to say again comes first. */
	len = recv(h->l.slot[n].own, bytes, sizeof(bytes), 0);
	assert_true(len > 0 && reply_read(bytes, (size_t)len, h->c->a, &r));
	assert_int_equal(r.number, 0);
	assert_int_equal(say(h, n, q), REASON_NONE);
	assert_int_equal(say(h, n, q), REASON_NONE);
	/* And a new session hears no such call. */
	fresh = listener_slot(&h->l);
	listener_attach(&h->l, fresh);
	assert_int_equal(
	    say(h, fresh, (struct request){ .verb = VERB_HELLO, .version = RECORD_VERSION }),
	    REASON_NONE);
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

/* One that was not bound yet is called as well: its login may have died with the keeper. */
static void
even_a_stranger_is_called_again(void **state)
{
	struct house *h = house_new();
	unsigned n = listener_slot(&h->l);
	char bytes[200];
	struct reply r;
	ssize_t len;

	(void)state;
	listener_attach(&h->l, n);
	assert_int_equal(
	    say(h, n, (struct request){ .verb = VERB_HELLO, .version = RECORD_VERSION }),
	    REASON_NONE);
	listener_stop(&h->l, SIGKILL);
	assert_true(h->l.slot[n].seat_len > 0);
	listener_start(&h->l, false);
	listener_ready(&h->l);
	len = recv(h->l.slot[n].own, bytes, sizeof(bytes), 0);
	assert_true(len > 0 && reply_read(bytes, (size_t)len, h->c->a, &r) && r.number == 0);
	assert_int_equal(say(h, n, login_of("amina")), REASON_NONE);
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

/* A keeper that dies behind its commit tells nobody whose seat it took: the next one looks. */
static void
a_seat_that_was_taken_does_not_come_back(void **state)
{
	struct house *h = house_new();
	unsigned closed = member(h, "amina"), risen = member(h, "ilo.m");
	struct seat machine = keeper_operator();
	struct request q;
	char bytes[200];
	struct reply r;
	ssize_t len;

	(void)state;
	listener_stop(&h->l, SIGKILL);
	classroom_open(h->c);
	q = (struct request){ .verb = VERB_USER_SET,
		.set = { event(h->c), STR("amina"), USER_DISABLE, STR_NONE, STR_NONE, ROLE_NOBODY } };
	assert_int_equal(ask_coded(h->c, &machine, q), REASON_NONE);
	q.set = (struct ask_user_set){ event(h->c), STR("ilo.m"), USER_ROLE, STR_NONE, STR_NONE,
		ROLE_MANAGER };
	assert_int_equal(ask_coded(h->c, &machine, q), REASON_NONE);
	keeper_close(h->c->k);
	h->c->k = NULL;
	listener_start(&h->l, false);
	listener_ready(&h->l);
	for (unsigned n = closed; n <= risen; n++) {
		struct seat s;

		len = recv(h->l.slot[n].own, bytes, sizeof(bytes), 0);
		assert_true(len > 0 && reply_read(bytes, (size_t)len, h->c->a, &r));
		assert_int_equal(r.number, 0);
		assert_int_equal(r.refusal.reason, REASON_ENDED);
		assert_int_equal(recv(h->l.slot[n].own, bytes, sizeof(bytes), 0), 0);
		assert_true(listener_hear(&h->l));
		assert_true(seat_read(
		    (struct str){ h->l.slot[n].seat, h->l.slot[n].seat_len }, &s));
		assert_int_equal(s.role, ROLE_NOBODY);
	}
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

static void
a_seat_that_cannot_be_read_ends_its_session(void **state)
{
	struct house *h = house_new();
	unsigned n = listener_slot(&h->l);
	char bytes[200];
	struct reply r;
	ssize_t len;

	(void)state;
	strcpy(h->l.slot[n].seat, "of another version");
	h->l.slot[n].seat_len = 18;
	listener_attach(&h->l, n);
	len = recv(h->l.slot[n].own, bytes, sizeof(bytes), 0);
	assert_true(len > 0 && reply_read(bytes, (size_t)len, h->c->a, &r));
	assert_int_equal(r.refusal.reason, REASON_VERSION);
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

/* After a renewal with another RECORD_VERSION the seats are those of the program before. */
static void
a_seat_of_another_version_is_declined_kindly(void **state)
{
	struct house *h = house_new();
	unsigned n = member(h, "amina"), other = member(h, "ilo.m");
	char bytes[200];
	struct reply r;
	ssize_t len;

	(void)state;
	listener_stop(&h->l, 0);
	h->l.slot[n].seat[0]++;
	listener_start(&h->l, false);
	listener_ready(&h->l);
	len = recv(h->l.slot[n].own, bytes, sizeof(bytes), 0);
	assert_true(len > 0 && reply_read(bytes, (size_t)len, h->c->a, &r));
	assert_int_equal(r.number, 0);
	assert_int_equal(r.refusal.reason, REASON_VERSION);
	assert_int_equal(recv(h->l.slot[n].own, bytes, sizeof(bytes), 0), 0);
	assert_int_equal(say(h, other, (struct request){ .verb = VERB_HOME }), REASON_NONE);
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

/*
 * A renewal: what was asked before the keeper ends is done and answered, also of one that has left
 * meanwhile; a login waits in its socket for the next keeper, since nobody would hear of its seat.
 */
static void
a_keeper_that_ends_does_what_was_asked(void **state)
{
	struct house *h = house_new();
	unsigned n = member(h, "amina"), gone = member(h, "ilo.m"), late = listener_slot(&h->l), again;
	struct request q, hello = { .number = 1, .verb = VERB_HELLO, .version = RECORD_VERSION };
	char bytes[RECORD_MESSAGE];
	struct reply r;
	ssize_t len;
	enum { MANY = 40 };

	(void)state;
	listener_attach(&h->l, late);
	assert_int_equal(say(h, late, hello), REASON_NONE);
	kill(h->l.pid, SIGSTOP);
	for (uint32_t i = 1; i <= MANY; i++) {
		struct buf b = BUF_IN(h->c->a), g = BUF_IN(h->c->a);

		q = place_of(h->c, "custody", i, false);
		q.number = 1000 + i;
		request_write(&b, &q);
		assert_int_equal(send(h->l.slot[n].own, b.at, b.len, 0), b.len);
		q = place_of(h->c, "custody", i, false);
		q.number = 1000 + i;
		request_write(&g, &q);
		assert_int_equal(send(h->l.slot[gone].own, g.at, g.len, 0), g.len);
	}
	q = login_of("amina");
	q.number = 77;
	struct buf b = BUF_IN(h->c->a);
	request_write(&b, &q);
	assert_int_equal(send(h->l.slot[late].own, b.at, b.len, 0), b.len);
	/* One leaves, and its listener forgets it. */
	close(h->l.slot[gone].own);
	close(h->l.slot[gone].keepers);
	h->l.slot[gone].own = h->l.slot[gone].keepers = -1;
	shutdown(h->l.control, SHUT_RDWR);
	kill(h->l.pid, SIGCONT);
	assert_int_equal(listener_stop(&h->l, 0), 0);
	for (uint64_t i = 1; i <= MANY; i++) {
		len = recv(h->l.slot[n].own, bytes, sizeof(bytes), MSG_DONTWAIT);
		assert_true(len > 0 && reply_read(bytes, (size_t)len, h->c->a, &r));
		assert_int_equal(r.number, 1000 + i);
		assert_int_equal(r.refusal.reason, REASON_NONE);
	}
	assert_true(recv(h->l.slot[late].own, bytes, sizeof(bytes), MSG_DONTWAIT) < 0);

	h->l.slot[gone] = h->l.slot[--h->l.slots]; /* there is no such session any more */
	assert_int_equal(late, h->l.slots);
	late = gone;
	listener_start(&h->l, false);
	listener_ready(&h->l);
	len = recv(h->l.slot[late].own, bytes, sizeof(bytes), 0);
	assert_true(len > 0 && reply_read(bytes, (size_t)len, h->c->a, &r) && r.number == 0);
	len = recv(h->l.slot[late].own, bytes, sizeof(bytes), 0);
	assert_true(len > 0 && reply_read(bytes, (size_t)len, h->c->a, &r));
	assert_int_equal(r.number, 77);
	assert_int_equal(r.refusal.reason, REASON_NONE);
	again = member(h, "ilo.m");
	assert_int_equal(say(h, again, (struct request){ .verb = VERB_HOME }), REASON_NONE);
	assert_int_equal(h->r.home.last.block, MANY);
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

static void
rubbish_ends_one_session_only(void **state)
{
	struct house *h = house_new();
	unsigned good = member(h, "amina"), bad = member(h, "ilo.m");
	struct pollfd p;
	char *big = calloc(1, RECORD_MESSAGE + 100);
	int room = 1 << 20;

	(void)state;
	setsockopt(h->l.slot[bad].own, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	memset(big, 0xee, RECORD_MESSAGE + 100);
	assert_true(send(h->l.slot[bad].own, big, RECORD_MESSAGE + 100, 0) > 0);
	p = (struct pollfd){ .fd = h->l.slot[bad].keepers, .events = POLLIN };
	while (poll(&p, 1, 10) > 0 && !(p.revents & POLLHUP)) { /* until the keeper has read it */
	}
	/* Although the listener holds a copy, the session hears of it. */
	assert_int_equal(recv(h->l.slot[bad].own, big, RECORD_MESSAGE, 0), 0);
	assert_int_equal(say(h, good, (struct request){ .verb = VERB_HOME }), REASON_NONE);
	free(big);
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

/* It asks and asks and never reads: the others do not notice. */
static void
one_that_does_not_read_holds_nobody_up(void **state)
{
	struct house *h = house_new();
	unsigned good = member(h, "amina"), deaf = member(h, "ilo.m");
	struct buf b = BUF_IN(h->c->a);
	struct request q = { .number = 1, .verb = VERB_FACTS, .course = COURSE };
	int64_t began;

	(void)state;
	request_write(&b, &q);
	for (int i = 0; i < 20000; i++)
		if (send(h->l.slot[deaf].own, b.at, b.len, MSG_DONTWAIT) < 0)
			break;
	began = now_ms();
	for (int i = 0; i < 50; i++)
		assert_int_equal(
		    say(h, good, place_of(h->c, "custody", (uint32_t)i, false)), REASON_NONE);
	assert_true(now_ms() - began < 20000);
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

static void
requests_of_a_turn_are_answered_in_order(void **state)
{
	struct house *h = house_new();
	unsigned n = member(h, "amina");
	char bytes[RECORD_MESSAGE];

	(void)state;
	for (uint64_t i = 1; i <= RECORD_PENDING; i++) {
		struct buf b = BUF_IN(h->c->a);
		struct request q = place_of(h->c, "custody", (uint32_t)i, false);

		q.number = 1000 + i;
		request_write(&b, &q);
		assert_int_equal(send(h->l.slot[n].own, b.at, b.len, 0), b.len);
	}
	for (uint64_t i = 1; i <= RECORD_PENDING; i++) {
		ssize_t len = recv(h->l.slot[n].own, bytes, sizeof(bytes), 0);
		struct reply r;

		assert_true(len > 0 && reply_read(bytes, (size_t)len, h->c->a, &r));
		assert_int_equal(r.number, 1000 + i);
		assert_int_equal(r.refusal.reason, REASON_NONE);
	}
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

/* Its password is being hashed: what comes behind it waits, and is answered to who came in. */
static void
what_is_asked_behind_a_login_waits_for_it(void **state)
{
	struct house *h = house_new();
	unsigned n = listener_slot(&h->l);
	struct request q[3] = { login_of("amina"), { .verb = VERB_HOME }, { .verb = VERB_KEYS } };
	char bytes[4000];

	(void)state;
	listener_attach(&h->l, n);
	assert_int_equal(
	    say(h, n, (struct request){ .verb = VERB_HELLO, .version = RECORD_VERSION }),
	    REASON_NONE);
	for (uint64_t i = 0; i < 3; i++) {
		struct buf b = BUF_IN(h->c->a);

		q[i].number = 500 + i;
		request_write(&b, &q[i]);
		assert_int_equal(send(h->l.slot[n].own, b.at, b.len, 0), b.len);
	}
	for (uint64_t i = 0; i < 3; i++) {
		ssize_t len = recv(h->l.slot[n].own, bytes, sizeof(bytes), 0);
		struct reply r;

		assert_true(len > 0 && reply_read(bytes, (size_t)len, h->c->a, &r));
		assert_int_equal(r.number, 500 + i);
		assert_int_equal(r.refusal.reason, REASON_NONE);
	}
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

/* More passwords at once than the queue holds: some are asked to try again, reading goes on
 * meanwhile, and all come in. */
static void
many_logins_at_once(void **state)
{
	struct house *h = house_new();
	enum { MANY = 60 };
	unsigned reader = member(h, "amina"), slot[MANY], in = 0, busy = 0;
	bool done[MANY] = { false };
	int64_t longest = 0, until = now_ms() + WAIT_MS;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		slot[i] = listener_slot(&h->l);
		listener_attach(&h->l, slot[i]);
		assert_int_equal(
		    say(h, slot[i],
			(struct request){ .verb = VERB_HELLO, .version = RECORD_VERSION }),
		    REASON_NONE);
	}
	while (in < MANY && now_ms() < until) {
		for (int i = 0; i < MANY; i++) {
			struct buf b = BUF_IN(h->c->a);
			struct request q = login_of("ilo.m");

			q.number = 1;
			request_write(&b, &q);
			if (!done[i])
				assert_true(send(h->l.slot[slot[i]].own, b.at, b.len, 0) > 0);
		}
		/* While they are hashed. */
		for (int i = 0; i < 20; i++) {
			int64_t began = now_ms();

			assert_int_equal(
			    say(h, reader, (struct request){ .verb = VERB_HOME }), REASON_NONE);
			longest = now_ms() - began > longest ? now_ms() - began : longest;
		}
		for (int i = 0; i < MANY; i++) {
			char bytes[1000];
			struct reply r;
			ssize_t len;

			if (done[i])
				continue;
			len = recv(h->l.slot[slot[i]].own, bytes, sizeof(bytes), 0);
			assert_true(len > 0 && reply_read(bytes, (size_t)len, h->c->a, &r));
			done[i] = r.refusal.reason == REASON_NONE;
			in += done[i];
			busy += r.refusal.reason == REASON_BUSY;
			assert_true(done[i] || r.refusal.reason == REASON_BUSY);
			listener_hear(&h->l);
		}
	}
	assert_int_equal(in, MANY);
	printf("60 logins at once: %u were asked to try again; a reader waited %d ms at most\n",
	    busy, (int)longest);
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

static void
a_command_on_the_machine_is_an_operator(void **state)
{
	struct house *h = house_new();
	unsigned n = listener_slot(&h->l);
	struct control m = { .kind = CONTROL_ADMIN,
		.seat = STR_NONE,
		.text = STR_NONE,
		.fd = h->l.slot[n].keepers };

	(void)state;
	assert_true(control_send(h->l.control, &m));
	assert_int_equal(say(h, n,
			     (struct request){ .verb = VERB_INVITE,
				 .invite = { event(h->c), ROLE_TRAINEE, 5, 5, STR_NONE } }),
	    REASON_NONE);
	assert_int_equal(h->r.invite.code.len, 21);
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

/* More come at once than the listener's queue takes words about: nobody waits, nobody is lost. */
static void
a_burst_of_connections_is_taken(void **state)
{
	struct house *h = house_new();
	struct buf b = BUF_IN(h->c->a);
	struct request q = { .number = 1, .verb = VERB_HELLO, .version = RECORD_VERSION };
	char bytes[200];
	struct reply r;
	unsigned first, heard = 0;
	int64_t until;

	(void)state;
	listener_stop(&h->l, 0);
	h->l.room = 1;
	listener_start(&h->l, false);
	listener_ready(&h->l);
	first = h->l.slots;
	request_write(&b, &q);
	/* It speaks and does not listen. */
	for (unsigned i = 0; i < 200; i++) {
		unsigned n = listener_slot(&h->l);

		assert_int_equal(send(h->l.slot[n].own, b.at, b.len, 0), b.len);
		listener_attach(&h->l, n);
	}
	until = now_ms() + WAIT_MS;
	while (heard < 200 && now_ms() < until) {
		struct pollfd p = { .fd = h->l.control, .events = POLLIN };

		poll(&p, 1, 100);
		assert_true(listener_hear(&h->l));
		heard = 0;
		for (unsigned n = first; n < h->l.slots; n++)
			heard += h->l.slot[n].seat_len > 0;
	}
	assert_int_equal(heard, 200);
	for (unsigned n = first; n < h->l.slots; n++) {
		ssize_t len;

		/* Its HELLO was kept as well, so the answer waits until that is heard. */
		while ((len = recv(h->l.slot[n].own, bytes, sizeof(bytes), MSG_DONTWAIT)) < 0 &&
		       now_ms() < until)
			assert_true(listener_hear(&h->l));
		assert_true(len > 0 && reply_read(bytes, (size_t)len, h->c->a, &r));
		assert_int_equal(r.number, 1);
	}
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

/* It asks, does not read the answers, and hangs up: what it said last is kept all the same. */
static void
last_words_are_kept(void **state)
{
	struct house *h = house_new();
	unsigned other = member(h, "amina"), n = listener_slot(&h->l);
	struct request q[8] = { { .verb = VERB_HELLO, .version = RECORD_VERSION },
		login_of("amina") };
	int64_t until = now_ms() + WAIT_MS;

	(void)state;
	listener_attach(&h->l, n);
	for (uint64_t i = 0; i < 8; i++) {
		struct buf b = BUF_IN(h->c->a);

		if (i > 1)
			q[i] = place_of(h->c, "custody", 40 + (uint32_t)i, false);
		q[i].number = i + 1;
		request_write(&b, &q[i]);
		assert_int_equal(send(h->l.slot[n].own, b.at, b.len, 0), b.len);
	}
	close(h->l.slot[n].own);
	h->l.slot[n].own = dup(h->l.control);
	do
		assert_int_equal(say(h, other, (struct request){ .verb = VERB_HOME }), REASON_NONE);
	while (h->r.home.last.block != 47 && now_ms() < until);
	assert_int_equal(h->r.home.last.block, 47);
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

/* Versions meet before anything else is said. */
static void
who_does_not_greet_is_not_heard(void **state)
{
	struct house *h = house_new();
	unsigned n = listener_slot(&h->l);
	struct request hello = { .verb = VERB_HELLO, .version = RECORD_VERSION + 1 };

	(void)state;
	listener_attach(&h->l, n);
	assert_int_equal(say(h, n, login_of("amina")), REASON_VERSION);
	assert_int_equal(say(h, n, hello), REASON_VERSION);
	assert_int_equal(say(h, n, login_of("amina")), REASON_VERSION);
	hello.version = RECORD_VERSION;
	assert_int_equal(say(h, n, hello), REASON_NONE);
	/* This keeper takes no guests. */
	assert_int_equal(
	    say(h, n, (struct request){ .verb = VERB_LOGIN_GUEST }), REASON_NOT_ALLOWED);
	assert_int_equal(say(h, n, login_of("amina")), REASON_NONE);
	assert_int_equal(listener_stop(&h->l, 0), 0);
	house_free(h);
}

static void
what_cannot_be_opened_is_said(void **state)
{
	struct listener l = { .database = "/nowhere/at/all/records.db" };
	int status;

	(void)state;
	listener_start(&l, false);
	status = listener_stop(&l, SIGCONT);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 74);
	assert_true(strstr(l.report, "/nowhere/at/all/records.db") != NULL);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(it_serves_and_ends),
	cmocka_unit_test(sigterm_ends_it_after_the_last_commit),
	cmocka_unit_test(a_seat_outlives_its_keeper),
	cmocka_unit_test(even_a_stranger_is_called_again),
	cmocka_unit_test(a_seat_that_was_taken_does_not_come_back),
	cmocka_unit_test(a_seat_that_cannot_be_read_ends_its_session),
	cmocka_unit_test(a_seat_of_another_version_is_declined_kindly),
	cmocka_unit_test(a_keeper_that_ends_does_what_was_asked),
	cmocka_unit_test(rubbish_ends_one_session_only),
	cmocka_unit_test(one_that_does_not_read_holds_nobody_up),
	cmocka_unit_test(requests_of_a_turn_are_answered_in_order),
	cmocka_unit_test(what_is_asked_behind_a_login_waits_for_it),
	cmocka_unit_test(many_logins_at_once),
	cmocka_unit_test(a_command_on_the_machine_is_an_operator),
	cmocka_unit_test(a_burst_of_connections_is_taken),
	cmocka_unit_test(last_words_are_kept),
	cmocka_unit_test(who_does_not_greet_is_not_heard),
	cmocka_unit_test(what_cannot_be_opened_is_said),
};

int
main(void)
{
	return cmocka_run_group_tests_name("process", tests, NULL, NULL);
}
