/*
 * Drafts: what an author is writing and has not published yet.
 *
 *	drafts ── draft ─┬─ problems   what the checker says, of this moment
 *	                 ├─ preview    in the real screens (the session's: EFFECT_PREVIEW)
 *	                 ├─ publish    what would happen; then a choice that does it
 *	                 └─ discard    asks once
 *
 * Files come in by SFTP or by a command; here they are looked at, published and thrown away.
 */
#include "tui/screens/desk.h"
#include "tui/screens/drafts.h"

/* ---- the list ---- */

struct drafts {
	struct told told;
};

static void
ask_drafts(struct app *a)
{
	struct request r = { .verb = VERB_DRAFTS };

	app_ask(a, &r);
}

static void
drafts_start(struct app *a, void *state, const struct go *go)
{
	(void)go;
	told_start(&((struct drafts *)state)->told);
	ask_drafts(a);
}

static void
drafts_resume(struct app *a, void *state)
{
	(void)state;
	ask_drafts(a);
}

static void
drafts_stop(void *state)
{
	told_stop(&((struct drafts *)state)->told);
}

static uint32_t
drafts_shown(const struct drafts *s)
{
	uint32_t n = s->told.reply != NULL ? s->told.reply->drafts.drafts : 0;

	return n < DESK_ROWS ? n : DESK_ROWS;
}

static void
drafts_update(struct app *a, void *state, const struct intent *i)
{
	struct drafts *s = state;

	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_DRAFTS) {
		told_take(a, &s->told, i->reply);
	} else if (i->kind == INTENT_CHOOSE && i->number >= 1 && (uint32_t)i->number <= drafts_shown(s)) {
		struct go go = desk_go(s->told.reply->drafts.draft[i->number - 1].course);

		app_go(a, &screen_draft, &go);
	}
}

struct str
draft_state(const struct draft_row *d, struct arena *a)
{
	struct str errors = str_printf(a, ngettext("%u error", "%u errors", d->errors), d->errors);
	struct str warnings = str_printf(a, ngettext("%u warning", "%u warnings", d->warnings), d->warnings);

	if (d->files == 0)
		return str_from(_("empty"));
	if (d->errors > 0 && d->warnings > 0)
		return str_printf(a, "%.*s, %.*s", STR_ARG(errors), STR_ARG(warnings));
	if (d->errors > 0)
		return errors;
	if (!d->differs)
		return str_from(_("as it is served"));
	return d->warnings > 0 ? warnings : str_from(_("no problems"));
}

static void
drafts_view(const struct app *a, const void *state, struct view *v)
{
	const struct drafts *s = state;
	int n = 0;

	v->title = str_from(_("Drafts"));
	v->address = STR("drafts");
	if (!told_view(&s->told, v))
		return;
	if (drafts_shown(s) == 0)
		view_text(v, _("There is no draft. Put the files of a course here with WinSCP, FileZilla or sftp: a new folder in "
			       "drafts begins one."));
	for (uint32_t i = 0; i < drafts_shown(s); i++) {
		const struct draft_row *d = &s->told.reply->drafts.draft[i];
		struct item *it = view_next(v, &n, desk_row(a, v, d->course, 0, d->title));

		it->detail[0] = draft_state(d, v->arena);
		it->detail[1] = words_when(v->arena, d->at);
	}
}

const struct screen_class screen_drafts = {
	.name = "drafts",
	.noun = N_("drafts"),
	.size = sizeof(struct drafts),
	.keys = desk_keys,
	.start = drafts_start,
	.resume = drafts_resume,
	.stop = drafts_stop,
	.update = drafts_update,
	.view = drafts_view,
};

/* ---- one of them ---- */

enum { DRAFT_PROBLEMS = 1, DRAFT_SHOW, DRAFT_PUBLISH, DRAFT_DISCARD };

struct draft {
	struct told told;  /* DRAFTS again: of this moment */
	struct str course;
	bool sure, waiting;
};

static void
draft_start(struct app *a, void *state, const struct go *go)
{
	struct draft *s = state;

	told_start(&s->told);
	s->course = str_copy(app_arena(a), go->id);
	ask_drafts(a);
}

static void
draft_stop(void *state)
{
	told_stop(&((struct draft *)state)->told);
}

static const struct draft_row *
draft_row_of(const struct draft *s)
{
	const struct told_drafts *t = s->told.reply != NULL ? &s->told.reply->drafts : NULL;

	for (uint32_t i = 0; t != NULL && i < t->drafts; i++) {
		if (str_eq(t->draft[i].course, s->course))
			return &t->draft[i];
	}
	return NULL;
}

static void
draft_sure(struct app *a, struct draft *s, bool sure)
{
	s->sure = sure;
	app_focus(a, 0);
}

static void
draft_told(struct app *a, struct draft *s, const struct reply *r)
{
	if (r->verb == VERB_DRAFTS) {
		told_take(a, &s->told, r);
	} else if (r->verb == VERB_DRAFT_REMOVE) {
		s->waiting = false;
		draft_sure(a, s, false);
		if (r->refusal.reason != REASON_NONE) {
			app_refused(a, r);
			return;
		}
		app_note(a, str_from(_("The draft is gone. What is served stays as it is.")));
		app_back(a);
	}
}

static void
draft_discard(struct app *a, struct draft *s)
{
	struct request r = { .verb = VERB_DRAFT_REMOVE,
		.draft_move = { .event = app_uuid(a), .course = s->course, .path = STR_NONE, .to = STR_NONE } };

	s->waiting = app_ask(a, &r);
}

