/*
 * A terminal at the other end of the line: cells in, bytes out. The only user of ncurses.
 *
 * ncurses writes into a memfd (it never blocks there and its many small writes become one). Its
 * picture of the terminal changes only in term_paint, which the session calls only when the line is
 * empty (design section 6); everything drawn between two paints costs nothing. stdscr is kept 1x1
 * and drawing goes to newscr: two windows of cells instead of three.
 */
#ifndef CHALKLINE_TERM_H
#define CHALKLINE_TERM_H

#include "courses/base/err.h"
#include "tui/term/canvas.h"

struct term;

/*
 * Before the fork, in the listener: reads the terminfo entries of the allow-list from disk into
 * memory ("hex:" strings for $TERMINFO), sets up signals that ncurses would take, draws once on an
 * xterm-256color screen that children with that TERM take over. Call once.
 */
bool term_prepare(struct err *e) MUST_CHECK;

/*
 * The known entry for what a client calls its terminal: its family's, or vt100; NULL: line mode
 * (dumb, unknown, ""). After term_prepare. The name lives for ever.
 */
const char *term_known(struct str name);

/*
 * In the child, before the sandbox closes: makes the memfd that term_open will write to. The fds
 * must be kept open.
 */
bool term_reserve(struct err *e) MUST_CHECK;
/* For close_range and the sandbox's list: the memfd and /dev/null. Returns how many were written to
 * fd. */
int term_reserved_fds(int *fd, int max);

/*
 * After it closed: cols and rows are clamped to VIEW_*_MAX; 0 means 80x24. One at a time in a
 * process; it may be closed and opened again (a session that goes to plain lines and back). known
 * comes from term_known.
 */
struct term *term_open(const char *known, int cols, int rows, struct err *e) MUST_CHECK;
/* Bytes that put the terminal back, with nothing of ours left on screen or in the scrollback. Takes
 * NULL. */
void term_close(struct term *t, struct buf *out);
/* On a shared computer: closing empties the first screen, too, where the door and a code may stand. */
void term_wipe(struct term *t);
void term_resize(struct term *t, int cols, int rows);
void term_forget(struct term *t); /* Ctrl-L: nothing is known of what the terminal shows */

/*
 * Lays v out and appends the bytes that turn what the terminal shows into it. No bytes: nothing
 * changed. Where out was cut, the terminal shows who knows what, and the next paint is a whole one.
 */
void term_paint(struct term *t, const struct view *v, struct buf *out);

/*
 * Space and b (PgDn, PgUp) where v is longer than the window: by 1 or -1 windowful. true: paint
 * again, and the key is used up; false: the screen gets it. Another page or another focus begins
 * anew.
 */
bool term_turn(struct term *t, const struct view *v, int by);
/* Turns back to what is focused, where turning has left it out of sight: Enter chooses nothing unseen. */
bool term_turn_back(struct term *t, const struct view *v);

/* What views are laid out in: a column less than the window where the terminal wraps at its last
 * one. */
int term_cols(const struct term *t);
int term_rows(const struct term *t);

#endif
