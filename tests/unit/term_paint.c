#include "tui/term/term.h"

#include <errno.h>
#include <locale.h>
#include <seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vterm.h>

#include <cmocka.h>

#include "tests/unit/present_views.h"

/*
 * A process has one terminal. So each test of one forks, as a session does, and the child's exit
 * status says how it went: its checks print and leave.
 */
#define CHECK(claim)                                                                               \
	do {                                                                                       \
		if (!(claim)) {                                                                    \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #claim);        \
			_exit(1);                                                                  \
		}                                                                                  \
	} while (0)

static const char *const terminals[] = { "xterm-256color", "putty", "linux", "vt100", "screen",
	"tmux-256color", "rxvt-unicode", "vt220", "xterm", "ansi", "cygwin" };
enum { TERMINALS = sizeof(terminals) / sizeof(*terminals) };

typedef void child_main(const char *name);

static void
in_child(child_main *child, const char *name)
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct err e;

		CHECK(term_reserve(&e));
		child(name);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (status != 0)
		print_error("child for %s: status %x\n", name, (unsigned)status);
	assert_int_equal(status, 0);
}

static struct term *
opened(const char *name, int cols, int rows)
{
	struct err e = { 0 };
	struct term *t;

	CHECK(term_known(str_from(name)) != NULL);
	t = term_open(term_known(str_from(name)), cols, rows, &e);
	if (t == NULL)
		fprintf(stderr, "%s\n", e.text);
	CHECK(t != NULL);
	return t;
}

/* ---- a terminal that is strict ---- */

struct emulator {
	VTerm *vt;
	VTermScreen *screen;
	int unknown; /* sequences that it does not know */
};

static int
unknown_control(unsigned char control, void *user)
{
	(void)control;
	((struct emulator *)user)->unknown++;
	return 1;
}

static int
unknown_csi(const char *leader, const long args[], int count, const char *intermediate,
    char command, void *user)
{
	(void)args;
	(void)count;
	(void)intermediate;
	fprintf(stderr, "unknown CSI %s ... %c\n", leader != NULL ? leader : "", command);
	((struct emulator *)user)->unknown++;
	return 1;
}

static int
unknown_string(const char *command, size_t len, void *user)
{
	(void)command;
	(void)len;
	((struct emulator *)user)->unknown++;
	return 1;
}

static struct emulator *
emulator_new(int cols, int rows)
{
	static const VTermParserCallbacks unknown = { .control = unknown_control,
		.csi = unknown_csi,
		.osc = unknown_string,
		.dcs = unknown_string };
	struct emulator *m = calloc(1, sizeof(*m));

	CHECK(m != NULL);
	m->vt = vterm_new(rows, cols);
	vterm_set_utf8(m->vt, 1);
	m->screen = vterm_obtain_screen(m->vt);
	vterm_screen_enable_altscreen(m->screen, 1);
	vterm_screen_set_unrecognised_fallbacks(m->screen, &unknown, m);
	vterm_screen_reset(m->screen, 1);
	return m;
}

static void
emulator_feed(struct emulator *m, struct buf *out)
{
	vterm_input_write(m->vt, out->at, out->len);
	vterm_screen_flush_damage(m->screen);
	out->len = 0;
}

static void
emulator_cell(struct emulator *m, int row, int col, char text[GRID_BYTES], unsigned *attr)
{
	VTermScreenCell cell;
	char *out = text;

	vterm_screen_get_cell(m->screen, (VTermPos){ row, col }, &cell);
	*attr = ATTR_PLAIN;
	if (cell.attrs.bold)
		*attr |= ATTR_BOLD;
	if (cell.attrs.underline)
		*attr |= ATTR_UNDERLINE;
	if (cell.attrs.reverse)
		*attr |= ATTR_REVERSE;
	if (cell.chars[0] != (uint32_t)-1)
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
			out += utf8_put(out, cell.chars[i]);
	*out = '\0';
	if (cell.chars[0] == 0)
		strcpy(text, " ");
}

