/* The keys that open the account: the list, and one of them. */
#include "tui/screens/screen.h"

struct keys {
	struct arena *arena;
	const struct told_keys *told; /* NULL: not there yet */
};

struct key_state {
	bool adding; /* the key of this connection gets its name */
	bool naming, removing;
	struct field name;
	struct ssh_key key; /* copied from the list */
	bool waiting;
};

static void
ask_keys(struct app *a)
{
	struct request r = { .verb = VERB_KEYS };

	app_ask(a, &r);
}

static void
keys_start(struct app *a, void *state, const struct go *go)
{
	(void)go;
	((struct keys *)state)->arena = arena_new();
	ask_keys(a);
}

static void
keys_resume(struct app *a, void *state)
{
	(void)state;
	ask_keys(a);
}

static void
keys_stop(void *state)
{
	arena_free(((struct keys *)state)->arena);
}

/* Is the key that this connection proved one that could be added? */
static bool
may_add(const struct app *a, const struct keys *s)
{
	if (a->w->proved_key.len == 0 || s->told == NULL)
		return false;
	for (uint32_t i = 0; i < s->told->keys; i++) {
		if (str_eq(s->told->key[i].fingerprint, a->w->proved_key))
			return false;
	}
	return true;
}

static void
keys_update(struct app *a, void *state, const struct intent *i)
{
	struct keys *s = state;
	struct go go = {
		.module = STR_NONE, .lesson = STR_NONE, .question = STR_NONE, .draft = STR_NONE
	};

	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_KEYS) {
		if (i->reply->refusal.reason != REASON_NONE) {
			app_refused(a, i->reply);
			return;
		}
		arena_reset(s->arena);
		s->told = &reply_copy(s->arena, i->reply)->keys;
	}
	if (i->kind != INTENT_CHOOSE || i->number < 1 || s->told == NULL)
		return;
	if ((uint32_t)i->number <= s->told->keys) {
		go.id = s->told->key[i->number - 1].fingerprint;
		go.placed = true;
		go.block = (uint32_t)i->number - 1;
		app_go(a, &screen_key, &go);
	} else if (may_add(a, s)) {
		go.id = STR_NONE;
		app_go(a, &screen_key, &go);
	}
}

static void
keys_view(const struct app *a, const void *state, struct view *v)
{
	const struct keys *s = state;
	int n = 0;

	v->title = str_from(_("Keys"));
	if (s->told == NULL) {
		view_text(v, _("One moment."));
		return;
	}
	if (s->told->keys == 0)
		view_text(v, _("No key opens your account yet."));
	else
		view_text(
		    v, _("These keys open your account. Choose one to name it or to remove it."));
	view_gap(v);
	for (uint32_t i = 0; i < s->told->keys; i++) {
		const struct ssh_key *k = &s->told->key[i];
		struct item *it = view_next(v, &n, k->name.len > 0 ? k->name : k->kind);

		it->detail[0] = view_printf(
		    v, _("added %.*s"), STR_ARG(words_day(v->arena, k->added_at)));
		if (k->in_use)
			it->detail[1] = str_from(_("you came in with it"));
		else if (k->used_at != 0)
			it->detail[1] = view_printf(
			    v, _("last used %.*s"), STR_ARG(words_day(v->arena, k->used_at)));
		else
			it->detail[1] = str_from(_("never used"));
	}
	view_gap(v);
	if (may_add(a, s))
		view_next(v, &n, str_from(_("Add the key that your program offers now")));
	else
		view_item(v, ITEM_TEXT, view_printf(v, _("To add a key: log in once as %.*s+key. Your program "
					      "proves its key, then asks for your password. Then open "
					      "this page again."),
				     STR_ARG(a->who.login)));
}

