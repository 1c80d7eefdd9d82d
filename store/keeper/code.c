#include "store/keeper/code.h"

#include <sodium.h>
#include <string.h>

#include "courses/base/utf8.h"

enum { GROUPS = 4, IN_GROUP = 4, ALPHABET = 24 };

static const char alphabet[ALPHABET + 1] = "ABCDEFGHJKLMNPQRSTUVWXYZ";

static int
letter_value(uint32_t cp)
{
	const char *at = cp > 0 && cp < 0x80 ? strchr(alphabet, (int)cp) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

/* GF(8) as polynomials modulo x^3 + x + 1. */
static unsigned
times(unsigned a, unsigned b)
{
	unsigned product = 0;

	for (int bit = 0; bit < 3; bit++)
		if (b >> bit & 1)
			product ^= a << bit;
	for (int bit = 4; bit >= 3; bit--)
		if (product >> bit & 1)
			product ^= 0xbu << (bit - 3);
	return product;
}

/*
 * The check of letters, beginning from what tells one place from another. Weights 1, 2, 1, 2 in
 * GF(3) and 1, x, x^2, x^3 in GF(8): none is 0, and neighbours always differ.
 */
static unsigned
check(const unsigned char *value, int n, unsigned place)
{
	unsigned three = place % 3, eight = place % 8, weight = 1;

	for (int i = 0; i < n; i++) {
		three = (three + (i % 2 ? 2u : 1u) * (value[i] / 8)) % 3;
		eight ^= times(value[i] % 8u, weight);
		weight = times(weight, 2);
	}
	return three * 8 + eight;
}

void
code_print(const unsigned char random[CODE_RANDOM], char out[CODE_TEXT])
{
	for (int group = 0; group < GROUPS; group++) {
		const unsigned char *own = random + 3 * group;

		for (int i = 0; i < 3; i++)
			*out++ = alphabet[own[i] % ALPHABET];
		*out++ = alphabet[check(own, 3, (unsigned)group + 1)];
		*out++ = '-';
	}
	*out++ = alphabet[check(random, CODE_RANDOM, 0)];
	*out = '\0';
}

void
code_text(const char letters[CODE_LETTERS], char out[CODE_TEXT])
{
	for (int i = 0; i < CODE_LETTERS; i++) {
		*out++ = letters[i];
		if (i % IN_GROUP == IN_GROUP - 1)
			*out++ = '-';
	}
	*out = '\0';
}

void
code_derive(
    const unsigned char secret[32], const struct uuid *event, const char *label, char out[CODE_TEXT])
{
	unsigned char stream[64], random[CODE_RANDOM], key[33];
	size_t used = 0;

	memcpy(key, secret, 32);
	for (key[32] = 0; used < CODE_RANDOM; key[32]++) {
		crypto_generichash_state s;

		crypto_generichash_init(&s, key, sizeof(key), sizeof(stream));
		crypto_generichash_update(&s, event->b, sizeof(event->b));
		crypto_generichash_update(&s, (const unsigned char *)label, strlen(label));
		crypto_generichash_final(&s, stream, sizeof(stream));
		/* What does not divide evenly is left out. */
		for (size_t i = 0; i < sizeof(stream) && used < CODE_RANDOM; i++)
			if (stream[i] < 256 / ALPHABET * ALPHABET)
				random[used++] = stream[i] % ALPHABET;
	}
	code_print(random, out);
	sodium_memzero(key, sizeof(key));
	sodium_memzero(stream, sizeof(stream));
	sodium_memzero(random, sizeof(random));
}

/* Blanks and every kind of hyphen, dot and line that a word processor makes of one. */
static bool
is_between(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == 0xa0 || cp == '-' || cp == '_' || cp == '.' ||
	       cp == ',' || cp == '\r' || cp == '\n' || (cp >= 0x2000 && cp <= 0x2015) ||
	       cp == 0x2212 || cp == 0x3000;
}

int
code_read(struct arena *a, struct str typed, char letters[CODE_LETTERS])
{
	unsigned char value[CODE_LETTERS], random[CODE_RANDOM];
	bool known[CODE_LETTERS];
	int n = 0;

	typed = utf8_fold(a, typed);
	for (size_t at = 0; at < typed.len;) {
		uint32_t cp;

		at += utf8_get(typed, at, &cp);
		if (is_between(cp))
			continue;
		if (n == CODE_LETTERS)
			return -1;

		int v = letter_value(cp >= 'a' && cp <= 'z' ? cp - 'a' + 'A' : cp);

		/* A letter that no code has is a mistake in its group, not in the length. */
		known[n] = v >= 0;
		value[n] = (unsigned char)(v >= 0 ? v : 0);
		letters[n++] = v >= 0 ? alphabet[v] : '?';
	}
	if (n != CODE_LETTERS)
		return -1;
	for (int group = 0; group < GROUPS; group++) {
		const unsigned char *own = value + IN_GROUP * group;

		for (int i = 0; i < IN_GROUP; i++)
			if (!known[IN_GROUP * group + i])
				return group + 1;
		if (check(own, 3, (unsigned)group + 1) != own[3])
			return group + 1;
		memcpy(random + 3 * group, own, 3);
	}
	return known[CODE_LETTERS - 1] && check(random, CODE_RANDOM, 0) == value[CODE_LETTERS - 1]
		   ? 0
		   : GROUPS + 1;
}
