/* The recovery code: the page that shows a new one, once; and the page that makes one. */
#include <string.h>

#include "tui/screens/screen.h"

enum { TYPED_CAP = 40, GROUP = 4 };

struct code {
	char text[RECOVERY_CAP]; /* "ABCD-EFGH-JKLM-NPQR-S" */
	struct str said;         /* what has happened */
	bool asks;               /* for its last group, as it stands on paper */
	bool warned;             /* that it is not shown again */
	struct field typed;
};

static void
code_start(struct app *a, void *state, const struct go *go)
{
	struct code *s = state;
	struct buf text = BUF_OVER(s->text);

	buf_str(&text, go->id);
	buf_cstr(&text);
	s->said = str_copy(app_arena(a), go->draft);
	field_init(&s->typed, app_arena(a), TYPED_CAP);
	a->who.has_recovery = true;
}

static void
code_stop(void *state)
{
	struct code *s = state;

	explicit_bzero(s->text, sizeof(s->text));
	field_wipe(&s->typed);
}

/* Only letters and digits, as capitals: hyphens and blanks are for the eye. */
static struct str
letters(struct arena *a, struct str s)
{
	struct buf b = BUF_IN(a);

	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
			buf_char(&b, c);
	}
	return buf_get(&b);
}

/* The fourth group, with or without the letter behind it, or more of the code before it. */
static bool
is_written(struct app *a, const struct code *s)
{
	struct str code = letters(a->scratch, str_from(s->text));
	struct str typed = letters(a->scratch, field_get(&s->typed));

	if (typed.len < GROUP || code.len <= GROUP)
		return false;
	return (typed.len <= code.len &&
		   str_eq(typed, str_sub(code, code.len - typed.len, code.len))) ||
	       (typed.len < code.len &&
		   str_eq(typed, str_sub(code, code.len - 1 - typed.len, code.len - 1)));
}

static void
code_shown(struct app *a, struct code *s)
{
	s->asks = false;
	field_wipe(&s->typed);
	app_focus(a, 0);
}

static void
code_enter(struct app *a, struct code *s)
{
	if (is_written(a, s)) {
		if (a->frames == 1)
			app_replace(a, &screen_home, NULL);
		else
			app_back(a);
		return;
	}
	field_wipe(&s->typed);
	app_note(a, str_from(_("That is not the fourth group of the code. Look at your paper once "
			       "more and type it again, or go back to see the code.")));
}

static void
code_update(struct app *a, void *state, const struct intent *i)
{
	struct code *s = state;
	bool back = i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE;

	if (s->asks) {
		if (i->kind == INTENT_CHOOSE)
			code_enter(a, s);
		else if (back || field_update(&s->typed, i) == FIELD_EMPTY_ERASED)
			code_shown(a, s);
	} else if (i->kind == INTENT_CHOOSE && i->number == 1) {
		s->asks = true;
		app_focus(a, 0);
	} else if (i->kind == INTENT_BACK && s->warned) {
		app_back(a);
	} else if (back) {
		s->warned = true;
		app_note(a, str_from(_("This code is not shown again. Write it down and choose 1; "
				       "q once more leaves without it.")));
	}
}

/* What stands here is needed to come back. */
static bool
code_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct code *s = state;

	(void)a;
	return i->kind == INTENT_CHOOSE || (!s->asks && i->kind == INTENT_BACK);
}

/* A speech program says "ABCD" as a word: in lines each group comes once more, letter by letter. */
static void
groups_view(const struct code *s, struct view *v)
{
	struct str rest = str_from(s->text), group;

	for (int n = 1; str_next(&rest, '-', &group); n++) {
		struct buf apart = BUF_IN(v->arena);

		for (size_t i = 0; i < group.len; i++)
			buf_printf(&apart, "%s%c", i > 0 ? " " : "", group.at[i]);
		view_item(v, ITEM_FACT,
		    group.len == 1 ? str_from(_("Last letter"))
				   : view_printf(v, _("Group %d"), n))
		    ->value = buf_get(&apart);
	}
}

