/*
 * A view's items as lines of pieces with columns: the body of a page before it is cut to a window.
 *
 * Private to term: present.c shows a windowful of what lay_body makes. All of it lives in the
 * view's arena. The same view and width always give the same lines.
 */
#ifndef CHALKLINE_LAY_H
#define CHALKLINE_LAY_H

#include "tui/screens/view.h"

struct piece {
	struct str text;
	int col;
	unsigned attr; /* ATTR_* of canvas.h */
};

struct line_of {
	struct piece *piece;
	uint32_t pieces, room;
	uint32_t item;
	bool starts; /* a windowful may begin here */
};

struct body {
	struct line_of *line;
	uint32_t lines, room;
	bool has_focus;
	uint32_t focus_first, focus_last; /* lines of the focused item */
	uint32_t cursor_line;
	int cursor_col;
	bool has_note;
	uint32_t note_first, note_last; /* lines of the notes */
	struct arena *arena;
	int cols;
};

/* cols: the window's. */
struct body lay_body(const struct view *v, int cols);

#endif
