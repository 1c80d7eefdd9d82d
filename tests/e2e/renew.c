/* The program renewed under people: nobody loses a place, who comes meanwhile gets in, and a bad one changes nothing. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/e2e/client.h"
#include "tests/e2e/inside.h"
#include "tests/e2e/person.h"

static const char course[] = "Electronic evidence", lesson[] = "Leave it as you found it";

enum { READERS = 3 };

static const char *const names[] = { "amina", "boris", "chidi", "dora", NULL };

static struct server *
academy(const char *yaml)
{
	struct server *s;

	if (!client_have(CLIENT_OPENSSH))
		skip();
	s = server_start_with(yaml, NULL);
	for (int i = 0; names[i] != NULL; i++) {
		server_key(s, names[i]);
		server_user(s, names[i], "trainee", names[i], NULL);
	}
	return s;
}

static struct terminal *
come_in(struct server *s, const char *name)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = name, .key = name };
	struct terminal *t = client_open(s, &c);

	terminal_wait(t, "All courses");
	return t;
}

static void
the_records_are_whole(struct server *s)
{
	free(server_command(s, (const char *const[]){ "doctor", NULL }));
}

static void
nobody_loses_a_place(void **state)
{
	struct server *s = academy(NULL);
	struct terminal *t[READERS], *late;
	pid_t first = inside_keeper(s);
	char *text;

	(void)state;
	for (int i = 0; i < READERS; i++) {
		t[i] = come_in(s, names[i]);
		person_open_lesson(t[i], course, lesson);
	}
	for (int round = 0; round < 2; round++) { /* also sessions of a program that is two old */
		int64_t pressed = process_now();
		pid_t keeper = inside_keeper(s);

		kill(s->pid, SIGUSR2);
		late = come_in(s, "dora"); /* the listening socket was never closed */
		print_message("one who came meanwhile was in after %d ms\n", (int)(process_now() - pressed));
		server_wait_log(s, "event=renewed");
		for (int64_t deadline = process_deadline(); inside_keeper(s) == keeper && process_now() < deadline;)
			process_pause();
		assert_int_not_equal(inside_keeper(s), keeper);
		for (int i = 0; i < READERS; i++) {
			terminal_type(t[i], round == 0 ? " " : "b");
			terminal_wait(t[i], round == 0 ? "page 2 of" : "page 1 of");
			terminal_wait(t[i], "saved");
		}
		terminal_free(late);
	}
	assert_int_not_equal(first, inside_keeper(s));

	/* The folder was never free for another server. */
	struct output o = process_run((const char *const[]){ CHALKLINE, "serve", "--data", s->data, "--listen",
					  "127.0.0.1:0", NULL }, s->dir, NULL);
	assert_int_not_equal(o.status, 0);
	assert_non_null(strstr(o.err, "another server is serving"));
	output_clear(&o);

	for (int i = 0; i < READERS; i++)
		terminal_free(t[i]);
	t[0] = come_in(s, "boris");
	client_pick(t[0], "Go on reading");
	terminal_wait(t[0], "page 1 of");
	terminal_free(t[0]);
	text = server_log_text(s);
	assert_null(strstr(text, "level=error"));
	free(text);
	server_halt(s);
	the_records_are_whole(s);
	server_stop(s);
}

/* "pkill -HUP chalkline" is soon typed, and "systemctl kill" means everybody where nothing else is said. */
static void
signals_to_everybody_end_nobody(void **state)
{
	struct server *s = academy(NULL);
	struct terminal *t = come_in(s, "amina");
	pid_t session, keeper = inside_keeper(s);
	char *text;

	(void)state;
	person_open_lesson(t, course, lesson);
	inside_sessions(s, &session, 1);
	kill(session, SIGHUP);
	kill(session, SIGUSR2);
	kill(keeper, SIGHUP);
	kill(keeper, SIGUSR1);
	kill(keeper, SIGUSR2);
	kill(s->pid, SIGHUP);
	server_wait_log(s, "event=reloaded");
	terminal_type(t, " ");
	terminal_wait(t, "page 2 of");
	terminal_wait(t, "saved");
	assert_int_equal(inside_keeper(s), keeper);
	terminal_free(t);
	text = server_log_text(s);
	assert_null(strstr(text, "level=error"));
	free(text);
	server_stop(s);
}

static void
who_types_a_password_meanwhile_gets_in(void **state)
{
	static const char password[] = "a long enough sentence";
	struct client c = { .kind = CLIENT_OPENSSH, .user = "efua" };
	struct server *s = academy(NULL);
	struct terminal *t;

	(void)state;
	server_user(s, "efua", "trainee", NULL, password);
	t = client_open(s, &c);
	terminal_wait(t, "assword:");
	kill(s->pid, SIGUSR2);
	server_wait_log(s, "event=renewed");
	client_password(t, &c, password);
	terminal_wait(t, "All courses");
	terminal_free(t);
	server_stop(s);
}

static void
a_program_that_would_not_start_changes_nothing(void **state)
{
	struct server *s = academy("name: Amari Justice Academy\ncontact: Ms Tembo\n");
	struct terminal *t = come_in(s, "amina"), *other;
	pid_t keeper = inside_keeper(s);
	char file[160];
	FILE *f;

	(void)state;
	person_open_lesson(t, course, lesson);
	snprintf(file, sizeof(file), "%s/chalkline.yaml", s->data);
	f = fopen(file, "w");
	assert_true(f != NULL && fputs("nam: x\n", f) >= 0 && fclose(f) == 0);
	kill(s->pid, SIGUSR2);
	server_wait_log(s, "event=not-renewed");
	server_wait_log(s, "chalkline.yaml:1:1: error: `nam` is not known; did you mean `name`?");
	assert_int_equal(inside_keeper(s), keeper);
	terminal_type(t, " ");
	terminal_wait(t, "page 2 of");
	terminal_wait(t, "saved");
	other = come_in(s, "boris");
	terminal_wait_at(other, 0, 0, "Amari Justice Academy");
	terminal_free(t);
	terminal_free(other);
	server_stop(s);
}

