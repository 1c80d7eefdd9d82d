#include "tui/term/known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "courses/base/arena.h"
#include "courses/base/str.h"
#include "tui/term/term.h"

#define XTERM "xterm-256color"
#define OTHER_SCREEN "\033[?1049h"
#define FIRST_SCREEN "\033[?1049l"
#define PASTE_ON "\033[?2004h"
/* What newterm says to a terminal first; the screen made before the fork has said it to nobody. */
#define PLAIN_STATE "\033[r\033[m\033[4l\033[?7h"
#define PASTE_OFF "\033[?2004l"

/*
 * One entry for each kind of terminal is enough, because we use no colours and no keys of theirs:
 * those with colours, with mouse and without are the same to us.
 */
static struct known entries[] = {
	{ XTERM, NULL, OTHER_SCREEN PASTE_ON PLAIN_STATE, PASTE_OFF FIRST_SCREEN, true, NULL },
	{ "putty", XTERM, OTHER_SCREEN PASTE_ON, PASTE_OFF FIRST_SCREEN, true, NULL },
	{ "tmux", XTERM, OTHER_SCREEN PASTE_ON, PASTE_OFF FIRST_SCREEN, true, NULL },
	{ "screen", "vt100", OTHER_SCREEN, FIRST_SCREEN, false, NULL },
	{ "rxvt", XTERM, "\0337\033[?47h" PASTE_ON, PASTE_OFF "\033[?47l\0338", true, NULL },
	{ "linux", "vt100", "", "", true, NULL },
	{ "vt100", NULL, "", "", false, NULL },
	{ "vt220", "vt100", "", "", false, NULL },
	{ "cygwin", "vt100", "\0337\033[?47h", "\033[?47l\0338", false, NULL },
	{ "ansi", "vt100", "", "", false, NULL },
	{ "sun", "vt100", "", "", false, NULL },
};
enum { ENTRIES = sizeof(entries) / sizeof(*entries) };

/*
 * What a client's name begins with, and the entry that stands for it; the first that fits. NULL:
 * line mode. Many of these are in no package of Debian, and clients give them all the same.
 */
static const struct family {
	const char *prefix, *entry;
} families[] = {
	{ "xterm", XTERM }, /* -kitty, -ghostty, -direct, -color ... */
	{ "putty", "putty" },
	{ "tmux", "tmux" },
	{ "screen", "screen" }, /* screen.xterm-256color and its like too */
	{ "rxvt", "rxvt" },
	{ "Eterm", "rxvt" },
	{ "mrxvt", "rxvt" },
	{ "linux", "linux" },
	{ "vt100", "vt100" },
	{ "vt102", "vt100" },
	{ "vt220", "vt220" },
	{ "vt320", "vt220" },
	{ "vt420", "vt220" },
	{ "vt520", "vt220" },
	{ "cygwin", "cygwin" },
	{ "ansi", "ansi" },
	{ "pcansi", "ansi" },
	{ "syncterm", "ansi" },
	{ "sun", "sun" },
	{ "konsole", XTERM },
	{ "gnome", XTERM },
	{ "vte", XTERM },
	{ "alacritty", XTERM },
	{ "foot", XTERM },
	{ "kitty", XTERM },
	{ "wezterm", XTERM },
	{ "ghostty", XTERM },
	{ "contour", XTERM },
	{ "mintty", XTERM },
	{ "mlterm", XTERM },
	{ "iterm", XTERM },
	{ "nsterm", XTERM },
	{ "ms-terminal", XTERM },
	{ "teraterm", XTERM },
	{ "st", XTERM },
	{ "dumb", NULL },
	{ "unknown", NULL },
	{ "network", NULL },
	{ "emacs", NULL },
};
enum { FAMILIES = sizeof(families) / sizeof(*families) };

/* Where an entry may lie: what the system's administrator made comes first. */
static const char *const folders[] = {
	"/etc/terminfo",
	"/lib/terminfo",
	"/usr/lib/terminfo",
	"/usr/share/terminfo",
	"/usr/local/share/terminfo",
};

/* ---- compiled entries ---- */

enum {
	ENTRY_MAX = 32768,
	HEADER = 12,
	MAGIC_16 = 0432,  /* numbers of two bytes */
	MAGIC_32 = 01036, /* of four */
};

/*
 * Strings that ncurses would use and we do not want, by their place in the entry (the order of
 * term.h is part of the format).
 */
static const unsigned unwanted[] = {
	0,   /* back_tab, and */
	134, /* tab: the client's tab stops may be anywhere */
	28,  /* enter_ca_mode, and */
	40,  /* exit_ca_mode: we send our own; xterm's saves the title and drops it again, 20 bytes
	      */
	121, /* repeat_char: terminals that say xterm and do not know it */
	131, /* set_attributes: "\E(B\E[0;1m" for "\E[1m" */
	155, /* ena_acs: no line drawing */
};
enum { EXIT_ATTRIBUTES = 39 };

