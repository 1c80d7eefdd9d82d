/*
 * A line of 9600 bit/s, TCP from end to end: what is painted when ten pages are turned faster than
 * the line is, and that nothing is committed blind.
 *
 * The server lives in one network namespace and the client in another (net.h). A relay would
 * acknowledge what nobody has seen yet, so this cannot be shown with one. It needs root, ip and tc;
 * without them everything here is skipped.
 */
#include "tests/e2e/client.h"
#include "tests/e2e/net.h"

#include <arpa/inet.h>
#include <ftw.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define SERVER_ADDRESS "10.96.0.1"
#define CLIENT_ADDRESS "10.96.0.2"

enum {
	SKIPPED = 77,
	LONG_PAGES = 14, /* at least, of the long lesson */
	TURNS = 10,
	PAGE_ROWS = 20,
	BETWEEN_MOST = 3, /* pages painted between the first and the last */
	KEYS_MS = 1150,
	PAGE_MS = 700,
	LAST_PAGE_MS = 5000,
};

static struct net far;
static char library[] = "/tmp/chalkline-modem-XXXXXX";

/* ---- the line ---- */

static void
line_is_slow(void)
{
	assert_true(net_rate(&far, "rate 9600bit burst 1600 limit 64k"));
}

static void
line_is_fast(void) /* for what is not the test: logging in, going somewhere */
{
	assert_true(net_rate(&far, NET_FAST));
}

/* ---- a course whose pages are full and hard to compress ---- */

static void
words(FILE *f, unsigned *dice, int letters)
{
	for (int col = 0, len = 0; letters > 0; letters -= len + 1) {
		*dice = *dice * 1103515245 + 12345;
		len = 4 + (int)(*dice >> 16) % 6;
		if (col + len > 72) {
			putc('\n', f);
			col = 0;
		}
		for (int i = 0; i < len; i++) {
			*dice = *dice * 1103515245 + 12345;
			putc('a' + (int)(*dice >> 16) % 26, f);
		}
		putc(' ', f);
		col += len + 1;
	}
	fputs("end.\n\n", f);
}

static FILE *
open_in_course(const char *name)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/slow-line/%s", library, name);
	f = fopen(path, "w");
	assert_non_null(f);
	return f;
}

static void
write_module(void)
{
	FILE *f = open_in_course("en/010-road.md");
	unsigned dice = 9600;

	fputs("---\nid: road\ntitle: The road\naims:\n  - Wait for a page\n---\n\n", f);
	fputs("<!-- id: long; minutes: 5 -->\n## The long lesson\n\n", f);
	for (int i = 0; i < LONG_PAGES * 3; i++)
		words(f, &dice, PAGE_ROWS * 72 / 3);
	fputs("<!-- id: asked; minutes: 5 -->\n## The lesson that asks\n\n", f);
	words(f, &dice, PAGE_ROWS * 60);
	words(f, &dice, 9 * 72);
	fputs("```gift\n// [id:asked-1]\n::The question:: Which word was meant? {\n"
	      "=The good answer\n#Right.\n~The bad answer\n#No.\n~The other bad "
	      "answer\n#No.\n}\n```\n",
	    f);
	fclose(f);
}

static void
write_course(void)
{
	static const char *const folders[] = { "", "/en", "/banks" };
	char path[128];
	FILE *f;

	assert_non_null(mkdtemp(library));
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		snprintf(path, sizeof(path), "%s/slow-line%s", library, folders[i]);
		assert_int_equal(mkdir(path, 0755), 0);
	}
	f = open_in_course("course.yaml");
	fputs("id: slow-line\nedition: 1\nstatus: active\nsource_language: en\nlanguages: [en]\n"
	      "title: {en: \"The slow line\"}\nsummary: {en: \"Full pages.\"}\naudience: [police]\n"
	      "level: basic\nhours: 1\nlaw_date: 2026-11-01\nenrol: open\norder: free\nmodules:\n"
	      "  - id: road\n    file: 010-road.md\n    minutes: 12\n"
	      "    quiz: {bank: road, draw: [{tag: quiz, count: 2}]}\n",
	    f);
	fclose(f);
	write_module();
	f = open_in_course("banks/road.en.gift");
	for (int i = 1; i <= 2; i++)
		fprintf(f,
		    "// [id:q-%d] [tag:quiz] [tag:asked]\n::Quiz %d:: Which one of these is good? "
		    "{\n"
		    "=A good one\n#Right.\n~A bad one\n#No.\n~A worse one\n#No.\n}\n\n",
		    i, i);
	fclose(f);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

