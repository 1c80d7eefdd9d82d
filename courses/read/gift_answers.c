#include "courses/read/gift.h"
#include "courses/read/suggest.h"

#include <string.h>

#include "courses/model/decimal.h"
#include "courses/model/weight.h"
#include "courses/read/grow.h"

static struct str
item_feedback(struct gift *g, const struct item *x, uint32_t choice)
{
	return x->has_feedback ? gift_text(g, x->feedback, GIFT_FEEDBACK, choice) : STR_NONE;
}

/* ---- choices ---- */

static struct choice *
choice_add(struct gift *g, struct question *q, const struct item *x, struct str text)
{
	struct choice *c = GROW(g->arena, q->choice, q->choices);
	uint32_t key = question_key(text);

	*c = (struct choice){ .key = key, .text = text, .feedback = STR_NONE };
	c->feedback = item_feedback(g, x, q->choices - 1);
	for (uint32_t i = 0; i + 1 < q->choices; i++) {
		if (q->choice[i].key != key)
			continue;
		if (str_eq(q->choice[i].text, text))
			gift_error(g, x->pos,
			    "the answer \"%.*s\" stands twice in this question; delete one or make "
			    "them differ",
			    STR_ARG(gift_short(text)));
		else
			gift_error(g, x->pos,
			    "the program cannot tell this answer from another one of the question; "
			    "change a word in it");
		break;
	}
	return c;
}

/* Every ~ inside a word, as in "approx~5": then it is text more often than a sign. */
static void
tilde_check(struct gift *g, struct run body)
{
	uint32_t first = body.len;

	for (uint32_t i = 0; i < body.len; i++) {
		if (!run_is(body, i, '~'))
			continue;
		if (!gift_in_word(body, i) || body.at[i + 1].c == '%' || run_is(body, i + 1, '='))
			return;
		if (first == body.len)
			first = i;
	}
	if (first < body.len)
		gift_warning(g, body.at[first].pos,
		    "a ~ inside a word makes this a question with choices; write \\~ where it is "
		    "part of the word, or put a blank before it");
}

static void
multiple_check(struct gift *g, const struct question *q, uint32_t pos)
{
	int64_t good = 0, all = 0, slack = (int64_t)q->choices + 10;

	for (uint32_t i = 0; i < q->choices; i++) {
		all += q->choice[i].weight;
		good += q->choice[i].weight > 0 ? q->choice[i].weight : 0;
	}
	if (good == 0) {
		gift_error(g, pos,
		    "no choice is right; begin the right one with =, or give each right one a "
		    "weight, such as ~%%50%%");
		return;
	}
	if (good < QUESTION_MILLION - slack || good > QUESTION_MILLION + slack) {
		struct str sum = weight_words(g->scratch, (int32_t)good);

		gift_error(g, pos,
		    "the weights of the right choices make %.*s %% together; they have to make 100",
		    STR_ARG(sum));
		return;
	}
	if (all >= QUESTION_MILLION - slack)
		gift_warning(g, pos,
		    "whoever picks every choice gets full marks; give the wrong ones weights below "
		    "0, such as ~%%-50%%");
}

