/*
 * Written answers that wait for a mark: the queue, and one of them with its model answer under it. No name stands
 * here: who marks sees an answer, not a person.
 */
#include "tui/screens/desk.h"

enum { SHOWN_MOST = 50, PERCENT_CAP = 8, COMMENT_CAP = 1000 };

/* ---- the queue ---- */

struct queue {
	struct told told;
	uint32_t skip;
};

static void
ask_queue(struct app *a, const struct queue *s)
{
	struct request r = { .verb = VERB_MARKING };

	r.marking.course = STR_NONE;
	r.marking.skip = s->skip;
	app_ask(a, &r);
}

static void
queue_start(struct app *a, void *state, const struct go *go)
{
	(void)go;
	told_start(&((struct queue *)state)->told);
	ask_queue(a, state);
}

static void
queue_resume(struct app *a, void *state)
{
	ask_queue(a, state);
}

static void
queue_stop(void *state)
{
	told_stop(&((struct queue *)state)->told);
}

static uint32_t
queue_shown(const struct queue *s)
{
	uint32_t n = s->told.reply != NULL ? s->told.reply->marking.rows : 0;

	return n < SHOWN_MOST ? n : SHOWN_MOST;
}

static bool
has_later(const struct queue *s)
{
	return s->told.reply != NULL && s->skip + queue_shown(s) < s->told.reply->marking.all;
}

static void
turn_to(struct app *a, struct queue *s, uint32_t skip)
{
	s->skip = skip;
	app_focus(a, 0);
	ask_queue(a, s);
}

/* The list, then its later and its first part. */
static void
queue_choose(struct app *a, struct queue *s, int number)
{
	uint32_t shown = queue_shown(s);
	struct go go;

	if ((uint32_t)number <= shown) {
		go = desk_go(STR_NONE);
		go.attempt = s->told.reply->marking.row[number - 1].attempt;
		go.block = s->told.reply->marking.row[number - 1].index;
		app_go(a, &screen_marking_one, &go);
		return;
	}
	number -= (int)shown;
	if (has_later(s) && number-- == 1)
		turn_to(a, s, s->skip + shown);
	else if (number == 1 && s->skip > 0)
		turn_to(a, s, 0);
}

static void
queue_update(struct app *a, void *state, const struct intent *i)
{
	struct queue *s = state;

	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_MARKING)
		told_take(a, &s->told, i->reply);
	else if (i->kind == INTENT_CHOOSE && i->number == 1 && s->told.reply != NULL && s->told.reply->marking.all == 0)
		app_back(a);
	else if (i->kind == INTENT_CHOOSE && i->number >= 1)
		queue_choose(a, s, i->number);
}

static void
queue_view(const struct app *a, const void *state, struct view *v)
{
	const struct queue *s = state;
	int n = 0;

	v->title = str_from(_("Written answers"));
	v->address = STR("marking");
	view_page(v, "marking/%u", s->skip);
	if (!told_view(&s->told, v))
		return;
	if (s->told.reply->marking.all == 0) {
		view_text(v, _("No written answer waits for a mark."));
		view_gap(v);
		view_choice(v, 1, str_from(_("Back")));
		return;
	}
	view_item(v, ITEM_TEXT,
	    view_printf(v, ngettext("%u answer waits, the oldest first.", "%u answers wait, the oldest first.", s->told.reply->marking.all),
		s->told.reply->marking.all));
	view_gap(v);
	for (uint32_t i = 0; i < queue_shown(s); i++) {
		const struct marking_row *m = &s->told.reply->marking.row[i];
		struct item *it = view_next(v, &n, view_printf(v, _("%.*s, answer %u of %u"), STR_ARG(m->name), m->number, m->of));

		it->detail[0] = desk_since(v->arena, a->now - m->at);
		it->detail[1] = view_printf(v, "%.*s/%.*s", STR_ARG(m->course), STR_ARG(m->assessment));
	}
	view_gap(v);
	if (has_later(s))
		view_next(v, &n, str_from(_("Later ones")));
	if (s->skip > 0)
		view_next(v, &n, str_from(_("The oldest ones")));
}

const struct screen_class screen_marking = {
	.name = "marking",
	.noun = N_("written answers"),
	.size = sizeof(struct queue),
	.keys = desk_keys,
	.start = queue_start,
	.resume = queue_resume,
	.stop = queue_stop,
	.update = queue_update,
	.view = queue_view,
};

/* ---- one of them ---- */

enum one_step { ONE_READ, ONE_PERCENT, ONE_COMMENT };

struct one {
	struct told told;
	struct uuid attempt;
	uint32_t index;
	enum one_step step;
	struct field percent, comment;
	struct uuid event; /* of the mark; the same while it is not saved, so that it is given once */
	bool waiting;
};

static void
one_start(struct app *a, void *state, const struct go *go)
{
	struct one *s = state;
	struct request r = { .verb = VERB_MARKING_ONE };

	told_start(&s->told);
	field_init(&s->percent, app_arena(a), PERCENT_CAP);
	field_init(&s->comment, app_arena(a), COMMENT_CAP);
	r.mark.attempt = s->attempt = go->attempt;
	r.mark.index = s->index = go->block;
	r.mark.comment = STR_NONE;
	app_ask(a, &r);
}

static void
one_stop(void *state)
{
	told_stop(&((struct one *)state)->told);
}

static void
step_to(struct app *a, struct one *s, enum one_step step)
{
	s->step = step;
	app_focus(a, 0);
}

/* 0..100, with or without a sign behind it; false: it is no such number. */
static bool
percent_read(const struct one *s, uint8_t *percent)
{
	struct str text = str_trim(field_get(&s->percent));
	uint64_t n;

	if (str_ends(text, "%"))
		text = str_trim(str_sub(text, 0, text.len - 1));
	if (!str_number(text, 100, &n))
		return false;
	*percent = (uint8_t)n;
	return true;
}

