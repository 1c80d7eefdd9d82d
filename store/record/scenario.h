/*
 * Bodies of record.h: scenarios that are walked (courses/learn/scenario.h), kept, and looked at again.
 *
 * The session has the scenario without debriefs, moves and conditions. It says what was done at the node
 * where one stands; the keeper looks it up in the edition that it serves now, and tells the debrief, the
 * moves and where one stands then. The first step begins a walk; AGAIN begins one that has no step yet.
 * A walk is kept for ever, each step with the edition it was made in.
 *
 * A guest's walk is not kept: each step brings the path along, and is told in the same way.
 */
#ifndef CHALKLINE_RECORD_SCENARIO_H
#define CHALKLINE_RECORD_SCENARIO_H

#include "store/record/base.h"

enum {
	SCENARIO_WALKS = 20, /* of a scenario that are told, the newest first */
	SCENARIO_GUEST = 200, /* steps that a guest's path may have */
};

struct ask_scenario {
	struct uuid event; /* AGAIN */
	struct str course, module, lang;
};

struct walk_did { /* a step of a guest */
	uint32_t node; /* question_key of its id */
	uint32_t choice;
	bool right;
};

struct ask_step {
	struct uuid event;
	struct str course, module, lang, node;
	uint32_t choice;          /* scenario_key; 0: an answer to the node's check */
	struct response response; /* that answer */
	struct walk_did *path;    /* of a guest, so far; else empty */
	uint32_t paths;
};

struct scale_value {
	struct str id, label;
	int32_t value;
};

/* What was done last, and what is said to it. */
struct walk_step {
	struct str node;
	uint32_t choice;
	struct scale_value *move; /* by how much; only what moved */
	uint32_t moves;
	struct block *debrief;    /* of a choice */
	uint32_t debriefs;
	bool right;               /* a check, as told_check */
	int32_t share;
	struct str feedback, general;
};

struct walk_line { /* a walk, in the list of them */
	struct uuid id;
	int64_t begun_at, ended_at; /* 0: it was left, or goes on */
	uint32_t steps;             /* done: choices and checks */
	struct str end;             /* title of the end */
};

struct told_scenario {
	struct uuid walk;   /* zero: nothing was begun */
	uint32_t steps;     /* done in it: choices and checks */
	uint32_t choices;   /* made in it */
	bool changed;       /* the last walk does not fit what is served now: this is a new beginning */
	struct str node;    /* where one stands; the end's; empty: no end fitted */
	bool checked;       /* its check was answered */
	bool ended;
	struct scale_value *scale; /* all, in the scenario's order */
	uint32_t scales;
	bool has_last;
	struct walk_step last;
	struct walk_line *line; /* SCENARIO and AGAIN: those that have steps */
	uint32_t lines;
};

struct ask_walk { /* REVIEW */
	struct uuid walk;
	uint32_t index;   /* step, from 0; `steps` itself: where it stands or ended */
};

struct shown_choice {
	struct str text;
	bool chosen;
};

/* One step as it was then: from the edition in which it was made. */
struct told_walk {
	uint32_t index, steps;
	int64_t at;
	uint16_t edition, minor, revision;
	struct str title, end; /* of the node; end: its kind, "good" */
	struct block *block;
	uint32_t blocks;
	struct shown_choice *choice;
	uint32_t choices;
	bool is_check;             /* this step answered the node's check: */
	struct str question, given, answer;
	struct walk_step step;
	struct scale_value *scale; /* after it */
	uint32_t scales;
};

#endif
