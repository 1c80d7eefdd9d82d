#include "store/keeper/secret.h"

#include <string.h>

#include "courses/base/utf8.h"
#include "store/keeper/propose.h"

enum { LONGEST = 512, OWN_LEAST = 8, DISTINCT_LEAST = 6 };

/* ---- counting ---- */

static size_t
clusters(struct str s)
{
	size_t n = 0;

	for (size_t at = 0; at < s.len; n++)
		at = utf8_cluster(s, at);
	return n;
}

static bool
is_blank(uint32_t cp)
{
	return cp == ' ' || cp == '-' || cp == '_' || cp == '.' || cp == ',' || cp == 0x3000 ||
	       cp == 0xa0;
}

static unsigned
words(struct str s)
{
	unsigned n = 0;
	bool inside = false;

	for (size_t at = 0; at < s.len;) {
		uint32_t cp;

		at += utf8_get(s, at, &cp);
		if (!is_blank(cp) && !inside)
			n++;
		inside = !is_blank(cp);
	}
	return n;
}

/* ---- patterns ---- */

/* Is it all one short piece, said again and again: aaaa, abcabcabc, passwordpassword? */
static bool
is_repeated(struct str s)
{
	for (size_t period = 1; period <= s.len / 2; period++) {
		size_t same = period;

		while (same < s.len && s.at[same] == s.at[same - period])
			same++;
		if (same == s.len)
			return true;
	}
	return false;
}

static unsigned
distinct(struct str s)
{
	bool seen[256] = { false };
	unsigned n = 0;

	for (size_t i = 0; i < s.len; i++) {
		n += !seen[(unsigned char)s.at[i]];
		seen[(unsigned char)s.at[i]] = true;
	}
	return n;
}

/* Rows of keyboards, the alphabet and the digits; read in both directions. */
static const char *const rows[] = {
	"abcdefghijklmnopqrstuvwxyz",
	"01234567890123456789",
	"1234567890",
	"qwertyuiop[]",
	"asdfghjkl;'",
	"zxcvbnm,./",
	"azertyuiop",
	"qsdfghjklm",
	"wxcvbn",
	"qwertzuiop",
	"yxcvbnm",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p",
	"q1w2e3r4t5y6u7i8o9p0",
	"1q2w3e4r5t6y7u8i9o0p",
};

/* How many bytes from `at` run along one row? */
static size_t
run_along(struct str s, size_t at)
{
	size_t best = 1;

	for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++) {
		size_t len = strlen(rows[r]);

		for (size_t from = 0; from < len; from++) {
			size_t up = 0, down = 0;

			while (at + up < s.len && from + up < len &&
			       s.at[at + up] == rows[r][from + up])
				up++;
			while (at + down < s.len && from >= down &&
			       s.at[at + down] == rows[r][from - down])
				down++;
			best = up > best ? up : best;
			best = down > best ? down : best;
		}
	}
	return best;
}

/* What is left when runs of four and more along a row count as one letter. */
static size_t
without_runs(struct str s)
{
	size_t n = 0;

	for (size_t at = 0; at < s.len; n++) {
		size_t run = run_along(s, at);

		at += run >= 4 ? run : 1;
	}
	return n;
}

/* ---- lists ---- */

static bool
is_common(struct str s)
{
	unsigned low = 0, high = common_count;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		int order = str_cmp(s, str_from(common_passwords[middle]));

		if (order == 0)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

static struct str
without(struct arena *a, struct str s, struct str piece)
{
	struct buf b = BUF_IN(a);

	for (size_t at = 0; at < s.len;) {
		if (piece.len > 0 && at + piece.len <= s.len &&
		    memcmp(s.at + at, piece.at, piece.len) == 0) {
			at += piece.len;
			continue;
		}
		buf_char(&b, s.at[at++]);
	}
	return buf_get(&b);
}

static size_t
letters_only(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		n += c >= 0x80 || (c >= 'a' && c <= 'z');
	}
	return n;
}

/* Made of a frequent word and of digits and marks: password-2026-2026. */
static bool
is_padded_word(struct arena *a, struct str s)
{
	for (unsigned i = 0; i < common_words_count; i++) {
		struct str rest = without(a, s, str_from(common_words[i]));

		if (rest.len < s.len && letters_only(rest) < 4)
			return true;
	}
	return letters_only(s) < 4 && distinct(s) < 9; /* a date, a telephone */
}

/* Made of the person's own names: what is left without them is too little. */
static bool
is_own_name(struct arena *a, struct str s, struct str login, struct str name)
{
	struct str rest = s, part, names = utf8_fold(a, name);

	if (login.len >= 3)
		rest = without(a, rest, utf8_fold(a, login));
	while (str_next(&names, ' ', &part))
		if (part.len >= 3)
			rest = without(a, rest, part);
	return rest.len < s.len && (rest.len < OWN_LEAST || letters_only(rest) < 4);
}

enum reason
secret_check(struct arena *a, struct str secret, enum way_in way, struct str login, struct str name)
{
	if (secret.len > LONGEST)
		return REASON_MALFORMED;

	bool is_phrase = way == WAY_PHRASE;
	bool is_long = is_phrase ? words(secret) >= SECRET_WORDS && secret.len >= SECRET_LEAST
				 : clusters(secret) >= SECRET_LEAST;

	if (!is_long)
		return REASON_SECRET_SHORT;

	struct str folded = utf8_fold(a, secret);
	struct str tight = folded;

	for (const char *c = " -_.,"; *c; c++)
		tight = without(a, tight, (struct str){ c, 1 });
	if (tight.len == 0 || distinct(tight) < DISTINCT_LEAST || is_repeated(tight) ||
	    is_common(tight) || without_runs(tight) < OWN_LEAST || is_padded_word(a, tight) ||
	    is_own_name(a, tight, login, name) ||
	    is_own_name(a, propose_plain(a, tight), login, propose_plain(a, name)))
		return REASON_SECRET_COMMON;
	return REASON_NONE;
}
