#include "tui/term/canvas.h"

#include <setjmp.h>

#include <cmocka.h>

#include "tests/unit/present_views.h"

/* clang-format off: pictures */
static const char *const first_visit_80x24[] = {
	"Amari Justice Academy                                      First visit, step 1/5",
	"",
	"The code is right, and we have kept it. You cannot break anything here.",
	"",
	"This window listens to the keyboard only. The mouse is for copying text.",
	"If the line breaks, come in again the same way: you go on where you were.",
	"",
	"Which language? You can change it later, on any page.",
	"",
	"  1  العربية  Arabic",
	"  2  English",
	"  3  Español  Spanish",
	"> 4  Français  French",
	"  5  Русский  Russian",
	"  6  中文  Chinese",
	"",
	"  7  Plain lines: for a screen reader, braille, or a screen that looks wrong",
	"",
	"Type a number. Or move the > with the arrow keys, then press Enter.",
	"",
	"Still to come: your name, country, password, a test of your screen.",
	"Five minutes, about 8 kB.",
	"",
	"Enter choose   arrows move   ? help   q leave",
	NULL,
};

static const char *const home_80x24[] = {
	"Amari Justice Academy                                     Amina Macuácua (amina)",
	"",
	"Welcome back. You were last here on Thu 19 Nov, 16:40.",
	"",
	"> 1  Go on reading: Write down every hand, page 2 of 3",
	"     Electronic evidence, the first day. About 4 minutes left in this lesson.",
	"",
	"  2  Review what you learnt       5 questions, about 2 minutes",
	"  3  Messages                     1 new: an answer to your question",
	"  4  My courses                   2 begun, 1 finished",
	"  5  All courses                  5",
	"  6  My results and certificates",
	"  7  Search",
	"  8  Settings                     language, password, keys, plain lines",
	"  9  Help, and whom to call",
	"",
	"Until Mon 30 Nov, 17:00 (Maputo): final exam of Electronic evidence.",
	"Your group: Nampula, autumn 2026.",
	"",
	"",
	"",
	"",
	"",
	"Enter choose   1-9 go there   ? help   q leave            ssh amina@host home",
	NULL,
};

static const char *const outline_80x24[] = {
	"Electronic evidence, the first day                              amina   38% done",
	"",
	"Begun 12 Nov. About 35 minutes and 20 kB to go. Language: English.",
	"To finish: read the lessons, pass each quiz (80%), pass the exam (80%).",
	"",
	"  Module 1  The first hour",
	"  1  Leave it as you found it                 5 min  done",
	"> 2  Write down every hand                    5 min  you are on page 2 of 3",
	"  3  Quiz, 8 questions                               not tried yet",
	"",
	"  Module 2  The first day",
	"  4  Copies and their numbers                 6 min  changed since you read it",
	"  5  Hand over to the laboratory              5 min  new",
	"  6  Quiz, 8 questions                               passed, 88%",
	"",
	"  Module 3  Flat seven (may be left out)",
	"  7  A case to decide, 5 steps                8 min  not begun",
	"",
	"  8  Final exam, 20 questions                        opens when 1-6 are done",
	"  9  Certificate                                     not yet: quiz 3, exam",
	"",
	"",
	"2 of 5 lessons read, 1 of 2 quizzes passed.",
	"Enter open   arrows or number   / search   ? help   q home",
	NULL,
};

static const char *const lesson_80x24[] = {
	"Write down every hand                                page 3 of 3   saved   amina",
	"",
	"The record starts where the item was found. Each line tells who had the",
	"item, where, since when and why. One empty hour is enough for a fair doubt,",
	"and no later line can mend it.",
	"",
	"CHECK  does not count; try as often as you like",
	"",
	"Who writes the first line of the record?",
	"",
	"  1  The laboratory, as soon as the item reaches it",
	"> 2  The prosecutor, when the item becomes an exhibit",
	"  3  The person who finds the item",
	"  4  The officer on duty, at the end of the shift",
	"",
	"Not right. That is the last part of the way, not the first.",
	"Try again, or press x to see the answer.",
	"",
	"",
	"",
	"",
	"",
	"Term on this page: w  chain of custody",
	"1-4 choose  Enter answer  Space on  b back  n note  a ask  ? help  q outline",
	NULL,
};

