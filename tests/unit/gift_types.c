/*
 * GIFT: every type, names, ids, formats, texts, and where problems stand.
 */
#include "tests/unit/gift_help.h"

static void
a_single_has_one_right_choice_and_feedback_for_each(void **state)
{
	struct reading r = reading_of(STR("// [id:q-1] [tag:quiz] [tag:as-found]\n"
					  "::The dark\nlaptop:: A laptop is off.\n  What now? {\n"
					  "=Leave it # Right.\n   It stays off.\n"
					  "~%50%Label it#Half.\n~Start it\n#Wrong.\n}\n"));
	const struct question *q = r.q;

	(void)state;
	assert_quiet(&r);
	assert_int_equal(r.count, 1);
	assert_str(q->id, "q-1");
	assert_str(q->name, "The dark laptop");
	assert_str(q->text, "A laptop is off. What now?");
	assert_int_equal(q->tags, 2);
	assert_true(question_has_tag(q, STR("as-found")));
	assert_false(question_has_tag(q, STR("as")));
	assert_int_equal(q->kind, QUESTION_SINGLE);
	assert_int_equal(q->line, 2);
	assert_int_equal(q->col, 1);
	assert_int_equal(q->choices, 3);
	assert_str(q->choice[0].text, "Leave it");
	assert_str(q->choice[0].feedback, "Right. It stays off.");
	assert_int_equal(q->choice[0].weight, QUESTION_MILLION);
	assert_int_equal(q->choice[0].key, question_key(STR("Leave it")));
	assert_int_equal(q->choice[1].weight, 500000);
	assert_int_equal(q->choice[2].weight, 0);
	assert_str(q->choice[2].feedback, "Wrong.");
	reading_free(&r);
}

static void
a_choice_question_needs_two_choices_signs_and_a_right_one(void **state)
{
	struct reading r = reading_with_id("Which? {~a ~b}");

	(void)state;
	assert_said(&r, "x.gift:2:8: error: ", "no choice is right");
	reading_free(&r);
	r = reading_with_id("Which? {~%100%a}");
	assert_said(&r, "x.gift:2:8: error: ", "at least two");
	reading_free(&r);
	r = reading_with_id("Which? {loose =a ~b}");
	assert_said(&r, "x.gift:2:9: error: ", "has no sign");
	reading_free(&r);
	r = reading_with_id("Which? {=a ~ ~c}");
	assert_said(&r, "x.gift:2:12: error: ", "has no text");
	reading_free(&r);
	r = reading_with_id("Which? {=a ~b ~a}");
	assert_said(&r, "x.gift:2:15: error: ", "stands twice");
	reading_free(&r);
}

static void
a_multiple_has_weights_that_make_a_hundred(void **state)
{
	struct reading r = reading_with_id(
	    "Which THREE? {\n~%33.33333%a\n~%33.33333%b\n~%33.33333%c\n"
	    "~%-50%d\n~%-50%e\n}");

	(void)state;
	assert_quiet(&r);
	assert_int_equal(r.q[0].kind, QUESTION_MULTIPLE);
	assert_int_equal(r.q[0].choice[4].weight, -500000);
	reading_free(&r);

	r = reading_with_id("Which TWO? {\n~%50%a\n~%40%b\n~%-50%c\n}");
	assert_said(&r, "x.gift:2:12: error: ", "make 90 % together");
	reading_free(&r);

	r = reading_with_id("Which TWO? {\n~%50%a\n~%50%b\n~c\n}");
	assert_said(&r, "x.gift:2:12: warning: ", "picks every choice");
	reading_free(&r);
}

static void
true_or_false_tells_the_wrong_first_and_the_right_second(void **state)
{
	struct reading r = reading_with_id("So? {FALSE\n#That is wrong.\n#That is right.\n}");
	const struct choice *c = r.q[0].choice;

	(void)state;
	assert_quiet(&r);
	assert_int_equal(r.q[0].kind, QUESTION_TRUEFALSE);
	assert_int_equal(r.q[0].choices, 2);
	assert_int_equal(c[0].key, CHOICE_TRUE);
	assert_int_equal(c[0].weight, 0);
	assert_str(c[0].feedback, "That is wrong.");
	assert_int_equal(c[1].key, CHOICE_FALSE);
	assert_int_equal(c[1].weight, QUESTION_MILLION);
	assert_str(c[1].feedback, "That is right.");
	reading_free(&r);

	r = reading_with_id("So? {T#wrong#right#lost}");
	assert_said(&r, "x.gift:2:19: warning: ", "third feedback");
	reading_free(&r);
}