static void
choice_answers(struct gift *g, struct run body, uint32_t pos, struct question *q)
{
	struct items items = gift_items(g, body, "~=");
	bool is_single = run_find(body, 0, '=') < body.len, is_bad = false;
	int64_t several = 0;

	q->kind = is_single ? QUESTION_SINGLE : QUESTION_MULTIPLE;
	tilde_check(g, body);
	for (uint32_t i = 0; i < items.count; i++) {
		const struct item *x = &items.at[i];
		struct run text = x->text;
		int32_t weight = 0;
		enum weight found = WEIGHT_NONE;

		if (x->sign == '\0') {
			gift_error(g, x->pos,
			    "this choice has no sign; begin the right one with = and each wrong "
			    "one "
			    "with ~");
			continue;
		}
		if (x->sign == '=' && run_is(text, 0, '%') &&
		    gift_weight(g, &text, &weight) != WEIGHT_NONE) {
			gift_error(g, x->pos,
			    "= and a weight cannot stand together; write ~%%%.*s%% for part marks, "
			    "or = alone for full marks",
			    STR_ARG(weight_words(g->scratch, weight)));
			is_bad = true;
		}
		if (x->sign == '~')
			found = gift_weight(g, &text, &weight);
		is_bad = is_bad || found == WEIGHT_BAD;
		several += found == WEIGHT_GOOD && weight > 0 ? weight : 0;
		gift_hash_check(g, x);

		struct str words = gift_text(g, text, GIFT_CHOICE, q->choices);

		if (words.len == 0) {
			gift_error(
			    g, x->pos, "this choice has no text; write it behind the %c", x->sign);
			continue;
		}

		struct choice *c = choice_add(g, q, x, words);

		c->weight = x->sign == '=' ? QUESTION_MILLION : weight;
	}
	gift_equals_check(g, body, several >= QUESTION_MILLION - (int64_t)items.count - 10, true);
	if (items.count < 2)
		gift_error(g, pos, "a question with choices needs at least two");
	if (q->choices > RESPONSE_PICKS)
		gift_error(g, pos, "this question has %u choices; %d are the most",
		    (unsigned)q->choices, RESPONSE_PICKS);
	if (!is_single && !is_bad && items.count >= 2)
		multiple_check(g, q, pos);
}

/* ---- true and false ---- */

/* 1, 0, or -1 for something else. *is_exact: Moodle reads it alike. */
static int
truth(struct str word, bool *is_exact)
{
	static const struct {
		const char *word;
		int value;
	} words[] = { { "T", 1 }, { "TRUE", 1 }, { "F", 0 }, { "FALSE", 0 } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t same = 0;

		if (word.len != strlen(words[i].word))
			continue;
		while (same < word.len && (word.at[same] & ~0x20) == words[i].word[same])
			same++;
		if (same < word.len)
			continue;
		*is_exact = str_is(word, words[i].word);
		return words[i].value;
	}
	return -1;
}

/* {FALS would silently be a short answer whose right answer is "FALS". */
static void
truth_mistyped(struct gift *g, struct run body)
{
	struct str word =
	    run_bytes(g->scratch, run_trim(run_sub(body, 0, run_find(body, 0, '#'))));
	struct buf upper = BUF_IN(g->scratch);
	struct suggest near;

	if (word.len < 3 || word.len > 7 || word.at[0] == '=')
		return;
	for (size_t i = 0; i < word.len; i++)
		buf_char(&upper, word.at[i] >= 'a' && word.at[i] <= 'z' ? (char)(word.at[i] - 32)
									 : word.at[i]);
	near = suggest_for(buf_get(&upper));
	suggest_try(&near, STR("TRUE"));
	suggest_try(&near, STR("FALSE"));
	if (near.best.len > 0)
		gift_error(g, body.at[0].pos,
		    "\"%.*s\" is neither TRUE nor FALSE; did you mean %.*s? Where it is a word to be "
		    "typed, write = before it",
		    STR_ARG(word), STR_ARG(near.best));
}

/* The first feedback is for those who answer wrongly, the second for those who answer rightly. */
static void
truth_answers(struct gift *g, struct run body, int value, struct question *q)
{
	struct str feedback[2] = { STR_NONE, STR_NONE };
	uint32_t hash = run_find(body, 0, '#');

	q->kind = QUESTION_TRUEFALSE;
	for (int i = 0; hash < body.len; i++) {
		uint32_t next = run_find(body, hash + 1, '#');

		if (i == 2) {
			gift_warning(g, body.at[hash].pos,
			    "a third feedback is shown to nobody: the first is for wrong answers, "
			    "the second for right ones; write \\# where # is part of the text");
			break;
		}
		/* TRUE is the first choice, FALSE the second; i is 1 for the right one. */
		feedback[i] = gift_text(g, run_sub(body, hash + 1, next), GIFT_FEEDBACK, i != value);
		hash = next;
	}
	for (int is_true = 1; is_true >= 0; is_true--) {
		struct choice *c = GROW(g->arena, q->choice, q->choices);

		*c = (struct choice){
			.key = is_true ? CHOICE_TRUE : CHOICE_FALSE,
			.text = is_true ? STR("TRUE") : STR("FALSE"),
			.weight = is_true == value ? QUESTION_MILLION : 0,
			.feedback = feedback[is_true == value],
		};
	}
}

