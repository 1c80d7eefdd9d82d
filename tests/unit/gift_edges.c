/*
 * The 26 traps of GIFT (learning-formats 2a), each under its number: what Moodle gets wrong in
 * silence is here an error or a warning with its place and how to mend it.
 */
#include "tests/unit/gift_help.h"
#include "tests/unit/gift_round.h"

#include "courses/write/adopt.h"

/* What is written for Moodle when this was read. */
static bool
is_exported(const char *text, const char *want)
{
	struct arena *a = arena_new();
	struct round r = round_read(a, str_from(text), GIFT_IDS_TO_COME);
	bool is = str_is(round_write(a, &r, GIFT_FOR_MOODLE), want);

	if (!is)
		print_message("%.*s\n", STR_ARG(round_write(a, &r, GIFT_FOR_MOODLE)));
	arena_free(a);
	return is;
}

static void
edge_01_a_comma_in_a_number_is_an_error_that_offers_the_point(void **state)
{
	struct reading r = reading_with_id("How much? {#1,5}");

	(void)state;
	assert_said(&r, "x.gift:2:13: error: ", "write it with a point: 1.5");
	assert_int_equal(r.q[0].kind, QUESTION_NUMERICAL);
	assert_int_equal(r.q[0].choices, 0);
	reading_free(&r);

	r = reading_with_id("How much? {#=12 =abc}");
	assert_said(&r, "x.gift:2:18: error: ", "\"abc\" is not a number");
	assert_int_equal(r.q[0].choices, 1);
	reading_free(&r);

	r = reading_with_id("How much? {#}");
	assert_said(&r, "x.gift:2:11: error: ", "no number is accepted");
	reading_free(&r);
}

static void
edge_02_a_lone_zero_is_an_answer_and_moodle_is_warned_of(void **state)
{
	struct reading r = reading_with_id("How many? {#0}");

	(void)state;
	assert_int_equal(r.problems.errors, 0);
	assert_said(&r, "x.gift:2:11: warning: ", "{#=0}");
	assert_int_equal(r.q[0].kind, QUESTION_NUMERICAL);
	assert_true(r.q[0].choice[0].low == 0 && r.q[0].choice[0].high == 0);
	reading_free(&r);

	r = reading_with_id("How many? {0}");
	assert_int_equal(r.problems.errors, 0);
	assert_said(&r, "x.gift:2:12: warning: ", "{=0}");
	assert_int_equal(r.q[0].kind, QUESTION_SHORT);
	assert_str(r.q[0].choice[0].text, "0");
	reading_free(&r);

	r = reading_with_id("How many? {#=0}");
	assert_quiet(&r);
	reading_free(&r);
}

static void
edge_03_a_line_with_only_0_is_text_with_a_warning(void **state)
{
	struct reading r = reading_with_id("The counter shows\n0\nIs it new? {T}");

	(void)state;
	assert_int_equal(r.count, 1);
	assert_int_equal(r.problems.errors, 0);
	assert_said(&r, "x.gift:3:1: warning: ", "a line with only 0");
	assert_str(r.q[0].text, "The counter shows 0 Is it new?");
	reading_free(&r);
}

static void
edge_04_true_in_small_letters_is_true_with_a_warning(void **state)
{
	static const char *const words[] = { "true", "True", "t", "false", "False", "f" };

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		char text[40];

		snprintf(text, sizeof(text), "So? {%s}", words[i]);
		struct reading r = reading_with_id(text);

		assert_int_equal(r.problems.errors, 0);
		assert_said(&r, "x.gift:2:6: warning: ", i < 3 ? "read as TRUE" : "read as FALSE");
		assert_int_equal(r.q[0].kind, QUESTION_TRUEFALSE);
		for (uint32_t k = 0; k < 2; k++)
			assert_int_equal(r.q[0].choice[k].weight,
			    (r.q[0].choice[k].key == CHOICE_TRUE) == (i < 3) ? QUESTION_MILLION
									     : 0);
		reading_free(&r);
	}
	static const char *const slips[] = { "FALS", "Tru", "FLASE" };

	for (size_t i = 0; i < 3; i++) {
		char text[40];

		snprintf(text, sizeof(text), "So? {%s}", slips[i]);
		struct reading r = reading_with_id(text);

		assert_said(&r, "x.gift:2:6: error: ", "did you mean");
		reading_free(&r);
	}
	struct reading r = reading_with_id("Write the word. {=true}");

	assert_quiet(&r);
	assert_int_equal(r.q[0].kind, QUESTION_SHORT);
	reading_free(&r);
}

