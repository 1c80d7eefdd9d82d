#include "tui/serve/sftp_state.h"

#include "tui/screens/words.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

bool
sftp_server_is_for(enum role role)
{
	return (record_verbs[VERB_DRAFT_WRITE].roles & 1U << role) != 0;
}

struct sftp_server *
sftp_server_new(const struct sftp_around *around)
{
	struct sftp_server *s = calloc(1, sizeof(*s));
	if (s == NULL)
		arena_no_memory();
	s->around = *around;
	s->packets = sftp_new();
	s->arena = arena_new();
	s->held_arena = arena_new();
	return s;
}

void
sftp_server_free(struct sftp_server *s)
{
	if (s == NULL)
		return;
	sftp_free(s->packets);
	sftp_open_free(&s->open);
	sftp_list_free(&s->list[0]);
	sftp_list_free(&s->list[1]);
	while (s->mades > 0)
		free((void *)(uintptr_t)s->made[--s->mades].at);
	free(s->made);
	arena_free(s->arena);
	arena_free(s->held_arena);
	free(s);
}

/* ---- folders without files ---- */

static struct str
made_name(struct arena *a, struct str course, struct str path)
{
	return str_printf(a, "%.*s/%.*s", STR_ARG(course), STR_ARG(path));
}

static bool
made_any(const struct sftp_server *s, const struct sftp_path *p, bool itself)
{
	struct arena *a = arena_new();
	struct str name = made_name(a, p->course, p->file);
	bool any = false;
	if (p->file.len == 0)
		name.len--;
	for (uint32_t i = 0; i < s->mades && !any; i++)
		any = (itself && str_eq(s->made[i], name)) || sftp_path_in(s->made[i], name);
	arena_free(a);
	return any && p->where == SFTP_DRAFTS;
}

bool
sftp_made_has(const struct sftp_server *s, const struct sftp_path *p)
{
	return made_any(s, p, true);
}

bool
sftp_made_empty(const struct sftp_server *s, const struct sftp_path *p)
{
	return !made_any(s, p, false);
}

void
sftp_made_drop(struct sftp_server *s, struct str course, struct str path)
{
	struct arena *a = arena_new();
	struct str name = made_name(a, course, path);
	uint32_t kept = 0;
	if (path.len == 0)
		name.len--;
	for (uint32_t i = 0; i < s->mades; i++) {
		if (str_eq(s->made[i], name) || sftp_path_in(s->made[i], name))
			free((void *)(uintptr_t)s->made[i].at);
		else
			s->made[kept++] = s->made[i];
	}
	s->mades = kept;
	arena_free(a);
}

void
sftp_made_add(struct sftp_server *s, struct str course, struct str path)
{
	struct sftp_path p = { .where = SFTP_DRAFTS, .course = course, .file = path };
	if (path.len == 0 || sftp_made_has(s, &p))
		return;
	if (s->made == NULL && (s->made = calloc(SFTP_MADE_MAX, sizeof(*s->made))) == NULL)
		arena_no_memory();
	if (s->mades == SFTP_MADE_MAX) { /* the oldest is forgotten */
		free((void *)(uintptr_t)s->made[0].at);
		memmove(s->made, s->made + 1, --s->mades * sizeof(*s->made));
	}
	struct str name = made_name(s->arena, course, path);
	char *at = malloc(name.len + 1);
	if (at == NULL)
		arena_no_memory();
	memcpy(at, name.at, name.len + 1);
	s->made[s->mades++] = (struct str){ at, name.len };
}

bool
sftp_is_dropped(const struct sftp_path *p)
{
	return p->where == SFTP_DRAFTS && (sftp_path_is_litter(p->file) || sftp_path_is_check(p) ||
	    str_is(p->file, DRAFT_CHECK ".filepart"));
}

/* ---- answers ---- */

static void
tell(struct sftp_server *s, const struct sftp_request *q, enum sftp_status status, const char *words)
{
	sftp_tell_status(s->packets, q->id, status, str_from(words));
}

