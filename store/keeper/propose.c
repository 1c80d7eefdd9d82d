#include "store/keeper/propose.h"

#include <string.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"

enum { LOGIN_MOST = 20, LOGIN_LEAST = 3 };

/* U+00C0 to U+017F, two bytes each: what stands for the letter in a-z ("." for nothing). */
static const char latin[] =
    "a a a a a a aec e e e e i i i i d n o o o o o . o u u u u y thss"
    "a a a a a a aec e e e e i i i i d n o o o o o . o u u u u y thy "
    "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h "
    "i i i i i i i i i i ijijj j k k k l l l l l l l l l l n n n n n n n n n o o o o o o "
    "oeoer r r r r r s s s s s s s s t t t t t t u u u u u u u u u u u u w w y y y "
    "z z z z z z s ";

/* U+0430 to U+044F, four bytes each. */
static const char cyrillic[] = "a   b   v   g   d   e   zh  z   i   y   k   l   m   n   o   p   "
			       "r   s   t   u   f   kh  ts  ch  sh  sch .   y   .   e   yu  ya  ";

static const struct {
	uint32_t from, to;
	char letter;
} ranges[] = {
	/* Vietnamese, and what Latin Extended-B has of African letters */
	{ 0x1ea0, 0x1eb7, 'a' },
	{ 0x1eb8, 0x1ec7, 'e' },
	{ 0x1ec8, 0x1ecb, 'i' },
	{ 0x1ecc, 0x1ee3, 'o' },
	{ 0x1ee4, 0x1ef1, 'u' },
	{ 0x1ef2, 0x1ef9, 'y' },
	{ 0x01a0, 0x01a1, 'o' },
	{ 0x01af, 0x01b0, 'u' },
	{ 0x0218, 0x0219, 's' },
	{ 0x021a, 0x021b, 't' },
	{ 0x0253, 0x0253, 'b' },
	{ 0x0256, 0x0257, 'd' },
	{ 0x0254, 0x0254, 'o' },
	{ 0x025b, 0x025b, 'e' },
	{ 0x014b, 0x014b, 'n' },
};

static void
table_add(struct buf *b, const char *table, size_t width, size_t row)
{
	for (size_t i = 0; i < width; i++) {
		char c = table[width * row + i];

		if (c >= 'a' && c <= 'z')
			buf_char(b, c);
	}
}

static void
letter_add(struct buf *b, uint32_t cp)
{
	if (cp >= 'a' && cp <= 'z')
		buf_char(b, (char)cp);
	else if (cp >= 'A' && cp <= 'Z')
		buf_char(b, (char)(cp + 32));
	else if (cp >= 0xc0 && cp <= 0x17f)
		table_add(b, latin, 2, cp - 0xc0);
	else if (cp >= 0x430 && cp <= 0x44f)
		table_add(b, cyrillic, 4, cp - 0x430);
	else if (cp >= 0x410 && cp <= 0x42f)
		table_add(b, cyrillic, 4, cp - 0x410);
	else
		for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
			if (cp >= ranges[i].from && cp <= ranges[i].to)
				buf_char(b, ranges[i].letter);
}

struct str
propose_plain(struct arena *a, struct str text)
{
	struct buf b = BUF_IN(a);

	for (size_t at = 0; at < text.len;) {
		uint32_t cp;

		at += utf8_get(text, at, &cp);
		if (cp < 0x80 && !(cp >= 'A' && cp <= 'Z'))
			buf_char(&b, (char)cp);
		else
			letter_add(&b, cp);
	}
	return buf_get(&b);
}

/* One word of a name in a-z. */
static struct str
word_plain(struct arena *a, struct str word)
{
	struct buf b = BUF_IN(a);

	for (size_t at = 0; at < word.len;) {
		uint32_t cp;

		at += utf8_get(word, at, &cp);
		letter_add(&b, cp);
	}
	return buf_get(&b);
}

struct str
propose(struct arena *a, struct str name, unsigned n)
{
	struct str rest = name, part, first = STR_NONE, last = STR_NONE;

	while (str_next(&rest, ' ', &part)) {
		struct str word = word_plain(a, part);

		if (word.len == 0)
			continue;
		if (first.len == 0)
			first = word;
		else
			last = word;
	}
	if (first.len + last.len < LOGIN_LEAST) {
		first = STR("learner");
		last = STR_NONE;
	}
	if (first.len < LOGIN_LEAST) { /* "Li Na" is li.na, never li */
		first = str_printf(a, "%.*s.%.*s", STR_ARG(first), STR_ARG(last));
		last = STR_NONE;
	}
	first = str_sub(first, 0, LOGIN_MOST - 6);
	if (n == 1 && last.len > 0)
		return str_sub(
		    str_printf(a, "%.*s.%.*s", STR_ARG(first), STR_ARG(last)), 0, LOGIN_MOST);
	return n == 0 ? first : str_printf(a, "%.*s%u", STR_ARG(first), n < 99999 ? n + 1 : 99999);
}
