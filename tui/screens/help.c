/* Help, from the same table that makes the keys; and "where am I". */
#include "courses/base/width.h"
#include "tui/screens/screen.h"

static void
help_view(const struct app *a, const void *state, struct view *v)
{
	const struct academy *ac = &a->w->academy;
	int cols = 0;

	(void)state;
	v->title = str_from(_("Help"));
	v->address = STR("help");
	view_choice(v, 1, str_from(_("Back to where you were")));
	view_gap(v);
	if (ac->contact.len > 0)
		view_item(v, ITEM_FACT, str_from(_("Whom to call")))->value = ac->contact;
	if (a->who.login.len > 0)
		view_item(v, ITEM_FACT, str_from(_("To come back")))->value = app_command(
		    a, v->arena, a->who.login);
	view_item(v, ITEM_FACT, str_from(_("To leave")))->value = str_from(
	    _("q until you are at home, and q once more. Your place is kept."));
	view_text(v, _("Type the number of what you want. You cannot break anything here."));
	view_gap(v);
	view_heading(v, _("When something is lost"));
	view_item(v, ITEM_TEXT,
	    view_printf(v,
		_("Password, key or telephone: type  %.*s  and then the recovery code of your letter."),
		STR_ARG(app_command(a, v->arena, STR("join")))));
	view_item(v, ITEM_TEXT,
	    ac->contact.len > 0
		? view_printf(v, _("The letter too: ask for a new code. %.*s."), STR_ARG(ac->contact))
		: str_from(_("The letter too: ask the academy for a new code.")));
	if (ac->fingerprint.len > 0) {
		view_gap(v);
		view_heading(v, _("Is this the right server?"));
		view_item(v, ITEM_FACT, str_from(_("Its fingerprint")))->value = ac->fingerprint;
		next_key_view(a, v);
	}
	view_gap(v);
	view_heading(v, _("Keys"));
	for (unsigned i = 0; i < keymap_count; i++) {
		int w = width_str(str_from(keymap_bindings[i].keys));

		cols = w > cols ? w : cols;
	}
	for (unsigned i = 0; i < keymap_count; i++) {
		const struct binding *b = &keymap_bindings[i];

		if (app_plain(a))
			view_item(v, ITEM_FACT, str_from(b->keys))->value = str_from(_(b->words));
		else
			view_item(v, ITEM_TEXT,
			    view_printf(v, "%.*s  %s",
				STR_ARG(words_pad(v->arena, str_from(b->keys), cols)),
				_(b->words)));
	}
	if (app_plain(a))
		view_text(v, _("In plain lines press Enter after each of them. Where an answer is "
			       "written, =b is the "
			       "letter b itself and not the key."));
	if (app_may(a, VERB_ENTRANCE)) {
		view_gap(v);
		view_heading(v, _("Tests and exams"));
		view_text(v, _("A page before it says what is ahead. Nothing begins before you type the word that it names."));
		view_text(v, _("Each answer is kept at once. If the line is cut, log in again and go on. Only one window counts."));
		view_text(v, _("t tells how much time is left. Answers can be changed until you hand in."));
	}
}

static void
help_update(struct app *a, void *state, const struct intent *i)
{
	(void)state;
	if (i->kind == INTENT_CHOOSE || i->kind == INTENT_HELP)
		app_back(a);
}

static const struct key_word help_keys[] = {
	{ INTENT_CHOOSE, N_("back"), KEY_TAKEN },
	{ INTENT_HELP, NULL, KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_help = {
	.name = "help",
	.noun = N_("help"),
	.keys = help_keys,
	.update = help_update,
	.view = help_view,
};

/* ---- where am I ---- */

static void
where_view(const struct app *a, const void *state, struct view *v)
{
	(void)state;
	v->title = str_from(_("Where you are"));
	view_item(v, ITEM_FACT, str_from(_("Account")))->value =
	    a->who.login.len > 0
		? view_printf(v, "%.*s (%.*s)", STR_ARG(a->who.name), STR_ARG(a->who.login))
		: str_from(a->who.role == ROLE_GUEST ? _("guest") : _("not made yet"));
	for (unsigned i = 0; i + 1 < a->frames; i++) {
		const struct frame *f = &a->frame[i];

		if (f->class->where != NULL)
			f->class->where(a, f->state, v);
		else if (i + 2 == a->frames && f->class->noun != NULL)
			view_item(v, ITEM_FACT, str_from(_("Page")))->value = str_from(
			    _(f->class->noun));
	}
	if (app_may(a, VERB_PLACE))
		view_text(v, _("Your place is kept, whatever happens to the line."));
	view_gap(v);
	view_choice(v, 1, str_from(_("Go on")));
}

static void
where_start(struct app *a, void *state, const struct go *go)
{
	(void)state;
	(void)go;
	app_facts(a);
}

static void
where_update(struct app *a, void *state, const struct intent *i)
{
	(void)state;
	if (i->kind == INTENT_CHOOSE || i->kind == INTENT_WHERE)
		app_back(a);
}

static const struct key_word where_keys[] = {
	{ INTENT_CHOOSE, N_("go on"), KEY_TAKEN },
	{ INTENT_WHERE, NULL, KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_where = {
	.name = "where",
	.noun = N_("place"),
	.keys = where_keys,
	.start = where_start,
	.update = where_update,
	.view = where_view,
};
