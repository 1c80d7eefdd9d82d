/*
 * The first hour of a trainee, an instructor and an operator, each screen as seen: tests/e2e/transcripts/.
 * A person reads them; this test notices when they change.
 */
#include "tests/e2e/client.h"
#include "tests/e2e/person.h"
#include "tests/e2e/relay.h"
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
			      "contact: Ms Tembo, +258 21 000 000, Mon-Fri 8-16\n"
			      "guest: true\n";

static void
need(enum client_kind kind)
{
	if (!client_have(kind)) {
		print_message("skipped: %s is not installed\n", client_name(kind));
		skip();
	}
}

/* ---- the trainee ---- */

/* One letter of the second group is another one: what a person types who reads F as E. */
static void
mistype(const char *code, char wrong[64])
{
	char *second;

	snprintf(wrong, 64, "%s", code);
	second = strchr(wrong, '-');
	assert_non_null(second);
	second[1] = second[1] == 'A' ? 'C' : 'A';
}

/* The four words stand alone in their row; what they are nobody can foresee. */
static void
hide_phrase(struct transcript *x, struct terminal *t)
{
	for (int y = 2; y < terminal_rows(t); y++) {
		const char *row = terminal_row(t, y);
		int words = 0;
		bool plain = *row == ' ';

		row += strspn(row, " ");
		for (const char *c = row; *c != '\0'; c++) {
			plain = plain && ((*c >= 'a' && *c <= 'z') || *c == ' ' || *c == '-');
			words += *c != ' ' && (c == row || c[-1] == ' ');
		}
		if (plain && words == 4) {
			transcript_hide(x, row, "anchor violet harbour seven");
			return;
		}
	}
	terminal_fail(t, __FILE__, __LINE__, "no four words to write down");
}

static void
sign_up(struct transcript *x, struct terminal *t, const char *code)
{
	char wrong[64], recovery[RECOVERY_TEXT];

	mistype(code, wrong);
	transcript_hide(x, wrong, "HMKR-AQXT-7WVD-PLFN-4");
	transcript_hide(x, code, "HMKR-3QXT-7WVD-PLFN-4");
	terminal_hear(t, "Code: ");
	transcript_screen(x, t, "ssh join@academy.example.org");
	terminal_type(t, wrong);
	terminal_type(t, KEY_RETURN);
	terminal_hear(t, "Group 2");
	terminal_hear(t, "Code: ");
	transcript_screen(x, t, "She types the code with one wrong letter");
	terminal_type(t, code);
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "step 1/5");
	transcript_screen(x, t, "She types the code");
	client_pick(t, "English");
	terminal_wait(t, "step 2/5");
	transcript_screen(x, t, "English");
	terminal_type(t, "Amina Macuácua");
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "step 3/5");
	transcript_screen(x, t, "Her name, and Enter");
	terminal_type(t, "Moz");
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "Mozambique");
	transcript_screen(x, t, "Moz, and Enter");
	client_pick(t, "Mozambique");
	terminal_wait(t, "Login");
	transcript_screen(x, t, "Mozambique");
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "No, only I use it");
	transcript_screen(x, t, "She keeps the login");
	client_pick(t, "Yes, others use it too");
	terminal_wait(t, "four words");
	transcript_screen(x, t, "The computer is shared");
	client_pick(t, "With four words");
	terminal_wait(t, "I have written them down");
	terminal_still(t, 150);
	hide_phrase(x, t);
	transcript_screen(x, t, "Four words");
	client_pick(t, "I have written them down");
	terminal_wait(t, "step 5/5");
	transcript_screen(x, t, "She has written them down");
	client_pick(t, "They are right");
	terminal_wait(t, "I have written it down");
	transcript_screen(x, t, "The letters are right");
	client_pick(t, "I have written it down. Go on");
	person_recovery(t, recovery);
	transcript_hide(x, recovery, "K7MP-Q2RT-9XWD-HN4C-F");
	transcript_screen(x, t, "She has written it on her letter");
	client_pick(t, "I have written it down");
	terminal_wait(t, "Fourth group:");
	transcript_screen(x, t, "The recovery code too");
	person_recovery_typed(t, recovery);
	terminal_wait(t, "All courses");
	transcript_screen(x, t, "The fourth group, from her letter, and Enter: home");
}

/* Pages on until this is on the page. */
static void
page_on(struct terminal *t, const char *until)
{
	for (int i = 0; i < 20 && !terminal_shows(t, until); i++) {
		terminal_type(t, " ");
		terminal_still(t, 150);
	}
	terminal_wait(t, until);
}