static const struct key_word keys_keys[] = {
	{ INTENT_CHOOSE, N_("open"), KEY_TAKEN },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_keys = {
	.name = "keys",
	.noun = N_("keys"),
	.size = sizeof(struct keys),
	.keys = keys_keys,
	.start = keys_start,
	.resume = keys_resume,
	.stop = keys_stop,
	.update = keys_update,
	.view = keys_view,
};

/* ---- one key ---- */

void
key_facts(const struct ssh_key *k, struct view *v)
{
	if (k->name.len > 0)
		view_item(v, ITEM_FACT, str_from(_("Name")))->value = k->name;
	view_item(v, ITEM_FACT, str_from(_("Kind")))->value = k->kind;
	view_item(v, ITEM_FACT, str_from(_("Fingerprint")))->value = k->fingerprint;
	if (k->added_at != 0)
		view_item(v, ITEM_FACT, str_from(_("Added")))->value = words_day(
		    v->arena, k->added_at);
	if (k->added_at != 0)
		view_item(v, ITEM_FACT, str_from(_("Last used")))->value =
		    k->in_use         ? str_from(_("now: you came in with it"))
		    : k->used_at != 0 ? words_when(v->arena, k->used_at)
				      : str_from(_("not used yet"));
}

enum { KEY_NAME_CAP = 60 };

static void
key_start(struct app *a, void *state, const struct go *go)
{
	struct key_state *s = state;
	struct arena *arena = app_arena(a);
	const struct frame *below = a->current > 0 ? &a->frame[a->current - 1] : NULL;
	const struct keys *list = below != NULL && below->class == &screen_keys ? below->state
										: NULL;

	field_init(&s->name, arena, KEY_NAME_CAP);
	s->key.fingerprint = a->w->proved_key;
	s->key.kind = a->w->proved_kind;
	s->key.name = STR_NONE;
	s->adding = !go->placed;
	if (s->adding || list == NULL || list->told == NULL || go->block >= list->told->keys)
		return;
	s->key = list->told->key[go->block];
	s->key.fingerprint = str_copy(arena, s->key.fingerprint);
	s->key.kind = str_copy(arena, s->key.kind);
	s->key.name = str_copy(arena, s->key.name);
	field_set(&s->name, s->key.name);
}

static void
ask_key(struct app *a, struct key_state *s, enum verb verb)
{
	struct request r = { .verb = verb };

	r.key.event = app_uuid(a);
	r.key.fingerprint = s->key.fingerprint;
	r.key.name = verb == VERB_KEY_REMOVE ? STR_NONE : str_trim(field_get(&s->name));
	r.key.blob = verb == VERB_KEY_ADD ? a->w->proved_blob : STR_NONE;
	s->waiting = app_ask(a, &r);
}

static bool
key_types(const struct key_state *s)
{
	return s->adding || s->naming;
}

static void
key_told(struct app *a, struct key_state *s, const struct reply *r)
{
	static const char *const done[VERB_KINDS] = {
		[VERB_KEY_ADD] = N_("Added. This key opens your account from now on."),
		[VERB_KEY_NAME] = N_("Saved."),
		[VERB_KEY_REMOVE] = N_("Removed. This key does not open your account any more."),
	};

	if (done[r->verb] == NULL)
		return;
	s->waiting = false;
	if (r->refusal.reason != REASON_NONE) {
		s->removing = false;
		app_refused(a, r);
		return;
	}
	app_note(a, str_from(_(done[r->verb])));
	app_back(a);
}

static void
key_enter(struct app *a, struct key_state *s)
{
	if (str_trim(field_get(&s->name)).len == 0)
		app_note(a,
		    str_from(
			_("Give the key a name that tells you where it is, such as: office PC.")));
	else
		ask_key(a, s, s->adding ? VERB_KEY_ADD : VERB_KEY_NAME);
}

static void
key_choose(struct app *a, struct key_state *s, int number)
{
	if (!s->removing) {
		s->naming = number == 1;
		s->removing = number == 2;
		app_focus(a, 0);
	} else if (number == 2) {
		ask_key(a, s, VERB_KEY_REMOVE);
	} else {
		s->removing = false;
		app_focus(a, 0);
	}
}

static void
key_update(struct app *a, void *state, const struct intent *i)
{
	struct key_state *s = state;

	if (i->kind == INTENT_REPLY) {
		key_told(a, s, i->reply);
		return;
	}
	if (s->waiting)
		return;
	if (key_types(s)) {
		if (i->kind == INTENT_CHOOSE)
			key_enter(a, s);
		else if (field_update(&s->name, i) == FIELD_EMPTY_ERASED)
			app_back(a);
	} else if (i->kind == INTENT_CHOOSE && i->number >= 1) {
		key_choose(a, s, i->number);
	}
}

static bool
key_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct key_state *s = state;

	(void)a;
	return i->kind == INTENT_CHOOSE && (s->removing || s->adding);
}

static void
key_view(const struct app *a, const void *state, struct view *v)
{
	const struct key_state *s = state;

	(void)a;
	v->title = str_from(s->adding ? _("A new key") : _("Key"));
	view_page(v, "key/%s", key_types(s) ? "name" : s->removing ? "remove" : "show");
	if (!s->adding && s->key.name.len > 0)
		view_item(v, ITEM_FACT, str_from(_("Name")))->value = s->key.name;
	view_item(v, ITEM_FACT, str_from(_("Kind")))->value = s->key.kind;
	view_item(v, ITEM_FACT, str_from(_("Fingerprint")))->value = s->key.fingerprint;
	view_gap(v);
	if (key_types(s)) {
		view_text(v, _("What shall it be called? A name that tells where the key is, such "
			       "as: office PC."));
		view_gap(v);
		field_view(v, &s->name, str_from(_("Name of the key")), false);
	} else if (s->removing) {
		view_text(v, _("Remove this key? It will not open your account any more."));
		view_gap(v);
		view_choice(v, 1, str_from(_("No, keep it")));
		view_choice(v, 2, str_from(_("Yes, remove it")));
	} else {
		view_choice(v, 1, str_from(_("Give it another name")));
		view_choice(v, 2, str_from(_("Remove it")));
	}
}

const struct screen_class screen_key = {
	.name = "key",
	.noun = N_("key"),
	.size = sizeof(struct key_state),
	.keys = keys_keys,
	.start = key_start,
	.update = key_update,
	.view = key_view,
	.commits = key_commits,
};
