/*
 * A question, as Moodle's GIFT can say it (learning-formats 2a), and what a learner answers to it.
 *
 * Two readers see two forms of the same struct. The keeper has it whole. A session has it *open*:
 * question_open() takes away weights, feedback, accepted answers, and the order in which they were
 * written (authors write the right one first): choices then stand in the order of their keys, the right sides of a
 * matching in the order of their keys, and short and numerical questions have no choices at all.
 *
 * A choice is known by its key: a hash of its text, unique in its question, so that an answer means
 * the same whatever the order on the screen, and stays readable for ever. Positions key nothing.
 */
#ifndef CHALKLINE_QUESTION_H
#define CHALKLINE_QUESTION_H

#include "courses/base/codec.h"

enum question_kind {
	QUESTION_SINGLE,    /* one choice is picked; weights give part marks */
	QUESTION_MULTIPLE,  /* any number is picked; weights add up */
	QUESTION_TRUEFALSE, /* a single with the two fixed choices TRUE and FALSE (choice keys below) */
	QUESTION_SHORT,     /* text against patterns with * */
	QUESTION_NUMERICAL, /* a number against ranges */
	QUESTION_MATCH,     /* each left gets one of the rights */
	QUESTION_ESSAY,     /* written, marked by a person */
	QUESTION_DESCRIPTION, /* text only, never marked */
	QUESTION_KINDS,
};

enum { QUESTION_MILLION = 1000000 }; /* weights and shares are millionths of full marks */
enum { CHOICE_FALSE = 0, CHOICE_TRUE = 1 }; /* keys of the two choices of QUESTION_TRUEFALSE */

struct choice {
	uint32_t key;
	struct str text;     /* what is offered; the pattern of a short answer; as written for a numerical; "TRUE", "FALSE" */
	int32_t weight;      /* millionths, may be negative in a multiple */
	double low, high;    /* numerical: accepted when low <= value <= high */
	struct str feedback; /* may be empty */
};

struct pair { /* matching; left may be empty: then right only distracts */
	uint32_t left_key, right_key;
	struct str left, right;
};

struct question {
	struct str id;   /* from [id:...]; unique in its bank or module file; may be empty only in a file being read */
	struct str name; /* ::name::, or made from the text */
	struct str text; /* the stem; paragraphs parted by an empty line; "_____" stands where a missing word goes */
	struct str *tag;
	uint32_t tags;
	enum question_kind kind;
	struct choice *choice;
	uint32_t choices;
	struct pair *pair;
	uint32_t pairs;
	struct str otherwise; /* numerical: feedback for any other answer */
	struct str general;   /* #### feedback, shown after the answer in any case */
	bool html;            /* came as [html]; text was made plain, the bytes are kept by the bank's file */
	uint32_t line, col;   /* where it stands in its file */
};

void question_code(struct codec *c, struct question *q);

/*
 * A copy without what would give the answer away (see above). Strings are shared, lists are new.
 * In an open matching a place of the list pairs nothing: lefts stand as written, each right once in the order of the
 * keys, and the shorter side ends with empty ones (key 0).
 */
struct question question_open(struct arena *a, const struct question *q);

/* The key of a choice or of a matching's side: a hash of its text, never 0 or 1. */
uint32_t question_key(struct str text);

bool question_has_tag(const struct question *q, struct str tag);

struct pick {
	uint32_t left;  /* matching: the left side's key; else 0 */
	uint32_t right; /* the choice's key */
};

enum { RESPONSE_PICKS = 32, RESPONSE_TEXT = 2000 };

/* What was answered. Single and true/false: one pick; multiple: any; matching: one a left side; short, numerical, essay: text. */
struct response {
	struct pick pick[RESPONSE_PICKS];
	uint32_t picks;
	struct str text; /* at most RESPONSE_TEXT bytes */
};

void response_code(struct codec *c, struct response *r);
bool response_is_empty(const struct response *r);

/* One line of text for the records: "pick 1f2e3d4c 00aa11bb", "pair 1f2e:00aa ...", "text ..."; and back. */
struct str response_write(struct arena *a, const struct response *r);
bool response_read(struct arena *a, struct str line, struct response *r);

#endif
