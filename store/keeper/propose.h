/* A login from a name: "Amina Macuácua" gives amina, then amina.macuacua, then amina2 ... */
#ifndef CHALKLINE_PROPOSE_H
#define CHALKLINE_PROPOSE_H

#include "courses/base/str.h"

/*
 * The candidate number n (from 0) in the arena, always of a login's form; the caller takes the
 * first that is free. Names without a letter of the Latin or Cyrillic scripts give "learner".
 */
struct str propose(struct arena *a, struct str name, unsigned n);

/* The text with its letters in a-z where they are of those scripts; ASCII stays, all else is left
 * out. */
struct str propose_plain(struct arena *a, struct str text);

#endif
