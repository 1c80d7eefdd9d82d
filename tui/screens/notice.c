/* What the reader has to know at the first look after a login: who did what to the account, what does
 * not work just now, and what will be another way soon. */
#include "tui/screens/screen.h"

enum { NOTICES_SHOWN = 3 };

static struct str
notice_by(const struct notice *n, struct view *v)
{
	if (n->by.len == 0)
		return str_from(_("by you, in another visit"));
	if (str_is(n->by, "-"))
		return str_from(_("by the operator of this server"));
	return view_printf(v, _("by %.*s"), STR_ARG(n->by));
}

static void
notice_view(const struct notice *n, struct view *v)
{
	static const char *const what[NOTICE_KINDS] = {
		[NOTICE_RECOVERY] = N_("a new recovery code was made"),
		[NOTICE_RECOVERED] = N_("the recovery code was used, and the way in was changed"),
		[NOTICE_PASSWORD] = N_("the password was changed"),
		[NOTICE_KEY_ADD] = N_("the key {what} was added"),
		[NOTICE_KEY_REMOVE] = N_("the key {what} was removed"),
		[NOTICE_RENAMED] = N_("the login was changed, it was {what} before"),
		[NOTICE_ROLE] = N_("the role was changed to {what}"),
		[NOTICE_MERGED] = N_("the account {what} was united with this one"),
		[NOTICE_ANSWERED] = N_("the mistake that you reported was answered: {what}"),
		[NOTICE_HANDED_IN] = N_("{what} was left open and was handed in as it stood; look at your results"),
		[NOTICE_REMARKED] = N_("the marks of {what} were changed; look at your results"),
	};
	struct fill fill = { "what", n->what };

	if (n->kind < NOTICE_KINDS)
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("%.*s: %.*s, %.*s."), STR_ARG(words_when(v->arena, n->at)),
			STR_ARG(words_fill(v->arena, _(what[n->kind]), &fill, 1)),
			STR_ARG(notice_by(n, v))));
}

void
notices_view(const struct app *a, struct view *v)
{
	const struct identity *who = &a->who;
	struct str contact = a->w->academy.contact;

	if (who->notices == 0)
		return;
	view_gap(v);
	view_text(v, _("Since you were here, this was done to your account:"));
	for (uint32_t i = 0; i < who->notices && i < NOTICES_SHOWN; i++)
		notice_view(&who->notice[i], v);
	if (who->notices > NOTICES_SHOWN)
		view_item(v, ITEM_TEXT,
		    view_printf(v, ngettext("And %u more.", "And %u more.", who->notices - NOTICES_SHOWN),
			who->notices - NOTICES_SHOWN));
	view_item(v, ITEM_TEXT,
	    contact.len > 0
		? view_printf(v,
		      _("If you did not want that, change password and keys in the settings and call: "
			"%.*s."),
		      STR_ARG(contact))
		: str_from(_("If you did not want that, change password and keys in the settings "
			     "and tell the academy.")));
}

void
reads_only_view(const struct app *a, struct view *v)
{
	struct str contact = a->w->academy.contact;

	if (!a->who.reads_only)
		return;
	view_gap(v);
	view_item(v, ITEM_TEXT,
	    contact.len > 0
		? view_printf(v,
		      _("Nothing can be saved just now; reading goes on. Who can help: %.*s."),
		      STR_ARG(contact))
		: str_from(_("Nothing can be saved just now; reading goes on.")))
	    ->strong = true;
}

void
clock_view(const struct app *a, struct view *v)
{
	const struct refusal r = { .reason = REASON_CLOCK, .at = a->home.clock_behind };

	if (r.at == 0)
		return;
	view_gap(v);
	view_item(v, ITEM_TEXT, reason_text(&r, &a->w->academy, v->arena))->strong = true;
}

void
next_key_view(const struct app *a, struct view *v)
{
	const struct academy *ac = &a->w->academy;
	struct str day = words_day(v->arena, ac->next_from);

	if (ac->next_fingerprint.len == 0)
		return;
	view_gap(v);
	view_item(v, ITEM_TEXT,
	    day.len > 0
		? view_printf(v,
		      _("From %.*s on, this server may show a new key. Your program then warns you. "
			"Say yes only to this fingerprint:"),
		      STR_ARG(day))
		: str_from(_("This server may soon show a new key. Your program then warns you. Say "
			     "yes only to this fingerprint:")));
	view_item(v, ITEM_TEXT, ac->next_fingerprint)->depth = app_plain(a) ? 0 : 1;
}
