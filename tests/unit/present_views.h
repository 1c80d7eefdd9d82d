/*
 * For the tests of the presenters: a canvas that is an array, and the screens of the product page
 * as views made by hand.
 */
#ifndef CHALKLINE_PRESENT_VIEWS_H
#define CHALKLINE_PRESENT_VIEWS_H

#include <stdio.h>
#include <string.h>

#include "courses/base/utf8.h"
#include "courses/base/width.h"
#include "tui/screens/flow.h"
#include "tui/term/canvas.h"

#define UNUSED_OK __attribute__((unused))

/* ---- a canvas that is an array ---- */

enum { GRID_COLS = 140, GRID_ROWS = 60, GRID_BYTES = 32 };

struct grid {
	int cols, rows;
	char cell[GRID_ROWS][GRID_COLS][GRID_BYTES]; /* "": right half of a wide letter */
	unsigned attr[GRID_ROWS][GRID_COLS];
	int cursor_row, cursor_col;
	bool has_cursor;
	int outside; /* puts that were not on the canvas */
	int twice;   /* cells that were put more than once */
	bool used[GRID_ROWS][GRID_COLS];
};

static void
grid_set(struct grid *g, int row, int col, const char *text, unsigned attr)
{
	if (g->used[row][col])
		g->twice++;
	g->used[row][col] = true;
	snprintf(g->cell[row][col], GRID_BYTES, "%s", text);
	g->attr[row][col] = attr;
}

static void
grid_put(void *context, int row, int col, struct str text, unsigned attr)
{
	struct grid *g = context;
	int last = -1;

	if (row < 0 || row >= g->rows || col < 0 || col >= g->cols) {
		g->outside++;
		return;
	}
	for (size_t at = 0; at < text.len;) {
		char letter[5] = { 0 };
		uint32_t cp;
		int cols;

		at += utf8_get(text, at, &cp);
		letter[utf8_put(letter, cp)] = '\0';
		cols = width_char(cp);
		if (cols == 0 && last >= 0 && strlen(g->cell[row][last]) < GRID_BYTES - 5)
			strcat(g->cell[row][last], letter);
		if (cols == 0)
			continue;
		if (col + cols > g->cols) {
			if (col < g->cols)
				grid_set(g, row, col, " ", attr);
			return;
		}
		grid_set(g, row, col, letter, attr);
		if (cols == 2)
			grid_set(g, row, col + 1, "", attr);
		last = col;
		col += cols;
	}
}

static void
grid_cursor(void *context, int row, int col)
{
	struct grid *g = context;

	g->cursor_row = row;
	g->cursor_col = col;
	g->has_cursor = true;
}

static struct canvas
grid_canvas(struct grid *g, int cols, int rows)
{
	memset(g, 0, sizeof(*g));
	g->cols = cols;
	g->rows = rows;
	for (int r = 0; r < rows; r++)
		for (int c = 0; c < cols; c++)
			strcpy(g->cell[r][c], " ");
	return (struct canvas){ cols, rows, 0, grid_put, grid_cursor, g };
}

UNUSED_OK static void
grid_show(struct grid *g, const struct view *v, int cols, int rows)
{
	struct canvas c = grid_canvas(g, cols, rows);

	present_cells(v, &c);
}

/* A row without the blanks at its end; valid until the next call. */
UNUSED_OK static const char *
grid_row(const struct grid *g, int row)
{
	static char text[GRID_COLS * GRID_BYTES];
	size_t len;

	text[0] = '\0';
	for (int c = 0; c < g->cols; c++)
		strcat(text, g->cell[row][c]);
	for (len = strlen(text); len > 0 && text[len - 1] == ' ';)
		text[--len] = '\0';
	return text;
}

UNUSED_OK static void
grid_print(const struct grid *g, FILE *f)
{
	for (int r = 0; r < g->rows; r++)
		fprintf(f, "%s\n", grid_row(g, r));
}

/* ---- screens ---- */

static struct item *
choice(struct view *v, int number, const char *text, const char *detail, const char *second)
{
	struct item *it = view_choice(v, number, str_from(text));

	it->detail[0] = str_from(detail);
	it->detail[1] = str_from(second);
	return it;
}

