/*
 * From a connection to an identity: which doors there are and what each asks for.
 *
 *	NAME@    a proved key, or a password
 *	join@    any proved key (kept for sign-up), then the invitation code; no channel before it is right
 *	guest@   where the operator allows it: nothing
 *	+line    behind any of them: plain lines
 *	+key     behind a name: one more key is proved, then the password asked for; the settings can keep it
 *
 * Identity is set in one place: login_heard(), when the keeper answers a LOGIN verb with yes. An offered key never sets
 * anything, and a second request under another name ends the connection.
 */
#ifndef CHALKLINE_LOGIN_H
#define CHALKLINE_LOGIN_H

#include "store/record.h"
#include "tui/screens/app.h"
#include "tui/serve/asker.h"
#include "tui/ssh/wire.h"

struct login_rules {
	const struct academy *academy;
	bool guests, verify; /* are these doors open? */
};

struct login {
	struct wire *wire;
	struct asker *asker;
	const struct login_rules *rules;
	char name[64];       /* as asked for, folded, without +line */
	bool named, line, adding;
	enum { DOOR_MEMBER, DOOR_JOIN, DOOR_GUEST } door;
	unsigned wrong, offered;
	enum verb waiting;   /* for this answer; VERB_HELLO: for none */
	unsigned char blob[4096]; /* the key that this connection proved */
	size_t blob_len;
	char fingerprint[64], key_kind[40];
	bool key_taken;      /* it opens another account already */
	struct wire_auth asked; /* what waits for an answer: asked again while the keeper is busy */
	bool is_busy;
	int64_t busy_since_ms, again_ms; /* CLOCK_MONOTONIC; 0: not busy */
	bool done, over;
	struct arena *arena; /* of who */
	struct identity who;
};

void login_begin(struct login *l, struct wire *w, struct asker *a, const struct login_rules *rules);
void login_clear(struct login *l);

/* events.auth of the wire. */
void login_asked(struct login *l, const struct wire_auth *a);
/* Asks again what a busy keeper turned away. true: wants to be called again in LOGIN_AGAIN_MS. */
enum { LOGIN_AGAIN_MS = 200 };
bool login_tick(struct login *l, int64_t now_ms);

/* An answer of the keeper while !done. */
void login_heard(struct login *l, const struct reply *r);

#endif
