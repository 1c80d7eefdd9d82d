/*
 * The closed box in which a session lives from before the first byte that it parses.
 *
 * rlimits, no_new_privs, Landlock with no rule at all (no file can be opened) and a seccomp list of
 * some thirty calls; what is not on it kills the process, but for calls that libraries make out of
 * habit and take no harm from (terminfo's stat, ncurses' terminal ioctls), which get an error. The filter is
 * compiled once in the listener: in each child it would cost 32 KiB and its time.
 */
#ifndef CHALKLINE_SANDBOX_H
#define CHALKLINE_SANDBOX_H

#include "courses/base/err.h"

/* In the listener, once. */
bool sandbox_prepare(struct err *e) MUST_CHECK;

/* In the listener, once: closes the box around a child that has nothing to do, so that a machine on which it cannot be
 * closed says so at start. */
bool sandbox_rehearse(struct err *e) MUST_CHECK;

/* In the child: standard input, output and error lead nowhere; they are the operator's terminal. (Sanitizers keep error, for
 * their reports.) */
void sandbox_silence(void);

/* In the child, first thing: closes every file descriptor but 0-2 and these. */
void sandbox_keep_only(const int *fd, int fds);

/* In the child, before the first byte. There is no way back. */
bool sandbox_close(struct err *e) MUST_CHECK;

#endif
