#include "courses/base/safe.h"

#include "courses/base/arena.h"
#include "courses/base/utf8.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#define BAD "\xEF\xBF\xBD"

static void
assert_safe(const char *dirty, const char *clean, unsigned lost)
{
	struct arena *a = arena_new();
	unsigned dropped = 99;
	struct str got = safe_text(a, str_from(dirty), &dropped);

	assert_string_equal(str_z(a, got), clean);
	assert_int_equal(dropped, lost);
	assert_true(safe_text(a, got, NULL).at == got.at);
	arena_free(a);
}

static void
clean_text_is_given_back_itself(void **state)
{
	static const char *const clean[] = { "", "Evidence, and more.\nLine two.\n", "Élève: ñ, œ",
		"作者，你好。", "Вывод й ё", "السلام عليكم؟", "각 한글", "👍 🇫🇷", "می\u200Cخواهم",
		BAD, "a\u00A0b\u202Fc", "q\u0303", NULL };
	struct arena *a = arena_new();
	unsigned dropped;

	(void)state;
	for (const char *const *z = clean; *z; z++) {
		struct str s = str_from(*z), got = safe_text(a, s, &dropped);
		assert_true(got.at == s.at && got.len == s.len);
		assert_int_equal(dropped, 0);
		got = safe_text(a, s, NULL);
		assert_true(got.at == s.at);
	}
	assert_int_equal(safe_text(a, (struct str){ NULL, 0 }, &dropped).len, 0);
	arena_free(a);
}

/* C1, C0 but line feed, DEL; tab to the next fourth column. */
static void
controls_go(void **state)
{
	char text[8] = { 'a' };
	struct arena *a = arena_new();
	unsigned dropped;

	(void)state;
	for (uint32_t cp = 0; cp < 0xA0; cp++) {
		if (cp == '\t' || cp == '\n' || (cp >= 0x20 && cp < 0x7F))
			continue;
		size_t len = utf8_put(text + 1, cp);
		text[1 + len] = 'b';
		struct str got = safe_text(a, (struct str){ text, len + 2 }, &dropped);
		assert_true(str_is(got, "ab") && dropped == 1);
		assert_false(safe_char(cp));
	}
	arena_free(a);
	assert_safe("\033[31mred\033]0;title\007", "[31mred]0;title", 3);
	assert_safe("\xC2\x9B"
		    "2J",
	    "2J", 1);
	assert_safe("\tx", "    x", 0);
	assert_safe("ab\tx", "ab  x", 0);
	assert_safe("abcd\tx", "abcd    x", 0);
	assert_safe("作\tx\n\ty", "作  x\n    y", 0);
	assert_false(safe_char('\n'));
	assert_false(safe_char('\t'));
}

static void
line_ends_become_line_feeds(void **state)
{
	(void)state;
	assert_safe("a\r\nb\r\n", "a\nb\n", 0);
	assert_safe("a\rb\r", "ab", 2);
	assert_safe("a\u2028b\u2029c", "a\nb\nc", 0);
	assert_safe("\xEF\xBB\xBFtitle: x", "title: x", 0);
	assert_safe("a\xEF\xBB\xBF", "a", 1);
	assert_false(safe_char(0x2028));
	assert_false(safe_char(0x2029));
}

static void
assert_dropped(uint32_t from, uint32_t to)
{
	struct arena *a = arena_new();
	char text[8] = { 'a' };

	for (uint32_t cp = from; cp <= to; cp++) {
		size_t len = utf8_put(text + 1, cp);
		text[1 + len] = 'b';
		unsigned dropped = 0;
		struct str got = safe_text(a, (struct str){ text, len + 2 }, &dropped);
		if (!str_is(got, "ab") || dropped != 1 || safe_char(cp))
			fail_msg("U+%04X stays", (unsigned)cp);
	}
	arena_free(a);
}

static void
what_reorders_goes(void **state)
{
	(void)state;
	assert_dropped(0x202A, 0x202E);
	assert_dropped(0x2066, 0x2069);
	assert_dropped(0x061C, 0x061C);
	assert_dropped(0x200E, 0x200F);
	assert_dropped(0x206A, 0x206F); /* deprecated */
}

static void
what_is_invisible_goes(void **state)
{
	(void)state;
	assert_dropped(0x200B, 0x200D);
	assert_dropped(0x2060, 0x2064);
	assert_dropped(0xFEFF, 0xFEFF);
	assert_dropped(0xAD, 0xAD);
	assert_dropped(0x34F, 0x34F);
	assert_dropped(0x180B, 0x180F);
	assert_dropped(0xFE00, 0xFE0F);
	assert_dropped(0xFFF9, 0xFFFB);
	assert_dropped(0x1D173, 0x1D17A);
	assert_dropped(0xE0000, 0xE007F);
	assert_dropped(0xE0100, 0xE01EF);
	assert_safe("e\u200B\u0301", "é", 1);
	assert_safe("👨\u200D👩", "👨👩", 1);
}

