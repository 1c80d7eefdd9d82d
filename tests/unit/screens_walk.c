/*
 * Every screen has a form in cells and a form in lines, and no row of keys, however odd, breaks
 * one: a hundred thousand random intents over the real keeper. SCREENS_FUZZ=N and SCREENS_SEED=N
 * change how many and which.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/desk_help.h"
#include "tests/unit/present_views.h"
#include "tests/unit/screens_help.h"
#include "tui/line/line.h"

enum { FUZZ = 100000, SCREENS_MAX = 64 };

static struct house h;
static struct grid grid;
static bool visited[SCREENS_MAX];

static void
fail_on(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, shown(&h));
	fail();
}

#define CLAIM(claim)                                                                               \
	do {                                                                                       \
		if (!(claim))                                                                      \
			fail_on(#claim);                                                           \
	} while (0)

static void
visit(void)
{
	for (unsigned i = 0; i < app_screen_count() && i < SCREENS_MAX; i++)
		visited[i] = visited[i] || str_is(h.view.screen, app_screen_name(i));
}

/* What each view promises to both presenters. */
static void
whole(const struct view *v)
{
	int last = 0;
	bool has_field = false;

	CLAIM(v->who.len > 0 && v->title.len > 0 && v->page.len > 0 && v->screen.len > 0);
	CLAIM(v->items > 0 && v->hints > 0);
	CLAIM(str_ends(v->prompt, ": ") || str_ends(v->prompt, "? ") || str_ends(v->prompt, "> "));
	for (uint32_t i = 0; i < v->items; i++) {
		const struct item *it = &v->item[i];

		if (it->kind == ITEM_CHOICE) {
			CLAIM(it->number > last && it->text.len > 0);
			last = it->number;
		}
		if (it->kind == ITEM_FIELD) {
			CLAIM(it->text.len > 0 && it->focused && v->field);
			has_field = true;
		}
		CLAIM(it->kind != ITEM_ROWS || it->rows == 0 || it->row != NULL);
		CLAIM(
		    (it->kind != ITEM_TEXT && it->kind != ITEM_HEADING && it->kind != ITEM_NOTE) ||
		    it->text.len > 0);
	}
	CLAIM(v->field == has_field);
}

static void
in_cells(const struct view *v, int cols, int rows)
{
	grid_show(&grid, v, cols, rows);
	CLAIM(grid.outside == 0 && grid.has_cursor);
}

/* Does a line of the output begin with this number? */
static bool
has_number(struct str out, int number)
{
	char want[16];
	struct str line;

	snprintf(want, sizeof(want), "%d ", number);
	while (str_next(&out, '\n', &line)) {
		if (str_starts(line, want))
			return true;
	}
	return false;
}

static void
in_lines(const struct view *v)
{
	struct line *l = line_new(76);
	struct buf b = BUF_IN(v->arena);
	struct str out;

	line_show(l, v, &b);
	out = buf_get(&b);
	CLAIM(out.len > 0);
	for (size_t i = 0; i < out.len; i++) {
		unsigned char c = (unsigned char)out.at[i];

		CLAIM(c >= 0x20 || c == '\r' || c == '\n');
		CLAIM(c != '\r' || (i + 1 < out.len && out.at[i + 1] == '\n'));
	}
	for (uint32_t i = 0; i < v->items; i++) {
		if (v->item[i].kind == ITEM_CHOICE)
			CLAIM(has_number(out, v->item[i].number));
	}
	CLAIM(str_ends(out, "> ") || str_ends(out, ": ") || str_ends(out, "? "));
	line_free(l);
}

static void
look(void)
{
	visit();
	whole(&h.view);
	in_cells(&h.view, 80, 24);
	in_cells(&h.view, 40, 12);
	in_cells(&h.view, 100, 30);
	in_lines(&h.view);
}

/* ---- a walk through all screens ---- */

static void
step(enum intent_kind kind)
{
	press(&h, kind);
	look();
}

static void
number(int n)
{
	pick(&h, n);
	look();
}

static void
write_text(const char *text)
{
	type(&h, text);
	look();
	step(INTENT_CHOOSE);
}

