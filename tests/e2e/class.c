/*
 * A class that begins at nine: forty people behind one address on one line of 64 kbit/s come in with real ssh
 * clients, type the code of their letter and sign up, while one of them types wrong codes and somebody far away
 * floods the door. Nobody of the class is refused, all are in within five minutes, and those who were reading
 * already do not notice.
 */
#include "tests/e2e/client.h"
#include "tests/e2e/net.h"
#include "tests/e2e/person.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
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
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define CLASS_NEAR "10.96.0.1" /* the server, as the class sees it */
#define CLASS_FAR "10.96.0.2"
#define FLOOD_NEAR "10.97.0.1"
#define FLOOD_FAR "10.97.0.2"

enum {
	SKIPPED = 77,
	PEOPLE = 40,
	CLASS_S = 300,      /* for all of them, the line's slowness included */
	PAGES = 15,         /* that the reader turns, before the flood and during it */
	FLOOD_OPEN = 400,   /* connections that the flood holds at once */
	FLOOD_MOST = 20000, /* and makes altogether */
	SLOWER_MOST = 3,    /* times, for a page under the flood */
	PAGE_FLOOR_MS = 60, /* a median below this is as good as none: the machine has other work */
};

static struct net school, elsewhere;
static int *wrongs_typed; /* shared with the child that types them */

/* Few enough that the one who types wrong codes meets the limit while the others come in. */
static const char academy[] = "name: Amari Justice Academy\nlimits:\n  wrong_codes_hour: 5\n";

/* ---- one of the class, in a process of its own ---- */

static struct terminal *
school_client(struct server *s, const char *user)
{
	char known[160], at[64];
	const char *const argv[] = { "nsenter", school.enter, "ssh", "-F", "/dev/null", "-p", "2222", "-o", known,
		"-o", "GlobalKnownHostsFile=/dev/null", "-o", "IdentityAgent=none", "-o", "EscapeChar=none", "-o",
		"PubkeyAuthentication=no", at, NULL };

	snprintf(known, sizeof(known), "UserKnownHostsFile=%s", s->known_hosts);
	snprintf(at, sizeof(at), "%s@" CLASS_NEAR, user);
	return terminal_open(argv, s->dir, "xterm-256color", 80, 24);
}

static void
join(struct server *s, const char *code, int number)
{
	struct terminal *t = school_client(s, "join");
	char name[40], phrase[100];

	/* Names in words: digits are no letters of a name. */
	snprintf(name, sizeof(name), "Amina %c%c", 'A' + number / 26, 'a' + number % 26);
	person_sign_up(t, code, name, phrase);
}

/* A code that fits its check letter, and that nobody made: this academy's own, of other records. */
static char *
foreign_code(void)
{
	struct server *other = server_start(NULL);
	char *code = server_invite(other, "trainee", 1, 1);

	server_stop(other);
	return code;
}

/* Types a wrong code again and again until it is stopped: the one who reads the letter of last year. */
static void
type_wrong_codes(struct server *s, const char *code)
{
	for (;;) {
		struct terminal *t = school_client(s, "join");

		/* Asked five times, then the connection ends. */
		for (int i = 0; i < 5; i++) {
			terminal_hear(t, "Code: ");
			terminal_type(t, code);
			terminal_type(t, KEY_RETURN);
			__atomic_add_fetch(wrongs_typed, 1, __ATOMIC_SEQ_CST);
		}
		terminal_end(t);
		terminal_free(t);
	}
}

static pid_t
in_child(void (*does)(struct server *, const char *, int), struct server *s, const char *code, int number)
{
	fflush(NULL);
	pid_t pid = fork();

	if (pid < 0)
		fail_msg("fork");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setenv("CHALKLINE_PATIENCE", "10", 1); /* forty share the line */
		does(s, code, number);
		_exit(0);
	}
	return pid;
}

static void
wrong_one(struct server *s, const char *code, int number)
{
	(void)number;
	type_wrong_codes(s, code);
}

/* ---- the flood ---- */

/*
 * Connections as fast as one process makes them, each held open without a word until the server ends it or the oldest
 * has to make room. counts: how many there were, and how many ended with a sentence.
 */
static void
flood(int tell)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(2222) };
	struct pollfd open[FLOOD_OPEN];
	uint32_t count[2] = { 0, 0 };

	inet_pton(AF_INET, FLOOD_NEAR, &to.sin_addr);
	for (int i = 0; i < FLOOD_OPEN; i++)
		open[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
	for (unsigned n = 0; n < FLOOD_MOST; n++) {
		struct pollfd *p = &open[n % FLOOD_OPEN];
		char bytes[512];
		ssize_t len;

		if (p->fd >= 0) {
			while ((len = recv(p->fd, bytes, sizeof(bytes) - 1, MSG_DONTWAIT)) > 0) {
				/* The disconnect's sentence stands in clear behind the version line. */
				if (memmem(bytes, (size_t)len, "connect", 7) != NULL)
					count[1]++;
			}
			close(p->fd);
		}
		p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (p->fd < 0 || connect(p->fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
			if (p->fd >= 0)
				close(p->fd);
			p->fd = -1;
			poll(NULL, 0, 1);
			continue;
		}
		count[0]++;
		if (n % 100 == 0 && pwrite(tell, count, sizeof(count), 0) < 0)
			_exit(1);
		poll(NULL, 0, 2); /* some three hundred a second */
	}
	_exit(0);
}

static pid_t
begin_flood(int tell)
{
	fflush(NULL);
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (!net_enter(&elsewhere))
			_exit(1);
		flood(tell);
	}
	return pid;
}

