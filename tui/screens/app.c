#include "tui/screens/app.h"

#include <stdlib.h>
#include <string.h>

#include "tui/screens/desk.h"
#include "tui/screens/drafts.h"
#include "tui/screens/lesson.h"
#include "tui/screens/quiz.h"
#include "tui/screens/press.h"
#include "tui/screens/scenario.h"

/* ---- life ---- */

struct app *
app_new(const struct world *w, const struct identity *who, struct str address)
{
	struct app *a = calloc(1, sizeof(*a));

	if (a == NULL)
		arena_no_memory();
	a->w = w;
	a->scratch = arena_new();
	a->who_arena = arena_new();
	a->card_arena = arena_new();
	a->home_arena = arena_new();
	a->open.arena = arena_new();
	a->open.facts_arena = arena_new();
	a->open.card = NO_CARD;
	a->cols = 80;
	a->rows = 24;
	a->language = STR_NONE;
	app_identity(a, who);
	/* A right code opens the door, but nobody is anybody yet. */
	if (a->who.role == ROLE_NOBODY)
		a->who.role = ROLE_DOOR;
	if (a->who.language.len == 0)
		a->who.language = STR("en");
	a->wants_line = a->who.line_mode;
	a->address = str_copy(a->who_arena, address);
	words_zone(str_z(a->who_arena, w->academy.city));
	app_cards(a);
	return a;
}

void
app_free(struct app *a)
{
	if (a == NULL)
		return;
	stack_clear(a);
	arena_free(a->scratch);
	arena_free(a->who_arena);
	arena_free(a->card_arena);
	arena_free(a->home_arena);
	arena_free(a->open.arena);
	arena_free(a->open.facts_arena);
	free(a);
}

void
app_identity(struct app *a, const struct identity *who)
{
	struct arena *k = a->who_arena;

	a->who = *who;
	a->who.login = str_copy(k, who->login);
	a->who.name = str_copy(k, who->name);
	a->who.language = str_copy(k, who->language);
	a->who.country = str_copy(k, who->country);
	a->who.last_how = str_copy(k, who->last_how);
	a->who.notice = ARENA_ARRAY(k, who->notices + 1, struct notice);
	for (uint32_t i = 0; i < who->notices; i++) {
		a->who.notice[i] = who->notice[i];
		a->who.notice[i].by = str_copy(k, who->notice[i].by);
		a->who.notice[i].what = str_copy(k, who->notice[i].what);
	}
}

void
app_signed_up(struct app *a, const struct identity *who)
{
	app_identity(a, who);
	app_cards(a);
}

/* Which screen stands at the bottom of the stack. */
static const struct screen_class *
bottom(const struct app *a)
{
	static const struct screen_class *const by_role[ROLE_KINDS] = {
		[ROLE_DOOR] = &screen_signup,
		[ROLE_GUEST] = &screen_catalogue,
	};
	const struct screen_class *class = by_role[a->who.role];

	if (a->who.role == ROLE_DOOR && a->w->recovers)
		return &screen_recover;
	return class != NULL ? class : &screen_home;
}

/* To the address asked for, once it is known which courses there are for whom. */
static void
follow_asked(struct app *a)
{
	struct str address = a->address;

	if (address.len == 0 || !a->home_told)
		return;
	a->address = STR_NONE;
	if (!app_follow(a, address))
		app_note(a, str_printf(a->scratch, _("There is nothing at %.*s. Choose from here."),
				STR_ARG(address)));
}

void
app_begin(struct app *a)
{
	app_go(a, bottom(a), NULL);
	if (a->who.role == ROLE_DOOR || str_is(a->address, "home"))
		a->address = STR_NONE;
	follow_asked(a);
}

/* ---- notes ---- */

void
app_note(struct app *a, struct str text)
{
	struct buf b = BUF_OVER(a->note);

	buf_str(&b, text);
	buf_cstr(&b);
}

void
app_say(struct app *a, struct str text)
{
	struct arena *k = arena_new();
	struct str note = str_copy(k, str_from(a->note));

	app_note(a, note.len == 0 ? text : str_printf(k, "%.*s %.*s", STR_ARG(note), STR_ARG(text)));
	arena_free(k);
}

