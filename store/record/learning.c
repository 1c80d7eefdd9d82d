/* The bodies of learning.h: one description each, for both directions. */
#include "store/record/code.h"

void
ask_course_code(struct codec *c, struct request *r)
{
	codec_str(c, &r->course);
}

static void
place_code(struct codec *c, struct place *p)
{
	codec_str(c, &p->course);
	codec_str(c, &p->lang);
	codec_str(c, &p->lesson);
	codec_u64(c, &p->hash);
	codec_u32(c, &p->block);
	codec_u32(c, &p->offset);
	codec_bool(c, &p->ended);
	codec_str(c, &p->question);
	codec_str(c, &p->draft);
	codec_i64(c, &p->at);
}

void
ask_place_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->place.event);
	place_code(c, &r->place.place);
}

void
ask_check_code(struct codec *c, struct request *r)
{
	struct ask_check *q = &r->check;

	uuid_code(c, &q->event);
	codec_str(c, &q->course);
	codec_str(c, &q->lang);
	codec_str(c, &q->lesson);
	codec_str(c, &q->question);
	response_code(c, &q->response);
}

void
ask_quiz_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->quiz.event);
	codec_str(c, &r->quiz.course);
	codec_str(c, &r->quiz.assessment);
	codec_str(c, &r->quiz.lang);
}

void
ask_attempt_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->attempt.event);
	uuid_code(c, &r->attempt.attempt);
	codec_u32(c, &r->attempt.index);
	response_code(c, &r->attempt.response);
}

void
edition_no_code(struct codec *c, struct edition_no *n)
{
	codec_u16(c, &n->edition);
	codec_u16(c, &n->minor);
	codec_u16(c, &n->revision);
}

void
course_state_code(struct codec *c, struct course_state *s)
{
	codec_str(c, &s->course);
	codec_i64(c, &s->begun_at);
	codec_i64(c, &s->last_at);
	codec_i64(c, &s->done_at);
	codec_i32(c, &s->percent);
}

static void
course_told_code(struct codec *c, struct course_told *t)
{
	codec_str(c, &t->course);
	edition_no_code(c, &t->edition);
	CODEC_ENUM(c, &t->status, STATUS_KINDS);
	codec_i64(c, &t->until);
	codec_str(c, &t->replaced_by);
}

static void
lesson_fact_code(struct codec *c, struct lesson_fact *f)
{
	codec_str(c, &f->lesson);
	codec_bool(c, &f->opened);
	codec_bool(c, &f->ended);
	codec_u32(c, &f->answered);
	codec_bool(c, &f->done);
	codec_u64(c, &f->hash);
	codec_u32(c, &f->block);
	codec_u32(c, &f->offset);
	codec_i64(c, &f->at);
}

static void
quiz_fact_code(struct codec *c, struct quiz_fact *f)
{
	int32_t best = f->best;

	codec_str(c, &f->assessment);
	codec_u32(c, &f->tries);
	codec_i32(c, &best);
	f->best = best;
	codec_bool(c, &f->passed);
	codec_bool(c, &f->open);
}

static void
scenario_fact_code(struct codec *c, struct scenario_fact *f)
{
	codec_str(c, &f->module);
	codec_u32(c, &f->steps);
	codec_u32(c, &f->choices);
	codec_bool(c, &f->ended);
	codec_str(c, &f->end);
}

void
told_facts_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->facts.lesson, &r->facts.lessons, lesson_fact_code);
	CODEC_LIST(c, &r->facts.quiz, &r->facts.quizzes, quiz_fact_code);
	CODEC_LIST(c, &r->facts.scenario, &r->facts.scenarios, scenario_fact_code);
}

void
told_check_code(struct codec *c, struct reply *r)
{
	codec_bool(c, &r->check.right);
	codec_i32(c, &r->check.share);
	codec_str(c, &r->check.feedback);
	codec_str(c, &r->check.general);
	codec_str(c, &r->check.answer);
}

/* In a list of results an attempt comes without has[]. */

static void
attempt_code(struct codec *c, struct attempt *t)
{
	bool has = t->has != NULL;

	uuid_code(c, &t->id);
	codec_str(c, &t->course);
	codec_str(c, &t->assessment);
	codec_str(c, &t->lang);
	codec_u16(c, &t->edition);
	codec_u16(c, &t->minor);
	codec_u16(c, &t->revision);
	codec_u16(c, &t->number);
	codec_i64(c, &t->begun_at);
	codec_i64(c, &t->closed_at);
	codec_u32(c, &t->answered);
	codec_bool(c, &has);
	if (!has)
		codec_u32(c, &t->questions);
	else
		CODEC_LIST(c, &t->has, &t->questions, codec_bool);
	codec_u8(c, &t->pass);
	codec_i32(c, &t->percent);
	codec_u32(c, &t->right);
	codec_bool(c, &t->passed);
	CODEC_ENUM(c, &t->kind, ASSESS_KINDS);
	codec_u32(c, &t->time_s);
	CODEC_ENUM(c, &t->clock, CLOCK_KINDS);
	codec_u32(c, &t->pause_limit_s);
	codec_u32(c, &t->paused_s);
	codec_i32(c, &t->left_s);
	codec_i64(c, &t->until);
	codec_bool(c, &t->waits);
	codec_i64(c, &t->remarked_at);
}

void
told_home_code(struct codec *c, struct reply *r)
{
	place_code(c, &r->home.last);
	CODEC_LIST(c, &r->home.course, &r->home.courses, course_state_code);
	codec_i64(c, &r->home.clock_behind);
	CODEC_LIST(c, &r->home.told, &r->home.tolds, course_told_code);
	CODEC_LIST(c, &r->home.open, &r->home.opens, attempt_code);
}

void
told_attempt_code(struct codec *c, struct reply *r)
{
	attempt_code(c, &r->attempt);
}

void
told_question_code(struct codec *c, struct reply *r)
{
	question_code(c, &r->question.question);
	response_code(c, &r->question.response);
}

static void
result_item_code(struct codec *c, struct result_item *i)
{
	codec_str(c, &i->id);
	codec_str(c, &i->name);
	codec_i32(c, &i->share);
	codec_bool(c, &i->right);
	codec_bool(c, &i->empty);
	codec_bool(c, &i->waits);
	codec_bool(c, &i->is_out);
}

void
told_result_code(struct codec *c, struct reply *r)
{
	attempt_code(c, &r->result.attempt);
	CODEC_LIST(c, &r->result.item, &r->result.items, result_item_code);
	codec_bool(c, &r->result.answers_open);
	CODEC_LIST(c, &r->result.again, &r->result.agains, codec_str);
}

void
told_result_question_code(struct codec *c, struct reply *r)
{
	struct told_result_question *t = &r->result_question;

	question_code(c, &t->question);
	codec_str(c, &t->given);
	codec_str(c, &t->right);
	codec_str(c, &t->feedback);
	codec_str(c, &t->general);
	codec_str(c, &t->again);
	codec_i32(c, &t->share);
	codec_bool(c, &t->waits);
	codec_bool(c, &t->is_out);
	codec_str(c, &t->comment);
}

void
told_results_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->results.attempt, &r->results.attempts, attempt_code);
}
