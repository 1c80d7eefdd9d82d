/*
 * What answers are worth, type by type, as Moodle reckons it.
 */
#include "courses/learn/grade.h"
#include "tests/unit/gift_help.h"

static struct response
picked(const struct question *q, const char *const *texts, uint32_t n)
{
	struct response r = { .text = STR_NONE };

	for (uint32_t i = 0; i < n; i++)
		r.pick[r.picks++].right = q->kind == QUESTION_TRUEFALSE
					      ? (uint32_t)(texts[i][0] == 'T')
					      : question_key(str_from(texts[i]));
	return r;
}

static struct response
written(const char *text)
{
	return (struct response){ .text = str_from(text) };
}

static void
pair_with(struct response *r, const char *left, const char *right)
{
	r->pick[r->picks++] = (struct pick){ question_key(str_from(left)),
		question_key(str_from(right)) };
}

static struct mark
mark_of(struct reading *x, const struct response *r)
{
	struct mark m;
	struct err e = { 0 };

	if (!grade(x->q, r, x->arena, &m, &e))
		print_message("%s\n", e.text);
	assert_true(grade(x->q, r, x->arena, &m, &e));
	return m;
}

static bool
is_refused(struct reading *x, const struct response *r, const char *words)
{
	struct mark m;
	struct err e = { 0 };

	return !grade(x->q, r, x->arena, &m, &e) && e.kind == ERR_INPUT &&
	       strstr(e.text, words) != NULL;
}

