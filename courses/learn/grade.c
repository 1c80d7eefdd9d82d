#include "courses/learn/grade.h"

#include <string.h>

#include "courses/base/utf8.h"
#include "courses/model/decimal.h"

/* ---- numbers ---- */

enum { NUMBER_TEXT = 64 };

/* The ten digits of the scripts that the languages of the house write with. */
static int
digit_of(uint32_t cp)
{
	static const uint32_t zero[] = { '0', 0x0660, 0x06F0, 0xFF10 };

	for (size_t i = 0; i < sizeof(zero) / sizeof(zero[0]); i++)
		if (cp >= zero[i] && cp <= zero[i] + 9)
			return (int)(cp - zero[i]);
	return -1;
}

static bool
is_blank(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == 0x00A0 || cp == 0x2009 || cp == 0x202F ||
	       cp == 0x3000;
}

/* Marks of direction come along when Arabic text is pasted; they are no part of the number. */
static bool
is_mark(uint32_t cp)
{
	return cp == 0x200E || cp == 0x200F || cp == 0x061C;
}

static char
number_sign(uint32_t cp)
{
	switch (cp) {
	case '+':
	case 0xFF0B:
		return '+';
	case '-':
	case 0x2212: /* minus */
	case 0x2010: /* hyphen */
	case 0x2013: /* en dash */
	case 0xFF0D:
		return '-';
	case '.':
	case ',':
	case 0x066B: /* Arabic decimal separator */
	case 0xFF0C:
	case 0xFF0E:
		return '.';
	case 'e':
	case 'E':
		return 'e';
	default:
		return '\0';
	}
}

bool
grade_number(struct str text, double *value)
{
	char plain[NUMBER_TEXT];
	size_t len = 0, at = 0;
	int since_blank = 0; /* digits since the last blank; a group has three */
	bool has_blank = false, has_point = false, has_ended = false;
	struct decimal d;

	text = str_trim(text);
	while (at < text.len) {
		uint32_t cp;
		char ch;
		int digit;

		at += utf8_get(text, at, &cp);
		if (is_mark(cp))
			continue;
		if (is_blank(cp)) {
			/* "1 000" is a thousand; "1 2" is two numbers, and which was meant? */
			has_ended = has_ended || has_point;
			if (len == 0 || has_point || since_blank == 0)
				continue;
			if (has_blank ? since_blank != 3 : since_blank > 3)
				return false;
			has_blank = true;
			since_blank = 0;
			continue;
		}
		digit = digit_of(cp);
		ch = digit >= 0 ? (char)('0' + digit) : number_sign(cp);
		if (ch == '\0' || has_ended || len == sizeof(plain))
			return false;
		if (digit >= 0) {
			since_blank++;
		} else {
			if (has_blank && since_blank != 3 && !has_point)
				return false;
			if (ch == '.' || ch == 'e')
				has_point = true;
		}
		plain[len++] = ch;
	}
	/* A blank at the end opened no group. */
	if (has_blank && !has_point && since_blank != 3 && since_blank != 0)
		return false;
	if (!decimal_read((struct str){ plain, len }, &d))
		return false;
	*value = decimal_double(d);
	return true;
}

/* ---- texts ---- */

/* One run of a pattern between its stars, ready to compare. *at goes behind the star that ended it.
 */
static struct str
pattern_run(struct arena *a, struct str pattern, size_t *at, bool *has_star)
{
	struct buf b = BUF_IN(a);

	*has_star = false;
	while (*at < pattern.len && !*has_star) {
		char ch = pattern.at[(*at)++];

		if (ch == '*') {
			*has_star = true;
		} else if (ch == '\\' && *at < pattern.len && pattern.at[*at] == '*') {
			buf_char(&b, '*');
			(*at)++;
		} else {
			buf_char(&b, ch);
		}
	}
	/* Folded run by run: what folding makes of a wide star is a star to compare with, no
	 * wildcard. */
	return utf8_fold(a, buf_get(&b));
}

