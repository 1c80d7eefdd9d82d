/* The desk: who is here now, and one of the visits. */
#include "courses/base/width.h"
#include "tui/screens/desk.h"

struct here {
	struct told told;
};

static void
ask_here(struct app *a)
{
	struct request r = { .verb = VERB_SESSIONS };

	app_ask(a, &r);
}

static void
here_start(struct app *a, void *state, const struct go *go)
{
	(void)go;
	told_start(&((struct here *)state)->told);
	ask_here(a);
}

static void
here_resume(struct app *a, void *state)
{
	(void)state;
	ask_here(a);
}

static void
here_stop(void *state)
{
	told_stop(&((struct here *)state)->told);
}

static uint32_t
here_shown(const struct here *s)
{
	uint32_t n = s->told.reply != NULL ? s->told.reply->sessions.sessions : 0;

	return n < DESK_ROWS ? n : DESK_ROWS;
}

static void
here_update(struct app *a, void *state, const struct intent *i)
{
	struct here *s = state;
	struct go go;

	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_SESSIONS)
		told_take(a, &s->told, i->reply);
	if (i->kind != INTENT_CHOOSE || i->number < 1)
		return;
	if ((uint32_t)i->number <= here_shown(s)) {
		go = desk_go(s->told.reply->sessions.session[i->number - 1].id);
		app_go(a, &screen_desk_visit, &go);
	} else {
		ask_here(a);
	}
}

/* Nobody has a login yet at the door, and a guest never. */
static struct str
visitor(const struct session_row *r)
{
	return r->login.len > 0 ? r->login : str_from(desk_role(r->role == ROLE_GUEST ? ROLE_GUEST : ROLE_DOOR));
}

static void
here_head(const struct told_sessions *t, uint32_t shown, struct view *v)
{
	if (t->all == 0 || (t->all == 1 && shown == 1 && t->session[0].own))
		view_text(v, _("Nobody else is here."));
	else
		view_item(v, ITEM_TEXT, view_printf(v, ngettext("%u visit, the longest first.", "%u visits, the longest first.", t->all), t->all));
	if (shown < t->all)
		view_item(v, ITEM_TEXT, view_printf(v, _("%u of them are shown."), shown));
	view_gap(v);
}

static void
here_view(const struct app *a, const void *state, struct view *v)
{
	const struct here *s = state;
	int n = 0, width = 0;

	v->title = str_from(_("Who is here now"));
	if (!told_view(&s->told, v))
		return;
	here_head(&s->told.reply->sessions, here_shown(s), v);
	for (uint32_t i = 0; i < here_shown(s); i++) {
		int w = width_str(visitor(&s->told.reply->sessions.session[i]));

		width = w > width ? w : width;
	}
	for (uint32_t i = 0; i < here_shown(s); i++) {
		const struct session_row *r = &s->told.reply->sessions.session[i];
		struct item *it = view_next(v, &n, desk_row(a, v, visitor(r), width, r->name));

		it->detail[0] = r->from;
		it->detail[1] = r->own ? str_from(_("you")) : desk_since(v->arena, a->now - r->since);
	}
	view_gap(v);
	view_next(v, &n, str_from(_("Look again")));
}

const struct screen_class screen_desk_here = {
	.name = "desk-here",
	.noun = N_("who is here"),
	.size = sizeof(struct here),
	.keys = desk_keys,
	.start = here_start,
	.resume = here_resume,
	.stop = here_stop,
	.update = here_update,
	.view = here_view,
};

/* ---- one visit ---- */

struct visit {
	const struct session_row *row; /* NULL: it is over */
	bool sure;
	bool waiting;
};

static void
visit_start(struct app *a, void *state, const struct go *go)
{
	struct visit *s = state;
	const struct frame *below = a->current > 0 ? &a->frame[a->current - 1] : NULL;
	const struct here *list = below != NULL && below->class == &screen_desk_here ? below->state : NULL;
	const struct told_sessions *t;

	if (list == NULL || list->told.reply == NULL)
		return;
	t = &reply_copy(app_arena(a), list->told.reply)->sessions;
	for (uint32_t i = 0; i < t->sessions; i++) {
		if (str_eq(t->session[i].id, go->id))
			s->row = &t->session[i];
	}
}

