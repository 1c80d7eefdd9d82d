#include "courses/base/err.h"

#include "courses/base/str.h"
#include "courses/base/utf8.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
it_can_be_returned(void **state)
{
	struct err e = { ERR_NONE, "" };

	(void)state;
	assert_false(err_set(&e, ERR_MISSING, "there is no lesson called %s", "evidence"));
	assert_int_equal(e.kind, ERR_MISSING);
	assert_string_equal(e.text, "there is no lesson called evidence");
	assert_false(err_set(NULL, ERR_MISSING, "nobody asks"));
	assert_false(err_errno(NULL, "nobody asks"));
}

static void
it_can_say_where(void **state)
{
	struct err e = { ERR_NONE, "" };

	(void)state;
	err_set(&e, ERR_INPUT, "line 3 has no answer");
	err_set(&e, e.kind, "course %s: %s", "claims", e.text);
	assert_int_equal(e.kind, ERR_INPUT);
	assert_string_equal(e.text, "course claims: line 3 has no answer");
}

static void
it_names_the_errno_and_keeps_it(void **state)
{
	struct err e = { ERR_NONE, "" };

	(void)state;
	errno = ENOSPC;
	assert_false(err_errno(&e, "cannot write %s", "answers"));
	assert_int_equal(errno, ENOSPC);
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_string_equal(e.text, "cannot write answers: No space left on device");
}

static void
too_long_a_text_ends_in_a_whole_letter(void **state)
{
	char text[1000];
	struct err e = { ERR_NONE, "" };

	(void)state;
	for (size_t shift = 0; shift < 4; shift++) {
		struct buf b = BUF_OVER(text);
		for (size_t i = 0; i < shift; i++)
			buf_char(&b, 'x');
		while (b.len < 500)
			buf_z(&b, "课");
		err_set(&e, ERR_INPUT, "%s", buf_cstr(&b));
		assert_true(utf8_valid(str_from(e.text)));
		assert_true(str_from(e.text).len >= sizeof(e.text) - 4);
		errno = EIO;
		err_errno(&e, "%s", buf_cstr(&b));
		assert_true(utf8_valid(str_from(e.text)));
	}
}

static void
every_kind_has_an_exit_status(void **state)
{
	(void)state;
	for (int kind = ERR_NONE; kind < ERR_KINDS; kind++) {
		struct err e = { (enum err_kind)kind, "" };
		int status = err_exit(&e);
		assert_true(kind == ERR_NONE ? status == 0 : status >= 65 && status <= 77);
	}
	assert_int_equal(err_exit(&(struct err){ ERR_INPUT, "" }), 65);
	assert_int_equal(err_exit(&(struct err){ ERR_DENIED, "" }), 77);
	assert_int_equal(err_exit(&(struct err){ ERR_SYSTEM, "" }), 74);
	assert_int_equal(err_exit(&(struct err){ ERR_BUSY, "" }), 69);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_can_be_returned),
		cmocka_unit_test(it_can_say_where),
		cmocka_unit_test(it_names_the_errno_and_keeps_it),
		cmocka_unit_test(too_long_a_text_ends_in_a_whole_letter),
		cmocka_unit_test(every_kind_has_an_exit_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
