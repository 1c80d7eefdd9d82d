/*
 * The page before an exam, a pre-test, a post-test or a survey (product.md "Manners"): what is ahead, and a typed
 * word that starts it. When it cannot start: why, and what to do meanwhile.
 */
#include "courses/base/utf8.h"
#include "tui/screens/quiz.h"

enum { WORD_CAP = 40, DOORS_MAX = 12 };

struct entrance {
	uint32_t card;
	struct str id;
	struct uuid start; /* event of the start: said again it is the same attempt */
	struct arena *arena, *last_arena;
	const struct told_entrance *told;  /* NULL: not there yet */
	const struct told_result *last;    /* the newest try that is closed; NULL: none, or not asked for */
	bool asks_word, waiting;
	struct field field;
};

static void
ask_about(struct app *a, struct entrance *s, enum verb verb)
{
	struct request r = { .verb = verb };

	if (quiz_assessment(a, s->card, s->id) == NULL)
		return;
	r.quiz.event = s->start;
	r.quiz.course = a->card[s->card].id;
	r.quiz.assessment = s->id;
	r.quiz.lang = a->open.words->lang;
	s->waiting = app_ask(a, &r);
}

static void
entrance_start(struct app *a, void *state, const struct go *go)
{
	struct entrance *s = state;

	s->card = go->card;
	s->id = go->id;
	s->arena = arena_new();
	s->last_arena = arena_new();
	s->start = app_uuid(a);
	field_init(&s->field, app_arena(a), WORD_CAP);
	if (app_open(a, s->card) && app_may(a, VERB_ENTRANCE))
		ask_about(a, s, VERB_ENTRANCE);
}

static void
entrance_stop(void *state)
{
	struct entrance *s = state;

	arena_free(s->arena);
	arena_free(s->last_arena);
}

/* Lessons may have been read, and time has passed. */
static void
entrance_resume(struct app *a, void *state)
{
	struct entrance *s = state;

	s->asks_word = false;
	app_focus(a, 0);
	if (app_open(a, s->card) && app_may(a, VERB_ENTRANCE))
		ask_about(a, s, VERB_ENTRANCE);
	app_facts(a);
}

static bool
may_start(const struct entrance *s)
{
	return s->told != NULL && !s->told->open && s->told->why_not.reason == REASON_NONE;
}

/* ---- what the keeper answers ---- */

static void
told_entrance(struct app *a, struct entrance *s, const struct reply *r)
{
	struct request results = { .verb = VERB_RESULTS };

	arena_reset(s->arena);
	s->told = &reply_copy(s->arena, r)->entrance;
	/* Which lessons to read meanwhile, the last try knows. */
	if (s->told->tries > 0 && s->last == NULL && app_may(a, VERB_RESULTS))
		app_ask(a, &results);
}

static void
told_results(struct app *a, struct entrance *s, const struct reply *r)
{
	struct request one = { .verb = VERB_RESULT };

	for (uint32_t i = 0; i < r->results.attempts; i++) {
		const struct attempt *x = &r->results.attempt[i];

		if (!str_eq(x->course, a->card[s->card].id) || !str_eq(x->assessment, s->id))
			continue;
		one.attempt.event = app_uuid(a);
		one.attempt.attempt = x->id;
		one.attempt.response.text = STR_NONE;
		app_ask(a, &one);
		return;
	}
}

static void
to_quiz(struct app *a, const struct entrance *s, const struct uuid *attempt)
{
	struct go go = { .card = s->card, .id = s->id, .attempt = *attempt };

	go.module = go.lesson = go.question = go.draft = STR_NONE;
	app_replace(a, &screen_quiz, &go);
}

static void
entrance_told(struct app *a, struct entrance *s, const struct reply *r)
{
	if (r->verb == VERB_ENTRANCE || r->verb == VERB_QUIZ_START)
		s->waiting = false;
	if (r->refusal.reason != REASON_NONE) {
		s->asks_word = false;
		app_refused(a, r);
		return;
	}
	if (r->verb == VERB_ENTRANCE) {
		told_entrance(a, s, r);
	} else if (r->verb == VERB_QUIZ_START) {
		to_quiz(a, s, &r->attempt.id);
	} else if (r->verb == VERB_RESULTS) {
		told_results(a, s, r);
	} else if (r->verb == VERB_RESULT) {
		arena_reset(s->last_arena);
		s->last = &reply_copy(s->last_arena, r)->result;
	}
}

/* ---- what can be chosen ---- */

enum door_kind { DOOR_START, DOOR_GO_ON, DOOR_READ, DOOR_NEXT, DOOR_QUIZ, DOOR_RESULT, DOOR_AGAIN, DOOR_BACK };

