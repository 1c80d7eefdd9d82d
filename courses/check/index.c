#include "courses/check/index.h"

#include <assert.h>

struct index
index_for(struct arena *a, uint32_t n)
{
	struct index x = { .room = 8, .left = n };

	while (x.room < n || x.room - n < n)
		x.room *= 2;
	x.id = ARENA_ARRAY(a, x.room, struct str);
	x.value = ARENA_ARRAY(a, x.room, uint32_t);
	return x;
}

/* The id's place, or the empty one where it would be. */
static uint32_t
place(const struct index *x, struct str id)
{
	uint32_t at = (uint32_t)(str_hash(id) >> 20) & (x->room - 1);

	while (x->id[at].at != NULL && !str_eq(x->id[at], id))
		at = (at + 1) & (x->room - 1);
	return at;
}

uint32_t
index_put(struct index *x, struct str id, uint32_t value)
{
	uint32_t at = place(x, id);

	if (x->id[at].at != NULL)
		return x->value[at];
	assert(x->left > 0);
	x->left--;
	x->id[at] = id;
	x->value[at] = value;
	return INDEX_NONE;
}

uint32_t
index_get(const struct index *x, struct str id)
{
	uint32_t at = place(x, id);

	return x->id[at].at != NULL ? x->value[at] : INDEX_NONE;
}