/* ---- the academy, and a client at the other end ---- */

static struct server *
academy(void)
{
	static const char *extra[] = { "--listen", SERVER_ADDRESS ":2222", "--library", library,
		NULL };
	struct server *s;

	line_is_fast();
	s = server_start(extra);
	server_wait_log(s, "event=listening at=" SERVER_ADDRESS);
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	return s;
}

static struct terminal *
far_client(struct server *s, enum client_kind kind)
{
	char key[160], known[160];
	const char *const openssh[] = { "nsenter", far.enter, "ssh", "-F", "/dev/null", "-p",
		"2222", "-o", known, "-o", "GlobalKnownHostsFile=/dev/null", "-o",
		"IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "EscapeChar=none", "-i",
		key, "amina@" SERVER_ADDRESS, NULL };
	const char *const dbclient[] = { "nsenter", far.enter, "dbclient", "-y", "-y", "-p",
		"2222", "-i", key, "-t", "amina@" SERVER_ADDRESS, NULL };

	snprintf(known, sizeof(known), "UserKnownHostsFile=%s", s->known_hosts);
	snprintf(
	    key, sizeof(key), kind == CLIENT_OPENSSH ? "%s/amina" : "%s/amina.dropbear", s->dir);
	return terminal_open(
	    kind == CLIENT_OPENSSH ? openssh : dbclient, s->dir, "xterm-256color", 80, 24);
}

static void
open_lesson(struct terminal *t, const char *lesson)
{
	client_pick(t, "All courses");
	client_pick(t, "The slow line");
	client_pick(t, lesson);
	if (terminal_wait_any(t, "page 1 of", "Afterwards you can") ==
	    1) /* the module's own page */
		client_pick(t, lesson);
	terminal_wait(t, "page 1 of");
	terminal_wait(t, "saved"); /* and nothing is on its way any more */
}

/* N of "page N of M" in the top line; 0: there is none. */
static int
page_shown(struct terminal *t)
{
	const char *at = strstr(terminal_row(t, 0), "page ");

	return at != NULL ? atoi(at + strlen("page ")) : 0;
}

/* ---- ten pages in a second ---- */

static void
ten_pages(enum client_kind kind)
{
	bool seen[LONG_PAGES * 3] = { false };
	int between = 0, page, most = BETWEEN_MOST;
	size_t before, after;
	int64_t begun, pressed;
	struct server *s;
	struct terminal *t;

	if (!client_have(kind)) {
		print_message("skipped: %s is not installed\n", client_name(kind));
		skip();
	}
	s = academy();
	t = far_client(s, kind);
	open_lesson(t, "The long lesson");
	line_is_slow();
	terminal_bytes(t, &before);
	begun = process_now();
	for (int i = 0; i < TURNS; i++) {
		terminal_type(t, KEY_PGDN);
		for (int64_t next = process_now() + 100; process_now() < next;) {
			terminal_watch(t, 5);
			seen[page_shown(t)] = true;
		}
	}
	pressed = process_now();
	if (pressed - begun > KEYS_MS) /* a machine under load types slower */
		most += 1 + (int)(pressed - begun - KEYS_MS) / PAGE_MS;
	while ((page = page_shown(t)) != 1 + TURNS) {
		seen[page] = true;
		if (process_now() - pressed > LAST_PAGE_MS)
			terminal_fail(
			    t, __FILE__, __LINE__, "page %d is not there in time", 1 + TURNS);
		terminal_watch(t, 5);
	}
	pressed = process_now() - pressed;
	terminal_wait_at(t, 0, 0, "The long lesson");
	for (page = 3; page < 1 + TURNS; page++)
		between += seen[page];
	terminal_still(t, 500);
	terminal_bytes(t, &after);
	print_message(
	    "%s: between page 2 and page %d %d were painted; %zu bytes of screen; the last "
	    "one came %d ms after the last key\n",
	    client_name(kind), 1 + TURNS, between, after - before, (int)pressed);
	assert_true(between <= most);
	assert_true(after - before < ((size_t)most + 2) * 80 * 24);
	terminal_free(t);
	server_stop(s);
}

