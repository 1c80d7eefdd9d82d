/*
 * Bodies of record.h: "report a mistake", from any page or question, and the answer to it.
 *
 * What is reported stays with the edition it was seen in. Instructors, managers and operators see what was reported
 * of any course; everybody sees the own ones. An answer is told at the next login and stays in the list.
 */
#ifndef CHALKLINE_RECORD_MISTAKE_H
#define CHALKLINE_RECORD_MISTAKE_H

#include "store/record/base.h"

enum {
	MISTAKE_TEXT = 400, /* bytes, of a report and of an answer: one line */
	MISTAKES_OPEN = 20, /* of one person, unanswered: more are refused */
};

struct ask_mistake { /* MISTAKE */
	struct uuid event; /* becomes its id */
	struct str course;
	struct str subject;  /* lesson, assessment, scenario, term; empty: the course */
	struct str question; /* or empty */
	struct str lang;
	uint16_t edition, minor, revision;
	struct str text;
};

struct ask_mistakes { /* MISTAKES: newest first */
	struct str course; /* empty: all */
	bool own;          /* only the asker's; a trainee gets no other ones */
	bool all;          /* answered ones, too */
	uint32_t skip;
};

struct ask_mistake_answer { /* MISTAKE_ANSWER; said again, the newer answer stands */
	struct uuid event, mistake;
	struct str text;
};

struct mistake_row {
	struct uuid id;
	struct str course, subject, question, lang;
	uint16_t edition, minor, revision;
	struct str text, by; /* by: login; empty for one's own */
	int64_t at;
	struct str answer; /* empty: none yet */
	int64_t answered_at;
};

struct told_mistakes {
	struct mistake_row *mistake;
	uint32_t mistakes;
	uint32_t all; /* that fit the wish */
	bool more;
};

#endif
