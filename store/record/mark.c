/* The bodies of mark.h: one description each, for both directions. */
#include "store/record/code.h"

static const char *const kinds[REPAIR_KINDS] = {
	[REPAIR_ACCEPT] = "accept",
	[REPAIR_FULL] = "full",
	[REPAIR_OUT] = "out",
};

const char *
repair_kind_name(enum repair_kind k)
{
	return (unsigned)k < REPAIR_KINDS ? kinds[k] : "?";
}

void
ask_marking_code(struct codec *c, struct request *r)
{
	codec_str(c, &r->marking.course);
	codec_u32(c, &r->marking.skip);
}

void
ask_mark_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->mark.event);
	uuid_code(c, &r->mark.attempt);
	codec_u32(c, &r->mark.index);
	codec_u8(c, &r->mark.percent);
	codec_str(c, &r->mark.comment);
}

static void
marking_row_code(struct codec *c, struct marking_row *m)
{
	uuid_code(c, &m->attempt);
	codec_u32(c, &m->index);
	codec_str(c, &m->course);
	codec_str(c, &m->assessment);
	codec_str(c, &m->question);
	codec_str(c, &m->name);
	codec_i64(c, &m->at);
	codec_u32(c, &m->number);
	codec_u32(c, &m->of);
}

void
told_marking_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->marking.row, &r->marking.rows, marking_row_code);
	codec_u32(c, &r->marking.all);
}

void
told_marking_one_code(struct codec *c, struct reply *r)
{
	struct told_marking_one *t = &r->marking_one;

	marking_row_code(c, &t->row);
	codec_str(c, &t->lang);
	codec_str(c, &t->text);
	codec_str(c, &t->answer);
	codec_str(c, &t->model);
	codec_bool(c, &t->is_marked);
	codec_i32(c, &t->share);
	codec_str(c, &t->comment);
}

void
told_mark_code(struct codec *c, struct reply *r)
{
	codec_u32(c, &r->mark.left);
	codec_bool(c, &r->mark.has_next);
	uuid_code(c, &r->mark.next);
	codec_u32(c, &r->mark.index);
}

void
ask_repair_code(struct codec *c, struct request *r)
{
	struct ask_repair *q = &r->repair;

	uuid_code(c, &q->event);
	codec_str(c, &q->course);
	codec_str(c, &q->assessment);
	codec_str(c, &q->question);
	codec_u64(c, &q->version);
	CODEC_ENUM(c, &q->kind, REPAIR_KINDS);
	codec_str(c, &q->accept);
	codec_str(c, &q->reason);
	codec_bool(c, &q->dry_run);
}

void
ask_repair_id_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->repair_id.event);
	uuid_code(c, &r->repair_id.repair);
}

static void
repair_row_code(struct codec *c, struct repair_row *r)
{
	uuid_code(c, &r->id);
	codec_str(c, &r->course);
	codec_str(c, &r->assessment);
	codec_str(c, &r->question);
	codec_u64(c, &r->version);
	CODEC_ENUM(c, &r->kind, REPAIR_KINDS);
	codec_str(c, &r->accept);
	codec_str(c, &r->reason);
	CODEC_ENUM(c, &r->state, REPAIR_STATES);
	codec_i64(c, &r->at);
	codec_i64(c, &r->done_at);
	codec_str(c, &r->by);
	codec_str(c, &r->consent);
	codec_bool(c, &r->is_own);
	codec_u32(c, &r->changed);
}

static void
repair_person_code(struct codec *c, struct repair_person *p)
{
	codec_str(c, &p->login);
	codec_i32(c, &p->before);
	codec_i32(c, &p->after);
	codec_bool(c, &p->passes);
	codec_bool(c, &p->fails);
	codec_bool(c, &p->is_owed);
}

void
told_repair_code(struct codec *c, struct reply *r)
{
	struct told_repair *t = &r->repair;

	repair_row_code(c, &t->row);
	codec_u32(c, &t->counts.asked);
	codec_u32(c, &t->counts.changed);
	codec_u32(c, &t->counts.passes);
	codec_u32(c, &t->counts.fails);
	codec_u32(c, &t->counts.owed);
	codec_u32(c, &t->counts.open);
	CODEC_LIST(c, &t->person, &t->people, repair_person_code);
}

void
told_repairs_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->repairs.row, &r->repairs.rows, repair_row_code);
}
