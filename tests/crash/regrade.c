/*
 * A keeper that is killed (SIGKILL) in the middle of a repair, again and again: the next one goes on behind what is
 * kept, every attempt gets its marks once, and doctor finds the records whole.
 */
#include "store/sqlite/data.h"
#include "tests/keeper/listener.h"

enum { PEOPLE = 700, KILLS = 4 };

struct crowd {
	struct classroom *c;
	struct listener l;
	struct uuid attempt[PEOPLE], repair;
	uint32_t wrong; /* attempts whose marks the repair changes */
};

/* As a keeper with a loop: a repair that is asked for waits for a turn, which this one never has. */
static const struct keeper_process idle;

static void
crowd_make(struct crowd *w)
{
	struct seat machine = keeper_operator();

	for (int i = 0; i < PEOPLE; i++) {
		char name[20];
		struct attempt t;
		struct seat s;

		snprintf(name, sizeof(name), "learner%d", i + 1);
		s = person(w->c, name, ROLE_TRAINEE);
		t = start(w->c, &s, "first-hour");
		for (uint32_t n = 0; n < t.questions; n++) {
			OK(w->c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = n });
			answer(w->c, &s, &t, n, str_is(w->c->r.question.question.id, "q-off") || i % 5 == 0);
		}
		OK(w->c, &s, .verb = VERB_QUIZ_HANDIN,
		    .attempt = { .event = event(w->c), .attempt = t.id });
		w->attempt[i] = t.id;
		w->wrong += i % 5 != 0;
		arena_reset(w->c->a);
	}
	w->c->k->process = &idle;
	OK(w->c, &machine, .verb = VERB_REPAIR,
	    .repair = { .event = event(w->c),
		.course = COURSE,
		.assessment = STR("first-hour"),
		.question = STR("q-utc"),
		.kind = REPAIR_ACCEPT,
		.accept = STR("16"),
		.reason = STR("The zone was not said.") });
	assert_int_equal(w->c->r.repair.counts.changed, w->wrong);
	assert_int_equal(w->c->r.repair.row.state, REPAIR_GOING);
	w->repair = w->c->r.repair.row.id;
}

static struct repair
repair_now(struct crowd *w)
{
	struct repair r;
	struct err e;
	struct db *db = db_open_reader(w->l.database, &e);

	if (!db)
		fail_msg("%s", e.text);
	arena_reset(w->c->a);
	assert_true(db_repair(db, &w->repair, w->c->a, &r));
	db_close(db);
	return r;
}

/* Until it has changed more than so many marks, or is done. */
static struct repair
gets_on(struct crowd *w, uint32_t than)
{
	int64_t until = now_ms() + WAIT_MS;
	struct repair r = repair_now(w);

	while (r.changed <= than && r.state != REPAIR_DONE) {
		struct pollfd p = { .fd = w->l.control, .events = POLLIN };

		if (now_ms() > until)
			fail_msg("the repair stands still at %u", r.changed);
		poll(&p, 1, 1);
		if (p.revents && !listener_hear(&w->l))
			fail_msg("the keeper ended by itself: %s", w->l.report);
		r = repair_now(w);
	}
	return r;
}

struct found {
	const struct crowd *w;
	uint32_t remarks, passed, done;
};

static bool
event_found(void *context, const struct event *e)
{
	struct found *f = context;

	f->remarks += e->kind == EVENT_REMARK;
	f->passed += e->kind == EVENT_REMARK && e->remark.passed && e->remark.percent == 100;
	f->done += e->kind == EVENT_REPAIR_DONE;
	return true;
}

static void
a_repair_goes_on_behind_a_killed_keeper(void **state)
{
	struct crowd *w = calloc(1, sizeof(*w));
	struct found f = { .w = w };
	struct arena *a = arena_new();
	struct buf report = BUF_IN(a);
	struct repair r = { .changed = 0 };
	unsigned kills = 0, half = 0;
	struct err e;
	struct db *db;

	(void)state;
	on_disk = true;
	w->c = classroom_new();
	crowd_make(w);
	keeper_close(w->c->k);
	w->c->k = NULL;
	strcpy(w->l.database, w->c->database);
	while (r.state != REPAIR_DONE) {
		listener_start(&w->l, false);
		r = gets_on(w, r.changed);
		if (r.state == REPAIR_DONE || kills == KILLS)
			r = gets_on(w, UINT32_MAX);
		else
			kills++;
		half += r.state != REPAIR_DONE && r.changed > 0;
		listener_stop(&w->l, SIGKILL);
		r = repair_now(w);
	}
	printf("%u kills, %u of them in the middle\n", kills, half);
	assert_true(half > 0);
	assert_int_equal(r.changed, w->wrong);
	if (!data_doctor(w->l.database, &report, &e))
		fail_msg("%s\n%s", e.text, buf_cstr(&report));
	db = db_open_reader(w->l.database, &e);
	assert_non_null(db);
	assert_true(db_events(db, a, event_found, &f));
	assert_int_equal(f.remarks, w->wrong);
	assert_int_equal(f.passed, w->wrong);
	assert_int_equal(f.done, 1);
	for (int i = 0; i < PEOPLE; i++) {
		struct attempt_row t;

		arena_reset(a);
		assert_true(db_attempt(db, &w->attempt[i], a, &t));
		assert_true(t.attempt.passed && t.attempt.percent == 100);
		assert_true((t.attempt.remarked_at > 0) == (i % 5 != 0));
	}
	db_close(db);
	arena_free(a);
	classroom_free(w->c);
	free(w);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_repair_goes_on_behind_a_killed_keeper),
};

int
main(void)
{
	return cmocka_run_group_tests_name("regrade", tests, NULL, NULL);
}
