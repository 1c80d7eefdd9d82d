/* What quiz.c and result.c share. */
#ifndef CHALKLINE_QUIZ_H
#define CHALKLINE_QUIZ_H

#include "courses/learn/draw.h"
#include "store/keeper/ask.h"

/* The attempt that is meant, when it is this seat's; refuses. */
bool attempt_asked(struct ask *x, struct attempt_row *t);
/* Takes the seat of it, from another as well, and tells it; refuses what is closed or over. */
void seat_sit(struct ask *x, struct attempt_row *t);
/* The attempt as it is told, with has[]. */
void attempt_tell(struct ask *x, const struct uuid *id, struct attempt *out);
/* What QUIZ_START and ENTRANCE ask about; lang: of the bank. Refuses. */
struct asked_quiz {
	const struct book *book;
	const struct assessment *as;
	const struct bank *bank;
	struct str lang;
};
bool quiz_asked(struct ask *x, struct asked_quiz *q);
/* May this person begin it now? tries: handed in so far. Refuses. */
bool quiz_may_start(struct ask *x, const struct asked_quiz *q, uint32_t *tries);
/* Its time with so many percent more. */
uint32_t quiz_time(const struct assessment *as, uint64_t extra);
/* Those that a start would draw. */
void quiz_draw(struct ask *x, const struct asked_quiz *q, const struct seed *seed,
    const struct question ***drawn, uint32_t *n);
/* Fills e->start.question for the start whose id e has. */
void quiz_start_draw(struct ask *x, const struct asked_quiz *q, struct event *e);
/* Marks and closes an open one. left: nobody handed it in. */
void attempt_handin(struct ask *x, const struct attempt_row *t, const struct uuid *id, bool left);
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