static const char *const result_80x24[] = {
	"Quiz: The first hour                           try 1, 23 Nov 15:12, saved  amina",
	"",
	"PASSED   7 of 8 points, 88%   (80% needed)",
	"",
	"  1  right     The phone is lit",
	"  2  right     First line of the record",
	"> 3  wrong     Which hour",
	"  4  right     The dark laptop",
	"  5  right     Seals",
	"  6  right     A server that must not stop",
	"  7  right     Two copies",
	"  8  right     What a photograph shows",
	"",
	"3  A log shows 14:20 in UTC+2. Which hour is it in UTC?",
	"   You: 16     Right: 12",
	"   The clock there is two hours ahead, so take two away.",
	"",
	"  9  Read again: Write down every hand, page 2",
	"  10 Next: Copies and their numbers, 6 min",
	"  11 Try again, with other questions (your best try counts)",
	"",
	"",
	"",
	"Enter show  number and Enter  ? help  q outline",
	NULL,
};

static const char *const home_40x12[] = {
	"Amari Justice...  Amina Macuácua (amina)",
	"",
	"Welcome back. You were last here on Thu",
	"19 Nov, 16:40.",
	"",
	"> 1  Go on reading: Write down every",
	"     hand, page 2 of 3",
	"     Electronic evidence, the first",
	"     day. About 4 minutes left in this",
	"     lesson.",
	"-- more below: Space --",
	"Enter choose  ? help  q leave",
	NULL,
};

static const char *const lesson_40x12[] = {
	"Write down...  page 3 of 3  saved  amina",
	"",
	"Who writes the first line of the",
	"record?",
	"",
	"  1  The laboratory, as soon as the",
	"     item reaches it",
	"> 2  The prosecutor, when the item",
	"     becomes an exhibit",
	"Not right. That is the last part of the",
	"way, not the first. ...  (more)",
	"1-4 choose  ? help  q outline",
	NULL,
};

/* clang-format on */

typedef void maker(struct view *v, struct arena *a);

static maker *const screens[] = { first_visit, home, outline, lesson, result };
enum { SCREENS = sizeof(screens) / sizeof(*screens) };

static struct grid grid, other;

static int
setup(void **state)
{
	*state = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static void
check_picture(struct arena *a, maker *make, int cols, int rows, const char *const *picture)
{
	struct view v;
	int row = 0;

	make(&v, a);
	grid_show(&grid, &v, cols, rows);
	for (; picture[row] != NULL; row++)
		assert_string_equal(grid_row(&grid, row), picture[row]);
	for (; row < rows; row++)
		assert_string_equal(grid_row(&grid, row), "");
}

static void
product_screens_are_exact(void **state)
{
	check_picture(*state, first_visit, 80, 24, first_visit_80x24);
	check_picture(*state, home, 80, 24, home_80x24);
	check_picture(*state, outline, 80, 24, outline_80x24);
	check_picture(*state, lesson, 80, 24, lesson_80x24);
	check_picture(*state, result, 80, 24, result_80x24);
}

static void
small_screens_are_exact(void **state)
{
	check_picture(*state, home, 40, 12, home_40x12);
	check_picture(*state, lesson, 40, 12, lesson_40x12);
}

/* ---- what holds at every size ---- */

static void
check_marker(const struct grid *g)
{
	int markers = 0;

	for (int row = 0; row < g->rows; row++)
		markers += strcmp(g->cell[row][0], ">") == 0;
	assert_int_equal(markers, 1);
	assert_string_equal(g->cell[g->cursor_row][0], ">");
	assert_int_equal(g->cursor_col, 0);
}

static void
every_size_keeps_marker_title_and_way_out(void **state)
{
	for (int s = 0; s < SCREENS; s++)
		for (int cols = VIEW_COLS_MIN; cols <= VIEW_COLS_MAX; cols += 1 + cols / 20)
			for (int rows = VIEW_ROWS_MIN; rows <= VIEW_ROWS_MAX;
			     rows += 1 + rows / 9) {
				struct view v;

				arena_reset(*state);
				screens[s](&v, *state);
				for (uint32_t i = 0; i < v.items; i++) {
					if (v.item[i].kind != ITEM_CHOICE)
						continue;
					focus_on(&v, v.item[i].number);
					grid_show(&grid, &v, cols, rows);
					assert_int_equal(grid.outside, 0);
					assert_int_equal(grid.twice, 0);
					assert_false(grid.used[rows - 1][cols - 1]);
					check_marker(&grid);
				}
				assert_int_not_equal(strlen(grid_row(&grid, 0)), 0);
				assert_string_equal(grid_row(&grid, 1), "");
				assert_non_null(strstr(grid_row(&grid, rows - 1), "q "));
				assert_non_null(strstr(grid_row(&grid, rows - 1), "? help"));
			}
}

static void
a_move_changes_two_cells(void **state)
{
	for (int s = 0; s < SCREENS; s++) {
		struct view v;
		int changed = 0;

		screens[s](&v, *state);
		focus_on(&v, 2);
		grid_show(&grid, &v, 80, 24);
		focus_on(&v, 3);
		grid_show(&other, &v, 80, 24);
		for (int row = 0; row < 24; row++)
			for (int col = 0; col < 80; col++)
				changed += strcmp(grid.cell[row][col], other.cell[row][col]) != 0 ||
					   grid.attr[row][col] != other.attr[row][col];
		assert_int_equal(changed, 2);
	}
}

static void
too_small_says_so(void **state)
{
	static const int sizes[][2] = { { 38, 10 }, { 39, 24 }, { 80, 11 }, { 20, 5 }, { 3, 2 },
		{ 2, 1 }, { 1, 1 } };
	struct view v;

	home(&v, *state);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		grid_show(&grid, &v, sizes[i][0], sizes[i][1]);
		assert_int_equal(grid.outside, 0);
		if (sizes[i][1] > 1) /* the corner stays free */
			assert_string_equal(grid.cell[0][0], "T");
		assert_true(grid.has_cursor);
	}
	grid_show(&grid, &v, 38, 10);
	assert_string_equal(grid_row(&grid, 0), "This window is too small (38x10).");
	assert_string_equal(grid_row(&grid, 1), "Make it at least 40x12, or log in as");
	assert_string_equal(grid_row(&grid, 2), "amina+line.");
}

