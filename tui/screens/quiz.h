/*
 * An attempt at a test of any kind. Private to tui/screens.
 *
 *	entrance.c ──typed word──┐     (exams, pre-tests, post-tests, surveys)
 *	QUIZ_OFFER ──start───────┴─► QUIZ_QUESTION ──last one, or skip──► QUIZ_HANDIN ──hand in──► screen_result
 *	                              ▲   │ o                              │ look first
 *	                              │   ▼                                ▼
 *	                              └─ QUIZ_LIST ◄──────────────────────┘
 *	from anywhere: QUIZ_ELSEWHERE (another window has the seat), QUIZ_OVER (the time is over)
 *
 * Answers may be visited and changed until hand-in; leaving keeps the attempt open, and the offer
 * becomes "go on". The keeper has the answers and the clock; the session holds one question at a time,
 * and what was left of the time when the keeper spoke last.
 */
#ifndef CHALKLINE_QUIZ_H
#define CHALKLINE_QUIZ_H

#include "tui/screens/screen.h"

enum quiz_mode {
	QUIZ_OFFER,
	QUIZ_SEATING, /* an open attempt is asked for */
	QUIZ_QUESTION,
	QUIZ_LIST,
	QUIZ_HANDIN,
	QUIZ_ELSEWHERE,
	QUIZ_OVER,
};

enum quiz_then { THEN_EMPTY, THEN_NEXT, THEN_BEFORE, THEN_LIST }; /* after an answer: the next empty one, ... */

struct quiz {
	uint32_t card;
	struct str id; /* of the assessment */
	enum quiz_mode mode;
	struct uuid start;      /* event of the start: said again it is the same attempt */
	struct attempt attempt; /* in list */
	struct arena *list, *page;
	uint32_t index;    /* of the question that is shown or asked for */
	bool has_question; /* form is about question index */
	struct form form;  /* in page */
	bool waiting;      /* for the keeper */
	enum quiz_then then;
	int64_t ends_at;   /* of the time, as the keeper said last; 0: no limit */
	bool warned;       /* that little of it is left */
	int64_t since;     /* ELSEWHERE: since when; OVER: when it was */
	bool late;         /* OVER: an answer came too late */
	bool told_empty;   /* a field was empty at Enter: the next Enter goes on without it */
};

/* On hang-up: what was half typed, kept beside the place in the course's reading. false: nothing. */
bool quiz_last_word(const struct app *a, const struct quiz *q, struct request *r);
/* The keeper has given the seat to another session, without being asked. */
void quiz_unseated(struct quiz *q, const struct reply *r);

/* Its attempt, from the first question to the hand-in. */
bool quiz_sits(const struct quiz *q, struct uuid *attempt);

const struct assessment *quiz_assessment(const struct app *a, uint32_t card, struct str id);
uint32_t quiz_empty(const struct quiz *q);                      /* questions without an answer */
uint32_t quiz_first_empty(const struct quiz *q, uint32_t from); /* or attempt.questions */
void quiz_view(const struct app *a, const void *state, struct view *v);
/* "Quiz: The first hour", "Final exam: Electronic evidence" */
struct str quiz_title(const struct app *a, uint32_t card, struct str id, struct arena *arena);
/* "Final exam" */
const char *assessment_name(enum assessment_kind kind);
/* The page that a test begins with: a quiz has its offer, all others their entrance. */
const struct screen_class *quiz_door(const struct app *a, uint32_t card, struct str id);
/* What is shown afterwards, as a sentence; most: how many tries there are, 0: no limit. */
struct str review_words(enum assessment_kind kind, enum review_rule review, uint32_t most, bool passes);

/* ---- with the keeper (quiz_told.c) ---- */

void quiz_ask_start(struct app *a, struct quiz *q);
/* Whatever window has the seat now: from here on it is this one. */
void quiz_ask_seat(struct app *a, struct quiz *q);
void quiz_ask_question(struct app *a, struct quiz *q, uint32_t index);
void quiz_ask_answer(struct app *a, struct quiz *q);
void quiz_ask_handin(struct app *a, struct quiz *q);
void quiz_move_on(struct app *a, struct quiz *q, uint32_t index); /* behind the last: to the hand-in */
void quiz_to_list(struct app *a, struct quiz *q);
void quiz_to_handin(struct app *a, struct quiz *q);
void quiz_to_result(struct app *a, struct quiz *q); /* q is over then */
void quiz_told(struct app *a, struct quiz *q, const struct reply *r);

/* ---- the time (quiz_time.c) ---- */

/* false: no limit. Less than 0: only the grace for the last answer is left. */
bool quiz_left(const struct app *a, const struct quiz *q, int64_t *seconds);
struct str left_words(struct arena *a, int64_t seconds); /* "44 minutes left" */
/* Is its time over before an open try would be handed in for having been left? Then nobody need hear of that day. */
bool time_ends_first(uint32_t time_s, uint32_t pause_limit_s);
/* Says it once when little is left, beside what the page says. */
void quiz_warn(struct app *a, struct quiz *q);
/* On leaving: what is kept, what the clock does, and until when. */
struct str leave_words(const struct app *a, const struct quiz *q);

#endif
