/*
 * Plain lines for whoever has no presenter: the doors before login, the goodbye after the screens, commands.
 */
#ifndef CHALKLINE_WRAP_H
#define CHALKLINE_WRAP_H

#include "courses/base/str.h"

enum { WRAP_COLS = 76 }; /* a client may put a mark before each line, and 80 columns are not filled */

/*
 * Appends clean text (safe.h) in lines of at most WRAP_COLS columns, broken between words only as UAX #14 allows, each
 * ended with end ("\n" or "\r\n"). A line feed in the text ends a line.
 */
void wrap_lines(struct buf *out, struct str text, const char *end);

#endif
