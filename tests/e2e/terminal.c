#include "tests/e2e/terminal.h"

#include "tests/e2e/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>
#include <vterm.h>

struct terminal {
	struct terminal *next;
	int fd;      /* the master's side; closed last: closing it kills who still has it for a terminal */
	bool ended;  /* the program has closed its own side */
	pid_t pid;   /* 0: its end was seen */
	int status;
	int cols, rows;
	VTerm *vt;
	VTermScreen *screen;
	char *bytes; /* every one that came */
	size_t len, room;
	size_t heard; /* up to here terminal_hear has looked */
	char unknown[512];
	bool rang;
	char *row;   /* for terminal_row */
};

static struct terminal *all;

/* ---- the emulator ---- */

static void note_unknown(struct terminal *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
note_unknown(struct terminal *t, const char *fmt, ...)
{
	size_t used = strlen(t->unknown);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(t->unknown + used, sizeof(t->unknown) - used, fmt, ap);
	va_end(ap);
}

static int
unknown_control(unsigned char control, void *user)
{
	note_unknown(user, "[control %02x]", control);
	return 1;
}

static int
unknown_csi(const char *leader, const long args[], int argcount, const char *intermed, char command, void *user)
{
	/* Clearing the scrollback is right, and this libvterm is older than it. */
	if (command == 'J' && argcount == 1 && CSI_ARG(args[0]) == 3)
		return 1;
	note_unknown(user, "[CSI %s", leader != NULL ? leader : "");
	for (int i = 0; i < argcount; i++)
		note_unknown(user, "%s%ld", i > 0 ? ";" : "", CSI_ARG(args[i]));
	note_unknown(user, "%s%c]", intermed != NULL ? intermed : "", command);
	return 1;
}

static int
unknown_osc(const char *command, size_t len, void *user)
{
	note_unknown(user, "[OSC %.*s]", (int)len, command);
	return 1;
}

static int
unknown_dcs(const char *command, size_t len, void *user)
{
	note_unknown(user, "[DCS %.*s]", (int)len, command);
	return 1;
}

static const VTermParserCallbacks fallbacks = {
	.control = unknown_control,
	.csi = unknown_csi,
	.osc = unknown_osc,
	.dcs = unknown_dcs,
};

static int
bell(void *user)
{
	((struct terminal *)user)->rang = true;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .bell = bell };

/* What the emulator answers to questions, as a terminal does. */
static void
answer(const char *bytes, size_t len, void *user)
{
	struct terminal *t = user;

	if (!t->ended && write(t->fd, bytes, len) < 0)
		note_unknown(t, "[answer not sent]");
}

/* ---- life ---- */

struct terminal *
terminal_open(const char *const *argv, const char *home, const char *term, int cols, int rows)
{
	struct terminal *t = calloc(1, sizeof(*t));
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	if (t == NULL)
		abort();
	t->cols = cols;
	t->rows = rows;
	t->row = malloc(2048);
	fflush(NULL);
	t->pid = forkpty(&t->fd, NULL, NULL, &size);
	if (t->pid < 0)
		abort();
	if (t->pid == 0)
		process_become(argv, home, term);
	fcntl(t->fd, F_SETFD, FD_CLOEXEC);
	t->vt = vterm_new(rows, cols);
	vterm_set_utf8(t->vt, 1);
	vterm_output_set_callback(t->vt, answer, t);
	t->screen = vterm_obtain_screen(t->vt);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_set_callbacks(t->screen, &callbacks, t);
	vterm_screen_set_unrecognised_fallbacks(t->screen, &fallbacks, t);
	vterm_screen_reset(t->screen, 1);
	t->next = all;
	all = t;
	return t;
}

void
terminal_free(struct terminal *t)
{
	struct terminal **at = &all;

	if (t == NULL)
		return;
	while (*at != NULL && *at != t)
		at = &(*at)->next;
	if (*at != NULL)
		*at = t->next;
	if (t->pid > 0) {
		kill(t->pid, SIGKILL);
		waitpid(t->pid, NULL, 0);
	}
	close(t->fd);
	vterm_free(t->vt);
	free(t->bytes);
	free(t->row);
	free(t);
}

void
terminal_free_all(void)
{
	while (all != NULL)
		terminal_free(all);
}

/* ---- the bytes ---- */

/* Waits at most ms for bytes and takes them. false: none came. */
static bool
turn(struct terminal *t, int64_t ms)
{
	struct pollfd p = { .fd = t->fd, .events = POLLIN };
	char bytes[8192];
	ssize_t n;

	if (t->ended) {
		poll(NULL, 0, ms > 5 ? 5 : (int)(ms > 0 ? ms : 0));
		return false;
	}
	if (poll(&p, 1, (int)(ms > 0 ? ms : 0)) <= 0)
		return false;
	n = read(t->fd, bytes, sizeof(bytes));
	if (n <= 0) {
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			return false;
		t->ended = true; /* EIO: the last one inside has closed its side */
		return false;
	}
	if (t->len + (size_t)n + 1 > t->room) {
		t->room = (t->len + (size_t)n + 1) * 2;
		t->bytes = realloc(t->bytes, t->room);
		if (t->bytes == NULL)
			abort();
	}
	memcpy(t->bytes + t->len, bytes, (size_t)n);
	t->len += (size_t)n;
	t->bytes[t->len] = '\0';
	vterm_input_write(t->vt, bytes, (size_t)n);
	return true;
}

void
terminal_type(struct terminal *t, const char *text)
{
	size_t left = strlen(text);
	int64_t deadline = process_deadline();

	while (turn(t, 0))
		;
	while (left > 0) {
		struct pollfd p = { .fd = t->fd, .events = POLLOUT };
		ssize_t n;

		if (t->ended)
			terminal_fail(t, __FILE__, __LINE__, "typed into a program that has ended: %s", text);
		if (process_now() > deadline)
			terminal_fail(t, __FILE__, __LINE__, "nobody reads what is typed: %s", text);
		if (poll(&p, 1, 50) <= 0) {
			turn(t, 0);
			continue;
		}
		n = write(t->fd, text, left);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			terminal_fail(t, __FILE__, __LINE__, "cannot type: %s", strerror(errno));
		if (n > 0) {
			text += n;
			left -= (size_t)n;
		}
	}
}

void
terminal_resize(struct terminal *t, int cols, int rows)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	while (turn(t, 0))
		;
	t->cols = cols;
	t->rows = rows;
	vterm_set_size(t->vt, rows, cols);
	if (!t->ended)
		ioctl(t->fd, TIOCSWINSZ, &size);
}

