/* The bodies of author.h: one description each, for both directions. */
#include "store/record/code.h"

/* ---- asked ---- */

void
ask_draft_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->draft.event);
	codec_str(c, &r->draft.course);
	codec_bool(c, &r->draft.from_served);
}

void
ask_files_code(struct codec *c, struct request *r)
{
	codec_str(c, &r->files.course);
	edition_no_code(c, &r->files.edition);
	codec_str(c, &r->files.after);
	codec_str(c, &r->files.path);
	codec_u32(c, &r->files.offset);
}

void
ask_draft_write_code(struct codec *c, struct request *r)
{
	struct ask_draft_write *q = &r->draft_write;

	uuid_code(c, &q->event);
	codec_str(c, &q->course);
	codec_str(c, &q->path);
	codec_u32(c, &q->offset);
	codec_u32(c, &q->size);
	codec_str(c, &q->bytes);
	codec_bool(c, &q->last);
}

void
ask_draft_move_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->draft_move.event);
	codec_str(c, &r->draft_move.course);
	codec_str(c, &r->draft_move.path);
	codec_str(c, &r->draft_move.to);
}

void
ask_publish_code(struct codec *c, struct request *r)
{
	struct ask_publish *q = &r->publish;

	uuid_code(c, &q->event);
	codec_str(c, &q->course);
	codec_bool(c, &q->dry_run);
	CODEC_ENUM(c, &q->raise, CHANGE_CLASSES);
	edition_no_code(c, &q->from);
	codec_bool(c, &q->agreed);
}

void
ask_rollback_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->rollback.event);
	codec_str(c, &r->rollback.course);
	edition_no_code(c, &r->rollback.to);
}

void
ask_owner_code(struct codec *c, struct request *r)
{
	uuid_code(c, &r->owner.event);
	codec_str(c, &r->owner.course);
	codec_str(c, &r->owner.login);
	codec_bool(c, &r->owner.remove);
}

void
ask_status_code(struct codec *c, struct request *r)
{
	struct ask_status *q = &r->course_status;

	uuid_code(c, &q->event);
	codec_str(c, &q->course);
	CODEC_ENUM(c, &q->status, STATUS_KINDS);
	codec_str(c, &q->replaced_by);
}

/* ---- told ---- */

static void
draft_row_code(struct codec *c, struct draft_row *d)
{
	codec_str(c, &d->course);
	codec_str(c, &d->title);
	codec_u32(c, &d->files);
	codec_u32(c, &d->errors);
	codec_u32(c, &d->warnings);
	codec_u64(c, &d->bytes);
	codec_i64(c, &d->at);
	codec_str(c, &d->by);
	edition_no_code(c, &d->from);
	edition_no_code(c, &d->served);
	codec_bool(c, &d->differs);
}

void
told_drafts_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->drafts.draft, &r->drafts.drafts, draft_row_code);
}

static void
file_row_code(struct codec *c, struct file_row *f)
{
	codec_str(c, &f->path);
	codec_u32(c, &f->size);
	codec_i64(c, &f->at);
}

void
told_files_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->files.file, &r->files.files, file_row_code);
	codec_bool(c, &r->files.more);
	edition_no_code(c, &r->files.edition);
}

void
told_piece_code(struct codec *c, struct reply *r)
{
	codec_str(c, &r->piece.bytes);
	codec_u32(c, &r->piece.size);
	codec_i64(c, &r->piece.at);
}

void
told_preview_code(struct codec *c, struct reply *r)
{
	codec_str(c, &r->preview.bytes);
	codec_u32(c, &r->preview.size);
	codec_i64(c, &r->preview.serial);
}

static void
change_row_code(struct codec *c, struct change_row *w)
{
	CODEC_ENUM(c, &w->class, CHANGE_CLASSES);
	codec_str(c, &w->kind);
	codec_str(c, &w->id);
	codec_str(c, &w->what);
	codec_u32(c, &w->people);
}

void
told_publish_code(struct codec *c, struct reply *r)
{
	struct told_publish *t = &r->publish;

	CODEC_ENUM(c, &t->state, PUBLISH_STATES);
	codec_str(c, &t->course);
	CODEC_ENUM(c, &t->inferred, CHANGE_CLASSES);
	CODEC_ENUM(c, &t->class, CHANGE_CLASSES);
	edition_no_code(c, &t->from);
	edition_no_code(c, &t->to);
	codec_u32(c, &t->mid_course);
	codec_u32(c, &t->in_attempt);
	codec_u32(c, &t->done);
	codec_u32(c, &t->errors);
	codec_u32(c, &t->warnings);
	CODEC_LIST(c, &t->change, &t->changes, change_row_code);
	codec_u32(c, &t->changes_more);
	codec_u32(c, &t->ids);
	codec_str(c, &t->problems);
}

static void
edition_told_code(struct codec *c, struct edition_told *e)
{
	edition_no_code(c, &e->no);
	codec_i64(c, &e->at);
	codec_str(c, &e->by);
	CODEC_ENUM(c, &e->class, CHANGE_CLASSES);
	codec_bool(c, &e->served);
	codec_u32(c, &e->held);
}

void
told_editions_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->editions.edition, &r->editions.editions, edition_told_code);
	codec_bool(c, &r->editions.more);
}

void
told_owners_code(struct codec *c, struct reply *r)
{
	CODEC_LIST(c, &r->owners.login, &r->owners.owners, codec_str);
	CODEC_ENUM(c, &r->owners.status, STATUS_KINDS);
	codec_str(c, &r->owners.replaced_by);
}
