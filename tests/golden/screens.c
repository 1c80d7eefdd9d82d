/*
 * The screens as they look: each scene in cells at three sizes, with a letter for the role of each
 *cell beside it, and as lines. tests/golden/NAME.txt is what a person has read and found right.
 *GOLDEN_UPDATE=1 writes them anew; the change is then read, not only committed.
 *
 *	roles: . plain  b bold  u underlined  r reversed  C the cursor
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <sqlite3.h>

#include "tests/unit/desk_help.h"
#include "tests/unit/exam_help.h"
#include "tests/unit/present_views.h"
#include "tests/unit/screens_help.h"
#include "tui/line/line.h"

#define GOLDEN SOURCE_DIR "/tests/golden/"

enum { WAY_MAX = 40 };

/* One key of a scene: a number and Enter, a key, or text that is typed. */
struct key_of {
	enum intent_kind kind;
	int number;
	const char *text;
};

#define N(n)                                                                                       \
	{                                                                                          \
		INTENT_NUMBER, (n), NULL                                                           \
	}
#define K(name)                                                                                    \
	{                                                                                          \
		INTENT_##name, 0, NULL                                                             \
	}
#define T(words)                                                                                   \
	{                                                                                          \
		INTENT_TYPED, 0, (words)                                                           \
	}

enum person {
	AMINA, /* a trainee, over the real keeper */
	NEW,   /* at the door */
	MANAGER, /* at the desk, over tables */
	OPERATOR,
	NOTIFIED, /* Amina, and much was done meanwhile */
	RECOVERS, /* Amina, with her recovery code */
	EXAMINEE, /* Amina, and an exam from tables */
	WAITS,    /* the same, and the next try opens tomorrow */
	SEATED,   /* the same, and another window of hers sits at it */
	UNSEATED, /* the same: after the last key another window takes the seat */
	TIMED_OUT, /* the same: the last key comes after the time */
};

struct scene {
	const char *name;
	enum person who;
	const char *address;
	struct key_of way[WAY_MAX];
};

#define TO_LOGIN N(2), T("Zoé Macuácua"), K(CHOOSE), T("moz"), K(CHOOSE), N(1)
#define TO_PHRASE TO_LOGIN, K(CHOOSE), N(1), N(1)
#define TO_KEYS N(1), N(1), N(1)
#define TO_QUIZ N(3), N(1)
#define TO_END N(1), N(2), N(1), N(2), N(1)
#define TO_AMINA N(1), N(1)
#define TO_WORD N(5), N(1)
#define TO_EXAM TO_WORD, T("start"), K(CHOOSE)

