/*
 * Repairs of a question that was found wrong, after people were asked it.
 *
 *	REPAIR ──► look at every closed attempt ──► dry run: told, and nothing else
 *	                 │ nobody loses a pass           │ somebody does
 *	                 ▼                               ▼
 *	               going ◄──── consent ───────── proposed
 *	                 │ repairs_work: a few attempts a turn
 *	                 ▼
 *	               done
 *
 * The look and the work ask the same function what becomes of an attempt, so that a dry run tells what
 * happens. Whatever the look found, the work takes no pass away that nobody consented to.
 */
#include <stdio.h>
#include <string.h>

#include "courses/learn/grade.h"
#include "courses/learn/progress.h"
#include "store/keeper/quiz.h"
#include "store/keeper/remark.h"

enum {
	REPAIRS_MOST = 100,
	PIECE = 64,         /* attempts of one turn that are looked at */
	PIECE_MARKS = 2000, /* questions of one turn whose marks are written */
};

/* ---- what becomes of one attempt ---- */

struct change {
	struct outcome o;
	bool is_changed;
};

/* The bank that an attempt was drawn from; the last one is kept, for most come from the same. */
struct banks {
	struct ask *x;
	struct str course, assessment;
	const struct bank *bank;
	uint16_t edition, minor, revision;
	char lang[40];
	bool has;
};

static const struct question *
banks_question(struct banks *b, const struct asked_row *t, struct str question)
{
	const struct course *course;
	struct attempt a = { .course = b->course,
		.assessment = b->assessment,
		.lang = t->lang,
		.edition = t->edition,
		.minor = t->minor,
		.revision = t->revision };

	if (!b->has || b->edition != t->edition || b->minor != t->minor ||
	    b->revision != t->revision || !str_is(t->lang, b->lang)) {
		struct buf lang = { .at = b->lang, .cap = sizeof(b->lang) - 1 };

		b->bank = attempt_bank(b->x, &a, &course);
		b->x->r->refusal = (struct refusal){ .reason = REASON_NONE };
		b->edition = t->edition;
		b->minor = t->minor;
		b->revision = t->revision;
		buf_str(&lang, t->lang);
		b->lang[lang.len] = '\0';
		b->has = !lang.cut;
	}
	return b->bank ? bank_question(b->bank, question) : NULL;
}

static struct change
change_of(struct banks *b, const struct repair *r, const struct asked_row *t, struct arena *a)
{
	const struct question *q =
	    r->kind == REPAIR_ACCEPT ? banks_question(b, t, r->question) : NULL;
	struct totals to = { t->sum, t->total, t->full, t->waiting };
	int32_t share = t->share;
	bool waits = t->is_waiting, out = t->is_out;
	struct change c;

	repair_mark(r, q, t->response, a, &share, &waits, &out);
	if (!t->is_out) {
		to.sum -= t->share;
		to.total--;
		to.full -= t->share >= QUESTION_MILLION;
		to.waiting -= t->is_waiting;
	}
	if (!out) {
		to.sum += share;
		to.total++;
		to.full += share >= QUESTION_MILLION;
		to.waiting += waits;
	}
	c.o = totals_close(&to, t->pass, t->passed);
	/* Nobody loses a pass without a second person's consent. */
	if (t->passed && r->state != REPAIR_PROPOSED && r->consent_at == 0)
		c.o.passed = true;
	c.is_changed = share != t->share || waits != t->is_waiting || out != t->is_out;
	return c;
}

/* ---- looking ---- */

struct look {
	struct ask *x;
	const struct repair *r;
	struct banks banks;
	struct arena *scratch;
	const struct book *book; /* or NULL: it is not served any more */
	bool shows_people;
	struct repair_counts counts;
	struct repair_person *person;
	uint32_t people, moved; /* moved: those in front who gain or lose something */
	struct uuid owed;       /* of the last one; attempts of one person are not side by side */
};

/* Would the course be done, had this person passed? Only who has not done it yet. */
static bool
is_owed(struct look *l, const struct uuid *person)
{
	const struct course *c;
	struct facts f;
	struct progress p;
	bool known = false;

	if (!l->book || db_course_done(l->x->k->db, person, l->r->course) > 0)
		return false;
	c = l->book->course;
	db_facts(l->x->k->db, person, l->r->course, l->scratch, &f);
	for (uint32_t i = 0; i < f.quizzes; i++)
		if (str_eq(f.quiz[i].assessment, l->r->assessment)) {
			/* Passed in another try: then this one brings nothing new. */
			if (f.quiz[i].passed)
				return false;
			f.quiz[i].passed = known = true;
		}
	progress_of(c, course_words(c, c->source_language), &f, &p);
	return known && p.done;
}

