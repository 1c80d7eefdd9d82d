/* Does the harness itself tell the truth? Without a server: shells in the terminal, an echo behind the relay. */
#include "tests/e2e/client.h"
#include "tests/e2e/relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static void
text_stands_where_it_was_put(void **state)
{
	struct terminal *t = terminal_open((const char *const[]){ "sh", "-c",
		"printf '\\033[2J\\033[5;10HH\\303\\251llo \\344\\275\\234\\350\\200\\205 end\\033[1;1H\\033[7mX\\033[m'; read x; exit 3", NULL },
	    "/tmp", "xterm", 80, 24);
	int row, col;

	(void)state;
	terminal_wait_at(t, 4, 9, "Héllo 作者 end");
	assert_true(terminal_find(t, "end", &row, &col));
	assert_int_equal(row, 4);
	assert_int_equal(col, 9 + 6 + 4 + 1);
	terminal_wait_at(t, 0, 0, "X");
	assert_true(terminal_is_reverse(t, 0, 0));
	assert_false(terminal_is_reverse(t, 4, 9));
	assert_string_equal(terminal_unknown(t), "");
	terminal_type(t, "\r");
	assert_int_equal(terminal_end(t), 3);
	terminal_free(t);
}

static void
a_window_can_change(void **state)
{
	struct terminal *t = terminal_open((const char *const[]){ "bash", "-c",
		"trap 'stty size; exit 0' WINCH; stty size; while :; do read -t 0.05 x; done", NULL },
	    "/tmp", "xterm", 80, 24);

	(void)state;
	terminal_wait(t, "24 80");
	terminal_resize(t, 100, 30);
	terminal_wait(t, "30 100");
	assert_int_equal(terminal_end(t), 0);
	terminal_free(t);
}

static void
hearing_goes_on_from_what_was_heard(void **state)
{
	struct terminal *t = terminal_open((const char *const[]){ "sh", "-c", "echo one; echo two; echo one; cat", NULL },
	    "/tmp", "dumb", 80, 24);

	(void)state;
	terminal_hear(t, "one");
	terminal_hear(t, "two");
	terminal_hear(t, "one");
	terminal_type(t, "three\r");
	terminal_hear(t, "three");
	terminal_hear(t, "three"); /* the echo and cat's copy */
	terminal_free(t);
}

static void
an_unknown_sequence_is_told(void **state)
{
	struct terminal *t = terminal_open((const char *const[]){ "printf", "\\033[3J\\033[>99z.", NULL }, "/tmp", "xterm",
	    80, 24);

	(void)state;
	terminal_wait(t, ".");
	assert_string_equal(terminal_unknown(t), "[CSI >99z]");
	terminal_free(t);
}

static void
a_program_is_run_to_its_end(void **state)
{
	struct output o = process_run((const char *const[]){ "sh", "-c", "cat; echo oh >&2; exit 5", NULL }, "/tmp", "in");

	(void)state;
	assert_string_equal(o.out, "in");
	assert_string_equal(o.err, "oh\n");
	assert_int_equal(o.status, 5);
	output_clear(&o);
}

/* ---- the relay ---- */

static int
listen_somewhere(int *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 4), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	*port = ntohs(a.sin_port);
	return fd;
}

static int
connect_to(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

static bool
readable(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) == 1;
}

struct ends {
	int port, listener, client, server;
	struct relay *r;
};

static struct ends
ends_open(void)
{
	struct ends e;

	e.listener = listen_somewhere(&e.port);
	e.r = relay_open(e.port);
	e.client = connect_to(relay_port(e.r));
	e.server = accept(e.listener, NULL, NULL);
	assert_true(e.server >= 0);
	return e;
}

static void
ends_close(struct ends *e)
{
	close(e->client);
	close(e->server);
	close(e->listener);
	relay_close(e->r);
}

