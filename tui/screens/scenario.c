/* A scenario: decided step by step, kept by the keeper, left and gone on with at any time. */
#include "tui/screens/scenario.h"

bool
scenario_is(const struct app *a, struct str module)
{
	for (uint32_t i = 0; a->open.card != NO_CARD && i < a->open.course->modules; i++)
		if (str_eq(a->open.course->module[i].id, module))
			return a->open.course->module[i].kind == MODULE_SCENARIO;
	return false;
}

const struct screen_class *
scenario_or(const struct app *a, struct str module, const struct screen_class *class)
{
	return scenario_is(a, module) ? &screen_scenario : class;
}

const struct node *
play_node(const struct play *p)
{
	return p->m != NULL && p->told != NULL ? scenario_node(p->m, p->told->node) : NULL;
}

struct flow
play_flow(const struct app *a, const struct play *p, struct arena *arena)
{
	const struct node *n = play_node(p);
	int cols = app_text_cols(a), body = app_body_rows(a), under = p->stage == PLAY_CHOOSE ? 2 : 6;
	struct flow f;

	for (uint32_t i = 0; n != NULL && i < n->options; i++)
		under += 1 + (int)scenario_text(&n->option[i], arena).len / (cols > 8 ? cols - 8 : 1);
	/* On one page where it fits with what is under it. */
	f = flow_make(n != NULL ? n->block : NULL, n != NULL ? n->blocks : 0, NULL, 0, cols, 10000,
	    app_plain(a), arena);
	if (app_plain(a) || (int)f.rows + 2 + under <= body)
		return f;
	return flow_make(n != NULL ? n->block : NULL, n != NULL ? n->blocks : 0, NULL, 0, cols, body - 3,
	    false, arena); /* less the node's title and two gaps */
}

/* ---- stages ---- */

static void
stage_to(struct app *a, struct play *p, enum play_stage stage)
{
	const struct node *n;

	p->stage = stage;
	p->page = 0;
	p->waiting = false;
	app_focus(a, 0);
	n = play_node(p);
	if (stage == PLAY_CHECK && n != NULL && n->checks > 0) {
		arena_reset(p->page_arena);
		p->form = (struct form){ .q = &n->check[0] };
		form_init(&p->form, p->form.q, p->page_arena, !app_plain(a));
	} else {
		p->form.q = NULL;
	}
}

/* Where the node is decided, or its check before that, or the end. */
static void
stage_node(struct app *a, struct play *p)
{
	const struct node *n = play_node(p);

	if (p->told->ended)
		stage_to(a, p, PLAY_END);
	else
		stage_to(a, p, n != NULL && n->checks > 0 && !p->told->checked ? PLAY_CHECK : PLAY_CHOOSE);
}

static void
stage_first(struct app *a, struct play *p)
{
	if (p->told->ended)
		stage_to(a, p, PLAY_END);
	else if (p->told->has_last)
		stage_to(a, p, PLAY_SAID);
	else if (p->told->changed || p->told->lines > 0 || p->m->intros > 0)
		stage_to(a, p, PLAY_BEGIN);
	else
		stage_node(a, p);
}

/* ---- requests ---- */

static void
ask_where(struct app *a, struct play *p, enum verb verb)
{
	struct request r = { .verb = verb };

	r.scenario = (struct ask_scenario){ app_uuid(a), a->card[p->card].id, p->id, p->lang };
	p->waiting = app_ask(a, &r);
}

static void
ask_step(struct app *a, struct play *p, uint32_t choice)
{
	struct request r = { .verb = VERB_SCENARIO_STEP };

	r.step = (struct ask_step){ .event = app_uuid(a), .course = a->card[p->card].id, .module = p->id,
		.lang = p->lang, .node = p->told->node, .choice = choice };
	r.step.response.text = STR_NONE;
	p->given = STR_NONE;
	if (choice == 0) {
		r.step.response = p->form.response;
		if (r.step.response.text.at == NULL)
			r.step.response.text = STR_NONE;
		p->given = str_copy(p->text, form_words(&p->form, a->scratch));
	}
	if (!app_may(a, VERB_SCENARIO_AGAIN)) {
		r.step.path = p->path;
		r.step.paths = p->paths;
	}
	p->waiting = app_ask(a, &r);
}

