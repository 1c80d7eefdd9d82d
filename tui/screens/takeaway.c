#include "tui/screens/takeaway.h"

#include <stdlib.h>

#include "tui/screens/rows.h"
#include "tui/screens/sheet.h"
#include "tui/screens/words.h"

enum piece { PIECE_TITLE, PIECE_MODULE, PIECE_LESSON, PIECE_NODE, PIECE_TERM, PIECE_SOURCE, PIECE_NONE };

struct ids { /* distinct ones, in the order of mention */
	struct str *at;
	uint32_t n, room;
};

struct takeaway {
	const struct image *image;
	struct arena *kept;  /* outline and ids, until the end */
	struct arena *whole; /* of a scenario, until its last node */
	struct arena *page;  /* of one piece */
	const struct course *course;
	const struct words *words;
	struct str lesson;   /* only this one; empty: all */
	enum piece next;
	uint32_t module, first, end; /* the one that is told, and those that are */
	uint32_t at;         /* lesson, node, term or source, by what comes next */
	const struct module_words *scenario;
	struct ids terms;    /* of this module */
	struct ids sources;  /* of all that was told */
};

struct takeaway *
takeaway_new(const struct image *image, struct str lang, struct str module, struct str lesson,
    enum takeaway_trouble *why)
{
	struct takeaway *t = calloc(1, sizeof(*t));

	if (t == NULL)
		arena_no_memory();
	t->image = image;
	t->kept = arena_new();
	t->whole = arena_new();
	t->page = arena_new();
	t->course = image_course(image, t->kept);
	t->words = image_words(image, lang, t->kept);
	*why = TAKEAWAY_FINE;
	if (t->course == NULL || t->words == NULL || t->words->modules != t->course->modules) {
		*why = TAKEAWAY_CORRUPT;
	} else if (!str_eq(t->words->lang, lang)) {
		*why = TAKEAWAY_NO_LANGUAGE;
	} else {
		t->end = t->words->modules;
		while (module.len > 0 && t->first < t->end && !str_eq(t->words->module[t->first].id, module))
			t->first++;
		if (module.len > 0)
			t->end = t->first < t->end ? t->first + 1 : t->first;
		if (module.len > 0 && t->first == t->end)
			*why = TAKEAWAY_NO_MODULE;
	}
	if (*why == TAKEAWAY_FINE && lesson.len > 0) {
		const struct module_words *m = &t->words->module[t->first];

		*why = TAKEAWAY_NO_LESSON;
		for (uint32_t i = 0; i < m->lessons; i++) {
			if (str_eq(m->lesson[i].id, lesson)) {
				t->lesson = m->lesson[i].id;
				*why = TAKEAWAY_FINE;
			}
		}
	}
	if (*why == TAKEAWAY_FINE)
		return t;
	takeaway_free(t);
	return NULL;
}

void
takeaway_free(struct takeaway *t)
{
	if (t == NULL)
		return;
	arena_free(t->kept);
	arena_free(t->whole);
	arena_free(t->page);
	free(t);
}

/* ---- what is mentioned ---- */

static void
ids_add(struct takeaway *t, struct ids *ids, struct str id)
{
	for (uint32_t i = 0; i < ids->n; i++)
		if (str_eq(ids->at[i], id))
			return;
	ids->at = rows_more(t->kept, ids->at, ids->n, &ids->room, sizeof(*ids->at));
	ids->at[ids->n++] = str_copy(t->kept, id);
}

static void
terms_of_spans(struct takeaway *t, const struct span *span, uint32_t spans)
{
	for (uint32_t i = 0; i < spans; i++)
		if (span[i].link == LINK_GLOSSARY && words_term(t->words, span[i].target) != NULL)
			ids_add(t, &t->terms, span[i].target);
}

static void
terms_of(struct takeaway *t, const struct block *block, uint32_t blocks)
{
	for (uint32_t i = 0; i < blocks; i++) {
		terms_of_spans(t, block[i].span, block[i].spans);
		for (uint32_t j = 0; j < block[i].cells; j++)
			terms_of_spans(t, block[i].cell[j].span, block[i].cell[j].spans);
	}
}

/* ---- blocks ---- */

static struct sheet
sheet_of(struct takeaway *t, struct buf *out)
{
	return (struct sheet){ .out = out, .a = t->page, .cols = SHEET_COLS };
}

/* What the maker has made so far, behind an empty line where something stands above. */
static void
rows_put(struct sheet *s, struct maker *m, bool *begun)
{
	if (m->rows == 0)
		return;
	if (*begun)
		sheet_gap(s);
	sheet_rows(s, m->row, m->rows);
	*begun = true;
	m->row = NULL;
	m->rows = m->room = 0;
}

