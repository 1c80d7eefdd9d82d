/* What quiz.c and result.c share. */
#ifndef CHALKLINE_QUIZ_H
#define CHALKLINE_QUIZ_H

#include "store/keeper/ask.h"

enum {
	ATTEMPT_LEFT_S = 7 * 86400
}; /* an open attempt is handed in when nobody answered for so long */

/* The attempt that is meant, when it is this seat's; refuses. */
bool attempt_asked(struct ask *x, struct attempt_row *t);
/* The bank that it was drawn from, in its own edition; refuses. */
const struct bank *attempt_bank(
    struct ask *x, const struct attempt *t, const struct course **course);
/* Question number q.attempt.index of it, with its keys; refuses. */
const struct question *attempt_question_asked(
    struct ask *x, const struct attempt_row *t, struct attempt_question *one);
void question_arrange(struct question *open, const struct attempt_question *one, struct arena *a);
/* A hash of everything a question says. */
uint64_t question_version(struct arena *a, const struct question *q);

#endif
