#include "courses/model/weight.h"

#include <math.h>
#include <stdlib.h>

#include "courses/model/question.h"

/* What Moodle's list of grades has, as fractions. */
static const struct {
	int part, of;
} moodle_weights[] = { { 0, 1 }, { 1, 1 }, { 9, 10 }, { 5, 6 }, { 4, 5 }, { 3, 4 }, { 7, 10 },
	{ 2, 3 }, { 3, 5 }, { 1, 2 }, { 2, 5 }, { 1, 3 }, { 3, 10 }, { 1, 4 }, { 1, 5 }, { 1, 6 },
	{ 1, 7 }, { 1, 8 }, { 1, 9 }, { 1, 10 }, { 1, 20 } };

static double
nearest_share(int32_t weight)
{
	double best = 0, size = fabs((double)weight / QUESTION_MILLION);

	for (size_t i = 0; i < sizeof(moodle_weights) / sizeof(moodle_weights[0]); i++) {
		double one = (double)moodle_weights[i].part / moodle_weights[i].of;

		if (fabs(one - size) < fabs(best - size))
			best = one;
	}
	return weight < 0 ? -best : best;
}

int32_t
weight_for_moodle(int32_t weight)
{
	return (int32_t)lround(nearest_share(weight) * QUESTION_MILLION);
}

int32_t
weight_nearest(int32_t weight)
{
	int32_t nearest = weight_for_moodle(weight);

	return labs((long)nearest - weight) <= 10 ? nearest : WEIGHT_UNKNOWN;
}

struct str
weight_words(struct arena *a, int32_t weight)
{
	int32_t nearest = weight_nearest(weight);
	/* A third is 333333 millionths and more: five decimals of a percent say it. */
	double share = nearest != WEIGHT_UNKNOWN ? nearest_share(nearest)
						 : (double)weight / QUESTION_MILLION;
	long long n = llround(share * 1e7);
	long long whole = n / 100000, part = llabs(n % 100000);
	struct str s = str_printf(a, "%s%lld.%05lld", n < 0 && whole == 0 ? "-" : "", whole, part);

	while (str_ends(s, "0"))
		s.len--;
	if (str_ends(s, "."))
		s.len--;
	return s;
}
