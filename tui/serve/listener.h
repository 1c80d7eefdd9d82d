/*
 * The process that owns the listening sockets, starts the keeper and one session a connection, and
 * starts again what died.
 *
 * It parses nothing that comes from the net. It loads once, before it forks, what every session
 * needs (host key, filter, terminal descriptions, open editions), so that sessions share those pages. Its table
 * of sessions lies in memory that a fork does not inherit.
 *
 *	SIGTERM, SIGINT   everybody is told, what is under way is written, the end
 *	SIGHUP            the configuration and the host key are read anew (reload.c); from a terminal that was closed: the end
 *	SIGUSR2           the program is renewed, and nobody is lost (renew.c)
 */
#ifndef CHALKLINE_LISTENER_H
#define CHALKLINE_LISTENER_H

#include "courses/base/err.h"

struct serve_options {
	const char *data;             /* folder; made when it is missing */
	const char *const *listen;    /* "ADDR:PORT", "[::1]:2222"; NULL-ended; empty: as configured, else 0.0.0.0:2222 */
	const char *const *library;   /* folders of course folders; NULL-ended */
};

/* Serves until it is told to end. The exit status. */
int serve_run(const struct serve_options *o);

/*
 * Could it serve? Reads configuration, host key and the records' format, tries a handshake and the sandbox, and in the trial
 * of a renewal what would be handed over. Says all mistakes on standard error, changes nothing, and works while somebody
 * serves. EX_OK or EX_CONFIG.
 */
int serve_check(const struct serve_options *o);

#endif