static size_t
find_run(struct str s, size_t from, struct str run)
{
	if (run.len == 0)
		return from;
	while (from + run.len <= s.len) {
		const char *hit = memchr(s.at + from, run.at[0], s.len - run.len - from + 1);

		if (hit == NULL)
			break;
		from = (size_t)(hit - s.at);
		if (memcmp(hit, run.at, run.len) == 0)
			return from;
		from++;
	}
	return s.len + 1;
}

/* The first run begins the text, the last ends it, those between come in their order. */
static bool
pattern_matches(struct arena *a, struct str pattern, struct str folded)
{
	size_t at = 0, from = 0;
	bool has_star, is_first = true;

	pattern = str_trim(pattern);
	do {
		struct str run = pattern_run(a, pattern, &at, &has_star);

		if (is_first && !has_star)
			return str_eq(run, folded);
		if (is_first) {
			if (run.len > folded.len ||
			    (run.len > 0 && memcmp(run.at, folded.at, run.len) != 0))
				return false;
			from = run.len;
		} else if (!has_star) {
			return run.len <= folded.len - from &&
			       (run.len == 0 ||
				   memcmp(folded.at + folded.len - run.len, run.at, run.len) == 0);
		} else {
			from = find_run(folded, from, run);
			if (from > folded.len)
				return false;
			from += run.len;
		}
		is_first = false;
	} while (has_star);
	return true;
}

/* ---- marks ---- */

static const struct choice *
choice_find(const struct question *q, uint32_t key)
{
	for (uint32_t i = 0; i < q->choices; i++)
		if (q->choice[i].key == key)
			return &q->choice[i];
	return NULL;
}

static bool
is_picked_before(const struct response *r, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (r->pick[i].left == r->pick[n].left &&
		    (r->pick[n].left != 0 || r->pick[i].right == r->pick[n].right))
			return true;
	return false;
}

static void
mark_share(struct mark *m, int64_t share)
{
	if (share < 0)
		share = 0;
	if (share > QUESTION_MILLION)
		share = QUESTION_MILLION;
	m->share = (int32_t)share;
	m->right = m->share == QUESTION_MILLION;
}

static bool
grade_picks(const struct question *q, const struct response *r, struct arena *a, struct mark *m,
    struct err *e)
{
	struct buf feedback = BUF_IN(a);
	int64_t sum = 0;

	if (q->kind != QUESTION_MULTIPLE && r->picks > 1)
		return err_set(e, ERR_INPUT, "this question takes one answer, and %u came",
		    (unsigned)r->picks);
	for (uint32_t i = 0; i < r->picks; i++) {
		const struct choice *c = choice_find(q, r->pick[i].right);

		if (c == NULL || r->pick[i].left != 0)
			return err_set(e, ERR_INPUT, "the question has no such choice");
		if (is_picked_before(r, i))
			return err_set(e, ERR_INPUT, "one choice was picked twice");
		sum += c->weight;
		if (c->feedback.len > 0) {
			if (feedback.len > 0)
				buf_char(&feedback, '\n');
			buf_str(&feedback, c->feedback);
		}
	}
	/* Three thirds are 999,999 millionths; nobody shall miss the full mark by rounding. */
	if (sum < QUESTION_MILLION && sum >= QUESTION_MILLION - (int64_t)r->picks)
		sum = QUESTION_MILLION;
	mark_share(m, sum);
	m->feedback = buf_get(&feedback);
	return true;
}

static bool
grade_short(const struct question *q, const struct response *r, struct arena *a, struct mark *m)
{
	struct str folded = utf8_fold(a, str_trim(r->text));

	for (uint32_t i = 0; i < q->choices; i++)
		if (pattern_matches(a, q->choice[i].text, folded)) {
			mark_share(m, q->choice[i].weight);
			m->feedback = q->choice[i].feedback;
			return true;
		}
	m->feedback = q->otherwise;
	return true;
}

