/* The desk: a new invitation, and its code with the lines that a letter needs. */
#include "tui/screens/desk.h"

enum { LABEL_CAP = 60, CODE_CAP = 64, DAYS_USUAL = 30 };

enum invite_step { INVITE_MENU, INVITE_ROLE, INVITE_USES, INVITE_DAYS, INVITE_LABEL, INVITE_CODE };
enum invite_choice { PICK_ROLE = 1, PICK_USES, PICK_DAYS, PICK_LABEL, PICK_MAKE };

struct invite {
	enum invite_step step;
	enum role role;
	uint32_t uses, days;
	struct field label;
	struct field field; /* what is typed now */
	struct field code;  /* wiped */
	int64_t until;
	bool waiting;
};

static void
invite_start(struct app *a, void *state, const struct go *go)
{
	struct invite *s = state;

	(void)go;
	field_init(&s->label, app_arena(a), LABEL_CAP);
	field_init(&s->field, app_arena(a), LABEL_CAP);
	field_init(&s->code, app_arena(a), CODE_CAP);
	s->role = ROLE_TRAINEE;
	s->uses = 1;
	s->days = DAYS_USUAL;
}

static void
invite_stop(void *state)
{
	field_wipe(&((struct invite *)state)->code);
}

/* Roles that may be given: what is below one's own, and for an operator all. */
static enum role
role_most(const struct app *a)
{
	if (a->who.role == ROLE_OPERATOR)
		return ROLE_OPERATOR;
	return a->who.role > ROLE_TRAINEE ? (enum role)(a->who.role - 1) : ROLE_TRAINEE;
}

static void
step_to(struct app *a, struct invite *s, enum invite_step step, int focus)
{
	s->step = step;
	app_focus(a, focus);
}

static bool
is_typed(enum invite_step step)
{
	return step == INVITE_USES || step == INVITE_DAYS || step == INVITE_LABEL;
}

static void
open_field(struct app *a, struct invite *s, enum invite_step step)
{
	field_wipe(&s->field);
	if (step == INVITE_LABEL)
		field_set(&s->field, field_get(&s->label));
	step_to(a, s, step, 0);
}

static void
ask_invite(struct app *a, struct invite *s)
{
	struct request r = { .verb = VERB_INVITE };

	r.invite.event = app_uuid(a);
	r.invite.role = s->role;
	r.invite.uses = s->uses;
	r.invite.days = s->days;
	r.invite.label = str_trim(field_get(&s->label));
	s->waiting = app_ask(a, &r);
}

static void
invite_told(struct app *a, struct invite *s, const struct reply *r)
{
	if (r->verb != VERB_INVITE)
		return;
	s->waiting = false;
	if (r->refusal.reason != REASON_NONE) {
		app_refused(a, r);
		return;
	}
	field_set(&s->code, r->invite.code);
	s->until = r->invite.until;
	step_to(a, s, INVITE_CODE, 0);
}

static void
menu_choose(struct app *a, struct invite *s, int number)
{
	if (number == PICK_ROLE)
		step_to(a, s, INVITE_ROLE, (int)(s->role - ROLE_TRAINEE) + 1);
	else if (number == PICK_USES)
		open_field(a, s, INVITE_USES);
	else if (number == PICK_DAYS)
		open_field(a, s, INVITE_DAYS);
	else if (number == PICK_LABEL)
		open_field(a, s, INVITE_LABEL);
	else if (number == PICK_MAKE)
		ask_invite(a, s);
}

/* A number from 1 to most, or as it was where nothing was typed. */
static bool
typed_number(struct app *a, struct invite *s, uint32_t most, uint32_t *to)
{
	struct str text = str_trim(field_get(&s->field));
	uint64_t n;

	if (text.len == 0)
		return true;
	if (!str_number(text, most, &n) || n < 1) {
		app_note(a, str_printf(a->scratch, _("Type a number from 1 to %u."), most));
		field_wipe(&s->field);
		return false;
	}
	*to = (uint32_t)n;
	return true;
}

static void
invite_enter(struct app *a, struct invite *s)
{
	bool good = true;
	int focus = PICK_USES;

	if (s->step == INVITE_USES) {
		good = typed_number(a, s, INVITE_USES_MAX, &s->uses);
	} else if (s->step == INVITE_DAYS) {
		good = typed_number(a, s, INVITE_DAYS_MAX, &s->days);
		focus = PICK_DAYS;
	} else {
		field_set(&s->label, str_trim(field_get(&s->field)));
		focus = PICK_LABEL;
	}
	if (good)
		step_to(a, s, INVITE_MENU, focus);
}

static void
invite_choose(struct app *a, struct invite *s, int number)
{
	enum role role = (enum role)(ROLE_TRAINEE + number - 1);

	if (s->step == INVITE_CODE) {
		app_back(a);
	} else if (s->step == INVITE_MENU) {
		menu_choose(a, s, number);
	} else if (role >= ROLE_TRAINEE && role <= role_most(a)) {
		s->role = role;
		step_to(a, s, INVITE_MENU, PICK_ROLE);
	}
}

