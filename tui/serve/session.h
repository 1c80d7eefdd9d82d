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
	const char *from; /* source address, for the record of the login */
	bool guests;
	struct shelf shelf;
	struct academy academy;
};

/* What the child has to have made before its file descriptors are closed and the sandbox shuts. */
bool session_reserve(struct err *e) MUST_CHECK;
int session_reserved_fds(int *fd, int max);

/* Runs to the end. The sandbox is closed already. */
void session_run(const struct session_options *o);

#endif