static void
edge_05_a_weight_behind_an_equals_sign_of_a_choice_is_an_error(void **state)
{
	struct reading r = reading_with_id("Which? {\n=%50%half\n~none\n}");

	(void)state;
	assert_said(&r, "x.gift:3:1: error: ", "write ~%50%");
	assert_str(r.q[0].choice[0].text, "half");
	reading_free(&r);

	r = reading_with_id("Which? {\n=%APPDATA% is a folder\n~none\n}");
	assert_quiet(&r);
	assert_str(r.q[0].choice[0].text, "%APPDATA% is a folder");
	reading_free(&r);
}

static void
edge_06_an_equals_sign_that_cuts_a_choice_is_an_error_at_its_place(void **state)
{
	struct reading r = reading_with_id("Which TWO? {\n~%50%first\n~%50%second #see ?a=b\n"
					   "~%-100%third\n}");

	(void)state;
	assert_said(&r, "x.gift:4:20: error: ", "write \\=");
	reading_free(&r);

	r = reading_with_id("Which? {\n=yes\n~no #as 1 + 1 = 2\n}");
	assert_said(&r, "x.gift:4:15: error: ", "write \\=");
	reading_free(&r);

	r = reading_with_id("Which? {~mad ~bad=good}");
	assert_int_equal(r.problems.errors, 0);
	assert_said(&r, "x.gift:2:18: warning: ", "write \\=");
	reading_free(&r);

	r = reading_with_id("Which TWO? {\n~%50%first\n~%50%second #see ?a\\=b\n~%-100%third\n}");
	assert_quiet(&r);
	assert_int_equal(r.q[0].kind, QUESTION_MULTIPLE);
	assert_str(r.q[0].choice[1].feedback, "see ?a=b");
	reading_free(&r);

	/* One right answer and two half right ones: weights alone say nothing against it. */
	r = reading_with_id("Which? {\n=best\n~%50%good\n~%50%fair\n}");
	assert_quiet(&r);
	assert_int_equal(r.q[0].kind, QUESTION_SINGLE);
	reading_free(&r);
}

static void
edge_07_a_tilde_inside_a_word_is_warned_of_when_it_changes_the_type(void **state)
{
	struct reading r = reading_with_id("How far? {=approx~5 km}");

	(void)state;
	assert_said(&r, "x.gift:2:18: warning: ", "write \\~");
	assert_int_equal(r.q[0].kind, QUESTION_SINGLE);
	reading_free(&r);

	r = reading_with_id("How far? {=approx\\~5 km}");
	assert_quiet(&r);
	assert_int_equal(r.q[0].kind, QUESTION_SHORT);
	assert_str(r.q[0].choice[0].text, "approx~5 km");
	reading_free(&r);

	r = reading_with_id("Which? {=a and~b ~c}");
	assert_quiet(&r); /* another ~ makes it a choice anyway */
	reading_free(&r);
}

static void
edge_08_it_is_matching_only_if_every_item_has_an_arrow(void **state)
{
	struct reading r = reading_with_id("Which rule? {=if x -> y =otherwise}");

	(void)state;
	assert_int_equal(r.q[0].kind, QUESTION_SHORT);
	assert_int_equal(r.problems.errors, 0);
	assert_said(&r, "x.gift:2:20: warning: ", "read as a short answer");
	reading_free(&r);

	r = reading_with_id("Match. {=a -> b =c -> d}");
	assert_quiet(&r);
	assert_int_equal(r.q[0].kind, QUESTION_MATCH);
	reading_free(&r);

	r = reading_with_id("Which rule? {=x -> y}");
	assert_said(&r, "x.gift:2:13: error: ", "at least two pairs");
	reading_free(&r);

	r = reading_with_id("Which? {=x -> y ~z -> y}");
	assert_quiet(&r); /* choices may hold arrows */
	assert_int_equal(r.q[0].kind, QUESTION_SINGLE);
	assert_str(r.q[0].choice[0].text, "x -> y");
	reading_free(&r);
}

