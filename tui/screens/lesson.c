#include "tui/screens/lesson.h"

#include <string.h>

#include "tui/screens/scenario.h"

/* ---- pages and places ---- */

const struct question *
lesson_check(const struct reading *s)
{
	int check;

	if (s->lesson == NULL || s->page >= s->flow.pages)
		return NULL;
	check = s->flow.page[s->page].check;
	return check >= 0 ? &s->lesson->check[check] : NULL;
}

static void
place_fill(const struct app *a, const struct reading *s, struct place *p)
{
	const struct question *q = lesson_check(s);

	*p = (struct place){ .course = a->card[s->card].id, .lang = s->lang, .lesson = s->id };
	p->hash = s->lesson->hash;
	p->block = s->block;
	p->offset = s->offset;
	p->ended = s->page + 1 >= s->flow.pages;
	p->question = p->draft = STR_NONE;
	if (q != NULL && s->form.field.len > 0) {
		p->question = q->id;
		p->draft = field_get(&s->form.field);
	}
	p->at = a->now;
}

static void
place_save(struct app *a, struct reading *s)
{
	struct request r = { .verb = VERB_PLACE };

	s->saved = false;
	if (!s->settled || s->lesson == NULL || !app_may(a, VERB_PLACE))
		return;
	r.place.event = app_uuid(a);
	place_fill(a, s, &r.place.place);
	app_ask(a, &r);
}

bool
lesson_last_word(const struct app *a, const struct reading *s, struct request *r)
{
	if (s->lesson == NULL || !s->settled || !app_may(a, VERB_PLACE))
		return false;
	*r = (struct request){ .verb = VERB_PLACE };
	r->place.event = app_uuid(a);
	place_fill(a, s, &r->place.place);
	return true;
}

/* The place is where the page begins that the reader has turned to. Laying out anew leaves it
 * alone, so that a window that grows and shrinks again does not lead astray. */
static void
place_here(struct reading *s)
{
	const struct flow_page *p =
	    &s->flow.page[s->page < s->flow.pages ? s->page : s->flow.pages - 1];

	s->block = p->block;
	s->offset = p->offset;
}

static void
page_open(struct app *a, struct reading *s, uint32_t page)
{
	s->page = page;
	check_begin(a, s);
	place_save(a, s);
	/* What comes next depends on what is done, this lesson included. */
	if (page >= s->flow.pages)
		app_facts(a);
}

static void
page_to(struct app *a, struct reading *s, uint32_t page)
{
	s->page = page;
	place_here(s);
	page_open(a, s, page);
}

/* The page that holds a place which was kept, perhaps in another window. */
static void
place_to(struct app *a, struct reading *s, uint32_t block, uint32_t offset)
{
	s->block = block;
	s->offset = offset;
	page_open(a, s, flow_page_at(&s->flow, block, offset));
}

static bool
has_terms(const struct lesson *l)
{
	for (uint32_t i = 0; i < l->blocks; i++) {
		for (uint32_t j = 0; j < l->block[i].spans; j++) {
			if (l->block[i].span[j].link == LINK_GLOSSARY)
				return true;
		}
	}
	return false;
}

/* Rows that the pages may have: the line with the terms of the page takes one, and the gap above
 * it. */
static int
page_height(const struct app *a, const struct lesson *l)
{
	return app_body_rows(a) - (has_terms(l) ? 2 : 0) - (l->sensitive ? 3 : 0) - (l->stale ? 2 : 0);
}

struct flow
lesson_flow(const struct app *a, const struct lesson *l, struct arena *arena)
{
	return flow_make(l->block, l->blocks, l->check, l->checks, app_text_cols(a),
	    page_height(a, l), app_plain(a), arena);
}

static void
lay_out(struct app *a, struct reading *s)
{
	arena_reset(s->layout);
	s->flow = lesson_flow(a, s->lesson, s->layout);
}

/* The place that the records hold, once they have told it. */
static void
settle(struct app *a, struct reading *s)
{
	const struct lesson_fact *f = facts_lesson(&a->open.facts, s->id);

	if (s->settled || !a->open.told || a->open.card != s->card)
		return;
	s->settled = true;
	/* A lesson that is done opens at its beginning: it is read again. */
	if (f != NULL && f->opened && !f->done)
		place_to(a, s, f->block, f->offset);
	else
		place_save(a, s);
}

