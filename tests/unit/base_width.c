#include "courses/base/width.h"

#include "courses/base/arena.h"
#include "courses/base/utf8.h"

#include <setjmp.h>
#include <string.h>
#include <uniwidth.h>

#include <cmocka.h>

/* Those of text-access-security 1.6, and one of each language more. */
static const char *const paragraphs[] = {
	"",
	"x",
	"A claim is only as strong as the evidence behind it; ask who measured, how, and what for.",
	"本课程介绍（如何）评估《证据》的质量。你将学习提问，“查找”，以及批判性地阅读研究报告，并得"
	"出结论。",
	"Quel est le taux\u00A0? Environ 20\u00A0% des cas, soit «\u00A0vingt sur cent\u00A0», "
	"peut-être\u202F; "
	"l’étude n’en dit pas plus.",
	"¿Qué pregunta responde el estudio? ¡Compruébalo antes de citarlo!",
	"Вывод не сильнее данных, на которых он стоит: спросите, кто измерял, как и зачем.",
	"السلام عليكم ورحمة الله. في هذا الدرس نتعلم كيف نسأل: من قاس، وكيف، ولماذا؟",
	"Two\n\nlines   \n   and a third",
	"nobreaksatallinthisveryverylongwordthatgoesonandon",
	"👨\u200D👩\u200D👧\u200D👦 👍🏽👍🏽👍🏽 🇫🇷🇩🇪 "
	"e\u0301\u0302\u0303",
	"bad \xFF\xFE\xC3 bytes \xE1\x80",
	"     ",
	"a\n",
	"\n",
	"[Page Down] or [N] moves on 20 km and 3 min, see --no-colour and /usr/share/doc or "
	"snake_case_name.",
	NULL,
};

static void
widths_of_letters(void **state)
{
	static const struct {
		uint32_t cp;
		int cols;
	} rows[] = {
		{ 'a', 1 },
		{ ' ', 1 },
		{ '~', 1 },
		{ 0xE9, 1 },
		{ 0x416, 1 },
		{ 0x627, 1 },
		{ 0x4F5C, 2 },
		{ 0xFF0C, 2 },
		{ 0x3000, 2 },
		{ 0xAC00, 2 },
		{ 0x1F600, 2 },
		{ 0x2026, 1 },
		{ 0x2500, 1 },
		{ 0x2460, 1 },
		{ 0xA0, 1 },
		{ 0x202F, 1 },
		{ 0x2800, 1 },
		{ 0xFEFB, 1 },
		{ 0xFFFD, 1 },
		{ 0x6DD, 1 },
		{ 0x301, 0 },
		{ 0x64E, 0 },
		{ 0x200D, 0 },
		{ 0x200F, 0 },
		{ 0xFEFF, 0 },
		{ 0xAD, 0 },
		{ 0, 0 },
		{ '\n', 0 },
		{ 0x1B, 0 },
		{ 0x7F, 0 },
		{ 0x9B, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (width_char(rows[i].cp) != rows[i].cols)
			fail_msg("U+%04X is %d wide", (unsigned)rows[i].cp, width_char(rows[i].cp));
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		int table = uc_width(cp, "UTF-8");
		bool sign = (cp >= 0x600 && cp <= 0x605) || cp == 0x6DD;
		if (width_char(cp) != (sign ? 1 : table < 0 ? 0 : table))
			fail_msg("U+%04X is %d wide", (unsigned)cp, width_char(cp));
	}
	for (uint32_t cp = 0; cp <= 0x110000; cp++)
		if (width_char(cp) < 0 || width_char(cp) > 2)
			fail_msg("U+%04X is %d wide", (unsigned)cp, width_char(cp));
}

static void
widths_of_text(void **state)
{
	(void)state;
	assert_int_equal(width_str(STR("")), 0);
	assert_int_equal(width_str(STR("Evidence")), 8);
	assert_int_equal(width_str(STR("作者 é")), 6);
	assert_int_equal(width_str(STR("السلام عليكم")), 12);
	assert_int_equal(width_str(STR("e\u0301")), 1);
	assert_int_equal(width_str(STR("\xFF")), 1);
}

static void
fitting(void **state)
{
	(void)state;
	assert_int_equal(width_fit(STR("abc"), 0).len, 0);
	assert_int_equal(width_fit(STR("abc"), -3).len, 0);
	assert_int_equal(width_fit(STR("abc"), 2).len, 2);
	assert_int_equal(width_fit(STR("abc"), 9).len, 3);
	assert_int_equal(width_fit(STR("作者"), 3).len, 3);
	assert_int_equal(width_fit(STR("作者"), 1).len, 0);
	assert_int_equal(width_fit(STR("e\u0301x"), 1).len, 3);
	assert_int_equal(width_fit(STR("🇫🇷🇩🇪"), 3).len, 8);
	assert_int_equal(width_fit(STR(""), 5).len, 0);
}

static size_t
without_blanks(char *out, struct str s)
{
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] != ' ' && s.at[i] != '\n')
			out[len++] = s.at[i];
	return len;
}

