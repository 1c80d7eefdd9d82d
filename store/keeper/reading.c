/* Reading: where one was, what one knows, and the checks on the way. */
#include <string.h>

#include "courses/learn/grade.h"
#include "store/keeper/ask.h"
#include "store/keeper/draft.h"
#include "store/keeper/quiz.h"

static bool
has_person(const struct ask *x)
{
	return !uuid_is_zero(&x->seat.person);
}

enum { RETIRED_S = 365 * 86400 }; /* until who began a retired course has to be done */

/* draft: the owners'. beta: staff's, until there are cohorts. retired: theirs who began, for a year. */
static bool
is_open_to(struct ask *x, struct str course, const struct course_row *row, const struct person_major *m)
{
	bool own = has_person(x) && (x->seat.role == ROLE_OPERATOR ||
					db_is_owner(x->k->db, course, &x->seat.person));

	switch (row->status) {
	case STATUS_DRAFT:
		return own;
	case STATUS_BETA:
		return own || x->seat.role >= ROLE_INSTRUCTOR;
	case STATUS_RETIRED:
		return own || (m->begun_at > 0 && x->now < row->status_at + RETIRED_S);
	case STATUS_ACTIVE:
	case STATUS_KINDS:
		break;
	}
	return true;
}

/* The edition that this person is on, and what is told of the course; NULL: not theirs to see. */
static const struct book *
book_told(struct ask *x, struct str course, struct course_told *t)
{
	const struct book *b = shelf_find(&x->k->shelf, course), *own = NULL;
	struct person_major m = { .major = 0 };
	struct course_row row;
	struct edition_row e;

	*t = (struct course_told){
		.course = course, .status = STATUS_ACTIVE, .replaced_by = STR_NONE
	};
	if (!b)
		return NULL;
	if (has_person(x))
		db_person_major(x->k->db, &x->seat.person, course, &m);
	if (db_course(x->k->db, course, x->a, &row)) {
		if (!is_open_to(x, course, &row, &m))
			return NULL;
		t->status = row.status;
		t->replaced_by = row.replaced_by;
		if (row.status == STATUS_RETIRED && m.begun_at > 0)
			t->until = row.status_at + RETIRED_S;
	}
	if (m.major > 0 && m.done_at == 0 && m.major != b->edition.edition &&
	    db_edition_of_major(x->k->db, course, m.major, x->a, &e))
		own = shelf_exact(&x->k->shelf, x->k->db, course, e.edition, e.minor, e.revision);
	/* A major that cannot be compiled any more is nobody's. */
	b = own ? own : b;
	t->edition = (struct edition_no){
		b->edition.edition, b->edition.minor, b->edition.revision
	};
	return b;
}

const struct book *
book_of(struct ask *x, struct str course)
{
	struct course_told t;

	return book_told(x, course, &t);
}

const struct book *
book_asked(struct ask *x, struct str course)
{
	const struct book *b = book_of(x, course);

	if (!b)
		refuse(x, REASON_NO_COURSE);
	return b;
}

/* Lessons count by what stands in them now; what was done once stays done. */
static void
facts_of(struct ask *x, const struct book *b, struct facts *f)
{
	const struct words *w = course_words(b->course, b->course->source_language);

	memset(f, 0, sizeof(*f));
	if (!has_person(x))
		return;
	db_facts(x->k->db, &x->seat.person, b->edition.course, x->a, f);
	for (uint32_t i = 0; w && i < f->lessons; i++) {
		const struct lesson *l = words_lesson(w, f->lesson[i].lesson, NULL);

		if (l && f->lesson[i].ended && f->lesson[i].answered >= l->checks)
			f->lesson[i].done = true;
	}
}

void
do_facts(struct ask *x)
{
	const struct book *b = book_asked(x, x->q.course);

	if (b)
		facts_of(x, b, &x->r->facts);
}

static void
courses_tell(struct ask *x, struct told_home *h)
{
	const struct shelf *s = &x->k->shelf;

	h->told = ARENA_ARRAY(x->a, s->books + 1, struct course_told);
	h->tolds = 0;
	for (uint32_t i = 0; i < s->books; i++)
		if (book_told(x, s->book[i]->edition.course, &h->told[h->tolds]))
			h->tolds++;
}

/* What waits to be gone on with, and the time that it has. */
static void
home_open(struct ask *x, struct told_home *h)
{
	struct attempt_row *t;

	db_attempts_open(x->k->db, &x->seat.person, x->a, &t, &h->opens);
	h->open = ARENA_ARRAY(x->a, h->opens, struct attempt);
	for (uint32_t i = 0; i < h->opens; i++) {
		h->open[i] = t[i].attempt;
		attempt_time(x, &t[i], &h->open[i]);
	}
}

