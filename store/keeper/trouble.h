/*
 * The disk and the records, as the keeper last saw them: what status says and the log hears, once a
 * change and not once a request.
 *
 * A full or read-only disk, or one that fails, is over with the first commit that wrote something;
 * nobody has to start anything again. A page that was never written that way (a corrupted one)
 * stays known until the keeper starts anew: others can be read, but nobody has seen all of them
 * good.
 */
#ifndef CHALKLINE_TROUBLE_H
#define CHALKLINE_TROUBLE_H

#include "courses/base/str.h"
#include "store/sqlite/db.h"

struct trouble {
	enum db_trouble disk, told; /* told: what the last line in the log was about */
	bool is_corrupt, is_corrupt_told;
	char text[200]; /* in SQLite's words */
};

/* The database has just refused something. */
void trouble_note(struct trouble *t, const struct db *db);
/* A commit wrote. */
void trouble_over(struct trouble *t);
/* A value of logfmt, to stand between quotation marks. */
struct str trouble_quoted(struct arena *a, const char *text);

/* The line that the log has not heard yet; empty: nothing has changed. Ask until it is empty. */
struct str trouble_line(struct trouble *t, struct arena *a);

#endif
