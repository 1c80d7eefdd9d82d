/*
 * The one filter between the outside and everything we keep or show.
 *
 * No byte from a file, a name, a message, a client string or a log reaches a terminal but through
 * safe_text: what stands in the table of text-access-security 3.5 is dropped (C0 but line feed, C1,
 * DEL, bidirectional controls, invisible and deprecated format characters, tags, variation
 * selectors), ill-formed bytes, surrogates, noncharacters, private use and unassigned code points
 * become U+FFFD, tab goes to the next fourth column in blanks (as CommonMark counts), U+2028 and
 * U+2029 become line feeds, and more than four marks on one letter are cut. The result is NFC.
 * ZWNJ and ZWJ are stored between letters of Arabic script, where Persian needs them, and nowhere
 * else; safe_char refuses them, so that they are never sent.
 *
 * It runs where text comes in, and the terminal and line presenters run safe_char once more on what
 * they are about to send: a mistake upstream costs a wrong letter, never a moved cursor.
 */
#ifndef CHALKLINE_SAFE_H
#define CHALKLINE_SAFE_H

#include "courses/base/str.h"

/*
 * Clean text in the arena; s itself when nothing had to change. *dropped (may be NULL) counts the
 * code points that were dropped, cut or became U+FFFD; a byte order mark and the CR of CR LF do not
 * count.
 */
struct str safe_text(struct arena *a, struct str s, unsigned *dropped);
/* The same, and line feeds become blanks: names, titles, one-line fields. */
struct str safe_line(struct arena *a, struct str s);

/* May this code point be sent to a terminal as it is? Not so line feed: that is the presenter's. */
bool safe_char(uint32_t cp);

/*
 * Display names: at least one letter, at most 60 clusters, one script besides Common and Inherited
 * (UTS #39: Han with kana, Hangul or Bopomofo count as one), nothing safe_line would drop, none of
 * the blank-but-wide letters. The reason, for people, in *why (may be NULL) when false.
 */
bool safe_name(struct str s, const char **why);

/* Logins: 3-20 of a-z 0-9 . - beginning with a letter; upper case is folded by the caller. */
bool safe_login(struct str s);
/*
 * join guest verify recover root admin operator help: doors and names of power, and what looks like
 * them (r00t, adm1n, he-lp).
 */
bool safe_login_reserved(struct str s);

#endif
