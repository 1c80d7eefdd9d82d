/* Seats and deadlines in the keeper's process: who is told, whose socket closed, what is over while nobody asks. */
#include <sqlite3.h>

#include "tests/keeper/listener.h"

#define HALL STR("exam-hall")

static const char *const library[] = { SOURCE_DIR "/tests/courses", NULL };

struct house {
	struct classroom *c;
	struct listener l;
	struct reply r;
	uint64_t number;
	struct uuid attempt; /* begun in-process, before */
};

static struct request
start_of(struct classroom *c, const char *assessment)
{
	return (struct request){ .verb = VERB_QUIZ_START,
		.quiz = { .event = event(c),
		    .course = HALL,
		    .assessment = str_from(assessment),
		    .lang = STR("en") } };
}

/* An account that has read what the exams want; perhaps with an exam that began so long ago. */
static struct house *
house_new(const char *assessment, int64_t ago)
{
	struct house *h = calloc(1, sizeof(*h));
	struct seat s;
	bool changed;
	struct err e;

	on_disk = true;
	h->c = classroom_bare();
	h->c->now = (int64_t)time(NULL) - 100000;
	if (!keeper_publish(h->c->k, SOURCE_DIR "/tests/courses/exam-hall", NULL, &changed, &e))
		fail_msg("%s", e.text);
	s = person(h->c, "amina", ROLE_TRAINEE);
	struct request q = place_of(h->c, "quiet", 0, true);

	q.place.place.course = HALL;
	assert_int_equal(ask_coded(h->c, &s, q), REASON_NONE);
	h->c->now = (int64_t)time(NULL) - ago;
	if (assessment) {
		assert_int_equal(ask_coded(h->c, &s, start_of(h->c, assessment)), REASON_NONE);
		h->attempt = h->c->r.attempt.id;
	}
	keeper_close(h->c->k);
	h->c->k = NULL;
	strcpy(h->l.database, h->c->database);
	h->l.library = library;
	listener_start(&h->l, false);
	listener_ready(&h->l);
	return h;
}

static void
house_free(struct house *h)
{
	assert_int_equal(listener_stop(&h->l, 0), 0);
	for (unsigned i = 0; i < h->l.slots; i++) {
		if (h->l.slot[i].own >= 0)
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

static unsigned
member(struct house *h)
{
	unsigned n = listener_slot(&h->l);

	strcpy(h->l.slot[n].from, "196.3.7.9");
	listener_attach(&h->l, n);
	assert_int_equal(say(h, n, (struct request){ .verb = VERB_HELLO, .version = RECORD_VERSION }), REASON_NONE);
	assert_int_equal(say(h, n,
			     (struct request){ .verb = VERB_LOGIN_PASSWORD,
				 .login = { .login = STR("amina"), .secret = SECRET } }),
	    REASON_NONE);
	return n;
}

static void
entrance(struct house *h, unsigned n, const char *assessment)
{
	assert_int_equal(say(h, n,
			     (struct request){ .verb = VERB_ENTRANCE,
				 .quiz = { .course = HALL, .assessment = str_from(assessment), .lang = STR("en") } }),
	    REASON_NONE);
}

static void
who_loses_the_seat_is_told_at_once(void **state)
{
	struct house *h = house_new(NULL, 1000);
	unsigned a = member(h), b = member(h);
	char bytes[300];
	struct pollfd p;
	struct reply r;
	ssize_t len;

	(void)state;
	assert_int_equal(say(h, a, start_of(h->c, "final")), REASON_NONE);
	struct uuid attempt = h->r.attempt.id;

	entrance(h, b, "final");
	assert_true(h->r.entrance.open && h->r.entrance.seated);
	assert_int_equal(say(h, b,
			     (struct request){ .verb = VERB_SEAT,
				 .attempt = { .event = event(h->c), .attempt = attempt } }),
	    REASON_NONE);
	p = (struct pollfd){ .fd = h->l.slot[a].own, .events = POLLIN };
	assert_int_equal(poll(&p, 1, WAIT_MS), 1);
	len = recv(h->l.slot[a].own, bytes, sizeof(bytes), 0);
	assert_true(len > 0 && reply_read(bytes, (size_t)len, h->c->a, &r));
	assert_int_equal(r.number, 0);
	assert_int_equal(r.verb, VERB_SEAT);
	assert_int_equal(r.refusal.reason, REASON_SEAT);
	for (int64_t until = now_ms() + WAIT_MS; !strstr(h->l.report, "seat-taken") && now_ms() < until;) {
		p = (struct pollfd){ .fd = h->l.control, .events = POLLIN };
		poll(&p, 1, 100);
		assert_true(listener_hear(&h->l));
	}
	assert_non_null(strstr(h->l.report, "event=seat-taken attempt="));
	assert_non_null(strstr(h->l.report, "from=\"196.3.7.0/24\""));
	/* Its socket closes: the seat is free without a word of it. */
	close(h->l.slot[b].own);
	h->l.slot[b].own = -1;
	for (int64_t until = now_ms() + WAIT_MS;;) {
		entrance(h, a, "final");
		if (!h->r.entrance.seated)
			break;
		assert_true(now_ms() < until);
	}
	house_free(h);
}

static void
what_is_over_is_handed_in_while_nobody_asks(void **state)
{
	enum { STRICT = 600, SOON = 2 };
	struct house *h = house_new("strict", STRICT + EXAM_GRACE_S + 1 - SOON);
	sqlite3 *s;
	int64_t closed = 0;

	(void)state;
	assert_int_equal(sqlite3_open_v2(h->c->database, &s, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	for (int64_t until = now_ms() + WAIT_MS; closed == 0 && now_ms() < until;) {
		sqlite3_stmt *q;
		struct pollfd p = { .fd = h->l.control, .events = POLLIN };

		poll(&p, 1, 50);
		assert_int_equal(
		    sqlite3_prepare_v2(s, "SELECT closed_at FROM attempt", -1, &q, NULL), SQLITE_OK);
		if (sqlite3_step(q) == SQLITE_ROW)
			closed = sqlite3_column_int64(q, 0);
		sqlite3_finalize(q);
	}
	sqlite3_close(s);
	assert_true(closed > 0);
	unsigned n = member(h);

	assert_int_equal(h->r.login.who.notices, 1);
	assert_int_equal(h->r.login.who.notice[0].kind, NOTICE_HANDED_IN);
	assert_int_equal(say(h, n,
			     (struct request){ .verb = VERB_SEAT,
				 .attempt = { .event = event(h->c), .attempt = h->attempt } }),
	    REASON_TIME_UP);
	house_free(h);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_loses_the_seat_is_told_at_once),
		cmocka_unit_test(what_is_over_is_handed_in_while_nobody_asks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