static bool
grade_numerical(const struct question *q, const struct response *r, struct mark *m, struct err *e)
{
	double value;

	if (!grade_number(r->text, &value))
		return err_set(e, ERR_INPUT, "this is not a number; write it like 12 or 1,5");
	for (uint32_t i = 0; i < q->choices; i++)
		if (value >= q->choice[i].low && value <= q->choice[i].high) {
			mark_share(m, q->choice[i].weight);
			m->feedback = q->choice[i].feedback;
			return true;
		}
	m->feedback = q->otherwise;
	return true;
}

static bool
pair_has(const struct question *q, uint32_t left, uint32_t right)
{
	for (uint32_t i = 0; i < q->pairs; i++)
		if ((left == 0 || (q->pair[i].left.len > 0 && q->pair[i].left_key == left)) &&
		    (right == 0 || q->pair[i].right_key == right))
			return true;
	return false;
}

static bool
grade_match(const struct question *q, const struct response *r, struct mark *m, struct err *e)
{
	int64_t lefts = 0, good = 0;

	for (uint32_t i = 0; i < q->pairs; i++)
		lefts += q->pair[i].left.len > 0;
	for (uint32_t i = 0; i < r->picks; i++) {
		const struct pick *p = &r->pick[i];

		if (p->left == 0 || p->right == 0 || !pair_has(q, p->left, 0) ||
		    !pair_has(q, 0, p->right))
			return err_set(e, ERR_INPUT, "the question has no such pair");
		if (is_picked_before(r, i))
			return err_set(e, ERR_INPUT, "one part was given two partners");
		good += pair_has(q, p->left, p->right);
	}
	if (lefts > 0)
		mark_share(m, (2 * QUESTION_MILLION * good + lefts) / (2 * lefts));
	return true;
}

bool
grade(const struct question *q, const struct response *r, struct arena *a, struct mark *m,
    struct err *e)
{
	bool is_text = q->kind == QUESTION_SHORT || q->kind == QUESTION_NUMERICAL ||
		       q->kind == QUESTION_ESSAY;

	*m = (struct mark){ .feedback = STR_NONE, .general = q->general };
	if (r->picks > RESPONSE_PICKS)
		return err_set(e, ERR_INPUT, "an answer has at most %d parts", RESPONSE_PICKS);
	if (r->text.len > RESPONSE_TEXT)
		return err_set(e, ERR_INPUT, "the answer is longer than %d bytes", RESPONSE_TEXT);
	if (response_is_empty(r))
		return true;
	if (is_text && r->picks > 0)
		return err_set(e, ERR_INPUT, "this question is answered by writing");
	if (!is_text && str_trim(r->text).len > 0)
		return err_set(e, ERR_INPUT, "this question is answered by choosing");

	switch (q->kind) {
	case QUESTION_SINGLE:
	case QUESTION_MULTIPLE:
	case QUESTION_TRUEFALSE:
		return grade_picks(q, r, a, m, e);
	case QUESTION_SHORT:
		return grade_short(q, r, a, m);
	case QUESTION_NUMERICAL:
		return grade_numerical(q, r, m, e);
	case QUESTION_MATCH:
		return grade_match(q, r, m, e);
	case QUESTION_ESSAY: /* a person marks it */
		return true;
	case QUESTION_DESCRIPTION:
	case QUESTION_KINDS:
		break;
	}
	return err_set(e, ERR_INPUT, "this text asks nothing");
}

/* ---- in words ---- */

static void
add_part(struct buf *b, const char *between, struct str part)
{
	if (b->len > 0)
		buf_z(b, between);
	buf_str(b, part);
}

/* A pattern as something to read: stars that stand for anything become an ellipsis. */
static struct str
pattern_words(struct arena *a, struct str pattern)
{
	struct buf b = BUF_IN(a);

	for (size_t i = 0; i < pattern.len; i++)
		if (pattern.at[i] == '*')
			buf_z(&b, "…");
		else if (pattern.at[i] == '\\' && i + 1 < pattern.len && pattern.at[i + 1] == '*')
			buf_char(&b, pattern.at[++i]);
		else
			buf_char(&b, pattern.at[i]);
	return buf_get(&b);
}

