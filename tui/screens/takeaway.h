/*
 * A course, a module or a lesson to take away: plain text of 72 columns (sheet.h), to be read without a line, printed, or
 * sent on. Title, edition, language; then modules with their lessons, checks as questions without answers, the terms that
 * a module speaks of at its end; last the sources that were named, by their numbers.
 *
 * It comes in pieces, a page of the course at a time, so that a session holds no more of it than its line has room for.
 * Reads the open image, which holds no answer.
 */
#ifndef CHALKLINE_TAKEAWAY_H
#define CHALKLINE_TAKEAWAY_H

#include "courses/model/image.h"

enum takeaway_trouble {
	TAKEAWAY_FINE,
	TAKEAWAY_NO_LANGUAGE, /* the course is not in that one */
	TAKEAWAY_NO_MODULE,
	TAKEAWAY_NO_LESSON,
	TAKEAWAY_CORRUPT, /* the image */
};

struct takeaway;

/* module, lesson: empty, all of them. The image outlives it. NULL: *why. */
struct takeaway *takeaway_new(const struct image *image, struct str lang, struct str module, struct str lesson,
    enum takeaway_trouble *why);
void takeaway_free(struct takeaway *t); /* takes NULL */

/* Appends the next piece. false: there was none. */
bool takeaway_next(struct takeaway *t, struct buf *out);

#endif
