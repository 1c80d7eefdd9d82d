/*
 * A course from an author's folder to the academy, without an account on the machine: put by SFTP, checked, looked at in
 * the real screens, published by a command; then mended by SFTP and published again.
 */
#include "tests/e2e/person.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

/* A line of shell in the server's folder: `S` is ssh as ines, `F` takes sftp's commands. Free the output. */
static char *
shell(struct server *s, int status, const char *line)
{
	static const char common[] = "-F /dev/null -o BatchMode=yes -o IdentitiesOnly=yes -o LogLevel=ERROR";
	char *all = NULL, *both;
	struct output o;

	if (asprintf(&all,
		"cd '%s' && S() { ssh %s -o UserKnownHostsFile='%s' -i ines -p %d ines@127.0.0.1 \"$@\"; } && "
		"F() { sftp %s -o UserKnownHostsFile='%s' -i ines -P %d -b - ines@127.0.0.1; } && %s",
		s->dir, common, s->known_hosts, s->port, common, s->known_hosts, s->port, line) < 0)
		abort();
	o = process_run((const char *const[]){ "/bin/sh", "-c", all, NULL }, s->dir, NULL);
	free(all);
	if (o.status != status) {
		print_error("%s\nexit status %d\n%s\n%s\n", line, o.status, o.out, o.err);
		fail();
	}
	if (asprintf(&both, "%s%s", o.out, o.err) < 0)
		abort();
	output_clear(&o);
	return both;
}

static void
says(struct server *s, int status, const char *line, const char *want)
{
	char *text = shell(s, status, line);

	if (strstr(text, want) == NULL) {
		print_error("%s\nsays:\n%s\n", line, text);
		assert_string_equal("it does not say", want);
	}
	free(text);
}

static struct server *
author_new(void)
{
	struct server *s = server_start(NULL);

	server_key(s, "ines");
	server_user(s, "ines", "instructor", "ines", NULL);
	server_key(s, "joel");
	server_user(s, "joel", "instructor", "joel", NULL);
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	free(shell(s, 0,
	    "cp -r '" SOURCE_DIR "/courses/library/evidence-first-day' c && "
	    "sed -i 's/^id: evidence-first-day /id: first-day /; s/Electronic evidence, the first day/Drafted evidence/' c/course.yaml && "
	    "printf 'lcd c\\nmkdir /drafts/first-day\\ncd /drafts/first-day\\nput -r .\\n' | F"));
	return s;
}

static void
from_sftp_to_served_and_again(void **state)
{
	struct server *s;
	struct client amina = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina", .command = "first-day",
		.pty = true };
	struct terminal *t;

	(void)state;
	if (!client_have(CLIENT_OPENSSH) || !process_have("sftp"))
		skip();
	s = author_new();
	says(s, 0, "echo 'get /drafts/first-day/CHECK.txt' | F && cat CHECK.txt", "no problems");
	says(s, 0, "S draft publish first-day --dry-run", "Nothing was changed");
	says(s, 0, "S draft publish first-day", "edition 1.0.0");
	says(s, 0, "S drafts", "There are no drafts");
	t = client_open(s, &amina);
	terminal_wait(t, "Drafted evidence");
	terminal_free(t);
	/* Again: a new folder holds what is served, with its lock; one lesson is changed, one is new. */
	says(s, 0, "printf 'mkdir /drafts/first-day\\nls -1 /drafts/first-day\\n' | F", "course.lock");
	says(s, 0,
	    "sed -i 's/Two short lessons/Two quick lessons/' c/en/010-first-hour.md && "
	    "printf 'put c/en/010-first-hour.md /drafts/first-day/en/010-first-hour.md\\n' | F && "
	    "S draft publish first-day --minor",
	    "1.0.0 -> 1.1.0, minor");
	says(s, 0, "S pull first-day | tar x -O en/010-first-hour.md", "Two quick lessons");
	server_stop(s);
}

static void
a_draft_is_shown_in_the_real_screens(void **state)
{
	struct server *s;
	struct client c = { .kind = CLIENT_OPENSSH, .user = "ines", .key = "ines", .command = "preview first-day",
		.pty = true };
	struct terminal *t;

	(void)state;
	if (!client_have(CLIENT_OPENSSH) || !process_have("sftp"))
		skip();
	s = author_new();
	/* Problems or not: a draft in the making is shown. */
	free(shell(s, 0, "sed -i 's/^level: basic/level: easy/' c/course.yaml && "
			 "echo 'put c/course.yaml /drafts/first-day/course.yaml' | F"));
	t = client_open(s, &c);
	terminal_wait(t, "Drafted evidence");
	terminal_wait_at(t, 0, 73, "preview");
	/* A check is marked by the keeper; a test is not for a preview. */
	client_pick(t, "Leave it as you found it");
	terminal_wait(t, "Afterwards you can:");
	client_pick(t, "Leave it as you found it");
	terminal_wait(t, "page 1 of");
	person_page_to(t, "A phone lies on the table.");
	client_pick(t, "Photograph the screen");
	terminal_wait(t, "cannot be done again later");
	terminal_type(t, "q");
	client_pick(t, "Final exam");
	terminal_wait(t, "takes no test");
	terminal_type(t, "qq");
	terminal_wait(t, "This is a preview of a draft");
	terminal_type(t, "q");
	terminal_wait(t, "1 error");
	/* From its page as well, and back to it. */
	client_pick(t, "first-day");
	client_pick(t, "Preview it");
	terminal_wait(t, "Module 1  The first hour");
	terminal_wait_at(t, 0, 73, "preview");
	terminal_type(t, "qq");
	terminal_wait(t, "Publish it");
	terminal_free(t);
	/* Not for others: it is no secret that this verb is there, but what there is to see is the owners'. */
	c.user = c.key = "joel";
	t = client_open(s, &c);
	terminal_wait(t, "There is no draft.");
	terminal_free(t);
	says(s, EX_USAGE, "S preview", "preview COURSE");
	server_stop(s);
}

static void
and_in_plain_lines(void **state)
{
	struct server *s;

	(void)state;
	if (!client_have(CLIENT_OPENSSH) || !process_have("sftp"))
		skip();
	s = author_new();
	says(s, 0, "echo 1 | S preview first-day", "Drafted evidence");
	says(s, 0, "printf 'q\\nq\\n' | S preview first-day", "(preview)");
	server_stop(s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(from_sftp_to_served_and_again, client_teardown),
		cmocka_unit_test_teardown(a_draft_is_shown_in_the_real_screens, client_teardown),
		cmocka_unit_test_teardown(and_in_plain_lines, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