const struct identity *
app_who(const struct app *a)
{
	return &a->who;
}

void
app_refused(struct app *a, const struct reply *r)
{
	app_note(a, reason_text(&r->refusal, &a->w->academy, a->scratch));
}

/* ---- answers of the keeper ---- */

static void
home_told(struct app *a, const struct reply *r)
{
	a->home_told = true;
	if (r->refusal.reason != REASON_NONE) {
		app_refused(a, r);
		return;
	}
	arena_reset(a->home_arena);
	a->home = reply_copy(a->home_arena, r)->home;
	app_courses_told(a);
}

static void
facts_told(struct app *a, const struct reply *r, const struct request *q)
{
	if (a->open.card == NO_CARD || !str_eq(q->course, a->open.course->id))
		return;
	a->open.told = true;
	if (r->refusal.reason != REASON_NONE) {
		app_refused(a, r);
		return;
	}
	arena_reset(a->open.facts_arena);
	a->open.facts = reply_copy(a->open.facts_arena, r)->facts;
}

/* Not asked for: another session of this person sits at the test now. */
static void
unseated(struct app *a, const struct reply *r)
{
	for (unsigned f = 0; f < a->frames; f++) {
		if (a->frame[f].class != &screen_quiz)
			continue;
		quiz_unseated(a->frame[f].state, r);
		/* What was said of the page that stood there. */
		if (f + 1 == a->frames)
			a->note[0] = '\0';
	}
}

static void
answer(struct app *a, const struct intent *i)
{
	const struct reply *r = i->reply;
	struct waiting w;

	if (r->number == 0 && r->refusal.reason == REASON_SEAT) {
		unseated(a, r);
		return;
	}
	if (!stack_answers(a, r))
		return;
	w = stack_answered(a);
	if (r->verb == VERB_HOME)
		home_told(a, r);
	else if (r->verb == VERB_FACTS)
		facts_told(a, r, w.request);
	for (unsigned f = a->frames; f-- > 0;) {
		/* What the app asked for itself concerns whoever is shown. */
		bool its = w.serial == 0 ? f + 1 == a->frames : a->frame[f].serial == w.serial;

		if (!its)
			continue;
		a->current = f;
		a->frame[f].class->update(a, a->frame[f].state, i);
		break;
	}
	stack_forget(&w);
	follow_asked(a);
}

void
app_update(struct app *a, const struct intent *i, struct effect *e)
{
	*e = (struct effect){ .kind = EFFECT_NONE, .goodbye = STR_NONE };
	a->effect = e;
	arena_reset(a->scratch);
	if (i->now != 0)
		a->now = i->now;
	if ((i->kind == INTENT_START || i->kind == INTENT_SIZE) && i->cols > 0 && i->rows > 0) {
		a->cols = i->cols;
		a->rows = i->rows;
	}
	if (i->kind == INTENT_START) {
		if (a->frames == 0)
			app_begin(a);
	} else if (a->frames > 0) {
		if (i->kind == INTENT_REPLY)
			answer(a, i);
		else if (i->kind == INTENT_SIZE)
			press_deliver(a, i, &(struct choices){ .count = 0 });
		else
			press_key(a, i);
	}
	stack_send(a, e);
	stack_sweep(a);
	a->effect = NULL;
}

bool
app_is_waiting(const struct app *a)
{
	return a->asked && a->frames > 0 && a->queue[0].request->verb != VERB_PLACE;
}

/* ---- what is shown ---- */

const char *
no_test_words(const struct app *a)
{
	if (a->w->preview)
		return _("A preview marks the checks in lessons, but takes no test. `chalkline preview` on your own computer does.");
	return _("A guest cannot take a test, because nothing is kept.");
}

static struct str
account(const struct app *a)
{
	if (a->w->preview)
		return str_from(_("preview"));
	if (a->who.login.len > 0)
		return a->who.login;
	return str_from(a->who.role == ROLE_GUEST ? _("guest") : _("new here"));
}

