/*
 * What the learner means: the only thing that a screen's update is told.
 *
 * Keys become intents by one table (keymap.c), which also feeds the help page, the footers and the
 * manual, so that they cannot disagree. Answers from the keeper and the window's size arrive as
 * intents too; time comes along, because screens have no clock.
 */
#ifndef CHALKLINE_INTENT_H
#define CHALKLINE_INTENT_H

#include "store/record.h"
#include "tui/screens/key.h"

enum intent_kind {
	INTENT_NONE,
	INTENT_START,  /* the screens begin: identity is known, size is known */
	INTENT_SIZE,   /* the window changed */
	INTENT_REPLY,  /* an answer from the keeper */
	INTENT_CHOOSE, /* Enter */
	INTENT_NUMBER, /* number: digits typed; in line mode the whole number */
	INTENT_UP,
	INTENT_DOWN,
	INTENT_TOP,
	INTENT_BOTTOM,
	INTENT_ON,        /* Space, PgDn */
	INTENT_BACK_PAGE, /* b, PgUp */
	INTENT_BACK,      /* q, Left, Backspace: one level up */
	INTENT_SEARCH,    /* / */
	INTENT_HELP,      /* ? */
	INTENT_WHERE,     /* t: where am I, time left */
	INTENT_NOTE,      /* n */
	INTENT_ASK,       /* a */
	INTENT_TERM,      /* w */
	INTENT_SHOW,      /* x: show the answer */
	INTENT_OPTIONS,   /* o */
	INTENT_REPORT,    /* r */
	INTENT_QUIT_KEY,  /* Ctrl-C and its like: say how to leave */
	INTENT_TYPED, /* into the field: text (one letter, a paste, or line mode's whole line) */
	INTENT_ERASE, /* the last letter of the field */
	INTENT_WIPE,  /* the whole field */
	INTENT_KINDS,
};

struct intent {
	enum intent_kind kind;
	bool seen;  /* the screen it answers had left the line before the key was read; committing
		       needs this */
	bool whole; /* line mode: TYPED replaces the field, NUMBER means choose at once */
	int number;
	struct str text;
	const struct reply *reply; /* REPLY; lives until update returns */
	int cols, rows;            /* SIZE, START */
	int64_t now;               /* UTC seconds */
};

/*
 * What Enter, digits and letters mean depends on whether the screen shows a field that is typed
 * into. A typed letter's text lives until the next call. seen and now are the caller's to fill.
 */
struct intent keymap_intent(struct key k, bool field);
/*
 * The same for a line typed in line mode: a number, one of the letters, or text for the field.
 * Empty: Enter. In a field a line of one key's letter is still that key; "=b" is the text b.
 */
struct intent keymap_line(struct str line, bool field);

struct binding { /* one row of the table; words is marked for translation with N_() */
	enum intent_kind intent;
	const char *keys;  /* as shown: "Enter", "1-9", "Space", "b", "q", "/" */
	const char *words; /* "choose", "back", "one level up" */
};
extern const struct binding keymap_bindings[];
extern const unsigned keymap_count;
const struct binding *keymap_binding(
    enum intent_kind kind); /* the row of an intent; NULL: it has no key */

#endif
