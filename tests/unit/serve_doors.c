/* Places to listen: opened, changed while open, handed over. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/serve/doors.h"

static bool
answers(unsigned port)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bool ok = connect(fd, (struct sockaddr *)&in, sizeof(in)) == 0;
	close(fd);
	return ok;
}

static void
what_stays_is_not_closed(void **state)
{
	struct doors d = { .count = 0 };
	struct err e;
	char second[40];

	(void)state;
	assert_true(doors_change(&d, (const char *const[]){ "127.0.0.1:0", NULL }, &e));
	assert_int_equal(d.count, 1);
	int fd = d.door[0].fd;
	unsigned port = d.door[0].port;
	assert_true(answers(port));

	struct doors other = { .count = 0 }; /* a port that is taken */
	assert_true(doors_open(&other, "127.0.0.1:0", &e));
	snprintf(second, sizeof(second), "127.0.0.1:%u", other.door[0].port);
	assert_false(doors_change(&d, (const char *const[]){ "127.0.0.2:0", second, NULL }, &e));
	assert_non_null(strstr(e.text, "is another server there?"));
	assert_int_equal(d.count, 1);
	assert_int_equal(d.door[0].fd, fd);
	assert_true(answers(port));
	unsigned freed = other.door[0].port;
	doors_close(&other);

	assert_true(doors_change(&d, (const char *const[]){ "127.0.0.1:0", second, NULL }, &e));
	assert_int_equal(d.count, 2);
	assert_int_equal(d.door[0].fd, fd);
	assert_true(answers(freed));
	assert_true(doors_change(&d, (const char *const[]){ second, NULL }, &e));
	assert_int_equal(d.count, 1);
	assert_false(answers(port));
	assert_true(answers(freed));
	doors_close(&d);
}

static void
who_comes_is_told_by_address(void **state)
{
	struct doors d = { .count = 0 };
	struct err e;
	struct net peer;
	char text[64];

	(void)state;
	assert_true(doors_open(&d, "127.0.0.1:0", &e));
	assert_true(doors_accept(&d, 0, &peer) < 0);
	assert_true(answers(d.door[0].port));
	int fd = doors_accept(&d, 0, &peer);
	assert_true(fd >= 0);
	net_address(&peer, text);
	assert_string_equal(text, "127.0.0.1");
	close(fd);
	doors_close(&d);
}

static void
only_listening_sockets_are_adopted(void **state)
{
	struct doors d = { .count = 0 }, given = { .count = 0 };
	struct err e;
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_false(doors_adopt(&d, pair[0], &e));
	assert_false(doors_adopt(&d, 999, &e));
	close(pair[0]);
	close(pair[1]);
	assert_true(doors_open(&given, "127.0.0.1:0", &e));
	assert_true(doors_adopt(&d, given.door[0].fd, &e));
	assert_int_equal(d.door[0].port, given.door[0].port);
	assert_string_equal(d.door[0].where, "");
	doors_close(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stays_is_not_closed),
		cmocka_unit_test(who_comes_is_told_by_address),
		cmocka_unit_test(only_listening_sockets_are_adopted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