static void
joiners_stay_between_arabic_letters(void **state)
{
	(void)state;
	assert_safe("می\u200Cخواهم", "می\u200Cخواهم", 0);
	assert_safe("ه\u200Dم", "ه\u200Dم", 0);
	assert_safe("مِ\u200Cخ", "مِ\u200Cخ", 0);
	assert_safe("م\u200C\u200C\u200Dخ", "م\u200Cخ", 2);
	assert_safe("م\u200C\u202Eخ", "م\u200Cخ", 1);
	assert_safe("م\u200C", "م", 1);
	assert_safe("\u200Cم", "م", 1);
	assert_safe("م\u200C م", "م م", 1);
	assert_safe("م\u200Cِم", "مِم", 1);
	assert_safe("a\u200Cb", "ab", 1);
	assert_safe("م\u200Cb", "مb", 1);
	assert_safe("क्\u200Dष", "क्ष", 1);
	assert_false(safe_char(0x200C));
	assert_false(safe_char(0x200D));
}

static void
what_is_unknown_is_seen_to_be(void **state)
{
	(void)state;
	assert_safe("a\xFF"
		    "b",
	    "a" BAD "b", 1);
	assert_safe("\xC3", BAD, 1);
	assert_safe("\xE1\x80", BAD, 1);
	assert_safe("\xED\xA0\x80", BAD BAD BAD, 3);         /* surrogate */
	assert_safe("\xC0\x8A", BAD BAD, 2);                 /* line feed, too long */
	assert_safe("\xEF\xBF\xBE\xEF\xBF\xBF", BAD BAD, 2); /* U+FFFE, U+FFFF */
	assert_safe("\xEF\xB7\x90", BAD, 1);                 /* U+FDD0 */
	assert_safe("\xF4\x8F\xBF\xBF", BAD, 1);             /* U+10FFFF */
	assert_safe("\uE000\U000F0000", BAD BAD, 2);         /* private use */
	assert_safe("\u0378", BAD, 1);                       /* unassigned */
	assert_safe(BAD, BAD, 0);
	assert_true(safe_char(0xFFFD));
	assert_false(safe_char(0xD800));
	assert_false(safe_char(0x110000));
	assert_false(safe_char(UINT32_MAX));
}

static void
the_fifth_mark_is_cut(void **state)
{
	(void)state;
	assert_safe("x\u0321\u0321\u0321\u0321", "x\u0321\u0321\u0321\u0321", 0);
	assert_safe("x\u0321\u0321\u0321\u0321\u0321y", "x\u0321\u0321\u0321\u0321y", 1);
	assert_safe("e\u0301\u0321\u0321\u0321\u0321", "é\u0321\u0321\u0321\u0321", 0);
	assert_safe("\u0301\u0301\u0301\u0301\u0301", "\u0301\u0301\u0301\u0301", 1);
	assert_safe("مَّ", "مَّ", 0);
}

static void
text_becomes_nfc(void **state)
{
	(void)state;
	assert_safe("e\u0301", "é", 0);
	assert_safe("\u2126", "Ω", 0);
	assert_safe("\u1100\u1161\u11A8", "각", 0);
	assert_safe("q\u0307\u0323", "q\u0323\u0307", 0);
}

/* What comes out holds only what may be there, and is not changed by a second time. */
static void
assert_invariants(struct arena *a, struct str s)
{
	struct str once = safe_text(a, s, NULL);
	uint32_t cp;

	if (!utf8_valid(once) || safe_text(a, once, NULL).at != once.at)
		fail_msg("%.*s", STR_ARG(s));
	for (size_t at = 0; at < once.len;) {
		at += utf8_get(once, at, &cp);
		if (!safe_char(cp) && cp != '\n' && cp != 0x200C && cp != 0x200D)
			fail_msg("U+%04X came through", (unsigned)cp);
	}
	if (!str_eq(utf8_nfc(a, once), once))
		fail_msg("%.*s is not NFC", STR_ARG(once));
}

static void
every_code_point_is_treated_once_for_all(void **state)
{
	struct arena *a = arena_new();
	char text[16];

	(void)state;
	for (uint32_t cp = 0; cp < 0xE1000; cp++) {
		if (cp == 0x32000) /* a desert up to the tags */
			cp = 0xE0000;
		struct buf b = BUF_OVER(text);
		buf_char(&b, 'a');
		b.len += utf8_put(b.at + b.len, cp);
		buf_z(&b, "\u0301\u0645");
		assert_invariants(a, buf_get(&b));
		if (cp % 64 == 0)
			arena_reset(a);
	}
	arena_free(a);
}

