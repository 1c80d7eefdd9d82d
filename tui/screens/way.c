#include "tui/screens/way.h"

#include "courses/base/utf8.h"

void
way_init(struct way *w, struct arena *a)
{
	*w = (struct way){ .step = WAY_WHICH };
	field_init(&w->words, a, PHRASE_CAP);
	field_init(&w->secret, a, SECRET_CAP);
	field_init(&w->again, a, SECRET_CAP);
}

void
way_wipe(struct way *w)
{
	field_wipe(&w->words);
	field_wipe(&w->secret);
	field_wipe(&w->again);
}

struct str
way_secret(const struct way *w)
{
	return w->kind == WAY_PHRASE     ? field_get(&w->words)
	       : w->kind == WAY_PASSWORD ? field_get(&w->secret)
					 : STR_NONE;
}

bool
secret_is_long(struct str secret)
{
	unsigned letters = 0;

	for (size_t at = 0; at < secret.len; at = utf8_cluster(secret, at))
		letters++;
	return letters >= SECRET_LEAST;
}

/* The ways in the order of their numbers; returns how many. */
static unsigned
ways(const struct app *a, const struct way *w, enum way_in way[WAY_KINDS])
{
	unsigned n = 0;

	if (w->key)
		way[n++] = WAY_KEY;
	way[n++] = WAY_PHRASE;
	/* Without a terminal the client shows what is typed. */
	if (a->w->has_pty)
		way[n++] = WAY_PASSWORD;
	return n;
}

static void
step_to(struct app *a, struct way *w, enum way_step step)
{
	w->step = step;
	app_focus(a, 0);
}

static void
words_new(struct app *a, struct way *w)
{
	field_set(&w->words, phrase_make(a->scratch, a->w->random, a->w->context));
}

static void
secret_forget(struct way *w)
{
	field_wipe(&w->secret);
	field_wipe(&w->again);
}

void
way_again(struct app *a, struct way *w)
{
	secret_forget(w);
	step_to(a, w, WAY_WHICH);
}

static enum way_did
which_choose(struct app *a, struct way *w, int number)
{
	enum way_in way[WAY_KINDS];

	if (number > (int)ways(a, w, way))
		return WAY_STAYS;
	secret_forget(w);
	w->kind = way[number - 1];
	if (w->kind == WAY_KEY)
		return WAY_MADE;
	if (w->kind == WAY_PHRASE && w->words.len == 0)
		words_new(a, w);
	step_to(a, w, w->kind == WAY_PHRASE ? WAY_WORDS : WAY_OWN);
	return WAY_STAYS;
}

static enum way_did
words_choose(struct app *a, struct way *w, int number)
{
	if (number == 1)
		return WAY_MADE;
	/* The marker goes back to what comes next: one Enter too many must not throw words away. */
	words_new(a, w);
	app_focus(a, 0);
	return WAY_STAYS;
}

static enum way_did
own_enter(struct app *a, struct way *w)
{
	struct refusal too_short = { .reason = REASON_SECRET_SHORT, .number = SECRET_LEAST };

	if (secret_is_long(field_get(&w->secret)))
		step_to(a, w, WAY_AGAIN);
	else
		app_note(a, reason_text(&too_short, &a->w->academy, a->scratch));
	return WAY_STAYS;
}

static enum way_did
again_enter(struct app *a, struct way *w)
{
	if (str_eq(field_get(&w->secret), field_get(&w->again)))
		return WAY_MADE;
	secret_forget(w);
	step_to(a, w, WAY_OWN);
	app_note(a, str_from(_("The two were not the same. Type the password again, twice.")));
	return WAY_STAYS;
}

static enum way_did
back(struct app *a, struct way *w)
{
	if (w->step == WAY_WHICH)
		return WAY_LEFT;
	if (w->step == WAY_AGAIN) {
		secret_forget(w);
		step_to(a, w, WAY_OWN);
	} else {
		way_again(a, w);
	}
	return WAY_STAYS;
}

enum way_did
way_update(struct app *a, struct way *w, const struct intent *i)
{
	struct field *f = w->step == WAY_OWN     ? &w->secret
			  : w->step == WAY_AGAIN ? &w->again
						 : NULL;

	if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE)
		return back(a, w);
	if (f != NULL && i->kind != INTENT_CHOOSE)
		return field_update(f, i) == FIELD_EMPTY_ERASED ? back(a, w) : WAY_STAYS;
	if (f != NULL)
		return w->step == WAY_OWN ? own_enter(a, w) : again_enter(a, w);
	if (i->kind != INTENT_CHOOSE || i->number < 1)
		return WAY_STAYS;
	return w->step == WAY_WHICH ? which_choose(a, w, i->number) : words_choose(a, w, i->number);
}

bool
way_commits(const struct way *w, const struct intent *i)
{
	/* What stands on the page of words is needed to come back. */
	return i->kind == INTENT_CHOOSE && (w->step == WAY_WORDS || w->step == WAY_AGAIN);
}

/* ---- what is shown ---- */

static void
which_view(const struct app *a, const struct way *w, struct view *v)
{
	static const char *const words[WAY_KINDS] = {
		[WAY_KEY] = N_("With the key of this computer: nothing to remember"),
		[WAY_PHRASE] = N_("With four words that we choose and you write down"),
		[WAY_PASSWORD] = N_("With a password of your own, at least 15 letters"),
	};
	enum way_in way[WAY_KINDS];
	unsigned n = ways(a, w, way);

	if (!a->w->has_pty)
		view_text(v, _("A password of your own is not offered here, because your program "
			       "would show it on the screen."));
	view_gap(v);
	for (unsigned i = 0; i < n; i++)
		view_choice(v, (int)i + 1, str_from(_(words[way[i]])));
	if (w->key) {
		view_gap(v);
		view_item(v, ITEM_FACT, str_from(_("Your key")))->value = a->w->proved_key;
	}
}

static void
words_view(const struct way *w, struct view *v)
{
	struct item *it;

	view_text(v, _("These four words are your pass-phrase. Write them on paper now, with the "
		       "blanks, and keep the paper like a key."));
	if (w->warning != NULL)
		view_text(v, _(w->warning));
	view_gap(v);
	it = view_item(v, ITEM_TEXT, str_copy(v->arena, field_get(&w->words)));
	it->strong = true;
	it->depth = 1;
	view_gap(v);
	view_choice(v, 1, str_from(_("I have written them down")));
	view_choice(v, 2, str_from(_("Other words, please")));
}

void
way_view(const struct app *a, const struct way *w, struct view *v)
{
	switch (w->step) {
	case WAY_WHICH:
		which_view(a, w, v);
		break;
	case WAY_WORDS:
		words_view(w, v);
		break;
	case WAY_OWN:
		view_text(v, _("Type a password of at least 15 letters. A whole sentence is easy to "
			       "remember. It is not shown while you type."));
		view_gap(v);
		field_view(v, &w->secret, str_from(_("Password")), true);
		break;
	case WAY_AGAIN:
		view_text(v, _("Type the same password once more, so that we both know it is right."));
		view_gap(v);
		field_view(v, &w->again, str_from(_("Once more")), true);
		break;
	}
}

const char *
way_step_name(const struct way *w)
{
	static const char *const name[] = { "which", "words", "own", "again" };

	return name[w->step];
}
