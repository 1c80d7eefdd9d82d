/* Publishing a draft: what would happen, and whom it touches; then a choice that does it. */
#include "tui/screens/desk.h"
#include "tui/screens/drafts.h"

enum { CHANGES_SHOWN = 20, PROBLEMS_SHOWN = 40 };

struct publish {
	struct told told; /* PUBLISH: the dry run */
	struct str course;
	bool waiting;     /* for the real one */
};

static bool
ask_publish(struct app *a, struct publish *s, bool dry_run)
{
	const struct told_publish *t = s->told.reply != NULL ? &s->told.reply->publish : NULL;
	struct request r = { .verb = VERB_PUBLISH,
		.publish = { .event = app_uuid(a), .course = s->course, .dry_run = dry_run } };

	/* What was agreed to is what stands on the page. */
	r.publish.agreed = !dry_run && t != NULL && t->state == PUBLISH_ASK;
	return app_ask(a, &r);
}

static void
publish_start(struct app *a, void *state, const struct go *go)
{
	struct publish *s = state;

	told_start(&s->told);
	s->course = str_copy(app_arena(a), go->id);
	ask_publish(a, s, true);
}

static void
publish_resume(struct app *a, void *state)
{
	ask_publish(a, state, true);
}

static void
publish_stop(void *state)
{
	told_stop(&((struct publish *)state)->told);
}

static bool
can_be_done(const struct publish *s)
{
	const struct told_publish *t = s->told.reply != NULL ? &s->told.reply->publish : NULL;

	return t != NULL && (t->state == PUBLISH_WOULD || t->state == PUBLISH_ASK);
}

static void
publish_told(struct app *a, struct publish *s, const struct reply *r)
{
	const struct told_publish *t = &r->publish;

	s->waiting = false;
	if (told_take(a, &s->told, r) && t->state == PUBLISH_DONE) {
		app_note(a,
		    str_printf(a->scratch, _("Published: %.*s, edition %.*s. Who opens the course from now on gets it."),
			STR_ARG(t->course), STR_ARG(edition_words(a->scratch, &t->to))));
		app_back(a);
		return;
	}
	app_focus(a, 0);
}

static void
publish_update(struct app *a, void *state, const struct intent *i)
{
	struct publish *s = state;

	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_PUBLISH)
		publish_told(a, s, i->reply);
	else if (i->kind == INTENT_BACK || i->kind == INTENT_BACK_PAGE)
		app_back(a);
	else if (i->kind == INTENT_CHOOSE && i->number == 2 && can_be_done(s) && !s->waiting)
		s->waiting = ask_publish(a, s, false);
	else if (i->kind == INTENT_CHOOSE && i->number == 1 && !s->waiting)
		app_back(a);
}

static bool
publish_commits(const struct app *a, const void *state, const struct intent *i)
{
	(void)a;
	return i->kind == INTENT_CHOOSE && i->number == 2 && can_be_done(state);
}

struct str
edition_words(struct arena *a, const struct edition_no *e)
{
	if (e->edition == 0 && e->minor == 0 && e->revision == 0)
		return STR_NONE;
	return str_printf(a, "%u.%u.%u", e->edition, e->minor, e->revision);
}

static const char *
class_words(enum change_class c)
{
	static const char *const words[CHANGE_CLASSES] = {
		[CHANGE_NONE] = N_("nothing has changed"),
		[CHANGE_REVISION] = N_("revision: nobody's progress changes"),
		[CHANGE_MINOR] = N_("minor: something is new, what was done stays done"),
		[CHANGE_MAJOR] = N_("major: who is mid-way finishes the edition they began"),
	};

	return c < CHANGE_CLASSES ? _(words[c]) : "";
}

