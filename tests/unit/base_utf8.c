#include "courses/base/utf8.h"

#include "courses/base/arena.h"

#include <setjmp.h>
#include <string.h>
#include <unigbrk.h>

#include <cmocka.h>

static void
every_code_point_goes_there_and_back(void **state)
{
	char out[4];
	uint32_t back;

	(void)state;
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		size_t len = utf8_put(out, cp);
		struct str s = { out, len };
		if (!utf8_valid(s) || utf8_get(s, 0, &back) != len)
			fail_msg("U+%04X", (unsigned)cp);
		bool surrogate = cp >= 0xD800 && cp <= 0xDFFF;
		if (back != (surrogate ? 0xFFFD : cp))
			fail_msg("U+%04X became U+%04X", (unsigned)cp, (unsigned)back);
		for (size_t cut = 1; cut < len; cut++)
			if (utf8_valid(str_sub(s, 0, cut)) || utf8_whole(str_sub(s, 0, cut)).len)
				fail_msg("half of U+%04X", (unsigned)cp);
	}
	assert_int_equal(utf8_put(out, 0x110000), 3);
	assert_memory_equal(out, "\xEF\xBF\xBD", 3);
}

/* The lengths of the parts that become one U+FFFD each, as in table 3-8 and 3-11 of Unicode. */
static void
ill_formed_parts_are_maximal(void **state)
{
	static const struct {
		const char *bytes;
		const char *parts;
	} rows[] = {
		{ "\x80", "1" },
		{ "\xFF\xFE", "11" },
		{ "\xC0\xAF", "11" },
		{ "\xE0\x80\xBF", "111" },
		{ "\xF0\x81\x82\x41", "1111" },
		{ "\xED\xA0\x80", "111" },
		{ "\xED\xBF\xBF\x41", "1111" },
		{ "\xF4\x91\x92\x93", "1111" },
		{ "\xF5\x80\x80\x80", "1111" },
		{ "\xE1\x80", "2" },
		{ "\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", "21321" },
		{ "\xF0\x9F\x98", "3" },
		{ "\xC3", "1" },
		{ "\xC3\xC3\xA9", "12" },
		{ NULL, NULL },
	};
	uint32_t cp;

	(void)state;
	for (int i = 0; rows[i].bytes; i++) {
		struct str s = str_from(rows[i].bytes);
		size_t at = 0;
		assert_false(utf8_valid(s));
		for (const char *part = rows[i].parts; *part; part++) {
			size_t len = utf8_get(s, at, &cp);
			assert_int_equal(len, *part - '0');
			at += len;
		}
		assert_int_equal(at, s.len);
	}
	assert_true(utf8_valid(STR("")));
	assert_true(utf8_valid((struct str){ NULL, 0 }));
}

static void
whole_drops_only_what_is_unfinished(void **state)
{
	(void)state;
	assert_int_equal(utf8_whole(STR("")).len, 0);
	assert_int_equal(utf8_whole(STR("ab")).len, 2);
	assert_int_equal(utf8_whole(STR("aé")).len, 3);
	assert_int_equal(utf8_whole(STR("a\xC3")).len, 1);
	assert_int_equal(utf8_whole(STR("a\xF0\x9F\x98")).len, 1);
	assert_int_equal(utf8_whole(STR("a\xA9")).len, 2);
	assert_int_equal(utf8_whole(STR("\x80\x80\x80\x80")).len, 4);
}

/* Walks s both ways; ends holds the ends of its clusters, 0 last. */
static void
assert_clusters(struct str s, const size_t *ends)
{
	size_t at = 0;

	for (; *ends; ends++) {
		size_t end = utf8_cluster(s, at);
		assert_int_equal(end, *ends);
		assert_int_equal(utf8_cluster_before(s, end), at);
		at = end;
	}
	assert_int_equal(at, s.len);
	assert_int_equal(utf8_cluster(s, at), s.len);
}

static void
clusters_are_what_a_reader_calls_letters(void **state)
{
	(void)state;
	assert_clusters(STR(""), (size_t[]){ 0 });
	assert_clusters(STR("a"), (size_t[]){ 1, 0 });
	assert_clusters(STR("ab\r\n\n"), (size_t[]){ 1, 2, 4, 5, 0 });
	assert_clusters(STR("e\xCC\x81x"), (size_t[]){ 3, 4, 0 });
	assert_clusters(STR("作者"), (size_t[]){ 3, 6, 0 });
	assert_clusters(STR("각각"), (size_t[]){ 3, 6, 0 });
	assert_clusters(STR("\xE1\x84\x80"
			    "\xE1\x85\xA1"
			    "\xE1\x86\xA8"
			    "\xE1\x84\x80"
			    "\xE1\x85\xA1"),
	    (size_t[]){ 9, 15, 0 });
	assert_clusters(STR("👨\u200D👩\u200D👧\u200D👦!"), (size_t[]){ 25, 26, 0 });
	assert_clusters(STR("🇫🇷🇩🇪🇪"), (size_t[]){ 8, 16, 20, 0 });
	assert_clusters(STR("x🇫🇷🇩🇪"), (size_t[]){ 1, 9, 17, 0 });
	assert_clusters(STR("👍🏽👍"), (size_t[]){ 8, 12, 0 });
	assert_clusters(STR("مُعَلّم"), (size_t[]){ 4, 8, 12, 14, 0 });
	assert_clusters(STR("\xFF\xC3z"), (size_t[]){ 1, 2, 3, 0 });
	assert_int_equal(utf8_cluster_before(STR("abc"), 0), 0);
	assert_int_equal(utf8_cluster_before(STR("abc"), 99), 2);
}

