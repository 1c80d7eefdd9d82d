/*
 * What differs between two editions of a course, by ids, and how much that matters to those who learn
 * (learning-formats 3.4).
 *
 *	revision  spelling, layout, better feedback, another translation   nothing is visible
 *	minor     new pages, modules, questions; another text              progress is kept, a page is marked
 *	major     aims, law, pass mark, what an exam draws, an exam more   who began stays on the major
 *
 * The class is the least that fits: an author who knows better may raise it and never lowers it. A text counts as
 * mended, a revision, when at most MENDED_WORDS of its words came or went and none of them holds a digit; else as
 * another text. What a question offers is part of its key: only the case of letters, blanks and points may be
 * mended there, for "A" right and "B" wrong say the same words as the other way round. Pure: no file, no clock.
 */
#ifndef CHALKLINE_CHANGE_H
#define CHALKLINE_CHANGE_H

#include "courses/model/course.h"

const char *change_class_name(enum change_class c); /* "minor" */

enum { MENDED_WORDS = 6 };

struct change {
	enum change_class class;
	const char *kind; /* "lesson" */
	struct str id;    /* as authors write it; a question as BANK/ID, a check as LESSON/ID */
	const char *what; /* "added" */
};

struct changes {
	enum change_class class; /* the highest */
	struct change *change;
	uint32_t changes;
	/* What vanished and is not named under `retired:` in course.yaml: the edition is refused. */
	struct change *lost;
	uint32_t losts;
};

/* was and is are whole (with banks). */
void course_changes(
    const struct course *was, const struct course *is, struct arena *a, struct changes *c);

/* One thing that has an id, for course.lock as well. */
struct change_item {
	const char *kind;
	struct str id;
	uint64_t hash;  /* of all it says, in the source language */
	uint64_t rules; /* of what makes a change major; 0: nothing does */
	uint64_t key;   /* of what is more than words: choices and their weights, links */
	uint32_t drawn; /* of an assessment with one draw of any tag: how many; */
	bool draws_all; /* which are all there are: one question more in the bank is no other blueprint */
	struct str text; /* its words */
};
void course_items(const struct course *c, struct arena *a, struct change_item **item, uint32_t *n);

#endif