static const struct scene scenes[] = {
	{ "door-language", NEW, "", { K(NONE) } },
	{ "door-name", NEW, "", { N(2), T("Zoé") } },
	{ "door-country", NEW, "", { N(2), T("Zoé"), K(CHOOSE), T("guinea"), K(CHOOSE) } },
	{ "door-login", NEW, "", { TO_LOGIN } },
	{ "door-way", NEW, "", { TO_LOGIN, K(CHOOSE), N(1) } },
	{ "door-phrase", NEW, "", { TO_PHRASE } },
	{ "door-screen", NEW, "", { TO_PHRASE, N(1) } },
	{ "door-done", NEW, "", { TO_PHRASE, N(1), N(1) } },
	{ "door-code", NEW, "", { TO_PHRASE, N(1), N(1), N(1) } },
	{ "door-code-typed", NEW, "", { TO_PHRASE, N(1), N(1), N(1), N(1), T("q2rt"), K(CHOOSE) } },
	{ "recover", RECOVERS, "", { K(NONE) } },
	{ "recover-key", RECOVERS, "", { TO_KEYS, N(1) } },
	{ "recover-sure", RECOVERS, "", { TO_KEYS, N(1), N(2), N(2) } },
	{ "home-first", AMINA, "", { K(NONE) } },
	{ "home", AMINA, "evidence-first-day/custody", { K(BACK), K(BACK) } },
	{ "home-notices", NOTIFIED, "", { K(NONE) } },
	{ "catalogue", AMINA, "", { N(2) } },
	{ "outline-new", AMINA, "evidence-first-day", { K(NONE) } },
	{ "outline", AMINA, "evidence-first-day/as-found", { K(ON), N(3), K(ON), K(ON), K(BACK) } },
	{ "module", AMINA, "evidence-first-day/first-hour", { K(NONE) } },
	{ "lesson", AMINA, "evidence-first-day/as-found", { K(NONE) } },
	{ "check", AMINA, "evidence-first-day/custody", { K(NONE) } },
	{ "check-wrong", AMINA, "evidence-first-day/custody", { N(1) } },
	{ "check-right", AMINA, "evidence-first-day/custody", { N(2) } },
	{ "check-shown", AMINA, "evidence-first-day/custody", { N(1), K(SHOW) } },
	{ "lesson-end", AMINA, "evidence-first-day/custody", { N(2), K(ON), K(ON) } },
	{ "term", AMINA, "evidence-first-day/custody", { K(OPTIONS), N(1) } },
	{ "options", AMINA, "evidence-first-day/custody", { K(OPTIONS) } },
	{ "where", AMINA, "evidence-first-day/custody", { K(WHERE) } },
	{ "quiz", AMINA, "evidence-first-day", { N(3) } },
	{ "quiz-question", AMINA, "evidence-first-day", { TO_QUIZ } },
	{ "quiz-handin", AMINA, "evidence-first-day", { TO_QUIZ, K(ON), K(ON) } },
	{ "result", AMINA, "evidence-first-day", { TO_QUIZ, K(ON), K(ON), N(3) } },
	{ "results", AMINA, "", { N(3) } },
	{ "entrance", EXAMINEE, "evidence-first-day", { N(5) } },
	{ "entrance-word", EXAMINEE, "evidence-first-day", { TO_WORD } },
	{ "entrance-waits", WAITS, "evidence-first-day", { N(5) } },
	{ "entrance-seated", SEATED, "evidence-first-day", { N(5) } },
	{ "exam-question", EXAMINEE, "evidence-first-day", { TO_EXAM } },
	{ "exam-essay", EXAMINEE, "evidence-first-day", { TO_EXAM, K(OPTIONS), N(4), T("One empty hour is enough for a fair doubt, "
		"and no later line can mend it."), K(CHOOSE), K(CHOOSE), T("That is why.") } },
	{ "exam-list", EXAMINEE, "evidence-first-day", { TO_EXAM, N(1), K(OPTIONS) } },
	{ "exam-left", EXAMINEE, "evidence-first-day", { TO_EXAM, N(1), K(OPTIONS), K(BACK) } },
	{ "exam-elsewhere", UNSEATED, "evidence-first-day", { TO_EXAM, N(1) } },
	{ "exam-over", TIMED_OUT, "evidence-first-day", { TO_EXAM, N(2) } },
	{ "exam-result", EXAMINEE, "evidence-first-day", { TO_EXAM, N(1), K(OPTIONS), N(5), N(3) } },
	{ "case-begin", AMINA, "evidence-first-day/flat-seven", { K(NONE) } },
	{ "case", AMINA, "evidence-first-day/flat-seven", { N(1) } },
	{ "case-said", AMINA, "evidence-first-day/flat-seven", { N(1), N(1) } },
	{ "case-end", AMINA, "evidence-first-day/flat-seven", { TO_END } },
	{ "case-walk", AMINA, "evidence-first-day/flat-seven", { TO_END, N(1), K(ON) } },
	{ "search", AMINA, "", { K(SEARCH), T("record") } },
	{ "search-hits", AMINA, "", { K(SEARCH), T("record"), K(CHOOSE) } },
	{ "settings", AMINA, "", { N(5) } },
	{ "recovery", AMINA, "", { N(5), N(6) } },
	{ "keys", AMINA, "", { N(5), N(5) } },
	{ "key-paste", AMINA, "", { N(5), N(5), N(1) } },
	{ "help", AMINA, "", { K(HELP) } },
	{ "desk-home", OPERATOR, "", { K(NONE) } },
	{ "desk-operator", OPERATOR, "desk", { K(NONE) } },
	{ "desk-manager", MANAGER, "desk", { K(NONE) } },
	{ "desk-people", OPERATOR, "desk", { N(1) } },
	{ "desk-person", OPERATOR, "desk", { TO_AMINA } },
	{ "desk-login", OPERATOR, "desk", { TO_AMINA, N(2), K(WIPE), T("amina.m"), K(CHOOSE) } },
	{ "desk-role", OPERATOR, "desk", { TO_AMINA, N(4) } },
	{ "desk-close", OPERATOR, "desk", { TO_AMINA, N(5) } },
	{ "desk-keys", OPERATOR, "desk", { TO_AMINA, N(6) } },
	{ "desk-key", OPERATOR, "desk", { TO_AMINA, N(6), N(1) } },
	{ "desk-words", OPERATOR, "desk", { TO_AMINA, N(7), N(2) } },
	{ "desk-merge", OPERATOR, "desk", { TO_AMINA, N(8), T("amina2"), K(CHOOSE) } },
	{ "desk-recover", OPERATOR, "desk", { TO_AMINA, N(1) } },
	{ "desk-recovery", OPERATOR, "desk", { TO_AMINA, N(1), N(2) } },
	{ "desk-invites", OPERATOR, "desk", { N(2) } },
	{ "desk-invitation", OPERATOR, "desk", { N(2), N(2) } },
	{ "desk-invite", OPERATOR, "desk", { N(2), N(1) } },
	{ "desk-code", OPERATOR, "desk", { N(2), N(1), N(5) } },
	{ "desk-here", OPERATOR, "desk", { N(3) } },
	{ "desk-visit", OPERATOR, "desk", { N(3), N(2) } },
	{ "desk-limits", OPERATOR, "desk", { N(4) } },
	{ "desk-status", OPERATOR, "desk", { N(5) } },
	{ "drafts", OPERATOR, "drafts", { K(NONE) } },
	{ "draft", OPERATOR, "drafts", { N(1) } },
	{ "draft-problems", OPERATOR, "drafts", { N(1), N(1) } },
	{ "draft-publish", OPERATOR, "drafts", { N(2), N(3) } },
	{ "draft-discard", OPERATOR, "drafts", { N(1), N(4) } },
};