void
sftp_job_over(struct sftp_server *s)
{
	s->busy = false;
}

void
sftp_done(struct sftp_server *s, enum sftp_status status, const char *words)
{
	if (status != SFTP_OK && s->handle != NULL)
		sftp_handle_close(&s->open, s->handle);
	tell(s, &s->job, status, words);
	sftp_job_over(s);
}

void
sftp_done_refused(struct sftp_server *s)
{
	enum sftp_status status = SFTP_FAILURE;
	switch (s->refusal.reason) {
	case REASON_NO_COURSE:
	case REASON_NO_SUCH:
		status = SFTP_NO_SUCH_FILE;
		break;
	case REASON_NOT_ALLOWED:
	case REASON_RIGHTS:
	case REASON_OWNER:
		status = SFTP_PERMISSION_DENIED;
		break;
	default:
		break;
	}
	sftp_done(s, status, str_z(s->arena, reason_text(&s->refusal, s->around.academy, s->arena)));
}

/* ---- what is answered at once ---- */

static void
read_open(struct sftp_server *s, const struct sftp_request *q, const struct sftp_handle *h)
{
	if (h->file == NULL || !(h->flags & SFTP_FOR_READING)) {
		tell(s, q, SFTP_FAILURE, _("This file is not open for reading."));
		return;
	}
	struct str bytes = sftp_file_read(h->file, q->offset, q->len);
	if (bytes.len == 0)
		tell(s, q, SFTP_EOF, _("The end of the file."));
	else
		sftp_tell_data(s->packets, q->id, bytes);
}

/* A draft's bounds hold before a write is answered, not first when the file is closed. */
static bool
fits_draft(const struct sftp_server *s, const struct sftp_file *f, uint64_t len)
{
	const struct sftp_list *l = &s->list[0];
	uint64_t others = 0;
	if (f->dropped || l->arena == NULL || !str_is(l->course, f->course))
		return true; /* the keeper counts once more */
	for (uint32_t i = 0; i < l->rows; i++)
		others += str_is(l->row[i].path, f->path) ? 0 : l->row[i].size;
	return others + len <= DRAFT_BYTES;
}

static void
write_open(struct sftp_server *s, const struct sftp_request *q, struct sftp_handle *h)
{
	struct sftp_file *f = h->file;
	if (f == NULL || !(h->flags & SFTP_FOR_WRITING)) {
		tell(s, q, SFTP_FAILURE, _("This file is not open for writing."));
		return;
	}
	uint64_t offset = h->flags & SFTP_APPEND ? f->len : q->offset;
	if (offset > DRAFT_FILE || q->data.len > DRAFT_FILE - offset) {
		tell(s, q, SFTP_FAILURE, _("A file of a course may have 4 MiB at most."));
	} else if (!fits_draft(s, f, offset + q->data.len)) {
		tell(s, q, SFTP_FAILURE, _("The files of a draft may have 32 MiB together."));
	} else if (!sftp_file_write(&s->open, f, offset, q->data)) {
		tell(s, q, SFTP_FAILURE, _("Too much is open at once. Close some files first."));
	} else {
		f->dirty = true;
		f->at = (int64_t)time(NULL);
		tell(s, q, SFTP_OK, "");
	}
}

static void
set_open(struct sftp_server *s, const struct sftp_request *q, const struct sftp_handle *h)
{
	struct sftp_file *f = h->file;
	if (!q->attrs.has_size || f == NULL || q->attrs.size == f->len) {
		tell(s, q, SFTP_OK, "");
	} else if (!(h->flags & SFTP_FOR_WRITING)) {
		tell(s, q, SFTP_PERMISSION_DENIED, _("This file is not open for writing."));
	} else if (!fits_draft(s, f, q->attrs.size) || !sftp_file_resize(&s->open, f, q->attrs.size)) {
		tell(s, q, SFTP_FAILURE, _("A file of a course may have 4 MiB at most."));
	} else {
		f->dirty = true;
		tell(s, q, SFTP_OK, "");
	}
}

