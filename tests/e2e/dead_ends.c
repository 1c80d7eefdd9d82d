/*
 * Each dead end that people run into at the door, walked to its way out: what was lost, mistyped, too old, taken, closed or
 * changed is said in words with whom to call, and who lost everything but the letter gets back in.
 */
#include "tests/e2e/client.h"
#include "tests/e2e/person.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define CONTACT "+258 21 000 000"

static const char academy[] = "name: Amari Justice Academy\n"
			      "address: academy.example.org\n"
			      "contact: Ms Tembo, " CONTACT ", Mon-Fri 8-16\n";

static void
type_line(struct terminal *t, const char *text)
{
	terminal_type(t, text);
	terminal_type(t, KEY_RETURN);
}

/* Rubs out letter by letter until nothing stands behind the label. */
static void
clear_field(struct terminal *t, const char *label)
{
	int64_t deadline = process_deadline();
	int row, col;

	for (;;) {
		size_t len;

		terminal_still(t, 50);
		if (!terminal_find(t, label, &row, &col) || process_now() > deadline)
			terminal_fail(t, __FILE__, __LINE__, "there is no field: %s", label);
		len = strlen(terminal_row(t, row));
		if (len <= (size_t)col + strlen(label) + 1)
			return;
		terminal_type(t, KEY_RUBOUT);
	}
}

static struct terminal *
come(struct server *s, const char *user, const char *key)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = user, .key = key, .rows = 40 };

	return client_open(s, &c);
}

/* The recovery code that a command prints among other lines; free it. */
static char *
recovery_code(struct server *s, const char *login)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	char *text = server_command(s, (const char *const[]){ "recover", login, NULL }), *code = NULL;

	for (char *at = text; code == NULL && *at != '\0'; at += *at != '\0') {
		size_t n = strspn(at, letters);

		if (n == RECOVERY_TEXT - 1 && at[4] == '-' && at[19] == '-')
			code = strndup(at, n);
		at += n;
	}
	assert_non_null(code);
	free(text);
	return code;
}

/* From the page that greets the one who came by a recovery code to home, with a new pass-phrase. */
static void
recover_by_words(struct terminal *t, const char *login, char phrase[100], const char *drop)
{
	char code[RECOVERY_TEXT];

	terminal_wait(t, "The recovery code is right");
	terminal_wait(t, login);
	client_pick(t, "This is my account. Go on");
	client_pick(t, "With four words");
	terminal_wait(t, "I have written them down");
	while (!person_phrase(t, phrase))
		terminal_watch(t, 20);
	client_pick(t, "I have written them down");
	if (drop != NULL) {
		terminal_wait(t, drop);
		client_pick(t, "Drop it");
	}
	terminal_wait(t, "This will happen now");
	client_pick(t, "Yes, do all this");
	person_recovery(t, code);
	client_pick(t, "I have written it down");
	person_recovery_typed(t, code);
	terminal_wait(t, "All courses");
}

static void
leave(struct terminal *t)
{
	terminal_type(t, "q");
	assert_int_equal(terminal_end(t), 0);
	terminal_free(t);
}

/* ---- lost ---- */

static void
a_lost_password(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	struct terminal *t;
	char phrase[100], *code;

	(void)state;
	server_user(s, "amina", "trainee", NULL, "an old password of mine");
	t = come(s, "amina", NULL);
	terminal_hear(t, "Password, key or telephone lost");
	terminal_hear(t, "recovery code");
	terminal_hear(t, CONTACT);
	terminal_free(t);
	code = recovery_code(s, "amina");
	t = come(s, "join", NULL);
	terminal_hear(t, "Code: ");
	type_line(t, code);
	recover_by_words(t, "amina", phrase, NULL);
	leave(t);

	/* The new one opens, the old one does not, and it is told who made the code. */
	t = come(s, "amina", NULL);
	terminal_hear(t, "Password: ");
	type_line(t, "an old password of mine");
	terminal_hear(t, "not right");
	terminal_hear(t, "Password: ");
	type_line(t, phrase);
	terminal_wait(t, "All courses");
	terminal_wait(t, "recovery code");
	leave(t);

	/* Its code opens once. */
	t = come(s, "join", NULL);
	terminal_hear(t, "Code: ");
	type_line(t, code);
	terminal_hear(t, CONTACT);
	terminal_hear(t, "Code: ");
	terminal_free(t);
	free(code);
	server_stop(s);
}