static void
lesson_start(struct app *a, void *state, const struct go *go)
{
	struct reading *s = state;

	s->card = go->card;
	s->module = go->module;
	s->id = go->lesson;
	s->text = arena_new();
	s->layout = arena_new();
	s->page_arena = arena_new();
	s->feedback = s->general = s->answer = STR_NONE;
	if (!app_open(a, s->card))
		return;
	s->lang = a->open.words->lang;
	s->lesson = image_lesson(a->card[s->card].image, s->lang, s->id, s->text);
	if (s->lesson == NULL)
		return;
	/* The id as the image holds it lives longer than a reply. */
	s->id = s->lesson->id;
	lay_out(a, s);
	check_begin(a, s);
	if (!go->placed) {
		settle(a, s);
		return;
	}
	s->settled = true;
	place_to(a, s, go->block, go->offset);
	if (s->form.q != NULL && s->form.field.at != NULL && str_eq(go->question, s->form.q->id)) {
		field_set(&s->form.field, go->draft);
		s->form.typing = s->form.typing || s->form.field.len > 0;
	}
}

static void
lesson_stop(void *state)
{
	struct reading *s = state;

	arena_free(s->text);
	arena_free(s->layout);
	arena_free(s->page_arena);
}

/* Has the reader begun with the check on this page? */
static bool
check_is_begun(const struct app *a, const struct reading *s)
{
	return lesson_check(s) != NULL &&
	       (s->tries > 0 || s->form.response.picks > 0 || s->form.field.len > 0 ||
		   a->frame[a->current].focus != 0);
}

/* The window has another size: the same place, laid out anew. A check that was begun stays in sight
 * and keeps what was typed. */
static void
lay_out_again(struct app *a, struct reading *s)
{
	const struct question *q = lesson_check(s);
	bool ended = s->page >= s->flow.pages, begun = check_is_begun(a, s);

	lay_out(a, s);
	s->page = ended ? s->flow.pages : flow_page_at(&s->flow, s->block, s->offset);
	for (uint32_t i = 0; begun && lesson_check(s) != q && i < s->flow.pages; i++) {
		if (s->flow.page[i].check >= 0 && &s->lesson->check[s->flow.page[i].check] == q)
			s->page = i;
	}
	if (lesson_check(s) != q)
		check_begin(a, s);
}

static void
lesson_resume(struct app *a, void *state)
{
	struct reading *s = state;

	if (!app_open(a, s->card) || s->lesson == NULL)
		return;
	if (!str_eq(s->lang, a->open.words->lang)) {
		/* The language was changed above us: the same place in the other words. */
		struct go go = {
			.card = s->card, .module = s->module, .lesson = s->id, .placed = true
		};
		struct place p;

		place_fill(a, s, &p);
		go.block = p.block;
		go.offset = p.offset;
		go.id = go.question = go.draft = STR_NONE;
		app_replace(a, &screen_lesson, &go);
		return;
	}
	lay_out_again(a, s);
	place_save(a, s);
}

uint32_t
lesson_unanswered(const struct app *a, const struct reading *s)
{
	const struct lesson_fact *f = facts_lesson(&a->open.facts, s->id);
	uint32_t here = (uint32_t)__builtin_popcount(s->answered),
		 known = f != NULL ? f->answered : 0;
	uint32_t answered = here > known ? here : known;

	if ((f != NULL && f->done) || answered >= s->lesson->checks)
		return 0;
	return s->lesson->checks - answered;
}

/* ---- the end ---- */

static void
go_next(struct app *a, struct reading *s)
{
	struct go go = { .card = s->card, .module = s->module, .lesson = STR_NONE, .id = STR_NONE };
	struct next n = { .kind = NEXT_DONE };

	go.question = go.draft = STR_NONE;
	progress_next(a->open.course, a->open.words, &a->open.facts, s->id, &n);
	if (n.kind == NEXT_LESSON) {
		const struct module_words *m = &a->open.words->module[n.module];

		go.lesson = n.id;
		go.module = m->id;
		/* Into another module by its introduction. */
		app_replace(a,
		    scenario_or(a, m->id,
			!str_eq(m->id, s->module) && m->intros > 0 ? &screen_module : &screen_lesson),
		    &go);
	} else if (n.kind == NEXT_QUIZ && app_may(a, VERB_QUIZ_START)) {
		go.id = n.id;
		app_replace(a, &screen_quiz, &go);
	} else if (n.kind == NEXT_EXAM) {
		go.id = n.id;
		app_replace(a, &screen_entrance, &go);
	} else {
		app_back(a);
	}
}