static void
the_relay_passes_and_counts(void **state)
{
	struct ends e = ends_open();
	char bytes[16];

	(void)state;
	assert_int_equal(write(e.client, "hello", 5), 5);
	assert_int_equal(recv(e.server, bytes, 5, MSG_WAITALL), 5);
	assert_int_equal(write(e.server, "hi", 2), 2);
	assert_int_equal(recv(e.client, bytes, 2, MSG_WAITALL), 2);
	assert_int_equal(relay_count(e.r).up, 5);
	assert_int_equal(relay_count(e.r).down, 2);
	assert_int_equal(relay_count(e.r).up_segments, 1);
	assert_int_equal(relay_count(e.r).down_segments, 1);
	assert_int_equal(relay_count(e.r).turns, 1);
	relay_reset(e.r);
	assert_int_equal(write(e.server, "abc", 3), 3);
	assert_int_equal(recv(e.client, bytes, 3, MSG_WAITALL), 3);
	assert_int_equal(relay_count(e.r).up_segments, 0);
	assert_int_equal(relay_count(e.r).down_segments, 1);
	ends_close(&e);
}

static void
a_cut_is_a_reset_on_both_sides(void **state)
{
	struct ends e = ends_open();
	char byte;

	(void)state;
	relay_cut(e.r);
	assert_true(readable(e.client, 5000));
	assert_int_equal(read(e.client, &byte, 1), -1);
	assert_int_equal(errno, ECONNRESET);
	assert_true(readable(e.server, 5000));
	assert_int_equal(read(e.server, &byte, 1), -1);
	assert_int_equal(errno, ECONNRESET);
	assert_int_equal(relay_count(e.r).open, 0);
	ends_close(&e);
}

static void
a_goodbye_is_passed_on_as_one(void **state)
{
	struct ends e = ends_open();
	char byte;

	(void)state;
	assert_int_equal(write(e.client, "x", 1), 1);
	shutdown(e.client, SHUT_WR);
	assert_int_equal(read(e.server, &byte, 1), 1);
	assert_int_equal(read(e.server, &byte, 1), 0);
	assert_int_equal(write(e.server, "y", 1), 1);
	assert_int_equal(read(e.client, &byte, 1), 1);
	ends_close(&e);
}

static void
a_frozen_line_passes_nothing_until_it_thaws(void **state)
{
	struct ends e = ends_open();
	char byte;

	(void)state;
	relay_freeze(e.r, true);
	assert_int_equal(write(e.client, "x", 1), 1);
	assert_false(readable(e.server, 100));
	relay_freeze(e.r, false);
	assert_int_equal(read(e.server, &byte, 1), 1);
	ends_close(&e);
}

static void
a_slow_line_is_as_slow_as_it_says(void **state)
{
	struct ends e = ends_open();
	char bytes[1200] = "";
	int64_t start = process_now(), took;

	(void)state;
	relay_pace(e.r, 19200, 100);
	assert_int_equal(write(e.server, bytes, sizeof(bytes)), sizeof(bytes));
	assert_int_equal(recv(e.client, bytes, sizeof(bytes), MSG_WAITALL), sizeof(bytes));
	took = process_now() - start; /* 1,200 bytes at 2,400 a second, and 100 ms */
	assert_in_range(took, 590, 5000);
	ends_close(&e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(text_stands_where_it_was_put, client_teardown),
		cmocka_unit_test_teardown(a_window_can_change, client_teardown),
		cmocka_unit_test_teardown(hearing_goes_on_from_what_was_heard, client_teardown),
		cmocka_unit_test_teardown(an_unknown_sequence_is_told, client_teardown),
		cmocka_unit_test_teardown(a_program_is_run_to_its_end, client_teardown),
		cmocka_unit_test_teardown(the_relay_passes_and_counts, client_teardown),
		cmocka_unit_test_teardown(a_cut_is_a_reset_on_both_sides, client_teardown),
		cmocka_unit_test_teardown(a_goodbye_is_passed_on_as_one, client_teardown),
		cmocka_unit_test_teardown(a_frozen_line_passes_nothing_until_it_thaws, client_teardown),
		cmocka_unit_test_teardown(a_slow_line_is_as_slow_as_it_says, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
