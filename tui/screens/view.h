/*
 * What is on the page, in words: the list that a screen's view describes anew each time from its
 * state.
 *
 * Two presenters show it: term/present.c lays it out in cells, line/line.c numbers and prints it. A
 * view says *what* (heading, text, choice, field, fact, note), never where or in which colour, so
 * no screen can forget the reader who cannot see it. All strings live in the view's arena or
 * longer.
 */
#ifndef CHALKLINE_VIEW_H
#define CHALKLINE_VIEW_H

#include "courses/base/arena.h"
#include "courses/model/course.h"
#include "tui/screens/intent.h"

struct row { /* one laid-out line of flowing text (flow.h) */
	struct span *span;
	uint32_t spans;
	uint8_t indent;
	uint32_t block, offset; /* the place of its first letter in the lesson */
	bool verbatim;          /* code and tables: not to be wrapped again */
};

enum item_kind {
	ITEM_HEADING, /* text */
	ITEM_TEXT,    /* text: a paragraph, wrapped by the presenter; strong: said with weight */
	ITEM_ROWS,    /* row, rows: flowing text that the screen has laid out for the window */
	ITEM_CHOICE,  /* number, text, detail[]; focused: marker and cursor stand here; chosen:
			 picked */
	ITEM_FIELD,   /* text: its label; value; secret shows as * */
	ITEM_FACT,    /* text: value */
	ITEM_METER,   /* text, percent: "38% done" */
	ITEM_NOTE, /* text: the answer to what was just done (right, not right, saved, refused) */
	ITEM_GAP,  /* an empty line */
	ITEM_KINDS,
};

struct item {
	enum item_kind kind;
	struct str text;
	struct str detail[2]; /* choice: columns to the right of the text */
	struct str value;     /* field, fact */
	const struct row *row;
	uint32_t rows;
	int number; /* choice: 0 has none */
	int percent;
	uint8_t depth; /* indentation by 5 columns each, for what belongs to the choice above */
	bool focused, chosen, strong, secret, disabled;
	bool lines;    /* field: of several lines, the cursor at its end */
	bool multiple; /* choice: one of several that can be picked, shown as [ ] or [x] */
};

struct hint {
	struct str keys, words;
};

struct view {
	struct arena *arena;
	struct str screen; /* "lesson": the same screen with the same page has the same page text */
	struct str page; /* changes when the reader is shown another page: line mode then prints all
			    of it */
	struct str title;  /* top line, left */
	struct str where;  /* top line, right: "page 3 of 3", "step 1/5" */
	struct str status; /* "saved" */
	struct str who;    /* the account: on each screen */
	struct item *item;
	uint32_t items, room;
	struct hint
	    *hint; /* footer, most important first: what does not fit is left out from the end */
	uint32_t hints, hints_room;
	struct str address; /* "home", "ecrime-foundations/problem": the deep link in the footer */
	struct str prompt;  /* line mode: the last line, ends in ": " or "? " or "> " */
	bool field;         /* keys are text for the focused field */
};

void view_init(struct view *v, struct arena *a);
struct item *view_item(
    struct view *v, enum item_kind kind, struct str text); /* the new item, zeroed otherwise */
void view_heading(struct view *v, const char *text);
void view_text(struct view *v, const char *text);
void view_note(struct view *v, struct str text);
void view_gap(struct view *v);
struct item *view_choice(struct view *v, int number, struct str text);
void view_hint(struct view *v, const char *keys, const char *words);
/* Hints for these intents, words from the key table, ended by INTENT_NONE. */
void view_hints(struct view *v, const enum intent_kind *intents);

/* Rows that a window leaves for the body: all but the top line, the empty line under it, and the
 * footer. */
int view_body_rows(int rows);
/* Columns of text in a window: at most 76. */
int view_text_cols(int cols);

enum { VIEW_COLS_MIN = 40, VIEW_ROWS_MIN = 12, VIEW_COLS_MAX = 132, VIEW_ROWS_MAX = 50 };

#endif
