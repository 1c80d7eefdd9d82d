#include "courses/read/tar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "courses/read/folder.h"

enum part { PART_HEADER, PART_FILE, PART_PASS, PART_PAX, PART_NAME };

struct tar {
	const struct tar_events *events;
	void *context;
	unsigned char block[TAR_BLOCK];
	size_t filled;
	enum part part;
	size_t left, pad; /* of the body */
	uint64_t total;
	uint32_t entries, skipped;
	bool is_refused, has_ended;
	struct arena *arena; /* of one entry and the headers before it */
	struct buf header;   /* pax or GNU long name being read */
	size_t headers;      /* bytes of those before this entry, all together */
	struct str path;     /* from such a header; empty: none */
	bool has_size, is_sparse;
	uint64_t size;
};

struct tar *
tar_new(const struct tar_events *events, void *context)
{
	struct tar *t = calloc(1, sizeof(*t));

	if (t == NULL)
		abort();
	t->events = events;
	t->context = context;
	t->arena = arena_new();
	return t;
}

void
tar_free(struct tar *t)
{
	if (t == NULL)
		return;
	arena_free(t->arena);
	free(t);
}

uint32_t
tar_skipped(const struct tar *t)
{
	return t->skipped;
}

#define REFUSE(t, e, ...) ((t)->is_refused = true, err_set((e), ERR_INPUT, __VA_ARGS__))

/* ---- numbers ---- */

/* Octal, or GNU's base 256 with the highest bit set. */
static bool
number(const unsigned char *at, size_t len, uint64_t *n)
{
	size_t i = 0;

	*n = 0;
	if (at[0] & 0x80) {
		*n = at[0] & 0x7f;
		for (i = 1; i < len; i++) {
			if (*n >> 48)
				return false;
			*n = *n << 8 | at[i];
		}
		return true;
	}
	while (i < len && at[i] == ' ')
		i++;
	for (; i < len && at[i] >= '0' && at[i] <= '7'; i++)
		*n = *n << 3 | (uint64_t)(at[i] - '0');
	return i == len || at[i] == ' ' || at[i] == '\0';
}

static uint32_t
checksum(const unsigned char *b)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : b[i];
	return sum;
}

static bool
is_zero(const unsigned char *b)
{
	for (size_t i = 0; i < TAR_BLOCK; i++)
		if (b[i] != 0)
			return false;
	return true;
}

/* ---- what is no tar archive ---- */

static const char *
packed_by(const unsigned char *b)
{
	static const struct {
		const char *magic;
		size_t len;
		const char *name;
	} known[] = { { "\x1f\x8b", 2, "gzip" }, { "\xfd" "7zXZ", 5, "xz" }, { "PK\x03\x04", 4, "zip" },
		{ "BZh", 3, "bzip2" }, { "\x28\xb5\x2f\xfd", 4, "zstd" }, { "7z\xbc\xaf", 4, "7z" } };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (memcmp(b, known[i].magic, known[i].len) == 0)
			return known[i].name;
	return NULL;
}

static bool
not_tar(struct tar *t, struct err *e)
{
	const unsigned char *b = t->block;
	const char *packed = packed_by(b);

	if (t->entries > 0)
		return REFUSE(t, e, "the archive is damaged behind its entry number %u; make it again", t->entries);
	if (packed != NULL)
		return REFUSE(t, e,
		    "this archive is packed by %s; send it unpacked: tar c FOLDER, without z, j or J, and no zip", packed);
	if ((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf))
		return REFUSE(t, e,
		    "this came through a pipe of PowerShell, which changes bytes; use cmd, or: cmd /c \"tar c FOLDER | ssh ...\"");
	return REFUSE(t, e, "this is no tar archive; make it with: tar c FOLDER");
}

/* ---- headers ---- */

static struct str
field(const unsigned char *at, size_t len)
{
	size_t n = 0;

	while (n < len && at[n] != '\0')
		n++;
	return (struct str){ (const char *)at, n };
}

static struct str
header_path(struct tar *t)
{
	const unsigned char *b = t->block;
	struct str name = field(b, 100), prefix = field(b + 345, 155);

	if (t->path.len > 0)
		return t->path;
	/* GNU's older layout has other things where the prefix stands. */
	if (memcmp(b + 257, "ustar\0", 6) != 0 || prefix.len == 0)
		return str_copy(t->arena, name);
	return str_printf(t->arena, "%.*s/%.*s", STR_ARG(prefix), STR_ARG(name));
}

