/*
 * From files to a course: every reader of the format, and the one door to them.
 *
 * The format is courses/library/evidence-first-day and chalkline-course(5). Readers never stop at the first
 * problem and never crash; what they could read is in the course even when there are errors, so
 * that one run finds what there is to find. A course with errors is never served.
 */
#ifndef CHALKLINE_READ_H
#define CHALKLINE_READ_H

#include "courses/check/problem.h"
#include "courses/model/course.h"
#include "courses/read/folder.h"

/* Reads and checks the whole folder: all of the below and every rule of check/. Serve only when p->errors == 0. */
struct course *course_read(const struct folder *f, struct arena *a, struct problems *p);

/* course.yaml */
bool manifest_read(struct str file, struct str bytes, struct arena *a, struct problems *p, struct course *c);

/* A module file with lessons; a scenario; glossary.md and sources.md (entries). file is the path for messages. */
void module_read(struct str file, struct str bytes, struct arena *a, struct problems *p, struct module_words *m);
void scenario_read(struct str file, struct str bytes, struct arena *a, struct problems *p, struct module_words *m);
void entries_read(struct str file, struct str bytes, struct arena *a, struct problems *p, struct entry **entry,
    uint32_t *entries);

/*
 * GIFT: a bank's file or the inside of a ```gift fence (then first_line is the line of the fence's
 * first line in its file). Rules and traps: learning-formats 2a.
 */
void gift_read(struct str file, struct str bytes, uint32_t first_line, struct arena *a, struct problems *p,
    struct question **question, uint32_t *questions);

#endif
