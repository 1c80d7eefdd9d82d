/*
 * The main job, once through with each of the clients: come in, find a lesson, answer its check, lose the line in
 * the middle of a page, come back in another window, and be where one was.
 */
#include "tests/e2e/client.h"
#include "tests/e2e/relay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
skip_without(enum client_kind kind)
{
	if (!client_have(kind)) {
		print_message("skipped: %s is not installed\n", client_name(kind));
		skip();
	}
}

/* From home to the first page of a lesson, by what stands on the screens. */
static void
open_first_lesson(struct terminal *t)
{
	client_pick(t, "All courses");
	client_pick(t, "Electronic evidence");
	terminal_wait(t, "Write down every hand");
	client_pick(t, "Leave it as you found it");
	/* A module's introduction may come before its first page. */
	if (terminal_wait_any(t, "page 1 of", "Two short lessons") == 1)
		client_pick(t, "Leave it as you found it");
	terminal_wait(t, "page 1 of");
}

static void
answer_the_check(struct terminal *t)
{
	for (int page = 2; !terminal_shows(t, "CHECK"); page++) {
		char where[32];

		terminal_type(t, " ");
		snprintf(where, sizeof(where), "page %d of", page);
		terminal_wait(t, where);
		terminal_still(t, 50);
	}
	client_pick(t, "Switch it off");
	terminal_wait(t, "Not right.");
	terminal_wait(t, "Switching off can lock it for good");
	assert_false(terminal_shows(t, "It may lock at any moment"));
	client_pick(t, "Photograph the screen");
	terminal_wait(t, "It may lock at any moment");
	terminal_wait(t, "saved");
}

static void
comes_back_to_the_same_place(enum client_kind kind)
{
	struct server *s;
	struct relay *r;
	struct terminal *t;
	struct client c = { .kind = kind, .user = "amina", .key = "amina" };
	char *first, word[16];

	skip_without(kind);
	s = server_start(NULL);
	r = relay_open(s->port);
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	c.port = relay_port(r);

	t = client_open(s, &c);
	terminal_wait(t, "All courses");
	assert_non_null(strstr(terminal_row(t, 0), "amina"));
	open_first_lesson(t);
	answer_the_check(t);
	first = client_first_row(t);
	assert_true(strlen(first) > sizeof(word));

	relay_cut(r);
	assert_int_not_equal(terminal_end(t), 0);
	terminal_free(t);

	/* A larger window, then a narrow one: the page that comes holds the words where the old one began. */
	for (int i = 0; i < 2; i++) {
		c.cols = i == 0 ? 100 : 60;
		c.rows = i == 0 ? 30 : 18;
		t = client_open(s, &c);
		client_pick(t, "Go on reading");
		terminal_wait(t, "page ");
		memcpy(word, first + strspn(first, " "), sizeof(word) - 1);
		word[sizeof(word) - 1] = '\0';
		terminal_wait(t, word);
		terminal_resize(t, 80, 24);
		terminal_wait_at(t, 2, (int)strspn(first, " "), word);
		assert_string_equal(terminal_unknown(t), "");
		relay_cut(r);
		terminal_end(t);
		terminal_free(t);
	}
	free(first);
	relay_close(r);
	server_stop(s);
}

static void
openssh_comes_back_to_the_same_place(void **state)
{
	(void)state;
	comes_back_to_the_same_place(CLIENT_OPENSSH);
}

static void
plink_comes_back_to_the_same_place(void **state)
{
	(void)state;
	comes_back_to_the_same_place(CLIENT_PLINK);
}

static void
dbclient_comes_back_to_the_same_place(void **state)
{
	(void)state;
	comes_back_to_the_same_place(CLIENT_DBCLIENT);
}

static void
a_password_opens_the_door(void **state)
{
	static const char password[] = "four words and a lamp";
	struct server *s = server_start(NULL);

	(void)state;
	server_user(s, "boris", "trainee", NULL, password);
	for (enum client_kind kind = 0; kind < CLIENT_KINDS; kind++) {
		struct client c = { .kind = kind, .user = "boris" };
		struct terminal *t;

		if (!client_have(kind)) {
			print_message("skipped: %s is not installed\n", client_name(kind));
			continue;
		}
		t = client_open(s, &c);
		client_password(t, &c, password);
		terminal_wait(t, "All courses");
		terminal_type(t, "q");
		assert_int_equal(terminal_end(t), 0);
		terminal_free(t);
	}
	server_stop(s);
}

