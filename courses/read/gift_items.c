#include "courses/read/gift.h"

#include <math.h>
#include <string.h>

#include "courses/model/decimal.h"
#include "courses/model/weight.h"
#include "courses/read/grow.h"

/* ---- weights ---- */

enum weight
gift_weight(struct gift *g, struct run *r, int32_t *weight)
{
	struct run text = run_trim(*r);
	uint32_t end = 1, digits = 0, minus = 0, comma = 0;
	struct decimal d;

	*weight = 0;
	if (!run_is(text, 0, '%'))
		return WEIGHT_NONE;
	for (; end < text.len && strchr("0123456789.,-+", text.at[end].c) != NULL; end++) {
		digits += text.at[end].c >= '0' && text.at[end].c <= '9';
		minus += text.at[end].c == '-';
		comma += text.at[end].c == ',';
	}
	if (digits == 0)
		return WEIGHT_NONE;
	*r = run_trim(run_sub(text, end + 1, text.len));
	if (!run_is(text, end, '%')) {
		*r = run_trim(run_sub(text, end, text.len));
		gift_error(g, text.at[0].pos,
		    "this weight is not closed; write it between two signs, such as %%50%%");
		return WEIGHT_BAD;
	}

	struct str number = gift_short(run_bytes(g->scratch, run_sub(text, 1, end)));

	if (comma > 0) {
		gift_error(g, text.at[0].pos,
		    "a weight is written with a point, not with a comma: %%33.33333%%");
		return WEIGHT_BAD;
	}
	if (minus > 1 || end > 20 || !decimal_read(number, &d)) {
		gift_error(g, text.at[0].pos,
		    "\"%.*s\" is not a weight; write one number, such as %%50%% or %%-50%%",
		    STR_ARG(number));
		return WEIGHT_BAD;
	}

	double share = decimal_double(d) / 100;

	if (share > 1 || share < -1) {
		gift_error(g, text.at[0].pos,
		    "a weight of %.*s %% is too large; weights go from -100 to 100",
		    STR_ARG(number));
		return WEIGHT_BAD;
	}

	*weight = (int32_t)lround(share * QUESTION_MILLION);

	int32_t nearest = weight_nearest(*weight);

	if (nearest == WEIGHT_UNKNOWN)
		gift_warning(g, text.at[0].pos,
		    "Moodle does not know a weight of %.*s %%; if the bank goes there too, the export "
		    "makes it %%%.*s%%",
		    STR_ARG(number), STR_ARG(weight_words(g->scratch, weight_for_moodle(*weight))));
	else
		*weight = nearest;
	return WEIGHT_GOOD;
}

/* ---- items: what each = or ~ begins ---- */

struct items
gift_items(struct gift *g, struct run body, const char *signs)
{
	struct items out = { NULL, 0 };
	uint32_t from = 0;
	char sign = '\0';

	for (uint32_t i = 0; i <= body.len; i++) {
		bool is_sign = i == body.len || run_is(body, i, signs[0]) ||
			       (signs[1] != '\0' && run_is(body, i, signs[1]));
		struct run whole = run_sub(body, from, i);

		if (!is_sign)
			continue;
		if (sign != '\0' || run_trim(whole).len > 0) {
			struct item *x = GROW(g->scratch, out.at, out.count);
			uint32_t hash = run_find(whole, 0, '#');

			*x = (struct item){
				.sign = sign,
				.pos = sign != '\0' ? body.at[from - 1].pos
						    : run_trim(whole).at[0].pos,
				.whole = run_trim(whole),
				.text = run_trim(run_sub(whole, 0, hash)),
				.feedback = run_trim(run_sub(whole, hash + 1, whole.len)),
				.has_feedback = hash < whole.len,
			};
			if (out.count == GIFT_ITEMS) {
				gift_error(g, x->pos,
				    "more than %d answers to one question; part it", GIFT_ITEMS);
				break;
			}
		}
		if (i < body.len)
			sign = body.at[i].c;
		from = i + 1;
	}
	return out;
}

/*
 * Moodle's exporter writes "text#feedback", so only a lone letter before # is suspicious: "in C#". A
 * short answer with its weight, "=%100%plan B#", was written by a program.
 */
