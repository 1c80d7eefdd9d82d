/*
 * Back in by a recovery code: whose account it is, a new way in, the enrolled keys one by one, what
 * will happen, and then the new code.
 *
 *	WHO ► WAY ► KEYS ► SURE ► the new recovery code ► home
 *
 * Nothing has happened before SURE is answered: who goes away until then can come again with the
 * same code.
 */
#include "tui/screens/way.h"

enum recover_step { RECOVER_WHO, RECOVER_WAY, RECOVER_KEYS, RECOVER_SURE };

struct recover {
	enum recover_step step;
	struct uuid event;
	struct way way;
	struct arena *arena;          /* of what the keeper told */
	const struct told_keys *told; /* NULL: not there yet */
	bool *drops;                  /* one a key */
	uint32_t at;                  /* the key that is asked about */
	bool key_refused;             /* it opens another account */
	bool asking, waiting;         /* for the keys; for the answer to all of it */
};

static void
ask_keys(struct app *a, struct recover *s)
{
	struct request r = { .verb = VERB_KEYS };

	s->asking = app_ask(a, &r);
}

static void
recover_start(struct app *a, void *state, const struct go *go)
{
	struct recover *s = state;

	(void)go;
	s->arena = arena_new();
	s->event = app_uuid(a);
	way_init(&s->way, app_arena(a));
	ask_keys(a, s);
}

static void
recover_stop(void *state)
{
	struct recover *s = state;

	way_wipe(&s->way);
	arena_free(s->arena);
}

static void
step_to(struct app *a, struct recover *s, enum recover_step step)
{
	s->step = step;
	app_focus(a, 0);
}

static void
to_the_ways(struct app *a, struct recover *s)
{
	s->way.key = a->w->proved_key.len > 0 && !a->who.shared_computer && !s->key_refused;
	way_again(a, &s->way);
	step_to(a, s, RECOVER_WAY);
}

/* The key that is to open the account from now on is not asked about. */
static bool
is_asked(const struct app *a, const struct recover *s, uint32_t i)
{
	return s->way.kind != WAY_KEY ||
	       !str_eq(s->told->key[i].fingerprint, a->w->proved_key);
}

/* To the first key from here on that is asked about, or past the last. */
static void
key_on(struct app *a, struct recover *s)
{
	while (s->at < s->told->keys && !is_asked(a, s, s->at)) {
		s->drops[s->at] = false;
		s->at++;
	}
	step_to(a, s, s->at < s->told->keys ? RECOVER_KEYS : RECOVER_SURE);
}

static void
key_back(struct app *a, struct recover *s)
{
	if (s->told != NULL) {
		while (s->at > 0) {
			s->at--;
			if (!is_asked(a, s, s->at))
				continue;
			step_to(a, s, RECOVER_KEYS);
			return;
		}
	}
	to_the_ways(a, s);
}

static void
to_the_keys(struct app *a, struct recover *s)
{
	s->at = 0;
	step_to(a, s, RECOVER_KEYS);
	if (s->told != NULL)
		key_on(a, s);
	else if (!s->asking)
		ask_keys(a, s);
}

/* ---- what the keeper answers ---- */

static void
told_keys(struct app *a, struct recover *s, const struct reply *r)
{
	s->asking = false;
	if (r->refusal.reason != REASON_NONE) {
		app_refused(a, r);
		return;
	}
	arena_reset(s->arena);
	s->told = &reply_copy(s->arena, r)->keys;
	s->drops = ARENA_ARRAY(s->arena, s->told->keys + 1, bool);
	s->at = 0;
	if (s->step == RECOVER_KEYS)
		key_on(a, s);
}

static void
told_recover(struct app *a, struct recover *s, const struct reply *r)
{
	struct go go = { .card = NO_CARD, .id = STR_NONE, .draft = STR_NONE };

	s->waiting = false;
	if (r->refusal.reason == REASON_NONE) {
		app_signed_up(a, &r->login.who);
		go.id = r->login.recovery;
		go.draft = str_from(_("Your account is yours again. This is your new recovery "
				      "code: strike out the old one."));
		app_replace(a, go.id.len > 0 ? &screen_code : &screen_home, &go);
		return;
	}
	s->key_refused = s->key_refused || r->refusal.reason == REASON_KEY_TAKEN;
	if (r->refusal.reason == REASON_KEY_TAKEN || r->refusal.reason == REASON_SECRET_SHORT ||
	    r->refusal.reason == REASON_SECRET_COMMON)
		to_the_ways(a, s);
	app_refused(a, r);
}

