/*
 * From a connection to an identity: which doors there are and what each asks for.
 *
 *	NAME@    a proved key, or a password: asked for under a few lines that say where one is (keyboard-interactive), or, by
 *	         clients that know no better, in their own words (password); then a banner says from the second wrong one on
 *	join@    any proved key (kept for sign-up), then the invitation code, or a recovery code; recover@ is the same door;
 *	         no channel before it is right
 *	guest@   where the operator allows it: nothing
 *	verify@  where the operator allows it: certificates are looked up; there are none yet, and it says so
 *	+line    behind any of them: plain lines
 *	+key     behind a name: one more key is proved, then the password asked for; the settings can keep it
 *
 * Identity is set in one place: login_heard(), when the keeper answers a LOGIN verb with yes. An offered key never sets
 * anything, and a second request under another name ends the connection. Nothing that is said before tells whether a
 * name exists: that an account is closed hears only who has its password or key.
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
	enum { DOOR_MEMBER, DOOR_JOIN, DOOR_GUEST, DOOR_VERIFY } door;
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
	bool recovers;       /* by a recovery code: who says whose */
	char farewell[600];  /* why it is over: lives until the wire is freed */
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

/* The keeper wants no more of this connection: it ends with that sentence. */
void login_turned_out(struct login *l, const struct refusal *r);

#endif