static void
invite_update(struct app *a, void *state, const struct intent *i)
{
	struct invite *s = state;

	if (i->kind == INTENT_REPLY) {
		invite_told(a, s, i->reply);
	} else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE) {
		if (s->step == INVITE_MENU || s->step == INVITE_CODE)
			app_back(a);
		else
			step_to(a, s, INVITE_MENU, 0);
	} else if (s->waiting) {
		return;
	} else if (is_typed(s->step) && i->kind == INTENT_CHOOSE) {
		invite_enter(a, s);
	} else if (is_typed(s->step)) {
		if (field_update(&s->field, i) == FIELD_EMPTY_ERASED)
			step_to(a, s, INVITE_MENU, 0);
	} else if (i->kind == INTENT_CHOOSE && i->number >= 1) {
		invite_choose(a, s, i->number);
	}
}

static bool
invite_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct invite *s = state;

	(void)a;
	/* The code is shown once: leaving it counts too. */
	if (s->step == INVITE_CODE)
		return i->kind == INTENT_CHOOSE || i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE;
	return i->kind == INTENT_CHOOSE && s->step == INVITE_MENU && i->number == PICK_MAKE;
}

/* ---- the pages ---- */

static void
menu_view(const struct invite *s, struct view *v)
{
	struct str label = str_copy(v->arena, field_get(&s->label));

	view_text(v, _("One code makes one account or several, until the day it ends."));
	view_gap(v);
	view_choice(v, PICK_ROLE, str_from(_("Role")))->detail[0] = str_from(desk_role(s->role));
	view_choice(v, PICK_USES, str_from(_("How many accounts")))->detail[0] = view_printf(v, "%u", s->uses);
	view_choice(v, PICK_DAYS, str_from(_("How many days")))->detail[0] = view_printf(v, "%u", s->days);
	view_choice(v, PICK_LABEL, str_from(_("Label, for your list")))->detail[0] =
	    label.len > 0 ? label : str_from(_("none"));
	view_gap(v);
	view_choice(v, PICK_MAKE, str_from(_("Make the invitation")));
}

static void
role_view(const struct app *a, const struct invite *s, struct view *v)
{
	view_text(v, _("What shall the accounts be?"));
	view_gap(v);
	for (enum role r = ROLE_TRAINEE; r <= role_most(a); r++)
		view_choice(v, (int)(r - ROLE_TRAINEE) + 1, str_from(desk_role(r)))->chosen = r == s->role;
}

static void
typed_view(const struct invite *s, struct view *v)
{
	const char *label = s->step == INVITE_USES   ? _("How many accounts")
			    : s->step == INVITE_DAYS ? _("How many days")
						     : _("Label");

	if (s->step == INVITE_LABEL)
		view_text(v, _("Whom is it for? Only the list of invitations shows it. For example: Nampula, autumn."));
	else
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("A number from 1 to %d. Now: %u."),
			s->step == INVITE_USES ? INVITE_USES_MAX : INVITE_DAYS_MAX,
			s->step == INVITE_USES ? s->uses : s->days));
	view_gap(v);
	field_view(v, &s->field, str_from(label), false);
}

static void
code_view(const struct app *a, const struct invite *s, struct view *v)
{
	view_item(v, ITEM_TEXT,
	    view_printf(v,
		ngettext("Made: %u account, until %.*s. The code is shown once. The letter needs it, and the lines below.",
		    "Made: %u accounts, until %.*s. The code is shown once. The letter needs it, and the lines below.", s->uses),
		s->uses, STR_ARG(words_day(v->arena, s->until))));
	desk_secret_view(v, str_copy(v->arena, field_get(&s->code)), _("I have written it down"));
	desk_door_view(a, v);
	view_item(v, ITEM_TEXT,
	    view_printf(v, _("The whole letter, to print: chalkline invite letter %.*s, on the server."),
		STR_ARG(field_get(&s->code))));
}

static void
invite_view(const struct app *a, const void *state, struct view *v)
{
	const struct invite *s = state;

	v->title = str_from(_("A new invitation"));
	view_page(v, "desk-invite/%d", (int)s->step);
	if (s->step == INVITE_MENU)
		menu_view(s, v);
	else if (s->step == INVITE_ROLE)
		role_view(a, s, v);
	else if (s->step == INVITE_CODE)
		code_view(a, s, v);
	else
		typed_view(s, v);
}

const struct screen_class screen_desk_invite = {
	.name = "desk-invite",
	.noun = N_("invitation"),
	.size = sizeof(struct invite),
	.keys = desk_steps,
	.start = invite_start,
	.stop = invite_stop,
	.update = invite_update,
	.view = invite_view,
	.commits = invite_commits,
};
