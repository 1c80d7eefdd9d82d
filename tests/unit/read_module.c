#include "courses/base/arena.h"
#include "courses/read/read.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define FRONT "---\nid: m\ntitle: T\n---\n"
#define CASE "---\nid: m\ntitle: T\nstart: a\nscales: {e: E, f: F}\n---\n"

static struct arena *arena;

static int
arena_comes(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
arena_goes(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void
says(struct problems *p, const char *expected)
{
	struct buf all = BUF_IN(arena);

	problems_sort(p);
	for (uint32_t i = 0; i < p->count; i++) {
		buf_str(&all, problem_line(arena, "", &p->problem[i]));
		buf_char(&all, '\n');
	}
	assert_string_equal(buf_cstr(&all), expected);
}

static struct module_words
lessons(const char *text, const char *expected)
{
	struct problems p = problems_in(arena);
	struct module_words m;

	module_read(STR("m.md"), str_from(text), arena, &p, &m);
	says(&p, expected);
	return m;
}

static struct module_words
scenario(const char *text, const char *expected)
{
	struct problems p = problems_in(arena);
	struct module_words m;

	scenario_read(STR("m.md"), str_from(text), arena, &p, &m);
	says(&p, expected);
	return m;
}

/* Spans as <style|link target|text>, blocks one a line: kind, depth, number. */
static void
spans_dump(struct buf *b, const struct span *s, uint32_t n)
{
	static const char *const links[] = { "", "glossary:", "lesson:", "source:", "" };

	for (uint32_t i = 0; i < n; i++) {
		if (s[i].style == 0 && s[i].link == LINK_NONE)
			buf_str(b, s[i].text);
		else
			buf_printf(b, "<%s%s%s%s%.*s|%.*s>", s[i].style & STYLE_EMPHASIS ? "e" : "",
			    s[i].style & STYLE_STRONG ? "s" : "",
			    s[i].style & STYLE_CODE ? "c" : "", links[s[i].link],
			    STR_ARG(s[i].target), STR_ARG(s[i].text));
	}
}

static const char *
dump(const struct block *block, uint32_t blocks)
{
	static const char *const kinds[] = { "text", "head", "item", "quote", "code", "table",
		"rule", "check" };
	struct buf b = BUF_IN(arena);

	for (uint32_t i = 0; i < blocks; i++) {
		buf_printf(&b, "%s %u %u: ", kinds[block[i].kind], block[i].depth, block[i].number);
		spans_dump(&b, block[i].span, block[i].spans);
		for (uint32_t k = 0; k < block[i].cells; k++) {
			buf_z(&b, k % block[i].cols == 0 ? "/" : "|");
			spans_dump(&b, block[i].cell[k].span, block[i].cell[k].spans);
		}
		buf_char(&b, '\n');
	}
	return buf_cstr(&b);
}

static void
a_lesson_becomes_blocks(void **state)
{
	struct module_words m = lessons(FRONT
	    "Before.\n"
	    "\n"
	    "<!-- id: one; minutes: 5; optional: true; sensitive: true -->\n"
	    "## One *and* `two`\n"
	    "\n"
	    "A *b **c*** `d`\n"
	    "e [f *g*](glossary:h) <https://example.org/>  \n"
	    "hard.\n"
	    "\n"
	    "### Deeper\n"
	    "\n"
	    "3. three\n"
	    "4. four\n"
	    "\n"
	    "   more\n"
	    "   - nested [x](lesson:other/y)\n"
	    "\n"
	    "> quoted\n"
	    "> - item\n"
	    "\n"
	    "***\n"
	    "\n"
	    "    code  kept\n"
	    "      as it is\n"
	    "\n"
	    "| a | b |\n"
	    "|---|---|\n"
	    "| `c` |\n"
	    "\n"
	    "<!-- Not for trainees. -->\n"
	    "\n"
	    "```gift\n"
	    "// [id:q]\n"
	    "What? {=this ~that}\n"
	    "```\n"
	    "\n"
	    "<!-- id: two -->\n"
	    "<!-- minutes: 7 -->\n"
	    "## Two\n"
	    "\n"
	    "See [a](source:b).\n",
	    "");
	const struct lesson *l = &m.lesson[0];

	(void)state;
	assert_true(str_is(m.id, "m") && str_is(m.title, "T") && m.present);
	assert_string_equal(dump(m.intro, m.intros), "text 0 0: Before.\n");
	assert_int_equal(m.lessons, 2);
	assert_true(str_is(l->id, "one") && str_is(l->title, "One and two"));
	assert_int_equal(l->minutes, 5);
	assert_true(l->optional && l->sensitive);
	assert_int_equal(l->line, 8);
	assert_int_equal(l->checks, 1);
	assert_string_equal(dump(l->block, l->blocks),
	    "text 0 0: A <e|b ><es|c> <c|d> e <glossary:h|f ><eglossary:h|g> "
	    "<https://example.org/|https://example.org/>\nhard.\n"
	    "head 3 0: Deeper\n"
	    "item 1 3: three\n"
	    "item 1 4: four\n"
	    "text 1 0: more\n"
	    "item 2 0: nested <lesson:other/y|x>\n"
	    "quote 1 0: quoted\n"
	    "item 2 0: item\n"
	    "rule 0 0: \n"
	    "code 0 0: <c|code  kept\n  as it is>\n"
	    "table 0 0: /a|b/<c|c>|\n"
	    "check 0 0: \n");
	assert_true(str_is(m.lesson[1].id, "two"));
	assert_int_equal(m.lesson[1].minutes, 7);
	assert_string_equal(
	    dump(m.lesson[1].block, m.lesson[1].blocks), "text 0 0: See <source:b|a>.\n");
}

static void
lines_of_chinese_join_without_a_blank(void **state)
{
	struct module_words m = lessons(
	    FRONT "\n<!-- id: a -->\n## 一\n\n电子证据的\n第一天。\nOne\nday\n", "");

	(void)state;
	assert_string_equal(
	    dump(m.lesson[0].block, m.lesson[0].blocks), "text 0 0: 电子证据的第一天。 One day\n");
}

static uint64_t
version(const char *body)
{
	const char *text = str_z(
	    arena, str_printf(arena,
		       FRONT "\n<!-- id: a -->\n## A\n\n%s\n<!-- id: b -->\n## B\n\nb\n", body));

	return lessons(text, "").lesson[0].hash;
}

/* What is read makes the version, not how it was typed. */
static void
versions_change_with_what_is_read(void **state)
{
	uint64_t plain = version("one two [x](lesson:b)\n");

	(void)state;
	assert_true(plain == version("one\ntwo [x](lesson:b)\n\n\n"));
	assert_true(plain == version("<!-- Ask Ilo. -->\n\none two [x](lesson:b)\r\n"));
	assert_true(plain != version("one two! [x](lesson:b)\n"));
	assert_true(plain != version("one two [x](lesson:c)\n"));
	assert_true(plain != version("one *two* [x](lesson:b)\n"));
	assert_true(plain != version("> one two [x](lesson:b)\n"));
	assert_true(version("1. a\n2. b\n") != version("1. a b\n"));
}

static void
a_scenario_becomes_nodes(void **state)
{
	struct module_words m = scenario(CASE "Intro.\n"
					      "\n"
					      "<!-- id: a -->\n"
					      "## A\n"
					      "\n"
					      "- plain\n"
					      "\n"
					      "```gift\n// [id:q]\nTrue? {T}\n```\n"
					      "<!-- e: +1; f: -2 -->\n"
					      "\n"
					      "- [Go *on*](#b) <!-- e: +2 --> and\n"
					      "  why\n"
					      "\n"
					      "  More.\n"
					      "- [Stop](#end)\n"
					      "\n"
					      "<!-- id: b; end: good; when: e >= 1, f <= -2 -->\n"
					      "## B\n"
					      "\n"
					      "Done.\n",
	    "");
	const struct node *n = &m.node[0];
	const struct option *o = &n->option[0];

	(void)state;
	assert_int_equal(m.nodes, 2);
	assert_int_equal(m.scales, 2);
	assert_true(str_is(m.start, "a") && str_is(m.scale[1].label, "F"));
	assert_string_equal(dump(n->block, n->blocks), "item 1 0: plain\ncheck 0 0: \n");
	assert_int_equal(n->check_moves, 2);
	assert_int_equal(n->check_move[1].by, -2);
	assert_int_equal(n->options, 2);
	assert_true(str_is(o->target, "b") && str_is(n->option[1].target, "end"));
	assert_int_equal(o->span[1].style, STYLE_EMPHASIS);
	assert_int_equal(o->move[0].by, 2);
	assert_string_equal(dump(o->debrief, o->debriefs), "text 0 0: and why\ntext 0 0: More.\n");
	assert_int_equal(n->option[1].debriefs, 0);
	assert_true(str_is(m.node[1].end, "good"));
	assert_int_equal(m.node[1].whens, 2);
	assert_int_equal(m.node[1].when[1].less, 1);
	assert_int_equal(m.node[1].when[1].than, -2);
}

static void
places_count_letters_after_front_matter(void **state)
{
	(void)state;
	lessons(FRONT "\n<!-- id: a -->\n## A\n\nÉlève\n作者 <b>x</b>\n",
	    "m.md:10:4: error: HTML cannot be shown on a terminal; use Markdown (*so*, **so**, "
	    "`so`, lists, "
	    "tables), or write &lt; for the sign <\n"
	    "m.md:10:8: error: HTML cannot be shown on a terminal; use Markdown (*so*, **so**, "
	    "`so`, lists, "
	    "tables), or write &lt; for the sign <\n");
	lessons("\xEF\xBB\xBF---\r\nid: m\r\ntitle: T\r\n---\r\n\r\n<!--\r\n id: a;\r\n minuts: "
		"5\r\n-->\r\n## A"
		"\r\n\r\nText.\r\n",
	    "m.md:8:2: error: `minuts` is not known; did you mean `minutes`?\n");
}

/* A check's place is that of the file, not of its fence. */
static void
places_reach_into_fences(void **state)
{
	struct module_words m = lessons(
	    FRONT "\n<!-- id: a -->\n## A\n\n```gift\n\n// [id:q]\nWhat? {=a ~b}\n```\n", "");

	(void)state;
	assert_int_equal(m.lesson[0].check[0].line, 12);
}

static void
hostile_text_is_cheap(void **state)
{
	static const char *const parts[] = { "[", "![[]()", "*a **b ", "> ", "- ", "| a ", "<!--",
		"<?", "a <![CDATA[", "`a``", "\\", "&#", "#\n", "[a]: b\n", "```\n", "\xE2\x80\xAE",
		"___a" };
	clock_t began = clock();

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct arena *a = arena_new();
		struct problems p = problems_in(a);
		struct buf b = BUF_IN(a);
		struct module_words m;

		buf_z(&b, FRONT "\n<!-- id: a -->\n## A\n\n");
		while (b.len < 60000)
			buf_z(&b, parts[i]);
		module_read(STR("m.md"), buf_get(&b), a, &p, &m);
		scenario_read(STR("m.md"), buf_get(&b), a, &p, &m);
		assert_true(arena_size(a) < 64 << 20);
		arena_free(a);
	}
	/* Seconds of this process, sanitizers and all; each takes well under one without. */
	assert_true((clock() - began) / CLOCKS_PER_SEC < 60);
}

static void
nothing_at_all_is_no_crash(void **state)
{
	(void)state;
	lessons("",
	    "m.md:1:1: error: front matter is missing; begin the file with a line ---, then id: "
	    "and "
	    "title:, then a line ---\n"
	    "m.md:1:1: error: this module has no lesson; begin each lesson with a ## heading\n");
	lessons("---\n---\n",
	    "m.md:1:1: error: front matter is empty; write id: and title: between the two lines "
	    "---\n"
	    "m.md:3:1: error: this module has no lesson; begin each lesson with a ## heading\n");
	scenario(
	    CASE, "m.md:7:1: error: this scenario has no node; begin each with a ## heading\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lesson_becomes_blocks),
		cmocka_unit_test(lines_of_chinese_join_without_a_blank),
		cmocka_unit_test(versions_change_with_what_is_read),
		cmocka_unit_test(a_scenario_becomes_nodes),
		cmocka_unit_test(places_count_letters_after_front_matter),
		cmocka_unit_test(places_reach_into_fences),
		cmocka_unit_test(hostile_text_is_cheap),
		cmocka_unit_test(nothing_at_all_is_no_crash),
	};

	return cmocka_run_group_tests(tests, arena_comes, arena_goes);
}
