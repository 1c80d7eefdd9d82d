/* Jobs that change a draft, and OPEN, which may. */
#include "tui/serve/sftp_state.h"

#include "courses/read/folder.h"
#include "tui/screens/words.h"

#include <string.h>
#include <time.h>

static void
read_only(struct sftp_server *s)
{
	sftp_done(s, SFTP_PERMISSION_DENIED, _("Only what lies in drafts/NAME can be changed."));
}

static void
no_such(struct sftp_server *s)
{
	sftp_done(s, SFTP_NO_SUCH_FILE, _("There is no such file or folder."));
}

static bool
refused(struct sftp_server *s, const struct sftp_list *l)
{
	if (l->refusal.reason != REASON_NONE)
		s->refusal = l->refusal;
	if (s->refusal.reason != REASON_NONE)
		sftp_done_refused(s);
	return s->refusal.reason != REASON_NONE;
}

/* A path in a draft that may be made; else the job is over. */
static bool
may_be_named(struct sftp_server *s, const struct sftp_path *p)
{
	if (p->where != SFTP_DRAFTS || p->course.len == 0) {
		read_only(s);
		return false;
	}
	/* a name with a dot before it is a draft that one session keeps (record/author.h) */
	if (p->course.at[0] == '.' || (p->file.len > 0 && !folder_path_ok(p->file))) {
		sftp_done(s, SFTP_FAILURE,
		    _("This name cannot be used in a course. Use letters, digits, - and . only."));
		return false;
	}
	return true;
}

/* What a folder's last file leaves behind is an empty folder, as everywhere. */
static void
keep_folder(struct sftp_server *s, const struct sftp_list *l, const struct sftp_path *p)
{
	struct str folder = sftp_path_folder(p->file);
	if (!sftp_list_is_folder(l, folder))
		sftp_made_add(s, p->course, folder);
}

/* ---- OPEN ---- */

static void
tell_opened(struct sftp_server *s)
{
	s->handle->flags = s->job.flags;
	sftp_tell_handle(s->packets, s->job.id, s->handle->name);
	sftp_job_over(s);
}

/* What is there is cut where that was asked for, or it is as it was. */
static void
open_there(struct sftp_server *s)
{
	struct sftp_file *f = s->handle->file;
	if (s->job.flags & SFTP_FOR_WRITING && s->job.flags & SFTP_TRUNCATE && f->len > 0) {
		if (!sftp_file_resize(&s->open, f, 0))
			f->len = 0;
		f->dirty = true;
	}
	tell_opened(s);
}

static void
open_readme(struct sftp_server *s)
{
	if (sftp_file_write(&s->open, sftp_file_new(&s->open, s->handle, &s->path), 0, sftp_readme()))
		tell_opened(s);
	else
		sftp_done(s, SFTP_FAILURE, _("Too much is open at once. Close some files first."));
}

static void
open_dropped(struct sftp_server *s)
{
	struct sftp_file *f = sftp_file_new(&s->open, s->handle, &s->path);
	f->dropped = f->writable = true;
	tell_opened(s);
}

static void
open_in(struct sftp_server *s, const struct sftp_list *l)
{
	const struct sftp_path *p = &s->path;
	uint32_t flags = s->job.flags;
	bool check = sftp_path_is_check(p), there = check || sftp_list_find(l, p->file) != NULL;
	if (!there && (sftp_list_is_folder(l, p->file) || sftp_made_has(s, p))) {
		sftp_done(s, SFTP_FAILURE, _("This is a folder."));
		return;
	}
	if (!there && !(flags & SFTP_FOR_WRITING && flags & SFTP_CREATE)) {
		no_such(s);
		return;
	}
	if (there && flags & SFTP_EXCLUSIVE && flags & SFTP_CREATE) {
		sftp_done(s, SFTP_FAILURE, _("There is one already."));
		return;
	}
	if (!there && l->rows >= DRAFT_FILES) {
		sftp_done(s, SFTP_FAILURE, _("A draft may have 2000 files at most."));
		return;
	}
	s->file = sftp_file_new(&s->open, s->handle, p);
	s->file->writable = p->where == SFTP_DRAFTS && !check;
	if (!there || (flags & SFTP_FOR_WRITING && flags & SFTP_TRUNCATE)) {
		s->file->dirty = true; /* also when nothing is written to it */
		s->file->at = (int64_t)time(NULL);
		tell_opened(s);
	} else if (sftp_have_bytes(s)) {
		tell_opened(s);
	}
}

