/* Jobs that look: STAT, OPENDIR, STATVFS. */
#include "tui/serve/sftp_state.h"

#include "tui/screens/words.h"

#include <string.h>

struct str
sftp_readme(void)
{
	return STR("Put a course into drafts/NAME, one folder a course; a new folder there begins with what is served of it.\r\n"
		   "Open drafts/NAME/CHECK.txt to see what the checker says of it, always of this moment. courses/ is what is\r\n"
		   "served, to be read only. To publish: ssh LOGIN@HOST publish NAME, or the page Drafts after login.\r\n");
}

bool
sftp_is_served(const struct sftp_server *s, struct str course)
{
	struct arena *a = arena_new();
	bool is = false;
	for (uint32_t i = 0; i < s->around.shelf->images && !is; i++) {
		const struct course *c = image_course(&s->around.shelf->image[i], a);
		is = c != NULL && str_eq(c->id, course);
	}
	arena_free(a);
	return is;
}

/* ---- STAT ---- */

static void
tell_folder(struct sftp_server *s, bool writable)
{
	sftp_tell_attrs(s->packets, s->job.id, &(struct sftp_attrs){ .folder = true, .writable = writable });
	sftp_job_over(s);
}

static void
tell_file(struct sftp_server *s, uint64_t size, int64_t at, bool writable)
{
	sftp_tell_attrs(s->packets, s->job.id,
	    &(struct sftp_attrs){ .has_size = true, .size = size, .writable = writable, .changed_at = at });
	sftp_job_over(s);
}

static void
no_such(struct sftp_server *s)
{
	sftp_done(s, SFTP_NO_SUCH_FILE, _("There is no such file or folder."));
}

/* What lies at a path of a course whose list is there. */
static void
stat_in(struct sftp_server *s, const struct sftp_list *l)
{
	const struct sftp_path *p = &s->path;
	bool draft = p->where == SFTP_DRAFTS;
	const struct file_row *row = sftp_list_find(l, p->file);
	if (l->refusal.reason != REASON_NONE) {
		s->refusal = l->refusal;
		sftp_done_refused(s);
	} else if (row != NULL) {
		tell_file(s, row->size, row->at, draft);
	} else if (sftp_list_is_folder(l, p->file) || sftp_made_has(s, p)) {
		tell_folder(s, draft);
	} else {
		no_such(s);
	}
}

void
sftp_run_stat(struct sftp_server *s)
{
	const struct sftp_path *p = &s->path;
	const struct sftp_file *f = p->file.len > 0 ? sftp_file_at(&s->open, p) : NULL;
	struct sftp_list *l;
	if (p->where == SFTP_NOWHERE) {
		no_such(s);
	} else if (p->where == SFTP_README) {
		tell_file(s, sftp_readme().len, 0, false);
	} else if (p->where == SFTP_ROOT || p->course.len == 0) {
		tell_folder(s, p->where == SFTP_DRAFTS);
	} else if (f != NULL) {
		tell_file(s, f->len, f->at, f->writable);
	} else if (sftp_path_is_litter(p->file)) {
		no_such(s);
	} else if ((l = sftp_have_list(s, p)) == NULL) {
		return;
	} else if (sftp_path_is_check(p) && l->refusal.reason == REASON_NONE) {
		if (!sftp_have_check(s, p))
			return;
		if (s->refusal.reason != REASON_NONE)
			sftp_done_refused(s);
		else
			tell_file(s, s->check_size, 0, false);
	} else {
		stat_in(s, l);
	}
}

/* ---- OPENDIR: what is listed is of this moment, and kept with the handle ---- */

static struct sftp_name *
entry(struct sftp_handle *h, uint32_t most, struct str name)
{
	if (h->arena == NULL)
		h->arena = arena_new();
	if (h->entry == NULL)
		h->entry = ARENA_ARRAY(h->arena, most, struct sftp_name);
	struct sftp_name *n = &h->entry[h->entries++];
	n->name = str_copy(h->arena, name);
	n->attrs.folder = true;
	return n;
}

static void
list_root(struct sftp_handle *h)
{
	entry(h, 3, STR("README.txt"))->attrs =
	    (struct sftp_attrs){ .has_size = true, .size = sftp_readme().len };
	entry(h, 3, STR("courses"));
	entry(h, 3, STR("drafts"))->attrs.writable = true;
}

static void
list_served(struct sftp_server *s, struct sftp_handle *h)
{
	for (uint32_t i = 0; i < s->around.shelf->images; i++) {
		const struct course *c = image_course(&s->around.shelf->image[i], s->arena);
		if (c != NULL)
			entry(h, s->around.shelf->images, c->id);
	}
}

static bool
has_entry(const struct sftp_handle *h, struct str name)
{
	for (uint32_t i = 0; i < h->entries; i++)
		if (str_eq(h->entry[i].name, name))
			return true;
	return false;
}

