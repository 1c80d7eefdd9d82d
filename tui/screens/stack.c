/* The frames of the app and its requests: what goes up, comes back, and who hears the answer. */
#include <string.h>

#include "tui/screens/screen.h"

/* ---- frames ---- */

static void
frame_bury(struct app *a, unsigned index)
{
	struct frame *f = &a->frame[index];

	if (f->class->stop != NULL)
		f->class->stop(f->state);
	if (a->goners < COUNT(a->gone))
		a->gone[a->goners++] = *f;
	else
		arena_free(f->arena);
	*f = (struct frame){ .class = NULL };
}

static void
frame_push(struct app *a, const struct screen_class *class, const struct go *go)
{
	static const struct go nowhere = { .card = NO_CARD,
		.module = { "", 0 },
		.lesson = { "", 0 },
		.id = { "", 0 },
		.question = { "", 0 },
		.draft = { "", 0 } };
	unsigned before = a->current;
	struct frame *f = &a->frame[a->frames];

	*f = (struct frame){ .class = class, .arena = arena_new(), .serial = ++a->serial };
	f->state = arena_alloc(f->arena, class->size);
	a->current = a->frames++;
	a->digits = 0;
	if (class->start != NULL)
		class->start(a, f->state, go != NULL ? go : &nowhere);
	/* A start that went on to another screen has moved current by itself. */
	a->current = before < a->frames ? before : a->frames - 1;
}

void
app_go(struct app *a, const struct screen_class *class, const struct go *go)
{
	if (a->frames == STACK_MAX)
		frame_bury(a, --a->frames);
	frame_push(a, class, go);
}

void
app_replace(struct app *a, const struct screen_class *class, const struct go *go)
{
	frame_bury(a, --a->frames);
	frame_push(a, class, go);
}

static void
top_resume(struct app *a)
{
	struct frame *f = &a->frame[a->frames - 1];
	unsigned before = a->current;

	a->current = a->frames - 1;
	a->digits = 0;
	if (f->class->resume != NULL)
		f->class->resume(a, f->state);
	a->current = before < a->frames ? before : a->frames - 1;
}

static struct str
goodbye(const struct app *a)
{
	struct arena *s = a->scratch;
	struct str again = app_command(a, s, a->who.login);

	if (a->who.role == ROLE_DOOR)
		return str_printf(
		    s, _("Goodbye. Nothing is lost: your code still works. Come in the same "
			 "way and begin again."));
	if (a->who.role == ROLE_GUEST)
		return str_printf(s, _("Goodbye. A guest's reading is not kept."));
	return str_printf(s, _("Goodbye, %.*s. Your place is kept. To come back:\n%.*s"),
	    STR_ARG(a->who.name), STR_ARG(again));
}

void
app_back(struct app *a)
{
	if (a->frames <= 1) {
		app_leave(a, goodbye(a));
		return;
	}
	frame_bury(a, --a->frames);
	top_resume(a);
}

void
app_home(struct app *a)
{
	if (a->frames <= 1)
		return;
	while (a->frames > 1)
		frame_bury(a, --a->frames);
	top_resume(a);
}

struct arena *
app_arena(struct app *a)
{
	return a->frame[a->current].arena;
}

void
app_focus(struct app *a, int number)
{
	a->frame[a->current].focus = number;
}

void
app_leave(struct app *a, struct str text)
{
	if (a->effect != NULL)
		*a->effect = (struct effect){ .kind = EFFECT_LEAVE, .goodbye = text };
}

void
app_preview(struct app *a, struct str course)
{
	if (a->effect != NULL)
		*a->effect = (struct effect){ .kind = EFFECT_PREVIEW, .goodbye = STR_NONE, .course = course };
}

/* ---- requests ---- */

bool
app_may(const struct app *a, enum verb v)
{
	return (record_verbs[v].roles & 1u << a->who.role) != 0;
}

struct uuid
app_uuid(const struct app *a)
{
	struct uuid u = { { 0 } };

	a->w->uuid(a->w->context, &u);
	return u;
}

static void
secret_wipe(struct str s)
{
	/* The copy is the queue's own, made a moment ago in its arena. */
	if (s.len > 0)
		explicit_bzero((char *)(uintptr_t)s.at, s.len);
}

static void
waiting_free(struct waiting *w)
{
	struct request *r = w->request;

	if (r->verb == VERB_SIGNUP)
		secret_wipe(r->signup.secret);
	if (r->verb == VERB_RECOVER)
		secret_wipe(r->recover.secret);
	if (r->verb == VERB_PASSWORD) {
		secret_wipe(r->password.secret);
		secret_wipe(r->password.old);
	}
	if (r->verb == VERB_USER_SET)
		secret_wipe(r->set.secret);
	arena_free(w->arena);
	*w = (struct waiting){ .request = NULL };
}

/* A place that nobody has sent yet is overtaken by the next one. */
static struct waiting *
overtaken(struct app *a, const struct request *r, unsigned serial)
{
	for (unsigned i = a->asked ? 1 : 0; i < a->queued; i++) {
		struct waiting *w = &a->queue[i];

		if (r->verb == VERB_PLACE && w->request->verb == VERB_PLACE && w->serial == serial)
			return w;
	}
	return NULL;
}

static bool
ask(struct app *a, const struct request *r, unsigned serial)
{
	struct waiting *w = overtaken(a, r, serial);

	if (w == NULL && a->queued == QUEUE_MAX)
		return false;
	if (w != NULL)
		waiting_free(w);
	else
		w = &a->queue[a->queued++];
	*w = (struct waiting){ .arena = arena_new(), .serial = serial };
	w->request = request_copy(w->arena, r);
	return true;
}

bool
app_ask(struct app *a, const struct request *r)
{
	return ask(a, r, a->frame[a->current].serial);
}

void
stack_ask(struct app *a, const struct request *r)
{
	ask(a, r, 0);
}

void
stack_send(struct app *a, struct effect *e)
{
	if (e->kind != EFFECT_NONE || a->asked || a->queued == 0)
		return;
	e->kind = EFFECT_ASK;
	e->request = *a->queue[0].request;
	/* A reply that bears the number 0 is the call of a new keeper; a session may put its own
	 * count here. */
	e->request.number = ++a->requests;
	a->asked = true;
}

bool
stack_answers(const struct app *a, const struct reply *r)
{
	return r != NULL && a->asked && r->verb == a->queue[0].request->verb;
}

struct waiting
stack_answered(struct app *a)
{
	struct waiting w = a->queue[0];

	a->queued--;
	memmove(&a->queue[0], &a->queue[1], a->queued * sizeof(a->queue[0]));
	a->asked = false;
	return w;
}

void
stack_sweep(struct app *a)
{
	while (a->goners > 0)
		arena_free(a->gone[--a->goners].arena);
}

void
stack_forget(struct waiting *w)
{
	waiting_free(w);
}

void
stack_clear(struct app *a)
{
	while (a->frames > 0)
		frame_bury(a, --a->frames);
	stack_sweep(a);
	while (a->queued > 0)
		waiting_free(&a->queue[--a->queued]);
}