/* ---- keys ---- */

static void
ask_recover(struct app *a, struct recover *s)
{
	struct request r = { .verb = VERB_RECOVER };

	r.recover.event = s->event;
	r.recover.way = s->way.kind;
	r.recover.secret = way_secret(&s->way);
	r.recover.key_name = s->way.kind == WAY_KEY ? str_from(_("the key of the recovery"))
						    : STR_NONE;
	r.recover.drop = ARENA_ARRAY(a->scratch, s->told->keys + 1, struct str);
	for (uint32_t i = 0; i < s->told->keys; i++) {
		if (s->drops[i])
			r.recover.drop[r.recover.drops++] = s->told->key[i].fingerprint;
	}
	s->waiting = app_ask(a, &r);
}

static void
keys_choose(struct app *a, struct recover *s, int number)
{
	if (s->told == NULL) {
		if (!s->asking)
			ask_keys(a, s);
		return;
	}
	s->drops[s->at++] = number == 2;
	key_on(a, s);
}

static void
recover_back(struct app *a, struct recover *s)
{
	switch (s->step) {
	case RECOVER_WHO:
		app_back(a);
		break;
	case RECOVER_WAY:
		step_to(a, s, RECOVER_WHO);
		break;
	case RECOVER_KEYS:
	case RECOVER_SURE:
		key_back(a, s);
		break;
	}
}

static void
recover_choose(struct app *a, struct recover *s, int number)
{
	if (s->step == RECOVER_WHO && number == 1)
		to_the_ways(a, s);
	else if (s->step == RECOVER_WHO)
		app_back(a);
	else if (s->step == RECOVER_KEYS)
		keys_choose(a, s, number);
	else if (number == 1)
		ask_recover(a, s);
	else
		key_back(a, s);
}

static void
recover_update(struct app *a, void *state, const struct intent *i)
{
	struct recover *s = state;
	enum way_did did;

	if (i->kind == INTENT_REPLY) {
		if (i->reply->verb == VERB_KEYS)
			told_keys(a, s, i->reply);
		else if (i->reply->verb == VERB_RECOVER)
			told_recover(a, s, i->reply);
		return;
	}
	if (s->waiting)
		return;
	if (s->step == RECOVER_WAY) {
		did = way_update(a, &s->way, i);
		if (did == WAY_MADE)
			to_the_keys(a, s);
		else if (did == WAY_LEFT)
			recover_back(a, s);
	} else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE) {
		recover_back(a, s);
	} else if (i->kind == INTENT_CHOOSE && i->number >= 1) {
		recover_choose(a, s, i->number);
	}
}

static bool
recover_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct recover *s = state;

	(void)a;
	if (s->step == RECOVER_WAY)
		return way_commits(&s->way, i);
	/* What is said of a key is looked through once more, but each page has to be read. */
	return i->kind == INTENT_CHOOSE && (s->step == RECOVER_KEYS || s->step == RECOVER_SURE);
}

/* Neither keeping a thief's key nor dropping one's own is chosen beforehand, and a small window shows
 * what will happen from its beginning. */
static bool
recover_marks(const struct app *a, const void *state, int number)
{
	const struct recover *s = state;

	(void)a;
	(void)number;
	return (s->step == RECOVER_KEYS && s->told != NULL) || s->step == RECOVER_SURE;
}

static bool
recover_offers(const struct app *a, const void *state, enum intent_kind kind)
{
	const struct recover *s = state;

	(void)a;
	return kind != INTENT_BACK || s->step != RECOVER_WHO;
}

/* ---- what is shown ---- */

static void
who_view(const struct app *a, struct view *v)
{
	struct item *it;

	view_text(v, _("The recovery code is right. This opens the account of"));
	view_gap(v);
	it = view_item(v, ITEM_TEXT,
	    view_printf(v, "%.*s (%.*s)", STR_ARG(a->who.name), STR_ARG(a->who.login)));
	it->strong = true;
	it->depth = 1;
	view_gap(v);
	view_text(v, _("First you choose how to come back from now on. Then you see the keys that "
		       "open the account, and drop those that are lost. Nothing is changed before "
		       "the last page."));
	view_gap(v);
	view_choice(v, 1, str_from(_("This is my account. Go on")));
	view_choice(v, 2, str_from(_("This is not my account. Leave")));
	if (a->w->academy.contact.len > 0) {
		view_gap(v);
		view_item(v, ITEM_FACT, str_from(_("Who can help")))->value = a->w->academy.contact;
	}
}

