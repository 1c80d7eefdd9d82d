/* How an attempt gets its marks, and how they change: private to store/keeper. */
#ifndef CHALKLINE_REMARK_H
#define CHALKLINE_REMARK_H

#include "store/keeper/ask.h"

/* One entry a question, in the order of the attempt. */
struct marks {
	int32_t *share;
	bool *waits; /* for a person */
	bool *out;   /* of the total */
	uint32_t n;
};

/* What they make. Nothing at all in the total makes 0 percent, and passed stays what it was. */
struct outcome {
	int32_t percent;
	uint32_t right;
	bool passed, waits;
};
struct totals { /* of what is in the total */
	int64_t sum;
	uint32_t total, full, waiting;
};
struct totals marks_totals(const struct marks *m);
struct outcome totals_close(const struct totals *t, uint8_t pass, bool was_passed);

/* From the answers, by the bank; written answers wait. No bank: the edition is lost, all is 0. */
struct marks marks_graded(
    struct ask *x, const struct bank *bank, const struct attempt_question *q, uint32_t n);
/* As they are. */
struct marks marks_stored(struct ask *x, const struct attempt_question *q, uint32_t n);
/* With every repair of this assessment that is not only proposed. */
void marks_repair(struct ask *x, struct marks *m, const struct attempt *t,
    const struct bank *bank, const struct attempt_question *q);
/* Only with those that a second person consented to, or that were there before it was begun. */
void marks_repair_firm(struct ask *x, struct marks *m, const struct attempt *t,
    const struct bank *bank, const struct attempt_question *q);

/* What one repair makes of one question's marks. question: with its keys, or NULL. */
void repair_mark(const struct repair *r, const struct question *question, struct str response,
    struct arena *a, int32_t *share, bool *waits, bool *out);

/* May this seat see and give marks in this course? */
bool may_mark(struct ask *x, struct str course);
bool may_see_marks(struct ask *x, struct str course);
/* Is this account the one that asks, or part of it by now? */
bool is_asker(struct ask *x, struct uuid person);

/* Fills e->remark with the new marks of a closed attempt and keeps it; progress follows. cause,
 * repair, index and comment are the caller's. */
void remark_keep(struct ask *x, struct event *e, const struct attempt_row *t, const struct marks *m,
    const struct outcome *o);

/*
 * Repairs that are under way, a few attempts further, in a transaction of its own. true: there is
 * more to do. Called between turns; what it has done is projected, so that the next keeper goes on
 * behind it.
 */
bool repairs_work(struct keeper *k, struct arena *a);

#endif
