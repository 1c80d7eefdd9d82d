/*
 * What was learned between a pre-test and a post-test, with its uncertainty.
 *
 * Pairs of one person's percents on parallel forms; people with one of the two are counted and left out. The interval is
 * that of the mean of paired differences by Student's t (Student, Biometrika 6, 1908): mean +- t(0.975; n - 1) s / sqrt(n).
 * The normalized gain is Hake's, of the means: (post - pre) / (100 - pre) (Am. J. Phys. 66, 1998).
 */
#ifndef CHALKLINE_GAIN_H
#define CHALKLINE_GAIN_H

#include <stdbool.h>
#include <stdint.h>

struct gain_pair {
	double pre, post; /* percent */
};

struct gain {
	uint32_t n;
	double pre, post, mean; /* means; mean: of the differences. NAN when n is 0 */
	double sd;              /* of the differences; NAN under two */
	double low, high;       /* 95 % interval of the mean; NAN under two */
	double normalized;      /* NAN where pre is 100 */
};

void gain_of(const struct gain_pair *pair, uint32_t n, struct gain *g);

/* The t below which a share p of Student's distribution with df degrees of freedom lies; 0 < p < 1. */
double gain_student(double p, double df);

#endif
