/* The key table: what is written in it is what the keys do, in cells and in lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/screens/view.h"
#include "tui/screens/words.h"

static struct key
letter(uint32_t cp)
{
	return (struct key){ .kind = KEY_LETTER, .cp = cp };
}

static struct key
named(enum key_kind kind)
{
	return (struct key){ .kind = kind };
}

static void
each_letter_of_the_table_means_its_row(void **state)
{
	(void)state;
	for (unsigned i = 0; i < keymap_count; i++) {
		struct str rest = str_from(keymap_bindings[i].keys), name;

		while (str_next(&rest, ',', &name)) {
			name = str_trim(name);
			if (name.len == 1)
				assert_int_equal(
				    keymap_intent(letter((unsigned char)name.at[0]), false).kind,
				    keymap_bindings[i].intent);
		}
	}
}

static void
keys_with_names(void **state)
{
	static const struct {
		enum key_kind key;
		enum intent_kind intent;
	} rows[] = {
		{ KEY_ENTER, INTENT_CHOOSE },
		{ KEY_ERASE, INTENT_BACK },
		{ KEY_UP, INTENT_UP },
		{ KEY_DOWN, INTENT_DOWN },
		{ KEY_LEFT, INTENT_BACK },
		{ KEY_PAGE_DOWN, INTENT_ON },
		{ KEY_PAGE_UP, INTENT_BACK_PAGE },
		{ KEY_HOME, INTENT_TOP },
		{ KEY_END, INTENT_BOTTOM },
		{ KEY_QUIT, INTENT_QUIT_KEY },
		{ KEY_NONE, INTENT_NONE },
		{ KEY_REPAINT, INTENT_NONE },
		{ KEY_PASTE, INTENT_NONE },
		{ KEY_WIPE, INTENT_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(keymap_intent(named(rows[i].key), false).kind, rows[i].intent);
	assert_int_equal(keymap_intent(letter(' '), false).kind, INTENT_ON);
	assert_int_equal(keymap_intent(letter('Q'), false).kind, INTENT_BACK);
}

static void
digits_of_many_keyboards(void **state)
{
	static const struct {
		uint32_t cp;
		int number;
	} rows[] = {
		{ '0', 0 },
		{ '7', 7 },
		{ 0x663, 3 },
		{ 0x6f4, 4 },
		{ 0xff15, 5 },
		{ '&', 1 },
		{ 0xe9, 2 },
		{ '"', 3 },
		{ '\'', 4 },
		{ '(', 5 },
		{ '-', 6 },
		{ 0xe8, 7 },
		{ '_', 8 },
		{ 0xe7, 9 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct intent in = keymap_intent(letter(rows[i].cp), false);

		assert_int_equal(in.kind, INTENT_NUMBER);
		assert_int_equal(in.number, rows[i].number);
	}
	/* The same place on a Russian and on an Arabic keyboard. */
	assert_int_equal(keymap_intent(letter(0x439), false).kind, INTENT_BACK);
	assert_int_equal(keymap_intent(letter(0x636), false).kind, INTENT_BACK);
	assert_int_equal(keymap_intent(letter(0x446), false).kind, INTENT_TERM);
}

static void
in_a_field_letters_are_text(void **state)
{
	struct intent i = keymap_intent(letter(0xe9), true);

	(void)state;
	assert_int_equal(i.kind, INTENT_TYPED);
	assert_true(str_is(i.text, "é"));
	i = keymap_intent((struct key){ .kind = KEY_PASTE, .cp = 'x' }, true);
	assert_int_equal(i.kind, INTENT_TYPED);
	assert_true(str_is(i.text, "x"));
	assert_int_equal(keymap_intent(letter('q'), true).kind, INTENT_TYPED);
	assert_int_equal(keymap_intent(named(KEY_LEFT), true).kind, INTENT_NONE);
	assert_int_equal(keymap_intent(named(KEY_ERASE), true).kind, INTENT_ERASE);
	assert_int_equal(keymap_intent(named(KEY_WIPE), true).kind, INTENT_WIPE);
	assert_int_equal(keymap_intent(named(KEY_ENTER), true).kind, INTENT_CHOOSE);
	assert_int_equal(keymap_intent(named(KEY_PAGE_DOWN), true).kind, INTENT_ON);
	assert_int_equal(keymap_intent(named(KEY_QUIT), true).kind, INTENT_QUIT_KEY);
}

static void
lines(void **state)
{
	static const struct {
		const char *line;
		bool field;
		enum intent_kind kind;
		int number;
		const char *text;
	} rows[] = {
		{ "", false, INTENT_CHOOSE, 0, "" },
		{ "  ", true, INTENT_CHOOSE, 0, "" },
		{ "12", false, INTENT_NUMBER, 12, "" },
		{ " 3 ", false, INTENT_NUMBER, 3, "" },
		{ "٣", false, INTENT_NUMBER, 3, "" },
		{ "0", false, INTENT_NUMBER, 0, "" },
		{ "12345", false, INTENT_NUMBER, 9999, "" },
		{ "q", false, INTENT_BACK, 0, "" },
		{ "?", true, INTENT_HELP, 0, "" },
		{ "b", true, INTENT_BACK_PAGE, 0, "" },
		{ "s", true, INTENT_ON, 0, "" },
		{ "й", false, INTENT_BACK, 0, "" },
		{ "й", true, INTENT_TYPED, 0, "й" },
		{ "help", false, INTENT_HELP, 0, "" },
		{ "quit", false, INTENT_BACK, 0, "" },
		{ "help", true, INTENT_TYPED, 0, "help" },
		{ "16", true, INTENT_TYPED, 0, "16" },
		{ "=b", true, INTENT_TYPED, 0, "b" },
		{ "what is this", false, INTENT_NUMBER, 9999, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct intent in = keymap_line(str_from(rows[i].line), rows[i].field);

		assert_true(in.whole);
		assert_int_equal(in.kind, rows[i].kind);
		assert_int_equal(in.number, rows[i].number);
		assert_true(str_is(in.text, rows[i].text));
	}
}

static void
hints_come_from_the_table(void **state)
{
	static const enum intent_kind list[] = { INTENT_ON, INTENT_BACK, INTENT_TYPED,
		INTENT_NONE };
	struct arena *a = arena_new();
	struct view v;

	(void)state;
	view_init(&v, a);
	view_hints(&v, list);
	assert_int_equal(v.hints, 2);
	assert_true(str_is(v.hint[0].keys, "Space"));
	assert_true(str_is(v.hint[0].words, "on"));
	assert_true(str_is(v.hint[1].keys, "q"));
	arena_free(a);
}

static void
views_grow_and_do_not_gape(void **state)
{
	struct arena *a = arena_new();
	struct view v;

	(void)state;
	view_init(&v, a);
	view_gap(&v);
	assert_int_equal(v.items, 0);
	for (int i = 1; i <= 100; i++)
		view_choice(&v, i, STR("x"));
	view_gap(&v);
	view_gap(&v);
	view_note(&v, STR_NONE);
	assert_int_equal(v.items, 101);
	assert_int_equal(v.item[99].number, 100);
	assert_int_equal(view_body_rows(24), 21);
	assert_int_equal(view_text_cols(80), 76);
	assert_int_equal(view_text_cols(40), 39);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_letter_of_the_table_means_its_row),
		cmocka_unit_test(keys_with_names),
		cmocka_unit_test(digits_of_many_keyboards),
		cmocka_unit_test(in_a_field_letters_are_text),
		cmocka_unit_test(lines),
		cmocka_unit_test(hints_come_from_the_table),
		cmocka_unit_test(views_grow_and_do_not_gape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
