/*
 * Between a connection and an identity, with each of the clients: what the doors say, what they say of a wrong password
 * or code, and that they say the same of names that exist and names that do not.
 */
#include "tests/e2e/client.h"
#include "tests/e2e/transcript.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char academy[] = "name: Amari Justice Academy\n"
			      "address: academy.example.org\n"
			      "port: 22\n"
			      "contact: Ms Tembo, +258 21 000 000, Mon-Fri 8-16\n";
static const char password[] = "four words and a lamp";
static const char contact[] = "Who can help: Ms Tembo, +258 21 000 000";

static bool
have(enum client_kind kind)
{
	if (!client_have(kind))
		print_message("left out: %s is not installed\n", client_name(kind));
	return client_have(kind);
}

static void
type_line(struct terminal *t, const char *text)
{
	terminal_type(t, text);
	terminal_type(t, KEY_RETURN);
}

/* What a client wrote, without what a terminal and the client itself put between the words: marks, line ends, its own
 * question's name. */
static char *
words_of(struct terminal *t)
{
	size_t len, n = 0;
	const char *bytes = terminal_bytes(t, &len);
	char *out = malloc(len + 1);

	if (out == NULL)
		abort();
	for (size_t i = 0; i < len; i++) {
		bool blank = bytes[i] == ' ' || bytes[i] == '\r' || bytes[i] == '\n' || bytes[i] == '|';

		if (blank && (n == 0 || out[n - 1] == ' '))
			continue;
		out[n++] = blank ? ' ' : bytes[i];
	}
	out[n] = '\0';
	return out;
}

/* A long sentence may be broken anywhere by the window, so it is looked for without blanks' kind. */
static void
says(struct terminal *t, const char *text)
{
	int64_t deadline = process_deadline();
	char *words;

	for (;;) {
		words = words_of(t);
		if (strstr(words, text) != NULL)
			break;
		free(words);
		if (process_now() > deadline)
			terminal_fail(t, __FILE__, __LINE__, "it does not say: %s", text);
		terminal_watch(t, 20);
	}
	free(words);
}

static void
is_never_wide(struct terminal *t)
{
	for (int y = 0; y < terminal_rows(t); y++) {
		const char *row = terminal_row(t, y);

		if (strstr(row, "disconnect") != NULL)
			return; /* from here on the client speaks */
		if (strlen(row) > 78)
			terminal_fail(t, __FILE__, __LINE__, "row %d is wider than 76 columns and a mark", y);
	}
}

/* ---- passwords ---- */

static char *
two_wrong_ones(struct server *s, enum client_kind kind, const char *user)
{
	struct client c = { .kind = kind, .user = user, .rows = 40 };
	struct terminal *t = client_open(s, &c);
	char *words;

	terminal_hear(t, "Amari Justice Academy");
	terminal_hear(t, "type your password.");
	terminal_hear(t, "join@academy.example.org");
	terminal_hear(t, contact);
	terminal_hear(t, "Password: ");
	type_line(t, "four words and a lamb");
	terminal_hear(t, "Look at capital letters and at the keyboard layout.");
	terminal_hear(t, "3 more tries");
	terminal_hear(t, contact);
	terminal_hear(t, "Password: ");
	type_line(t, "four words and a lamb");
	terminal_hear(t, "2 more tries");
	terminal_hear(t, contact);
	terminal_hear(t, "Password: ");
	terminal_still(t, 100);
	is_never_wide(t);
	assert_false(terminal_shows(t, "lamb")); /* nothing is echoed */
	words = words_of(t);
	if (strcmp(user, "boris") == 0) {
		type_line(t, password);
		terminal_wait(t, "All courses");
		terminal_type(t, "q");
		assert_int_equal(terminal_end(t), 0);
	} else {
		type_line(t, "x");
		terminal_hear(t, "One more try");
		terminal_hear(t, "Password: ");
		type_line(t, "y");
		if (kind != CLIENT_DBCLIENT)
			says(t, "disconnect");
		says(t, "wrong too often.");
		assert_int_not_equal(terminal_end(t), 0);
	}
	terminal_free(t);
	return words;
}

