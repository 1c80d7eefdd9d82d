/*
 * A server with many accounts, each with a key, and the keys to press that lead a new account from
 * home some pages into a lesson.
 */
#ifndef CHALKLINE_BENCH_CREW_H
#define CHALKLINE_BENCH_CREW_H

#include "tests/bench/bench.h"

struct crew {
	struct server *server;
	int count;
	char keys[64]; /* folder with one key an account */
	char walk[64]; /* keys, as bench-swarm reads them */
};

/* scout: the account that looks how the walk goes. */
void crew_open(struct crew *w, int count, const char *scout);
/* Accounts PREFIX000, PREFIX001, ... and their keys. */
void crew_enroll(struct crew *w, const char *prefix);
void crew_close(struct crew *w);

void crew_name(const char *prefix, int i, char *to, size_t room);
/* The key's name, for functions that look in the server's folder. */
void crew_key(const struct crew *w, const char *user, char *to, size_t room);
/* Until nobody is left but those. */
void crew_wait_gone(pid_t root, const struct crowd *but);

#endif
