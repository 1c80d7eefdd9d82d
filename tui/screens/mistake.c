/*
 * "Report a mistake": one line about what is on the page below, sent to who owns the course; and the list of what one
 * reported, with the answers.
 */
#include "tui/screens/screen.h"

enum { LIST_MOST = 20 };

struct mistake {
	struct about about;
	struct field text;
	bool asking, sent;
	struct arena *arena; /* of the list */
	const struct told_mistakes *list;
};

static const struct key_word mistake_keys[] = {
	{ INTENT_CHOOSE, N_("send"), KEY_TAKEN },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

bool
app_about(const struct app *a, struct about *about)
{
	const struct frame *f = &a->frame[a->frames - 1];

	*about = (struct about){ .card = NO_CARD, .subject = STR_NONE, .question = STR_NONE };
	return a->frames > 0 && app_may(a, VERB_MISTAKE) && f->class->about != NULL &&
	       f->class->about(a, f->state, about) && about->card != NO_CARD;
}

static void
mistake_start(struct app *a, void *state, const struct go *go)
{
	struct mistake *m = state;

	m->arena = arena_new();
	field_init(&m->text, app_arena(a), MISTAKE_TEXT);
	m->about = (struct about){ .card = go->card,
		.subject = str_copy(app_arena(a), go->id),
		.question = str_copy(app_arena(a), go->question) };
}

static void
mistake_stop(void *state)
{
	arena_free(((struct mistake *)state)->arena);
}

static void
mistake_send(struct app *a, struct mistake *m)
{
	struct request r = { .verb = VERB_MISTAKE };
	const struct course *c = a->open.course;

	r.mistake.event = app_uuid(a);
	r.mistake.course = a->card[m->about.card].id;
	r.mistake.subject = m->about.subject;
	r.mistake.question = m->about.question;
	r.mistake.lang = a->who.language.len > 0 ? a->who.language : STR("en");
	if (a->open.card == m->about.card && c != NULL) {
		r.mistake.edition = c->edition;
		r.mistake.minor = c->minor;
		r.mistake.revision = c->revision;
	}
	r.mistake.text = str_trim(field_get(&m->text));
	m->asking = app_ask(a, &r);
}

static void
mistake_told(struct app *a, struct mistake *m, const struct reply *r)
{
	if (r->verb != VERB_MISTAKE)
		return;
	m->asking = false;
	if (r->refusal.reason != REASON_NONE) {
		app_refused(a, r);
		return;
	}
	arena_reset(m->arena);
	m->list = &reply_copy(m->arena, r)->mistakes;
	m->sent = true;
}

static void
mistake_update(struct app *a, void *state, const struct intent *i)
{
	struct mistake *m = state;

	if (i->kind == INTENT_REPLY)
		mistake_told(a, m, i->reply);
	else if (m->asking)
		return;
	else if (m->sent && i->kind == INTENT_CHOOSE)
		app_back(a);
	else if (!m->sent && i->kind == INTENT_CHOOSE && str_trim(field_get(&m->text)).len == 0)
		app_note(a, str_from(_("Write in one line what is wrong, and what would be right if you know it.")));
	else if (!m->sent && i->kind == INTENT_CHOOSE)
		mistake_send(a, m);
	else if (!m->sent && field_update(&m->text, i) == FIELD_EMPTY_ERASED)
		app_back(a);
}

static bool
mistake_commits(const struct app *a, const void *state, const struct intent *i)
{
	(void)a;
	return i->kind == INTENT_CHOOSE && !((const struct mistake *)state)->sent;
}

/* "custody, question custody-1" */
struct str
about_words(struct arena *arena, struct str subject, struct str question)
{
	if (question.len == 0)
		return subject;
	return str_printf(arena, _("%.*s, question %.*s"), STR_ARG(subject), STR_ARG(question));
}

void
mistake_row_view(const struct mistake_row *m, struct view *v)
{
	struct item *it;

	it = view_item(v, ITEM_FACT, about_words(v->arena, m->subject, m->question));
	it->value = words_when(v->arena, m->at);
	view_item(v, ITEM_TEXT, m->text)->depth = 1;
	if (m->answered_at != 0) {
		it = view_item(v, ITEM_TEXT, view_printf(v, _("Answer: %.*s"), STR_ARG(m->answer)));
		it->depth = 1;
		it->strong = true;
	}
}

static void
mistake_view(const struct app *a, const void *state, struct view *v)
{
	const struct mistake *m = state;

	v->title = str_from(_("Report a mistake"));
	view_page(v, "mistake/%d", m->sent);
	view_item(v, ITEM_FACT, str_from(_("About")))->value =
	    view_printf(v, "%.*s: %.*s", STR_ARG(a->card[m->about.card].title),
		STR_ARG(about_words(v->arena, m->about.subject, m->about.question)));
	view_gap(v);
	if (!m->sent) {
		view_text(v, _("What is wrong here? One line. Who teaches the course reads it with your login; the answer "
			       "comes when you log in next. Your answers and marks stay as they are."));
		view_gap(v);
		field_view(v, &m->text, str_from(_("Wrong here")), false);
		return;
	}
	view_text(v, _("Thank you. It is sent. What you reported of this course and has no answer yet:"));
	view_gap(v);
	for (uint32_t i = 0; i < m->list->mistakes && i < LIST_MOST; i++)
		mistake_row_view(&m->list->mistake[i], v);
	view_gap(v);
	view_choice(v, 1, str_from(_("Back to the page")));
}

const struct screen_class screen_mistake = {
	.name = "mistake",
	.noun = N_("report"),
	.size = sizeof(struct mistake),
	.keys = mistake_keys,
	.start = mistake_start,
	.stop = mistake_stop,
	.update = mistake_update,
	.view = mistake_view,
	.commits = mistake_commits,
};