static void
edge_09_a_hash_after_a_lone_letter_is_warned_of(void **state)
{
	struct reading r = reading_with_id("Which language? {=written in C# today ~Java}");

	(void)state;
	assert_said(&r, "x.gift:2:30: warning: ", "C\\#");
	reading_free(&r);

	r = reading_with_id("Which language? {=C# ~Java}");
	assert_said(&r, "x.gift:2:19: warning: ", "C\\#");
	reading_free(&r);

	r = reading_with_id("Which language? {=C\\# ~Java#No ~%0%B#No}");
	assert_quiet(&r); /* Moodle itself writes feedback without a blank */
	assert_str(r.q[0].choice[0].text, "C#");
	assert_str(r.q[0].choice[1].feedback, "No");
	reading_free(&r);
}

static void
edge_10_a_brace_inside_the_answers_is_an_error_that_names_it(void **state)
{
	struct reading r = reading_with_id("What does it print? {=if (x) { y } ~nothing}");

	(void)state;
	assert_said(&r, "x.gift:2:30: error: ", "\\{");
	reading_free(&r);

	r = reading_with_id("What is } here? {=a ~b}");
	assert_said(&r, "x.gift:2:9: error: ", "} without a {");
	reading_free(&r);

	r = reading_with_id("What is this? {=a ~b");
	assert_said(&r, "x.gift:2:15: error: ", "not closed");
	reading_free(&r);

	r = reading_with_id("What is \\{\\} here? {=a\\} ~b}");
	assert_quiet(&r);
	assert_str(r.q[0].text, "What is {} here?");
	assert_str(r.q[0].choice[0].text, "a}");
	reading_free(&r);
}

static void
edge_11_a_second_answer_block_is_an_error(void **state)
{
	struct reading r = reading_with_id("First {=a ~b} and second {=c ~d} end.");

	(void)state;
	assert_said(&r, "x.gift:2:26: error: ", "a second { }");
	assert_int_equal(r.count, 1);
	reading_free(&r);
}

static void
edge_12_a_weight_with_a_comma_is_an_error(void **state)
{
	struct reading r = reading_with_id("Which? {\n~%33,33%one\n~%66.66667%two\n}");

	(void)state;
	assert_said(&r, "x.gift:3:2: error: ", "with a point");
	assert_str(r.q[0].choice[0].text, "one");
	reading_free(&r);
}

static void
edge_13_weights_are_held_against_moodles_list(void **state)
{
	static const struct {
		const char *weight, *words;
	} bad[] = {
		{ "--50", "\"--50\" is not a weight" },
		{ "150", "weights go from -100 to 100" },
		{ "-150", "weights go from -100 to 100" },
		{ "1.2.3", "is not a weight" },
	};
	static const struct {
		const char *weight;
		int32_t millionths;
	} good[] = {
		{ "100", 1000000 },
		{ "33.33333", 333333 },
		{ "-33.333", -333333 },
		{ "16.66667", 166667 },
		{ "14.28571", 142857 },
		{ "5", 50000 },
		{ "0", 0 },
		{ "-100", -1000000 },
		{ "50.0", 500000 },
	};
	static const struct {
		const char *weight, *words;
		int32_t millionths;
	} ours[] = {
		{ "33.33", "the export makes it %33.33333%", 333300 },
		{ "34", "the export makes it %33.33333%", 340000 },
		{ "-54", "the export makes it %-50%", -540000 },
	};
	char text[100];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(
		    text, sizeof(text), "Which? {\n=full\n~%%%s%%part\n~none\n}", bad[i].weight);
		struct reading r = reading_with_id(text);

		assert_said(&r, "x.gift:4:2: error: ", bad[i].words);
		reading_free(&r);
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		snprintf(
		    text, sizeof(text), "Which? {\n=full\n~%%%s%%part\n~none\n}", good[i].weight);
		struct reading r = reading_with_id(text);

		assert_quiet(&r);
		assert_int_equal(r.q[0].choice[1].weight, good[i].millionths);
		reading_free(&r);
	}
	assert_true(is_exported("::Q:: Q {=a ~%34%b}", "::Q::Q {\n=a\n~%33.33333%b\n}\n"));
	/* Others are kept exactly; only Moodle's export rounds them. */
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		snprintf(
		    text, sizeof(text), "Which? {\n=full\n~%%%s%%part\n~none\n}", ours[i].weight);
		struct reading r = reading_with_id(text);

		assert_int_equal(r.problems.errors, 0);
		assert_said(&r, "x.gift:4:2: warning: ", ours[i].words);
		assert_int_equal(r.q[0].choice[1].weight, ours[i].millionths);
		reading_free(&r);
	}
}