static void
end_update(struct app *a, struct reading *s, const struct intent *i)
{
	if (i->kind == INTENT_BACK_PAGE)
		page_to(a, s, s->flow.pages - 1);
	else if (i->kind == INTENT_ON || (i->kind == INTENT_CHOOSE && i->number <= 1))
		go_next(a, s);
	else if (i->kind == INTENT_CHOOSE && i->number == 2)
		page_to(a, s, 0);
	else if (i->kind == INTENT_CHOOSE && i->number == 3)
		app_back(a);
}

/* ---- keys ---- */

static void
turn(struct app *a, struct reading *s, int by)
{
	if (by < 0 && s->page == 0) {
		app_note(a, str_from(_("This is the first page.")));
		return;
	}
	/* A turned page is the reader's own place: what the records say comes too late. */
	s->settled = true;
	page_to(a, s, by < 0 ? s->page - 1 : s->page + 1);
}

static void
form_told(struct app *a, struct reading *s, enum form_did did)
{
	switch (did) {
	case FORM_READY:
		check_answer(a, s);
		break;
	case FORM_EMPTY:
		app_note(a, form_empty_words(&s->form, app_plain(a)));
		break;
	case FORM_NOT_A_NUMBER:
		app_note(a, str_from(_("That is not a number. Write it like 12 or 1.5.")));
		break;
	case FORM_CHANGED:
		form_unmark(a, &s->form);
		break;
	default:
		break;
	}
}

static void
check_update(struct app *a, struct reading *s, const struct intent *i)
{
	enum form_did did;

	if (s->waiting)
		return;
	/* What is answered is answered: one more Enter reads on. In line mode a number answers
	 * anew. */
	if (i->kind == INTENT_CHOOSE && (i->whole ? i->number == 0 : i->number == s->judged) &&
	    (s->verdict == VERDICT_RIGHT || s->verdict == VERDICT_SHOWN) && !s->form.typing) {
		turn(a, s, 1);
		return;
	}
	/* In line mode an empty line reads on where nothing was begun. */
	if (i->kind == INTENT_CHOOSE && i->number == 0 && i->whole && s->form.field.len == 0 &&
	    (s->tries > 0 || s->form.field.at != NULL)) {
		turn(a, s, 1);
		return;
	}
	did = form_update(&s->form, i);
	/* In line mode a right answer stays in the field only until the next line. */
	form_told(a, s, did);
}

/*
 * A term without leaving the page: as a note under it where there is room. In line mode there
 * always is, and the page would have to be read out again.
 */
static bool
term_beside(struct app *a, const struct reading *s, const struct page_link *link)
{
	const struct flow_page *p = &s->flow.page[s->page];
	struct str text = entry_words(a, s->card, link->target, a->scratch);
	struct row *row;
	uint32_t rows;

	flow_text(text, app_text_cols(a), a->scratch, &row, &rows);
	if (text.len == 0 || text.len >= sizeof(a->note))
		return false;
	if (!app_plain(a) && (p->check >= 0 || p->rows + rows + 3 > (uint32_t)app_body_rows(a)))
		return false;
	app_note(a, text);
	return true;
}

static void
go_to_links(struct app *a, const struct reading *s, bool all)
{
	struct page_link *link;
	uint32_t links = lesson_links(a, s, all, a->scratch, &link);

	if (!all && links == 0) {
		app_note(a, str_from(_("There is no term to explain on this page.")));
	} else if (!all && links == 1) {
		if (!term_beside(a, s, &link[0]))
			link_open(a, s->card, &link[0]);
	} else {
		app_go(a, all ? &screen_options : &screen_words, NULL);
	}
}

