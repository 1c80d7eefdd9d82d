/*
 * Right answers, feedback and the patterns of short answers stay with the keeper until an attempt is closed: the
 * memory of a session is read while its trainee looks at every question of an exam.
 */
#include "tests/e2e/hall.h"
#include "tests/e2e/inside.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PIECE = 1 << 20, EXIT_SKIP = 77 };

/* What stands in the bank where only the keeper may see it; all begin alike, so that one look finds all. */
static const char begins[] = "MARK";
static const char *const all[] = { "MARKRIGHT", "MARKWRONG", "MARKHALF", "MARKGENERAL", "MARKPATTERN", "MARKOTHER" };
enum { ALL = sizeof(all) / sizeof(*all), LONGEST = 12 };

/* How often each of them lies in the memory of a process, in all that can be read of it. */
static void
marks(pid_t pid, unsigned n[ALL])
{
	char path[64], line[1024], *bytes = malloc(PIECE + 1);
	FILE *maps;
	int mem;

	memset(n, 0, ALL * sizeof(*n));
	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	maps = fopen(path, "r");
	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	mem = open(path, O_RDONLY | O_CLOEXEC);
	if (maps == NULL || mem < 0) {
		print_message("skipped: the memory of another process cannot be read here\n");
		exit(EXIT_SKIP);
	}
	while (fgets(line, sizeof(line), maps) != NULL) {
		unsigned long long from, to;
		char rights[8];

		/* AddressSanitizer's shadow is terabytes of nothing. */
		if (sscanf(line, "%llx-%llx %7s", &from, &to, rights) != 3 || rights[0] != 'r' ||
		    to - from > 1ull << 32)
			continue;
		while (from < to) {
			size_t len = to - from < PIECE ? (size_t)(to - from) : PIECE;
			ssize_t got = pread(mem, bytes, len, (off_t)from);

			if (got <= LONGEST)
				break; /* a page that nobody may read, or the end */
			bytes[got] = '\0';
			for (char *at = bytes;
			     (at = memmem(at, (size_t)(bytes + got - at), begins, strlen(begins))) != NULL; at++)
				for (size_t i = 0; i < ALL; i++)
					n[i] += strncmp(at, all[i], strlen(all[i])) == 0;
			if ((size_t)got < len || from + len >= to)
				from += (size_t)got;
			else
				from += len - LONGEST;
		}
	}
	fclose(maps);
	close(mem);
	free(bytes);
}

static unsigned
marks_of_all(pid_t pid)
{
	unsigned n[ALL], sum = 0;

	marks(pid, n);
	for (size_t i = 0; i < ALL; i++)
		sum += n[i];
	return sum;
}

static void
nothing_of_a_key_is_in_a_session_before_the_attempt_is_closed(void **state)
{
	struct server *s;
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina" };
	struct terminal *t;
	unsigned found[ALL];
	pid_t session;

	(void)state;
	if (!client_have(CLIENT_OPENSSH)) {
		print_message("skipped: OpenSSH is not installed\n");
		skip();
	}
	s = hall_start("hall", "    attempts: 1\n");
	hall_member(s, "amina");
	t = client_open(s, &c);
	terminal_wait(t, "All courses");
	inside_sessions(s, &session, 1);
	/* The search finds what is there: the keeper has it all. */
	marks(inside_keeper(s), found);
	for (size_t i = 0; i < ALL; i++)
		assert_true(found[i] > 0);

	hall_to_entrance(t);
	hall_begin(t);
	for (int i = 1; i <= 6; i++) {
		char where[32];

		snprintf(where, sizeof(where), "question %d of 6", i);
		terminal_wait(t, where);
		terminal_still(t, 100);
		if (terminal_shows(t, "A lamp may be left on")) {
			terminal_type(t, "1");
			terminal_wait(t, "> 1  True");
			terminal_type(t, KEY_RETURN);
		} else if (terminal_shows(t, "How many hours")) {
			terminal_type(t, "24");
			terminal_wait(t, "answer: 24");
			terminal_type(t, KEY_RETURN);
		} else if (terminal_shows(t, "Which English word")) {
			terminal_type(t, "ship");
			terminal_wait(t, "answer: ship");
			terminal_type(t, KEY_RETURN);
		} else {
			terminal_type(t, " ");
		}
		marks(session, found);
		for (size_t m = 0; m < ALL; m++)
			if (found[m] > 0)
				terminal_fail(t, __FILE__, __LINE__, "%s is in the memory of the session", all[m]);
	}
	client_pick(t, "Hand in all the same");
	terminal_wait(t, "80% needed");
	/* Closed by the last try: now it may be shown, so now it is there. */
	client_pick(t, "Lamp");
	terminal_wait(t, "MARK");
	assert_true(marks_of_all(session) > 0);
	terminal_free(t);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
		    nothing_of_a_key_is_in_a_session_before_the_attempt_is_closed, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
