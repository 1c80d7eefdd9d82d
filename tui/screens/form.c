/* A question of any kind that GIFT can say, answered with digits and Enter. Lessons and quizzes
 * share it. */
#include <string.h>

#include "courses/learn/grade.h"
#include "tui/screens/screen.h"

enum { SHORT_CAP = 250 };

static bool
is_text(const struct question *q)
{
	return q->kind == QUESTION_SHORT || q->kind == QUESTION_NUMERICAL ||
	       q->kind == QUESTION_ESSAY;
}

static void
choice_add(struct form *f, uint32_t key, struct str text)
{
	for (uint32_t i = 0; i < f->choices; i++) {
		if (f->choice[i].key == key)
			return;
	}
	if (f->choices < COUNT(f->choice))
		f->choice[f->choices++] = (struct offer){ .key = key, .text = text };
}

static void
left_add(struct form *f, const struct pair *p)
{
	/* A pair without a left side only offers one more right side. */
	if (p->left.len == 0 || f->lefts == RESPONSE_PICKS)
		return;
	for (uint32_t i = 0; i < f->lefts; i++) {
		if (f->left[i] == p->left_key)
			return;
	}
	f->left_text[f->lefts] = p->left;
	f->left[f->lefts++] = p->left_key;
}

void
form_init(struct form *f, const struct question *q, struct arena *a, bool opens)
{
	*f = (struct form){ .q = q };
	f->response.text = STR_NONE;
	if (q->kind == QUESTION_TRUEFALSE) {
		choice_add(f, CHOICE_TRUE, str_from(_("True")));
		choice_add(f, CHOICE_FALSE, str_from(_("False")));
	} else if (q->kind == QUESTION_SINGLE || q->kind == QUESTION_MULTIPLE) {
		for (uint32_t i = 0; i < q->choices; i++)
			choice_add(f, q->choice[i].key, q->choice[i].text);
	} else if (q->kind == QUESTION_MATCH) {
		for (uint32_t i = 0; i < q->pairs; i++) {
			choice_add(f, q->pair[i].right_key, q->pair[i].right);
			left_add(f, &q->pair[i]);
		}
	} else if (is_text(q)) {
		field_init(&f->field, a, q->kind == QUESTION_ESSAY ? RESPONSE_TEXT : SHORT_CAP);
		f->opens = opens;
		f->typing = !opens;
	}
}

void
form_load(struct form *f, const struct response *r)
{
	f->response = *r;
	f->response.text = STR_NONE;
	f->picked = true;
	if (f->field.at == NULL)
		return;
	field_set(&f->field, r->text);
	if (f->q->kind == QUESTION_ESSAY && f->field.len > 0)
		f->typing = false;
}

void
form_clear(struct form *f)
{
	f->response.picks = 0;
	f->at = 0;
}

static int
pick_at(const struct form *f, uint32_t left, uint32_t right)
{
	for (uint32_t i = 0; i < f->response.picks; i++) {
		if (f->response.pick[i].left == left && f->response.pick[i].right == right)
			return (int)i;
	}
	return -1;
}

static enum form_did
single(struct form *f, int number)
{
	f->response.pick[0] = (struct pick){ .right = f->choice[number - 1].key };
	f->response.picks = 1;
	return FORM_READY;
}

static enum form_did
multiple(struct form *f, int number)
{
	struct response *r = &f->response;
	int at;

	if ((uint32_t)number > f->choices)
		return r->picks > 0 ? FORM_READY : FORM_EMPTY;
	at = pick_at(f, 0, f->choice[number - 1].key);
	f->changed = true;
	if (at >= 0)
		r->pick[at] = r->pick[--r->picks];
	else if (r->picks < RESPONSE_PICKS)
		r->pick[r->picks++] = (struct pick){ .right = f->choice[number - 1].key };
	return FORM_CHANGED;
}

/* The right side for the left side that is asked for; after the last one the answer is whole. */
static enum form_did
match(struct form *f, int number)
{
	struct response *r = &f->response;
	uint32_t left = f->left[f->at], i = 0;

	while (i < r->picks && r->pick[i].left != left)
		i++;
	if (i == RESPONSE_PICKS)
		return FORM_NOTHING;
	r->pick[i] = (struct pick){ .left = left, .right = f->choice[number - 1].key };
	if (i == r->picks)
		r->picks++;
	f->changed = true;
	if (f->at + 1 < f->lefts) {
		f->at++;
		return FORM_CHANGED;
	}
	return FORM_READY;
}

