/*
 * What listener and keeper say to each other, over one SOCK_SEQPACKET pair; file descriptors go
 * with it (SCM_RIGHTS). The listener outlives keepers: it keeps a copy of each session's keeper end
 * and, as opaque bytes, the seat that the keeper bound to it, and gives both to the next keeper.
 */
#ifndef CHALKLINE_CONTROL_H
#define CHALKLINE_CONTROL_H

#include "courses/base/codec.h"

enum control_kind {
	CONTROL_ATTACH, /* listener: a session; slot, fd, seat (empty: nobody yet), text = its
			   source address */
	CONTROL_ADMIN, /* listener: a command on the machine's own socket; fd; served as operator */
	CONTROL_BOUND, /* keeper: slot is now this seat; also right after an ATTACH without one;
			  known: it logged in, or showed a right code */
	CONTROL_EDITION, /* keeper: an open image; fd = sealed memfd, read-only; text = course id;
			    known: the served edition, in the place of all that was told of this
			    course before; else of an older major that somebody is still in, after
			    the served one */
	CONTROL_REPORT,  /* keeper: text = one line for the log, logfmt; "level=error " may stand before "event=" */
	CONTROL_READY,   /* keeper: editions told, serving */
	CONTROL_SETTINGS, /* listener: text = settings_write */
	CONTROL_TALLY,   /* listener: text = tally_write; at most once a second, when it changed */
	CONTROL_KINDS,
};

enum { CONTROL_MESSAGE = 4096, CONTROL_MAJORS = 64 /* older ones, of all courses */ };

struct control {
	enum control_kind kind;
	uint64_t slot;
	struct str seat; /* opaque to the listener, at most 512 bytes */
	struct str text;
	bool known;
	int fd; /* -1: none; not coded, goes beside */
};

/* What only the listener knows, for `status` and `limits`; the keeper counts sessions itself. */
enum { TALLY_HELD = 16 };
struct tally {
	int64_t begun_at;
	uint32_t process;
	uint64_t turned_away; /* connections */
	struct str version, listening, fingerprint, next_fingerprint;
	struct tally_held { /* blocks of addresses with all the connections without login they may
			       have */
		struct str block;
		uint32_t count;
	} held[TALLY_HELD];
	uint32_t helds;
};
struct keeper_settings;

struct str tally_write(struct arena *a, const struct tally *t);
bool tally_read(struct str bytes, struct tally *t); /* its strings lie in the bytes */
struct str settings_write(struct arena *a, const struct keeper_settings *s);
bool settings_read(struct str bytes, struct arena *a, struct keeper_settings *s);

/*
 * One message. send: false with errno; EAGAIN when the queue is full. recv: 1, 0 at the end, -1
 * with errno: EAGAIN when there is none, EBADMSG when it is not one (its descriptors are closed).
 * Neither ever waits, whatever the socket's flags: two who wait for each other wait for ever.
 */
bool control_send(int socket, const struct control *c);
int control_recv(int socket, struct control *c, char bytes[CONTROL_MESSAGE]);

#endif
