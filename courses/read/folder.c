#include "courses/read/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"

enum { FOLDER_DEPTH = 8 };

/* One walk over a tree on a disk. */
struct walk {
	struct arena *arena;
	struct folder *folder;
	uint32_t room;
	size_t bytes;
	struct err *err;
};

static int
file_order(const void *left, const void *right)
{
	const struct file *a = left, *b = right;

	return str_cmp(a->path, b->path);
}

bool
folder_path_ok(struct str path)
{
	struct str rest = path, part;

	if (path.len == 0 || path.len > FOLDER_PATH || !utf8_valid(path))
		return false;
	for (size_t at = 0; at < path.len;) {
		uint32_t cp;

		at += utf8_get(path, at, &cp);
		if (cp < 0x20 || cp == '\\' || !safe_char(cp))
			return false;
	}
	while (str_next(&rest, '/', &part))
		if (part.len == 0 || str_is(part, ".") || str_is(part, ".."))
			return false;
	return path.at[path.len - 1] != '/';
}

/*
 * What systems and editors leave lying about. The last three are ours: backups and locks of Emacs
 * and Vim, which stand there just while somebody writes.
 */
static bool
name_is_skipped(const char *name)
{
	size_t len = strlen(name);

	return strcasecmp(name, "Thumbs.db") == 0 || strcasecmp(name, "desktop.ini") == 0 ||
	       strcmp(name, ".DS_Store") == 0 || strcmp(name, "__MACOSX") == 0 ||
	       strcmp(name, ".git") == 0 || strncmp(name, "~$", 2) == 0 ||
	       strncmp(name, ".#", 2) == 0 || name[len - 1] == '~' ||
	       (name[0] == '.' && len > 4 && strcmp(name + len - 4, ".swp") == 0);
}

bool
folder_skips(struct str path)
{
	struct str part;

	while (str_next(&path, '/', &part)) {
		char name[FOLDER_PATH + 1];

		/* With a NUL in it it is no name, and not to be read as one. */
		if (part.len == 0 || part.len > FOLDER_PATH || memchr(part.at, '\0', part.len) != NULL)
			continue;
		memcpy(name, part.at, part.len);
		name[part.len] = '\0';
		if (name_is_skipped(name))
			return true;
	}
	return false;
}

static bool walk_dir(struct walk *w, int fd, struct str prefix, int depth);

static bool
walk_file(struct walk *w, int fd, struct str path, size_t expected)
{
	char *at;
	size_t len = 0;

	if (expected > FOLDER_FILE)
		return err_set(w->err, ERR_LIMIT, "%.*s is larger than %d MB; make it smaller",
		    STR_ARG(path), FOLDER_FILE >> 20);
	/* One byte more than was said: a file that grows meanwhile is noticed, not cut. */
	at = arena_alloc(w->arena, expected + 1);
	for (;;) {
		ssize_t got = read(fd, at + len, expected + 1 - len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(w->err, "cannot read %.*s", STR_ARG(path));
		if (got == 0)
			break;
		len += (size_t)got;
		if (len > expected)
			return err_set(w->err, ERR_STATE,
			    "%.*s is being written at this moment; try again", STR_ARG(path));
	}
	w->bytes += len;
	if (w->bytes > FOLDER_BYTES)
		return err_set(
		    w->err, ERR_LIMIT, "the folder holds more than %d MB", FOLDER_BYTES >> 20);
	if (w->folder->files == FOLDER_FILES)
		return err_set(
		    w->err, ERR_LIMIT, "the folder holds more than %d files", FOLDER_FILES);
	if (w->folder->files == w->room) {
		uint32_t room = w->room ? w->room * 2 : 32;
		struct file *more = ARENA_ARRAY(w->arena, room, struct file);

		if (w->folder->files > 0)
			memcpy(more, w->folder->file, w->folder->files * sizeof(*more));
		w->folder->file = more;
		w->room = room;
	}
	w->folder->file[w->folder->files++] = (struct file){ .path = path, .bytes = { at, len } };
	return true;
}

static bool
walk_entry(struct walk *w, int dir, const char *name, struct str path, int depth)
{
	struct stat st;
	bool ok = false;
	/* O_NONBLOCK: opening a pipe must not wait for somebody to write into it. */
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0 && errno == ELOOP)
		return err_set(w->err, ERR_INPUT,
		    "%.*s is a symbolic link; put the file itself there", STR_ARG(path));
	if (fd < 0 && errno == ENXIO)
		return err_set(w->err, ERR_INPUT,
		    "%.*s is neither a file nor a folder; take it "
		    "out of the course",
		    STR_ARG(path));
	if (fd < 0)
		return err_errno(w->err, "cannot open %.*s", STR_ARG(path));
	if (fstat(fd, &st) != 0)
		err_errno(w->err, "cannot look at %.*s", STR_ARG(path));
	else if (S_ISREG(st.st_mode))
		ok = walk_file(w, fd, path, st.st_size < 0 ? 0 : (size_t)st.st_size);
	else if (S_ISDIR(st.st_mode))
		return walk_dir(w, fd, path, depth + 1);
	else
		err_set(w->err, ERR_INPUT,
		    "%.*s is neither a file nor a folder; take it out of "
		    "the course",
		    STR_ARG(path));
	close(fd);
	return ok;
}

