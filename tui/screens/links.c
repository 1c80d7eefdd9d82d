/* What stands behind the words of a page: terms, sources, other lessons; and the options of a page
 * as a list. */
#include <string.h>

#include "tui/screens/lesson.h"

/* ---- links in rows ---- */

static struct page_link *
known(struct page_link *link, uint32_t links, const struct span *s)
{
	for (uint32_t i = 0; i < links; i++) {
		if (link[i].kind == s->link && str_eq(link[i].target, s->target))
			return &link[i];
	}
	return NULL;
}

static bool
wanted(const struct span *s, bool all)
{
	if (s->link == LINK_GLOSSARY)
		return true;
	return all && (s->link == LINK_SOURCE || s->link == LINK_LESSON);
}

uint32_t
rows_links(
    const struct row *row, uint32_t rows, bool all, struct arena *arena, struct page_link **link)
{
	uint32_t most = 0, links = 0;

	for (uint32_t i = 0; i < rows; i++)
		most += row[i].spans;
	*link = ARENA_ARRAY(arena, most + 1, struct page_link);
	for (uint32_t i = 0; i < rows; i++) {
		for (uint32_t j = 0; j < row[i].spans; j++) {
			const struct span *s = &row[i].span[j];
			struct page_link *l = known(*link, links, s);

			if (!wanted(s, all))
				continue;
			if (l == NULL) {
				l = &(*link)[links++];
				*l = (struct page_link){ s->link, s->target, s->text, STR_NONE };
			}
			/* The [1] behind a source is a span of its own (rows.c). */
			if (s->link == LINK_SOURCE && str_starts(str_trim(s->text), "["))
				l->mark = str_trim(s->text);
		}
	}
	return links;
}

/* The title of a term is better than its bent form in a sentence, or than half of it at the end of
 * a line. */
static void
name_links(const struct app *a, struct page_link *link, uint32_t links)
{
	const struct words *w = a->open.words;

	for (uint32_t i = 0; i < links; i++) {
		struct page_link *l = &link[i];
		const struct entry *e = NULL;
		const struct lesson *lesson = NULL;

		if (l->kind == LINK_GLOSSARY)
			e = words_term(w, l->target);
		else if (l->kind == LINK_SOURCE)
			e = words_source(w, l->target);
		else
			lesson = words_lesson(w, l->target, NULL);
		if (e != NULL)
			l->text = e->title;
		else if (lesson != NULL)
			l->text = lesson->title;
	}
}

uint32_t
lesson_links(const struct app *a, const struct reading *s, bool all, struct arena *arena,
    struct page_link **link)
{
	const struct flow_page *p;
	uint32_t links;

	if (s->lesson == NULL || s->page >= s->flow.pages || a->open.card != s->card)
		return 0;
	p = &s->flow.page[s->page];
	links = rows_links(&s->flow.row[p->first], p->rows, all, arena, link);
	name_links(a, *link, links);
	return links;
}

/* "lesson" of this course or "course/lesson" of another. */
static void
lesson_open(struct app *a, uint32_t card, struct str target)
{
	size_t slash = str_find(target, 0, "/");
	struct go go = { .card = card, .lesson = target };
	const struct module_words *module = NULL;
	const struct lesson *l;

	if (slash < target.len) {
		go.card = app_card(a, str_sub(target, 0, slash));
		go.lesson = str_sub(target, slash + 1, target.len);
	}
	if (go.card == NO_CARD || !app_open(a, go.card)) {
		app_open(a, card);
		app_note(a, str_from(_("That lesson is in a course that is not offered here.")));
		return;
	}
	l = words_lesson(a->open.words, go.lesson, &module);
	if (l == NULL) {
		app_open(a, card);
		app_note(a, str_from(_("That lesson is not there in this language yet.")));
		return;
	}
	go.lesson = l->id;
	go.module = module->id;
	go.id = go.question = go.draft = STR_NONE;
	app_go(a, &screen_lesson, &go);
}

void
link_open(struct app *a, uint32_t card, const struct page_link *link)
{
	struct go go = { .card = card, .id = link->target, .placed = link->kind == LINK_SOURCE };

	go.module = go.lesson = go.question = go.draft = STR_NONE;
	if (link->kind == LINK_LESSON)
		lesson_open(a, card, link->target);
	else
		app_go(a, &screen_entry, &go);
}

/* ---- one term or source ---- */