struct door {
	enum door_kind kind;
	struct str id, module, title; /* lesson */
};

/* What stands before it and is not done; or what was wrong the last time. */
static uint32_t
to_read(const struct app *a, const struct entrance *s, struct door *door)
{
	const struct module_words *m = NULL;
	struct next n = { .kind = NEXT_DONE };
	uint32_t count = 0;

	for (uint32_t i = 0; s->last != NULL && i < s->last->agains && count < DOORS_MAX - 5; i++) {
		const struct lesson *l = words_lesson(a->open.words, s->last->again[i], &m);

		if (l != NULL)
			door[count++] = (struct door){ DOOR_READ, l->id, m->id, l->title };
	}
	if (count > 0)
		return count;
	progress_next(a->open.course, a->open.words, &a->open.facts, STR_NONE, &n);
	if (n.module >= a->open.words->modules || (n.kind != NEXT_LESSON && n.kind != NEXT_QUIZ))
		return 0;
	m = &a->open.words->module[n.module];
	if (n.kind == NEXT_QUIZ)
		door[count++] = (struct door){ DOOR_QUIZ, n.id, m->id, m->title };
	else if (words_lesson(a->open.words, n.id, &m) != NULL)
		door[count++] = (struct door){ DOOR_NEXT, n.id, m->id, words_lesson(a->open.words, n.id, NULL)->title };
	return count;
}

static uint32_t
doors(const struct app *a, const struct entrance *s, struct door *door)
{
	uint32_t count = 0;

	if (a->open.card == s->card && s->told != NULL) {
		if (s->told->open)
			door[count++] = (struct door){ .kind = DOOR_GO_ON };
		else if (may_start(s))
			door[count++] = (struct door){ .kind = DOOR_START };
		else
			count = to_read(a, s, door);
		if (s->last != NULL)
			door[count++] = (struct door){ .kind = DOOR_RESULT };
	} else if (s->told == NULL && !s->waiting && app_may(a, VERB_ENTRANCE)) {
		door[count++] = (struct door){ .kind = DOOR_AGAIN };
	}
	door[count++] = (struct door){ .kind = DOOR_BACK };
	return count;
}

static void
door_open(struct app *a, struct entrance *s, const struct door *d)
{
	struct go go = { .card = s->card, .id = d->id, .lesson = d->id, .module = d->module };

	go.question = go.draft = STR_NONE;
	switch (d->kind) {
	case DOOR_START:
		s->asks_word = true;
		field_wipe(&s->field);
		break;
	case DOOR_GO_ON:
		to_quiz(a, s, &s->told->attempt);
		break;
	case DOOR_READ:
	case DOOR_NEXT:
		app_go(a, &screen_lesson, &go);
		break;
	case DOOR_QUIZ:
		app_go(a, &screen_quiz, &go);
		break;
	case DOOR_RESULT:
		go.id = s->id;
		go.attempt = s->last->attempt.id;
		go.lesson = go.module = STR_NONE;
		app_go(a, &screen_result, &go);
		break;
	case DOOR_AGAIN:
		ask_about(a, s, VERB_ENTRANCE);
		break;
	case DOOR_BACK:
		app_back(a);
		break;
	}
}

/* ---- keys ---- */

/* The word in the reader's language; START is understood in every one. */
static bool
is_word(const struct entrance *s)
{
	struct arena *k = arena_new();
	struct str typed = utf8_fold(k, str_trim(field_get(&s->field)));
	bool is = str_is(typed, "start") || str_eq(typed, utf8_fold(k, str_from(_("START"))));

	arena_free(k);
	return is;
}

static void
to_rules(struct app *a, struct entrance *s)
{
	s->asks_word = false;
	field_wipe(&s->field);
	app_focus(a, 0);
}

static void
word_update(struct app *a, struct entrance *s, const struct intent *i)
{
	if (i->kind == INTENT_BACK_PAGE) {
		to_rules(a, s);
	} else if (i->kind == INTENT_CHOOSE && is_word(s)) {
		ask_about(a, s, VERB_QUIZ_START);
	} else if (i->kind == INTENT_CHOOSE) {
		field_wipe(&s->field);
		app_note(a, str_printf(a->scratch, _("Nothing has begun. To begin, type %s and press Enter."), _("START")));
	} else if (field_update(&s->field, i) == FIELD_EMPTY_ERASED) {
		to_rules(a, s);
	}
}