/* What differs between two names is the name, where a client shows it. */
static void
same_but_for_the_name(char *a, const char *name_a, char *b, const char *name_b)
{
	for (; *a != '\0' || *b != '\0'; a++, b++) {
		if (strncmp(a, name_a, strlen(name_a)) == 0 && strncmp(b, name_b, strlen(name_b)) == 0) {
			a += strlen(name_a);
			b += strlen(name_b);
		}
		if (*a != *b)
			fail_msg("one name hears \"%.60s\", the other \"%.60s\"", a, b);
	}
}

static void
wrong_twice_then_right(void **state)
{
	struct server *s = server_start_with(academy, NULL);

	(void)state;
	server_user(s, "boris", "trainee", NULL, password);
	for (enum client_kind kind = 0; kind < CLIENT_KINDS; kind++) {
		/* Wrong ones are counted by name, also where nobody has it. */
		static const char *const nobody[CLIENT_KINDS] = { "anna", "bela", "caro" };
		char *known, *unknown;

		if (!have(kind))
			continue;
		known = two_wrong_ones(s, kind, "boris");
		unknown = two_wrong_ones(s, kind, nobody[kind]);
		same_but_for_the_name(known, "boris", unknown, nobody[kind]);
		free(known);
		free(unknown);
	}
	server_stop(s);
}

/* A client that asks for the password by itself has no place for words but a banner. */
static void
a_banner_where_nothing_else_is_shown(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	struct client c = { .kind = CLIENT_OPENSSH, .user = "boris", .method = "password", .rows = 40 };
	struct terminal *t;

	(void)state;
	if (!have(CLIENT_OPENSSH))
		skip();
	server_user(s, "boris", "trainee", NULL, password);
	t = client_open(s, &c);
	terminal_hear(t, "boris@127.0.0.1's password:");
	type_line(t, "lamb");
	terminal_hear(t, "password:");
	assert_false(terminal_shows(t, "capital letters")); /* one slip is no news */
	type_line(t, "lamb");
	terminal_hear(t, "Look at capital letters");
	terminal_hear(t, "2 more tries");
	terminal_hear(t, contact);
	terminal_hear(t, "password:");
	type_line(t, password);
	terminal_wait(t, "All courses");
	terminal_type(t, "q");
	assert_int_equal(terminal_end(t), 0);
	terminal_free(t);
	server_stop(s);
}

/* ---- codes ---- */

/* The last letter is another one. */
static void
mistype(const char *code, char wrong[64])
{
	snprintf(wrong, 64, "%s", code);
	wrong[1] = wrong[1] == 'A' ? 'C' : 'A';
}

static void
the_code_is_asked_for_again(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	char *code = server_invite(s, "trainee", 100, 1), wrong[64];

	(void)state;
	mistype(code, wrong);
	for (enum client_kind kind = 0; kind < CLIENT_KINDS; kind++) {
		struct client c = { .kind = kind, .user = kind == CLIENT_PLINK ? "recover" : "join", .rows = 40 };
		struct terminal *t;

		if (!have(kind))
			continue;
		t = client_open(s, &c);
		terminal_hear(t, "This is the door for new trainees.");
		terminal_hear(t, "recovery code");
		terminal_hear(t, "Letter lost, or no luck? Ms Tembo");
		terminal_hear(t, "Code: ");
		type_line(t, wrong);
		terminal_hear(t, "Group 1 of the code");
		terminal_hear(t, "Code: ");
		terminal_still(t, 100);
		is_never_wide(t);
		type_line(t, code);
		terminal_wait(t, "step 1/5");
		terminal_free(t);
	}
	free(code);
	server_stop(s);
}

/* ---- other doors ---- */

static void
there_is_nothing_to_verify(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	struct client c = { .kind = CLIENT_OPENSSH, .user = "verify", .rows = 40 };
	struct terminal *t;

	(void)state;
	if (!have(CLIENT_OPENSSH))
		skip();
	t = client_open(s, &c); /* not opened by the operator: a name like any other */
	terminal_hear(t, "type your password.");
	terminal_free(t);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(wrong_twice_then_right, client_teardown),
		cmocka_unit_test_teardown(a_banner_where_nothing_else_is_shown, client_teardown),
		cmocka_unit_test_teardown(the_code_is_asked_for_again, client_teardown),
		cmocka_unit_test_teardown(there_is_nothing_to_verify, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