static void
list_open(struct sftp_server *s, const struct sftp_request *q, struct sftp_handle *h)
{
	uint32_t n = h->entries - h->told;
	if (h->file != NULL) {
		tell(s, q, SFTP_FAILURE, _("This is no folder."));
	} else if (n == 0) {
		tell(s, q, SFTP_EOF, _("The end of the list."));
	} else {
		n = n < SFTP_NAMES_MAX ? n : SFTP_NAMES_MAX;
		sftp_tell_names(s->packets, q->id, h->entry + h->told, n);
		h->told += n;
	}
}

static void
stat_open(struct sftp_server *s, const struct sftp_request *q, const struct sftp_handle *h)
{
	struct sftp_attrs a = { .folder = true };
	if (h->file != NULL)
		a = (struct sftp_attrs){ .has_size = true,
			.size = h->file->len,
			.writable = h->file->writable,
			.changed_at = h->file->at };
	sftp_tell_attrs(s->packets, q->id, &a);
}

/* Must the keeper have it first? */
static bool
has_to_be_saved(const struct sftp_handle *h)
{
	return h->file != NULL && h->file->dirty && !h->file->dropped && h->flags & SFTP_FOR_WRITING;
}

static bool
answer_open(struct sftp_server *s, const struct sftp_request *q)
{
	struct sftp_handle *h = sftp_handle_named(&s->open, q->handle);
	if (h == NULL || (s->busy && h == s->handle)) {
		tell(s, q, SFTP_FAILURE, _("This file is not open."));
		return true;
	}
	/* What is being saved stays as it is until it is. */
	if (s->busy && s->file != NULL && h->file == s->file && q->kind != SFTP_FSTAT)
		return false;
	switch (q->kind) {
	case SFTP_READ:
		read_open(s, q, h);
		return true;
	case SFTP_WRITE:
		write_open(s, q, h);
		return true;
	case SFTP_FSETSTAT:
		set_open(s, q, h);
		return true;
	case SFTP_READDIR:
		list_open(s, q, h);
		return true;
	case SFTP_FSTAT:
		stat_open(s, q, h);
		return true;
	default: /* CLOSE, FSYNC */
		if (has_to_be_saved(h))
			return false;
		if (q->kind == SFTP_CLOSE)
			sftp_handle_close(&s->open, h);
		tell(s, q, SFTP_OK, "");
		return true;
	}
}

static bool
answer_now(struct sftp_server *s, const struct sftp_request *q)
{
	switch (q->kind) {
	case SFTP_READ:
	case SFTP_WRITE:
	case SFTP_FSETSTAT:
	case SFTP_READDIR:
	case SFTP_FSTAT:
	case SFTP_CLOSE:
	case SFTP_FSYNC:
		return answer_open(s, q);
	case SFTP_READLINK:
	case SFTP_SYMLINK:
		tell(s, q, SFTP_UNSUPPORTED, _("There are no links here."));
		return true;
	default:
		return false;
	}
}

/* ---- jobs ---- */

static void
run_kind(struct sftp_server *s)
{
	switch (s->job.kind) {
	case SFTP_REALPATH:
		sftp_tell_path(s->packets, s->job.id, s->path.whole);
		sftp_job_over(s);
		return;
	case SFTP_STAT:
	case SFTP_LSTAT:
		sftp_run_stat(s);
		return;
	case SFTP_OPENDIR:
		sftp_run_opendir(s);
		return;
	case SFTP_STATVFS:
		sftp_run_statvfs(s);
		return;
	case SFTP_OPEN:
		sftp_run_open(s);
		return;
	case SFTP_CLOSE:
	case SFTP_FSYNC:
		sftp_run_save(s);
		return;
	case SFTP_SETSTAT:
		sftp_run_cut(s);
		return;
	case SFTP_REMOVE:
		sftp_run_remove(s);
		return;
	case SFTP_MKDIR:
		sftp_run_mkdir(s);
		return;
	case SFTP_RMDIR:
		sftp_run_rmdir(s);
		return;
	case SFTP_RENAME:
	case SFTP_RENAME_OVER:
		sftp_run_rename(s);
		return;
	default:
		sftp_done(s, SFTP_UNSUPPORTED, _("There is no such request here."));
	}
}

