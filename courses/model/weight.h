/*
 * Shares of full marks as GIFT writes them. Moodle takes only those of its list of grades, within
 * 0.00001 (learning-formats 2a); any other share is kept exactly and made one of these when a bank
 * goes to Moodle. Shares are millionths (QUESTION_MILLION).
 */
#ifndef CHALKLINE_WEIGHT_H
#define CHALKLINE_WEIGHT_H

#include "courses/base/str.h"

enum { WEIGHT_UNKNOWN = INT32_MIN };

/* The share of Moodle's list that this one means, or WEIGHT_UNKNOWN. */
int32_t weight_nearest(int32_t weight);
/* The nearest of the list, however far. */
int32_t weight_for_moodle(int32_t weight);

/* Percent as an author writes them, in no locale: 33.33333, 50, -16.66667. Thirds have five decimals. */
struct str weight_words(struct arena *a, int32_t weight);

#endif
