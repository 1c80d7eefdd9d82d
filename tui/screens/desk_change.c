/* The desk: one thing of an account that becomes another. Asked once, with what will happen. */
#include "tui/screens/desk.h"

enum { TO_CAP = 250, WORDS_CAP = 80 };

enum change_step {
	CHANGE_TYPE, /* the login or the name */
	CHANGE_PICK, /* the role */
	CHANGE_SURE,
	CHANGE_DONE, /* the words are shown */
};

struct change {
	enum desk_change what;
	enum change_step step;
	const struct told_user *of; /* NULL: the page below is gone */
	struct field to;            /* the new login or name */
	struct field words;         /* the new pass-phrase; wiped */
	enum role role;
	bool waiting;
};

static enum change_step
first_step(enum desk_change what)
{
	if (what == CHANGE_LOGIN || what == CHANGE_NAME)
		return CHANGE_TYPE;
	return what == CHANGE_ROLE ? CHANGE_PICK : CHANGE_SURE;
}

static void
change_start(struct app *a, void *state, const struct go *go)
{
	struct change *c = state;

	c->of = desk_person(a);
	c->what = go->block < CHANGES ? (enum desk_change)go->block : CHANGE_NAME;
	c->step = first_step(c->what);
	field_init(&c->to, app_arena(a), TO_CAP);
	field_init(&c->words, app_arena(a), WORDS_CAP);
	if (c->of != NULL && c->step == CHANGE_TYPE)
		field_set(&c->to, c->what == CHANGE_LOGIN ? c->of->row.login : c->of->row.name);
}

static void
change_stop(void *state)
{
	field_wipe(&((struct change *)state)->words);
}

static void
step_to(struct app *a, struct change *c, enum change_step step)
{
	c->step = step;
	app_focus(a, 0);
}

/* ---- asking ---- */

static void
ask_set(struct app *a, struct change *c)
{
	static const enum user_change change[CHANGES] = {
		[CHANGE_LOGIN] = USER_RENAME,
		[CHANGE_NAME] = USER_NAME,
		[CHANGE_ROLE] = USER_ROLE,
		[CHANGE_CLOSED] = USER_DISABLE,
		[CHANGE_WORDS] = USER_PASSWORD,
	};
	struct request r = { .verb = VERB_USER_SET };

	r.set.event = app_uuid(a);
	r.set.login = c->of->row.login;
	r.set.change = change[c->what];
	r.set.to = r.set.secret = STR_NONE;
	r.set.role = ROLE_NOBODY;
	if (c->what == CHANGE_LOGIN || c->what == CHANGE_NAME)
		r.set.to = str_trim(field_get(&c->to));
	if (c->what == CHANGE_ROLE)
		r.set.role = c->role;
	if (c->what == CHANGE_CLOSED && c->of->row.disabled)
		r.set.change = USER_ENABLE;
	if (c->what == CHANGE_WORDS) {
		field_set(&c->words, phrase_make(a->scratch, a->w->random, a->w->context));
		r.set.secret = field_get(&c->words);
	}
	c->waiting = app_ask(a, &r);
}

static void
ask_end(struct app *a, struct change *c)
{
	struct request r = { .verb = VERB_SESSION_END };

	r.session_end.id = STR_NONE;
	r.session_end.login = c->of->row.login;
	c->waiting = app_ask(a, &r);
}

/* ---- answers ---- */

static struct str
done_words(struct app *a, const struct change *c, const struct reply *r)
{
	struct arena *s = a->scratch;

	switch (c->what) {
	case CHANGE_LOGIN:
		return str_printf(s, _("Done. Tell the person how to come in from now on: %.*s"),
		    STR_ARG(app_command(a, s, r->person.row.login)));
	case CHANGE_ROLE:
		return str_printf(s, _("Done. The role is now: %s."), desk_role(r->person.row.role));
	case CHANGE_CLOSED:
		return str_from(r->person.row.disabled ? _("Done. The account is closed.")
						       : _("Done. The account is open again."));
	case CHANGE_VISITS:
		return str_printf(s, ngettext("%u visit was ended.", "%u visits were ended.", r->ended.n), r->ended.n);
	default:
		return str_from(_("Saved."));
	}
}