/* utf8_cluster has shortcuts; they may not be seen. */
static void
clusters_are_those_of_the_tables(void **state)
{
	static const uint32_t beside[] = { 'a', '\r', '\n', 0xA9, 0xAD, 0xE9, 0x301, 0x438, 0x488,
		0x600, 0x645, 0x64E, 0x903, 0x1100, 0x1161, 0x11A8, 0x200D, 0x3042, 0x302A, 0x4F5C,
		0xAC00, 0xAC01, 0xFE0F, 0xFF0C, 0x1F1E6, 0x1F3FB, 0x1F468 };
	char out[8], breaks[8];

	(void)state;
	for (uint32_t cp = 0; cp < 0x20000; cp++) {
		for (size_t i = 0; i < 2 * sizeof(beside) / sizeof(*beside); i++) {
			bool first = i % 2;
			size_t one = utf8_put(out, first ? cp : beside[i / 2]);
			size_t both = one + utf8_put(out + one, first ? beside[i / 2] : cp);
			u8_grapheme_breaks((uint8_t *)out, both, breaks);
			if (utf8_cluster((struct str){ out, both }, 0) !=
			    (breaks[one] ? one : both))
				fail_msg(
				    "U+%04X and U+%04X", (unsigned)cp, (unsigned)beside[i / 2]);
		}
	}
}

static void
an_endless_cluster_ends(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);

	(void)state;
	buf_char(&b, 'e');
	for (int i = 0; i < 1000; i++)
		buf_z(&b, "\xCC\x81");
	struct str s = buf_get(&b);
	assert_int_equal(utf8_cluster(s, 0), 1 + 63 * 2);
	size_t at = s.len, steps = 0;
	while (at > 0) {
		size_t before = utf8_cluster_before(s, at);
		assert_true(before < at);
		at = before;
		steps++;
	}
	assert_int_equal(steps, (1001 + 63) / 64);
	arena_free(a);
}

static void
nfc(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_true(str_is(utf8_nfc(a, STR("")), ""));
	assert_true(str_is(utf8_nfc(a, STR("e\xCC\x81t\xC3\xA9")), "été"));
	assert_true(str_is(utf8_nfc(a, STR("\xE1\x84\x80"
					   "\xE1\x85\xA1"
					   "\xE1\x86\xA8")),
	    "각"));
	assert_true(str_is(utf8_nfc(a, STR("\xE2\x84\xA6")), "Ω"));
	assert_true(str_is(utf8_nfc(a, STR("a\xFF\xC3")), "a��"));
	struct str plain = STR("plain"), copy = utf8_nfc(a, plain);
	assert_true(str_eq(plain, copy) && plain.at != copy.at);
	struct buf b = BUF_IN(a);
	for (int i = 0; i < 5000; i++)
		buf_z(&b, "e\xCC\x81");
	assert_int_equal(utf8_nfc(a, buf_get(&b)).len, 10000);
	arena_free(a);
}

static void
folding_makes_alike(void **state)
{
	static const char *const pairs[][2] = {
		{ "École", "école" },
		{ "ECOLE\xCC\x81", "ecolé" },
		{ "Straße", "STRASSE" },
		{ "ПРИВЕТ", "привет" },
		{ "Ｈｅｌｐ", "help" },
		{ "𝐀", "a" },
		{ "ﻼ", "لا" },
		{ "ΣΑΣ", "σας" },
		{ "", "" },
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		assert_true(str_eq(
		    utf8_fold(a, str_from(pairs[i][0])), utf8_fold(a, str_from(pairs[i][1]))));
	assert_true(str_is(utf8_fold(a, STR("\xFF")), "�"));
	arena_free(a);
}

static void
folding_twice_is_folding_once(void **state)
{
	struct arena *a = arena_new();
	char out[4];

	(void)state;
	for (uint32_t cp = 0; cp < 0x20000; cp++) {
		struct str once = utf8_fold(a, (struct str){ out, utf8_put(out, cp) });
		if (!str_eq(utf8_fold(a, once), once))
			fail_msg("U+%04X", (unsigned)cp);
		arena_reset(a);
	}
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_goes_there_and_back),
		cmocka_unit_test(ill_formed_parts_are_maximal),
		cmocka_unit_test(whole_drops_only_what_is_unfinished),
		cmocka_unit_test(clusters_are_what_a_reader_calls_letters),
		cmocka_unit_test(clusters_are_those_of_the_tables),
		cmocka_unit_test(an_endless_cluster_ends),
		cmocka_unit_test(nfc),
		cmocka_unit_test(folding_makes_alike),
		cmocka_unit_test(folding_twice_is_folding_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
