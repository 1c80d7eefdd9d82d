/* Is this password good enough? Length, and what an attacker would try first. */
#ifndef CHALKLINE_SECRET_H
#define CHALKLINE_SECRET_H

#include "store/record.h"

enum { SECRET_LEAST = 15, SECRET_WORDS = 4 };

/*
 * REASON_NONE, _SHORT or _COMMON. A password has at least 15 letters; a phrase at least four words
 * (in Chinese four words have fewer letters, so there the bytes are counted). Login and display
 * name are what it may not be made of.
 */
enum reason secret_check(
    struct arena *a, struct str secret, enum way_in way, struct str login, struct str name);

/* Frequent passwords of 15 letters and more, folded, without blanks, sorted by bytes. */
extern const char *const common_passwords[];
extern const unsigned common_count;
/* Short frequent words: longer passwords made of one of them and of padding are no better. */
extern const char *const common_words[];
extern const unsigned common_words_count;

#endif
