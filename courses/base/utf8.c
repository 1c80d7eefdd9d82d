#include "courses/base/utf8.h"

#include "courses/base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unigbrk.h>
#include <uninorm.h>

enum { BAD = 0xFFFD, CLUSTER_MAX = 64 };

/* How many bytes a lead byte promises (0: it is none) and what the byte after it may be. */
static size_t
lead(unsigned char byte, unsigned char *low, unsigned char *high)
{
	*low = 0x80;
	*high = 0xBF;
	if (byte < 0x80)
		return 1;
	if (byte < 0xC2 || byte > 0xF4)
		return 0;
	if (byte == 0xE0)
		*low = 0xA0; /* shorter forms exist */
	else if (byte == 0xED)
		*high = 0x9F; /* surrogates */
	else if (byte == 0xF0)
		*low = 0x90;
	else if (byte == 0xF4)
		*high = 0x8F; /* past U+10FFFF */
	return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/* The bytes of the code point or of the ill-formed part at `at`; *whole says which. */
static size_t
step(struct str s, size_t at, bool *whole)
{
	unsigned char low, high;
	size_t want = lead((unsigned char)s.at[at], &low, &high), got = 1;

	while (got < want && at + got < s.len) {
		unsigned char byte = (unsigned char)s.at[at + got];
		if (byte < low || byte > high)
			break;
		low = 0x80;
		high = 0xBF;
		got++;
	}
	*whole = got == want;
	return got;
}

size_t
utf8_get(struct str s, size_t at, uint32_t *cp)
{
	static const unsigned char bits[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
	bool whole;
	size_t len = step(s, at, &whole);

	if (!whole) {
		*cp = BAD;
		return len;
	}
	*cp = (unsigned char)s.at[at] & bits[len];
	for (size_t i = 1; i < len; i++)
		*cp = *cp << 6 | ((unsigned char)s.at[at + i] & 0x3F);
	return len;
}

size_t
utf8_put(char out[4], uint32_t cp)
{
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = BAD;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}

	size_t len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

	for (size_t i = len - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (cp & 0x3F));
		cp >>= 6;
	}
	out[0] = (char)(0xF00 >> len | cp); /* C0, E0, F0 */
	return len;
}

bool
utf8_valid(struct str s)
{
	bool whole = true;

	for (size_t at = 0; at < s.len && whole;)
		at += step(s, at, &whole);
	return whole;
}

struct str
utf8_whole(struct str s)
{
	unsigned char low, high;

	for (size_t back = 1; back <= 3 && back <= s.len; back++) {
		unsigned char byte = (unsigned char)s.at[s.len - back];
		if ((byte & 0xC0) == 0x80)
			continue;
		if (lead(byte, &low, &high) > back)
			s.len -= back;
		break;
	}
	return s;
}

static bool
is_ascii(struct str s, size_t at)
{
	return (unsigned char)s.at[at] < 0x80;
}

/* Two ASCII bytes with certainly a boundary between them: all but CR LF. */
static bool
parts_ascii(struct str s, size_t at)
{
	return is_ascii(s, at - 1) && is_ascii(s, at) && s.at[at] != '\n';
}

/*
 * The letters of most texts in our six languages, and the syllables of Hangul: between any two of
 * them there is a boundary. Asking the tables takes ten times as long.
 */
static bool
is_letter_alone(uint32_t cp)
{
	return (cp >= 0x20 && cp < 0x7F) || (cp > 0xAE && cp < 0x300) ||
	       (cp >= 0x400 && cp < 0x482) || (cp >= 0x620 && cp < 0x64B) ||
	       (cp >= 0x3001 && cp < 0x302A) || (cp >= 0x4E00 && cp < 0xA000) ||
	       (cp >= 0xAC00 && cp < 0xD7A4) || (cp > 0xFF00 && cp < 0xFF60);
}

/*
 * Whether code point i goes on with the cluster depends only on what stands before it, so look at
 * two, then four, and so on: nearly every letter is settled by two. u32_grapheme_breaks and not
 * u8_grapheme_next, which splits flags and families.
 */
size_t
utf8_cluster(struct str s, size_t at)
{
	uint32_t cp[CLUSTER_MAX];
	char breaks[CLUSTER_MAX];
	size_t ends[CLUSTER_MAX], n = 0;

	if (at >= s.len)
		return s.len;
	if (at + 1 == s.len || parts_ascii(s, at + 1))
		return at + 1;
	for (size_t want = 2; want <= CLUSTER_MAX; want *= 2) {
		size_t known = n ? n : 1;

		while (n < want && at < s.len) {
			at += utf8_get(s, at, &cp[n]);
			ends[n++] = at;
		}
		if (n == 2 && is_letter_alone(cp[0]) && is_letter_alone(cp[1]))
			return ends[0];
		u32_grapheme_breaks(cp, n, breaks);
		for (size_t i = known; i < n; i++)
			if (breaks[i])
				return ends[i - 1];
		if (at == s.len)
			break;
	}
	return ends[n - 1];
}

/* Clusters can only be counted forwards (flags come in pairs), so go back to a sure boundary. */
size_t
utf8_cluster_before(struct str s, size_t at)
{
	if (at > s.len)
		at = s.len;
	if (at == 0)
		return 0;

	size_t start = at - 1, next;

	while (start > 0 && !parts_ascii(s, start))
		start--;
	while ((next = utf8_cluster(s, start)) < at)
		start = next;
	return start;
}

/* libunistring wants well-formed input: a copy of s in which it is. */
static struct str
mended(struct arena *a, struct str s)
{
	struct buf b = BUF_IN(a);
	uint32_t cp;
	char out[4];

	if (utf8_valid(s))
		return s;
	for (size_t at = 0; at < s.len;) {
		at += utf8_get(s, at, &cp);
		buf_add(&b, out, utf8_put(out, cp));
	}
	return buf_get(&b);
}

/* What libunistring made (room, or malloced when that was too small), in the arena and nowhere else:
 * it may be a password. */
static struct str
taken(struct arena *a, uint8_t *made, size_t len, uint8_t *room)
{
	if (!made)
		arena_no_memory();

	struct str copy = str_copy(a, (struct str){ (char *)made, len });

	explicit_bzero(made, len);
	if (made != room)
		free(made);
	return copy;
}

static struct str
normal(struct arena *a, uninorm_t form, struct str s)
{
	uint8_t room[1024];
	size_t len = sizeof(room);
	struct str in = mended(a, s);
	uint8_t *made = u8_normalize(form, (const uint8_t *)in.at, in.len, room, &len);

	return taken(a, made, len, room);
}

struct str
utf8_nfc(struct arena *a, struct str s)
{
	return s.len ? normal(a, UNINORM_NFC, s) : STR_NONE;
}

/* NFKC before folding too: it turns 𝐀 into A, which still has to become a. */
struct str
utf8_fold(struct arena *a, struct str s)
{
	uint8_t room[1024];
	size_t len = sizeof(room);

	if (s.len == 0)
		return STR_NONE;

	struct str in = normal(a, UNINORM_NFKC, s);
	uint8_t *made = u8_casefold((const uint8_t *)in.at, in.len, "", UNINORM_NFKC, room, &len);

	return taken(a, made, len, room);
}
