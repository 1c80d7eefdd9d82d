/*
 * What an answer is worth: pure functions of a question with its keys and a response.
 *
 * Semantics are Moodle's for the GIFT types (learning-formats 2a): the first matching pattern of a short answer
 * counts; texts compare in NFC, trimmed, case-insensitive; multiple adds weights of what was picked; matching gives
 * the share of right pairs. A question never gives less than 0. An empty response is worth 0 and is no error: whether
 * it may be given at all, the caller decides (response_is_empty). An essay is worth 0 until a person has marked it.
 */
#ifndef CHALKLINE_GRADE_H
#define CHALKLINE_GRADE_H

#include "courses/base/err.h"
#include "courses/model/question.h"

struct mark {
	int32_t share;        /* millionths of the question's one point, 0 .. QUESTION_MILLION */
	bool right;           /* full marks */
	struct str feedback;  /* of what was chosen only; several picks: joined by line feeds */
	struct str general;
};

/* false with a sentence when the response does not fit the question (unknown key, no number, too many picks). */
bool grade(const struct question *q, const struct response *r, struct arena *a, struct mark *m, struct err *e) MUST_CHECK;

/* The right answer in words: "12", "The person who finds the item", "who: Ilo to Marev; ...". */
struct str grade_answer(const struct question *q, struct arena *a);
/* What was answered, in words. */
struct str grade_response(const struct question *q, const struct response *r, struct arena *a);

/* A learner types numbers: "1,5" and "1.5", Arabic-Indic and full-width digits, blanks, a leading + or -. */
bool grade_number(struct str text, double *value);

/*
 * One more answer that shall be right (a repair). What is accepted is written as the kind of question
 * has it:
 *
 *	single, true/false   the text of the choice; true and false as in GIFT (T, TRUE, F, FALSE)
 *	multiple             the texts of all that are picked, parted by ";"
 *	short                a pattern with *, as in GIFT
 *	numerical            12, 12:0.5 or 10..12, as in GIFT
 *	matching             "left: right", parted by ";"
 *
 * or, for what is picked, a line of response_write. An essay and a description take none.
 */
/* Could any response be accepted by it? false with a sentence. */
bool grade_accept_fits(const struct question *q, struct str accept, struct arena *a, struct err *e) MUST_CHECK;
bool grade_accepts(const struct question *q, struct str accept, const struct response *r, struct arena *a);

/* Points of an attempt: sum of shares against count questions, as percent rounded down. */
int grade_percent(int64_t shares, uint32_t count);

#endif