/* ---- items ---- */

static void
plain_view(struct view *v, struct arena *a)
{
	view_head(v, a, "plain", "Title");
	v->who = STR("amina");
}

static void
choices_of_every_kind(void **state)
{
	struct view v;
	struct item *it;

	plain_view(&v, *state);
	view_choice(&v, 0, STR("without a number"))->focused = true;
	it = view_choice(&v, 1, STR("chosen"));
	it->chosen = true;
	it = view_choice(&v, 2, STR("one of several"));
	it->multiple = true;
	it = view_choice(&v, 3, STR("another, picked, with a text that has to be wrapped"));
	it->multiple = it->chosen = true;
	it = view_choice(&v, 104, STR("three digits"));
	it->depth = 1;
	grid_show(&grid, &v, 40, 12);
	assert_string_equal(grid_row(&grid, 2), ">     without a number");
	assert_string_equal(grid_row(&grid, 3), " *1   chosen");
	assert_int_equal(grid.attr[3][6], ATTR_BOLD);
	assert_string_equal(grid_row(&grid, 4), "  2   [ ] one of several");
	assert_string_equal(grid_row(&grid, 5), "  3   [x] another, picked, with a text");
	assert_string_equal(grid_row(&grid, 6), "          that has to be wrapped");
	assert_string_equal(grid_row(&grid, 7), "       104 three digits");
}

static void
fields(void **state)
{
	struct view v;
	struct item *it;

	plain_view(&v, *state);
	it = view_item(&v, ITEM_FIELD, STR("Name"));
	it->value = STR("Amina");
	it = view_item(&v, ITEM_FIELD, STR("Pass-phrase"));
	it->value = STR("é作x");
	it->secret = it->focused = true;
	it = view_item(&v, ITEM_FIELD, STR("Which hour is it in UTC?"));
	it->number = 3;
	grid_show(&grid, &v, 80, 24);
	assert_string_equal(grid_row(&grid, 2), "  Name: Amina");
	assert_string_equal(grid_row(&grid, 3), "> Pass-phrase: ***");
	assert_int_equal(grid.cursor_row, 3);
	assert_int_equal(grid.cursor_col, 18);
	assert_string_equal(grid_row(&grid, 4), "  3  Which hour is it in UTC?");
}

/* Typing moves the field by jumps: most letters change one cell. The cursor never leaves the field.
 */
