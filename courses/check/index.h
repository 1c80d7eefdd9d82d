/*
 * Where an id was seen: a table of strings, so that checks take time in proportion to the files.
 */
#ifndef CHALKLINE_INDEX_H
#define CHALKLINE_INDEX_H

#include "courses/base/arena.h"
#include "courses/base/str.h"

enum { INDEX_NONE = UINT32_MAX };

struct index {
	struct str *id;
	uint32_t *value;
	uint32_t room; /* a power of two, at least twice what it holds */
	uint32_t left;
};

/* Room for n ids. */
struct index index_for(struct arena *a, uint32_t n);
/* Keeps the first value of an id, and gives it; INDEX_NONE when this is the first. */
uint32_t index_put(struct index *x, struct str id, uint32_t value);
/* INDEX_NONE when it is not there. */
uint32_t index_get(const struct index *x, struct str id);

#endif
