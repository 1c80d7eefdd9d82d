/* Questions of each kind, answered with digits and Enter alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/screens_help.h"
#include "tui/screens/screen.h"

static struct arena *arena;
static struct app app;
static struct world world;

static int
begin(void **state)
{
	(void)state;
	arena = arena_new();
	app.w = &world;
	app.cols = 80;
	app.rows = 24;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static enum form_did
choose(struct form *f, int number)
{
	return form_update(
	    f, &(struct intent){ .kind = INTENT_CHOOSE, .number = number, .text = STR_NONE });
}

static enum form_did
typed(struct form *f, const char *text)
{
	return form_update(f, &(struct intent){ .kind = INTENT_TYPED, .text = str_from(text) });
}

static struct view
seen(const struct form *f)
{
	struct view v;

	view_init(&v, arena);
	form_view(f, &app, &v);
	return v;
}

static struct question
with_choices(enum question_kind kind, uint32_t n)
{
	static const char *const text[] = { "Ilo", "Marev", "Tembo", "Zahra" };
	struct question q = { .kind = kind, .id = STR("q"), .text = STR("Who?"), .choices = n };

	q.choice = ARENA_ARRAY(arena, n, struct choice);
	for (uint32_t i = 0; i < n; i++)
		q.choice[i] = (struct choice){ .key = 100 + i, .text = str_from(text[i]) };
	return q;
}

static void
single(void **state)
{
	struct question q = with_choices(QUESTION_SINGLE, 4);
	struct form f;

	(void)state;
	form_init(&f, &q, arena, false);
	assert_int_equal(seen(&f).items, 6);
	assert_true(form_marks(&f, 1) && form_marks(&f, 4) && !form_marks(&f, 5));
	assert_int_equal(choose(&f, 0), FORM_EMPTY);
	assert_int_equal(choose(&f, 5), FORM_NOTHING);
	assert_int_equal(choose(&f, 3), FORM_READY);
	assert_int_equal(f.response.picks, 1);
	assert_int_equal(f.response.pick[0].right, 102);
	assert_int_equal(choose(&f, 1), FORM_READY);
	assert_int_equal(f.response.picks, 1);
	assert_true(str_is(form_words(&f, arena), "Ilo"));
}

static void
true_or_false_whatever_the_image_holds(void **state)
{
	struct question q = with_choices(QUESTION_TRUEFALSE, 0);
	struct form f;

	(void)state;
	form_init(&f, &q, arena, false);
	assert_int_equal(f.choices, 2);
	assert_int_equal(choose(&f, 2), FORM_READY);
	assert_int_equal(f.response.pick[0].right, CHOICE_FALSE);
	assert_true(str_is(form_words(&f, arena), "False"));
}

static void
multiple(void **state)
{
	struct question q = with_choices(QUESTION_MULTIPLE, 3);
	struct form f;
	struct view v;

	(void)state;
	form_init(&f, &q, arena, false);
	/* A box is ticked at once; only the last choice answers. */
	assert_false(form_marks(&f, 1));
	assert_true(form_marks(&f, 4));
	assert_int_equal(choose(&f, 4), FORM_EMPTY);
	assert_int_equal(choose(&f, 1), FORM_CHANGED);
	assert_int_equal(choose(&f, 3), FORM_CHANGED);
	assert_int_equal(choose(&f, 1), FORM_CHANGED);
	assert_int_equal(choose(&f, 2), FORM_CHANGED);
	assert_false(form_commits(&f, &(struct intent){ .kind = INTENT_CHOOSE, .number = 2 }));
	assert_true(form_commits(&f, &(struct intent){ .kind = INTENT_CHOOSE, .number = 4 }));
	v = seen(&f);
	assert_true(
	    v.item[2].multiple && !v.item[2].chosen && v.item[3].chosen && v.item[4].chosen);
	assert_int_equal(choose(&f, 4), FORM_READY);
	assert_int_equal(f.response.picks, 2);
}

static void
matching_one_left_side_after_the_other(void **state)
{
	static struct pair pair[] = {
		{ 1, 11, { "Ilo to Marev", 12 }, { "who", 3 } },
		{ 2, 12, { "room 2", 6 }, { "where", 5 } },
		{ 0, 13, { "", 0 }, { "why", 3 } },
		{ 3, 11, { "Tembo", 5 }, { "who", 3 } },
	};
	struct question q = {
		.kind = QUESTION_MATCH, .text = STR("Match."), .pair = pair, .pairs = 4
	};
	struct form f;

	(void)state;
	form_init(&f, &q, arena, false);
	/* Three left sides, three right sides: one stands twice, one only distracts. */
	assert_int_equal(f.lefts, 3);
	assert_int_equal(f.choices, 3);
	assert_int_equal(choose(&f, 1), FORM_CHANGED);
	assert_int_equal(choose(&f, 2), FORM_CHANGED);
	assert_int_equal(choose(&f, 1), FORM_READY);
	assert_int_equal(f.response.picks, 3);
	assert_int_equal(f.response.pick[1].left, 2);
	assert_int_equal(f.response.pick[1].right, 12);
	form_clear(&f);
	assert_int_equal(f.at, 0);
	assert_int_equal(f.response.picks, 0);
}