void
sftp_run_open(struct sftp_server *s)
{
	const struct sftp_path *p = &s->path;
	bool writes = (s->job.flags & SFTP_FOR_WRITING) != 0;
	struct sftp_list *l;
	if (s->file != NULL) { /* its bytes are coming */
		if (!sftp_have_bytes(s))
			return;
		if (s->refusal.reason != REASON_NONE)
			sftp_done_refused(s);
		else
			tell_opened(s);
		return;
	}
	if (s->handle == NULL && (s->handle = sftp_open_handle(&s->open)) == NULL) {
		sftp_done(s, SFTP_FAILURE, _("Too much is open at once. Close some files first."));
		return;
	}
	struct sftp_file *f = p->file.len > 0 ? sftp_file_at(&s->open, p) : NULL;
	if (writes && !sftp_is_dropped(p) && !may_be_named(s, p))
		return;
	if (f != NULL && !(writes && sftp_path_is_check(p))) {
		sftp_file_share(s->handle, f);
		open_there(s);
	} else if (p->where == SFTP_README && !writes) {
		open_readme(s);
	} else if (p->file.len == 0) {
		sftp_done(s, SFTP_FAILURE, _("This is a folder."));
	} else if (writes && sftp_is_dropped(p)) {
		open_dropped(s);
	} else if ((l = sftp_have_list(s, p)) != NULL && !refused(s, l)) {
		open_in(s, l);
	}
}

/* ---- CLOSE, FSYNC, and SETSTAT that cuts ---- */

void
sftp_run_save(struct sftp_server *s)
{
	struct sftp_handle *h = sftp_handle_named(&s->open, s->job.handle);
	s->file = h->file;
	if (!sftp_have_saved(s))
		return;
	if (s->refusal.reason != REASON_NONE) {
		/* The client hears that it is not kept; what is open elsewhere is not said again for ever. */
		s->file->dirty = s->job.kind == SFTP_FSYNC;
		if (s->job.kind == SFTP_CLOSE)
			sftp_handle_close(&s->open, h);
		sftp_done_refused(s);
		return;
	}
	if (s->job.kind == SFTP_CLOSE)
		sftp_handle_close(&s->open, h);
	sftp_done(s, SFTP_OK, "");
}

static void
cut_found(struct sftp_server *s)
{
	if (s->step == 0 && s->job.attrs.size > 0 && !sftp_have_bytes(s))
		return;
	if (s->step == 0 && s->refusal.reason == REASON_NONE &&
	    !sftp_file_resize(&s->open, s->file, s->job.attrs.size))
		s->refusal = (struct refusal){ .reason = REASON_QUOTA, .number = DRAFT_FILE };
	if (s->refusal.reason == REASON_NONE && !sftp_have_saved(s))
		return;
	if (s->refusal.reason != REASON_NONE) {
		sftp_done_refused(s);
		return;
	}
	sftp_handle_close(&s->open, s->handle);
	sftp_done(s, SFTP_OK, "");
}

void
sftp_run_cut(struct sftp_server *s)
{
	const struct sftp_path *p = &s->path;
	struct sftp_file *f = p->file.len > 0 ? sftp_file_at(&s->open, p) : NULL;
	struct sftp_list *l;
	if (s->file != NULL) {
		cut_found(s);
	} else if (!s->job.attrs.has_size || sftp_is_dropped(p)) {
		sftp_done(s, SFTP_OK, "");
	} else if (p->where != SFTP_DRAFTS || p->file.len == 0) {
		read_only(s);
	} else if (f != NULL && f->writable) { /* goes to the keeper with the handle that writes */
		if (f->len != s->job.attrs.size && !sftp_file_resize(&s->open, f, s->job.attrs.size)) {
			sftp_done(s, SFTP_FAILURE, _("A file of a course may have 4 MiB at most."));
			return;
		}
		f->dirty = true;
		sftp_done(s, SFTP_OK, "");
	} else if ((l = sftp_have_list(s, p)) == NULL || refused(s, l)) {
		return;
	} else if (sftp_list_find(l, p->file) == NULL) {
		no_such(s);
	} else if (sftp_list_find(l, p->file)->size == s->job.attrs.size) {
		sftp_done(s, SFTP_OK, "");
	} else if ((s->handle = sftp_open_handle(&s->open)) == NULL) {
		sftp_done(s, SFTP_FAILURE, _("Too much is open at once. Close some files first."));
	} else {
		s->file = sftp_file_new(&s->open, s->handle, p);
		s->file->writable = true;
		cut_found(s);
	}
}