/*
 * Blocks with their checks where they stand. Sources keep their numbers from page to page: the maker is given those that
 * were mentioned before, and what it adds is kept.
 */
static void
blocks_put(struct takeaway *t, struct sheet *s, const struct block *block, uint32_t blocks, const struct question *check,
    uint32_t checks)
{
	struct maker m = { .a = s->a, .cols = s->cols };
	bool begun = false; /* something stands above */

	for (uint32_t i = 0; i < t->sources.n; i++) {
		m.source = rows_more(s->a, m.source, m.sources, &m.source_room, sizeof(*m.source));
		m.source[m.sources++] = t->sources.at[i];
	}
	for (uint32_t i = 0; i < blocks; i++) {
		const struct block *b = &block[i];

		rows_add(&m, block, i);
		if (b->kind != BLOCK_CHECK || b->number >= checks)
			continue;
		rows_put(s, &m, &begun);
		if (begun)
			sheet_gap(s);
		sheet_question(s, str_printf(s->a, "%s: ", _("Question")), &check[b->number]);
		begun = true;
	}
	rows_put(s, &m, &begun);
	for (uint32_t i = t->sources.n; i < m.sources; i++)
		ids_add(t, &t->sources, m.source[i]);
	terms_of(t, block, blocks);
}

/* ---- the pieces ---- */

static const struct module_words *
module_now(const struct takeaway *t)
{
	return &t->words->module[t->module];
}

static void
title_put(struct takeaway *t, struct sheet *s)
{
	const struct course *c = t->course;

	sheet_heading(s, '=', wording_in(c->title, c->titles, t->words->lang, c->source_language));
	sheet_gap(s);
	sheet_text(s, 0, STR_NONE,
	    str_printf(s->a, _("Course %.*s, edition %u.%u.%u. Language: %.*s."), STR_ARG(c->id), c->edition, c->minor,
		c->revision, STR_ARG(t->words->lang)));
}

static void
module_put(struct takeaway *t, struct sheet *s)
{
	const struct module_words *m = module_now(t);

	sheet_gap(s);
	sheet_gap(s);
	sheet_heading(s, '=',
	    str_printf(s->a, _("Module %u. %.*s"), t->module + 1, STR_ARG(m->title.len > 0 ? m->title : m->id)));
	if (!m->present) {
		sheet_gap(s);
		sheet_text(s, 0, STR_NONE, str_from(_("This module is not there in this language yet.")));
	}
	if (t->lesson.len > 0 || !m->present)
		return;
	for (uint32_t i = 0; i < m->aims; i++) {
		if (i == 0) {
			sheet_gap(s);
			sheet_text(s, 0, STR_NONE, str_from(_("What you will be able to do:")));
		}
		sheet_text(s, 2, STR("- "), m->aim[i]);
	}
	if (m->intros > 0)
		sheet_gap(s);
	blocks_put(t, s, m->intro, m->intros, NULL, 0);
}

static void
lesson_put(struct takeaway *t, struct sheet *s)
{
	struct str id = module_now(t)->lesson[t->at].id;
	const struct lesson *l;

	if (t->lesson.len > 0 && !str_eq(id, t->lesson))
		return;
	l = image_lesson(t->image, t->words->lang, id, s->a);
	if (l == NULL)
		return;
	sheet_gap(s);
	sheet_gap(s);
	sheet_heading(s, '-', str_printf(s->a, "%u.%u  %.*s", t->module + 1, t->at + 1, STR_ARG(l->title)));
	sheet_gap(s);
	blocks_put(t, s, l->block, l->blocks, l->check, l->checks);
}

/* ---- a case to decide, as a book that is read by numbers ---- */

static struct str
goes_to(struct takeaway *t, struct sheet *s, struct str target)
{
	const struct module_words *m = t->scenario;

	for (uint32_t i = 0; i < m->nodes; i++)
		if (str_eq(m->node[i].id, target))
			return str_printf(s->a, _("go on at %u"), i + 1);
	return str_from(_("the end"));
}

static struct str
span_words(struct sheet *s, const struct span *span, uint32_t spans)
{
	struct buf b = BUF_IN(s->a);

	for (uint32_t i = 0; i < spans; i++)
		buf_str(&b, span[i].text);
	return buf_get(&b);
}