static enum form_did
text_ready(struct form *f)
{
	struct str text = str_trim(field_get(&f->field));
	double number;

	if (text.len == 0)
		return FORM_EMPTY;
	if (f->q->kind == QUESTION_NUMERICAL && !grade_number(text, &number))
		return FORM_NOT_A_NUMBER;
	f->response.text = text;
	f->typing = !f->opens;
	return FORM_READY;
}

static enum form_did
text_update(struct form *f, const struct intent *i)
{
	if (!f->typing) {
		if (i->kind != INTENT_CHOOSE || i->number != 1)
			return FORM_NOTHING;
		f->typing = true;
		return FORM_CHANGED;
	}
	if (i->kind == INTENT_CHOOSE)
		return text_ready(f);
	switch (field_update(&f->field, i)) {
	case FIELD_CHANGED:
		return FORM_CHANGED;
	case FIELD_EMPTY_ERASED:
		if (!f->opens)
			return FORM_OUT;
		f->typing = false;
		return FORM_CHANGED;
	default:
		return FORM_NOTHING;
	}
}

int
form_last(const struct form *f)
{
	if (f->q->kind == QUESTION_ESSAY)
		return essay_last(f);
	if (is_text(f->q))
		return f->typing ? 0 : 1;
	return (int)f->choices + (f->q->kind == QUESTION_MULTIPLE ? 1 : 0);
}

enum form_did
form_update(struct form *f, const struct intent *i)
{
	static enum form_did (*const by_kind[QUESTION_KINDS])(struct form *, int) = {
		[QUESTION_SINGLE] = single,
		[QUESTION_TRUEFALSE] = single,
		[QUESTION_MULTIPLE] = multiple,
		[QUESTION_MATCH] = match,
	};

	if (f->q->kind == QUESTION_ESSAY)
		return essay_update(f, i);
	if (is_text(f->q))
		return text_update(f, i);
	if (i->kind != INTENT_CHOOSE || by_kind[f->q->kind] == NULL)
		return FORM_NOTHING;
	if (i->number < 1 || i->number > form_last(f))
		return i->number == 0 ? FORM_EMPTY : FORM_NOTHING;
	if (f->q->kind == QUESTION_MATCH && f->lefts == 0)
		return FORM_NOTHING;
	return by_kind[f->q->kind](f, i->number);
}

bool
form_commits(const struct form *f, const struct intent *i)
{
	if (i->kind != INTENT_CHOOSE)
		return false;
	if (f->q->kind == QUESTION_ESSAY)
		return essay_commits(f);
	if (is_text(f->q))
		return f->typing;
	if (f->q->kind == QUESTION_MULTIPLE)
		return (uint32_t)i->number == f->choices + 1;
	return i->number >= 1 && i->number <= form_last(f);
}

bool
form_marks(const struct form *f, int number)
{
	/* Ticking a box can be taken back, so a digit does it at once. */
	if (is_text(f->q) || (f->q->kind == QUESTION_MULTIPLE && (uint32_t)number <= f->choices))
		return false;
	return number >= 1 && number <= form_last(f);
}

const char *
form_kind(const struct question *q)
{
	static const char *const kind[QUESTION_KINDS] = {
		[QUESTION_SINGLE] = N_("Choose one."),
		[QUESTION_MULTIPLE] = N_("Choose all that are right."),
		[QUESTION_TRUEFALSE] = N_("True or false?"),
		[QUESTION_SHORT] = N_("Write a word or a few."),
		[QUESTION_NUMERICAL] = N_("Write a number."),
		[QUESTION_MATCH] = N_("Find what belongs together."),
		[QUESTION_ESSAY] = N_("Write your answer."),
		[QUESTION_DESCRIPTION] = N_("Read this."),
	};

	return _(kind[q->kind]);
}

struct str
form_empty_words(const struct form *f, bool plain)
{
	if (f->field.at != NULL)
		return str_from(plain ? _("Type your answer first. To go on without it: s.")
			: f->opens    ? _("Write your answer first. To go on without it: PgDn.")
				      : _("Write your answer first. To go on without it: Enter once more."));
	return str_from(
	    plain ? _("Type the number of your answer first. To go on without it: s.")
		  : _("Choose an answer first: its number, then Enter. To go on without it: "
		      "Space."));
}

