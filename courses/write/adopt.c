#include "courses/write/adopt.h"

#include <string.h>

#include "courses/base/arena.h"

struct adopting {
	struct arena *a;
	struct question *question;
	const struct gift_form *form;
	uint32_t questions;
	const struct gift_bank *old;
	struct str *old_content;
	bool *is_taken; /* of the old ones */
};

static bool
tags_same(const struct question *q, const struct question *p)
{
	if (q->tags != p->tags)
		return false;
	for (uint32_t i = 0; i < q->tags; i++)
		if (!str_eq(q->tag[i], p->tag[i]))
			return false;
	return true;
}

/* The old question with this id, or that says this; old->questions when there is none. */
static uint32_t
old_find(const struct adopting *x, struct str id, struct str content)
{
	for (uint32_t i = 0; i < x->old->questions; i++) {
		if (x->is_taken[i])
			continue;
		if (id.len > 0 ? str_eq(x->old->question[i].id, id)
			       : str_eq(x->old_content[i], content))
			return i;
	}
	return x->old->questions;
}

static bool
id_is_used(const struct adopting *x, struct str id)
{
	for (uint32_t i = 0; i < x->questions; i++)
		if (str_eq(x->question[i].id, id))
			return true;
	for (uint32_t i = 0; i < x->old->questions; i++)
		if (str_eq(x->old->question[i].id, id))
			return true;
	return false;
}

/* From the name; where it has no letters for one, from what the question says. */
static struct str
id_make(const struct adopting *x, const struct question *q, struct str content)
{
	char room[GIFT_SLUG];
	const char *slug = gift_slug(q->name, room, "");
	struct str base = slug[0] != '\0' ? str_copy(x->a, str_from(slug))
					  : str_printf(x->a, "q-%06llx",
						(unsigned long long)str_hash(content) & 0xffffff);
	struct str id = base;

	for (unsigned n = 2; id_is_used(x, id); n++)
		id = str_printf(x->a, "%.*s-%u", STR_ARG(base), n);
	return id;
}

struct adoption
bank_adopt(struct arena *a, struct question *question, const struct gift_form *form,
    uint32_t questions, const struct gift_bank *old)
{
	struct adopting x = { a, question, form, questions, old, NULL, NULL };
	struct adoption out = { .state = ARENA_ARRAY(a, questions, enum adopted) };
	struct str *content = ARENA_ARRAY(a, questions, struct str);
	uint32_t *was = ARENA_ARRAY(a, questions, uint32_t);

	x.old_content = ARENA_ARRAY(a, old->questions, struct str);
	x.is_taken = ARENA_ARRAY(a, old->questions, bool);
	for (uint32_t i = 0; i < old->questions; i++)
		x.old_content[i] = gift_content(a, &old->question[i], &old->form[i]);
	for (uint32_t i = 0; i < questions; i++) {
		content[i] = gift_content(a, &question[i], &form[i]);
		was[i] = question[i].id.len > 0 ? old_find(&x, question[i].id, STR_NONE)
						: old->questions;
		if (was[i] < old->questions)
			x.is_taken[was[i]] = true;
	}
	for (uint32_t i = 0; i < questions; i++) {
		if (was[i] == old->questions)
			was[i] = old_find(&x, STR_NONE, content[i]);
		if (was[i] < old->questions) {
			x.is_taken[was[i]] = true;
			question[i].id = old->question[was[i]].id;
		}
	}
	for (uint32_t i = 0; i < questions; i++) {
		uint32_t k = was[i];

		if (question[i].id.len == 0)
			question[i].id = id_make(&x, &question[i], content[i]);
		out.state[i] = ADOPTED_NEW;
		if (k < old->questions)
			out.state[i] = str_eq(content[i], x.old_content[k]) &&
					       tags_same(&question[i], &old->question[k]) &&
					       str_eq(form[i].category, old->form[k].category)
					   ? ADOPTED_SAME
					   : ADOPTED_CHANGED;
		out.count[out.state[i]]++;
	}
	out.gone = ARENA_ARRAY(a, old->questions, uint32_t);
	for (uint32_t i = 0; i < old->questions; i++)
		if (!x.is_taken[i])
			out.gone[out.gones++] = i;
	return out;
}
