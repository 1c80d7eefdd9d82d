/* A course to take away: every line fits 72 columns, in every script; nothing but text is in it; nothing of the course is
 * missing, and no answer is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "courses/base/width.h"
#include "courses/read/folder.h"
#include "courses/read/read.h"
#include "tui/screens/sheet.h"
#include "tui/screens/takeaway.h"


static struct arena *arena;

static int
begin(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* ---- a course in memory ---- */

static struct span
span(const char *text, enum link_kind link, const char *target)
{
	return (struct span){ .text = str_from(text), .link = link, .target = str_from(target) };
}

static struct block
para(struct span *s, uint32_t n)
{
	return (struct block){ .kind = BLOCK_PARAGRAPH, .span = s, .spans = n };
}

static struct str
all_of(const struct image *image, const char *lang, const char *module, const char *lesson)
{
	enum takeaway_trouble why;
	struct takeaway *t = takeaway_new(image, str_from(lang), str_from(module), str_from(lesson), &why);
	struct buf b = BUF_IN(arena);
	size_t before = 0;

	assert_int_equal(why, TAKEAWAY_FINE);
	assert_non_null(t);
	while (takeaway_next(t, &b)) {
		assert_true(b.len >= before);
		before = b.len;
	}
	takeaway_free(t);
	return buf_get(&b);
}

static void
expect_clean(struct str text)
{
	struct str line, rest = text;

	assert_true(text.len > 0 && utf8_valid(text) && text.at[text.len - 1] == '\n');
	for (size_t at = 0; at < text.len;) {
		uint32_t cp;

		at += utf8_get(text, at, &cp);
		assert_true(cp == '\n' || safe_char(cp));
	}
	while (str_next(&rest, '\n', &line)) {
		if (width_str(line) > SHEET_COLS)
			print_error("%.*s\n", STR_ARG(line));
		assert_true(width_str(line) <= SHEET_COLS);
		assert_false(str_ends(line, " "));
	}
}

static void
expect_has(struct str text, const char *part)
{
	if (str_find(text, 0, part) == text.len)
		print_error("'%s' is not in:\n%.*s\n", part, STR_ARG(text));
	assert_true(str_find(text, 0, part) < text.len);
}

static void
expect_not(struct str text, const char *part)
{
	assert_int_equal(str_find(text, 0, part), text.len);
}

static struct image
packed(const struct course *c, bool whole)
{
	struct buf *b = ARENA_NEW(arena, struct buf);
	struct image image;
	struct err e;

	*b = (struct buf)BUF_IN(arena);
	image_pack(c, whole, b);
	assert_true(image_open(b->at, b->len, &image, &e));
	return image;
}

