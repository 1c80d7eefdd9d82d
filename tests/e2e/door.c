/*
 * Between a connection and an identity, with each of the clients: what the doors say, what they say of a wrong password
 * or code, and that they say the same of names that exist and names that do not.
 */
#include "tests/e2e/client.h"
#include "tests/e2e/inside.h"
#include "tests/e2e/transcript.h"

#include <setjmp.h>
#include <signal.h>
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

/* ---- keys ---- */

/* Whatever kind may be pasted (store/keeper/keys.c) opens the door as well. */
static void
every_kind_of_key_that_is_kept_opens(void **state)
{
	static const struct {
		const char *login, *type, *bits;
	} keys[] = {
		{ "ed25519", "ed25519", "256" },
		{ "rsa3072", "rsa", "3072" },
		{ "ecdsa256", "ecdsa", "256" },
		{ "ecdsa384", "ecdsa", "384" },
		{ "ecdsa521", "ecdsa", "521" },
	};
	struct server *s = server_start_with(academy, NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		server_key_of(s, keys[i].login, keys[i].type, keys[i].bits);
		server_user(s, keys[i].login, "trainee", keys[i].login, NULL);
		for (enum client_kind kind = 0; kind < CLIENT_KINDS; kind++) {
			struct client c = { .kind = kind, .user = keys[i].login, .key = keys[i].login,
				.command = "whoami", .no_pty = true };
			struct output o;

			if (!have(kind))
				continue;
			o = client_run(s, &c, NULL);
			if (o.status != 0 || strstr(o.out, keys[i].login) == NULL)
				fail_msg("%s with %s: %s%s", client_name(kind), keys[i].login, o.out, o.err);
			output_clear(&o);
		}
	}
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
		terminal_hear(t, "Fingerprint of our key: SHA256:");
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

/* A code that is right and opens nothing any more says so, and the door asks again; a recovery code opens its account. */
static void
codes_that_ended_and_codes_that_recover(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	char *code = server_invite(s, "trainee", 1, 1);

	(void)state;
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	free(server_command(s, (const char *const[]){ "invite", "revoke", code, NULL }));
	for (enum client_kind kind = 0; kind < CLIENT_KINDS; kind++) {
		struct client c = { .kind = kind, .user = "join", .rows = 40 };
		struct terminal *t;
		char *told, *again;

		if (!have(kind))
			continue;
		told = server_command(s, (const char *const[]){ "recover", "amina", "--json", NULL });
		again = strstr(told, "\"code\":\"");
		assert_non_null(again);
		again += strlen("\"code\":\"");
		again[strcspn(again, "\"")] = '\0';
		t = client_open(s, &c);
		terminal_hear(t, "Code: ");
		type_line(t, code);
		says(t, contact);
		terminal_hear(t, "Code: ");
		terminal_still(t, 100);
		is_never_wide(t);
		type_line(t, again);
		terminal_wait(t, "The recovery code is right.");
		terminal_wait(t, "amina");
		terminal_free(t);
		free(told);
	}
	free(code);
	server_stop(s);
}

/* ---- accounts that are closed ---- */

static void
only_its_owner_hears_that_an_account_is_closed(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	struct client c = { .user = "boris", .rows = 40 };

	(void)state;
	server_key(s, "boris");
	server_user(s, "boris", "trainee", "boris", password);
	free(server_command(s, (const char *const[]){ "user", "disable", "boris", NULL }));
	for (c.kind = 0; c.kind < CLIENT_KINDS; c.kind++) {
		if (!have(c.kind))
			continue;
		for (int by_key = 0; by_key < 2; by_key++) {
			struct terminal *t;

			c.key = by_key ? "boris" : NULL;
			t = client_open(s, &c);
			if (!by_key) {
				terminal_hear(t, "Password: ");
				type_line(t, "lamb");
				terminal_hear(t, "Look at capital letters");
				terminal_hear(t, "Password: ");
				type_line(t, password);
			}
			says(t, "This account is closed for now. Who can help: Ms Tembo");
			assert_int_not_equal(terminal_end(t), 0);
			terminal_free(t);
		}
	}
	server_stop(s);
}

/* ---- other doors ---- */

static void
there_is_nothing_to_verify(void **state)
{
	(void)state;
	if (!have(CLIENT_OPENSSH))
		skip();
	for (int open = 0; open < 2; open++) {
		char yaml[600];
		struct client c = { .user = "verify", .rows = 40 };
		struct server *s;

		snprintf(yaml, sizeof(yaml), "%sverify: %s\n", academy, open ? "true" : "false");
		s = server_start_with(yaml, NULL);
		for (c.kind = 0; c.kind < CLIENT_KINDS; c.kind++) {
			struct terminal *t;

			if (!have(c.kind))
				continue;
			t = client_open(s, &c);
			if (open) {
				says(t, "has issued no certificate yet");
				says(t, "Ms Tembo");
				assert_int_not_equal(terminal_end(t), 0);
			} else { /* a name like any other */
				terminal_hear(t, "type your password.");
			}
			terminal_free(t);
		}
		server_stop(s);
	}
}

/* ---- being sent away ---- */

static struct terminal *
come_in(struct server *s, const char *user)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = user, .key = "amina" };
	struct terminal *t = client_open(s, &c);

	terminal_hear(t, "All courses");
	return t;
}