static void
again(struct app *a, struct play *p)
{
	p->paths = 0;
	ask_where(a, p, app_may(a, VERB_SCENARIO_AGAIN) ? VERB_SCENARIO_AGAIN : VERB_SCENARIO);
}

/* What a guest did is known here alone. */
static void
path_add(const struct app *a, struct play *p)
{
	const struct walk_step *last = &p->told->last;

	if (!app_may(a, VERB_SCENARIO_AGAIN) && p->paths < SCENARIO_GUEST)
		p->path[p->paths++] = (struct walk_did){ question_key(last->node), last->choice, last->right };
}

static void
told(struct app *a, struct play *p, const struct reply *r)
{
	const struct walk_line *line = NULL;
	uint32_t lines = 0;

	p->waiting = false;
	if (r->refusal.reason == REASON_NO_SUCH || r->refusal.reason == REASON_CLOSED) {
		if (r->verb != VERB_SCENARIO_STEP) {
			app_refused(a, r);
			return;
		}
		p->paths = 0;
		/* Another session of the same person went on, or the course was changed. */
		app_note(a, str_from(_("This case has moved on, or was changed. Here is where you stand "
				       "now.")));
		ask_where(a, p, VERB_SCENARIO);
		return;
	}
	if (r->refusal.reason != REASON_NONE) {
		app_refused(a, r);
		return;
	}
	/* A step tells no list: the one from before still holds. */
	if (r->verb == VERB_SCENARIO_STEP && p->told != NULL) {
		line = p->told->line;
		lines = p->told->lines;
	}
	struct arena *fresh = arena_new();
	struct told_scenario *t = &reply_copy(fresh, r)->scenario;

	if (lines > 0) {
		t->line = ARENA_ARRAY(fresh, lines, struct walk_line);
		for (t->lines = 0; t->lines < lines; t->lines++) {
			t->line[t->lines] = line[t->lines];
			t->line[t->lines].end = str_copy(fresh, line[t->lines].end);
		}
	}
	arena_free(p->arena);
	p->arena = fresh;
	p->told = t;
	if (r->verb == VERB_SCENARIO_STEP) {
		path_add(a, p);
		stage_to(a, p, PLAY_SAID);
		app_facts(a);
	} else if (r->verb == VERB_SCENARIO_AGAIN) {
		stage_node(a, p);
	} else {
		stage_first(a, p);
	}
}

/* ---- life ---- */

static void
play_start(struct app *a, void *state, const struct go *go)
{
	struct play *p = state;

	p->card = go->card;
	p->id = go->module;
	p->text = arena_new();
	p->arena = arena_new();
	p->page_arena = arena_new();
	p->given = STR_NONE;
	if (!app_open(a, p->card))
		return;
	p->lang = a->open.words->lang;
	p->m = image_scenario(a->card[p->card].image, p->lang, p->id, p->text);
	if (p->m == NULL)
		return;
	p->id = p->m->id;
	app_facts(a);
	ask_where(a, p, VERB_SCENARIO);
}

static void
play_stop(void *state)
{
	struct play *p = state;

	arena_free(p->text);
	arena_free(p->arena);
	arena_free(p->page_arena);
}

static void
play_resume(struct app *a, void *state)
{
	struct play *p = state;
	struct go go = { .card = p->card, .module = p->id };

	go.lesson = go.id = go.question = go.draft = STR_NONE;
	if (!app_open(a, p->card) || p->m == NULL)
		return;
	/* The language was changed above us: the same walk in the other words. */
	if (!str_eq(p->lang, a->open.words->lang))
		app_replace(a, &screen_scenario, &go);
}

