/*
 * Blocks as rows: what flow.c parts into pages. Private to tui/screens.
 */
#ifndef CHALKLINE_ROWS_H
#define CHALKLINE_ROWS_H

#include "tui/screens/flow.h"

struct maker { /* of rows */
	struct arena *a;
	int cols;
	bool plain;
	struct row *row;
	uint32_t rows, room;
	uint32_t block, offset; /* the place that new rows get */
	struct str *source;     /* distinct sources in the order of mention: [1], [2] */
	uint32_t sources, source_room;
};

/* The rows of block[i], behind an empty row where one parts it from what stands before. A check has
 * none. */
void rows_add(struct maker *m, const struct block *block, uint32_t i);

/* The list, moved into twice the room when it is full. */
void *rows_more(struct arena *a, void *list, uint32_t count, uint32_t *room, size_t size);

#endif
