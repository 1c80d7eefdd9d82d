/* The desk: one account, and what can be done for it. */
#include "tui/screens/desk.h"

enum { COURSES_SHOWN = 5 };

struct person {
	struct told told;
	struct field login; /* as it is now */
};

enum { LOGIN_CAP = 64 };

static void
ask_person(struct app *a, struct person *p)
{
	struct request r = { .verb = VERB_USER };

	r.set.login = field_get(&p->login);
	r.set.to = r.set.secret = STR_NONE;
	app_ask(a, &r);
}

static void
person_start(struct app *a, void *state, const struct go *go)
{
	struct person *p = state;

	told_start(&p->told);
	field_init(&p->login, app_arena(a), LOGIN_CAP);
	field_set(&p->login, go->id);
	ask_person(a, p);
}

static void
person_resume(struct app *a, void *state)
{
	ask_person(a, state);
}

static void
person_stop(void *state)
{
	told_stop(&((struct person *)state)->told);
}

static struct frame *
person_below(struct app *a)
{
	struct frame *f = a->current > 0 ? &a->frame[a->current - 1] : NULL;

	return f != NULL && f->class == &screen_desk_person ? f : NULL;
}

const struct told_user *
desk_person(struct app *a)
{
	const struct frame *f = person_below(a);
	const struct person *p = f != NULL ? f->state : NULL;

	if (p == NULL || p->told.reply == NULL)
		return NULL;
	return &reply_copy(app_arena(a), p->told.reply)->person;
}

void
desk_person_is(struct app *a, struct str login)
{
	struct frame *f = person_below(a);

	if (f != NULL)
		field_set(&((struct person *)f->state)->login, login);
}

/* ---- what can be done ---- */

static const struct {
	const char *text;
	const struct screen_class *class;
	enum verb verb;
	enum desk_change change;
} deeds[] = {
	{ N_("A new recovery code"), &screen_desk_recover, VERB_USER_RECOVER, CHANGES },
	{ N_("Another login"), &screen_desk_change, VERB_USER_SET, CHANGE_LOGIN },
	{ N_("Another name"), &screen_desk_change, VERB_USER_SET, CHANGE_NAME },
	{ N_("Another role"), &screen_desk_change, VERB_USER_SET, CHANGE_ROLE },
	{ N_("Close the account"), &screen_desk_change, VERB_USER_SET, CHANGE_CLOSED },
	{ N_("Keys"), &screen_desk_keys, VERB_USER_KEY_REMOVE, CHANGES },
	{ N_("New words in place of the password"), &screen_desk_change, VERB_USER_SET, CHANGE_WORDS },
	{ N_("Unite with another account"), &screen_desk_merge, VERB_USER_MERGE, CHANGES },
	{ N_("End the visits"), &screen_desk_change, VERB_SESSION_END, CHANGE_VISITS },
};

static bool
deed_shown(const struct app *a, const struct told_user *u, unsigned i)
{
	/* One that was united with another stays closed; its login may be wanted for somebody else. */
	if (u->merged_into.len > 0 && (deeds[i].class != &screen_desk_change || deeds[i].change != CHANGE_LOGIN))
		return false;
	return app_may(a, deeds[i].verb) && (deeds[i].change != CHANGE_VISITS || u->sessions > 0);
}

static void
person_update(struct app *a, void *state, const struct intent *i)
{
	struct person *p = state;
	struct go go = desk_go(field_get(&p->login));
	int number = i->number;

	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_USER && told_take(a, &p->told, i->reply))
		field_set(&p->login, p->told.reply->person.row.login);
	if (i->kind != INTENT_CHOOSE || p->told.reply == NULL)
		return;
	for (unsigned d = 0; d < COUNT(deeds); d++) {
		if (!deed_shown(a, &p->told.reply->person, d) || --number != 0)
			continue;
		go.block = deeds[d].change;
		app_go(a, deeds[d].class, &go);
		return;
	}
}

/* ---- the page ---- */

static struct str
country_name(struct str code)
{
	for (unsigned i = 0; i < country_count; i++) {
		if (str_is(code, countries[i].code))
			return str_from(_(countries[i].name));
	}
	return code;
}

