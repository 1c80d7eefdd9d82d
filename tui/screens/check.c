/* The checks in a lesson: answered, tried again, shown. They never count. */
#include "tui/screens/lesson.h"

void
check_begin(struct app *a, struct reading *s)
{
	const struct question *q = lesson_check(s);

	arena_reset(s->page_arena);
	s->form = (struct form){ .q = q };
	s->verdict = VERDICT_NONE;
	s->tries = 0;
	s->waiting = false;
	s->feedback = s->general = s->answer = STR_NONE;
	if (q != NULL)
		form_init(&s->form, q, s->page_arena, !app_plain(a));
	app_focus(a, 0);
}

static struct request
check_request(const struct app *a, const struct reading *s, enum verb verb)
{
	struct request r = { .verb = verb };

	r.check.event = app_uuid(a);
	r.check.course = a->card[s->card].id;
	r.check.lang = s->lang;
	r.check.lesson = s->id;
	r.check.question = s->form.q->id;
	r.check.response = s->form.response;
	if (r.check.response.text.at == NULL)
		r.check.response.text = STR_NONE;
	return r;
}

static void
check_ask(struct app *a, struct reading *s, const struct request *r)
{
	s->waiting = app_ask(a, r);
	if (s->waiting)
		s->under_way++;
}

void
check_answer(struct app *a, struct reading *s)
{
	struct request r = check_request(a, s, VERB_CHECK);

	if (!app_may(a, VERB_CHECK))
		app_note(a, str_from(_("A guest's answers are not looked at.")));
	else
		check_ask(a, s, &r);
}

void
check_show(struct app *a, struct reading *s)
{
	struct request r;

	if (s->form.q == NULL || s->waiting)
		return;
	if (s->tries == 0) {
		app_note(
		    a, str_from(
			   _("Try once first: a guess does not count. Then x shows the answer.")));
		return;
	}
	r = check_request(a, s, VERB_CHECK_SHOW);
	r.check.response = (struct response){ .text = STR_NONE };
	check_ask(a, s, &r);
}

void
check_told(struct app *a, struct reading *s, const struct reply *r)
{
	const struct told_check *t = &r->check;
	int check;

	/* An answer of a page that was left says nothing about this one. */
	if (s->under_way > 0)
		s->under_way--;
	if (!s->waiting || s->under_way > 0 || s->form.q == NULL)
		return;
	check = s->flow.page[s->page].check;
	s->waiting = false;
	s->judged = a->frame[a->current].focus;
	if (r->refusal.reason != REASON_NONE) {
		app_refused(a, r);
		return;
	}
	s->feedback = str_copy(s->page_arena, t->feedback);
	s->general = str_copy(s->page_arena, t->general);
	s->answer = str_copy(s->page_arena, t->answer);
	if (r->verb == VERB_CHECK_SHOW) {
		s->verdict = VERDICT_SHOWN;
		return;
	}
	s->tries++;
	s->verdict = t->right ? VERDICT_RIGHT : t->share > 0 ? VERDICT_PARTLY : VERDICT_WRONG;
	if (check < 32)
		s->answered |= 1u << check;
	/* The next try begins with nothing picked. */
	if (!t->right && s->form.q->kind != QUESTION_MULTIPLE)
		form_clear(&s->form);
}
