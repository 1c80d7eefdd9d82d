/*
 * All screens together: one state, update and view. Knows neither ncurses nor SSH nor SQL nor a
 * file; runs whole in a test without a terminal.
 *
 *	intent ──► app_update ──► new state and at most one effect
 *	state ──► app_view ──► what is on the page
 *
 * EFFECT_ASK: the session sends the request to the keeper; its answer comes back as INTENT_REPLY.
 * Several may be under way; writes are said again after a pause by the session, the screen only
 * waits.
 *
 * Nothing is committed blind: where the screen says that an intent commits, app_update drops it
 * unless intent.seen. "saved" is shown only after the keeper's acknowledgement.
 */
#ifndef CHALKLINE_APP_H
#define CHALKLINE_APP_H

#include "courses/model/image.h"
#include "store/record.h"
#include "tui/screens/view.h"

struct shelf { /* open images, as there were when the session began; its mapping, read only */
	const struct image *image; /* the served edition of each course */
	uint32_t images;
	const struct image *older; /* of majors that somebody is still in */
	uint32_t olders;
};

/* The image of that major of the course, or else the served one; NULL: it is not served. Its head
 * is in the arena. */
const struct image *shelf_image(const struct shelf *s, struct str course, uint16_t major,
    struct arena *a, const struct course **head);

struct academy {                /* from chalkline.yaml; strings live for ever */
	struct str name;        /* "Amari Justice Academy" */
	struct str address;     /* as trainees type it: "academy.example.org" */
	uint16_t port;          /* 22 is left out of what is shown */
	struct str contact;     /* "Ms Tembo, +258 21 000 000, Mon-Fri 8-16" */
	struct str fingerprint; /* of the host key */
	struct str next_fingerprint; /* of the key that comes next; empty: none is announced */
	int64_t next_from;      /* when, at the earliest */
	struct str language;    /* of the door: where the marker of the first page stands */
	const struct str *languages; /* that the first page offers, by tag; NULL: all */
	uint32_t language_count;
	struct str issuer;      /* of certificates and letters; empty: the name */
	struct str city;        /* of the time zone, "Maputo"; empty: UTC. Times are shown by the C library's local
				   time, which the process set before its sandbox closed */
};

struct world { /* what the app is given; lives as long as the app */
	struct shelf shelf;
	struct academy academy;
	void (*uuid)(void *, struct uuid *); /* a fresh event id */
	void (*random)(void *, void *bytes, size_t len);
	void *context;
	struct str proved_key; /* fingerprint of the key this connection proved, or empty; empty too
				  at the door when the key opens another account */
	bool key_taken; /* it was that: said where one chooses how to come back */
	struct str proved_kind;
	struct str proved_blob; /* its blob, for SIGNUP and KEY_ADD */
	/* A public key line as pasted. The session's, since screens know no keys: blob, fingerprint
	 * and name (may be empty) in the arena, or why not (NO_KEY, KEY_PRIVATE). NULL: keys cannot
	 * be pasted here. */
	bool (*parse_key)(void *context, struct str line, struct arena *a, struct str *blob,
	    struct str *fingerprint, struct str *name, enum reason *why);
	bool recovers; /* ROLE_DOOR by a recovery code: who says whose, and a new way in is asked for */
	bool has_pty; /* without one a typed password would be seen: no own password at sign-up */
	bool line;    /* the line presenter shows this session */
	bool preview; /* a draft is shown to who writes it: a guest's screens, which keep nothing */
};

enum effect_kind {
	EFFECT_NONE,
	EFFECT_ASK,
	EFFECT_LEAVE,
	EFFECT_REPAINT,
	EFFECT_PREVIEW, /* show the draft of that course in screens of its own, which come back here */
};

struct effect {
	enum effect_kind kind;
	struct request request; /* ASK; strings live until the next update; number is the app's
				   count, for sessions that have none of their own */
	struct str goodbye;     /* LEAVE: the last line */
	struct str course;      /* PREVIEW; lives until the next update */
};

struct app;

/*
 * who.role DOOR (or NOBODY: LOGIN_CODE tells no identity) starts at sign-up, or at recovery where
 * the world says so, GUEST at the
 * catalogue, others at home, or at the address when it is not empty.
 */
struct app *app_new(const struct world *w, const struct identity *who, struct str address);
void app_free(struct app *a);

/* Is this the address of a screen that is no course's: home, courses, results, ...? */
bool app_is_address(struct str address);

void app_update(struct app *a, const struct intent *i, struct effect *e);
void app_view(const struct app *a, struct view *v); /* v was begun with view_init */

/* A sentence beside what the page says by itself, until the next key. */
void app_say(struct app *a, struct str text);
/* Who it is now: signing up, recovery and settings change it. Lives as long as the app. */
const struct identity *app_who(const struct app *a);

/* The page waits for the keeper: a painter may hold back a moment and save a picture that nobody
 * reads. */
bool app_is_waiting(const struct app *a);

/* On hang-up: the place and half-typed answer as a last request. false: nothing to keep. */
bool app_last_word(struct app *a, struct request *r);

/* Is an attempt under way on these pages? Behind a help page, too. */
bool app_sits(const struct app *a, struct uuid *attempt);

/* The language asked for on the first page or in settings: the session switches gettext to it.
 * Empty: unchanged. */
struct str app_language(const struct app *a);
/* Did the learner ask for the other presenter (plain lines)? */
bool app_wants_line(const struct app *a);

/* For tests that walk all screens: how many there are, and each one's name, which is view.screen
 * when it is shown. */
unsigned app_screen_count(void);
const char *app_screen_name(unsigned i);

/* In which zone times are said, for the whole process: the C library's local time under this city,
 * or UTC when it is empty or was never set. app_new sets it from academy.city. */
void words_zone(const char *city);

/* A refusal as a sentence that says what to do; the contact is named where a person has to help. */
struct str reason_text(const struct refusal *r, const struct academy *ac, struct arena *a);

#endif