/* NAME+key: the program proves a key that nobody knows yet, the password opens, and the settings keep the key. */
static void
a_second_key_is_added(void **state)
{
	static const char password[] = "four words and a lamp";
	struct server *s = server_start(NULL);
	struct client c = { .kind = CLIENT_OPENSSH, .user = "boris+key", .key = "second" };
	struct terminal *t;

	(void)state;
	server_user(s, "boris", "trainee", NULL, password);
	server_key(s, "second");
	t = client_open(s, &c);
	client_password(t, &c, password);
	terminal_wait(t, "All courses");
	client_pick(t, "Settings");
	client_pick(t, "Keys");
	client_pick(t, "Add the key");
	terminal_wait(t, "Name of the key");
	terminal_type(t, "office\r");
	terminal_wait(t, "Added.");
	terminal_type(t, "qqqq");
	assert_int_equal(terminal_end(t), 0);
	terminal_free(t);
	c.user = "boris";
	t = client_open(s, &c);
	terminal_wait(t, "All courses");
	terminal_type(t, "q");
	assert_int_equal(terminal_end(t), 0);
	terminal_free(t);
	server_stop(s);
}

static void
commands_answer_programs(void **state)
{
	struct server *s = server_start(NULL);
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina" };
	struct output o;

	(void)state;
	skip_without(CLIENT_OPENSSH);
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);

	c.command = "progress";
	o = client_run(s, &c, NULL);
	assert_int_equal(o.status, 0);
	assert_true(o.out_len > 0);
	output_clear(&o);

	c.command = "progress --json";
	o = client_run(s, &c, NULL);
	assert_int_equal(o.status, 0);
	assert_true(o.out[0] == '{' && strchr(o.out, '}') != NULL);
	output_clear(&o);

	c.command = "frobnicate";
	o = client_run(s, &c, NULL);
	assert_int_equal(o.status, 64);
	assert_non_null(strstr(o.err, "progress"));
	assert_string_equal(o.out, "");
	output_clear(&o);
	server_stop(s);
}

static bool
said(struct terminal *t, const char *text)
{
	size_t len;

	return strstr(terminal_bytes(t, &len), text) != NULL;
}

static void
plain_lines_do_the_same(void **state)
{
	struct server *s = server_start(NULL);
	struct relay *r = relay_open(s->port);
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina+line", .key = "amina", .port = relay_port(r) };

	(void)state;
	skip_without(CLIENT_OPENSSH);
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	for (int pty = 1; pty >= 0; pty--) {
		struct terminal *t;

		c.no_pty = pty == 0;
		c.user = pty ? "amina+line" : "amina"; /* without a terminal it is plain lines anyway */
		t = client_open(s, &c);
		if (pty) {
			client_pick_line(t, "All courses");
			client_pick_line(t, "Electronic evidence");
			client_pick_line(t, "Leave it as you found it");
			terminal_hear(t, "Two short lessons");
			client_pick_line(t, "Leave it as you found it");
			terminal_hear(t, "A phone or a computer that is on");
			for (int i = 0; i < 20 && !said(t, "The screen is lit"); i++) {
				terminal_type(t, "\r");
				terminal_still(t, 200);
			}
		} else {
			client_pick_line(t, "Go on reading");
		}
		terminal_hear(t, "The screen is lit");
		client_lines_are_clean(t);
		relay_cut(r);
		terminal_end(t);
		terminal_free(t);
	}
	relay_close(r);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(openssh_comes_back_to_the_same_place, client_teardown),
		cmocka_unit_test_teardown(plink_comes_back_to_the_same_place, client_teardown),
		cmocka_unit_test_teardown(dbclient_comes_back_to_the_same_place, client_teardown),
		cmocka_unit_test_teardown(a_password_opens_the_door, client_teardown),
		cmocka_unit_test_teardown(a_second_key_is_added, client_teardown),
		cmocka_unit_test_teardown(commands_answer_programs, client_teardown),
		cmocka_unit_test_teardown(plain_lines_do_the_same, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
