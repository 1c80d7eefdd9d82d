/* The desk: who is held back at the door, and letting them in. */
#include "tui/screens/desk.h"

enum { WHOM_CAP = 80 };

struct limits {
	struct told told;
	struct field whom; /* who is asked about */
	bool sure, all;
	bool waiting;
};

static void
ask_limits(struct app *a)
{
	struct request r = { .verb = VERB_LIMITS };

	app_ask(a, &r);
}

static void
limits_start(struct app *a, void *state, const struct go *go)
{
	struct limits *s = state;

	(void)go;
	told_start(&s->told);
	field_init(&s->whom, app_arena(a), WHOM_CAP);
	ask_limits(a);
}

static void
limits_stop(void *state)
{
	told_stop(&((struct limits *)state)->told);
}

static uint32_t
limits_shown(const struct limits *s)
{
	uint32_t n = s->told.reply != NULL ? s->told.reply->limits.limits : 0;

	return n < DESK_ROWS ? n : DESK_ROWS;
}

static void
limits_sure(struct app *a, struct limits *s, bool sure)
{
	s->sure = sure;
	app_focus(a, 0);
}

static void
ask_clear(struct app *a, struct limits *s)
{
	struct request r = { .verb = VERB_LIMIT_CLEAR };

	r.limit.whom = s->all ? STR_NONE : field_get(&s->whom);
	s->waiting = app_ask(a, &r);
}

static void
limits_told(struct app *a, struct limits *s, const struct reply *r)
{
	if (r->verb != VERB_LIMITS && r->verb != VERB_LIMIT_CLEAR)
		return;
	if (r->verb == VERB_LIMIT_CLEAR) {
		s->waiting = false;
		limits_sure(a, s, false);
	}
	if (told_take(a, &s->told, r) && r->verb == VERB_LIMIT_CLEAR)
		app_note(a, str_from(_("Done. The next try counts from nothing again.")));
}

/* The list, then all of them, then looking again. */
static void
limits_choose(struct app *a, struct limits *s, int number)
{
	uint32_t shown = limits_shown(s);

	if (s->sure) {
		if (number == 2)
			ask_clear(a, s);
		else
			limits_sure(a, s, false);
	} else if ((uint32_t)number <= shown) {
		field_set(&s->whom, s->told.reply->limits.limit[number - 1].whom);
		s->all = false;
		limits_sure(a, s, true);
	} else if (shown > 0 && (uint32_t)number == shown + 1) {
		s->all = true;
		limits_sure(a, s, true);
	} else {
		ask_limits(a);
	}
}

static void
limits_update(struct app *a, void *state, const struct intent *i)
{
	struct limits *s = state;

	if (i->kind == INTENT_REPLY) {
		limits_told(a, s, i->reply);
	} else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE) {
		if (s->sure)
			limits_sure(a, s, false);
		else
			app_back(a);
	} else if (i->kind == INTENT_CHOOSE && i->number >= 1 && !s->waiting) {
		limits_choose(a, s, i->number);
	}
}

static bool
limits_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct limits *s = state;

	(void)a;
	return i->kind == INTENT_CHOOSE && s->sure;
}

static const char *
kind_words(enum limit_kind kind)
{
	static const char *const words[LIMIT_KINDS] = {
		[LIMIT_ACCOUNT] = N_("wrong passwords"),
		[LIMIT_PASSWORDS] = N_("wrong passwords"),
		[LIMIT_CODES] = N_("wrong codes"),
		[LIMIT_DOOR] = N_("connections without login"),
	};

	return kind < LIMIT_KINDS ? _(words[kind]) : "";
}

static bool
is_held(const struct app *a, const struct limit_row *r)
{
	return r->until > a->now;
}

static struct str
time_left(const struct app *a, const struct limit_row *r, struct arena *arena)
{
	return desk_since(arena, r->until - a->now + 59);
}

static void
held_view(const struct app *a, const struct limits *s, struct view *v)
{
	for (uint32_t i = 0; i < limits_shown(s); i++) {
		const struct limit_row *r = &s->told.reply->limits.limit[i];

		if (str_eq(r->whom, field_get(&s->whom)) && is_held(a, r))
			view_item(v, ITEM_TEXT,
			    view_printf(v, _("%.*s is held back until %.*s."), STR_ARG(r->whom),
				STR_ARG(words_when(v->arena, r->until))));
	}
}

static void
sure_view(const struct app *a, const struct limits *s, struct view *v)
{
	if (!s->all)
		held_view(a, s, v);
	if (s->all)
		view_text(v, _("Forget all that is counted? Everybody who is held back may try again at once, whoever guesses "
			       "passwords too."));
	else
		view_item(v, ITEM_TEXT,
		    view_printf(v,
			_("Forget what is counted for %.*s? Whoever is held back there may try again at once. Do it when you "
			  "know who it is."),
			STR_ARG(field_get(&s->whom))));
	desk_no_yes(v, _("No, leave it"), _("Yes, forget it"));
}

static void
limits_view(const struct app *a, const void *state, struct view *v)
{
	const struct limits *s = state;
	int n = 0;

	v->title = str_from(_("Limits at the door"));
	view_page(v, "desk-limits/%d/%d/%.*s", (int)s->sure, (int)s->all, STR_ARG(field_get(&s->whom)));
	if (s->sure) {
		sure_view(a, s, v);
		return;
	}
	if (told_view(&s->told, v)) {
		view_text(v,
		    limits_shown(s) == 0 ? _("Nobody is held back, and nothing is counted.")
					 : _("What is counted, and for how long it holds somebody back. Choose one to forget it."));
		view_gap(v);
	}
	for (uint32_t i = 0; i < limits_shown(s); i++) {
		const struct limit_row *r = &s->told.reply->limits.limit[i];
		struct item *it = view_next(v, &n, r->whom);

		it->detail[0] = view_printf(v, "%u %s", r->count, kind_words(r->kind));
		it->detail[1] = is_held(a, r) ? view_printf(v, _("for %.*s"), STR_ARG(time_left(a, r, v->arena)))
					      : str_from(_("not held back"));
	}
	view_gap(v);
	if (n > 0)
		view_next(v, &n, str_from(_("Forget all of it")));
	view_next(v, &n, str_from(_("Look again")));
}

const struct screen_class screen_desk_limits = {
	.name = "desk-limits",
	.noun = N_("limits"),
	.size = sizeof(struct limits),
	.keys = desk_steps,
	.start = limits_start,
	.stop = limits_stop,
	.update = limits_update,
	.view = limits_view,
	.commits = limits_commits,
};
