/* A new password of one's own, or four new words. */
#include "tui/screens/signup.h"

enum password_step {
	PASSWORD_WAY,
	PASSWORD_OLD,
	PASSWORD_NEW,
	PASSWORD_AGAIN,
	PASSWORD_WORDS,
	PASSWORD_DONE
};
enum { PASSWORD_CAP = 256 };

struct password {
	enum password_step step;
	bool words; /* four words that we choose */
	struct field old, secret, again;
	struct uuid event;
	bool waiting;
};

static void
password_start(struct app *a, void *state, const struct go *go)
{
	struct password *p = state;
	struct arena *arena = app_arena(a);

	(void)go;
	field_init(&p->old, arena, PASSWORD_CAP);
	field_init(&p->secret, arena, PASSWORD_CAP);
	field_init(&p->again, arena, PASSWORD_CAP);
	p->event = app_uuid(a);
}

static void
password_stop(void *state)
{
	struct password *p = state;

	field_wipe(&p->old);
	field_wipe(&p->secret);
	field_wipe(&p->again);
}

static void
ask_password(struct app *a, struct password *p)
{
	struct request r = { .verb = VERB_PASSWORD };

	r.password.event = p->event;
	r.password.secret = field_get(&p->secret);
	r.password.old = field_get(&p->old);
	p->waiting = app_ask(a, &r);
}

static void
step_to(struct app *a, struct password *p, enum password_step step)
{
	p->step = step;
	app_focus(a, 0);
}

static void
new_words(struct app *a, struct password *p)
{
	field_set(&p->secret, phrase_make(a->scratch, a->w->random, a->w->context));
}

/* The old one is asked for first where there is one. */
static void
choose_new(struct app *a, struct password *p)
{
	if (p->words)
		new_words(a, p);
	step_to(a, p, p->words ? PASSWORD_WORDS : PASSWORD_NEW);
}

static void
choose_way(struct app *a, struct password *p, int number)
{
	p->words = number == 1;
	if (a->who.has_password)
		step_to(a, p, PASSWORD_OLD);
	else
		choose_new(a, p);
}

static void
password_enter(struct app *a, struct password *p)
{
	struct refusal too_short = { .reason = REASON_SECRET_SHORT, .number = SECRET_LEAST };

	if (p->step == PASSWORD_OLD) {
		choose_new(a, p);
	} else if (p->step == PASSWORD_NEW) {
		if (secret_is_long(field_get(&p->secret)))
			step_to(a, p, PASSWORD_AGAIN);
		else
			app_note(a, reason_text(&too_short, &a->w->academy, a->scratch));
	} else if (str_eq(field_get(&p->secret), field_get(&p->again))) {
		ask_password(a, p);
	} else {
		field_wipe(&p->secret);
		field_wipe(&p->again);
		step_to(a, p, PASSWORD_NEW);
		app_note(
		    a, str_from(_("The two were not the same. Type the password again, twice.")));
	}
}

static void
password_told(struct app *a, struct password *p, const struct reply *r)
{
	if (r->verb != VERB_PASSWORD)
		return;
	p->waiting = false;
	if (r->refusal.reason == REASON_NONE) {
		a->who.has_password = true;
		step_to(a, p, PASSWORD_DONE);
		return;
	}
	field_wipe(&p->old);
	field_wipe(&p->again);
	if (!p->words)
		field_wipe(&p->secret);
	/* Refused is not done: the next try is another event. */
	p->event = app_uuid(a);
	if (r->refusal.reason == REASON_WRONG) {
		step_to(a, p, PASSWORD_OLD);
		app_note(a, str_from(_("The old password was not right. Type it again.")));
		return;
	}
	step_to(a, p, a->who.has_password ? PASSWORD_OLD : PASSWORD_WAY);
	app_refused(a, r);
}

static struct field *
password_field(struct password *p)
{
	switch (p->step) {
	case PASSWORD_OLD:
		return &p->old;
	case PASSWORD_NEW:
		return &p->secret;
	case PASSWORD_AGAIN:
		return &p->again;
	default:
		return NULL;
	}
}

static void
password_choose(struct app *a, struct password *p, int number)
{
	if (p->step == PASSWORD_DONE) {
		app_back(a);
	} else if (p->step == PASSWORD_WAY) {
		if (number == 1 || a->w->has_pty)
			choose_way(a, p, number);
	} else if (number == 1) {
		ask_password(a, p);
	} else {
		new_words(a, p);
	}
}

static void
password_update(struct app *a, void *state, const struct intent *i)
{
	struct password *p = state;
	struct field *f = password_field(p);

	if (i->kind == INTENT_REPLY) {
		password_told(a, p, i->reply);
		return;
	}
	if (p->waiting)
		return;
	if (f != NULL && i->kind == INTENT_CHOOSE)
		password_enter(a, p);
	else if (f != NULL && field_update(f, i) == FIELD_EMPTY_ERASED)
		app_back(a);
	else if (f == NULL && i->kind == INTENT_CHOOSE && i->number >= 1)
		password_choose(a, p, i->number);
}

static bool
password_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct password *p = state;

	(void)a;
	return i->kind == INTENT_CHOOSE && (p->step == PASSWORD_AGAIN || p->step == PASSWORD_WORDS);
}

static void
words_view(const struct password *p, struct view *v)
{
	struct item *it;

	view_text(v, _("These four words are your new pass-phrase. Write them on paper now, with "
		       "the blanks. The old "
		       "password ends when you choose 1."));
	view_gap(v);
	it = view_item(v, ITEM_TEXT, str_copy(v->arena, field_get(&p->secret)));
	it->strong = true;
	it->depth = 1;
	view_gap(v);
	view_choice(v, 1, str_from(_("I have written them down. Use them")));
	view_choice(v, 2, str_from(_("Other words, please")));
}

static void
way_view(const struct app *a, struct view *v)
{
	view_text(v, _("Which kind?"));
	view_gap(v);
	view_choice(v, 1, str_from(_("Four words that we choose and you write down")));
	if (a->w->has_pty)
		view_choice(v, 2, str_from(_("A password of your own, at least 15 letters")));
	else
		view_text(v, _("A password of your own is not offered here, because your program "
			       "would show it on the "
			       "screen."));
}

static void
password_view(const struct app *a, const void *state, struct view *v)
{
	const struct password *p = state;
	static const char *const name[] = { "way", "old", "new", "again", "words", "done" };

	v->title = str_from(_("Password"));
	view_page(v, "password/%s", name[p->step]);
	switch (p->step) {
	case PASSWORD_WAY:
		way_view(a, v);
		break;
	case PASSWORD_OLD:
		view_text(v, _("First the password or the four words that you have now."));
		if (!a->w->has_pty)
			view_text(v, _("Take care: your program shows what you type."));
		view_gap(v);
		field_view(v, &p->old, str_from(_("Now")), true);
		break;
	case PASSWORD_NEW:
		view_text(v, _("Type the new password, at least 15 letters. A whole sentence is "
			       "easy to remember."));
		view_gap(v);
		field_view(v, &p->secret, str_from(_("New password")), true);
		break;
	case PASSWORD_AGAIN:
		view_text(v, _("Type the new password once more."));
		view_gap(v);
		field_view(v, &p->again, str_from(_("Once more")), true);
		break;
	case PASSWORD_WORDS:
		words_view(p, v);
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
