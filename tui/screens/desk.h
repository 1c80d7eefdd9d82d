/*
 * The desk: what operators, managers and instructors do for others. Private to tui/screens.
 *
 *	desk ─┬─ people ── person ─┬─ change   login, name, role, closed, words, visits
 *	      │                    ├─ keys
 *	      │                    ├─ merge
 *	      │                    └─ recover
 *	      ├─ invites ─┬─ invitation
 *	      │           └─ invite
 *	      ├─ here ── visit
 *	      ├─ limits
 *	      ├─ status
 *	      ├─ courses ── tests ── items   tests in numbers
 *	      ├─ mistakes
 *	      └─ marking ── marking-one      written answers
 *
 * An item is shown only to who may say its verb; the keeper refuses all the same. What ends
 * something asks once, says what will happen, and offers "no" first. Each wish is an event of its
 * own: it is said when the page was seen and nothing is under way.
 */
#ifndef CHALKLINE_DESK_H
#define CHALKLINE_DESK_H

#include "tui/screens/screen.h"

extern const struct screen_class screen_desk_people, screen_desk_person, screen_desk_change,
    screen_desk_keys, screen_desk_merge, screen_desk_recover, screen_desk_invites,
    screen_desk_invitation, screen_desk_invite, screen_desk_here, screen_desk_visit,
    screen_desk_limits, screen_desk_status, screen_desk_courses, screen_desk_tests, screen_desk_items, screen_desk_mistakes;

enum { DESK_ROWS = 200 }; /* of a list on one page, at most */

/* ---- what the keeper said last about what a page shows ---- */

struct told {
	struct arena *arena;
	const struct reply *reply; /* NULL: nothing yet, or nothing but a refusal */
	struct str refusal;        /* the sentence; empty: none */
};

void told_start(struct told *t);
void told_stop(struct told *t);
/* Keeps the answer. false: it was a refusal, which is on the page or, where older news stand there, in a note. */
bool told_take(struct app *a, struct told *t, const struct reply *r);
/* false: there is nothing to show, and the page says why. */
bool told_view(const struct told *t, struct view *v);

/* ---- what many of these screens say ---- */

extern const struct key_word desk_keys[];  /* of pages that are lists of choices */
extern const struct key_word desk_steps[]; /* of pages in steps: back is theirs */

struct go desk_go(struct str id);
const char *desk_role(enum role r);
struct str desk_who(struct arena *a, struct str login, struct str name); /* "Amina Macuácua (amina)" */
struct str desk_row(const struct app *a, struct view *v, struct str first, int width, struct str second);
struct str desk_since(struct arena *a, int64_t seconds); /* "5 min", "3 h", "12 days" */
struct str desk_size(struct arena *a, uint64_t bytes);   /* "20 kB", "1.5 MB", "12.0 GB" */
void desk_fact(struct view *v, const char *what, struct str value); /* an empty one is left out */
/* 1 is no and 2 is yes, so that one Enter too many does nothing. */
void desk_no_yes(struct view *v, const char *no, const char *yes);
/*
 * What is shown once, and choice 1 that says it was written down. It follows closely: in a small window the page opens
 * where its choice is, and that must be where the secret is.
 */
void desk_secret_view(struct view *v, struct str secret, const char *done);
/* Where a code is typed, and the fingerprint to compare. */
void desk_door_view(const struct app *a, struct view *v);

/* Nothing for the operator to do: healthy, and with a backup that is not too old. */
bool desk_is_well(const struct told_status *s);

/* In a screen's start: what the person's page below it shows, copied into the frame; NULL: it is not there. */
const struct told_user *desk_person(struct app *a);
/* The person's page below shows this account from now on. */
void desk_person_is(struct app *a, struct str login);

/* What a change page does: struct go's block. */
enum desk_change {
	CHANGE_LOGIN,
	CHANGE_NAME,
	CHANGE_ROLE,
	CHANGE_CLOSED, /* closes it, or opens it again */
	CHANGE_WORDS,  /* a new pass-phrase */
	CHANGE_VISITS, /* ends them */
	CHANGES,
};

#endif
