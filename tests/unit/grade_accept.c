/* One more answer that shall be right, as a repair says it: for each type of question. */
#include "courses/learn/grade.h"
#include "tests/unit/gift_help.h"

/* Does a question, repaired by accept, take this? answer: text, or the texts of what is picked, parted by "|". */
static bool
takes(const char *gift, const char *accept, const char *answer)
{
	struct reading x = reading_with_id(gift);
	struct response r = { .text = STR_NONE };
	struct str rest = str_from(answer), part;
	bool written, yes;

	assert_int_equal(x.count, 1);
	written = x.q->kind == QUESTION_SHORT || x.q->kind == QUESTION_NUMERICAL || x.q->kind == QUESTION_ESSAY;
	if (written)
		r.text = rest;
	while (!written && str_next(&rest, '|', &part)) {
		size_t arrow = str_find(part, 0, "->");
		struct pick p = { 0, question_key(part) };

		if (x.q->kind == QUESTION_TRUEFALSE)
			p.right = str_is(part, "TRUE") ? CHOICE_TRUE : CHOICE_FALSE;
		if (arrow < part.len)
			p = (struct pick){ question_key(str_sub(part, 0, arrow)),
				question_key(str_sub(part, arrow + 2, part.len)) };
		r.pick[r.picks++] = p;
	}
	yes = grade_accepts(x.q, str_from(accept), &r, x.arena);
	reading_free(&x);
	return yes;
}

static bool
fits(const char *gift, const char *accept)
{
	struct reading x = reading_with_id(gift);
	struct err e = { 0 };
	bool yes;

	assert_int_equal(x.count, 1);
	yes = grade_accept_fits(x.q, str_from(accept), x.arena, &e);
	assert_true(yes || e.text[0] != '\0');
	reading_free(&x);
	return yes;
}

static void
a_choice_by_its_text(void **state)
{
	const char *gift = "::N:: Who? {=Ilo ~Marev ~Eva; and Ana}";

	(void)state;
	assert_true(takes(gift, "marev", "Marev"));
	assert_false(takes(gift, "Marev", "Ilo"));
	assert_true(takes(gift, "Eva; and Ana", "Eva; and Ana"));
	assert_false(fits(gift, "Nobody"));
	assert_false(fits(gift, "Ilo; Marev"));
	assert_false(fits(gift, " "));
	assert_true(takes("::N:: So? {TRUE}", "F", "FALSE"));
	assert_false(takes("::N:: So? {TRUE}", "false", "TRUE"));
}

static void
several_picks_are_all_of_them(void **state)
{
	const char *gift = "::N:: Which two? {~%50%one ~%50%two ~%-50%three ~%-50%four}";

	(void)state;
	assert_true(takes(gift, "three; one", "one|three"));
	assert_false(takes(gift, "three; one", "one"));
	assert_false(takes(gift, "three; one", "one|three|four"));
	assert_false(fits(gift, "one; five"));
}

static void
texts_and_numbers_as_in_gift(void **state)
{
	(void)state;
	assert_true(takes("::N:: Name? {=hash}", "check*sum", "Check sum"));
	assert_false(takes("::N:: Name? {=hash}", "checksum", "sum"));
	assert_false(takes("::N:: Name? {=hash}", "*", ""));
	assert_true(takes("::N:: Hour? {#12:0}", "16", "16,0"));
	assert_true(takes("::N:: Hour? {#12:0}", "16:0.5", "15.5"));
	assert_true(takes("::N:: Hour? {#12:0}", "15..17", "17"));
	assert_false(takes("::N:: Hour? {#12:0}", "15..17", "18"));
	assert_false(fits("::N:: Hour? {#12:0}", "many"));
	assert_false(fits("::N:: Hour? {#12:0}", "17..15"));
}

static void
pairs_and_what_takes_none(void **state)
{
	const char *gift = "::N:: Match. {=a -> x =b -> y =c\\: d -> z}";

	(void)state;
	assert_true(takes(gift, "a: y; b: x; c: d: z", "b->x|c: d->z|a->y"));
	assert_false(takes(gift, "a: y; b: x; c: d: z", "a->y|b->x"));
	assert_false(fits(gift, "a: q"));
	assert_false(fits("::N:: Write. {}", "anything"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_choice_by_its_text),
		cmocka_unit_test(several_picks_are_all_of_them),
		cmocka_unit_test(texts_and_numbers_as_in_gift),
		cmocka_unit_test(pairs_and_what_takes_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
