/*
 * A scenario that is walked: from the choices made so far to where one stands. Pure; the keeper asks
 * here, with the whole scenario.
 *
 * A walk is a path: what was done, in order, from the node `start`. What was done at a node is either
 * a choice or the answer to the node's check. Each choice moves its scales; a check moves its own
 * when it was answered rightly. It may be left out, and counts once on each visit of its node.
 *
 * A choice leads to its target; the target `end` is the first end, in the order of the file, whose
 * conditions all hold by then. An end is where a walk stops, whatever stands in it. So does a node
 * without choices, and `end` where no end fits: the checker refuses both in a course, and yet nobody
 * shall be stuck in an old one.
 *
 * Nothing is keyed by position. Nodes have ids; a choice has none and is known by scenario_key: the
 * question_key (model/question.h) of its target, a line feed and its text. So a choice that is only
 * moved in its list, or whose debrief is mended, is still the same; one that says something else or
 * leads elsewhere is another, and a path over it does not fit any more: it is told so (fits), and
 * whoever holds it begins anew and keeps the old one.
 */
#ifndef CHALKLINE_LEARN_SCENARIO_H
#define CHALKLINE_LEARN_SCENARIO_H

#include "courses/model/course.h"

enum { SCENARIO_PATH = 500 }; /* things done in one walk: one that goes in rings ends there */

struct scenario_did {
	struct str node;
	uint32_t choice; /* scenario_key of the choice; 0: the node's check was answered */
	bool right;      /* the check: with full marks */
};

struct scenario_state {
	bool fits;              /* the whole path; else what follows is the start, nothing done */
	const struct node *node; /* where one stands; an end when `ended`, NULL: no end fitted, or the start is not there */
	bool ended;
	bool checked;           /* the node's check was answered on this visit */
	uint32_t choices;       /* made so far: one stands at step choices + 1 */
	int32_t *scale;         /* one for each of the module's scales */
};

/* scale lies in the arena. */
void scenario_walk(const struct module_words *m, const struct scenario_did *path, uint32_t n, struct arena *a,
    struct scenario_state *s);

uint32_t scenario_key(const struct option *o);
/* The text of a choice, without style and links. */
struct str scenario_text(const struct option *o, struct arena *a);
/* NULL: there is none. */
const struct node *scenario_node(const struct module_words *m, struct str id);
const struct option *scenario_option(const struct node *n, uint32_t key);
/*
 * The key of the same choice in another language of the same edition, whose choices stand in the same order
 * (the checker sees to it); 0: there is none that leads to the same node.
 */
uint32_t scenario_translate(
    const struct module_words *from, const struct module_words *to, struct str node, uint32_t key);
/* The version of what stands in a node, for the records. */
uint64_t scenario_version(const struct node *n, struct arena *a);

#endif
