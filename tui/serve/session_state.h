/*
 * Inside a session: what session.c (life, painting), session_in.c (events), session_files.c (SFTP), session_preview.c
 * (drafts in the real screens), session_time.c (the clock) and session_leave.c (endings) share. Private.
 */
#ifndef CHALKLINE_SESSION_STATE_H
#define CHALKLINE_SESSION_STATE_H

#include "tui/serve/command.h"
#include "tui/serve/login.h"
#include "tui/serve/session.h"
#include "tui/serve/sftp_server.h"
#include "tui/serve/stage.h"

enum { LAST_WORD_MS = 3000, CLOSING_MS = 5000 /* the client's time to close after we have */ };

enum phase { PHASE_LOGIN, PHASE_OPEN, PHASE_SCREENS, PHASE_COMMAND, PHASE_FILES, PHASE_CLOSING };

struct sits { /* at an open attempt, as far as the keeper has said */
	bool is, is_timed, is_exam;
	struct uuid attempt, event;
	uint64_t number;     /* of the session's own question about it */
	int64_t heard_ms;    /* the last byte from the client */
	int64_t touched_ms;  /* the keeper heard of it */
	int64_t ends_ms;     /* its time and the grace */
};

struct preview { /* session_preview.c */
	char course[72];      /* the draft's name; empty: there is none */
	char *bytes;          /* its open image */
	struct image image;
	uint32_t size, have;
	int64_t serial;
	bool loading;
	int tries;            /* begun again, because the draft was changed meanwhile */
	enum verb verb;       /* CHECK or CHECK_SHOW: which of them was asked */
};

struct session {
	const struct session_options *o;
	struct wire *wire;
	struct asker *asker;
	struct login_rules rules;
	struct login login;
	struct stage stage;
	struct command *command;
	struct sftp_server *files;
	struct preview preview;
	struct arena *scratch; /* of one turn */

	enum phase phase;
	struct identity who;
	char term_name[64];
	int cols, rows;
	struct buf address; /* deep link that was asked for with -t */
	char address_bytes[200];

	unsigned char *input; /* read and not yet meant */
	size_t input_len;
	size_t input_seen;    /* so many of them were read when the screen had arrived */
	bool told_to_stop, warned, too_much;
	bool ended;           /* by the keeper: it hears nothing from here any more */
	bool told_renewed;    /* on a page of theirs */
	int64_t renewed_ms;   /* the program was renewed; 0: not */
	bool piped_out;       /* end of input in line mode, or by SFTP: leave when all of it is answered */
	struct sits sits;
	int held_back;        /* turns that a paint waited for the line */
	int64_t begun_ms, key_ms, sent_ms, asked_ms, keepalive_ms, closing_ms;
	uint64_t closing_down; /* what of the last bytes has arrived */
	int status;
};

int64_t session_ms(void); /* CLOCK_MONOTONIC */

/* ---- session_leave.c ---- */

/* Output that is on its way still leaves. */
void session_finish(struct session *s, int status);
/* The place and what was half typed, told to the keeper however the visit ends. */
void session_last_word(struct session *s);
/* From the screens: they are cleared, then the goodbye stands. */
void session_leave(struct session *s, struct str goodbye);
/* The keeper wants no more of this session: said in the form that the phase has. */
void session_turned_out(struct session *s, const struct refusal *r);
/* After a renewal: is it time to go, and is nothing half done? Then it leaves. */
void session_make_room(struct session *s);

/* ---- session_seat.c ---- */

/* Looks at every answer. true: it was the session's own, and no screen's. */
bool session_seat_heard(struct session *s, const struct reply *r);
void session_seat_turn(struct session *s);
/* The line goes, or the person: since when nothing was heard. */
void session_seat_last_word(struct session *s);
/* In an exam nobody idles (product.md, "Manners"). */
bool session_is_examined(struct session *s);

/* ---- session_in.c ---- */

extern const struct wire_events session_events;
void session_heard(void *session, const struct reply *r); /* of the asker */
void session_signalled(void *session);                    /* the eventfd can be read */
void session_take_input(struct session *s);
/* May more input be meant? Cells: while a request can be made. Lines: when what was said before is answered, so that a
 * file of answers can be piped in. */
bool session_may_go(void *session);

/* ---- session_files.c ---- */

/* The subsystem "sftp": begins it, or says who may. */
void session_begin_files(struct session *s);
void session_files_pump(struct session *s); /* what came, and what goes */
void session_files_turn(struct session *s); /* and how it ends */

/* ---- session_preview.c ---- */

/* The draft's name when the line is `preview COURSE`, and this person may say so. */
bool session_preview_said(const struct session *s, struct str line, struct str *course);
/* Asks for the draft; when all of it is there, its screens come before the others. */
void session_preview(struct session *s, struct str course);
/* A request of the preview's screens: answered here, or asked of the keeper about the draft. */
void session_preview_ask(struct session *s, const struct request *r);
/* true: it was an answer about the draft. */
bool session_preview_heard(struct session *s, const struct reply *r);
void session_preview_end(struct session *s); /* the screens behind come forth */

/* ---- session_time.c ---- */

/* What the clock asks for, and for how long the next turn may wait. */
int session_clock(struct session *s);
void session_was_active(struct session *s); /* a key came */

/* ---- session.c ---- */

uint64_t session_signals(void); /* SESSION_STOP, SESSION_RENEWED, since the last time; 0: none */
enum { SESSION_STOP = 1, SESSION_RENEWED = 2 };

#endif
