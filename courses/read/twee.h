/*
 * Twee 3, what Twine exports, into a scenario file of ours (chalkline-course(5), SCENARIOS): a passage
 * becomes a node, its links become choices, a passage without links an end. Only text and links are
 * taken: code of a story format (Harlowe, SugarCube, Chapbook, Snowman) is an error with its line,
 * since what it does would be lost in silence. What only a person can add is a warning.
 */
#ifndef CHALKLINE_TWEE_H
#define CHALKLINE_TWEE_H

#include "courses/check/problem.h"

/* The scenario file into out, whole only when p got no error. */
void twee_read(struct str file, struct str bytes, struct arena *a, struct problems *p, struct buf *out);

#endif
