/*
 * UTF-8 (RFC 3629): one code point at a time, and whole clusters of them.
 */
#ifndef CHALKLINE_UTF8_H
#define CHALKLINE_UTF8_H

#include "courses/base/str.h"

/*
 * Reads the code point at s.at[at]; at < s.len. Returns the bytes it takes (1-4). Ill-formed input
 * gives U+FFFD and the length of the maximal ill-formed part (Unicode 3.9, as W3C decoders do), so
 * a loop always moves on.
 */
size_t utf8_get(struct str s, size_t at, uint32_t *cp);

/* Writes cp, returns 1-4. Surrogates and values past U+10FFFF are written as U+FFFD. */
size_t utf8_put(char out[4], uint32_t cp);

bool utf8_valid(struct str s);
/* s without a code point at its end whose last bytes are missing: for text that was cut. */
struct str utf8_whole(struct str s);

/*
 * The end of the grapheme cluster (UAX #29) that begins at `at`. What a reader calls a letter. At
 * most 64 code points: a longer one is nobody's letter and ends there.
 */
size_t utf8_cluster(struct str s, size_t at);
/* The start of the cluster that ends at `at`: what one Backspace takes away. */
size_t utf8_cluster_before(struct str s, size_t at);

/* Unicode Normalization Form C, always a copy in the arena; ill-formed bytes become U+FFFD. */
struct str utf8_nfc(struct arena *a, struct str s);
/* Full case folding (ß is ss) + NFKC, for comparing what people type (logins, short answers,
 * search). */
struct str utf8_fold(struct arena *a, struct str s);

#endif
