/* The desk: how the server is, and what to do where it is not well. */
#include "tui/screens/desk.h"

enum { DAY = 86400 };

struct server {
	struct told told;
};

bool
desk_is_well(const struct told_status *s)
{
	return s->health == HEALTH_GOOD && s->backup_at != 0 && s->now - s->backup_at <= BACKUP_OLD_S;
}

static void
ask_status(struct app *a)
{
	struct request r = { .verb = VERB_STATUS };

	app_ask(a, &r);
}

static void
status_start(struct app *a, void *state, const struct go *go)
{
	(void)go;
	told_start(&((struct server *)state)->told);
	ask_status(a);
}

static void
status_stop(void *state)
{
	told_stop(&((struct server *)state)->told);
}

static void
status_update(struct app *a, void *state, const struct intent *i)
{
	struct server *s = state;

	if (i->kind == INTENT_REPLY && i->reply->verb == VERB_STATUS)
		told_take(a, &s->told, i->reply);
	if (i->kind == INTENT_CHOOSE && i->number >= 1)
		ask_status(a);
}

static void
warn(struct view *v, struct str text)
{
	view_item(v, ITEM_TEXT, text)->strong = true;
}

static void
health_view(const struct told_status *s, struct view *v)
{
	switch (s->health) {
	case HEALTH_DISK:
		warn(v, str_from(_("The server cannot write: the disk is full or read-only. Reading goes on, nothing new is kept. "
				   "Make room on it; writing goes on by itself.")));
		break;
	case HEALTH_CLOCK:
		warn(v,
		    view_printf(v,
			_("The clock is wrong: it says %.*s, but something was kept at %.*s. Exams and codes wait. Set it right "
			  "(timedatectl); they go on by themselves. If it is right now, and was ahead then, restart the "
			  "server."),
			STR_ARG(words_when(v->arena, s->now)), STR_ARG(words_when(v->arena, s->newest_at))));
		break;
	case HEALTH_CORRUPT:
		warn(v, str_from(_("The records are damaged. Stop the server, keep the data folder as it is, and put the newest backup "
				   "in its place: chalkline restore. The manual has a page for it.")));
		break;
	default:
		view_text(v, desk_is_well(s) ? _("All is well.") : _("The records are well."));
		break;
	}
	desk_fact(v, _("What the records say"), s->trouble);
}

static void
backup_view(const struct told_status *s, struct view *v)
{
	int64_t age = s->now - s->backup_at;

	if (s->backup_at == 0) {
		warn(v, str_from(_("There is no backup yet. On the server: chalkline backup FILE, and daily by its timer.")));
		return;
	}
	if (age > BACKUP_OLD_S)
		warn(v,
		    view_printf(v, _("The newest backup is %u days old. Look at the server why its timer makes none."),
			(unsigned)(age / DAY)));
	desk_fact(v, _("Newest backup"),
	    view_printf(v, "%.*s (%.*s)", STR_ARG(words_when(v->arena, s->backup_at)), STR_ARG(desk_since(v->arena, age))));
}

static void
status_facts(const struct told_status *s, struct view *v)
{
	desk_fact(v, _("Program"),
	    view_printf(v, _("chalkline %.*s, process %u, since %.*s"), STR_ARG(s->version), s->process,
		STR_ARG(words_when(v->arena, s->begun_at))));
	desk_fact(v, _("Listens on"), s->listening);
	desk_fact(v, _("Here now"), view_printf(v, _("%u visits, of them %u at the door"), s->sessions, s->at_door));
	desk_fact(v, _("Turned away since the start"), view_printf(v, "%llu", (unsigned long long)s->turned_away));
	desk_fact(v, _("People"), view_printf(v, "%u", s->people));
	desk_fact(v, _("Courses served"), view_printf(v, "%u", s->editions));
	desk_fact(v, _("Records"),
	    view_printf(v, _("%llu events, %.*s"), (unsigned long long)s->events,
		STR_ARG(desk_size(v->arena, s->database_bytes))));
	desk_fact(v, _("Free on the disk"), desk_size(v->arena, s->free_bytes));
	desk_fact(v, _("Fingerprint"), s->fingerprint);
	desk_fact(v, _("The next fingerprint"), s->next_fingerprint);
}

static void
status_view(const struct app *a, const void *state, struct view *v)
{
	const struct server *s = state;

	(void)a;
	v->title = str_from(_("How the server is"));
	if (told_view(&s->told, v)) {
		health_view(&s->told.reply->status, v);
		backup_view(&s->told.reply->status, v);
		view_gap(v);
		status_facts(&s->told.reply->status, v);
	}
	view_gap(v);
	view_choice(v, 1, str_from(_("Look again")));
}

const struct screen_class screen_desk_status = {
	.name = "desk-status",
	.noun = N_("server"),
	.size = sizeof(struct server),
	.keys = desk_keys,
	.start = status_start,
	.stop = status_stop,
	.update = status_update,
	.view = status_view,
};
