/* The bodies of report.h: one description each, for both directions. */
#include <math.h>

#include "store/record/code.h"

/* NAN is said by a word of its own: the codec takes no number that is none. */
static void
number_code(struct codec *c, double *v)
{
	bool known = isfinite(*v);
	double value = known ? *v : 0;

	codec_bool(c, &known);
	if (known)
		codec_f64(c, &value);
	*v = known ? value : NAN;
}

void
ask_report_code(struct codec *c, struct request *r)
{
	codec_str(c, &r->report.course);
	codec_str(c, &r->report.assessment);
	codec_u32(c, &r->report.skip);
}

static void
report_row_code(struct codec *c, struct report_row *t)
{
	codec_str(c, &t->assessment);
	CODEC_ENUM(c, &t->kind, ASSESS_KINDS);
	codec_u32(c, &t->people);
	codec_u32(c, &t->passed);
	codec_u32(c, &t->tries);
	codec_u32(c, &t->first);
	codec_u32(c, &t->waits);
	number_code(c, &t->mean);
}

void
told_report_code(struct codec *c, struct reply *r)
{
	struct told_report *t = &r->report;

	CODEC_LIST(c, &t->row, &t->rows, report_row_code);
	codec_bool(c, &t->has_gain);
	codec_u32(c, &t->gain.n);
	number_code(c, &t->gain.pre);
	number_code(c, &t->gain.post);
	number_code(c, &t->gain.mean);
	number_code(c, &t->gain.sd);
	number_code(c, &t->gain.low);
	number_code(c, &t->gain.high);
	number_code(c, &t->gain.normalized);
	codec_u32(c, &t->only_pre);
	codec_u32(c, &t->only_post);
}

static void
item_row_code(struct codec *c, struct item_row *i)
{
	codec_str(c, &i->question);
	codec_str(c, &i->name);
	CODEC_ENUM(c, &i->kind, QUESTION_KINDS);
	codec_u64(c, &i->version);
	codec_bool(c, &i->current);
	number_code(c, &i->guess);
	codec_u32(c, &i->stat.n);
	number_code(c, &i->stat.facility);
	number_code(c, &i->stat.sd);
	number_code(c, &i->stat.discrimination);
	number_code(c, &i->stat.efficiency);
	number_code(c, &i->stat.weight);
	codec_bool(c, &i->stat.weight_negative);
}

void
told_items_code(struct codec *c, struct reply *r)
{
	struct told_items *t = &r->items;

	CODEC_ENUM(c, &t->kind, ASSESS_KINDS);
	codec_u32(c, &t->test.n);
	number_code(c, &t->test.mean);
	number_code(c, &t->test.median);
	number_code(c, &t->test.sd);
	number_code(c, &t->test.skewness);
	number_code(c, &t->test.kurtosis);
	number_code(c, &t->test.alpha);
	number_code(c, &t->test.error_ratio);
	number_code(c, &t->test.standard_error);
	codec_bool(c, &t->test.same_questions);
	codec_u32(c, &t->questions);
	CODEC_LIST(c, &t->item, &t->items, item_row_code);
	codec_u32(c, &t->all);
	codec_bool(c, &t->more);
}
