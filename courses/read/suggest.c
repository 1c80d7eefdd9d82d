#include "courses/read/suggest.h"

#include "courses/base/arena.h"

enum { SUGGEST_MAX = 48 };

struct suggest
suggest_for(struct str word)
{
	/* A third of the letters may be wrong: "languges", "souce_language", "audiance". */
	unsigned far = word.len / 3 < 1 ? 1 : word.len / 3 > 3 ? 3 : (unsigned)(word.len / 3);

	return (struct suggest){ .word = word, .best = STR_NONE, .distance = far + 1 };
}

/* Letters to change, add, drop or swap with their neighbour; case and - against _ are free. */
static unsigned
distance_between(struct str a, struct str b)
{
	unsigned row[3][SUGGEST_MAX + 1];

	for (size_t j = 0; j <= b.len; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned *now = row[i % 3];
		const unsigned *last = row[(i - 1) % 3], *before = row[(i + 1) % 3];

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b.len; j++) {
			char x = a.at[i - 1], y = b.at[j - 1];
			unsigned best;

			if (x >= 'A' && x <= 'Z')
				x = (char)(x + 32);
			if (y >= 'A' && y <= 'Z')
				y = (char)(y + 32);
			if ((x == '_' || x == ' ') && y == '-')
				x = '-';
			if ((x == '-' || x == ' ') && y == '_')
				x = '_';
			best = last[j - 1] + (x != y);
			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
			    a.at[i - 2] == b.at[j - 1] && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
	}
	return row[a.len % 3][b.len];
}

void
suggest_try(struct suggest *s, struct str candidate)
{
	unsigned distance;

	if (s->word.len == 0 || s->word.len > SUGGEST_MAX || candidate.len == 0 ||
	    candidate.len > SUGGEST_MAX)
		return;
	distance = distance_between(s->word, candidate);
	if (distance >= s->distance)
		return;
	s->distance = distance;
	s->best = candidate;
}

struct str
suggest_or(struct arena *a, const struct suggest *s, const char *otherwise)
{
	if (s->best.len == 0)
		return str_from(otherwise);
	return str_printf(a, "did you mean %.*s?", STR_ARG(s->best));
}
