/*
 * Writing `from` for a translator who has compared a page with its source: the one change that a program
 * makes to an author's file. Only the comment of a page is touched, and in it only `from`.
 */
#ifndef CHALKLINE_STAMP_H
#define CHALKLINE_STAMP_H

#include "courses/model/course.h"

struct stamp { /* a page, and the version of the source text that it follows from now on */
	struct str id, hash;
};

/*
 * The stamps for a file of a translation, "fr/010-first-hour.md", or for one page of it when id is not empty. 0: there
 * is no such file, no such page, or it is the source language itself.
 */
uint32_t stamps_for(const struct course *c, struct str path, struct str id, struct arena *a, struct stamp **stamp);

/* The file's bytes with the stamps in them; *stamped counts the pages that were found. Line ends stay what they are. */
struct str stamp_text(struct arena *a, struct str bytes, const struct stamp *stamp, uint32_t n, uint32_t *stamped);

#endif