/* The next name below the folder, and whether more follows it. */
static struct str
below(struct str path, struct str folder, bool *is_folder)
{
	struct str rest = str_sub(path, folder.len > 0 ? folder.len + 1 : 0, path.len), name = STR_NONE;
	str_next(&rest, '/', &name);
	*is_folder = rest.len > 0;
	return name;
}

static void
list_course(struct sftp_server *s, struct sftp_handle *h, const struct sftp_list *l)
{
	const struct sftp_path *p = &s->path;
	bool draft = p->where == SFTP_DRAFTS, folder;
	uint32_t most = l->rows + s->mades + 1;
	for (uint32_t i = 0; i < l->rows; i++) {
		const struct file_row *row = &l->row[i];
		if (!sftp_path_in(row->path, p->file))
			continue;
		struct str name = below(row->path, p->file, &folder);
		if (folder && has_entry(h, name))
			continue;
		struct sftp_name *n = entry(h, most, name);
		n->attrs.writable = draft;
		if (!folder)
			n->attrs = (struct sftp_attrs){
				.has_size = true, .size = row->size, .changed_at = row->at, .writable = draft };
	}
	for (uint32_t i = 0; i < s->mades && draft; i++) {
		struct str rest = s->made[i], course;
		str_next(&rest, '/', &course);
		if (!str_eq(course, p->course) || !sftp_path_in(rest, p->file))
			continue;
		struct str name = below(rest, p->file, &folder);
		if (!has_entry(h, name))
			entry(h, most, name)->attrs.writable = true;
	}
	if (draft && p->file.len == 0)
		entry(h, most, STR(DRAFT_CHECK))->attrs =
		    (struct sftp_attrs){ .has_size = true, .size = s->check_size };
}

static void
tell_opened(struct sftp_server *s)
{
	sftp_tell_handle(s->packets, s->job.id, s->handle->name);
	sftp_job_over(s);
}

static void
opendir_in(struct sftp_server *s, const struct sftp_list *l)
{
	const struct sftp_path *p = &s->path;
	bool draft = p->where == SFTP_DRAFTS;
	if (l->refusal.reason != REASON_NONE) {
		s->refusal = l->refusal;
		sftp_done_refused(s);
	} else if (!sftp_list_is_folder(l, p->file) && !sftp_made_has(s, p)) {
		no_such(s);
	} else if (draft && p->file.len == 0 && !sftp_have_check(s, p)) {
		return;
	} else if (s->refusal.reason != REASON_NONE) {
		sftp_done_refused(s);
	} else {
		list_course(s, s->handle, l);
		tell_opened(s);
	}
}

void
sftp_run_opendir(struct sftp_server *s)
{
	const struct sftp_path *p = &s->path;
	struct sftp_list *l;
	if (s->handle == NULL && (s->handle = sftp_open_handle(&s->open)) == NULL) {
		sftp_done(s, SFTP_FAILURE, _("Too much is open at once. Close some files first."));
	} else if (p->where == SFTP_NOWHERE || p->where == SFTP_README) {
		no_such(s);
	} else if (p->where == SFTP_ROOT) {
		list_root(s->handle);
		tell_opened(s);
	} else if (p->course.len > 0) {
		if ((l = sftp_have_list(s, p)) != NULL)
			opendir_in(s, l);
	} else if (p->where == SFTP_COURSES) {
		list_served(s, s->handle);
		tell_opened(s);
	} else if (!sftp_have_drafts(s)) {
		return;
	} else if (s->refusal.reason != REASON_NONE) {
		sftp_done_refused(s);
	} else {
		const struct told_drafts *d = &s->drafts->drafts;
		for (uint32_t i = 0; i < d->drafts; i++) {
			struct sftp_name *n = entry(s->handle, d->drafts, d->draft[i].course);
			n->attrs.writable = true;
			n->attrs.changed_at = d->draft[i].at;
		}
		tell_opened(s);
	}
}

/* ---- STATVFS: of a draft, what its bounds leave ---- */

void
sftp_run_statvfs(struct sftp_server *s)
{
	struct sftp_space space = { .bytes = DRAFT_BYTES, .files = DRAFT_FILES, .read_only = true };
	if (s->path.where == SFTP_DRAFTS && s->path.course.len > 0) {
		const struct sftp_list *l = sftp_have_list(s, &s->path);
		if (l == NULL)
			return;
		uint64_t bytes = sftp_list_bytes(l);
		space.read_only = false;
		space.bytes_free = bytes < DRAFT_BYTES ? DRAFT_BYTES - bytes : 0;
		space.files_free = l->rows < DRAFT_FILES ? DRAFT_FILES - l->rows : 0;
	} else if (s->path.where != SFTP_COURSES) { /* what a new draft may have: some clients ask before they begin one */
		space.read_only = false;
		space.bytes_free = DRAFT_BYTES;
		space.files_free = DRAFT_FILES;
	}
	sftp_tell_space(s->packets, s->job.id, &space);
	sftp_job_over(s);
}