static void
code_view(const struct app *a, const void *state, struct view *v)
{
	const struct code *s = state;
	struct item *it;

	v->title = str_from(_("Recovery code"));
	view_page(v, "code/%s", s->asks ? "typed" : "shown");
	if (s->asks) {
		view_text(v, _("To be sure that it can be read: type the fourth group of the code "
			       "from your paper. Capital or small letters are all right."));
		view_gap(v);
		field_view(v, &s->typed, str_from(_("Fourth group")), false);
		return;
	}
	if (s->said.len > 0)
		view_item(v, ITEM_TEXT, s->said);
	view_text(v, _("Write this on your letter. With it you get back in when password, key or "
		       "telephone is lost. It is shown once."));
	view_gap(v);
	it = view_item(v, ITEM_TEXT, str_copy(v->arena, str_from(s->text)));
	it->strong = true;
	it->depth = 1;
	if (a->w->line)
		groups_view(s, v);
	view_gap(v);
	view_choice(v, 1, str_from(_("I have written it down")));
}

static const struct key_word code_keys[] = {
	{ INTENT_CHOOSE, NULL, KEY_TAKEN },
	{ INTENT_BACK, NULL, KEY_QUIET },
	{ INTENT_BACK_PAGE, NULL, KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_code = {
	.name = "code",
	.noun = N_("recovery code"),
	.size = sizeof(struct code),
	.keys = code_keys,
	.start = code_start,
	.stop = code_stop,
	.update = code_update,
	.view = code_view,
	.commits = code_commits,
};

/* ---- a new one, from the settings ---- */

struct recovery {
	struct uuid event;
	bool waiting;
};

static void
recovery_start(struct app *a, void *state, const struct go *go)
{
	(void)go;
	((struct recovery *)state)->event = app_uuid(a);
}

static void
recovery_told(struct app *a, struct recovery *s, const struct reply *r)
{
	struct go go = { .card = NO_CARD, .id = STR_NONE, .draft = STR_NONE };

	if (r->verb != VERB_RECOVERY)
		return;
	s->waiting = false;
	if (r->refusal.reason != REASON_NONE) {
		s->event = app_uuid(a);
		app_refused(a, r);
		return;
	}
	go.id = r->recovery.code;
	if (a->who.has_recovery)
		go.draft = str_from(_("This is your new recovery code. The one before has ended: "
				      "strike it out."));
	app_replace(a, &screen_code, &go);
}

static void
recovery_update(struct app *a, void *state, const struct intent *i)
{
	struct recovery *s = state;
	struct request r = { .verb = VERB_RECOVERY };

	if (i->kind == INTENT_REPLY) {
		recovery_told(a, s, i->reply);
	} else if (i->kind == INTENT_CHOOSE && i->number == 2) {
		app_back(a);
	} else if (i->kind == INTENT_CHOOSE && i->number == 1 && !s->waiting) {
		r.event = s->event;
		s->waiting = app_ask(a, &r);
	}
}

static bool
recovery_commits(const struct app *a, const void *state, const struct intent *i)
{
	(void)a;
	(void)state;
	return i->kind == INTENT_CHOOSE && i->number == 1;
}

static void
recovery_view(const struct app *a, const void *state, struct view *v)
{
	(void)state;
	v->title = str_from(_("Recovery code"));
	view_text(v, _("A recovery code opens your account again when password, key or telephone "
		       "is lost. Keep it on paper, away from this computer. It is typed here:"));
	view_gap(v);
	view_item(v, ITEM_TEXT, app_command(a, v->arena, STR("join")))->depth = 1;
	view_gap(v);
	view_text(v,
	    a->who.has_recovery ? _("You have one. If the paper is lost or others have seen it, make "
				    "a new one: the old one then ends.")
				: _("You have none yet."));
	view_gap(v);
	view_choice(v, 1, str_from(_("Make a new code")));
	view_choice(v, 2, str_from(_("Not now")));
}

static const struct key_word recovery_keys[] = {
	{ INTENT_CHOOSE, NULL, KEY_TAKEN },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_recovery = {
	.name = "recovery",
	.noun = N_("recovery code"),
	.size = sizeof(struct recovery),
	.keys = recovery_keys,
	.start = recovery_start,
	.update = recovery_update,
	.view = recovery_view,
	.commits = recovery_commits,
};