static void
edge_14_the_category_is_one_line_and_what_follows_is_a_question(void **state)
{
	struct reading r = reading_of(
	    STR("// [id:q]\n$CATEGORY: evidence/first\nIs it off? {T}\n"));

	(void)state;
	assert_int_equal(r.count, 1);
	assert_int_equal(r.problems.errors, 0);
	assert_said(&r, "x.gift:3:1: warning: ", "no blank line after $CATEGORY");
	assert_str(r.q[0].text, "Is it off?");
	reading_free(&r);

	r = reading_with_id("Is it off? {T}\n$CATEGORY: next");
	assert_said(&r, "x.gift:3:1: error: ", "put a blank line before it");
	assert_str(r.q[0].text, "Is it off?");
	reading_free(&r);
}

static void
edge_15_a_category_may_hold_a_colon(void **state)
{
	struct reading r = reading_of(
	    STR("$CATEGORY: $course$/top/Evidence: the first day\n\n// [id:q]\nOff? {T}\n"));

	(void)state;
	assert_quiet(&r);
	assert_int_equal(r.count, 1);
	reading_free(&r);
	assert_true(is_exported("$CATEGORY: $course$/top/A: b//c\n\n::N:: Off? {T}",
	    "$CATEGORY: $course$/top/A: b//c\n\n::N::Off? {\nTRUE\n}\n"));
}

static void
edge_16_an_id_with_a_blank_line_behind_it_is_kept_with_a_warning(void **state)
{
	struct reading r = reading_of(STR("// [id:q-1] [tag:quiz]\n\nOff? {T}\n\n// [id:lost]\n"));

	(void)state;
	assert_int_equal(r.problems.errors, 0);
	assert_said(&r, "x.gift:1:4: warning: ", "delete the blank line");
	assert_said(&r, "x.gift:5:4: warning: ", "belongs to no question");
	assert_str(r.q[0].id, "q-1");
	assert_true(question_has_tag(&r.q[0], STR("quiz")));
	reading_free(&r);

	r = reading_of(STR("// [id:a]\n\n// [id:b]\nOff? {T}\n"));
	assert_said(&r, "x.gift:1:4: warning: ", "belongs to no question");
	assert_str(r.q[0].id, "b");
	reading_free(&r);
}

static void
edge_17_a_name_that_is_not_closed_is_an_error(void **state)
{
	struct reading r = reading_with_id("::The name Is it off? {=a\\:\\:b ~c}");

	(void)state;
	assert_said(&r, "x.gift:2:1: error: ", "put :: behind it");
	assert_int_equal(r.q[0].choices, 2);
	reading_free(&r);

	r = reading_with_id("::The name {=a::b ~c}");
	assert_said(&r, "x.gift:2:1: error: ", "put :: behind it");
	reading_free(&r);

	r = reading_with_id("::A\\:::B? {T}"); /* an escaped colon before the end of the name */
	assert_quiet(&r);
	assert_str(r.q[0].name, "A:");
	assert_str(r.q[0].text, "B?");
	reading_free(&r);
}

static void
edge_18_colons_and_equals_signs_in_the_stem_need_no_escape(void **state)
{
	struct reading r = reading_with_id("At 14:20, x=5, a#b, c~d. Right? {T}");

	(void)state;
	assert_quiet(&r);
	assert_str(r.q[0].text, "At 14:20, x=5, a#b, c~d. Right?");
	reading_free(&r);
	assert_true(is_exported("::N:: At 14:20, x=5, a#b, c~d. {T}",
	    "::N::At 14\\:20, x\\=5, a\\#b, c\\~d. {\nTRUE\n}\n"));
}

static void
edge_19_a_bracket_is_no_escape_and_its_backslash_stays(void **state)
{
	struct reading r = reading_with_id("Read \\[a\\] and C\\d. {T}");

	(void)state;
	assert_quiet(&r);
	assert_str(r.q[0].text, "Read \\[a\\] and C\\d.");
	reading_free(&r);
	assert_true(is_exported("::N:: \\[a\\] {T}", "::N::\\\\[a\\\\] {\nTRUE\n}\n"));
}

