/* What an attempt asks of the keeper, and what it makes of the answers. */
#include "tui/screens/quiz.h"

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

void
quiz_ask_start(struct app *a, struct quiz *q)
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

/* Whatever window has it now: from here on it is this one. */
void
quiz_ask_seat(struct app *a, struct quiz *q)
{
	struct request r = attempt_request(a, q, VERB_SEAT);

	q->mode = QUIZ_SEATING;
	q->waiting = app_ask(a, &r);
	app_focus(a, 0);
}

void
quiz_ask_question(struct app *a, struct quiz *q, uint32_t index)
{
	struct request r;

	q->index = index;
	q->has_question = false;
	q->told_empty = false;
	q->mode = QUIZ_QUESTION;
	r = attempt_request(a, q, VERB_QUESTION);
	q->waiting = app_ask(a, &r);
	app_focus(a, 0);
}

void
quiz_ask_answer(struct app *a, struct quiz *q)
{
	struct request r = attempt_request(a, q, VERB_QUIZ_ANSWER);

	r.attempt.response = q->form.response;
	if (r.attempt.response.text.at == NULL)
		r.attempt.response.text = STR_NONE;
	q->waiting = app_ask(a, &r);
}

void
quiz_ask_handin(struct app *a, struct quiz *q)
{
	struct request r = attempt_request(a, q, VERB_QUIZ_HANDIN);

	q->waiting = app_ask(a, &r);
}

/* ---- what the keeper answers ---- */

static void
keep_attempt(const struct app *a, struct quiz *q, const struct reply *r)
{
	arena_reset(q->list);
	q->attempt = reply_copy(q->list, r)->attempt;
	q->ends_at = q->attempt.time_s > 0 ? a->now + q->attempt.left_s : 0;
	/* A reply without the list is read as "nothing answered". */
	if (q->attempt.has == NULL)
		q->attempt.has = ARENA_ARRAY(q->list, q->attempt.questions, bool);
}

void
quiz_to_handin(struct app *a, struct quiz *q)
{
	q->mode = QUIZ_HANDIN;
	q->has_question = false;
	app_focus(a, 0);
}

void
quiz_move_on(struct app *a, struct quiz *q, uint32_t index)
{
	if (index < q->attempt.questions)
		quiz_ask_question(a, q, index);
	else
		quiz_to_handin(a, q);
}

static void
told_start(struct app *a, struct quiz *q, const struct reply *r)
{
	keep_attempt(a, q, r);
	if (q->attempt.questions == 0)
		app_note(
		    a, str_from(_("This quiz has no questions yet. Tell the academy, please.")));
	else
		quiz_move_on(a, q, quiz_first_empty(q, 0));
}

/* Back in the seat: at the question that was left, with what was half typed there. */
static void
told_seat(struct app *a, struct quiz *q, const struct reply *r)
{
	bool was_here = q->attempt.questions > 0;

	if (!was_here) {
		told_start(a, q, r);
		return;
	}
	keep_attempt(a, q, r);
	if (q->has_question && q->form.field.len > 0)
		q->mode = QUIZ_QUESTION;
	else
		quiz_move_on(a, q, q->index);
}

void
quiz_to_list(struct app *a, struct quiz *q)
{
	q->mode = QUIZ_LIST;
	q->has_question = false;
	app_focus(a, (int)q->index + 1);
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
	if (q->mode == QUIZ_QUESTION && q->has_question && form_is_unsaved(&q->form)) {
		struct form taken = q->form;

		/* An essay is longer than a place can bear, and half an answer is better than none. */
		form_take(&taken);
		*r = attempt_request(a, q, VERB_QUIZ_ANSWER);
		r->attempt.response = taken.response;
		return true;
	}
	if (q->mode != QUIZ_QUESTION || !q->has_question || q->form.q->kind == QUESTION_ESSAY || q->form.field.len == 0 || last == NULL ||
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

	keep_attempt(a, q, r);
	if (words.len > 0)
		app_note(a, str_printf(a->scratch, _("Saved: %.*s."), STR_ARG(words)));
	else
		app_note(a, str_from(_("Saved.")));
	switch (q->then) {
	case THEN_EMPTY:
		quiz_move_on(a, q, quiz_first_empty(q, q->index + 1));
		break;
	case THEN_NEXT:
		quiz_move_on(a, q, q->index + 1);
		break;
	case THEN_BEFORE:
		quiz_move_on(a, q, q->index > 0 ? q->index - 1 : 0);
		break;
	case THEN_LIST:
		quiz_to_list(a, q);
		break;
	}
	q->then = THEN_EMPTY;
}

void
quiz_to_result(struct app *a, struct quiz *q)
{
	struct go go = { .card = q->card, .id = q->id, .attempt = q->attempt.id };

	q->mode = QUIZ_OVER;
	go.module = go.lesson = go.question = go.draft = STR_NONE;
	app_replace(a, &screen_result, &go);
}

static void
told_handin(struct app *a, struct quiz *q, const struct reply *r)
{
	(void)r;
	quiz_to_result(a, q);
}

void
quiz_unseated(struct quiz *q, const struct reply *r)
{
	/* What was handed in, or was never begun here, has no seat to lose. */
	if (q->mode == QUIZ_OFFER || q->mode == QUIZ_OVER)
		return;
	q->mode = QUIZ_ELSEWHERE;
	q->since = r->refusal.at;
	q->waiting = false;
}

void
quiz_told(struct app *a, struct quiz *q, const struct reply *r)
{
	static void (*const told[VERB_KINDS])(struct app *, struct quiz *, const struct reply *) = {
		[VERB_QUIZ_START] = told_start,
		[VERB_SEAT] = told_seat,
		[VERB_QUESTION] = told_question,
		[VERB_QUIZ_ANSWER] = told_answer,
		[VERB_QUIZ_HANDIN] = told_handin,
	};

	if (told[r->verb] == NULL)
		return;
	q->waiting = false;
	if (r->refusal.reason == REASON_CLOSED && !uuid_is_zero(&q->attempt.id)) {
		/* Handed in meanwhile, from another window: the result is there. */
		quiz_to_result(a, q);
	} else if (r->refusal.reason == REASON_SEAT) {
		quiz_unseated(q, r);
		app_focus(a, 0);
	} else if (r->refusal.reason == REASON_TIME_UP) {
		q->mode = QUIZ_OVER;
		q->since = r->refusal.at;
		q->late = r->verb == VERB_QUIZ_ANSWER;
		app_focus(a, 0);
	} else if (r->refusal.reason != REASON_NONE) {
		q->then = THEN_EMPTY;
		q->form.changed = r->verb == VERB_QUIZ_ANSWER; /* not saved: it is still to be */
		app_refused(a, r);
	} else {
		told[r->verb](a, q, r);
	}
}