static void
person_add(struct look *l, const struct asked_row *t, const struct change *c, bool owed)
{
	bool moves = c->o.passed != t->passed;
	struct person p;
	struct repair_person one;

	if (!l->shows_people || (l->people == REPAIR_PEOPLE && (!moves || l->moved == REPAIR_PEOPLE)))
		return;
	if (!db_person(l->x->k->db, &t->person, l->scratch, &p))
		return;
	one = (struct repair_person){
		.login = str_copy(l->x->a, p.login),
		.before = t->percent,
		.after = c->o.percent,
		.passes = moves && c->o.passed,
		.fails = moves && t->passed,
		.is_owed = owed,
	};
	if (l->people < REPAIR_PEOPLE)
		l->people++;
	if (!moves) {
		l->person[l->people - 1] = one;
		return;
	}
	l->person[l->people - 1] = l->person[l->moved];
	l->person[l->moved++] = one;
}

static bool
look_at(void *with, const struct asked_row *t)
{
	struct look *l = with;
	struct change c = change_of(&l->banks, l->r, t, l->scratch);
	bool owed = false;

	l->counts.asked++;
	if (!c.is_changed)
		return true;
	l->counts.changed++;
	if (c.o.passed && !t->passed) {
		l->counts.passes++;
		owed = is_owed(l, &t->person);
		l->counts.owed += owed;
	}
	l->counts.fails += t->passed && !c.o.passed;
	person_add(l, t, &c, owed);
	return !db_failed(l->x->k->db);
}

/* Everything as it would be; the repair is taken as a proposal. */
static void
look(struct ask *x, const struct repair *r, struct told_repair *told)
{
	static const struct uuid first;
	struct repair proposed = *r;
	struct look l = {
		.x = x,
		.r = &proposed,
		.banks = { .x = x, .course = r->course, .assessment = r->assessment },
		.scratch = arena_new(),
		.book = shelf_find(&x->k->shelf, r->course),
		.shows_people = x->seat.role >= ROLE_MANAGER,
		.person = ARENA_ARRAY(x->a, REPAIR_PEOPLE, struct repair_person),
	};

	proposed.state = REPAIR_PROPOSED;
	db_asked(x->k->db, &proposed, &first, UINT32_MAX, l.scratch, look_at, &l);
	l.counts.open = db_asked_open(x->k->db, &proposed);
	told->counts = l.counts;
	told->person = l.person;
	told->people = l.people;
	arena_free(l.scratch);
}

/* ---- asking ---- */

static struct str
login_of(struct ask *x, const struct uuid *person)
{
	struct person p;

	return !uuid_is_zero(person) && db_person(x->k->db, person, x->a, &p) ? p.login : STR_NONE;
}

static struct repair_row
row_of(struct ask *x, const struct repair *r)
{
	return (struct repair_row){
		.id = r->id,
		.course = r->course,
		.assessment = r->assessment,
		.question = r->question,
		.version = r->version,
		.kind = r->kind,
		.accept = r->accept,
		.reason = r->reason,
		.state = r->state,
		.at = r->at,
		.done_at = r->done_at,
		.by = login_of(x, &r->by),
		.consent = login_of(x, &r->consent_by),
		.is_own = is_asker(x, r->by),
		.changed = r->changed,
	};
}

/* Does the answer that shall be right fit the question, in one of the languages it is asked in? */
static bool
accept_fits(struct ask *x, const struct repair *r)
{
	const struct book *b = shelf_find(&x->k->shelf, r->course);
	const struct assessment *as = b ? course_assessment(b->course, r->assessment) : NULL;
	struct err err;
	bool known = false;

	for (uint32_t i = 0; as && i < b->course->languages; i++) {
		const struct bank *bank = course_bank(b->course, as->bank, b->course->language[i]);
		const struct question *q = bank ? bank_question(bank, r->question) : NULL;

		known = known || q;
		if (q && grade_accept_fits(q, r->accept, x->a, &err))
			return true;
	}
	/* It may stand in older editions only: then the attempts say whom it helps. */
	return !known;
}

