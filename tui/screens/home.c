/* Home: go on first, and the way to everything else. */
#include "tui/screens/desk.h"
#include "tui/screens/lesson.h"
#include "tui/screens/quiz.h"
#include "tui/screens/scenario.h"

enum { ROWS_ENOUGH = 24, TESTS_MOST = 3 };

struct home {
	uint32_t card; /* of the last place; NO_CARD: nothing read yet, or not served any more */
	struct str title, lesson, module;
	uint32_t page, pages, minutes;
	bool scenario; /* it is a case: lesson is its module */
	bool ended; /* the lesson was read to its end: next is what comes after it */
	struct next next;
	int64_t at; /* when the keeper told what is open: its times are as of then */
	bool trouble; /* of the server: for those who may look at it */
	bool told; /* what is told once a visit was on the page that the reader went on from */
};

void
app_ask_home(struct app *a)
{
	struct request r = { .verb = VERB_HOME };

	if (app_may(a, VERB_HOME))
		stack_ask(a, &r);
	else
		a->home_told = true;
}

/* On which page of which lesson the reader was: needs the lesson's text, laid out for this window.
 */
static bool
find_scenario(struct app *a, struct home *h, const struct words *w)
{
	const struct course *c = image_course(a->card[h->card].image, a->scratch);

	for (uint32_t i = 0; c != NULL && w != NULL && i < c->modules && i < w->modules; i++) {
		if (c->module[i].kind != MODULE_SCENARIO || !w->module[i].present ||
		    !str_eq(c->module[i].id, a->home.last.lesson))
			continue;
		h->lesson = h->module = w->module[i].id;
		h->title = w->module[i].title;
		h->minutes = 0;
		return true;
	}
	return false;
}

static void
find_place(struct app *a, struct home *h)
{
	const struct place *p = &a->home.last;
	struct arena *s = a->scratch;
	const struct words *words;
	const struct lesson *l;
	const struct module_words *module;
	struct flow f;

	h->card = p->course.len > 0 ? app_card(a, p->course) : NO_CARD;
	if (h->card == NO_CARD)
		return;
	words = image_words(a->card[h->card].image, a->who.language, s);
	h->scenario = find_scenario(a, h, words);
	if (h->scenario)
		return;
	l = words != NULL ? words_lesson(words, p->lesson, &module) : NULL;
	if (l != NULL) {
		h->lesson = l->id;
		h->module = module->id;
		l = image_lesson(a->card[h->card].image, words->lang, l->id, s);
	}
	if (l == NULL) {
		h->card = NO_CARD;
		return;
	}
	f = lesson_flow(a, l, s);
	h->title = l->title;
	h->pages = f.pages;
	h->page = flow_page_at(&f, p->block, p->offset) + 1;
	h->minutes = (l->minutes * (h->pages - h->page + 1) + h->pages - 1) / h->pages;
}

/* What comes after the last lesson, as far as its course's facts are known. */
static void
find_next(struct app *a, struct home *h)
{
	h->ended = false;
	if (h->card == NO_CARD || !a->home.last.ended || a->open.card != h->card || !a->open.told)
		return;
	h->ended = true;
	h->next = (struct next){ .kind = NEXT_DONE };
	progress_next(a->open.course, a->open.words, &a->open.facts, h->lesson, &h->next);
}

/* A try of any course that was begun and not handed in. A quiz without a clock waits in the outline. */
static const struct attempt *
open_test(const struct app *a, int number)
{
	int n = 0;

	for (uint32_t i = 0; i < a->home.opens && n < TESTS_MOST; i++) {
		const struct attempt *x = &a->home.open[i];

		if (!app_may(a, VERB_ENTRANCE) || app_card(a, x->course) == NO_CARD ||
		    (x->kind == ASSESS_QUIZ && x->time_s == 0))
			continue;
		if (n++ == number)
			return x;
	}
	return NULL;
}

