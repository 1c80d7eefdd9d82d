#include "courses/write/gift.h"

#include <string.h>

#include "courses/base/arena.h"
#include "courses/model/weight.h"

struct writer {
	struct buf *out;
	struct arena *a; /* weights */
	const struct question *q;
	const struct gift_form *f;
	enum gift_for whom;
	struct problems *p;
	struct str file;
};

static const char *const markers[] = { "[moodle]", "[html]", "[plain]", "[markdown]" };

/* ---- signs ---- */

/* Moodle's own list of what it escapes. */
static void
escaped_put(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char ch = s.at[i];

		if (ch == '\n') {
			buf_z(out, "\\n");
			continue;
		}
		if (strchr("\\~=#{}:", ch) != NULL)
			buf_char(out, '\\');
		buf_char(out, ch);
	}
}

static bool
begins_with_marker(struct str s)
{
	for (size_t i = 0; i < sizeof(markers) / sizeof(markers[0]); i++)
		if (str_starts(s, markers[i]))
			return true;
	return false;
}

/* Might a reader take the beginning for a weight? "%50% of them", and to some "%APPDATA%" too. */
static bool
begins_with_weight(struct str s)
{
	return s.len > 0 && s.at[0] == '%';
}

/* ---- pieces ---- */

struct piece {
	enum gift_format format;
	struct str bytes;
	bool is_marked;
};

static struct piece
piece_of(const struct writer *w, enum gift_place place, uint32_t index, struct str text)
{
	const struct gift_piece *noted = gift_piece(w->f, place, index);
	struct piece x = { noted != NULL ? noted->format : w->f->format, text, false };
	enum gift_format otherwise = place == GIFT_STEM ? FORMAT_AUTO : w->f->format;

	if (noted != NULL && noted->format == FORMAT_HTML)
		x.bytes = noted->html;
	/* A marker also parts the sign of a choice from a text that would be its weight. */
	x.is_marked = x.bytes.len > 0 && (x.format != otherwise || begins_with_marker(x.bytes) ||
					     (place == GIFT_CHOICE && begins_with_weight(x.bytes)));
	return x;
}

static void
piece_put(struct writer *w, struct piece x)
{
	if (x.is_marked)
		buf_z(w->out, markers[x.format]);
	escaped_put(w->out, x.bytes);
}

/* "#" and the feedback, where there is one. */
static void
feedback_put(struct writer *w, uint32_t choice)
{
	struct piece x = piece_of(w, GIFT_FEEDBACK, choice, w->q->choice[choice].feedback);

	if (x.bytes.len == 0)
		return;
	buf_char(w->out, '#');
	piece_put(w, x);
}

static void
weight_put(struct writer *w, int32_t weight)
{
	int32_t nearest = weight_for_moodle(weight);

	if (w->whom == GIFT_FOR_MOODLE && weight_nearest(weight) == WEIGHT_UNKNOWN) {
		problem_warning(w->p, w->file, w->q->line, w->q->col,
		    "[gift] Moodle does not know a weight of %.*s %%; it was written as %.*s %%",
		    STR_ARG(weight_words(w->a, weight)), STR_ARG(weight_words(w->a, nearest)));
		weight = nearest;
	}

	struct str words = weight_words(w->a, weight);

	buf_printf(w->out, "%%%.*s%%", STR_ARG(words));
}

/* ---- answers ---- */

/*
 * Choices without a single = have several right ones, and without a single ~ they are a short
 * answer: a right choice is written with =, and where all are right only the first.
 */
static void
choices_put(struct writer *w)
{
	const struct question *q = w->q;
	bool all_right = true, has_equals = false;

	for (uint32_t i = 0; i < q->choices; i++)
		all_right = all_right && q->choice[i].weight == QUESTION_MILLION;
	for (uint32_t i = 0; i < q->choices; i++) {
		const struct choice *c = &q->choice[i];
		struct piece x = piece_of(w, GIFT_CHOICE, i, c->text);

		if (q->kind == QUESTION_SINGLE && c->weight == QUESTION_MILLION &&
		    !(all_right && has_equals)) {
			buf_char(w->out, '=');
			has_equals = true;
		} else {
			buf_char(w->out, '~');
			if (c->weight != 0)
				weight_put(w, c->weight);
		}
		piece_put(w, x);
		feedback_put(w, i);
		buf_char(w->out, '\n');
	}
}

/* The first feedback is for who is wrong, the second for who is right. */
static void
truth_put(struct writer *w)
{
	const struct question *q = w->q;
	uint32_t right = q->choice[0].weight == QUESTION_MILLION ? 0 : 1;
	struct piece good = piece_of(w, GIFT_FEEDBACK, right, q->choice[right].feedback);

	buf_z(w->out, q->choice[right].key == CHOICE_TRUE ? "TRUE" : "FALSE");
	feedback_put(w, 1 - right);
	if (good.bytes.len > 0 &&
	    piece_of(w, GIFT_FEEDBACK, 1 - right, q->choice[1 - right].feedback).bytes.len == 0)
		buf_char(w->out, '#');
	feedback_put(w, right);
	buf_char(w->out, '\n');
}

static bool
has_arrow(struct str s)
{
	return str_find(s, 0, "->") < s.len;
}

/* The answer or its feedback: both count when a reader decides the type. */
static bool
choice_has_arrow(const struct writer *w, uint32_t i)
{
	const struct choice *c = &w->q->choice[i];

	return has_arrow(c->text) || has_arrow(piece_of(w, GIFT_FEEDBACK, i, c->feedback).bytes);
}

