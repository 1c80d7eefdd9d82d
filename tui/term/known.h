/*
 * The terminals we know: names clients give, the terminfo entry that stands for each, and the entry
 * itself in memory.
 *
 * Private to term. Knows the layout of a compiled terminfo entry (term(5)) and nothing of ncurses.
 */
#ifndef CHALKLINE_KNOWN_H
#define CHALKLINE_KNOWN_H

#include <stdbool.h>

#include "courses/base/err.h"

struct known {
	const char *name; /* of the terminfo entry */
	const char
	    *instead; /* who stands in where this entry is not on the machine; NULL: it has to be */
	const char *enter; /* what we send first: the other screen, paste announced */
	const char *plain; /* and before each whole paint: no attributes, no scroll region */
	const char *leave; /* and last, after the screen was cleared */
	bool scrollback;   /* ESC [ 3 J empties what was scrolled away */
	/* from the entry, once it was read: */
	char *hex;       /* the entry as $TERMINFO takes it; NULL: not on this machine */
	char term[40];   /* the name it gives itself first: what $TERM has to be then */
	bool early_wrap; /* a letter in the last column wraps at once: nothing is put there */
};

/* Reads all entries. Only xterm-256color and vt100 have to be there. */
bool known_read(struct err *e) MUST_CHECK;

/* By the entry's name, among those that were read; NULL: none. */
const struct known *known_entry(const char *name);

#endif
