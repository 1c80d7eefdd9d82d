/*
 * What the parts of the bench share: the table, the clients as people have them, the other
 * processes.
 *
 * Each part is a command of one program (bench setup, bench read, ...), so that one that breaks
 * does not take the others with it; tests/bench/run calls them in turn.
 */
#ifndef CHALKLINE_BENCH_H
#define CHALKLINE_BENCH_H

#include "tests/e2e/client.h"
#include "tests/e2e/relay.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

extern bool bench_quick;

void bench_setup(void);  /* from connect to the first screen */
void bench_read(void);   /* pages, menu moves, answers, and their floor */
void bench_memory(void); /* PSS a session, CPU of sessions that do nothing */
void bench_logins(void); /* new logins a second */

/* ---- the table (table.c) ---- */

/* One line under the table; what was left out is said with it too. */
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* "PASS" or "over"; what is over is counted for --assert. */
const char *verdict(double value, double most);
unsigned verdicts_over(void);
/* 1234567 as "1,234,567". Valid for the next few calls. */
const char *grouped(double n);

struct sample { /* numbers of one kind */
	double *at;
	size_t n, room;
};
void sample_add(struct sample *s, double value);
double sample_median(struct sample *s);
double sample_least(const struct sample *s);
double sample_most(const struct sample *s);
double sample_sum(const struct sample *s);
void sample_free(struct sample *s);

/* ---- clients (ssh.c) ---- */

/* OpenSSH with the configuration that the machine gives everybody, as a stranger starts it. */
struct ssh {
	const char *user;
	int port;        /* of a relay */
	const char *key; /* NULL: none */
	bool compress;   /* -C */
};
struct terminal *ssh_open(struct server *s, const struct ssh *c);
/* Until nothing has come for a while that is long for a loopback line. */
void settle(struct terminal *t);

/* ---- the peer: sshd + less (peer.c) ---- */

/*
 * OpenSSH's sshd on a free port, with throw-away host keys, for the account that runs this: each
 * login gets less on this text, and nothing else. The struct is one that clients know how to use.
 * NULL: not possible here, and why was noted.
 */
struct server *peer_start(const char *text);
void peer_stop(struct server *s);
const char *peer_user(void);
void peer_stop_all(void);
/* The swarm looks for a key with the user's name. */
void peer_key_for_swarm(struct server *s);

/* ---- the floor (floor.c) ---- */

/*
 * What a page must cost: its visible text through one zlib stream that is flushed behind each page,
 * in one SSH packet of chacha20-poly1305. Returns the packet's bytes.
 */
struct floor *floor_new(void);
size_t floor_page(struct floor *f, const char *text, size_t len);
void floor_free(struct floor *f);

/* ---- other processes (proc.c) ---- */

struct crowd {
	pid_t *pid;
	size_t n;
};
/* All descendants of root, and root; without those of `without` (may be NULL). */
struct crowd crowd_of(pid_t root, const struct crowd *without);
void crowd_free(struct crowd *c);
double crowd_pss_kib(const struct crowd *c);
/* CPU that they have used so far. */
double crowd_cpu_ms(const struct crowd *c);
/* CPU that root, all below it and those of them that have ended have used so far. */
double tree_cpu_ms(pid_t root);

/* ---- the load client (load.c) ---- */

struct load {
	pid_t pid;
	int in, out;
	int up, failed, typed;
	double seconds, p50, p99;
};
struct load_options {
	int port, count, at_once, users;
	const char *keys, *prefix, *type;
	bool zlib, leave;
};
/* Comes back when all are there and have typed; with leave: when all are gone. */
struct load load_start(const struct load_options *o);
/* How many were still there; all are gone afterwards. */
int load_stop(struct load *l);

#endif
