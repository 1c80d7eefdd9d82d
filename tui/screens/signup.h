/*
 * The first visit, step by step. Private to tui/screens.
 *
 *	LANGUAGE ► NAME ► COUNTRY ► COUNTRIES ► LOGIN ► SHARED ► WAY ─┬► PHRASE ───────────┬► SCREEN
 *► DONE ► home ├► PASSWORD ► REPEAT ┤      │ └────────────────────┘      └► BROKEN
 *
 * Back leads one step up, refusals to the step that can mend them. One event id serves the whole
 *visit: asking again makes no second account.
 */
#ifndef CHALKLINE_SIGNUP_H
#define CHALKLINE_SIGNUP_H

#include "tui/screens/screen.h"

enum step {
	STEP_LANGUAGE,
	STEP_NAME,
	STEP_COUNTRY,
	STEP_COUNTRIES,
	STEP_LOGIN,
	STEP_SHARED,
	STEP_WAY,
	STEP_PHRASE,
	STEP_PASSWORD,
	STEP_REPEAT,
	STEP_SCREEN,
	STEP_BROKEN,
	STEP_DONE,
	STEPS,
};

enum { COUNTRY_HITS = 8, PHRASE_CAP = 80, SECRET_LEAST = 15 };

struct signup {
	enum step step;
	struct uuid event;
	struct field name, query, login, secret, repeat, phrase;
	unsigned hit[COUNTRY_HITS]; /* indices into countries[] */
	unsigned hits;
	bool more_hits;
	const char *country; /* alpha-2, or "" */
	bool shared;
	enum way_in way;
	bool key_refused; /* the key opens another account: it is not offered */
	bool waiting;
};

bool signup_offers_key(const struct app *a, const struct signup *s);
/* The ways to come back in the order of their numbers; returns how many. */
unsigned signup_ways(const struct app *a, const struct signup *s, enum way_in way[WAY_KINDS]);
void signup_view(const struct app *a, const void *state, struct view *v);

/* Countries whose name has a word that begins like the query, or whose code it is. */
unsigned country_find(struct str query, unsigned *hit, unsigned max, bool *more);
/* At least SECRET_LEAST letters? */
bool secret_is_long(struct str secret);

#endif
