/*
 * An exam on a line that breaks: a whole run is recorded, then it is cut at its bytes, in both directions, and the
 * trainee comes in again. The same questions stand in the same order, every answer that was acknowledged is there, and
 * the time that the line was down was given back.
 *
 * A run takes seconds, and a recorded one has some thousand bytes: by default as many cuts are made as fit into
 * BUDGET_MS, spread over the run; with --long or CHALKLINE_LONG=1 one at every byte.
 */
#include "tests/e2e/hall.h"
#include "tests/e2e/relay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "courses/model/question.h"

enum { STONES = 4, BUDGET_MS = 40000, CUTS_LEAST = 6, SLACK_S = 2 };

static bool is_long;

static struct server *
open_hall(void)
{
	if (!client_have(CLIENT_OPENSSH)) {
		print_message("skipped: OpenSSH is not installed\n");
		skip();
	}
	return hall_start("stones", "    attempts: 1\n    clock: pauses\n");
}

/* ---- the records, read beside the server ---- */

struct records {
	int attempts;
	int64_t paused_s, given_s;
	char question[STONES][16], response[STONES][80];
};

static struct records
look(struct server *s, const char *name)
{
	static const char attempt[] =
	    "SELECT t.paused_s, (SELECT count(*) FROM attempt AS o WHERE o.person = t.person) FROM attempt AS t "
	    "JOIN person AS p ON p.id = t.person WHERE p.login = ?1";
	static const char rows[] =
	    "SELECT q.place, q.question, q.response FROM attempt_question AS q JOIN attempt AS t ON t.id = q.attempt "
	    "JOIN person AS p ON p.id = t.person WHERE p.login = ?1";
	struct records r = { .attempts = 0 };
	char file[128];
	sqlite3 *db;
	sqlite3_stmt *q;

	snprintf(file, sizeof(file), "%s/records.db", s->data);
	assert_int_equal(sqlite3_open_v2(file, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 10000);
	assert_int_equal(sqlite3_prepare_v2(db, attempt, -1, &q, NULL), SQLITE_OK);
	sqlite3_bind_text(q, 1, name, -1, SQLITE_STATIC);
	if (sqlite3_step(q) == SQLITE_ROW) {
		r.paused_s = sqlite3_column_int64(q, 0);
		r.attempts = sqlite3_column_int(q, 1);
	}
	sqlite3_finalize(q);
	assert_int_equal(sqlite3_prepare_v2(db, rows, -1, &q, NULL), SQLITE_OK);
	sqlite3_bind_text(q, 1, name, -1, SQLITE_STATIC);
	while (sqlite3_step(q) == SQLITE_ROW) {
		int place = sqlite3_column_int(q, 0);

		assert_in_range(place, 0, STONES - 1);
		snprintf(r.question[place], sizeof(r.question[0]), "%s", (const char *)sqlite3_column_text(q, 1));
		snprintf(r.response[place], sizeof(r.response[0]), "%s", (const char *)sqlite3_column_text(q, 2));
	}
	sqlite3_finalize(q);
	sqlite3_close(db);
	return r;
}

/* ---- a trainee whose line may be cut anywhere ---- */

struct run {
	struct terminal *t;
	struct relay *relay;
	bool cut, entered;
	int acked;                 /* so many answers were said to be kept */
	char seen[STONES][16];     /* which stone was asked for, by number of the question */
	char chose[STONES][16];    /* what the trainee chose */
};

/* false: the line was cut before it came. */
static bool
sees(struct run *r, const char *text)
{
	int64_t deadline = process_deadline();

	while (!r->cut && !terminal_shows(r->t, text)) {
		if (relay_was_cut(r->relay)) {
			terminal_end(r->t); /* what had come through stands on its screen */
			r->cut = true;
		} else if (process_now() > deadline) {
			terminal_fail(r->t, __FILE__, __LINE__, "this does not come: %s", text);
		} else {
			terminal_watch(r->t, 5);
		}
	}
	return terminal_shows(r->t, text);
}

/*
 * Presses this until that comes. A key that commits is dropped when its page had not arrived before it was read;
 * people press again, and so does this.
 */
static bool
presses(struct run *r, const char *keys, const char *text)
{
	enum { AGAIN_MS = 2000 };
	int64_t deadline = process_deadline(), pressed = 0;

	while (!r->cut && !terminal_shows(r->t, text)) {
		if (relay_was_cut(r->relay)) {
			sees(r, text);
			break;
		}
		if (process_now() > deadline)
			terminal_fail(r->t, __FILE__, __LINE__, "this does not come: %s", text);
		if (process_now() - pressed > AGAIN_MS) {
			terminal_still(r->t, 60);
			terminal_type(r->t, keys);
			pressed = process_now();
		}
		terminal_watch(r->t, 5);
	}
	return terminal_shows(r->t, text);
}

/* The digit of the choice with this text, or Enter where it is marked; NULL: it is not there. */
static const char *
key_of(struct run *r, const char *choice)
{
	static char digit[2];

	for (int y = 0; y < terminal_rows(r->t); y++) {
		const char *row = terminal_row(r->t, y);

		digit[0] = row[strspn(row, " >")];
		if (strstr(row, choice) != NULL && digit[0] >= '1' && digit[0] <= '9')
			return row[0] == '>' ? KEY_RETURN : digit;
	}
	return NULL;
}

/* The numbered choice with this text, which leads to that: its digit, and Enter where that only marks. */
static bool
picks(struct run *r, const char *choice, const char *text)
{
	enum { AGAIN_MS = 1000 };
	int64_t deadline = process_deadline(), pressed = 0;

	if (!sees(r, choice))
		return false;
	while (!r->cut && !terminal_shows(r->t, text)) {
		const char *key = key_of(r, choice);

		if (relay_was_cut(r->relay)) {
			sees(r, text);
			break;
		}
		if (process_now() > deadline)
			terminal_fail(r->t, __FILE__, __LINE__, "this does not come: %s", text);
		if (key != NULL && (process_now() - pressed > AGAIN_MS || (*key == '\r' && !r->entered))) {
			r->entered = *key == '\r';
			terminal_type(r->t, key);
			pressed = process_now();
		}
		terminal_watch(r->t, 5);
	}
	r->entered = false;
	return terminal_shows(r->t, text);
}

static void
stone(struct run *r, int i)
{
	for (int y = 0; y < terminal_rows(r->t); y++) {
		const char *at = strstr(terminal_row(r->t, y), "Stone ");

		if (at != NULL && strstr(at, "is of which") != NULL) {
			snprintf(r->seen[i], sizeof(r->seen[i]), "%.*s", (int)strcspn(at + 6, " "), at + 6);
			return;
		}
	}
}

static void
what_the_line_lets_through(struct run *r)
{
	static const char *const colours[] = { "granite", "marble", "slate" };
	char where[40];

	if (!picks(r, "All courses", "The hall") || !picks(r, "The hall", "To finish:") ||
	    !picks(r, "Final exam", "Begin") || !picks(r, "Begin", "Type START:"))
		return;
	terminal_type(r->t, "START");
	if (!sees(r, "Type START: START") || !presses(r, KEY_RETURN, "question 1 of"))
		return;
	for (int i = 0; i < STONES; i++) {
		snprintf(where, sizeof(where), "question %d of %d", i + 1, STONES);
		if (!sees(r, where))
			return;
		r->acked = i; /* this page comes after the acknowledgement of the answer before */
		if (!sees(r, "is of which colour"))
			return;
		stone(r, i);
		snprintf(where, sizeof(where), "> %d", i % 3 + 1);
		for (int y = 0; y < terminal_rows(r->t); y++)
			for (int k = 0; k < 3; k++) {
				const char *row = terminal_row(r->t, y);

				if (row[strspn(row, " >")] == '1' + i % 3 && strstr(row, colours[k]) != NULL)
					snprintf(r->chose[i], sizeof(r->chose[i]), "%s", colours[k]);
			}
		if (!presses(r, (char[]){ (char)('1' + i % 3), '\0' }, where))
			return;
		if (i + 1 < STONES)
			snprintf(where, sizeof(where), "question %d of %d", i + 2, STONES);
		if (!presses(r, KEY_RETURN, i + 1 < STONES ? where : "All 4 are answered"))
			return;
	}
	r->acked = STONES;
}

/* ---- and comes in again ---- */

static void
is_chosen(const char *response, const char *choice)
{
	struct arena *a = arena_new();
	struct response r;

	assert_true(response_read(a, str_from(response), &r));
	assert_int_equal(r.picks, 1);
	assert_true(r.pick[0].right == question_key(str_from(choice)));
	arena_free(a);
}

static void
comes_in_again(struct server *s, const char *name, const struct run *run, int64_t cut_at, const struct records *before)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = name, .key = name };
	struct terminal *t = client_open(s, &c);
	struct records after;
	int64_t went_on;
	int answered = 0;

	terminal_wait(t, "All courses");
	hall_to_entrance(t);
	went_on = process_now();
	if (before->attempts == 0) {
		assert_int_equal(run->acked, 0);
		assert_true(run->seen[0][0] == '\0'); /* who has seen a question has an attempt */
		hall_begin(t);
		terminal_free(t);
		return;
	}
	client_pick(t, "Go on with your try");
	terminal_wait_any(t, "question 1 of", "question 2 of", "question 3 of", "question 4 of", "All 4 are answered");
	terminal_wait_any(t, "44 minutes left", "45 minutes left");
	terminal_free(t);
	after = look(s, name);
	assert_int_equal(after.attempts, 1);
	for (int i = 0; i < STONES; i++) {
		assert_string_equal(after.question[i], before->question[i]);
		assert_string_equal(after.response[i], before->response[i]);
		answered += after.response[i][0] != '\0';
		/* What was on the screen is what is in the records, question by question. */
		if (run->seen[i][0] != '\0') {
			static const char *const names[] = { "one", "two", "three", "four" };

			assert_string_equal(run->seen[i], names[after.question[i][2] - '1']);
		}
		if (i < run->acked)
			is_chosen(after.response[i], run->chose[i]);
	}
	/* At most the one that was on its way is there as well. */
	assert_in_range(answered, run->acked, run->acked + 1);
	/* The line was down from the cut until the seat was taken again. */
	assert_in_range(after.paused_s + SLACK_S, (went_on - cut_at) / 1000,
	    (process_now() - cut_at) / 1000 + 2 * SLACK_S);
}

