#include "tui/screens/signup.h"

#include <string.h>

#include "courses/base/safe.h"

enum { NAME_CAP = 240, LOGIN_CAP = 20, QUERY_CAP = 60 };

static void
signup_start(struct app *a, void *state, const struct go *go)
{
	struct signup *s = state;
	struct arena *arena = app_arena(a);

	(void)go;
	s->event = app_uuid(a);
	s->country = "";
	field_init(&s->name, arena, NAME_CAP);
	field_init(&s->query, arena, QUERY_CAP);
	field_init(&s->login, arena, LOGIN_CAP);
	way_init(&s->way, arena);
	for (unsigned i = 0; i < language_count; i++) {
		if (str_eq(a->w->academy.language, str_from(languages[i].tag)))
			app_focus(a, (int)i + 1);
	}
}

static void
signup_stop(void *state)
{
	struct signup *s = state;

	way_wipe(&s->way);
	explicit_bzero(s->recovery, sizeof(s->recovery));
}

static void
step_to(struct app *a, struct signup *s, enum step step)
{
	s->step = step;
	app_focus(a, 0);
}

static void
refused(struct app *a, enum reason reason, int number)
{
	struct refusal r = { .reason = reason, .number = number };

	app_note(a, reason_text(&r, &a->w->academy, a->scratch));
}

/* ---- requests ---- */

/* login empty: only a proposal is wanted. */
static void
ask_name(struct app *a, struct signup *s, struct str login)
{
	struct request r = { .verb = VERB_SIGNUP_NAME };

	r.login.login = login;
	r.login.secret = str_trim(field_get(&s->name));
	r.login.key = r.login.client = STR_NONE;
	s->waiting = app_ask(a, &r);
}

static void
ask_signup(struct app *a, struct signup *s)
{
	struct request r = { .verb = VERB_SIGNUP };

	r.signup.event = s->event;
	r.signup.login = field_get(&s->login);
	r.signup.name = str_trim(field_get(&s->name));
	r.signup.country = str_from(s->country);
	r.signup.language = a->who.language;
	r.signup.way = s->way.kind;
	r.signup.secret = way_secret(&s->way);
	r.signup.key_name = s->way.kind == WAY_KEY ? str_from(_("the key of the first visit"))
						   : STR_NONE;
	r.signup.shared_computer = s->shared;
	r.signup.line_mode = a->wants_line;
	s->waiting = app_ask(a, &r);
}

/* ---- steps ---- */

static void
language_choose(struct app *a, struct signup *s, int number)
{
	if (number <= (int)language_count) {
		a->who.language = str_from(languages[number - 1].tag);
		a->language = a->who.language;
		step_to(a, s, STEP_NAME);
		if (!str_is(a->language, "en"))
			app_note(a, str_from(_("The screens are in English for now. Courses follow your "
					       "choice where they can.")));
	} else {
		a->wants_line = !a->wants_line;
		app_note(a,
		    str_from(
			a->wants_line
			    ? _("Plain lines, at every login. You can change it in the settings.")
			    : _("The full screen, from the next login on.")));
	}
}

static void
name_enter(struct app *a, struct signup *s)
{
	const char *why = NULL;

	if (field_get(&s->name).len == 0) {
		app_note(
		    a, str_from(_("Please type your name as it shall stand on a certificate.")));
	} else if (!safe_name(str_trim(field_get(&s->name)), &why)) {
		app_note(
		    a, str_from(why != NULL ? _(why) : _("Please write the name with letters.")));
	} else {
		ask_name(a, s, STR_NONE);
		step_to(a, s, STEP_COUNTRY);
	}
}

static void
country_enter(struct app *a, struct signup *s)
{
	if (str_trim(field_get(&s->query)).len ==
	    0) { /* as the page says: Enter alone leaves it out */
		s->country = "";
		step_to(a, s, STEP_LOGIN);
		return;
	}
	s->hits = country_find(str_trim(field_get(&s->query)), s->hit, COUNTRY_HITS, &s->more_hits);
	step_to(a, s, STEP_COUNTRIES);
}

static void
countries_choose(struct app *a, struct signup *s, int number)
{
	if (number <= (int)s->hits) {
		s->country = countries[s->hit[number - 1]].code;
		step_to(a, s, STEP_LOGIN);
	} else if (number == (int)s->hits + 1) {
		s->query.len = 0;
		step_to(a, s, STEP_COUNTRY);
	} else {
		s->country = "";
		step_to(a, s, STEP_LOGIN);
	}
}

