#include "store/keeper/sitting.h"

#include <stdlib.h>
#include <string.h>

#include "store/keeper/quiz.h"

enum {
	PIECE = 32, /* attempts of one turn that are handed in: others wait for an answer meanwhile */
	DUE_UNKNOWN = -1,
	SET_S = 2,    /* clocks part by less without anybody having set one */
	AGAIN_S = 60, /* after a disk that took nothing */
};

void
sittings_begin(struct keeper *k)
{
	struct sittings *s = &k->sittings;

	s->due = DUE_UNKNOWN;
	s->wall = s->begun_at = k->now(k->now_context);
	s->steady = k->steady(k->now_context);
	s->heard_before = k->newest;
}

void
sittings_free(struct sittings *s)
{
	free(s->at);
	memset(s, 0, sizeof(*s));
}

/* ---- seats ---- */

/* Where it is, or would be. */
static uint32_t
find(const struct sittings *s, const struct uuid *attempt)
{
	uint32_t low = 0, high = s->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (memcmp(s->at[middle].attempt.b, attempt->b, sizeof(attempt->b)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Also one whose session is gone. */
static struct sitting *
known(const struct keeper *k, const struct uuid *attempt)
{
	const struct sittings *s = &k->sittings;
	uint32_t i = find(s, attempt);

	return i < s->n && uuid_eq(&s->at[i].attempt, attempt) ? &s->at[i] : NULL;
}

const struct sitting *
sitting_at(const struct keeper *k, const struct uuid *attempt)
{
	const struct sitting *one = known(k, attempt);

	return one && !one->is_gone ? one : NULL;
}

static bool
is_own(const struct ask *x, const struct sitting *one)
{
	return uuid_eq(&one->session, &x->seat.session);
}

static bool
sit(struct ask *x, const struct uuid *attempt)
{
	struct sittings *s = &x->k->sittings;
	struct sitting *one = known(x->k, attempt);

	if (!one) {
		uint32_t i = find(s, attempt);

		if (s->n == s->room) {
			uint32_t room = s->room ? 2 * s->room : 16;
			struct sitting *at = realloc(s->at, room * sizeof(*at));

			if (!at) {
				refuse(x, REASON_BUSY);
				return false;
			}
			s->at = at;
			s->room = room;
		}
		one = &s->at[i];
		memmove(one + 1, one, (s->n - i) * sizeof(*one));
		s->n++;
	}
	*one = (struct sitting){
		.attempt = *attempt,
		.session = x->seat.session,
		.since = x->now,
		.heard_at = x->now,
	};
	return true;
}

void
sitting_free(struct keeper *k, const struct uuid *attempt)
{
	struct sitting *one = known(k, attempt);

	if (one)
		one->is_gone = k->sittings.has_gone = true;
}

void
sittings_leave(struct keeper *k, const struct uuid *session)
{
	struct sittings *s = &k->sittings;

	for (uint32_t i = 0; i < s->n; i++)
		if (uuid_eq(&s->at[i].session, session))
			s->at[i].is_gone = s->has_gone = true;
}

/* ---- the clock ---- */

/* A quiz that nothing ends keeps no list of its outages. */
static bool
is_watched(const struct attempt *t)
{
	return t->time_s > 0 || t->kind == ASSESS_EXAM;
}

static int64_t
unheard_since(const struct keeper *k, const struct attempt_row *t)
{
	int64_t before = k->sittings.heard_before;

	return t->changed_at > before ? t->changed_at : before;
}

/* Since when the line is down; 0: it is not. */
static int64_t
down_since(const struct keeper *k, const struct attempt_row *t)
{
	const struct sitting *one = known(k, &t->attempt.id);
	int64_t at = one ? (one->is_gone ? one->heard_at : 0)
			 : t->away_at != 0 ? t->away_at : unheard_since(k, t);

	return at > 0 ? at : 0;
}

/* So much of an outage is given back. */
static int64_t
given_back(const struct attempt *t, int64_t from, int64_t to)
{
	int64_t most = (int64_t)t->pause_limit_s - t->paused_s;

	if (t->clock != CLOCK_PAUSES || from <= 0 || to <= from || most <= 0)
		return 0;
	return to - from < most ? to - from : most;
}

/* When its time to answer is over, if the line is not down. */
static int64_t
end_of(const struct attempt_row *t)
{
	const struct attempt *a = &t->attempt;

	return a->begun_at + t->set_s + a->time_s + t->given_s + a->paused_s;
}

int32_t
attempt_left(const struct keeper *k, const struct attempt_row *t, int64_t now)
{
	int64_t left = end_of(t) + given_back(&t->attempt, down_since(k, t), now) - now;
	int64_t all = left + now - (t->attempt.begun_at + t->set_s);

	if (t->attempt.time_s == 0)
		return INT32_MAX;
	/* Before it began: the clock was set while no keeper was there to see it. */
	if (left > all)
		left = all;
	return left < INT32_MIN ? INT32_MIN : left > INT32_MAX ? INT32_MAX : (int32_t)left;
}

/* From then on it is handed in, if nothing else is heard. */
static int64_t
due_at(const struct keeper *k, const struct attempt_row *t)
{
	int64_t down = down_since(k, t);

	return end_of(t) + given_back(&t->attempt, down, INT64_MAX / 2) + EXAM_GRACE_S + 1;
}

static void
due_note(struct keeper *k, int64_t at)
{
	struct sittings *s = &k->sittings;

	if (s->due == 0 || (s->due > 0 && at < s->due))
		s->due = at;
}

void
attempt_time(struct ask *x, const struct attempt_row *t, struct attempt *told)
{
	told->left_s = 0;
	told->until = 0;
	if (t->attempt.closed_at > 0)
		return;
	told->until = t->changed_at + EXAM_LEFT_S;
	if (t->attempt.time_s == 0)
		return;
	told->left_s = attempt_left(x->k, t, x->now);
	due_note(x->k, due_at(x->k, t));
}

/* ---- taking and leaving ---- */

static void
outage_keep(struct ask *x, const struct attempt_row *t, const struct uuid *id, int64_t from, int64_t to)
{
	struct event e = event_new(x, id, EVENT_OUTAGE);

	e.person = t->person;
	e.course = t->attempt.course;
	e.subject = t->attempt.assessment;
	e.outage.attempt = t->attempt.id;
	e.outage.from = from;
	e.outage.to = to;
	e.outage.given_s = to > 0 ? (uint32_t)given_back(&t->attempt, from, to) : 0;
	event_keep(x, &e);
}

static void
outage_end(struct ask *x, struct attempt_row *t, int64_t from, int64_t to)
{
	struct uuid id = uuid_new(x);

	outage_keep(x, t, &id, from, to);
	t->attempt.paused_s += (uint32_t)given_back(&t->attempt, from, to);
	t->away_at = 0;
}

void
seat_take(struct ask *x, struct attempt_row *t)
{
	const struct sitting *one = known(x->k, &t->attempt.id);
	bool is_old = x->seat.since < x->k->sittings.begun_at;
	int64_t from = 0;

	if (one && !one->is_gone && is_own(x, one)) {
		/* What it gave back when it was taken could not be kept then: it is now. */
		if (t->away_at != 0)
			outage_end(x, t, t->away_at, one->since);
		return;
	}
	if (one)
		from = one->heard_at;
	else if (t->away_at != 0)
		from = t->away_at;
	else if (!is_old) /* it was not there when the keeper before this one ended */
		from = unheard_since(x->k, t);
	if (one && !one->is_gone) {
		x->unseated = one->session;
		x->unseated_from = t->attempt.id;
	}
	if (is_watched(&t->attempt) && (t->away_at != 0 || (from > 0 && from < x->now)))
		outage_end(x, t, from, x->now);
	sit(x, &t->attempt.id);
}

bool
seat_asked(struct ask *x, struct attempt_row *t, bool takes)
{
	struct sitting *one = known(x->k, &t->attempt.id);

	if (one && !one->is_gone && !is_own(x, one)) {
		refuse_at(x, REASON_SEAT, one->since);
		return false;
	}
	/* Before a seat is taken, and then with what it gives back. */
	if (attempt_left(x->k, t, x->now) >= -EXAM_GRACE_S) {
		if (one && !one->is_gone)
			one->heard_at = x->now;
		if (takes)
			seat_take(x, t);
	} else if (takes && (!one || one->is_gone)) {
		sit(x, &t->attempt.id);
	}
	if (is_refused(x))
		return false;
	if (attempt_left(x->k, t, x->now) < -EXAM_GRACE_S) {
		due_note(x->k, x->now); /* handed in before the next request */
		refuse_at(x, REASON_TIME_UP, end_of(t));
	}
	return !is_refused(x);
}

bool
seat_is_left(const struct keeper *k, const struct attempt_row *t)
{
	const struct sitting *one = known(k, &t->attempt.id);

	return t->attempt.time_s > 0 && (one ? one->is_gone : t->away_at != 0);
}

void
seat_leave(struct ask *x, const struct attempt_row *t, const struct uuid *event, int64_t heard_at)
{
	struct sitting *one = known(x->k, &t->attempt.id);
	int64_t said = one ? one->heard_at : t->changed_at;

	if ((one && (one->is_gone || !is_own(x, one))) || t->away_at != 0)
		return;
	if (heard_at <= 0)
		heard_at = -1;
	else if (heard_at < said)
		heard_at = said;
	else if (heard_at > x->now)
		heard_at = x->now;
	if (one) {
		one->heard_at = heard_at;
		one->is_gone = x->k->sittings.has_gone = true;
	}
	if (is_watched(&t->attempt))
		outage_keep(x, t, event, heard_at, 0);
}

/* ---- between requests ---- */

static bool
house_begin(struct keeper *k)
{
	if (db_begin(k->db))
		return true;
	trouble_note(&k->trouble, k->db);
	db_rollback(k->db);
	return false;
}

static bool
house_end(struct keeper *k, int64_t newest)
{
	if (!db_failed(k->db) && db_commit(k->db))
		return true;
	trouble_note(&k->trouble, k->db);
	db_rollback(k->db);
	k->newest = newest;
	return false;
}

static void
clock_set_keep(struct ask *x, const struct attempt_row *t, int64_t by_s)
{
	struct uuid id = uuid_new(x);
	struct event e = event_new(x, &id, EVENT_CLOCK_SET);

	e.person = t->person;
	e.course = t->attempt.course;
	e.subject = t->attempt.assessment;
	e.clock_set.attempt = t->attempt.id;
	e.clock_set.by_s = by_s;
	event_keep(x, &e);
}

static int64_t
clock_set_by(const struct ask *x)
{
	const struct sittings *s = &x->k->sittings;
	int64_t by_s = (x->now - s->wall) - (x->k->steady(x->k->now_context) - s->steady);

	return by_s < SET_S && by_s > -SET_S ? 0 : by_s;
}

/* false: it could not be written; then nothing else is done either, for it would be by a wrong clock. */
static bool
clock_look(struct ask *x)
{
	struct sittings *s = &x->k->sittings;
	int64_t steady = x->k->steady(x->k->now_context), newest = x->k->newest;
	int64_t by_s = clock_set_by(x);
	struct attempt_row *t;
	uint32_t n;

	if (by_s == 0)
		return true;
	db_attempts_timed(x->k->db, x->a, &t, &n);
	if (n > 0) {
		if (!house_begin(x->k))
			return false;
		for (uint32_t i = 0; i < n; i++)
			clock_set_keep(x, &t[i], by_s);
		if (!house_end(x->k, newest))
			return false;
	}
	s->wall = x->now;
	s->steady = steady;
	s->begun_at += by_s;
	s->heard_before += by_s;
	for (uint32_t i = 0; i < s->n; i++) {
		s->at[i].since += by_s;
		if (s->at[i].heard_at > 0)
			s->at[i].heard_at += by_s;
	}
	s->due = DUE_UNKNOWN;
	return true;
}

/* Whose session ended without a word: the records say since when. */
static bool
gone_look(struct ask *x)
{
	struct sittings *s = &x->k->sittings;
	int64_t newest = x->k->newest;
	uint32_t kept = 0;

	if (!s->has_gone)
		return true;
	if (!house_begin(x->k))
		return false;
	for (uint32_t i = 0; i < s->n; i++) {
		struct attempt_row t;
		struct uuid id = uuid_new(x);

		if (s->at[i].is_gone && db_attempt(x->k->db, &s->at[i].attempt, x->a, &t) &&
		    t.attempt.closed_at == 0 && t.away_at == 0 && is_watched(&t.attempt))
			outage_keep(x, &t, &id, s->at[i].heard_at, 0);
	}
	if (!house_end(x->k, newest))
		return false;
	for (uint32_t i = 0; i < s->n; i++)
		if (!s->at[i].is_gone)
			s->at[kept++] = s->at[i];
	s->n = kept;
	s->has_gone = false;
	return true;
}

static bool
due_look(struct ask *x)
{
	struct sittings *s = &x->k->sittings;
	int64_t newest = x->k->newest;
	bool is_done = true;
	struct attempt_row *t;
	uint32_t n, over = 0, kept = 0;

	if (s->due == 0 || (s->due > 0 && x->now < s->due))
		return true;
	db_attempts_timed(x->k->db, x->a, &t, &n);
	for (uint32_t i = 0; i < n; i++)
		over += due_at(x->k, &t[i]) <= x->now;
	if (over > 0 && !house_begin(x->k))
		return false;
	s->due = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (due_at(x->k, &t[i]) > x->now || kept == PIECE) {
			due_note(x->k, due_at(x->k, &t[i]));
			continue;
		}
		*x->r = (struct reply){ .number = 0 };
		attempt_leave(x, &t[i].attempt.id);
		kept += !is_refused(x);
		/* One that cannot be marked now holds none up; it is tried again. */
		is_done = is_done && !is_refused(x);
	}
	if (over > 0 && !house_end(x->k, newest))
		is_done = false;
	if (!is_done)
		s->due = DUE_UNKNOWN;
	return is_done;
}

static bool
needs_look(const struct ask *x)
{
	const struct sittings *s = &x->k->sittings;

	return s->has_gone || s->due == DUE_UNKNOWN || (s->due > 0 && x->now >= s->due) ||
	       clock_set_by(x) != 0;
}

int64_t
sittings_turn(struct keeper *k, int64_t most)
{
	struct sittings *s = &k->sittings;
	struct reply reply = { .number = 0 };
	struct ask x = { .k = k, .r = &reply, .now = k->now(k->now_context) };
	int64_t wait = most;

	if (!needs_look(&x))
		s->again_at = 0;
	else if (x.now >= s->again_at || x.now < s->again_at - AGAIN_S) {
		x.a = arena_new();
		s->again_at = clock_look(&x) && gone_look(&x) && due_look(&x) ? 0 : x.now + AGAIN_S;
		arena_free(x.a);
	}
	if (s->again_at > 0)
		wait = s->again_at - x.now;
	else if (s->due > 0 && s->due - x.now < wait)
		wait = s->due - x.now;
	return wait < 0 ? 0 : wait < most ? wait : most;
}
