/* The bodies of exam.h: one description each, for both directions. */
#include "store/record/code.h"

void
ask_seat_leave_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->seat_leave.event);
	uuid_code(c, &r->seat_leave.attempt);
	codec_i64(c, &r->seat_leave.heard_at);
}

void
ask_extra_time_code(struct codec *c, struct request *r)
{
	struct ask_extra_time *q = &r->extra_time;

	uuid_code(c, &q->event);
	codec_str(c, &q->login);
	codec_u16(c, &q->percent);
	uuid_code(c, &q->attempt);
	codec_str(c, &q->course);
	codec_str(c, &q->assessment);
	codec_u16(c, &q->minutes);
	codec_str(c, &q->why);
}

void
told_entrance_code(struct codec *c, struct reply *r)
{
	struct told_entrance *t = &r->entrance;

	CODEC_ENUM(c, &t->kind, ASSESS_KINDS);
	codec_u32(c, &t->questions);
	codec_u8(c, &t->pass);
	codec_u32(c, &t->tries);
	codec_u32(c, &t->tries_most);
	codec_u32(c, &t->wait_s);
	codec_u32(c, &t->time_s);
	codec_u32(c, &t->extra);
	CODEC_ENUM(c, &t->clock, CLOCK_KINDS);
	codec_u32(c, &t->pause_limit_s);
	CODEC_ENUM(c, &t->review, REVIEW_KINDS);
	codec_i32(c, &t->best);
	codec_bool(c, &t->passed);
	codec_str(c, &t->lang);
	codec_bool(c, &t->open);
	uuid_code(c, &t->attempt);
	codec_bool(c, &t->seated);
	CODEC_ENUM(c, &t->why_not.reason, REASON_KINDS);
	codec_i32(c, &t->why_not.number);
	codec_i64(c, &t->why_not.at);
}
