#include "courses/learn/draw.h"

#include <stdlib.h>
#include <string.h>

/*
 * SipHash-2-4 (Aumasson and Bernstein, 2012), written from the paper. What was drawn is stored, but
 * a field server and the centre must agree on what will be drawn: this may never change.
 */
struct sip {
	uint64_t v0, v1, v2, v3;
	uint64_t word; /* the bytes that do not fill eight yet */
	uint64_t len;
};

static uint64_t
rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static void
sip_round(struct sip *s)
{
	s->v0 += s->v1;
	s->v1 = rotate(s->v1, 13) ^ s->v0;
	s->v0 = rotate(s->v0, 32);
	s->v2 += s->v3;
	s->v3 = rotate(s->v3, 16) ^ s->v2;
	s->v0 += s->v3;
	s->v3 = rotate(s->v3, 21) ^ s->v0;
	s->v2 += s->v1;
	s->v1 = rotate(s->v1, 17) ^ s->v2;
	s->v2 = rotate(s->v2, 32);
}

static uint64_t
little(const unsigned char *at)
{
	uint64_t v = 0;

	for (int i = 7; i >= 0; i--)
		v = v << 8 | at[i];
	return v;
}

static struct sip
sip_begin(const unsigned char key[16])
{
	uint64_t k0 = little(key), k1 = little(key + 8);

	return (struct sip){
		.v0 = k0 ^ 0x736f6d6570736575u,
		.v1 = k1 ^ 0x646f72616e646f6du,
		.v2 = k0 ^ 0x6c7967656e657261u,
		.v3 = k1 ^ 0x7465646279746573u,
	};
}

static void
sip_word(struct sip *s, uint64_t word)
{
	s->v3 ^= word;
	sip_round(s);
	sip_round(s);
	s->v0 ^= word;
}

static void
sip_add(struct sip *s, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < len; i++) {
		s->word |= (uint64_t)at[i] << 8 * (s->len % 8);
		if (++s->len % 8 == 0) {
			sip_word(s, s->word);
			s->word = 0;
		}
	}
}

