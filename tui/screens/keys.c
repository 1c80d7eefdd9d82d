/*
 * The keys that open the account: the list, and one of them.
 *
 * A new key comes in two ways: this connection proved it, or its public line is pasted. Who pastes the
 * private one by mistake is told, and it is neither shown nor kept.
 */
#include <string.h>

#include "tui/screens/screen.h"

struct keys {
	struct arena *arena;
	const struct told_keys *told; /* NULL: not there yet */
};

struct key_state {
	bool adding;  /* a new key gets its name */
	bool pasting; /* its line is asked for first */
	bool hides;   /* a private key began: what follows is not shown, until Enter */
	bool naming, removing;
	struct field line, name;
	struct ssh_key key; /* copied from the list */
	struct str blob;    /* of a new one */
	struct str others;  /* what opens the account besides this one; empty: nothing */
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
	} else {
		uint32_t add = (uint32_t)i->number - s->told->keys;

		/* The address of the page says which: "line" is pasted. */
		go.id = may_add(a, s) && add == 1 ? STR_NONE : STR("line");
		if (go.id.len > 0 && add != (may_add(a, s) ? 2u : 1u))
			return;
		if (go.id.len == 0 || a->w->parse_key != NULL)
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
			it->detail[1] = str_from(_("not used yet"));
	}
	view_gap(v);
	if (may_add(a, s))
		view_next(v, &n, str_from(_("Add the key that your program offers now")));
	if (a->w->parse_key != NULL)
		view_next(v, &n, str_from(_("Add another key: paste its public line")));
	else if (!may_add(a, s))
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

enum { KEY_NAME_CAP = 60, KEY_LINE_CAP = 2000 };

/* "the password or four words, office PC" */
static struct str
others_of(const struct app *a, const struct told_keys *told, uint32_t but, struct arena *arena)
{
	struct buf b = BUF_IN(arena);

	if (a->who.has_password)
		buf_z(&b, _("your password or four words"));
	for (uint32_t i = 0; i < told->keys; i++) {
		const struct ssh_key *k = &told->key[i];

		if (i != but)
			buf_printf(&b, "%s%.*s", b.len > 0 ? ", " : "",
			    STR_ARG(k->name.len > 0 ? k->name : k->kind));
	}
	return buf_get(&b);
}

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
	s->blob = a->w->proved_blob;
	s->key.name = s->others = STR_NONE;
	s->adding = !go->placed;
	s->pasting = s->adding && go->id.len > 0;
	if (s->pasting)
		field_init(&s->line, arena, KEY_LINE_CAP);
	if (s->adding || list == NULL || list->told == NULL || go->block >= list->told->keys)
		return;
	s->key = list->told->key[go->block];
	s->key.fingerprint = str_copy(arena, s->key.fingerprint);
	s->key.kind = str_copy(arena, s->key.kind);
	s->key.name = str_copy(arena, s->key.name);
	field_set(&s->name, s->key.name);
	s->others = others_of(a, list->told, go->block, arena);
}

static void
key_stop(void *state)
{
	field_wipe(&((struct key_state *)state)->line);
}

static void
ask_key(struct app *a, struct key_state *s, enum verb verb)
{
	struct request r = { .verb = verb };

	r.key.event = app_uuid(a);
	r.key.fingerprint = s->key.fingerprint;
	r.key.name = verb == VERB_KEY_REMOVE ? STR_NONE : str_trim(field_get(&s->name));
	r.key.blob = verb == VERB_KEY_ADD ? s->blob : STR_NONE;
	s->waiting = app_ask(a, &r);
}

static bool
key_types(const struct key_state *s)
{
	return s->adding || s->naming;
}

/* ---- a public line that is pasted ---- */

static void
refuse_line(struct app *a, struct key_state *s, enum reason why)
{
	struct refusal r = { .reason = why };

	field_wipe(&s->line);
	app_note(a, reason_text(&r, &a->w->academy, a->scratch));
}

static void
say_private(struct app *a)
{
	struct refusal r = { .reason = REASON_KEY_PRIVATE };

	app_note(a, reason_text(&r, &a->w->academy, a->scratch));
}

static bool
begins_public(struct str line)
{
	return str_starts(line, "ssh-") || str_starts(line, "ecdsa-") || str_starts(line, "sk-");
}

/*
 * A private key has many lines. Terminals that do not mark a paste send Enter behind each: all of them
 * are refused alike, unseen, until something comes that begins like a public one.
 */