static void
change_told(struct app *a, struct change *c, const struct reply *r)
{
	if (r->verb != VERB_USER_SET && r->verb != VERB_SESSION_END)
		return;
	c->waiting = false;
	if (r->refusal.reason != REASON_NONE) {
		field_wipe(&c->words);
		step_to(a, c, first_step(c->what));
		if (c->what == CHANGE_CLOSED && r->refusal.reason == REASON_DISABLED)
			app_note(a, str_from(_("This account was united with another one, so it stays closed.")));
		else
			app_refused(a, r);
		return;
	}
	if (c->what == CHANGE_WORDS) {
		step_to(a, c, CHANGE_DONE);
		return;
	}
	app_note(a, done_words(a, c, r));
	if (r->verb == VERB_USER_SET)
		desk_person_is(a, r->person.row.login);
	app_back(a);
}

/* ---- keys ---- */

static void
change_enter(struct app *a, struct change *c)
{
	struct str to = str_trim(field_get(&c->to));
	struct str now = c->what == CHANGE_LOGIN ? c->of->row.login : c->of->row.name;

	if (to.len == 0 || str_eq(to, now))
		app_note(a, str_from(_("Type what it shall be from now on, or go back.")));
	else if (c->what == CHANGE_LOGIN)
		step_to(a, c, CHANGE_SURE);
	else
		ask_set(a, c);
}

static void
change_choose(struct app *a, struct change *c, int number)
{
	if (c->step == CHANGE_DONE) {
		app_back(a);
	} else if (c->step == CHANGE_PICK) {
		c->role = (enum role)(ROLE_TRAINEE + number - 1);
		if (c->role > ROLE_OPERATOR)
			return;
		if (c->role == c->of->row.role)
			app_note(a, str_from(_("That is the role now.")));
		else
			step_to(a, c, CHANGE_SURE);
	} else if (number != 2) {
		app_back(a);
	} else if (c->what == CHANGE_VISITS) {
		ask_end(a, c);
	} else {
		ask_set(a, c);
	}
}

static void
change_back(struct app *a, struct change *c)
{
	if (c->step == CHANGE_SURE && first_step(c->what) != CHANGE_SURE)
		step_to(a, c, first_step(c->what));
	else
		app_back(a);
}

static void
change_update(struct app *a, void *state, const struct intent *i)
{
	struct change *c = state;

	if (i->kind == INTENT_REPLY)
		change_told(a, c, i->reply);
	else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE)
		change_back(a, c);
	else if (c->of == NULL || c->waiting)
		return;
	else if (c->step == CHANGE_TYPE && i->kind == INTENT_CHOOSE)
		change_enter(a, c);
	else if (c->step == CHANGE_TYPE && field_update(&c->to, i) == FIELD_EMPTY_ERASED)
		app_back(a);
	else if (c->step != CHANGE_TYPE && i->kind == INTENT_CHOOSE && i->number >= 1)
		change_choose(a, c, i->number);
}

static bool
change_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct change *c = state;

	(void)a;
	/* The words are shown once: leaving them counts too. */
	if (c->step == CHANGE_DONE)
		return i->kind == INTENT_CHOOSE || i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE;
	return i->kind == INTENT_CHOOSE &&
	       (c->step == CHANGE_SURE || (c->step == CHANGE_TYPE && c->what == CHANGE_NAME));
}

/* ---- the pages ---- */

static void
type_view(const struct change *c, struct view *v)
{
	if (c->what == CHANGE_LOGIN)
		view_text(v, _("The new login: 3 to 20 letters a-z, digits, dots or hyphens, beginning with a letter. Reading, "
			       "results and keys stay with the account."));
	else
		view_text(v, _("The name as it stands on certificates, at most 60 letters, in one script."));
	view_gap(v);
	field_view(v, &c->to, str_from(c->what == CHANGE_LOGIN ? _("New login") : _("Name")), false);
}

