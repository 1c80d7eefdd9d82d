#include "courses/base/str.h"

#include "courses/base/arena.h"
#include "courses/base/utf8.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

static void
assert_str(struct str s, const char *z)
{
	assert_int_equal(s.len, strlen(z));
	if (s.len)
		assert_memory_equal(s.at, z, s.len);
}

static void
empty_is_empty_however_it_is_said(void **state)
{
	struct str none = { NULL, 0 };

	(void)state;
	assert_true(str_eq(none, STR_NONE));
	assert_true(str_is(none, ""));
	assert_true(str_is(none, NULL));
	assert_int_equal(str_cmp(none, STR("")), 0);
	assert_true(str_starts(none, ""));
	assert_true(str_ends(none, ""));
	assert_int_equal(str_find(none, 0, "x"), 0);
	assert_str(str_trim(none), "");
	assert_str(str_sub(none, 0, 9), "");
	assert_str(str_from(NULL), "");
	assert_true(str_hash(none) == str_hash(STR("")));
}

static void
order_is_by_bytes(void **state)
{
	(void)state;
	assert_true(str_cmp(STR("a"), STR("b")) < 0);
	assert_true(str_cmp(STR("b"), STR("a")) > 0);
	assert_true(str_cmp(STR("a"), STR("ab")) < 0);
	assert_true(str_cmp(STR("ab"), STR("b")) < 0);
	assert_true(str_cmp(STR("z"), STR("é")) < 0);
	assert_int_equal(str_cmp(STR("same"), STR("same")), 0);
	assert_false(str_eq(STR("a\0b"), STR("a\0c")));
}

static void
finding(void **state)
{
	(void)state;
	assert_true(str_starts(STR("lesson 1"), "lesson"));
	assert_false(str_starts(STR("less"), "lesson"));
	assert_true(str_ends(STR("a.md"), ".md"));
	assert_false(str_ends(STR("md"), ".md"));
	assert_int_equal(str_find(STR("a-b-c"), 0, "-"), 1);
	assert_int_equal(str_find(STR("a-b-c"), 2, "-"), 3);
	assert_int_equal(str_find(STR("a-b-c"), 4, "-"), 5);
	assert_int_equal(str_find(STR("a-b-c"), 99, "-"), 5);
	assert_int_equal(str_find(STR("abc"), 0, "abcd"), 3);
	assert_str(str_sub(STR("abc"), 1, 2), "b");
	assert_str(str_sub(STR("abc"), 2, 1), "");
	assert_str(str_sub(STR("abc"), 3, 99), "");
	assert_str(str_trim(STR(" \t\r\na b\v\f ")), "a b");
	assert_str(str_trim(STR(" \n ")), "");
}

static unsigned
count_parts(struct str s)
{
	struct str part;
	unsigned n = 0;

	while (str_next(&s, ',', &part))
		n++;
	return n;
}

static void
parts(void **state)
{
	struct str rest = STR("a,,b"), part;

	(void)state;
	assert_true(str_next(&rest, ',', &part));
	assert_str(part, "a");
	assert_true(str_next(&rest, ',', &part));
	assert_str(part, "");
	assert_true(str_next(&rest, ',', &part));
	assert_str(part, "b");
	assert_false(str_next(&rest, ',', &part));
	assert_int_equal(count_parts(STR("")), 0);
	assert_int_equal(count_parts(STR("a")), 1);
	assert_int_equal(count_parts(STR("a,")), 1);
	assert_int_equal(count_parts(STR(",")), 1);
	assert_int_equal(count_parts(STR(",a")), 2);
}

static void
numbers(void **state)
{
	static const char *const wrong[] = { "", " 1", "1 ", "-1", "+1", "0x1", "1.0", "١",
		"18446744073709551616", "99999999999999999999999", NULL };
	uint64_t n = 7;

	(void)state;
	for (const char *const *z = wrong; *z; z++)
		assert_false(str_number(str_from(*z), UINT64_MAX, &n));
	assert_int_equal(n, 7);
	assert_true(str_number(STR("0"), 0, &n) && n == 0);
	assert_true(str_number(STR("007"), 7, &n) && n == 7);
	assert_false(str_number(STR("8"), 7, &n));
	assert_false(str_number(STR("70"), 7, &n));
	assert_true(str_number(STR("18446744073709551615"), UINT64_MAX, &n) && n == UINT64_MAX);
}

