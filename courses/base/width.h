/*
 * How many columns text takes on a terminal, and where a line may end.
 *
 * There is one answer in the house, and every put clips by it. Widths come from libunistring's
 * tables (the Unicode version that Debian's package pins), with our exceptions listed in width.c:
 * ambiguous letters are narrow, controls and format characters take nothing because the filter
 * (safe.h) never lets them through. Line breaks are UAX #14's opportunities.
 */
#ifndef CHALKLINE_WIDTH_H
#define CHALKLINE_WIDTH_H

#include "courses/base/str.h"

int width_char(uint32_t cp); /* 0, 1 or 2 */
int width_str(struct str s);

/* The longest beginning of s, in whole clusters, that takes at most cols columns. */
struct str width_fit(struct str s, int cols);

/*
 * The bytes of s (from `at`) that go on one line of cols columns: up to the last UAX #14 break that
 * fits, or, where one word is wider than the line, as many whole clusters as fit (at least one). A
 * line feed in s ends the line. Where it can be helped a number keeps its unit, a key name such as
 * [Page Down] and an identifier (snake_case, --option, /path, https://...) stay whole. *next is
 * where the next line begins: trailing blanks and the line feed are skipped, so at the end of s
 * *next is s.len. cols is at least 2. The line has no trailing blanks.
 */
struct str width_line(struct str s, size_t at, int cols, size_t *next);

#endif