/* One module of two lessons in the language of the words that are given. */
static struct image
course_of(const char *lang, const char *title, const char *words, bool missing)
{
	struct course c = { .id = STR("demo"), .edition = 2, .minor = 1, .revision = 3, .source_language = str_from(lang) };
	struct str language[] = { str_from(lang) };
	struct wording name[] = { { str_from(lang), str_from(title) } };
	struct module module[] = { { .id = STR("one"), .file = STR_NONE } };
	struct span first[] = { span(words, LINK_NONE, ""), span("chain", LINK_GLOSSARY, "chain"),
		span("rules", LINK_SOURCE, "rules"), span("page", LINK_WEB, "https://example.org/a/long/way/to/say/it") };
	struct span second[] = { span("again", LINK_SOURCE, "other"), span("rules", LINK_SOURCE, "rules") };
	struct span head[] = { span("a", LINK_NONE, ""), span("b", LINK_NONE, "") };
	struct span wide[] = { span(words, LINK_NONE, ""), span(words, LINK_NONE, "") };
	struct cell cell[] = { { &head[0], 1 }, { &head[1], 1 }, { &wide[0], 1 }, { &wide[1], 1 } };
	struct choice choice[] = { { .key = 7, .text = str_from(words), .weight = QUESTION_MILLION, .feedback = STR("SECRET") },
		{ .key = 9, .text = STR("no"), .feedback = STR("SECRET") } };
	struct choice number[] = { { .key = 3, .text = STR("SECRET"), .low = 42, .high = 42, .feedback = STR("SECRET") } };
	struct pair pair[] = { { 11, 12, STR("left side"), STR("right side") }, { 0, 13, STR_NONE, STR("only right") } };
	struct question check[] = {
		{ .id = STR("q1"), .name = STR_NONE, .text = str_from(words), .kind = QUESTION_SINGLE, .choice = choice, .choices = 2,
		    .otherwise = STR_NONE, .general = STR("SECRET") },
		{ .id = STR("q2"), .name = STR_NONE, .text = STR("How many?"), .kind = QUESTION_NUMERICAL, .choice = number,
		    .choices = 1, .otherwise = STR("SECRET"), .general = STR("SECRET") },
		{ .id = STR("q3"), .name = STR_NONE, .text = STR("Which?"), .kind = QUESTION_MATCH, .pair = pair, .pairs = 2,
		    .otherwise = STR_NONE, .general = STR("SECRET") },
	};
	struct block one[] = { para(first, 4), { .kind = BLOCK_TABLE, .cols = 2, .cell = cell, .cells = 4 },
		{ .kind = BLOCK_CHECK, .number = 0 }, { .kind = BLOCK_CHECK, .number = 1 }, para(second, 2),
		{ .kind = BLOCK_CHECK, .number = 2 } };
	struct lesson lesson[] = {
		{ .id = STR("l1"), .title = STR("First"), .from = STR_NONE, .block = one, .blocks = 6, .check = check, .checks = 3 },
		{ .id = STR("l2"), .title = STR("Second"), .from = STR_NONE, .block = &one[4], .blocks = 1 },
	};
	struct str aim[] = { str_from(words) };
	struct module_words m[] = { { .id = STR("one"), .present = !missing, .title = STR("The module"), .aim = aim, .aims = 1,
	    .lesson = lesson, .lessons = missing ? 0 : 2, .start = STR_NONE } };
	struct span meaning[] = { span("What it means.", LINK_NONE, "") };
	struct block mean = para(meaning, 1);
	struct entry term[] = { { .id = STR("chain"), .title = STR("chain of custody"), .block = &mean, .blocks = 1 },
		{ .id = STR("unused"), .title = STR("unused term"), .block = &mean, .blocks = 1 } };
	struct entry source[] = { { .id = STR("rules"), .title = STR("The rules"), .block = &mean, .blocks = 1 } };
	struct words w = { .lang = str_from(lang), .module = m, .modules = 1, .term = term, .terms = 2, .source = source,
		.sources = 1 };

	c.language = language;
	c.languages = 1;
	c.title = name;
	c.titles = 1;
	c.law_date = STR_NONE;
	c.module = module;
	c.modules = 1;
	module[0].quiz.id = module[0].quiz.bank = STR_NONE;
	c.words = &w;
	c.words_count = 1;
	return packed(&c, false);
}

static void
all_of_it_is_there_and_no_answer(void **state)
{
	struct image image = course_of("en", "A title", "Some words that are read by somebody, and then a few more of them.", false);
	struct str text = all_of(&image, "en", "", "");

	(void)state;
	expect_clean(text);
	expect_has(text, "A title\n=======\n\nCourse demo, edition 2.1.3. Language: en.\n");
	expect_has(text, "\n\nModule 1. The module\n====================\n");
	expect_has(text, "\n1.1  First\n----------\n\n");
	expect_has(text, "\n1.2  Second\n");
	expect_has(text, "\nQuestion: How many?\n    (Write a number.)\n\n    ________________________________________\n");
	expect_has(text, "    1  left side\n\n    a) ");
	expect_has(text, "\n\nTerms\n-----\n\nchain of custody\nWhat it means.\n");
	expect_not(text, "unused term");
	/* Numbers go on from page to page, and the list says what they mean; an unknown one by its id. */
	expect_has(text, "again [2]rules [1]");
	expect_has(text, "\n\nSources\n-------\n\n[1] The rules\nWhat it means.\n\n[2] other\n");
	expect_not(text, "SECRET");
	expect_not(text, "42");
}

