/* What was decided in a case, looked at again: the list of walks, and one of them step by step. */
#include "tui/screens/scenario.h"

struct review {
	uint32_t card;
	struct str id;  /* of the module */
	struct str title, lang;
	struct uuid walk; /* zero: the list */
	bool listed;      /* it was opened from the list */
	uint32_t index;
	struct arena *arena;
	const struct told_scenario *list;
	const struct told_walk *step;
};

static void
ask_list(struct app *a, struct review *s)
{
	struct request r = { .verb = VERB_SCENARIO };

	s->walk = (struct uuid){ { 0 } };
	s->step = NULL;
	r.scenario = (struct ask_scenario){ app_uuid(a), a->card[s->card].id, s->id, s->lang };
	app_ask(a, &r);
}

static void
ask_step(struct app *a, const struct review *s, uint32_t index)
{
	struct request r = { .verb = VERB_SCENARIO_REVIEW };

	r.walk = (struct ask_walk){ s->walk, index };
	app_ask(a, &r);
}

static void
review_start(struct app *a, void *state, const struct go *go)
{
	struct review *s = state;

	s->card = go->card;
	s->id = str_copy(app_arena(a), go->module);
	s->title = s->lang = STR_NONE;
	s->walk = go->attempt;
	s->arena = arena_new();
	if (!app_open(a, s->card))
		return;
	s->lang = a->open.words->lang;
	for (uint32_t i = 0; i < a->open.words->modules; i++)
		if (str_eq(a->open.words->module[i].id, s->id))
			s->title = str_copy(app_arena(a), a->open.words->module[i].title);
	if (uuid_is_zero(&s->walk))
		ask_list(a, s);
	else
		ask_step(a, s, 0);
}

static void
review_stop(void *state)
{
	arena_free(((struct review *)state)->arena);
}

static void
review_resume(struct app *a, void *state)
{
	app_open(a, ((struct review *)state)->card);
}

static void
told(struct app *a, struct review *s, const struct reply *r)
{
	struct reply *copy;

	if (r->refusal.reason != REASON_NONE) {
		app_refused(a, r);
		return;
	}
	s->list = NULL;
	s->step = NULL;
	arena_reset(s->arena);
	copy = reply_copy(s->arena, r);
	if (r->verb == VERB_SCENARIO) {
		s->list = &copy->scenario;
	} else {
		s->step = &copy->walk;
		s->index = s->step->index;
	}
	app_focus(a, 0);
}

static void
leave(struct app *a, struct review *s)
{
	if (s->listed) {
		s->listed = false;
		ask_list(a, s);
	} else {
		app_back(a);
	}
}

static void
turn(struct app *a, struct review *s, int by)
{
	if (by < 0 && s->index == 0)
		app_note(a, str_from(_("This is the first step.")));
	else if (by > 0 && s->index >= s->step->steps)
		app_note(a, str_from(_("This is where it ended. Press q to go back.")));
	else
		ask_step(a, s, by < 0 ? s->index - 1 : s->index + 1);
}

/* What the numbers of a step do: on, back, out; the first has no step before, the last none after. */
static void
step_choose(struct app *a, struct review *s, int number)
{
	bool last = s->index >= s->step->steps, first = s->index == 0;
	int n = 0;

	if (!last && number == ++n)
		turn(a, s, 1);
	else if (!first && number == ++n)
		turn(a, s, -1);
	else if (number == ++n)
		leave(a, s);
}

static void
review_update(struct app *a, void *state, const struct intent *i)
{
	struct review *s = state;

	if (i->kind == INTENT_REPLY) {
		if (i->reply->verb == VERB_SCENARIO || i->reply->verb == VERB_SCENARIO_REVIEW)
			told(a, s, i->reply);
		return;
	}
	if (i->kind == INTENT_BACK) {
		leave(a, s);
	} else if (s->list != NULL && i->kind == INTENT_CHOOSE && i->number >= 1 &&
		   (uint32_t)i->number <= s->list->lines) {
		s->walk = s->list->line[i->number - 1].id;
		s->listed = true;
		ask_step(a, s, 0);
	} else if (s->list != NULL && i->kind == INTENT_CHOOSE && i->number >= 1) {
		app_back(a);
	} else if (s->step == NULL) {
		if (i->kind == INTENT_CHOOSE && s->list == NULL)
			app_back(a);
	} else if (i->kind == INTENT_ON || (i->kind == INTENT_CHOOSE && i->number == 0)) {
		turn(a, s, 1);
	} else if (i->kind == INTENT_BACK_PAGE) {
		turn(a, s, -1);
	} else if (i->kind == INTENT_CHOOSE) {
		step_choose(a, s, i->number);
	}
}

