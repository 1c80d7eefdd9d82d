/* Results of what was handed in. */
#include <string.h>

#include "courses/learn/grade.h"
#include "store/keeper/quiz.h"

enum { RESULTS_MOST = 200 };

/* The attempt, when it is closed: until then its keys stay here. */
static bool
closed_asked(struct ask *x, struct attempt_row *t)
{
	if (attempt_asked(x, t) && t->attempt.closed_at == 0)
		refuse(x, REASON_NOT_NOW);
	return !is_refused(x);
}

/* A posttest that asks from the same bank, as this person is served the course now, and is not handed in yet. */
static bool
is_measured_again(struct ask *x, const struct assessment *as, const struct attempt *t)
{
	const struct book *b = book_asked(x, t->course);
	int64_t last;

	/* A course that is not served any more measures nobody again. */
	x->r->refusal = (struct refusal){ .reason = REASON_NONE };
	for (uint32_t i = 0; b && i < b->course->assessments; i++) {
		const struct assessment *post = &b->course->assessment[i];

		if (post->kind == ASSESS_POSTTEST && str_eq(post->bank, as->bank) &&
		    db_attempts_closed(x->k->db, &x->seat.person, t->course, post->id, &last) == 0)
			return true;
	}
	return false;
}

/* A quiz opens its answers always; what counts more opens them after a pass or the last try, or
 * never; a pretest not before the posttest, which measures nothing when its answers are known. */
static bool
answers_are_open(struct ask *x, const struct assessment *as, const struct attempt *t)
{
	if (as->kind == ASSESS_QUIZ)
		return true;
	if (as->review == REVIEW_NEVER || (as->kind == ASSESS_PRETEST && is_measured_again(x, as, t)))
		return false;
	return t->passed || (as->attempts > 0 && t->number >= as->attempts);
}

static bool
result_course(struct ask *x, const struct attempt *t, const struct course **c,
    const struct bank **bank, const struct assessment **as)
{
	*bank = attempt_bank(x, t, c);
	*as = *bank ? course_assessment(*c, t->assessment) : NULL;
	return *as != NULL;
}

/* The lesson that a question's tags name; NULL: none does. */
static const struct lesson *
lesson_of(const struct course *c, struct str lang, const struct question *q)
{
	const struct words *w = course_words(c, lang);

	if (!w)
		w = course_words(c, c->source_language);
	for (uint32_t i = 0; w && i < q->tags; i++) {
		const struct lesson *l = words_lesson(w, q->tag[i], NULL);

		if (l)
			return l;
	}
	return NULL;
}

static void
again_add(struct told_result *r, struct str lesson)
{
	for (uint32_t i = 0; i < r->agains; i++)
		if (str_eq(r->again[i], lesson))
			return;
	r->again[r->agains++] = lesson;
}

void
do_result(struct ask *x)
{
	struct told_result *r = &x->r->result;
	const struct course *c;
	const struct bank *bank;
	const struct assessment *as;
	struct attempt_question *q;
	struct attempt_row t;
	uint32_t n;

	if (!closed_asked(x, &t) || !result_course(x, &t.attempt, &c, &bank, &as))
		return;
	db_attempt_questions(x->k->db, &t.attempt.id, x->a, &q, &n);
	r->attempt = t.attempt;
	r->answers_open = answers_are_open(x, as, &t.attempt);
	r->item = ARENA_ARRAY(x->a, n, struct result_item);
	r->items = n;
	r->again = ARENA_ARRAY(x->a, n, struct str);
	for (uint32_t i = 0; i < n; i++) {
		const struct question *question = bank_question(bank, q[i].question);
		const struct lesson *l = question ? lesson_of(c, t.attempt.lang, question) : NULL;

		r->item[i] = (struct result_item){
			.id = q[i].question,
			.name = question ? question->name : q[i].question,
			.share = q[i].share,
			.right = q[i].share >= QUESTION_MILLION,
			.empty = q[i].response.len == 0,
			.waits = q[i].waits,
			.is_out = q[i].is_out,
		};
		if (!r->item[i].right && !r->item[i].waits && !r->item[i].is_out && l)
			again_add(r, l->id);
	}
}

/* What who marked it said; else why its marks were changed. */
static struct str
comment_of(struct ask *x, const struct attempt *t, const struct attempt_question *one)
{
	struct repair *r;
	uint32_t n;

	if (one->comment.len > 0)
		return one->comment;
	db_repairs_of(x->k->db, t->course, t->assessment, x->a, &r, &n);
	while (n-- > 0)
		if (str_eq(r[n].question, one->question) &&
		    (r[n].version == 0 || r[n].version == one->version))
			return r[n].reason;
	return STR_NONE;
}

void
do_result_question(struct ask *x)
{
	struct told_result_question *r = &x->r->result_question;
	const struct course *c;
	const struct bank *bank;
	const struct assessment *as;
	const struct question *q;
	const struct lesson *l;
	struct attempt_question one;
	struct attempt_row t;
	struct response response;
	struct mark mark = { .feedback = STR_NONE, .general = STR_NONE };
	struct err err;

	if (!closed_asked(x, &t) || !result_course(x, &t.attempt, &c, &bank, &as))
		return;
	q = attempt_question_asked(x, &t, &one);
	if (!q)
		return;
	*r = (struct told_result_question){
		.question = question_open(x->a, q),
		.given = STR_NONE,
		.right = STR_NONE,
		.feedback = STR_NONE,
		.general = STR_NONE,
		.again = STR_NONE,
		.share = one.share,
		.waits = one.waits,
		.is_out = one.is_out,
		.comment = comment_of(x, &t.attempt, &one),
	};
	question_arrange(&r->question, &one, x->a);
	if (!response_read(x->a, one.response, &response))
		memset(&response, 0, sizeof(response));
	if (!response_is_empty(&response)) {
		r->given = grade_response(q, &response, x->a);
		if (!grade(q, &response, x->a, &mark, &err))
			mark = (struct mark){ .feedback = STR_NONE, .general = q->general };
	} else {
		mark.general = q->general;
	}
	if (answers_are_open(x, as, &t.attempt)) {
		r->right = grade_answer(q, x->a);
		r->feedback = mark.feedback;
		r->general = mark.general;
	}
	/* A written answer's general feedback is the model that its mark is given by. */
	if (one.waits)
		r->general = STR_NONE;
	l = one.share < QUESTION_MILLION && !one.waits && !one.is_out ? lesson_of(c, t.attempt.lang, q) : NULL;
	if (l)
		r->again = l->id;
}

void
do_results(struct ask *x)
{
	db_results(x->k->db, &x->seat.person, RESULTS_MOST, x->a, &x->r->results);
}