/* Every line moves on and fits, unless it is one cluster; and only blanks are lost. */
static void
assert_lines(struct str s, int cols)
{
	char want[1024], got[1024];
	size_t at = 0, next, got_len = 0, lines = 0;

	for (; at < s.len; at = next, lines++) {
		struct str line = width_line(s, at, cols, &next);
		assert_true(next > at && next <= s.len);
		assert_true(
		    line.len == 0 || (line.at >= s.at + at && line.at + line.len <= s.at + next));
		assert_true(width_str(line) <= cols || utf8_cluster(line, 0) == line.len);
		assert_false(str_ends(line, " "));
		assert_int_equal(str_find(line, 0, "\n"), line.len);
		got_len += without_blanks(got + got_len, line);
	}
	assert_int_equal(got_len, without_blanks(want, s));
	assert_memory_equal(got, want, got_len);
}

static void
no_letter_is_lost_at_any_width(void **state)
{
	(void)state;
	for (const char *const *z = paragraphs; *z; z++)
		for (int cols = 2; cols <= 120; cols++)
			assert_lines(str_from(*z), cols);
}

/* The lines of z at cols columns, each with a '|' behind it. */
static const char *
lines(const char *z, int cols)
{
	static char room[4096];
	struct buf b = BUF_OVER(room);
	struct str s = str_from(z);

	for (size_t at = 0; at < s.len;) {
		buf_str(&b, width_line(s, at, cols, &at));
		buf_char(&b, '|');
	}
	return buf_cstr(&b);
}

static void
blanks_and_line_feeds(void **state)
{
	size_t next = 7;

	(void)state;
	assert_int_equal(width_line(STR(""), 0, 10, &next).len, 0);
	assert_int_equal(next, 0);
	assert_int_equal(width_line(STR("ab"), 9, 10, &next).len, 0);
	assert_int_equal(next, 2);
	assert_string_equal(lines("a\n", 5), "a|");
	assert_string_equal(lines("\n\na\n\nb", 5), "||a||b|");
	assert_string_equal(lines("a    \nb", 5), "a|b|");
	assert_string_equal(lines("a        \nb", 5), "a|b|");
	assert_string_equal(lines("one      two", 5), "one|two|");
	assert_string_equal(lines("three four", 5), "three|four|");
	assert_string_equal(lines("  in two", 5), "  in|two|");
	assert_string_equal(lines("  indeed", 5), "  ind|eed|");
	assert_string_equal(lines("         x", 5), "|x|");
	assert_string_equal(lines("     ", 3), "|");
	assert_string_equal(lines("a\r\nb", 5), "a|b|");
	assert_string_equal(lines("abcdef", 2), "ab|cd|ef|");
	assert_string_equal(lines("👍🏽👍🏽", 2), "👍🏽|👍🏽|");
	assert_string_equal(lines("well-known", 6), "well-|known|");
}