static void
check_same(struct emulator *m, const struct grid *g)
{
	VTermPos cursor;

	for (int row = 0; row < g->rows; row++)
		for (int col = 0; col < g->cols; col++) {
			char text[GRID_BYTES];
			unsigned attr;
			bool same;

			emulator_cell(m, row, col, text, &attr);
			/* libvterm drops marks in the last column of a line. */
			if (col == g->cols - 1 && text[0] == g->cell[row][col][0])
				continue;
			same = strcmp(text, g->cell[row][col]) == 0 &&
			       (attr == g->attr[row][col] || text[0] == ' ' || text[0] == '\0');
			if (!same)
				fprintf(stderr, "%d,%d: \"%s\" (%u) is not \"%s\" (%u)\n", row, col,
				    text, attr, g->cell[row][col], g->attr[row][col]);
			CHECK(same);
		}
	vterm_state_get_cursorpos(vterm_obtain_state(m->vt), &cursor);
	CHECK(cursor.row == g->cursor_row && cursor.col == g->cursor_col);
	CHECK(m->unknown == 0);
}

/* ---- random views ---- */

static uint32_t seed;

static unsigned
random_below(unsigned n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static struct str
random_text(struct arena *a, unsigned words)
{
	static const char *const pool[] = { "evidence", "a", "the", "Пишите", "каждую", "руку",
		"证据", "作者", "法", "préservé", "e\u0301crit", "n\u0303o", "السلام",
		"chain-of-custody", "88%", "(UTC+2)", "-", "《法》", "x\u0300\u0301y",
		"naïve\u00A0!", "averyveryverylongwordthatdoesnotfitintoanywindowofours" };
	struct buf b = BUF_IN(a);

	for (unsigned i = 0; i < words; i++)
		buf_printf(
		    &b, "%s%s", i > 0 ? " " : "", pool[random_below(sizeof(pool) / sizeof(*pool))]);
	return buf_get(&b);
}

static struct row *
random_rows(struct arena *a, uint32_t *rows)
{
	struct row *row = ARENA_ARRAY(a, *rows, struct row);

	for (uint32_t r = 0; r < *rows; r++) {
		row[r].spans = random_below(4);
		row[r].span = ARENA_ARRAY(a, row[r].spans, struct span);
		row[r].indent = (uint8_t)random_below(6);
		for (uint32_t s = 0; s < row[r].spans; s++) {
			struct span *span = &row[r].span[s];

			span->text = random_text(a, 1 + random_below(3));
			span->style = (uint8_t)random_below(8);
			span->link = random_below(3) == 0 ? LINK_WEB : LINK_NONE;
		}
	}
	return row;
}

static void
random_view(struct view *v, struct arena *a)
{
	unsigned items = random_below(30), focus = random_below(items + 1);

	view_init(v, a);
	v->screen = random_text(a, 1);
	v->title = random_text(a, random_below(6));
	v->where = random_text(a, random_below(3));
	v->status = random_text(a, random_below(2));
	v->who = random_text(a, random_below(3));
	v->address = random_text(a, random_below(3));
	for (unsigned i = 0; i < items; i++) {
		enum item_kind kind = random_below(ITEM_KINDS);
		struct item *it = view_item(v, kind, random_text(a, random_below(12)));

		it->number = (int)(random_below(2) * random_below(120));
		it->percent = (int)random_below(101);
		it->value = random_text(a, random_below(9));
		it->detail[0] = random_text(a, random_below(2));
		it->detail[1] = random_text(a, random_below(2));
		it->depth = (uint8_t)(random_below(4) == 0);
		it->focused = i == focus;
		it->chosen = random_below(5) == 0;
		it->multiple = random_below(5) == 0;
		it->strong = random_below(5) == 0;
		it->secret = random_below(5) == 0;
		if (it->kind == ITEM_ROWS) {
			it->rows = random_below(8);
			it->row = random_rows(a, &it->rows);
		}
	}
	for (unsigned i = random_below(8); i > 0; i--) {
		const char *keys = str_z(a, random_text(a, 1));

		view_hint(v, keys, str_z(a, random_text(a, 1)));
	}
}

/* The next view: another one, or the same with little changed, as screens do. */
static void
next_view(struct view *v, struct arena *a)
{
	if (v->items == 0 || random_below(2) == 0) {
		random_view(v, a);
		return;
	}
	for (uint32_t i = 0; i < v->items; i++)
		v->item[i].focused = false;
	v->item[random_below(v->items)].focused = true;
	if (random_below(3) == 0)
		view_note(v, random_text(a, 1 + random_below(9)));
	if (random_below(3) == 0)
		v->item[random_below(v->items)].text = random_text(a, random_below(12));
}

enum { PAIRS = 250 };

static void
paint_random(const char *name)
{
	static struct grid g;
	struct arena *a = arena_new(), *scratch = arena_new();
	struct buf out = BUF_IN(scratch);
	int cols = 80, rows = 24;
	struct emulator *m = emulator_new(cols, rows);
	struct term *t = opened(name, cols, rows);
	struct view v = { 0 };

	seed = 20251124;
	for (int i = 0; i < PAIRS; i++) {
		if (random_below(6) == 0) {
			cols = 40 + (int)random_below(93);
			rows = 12 + (int)random_below(39);
			vterm_set_size(m->vt, rows, cols);
			term_resize(t, cols, rows);
		}
		next_view(&v, a);
		grid_show(&g, &v, term_cols(t), rows);
		term_paint(t, &v, &out);
		emulator_feed(m, &out);
		check_same(m, &g);
		term_paint(t, &v, &out);
		CHECK(out.len == 0);
		if (i % 20 == 19) {
			arena_reset(a);
			v = (struct view){ 0 };
			v.items = 0;
		}
	}
	term_close(t, &out);
	emulator_feed(m, &out);
}

static void
what_is_shown_is_what_was_laid_out(void **state)
{
	(void)state;
	for (int i = 0; i < TERMINALS; i++)
		in_child(paint_random, terminals[i]);
}

/* ---- bytes ---- */

static void
count_bytes(const char *name)
{
	struct arena *a = arena_new();
	struct buf out = BUF_IN(a);
	struct term *t = opened(name, 80, 24);
	struct view v;
	struct str bytes;
	size_t most = 0, first;

	home(&v, a);
	term_paint(t, &v, &out);
	first = out.len;
	for (int i = 2; i <= 9; i++) {
		out.len = 0;
		focus_on(&v, i);
		term_paint(t, &v, &out);
		if (out.len > most)
			most = out.len;
	}
	CHECK(most > 0 && most <= 12);
	printf("%s: first screen %zu bytes, a move at most %zu\n", name, first, most);

	/* What stands is not sent again: the title, the account, the footer. */
	out.len = 0;
	lesson(&v, a);
	term_paint(t, &v, &out);
	out.len = 0;
	v.where = STR("page 2 of 3");
	for (uint32_t i = 0; i < v.items; i++)
		if (v.item[i].kind == ITEM_CHOICE)
			v.item[i].text = STR("Something else, of the same length or not");
	term_paint(t, &v, &out);
	bytes = buf_get(&out);
	CHECK(bytes.len > 0);
	CHECK(str_find(bytes, 0, "Write down") == bytes.len);
	CHECK(str_find(bytes, 0, "amina") == bytes.len);
	CHECK(str_find(bytes, 0, "outline") == bytes.len);
	CHECK(str_find(bytes, 0, "CHECK") == bytes.len);
	CHECK(str_find(bytes, 0, "Not right") == bytes.len);

	/* A note under the options sends the note. */
	lesson(&v, a);
	term_paint(t, &v, &out);
	out.len = 0;
	for (uint32_t i = 0; i < v.items; i++)
		if (v.item[i].kind == ITEM_NOTE)
			v.item[i].text = STR("Right.");
	term_paint(t, &v, &out);
	printf("%s: another answer to a check %zu bytes\n", name, out.len);
	CHECK(out.len <= 40);
	out.len = 0;
	term_close(t, &out);
	fflush(stdout);
}

static void
a_move_costs_twelve_bytes_at_most(void **state)
{
	(void)state;
	for (int i = 0; i < TERMINALS; i++)
		in_child(count_bytes, terminals[i]);
}

static void
typed_letters(const char *name)
{
	struct arena *a = arena_new();
	struct buf out = BUF_IN(a);
	struct term *t = opened(name, 80, 24);
	char value[40];
	struct view v;

	for (size_t len = 0; len < sizeof(value); len++) {
		view_head(&v, a, "field", "Sign up");
		struct item *it = view_item(&v, ITEM_FIELD, STR("Name"));
		it->focused = true;
		memset(value, 'a', sizeof(value));
		it->value = (struct str){ value, len };
		out.len = 0;
		term_paint(t, &v, &out);
		CHECK(len == 0 || out.len == 1);
	}
}

static void
a_typed_letter_costs_one_byte(void **state)
{
	(void)state;
	in_child(typed_letters, "xterm-256color");
	in_child(typed_letters, "putty");
}

/* ---- life ---- */

static void
close_and_open(const char *name)
{
	static struct grid g;
	struct arena *a = arena_new();
	struct buf out = BUF_IN(a);
	struct emulator *m = emulator_new(80, 24);
	struct term *t;
	struct view v;

	vterm_input_write(m->vt, "before\r\n", 8);
	for (int i = 0; i < 3; i++) {
		t = opened(name, 80, 24);
		home(&v, a);
		grid_show(&g, &v, term_cols(t), 24);
		term_paint(t, &v, &out);
		emulator_feed(m, &out);
		check_same(m, &g);
		term_close(t, &out);
		emulator_feed(m, &out);
		for (int row = 0; row < 24; row++)
			for (int col = 0; col < 80; col++) {
				char text[GRID_BYTES];
				unsigned attr;

				emulator_cell(m, row, col, text, &attr);
				CHECK(text[0] == ' ' || (row == 0 && col < 6));
			}
	}
	term_close(NULL, &out);
}

static void
closing_leaves_nothing_and_opening_again_works(void **state)
{
	(void)state;
	for (int i = 0; i < TERMINALS; i++)
		in_child(close_and_open, terminals[i]);
}

static void
forget(const char *name)
{
	static struct grid g;
	struct arena *a = arena_new();
	struct buf out = BUF_IN(a);
	struct emulator *m = emulator_new(80, 24);
	struct term *t = opened(name, 0, 0);
	struct view v;
	char small[100];
	struct buf cut = BUF_OVER(small);

	CHECK(term_cols(t) == 80 && term_rows(t) == 24);
	outline(&v, a);
	grid_show(&g, &v, term_cols(t), 24);
	term_paint(t, &v, &out);
	emulator_feed(m, &out);
	vterm_input_write(m->vt, "\033[2J\033[7mgarbage everywhere", 24);
	term_forget(t);
	term_paint(t, &v, &out);
	emulator_feed(m, &out);
	check_same(m, &g);
	/* A paint that was cut is made good by the next. */
	home(&v, a);
	grid_show(&g, &v, term_cols(t), 24);
	term_paint(t, &v, &cut);
	CHECK(cut.cut);
	vterm_input_write(m->vt, small, 50);
	term_paint(t, &v, &out);
	emulator_feed(m, &out);
	m->unknown = 0; /* a sequence that was cut */
	check_same(m, &g);
	term_resize(t, 1000, 1000);
	CHECK(term_cols(t) == VIEW_COLS_MAX && term_rows(t) == VIEW_ROWS_MAX);
	term_resize(t, 3, 1);
	term_paint(t, &v, &out);
	CHECK(out.len > 0);
	term_close(t, &out);
}

static void
a_repaint_mends_everything(void **state)
{
	(void)state;
	in_child(forget, "xterm");
	in_child(forget, "linux");
}

static void
turning(const char *name)
{
	struct arena *a = arena_new();
	struct buf out = BUF_IN(a);
	struct term *t = opened(name, 40, 12);
	struct view v;

	first_visit(&v, a);
	focus_on(&v, 1);
	term_paint(t, &v, &out);
	CHECK(term_turn(t, &v, -1));
	out.len = 0;
	term_paint(t, &v, &out);
	CHECK(str_find(buf_get(&out), 0, "break") < out.len);
	CHECK(!term_turn(t, &v, -1));
	CHECK(term_turn(t, &v, 1));
	CHECK(term_turn(t, &v, 1));
	focus_on(&v, 2); /* back to where the focus is */
	out.len = 0;
	term_paint(t, &v, &out);
	CHECK(!term_turn(t, &v, 1) || term_turn(t, &v, -1));
	home(&v, a);
	term_resize(t, 80, 24);
	CHECK(!term_turn(t, &v, 1) && !term_turn(t, &v, -1));
	term_close(t, &out);
}

static void
long_pages_turn(void **state)
{
	(void)state;
	in_child(turning, "xterm");
}

/* ---- what may never get out ---- */

static void
hostile(const char *name)
{
	static const char text[] =
	    "a\033[31mb\302\233Jc\342\200\256d\r\n\bx\177y\302\205z\357\277\276"
	    "\377\303 end\t.";
	struct arena *a = arena_new();
	struct buf out = BUF_IN(a);
	struct term *t = opened(name, 80, 24);
	struct view v;
	struct str s = { text, sizeof(text) - 1 }, bytes;
	static const char *const never[] = { "\033[31", "\302\233", "\342\200\256", "\302\205",
		"\177", "\b", "\t", "\357\277\276", "\377" };

	view_init(&v, a);
	v.title = v.where = v.status = v.who = v.address = s;
	view_choice(&v, 1, s)->detail[0] = s;
	view_item(&v, ITEM_FIELD, s)->value = s;
	view_item(&v, ITEM_FACT, s)->value = s;
	view_note(&v, s);
	view_hint(&v, text, text);
	term_paint(t, &v, &out);
	bytes = buf_get(&out);
	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
		CHECK(str_find(bytes, 0, never[i]) == bytes.len);
	CHECK(utf8_valid(bytes));
	term_close(t, &out);
}

static void
controls_in_text_do_not_get_out(void **state)
{
	(void)state;
	in_child(hostile, "xterm");
	in_child(hostile, "vt100");
}

/* ---- the sandbox ---- */

/* What a session may do, in short: no file is opened or asked for any more. */
static void
sandbox(void)
{
	static const int allowed[] = { SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(lseek),
		SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap),
		SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(rt_sigaction),
		SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(getpid),
		SCMP_SYS(clock_gettime), SCMP_SYS(poll), SCMP_SYS(close), SCMP_SYS(sigaltstack),
		SCMP_SYS(exit), SCMP_SYS(exit_group) };
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

	CHECK(filter != NULL);
	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++)
		CHECK(seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0);
	CHECK(seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), 0) == 0);
	CHECK(seccomp_load(filter) == 0);
	seccomp_release(filter);
	CHECK(fopen("/dev/null", "r") == NULL);
}

