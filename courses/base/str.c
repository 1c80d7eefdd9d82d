#include "courses/base/str.h"

#include "courses/base/arena.h"
#include "courses/base/utf8.h"

#include <stdio.h>
#include <string.h>

struct str
str_from(const char *z)
{
	return z ? (struct str){ z, strlen(z) } : STR_NONE;
}

bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool
str_is(struct str a, const char *z)
{
	return str_eq(a, str_from(z));
}

int
str_cmp(struct str a, struct str b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.at, b.at, common) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool
str_starts(struct str s, const char *prefix)
{
	return str_is(str_sub(s, 0, strlen(prefix)), prefix);
}

bool
str_ends(struct str s, const char *suffix)
{
	size_t len = strlen(suffix);

	return s.len >= len && str_is(str_sub(s, s.len - len, s.len), suffix);
}

size_t
str_find(struct str s, size_t from, const char *needle)
{
	if (from >= s.len)
		return s.len;

	const char *hit = memmem(s.at + from, s.len - from, needle, strlen(needle));

	return hit ? (size_t)(hit - s.at) : s.len;
}

struct str
str_sub(struct str s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from >= to)
		return STR_NONE;
	return (struct str){ s.at + from, to - from };
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str
str_trim(struct str s)
{
	size_t from = 0, to = s.len;

	while (from < to && is_space(s.at[from]))
		from++;
	while (to > from && is_space(s.at[to - 1]))
		to--;
	return str_sub(s, from, to);
}

bool
str_next(struct str *rest, char sep, struct str *part)
{
	if (rest->len == 0)
		return false;

	const char *hit = memchr(rest->at, sep, rest->len);
	size_t len = hit ? (size_t)(hit - rest->at) : rest->len;

	*part = (struct str){ rest->at, len };
	*rest = str_sub(*rest, hit ? len + 1 : len, rest->len);
	return true;
}

bool
str_number(struct str s, uint64_t max, uint64_t *n)
{
	uint64_t sum = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		uint64_t digit = (uint64_t)(s.at[i] - '0');
		if (__builtin_mul_overflow(sum, 10, &sum) || sum > max || digit > max - sum)
			return false;
		sum += digit;
	}
	*n = sum;
	return true;
}

struct str
str_copy(struct arena *a, struct str s)
{
	char *at = arena_alloc(a, s.len + 1);

	if (s.len)
		memcpy(at, s.at, s.len);
	return (struct str){ at, s.len };
}

const char *
str_z(struct arena *a, struct str s)
{
	return str_copy(a, s).at;
}

static void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

struct str
str_printf(struct arena *a, const char *fmt, ...)
{
	struct buf b = BUF_IN(a);
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	buf_cstr(&b);
	return buf_get(&b);
}

uint64_t
str_hash(struct str s)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < s.len; i++)
		hash = (hash ^ (unsigned char)s.at[i]) * 0x100000001b3;
	return hash;
}

/* Makes room for len more bytes where that is possible; returns how many there is room for. */
static size_t
buf_room(struct buf *b, size_t len)
{
	size_t want, cap;

	if (b->cut)
		return 0;
	if (len <= b->cap - b->len)
		return len;
	if (!b->grow)
		return b->cap - b->len;
	if (__builtin_add_overflow(b->len, len, &want))
		want = SIZE_MAX; /* which no arena has */
	cap = b->cap < 32 ? 64 : 2 * b->cap;
	if (cap < want)
		cap = want;
	char *at = arena_alloc(b->grow, cap);
	if (b->len)
		memcpy(at, b->at, b->len);
	b->at = at;
	b->cap = cap;
	return len;
}

void
buf_add(struct buf *b, const void *bytes, size_t len)
{
	size_t room = buf_room(b, len);

	if (room)
		memcpy(b->at + b->len, bytes, room);
	b->len += room;
	b->cut |= room < len;
}

void
buf_str(struct buf *b, struct str s)
{
	size_t room = buf_room(b, s.len);

	if (room == s.len) {
		buf_add(b, s.at, s.len);
		return;
	}
	struct str start = utf8_whole(str_sub(s, 0, room));
	buf_add(b, start.at, start.len);
	b->cut = true;
}

void
buf_z(struct buf *b, const char *z)
{
	buf_str(b, str_from(z));
}

void
buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

static void
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len <= 0)
		return;
	size_t room = buf_room(b, (size_t)len + 1); /* vsnprintf wants a byte for its NUL */
	if (room > 0)
		vsnprintf(b->at + b->len, room, fmt, ap);
	if (room > (size_t)len) {
		b->len += (size_t)len;
		return;
	}
	b->cut = true;
	if (room > 0)
		b->len += utf8_whole((struct str){ b->at + b->len, room - 1 }).len;
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

struct str
buf_get(const struct buf *b)
{
	return b->len ? (struct str){ b->at, b->len } : STR_NONE;
}

const char *
buf_cstr(struct buf *b)
{
	bool cut = b->cut;

	b->cut = false; /* a cut text may still have room for its NUL */
	if (buf_room(b, 1) == 0) {
		if (b->cap == 0)
			return "";
		b->len = utf8_whole((struct str){ b->at, b->cap - 1 }).len;
		cut = true;
	}
	b->cut = cut;
	b->at[b->len] = '\0';
	return b->at;
}