static void
columns_hold_in_wide_and_in_right_to_left_letters(void **state)
{
	static const char *const words[] = {
		"任何国家都可以在这一条款下请求另一个国家保全电子数据,请求应当写明所要保全的数据、有关的犯罪事实以及为什么需要保全它们。",
		"يجوز لأي دولة أن تطلب من دولة أخرى أن تحفظ البيانات الإلكترونية على وجه السرعة، ويجب أن يذكر الطلب البيانات المطلوبة والوقائع.",
		"Любое государство может просить другое государство сохранить электронные данные; просьба называет данные и обстоятельства дела.",
		"averyveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryverylongwordthatnobodycanbreak",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct image image = course_of("ar", words[i], words[i], false);

		expect_clean(all_of(&image, "ar", "", ""));
	}
}

static void
controls_never_come_through(void **state)
{
	/* A mistake upstream: the filter at the end still holds. */
	struct image image = course_of("en", "A \x1b[31mtitle\x07", "red \x1b]0;x\x07 and \xe2\x80\xae turned\tand\rback", false);
	struct str text = all_of(&image, "en", "", "");

	(void)state;
	expect_clean(text);
	expect_has(text, "turned and");
}

static void
parts_and_what_is_not_there(void **state)
{
	struct image image = course_of("en", "A title", "words", false);
	struct str text = all_of(&image, "en", "one", "l2");
	enum takeaway_trouble why;

	(void)state;
	expect_clean(text);
	expect_has(text, "1.2  Second");
	expect_not(text, "First");
	expect_not(text, "Terms");
	expect_has(text, "[1] other");
	assert_null(takeaway_new(&image, STR("xx"), STR_NONE, STR_NONE, &why));
	assert_int_equal(why, TAKEAWAY_NO_LANGUAGE);
	assert_null(takeaway_new(&image, STR("en"), STR("two"), STR_NONE, &why));
	assert_int_equal(why, TAKEAWAY_NO_MODULE);
	assert_null(takeaway_new(&image, STR("en"), STR("one"), STR("l3"), &why));
	assert_int_equal(why, TAKEAWAY_NO_LESSON);
	image = course_of("en", "A title", "words", true);
	expect_has(all_of(&image, "en", "", ""), "This module is not there in this language yet.");
}

/* ---- the courses that ship, in all their languages ---- */

static void
the_library_fits(void **state)
{
	static const char *const names[] = { "ecrime-foundations", "evidence-first-day" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct str path = str_printf(arena, "%s/courses/library/%s", SOURCE_DIR, names[i]);
		struct problems p = problems_in(arena);
		struct folder f;
		struct err e;
		const struct course *c;
		struct image open;

		assert_true(folder_load(str_z(arena, path), arena, &f, &e));
		c = course_read(&f, arena, &p);
		assert_non_null(c);
		open = packed(c, false);
		for (uint32_t l = 0; l < c->languages; l++) {
			struct str text = all_of(&open, str_z(arena, c->language[l]), "", "");

			expect_clean(text);
			for (uint32_t m = 0; m < c->modules; m++)
				for (uint32_t k = 0; k < c->words[l].module[m].lessons; k++)
					expect_has(text, str_z(arena, str_sub(c->words[l].module[m].lesson[k].title, 0, 20)));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_of_it_is_there_and_no_answer, begin, end),
		cmocka_unit_test_setup_teardown(columns_hold_in_wide_and_in_right_to_left_letters, begin, end),
		cmocka_unit_test_setup_teardown(controls_never_come_through, begin, end),
		cmocka_unit_test_setup_teardown(parts_and_what_is_not_there, begin, end),
		cmocka_unit_test_setup_teardown(the_library_fits, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