static void
walk_lessons(void)
{
	number(2);
	number(1);
	number(1);
	number(1);
	step(INTENT_ON);
	number(1);
	step(INTENT_SHOW);
	for (int i = 0; i < 3; i++)
		step(INTENT_ON);
	step(INTENT_CHOOSE);
	step(INTENT_CHOOSE);
	step(INTENT_OPTIONS);
	step(INTENT_BACK);
	step(INTENT_TERM);
	step(INTENT_BACK);
}

static void
walk_self(void)
{
	number(5);
	number(1);
	step(INTENT_BACK);
	number(4);
	step(INTENT_ERASE);
	number(6);
	number(1);
	number(1);
	write_text("hn4c");
	number(5);
	number(1);
	step(INTENT_BACK);
	step(INTENT_BACK);
	step(INTENT_BACK);
	step(INTENT_HELP);
	step(INTENT_BACK);
	step(INTENT_WHERE);
	step(INTENT_BACK);
	step(INTENT_SEARCH);
	write_text("custody");
	step(INTENT_BACK);
}

/* A case twice: to its end, and what was decided looked at; then left in the middle. */
static void
walk_case(void)
{
	number(4);
	number(1);
	number(2);
	step(INTENT_ON);
	number(1);
	number(1);
	number(1);
	step(INTENT_ON);
	step(INTENT_BACK_PAGE);
	step(INTENT_BACK);
	number(2);
	number(1);
	step(INTENT_BACK);
	number(4);
	step(INTENT_BACK);
}

static void
walk_all(void)
{
	static struct reply recovery = { .number = 1, .verb = VERB_RECOVERY };
	struct identity who = house_trainee(&h);

	recovery.recovery.code = STR(HOUSE_CODE);
	house_can(&h, &recovery);
	/* A key that can be added, so that the page of one key is met. */
	h.world.proved_key = STR("SHA256:abc");
	h.world.proved_kind = STR("ssh-ed25519");
	h.world.proved_blob = STR("blob");
	house_start(&h, &who, "");
	look();
	walk_self();
	walk_lessons();
	house_start(&h, &who, "evidence-first-day");
	look();
	number(5);
	step(INTENT_BACK);
	walk_case();
	number(3);
	number(1);
	step(INTENT_OPTIONS);
	number(1);
	step(INTENT_ON);
	step(INTENT_ON);
	number(3);
	house_start(&h, &who, "");
	number(2);
	step(INTENT_BACK);
	number(4);
	number(1);
}

static void
walk_door(void)
{
	struct identity who;

	h.world.proved_key = STR_NONE;
	who = house_door(&h);
	house_start(&h, &who, "");
	look();
	number(2);
	write_text("Zahra 作者");
	step(INTENT_WIPE);
	write_text("Zahra Banu");
	write_text("s");
	number(1);
	step(INTENT_CHOOSE);
	number(1);
	number(1);
	number(1);
	number(2);
	number(3);
	number(1);
	number(1);
	write_text("hn4c");
}

static void
walk_recovery(void)
{
	struct identity who = house_recovers(&h);

	house_start(&h, &who, "");
	look();
	number(1);
	number(1);
	number(1);
	for (int i = 0; i < 3; i++)
		number(2);
	number(1);
	number(1);
	write_text("hn4c");
}

/* Each page of a person, and back. */
static void
walk_person(void)
{
	for (int deed = 1; deed <= 9; deed++) {
		if (deed == 2 || deed == 3)
			continue;
		number(deed);
		if (deed != 8)
			number(1);
		if (str_is(h.view.screen, "desk-person"))
			continue;
		step(INTENT_BACK);
		if (!str_is(h.view.screen, "desk-person"))
			step(INTENT_BACK);
	}
	number(1);
	number(2);
	number(1);
	number(7);
	number(2);
	number(1);
	number(2);
	write_text("amina.m");
	number(2);
	number(3);
	write_text("Amina M.");
	number(8);
	write_text("amina2");
	number(3);
	number(2);
}

/* A written answer to mark: the example course asks for none. */
static bool
one_answer_waits(struct house *house, const struct request *q, struct reply *r)
{
	static struct marking_row row;

	row = (struct marking_row){ { { 1 } }, 0, STR("evidence-first-day"), STR("final"), STR("e"), STR("The copy"),
		house->now - 3600, 1, 1 };
	*r = (struct reply){ .number = 1, .verb = q->verb };
	if (q->verb == VERB_MARKING)
		r->marking = (struct told_marking){ &row, 1, 1 };
	else if (q->verb == VERB_MARKING_ONE)
		r->marking_one = (struct told_marking_one){ row, STR("en"), STR("Why?"), STR("Because."), STR("Model"), false, 0,
			STR_NONE };
	else
		return desk_answers(house, q, r);
	return true;
}

