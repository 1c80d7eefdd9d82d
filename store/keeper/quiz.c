/* Attempts: drawn, answered, handed in. Nothing of a key leaves here before the attempt is closed.
 */
#include <sodium.h>
#include <string.h>

#include "courses/learn/draw.h"
#include "courses/learn/grade.h"
#include "store/keeper/ask.h"
#include "store/keeper/quiz.h"
#include "store/keeper/remark.h"

enum { QUESTIONS_MOST = 400 };

/* ---- finding ---- */

bool
attempt_asked(struct ask *x, struct attempt_row *t)
{
	/* Somebody else's attempt is no attempt: its existence is not told either. */
	if (!db_attempt(x->k->db, &x->q.attempt.attempt, x->a, t) ||
	    !uuid_eq(&t->person, &x->seat.person))
		refuse(x, REASON_NO_SUCH);
	return !is_refused(x);
}

const struct bank *
attempt_bank(struct ask *x, const struct attempt *t, const struct course **course)
{
	const struct book *b = shelf_exact(
	    &x->k->shelf, x->k->db, t->course, t->edition, t->minor, t->revision);
	const struct assessment *as = b ? course_assessment(b->course, t->assessment) : NULL;
	const struct bank *bank = as ? course_bank(b->course, as->bank, t->lang) : NULL;

	if (!bank)
		refuse(x, REASON_NO_COURSE);
	*course = b ? b->course : NULL;
	return bank;
}

/*
 * Its edition cannot be compiled any more, or has no such bank: nobody will ever answer it. (What
 * only failed for want of memory is not lost.)
 */
static bool
attempt_is_lost(struct ask *x, const struct attempt *t)
{
	const struct course *course;

	if (is_refused(x) || attempt_bank(x, t, &course))
		return false;
	x->r->refusal = (struct refusal){ .reason = REASON_NONE };
	return !db_failed(x->k->db) && (course || shelf_is_lost(&x->k->shelf, t->course, t->edition,
						      t->minor, t->revision));
}

void
attempt_tell(struct ask *x, const struct uuid *id, struct attempt *out)
{
	struct attempt_row t;
	struct attempt_question *q;
	uint32_t n;

	if (!db_attempt(x->k->db, id, x->a, &t)) {
		refuse(x, REASON_NO_SUCH);
		return;
	}
	db_attempt_questions(x->k->db, id, x->a, &q, &n);
	*out = t.attempt;
	attempt_time(x, &t, out);
	out->has = ARENA_ARRAY(x->a, t.attempt.questions, bool);
	for (uint32_t i = 0; i < n && i < t.attempt.questions; i++)
		out->has[i] = q[i].response.len > 0;
}

static void
refuse_closed(struct ask *x, const struct attempt_row *t)
{
	if (t->time_up)
		refuse_at(x, REASON_TIME_UP, t->attempt.closed_at);
	else
		refuse(x, REASON_CLOSED);
}

/* The seat of an open one, which is then told; what is over is said by whom it was over for. */
void
seat_sit(struct ask *x, struct attempt_row *t)
{
	if (t->attempt.closed_at > 0)
		refuse_closed(x, t);
	else if (attempt_left(x->k, t, x->now) < -EXAM_GRACE_S)
		seat_asked(x, t, true);
	else
		seat_take(x, t);
	if (!is_refused(x))
		attempt_tell(x, &t->attempt.id, &x->r->attempt);
}

void
do_attempt(struct ask *x)
{
	struct attempt_row t;

	/* A session that lost its seat hears so here; one that looks on from nowhere takes none. */
	if (attempt_asked(x, &t) && (t.attempt.closed_at > 0 || seat_asked(x, &t, false)))
		attempt_tell(x, &t.attempt.id, &x->r->attempt);
}

/* ---- starting ---- */

static struct seed
seed_of(const struct keeper *k, const struct uuid *attempt)
{
	struct seed s;

	crypto_generichash(s.key, sizeof(s.key), attempt->b, sizeof(attempt->b), k->site.seed,
	    sizeof(k->site.seed));
	return s;
}

