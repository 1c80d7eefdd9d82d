/*
 * The server's processes as /proc tells of them: who they are, how much memory and time they take.
 */
#ifndef CHALKLINE_E2E_INSIDE_H
#define CHALKLINE_E2E_INSIDE_H

#include "tests/e2e/server.h"

/* The children of a process, oldest first: how many, and at most max of them. */
int inside_children(pid_t parent, pid_t *pid, int max);

/* Who lives in the sandbox, oldest first; waits until there are exactly so many. */
void inside_sessions(const struct server *s, pid_t *pid, int count);
/* The child that does not; waits until there is one. */
pid_t inside_keeper(const struct server *s);

/* A number from a file of /proc/PID with lines "NAME: NUMBER" or "NAME  NUMBER"; -1: not there. */
long inside_field(pid_t pid, const char *file, const char *name);
long inside_rss_kib(pid_t pid);
/* Processor time that it has used, in milliseconds (in steps of some ten). */
long inside_cpu_ms(pid_t pid);
/* Until it has used none for a while. */
void inside_wait_idle(pid_t pid);

#endif