static bool
pax_read(struct tar *t, struct err *e)
{
	struct str all = buf_get(&t->header);

	for (size_t at = 0; at < all.len;) {
		size_t len = 0, i = at, equals;
		struct str record, key, value;

		for (; i < all.len && all.at[i] >= '0' && all.at[i] <= '9' && len < TAR_HEADER; i++)
			len = len * 10 + (size_t)(all.at[i] - '0');
		if (i == at || i == all.len || all.at[i] != ' ' || len < i - at + 2 || len > all.len - at)
			return REFUSE(t, e, "the archive has a header that cannot be read; make it again");
		record = str_sub(all, i + 1, at + len - 1);
		equals = str_find(record, 0, "=");
		key = str_sub(record, 0, equals);
		value = str_sub(record, equals + 1, record.len);
		if (str_is(key, "path"))
			t->path = str_copy(t->arena, value);
		if (str_starts(key, "GNU.sparse"))
			t->is_sparse = true;
		if (str_is(key, "size")) {
			t->has_size = true;
			t->size = 0;
			for (size_t k = 0; k < value.len; k++) {
				if (value.at[k] < '0' || value.at[k] > '9' || t->size > (uint64_t)1 << 50)
					return REFUSE(t, e,
					    "the archive has a header that cannot be read; make it again");
				t->size = t->size * 10 + (uint64_t)(value.at[k] - '0');
			}
		}
		at += len;
	}
	return true;
}

static void
entry_over(struct tar *t)
{
	t->path = STR_NONE;
	t->headers = 0;
	t->has_size = t->is_sparse = false;
	arena_reset(t->arena);
}

/* For a sentence: what could not be a path of a course is not repeated, it may hold signs that move a screen. */
static struct str
shown(struct str path)
{
	return folder_path_ok(path) ? path : STR("one entry");
}

/* ./en/a.md is en/a.md. */
static struct str
path_clean(struct str path)
{
	while (str_starts(path, "./")) {
		path = str_sub(path, 2, path.len);
		while (str_starts(path, "/"))
			path = str_sub(path, 1, path.len);
	}
	return path;
}

static void
body(struct tar *t, enum part part, uint64_t size)
{
	t->part = part;
	t->left = (size_t)size;
	t->pad = tar_pad(t->left);
	t->header = BUF_IN(t->arena);
}

static bool
file_begin(struct tar *t, struct str written, uint64_t size, struct err *e)
{
	struct str path = path_clean(written);

	if (t->is_sparse)
		return REFUSE(t, e, "%.*s is a sparse file; pack it without --sparse", STR_ARG(shown(path)));
	if (folder_skips(path)) {
		t->skipped++;
		body(t, PART_PASS, size);
		return true;
	}
	if (path.len > 0 && (path.at[0] == '/' || (path.len > 1 && path.at[1] == ':')))
		return REFUSE(t, e, "the archive holds an absolute path; pack the folder by its name: tar c FOLDER");
	if (!folder_path_ok(path))
		return REFUSE(t, e,
		    "the archive holds a file whose path cannot be used (%zu bytes): no .. and no control signs, at "
		    "most %d bytes",
		    path.len, FOLDER_PATH);
	if (size > FOLDER_FILE)
		return REFUSE(t, e, "%.*s is larger than %d MB; make it smaller", STR_ARG(path), FOLDER_FILE >> 20);
	if (!t->events->file(t->context, path, (size_t)size, e)) {
		t->is_refused = true;
		return false;
	}
	body(t, PART_FILE, size);
	return true;
}

static bool
entry_begin(struct tar *t, struct err *e)
{
	const unsigned char *b = t->block;
	uint64_t size, sum;
	struct str path;

	if (is_zero(b)) {
		t->has_ended = true;
		return true;
	}
	if (!number(b + 148, 8, &sum) || sum != checksum(b) || !number(b + 124, 12, &size))
		return not_tar(t, e);
	if (++t->entries > TAR_ENTRIES)
		return REFUSE(t, e, "the archive holds more than %d entries; pack only the course", TAR_ENTRIES);
	switch (b[156]) {
	case 'x':
	case 'X':
	case 'L':
		/* They are held until their entry comes: one after the other they count as one. */
		if (size > TAR_HEADER - t->headers)
			return REFUSE(t, e, "the archive has a header of more than %d kB", TAR_HEADER >> 10);
		t->headers += (size_t)size;
		body(t, b[156] == 'L' ? PART_NAME : PART_PAX, size);
		return true;
	case 'g': /* git archive says here which commit it is */
	case 'K':
		body(t, PART_PASS, size);
		t->part = PART_PASS;
		return size <= TAR_HEADER || REFUSE(t, e, "the archive has a header of more than %d kB", TAR_HEADER >> 10);
	default:
		break;
	}
	if (t->has_size)
		size = t->size;
	if (size > TAR_STREAM)
		return REFUSE(t, e, "the archive holds a file of more than %d MB", TAR_STREAM >> 20);
	path = header_path(t);
	switch (b[156]) {
	case '0':
	case '\0':
	case '7':
		/* Before ustar a folder was a file whose name ends in a slash. */
		if (path.len > 0 && path.at[path.len - 1] == '/')
			break;
		return file_begin(t, path, size, e);
	case '5':
		break;
	case '1':
	case '2':
		if (folder_skips(path_clean(path)))
			break;
		return REFUSE(t, e, "%.*s is a link; put the file itself there", STR_ARG(shown(path)));
	case '3':
	case '4':
	case '6':
		return REFUSE(t, e, "%.*s is neither a file nor a folder; take it out of the course", STR_ARG(shown(path)));
	case 'S':
		return REFUSE(t, e, "%.*s is a sparse file; pack it without --sparse", STR_ARG(shown(path)));
	default:
		return REFUSE(t, e, "%.*s is of a kind that is not read here; make the archive with: tar c FOLDER",
		    STR_ARG(shown(path)));
	}
	body(t, PART_PASS, size);
	return true;
}