struct str
entry_words(const struct app *a, uint32_t card, struct str id, struct arena *arena)
{
	const struct entry *e = image_term(a->card[card].image, a->open.words->lang, id, arena);
	struct buf b = BUF_IN(arena);

	if (e == NULL)
		return STR_NONE;
	buf_printf(&b, "%.*s:", STR_ARG(e->title));
	for (uint32_t i = 0; i < e->blocks; i++) {
		buf_char(&b, ' ');
		for (uint32_t j = 0; j < e->block[i].spans; j++)
			buf_str(&b, e->block[i].span[j].text);
	}
	return buf_get(&b);
}

struct entry_state {
	uint32_t card;
	bool source;
	const struct entry *entry; /* in the frame's arena; NULL: there is none */
	struct page_link *link;
	uint32_t links;
};

static void
entry_start(struct app *a, void *state, const struct go *go)
{
	struct entry_state *s = state;
	struct arena *arena = app_arena(a);
	struct row *row;
	uint32_t rows;

	s->card = go->card;
	s->source = go->placed;
	if (!app_open(a, s->card))
		return;
	s->entry = s->source
		       ? image_source(a->card[s->card].image, a->open.words->lang, go->id, arena)
		       : image_term(a->card[s->card].image, a->open.words->lang, go->id, arena);
	if (s->entry == NULL)
		return;
	flow_rows(
	    s->entry->block, s->entry->blocks, app_text_cols(a), app_plain(a), arena, &row, &rows);
	s->links = rows_links(row, rows, true, arena, &s->link);
	name_links(a, s->link, s->links);
}

static void
entry_resume(struct app *a, void *state)
{
	app_open(a, ((struct entry_state *)state)->card);
}

static void
entry_update(struct app *a, void *state, const struct intent *i)
{
	struct entry_state *s = state;

	if (i->kind == INTENT_TERM || i->kind == INTENT_ON) {
		app_back(a);
		return;
	}
	if (i->kind != INTENT_CHOOSE)
		return;
	if (i->number >= 2 && (uint32_t)i->number <= s->links + 1)
		link_open(a, s->card, &s->link[i->number - 2]);
	else
		app_back(a);
}

static void
entry_view(const struct app *a, const void *state, struct view *v)
{
	const struct entry_state *s = state;
	struct item *rows;
	struct row *row;
	int n = 1;

	v->title = str_from(s->source ? _("Source") : _("Term"));
	if (s->entry == NULL) {
		view_page(v, "entry/none");
		view_text(v, _("This is not explained in this language yet."));
	} else {
		view_page(v, "entry/%.*s", STR_ARG(s->entry->id));
		view_item(v, ITEM_HEADING, s->entry->title);
		view_gap(v);
		if (s->entry->stale) {
			view_text(v, lesson_stale_words(a));
			view_gap(v);
		}
		rows = view_item(v, ITEM_ROWS, STR_NONE);
		flow_rows(s->entry->block, s->entry->blocks, app_text_cols(a), app_plain(a),
		    v->arena, &row, &rows->rows);
		rows->row = row;
	}
	view_gap(v);
	view_choice(v, 1, str_from(_("Back")));
	for (uint32_t i = 0; i < s->links; i++)
		view_next(v, &n, view_printf(v, _("See: %.*s"), STR_ARG(s->link[i].text)));
}

