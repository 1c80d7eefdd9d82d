/*
 * Text for a file or for paper: lines of at most so many columns that end in LF, with nothing in them but what may be
 * seen. No terminal reads it, so nothing is reordered or shaped: logical order, as every editor and printer expects it.
 *
 * Pure: from values to bytes, appended to a buffer.
 */
#ifndef CHALKLINE_SHEET_H
#define CHALKLINE_SHEET_H

#include "tui/screens/view.h"

enum { SHEET_COLS = 72 };

struct sheet {
	struct buf *out;
	struct arena *a; /* for what a line needs while it is made */
	int cols;
};

void sheet_gap(struct sheet *s);
/* Paragraphs, parted by an empty line in the text; the mark stands before the first line, blanks of its width before
 * the others. */
void sheet_text(struct sheet *s, int indent, struct str mark, struct str text);
/* With a line of this letter under it. */
void sheet_heading(struct sheet *s, char under, struct str text);
void sheet_rows(struct sheet *s, const struct row *row, uint32_t rows);
/*
 * A question to be answered on paper: its text behind the mark, what to do, its options with letters in the order in which
 * they stand, the left sides of a matching with numbers, a line to write on. Nothing of it is an answer when the question
 * is open.
 */
void sheet_question(struct sheet *s, struct str mark, const struct question *q);

/* The letter of an option: a, b, ... z. */
enum { SHEET_LETTERS = 26 };
char sheet_letter(uint32_t option);

#endif
