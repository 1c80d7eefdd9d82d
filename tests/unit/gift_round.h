/*
 * parse -> write -> parse: is each question the same again, with its form? For tests and the fuzzer.
 */
#ifndef CHALKLINE_GIFT_ROUND_H
#define CHALKLINE_GIFT_ROUND_H

#include <stdio.h>

#include "courses/read/read.h"
#include "courses/write/gift.h"

struct round {
	struct question *q;
	struct gift_form *form;
	uint32_t count;
	struct problems problems;
};

static inline struct round
round_read(struct arena *a, struct str text, enum gift_ids ids)
{
	struct round r = { .problems = problems_in(a) };

	gift_read_forms(STR("x.gift"), text, 1, ids, a, &r.problems, &r.q, &r.form, &r.count);
	return r;
}

static inline struct str
round_write(struct arena *a, const struct round *r, enum gift_for whom)
{
	struct buf b = BUF_IN(a);
	struct problems p = problems_in(a);
	const struct gift_bank bank = { r->q, r->form, r->count };

	gift_write(&b, &bank, whom, &p, STR("x.gift"));
	return buf_get(&b);
}

/* All of a question but its place in the file. */
static inline struct str
round_bytes(struct arena *a, const struct question *q)
{
	struct question copy = *q;
	struct buf b = BUF_IN(a);
	struct codec c = codec_writer(&b);

	copy.line = copy.col = 0;
	question_code(&c, &copy);
	return codec_done(&c) ? buf_get(&b) : STR_NONE;
}

/* What differs, or NULL. */
static inline const char *
round_differs(struct arena *a, const struct question *q, const struct gift_form *f,
    const struct question *p, const struct gift_form *g)
{
	if (!str_eq(round_bytes(a, q), round_bytes(a, p)))
		return "the question";
	if (!str_eq(f->category, g->category))
		return "the category";
	if (f->format != g->format)
		return "the format";
	if (f->pieces != g->pieces)
		return "the number of pieces with a format";
	for (uint32_t i = 0; i < f->pieces; i++) {
		const struct gift_piece *x = &f->piece[i];
		const struct gift_piece *y = gift_piece(g, x->place, x->index);

		if (y == NULL || x->format != y->format || !str_eq(x->html, y->html))
			return "the format or HTML of a piece";
	}
	return NULL;
}

/* Reads, writes, reads again. NULL: all the same; else what differs, with the text that was written. */
static inline const char *
round_trip(struct arena *a, struct str text, enum gift_ids ids)
{
	struct round one = round_read(a, text, ids);
	const char *bad = NULL;

	if (one.problems.errors > 0)
		return "it has errors";
	struct str written = round_write(a, &one, GIFT_FOR_US);
	struct round two = round_read(a, written, ids);

	if (two.problems.errors > 0)
		bad = "what was written has errors";
	else if (one.count != two.count)
		bad = "the number of questions";
	for (uint32_t i = 0; i < one.count && bad == NULL; i++) {
		bad = round_differs(a, &one.q[i], &one.form[i], &two.q[i], &two.form[i]);
		if (bad != NULL)
			fprintf(stderr, "question %u, line %u\n", (unsigned)i, (unsigned)one.q[i].line);
	}
	if (bad == NULL && !str_eq(written, round_write(a, &two, GIFT_FOR_US)))
		bad = "what was written the second time";
	if (bad != NULL)
		fprintf(stderr, "written:\n%.*s\n", STR_ARG(written));
	return bad;
}

#endif
