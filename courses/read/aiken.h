/*
 * Aiken (learning-formats 2b): one line or more of question text, options with the letters A, B, C in
 * their order, "ANSWER: B". What Moodle guesses at is an error here, with its line: a question
 * without an answer, an answer without its option, two answers.
 */
#ifndef CHALKLINE_AIKEN_H
#define CHALKLINE_AIKEN_H

#include "courses/read/gift_form.h"

/* Singles without ids, with forms as if they came from GIFT. Never stops at the first problem. */
void aiken_read(struct str file, struct str bytes, struct arena *a, struct problems *p, struct question **question,
    struct gift_form **form, uint32_t *questions);

#endif
