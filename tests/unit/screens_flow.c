/* Lessons as rows and pages: nothing is lost, nothing is too wide, and a place is found again in
 * any window. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "courses/base/width.h"
#include "tui/screens/flow.h"

enum { SPANS = 8 };

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

static struct span *
spans(const char *text)
{
	struct span *s = ARENA_ARRAY(arena, 1, struct span);

	*s = (struct span){ .text = str_from(text), .target = STR_NONE };
	return s;
}

static struct block
block(enum block_kind kind, const char *text)
{
	return (struct block){ .kind = kind, .span = spans(text), .spans = 1 };
}

static const char *
row_text(const struct row *r)
{
	struct buf b = BUF_IN(arena);

	buf_printf(&b, "%*s", r->spans > 0 ? r->indent : 0, "");
	for (uint32_t i = 0; i < r->spans; i++)
		buf_str(&b, r->span[i].text);
	return buf_cstr(&b);
}

static void
expect_rows(const struct block *b, uint32_t blocks, int cols, bool plain, const char *const *want)
{
	struct row *row;
	uint32_t rows, n = 0;

	flow_rows(b, blocks, cols, plain, arena, &row, &rows);
	for (; want[n] != NULL; n++) {
		assert_true(n < rows);
		assert_string_equal(row_text(&row[n]), want[n]);
	}
	assert_int_equal(rows, n);
}

#define ROWS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
lists_and_quotes(void **state)
{
	struct block b[5] = { block(BLOCK_PARAGRAPH, "Before:"),
		block(BLOCK_ITEM, "one thing that is long"), block(BLOCK_ITEM, "inner"),
		block(BLOCK_ITEM, "two"), block(BLOCK_QUOTE, "She said so.") };

	(void)state;
	b[1].depth = b[3].depth = 1;
	b[2].depth = 2;
	b[2].number = 3;
	expect_rows(b, 5, 20, false,
	    ROWS("Before:", "", "  - one thing that", "    is long", "      3. inner", "  - two",
		"", "  | She said so."));
	expect_rows(&b[4], 1, 40, true, ROWS("Quoted: She said so."));
}

static struct block
table(void)
{
	static const char *const text[] = { "The device is", "Do", "on", "photograph it", "off",
		"leave it off, label it" };
	struct block b = { .kind = BLOCK_TABLE, .cols = 2, .cells = 6 };

	b.cell = ARENA_ARRAY(arena, 6, struct cell);
	for (int i = 0; i < 6; i++)
		b.cell[i] = (struct cell){ spans(text[i]), 1 };
	return b;
}

static void
tables_as_columns_where_they_fit(void **state)
{
	struct block b = table();

	(void)state;
	expect_rows(&b, 1, 40, false,
	    ROWS("The device is  Do", "-------------  ----------------------",
		"on             photograph it", "off            leave it off, label it"));
	expect_rows(&b, 1, 30, false,
	    ROWS("The device is: on", "Do: photograph it", "", "The device is: off",
		"Do: leave it off, label it"));
	expect_rows(&b, 1, 76, true,
	    ROWS("The device is: on", "Do: photograph it", "", "The device is: off",
		"Do: leave it off, label it"));
}

static void
code_keeps_its_lines(void **state)
{
	struct block b = block(BLOCK_CODE, "a  b\n\n    deep and rather long");

	(void)state;
	expect_rows(&b, 1, 40, false, ROWS("  a  b", "  ", "      deep and rather long"));
	expect_rows(&b, 1, 12, false, ROWS("a  b", "", "    deep and", " rather long"));
}

static void
links_are_readable(void **state)
{
	struct span s[5] = {
		{ STR("See "), 0, LINK_NONE, STR_NONE },
		{ STR("good practice"), 0, LINK_SOURCE, STR("custody") },
		{ STR(" and "), 0, LINK_NONE, STR_NONE },
		{ STR("this page"), 0, LINK_WEB, STR("https://a.example") },
		{ STR(", again this"), 0, LINK_SOURCE, STR("custody") },
	};
	struct block b = { .kind = BLOCK_PARAGRAPH, .span = s, .spans = 5 };
	struct row *row;
	uint32_t rows;

	(void)state;
	expect_rows(&b, 1, 76, false,
	    ROWS("See good practice [1] and this page <https://a.example>, again this [1]"));
	flow_rows(&b, 1, 76, false, arena, &row, &rows);
	assert_int_equal(row[0].span[1].link, LINK_SOURCE);
	assert_true(str_is(row[0].span[1].target, "custody"));
}

static void
text_has_paragraphs(void **state)
{
	struct row *row;
	uint32_t rows;

	(void)state;
	flow_text(STR("One.\n\n\n\nTwo is longer."), 8, arena, &row, &rows);
	assert_int_equal(rows, 4);
	assert_string_equal(row_text(&row[0]), "One.");
	assert_string_equal(row_text(&row[1]), "");
	assert_string_equal(row_text(&row[2]), "Two is");
	assert_string_equal(row_text(&row[3]), "longer.");
	flow_text(STR_NONE, 8, arena, &row, &rows);
	assert_int_equal(rows, 0);
}

/* ---- pages ---- */

