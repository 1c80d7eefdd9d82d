/* How a case looks while it is played: its beginning, a step, what is said to it, its end. */
#include "tui/screens/scenario.h"

/* ---- for the review as well ---- */

void
blocks_view(const struct app *a, const struct block *block, uint32_t blocks, uint8_t depth, struct view *v)
{
	struct item *it;
	struct row *row;

	if (blocks == 0)
		return;
	it = view_item(v, ITEM_ROWS, STR_NONE);
	flow_rows(block, blocks, app_text_cols(a) - 5 * depth, app_plain(a), v->arena, &row, &it->rows);
	it->row = row;
	it->depth = depth;
}

void
scales_moved(const struct scale_value *move, uint32_t moves, struct view *v)
{
	struct buf b = BUF_IN(v->arena);

	for (uint32_t i = 0; i < moves; i++)
		buf_printf(&b, "%s%.*s %+d", i > 0 ? ", " : "", STR_ARG(move[i].label), move[i].value);
	if (moves > 0)
		view_item(v, ITEM_TEXT, view_printf(v, "%.*s.", STR_ARG(buf_get(&b))))->strong = true;
}

/* How far each leans, of the one that leans most. */
void
scales_view(const struct scale_value *scale, uint32_t scales, struct view *v)
{
	int32_t most = 5;

	for (uint32_t i = 0; i < scales; i++) {
		int32_t size = scale[i].value < 0 ? -scale[i].value : scale[i].value;

		most = size > most ? size : most;
	}
	for (uint32_t i = 0; i < scales; i++) {
		int64_t up = (int64_t)scale[i].value + most;
		struct item *it = view_item(v, ITEM_METER,
		    view_printf(v, "%.*s %+d", STR_ARG(scale[i].label), scale[i].value));

		it->percent = (int)(up * 100 / (2 * (int64_t)most));
	}
}

/* ---- stages ---- */

static void
begin_view(const struct app *a, const struct play *p, struct view *v)
{
	int n = 0;

	if (p->told->changed) {
		view_text(v, _("This case was changed since you walked it, so you begin again. What you "
			       "decided before is kept."));
		view_gap(v);
	}
	blocks_view(a, p->m->intro, p->m->intros, 0, v);
	view_gap(v);
	if (app_may(a, VERB_SCENARIO_AGAIN))
		view_text(v, _("You decide, step by step. A decision cannot be taken back, but you may "
			       "play again. You can leave at any time: your place is kept."));
	else
		view_text(v, _("You decide, step by step. A decision cannot be taken back, but you may "
			       "play again. A guest's decisions are not kept."));
	view_gap(v);
	view_next(v, &n, str_from(_("Begin")));
	if (p->told->lines > 0)
		view_next(v, &n, str_from(_("Look at what you decided before")));
	view_next(v, &n, str_from(_("Back to the outline")));
}

/* The page of the node's text; false: there is more of it. */
static bool
text_view(const struct app *a, const struct play *p, const struct node *n, struct view *v)
{
	struct flow f = play_flow(a, p, v->arena);
	const struct flow_page *page = &f.page[p->page < f.pages ? p->page : f.pages - 1];
	struct item *it = view_item(v, ITEM_TEXT, n->title);

	it->strong = true;
	view_gap(v);
	if (page->rows > 0) {
		it = view_item(v, ITEM_ROWS, STR_NONE);
		it->row = &f.row[page->first];
		it->rows = page->rows;
		view_gap(v);
	}
	return p->page + 1 >= f.pages;
}

static void
node_view(const struct app *a, const struct play *p, struct view *v)
{
	const struct node *n = play_node(p);

	if (n == NULL) {
		view_text(v, _("This case was changed while you were here. Leave, and log in again to go "
			       "on with it. What you decided is kept."));
		return;
	}
	v->where = view_printf(v, _("step %u"), p->told->choices + 1);
	if (!text_view(a, p, n, v))
		return;
	if (p->stage == PLAY_CHECK) {
		view_item(v, ITEM_TEXT, str_from(_("CHECK  your first answer counts in this case")))->strong =
		    true;
		view_gap(v);
		form_view(&p->form, a, v);
		return;
	}
	view_item(v, ITEM_TEXT, str_from(_("What do you do?")));
	for (uint32_t i = 0; i < n->options; i++)
		view_choice(v, (int)i + 1, scenario_text(&n->option[i], v->arena));
}