/* ---- short answers ---- */

/* A pattern of stars alone takes whatever is written. */
static bool
is_catch_all(struct str pattern)
{
	for (size_t i = 0; i < pattern.len; i++)
		if (pattern.at[i] != '*')
			return false;
	return pattern.len > 0;
}

static void
full_check(struct gift *g, const struct question *q, uint32_t pos)
{
	for (uint32_t i = 0; i < q->choices; i++)
		if (q->choice[i].weight == QUESTION_MILLION)
			return;
	gift_error(g, pos, "no answer gives full marks; write one without a weight");
}

static void
short_answers(struct gift *g, struct run body, uint32_t pos, struct question *q)
{
	struct items items = gift_items(g, body, "=");
	bool is_bad = false;

	q->kind = QUESTION_SHORT;
	gift_equals_check(g, body, false, false);
	if (run_trim(body).len == 1 && run_is(run_trim(body), 0, '0'))
		gift_warning(g, run_trim(body).at[0].pos,
		    "Moodle takes a lone 0 for no answer; write {=0} if the bank goes there too");
	for (uint32_t i = 0; i < items.count; i++) {
		const struct item *x = &items.at[i];
		struct run text = x->text;
		int32_t weight;
		enum weight found = gift_weight(g, &text, &weight);
		struct str words = gift_plain(g, text);

		is_bad = is_bad || found == WEIGHT_BAD;
		gift_hash_check(g, x);
		if (words.len == 0) {
			gift_error(g, x->pos, "this answer has no text; write it behind the =");
			is_bad = true;
			continue;
		}
		struct choice *c = choice_add(g, q, x, words);

		c->weight = found == WEIGHT_NONE ? QUESTION_MILLION : weight;
		if (i + 1 < items.count && is_catch_all(words))
			gift_warning(g, x->pos,
			    "* takes every answer, so those behind it never count; put it last");
		if (is_catch_all(words) && c->weight == QUESTION_MILLION)
			gift_warning(g, x->pos,
			    "* with full marks makes every answer right; give it a weight, such as "
			    "%%0%%");
	}
	if (!is_bad)
		full_check(g, q, pos);
}

/* ---- numbers ---- */

static bool
number_read(struct gift *g, struct str s, uint32_t pos, struct decimal *d)
{
	s = str_trim(s);
	if (decimal_read(s, d))
		return true;
	s = gift_short(s);

	char *point = arena_alloc(g->scratch, s.len + 1);
	struct decimal with_point;

	for (size_t i = 0; i < s.len; i++)
		point[i] = s.at[i] == ',' ? '.' : s.at[i];
	if (decimal_read((struct str){ point, s.len }, &with_point))
		gift_error(g, pos, "\"%.*s\" is not a number here; write it with a point: %.*s",
		    STR_ARG(s), (int)s.len, point);
	else if (s.len == 0)
		gift_error(g, pos, "a number is missing; write it such as 12, 12:0.5 or 10..14");
	else
		gift_error(g, pos,
		    "\"%.*s\" is not a number; write it such as 12, 12:0.5 or 10..14", STR_ARG(s));
	return false;
}

