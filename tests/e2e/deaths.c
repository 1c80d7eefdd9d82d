/*
 * Processes die, and nobody loses anything: the keeper under a learner who reads, a session beside
 * others, and the whole server when it is told to end.
 */
#include "tests/e2e/inside.h"
#include "tests/e2e/person.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char course[] = "Electronic evidence", lesson[] = "Leave it as you found it";

static struct server *
academy(const char *const *names)
{
	struct server *s;

	if (!client_have(CLIENT_OPENSSH)) {
		print_message("skipped: OpenSSH is not installed\n");
		skip();
	}
	s = server_start(NULL);
	for (; *names != NULL; names++) {
		server_key(s, *names);
		server_user(s, *names, "trainee", *names, NULL);
	}
	return s;
}

static struct terminal *
come_in(struct server *s, enum client_kind kind, const char *name)
{
	struct client c = { .kind = kind, .user = name, .key = name };
	struct terminal *t = client_open(s, &c);

	terminal_wait(t, "All courses");
	return t;
}

/* ---- the keeper ---- */

static void
the_records_are_whole(struct server *s)
{
	free(server_command(s, (const char *const[]){ "doctor", NULL }));
}

static void
the_keeper_dies_under_a_reader(void **state)
{
	struct server *s = academy((const char *const[]){ "amina", NULL });
	struct terminal *t = come_in(s, CLIENT_OPENSSH, "amina");
	pid_t first = inside_keeper(s);
	int64_t pressed;

	(void)state;
	s->may_die = true;
	person_open_lesson(t, course, lesson);
	person_page_to(t, "CHECK");
	terminal_wait(t, "saved");

	/* The answer is on its way when the keeper dies, and when there is none. */
	assert_int_equal(kill(first, SIGKILL), 0);
	pressed = process_now();
	client_pick(t, "Switch it off");
	terminal_wait(t, "Switching off can lock it for good");
	print_message("answered by the next keeper after %d ms\n", (int)(process_now() - pressed));
	server_wait_log(s, "keeper-died signal=9");
	assert_int_not_equal(inside_keeper(s), first);

	for (int i = 0; i < 3; i++) { /* and while a page is turned */
		kill(inside_keeper(s), SIGKILL);
		terminal_type(t, i % 2 == 0 ? "b" : " ");
		terminal_wait(t, i % 2 == 0 ? "page 1 of" : "page 2 of");
		terminal_wait(t, "saved");
	}
	terminal_type(t, " ");
	terminal_wait(t, "CHECK");
	client_pick(t, "Photograph the screen");
	terminal_wait(t, "It may lock at any moment");
	terminal_wait(t, "saved");

	/* What was said "saved" to is there for the next visit. */
	terminal_free(t);
	t = come_in(s, CLIENT_OPENSSH, "amina");
	client_pick(t, "Go on reading");
	terminal_wait(t, "page 2 of");
	terminal_wait(t, "CHECK");
	terminal_free(t);
	server_halt(s);
	the_records_are_whole(s);
	server_stop(s);
}

/* ---- a session ---- */

static void
a_session_dies_alone(void **state)
{
	struct server *s = academy((const char *const[]){ "amina", "boris", NULL });
	struct terminal *amina = come_in(s, CLIENT_OPENSSH, "amina"), *boris;
	pid_t pid[2];

	(void)state;
	s->may_die = true;
	inside_sessions(s, pid, 1);
	boris = come_in(s, CLIENT_OPENSSH, "boris");
	person_open_lesson(amina, course, lesson);
	person_open_lesson(boris, course, lesson);
	terminal_type(amina, " ");
	terminal_wait(amina, "page 2 of");
	terminal_wait(amina, "saved");

	assert_int_equal(kill(pid[0], SIGKILL), 0);
	assert_int_equal(terminal_end(amina), 255); /* OpenSSH's word for a broken line */
	server_wait_log(s, "session-died signal=9");
	terminal_free(amina);

	terminal_type(boris, " ");
	terminal_wait(boris, "page 2 of");
	terminal_wait(boris, "saved");
	amina = come_in(s, CLIENT_OPENSSH, "amina");
	client_pick(amina, "Go on reading");
	terminal_wait(amina, "page 2 of");
	terminal_wait(boris, "page 2 of");
	inside_sessions(s, pid, 2);
	terminal_free(amina);
	terminal_free(boris);
	server_stop(s);
}

/* ---- the server ---- */

static void
everybody_is_told_when_it_ends(void **state)
{
	static const char words[] =
	    "The academy closes for a moment. Your place is kept; come back soon.";
	static const char *const names[] = { "amina", "boris", "chidi", NULL };
	struct client plain = { .kind = CLIENT_OPENSSH, .user = "amina+line", .key = "amina" };
	struct server *s = academy(names);
	struct terminal *t[CLIENT_KINDS + 2] = { NULL };
	int n = 0;

	(void)state;
	for (enum client_kind kind = 0; kind < CLIENT_KINDS; kind++) {
		if (!client_have(kind)) {
			print_message("left out: %s is not installed\n", client_name(kind));
			continue;
		}
		t[n] = come_in(s, kind, names[kind]);
		person_open_lesson(t[n++], course, lesson);
	}
	t[n] = client_open(s, &plain);
	terminal_hear(t[n++], "All courses");
	plain.user = "nobody"; /* and one at the question for a password: nothing is said there */
	plain.key = NULL;
	t[n] = client_open(s, &plain);
	terminal_wait(t[n], "assword:");

	server_halt(s); /* with status 0 and a clean log */
	for (int i = 0; i < n; i++) {
		int status;

		terminal_hear(t[i], words);
		status = terminal_end(t[i]);
		if (status != 0)
			terminal_fail(
			    t[i], __FILE__, __LINE__, "the client ended with status %d", status);
	}
	terminal_type(t[n], "x\r"); /* until then OpenSSH listens to the keyboard alone */
	assert_int_not_equal(terminal_end(t[n]), 0);
	for (int i = 0; i <= n; i++)
		terminal_free(t[i]);

	/* It was not for ever, and the place was kept. */
	server_again(s);
	t[0] = come_in(s, CLIENT_OPENSSH, "amina");
	client_pick(t[0], "Go on reading");
	terminal_wait(t[0], "page 1 of");
	terminal_free(t[0]);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_keeper_dies_under_a_reader, client_teardown),
		cmocka_unit_test_teardown(a_session_dies_alone, client_teardown),
		cmocka_unit_test_teardown(everybody_is_told_when_it_ends, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