void
gift_hash_check(struct gift *g, const struct item *x)
{
	struct run before = run_sub(x->whole, 0, run_find(x->whole, 0, '#'));
	uint32_t n = before.len;

	if (!x->has_feedback || n == 0 || (x->sign == '=' && run_is(x->whole, 0, '%')))
		return;

	char last = before.at[n - 1].c;
	bool is_letter = (last >= 'A' && last <= 'Z') || (last >= 'a' && last <= 'z');

	bool is_in_text = n > 1 && run_blank(before, n - 2);

	if (is_letter && (is_in_text || (n == 1 && x->feedback.len == 0)))
		gift_warning(g, before.at[n - 1].pos,
		    "# after a letter begins the feedback here; write \\# where it is part of the "
		    "word, as in C\\#");
}

/* ---- signs that the author may have meant as text ---- */

bool
gift_in_word(struct run r, uint32_t i)
{
	return i > 0 && i + 1 < r.len && !run_blank(r, i - 1) && !run_blank(r, i + 1) &&
	       !run_is(r, i - 1, '#');
}

static bool
is_line_start(struct run r, uint32_t i)
{
	while (i > 0 && (r.at[i - 1].c == ' ' || r.at[i - 1].c == '\t'))
		i--;
	return i == 0 || run_is(r, i - 1, '\n');
}

/* The word before i looks like an address or a tag: ?a=b, https\://x/y=, <a href="..." */
static bool
in_address(struct run r, uint32_t i)
{
	enum { WORD_MOST = 200 };
	uint32_t from = i;
	bool is_address = false;

	while (from > 0 && i - from < WORD_MOST && !run_blank(r, from - 1))
		from--;
	for (; from < i; from++)
		is_address = is_address || r.at[from].c == '?' || r.at[from].c == '&' ||
			     r.at[from].c == '<' || r.at[from].c == '/';
	return is_address || (i + 1 < r.len && r.at[i + 1].c == '"');
}

struct equals {
	bool is_several; /* the ~ choices have weights that make 100 together */
	bool is_choice;  /* else a short answer */
	bool is_after;   /* this one stands behind the # of a feedback */
	uint32_t count;
};

/*
 * Each `=` that is no escaped one begins a right answer, wherever it stands. Where that turns a
 * question with several answers into one with a single one, or can hardly be meant, it is an error;
 * where it might be, a warning.
 */
static void
equals_one(struct gift *g, struct run r, uint32_t i, const struct equals *all)
{
	bool is_start = is_line_start(r, i), is_word = gift_in_word(r, i);
	bool is_before_blank = run_blank(r, i + 1);
	bool is_inside = all->is_after && !is_start && all->count > 1;

	if (all->is_several && !is_start)
		gift_error(g, r.at[i].pos,
		    "this = begins a new choice and makes the question one with a single answer, "
		    "although its weights say several; write \\= where it is part of the text, or "
		    "put the answer on a line of its own");
	else if (is_word && in_address(r, i))
		gift_error(g, r.at[i].pos,
		    "this = cuts the text and begins a new right answer; write \\= in addresses");
	else if (all->is_choice && all->count > 1 && !is_start &&
		 (is_word || (all->is_after && is_before_blank)))
		gift_error(g, r.at[i].pos,
		    "this = cuts the text and begins one more right answer; write \\= where it is "
		    "part of the text, or put the answer on a line of its own");
	else if (is_word || (is_inside && (all->is_choice || is_before_blank)))
		gift_warning(g, r.at[i].pos,
		    "this = begins a new right answer; write \\= where it is part of the text, or "
		    "put the answer on a line of its own");
}

void
gift_equals_check(struct gift *g, struct run r, bool is_several, bool is_choice)
{
	struct equals all = { .is_several = is_several, .is_choice = is_choice };

	for (uint32_t i = 0; i < r.len; i++)
		all.count += run_is(r, i, '=');
	for (uint32_t i = 0; i < r.len; i++) {
		if (run_is(r, i, '='))
			equals_one(g, r, i, &all);
		if (run_is(r, i, '~') || run_is(r, i, '='))
			all.is_after = false;
		else if (run_is(r, i, '#'))
			all.is_after = true;
	}
}