/*
 * Pretest and posttest are parallel forms of one measurement: what was seen in the one comes last in the
 * other, rule by rule of the blueprint.
 */
static bool
is_pair(const struct assessment *a, const struct assessment *b)
{
	return (a->kind == ASSESS_PRETEST || a->kind == ASSESS_POSTTEST) &&
	       (b->kind == ASSESS_PRETEST || b->kind == ASSESS_POSTTEST) && str_eq(a->bank, b->bank);
}

static void
seen_add(struct ask *x, struct str course, struct str assessment, struct str **seen, uint32_t *seens)
{
	struct str *more, *all;
	uint32_t n;

	db_seen(x->k->db, &x->seat.person, course, assessment, x->a, &more, &n);
	all = ARENA_ARRAY(x->a, *seens + n, struct str);
	for (uint32_t i = 0; i < *seens; i++)
		all[i] = (*seen)[i];
	for (uint32_t i = 0; i < n; i++)
		all[*seens + i] = more[i];
	*seen = all;
	*seens += n;
}

void
quiz_draw(struct ask *x, const struct asked_quiz *q, const struct seed *seed,
    const struct question ***drawn, uint32_t *n)
{
	const struct course *c = q->book->course;
	struct str *seen = NULL;
	uint32_t seens = 0;

	seen_add(x, c->id, q->as->id, &seen, &seens);
	for (uint32_t i = 0; i < c->assessments; i++)
		if (&c->assessment[i] != q->as && is_pair(&c->assessment[i], q->as))
			seen_add(x, c->id, c->assessment[i].id, &seen, &seens);
	draw_questions(q->as, q->bank, seen, seens, seed, x->a, drawn, n);
	if (*n > QUESTIONS_MOST)
		*n = QUESTIONS_MOST;
}

void
quiz_start_draw(struct ask *x, const struct asked_quiz *q, struct event *e)
{
	struct seed seed = seed_of(x->k, &e->id);
	const struct assessment *as = q->as;
	bool shuffled = as->shuffle == SHUFFLE_BOTH || as->shuffle == SHUFFLE_OPTIONS;
	const struct question **drawn;
	uint32_t n;

	quiz_draw(x, q, &seed, &drawn, &n);
	e->start.question = ARENA_ARRAY(x->a, n, struct event_question);
	e->start.questions = n;
	for (uint32_t i = 0; i < n; i++) {
		struct event_question *to = &e->start.question[i];
		uint32_t *order;

		to->id = drawn[i]->id;
		to->version = question_version(x->a, drawn[i]);
		draw_choices(drawn[i], shuffled, &seed, x->a, &order, &to->orders);
		if (to->orders > RESPONSE_PICKS)
			to->orders = RESPONSE_PICKS;
		to->order = ARENA_ARRAY(x->a, to->orders, uint32_t);
		for (uint32_t j = 0; j < to->orders; j++)
			to->order[j] = drawn[i]->kind == QUESTION_MATCH
					   ? drawn[i]->pair[order[j]].right_key
					   : drawn[i]->choice[order[j]].key;
	}
}

/* Where the order is fixed, an assessment opens when what stands before it is done. */
static bool
is_its_turn(struct ask *x, const struct book *b, const struct assessment *as)
{
	const struct course *c = b->course;
	const struct words *w = course_words(c, c->source_language);
	struct facts f;

	if (!c->fixed_order || as->kind == ASSESS_PRETEST || as->kind == ASSESS_SURVEY)
		return true;
	db_facts(x->k->db, &x->seat.person, b->edition.course, x->a, &f);
	for (uint32_t i = 0; w && i < c->modules && i < w->modules; i++) {
		if (str_eq(c->module[i].id, as->id))
			return true;
		if (c->module[i].required && !module_is_done(c, i, &w->module[i], &f))
			return false;
	}
	return true;
}

