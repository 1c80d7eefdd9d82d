/*
 * A scenario that is played, and a walk looked at again. Private to tui/screens.
 *
 *	WAIT ──► BEGIN ──► CHECK ──► CHOOSE ──► SAID ──► CHECK, CHOOSE of the next node, or END
 *
 * BEGIN is the introduction, and what was walked before; CHECK only where the node has one. SAID is what
 * is said to the choice (or the answer) that was just made: after a line that was cut it is said again,
 * so nobody misses it. The keeper has the walk; a guest's path is here, and goes when the screen does.
 */
#ifndef CHALKLINE_SCENARIO_H
#define CHALKLINE_SCENARIO_H

#include "courses/learn/scenario.h"
#include "tui/screens/screen.h"

enum play_stage { PLAY_WAIT, PLAY_BEGIN, PLAY_CHECK, PLAY_CHOOSE, PLAY_SAID, PLAY_END };

struct play {
	uint32_t card;
	struct str id, lang;           /* of the module; of its words */
	struct arena *text, *arena;    /* of the scenario; of what was told last */
	const struct module_words *m;  /* NULL: it is not there */
	const struct told_scenario *told;
	enum play_stage stage;
	uint32_t page;                 /* of the node's text, where it is long */
	struct form form;              /* of the node's check, in page_arena */
	struct arena *page_arena;
	struct str given;              /* what was answered to it, in words */
	bool waiting;
	struct walk_did path[SCENARIO_GUEST]; /* a guest's */
	uint32_t paths;
};

extern const struct screen_class screen_scenario, screen_walk;

/* Is this module a scenario? Of the course that is open. */
bool scenario_is(const struct app *a, struct str module);
/* Opens a lesson, or the scenario of this module, as progress_next names them. */
const struct screen_class *scenario_or(const struct app *a, struct str module, const struct screen_class *class);

void play_view(const struct app *a, const void *state, struct view *v);
/* The node where one stands; NULL: none, or it is not in the edition that is shown here. */
const struct node *play_node(const struct play *p);
/* The pages of its text in this window, leaving room for the choices under the last one. */
struct flow play_flow(const struct app *a, const struct play *p, struct arena *arena);

/* For both screens: how scales were moved, and how they stand. */
void scales_moved(const struct scale_value *move, uint32_t moves, struct view *v);
void scales_view(const struct scale_value *scale, uint32_t scales, struct view *v);
void blocks_view(const struct app *a, const struct block *block, uint32_t blocks, uint8_t depth, struct view *v);

#endif