/* ---- the reader ---- */

static int
by_value(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* The median time from a key to the page it asks for, in ms. */
static int
page_ms(struct terminal *t)
{
	int ms[PAGES];

	for (int i = 0; i < PAGES; i++) {
		bool forward = i % 2 == 0;
		int64_t begun;

		terminal_wait(t, forward ? "page 1 of" : "page 2 of");
		terminal_wait(t, "saved");
		terminal_still(t, 100);
		begun = process_now();
		terminal_type(t, forward ? " " : "b");
		terminal_wait(t, forward ? "page 2 of" : "page 1 of");
		ms[i] = (int)(process_now() - begun);
	}
	if (PAGES % 2 != 0) {
		terminal_type(t, "b");
		terminal_wait(t, "page 1 of");
	}
	qsort(ms, PAGES, sizeof(ms[0]), by_value);
	return ms[PAGES / 2];
}

/* ---- the morning ---- */

static void
wait_for_class(const pid_t pid[PEOPLE], int64_t begun)
{
	int64_t deadline = begun + CLASS_S * 1000;

	for (int i = 0; i < PEOPLE; i++) {
		int status = process_wait(pid[i], deadline);

		if (status != 0)
			fail_msg("number %d of the class is not in (status %d, after %d s)", i + 1, status,
			    (int)((process_now() - begun) / 1000));
	}
}

static void
forty_join_behind_one_address(void **state)
{
	static const char *extra[] = { "--listen", "0.0.0.0:2222", NULL };
	struct server *s;
	struct terminal *reader;
	struct client amina = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina", .port = 2222 };
	char *code, *limits, *wrong = foreign_code();
	char counts_file[160];
	pid_t pid[PEOPLE], wrongs, flooding;
	uint32_t flooded[2] = { 0, 0 }, flooded_before[2];
	int quiet, busy, tell;
	int64_t begun, took;

	(void)state;
	s = server_start_with(academy, extra);
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	code = server_invite(s, "trainee", PEOPLE, 1);
	snprintf(counts_file, sizeof(counts_file), "%s/flood", s->dir);
	tell = open(counts_file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_true(tell >= 0 && pwrite(tell, flooded, sizeof(flooded), 0) == sizeof(flooded));

	reader = client_open(s, &amina);
	person_open_lesson(reader, "Electronic evidence", "Leave it as you found it");
	quiet = page_ms(reader);

	assert_true(net_rate(&school, "rate 64kbit burst 3200 limit 256k"));
	flooding = begin_flood(tell);
	begun = process_now();
	wrongs = in_child(wrong_one, s, wrong, 0);
	for (int i = 0; i < PEOPLE; i++)
		pid[i] = in_child(join, s, code, i);
	assert_true(pread(tell, flooded_before, sizeof(flooded_before), 0) == sizeof(flooded_before));
	busy = page_ms(reader);
	wait_for_class(pid, begun);
	took = process_now() - begun;
	limits = server_command(s, (const char *const[]){ "limits", "list", NULL });
	assert_true(pread(tell, flooded, sizeof(flooded), 0) == sizeof(flooded));
	kill(flooding, SIGKILL);
	kill(wrongs, SIGKILL);
	assert_int_equal(process_wait(wrongs, process_deadline()), 128 + SIGKILL);
	process_wait(flooding, process_deadline());
	print_message("%d people behind one address on one line of 64 kbit/s were in after %d s; meanwhile "
		      "%u connections of a flood, %u of them told why; a page took the reader %d ms, %d ms before\n",
	    PEOPLE, (int)(took / 1000), flooded[0], flooded[1], busy, quiet);
	print_message("%d wrong codes were typed meanwhile:\n%s\n", *wrongs_typed, limits);
	assert_true(*wrongs_typed > 5);
	assert_non_null(strstr(limits, "10.96.0.0/24"));
	assert_true(flooded[0] > 1000);
	assert_true(flooded[1] > flooded[0] / 4);
	assert_true(busy <= PAGE_FLOOR_MS || busy <= quiet * SLOWER_MOST);
	terminal_free(reader);
	free(code);
	free(wrong);
	free(limits);
	close(tell);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(forty_join_behind_one_address, client_teardown),
	};

	if (!client_have(CLIENT_OPENSSH) || !net_begin() || !net_lay(&school, CLASS_NEAR, CLASS_FAR) ||
	    !net_lay(&elsewhere, FLOOD_NEAR, FLOOD_FAR)) {
		print_message("skipped: a slow line between network namespaces needs root, ssh, ip, tc and nsenter, "
			      "and a kernel with veth and tbf\n");
		return SKIPPED;
	}
	wrongs_typed = mmap(NULL, sizeof(*wrongs_typed), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (wrongs_typed == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