/* Why it cannot be done, and what to do. */
static const char *
state_words(enum publish_state state)
{
	switch (state) {
	case PUBLISH_SAME:
		return _("Nothing differs from what is served. There is nothing to publish.");
	case PUBLISH_ERRORS:
		return _("It cannot be published yet. Mend these first:");
	case PUBLISH_STALE:
		return _("Somebody has published a newer edition since this draft was begun. Take the newer files from courses, put "
			 "your changes into them, and publish that.");
	case PUBLISH_NO_BASE:
		return _("Nothing says from which edition this draft began. Put the course.lock of that edition beside "
			 "course.yaml.");
	case PUBLISH_IDS:
		return _("Ids have vanished, or course.lock was edited. Nobody's progress may be lost silently:");
	case PUBLISH_ASK:
		return _("People are mid-way in this course. They finish the edition that they began; the new one is for who "
			 "begins now.");
	default:
		return NULL;
	}
}

static void
people_view(const struct told_publish *t, struct view *v)
{
	if (t->mid_course > 0)
		desk_fact(v, _("Mid-way"), view_printf(v, "%u", t->mid_course));
	if (t->in_attempt > 0)
		desk_fact(v, _("In a quiz or exam now"), view_printf(v, "%u", t->in_attempt));
	if (t->done > 0)
		desk_fact(v, _("Have finished it"), view_printf(v, "%u", t->done));
	if (t->mid_course + t->in_attempt + t->done == 0)
		desk_fact(v, _("People it touches"), str_from(_("nobody")));
}

static void
changes_view(const struct told_publish *t, struct view *v)
{
	uint32_t shown = t->changes < CHANGES_SHOWN ? t->changes : CHANGES_SHOWN;
	uint32_t more = t->changes - shown + t->changes_more;

	for (uint32_t i = 0; i < shown; i++) {
		const struct change_row *c = &t->change[i];
		struct item *it = view_item(v, ITEM_TEXT,
		    view_printf(v, "%.*s %.*s: %.*s", STR_ARG(c->kind), STR_ARG(c->id), STR_ARG(c->what)));

		if (c->people > 0)
			it->text = view_printf(v, ngettext("%.*s (%u person has done it)", "%.*s (%u people have done it)", c->people),
			    STR_ARG(it->text), c->people);
		it->depth = 1;
	}
	if (more > 0)
		view_item(v, ITEM_TEXT, view_printf(v, ngettext("and %u more change", "and %u more changes", more), more))
		    ->depth = 1;
}

static void
plan_view(const struct told_publish *t, struct view *v)
{
	desk_fact(v, _("Change"), str_from(class_words(t->class)));
	desk_fact(v, _("Served now"), edition_words(v->arena, &t->from));
	desk_fact(v, _("Would be"), edition_words(v->arena, &t->to));
	people_view(t, v);
	if (t->warnings > 0)
		desk_fact(v, _("Warnings"), view_printf(v, "%u", t->warnings));
	view_gap(v);
	changes_view(t, v);
}

static void
publish_view(const struct app *a, const void *state, struct view *v)
{
	const struct publish *s = state;
	const struct told_publish *t;
	const char *why;

	(void)a;
	v->title = view_printf(v, _("Publish: %.*s"), STR_ARG(s->course));
	view_page(v, "draft-publish/%.*s/%d", STR_ARG(s->course), (int)can_be_done(s));
	if (!told_view(&s->told, v))
		return;
	t = &s->told.reply->publish;
	why = state_words(t->state);
	if (can_be_done(s))
		plan_view(t, v);
	if (why != NULL)
		view_text(v, why);
	if (!can_be_done(s)) {
		lines_view(v, t->problems, PROBLEMS_SHOWN);
		view_gap(v);
		view_choice(v, 1, str_from(_("Back to the draft")));
		return;
	}
	desk_no_yes(v, _("No, not now"), _("Yes, publish it"));
}

const struct screen_class screen_draft_publish = {
	.name = "draft-publish",
	.noun = N_("publish"),
	.size = sizeof(struct publish),
	.keys = desk_steps,
	.start = publish_start,
	.resume = publish_resume,
	.stop = publish_stop,
	.update = publish_update,
	.view = publish_view,
	.commits = publish_commits,
};
