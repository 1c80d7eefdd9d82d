#include "courses/model/question.h"

#include <stdlib.h>
#include <string.h>

#include "courses/model/list.h"

static void
choice_code(struct codec *c, struct choice *x)
{
	codec_u32(c, &x->key);
	codec_str(c, &x->text);
	codec_i32(c, &x->weight);
	codec_f64(c, &x->low);
	codec_f64(c, &x->high);
	codec_str(c, &x->feedback);
}

static void
pair_code(struct codec *c, struct pair *x)
{
	codec_u32(c, &x->left_key);
	codec_u32(c, &x->right_key);
	codec_str(c, &x->left);
	codec_str(c, &x->right);
}

void
question_code(struct codec *c, struct question *q)
{
	codec_str(c, &q->id);
	codec_str(c, &q->name);
	codec_str(c, &q->text);
	LIST_CODE(c, &q->tag, &q->tags, codec_str, LIST_STR);
	CODEC_ENUM(c, &q->kind, QUESTION_KINDS);
	LIST_CODE(c, &q->choice, &q->choices, choice_code, LIST_CHOICE);
	LIST_CODE(c, &q->pair, &q->pairs, pair_code, LIST_PAIR);
	codec_str(c, &q->otherwise);
	codec_str(c, &q->general);
	codec_bool(c, &q->html);
	codec_u32(c, &q->line);
	codec_u32(c, &q->col);
}

static int
choice_order(const void *left, const void *right)
{
	const struct choice *a = left, *b = right;

	return (a->key > b->key) - (a->key < b->key);
}

static int
pair_order(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;

	return (a->right_key > b->right_key) - (a->right_key < b->right_key);
}

static void
open_choices(struct arena *a, const struct question *q, struct question *open)
{
	open->choice = ARENA_ARRAY(a, q->choices, struct choice);
	open->choices = q->choices;
	for (uint32_t i = 0; i < q->choices; i++)
		open->choice[i] = (struct choice){
			.key = q->choice[i].key,
			.text = q->choice[i].text,
			.feedback = STR_NONE,
		};
	if (q->choices > 0)
		qsort(open->choice, open->choices, sizeof(*open->choice), choice_order);
}

/*
 * The lefts stand as written; the rights, each text once, in the order of their keys. A place of
 * the new list therefore says nothing about who belongs to whom, and a right that two lefts share
 * or that belongs to none looks like any other.
 */
static void
open_pairs(struct arena *a, const struct question *q, struct question *open)
{
	struct pair *right = ARENA_ARRAY(a, q->pairs, struct pair);
	uint32_t lefts = 0, rights = 0;

	open->pair = ARENA_ARRAY(a, q->pairs, struct pair);
	if (q->pairs == 0)
		return;
	memcpy(right, q->pair, q->pairs * sizeof(*right));
	qsort(right, q->pairs, sizeof(*right), pair_order);
	for (uint32_t i = 0; i < q->pairs; i++)
		open->pair[i] = (struct pair){ .left = STR_NONE, .right = STR_NONE };
	for (uint32_t i = 0; i < q->pairs; i++) {
		if (q->pair[i].left.len > 0) {
			open->pair[lefts].left_key = q->pair[i].left_key;
			open->pair[lefts++].left = q->pair[i].left;
		}
		if (i > 0 && right[i].right_key == right[i - 1].right_key)
			continue;
		open->pair[rights].right_key = right[i].right_key;
		open->pair[rights++].right = right[i].right;
	}
	open->pairs = lefts > rights ? lefts : rights;
}

struct question
question_open(struct arena *a, const struct question *q)
{
	struct question open = {
		.id = q->id,
		.name = q->name,
		.text = q->text,
		.tag = q->tag,
		.tags = q->tags,
		.kind = q->kind,
		.otherwise = STR_NONE,
		.general = STR_NONE,
		.html = q->html,
		.line = q->line,
		.col = q->col,
	};

	switch (q->kind) {
	case QUESTION_SINGLE:
	case QUESTION_MULTIPLE:
	case QUESTION_TRUEFALSE:
		open_choices(a, q, &open);
		break;
	case QUESTION_MATCH:
		open_pairs(a, q, &open);
		break;
	case QUESTION_SHORT:
	case QUESTION_NUMERICAL:
	case QUESTION_ESSAY:
	case QUESTION_DESCRIPTION:
	case QUESTION_KINDS:
		break;
	}
	return open;
}