static uint64_t
sip_end(struct sip *s)
{
	sip_word(s, s->word | s->len << 56);
	s->v2 ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(s);
	return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

uint64_t
draw_siphash(const unsigned char key[16], struct str bytes)
{
	struct sip s = sip_begin(key);

	sip_add(&s, bytes.at, bytes.len);
	return sip_end(&s);
}

/*
 * The place of one thing under a seed: the seed's first half is the key, its second half goes
 * before the message. purpose and label end in 0, so that no two messages run together.
 */
static uint64_t
place_of(
    const struct seed *seed, const char *purpose, struct str label, const void *thing, size_t len)
{
	struct sip s = sip_begin(seed->key);

	sip_add(&s, seed->key + 16, 16);
	sip_add(&s, purpose, strlen(purpose) + 1);
	sip_add(&s, label.at, label.len);
	sip_add(&s, "", 1);
	sip_add(&s, thing, len);
	return sip_end(&s);
}

struct place {
	uint64_t rank; /* 0 or 1 before the hash is looked at */
	uint64_t hash;
	uint32_t index;
};

static int
place_order(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

static void
places_sort(struct place *place, uint32_t n)
{
	if (n > 1)
		qsort(place, n, sizeof(*place), place_order);
}

void
draw_order(const struct seed *s, struct str label, uint32_t n, uint32_t *order)
{
	struct arena *a = arena_new();
	struct place *place = ARENA_ARRAY(a, n, struct place);

	for (uint32_t i = 0; i < n; i++) {
		unsigned char bytes[4] = { (unsigned char)i, (unsigned char)(i >> 8),
			(unsigned char)(i >> 16), (unsigned char)(i >> 24) };

		place[i].index = i;
		place[i].hash = place_of(s, "order", label, bytes, sizeof(bytes));
	}
	places_sort(place, n);
	for (uint32_t i = 0; i < n; i++)
		order[i] = place[i].index;
	arena_free(a);
}

/* ---- which questions ---- */

enum { NOBODY = UINT32_MAX };

struct drawing {
	const struct assessment *as;
	const struct bank *bank;
	const struct place *wish; /* all questions, the most wanted first */
	uint32_t *owner;          /* by question: the rule that has it, or NOBODY */
	bool *is_asked;           /* by rule: already looked at in this search */
};

static bool
fits(const struct drawing *d, uint32_t rule, uint32_t question)
{
	const struct question *q = &d->bank->question[question];
	struct str tag = d->as->draw[rule].tag;

	return q->kind != QUESTION_DESCRIPTION && (tag.len == 0 || question_has_tag(q, tag));
}

/*
 * One more question for a rule. Where all that fit are taken, a rule that has one may find another
 * instead: "any 5" never eats the only two that "custody, 2" could have had. Each rule is asked at
 * most once in a search, so it ends, and no deeper than there are rules.
 */
static bool
take_one(struct drawing *d, uint32_t rule)
{
	if (d->is_asked[rule])
		return false;
	d->is_asked[rule] = true;
	for (uint32_t i = 0; i < d->bank->questions; i++) {
		uint32_t q = d->wish[i].index;

		if (d->owner[q] == NOBODY && fits(d, rule, q)) {
			d->owner[q] = rule;
			return true;
		}
	}
	for (uint32_t i = 0; i < d->bank->questions; i++) {
		uint32_t q = d->wish[i].index, other = d->owner[q];

		if (other != NOBODY && !d->is_asked[other] && fits(d, rule, q) &&
		    take_one(d, other)) {
			d->owner[q] = rule;
			return true;
		}
	}
	return false;
}

static bool
is_seen(struct str id, const struct str *seen, uint32_t seens)
{
	for (uint32_t i = 0; i < seens; i++)
		if (str_eq(seen[i], id))
			return true;
	return false;
}

void
draw_questions(const struct assessment *as, const struct bank *b, const struct str *seen,
    uint32_t seens, const struct seed *s, struct arena *a, const struct question ***question,
    uint32_t *questions)
{
	struct place *wish = ARENA_ARRAY(a, b->questions, struct place);
	struct place *taken = ARENA_ARRAY(a, b->questions, struct place);
	struct drawing d = {
		.as = as,
		.bank = b,
		.wish = wish,
		.owner = ARENA_ARRAY(a, b->questions, uint32_t),
		.is_asked = ARENA_ARRAY(a, as->draws, bool),
	};
	bool is_shuffled = as->shuffle == SHUFFLE_BOTH || as->shuffle == SHUFFLE_QUESTIONS;
	uint32_t n = 0;

	for (uint32_t i = 0; i < b->questions; i++) {
		struct str id = b->question[i].id;

		wish[i].index = i;
		wish[i].rank = is_seen(id, seen, seens);
		wish[i].hash = place_of(s, "draw", as->id, id.at, id.len);
		d.owner[i] = NOBODY;
	}
	places_sort(wish, b->questions);
	for (uint32_t rule = 0; rule < as->draws; rule++)
		for (uint32_t i = 0; i < as->draw[rule].count; i++) {
			memset(d.is_asked, 0, as->draws * sizeof(*d.is_asked));
			if (!take_one(&d, rule))
				break;
		}

	for (uint32_t i = 0; i < b->questions; i++) {
		struct str id = b->question[i].id;

		if (d.owner[i] == NOBODY)
			continue;
		taken[n].index = i;
		taken[n++].hash = is_shuffled ? place_of(s, "ask", as->id, id.at, id.len) : 0;
	}
	places_sort(taken, n);
	*question = ARENA_ARRAY(a, n, const struct question *);
	for (uint32_t i = 0; i < n; i++)
		(*question)[i] = &b->question[taken[i].index];
	*questions = n;
}

/* ---- choices ---- */

static uint64_t
key_place(const struct seed *s, const struct question *q, uint32_t key)
{
	unsigned char bytes[4] = { (unsigned char)key, (unsigned char)(key >> 8),
		(unsigned char)(key >> 16), (unsigned char)(key >> 24) };

	return place_of(s, "choice", q->id, bytes, sizeof(bytes));
}

/*
 * By key and not by index, so that the keeper's whole question and a session's open one come out in
 * the same order. The two choices of true/false stay as they are. The rights of a matching are
 * always mixed: as written they stand beside their lefts.
 */
void
draw_choices(const struct question *q, bool shuffled, const struct seed *s, struct arena *a,
    uint32_t **order, uint32_t *n)
{
	bool is_match = q->kind == QUESTION_MATCH;
	uint32_t most = is_match ? q->pairs : q->choices, count = 0;
	struct place *place = ARENA_ARRAY(a, most, struct place);

	if (q->kind == QUESTION_SHORT || q->kind == QUESTION_NUMERICAL)
		most = 0;
	for (uint32_t i = 0; i < most; i++) {
		uint32_t key = is_match ? q->pair[i].right_key : q->choice[i].key;
		bool is_known = false;

		for (uint32_t j = 0; is_match && j < i; j++)
			is_known = is_known || q->pair[j].right_key == key;
		if (is_match && (key == 0 || is_known))
			continue;
		place[count].index = i;
		if (is_match || (shuffled && q->kind != QUESTION_TRUEFALSE))
			place[count].hash = key_place(s, q, key);
		count++;
	}
	places_sort(place, count);
	*order = ARENA_ARRAY(a, count, uint32_t);
	for (uint32_t i = 0; i < count; i++)
		(*order)[i] = place[i].index;
	*n = count;
}