static void
a_short_answer_has_patterns_in_their_order(void **state)
{
	struct reading r = reading_with_id(
	    "Who? {=depositary#Right =%50%depos*ry =2 \\* 3 = * #No}");
	const struct choice *c = r.q[0].choice;

	(void)state;
	assert_int_equal(r.problems.errors, 0);
	assert_said(&r, "x.gift:2:", "* with full marks");
	assert_int_equal(r.q[0].kind, QUESTION_SHORT);
	assert_int_equal(r.q[0].choices, 4);
	assert_str(c[0].text, "depositary");
	assert_str(c[0].feedback, "Right");
	assert_int_equal(c[1].weight, 500000);
	assert_str(c[2].text, "2 \\* 3");
	assert_str(c[3].text, "*");
	reading_free(&r);

	r = reading_with_id("Who? {=* =a}");
	assert_said(&r, "x.gift:2:7: warning: ", "put it last");
	reading_free(&r);
	r = reading_with_id("Who? {=%50%a}");
	assert_said(&r, "x.gift:2:6: error: ", "full marks");
	reading_free(&r);
	r = reading_with_id("Who? {Ilo}"); /* one may go without its sign */
	assert_quiet(&r);
	assert_str(r.q[0].choice[0].text, "Ilo");
	reading_free(&r);
	r = reading_with_id("Who? {=}");
	assert_said(&r, "x.gift:2:7: error: ", "has no text");
	reading_free(&r);
}

static void
a_numerical_is_reckoned_in_decimal(void **state)
{
	struct reading r = reading_with_id(
	    "How much? {#=0.8:0.1#Right =%50%-2..3#Near =1e3 ~#Take it away.}");
	const struct choice *c = r.q[0].choice;

	(void)state;
	assert_quiet(&r);
	assert_int_equal(r.q[0].kind, QUESTION_NUMERICAL);
	assert_int_equal(r.q[0].choices, 3);
	assert_true(c[0].low == 0.7 && c[0].high == 0.9); /* 0.8 - 0.1 is not 0.7 in binary */
	assert_true(c[1].low == -2 && c[1].high == 3);
	assert_int_equal(c[1].weight, 500000);
	assert_true(c[2].low == 1000 && c[2].high == 1000);
	assert_str(c[0].text, "0.8:0.1");
	assert_str(c[0].feedback, "Right");
	assert_str(r.q[0].otherwise, "Take it away.");
	reading_free(&r);

	r = reading_with_id("How much? {#12:0\n#Right.\n~#No.\n####Always.}");
	assert_quiet(&r);
	assert_str(r.q[0].choice[0].feedback, "Right.");
	assert_str(r.q[0].otherwise, "No.");
	assert_str(r.q[0].general, "Always.");
	reading_free(&r);

	r = reading_with_id("How much? {#3..1}");
	assert_said(&r, "x.gift:2:13: error: ", "smaller number first");
	reading_free(&r);
	r = reading_with_id("How much? {#3:-1}");
	assert_said(&r, "x.gift:2:13: error: ", "below 0");
	reading_free(&r);
	r = reading_with_id("How much? {#12 ~no#text}");
	assert_said(&r, "x.gift:2:17: error: ", "~#text");
	reading_free(&r);
}

static void
a_matching_has_pairs_and_rights_that_only_distract(void **state)
{
	struct reading r = reading_with_id(
	    "Match. {\n=Ilo -> who\n=07\\:31 -> when\n=room 2 -> who\n= -> why\n}");

	(void)state;
	assert_quiet(&r);
	assert_int_equal(r.q[0].kind, QUESTION_MATCH);
	assert_int_equal(r.q[0].pairs, 4);
	assert_str(r.q[0].pair[1].left, "07:31");
	assert_int_equal(r.q[0].pair[3].left_key, 0);
	assert_int_equal(r.q[0].pair[0].right_key, r.q[0].pair[2].right_key);
	reading_free(&r);

	r = reading_with_id("Match. {\n=a -> b\n=a -> c\n}");
	assert_said(&r, "x.gift:4:1: error: ", "twice on the left");
	reading_free(&r);
	r = reading_with_id("Match. {\n=a -> b\n=c ->\n}");
	assert_said(&r, "x.gift:4:1: error: ", "no right side");
	reading_free(&r);
	r = reading_with_id("Match. {\n=a -> b\n=c -> d#said\n}");
	assert_said(&r, "x.gift:4:8: warning: ", "no feedback of its own");
	assert_str(r.q[0].pair[1].right, "d#said");
	reading_free(&r);
	r = reading_with_id("Match. {\n= -> b\n= -> c\n}");
	assert_said(&r, "x.gift:2:8: error: ", "no pair has a left side");
	reading_free(&r);
}