static void
node_put(struct takeaway *t, struct sheet *s)
{
	const struct node *n = &t->scenario->node[t->at];
	bool any = false;

	sheet_gap(s);
	sheet_gap(s);
	sheet_heading(s, '-', str_printf(s->a, "(%u)  %.*s", t->at + 1, STR_ARG(n->title)));
	sheet_gap(s);
	blocks_put(t, s, n->block, n->blocks, n->check, n->checks);
	for (uint32_t i = 0; i < n->options; i++) {
		const struct option *o = &n->option[i];

		if (i == 0)
			sheet_gap(s);
		sheet_text(s, 4, str_printf(s->a, "%c) ", sheet_letter(i)),
		    str_printf(s->a, "%.*s (%.*s)", STR_ARG(span_words(s, o->span, o->spans)),
			STR_ARG(goes_to(t, s, o->target))));
		terms_of_spans(t, o->span, o->spans);
		any = any || o->debriefs > 0;
	}
	for (uint32_t i = 0; any && i < n->options; i++) {
		const struct option *o = &n->option[i];

		if (o->debriefs == 0)
			continue;
		sheet_gap(s);
		sheet_text(s, 0, STR_NONE, str_printf(s->a, _("Who chose %c:"), sheet_letter(i)));
		blocks_put(t, s, o->debrief, o->debriefs, NULL, 0);
	}
}

/* ---- terms and sources ---- */

static void
entries_head(struct sheet *s, const char *words)
{
	sheet_gap(s);
	sheet_gap(s);
	sheet_heading(s, '-', str_from(words));
}

static void
term_put(struct takeaway *t, struct sheet *s)
{
	const struct entry *e = image_term(t->image, t->words->lang, t->terms.at[t->at], s->a);

	if (t->at == 0)
		entries_head(s, _("Terms"));
	if (e == NULL)
		return;
	sheet_gap(s);
	sheet_text(s, 0, STR_NONE, e->title);
	blocks_put(t, s, e->block, e->blocks, NULL, 0);
}

static void
source_put(struct takeaway *t, struct sheet *s)
{
	struct str id = t->sources.at[t->at];
	const struct entry *e = image_source(t->image, t->words->lang, id, s->a);

	if (t->at == 0)
		entries_head(s, _("Sources"));
	sheet_gap(s);
	sheet_text(s, 0, str_printf(s->a, "[%u] ", t->at + 1), e != NULL ? e->title : id);
	if (e != NULL)
		blocks_put(t, s, e->block, e->blocks, NULL, 0);
}

/* ---- one after the other ---- */

static void
module_begin(struct takeaway *t)
{
	t->next = t->module < t->end ? PIECE_MODULE : PIECE_SOURCE;
	t->at = 0;
	t->terms.n = 0;
}

static void
lessons_begin(struct takeaway *t)
{
	const struct module_words *m = module_now(t);

	arena_reset(t->whole);
	t->scenario = NULL;
	if (m->present && t->course->module[t->module].kind == MODULE_SCENARIO)
		t->scenario = image_scenario(t->image, t->words->lang, m->id, t->whole);
	t->next = t->scenario != NULL ? PIECE_NODE : PIECE_LESSON;
	t->at = 0;
}

/* What comes next when all of this kind have been told. false: it is this one. */
static bool
moves_on(struct takeaway *t)
{
	switch (t->next) {
	case PIECE_LESSON:
	case PIECE_NODE:
		if (t->at < (t->next == PIECE_NODE ? t->scenario->nodes : module_now(t)->lessons))
			return false;
		t->next = PIECE_TERM;
		t->at = 0;
		return true;
	case PIECE_TERM: /* a term may name others: they are added behind */
		if (t->at < t->terms.n)
			return false;
		t->module++;
		module_begin(t);
		return true;
	case PIECE_SOURCE:
		if (t->at < t->sources.n)
			return false;
		t->next = PIECE_NONE;
		return true;
	case PIECE_TITLE:
	case PIECE_MODULE:
	case PIECE_NONE:
		break;
	}
	return false;
}

bool
takeaway_next(struct takeaway *t, struct buf *out)
{
	struct sheet s = sheet_of(t, out);

	arena_reset(t->page);
	while (moves_on(t))
		;
	switch (t->next) {
	case PIECE_TITLE:
		title_put(t, &s);
		t->module = t->first;
		module_begin(t);
		break;
	case PIECE_MODULE:
		module_put(t, &s);
		lessons_begin(t);
		break;
	case PIECE_LESSON:
		lesson_put(t, &s);
		t->at++;
		break;
	case PIECE_NODE:
		node_put(t, &s);
		t->at++;
		break;
	case PIECE_TERM:
		term_put(t, &s);
		t->at++;
		break;
	case PIECE_SOURCE:
		source_put(t, &s);
		t->at++;
		break;
	case PIECE_NONE:
		break;
	}
	return t->next != PIECE_NONE;
}
