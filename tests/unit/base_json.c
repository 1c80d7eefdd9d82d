/* JSON out: commas, quotes, what has to be escaped, times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "courses/base/json.h"

static void
a_value_after_the_other(void **state)
{
	char bytes[400];
	struct buf b = BUF_OVER(bytes);
	struct json j = json_into(&b);

	(void)state;
	json_object(&j, NULL);
	json_str(&j, "login", STR("amina"));
	json_list(&j, "keys");
	json_int(&j, NULL, -3);
	json_bool(&j, NULL, true);
	json_object(&j, NULL);
	json_end(&j);
	json_end(&j);
	json_list(&j, "none");
	json_end(&j);
	json_end(&j);
	assert_string_equal(buf_cstr(&b), "{\"login\":\"amina\",\"keys\":[-3,true,{}],\"none\":[]}\n");
}

static void
text_cannot_leave_its_quotes(void **state)
{
	char bytes[400];
	struct buf b = BUF_OVER(bytes);
	struct json j = json_into(&b);

	(void)state;
	json_list(&j, NULL);
	json_str(&j, NULL, STR("a\"b\\c\n\t\x01"));
	json_str(&j, NULL, STR("Macu\xc3\xa1"
			       "cua"));
	json_str(&j, NULL, STR("\x7f\xc2\x9b\xff"));
	json_end(&j);
	assert_string_equal(buf_cstr(&b), "[\"a\\\"b\\\\c\\u000a\\u0009\\u0001\",\"Macu\xc3\xa1"
					  "cua\",\"\\u007f\\u009b\xef\xbf\xbd\"]\n");
}

static void
times_are_utc_and_never_is_null(void **state)
{
	char bytes[400];
	struct buf b = BUF_OVER(bytes);
	struct json j = json_into(&b);

	(void)state;
	json_object(&j, NULL);
	json_time(&j, "at", 1795543500);
	json_time(&j, "never", 0);
	json_end(&j);
	assert_string_equal(buf_cstr(&b), "{\"at\":\"2026-11-24T18:05:00Z\",\"never\":null}\n");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_value_after_the_other),
	cmocka_unit_test(text_cannot_leave_its_quotes),
	cmocka_unit_test(times_are_utc_and_never_is_null),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