static void
long_values_scroll(void **state)
{
	char value[200];
	int jumps = 0;

	grid_canvas(&other, 40, 12);
	for (int len = 0; len < 199; len++) {
		struct view v;
		struct item *it;
		int changed = 0;

		memset(value, 'a' + len % 26, (size_t)len + 1);
		for (int i = 0; i < len; i++)
			value[i] = (char)('a' + i % 26);
		plain_view(&v, *state);
		it = view_item(&v, ITEM_FIELD, STR("Answer"));
		it->focused = true;
		it->value = (struct str){ value, (size_t)len };
		grid_show(&grid, &v, 40, 12);
		assert_int_equal(grid.cursor_row, 2);
		assert_in_range(grid.cursor_col, 10, 39);
		if (len > 0)
			assert_int_equal(grid.cell[2][grid.cursor_col - 1][0], value[len - 1]);
		assert_string_equal(grid.cell[2][grid.cursor_col], " ");
		for (int col = 0; col < 40; col++)
			changed += strcmp(grid.cell[2][col], other.cell[2][col]) != 0;
		if (len > 0)
			jumps += changed > 1;
		other = grid;
	}
	assert_in_range(jumps, 1, 15);
}

static void
facts_meters_and_rows(void **state)
{
	struct span spans[] = { { STR("plain "), 0, LINK_NONE, { "", 0 } },
		{ STR("strong"), STYLE_STRONG, LINK_NONE, { "", 0 } },
		{ STR(" term"), 0, LINK_GLOSSARY, { "", 0 } },
		{ STR("code"), STYLE_CODE, LINK_NONE, { "", 0 } } };
	struct row row = { .span = spans, .spans = 4, .indent = 2 };
	struct view v;
	struct item *it;

	plain_view(&v, *state);
	view_heading(&v, "Heading");
	view_item(&v, ITEM_FACT, STR("Edition"))->value = STR("2");
	view_item(&v, ITEM_METER, STR("38% done"))->percent = 38;
	view_item(&v, ITEM_METER, STR_NONE)->percent = 100;
	it = view_item(&v, ITEM_ROWS, STR_NONE);
	it->row = &row;
	it->rows = 1;
	view_text(&v, "  indented text that is too long for this window hangs under itself");
	grid_show(&grid, &v, 40, 12);
	assert_string_equal(grid_row(&grid, 2), "Heading");
	assert_int_equal(grid.attr[2][0], ATTR_BOLD);
	assert_string_equal(grid_row(&grid, 3), "Edition: 2");
	assert_string_equal(grid_row(&grid, 4), "38% done  [#######.............]");
	assert_string_equal(grid_row(&grid, 5), "100%  [####################]");
	assert_string_equal(grid_row(&grid, 6), "  plain strong termcode");
	assert_int_equal(grid.attr[6][2], ATTR_PLAIN);
	assert_int_equal(grid.attr[6][8], ATTR_BOLD);
	assert_int_equal(grid.attr[6][15], ATTR_UNDERLINE);
	assert_int_equal(grid.attr[6][19], ATTR_PLAIN);
	assert_string_equal(grid_row(&grid, 7), "  indented text that is too long for");
	assert_string_equal(grid_row(&grid, 8), "  this window hangs under itself");
}

static void
wide_letters_are_aligned(void **state)
{
	struct view v;

	plain_view(&v, *state);
	choice(&v, 1, "作者", "一", "done")->focused = true;
	choice(&v, 2, "Author", "x", "not begun");
	grid_show(&grid, &v, 80, 24);
	assert_string_equal(grid.cell[2][65], "一");
	assert_string_equal(grid.cell[2][66], "");
	assert_string_equal(grid.cell[3][65], "x");
	assert_string_equal(grid.cell[2][69], "d");
	assert_string_equal(grid.cell[3][69], "n");
}

/* ---- longer than the window ---- */

static void
long_lists_are_cut_into_windowfuls(void **state)
{
	struct view v;
	char seen[41] = { 0 };

	plain_view(&v, *state);
	for (int i = 1; i <= 40; i++)
		view_choice(&v, i, str_printf(*state, "Choice %d", i));
	for (int i = 1; i <= 40; i++) {
		focus_on(&v, i);
		grid_show(&grid, &v, 80, 24);
		check_marker(&grid);
		assert_non_null(strstr(grid_row(&grid, 22), "-- more"));
		seen[i] = (char)grid.cursor_row;
	}
	/* Moving within a windowful moves the marker, not the list. */
	assert_int_equal(seen[1], 2);
	assert_int_equal(seen[20], 21);
	assert_int_equal(seen[21], 2);
	for (int i = 2; i <= 40; i++)
		assert_true(seen[i] == seen[i - 1] + 1 || i == 21);
}

