/* The bodies of mistake.h: one description each, for both directions. */
#include "store/record/code.h"

void
ask_mistake_code(struct codec *c, struct request *r)
{
	struct ask_mistake *q = &r->mistake;

	uuid_code(c, &q->event);
	codec_str(c, &q->course);
	codec_str(c, &q->subject);
	codec_str(c, &q->question);
	codec_str(c, &q->lang);
	codec_u16(c, &q->edition);
	codec_u16(c, &q->minor);
	codec_u16(c, &q->revision);
	codec_str(c, &q->text);
}

void
ask_mistakes_code(struct codec *c, struct request *r)
{
	codec_str(c, &r->mistakes.course);
	codec_bool(c, &r->mistakes.own);
	codec_bool(c, &r->mistakes.all);
	codec_u32(c, &r->mistakes.skip);
}

void
ask_mistake_answer_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->mistake_answer.event);
	uuid_code(c, &r->mistake_answer.mistake);
	codec_str(c, &r->mistake_answer.text);
}

static void
mistake_row_code(struct codec *c, struct mistake_row *m)
{
	uuid_code(c, &m->id);
	codec_str(c, &m->course);
	codec_str(c, &m->subject);
	codec_str(c, &m->question);
	codec_str(c, &m->lang);
	codec_u16(c, &m->edition);
	codec_u16(c, &m->minor);
	codec_u16(c, &m->revision);
	codec_str(c, &m->text);
	codec_str(c, &m->by);
	codec_i64(c, &m->at);
	codec_str(c, &m->answer);
	codec_i64(c, &m->answered_at);
}

void
told_mistakes_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->mistakes.mistake, &r->mistakes.mistakes, mistake_row_code);
	codec_u32(c, &r->mistakes.all);
	codec_bool(c, &r->mistakes.more);
}