static void
walk_desk(void)
{
	struct identity who = house_member(&h, "oluchi", "Oluchi", ROLE_OPERATOR);

	desk_begin();
	h.instead = desk_answers;
	house_start(&h, &who, "desk");
	look();
	number(1);
	number(1);
	walk_person();
	step(INTENT_BACK);
	step(INTENT_SEARCH);
	write_text("boris");
	step(INTENT_BACK);
	number(2);
	number(2);
	number(1);
	number(2);
	number(1);
	for (int field = 2; field <= 4; field++) {
		number(field);
		write_text("7");
	}
	number(5);
	number(1);
	step(INTENT_BACK);
	number(3);
	number(2);
	number(1);
	number(2);
	step(INTENT_BACK);
	number(4);
	number(1);
	number(2);
	step(INTENT_BACK);
	number(5);
	number(1);
	house_start(&h, &who, "desk");
	number(6);
	number(1);
	number(1);
	number(1);
	house_start(&h, &who, "drafts");
	look();
	number(1);
	number(1);
	step(INTENT_BACK);
	number(3);
	step(INTENT_BACK);
	number(4);
	number(2);
	house_start(&h, &who, "desk");
	number(7);
	number(1);
	house_start(&h, &who, "evidence-first-day/as-found");
	step(INTENT_REPORT);
	write_text("a word is missing");
	h.instead = one_answer_waits;
	house_start(&h, &who, "desk");
	number(8);
	number(1);
	number(1);
	write_text("80");
	step(INTENT_CHOOSE);
	write_text("Good.");
	step(INTENT_BACK);
	h.instead = desk_answers;
	who.role = ROLE_MANAGER;
	house_start(&h, &who, "desk");
	look();
	number(2);
	write_text("amina");
	number(2);
	h.instead = NULL;
}

static void
each_screen_has_cells_and_lines(void **state)
{
	(void)state;
	memset(visited, 0, sizeof(visited));
	for (int line = 0; line < 2; line++) {
		house_open(&h);
		h.world.line = line != 0;
		walk_all();
		walk_door();
		walk_desk();
		house_close(&h);
		house_open(&h);
		h.world.line = line != 0;
		walk_recovery();
		house_close(&h);
	}
	for (unsigned i = 0; i < app_screen_count(); i++) {
		/* The list of several terms needs a page that has several; its twin is walked. */
		if (!visited[i] && strcmp(app_screen_name(i), "words") != 0) {
			fprintf(stderr, "never shown: %s\n", app_screen_name(i));
			fail();
		}
	}
}

/* ---- random ---- */

static uint32_t
dice(uint32_t n)
{
	uint32_t v;

	house_random(&h, &v, sizeof(v));
	return v % n;
}

static struct str
some_text(void)
{
	static const char *const texts[] = { "a", "12", "1,5", "custody", "Zahra Banu", "作者", "😀",
		"é", "zahra", "amina", "the rain in nampula falls", "moz", " ", "\n", "\xff\xfe",
		"x\033[31m", "a line that is longer than most" };

	return str_from(texts[dice(sizeof(texts) / sizeof(texts[0]))]);
}

/* What no keeper would say: it must not hurt. */
static void
odd_reply(void)
{
	static struct ssh_key keys[2];
	struct reply r = { .number = dice(3), .verb = (enum verb)dice(VERB_KINDS) };

	r.refusal.reason = (enum reason)dice(REASON_KINDS);
	if (r.refusal.reason == REASON_NONE)
		r.refusal.reason = REASON_DISK;
	r.refusal.number = (int32_t)dice(100);
	keys[0].fingerprint = keys[1].fingerprint = STR("x");
	if (dice(20) == 0) {
		r = (struct reply){ .number = 1, .verb = VERB_KEYS, .keys = { keys, 2 } };
		for (int i = 0; i < 2; i++)
			keys[i].kind = keys[i].name = STR("k");
	}
	house_update(&h, (struct intent){ .kind = INTENT_REPLY, .reply = &r });
}

