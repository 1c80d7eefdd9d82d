/*
 * A real pseudo-terminal with a real emulator (libvterm) behind it, and a program inside.
 *
 * A test types, and waits until text stands where it should. Waiting ends as soon as the text is
 * there and fails the test at the deadline, with the whole screen shown; nothing here sleeps. Rows and
 * columns count from 0. Line mode is read as a transcript instead: terminal_hear finds text in what
 * came since the last text that was found, like a reader who listens.
 */
#ifndef CHALKLINE_E2E_TERMINAL_H
#define CHALKLINE_E2E_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct terminal;

/* Starts the program in a window of this size. home: its $HOME. */
struct terminal *terminal_open(const char *const *argv, const char *home, const char *term, int cols, int rows);
/* Kills the program when it still runs. Takes NULL. */
void terminal_free(struct terminal *t);
/* All that are still open: for a test's teardown, since a failing test does not come to its own. */
void terminal_free_all(void);

/* ---- telling ---- */

void terminal_type(struct terminal *t, const char *text);

#define KEY_CTRL_C "\003"
#define KEY_CTRL_L "\014"
#define KEY_RETURN "\r"
#define KEY_RUBOUT "\177"
#define KEY_ARROW_UP "\033[A"
#define KEY_ARROW_DOWN "\033[B"
#define KEY_ARROW_RIGHT "\033[C"
#define KEY_ARROW_LEFT "\033[D"
#define KEY_PGUP "\033[5~"
#define KEY_PGDN "\033[6~"

void terminal_resize(struct terminal *t, int cols, int rows);

/* ---- waiting; each fails the test at the deadline ---- */

#define terminal_wait(t, text) terminal_wait_line(t, text, __FILE__, __LINE__)
#define terminal_wait_at(t, row, col, text) terminal_wait_at_line(t, row, col, text, __FILE__, __LINE__)
#define terminal_wait_gone(t, text) terminal_wait_gone_line(t, text, __FILE__, __LINE__)
#define terminal_wait_cursor(t, row, col) terminal_wait_cursor_line(t, row, col, __FILE__, __LINE__)
#define terminal_hear(t, text) terminal_hear_line(t, text, __FILE__, __LINE__)
#define terminal_end(t) terminal_end_line(t, __FILE__, __LINE__)

void terminal_wait_line(struct terminal *t, const char *text, const char *file, int line);
void terminal_wait_at_line(struct terminal *t, int row, int col, const char *text, const char *file, int line);
void terminal_wait_gone_line(struct terminal *t, const char *text, const char *file, int line);
void terminal_wait_cursor_line(struct terminal *t, int row, int col, const char *file, int line);
void terminal_hear_line(struct terminal *t, const char *text, const char *file, int line);
/* The program's exit status; 128 + the signal. */
int terminal_end_line(struct terminal *t, const char *file, int line);

/* Whichever of these texts comes first on the screen: its index. */
#define terminal_wait_any(t, ...) terminal_wait_any_line(t, (const char *const[]){ __VA_ARGS__, NULL }, __FILE__, __LINE__)
int terminal_wait_any_line(struct terminal *t, const char *const *texts, const char *file, int line);

/* Until no byte has come for ms: for pictures of a whole screen, whose last byte nobody can name. */
void terminal_still(struct terminal *t, int ms);
/* Reads for ms whatever comes: to show that something does not happen. */
void terminal_watch(struct terminal *t, int ms);

/* ---- asking ---- */

bool terminal_shows(struct terminal *t, const char *text);
/* Where it stands first; false: nowhere. */
bool terminal_find(struct terminal *t, const char *text, int *row, int *col);
/* One row without the blanks at its end; valid until the next call. */
const char *terminal_row(struct terminal *t, int row);
/* Is this cell reversed, bold, underlined? For cells that carry more than a letter. */
bool terminal_is_reverse(struct terminal *t, int row, int col);
void terminal_cursor(struct terminal *t, int *row, int *col);
int terminal_cols(const struct terminal *t);
int terminal_rows(const struct terminal *t);
/* Every byte that came, and how many. */
const char *terminal_bytes(struct terminal *t, size_t *len);
/* Sequences that the emulator did not know, as text; empty is right. */
const char *terminal_unknown(const struct terminal *t);
bool terminal_rang(const struct terminal *t); /* the bell, ever */

/* The screen as text, blanks at the ends left out. */
void terminal_print(struct terminal *t, FILE *f);
/* The screen, the cursor and the last bytes, on standard error; then the test fails. */
void terminal_fail(struct terminal *t, const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5), noreturn));

#endif
