/* The operator's desk: who is there, and how the house is. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "courses/base/safe.h"
#include "store/keeper/ask.h"

enum {
	ID = 6, /* bytes of a session's own name that its id shows */
	ROWS_MOST = 300,
	ROWS_BYTES = 48 << 10, /* of one message; what is more is counted */
	ROW_BYTES = 80,
};

/* ---- sessions ---- */

struct seen {
	const struct seat *seat;
	uint64_t slot;
};

struct look {
	struct ask *x;
	struct seen *seen; /* room for all */
	uint32_t n;
};

static bool
session_count(void *with, const struct seat *s, uint64_t slot)
{
	(void)s, (void)slot;
	++*(uint32_t *)with;
	return true;
}

static bool
session_see(void *with, const struct seat *s, uint64_t slot)
{
	struct look *l = with;

	l->seen[l->n++] = (struct seen){ s, slot };
	return true;
}

static int
by_age(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	if (x->seat->since != y->seat->since)
		return x->seat->since < y->seat->since ? -1 : 1;
	return x->slot < y->slot ? -1 : x->slot > y->slot;
}

/* All there are, oldest first. */
static struct look
look(struct ask *x)
{
	const struct keeper_process *p = x->k->process;
	struct look l = { .x = x };
	uint32_t n = 0;

	if (!p)
		return l;
	p->sessions(p->context, session_count, &n);
	l.seen = ARENA_ARRAY(x->a, n, struct seen);
	p->sessions(p->context, session_see, &l);
	qsort(l.seen, l.n, sizeof(*l.seen), by_age);
	return l;
}

static bool
is_own(const struct ask *x, const struct seat *s)
{
	return !uuid_is_zero(&s->session) && uuid_eq(&s->session, &x->seat.session);
}

static struct str
session_id(struct ask *x, const struct seat *s)
{
	char text[2 * ID + 1];

	sodium_bin2hex(text, sizeof(text), s->session.b, ID);
	return str_copy(x->a, str_from(text));
}

void
do_sessions(struct ask *x)
{
	struct told_sessions *t = &x->r->sessions;
	struct look l = look(x);
	size_t bytes = 0;

	t->all = l.n;
	t->session = ARENA_ARRAY(x->a, l.n < ROWS_MOST ? l.n : ROWS_MOST, struct session_row);
	for (uint32_t i = 0; i < l.n && t->sessions < ROWS_MOST; i++) {
		const struct seat *s = l.seen[i].seat;
		struct session_row row = {
			.id = session_id(x, s),
			.login = STR_NONE,
			.name = STR_NONE,
			.role = s->role,
			.from = from_cut(x->a, str_from(s->from)),
			.client = safe_line(x->a, str_from(s->client)),
			.since = s->since,
			.own = is_own(x, s),
		};
		struct person p;

		if (s->role > ROLE_GUEST && db_person(x->k->db, &s->person, x->a, &p)) {
			row.login = p.login;
			row.name = p.name;
		}
		bytes += ROW_BYTES + row.login.len + row.name.len + row.from.len + row.client.len;
		if (bytes > ROWS_BYTES)
			break;
		t->session[t->sessions++] = row;
	}
}

static void
ending_add(struct ask *x, struct ending e)
{
	struct ending *copy;

	for (const struct ending *one = x->ending; one; one = one->next)
		if (uuid_eq(&one->person, &e.person) && uuid_eq(&one->session, &e.session))
			return;
	copy = ARENA_NEW(x->a, struct ending);
	*copy = e;
	copy->next = x->ending;
	x->ending = copy;
}

uint32_t
sessions_of(struct ask *x, const struct uuid *person)
{
	struct look l = look(x);
	uint32_t n = 0;

	for (uint32_t i = 0; i < l.n; i++)
		n += !uuid_is_zero(person) && uuid_eq(&l.seen[i].seat->person, person);
	return n;
}

uint32_t
sessions_end(struct ask *x, const struct uuid *person)
{
	struct look l = look(x);
	uint32_t n = 0;

	if (uuid_is_zero(person))
		return 0;
	/* Also those whose login is committed in this very turn: whoever carries it out looks
	 * again. */
	ending_add(x, (struct ending){ .person = *person });
	for (uint32_t i = 0; i < l.n; i++)
		n += uuid_eq(&l.seen[i].seat->person, person) && !is_own(x, l.seen[i].seat);
	return n;
}