static void
entrance_update(struct app *a, void *state, const struct intent *i)
{
	struct entrance *s = state;
	struct door door[DOORS_MAX];
	uint32_t count;

	if (i->kind == INTENT_REPLY) {
		entrance_told(a, s, i->reply);
		return;
	}
	if (s->waiting || i->kind == INTENT_SIZE)
		return;
	if (s->asks_word) {
		word_update(a, s, i);
		return;
	}
	if (i->kind == INTENT_BACK_PAGE) {
		app_back(a);
		return;
	}
	count = doors(a, s, door);
	if (i->kind == INTENT_CHOOSE && i->number >= 1 && (uint32_t)i->number <= count)
		door_open(a, s, &door[i->number - 1]);
	else if (i->kind == INTENT_CHOOSE)
		app_note(a, str_from(_("Nothing has begun. Type the number of what you want, then Enter.")));
}

/* The word starts it, and going on takes the seat from another window. */
static bool
entrance_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct entrance *s = state;

	(void)a;
	if (i->kind != INTENT_CHOOSE)
		return false;
	return s->asks_word || (s->told != NULL && s->told->open && i->number == 1);
}

/* Before a start the page opens at its top with no marker: it is to be read. */
static bool
entrance_marks(const struct app *a, const void *state, int number)
{
	const struct entrance *s = state;

	(void)a;
	return number >= 1 && !s->asks_word && may_start(s);
}

/* ---- what is shown ---- */

static struct str
tries_words(const struct told_entrance *t, struct view *v)
{
	struct buf b = BUF_IN(v->arena);

	if (t->tries_most == 0)
		buf_z(&b, _("as many as you like, the best counts"));
	else if (t->tries_most == 1)
		buf_z(&b, _("one"));
	else
		buf_printf(&b, _("%u, the best counts"), t->tries_most);
	if (t->tries_most != 1 && t->wait_s > 0)
		buf_printf(&b, _("; %.*s between two"), STR_ARG(words_span(v->arena, t->wait_s)));
	if (t->tries > 0)
		buf_printf(&b, ngettext("; %u used", "; %u used", t->tries), t->tries);
	if (t->tries > 0 && t->best >= 0)
		buf_printf(&b, _(", your best %d%%"), t->best);
	return buf_get(&b);
}

static struct str
clock_words(const struct told_entrance *t, struct view *v)
{
	if (t->clock == CLOCK_RUNS)
		return str_from(_("The clock runs from the start without a stop, also while the line is cut. "
				  "When the time is over, your answers are handed in as they stand."));
	return view_printf(v, _("The clock runs from the start, also when you leave by a key. While the line is cut it stands "
				"still, up to %.*s in all. When the time is over, your answers are handed in as they stand."),
	    STR_ARG(words_span(v->arena, t->pause_limit_s)));
}

static void
rules_view(const struct told_entrance *t, struct view *v)
{
	view_item(v, ITEM_FACT, str_from(_("Questions")))->value = t->pass > 0
	    ? view_printf(v, _("%u; to pass: %u%%"), t->questions, t->pass)
	    : view_printf(v, "%u", t->questions);
	view_item(v, ITEM_FACT, str_from(_("Tries")))->value = tries_words(t, v);
	view_item(v, ITEM_FACT, str_from(_("Time")))->value = t->time_s == 0 ? str_from(_("no limit"))
	    : t->extra > 0 ? view_printf(v, _("%.*s, with the %u%% more that you have"),
				 STR_ARG(words_span(v->arena, t->time_s)), t->extra)
			   : words_span(v->arena, t->time_s);
	view_item(v, ITEM_FACT, str_from(_("Language")))->value = words_language(t->lang);
	view_gap(v);
	if (t->kind == ASSESS_PRETEST)
		view_text(v, _("Nobody passes or fails here. It shows what you know already."));
	if (t->kind == ASSESS_POSTTEST)
		view_text(v, _("Nobody passes or fails here. It shows what you have learnt."));
	if (t->time_s > 0)
		view_item(v, ITEM_TEXT, clock_words(t, v));
	view_text(v, _("Each answer is kept as soon as you give it. When the line is cut, log in again and go on."));
	if (time_ends_first(t->time_s, t->pause_limit_s))
		view_text(v, _("You may change answers until you hand in. On the last day of your group, where it has one, a try "
			       "that is open is handed in as it stands."));
	else
		view_item(v, ITEM_TEXT,
		    view_printf(v, ngettext("You may change answers until you hand in. A try left open is handed in as it stands after "
					    "%u day, or earlier where your group has a last day.",
				       "You may change answers until you hand in. A try left open is handed in as it stands after "
				       "%u days, or earlier where your group has a last day.", EXAM_LEFT_S / 86400),
			EXAM_LEFT_S / 86400));
	view_text(v, _("Only one window counts. Opened in a second one, the test goes on there."));
	view_item(v, ITEM_TEXT, review_words(t->kind, t->review, t->tries_most, t->pass > 0));
}