/* ---- keys ---- */

static void
walk_open(struct app *a, const struct play *p, bool this)
{
	struct go go = { .card = p->card, .module = p->id };

	go.lesson = go.id = go.question = go.draft = STR_NONE;
	if (this)
		go.attempt = p->told->walk;
	app_go(a, &screen_walk, &go);
}

static void
next_open(struct app *a, struct play *p)
{
	struct go go = { .card = p->card, .module = STR_NONE, .lesson = STR_NONE, .id = STR_NONE };
	struct next n = { .kind = NEXT_DONE };

	go.question = go.draft = STR_NONE;
	progress_next(a->open.course, a->open.words, &a->open.facts, p->id, &n);
	if (n.kind != NEXT_LESSON && n.kind != NEXT_QUIZ) {
		app_back(a);
		return;
	}
	go.lesson = go.id = n.id;
	go.module = a->open.words->module[n.module].id;
	if (n.kind == NEXT_QUIZ && app_may(a, VERB_QUIZ_START))
		app_replace(a, &screen_quiz, &go);
	else if (n.kind == NEXT_LESSON)
		app_replace(a, scenario_or(a, go.module, &screen_lesson), &go);
	else
		app_back(a);
}

static void
begin_choose(struct app *a, struct play *p, int number)
{
	if (number <= 1)
		stage_node(a, p);
	else if (number == 2 && p->told->lines > 0)
		walk_open(a, p, false);
	else
		app_back(a);
}

static void
end_choose(struct app *a, struct play *p, int number)
{
	bool kept = app_may(a, VERB_SCENARIO_REVIEW);

	if (number < 1)
		return;
	if (!kept)
		number++;
	switch (number) {
	case 1:
		walk_open(a, p, true);
		break;
	case 2:
		again(a, p);
		break;
	case 3:
		next_open(a, p);
		break;
	default:
		if (kept && number == 4 && p->told->lines > 1)
			walk_open(a, p, false);
	}
}

static void
check_update(struct app *a, struct play *p, const struct intent *i)
{
	switch (form_update(&p->form, i)) {
	case FORM_READY:
		ask_step(a, p, 0);
		break;
	case FORM_EMPTY:
		app_note(a, form_empty_words(&p->form, app_plain(a)));
		break;
	case FORM_NOT_A_NUMBER:
		app_note(a, str_from(_("That is not a number. Write it like 12 or 1.5.")));
		break;
	case FORM_CHANGED:
		form_unmark(a, &p->form);
		break;
	default:
		if (i->kind == INTENT_CHOOSE && p->form.q->kind == QUESTION_DESCRIPTION)
			stage_to(a, p, PLAY_CHOOSE);
		break;
	}
}

/* A page on; false: this was the last one. */
static bool
page_on(struct app *a, struct play *p)
{
	struct flow f = play_flow(a, p, a->scratch);

	if ((p->stage != PLAY_CHECK && p->stage != PLAY_CHOOSE) || p->page + 1 >= f.pages)
		return false;
	p->page++;
	app_focus(a, 0);
	return true;
}

static void
go_on(struct app *a, struct play *p)
{
	if (page_on(a, p))
		return;
	if (p->stage == PLAY_BEGIN || p->stage == PLAY_SAID)
		stage_node(a, p);
	else if (p->stage == PLAY_CHECK)
		stage_to(a, p, PLAY_CHOOSE);
	else if (p->stage == PLAY_CHOOSE)
		app_note(a, str_from(_("Decide first: type the number of what you do, then Enter.")));
	else
		app_note(a, str_from(_("The case ends here. Choose by number, or press q for the outline.")));
}

