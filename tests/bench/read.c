/* The reading task: pages of a real lesson, moves in menus, answers to checks; beside their floor
 * and beside less. */
#include "tests/bench/bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
	BODY_FIRST = 2, /* under the top line and the empty line */
	BODY_LAST = 22, /* the footer stands in row 23 */
	PAGES_MOST = 400,
	MOVES = 6,
};

#define COURSE "Foundations"
#define LESSON "Two names, one field"
#define PAGE_TARGET 1.25
#define MENU_TARGET 100

/* ---- what a key costs ---- */

struct cost {
	double down, segments;
};

static struct cost
press(struct terminal *t, struct relay *r, const char *key)
{
	struct relay_count c;

	relay_reset(r);
	terminal_type(t, key);
	settle(t);
	c = relay_count(r);
	return (struct cost){ (double)c.down, (double)c.down_segments };
}

/* ---- pages ---- */

struct reading {
	struct sample down, segments; /* of page turns */
	struct sample floor, words_floor;
	struct floor *stream, *words_stream;
};

/* The rows from first to last as text, blanks at the ends cut, empty rows at the end too. Free it.
 */
static char *
rows_text(struct terminal *t, int first, int last)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	while (last >= first && *terminal_row(t, last) == '\0')
		last--;
	for (int y = first; y <= last; y++)
		fprintf(f, "%s\n", terminal_row(t, y));
	fclose(f);
	return text;
}

static void
reading_begin(struct reading *g)
{
	*g = (struct reading){ .stream = floor_new(), .words_stream = floor_new() };
}

static void
reading_end(struct reading *g)
{
	floor_free(g->stream);
	floor_free(g->words_stream);
	sample_free(&g->down);
	sample_free(&g->segments);
	sample_free(&g->floor);
	sample_free(&g->words_floor);
}

/* One more page stands on the screen; c: what it cost, NULL for the one that no page turn brought.
 */
static void
page_shown(struct reading *g, struct terminal *t, const struct cost *c, int first, int last)
{
	char *all = rows_text(t, 0, terminal_rows(t) - 1), *words = rows_text(t, first, last);
	double least = (double)floor_page(g->stream, all, strlen(all));
	double least_words = (double)floor_page(g->words_stream, words, strlen(words));

	if (c != NULL) {
		sample_add(&g->down, c->down);
		sample_add(&g->segments, c->segments);
		sample_add(&g->floor, least);
		sample_add(&g->words_floor, least_words);
	}
	free(all);
	free(words);
}

static void
reading_print(struct reading *g, const char *name, bool judged)
{
	double ratio = g->down.n > 0 ? sample_sum(&g->down) / sample_sum(&g->floor) : 0;
	double words_ratio = g->down.n > 0 ? sample_sum(&g->down) / sample_sum(&g->words_floor) : 0;
	char target[64] = "";

	if (judged)
		snprintf(
		    target, sizeof(target), "%.2f %s", PAGE_TARGET, verdict(ratio, PAGE_TARGET));
	note("%-22s %5zu %6s %6s %6s %7s %5.1f %6s %6.2f %-10s %6s %5.2f", name, g->down.n,
	    grouped(sample_median(&g->down)), grouped(sample_least(&g->down)),
	    grouped(sample_most(&g->down)), grouped(sample_sum(&g->down)),
	    sample_sum(&g->segments) / (double)(g->down.n > 0 ? g->down.n : 1),
	    grouped(sample_median(&g->floor)), ratio, target,
	    grouped(sample_median(&g->words_floor)), words_ratio);
}

static void
print_head(void)
{
	note("%-22s %5s %6s %6s %6s %7s %5s %6s %6s %-10s %6s %5s", "bytes down a page", "pages",
	    "median", "min", "max", "all", "segm.", "floor", "ratio", "target", "text", "ratio");
}

/* ---- ours ---- */

static bool
on_a_page(struct terminal *t)
{
	return strstr(terminal_row(t, 0), "page ") != NULL;
}

static void
open_lesson(struct terminal *t)
{
	client_pick(t, LESSON);
	if (terminal_wait_any(t, "page 1 of", "Four short lessons") ==
	    1) /* the module's introduction, once */
		client_pick(t, LESSON);
	terminal_wait(t, "page 1 of");
	settle(t);
}

static void
add_words(struct terminal *t, FILE *text)
{
	char *words = rows_text(t, BODY_FIRST, BODY_LAST);

	fprintf(text, "%s\n", words);
	free(words);
}

/* Reads from here to the end of the module; answers nothing. What was read goes to text. */
static void
read_pages(struct terminal *t, struct relay *r, struct reading *g, FILE *text)
{
	page_shown(g, t, NULL, BODY_FIRST, BODY_LAST);
	add_words(t, text);
	for (int i = 0; i < PAGES_MOST; i++) {
		char *before = rows_text(t, 0, terminal_rows(t) - 1), *now;
		struct cost c = press(t, r, " ");
		bool same;

		now = rows_text(t, 0, terminal_rows(t) - 1);
		same = strcmp(before, now) == 0;
		free(before);
		free(now);
		if (same || terminal_shows(t, "end of the lesson")) {
			if (same) /* a space in a field is a letter */
				c = press(t, r, KEY_PGDN);
			if (terminal_shows(t, "Next: the quiz"))
				return;
		}
		if (!on_a_page(t))
			continue;
		page_shown(g, t, &c, BODY_FIRST, BODY_LAST);
		add_words(t, text);
	}
	terminal_fail(t, __FILE__, __LINE__, "the lesson has no end");
}