static void
copies_end_in_nul(void **state)
{
	struct arena *a = arena_new();
	struct str part = str_sub(STR("abcdef"), 1, 3);

	(void)state;
	assert_string_equal(str_copy(a, part).at, "bc");
	assert_string_equal(str_z(a, part), "bc");
	assert_string_equal(str_z(a, (struct str){ NULL, 0 }), "");
	struct str made = str_printf(a, "%.*s-%d", STR_ARG(part), 5);
	assert_str(made, "bc-5");
	assert_int_equal(made.at[made.len], '\0');
	made = str_printf(a, "%s", "");
	assert_str(made, "");
	made = str_printf(a, "%5000d", 1);
	assert_int_equal(made.len, 5000);
	arena_free(a);
}

/* The published test values of FNV-1a. */
static void
hash(void **state)
{
	(void)state;
	assert_true(str_hash(STR("")) == 0xcbf29ce484222325);
	assert_true(str_hash(STR("a")) == 0xaf63dc4c8601ec8c);
	assert_true(str_hash(STR("foobar")) == 0x85944171f73967e8);
}

static void
fixed_buf_stops_and_says_so(void **state)
{
	char room[4];
	struct buf b = BUF_OVER(room);

	(void)state;
	buf_add(&b, "abcd", 4);
	assert_false(b.cut);
	assert_str(buf_get(&b), "abcd");
	buf_add(&b, "", 0);
	assert_false(b.cut);
	buf_char(&b, 'e');
	assert_true(b.cut);
	assert_str(buf_get(&b), "abcd");
	assert_string_equal(buf_cstr(&b), "abc");

	b = BUF_OVER(room);
	buf_add(&b, "abcdef", 6);
	assert_true(b.cut && b.len == 4);

	b = BUF_OVER(room);
	buf_z(&b, "ab课");
	assert_true(b.cut);
	assert_str(buf_get(&b), "ab");
	buf_char(&b, 'c');
	assert_str(buf_get(&b), "ab");
	assert_string_equal(buf_cstr(&b), "ab");
	assert_true(b.cut);
}

static void
fixed_buf_needs_a_byte_for_nul(void **state)
{
	char room[4];
	struct buf b = BUF_OVER(room);

	(void)state;
	buf_printf(&b, "%d", 123);
	assert_false(b.cut);
	assert_string_equal(buf_cstr(&b), "123");
	b = BUF_OVER(room);
	buf_printf(&b, "%d", 1234);
	assert_true(b.cut);
	assert_string_equal(buf_cstr(&b), "123");
	b = BUF_OVER(room);
	buf_printf(&b, "%s", "é课");
	assert_true(b.cut);
	assert_string_equal(buf_cstr(&b), "é");
	b = BUF_OVER(room);
	buf_z(&b, "éé");
	assert_false(b.cut);
	assert_string_equal(buf_cstr(&b), "é");
	assert_true(b.cut);
	b = (struct buf){ .at = room, .cap = 0 };
	assert_string_equal(buf_cstr(&b), "");
	buf_printf(&b, "%s", "x");
	assert_true(b.cut && b.len == 0);
	assert_str(buf_get(&b), "");
}

static void
growing_buf_grows(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);

	(void)state;
	assert_str(buf_get(&b), "");
	assert_string_equal(buf_cstr(&b), "");
	for (int i = 0; i < 10000; i++) {
		buf_printf(&b, "%04d", i);
		buf_str(&b, STR("é"));
		buf_char(&b, '\n');
	}
	assert_false(b.cut);
	assert_int_equal(b.len, 70000);
	assert_str(str_sub(buf_get(&b), 69993, 70000), "9999é\n");
	assert_int_equal(strlen(buf_cstr(&b)), 70000);
	buf_add(&b, b.at, b.len);
	assert_memory_equal(b.at, b.at + 70000, 70000);
	assert_true(utf8_valid(buf_get(&b)));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_is_empty_however_it_is_said),
		cmocka_unit_test(order_is_by_bytes),
		cmocka_unit_test(finding),
		cmocka_unit_test(parts),
		cmocka_unit_test(numbers),
		cmocka_unit_test(copies_end_in_nul),
		cmocka_unit_test(hash),
		cmocka_unit_test(fixed_buf_stops_and_says_so),
		cmocka_unit_test(fixed_buf_needs_a_byte_for_nul),
		cmocka_unit_test(growing_buf_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
