/* A closed attempt, question by question; and the list of all of them. */
#include "courses/base/width.h"
#include "tui/screens/quiz.h"

struct result {
	uint32_t card;
	struct str id; /* of the assessment */
	struct uuid attempt;
	struct arena *question_arena;
	const struct told_result *told;              /* in the frame's arena; NULL: not there yet */
	const struct told_result_question *question; /* of the question that is open */
	uint32_t open;                               /* its index; told->items: none */
};

static void
ask_about(struct app *a, struct result *s, enum verb verb)
{
	struct request r = { .verb = verb };

	r.attempt.event = app_uuid(a);
	r.attempt.attempt = s->attempt;
	r.attempt.index = s->open;
	r.attempt.response.text = STR_NONE;
	app_ask(a, &r);
}

static void
result_start(struct app *a, void *state, const struct go *go)
{
	struct result *s = state;

	s->card = go->card;
	s->id = go->id;
	s->attempt = go->attempt;
	s->question_arena = arena_new();
	app_open(a, s->card);
	/* What comes next depends on it. */
	app_facts(a);
	ask_about(a, s, VERB_RESULT);
}

static void
result_stop(void *state)
{
	arena_free(((struct result *)state)->question_arena);
}

static void
result_resume(struct app *a, void *state)
{
	app_open(a, ((struct result *)state)->card);
}

/* What was wrong is open already. */
static void
told(struct app *a, struct result *s, const struct reply *r)
{
	s->told = &reply_copy(app_arena(a), r)->result;
	for (s->open = 0; s->open < s->told->items; s->open++) {
		if (!s->told->item[s->open].right && !s->told->item[s->open].is_out)
			break;
	}
	if (s->open == s->told->items)
		return;
	app_focus(a, (int)s->open + 1);
	ask_about(a, s, VERB_RESULT_QUESTION);
}

/* ---- what can be chosen under the questions ---- */

enum after_kind { AFTER_READ, AFTER_NEXT_LESSON, AFTER_NEXT_QUIZ, AFTER_NEXT_EXAM, AFTER_TRY, AFTER_OUTLINE };

struct after {
	enum after_kind kind;
	struct str id;
	struct str module;
};

enum { AFTERS = 16 };

static bool
may_try(const struct app *a, const struct result *s)
{
	const struct assessment *as = quiz_assessment(a, s->card, s->id);

	return as != NULL && (as->attempts == 0 || s->told->attempt.number < as->attempts);
}

static bool
is_listed(const struct after *list, uint32_t count, struct str id)
{
	for (uint32_t i = 0; i < count; i++) {
		if (str_eq(list[i].id, id))
			return true;
	}
	return false;
}

static uint32_t
after_list(const struct app *a, const struct result *s, struct after *list)
{
	struct next n = { .kind = NEXT_DONE };
	uint32_t count = 0;

	if (s->told == NULL || a->open.card != s->card)
		return 0;
	for (uint32_t i = 0; i < s->told->agains && count < AFTERS - 4; i++) {
		const struct module_words *m = NULL;
		const struct lesson *l = words_lesson(a->open.words, s->told->again[i], &m);

		if (l != NULL)
			list[count++] = (struct after){ AFTER_READ, l->id, m->id };
	}
	progress_next(a->open.course, a->open.words, &a->open.facts, STR_NONE, &n);
	if (n.kind == NEXT_LESSON && !is_listed(list, count, n.id))
		list[count++] = (struct after){ AFTER_NEXT_LESSON, n.id,
			a->open.words->module[n.module].id };
	else if (n.kind == NEXT_QUIZ && !str_eq(n.id, s->id))
		list[count++] = (struct after){ AFTER_NEXT_QUIZ, n.id, STR_NONE };
	else if (n.kind == NEXT_EXAM && !str_eq(n.id, s->id))
		list[count++] = (struct after){ AFTER_NEXT_EXAM, n.id, STR_NONE };
	if (may_try(a, s))
		list[count++] = (struct after){ AFTER_TRY, s->id, STR_NONE };
	list[count++] = (struct after){ AFTER_OUTLINE, STR_NONE, STR_NONE };
	return count;
}

