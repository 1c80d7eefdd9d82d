/*
 * Where cells go: the only thing a layout knows of what is behind it (ncurses, or a test's array).
 */
#ifndef CHALKLINE_CANVAS_H
#define CHALKLINE_CANVAS_H

#include "tui/screens/view.h"

enum { ATTR_PLAIN = 0, ATTR_BOLD = 1, ATTR_REVERSE = 2, ATTR_UNDERLINE = 4 };

struct canvas {
	int cols, rows;
	/* Clean text at (row, col), 0-based; clipped at the right edge; half a wide letter becomes a blank. */
	void (*put)(void *context, int row, int col, struct str text, unsigned attr);
	void (*cursor)(void *context, int row, int col);
	void *context;
};

/* Lays the view out: title line, body, footer; the marker and the cursor on what is focused. Pure. */
void present_cells(const struct view *v, const struct canvas *c);

/* "This window is too small (38x10). Make it at least 40x12, or log in as NAME+line." in whatever fits. */
void present_too_small(const struct view *v, const struct canvas *c);

#endif
