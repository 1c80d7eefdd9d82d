/*
 * Bodies of record.h: what an exam needs beyond a quiz (text-access-security 3.9, product.md "Manners").
 *
 * An attempt has one seat. QUIZ_START and SEAT take it for the session that says them; the session that had
 * it is told with a reply of number 0 and REASON_SEAT, and what it asks about the attempt from then on is
 * refused with REASON_SEAT. Attempts of every kind have a seat: a quiz is an exam without a clock.
 *
 * The clock is the keeper's alone. It runs from the start of the attempt; an outage begins at the last byte
 * that was heard of the client (SEAT_LEAVE says when that was, or the keeper takes the last thing that the
 * session said) and ends when the seat is taken again. With CLOCK_PAUSES it is given back, up to
 * pause_limit_s in all. When the time is over the attempt is handed in as it stands; an answer that was on
 * its way is taken for EXAM_GRACE_S more.
 */
#ifndef CHALKLINE_RECORD_EXAM_H
#define CHALKLINE_RECORD_EXAM_H

#include "store/record/learning.h"

enum {
	EXAM_GRACE_S = 60,
	EXAM_LEFT_S = 7 * 86400, /* an open attempt is handed in as it stands after so long */
};

/* ENTRANCE (asked with ask_quiz, its event unused): the page before. Changes nothing. */
struct told_entrance {
	enum assessment_kind kind;
	uint32_t questions;
	uint8_t pass;           /* percent; 0: nothing to pass */
	uint32_t tries, tries_most; /* handed in so far; 0: no limit */
	uint32_t wait_s;        /* between tries */
	uint32_t time_s;        /* extra time included; 0: none */
	uint32_t extra;         /* percent more time, for this person */
	enum clock_rule clock;
	uint32_t pause_limit_s;
	enum review_rule review;
	int32_t best;           /* percent of the best try; -1: none */
	bool passed;
	struct str lang;        /* of the bank that will be asked */
	bool open;              /* a try is under way: SEAT goes on with it */
	struct uuid attempt;    /* that one */
	bool seated;            /* another session of this person sits at it just now */
	struct refusal why_not; /* REASON_NONE: it may be started now; else NO_TRIES, WAIT, CLOCK, NOT_NOW */
};

/* SEAT_LEAVE: the session that has the seat ends, or its line went quiet. */
struct ask_seat_leave {
	struct uuid event, attempt;
	int64_t heard_at; /* of the last byte from the client; 0: the person left it by a key, no
			     line is down, and the clock runs on */
};

/* EXTRA_TIME: more time for a person in everything that is timed, from the next start on; or, with an
 * attempt, time given back in an open one (minutes). Said by instructors, managers and operators. */
struct ask_extra_time {
	struct uuid event;
	struct str login;
	uint16_t percent;    /* 0..300; without an attempt */
	struct uuid attempt; /* zero: none; or the open one of: */
	struct str course, assessment;
	uint16_t minutes;
	struct str why;
};

#endif