static void
pick_view(const struct change *c, struct view *v)
{
	static const char *const may[] = {
		N_("reads, is tested"),
		N_("writes and publishes courses"),
		N_("invites trainees and instructors"),
		N_("all of it, and this desk"),
	};

	view_text(v, _("Which role?"));
	view_gap(v);
	for (unsigned i = 0; i < COUNT(may); i++) {
		enum role role = (enum role)(ROLE_TRAINEE + i);
		struct item *it = view_choice(v, (int)i + 1, str_from(desk_role(role)));

		it->detail[0] = str_from(_(may[i]));
		it->chosen = role == c->of->row.role;
	}
}

static void
closed_view(const struct change *c, struct view *v)
{
	if (c->of->row.disabled) {
		view_text(v, _("Open this account again? Its keys and its password work as they did before."));
		desk_no_yes(v, _("No, leave it closed"), _("Yes, open it"));
		return;
	}
	view_text(v, _("Close this account? Its visits end now, and nothing opens it until you open it again. Reading, results "
		       "and keys are kept."));
	desk_no_yes(v, _("No, leave it open"), _("Yes, close it"));
}

static void
sure_view(const struct app *a, const struct change *c, struct view *v)
{
	struct str to = str_trim(field_get(&c->to));

	switch (c->what) {
	case CHANGE_LOGIN:
		view_item(v, ITEM_TEXT,
		    view_printf(v,
			_("From then on this account is opened by \"%.*s\". The login %.*s opens nothing any more, so tell "
			  "the person."),
			STR_ARG(app_command(a, v->arena, to)), STR_ARG(c->of->row.login)));
		desk_no_yes(v, _("No, keep the login"), _("Yes, change it"));
		break;
	case CHANGE_ROLE:
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("The role is now: %s. It becomes: %s. Its visits end now, and the person is told at the next login."),
			desk_role(c->of->row.role), desk_role(c->role)));
		desk_no_yes(v, _("No, keep the role"), _("Yes, change it"));
		break;
	case CHANGE_CLOSED:
		closed_view(c, v);
		break;
	case CHANGE_WORDS:
		view_text(v, _("Make four new words for this account? Its old password opens nothing from then on, and its "
			       "visits end now. Its keys stay. You will have to tell the person the words; a recovery code is "
			       "better where they can choose words of their own."));
		desk_no_yes(v, _("No, leave the password"), _("Yes, make new words"));
		break;
	default:
		view_text(v, _("End all visits of this account now? The places are kept, and the person can come in again at "
			       "once. To keep somebody out, close the account."));
		desk_no_yes(v, _("No, leave them"), _("Yes, end them"));
		break;
	}
}

static void
words_view(const struct change *c, struct view *v)
{
	view_item(v, ITEM_TEXT,
	    view_printf(v, _("For %.*s. Shown once: write them down now."),
		STR_ARG(desk_who(v->arena, c->of->row.login, c->of->row.name))));
	desk_secret_view(v, str_copy(v->arena, field_get(&c->words)), _("I have written them down"));
	view_text(v, _("Saved. They open the account from now on, typed with the blanks. Give them to this person and nobody else. The person is told at the next login that you "
		       "made them."));
}

static void
change_view(const struct app *a, const void *state, struct view *v)
{
	const struct change *c = state;
	static const char *const title[CHANGES] = { N_("Another login"), N_("Another name"), N_("Another role"),
		N_("Open or closed"), N_("New words"), N_("End the visits") };

	v->title = str_from(_(title[c->what]));
	view_page(v, "desk-change/%d/%d", (int)c->what, (int)c->step);
	if (c->of == NULL) {
		view_text(v, _("This is not there any more. Go back and choose again."));
		return;
	}
	if (c->step != CHANGE_DONE) {
		desk_fact(v, _("Account"), desk_who(v->arena, c->of->row.login, c->of->row.name));
		view_gap(v);
	}
	if (c->step == CHANGE_TYPE)
		type_view(c, v);
	else if (c->step == CHANGE_PICK)
		pick_view(c, v);
	else if (c->step == CHANGE_SURE)
		sure_view(a, c, v);
	else
		words_view(c, v);
}

const struct screen_class screen_desk_change = {
	.name = "desk-change",
	.noun = N_("account"),
	.size = sizeof(struct change),
	.keys = desk_steps,
	.start = change_start,
	.stop = change_stop,
	.update = change_update,
	.view = change_view,
	.commits = change_commits,
};
