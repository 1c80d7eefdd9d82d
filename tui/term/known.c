#include "tui/term/known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "courses/base/arena.h"
#include "courses/base/str.h"
#include "tui/term/term.h"

#define XTERM "xterm-256color"
#define VT100 "vt100"
#define OTHER_SCREEN "\033[?1049h"
#define FIRST_SCREEN "\033[?1049l"
#define PASTE_ON "\033[?2004h"
/* No scroll region (a window that grew has one then), no attributes, no insert mode, wrapping. */
#define PLAIN_STATE "\033[r\033[m\033[4l\033[?7h"
#define PASTE_OFF "\033[?2004l"

/*
 * One entry for each kind of terminal is enough, because we use no colours and no keys of theirs:
 * those with colours, with mouse and without are the same to us.
 */
static struct known entries[] = {
	{ .name = XTERM,
	    .enter = OTHER_SCREEN PASTE_ON,
	    .plain = PLAIN_STATE,
	    .leave = PASTE_OFF FIRST_SCREEN,
	    .scrollback = true },
	{ .name = "putty",
	    .instead = XTERM,
	    .enter = OTHER_SCREEN PASTE_ON,
	    .plain = PLAIN_STATE,
	    .leave = PASTE_OFF FIRST_SCREEN,
	    .scrollback = true },
	{ .name = "tmux",
	    .instead = XTERM,
	    .enter = OTHER_SCREEN PASTE_ON,
	    .plain = PLAIN_STATE,
	    .leave = PASTE_OFF FIRST_SCREEN,
	    .scrollback = true },
	{ .name = "rxvt",
	    .instead = XTERM,
	    .enter = "\0337\033[?47h" PASTE_ON,
	    .plain = PLAIN_STATE,
	    .leave = PASTE_OFF "\033[?47l\0338",
	    .scrollback = true },
	{ .name = "screen",
	    .instead = VT100,
	    .enter = OTHER_SCREEN,
	    .plain = PLAIN_STATE,
	    .leave = FIRST_SCREEN },
	{ .name = "linux",
	    .instead = VT100,
	    .enter = "",
	    .plain = PLAIN_STATE,
	    .leave = "",
	    .scrollback = true },
	{ .name = VT100, .enter = "", .plain = PLAIN_STATE, .leave = "" },
	{ .name = "vt220", .instead = VT100, .enter = "", .plain = PLAIN_STATE, .leave = "" },
	{ .name = "cygwin",
	    .instead = VT100,
	    .enter = "\0337\033[?47h",
	    .plain = "\033[m",
	    .leave = "\033[?47l\0338" },
	{ .name = "ansi", .instead = VT100, .enter = "", .plain = "\033[m", .leave = "" },
	{ .name = "sun", .instead = VT100, .enter = "", .plain = "\033[m", .leave = "" },
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
	{ "vt100", VT100 },
	{ "vt102", VT100 },
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
	43,  /* exit_standout_mode, and */
	44,  /* exit_underline_mode: on many the end of all attributes, as we trim it */
	131, /* set_attributes: "\E(B\E[0;1m" for "\E[1m" */
	155, /* ena_acs: no line drawing */
};
enum { EXIT_ATTRIBUTES = 39 };

/* Booleans, in the same way. */
enum { AUTO_RIGHT_MARGIN = 1, EAT_NEWLINE_GLITCH = 4 };

static unsigned
number_at(const unsigned char *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

/*
 * The end of all attributes also leaves line drawing, where we never are: "\E(B\E[m", "\E[m\E(B"
 * and "\E[m\017" become
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
		at += skip;
		offset[0] = (unsigned char)(at & 0xFF);
		offset[1] = (unsigned char)(at >> 8);
	}
	if ((end = strchr(strings + at, 'm')) != NULL)
		end[1] = '\0';
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
	if (number_at(entry + 4) <= EAT_NEWLINE_GLITCH)
		return false;
	number_size = number_at(entry) == MAGIC_32 ? 4 : 2;
	at = HEADER + number_at(entry + 2) + number_at(entry + 4);
	if (at > len || memchr(entry + HEADER, '\0', number_at(entry + 2)) == NULL)
		return false;
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

/* Debian's file rxvt calls itself rxvt-color: an entry in memory is found by that name only. */
static void
entry_read(struct known *k)
{
	static unsigned char bytes[ENTRY_MAX];
	FILE *f = entry_file(k->name);
	unsigned char *flag;
	size_t len;

	if (f == NULL)
		return;
	len = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	if (!entry_trim(bytes, len))
		return;
	flag = bytes + HEADER + number_at(bytes + 2);
	k->early_wrap = flag[AUTO_RIGHT_MARGIN] == 1 && flag[EAT_NEWLINE_GLITCH] != 1;
	k->hex = hex_of(bytes, len);
	snprintf(k->term, sizeof(k->term), "%.*s", (int)strcspn((char *)bytes + HEADER, "|"),
	    (char *)bytes + HEADER);
}

bool
known_read(struct err *e)
{
	static const char *const needed[] = { XTERM, VT100 };

	for (size_t i = 0; i < ENTRIES; i++)
		if (entries[i].hex == NULL)
			entry_read(&entries[i]);
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
	const char *entry = VT100;

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
