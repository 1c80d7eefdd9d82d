/*
 * The seat of an attempt, as the session knows it from the keeper's answers: it is given up when the person
 * leaves the test, and when the line goes, with the moment of the last byte that was heard.
 */
#include "tui/serve/session_state.h"

#include <string.h>
#include <time.h>

enum { TOUCH_MS = 60000 /* the keeper hears so often that somebody is there */ };

static void
sit(struct session *s, const struct attempt *t)
{
	if (t->closed_at > 0) {
		s->sits.is = s->sits.is && !uuid_eq(&s->sits.attempt, &t->id);
		return;
	}
	if (!s->sits.is || !uuid_eq(&s->sits.attempt, &t->id)) {
		s->sits = (struct sits){ .is = true, .attempt = t->id, .heard_ms = session_ms() };
		s->stage.world.uuid(s->stage.world.context, &s->sits.event);
	}
	s->sits.is_timed = t->time_s > 0;
	s->sits.is_exam = t->time_s > 0 || t->kind != ASSESS_QUIZ;
	s->sits.touched_ms = session_ms();
	s->sits.ends_ms = session_ms() + ((int64_t)t->left_s + EXAM_GRACE_S) * 1000;
}

static void
rise(struct session *s)
{
	s->sits.is = false;
}

/* Its own question, whose answer no screen waits for. */
static void
ask(struct session *s, struct request *r)
{
	if (asker_has_room(s->asker) && asker_ask(s->asker, r))
		s->sits.number = r->number;
}

bool
session_seat_heard(struct session *s, const struct reply *r)
{
	bool is_own = r->number != 0 && r->number == s->sits.number;
	bool is_told = r->number == 0 && r->refusal.reason == REASON_SEAT;

	if (r->number == 0 && r->refusal.reason == REASON_NONE) {
		/* Another keeper: nobody has a seat there. Who had this one has it again. */
		if (s->sits.is) {
			struct request seat = { .verb = VERB_SEAT,
				.attempt = { .event = s->sits.event, .attempt = s->sits.attempt } };
			ask(s, &seat);
		}
		return true;
	}
	if (r->refusal.reason == REASON_NONE && (r->verb == VERB_QUIZ_START || r->verb == VERB_SEAT ||
						    ((r->verb == VERB_ATTEMPT || r->verb == VERB_QUIZ_ANSWER ||
							 r->verb == VERB_QUIZ_HANDIN) && s->sits.is &&
							uuid_eq(&r->attempt.id, &s->sits.attempt))))
		sit(s, &r->attempt);
	if (r->refusal.reason == REASON_SEAT || r->refusal.reason == REASON_TIME_UP ||
	    r->refusal.reason == REASON_CLOSED)
		rise(s);
	if (is_own && r->refusal.reason == REASON_SEAT) {
		/* Lost while no keeper was there to say so: said now, as the keeper would have. */
		struct reply told = { .verb = VERB_SEAT, .refusal = r->refusal };
		if (s->phase == PHASE_SCREENS)
			stage_update(&s->stage, &(struct intent){ .kind = INTENT_REPLY, .reply = &told });
	} else if (is_told && s->phase == PHASE_SCREENS) {
		stage_update(&s->stage, &(struct intent){ .kind = INTENT_REPLY, .reply = r });
	}
	return is_own || is_told;
}

static void
leave(struct session *s, int64_t heard_at)
{
	struct request r = { .verb = VERB_SEAT_LEAVE,
		.seat_leave = { .attempt = s->sits.attempt, .heard_at = heard_at } };
	s->stage.world.uuid(s->stage.world.context, &r.seat_leave.event);
	if (asker_ask(s->asker, &r))
		rise(s);
}

void
session_seat_turn(struct session *s)
{
	int64_t now = session_ms();
	struct uuid at;
	if (!s->sits.is || s->phase != PHASE_SCREENS)
		return;
	s->sits.heard_ms = now - wire_silent_ms(s->wire);
	/* Gone from the test by a key, and nothing of it is under way: no line is down, and the clock runs. */
	if (asker_pending(s->asker) == 0 && !(app_sits(s->stage.app, &at) && uuid_eq(&at, &s->sits.attempt))) {
		leave(s, 0);
		return;
	}
	if (s->sits.is_timed && s->sits.heard_ms - s->sits.touched_ms >= TOUCH_MS) {
		struct request r = { .verb = VERB_ATTEMPT, .attempt = { .attempt = s->sits.attempt } };
		s->sits.touched_ms = now;
		ask(s, &r);
	}
}

void
session_seat_last_word(struct session *s)
{
	struct timespec t;
	if (!s->sits.is || s->ended || asker_is_over(s->asker))
		return;
	clock_gettime(CLOCK_REALTIME, &t);
	leave(s, t.tv_sec - (session_ms() - s->sits.heard_ms) / 1000);
}

bool
session_is_examined(struct session *s)
{
	if (s->sits.is && s->sits.is_exam && s->sits.is_timed && session_ms() > s->sits.ends_ms) {
		s->sits.is_exam = false;
		s->key_ms = session_ms(); /* from here on nobody pressed a key */
	}
	return s->sits.is && s->sits.is_exam;
}
