/*
 * Where cells go: the only thing a layout knows of what is behind it (ncurses, or a test's array).
 */
#ifndef CHALKLINE_CANVAS_H
#define CHALKLINE_CANVAS_H

#include "tui/screens/view.h"

enum { ATTR_PLAIN = 0, ATTR_BOLD = 1, ATTR_REVERSE = 2, ATTR_UNDERLINE = 4 };

struct canvas {
	int cols, rows;
	int turned; /* windowfuls that a body longer than the window was turned on from the focus;
		       see present_turn */
	/* Clean text at (row, col), 0-based; clipped at the right edge; half a wide letter becomes
	 * a blank. */
	void (*put)(void *context, int row, int col, struct str text, unsigned attr);
	void (*cursor)(void *context, int row, int col);
	void *context;
};

/*
 * Lays the view out: title line, body, footer; the marker and the cursor on what is focused. Pure:
 * the same view gives the same cells. Cells not put are blank. A body longer than the window is cut
 * into windowfuls between items; the one with the focus is shown, and the row above the footer says
 * that there is more, or repeats the first lines of a note that would be out of sight. Windows
 * under 40x12 get present_too_small.
 */
void present_cells(const struct view *v, const struct canvas *c);

/*
 * Space and b in a body longer than the window: changes c->turned by one windowful on (by 1) or
 * back (by -1). false: there is none, and the key means what it means to the screen.
 */
bool present_turn(const struct view *v, struct canvas *c, int by);

/* Has turning left the focus out of sight? */
bool present_hides_focus(const struct view *v, const struct canvas *c);

/* "This window is too small (38x10). Make it at least 40x12, or log in as NAME+line." in whatever
 * fits. */
void present_too_small(const struct view *v, const struct canvas *c);

#endif
