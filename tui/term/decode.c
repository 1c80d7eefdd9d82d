#include "tui/term/decode.h"

#include "courses/base/safe.h"

/*
 *	            letters, controls                      '~', letters: a key or nothing
 *	  GROUND ───────────────────► a key       CSI ────────────────────────────────► GROUND
 *	    │ ESC                                  ▲ │ 'M' without arguments: three bytes of a mouse
 *	    ▼                                      │ ▼
 *	  ESCAPE ── '[' ───────────────────────────┘ SKIP ───► GROUND
 *	    │ │ └── 'O' ──► SS3 ── a letter ──► GROUND
 *	    │ └──── ']' 'P' 'X' '^' '_' ──► STRING ── BEL, ESC \, ST, any other control ──► GROUND
 *	    └ anything else: Alt and a letter, swallowed with it
 *
 * The 8-bit forms of the introducers (0x9B for ESC [ and so on) can stand only where a letter could
 * begin, so they never meet the middle of a UTF-8 letter. A control inside a sequence ends it: the
 * learner who typed Alt-[ by mistake is not caught in there. Terminals put none into what they
 *send.
 */
enum state { GROUND, LETTER, ESCAPE, CSI, LINUX_KEY, SS3, SKIP, STRING, STRING_ESCAPE };

enum {
	ESC = 0x1B,
	CSI_MAX = 64,      /* bytes of a sequence that is still taken for one */
	STRING_MAX = 512,  /* of a reply to a query */
	PASTE_MAX = 65536, /* a paste whose end got lost may not keep the keyboard for ever */
};

static const enum key_kind control_keys[0x20] = {
	[0x03] = KEY_QUIT,
	[0x04] = KEY_QUIT,
	[0x08] = KEY_ERASE,
	[0x09] = KEY_TAB,
	[0x0A] = KEY_ENTER,
	[0x0C] = KEY_REPAINT,
	[0x0D] = KEY_ENTER,
	[0x15] = KEY_WIPE,
	[0x1A] = KEY_QUIT,
};

/* CSI and SS3 finals: ANSI and application cursor keys, rxvt's lower case with Shift and Ctrl,
 * ansi.sys. */
static const enum key_kind final_keys[0x80] = {
	['A'] = KEY_UP,
	['B'] = KEY_DOWN,
	['C'] = KEY_RIGHT,
	['D'] = KEY_LEFT,
	['a'] = KEY_UP,
	['b'] = KEY_DOWN,
	['c'] = KEY_RIGHT,
	['d'] = KEY_LEFT,
	['F'] = KEY_END,
	['H'] = KEY_HOME,
	['K'] = KEY_END,
	['U'] = KEY_PAGE_DOWN,
	['V'] = KEY_PAGE_UP,
};

/* CSI number ~: the VT220 habit (Find is Home, Select is End) and rxvt's. */
static const enum key_kind tilde_keys[] = {
	[1] = KEY_HOME,
	[3] = KEY_DELETE,
	[4] = KEY_END,
	[5] = KEY_PAGE_UP,
	[6] = KEY_PAGE_DOWN,
	[7] = KEY_HOME,
	[8] = KEY_END,
};

/* The keypad in application mode: SS3 and a letter. */
static const char keypad[0x80] = {
	['X'] = '=',
	['j'] = '*',
	['k'] = '+',
	['l'] = ',',
	['m'] = '-',
	['n'] = '.',
	['o'] = '/',
	['p'] = '0',
	['q'] = '1',
	['r'] = '2',
	['s'] = '3',
	['t'] = '4',
	['u'] = '5',
	['v'] = '6',
	['w'] = '7',
	['x'] = '8',
	['y'] = '9',
	[' '] = ' ',
};

static struct key ground(struct decode *d, unsigned char byte);

static struct key
key(enum key_kind kind)
{
	return (struct key){ .kind = kind };
}

static struct key
letter(const struct decode *d, uint32_t cp)
{
	if (!safe_char(cp))
		return key(KEY_NONE);
	return (struct key){ .kind = d->paste ? KEY_PASTE : KEY_LETTER, .cp = cp };
}

static struct key
control(struct decode *d, unsigned char byte)
{
	enum key_kind kind = byte == 0x7F ? KEY_ERASE : control_keys[byte];
	bool again = d->was_cr && (byte == '\n' || byte == '\0');

	d->was_cr = byte == '\r';
	if (again)
		return key(KEY_NONE);
	if (!d->paste)
		return key(kind);
	if (kind == KEY_ENTER || kind == KEY_TAB)
		return letter(d, ' ');
	/* Nobody pastes these: the end of the paste was lost, and this is a person. */
	if (kind == KEY_QUIT || kind == KEY_REPAINT) {
		d->paste = false;
		return key(kind);
	}
	return key(KEY_NONE);
}

