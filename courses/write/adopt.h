/*
 * A bank from elsewhere becomes one of ours: every question gets an id, and what an earlier import
 * gave stays. A question is an old one when it has its id, else when it says exactly the same
 * (gift_content); its old id then holds, since answers are kept under it for ever.
 */
#ifndef CHALKLINE_ADOPT_H
#define CHALKLINE_ADOPT_H

#include "courses/write/gift.h"

enum adopted { ADOPTED_NEW, ADOPTED_SAME, ADOPTED_CHANGED };

struct adoption {
	enum adopted *state; /* one for each new question */
	uint32_t *gone;      /* places in the old bank */
	uint32_t gones;
	uint32_t count[3];   /* by state */
};

/* question and form are the new bank's, whose ids are filled; old may have no questions. */
struct adoption bank_adopt(struct arena *a, struct question *question, const struct gift_form *form,
    uint32_t questions, const struct gift_bank *old);

#endif