static uint32_t
lesson(struct block *b, struct question *q)
{
	uint32_t n = 0;

	for (int i = 0; i < 12; i++) {
		char text[400];

		if (i % 4 == 3)
			b[n++] = block(BLOCK_HEADING, "A heading");
		snprintf(text, sizeof(text),
		    "Paragraph %d. The record starts where the item was found: é 作者 and all, "
		    "each line "
		    "tells who had the item, where, since when and why, as often as it takes.",
		    i);
		b[n++] = block(BLOCK_PARAGRAPH, str_z(arena, str_from(text)));
		if (i == 5) {
			b[n] = (struct block){ .kind = BLOCK_CHECK, .number = 0 };
			n++;
		}
	}
	*q = (struct question){
		.text = STR("Who writes the first line?"), .kind = QUESTION_SINGLE, .choices = 3
	};
	q->choice = ARENA_ARRAY(arena, 3, struct choice);
	for (int i = 0; i < 3; i++)
		q->choice[i].text = STR("Some officer");
	return n;
}

static void
pages_hold_all_rows_once_and_are_never_too_high(void **state)
{
	static const int sizes[][2] = { { 76, 19 }, { 39, 7 }, { 76, 40 }, { 20, 3 } };
	struct block b[40];
	struct question q;
	uint32_t n = lesson(b, &q);

	(void)state;
	for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
		struct flow f = flow_make(b, n, &q, 1, sizes[s][0], sizes[s][1], false, arena);
		uint32_t at = 0, checks = 0;

		for (uint32_t i = 0; i < f.pages; i++) {
			const struct flow_page *p = &f.page[i];

			/* Only gaps may be left out between pages. */
			for (; at < p->first; at++)
				assert_int_equal(f.row[at].spans, 0);
			at = p->first + p->rows;
			assert_true(p->rows <= (uint32_t)sizes[s][1]);
			checks += p->check >= 0;
		}
		assert_int_equal(at, f.rows);
		assert_int_equal(checks, 1);
		for (uint32_t i = 0; i < f.rows; i++)
			assert_true(width_str(str_from(row_text(&f.row[i]))) <= sizes[s][0]);
	}
}

static void
no_page_ends_with_a_heading(void **state)
{
	struct block b[40];
	struct question q;
	uint32_t n = lesson(b, &q);

	(void)state;
	for (int height = 4; height < 30; height++) {
		struct flow f = flow_make(b, n, &q, 1, 60, height, false, arena);

		for (uint32_t i = 0; i + 1 < f.pages; i++) {
			const struct flow_page *p = &f.page[i];

			if (p->rows > 1)
				assert_int_not_equal(
				    b[f.row[p->first + p->rows - 1].block].kind, BLOCK_HEADING);
		}
	}
}

static void
a_place_is_found_in_any_window(void **state)
{
	struct block b[40];
	struct question q;
	uint32_t n = lesson(b, &q);
	struct flow wide = flow_make(b, n, &q, 1, 76, 19, false, arena);

	(void)state;
	for (uint32_t i = 0; i < wide.pages; i++) {
		struct flow narrow = flow_make(b, n, &q, 1, 39, 7, false, arena);
		uint32_t at = flow_page_at(&narrow, wide.page[i].block, wide.page[i].offset);
		const struct flow_page *p = &narrow.page[at];

		assert_int_equal(flow_page_at(&wide, wide.page[i].block, wide.page[i].offset), i);
		/* It begins at or before the place, and the next page begins behind it. */
		assert_true(p->block < wide.page[i].block ||
			    (p->block == wide.page[i].block && p->offset <= wide.page[i].offset));
		if (at + 1 < narrow.pages)
			assert_true(p[1].block > wide.page[i].block ||
				    (p[1].block == wide.page[i].block &&
					p[1].offset > wide.page[i].offset));
	}
	assert_int_equal(flow_page_at(&wide, 1000, 0), wide.pages - 1);
}

static void
an_empty_lesson_has_one_page(void **state)
{
	struct flow f = flow_make(NULL, 0, NULL, 0, 76, 19, false, arena);

	(void)state;
	assert_int_equal(f.pages, 1);
	assert_int_equal(f.page[0].rows, 0);
	assert_int_equal(f.page[0].check, -1);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(lists_and_quotes),
		TEST(tables_as_columns_where_they_fit),
		TEST(code_keeps_its_lines),
		TEST(links_are_readable),
		TEST(text_has_paragraphs),
		TEST(pages_hold_all_rows_once_and_are_never_too_high),
		TEST(no_page_ends_with_a_heading),
		TEST(a_place_is_found_in_any_window),
		TEST(an_empty_lesson_has_one_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