static void
a_line_has_no_line_feed(void **state)
{
	struct arena *a = arena_new();
	struct str plain = STR("plain");

	(void)state;
	assert_true(safe_line(a, plain).at == plain.at);
	assert_string_equal(str_z(a, safe_line(a, STR("a\nb\r\nc\u2028"))), "a b c ");
	assert_string_equal(str_z(a, safe_line(a, STR("a\033\tb"))), "a   b");
	assert_int_equal(safe_line(a, STR_NONE).len, 0);
	arena_free(a);
}

static bool
is_name(const char *z)
{
	const char *why = NULL;
	bool is = safe_name(str_from(z), &why);

	assert_true(is ? why == NULL : why && *why);
	assert_true(safe_name(str_from(z), NULL) == is);
	return is;
}

static void
names(void **state)
{
	static const char *const good[] = { "Ada", "Anne-Marie O’Neil 2", "José Ñúñez", "Иван",
		"作者", "山田たろう", "ヤマダ太郎", "金대중", "محمد", "علی\u200Cرضا", "مُحَمَّد",
		"Q. 7", "ㄅ作", "Ada 👍", NULL };
	static const char *const bad[] = { "", " ", "123", "!?", "👍",
		"Аdа"
		"m",
		"Adaм", "作者Ж", "たろ대", "ㄅたろ", "Aだ", "A\u115F", "A\u1160", "A\u3164",
		"A\uFFA0", "A\u2800", "Ad\u200Ba", "Ad\u202Ea", "Ad\u200Ca", "علی\u200C", "Ad\na",
		"Ad\ta", "Ad\033a", "A\xC2\x9B", "A\xFF", "A" BAD, "A\uE000", "A\u0378", "A\uFE0F",
		"A\u0321\u0321\u0321\u0321\u0321", NULL };

	(void)state;
	for (const char *const *z = good; *z; z++)
		if (!is_name(*z))
			fail_msg("%s is a name", *z);
	for (const char *const *z = bad; *z; z++)
		if (is_name(*z))
			fail_msg("%s is no name", *z);
}

static void
names_have_sixty_letters_at_most(void **state)
{
	char text[400];
	struct buf b = BUF_OVER(text);

	(void)state;
	for (int i = 0; i < 60; i++)
		buf_z(&b, "q\u0303");
	assert_true(is_name(buf_cstr(&b)));
	buf_z(&b, "a");
	assert_false(is_name(buf_cstr(&b)));
}

static void
logins(void **state)
{
	static const char *const good[] = { "ada", "a.b", "a--", "z12", "abcdefghijklmnopqrst",
		NULL };
	static const char *const bad[] = { "", "a", "ab", "abcdefghijklmnopqrstu", "1ab", ".ab",
		"-ab", "Ada", "a b", "a_b", "adé", "ad\n", "a/b", "a@b", NULL };

	(void)state;
	for (const char *const *z = good; *z; z++)
		assert_true(safe_login(str_from(*z)));
	for (const char *const *z = bad; *z; z++)
		assert_false(safe_login(str_from(*z)));
	assert_false(safe_login(STR("ad\0a")));
	assert_false(safe_login((struct str){ NULL, 0 }));
}

static void
reserved_logins(void **state)
{
	static const char *const taken[] = { "join", "guest", "verify", "recover", "root", "admin",
		"operator", "help", "r00t", "ro-ot", "adm1n", "he1p", "0perat0r", "root.", NULL };
	static const char *const free_[] = { "", "a", "joint", "helper", "roo", "administrator",
		"rooot", "ruth", NULL };

	(void)state;
	for (const char *const *z = taken; *z; z++)
		assert_true(safe_login_reserved(str_from(*z)));
	for (const char *const *z = free_; *z; z++)
		assert_false(safe_login_reserved(str_from(*z)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clean_text_is_given_back_itself),
		cmocka_unit_test(controls_go),
		cmocka_unit_test(line_ends_become_line_feeds),
		cmocka_unit_test(what_reorders_goes),
		cmocka_unit_test(what_is_invisible_goes),
		cmocka_unit_test(joiners_stay_between_arabic_letters),
		cmocka_unit_test(what_is_unknown_is_seen_to_be),
		cmocka_unit_test(the_fifth_mark_is_cut),
		cmocka_unit_test(text_becomes_nfc),
		cmocka_unit_test(every_code_point_is_treated_once_for_all),
		cmocka_unit_test(a_line_has_no_line_feed),
		cmocka_unit_test(names),
		cmocka_unit_test(names_have_sixty_letters_at_most),
		cmocka_unit_test(logins),
		cmocka_unit_test(reserved_logins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
