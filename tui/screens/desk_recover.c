/* The desk: a new recovery code for somebody who lost the way in. */
#include "tui/screens/desk.h"

enum { LOGIN_CAP = 64, CODE_CAP = 64, NAME_CAP = 250 };

enum recover_step { RECOVER_WHOSE, RECOVER_SURE, RECOVER_CODE };

struct recover {
	enum recover_step step;
	bool named; /* the account was chosen on the page below */
	struct field login, name;
	struct field code; /* wiped */
	bool had;          /* the code of before ends */
	bool waiting;
};

static void
recover_start(struct app *a, void *state, const struct go *go)
{
	struct recover *s = state;
	const struct told_user *u = desk_person(a);

	field_init(&s->login, app_arena(a), LOGIN_CAP);
	field_init(&s->name, app_arena(a), NAME_CAP);
	field_init(&s->code, app_arena(a), CODE_CAP);
	s->named = go->id.len > 0;
	s->step = s->named ? RECOVER_SURE : RECOVER_WHOSE;
	field_set(&s->login, go->id);
	/* Who types a login does not know whether there is a code. */
	s->had = u == NULL || u->row.has_recovery;
	if (u != NULL)
		field_set(&s->name, u->row.name);
}

static void
recover_stop(void *state)
{
	field_wipe(&((struct recover *)state)->code);
}

static void
step_to(struct app *a, struct recover *s, enum recover_step step)
{
	s->step = step;
	app_focus(a, 0);
}

static void
ask_code(struct app *a, struct recover *s)
{
	struct request r = { .verb = VERB_USER_RECOVER };

	r.set.event = app_uuid(a);
	r.set.login = str_trim(field_get(&s->login));
	r.set.to = r.set.secret = STR_NONE;
	s->waiting = app_ask(a, &r);
}

static void
recover_told(struct app *a, struct recover *s, const struct reply *r)
{
	if (r->verb != VERB_USER_RECOVER)
		return;
	s->waiting = false;
	if (r->refusal.reason != REASON_NONE) {
		step_to(a, s, s->named ? RECOVER_SURE : RECOVER_WHOSE);
		app_refused(a, r);
		return;
	}
	field_set(&s->code, r->recovery.code);
	field_set(&s->login, r->recovery.login);
	field_set(&s->name, r->recovery.name);
	step_to(a, s, RECOVER_CODE);
}

static void
recover_back(struct app *a, struct recover *s)
{
	if (s->step == RECOVER_SURE && !s->named)
		step_to(a, s, RECOVER_WHOSE);
	else
		app_back(a);
}

static void
recover_enter(struct app *a, struct recover *s)
{
	if (str_trim(field_get(&s->login)).len == 0)
		app_note(a, str_from(_("Type the login of the person. It stands on the letter, after \"ssh\".")));
	else
		step_to(a, s, RECOVER_SURE);
}

static void
recover_update(struct app *a, void *state, const struct intent *i)
{
	struct recover *s = state;

	if (i->kind == INTENT_REPLY) {
		recover_told(a, s, i->reply);
	} else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE) {
		recover_back(a, s);
	} else if (s->waiting) {
		return;
	} else if (s->step == RECOVER_WHOSE && i->kind == INTENT_CHOOSE) {
		recover_enter(a, s);
	} else if (s->step == RECOVER_WHOSE) {
		if (field_update(&s->login, i) == FIELD_EMPTY_ERASED)
			app_back(a);
	} else if (i->kind == INTENT_CHOOSE && i->number >= 1) {
		if (s->step == RECOVER_SURE && i->number == 2)
			ask_code(a, s);
		else
			recover_back(a, s);
	}
}

static bool
recover_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct recover *s = state;

	(void)a;
	/* The code is shown once: leaving it counts too. */
	if (s->step == RECOVER_CODE)
		return i->kind == INTENT_CHOOSE || i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE;
	return i->kind == INTENT_CHOOSE && s->step == RECOVER_SURE;
}

static struct str
whose(const struct recover *s, struct view *v)
{
	return desk_who(v->arena, str_trim(field_get(&s->login)), field_get(&s->name));
}

static void
sure_view(const struct recover *s, struct view *v)
{
	view_item(v, ITEM_FACT, str_from(_("Account")))->value = whose(s, v);
	view_gap(v);
	view_text(v, _("Make a recovery code? Whoever has it can choose a new way into this account: be sure that you speak with "
		       "the right person. The person is told at the next login that you made it."));
	if (s->had)
		view_text(v, _("A recovery code from before opens nothing any more then."));
	desk_no_yes(v, _("No, make none"), _("Yes, make the code"));
}

static void
code_view(const struct app *a, const struct recover *s, struct view *v)
{
	/* Short, so that the code is in the first windowful of any window. */
	view_item(v, ITEM_TEXT, view_printf(v, _("For %.*s. Shown once: write it down now."), STR_ARG(whose(s, v))));
	desk_secret_view(v, str_copy(v->arena, field_get(&s->code)), _("I have passed it on"));
	desk_door_view(a, v);
	view_item(v, ITEM_TEXT,
	    view_printf(v,
		_("Give it to this person and nobody else. The person types it there, chooses a new password or key, and "
		  "comes in as %.*s as before. All is kept. A letter to print: chalkline recover %.*s, on the server; it makes another code."),
		STR_ARG(field_get(&s->login)), STR_ARG(field_get(&s->login))));
}

static void
recover_view(const struct app *a, const void *state, struct view *v)
{
	const struct recover *s = state;

	v->title = str_from(_("Recovery code"));
	view_page(v, "desk-recover/%d", (int)s->step);
	if (s->step == RECOVER_SURE) {
		sure_view(s, v);
	} else if (s->step == RECOVER_CODE) {
		code_view(a, s, v);
	} else {
		view_text(v, _("For a person who lost password, key and recovery code. Whose account is it?"));
		view_gap(v);
		field_view(v, &s->login, str_from(_("Login")), false);
	}
}

const struct screen_class screen_desk_recover = {
	.name = "desk-recover",
	.noun = N_("recovery code"),
	.size = sizeof(struct recover),
	.keys = desk_steps,
	.start = recover_start,
	.stop = recover_stop,
	.update = recover_update,
	.view = recover_view,
	.commits = recover_commits,
};
