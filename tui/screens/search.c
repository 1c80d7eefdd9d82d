#include "tui/screens/search.h"

enum { QUERY_CAP = 100 };

struct search_state {
	struct field query;
	bool typing;
	uint32_t first; /* the course that was open: searched before the others */
	struct arena *arena;
	struct hit hit[SEARCH_HITS];
	uint32_t hits;
	bool more;
};

static void
search_start(struct app *a, void *state, const struct go *go)
{
	struct search_state *s = state;

	(void)go;
	field_init(&s->query, app_arena(a), QUERY_CAP);
	s->arena = arena_new();
	s->typing = true;
	s->first = a->open.card;
}

static void
search_stop(void *state)
{
	arena_free(((struct search_state *)state)->arena);
}

static void
search_enter(struct app *a, struct search_state *s)
{
	if (str_trim(field_get(&s->query)).len == 0) {
		app_note(a, str_from(_("Type a word, or a part of one, and press Enter.")));
		return;
	}
	arena_reset(s->arena);
	s->hits = search_run(a, field_get(&s->query), s->first, s->arena, s->hit, &s->more);
	s->typing = false;
	app_focus(a, 1);
}

static void
search_update(struct app *a, void *state, const struct intent *i)
{
	struct search_state *s = state;
	struct go go = { .id = STR_NONE, .question = STR_NONE, .draft = STR_NONE, .placed = true };
	const struct hit *h;

	if (i->kind == INTENT_REPLY || i->kind == INTENT_SIZE)
		return;
	if (s->typing) {
		if (i->kind == INTENT_CHOOSE)
			search_enter(a, s);
		else if (field_update(&s->query, i) == FIELD_EMPTY_ERASED)
			app_back(a);
		return;
	}
	if (i->kind == INTENT_SEARCH ||
	    (i->kind == INTENT_CHOOSE && i->number == (int)s->hits + 1)) {
		s->typing = true;
		s->query.len = 0;
		return;
	}
	if (i->kind != INTENT_CHOOSE || i->number < 1 || (uint32_t)i->number > s->hits)
		return;
	h = &s->hit[i->number - 1];
	go.card = h->card;
	go.module = h->module;
	go.lesson = h->lesson;
	go.block = h->block;
	go.offset = h->offset;
	app_go(a, &screen_lesson, &go);
}

static void
search_view(const struct app *a, const void *state, struct view *v)
{
	const struct search_state *s = state;
	int n = 0;

	v->title = str_from(_("Search"));
	v->address = STR("search");
	if (s->typing) {
		view_page(v, "search/ask");
		view_text(v, _("Which word do you look for? It is searched in all courses, in the "
			       "language you read. "
			       "Capital letters and accents do not matter."));
		view_gap(v);
		field_view(v, &s->query, str_from(_("Word")), false);
		return;
	}
	view_page(v, "search/hits");
	view_item(v, ITEM_TEXT,
	    s->hits == 0
		? view_printf(v,
		      _("Nothing was found for \"%.*s\". Try a shorter word, or a part of one."),
		      STR_ARG(field_get(&s->query)))
		: view_printf(v, ngettext("\"%.*s\": %u place.", "\"%.*s\": %u places.", s->hits),
		      STR_ARG(field_get(&s->query)), s->hits));
	if (s->more)
		view_text(v, _("There are more. A longer word finds fewer."));
	view_gap(v);
	for (uint32_t i = 0; i < s->hits; i++) {
		const struct hit *h = &s->hit[i];
		struct item *it;

		view_next(v, &n,
		    view_printf(
			v, "%.*s: %.*s", STR_ARG(a->card[h->card].title), STR_ARG(h->title)));
		it = view_item(v, ITEM_TEXT, h->context);
		it->depth = 1;
	}
	view_gap(v);
	view_next(v, &n, str_from(_("Search for something else")));
}

static const struct key_word search_keys[] = {
	{ INTENT_CHOOSE, N_("open"), KEY_TAKEN },
	{ INTENT_SEARCH, N_("another word"), KEY_TAKEN },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_search = {
	.name = "search",
	.noun = N_("search"),
	.size = sizeof(struct search_state),
	.keys = search_keys,
	.start = search_start,
	.stop = search_stop,
	.update = search_update,
	.view = search_view,
};