static unsigned
number_at(const unsigned char *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

/*
 * The end of all attributes also leaves line drawing, where we never are: "\E(B\E[m" and "\E[m\017"
 * become
 * "\E[m".
 */
static void
exit_attributes_trim(unsigned char *offset, char *strings, size_t size)
{
	static const char ascii[] = "\033(B";
	size_t at = number_at(offset), skip = sizeof(ascii) - 1;
	char *end;

	if (at >= size || memchr(strings + at, '\0', size - at) == NULL)
		return;
	if (strncmp(strings + at, ascii, skip) == 0) {
		offset[0] = (unsigned char)((at + skip) & 0xFF);
		offset[1] = (unsigned char)((at + skip) >> 8);
	}
	if ((end = strchr(strings + at, '\017')) != NULL)
		*end = '\0';
}

/* Takes the unwanted strings out; false: this is no entry. */
static bool
entry_trim(unsigned char *entry, size_t len)
{
	size_t at, number_size;
	unsigned strings;

	if (len < HEADER)
		return false;
	if (number_at(entry) != MAGIC_16 && number_at(entry) != MAGIC_32)
		return false;
	number_size = number_at(entry) == MAGIC_32 ? 4 : 2;
	at = HEADER + number_at(entry + 2) + number_at(entry + 4);
	at += at % 2;
	at += number_at(entry + 6) * number_size;
	strings = number_at(entry + 8);
	if (at + strings * 2 + number_at(entry + 10) > len)
		return false;
	for (size_t i = 0; i < sizeof(unwanted) / sizeof(*unwanted); i++)
		if (unwanted[i] < strings)
			memset(entry + at + unwanted[i] * 2, 0xFF, 2);
	if (EXIT_ATTRIBUTES < strings)
		exit_attributes_trim(entry + at + EXIT_ATTRIBUTES * 2,
		    (char *)entry + at + strings * 2, number_at(entry + 10));
	return true;
}

static char *
hex_of(const unsigned char *bytes, size_t len)
{
	static const char digits[] = "0123456789ABCDEF", prefix[] = "hex:";
	char *hex = malloc(sizeof(prefix) + len * 2), *out = hex;

	if (hex == NULL)
		arena_no_memory();
	out = stpcpy(out, prefix);
	for (size_t i = 0; i < len; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
	return hex;
}

/* Some systems name the folder by the letter, some by its code. */
static FILE *
entry_file(const char *name)
{
	char path[128];
	FILE *f;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		snprintf(path, sizeof(path), "%s/%c/%s", folders[i], name[0], name);
		if ((f = fopen(path, "rbe")) != NULL)
			return f;
		snprintf(path, sizeof(path), "%s/%x/%s", folders[i], (unsigned char)name[0], name);
		if ((f = fopen(path, "rbe")) != NULL)
			return f;
	}
	return NULL;
}

static char *
entry_read(const char *name)
{
	static unsigned char bytes[ENTRY_MAX];
	FILE *f = entry_file(name);
	size_t len;

	if (f == NULL)
		return NULL;
	len = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	return entry_trim(bytes, len) ? hex_of(bytes, len) : NULL;
}

bool
known_read(struct err *e)
{
	static const char *const needed[] = { XTERM, "vt100" };

	for (size_t i = 0; i < ENTRIES; i++)
		if (entries[i].hex == NULL)
			entries[i].hex = entry_read(entries[i].name);
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		if (known_entry(needed[i]) == NULL)
			return err_set(e, ERR_MISSING,
			    "there is no terminfo entry for %s (the package ncurses-base has it)",
			    needed[i]);
	return true;
}

const struct known *
known_entry(const char *name)
{
	for (size_t i = 0; i < ENTRIES; i++)
		if (strcmp(entries[i].name, name) == 0)
			return entries[i].hex != NULL ? &entries[i] : NULL;
	return NULL;
}

const char *
term_known(struct str name)
{
	const char *entry = "vt100";

	if (name.len == 0)
		return NULL;
	for (size_t i = 0; i < FAMILIES; i++)
		if (str_starts(name, families[i].prefix)) {
			entry = families[i].entry;
			break;
		}
	if (entry == NULL)
		return NULL;
	/* Not all are in ncurses-base: putty is in ncurses-term. */
	for (size_t i = 0; i < ENTRIES; i++)
		if (strcmp(entries[i].name, entry) == 0 && entries[i].hex == NULL)
			return entries[i].instead;
	return entry;
}
