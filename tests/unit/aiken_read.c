/*
 * Aiken (learning-formats 2b): letters in their order, wrapped text, and an error with its line for
 * what Moodle guesses at.
 */
#include "tests/unit/gift_help.h"

#include "courses/read/aiken.h"
#include "courses/write/gift.h"

static struct reading
aiken_of(const char *text)
{
	struct reading r = { .arena = arena_new() };
	struct gift_form *form;

	r.problems = problems_in(r.arena);
	aiken_read(STR("x.txt"), str_from(text), r.arena, &r.problems, &r.q, &form, &r.count);
	problems_sort(&r.problems);
	return r;
}

static void
a_question_is_its_text_its_options_and_the_answer(void **state)
{
	struct reading r = aiken_of("Where is it kept?\nA) In a bag\nB. In a safe\nANSWER: B\n\n"
				    "And then?\r\nA. One\r\nB. Two\r\nC. Three\r\nANSWER: A\r\n");

	(void)state;
	assert_quiet(&r);
	assert_int_equal(r.count, 2);
	assert_int_equal(r.q[0].kind, QUESTION_SINGLE);
	assert_str(r.q[0].text, "Where is it kept?");
	assert_str(r.q[0].name, "Where is it kept?");
	assert_int_equal(r.q[0].choices, 2);
	assert_int_equal(r.q[0].choice[0].weight, 0);
	assert_str(r.q[0].choice[1].text, "In a safe");
	assert_int_equal(r.q[0].choice[1].weight, QUESTION_MILLION);
	assert_int_equal(r.q[1].choices, 3);
	assert_int_equal(r.q[1].line, 6);
	reading_free(&r);
}

static void
text_may_be_wrapped_and_initials_are_text(void **state)
{
	struct reading r = aiken_of("E.g. the U.N. Convention,\nA. Smith says,\nis about what?\n"
				    "A. Crime,\n   in short\nB.C. times\nB. I. Scope\nANSWER: B\n");

	(void)state;
	/* "A. Smith" at the start of a line is option A to anybody; then A comes twice. */
	assert_said(&r, "x.txt:4:1: warning: ", "an initial may not begin a line");
	reading_free(&r);

	r = aiken_of("E.g. the U.N. Convention\nI. Scope is about what?\n"
		     "A. Crime,\n   in short\nB.C. times\nB. I. Scope\nANSWER: B\n");
	assert_quiet(&r);
	assert_str(r.q[0].text, "E.g. the U.N. Convention I. Scope is about what?");
	assert_str(r.q[0].choice[0].text, "Crime, in short B.C. times");
	assert_str(r.q[0].choice[1].text, "I. Scope");
	reading_free(&r);

	/* A label out of order is text. */
	r = aiken_of("Which?\nA) one\nC) no option\nB) two\nANSWER: B\n");
	assert_said(&r, "x.txt:3:1: warning: ", "out of its order");
	assert_int_equal(r.problems.errors, 0);
	assert_str(r.q[0].choice[0].text, "one C) no option");
	reading_free(&r);
}

static void
a_small_answer_is_taken_with_a_warning(void **state)
{
	struct reading r = aiken_of("Which?\nA) one\nB) two\nanswer: b\n");

	(void)state;
	assert_int_equal(r.problems.errors, 0);
	assert_said(&r, "x.txt:4:1: warning: ", "ANSWER: B");
	assert_int_equal(r.q[0].choice[1].weight, QUESTION_MILLION);
	reading_free(&r);

	r = aiken_of("Which?\nA) one\nB) two\nANSWER: B) two\n");
	assert_quiet(&r);
	reading_free(&r);
}

static void
what_cannot_be_meant_is_an_error_with_its_line(void **state)
{
	static const struct {
		const char *text, *place, *words;
	} rows[] = {
		{ "ANSWER: A\n", "x.txt:1:1: error: ", "without a question" },
		{ "Which?\nA) one\nANSWER: A\n", "x.txt:1:1: error: ", "only one option" },
		{ "Which?\nANSWER: A\n", "x.txt:1:1: error: ", "no options" },
		{ "Which?\nA) one\nB) two\nANSWER: D\n", "x.txt:4:1: error: ", "the last one is B" },
		{ "Which?\nA) one\nB) two\nANSWER:\n", "x.txt:4:1: error: ", "is missing" },
		{ "Which?\nA) one\nB) two\nANSWER: A and B\n", "x.txt:4:1: error: ", "one letter" },
		{ "Which?\nA) one\nB) two\n\nNext?\nA) x\nB) y\nANSWER: A\n",
		    "x.txt:1:1: error: ", "no answer" },
		{ "\nWhich?\nA) one\nB) two\n", "x.txt:2:1: error: ", "no answer" },
		{ "Which?\nA) one\nB) one\nANSWER: A\n", "x.txt:3:1: error: ", "say the same" },
		{ "Which?\nA)\nB) one\nANSWER: B\n", "x.txt:2:1: error: ", "no text" },
		{ "Wh\x82?\nA) a\nB) b\nANSWER: A\n", "x.txt:1:3: error: ", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct reading r = aiken_of(rows[i].text);

		assert_said(&r, rows[i].place, rows[i].words);
		reading_free(&r);
	}
}

static void
nothing_is_no_question(void **state)
{
	struct reading r = aiken_of("\n \n");

	(void)state;
	assert_quiet(&r);
	assert_int_equal(r.count, 0);
	reading_free(&r);
}

/* Signs of GIFT and HTML in Aiken are letters; they are when written as GIFT, too. */
static void
signs_stay_letters_on_the_way_to_gift(void **state)
{
	struct arena *a = arena_new();
	struct problems p = problems_in(a);
	struct question *q, *again;
	struct gift_form *form;
	uint32_t n, m;
	struct buf b = BUF_IN(a);

	(void)state;
	aiken_read(STR("x"), STR("Is {a} ~ <b>#1</b>?\nA) x=1\nB) %50%\nANSWER: B\n"), a, &p, &q, &form,
	    &n);
	q[0].id = STR("q");
	const struct gift_bank bank = { q, form, n };

	gift_write(&b, &bank, GIFT_FOR_US, NULL, STR_NONE);
	gift_read(STR("y"), buf_get(&b), 1, a, &p, &again, &m);
	assert_int_equal(p.count, 0);
	assert_int_equal(m, 1);
	assert_str(again[0].text, "Is {a} ~ <b>#1</b>?");
	assert_str(again[0].choice[1].text, "%50%");
	assert_int_equal(again[0].choice[1].weight, QUESTION_MILLION);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_is_its_text_its_options_and_the_answer),
		cmocka_unit_test(text_may_be_wrapped_and_initials_are_text),
		cmocka_unit_test(a_small_answer_is_taken_with_a_warning),
		cmocka_unit_test(what_cannot_be_meant_is_an_error_with_its_line),
		cmocka_unit_test(nothing_is_no_question),
		cmocka_unit_test(signs_stay_letters_on_the_way_to_gift),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
