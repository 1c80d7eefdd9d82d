#include "tui/screens/signup.h"

static void
plain_lines(const struct app *a, struct view *v, int number)
{
	struct item *it = view_choice(v, number, STR_NONE);

	/* Who is in plain lines already is asked whether they shall come by themselves. */
	it->text = str_from(
	    a->w->line
		? _("Plain lines like these at every login")
		: _("Plain lines: for a screen reader, braille, or a screen that looks wrong"));
	if (a->w->line)
		it->detail[0] = str_from(a->wants_line ? _("yes") : _("no"));
}

static void
language_view(const struct app *a, const struct signup *s, struct view *v)
{
	(void)s;
	view_text(v, _("The code is right, and we have kept it. You cannot break anything here."));
	view_gap(v);
	if (!a->w->line) {
		view_text(v,
		    _("This window listens to the keyboard only. The mouse is for copying text."));
		view_text(v, _("If the line breaks, come in again the same way."));
		view_gap(v);
	}
	view_text(v, _("Which language? You can change it later, in the settings."));
	view_gap(v);
	for (unsigned i = 0; i < language_count; i++) {
		struct item *it = view_choice(v, (int)i + 1, str_from(languages[i].own));

		if (!str_is(it->text, languages[i].english))
			it->text = view_printf(v, "%s  %s", languages[i].own, languages[i].english);
	}
	view_gap(v);
	plain_lines(a, v, (int)language_count + 1);
	view_gap(v);
	view_text(v,
	    a->w->line ? _("Type a number and press Enter.")
		       : _("Type a number. Or move the > with the arrow keys, then press Enter."));
	view_gap(v);
	view_text(v,
	    _("Still to come: your name, country, a way to come back, a test of your screen. Five "
	      "minutes, about 8 kB."));
}

static void
name_view(const struct app *a, const struct signup *s, struct view *v)
{
	(void)a;
	view_text(v, _("What is your name? Write it as it shall stand on a certificate. Only the "
		       "academy and your "
		       "group see it."));
	view_gap(v);
	field_view(v, &s->name, str_from(_("Your name")), false);
}

static void
country_view(const struct app *a, const struct signup *s, struct view *v)
{
	(void)a;
	view_text(v, _("For which country do you work? Type the first letters of its English name, "
		       "then Enter. To "
		       "leave it out, only press Enter."));
	view_gap(v);
	field_view(v, &s->query, str_from(_("Country")), false);
}

static void
countries_view(const struct app *a, const struct signup *s, struct view *v)
{
	int n = 0;

	(void)a;
	if (s->hits == 0)
		view_text(v, _("No country begins like that."));
	else
		view_text(v, _("Which one?"));
	view_gap(v);
	for (unsigned i = 0; i < s->hits; i++)
		view_next(v, &n, str_from(countries[s->hit[i]].name));
	if (s->more_hits)
		view_text(v, _("There are more. Type more letters to see them."));
	view_gap(v);
	view_next(v, &n, str_from(_("Type again")));
	view_next(v, &n, str_from(_("Leave it out")));
}

static void
login_view(const struct app *a, const struct signup *s, struct view *v)
{
	struct str login = s->login.len > 0 ? str_copy(v->arena, field_get(&s->login))
					    : str_from(_("NAME"));

	view_text(v, _("This is your login, the short name that you type to come back. Keep it "
		       "with Enter, or change "
		       "it. 3 to 20 of a-z, digits, dot and hyphen."));
	view_gap(v);
	field_view(v, &s->login, str_from(_("Login")), false);
	if (a->w->line && s->login.len > 0)
		v->prompt = view_printf(v, _("Login (Enter keeps %.*s): "), STR_ARG(login));
	view_gap(v);
	view_item(v, ITEM_FACT, str_from(_("You will come back with")))->value = app_command(
	    a, v->arena, login);
}

static void
shared_view(const struct app *a, const struct signup *s, struct view *v)
{
	(void)a;
	(void)s;
	view_text(v, _("Is this computer shared, as in a class room or an office?"));
	view_text(v, _("On a shared computer you are logged out sooner, and no key of the computer "
		       "opens your "
		       "account."));
	view_gap(v);
	view_choice(v, 1, str_from(_("No, only I use it")));
	view_choice(v, 2, str_from(_("Yes, others use it too")));
}

