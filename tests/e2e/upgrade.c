/*
 * The program is renewed under fifty reading learners: a new file lies where the old one lay, the server is told, and
 * nobody loses a place or a line; new ones come in all the while.
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
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	READERS = 50,
	PAGES_AFTER = 6,   /* that each reader turns after the renewal */
	COMERS_AFTER = 3,  /* new ones that come in after it, at least */
};

struct shared { /* between the processes of this test */
	int pages[READERS];  /* turned so far */
	int came;            /* new ones, so far */
	int64_t longest;     /* ms that one of them waited for home */
	bool stop;
} *shared;

/* ---- the programs ---- */

/* A file of another inode with the same content: what a package manager leaves behind. */
static void
put_program(const char *path)
{
	char line[300];

	snprintf(line, sizeof(line), "cp %s %s.new && mv -f %s.new %s", CHALKLINE, path, path, path);
	free(process_ask((const char *const[]){ "sh", "-c", line, NULL }, "/tmp", NULL));
}

/* ---- who is there ---- */

static struct terminal *
come_in(struct server *s, int number, int port)
{
	char user[20];
	struct client c = { .kind = CLIENT_OPENSSH, .user = user, .key = user, .port = port };

	snprintf(user, sizeof(user), "reader%d", number);
	return client_open(s, &c);
}

/* Turns pages there and back until told to stop, and stays on page 2. */
static void
read_on(struct server *s, int number, int port)
{
	struct terminal *t = come_in(s, number, port);

	person_open_lesson(t, "Electronic evidence", "Leave it as you found it");
	for (bool forward = true; !shared->stop || !forward; forward = !forward) {
		terminal_wait(t, forward ? "page 1 of" : "page 2 of");
		terminal_wait(t, "saved");
		terminal_type(t, forward ? " " : "b");
		terminal_wait(t, forward ? "page 2 of" : "page 1 of");
		__atomic_add_fetch(&shared->pages[number], 1, __ATOMIC_SEQ_CST);
		terminal_watch(t, 300);
	}
	terminal_wait(t, "saved");
	/* On page 2, and so does one come back to it. */
	terminal_free(t);
	t = come_in(s, number, port);
	terminal_wait(t, "Go on reading");
	terminal_type(t, "1");
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "page 2 of");
	terminal_free(t);
}

static void
come_and_go(struct server *s, int number, int port)
{
	while (!shared->stop) {
		int64_t begun = process_now(), took;
		struct terminal *t = come_in(s, number, port);

		terminal_wait(t, "All courses");
		took = process_now() - begun;
		shared->longest = took > shared->longest ? took : shared->longest;
		shared->came++;
		terminal_free(t);
	}
}

static pid_t
in_child(void (*does)(struct server *, int, int), struct server *s, int number)
{
	fflush(NULL);
	pid_t pid = fork();

	if (pid < 0)
		fail_msg("fork");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setenv("CHALKLINE_PATIENCE", "3", 1);
		does(s, number, s->port);
		_exit(0);
	}
	return pid;
}

static void
wait_turned(const int from[READERS], int more, const char *what)
{
	int64_t deadline = process_deadline() + 60000;

	for (int i = 0; i < READERS; i++)
		while (shared->pages[i] < (from != NULL ? from[i] : 0) + more) {
			if (process_now() > deadline)
				fail_msg("reader %d turns no more pages %s", i, what);
			process_pause();
		}
}

/* ---- the renewal ---- */

static void
fifty_read_on(void **state)
{
	char program[64] = "/tmp/chalkline-upgrade-XXXXXX", path[80];
	struct server *s;
	struct terminal *t;
	pid_t reader[READERS], comer;
	int before[READERS], came;
	char *out;

	(void)state;
	assert_non_null(mkdtemp(program));
	snprintf(path, sizeof(path), "%s/chalkline", program);
	put_program(path);
	server_program = path;
	s = server_start(NULL);
	for (int i = 0; i <= READERS; i++) {
		char user[20];

		snprintf(user, sizeof(user), "reader%d", i);
		server_key(s, user);
		server_user(s, user, "trainee", user, NULL);
	}
	for (int i = 0; i < READERS; i++)
		reader[i] = in_child(read_on, s, i);
	comer = in_child(come_and_go, s, READERS);
	wait_turned(NULL, 2, "before the renewal");

	memcpy(before, shared->pages, sizeof(before));
	came = shared->came;
	shared->longest = 0;
	put_program(path);
	kill(s->pid, SIGUSR2);
	server_wait_log(s, "renewed");
	wait_turned(before, PAGES_AFTER, "after the renewal");
	for (int64_t deadline = process_deadline(); shared->came < came + COMERS_AFTER; process_pause())
		if (process_now() > deadline)
			fail_msg("nobody new comes in after the renewal");
	print_message("longest way in around the renewal: %d ms; %d came in since\n", (int)shared->longest,
	    shared->came - came);

	/* Again, now that the one that runs was renewed itself. */
	memcpy(before, shared->pages, sizeof(before));
	put_program(path);
	kill(s->pid, SIGUSR2);
	wait_turned(before, PAGES_AFTER, "after the second renewal");

	shared->stop = true;
	for (int i = 0; i < READERS; i++)
		if (process_wait(reader[i], process_deadline() + 60000) != 0)
			fail_msg("reader %d lost its place", i);
	assert_int_equal(process_wait(comer, process_deadline()), 0);
	t = come_in(s, 0, s->port);
	terminal_wait(t, "Go on reading");
	terminal_free(t);
	out = server_command(s, (const char *const[]){ "doctor", NULL });
	print_message("doctor: %s\n", out);
	free(out);
	server_stop(s);
	unlink(path);
	rmdir(program);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(fifty_read_on, client_teardown),
	};

	if (!client_have(CLIENT_OPENSSH)) {
		print_message("skipped: ssh is not installed\n");
		return 77;
	}
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