static void
random_key(void)
{
	static const enum intent_kind often[] = { INTENT_CHOOSE, INTENT_NUMBER, INTENT_NUMBER,
		INTENT_ON, INTENT_DOWN, INTENT_TYPED, INTENT_BACK };
	struct intent i = { .kind = (enum intent_kind)dice(INTENT_KINDS), .seen = dice(5) != 0 };

	if (dice(3) != 0)
		i.kind = often[dice(sizeof(often) / sizeof(often[0]))];
	if (i.kind == INTENT_REPLY) {
		odd_reply();
		return;
	}
	i.whole = h.world.line || dice(20) == 0;
	i.number = (int)dice(14) - (dice(50) == 0 ? 20 : 0);
	i.text = i.kind == INTENT_TYPED ? some_text() : STR_NONE;
	i.cols = (int)dice(140);
	i.rows = (int)dice(60);
	house_update(&h, i);
}

/* The seat has to be hers again. */
static struct identity
amina(void)
{
	struct request in = { .verb = VERB_LOGIN_PASSWORD };
	struct reply r;

	in.login.login = STR("amina");
	in.login.secret = STR("a whole sentence is easy");
	in.login.key = in.login.client = STR_NONE;
	h.seat = (struct seat){ .role = ROLE_NOBODY };
	house_ask(&h, &h.seat, &in, &r);
	/* Random keys may have changed the password. */
	return r.refusal.reason == REASON_NONE ? r.login.who : house_guest(&h);
}

/* Another desk each time: empty or crowded, well or not. */
static void
desk_dice(void)
{
	desk_begin();
	desk.empty = dice(4) == 0;
	desk.crowd = dice(2) * 120;
	desk.health = (enum health)dice(HEALTH_KINDS);
	desk.backup_age = dice(3) * 3 * DESK_DAY;
	desk.publish = (enum publish_state)dice(PUBLISH_STATES);
	desk.refuse.reason = dice(3) == 0 ? (enum reason)dice(REASON_KINDS) : REASON_NONE;
}

static void
start_anew(void)
{
	struct identity who;

	h.world.line = dice(3) == 0;
	h.world.has_pty = dice(4) != 0;
	h.world.proved_key = dice(2) == 0 ? STR("SHA256:abc") : STR_NONE;
	h.mute = false;
	switch (dice(5)) {
	case 0:
		who = house_door(&h);
		break;
	case 1:
		who = house_guest(&h);
		break;
	case 2:
		who = amina();
		who.role = dice(3) == 0 ? ROLE_MANAGER : ROLE_OPERATOR;
		desk_dice();
		house_start(&h, &who, dice(3) == 0 ? "drafts" : "desk");
		return;
	default:
		who = amina();
		break;
	}
	house_start(&h, &who, dice(3) == 0 ? "evidence-first-day/custody" : "");
}

static unsigned long
setting(const char *name, unsigned long otherwise)
{
	const char *value = getenv(name);

	return value != NULL ? strtoul(value, NULL, 10) : otherwise;
}

static void
random_intents_break_nothing(void **state)
{
	unsigned long n = setting("SCREENS_FUZZ", FUZZ), most = 0;
	struct buf out;

	(void)state;
	memset(visited, 0, sizeof(visited));
	house_open(&h);
	h.chance = setting("SCREENS_SEED", 1);
	(void)house_trainee(&h);
	desk_begin();
	h.instead = desk_answers;
	start_anew();
	for (unsigned long i = 0; i < n; i++) {
		random_key();
		whole(&h.view);
		visit();
		if (i % 50 == 0)
			look();
		if (h.left || dice(400) == 0)
			start_anew();
		if (dice(300) == 0)
			h.mute = !h.mute;
		if (arena_size(h.turn) > most)
			most = arena_size(h.turn);
	}
	out = BUF_IN(h.arena);
	for (unsigned i = 0; i < app_screen_count(); i++)
		buf_printf(
		    &out, "%s%s", visited[i] ? "" : " not ", visited[i] ? "" : app_screen_name(i));
	printf("%lu intents; the largest view took %lu bytes;%.*s met\n", n, most,
	    STR_ARG(buf_get(&out)));
	house_close(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_screen_has_cells_and_lines),
		cmocka_unit_test(random_intents_break_nothing),
	};

	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	desk_end();
	return failed;
}