static void
mark_focus(const struct app *a, struct view *v, const struct choices *c)
{
	int focus = press_focus(a, c);

	for (uint32_t i = 0; i < v->items; i++) {
		if (v->item[i].kind == ITEM_CHOICE && v->item[i].number == focus)
			v->item[i].focused = true;
	}
}

/* Result first for the ear, last for the eye: there it stands near the cursor and moves nothing. */
static void
show_note(const struct app *a, struct view *v)
{
	struct str note = str_from(a->note);

	if (note.len == 0)
		return;
	if (!a->w->line)
		view_gap(v);
	view_note(v, str_copy(v->arena, note));
}

void
app_view(const struct app *a, struct view *v)
{
	struct choices c;

	v->who = account(a);
	v->title = a->w->academy.name;
	if (a->frames == 0) {
		view_hint(v, "?", _("help"));
		return;
	}
	if (a->address.len > 0) { /* asked for, and not followed yet */
		v->screen = STR("wait");
		v->prompt = STR("> ");
		view_page(v, "%s", "wait");
		view_text(v, _("One moment, please."));
		return;
	}
	v->screen = str_from(app_top(a)->class->name);
	v->page = v->screen;
	if (a->w->line)
		show_note(a, v);
	app_top(a)->class->view(a, app_top(a)->state, v);
	if (!a->w->line)
		show_note(a, v);
	choices_of(v, &c);
	mark_focus(a, v, &c);
	if (a->digits > 0)
		v->status = view_printf(v, _("%d_ then Enter"), a->digits);
	if (c.field && !a->w->line) {
		footer_field(v);
	} else {
		footer_keys(a, v, &c);
	}
	if (v->prompt.len == 0)
		v->prompt = STR("> ");
}

struct str
app_language(const struct app *a)
{
	return a->language;
}

bool
app_wants_line(const struct app *a)
{
	return a->wants_line;
}

bool
app_last_word(struct app *a, struct request *r)
{
	for (unsigned f = a->frames; f-- > 0;) {
		if (a->frame[f].class == &screen_lesson)
			return lesson_last_word(a, a->frame[f].state, r);
		if (a->frame[f].class == &screen_quiz)
			return quiz_last_word(a, a->frame[f].state, r);
	}
	return false;
}

bool
app_sits(const struct app *a, struct uuid *attempt)
{
	for (unsigned f = a->frames; f-- > 0;)
		if (a->frame[f].class == &screen_quiz)
			return quiz_sits(a->frame[f].state, attempt);
	return false;
}

/* ---- for tests that walk all screens ---- */

static const struct screen_class *const classes[] = {
	&screen_signup,
	&screen_home,
	&screen_mine,
	&screen_catalogue,
	&screen_course,
	&screen_module,
	&screen_lesson,
	&screen_words,
	&screen_entry,
	&screen_options,
	&screen_entrance,
	&screen_quiz,
	&screen_result,
	&screen_results,
	&screen_search,
	&screen_settings,
	&screen_language,
	&screen_password,
	&screen_keys,
	&screen_key,
	&screen_help,
	&screen_where,
	&screen_scenario,
	&screen_walk,
	&screen_desk,
	&screen_desk_people,
	&screen_desk_person,
	&screen_desk_change,
	&screen_desk_keys,
	&screen_desk_merge,
	&screen_desk_recover,
	&screen_desk_invites,
	&screen_desk_invitation,
	&screen_desk_invite,
	&screen_desk_here,
	&screen_desk_visit,
	&screen_desk_limits,
	&screen_desk_status,
	&screen_desk_courses,
	&screen_desk_tests,
	&screen_desk_items,
	&screen_drafts,
	&screen_draft,
	&screen_draft_problems,
	&screen_draft_publish,
	&screen_desk_mistakes,
	&screen_mistake,
	&screen_marking,
	&screen_marking_one,
	&screen_code,
	&screen_recovery,
	&screen_recover,
};

unsigned
app_screen_count(void)
{
	return COUNT(classes);
}

const char *
app_screen_name(unsigned i)
{
	return i < COUNT(classes) ? classes[i]->name : "";
}