static void
login_enter(struct app *a, struct signup *s)
{
	struct str login = field_get(&s->login);

	for (size_t i = 0; i < login.len; i++) {
		if (s->login.at[i] >= 'A' && s->login.at[i] <= 'Z')
			s->login.at[i] += 'a' - 'A';
	}
	if (!safe_login(login) || safe_login_reserved(login))
		refused(a, REASON_LOGIN_FORM, 0);
	else
		ask_name(a, s, login);
}

static void
to_the_ways(struct app *a, struct signup *s)
{
	s->way.key = a->w->proved_key.len > 0 && !s->shared && !s->key_refused;
	way_again(a, &s->way);
	step_to(a, s, STEP_WAY);
}

static void
shared_choose(struct app *a, struct signup *s, int number)
{
	s->shared = number == 2;
	to_the_ways(a, s);
}

static void
screen_choose(struct app *a, struct signup *s, int number)
{
	if (number == 1)
		ask_signup(a, s);
	else
		step_to(a, s, STEP_BROKEN);
}

static void
broken_choose(struct app *a, struct signup *s, int number)
{
	if (number == 1) {
		step_to(a, s, STEP_SCREEN);
		return;
	}
	a->wants_line = a->wants_line || number == 2;
	ask_signup(a, s);
}

static void
done_choose(struct app *a, struct signup *s, int number)
{
	/* A copy: the page that closes wipes its own. */
	struct go go = { .card = NO_CARD,
		.id = str_copy(a->scratch, str_from(s->recovery)),
		.draft = STR_NONE };

	(void)number;
	app_replace(a, go.id.len > 0 ? &screen_code : &screen_home, &go);
}

static const struct {
	enum step before;
	size_t field; /* offset of the field that is typed into; 0: choices */
	void (*enter)(struct app *, struct signup *);
	void (*choose)(struct app *, struct signup *, int number);
} steps[STEPS] = {
	[STEP_LANGUAGE] = { STEP_LANGUAGE, 0, NULL, language_choose },
	[STEP_NAME] = { STEP_LANGUAGE, offsetof(struct signup, name), name_enter, NULL },
	[STEP_COUNTRY] = { STEP_NAME, offsetof(struct signup, query), country_enter, NULL },
	[STEP_COUNTRIES] = { STEP_COUNTRY, 0, NULL, countries_choose },
	[STEP_LOGIN] = { STEP_COUNTRY, offsetof(struct signup, login), login_enter, NULL },
	[STEP_SHARED] = { STEP_LOGIN, 0, NULL, shared_choose },
	[STEP_WAY] = { STEP_SHARED, 0, NULL, NULL }, /* way.c */
	[STEP_SCREEN] = { STEP_WAY, 0, NULL, screen_choose },
	[STEP_BROKEN] = { STEP_SCREEN, 0, NULL, broken_choose },
	[STEP_DONE] = { STEP_DONE, 0, NULL, done_choose },
};

static void
step_back(struct app *a, struct signup *s)
{
	if (s->step == STEP_LANGUAGE)
		app_back(a);
	else
		step_to(a, s, steps[s->step].before);
}

/* ---- what the keeper answers ---- */

static void
told_name(struct app *a, struct signup *s, const struct reply *r)
{
	if (r->refusal.reason != REASON_NONE) {
		if (s->step == STEP_LOGIN)
			app_refused(a, r);
		return;
	}
	if (s->step != STEP_LOGIN || s->login.len == 0) {
		/* The proposal, asked for before the login's turn came. */
		if (s->login.len == 0)
			field_set(&s->login, r->name.proposal);
		return;
	}
	if (r->name.is_free) {
		step_to(a, s, STEP_SHARED);
		return;
	}
	field_set(&s->login, r->name.proposal);
	refused(a, REASON_LOGIN_TAKEN, 0);
}