static void
openssh_paints_few_of_ten_pages(void **state)
{
	(void)state;
	ten_pages(CLIENT_OPENSSH);
}

static void
dbclient_paints_few_of_ten_pages(void **state)
{
	(void)state;
	ten_pages(CLIENT_DBCLIENT);
}

/* ---- nothing is committed blind ---- */

static const int gaps[] = { 0, 30, 120, 300 }; /* ms between the Enters */
enum { GAPS = sizeof(gaps) / sizeof(gaps[0]) };

/*
 * What else comes over the same line: to nobody, and so much that the bucket is empty and a second
 * goes by before the next page is through.
 */
static void
fill_line(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
	char junk[1400] = "";
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, CLIENT_ADDRESS, &to.sin_addr);
	for (int i = 0; i < 2; i++)
		sendto(fd, junk, sizeof(junk), 0, (struct sockaddr *)&to, sizeof(to));
	close(fd);
}

/* Presses what brings another page, and three keys behind it before that page can be there. */
static void
press_blind(struct terminal *t, const char *keys, const char *blind, const char *page, int gap)
{
	char all[32];

	assert_false(terminal_shows(t, page));
	fill_line();
	if (gap == 0) {
		snprintf(all, sizeof(all), "%s%s", keys, blind);
		terminal_type(t, all);
	} else {
		terminal_type(t, keys);
		for (const char *key = blind; *key != '\0'; key++) {
			terminal_watch(t, gap);
			if (terminal_shows(t, page))
				terminal_fail(t, __FILE__, __LINE__,
				    "the line was too fast to press anything blind: %s", page);
			terminal_type(t, (const char[]){ *key, '\0' });
		}
	}
	terminal_wait(t, page);
}

/* Help and back: what was pressed before has done all that it does. */
static void
there_and_back(struct terminal *t, const char *page)
{
	terminal_type(t, "?");
	terminal_wait(t, "Whom to call");
	terminal_type(t, "q");
	terminal_wait_gone(t, "Whom to call");
	terminal_wait(t, page);
}

static void
no_answer_is_committed_blind(void **state)
{
	static const char *const blind[] = { "\r\r\r", "1\r\r", "2\r\r" };
	struct server *s = academy();
	struct terminal *t = far_client(s, CLIENT_OPENSSH);

	(void)state;
	open_lesson(t, "The lesson that asks");
	line_is_slow();
	for (size_t i = 0; i < GAPS * 3; i++) {
		press_blind(t, " ", blind[i / GAPS], "Which word was meant?", gaps[i % GAPS]);
		terminal_wait(t, "The other bad answer");
		/* This is said only where no try was counted. */
		terminal_type(t, "x");
		terminal_wait(t, "Try once first");
		assert_false(terminal_shows(t, "Right."));
		assert_false(terminal_shows(t, "No."));
		terminal_type(t, "b");
		terminal_wait(t, "page 1 of");
		terminal_wait_gone(t, "Which word was meant?");
		terminal_wait(t, "saved");
	}
	print_message("three keys each, %d times: no try was counted\n", GAPS * 3);

	/* And what was seen is committed, though the marker's move may still be on its way. */
	terminal_type(t, " ");
	terminal_wait(t, "The other bad answer");
	terminal_wait(t, "saved");
	client_pick(t, "The good answer");
	terminal_wait(t, "Right.");
	terminal_free(t);
	server_stop(s);
}

