/*
 * How hard a text is to read, where a measure is sound.
 *
 * English: the Automated Readability Index, 4.71 * letters / words + 0.5 * words / sentences - 21.43, which is
 * about the school year that reads it with ease (Smith and Senter, AMRL-TR-66-220, 1967). It counts letters
 * and needs no guess at syllables. It says nothing of a page under PLAIN_WORDS words.
 * Other languages that part words with blanks: only the length of sentences, a limit of this house's own.
 * Arabic and Chinese: nothing. We know no measure for them that a program can take honestly.
 */
#ifndef CHALKLINE_PLAIN_H
#define CHALKLINE_PLAIN_H

#include "courses/check/problem.h"

enum { PLAIN_WORDS = 100, PLAIN_INDEX = 13, PLAIN_SENTENCE_EN = 35, PLAIN_SENTENCE = 40 };

struct plain {
	bool is_english, is_measured;
	uint32_t letters, words, sentences;
	uint32_t longest, line; /* the longest sentence: its words, and where */
	struct str sentence;
};

struct plain plain_for(struct str lang);
/* One paragraph. */
void plain_add(struct plain *p, struct str text, uint32_t line);
/* The index, rounded; 0 when there is too little to say. */
int plain_index(const struct plain *p);
/* At most two warnings for a page: sentence-long and reading-hard. */
void plain_tell(const struct plain *p, struct problems *problems, struct str path, uint32_t line, const char *what);

#endif
