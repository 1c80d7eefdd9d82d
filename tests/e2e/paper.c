/*
 * An exam on paper, as an instructor has it: forms are printed, answer lines come back, mistakes are told by line, and the
 * learner finds the result.
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
say(struct server *s, const char *user, const char *command, const char *input)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = user, .key = user, .no_pty = true, .command = command };

	return client_run(s, &c, input);
}

static void
expect(struct output o, int status, const char *out, const char *err)
{
	if (o.status != status || strstr(o.out, out) == NULL || strstr(o.err, err) == NULL)
		print_error("status %d\n%s\n%s\nwanted: %s%s\n", o.status, o.out, o.err, out, err);
	assert_int_equal(o.status, status);
	assert_non_null(strstr(o.out, out));
	assert_non_null(strstr(o.err, err));
	output_clear(&o);
}

/* "Form K7QM-3XFB, 2 questions." */
static void
form_of(const char *sheet, char form[10])
{
	const char *at = strstr(sheet, "\nForm ");

	assert_non_null(at);
	snprintf(form, 10, "%s", at + 6);
}

static void
printed_written_and_entered(void **state)
{
	struct server *s = server_start(NULL);
	struct output o;
	char form[10], line[200], again[40], *number;

	(void)state;
	server_key(s, "ines");
	server_user(s, "ines", "instructor", "ines", NULL);
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);

	o = say(s, "ines", "exam paper evidence-first-day/final --copies 3 --lang en", "");
	assert_int_equal(o.status, EX_OK);
	assert_null(strstr(o.out, "MARKER'S"));
	form_of(o.out, form);
	for (const char *at = o.out; *at != '\0'; at++)
		assert_true((unsigned char)*at >= 0x20 || *at == '\n');
	output_clear(&o);
	snprintf(again, sizeof(again), "exam paper %s", form);
	expect(say(s, "ines", again, ""), EX_OK, form, "");
	/* The marker's sheet says the letters: "1. cabd  Ilo to ...". */
	snprintf(again, sizeof(again), "exam paper %s --key", form);
	o = say(s, "ines", again, "");
	assert_int_equal(o.status, EX_OK);
	snprintf(line, sizeof(line), "%s amina:", form);
	for (int i = 1; i <= 2; i++) {
		char wanted[8], letters[8];

		snprintf(wanted, sizeof(wanted), "\n%d. ", i);
		number = strstr(o.out, wanted);
		assert_non_null(number);
		assert_int_equal(sscanf(number + 4, "%7s", letters), 1);
		snprintf(line + strlen(line), sizeof(line) - strlen(line), " %d%s", i, letters);
	}
	output_clear(&o);
	strcat(line, "\n");

	expect(say(s, "amina", again, ""), EX_USAGE, "", "There is no such command");
	expect(say(s, "ines", "exam paper evidence-first-day/nothing --copies 1", ""), EX_DATAERR, "", "no such exam");
	expect(say(s, "ines", "exam paper evidence-first-day/final --copies 0", ""), EX_USAGE, "", "from 1 to 200");
	expect(say(s, "ines", "exam paper AAAA-AAAB", ""), EX_DATAERR, "", "mistyped");
	expect(say(s, "ines", "exam enter", ""), EX_DATAERR, "", "Nothing came");
	expect(say(s, "ines", "exam enter", "first\n"), EX_DATAERR, "", "line 1: this is not FORM LOGIN: ANSWERS\nNothing was entered.");
	expect(say(s, "ines", "exam enter --dry-run", line), EX_OK, "amina                100%  passed\nA dry run", "");
	expect(say(s, "ines", "exam enter", line), EX_OK, "Entered: 1. Entered before: 0.", "");
	expect(say(s, "ines", "exam enter", line), EX_OK, "Entered: 0. Entered before: 1.", "");
	expect(say(s, "ines", "exam enter --json", line), EX_OK, "\"kept\":true", "");
	expect(say(s, "ines", "report items evidence-first-day final", ""), EX_OK, "final: 1 people, 1 passed, 1 tries.", "");
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(printed_written_and_entered, client_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
