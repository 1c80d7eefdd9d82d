/*
 * Listening sockets: TCP for learners, one unix socket in the data folder for the operator's commands.
 */
#ifndef CHALKLINE_DOORS_H
#define CHALKLINE_DOORS_H

#include "courses/base/err.h"

enum { DOORS_MAX = 8 };

struct doors {
	int fd[DOORS_MAX];
	int count;
};

/* Is this a place to listen, in its form? */
bool doors_check(const char *where, struct err *e) MUST_CHECK;
/* "127.0.0.1:2222", "[::]:2222", "2222"; port 0 takes a free one. text gets what it became. */
bool doors_open(struct doors *d, const char *where, char text[80], unsigned *port, struct err *e) MUST_CHECK;
void doors_close(struct doors *d);

/* A non-blocking connection and its source address; -1: none waits. */
int doors_accept(struct doors *d, int i, char from[64]);

/* SOCK_SEQPACKET, mode 0600, owned by who serves. -1 on failure. */
int doors_admin(const char *path, struct err *e) MUST_CHECK;
/* Connects to it; -1: nobody serves. */
int doors_call_admin(const char *path);

#endif
