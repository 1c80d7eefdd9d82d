/*
 * Bodies of record.h: what instructors and managers read about tests. Nothing here names a person.
 *
 * Statistics are those of courses/learn/items.h and gain.h, of first tries that were handed in and whose marks
 * are all there. A number that cannot be said is NAN here and nothing on the wire.
 */
#ifndef CHALKLINE_RECORD_REPORT_H
#define CHALKLINE_RECORD_REPORT_H

#include "courses/learn/gain.h"
#include "courses/learn/items.h"
#include "store/record/base.h"

struct ask_report {
	struct str course;
	struct str assessment; /* REPORT_ITEMS */
	uint32_t skip;         /* REPORT_ITEMS: so many of the first rows */
};

struct report_row { /* one quiz or exam of the course */
	struct str assessment;
	enum assessment_kind kind;
	uint32_t people; /* who handed in a try */
	uint32_t passed; /* of them, with their best */
	uint32_t tries;  /* handed in, of all people */
	uint32_t first;  /* first tries with all their marks: what the statistics are of */
	uint32_t waits;  /* tries with a written answer that nobody has marked */
	double mean;     /* percent, of first tries */
};

struct told_report { /* REPORT */
	struct report_row *row; /* as in course.yaml: quizzes, then the others */
	uint32_t rows;
	bool has_gain; /* the course has a pre-test and a post-test */
	struct gain gain;
	uint32_t only_pre, only_post; /* people with one of the two, who are in no pair */
};

struct item_row { /* one version of a question */
	struct str question, name; /* name: as it is now; empty: it is not there any more */
	enum question_kind kind;
	uint64_t version;
	bool current; /* this is the version that is asked now */
	double guess;
	struct item_stat stat;
};

struct told_items { /* REPORT_ITEMS */
	enum assessment_kind kind;
	struct test_stat test; /* in points, a question a point */
	uint32_t questions;    /* of one try; 0: none was handed in */
	struct item_row *item; /* in the order of the bank, older versions after the newer one */
	uint32_t items, all;
	bool more;
};

#endif
