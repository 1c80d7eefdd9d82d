/* The bodies of scenario.h: one description each, for both directions. */
#include "store/record/code.h"

void
ask_scenario_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->scenario.event);
	codec_str(c, &r->scenario.course);
	codec_str(c, &r->scenario.module);
	codec_str(c, &r->scenario.lang);
}

static void
did_code(struct codec *c, struct walk_did *d)
{
	codec_u32(c, &d->node);
	codec_u32(c, &d->choice);
	codec_bool(c, &d->right);
}

void
ask_step_code(struct codec *c, struct request *r)
{
	struct ask_step *q = &r->step;

	uuid_code(c, &q->event);
	codec_str(c, &q->course);
	codec_str(c, &q->module);
	codec_str(c, &q->lang);
	codec_str(c, &q->node);
	codec_u32(c, &q->choice);
	response_code(c, &q->response);
	CODEC_LIST(c, &q->path, &q->paths, did_code);
}

void
ask_walk_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->walk.walk);
	codec_u32(c, &r->walk.index);
}

static void
scale_value_code(struct codec *c, struct scale_value *s)
{
	codec_str(c, &s->id);
	codec_str(c, &s->label);
	codec_i32(c, &s->value);
}

static void
walk_step_code(struct codec *c, struct walk_step *s)
{
	codec_str(c, &s->node);
	codec_u32(c, &s->choice);
	CODEC_LIST(c, &s->move, &s->moves, scale_value_code);
	CODEC_LIST(c, &s->debrief, &s->debriefs, block_code);
	codec_bool(c, &s->right);
	codec_i32(c, &s->share);
	codec_str(c, &s->feedback);
	codec_str(c, &s->general);
}

static void
walk_line_code(struct codec *c, struct walk_line *l)
{
	uuid_code(c, &l->id);
	codec_i64(c, &l->begun_at);
	codec_i64(c, &l->ended_at);
	codec_u32(c, &l->steps);
	codec_str(c, &l->end);
}

void
told_scenario_code(struct codec *c, struct reply *r)
{
	struct told_scenario *t = &r->scenario;

	uuid_code(c, &t->walk);
	codec_u32(c, &t->steps);
	codec_u32(c, &t->choices);
	codec_bool(c, &t->changed);
	codec_str(c, &t->node);
	codec_bool(c, &t->checked);
	codec_bool(c, &t->ended);
	CODEC_LIST(c, &t->scale, &t->scales, scale_value_code);
	codec_bool(c, &t->has_last);
	walk_step_code(c, &t->last);
	CODEC_LIST(c, &t->line, &t->lines, walk_line_code);
}

static void
shown_choice_code(struct codec *c, struct shown_choice *s)
{
	codec_str(c, &s->text);
	codec_bool(c, &s->chosen);
}

void
told_walk_code(struct codec *c, struct reply *r)
{
	struct told_walk *t = &r->walk;

	codec_u32(c, &t->index);
	codec_u32(c, &t->steps);
	codec_i64(c, &t->at);
	codec_u16(c, &t->edition);
	codec_u16(c, &t->minor);
	codec_u16(c, &t->revision);
	codec_str(c, &t->title);
	codec_str(c, &t->end);
	CODEC_LIST(c, &t->block, &t->blocks, block_code);
	CODEC_LIST(c, &t->choice, &t->choices, shown_choice_code);
	codec_bool(c, &t->is_check);
	codec_str(c, &t->question);
	codec_str(c, &t->given);
	codec_str(c, &t->answer);
	walk_step_code(c, &t->step);
	CODEC_LIST(c, &t->scale, &t->scales, scale_value_code);
}