static const int sizes[][2] = { { 80, 24 }, { 40, 12 }, { 100, 30 }, { 38, 10 } };

/* ---- chance that is none, so that draws and keys are the same each time ---- */

static uint64_t chance;

static const char *
chance_name(void)
{
	return "golden";
}

static void
chance_bytes(void *const bytes, const size_t len)
{
	unsigned char *at = bytes;

	for (size_t i = 0; i < len; i++) {
		chance = chance * 6364136223846793005u + 1442695040888963407u;
		at[i] = (unsigned char)(chance >> 56);
	}
}

static uint32_t
chance_word(void)
{
	uint32_t v;

	chance_bytes(&v, sizeof(v));
	return v;
}

static struct randombytes_implementation no_chance = {
	.implementation_name = chance_name,
	.random = chance_word,
	.buf = chance_bytes,
};

/* ---- pictures ---- */

static char
role(const struct grid *g, int row, int col)
{
	if (row == g->cursor_row && col == g->cursor_col)
		return 'C';
	if (g->attr[row][col] & ATTR_REVERSE)
		return 'r';
	if (g->attr[row][col] & ATTR_UNDERLINE)
		return 'u';
	return g->attr[row][col] & ATTR_BOLD ? 'b' : '.';
}

static void
cells_out(const struct grid *g, struct buf *out)
{
	buf_printf(out, "%dx%d\n", g->cols, g->rows);
	for (int r = 0; r < g->rows; r++) {
		size_t end;

		for (int c = 0; c < g->cols; c++)
			buf_z(out, g->cell[r][c]);
		buf_z(out, " |");
		end = out->len;
		for (int c = 0; c < g->cols; c++) {
			buf_char(out, role(g, r, c));
			if (role(g, r, c) != '.')
				end = out->len;
		}
		out->len = end;
		buf_char(out, '\n');
	}
	buf_char(out, '\n');
}

static void
lines_out(const struct view *v, struct buf *out)
{
	struct line *l = line_new(76);
	struct buf b = BUF_IN(v->arena);

	line_show(l, v, &b);
	buf_z(out, "lines\n");
	for (size_t i = 0; i < b.len; i++) {
		if (b.at[i] != '\r')
			buf_char(out, b.at[i]);
	}
	buf_char(out, '\n');
	line_free(l);
}

