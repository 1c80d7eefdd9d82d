/* How a page of a lesson, a check with what was said to it, and the end of a lesson look. */
#include "tui/screens/lesson.h"

static const char *const verdict_words[] = {
	[VERDICT_NONE] = "",
	[VERDICT_RIGHT] = N_("Right."),
	[VERDICT_PARTLY] = N_("Partly right."),
	[VERDICT_WRONG] = N_("Not right."),
	[VERDICT_SHOWN] = N_("The right answer:"),
};

/* "Not right. That is the last part of the way, not the first." Authors often begin with the
 * verdict themselves. */
static struct str
verdict_text(const struct reading *s, struct view *v)
{
	const char *word = _(verdict_words[s->verdict]);
	struct str said = s->verdict == VERDICT_SHOWN ? s->answer : s->feedback;

	if (said.len == 0)
		return str_from(word);
	if (s->verdict == VERDICT_RIGHT && str_starts(said, word))
		return said;
	return view_printf(v, "%s %.*s", word, STR_ARG(said));
}

static void
show_verdict(const struct reading *s, struct view *v)
{
	if (s->verdict == VERDICT_NONE)
		return;
	view_gap(v);
	view_note(v, verdict_text(s, v));
	view_note(v, s->general);
	if (s->verdict == VERDICT_WRONG || s->verdict == VERDICT_PARTLY)
		view_note(v, str_from(_("Try again, or press x to see the answer.")));
}

static void
show_check(const struct app *a, const struct reading *s, struct view *v)
{
	struct item *head;

	if (s->form.q == NULL)
		return;
	view_gap(v);
	if (s->form.q->kind == QUESTION_DESCRIPTION) {
		form_view(&s->form, a, v);
		return;
	}
	head = view_item(v, ITEM_TEXT,
	    view_printf(v, "%s  %s  %s", _("CHECK"), _("does not count; try as often as you like"),
		s->form.q->kind == QUESTION_SINGLE ? "" : form_kind(s->form.q)));
	head->text = str_trim(head->text);
	head->strong = true;
	view_gap(v);
	form_view(&s->form, a, v);
	show_verdict(s, v);
}

/* "Term on this page: w  chain of custody" */
static void
show_terms(const struct app *a, const struct reading *s, struct view *v)
{
	struct page_link *link;
	uint32_t links = lesson_links(a, s, false, v->arena, &link);
	struct buf terms = BUF_IN(v->arena);

	if (links == 0)
		return;
	for (uint32_t i = 0; i < links; i++) {
		buf_z(&terms, i > 0 ? ", " : "w  ");
		buf_str(&terms, link[i].text);
	}
	view_gap(v);
	view_item(
	    v, ITEM_FACT, str_from(ngettext("Term on this page", "Terms on this page", links)))
	    ->value = buf_get(&terms);
}

const char *
lesson_stale_words(const struct app *a)
{
	if (a->open.course != NULL && str_is(a->open.course->source_language, "en"))
		return _("This page follows an older text of the English original.");
	return _("This page follows an older text of the original.");
}

void
lesson_view_page(const struct app *a, const struct reading *s, struct view *v)
{
	const struct flow_page *p = &s->flow.page[s->page];
	struct item *rows;

	view_page(v, "lesson/%.*s/%.*s/%u/%d", STR_ARG(a->card[s->card].id), STR_ARG(s->id),
	    s->page, a->cols);
	v->where = view_printf(v, _("page %u of %u"), s->page + 1, s->flow.pages);
	if (s->lesson->stale && s->page == 0) {
		view_text(v, lesson_stale_words(a));
		view_gap(v);
	}
	if (s->lesson->sensitive && s->page == 0) {
		view_text(v, _("This lesson speaks of things that can be hard to read. You may "
			       "stop at any time."));
		view_gap(v);
	}
	if (p->rows > 0) {
		rows = view_item(v, ITEM_ROWS, STR_NONE);
		rows->row = &s->flow.row[p->first];
		rows->rows = p->rows;
	}
	show_check(a, s, v);
	show_terms(a, s, v);
}

/* What the next thing is called. */
static struct str
next_words(const struct app *a, const struct reading *s, struct view *v)
{
	struct next n = { .kind = NEXT_DONE };
	const struct lesson *l;

	progress_next(a->open.course, a->open.words, &a->open.facts, s->id, &n);
	switch (n.kind) {
	case NEXT_LESSON:
		l = words_lesson(a->open.words, n.id, NULL);
		/* A scenario is known by its module. */
		if (l == NULL && n.module < a->open.words->modules)
			return view_printf(v, _("Next: %.*s"),
			    STR_ARG(a->open.words->module[n.module].title));
		if (l == NULL)
			break;
		return l->minutes > 0
			   ? view_printf(v, _("Next: %.*s, %u min"), STR_ARG(l->title), l->minutes)
			   : view_printf(v, _("Next: %.*s"), STR_ARG(l->title));
	case NEXT_QUIZ:
		return str_from(_("Next: the quiz of this module"));
	case NEXT_EXAM:
		return str_from(_("Next: the final exam"));
	default:
		break;
	}
	return str_from(_("Back to the outline"));
}

void
lesson_view_end(const struct app *a, const struct reading *s, struct view *v)
{
	uint32_t open;

	view_page(v, "lesson/%.*s/%.*s/end", STR_ARG(a->card[s->card].id), STR_ARG(s->id));
	v->where = str_from(_("end of the lesson"));
	if (a->open.card != s->card)
		return;
	open = lesson_unanswered(a, s);
	view_item(v, ITEM_TEXT,
	    view_printf(v, _("You have read \"%.*s\" to the end."), STR_ARG(s->lesson->title)));
	if (app_may(a, VERB_PLACE)) {
		if (open > 0)
			view_item(v, ITEM_TEXT,
			    view_printf(v,
				ngettext("One thing is missing for \"done\": %u check is not "
					 "answered yet. Any "
					 "answer counts.",
				    "For \"done\" %u checks are still to be answered. Any answer "
				    "counts.",
				    open),
				open));
		else
			view_text(v, _("This lesson is done."));
	}
	view_gap(v);
	view_choice(v, 1, next_words(a, s, v));
	view_choice(v, 2, str_from(_("Read this lesson again from the beginning")));
	view_choice(v, 3, str_from(_("Back to the outline")));
}
