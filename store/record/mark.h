/*
 * Bodies of record.h: marks that a person gives, and marks that change (product.md "What counts").
 *
 * A written answer waits from the hand-in until somebody who may teach the course has marked it. Until
 * then its attempt is neither passed nor failed; its percent counts what is marked so far. The queue
 * names no person: an answer is number so many of so many. Nobody marks an own answer, and it is not in
 * the queue of who wrote it. Marking again is another event; when it
 * would take a pass away, who marked before is refused with REASON_CONSENT, and somebody else does it.
 *
 * A repair changes the marks of everybody who was asked a question that was found wrong. What only
 * raises goes at once. What would take a pass from somebody stays proposed until a second person
 * consents. The attempts are worked off a few a turn of the keeper; open ones get it when they are
 * handed in. A course that is done stays done.
 */
#ifndef CHALKLINE_RECORD_MARK_H
#define CHALKLINE_RECORD_MARK_H

#include "store/record/learning.h"

/* ---- written answers ---- */

struct ask_marking {
	struct str course; /* empty: all that the asker may mark */
	uint32_t skip;     /* so many of the oldest */
};

struct marking_row {
	struct uuid attempt;
	uint32_t index; /* as in ask_attempt */
	struct str course, assessment, question, name;
	int64_t at;          /* handed in */
	uint32_t number, of; /* among those that wait for this question; 0, 0: it waits no more */
};

struct told_marking { /* the oldest first */
	struct marking_row *row;
	uint32_t rows;
	uint32_t all;
};

/* MARKING_ONE says attempt and index only. */
struct ask_mark {
	struct uuid event, attempt;
	uint32_t index;
	uint8_t percent; /* 0..100 of the question's points */
	struct str comment;
};

struct told_marking_one {
	struct marking_row row;
	struct str lang;
	struct str text;   /* the question */
	struct str answer;
	struct str model;  /* its general feedback: a model answer, what to look for; may be empty */
	bool is_marked;
	int32_t share;     /* the mark so far */
	struct str comment;
};

struct told_mark {
	uint32_t left;    /* answers that still wait, of all that the asker may mark */
	bool has_next;
	struct uuid next; /* the oldest of the same question, else the oldest of all */
	uint32_t index;
};

/* ---- repairs ---- */

enum repair_kind { /* kept by number: only appended */
	REPAIR_ACCEPT, /* one more answer is right */
	REPAIR_FULL,   /* full marks for everybody, whatever was answered */
	REPAIR_OUT,    /* out of the total */
	REPAIR_KINDS,
};
const char *repair_kind_name(enum repair_kind k); /* "accept" */

enum repair_state {
	REPAIR_PROPOSED, /* somebody would lose a pass */
	REPAIR_GOING,
	REPAIR_DONE,
	REPAIR_STATES,
};

struct ask_repair {
	struct uuid event; /* becomes the repair's id; unused in a dry run */
	struct str course, assessment, question;
	uint64_t version; /* of the question, as attempts have it; 0: every one */
	enum repair_kind kind;
	struct str accept; /* ACCEPT: as grade_accepts takes it (courses/learn/grade.h) */
	struct str reason; /* shown to everybody whose marks change */
	bool dry_run;
};

struct repair_row {
	struct uuid id; /* zero: of a dry run */
	struct str course, assessment, question;
	uint64_t version;
	enum repair_kind kind;
	struct str accept, reason;
	enum repair_state state;
	int64_t at, done_at;
	struct str by, consent; /* logins; empty: a command on the machine, or nobody */
	bool is_own;            /* proposed by who asks: somebody else has to consent */
	uint32_t changed;       /* attempts whose marks it has changed so far */
};

/* What it does, or would do. Attempts are counted, not people; only "owed" counts people. */
struct repair_counts {
	uint32_t asked;   /* handed in with this question in it */
	uint32_t changed; /* marks that are others then */
	uint32_t passes;  /* now, and did not before */
	uint32_t fails;   /* now, and did not before */
	uint32_t owed;    /* a course is done by it: a certificate is owed */
	uint32_t open;    /* not handed in yet: they get it then */
};

struct repair_person {
	struct str login;
	int32_t before, after; /* percent */
	bool passes, fails, is_owed;
};

enum { REPAIR_PEOPLE = 200 };

/* REPAIR, REPAIR_CONSENT. The list is for managers and operators only, those first who gain or lose. */
struct told_repair {
	struct repair_row row;
	struct repair_counts counts;
	struct repair_person *person;
	uint32_t people;
};

struct ask_repair_id { /* REPAIR_CONSENT */
	struct uuid event, repair;
};

struct told_repairs { /* newest first */
	struct repair_row *row;
	uint32_t rows;
};

#endif