static struct str
ways_in(const struct told_user *u, struct view *v)
{
	struct buf b = BUF_IN(v->arena);

	if (u->row.has_password)
		buf_z(&b, _("password or four words"));
	if (u->row.keys > 0) {
		buf_z(&b, b.len > 0 ? ", " : "");
		buf_printf(&b, ngettext("%u key", "%u keys", u->row.keys), u->row.keys);
	}
	if (u->row.has_recovery) {
		buf_z(&b, b.len > 0 ? ", " : "");
		buf_z(&b, _("recovery code"));
	}
	return b.len > 0 ? buf_get(&b) : str_from(_("none: a recovery code makes one"));
}

static struct str
courses_of(const struct app *a, const struct told_user *u, struct view *v)
{
	struct buf b = BUF_IN(v->arena);
	uint32_t shown = u->courses < COURSES_SHOWN ? u->courses : COURSES_SHOWN;

	for (uint32_t i = 0; i < shown; i++) {
		const struct course_state *c = &u->course[i];
		uint32_t card = app_card(a, c->course);

		buf_z(&b, i > 0 ? "; " : "");
		buf_str(&b, card != NO_CARD ? a->card[card].title : c->course);
		if (c->done_at != 0)
			buf_printf(&b, ", %s", _("finished"));
		else
			buf_printf(&b, ", %d%%", (int)c->percent);
	}
	if (u->courses > shown)
		buf_printf(&b, _("; and %u more"), u->courses - shown);
	return b.len > 0 ? buf_get(&b) : str_from(_("none begun"));
}

static void
person_facts(const struct app *a, const struct told_user *u, struct view *v)
{
	const struct user_row *r = &u->row;
	struct str when = words_when(v->arena, r->last_at);

	if (u->merged_into.len > 0)
		view_item(v, ITEM_TEXT, view_printf(v, _("This account was united with %.*s and stays closed."),
				 STR_ARG(u->merged_into)))
		    ->strong = true;
	else if (r->disabled)
		view_item(v, ITEM_TEXT, str_from(_("This account is closed: nothing opens it until you open it again.")))
		    ->strong = true;
	desk_fact(v, _("Login"), r->login);
	desk_fact(v, _("Role"), str_from(desk_role(r->role)));
	desk_fact(v, _("Country"), country_name(r->country));
	desk_fact(v, _("Language"), words_language(r->language));
	desk_fact(v, _("Since"), words_day(v->arena, r->added_at));
	desk_fact(v, _("Last login"), when.len > 0 ? when : str_from(_("never")));
	desk_fact(v, _("Ways in"), ways_in(u, v));
	desk_fact(v, _("Courses"), courses_of(a, u, v));
	if (u->sessions > 0)
		desk_fact(v, _("Here now"), view_printf(v, ngettext("%u visit", "%u visits", u->sessions), u->sessions));
}

static void
person_view(const struct app *a, const void *state, struct view *v)
{
	const struct person *p = state;
	const struct told_user *u;
	int n = 0;

	v->title = str_from(_("Account"));
	view_page(v, "desk-person/%.*s", STR_ARG(field_get(&p->login)));
	if (!told_view(&p->told, v))
		return;
	u = &p->told.reply->person;
	v->title = u->row.name.len > 0 ? u->row.name : u->row.login;
	person_facts(a, u, v);
	view_gap(v);
	for (unsigned i = 0; i < COUNT(deeds); i++) {
		struct item *it;

		if (!deed_shown(a, u, i))
			continue;
		it = view_next(v, &n, str_from(_(deeds[i].text)));
		if (deeds[i].change == CHANGE_CLOSED && u->row.disabled)
			it->text = str_from(_("Open the account again"));
		if (deeds[i].class == &screen_desk_keys)
			it->detail[0] = view_printf(v, "%u", u->keys);
	}
}

const struct screen_class screen_desk_person = {
	.name = "desk-person",
	.noun = N_("account"),
	.size = sizeof(struct person),
	.keys = desk_keys,
	.start = person_start,
	.resume = person_resume,
	.stop = person_stop,
	.update = person_update,
	.view = person_view,
};
