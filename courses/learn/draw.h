/*
 * Which questions, in which order: a keyed function, so that the same seed gives the same draw on
 * every machine, and nobody without the seed can guess it. The result is stored with the attempt and never
 * computed again.
 */
#ifndef CHALKLINE_DRAW_H
#define CHALKLINE_DRAW_H

#include "courses/model/course.h"

struct seed {
	unsigned char key[32];
};

/*
 * Draws as the assessment says from the bank: per rule `count` questions with the tag, those not in
 * seen[] first, no question twice. *question gets the list in the order to ask (file order when the rule says so).
 * Fewer come back when the bank has fewer; the checker warns of that. Rules that overlap share out what there is, so
 * that none goes short while another could give way. Descriptions are never drawn.
 */
void draw_questions(const struct assessment *as, const struct bank *b, const struct str *seen, uint32_t seens,
    const struct seed *s, struct arena *a, const struct question ***question, uint32_t *questions);

/*
 * The order of a question's choices (or of a matching's right sides, each text once): indices into q->choice (q->pair).
 * A shuffled order is one of keys, so the whole question and the open one come out alike. True/false never moves, a
 * matching's rights always do; short and numerical questions have nothing to order.
 */
void draw_choices(const struct question *q, bool shuffled, const struct seed *s, struct arena *a, uint32_t **order,
    uint32_t *n);

/* A permutation of 0..n-1 for (seed, label): SipHash-style keyed sort, stable over versions. */
void draw_order(const struct seed *s, struct str label, uint32_t n, uint32_t *order);

/* SipHash-2-4 of the bytes, here for its test vectors. */
uint64_t draw_siphash(const unsigned char key[16], struct str bytes);

#endif