static void
told_signup(struct app *a, struct signup *s, const struct reply *r)
{
	static const struct {
		enum reason reason;
		enum step step;
	} mend[] = {
		{ REASON_LOGIN_TAKEN, STEP_LOGIN },
		{ REASON_LOGIN_FORM, STEP_LOGIN },
		{ REASON_NAME_FORM, STEP_NAME },
		{ REASON_SECRET_SHORT, STEP_WAY },
		{ REASON_SECRET_COMMON, STEP_WAY },
		{ REASON_KEY_TAKEN, STEP_WAY },
	};

	if (r->refusal.reason == REASON_NONE) {
		struct buf code = BUF_OVER(s->recovery);

		app_signed_up(a, &r->login.who);
		buf_str(&code, r->login.recovery);
		buf_cstr(&code);
		step_to(a, s, STEP_DONE);
		return;
	}
	if (r->refusal.reason == REASON_KEY_TAKEN)
		s->key_refused = true;
	for (size_t i = 0; i < COUNT(mend); i++) {
		if (mend[i].reason == r->refusal.reason && mend[i].step == STEP_WAY)
			to_the_ways(a, s);
		else if (mend[i].reason == r->refusal.reason)
			step_to(a, s, mend[i].step);
	}
	app_refused(a, r);
}

static void
signup_told(struct app *a, struct signup *s, const struct reply *r)
{
	if (r->verb != VERB_SIGNUP && r->verb != VERB_SIGNUP_NAME)
		return;
	s->waiting = false;
	if (r->verb == VERB_SIGNUP)
		told_signup(a, s, r);
	else
		told_name(a, s, r);
}

/* ---- keys ---- */

static struct field *
step_field(struct signup *s)
{
	size_t at = steps[s->step].field;

	return at != 0 ? (struct field *)(void *)((char *)s + at) : NULL;
}

static void
way_key(struct app *a, struct signup *s, const struct intent *i)
{
	enum way_did did = way_update(a, &s->way, i);

	if (did == WAY_LEFT)
		step_back(a, s);
	else if (did == WAY_MADE)
		step_to(a, s, STEP_SCREEN);
}

static void
signup_update(struct app *a, void *state, const struct intent *i)
{
	struct signup *s = state;
	struct field *f = step_field(s);

	if (i->kind == INTENT_REPLY) {
		signup_told(a, s, i->reply);
		return;
	}
	if (s->step == STEP_DONE && i->kind == INTENT_BACK) {
		app_back(a);
		return;
	}
	if (s->step == STEP_WAY) {
		way_key(a, s, i);
		return;
	}
	if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE) {
		step_back(a, s);
		return;
	}
	/* One answer at a time: a second Enter must not skip the page that the first one opens. */
	if (s->waiting && (i->kind == INTENT_CHOOSE || s->step == STEP_LOGIN))
		return;
	if (f != NULL && i->kind == INTENT_CHOOSE)
		steps[s->step].enter(a, s);
	else if (f != NULL && field_update(f, i) == FIELD_EMPTY_ERASED)
		step_back(a, s);
	else if (f == NULL && i->kind == INTENT_CHOOSE && i->number >= 1)
		steps[s->step].choose(a, s, i->number);
}

static bool
signup_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct signup *s = state;

	(void)a;
	/* What stands on the last page is needed to come back. */
	if (i->kind == INTENT_BACK)
		return s->step == STEP_DONE;
	if (s->step == STEP_WAY)
		return way_commits(&s->way, i);
	if (i->kind != INTENT_CHOOSE)
		return false;
	return (s->step == STEP_SCREEN && i->number == 1) ||
	       (s->step == STEP_BROKEN && i->number > 1) || s->step == STEP_DONE;
}

static bool
signup_offers(const struct app *a, const void *state, enum intent_kind kind)
{
	const struct signup *s = state;

	(void)a;
	if (kind == INTENT_BACK)
		return s->step != STEP_LANGUAGE && s->step != STEP_DONE;
	return true;
}

static const struct key_word signup_keys[] = {
	{ INTENT_CHOOSE, NULL, KEY_TAKEN },
	{ INTENT_BACK, N_("back"), KEY_TAKEN },
	{ INTENT_BACK_PAGE, NULL, KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_signup = {
	.name = "signup",
	.noun = N_("first visit"),
	.size = sizeof(struct signup),
	.keys = signup_keys,
	.start = signup_start,
	.stop = signup_stop,
	.update = signup_update,
	.view = signup_view,
	.commits = signup_commits,
	.offers = signup_offers,
};
