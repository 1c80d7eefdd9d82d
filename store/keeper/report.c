/* What instructors read about tests: first tries, statistics of questions, learning gain. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "courses/base/utf8.h"
#include "store/keeper/quiz.h"

enum {
	MARKS_MOST = 250000, /* of first tries, the newest: some 10,000 tries of 25 questions */
	ROWS_BYTES = 48 << 10, /* of one message */
	ROW_BYTES = 140,       /* without its strings */
	NAME_MOST = 120,       /* bytes */
};

/* ---- the tests of a course ---- */

static void
row_add(struct ask *x, struct told_report *t, struct str course, const struct assessment *as)
{
	struct report_row *r = &t->row[t->rows++];

	*r = (struct report_row){ .assessment = as->id, .kind = as->kind, .mean = NAN };
	db_report_row(x->k->db, course, r);
}

static const struct assessment *
first_of(const struct course *c, enum assessment_kind kind)
{
	for (uint32_t i = 0; i < c->assessments; i++)
		if (c->assessment[i].kind == kind)
			return &c->assessment[i];
	return NULL;
}

void
do_report(struct ask *x)
{
	const struct book *b = book_asked(x, x->q.report.course);
	struct told_report *t = &x->r->report;
	const struct course *c = b ? b->course : NULL;
	const struct assessment *pre, *post;
	struct gain_pair *pair;
	uint32_t n;

	if (!c)
		return;
	t->row = ARENA_ARRAY(x->a, c->modules + c->assessments, struct report_row);
	for (uint32_t i = 0; i < c->modules; i++)
		if (c->module[i].has_quiz)
			row_add(x, t, c->id, &c->module[i].quiz);
	for (uint32_t i = 0; i < c->assessments; i++)
		row_add(x, t, c->id, &c->assessment[i]);
	gain_of(NULL, 0, &t->gain);
	pre = first_of(c, ASSESS_PRETEST);
	post = first_of(c, ASSESS_POSTTEST);
	t->has_gain = pre && post;
	if (!t->has_gain)
		return;
	db_gain_pairs(x->k->db, c->id, pre->id, post->id, x->a, &pair, &n, &t->only_pre, &t->only_post);
	gain_of(pair, n, &t->gain);
}

/* ---- the questions of a test ---- */

struct items {
	struct item_row *row;
	uint32_t rows, room;
};

static int
by_version(const void *a, const void *b)
{
	const struct item_row *x = a, *y = b;
	int order = str_cmp(x->question, y->question);

	return order ? order : (x->version > y->version) - (x->version < y->version);
}

static int
by_question(const void *key, const void *row)
{
	return by_version(key, row);
}

/* Each version of each question in the marks, once, sorted. */
static void
items_find(struct items *i, const struct try_mark *mark, uint32_t n, struct arena *a)
{
	struct item_row *all = ARENA_ARRAY(a, n, struct item_row);

	for (uint32_t k = 0; k < n; k++)
		all[k] = (struct item_row){ .question = mark[k].question, .name = STR_NONE,
			.version = mark[k].version, .guess = NAN };
	if (n > 0)
		qsort(all, n, sizeof(*all), by_version);
	for (uint32_t k = 0; k < n; k++)
		if (i->rows == 0 || by_version(&all[i->rows - 1], &all[k]) != 0)
			all[i->rows++] = all[k];
	i->row = all;
}

static uint32_t
item_at(const struct items *i, const struct try_mark *m)
{
	struct item_row key = { .question = m->question, .version = m->version };
	const struct item_row *at = bsearch(&key, i->row, i->rows, sizeof(*i->row), by_question);

	return (uint32_t)(at - i->row);
}

/* Marks of one attempt after the other become attempts; what is out of the total was never asked. */
static struct item_attempt *
attempts_of(const struct try_mark *mark, uint32_t n, const struct items *i, struct arena *a, uint32_t *attempts)
{
	struct item_attempt *t = ARENA_ARRAY(a, n, struct item_attempt);
	struct item_mark *m = ARENA_ARRAY(a, n, struct item_mark);

	*attempts = 0;
	for (uint32_t k = 0; k < n; k++) {
		if (k == 0 || !uuid_eq(&mark[k].attempt, &mark[k - 1].attempt))
			t[(*attempts)++].mark = m;
		if (mark[k].is_out)
			continue;
		*m++ = (struct item_mark){ item_at(i, &mark[k]), (double)mark[k].share / QUESTION_MILLION };
		t[*attempts - 1].marks++;
	}
	return t;
}

/* As the bank has them now: name, kind, guessing, and which version is asked. */
static void
items_name(struct items *i, const struct bank *bank, struct arena *a)
{
	for (uint32_t k = 0; k < i->rows; k++) {
		struct item_row *r = &i->row[k];
		const struct question *q = bank ? bank_question(bank, r->question) : NULL;

		if (!q)
			continue;
		r->name = utf8_whole(str_sub(q->name, 0, NAME_MOST));
		r->kind = q->kind;
		r->current = question_version(a, q) == r->version;
		if (r->current)
			r->guess = item_guess(q);
	}
}

/* What one message takes, from row skip on. */
static void
items_tell(struct told_items *t, const struct items *i, uint32_t skip)
{
	size_t bytes = 0;

	t->all = i->rows;
	if (skip > i->rows)
		skip = i->rows;
	t->item = i->row + skip;
	while (skip + t->items < i->rows) {
		const struct item_row *r = &t->item[t->items];

		bytes += ROW_BYTES + r->question.len + r->name.len;
		if (bytes > ROWS_BYTES)
			break;
		t->items++;
	}
	t->more = skip + t->items < i->rows;
}

void
do_report_items(struct ask *x)
{
	const struct ask_report *q = &x->q.report;
	struct told_items *t = &x->r->items;
	const struct book *b = book_asked(x, q->course);
	const struct assessment *as = b ? course_assessment(b->course, q->assessment) : NULL;
	struct items items = { 0 };
	struct item_attempt *attempt;
	struct item_stat *stat;
	struct try_mark *mark;
	double *most;
	uint32_t n, attempts;

	if (b && !as)
		refuse(x, REASON_NO_SUCH);
	if (is_refused(x))
		return;
	t->kind = as->kind;
	db_first_tries(x->k->db, q->course, q->assessment, MARKS_MOST, x->a, &mark, &n);
	items_find(&items, mark, n, x->a);
	attempt = attempts_of(mark, n, &items, x->a, &attempts);
	most = ARENA_ARRAY(x->a, items.rows, double);
	stat = ARENA_ARRAY(x->a, items.rows, struct item_stat);
	for (uint32_t i = 0; i < items.rows; i++)
		most[i] = 1;
	items_of(attempt, attempts, most, items.rows, x->a, stat, &t->test);
	t->questions = attempts > 0 ? attempt[0].marks : 0;
	for (uint32_t i = 0; i < items.rows; i++)
		items.row[i].stat = stat[i];
	items_name(&items, course_bank(b->course, as->bank, b->course->source_language), x->a);
	items_tell(t, &items, q->skip);
}
