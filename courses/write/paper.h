/*
 * A bank as text to read on paper or in a letter, 72 columns: questions with numbers, options with
 * letters, in the order of their keys, so that where the right one stands says nothing.
 */
#ifndef CHALKLINE_PAPER_H
#define CHALKLINE_PAPER_H

#include "courses/model/question.h"

enum { PAPER_COLS = 72 };

/* with_key: the answers at the end, after a line "Answers". */
void paper_write(struct buf *out, const struct question *q, uint32_t n, bool with_key);

#endif