/* Moodle takes = and -> anywhere before the general feedback for a matching. */
static void
arrows_check(const struct writer *w)
{
	for (uint32_t i = 0; i < w->q->choices && w->q->kind == QUESTION_SHORT; i++)
		if (choice_has_arrow(w, i) && w->q->choices > 1) {
			problem_warning(w->p, w->file, w->q->line, w->q->col,
			    "[gift] Moodle takes a short answer with -> in it for a matching; write it in "
			    "other signs if the bank goes there");
			return;
		}
}

/*
 * "=%100%text#feedback": what Moodle writes, weight and # in any case. With an arrow in its only
 * answer it would be a matching, so that one goes without its =.
 */
static void
typed_put(struct writer *w)
{
	const struct question *q = w->q;

	for (uint32_t i = 0; i < q->choices; i++) {
		const struct choice *c = &q->choice[i];
		struct piece x = piece_of(w, GIFT_FEEDBACK, i, c->feedback);

		if (q->kind != QUESTION_SHORT || q->choices > 1 || !choice_has_arrow(w, i))
			buf_char(w->out, '=');
		weight_put(w, c->weight);
		if (q->kind == QUESTION_NUMERICAL) /* its colon is a sign */
			for (size_t k = 0; k < c->text.len; k++)
				buf_char(w->out, c->text.at[k] == '\n' ? ' ' : c->text.at[k]);
		else
			escaped_put(w->out, c->text);
		buf_char(w->out, '#');
		piece_put(w, x);
		buf_char(w->out, '\n');
	}
}

static void
otherwise_put(struct writer *w)
{
	struct piece x = piece_of(w, GIFT_OTHERWISE, 0, w->q->otherwise);

	if (x.bytes.len == 0)
		return;
	buf_z(w->out, "~#");
	piece_put(w, x);
	buf_char(w->out, '\n');
}

static void
pairs_put(struct writer *w)
{
	for (uint32_t i = 0; i < w->q->pairs; i++) {
		buf_char(w->out, '=');
		piece_put(w, piece_of(w, GIFT_LEFT, i, w->q->pair[i].left));
		buf_z(w->out, " -> ");
		escaped_put(w->out, w->q->pair[i].right);
		buf_char(w->out, '\n');
	}
}

static void
answers_put(struct writer *w)
{
	const struct question *q = w->q;
	struct piece general = piece_of(w, GIFT_GENERAL, 0, q->general);

	if (q->kind == QUESTION_DESCRIPTION)
		return;
	if (q->kind == QUESTION_ESSAY && general.bytes.len == 0) {
		buf_z(w->out, " {}");
		return;
	}
	buf_z(w->out, q->kind == QUESTION_NUMERICAL ? " {#\n" : " {\n");
	switch (q->kind) {
	case QUESTION_SINGLE:
	case QUESTION_MULTIPLE:
		choices_put(w);
		break;
	case QUESTION_TRUEFALSE:
		truth_put(w);
		break;
	case QUESTION_NUMERICAL:
		typed_put(w);
		otherwise_put(w);
		break;
	case QUESTION_SHORT:
		typed_put(w);
		break;
	case QUESTION_MATCH:
		pairs_put(w);
		break;
	case QUESTION_ESSAY:
	case QUESTION_DESCRIPTION:
	case QUESTION_KINDS:
		break;
	}
	if (general.bytes.len > 0) {
		buf_z(w->out, "####");
		piece_put(w, general);
		buf_char(w->out, '\n');
	}
	buf_char(w->out, '}');
}

static void
question_put(struct writer *w)
{
	buf_z(w->out, "::");
	escaped_put(w->out, w->q->name);
	buf_z(w->out, "::");
	piece_put(w, piece_of(w, GIFT_STEM, 0, w->q->text));
	answers_put(w);
	buf_char(w->out, '\n');
}

/* ---- around a question ---- */

static void
label_put(struct buf *out, const char *what, struct str s)
{
	buf_printf(out, " [%s:", what);
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == ']')
			buf_char(out, '\\');
		buf_char(out, s.at[i]);
	}
	if (str_ends(s, "\\"))
		buf_char(out, ' '); /* or it would escape the bracket */
	buf_char(out, ']');
}

static void
labels_put(struct writer *w)
{
	const struct question *q = w->q;

	if (q->id.len == 0 && q->tags == 0)
		return;
	buf_z(w->out, "//");
	if (q->id.len > 0)
		label_put(w->out, "id", q->id);
	for (uint32_t i = 0; i < q->tags; i++)
		label_put(w->out, "tag", q->tag[i]);
	buf_char(w->out, '\n');
}

static void
part_write(struct writer *w, const struct gift_bank *b, bool has_category)
{
	struct str category = STR_NONE;

	for (uint32_t i = 0; i < b->questions; i++) {
		w->q = &b->question[i];
		w->f = &b->form[i];
		if ((w->f->category.len > 0) != has_category)
			continue;
		if (w->out->len > 0)
			buf_char(w->out, '\n');
		if (!str_eq(w->f->category, category))
			buf_printf(w->out, "$CATEGORY: %.*s\n\n", STR_ARG(w->f->category));
		category = w->f->category;
		if (w->whom == GIFT_FOR_MOODLE)
			arrows_check(w);
		labels_put(w);
		question_put(w);
	}
}

void
gift_write(struct buf *out, const struct gift_bank *b, enum gift_for whom, struct problems *p,
    struct str file)
{
	struct writer w = { .out = out, .a = arena_new(), .whom = whom, .p = p, .file = file };

	part_write(&w, b, false);
	part_write(&w, b, true);
	arena_free(w.a);
}

struct str
gift_content(struct arena *a, const struct question *q, const struct gift_form *f)
{
	struct buf b = BUF_IN(a);
	struct writer w = { .out = &b, .a = a, .q = q, .f = f, .whom = GIFT_FOR_US };

	question_put(&w);
	return buf_get(&b);
}
