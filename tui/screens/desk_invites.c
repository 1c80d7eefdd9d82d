/* The desk: invitations that were made, and one of them. */
#include "tui/screens/desk.h"

struct invites {
	struct told told;
	uint32_t skip;
};

static void
ask_invites(struct app *a, struct invites *s)
{
	struct request r = { .verb = VERB_INVITES };

	r.invites.skip = s->skip;
	app_ask(a, &r);
}

static void
invites_start(struct app *a, void *state, const struct go *go)
{
	(void)go;
	told_start(&((struct invites *)state)->told);
	ask_invites(a, state);
}

static void
invites_resume(struct app *a, void *state)
{
	ask_invites(a, state);
}

static void
invites_stop(void *state)
{
	told_stop(&((struct invites *)state)->told);
}

static uint32_t
invites_shown(const struct invites *s)
{
	uint32_t n = s->told.reply != NULL ? s->told.reply->invites.invites : 0;

	return n < DESK_ROWS ? n : DESK_ROWS;
}

static void
turn_to(struct app *a, struct invites *s, uint32_t skip)
{
	s->skip = skip;
	app_focus(a, 0);
	ask_invites(a, s);
}

/* 1 makes one, then the list, then its older and newer parts. */
static void
invites_choose(struct app *a, struct invites *s, int number)
{
	uint32_t shown = invites_shown(s);
	struct go go;

	if (number == 1) {
		app_go(a, &screen_desk_invite, NULL);
		return;
	}
	number--;
	if (s->told.reply == NULL)
		return;
	if ((uint32_t)number <= shown) {
		go = desk_go(s->told.reply->invites.invite[number - 1].id);
		app_go(a, &screen_desk_invitation, &go);
		return;
	}
	number -= (int)shown;
	if (s->told.reply->invites.more && number-- == 1)
		turn_to(a, s, s->skip + shown);
	else if (number == 1 && s->skip > 0)
		turn_to(a, s, 0);
}

static void
invites_update(struct app *a, void *state, const struct intent *i)
{
	struct invites *s = state;

	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_INVITES)
		told_take(a, &s->told, i->reply);
	else if (i->kind == INTENT_CHOOSE && i->number >= 1)
		invites_choose(a, s, i->number);
}

/* What it is good for now, in few words. */
static struct str
state_words(const struct app *a, const struct invite_row *r, struct arena *arena)
{
	if (r->revoked_at != 0)
		return str_from(_("withdrawn"));
	if (r->used >= r->uses)
		return str_from(_("used up"));
	if (r->until < a->now)
		return str_printf(arena, _("ended %.*s"), STR_ARG(words_day(arena, r->until)));
	return str_printf(arena, _("until %.*s"), STR_ARG(words_day(arena, r->until)));
}

static bool
is_good(const struct app *a, const struct invite_row *r)
{
	return r->revoked_at == 0 && r->used < r->uses && r->until >= a->now;
}

static void
invites_view(const struct app *a, const void *state, struct view *v)
{
	const struct invites *s = state;
	int n = 0;

	v->title = str_from(_("Invitations"));
	view_page(v, "desk-invites/%u", s->skip);
	view_next(v, &n, str_from(_("Make an invitation")));
	view_gap(v);
	if (!told_view(&s->told, v))
		return;
	if (invites_shown(s) == 0)
		view_text(v, a->who.role == ROLE_OPERATOR ? _("No invitation was made yet.")
							  : _("You have made no invitation yet."));
	for (uint32_t i = 0; i < invites_shown(s); i++) {
		const struct invite_row *r = &s->told.reply->invites.invite[i];
		struct item *it = view_next(v, &n, desk_row(a, v, r->id, 0, r->label));

		it->detail[0] = view_printf(v, _("%s, %u of %u used"), desk_role(r->role), r->used, r->uses);
		it->detail[1] = state_words(a, r, v->arena);
	}
	view_gap(v);
	if (s->told.reply->invites.more)
		view_next(v, &n, str_from(_("Older ones")));
	if (s->skip > 0)
		view_next(v, &n, str_from(_("The newest ones")));
}

const struct screen_class screen_desk_invites = {
	.name = "desk-invites",
	.noun = N_("invitations"),
	.size = sizeof(struct invites),
	.keys = desk_keys,
	.start = invites_start,
	.resume = invites_resume,
	.stop = invites_stop,
	.update = invites_update,
	.view = invites_view,
};

/* ---- one of them ---- */