static bool
session_go(void *with, const struct seat *s, uint64_t slot)
{
	const struct ask *x = with;
	const struct keeper_process *p = x->k->process;

	for (const struct ending *e = x->ending; e; e = e->next)
		if (uuid_is_zero(&e->person) ? uuid_eq(&s->session, &e->session)
					     : uuid_eq(&s->person, &e->person) && !is_own(x, s))
			p->end(p->context, slot);
	return true;
}

static bool
session_unseat(void *with, const struct seat *s, uint64_t slot)
{
	const struct ask *x = with;
	const struct keeper_process *p = x->k->process;
	struct refusal why = { .reason = REASON_SEAT, .at = x->now };

	if (!uuid_eq(&s->session, &x->unseated))
		return true;
	p->unseat(p->context, slot, &why);
	return false;
}

/* Who sits down at an exam in another's place, and by which key (text-access-security 3.9). */
static void
report_seat(const struct ask *x)
{
	char attempt[37];
	const struct keeper_process *p = x->k->process;

	uuid_text(&x->unseated_from, attempt);
	p->report(p->context,
	    str_printf(x->a, "event=seat-taken attempt=%s from=\"%.*s\" key=\"%s\"", attempt,
		STR_ARG(trouble_quoted(x->a, str_z(x->a, from_cut(x->a, str_from(x->seat.from))))),
		x->seat.fingerprint));
}

void
sessions_go(const struct ask *x)
{
	const struct keeper_process *p = x->k->process;
	struct ask copy = *x;

	if (p && x->ending)
		p->sessions(p->context, session_go, &copy);
	if (p && !uuid_is_zero(&x->unseated)) {
		p->sessions(p->context, session_unseat, &copy);
		report_seat(x);
	}
}

void
do_session_end(struct ask *x)
{
	const struct ask_session_end *q = &x->q.session_end;
	struct str login = login_fold(x->a, q->login);
	struct person p;

	if ((q->id.len > 0) == (q->login.len > 0)) {
		refuse(x, REASON_MALFORMED);
		return;
	}
	if (q->login.len > 0) {
		if (!safe_login(login) || !db_person_by_login(x->k->db, login, x->a, &p))
			refuse(x, REASON_NO_PERSON);
		else
			x->r->ended.n = sessions_end(x, &p.id);
		return;
	}

	struct look l = look(x);

	for (uint32_t i = 0; i < l.n; i++)
		if (str_eq(session_id(x, l.seen[i].seat), q->id)) {
			ending_add(x, (struct ending){ .session = l.seen[i].seat->session });
			x->r->ended.n++;
		}
	if (x->r->ended.n == 0)
		refuse(x, REASON_NO_SUCH);
}

/* ---- the house ---- */

static enum health
health_of(const struct ask *x)
{
	const struct trouble *t = &x->k->trouble;

	if (t->is_corrupt)
		return HEALTH_CORRUPT;
	if (t->disk != DB_WELL)
		return HEALTH_DISK;
	return clock_behind(x) > 0 ? HEALTH_CLOCK : HEALTH_GOOD;
}

static bool
session_tally(void *with, const struct seat *s, uint64_t slot)
{
	struct told_status *t = with;

	(void)slot;
	t->sessions++;
	t->at_door += s->role < ROLE_GUEST;
	return true;
}

void
do_status(struct ask *x)
{
	const struct keeper_process *p = x->k->process;
	struct told_status *t = &x->r->status;
	struct db_state h;

	db_state(x->k->db, &h);
	*t = (struct told_status){
		.version = STR(CHALKLINE_VERSION),
		.now = x->now,
		.newest_at = x->k->newest,
		.health = health_of(x),
		.trouble = safe_line(x->a, str_from(x->k->trouble.text)),
		.events = h.events,
		.database_bytes = h.bytes,
		.free_bytes = h.free,
		.people = (uint32_t)h.people,
		.editions = x->k->shelf.books,
		.listening = STR_NONE,
		.fingerprint = STR_NONE,
		.next_fingerprint = STR_NONE,
		.backup_at = h.backup_at,
	};
	if (!p)
		return;
	p->sessions(p->context, session_tally, t);
	if (p->tally->begun_at == 0)
		return;
	t->begun_at = p->tally->begun_at;
	t->turned_away = p->tally->turned_away;
	t->process = p->tally->process;
	t->version = p->tally->version;
	t->listening = p->tally->listening;
	t->fingerprint = p->tally->fingerprint;
	t->next_fingerprint = p->tally->next_fingerprint;
}