/* "12", "12:0.5" (give or take), "10..14". */
static bool
range_read(struct gift *g, struct str s, uint32_t pos, struct choice *c)
{
	size_t dots = str_find(s, 0, ".."), colon = str_find(s, 0, ":");
	struct decimal value, tolerance, low, high;

	if (dots < s.len) {
		if (!number_read(g, str_sub(s, 0, dots), pos, &low) ||
		    !number_read(g, str_sub(s, dots + 2, s.len), pos, &high))
			return false;
		c->low = decimal_double(low);
		c->high = decimal_double(high);
		if (c->low > c->high) {
			gift_error(g, pos,
			    "the range begins behind its end; write the smaller "
			    "number first");
			return false;
		}
		return true;
	}
	if (!number_read(g, str_sub(s, 0, colon), pos, &value))
		return false;
	c->low = c->high = decimal_double(value);
	if (colon == s.len)
		return true;
	if (!number_read(g, str_sub(s, colon + 1, s.len), pos, &tolerance))
		return false;
	if (tolerance.digits < 0) {
		gift_error(g, pos, "the tolerance behind : is below 0; write it without the minus");
		return false;
	}

	struct decimal down = { -tolerance.digits, tolerance.power };

	if (!decimal_add(value, down, &low) || !decimal_add(value, tolerance, &high)) {
		gift_error(g, pos,
		    "the number and its tolerance lie too far apart to reckon with; write a range, "
		    "such as 10..14");
		return false;
	}
	c->low = decimal_double(low);
	c->high = decimal_double(high);
	return true;
}

static void
number_answers(struct gift *g, struct run body, uint32_t pos, struct question *q)
{
	uint32_t tilde = run_find(body, 0, '~');
	struct run others = run_trim(run_sub(body, tilde + 1, body.len));
	struct items items = gift_items(g, run_sub(body, 1, tilde), "=");
	bool is_bad = false;

	q->kind = QUESTION_NUMERICAL;
	if (run_trim(body).len == 2 && run_is(run_trim(body), 1, '0'))
		gift_warning(g, pos,
		    "Moodle takes {#0} for no answer; write {#=0} if the bank goes there too");
	for (uint32_t i = 0; i < items.count; i++) {
		const struct item *x = &items.at[i];
		struct run text = x->text;
		int32_t weight;
		enum weight found = gift_weight(g, &text, &weight);
		struct str words = gift_plain(g, text);
		struct choice range = { .low = 0 };

		is_bad = is_bad || found == WEIGHT_BAD;
		if (!range_read(g, words, run_pos(text, x->pos), &range)) {
			is_bad = true;
			continue;
		}

		struct choice *c = choice_add(g, q, x, words);

		c->low = range.low;
		c->high = range.high;
		c->weight = found == WEIGHT_NONE ? QUESTION_MILLION : weight;
	}
	if (tilde < body.len) {
		if (run_is(others, 0, '#'))
			others = run_trim(run_sub(others, 1, others.len));
		else if (others.len > 0 && run_find(others, 0, '#') < others.len)
			gift_error(g, others.at[0].pos,
			    "behind ~ stands only what any other answer is told; write ~#text");
		q->otherwise = gift_text(g, others, GIFT_OTHERWISE, 0);
	}
	if (items.count == 0)
		gift_error(g, pos, "no number is accepted; write one behind the #, such as {#12}");
	else if (!is_bad)
		full_check(g, q, pos);
}

/* ---- matching ---- */

static uint32_t
arrow_find(struct run r)
{
	for (uint32_t i = 0; i + 1 < r.len; i++)
		if (run_is(r, i, '-') && run_is(r, i + 1, '>'))
			return i;
	return r.len;
}

