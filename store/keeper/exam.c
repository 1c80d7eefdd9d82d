/* The entrance, the seat and the clock of an attempt, as they are asked for (record/exam.h). */
#include <string.h>

#include "courses/base/safe.h"
#include "store/keeper/quiz.h"

/* ---- the entrance ---- */

static void
best_of(struct ask *x, struct str course, struct str assessment, struct told_entrance *t)
{
	const struct quiz_fact *best;
	struct facts f;

	db_facts(x->k->db, &x->seat.person, course, x->a, &f);
	best = facts_quiz(&f, assessment);
	t->best = best ? best->best : -1;
	t->passed = best && best->passed;
}

void
do_entrance(struct ask *x)
{
	static const struct seed none;
	struct told_entrance *t = &x->r->entrance;
	const struct question **drawn;
	struct asked_quiz q;
	struct attempt_row open;

	if (uuid_is_zero(&x->seat.person)) {
		refuse(x, REASON_NOT_ALLOWED);
		return;
	}
	if (!quiz_asked(x, &q))
		return;

	uint64_t extra = db_extra_time(x->k->db, &x->seat.person);

	*t = (struct told_entrance){
		.kind = q.as->kind,
		.pass = q.as->kind == ASSESS_POSTTEST || q.as->kind == ASSESS_SURVEY ? 0 : q.as->pass,
		.tries_most = q.as->attempts,
		.wait_s = q.as->wait_s,
		.time_s = quiz_time(q.as, extra),
		.extra = q.as->time_s > 0 ? (uint32_t)extra : 0,
		.clock = q.as->clock,
		.pause_limit_s = q.as->clock == CLOCK_PAUSES ? q.as->pause_limit_s : 0,
		.review = q.as->review,
		.lang = q.lang,
	};
	quiz_draw(x, &q, &none, &drawn, &t->questions);
	best_of(x, q.book->edition.course, q.as->id, t);
	if (db_attempt_open(
		x->k->db, &x->seat.person, q.book->edition.course, q.as->id, x->a, &open)) {
		const struct sitting *one = sitting_at(x->k, &open.attempt.id);

		t->open = true;
		t->attempt = open.attempt.id;
		t->seated = one && !uuid_eq(&one->session, &x->seat.session);
		/* As it was begun, not as a later edition has it. */
		t->questions = open.attempt.questions;
		t->pass = open.attempt.pass;
		t->time_s = open.attempt.time_s;
		t->clock = open.attempt.clock;
		t->pause_limit_s = open.attempt.pause_limit_s;
		t->lang = open.attempt.lang;
	}
	/* Why not is part of the answer here, and no refusal of it. */
	quiz_may_start(x, &q, &t->tries);
	t->why_not = x->r->refusal;
	x->r->refusal = (struct refusal){ .reason = REASON_NONE };
	if (t->open)
		t->why_not = x->r->refusal;
}

/* ---- the seat ---- */

void
do_seat(struct ask *x)
{
	struct attempt_row t;

	if (attempt_asked(x, &t))
		seat_sit(x, &t);
}

void
do_seat_leave(struct ask *x)
{
	const struct ask_seat_leave *q = &x->q.seat_leave;
	struct attempt_row t;
	struct event e;

	if (!db_attempt(x->k->db, &q->attempt, x->a, &t) || !uuid_eq(&t.person, &x->seat.person)) {
		refuse(x, REASON_NO_SUCH);
		return;
	}
	if (event_said(x, &q->event, EVENT_OUTAGE, &e) == SAID_NEVER && t.attempt.closed_at == 0)
		seat_leave(x, &t, &q->event, q->heard_at);
}

/* ---- more time ---- */

enum { PERCENT_MOST = 300, MINUTES_MOST = 24 * 60 };

static bool
extra_person(struct ask *x, struct person *p)
{
	struct str login = login_fold(x->a, x->q.extra_time.login);

	if (!safe_login(login) || !db_person_by_login(x->k->db, login, x->a, p))
		refuse(x, REASON_NO_PERSON);
	else if (uuid_eq(&p->id, &x->seat.person))
		refuse(x, REASON_RIGHTS); /* nobody gives it to himself */
	return !is_refused(x);
}

/* Of one open attempt; which, q says by its id or by what it is an attempt at. */
static bool
extra_attempt(struct ask *x, const struct person *p, struct attempt_row *t)
{
	const struct ask_extra_time *q = &x->q.extra_time;
	bool is_known = uuid_is_zero(&q->attempt)
			    ? db_attempt_open(x->k->db, &p->id, q->course, q->assessment, x->a, t)
			    : db_attempt(x->k->db, &q->attempt, x->a, t);

	if (!is_known || !uuid_eq(&t->person, &p->id) || t->attempt.time_s == 0)
		refuse(x, REASON_NO_SUCH);
	else if (t->attempt.closed_at > 0)
		refuse(x, REASON_CLOSED);
	return !is_refused(x);
}

void
do_extra_time(struct ask *x)
{
	const struct ask_extra_time *q = &x->q.extra_time;
	bool gives = !uuid_is_zero(&q->attempt) || q->course.len > 0;
	struct attempt_row t;
	struct person p;
	struct event e;

	if (gives ? q->minutes == 0 || q->minutes > MINUTES_MOST || q->percent > 0
		  : q->percent > PERCENT_MOST || q->minutes > 0 || q->assessment.len > 0) {
		refuse(x, REASON_MALFORMED);
		return;
	}
	if (!extra_person(x, &p) || event_said(x, &q->event, EVENT_EXTRA_TIME, &e) != SAID_NEVER)
		return;
	if (gives && !extra_attempt(x, &p, &t))
		return;
	e = event_new(x, &q->event, EVENT_EXTRA_TIME);
	e.person = p.id;
	e.extra.why = q->why;
	e.extra.percent = q->percent;
	if (gives) {
		e.course = t.attempt.course;
		e.subject = t.attempt.assessment;
		e.extra.attempt = t.attempt.id;
		e.extra.minutes = q->minutes;
	}
	event_keep(x, &e);
}
