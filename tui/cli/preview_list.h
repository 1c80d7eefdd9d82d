/*
 * What is wrong with a course, as a screen of the preview: a list to read and to choose from. Choosing a problem
 * opens the page it is about.
 */
#ifndef CHALKLINE_PREVIEW_LIST_H
#define CHALKLINE_PREVIEW_LIST_H

#include "courses/read/read.h"
#include "tui/screens/view.h"

enum { PREVIEW_PLACE = 200 };

struct preview_list {
	struct arena *arena;
	struct problems problems;    /* errors first, then by place */
	const struct course *course; /* what could be read; never NULL after a good read */
	uint32_t first;              /* of the page of the list */
};

/* Reads and checks the folder anew. false: it could not be read. The arena is its own. */
bool preview_list_read(struct preview_list *l, const char *dir, struct err *e) MUST_CHECK;
void preview_list_free(struct preview_list *l);

/* can_show: is there a course to go back to? */
void preview_list_view(const struct preview_list *l, const char *dir, bool can_show, struct view *v);
/* by: +1 or -1 pages. */
void preview_list_turn(struct preview_list *l, int by);
/* The place of the number-th problem on the page: an address, and the language it is in ("": any). false: no such number. */
bool preview_list_place(
    const struct preview_list *l, int number, char address[PREVIEW_PLACE], char language[PREVIEW_PLACE]);

#endif
