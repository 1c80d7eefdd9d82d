/* The catalogue of all courses, and the reader's own courses. */
#include "tui/screens/screen.h"

struct list {
	bool mine;      /* only those that were begun */
	uint32_t *card; /* by number of the choice, from 1 */
	uint32_t cards;
};

static void
list_fill(struct app *a, struct list *l)
{
	l->cards = 0;
	for (uint32_t i = 0; i < a->cards; i++) {
		bool begun = app_state(a, a->card[i].id) != NULL;

		if (a->card[i].is_hidden)
			continue;
		if (l->mine ? begun : begun || a->card[i].status != STATUS_RETIRED)
			l->card[l->cards++] = i;
	}
}

static void
list_start(struct app *a, void *state, bool mine)
{
	struct list *l = state;

	l->mine = mine;
	l->card = ARENA_ARRAY(app_arena(a), a->cards + 1, uint32_t);
	list_fill(a, l);
}

static void
catalogue_start(struct app *a, void *state, const struct go *go)
{
	(void)go;
	list_start(a, state, false);
	/* A guest has no home: this page is the bottom. */
	if (!a->home_told)
		app_ask_home(a);
}

static void
mine_start(struct app *a, void *state, const struct go *go)
{
	(void)go;
	list_start(a, state, true);
}

static void
list_resume(struct app *a, void *state)
{
	(void)state;
	app_ask_home(a);
}

static void
list_update(struct app *a, void *state, const struct intent *i)
{
	struct list *l = state;
	struct go go = { .module = STR_NONE, .lesson = STR_NONE, .id = STR_NONE };

	if (i->kind == INTENT_REPLY)
		list_fill(a, l);
	if (i->kind != INTENT_CHOOSE || i->number < 1)
		return;
	if ((uint32_t)i->number > l->cards) {
		app_go(a, l->mine ? &screen_catalogue : &screen_search, NULL);
		return;
	}
	go.card = l->card[i->number - 1];
	go.question = go.draft = STR_NONE;
	if (app_open(a, go.card))
		app_go(a, &screen_course, &go);
	else
		app_note(
		    a, str_from(
			   _("This course cannot be opened just now. Tell the academy, please.")));
}

static struct str
course_done(const struct app *a, struct view *v, const struct card *c)
{
	const struct course_state *s = app_state(a, c->id);

	if (s == NULL)
		return STR_NONE;
	if (s->done_at != 0)
		return view_printf(v, _("finished %.*s"), STR_ARG(words_day(v->arena, s->done_at)));
	return view_printf(v, _("%d%% done"), s->percent);
}

static struct str
course_facts(const struct app *a, struct view *v, const struct card *c)
{
	struct str facts = view_printf(
	    v, ngettext("%u hour, %s", "%u hours, %s", c->hours), c->hours, words_level(c->level));

	if (!c->in_language)
		facts = view_printf(v, _("%.*s, not in %.*s yet"), STR_ARG(facts),
		    STR_ARG(words_language(a->who.language)));
	return facts;
}

/* What is not simply there for everybody. */
static void
status_view(const struct app *a, struct view *v, const struct card *c)
{
	static const char *const words[STATUS_KINDS] = {
		[STATUS_DRAFT] = N_("A draft: only its owners see it."),
		[STATUS_BETA] = N_("A beta: only instructors and owners see it."),
	};
	struct str text;

	if (words[c->status] != NULL)
		text = str_from(_(words[c->status]));
	else if (c->status == STATUS_RETIRED)
		text = retired_words(a, v->arena, c);
	else
		return;
	view_item(v, ITEM_TEXT, text)->depth = 1;
}

static void
list_view(const struct app *a, const void *state, struct view *v)
{
	const struct list *l = state;
	int n = 0;

	view_page(v, "%s", l->mine ? "mine" : "catalogue");
	v->address = l->mine ? STR_NONE : STR("courses");
	v->title = str_from(l->mine ? _("My courses") : _("All courses"));
	if (a->w->preview) {
		view_text(v, _("This is a preview of a draft, as people would see it. Nothing is kept. q leads back."));
		view_gap(v);
	} else if (a->who.role == ROLE_GUEST) {
		view_text(v, _("You are a guest: read what you like. Nothing is kept and no test "
			       "can be taken. "
			       "For an account, ask the academy."));
		view_gap(v);
	}
	for (uint32_t i = 0; i < l->cards; i++) {
		const struct card *c = &a->card[l->card[i]];
		struct item *it = view_next(v, &n, c->title);

		it->detail[0] = course_facts(a, v, c);
		it->detail[1] = course_done(a, v, c);
		status_view(a, v, c);
	}
	if (l->cards == 0 && l->mine)
		view_text(v, _("You have not begun a course."));
	else if (l->cards == 0)
		view_text(v, _("There is no course here yet. Ask the academy."));
	view_gap(v);
	view_next(v, &n, str_from(l->mine ? _("All courses") : _("Search in all courses")));
}

static const struct key_word list_keys[] = {
	{ INTENT_CHOOSE, N_("open"), KEY_TAKEN },
	{ INTENT_SEARCH, NULL, KEY_OF_APP },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_catalogue = {
	.name = "catalogue",
	.noun = N_("courses"),
	.size = sizeof(struct list),
	.keys = list_keys,
	.start = catalogue_start,
	.resume = list_resume,
	.update = list_update,
	.view = list_view,
};

const struct screen_class screen_mine = {
	.name = "mine",
	.noun = N_("my courses"),
	.size = sizeof(struct list),
	.keys = list_keys,
	.start = mine_start,
	.resume = list_resume,
	.update = list_update,
	.view = list_view,
};