/* It is over, or waits for the keeper. */
static void
run(struct sftp_server *s)
{
	run_kind(s);
	if (s->busy && s->asked == 0)
		sftp_done(s, SFTP_FAILURE, _("The academy does not answer just now. Try again later."));
}

static void
begin(struct sftp_server *s, const struct sftp_request *q)
{
	bool by_handle = q->kind == SFTP_CLOSE || q->kind == SFTP_FSYNC;
	arena_reset(s->arena);
	s->busy = true;
	s->job = *q;
	s->jobs++;
	s->job_ms = s->around.ms();
	s->step = s->asked = s->tries = 0;
	s->refusal = (struct refusal){ .reason = REASON_NONE };
	s->handle = NULL;
	s->file = NULL;
	s->fetched = s->check_known = false;
	s->drafts = NULL;
	if (!by_handle && (!sftp_path_read(q->path, s->arena, &s->path) ||
			      ((q->kind == SFTP_RENAME || q->kind == SFTP_RENAME_OVER) &&
				  !sftp_path_read(q->to, s->arena, &s->to)))) {
		sftp_done(s, SFTP_FAILURE, _("This name cannot be used: no control characters, UTF-8, 200 bytes."));
		return;
	}
	run(s);
}

static void
hold(struct sftp_server *s, const struct sftp_request *q)
{
	arena_reset(s->held_arena);
	s->held = *q;
	s->held.path = str_copy(s->held_arena, q->path);
	s->held.to = str_copy(s->held_arena, q->to);
	s->held.data = str_copy(s->held_arena, q->data);
	s->holding = true;
}

static void
go_on(struct sftp_server *s)
{
	struct sftp_request q;
	while (!sftp_is_full(s->packets)) {
		if (s->holding && s->busy)
			return;
		if (s->holding)
			q = s->held;
		else if (!sftp_next(s->packets, &q))
			return;
		s->holding = false;
		if (answer_now(s, &q))
			continue;
		if (s->busy)
			hold(s, &q);
		else
			begin(s, &q);
	}
}

void
sftp_server_data(struct sftp_server *s, const unsigned char *bytes, size_t len)
{
	sftp_feed(s->packets, bytes, len);
	go_on(s);
}

bool
sftp_server_is_hungry(const struct sftp_server *s)
{
	return !s->holding && !sftp_is_full(s->packets);
}

struct str
sftp_server_out(const struct sftp_server *s)
{
	return sftp_out(s->packets);
}

void
sftp_server_sent(struct sftp_server *s, size_t len)
{
	sftp_sent(s->packets, len);
	go_on(s);
}

bool
sftp_server_is_broken(const struct sftp_server *s)
{
	return sftp_is_broken(s->packets);
}

bool
sftp_server_is_idle(const struct sftp_server *s)
{
	return !s->busy && !s->holding && sftp_out(s->packets).len == 0;
}

bool
sftp_server_is_at_rest(const struct sftp_server *s)
{
	return sftp_server_is_idle(s) && sftp_handles(&s->open) == 0;
}

/* All answers of a step have come: the job goes on. */
static void
answered(struct sftp_server *s)
{
	if (--s->asked > 0 || !s->busy)
		return;
	run(s);
	go_on(s);
}

void
sftp_server_heard(struct sftp_server *s, const struct reply *r)
{
	if (!s->busy || s->asked == 0)
		return;
	if (r->refusal.reason != REASON_NONE && s->refusal.reason == REASON_NONE)
		s->refusal = r->refusal;
	sftp_told(s, r);
	answered(s);
}