static void
read_lessons(struct transcript *x, struct terminal *t)
{
	client_pick(t, "All courses");
	terminal_wait(t, "Electronic evidence");
	transcript_screen(x, t, "All courses");
	client_pick(t, "Electronic evidence");
	terminal_wait(t, "Write down every hand");
	transcript_screen(x, t, "The outline of Electronic evidence, the first day");
	client_pick(t, "Leave it as you found it");
	terminal_wait(t, "Two short lessons");
	transcript_screen(x, t, "Its first lesson: the module says what it is for");
	client_pick(t, "Leave it as you found it");
	terminal_wait(t, "page 1 of");
	transcript_screen(x, t, "The lesson, first page");
	page_on(t, "CHECK");
	transcript_screen(x, t, "Space, to the check");
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "Choose an answer first");
	transcript_screen(x, t, "Enter without an answer");
	client_pick(t, "Switch it off");
	terminal_wait(t, "Not right.");
	transcript_screen(x, t, "A wrong answer");
	client_pick(t, "Photograph the screen");
	terminal_wait(t, "Right.");
	terminal_wait(t, "saved");
	transcript_screen(x, t, "The right answer");
	page_on(t, "end of the lesson");
	transcript_screen(x, t, "Space, to the end of the lesson");
	client_pick(t, "Next: Write down every hand");
	terminal_wait(t, "page 1 of");
	transcript_screen(x, t, "The next lesson");
	terminal_type(t, "w");
	terminal_wait(t, "Term");
	transcript_screen(x, t, "w: the term on this page");
	terminal_type(t, "w");
	terminal_wait(t, "page 1 of");
	terminal_type(t, "?");
	terminal_wait(t, "Whom to call");
	transcript_screen(x, t, "?: help");
	terminal_type(t, "q");
	terminal_wait(t, "page 1 of");
	terminal_type(t, "t");
	terminal_wait(t, "Where you are");
	transcript_screen(x, t, "t: where am I");
	terminal_type(t, "q");
	terminal_wait(t, "page 1 of");
}

static void
take_quiz(struct transcript *x, struct terminal *t)
{
	page_on(t, "CHECK");
	client_pick(t, "The person who finds the item");
	terminal_wait(t, "Right.");
	page_on(t, "end of the lesson");
	transcript_screen(x, t, "The second lesson is read, too");
	client_pick(t, "Next: the quiz");
	terminal_wait(t, "Start");
	transcript_screen(x, t, "The quiz, before it begins");
	client_pick(t, "Start");
	for (int i = 1; i <= 2; i++) {
		char where[32];

		snprintf(where, sizeof(where), "question %d of 2", i);
		terminal_wait(t, where);
		terminal_still(t, 150);
		transcript_screen(x, t, i == 1 ? "~Its first question" : "~Its second question");
		if (terminal_shows(t, "A laptop is off")) {
			client_pick(t, "False");
		} else {
			if (!terminal_shows(t, "Your answer:"))
				client_pick(t, "Write your answer");
			terminal_type(t, "16");
			terminal_type(t, KEY_RETURN);
		}
	}
	terminal_wait(t, "All 2 are answered");
	transcript_screen(x, t, "~Both are answered");
	client_pick(t, "Hand in");
	terminal_wait(t, "PASSED");
	transcript_screen(x, t, "~The result: one right, one wrong");
}

static void
the_trainee(void **state)
{
	struct server *s;
	struct relay *r;
	struct transcript *x = transcript_open("trainee");
	struct terminal *t;
	struct client c = { .kind = CLIENT_OPENSSH, .user = "join" };
	char *code;

	(void)state;
	need(CLIENT_OPENSSH);
	s = server_start_with(academy, NULL);
	r = relay_open(s->port);
	c.port = relay_port(r);
	code = server_invite(s, "trainee", 1, 30);

	t = client_open(s, &c);
	sign_up(x, t, code);
	read_lessons(x, t);
	take_quiz(x, t);
	terminal_type(t, "qqqq");
	terminal_hear(t, "kB.");
	transcript_screen(x, t, "q, until she is out");
	assert_int_equal(terminal_end(t), 0);
	terminal_free(t);

	free(code);
	relay_close(r);
	server_stop(s);
	transcript_close(x);
}

