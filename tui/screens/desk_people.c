/* The desk: everybody who has an account, by login, and looking for one of them. */
#include "courses/base/width.h"
#include "tui/screens/desk.h"

enum { FIND_CAP = 60 };

struct people {
	struct told told;
	struct field query; /* while it is typed */
	struct field find;  /* what the list shows; empty: all */
	struct field after; /* the list begins behind this login; empty: with the first */
	bool typing;
	bool waiting;
};

static void
ask_people(struct app *a, struct people *p)
{
	struct request r = { .verb = VERB_USERS };

	r.users.find = field_get(&p->find);
	r.users.after = field_get(&p->after);
	p->waiting = app_ask(a, &r);
}

static void
people_start(struct app *a, void *state, const struct go *go)
{
	struct people *p = state;
	struct arena *arena = app_arena(a);

	(void)go;
	told_start(&p->told);
	field_init(&p->query, arena, FIND_CAP);
	field_init(&p->find, arena, FIND_CAP);
	field_init(&p->after, arena, FIND_CAP);
	ask_people(a, p);
}

static void
people_resume(struct app *a, void *state)
{
	ask_people(a, state);
}

static void
people_stop(void *state)
{
	told_stop(&((struct people *)state)->told);
}

static uint32_t
people_shown(const struct people *p)
{
	uint32_t n = p->told.reply != NULL ? p->told.reply->users.users : 0;

	return n < DESK_ROWS ? n : DESK_ROWS;
}

/* From this login on, in the same search. */
static void
turn_to(struct app *a, struct people *p, struct str after)
{
	field_set(&p->after, after);
	app_focus(a, 0);
	ask_people(a, p);
}

static void
look_for(struct app *a, struct people *p)
{
	field_set(&p->find, str_trim(field_get(&p->query)));
	p->typing = false;
	turn_to(a, p, STR_NONE);
}

static void
people_choose(struct app *a, struct people *p, int number)
{
	uint32_t shown = people_shown(p);
	const struct told_users *t = &p->told.reply->users;
	struct go go;

	if ((uint32_t)number <= shown) {
		go = desk_go(t->user[number - 1].login);
		app_go(a, &screen_desk_person, &go);
		return;
	}
	number -= (int)shown;
	if (t->more && shown > 0 && number-- == 1)
		turn_to(a, p, t->user[shown - 1].login);
	else if (field_get(&p->after).len > 0 && number-- == 1)
		turn_to(a, p, STR_NONE);
	else if (number == 1)
		p->typing = true;
}

static void
people_update(struct app *a, void *state, const struct intent *i)
{
	struct people *p = state;

	if (i->kind == INTENT_REPLY) {
		if (i->reply->verb == VERB_USERS) {
			p->waiting = false;
			told_take(a, &p->told, i->reply);
		}
		return;
	}
	if (p->typing) {
		if (i->kind == INTENT_CHOOSE)
			look_for(a, p);
		else if (field_update(&p->query, i) == FIELD_EMPTY_ERASED)
			p->typing = false;
	} else if (i->kind == INTENT_SEARCH) {
		p->typing = true;
		field_wipe(&p->query);
	} else if (i->kind == INTENT_CHOOSE && i->number >= 1 && p->told.reply != NULL && !p->waiting) {
		people_choose(a, p, i->number);
	}
}

static void
people_count_view(const struct people *p, struct view *v)
{
	const struct told_users *t = &p->told.reply->users;
	struct str find = field_get(&p->find);

	if (find.len > 0 && t->all == 0)
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("Nobody has \"%.*s\" in the login or the name. Try a shorter piece."),
			STR_ARG(find)));
	else if (find.len > 0)
		view_item(v, ITEM_TEXT,
		    view_printf(v,
			ngettext("%u account has \"%.*s\" in the login or the name.",
			    "%u accounts have \"%.*s\" in the login or the name.", t->all),
			t->all, STR_ARG(find)));
	else
		view_item(v, ITEM_TEXT, view_printf(v, ngettext("%u account, by login.", "%u accounts, by login.", t->all), t->all));
	view_gap(v);
}

static void
person_row(const struct app *a, struct view *v, int *n, const struct user_row *u, int width)
{
	struct item *it = view_next(v, n, desk_row(a, v, u->login, width, u->name));

	it->detail[0] = str_from(desk_role(u->role));
	if (u->disabled)
		it->detail[1] = str_from(_("closed"));
	else if (u->last_at == 0)
		it->detail[1] = str_from(_("never here"));
	else
		it->detail[1] = words_day(v->arena, u->last_at);
}

static void
people_view(const struct app *a, const void *state, struct view *v)
{
	const struct people *p = state;
	const struct told_users *t;
	int n = 0, width = 0;

	v->title = str_from(_("People"));
	if (p->typing) {
		view_page(v, "desk-people/find");
		view_text(v, _("A piece of the login or of the name. Enter alone shows all."));
		view_gap(v);
		field_view(v, &p->query, str_from(_("Login or name")), false);
		return;
	}
	view_page(v, "desk-people/%.*s/%.*s", STR_ARG(field_get(&p->find)), STR_ARG(field_get(&p->after)));
	if (!told_view(&p->told, v))
		return;
	t = &p->told.reply->users;
	people_count_view(p, v);
	for (uint32_t i = 0; i < people_shown(p); i++) {
		int w = width_str(t->user[i].login);

		width = w > width ? w : width;
	}
	for (uint32_t i = 0; i < people_shown(p); i++)
		person_row(a, v, &n, &t->user[i], width);
	view_gap(v);
	if (t->more && people_shown(p) > 0)
		view_next(v, &n, str_from(_("The next ones")));
	if (field_get(&p->after).len > 0)
		view_next(v, &n, str_from(_("The first ones")));
	view_next(v, &n, str_from(_("Look for somebody")));
}

static const struct key_word people_keys[] = {
	{ INTENT_CHOOSE, N_("open"), KEY_TAKEN },
	{ INTENT_SEARCH, N_("look for somebody"), KEY_TAKEN },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_desk_people = {
	.name = "desk-people",
	.noun = N_("people"),
	.size = sizeof(struct people),
	.keys = people_keys,
	.start = people_start,
	.resume = people_resume,
	.stop = people_stop,
	.update = people_update,
	.view = people_view,
};
