/*
 * Inside the listener: its one struct, and what its files give each other.
 *
 *	listener.c      start, loop, end
 *	keeper_link.c   the keeper's life and what it is told and says
 *	slots.c         sessions: a slot each, fork, death
 *	reload.c        the configuration and the host key read anew
 *	renew.c         the program renewed under everybody
 */
#ifndef CHALKLINE_LISTENER_STATE_H
#define CHALKLINE_LISTENER_STATE_H

#include "store/keeper/control.h"
#include "tui/serve/config.h"
#include "tui/serve/doors.h"
#include "tui/serve/gate.h"
#include "tui/serve/listener.h"

#include <sys/types.h>
#include <time.h>

enum {
	SLOTS = 16384,          /* connections at once; the file descriptor limit may allow fewer */
	SEAT_MAX = 512,
	EDITIONS = 1024,
	KEEPER_END_MS = 30000,  /* for its last commit, on a slow disk */
};

struct slot { /* one session; all zero but the generation: free */
	pid_t pid;
	uint32_t generation;    /* tells a late word about the last owner of this slot from one about this one */
	bool attached;          /* the keeper that is now has been told of it */
	bool known;             /* logged in: the gate does not count it any more */
	bool told_to_leave;
	int keeper_end;         /* our copy: given to the next keeper when this one dies */
	int64_t leave_ms;       /* of a program that was renewed: when it has to be gone, by the monotonic clock; 0: of this one */
	char from[64];          /* source address */
	unsigned short seat_len;
	unsigned char seat[SEAT_MAX];
};

struct listener {
	const struct serve_options *o;
	char *program;          /* what a renewal runs */
	struct arena *arena;    /* for life */
	struct arena *settings; /* of config; another one after each reload */
	struct config config;
	const char *database;
	char next_fingerprint[64];
	int lock, signals, control, admin;
	int before;             /* file of the program that this one was renewed from, until this one serves; -1: none */
	bool given_back;        /* the last renewal failed after the exec, and this program came back */
	struct doors doors;
	struct gate *gate;
	pid_t keeper;
	bool ready, stopping, has_terminal;
	unsigned deaths;
	time_t deaths_since;
	int64_t begun_at;       /* seconds UTC; kept over renewals */
	/* In a mapping that children do not get: who is connected is nobody's business but ours. */
	struct slot *slot;
	unsigned char *code_secret; /* CODE_SECRET bytes in such a mapping, drawn at start, kept over renewals */
	unsigned next_slot;
	unsigned sessions, to_attach; /* of them, not yet told to the keeper: its queue was full */
	unsigned leaving;       /* sessions with a leave_ms */
	/* The open editions; sessions inherit the mappings that there are when they begin. */
	struct image image[EDITIONS];
	struct str course[EDITIONS];
	uint32_t images;
	/* Those of older majors that somebody is still in; not handed over in a renewal: each keeper tells all anew. */
	struct image older[CONTROL_MAJORS];
	uint32_t older_course[CONTROL_MAJORS]; /* index into course[] */
	uint32_t olders;
	/* What the keeper has to be told as soon as its queue has room. */
	bool settings_due, tally_due;
	int64_t tally_ms;       /* when it may be told at the earliest */
	struct { /* the try of a new program */
		pid_t pid;
		int says;       /* memfd with its words */
		int64_t until_ms;
	} trial;
};

int64_t monotonic_ms(void);

/* ---- keeper_link.c ---- */

bool start_keeper(struct listener *l, bool publish, struct err *e) MUST_CHECK;
/* Nobody is let in before there is somebody to ask. */
bool wait_ready(struct listener *l, struct err *e) MUST_CHECK;
/* It died: another one gets all seats. false: that does not help any more. */
bool restart_keeper(struct listener *l) MUST_CHECK;
/* Asks it to end, hears its last words and waits for it; kills it when it takes too long. */
void end_keeper(struct listener *l);
/* All that the keeper has said so far. false: it is gone (SIGCHLD will tell). */
bool hear_keeper(struct listener *l);
void close_control(struct listener *l);
void attach(struct listener *l, unsigned at);
void attach_all(struct listener *l);  /* to a keeper that knows nobody */
void attach_rest(struct listener *l); /* those that its queue had no room for */
/* Settings and tally, when they are due and there is room. */
void tell_keeper(struct listener *l, int64_t now_ms);

/* ---- slots.c ---- */

/* In a child: Ctrl-C reaches the whole group, `pkill -HUP chalkline` and `systemctl kill` everybody of that name, but what
 * they ask for is the listener's to do. */
void ours_alone(void);
bool make_slots(struct listener *l, struct err *e) MUST_CHECK;
struct slot *slot_named(struct listener *l, uint64_t name); /* NULL when its owner has gone */
uint64_t slot_name(const struct listener *l, unsigned at);
void new_session(struct listener *l, int line, const struct net *peer);
void session_ended(struct listener *l, pid_t pid, int status);
void session_known(struct listener *l, struct slot *s);
void signal_sessions(struct listener *l, int signal);
/* Sessions of an old program that stayed to the bound are told to leave. */
void tend_leaving(struct listener *l, int64_t now_ms);

/* ---- reload.c ---- */

/* Into c and a new arena; mistakes are logged. */
bool read_config(struct listener *l, struct arena *a, struct config *c, struct err *e) MUST_CHECK;
/* What the machine and the folder add to it: fingerprints, the zone, the gate's rules. */
void take_config(struct listener *l);
bool open_doors(struct listener *l, struct err *e) MUST_CHECK;
void reload(struct listener *l);

/* ---- renew.c ---- */

/* Runs the new program's check; its end comes to renew_tried. */
void renew_begin(struct listener *l);
/* It ended: when all is well this does not come back, the program is the new one. Else everything goes on; false: it
 * cannot, there is no keeper any more. */
bool renew_tried(struct listener *l, int status) MUST_CHECK;
/* In the trial: would the new program know what is handed over? Also true when nothing is. */
bool renew_understood(struct err *e) MUST_CHECK;
/* In the new program: takes over what the old one left. false: nothing was left. */
bool renew_took_over(struct listener *l, struct err *e);
/* It cannot serve: the old one gets everything back. Comes back only when that is not to be had either. */
void renew_give_back(struct listener *l);
/* It serves: the sessions of the old one are told. */
void renew_done(struct listener *l);

#endif