/* Key and password are gone: a code read out by telephone, and the account is hers again. */
static void
lost_everything(void **state)
{
	struct server *s;
	struct transcript *x = transcript_open("recovery");
	struct terminal *t;
	struct client c = { .kind = CLIENT_OPENSSH, .user = "join" };
	char *text, *at, code[RECOVERY_TEXT], recovery[RECOVERY_TEXT];

	(void)state;
	need(CLIENT_OPENSSH);
	s = server_start_with(academy, NULL);
	server_key(s, "stolen");
	server_user(s, "amina", "trainee", "stolen", NULL);
	text = server_command(s, (const char *const[]){ "recover", "amina", NULL });
	at = strstr(text, "Recovery code:");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "Recovery code: %21s", code), 1);
	transcript_hide(x, code, "HMKR-3QXT-7WVD-PLFN-4");
	transcript_command(x, "chalkline recover amina", text);
	free(text);

	t = client_open(s, &c);
	terminal_hear(t, "Code: ");
	terminal_type(t, code);
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "This is my account. Go on");
	transcript_screen(x, t, "ssh join@academy.example.org, and the code that was read out to her");
	client_pick(t, "This is my account. Go on");
	terminal_wait(t, "With four words");
	transcript_screen(x, t, "It is her account");
	client_pick(t, "With four words");
	terminal_wait(t, "I have written them down");
	terminal_still(t, 150);
	hide_phrase(x, t);
	transcript_screen(x, t, "Four words");
	client_pick(t, "I have written them down");
	terminal_wait(t, "Do you still have it");
	transcript_screen(x, t, "She has written them down");
	client_pick(t, "Drop it");
	terminal_wait(t, "This will happen now");
	transcript_screen(x, t, "The key was stolen: she drops it");
	client_pick(t, "Yes, do all this");
	person_recovery(t, recovery);
	transcript_hide(x, recovery, "K7MP-Q2RT-9XWD-HN4C-F");
	transcript_screen(x, t, "Yes");
	client_pick(t, "I have written it down");
	person_recovery_typed(t, recovery);
	terminal_wait(t, "All courses");
	transcript_screen(x, t, "She has written the new code on her letter: home");
	terminal_type(t, "q");
	terminal_hear(t, "kB.");
	assert_int_equal(terminal_end(t), 0);
	terminal_free(t);

	t = client_open(s, &c);
	terminal_hear(t, "Code: ");
	terminal_type(t, code);
	terminal_type(t, KEY_RETURN);
	terminal_hear(t, "used up");
	terminal_hear(t, "Code: ");
	transcript_screen(x, t, "Somebody else tries the code that was read out");
	terminal_free(t);

	server_stop(s);
	transcript_close(x);
}

/* A second visit: the line breaks on a page, and breaks nothing. */
static void
the_broken_line(void **state)
{
	struct server *s;
	struct relay *r;
	struct transcript *x = transcript_open("broken-line");
	struct terminal *t;
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina" };

	(void)state;
	need(CLIENT_OPENSSH);
	s = server_start_with(academy, NULL);
	r = relay_open(s->port);
	c.port = relay_port(r);
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);

	t = client_open(s, &c);
	client_pick(t, "All courses");
	client_pick(t, "Foundations");
	terminal_wait(t, "Module 1");
	transcript_screen(x, t, "The outline of Foundations");
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "About");
	terminal_still(t, 150);
	if (!terminal_shows(t, "page 1 of"))
		terminal_type(t, KEY_RETURN);
	terminal_wait(t, "page 1 of");
	terminal_type(t, " ");
	terminal_wait(t, "page 2 of");
	transcript_screen(x, t, "The second page of the first lesson");
	relay_cut(r);
	terminal_end(t);
	transcript_screen(x, t, "The line breaks");
	terminal_free(t);

	c.cols = 100;
	c.rows = 30;
	t = client_open(s, &c);
	terminal_wait(t, "Go on reading");
	transcript_screen(x, t, "She comes in again, in a larger window");
	client_pick(t, "Go on reading");
	terminal_wait(t, "page ");
	transcript_screen(x, t, "Go on reading");
	terminal_resize(t, 60, 18);
	terminal_still(t, 300);
	transcript_screen(x, t, "She makes the window smaller");
	terminal_resize(t, 38, 10);
	terminal_wait(t, "small");
	transcript_screen(x, t, "Too small");
	terminal_resize(t, 80, 24);
	terminal_wait(t, "page ");
	terminal_type(t, "/");
	terminal_wait(t, "Word");
	terminal_type(t, "custody");
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "Write down every hand");
	transcript_screen(x, t, "/: she looks for custody");
	terminal_type(t, "qqq");
	terminal_wait(t, "All courses");
	client_pick(t, "Settings");
	terminal_wait(t, "Language");
	transcript_screen(x, t, "Settings");
	client_pick(t, "Keys");
	terminal_wait(t, "added");
	transcript_screen(x, t, "Her keys");
	terminal_type(t, "qq");
	terminal_wait(t, "All courses");
	client_pick(t, "My results");
	terminal_wait(t, "not handed in");
	transcript_screen(x, t, "My results");
	terminal_free(t);
	relay_close(r);
	server_stop(s);
	transcript_close(x);
}

