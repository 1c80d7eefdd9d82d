/*
 * The keeper: the only one who opens the database, sees answer keys, grades, hashes and signs.
 *
 * Two ways to meet it. As a process (keeper_run), forked by the listener, which serves every
 * session over its own socket and commits the writes of all of them in one transaction a turn
 * (group commit, synchronous=FULL) before it acknowledges any. And in-process (keeper_open ...
 * keeper_ask), one request one transaction, for commands when no server runs, for `chalkline
 * preview` (":memory:") and for tests. Both run the same handlers, so what is proved of one is true
 * of the other.
 */
#ifndef CHALKLINE_KEEPER_H
#define CHALKLINE_KEEPER_H

#include "courses/base/err.h"
#include "courses/model/image.h"
#include "store/record.h"

/* ---- in-process ---- */

struct keeper;

/* What the configuration decides; the listener gives it, and again when it is read anew. */
struct keeper_settings {
	bool guests;             /* may a guest come in? */
	uint32_t codes_an_hour;  /* wrong ones of a block of addresses */
	uint32_t passwords;      /* wrong ones of an account before it has to wait */
	uint32_t wait_most_s;    /* the wait is doubled up to this */
	uint32_t raised;         /* listed networks may do so many times as much */
	struct str *network;     /* "196.3.0.0/16", "2c0f:f000::/32" */
	uint32_t networks;
	uint32_t invitation_days; /* so long after its end an invitation stays in the list */
};
extern const struct keeper_settings keeper_defaults;

/*
 * What codes are made from, beside the event that asked for one, so that the same request said again to the next
 * keeper tells the same code. It lives with the listener and is never stored: who has a copy of the
 * records can compute no code from them.
 */
enum { CODE_SECRET = 32 };

struct keeper_options {
	const char *database;   /* file, or ":memory:" */
	int64_t (*now)(void *); /* UTC seconds; NULL: the machine's clock */
	int64_t (*steady)(void *); /* seconds, which nobody can set; NULL: with now the same, else
				      the machine's, sleep included */
	void *now_context; /* of both */
	const struct keeper_settings *settings; /* copied; NULL: keeper_defaults */
	const unsigned char *code_secret; /* CODE_SECRET bytes, copied; NULL: fresh ones */
	bool fast_hashes; /* tests only: the cheapest argon2id there is */
	bool lax_sync;    /* tests only: synchronous=NORMAL, which a power cut can make a liar */
};

/* Opens, backs up and migrates when the schema is older, declines a newer one kindly. */
struct keeper *keeper_open(const struct keeper_options *o, struct err *e) MUST_CHECK;
void keeper_close(struct keeper *k); /* takes NULL */

/* Who is at the other end of one socket (or one in-process caller). Zeroed: ROLE_NOBODY. */
struct seat {
	struct uuid person;
	enum role role;
	bool greeted;                 /* it said HELLO in this version */
	unsigned char invitation[32]; /* ROLE_DOOR: hash of the code that opened it */
	struct uuid session;          /* of this connection, for the record */
	char fingerprint[64];         /* of the key that was proved, or empty */
	char key_kind[40];            /* "ssh-ed25519" */
	unsigned char proved[32];     /* hash of its blob; zero: none */
	char from[64];                /* source address, from the listener; empty: a command */
	char client[80];              /* banner, once it logged in */
	int64_t since;                /* of this connection */
};
/* ROLE_DOOR with a person: by that person's recovery code. */
bool seat_recovers(const struct seat *s);

/*
 * Answers one request: begins, runs the handler, commits. The reply's strings live in a, or in an
 * edition until the next request. Passwords are hashed right here. A failed commit answers
 * REASON_DISK.
 */
void keeper_ask(
    struct keeper *k, struct seat *seat, const struct request *q, struct arena *a, struct reply *r);

/* An operator's seat for commands run on the machine itself. */
struct seat keeper_operator(void);

/* ---- editions ---- */

struct edition {
	struct str course;
	uint16_t edition, minor, revision;
	struct image open;  /* for sessions */
	struct image whole; /* with keys: for the keeper itself */
};

/*
 * Publishes a folder when it differs from the newest edition of its course: compiled by a sandboxed
 * child (compile.h), stored whole, in one transaction. false with the first error's line when the
 * checks refuse it; report (may be NULL) gets every problem as text lines.
 */
bool keeper_publish(
    struct keeper *k, const char *dir, struct buf *report, bool *changed, struct err *e) MUST_CHECK;

/*
 * Puts a folder on the shelf as it is, mistakes and all, and keeps no record of it: for the preview, whose keeper is its
 * author's own. false: it could not be compiled.
 */
bool keeper_preview(struct keeper *k, const char *dir, struct err *e) MUST_CHECK;

/* Compiles every current edition in the database; call once after open. Bad ones are reported and
 * left out. */
bool keeper_load_editions(struct keeper *k, struct buf *report, struct err *e) MUST_CHECK;
uint32_t keeper_editions(const struct keeper *k, const struct edition **edition);

/* ---- the process ---- */

/*
 * Over the control socket (SOCK_SEQPACKET, listener at the other end; messages in
 * keeper/control.h). Attach messages bring sessions' sockets; the keeper tells the listener what it
 * bound to which slot, and each open image as a sealed memfd. Returns when the control socket
 * closes, after the last commit.
 */
struct keeper_run_options {
	const char *database;
	const char *const *library; /* directories of course folders; NULL-ended; NULL: do not
				       publish (a restart) */
	int control;
	const struct keeper_settings *settings;
	const unsigned char *code_secret; /* the same for each keeper of a listener */
};
int keeper_run(const struct keeper_run_options *o);

#endif
