/*
 * Lists through the codec with an honest smallest size for each element: an image is read as
 * hostile, and a count that the bytes left cannot hold is refused before memory is taken for it.
 */
#ifndef CHALKLINE_MODEL_LIST_H
#define CHALKLINE_MODEL_LIST_H

#include "courses/base/codec.h"

#define LIST_CODE(c, items, n, each, min)                                                          \
	do {                                                                                       \
		codec_count((c), (n), (min));                                                      \
		if (!codec_writes(c))                                                              \
			*(items) = arena_array((c)->arena, *(n), sizeof(**(items)));               \
		for (uint32_t i_ = 0; i_ < *(n) && !(c)->bad; i_++)                                \
			each((c), &(*(items))[i_]);                                                \
	} while (0)

enum { /* bytes on the wire when every string and list is empty */
	LIST_STR = 4,
	LIST_WORDING = 8,
	LIST_CHOICE = 32,
	LIST_PAIR = 16,
	LIST_QUESTION = 42,
	LIST_SPAN = 10,
	LIST_CELL = 4,
	LIST_BLOCK = 14,
};

#endif
