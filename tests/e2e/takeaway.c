/*
 * A course that is taken away: by a trainee, by a guest, and in parts. What is not there is refused with a sentence that says
 * what is.
 */
#include "tests/e2e/client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

static struct output
get(struct server *s, const char *user, const char *command)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = user, .key = strcmp(user, "guest") != 0 ? user : NULL,
		.no_pty = true, .command = command };

	return client_run(s, &c, "");
}

static void
expect(struct output o, int status, const char *out, const char *err)
{
	if (o.status != status || strstr(o.out, out) == NULL || strstr(o.err, err) == NULL)
		print_error("status %d\n%s\n%s\n", o.status, o.out, o.err);
	assert_int_equal(o.status, status);
	assert_non_null(strstr(o.out, out));
	assert_non_null(strstr(o.err, err));
	output_clear(&o);
}

static struct server *
academy(void)
{
	struct server *s = server_start_with("guest: true\n", NULL);

	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	return s;
}

static void
a_course_is_taken_away_whole(void **state)
{
	struct server *s = academy();
	struct output o = get(s, "amina", "get ecrime-foundations"), guest;

	(void)state;
	assert_int_equal(o.status, EX_OK);
	assert_true(strncmp(o.out, "Foundations: ", 13) == 0);
	assert_non_null(strstr(o.out, "\nModule 2. "));
	assert_non_null(strstr(o.out, "\nSources\n-------\n"));
	for (const char *at = o.out; *at != '\0'; at++)
		assert_true((unsigned char)*at >= 0x20 || *at == '\n');
	guest = get(s, "guest", "get ecrime-foundations");
	assert_int_equal(guest.status, EX_OK);
	assert_string_equal(guest.out, o.out);
	output_clear(&guest);
	output_clear(&o);
	server_stop(s);
}

static void
parts_and_what_is_not_there(void **state)
{
	struct server *s = academy();

	(void)state;
	expect(get(s, "amina", "get evidence-first-day/first-hour --lang en"), EX_OK, "Question: Who writes the first line", "");
	expect(get(s, "amina", "get evidence-first-day/nowhere"), EX_DATAERR, "", "It has: first-hour, ");
	expect(get(s, "amina", "get evidence-first-day/first-hour/nowhere"), EX_DATAERR, "", "This module has no such lesson. It has:");
	expect(get(s, "amina", "get evidence-first-day --lang xx"), EX_DATAERR, "", "It is there in: en.");
	expect(get(s, "amina", "get nothing"), EX_DATAERR, "", "not offered");
	expect(get(s, "amina", "get"), EX_USAGE, "", "get COURSE[/MODULE[/LESSON]]");
	expect(get(s, "amina", "get a/b/c/d"), EX_USAGE, "", "get COURSE[/MODULE[/LESSON]]");
	expect(get(s, "amina", "get evidence-first-day --lang"), EX_USAGE, "", "get COURSE[/MODULE[/LESSON]]");
	expect(get(s, "amina", "get --help"), EX_OK, "72 columns", "");
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_course_is_taken_away_whole, client_teardown),
		cmocka_unit_test_teardown(parts_and_what_is_not_there, client_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