static void
edge_20_a_new_line_inside_a_path_is_warned_of(void **state)
{
	struct reading r = reading_with_id("The folder C\\:\\new is empty. {T}");

	(void)state;
	assert_int_equal(r.problems.errors, 0);
	assert_said(&r, "x.gift:2:15: warning: ", "write \\\\n");
	reading_free(&r);

	r = reading_with_id("The folder \\logs\\new is empty. {T}");
	assert_said(&r, "x.gift:2:17: warning: ", "write \\\\n");
	reading_free(&r);

	r = reading_with_id("The folder C\\:\\\\new is empty.\\nIs it? One\\ntwo. {T}");
	assert_quiet(&r);
	assert_str(r.q[0].text, "The folder C:\\new is empty.\nIs it? One\ntwo.");
	reading_free(&r);
}

static void
edge_21_text_that_looks_like_a_placeholder_stays_text(void **state)
{
	struct reading r = reading_with_id(
	    "What is &&061; and &&123; and \x1a? {=&&126;a ~b&&035;}");

	(void)state;
	assert_str(r.q[0].choice[0].text, "&&126;a");
	assert_str(r.q[0].choice[1].text, "b&&035;");
	assert_true(str_starts(r.q[0].text, "What is &&061; and &&123; and "));
	reading_free(&r);
}

static void
edge_22_general_feedback_is_read_for_every_type(void **state)
{
	static const struct {
		const char *answers;
		enum question_kind kind;
	} types[] = {
		{ "=a ~b", QUESTION_SINGLE },
		{ "~%100%a ~%-100%b", QUESTION_MULTIPLE },
		{ "T", QUESTION_TRUEFALSE },
		{ "=a =b", QUESTION_SHORT },
		{ "#12:1 ~#no", QUESTION_NUMERICAL },
		{ "=a -> b =c -> d", QUESTION_MATCH },
		{ "", QUESTION_ESSAY },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		char text[100];

		snprintf(text, sizeof(text), "So? {%s####Why <!-- x --> \\= y}", types[i].answers);
		struct reading r = reading_with_id(text);

		assert_quiet(&r);
		assert_int_equal(r.q[0].kind, types[i].kind);
		assert_str(r.q[0].general, "Why <!-- x --> = y");
		reading_free(&r);
	}
}

static void
edge_23_a_line_that_begins_with_slashes_is_a_comment(void **state)
{
	struct reading r = reading_with_id("Is it off?\n  // not shown\n// www.example.org\n"
					   "//example.org/path\n{T}");

	(void)state;
	assert_int_equal(r.problems.count, 1);
	assert_said(&r, "x.gift:5:1: warning: ", "move the address");
	assert_str(r.q[0].text, "Is it off?");
	reading_free(&r);
}

static void
edge_24_an_answer_of_a_matching_may_be_a_sign(void **state)
{
	struct reading r = reading_with_id(
	    "Match. {\n=comma -> ,\n=full stop -> .\n=arrow -> ->\n}");

	(void)state;
	assert_quiet(&r);
	assert_int_equal(r.q[0].pairs, 3);
	assert_str(r.q[0].pair[0].right, ",");
	assert_str(r.q[0].pair[1].right, ".");
	assert_str(r.q[0].pair[2].right, "->");
	reading_free(&r);
}

static void
edge_25_the_last_four_hashes_part_the_general_feedback(void **state)
{
	struct reading r = reading_with_id("So? {=a ~b#####Why}");

	(void)state;
	assert_str(r.q[0].general, "Why");
	assert_str(r.q[0].choice[1].text, "b");
	assert_str(r.q[0].choice[1].feedback, "");
	reading_free(&r);

	r = reading_with_id("So? {=a#one####two ~b####Why}");
	assert_str(r.q[0].general, "Why");
	assert_str(r.q[0].choice[0].feedback, "one####two");
	reading_free(&r);
}