static void
after_open(struct app *a, struct result *s, const struct after *x)
{
	struct go go = { .card = s->card, .id = x->id, .lesson = x->id, .module = x->module };

	go.question = go.draft = STR_NONE;
	switch (x->kind) {
	case AFTER_READ:
		app_go(a, &screen_lesson, &go);
		break;
	case AFTER_NEXT_LESSON:
		app_replace(a, &screen_lesson, &go);
		break;
	case AFTER_NEXT_QUIZ:
	case AFTER_NEXT_EXAM:
	case AFTER_TRY:
		app_replace(a, quiz_door(a, s->card, x->id), &go);
		break;
	case AFTER_OUTLINE:
		app_back(a);
		break;
	}
}

static void
result_update(struct app *a, void *state, const struct intent *i)
{
	struct result *s = state;
	struct after after[AFTERS];
	uint32_t afters, number;

	if (i->kind == INTENT_REPLY) {
		if (i->reply->refusal.reason != REASON_NONE) {
			app_refused(a, i->reply);
		} else if (i->reply->verb == VERB_RESULT) {
			told(a, s, i->reply);
		} else if (i->reply->verb == VERB_RESULT_QUESTION) {
			arena_reset(s->question_arena);
			s->question = &reply_copy(s->question_arena, i->reply)->result_question;
		}
		return;
	}
	if (i->kind != INTENT_CHOOSE || i->number < 1)
		return;
	number = (uint32_t)i->number - 1;
	if (s->told == NULL) {
		app_back(a);
		return;
	}
	if (number < s->told->items) {
		s->open = number;
		s->question = NULL;
		ask_about(a, s, VERB_RESULT_QUESTION);
		return;
	}
	afters = after_list(a, s, after);
	if (number - s->told->items < afters)
		after_open(a, s, &after[number - s->told->items]);
}

/* ---- what is shown ---- */

/* 7 or 7.5: shares of a million each. */
static struct str
points(const struct told_result *t, struct view *v)
{
	int64_t sum = 0;
	unsigned hundredths;

	for (uint32_t i = 0; i < t->items; i++)
		sum += t->item[i].is_out ? 0 : t->item[i].share;
	hundredths = sum > 0 ? (unsigned)(sum / (QUESTION_MILLION / 100)) : 0;
	if (hundredths % 100 == 0)
		return view_printf(v, "%u", hundredths / 100);
	return view_printf(v, hundredths % 10 == 0 ? "%u.%u" : "%u.%02u", hundredths / 100,
	    hundredths % 10 == 0 ? hundredths % 100 / 10 : hundredths % 100);
}

static unsigned
count_waits(const struct told_result *t)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < t->items; i++)
		n += t->item[i].waits;
	return n;
}

/* What was taken out of the total counts for nobody. */
static unsigned
count_items(const struct told_result *t)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < t->items; i++)
		n += !t->item[i].is_out;
	return n;
}

/* What is not decided yet, and what was decided anew. */
static void
result_later(const struct told_result *t, struct view *v)
{
	unsigned waits = count_waits(t), out = t->items - count_items(t);
	struct str when = words_when(v->arena, t->attempt.remarked_at);

	if (t->attempt.waits)
		view_item(v, ITEM_TEXT,
		    view_printf(v,
			ngettext("A person has to mark %u answer. The mark comes later, and you will be told when you log in.",
			    "A person has to mark %u answers. The marks come later, and you will be told when you log in.", waits),
			waits));
	if (out > 0)
		view_item(v, ITEM_TEXT,
		    view_printf(v,
			ngettext("%u question was found wrong and taken out of the total: it counts for nobody.",
			    "%u questions were found wrong and taken out of the total: they count for nobody.", out),
			out));
	if (when.len > 0)
		view_item(v, ITEM_TEXT, view_printf(v, _("The marks were changed on %.*s."), STR_ARG(when)));
}

