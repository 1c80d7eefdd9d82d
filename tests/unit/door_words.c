/* What the doors say: lines of at most 76 columns, broken between words, with the contact and the way back in each. */
#include "courses/base/arena.h"
#include "courses/base/width.h"
#include "tui/serve/doorstep.h"
#include "tui/serve/wrap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct academy small = { .name = { "Amari Justice Academy", 21 },
	.address = { "academy.example.org", 19 },
	.port = 22,
	.contact = { "Ms Tembo, +258 21 000 000, Mon-Fri 8-16", 39 } };

/* The longest that chalkline.yaml takes, in letters of two bytes. */
static struct academy
large(struct arena *a)
{
	struct buf name = BUF_IN(a), contact = BUF_IN(a);

	for (int i = 0; i < 10; i++)
		buf_z(&name, "Акаде ");
	for (int i = 0; i < 40; i++)
		buf_z(&contact, i % 2 ? "Иван " : "Ana ");
	return (struct academy){ .name = str_trim(buf_get(&name)),
		.address = STR("academy-of-justice.training.ministry.example.org"),
		.port = 2222,
		.contact = str_trim(buf_get(&contact)) };
}

/* Each line fits and ends; put together they are the words again. */
static void
is_laid_out(struct str lines, struct str contact)
{
	struct arena *a = arena_new();
	struct buf words = BUF_IN(a);
	struct str rest = lines, line;

	assert_true(lines.len > 0);
	assert_int_equal(lines.at[lines.len - 1], '\n');
	while (str_next(&rest, '\n', &line)) {
		assert_true(line.len > 0);
		assert_true(width_str(line) <= WRAP_COLS);
		buf_printf(&words, "%s%.*s", words.len > 0 ? " " : "", STR_ARG(line));
	}
	assert_true(str_find(buf_get(&words), 0, str_z(a, contact)) < words.len);
	arena_free(a);
}

static void
every_line_fits_and_names_who_helps(void **state)
{
	struct arena *a = arena_new();
	struct academy both[2] = { small, large(a) };

	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct academy *ac = &both[i];
		struct buf b[4] = { BUF_IN(a), BUF_IN(a), BUF_IN(a), BUF_IN(a) };
		struct refusal wait = { .reason = REASON_LIMIT, .at = 1795543200 };

		doorstep_member(&b[0], ac);
		doorstep_join(&b[1], ac);
		doorstep_wrong(&b[2], ac, 3);
		doorstep_refused(&b[3], ac, &wait);
		for (int k = 0; k < 4; k++)
			is_laid_out(buf_get(&b[k]), ac->contact);
		assert_true(str_find(buf_get(&b[0]), 0, "join@") < b[0].len);
		assert_true((str_find(buf_get(&b[0]), 0, "port 2222") < b[0].len) == (ac->port == 2222));
	}
	arena_free(a);
}

/* Each in one line: who compares letter by letter wants it whole. */
static void
the_new_are_shown_whose_door_it_is(void **state)
{
	struct arena *a = arena_new();
	struct academy ac = small;
	struct buf b = BUF_IN(a);

	(void)state;
	ac.fingerprint = ac.next_fingerprint = STR_NONE;
	doorstep_join(&b, &ac);
	assert_null(strstr(buf_cstr(&b), "SHA256:"));
	ac.fingerprint = STR("SHA256:WbLq3nYwWWWmmmWWWoYw1Qe5tRz7uXcG2hJ4mLpS6fA");
	ac.next_fingerprint = STR("SHA256:kD3bV0n8oYw1Qe5tRz7uXcG2hJ4mLpS6fAaBdCiEoUg");
	b = BUF_IN(a);
	doorstep_join(&b, &ac);
	is_laid_out(buf_get(&b), ac.contact);
	assert_non_null(strstr(buf_cstr(&b), "\nFingerprint of our key: SHA256:WbLq3nYwWWWmmmWWWoYw1Qe5tRz7uXcG2hJ4mLpS6fA\n"));
	assert_non_null(strstr(buf_cstr(&b), "\nNext key, not yet used: SHA256:kD3bV0n8oYw1Qe5tRz7uXcG2hJ4mLpS6fAaBdCiEoUg\n"));
	arena_free(a);
}

static void
tries_are_counted_in_words(void **state)
{
	char text[400];
	struct buf b = BUF_OVER(text);

	(void)state;
	doorstep_wrong(&b, &small, 1);
	assert_non_null(strstr(buf_cstr(&b), "One more try"));
	b = BUF_OVER(text);
	doorstep_wrong(&b, &small, 3);
	assert_non_null(strstr(buf_cstr(&b), "3 more tries"));
}

/* A disconnect's reason is one line. */
static void
sentences_have_no_line_ends(void **state)
{
	char text[600];
	struct buf b = BUF_OVER(text);

	(void)state;
	doorstep_too_often(&b, &small);
	doorstep_no_certificates(&b, &small);
	assert_false(b.cut);
	assert_null(memchr(text, '\n', b.len));
	assert_non_null(strstr(buf_cstr(&b), "Ms Tembo"));
}

static void
wrapping_keeps_words_and_line_ends(void **state)
{
	char text[400];
	struct buf b = BUF_OVER(text);

	(void)state;
	wrap_lines(&b, STR("Goodbye. To come back:\nssh amina@academy.example.org"), "\r\n");
	assert_string_equal(buf_cstr(&b), "Goodbye. To come back:\r\nssh amina@academy.example.org\r\n");
	b = BUF_OVER(text);
	wrap_lines(&b, STR_NONE, "\n");
	assert_int_equal(b.len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_fits_and_names_who_helps),
		cmocka_unit_test(the_new_are_shown_whose_door_it_is),
		cmocka_unit_test(tries_are_counted_in_words),
		cmocka_unit_test(sentences_have_no_line_ends),
		cmocka_unit_test(wrapping_keeps_words_and_line_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