static void
space_turns_what_does_not_fit(void **state)
{
	struct view v;
	struct canvas c;
	int turns = 0;

	plain_view(&v, *state);
	for (int i = 0; i < 50; i++)
		view_text(&v, str_z(*state, str_printf(*state, "Line %d", i)));
	c = grid_canvas(&grid, 40, 12);
	present_cells(&v, &c);
	assert_string_equal(grid_row(&grid, 2), "Line 0");
	assert_string_equal(grid_row(&grid, 10), "-- more below: Space --");
	assert_false(present_turn(&v, &c, -1));
	while (present_turn(&v, &c, 1)) {
		assert_in_range(++turns, 1, 10);
		grid_canvas(&grid, 40, 12);
		present_cells(&v, &c);
	}
	assert_int_equal(turns, 6);
	assert_string_equal(grid_row(&grid, 9), "Line 49");
	assert_string_equal(grid_row(&grid, 10), "-- more above: b --");
	while (present_turn(&v, &c, -1))
		turns--;
	assert_int_equal(turns, 0);
	assert_int_equal(c.turned, 0);
	home(&v, *state);
	c = grid_canvas(&grid, 80, 24);
	assert_false(present_turn(&v, &c, 1));
	assert_false(present_turn(&v, &c, -1));
}

/* Enter on a page whose marker was turned out of sight would choose what nobody sees. */
static void
turning_hides_the_focus(void **state)
{
	struct view v;
	struct canvas c = grid_canvas(&grid, 40, 12);

	plain_view(&v, *state);
	for (int i = 1; i <= 30; i++)
		view_choice(&v, i, str_printf(*state, "Choice %d", i))->focused = i == 1;
	assert_false(present_hides_focus(&v, &c));
	assert_true(present_turn(&v, &c, 1));
	assert_true(present_hides_focus(&v, &c));
	assert_true(present_turn(&v, &c, -1));
	assert_false(present_hides_focus(&v, &c));
}

/* Nothing falls between two windowfuls, at any size. */
static void
windowfuls_show_everything(void **state)
{
	for (int s = 0; s < SCREENS; s++)
		for (int rows = VIEW_ROWS_MIN; rows < 24; rows++) {
			struct view v;
			struct canvas c;
			bool shown[100] = { false };

			screens[s](&v, *state);
			c = grid_canvas(&grid, 44, rows);
			while (present_turn(&v, &c, -1))
				;
			do {
				struct canvas again = grid_canvas(&grid, 44, rows);

				again.turned = c.turned;
				present_cells(&v, &again);
				for (int row = 2; row < rows - 1; row++)
					for (int n = 1; n < 12; n++) {
						char start[8];

						snprintf(start, sizeof(start), "%-3d", n);
						shown[n] = shown[n] ||
							   strncmp(grid_row(&grid, row) + 2, start,
							       3) == 0;
					}
			} while (present_turn(&v, &c, 1));
			for (uint32_t i = 0; i < v.items; i++)
				if (v.item[i].kind == ITEM_CHOICE)
					assert_true(shown[v.item[i].number]);
		}
}

static void
top_line_gives_way_in_order(void **state)
{
	struct view v;

	lesson(&v, *state);
	grid_show(&grid, &v, 53, 24);
	assert_string_equal(
	    grid_row(&grid, 0), "Write down every hand     page 3 of 3   saved   amina");
	grid_show(&grid, &v, 48, 24);
	assert_string_equal(grid_row(&grid, 0), "Write down every hand  page 3 of 3  saved  amina");
	grid_show(&grid, &v, 40, 24);
	assert_string_equal(grid_row(&grid, 0), "Write down...  page 3 of 3  saved  amina");
	v.who = STR("Amina Macuácua (amina)");
	grid_show(&grid, &v, 40, 24);
	assert_string_equal(grid_row(&grid, 0), "Write down ev...  Amina Macuácua (amina)");
	v.who = STR("A name that is far too long for any window of forty columns");
	grid_show(&grid, &v, 40, 24);
	assert_string_equal(grid_row(&grid, 0), "Write down...  A name that is far too...");
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(product_screens_are_exact),
		TEST(small_screens_are_exact),
		TEST(every_size_keeps_marker_title_and_way_out),
		TEST(a_move_changes_two_cells),
		TEST(too_small_says_so),
		TEST(choices_of_every_kind),
		TEST(fields),
		TEST(long_values_scroll),
		TEST(facts_meters_and_rows),
		TEST(wide_letters_are_aligned),
		TEST(long_lists_are_cut_into_windowfuls),
		TEST(space_turns_what_does_not_fit),
		TEST(turning_hides_the_focus),
		TEST(windowfuls_show_everything),
		TEST(top_line_gives_way_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
