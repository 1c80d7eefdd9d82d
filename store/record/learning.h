/*
 * Bodies of record.h: reading, checks, quizzes and their results.
 */
#ifndef CHALKLINE_RECORD_LEARNING_H
#define CHALKLINE_RECORD_LEARNING_H

#include "store/record/base.h"

struct course_state {
	struct str course;
	int64_t begun_at, last_at, done_at; /* done_at 0: not done */
	int32_t percent;
};

/* A course that this person may see. The others are served as well, and nobody's business. */
struct course_told {
	struct str course;
	struct edition_no edition; /* that this person is on: the served one, or the newest of the major
				      that they began and have not done */
	enum course_status status;
	int64_t until; /* retired, and begun: until when it may be finished; else 0 */
	struct str replaced_by; /* course id, or empty */
};

struct place {
	struct str course, lang, lesson;
	uint64_t hash;          /* version of the lesson's text */
	uint32_t block, offset; /* of the first line shown: block, and byte in its text */
	bool ended;             /* the last line was shown */
	struct str question;    /* the check that was being answered */
	struct str draft;       /* half-typed answer to it */
	int64_t at;
};

struct ask_place {
	struct uuid event;
	struct place place;
};

struct ask_check {
	struct uuid event;
	struct str course, lang, lesson, question;
	struct response response; /* CHECK only */
};

struct told_check {
	bool right;
	int32_t share;
	struct str feedback, general;
	struct str answer; /* CHECK_SHOW: the right answer in words */
};

struct ask_quiz {
	struct uuid event; /* QUIZ_START: becomes the attempt's id */
	struct str course, assessment, lang;
};

struct attempt {
	struct uuid id;
	struct str course, assessment, lang;
	uint16_t edition, minor, revision;
	uint16_t number;             /* the first try is 1 */
	int64_t begun_at, closed_at; /* 0: open */
	uint32_t questions;
	uint32_t answered;
	bool *has;       /* one a question: is there an answer? */
	uint8_t pass;    /* percent; 0: nothing to pass */
	int32_t percent; /* closed */
	uint32_t right;  /* closed: questions with full marks */
	bool passed;
	/* The rules it was begun with; a later edition changes nothing in them. */
	enum assessment_kind kind;
	uint32_t time_s;         /* to answer, extra time included; 0: no limit */
	enum clock_rule clock;   /* what the clock does while the line is down */
	uint32_t pause_limit_s;  /* CLOCK_PAUSES: so much in all */
	uint32_t paused_s;       /* given back so far for the line that was down */
	int32_t left_s;          /* open: what is left at the moment of the answer; less than 0: only
				    the grace for the last answer is left */
	int64_t until;           /* open: handed in as it stands then, whatever the clock says */
	bool waits;              /* closed: a person has yet to mark a written answer */
	int64_t remarked_at;     /* the newest change of its marks after it was closed; 0: never */
};

struct told_home {
	struct place last; /* course empty: nothing read yet */
	struct course_state *course;
	uint32_t courses;
	int64_t clock_behind; /* the event that the machine's clock stands behind; 0: it does not */
	struct course_told *told; /* of all served courses; a guest is told of the active ones */
	uint32_t tolds;
	struct attempt *open; /* begun and not handed in, of any course, the oldest first; without has */
	uint32_t opens;
};

struct ask_attempt {
	struct uuid event; /* ANSWER, HANDIN, SEAT */
	struct uuid attempt;
	uint32_t index; /* 0-based, in the order of the attempt */
	struct response response;
};

struct told_question {
	struct question question; /* open; choices in the order of the attempt */
	struct response response; /* given so far */
};

struct result_item {
	struct str id, name;
	int32_t share;
	bool right, empty;
	bool waits;  /* for a person to mark it */
	bool is_out; /* of the total: the question was found wrong */
};

struct told_result {
	struct attempt attempt;
	struct result_item *item;
	uint32_t items;
	bool answers_open; /* right answers may be shown */
	struct str *again; /* lessons to read again, by the tags of what was wrong */
	uint32_t agains;
};

struct told_result_question {
	struct question question; /* open */
	struct str given, right;  /* in words; right is empty while answers are closed */
	struct str feedback, general;
	struct str again; /* lesson id or empty */
	int32_t share;
	bool waits, is_out; /* as in result_item */
	struct str comment; /* of who marked it, or why its marks were changed */
};

struct told_results {
	struct attempt *attempt; /* closed ones, newest first, without has[] */
	uint32_t attempts;
};

#endif
