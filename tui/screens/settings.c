/* Settings, and the page that chooses the language. */
#include "tui/screens/screen.h"

struct settings {
	bool waiting;
};

enum setting {
	SET_LANGUAGE,
	SET_LINES,
	SET_SHARED,
	SET_PASSWORD,
	SET_KEYS,
	SET_RECOVERY,
	SETTINGS
};

/* Tells the keeper what the identity says now. The event is new each time: it is another wish. */
static void
save(struct app *a)
{
	struct request r = { .verb = VERB_SETTINGS };

	if (!app_may(a, VERB_SETTINGS)) {
		app_note(
		    a, str_from(_("This holds until you leave: a guest's settings are not kept.")));
		return;
	}
	r.settings.event = app_uuid(a);
	r.settings.language = a->who.language;
	r.settings.line_mode = a->wants_line;
	r.settings.shared_computer = a->who.shared_computer;
	app_ask(a, &r);
}

static void
saved(struct app *a, const struct reply *r)
{
	if (r->verb != VERB_SETTINGS)
		return;
	if (r->refusal.reason != REASON_NONE)
		app_refused(a, r);
	else if (a->w->line && !a->wants_line)
		app_note(a, str_from(_("Saved. The full screen comes with your next login.")));
	else
		app_note(a, str_from(_("Saved.")));
}

static void
settings_update(struct app *a, void *state, const struct intent *i)
{
	(void)state;
	if (i->kind == INTENT_REPLY)
		saved(a, i->reply);
	if (i->kind != INTENT_CHOOSE || i->number < 1)
		return;
	switch ((enum setting)(i->number - 1)) {
	case SET_LANGUAGE:
		app_go(a, &screen_language, NULL);
		break;
	case SET_LINES:
		a->wants_line = !a->wants_line;
		save(a);
		break;
	case SET_SHARED:
		a->who.shared_computer = !a->who.shared_computer;
		save(a);
		break;
	case SET_PASSWORD:
		if (app_may(a, VERB_PASSWORD))
			app_go(a, &screen_password, NULL);
		else
			app_note(a, str_from(_("A guest has no password.")));
		break;
	case SET_KEYS:
		if (app_may(a, VERB_KEYS))
			app_go(a, &screen_keys, NULL);
		else
			app_note(a, str_from(_("A guest has no keys.")));
		break;
	case SET_RECOVERY:
		if (app_may(a, VERB_RECOVERY))
			app_go(a, &screen_recovery, NULL);
		else
			app_note(a, str_from(_("A guest has no recovery code.")));
		break;
	case SETTINGS:
		break;
	}
}

static const char *
yes_no(bool yes)
{
	return yes ? _("yes") : _("no");
}

static void
settings_view(const struct app *a, const void *state, struct view *v)
{
	(void)state;
	v->title = str_from(_("Settings"));
	v->address = STR("settings");
	if (a->who.name.len > 0) {
		view_item(v, ITEM_FACT, str_from(_("Name")))->value = a->who.name;
		view_item(v, ITEM_FACT, str_from(_("To come back")))->value = app_command(
		    a, v->arena, a->who.login);
		view_gap(v);
	}
	view_choice(v, 1, str_from(_("Language")))->detail[0] = words_language(a->who.language);
	view_choice(v, 2, str_from(_("Plain lines instead of the full screen")))->detail[0] =
	    str_from(yes_no(a->wants_line));
	view_choice(v, 3, str_from(_("I work at a shared computer (logged out sooner)")))
	    ->detail[0] = str_from(yes_no(a->who.shared_computer));
	view_choice(v, 4, str_from(_("Password or four words")))->detail[0] = str_from(
	    a->who.has_password ? _("change it") : _("none yet"));
	view_choice(v, 5, str_from(_("Keys")))->detail[0] = str_from(_("see, add, name, remove"));
	view_choice(v, 6, str_from(_("Recovery code")))->detail[0] = str_from(
	    a->who.has_recovery ? _("make a new one") : _("none yet: make one"));
	view_gap(v);
	view_text(
	    v, _("Your name and country stand on certificates. To change them, ask the academy."));
}

static const struct key_word settings_keys[] = {
	{ INTENT_CHOOSE, N_("change"), KEY_TAKEN },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_settings = {
	.name = "settings",
	.noun = N_("settings"),
	.size = sizeof(struct settings),
	.keys = settings_keys,
	.update = settings_update,
	.view = settings_view,
};

/* ---- language ---- */

static void
language_update(struct app *a, void *state, const struct intent *i)
{
	(void)state;
	if (i->kind == INTENT_REPLY) {
		saved(a, i->reply);
		return;
	}
	if (i->kind != INTENT_CHOOSE || i->number < 1 || (unsigned)i->number > language_count)
		return;
	a->who.language = str_from(languages[i->number - 1].tag);
	a->language = a->who.language;
	app_cards(a);
	save(a);
}

static void
language_view(const struct app *a, const void *state, struct view *v)
{
	(void)state;
	v->title = str_from(_("Language"));
	for (unsigned i = 0; i < language_count; i++) {
		struct item *it = view_choice(v, (int)i + 1, str_from(languages[i].own));

		it->chosen = str_is(a->who.language, languages[i].tag);
		if (!str_is(it->text, languages[i].english))
			it->text = view_printf(v, "%s  %s", languages[i].own, languages[i].english);
	}
	view_gap(v);
	view_text(v,
	    _("Courses are read in this language where it is there, else in the language they were "
	      "written in."));
}

const struct screen_class screen_language = {
	.name = "language",
	.noun = N_("language"),
	.size = sizeof(struct settings),
	.keys = settings_keys,
	.update = language_update,
	.view = language_view,
};