static struct run
one_run(struct server *s, struct relay *relay, const char *name)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = name, .key = name, .port = relay_port(relay) };
	struct run run = { .relay = relay, .t = client_open(s, &c) };

	what_the_line_lets_through(&run);
	return run;
}

static bool
one_cut(struct server *s, struct relay *relay, const char *name, bool up, uint64_t bytes)
{
	struct records before;
	int64_t cut_at;

	hall_member(s, name);
	relay_reset(relay);
	relay_cut_at(relay, up, bytes);

	struct run run = one_run(s, relay, name);

	/* A run is never byte for byte the same: its end may come a little earlier. */
	if (!run.cut)
		relay_cut(relay);
	cut_at = process_now();
	terminal_end(run.t);
	before = look(s, name);
	comes_in_again(s, name, &run, cut_at, &before);
	terminal_free(run.t);
	return run.cut;
}

/* The places 1/2, 1/4, 3/4, 1/8, ... of a run: spread well however soon one stops. */
static double
spread(unsigned n)
{
	double at = 0, by = 0.5;

	for (; n > 0; n /= 2, by /= 2)
		at += n % 2 ? by : 0;
	return at;
}

static void
no_cut_loses_an_answer_or_a_minute(void **state)
{
	struct server *s = open_hall();
	struct relay *relay = relay_open(s->port);
	struct relay_count whole;
	int64_t until = process_now() + BUDGET_MS;
	unsigned cuts = 0, inside = 0;
	char name[16];

	(void)state;
	hall_member(s, "first");
	relay_reset(relay);

	struct run run = one_run(s, relay, "first");

	assert_int_equal(run.acked, STONES);
	whole = relay_count(relay);
	terminal_free(run.t);
	for (unsigned n = 1; is_long ? n <= whole.up + whole.down : n <= CUTS_LEAST || process_now() < until; n++) {
		bool up = is_long ? n <= whole.up : n % 2 == 0;
		uint64_t all = up ? whole.up : whole.down;
		uint64_t at = is_long ? (up ? n : n - whole.up) : 1 + (uint64_t)(spread(n / 2 + 1) * (double)(all - 1));

		snprintf(name, sizeof(name), "cut%u", n);
		inside += one_cut(s, relay, name, up, at);
		cuts++;
	}
	print_message("a run of %u bytes up and %u down, cut %u times, %u of them before its end\n",
	    (unsigned)whole.up, (unsigned)whole.down, cuts, inside);
	assert_true(inside > cuts / 2);
	relay_close(relay);
	server_halt(s);
	free(server_command(s, (const char *const[]){ "doctor", NULL }));
	server_stop(s);
}

