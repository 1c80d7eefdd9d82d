/*
 * Networks of a test's own: the test and its server live in one network namespace, clients in others, and a
 * veth pair with a token bucket (tbf) at each end is the line between. TCP goes from end to end, so a slow line is
 * slow in every respect; a relay would acknowledge what nobody has seen yet.
 *
 * It needs root, ip, tc and nsenter, and a kernel with veth and tbf; net_begin says whether they are there.
 */
#ifndef CHALKLINE_E2E_NET_H
#define CHALKLINE_E2E_NET_H

#include <stdbool.h>
#include <sys/types.h>

struct net { /* another place, at the end of a line */
	pid_t holder;
	char enter[64]; /* as nsenter takes it: "--net=/proc/1234/ns/net" */
	char near[8], far[8]; /* the ends of the line */
};

/* Moves this process into a namespace of its own with a loopback. Once, before any thread or server. */
bool net_begin(void);

/* A place with this address (and /24) at the end of a line; near: this side's address in the same block. */
bool net_lay(struct net *n, const char *near, const char *far);

/* "rate 9600bit burst 1600 limit 64k", both ways. false: tc would not. */
bool net_rate(const struct net *n, const char *rate);
#define NET_FAST "rate 1gbit burst 64k limit 1m"

/* Makes the caller, a forked child, one who lives there. */
bool net_enter(const struct net *n);

#endif
