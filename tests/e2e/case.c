/*
 * A case that is decided step by step over a line that breaks right behind a decision: what was said to it is read
 * after all, the case goes on there, and is looked at again when it has ended.
 */
#include "tests/e2e/person.h"
#include "tests/e2e/relay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define PHRASE "violet anchor mercy lantern"

static struct terminal *
come_in(struct server *s, const struct client *c)
{
	struct terminal *t = client_open(s, c);

	client_password(t, c, PHRASE);
	return t;
}

static void
a_case_outlives_the_line(void **state)
{
	struct server *s = server_start(NULL);
	struct relay *r = relay_open(s->port);
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina", .port = relay_port(r), .method = "password" };
	struct terminal *t;

	(void)state;
	server_user(s, "amina", "trainee", NULL, PHRASE);
	t = come_in(s, &c);
	client_pick(t, "All courses");
	client_pick(t, "Electronic evidence");
	client_pick(t, "A case to decide");
	client_pick(t, "Begin");
	client_pick(t, "Photograph it");
	terminal_wait(t, "can never be made again");
	/* What is on the page was acknowledged: now the line goes. */
	relay_cut(r);
	assert_int_not_equal(terminal_end(t), 0);
	terminal_free(t);

	t = come_in(s, &c);
	client_pick(t, "Go on with the case: Flat seven");
	terminal_wait(t, "You decided");
	terminal_wait(t, "can never be made again");
	terminal_wait(t, "saved");
	terminal_type(t, " ");
	terminal_wait(t, "The second phone");
	/* Cut in the middle of a page: the same decision again, not the next one. */
	relay_cut(r);
	assert_int_not_equal(terminal_end(t), 0);
	terminal_free(t);

	c.cols = 60;
	c.rows = 20;
	t = come_in(s, &c);
	client_pick(t, "Go on with the case: Flat seven");
	terminal_wait(t, "can never be made again");
	terminal_type(t, " ");
	client_pick(t, "Note it, guard");
	terminal_wait(t, "Nothing is lost");
	terminal_type(t, " ");
	terminal_wait(t, "The end: A file that stands");
	client_pick(t, "Look at it again");
	terminal_wait(t, "step 1 of 2");
	terminal_type(t, " ");
	terminal_wait(t, "step 2 of 2");
	terminal_type(t, "qq");
	terminal_wait(t, "done: A file that stands");
	assert_string_equal(terminal_unknown(t), "");
	terminal_type(t, "qqq");
	terminal_hear(t, "Your place is kept");
	assert_int_equal(terminal_end(t), 0);
	terminal_free(t);
	relay_close(r);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_case_outlives_the_line, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
