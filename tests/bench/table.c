#include "tests/bench/bench.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned over;

void
note(const char *fmt, ...)
{
	va_list ap;

	printf("  ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	fflush(stdout);
}

const char *
verdict(double value, double most)
{
	if (value <= most)
		return "PASS";
	over++;
	return "over";
}

unsigned
verdicts_over(void)
{
	return over;
}

const char *
grouped(double n)
{
	static char ring[16][32];
	static unsigned next;
	char *to = ring[next++ % 16];
	long whole = (long)(n + 0.5);

	if (whole >= 1000000)
		snprintf(
		    to, 32, "%ld,%03ld,%03ld", whole / 1000000, whole / 1000 % 1000, whole % 1000);
	else if (whole >= 1000)
		snprintf(to, 32, "%ld,%03ld", whole / 1000, whole % 1000);
	else
		snprintf(to, 32, "%ld", whole);
	return to;
}

/* ---- samples ---- */

void
sample_add(struct sample *s, double value)
{
	if (s->n == s->room) {
		s->room = s->room * 2 + 16;
		s->at = realloc(s->at, s->room * sizeof(*s->at));
		if (s->at == NULL)
			abort();
	}
	s->at[s->n++] = value;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
sample_median(struct sample *s)
{
	if (s->n == 0)
		return 0;
	qsort(s->at, s->n, sizeof(*s->at), by_size);
	return s->n % 2 == 1 ? s->at[s->n / 2] : (s->at[s->n / 2 - 1] + s->at[s->n / 2]) / 2;
}

double
sample_least(const struct sample *s)
{
	double least = s->n > 0 ? s->at[0] : 0;

	for (size_t i = 1; i < s->n; i++)
		least = s->at[i] < least ? s->at[i] : least;
	return least;
}

double
sample_most(const struct sample *s)
{
	double most = 0;

	for (size_t i = 0; i < s->n; i++)
		most = s->at[i] > most ? s->at[i] : most;
	return most;
}

double
sample_sum(const struct sample *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->n; i++)
		sum += s->at[i];
	return sum;
}

void
sample_free(struct sample *s)
{
	free(s->at);
	*s = (struct sample){ 0 };
}
