/* "Report a mistake": kept, listed to those who teach, answered. */
#include <string.h>

#include "store/keeper/ask.h"

enum {
	ROWS_MOST = 50,
	ROWS_BYTES = 48 << 10,
};

static bool
is_staff(const struct ask *x)
{
	return x->seat.role == ROLE_INSTRUCTOR || x->seat.role == ROLE_MANAGER || x->seat.role == ROLE_OPERATOR;
}

/* What one message takes. */
static void
mistakes_tell(struct ask *x, struct ask_mistakes q)
{
	struct told_mistakes *t = &x->r->mistakes;
	size_t bytes = 0;
	uint32_t n;

	q.own = q.own || !is_staff(x);
	db_mistakes(x->k->db, &q, &x->seat.person, ROWS_MOST + 1, x->a, t);
	for (n = 0; n < t->mistakes && n < ROWS_MOST; n++) {
		struct mistake_row *m = &t->mistake[n];

		bytes += 200 + m->text.len + m->answer.len + m->subject.len + m->question.len;
		if (bytes > ROWS_BYTES)
			break;
		if (q.own)
			m->by = STR_NONE;
	}
	t->more = n < t->mistakes;
	t->mistakes = n;
}

void
do_mistakes(struct ask *x)
{
	mistakes_tell(x, x->q.mistakes);
}

void
do_mistake(struct ask *x)
{
	const struct ask_mistake *q = &x->q.mistake;
	struct ask_mistakes own = { .course = q->course, .own = true };
	struct event e;
	enum said said;

	said = event_said_of(x, &q->event, EVENT_MISTAKE, q->course, q->subject, q->question, &e);
	if (said == SAID_OTHERWISE)
		return;
	if (said == SAID_NEVER) {
		if (!book_asked(x, q->course))
			return;
		if (q->text.len == 0) {
			refuse(x, REASON_MALFORMED);
			return;
		}
		if (db_mistakes_open(x->k->db, &x->seat.person) >= MISTAKES_OPEN) {
			refuse_number(x, REASON_MANY, MISTAKES_OPEN);
			return;
		}
		e = event_new(x, &q->event, EVENT_MISTAKE);
		e.course = q->course;
		e.subject = q->subject;
		e.question = q->question;
		e.mistake.lang = q->lang;
		e.mistake.edition = q->edition;
		e.mistake.minor = q->minor;
		e.mistake.revision = q->revision;
		e.mistake.text = q->text;
		event_keep(x, &e);
	}
	mistakes_tell(x, own);
}

void
do_mistake_answer(struct ask *x)
{
	const struct ask_mistake_answer *q = &x->q.mistake_answer;
	struct ask_mistakes list = { .course = STR_NONE };
	struct event told, e;
	enum said said = event_said(x, &q->event, EVENT_MISTAKE_ANSWER, &e);

	if (said == SAID_OTHERWISE)
		return;
	if (said == SAID_NEVER) {
		if (!db_event(x->k->db, &q->mistake, x->a, &told) || told.kind != EVENT_MISTAKE) {
			refuse(x, REASON_NO_SUCH);
			return;
		}
		if (q->text.len == 0) {
			refuse(x, REASON_MALFORMED);
			return;
		}
		e = event_new(x, &q->event, EVENT_MISTAKE_ANSWER);
		e.person = told.person;
		e.course = told.course;
		e.subject = told.subject;
		e.question = told.question;
		e.mistake_answer.mistake = q->mistake;
		e.mistake_answer.text = q->text;
		event_keep(x, &e);
	}
	mistakes_tell(x, list);
}
