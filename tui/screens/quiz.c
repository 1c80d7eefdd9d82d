#include "tui/screens/quiz.h"

const struct assessment *
quiz_assessment(const struct app *a, uint32_t card, struct str id)
{
	return a->open.card == card && card != NO_CARD ? course_assessment(a->open.course, id)
						       : NULL;
}

uint32_t
quiz_first_empty(const struct quiz *q, uint32_t from)
{
	for (uint32_t i = from; i < q->attempt.questions; i++) {
		if (!q->attempt.has[i])
			return i;
	}
	return q->attempt.questions;
}

uint32_t
quiz_empty(const struct quiz *q)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < q->attempt.questions; i++)
		n += !q->attempt.has[i];
	return n;
}

static void
quiz_start(struct app *a, void *state, const struct go *go)
{
	struct quiz *q = state;

	q->card = go->card;
	q->id = go->id;
	q->list = arena_new();
	q->page = arena_new();
	q->start = app_uuid(a);
	app_open(a, q->card);
	if (uuid_is_zero(&go->attempt))
		return;
	q->attempt.id = go->attempt;
	quiz_ask_seat(a, q);
}

bool
quiz_sits(const struct quiz *q, struct uuid *attempt)
{
	*attempt = q->attempt.id;
	return q->mode != QUIZ_OFFER;
}

static void
quiz_stop(void *state)
{
	struct quiz *q = state;

	arena_free(q->list);
	arena_free(q->page);
}

static void
quiz_resume(struct app *a, void *state)
{
	app_open(a, ((struct quiz *)state)->card);
}

/* ---- keys ---- */

static void
offer_update(struct app *a, struct quiz *q, const struct intent *i)
{
	if (i->kind != INTENT_CHOOSE)
		return;
	if (i->number == 1)
		quiz_ask_start(a, q);
	else if (i->number == 2)
		app_back(a);
}

/* Leaving keeps all; what it does to the clock is told where one arrives. */
static void
leave(struct app *a, struct quiz *q)
{
	bool open = q->mode == QUIZ_QUESTION || q->mode == QUIZ_LIST || q->mode == QUIZ_HANDIN;

	if (open && a->frames > 1)
		app_note(a, leave_words(a, q));
	q->warned = true; /* it has just been said */
	if (q->mode == QUIZ_QUESTION && !q->waiting && q->has_question && form_is_unsaved(&q->form)) {
		form_take(&q->form);
		quiz_ask_answer(a, q);
	}
	app_back(a);
}

static void
turn(struct app *a, struct quiz *q, int by)
{
	if (by < 0 && q->index == 0)
		app_note(a, str_from(_("This is the first question.")));
	else
		quiz_move_on(a, q, by < 0 ? q->index - 1 : q->index + 1);
}

/* What was written, ticked or paired so far is not lost by who turns the page. */
static bool
save_first(struct app *a, struct quiz *q, enum quiz_then then)
{
	if (!q->has_question || !form_is_unsaved(&q->form))
		return false;
	form_take(&q->form);
	q->then = then;
	quiz_ask_answer(a, q);
	return true;
}

/* In a field only PgDn would go on, and not every telephone has one: Enter does, said once more. */
static void
field_empty(struct app *a, struct quiz *q)
{
	bool again = q->told_empty;

	q->told_empty = !again && q->form.field.at != NULL && !app_plain(a);
	if (again)
		turn(a, q, 1);
	else
		app_note(a, form_empty_words(&q->form, app_plain(a)));
}