/* ---- feeding ---- */

/* A body is over, its padding as well. */
static bool
body_over(struct tar *t, struct err *e)
{
	enum part part = t->part;

	t->part = PART_HEADER;
	if (part == PART_PAX)
		return pax_read(t, e);
	if (part == PART_NAME) {
		struct str all = buf_get(&t->header);

		t->path = str_copy(t->arena, field((const unsigned char *)all.at, all.len));
		return true;
	}
	if (t->block[156] == 'g' || t->block[156] == 'K')
		return true; /* what follows still belongs to the headers before it */
	entry_over(t);
	return true;
}

static size_t
body_take(struct tar *t, const unsigned char *at, size_t len)
{
	size_t n = len < t->left ? len : t->left;

	if (n == 0) {
		n = len < t->pad ? len : t->pad;
		t->pad -= n;
		return n;
	}
	if (t->part == PART_FILE)
		t->events->bytes(t->context, at, n);
	else if (t->part != PART_PASS)
		buf_str(&t->header, (struct str){ (const char *)at, n });
	t->left -= n;
	return n;
}

bool
tar_feed(struct tar *t, const unsigned char *at, size_t len, struct err *e)
{
	if (t->is_refused)
		return false;
	t->total += len;
	if (t->total > TAR_STREAM)
		return REFUSE(t, e, "the archive is larger than %d MB; pack only the course", TAR_STREAM >> 20);
	while (!t->has_ended) {
		if (t->part != PART_HEADER) {
			size_t n = body_take(t, at, len);

			at += n;
			len -= n;
			if (t->left > 0 || t->pad > 0) {
				if (len == 0)
					return true;
				continue;
			}
			if (t->part == PART_FILE)
				t->events->end(t->context);
			if (!body_over(t, e))
				return false;
			continue;
		}
		size_t n = len < TAR_BLOCK - t->filled ? len : TAR_BLOCK - t->filled;

		if (n == 0)
			return true;
		memcpy(t->block + t->filled, at, n);
		t->filled += n;
		at += n;
		len -= n;
		if (t->entries == 0 && t->filled >= 6 && packed_by(t->block) != NULL)
			return not_tar(t, e);
		if (t->filled < TAR_BLOCK)
			return true;
		t->filled = 0;
		if (!entry_begin(t, e))
			return false;
	}
	return true;
}

bool
tar_end(struct tar *t, struct err *e)
{
	if (t->is_refused)
		return false;
	if (t->entries == 0 && t->filled == 0 && !t->has_ended)
		return REFUSE(t, e, "nothing came on standard input; send an archive: tar c FOLDER | ssh ...");
	if (t->entries == 0 && !t->has_ended)
		return not_tar(t, e);
	if (t->part != PART_HEADER || t->filled > 0)
		return REFUSE(t, e, "the archive ends in the middle of a file; send it again");
	return true;
}

/* ---- writing ---- */

size_t
tar_pad(size_t size)
{
	return (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK;
}

static void
octal(unsigned char *at, size_t len, uint64_t n)
{
	at[--len] = '\0';
	while (len > 0) {
		at[--len] = (unsigned char)('0' + (n & 7));
		n >>= 3;
	}
}

static void
header_put(struct buf *out, struct str name, size_t size, int64_t at, char kind)
{
	unsigned char b[TAR_BLOCK] = { 0 };

	memcpy(b, name.at, name.len < 100 ? name.len : 100);
	octal(b + 100, 8, 0644);
	octal(b + 108, 8, 0);
	octal(b + 116, 8, 0);
	octal(b + 124, 12, size);
	octal(b + 136, 12, at > 0 ? (uint64_t)at : 0);
	b[156] = (unsigned char)kind;
	memcpy(b + 257, "ustar\0" "00", 8);
	octal(b + 148, 7, checksum(b));
	b[155] = ' ';
	buf_str(out, (struct str){ (const char *)b, TAR_BLOCK });
}

static void
zeros(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_char(out, '\0');
}

void
tar_write_header(struct buf *out, struct str path, size_t size, int64_t at)
{
	/* A record counts its own digits: "30 path=...\n". */
	if (path.len > 100) {
		size_t len = path.len + 7, digits = 1;
		char record[FOLDER_PATH + 32];

		while (len + digits >= (digits == 1 ? 10u : digits == 2 ? 100u : 1000u))
			digits++;
		len += digits;
		header_put(out, STR("PaxHeader"), len, at, 'x');
		int n = snprintf(record, sizeof(record), "%zu path=%.*s\n", len, STR_ARG(path));
		buf_str(out, (struct str){ record, (size_t)n });
		zeros(out, tar_pad((size_t)n));
	}
	header_put(out, path, size, at, '0');
}
