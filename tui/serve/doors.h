/*
 * Listening sockets: TCP for learners, one unix socket in the data folder for the operator's commands.
 */
#ifndef CHALKLINE_DOORS_H
#define CHALKLINE_DOORS_H

#include "courses/base/err.h"
#include "courses/base/net.h"

enum { DOORS_MAX = 8 };

struct door {
	int fd;
	unsigned port;
	char where[80]; /* as it was asked for; empty: handed over by systemd */
	char text[80];  /* what it became: "127.0.0.1:2222" */
};

struct doors {
	struct door door[DOORS_MAX];
	int count;
};

/* Is this a place to listen, in its form? */
bool doors_check(const char *where, struct err *e) MUST_CHECK;
/* "127.0.0.1:2222", "[::]:2222" (IPv6 alone), "2222" (all of IPv4); port 0 takes a free one. */
bool doors_open(struct doors *d, const char *where, struct err *e) MUST_CHECK;
/* A socket that listens already. */
bool doors_adopt(struct doors *d, int fd, struct err *e) MUST_CHECK;
/*
 * Exactly these, NULL-ended: what is open already stays, the rest is opened or closed. false: one could not be opened, and
 * all is as it was.
 */
bool doors_change(struct doors *d, const char *const *where, struct err *e) MUST_CHECK;
void doors_close(struct doors *d);

/* A non-blocking connection and its source address; -1 with errno: EAGAIN when none waits. */
int doors_accept(struct doors *d, int i, struct net *peer);

/* SOCK_SEQPACKET, mode 0600, owned by who serves. -1 on failure. */
int doors_admin(const char *path, struct err *e) MUST_CHECK;
/* Connects to it; -1: nobody serves. */
int doors_call_admin(const char *path);

#endif