static void
edge_26_a_file_read_twice_gives_the_same_questions_under_the_same_ids(void **state)
{
	struct str text = STR("// [id:a] [tag:x]\n::N:: S {=y#f ~n}\n\n// [id:b]\nM {#1..2}\n");
	struct reading one = reading_of(text), two = reading_of(text);
	struct buf left = BUF_IN(one.arena), right = BUF_IN(two.arena);
	struct codec c = codec_writer(&left), d = codec_writer(&right);

	(void)state;
	assert_int_equal(one.count, two.count);
	for (uint32_t i = 0; i < one.count; i++) {
		question_code(&c, &one.q[i]);
		question_code(&d, &two.q[i]);
	}
	assert_true(str_eq(buf_get(&left), buf_get(&right)));
	reading_free(&one);
	reading_free(&two);

	/* Imported again: by id, else by what it says; what is known keeps its id. */
	struct arena *a = arena_new();
	struct round old = round_read(a, text, GIFT_IDS_TO_COME);
	struct round new = round_read(a,
	    STR("::New:: T {T}\n\n// [id:a] [tag:x]\n::N:: S {=y#f ~other}\n\nM {#1..2}\n\n// "
		"[id:c]\n::N:: T {F}"),
	    GIFT_IDS_TO_COME);
	const struct gift_bank bank = { old.q, old.form, old.count };
	struct adoption is = bank_adopt(a, new.q, new.form, new.count, &bank);
	static const enum adopted want[] = { ADOPTED_NEW, ADOPTED_CHANGED, ADOPTED_SAME, ADOPTED_NEW };
	static const char *const ids[] = { "new", "a", "b", "c" };

	assert_int_equal(new.count, 4);
	for (uint32_t i = 0; i < 4; i++) {
		assert_int_equal(is.state[i], want[i]);
		assert_str(new.q[i].id, ids[i]);
	}
	assert_int_equal(is.gones, 0);
	is = bank_adopt(a, new.q, new.form, 1, &bank);
	assert_int_equal(is.gones, 2);
	arena_free(a);

	/* An id used twice in one file is never dropped in silence. */
	one = reading_of(STR("// [id:a]\nS {T}\n\n// [id:a]\nT {F}\n"));
	assert_said(&one, "x.gift:4:4: error: ", "already used in line 2");
	reading_free(&one);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edge_01_a_comma_in_a_number_is_an_error_that_offers_the_point),
		cmocka_unit_test(edge_02_a_lone_zero_is_an_answer_and_moodle_is_warned_of),
		cmocka_unit_test(edge_03_a_line_with_only_0_is_text_with_a_warning),
		cmocka_unit_test(edge_04_true_in_small_letters_is_true_with_a_warning),
		cmocka_unit_test(edge_05_a_weight_behind_an_equals_sign_of_a_choice_is_an_error),
		cmocka_unit_test(
		    edge_06_an_equals_sign_that_cuts_a_choice_is_an_error_at_its_place),
		cmocka_unit_test(
		    edge_07_a_tilde_inside_a_word_is_warned_of_when_it_changes_the_type),
		cmocka_unit_test(edge_08_it_is_matching_only_if_every_item_has_an_arrow),
		cmocka_unit_test(edge_09_a_hash_after_a_lone_letter_is_warned_of),
		cmocka_unit_test(edge_10_a_brace_inside_the_answers_is_an_error_that_names_it),
		cmocka_unit_test(edge_11_a_second_answer_block_is_an_error),
		cmocka_unit_test(edge_12_a_weight_with_a_comma_is_an_error),
		cmocka_unit_test(edge_13_weights_are_held_against_moodles_list),
		cmocka_unit_test(edge_14_the_category_is_one_line_and_what_follows_is_a_question),
		cmocka_unit_test(edge_15_a_category_may_hold_a_colon),
		cmocka_unit_test(edge_16_an_id_with_a_blank_line_behind_it_is_kept_with_a_warning),
		cmocka_unit_test(edge_17_a_name_that_is_not_closed_is_an_error),
		cmocka_unit_test(edge_18_colons_and_equals_signs_in_the_stem_need_no_escape),
		cmocka_unit_test(edge_19_a_bracket_is_no_escape_and_its_backslash_stays),
		cmocka_unit_test(edge_20_a_new_line_inside_a_path_is_warned_of),
		cmocka_unit_test(edge_21_text_that_looks_like_a_placeholder_stays_text),
		cmocka_unit_test(edge_22_general_feedback_is_read_for_every_type),
		cmocka_unit_test(edge_23_a_line_that_begins_with_slashes_is_a_comment),
		cmocka_unit_test(edge_24_an_answer_of_a_matching_may_be_a_sign),
		cmocka_unit_test(edge_25_the_last_four_hashes_part_the_general_feedback),
		cmocka_unit_test(
		    edge_26_a_file_read_twice_gives_the_same_questions_under_the_same_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