static void
a_gap_stands_where_the_answers_stood(void **state)
{
	struct reading r = reading_with_id("The keeper is a {=depositary ~bank} of treaties.");

	(void)state;
	assert_quiet(&r);
	assert_str(r.q[0].text, "The keeper is a _____ of treaties.");
	reading_free(&r);

	r = reading_with_id("Who is it? {=a ~b}.");
	assert_said(&r, "x.gift:2:19: warning: ", "a gap");
	reading_free(&r);
}

static void
essays_and_descriptions_are_read(void **state)
{
	struct reading r = reading_of(
	    STR("// [id:e]\nWrite it down. {}\n\n// [id:d]\nRead this.\n"));

	(void)state;
	assert_quiet(&r);
	assert_int_equal(r.count, 2);
	assert_int_equal(r.q[0].kind, QUESTION_ESSAY);
	assert_int_equal(r.q[1].kind, QUESTION_DESCRIPTION);
	assert_str(r.q[1].text, "Read this.");
	reading_free(&r);
}

static void
a_question_without_an_id_is_an_error_that_proposes_one(void **state)
{
	struct reading r = reading_of(STR("::The dark laptop:: Off? {T}\n"));

	(void)state;
	assert_said(&r, "x.gift:1:1: error: ", "write // [id:the-dark-laptop] above it");
	reading_free(&r);

	r = reading_of(STR("// [id:a\\]b] and [id:c]\n// [tag: x y ] [tag:a<b]\nOff? {T}\n"));
	assert_str(r.q[0].id, "a]b");
	assert_true(question_has_tag(&r.q[0], STR("x y")));
	assert_said(&r, "x.gift:1:18: warning: ", "the first counts");
	assert_said(&r, "x.gift:2:16: error: ", "a tag may not hold");
	reading_free(&r);

	r = reading_of(STR("// [id:open\nOff? {T}\n"));
	assert_said(&r, "x.gift:1:4: error: ", "put ] behind it");
	reading_free(&r);
}

static void
a_name_is_made_from_the_text_where_there_is_none(void **state)
{
	struct reading r = reading_with_id("\xd0\x94\xd0\xb0? {T}");

	(void)state;
	assert_str(r.q[0].name, "\xd0\x94\xd0\xb0?");
	reading_free(&r);

	r = reading_with_id(
	    "0123456789 123456789 123456789 123456789 123456789 123456789 123456789 "
	    "12345678x and more {T}");
	assert_int_equal(r.q[0].name.len, 80);
	assert_true(str_ends(r.q[0].name, "x"));
	reading_free(&r);
}

static void
lines_of_the_file_are_blanks_and_escaped_ones_are_lines(void **state)
{
	struct reading r = reading_with_id(
	    "One\n\ttwo  \nthree.\\n\\n\\nFour\\n  five\\: \\{\\}\\~\\=\\#\\\\ {T}");

	(void)state;
	assert_quiet(&r);
	assert_str(r.q[0].text, "One two three.\n\nFour\n  five: {}~=#\\");
	reading_free(&r);

	r = reading_with_id("\xe7\xac\xac\xe4\xb8\x80\n\xe8\xa1\x8c and\n\xe8\xa1\x8c {T}");
	assert_str(r.q[0].text, "\xe7\xac\xac\xe4\xb8\x80\xe8\xa1\x8c and \xe8\xa1\x8c");
	reading_free(&r);
}