static void
result_head(const struct told_result *t, struct view *v)
{
	const struct attempt *x = &t->attempt;
	unsigned items = count_items(t);
	struct str score = view_printf(v,
	    ngettext("%.*s of %u point, %d%%", "%.*s of %u points, %d%%", items),
	    STR_ARG(points(t, v)), items, x->percent);
	struct item *head;

	if (x->kind == ASSESS_SURVEY)
		head = view_item(v, ITEM_TEXT, str_from(_("Thank you. Your answers are kept.")));
	else if (x->waits)
		head = view_item(v, ITEM_TEXT, view_printf(v, _("NOT ALL MARKED YET   so far %.*s"), STR_ARG(score)));
	else if (x->pass == 0)
		head = view_item(v, ITEM_TEXT, view_printf(v, "%.*s", STR_ARG(score)));
	else
		head = view_item(v, ITEM_TEXT,
		    view_printf(v, _("%s   %.*s   (%u%% needed)"),
			x->passed ? _("PASSED") : _("NOT PASSED"), STR_ARG(score), x->pass));
	head->strong = true;
	result_later(t, v);
}

static const char *
item_verdict(const struct result_item *x)
{
	if (x->is_out)
		return _("taken out");
	if (x->waits)
		return _("not marked yet");
	if (x->right)
		return _("right");
	if (x->empty)
		return _("empty");
	return x->share > 0 ? _("in part") : _("wrong");
}

static int
verdict_cols(const struct told_result *t)
{
	int cols = 0;

	for (uint32_t i = 0; i < t->items; i++) {
		int w = width_str(str_from(item_verdict(&t->item[i])));

		cols = w > cols ? w : cols;
	}
	return cols;
}

static void
result_list(const struct app *a, const struct told_result *t, struct view *v)
{
	int cols = verdict_cols(t) + 4;

	for (uint32_t i = 0; i < t->items; i++) {
		struct str verdict = str_from(item_verdict(&t->item[i])), name = t->item[i].name;
		struct str text = t->attempt.kind == ASSESS_SURVEY ? name
				  : app_plain(a) ? view_printf(v, "%.*s: %.*s", STR_ARG(verdict),
						     STR_ARG(name))
					       : view_printf(v, "%.*s%.*s",
						     STR_ARG(words_pad(v->arena, verdict, cols)),
						     STR_ARG(name));

		view_choice(v, (int)i + 1, text);
	}
}

static void
fact_if(struct view *v, const char *label, struct str value)
{
	struct item *it;

	if (value.len == 0)
		return;
	it = view_item(v, ITEM_FACT, str_from(label));
	it->value = value;
	it->depth = 1;
}

/* The keeper speaks English; these two words are the interface's. */
static struct str
in_words(const struct question *q, struct str said)
{
	if (q->kind == QUESTION_TRUEFALSE && (str_is(said, "TRUE") || str_is(said, "True")))
		return str_from(_("True"));
	if (q->kind == QUESTION_TRUEFALSE && (str_is(said, "FALSE") || str_is(said, "False")))
		return str_from(_("False"));
	return said;
}

static void
option_view(struct str text, struct view *v)
{
	if (text.len > 0)
		view_item(v, ITEM_TEXT, view_printf(v, "- %.*s", STR_ARG(text)))->depth = 1;
}

/* What could be chosen, in the order in which it was shown. */
static void
shown_view(const struct question *q, struct view *v)
{
	bool chosen = q->kind == QUESTION_SINGLE || q->kind == QUESTION_MULTIPLE;

	for (uint32_t i = 0; chosen && i < q->choices; i++)
		option_view(q->choice[i].text, v);
	for (uint32_t i = 0; q->kind == QUESTION_MATCH && i < q->pairs; i++)
		option_view(q->pair[i].left, v);
	for (uint32_t i = 0; q->kind == QUESTION_MATCH && i < q->pairs; i++)
		option_view(q->pair[i].right, v);
}