/* "12:0" is 12, "12:0.5" is 12 ± 0.5, "10..12" is 10 … 12: signs that need no translation. */
static struct str
range_words(struct arena *a, const struct choice *c)
{
	size_t colon = str_find(c->text, 0, ":"), dots = str_find(c->text, 0, "..");
	struct str value = str_trim(str_sub(c->text, 0, colon));

	if (dots < c->text.len) {
		struct str low = str_trim(str_sub(c->text, 0, dots));
		struct str high = str_trim(str_sub(c->text, dots + 2, c->text.len));

		return str_printf(a, "%.*s … %.*s", STR_ARG(low), STR_ARG(high));
	}
	if (colon == c->text.len || !(c->low < c->high))
		return value;

	struct str tolerance = str_trim(str_sub(c->text, colon + 1, c->text.len));

	return str_printf(a, "%.*s ± %.*s", STR_ARG(value), STR_ARG(tolerance));
}

static const struct choice *
choice_best(const struct question *q)
{
	const struct choice *best = NULL;

	for (uint32_t i = 0; i < q->choices; i++)
		if (best == NULL || q->choice[i].weight > best->weight)
			best = &q->choice[i];
	return best;
}

struct str
grade_answer(const struct question *q, struct arena *a)
{
	struct buf b = BUF_IN(a);
	const struct choice *best = choice_best(q);

	switch (q->kind) {
	case QUESTION_SINGLE:
	case QUESTION_TRUEFALSE:
		return best != NULL ? best->text : STR_NONE;
	case QUESTION_MULTIPLE:
		for (uint32_t i = 0; i < q->choices; i++)
			if (q->choice[i].weight > 0)
				add_part(&b, "; ", q->choice[i].text);
		break;
	case QUESTION_SHORT:
		return best != NULL ? pattern_words(a, best->text) : STR_NONE;
	case QUESTION_NUMERICAL:
		return best != NULL ? range_words(a, best) : STR_NONE;
	case QUESTION_MATCH:
		for (uint32_t i = 0; i < q->pairs; i++)
			if (q->pair[i].left.len > 0) {
				add_part(&b, "; ", q->pair[i].left);
				buf_z(&b, ": ");
				buf_str(&b, q->pair[i].right);
			}
		break;
	case QUESTION_ESSAY:
	case QUESTION_DESCRIPTION:
	case QUESTION_KINDS:
		break;
	}
	return buf_get(&b);
}

struct str
grade_response(const struct question *q, const struct response *r, struct arena *a)
{
	struct buf b = BUF_IN(a);

	if (r->picks == 0)
		return r->text;
	for (uint32_t i = 0; i < r->picks && i < RESPONSE_PICKS; i++) {
		const struct pick *p = &r->pick[i];
		const struct choice *c = choice_find(q, p->right);
		struct str left = STR_NONE, right = c != NULL ? c->text : STR_NONE;

		for (uint32_t j = 0; j < q->pairs; j++) {
			if (q->pair[j].left_key == p->left)
				left = q->pair[j].left;
			if (q->pair[j].right_key == p->right)
				right = q->pair[j].right;
		}
		if (q->kind != QUESTION_MATCH) {
			add_part(&b, "; ", right);
			continue;
		}
		add_part(&b, "; ", left);
		buf_z(&b, ": ");
		buf_str(&b, right);
	}
	return buf_get(&b);
}

int
grade_percent(int64_t shares, uint32_t count)
{
	int64_t full = (int64_t)count * QUESTION_MILLION;

	if (count == 0 || shares <= 0)
		return 0;
	/* A share is rounded to a millionth: a third and two thirds must still make a whole. */
	shares += count;
	return shares >= full ? 100 : (int)(shares * 100 / full);
}
