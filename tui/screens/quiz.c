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

/* ---- asking the keeper ---- */

static struct request
attempt_request(const struct app *a, const struct quiz *q, enum verb verb)
{
	struct request r = { .verb = verb };

	r.attempt.event = app_uuid(a);
	r.attempt.attempt = q->attempt.id;
	r.attempt.index = q->index;
	r.attempt.response.text = STR_NONE;
	return r;
}

static void
ask_start(struct app *a, struct quiz *q)
{
	struct request r = { .verb = VERB_QUIZ_START };

	if (q->waiting || quiz_assessment(a, q->card, q->id) == NULL)
		return;
	r.quiz.event = q->start;
	r.quiz.course = a->card[q->card].id;
	r.quiz.assessment = q->id;
	r.quiz.lang = a->open.words->lang;
	q->waiting = app_ask(a, &r);
}

static void
ask_question(struct app *a, struct quiz *q, uint32_t index)
{
	struct request r;

	q->index = index;
	q->has_question = false;
	q->mode = QUIZ_QUESTION;
	r = attempt_request(a, q, VERB_QUESTION);
	q->waiting = app_ask(a, &r);
	app_focus(a, 0);
}

static void
ask_answer(struct app *a, struct quiz *q)
{
	struct request r = attempt_request(a, q, VERB_QUIZ_ANSWER);

	r.attempt.response = q->form.response;
	if (r.attempt.response.text.at == NULL)
		r.attempt.response.text = STR_NONE;
	q->waiting = app_ask(a, &r);
}

static void
ask_handin(struct app *a, struct quiz *q)
{
	struct request r = attempt_request(a, q, VERB_QUIZ_HANDIN);

	q->waiting = app_ask(a, &r);
}

/* ---- what the keeper answers ---- */

static void
keep_attempt(struct quiz *q, const struct reply *r)
{
	arena_reset(q->list);
	q->attempt = reply_copy(q->list, r)->attempt;
	/* A reply without the list is read as "nothing answered". */
	if (q->attempt.has == NULL)
		q->attempt.has = ARENA_ARRAY(q->list, q->attempt.questions, bool);
}

static void
to_handin(struct app *a, struct quiz *q)
{
	q->mode = QUIZ_HANDIN;
	q->has_question = false;
	app_focus(a, 0);
}

static void
move_on(struct app *a, struct quiz *q, uint32_t index)
{
	if (index < q->attempt.questions)
		ask_question(a, q, index);
	else
		to_handin(a, q);
}

static void
told_start(struct app *a, struct quiz *q, const struct reply *r)
{
	keep_attempt(q, r);
	if (q->attempt.questions == 0)
		app_note(
		    a, str_from(_("This quiz has no questions yet. Tell the academy, please.")));
	else
		move_on(a, q, quiz_first_empty(q, 0));
}

/* The place in the reading stays; only the question and what was typed for it go with it. */
bool
quiz_last_word(const struct app *a, const struct quiz *q, struct request *r)
{
	const struct lesson_fact *last = NULL; /* the lesson read last: facts are asked for when a quiz opens */

	for (uint32_t i = 0; i < a->open.facts.lessons; i++) {
		const struct lesson_fact *f = &a->open.facts.lesson[i];

		if (f->opened && (last == NULL || f->at > last->at))
			last = f;
	}
	if (q->mode != QUIZ_QUESTION || !q->has_question || q->form.field.len == 0 || last == NULL ||
	    !app_may(a, VERB_PLACE))
		return false;
	*r = (struct request){ .verb = VERB_PLACE };
	r->place.event = app_uuid(a);
	r->place.place = (struct place){ .course = a->card[q->card].id, .lang = a->open.words->lang,
		.lesson = last->lesson, .hash = last->hash, .block = last->block, .offset = last->offset,
		.ended = last->ended };
	r->place.place.question = q->form.q->id;
	r->place.place.draft = field_get(&q->form.field);
	return true;
}

/* What was half typed when the line broke stands in the field again. */
static void
draft_back(const struct app *a, struct quiz *q)
{
	const struct place *last = &a->home.last;

	if (q->form.field.at == NULL || q->form.field.len > 0 || last->draft.len == 0 ||
	    !str_eq(last->course, a->card[q->card].id) || !str_eq(last->question, q->form.q->id))
		return;
	field_set(&q->form.field, last->draft);
	q->form.typing = true;
}

static void
told_question(struct app *a, struct quiz *q, const struct reply *r)
{
	const struct reply *copy;

	arena_reset(q->page);
	copy = reply_copy(q->page, r);
	form_init(&q->form, &copy->question.question, q->page, false);
	if (!response_is_empty(&copy->question.response))
		form_load(&q->form, &copy->question.response);
	else
		draft_back(a, q);
	q->has_question = true;
}

