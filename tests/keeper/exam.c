/* The entrance, the seat and the clock of an attempt: one test per promise of record/exam.h. */
#include "tests/keeper/desk.h"

#define HALL STR("exam-hall")

enum { LIMIT = 45 * 60, PAUSE = 30 * 60, STRICT = 10 * 60 };

static int64_t steady_by; /* so far the steady clock is from the wall clock */

static int64_t
steady(void *context)
{
	const struct classroom *c = context;

	return c->now + steady_by;
}

/* The machine's clock is set; no time goes by. */
static void
set_clock(struct classroom *c, int64_t by)
{
	c->now += by;
	steady_by -= by;
}

static struct classroom *
hall(void)
{
	struct classroom *c = classroom_bare();
	bool changed;
	struct err e;

	steady_by = 0;
	c->k->steady = steady;
	sittings_begin(c->k);
	if (!keeper_publish(c->k, SOURCE_DIR "/tests/courses/exam-hall", NULL, &changed, &e))
		fail_msg("%s", e.text);
	return c;
}

/* The keeper died and another one begins; sessions stay. */
static void
restart(struct classroom *c)
{
	if (on_disk) {
		classroom_reopen(c);
		c->k->steady = steady;
	} else {
		sittings_free(&c->k->sittings);
	}
	sittings_begin(c->k);
}

static struct seat
again(struct classroom *c, const char *name)
{
	struct seat s = nobody();

	assert_int_equal(login(c, &s, name, SECRET), REASON_NONE);
	s.since = c->now;
	return s;
}

static struct seat
reader(struct classroom *c, const char *name)
{
	struct seat s = person(c, name, ROLE_TRAINEE);
	struct request q = {
		.verb = VERB_PLACE,
		.place = { .event = event(c),
			.place = { .course = HALL,
				.lang = STR("en"),
				.lesson = STR("quiet"),
				.ended = true } },
	};

	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	s.since = c->now;
	return s;
}

static enum reason
begin(struct classroom *c, struct seat *s, const char *assessment)
{
	return ASK(c, s, .verb = VERB_QUIZ_START,
	    .quiz = { .event = event(c),
		.course = HALL,
		.assessment = str_from(assessment),
		.lang = STR("en") });
}

static struct attempt
begun(struct classroom *c, struct seat *s, const char *assessment)
{
	assert_int_equal(begin(c, s, assessment), REASON_NONE);
	return c->r.attempt;
}

static enum reason
sit(struct classroom *c, struct seat *s, const struct attempt *t)
{
	return ASK(c, s, .verb = VERB_SEAT, .attempt = { .event = event(c), .attempt = t->id });
}

static enum reason
look(struct classroom *c, struct seat *s, const struct attempt *t)
{
	return ASK(c, s, .verb = VERB_ATTEMPT, .attempt = { .attempt = t->id });
}

static enum reason
leave(struct classroom *c, struct seat *s, const struct attempt *t, int64_t heard_at)
{
	return ASK(c, s, .verb = VERB_SEAT_LEAVE,
	    .seat_leave = { .event = event(c), .attempt = t->id, .heard_at = heard_at });
}

/* Empty, which fits every question; it is an event all the same. */
static enum reason
say(struct classroom *c, struct seat *s, const struct attempt *t, uint32_t index)
{
	return ASK(c, s, .verb = VERB_QUIZ_ANSWER,
	    .attempt = { .event = event(c), .attempt = t->id, .index = index });
}

static enum reason
give_in(struct classroom *c, struct seat *s, const struct attempt *t)
{
	return ASK(c, s, .verb = VERB_QUIZ_HANDIN, .attempt = { .event = event(c), .attempt = t->id });
}

static const struct told_entrance *
entrance(struct classroom *c, struct seat *s, const char *assessment)
{
	OK(c, s, .verb = VERB_ENTRANCE,
	    .quiz = { .course = HALL, .assessment = str_from(assessment), .lang = STR("fr") });
	return &c->r.entrance;
}