static void
check_said(const struct play *p, const struct node *n, struct view *v)
{
	const struct walk_step *s = &p->told->last;
	const char *verdict = s->right ? _("Right.") : s->share > 0 ? _("Partly right.") : _("Not right.");

	if (n != NULL && n->checks > 0)
		view_item(v, ITEM_TEXT, n->check[0].text);
	if (p->given.len > 0)
		view_item(v, ITEM_FACT, str_from(_("You")))->value = p->given;
	view_gap(v);
	if (s->feedback.len > 0 && !str_starts(s->feedback, verdict))
		view_note(v, view_printf(v, "%s %.*s", verdict, STR_ARG(s->feedback)));
	else
		view_note(v, s->feedback.len > 0 ? s->feedback : str_from(verdict));
	if (s->general.len > 0)
		view_note(v, s->general);
}

static void
said_view(const struct app *a, const struct play *p, struct view *v)
{
	const struct walk_step *s = &p->told->last;
	const struct node *n = scenario_node(p->m, s->node);
	const struct option *o = n != NULL ? scenario_option(n, s->choice) : NULL;

	v->where = view_printf(v, _("step %u"), p->told->choices + (s->choice == 0));
	if (n != NULL)
		view_item(v, ITEM_TEXT, n->title)->strong = true;
	view_gap(v);
	if (s->choice == 0) {
		check_said(p, n, v);
	} else {
		if (o != NULL)
			view_item(v, ITEM_FACT, str_from(_("You decided")))->value =
			    scenario_text(o, v->arena);
		view_gap(v);
		blocks_view(a, s->debrief, s->debriefs, 0, v);
	}
	if (s->moves > 0) {
		view_gap(v);
		scales_moved(s->move, s->moves, v);
	}
	view_gap(v);
	view_choice(v, 1, str_from(p->told->ended ? _("Go on: how it ends") : _("Go on")));
}

static struct str
next_words(const struct app *a, const struct play *p, struct view *v)
{
	struct next n = { .kind = NEXT_DONE };
	const struct lesson *l;

	progress_next(a->open.course, a->open.words, &a->open.facts, p->id, &n);
	l = n.kind == NEXT_LESSON ? words_lesson(a->open.words, n.id, NULL) : NULL;
	if (l != NULL)
		return view_printf(v, _("Next: %.*s"), STR_ARG(l->title));
	if (n.kind == NEXT_LESSON && n.module < a->open.words->modules)
		return view_printf(v, _("Next: %.*s"), STR_ARG(a->open.words->module[n.module].title));
	if (n.kind == NEXT_QUIZ && app_may(a, VERB_QUIZ_START))
		return str_from(_("Next: the quiz of this module"));
	return str_from(_("Back to the outline"));
}

static void
end_view(const struct app *a, const struct play *p, struct view *v)
{
	const struct node *n = play_node(p);
	int number = 0;

	v->where = str_from(_("the end"));
	if (n != NULL) {
		view_item(v, ITEM_TEXT, view_printf(v, _("The end: %.*s"), STR_ARG(n->title)))->strong = true;
		view_gap(v);
		blocks_view(a, n->block, n->blocks, 0, v);
	} else {
		view_text(v, _("The case ends here. Its author has written no end for what you decided; "
			       "that is not your fault."));
	}
	view_gap(v);
	scales_view(p->told->scale, p->told->scales, v);
	view_gap(v);
	if (app_may(a, VERB_SCENARIO_REVIEW))
		view_next(v, &number, str_from(_("Look at it again, step by step")));
	view_next(v, &number, str_from(_("Play again from the beginning")));
	view_next(v, &number, next_words(a, p, v));
	if (app_may(a, VERB_SCENARIO_REVIEW) && p->told->lines > 1)
		view_next(v, &number, str_from(_("Look at what you decided before")));
}

void
play_view(const struct app *a, const void *state, struct view *v)
{
	static const char *const stage[] = { "wait", "begin", "check", "choose", "said", "end" };
	const struct play *p = state;

	if (p->m == NULL) {
		view_page(v, "scenario/none");
		view_text(v, _("This case is not there any more, or not in your language yet. Go one level up "
			       "and choose again."));
		return;
	}
	view_page(v, "scenario/%.*s/%u/%s/%u/%d", STR_ARG(p->id), p->told != NULL ? p->told->steps : 0,
	    stage[p->stage], p->page, a->cols);
	v->title = p->m->title;
	v->address = view_printf(v, "%.*s/%.*s", STR_ARG(a->card[p->card].id), STR_ARG(p->id));
	if (p->told == NULL) {
		view_text(v, _("One moment."));
		return;
	}
	if (!uuid_is_zero(&p->told->walk) && p->told->steps > 0 && !p->waiting)
		v->status = str_from(_("saved"));
	switch (p->stage) {
	case PLAY_BEGIN:
		begin_view(a, p, v);
		break;
	case PLAY_SAID:
		said_view(a, p, v);
		break;
	case PLAY_END:
		end_view(a, p, v);
		break;
	case PLAY_WAIT:
	case PLAY_CHECK:
	case PLAY_CHOOSE:
		node_view(a, p, v);
		break;
	}
}
