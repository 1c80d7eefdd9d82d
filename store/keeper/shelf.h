/*
 * The editions that the keeper has at hand: the newest of each course, and the few older ones that
 * attempts were begun in, compiled when somebody asks for them. Private to store/keeper.
 */
#ifndef CHALKLINE_SHELF_H
#define CHALKLINE_SHELF_H

#include "store/keeper/compile.h"
#include "store/keeper/keeper.h"
#include "store/sqlite/db.h"

struct book {
	struct edition edition;
	struct compiled compiled; /* the mappings and the memfd of the open image */
	struct arena *arena;
	const struct course *course; /* whole: with keys and banks */
	uint64_t used;               /* older ones: for the least recently used to go */
	struct book *next;           /* among those that went */
};

enum {
	SHELF_OLDER = 64,
	SHELF_LOST = 64,
	SHELF_AGAIN_S = 300, /* until what failed for want of something is tried again */
};

struct lost { /* an edition that cannot be had */
	char course[72];
	uint16_t edition, minor, revision;
	int64_t again; /* by the steady clock; 0: it cannot be compiled any more, or has no files */
};

struct shelf {
	struct book **book;
	uint32_t books, room;
	struct edition *edition; /* of book[], for keeper_editions */
	struct book *older[SHELF_OLDER];
	struct book *gone; /* answers of this turn may still point into them */
	struct lost lost[SHELF_LOST];
	uint32_t losts; /* ever; the newest are remembered */
	uint64_t clock;
	bool is_stale; /* another edition of some course is served, once that is committed */
};

void shelf_clear(struct shelf *s);
/* Frees what went from the shelf: when no answer points into it any more. */
void shelf_sweep(struct shelf *s);
const struct book *shelf_find(const struct shelf *s, struct str course);
/* Takes the book, in the place of an older edition of its course. */
void shelf_put(struct shelf *s, struct book *b);
/* That very edition: from the shelf, or compiled from the database. NULL: it cannot be had. */
const struct book *shelf_exact(struct shelf *s, struct db *db, struct str course, uint16_t edition,
    uint16_t minor, uint16_t revision);

/* Was it asked for, and can never be had? */
bool shelf_is_lost(
    struct shelf *s, struct str course, uint16_t edition, uint16_t minor, uint16_t revision);

/* Compiles; lenient: an old edition is shown even when today's checks refuse it. NULL with e. */
struct book *book_new(const struct folder *f, uint16_t minor, uint16_t revision, bool lenient,
    struct buf *report, struct err *e);
void book_free(struct book *b); /* takes NULL */

#endif
