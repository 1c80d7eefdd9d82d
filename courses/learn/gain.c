#include "courses/learn/gain.h"

#include <math.h>

/* The continued fraction of the incomplete beta function by Lentz's way (Press et al., Numerical Recipes, 6.4). */
static double
beta_fraction(double a, double b, double x)
{
	enum { STEPS = 300 };
	const double tiny = 1e-300;
	double c = 1, d = 1 - (a + b) * x / (a + 1), h;

	d = 1 / (fabs(d) < tiny ? tiny : d);
	h = d;
	for (int m = 1; m <= STEPS; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));

		for (int half = 0; half < 2; half++) {
			double by = half ? odd : even;

			d = 1 + by * d;
			d = 1 / (fabs(d) < tiny ? tiny : d);
			c = 1 + by / c;
			c = fabs(c) < tiny ? tiny : c;
			h *= d * c;
		}
		if (fabs(d * c - 1) < 1e-15)
			break;
	}
	return h;
}

static double
beta_share(double a, double b, double x)
{
	if (x <= 0 || x >= 1)
		return x >= 1;
	double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));

	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(a, b, x) / a;
	return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

/* The share below t. Of two forms the one whose argument keeps the digits of a small t. */
static double
student_share(double t, double df)
{
	double half = t * t < df ? beta_share(0.5, df / 2, t * t / (df + t * t)) / 2
				 : 0.5 - beta_share(df / 2, 0.5, df / (df + t * t)) / 2;

	return t > 0 ? 0.5 + half : 0.5 - half;
}

double
gain_student(double p, double df)
{
	double low = -1, high = 1;

	while (student_share(low, df) > p)
		low *= 2;
	while (student_share(high, df) < p)
		high *= 2;
	for (int i = 0; i < 200 && high - low > 1e-15 * fmax(1, fabs(high)); i++) {
		double middle = low + (high - low) / 2;

		if (student_share(middle, df) < p)
			low = middle;
		else
			high = middle;
	}
	return low + (high - low) / 2;
}

void
gain_of(const struct gain_pair *pair, uint32_t n, struct gain *g)
{
	double squares = 0;

	*g = (struct gain){ .n = n, .pre = NAN, .post = NAN, .mean = NAN, .sd = NAN, .low = NAN, .high = NAN,
		.normalized = NAN };
	if (n == 0)
		return;
	g->pre = g->post = 0;
	for (uint32_t i = 0; i < n; i++) {
		g->pre += pair[i].pre / n;
		g->post += pair[i].post / n;
	}
	g->mean = g->post - g->pre;
	if (g->pre < 100)
		g->normalized = g->mean / (100 - g->pre);
	if (n < 2)
		return;
	for (uint32_t i = 0; i < n; i++) {
		double off = pair[i].post - pair[i].pre - g->mean;

		squares += off * off;
	}
	g->sd = sqrt(squares / (n - 1));
	double half = gain_student(0.975, n - 1) * g->sd / sqrt(n);

	g->low = g->mean - half;
	g->high = g->mean + half;
}
