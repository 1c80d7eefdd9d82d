/*
 * Which question is good, and how far the test can be trusted: classical item analysis.
 *
 * Formulas are Moodle's (learning-formats 2d), with one difference: a question's own mark is always taken from the
 * total before the two are compared, whether the question was drawn or fixed. All variances have n - 1 below.
 *
 *	facility        mean(x) / most
 *	discrimination  100 cov(x, r) / sqrt(var x var r); x: the mark, r: the total without it
 *	efficiency      100 cov(x, r) / the greatest covariance that these marks could have, both sorted
 *	weight          100 sqrt(cov(x, T)) / sum of those; a question with a negative covariance has none
 *	alpha           100 p/(p-1) (1 - sum var(x) / var(T)); Cronbach's, over p parts
 *	error ratio     100 sqrt(1 - alpha/100); standard error: error ratio sd(T) / 100
 *
 * Where each attempt drew its own questions, the parts of alpha are the places of the attempt (first asked, second
 * asked, ...), which is what a test of drawn questions has in common; where all were asked the same, the questions.
 *
 * Pure functions of marks; which attempts are given (first tries, says product.md) is the caller's choice. What cannot
 * be said (no spread, too few) is NAN.
 */
#ifndef CHALKLINE_ITEMS_H
#define CHALKLINE_ITEMS_H

#include "courses/model/question.h"

/* Fewer attempts than this show facility and nothing else (learning-formats 2d). */
enum { ITEMS_ENOUGH = 30 };

struct item_mark { /* one question in one attempt */
	uint32_t item; /* below items_of's count of items */
	double mark;   /* 0 .. most */
};

struct item_attempt { /* in the order in which it asked; no item twice */
	struct item_mark *mark;
	uint32_t marks;
};

struct item_stat {
	uint32_t n; /* attempts that asked it */
	double facility, sd, discrimination, efficiency, weight;
	bool weight_negative; /* its covariance with the total is: a question to look at */
};

struct test_stat { /* in points of the test */
	uint32_t n;
	double mean, median, sd, skewness, kurtosis;
	double alpha, error_ratio, standard_error;
	bool same_questions; /* all attempts were asked the same ones */
};

/* most: greatest mark of each item. stat[] has `items` places. */
void items_of(const struct item_attempt *attempt, uint32_t attempts, const double *most, uint32_t items,
    struct arena *a, struct item_stat *stat, struct test_stat *test);

/* What blind guessing gives, 0..1: the mean of a single's weights, a half of true/false, one over the sides of a
 * matching, what a pattern of stars alone gives; NAN where nobody can guess (multiple, essay). */
double item_guess(const struct question *q);

#endif