bool
quiz_may_start(struct ask *x, const struct asked_quiz *q, uint32_t *tries)
{
	const struct assessment *as = q->as;
	int64_t last;

	*tries = db_attempts_closed(
	    x->k->db, &x->seat.person, q->book->edition.course, as->id, &last);
	/* What is decided by time waits for a right one (ask.h). */
	if ((as->kind == ASSESS_EXAM || as->wait_s > 0 || as->time_s > 0) && clock_is_behind(x))
		return false;
	if (as->attempts > 0 && *tries >= as->attempts)
		refuse_number(x, REASON_NO_TRIES, as->attempts);
	else if (*tries > 0 && as->wait_s > 0 && x->now < last + as->wait_s)
		refuse_at(x, REASON_WAIT, last + as->wait_s);
	else if (!is_its_turn(x, q->book, as))
		refuse(x, REASON_NOT_NOW);
	return !is_refused(x);
}

bool
quiz_asked(struct ask *x, struct asked_quiz *out)
{
	const struct ask_quiz *q = &x->q.quiz;
	const struct course *c;

	memset(out, 0, sizeof(*out));
	out->book = book_asked(x, q->course);
	if (!out->book)
		return false;
	c = out->book->course;
	out->as = course_assessment(c, q->assessment);
	out->lang = q->lang;
	out->bank = out->as ? course_bank(c, out->as->bank, out->lang) : NULL;
	/* A bank that is not translated yet is asked in the language it was written in. */
	if (out->as && !out->bank) {
		out->lang = c->source_language;
		out->bank = course_bank(c, out->as->bank, out->lang);
	}
	if (!out->bank)
		refuse(x, REASON_NO_SUCH);
	return !is_refused(x);
}

uint32_t
quiz_time(const struct assessment *as, uint64_t extra)
{
	uint64_t time_s = as->time_s + (as->time_s * extra + 99) / 100;

	return time_s < INT32_MAX ? (uint32_t)time_s : INT32_MAX;
}

/* The rules it is begun with; a later edition changes nothing in them. */
static void
rules(struct ask *x, const struct assessment *as, struct event *e)
{
	e->start.kind = as->kind;
	e->start.pass = as->kind == ASSESS_POSTTEST || as->kind == ASSESS_SURVEY ? 0 : as->pass;
	e->start.time_s = quiz_time(as, db_extra_time(x->k->db, &x->seat.person));
	e->start.clock = as->clock;
	e->start.pause_limit_s = as->clock == CLOCK_PAUSES ? as->pause_limit_s : 0;
}

void
do_quiz_start(struct ask *x)
{
	const struct ask_quiz *q = &x->q.quiz;
	struct asked_quiz asked;
	struct attempt_row open;
	struct event e;
	uint32_t tries;
	enum said said;

	if (uuid_is_zero(&x->seat.person)) {
		refuse(x, REASON_NOT_ALLOWED);
		return;
	}
	said = event_said_of(
	    x, &q->event, EVENT_QUIZ_START, q->course, q->assessment, STR_NONE, &e);
	if (said == SAID_BEFORE && db_attempt(x->k->db, &q->event, x->a, &open) &&
	    (open.attempt.closed_at > 0 || seat_asked(x, &open, true)))
		attempt_tell(x, &q->event, &x->r->attempt);
	if (said != SAID_NEVER)
		return;
	if (db_attempt_open(x->k->db, &x->seat.person, q->course, q->assessment, x->a, &open)) {
		if (x->now < open.changed_at + EXAM_LEFT_S &&
		    !attempt_is_lost(x, &open.attempt)) {
			seat_sit(x, &open);
			return;
		}
		attempt_leave(x, &open.attempt.id);
	}
	if (is_refused(x) || !quiz_asked(x, &asked) || !quiz_may_start(x, &asked, &tries))
		return;
	e = event_new(x, &q->event, EVENT_QUIZ_START);
	e.course = q->course;
	e.subject = q->assessment;
	e.start.lang = asked.lang;
	e.start.edition = asked.book->edition.edition;
	e.start.minor = asked.book->edition.minor;
	e.start.revision = asked.book->edition.revision;
	e.start.number = (uint16_t)(tries < UINT16_MAX ? tries + 1 : UINT16_MAX);
	rules(x, asked.as, &e);
	quiz_start_draw(x, &asked, &e);
	if (e.start.questions == 0) {
		refuse(x, REASON_NO_SUCH);
		return;
	}
	event_keep(x, &e);
	if (db_attempt(x->k->db, &e.id, x->a, &open))
		seat_take(x, &open);
	attempt_tell(x, &e.id, &x->r->attempt);
}

