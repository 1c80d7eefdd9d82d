/*
 * Codes of invitations and of recovery: read from paper, typed by hand, told from each other by a
 * hash.
 *
 *	ABCD-EFGH-JKLM-NPQR-S
 *
 * Four groups of three random letters and a letter that checks them, and one letter that checks
 * all. The alphabet has 24 letters (no I, no O, no digits): 12 random letters are 55.02 bits. Each
 * group's check knows its place, so that one wrong letter, two neighbours swapped, or two groups
 * swapped name the group in which they stand; what passes all four (one wild mistake in 24) is
 * caught by the last letter.
 *
 * The check is a sum over GF(3) x GF(8), a letter being a pair of both; the weights of neighbours
 * differ in both fields, which no sum modulo 24 can do.
 */
#ifndef CHALKLINE_CODE_H
#define CHALKLINE_CODE_H

#include "store/record.h"

enum { CODE_LETTERS = 17, CODE_TEXT = 22, CODE_RANDOM = 12 };

/*
 * The code that follows from an event and a secret that is stored nowhere (keeper.h), so that the
 * same request said again to the next keeper tells the same code, although only a hash of it is
 * kept. The label parts kinds of codes from each other: "" for invitations, "recovery".
 */
void code_derive(
    const unsigned char secret[32], const struct uuid *event, const char *label, char out[CODE_TEXT]);

/* From numbers below 24 to what is printed on the letter, with its NUL. */
void code_print(const unsigned char random[CODE_RANDOM], char out[CODE_TEXT]);

/* The letters of a code as they are printed. */
void code_text(const char letters[CODE_LETTERS], char out[CODE_TEXT]);

/*
 * What was typed: case, blanks, hyphens and full-width forms do not matter. 0: right, letters
 * filled (17, no NUL); else -1: the length is wrong; 1-4: that group is mistyped; 5: only the last
 * letter is.
 */
int code_read(struct arena *a, struct str typed, char letters[CODE_LETTERS]);

#endif