static void
way_page(const struct app *a, const struct recover *s, struct view *v)
{
	if (s->way.step == WAY_WHICH) {
		view_text(v, _("How do you want to come back from now on? The old password ends."));
		if (a->who.shared_computer)
			view_text(v, _("A key is not offered, because others use this computer "
				       "too."));
	}
	way_view(a, &s->way, v);
}

static struct str
key_name(const struct ssh_key *k)
{
	return k->name.len > 0 ? k->name : k->kind;
}

static void
keys_view(const struct recover *s, struct view *v)
{
	const struct ssh_key *k;

	if (s->told == NULL) {
		view_text(v, s->asking ? _("One moment.") : _("The keys could not be read."));
		view_gap(v);
		view_choice(v, 1, str_from(_("Try again")));
		return;
	}
	k = &s->told->key[s->at];
	view_item(v, ITEM_TEXT,
	    s->told->keys == 1
		? str_from(_("This key opens your account. Do you still have it, and nobody else?"))
		: view_printf(v,
		      _("Key %u of %u that open your account. Do you still have it, and nobody "
			"else?"),
		      s->at + 1, s->told->keys));
	view_gap(v);
	key_facts(k, v);
	view_gap(v);
	view_choice(v, 1, str_from(_("Keep it: I have it")));
	view_choice(v, 2, str_from(_("Drop it: it is lost or stolen, or I do not know it")));
}

/* The names of the keys that are dropped, or of those that stay. */
static struct str
names(const struct recover *s, bool drops, struct view *v)
{
	struct buf b = BUF_IN(v->arena);

	for (uint32_t i = 0; i < s->told->keys; i++) {
		if (s->drops[i] == drops)
			buf_printf(&b, "%s%.*s", b.len > 0 ? ", " : "",
			    STR_ARG(key_name(&s->told->key[i])));
	}
	return b.len > 0 ? buf_get(&b) : str_from(_("none"));
}

static void
sure_view(const struct app *a, const struct recover *s, struct view *v)
{
	static const char *const with[WAY_KINDS] = {
		[WAY_KEY] = N_("the key of this computer"),
		[WAY_PHRASE] = N_("the four words that you have written down"),
		[WAY_PASSWORD] = N_("your new password"),
	};

	view_text(v, _("This will happen now:"));
	view_gap(v);
	view_item(v, ITEM_FACT, str_from(_("You come back as")))->value = app_command(
	    a, v->arena, a->who.login);
	view_item(v, ITEM_FACT, str_from(_("With")))->value = str_from(_(with[s->way.kind]));
	if (s->told->keys > 0) {
		view_item(v, ITEM_FACT, str_from(_("Keys that stay")))->value = names(s, false, v);
		view_item(v, ITEM_FACT, str_from(_("Keys that open nothing any more")))->value =
		    names(s, true, v);
	}
	view_gap(v);
	view_text(v, _("The old password ends. Other visits of this account that are open now end. "
		       "The code that you typed is used up: the next page shows a new one."));
	view_gap(v);
	view_choice(v, 1, str_from(_("Yes, do all this")));
	view_choice(v, 2, str_from(_("Go back and change something")));
}

static void
recover_view(const struct app *a, const void *state, struct view *v)
{
	const struct recover *s = state;
	static const char *const name[] = { "who", "way", "keys", "sure" };

	v->where = str_from(_("Coming back"));
	view_page(v, "recover/%s/%s/%u", name[s->step], way_step_name(&s->way),
	    s->step == RECOVER_KEYS ? s->at : 0);
	switch (s->step) {
	case RECOVER_WHO:
		who_view(a, v);
		break;
	case RECOVER_WAY:
		way_page(a, s, v);
		break;
	case RECOVER_KEYS:
		keys_view(s, v);
		break;
	case RECOVER_SURE:
		sure_view(a, s, v);
		break;
	}
}

static const struct key_word recover_keys[] = {
	{ INTENT_CHOOSE, N_("go on"), KEY_TAKEN },
	{ INTENT_BACK, N_("back"), KEY_TAKEN },
	{ INTENT_BACK_PAGE, NULL, KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_recover = {
	.name = "recover",
	.noun = N_("coming back"),
	.size = sizeof(struct recover),
	.keys = recover_keys,
	.start = recover_start,
	.stop = recover_stop,
	.update = recover_update,
	.view = recover_view,
	.commits = recover_commits,
	.marks = recover_marks,
	.offers = recover_offers,
};