#define PICKED(x, ...)                                                                             \
	picked((x)->q, (const char *const[]){ __VA_ARGS__ },                                       \
	    sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void
a_single_gives_the_weight_of_what_was_picked(void **state)
{
	struct reading x = reading_with_id("Q {=a#A ~%50%b#B ~%-50%c#C ~d ####G}");
	struct response r;
	struct mark m;

	(void)state;
	r = PICKED(&x, "a");
	m = mark_of(&x, &r);
	assert_int_equal(m.share, QUESTION_MILLION);
	assert_true(m.right);
	assert_str(m.feedback, "A");
	assert_str(m.general, "G");
	r = PICKED(&x, "b");
	m = mark_of(&x, &r);
	assert_int_equal(m.share, 500000);
	assert_false(m.right);
	assert_str(m.feedback, "B");
	r = PICKED(&x, "c");
	assert_int_equal(mark_of(&x, &r).share, 0);
	r = PICKED(&x, "d");
	m = mark_of(&x, &r);
	assert_int_equal(m.share, 0);
	assert_str(m.feedback, "");

	r = PICKED(&x, "a", "b");
	assert_true(is_refused(&x, &r, "one answer"));
	r = PICKED(&x, "e");
	assert_true(is_refused(&x, &r, "no such choice"));
	r = written("a");
	assert_true(is_refused(&x, &r, "by choosing"));
	r = written("  ");
	m = mark_of(&x, &r);
	assert_int_equal(m.share, 0);
	assert_false(m.right);
	reading_free(&x);
}

static void
a_multiple_adds_up_and_never_gives_less_than_nothing(void **state)
{
	struct reading x = reading_with_id("Q {\n~%33.33333%a#A\n~%33.33333%b#B\n~%33.33333%c\n"
					   "~%-50%d#D\n~%-100%e\n}");
	struct response r;
	struct mark m;

	(void)state;
	r = PICKED(&x, "c", "a", "b");
	m = mark_of(&x, &r);
	assert_int_equal(m.share, QUESTION_MILLION); /* three thirds are a whole */
	assert_true(m.right);
	assert_str(m.feedback, "A\nB");
	r = PICKED(&x, "a", "b");
	m = mark_of(&x, &r);
	assert_int_equal(m.share, 666666);
	assert_false(m.right);
	r = PICKED(&x, "a", "b", "c", "d");
	assert_int_equal(mark_of(&x, &r).share, 499999);
	r = PICKED(&x, "a", "d");
	m = mark_of(&x, &r);
	assert_int_equal(m.share, 0);
	assert_str(m.feedback, "A\nD");
	r = PICKED(&x, "e");
	assert_int_equal(mark_of(&x, &r).share, 0);
	r = PICKED(&x, "a", "a");
	assert_true(is_refused(&x, &r, "twice"));
	reading_free(&x);
}

static void
true_or_false_tells_those_who_are_wrong_and_those_who_are_right(void **state)
{
	struct reading x = reading_with_id("Q {F#No.#Yes.}");
	struct response r;
	struct mark m;

	(void)state;
	r = PICKED(&x, "T");
	m = mark_of(&x, &r);
	assert_false(m.right);
	assert_str(m.feedback, "No.");
	r = PICKED(&x, "F");
	m = mark_of(&x, &r);
	assert_true(m.right);
	assert_str(m.feedback, "Yes.");
	r.pick[0].right = 2;
	assert_true(is_refused(&x, &r, "no such choice"));
	reading_free(&x);
}

static void
the_first_pattern_that_fits_counts(void **state)
{
	static const struct {
		const char *text;
		int32_t share;
		const char *feedback;
	} rows[] = {
		{ "depositary", 1000000, "Right" },
		{ "  Depositary ", 1000000, "Right" },
		{ "DEPOSITARY", 1000000, "Right" },
		{ "the depositary", 500000, "Nearly" },
		{ "depositary office", 500000, "Nearly" },
		{ "2 * 3", 1000000, "" },
		{ "2 x 3", 0, "No" },
		{ "anything", 0, "No" },
		{ "caf\xc3\xa9", 200000, "" },
		{ "cafe\xcc\x81", 200000, "" }, /* decomposed */
		{ "CAF\xc3\x89", 200000, "" },
		{ "cafe", 0, "No" },
		{ "\xd1\x81\xd1\x83\xd0\xb4", 1000000, "" },
		{ "\xd0\xa1\xd0\xa3\xd0\x94", 1000000, "" },
		{ "begin middle end", 250000, "" },
		{ "beginend", 0, "No" },
		{ "begin middleend", 250000, "" },
	};
	struct reading x = reading_with_id(
	    "Q {=depositary#Right =%50%*depositary*#Nearly =2 \\* 3 =%20%Caf\xc3\xa9 "
	    "=\xd0\xa1\xd1\x83\xd0\xb4 =%25%begin*MIDDLE*end =%0%*#No}");

	(void)state;
	assert_int_equal(x.problems.errors, 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct response r = written(rows[i].text);
		struct mark m = mark_of(&x, &r);

		if (m.share != rows[i].share)
			print_message("%s\n", rows[i].text);
		assert_int_equal(m.share, rows[i].share);
		assert_str(m.feedback, rows[i].feedback);
	}
	struct response r = PICKED(&x, "depositary");

	assert_true(is_refused(&x, &r, "by writing"));
	reading_free(&x);

	x = reading_with_id("Q {=a*b*a}");
	r = written("aba");
	assert_true(mark_of(&x, &r).right);
	r = written("ab");
	assert_false(mark_of(&x, &r).right);
	r = written("aa");
	assert_false(mark_of(&x, &r).right);
	reading_free(&x);

	x = reading_with_id("Q {=ab*ba}"); /* beginning and end may not share a letter */
	r = written("aba");
	assert_false(mark_of(&x, &r).right);
	r = written("abba");
	assert_true(mark_of(&x, &r).right);
	reading_free(&x);
}

static void
a_number_counts_when_it_lies_in_the_first_range_that_holds_it(void **state)
{
	static const struct {
		const char *text;
		int32_t share;
		const char *feedback;
	} rows[] = {
		{ "0.8", 1000000, "Right" }, { "0.7", 1000000, "Right" },
		{ "0,9", 1000000, "Right" }, { "0.69999", 500000, "Near" },
		{ "0.90001", 500000, "Near" }, { "2", 500000, "Near" }, { "2.0000001", 0, "No" },
		{ "-1", 0, "No" },
		{ "\xd9\xa0\xd9\xab\xd9\xa8", 1000000, "Right" },             /* Arabic-Indic 0.8 */
		{ "\xef\xbc\x90\xef\xbc\x8e\xef\xbc\x98", 1000000, "Right" }, /* full width */
	};
	struct reading x = reading_with_id("Q {#=0.8:0.1#Right =%50%0..2#Near ~#No}");

	(void)state;
	assert_quiet(&x);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct response r = written(rows[i].text);
		struct mark m = mark_of(&x, &r);

		assert_int_equal(m.share, rows[i].share);
		assert_str(m.feedback, rows[i].feedback);
	}
	struct response r = written("about one");

	assert_true(is_refused(&x, &r, "write it like 12 or 1,5"));
	reading_free(&x);
}