/* The line stands still first, as a mobile one does, and only then breaks. */
static void
an_outage_begins_at_the_last_byte(void **state)
{
	enum { STILL_MS = 4000 };
	struct server *s = open_hall();
	struct relay *relay = relay_open(s->port);
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina", .port = relay_port(relay) };
	struct terminal *t;

	(void)state;
	hall_member(s, "amina");
	t = client_open(s, &c);
	terminal_wait(t, "All courses");
	hall_to_entrance(t);
	hall_begin(t);
	relay_freeze(relay, true);
	terminal_watch(t, STILL_MS);
	relay_cut(relay);
	terminal_free(t);
	c.port = 0;
	t = client_open(s, &c);
	terminal_wait(t, "All courses");
	hall_to_entrance(t);
	client_pick(t, "Go on with your try");
	terminal_wait(t, "question 1 of");
	assert_in_range(look(s, "amina").paused_s, STILL_MS / 1000 - 1, 60);
	terminal_free(t);
	server_stop(s);
}

static void
the_second_client_takes_over_and_the_first_is_told(void **state)
{
	struct server *s = open_hall();
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina" };
	struct terminal *first, *second;

	(void)state;
	hall_member(s, "amina");
	first = client_open(s, &c);
	terminal_wait(first, "All courses");
	hall_to_entrance(first);
	hall_begin(first);
	second = client_open(s, &c);
	terminal_wait(second, "All courses");
	hall_to_entrance(second);
	client_pick(second, "Go on with your try here: the other window stops");
	terminal_wait(second, "question 1 of 4");
	terminal_wait(first, "This test goes on in another window of yours");
	server_wait_log(s, "event=seat-taken");

	char *log = server_log_text(s);

	assert_non_null(strstr(log, "from=\"127.0.0.0/24\" key=\"SHA256:"));
	free(log);
	/* And back. */
	client_pick(first, "Go on here: the other window stops");
	terminal_wait(first, "question 1 of 4");
	terminal_wait(second, "This test goes on in another window of yours");
	terminal_free(first);
	terminal_free(second);
	server_stop(s);
}

int
main(int argc, char **argv)
{
	const char *wish = getenv("CHALKLINE_LONG");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_second_client_takes_over_and_the_first_is_told, client_teardown),
		cmocka_unit_test_teardown(an_outage_begins_at_the_last_byte, client_teardown),
		cmocka_unit_test_teardown(no_cut_loses_an_answer_or_a_minute, client_teardown),
	};

	is_long = (argc > 1 && strcmp(argv[1], "--long") == 0) || (wish != NULL && strcmp(wish, "1") == 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