static void
match_answers(struct gift *g, struct items items, uint32_t pos, struct question *q)
{
	uint32_t lefts = 0;

	q->kind = QUESTION_MATCH;
	for (uint32_t i = 0; i < items.count; i++) {
		const struct item *x = &items.at[i];
		uint32_t arrow = arrow_find(x->whole);
		struct pair p = {
			.left = gift_text(g, run_sub(x->whole, 0, arrow), GIFT_LEFT, q->pairs),
			.right = gift_plain(g, run_sub(x->whole, arrow + 2, x->whole.len)),
		};
		bool is_known = false;

		if (x->has_feedback)
			gift_warning(g, x->whole.at[run_find(x->whole, 0, '#')].pos,
			    "a pair has no feedback of its own, so # is shown as it is; put the "
			    "feedback behind #### at the end");
		if (p.right.len == 0) {
			gift_error(g, x->pos, "this pair has no right side; write it behind ->");
			continue;
		}
		p.left_key = p.left.len > 0 ? question_key(p.left) : 0;
		p.right_key = question_key(p.right);
		lefts += p.left.len > 0;
		for (uint32_t j = 0; j < q->pairs && !is_known; j++) {
			const struct pair *other = &q->pair[j];

			is_known = p.left_key != 0 && other->left_key == p.left_key;
			if (is_known)
				gift_error(g, x->pos,
				    "\"%.*s\" stands twice on the left; give each left side one "
				    "partner",
				    STR_ARG(gift_short(p.left)));
			else if (other->right_key == p.right_key && !str_eq(other->right, p.right))
				gift_error(g, x->pos,
				    "the program cannot tell this right side from another one; "
				    "change a word in it");
		}
		*GROW(g->arena, q->pair, q->pairs) = p;
	}
	if (items.count < 2)
		gift_error(g, pos,
		    "matching needs at least two pairs; if this is a short answer, it cannot hold "
		    "->");
	else if (lefts == 0)
		gift_error(g, pos, "no pair has a left side; write it before ->");
	if (q->pairs > RESPONSE_PICKS)
		gift_error(g, pos, "this question has %u pairs; %d are the most",
		    (unsigned)q->pairs, RESPONSE_PICKS);
}

/*
 * Only when every item has an arrow is it matching. One arrow among items without is either a
 * forgotten one or an arrow in a short answer: it is read as the latter, and said.
 */
static bool
is_match(struct gift *g, struct items items)
{
	uint32_t arrows = 0, place = 0;

	for (uint32_t i = 0; i < items.count; i++) {
		uint32_t arrow = arrow_find(items.at[i].whole);

		if (arrow == items.at[i].whole.len)
			continue;
		if (arrows++ == 0)
			place = items.at[i].whole.at[arrow].pos;
	}
	if (arrows == 0)
		return false;
	if (arrows < items.count)
		gift_warning(g, place,
		    "not every answer has ->, so this is read as a short answer with an arrow in "
		    "it; for matching write each pair as =left -> right");
	return arrows == items.count;
}

/* ---- which type ---- */

/* The last four hashes; a longer run leaves the rest before them. body.len when there are none. */
static uint32_t
general_find(struct run body)
{
	for (uint32_t i = body.len; i >= 4; i--)
		if (run_is(body, i - 4, '#') && run_is(body, i - 3, '#') &&
		    run_is(body, i - 2, '#') && run_is(body, i - 1, '#'))
			return i - 4;
	return body.len;
}

void
gift_answers(struct gift *g, struct run body, uint32_t pos, struct question *q)
{
	uint32_t general = general_find(body);
	bool is_exact = true;
	int value;

	if (general < body.len)
		q->general = gift_text(g, run_sub(body, general + 4, body.len), GIFT_GENERAL, 0);
	body = run_trim(run_sub(body, 0, general));
	if (body.len == 0) {
		q->kind = QUESTION_ESSAY;
		return;
	}
	if (run_is(body, 0, '#')) {
		number_answers(g, body, pos, q);
		return;
	}
	if (run_find(body, 0, '~') < body.len) {
		choice_answers(g, body, pos, q);
		return;
	}

	struct items items = gift_items(g, body, "=");

	if (run_find(body, 0, '=') < body.len && is_match(g, items)) {
		match_answers(g, items, pos, q);
		return;
	}
	value = truth(
	    run_bytes(g->scratch, run_trim(run_sub(body, 0, run_find(body, 0, '#')))), &is_exact);
	if (value >= 0) {
		if (!is_exact)
			gift_warning(g, body.at[0].pos,
			    "this is read as %s; Moodle knows only TRUE, T, FALSE and F in capital "
			    "letters",
			    value ? "TRUE" : "FALSE");
		truth_answers(g, body, value, q);
		return;
	}
	truth_mistyped(g, body);
	short_answers(g, body, pos, q);
}
