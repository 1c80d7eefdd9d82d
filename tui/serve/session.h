/*
 * One connection, from accept to goodbye: a process of its own, in the sandbox, with one wire, one
 * socket to the keeper, one set of screens and one presenter.
 *
 *	bytes ─► decode ─► intent ─► app_update ─► effect ─► asker ─► keeper
 *	                                 │                               │
 *	                                 ▼                               ▼
 *	wire ◄─ bytes ◄─ presenter ◄─ app_view ◄──────── INTENT_REPLY ◄──┘
 *
 * It waits in one place, wire_turn. It paints only into an empty line; until then keys change the state and
 * the next paint is one difference from what the terminal shows to what is true. A key that commits
 * counts only when the screen that it answers had left the line before the key was read.
 */
#ifndef CHALKLINE_SESSION_H
#define CHALKLINE_SESSION_H

#include "tui/screens/app.h"

struct session_options {
	int line;       /* the accepted socket, non-blocking */
	int keeper;     /* this session's end */
	bool guests, verify; /* are these doors open? */
	unsigned stay_s; /* how long it goes on after SIGUSR1 has told that the program was renewed */
	struct shelf shelf;
	struct academy academy;
};

/* What the child has to have made before its file descriptors are closed and the sandbox shuts. */
bool session_reserve(struct err *e) MUST_CHECK;
int session_reserved_fds(int *fd, int max);

/*
 * Runs to the end. The sandbox is closed already. SIGTERM: says goodbye and leaves, the place kept. SIGUSR1: the
 * program was renewed; said with the next paint, and this session, an old program's, leaves after stay_s.
 */
void session_run(const struct session_options *o);

#endif
