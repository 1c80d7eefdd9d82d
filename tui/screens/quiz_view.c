#include "tui/screens/quiz.h"

struct str
quiz_title(const struct app *a, uint32_t card, struct str id, struct arena *arena)
{
	if (a->open.card != card || card == NO_CARD)
		return str_from(_("Quiz"));
	for (uint32_t i = 0; i < a->open.words->modules; i++) {
		const struct module_words *m = &a->open.words->module[i];

		if (str_eq(m->id, id))
			return str_printf(arena, _("Quiz: %.*s"), STR_ARG(m->title));
	}
	return str_from(_("Quiz"));
}

static unsigned
draw_count(const struct assessment *as)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < as->draws; i++)
		n += as->draw[i].count;
	return n;
}

static void
offer_rules(const struct assessment *as, struct view *v)
{
	unsigned n = draw_count(as);

	view_item(v, ITEM_FACT, str_from(_("Questions")))->value = view_printf(v, "%u", n);
	if (as->pass > 0)
		view_item(v, ITEM_FACT, str_from(_("To pass")))->value = view_printf(
		    v, "%u%%", as->pass);
	view_item(v, ITEM_FACT, str_from(_("Tries")))->value =
	    as->attempts == 0 ? str_from(_("as many as you like, the best counts"))
			      : view_printf(v, _("%u, the best counts"), as->attempts);
	view_item(v, ITEM_FACT, str_from(_("Time")))->value = str_from(_("no limit"));
	view_gap(v);
	view_text(v, _("You may go back and change answers until you hand in. If the line breaks, "
		       "nothing is "
		       "lost: come back and go on."));
	if (as->kind == ASSESS_QUIZ)
		view_text(v, _("Afterwards you see which questions were right, the right answers, and "
			       "which lessons to read again."));
	else
		view_text(v, as->review == REVIEW_NEVER
			 ? _("Afterwards you see which lessons to read again. The right answers "
			     "are not shown.")
			 : _("Afterwards you see which questions were right, and which lessons to "
			     "read again. The right "
			     "answers are shown when you have passed, or after the last try."));
}

static void
offer_view(const struct app *a, const struct quiz *q, struct view *v)
{
	const struct assessment *as = quiz_assessment(a, q->card, q->id);
	const struct quiz_fact *f;

	view_page(v, "quiz/%.*s/offer", STR_ARG(q->id));
	if (as == NULL) {
		view_text(
		    v, _("This quiz is not there any more. Go one level up and choose again."));
		return;
	}
	f = facts_quiz(&a->open.facts, q->id);
	offer_rules(as, v);
	if (f != NULL && f->tries > 0) {
		view_gap(v);
		view_item(v, ITEM_TEXT,
		    f->passed ? view_printf(v, _("You have passed already, with %d%%."), f->best)
			      : view_printf(v,
				    ngettext("So far: %u try, the best %d%%.",
					"So far: %u tries, the best %d%%.", f->tries),
				    f->tries, f->best));
	}
	view_gap(v);
	view_choice(v, 1,
	    str_from(f != NULL && f->open ? _("Go on with the try you have begun") : _("Start")));
	view_choice(v, 2, str_from(_("Not now")));
}

static void
question_view(const struct app *a, const struct quiz *q, struct view *v)
{
	view_page(v, "quiz/%.*s/%u", STR_ARG(q->id), q->index);
	v->where = view_printf(v, _("question %u of %u"), q->index + 1, q->attempt.questions);
	if (!q->has_question) {
		view_text(v, _("One moment."));
		return;
	}
	if (q->index < q->attempt.questions && q->attempt.has[q->index])
		v->status = str_from(_("saved"));
	view_item(v, ITEM_TEXT,
	    view_printf(v, _("Question %u of %u. %s"), q->index + 1, q->attempt.questions,
		form_kind(q->form.q)))
	    ->strong = true;
	view_gap(v);
	form_view(&q->form, a, v);
}

static void
list_view(const struct quiz *q, struct view *v)
{
	int n = 0;

	view_page(v, "quiz/%.*s/list", STR_ARG(q->id));
	v->where = str_from(_("all questions"));
	for (uint32_t i = 0; i < q->attempt.questions; i++) {
		struct item *it = view_next(v, &n, view_printf(v, _("Question %u"), i + 1));

		it->detail[0] = str_from(q->attempt.has[i] ? _("answered") : _("empty"));
	}
	view_gap(v);
	view_next(v, &n, str_from(_("To the hand-in")));
}

/* "3, 7 and 8": which questions are empty. */
static struct str
empty_numbers(const struct quiz *q, struct view *v)
{
	struct buf b = BUF_IN(v->arena);

	for (uint32_t i = 0; i < q->attempt.questions; i++) {
		if (q->attempt.has[i])
			continue;
		buf_printf(&b, "%s%u", b.len > 0 ? ", " : "", i + 1);
	}
	return buf_get(&b);
}

static void
handin_view(const struct quiz *q, struct view *v)
{
	uint32_t empty = quiz_empty(q), all = q->attempt.questions;

	view_page(v, "quiz/%.*s/handin", STR_ARG(q->id));
	v->where = str_from(_("hand in"));
	if (empty == 0) {
		view_item(v, ITEM_TEXT,
		    view_printf(v,
			ngettext("The question is answered.", "All %u are answered.", all), all));
		view_gap(v);
		view_choice(v, 1, str_from(_("Hand in")));
		view_choice(v, 2, str_from(_("Look at your answers first")));
		return;
	}
	view_item(v, ITEM_TEXT,
	    view_printf(v,
		ngettext("%u question is not answered yet: %.*s.",
		    "%u questions are not answered yet: %.*s.", empty),
		empty, STR_ARG(empty_numbers(q, v))));
	view_gap(v);
	view_choice(v, 1, view_printf(v, _("Answer question %u"), quiz_first_empty(q, 0) + 1));
	view_choice(v, 2, str_from(_("Look at your answers first")));
	view_choice(v, 3, str_from(_("Hand in all the same: what is empty counts as wrong")));
}

void
quiz_view(const struct app *a, const void *state, struct view *v)
{
	const struct quiz *q = state;

	v->title = quiz_title(a, q->card, q->id, v->arena);
	switch (q->mode) {
	case QUIZ_OFFER:
		offer_view(a, q, v);
		break;
	case QUIZ_QUESTION:
		question_view(a, q, v);
		break;
	case QUIZ_LIST:
		list_view(q, v);
		break;
	case QUIZ_HANDIN:
		handin_view(q, v);
		break;
	}
}
