/* Marks of an attempt: how they come about at the hand-in, and how they change behind it. */
#include "store/keeper/remark.h"

#include "courses/learn/grade.h"
#include "store/keeper/quiz.h"

static struct marks
marks_new(struct ask *x, uint32_t n)
{
	return (struct marks){
		.share = ARENA_ARRAY(x->a, n, int32_t),
		.waits = ARENA_ARRAY(x->a, n, bool),
		.out = ARENA_ARRAY(x->a, n, bool),
		.n = n,
	};
}

struct marks
marks_graded(struct ask *x, const struct bank *bank, const struct attempt_question *q, uint32_t n)
{
	struct marks m = marks_new(x, n);

	for (uint32_t i = 0; bank && i < n; i++) {
		const struct question *question = bank_question(bank, q[i].question);
		struct response response;
		struct mark mark;
		struct err err;

		if (!question || !response_read(x->a, q[i].response, &response) ||
		    response_is_empty(&response) || !grade(question, &response, x->a, &mark, &err))
			continue;
		m.share[i] = mark.share;
		m.waits[i] = question->kind == QUESTION_ESSAY;
	}
	return m;
}

struct marks
marks_stored(struct ask *x, const struct attempt_question *q, uint32_t n)
{
	struct marks m = marks_new(x, n);

	for (uint32_t i = 0; i < n; i++) {
		m.share[i] = q[i].share;
		m.waits[i] = q[i].waits;
		m.out[i] = q[i].is_out;
	}
	return m;
}

void
repair_mark(const struct repair *r, const struct question *question, struct str response,
    struct arena *a, int32_t *share, bool *waits, bool *out)
{
	struct response given;

	switch (r->kind) {
	case REPAIR_ACCEPT:
		if (question && response_read(a, response, &given) &&
		    grade_accepts(question, r->accept, &given, a))
			*share = QUESTION_MILLION;
		break;
	case REPAIR_FULL:
		*share = QUESTION_MILLION;
		*waits = false;
		break;
	case REPAIR_OUT:
		*out = true;
		*waits = false;
		break;
	case REPAIR_KINDS:
		break;
	}
}

static void
repair_all(struct ask *x, struct marks *m, const struct attempt *t, const struct bank *bank,
    const struct attempt_question *q, bool only_firm)
{
	struct repair *r;
	uint32_t n;

	db_repairs_of(x->k->db, t->course, t->assessment, x->a, &r, &n);
	for (uint32_t j = 0; j < n; j++)
		for (uint32_t i = 0; i < m->n; i++) {
			if ((only_firm && r[j].consent_at == 0 && r[j].at > t->begun_at) ||
			    !str_eq(q[i].question, r[j].question) ||
			    (r[j].version != 0 && r[j].version != q[i].version))
				continue;
			repair_mark(&r[j], bank ? bank_question(bank, q[i].question) : NULL,
			    q[i].response, x->a, &m->share[i], &m->waits[i], &m->out[i]);
		}
}

void
marks_repair(struct ask *x, struct marks *m, const struct attempt *t, const struct bank *bank,
    const struct attempt_question *q)
{
	repair_all(x, m, t, bank, q, false);
}

void
marks_repair_firm(struct ask *x, struct marks *m, const struct attempt *t, const struct bank *bank,
    const struct attempt_question *q)
{
	repair_all(x, m, t, bank, q, true);
}

struct totals
marks_totals(const struct marks *m)
{
	struct totals t = { 0 };

	for (uint32_t i = 0; i < m->n; i++) {
		if (m->out[i])
			continue;
		t.sum += m->share[i];
		t.total++;
		t.full += m->share[i] >= QUESTION_MILLION;
		t.waiting += m->waits[i];
	}
	return t;
}

struct outcome
totals_close(const struct totals *t, uint8_t pass, bool was_passed)
{
	struct outcome o = {
		.percent = t->total > 0 ? grade_percent(t->sum, t->total) : 0,
		.right = t->full,
		.waits = t->waiting > 0,
	};

	o.passed = t->total == 0 ? was_passed : pass > 0 && !o.waits && o.percent >= pass;
	return o;
}

void
remark_keep(struct ask *x, struct event *e, const struct attempt_row *t, const struct marks *m,
    const struct outcome *o)
{
	struct uuid person = x->seat.person;

	e->person = t->person;
	e->course = t->attempt.course;
	e->subject = t->attempt.assessment;
	e->remark.attempt = t->attempt.id;
	e->remark.percent = o->percent;
	e->remark.right = o->right;
	e->remark.passed = o->passed;
	e->remark.share = m->share;
	e->remark.waits = m->waits;
	e->remark.out = m->out;
	e->remark.shares = e->remark.waitings = e->remark.outs = m->n;
	event_keep(x, e);
	/* How far its person is in the course; that is the person's, whoever marked. */
	x->seat.person = t->person;
	if (o->passed != t->attempt.passed && shelf_find(&x->k->shelf, t->attempt.course))
		progress_keep(x, &e->id, t->attempt.course, t->attempt.lang);
	x->seat.person = person;
}

/* ---- who ---- */

/*
 * Owners, and operators; managers read. Every instructor where nobody owns the course (one of the
 * machine's library), and where no course is named (a list).
 */
bool
may_mark(struct ask *x, struct str course)
{
	struct uuid *owner;
	uint32_t owners;

	if (x->seat.role == ROLE_OPERATOR)
		return true;
	if (x->seat.role != ROLE_INSTRUCTOR)
		return false;
	db_owners(x->k->db, course, x->a, &owner, &owners);
	return owners == 0 || db_is_owner(x->k->db, course, &x->seat.person);
}

bool
may_see_marks(struct ask *x, struct str course)
{
	return may_mark(x, course) || x->seat.role == ROLE_MANAGER;
}

static struct uuid
person_now(struct ask *x, struct uuid person)
{
	struct uuid into;

	return db_merged(x->k->db, &person, &into) ? into : person;
}

bool
is_asker(struct ask *x, struct uuid person)
{
	struct uuid one = person_now(x, person), asker = person_now(x, x->seat.person);

	return uuid_eq(&one, &asker);
}