/* ---- what is shown ---- */

static void
list_view(const struct review *s, struct view *v)
{
	int n = 0;

	if (s->list->lines == 0)
		view_text(v, _("You have decided nothing in this case yet."));
	else
		view_text(v, _("What you decided, the newest first:"));
	view_gap(v);
	for (uint32_t i = 0; i < s->list->lines; i++) {
		const struct walk_line *l = &s->list->line[i];
		struct item *it = view_next(v, &n, words_when(v->arena, l->begun_at));

		it->detail[0] = view_printf(v, ngettext("%u step", "%u steps", l->steps), l->steps);
		if (l->end.len > 0)
			it->detail[1] = l->end;
		else
			it->detail[1] = str_from(l->ended_at != 0 ? _("ended") : _("not ended"));
	}
	if (n > 0)
		view_gap(v);
	view_next(v, &n, str_from(_("Back")));
}

static void
choices_view(const struct told_walk *t, struct view *v)
{
	for (uint32_t i = 0; i < t->choices; i++)
		view_item(v, ITEM_FACT, str_from(t->choice[i].chosen ? _("You decided") : _("Not chosen")))
		    ->value = t->choice[i].text;
}

static void
check_view(const struct told_walk *t, struct view *v)
{
	view_item(v, ITEM_TEXT, t->question);
	view_item(v, ITEM_FACT, str_from(_("You")))->value = t->given;
	view_item(v, ITEM_FACT, str_from(_("Right")))->value = t->answer;
	if (t->step.feedback.len > 0)
		view_item(v, ITEM_TEXT, t->step.feedback);
	if (t->step.general.len > 0)
		view_item(v, ITEM_TEXT, t->step.general);
}

static void
step_view(const struct app *a, const struct review *s, struct view *v)
{
	const struct told_walk *t = s->step;
	bool last = t->index >= t->steps;
	int n = 0;

	v->where = last ? str_from(_("the end"))
			: view_printf(v, _("step %u of %u"), t->index + 1, t->steps);
	if (t->title.len > 0)
		view_item(v, ITEM_TEXT, t->title)->strong = true;
	view_gap(v);
	blocks_view(a, t->block, t->blocks, 0, v);
	if (last && t->end.len == 0)
		view_text(v, _("Here you stood when you left, or where no end was written."));
	view_gap(v);
	if (t->is_check && !last && t->question.len > 0)
		check_view(t, v);
	else
		choices_view(t, v);
	if (t->step.debriefs > 0) {
		view_gap(v);
		blocks_view(a, t->step.debrief, t->step.debriefs, 1, v);
	}
	if (t->step.moves > 0)
		view_gap(v);
	scales_moved(t->step.move, t->step.moves, v);
	view_gap(v);
	scales_view(t->scale, t->scales, v);
	view_gap(v);
	if (!last)
		view_next(v, &n, str_from(t->index + 1 < t->steps ? _("Next step") : _("How it ended")));
	if (t->index > 0)
		view_next(v, &n, str_from(_("The step before")));
	view_next(v, &n, str_from(_("Back")));
}

static void
review_view(const struct app *a, const void *state, struct view *v)
{
	const struct review *s = state;

	view_page(v, "walk/%.*s/%u/%d", STR_ARG(s->id), s->step != NULL ? s->index + 1 : 0, a->cols);
	v->title = s->title.len > 0 ? s->title : s->id;
	if (s->step != NULL) {
		v->status = view_printf(v, _("as it was on %.*s"), STR_ARG(words_day(v->arena, s->step->at)));
		step_view(a, s, v);
	} else if (s->list != NULL) {
		list_view(s, v);
	} else {
		view_text(v, _("One moment."));
	}
}

static bool
review_offers(const struct app *a, const void *state, enum intent_kind kind)
{
	const struct review *s = state;

	(void)a;
	if (kind == INTENT_ON)
		return s->step != NULL && s->index < s->step->steps;
	if (kind == INTENT_BACK_PAGE)
		return s->step != NULL && s->index > 0;
	return true;
}

static const struct key_word review_keys[] = {
	{ INTENT_CHOOSE, N_("choose"), KEY_TAKEN },
	{ INTENT_ON, N_("next step"), KEY_TAKEN },
	{ INTENT_BACK_PAGE, N_("step before"), KEY_TAKEN },
	{ INTENT_BACK, NULL, KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_walk = {
	.name = "walk",
	.noun = N_("steps"),
	.size = sizeof(struct review),
	.keys = review_keys,
	.start = review_start,
	.resume = review_resume,
	.stop = review_stop,
	.update = review_update,
	.view = review_view,
	.offers = review_offers,
};
