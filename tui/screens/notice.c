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

/* Of a test or a report, and no change of the account: nobody need fear for a password because an essay was marked. */
static bool
is_news(const struct notice *n)
{
	return n->kind == NOTICE_ANSWERED || n->kind == NOTICE_HANDED_IN || n->kind == NOTICE_REMARKED;
}

/* "Electronic evidence, the first day (final)" for COURSE/ASSESSMENT. */
static struct str
test_named(const struct app *a, struct str what, struct view *v)
{
	size_t at = 0;
	uint32_t card;

	while (at < what.len && what.at[at] != '/')
		at++;
	card = app_card(a, (struct str){ what.at, at });
	if (at == what.len || card == NO_CARD)
		return what;
	return view_printf(v, "%.*s (%.*s)", STR_ARG(a->card[card].title), (int)(what.len - at - 1), what.at + at + 1);
}

static void
notice_view(const struct app *a, const struct notice *n, struct view *v)
{
	static const char *const what[NOTICE_KINDS] = {
		[NOTICE_RECOVERY] = N_("a new recovery code was made, {by}"),
		[NOTICE_RECOVERED] = N_("the recovery code was used, and the way in was changed, {by}"),
		[NOTICE_PASSWORD] = N_("the password was changed, {by}"),
		[NOTICE_KEY_ADD] = N_("the key {what} was added, {by}"),
		[NOTICE_KEY_REMOVE] = N_("the key {what} was removed, {by}"),
		[NOTICE_RENAMED] = N_("the login was changed, it was {what} before, {by}"),
		[NOTICE_ROLE] = N_("the role was changed to {what}, {by}"),
		[NOTICE_MERGED] = N_("the account {what} was united with this one, {by}"),
		[NOTICE_ANSWERED] = N_("what you reported was answered {by}: {what}"),
		[NOTICE_HANDED_IN] = N_("{what} was left open and was handed in as it stood; look at your results."),
		[NOTICE_REMARKED] = N_("{what} has new marks, {by}; look at your results."),
	};
	struct fill fill[] = {
		{ "what", n->kind == NOTICE_HANDED_IN || n->kind == NOTICE_REMARKED ? test_named(a, n->what, v) : n->what },
		{ "by", notice_by(n, v) },
	};

	if (n->kind < NOTICE_KINDS)
		view_item(v, ITEM_TEXT,
		    view_printf(v, is_news(n) ? "%.*s: %.*s" : "%.*s: %.*s.", STR_ARG(words_when(v->arena, n->at)),
			STR_ARG(words_fill(v->arena, _(what[n->kind]), fill, COUNT(fill)))));
}

uint32_t
notices_count(const struct app *a, bool news)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->who.notices; i++)
		n += is_news(&a->who.notice[i]) == news;
	return n;
}

static void
notices_list(const struct app *a, bool news, struct view *v)
{
	uint32_t all = notices_count(a, news), shown = 0;

	for (uint32_t i = 0; i < a->who.notices && shown < NOTICES_SHOWN; i++) {
		if (is_news(&a->who.notice[i]) != news)
			continue;
		notice_view(a, &a->who.notice[i], v);
		shown++;
	}
	if (all > shown)
		view_item(v, ITEM_TEXT, view_printf(v, ngettext("And %u more.", "And %u more.", all - shown), all - shown));
}

void
notices_view(const struct app *a, struct view *v)
{
	struct str contact = a->w->academy.contact;

	if (notices_count(a, true) > 0) {
		view_gap(v);
		view_text(v, _("News since you were here:"));
		notices_list(a, true, v);
	}
	if (notices_count(a, false) == 0)
		return;
	view_gap(v);
	view_text(v, _("Since you were here, this was done to your account:"));
	notices_list(a, false, v);
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