static void
plain_lines(void **state)
{
	struct server *s;
	struct transcript *x = transcript_open("plain-lines");
	struct terminal *t;
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina+line", .key = "amina" };
	size_t from = 0;

	(void)state;
	need(CLIENT_OPENSSH);
	s = server_start_with(academy, NULL);
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	t = client_open(s, &c);
	client_pick_line(t, "All courses");
	transcript_said(x, t, "ssh amina+line@academy.example.org, and the number of All courses", &from);
	client_pick_line(t, "Electronic evidence");
	terminal_hear(t, "Write down every hand");
	transcript_said(x, t, "The course", &from);
	client_pick_line(t, "Leave it as you found it");
	terminal_hear(t, "Two short lessons");
	transcript_said(x, t, "Its first lesson: the module says what it is for", &from);
	client_pick_line(t, "Leave it as you found it");
	terminal_hear(t, "A phone or a computer");
	transcript_said(x, t, "The lesson", &from);
	for (int i = 0; i < 20; i++) {
		size_t len;

		if (strstr(terminal_bytes(t, &len), "Photograph the screen and") != NULL)
			break;
		terminal_type(t, KEY_RETURN);
		terminal_still(t, 150);
	}
	transcript_said(x, t, "Enter, to the check", &from);
	client_pick_line(t, "Switch it off");
	terminal_hear(t, "Not right.");
	transcript_said(x, t, "A wrong answer", &from);
	client_pick_line(t, "Photograph the screen");
	terminal_hear(t, "Right.");
	transcript_said(x, t, "The right answer", &from);
	terminal_type(t, "?\r");
	terminal_hear(t, "Whom to call");
	transcript_said(x, t, "~?: help", &from); /* where the fingerprint wraps is chance */
	client_lines_are_clean(t);
	terminal_free(t);
	server_stop(s);
	transcript_close(x);
}

/* ---- the instructor ---- */

static void
shell(struct transcript *x, struct server *s, const char *what, const char *command)
{
	struct output o = process_run((const char *const[]){ "sh", "-c", command, "sh", CHALKLINE, s->data, NULL },
	    s->dir, NULL);
	size_t room = o.out_len + o.err_len + 64;
	char *all = malloc(room);

	snprintf(all, room, "%s%s(exit status %d)\n", o.out, o.err, o.status);
	transcript_command(x, what, all);
	free(all);
	output_clear(&o);
}

static void
the_instructor(void **state)
{
	struct server *s;
	struct transcript *x = transcript_open("instructor");
	struct terminal *t;
	char course[128];

	(void)state;
	s = server_start_with(academy, NULL);
	shell(x, s, "cp -r evidence-first-day my-course; chalkline check my-course",
	    "cp -r " SOURCE_DIR "/courses/library/evidence-first-day my-course && \"$1\" check my-course");
	shell(x, s, "Five mistakes, and chalkline check my-course",
	    "cd my-course && sed -i 's/^level: basic/levle: basic/' course.yaml && "
	    "sed -i 's/glossary:chain-of-custody/glossary:chain-of-costody/; s/^## Write down/# Write down/' "
	    "en/010-first-hour.md && sed -i 's/=12:0/=12,5/; s/14\\\\:20/14:20/' banks/evidence.en.gift && cd .. && "
	    "\"$1\" check my-course");
	shell(x, s, "Mended, and chalkline check my-course",
	    "rm -r my-course && cp -r " SOURCE_DIR "/courses/library/evidence-first-day my-course && "
	    "\"$1\" check my-course");
	snprintf(course, sizeof(course), "%s/my-course", s->dir);
	t = terminal_open((const char *const[]){ CHALKLINE, "preview", course, NULL }, s->dir, "xterm-256color", 80, 24);
	terminal_wait(t, "Electronic evidence");
	transcript_screen(x, t, "chalkline preview my-course");
	if (!terminal_shows(t, "Leave it as you found it"))
		client_pick(t, "Electronic evidence");
	client_pick(t, "Leave it as you found it");
	terminal_wait(t, "Two short lessons");
	client_pick(t, "Leave it as you found it");
	terminal_wait(t, "page 1 of");
	transcript_screen(x, t, "She opens a lesson");
	shell(x, s, "She saves another first sentence",
	    "sed -i 's/^A phone or a computer that is on changes/A telephone that is on changes/' "
	    "my-course/en/010-first-hour.md");
	terminal_wait(t, "A telephone that is on changes");
	transcript_screen(x, t, "The page shows it");
	shell(x, s, "She saves a mistake", "sed -i 's/^## Leave/# Leave/' my-course/en/010-first-hour.md");
	terminal_wait(t, "010-first-hour.md:");
	transcript_screen(x, t, "The preview says where it is");
	shell(x, s, "She mends it", "sed -i 's/^# Leave/## Leave/' my-course/en/010-first-hour.md");
	terminal_wait(t, "A telephone that is on changes");
	terminal_type(t, "qqqqqq"); /* more than there are levels: what is too much is not read */
	assert_int_equal(terminal_end(t), 0);
	terminal_free(t);
	server_stop(s);
	transcript_close(x);
}

