/* What a job needs from the keeper: each of these asks, and says so, or has it. */
#include "tui/serve/sftp_state.h"

#include "tui/screens/words.h"

#include <string.h>
#include <time.h>

void
sftp_ask(struct sftp_server *s, struct request *r)
{
	/* There is room: a job asks for no more than SFTP_PIECES_AT_ONCE, and it is the only one. */
	if (asker_ask(s->around.asker, r))
		s->asked++;
	else
		s->refusal = (struct refusal){ .reason = REASON_BUSY };
}

/* ---- what lies where ---- */

static void
ask_page(struct sftp_server *s, struct sftp_list *l)
{
	struct request r = { .verb = l->where == SFTP_DRAFTS ? VERB_DRAFT_FILES : VERB_EDITION_FILES,
		.files = { .course = l->course,
		    .after = l->rows > 0 ? l->row[l->rows - 1].path : STR_NONE,
		    .path = STR_NONE } };
	sftp_ask(s, &r);
}

static bool
is_fresh(const struct sftp_server *s, const struct sftp_list *l)
{
	return l->job == s->jobs || s->around.ms() - l->fetched_ms < SFTP_LIST_MS;
}

struct sftp_list *
sftp_have_list(struct sftp_server *s, const struct sftp_path *p)
{
	struct sftp_list *l = &s->list[p->where == SFTP_COURSES];
	if (l->arena != NULL && l->whole && str_eq(l->course, p->course) && is_fresh(s, l))
		return l;
	sftp_list_begin(l, p->where, p->course);
	ask_page(s, l);
	return NULL;
}

static void
told_files(struct sftp_server *s, const struct reply *r)
{
	struct sftp_list *l = &s->list[r->verb == VERB_EDITION_FILES];
	if (l->arena == NULL || l->whole)
		return;
	if (r->refusal.reason != REASON_NONE) { /* kept with the list: not every job that looks there has failed */
		l->refusal = r->refusal;
		s->refusal = (struct refusal){ .reason = REASON_NONE };
	} else {
		for (uint32_t i = 0; i < r->files.files; i++)
			sftp_list_put(l, r->files.file[i].path, r->files.file[i].size, r->files.file[i].at);
	}
	if (r->refusal.reason == REASON_NONE && r->files.more && r->files.files > 0 && l->rows <= DRAFT_FILES) {
		ask_page(s, l);
		return;
	}
	l->whole = true;
	l->fetched_ms = s->around.ms();
	l->job = s->jobs;
}

bool
sftp_have_drafts(struct sftp_server *s)
{
	struct request r = { .verb = VERB_DRAFTS };
	if (s->drafts != NULL || s->refusal.reason != REASON_NONE)
		return true;
	sftp_ask(s, &r);
	return false;
}

/* ---- what stands in a file ---- */

static void
ask_piece(struct sftp_server *s, const struct sftp_path *p, struct str path, uint32_t offset)
{
	struct request r = { .verb = p->where == SFTP_DRAFTS ? VERB_DRAFT_READ : VERB_EDITION_READ,
		.files = { .course = p->course, .after = STR_NONE, .path = path, .offset = offset } };
	sftp_ask(s, &r);
}

bool
sftp_have_check(struct sftp_server *s, const struct sftp_path *p)
{
	if (s->check_known || s->refusal.reason != REASON_NONE)
		return true;
	ask_piece(s, p, STR(DRAFT_CHECK), 0);
	return false;
}

bool
sftp_have_bytes(struct sftp_server *s)
{
	if (s->fetched || s->refusal.reason != REASON_NONE)
		return true;
	struct sftp_path p = { .where = s->file->where, .course = str_from(s->file->course) };
	ask_piece(s, &p, str_from(s->file->path), (uint32_t)s->file->len);
	return false;
}

static void
told_piece(struct sftp_server *s, const struct reply *r)
{
	if (r->refusal.reason != REASON_NONE)
		return;
	if (s->file == NULL) {
		s->check_size = r->piece.size;
		s->check_known = true;
		return;
	}
	s->file->at = r->piece.at;
	if (!sftp_file_write(&s->open, s->file, s->file->len, r->piece.bytes))
		s->refusal = (struct refusal){ .reason = REASON_QUOTA, .number = DRAFT_FILE };
	s->fetched = r->piece.bytes.len == 0 || s->file->len >= r->piece.size;
}

/* ---- saving ---- */

static void
say_piece(struct sftp_server *s, bool last)
{
	struct sftp_file *f = s->file;
	size_t len = f->len - s->saved < DRAFT_PIECE ? f->len - s->saved : DRAFT_PIECE;
	struct request r = { .verb = VERB_DRAFT_WRITE,
		.draft_write = { .event = s->event,
		    .course = str_from(f->course),
		    .path = str_from(f->path),
		    .offset = (uint32_t)s->saved,
		    .size = (uint32_t)f->len,
		    .bytes = sftp_file_read(f, s->saved, (uint32_t)len),
		    .last = last } };
	sftp_ask(s, &r);
	s->saved += len;
	s->last_said = last;
}

/* The pieces, and when all of them have been acknowledged the last one. */
bool
sftp_have_saved(struct sftp_server *s)
{
	struct sftp_file *f = s->file;
	if (s->step == 0 || (s->refusal.reason == REASON_PIECES && s->tries++ < 3)) {
		/* A keeper that died forgot the pieces: all of them once more. */
		s->around.uuid(NULL, &s->event);
		s->refusal = (struct refusal){ .reason = REASON_NONE };
		s->saved = 0;
		s->last_said = false;
		s->step = 1;
	}
	if (s->refusal.reason != REASON_NONE)
		return true;
	if (s->last_said) {
		f->dirty = false;
		for (int i = 0; i < 2; i++)
			if (s->list[i].where == SFTP_DRAFTS && str_is(s->list[i].course, f->course))
				sftp_list_put(&s->list[i], str_from(f->path), (uint32_t)f->len, (int64_t)time(NULL));
		return true;
	}
	if (f->len - s->saved <= DRAFT_PIECE) {
		say_piece(s, true);
		return false;
	}
	for (int i = 0; i < SFTP_PIECES_AT_ONCE && f->len - s->saved > DRAFT_PIECE; i++)
		say_piece(s, false);
	return false;
}

/* ---- answers ---- */

void
sftp_told(struct sftp_server *s, const struct reply *r)
{
	switch (r->verb) {
	case VERB_DRAFT_FILES:
	case VERB_EDITION_FILES:
		told_files(s, r);
		break;
	case VERB_DRAFT_READ:
	case VERB_EDITION_READ:
		told_piece(s, r);
		break;
	case VERB_DRAFTS:
		if (r->refusal.reason == REASON_NONE)
			s->drafts = reply_copy(s->arena, r);
		break;
	default:
		break;
	}
}
