/*
 * The whole first day with each of the clients: join with a code, read, answer, pass the quiz, lose the line in the
 * middle of a page, come back with the four words in another window, and be where one was.
 */
#include "tests/e2e/person.h"
#include "tests/e2e/relay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The words with which the page begins, under the top line and the empty line: enough to know it again. */
static void
first_words(struct terminal *t, char words[16])
{
	const char *row = terminal_row(t, 2);

	row += strspn(row, " ");
	assert_true(strlen(row) >= 15);
	memcpy(words, row, 15);
	words[15] = '\0';
}

static void
walk(enum client_kind kind)
{
	struct server *s;
	struct relay *r;
	struct terminal *t;
	struct client c = { .kind = kind, .user = "join" };
	char phrase[100], words[16], *code;

	if (!client_have(kind)) {
		print_message("skipped: %s is not installed\n", client_name(kind));
		skip();
	}
	s = server_start(NULL);
	r = relay_open(s->port);
	c.port = relay_port(r);
	code = server_invite(s, "trainee", 1, 1);

	t = client_open(s, &c);
	person_sign_up(t, code, "Amina Macuacua", phrase);
	free(code);
	terminal_wait_at(t, 0, 80 - (int)strlen("Amina Macuacua (amina)"), "Amina Macuacua (amina)");
	person_read_all(t);
	person_answer_quiz(t, true, true);
	client_pick(t, "Hand in");
	terminal_wait_at(t, 2, 0, "PASSED   2 of 2 points, 100%");
	terminal_type(t, "qqq");
	terminal_wait(t, "1 begun");

	/* The middle of a long lesson. */
	person_open_lesson(t, "Foundations", "Two names, one field");
	terminal_type(t, " ");
	terminal_wait_at(t, 0, 53, "page 2 of");
	terminal_still(t, 100);
	first_words(t, words);
	relay_cut(r);
	assert_int_not_equal(terminal_end(t), 0);
	terminal_free(t);

	/* A larger window has those words somewhere on its page; the old size has them at the same row again. */
	c.user = "amina";
	c.cols = 100;
	c.rows = 30;
	t = client_open(s, &c);
	client_password(t, &c, phrase);
	client_pick(t, "Go on reading");
	terminal_wait(t, "Two names, one field");
	terminal_wait(t, words);
	terminal_resize(t, 60, 20);
	terminal_wait(t, words);
	terminal_resize(t, 80, 24);
	terminal_wait_at(t, 2, 0, words);
	assert_string_equal(terminal_unknown(t), "");
	assert_false(terminal_rang(t));
	terminal_type(t, "qqq");
	terminal_hear(t, "Your place is kept");
	assert_int_equal(terminal_end(t), 0);
	terminal_free(t);
	relay_close(r);
	server_stop(s);
}

static void
openssh_walks(void **state)
{
	(void)state;
	walk(CLIENT_OPENSSH);
}

static void
plink_walks(void **state)
{
	(void)state;
	walk(CLIENT_PLINK);
}

static void
dbclient_walks(void **state)
{
	(void)state;
	walk(CLIENT_DBCLIENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(openssh_walks, client_teardown),
		cmocka_unit_test_teardown(plink_walks, client_teardown),
		cmocka_unit_test_teardown(dbclient_walks, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