static void
ask_mark(struct app *a, struct one *s)
{
	struct request r = { .verb = VERB_MARK };

	if (uuid_is_zero(&s->event))
		s->event = app_uuid(a);
	r.mark.event = s->event;
	r.mark.attempt = s->attempt;
	r.mark.index = s->index;
	r.mark.comment = str_trim(field_get(&s->comment));
	if (percent_read(s, &r.mark.percent))
		s->waiting = app_ask(a, &r);
}

static void
one_told(struct app *a, struct one *s, const struct reply *r)
{
	struct go go = desk_go(STR_NONE);

	if (r->verb == VERB_MARKING_ONE) {
		if (told_take(a, &s->told, r) && r->marking_one.is_marked)
			field_set(&s->comment, r->marking_one.comment);
		return;
	}
	if (r->verb != VERB_MARK)
		return;
	s->waiting = false;
	if (r->refusal.reason != REASON_NONE) {
		s->event = (struct uuid){ { 0 } };
		step_to(a, s, ONE_READ);
		app_refused(a, r);
		return;
	}
	if (!r->mark.has_next) {
		app_note(a, str_from(_("Saved. No other answer waits.")));
		app_back(a);
		return;
	}
	app_note(a, str_printf(a->scratch, _("Saved. Still waiting: %u. This is the next one."), r->mark.left));
	go.attempt = r->mark.next;
	go.block = r->mark.index;
	app_replace(a, &screen_marking_one, &go);
}

static void
one_enter(struct app *a, struct one *s)
{
	uint8_t percent;

	if (s->step == ONE_COMMENT)
		ask_mark(a, s);
	else if (percent_read(s, &percent))
		step_to(a, s, ONE_COMMENT);
	else
		app_note(a, str_from(_("Type a whole number from 0 to 100.")));
}

static void
one_back(struct app *a, struct one *s)
{
	if (s->step == ONE_READ)
		app_back(a);
	else
		step_to(a, s, s->step == ONE_COMMENT ? ONE_PERCENT : ONE_READ);
}

static void
one_update(struct app *a, void *state, const struct intent *i)
{
	struct one *s = state;

	if (i->kind == INTENT_REPLY)
		one_told(a, s, i->reply);
	else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE)
		one_back(a, s);
	else if (s->waiting || s->told.reply == NULL)
		return;
	else if (s->step == ONE_READ && i->kind == INTENT_CHOOSE && i->number == 1 && app_may(a, VERB_MARK))
		step_to(a, s, ONE_PERCENT);
	else if (s->step != ONE_READ && i->kind == INTENT_CHOOSE)
		one_enter(a, s);
	else if (s->step != ONE_READ &&
		 field_update(s->step == ONE_PERCENT ? &s->percent : &s->comment, i) == FIELD_EMPTY_ERASED)
		one_back(a, s);
}

static bool
one_commits(const struct app *a, const void *state, const struct intent *i)
{
	const struct one *s = state;

	(void)a;
	return i->kind == INTENT_CHOOSE && s->step == ONE_COMMENT;
}

/* A heading and what stands under it, in its own lines. */
static void
part_view(struct view *v, const char *head, struct str text)
{
	struct str rest = text, line;

	if (text.len == 0)
		return;
	view_heading(v, head);
	while (str_next(&rest, '\n', &line)) {
		if (line.len > 0)
			view_item(v, ITEM_TEXT, line);
		else
			view_gap(v);
	}
	view_gap(v);
}

static void
read_view(const struct app *a, const struct told_marking_one *t, struct view *v)
{
	part_view(v, _("Question"), t->text);
	part_view(v, _("Answer"), t->answer);
	part_view(v, _("Model answer, and what to look for"), t->model);
	if (t->is_marked) {
		desk_fact(v, _("Mark so far"), view_printf(v, "%d%%", t->share / (QUESTION_MILLION / 100)));
		desk_fact(v, _("Comment"), t->comment);
		view_gap(v);
	}
	if (app_may(a, VERB_MARK))
		view_choice(v, 1, str_from(t->is_marked ? _("Mark it again") : _("Mark it")));
}

static void
one_view(const struct app *a, const void *state, struct view *v)
{
	const struct one *s = state;
	const struct told_marking_one *t;

	v->title = str_from(_("Written answer"));
	view_page(v, "marking-one/%d", (int)s->step);
	if (!told_view(&s->told, v))
		return;
	t = &s->told.reply->marking_one;
	view_item(v, ITEM_TEXT,
	    t->row.of > 0 ? view_printf(v, _("%.*s, answer %u of %u"), STR_ARG(t->row.name), t->row.number, t->row.of)
			  : t->row.name);
	view_gap(v);
	if (s->step == ONE_READ) {
		read_view(a, t, v);
	} else if (s->step == ONE_PERCENT) {
		view_text(v, _("How much of its points is the answer worth? 100 is all of them."));
		view_gap(v);
		field_view(v, &s->percent, str_from(_("Percent")), false);
	} else {
		desk_fact(v, _("Percent"), str_trim(field_get(&s->percent)));
		view_text(v, _("A line to the learner, who reads it with the mark. It may stay empty. Enter saves the mark."));
		view_gap(v);
		field_view(v, &s->comment, str_from(_("Comment")), false);
	}
}

const struct screen_class screen_marking_one = {
	.name = "marking-one",
	.noun = N_("written answer"),
	.size = sizeof(struct one),
	.keys = desk_steps,
	.start = one_start,
	.stop = one_stop,
	.update = one_update,
	.view = one_view,
	.commits = one_commits,
};