/* By way of its entrance: there the window that has the seat is named. */
static void
go_on_test(struct app *a, const struct attempt *x)
{
	struct go go = { .card = app_card(a, x->course), .id = STR_NONE };
	const struct assessment *as;

	go.module = go.lesson = go.question = go.draft = STR_NONE;
	if (!app_open(a, go.card))
		return;
	/* The course's own id stays as long as the course is open; the keeper's answer does not. */
	as = course_assessment(a->open.course, x->assessment);
	app_go(a, &screen_course, &go);
	if (as == NULL)
		return;
	go.id = as->id;
	app_go(a, quiz_door(a, go.card, go.id), &go);
}

/* Operators are told at their first page what would else wait until they look. */
static void
ask_trouble(struct app *a)
{
	struct request r = { .verb = VERB_STATUS };

	if (app_may(a, VERB_STATUS))
		app_ask(a, &r);
}

static void
home_start(struct app *a, void *state, const struct go *go)
{
	struct home *h = state;

	(void)go;
	h->card = NO_CARD;
	/* In a small window the marker is below what is told. */
	if (a->who.notices > 0 && a->rows < ROWS_ENOUGH)
		app_note(a,
		    str_from(notices_count(a, false) > 0 ? _("Something was done to your account: read above, with b.")
							 : _("There is news since you were here: read above, with b.")));
	app_ask_home(a);
	ask_trouble(a);
}

static void
home_resume(struct app *a, void *state)
{
	(void)state;
	/* "Go on reading" is what most people want next. */
	app_focus(a, 0);
	app_ask_home(a);
	ask_trouble(a);
}

static void
go_on_reading(struct app *a, const struct home *h)
{
	const struct place *p = &a->home.last;
	struct go go = {
		.card = h->card, .module = h->module, .lesson = h->lesson, .id = STR_NONE
	};

	go.placed = true;
	go.block = p->block;
	go.offset = p->offset;
	go.question = p->question;
	go.draft = p->draft;
	if (!app_open(a, h->card))
		return;
	app_go(a, &screen_course, &go);
	app_go(a, scenario_or(a, h->module, &screen_lesson), &go);
}

static void
go_on_next(struct app *a, const struct home *h)
{
	struct go go = { .card = h->card, .lesson = h->next.id, .id = h->next.id };
	const struct module_words *m;

	if (!app_open(a, h->card))
		return;
	go.module = go.lesson = STR_NONE;
	if (h->next.kind == NEXT_EXAM) {
		go.question = go.draft = STR_NONE;
		app_go(a, &screen_course, &go);
		app_go(a, &screen_entrance, &go);
		return;
	}
	if (h->next.module >= a->open.words->modules)
		return;
	go.lesson = h->next.id;
	m = &a->open.words->module[h->next.module];
	go.module = m->id;
	go.question = go.draft = STR_NONE;
	app_go(a, &screen_course, &go);
	if (h->next.kind == NEXT_LESSON)
		app_go(a,
		    scenario_or(a, m->id,
			!str_eq(m->id, h->module) && m->intros > 0 ? &screen_module : &screen_lesson),
		    &go);
	else if (h->next.kind == NEXT_QUIZ)
		app_go(a, &screen_quiz, &go);
}

static void
go_on(struct app *a, const struct home *h)
{
	if (h->ended)
		go_on_next(a, h);
	else
		go_on_reading(a, h);
}

static const struct {
	const char *text, *detail;
	const struct screen_class *class;
	enum verb verb; /* who may say it sees the door */
} doors[] = {
	{ N_("My courses"), NULL, &screen_mine, VERB_HOME },
	{ N_("All courses"), NULL, &screen_catalogue, VERB_HOME },
	{ N_("My results"), NULL, &screen_results, VERB_HOME },
	{ N_("Search"), NULL, &screen_search, VERB_HOME },
	{ N_("Settings"), N_("language, password, keys, plain lines"), &screen_settings, VERB_HOME },
	{ N_("Help, and whom to call"), NULL, &screen_help, VERB_HOME },
	{ N_("Desk"), NULL, &screen_desk, VERB_REPORT },
	{ N_("Drafts"), N_("courses that you write: problems, publishing"), &screen_drafts, VERB_DRAFTS },
};

