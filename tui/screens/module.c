/* A module's introduction: what one can do afterwards, and its first page. */
#include "tui/screens/scenario.h"

struct module_state {
	uint32_t card;
	struct str id;
};

static void
module_start(struct app *a, void *state, const struct go *go)
{
	struct module_state *s = state;

	s->card = go->card;
	s->id = go->module;
	app_open(a, s->card);
}

static void
module_resume(struct app *a, void *state)
{
	struct module_state *s = state;

	app_open(a, s->card);
	app_facts(a);
}

static const struct module_words *
module_words(const struct app *a, const struct module_state *s, uint32_t *index)
{
	if (a->open.card != s->card)
		return NULL;
	for (uint32_t i = 0; i < a->open.words->modules; i++) {
		if (str_eq(a->open.words->module[i].id, s->id)) {
			*index = i;
			return &a->open.words->module[i];
		}
	}
	return NULL;
}

static void
module_update(struct app *a, void *state, const struct intent *i)
{
	struct module_state *s = state;
	uint32_t index = 0;
	const struct module_words *m = module_words(a, s, &index);
	struct go go = { .card = s->card, .module = s->id, .lesson = STR_NONE, .id = STR_NONE };

	go.question = go.draft = STR_NONE;
	if (m == NULL || i->kind != INTENT_CHOOSE || i->number < 1)
		return;
	if (scenario_is(a, s->id)) {
		app_replace(a, &screen_scenario, &go);
	} else if ((uint32_t)i->number <= m->lessons) {
		go.lesson = m->lesson[i->number - 1].id;
		app_replace(a, &screen_lesson, &go);
	} else if (a->open.course->module[index].has_quiz && app_may(a, VERB_QUIZ_START)) {
		go.id = s->id;
		app_replace(a, &screen_quiz, &go);
	} else {
		app_note(a, str_from(_("A guest cannot take a test, because nothing is kept.")));
	}
}

static void
module_aims(const struct module_words *m, struct view *v)
{
	if (m->aims == 0)
		return;
	view_gap(v);
	view_text(v, _("Afterwards you can:"));
	for (uint32_t i = 0; i < m->aims; i++)
		view_item(v, ITEM_TEXT, view_printf(v, "- %.*s", STR_ARG(m->aim[i])));
}

static void
module_view(const struct app *a, const void *state, struct view *v)
{
	const struct module_state *s = state;
	uint32_t index = 0;
	const struct module_words *m = module_words(a, s, &index);
	struct item *rows;
	struct row *row;
	int n = 0;

	if (m == NULL) {
		view_text(v, _("This module cannot be opened just now."));
		return;
	}
	view_page(v, "module/%.*s/%.*s", STR_ARG(a->card[s->card].id), STR_ARG(m->id));
	v->title = view_printf(v, _("Module %u  %.*s"), index + 1, STR_ARG(m->title));
	v->address = view_printf(v, "%.*s/%.*s", STR_ARG(a->card[s->card].id), STR_ARG(m->id));
	rows = view_item(v, ITEM_ROWS, STR_NONE);
	flow_rows(m->intro, m->intros, app_text_cols(a), app_plain(a), v->arena, &row, &rows->rows);
	rows->row = row;
	module_aims(m, v);
	view_gap(v);
	for (uint32_t i = 0; i < m->lessons; i++) {
		struct item *it = view_next(v, &n, m->lesson[i].title);

		it->detail[0] = words_minutes(v->arena, m->lesson[i].minutes);
	}
	if (a->open.course->module[index].kind == MODULE_SCENARIO)
		view_next(v, &n, str_from(_("The case")));
	else if (a->open.course->module[index].has_quiz)
		view_next(v, &n, str_from(_("Quiz")));
}

static const struct key_word module_keys[] = {
	{ INTENT_CHOOSE, N_("open"), KEY_TAKEN },
	{ INTENT_SEARCH, NULL, KEY_OF_APP },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_module = {
	.name = "module",
	.noun = N_("module"),
	.size = sizeof(struct module_state),
	.keys = module_keys,
	.start = module_start,
	.resume = module_resume,
	.update = module_update,
	.view = module_view,
};
