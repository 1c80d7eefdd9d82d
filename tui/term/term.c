#include "tui/term/term.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "courses/base/width.h"
#include "tui/term/known.h"

/* Last: it makes macros of KEY_UP and its kin, which are names of ours in screens/key.h. */
#define NCURSES_WIDECHAR 1
#include <curses.h>

/*
 * ncurses keeps one list of windows for all its screens in a process: closing one takes the windows
 * of the others away, resizing one resizes them all. So a process makes at most two, the one that
 * was made before the fork for the terminal that nearly everybody has, and one for another TERM;
 * none is ever deleted.
 */
static struct {
	bool ready;
	FILE *out;        /* over a memfd; in each child another one under the same number */
	FILE *in;         /* /dev/null: ncurses wants to know where keys would come from */
	const char *name; /* of the entry whose screen is ncurses' current one */
} house;

static const char made_for[] = "xterm-256color";

struct term {
	const struct known *known;
	int cols, rows; /* that are drawn in */
	int cursor_row, cursor_col;
	bool entered; /* enter was sent */
	bool whole;   /* nothing is known of what the terminal shows */
	bool wipes;   /* closing empties the first screen, too */
	int turned;
	uint64_t page; /* what turned belongs to */
};

enum { COLS_DEFAULT = 80, ROWS_DEFAULT = 24, MARKS_MAX = 4 };

/* ---- ncurses and its environment ---- */

/* What ncurses would take at its first screen. It leaves alone what is not at its default. */
static const int taken[] = { SIGINT, SIGTERM, SIGWINCH, SIGTSTP };
enum { TAKEN = sizeof(taken) / sizeof(*taken) };

/* What ncurses has written since the last time. */
static void
drain(struct buf *out)
{
	char piece[4096];
	int fd = fileno(house.out);
	off_t left = lseek(fd, 0, SEEK_CUR);

	lseek(fd, 0, SEEK_SET);
	while (left > 0) {
		ssize_t n = read(
		    fd, piece, left < (off_t)sizeof(piece) ? (size_t)left : sizeof(piece));

		if (n <= 0)
			break;
		if (out != NULL)
			buf_add(out, piece, (size_t)n);
		left -= n;
	}
	lseek(fd, 0, SEEK_SET);
}

/*
 * newterm with the entry from memory. The size comes by the environment, so that no resize_term is
 * needed, which would touch the windows of the other screen too.
 */
static SCREEN *
screen_new(const struct known *k, int cols, int rows)
{
	struct sigaction old[TAKEN];
	char number[16];
	SCREEN *screen;

	for (size_t i = 0; i < TAKEN; i++)
		sigaction(taken[i], NULL, &old[i]);
	setenv("TERMINFO", k->hex, 1);
	snprintf(number, sizeof(number), "%d", cols);
	setenv("COLUMNS", number, 1);
	snprintf(number, sizeof(number), "%d", rows);
	setenv("LINES", number, 1);
	screen = newterm(k->term, house.out, house.in);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	unsetenv("TERMINFO");
	for (size_t i = 0; i < TAKEN; i++)
		sigaction(taken[i], &old[i], NULL);
	if (screen == NULL)
		return NULL;
	typeahead(-1);
	nonl();
	raw();
	noecho();
	idlok(newscr, TRUE);
	idcok(newscr, FALSE); /* moving letters within a line halves wide ones */
	wresize(stdscr, 1, 1);
	/* What newterm has to say is said to nobody; known->plain says it at each whole paint. */
	doupdate();
	drain(NULL);
	return screen;
}

/* Whole sentences of every kind of cell, so that what a child needs is already there when it is
 * forked. */
static void
rehearse(void)
{
	for (int row = 0; row < ROWS_DEFAULT; row++) {
		wattrset(newscr, row % 2 ? A_BOLD : A_NORMAL);
		mvwaddstr(
		    newscr, row, 0, "The record starts where the item was found. \u00E9 \u4F5C");
	}
	doupdate();
	wattrset(newscr, A_NORMAL);
	werase(newscr);
	doupdate();
	drain(NULL);
}