static void
line_enter(struct app *a, struct key_state *s)
{
	struct str line = str_trim(field_get(&s->line)), name;
	enum reason why = REASON_NO_KEY;

	if (s->hides && !begins_public(line)) {
		refuse_line(a, s, REASON_KEY_PRIVATE);
		return;
	}
	s->hides = false;
	if (!a->w->parse_key(a->w->context, line, app_arena(a), &s->blob, &s->key.fingerprint, &name,
		&why)) {
		s->hides = why == REASON_KEY_PRIVATE;
		refuse_line(a, s, why);
		return;
	}
	s->key.kind = str_copy(app_arena(a), str_sub(line, 0, str_find(line, 0, " ")));
	field_set(&s->name, name);
	field_wipe(&s->line);
	s->pasting = false;
}

static void
line_key(struct app *a, struct key_state *s, const struct intent *i)
{
	struct str typed;

	if (i->kind == INTENT_CHOOSE) {
		line_enter(a, s);
		return;
	}
	if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE ||
	    field_update(&s->line, i) == FIELD_EMPTY_ERASED) {
		app_back(a);
		return;
	}
	typed = field_get(&s->line);
	if (str_find(typed, 0, "PRIVATE KEY") < typed.len ||
	    str_find(typed, 0, "PuTTY-User-Key") < typed.len) {
		s->hides = true;
		refuse_line(a, s, REASON_KEY_PRIVATE);
	} else if (s->hides && !begins_public(typed)) {
		/* The rest of a paste comes letter by letter: the answer has to outlast it. */
		say_private(a);
	}
}

static void
key_told(struct app *a, struct key_state *s, const struct reply *r)
{
	static const char *const done[VERB_KINDS] = {
		[VERB_KEY_ADD] = N_("Added. This key opens your account from now on. Try it before "
				    "you rely on it."),
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
		s->removing = number == 2 && !s->key.in_use && s->others.len > 0;
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
	if (s->pasting) {
		line_key(a, s, i);
	} else if (key_types(s)) {
		if (i->kind == INTENT_CHOOSE)
			key_enter(a, s);
		else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE ||
			 field_update(&s->name, i) == FIELD_EMPTY_ERASED)
			app_back(a);
	} else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE) {
		if (s->removing)
			s->removing = false;
		else
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
	return i->kind == INTENT_CHOOSE && (s->removing || (s->adding && !s->pasting));
}

static void
line_view(const struct app *a, const struct key_state *s, struct view *v)
{
	view_text(v, _("Paste the public key: one line that begins with ssh-ed25519, ssh-rsa or "
		       "ecdsa-sha2. It stands in a file that ends in .pub; PuTTYgen shows it at the "
		       "top. Then press Enter."));
	view_item(v, ITEM_TEXT,
	    view_printf(v, _("Surer still: log in once as %.*s+key. Your program then proves its "
			     "key, and this page offers it."),
		STR_ARG(a->who.login)));
	view_gap(v);
	field_view(v, &s->line, str_from(_("Public key")), s->hides);
}

static void
key_show(const struct key_state *s, struct view *v)
{
	view_choice(v, 1, str_from(_("Give it another name")));
	if (s->key.in_use || s->others.len == 0) {
		view_gap(v);
		view_text(v,
		    s->key.in_use
			? _("You came in with this key just now, so it cannot be removed here. To "
			    "remove it, log in with another key or a password.")
			: _("This is the only way into your account, so it cannot be removed. Add "
			    "another key or set a password first."));
		return;
	}
	view_choice(v, 2, str_from(_("Remove it")));
}

static void
key_view(const struct app *a, const void *state, struct view *v)
{
	const struct key_state *s = state;

	v->title = str_from(s->adding ? _("A new key") : _("Key"));
	view_page(v, "key/%s", s->pasting ? "line" : key_types(s) ? "name" : s->removing ? "remove"
											 : "show");
	if (s->pasting) {
		line_view(a, s, v);
		return;
	}
	if (s->removing) {
		view_text(v, _("Remove this key? It will not open your account any more."));
		view_gap(v);
	}
	key_facts(&s->key, v);
	if (s->removing)
		view_item(v, ITEM_FACT, str_from(_("What still opens your account")))->value =
		    s->others;
	view_gap(v);
	if (key_types(s)) {
		view_text(v, _("What shall it be called? A name that tells where the key is, such "
			       "as: office PC."));
		view_gap(v);
		field_view(v, &s->name, str_from(_("Name of the key")), false);
	} else if (s->removing) {
		view_choice(v, 1, str_from(_("No, keep it")));
		view_choice(v, 2, str_from(_("Yes, remove it")));
	} else {
		key_show(s, v);
	}
}

static const struct key_word key_keys[] = {
	{ INTENT_CHOOSE, NULL, KEY_TAKEN },
	{ INTENT_BACK, N_("back"), KEY_TAKEN },
	{ INTENT_BACK_PAGE, NULL, KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_key = {
	.name = "key",
	.noun = N_("key"),
	.size = sizeof(struct key_state),
	.keys = key_keys,
	.start = key_start,
	.stop = key_stop,
	.update = key_update,
	.view = key_view,
	.commits = key_commits,
};