void
do_repair(struct ask *x)
{
	const struct ask_repair *q = &x->q.repair;
	struct told_repair *told = &x->r->repair;
	struct repair r = {
		.course = q->course,
		.assessment = q->assessment,
		.question = q->question,
		.version = q->version,
		.kind = q->kind,
		.accept = q->kind == REPAIR_ACCEPT ? q->accept : STR_NONE,
		.reason = q->reason,
		.state = REPAIR_PROPOSED,
		.by = x->seat.person,
		.at = x->now,
	};
	struct event e;
	enum said said;

	if (!may_mark(x, q->course)) {
		refuse(x, REASON_OWNER);
		return;
	}
	if (q->dry_run ? false : q->reason.len == 0) {
		refuse(x, REASON_MALFORMED);
		return;
	}
	said = q->dry_run ? SAID_NEVER
			  : event_said_of(x, &q->event, EVENT_REPAIR, q->course, q->assessment,
				q->question, &e);
	if (said == SAID_BEFORE && db_repair(x->k->db, &q->event, x->a, &r))
		told->row = row_of(x, &r);
	if (said != SAID_NEVER)
		return;
	if (q->kind == REPAIR_ACCEPT && !accept_fits(x, &r)) {
		refuse(x, REASON_BAD_ANSWER);
		return;
	}
	look(x, &r, told);
	/* Nobody was asked it: most likely it is misspelled. */
	if (told->counts.asked == 0 && told->counts.open == 0) {
		refuse(x, REASON_NO_SUCH);
		return;
	}
	if (q->dry_run) {
		told->row = row_of(x, &r);
		return;
	}
	e = event_new(x, &q->event, EVENT_REPAIR);
	e.person = (struct uuid){ { 0 } };
	e.course = q->course;
	e.subject = q->assessment;
	e.question = q->question;
	e.version = q->version;
	e.repair.kind = q->kind;
	e.repair.accept = r.accept;
	e.repair.reason = q->reason;
	e.repair.waits = told->counts.fails > 0;
	event_keep(x, &e);
	if (db_repair(x->k->db, &q->event, x->a, &r))
		told->row = row_of(x, &r);
	x->k->repairs = true;
}

void
do_repairs(struct ask *x)
{
	struct told_repairs *t = &x->r->repairs;
	struct repair *r;
	uint32_t n;

	db_repairs(x->k->db, REPAIRS_MOST, x->a, &r, &n);
	t->row = ARENA_ARRAY(x->a, n, struct repair_row);
	for (uint32_t i = 0; i < n; i++) {
		if (!may_see_marks(x, r[i].course))
			continue;
		t->row[t->rows] = row_of(x, &r[i]);
		/* A hundred of them shall fit into one message. */
		t->row[t->rows].accept = str_sub(r[i].accept, 0, r[i].accept.len > 100 ? 0 : 100);
		t->rows++;
	}
}

void
do_repair_consent(struct ask *x)
{
	const struct ask_repair_id *q = &x->q.repair_id;
	struct told_repair *told = &x->r->repair;
	struct repair r;
	struct event e;
	enum said said = event_said(x, &q->event, EVENT_REPAIR_CONSENT, &e);

	if (said == SAID_BEFORE && !uuid_eq(&e.repaired.repair, &q->repair))
		refuse(x, REASON_MALFORMED);
	if (is_refused(x))
		return;
	if (!db_repair(x->k->db, &q->repair, x->a, &r) || !may_see_marks(x, r.course)) {
		refuse(x, REASON_NO_SUCH);
		return;
	}
	if (said == SAID_NEVER) {
		if (!may_mark(x, r.course))
			refuse(x, REASON_OWNER);
		else if (r.state != REPAIR_PROPOSED)
			refuse(x, REASON_CLOSED);
		else if (is_asker(x, r.by))
			refuse_number(x, REASON_CONSENT, 1);
		if (is_refused(x))
			return;
		look(x, &r, told);
		e = event_new(x, &q->event, EVENT_REPAIR_CONSENT);
		e.person = (struct uuid){ { 0 } };
		e.course = r.course;
		e.subject = r.assessment;
		e.question = r.question;
		e.version = r.version;
		e.repaired.repair = r.id;
		event_keep(x, &e);
		x->k->repairs = true;
		if (!db_repair(x->k->db, &q->repair, x->a, &r))
			return;
	}
	told->row = row_of(x, &r);
}

/* ---- working ---- */

struct work {
	struct ask *x;
	const struct repair *r;
	struct banks banks;
	struct arena *scratch;
	struct uuid *id; /* those that change */
	bool *passed;    /* and whether they are passed then */
	uint32_t n, seen;
	struct uuid last;
};

