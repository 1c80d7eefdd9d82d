/*
 * A way to come back, chosen and made: the first visit, a recovery and the settings ask for it
 * alike. Private to tui/screens.
 *
 *	WHICH ─┬► the key of this connection ─► made
 *	       ├► WORDS ──────────────────────► made
 *	       └► OWN ► AGAIN ────────────────► made
 *
 * Nothing is kept here: whoever asked sends what was made, and wipes it.
 */
#ifndef CHALKLINE_WAY_H
#define CHALKLINE_WAY_H

#include "tui/screens/screen.h"

enum { PHRASE_CAP = 80, SECRET_CAP = 256, SECRET_LEAST = 15 };

enum way_step { WAY_WHICH, WAY_WORDS, WAY_OWN, WAY_AGAIN };

enum way_did { WAY_STAYS, WAY_MADE, WAY_LEFT /* one step up from the first */ };

struct way {
	enum way_step step;
	enum way_in kind;
	bool key; /* is the proved key of this connection offered? */
	const char *warning; /* said beside the four words, N_(); NULL: nothing */
	struct field words, secret, again;
};

void way_init(struct way *w, struct arena *a);
void way_wipe(struct way *w);
/* To the first question; a password that was typed is forgotten. */
void way_again(struct app *a, struct way *w);
/* All keys while it is asked. */
enum way_did way_update(struct app *a, struct way *w, const struct intent *i);
bool way_commits(const struct way *w, const struct intent *i);
/* At WAY_WHICH the screen itself has asked the question before. */
void way_view(const struct app *a, const struct way *w, struct view *v);
const char *way_step_name(const struct way *w); /* for view_page */
/* What to send as the secret of this way. */
struct str way_secret(const struct way *w);

/* At least SECRET_LEAST letters? */
bool secret_is_long(struct str secret);

#endif
