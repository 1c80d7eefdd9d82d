/*
 * The first visit, step by step. Private to tui/screens.
 *
 *	LANGUAGE ► NAME ► COUNTRY ► COUNTRIES ► LOGIN ► SHARED ► WAY ► SCREEN ► DONE ► the recovery
 *	                                                      (way.h)    └► BROKEN     code ► home
 *
 * Back leads one step up, refusals to the step that can mend them. One event id serves the whole
 * visit: asking again makes no second account.
 */
#ifndef CHALKLINE_SIGNUP_H
#define CHALKLINE_SIGNUP_H

#include "tui/screens/way.h"

enum step {
	STEP_LANGUAGE,
	STEP_NAME,
	STEP_COUNTRY,
	STEP_COUNTRIES,
	STEP_LOGIN,
	STEP_SHARED,
	STEP_WAY,
	STEP_SCREEN,
	STEP_BROKEN,
	STEP_DONE,
	STEPS,
};

enum { COUNTRY_HITS = 8 };

struct signup {
	enum step step;
	struct uuid event;
	struct field name, query, login;
	unsigned hit[COUNTRY_HITS]; /* indices into countries[] */
	unsigned hits;
	bool more_hits;
	const char *country; /* alpha-2, or "" */
	bool shared;
	struct way way;
	bool key_refused; /* the key opens another account: it is not offered */
	bool waiting;
	char recovery[RECOVERY_CAP]; /* the code for the page behind DONE; empty: not told */
};

void signup_view(const struct app *a, const void *state, struct view *v);

/* Countries whose name has a word that begins like the query, or whose code it is. */
unsigned country_find(struct str query, unsigned *hit, unsigned max, bool *more);
#endif
