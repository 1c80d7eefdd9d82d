/* The desk: the way to what operators and managers do for others, and what its pages share. */
#include "tui/screens/desk.h"

#include "courses/base/width.h"

/* ---- shared ---- */

enum { COLUMNS_FROM = 60 }; /* a narrower window has no room for columns inside a label */

const struct key_word desk_keys[] = {
	{ INTENT_CHOOSE, NULL, KEY_TAKEN },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct key_word desk_steps[] = {
	{ INTENT_CHOOSE, NULL, KEY_TAKEN },
	{ INTENT_BACK, N_("back"), KEY_TAKEN },
	{ INTENT_BACK_PAGE, NULL, KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

void
told_start(struct told *t)
{
	*t = (struct told){ .arena = arena_new(), .refusal = STR_NONE };
}

void
told_stop(struct told *t)
{
	arena_free(t->arena);
}

bool
told_take(struct app *a, struct told *t, const struct reply *r)
{
	if (r->refusal.reason != REASON_NONE && t->reply != NULL) {
		app_refused(a, r);
		return false;
	}
	arena_reset(t->arena);
	t->refusal = STR_NONE;
	if (r->refusal.reason != REASON_NONE) {
		t->refusal = str_copy(
		    t->arena, reason_text(&r->refusal, &a->w->academy, a->scratch));
		return false;
	}
	t->reply = reply_copy(t->arena, r);
	return true;
}

bool
told_view(const struct told *t, struct view *v)
{
	if (t->reply != NULL)
		return true;
	view_item(v, ITEM_TEXT, t->refusal.len > 0 ? t->refusal : str_from(_("One moment.")));
	return false;
}

struct go
desk_go(struct str id)
{
	return (struct go){ .card = NO_CARD,
		.module = STR_NONE,
		.lesson = STR_NONE,
		.id = id,
		.question = STR_NONE,
		.draft = STR_NONE };
}

const char *
desk_role(enum role r)
{
	static const char *const role[ROLE_KINDS] = {
		[ROLE_NOBODY] = N_("not logged in"),
		[ROLE_DOOR] = N_("at the door"),
		[ROLE_GUEST] = N_("guest"),
		[ROLE_TRAINEE] = N_("trainee"),
		[ROLE_INSTRUCTOR] = N_("instructor"),
		[ROLE_MANAGER] = N_("manager"),
		[ROLE_OPERATOR] = N_("operator"),
	};

	return r < ROLE_KINDS ? _(role[r]) : "";
}

struct str
desk_who(struct arena *a, struct str login, struct str name)
{
	if (name.len == 0)
		return str_copy(a, login);
	return str_printf(a, "%.*s (%.*s)", STR_ARG(name), STR_ARG(login));
}

/* Two things in one label: under one another in cells, a sentence for the ear. */
struct str
desk_row(const struct app *a, struct view *v, struct str first, int width, struct str second)
{
	if (second.len == 0)
		return first;
	if (app_plain(a))
		return view_printf(v, "%.*s: %.*s", STR_ARG(first), STR_ARG(second));
	if (a->cols < COLUMNS_FROM)
		width = 0;
	return view_printf(v, "%.*s  %.*s", STR_ARG(words_pad(v->arena, first, width)), STR_ARG(second));
}

void
desk_fact(struct view *v, const char *what, struct str value)
{
	if (value.len > 0)
		view_item(v, ITEM_FACT, str_from(what))->value = value;
}

struct str
desk_since(struct arena *a, int64_t seconds)
{
	enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };
	uint64_t s = seconds > 0 ? (uint64_t)seconds : 0;

	if (s < MINUTE)
		return str_from(_("under 1 min"));
	if (s < 2 * HOUR)
		return str_printf(a, _("%u min"), (unsigned)(s / MINUTE));
	if (s < 2 * DAY)
		return str_printf(a, _("%u h"), (unsigned)(s / HOUR));
	return str_printf(a, _("%u days"), (unsigned)(s / DAY));
}

struct str
desk_size(struct arena *a, uint64_t bytes)
{
	enum { MEGA = 1 << 20 };

	if (bytes < MEGA)
		return words_kb(a, bytes);
	if (bytes < (uint64_t)MEGA << 10)
		return str_printf(a, _("%.1f MB"), (double)bytes / MEGA);
	return str_printf(a, _("%.1f GB"), (double)bytes / MEGA / 1024);
}

void
desk_no_yes(struct view *v, const char *no, const char *yes)
{
	view_gap(v);
	view_choice(v, 1, str_from(no));
	view_choice(v, 2, str_from(yes));
}

void
desk_secret_view(struct view *v, struct str secret, const char *done)
{
	struct item *it;

	view_gap(v);
	it = view_item(v, ITEM_TEXT, secret);
	it->strong = true;
	it->depth = 1;
	view_gap(v);
	view_choice(v, 1, str_from(done));
	view_gap(v);
}

void
desk_door_view(const struct app *a, struct view *v)
{
	const struct academy *ac = &a->w->academy;

	desk_fact(v, _("Where to type it"), app_command(a, v->arena, STR("join")));
	desk_fact(v, _("Fingerprint"), ac->fingerprint);
	desk_fact(v, _("The next fingerprint"), ac->next_fingerprint);
}

/* ---- the desk itself ---- */

struct desk {
	struct told status;
};

static const struct {
	const char *text;
	const struct screen_class *class;
	enum verb verb;   /* who may say it sees the item */
	enum verb unless; /* but not who may say this: the other way is better */
} rooms[] = {
	{ N_("People"), &screen_desk_people, VERB_USERS, VERB_KINDS },
	{ N_("Invitations"), &screen_desk_invites, VERB_INVITES, VERB_KINDS },
	{ N_("A recovery code for somebody"), &screen_desk_recover, VERB_USER_RECOVER, VERB_USERS },
	{ N_("Who is here now"), &screen_desk_here, VERB_SESSIONS, VERB_KINDS },
	{ N_("Limits at the door"), &screen_desk_limits, VERB_LIMITS, VERB_KINDS },
	{ N_("How the server is"), &screen_desk_status, VERB_STATUS, VERB_KINDS },
	{ N_("Tests in numbers"), &screen_desk_courses, VERB_REPORT, VERB_KINDS },
	{ N_("Mistakes reported"), &screen_desk_mistakes, VERB_MISTAKE_ANSWER, VERB_KINDS },
	{ N_("Written answers to mark"), &screen_marking, VERB_MARKING, VERB_KINDS },
};

static bool
room_shown(const struct app *a, unsigned i)
{
	return app_may(a, rooms[i].verb) &&
	       (rooms[i].unless == VERB_KINDS || !app_may(a, rooms[i].unless));
}

static void
ask_status(struct app *a)
{
	struct request r = { .verb = VERB_STATUS };

	if (app_may(a, VERB_STATUS))
		app_ask(a, &r);
}

static void
desk_start(struct app *a, void *state, const struct go *go)
{
	(void)go;
	told_start(&((struct desk *)state)->status);
	ask_status(a);
}

static void
desk_resume(struct app *a, void *state)
{
	(void)state;
	ask_status(a);
}

static void
desk_stop(void *state)
{
	told_stop(&((struct desk *)state)->status);
}

static void
desk_update(struct app *a, void *state, const struct intent *i)
{
	struct desk *d = state;
	int number = i->number;

	/* Without these figures the desk is whole all the same. */
	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_STATUS)
		told_take(a, &d->status, i->reply);
	if (i->kind != INTENT_CHOOSE)
		return;
	for (unsigned r = 0; r < COUNT(rooms); r++) {
		if (room_shown(a, r) && --number == 0) {
			app_go(a, rooms[r].class, NULL);
			return;
		}
	}
}

static struct str
room_detail(const struct desk *d, struct view *v, enum verb verb)
{
	const struct told_status *s = d->status.reply != NULL ? &d->status.reply->status : NULL;

	if (s == NULL)
		return STR_NONE;
	if (verb == VERB_USERS)
		return view_printf(v, "%u", s->people);
	if (verb == VERB_SESSIONS && s->at_door > 0)
		return view_printf(v, _("%u, and %u at the door"), s->sessions - s->at_door, s->at_door);
	if (verb == VERB_SESSIONS)
		return view_printf(v, "%u", s->sessions);
	if (verb == VERB_STATUS)
		return str_from(desk_is_well(s) ? _("all is well") : _("needs you"));
	return STR_NONE;
}

static void
desk_view(const struct app *a, const void *state, struct view *v)
{
	const struct desk *d = state;
	int n = 0;

	v->title = str_from(_("Desk"));
	v->address = STR("desk");
	if (app_may(a, VERB_USERS))
		view_text(v, _("What you do here for others is kept with your name. The person is told at the next login."));
	else if (app_may(a, VERB_INVITES))
		view_text(v, _("Codes for trainees and instructors. What you do here is kept with your name. The person is told "
			       "at the next login."));
	view_gap(v);
	for (unsigned i = 0; i < COUNT(rooms); i++) {
		if (room_shown(a, i))
			view_next(v, &n, str_from(_(rooms[i].text)))->detail[0] =
			    room_detail(d, v, rooms[i].verb);
	}
}

const struct screen_class screen_desk = {
	.name = "desk",
	.noun = N_("desk"),
	.size = sizeof(struct desk),
	.keys = desk_keys,
	.start = desk_start,
	.resume = desk_resume,
	.stop = desk_stop,
	.update = desk_update,
	.view = desk_view,
};