/* ---- the operator ---- */

static void
the_operator(void **state)
{
	struct server *s;
	struct transcript *x = transcript_open("operator");
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina" };
	struct output o;
	char *text, port[16];

	(void)state;
	need(CLIENT_OPENSSH);
	s = server_start_with(academy, NULL);
	snprintf(port, sizeof(port), ":%d", s->port);
	transcript_hide(x, port, ":2222");
	transcript_hide(x, s->data, "DATA");
	shell(x, s, "chalkline", "\"$1\"");
	shell(x, s, "chalkline serv", "\"$1\" serv");
	shell(x, s, "chalkline invite", "\"$1\" invite");
	text = server_invite(s, "trainee", 40, 14);
	transcript_hide(x, text, "HMKR-3QXT-7WVD-PLFN-4");
	transcript_command(x, "chalkline invite --data DATA --role trainee --uses 40 --days 14", text);
	free(text);
	server_key(s, "amina");
	shell(x, s, "chalkline user add amina --data DATA", "\"$1\" user add amina --data \"$2\"");
	shell(x, s, "chalkline user add Root --data DATA --key amina.pub",
	    "\"$1\" user add Root --data \"$2\" --key amina.pub");
	shell(x, s, "chalkline user add amina --data DATA --key amina",
	    "\"$1\" user add amina --data \"$2\" --key amina");
	shell(x, s, "chalkline user add amina --data DATA --key amina.pub --name \"Amina Macuácua\"",
	    "\"$1\" user add amina --data \"$2\" --key amina.pub --name 'Amina Macuácua'");
	shell(x, s, "The same once more",
	    "\"$1\" user add amina --data \"$2\" --key amina.pub --name 'Amina Macuácua'");
	shell(x, s, "echo short | chalkline user add boris --data DATA --password-stdin",
	    "echo short | \"$1\" user add boris --data \"$2\" --password-stdin");

	for (int i = 0; i < 5; i++) {
		static const char *const commands[] = { "help", "progress", "progress --json", "whoami", "frobnicate" };
		char what[64];

		c.command = commands[i];
		o = client_run(s, &c, NULL);
		snprintf(what, sizeof(what), "ssh amina@academy.example.org %s (exit status %d)", commands[i], o.status);
		transcript_command(x, what, *o.out != '\0' ? o.out : o.err);
		output_clear(&o);
	}
	shell(x, s, "chalkline doctor --data DATA", "\"$1\" doctor --data \"$2\"");
	shell(x, s, "chalkline backup academy.backup --data DATA", "\"$1\" backup academy.backup --data \"$2\"");
	shell(x, s, "chalkline restore academy.backup --data DATA", "\"$1\" restore academy.backup --data \"$2\"");
	shell(x, s, "chalkline restore academy.backup --data NEW", "\"$1\" restore academy.backup --data \"$HOME/new\"");
	shell(x, s, "chalkline backup small.backup --data DATA --no-keys",
	    "\"$1\" backup small.backup --data \"$2\" --no-keys");
	shell(x, s, "A second server from the same folder", "\"$1\" serve --data \"$2\" --listen 127.0.0.1:0");
	server_halt(s);
	text = server_log_text(s);
	transcript_command(x, "~The log of the server, from its start to SIGTERM", text);
	free(text);
	shell(x, s, "chalkline.yaml with a mistake, and chalkline serve --data DATA",
	    "sed -i 's/^contact:/contcat:/' \"$2/chalkline.yaml\"; \"$1\" serve --data \"$2\" --listen 127.0.0.1:0");
	server_stop(s);
	transcript_close(x);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_trainee, client_teardown),
		cmocka_unit_test_teardown(lost_everything, client_teardown),
		cmocka_unit_test_teardown(the_broken_line, client_teardown),
		cmocka_unit_test_teardown(plain_lines, client_teardown),
		cmocka_unit_test_teardown(the_instructor, client_teardown),
		cmocka_unit_test_teardown(the_operator, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