struct invitation {
	const struct invite_row *row; /* NULL: it is gone */
	bool sure;
	bool waiting;
};

static void
invitation_start(struct app *a, void *state, const struct go *go)
{
	struct invitation *s = state;
	const struct frame *below = a->current > 0 ? &a->frame[a->current - 1] : NULL;
	const struct invites *list = below != NULL && below->class == &screen_desk_invites ? below->state : NULL;
	const struct told_invites *t;

	if (list == NULL || list->told.reply == NULL)
		return;
	t = &reply_copy(app_arena(a), list->told.reply)->invites;
	for (uint32_t i = 0; i < t->invites; i++) {
		if (str_eq(t->invite[i].id, go->id))
			s->row = &t->invite[i];
	}
}

static void
invitation_sure(struct app *a, struct invitation *s, bool sure)
{
	s->sure = sure;
	app_focus(a, 0);
}

static void
invitation_told(struct app *a, struct invitation *s, const struct reply *r)
{
	if (r->verb != VERB_INVITE_REVOKE)
		return;
	s->waiting = false;
	if (r->refusal.reason != REASON_NONE) {
		invitation_sure(a, s, false);
		app_refused(a, r);
		return;
	}
	app_note(a, str_from(_("Withdrawn. Its code makes no account any more.")));
	app_back(a);
}

static void
invitation_choose(struct app *a, struct invitation *s, int number)
{
	struct request r = { .verb = VERB_INVITE_REVOKE };

	if (!s->sure) {
		invitation_sure(a, s, true);
	} else if (number == 2) {
		r.invite_id.event = app_uuid(a);
		r.invite_id.id = s->row->id;
		s->waiting = app_ask(a, &r);
	} else {
		invitation_sure(a, s, false);
	}
}

static void
invitation_update(struct app *a, void *state, const struct intent *i)
{
	struct invitation *s = state;

	if (i->kind == INTENT_REPLY) {
		invitation_told(a, s, i->reply);
	} else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE) {
		if (s->sure)
			invitation_sure(a, s, false);
		else
			app_back(a);
	} else if (i->kind == INTENT_CHOOSE && i->number >= 1 && !s->waiting && s->row != NULL) {
		invitation_choose(a, s, i->number);
	}
}

static bool
invitation_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct invitation *s = state;

	(void)a;
	return i->kind == INTENT_CHOOSE && s->sure;
}

static void
invitation_facts(const struct app *a, const struct invite_row *r, struct view *v)
{
	desk_fact(v, _("Number"), r->id);
	desk_fact(v, _("Label"), r->label);
	desk_fact(v, _("For"), str_from(desk_role(r->role)));
	desk_fact(v, _("Used"), view_printf(v, _("%u of %u"), r->used, r->uses));
	desk_fact(v, _("Last used"), words_when(v->arena, r->used_at));
	desk_fact(v, _("State"), state_words(a, r, v->arena));
	desk_fact(v, _("Made"), words_when(v->arena, r->made_at));
	desk_fact(v, _("By"), str_is(r->by, "-") ? str_from(_("a command on the server")) : r->by);
	desk_fact(v, _("Withdrawn"), words_when(v->arena, r->revoked_at));
}

static void
invitation_view(const struct app *a, const void *state, struct view *v)
{
	const struct invitation *s = state;

	v->title = str_from(_("Invitation"));
	view_page(v, "desk-invitation/%d", (int)s->sure);
	if (s->row == NULL) {
		view_text(v, _("This is not there any more. Go back and choose again."));
		return;
	}
	invitation_facts(a, s->row, v);
	view_gap(v);
	if (s->sure) {
		view_text(v, _("Withdraw this invitation? Its code makes no account from now on. Accounts that were made with it stay."));
		desk_no_yes(v, _("No, leave it"), _("Yes, withdraw it"));
		return;
	}
	view_text(v, _("The code itself is not kept here: it stands on the letter. A letter to print: chalkline invite letter CODE, on "
		       "the server."));
	if (is_good(a, s->row)) {
		view_gap(v);
		view_choice(v, 1, str_from(_("Withdraw it")));
	}
}

const struct screen_class screen_desk_invitation = {
	.name = "desk-invitation",
	.noun = N_("invitation"),
	.size = sizeof(struct invitation),
	.keys = desk_steps,
	.start = invitation_start,
	.update = invitation_update,
	.view = invitation_view,
	.commits = invitation_commits,
};
