/*
 * Nothing is committed blind: a key that commits counts only for a page that had left the server before the key was
 * read. On a fast line with three Enters in one packet, and on a line of 9600 bit/s with three Enters in a second.
 *
 * The slow line is a network namespace of its own with a token bucket (tbf) on its loopback, TCP from end to end:
 * a relay would acknowledge what nobody has seen. That needs root; without it the second half is skipped.
 */
#include "tests/e2e/person.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static bool
shell(const char *command)
{
	struct output o = process_run((const char *const[]){ "sh", "-c", command, NULL }, "/tmp", NULL);
	bool ok = o.status == 0;

	if (!ok)
		print_message("%s: %s\n", command, o.err);
	output_clear(&o);
	return ok;
}

/* Fills the line: some bytes to nobody, so that the bucket is empty when the keys come. */
static void
fill_line(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
	char junk[500] = "";
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (int i = 0; i < 2; i++)
		sendto(fd, junk, sizeof(junk), 0, (struct sockaddr *)&to, sizeof(to));
	close(fd);
}

/* Up to the last answer of the quiz, typed but not entered. */
static struct terminal *
at_the_last_answer(struct server *s)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina" };
	struct terminal *t;

	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	t = client_open(s, &c);
	person_read_all(t);
	person_answer_quiz(t, true, false);
	return t;
}

static void
the_quiz_is_still_open(struct terminal *t)
{
	terminal_wait(t, "All 2 are answered");
	terminal_watch(t, 1500);
	assert_true(terminal_shows(t, "All 2 are answered"));
	assert_false(terminal_shows(t, "PASSED"));
	client_pick(t, "Hand in"); /* and now it counts */
	terminal_wait(t, "PASSED");
}

static void
three_enters_in_one_packet(void **state)
{
	struct server *s;
	struct terminal *t;

	(void)state;
	if (!client_have(CLIENT_OPENSSH)) {
		print_message("skipped: OpenSSH is not installed\n");
		skip();
	}
	s = server_start(NULL);
	t = at_the_last_answer(s);
	terminal_type(t, "\r\r\r");
	the_quiz_is_still_open(t);
	terminal_free(t);
	server_stop(s);
}

static void
three_enters_in_a_second_on_a_slow_line(void **state)
{
	struct server *s;
	struct terminal *t;

	(void)state;
	if (!client_have(CLIENT_OPENSSH) || !process_have("tc") || geteuid() != 0 || unshare(CLONE_NEWNET) != 0 ||
	    !shell("ip link set lo mtu 576 up && tc qdisc add dev lo root tbf rate 1gbit burst 64k limit 1m")) {
		print_message("skipped: no network namespace or no tbf here (root and iproute2 are needed)\n");
		skip();
	}
	s = server_start(NULL);
	t = at_the_last_answer(s);
	assert_true(shell("tc qdisc change dev lo root tbf rate 9600bit burst 640 limit 64k"));
	fill_line();
	for (int i = 0; i < 3; i++) {
		terminal_type(t, "\r");
		terminal_watch(t, 150);
	}
	the_quiz_is_still_open(t);
	assert_true(shell("tc qdisc del dev lo root"));
	terminal_free(t);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(three_enters_in_one_packet, client_teardown),
		cmocka_unit_test_teardown(three_enters_in_a_second_on_a_slow_line, client_teardown), /* last: it moves away */
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
