/*
 * Item statistics and gain against an implementation in Python (tests/peers/items.py), to 1e-9, on simulated attempts:
 * the same questions for all, drawn ones, part marks, people who guess, questions nobody or everybody gets right.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "courses/learn/gain.h"
#include "courses/learn/items.h"

enum { ITEMS = 24, ATTEMPTS = 400 };

static uint64_t state_of_chance;

static double
chance(void) /* 0 <= x < 1; Knuth's MMIX generator, so that each run is the same */
{
	state_of_chance = state_of_chance * 6364136223846793005u + 1442695040888963407u;
	return (double)(state_of_chance >> 11) / 9007199254740992.0;
}

struct said {
	char name[40];
	double value;
};

static struct said *
python_says(struct arena *a, const char *file, uint32_t *n)
{
	struct said *s = ARENA_ARRAY(a, 1000, struct said);
	char command[600], value[60];
	FILE *p;

	snprintf(command, sizeof(command), "python3 " SOURCE_DIR "/tests/peers/items.py %s", file);
	p = popen(command, "r");
	assert_non_null(p);
	*n = 0;
	while (*n < 1000 && fscanf(p, "%39s %59s", s[*n].name, value) == 2)
		s[(*n)++].value = strtod(value, NULL);
	assert_int_equal(pclose(p), 0);
	assert_true(*n > 0);
	return s;
}

static void
agrees(const struct said *s, uint32_t n, const char *name, double ours)
{
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(s[i].name, name) == 0) {
			double off = fabs(s[i].value - ours);

			if (isnan(s[i].value) && isnan(ours))
				return;
			if (!(off <= 1e-9 * fmax(1, fabs(ours))))
				fail_msg("%s: %.17g here, %.17g there", name, ours, s[i].value);
			return;
		}
	fail_msg("nothing said of %s", name);
}

static void
agrees_item(const struct said *s, uint32_t n, const char *name, uint32_t item, double ours)
{
	char full[60];

	snprintf(full, sizeof(full), "%s%u", name, (unsigned)item);
	agrees(s, n, full, ours);
}

/* People differ in what they know, questions in how hard they are; item 3 nobody gets right, item 4 everybody. */
static double
mark_of(double knows, uint32_t item, double most)
{
	double hard = (double)(item % 7) / 7, p = 1 / (1 + exp(-6 * (knows - hard))), u = chance();

	if (item == 3 || item == 4)
		return item == 4 ? most : 0;
	if (item == 5)
		p = 1 - p; /* a bad question: who knows more fails */
	if (item % 5 == 0) /* part marks */
		return most * (u < p / 2 ? 1 : u < p ? 1.0 / 3 : 0);
	return u < p ? most : 0;
}

static void
compare(uint32_t attempts, uint32_t asked, uint64_t seed)
{
	struct arena *a = arena_new();
	struct item_attempt *t = ARENA_ARRAY(a, attempts, struct item_attempt);
	struct item_stat stat[ITEMS];
	struct test_stat test;
	double most[ITEMS];
	char file[] = "/tmp/chalkline-items-XXXXXX";
	int fd = mkstemp(file);
	FILE *f = fdopen(fd, "w");
	uint32_t n;

	assert_non_null(f);
	state_of_chance = seed;
	fprintf(f, "most");
	for (uint32_t k = 0; k < ITEMS; k++) {
		most[k] = k % 6 == 5 ? 2 : 1;
		fprintf(f, " %.17g", most[k]);
	}
	for (uint32_t i = 0; i < attempts; i++) {
		double knows = chance();
		uint32_t order[ITEMS];

		for (uint32_t k = 0; k < ITEMS; k++)
			order[k] = k;
		for (uint32_t k = ITEMS - 1; k > 0; k--) {
			uint32_t with = (uint32_t)(chance() * (k + 1)), was = order[k];

			order[k] = order[with];
			order[with] = was;
		}
		t[i].marks = asked;
		t[i].mark = ARENA_ARRAY(a, asked, struct item_mark);
		fprintf(f, "\nattempt");
		for (uint32_t j = 0; j < asked; j++) {
			t[i].mark[j] = (struct item_mark){ order[j], mark_of(knows, order[j], most[order[j]]) };
			fprintf(f, " %u:%.17g", (unsigned)order[j], t[i].mark[j].mark);
		}
	}
	fprintf(f, "\n");
	fclose(f);
	items_of(t, attempts, most, ITEMS, a, stat, &test);
	assert_true(test.same_questions == (asked == ITEMS && attempts > 0));

	struct said *s = python_says(a, file, &n);

	for (uint32_t k = 0; k < ITEMS; k++) {
		agrees_item(s, n, "facility", k, stat[k].facility);
		agrees_item(s, n, "sd", k, stat[k].sd);
		agrees_item(s, n, "discrimination", k, stat[k].discrimination);
		agrees_item(s, n, "efficiency", k, stat[k].efficiency);
		agrees_item(s, n, "weight", k, stat[k].weight);
	}
	agrees(s, n, "mean", test.mean);
	agrees(s, n, "median", test.median);
	agrees(s, n, "sd", test.sd);
	agrees(s, n, "skewness", test.skewness);
	agrees(s, n, "kurtosis", test.kurtosis);
	agrees(s, n, "alpha", test.alpha);
	agrees(s, n, "error_ratio", test.error_ratio);
	agrees(s, n, "standard_error", test.standard_error);
	unlink(file);
	arena_free(a);
}