static void
lesson_update(struct app *a, void *state, const struct intent *i)
{
	struct reading *s = state;

	if (s->lesson == NULL)
		return;
	if (i->kind == INTENT_REPLY) {
		if (i->reply->verb == VERB_FACTS)
			settle(a, s);
		else if (i->reply->verb == VERB_PLACE && i->reply->refusal.reason == REASON_NONE)
			s->saved = true;
		else if (i->reply->verb == VERB_PLACE)
			app_refused(a, i->reply);
		else if (i->reply->verb == VERB_CHECK || i->reply->verb == VERB_CHECK_SHOW)
			check_told(a, s, i->reply);
		return;
	}
	if (i->kind == INTENT_SIZE) {
		lay_out_again(a, s);
	} else if (s->page >= s->flow.pages) {
		end_update(a, s, i);
	} else if (i->kind == INTENT_ON) {
		turn(a, s, 1);
	} else if (i->kind == INTENT_BACK_PAGE) {
		turn(a, s, -1);
	} else if (i->kind == INTENT_TERM || i->kind == INTENT_OPTIONS) {
		go_to_links(a, s, i->kind == INTENT_OPTIONS);
	} else if (s->form.q == NULL) {
		if (i->kind == INTENT_CHOOSE)
			turn(a, s, 1);
		else if (i->kind == INTENT_SHOW)
			app_note(a, str_from(_("There is no question on this page.")));
	} else if (i->kind == INTENT_SHOW) {
		check_show(a, s);
	} else {
		check_update(a, s, i);
	}
}

static bool
lesson_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct reading *s = state;

	(void)a;
	return s->form.q != NULL && form_commits(&s->form, i);
}

static bool
lesson_marks(const struct app *a, const void *state, int number)
{
	const struct reading *s = state;

	(void)a;
	return s->form.q != NULL && form_marks(&s->form, number);
}

static bool
lesson_offers(const struct app *a, const void *state, enum intent_kind kind)
{
	const struct reading *s = state;
	struct page_link *link;
	bool end = s->lesson == NULL || s->page >= s->flow.pages;

	switch (kind) {
	case INTENT_CHOOSE:
		return !end && s->form.q != NULL;
	case INTENT_TERM:
		return !end && lesson_links(a, s, false, a->scratch, &link) > 0;
	case INTENT_SHOW:
		return !end && s->form.q != NULL && s->tries > 0 && s->verdict != VERDICT_RIGHT &&
		       s->verdict != VERDICT_SHOWN;
	case INTENT_ON:
	case INTENT_OPTIONS:
		return !end;
	default:
		return true;
	}
}

static void
lesson_view(const struct app *a, const void *state, struct view *v)
{
	const struct reading *s = state;

	if (s->lesson == NULL) {
		view_page(v, "lesson/none");
		view_text(
		    v, _("This lesson is not there any more. Go one level up and choose again."));
		return;
	}
	v->title = s->lesson->title;
	v->address = view_printf(
	    v, "%.*s/%.*s/%.*s", STR_ARG(a->card[s->card].id), STR_ARG(s->module), STR_ARG(s->id));
	if (s->saved)
		v->status = str_from(_("saved"));
	if (s->page < s->flow.pages)
		lesson_view_page(a, s, v);
	else
		lesson_view_end(a, s, v);
}

static void
lesson_where(const struct app *a, const void *state, struct view *v)
{
	const struct reading *s = state;

	if (s->lesson == NULL)
		return;
	view_item(v, ITEM_FACT, str_from(_("Lesson")))->value = s->lesson->title;
	view_item(v, ITEM_FACT, str_from(_("Page")))->value = view_printf(
	    v, _("%u of %u"), s->page < s->flow.pages ? s->page + 1 : s->flow.pages, s->flow.pages);
	(void)a;
}

static bool
lesson_about(const struct app *a, const void *state, struct about *about)
{
	const struct reading *s = state;

	(void)a;
	about->card = s->card;
	about->subject = s->id;
	if (s->form.q != NULL)
		about->question = s->form.q->id;
	return s->lesson != NULL;
}

static const struct key_word lesson_keys[] = {
	{ INTENT_CHOOSE, N_("answer"), KEY_TAKEN },
	{ INTENT_ON, NULL, KEY_TAKEN },
	{ INTENT_BACK_PAGE, NULL, KEY_TAKEN },
	{ INTENT_SHOW, NULL, KEY_TAKEN },
	{ INTENT_TERM, NULL, KEY_QUIET },
	{ INTENT_OPTIONS, NULL, KEY_TAKEN },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_lesson = {
	.name = "lesson",
	.noun = N_("lesson"),
	.size = sizeof(struct reading),
	.keys = lesson_keys,
	.about = lesson_about,
	.start = lesson_start,
	.resume = lesson_resume,
	.stop = lesson_stop,
	.update = lesson_update,
	.view = lesson_view,
	.commits = lesson_commits,
	.marks = lesson_marks,
	.offers = lesson_offers,
	.where = lesson_where,
};
