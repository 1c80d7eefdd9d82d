#include "tui/serve/sftp_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- handles ---- */

struct sftp_handle *
sftp_open_handle(struct sftp_open *o)
{
	for (uint32_t i = 0; i < SFTP_HANDLES; i++) {
		struct sftp_handle *h = &o->handle[i];
		if (h->name != 0)
			continue;
		/* A number never comes back while the session lasts: a handle that was closed names nothing else. */
		*h = (struct sftp_handle){ .name = ++o->last };
		return h;
	}
	return NULL;
}

struct sftp_handle *
sftp_handle_named(struct sftp_open *o, uint32_t name)
{
	for (uint32_t i = 0; i < SFTP_HANDLES; i++)
		if (name != 0 && o->handle[i].name == name)
			return &o->handle[i];
	return NULL;
}

void
sftp_handle_close(struct sftp_open *o, struct sftp_handle *h)
{
	struct sftp_file *f = h->file;
	if (f != NULL && --f->handles == 0) {
		o->bytes -= f->cap;
		free(f->bytes);
		*f = (struct sftp_file){ 0 };
	}
	arena_free(h->arena);
	*h = (struct sftp_handle){ 0 };
}

unsigned
sftp_handles(const struct sftp_open *o)
{
	unsigned n = 0;
	for (uint32_t i = 0; i < SFTP_HANDLES; i++)
		n += o->handle[i].name != 0;
	return n;
}

void
sftp_open_free(struct sftp_open *o)
{
	for (uint32_t i = 0; i < SFTP_HANDLES; i++)
		if (o->handle[i].name != 0)
			sftp_handle_close(o, &o->handle[i]);
}

/* ---- files ---- */

static bool
is_in(const struct sftp_file *f, const struct sftp_path *p)
{
	return f->handles > 0 && !f->dropped && f->where == p->where && str_is(p->course, f->course);
}

struct sftp_file *
sftp_file_at(struct sftp_open *o, const struct sftp_path *p)
{
	for (uint32_t i = 0; i < SFTP_HANDLES; i++)
		if (is_in(&o->file[i], p) && str_is(p->file, o->file[i].path))
			return &o->file[i];
	return NULL;
}

struct sftp_file *
sftp_file_new(struct sftp_open *o, struct sftp_handle *h, const struct sftp_path *p)
{
	struct sftp_file *f = o->file;
	while (f->handles > 0) /* there are as many as handles */
		f++;
	*f = (struct sftp_file){ .handles = 1, .where = p->where };
	snprintf(f->course, sizeof(f->course), "%.*s", STR_ARG(p->course));
	snprintf(f->path, sizeof(f->path), "%.*s", STR_ARG(p->file));
	h->file = f;
	return f;
}

void
sftp_file_share(struct sftp_handle *h, struct sftp_file *f)
{
	h->file = f;
	f->handles++;
}

bool
sftp_file_resize(struct sftp_open *o, struct sftp_file *f, uint64_t len)
{
	if (len > DRAFT_FILE)
		return false;
	if (len > f->cap) {
		size_t cap = f->cap * 2 > len ? f->cap * 2 : (size_t)len;
		if (cap > DRAFT_FILE)
			cap = DRAFT_FILE;
		if (cap - f->cap > SFTP_OPEN_BYTES - o->bytes)
			return false;
		unsigned char *p = realloc(f->bytes, cap);
		if (p == NULL)
			return false;
		o->bytes += cap - f->cap;
		f->bytes = p;
		f->cap = cap;
	}
	if (len > f->len)
		memset(f->bytes + f->len, 0, (size_t)len - f->len);
	f->len = (size_t)len;
	return true;
}

bool
sftp_file_write(struct sftp_open *o, struct sftp_file *f, uint64_t offset, struct str data)
{
	if (offset > DRAFT_FILE || data.len > DRAFT_FILE - offset)
		return false;
	if (offset + data.len > f->len && !sftp_file_resize(o, f, offset + data.len))
		return false;
	if (data.len > 0)
		memcpy(f->bytes + offset, data.at, data.len);
	return true;
}

struct str
sftp_file_read(const struct sftp_file *f, uint64_t offset, uint32_t len)
{
	if (offset >= f->len)
		return STR_NONE;
	struct str all = { (const char *)f->bytes, f->len };
	return str_sub(all, (size_t)offset, (size_t)offset + len);
}

void
sftp_files_moved(struct sftp_open *o, const struct sftp_path *from, const struct sftp_path *to)
{
	for (uint32_t i = 0; i < SFTP_HANDLES; i++) {
		struct sftp_file *f = &o->file[i];
		struct str path = str_from(f->path);
		char moved[SFTP_PATH_MAX + 1];
		if (!is_in(f, from))
			continue;
		if (str_eq(path, to->file)) { /* replaced: what is still written to it goes nowhere */
			f->dropped = true;
		} else if (str_eq(path, from->file) || sftp_path_in(path, from->file)) {
			snprintf(moved, sizeof(moved), "%.*s%.*s", STR_ARG(to->file),
			    STR_ARG(str_sub(path, from->file.len, path.len)));
			snprintf(f->path, sizeof(f->path), "%s", moved);
		}
	}
}

void
sftp_files_removed(struct sftp_open *o, const struct sftp_path *p)
{
	for (uint32_t i = 0; i < SFTP_HANDLES; i++)
		if (is_in(&o->file[i], p) && str_is(p->file, o->file[i].path))
			o->file[i].dropped = true;
}