static void
html_is_made_plain(void **state)
{
	static const struct {
		const char *html, *text;
	} rows[] = {
		{ "<p>One <b>bold</b>\n<i>word</i></p><p>Two</p>", "One bold word\n\nTwo" },
		{ "a<br>b<br/>c", "a\nb\nc" },
		{ "<ul><li><p>one</p></li><li>two</li></ul>end", "- one\n- two\n\nend" },
		{ "<ol><li>one<ul><li>in</li></ul></li><li>two</li></ol>",
		    "1. one\n  - in\n2. two" },
		{ "H<sub>2</sub>O, 10<sup>-3</sup>", "H_2O, 10^-3" },
		{ "<a href\\=\"https\\://x.org/?a\\=1&amp;b\">here</a>.",
		    "here (https://x.org/?a=1&b)." },
		{ "<a href\\=\"https\\://x.org\">https\\://x.org</a>", "https://x.org" },
		{ "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
		    "A | B\n1 | 2" },
		{ "<pre>x\\n  y</pre>z", "x\n  y\n\nz" },
		{ "&eacute;&#233;&#xE9; &lt;b&gt; &amp;amp; R&D &rarr;", "ééé <b> &amp; R&D →" },
		{ "a < b <!-- <p> --> c", "a < b c" },
		{ "one&nbsp;two&nbsp;<p>&nbsp;</p>", "one\xc2\xa0two" },
		{ "<img src\\=\"x.png\" alt\\=\"A map\">", "[A map]" },
		{ "<code>x \\= 1</code> <u>y</u> <em>z</em> <strong>w</strong>", "x = 1 y z w" },
		{ "e&#769;", "é" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[400];

		snprintf(text, sizeof(text), "[html]%s {T}", rows[i].html);
		struct reading r = reading_with_id(text);

		assert_quiet(&r);
		assert_true(r.q[0].html);
		assert_str(r.q[0].text, rows[i].text);
		reading_free(&r);
	}
}

static void
other_tags_are_told_once_a_kind_and_images_need_words(void **state)
{
	struct reading r = reading_with_id(
	    "[html]<div><span>a</span> <SPAN class\\=\"x\">b</SPAN></div>"
	    "<script>evil()</script>c <img src\\=\"x.png\"> {T}");

	(void)state;
	assert_int_equal(r.problems.warnings, 3);
	assert_said(&r, "x.gift:2:7: warning: ", "<div>");
	assert_said(&r, "x.gift:2:12: warning: ", "<span>");
	assert_said(&r, "x.gift:2:", "<script>");
	assert_said(&r, "x.gift:2:83: error: ", "no text form");
	assert_str(r.q[0].text, "a b\n\nc");
	reading_free(&r);
}

static void
markers_say_the_format_of_one_text(void **state)
{
	struct reading r = reading_with_id(
	    "[html]A&amp;B {=[plain]a&amp;b#[html]<p>c</p> ~d&amp;e}");

	(void)state;
	assert_quiet(&r);
	assert_str(r.q[0].text, "A&B");
	assert_str(r.q[0].choice[0].text, "a&amp;b");
	assert_str(r.q[0].choice[0].feedback, "c");
	assert_str(r.q[0].choice[1].text, "d&e");
	reading_free(&r);

	r = reading_with_id("[HTML]<p>A</p> [note] {T}");
	assert_str(r.q[0].text, "[HTML]<p>A</p> [note]");
	assert_said(&r, "x.gift:2:7: warning: ", "put [html] before");
	reading_free(&r);

	r = reading_with_id("[markdown]*A* {T}");
	assert_str(r.q[0].text, "*A*");
	assert_said(&r, "x.gift:2:11: warning: ", "[markdown]");
	reading_free(&r);
}

static void
text_is_clean_whatever_stood_in_it(void **state)
{
	struct reading r = reading_of(
	    STR("// [id:a\x1b[2J]\nA\x1b[31m \xe2\x80\xae"
		"b e\xcc\x81 {=x\x07 ~y}\n\n// [id:b]\n[html]&#27;[2J {T}\n"));

	(void)state;
	assert_true(r.problems.errors > 0);
	for (uint32_t i = 0; i < r.count; i++) {
		assert_null(memchr(r.q[i].id.at, 0x1b, r.q[i].id.len));
		assert_null(memchr(r.q[i].text.at, 0x1b, r.q[i].text.len));
	}
	assert_str(r.q[0].text, "A[31m b \xc3\xa9");
	assert_str(r.q[0].choice[0].text, "x");
	reading_free(&r);
}

static void
places_count_from_the_fence_and_in_letters(void **state)
{
	struct arena *a = arena_new();
	struct problems p = problems_in(a);
	struct question *q;
	uint32_t n;

	(void)state;
	gift_read(
	    STR("en/010-x.md"), STR("// [id:a]\n\xc3\x89t\xc3\xa9? {=a\n~a}\n"), 41, a, &p, &q, &n);
	assert_int_equal(p.count, 1);
	assert_int_equal(p.problem[0].line, 43);
	assert_int_equal(p.problem[0].col, 1);
	assert_int_equal(q[0].line, 42);
	assert_int_equal(q[0].col, 1);

	p = problems_in(a);
	gift_read(STR("x"), STR("// [id:a]\n\xc3\x89t\xc3\xa9? {#x}\n"), 1, a, &p, &q, &n);
	assert_int_equal(p.problem[0].col, 8);
	arena_free(a);
}

static void
files_come_as_they_come(void **state)
{
	struct reading r = reading_of(STR("\xef\xbb\xbf// [id:a]\r\nOff?\r\nOn? {T}\r\n\r\n"
					  "// [id:b]\r\nOn? {F}"));

	(void)state;
	assert_quiet(&r);
	assert_int_equal(r.count, 2);
	assert_str(r.q[0].text, "Off? On?");
	assert_int_equal(r.q[1].line, 6);
	reading_free(&r);

	r = reading_of(STR("// [id:a]\rOff? {T}\r\r// [id:b]\rOn? {F}\r"));
	assert_quiet(&r);
	assert_int_equal(r.count, 2);
	reading_free(&r);

	r = reading_of(STR("// [id:a]\nCaf\xe9? {T}\n"));
	assert_said(&r, "x.gift:2:4: error: ", "UTF-8");
	assert_int_equal(r.count, 0);
	reading_free(&r);

	static const char *const odd[] = { "", "\n\n", "{", "}", "{}", "::", "::::", "::a::", "\\",
		"//", "// [id:", "// [id:a]", "$CATEGORY:", "=", "{####}", "{#}", "{~}", "{=}",
		"{->}", "{=->}", "{%}", "{=%5", "x{~%}", "x{####", "[html]", "[html]<", "[html]<a",
		"[html]&", "[html]&#;", "[html]<img alt\\=", "[html]<!--", "[html]<script>",
		"x{#..}", "x{#:}", "x{#1:}", "x{T#}" };

	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		r = reading_of(str_from(odd[i]));
		reading_free(&r);
	}
}

