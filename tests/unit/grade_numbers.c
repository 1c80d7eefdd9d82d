/*
 * Numbers: as authors write them (exact decimals) and as learners type them.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "courses/learn/grade.h"
#include "courses/model/decimal.h"

static void
learners_type_numbers_as_they_learned_it(void **state)
{
	static const struct {
		const char *text;
		double value;
	} good[] = {
		{ "12", 12 },
		{ " 12 ", 12 },
		{ "1.5", 1.5 },
		{ "1,5", 1.5 },
		{ ",5", 0.5 },
		{ "5.", 5 },
		{ "+3", 3 },
		{ "-3", -3 },
		{ "- 3", -3 },
		{ "\xe2\x88\x92"
		  "3",
		    -3 },
		{ "1 000", 1000 },
		{ "12 345,5", 12345.5 },
		{ "1\xc2\xa0"
		  "000\xe2\x80\xaf"
		  "000",
		    1e6 },
		{ "12\xc2\xa0", 12 },
		{ "1e3", 1000 },
		{ "2E-2", 0.02 },
		{ "0", 0 },
		{ "-0", 0 },
		{ "007", 7 },
		{ "0.7", 0.7 },
		{ "1.50000000000000000000", 1.5 },
		{ "\xd9\xa1\xd9\xa2", 12 },                         /* Arabic-Indic */
		{ "\xd9\xa1\xd9\xab\xd9\xa5", 1.5 },                /* with its own separator */
		{ "\xe2\x80\x8f\xd9\xa1\xd9\xa2\xe2\x80\x8f", 12 }, /* and marks of direction */
		{ "\xdb\xb1\xdb\xb2", 12 },                         /* Persian */
		{ "\xef\xbc\x91\xef\xbc\x92", 12 },                 /* full width */
		{ "\xef\xbc\x8d\xef\xbc\x91\xef\xbc\x8c\xef\xbc\x95", -1.5 },
	};
	static const char *const bad[] = { "", " ", "-", ".", "abc", "12 km", "1.2.3", "1,000.5",
		"1 2", "12 34", "1234 567", "1 00", "1,5 2", "1 000 00", "1e", "1e+", "e3", "--3",
		"3-", "1e99", "0x10", "inf", "nan", "1234567890123456", "12\n13", "\xff", "1+1",
		"1 000e 3" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		double value = -99;

		if (!grade_number(str_from(good[i].text), &value) || value != good[i].value)
			fail_msg("%s is %g", good[i].text, value);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		double value;

		if (grade_number(str_from(bad[i]), &value))
			fail_msg("\"%s\" is taken for %g", bad[i], value);
	}
}

static void
a_locale_with_a_comma_changes_nothing(void **state)
{
	double value;

	(void)state;
	/* Where no such locale is installed this says little; the code has no decimal point in it.
	 */
	if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
		print_message("no de_DE.UTF-8 here\n");
	assert_true(grade_number(STR("1.25"), &value) && value == 1.25);
	assert_true(grade_number(STR("1,25"), &value) && value == 1.25);
	setlocale(LC_ALL, "C");
}

static void
decimals_are_exact(void **state)
{
	static const struct {
		const char *a, *b;
		double sum;
	} rows[] = {
		{ "0.8", "-0.1", 0.7 },
		{ "0.1", "0.2", 0.3 },
		{ "1.1", "0.1", 1.2 },
		{ "12", "0", 12 },
		{ "-1.5", "0.25", -1.25 },
		{ "1e3", "1e-3", 1000.001 },
		{ "0", "1e-20", 1e-20 },
	};
	struct decimal a, b, sum;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(decimal_read(str_from(rows[i].a), &a));
		assert_true(decimal_read(str_from(rows[i].b), &b));
		assert_true(decimal_add(a, b, &sum));
		assert_true(decimal_double(sum) == rows[i].sum);
	}
	assert_true(decimal_read(STR("1e20"), &a));
	assert_true(decimal_read(STR("1e-20"), &b));
	assert_false(decimal_add(a, b, &sum)); /* said, not rounded */
	assert_false(decimal_read(STR("1,5"), &a));
	assert_false(decimal_read(STR("1 "), &a));
	assert_false(decimal_read(STR("1e61"), &a));
	assert_false(decimal_read(STR("1e999999999999"), &a));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(learners_type_numbers_as_they_learned_it),
		cmocka_unit_test(a_locale_with_a_comma_changes_nothing),
		cmocka_unit_test(decimals_are_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
