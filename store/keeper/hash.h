/*
 * Passwords: argon2id of libsodium (19 MiB, 2 passes), never in line with other requests.
 *
 * One hash takes some 20 ms and 19 MiB; the pool has so many threads as the machine has cores to
 * spare and a queue of 32. What is full says so, and the learner is asked to try again.
 */
#ifndef CHALKLINE_HASH_H
#define CHALKLINE_HASH_H

#include <stdbool.h>
#include <stddef.h>

enum { HASH_PHC = 128, HASH_SECRET = 512, HASH_QUEUE = 32 };

struct hash_job {
	bool fast;   /* tests: the cheapest there is */
	bool verify; /* is `tried` what `phc` was made of? */
	bool make;   /* and, when it is or nothing was to verify: a hash of `fresh` */
	char phc[HASH_PHC];
	char tried[HASH_SECRET], fresh[HASH_SECRET];
	size_t tried_len, fresh_len;
	bool right;          /* the answer to verify */
	char made[HASH_PHC]; /* of fresh; or of tried, when phc is weaker than what we make today;
				or empty */
	bool failed;         /* there was no memory */
	void *context;       /* of who asked */
	struct hash_job *next;
};

bool hash_start(void); /* once a process: libsodium */
/* Does it here and now, and wipes the secrets. */
void hash_run(struct hash_job *job);

struct hash_pool;
struct hash_pool *hash_pool_new(void);
/* Waits for its threads and gives what nobody took to forget(). Takes NULL. */
void hash_pool_free(struct hash_pool *p, void (*forget)(struct hash_job *job));
int hash_pool_fd(const struct hash_pool *p); /* readable when something is done */
bool hash_pool_give(
    struct hash_pool *p, struct hash_job *job);       /* false: full; the job stays yours */
struct hash_job *hash_pool_take(struct hash_pool *p); /* NULL: nothing is done */

#endif