static void
fixed_questions(void **state)
{
	(void)state;
	compare(ATTEMPTS, ITEMS, 1);
	compare(31, ITEMS, 2);
}

static void
drawn_questions(void **state)
{
	(void)state;
	compare(ATTEMPTS, 10, 3);
	compare(40, 7, 4);
}

static void
few_attempts(void **state)
{
	(void)state;
	for (uint32_t n = 1; n <= 5; n++) {
		compare(n, ITEMS, 5 + n);
		compare(n, 5, 15 + n);
	}
}

static void
no_attempt(void **state)
{
	struct arena *a = arena_new();
	struct item_stat stat[2];
	struct test_stat test;
	const double most[2] = { 1, 1 };

	(void)state;
	items_of(NULL, 0, most, 2, a, stat, &test);
	assert_true(isnan(stat[0].facility) && isnan(stat[1].discrimination) && isnan(test.mean) && isnan(test.alpha));
	assert_int_equal(stat[0].n, 0);
	arena_free(a);
}

static void
what_guessing_gives(void **state)
{
	struct choice four[] = { { .weight = QUESTION_MILLION }, { .weight = 0 }, { .weight = 0 },
		{ .weight = -QUESTION_MILLION / 2 } };
	struct choice stars[] = { { .text = STR("keeper"), .weight = QUESTION_MILLION },
		{ .text = STR("*"), .weight = QUESTION_MILLION / 4 } };
	struct pair pairs[] = { { .right_key = 7 }, { .right_key = 8 }, { .right_key = 7 } };
	struct question q = { .kind = QUESTION_SINGLE, .choice = four, .choices = 4 };

	(void)state;
	assert_true(fabs(item_guess(&q) - 0.25) < 1e-12);
	q.kind = QUESTION_MULTIPLE;
	assert_true(isnan(item_guess(&q)));
	q = (struct question){ .kind = QUESTION_SHORT, .choice = stars, .choices = 2 };
	assert_true(fabs(item_guess(&q) - 0.25) < 1e-12);
	q.choices = 1;
	assert_true(item_guess(&q) == 0);
	q = (struct question){ .kind = QUESTION_MATCH, .pair = pairs, .pairs = 3 };
	assert_true(fabs(item_guess(&q) - 0.5) < 1e-12);
}

static void
gains(void **state)
{
	(void)state;
	for (uint32_t n = 2; n <= 200; n = n * 2 + 1) {
		struct arena *a = arena_new();
		struct gain_pair *pair = ARENA_ARRAY(a, n, struct gain_pair);
		char file[] = "/tmp/chalkline-gain-XXXXXX";
		FILE *f = fdopen(mkstemp(file), "w");
		struct gain g;
		struct said *s;
		uint32_t said;

		assert_non_null(f);
		state_of_chance = n;
		for (uint32_t i = 0; i < n; i++) {
			pair[i].pre = floor(chance() * 60);
			pair[i].post = fmin(100, pair[i].pre + floor(chance() * 50) - 5);
			fprintf(f, "pair %.17g %.17g\n", pair[i].pre, pair[i].post);
		}
		fclose(f);
		gain_of(pair, n, &g);
		s = python_says(a, file, &said);
		agrees(s, said, "gain", g.mean);
		agrees(s, said, "low", g.low);
		agrees(s, said, "high", g.high);
		unlink(file);
		arena_free(a);
	}
	/* Tables of Student's t. */
	assert_true(fabs(gain_student(0.975, 1) - 12.7062047362) < 1e-9);
	assert_true(fabs(gain_student(0.975, 30) - 2.0422724563) < 1e-9);
	assert_true(fabs(gain_student(0.5, 9)) < 1e-9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_questions),
		cmocka_unit_test(drawn_questions),
		cmocka_unit_test(few_attempts),
		cmocka_unit_test(no_attempt),
		cmocka_unit_test(what_guessing_gives),
		cmocka_unit_test(gains),
	};

	if (system("python3 -c 'import statistics; statistics.correlation' >/dev/null 2>&1") != 0)
		return 77; /* no Python of 3.10 or later to compare with: skipped */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
