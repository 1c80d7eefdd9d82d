/* One more answer that shall be right: what a repair of a question says, and whom it helps. */
#include <string.h>

#include "courses/base/utf8.h"
#include "courses/learn/grade.h"

/* Texts compare as those of a short answer do. */
static bool
same(struct arena *a, struct str x, struct str y)
{
	return str_eq(utf8_fold(a, str_trim(x)), utf8_fold(a, str_trim(y)));
}

static const struct choice *
choice_called(const struct question *q, struct str text, struct arena *a)
{
	if (q->kind == QUESTION_TRUEFALSE && same(a, text, STR("T")))
		text = STR("TRUE");
	if (q->kind == QUESTION_TRUEFALSE && same(a, text, STR("F")))
		text = STR("FALSE");
	for (uint32_t i = 0; i < q->choices; i++)
		if (same(a, q->choice[i].text, text))
			return &q->choice[i];
	return NULL;
}

static bool
pair_called(const struct question *q, struct str part, struct arena *a, struct pick *p)
{
	/* A left side may have colons of its own. */
	for (size_t colon = str_find(part, 0, ":"); colon < part.len;
	     colon = str_find(part, colon + 1, ":")) {
		struct str left = str_sub(part, 0, colon);
		struct str right = str_sub(part, colon + 1, part.len);

		*p = (struct pick){ 0, 0 };
		for (uint32_t i = 0; i < q->pairs; i++) {
			if (q->pair[i].left.len > 0 && same(a, q->pair[i].left, left))
				p->left = q->pair[i].left_key;
			if (q->pair[i].right.len > 0 && same(a, q->pair[i].right, right))
				p->right = q->pair[i].right_key;
		}
		if (p->left != 0 && p->right != 0)
			return true;
	}
	return false;
}

static bool
is_one_choice(const struct question *q)
{
	return q->kind == QUESTION_SINGLE || q->kind == QUESTION_TRUEFALSE;
}

/* What has to be picked. */
static bool
picks_read(const struct question *q, struct str accept, struct arena *a, struct response *want)
{
	const struct choice *one;
	struct str rest = accept, part;
	struct mark mark;
	struct err err;

	memset(want, 0, sizeof(*want));
	if (response_read(a, accept, want) && want->picks > 0)
		return grade(q, want, a, &mark, &err);
	memset(want, 0, sizeof(*want));
	one = q->kind == QUESTION_MATCH ? NULL : choice_called(q, accept, a);
	if (one) {
		want->pick[want->picks++].right = one->key;
		return true;
	}
	if (is_one_choice(q))
		return false;
	while (str_next(&rest, ';', &part)) {
		struct pick p = { 0, 0 };

		if (str_trim(part).len == 0)
			continue;
		if (want->picks == RESPONSE_PICKS)
			return false;
		if (q->kind == QUESTION_MATCH) {
			if (!pair_called(q, part, a, &p))
				return false;
		} else {
			one = choice_called(q, part, a);
			if (!one)
				return false;
			p.right = one->key;
		}
		want->pick[want->picks++] = p;
	}
	return want->picks > 0;
}

static bool
has_pick(const struct response *r, struct pick p)
{
	for (uint32_t i = 0; i < r->picks; i++)
		if (r->pick[i].left == p.left && r->pick[i].right == p.right)
			return true;
	return false;
}

static bool
same_picks(const struct response *x, const struct response *y)
{
	if (x->picks != y->picks)
		return false;
	for (uint32_t i = 0; i < x->picks; i++)
		if (!has_pick(y, x->pick[i]) || !has_pick(x, y->pick[i]))
			return false;
	return true;
}

static bool
range_read(struct str text, double *low, double *high)
{
	size_t dots = str_find(text, 0, ".."), colon = str_find(text, 0, ":");
	double value, tolerance = 0;

	if (dots < text.len)
		return grade_number(str_sub(text, 0, dots), low) &&
		       grade_number(str_sub(text, dots + 2, text.len), high) && *low <= *high;
	if (!grade_number(str_sub(text, 0, colon), &value) ||
	    (colon < text.len && !grade_number(str_sub(text, colon + 1, text.len), &tolerance)) ||
	    tolerance < 0)
		return false;
	*low = value - tolerance;
	*high = value + tolerance;
	return true;
}

bool
grade_accept_fits(const struct question *q, struct str accept, struct arena *a, struct err *e)
{
	struct response want;
	double low, high;

	if (str_trim(accept).len == 0)
		return err_set(e, ERR_INPUT, "there is no answer to accept");
	switch (q->kind) {
	case QUESTION_SINGLE:
	case QUESTION_MULTIPLE:
	case QUESTION_TRUEFALSE:
		return picks_read(q, accept, a, &want) ||
		       err_set(e, ERR_INPUT, "the question has no such choice");
	case QUESTION_MATCH:
		return picks_read(q, accept, a, &want) ||
		       err_set(e, ERR_INPUT, "write the pairs as \"left: right; left: right\"");
	case QUESTION_SHORT:
		return true;
	case QUESTION_NUMERICAL:
		return range_read(accept, &low, &high) ||
		       err_set(e, ERR_INPUT, "write a number like 12, 12:0.5 or 10..12");
	case QUESTION_ESSAY:
	case QUESTION_DESCRIPTION:
	case QUESTION_KINDS:
		break;
	}
	return err_set(e, ERR_INPUT, "a person marks this question; no answer is right by itself");
}

bool
grade_accepts(
    const struct question *q, struct str accept, const struct response *r, struct arena *a)
{
	struct question only = *q;
	struct choice one = { .text = str_trim(accept), .weight = QUESTION_MILLION };
	struct response want;
	struct mark mark;
	struct err err;

	if (response_is_empty(r) || !grade_accept_fits(q, accept, a, &err))
		return false;
	if (q->kind != QUESTION_SHORT && q->kind != QUESTION_NUMERICAL)
		return picks_read(q, accept, a, &want) && same_picks(&want, r);
	/* The question with this answer alone: by the very rules of the others. */
	if (q->kind == QUESTION_NUMERICAL && !range_read(accept, &one.low, &one.high))
		return false;
	only.choice = &one;
	only.choices = 1;
	return grade(&only, r, a, &mark, &err) && mark.right;
}