/* Takes fd. */
static bool
walk_dir(struct walk *w, int fd, struct str prefix, int depth)
{
	DIR *dir = NULL;
	bool ok = false;

	if (depth > FOLDER_DEPTH) {
		err_set(w->err, ERR_LIMIT, "%.*s lies more than %d folders deep", STR_ARG(prefix),
		    FOLDER_DEPTH);
		goto out;
	}
	dir = fdopendir(fd);
	if (dir == NULL) {
		err_errno(w->err, "cannot read the folder %.*s", STR_ARG(prefix));
		goto out;
	}
	for (;;) {
		errno = 0;

		const struct dirent *d = readdir(dir);

		if (d == NULL && errno != 0) {
			err_errno(w->err, "cannot read the folder %.*s", STR_ARG(prefix));
			goto out;
		}
		if (d == NULL)
			break;
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		if (name_is_skipped(d->d_name)) {
			w->folder->skipped++;
			continue;
		}

		struct str path = prefix.len == 0
				      ? str_copy(w->arena, str_from(d->d_name))
				      : str_printf(w->arena, "%.*s/%s", STR_ARG(prefix), d->d_name);

		if (!folder_path_ok(path)) {
			err_set(w->err, ERR_INPUT,
			    "a file in %s%.*s has a name that cannot be used (%zu bytes); use "
			    "letters, digits, - and . only",
			    prefix.len ? "" : "the folder", STR_ARG(prefix), path.len);
			goto out;
		}
		if (!walk_entry(w, dirfd(dir), d->d_name, path, depth))
			goto out;
	}
	ok = true;
out:
	if (dir != NULL)
		closedir(dir);
	else
		close(fd);
	return ok;
}

bool
folder_load(const char *dir, struct arena *a, struct folder *f, struct err *e)
{
	struct walk w = { .arena = a, .folder = f, .err = e };
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	*f = (struct folder){ 0 };
	if (fd < 0 && errno == ENOENT)
		return err_set(e, ERR_MISSING, "there is no folder %s", dir);
	if (fd < 0 && errno == ENOTDIR)
		return err_set(e, ERR_INPUT,
		    "%s is not a folder; name the folder that holds "
		    "course.yaml",
		    dir);
	if (fd < 0)
		return err_errno(e, "cannot open the folder %s", dir);
	if (!walk_dir(&w, fd, STR_NONE, 0)) {
		*f = (struct folder){ 0 };
		return false;
	}
	if (f->files > 0)
		qsort(f->file, f->files, sizeof(*f->file), file_order);
	return true;
}

const struct file *
folder_find(const struct folder *f, struct str path)
{
	uint32_t low = 0, high = f->files;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int order = str_cmp(f->file[mid].path, path);

		if (order == 0)
			return &f->file[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static void
file_code(struct codec *c, struct file *f)
{
	codec_str(c, &f->path);
	codec_str(c, &f->bytes);
}

void
folder_code(struct codec *c, struct folder *f)
{
	size_t bytes = 0;

	codec_count(c, &f->files, 8);
	if (!codec_writes(c)) {
		if (f->files > FOLDER_FILES)
			c->bad = true;
		f->file = c->bad ? NULL : ARENA_ARRAY(c->arena, f->files, struct file);
	}
	for (uint32_t i = 0; i < f->files && !c->bad; i++) {
		file_code(c, &f->file[i]);
		if (codec_writes(c))
			continue;
		/* From outside: hold it to what folder_load would have given. */
		bytes += f->file[i].bytes.len;
		if (!folder_path_ok(f->file[i].path) || f->file[i].bytes.len > FOLDER_FILE ||
		    bytes > FOLDER_BYTES ||
		    (i > 0 && file_order(&f->file[i - 1], &f->file[i]) >= 0))
			c->bad = true;
	}
	codec_u32(c, &f->skipped);
	if (c->bad && !codec_writes(c))
		*f = (struct folder){ 0 };
}