static void
ways_view(const struct app *a, const struct signup *s, struct view *v)
{
	if (s->way.step == WAY_WHICH) {
		view_text(v, _("How do you want to come back? You can add other ways later, in the "
			       "settings."));
		if (s->shared)
			view_text(v, _("A key is not offered, because others use this computer "
				       "too."));
		else if (a->w->key_taken)
			view_text(v, _("The key of this computer already opens another account, so "
				       "it cannot open this one too. Is that account yours? Then "
				       "leave, and log in with its name."));
	}
	way_view(a, &s->way, v);
}

static void
screen_view(const struct app *a, const struct signup *s, struct view *v)
{
	static const char *const samples[] = { "é ñ ü ç", "Ж я й", "中文 作者", "ا ب ج" };

	(void)a;
	(void)s;
	view_text(v, _("A test of your screen. Here are letters of several languages:"));
	view_gap(v);
	for (unsigned i = 0; i < COUNT(samples); i++)
		view_item(v, ITEM_TEXT, str_from(samples[i]))->depth = 1;
	view_gap(v);
	view_text(v, _("Do you see letters, at least those of your own language? Boxes, question "
		       "marks or pieces like "
		       "Ã© are wrong."));
	view_gap(v);
	view_choice(v, 1, str_from(_("They are right. Make my account")));
	view_choice(v, 2, str_from(_("They are wrong")));
}

static void
broken_view(const struct app *a, const struct signup *s, struct view *v)
{
	(void)a;
	(void)s;
	view_text(v, _("Your program shows letters in another way than we send them. In PuTTY: "
		       "Change Settings, "
		       "Window, Translation, choose UTF-8, Apply. In other programs: set the "
		       "character encoding to "
		       "UTF-8."));
	view_gap(v);
	view_choice(v, 1, str_from(_("Show the test again")));
	view_choice(v, 2, str_from(_("Go on in plain lines")));
	view_choice(v, 3, str_from(_("Go on as it is")));
}

static void
done_view(const struct app *a, const struct signup *s, struct view *v)
{
	static const char *const with[WAY_KINDS] = {
		[WAY_KEY] = N_("Your key opens it, and nothing else is asked."),
		[WAY_PHRASE] = N_("It asks for a password: type your four words, with the blanks."),
		[WAY_PASSWORD] = N_("It asks for a password: type yours."),
	};
	struct item *it;
	unsigned port = a->w->academy.port;

	view_item(v, ITEM_TEXT,
	    view_printf(v, _("Welcome, %.*s. Your account is made. Write this on your letter:"),
		STR_ARG(a->who.name)));
	view_gap(v);
	it = view_item(v, ITEM_TEXT, app_command(a, v->arena, a->who.login));
	it->strong = true;
	it->depth = 1;
	if (s->way.kind == WAY_PHRASE) {
		it = view_item(v, ITEM_TEXT, str_copy(v->arena, way_secret(&s->way)));
		it->strong = true;
		it->depth = 1;
	}
	view_gap(v);
	view_text(v, _(with[s->way.kind]));
	if (port != 0 && port != 22)
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("In PuTTY: Host Name %.*s@%.*s, Port %u."), STR_ARG(a->who.login),
			STR_ARG(a->w->academy.address), port));
	else
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("In PuTTY: Host Name %.*s@%.*s."), STR_ARG(a->who.login),
			STR_ARG(a->w->academy.address)));
	if (a->w->academy.contact.len > 0)
		view_item(v, ITEM_FACT, str_from(_("Who can help")))->value = a->w->academy.contact;
	view_gap(v);
	view_choice(v, 1, str_from(_("I have written it down. Go on")));
}

static const struct {
	int shown;
	const char *name;
	void (*view)(const struct app *, const struct signup *, struct view *);
} pages[STEPS] = {
	[STEP_LANGUAGE] = { 1, "language", language_view },
	[STEP_NAME] = { 2, "name", name_view },
	[STEP_COUNTRY] = { 3, "country", country_view },
	[STEP_COUNTRIES] = { 3, "countries", countries_view },
	[STEP_LOGIN] = { 4, "login", login_view },
	[STEP_SHARED] = { 4, "shared", shared_view },
	[STEP_WAY] = { 4, "way", ways_view },
	[STEP_SCREEN] = { 5, "screen", screen_view },
	[STEP_BROKEN] = { 5, "broken", broken_view },
	[STEP_DONE] = { 0, "done", done_view },
};

void
signup_view(const struct app *a, const void *state, struct view *v)
{
	const struct signup *s = state;

	view_page(v, "signup/%s/%s", pages[s->step].name, way_step_name(&s->way));
	v->where = pages[s->step].shown > 0
		       ? view_printf(v, _("First visit, step %d/5"), pages[s->step].shown)
		       : str_from(_("First visit"));
	pages[s->step].view(a, s, v);
}
