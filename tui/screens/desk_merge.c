/* The desk: two accounts of one person become one. Both are shown before anything happens. */
#include "tui/screens/desk.h"

enum { LOGIN_CAP = 64 };

enum merge_step { MERGE_TYPE, MERGE_SURE };

struct merge {
	enum merge_step step;
	const struct told_user *this; /* the account of the page below; NULL: it is gone */
	struct told other;
	struct field login; /* typed: of the other one */
	bool keeps_other;   /* which of the two stays */
	bool waiting;
};

static void
merge_start(struct app *a, void *state, const struct go *go)
{
	struct merge *m = state;

	(void)go;
	told_start(&m->other);
	field_init(&m->login, app_arena(a), LOGIN_CAP);
	m->this = desk_person(a);
}

static void
merge_stop(void *state)
{
	told_stop(&((struct merge *)state)->other);
}

static void
to_typing(struct app *a, struct merge *m)
{
	m->step = MERGE_TYPE;
	app_focus(a, 0);
}

static struct str
stays(const struct merge *m)
{
	return m->keeps_other ? m->other.reply->person.row.login : m->this->row.login;
}

static struct str
ends(const struct merge *m)
{
	return m->keeps_other ? m->this->row.login : m->other.reply->person.row.login;
}

static void
ask_other(struct app *a, struct merge *m)
{
	struct request r = { .verb = VERB_USER };

	r.set.login = str_trim(field_get(&m->login));
	r.set.to = r.set.secret = STR_NONE;
	if (r.set.login.len == 0 || str_eq(r.set.login, m->this->row.login))
		app_note(a, str_from(_("Type the login of the other account.")));
	else
		m->waiting = app_ask(a, &r);
}

static void
ask_merge(struct app *a, struct merge *m)
{
	struct request r = { .verb = VERB_USER_MERGE };

	r.merge.event = app_uuid(a);
	r.merge.from = ends(m);
	r.merge.into = stays(m);
	m->waiting = app_ask(a, &r);
}

static void
other_told(struct app *a, struct merge *m, const struct reply *r)
{
	if (r->refusal.reason != REASON_NONE || str_eq(r->person.row.login, m->this->row.login)) {
		if (r->refusal.reason != REASON_NONE)
			app_refused(a, r);
		else
			app_note(a, str_from(_("That is this same account. Type the login of the other one.")));
		return;
	}
	if (!told_take(a, &m->other, r))
		return;
	m->step = MERGE_SURE;
	m->keeps_other = false;
	app_focus(a, 0);
}

static void
merged(struct app *a, struct merge *m, const struct reply *r)
{
	if (r->refusal.reason != REASON_NONE) {
		to_typing(a, m);
		if (r->refusal.reason == REASON_DISABLED)
			app_note(a, str_from(_("Not done: the one that stays is closed, or the other was united before.")));
		else
			app_refused(a, r);
		return;
	}
	app_note(a, str_printf(a->scratch, _("Done. The two are one account now: %.*s."), STR_ARG(r->person.row.login)));
	desk_person_is(a, r->person.row.login);
	app_back(a);
}

static void
merge_choose(struct app *a, struct merge *m, int number)
{
	if (number == 1) {
		to_typing(a, m);
	} else if (number == 2) {
		ask_merge(a, m);
	} else if (number == 3) {
		m->keeps_other = !m->keeps_other;
		app_focus(a, 0);
	}
}

static void
merge_update(struct app *a, void *state, const struct intent *i)
{
	struct merge *m = state;

	if (i->kind == INTENT_REPLY && m->waiting) {
		m->waiting = false;
		if (i->reply->verb == VERB_USER)
			other_told(a, m, i->reply);
		else if (i->reply->verb == VERB_USER_MERGE)
			merged(a, m, i->reply);
	} else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE) {
		if (m->step == MERGE_SURE)
			to_typing(a, m);
		else
			app_back(a);
	} else if (i->kind == INTENT_REPLY || m->this == NULL || m->waiting) {
		return;
	} else if (m->step == MERGE_TYPE && i->kind == INTENT_CHOOSE) {
		ask_other(a, m);
	} else if (m->step == MERGE_TYPE) {
		if (field_update(&m->login, i) == FIELD_EMPTY_ERASED)
			app_back(a);
	} else if (i->kind == INTENT_CHOOSE && i->number >= 1) {
		merge_choose(a, m, i->number);
	}
}

static bool
merge_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct merge *m = state;

	(void)a;
	return i->kind == INTENT_CHOOSE && m->step == MERGE_SURE;
}

static void
account_view(struct view *v, const char *what, const struct told_user *u)
{
	struct str last = words_day(v->arena, u->row.last_at);

	view_item(v, ITEM_FACT, str_from(what))->value = desk_who(v->arena, u->row.login, u->row.name);
	view_item(v, ITEM_TEXT,
	    view_printf(v, _("%s; courses: %u; keys: %u; last login: %.*s%s"), desk_role(u->row.role), u->courses, u->keys,
		STR_ARG(last.len > 0 ? last : str_from(_("never"))), u->row.disabled ? _("; closed") : ""))
	    ->depth = 1;
}

static void
sure_view(const struct merge *m, struct view *v)
{
	const struct told_user *other = &m->other.reply->person;

	account_view(v, _("Stays"), m->keeps_other ? other : m->this);
	account_view(v, _("Ends"), m->keeps_other ? m->this : other);
	view_gap(v);
	view_item(v, ITEM_TEXT,
	    view_printf(v,
		_("Courses, results and keys of %.*s go over to %.*s. Its password ends, and its visits end now. Where both are "
		  "in the same test, the try that was begun first is handed in. This cannot be taken back."),
		STR_ARG(ends(m)), STR_ARG(stays(m))));
	desk_no_yes(v, _("No, leave both as they are"), _("Yes, unite them"));
	view_choice(v, 3, view_printf(v, _("The other way round: %.*s stays"), STR_ARG(ends(m))));
}

static void
merge_view(const struct app *a, const void *state, struct view *v)
{
	const struct merge *m = state;

	(void)a;
	v->title = str_from(_("Unite two accounts"));
	view_page(v, "desk-merge/%d/%d", (int)m->step, (int)m->keeps_other);
	if (m->this == NULL) {
		view_text(v, _("This is not there any more. Go back and choose again."));
		return;
	}
	if (m->step == MERGE_SURE) {
		sure_view(m, v);
		return;
	}
	view_item(v, ITEM_FACT, str_from(_("Account")))->value =
	    desk_who(v->arena, m->this->row.login, m->this->row.name);
	view_gap(v);
	view_text(v, _("For one person who has two accounts. You see both before anything happens."));
	view_gap(v);
	field_view(v, &m->login, str_from(_("Login of the other account")), false);
}

const struct screen_class screen_desk_merge = {
	.name = "desk-merge",
	.noun = N_("account"),
	.size = sizeof(struct merge),
	.keys = desk_steps,
	.start = merge_start,
	.stop = merge_stop,
	.update = merge_update,
	.view = merge_view,
	.commits = merge_commits,
};
