/*
 * An attempt at a quiz. Private to tui/screens.
 *
 *	QUIZ_OFFER ──start──► QUIZ_QUESTION ──last one, or skip──► QUIZ_HANDIN ──hand in──►
 *screen_result ▲   │ o                              │ look first │   ▼ ▼ └─ QUIZ_LIST
 *◄───────────────────────┘
 *
 * Answers may be visited and changed until hand-in; leaving keeps the attempt open, and the offer
 *becomes "go on". The keeper has the answers; the session holds one question at a time.
 */
#ifndef CHALKLINE_QUIZ_H
#define CHALKLINE_QUIZ_H

#include "tui/screens/screen.h"

enum quiz_mode { QUIZ_OFFER, QUIZ_QUESTION, QUIZ_LIST, QUIZ_HANDIN };

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
};

/* On hang-up: what was half typed, kept beside the place in the course's reading. false: nothing. */
bool quiz_last_word(const struct app *a, const struct quiz *q, struct request *r);

const struct assessment *quiz_assessment(const struct app *a, uint32_t card, struct str id);
uint32_t quiz_empty(const struct quiz *q);                      /* questions without an answer */
uint32_t quiz_first_empty(const struct quiz *q, uint32_t from); /* or attempt.questions */
void quiz_view(const struct app *a, const void *state, struct view *v);
/* "Quiz: The first hour" */
struct str quiz_title(const struct app *a, uint32_t card, struct str id, struct arena *arena);

#endif
