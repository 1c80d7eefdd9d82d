/*
 * Lists that grow while a reader reads and end as pointer and count in the model.
 */
#ifndef CHALKLINE_GROW_H
#define CHALKLINE_GROW_H

#include <stdint.h>
#include <string.h>

#include "courses/base/arena.h"

/* Room for one more at the end of items[n]; sizes double, so what is left behind is bounded. */
static inline void *
grow_more(struct arena *a, void *items, uint32_t n, size_t size)
{
	void *more;

	if (n != 0 && (n & (n - 1)) != 0)
		return items;
	more = arena_array(a, n ? (size_t)n * 2 : 1, size);
	if (n > 0)
		memcpy(more, items, n * size);
	return more;
}

/* GROW(a, m->lesson, m->lessons) is a pointer to a new zeroed lesson at the end of the list. */
#define GROW(a, items, n)                                                                          \
	((items) = grow_more((a), (items), (n), sizeof(*(items))), (n)++, &(items)[(n)-1])

#endif