static struct str
door_words(const struct door *d, const struct entrance *s, struct view *v)
{
	switch (d->kind) {
	case DOOR_START:
		return str_from(_("Begin"));
	case DOOR_GO_ON:
		return str_from(s->told->seated ? _("Go on with your try here: the other window stops")
						: _("Go on with your try"));
	case DOOR_READ:
		return view_printf(v, _("Read again: %.*s"), STR_ARG(d->title));
	case DOOR_NEXT:
		return view_printf(v, _("Read: %.*s"), STR_ARG(d->title));
	case DOOR_QUIZ:
		return view_printf(v, _("Quiz: %.*s"), STR_ARG(d->title));
	case DOOR_RESULT:
		return str_from(_("The result of your last try"));
	case DOOR_AGAIN:
		return str_from(_("Try again"));
	case DOOR_BACK:
		break;
	}
	return str_from(may_start(s) ? _("Not now") : _("Back"));
}

static void
why_not_view(const struct app *a, const struct entrance *s, struct view *v)
{
	const struct refusal *why = &s->told->why_not;
	struct str text = why->reason == REASON_NOT_NOW
			      ? str_from(_("It is not open yet: it opens when what stands before it in the outline is done."))
			      : reason_text(why, &a->w->academy, v->arena);

	view_item(v, ITEM_TEXT, text)->strong = true;
	if (s->told->passed)
		view_item(v, ITEM_TEXT, view_printf(v, _("You have passed already, with %d%%."), s->told->best));
}

static void
open_view(const struct entrance *s, struct view *v)
{
	view_item(v, ITEM_TEXT, str_from(_("You have begun a try. Its questions and your answers are kept.")))->strong =
	    true;
	if (s->told->seated)
		view_text(v, _("Another window of yours is in it just now. When you go on here, that one stops and says why; "
			       "nothing that was answered there is lost."));
}

static void
word_view(const struct app *a, const struct entrance *s, struct view *v)
{
	view_page(v, "entrance/%.*s/word", STR_ARG(s->id));
	if (s->told->time_s > 0)
		view_item(v, ITEM_TEXT,
		    view_printf(v, _("The clock starts when you have typed the word: %.*s."),
			STR_ARG(words_span(v->arena, s->told->time_s))));
	else
		view_text(v, _("There is no time limit."));
	view_item(v, ITEM_TEXT,
	    view_printf(v, _("To begin, type %s and press Enter. To go back, %s."), _("START"),
		a->w->line	 ? _("type b")
		: s->field.len > 0 ? _("erase it and press Backspace once more")
				   : _("press Backspace")));
	view_gap(v);
	field_view(v, &s->field, view_printf(v, _("Type %s"), _("START")), false);
}

static void
entrance_view(const struct app *a, const void *state, struct view *v)
{
	const struct entrance *s = state;
	struct door door[DOORS_MAX];
	uint32_t count = doors(a, s, door);

	v->title = quiz_title(a, s->card, s->id, v->arena);
	view_page(v, "entrance/%.*s", STR_ARG(s->id));
	if (s->asks_word && s->told != NULL) {
		word_view(a, s, v);
		return;
	}
	if (!app_may(a, VERB_ENTRANCE)) {
		view_text(v, no_test_words(a));
	} else if (s->told == NULL) {
		view_text(v, s->waiting ? _("One moment.") : _("This test cannot be opened just now."));
	} else if (s->told->open) {
		open_view(s, v);
	} else if (!may_start(s)) {
		why_not_view(a, s, v);
	} else {
		rules_view(s->told, v);
	}
	view_gap(v);
	for (uint32_t i = 0; i < count; i++)
		view_choice(v, (int)i + 1, door_words(&door[i], s, v));
	/* What can be done comes first where there is nothing to think over. */
	if (s->told != NULL && !may_start(s)) {
		view_gap(v);
		rules_view(s->told, v);
	}
}

static const struct key_word entrance_keys[] = {
	{ INTENT_CHOOSE, N_("go on"), KEY_TAKEN },
	{ INTENT_BACK_PAGE, NULL, KEY_QUIET },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_entrance = {
	.name = "entrance",
	.noun = N_("before the test"),
	.size = sizeof(struct entrance),
	.keys = entrance_keys,
	.start = entrance_start,
	.resume = entrance_resume,
	.stop = entrance_stop,
	.update = entrance_update,
	.view = entrance_view,
	.commits = entrance_commits,
	.marks = entrance_marks,
};
