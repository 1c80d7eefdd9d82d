/*
 * The operator's desk over a real ssh client: an invitation that lets somebody in, a recovery code that opens an account
 * which lost its password, and a visit that is ended while its reader looks on.
 */
#include "tests/e2e/client.h"
#include "tests/e2e/person.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char password[] = "four words and a lamp";

static struct server *
academy(void)
{
	struct server *s = server_start(NULL);

	server_key(s, "oluchi");
	server_user(s, "oluchi", "operator", "oluchi", NULL);
	server_user(s, "amina", "trainee", NULL, password);
	return s;
}

static struct terminal *
to_desk(struct server *s)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = "oluchi", .key = "oluchi" };
	struct terminal *t = client_open(s, &c);

	client_pick(t, "Desk");
	terminal_wait(t, "How the server is");
	return t;
}

static void
leave(struct terminal *t)
{
	for (int i = 0; i < 8 && !terminal_shows(t, "q leave"); i++) {
		char title[200];

		snprintf(title, sizeof(title), "%s", terminal_row(t, 0));
		terminal_type(t, "q");
		for (int64_t end = process_deadline(); strcmp(title, terminal_row(t, 0)) == 0;) {
			if (process_now() > end)
				terminal_fail(t, __FILE__, __LINE__, "q leads nowhere");
			terminal_watch(t, 20);
		}
	}
	terminal_wait(t, "q leave");
	terminal_type(t, "q");
	assert_int_equal(terminal_end(t), 0);
	terminal_free(t);
}

/* The code stands alone in a row. */
static void
read_code(struct terminal *t, char code[RECOVERY_TEXT])
{
	terminal_wait(t, "SHA256:");
	for (int y = 2; y < terminal_rows(t); y++) {
		const char *row = terminal_row(t, y);

		row += strspn(row, " ");
		if (strspn(row, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == RECOVERY_TEXT - 1 && strlen(row) == RECOVERY_TEXT - 1) {
			snprintf(code, RECOVERY_TEXT, "%s", row);
			return;
		}
	}
	terminal_fail(t, __FILE__, __LINE__, "no code stands alone in a row");
}

static void
type_line(struct terminal *t, const char *text)
{
	terminal_type(t, text);
	terminal_type(t, KEY_RETURN);
}

static void
an_invitation_lets_somebody_in(void **state)
{
	struct server *s = academy();
	struct client join = { .kind = CLIENT_OPENSSH, .user = "join" };
	struct terminal *t = to_desk(s), *guest;
	char code[RECOVERY_TEXT], phrase[100];

	(void)state;
	client_pick(t, "Invitations");
	terminal_wait(t, "No invitation was made yet.");
	client_pick(t, "Make an invitation");
	client_pick(t, "How many accounts");
	terminal_wait(t, "A number from 1 to 10000.");
	type_line(t, "2");
	client_pick(t, "Label, for your list");
	terminal_wait(t, "Whom is it for?");
	type_line(t, "Nampula");
	client_pick(t, "Make the invitation");
	read_code(t, code);
	terminal_wait(t, s->fingerprint);
	client_pick(t, "I have written it down");
	terminal_wait(t, "0 of 2 used");

	guest = client_open(s, &join);
	person_sign_up(guest, code, "Zahra Banu", phrase);
	terminal_type(guest, "q");
	assert_int_equal(terminal_end(guest), 0);
	terminal_free(guest);

	client_pick(t, "Nampula");
	terminal_wait(t, "oluchi");
	client_pick(t, "Withdraw it");
	client_pick(t, "Yes, withdraw it");
	terminal_wait(t, "1 of 2 used");
	terminal_wait(t, "withdrawn");
	assert_string_equal(terminal_unknown(t), "");
	leave(t);
	/* It makes no account any more. */
	guest = client_open(s, &join);
	terminal_hear(guest, "Code: ");
	type_line(guest, code);
	terminal_hear(guest, "This code is right, but it ended");
	terminal_free(guest);
	server_stop(s);
}

static void
a_recovery_code_opens_the_account(void **state)
{
	struct server *s = academy();
	struct client join = { .kind = CLIENT_OPENSSH, .user = "join" };
	struct terminal *t = to_desk(s), *lost;
	char code[RECOVERY_TEXT];

	(void)state;
	client_pick(t, "People");
	terminal_wait(t, "2 accounts, by login.");
	terminal_type(t, "/");
	terminal_wait(t, "Login or name");
	type_line(t, "ami");
	terminal_wait(t, "1 account has \"ami\"");
	client_pick(t, "amina");
	terminal_wait(t, "Ways in: password or four words");
	client_pick(t, "A new recovery code");
	client_pick(t, "Yes, make the code");
	read_code(t, code);
	client_pick(t, "I have passed it on");
	terminal_wait(t, "recovery code");

	lost = client_open(s, &join);
	terminal_hear(lost, "Code: ");
	type_line(lost, code);
	terminal_wait(lost, "amina");
	client_pick(lost, "This is my account. Go on");
	terminal_free(lost);
	leave(t);
	server_stop(s);
}

static void
a_visit_is_ended(void **state)
{
	struct server *s = academy();
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina" };
	struct terminal *amina = client_open(s, &c), *t;

	(void)state;
	client_password(amina, &c, password);
	terminal_wait(amina, "All courses");
	t = to_desk(s);
	client_pick(t, "Who is here now");
	terminal_wait(t, "2 visits");
	client_pick(t, "amina");
	terminal_wait(t, "127.0.0.0/24");
	client_pick(t, "End this visit");
	client_pick(t, "Yes, end it");
	terminal_hear(amina, "This visit was ended from elsewhere.");
	terminal_end(amina);
	terminal_free(amina);
	terminal_wait(t, "That visit was ended.");
	client_pick(t, "Look again");
	terminal_wait(t, "Nobody else is here.");
	leave(t);
	/* Nothing was taken from her: she comes in again at once. */
	amina = client_open(s, &c);
	client_password(amina, &c, password);
	terminal_wait(amina, "All courses");
	terminal_type(amina, "q");
	assert_int_equal(terminal_end(amina), 0);
	terminal_free(amina);
	server_stop(s);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, NULL, client_teardown)
	const struct CMUnitTest tests[] = {
		TEST(an_invitation_lets_somebody_in),
		TEST(a_recovery_code_opens_the_account),
		TEST(a_visit_is_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