/* The laptop with the key is gone, and somebody sits at it just now. */
static void
a_lost_key_and_who_has_it(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	struct terminal *thief, *t;
	char phrase[100], *code;

	(void)state;
	server_key(s, "laptop");
	server_user(s, "amina", "trainee", "laptop", NULL);
	thief = come(s, "amina", "laptop");
	terminal_wait(thief, "All courses");
	code = recovery_code(s, "amina");
	t = come(s, "join", NULL);
	terminal_hear(t, "Code: ");
	type_line(t, code);
	recover_by_words(t, "amina", phrase, "Do you still have it");
	terminal_wait(thief, "ended from elsewhere");
	terminal_end(thief);
	terminal_free(thief);
	leave(t);
	thief = come(s, "amina", "laptop");
	terminal_hear(thief, "Password: "); /* the key says nothing any more */
	terminal_free(thief);
	free(code);
	server_stop(s);
}

/* No password, no key, a new telephone: the code alone, and the new telephone's key is the way in from then on. */
static void
both_lost_and_a_new_key(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	struct terminal *t;
	char *code, recovery[RECOVERY_TEXT];

	(void)state;
	server_key(s, "old");
	server_key(s, "new");
	server_user(s, "amina", "trainee", "old", "an old password of mine");
	code = recovery_code(s, "amina");
	t = come(s, "recover", "new");
	terminal_hear(t, "Code: ");
	type_line(t, code);
	terminal_wait(t, "The recovery code is right");
	client_pick(t, "This is my account. Go on");
	client_pick(t, "key");
	terminal_wait(t, "Do you still have it");
	client_pick(t, "Drop it");
	client_pick(t, "Yes, do all this");
	person_recovery(t, recovery);
	client_pick(t, "I have written it down");
	person_recovery_typed(t, recovery);
	terminal_wait(t, "All courses");
	leave(t);
	t = come(s, "amina", "new");
	terminal_wait(t, "All courses");
	leave(t);
	t = come(s, "amina", "old");
	terminal_hear(t, "Password: ");
	type_line(t, "an old password of mine");
	terminal_hear(t, "not right");
	terminal_free(t);
	free(code);
	server_stop(s);
}

/* ---- codes ---- */

static void
codes_that_do_not_open(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	char *once = server_invite(s, "trainee", 1, 30), *ended = server_invite(s, "trainee", 5, 30);
	char wrong[RECOVERY_TEXT + 10], phrase[100];
	struct terminal *t = come(s, "join", NULL);

	(void)state;
	person_sign_up(t, once, "Amina Macuacua", phrase);
	leave(t);
	free(server_command(s, (const char *const[]){ "invite", "revoke", ended, NULL }));
	t = come(s, "join", NULL);
	terminal_hear(t, "Code: ");
	/* A wrong group costs nothing, as often as it is typed. */
	snprintf(wrong, sizeof(wrong), "%s", ended);
	wrong[6] = wrong[6] == 'K' ? 'M' : 'K';
	type_line(t, wrong);
	terminal_hear(t, "Group 2");
	terminal_hear(t, "Code: ");
	type_line(t, once);
	terminal_hear(t, "used up");
	terminal_hear(t, CONTACT);
	terminal_hear(t, "Code: ");
	type_line(t, ended);
	terminal_hear(t, "ended on");
	terminal_hear(t, CONTACT);
	terminal_hear(t, "Code: ");
	terminal_free(t);
	free(once);
	free(ended);
	server_stop(s);
}

/* ---- sign-up ---- */

static void
a_login_that_is_taken_and_a_key_of_another_account(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	char *code = server_invite(s, "trainee", 5, 30), phrase[100];
	struct terminal *t;

	(void)state;
	server_key(s, "office");
	server_user(s, "amina", "trainee", "office", NULL);
	t = come(s, "join", "office");
	terminal_hear(t, "Code: ");
	type_line(t, code);
	client_pick(t, "English");
	terminal_wait(t, "Your name:");
	type_line(t, "Amina Macuacua");
	terminal_wait(t, "Country:");
	type_line(t, "");
	/* The name is proposed in another form, and the taken one is refused in words. */
	terminal_wait(t, "Login:");
	assert_false(terminal_shows(t, "Login: amina "));
	clear_field(t, "Login:");
	type_line(t, "amina");
	terminal_wait(t, "Somebody has this login already");
	clear_field(t, "Login:");
	type_line(t, "amina.m");
	client_pick(t, "No, only I use it");
	terminal_wait(t, "already opens another account");
	client_pick(t, "With four words");
	terminal_wait(t, "I have written them down");
	while (!person_phrase(t, phrase))
		terminal_watch(t, 20);
	terminal_free(t);
	free(code);
	server_stop(s);
}

/* ---- closed ---- */