bool
term_prepare(struct err *e)
{
	int fd;

	if (house.ready)
		return err_set(e, ERR_STATE, "the terminals are prepared already");
	if (wcwidth(0x4F5C) != 2)
		return err_set(
		    e, ERR_STATE, "the locale is not one of UTF-8: setlocale comes first");
	if (!known_read(e))
		return false;
	/* Also spares two system calls a paint. */
	signal(SIGTSTP, SIG_IGN);
	fd = memfd_create("term", MFD_CLOEXEC);
	if (fd < 0 || (house.out = fdopen(fd, "w+")) == NULL)
		return err_errno(e, "cannot make a memory file for the terminal");
	if ((house.in = fopen("/dev/null", "re")) == NULL)
		return err_errno(e, "cannot open /dev/null");
	if (screen_new(known_entry(made_for), COLS_DEFAULT, ROWS_DEFAULT) == NULL)
		return err_set(e, ERR_SYSTEM, "ncurses cannot open a screen for %s", made_for);
	rehearse();
	house.name = made_for;
	house.ready = true;
	return true;
}

bool
term_reserve(struct err *e)
{
	int fd = memfd_create("term", MFD_CLOEXEC), old = fileno(house.out);

	if (fd < 0)
		return err_errno(e, "cannot make a memory file for the terminal");
	if (dup3(fd, old, O_CLOEXEC) < 0) {
		err_errno(e, "cannot put a memory file in its place");
		close(fd);
		return false;
	}
	close(fd);
	return true;
}

int
term_reserved_fds(int *fd, int max)
{
	int count = 0;

	if (count < max)
		fd[count++] = fileno(house.out);
	if (count < max)
		fd[count++] = fileno(house.in);
	return count;
}

/* ---- life ---- */

static int
clamped(int n, int otherwise, int most)
{
	if (n <= 0)
		return otherwise;
	return n < most ? n : most;
}

/* Everything is drawn on newscr: stdscr would be a third window of cells. */
static void
sized(struct term *t, int cols, int rows)
{
	cols = clamped(cols, COLS_DEFAULT, VIEW_COLS_MAX);
	rows = clamped(rows, ROWS_DEFAULT, VIEW_ROWS_MAX);
	if (getmaxy(newscr) != rows || getmaxx(newscr) != cols) {
		resize_term(rows, cols);
		wresize(stdscr, 1, 1);
	}
	t->whole = true;
	t->rows = rows;
	t->cols = t->known->early_wrap && cols > 1 ? cols - 1 : cols;
}

struct term *
term_open(const char *known, int cols, int rows, struct err *e)
{
	const struct known *k = known_entry(known);
	struct term *t;

	if (!house.ready || k == NULL) {
		err_set(e, ERR_MISSING, "there is no terminal called %s", known);
		return NULL;
	}
	if (strcmp(house.name, k->name) != 0) {
		house.name = "";
		if (screen_new(k, clamped(cols, COLS_DEFAULT, VIEW_COLS_MAX),
			clamped(rows, ROWS_DEFAULT, VIEW_ROWS_MAX)) == NULL) {
			err_set(e, ERR_SYSTEM, "ncurses cannot open a screen for %s", k->name);
			return NULL;
		}
		house.name = k->name;
	}
	if ((t = calloc(1, sizeof(*t))) == NULL)
		arena_no_memory();
	t->known = k;
	sized(t, cols, rows);
	return t;
}

/* The sequences are the same for all that we know, and harmless where they mean nothing. */
void
term_close(struct term *t, struct buf *out)
{
	if (t == NULL)
		return;
	if (t->entered) {
		buf_z(out, "\033[r\033[m\033[H\033[J");
		if (t->known->scrollback)
			buf_z(out, "\033[3J");
		buf_z(out, t->known->leave);
		if (t->wipes && t->known->leave[0] != '\0')
			buf_z(out, "\033[H\033[J");
	}
	free(t);
}

void
term_wipe(struct term *t)
{
	t->wipes = true;
}

void
term_resize(struct term *t, int cols, int rows)
{
	sized(t, cols, rows);
}

void
term_forget(struct term *t)
{
	t->whole = true;
}

int
term_cols(const struct term *t)
{
	return t->cols;
}

int
term_rows(const struct term *t)
{
	return t->rows;
}

/* ---- cells ---- */

static const struct {
	unsigned attr;
	attr_t curses;
} attrs[] = {
	{ ATTR_BOLD, A_BOLD },
	{ ATTR_REVERSE, A_REVERSE },
	{ ATTR_UNDERLINE, A_UNDERLINE },
};

static attr_t
curses_attr(unsigned attr)
{
	attr_t a = A_NORMAL;

	for (size_t i = 0; i < sizeof(attrs) / sizeof(*attrs); i++)
		if (attr & attrs[i].attr)
			a |= attrs[i].curses;
	return a;
}

