/*
 * One SSH connection, seen from the server. The only user of libssh.
 *
 * The wire never blocks and never waits but in wire_turn(), which polls the connection and the other
 * file descriptors that the session watches. Until login is done it sets no libssh callbacks:
 * requests are queued by the library, handed out one at a time through events.auth, and answered
 * whenever the keeper has answered (reference: tried recipe; with callbacks libssh wants its verdict at
 * once). Afterwards pty-req, window-change, shell, exec and data arrive as events.
 *
 * Nothing here knows who somebody is. An offered key and a proved key are different events, and only the
 * session decides what a proof is worth (CVE-2023-43809, CVE-2024-45337: offered is not proved).
 */
#ifndef CHALKLINE_WIRE_H
#define CHALKLINE_WIRE_H

#include "courses/base/err.h"
#include "courses/base/str.h"

/* ---- in the listener, once ---- */

/* Makes an ed25519 host key in OpenSSH format, mode 0600; never overwrites. */
bool wire_make_hostkey(const char *path, struct err *e) MUST_CHECK;

/* The public half of a private key file as one line, "ssh-ed25519 AAAA...": for known_hosts, and for wire_parse_key(). */
bool wire_public_line(const char *path, struct buf *line, struct err *e) MUST_CHECK;

/* Loads the host key; called again, another one for the sessions that come. false: what was loaded stays. */
bool wire_prepare(const char *hostkey_path, struct err *e) MUST_CHECK;
/*
 * Uses every algorithm once, by logins of a throw-away client over a socket pair, so that the forked sessions share the
 * library's tables instead of each building its own (reference: 710 -> 480 KiB a session).
 */
bool wire_rehearse(struct err *e) MUST_CHECK;
/* "SHA256:..." of the loaded host key. */
const char *wire_fingerprint(void);

/* A public key line ("ssh-ed25519 AAAA... name") or the file that PuTTYgen saves (RFC 4716) to blob and fingerprint.
 * Refuses private keys in words. */
bool wire_parse_key(struct str text, struct buf *blob, struct buf *fingerprint, struct buf *name, struct err *e)
    MUST_CHECK;
/* Does this look like a private key, or a part of one? It is to be refused, wiped, and sent nowhere. */
bool wire_is_private_key(struct str text);

/* ---- in the session ---- */

struct wire;

enum wire_auth_kind {
	WIRE_NONE,        /* method none */
	WIRE_PASSWORD,    /* secret */
	WIRE_KEY_OFFERED, /* key: is it worth a signature? */
	WIRE_KEY_PROVED,  /* key: its signature was right */
	WIRE_KEY_WRONG,   /* its signature was not */
	WIRE_ASK,         /* keyboard-interactive begins */
	WIRE_ANSWER,      /* secret: what was typed at the prompt */
	WIRE_OTHER,
};

enum { WIRE_BY_PASSWORD = 1, WIRE_BY_KEY = 2, WIRE_BY_ASKING = 4 }; /* methods to list in a failure */

struct wire_auth { /* strings live until it is answered */
	enum wire_auth_kind kind;
	struct str user;
	struct str secret;
	struct str key;         /* blob */
	struct str key_kind;    /* "ssh-ed25519" */
	struct str fingerprint; /* "SHA256:..." */
};

enum { WIRE_DATA_MAX = 64 << 10 };

struct wire_events {
	void (*auth)(void *context, const struct wire_auth *a); /* must be answered, now or later */
	bool (*pty)(void *context, struct str term, int cols, int rows);
	void (*size)(void *context, int cols, int rows);
	bool (*shell)(void *context);
	bool (*exec)(void *context, struct str command);
	bool (*subsystem)(void *context, struct str name);
	void (*data)(void *context, const unsigned char *bytes, size_t len); /* at most WIRE_DATA_MAX */
	void (*eof)(void *context);
};

/* Takes over fd (non-blocking). Needs no system call that the sandbox forbids. */
struct wire *wire_accept(int fd, const struct wire_events *events, void *context, struct err *e) MUST_CHECK;
void wire_free(struct wire *w);

/* Calls ready(context) in wire_turn when fd can be read. At most four. */
bool wire_watch(struct wire *w, int fd, void (*ready)(void *context), void *context) MUST_CHECK;

/* Waits at most ms and handles what came. false: the connection is over. */
bool wire_turn(struct wire *w, int ms) MUST_CHECK;

/* Answers to events.auth. After success the wire takes channels. */
void wire_auth_success(struct wire *w);
void wire_auth_partial(struct wire *w, unsigned methods); /* this proof counts, one more is wanted */
void wire_auth_failure(struct wire *w, unsigned methods);
void wire_auth_key_wanted(struct wire *w);                /* KEY_OFFERED: yes, sign */
void wire_auth_prompt(struct wire *w, const char *instruction, const char *prompt, bool echo);
/* Lines that the client shows before it goes on: SSH_MSG_USERAUTH_BANNER, before success only. No answer by itself. */
void wire_auth_banner(struct wire *w, struct str lines);
void wire_auth_no_prompt(struct wire *w);                 /* ASK: nothing to ask, go on to success (guests) */

/* The client's version line, filtered by nobody yet: "SSH-2.0-PuTTY_Release_0.78". */
struct str wire_banner(const struct wire *w);

/* Nothing of ours is on its way: libssh has nothing pending and at most 256 bytes are unacknowledged. */
bool wire_empty(struct wire *w);
/* Nothing at all is unacknowledged: what was painted has arrived. May be asked inside an event. */
bool wire_arrived(const struct wire *w);

/* Queues bytes for the channel; what the window does not take now is kept and goes out in later turns. */
void wire_send(struct wire *w, struct str bytes);
void wire_send_error(struct wire *w, struct str bytes); /* standard error, for commands */
bool wire_sending(const struct wire *w);                /* something is kept */
/* The kernel has all of it: a long answer goes on, and holds no more memory than its buffer. As wire_empty it lets libssh
 * work, and an event may come. */
bool wire_taken(struct wire *w);

/* While held no data is taken: the client's window closes, and what has come by then waits. Its end waits behind it. */
void wire_hold(struct wire *w, bool held);

/* One SSH_MSG_IGNORE: keeps the line's middle boxes awake, costs 36 bytes. */
void wire_keepalive(struct wire *w);
/* Milliseconds since the last byte was heard: where an outage began. */
int64_t wire_silent_ms(const struct wire *w);
/* TCP payload that came in, and that went out and was acknowledged. */
void wire_bytes(const struct wire *w, uint64_t *up, uint64_t *down);

/* Exit status, end of file, close, as soon as all output has left; then turns go on until the client has closed too (bounded
 * by the caller). */
void wire_finish(struct wire *w, int status);
bool wire_closed(const struct wire *w);
/* SSH_MSG_DISCONNECT with a sentence that lives for ever, at the next turn or in wire_free: it may be asked for inside an
 * event, where libssh must not be pulled from under itself. */
void wire_disconnect(struct wire *w, const char *why);

#endif