/* Of the doors that this person sees. */
static void
go_through(struct app *a, int door)
{
	for (unsigned i = 0; i < COUNT(doors); i++) {
		if (app_may(a, doors[i].verb) && door-- == 0) {
			app_go(a, doors[i].class, NULL);
			return;
		}
	}
}

static const char *
desk_summary(const struct app *a, const struct home *h)
{
	if (h->trouble)
		return _("the server needs you");
	if (app_may(a, VERB_USERS))
		return _("people, invitations, visits, limits, the server");
	return app_may(a, VERB_INVITES) ? _("invitations, recovery codes, tests, marking")
					: _("tests in numbers, mistakes, marking");
}

static void
home_update(struct app *a, void *state, const struct intent *i)
{
	struct home *h = state;
	const struct attempt *test;
	int door;

	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_HOME && a->home.last.course.len > 0) {
		uint32_t card = app_card(a, a->home.last.course);

		/* Its facts tell what comes next. */
		if (a->open.card == card)
			app_facts(a);
		else
			app_open(a, card);
	}
	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_HOME)
		h->at = a->now;
	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_STATUS && i->reply->refusal.reason == REASON_NONE)
		h->trouble = !desk_is_well(&i->reply->status);
	/* Who has begun nothing looks for a course, and there is none of his own to open. */
	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_HOME && a->home.courses == 0 &&
	    a->frame[a->current].focus == 0)
		app_focus(a, 2);
	if (i->kind == INTENT_SIZE || i->kind == INTENT_REPLY) {
		find_place(a, h);
		find_next(a, h);
		return;
	}
	if (i->kind != INTENT_CHOOSE || i->number < 1)
		return;
	h->told = true;
	door = i->number - 1;
	test = open_test(a, door);
	for (int n = 0; test == NULL && open_test(a, n) != NULL; n++)
		door--;
	if (test != NULL)
		go_on_test(a, test);
	else if (h->card != NO_CARD && door-- == 0)
		go_on(a, h);
	else
		go_through(a, door);
}

static struct str
count_mine(const struct app *a, struct view *v)
{
	unsigned begun = 0, finished = 0;

	for (uint32_t i = 0; i < a->home.courses; i++) {
		if (a->home.course[i].done_at != 0)
			finished++;
		else
			begun++;
	}
	if (begun + finished == 0)
		return str_from(_("none yet"));
	return view_printf(v, _("%u begun, %u finished"), begun, finished);
}

static void
home_greeting(const struct app *a, struct view *v)
{
	struct str when = words_when(v->arena, a->who.last_at), how = a->who.last_how;

	if (when.len > 0 && str_is(how, "password"))
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("Welcome back. You were last here on %.*s, by password."),
			STR_ARG(when)));
	else if (when.len > 0 && str_is(how, "sign-up"))
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("Welcome back. You were last here on %.*s, and made your account."),
			STR_ARG(when)));
	else if (when.len > 0 && str_is(how, "recovery"))
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("Welcome back. You were last here on %.*s, by recovery code."),
			STR_ARG(when)));
	else if (when.len > 0 && how.len > 0)
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("Welcome back. You were last here on %.*s, by key %.*s."),
			STR_ARG(when), STR_ARG(how)));
	else if (when.len > 0)
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("Welcome back. You were last here on %.*s."), STR_ARG(when)));
	else
		view_item(v, ITEM_TEXT, view_printf(v, _("Welcome, %.*s."), STR_ARG(a->who.name)));
}

static struct str
next_text(const struct app *a, const struct home *h, struct view *v)
{
	const struct lesson *l = NULL;

	if (h->next.kind == NEXT_LESSON)
		l = words_lesson(a->open.words, h->next.id, NULL);
	if (l != NULL)
		return view_printf(v, _("Go on: %.*s"), STR_ARG(l->title));
	if (h->next.kind == NEXT_LESSON && h->next.module < a->open.words->modules)
		return view_printf(v, _("Go on: %.*s"),
		    STR_ARG(a->open.words->module[h->next.module].title));
	if (h->next.kind == NEXT_QUIZ && h->next.module < a->open.words->modules)
		return view_printf(v, _("Go on: quiz of %.*s"),
		    STR_ARG(a->open.words->module[h->next.module].title));
	if (h->next.kind == NEXT_EXAM)
		return str_from(_("Go on: the final exam"));
	return view_printf(v, _("Open the outline"));
}

