#include "courses/write/paper.h"

#include "courses/base/arena.h"
#include "courses/base/width.h"
#include "courses/model/weight.h"

/* Text behind a mark such as "12. ", its lines under each other. */
static void
hanging_put(struct buf *out, int indent, struct str mark, struct str text)
{
	int hang = indent + width_str(mark);
	size_t at = 0;

	buf_printf(out, "%*s%.*s", indent, "", STR_ARG(mark));
	if (text.len == 0)
		buf_char(out, '\n');
	while (at < text.len) {
		size_t next;
		struct str line = width_line(text, at, PAPER_COLS - hang, &next);

		if (at > 0 && line.len > 0)
			buf_printf(out, "%*s", hang, "");
		buf_printf(out, "%.*s\n", STR_ARG(line));
		at = next;
	}
}

/* A to Z, then AA. */
static struct str
letter(struct arena *a, uint32_t n)
{
	return n < 26 ? str_printf(a, "%c", (char)('A' + n))
		      : str_printf(a, "A%c", (char)('A' + n - 26));
}

static void
option_put(struct buf *out, struct arena *a, uint32_t n, struct str text)
{
	hanging_put(out, 4, str_printf(a, "%.*s) ", STR_ARG(letter(a, n))), text);
}

static void
question_put(struct buf *out, struct arena *a, const struct question *q, uint32_t number)
{
	struct question open = question_open(a, q);

	if (q->kind == QUESTION_DESCRIPTION) {
		hanging_put(out, 0, STR_NONE, q->text);
		return;
	}
	hanging_put(out, 0, str_printf(a, "%u. ", (unsigned)number), q->text);
	if (q->kind == QUESTION_TRUEFALSE) {
		option_put(out, a, 0, STR("TRUE"));
		option_put(out, a, 1, STR("FALSE"));
		return;
	}
	for (uint32_t i = 0; i < open.choices; i++)
		option_put(out, a, i, open.choice[i].text);
	for (uint32_t i = 0; i < open.pairs; i++)
		if (open.pair[i].left.len > 0)
			hanging_put(out, 4, STR("___ "), open.pair[i].left);
	for (uint32_t i = 0; i < open.pairs; i++)
		if (open.pair[i].right.len > 0)
			option_put(out, a, i, open.pair[i].right);
	if (open.choices == 0 && open.pairs == 0)
		buf_z(out, "    ____________________\n");
}

/* ---- answers ---- */

static void
part_put(struct buf *b, struct arena *a, struct str what, int32_t weight)
{
	if (b->len > 0)
		buf_z(b, "; ");
	buf_str(b, what);
	if (weight != QUESTION_MILLION)
		buf_printf(b, " (%.*s %%)", STR_ARG(weight_words(a, weight)));
}

/* Choices of several right ones share the marks: nothing is said about equal parts. */
static void
letters_put(struct buf *b, struct arena *a, const struct question *q, const struct question *open)
{
	for (uint32_t i = 0; i < open->choices; i++)
		for (uint32_t k = 0; k < q->choices; k++)
			if (q->choice[k].key == open->choice[i].key && q->choice[k].weight > 0)
				part_put(b, a, letter(a, i), q->choice[k].weight);
}

static void
pairs_put(struct buf *b, struct arena *a, const struct question *q, const struct question *open)
{
	for (uint32_t i = 0; i < q->pairs; i++)
		for (uint32_t k = 0; k < open->pairs && q->pair[i].left.len > 0; k++)
			if (open->pair[k].right_key == q->pair[i].right_key)
				part_put(b, a,
				    str_printf(a, "%.*s: %.*s", STR_ARG(q->pair[i].left),
					STR_ARG(letter(a, k))),
				    QUESTION_MILLION);
}

static struct str
key_words(struct arena *a, const struct question *q)
{
	struct question open = question_open(a, q);
	struct buf b = BUF_IN(a);

	switch (q->kind) {
	case QUESTION_SINGLE:
	case QUESTION_MULTIPLE:
		letters_put(&b, a, q, &open);
		break;
	case QUESTION_TRUEFALSE:
		for (uint32_t i = 0; i < q->choices; i++)
			if (q->choice[i].weight > 0)
				part_put(&b, a,
				    q->choice[i].key == CHOICE_TRUE ? STR("A") : STR("B"),
				    QUESTION_MILLION);
		break;
	case QUESTION_MATCH:
		pairs_put(&b, a, q, &open);
		break;
	case QUESTION_SHORT:
	case QUESTION_NUMERICAL:
		for (uint32_t i = 0; i < q->choices; i++)
			if (q->choice[i].weight > 0)
				part_put(&b, a, q->choice[i].text, q->choice[i].weight);
		break;
	case QUESTION_ESSAY:
		return STR("marked by a person");
	case QUESTION_DESCRIPTION:
	case QUESTION_KINDS:
		break;
	}
	return buf_get(&b);
}

void
paper_write(struct buf *out, const struct question *q, uint32_t n, bool with_key)
{
	struct arena *a = arena_new();
	uint32_t number = 0;

	for (uint32_t i = 0; i < n; i++) {
		number += q[i].kind != QUESTION_DESCRIPTION;
		if (i > 0)
			buf_char(out, '\n');
		question_put(out, a, &q[i], number);
	}
	number = 0;
	if (with_key && n > 0)
		buf_z(out, "\nAnswers\n\n");
	for (uint32_t i = 0; i < n && with_key; i++)
		if (q[i].kind != QUESTION_DESCRIPTION)
			hanging_put(
			    out, 0, str_printf(a, "%u. ", (unsigned)++number), key_words(a, &q[i]));
	arena_free(a);
}
