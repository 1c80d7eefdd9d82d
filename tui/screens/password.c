/* A new password of one's own, or four new words. The old one is asked for first. */
#include "tui/screens/way.h"

enum password_step { PASSWORD_OLD, PASSWORD_NEW, PASSWORD_DONE };

struct password {
	enum password_step step;
	struct field old;
	struct way way;
	struct uuid event;
	bool waiting;
};

static void
password_start(struct app *a, void *state, const struct go *go)
{
	struct password *p = state;
	struct arena *arena = app_arena(a);

	(void)go;
	field_init(&p->old, arena, SECRET_CAP);
	way_init(&p->way, arena);
	p->way.warning = a->who.has_password ? N_("The old password ends when you choose 1.") : NULL;
	p->event = app_uuid(a);
	p->step = a->who.has_password ? PASSWORD_OLD : PASSWORD_NEW;
}

static void
password_stop(void *state)
{
	struct password *p = state;

	field_wipe(&p->old);
	way_wipe(&p->way);
}

static void
step_to(struct app *a, struct password *p, enum password_step step)
{
	p->step = step;
	app_focus(a, 0);
}

static void
ask_password(struct app *a, struct password *p)
{
	struct request r = { .verb = VERB_PASSWORD };

	r.password.event = p->event;
	r.password.secret = way_secret(&p->way);
	r.password.old = field_get(&p->old);
	p->waiting = app_ask(a, &r);
}

/* Only the old one is looked at: nobody shall find out at the end that it was mistyped. */
static void
ask_old(struct app *a, struct password *p)
{
	struct request r = { .verb = VERB_PASSWORD };

	r.password.event = p->event;
	r.password.secret = STR_NONE;
	r.password.old = field_get(&p->old);
	p->waiting = app_ask(a, &r);
}

static void
password_told(struct app *a, struct password *p, const struct reply *r)
{
	bool old = p->step == PASSWORD_OLD;

	if (r->verb != VERB_PASSWORD)
		return;
	p->waiting = false;
	/* Refused is not done: the next try is another event. */
	if (r->refusal.reason != REASON_NONE || old)
		p->event = app_uuid(a);
	if (r->refusal.reason == REASON_NONE && old) {
		way_again(a, &p->way);
		step_to(a, p, PASSWORD_NEW);
		return;
	}
	if (r->refusal.reason == REASON_NONE) {
		a->who.has_password = true;
		step_to(a, p, PASSWORD_DONE);
		return;
	}
	if (r->refusal.reason == REASON_WRONG) {
		field_wipe(&p->old);
		step_to(a, p, PASSWORD_OLD);
		app_note(a, str_from(_("The old password was not right. Type it again.")));
		return;
	}
	if (!old)
		way_again(a, &p->way);
	app_refused(a, r);
}

static void
password_update(struct app *a, void *state, const struct intent *i)
{
	struct password *p = state;
	enum way_did did;

	if (i->kind == INTENT_REPLY) {
		password_told(a, p, i->reply);
		return;
	}
	if (p->waiting)
		return;
	if (p->step == PASSWORD_DONE) {
		if (i->kind == INTENT_CHOOSE || i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE)
			app_back(a);
	} else if (p->step == PASSWORD_OLD) {
		if (i->kind == INTENT_CHOOSE)
			ask_old(a, p);
		else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE ||
			 field_update(&p->old, i) == FIELD_EMPTY_ERASED)
			app_back(a);
	} else {
		did = way_update(a, &p->way, i);
		if (did == WAY_MADE)
			ask_password(a, p);
		else if (did == WAY_LEFT)
			app_back(a);
	}
}

static bool
password_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct password *p = state;

	(void)a;
	return p->step == PASSWORD_NEW && way_commits(&p->way, i);
}

static void
password_view(const struct app *a, const void *state, struct view *v)
{
	const struct password *p = state;
	static const char *const name[] = { "old", "new", "done" };

	v->title = str_from(_("Password"));
	view_page(v, "password/%s/%s", name[p->step], way_step_name(&p->way));
	switch (p->step) {
	case PASSWORD_OLD:
		view_text(v, _("First the password or the four words that you have now."));
		if (!a->w->has_pty)
			view_text(v, _("Take care: your program shows what you type."));
		view_gap(v);
		field_view(v, &p->old, str_from(_("Now")), true);
		break;
	case PASSWORD_NEW:
		if (p->way.step == WAY_WHICH)
			view_text(v, _("How do you want to come in from now on?"));
		way_view(a, &p->way, v);
		break;
	case PASSWORD_DONE:
		view_text(v, _("Saved. From now on the new one opens your account."));
		view_gap(v);
		view_choice(v, 1, str_from(_("Back to the settings")));
		break;
	}
}

static const struct key_word password_keys[] = {
	{ INTENT_CHOOSE, NULL, KEY_TAKEN },
	{ INTENT_BACK, NULL, KEY_QUIET },
	{ INTENT_BACK_PAGE, NULL, KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_password = {
	.name = "password",
	.noun = N_("password"),
	.size = sizeof(struct password),
	.keys = password_keys,
	.start = password_start,
	.stop = password_stop,
	.update = password_update,
	.view = password_view,
	.commits = password_commits,
};
