/* The desk: mistakes that people reported, and an answer to one. */
#include "tui/screens/desk.h"

struct mistakes {
	struct told told;
	struct ask_mistakes wish;
	uint32_t open; /* the row that is answered; mistakes of the list: none */
	bool answers;
	struct field text;
	bool asking;
};

static void
mistakes_ask(struct app *a, const struct mistakes *s)
{
	struct request r = { .verb = VERB_MISTAKES, .mistakes = s->wish };

	app_ask(a, &r);
}

static void
mistakes_start(struct app *a, void *state, const struct go *go)
{
	struct mistakes *s = state;

	(void)go;
	told_start(&s->told);
	field_init(&s->text, app_arena(a), MISTAKE_TEXT);
	s->wish = (struct ask_mistakes){ .course = STR_NONE };
	mistakes_ask(a, s);
}

static void
mistakes_stop(void *state)
{
	told_stop(&((struct mistakes *)state)->told);
}

static const struct told_mistakes *
list_of(const struct mistakes *s)
{
	return &s->told.reply->mistakes;
}

static void
answer_send(struct app *a, struct mistakes *s)
{
	struct request r = { .verb = VERB_MISTAKE_ANSWER };

	r.mistake_answer.event = app_uuid(a);
	r.mistake_answer.mistake = list_of(s)->mistake[s->open].id;
	r.mistake_answer.text = str_trim(field_get(&s->text));
	s->asking = app_ask(a, &r);
}

static void
mistakes_told(struct app *a, struct mistakes *s, const struct reply *r)
{
	if (r->verb != VERB_MISTAKES && r->verb != VERB_MISTAKE_ANSWER)
		return;
	s->asking = false;
	if (!told_take(a, &s->told, r) || r->verb == VERB_MISTAKES)
		return;
	s->answers = false;
	s->wish.skip = 0;
	field_wipe(&s->text);
	app_note(a, str_from(_("Answered. It is told at that person's next login.")));
	app_focus(a, 0);
}

static void
list_choose(struct app *a, struct mistakes *s, int number)
{
	const struct told_mistakes *t = list_of(s);

	if (number >= 1 && (uint32_t)number <= t->mistakes) {
		s->open = (uint32_t)number - 1;
		s->answers = true;
		field_wipe(&s->text);
		app_focus(a, 0);
	} else if ((uint32_t)number == t->mistakes + 1) {
		s->wish.all = !s->wish.all;
		s->wish.skip = 0;
		mistakes_ask(a, s);
	} else if ((uint32_t)number == t->mistakes + 2) {
		s->wish.skip = t->more ? s->wish.skip + t->mistakes : 0;
		mistakes_ask(a, s);
	}
}

static void
mistakes_update(struct app *a, void *state, const struct intent *i)
{
	struct mistakes *s = state;

	if (i->kind == INTENT_REPLY) {
		mistakes_told(a, s, i->reply);
	} else if (s->told.reply == NULL || s->asking) {
		if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE)
			app_back(a);
	} else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE) {
		if (s->answers)
			s->answers = false;
		else
			app_back(a);
	} else if (!s->answers) {
		if (i->kind == INTENT_CHOOSE)
			list_choose(a, s, i->number);
	} else if (i->kind == INTENT_CHOOSE) {
		if (str_trim(field_get(&s->text)).len == 0)
			app_note(a, str_from(_("Write the answer in one line: what was changed, or why it stays.")));
		else
			answer_send(a, s);
	} else if (field_update(&s->text, i) == FIELD_EMPTY_ERASED) {
		s->answers = false;
	}
}

static bool
mistakes_commits(const struct app *a, const void *state, const struct intent *i)
{
	(void)a;
	return i->kind == INTENT_CHOOSE && ((const struct mistakes *)state)->answers;
}

static void
answer_view(const struct mistakes *s, struct view *v)
{
	const struct mistake_row *m = &list_of(s)->mistake[s->open];

	desk_fact(v, _("Course"),
	    view_printf(v, "%.*s, %u.%u.%u, %.*s", STR_ARG(m->course), m->edition, m->minor, m->revision, STR_ARG(m->lang)));
	desk_fact(v, _("About"), about_words(v->arena, m->subject, m->question));
	desk_fact(v, _("By"), view_printf(v, "%.*s, %.*s", STR_ARG(m->by), STR_ARG(words_when(v->arena, m->at))));
	view_gap(v);
	view_item(v, ITEM_TEXT, m->text)->strong = true;
	if (m->answered_at != 0)
		view_item(v, ITEM_TEXT, view_printf(v, _("Answered before: %.*s"), STR_ARG(m->answer)));
	view_gap(v);
	field_view(v, &s->text, str_from(_("Answer")), false);
}

static void
mistakes_view(const struct app *a, const void *state, struct view *v)
{
	const struct mistakes *s = state;

	(void)a;
	v->title = str_from(_("Mistakes reported"));
	view_page(v, "desk-mistakes/%d/%u", s->answers, s->answers ? s->open : s->wish.skip);
	if (!told_view(&s->told, v))
		return;
	const struct told_mistakes *t = list_of(s);

	if (s->answers && s->open < t->mistakes) {
		answer_view(s, v);
		return;
	}
	if (t->mistakes == 0)
		view_text(v, s->wish.all ? _("Nothing was reported yet.") : _("Nothing waits for an answer."));
	else
		view_item(v, ITEM_TEXT,
		    view_printf(v, s->wish.all ? _("Reported, newest first: %u.") : _("Waiting for an answer, newest first: %u."),
			t->all));
	view_gap(v);
	for (uint32_t i = 0; i < t->mistakes; i++) {
		const struct mistake_row *m = &t->mistake[i];
		struct str where = view_printf(v, "%.*s: %.*s", STR_ARG(m->course),
		    STR_ARG(about_words(v->arena, m->subject, m->question)));

		view_choice(v, (int)i + 1, where)->detail[0] =
		    m->answered_at != 0 ? str_from(_("answered")) : words_day(v->arena, m->at);
		view_item(v, ITEM_TEXT, m->text)->depth = 1;
	}
	view_gap(v);
	view_choice(v, (int)t->mistakes + 1,
	    str_from(s->wish.all ? _("Only those that wait") : _("Answered ones, too")));
	if (t->more || s->wish.skip > 0)
		view_choice(v, (int)t->mistakes + 2, str_from(t->more ? _("More") : _("From the newest")));
}

const struct screen_class screen_desk_mistakes = {
	.name = "desk-mistakes",
	.noun = N_("mistakes"),
	.size = sizeof(struct mistakes),
	.keys = desk_steps,
	.start = mistakes_start,
	.stop = mistakes_stop,
	.update = mistakes_update,
	.view = mistakes_view,
	.commits = mistakes_commits,
};