static void
question_update(struct app *a, struct quiz *q, const struct intent *i)
{
	if (i->kind != INTENT_CHOOSE)
		q->told_empty = false;
	if (i->kind == INTENT_ON) {
		if (!save_first(a, q, THEN_NEXT))
			turn(a, q, 1);
		return;
	}
	if (i->kind == INTENT_BACK_PAGE) {
		if (!save_first(a, q, THEN_BEFORE))
			turn(a, q, -1);
		return;
	}
	if (i->kind == INTENT_OPTIONS) {
		if (!save_first(a, q, THEN_LIST))
			quiz_to_list(a, q);
		return;
	}
	if (!q->has_question)
		return;
	if (q->form.q->kind == QUESTION_DESCRIPTION && i->kind == INTENT_CHOOSE) {
		turn(a, q, 1);
		return;
	}
	switch (form_update(&q->form, i)) {
	case FORM_READY:
		q->form.changed = false;
		quiz_ask_answer(a, q);
		break;
	case FORM_OUT:
		leave(a, q);
		break;
	case FORM_EMPTY:
		field_empty(a, q);
		break;
	case FORM_NOT_A_NUMBER:
		app_note(a, str_from(_("That is not a number. Write it like 12 or 1.5.")));
		break;
	case FORM_FULL:
		app_note(a, str_from(_("No more fits: an answer is no longer than this. Save it, or shorten it first.")));
		break;
	case FORM_CHANGED:
		form_unmark(a, &q->form);
		break;
	default:
		break;
	}
}

static void
list_update(struct app *a, struct quiz *q, const struct intent *i)
{
	if (i->kind == INTENT_OPTIONS || i->kind == INTENT_BACK_PAGE)
		quiz_ask_question(a, q, q->index);
	else if (i->kind == INTENT_ON)
		quiz_to_handin(a, q);
	if (i->kind != INTENT_CHOOSE || i->number < 1)
		return;
	if ((uint32_t)i->number <= q->attempt.questions)
		quiz_ask_question(a, q, (uint32_t)i->number - 1);
	else
		quiz_to_handin(a, q);
}

static void
look_at_all(struct app *a, struct quiz *q)
{
	q->mode = QUIZ_LIST;
	app_focus(a, 1);
}

/* What each number does: with something empty, what mends it stands first and hand-in last. */
static void
handin_update(struct app *a, struct quiz *q, const struct intent *i)
{
	bool all = quiz_empty(q) == 0;

	if (i->kind == INTENT_BACK_PAGE && q->attempt.questions > 0)
		quiz_ask_question(a, q, q->attempt.questions - 1);
	else if (i->kind == INTENT_OPTIONS)
		look_at_all(a, q);
	if (i->kind != INTENT_CHOOSE || i->number < 1)
		return;
	if (i->number == (all ? 1 : 3))
		quiz_ask_handin(a, q);
	else if (i->number == 2)
		look_at_all(a, q);
	else
		quiz_ask_question(a, q, quiz_first_empty(q, 0));
}

static void
seating_update(struct app *a, struct quiz *q, const struct intent *i)
{
	if (i->kind == INTENT_CHOOSE && i->number == 1)
		quiz_ask_seat(a, q);
	else if (i->kind == INTENT_CHOOSE && i->number == 2)
		app_back(a);
}

static void
elsewhere_update(struct app *a, struct quiz *q, const struct intent *i)
{
	if (i->kind == INTENT_CHOOSE && i->number == 1)
		quiz_ask_seat(a, q);
	else if (i->kind == INTENT_CHOOSE && i->number == 2)
		app_home(a);
}

static void
over_update(struct app *a, struct quiz *q, const struct intent *i)
{
	if (i->kind == INTENT_CHOOSE && i->number == 1)
		quiz_to_result(a, q);
	else if (i->kind == INTENT_CHOOSE && i->number == 2)
		app_back(a);
}