static void
view_head(struct view *v, struct arena *a, const char *screen, const char *title)
{
	view_init(v, a);
	v->screen = str_from(screen);
	v->page = str_from("1");
	v->title = str_from(title);
}

static void
focus_on(struct view *v, int number)
{
	for (uint32_t i = 0; i < v->items; i++)
		v->item[i].focused = v->item[i].kind == ITEM_CHOICE && v->item[i].number == number;
}

UNUSED_OK static void
first_visit(struct view *v, struct arena *a)
{
	static const char *const languages[] = { "العربية  Arabic", "English", "Español  Spanish",
		"Français  French", "Русский  Russian", "中文  Chinese" };

	view_head(v, a, "visit", "Amari Justice Academy");
	v->where = STR("First visit, step 1/5");
	view_text(v, "The code is right, and we have kept it. You cannot break anything here.");
	view_gap(v);
	view_text(v, "This window listens to the keyboard only. The mouse is for copying text.");
	view_text(v, "If the line breaks, come in again the same way: you go on where you were.");
	view_gap(v);
	view_text(v, "Which language? You can change it later, on any page.");
	view_gap(v);
	for (int i = 0; i < 6; i++)
		choice(v, i + 1, languages[i], NULL, NULL);
	view_gap(v);
	choice(v, 7, "Plain lines: for a screen reader, braille, or a screen that looks wrong",
	    NULL, NULL);
	view_gap(v);
	view_text(v, "Type a number. Or move the > with the arrow keys, then press Enter.");
	view_gap(v);
	view_text(v, "Still to come: your name, country, password, a test of your screen.");
	view_text(v, "Five minutes, about 8 kB.");
	view_hint(v, "Enter", "choose");
	view_hint(v, "arrows", "move");
	view_hint(v, "?", "help");
	view_hint(v, "q", "leave");
	focus_on(v, 4);
}

UNUSED_OK static void
home(struct view *v, struct arena *a)
{
	view_head(v, a, "home", "Amari Justice Academy");
	v->who = STR("Amina Macuácua (amina)");
	view_text(v, "Welcome back. You were last here on Thu 19 Nov, 16:40.");
	view_gap(v);
	choice(v, 1, "Go on reading: Write down every hand, page 2 of 3", NULL, NULL);
	view_text(v, "Electronic evidence, the first day. About 4 minutes left in this lesson.");
	v->item[v->items - 1].depth = 1;
	view_gap(v);
	choice(v, 2, "Review what you learnt", "5 questions, about 2 minutes", NULL);
	choice(v, 3, "Messages", "1 new: an answer to your question", NULL);
	choice(v, 4, "My courses", "2 begun, 1 finished", NULL);
	choice(v, 5, "All courses", "5", NULL);
	choice(v, 6, "My results and certificates", NULL, NULL);
	choice(v, 7, "Search", NULL, NULL);
	choice(v, 8, "Settings", "language, password, keys, plain lines", NULL);
	choice(v, 9, "Help, and whom to call", NULL, NULL);
	view_gap(v);
	view_text(v, "Until Mon 30 Nov, 17:00 (Maputo): final exam of Electronic evidence.");
	view_text(v, "Your group: Nampula, autumn 2026.");
	view_hint(v, "Enter", "choose");
	view_hint(v, "1-9", "go there");
	view_hint(v, "?", "help");
	view_hint(v, "q", "leave");
	v->address = STR("ssh amina@host home");
	focus_on(v, 1);
}