static void
blanks_past_the_window(void **state)
{
	struct arena *a = arena_new();
	struct str s = str_printf(a, "a%5000s\nb", "");
	struct str word = str_printf(a, "%05000d x", 0);
	size_t next;

	(void)state;
	assert_int_equal(width_line(s, 0, 80, &next).len, 1);
	assert_int_equal(next, s.len - 1);
	assert_int_equal(width_line(word, 0, 80, &next).len, 80);
	assert_int_equal(next, 80);
	assert_true(width_line(word, 0, 4000, &next).len >= 1000);
	arena_free(a);
}

static void
chinese_punctuation_stays_with_its_word(void **state)
{
	static const char *const not_first[] = { "，", "。", "）", "》", "”", NULL };
	static const char *const not_last[] = { "（", "《", "“", NULL };
	struct str s = str_from(paragraphs[3]);

	(void)state;
	for (int cols = 10; cols <= 100; cols++) {
		for (size_t at = 0, next; at < s.len; at = next) {
			struct str line = width_line(s, at, cols, &next);
			for (const char *const *z = not_first; *z; z++)
				assert_false(str_starts(line, *z));
			for (const char *const *z = not_last; *z; z++)
				assert_false(str_ends(line, *z));
			/* ragged by no more than a letter and what may not part from it */
			assert_true(next == s.len || width_str(line) > cols - 8);
		}
	}
}

/* Is needle never parted, at any width that could hold it with its words? */
static void
assert_kept(const char *z, const char *needle)
{
	struct str s = str_from(z);

	assert_true(str_find(s, 0, needle) < s.len);
	for (int cols = width_str(str_from(needle)) + 4; cols < 80; cols++) {
		const char *broken = lines(z, cols);
		if (!strstr(broken, needle))
			fail_msg("%d: %s", cols, broken);
	}
}

static void
french_spaces_hold(void **state)
{
	(void)state;
	assert_kept(paragraphs[4], "taux\u00A0?");
	assert_kept(paragraphs[4], "20\u00A0%");
	assert_kept(paragraphs[4], "«\u00A0vingt");
	assert_kept(paragraphs[4], "cent\u00A0»");
	assert_kept(paragraphs[4], "être\u202F;");
}

static void
arabic_words_are_not_cut(void **state)
{
	static const char *const words[] = { "السلام", "عليكم", "ورحمة", "الله.", "الدرس", "نتعلم",
		"نسأل:", "وكيف،", "ولماذا؟", NULL };

	(void)state;
	for (const char *const *z = words; *z; z++)
		assert_kept(paragraphs[7], *z);
}

static void
what_reads_as_one_stays_one(void **state)
{
	const char *z = paragraphs[15];

	(void)state;
	assert_kept(z, "[Page Down]");
	assert_kept(z, "20 km");
	assert_kept(z, "3 min,");
	assert_kept(z, "--no-colour");
	assert_kept(z, "/usr/share/doc");
	assert_kept(z, "snake_case_name");
	assert_kept("Расстояние до школы было 20 км в обход.", "20 км");
	assert_string_equal(lines("It took 20 kilometres", 10), "It took 20|kilometres|");
	assert_string_equal(lines("in 20 km", 6), "in|20 km|");
	/* where the whole does not fit, the second best */
	assert_string_equal(lines("--no-colour", 6), "--no-|colour|");
	assert_string_equal(lines("[Page Down]", 7), "[Page|Down]|");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths_of_letters),
		cmocka_unit_test(widths_of_text),
		cmocka_unit_test(fitting),
		cmocka_unit_test(no_letter_is_lost_at_any_width),
		cmocka_unit_test(blanks_and_line_feeds),
		cmocka_unit_test(blanks_past_the_window),
		cmocka_unit_test(chinese_punctuation_stays_with_its_word),
		cmocka_unit_test(french_spaces_hold),
		cmocka_unit_test(arabic_words_are_not_cut),
		cmocka_unit_test(what_reads_as_one_stays_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