static void
done(struct classroom *c)
{
	sound(c);
	classroom_free(c);
}

struct counted {
	enum event_kind kind;
	unsigned n;
	struct event last;
};

static bool
count_kind(void *context, const struct event *e)
{
	struct counted *k = context;

	if (e->kind == k->kind) {
		k->n++;
		k->last = *e;
	}
	return true;
}

static struct counted
of_kind(struct classroom *c, enum event_kind kind)
{
	struct counted k = { .kind = kind };

	assert_true(db_events(c->k->db, c->a, count_kind, &k));
	return k;
}

/* ---- the entrance ---- */

static void
the_entrance_says_the_rules_and_changes_nothing(void **state)
{
	struct classroom *c = hall();
	struct seat s = reader(c, "amina");
	int64_t before = events(c);
	const struct told_entrance *t = entrance(c, &s, "final");

	(void)state;
	assert_int_equal(t->kind, ASSESS_EXAM);
	assert_int_equal(t->questions, 6);
	assert_int_equal(t->pass, 80);
	assert_int_equal(t->tries, 0);
	assert_int_equal(t->tries_most, 2);
	assert_int_equal(t->wait_s, 3600);
	assert_int_equal(t->time_s, LIMIT);
	assert_int_equal(t->clock, CLOCK_PAUSES);
	assert_int_equal(t->pause_limit_s, PAUSE);
	assert_int_equal(t->best, -1);
	assert_true(str_is(t->lang, "en"));
	assert_false(t->open);
	assert_int_equal(t->why_not.reason, REASON_NONE);
	assert_int_equal(events(c), before);

	struct attempt one = begun(c, &s, "final");
	struct seat other = again(c, "amina");

	t = entrance(c, &s, "final");
	assert_true(t->open && uuid_eq(&t->attempt, &one.id) && !t->seated);
	t = entrance(c, &other, "final");
	assert_true(t->open && t->seated);
	assert_int_equal(give_in(c, &s, &one), REASON_NONE);
	t = entrance(c, &s, "final");
	assert_false(t->open);
	assert_int_equal(t->tries, 1);
	assert_int_equal(t->best, 0);
	assert_int_equal(t->why_not.reason, REASON_WAIT);
	assert_int_equal(t->why_not.at, c->now + 3600);
	assert_int_equal(ASK(c, &s, .verb = VERB_ENTRANCE,
			     .quiz = { .course = HALL, .assessment = STR("none"), .lang = STR("en") }),
	    REASON_NO_SUCH);
	done(c);
}

static void
an_exam_opens_when_the_course_says_so(void **state)
{
	struct classroom *c = hall();
	struct seat s = person(c, "amina", ROLE_TRAINEE);

	(void)state;
	assert_int_equal(entrance(c, &s, "final")->why_not.reason, REASON_NOT_NOW);
	assert_int_equal(begin(c, &s, "final"), REASON_NOT_NOW);
	assert_int_equal(entrance(c, &s, "before")->why_not.reason, REASON_NONE);
	s = reader(c, "binta");
	assert_int_equal(begin(c, &s, "final"), REASON_NONE);
	done(c);
}

/* ---- the pair ---- */

static void
answers_are(struct classroom *c, struct seat *s, const struct attempt *t, bool open)
{
	OK(c, s, .verb = VERB_RESULT, .attempt = { .attempt = t->id });
	assert_true(c->r.result.answers_open == open);
	OK(c, s, .verb = VERB_RESULT_QUESTION, .attempt = { .attempt = t->id });
	assert_true((c->r.result_question.right.len > 0) == open);
}

