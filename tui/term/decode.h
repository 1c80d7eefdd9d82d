/*
 * Bytes from the line to keys: a state machine of our own that never waits.
 *
 * It knows what xterm, PuTTY, the Linux console, rxvt, screen/tmux and VT terminals send for the
 * keys of key.h (CSI and SS3 forms, both Home/End habits, ESC [ [ A), takes UTF-8 across reads, and
 * swallows every other escape sequence whole (CSI, SS3, OSC, DCS, APC, PM, SOS, mouse, focus,
 * replies to queries), however it is cut, so that an unknown key is never Escape plus letters.
 * A lone Escape means nothing (and the letter after it is Alt and that letter: nothing either).
 * Bracketed paste arrives letter by letter as KEY_PASTE, line ends and tabs in it as blanks; lists
 * drop it. Letters are those that safe_char allows; ill-formed UTF-8 is dropped. State is a few
 * bytes; unfinished sequences are bounded.
 */
#ifndef CHALKLINE_DECODE_H
#define CHALKLINE_DECODE_H

#include "tui/screens/key.h"

struct decode {
	unsigned char state;
	unsigned char args; /* parameters so far, of a CSI */
	unsigned short arg[4];
	unsigned char lead; /* CSI private marker or '[' of the Linux console's function keys */
	unsigned char need; /* UTF-8 bytes still missing */
	uint32_t cp;
	unsigned length; /* of the sequence, bounded */
	unsigned pasted; /* bytes since the paste began, bounded too */
	bool paste;      /* between ESC [ 200 ~ and ESC [ 201 ~ */
	bool was_cr;     /* CR LF is one Enter */
};

/* Takes one byte. KEY_NONE: more is needed or nothing is meant. In a paste, letters come with kind
 * KEY_PASTE. */
struct key decode_byte(struct decode *d, unsigned char byte);

#endif