static void
play_choose(struct app *a, struct play *p, const struct intent *i)
{
	const struct node *n = play_node(p);

	if (page_on(a, p))
		return;
	if (p->stage == PLAY_CHOOSE && n != NULL && i->number >= 1 && (uint32_t)i->number <= n->options)
		ask_step(a, p, scenario_key(&n->option[i->number - 1]));
	else if (p->stage == PLAY_END)
		end_choose(a, p, i->number);
	else if (p->stage == PLAY_BEGIN)
		begin_choose(a, p, i->number);
	else
		go_on(a, p);
}

static void
play_update(struct app *a, void *state, const struct intent *i)
{
	struct play *p = state;

	if (p->m == NULL)
		return;
	if (i->kind == INTENT_REPLY) {
		if (i->reply->verb >= VERB_SCENARIO && i->reply->verb <= VERB_SCENARIO_AGAIN)
			told(a, p, i->reply);
		return;
	}
	if (i->kind == INTENT_SIZE) {
		p->page = 0;
		return;
	}
	if (p->told == NULL || p->waiting)
		return;
	if (i->kind == INTENT_BACK_PAGE) {
		if (p->page > 0)
			p->page--;
		else
			app_note(a, str_from(_("This is the first page. What was decided is decided: the "
					       "case can be looked at step by step when it has ended.")));
	} else if (i->kind == INTENT_ON) {
		go_on(a, p);
	} else if (p->stage == PLAY_CHECK && p->page + 1 >= play_flow(a, p, a->scratch).pages) {
		check_update(a, p, i);
	} else if (i->kind == INTENT_CHOOSE) {
		play_choose(a, p, i);
	}
}

static bool
decides(const struct app *a, const struct play *p)
{
	return p->told != NULL && !p->waiting && (p->stage == PLAY_CHECK || p->stage == PLAY_CHOOSE) &&
	       p->page + 1 >= play_flow(a, p, a->scratch).pages;
}

static bool
play_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct play *p = state;

	if (!decides(a, p) || i->kind != INTENT_CHOOSE)
		return false;
	return p->stage == PLAY_CHECK ? form_commits(&p->form, i) : i->number >= 1;
}

static bool
play_marks(const struct app *a, const void *state, int number)
{
	const struct play *p = state;

	if (!decides(a, p))
		return false;
	return p->stage == PLAY_CHECK ? form_marks(&p->form, number) : true;
}

static bool
play_offers(const struct app *a, const void *state, enum intent_kind kind)
{
	const struct play *p = state;

	if (kind == INTENT_ON)
		return p->told != NULL && p->stage != PLAY_END &&
		       (p->stage != PLAY_CHOOSE || !decides(a, p));
	if (kind == INTENT_BACK_PAGE)
		return p->page > 0;
	/* There is nothing to choose yet on the first pages of a long text. */
	if (kind == INTENT_CHOOSE)
		return (p->stage != PLAY_CHECK && p->stage != PLAY_CHOOSE) || decides(a, p);
	return true;
}

static void
play_where(const struct app *a, const void *state, struct view *v)
{
	const struct play *p = state;

	(void)a;
	if (p->m == NULL || p->told == NULL)
		return;
	view_item(v, ITEM_FACT, str_from(_("Case")))->value = p->m->title;
	view_item(v, ITEM_FACT, str_from(_("Decided so far")))->value =
	    view_printf(v, "%u", p->told->choices);
}

static const struct key_word play_keys[] = {
	{ INTENT_CHOOSE, N_("choose"), KEY_TAKEN },
	{ INTENT_ON, N_("go on"), KEY_TAKEN },
	{ INTENT_BACK_PAGE, NULL, KEY_TAKEN },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_scenario = {
	.name = "scenario",
	.noun = N_("case"),
	.size = sizeof(struct play),
	.keys = play_keys,
	.start = play_start,
	.resume = play_resume,
	.stop = play_stop,
	.update = play_update,
	.view = play_view,
	.commits = play_commits,
	.marks = play_marks,
	.offers = play_offers,
	.where = play_where,
};
