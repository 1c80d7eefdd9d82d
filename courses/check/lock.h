/*
 * course.lock: what an edition was made of, written by publish beside course.yaml and brought home by pull.
 *
 * It says which edition a folder began from, so that a publish over a newer one is refused, and for each thing
 * with an id the edition in which it last changed. It is YAML, one line a thing, sorted by kind and id. People do
 * not write it: a lock that is not the one of its edition is an error.
 */
#ifndef CHALKLINE_LOCK_H
#define CHALKLINE_LOCK_H

#include "courses/model/course.h"

#define LOCK_FILE "course.lock"

/* The lock of an edition; before: that of the edition before, for what did not change (may be empty). */
struct str lock_write(struct arena *a, const struct course *c, uint16_t edition, uint16_t minor,
    uint16_t revision, struct str before);
/* Which edition it is of; false: it is no lock. */
bool lock_read(struct str lock, uint16_t *edition, uint16_t *minor, uint16_t *revision);
/* The same lines, however they end: git may write CR LF. */
bool lock_same(struct str one, struct str other);

/* course.yaml with this number as its `edition:`, all else as it was. */
struct str lock_set_edition(struct arena *a, struct str manifest, uint16_t edition);

#endif