static void
draft_choose(struct app *a, struct draft *s, int number)
{
	struct go go = desk_go(s->course);

	if (s->sure && number == 2)
		draft_discard(a, s);
	else if (s->sure)
		draft_sure(a, s, false);
	else if (number == DRAFT_PROBLEMS)
		app_go(a, &screen_draft_problems, &go);
	else if (number == DRAFT_SHOW)
		app_preview(a, s->course);
	else if (number == DRAFT_PUBLISH)
		app_go(a, &screen_draft_publish, &go);
	else if (number == DRAFT_DISCARD)
		draft_sure(a, s, true);
}

static void
draft_update(struct app *a, void *state, const struct intent *i)
{
	struct draft *s = state;

	if (i->kind == INTENT_REPLY) {
		draft_told(a, s, i->reply);
	} else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE) {
		if (s->sure)
			draft_sure(a, s, false);
		else
			app_back(a);
	} else if (i->kind == INTENT_CHOOSE && i->number >= 1 && !s->waiting && draft_row_of(s) != NULL) {
		draft_choose(a, s, i->number);
	}
}

static bool
draft_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct draft *s = state;

	(void)a;
	return i->kind == INTENT_CHOOSE && s->sure;
}

static void
draft_facts(const struct draft_row *d, struct view *v)
{
	desk_fact(v, _("Title"), d->title);
	desk_fact(v, _("Files"),
	    view_printf(v, "%u, %.*s", d->files, STR_ARG(desk_size(v->arena, d->bytes))));
	desk_fact(v, _("Last change"),
	    d->by.len > 0 ? view_printf(v, _("%.*s, by %.*s"), STR_ARG(words_when(v->arena, d->at)), STR_ARG(d->by))
			  : words_when(v->arena, d->at));
	desk_fact(v, _("Began from edition"), edition_words(v->arena, &d->from));
	desk_fact(v, _("Served now"), edition_words(v->arena, &d->served));
}

static void
draft_view(const struct app *a, const void *state, struct view *v)
{
	const struct draft *s = state;
	const struct draft_row *d = draft_row_of(s);
	int n = 0;

	(void)a;
	v->title = view_printf(v, _("Draft: %.*s"), STR_ARG(s->course));
	view_page(v, "draft/%.*s/%d", STR_ARG(s->course), (int)s->sure);
	if (!told_view(&s->told, v))
		return;
	if (d == NULL) {
		view_text(v, _("This is not there any more. Go back and choose again."));
		return;
	}
	draft_facts(d, v);
	view_gap(v);
	if (s->sure) {
		view_item(v, ITEM_TEXT,
		    view_printf(v, ngettext("Discard this draft? Its file goes, and cannot be brought back. What is served stays.",
				       "Discard this draft? Its %u files go, and cannot be brought back. What is served stays.",
				       d->files),
			d->files));
		desk_no_yes(v, _("No, leave it"), _("Yes, discard it"));
		return;
	}
	view_next(v, &n, str_from(_("See the problems")))->detail[0] = draft_state(d, v->arena);
	view_next(v, &n, str_from(_("Preview it")))->detail[0] = str_from(_("as people would see it; keeps nothing"));
	view_next(v, &n, str_from(_("Publish it")))->detail[0] = str_from(_("shows first what would happen"));
	view_next(v, &n, str_from(_("Discard it")));
}

const struct screen_class screen_draft = {
	.name = "draft",
	.noun = N_("draft"),
	.size = sizeof(struct draft),
	.keys = desk_steps,
	.start = draft_start,
	.resume = drafts_resume,
	.stop = draft_stop,
	.update = draft_update,
	.view = draft_view,
	.commits = draft_commits,
};

/* ---- what the checker says ---- */

struct problems {
	struct told told;
	struct str course;
};

static void
ask_problems(struct app *a, void *state)
{
	struct problems *s = state;
	struct request r = { .verb = VERB_DRAFT_READ,
		.files = { .course = s->course, .after = STR_NONE, .path = STR(DRAFT_CHECK) } };

	app_ask(a, &r);
}

static void
problems_start(struct app *a, void *state, const struct go *go)
{
	struct problems *s = state;

	told_start(&s->told);
	s->course = str_copy(app_arena(a), go->id);
	ask_problems(a, s);
}

static void
problems_stop(void *state)
{
	told_stop(&((struct problems *)state)->told);
}

static void
problems_update(struct app *a, void *state, const struct intent *i)
{
	struct problems *s = state;

	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_DRAFT_READ)
		told_take(a, &s->told, i->reply);
	else if (i->kind == INTENT_CHOOSE && i->number == 1)
		ask_problems(a, s);
}

void
lines_view(struct view *v, struct str text, unsigned most)
{
	struct str line;
	unsigned n = 0;

	while (str_next(&text, '\n', &line)) {
		if (str_ends(line, "\r"))
			line.len--;
		if (n++ == most) {
			view_text(v, _("There is more: open CHECK.txt of this draft by SFTP."));
			return;
		}
		if (line.len > 0)
			view_item(v, ITEM_TEXT, line);
		else
			view_gap(v);
	}
}

static void
problems_view(const struct app *a, const void *state, struct view *v)
{
	enum { LINES = 150 };
	const struct problems *s = state;

	(void)a;
	v->title = view_printf(v, _("Problems: %.*s"), STR_ARG(s->course));
	view_page(v, "draft-problems/%.*s", STR_ARG(s->course));
	if (!told_view(&s->told, v))
		return;
	lines_view(v, s->told.reply->piece.bytes, LINES);
	view_gap(v);
	view_choice(v, 1, str_from(_("Check again")));
}

const struct screen_class screen_draft_problems = {
	.name = "draft-problems",
	.noun = N_("problems"),
	.size = sizeof(struct problems),
	.keys = desk_keys,
	.start = problems_start,
	.resume = ask_problems,
	.stop = problems_stop,
	.update = problems_update,
	.view = problems_view,
};