static void
visit_sure(struct app *a, struct visit *s, bool sure)
{
	s->sure = sure;
	app_focus(a, 0);
}

static void
visit_told(struct app *a, struct visit *s, const struct reply *r)
{
	if (r->verb != VERB_SESSION_END)
		return;
	s->waiting = false;
	if (r->refusal.reason != REASON_NONE) {
		visit_sure(a, s, false);
		app_refused(a, r);
		return;
	}
	app_note(a, str_from(r->ended.n > 0 ? _("That visit was ended.") : _("That visit was over already.")));
	app_back(a);
}

static void
ask_end(struct app *a, struct visit *s)
{
	struct request r = { .verb = VERB_SESSION_END };

	r.session_end.id = s->row->id;
	r.session_end.login = STR_NONE;
	s->waiting = app_ask(a, &r);
}

static bool
has_account(const struct app *a, const struct visit *s)
{
	return s->row->login.len > 0 && app_may(a, VERB_USER);
}

static void
visit_choose(struct app *a, struct visit *s, int number)
{
	struct go go = desk_go(s->row->login);

	if (s->sure && number == 2)
		ask_end(a, s);
	else if (s->sure)
		visit_sure(a, s, false);
	else if (number == 1 && !s->row->own)
		visit_sure(a, s, true);
	else if (has_account(a, s) && number == (s->row->own ? 1 : 2))
		app_go(a, &screen_desk_person, &go);
}

static void
visit_update(struct app *a, void *state, const struct intent *i)
{
	struct visit *s = state;

	if (i->kind == INTENT_REPLY) {
		visit_told(a, s, i->reply);
	} else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE) {
		if (s->sure)
			visit_sure(a, s, false);
		else
			app_back(a);
	} else if (i->kind == INTENT_CHOOSE && i->number >= 1 && !s->waiting && s->row != NULL) {
		visit_choose(a, s, i->number);
	}
}

static bool
visit_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct visit *s = state;

	(void)a;
	return i->kind == INTENT_CHOOSE && s->sure;
}

static void
visit_facts(const struct app *a, const struct session_row *r, struct view *v)
{
	desk_fact(v, _("Who"), desk_who(v->arena, visitor(r), r->name));
	desk_fact(v, _("Role"), str_from(desk_role(r->role)));
	desk_fact(v, _("From"), r->from);
	desk_fact(v, _("Program"), r->client);
	desk_fact(v, _("Here since"),
	    view_printf(v, "%.*s (%.*s)", STR_ARG(words_when(v->arena, r->since)),
		STR_ARG(desk_since(v->arena, a->now - r->since))));
}

static void
visit_view(const struct app *a, const void *state, struct view *v)
{
	const struct visit *s = state;
	int n = 0;

	v->title = str_from(_("A visit"));
	view_page(v, "desk-visit/%d", (int)s->sure);
	if (s->row == NULL) {
		view_text(v, _("This visit is over. Go back and choose again."));
		return;
	}
	visit_facts(a, s->row, v);
	view_gap(v);
	if (s->sure) {
		view_text(v, _("End this visit? The place is kept, and the person can come in again at once."));
		desk_no_yes(v, _("No, leave it"), _("Yes, end it"));
		return;
	}
	if (s->row->own)
		view_text(v, _("This is your own visit. To leave, press q until you are out."));
	else
		view_next(v, &n, str_from(_("End this visit")));
	if (has_account(a, s))
		view_next(v, &n, str_from(_("Open the account")));
}

const struct screen_class screen_desk_visit = {
	.name = "desk-visit",
	.noun = N_("visit"),
	.size = sizeof(struct visit),
	.keys = desk_steps,
	.start = visit_start,
	.update = visit_update,
	.view = visit_view,
	.commits = visit_commits,
};