void
do_home(struct ask *x)
{
	struct told_home *h = &x->r->home;

	h->last = (struct place){ .course = STR_NONE };
	if (!has_person(x)) {
		courses_tell(x, h);
		return;
	}
	db_home(x->k->db, &x->seat.person, x->a, h);
	courses_tell(x, h);
	home_open(x, h);
	if (clock_behind(x) > 0)
		h->clock_behind = x->k->newest;
	for (uint32_t i = 0; i < h->courses; i++) {
		const struct book *b = book_of(x, h->course[i].course);
		struct facts f;
		struct progress p;

		if (!b)
			continue; /* not served any more: as it was then */
		facts_of(x, b, &f);
		progress_of(b->course, course_words(b->course, b->course->source_language), &f, &p);
		/* A page that came later takes nothing from who has finished. */
		h->course[i].percent = h->course[i].done_at > 0 ? 100 : p.percent;
	}
}

void
progress_keep(struct ask *x, const struct uuid *cause, struct str course, struct str lang)
{
	const struct book *b = book_of(x, course);
	const struct words *w = b ? course_words(b->course, lang) : NULL;
	struct uuid id = uuid_from(x->k, cause, "progress");
	struct event e = event_new(x, &id, EVENT_PROGRESS);
	struct facts f;
	struct progress p;

	if (!b)
		return;
	facts_of(x, b, &f);
	progress_of(b->course, w ? w : course_words(b->course, b->course->source_language), &f, &p);
	e.course = course;
	e.progress.percent = p.percent;
	e.progress.done = p.done;
	event_keep(x, &e);
}

/* ---- places ---- */

/* Where a place or a check can be: a lesson, a scenario as a whole (by its module's id), or one of
 * its nodes. */
struct spot {
	const struct lesson *lesson;
	const struct module_words *scenario;
	const struct node *node;
};

static bool
spot_find(const struct course *c, const struct words *w, struct str id, struct spot *s)
{
	memset(s, 0, sizeof(*s));
	s->lesson = words_lesson(w, id, NULL);
	for (uint32_t i = 0; !s->lesson && i < w->modules && i < c->modules; i++) {
		const struct module_words *m = &w->module[i];

		if (c->module[i].kind != MODULE_SCENARIO)
			continue;
		if (str_eq(m->id, id))
			s->scenario = m;
		for (uint32_t n = 0; n < m->nodes; n++)
			if (str_eq(m->node[n].id, id))
				s->node = &m->node[n];
	}
	return s->lesson || s->scenario || s->node;
}

static const struct question *check_find(const struct spot *s, struct str id);

/* In that edition; with a question only when that is there, too. */
static bool
spot_in(const struct book *b, struct str lang, struct str lesson, struct str question,
    struct spot *s)
{
	const struct words *w = course_words(b->course, lang);

	return w && spot_find(b->course, w, lesson, s) &&
	       (question.len == 0 || check_find(s, question));
}

/*
 * The spot in the edition that this person is on; refuses what is not there. A session goes on with
 * the pages that it began with: who is on the served edition and reads a page that a publish has
 * just taken away finds it among the editions before, as long as they are at hand.
 */
static bool
spot_asked(struct ask *x, struct str course, struct str lang, struct str lesson,
    struct str question, struct spot *s)
{
	const struct book *b = book_asked(x, course);
	const struct shelf *shelf = &x->k->shelf;

	if (!b || spot_in(b, lang, lesson, question, s))
		return b != NULL;
	for (int i = 0; b == shelf_find(shelf, course) && i < SHELF_OLDER; i++)
		if (shelf->older[i] && str_eq(shelf->older[i]->edition.course, course) &&
		    spot_in(shelf->older[i], lang, lesson, question, s))
			return true;
	refuse(x, REASON_NO_SUCH);
	return false;
}

void
event_keep_lesson(struct ask *x, const struct event *e, struct str lang)
{
	bool before = db_lesson_done(x->k->db, &e->person, e->course, e->subject);

	event_keep(x, e);
	if (!before && db_lesson_done(x->k->db, &e->person, e->course, e->subject))
		progress_keep(x, &e->id, e->course, lang);
}

void
do_place(struct ask *x)
{
	const struct place *q = &x->q.place.place;
	struct spot s;
	struct event e;

	if (!has_person(x)) {
		refuse(x, REASON_NOT_ALLOWED);
		return;
	}
	if (event_said_of(x, &x->q.place.event, EVENT_PLACE, q->course, q->lesson, STR_NONE, &e) !=
		SAID_NEVER ||
	    !spot_asked(x, q->course, q->lang, q->lesson, STR_NONE, &s))
		return;
	e = event_new(x, &x->q.place.event, EVENT_PLACE);
	e.course = q->course;
	e.subject = q->lesson;
	e.version = q->hash;
	e.place.lang = q->lang;
	e.place.block = q->block;
	e.place.offset = q->offset;
	/* A scenario is done when an end was reached, which no place can say. */
	e.place.ended = q->ended && s.lesson;
	e.place.question = q->question;
	e.place.draft = q->draft;
	e.place.checks = s.lesson ? s.lesson->checks : 0;
	event_keep_lesson(x, &e, q->lang);
}

/* ---- checks ---- */

static const struct question *
in_list(const struct question *q, uint32_t n, struct str id)
{
	for (uint32_t i = 0; i < n; i++)
		if (str_eq(q[i].id, id))
			return &q[i];
	return NULL;
}