static void
quiz_update(struct app *a, void *state, const struct intent *i)
{
	static void (*const by_mode[])(struct app *, struct quiz *, const struct intent *) = {
		[QUIZ_OFFER] = offer_update,
		[QUIZ_SEATING] = seating_update,
		[QUIZ_ELSEWHERE] = elsewhere_update,
		[QUIZ_OVER] = over_update,
		[QUIZ_QUESTION] = question_update,
		[QUIZ_LIST] = list_update,
		[QUIZ_HANDIN] = handin_update,
	};
	struct quiz *q = state;

	if (i->kind == INTENT_BACK) {
		leave(a, q);
		return; /* the state may be gone */
	}
	if (i->kind == INTENT_REPLY)
		quiz_told(a, q, i->reply);
	else if (!q->waiting && i->kind != INTENT_SIZE)
		by_mode[q->mode](a, q, i);
	quiz_warn(a, q);
}

static bool
quiz_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct quiz *q = state;

	(void)a;
	if (i->kind != INTENT_CHOOSE)
		return false;
	if (q->mode == QUIZ_QUESTION)
		return q->has_question && form_commits(&q->form, i);
	if (q->mode == QUIZ_HANDIN)
		return i->number == (quiz_empty(q) == 0 ? 1 : 3);
	return q->mode != QUIZ_LIST && i->number == 1;
}

static bool
quiz_marks(const struct app *a, const void *state, int number)
{
	const struct quiz *q = state;

	(void)a;
	return q->mode == QUIZ_QUESTION && q->has_question && form_marks(&q->form, number);
}

static bool
quiz_offers(const struct app *a, const void *state, enum intent_kind kind)
{
	const struct quiz *q = state;

	(void)a;
	(void)kind;
	return q->mode == QUIZ_QUESTION;
}

static void
quiz_where(const struct app *a, const void *state, struct view *v)
{
	const struct quiz *q = state;
	int64_t left;

	view_item(v, ITEM_FACT, str_from(_("Test")))->value = quiz_title(
	    a, q->card, q->id, v->arena);
	if (q->mode != QUIZ_QUESTION && q->mode != QUIZ_LIST && q->mode != QUIZ_HANDIN)
		return;
	view_item(v, ITEM_FACT, str_from(_("Question")))->value = view_printf(
	    v, _("%u of %u"), q->index + 1, q->attempt.questions);
	view_item(v, ITEM_FACT, str_from(_("Answered")))->value = view_printf(
	    v, "%u", q->attempt.questions - quiz_empty(q));
	view_item(v, ITEM_FACT, str_from(_("Time")))->value =
	    quiz_left(a, q, &left) ? left_words(v->arena, left) : str_from(_("no limit"));
	if (q->attempt.until > 0 && !time_ends_first(q->attempt.time_s, q->attempt.pause_limit_s))
		view_item(v, ITEM_FACT, str_from(_("Handed in as it stands")))->value =
		    words_when(v->arena, q->attempt.until);
}

static bool
quiz_about(const struct app *a, const void *state, struct about *about)
{
	const struct quiz *q = state;

	(void)a;
	about->card = q->card;
	about->subject = q->id;
	if (q->mode == QUIZ_QUESTION && q->has_question && q->form.q != NULL)
		about->question = q->form.q->id;
	return true;
}

static const struct key_word quiz_keys[] = {
	{ INTENT_CHOOSE, N_("answer"), KEY_TAKEN },
	{ INTENT_ON, N_("leave empty"), KEY_TAKEN },
	{ INTENT_BACK_PAGE, NULL, KEY_TAKEN },
	{ INTENT_OPTIONS, N_("all questions"), KEY_TAKEN },
	{ INTENT_WHERE, N_("time left"), KEY_OF_APP },
	{ INTENT_BACK, NULL, KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_quiz = {
	.name = "quiz",
	.noun = N_("quiz"),
	.size = sizeof(struct quiz),
	.keys = quiz_keys,
	.about = quiz_about,
	.start = quiz_start,
	.resume = quiz_resume,
	.stop = quiz_stop,
	.update = quiz_update,
	.view = quiz_view,
	.commits = quiz_commits,
	.marks = quiz_marks,
	.offers = quiz_offers,
	.where = quiz_where,
};