static void
told_answer(struct app *a, struct quiz *q, const struct reply *r)
{
	struct str words = q->has_question ? form_words(&q->form, a->scratch) : STR_NONE;

	keep_attempt(q, r);
	if (words.len > 0)
		app_note(a, str_printf(a->scratch, _("Saved: %.*s."), STR_ARG(words)));
	else
		app_note(a, str_from(_("Saved.")));
	move_on(a, q, quiz_first_empty(q, q->index + 1));
}

static void
told_handin(struct app *a, struct quiz *q, const struct reply *r)
{
	struct go go = { .card = q->card, .id = q->id, .attempt = q->attempt.id };

	(void)r;
	go.module = go.lesson = go.question = go.draft = STR_NONE;
	app_replace(a, &screen_result, &go);
}

static void
quiz_told(struct app *a, struct quiz *q, const struct reply *r)
{
	static void (*const told[VERB_KINDS])(struct app *, struct quiz *, const struct reply *) = {
		[VERB_QUIZ_START] = told_start,
		[VERB_QUESTION] = told_question,
		[VERB_QUIZ_ANSWER] = told_answer,
		[VERB_QUIZ_HANDIN] = told_handin,
	};

	if (told[r->verb] == NULL)
		return;
	q->waiting = false;
	if (r->refusal.reason == REASON_CLOSED && q->attempt.questions > 0) {
		/* Handed in meanwhile, from another window or by the clock: the result is there. */
		told_handin(a, q, r);
	} else if (r->refusal.reason != REASON_NONE) {
		app_refused(a, r);
	} else {
		told[r->verb](a, q, r);
	}
}

/* ---- keys ---- */

static void
offer_update(struct app *a, struct quiz *q, const struct intent *i)
{
	if (i->kind != INTENT_CHOOSE)
		return;
	if (i->number == 1)
		ask_start(a, q);
	else if (i->number == 2)
		app_back(a);
}

static void
turn(struct app *a, struct quiz *q, int by)
{
	if (by < 0 && q->index == 0)
		app_note(a, str_from(_("This is the first question.")));
	else
		move_on(a, q, by < 0 ? q->index - 1 : q->index + 1);
}

static void
question_update(struct app *a, struct quiz *q, const struct intent *i)
{
	if (i->kind == INTENT_ON) {
		turn(a, q, 1);
		return;
	}
	if (i->kind == INTENT_BACK_PAGE) {
		turn(a, q, -1);
		return;
	}
	if (i->kind == INTENT_OPTIONS) {
		q->mode = QUIZ_LIST;
		q->has_question = false;
		app_focus(a, (int)q->index + 1);
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
		ask_answer(a, q);
		break;
	case FORM_OUT:
		app_back(a);
		break;
	case FORM_EMPTY:
		app_note(a, form_empty_words(&q->form, app_plain(a)));
		break;
	case FORM_NOT_A_NUMBER:
		app_note(a, str_from(_("That is not a number. Write it like 12 or 1.5.")));
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
		ask_question(a, q, q->index);
	else if (i->kind == INTENT_ON)
		to_handin(a, q);
	if (i->kind != INTENT_CHOOSE || i->number < 1)
		return;
	if ((uint32_t)i->number <= q->attempt.questions)
		ask_question(a, q, (uint32_t)i->number - 1);
	else
		to_handin(a, q);
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
		ask_question(a, q, q->attempt.questions - 1);
	else if (i->kind == INTENT_OPTIONS)
		look_at_all(a, q);
	if (i->kind != INTENT_CHOOSE || i->number < 1)
		return;
	if (i->number == (all ? 1 : 3))
		ask_handin(a, q);
	else if (i->number == 2)
		look_at_all(a, q);
	else
		ask_question(a, q, quiz_first_empty(q, 0));
}

static void
quiz_update(struct app *a, void *state, const struct intent *i)
{
	static void (*const by_mode[])(struct app *, struct quiz *, const struct intent *) = {
		[QUIZ_OFFER] = offer_update,
		[QUIZ_QUESTION] = question_update,
		[QUIZ_LIST] = list_update,
		[QUIZ_HANDIN] = handin_update,
	};
	struct quiz *q = state;

	if (i->kind == INTENT_REPLY)
		quiz_told(a, q, i->reply);
	else if (!q->waiting && i->kind != INTENT_SIZE)
		by_mode[q->mode](a, q, i);
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
	return q->mode == QUIZ_OFFER && i->number == 1;
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

	view_item(v, ITEM_FACT, str_from(_("Test")))->value = quiz_title(
	    a, q->card, q->id, v->arena);
	if (q->mode == QUIZ_OFFER)
		return;
	view_item(v, ITEM_FACT, str_from(_("Question")))->value = view_printf(
	    v, _("%u of %u"), q->index + 1, q->attempt.questions);
	view_item(v, ITEM_FACT, str_from(_("Answered")))->value = view_printf(
	    v, "%u", q->attempt.questions - quiz_empty(q));
	view_item(v, ITEM_FACT, str_from(_("Time")))->value = str_from(_("no limit"));
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
	{ INTENT_WHERE, NULL, KEY_OF_APP },
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