static const struct question *
check_find(const struct spot *s, struct str id)
{
	const struct question *q = NULL;

	if (s->lesson)
		return in_list(s->lesson->check, s->lesson->checks, id);
	if (s->node)
		q = in_list(s->node->check, s->node->checks, id);
	for (uint32_t i = 0; !q && s->scenario && i < s->scenario->nodes; i++)
		q = in_list(s->scenario->node[i].check, s->scenario->node[i].checks, id);
	return q;
}

uint64_t
question_version(struct arena *a, const struct question *q)
{
	struct buf b = BUF_IN(a);
	struct codec c = codec_writer(&b);
	struct question copy = *q;

	copy.line = copy.col = 0; /* where it stands in its file is not what it says */
	question_code(&c, &copy);
	return str_hash(buf_get(&b));
}

static const struct question *
check_asked(struct ask *x, struct spot *s)
{
	const struct ask_check *q = &x->q.check;

	if (!spot_asked(x, q->course, q->lang, q->lesson, q->question, s))
		return NULL;
	/* No question at all is none. */
	if (q->question.len == 0)
		refuse(x, REASON_NO_SUCH);
	return check_find(s, q->question);
}

static struct event
check_event(
    struct ask *x, enum event_kind kind, const struct spot *s, const struct question *question)
{
	const struct ask_check *q = &x->q.check;
	struct event e = event_new(x, &q->event, kind);

	e.course = q->course;
	e.subject = q->lesson;
	e.question = q->question;
	e.version = question_version(x->a, question);
	e.check.lang = q->lang;
	e.check.response = STR_NONE;
	e.check.checks = s->lesson ? s->lesson->checks : 0;
	return e;
}

void
do_check(struct ask *x)
{
	struct response response = x->q.check.response;
	const struct question *question;
	struct spot s;
	struct event e, before;
	struct mark mark;
	struct err err;
	enum said said = SAID_NEVER;

	question = check_asked(x, &s);
	if (question && has_person(x))
		said = event_said_of(x, &x->q.check.event, EVENT_CHECK, x->q.check.course,
		    x->q.check.lesson, x->q.check.question, &before);
	if (is_refused(x))
		return;
	/* Said again it is answered for what was answered then. */
	if (said == SAID_BEFORE && !response_read(x->a, before.check.response, &response)) {
		refuse(x, REASON_MALFORMED);
		return;
	}
	if (response_is_empty(&response) || !grade(question, &response, x->a, &mark, &err)) {
		refuse(x, REASON_BAD_ANSWER);
		return;
	}
	x->r->check = (struct told_check){
		.right = mark.right,
		.share = mark.share,
		.feedback = mark.feedback,
		.general = mark.general,
		.answer = STR_NONE,
	};
	if (said == SAID_BEFORE || !has_person(x))
		return;
	e = check_event(x, EVENT_CHECK, &s, question);
	e.check.response = response_write(x->a, &response);
	e.check.share = mark.share;
	event_keep_lesson(x, &e, x->q.check.lang);
}

void
do_check_show(struct ask *x)
{
	const struct question *question;
	struct spot s;
	struct event e, before;

	question = check_asked(x, &s);
	if (!question)
		return;
	x->r->check = (struct told_check){
		.feedback = STR_NONE,
		.general = question->general,
		.answer = grade_answer(question, x->a),
	};
	if (!has_person(x) ||
	    event_said_of(x, &x->q.check.event, EVENT_CHECK_SHOW, x->q.check.course,
		x->q.check.lesson, x->q.check.question, &before) != SAID_NEVER)
		return;
	e = check_event(x, EVENT_CHECK_SHOW, &s, question);
	event_keep(x, &e);
}

/* Of a preview: graded from the draft, and nothing is kept. What is told is copied: the next draft may take its place. */
void
do_preview_check(struct ask *x)
{
	const struct ask_check *q = &x->q.check;
	const struct question *question = NULL;
	const struct words *w;
	const struct book *b;
	struct mark mark = { .right = false, .feedback = STR_NONE, .general = STR_NONE };
	struct draft d;
	struct spot s;
	struct err err;
	bool show = response_is_empty(&q->response);

	if (!draft_asked(x, q->course, &d) || !(b = draft_book(x, &d)))
		return;
	w = course_words(b->course, q->lang);
	if (w && spot_find(b->course, w, q->lesson, &s))
		question = check_find(&s, q->question);
	if (!question) {
		refuse(x, REASON_NO_SUCH);
		return;
	}
	if (!show && !grade(question, &q->response, x->a, &mark, &err)) {
		refuse(x, REASON_BAD_ANSWER);
		return;
	}
	x->r->check = (struct told_check){
		.right = mark.right,
		.share = mark.share,
		.feedback = str_copy(x->a, mark.feedback),
		.general = str_copy(x->a, show ? question->general : mark.general),
		.answer = show ? str_copy(x->a, grade_answer(question, x->a)) : STR_NONE,
	};
}
