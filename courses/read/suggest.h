/*
 * "Did you mean": the nearest of some words to one that nobody knows.
 */
#ifndef CHALKLINE_SUGGEST_H
#define CHALKLINE_SUGGEST_H

#include "courses/base/str.h"

struct suggest {
	struct str word; /* what was written */
	struct str best; /* the nearest so far that is near enough; empty: none */
	unsigned distance;
};

struct suggest suggest_for(struct str word);
void suggest_try(struct suggest *s, struct str candidate);

/* "; did you mean best" or otherwise, in the arena: the second half of a message. */
struct str suggest_or(struct arena *a, const struct suggest *s, const char *otherwise);

#endif