static void
sandboxed(const char *name)
{
	static struct grid g;
	struct arena *a = arena_new();
	struct buf out = BUF_IN(a);
	struct emulator *m = emulator_new(80, 24);
	struct term *t;
	struct view v;

	sandbox();
	t = opened(name, 80, 24);
	home(&v, a);
	grid_show(&g, &v, term_cols(t), 24);
	term_paint(t, &v, &out);
	emulator_feed(m, &out);
	check_same(m, &g);
	vterm_set_size(m->vt, 50, 132);
	term_resize(t, 132, 50);
	outline(&v, a);
	grid_show(&g, &v, term_cols(t), 50);
	term_paint(t, &v, &out);
	emulator_feed(m, &out);
	check_same(m, &g);
	term_close(t, &out);
	CHECK(out.len > 0);
}

static void
nothing_is_opened_after_reserve(void **state)
{
	(void)state;
	for (int i = 0; i < TERMINALS; i++)
		in_child(sandboxed, terminals[i]);
}

/* ---- names ---- */

static void
names_have_families(void **state)
{
	static const char *const rows[][2] = {
		{ "xterm-256color", "xterm-256color" },
		{ "xterm", "xterm-256color" },
		{ "xterm-kitty", "xterm-256color" },
		{ "xterm-ghostty", "xterm-256color" },
		{ "alacritty", "xterm-256color" },
		{ "foot", "xterm-256color" },
		{ "wezterm", "xterm-256color" },
		{ "konsole-256color", "xterm-256color" },
		{ "gnome-256color", "xterm-256color" },
		{ "st-256color", "xterm-256color" },
		{ "screen.xterm-256color", "screen" },
		{ "screen-256color", "screen" },
		{ "tmux-256color", "tmux" },
		{ "rxvt-unicode-256color", "rxvt" },
		{ "linux", "linux" },
		{ "vt102", "vt100" },
		{ "vt220-8bit", "vt220" },
		{ "eterm-color", "vt100" },
		{ "nosuchterminal", "vt100" },
		{ "../../etc/passwd", "vt100" },
		{ "xterm\033[31m", "xterm-256color" },
		{ "dumb", NULL },
		{ "dumb-emacs-ansi", NULL },
		{ "unknown", NULL },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *known = term_known(str_from(rows[i][0]));

		if (rows[i][1] == NULL)
			assert_null(known);
		else
			assert_string_equal(known, rows[i][1]);
	}
}