/* ---- names ---- */

static void
ask_remove(struct sftp_server *s)
{
	struct request r = { .verb = VERB_DRAFT_REMOVE,
		.draft_move = { .course = s->path.course, .path = s->path.file, .to = STR_NONE } };
	s->around.uuid(NULL, &r.draft_move.event);
	s->step = 1;
	sftp_ask(s, &r);
}

static void
removed(struct sftp_server *s, struct sftp_list *l)
{
	sftp_files_removed(&s->open, &s->path);
	sftp_list_drop(l, s->path.file);
	keep_folder(s, l, &s->path);
	sftp_done(s, SFTP_OK, "");
}

void
sftp_run_remove(struct sftp_server *s)
{
	const struct sftp_path *p = &s->path;
	struct sftp_list *l;
	if (sftp_is_dropped(p)) { /* the checker's answer stays, but who removes a folder file by file need not stumble over it */
		sftp_done(s, SFTP_OK, "");
	} else if (p->where != SFTP_DRAFTS || p->course.len == 0) {
		read_only(s);
	} else if ((l = sftp_have_list(s, p)) == NULL || refused(s, l)) {
		return;
	} else if (s->step == 1) {
		removed(s, l);
	} else if (p->file.len > 0 && sftp_list_find(l, p->file) != NULL) {
		ask_remove(s);
	} else if (sftp_list_is_folder(l, p->file) || sftp_made_has(s, p)) {
		sftp_done(s, SFTP_FAILURE, _("This is a folder."));
	} else if (sftp_file_at(&s->open, p) != NULL) { /* open, and not yet with the keeper */
		removed(s, l);
	} else {
		no_such(s);
	}
}

static void
ask_new(struct sftp_server *s, bool from_served)
{
	struct request r = { .verb = VERB_DRAFT_NEW,
		.draft = { .course = s->path.course, .from_served = from_served } };
	s->around.uuid(NULL, &r.draft.event);
	s->step = 1;
	sftp_ask(s, &r);
}

static void
mkdir_draft(struct sftp_server *s)
{
	if (s->step == 0) {
		ask_new(s, sftp_is_served(s, s->path.course));
	} else if (s->refusal.reason != REASON_NONE) {
		sftp_done_refused(s);
	} else {
		sftp_list_free(&s->list[0]);
		sftp_made_drop(s, s->path.course, STR_NONE);
		sftp_done(s, SFTP_OK, "");
	}
}

void
sftp_run_mkdir(struct sftp_server *s)
{
	const struct sftp_path *p = &s->path;
	struct sftp_list *l;
	if (p->where == SFTP_DRAFTS && p->course.len > 0 && sftp_path_is_litter(p->file)) {
		sftp_done(s, SFTP_OK, "");
	} else if (!may_be_named(s, p)) {
		return;
	} else if (p->file.len == 0) {
		mkdir_draft(s);
	} else if ((l = sftp_have_list(s, p)) == NULL || refused(s, l)) {
		return;
	} else if (sftp_list_find(l, p->file) != NULL || sftp_list_is_folder(l, p->file) || sftp_made_has(s, p)) {
		sftp_done(s, SFTP_FAILURE, _("There is one already."));
	} else {
		sftp_made_add(s, p->course, p->file);
		sftp_done(s, SFTP_OK, "");
	}
}

