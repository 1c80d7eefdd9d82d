/*
 * A bank from anywhere: never a crash, never a letter that could move a cursor, and a question that
 * was read without an error can be answered rightly and is the same when it was written and read.
 */
#include <stdlib.h>

#include "courses/learn/grade.h"
#include "courses/read/read.h"
#include "tests/unit/gift_round.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
must(bool claim)
{
	if (!claim)
		abort();
}

static void
must_be_clean(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		must((unsigned char)s.at[i] >= ' ' ? s.at[i] != 0x7f : s.at[i] == '\n');
}

static void
must_be_clean_all(const struct question *q)
{
	must_be_clean(q->id);
	must_be_clean(q->name);
	must_be_clean(q->text);
	must_be_clean(q->otherwise);
	must_be_clean(q->general);
	for (uint32_t i = 0; i < q->tags; i++)
		must_be_clean(q->tag[i]);
	for (uint32_t i = 0; i < q->choices; i++) {
		must_be_clean(q->choice[i].text);
		must_be_clean(q->choice[i].feedback);
		must(q->choice[i].low <= q->choice[i].high);
	}
	for (uint32_t i = 0; i < q->pairs; i++) {
		must_be_clean(q->pair[i].left);
		must_be_clean(q->pair[i].right);
	}
}

static void
must_have_an_answer(const struct question *q, struct arena *a)
{
	struct response r = { .text = STR_NONE };
	struct mark m;

	for (uint32_t i = 0; i < q->choices; i++) {
		bool is_right = q->kind == QUESTION_MULTIPLE
				    ? q->choice[i].weight > 0
				    : q->choice[i].weight == QUESTION_MILLION && r.picks == 0;

		if (is_right)
			r.pick[r.picks++].right = q->choice[i].key;
	}
	for (uint32_t i = 0; i < q->pairs; i++)
		if (q->pair[i].left.len > 0)
			r.pick[r.picks++] = (struct pick){ q->pair[i].left_key,
				q->pair[i].right_key };
	switch (q->kind) {
	case QUESTION_SINGLE:
	case QUESTION_MULTIPLE:
	case QUESTION_TRUEFALSE:
	case QUESTION_MATCH:
		must(grade(q, &r, a, &m, NULL) && m.right);
		must(response_read(a, response_write(a, &r), &r));
		break;
	case QUESTION_SHORT:
	case QUESTION_NUMERICAL:
		must(q->choices > 0);
		r = (struct response){ .text = q->choice[0].text };
		if (r.text.len <= RESPONSE_TEXT && !grade(q, &r, a, &m, NULL))
			must(q->kind == QUESTION_NUMERICAL);
		break;
	case QUESTION_ESSAY:
	case QUESTION_DESCRIPTION:
	case QUESTION_KINDS:
		break;
	}
}

static void
must_come_back(struct arena *a, struct str text, enum gift_ids ids)
{
	if (round_read(a, text, ids).problems.errors == 0)
		must(round_trip(a, text, ids) == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct str text = { (const char *)bytes, len };
	struct arena *a = arena_new();
	struct problems p = problems_in(a);
	struct question *q;
	uint32_t n;

	gift_read(STR("f.gift"), text, 1, a, &p, &q, &n);
	problems_sort(&p);
	for (uint32_t i = 0; i < p.count; i++) {
		must_be_clean(problem_line(a, "", &p.problem[i]));
		must(p.problem[i].text.len > 0);
	}
	for (uint32_t i = 0; i < n; i++) {
		struct question open = question_open(a, &q[i]);
		struct buf b = BUF_IN(a);
		struct codec c = codec_writer(&b);

		must_be_clean_all(&q[i]);
		must_be_clean(grade_answer(&q[i], a));
		question_code(&c, &q[i]);
		question_code(&c, &open);
		must(codec_done(&c));
		if (p.errors == 0) {
			must(q[i].id.len > 0 && q[i].text.len > 0);
			must_have_an_answer(&q[i], a);
		}
	}
	must_come_back(a, text, GIFT_IDS_NEEDED);
	must_come_back(a, text, GIFT_IDS_TO_COME);
	arena_free(a);
	return 0;
}