static void
signals_are_left_alone(void **state)
{
	struct sigaction now;

	(void)state;
	assert_int_equal(sigaction(SIGINT, NULL, &now), 0);
	assert_ptr_equal(now.sa_handler, SIG_DFL);
	assert_int_equal(sigaction(SIGTERM, NULL, &now), 0);
	assert_ptr_equal(now.sa_handler, SIG_DFL);
	assert_int_equal(sigaction(SIGWINCH, NULL, &now), 0);
	assert_ptr_equal(now.sa_handler, SIG_DFL);
	assert_int_equal(sigaction(SIGTSTP, NULL, &now), 0);
	assert_ptr_equal(now.sa_handler, SIG_IGN);
}

static int
prepare(void **state)
{
	struct err e = { 0 };

	(void)state;
	if (setlocale(LC_ALL, "C.UTF-8") == NULL || !term_prepare(&e)) {
		print_error("%s\n", e.text);
		return -1;
	}
	return term_prepare(&e) ? -1 : 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_have_families),
		cmocka_unit_test(signals_are_left_alone),
		cmocka_unit_test(what_is_shown_is_what_was_laid_out),
		cmocka_unit_test(a_move_costs_twelve_bytes_at_most),
		cmocka_unit_test(a_typed_letter_costs_one_byte),
		cmocka_unit_test(closing_leaves_nothing_and_opening_again_works),
		cmocka_unit_test(a_repaint_mends_everything),
		cmocka_unit_test(long_pages_turn),
		cmocka_unit_test(controls_in_text_do_not_get_out),
		cmocka_unit_test(nothing_is_opened_after_reserve),
	};

	return cmocka_run_group_tests(tests, prepare, NULL);
}