/* What the keeper says of the exam before the keys. */
static void
examine(struct house *h, enum person who)
{
	exam_begin(h);
	h->instead = exam_answers;
	if (who == WAITS) {
		exam_close(h);
		exam.entrance.tries = 1;
		exam.entrance.best = 50;
		exam.entrance.why_not = (struct refusal){ .reason = REASON_WAIT, .at = h->now + 86400 };
	}
	exam.entrance.open = exam.entrance.seated = who == SEATED;
	exam.entrance.attempt = exam.attempt.id;
}

static void
play(struct house *h, const struct scene *s, bool line, int cols, int rows)
{
	struct identity who;

	chance = 1;
	/* The site's own seed is made by SQLite. */
	sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, 1, NULL);
	house_open(h);
	h->world.academy.name = STR("Académie 作者 😀");
	h->world.line = line;
	h->cols = cols;
	h->rows = rows;
	if (s->who == MANAGER || s->who == OPERATOR) {
		desk_begin();
		h->instead = desk_answers;
		who = house_member(h, "oluchi", "Oluchi", s->who == MANAGER ? ROLE_MANAGER : ROLE_OPERATOR);
	} else {
		who = s->who == NEW        ? house_door(h)
		      : s->who == RECOVERS ? house_recovers(h)
		      : s->who == NOTIFIED ? house_notified(h)
					   : house_trainee(h);
	}
	if (s->who >= EXAMINEE)
		examine(h, s->who);
	house_start(h, &who, s->address);
	for (int i = 0; i < WAY_MAX && (s->way[i].kind != INTENT_NONE); i++) {
		bool last = i + 1 == WAY_MAX || s->way[i + 1].kind == INTENT_NONE;

		if (s->who == TIMED_OUT && last)
			exam.refuse = (struct refusal){ .reason = REASON_TIME_UP, .at = h->now };
		if (s->way[i].kind == INTENT_NUMBER)
			pick(h, s->way[i].number);
		else if (s->way[i].kind == INTENT_TYPED)
			type(h, s->way[i].text);
		else
			press(h, s->way[i].kind);
	}
	if (s->who == UNSEATED)
		exam_unseat(h);
}

static struct str
picture(const struct scene *s, struct arena *a)
{
	static struct grid grid;
	struct buf out = BUF_IN(a);
	struct house h;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		play(&h, s, false, sizes[i][0], sizes[i][1]);
		grid_show(&grid, &h.view, sizes[i][0], sizes[i][1]);
		assert_int_equal(grid.outside, 0);
		cells_out(&grid, &out);
		house_close(&h);
	}
	play(&h, s, true, 80, 24);
	lines_out(&h.view, &out);
	house_close(&h);
	return buf_get(&out);
}

/* ---- files ---- */

static struct str
file_read(const char *path, struct arena *a)
{
	FILE *f = fopen(path, "r");
	struct buf b = BUF_IN(a);
	char piece[4096];
	size_t n;

	while (f != NULL && (n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(&b, piece, n);
	if (f != NULL)
		fclose(f);
	return buf_get(&b);
}

static void
file_write(const char *path, struct str text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text.at, 1, text.len, f), text.len);
	fclose(f);
}

static void
say_difference(const char *name, struct str want, struct str got)
{
	struct str a, b;

	for (int line = 1;; line++) {
		bool more_a = str_next(&want, '\n', &a), more_b = str_next(&got, '\n', &b);

		if (!more_a && !more_b)
			return;
		if (!more_a || !more_b || !str_eq(a, b)) {
			fprintf(stderr, "%s.txt:%d\n- %.*s\n+ %.*s\n", name, line,
			    more_a ? (int)a.len : 0, a.at, more_b ? (int)b.len : 0, b.at);
			return;
		}
	}
}

static void
screens_look_as_they_were_approved(void **state)
{
	bool update = getenv("GOLDEN_UPDATE") != NULL;
	int wrong = 0;

	(void)state;
	assert_int_equal(randombytes_set_implementation(&no_chance), 0);
	for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
		struct arena *a = arena_new();
		struct str got = picture(&scenes[i], a), want;
		const char *path = str_z(a, str_printf(a, GOLDEN "%s.txt", scenes[i].name));

		if (update)
			file_write(path, got);
		want = file_read(path, a);
		if (!str_eq(got, want)) {
			say_difference(scenes[i].name, want, got);
			wrong++;
		}
		arena_free(a);
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(screens_look_as_they_were_approved),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	desk_end();
	return failed;
}