static bool
work_see(void *with, const struct asked_row *t)
{
	struct work *w = with;
	struct change c = change_of(&w->banks, w->r, t, w->scratch);

	w->seen++;
	w->last = t->id;
	if (c.is_changed) {
		w->passed[w->n] = c.o.passed;
		w->id[w->n++] = t->id;
	}
	return !db_failed(w->x->k->db);
}

static void
work_do(struct work *w, const struct uuid *id, bool passed, uint32_t *marks)
{
	struct ask *x = w->x;
	const struct repair *r = w->r;
	struct attempt_question *q;
	struct attempt_row t;
	char repair[37], label[44];
	struct uuid event;
	struct event e;
	struct marks m;
	struct totals totals;
	struct outcome o;
	const struct course *course;
	const struct bank *bank;
	uint32_t n;

	uuid_text(&r->id, repair);
	snprintf(label, sizeof(label), "repair %s", repair);
	event = uuid_from(x->k, id, label);
	if (!db_attempt(x->k->db, id, x->a, &t))
		return;
	db_attempt_questions(x->k->db, id, x->a, &q, &n);
	m = marks_stored(x, q, n);
	bank = r->kind == REPAIR_ACCEPT ? attempt_bank(x, &t.attempt, &course) : NULL;
	x->r->refusal = (struct refusal){ .reason = REASON_NONE };
	x->seat.person = t.person;
	e = event_new(x, &event, EVENT_REMARK);
	e.by = r->by;
	e.question = r->question;
	e.version = r->version;
	e.remark.cause = REMARK_REPAIR;
	e.remark.repair = r->id;
	e.remark.comment = r->reason;
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(q[i].question, r->question) &&
		    (r->version == 0 || r->version == q[i].version)) {
			repair_mark(r, bank ? bank_question(bank, r->question) : NULL,
			    q[i].response, x->a, &m.share[i], &m.waits[i], &m.out[i]);
			e.remark.index = i;
		}
	totals = marks_totals(&m);
	o = totals_close(&totals, t.attempt.pass, t.attempt.passed);
	o.passed = passed;
	remark_keep(x, &e, &t, &m, &o);
	*marks += n;
}

bool
repairs_work(struct keeper *k, struct arena *a)
{
	struct reply reply = { .number = 0 };
	struct ask x = { .k = k, .a = a, .r = &reply, .now = k->now(k->now_context) };
	struct work w = { .x = &x };
	struct repair r;
	struct uuid after;
	uint32_t marks = 0, i;
	int64_t newest = k->newest;

	if (!k->repairs)
		return false;
	if (!db_repair_going(k->db, a, &r)) {
		k->repairs = false;
		if (db_failed(k->db))
			db_rollback(k->db);
		return false;
	}
	/* What was looked at and stays as it is leaves no event: only this keeper knows of it. */
	after = uuid_eq(&k->repair, &r.id) && memcmp(&k->repair_after, &r.upto, sizeof(after)) > 0
		    ? k->repair_after
		    : r.upto;
	w.r = &r;
	w.banks = (struct banks){ .x = &x, .course = r.course, .assessment = r.assessment };
	w.id = ARENA_ARRAY(a, PIECE, struct uuid);
	w.passed = ARENA_ARRAY(a, PIECE, bool);
	w.scratch = arena_new();
	if (db_begin(k->db)) {
		db_asked(k->db, &r, &after, PIECE, w.scratch, work_see, &w);
		for (i = 0; i < w.n && marks < PIECE_MARKS; i++)
			work_do(&w, &w.id[i], w.passed[i], &marks);
		if (i < w.n) {
			w.last = w.id[i - 1]; /* the rest of the piece is the next turn's */
		} else if (w.seen < PIECE) {
			struct uuid id = uuid_from(k, &r.id, "repair-done");
			struct event e = event_new(&x, &id, EVENT_REPAIR_DONE);

			e.person = e.by = (struct uuid){ { 0 } };
			e.course = r.course;
			e.subject = r.assessment;
			e.question = r.question;
			e.repaired.repair = r.id;
			event_keep(&x, &e);
		}
	}
	arena_free(w.scratch);
	if (db_failed(k->db) || !db_commit(k->db)) {
		trouble_note(&k->trouble, k->db);
		db_rollback(k->db);
		k->newest = newest;
		k->repairs = false; /* the next one that is asked for, or the next hour, tries again */
		return false;
	}
	k->repair = r.id;
	k->repair_after = w.last;
	return true;
}