static void
numbers(void **state)
{
	struct question q = with_choices(QUESTION_NUMERICAL, 0);
	struct form f;

	(void)state;
	form_init(&f, &q, arena, false);
	assert_true(f.typing && seen(&f).field);
	assert_int_equal(choose(&f, 0), FORM_EMPTY);
	typed(&f, "soon");
	assert_int_equal(choose(&f, 0), FORM_NOT_A_NUMBER);
	form_update(&f, &(struct intent){ .kind = INTENT_WIPE });
	typed(&f, " 1,5 ");
	assert_true(form_commits(&f, &(struct intent){ .kind = INTENT_CHOOSE }));
	assert_int_equal(choose(&f, 0), FORM_READY);
	assert_true(str_is(f.response.text, "1,5"));
	form_update(&f, &(struct intent){ .kind = INTENT_WIPE });
	assert_int_equal(form_update(&f, &(struct intent){ .kind = INTENT_ERASE }), FORM_OUT);
}

static void
a_field_that_has_to_be_opened(void **state)
{
	struct question q = with_choices(QUESTION_SHORT, 0);
	struct form f;
	struct response before = { .text = STR("custody") };

	(void)state;
	form_init(&f, &q, arena, true);
	assert_false(seen(&f).field);
	assert_int_equal(form_last(&f), 1);
	assert_int_equal(choose(&f, 1), FORM_CHANGED);
	assert_true(seen(&f).field);
	typed(&f, "é作");
	form_update(&f, &(struct intent){ .kind = INTENT_ERASE });
	assert_true(str_is(field_get(&f.field), "é"));
	assert_int_equal(choose(&f, 0), FORM_READY);
	assert_false(f.typing);
	form_load(&f, &before);
	assert_true(str_is(form_words(&f, arena), "custody"));
	/* Longer than the field: cut between letters. */
	f.typing = true;
	form_update(&f, &(struct intent){ .kind = INTENT_WIPE });
	for (int i = 0; i < 200; i++)
		typed(&f, "作者");
	assert_true(f.field.len <= f.field.cap && f.field.len % 3 == 0);
}

static void
essays_and_descriptions(void **state)
{
	struct question q = with_choices(QUESTION_ESSAY, 0);
	struct form f;

	(void)state;
	form_init(&f, &q, arena, false);
	assert_int_equal(f.field.cap, RESPONSE_TEXT);
	/* Enter is a new line; a line with a single full stop saves, and only that needs a page that was seen. */
	assert_int_equal(choose(&f, 0), FORM_EMPTY);
	typed(&f, "One empty hour.");
	assert_false(form_commits(&f, &(struct intent){ .kind = INTENT_CHOOSE }));
	assert_int_equal(choose(&f, 0), FORM_CHANGED);
	typed(&f, "A wrong line");
	form_update(&f, &(struct intent){ .kind = INTENT_WIPE });
	typed(&f, "It is enough.");
	assert_int_equal(choose(&f, 0), FORM_CHANGED);
	typed(&f, ".");
	assert_true(form_is_unsaved(&f) && form_commits(&f, &(struct intent){ .kind = INTENT_CHOOSE }));
	assert_int_equal(choose(&f, 0), FORM_READY);
	assert_true(str_is(f.response.text, "One empty hour.\nIt is enough."));
	assert_true(!f.typing && !form_is_unsaved(&f) && form_last(&f) == 2);
	/* What was written is written on, or anew. */
	assert_int_equal(choose(&f, 1), FORM_CHANGED);
	typed(&f, " Surely.");
	choose(&f, 0);
	typed(&f, ".");
	assert_int_equal(choose(&f, 0), FORM_READY);
	assert_true(str_is(f.response.text, "One empty hour.\nIt is enough. Surely."));
	choose(&f, 2);
	assert_int_equal(f.field.len, 0);
	/* It holds what a response may hold, and says when it is full. */
	for (int i = 0; i < 399; i++)
		typed(&f, "12345");
	assert_int_equal(form_update(&f, &(struct intent){ .kind = INTENT_TYPED, .text = STR("123456") }), FORM_FULL);
	assert_int_equal(f.field.len, RESPONSE_TEXT);
	assert_int_equal(choose(&f, 0), FORM_FULL);
	q.kind = QUESTION_DESCRIPTION;
	form_init(&f, &q, arena, false);
	assert_int_equal(seen(&f).items, 1);
	assert_int_equal(choose(&f, 1), FORM_NOTHING);
	for (int i = 0; i < QUESTION_KINDS; i++) {
		q.kind = (enum question_kind)i;
		assert_true(str_ends(str_from(form_kind(&q)), ".") ||
			    str_ends(str_from(form_kind(&q)), "?"));
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(single),
		TEST(true_or_false_whatever_the_image_holds),
		TEST(multiple),
		TEST(matching_one_left_side_after_the_other),
		TEST(numbers),
		TEST(a_field_that_has_to_be_opened),
		TEST(essays_and_descriptions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