/* ---- answering ---- */

/* Choices, or a matching's right sides, in the order that this attempt has them. */
void
question_arrange(struct question *open, const struct attempt_question *one, struct arena *a)
{
	if (open->kind == QUESTION_MATCH) {
		struct pair *to = ARENA_ARRAY(a, open->pairs, struct pair);
		uint32_t n = 0;

		for (uint32_t i = 0; i < open->pairs; i++)
			to[i] = (struct pair){
				.left_key = open->pair[i].left_key,
				.left = open->pair[i].left,
				.right = STR_NONE,
			};
		for (uint32_t i = 0; i < one->orders; i++)
			for (uint32_t j = 0; j < open->pairs && n < open->pairs; j++)
				if (open->pair[j].right.len > 0 &&
				    open->pair[j].right_key == one->order[i]) {
					to[n].right_key = open->pair[j].right_key;
					to[n++].right = open->pair[j].right;
					break;
				}
		open->pair = to;
		return;
	}

	struct choice *to = ARENA_ARRAY(a, open->choices, struct choice);
	uint32_t n = 0;

	for (uint32_t i = 0; i < one->orders; i++)
		for (uint32_t j = 0; j < open->choices && n < open->choices; j++)
			if (open->choice[j].key == one->order[i]) {
				to[n++] = open->choice[j];
				break;
			}
	open->choice = to;
	open->choices = n;
}

const struct question *
attempt_question_asked(struct ask *x, const struct attempt_row *t, struct attempt_question *one)
{
	const struct course *course;
	const struct bank *bank;
	const struct question *q;

	if (!db_attempt_question(x->k->db, &t->attempt.id, x->q.attempt.index, x->a, one)) {
		refuse(x, REASON_NO_SUCH);
		return NULL;
	}
	bank = attempt_bank(x, &t->attempt, &course);
	q = bank ? bank_question(bank, one->question) : NULL;
	if (bank && !q)
		refuse(x, REASON_NO_SUCH);
	return q;
}

void
do_question(struct ask *x)
{
	struct told_question *told = &x->r->question;
	struct attempt_question one;
	struct attempt_row t;
	const struct question *q;

	if (!attempt_asked(x, &t) || (t.attempt.closed_at == 0 && !seat_asked(x, &t, false)))
		return;
	/* Or somebody would read on for as long as the clock stands still. */
	if (t.attempt.closed_at == 0 && seat_is_left(x->k, &t)) {
		refuse_at(x, REASON_SEAT, x->now);
		return;
	}
	q = attempt_question_asked(x, &t, &one);
	if (!q)
		return;
	told->question = question_open(x->a, q);
	question_arrange(&told->question, &one, x->a);
	if (!response_read(x->a, one.response, &told->response))
		memset(&told->response, 0, sizeof(told->response));
}

void
do_quiz_answer(struct ask *x)
{
	const struct ask_attempt *ask = &x->q.attempt;
	struct attempt_question one;
	struct attempt_row t;
	const struct question *q;
	struct event e;
	struct mark mark;
	struct err err;
	enum said said;

	if (!attempt_asked(x, &t))
		return;
	said = event_said(x, &ask->event, EVENT_QUIZ_ANSWER, &e);
	if (said == SAID_BEFORE &&
	    (!uuid_eq(&e.answer.attempt, &ask->attempt) || e.answer.index != ask->index)) {
		refuse(x, REASON_MALFORMED);
		return;
	}
	if (said == SAID_BEFORE)
		attempt_tell(x, &t.attempt.id, &x->r->attempt);
	if (said != SAID_NEVER)
		return;
	if (t.attempt.closed_at > 0)
		refuse_closed(x, &t);
	else
		seat_asked(x, &t, true);
	q = is_refused(x) ? NULL : attempt_question_asked(x, &t, &one);
	if (!q)
		return;
	/* An empty answer takes the one before away. */
	if (!response_is_empty(&ask->response) && !grade(q, &ask->response, x->a, &mark, &err)) {
		refuse(x, REASON_BAD_ANSWER);
		return;
	}
	e = event_new(x, &ask->event, EVENT_QUIZ_ANSWER);
	e.course = t.attempt.course;
	e.subject = t.attempt.assessment;
	e.question = one.question;
	e.version = one.version;
	e.answer.attempt = t.attempt.id;
	e.answer.index = ask->index;
	e.answer.response = response_is_empty(&ask->response)
				? STR_NONE
				: response_write(x->a, &ask->response);
	event_keep(x, &e);
	attempt_tell(x, &t.attempt.id, &x->r->attempt);
}

