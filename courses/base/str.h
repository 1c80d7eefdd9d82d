/*
 * Strings: struct str looks, struct buf makes.
 *
 * A str is borrowed bytes with a length: never freed, never assumed to end in NUL. It lives as
 * long as what it points into (an arena, a literal, a message). Text is UTF-8, NFC, logical order;
 * it became so at the border (courses/base/safe.h).
 *
 * A buf makes bytes. Over a fixed array it stops at the end and says so (cut); over an arena it
 * grows.
 */
#ifndef CHALKLINE_STR_H
#define CHALKLINE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct str {
	const char *at;
	size_t len;
};

#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STR_NONE ((struct str){ "", 0 })
#define STR_ARG(s) (int)(s).len, (s).at /* for "%.*s" */

struct str str_from(const char *z); /* NULL gives the empty string */
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *z);
int str_cmp(struct str a, struct str b); /* by bytes, a beginning before its continuation */
bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);
/* The first place of needle at or after from; s.len when there is none. */
size_t str_find(struct str s, size_t from, const char *needle);
struct str str_sub(struct str s, size_t from, size_t to); /* clamped */
struct str str_trim(struct str s);                        /* ASCII white space at both ends */
/*
 * Takes the part before the first sep off *rest; false when *rest is used up. "a,,b" gives 3, "a,"
 * 1 (sep ends a line as well as it parts two), "" none.
 */
bool str_next(struct str *rest, char sep, struct str *part);
/* Decimal digits only, at most max; *n stays when false. */
bool str_number(struct str s, uint64_t max, uint64_t *n);

struct str str_copy(struct arena *a, struct str s); /* NUL after the end, not counted */
const char *str_z(struct arena *a, struct str s);   /* the copy as a C string */
struct str str_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* FNV-1a, 64 bits: for tables and versions inside one program, never against an adversary. */
uint64_t str_hash(struct str s);

struct buf {
	char *at;
	size_t len, cap;
	bool cut;           /* something did not fit; only over a fixed array */
	struct arena *grow; /* NULL: fixed */
};

#define BUF_OVER(array) ((struct buf){ .at = (array), .cap = sizeof(array) })
#define BUF_IN(arena) ((struct buf){ .grow = (arena) })

/*
 * buf_add and buf_char fill a fixed array to the last byte. The makers of text never leave half a
 * letter behind, and buf_printf and buf_cstr need a byte for the NUL. After a cut nothing more is
 * added.
 */
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_str(struct buf *b, struct str s);
void buf_z(struct buf *b, const char *z);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str buf_get(const struct buf *b);
/* Ends the bytes with NUL (not counted) and returns them; a full fixed array loses its last letter.
 */
const char *buf_cstr(struct buf *b);

#endif
