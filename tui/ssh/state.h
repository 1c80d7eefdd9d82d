/*
 * Inside tui/ssh: what wire.c, auth.c and house.c share of one connection.
 */
#ifndef CHALKLINE_WIRE_STATE_H
#define CHALKLINE_WIRE_STATE_H

#include "tui/ssh/wire.h"

#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>

enum { WATCH_MAX = 4 };

struct watch {
	struct wire *w;
	void (*ready)(void *);
	void *context;
};

struct wire {
	ssh_session ssh;
	ssh_event event;
	ssh_channel channel;
	ssh_message asked; /* the authentication request that waits for its answer */
	const struct wire_events *events;
	void *context;
	int fd;
	bool authed, over, finishing, eof_seen, shell_begun;
	bool held, left_over; /* no data is wanted; libssh keeps some that came */
	bool finish_asked;    /* exit status, end of file and close wait until all output has left */
	int finish_status;
	const char *farewell; /* a disconnect that waits until no callback of libssh is running */
	struct ssh_callbacks_struct session_cb;
	struct ssh_server_callbacks_struct server_cb;
	struct ssh_channel_callbacks_struct channel_cb;
	struct watch watch[WATCH_MAX];
	int watches;
	char *kept; /* the tail of a write that the window did not take */
	size_t kept_len, kept_cap;
	char user[256]; /* of the last request: the answer to a prompt carries none */
	unsigned char blob[4096];
	char fingerprint[64];
};

/* Made once in the listener, with the host key; every session accepts through it. */
ssh_bind house_bind(void);
/* "SHA256:..." of a key; false when there is none. */
bool house_hash(ssh_key key, char out[64]);

/* Takes an authentication request out of the queue: tells the session, and keeps m until it is answered. */
void auth_asked(struct wire *w, ssh_message m);

/* The callback that opens the one channel, set when login has succeeded. */
ssh_channel channel_opened(ssh_session ssh, void *context);

#endif
