/* Looking for words in the texts of all served courses. Private to tui/screens. */
#ifndef CHALKLINE_SEARCH_H
#define CHALKLINE_SEARCH_H

#include "tui/screens/screen.h"

enum { SEARCH_HITS = 30, SEARCH_CONTEXT = 60 };

struct hit {
	uint32_t card;
	struct str module, lesson, title; /* in the image */
	uint32_t block, offset;           /* where the words stand */
	struct str context;               /* a piece of text around them */
};

/*
 * At most SEARCH_HITS places, one a block, courses in the order of the shelf but `first` before the
 * others. Case and accents do not matter; the words of the query must stand together. more: there
 * were more.
 */
uint32_t search_run(const struct app *a, struct str query, uint32_t first, struct arena *arena,
    struct hit *hit, bool *more);

/* Folded for comparing: case, width and accents gone. */
struct str search_fold(struct arena *a, struct str s);

#endif