static void
a_matching_gives_the_share_of_right_pairs(void **state)
{
	struct reading x = reading_with_id("Q {\n=a -> x\n=b -> y\n=c -> x\n= -> z\n####G\n}");
	struct response r = { .text = STR_NONE };
	struct mark m;

	(void)state;
	assert_quiet(&x);
	pair_with(&r, "a", "x");
	m = mark_of(&x, &r);
	assert_int_equal(m.share, 333333);
	assert_str(m.general, "G");
	pair_with(&r, "c", "x"); /* two lefts may share a right */
	assert_int_equal(mark_of(&x, &r).share, 666667);
	pair_with(&r, "b", "z");
	assert_int_equal(mark_of(&x, &r).share, 666667);
	r.pick[2].right = question_key(STR("y"));
	assert_true(mark_of(&x, &r).right);
	pair_with(&r, "b", "y");
	assert_true(is_refused(&x, &r, "two partners"));
	r.picks = 0;
	pair_with(&r, "a", "w");
	assert_true(is_refused(&x, &r, "no such pair"));
	r.picks = 0;
	pair_with(&r, "", "x");
	r.pick[0].left = 0;
	assert_true(is_refused(&x, &r, "no such pair"));
	reading_free(&x);
}

static void
an_essay_waits_for_a_person_and_a_description_asks_nothing(void **state)
{
	struct reading x = reading_with_id("Q {####G}");
	struct response r = written("my words");
	struct mark m = mark_of(&x, &r);

	(void)state;
	assert_int_equal(m.share, 0);
	assert_false(m.right);
	assert_str(m.general, "G");
	reading_free(&x);
	x = reading_with_id("Read this.");
	assert_true(is_refused(&x, &r, "by choosing"));
	reading_free(&x);
}

static void
too_much_is_refused(void **state)
{
	struct reading x = reading_with_id("Q {=a =b}");
	static char text[RESPONSE_TEXT + 2];
	struct response r;

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	r = written(text);
	assert_true(is_refused(&x, &r, "longer than"));
	r = (struct response){ .picks = RESPONSE_PICKS + 1, .text = STR_NONE };
	assert_true(is_refused(&x, &r, "at most"));
	reading_free(&x);
}

static void
answers_are_told_in_words(void **state)
{
	static const struct {
		const char *gift, *words;
	} rows[] = {
		{ "Q {=a b ~c}", "a b" },
		{ "Q {~%50%a ~%50%b ~%-50%c}", "a; b" },
		{ "Q {F}", "FALSE" },
		{ "Q {=%50%half =the *keeper* \\* =x}", "the …keeper… *" },
		{ "Q {#12:0}", "12" },
		{ "Q {#12}", "12" },
		{ "Q {#12:0.5}", "12 ± 0.5" },
		{ "Q {#-2..3}", "-2 … 3" },
		{ "Q {=a -> x =b -> y = -> z}", "a: x; b: y" },
		{ "Q {}", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct reading x = reading_with_id(rows[i].gift);

		assert_str(grade_answer(x.q, x.arena), rows[i].words);
		reading_free(&x);
	}

	struct reading x = reading_with_id("Q {~%50%a ~%50%b ~%-50%c}");
	struct response r = PICKED(&x, "c", "a");

	assert_str(grade_response(x.q, &r, x.arena), "c; a");
	reading_free(&x);
	x = reading_with_id("Q {T}");
	r = PICKED(&x, "F");
	assert_str(grade_response(x.q, &r, x.arena), "FALSE");
	reading_free(&x);
	x = reading_with_id("Q {=a -> x =b -> y}");
	r.picks = 0;
	pair_with(&r, "b", "x");
	assert_str(grade_response(x.q, &r, x.arena), "b: x");
	r = written("said so");
	assert_str(grade_response(x.q, &r, x.arena), "said so");
	reading_free(&x);
}

static void
percent_is_rounded_down_but_thirds_make_a_whole(void **state)
{
	(void)state;
	assert_int_equal(grade_percent(0, 0), 0);
	assert_int_equal(grade_percent(0, 5), 0);
	assert_int_equal(grade_percent(-5, 5), 0);
	assert_int_equal(grade_percent(5000000, 5), 100);
	assert_int_equal(grade_percent(3999999, 5), 80); /* three, a third and two thirds */
	assert_int_equal(grade_percent(3990000, 5), 79);
	assert_int_equal(grade_percent(4990000, 5), 99);
	assert_int_equal(grade_percent(333333, 1), 33);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_single_gives_the_weight_of_what_was_picked),
		cmocka_unit_test(a_multiple_adds_up_and_never_gives_less_than_nothing),
		cmocka_unit_test(true_or_false_tells_those_who_are_wrong_and_those_who_are_right),
		cmocka_unit_test(the_first_pattern_that_fits_counts),
		cmocka_unit_test(a_number_counts_when_it_lies_in_the_first_range_that_holds_it),
		cmocka_unit_test(a_matching_gives_the_share_of_right_pairs),
		cmocka_unit_test(an_essay_waits_for_a_person_and_a_description_asks_nothing),
		cmocka_unit_test(too_much_is_refused),
		cmocka_unit_test(answers_are_told_in_words),
		cmocka_unit_test(percent_is_rounded_down_but_thirds_make_a_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