static void
a_pair_asks_other_questions_and_nobody_passes_or_fails(void **state)
{
	struct classroom *c = hall();

	(void)state;
	for (int i = 0; i < 8; i++) {
		char name[8];

		snprintf(name, sizeof(name), "pupil%d", i);

		struct seat s = reader(c, name);
		struct str seen[2];
		struct attempt t = begun(c, &s, "before");

		assert_int_equal(t.pass, 0);
		assert_int_equal(t.kind, ASSESS_PRETEST);
		assert_int_equal(t.questions, 2);
		for (uint32_t n = 0; n < 2; n++) {
			OK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = n });
			seen[n] = str_copy(c->a, c->r.question.question.id);
		}
		assert_int_equal(give_in(c, &s, &t), REASON_NONE);
		assert_false(c->r.attempt.passed);
		assert_int_equal(begin(c, &s, "before"), REASON_NO_TRIES);
		/* Its answers are those of the posttest as well. */
		struct attempt pre = t;

		answers_are(c, &s, &pre, false);
		t = begun(c, &s, "after");
		assert_int_equal(t.pass, 0);
		for (uint32_t n = 0; n < 2; n++) {
			OK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = n });
			assert_false(str_eq(c->r.question.question.id, seen[0]));
			assert_false(str_eq(c->r.question.question.id, seen[1]));
		}
		answers_are(c, &s, &pre, false);
		assert_int_equal(give_in(c, &s, &t), REASON_NONE);
		answers_are(c, &s, &pre, true);
		answers_are(c, &s, &t, true);
	}
	done(c);
}

/* ---- the seat ---- */