static const struct key_word entry_keys[] = {
	{ INTENT_CHOOSE, NULL, KEY_TAKEN },
	{ INTENT_TERM, N_("back"), KEY_QUIET },
	{ INTENT_ON, N_("back"), KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_entry = {
	.name = "entry",
	.noun = N_("term"),
	.size = sizeof(struct entry_state),
	.keys = entry_keys,
	.start = entry_start,
	.resume = entry_resume,
	.update = entry_update,
	.view = entry_view,
};

/* ---- the terms of a page, and its options ---- */

struct links_state {
	uint32_t card;
	struct page_link *link;
	uint32_t links;
};

/* What else every page of a lesson offers, behind its links. */
static const struct {
	const char *text;
	const struct screen_class *class; /* NULL: to the module's introduction */
} more_options[] = {
	{ N_("Where am I, and how much is left"), &screen_where },
	{ N_("About this module"), NULL },
	{ N_("Search"), &screen_search },
	{ N_("Settings"), &screen_settings },
	{ N_("Help"), &screen_help },
};

static const struct reading *
below(const struct app *a)
{
	const struct frame *f = &a->frame[a->current - 1];

	return a->current > 0 && f->class == &screen_lesson ? f->state : NULL;
}

static void
links_start(struct app *a, struct links_state *s, bool all)
{
	const struct reading *r = below(a);

	s->card = NO_CARD;
	if (r == NULL)
		return;
	s->card = r->card;
	s->links = lesson_links(a, r, all, app_arena(a), &s->link);
	for (uint32_t i = 0; i < s->links; i++)
		s->link[i].text = str_copy(app_arena(a), s->link[i].text);
}

static void
words_start(struct app *a, void *state, const struct go *go)
{
	(void)go;
	links_start(a, state, false);
}

static void
options_start(struct app *a, void *state, const struct go *go)
{
	(void)go;
	links_start(a, state, true);
}

static void
links_resume(struct app *a, void *state)
{
	struct links_state *s = state;

	if (s->card != NO_CARD)
		app_open(a, s->card);
}

static void
words_update(struct app *a, void *state, const struct intent *i)
{
	struct links_state *s = state;

	if (i->kind == INTENT_TERM)
		app_back(a);
	else if (i->kind == INTENT_CHOOSE && i->number >= 1 && (uint32_t)i->number <= s->links)
		link_open(a, s->card, &s->link[i->number - 1]);
}

static void
open_module(struct app *a)
{
	const struct reading *r = below(a);
	struct go go = { .lesson = STR_NONE, .id = STR_NONE };

	if (r == NULL)
		return;
	go.card = r->card;
	go.module = r->module;
	go.question = go.draft = STR_NONE;
	app_go(a, &screen_module, &go);
}

static void
options_update(struct app *a, void *state, const struct intent *i)
{
	struct links_state *s = state;
	uint32_t other;

	if (i->kind == INTENT_OPTIONS) {
		app_back(a);
		return;
	}
	if (i->kind != INTENT_CHOOSE || i->number < 1)
		return;
	if ((uint32_t)i->number <= s->links) {
		link_open(a, s->card, &s->link[i->number - 1]);
		return;
	}
	other = (uint32_t)i->number - s->links - 1;
	if (other >= COUNT(more_options))
		return;
	if (more_options[other].class != NULL)
		app_go(a, more_options[other].class, NULL);
	else
		open_module(a);
}

static void
link_choice(struct view *v, int *n, const struct page_link *link)
{
	static const char *const kind[LINK_KINDS] = {
		[LINK_NONE] = "",
		[LINK_GLOSSARY] = N_("term"),
		[LINK_LESSON] = N_("lesson"),
		[LINK_SOURCE] = N_("source"),
		[LINK_WEB] = "",
	};

	view_next(v, n, link->text)->detail[0] = link->mark.len == 0 ? str_from(_(kind[link->kind]))
								     : view_printf(v, "%s %.*s",
									   _(kind[link->kind]),
									   STR_ARG(link->mark));
}

static void
words_view(const struct app *a, const void *state, struct view *v)
{
	const struct links_state *s = state;
	int n = 0;

	(void)a;
	v->title = str_from(_("Terms on this page"));
	for (uint32_t i = 0; i < s->links; i++)
		view_next(v, &n, s->link[i].text);
	if (s->links == 0)
		view_text(v, _("There is no term to explain."));
}

static void
options_view(const struct app *a, const void *state, struct view *v)
{
	const struct links_state *s = state;
	int n = 0;

	(void)a;
	v->title = str_from(_("What you can do here"));
	for (uint32_t i = 0; i < s->links; i++)
		link_choice(v, &n, &s->link[i]);
	if (s->links > 0)
		view_gap(v);
	for (unsigned i = 0; i < COUNT(more_options); i++)
		view_next(v, &n, str_from(_(more_options[i].text)));
}

static const struct key_word words_keys[] = {
	{ INTENT_CHOOSE, N_("explain"), KEY_TAKEN },
	{ INTENT_TERM, N_("back"), KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

static const struct key_word options_keys[] = {
	{ INTENT_CHOOSE, NULL, KEY_TAKEN },
	{ INTENT_OPTIONS, N_("back"), KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_words = {
	.name = "words",
	.noun = N_("terms"),
	.size = sizeof(struct links_state),
	.keys = words_keys,
	.start = words_start,
	.resume = links_resume,
	.update = words_update,
	.view = words_view,
};

const struct screen_class screen_options = {
	.name = "options",
	.noun = N_("options"),
	.size = sizeof(struct links_state),
	.keys = options_keys,
	.start = options_start,
	.resume = links_resume,
	.update = options_update,
	.view = options_view,
};
