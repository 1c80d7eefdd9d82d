#include "tui/serve/sftp_list.h"

#include <string.h>

void
sftp_list_begin(struct sftp_list *l, enum sftp_where where, struct str course)
{
	struct arena *a = arena_new(); /* before the old one goes: course may lie in it */
	struct str own = str_copy(a, course);
	sftp_list_free(l);
	*l = (struct sftp_list){ .where = where, .course = own, .arena = a };
}

void
sftp_list_free(struct sftp_list *l)
{
	arena_free(l->arena);
	*l = (struct sftp_list){ .arena = NULL };
}

const struct file_row *
sftp_list_find(const struct sftp_list *l, struct str path)
{
	for (uint32_t i = 0; i < l->rows; i++)
		if (str_eq(l->row[i].path, path))
			return &l->row[i];
	return NULL;
}

bool
sftp_list_is_folder(const struct sftp_list *l, struct str path)
{
	for (uint32_t i = 0; i < l->rows && path.len > 0; i++)
		if (sftp_path_in(l->row[i].path, path))
			return true;
	return path.len == 0;
}

uint64_t
sftp_list_bytes(const struct sftp_list *l)
{
	uint64_t n = 0;
	for (uint32_t i = 0; i < l->rows; i++)
		n += l->row[i].size;
	return n;
}

void
sftp_list_put(struct sftp_list *l, struct str path, uint32_t size, int64_t at)
{
	uint32_t i = 0;
	if (l->arena == NULL)
		return;
	while (i < l->rows && str_cmp(l->row[i].path, path) < 0)
		i++;
	if (i < l->rows && str_eq(l->row[i].path, path)) {
		l->row[i].size = size;
		l->row[i].at = at;
		return;
	}
	if (l->rows == l->cap) {
		uint32_t cap = l->cap == 0 ? FILES_PAGE : l->cap * 2;
		struct file_row *row = ARENA_ARRAY(l->arena, cap, struct file_row);
		if (l->rows > 0)
			memcpy(row, l->row, l->rows * sizeof(*row));
		l->row = row;
		l->cap = cap;
	}
	memmove(&l->row[i + 1], &l->row[i], (l->rows - i) * sizeof(*l->row));
	l->row[i] = (struct file_row){ .path = str_copy(l->arena, path), .size = size, .at = at };
	l->rows++;
}

void
sftp_list_drop(struct sftp_list *l, struct str path)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < l->rows; i++)
		if (!str_eq(l->row[i].path, path) && !sftp_path_in(l->row[i].path, path))
			l->row[kept++] = l->row[i];
	l->rows = kept;
}

void
sftp_list_move(struct sftp_list *l, struct str from, struct str to)
{
	struct arena *a = arena_new();
	struct file_row *moved = ARENA_ARRAY(a, l->rows + (size_t)1, struct file_row);
	uint32_t n = 0;
	for (uint32_t i = 0; i < l->rows; i++) {
		struct file_row r = l->row[i];
		if (!str_eq(r.path, from) && !sftp_path_in(r.path, from))
			continue;
		r.path = str_printf(a, "%.*s%.*s", STR_ARG(to), STR_ARG(str_sub(r.path, from.len, r.path.len)));
		moved[n++] = r;
	}
	sftp_list_drop(l, from);
	for (uint32_t i = 0; i < n; i++)
		sftp_list_put(l, moved[i].path, moved[i].size, moved[i].at);
	arena_free(a);
}