uint32_t
question_key(struct str text)
{
	uint64_t hash = str_hash(text);
	uint32_t key = (uint32_t)(hash ^ hash >> 32);

	/* 0 stands for "no side", and 0 and 1 are the keys of true and false. */
	return key > CHOICE_TRUE ? key : key + 2;
}

bool
question_has_tag(const struct question *q, struct str tag)
{
	for (uint32_t i = 0; i < q->tags; i++)
		if (str_eq(q->tag[i], tag))
			return true;
	return false;
}

void
response_code(struct codec *c, struct response *r)
{
	codec_u32(c, &r->picks);
	if (r->picks > RESPONSE_PICKS) {
		c->bad = true;
		r->picks = 0;
	}
	for (uint32_t i = 0; i < r->picks; i++) {
		codec_u32(c, &r->pick[i].left);
		codec_u32(c, &r->pick[i].right);
	}
	codec_str(c, &r->text);
	if (r->text.len > RESPONSE_TEXT) {
		c->bad = true;
		r->text = STR_NONE;
	}
}

bool
response_is_empty(const struct response *r)
{
	return r->picks == 0 && str_trim(r->text).len == 0;
}

struct str
response_write(struct arena *a, const struct response *r)
{
	struct buf b = BUF_IN(a);
	bool is_pairs = false;

	for (uint32_t i = 0; i < r->picks; i++)
		is_pairs = is_pairs || r->pick[i].left != 0;
	if (r->picks > 0) {
		buf_z(&b, is_pairs ? "pair" : "pick");
		for (uint32_t i = 0; i < r->picks; i++) {
			buf_char(&b, ' ');
			if (is_pairs)
				buf_printf(&b, "%08x:", r->pick[i].left);
			buf_printf(&b, "%08x", r->pick[i].right);
		}
		return buf_get(&b);
	}
	if (r->text.len == 0)
		return STR_NONE;
	buf_z(&b, "text ");
	for (size_t i = 0; i < r->text.len; i++) {
		char ch = r->text.at[i];

		if (ch == '\n')
			buf_z(&b, "\\n");
		else if (ch == '\\')
			buf_z(&b, "\\\\");
		else
			buf_char(&b, ch);
	}
	return buf_get(&b);
}

static bool
key_read(struct str s, uint32_t *key)
{
	if (s.len != 8)
		return false;
	*key = 0;
	for (size_t i = 0; i < s.len; i++) {
		char ch = s.at[i];

		if (ch >= '0' && ch <= '9')
			*key = *key << 4 | (uint32_t)(ch - '0');
		else if (ch >= 'a' && ch <= 'f')
			*key = *key << 4 | (uint32_t)(ch - 'a' + 10);
		else
			return false;
	}
	return true;
}

static bool
picks_read(struct str rest, bool is_pairs, struct response *r)
{
	struct str part;

	if (str_ends(rest, " "))
		return false;
	while (str_next(&rest, ' ', &part)) {
		struct pick *p = &r->pick[r->picks];

		if (r->picks == RESPONSE_PICKS)
			return false;
		if (is_pairs) {
			if (part.len != 17 || part.at[8] != ':' ||
			    !key_read(str_sub(part, 0, 8), &p->left))
				return false;
			part = str_sub(part, 9, 17);
		}
		if (!key_read(part, &p->right))
			return false;
		r->picks++;
	}
	return r->picks > 0;
}

bool
response_read(struct arena *a, struct str line, struct response *r)
{
	struct buf b = BUF_IN(a);

	memset(r, 0, sizeof(*r));
	r->text = STR_NONE;
	if (line.len == 0)
		return true;
	if (str_starts(line, "pick "))
		return picks_read(str_sub(line, 5, line.len), false, r);
	if (str_starts(line, "pair "))
		return picks_read(str_sub(line, 5, line.len), true, r);
	if (!str_starts(line, "text "))
		return false;
	for (size_t i = 5; i < line.len; i++) {
		char ch = line.at[i];

		if (ch == '\n')
			return false;
		if (ch == '\\') {
			if (++i == line.len || (line.at[i] != 'n' && line.at[i] != '\\'))
				return false;
			ch = line.at[i] == 'n' ? '\n' : '\\';
		}
		buf_char(&b, ch);
	}
	r->text = buf_get(&b);
	return r->text.len <= RESPONSE_TEXT;
}