static void
an_attempt_has_one_seat(void **state)
{
	struct classroom *c = hall();
	struct seat a = reader(c, "amina");
	struct attempt t = begun(c, &a, "final");
	struct seat b = again(c, "amina");
	int64_t at = c->now += 60;

	(void)state;
	assert_int_equal(look(c, &b, &t), REASON_SEAT);
	assert_int_equal(say(c, &b, &t, 0), REASON_SEAT);
	assert_int_equal(sit(c, &b, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.questions, 6);
	c->now += 5;
	assert_int_equal(look(c, &a, &t), REASON_SEAT);
	assert_int_equal(c->r.refusal.at, at);
	assert_int_equal(ASK(c, &a, .verb = VERB_QUESTION, .attempt = { .attempt = t.id }), REASON_SEAT);
	assert_int_equal(say(c, &a, &t, 0), REASON_SEAT);
	assert_int_equal(give_in(c, &a, &t), REASON_SEAT);
	/* Who lost it leaves nothing behind. */
	assert_int_equal(leave(c, &a, &t, c->now), REASON_NONE);
	assert_int_equal(say(c, &b, &t, 0), REASON_NONE);
	/* And may take it back. */
	assert_int_equal(begin(c, &a, "final"), REASON_NONE);
	assert_true(uuid_eq(&c->r.attempt.id, &t.id));
	assert_int_equal(say(c, &b, &t, 0), REASON_SEAT);
	/* Nobody else's business. */
	b = reader(c, "binta");
	assert_int_equal(sit(c, &b, &t), REASON_NO_SUCH);
	assert_int_equal(leave(c, &b, &t, c->now), REASON_NO_SUCH);
	assert_int_equal(give_in(c, &a, &t), REASON_NONE);
	assert_int_equal(sit(c, &a, &t), REASON_CLOSED);
	done(c);
}

static void
an_answer_said_again_is_heard_from_any_seat_that_asks(void **state)
{
	struct classroom *c = hall();
	struct seat a = reader(c, "amina");
	struct attempt t = begun(c, &a, "final");
	struct request q = { .verb = VERB_QUIZ_ANSWER,
		.attempt = { .event = event(c), .attempt = t.id, .index = 2 } };
	int64_t before;

	(void)state;
	assert_int_equal(ask_coded(c, &a, q), REASON_NONE);
	before = events(c);
	restart(c);
	assert_int_equal(ask_coded(c, &a, q), REASON_NONE);
	assert_int_equal(events(c), before);
	/* The seat is free; the next thing said takes it without a word. */
	assert_int_equal(say(c, &a, &t, 1), REASON_NONE);
	assert_int_equal(of_kind(c, EVENT_OUTAGE).n, 0);

	struct seat b = again(c, "amina");

	assert_int_equal(say(c, &b, &t, 1), REASON_SEAT);
	done(c);
}

/* ---- the clock ---- */

static void
time_runs_by_the_keeper(void **state)
{
	struct classroom *c = hall();
	struct seat s = reader(c, "amina");
	struct attempt t = begun(c, &s, "final");

	(void)state;
	assert_int_equal(t.time_s, LIMIT);
	assert_int_equal(t.left_s, LIMIT);
	assert_int_equal(t.until, c->now + EXAM_LEFT_S);
	c->now += 600;
	assert_int_equal(look(c, &s, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.left_s, LIMIT - 600);
	/* Home says the same, and is not a way into the seat. */
	OK(c, &s, .verb = VERB_HOME);
	assert_int_equal(c->r.home.opens, 1);
	assert_true(str_is(c->r.home.open[0].assessment, "final") && str_eq(c->r.home.open[0].course, HALL));
	assert_int_equal(c->r.home.open[0].left_s, LIMIT - 600);
	assert_null(c->r.home.open[0].has);
	/* The grace: an answer that was on its way. */
	c->now += LIMIT - 600 + EXAM_GRACE_S;
	assert_int_equal(say(c, &s, &t, 3), REASON_NONE);
	assert_int_equal(c->r.attempt.left_s, -EXAM_GRACE_S);
	c->now++;
	assert_int_equal(say(c, &s, &t, 3), REASON_TIME_UP);
	assert_int_equal(look(c, &s, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.closed_at, c->now);
	OK(c, &s, .verb = VERB_HOME);
	assert_int_equal(c->r.home.opens, 0);
	assert_int_equal(give_in(c, &s, &t), REASON_TIME_UP);
	assert_int_equal(sit(c, &s, &t), REASON_TIME_UP);
	assert_true(of_kind(c, EVENT_QUIZ_HANDIN).last.handin.time_up);
	/* Who sat there saw it; nobody is told again. */
	c->now += 10;
	again(c, "amina");
	assert_int_equal(c->r.login.who.notices, 0);
	done(c);
}

static void
handing_in_within_the_grace_counts_and_says_so(void **state)
{
	struct classroom *c = hall();
	struct seat s = reader(c, "amina");
	struct attempt t = begun(c, &s, "final");

	(void)state;
	c->now += LIMIT + 10;
	assert_int_equal(give_in(c, &s, &t), REASON_NONE);
	assert_true(of_kind(c, EVENT_QUIZ_HANDIN).last.handin.time_up);
	done(c);
}

static void
an_outage_gives_time_back_up_to_the_limit(void **state)
{
	struct classroom *c = hall();
	struct seat a = reader(c, "amina"), b;
	struct attempt t = begun(c, &a, "final");
	struct counted k;

	(void)state;
	c->now += 100;
	assert_int_equal(say(c, &a, &t, 0), REASON_NONE);
	c->now += 50;
	/* Never before the last thing that was said, never after now. */
	assert_int_equal(leave(c, &a, &t, c->now - 120), REASON_NONE);
	c->now += 1000;
	b = again(c, "amina");
	assert_int_equal(sit(c, &b, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.left_s, LIMIT - 100);
	assert_int_equal(c->r.attempt.paused_s, 1050);
	k = of_kind(c, EVENT_OUTAGE);
	assert_int_equal(k.n, 2); /* that it began, and what it was */
	assert_int_equal(k.last.outage.to - k.last.outage.from, 1050);
	assert_int_equal(k.last.outage.given_s, 1050);
	assert_int_equal(look(c, &b, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.left_s, LIMIT - 100);
	/* The next is longer than what is left of the half hour. */
	assert_int_equal(leave(c, &b, &t, c->now), REASON_NONE);
	c->now += 2000;
	assert_int_equal(sit(c, &b, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.paused_s, PAUSE);
	assert_int_equal(c->r.attempt.left_s, LIMIT - 100 - (2000 - (PAUSE - 1050)));
	done(c);
}

/* Or the clock would stand still for who thinks. */
static void
nobody_reads_on_while_the_clock_stands_still(void **state)
{
	struct classroom *c = hall();
	struct seat a = reader(c, "amina");
	struct attempt t = begun(c, &a, "final");

	(void)state;
	c->now += 100;
	assert_int_equal(leave(c, &a, &t, c->now), REASON_NONE);
	c->now += 100;
	assert_int_equal(ASK(c, &a, .verb = VERB_QUESTION, .attempt = { .attempt = t.id }), REASON_SEAT);
	restart(c);
	assert_int_equal(ASK(c, &a, .verb = VERB_QUESTION, .attempt = { .attempt = t.id }), REASON_SEAT);
	assert_int_equal(sit(c, &a, &t), REASON_NONE);
	assert_int_equal(ASK(c, &a, .verb = VERB_QUESTION, .attempt = { .attempt = t.id }), REASON_NONE);
	/* A keeper that died knows of no seat: who reads there is not thrown out. */
	restart(c);
	assert_int_equal(ASK(c, &a, .verb = VERB_QUESTION, .attempt = { .attempt = t.id }), REASON_NONE);
	done(c);
}

/* What was given back with a request that was refused is kept with the next. */
static void
time_is_given_back_behind_a_refusal_as_well(void **state)
{
	struct classroom *c = hall();
	struct seat a = reader(c, "amina");
	struct attempt t = begun(c, &a, "final");

	(void)state;
	assert_int_equal(leave(c, &a, &t, c->now), REASON_NONE);
	sittings_turn(c->k, 3600);
	c->now += 500;
	assert_int_equal(say(c, &a, &t, 77), REASON_NO_SUCH);
	c->now += 10;
	assert_int_equal(sit(c, &a, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.paused_s, 500);
	assert_int_equal(c->r.attempt.left_s, LIMIT - 10);
	assert_int_equal(leave(c, &a, &t, c->now), REASON_NONE);
	c->now += 100;
	assert_int_equal(sit(c, &a, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.paused_s, 600);
	done(c);
}

/* A few a turn: the others of the class wait for no hundred of them. */
static void
many_that_end_together_are_handed_in_piece_by_piece(void **state)
{
	enum { PEOPLE = 40 };
	struct classroom *c = hall();
	unsigned n, before = 0;

	(void)state;
	for (int i = 0; i < PEOPLE; i++) {
		char name[12];

		snprintf(name, sizeof(name), "pupil%d", i);
		struct seat s = reader(c, name);

		begun(c, &s, "strict");
	}
	c->now += STRICT + EXAM_GRACE_S + 1;
	for (int turns = 0; sittings_turn(c->k, 3600) == 0; turns++) {
		n = of_kind(c, EVENT_QUIZ_HANDIN).n;
		assert_true(n > before && n < PEOPLE && turns < PEOPLE);
		before = n;
	}
	assert_true(before > 0);
	assert_int_equal(of_kind(c, EVENT_QUIZ_HANDIN).n, PEOPLE);
	done(c);
}

static void
who_comes_in_again_while_the_old_line_is_not_given_up_has_the_time_as_well(void **state)
{
	struct classroom *c = hall();
	struct seat a = reader(c, "amina"), b;
	struct attempt t = begun(c, &a, "final");

	(void)state;
	c->now += 100;
	assert_int_equal(look(c, &a, &t), REASON_NONE); /* the last that was heard */
	c->now += 300;
	b = again(c, "amina");
	assert_int_equal(sit(c, &b, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.left_s, LIMIT - 100);
	done(c);
}

static void
leaving_by_a_key_stops_no_clock(void **state)
{
	struct classroom *c = hall();
	struct seat a = reader(c, "amina");
	struct attempt t = begun(c, &a, "final");

	(void)state;
	c->now += 100;
	assert_int_equal(leave(c, &a, &t, 0), REASON_NONE);
	c->now += 100;
	restart(c);
	c->now += 100;
	assert_int_equal(sit(c, &a, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.left_s, LIMIT - 300);
	done(c);
}

static void
a_clock_that_runs_gives_nothing_and_keeps_the_outage(void **state)
{
	struct classroom *c = hall();
	struct seat s = reader(c, "amina");
	struct attempt t = begun(c, &s, "strict");

	(void)state;
	assert_int_equal(t.left_s, STRICT);
	assert_int_equal(t.pause_limit_s, 0);
	assert_int_equal(leave(c, &s, &t, c->now), REASON_NONE);
	c->now += 400;
	assert_int_equal(sit(c, &s, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.left_s, STRICT - 400);
	assert_int_equal(of_kind(c, EVENT_OUTAGE).last.outage.given_s, 0);
	assert_int_equal(of_kind(c, EVENT_OUTAGE).n, 2);
	/* Over while nobody was there: handed in by the keeper itself, and told. */
	assert_int_equal(leave(c, &s, &t, c->now), REASON_NONE);
	assert_int_equal(sittings_turn(c->k, 3600), STRICT - 400 + EXAM_GRACE_S + 1);
	c->now += 3600;
	assert_int_equal(sittings_turn(c->k, 3600), 3600);
	assert_true(of_kind(c, EVENT_QUIZ_HANDIN).last.handin.left);
	again(c, "amina");
	assert_int_equal(c->r.login.who.notices, 1);
	assert_int_equal(c->r.login.who.notice[0].kind, NOTICE_HANDED_IN);
	assert_true(str_is(c->r.login.who.notice[0].what, "exam-hall/strict"));
	done(c);
}

static void
a_pause_ends_the_attempt_only_after_its_limit(void **state)
{
	struct classroom *c = hall();
	struct seat s = reader(c, "amina");
	struct attempt t = begun(c, &s, "final");

	(void)state;
	c->now += LIMIT - 60;
	assert_int_equal(leave(c, &s, &t, c->now), REASON_NONE);
	c->now += PAUSE;
	assert_int_equal(sittings_turn(c->k, 3600), 60 + EXAM_GRACE_S + 1);
	assert_int_equal(sit(c, &s, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.left_s, 60);
	assert_int_equal(leave(c, &s, &t, c->now), REASON_NONE);
	c->now += 60 + EXAM_GRACE_S + 1;
	assert_int_equal(sit(c, &s, &t), REASON_TIME_UP);
	done(c);
}

static void
a_keeper_that_dies_steals_no_time_and_gives_none(void **state)
{
	struct classroom *c = hall();
	struct seat a = reader(c, "amina"), b;
	struct attempt t = begun(c, &a, "final");

	(void)state;
	/* The session lives on: the line was up all the time. */
	c->now += 200;
	restart(c);
	c->now += 5;
	assert_int_equal(say(c, &a, &t, 0), REASON_NONE);
	assert_int_equal(c->r.attempt.left_s, LIMIT - 205);
	/* It had left before: the pause began then. */
	assert_int_equal(leave(c, &a, &t, c->now), REASON_NONE);
	c->now += 200;
	restart(c);
	c->now += 200;
	b = again(c, "amina");
	assert_int_equal(sit(c, &b, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.left_s, LIMIT - 205);
	/* The machine lost its power, and with it all who sat there; the records were quiet since. */
	restart(c);
	c->now += 500;
	b = again(c, "amina");
	assert_int_equal(sit(c, &b, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.left_s, LIMIT - 205);
	/* Nothing is handed in behind the back of somebody whose session may still be there. */
	c->now += LIMIT - 205 - 30;
	restart(c);
	c->now += 100;
	sittings_turn(c->k, 3600);
	assert_int_equal(look(c, &b, &t), REASON_NONE);
	done(c);
}

static void
a_clock_that_is_set_steals_no_time_and_gives_none(void **state)
{
	static const int64_t steps[] = { 3600, -3600, 86400 * 365, -86400 * 365, -7200 };
	struct classroom *c = hall();
	struct seat s = reader(c, "amina");
	struct attempt t = begun(c, &s, "final");
	int32_t left = LIMIT;

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		c->now += 100;
		left -= 100;
		set_clock(c, steps[i]);
		assert_int_equal(look(c, &s, &t), REASON_NONE);
		assert_int_equal(c->r.attempt.left_s, left);
		c->now += 50;
		left -= 50;
		assert_int_equal(say(c, &s, &t, 0), REASON_NONE);
		assert_int_equal(c->r.attempt.left_s, left);
	}
	assert_int_equal(of_kind(c, EVENT_CLOCK_SET).n, 5);
	/* In the midst of an outage as well, and through a restart. */
	assert_int_equal(leave(c, &s, &t, c->now), REASON_NONE);
	c->now += 300;
	set_clock(c, 5000);
	sittings_turn(c->k, 3600);
	restart(c);
	c->now += 300;
	assert_int_equal(sit(c, &s, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.left_s, left);
	assert_int_equal(c->r.attempt.paused_s, 600);
	/* A little is no setting. */
	set_clock(c, 1);
	assert_int_equal(look(c, &s, &t), REASON_NONE);
	assert_int_equal(of_kind(c, EVENT_CLOCK_SET).n, 6);
	/* And behind the newest event, no exam begins. */
	assert_int_equal(give_in(c, &s, &t), REASON_NONE);
	set_clock(c, -100000);
	assert_int_equal(begin(c, &s, "strict"), REASON_CLOCK);
	assert_int_equal(entrance(c, &s, "strict")->why_not.reason, REASON_CLOCK);
	done(c);
}

static void
an_exam_that_is_left_for_a_week_is_handed_in_and_told(void **state)
{
	struct classroom *c = hall();
	struct seat s = reader(c, "amina");
	struct attempt t = begun(c, &s, "before");

	(void)state;
	assert_int_equal(t.time_s, 0);
	assert_int_equal(t.until, c->now + EXAM_LEFT_S);
	assert_int_equal(leave(c, &s, &t, c->now), REASON_NONE);
	c->now += EXAM_LEFT_S;
	s = again(c, "amina");
	assert_int_equal(begin(c, &s, "before"), REASON_NO_TRIES);
	c->now++;
	again(c, "amina");
	done(c);
}

/* ---- more time ---- */

static void
more_time_is_given_by_staff_and_kept_with_a_reason(void **state)
{
	struct classroom *c = hall();
	struct seat s = reader(c, "amina"), teacher = person(c, "tembo", ROLE_INSTRUCTOR);
	struct request percent = { .verb = VERB_EXTRA_TIME,
		.extra_time = { .event = event(c), .login = STR("amina"), .percent = 25 } };
	struct attempt t;
	struct counted k;

	(void)state;
	assert_int_equal(ask_coded(c, &s, percent), REASON_NOT_ALLOWED);
	assert_int_equal(ask_coded(c, &teacher, percent), REASON_NONE);
	assert_int_equal(ask_coded(c, &teacher, percent), REASON_NONE);
	assert_int_equal(of_kind(c, EVENT_EXTRA_TIME).n, 1);
	percent.extra_time.login = STR("tembo");
	percent.extra_time.event = event(c);
	assert_int_equal(ask_coded(c, &teacher, percent), REASON_RIGHTS);
	percent.extra_time.login = STR("nobody");
	assert_int_equal(ask_coded(c, &teacher, percent), REASON_NO_PERSON);
	percent.extra_time.login = STR("amina");
	percent.extra_time.percent = 301;
	assert_int_equal(ask_coded(c, &teacher, percent), REASON_MALFORMED);

	assert_int_equal(entrance(c, &s, "final")->time_s, LIMIT * 5 / 4);
	assert_int_equal(c->r.entrance.extra, 25);
	t = begun(c, &s, "final");
	assert_int_equal(t.time_s, LIMIT * 5 / 4);
	assert_int_equal(t.left_s, LIMIT * 5 / 4);
	/* Given back in the open one, and only in one that has a limit and is open. */
	struct request give = { .verb = VERB_EXTRA_TIME,
		.extra_time = { .event = event(c),
			.login = STR("amina"),
			.course = HALL,
			.assessment = STR("final"),
			.minutes = 10,
			.why = STR("The line was down in the whole street") } };

	assert_int_equal(ask_coded(c, &teacher, give), REASON_NONE);
	assert_int_equal(look(c, &s, &t), REASON_NONE);
	assert_int_equal(c->r.attempt.left_s, LIMIT * 5 / 4 + 600);
	k = of_kind(c, EVENT_EXTRA_TIME);
	assert_true(str_starts(k.last.extra.why, "The line was down"));
	assert_true(uuid_eq(&k.last.by, &teacher.person) && uuid_eq(&k.last.person, &s.person));
	give.extra_time.event = event(c);
	give.extra_time.assessment = STR("strict");
	assert_int_equal(ask_coded(c, &teacher, give), REASON_NO_SUCH);
	give.extra_time.course = give.extra_time.assessment = STR_NONE;
	give.extra_time.attempt = t.id;
	assert_int_equal(ask_coded(c, &teacher, give), REASON_NONE);
	assert_int_equal(give_in(c, &s, &t), REASON_NONE);
	give.extra_time.event = event(c);
	assert_int_equal(ask_coded(c, &teacher, give), REASON_CLOSED);
	done(c);
}

static void
nobody_sits_at_what_is_handed_in(void **state)
{
	struct classroom *c = hall();
	struct seat s = reader(c, "amina");
	struct attempt t = begun(c, &s, "final");

	(void)state;
	assert_int_equal(c->k->sittings.n, 1);
	assert_int_equal(give_in(c, &s, &t), REASON_NONE);
	sittings_turn(c->k, 3600);
	assert_int_equal(c->k->sittings.n, 0);
	assert_int_equal(of_kind(c, EVENT_OUTAGE).n, 0);
	/* The keeper handed it in, and its session stays on. */
	t = begun(c, &s, "strict");
	c->now += STRICT + EXAM_GRACE_S + 1;
	sittings_turn(c->k, 3600);
	sittings_turn(c->k, 3600);
	assert_int_equal(c->k->sittings.n, 0);
	done(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_entrance_says_the_rules_and_changes_nothing),
	cmocka_unit_test(an_exam_opens_when_the_course_says_so),
	cmocka_unit_test(a_pair_asks_other_questions_and_nobody_passes_or_fails),
	cmocka_unit_test(an_attempt_has_one_seat),
	cmocka_unit_test(an_answer_said_again_is_heard_from_any_seat_that_asks),
	cmocka_unit_test(time_runs_by_the_keeper),
	cmocka_unit_test(handing_in_within_the_grace_counts_and_says_so),
	cmocka_unit_test(an_outage_gives_time_back_up_to_the_limit),
	cmocka_unit_test(nobody_reads_on_while_the_clock_stands_still),
	cmocka_unit_test(time_is_given_back_behind_a_refusal_as_well),
	cmocka_unit_test(many_that_end_together_are_handed_in_piece_by_piece),
	cmocka_unit_test(who_comes_in_again_while_the_old_line_is_not_given_up_has_the_time_as_well),
	cmocka_unit_test(leaving_by_a_key_stops_no_clock),
	cmocka_unit_test(a_clock_that_runs_gives_nothing_and_keeps_the_outage),
	cmocka_unit_test(a_pause_ends_the_attempt_only_after_its_limit),
	cmocka_unit_test(a_keeper_that_dies_steals_no_time_and_gives_none),
	cmocka_unit_test(a_clock_that_is_set_steals_no_time_and_gives_none),
	cmocka_unit_test(an_exam_that_is_left_for_a_week_is_handed_in_and_told),
	cmocka_unit_test(nobody_sits_at_what_is_handed_in),
	cmocka_unit_test(more_time_is_given_by_staff_and_kept_with_a_reason),
};

TEST_MAIN(tests)