void
sftp_run_rmdir(struct sftp_server *s)
{
	const struct sftp_path *p = &s->path;
	struct sftp_list *l;
	if (p->where == SFTP_DRAFTS && sftp_path_is_litter(p->file)) {
		sftp_done(s, SFTP_OK, "");
	} else if (p->where != SFTP_DRAFTS || p->course.len == 0) {
		read_only(s);
	} else if ((l = sftp_have_list(s, p)) == NULL || refused(s, l)) {
		return;
	} else if (s->step == 1) {
		sftp_list_free(&s->list[0]);
		sftp_made_drop(s, p->course, STR_NONE);
		sftp_done(s, SFTP_OK, "");
	} else if (p->file.len == 0 && l->rows == 0 && sftp_made_empty(s, p)) {
		ask_remove(s);
	} else if ((p->file.len == 0 || sftp_list_is_folder(l, p->file)) ||
	    (sftp_made_has(s, p) && !sftp_made_empty(s, p))) {
		sftp_done(s, SFTP_FAILURE, _("This folder is not empty."));
	} else if (sftp_made_has(s, p)) {
		sftp_made_drop(s, p->course, p->file);
		keep_folder(s, l, p);
		sftp_done(s, SFTP_OK, "");
	} else {
		no_such(s);
	}
}

/* ---- RENAME: what is there is replaced, by either request. WinSCP names NAME.filepart NAME so, and sshfs depends on it ---- */

static void
moved(struct sftp_server *s, struct sftp_list *l)
{
	sftp_files_moved(&s->open, &s->path, &s->to);
	sftp_list_move(l, s->path.file, s->to.file);
	keep_folder(s, l, &s->path);
	sftp_done(s, SFTP_OK, "");
}

static void
move_made(struct sftp_server *s, struct sftp_list *l)
{
	sftp_made_drop(s, s->path.course, s->path.file);
	sftp_made_add(s, s->to.course, s->to.file);
	keep_folder(s, l, &s->path);
	sftp_done(s, SFTP_OK, "");
}

static void
rename_in(struct sftp_server *s, struct sftp_list *l)
{
	const struct sftp_path *from = &s->path, *to = &s->to;
	bool file = sftp_list_find(l, from->file) != NULL, folder = sftp_list_is_folder(l, from->file);
	if (s->step == 1) {
		moved(s, l);
	} else if (sftp_list_is_folder(l, to->file) || (folder && sftp_list_find(l, to->file) != NULL) ||
	    sftp_path_in(to->file, from->file)) {
		sftp_done(s, SFTP_FAILURE, _("A folder stands there, or it would lie in itself."));
	} else if (str_eq(from->file, to->file)) {
		if (file || folder || sftp_made_has(s, from))
			sftp_done(s, SFTP_OK, "");
		else
			no_such(s);
	} else if (file || folder) {
		struct request r = { .verb = VERB_DRAFT_MOVE,
			.draft_move = { .course = from->course, .path = from->file, .to = to->file } };
		s->around.uuid(NULL, &r.draft_move.event);
		s->step = 1;
		sftp_ask(s, &r);
	} else if (sftp_file_at(&s->open, from) != NULL) { /* open, and not yet with the keeper */
		moved(s, l);
	} else if (sftp_made_has(s, from)) {
		move_made(s, l);
	} else {
		no_such(s);
	}
}

void
sftp_run_rename(struct sftp_server *s)
{
	const struct sftp_path *from = &s->path, *to = &s->to;
	struct sftp_list *l;
	if (sftp_is_dropped(from)) { /* nothing is there */
		if (sftp_is_dropped(to))
			sftp_done(s, SFTP_OK, "");
		else
			read_only(s);
	} else if (sftp_is_dropped(to)) { /* to become litter is to go */
		sftp_run_remove(s);
	} else if (!may_be_named(s, to)) {
		return;
	} else if (from->where != SFTP_DRAFTS || from->file.len == 0 || to->file.len == 0 ||
	    !str_eq(from->course, to->course)) {
		sftp_done(s, SFTP_FAILURE, _("Files can be renamed within one draft only. Copy it instead."));
	} else if ((l = sftp_have_list(s, from)) != NULL && !refused(s, l)) {
		rename_in(s, l);
	}
}
