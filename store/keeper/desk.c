/* The operator's desk: who is there, and how the house is. */
#include "store/keeper/ask.h"

void
do_sessions(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_session_end(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_status(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

struct session_count {
	struct ask *x;
	const struct uuid *person;
	uint32_t n;
	bool ends;
};

static bool
session_count(void *with, const struct seat *s, uint64_t slot)
{
	struct session_count *c = with;

	if (!uuid_eq(&s->person, c->person) ||
	    (c->ends && uuid_eq(&s->session, &c->x->seat.session)))
		return true;
	c->n++;
	if (c->ends)
		c->x->k->process->end(c->x->k->process->context, slot);
	return true;
}

uint32_t
sessions_end(struct ask *x, const struct uuid *person)
{
	struct session_count c = { .x = x, .person = person, .ends = true };

	if (x->k->process && !uuid_is_zero(person))
		x->k->process->sessions(x->k->process->context, session_count, &c);
	return c.n;
}

uint32_t
sessions_of(struct ask *x, const struct uuid *person)
{
	struct session_count c = { .x = x, .person = person };

	if (x->k->process && !uuid_is_zero(person))
		x->k->process->sessions(x->k->process->context, session_count, &c);
	return c.n;
}
