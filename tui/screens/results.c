/* Every test that the reader has handed in, newest first. */
#include "tui/screens/quiz.h"

enum { RESULTS_MAX = 99 };

struct tried {
	struct uuid id;
	uint32_t card;
	struct str assessment, title; /* in the image, or the id's copy */
	int64_t at;
	int percent;
	unsigned number;
	uint8_t pass;
	bool passed, waits;
	enum assessment_kind kind;
};

struct results {
	struct tried *tried;
	uint32_t count;
	bool told;
};

static void
results_start(struct app *a, void *state, const struct go *go)
{
	struct request r = { .verb = VERB_RESULTS };

	(void)state;
	(void)go;
	if (app_may(a, VERB_RESULTS))
		app_ask(a, &r);
}

/* The words of a module's title need the course's outline: decoded once for each run of one course.
 */
static void
fill(struct app *a, struct results *s, const struct told_results *t)
{
	struct arena *arena = arena_new(), *keep = app_arena(a);
	const struct words *words = NULL;
	uint32_t card = NO_CARD;

	s->count = t->attempts < RESULTS_MAX ? t->attempts : RESULTS_MAX;
	s->tried = ARENA_ARRAY(keep, s->count + 1, struct tried);
	for (uint32_t i = 0; i < s->count; i++) {
		const struct attempt *x = &t->attempt[i];
		struct tried *y = &s->tried[i];
		uint32_t its = app_card(a, x->course);

		if (its != card) {
			arena_reset(arena);
			words = its != NO_CARD
				    ? image_words(a->card[its].image, a->who.language, arena)
				    : NULL;
			card = its;
		}
		*y = (struct tried){
			.id = x->id, .card = its, .at = x->closed_at, .percent = x->percent
		};
		y->number = x->number;
		y->pass = x->pass;
		y->passed = x->passed;
		y->waits = x->waits;
		y->kind = x->kind;
		y->assessment = str_copy(keep, x->assessment);
		y->title = its != NO_CARD ? str_from(assessment_name(x->kind)) : str_copy(keep, x->course);
		for (uint32_t m = 0; words != NULL && m < words->modules; m++) {
			if (str_eq(words->module[m].id, x->assessment))
				y->title = words->module[m].title;
		}
	}
	arena_free(arena);
	s->told = true;
}

static void
results_update(struct app *a, void *state, const struct intent *i)
{
	struct results *s = state;
	struct go go = { .module = STR_NONE, .lesson = STR_NONE };
	const struct tried *t;

	if (i->kind == INTENT_REPLY) {
		if (i->reply->verb != VERB_RESULTS)
			return;
		if (i->reply->refusal.reason != REASON_NONE)
			app_refused(a, i->reply);
		else
			fill(a, s, &i->reply->results);
		return;
	}
	if (i->kind != INTENT_CHOOSE || i->number < 1)
		return;
	if ((uint32_t)i->number > s->count) {
		app_go(a, &screen_catalogue, NULL);
		return;
	}
	t = &s->tried[i->number - 1];
	if (t->card == NO_CARD) {
		app_note(a,
		    str_from(_("This course is not offered here any more. Your result is kept.")));
		return;
	}
	go.card = t->card;
	go.id = t->assessment;
	go.attempt = t->id;
	go.question = go.draft = STR_NONE;
	app_go(a, &screen_result, &go);
}

static void
results_view(const struct app *a, const void *state, struct view *v)
{
	const struct results *s = state;
	int n = 0;

	v->title = str_from(_("My results"));
	v->address = STR("results");
	if (!app_may(a, VERB_RESULTS))
		view_text(v, _("A guest's results are not kept."));
	else if (!s->told)
		view_text(v, _("One moment."));
	else if (s->count == 0)
		view_text(v, _("You have not handed in a test yet."));
	for (uint32_t i = 0; i < s->count; i++) {
		const struct tried *t = &s->tried[i];
		struct item *it = view_next(v, &n, t->title);

		if (t->card != NO_CARD)
			it->text = view_printf(
			    v, "%.*s: %.*s", STR_ARG(a->card[t->card].title), STR_ARG(t->title));
		it->detail[0] = t->kind == ASSESS_SURVEY ? str_from(_("handed in"))
				: t->waits ? str_from(_("not all marked yet"))
				: t->pass == 0 ? view_printf(v, "%d%%", t->percent)
				: t->passed  ? view_printf(v, _("passed, %d%%"), t->percent)
					     : view_printf(v, _("not passed, %d%%"), t->percent);
		it->detail[1] = words_day(v->arena, t->at);
	}
	view_gap(v);
	view_next(v, &n, str_from(_("All courses")));
}

static const struct key_word results_keys[] = {
	{ INTENT_CHOOSE, N_("open"), KEY_TAKEN },
	{ INTENT_NONE, NULL, KEY_TAKEN },
};

const struct screen_class screen_results = {
	.name = "results",
	.noun = N_("results"),
	.size = sizeof(struct results),
	.keys = results_keys,
	.start = results_start,
	.update = results_update,
	.view = results_view,
};
