/*
 * An examination hall: a server with one course whose exam may be taken at once, and the way there, in cells.
 */
#ifndef CHALKLINE_E2E_HALL_H
#define CHALKLINE_E2E_HALL_H

#include "tests/e2e/client.h"

/* A server with the course "The hall" of tests/courses/exam-hall and this exam alone. bank: one of that course's, or
 * "stones", four questions alike; rules: more lines of YAML for it. */
struct server *hall_start(const char *bank, const char *rules);
/* Somebody who may enter with a key of that name. */
void hall_member(struct server *s, const char *name);
/* From home to the page before the exam. */
void hall_to_entrance(struct terminal *t);
/* From there to the first question, with the word that has to be typed. */
void hall_begin(struct terminal *t);

#endif