static void
move(struct terminal *t, struct relay *r, struct sample *s)
{
	double down;

	for (int i = 0; i < 2 * MOVES; i++) {
		if ((down = press(t, r, i < MOVES ? KEY_ARROW_DOWN : KEY_ARROW_UP).down) >
		    0) /* 0: the list has an end */
			sample_add(s, down);
	}
}

static bool
was_judged(struct terminal *t)
{
	for (int i = 0; i < 10; i++) {
		if (terminal_shows(t, "Right.") || terminal_shows(t, "Not right.") ||
		    terminal_shows(t, "Partly right."))
			return true;
		settle(t);
	}
	return false;
}

/* A lesson with checks that are not answered opens where it was left. */
static void
to_first_page(struct terminal *t, struct relay *r)
{
	for (int i = 0; i < PAGES_MOST && !terminal_shows(t, "page 1 of"); i++)
		press(t, r, "b");
}

/* Answers each check of the module once, with the first option. */
static void
answer_checks(struct terminal *t, struct relay *r, struct sample *answers)
{
	for (int i = 0; i < PAGES_MOST && !terminal_shows(t, "Next: the quiz"); i++) {
		struct cost c;
		bool ended;

		if (terminal_shows(t, "CHECK")) {
			press(t, r, "1");
			c = press(t, r, KEY_RETURN);
			if (was_judged(t))
				sample_add(answers, c.down);
		}
		ended = terminal_shows(t, "end of the lesson");
		press(t, r, KEY_PGDN);
		if (ended)
			to_first_page(t, r);
	}
}

static void
print_small(const char *name, struct sample *s, double target)
{
	char judged[64] = "";

	if (target > 0)
		snprintf(
		    judged, sizeof(judged), "%.0f %s", target, verdict(sample_most(s), target));
	note("%-22s %5zu %6s %6s %6s  %s", name, s->n, grouped(sample_median(s)),
	    grouped(sample_least(s)), grouped(sample_most(s)), judged);
}

/* The words that were read: less shows the same. Free them. */
static char *
read_ours(void)
{
	struct server *s = server_start(NULL);
	struct relay *r = relay_open(s->port);
	struct reading g;
	struct sample moves = { 0 }, answers = { 0 };
	struct terminal *t;
	char *words = NULL;
	size_t len;
	FILE *text = open_memstream(&words, &len);

	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	t = ssh_open(s, &(struct ssh){ .user = "amina", .port = relay_port(r), .key = "amina" });
	terminal_wait(t, "All courses");
	settle(t);
	move(t, r, &moves);
	client_pick(t, "All courses");
	client_pick(t, COURSE);
	terminal_wait(t, LESSON);
	settle(t);
	move(t, r, &moves);
	open_lesson(t);
	reading_begin(&g);
	read_pages(t, r, &g, text);
	terminal_type(t, "q");
	terminal_wait_gone(t, "end of the lesson");
	settle(t);
	client_pick(t, LESSON);
	terminal_wait(t, "page ");
	to_first_page(t, r);
	answer_checks(t, r, &answers);
	fclose(text);

	reading_print(&g, "chalkline", true);
	print_small("chalkline, menu move", &moves, MENU_TARGET);
	print_small("chalkline, answer", &answers, 0);
	reading_end(&g);
	sample_free(&moves);
	sample_free(&answers);
	relay_cut(r);
	terminal_end(t);
	terminal_free(t);
	relay_close(r);
	server_stop(s);
	return words;
}

/* ---- less ---- */

static void
read_less(struct server *s, bool compress)
{
	struct relay *r = relay_open(s->port);
	struct terminal *t = ssh_open(s, &(struct ssh){ .user = peer_user(),
					     .port = relay_port(r),
					     .key = "reader",
					     .compress = compress });
	struct reading g;

	terminal_wait(t, "/text"); /* its prompt is the file's name */
	settle(t);
	reading_begin(&g);
	page_shown(&g, t, NULL, 0, BODY_LAST);
	for (int i = 0; i < PAGES_MOST && !terminal_shows(t, "(END)"); i++) {
		struct cost c = press(t, r, " ");

		page_shown(&g, t, &c, 0, BODY_LAST);
	}
	reading_print(&g, compress ? "sshd + less, ssh -C" : "sshd + less", false);
	reading_end(&g);
	relay_cut(r);
	terminal_end(t);
	terminal_free(t);
	relay_close(r);
}

void
bench_read(void)
{
	struct server *peer;
	char *words;

	printf(
	    "2. The reading task (stock OpenSSH client without -C; 80 x 24; TCP payload down)\n");
	print_head();
	words = read_ours();
	peer = peer_start(words);
	if (peer != NULL) {
		read_less(peer, false);
		read_less(peer, true);
		peer_stop(peer);
		note("less has no menu and no questions.");
	}
	note("floor: all rows of each page through one zlib stream, flushed, one SSH packet; text: "
	     "without top line and "
	     "footer.");
	printf("\n");
	free(words);
}
