/* Written answers: what waits for a mark, and giving it. */
#include "store/keeper/quiz.h"
#include "store/keeper/remark.h"

enum {
	ROWS_MOST = 200,
	ROWS_BYTES = 48 << 10, /* of one message */
	ROW_BYTES = 60,
};

static const struct question *
question_of(struct ask *x, const struct attempt *t, struct str id)
{
	const struct course *course;
	const struct bank *bank = attempt_bank(x, t, &course);

	/* An edition that cannot be had loses the names of its questions, and no more. */
	x->r->refusal = (struct refusal){ .reason = REASON_NONE };
	return bank ? bank_question(bank, id) : NULL;
}

static struct marking_row
row_of(struct ask *x, const struct waiting *w)
{
	const struct question *q = question_of(x, &w->t.attempt, w->question);

	return (struct marking_row){
		.attempt = w->t.attempt.id,
		.index = w->place,
		.course = w->t.attempt.course,
		.assessment = w->t.attempt.assessment,
		.question = w->question,
		.name = q ? q->name : w->question,
		.at = w->at,
		.number = w->number,
		.of = w->of,
	};
}

void
do_marking(struct ask *x)
{
	struct told_marking *t = &x->r->marking;
	struct waiting *w;
	size_t bytes = 0;
	uint32_t n;

	if (!may_see_marks(x, x->q.marking.course)) {
		refuse(x, REASON_OWNER);
		return;
	}
	db_waiting(x->k->db, &x->seat.person, x->q.marking.course, x->q.marking.skip, ROWS_MOST,
	    x->a, &w, &n, &t->all);
	t->row = ARENA_ARRAY(x->a, n, struct marking_row);
	for (uint32_t i = 0; i < n; i++) {
		struct marking_row row = row_of(x, &w[i]);

		bytes += ROW_BYTES + row.course.len + row.assessment.len + row.question.len +
			 row.name.len;
		if (bytes > ROWS_BYTES)
			break;
		t->row[t->rows++] = row;
	}
}

/* A written answer that was handed in; refuses. */
static bool
written_asked(struct ask *x, struct attempt_row *t, struct attempt_question *one,
    const struct question **question)
{
	const struct ask_mark *m = &x->q.mark;

	if (!db_attempt(x->k->db, &m->attempt, x->a, t) ||
	    !db_attempt_question(x->k->db, &m->attempt, m->index, x->a, one)) {
		refuse(x, REASON_NO_SUCH);
		return false;
	}
	if (!may_see_marks(x, t->attempt.course)) {
		refuse(x, REASON_OWNER);
		return false;
	}
	/* Nobody marks himself, or reads the model that his own answer is marked by. */
	if (is_asker(x, t->person)) {
		refuse(x, REASON_RIGHTS);
		return false;
	}
	if (t->attempt.closed_at == 0) {
		refuse(x, REASON_NOT_NOW);
		return false;
	}
	*question = question_of(x, &t->attempt, one->question);
	if (one->response.len == 0 || (*question && (*question)->kind != QUESTION_ESSAY) ||
	    (!*question && !one->waits))
		refuse(x, REASON_NO_SUCH);
	return !is_refused(x);
}

void
do_marking_one(struct ask *x)
{
	struct told_marking_one *t = &x->r->marking_one;
	const struct question *q;
	struct attempt_question one;
	struct response response;
	struct attempt_row row;
	struct uuid by;

	if (!written_asked(x, &row, &one, &q))
		return;
	*t = (struct told_marking_one){
		.row = {
			.attempt = row.attempt.id,
			.index = x->q.mark.index,
			.course = row.attempt.course,
			.assessment = row.attempt.assessment,
			.question = one.question,
			.name = q ? q->name : one.question,
			.at = row.attempt.closed_at,
		},
		.lang = row.attempt.lang,
		.text = q ? q->text : STR_NONE,
		.answer = STR_NONE,
		.model = q ? q->general : STR_NONE,
		.is_marked = db_marked_by(x->k->db, &row.attempt.id, x->q.mark.index, &by),
		.share = one.share,
		.comment = one.comment,
	};
	if (response_read(x->a, one.response, &response))
		t->answer = response.text;
	db_waiting_number(x->k->db, &x->seat.person, row.attempt.course, &row.attempt.id, x->q.mark.index,
	    &t->row.number, &t->row.of);
}

/* The oldest of the same question, else the oldest of all. */
static void
next_tell(struct ask *x, struct str course, struct str assessment, struct str question)
{
	struct told_mark *t = &x->r->mark;
	struct waiting *w;
	uint32_t n;

	db_waiting(x->k->db, &x->seat.person, STR_NONE, 0, ROWS_MOST, x->a, &w, &n, &t->left);
	for (uint32_t i = 0; i < n; i++) {
		bool same = str_eq(w[i].t.attempt.course, course) &&
			    str_eq(w[i].t.attempt.assessment, assessment) &&
			    str_eq(w[i].question, question);

		if (t->has_next && !same)
			continue;
		t->has_next = true;
		t->next = w[i].t.attempt.id;
		t->index = w[i].place;
		if (same)
			break;
	}
}

void
do_mark(struct ask *x)
{
	const struct ask_mark *ask = &x->q.mark;
	const struct course *course;
	const struct question *question;
	struct attempt_question one, *q;
	struct attempt_row t;
	struct event e;
	struct marks m;
	struct totals totals;
	struct outcome o;
	struct uuid by;
	uint32_t n;
	enum said said;

	if (ask->percent > 100) {
		refuse(x, REASON_MALFORMED);
		return;
	}
	if (!written_asked(x, &t, &one, &question))
		return;
	if (!may_mark(x, t.attempt.course)) {
		refuse(x, REASON_OWNER);
		return;
	}
	said = event_said(x, &ask->event, EVENT_REMARK, &e);
	if (said == SAID_BEFORE &&
	    (!uuid_eq(&e.remark.attempt, &ask->attempt) || e.remark.index != ask->index))
		refuse(x, REASON_MALFORMED);
	if (is_refused(x))
		return;
	if (said == SAID_NEVER) {
		db_attempt_questions(x->k->db, &t.attempt.id, x->a, &q, &n);
		m = marks_stored(x, q, n);
		m.share[ask->index] = ask->percent * (QUESTION_MILLION / 100);
		m.waits[ask->index] = false;
		marks_repair(x, &m, &t.attempt, attempt_bank(x, &t.attempt, &course), q);
		x->r->refusal = (struct refusal){ .reason = REASON_NONE };
		totals = marks_totals(&m);
		o = totals_close(&totals, t.attempt.pass, t.attempt.passed);
		/* One that a repair left passed below the pass mark loses nothing by a better mark. */
		if (t.attempt.passed && m.share[ask->index] >= one.share)
			o.passed = true;
		if (t.attempt.passed && !o.passed &&
		    db_marked_by(x->k->db, &t.attempt.id, ask->index, &by) &&
		    is_asker(x, by)) {
			refuse_number(x, REASON_CONSENT, 1);
			return;
		}
		e = event_new(x, &ask->event, EVENT_REMARK);
		e.question = one.question;
		e.version = one.version;
		e.remark.cause = REMARK_WRITTEN;
		e.remark.index = ask->index;
		e.remark.comment = ask->comment;
		remark_keep(x, &e, &t, &m, &o);
	}
	next_tell(x, t.attempt.course, t.attempt.assessment, one.question);
}