static void
enter(struct decode *d, enum state state)
{
	d->state = (unsigned char)state;
	d->args = 0;
	d->arg[0] = 0;
	d->lead = 0;
	d->need = 0;
	d->length = 0;
}

/* What ESC and a byte of 0x40-0x5F open; the 8-bit form is the same plus 0x40. */
static enum state
introduced(unsigned char byte)
{
	switch (byte) {
	case '[':
		return CSI;
	case 'O':
		return SS3;
	case ']':
	case 'P':
	case 'X':
	case '^':
	case '_':
		return STRING;
	default:
		return GROUND;
	}
}

static struct key
c1(struct decode *d, uint32_t cp)
{
	d->was_cr = false;
	enter(d, introduced((unsigned char)(cp - 0x40)));
	return key(KEY_NONE);
}

/* ---- UTF-8 ---- */

static bool
lead_byte(struct decode *d, unsigned char byte)
{
	unsigned char need = 0;

	if (byte >= 0xC2 && byte <= 0xDF)
		need = 1;
	else if ((byte & 0xF0) == 0xE0)
		need = 2;
	else if (byte >= 0xF0 && byte <= 0xF4)
		need = 3;
	d->cp = byte & (0x3FU >> need);
	d->need = need;
	return need > 0;
}

/* Overlong forms, surrogates and what lies past the end show at the second byte. */
static bool
second_fits(const struct decode *d, unsigned char byte)
{
	if (d->need == 2 && d->cp == 0x0)
		return byte >= 0xA0;
	if (d->need == 2 && d->cp == 0xD)
		return byte < 0xA0;
	if (d->need == 3 && d->cp == 0x0)
		return byte >= 0x90;
	if (d->need == 3 && d->cp == 0x4)
		return byte < 0x90;
	return true;
}

static struct key
continued(struct decode *d, unsigned char byte)
{
	bool alt = d->lead == ESC;

	if ((byte & 0xC0) != 0x80) {
		enter(d, GROUND);
		return ground(d, byte);
	}
	if (d->length == 0 && !second_fits(d, byte)) {
		enter(d, GROUND);
		return key(KEY_NONE);
	}
	d->length++;
	d->cp = d->cp << 6 | (byte & 0x3F);
	if (--d->need > 0)
		return key(KEY_NONE);
	enter(d, GROUND);
	if (d->cp >= 0x80 && d->cp <= 0x9F)
		return c1(d, d->cp);
	return alt ? key(KEY_NONE) : letter(d, d->cp);
}

static struct key
ground(struct decode *d, unsigned char byte)
{
	if (byte == ESC) {
		d->was_cr = false;
		enter(d, ESCAPE);
		return key(KEY_NONE);
	}
	if (byte < 0x20 || byte == 0x7F)
		return control(d, byte);
	d->was_cr = false;
	if (byte < 0x80)
		return letter(d, byte);
	if (byte < 0xA0)
		return c1(d, byte);
	if (lead_byte(d, byte)) {
		d->state = LETTER;
		d->length = 0;
		d->lead = 0;
	}
	return key(KEY_NONE);
}

/* ---- sequences ---- */

/* ESC twice is Alt and a key that is a sequence of its own: rxvt's and PuTTY's Alt-Up. */
static struct key
escape(struct decode *d, unsigned char byte)
{
	if (byte < 0x20 || byte == 0x7F) {
		enter(d, GROUND);
		return ground(d, byte);
	}
	if (byte < 0x80) {
		enter(d, introduced(byte));
	} else if (lead_byte(d, byte)) {
		d->state = LETTER;
		d->length = 0;
		d->lead = ESC;
	} else {
		enter(d, GROUND);
		return ground(d, byte);
	}
	return key(KEY_NONE);
}

/* xterm's modifyOtherKeys and the "CSI u" of newer terminals: a key by its code point. */
static struct key
key_by_code(struct decode *d, unsigned code, unsigned modifiers)
{
	bool control_held = modifiers > 0 && (modifiers - 1) & 4;
	bool alt_held = modifiers > 0 && (modifiers - 1) & 2;

	if (alt_held || code == ESC)
		return key(KEY_NONE);
	if (control_held)
		return (code | 0x20) >= 'a' && (code | 0x20) <= 'z'
			   ? control(d, (unsigned char)(code & 0x1F))
			   : key(KEY_NONE);
	if (code < 0x20 || code == 0x7F)
		return control(d, (unsigned char)code);
	return code < 0xE000 && !(code >= 0x80 && code < 0xA0) ? letter(d, code) : key(KEY_NONE);
}

static struct key
numbered(struct decode *d)
{
	unsigned n = d->arg[0];

	if (n == 200 || n == 201) {
		d->paste = n == 200;
		d->pasted = 0;
		return key(KEY_NONE);
	}
	if (n == 27 && d->args >= 2)
		return d->paste ? key(KEY_NONE) : key_by_code(d, d->arg[2], d->arg[1]);
	return key(n < sizeof(tilde_keys) / sizeof(*tilde_keys) ? tilde_keys[n] : KEY_NONE);
}

