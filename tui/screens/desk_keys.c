/* The desk: the keys of another's account, and taking one away. */
#include "tui/screens/desk.h"

struct keys_of {
	struct told told;
	struct field login;
	struct field chosen; /* fingerprint of the key that is asked about; empty: the list */
	bool last; /* the keeper said, or the page knows, that it is the last way in */
	bool waiting;
};

enum { FINGERPRINT_CAP = 120, LOGIN_CAP = 64 };

static void
ask_keys(struct app *a, struct keys_of *k)
{
	struct request r = { .verb = VERB_USER };

	r.set.login = field_get(&k->login);
	r.set.to = r.set.secret = STR_NONE;
	app_ask(a, &r);
}

static void
keys_start(struct app *a, void *state, const struct go *go)
{
	struct keys_of *k = state;

	told_start(&k->told);
	field_init(&k->login, app_arena(a), LOGIN_CAP);
	field_init(&k->chosen, app_arena(a), FINGERPRINT_CAP);
	field_set(&k->login, go->id);
	ask_keys(a, k);
}

static void
keys_stop(void *state)
{
	told_stop(&((struct keys_of *)state)->told);
}

static const struct told_user *
person_of(const struct keys_of *k)
{
	return k->told.reply != NULL ? &k->told.reply->person : NULL;
}

static const struct ssh_key *
chosen_key(const struct keys_of *k)
{
	const struct told_user *u = person_of(k);

	for (uint32_t i = 0; u != NULL && i < u->keys; i++) {
		if (k->chosen.len > 0 && str_eq(u->key[i].fingerprint, field_get(&k->chosen)))
			return &u->key[i];
	}
	return NULL;
}

static void
to_list(struct app *a, struct keys_of *k)
{
	field_wipe(&k->chosen);
	k->last = false;
	app_focus(a, 0);
}

static void
ask_remove(struct app *a, struct keys_of *k)
{
	struct request r = { .verb = VERB_USER_KEY_REMOVE };

	r.user_key.event = app_uuid(a);
	r.user_key.login = field_get(&k->login);
	r.user_key.fingerprint = field_get(&k->chosen);
	r.user_key.last_too = k->last;
	k->waiting = app_ask(a, &r);
}

static void
keys_told(struct app *a, struct keys_of *k, const struct reply *r)
{
	if (r->verb != VERB_USER && r->verb != VERB_USER_KEY_REMOVE)
		return;
	if (r->verb == VERB_USER_KEY_REMOVE)
		k->waiting = false;
	if (r->refusal.reason == REASON_LAST_WAY_IN && k->chosen.len > 0) {
		/* It became the last one since the page was shown: the question is another now. */
		k->last = true;
		app_focus(a, 0);
		return;
	}
	if (told_take(a, &k->told, r) && r->verb == VERB_USER_KEY_REMOVE) {
		app_note(a, str_from(_("Removed. That key opens this account no more.")));
		to_list(a, k);
	}
}

static void
keys_choose(struct app *a, struct keys_of *k, int number)
{
	const struct told_user *u = person_of(k);

	if (u == NULL)
		return;
	if (chosen_key(k) != NULL) {
		if (number == 2)
			ask_remove(a, k);
		else
			to_list(a, k);
	} else if ((uint32_t)number <= u->keys && number <= DESK_ROWS) {
		field_set(&k->chosen, u->key[number - 1].fingerprint);
		k->last = u->keys == 1 && !u->row.has_password;
		app_focus(a, 0);
	}
}

static void
keys_update(struct app *a, void *state, const struct intent *i)
{
	struct keys_of *k = state;

	if (i->kind == INTENT_REPLY) {
		keys_told(a, k, i->reply);
	} else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE) {
		if (chosen_key(k) != NULL)
			to_list(a, k);
		else
			app_back(a);
	} else if (i->kind == INTENT_CHOOSE && i->number >= 1 && !k->waiting) {
		keys_choose(a, k, i->number);
	}
}

static bool
keys_commits(const struct app *a, const void *state, const struct intent *i)
{
	(void)a;
	return i->kind == INTENT_CHOOSE && chosen_key(state) != NULL;
}

static void
remove_view(const struct keys_of *k, const struct ssh_key *key, struct view *v)
{
	if (key->name.len > 0)
		view_item(v, ITEM_FACT, str_from(_("Name")))->value = key->name;
	view_item(v, ITEM_FACT, str_from(_("Kind")))->value = key->kind;
	view_item(v, ITEM_FACT, str_from(_("Fingerprint")))->value = key->fingerprint;
	view_gap(v);
	if (k->last)
		view_text(v, _("Remove this key? It is the last way into this account: after it only a recovery code opens it."));
	else
		view_text(v, _("Remove this key? It will not open this account any more, and the person is told."));
	desk_no_yes(v, _("No, keep it"), _("Yes, remove it"));
}

static void
key_row(struct view *v, int *n, const struct ssh_key *k)
{
	struct item *it = view_next(v, n, k->name.len > 0 ? k->name : k->kind);

	it->detail[0] = view_printf(v, _("added %.*s"), STR_ARG(words_day(v->arena, k->added_at)));
	if (!k->proved)
		it->detail[1] = str_from(_("pasted, not proved yet"));
	else if (k->used_at == 0)
		it->detail[1] = str_from(_("never used"));
	else
		it->detail[1] = view_printf(v, _("last used %.*s"), STR_ARG(words_day(v->arena, k->used_at)));
}

static void
keys_view(const struct app *a, const void *state, struct view *v)
{
	const struct keys_of *k = state;
	const struct told_user *u = person_of(k);
	const struct ssh_key *key = chosen_key(k);
	int n = 0;

	(void)a;
	v->title = str_from(key != NULL ? _("Key") : _("Keys"));
	view_page(v, "desk-keys/%d/%.*s", (int)k->last, STR_ARG(field_get(&k->chosen)));
	if (!told_view(&k->told, v))
		return;
	view_item(v, ITEM_FACT, str_from(_("Account")))->value = desk_who(v->arena, u->row.login, u->row.name);
	view_gap(v);
	if (key != NULL) {
		remove_view(k, key, v);
		return;
	}
	view_text(v, u->keys == 0 ? _("No key opens this account.") : _("These keys open this account. Choose one to remove it."));
	view_gap(v);
	for (uint32_t i = 0; i < u->keys && i < DESK_ROWS; i++)
		key_row(v, &n, &u->key[i]);
}

const struct screen_class screen_desk_keys = {
	.name = "desk-keys",
	.noun = N_("keys"),
	.size = sizeof(struct keys_of),
	.keys = desk_steps,
	.start = keys_start,
	.stop = keys_stop,
	.update = keys_update,
	.view = keys_view,
	.commits = keys_commits,
};
