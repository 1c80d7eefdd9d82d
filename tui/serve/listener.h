/*
 * The process that owns the listening sockets, starts the keeper and one session a connection, and
 * starts again what died.
 *
 * It parses nothing that comes from the net. It loads once, before it forks, what every session
 * needs (host key, filter, terminal descriptions, open editions), so that sessions share those pages. Its table
 * of sessions lies in memory that a fork does not inherit.
 */
#ifndef CHALKLINE_LISTENER_H
#define CHALKLINE_LISTENER_H

#include "courses/base/err.h"

struct serve_options {
	const char *data;             /* folder; made when it is missing */
	const char *const *listen;    /* "ADDR:PORT", "[::1]:2222"; NULL-ended; empty: as configured, else 0.0.0.0:2222 */
	const char *const *library;   /* folders of course folders; NULL-ended */
};

/* Serves until SIGTERM or SIGINT. The exit status. */
int serve_run(const struct serve_options *o);

#endif