static void
a_typed_number_and_enter_count_on_a_seen_page(void **state)
{
	struct server *s = academy();
	struct terminal *t = far_client(s, CLIENT_OPENSSH);

	(void)state;
	open_lesson(t, "The lesson that asks");
	terminal_type(t, " ");
	terminal_wait(t, "The other bad answer");
	terminal_wait(t, "saved");
	line_is_slow();
	terminal_type(t, "1\r");
	assert_in_range(terminal_wait_any(t, "Right.", "No."), 0, 1);
	terminal_free(t);
	server_stop(s);
}

static void
no_quiz_is_started_or_handed_in_blind(void **state)
{
	struct client c = { .kind = CLIENT_OPENSSH,
		.user = "amina",
		.key = "amina",
		.command = "progress --json" };
	struct server *s = academy();
	struct terminal *t = far_client(s, CLIENT_OPENSSH);
	struct output o;

	(void)state;
	open_lesson(t, "The lesson that asks");
	terminal_type(t, " ");
	terminal_wait(t, "The other bad answer");
	terminal_type(t, " ");
	terminal_wait(t, "Next: the quiz");
	line_is_slow();

	for (int i = 0; i < GAPS; i++) { /* the offer, where Enter starts */
		press_blind(t, "\r", "\r\r\r", "Start", gaps[i]);
		there_and_back(t, "Start");
		terminal_type(t, "q");
		terminal_wait_gone(t, "Start");
		client_pick(t, "The lesson that asks");
		terminal_wait(t, "The other bad answer"); /* its place is kept */
		terminal_wait(t, "saved");
		terminal_type(t, " ");
		terminal_wait(t, "Next: the quiz");
		terminal_still(t, 200);
	}
	terminal_type(t, "\r");
	terminal_wait(t, "Start");
	client_pick(t, "Start"); /* now it counts */
	terminal_wait(t, "question 1 of 2");
	client_pick(t, "A good one");

	/* The last answer leads to the page where Enter hands in. */
	terminal_wait(t, "question 2 of 2");
	client_pick(t, "A bad one");
	terminal_wait(t, "All 2 are answered");
	for (int i = 0; i < GAPS; i++) {
		terminal_type(
		    t, "2"); /* look at the answers first: another page, where Space leads back */
		terminal_wait_gone(t, "Hand in");
		terminal_still(t, 200);
		press_blind(t, " ", "\r\r\r", "All 2 are answered", gaps[i]);
		there_and_back(t, "All 2 are answered");
	}
	c.command = "progress --json";
	o = client_run(s, &c, NULL);
	print_message("before handing in: %s", o.out);
	assert_non_null(strstr(o.out, "\"quizzes_passed\":0"));
	output_clear(&o);
	client_pick(t, "Hand in");
	terminal_wait(t, "1 of 2");
	terminal_wait_gone(t, "All 2 are answered");
	terminal_free(t);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(openssh_paints_few_of_ten_pages, client_teardown),
		cmocka_unit_test_teardown(dbclient_paints_few_of_ten_pages, client_teardown),
		cmocka_unit_test_teardown(no_answer_is_committed_blind, client_teardown),
		cmocka_unit_test_teardown(
		    a_typed_number_and_enter_count_on_a_seen_page, client_teardown),
		cmocka_unit_test_teardown(no_quiz_is_started_or_handed_in_blind, client_teardown),
	};
	int failed;

	if (!client_have(CLIENT_OPENSSH) || !net_begin() ||
	    !net_lay(&far, SERVER_ADDRESS, CLIENT_ADDRESS)) {
		print_message(
		    "skipped: two network namespaces with a slow line between them need root, ssh, "
		    "ip, tc and nsenter, and a kernel with veth and tbf\n");
		return SKIPPED;
	}
	write_course();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	nftw(library, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return failed;
}