/* ---- asking ---- */

static size_t
put_utf8(uint32_t cp, char *to)
{
	if (cp < 0x80) {
		to[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		to[0] = (char)(0xc0 | cp >> 6);
		to[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		to[0] = (char)(0xe0 | cp >> 12);
		to[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		to[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | (cp >> 18 & 7));
	to[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	to[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	to[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

/* The row from col on as text, blanks at the end left out; where[i] (may be NULL): the column of byte i. */
static size_t
row_text(struct terminal *t, int row, int col, char *to, size_t room, int *where)
{
	size_t len = 0, last = 0;

	for (int x = col; x < t->cols && len + 32 < room; x++) {
		VTermScreenCell cell;
		size_t start = len;

		if (!vterm_screen_get_cell(t->screen, (VTermPos){ .row = row, .col = x }, &cell))
			continue;
		if (cell.chars[0] == (uint32_t)-1)
			continue; /* the other half of a wide letter */
		if (cell.chars[0] == 0) {
			to[len++] = ' ';
		} else {
			for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
				len += put_utf8(cell.chars[i], to + len);
			if (cell.chars[0] != ' ')
				last = len;
		}
		for (size_t i = start; where != NULL && i < len; i++)
			where[i] = x;
	}
	to[last] = '\0';
	return last;
}

const char *
terminal_row(struct terminal *t, int row)
{
	while (turn(t, 0))
		;
	row_text(t, row, 0, t->row, 2048, NULL);
	return t->row;
}

static bool
find(struct terminal *t, const char *text, int *row, int *col)
{
	char line[2048];
	int where[2048];

	for (int y = 0; y < t->rows; y++) {
		const char *at;

		row_text(t, y, 0, line, sizeof(line), where);
		at = strstr(line, text);
		if (at == NULL)
			continue;
		if (row != NULL)
			*row = y;
		if (col != NULL)
			*col = *text != '\0' ? where[at - line] : 0;
		return true;
	}
	return false;
}

bool
terminal_find(struct terminal *t, const char *text, int *row, int *col)
{
	while (turn(t, 0))
		;
	return find(t, text, row, col);
}

bool
terminal_shows(struct terminal *t, const char *text)
{
	return terminal_find(t, text, NULL, NULL);
}

bool
terminal_is_reverse(struct terminal *t, int row, int col)
{
	VTermScreenCell cell;

	return vterm_screen_get_cell(t->screen, (VTermPos){ .row = row, .col = col }, &cell) && cell.attrs.reverse;
}

void
terminal_cursor(struct terminal *t, int *row, int *col)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(t->vt), &at);
	*row = at.row;
	*col = at.col;
}

int
terminal_cols(const struct terminal *t)
{
	return t->cols;
}

int
terminal_rows(const struct terminal *t)
{
	return t->rows;
}

const char *
terminal_bytes(struct terminal *t, size_t *len)
{
	while (turn(t, 0))
		;
	*len = t->len;
	return t->bytes != NULL ? t->bytes : "";
}

const char *
terminal_unknown(const struct terminal *t)
{
	return t->unknown;
}

bool
terminal_rang(const struct terminal *t)
{
	return t->rang;
}

void
terminal_print(struct terminal *t, FILE *f)
{
	int last = t->rows;

	while (last > 0 && *terminal_row(t, last - 1) == '\0')
		last--;
	for (int y = 0; y < last; y++)
		fprintf(f, "%s\n", terminal_row(t, y));
}

void
terminal_fail(struct terminal *t, const char *file, int line, const char *fmt, ...)
{
	char what[512];
	va_list ap;
	int row, col;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	terminal_cursor(t, &row, &col);
	print_error("%s:%d: %s\n", file, line, what);
	print_error("The screen, %d x %d, cursor at row %d, column %d%s:\n", t->cols, t->rows, row, col,
	    t->ended ? ", the program has ended" : "");
	for (int y = 0; y < t->rows; y++)
		print_error("%2d|%s\n", y, terminal_row(t, y));
	if (t->unknown[0] != '\0')
		print_error("Sequences that the emulator does not know: %s\n", t->unknown);
	print_error("The last bytes: ");
	for (size_t i = t->len > 600 ? t->len - 600 : 0; i < t->len; i++) {
		unsigned char c = (unsigned char)t->bytes[i];

		if (c == '\n')
			print_error("\\n\n");
		else if (c < 0x20 || c == 0x7f)
			print_error("\\x%02x", c);
		else
			print_error("%c", c);
	}
	print_error("\n");
	_fail(file, line);
	abort();
}

/* ---- waiting ---- */

/* One look at the world. */
struct wish {
	const char *text;
	const char *const *texts;
	int row, col, which;
};

static bool
is_there(struct terminal *t, struct wish *w)
{
	return find(t, w->text, NULL, NULL);
}

static bool
is_gone(struct terminal *t, struct wish *w)
{
	return !find(t, w->text, NULL, NULL);
}

static bool
is_at(struct terminal *t, struct wish *w)
{
	char line[2048];

	row_text(t, w->row, w->col, line, sizeof(line), NULL);
	return strncmp(line, w->text, strlen(w->text)) == 0;
}

static bool
is_any(struct terminal *t, struct wish *w)
{
	for (w->which = 0; w->texts[w->which] != NULL; w->which++) {
		if (find(t, w->texts[w->which], NULL, NULL))
			return true;
	}
	return false;
}

static bool
is_cursor(struct terminal *t, struct wish *w)
{
	int row, col;

	terminal_cursor(t, &row, &col);
	return row == w->row && col == w->col;
}

static bool
is_heard(struct terminal *t, struct wish *w)
{
	const char *at = t->bytes != NULL ? strstr(t->bytes + t->heard, w->text) : NULL;

	if (at == NULL)
		return false;
	t->heard = (size_t)(at - t->bytes) + strlen(w->text);
	return true;
}

static bool
wait_for(struct terminal *t, bool (*is)(struct terminal *, struct wish *), struct wish *w)
{
	int64_t deadline = process_deadline(), left;

	for (;;) {
		if (is(t, w))
			return true;
		left = deadline - process_now();
		if (left <= 0)
			return false;
		if (!turn(t, left) && t->ended)
			return is(t, w); /* it has ended: nothing more will come */
	}
}

void
terminal_wait_line(struct terminal *t, const char *text, const char *file, int line)
{
	if (!wait_for(t, is_there, &(struct wish){ .text = text }))
		terminal_fail(t, file, line, "this does not appear: %s", text);
}

void
terminal_wait_gone_line(struct terminal *t, const char *text, const char *file, int line)
{
	if (!wait_for(t, is_gone, &(struct wish){ .text = text }))
		terminal_fail(t, file, line, "this does not go away: %s", text);
}

void
terminal_wait_at_line(struct terminal *t, int row, int col, const char *text, const char *file, int line)
{
	if (!wait_for(t, is_at, &(struct wish){ .text = text, .row = row, .col = col }))
		terminal_fail(t, file, line, "at row %d, column %d this does not appear: %s", row, col, text);
}

void
terminal_wait_cursor_line(struct terminal *t, int row, int col, const char *file, int line)
{
	if (!wait_for(t, is_cursor, &(struct wish){ .row = row, .col = col }))
		terminal_fail(t, file, line, "the cursor does not come to row %d, column %d", row, col);
}

void
terminal_hear_line(struct terminal *t, const char *text, const char *file, int line)
{
	if (!wait_for(t, is_heard, &(struct wish){ .text = text }))
		terminal_fail(t, file, line, "this is not said: %s", text);
}

int
terminal_wait_any_line(struct terminal *t, const char *const *texts, const char *file, int line)
{
	struct wish w = { .texts = texts };

	if (!wait_for(t, is_any, &w))
		terminal_fail(t, file, line, "none of these appears: %s, ...", texts[0]);
	return w.which;
}

int
terminal_end_line(struct terminal *t, const char *file, int line)
{
	int64_t deadline = process_deadline();

	while (!t->ended && process_now() < deadline)
		turn(t, deadline - process_now());
	if (t->pid > 0) {
		int status = process_wait(t->pid, deadline);

		if (status < 0)
			terminal_fail(t, file, line, "the program does not end");
		t->status = status;
		t->pid = 0;
	}
	return t->status;
}

void
terminal_still(struct terminal *t, int ms)
{
	int64_t deadline = process_deadline();

	while (process_now() < deadline && turn(t, ms))
		;
}

void
terminal_watch(struct terminal *t, int ms)
{
	int64_t end = process_now() + ms;

	while (process_now() < end)
		turn(t, end - process_now());
}
