#include "tests/bench/bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include <cmocka.h>

enum { EXIT_OVER = 1, EXIT_USAGE = 64 };

bool bench_quick;

static const struct {
	const char *name;
	void (*run)(void);
} parts[] = {
	{ "setup", bench_setup },
	{ "read", bench_read },
	{ "memory", bench_memory },
	{ "logins", bench_logins },
};

/* A part that breaks leaves through exit, in the middle of anything. */
static void
clean_up(void)
{
	terminal_free_all();
	relay_close_all();
	server_kill_all();
	peer_stop_all();
}

/* 0: it ran. 1: with --assert, it ran and a target was missed. Anything else: it broke. */
int
main(int argc, char **argv)
{
	bool assert_targets = false;
	void (*run)(void) = NULL;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--quick") == 0)
			bench_quick = true;
		else if (strcmp(argv[i], "--assert") == 0)
			assert_targets = true;
		for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
			if (strcmp(argv[i], parts[k].name) == 0)
				run = parts[k].run;
		}
	}
	if (run == NULL) {
		fprintf(stderr, "usage: bench setup|read|memory|logins [--quick] [--assert]\n");
		return EXIT_USAGE;
	}
	atexit(clean_up);
	run();
	return assert_targets && verdicts_over() > 0 ? EXIT_OVER : 0;
}
