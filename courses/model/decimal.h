/*
 * Numbers as people write them, exactly and in no locale.
 *
 * A range of an answer ("0.8 give or take 0.1") is worked out in decimal and only its ends become
 * doubles, by the same rounding as the number that a learner types: 0.7 is then inside, whatever
 * 0.8 - 0.1 is in binary.
 */
#ifndef CHALKLINE_DECIMAL_H
#define CHALKLINE_DECIMAL_H

#include "courses/base/str.h"

struct decimal { /* digits * 10^power */
	int64_t digits;
	int power;
};

/*
 * ASCII only, a point and no comma: [+-]digits[.digits][e[+-]digits], at most 15 significant
 * digits and a power between -60 and 60. False for anything else.
 */
bool decimal_read(struct str s, struct decimal *d);

/* a + b; false when the two lie so far apart that the sum is not exact in 18 digits. */
bool decimal_add(struct decimal a, struct decimal b, struct decimal *sum);

/* The nearest double. */
double decimal_double(struct decimal d);

#endif
