/*
 * A key as the learner pressed it, decoded from the line's bytes (term/decode.h) or from a typed
 * line. Plain and copied.
 */
#ifndef CHALKLINE_KEY_H
#define CHALKLINE_KEY_H

#include "courses/base/str.h"

enum key_kind {
	KEY_NONE,   /* nothing meant: swallowed */
	KEY_LETTER, /* cp: a printable code point, Space too */
	KEY_ENTER,
	KEY_ERASE, /* Backspace, 0x08 or 0x7f */
	KEY_TAB,
	KEY_UP,
	KEY_DOWN,
	KEY_LEFT,
	KEY_RIGHT,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_HOME,
	KEY_END,
	KEY_DELETE,
	KEY_REPAINT, /* Ctrl-L */
	KEY_QUIT,    /* Ctrl-C, Ctrl-D, Ctrl-Z: say how to leave, do nothing */
	KEY_WIPE,    /* Ctrl-U: empty the field */
	KEY_PASTE,   /* the terminal announced a paste: text */
	KEY_KINDS,
};

struct key {
	enum key_kind kind;
	uint32_t cp;
};

/*
 * For lists only, where letters are keys: the key of the same place on the Latin layout for a
 * Russian or Arabic letter, ASCII for Arabic-Indic digits and full-width forms, 1-9 and 0 for the
 * French row; others unchanged. (b on an Arabic keyboard sends lam and alef on most systems, which
 * are g and h by themselves: PgUp is the way there.)
 */
uint32_t decode_latin(uint32_t cp);

#endif