static enum key_kind
sun_key(unsigned n)
{
	switch (n) {
	case 214:
		return KEY_HOME;
	case 216:
		return KEY_PAGE_UP;
	case 220:
		return KEY_END;
	case 222:
		return KEY_PAGE_DOWN;
	default:
		return KEY_NONE;
	}
}

static struct key
csi_final(struct decode *d, unsigned char byte)
{
	struct key k = { 0 };

	if (byte == 'M' && d->length == 0) {
		enter(d, SKIP);
		d->need = 3;
		return k;
	}
	if (byte == '[' && d->length == 0) {
		enter(d, LINUX_KEY);
		return k;
	}
	d->state = GROUND;
	if (d->lead != 0)
		return k;
	/* rxvt ends numbered keys by $ with Shift, ^ with Ctrl, @ with both. */
	if (byte == '~' || byte == '$' || byte == '^' || byte == '@')
		k = numbered(d);
	else if (byte == 'u' && !d->paste)
		k = key_by_code(d, d->arg[0], d->args >= 1 ? d->arg[1] : 0);
	else if (byte == 'z')
		k.kind = sun_key(d->arg[0]);
	else
		k.kind = final_keys[byte];
	return d->paste ? key(KEY_NONE) : k;
}

static void
argument(struct decode *d, unsigned char byte)
{
	enum { ARGS = sizeof(d->arg) / sizeof(*d->arg) };

	if (byte >= '0' && byte <= '9') {
		if (d->args < ARGS && d->arg[d->args] < 6000)
			d->arg[d->args] = (unsigned short)(d->arg[d->args] * 10 + (byte - '0'));
	} else if (byte == ';' || byte == ':') {
		if (d->args < ARGS)
			d->args++;
		if (d->args < ARGS)
			d->arg[d->args] = 0;
	} else {
		d->lead = byte; /* < = > ? or an intermediate: nothing of ours */
	}
}

static struct key
csi(struct decode *d, unsigned char byte)
{
	bool shifted = byte == '$' && d->lead == 0 && d->args == 0 && d->length > 0;

	if (byte < 0x20 || byte >= 0x7F || d->length >= CSI_MAX) {
		enter(d, GROUND);
		return ground(d, byte);
	}
	if (byte >= 0x40 || shifted)
		return csi_final(d, byte);
	argument(d, byte);
	d->length++;
	return key(KEY_NONE);
}

static struct key
ss3(struct decode *d, unsigned char byte)
{
	if (byte < 0x20 || byte >= 0x7F || d->length >= CSI_MAX) {
		enter(d, GROUND);
		return ground(d, byte);
	}
	if ((byte >= '0' && byte <= '9') || byte == ';') { /* old xterm: SS3 5 A is Ctrl-Up */
		d->length++;
		return key(KEY_NONE);
	}
	enter(d, GROUND);
	if (d->paste)
		return key(KEY_NONE);
	if (byte == 'M')
		return key(KEY_ENTER);
	if (byte == 'I')
		return key(KEY_TAB);
	if (keypad[byte] != 0)
		return letter(d, (unsigned char)keypad[byte]);
	return key(final_keys[byte]);
}

/* A 0x9C ends a string only where it is not part of a letter: Ü is C3 9C. */
static struct key
string(struct decode *d, unsigned char byte)
{
	bool inside = d->need > 0 && (byte & 0xC0) == 0x80;

	d->length++;
	if (byte == ESC)
		d->state = STRING_ESCAPE;
	else if (byte < 0x20 || d->length >= STRING_MAX || (byte == 0x9C && !inside))
		enter(d, GROUND);
	else if (inside)
		d->need--;
	else
		(void)lead_byte(d, byte);
	return key(KEY_NONE);
}

static struct key
string_escape(struct decode *d, unsigned char byte)
{
	enter(d, ESCAPE);
	if (byte != '\\')
		return escape(d, byte);
	enter(d, GROUND);
	return key(KEY_NONE);
}

struct key
decode_byte(struct decode *d, unsigned char byte)
{
	if (d->paste && ++d->pasted > PASTE_MAX)
		d->paste = false;
	switch ((enum state)d->state) {
	case GROUND:
		return ground(d, byte);
	case LETTER:
		return continued(d, byte);
	case ESCAPE:
		return escape(d, byte);
	case CSI:
		return csi(d, byte);
	case SS3:
		return ss3(d, byte);
	case STRING:
		return string(d, byte);
	case STRING_ESCAPE:
		return string_escape(d, byte);
	case LINUX_KEY:
		enter(d, GROUND);
		return byte < 0x20 || byte >= 0x7F ? ground(d, byte) : key(KEY_NONE);
	case SKIP:
		if (--d->need == 0)
			enter(d, GROUND);
		return key(KEY_NONE);
	}
	return key(KEY_NONE);
}
