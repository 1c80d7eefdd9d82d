#include "courses/learn/items.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- lists of numbers ---- */

static double
mean(const double *x, uint32_t n)
{
	double sum = 0;

	for (uint32_t i = 0; i < n; i++)
		sum += x[i];
	return n > 0 ? sum / n : NAN;
}

/* Two passes: marks lie close together, and their squares would eat the difference. */
static double
covariance(const double *x, const double *y, uint32_t n)
{
	double mx = mean(x, n), my = mean(y, n), sum = 0;

	for (uint32_t i = 0; i < n; i++)
		sum += (x[i] - mx) * (y[i] - my);
	return n > 1 ? sum / (n - 1) : NAN;
}

static double
variance(const double *x, uint32_t n)
{
	return covariance(x, x, n);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double *
sorted(struct arena *a, const double *x, uint32_t n)
{
	double *s = ARENA_ARRAY(a, n, double);

	if (n > 0) {
		memcpy(s, x, n * sizeof(*s));
		qsort(s, n, sizeof(*s), by_size);
	}
	return s;
}

/* Sums of marks are binary fractions off by a little: no spread means none that a mark could make. */
static bool
is_spread(double var)
{
	return var > 1e-12;
}

/* ---- one item ---- */

static struct item_stat
item_of(const double *x, const double *total, uint32_t n, double most, struct arena *a)
{
	struct item_stat s = { .n = n, .facility = NAN, .sd = NAN, .discrimination = NAN, .efficiency = NAN,
		.weight = NAN };
	double *rest = ARENA_ARRAY(a, n, double);
	double vx, vr, greatest;

	if (n > 0 && most > 0)
		s.facility = mean(x, n) / most;
	if (n < 2)
		return s;
	for (uint32_t i = 0; i < n; i++)
		rest[i] = total[i] - x[i];
	vx = variance(x, n);
	vr = variance(rest, n);
	s.sd = sqrt(vx);
	if (!is_spread(vx) || !is_spread(vr))
		return s;
	s.discrimination = 100 * covariance(x, rest, n) / sqrt(vx * vr);
	greatest = covariance(sorted(a, x, n), sorted(a, rest, n), n);
	if (is_spread(greatest))
		s.efficiency = 100 * covariance(x, rest, n) / greatest;
	return s;
}

/* ---- the test ---- */

/* Unbiased third and fourth k-statistics (Kenney and Keeping, Mathematics of Statistics, part 2, 7.9). */
static void
shape_of(const double *t, uint32_t n, struct test_stat *s)
{
	double m = mean(t, n), m2 = 0, m3 = 0, m4 = 0, d = n;

	for (uint32_t i = 0; i < n; i++) {
		double e = t[i] - m;

		m2 += e * e;
		m3 += e * e * e;
		m4 += e * e * e * e;
	}
	m2 /= d;
	m3 /= d;
	m4 /= d;
	if (!is_spread(m2))
		return;
	double k2 = d / (d - 1) * m2;

	if (n > 2)
		s->skewness = d * d / ((d - 1) * (d - 2)) * m3 / pow(k2, 1.5);
	if (n > 3)
		s->kurtosis = d * d * ((d + 1) * m4 - 3 * (d - 1) * m2 * m2) / ((d - 1) * (d - 2) * (d - 3)) /
			      (k2 * k2);
}

/* part[] holds n numbers of each of p parts. */
static void
alpha_of(const double *part, uint32_t p, const double *total, uint32_t n, struct test_stat *s)
{
	double sum = 0, vt = variance(total, n);

	if (n < 3 || p < 2 || !is_spread(vt))
		return;
	for (uint32_t i = 0; i < p; i++)
		sum += variance(part + (size_t)i * n, n);
	s->alpha = 100 * (double)p / (p - 1) * (1 - sum / vt);
	s->error_ratio = 100 * sqrt(1 - s->alpha / 100);
	s->standard_error = s->error_ratio * s->sd / 100;
}

/* Does this attempt ask each item once? */
static bool
is_whole(const struct item_attempt *t, uint32_t items, unsigned char *seen)
{
	memset(seen, 0, items);
	for (uint32_t j = 0; j < t->marks; j++)
		if (seen[t->mark[j].item]++)
			return false;
	return t->marks == items;
}

static bool
same_questions(const struct item_attempt *attempt, uint32_t attempts, uint32_t items, struct arena *a)
{
	unsigned char *seen = ARENA_ARRAY(a, items + 1, unsigned char);

	for (uint32_t i = 0; i < attempts; i++)
		if (!is_whole(&attempt[i], items, seen))
			return false;
	return attempts > 0;
}

static void
test_of(const struct item_attempt *attempt, uint32_t attempts, uint32_t items, const double *total, struct arena *a,
    struct test_stat *s)
{
	uint32_t p = attempts > 0 ? attempt[0].marks : 0;
	double *part;

	*s = (struct test_stat){ .n = attempts, .mean = mean(total, attempts), .median = NAN, .sd = NAN,
		.skewness = NAN, .kurtosis = NAN, .alpha = NAN, .error_ratio = NAN, .standard_error = NAN };
	s->same_questions = same_questions(attempt, attempts, items, a);
	if (attempts == 0)
		return;
	double *t = sorted(a, total, attempts);

	s->median = attempts % 2 ? t[attempts / 2] : (t[attempts / 2 - 1] + t[attempts / 2]) / 2;
	if (attempts < 2)
		return;
	s->sd = sqrt(variance(total, attempts));
	shape_of(total, attempts, s);
	for (uint32_t i = 0; i < attempts; i++)
		if (attempt[i].marks != p)
			return; /* attempts of different lengths have no parts in common */
	part = ARENA_ARRAY(a, (size_t)p * attempts, double);
	for (uint32_t i = 0; i < attempts; i++)
		for (uint32_t j = 0; j < p; j++) {
			uint32_t at = s->same_questions ? attempt[i].mark[j].item : j;

			part[(size_t)at * attempts + i] = attempt[i].mark[j].mark;
		}
	alpha_of(part, p, total, attempts, s);
}

void
items_of(const struct item_attempt *attempt, uint32_t attempts, const double *most, uint32_t items, struct arena *a,
    struct item_stat *stat, struct test_stat *test)
{
	double *total = ARENA_ARRAY(a, attempts, double), *root = ARENA_ARRAY(a, items, double), roots = 0;
	uint32_t *end = ARENA_ARRAY(a, items + 1, uint32_t); /* of each item's places in x and t */
	double *x, *t;

	for (uint32_t i = 0; i < attempts; i++)
		for (uint32_t j = 0; j < attempt[i].marks; j++) {
			total[i] += attempt[i].mark[j].mark;
			end[attempt[i].mark[j].item + 1]++;
		}
	for (uint32_t k = 0; k < items; k++)
		end[k + 1] += end[k];
	x = ARENA_ARRAY(a, end[items], double);
	t = ARENA_ARRAY(a, end[items], double);
	for (uint32_t i = 0; i < attempts; i++)
		for (uint32_t j = 0; j < attempt[i].marks; j++) {
			uint32_t at = end[attempt[i].mark[j].item]++;

			x[at] = attempt[i].mark[j].mark;
			t[at] = total[i];
		}
	for (uint32_t k = 0, from = 0; k < items; from = end[k++]) {
		uint32_t n = end[k] - from;

		stat[k] = item_of(x + from, t + from, n, most[k], a);
		root[k] = NAN;
		if (n > 1) {
			double cov = covariance(x + from, t + from, n);

			stat[k].weight_negative = cov < 0;
			if (cov >= 0) {
				root[k] = sqrt(cov);
				roots += root[k];
			}
		}
	}
	for (uint32_t k = 0; k < items; k++)
		if (roots > 0)
			stat[k].weight = 100 * root[k] / roots;
	test_of(attempt, attempts, items, total, a, test);
}

/* ---- guessing ---- */

static bool
is_all_stars(struct str pattern)
{
	for (size_t i = 0; i < pattern.len; i++)
		if (pattern.at[i] != '*')
			return false;
	return pattern.len > 0;
}

double
item_guess(const struct question *q)
{
	double sum = 0;
	uint32_t rights = 0;

	switch (q->kind) {
	case QUESTION_TRUEFALSE:
		return 0.5;
	case QUESTION_SINGLE:
		for (uint32_t i = 0; i < q->choices; i++)
			sum += q->choice[i].weight > 0 ? (double)q->choice[i].weight / QUESTION_MILLION : 0;
		return q->choices > 0 ? sum / q->choices : NAN;
	case QUESTION_MATCH:
		/* The same right side may stand in several pairs, and is offered once. */
		for (uint32_t i = 0; i < q->pairs; i++) {
			bool again = false;

			for (uint32_t j = 0; j < i; j++)
				again |= q->pair[j].right_key == q->pair[i].right_key;
			rights += !again;
		}
		return rights > 0 ? 1.0 / rights : NAN;
	case QUESTION_SHORT:
		for (uint32_t i = 0; i < q->choices; i++)
			if (is_all_stars(q->choice[i].text))
				return (double)q->choice[i].weight / QUESTION_MILLION;
		return 0;
	case QUESTION_NUMERICAL:
		return 0;
	default:
		return NAN;
	}
}