/* What is left of its time, or its last day; and how much of it is answered. */
static struct str
test_words(const struct home *h, const struct attempt *x, const struct app *a, struct view *v)
{
	struct str time = x->time_s > 0 ? left_words(v->arena, x->left_s - (a->now - h->at))
					: view_printf(v, _("open until %.*s"), STR_ARG(words_when(v->arena, x->until)));

	return view_printf(v, _("%.*s; %u of %u answered"), STR_ARG(time), x->answered, x->questions);
}

static void
tests_view(const struct app *a, const struct home *h, struct view *v, int *n)
{
	const struct attempt *x;

	for (int i = 0; (x = open_test(a, i)) != NULL; i++) {
		view_next(v, n,
		    view_printf(v, _("Go on with your test: %s, %.*s"), assessment_name(x->kind),
			STR_ARG(a->card[app_card(a, x->course)].title)));
		view_item(v, ITEM_TEXT, test_words(h, x, a, v))->depth = 1;
		view_gap(v);
	}
}

static void
home_go_on(const struct app *a, const struct home *h, struct view *v, int *n)
{
	bool ended = h->ended && a->open.card == h->card;
	struct item *it;

	tests_view(a, h, v, n);
	if (h->card == NO_CARD)
		return;
	view_next(v, n,
	    ended         ? next_text(a, h, v)
	    : h->scenario ? view_printf(v, _("Go on with the case: %.*s"), STR_ARG(h->title))
			  : view_printf(v, _("Go on reading: %.*s, page %u of %u"), STR_ARG(h->title),
			h->page, h->pages));
	it = view_item(v, ITEM_TEXT, a->card[h->card].title);
	if (h->minutes > 0 && !ended)
		it->text = view_printf(v,
		    ngettext("%.*s. About %u minute left in this lesson.",
			"%.*s. About %u minutes left in this lesson.", h->minutes),
		    STR_ARG(it->text), h->minutes);
	it->depth = 1;
	view_gap(v);
}

static void
home_view(const struct app *a, const void *state, struct view *v)
{
	const struct home *h = state;
	int n = 0;

	view_page(v, "home");
	v->address = STR("home");
	if (a->who.name.len > 0 && !app_plain(a))
		v->who = view_printf(v, "%.*s (%.*s)", STR_ARG(a->who.name), STR_ARG(a->who.login));
	home_greeting(a, v);
	reads_only_view(a, v);
	clock_view(a, v);
	if (!h->told)
		notices_view(a, v);
	view_gap(v);
	home_go_on(a, h, v, &n);
	for (unsigned i = 0; i < COUNT(doors); i++) {
		struct item *it;

		if (!app_may(a, doors[i].verb))
			continue;
		it = view_next(v, &n, str_from(_(doors[i].text)));
		if (doors[i].detail != NULL)
			it->detail[0] = str_from(_(doors[i].detail));
		else if (doors[i].class == &screen_mine)
			it->detail[0] = count_mine(a, v);
		else if (doors[i].class == &screen_catalogue)
			it->detail[0] = view_printf(v, "%u", a->cards);
		else if (doors[i].class == &screen_desk)
			it->detail[0] = str_from(desk_summary(a, h));
	}
	if (a->home_told && a->home.courses == 0) {
		view_gap(v);
		view_text(
		    v, _("You have not begun a course. Open \"All courses\" and choose one."));
	}
	if (h->told)
		return;
	if (!a->who.has_recovery && app_may(a, VERB_RECOVERY)) {
		view_gap(v);
		view_text(v, _("You have no recovery code yet, which opens your account when all else is "
			       "lost. Make one in the settings."));
	}
	next_key_view(a, v);
}

static const struct key_word home_keys[] = {
	{ INTENT_CHOOSE, NULL, KEY_TAKEN },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_home = {
	.name = "home",
	.noun = N_("home"),
	.size = sizeof(struct home),
	.keys = home_keys,
	.start = home_start,
	.resume = home_resume,
	.update = home_update,
	.view = home_view,
};
