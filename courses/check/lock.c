#include "courses/check/lock.h"

#include <stdlib.h>
#include <string.h>

#include "courses/check/change.h"
#include "courses/read/grow.h"

static int
item_order(const void *left, const void *right)
{
	const struct change_item *l = left, *r = right;
	int order = strcmp(l->kind, r->kind);

	return order != 0 ? order : str_cmp(l->id, r->id);
}

/* The lines of a lock, sorted: it may be any file that somebody put there, of many lines. */
struct lines {
	struct str *line;
	uint32_t count;
};

static int
line_order(const void *left, const void *right)
{
	return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

static struct lines
lines_of(struct arena *a, struct str lock)
{
	struct lines l = { NULL, 0 };
	struct str line;

	while (str_next(&lock, '\n', &line))
		*GROW(a, l.line, l.count) = line;
	if (l.count > 0)
		qsort(l.line, l.count, sizeof(*l.line), line_order);
	return l;
}

/* The line of a thing in a lock up to its version; the version it has there when its hash is the same. */
static struct str
version_before(const struct lines *l, struct str head, struct str hash)
{
	uint32_t from = 0, to = l->count;
	struct str line;
	size_t at;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;

		if (str_cmp(l->line[middle], head) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	if (from == l->count)
		return STR_NONE;
	line = l->line[from];
	if (line.len <= head.len || !str_eq(str_sub(line, 0, head.len), head))
		return STR_NONE;
	at = str_find(line, head.len, ", hash: ");
	return at < line.len && str_eq(str_sub(line, at + 8, at + 8 + hash.len), hash)
		   ? str_sub(line, head.len, at)
		   : STR_NONE;
}

struct str
lock_write(struct arena *a, const struct course *c, uint16_t edition, uint16_t minor,
    uint16_t revision, struct str before)
{
	struct buf b = BUF_IN(a);
	struct str now = str_printf(a, "%u.%u.%u", edition, minor, revision);
	struct lines lines = lines_of(a, before);
	struct change_item *item;
	uint32_t n;

	course_items(c, a, &item, &n);
	if (n > 0)
		qsort(item, n, sizeof(*item), item_order);
	buf_z(&b, "# Written by publish. Keep it with the course, and do not edit it.\n");
	buf_printf(&b, "course: %.*s\nedition: %.*s\nitems:\n", STR_ARG(c->id), STR_ARG(now));
	for (uint32_t i = 0; i < n; i++) {
		struct str head = str_printf(
		    a, "  - {kind: %s, id: %.*s, version: ", item[i].kind, STR_ARG(item[i].id));
		struct str hash = str_printf(a, "%016llx", (unsigned long long)item[i].hash);
		struct str version = version_before(&lines, head, hash);

		if (version.len == 0)
			version = now;
		buf_printf(&b, "%.*s%.*s, hash: %.*s}\n", STR_ARG(head), STR_ARG(version), STR_ARG(hash));
	}
	return buf_get(&b);
}

static bool
number(struct str s, uint16_t *n)
{
	uint32_t v = 0;

	if (s.len == 0 || s.len > 5)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		v = v * 10 + (uint32_t)(s.at[i] - '0');
	}
	*n = (uint16_t)v;
	return v <= UINT16_MAX;
}

bool
lock_read(struct str lock, uint16_t *edition, uint16_t *minor, uint16_t *revision)
{
	struct str line, part[3];

	while (str_next(&lock, '\n', &line)) {
		struct str rest;

		if (!str_starts(line, "edition: "))
			continue;
		rest = str_trim(str_sub(line, 9, line.len));
		for (int i = 0; i < 3; i++)
			if (!str_next(&rest, '.', &part[i]))
				return false;
		return rest.len == 0 && number(part[0], edition) && number(part[1], minor) &&
		       number(part[2], revision);
	}
	return false;
}

bool
lock_same(struct str one, struct str other)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < one.len && one.at[i] == '\r')
			i++;
		while (k < other.len && other.at[k] == '\r')
			k++;
		if (i == one.len || k == other.len)
			return i == one.len && k == other.len;
		if (one.at[i++] != other.at[k++])
			return false;
	}
}

struct str
lock_set_edition(struct arena *a, struct str manifest, uint16_t edition)
{
	struct buf b = BUF_IN(a);
	struct str rest = manifest, line;
	bool done = false;

	while (str_next(&rest, '\n', &line)) {
		size_t end = 8;

		if (!done && str_starts(line, "edition:")) {
			while (end < line.len && (line.at[end] == ' ' || line.at[end] == '\t'))
				end++;
			while (end < line.len && line.at[end] >= '0' && line.at[end] <= '9')
				end++;
			buf_printf(&b, "edition: %u%.*s", edition, STR_ARG(str_sub(line, end, line.len)));
			done = true;
		} else {
			buf_str(&b, line);
		}
		/* The last line may have no end. */
		if ((size_t)(line.at + line.len - manifest.at) < manifest.len)
			buf_char(&b, '\n');
	}
	return buf_get(&b);
}