static void
result_question(const struct app *a, const struct result *s, struct view *v)
{
	const struct told_result_question *q = s->question;
	struct item *rows;
	struct row *row;

	if (q == NULL)
		return;
	view_gap(v);
	view_item(v, ITEM_TEXT,
	    view_printf(
		v, _("Question %u. %.*s"), s->open + 1, STR_ARG(s->told->item[s->open].name)))
	    ->strong = true;
	rows = view_item(v, ITEM_ROWS, STR_NONE);
	flow_text(q->question.text, app_text_cols(a) - 5, v->arena, &row, &rows->rows);
	rows->row = row;
	rows->depth = 1;
	shown_view(&q->question, v);
	fact_if(v, _("You"),
	    q->given.len > 0 ? in_words(&q->question, q->given) : str_from(_("nothing")));
	fact_if(v, _("Right"), in_words(&q->question, q->right));
	if (q->is_out)
		view_item(v, ITEM_TEXT, str_from(_("This question was found wrong and taken out of the total.")))->depth = 1;
	else if (q->waits)
		view_item(v, ITEM_TEXT, str_from(_("A person has yet to mark this answer.")))->depth = 1;
	fact_if(v, q->is_out ? _("Why") : _("Comment"), q->comment);
	if (q->feedback.len > 0)
		view_item(v, ITEM_TEXT, q->feedback)->depth = 1;
	if (q->general.len > 0)
		view_item(v, ITEM_TEXT, q->general)->depth = 1;
	if (!s->told->answers_open && s->told->attempt.kind != ASSESS_SURVEY)
		view_item(v, ITEM_TEXT,
		    str_from(s->told->attempt.kind == ASSESS_PRETEST
			    ? _("The right answers are shown after the test at the end, which asks from the same questions.")
			    : s->told->attempt.waits
			    ? _("The right answers are shown when all is marked, and you have passed or used the last try.")
			    : _("The right answers are shown when you have passed, or after the "
				"last try.")))
		    ->depth = 1;
}

static struct str
lesson_title(const struct app *a, struct str id)
{
	const struct lesson *l = words_lesson(a->open.words, id, NULL);

	return l != NULL ? l->title : id;
}

static void
result_after(const struct app *a, const struct result *s, struct view *v)
{
	struct after after[AFTERS];
	uint32_t afters = after_list(a, s, after);
	int n = (int)s->told->items;

	view_gap(v);
	for (uint32_t i = 0; i < afters; i++) {
		struct str title = after[i].kind == AFTER_READ || after[i].kind == AFTER_NEXT_LESSON
				       ? lesson_title(a, after[i].id)
				       : STR_NONE;
		struct str text = STR_NONE;

		switch (after[i].kind) {
		case AFTER_READ:
			text = view_printf(v, _("Read again: %.*s"), STR_ARG(title));
			break;
		case AFTER_NEXT_LESSON:
			text = view_printf(v, _("Next: %.*s"), STR_ARG(title));
			break;
		case AFTER_NEXT_QUIZ:
			text = str_from(_("Next: the quiz of the next module"));
			break;
		case AFTER_NEXT_EXAM:
			text = str_from(_("Next: the final exam"));
			break;
		case AFTER_TRY:
			text = str_from(
			    _("Try again, with other questions (your best try counts)"));
			break;
		case AFTER_OUTLINE:
			text = str_from(_("Back to the outline"));
			break;
		}
		view_next(v, &n, text);
	}
}

static void
result_view(const struct app *a, const void *state, struct view *v)
{
	const struct result *s = state;
	static const char hex[] = "0123456789abcdef";

	v->title = quiz_title(a, s->card, s->id, v->arena);
	view_page(v, "result/%.*s/%c%c", STR_ARG(s->id), hex[s->attempt.b[15] >> 4],
	    hex[s->attempt.b[15] & 15]);
	if (s->told == NULL) {
		view_text(v, _("One moment."));
		return;
	}
	v->where = view_printf(v, _("try %u, %.*s"), s->told->attempt.number,
	    STR_ARG(words_when(v->arena, s->told->attempt.closed_at)));
	v->status = str_from(_("saved"));
	result_head(s->told, v);
	view_gap(v);
	result_list(a, s->told, v);
	result_question(a, s, v);
	result_after(a, s, v);
}

static bool
result_about(const struct app *a, const void *state, struct about *about)
{
	const struct result *s = state;

	(void)a;
	about->card = s->card;
	about->subject = s->id;
	if (s->told != NULL && s->open < s->told->items)
		about->question = s->told->item[s->open].id;
	return true;
}

static const struct key_word result_keys[] = {
	{ INTENT_CHOOSE, N_("show"), KEY_TAKEN },
	{ INTENT_REPORT, N_("something wrong with this question"), KEY_OF_APP },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_result = {
	.name = "result",
	.noun = N_("result"),
	.size = sizeof(struct result),
	.keys = result_keys,
	.about = result_about,
	.start = result_start,
	.resume = result_resume,
	.stop = result_stop,
	.update = result_update,
	.view = result_view,
};
