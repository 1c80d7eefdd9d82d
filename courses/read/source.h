/*
 * A text file as the readers see it: UTF-8 without a byte order mark, lines that end in LF, no
 * character that could move a cursor. What had to change silently (BOM, CRLF) is silent; the rest is
 * a problem with its place.
 */
#ifndef CHALKLINE_SOURCE_H
#define CHALKLINE_SOURCE_H

#include "courses/check/problem.h"

struct source_mark {
	uint32_t line, byte, col;
};

struct source {
	struct str file;      /* path for messages */
	struct str text;
	uint32_t first;       /* the line of text's first letter: 1, or where a part of a file begins */
	uint32_t *start;      /* where each line begins in text */
	uint32_t lines;
	struct source_mark *mark; /* where the last column was counted: on a long line the next is near */
	struct arena *arena;
	struct problems *problems;
};

/* false: it cannot be read at all (too large, not UTF-8), and a problem says so. */
bool source_open(struct str file, struct str bytes, size_t max, struct arena *a, struct problems *p,
    struct source *s);

/* Line number `line` (as people count, with first) without its LF; empty past the end. */
struct str source_line(const struct source *s, uint32_t line);

/* The column in letters for a column in bytes, both from 1: cmark counts bytes. */
uint32_t source_col(const struct source *s, uint32_t line, uint32_t byte);

/* The part from line `line` on, with the same line numbers. */
struct source source_from(const struct source *s, uint32_t line);

/*
 * A string that came out of a parser: entities and escapes may have made what the file did not hold.
 * Says so at line:col and gives clean NFC text (one line: as well without line feeds).
 */
struct str source_text(struct arena *a, struct problems *p, struct str file, struct str text,
    uint32_t line, uint32_t col);
struct str source_title(struct arena *a, struct problems *p, struct str file, struct str text,
    uint32_t line, uint32_t col);

/* The beginning of something somebody wrote, in whole letters, for a message. */
struct str source_short(struct str s);

/* printf into the arena, for those who are a printf themselves. */
struct str source_vprintf(struct arena *a, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

#endif
