/* The bodies of paper.h: one description each, for both directions. */
#include "store/record/code.h"

void
ask_paper_code(struct codec *c, struct request *r)
{
	struct ask_paper *q = &r->paper;

	uuid_code(c, &q->event);
	codec_str(c, &q->course);
	codec_str(c, &q->assessment);
	codec_str(c, &q->lang);
	codec_u16(c, &q->copies);
}

void
told_paper_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->paper.form, &r->paper.forms, codec_str);
}

void
ask_paper_question_code(struct codec *c, struct request *r)
{
	codec_str(c, &r->paper_question.form);
	codec_u32(c, &r->paper_question.index);
	codec_bool(c, &r->paper_question.key);
}

void
told_paper_question_code(struct codec *c, struct reply *r)
{
	struct told_paper_question *t = &r->paper_question;

	codec_str(c, &t->form);
	codec_str(c, &t->course);
	codec_str(c, &t->assessment);
	codec_str(c, &t->lang);
	codec_u16(c, &t->edition);
	codec_u16(c, &t->minor);
	codec_u16(c, &t->revision);
	codec_i64(c, &t->at);
	codec_u32(c, &t->questions);
	question_code(c, &t->question);
	codec_str(c, &t->letters);
	codec_str(c, &t->right);
}

void
ask_paper_enter_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->paper_enter.event);
	codec_str(c, &r->paper_enter.lines);
	codec_bool(c, &r->paper_enter.dry_run);
}

static void
paper_error_code(struct codec *c, struct paper_error *e)
{
	codec_u32(c, &e->line);
	CODEC_ENUM(c, &e->wrong, PAPER_WRONGS);
	codec_u32(c, &e->question);
	codec_str(c, &e->what);
}

static void
paper_row_code(struct codec *c, struct paper_row *r)
{
	codec_u32(c, &r->line);
	codec_str(c, &r->login);
	codec_bool(c, &r->before);
	codec_i32(c, &r->percent);
	codec_bool(c, &r->passed);
	codec_bool(c, &r->waits);
}

void
told_paper_enter_code(struct codec *c, struct reply *r)
{
	struct told_paper_enter *t = &r->paper_enter;

	codec_bool(c, &t->kept);
	CODEC_LIST(c, &t->error, &t->errors, paper_error_code);
	codec_u32(c, &t->all_errors);
	CODEC_LIST(c, &t->row, &t->rows, paper_row_code);
}