/*
 * The letter of a cluster as ncurses may have it: what the filter (base/safe.h) would not let pass
 * costs a wrong letter, and so does one whose columns the C library counts otherwise than we do,
 * because ncurses asks it.
 */
static wchar_t
shown(uint32_t cp, int cols)
{
	if (cp == 0x202F) /* narrow: not in the fonts of many */
		return 0xA0;
	if (!safe_char(cp) || wcwidth((wchar_t)cp) != cols)
		return cols == 1 ? 0xFFFD : L' ';
	return (wchar_t)cp;
}

struct run { /* cells on their way to a row of newscr */
	cchar_t cell[VIEW_COLS_MAX];
	int cells, cols, room;
	wchar_t letter[1 + MARKS_MAX + 1];
	int count; /* of code points in letter */
	attr_t attr;
};

static void
run_flush(struct run *r)
{
	if (r->count == 0)
		return;
	r->letter[r->count] = L'\0';
	setcchar(&r->cell[r->cells++], r->letter, r->attr, 0, NULL);
	r->count = 0;
}

static void
run_letter(struct run *r, wchar_t letter)
{
	run_flush(r);
	r->letter[0] = letter;
	r->count = 1;
}

static void
run_mark(struct run *r, uint32_t cp)
{
	if (r->count > 0 && r->count <= MARKS_MAX && safe_char(cp) && wcwidth((wchar_t)cp) == 0)
		r->letter[r->count++] = (wchar_t)cp;
}

/* false: the row is full. Half a wide letter becomes a blank. */
static bool
run_add(struct run *r, uint32_t cp)
{
	int cols = width_char(cp);
	wchar_t letter;

	if (cols == 0) {
		run_mark(r, cp);
		return true;
	}
	if (r->cols + cols > r->room) {
		if (r->cols < r->room)
			run_letter(r, L' ');
		return false;
	}
	letter = shown(cp, cols);
	run_letter(r, letter);
	if (cols == 2 && letter == L' ')
		run_letter(r, L' ');
	r->cols += cols;
	return true;
}

static void
put(void *context, int row, int col, struct str text, unsigned attr)
{
	struct term *t = context;
	struct run r = { .room = t->cols - col, .attr = curses_attr(attr) };

	if (row < 0 || row >= t->rows || col < 0 || r.room <= 0)
		return;
	for (size_t at = 0; at < text.len;) {
		uint32_t cp;

		at += utf8_get(text, at, &cp);
		if (!run_add(&r, cp))
			break;
	}
	run_flush(&r);
	if (r.cells > 0)
		mvwadd_wchnstr(newscr, row, col, r.cell, r.cells);
}

static void
cursor(void *context, int row, int col)
{
	struct term *t = context;

	t->cursor_row = row < t->rows ? row : t->rows - 1;
	t->cursor_col = col < t->cols ? col : t->cols - 1;
}

/* ---- painting ---- */

static uint64_t
page_of(const struct view *v)
{
	uint64_t page = str_hash(v->screen) * 31 + str_hash(v->page);

	for (uint32_t i = 0; i < v->items; i++)
		if (v->item[i].focused)
			page = page * 31 + i;
	return page;
}

static struct canvas
canvas_for(struct term *t, const struct view *v)
{
	uint64_t page = page_of(v);

	if (page != t->page)
		t->turned = 0;
	t->page = page;
	return (struct canvas){ t->cols, t->rows, t->turned, put, cursor, t };
}

bool
term_turn(struct term *t, const struct view *v, int by)
{
	struct canvas c = canvas_for(t, v);
	bool turned = present_turn(v, &c, by);

	t->turned = c.turned;
	return turned;
}

bool
term_turn_back(struct term *t, const struct view *v)
{
	struct canvas c = canvas_for(t, v);

	if (!present_hides_focus(v, &c))
		return false;
	t->turned = 0;
	return true;
}

void
term_paint(struct term *t, const struct view *v, struct buf *out)
{
	struct canvas c = canvas_for(t, v);

	if (!t->entered)
		buf_z(out, t->known->enter);
	t->entered = true;
	if (t->whole) {
		buf_z(out, t->known->plain);
		clearok(curscr, TRUE);
	}
	werase(newscr);
	present_cells(v, &c);
	wmove(newscr, t->cursor_row, t->cursor_col);
	doupdate();
	drain(out);
	t->whole = out->cut;
}