/* Each reader of the configuration gets the text that it is meant to find: the pipe is written again only after the one
 * before has said so in the log. */
static void
configure_once(const char *pipe, const char *text)
{
	FILE *f = fopen(pipe, "w"); /* waits for the reader */

	assert_true(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
}

static void
a_program_that_fails_after_the_check_gives_all_back(void **state)
{
	struct server *s = academy("name: Amari Justice Academy\ncontact: Ms Tembo\n");
	struct terminal *t = come_in(s, "amina"), *other;
	pid_t keeper = inside_keeper(s);
	char file[160], *text;

	(void)state;
	person_open_lesson(t, course, lesson);
	snprintf(file, sizeof(file), "%s/chalkline.yaml", s->data);
	assert_true(unlink(file) == 0 && mkfifo(file, 0600) == 0);
	alarm(60); /* a reader that never comes would hold us for ever */
	kill(s->pid, SIGUSR2);
	configure_once(file, "name: Amari Justice Academy\n");
	server_wait_log(s, "event=renewing");
	configure_once(file, "nam: x\n");
	server_wait_log(s, "the one before it comes back");
	configure_once(file, "name: Amari Justice Academy\n");
	server_wait_log(s, "event=renewal-failed");
	alarm(0);
	assert_int_not_equal(inside_keeper(s), keeper);

	/* The same session, and who comes; nobody was told of a new program. */
	terminal_type(t, " ");
	terminal_wait(t, "page 2 of");
	terminal_wait(t, "saved");
	other = come_in(s, "boris");
	terminal_wait_at(other, 0, 0, "Amari Justice Academy");
	text = server_log_text(s);
	assert_null(strstr(text, "event=renewed"));
	free(text);

	/* And the next try can succeed. */
	assert_int_equal(unlink(file), 0);
	kill(s->pid, SIGUSR2);
	server_wait_log(s, "event=renewed");
	terminal_type(t, "b");
	terminal_wait(t, "page 1 of");
	terminal_wait(t, "saved");
	terminal_free(t);
	terminal_free(other);
	server_stop(s);
}

/* Does the process have this file open? */
static bool
has_open(pid_t pid, const char *file)
{
	char link[64], to[200];

	for (int fd = 3; fd < 64; fd++) {
		ssize_t n;

		snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)pid, fd);
		n = readlink(link, to, sizeof(to) - 1);
		to[n > 0 ? n : 0] = '\0';
		if (strcmp(to, file) == 0)
			return true;
	}
	return false;
}

static void
a_command_keeps_the_server_out_for_its_moment_only(void **state)
{
	struct server *s = academy(NULL);
	struct terminal *t;
	const char *const argv[] = { CHALKLINE, "serve", "--data", s->data, "--listen", "127.0.0.1:0", NULL };
	char file[160];
	bool waits = false;
	int fd;

	(void)state;
	server_halt(s);
	snprintf(file, sizeof(file), "%s/lock", s->data);
	fd = open(file, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0); /* as chalkline invite does, while nobody serves */
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0)
		process_become(argv, s->dir, NULL);
	assert_true(pid > 0);
	for (int64_t deadline = process_deadline(); !waits && process_now() < deadline; process_pause())
		waits = has_open(pid, file);
	assert_true(waits);
	close(fd);
	snprintf(file, sizeof(file), "%s/keeper.sock", s->data);
	for (int64_t deadline = process_deadline(); access(file, F_OK) != 0 && process_now() < deadline;)
		process_pause();
	assert_int_equal(access(file, F_OK), 0);
	kill(pid, SIGTERM);
	assert_int_equal(process_wait(pid, process_deadline()), 0);
	server_again(s);
	t = come_in(s, "amina");
	terminal_free(t);
	server_stop(s);
}

static void
what_is_handed_over_is_read_before(void **state)
{
	struct server *s = academy(NULL);
	struct output o;
	char inherit[40];
	int fd = memfd_create("renewal", MFD_ALLOW_SEALING);

	(void)state;
	assert_true(fd >= 0 && write(fd, "1KHC\377\377\377\377", 8) == 8);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL), 0);
	snprintf(inherit, sizeof(inherit), "CHALKLINE_INHERIT=%d", fd);
	o = process_run((const char *const[]){ "env", inherit, CHALKLINE, "serve", "--check", "--data", s->data, NULL },
	    s->dir, NULL);
	close(fd);
	assert_int_equal(o.status, 78);
	assert_non_null(strstr(o.err, "cannot take over"));
	output_clear(&o);
	o = process_run((const char *const[]){ CHALKLINE, "serve", "--check", "--data", s->data, NULL }, s->dir, NULL);
	assert_int_equal(o.status, 0);
	output_clear(&o);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(nobody_loses_a_place, client_teardown),
		cmocka_unit_test_teardown(signals_to_everybody_end_nobody, client_teardown),
		cmocka_unit_test_teardown(who_types_a_password_meanwhile_gets_in, client_teardown),
		cmocka_unit_test_teardown(a_program_that_would_not_start_changes_nothing, client_teardown),
		cmocka_unit_test_teardown(a_program_that_fails_after_the_check_gives_all_back, client_teardown),
		cmocka_unit_test_teardown(a_command_keeps_the_server_out_for_its_moment_only, client_teardown),
		cmocka_unit_test_teardown(what_is_handed_over_is_read_before, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