static void
an_account_that_is_closed(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	struct terminal *in, *t;

	(void)state;
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", "an old password of mine");
	in = come(s, "amina", "amina");
	terminal_wait(in, "All courses");
	free(server_command(s, (const char *const[]){ "user", "disable", "amina", NULL }));
	terminal_wait(in, "ended from elsewhere");
	terminal_end(in);
	terminal_free(in);
	/* Only who has the right password is told. */
	t = come(s, "amina", NULL);
	terminal_hear(t, "Password: ");
	type_line(t, "a wrong one, quite long");
	terminal_hear(t, "not right");
	terminal_hear(t, "Password: ");
	type_line(t, "an old password of mine");
	terminal_hear(t, "closed");
	terminal_hear(t, CONTACT);
	terminal_end(t);
	terminal_free(t);
	free(server_command(s, (const char *const[]){ "user", "enable", "amina", NULL }));
	t = come(s, "amina", "amina");
	terminal_wait(t, "All courses");
	leave(t);
	server_stop(s);
}

/* ---- another host key ---- */

static struct terminal *
plink(struct server *s)
{
	char port[16];
	const char *const argv[] = { "plink", "-ssh", "-no-antispoof", "-P", port, "-t", "-l", "amina", "127.0.0.1",
		NULL };

	snprintf(port, sizeof(port), "%d", s->port);
	return terminal_open(argv, s->dir, "xterm-256color", 100, 40);
}

/* The fingerprint behind a name in what a command says. */
static void
fingerprint_in(const char *text, const char *behind, char print[64])
{
	const char *at = strstr(text, behind);

	at = at != NULL ? strstr(at, "SHA256:") : NULL;
	assert_non_null(at);
	snprintf(print, 64, "%.50s", at);
	assert_int_equal(strcspn(print, " \r\n"), 50);
}

static void
a_host_key_that_has_changed(void **state)
{
	char at_port[40], print[64], show[80], *text;
	const char *const extra[] = { "--listen", at_port, NULL };
	struct server *s = server_start_with(academy, NULL);
	struct terminal *t;
	bool has_plink = client_have(CLIENT_PLINK);
	int port = s->port;

	(void)state;
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", "an old password of mine");
	if (has_plink) { /* PuTTY remembers the first one */
		t = plink(s);
		terminal_hear(t, "Store key in cache?");
		type_line(t, "y");
		terminal_hear(t, "Password: ");
		terminal_free(t);
	}

	/* Announced: on the help page, in letters, by command. */
	text = server_command(s, (const char *const[]){ "hostkey", "next", NULL });
	fingerprint_in(text, "The next key", print);
	free(text);
	kill(s->pid, SIGHUP);
	server_wait_log(s, "event=reloaded");
	t = come(s, "amina", "amina");
	terminal_wait(t, "All courses");
	terminal_type(t, "?");
	snprintf(show, sizeof(show), "%.40s", print);
	terminal_wait(t, show);
	terminal_free(t);
	text = server_command(s, (const char *const[]){ "invite", "letter", NULL });
	assert_non_null(strstr(text, print));
	free(text);

	/* Switched: the clients warn, and what they show is what was announced. */
	snprintf(at_port, sizeof(at_port), "127.0.0.1:%d", port);
	free(server_command(s, (const char *const[]){ "hostkey", "switch", "--now", NULL }));
	text = server_command(s, (const char *const[]){ "hostkey", "show", NULL });
	assert_non_null(strstr(text, print));
	free(text);
	server_halt(s);
	s->extra = extra;
	server_again(s);
	s->port = port; /* of its two: where PuTTY was before */
	t = come(s, "amina", "amina");
	terminal_hear(t, "REMOTE HOST IDENTIFICATION HAS CHANGED");
	terminal_hear(t, print);
	assert_int_not_equal(terminal_end(t), 0);
	terminal_free(t);
	if (has_plink) {
		t = plink(s);
		terminal_hear(t, "does not match");
		terminal_hear(t, print);
		terminal_free(t);
	}
	server_stop(s);
}

/* ---- renewed ---- */

static void
a_server_that_is_renewed_under_a_reader(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	struct terminal *t;

	(void)state;
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	t = come(s, "amina", "amina");
	person_open_lesson(t, "Electronic evidence", "Leave it as you found it");
	terminal_wait(t, "saved");
	kill(s->pid, SIGUSR2);
	server_wait_log(s, "event=renewed");
	terminal_type(t, " ");
	terminal_wait(t, "was renewed");
	terminal_wait(t, "saved");
	terminal_free(t);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_lost_password, client_teardown),
		cmocka_unit_test_teardown(a_lost_key_and_who_has_it, client_teardown),
		cmocka_unit_test_teardown(both_lost_and_a_new_key, client_teardown),
		cmocka_unit_test_teardown(codes_that_do_not_open, client_teardown),
		cmocka_unit_test_teardown(a_login_that_is_taken_and_a_key_of_another_account, client_teardown),
		cmocka_unit_test_teardown(an_account_that_is_closed, client_teardown),
		cmocka_unit_test_teardown(a_host_key_that_has_changed, client_teardown),
		cmocka_unit_test_teardown(a_server_that_is_renewed_under_a_reader, client_teardown),
	};

	if (!client_have(CLIENT_OPENSSH)) {
		print_message("skipped: ssh is not installed\n");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