static void
an_ended_session_is_told(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	struct terminal *cells, *lines;

	(void)state;
	if (!have(CLIENT_OPENSSH))
		skip();
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	cells = come_in(s, "amina");
	lines = come_in(s, "amina+line");
	free(server_command(s, (const char *const[]){ "sessions", "end", "amina", NULL }));
	says(cells, "This visit was ended from elsewhere.");
	says(cells, contact);
	says(cells, "Your place is kept.");
	says(lines, "This visit was ended from elsewhere.");
	assert_int_equal(terminal_end(cells), 0);
	assert_int_equal(terminal_end(lines), 0);
	client_lines_are_clean(lines);
	is_never_wide(cells);
	terminal_free(cells);
	terminal_free(lines);
	server_stop(s);
}

/* A renewal is told with what is painted next, and takes nothing away. */
static void
a_renewed_academy_is_told_on_the_next_page(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	struct terminal *t[2];
	pid_t pid[2];

	(void)state;
	if (!have(CLIENT_OPENSSH))
		skip();
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	t[0] = come_in(s, "amina");
	inside_sessions(s, pid, 1);
	assert_int_equal(kill(pid[0], SIGUSR1), 0);
	terminal_watch(t[0], 300);
	assert_false(terminal_shows(t[0], "was renewed")); /* nothing comes that was not asked for */
	client_pick(t[0], "All courses");
	terminal_wait(t[0], "The academy was renewed.");
	terminal_wait(t[0], "Electronic evidence");
	terminal_type(t[0], "j");
	terminal_wait_gone(t[0], "The academy was renewed.");
	terminal_free(t[0]);

	t[1] = come_in(s, "amina+line");
	inside_sessions(s, pid, 1);
	terminal_still(t[1], 100);
	assert_int_equal(kill(pid[0], SIGUSR1), 0);
	terminal_type(t[1], "?\r");
	terminal_hear(t[1], "The academy was renewed.");
	terminal_hear(t[1], "> ");
	terminal_free(t[1]);
	server_stop(s);
}

/* ---- commands about one's own account ---- */

static struct output
say(struct server *s, const char *command, const char *input, int status)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina", .command = command };
	struct output o = client_run(s, &c, input);

	if (o.status != status)
		fail_msg("\"%s\" exits %d, not %d; it says: %s%s", command, o.status, status, o.out, o.err);
	return o;
}

static void
hears(struct server *s, const char *command, const char *input, int status, const char *text)
{
	struct output o = say(s, command, input, status);

	if (strstr(status == 0 ? o.out : o.err, text) == NULL)
		fail_msg("\"%s\" does not say \"%s\" but: %s%s", command, text, o.out, o.err);
	output_clear(&o);
}

static char *
file_of(struct server *s, const char *name)
{
	char path[160];
	static char text[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	f = fopen(path, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	return text;
}

static void
keys_are_kept_by_command(void **state)
{
	struct server *s = server_start_with(academy, NULL);

	(void)state;
	if (!have(CLIENT_OPENSSH))
		skip();
	server_key(s, "amina");
	server_key(s, "second");
	server_user(s, "amina", "trainee", "amina", NULL);
	hears(s, "key add office", file_of(s, "second"), 65, "private key");
	hears(s, "key add office", "", 65, "no public key");
	hears(s, "key add office PC", file_of(s, "second.pub"), 0, "office PC\tssh-ed25519\tSHA256:");
	hears(s, "key list --json", NULL, 0, "\"name\":\"office PC\"");
	hears(s, "key remove nobody's", NULL, 65, "no key of this name");
	hears(s, "key remove office PC", NULL, 0, "you came in with it");
	hears(s, "key remove", NULL, 64, "key remove FINGERPRINT|NAME");
	hears(s, "key", NULL, 64, "key list, key add");
	server_stop(s);
}

static void
password_and_recovery_by_command(void **state)
{
	struct server *s = server_start_with(academy, NULL);

	(void)state;
	if (!have(CLIENT_OPENSSH))
		skip();
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	hears(s, "password", "too short\n", 65, "at least 15 letters");
	hears(s, "password", "a sentence of some length\n", 0, "The password is changed.");
	hears(s, "password", "a sentence of some length\n", 65, "Give two lines");
	hears(s, "password", "another sentence than that\na third sentence is here\n", 77, "not right");
	hears(s, "password --json", "a sentence of some length\na third sentence is here\n", 0, "{\"changed\":true}");
	hears(s, "recovery", NULL, 0, "Write it on your letter.");
	hears(s, "recovery --json", NULL, 0, "\"code\":\"");
	hears(s, "whoami --json", NULL, 0, "\"has_recovery\":true");
	hears(s, "hostkey", NULL, 0, s->fingerprint);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(wrong_twice_then_right, client_teardown),
		cmocka_unit_test_teardown(a_banner_where_nothing_else_is_shown, client_teardown),
		cmocka_unit_test_teardown(every_kind_of_key_that_is_kept_opens, client_teardown),
		cmocka_unit_test_teardown(the_code_is_asked_for_again, client_teardown),
		cmocka_unit_test_teardown(codes_that_ended_and_codes_that_recover, client_teardown),
		cmocka_unit_test_teardown(only_its_owner_hears_that_an_account_is_closed, client_teardown),
		cmocka_unit_test_teardown(there_is_nothing_to_verify, client_teardown),
		cmocka_unit_test_teardown(an_ended_session_is_told, client_teardown),
		cmocka_unit_test_teardown(a_renewed_academy_is_told_on_the_next_page, client_teardown),
		cmocka_unit_test_teardown(keys_are_kept_by_command, client_teardown),
		cmocka_unit_test_teardown(password_and_recovery_by_command, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