static struct str
right_text(const struct form *f, uint32_t key)
{
	for (uint32_t i = 0; i < f->choices; i++) {
		if (f->choice[i].key == key)
			return f->choice[i].text;
	}
	return STR_NONE;
}

static void
match_view(const struct form *f, struct view *v)
{
	for (uint32_t i = 0; i < f->response.picks; i++) {
		for (uint32_t j = 0; j < f->lefts; j++) {
			struct item *it;

			if (f->left[j] != f->response.pick[i].left || (j >= f->at && !f->picked))
				continue;
			it = view_item(v, ITEM_FACT, f->left_text[j]);
			it->value = right_text(f, f->response.pick[i].right);
		}
	}
	if (f->lefts == 0)
		return;
	view_gap(v);
	view_item(v, ITEM_TEXT,
	    view_printf(v, _("%u of %u. What belongs to: %.*s"), f->at + 1, f->lefts,
		STR_ARG(f->left_text[f->at])))
	    ->strong = true;
}

static void
text_view(const struct form *f, struct view *v)
{
	struct item *it;

	if (f->typing) {
		field_view(v, &f->field, str_from(_("Your answer")), false);
		return;
	}
	it = view_choice(v, 1, str_from(_("Write your answer")));
	it->detail[0] = str_copy(v->arena, field_get(&f->field));
}

static bool
is_picked(const struct form *f, uint32_t key)
{
	if (f->q->kind == QUESTION_MULTIPLE)
		return pick_at(f, 0, key) >= 0;
	if (!f->picked)
		return false;
	return pick_at(f, f->q->kind == QUESTION_MATCH && f->lefts > 0 ? f->left[f->at] : 0, key) >=
	       0;
}

void
form_view(const struct form *f, const struct app *a, struct view *v)
{
	struct item *stem = view_item(v, ITEM_ROWS, STR_NONE);
	struct row *row;

	flow_text(f->q->text, app_text_cols(a), v->arena, &row, &stem->rows);
	stem->row = row;
	if (f->q->kind == QUESTION_DESCRIPTION)
		return;
	view_gap(v);
	if (f->q->kind == QUESTION_ESSAY) {
		essay_view(f, v);
		return;
	}
	if (is_text(f->q)) {
		text_view(f, v);
		return;
	}
	if (f->q->kind == QUESTION_MATCH)
		match_view(f, v);
	for (uint32_t i = 0; i < f->choices; i++) {
		struct item *it = view_choice(v, (int)i + 1, f->choice[i].text);

		it->multiple = f->q->kind == QUESTION_MULTIPLE;
		it->chosen = is_picked(f, f->choice[i].key);
	}
	if (f->q->kind == QUESTION_MULTIPLE)
		view_choice(v, (int)f->choices + 1, str_from(_("Answer with what is ticked")));
}

struct str
form_words(const struct form *f, struct arena *a)
{
	struct buf b = BUF_IN(a);

	/* Nobody wants to be told two pages that he has just written. */
	if (f->q->kind == QUESTION_ESSAY)
		return STR_NONE;
	if (is_text(f->q))
		return str_copy(a, str_trim(field_get(&f->field)));
	for (uint32_t i = 0; i < f->response.picks; i++) {
		buf_z(&b, i > 0 ? ", " : "");
		buf_str(&b, right_text(f, f->response.pick[i].right));
	}
	return buf_get(&b);
}

bool
form_is_unsaved(const struct form *f)
{
	if (f->q == NULL || !f->changed)
		return false;
	if (f->q->kind == QUESTION_ESSAY)
		return str_trim(field_get(&f->field)).len > 0;
	return (f->q->kind == QUESTION_MULTIPLE || f->q->kind == QUESTION_MATCH) && f->response.picks > 0;
}

void
form_take(struct form *f)
{
	if (f->q->kind == QUESTION_ESSAY)
		essay_take(f);
	f->changed = false;
}

void
form_unmark(struct app *a, const struct form *f)
{
	if (f->q->kind == QUESTION_MATCH)
		app_focus(a, 0);
}