UNUSED_OK static void
outline(struct view *v, struct arena *a)
{
	view_head(v, a, "outline", "Electronic evidence, the first day");
	v->where = STR("amina");
	v->status = STR("38% done");
	view_text(v, "Begun 12 Nov. About 35 minutes and 20 kB to go. Language: English.");
	view_text(v, "To finish: read the lessons, pass each quiz (80%), pass the exam (80%).");
	view_gap(v);
	view_heading(v, "  Module 1  The first hour");
	choice(v, 1, "Leave it as you found it", "5 min", "done");
	choice(v, 2, "Write down every hand", "5 min", "you are on page 2 of 3");
	choice(v, 3, "Quiz, 8 questions", NULL, "not tried yet");
	view_gap(v);
	view_heading(v, "  Module 2  The first day");
	choice(v, 4, "Copies and their numbers", "6 min", "changed since you read it");
	choice(v, 5, "Hand over to the laboratory", "5 min", "new");
	choice(v, 6, "Quiz, 8 questions", NULL, "passed, 88%");
	view_gap(v);
	view_heading(v, "  Module 3  Flat seven (may be left out)");
	choice(v, 7, "A case to decide, 5 steps", "8 min", "not begun");
	view_gap(v);
	choice(v, 8, "Final exam, 20 questions", NULL, "opens when 1-6 are done");
	choice(v, 9, "Certificate", NULL, "not yet: quiz 3, exam");
	view_gap(v);
	view_item(v, ITEM_GAP, STR_NONE);
	view_text(v, "2 of 5 lessons read, 1 of 2 quizzes passed.");
	view_hint(v, "Enter", "open");
	view_hint(v, "arrows", "or number");
	view_hint(v, "/", "search");
	view_hint(v, "?", "help");
	view_hint(v, "q", "home");
	focus_on(v, 2);
}

UNUSED_OK static void
lesson(struct view *v, struct arena *a)
{
	struct item *it;

	view_head(v, a, "lesson", "Write down every hand");
	v->where = STR("page 3 of 3");
	v->status = STR("saved");
	v->who = STR("amina");
	it = view_item(v, ITEM_ROWS, STR_NONE);
	struct row *row;
	flow_text(
	    STR("The record starts where the item was found. Each line tells who had the item, "
		"where, since when and why. One empty hour is enough for a fair doubt, and no "
		"later line can mend it."),
	    76, a, &row, &it->rows);
	it->row = row;
	view_gap(v);
	view_text(v, "CHECK  does not count; try as often as you like");
	view_gap(v);
	view_text(v, "Who writes the first line of the record?");
	view_gap(v);
	choice(v, 1, "The laboratory, as soon as the item reaches it", NULL, NULL);
	choice(v, 2, "The prosecutor, when the item becomes an exhibit", NULL, NULL);
	choice(v, 3, "The person who finds the item", NULL, NULL);
	choice(v, 4, "The officer on duty, at the end of the shift", NULL, NULL);
	view_gap(v);
	view_note(v, STR("Not right. That is the last part of the way, not the first."));
	view_note(v, STR("Try again, or press x to see the answer."));
	for (int i = 0; i < 5; i++)
		view_item(v, ITEM_GAP, STR_NONE);
	it = view_item(v, ITEM_FACT, STR("Term on this page"));
	it->value = STR("w  chain of custody");
	view_hint(v, "1-4", "choose");
	view_hint(v, "Enter", "answer");
	view_hint(v, "Space", "on");
	view_hint(v, "b", "back");
	view_hint(v, "n", "note");
	view_hint(v, "a", "ask");
	view_hint(v, "?", "help");
	view_hint(v, "q", "outline");
	focus_on(v, 2);
}

UNUSED_OK static void
result(struct view *v, struct arena *a)
{
	static const char *const words[] = { "right     The phone is lit",
		"right     First line of the record", "wrong     Which hour",
		"right     The dark laptop", "right     Seals",
		"right     A server that must not stop", "right     Two copies",
		"right     What a photograph shows" };

	view_head(v, a, "result", "Quiz: The first hour");
	v->where = STR("try 1, 23 Nov 15:12, saved  amina");
	view_text(v, "PASSED   7 of 8 points, 88%   (80% needed)");
	v->item[0].strong = true;
	view_gap(v);
	for (int i = 0; i < 8; i++)
		choice(v, i + 1, words[i], NULL, NULL);
	view_gap(v);
	view_text(v, "3  A log shows 14:20 in UTC+2. Which hour is it in UTC?");
	view_text(v, "   You: 16     Right: 12");
	view_text(v, "   The clock there is two hours ahead, so take two away.");
	view_gap(v);
	choice(v, 9, "Read again: Write down every hand, page 2", NULL, NULL);
	choice(v, 10, "Next: Copies and their numbers, 6 min", NULL, NULL);
	choice(v, 11, "Try again, with other questions (your best try counts)", NULL, NULL);
	view_hint(v, "Enter", "show");
	view_hint(v, "number", "and Enter");
	view_hint(v, "r", "something wrong with this question");
	view_hint(v, "?", "help");
	view_hint(v, "q", "outline");
	focus_on(v, 3);
}

#endif