static void
too_many_of_anything_is_said(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);

	(void)state;
	buf_z(&b, "// [id:a]\nWhich? {=right");
	for (int i = 0; i < 40; i++)
		buf_printf(&b, "\n~wrong %d", i);
	buf_z(&b, "}\n");

	struct reading r = reading_of(buf_get(&b));

	assert_said(&r, "x.gift:2:8: error: ", "41 choices; 32 are the most");
	reading_free(&r);

	b.len = 0;
	for (int i = 0; i < 5002; i++)
		buf_printf(&b, "// [id:q%d]\nx{T}\n\n", i);
	r = reading_of(buf_get(&b));
	assert_int_equal(r.count, 5000);
	assert_int_equal(r.problems.errors, 1);
	reading_free(&r);
	arena_free(a);
}

static void
the_library_has_no_problem(void **state)
{
	static const char *const banks[] = { "evidence-first-day/banks/evidence.en.gift" };

	(void)state;
	for (size_t i = 0; i < sizeof(banks) / sizeof(banks[0]); i++) {
		char path[500];
		static char bytes[100000];
		size_t len;
		FILE *f;

		snprintf(path, sizeof(path), "%s/courses/library/%s", SOURCE_DIR, banks[i]);
		f = fopen(path, "rb");
		assert_non_null(f);
		len = fread(bytes, 1, sizeof(bytes), f);
		fclose(f);

		struct reading r = reading_of((struct str){ bytes, len });

		assert_quiet(&r);
		assert_int_equal(r.count, 4);
		assert_int_equal(r.q[0].kind, QUESTION_TRUEFALSE);
		assert_int_equal(r.q[1].kind, QUESTION_NUMERICAL);
		assert_int_equal(r.q[2].kind, QUESTION_MATCH);
		assert_int_equal(r.q[3].kind, QUESTION_MULTIPLE);
		reading_free(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_single_has_one_right_choice_and_feedback_for_each),
		cmocka_unit_test(a_choice_question_needs_two_choices_signs_and_a_right_one),
		cmocka_unit_test(a_multiple_has_weights_that_make_a_hundred),
		cmocka_unit_test(true_or_false_tells_the_wrong_first_and_the_right_second),
		cmocka_unit_test(a_short_answer_has_patterns_in_their_order),
		cmocka_unit_test(a_numerical_is_reckoned_in_decimal),
		cmocka_unit_test(a_matching_has_pairs_and_rights_that_only_distract),
		cmocka_unit_test(a_gap_stands_where_the_answers_stood),
		cmocka_unit_test(essays_and_descriptions_are_read),
		cmocka_unit_test(a_question_without_an_id_is_an_error_that_proposes_one),
		cmocka_unit_test(a_name_is_made_from_the_text_where_there_is_none),
		cmocka_unit_test(lines_of_the_file_are_blanks_and_escaped_ones_are_lines),
		cmocka_unit_test(html_is_made_plain),
		cmocka_unit_test(other_tags_are_told_once_a_kind_and_images_need_words),
		cmocka_unit_test(markers_say_the_format_of_one_text),
		cmocka_unit_test(text_is_clean_whatever_stood_in_it),
		cmocka_unit_test(places_count_from_the_fence_and_in_letters),
		cmocka_unit_test(files_come_as_they_come),
		cmocka_unit_test(too_many_of_anything_is_said),
		cmocka_unit_test(the_library_has_no_problem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