/* ---- handing in ---- */

/* Marks the attempt: its shares and what they make, with what was repaired meanwhile. */
static bool
attempt_mark(struct ask *x, const struct attempt_row *t, struct event *e)
{
	const struct course *course;
	bool lost = attempt_is_lost(x, &t->attempt);
	const struct bank *bank = lost ? NULL : attempt_bank(x, &t->attempt, &course);
	struct attempt_question *q;
	struct marks m;
	struct totals totals;
	struct outcome o;
	bool passes;
	uint32_t n;

	if (!bank && !lost)
		return false;
	db_attempt_questions(x->k->db, &t->attempt.id, x->a, &q, &n);
	m = marks_graded(x, bank, q, n);
	/* What nobody consented to makes none fail who was on the way to a pass. */
	marks_repair_firm(x, &m, &t->attempt, bank, q);
	totals = marks_totals(&m);
	passes = totals_close(&totals, t->attempt.pass, false).passed;
	marks_repair(x, &m, &t->attempt, bank, q);
	totals = marks_totals(&m);
	o = totals_close(&totals, t->attempt.pass, passes);
	o.passed = o.passed || passes;
	e->handin.left = e->handin.left || lost;
	e->handin.share = m.share;
	e->handin.waits = m.waits;
	e->handin.out = m.out;
	e->handin.shares = e->handin.waitings = e->handin.outs = n;
	e->handin.right = o.right;
	e->handin.percent = o.percent;
	e->handin.passed = o.passed;
	return true;
}

void
attempt_handin(struct ask *x, const struct attempt_row *t, const struct uuid *id, bool left)
{
	struct event e = event_new(x, id, EVENT_QUIZ_HANDIN);

	e.person = t->person;
	e.course = t->attempt.course;
	e.subject = t->attempt.assessment;
	e.handin.attempt = t->attempt.id;
	e.handin.left = left;
	e.handin.time_up = attempt_left(x->k, t, x->now) < 0;
	if (!attempt_mark(x, t, &e))
		return;
	event_keep(x, &e);
	progress_keep(x, id, t->attempt.course, t->attempt.lang);
	sitting_free(x->k, &t->attempt.id); /* nobody sits at what is handed in */
}

void
do_quiz_handin(struct ask *x)
{
	struct attempt_row t;
	struct event e;
	enum said said;

	if (!attempt_asked(x, &t))
		return;
	said = event_said(x, &x->q.attempt.event, EVENT_QUIZ_HANDIN, &e);
	if (said == SAID_BEFORE && !uuid_eq(&e.handin.attempt, &t.attempt.id))
		refuse(x, REASON_MALFORMED);
	if (is_refused(x))
		return;
	if (said == SAID_NEVER) {
		if (t.attempt.closed_at > 0)
			refuse_closed(x, &t);
		else
			seat_asked(x, &t, true);
		/* Its time was over: that is what handing it in would have said. */
		if (is_refused(x))
			return;
		attempt_handin(x, &t, &x->q.attempt.event, false);
	}
	if (!is_refused(x))
		attempt_tell(x, &t.attempt.id, &x->r->attempt);
}

void
attempt_leave(struct ask *x, const struct uuid *attempt)
{
	struct attempt_row t;
	struct uuid id = uuid_from(x->k, attempt, "left");

	if (db_attempt(x->k->db, attempt, x->a, &t) && t.attempt.closed_at == 0) {
		x->seat.person = t.person;
		attempt_handin(x, &t, &id, !sitting_at(x->k, attempt));
	}
}
