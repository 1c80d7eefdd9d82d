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
	for (uint32_t i = 0; i < a->open.course->assessments; i++) {
		const struct assessment *as = &a->open.course->assessment[i];

		if (str_eq(as->id, id))
			return str_printf(arena, "%s: %.*s", assessment_name(as->kind), STR_ARG(a->card[card].title));
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

const char *
assessment_name(enum assessment_kind kind)
{
	static const char *const names[ASSESS_KINDS] = {
		[ASSESS_QUIZ] = N_("Quiz"),
		[ASSESS_PRETEST] = N_("Test before the course"),
		[ASSESS_POSTTEST] = N_("Test after the course"),
		[ASSESS_EXAM] = N_("Final exam"),
		[ASSESS_SURVEY] = N_("Questions about the course"),
	};

	return kind < ASSESS_KINDS ? _(names[kind]) : "";
}

const struct screen_class *
quiz_door(const struct app *a, uint32_t card, struct str id)
{
	const struct assessment *as = quiz_assessment(a, card, id);

	return as == NULL || as->kind == ASSESS_QUIZ ? &screen_quiz : &screen_entrance;
}

struct str
review_words(enum assessment_kind kind, enum review_rule review, uint32_t most, bool passes)
{
	if (kind == ASSESS_SURVEY)
		return str_from(_("There are no right or wrong answers, and no marks."));
	if (kind == ASSESS_PRETEST && review != REVIEW_NEVER)
		return str_from(_("Afterwards you see which questions were right, and which lessons to "
				  "read. The right answers are shown after the last try; where a test at the "
				  "end asks from the same questions, after that test."));
	/* After the only try everything is open. */
	if (kind == ASSESS_QUIZ || (review == REVIEW_PASSED && most == 1))
		return str_from(_("Afterwards you see which questions were right, the right answers, and "
				  "which lessons to read again."));
	if (review == REVIEW_NEVER)
		return str_from(_("Afterwards you see which lessons to read again. The right answers "
				  "are not shown."));
	if (!passes)
		return str_from(_("Afterwards you see which questions were right, and which lessons to read again. "
				  "The right answers are shown after the last try."));
	return str_from(_("Afterwards you see which questions were right, and which lessons to "
			  "read again. The right answers are shown when you have passed, or after the last "
			  "try."));
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
	view_item(v, ITEM_FACT, str_from(_("Time")))->value =
	    as->time_s == 0 ? str_from(_("no limit")) : words_span(v->arena, as->time_s);
	view_gap(v);
	view_text(v, _("You may go back and change answers until you hand in. If the line breaks, "
		       "nothing is "
		       "lost: come back and go on."));
	view_item(v, ITEM_TEXT, review_words(as->kind, as->review, as->attempts, as->pass > 0));
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

/* In cells the time stands where it is painted with the page; lines tell it in the prompt, and only when little is left. */
static void
time_view(const struct app *a, const struct quiz *q, struct view *v)
{
	enum { PROMPT_S = 600 };
	int64_t left;

	if (!quiz_left(a, q, &left))
		return;
	if (!a->w->line && left <= 0)
		view_item(v, ITEM_FACT, str_from(_("Time")))->value =
		    str_from(_("it is over. What you save now may still count; then it is handed in."));
	else if (!a->w->line)
		view_item(v, ITEM_FACT, str_from(_("Time")))->value = left_words(v->arena, left);
	else if (left <= PROMPT_S)
		v->prompt = view_printf(v, "(%.*s) %.*s", STR_ARG(left_words(v->arena, left)),
		    STR_ARG(v->prompt.len > 0 ? v->prompt : STR("> ")));
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
	if (!a->w->line)
		time_view(a, q, v);
	view_gap(v);
	form_view(&q->form, a, v);
	if (a->w->line)
		time_view(a, q, v);
}

static void
list_view(const struct app *a, const struct quiz *q, struct view *v)
{
	int n = 0;

	view_page(v, "quiz/%.*s/list", STR_ARG(q->id));
	v->where = str_from(_("all questions"));
	time_view(a, q, v);
	view_item(v, ITEM_TEXT, view_printf(v, _("%u of %u answered. You may open and change each of them."),
	    q->attempt.questions - quiz_empty(q), q->attempt.questions));
	view_gap(v);
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
handin_view(const struct app *a, const struct quiz *q, struct view *v)
{
	uint32_t empty = quiz_empty(q), all = q->attempt.questions;

	view_page(v, "quiz/%.*s/handin", STR_ARG(q->id));
	v->where = str_from(_("hand in"));
	time_view(a, q, v);
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

static void
seating_view(const struct quiz *q, struct view *v)
{
	view_page(v, "quiz/%.*s/seating", STR_ARG(q->id));
	if (q->waiting) {
		view_text(v, _("One moment."));
		return;
	}
	view_text(v, _("Your try could not be opened just now. What you answered is kept."));
	view_gap(v);
	view_choice(v, 1, str_from(_("Try again")));
	view_choice(v, 2, str_from(_("Back")));
}

static void
elsewhere_view(const struct app *a, const struct quiz *q, struct view *v)
{
	struct str contact = a->w->academy.contact, when = words_when(v->arena, q->since);

	view_page(v, "quiz/%.*s/elsewhere", STR_ARG(q->id));
	v->where = str_from(_("goes on elsewhere"));
	view_item(v, ITEM_TEXT,
	    when.len > 0 ? view_printf(v, _("This test goes on in another window of yours, since %.*s."), STR_ARG(when))
			 : str_from(_("This test goes on in another window of yours.")))
	    ->strong = true;
	view_gap(v);
	view_text(v, _("What you answered here is kept. Only one window counts at a time."));
	if (q->has_question && (form_is_unsaved(&q->form) || q->form.field.len > 0))
		view_text(v, _("What you had not saved yet is in this window only: go on here to save it."));
	view_item(v, ITEM_TEXT,
	    view_printf(v, _("If that was not you, take it back, then change your password in the settings and "
			     "tell the academy%s%.*s."),
		contact.len > 0 ? ": " : "", STR_ARG(contact)));
	view_gap(v);
	view_choice(v, 1, str_from(_("Go on here: the other window stops")));
	view_choice(v, 2, str_from(_("Home")));
}

static void
over_view(const struct quiz *q, struct view *v)
{
	uint32_t all = q->attempt.questions;
	struct str when = words_when(v->arena, q->since);

	view_page(v, "quiz/%.*s/over", STR_ARG(q->id));
	v->where = str_from(_("the time is over"));
	view_item(v, ITEM_TEXT,
	    when.len > 0 ? view_printf(v, _("The time was over on %.*s."), STR_ARG(when))
			 : str_from(_("The time is over.")))
	    ->strong = true;
	view_gap(v);
	if (q->late)
		view_text(v, _("The answer that you gave last came after it and does not count."));
	if (all > 0)
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("The test was handed in as it stood: %u of %u answered."), all - quiz_empty(q), all));
	else
		view_text(v, _("The test was handed in as it stood."));
	view_gap(v);
	view_choice(v, 1, str_from(_("See the result")));
	view_choice(v, 2, str_from(_("Back")));
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
	case QUIZ_SEATING:
		seating_view(q, v);
		break;
	case QUIZ_ELSEWHERE:
		elsewhere_view(a, q, v);
		break;
	case QUIZ_OVER:
		over_view(q, v);
		break;
	case QUIZ_QUESTION:
		question_view(a, q, v);
		break;
	case QUIZ_LIST:
		list_view(a, q, v);
		break;
	case QUIZ_HANDIN:
		handin_view(a, q, v);
		break;
	}
}
