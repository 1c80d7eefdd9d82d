/*
 * An exam from tables, for tests of its pages: what the keeper would say of the entrance, the seat, the clock and the
 * marks can be put into exam.* before a key. Its questions are answered and counted, and nothing is graded.
 */
#ifndef CHALKLINE_EXAM_HELP_H
#define CHALKLINE_EXAM_HELP_H

#include "tests/unit/screens_help.h"

enum { EXAM_ITEMS = 4, EXAM_TICKS = 2, EXAM_ESSAY = 3 };

static struct exam_said {
	struct told_entrance entrance;
	struct told_home home; /* told when something is open in it */
	struct attempt attempt;
	bool has[EXAM_ITEMS];
	char text[RESPONSE_TEXT + 1]; /* of the essay, as it was saved */
	struct told_result result;
	struct result_item item[EXAM_ITEMS];
	struct told_result_question question;
	struct refusal refuse; /* instead of the next answer about the attempt */
	int64_t ends_at;       /* of the time; 0: no limit */
	unsigned count[VERB_KINDS];
	uint32_t answered_at; /* index of the last QUIZ_ANSWER */
} exam;

/* 20 minutes, three tries, nothing tried yet. */
HELP_OK static void
exam_begin(const struct house *h)
{
	static const struct told_entrance entrance = { .kind = ASSESS_EXAM,
		.questions = EXAM_ITEMS,
		.pass = 80,
		.tries_most = 3,
		.wait_s = 86400,
		.time_s = 1200,
		.clock = CLOCK_PAUSES,
		.pause_limit_s = 1800,
		.best = -1,
		.lang = { "en", 2 } };

	exam = (struct exam_said){ .entrance = entrance };
	exam.attempt = (struct attempt){ .course = STR("evidence-first-day"),
		.assessment = STR("final"),
		.lang = STR("en"),
		.number = 1,
		.begun_at = h->now,
		.questions = EXAM_ITEMS,
		.pass = 80,
		.kind = ASSESS_EXAM,
		.time_s = 1200,
		.clock = CLOCK_PAUSES,
		.pause_limit_s = 1800,
		.until = h->now + EXAM_LEFT_S };
	exam.attempt.id.b[15] = 7;
	exam.ends_at = h->now + 1200;
}

/* Handed in, with one of everything: right, wrong, taken out, and an essay that waits. */
HELP_OK static void
exam_close(const struct house *h)
{
	static const char *const names[EXAM_ITEMS] = { "The first line", "Which hour", "Two copies", "In your words" };
	static struct str again[1];

	again[0] = STR("custody");
	exam.attempt.closed_at = h->now;
	exam.attempt.percent = 33;
	exam.attempt.right = 1;
	exam.attempt.waits = true;
	for (uint32_t i = 0; i < EXAM_ITEMS; i++) {
		exam.item[i] = (struct result_item){ .id = str_from(names[i]), .name = str_from(names[i]) };
		exam.item[i].empty = !exam.has[i];
	}
	exam.item[0].right = true;
	exam.item[0].share = QUESTION_MILLION;
	exam.item[2].is_out = true;
	exam.item[EXAM_ESSAY].waits = true;
	exam.result = (struct told_result){ .items = EXAM_ITEMS, .again = again, .agains = 1 };
}

static struct question
exam_question(uint32_t index)
{
	static struct choice choice[3] = {
		{ .key = 11, .text = { "The person who finds the item", 29 } },
		{ .key = 12, .text = { "The laboratory", 14 } },
		{ .key = 13, .text = { "The prosecutor", 14 } },
	};
	struct question q = { .kind = QUESTION_SINGLE,
		.id = STR("first-line"),
		.name = STR("The first line"),
		.text = STR("Who writes the first line of the record?"),
		.choice = choice,
		.choices = 3 };

	if (index == 1) {
		q.kind = QUESTION_NUMERICAL;
		q.id = STR("which-hour");
		q.text = STR("A log shows 14:20 in UTC+2. Which hour is it in UTC?");
		q.choices = 0;
	} else if (index == EXAM_TICKS) {
		q.kind = QUESTION_MULTIPLE;
		q.id = STR("two-copies");
	} else if (index == EXAM_ESSAY) {
		q.kind = QUESTION_ESSAY;
		q.id = STR("own-words");
		q.text = STR("Why does one empty hour in the record matter? Write as you would to a judge.");
		q.choices = 0;
	}
	return q;
}

static void
exam_answer(const struct request *q)
{
	exam.answered_at = q->attempt.index;
	exam.has[q->attempt.index % EXAM_ITEMS] = true;
	if (q->attempt.index == EXAM_ESSAY)
		snprintf(exam.text, sizeof(exam.text), "%.*s", STR_ARG(q->attempt.response.text));
}

static bool
exam_tell(const struct house *h, const struct request *q, struct reply *r)
{
	switch (q->verb) {
	case VERB_ENTRANCE:
		r->entrance = exam.entrance;
		return true;
	case VERB_HOME:
		if (exam.home.opens > 0)
			r->home = exam.home;
		return exam.home.opens > 0;
	case VERB_QUIZ_ANSWER:
		exam_answer(q);
		break;
	case VERB_QUIZ_HANDIN:
		exam_close(h);
		break;
	case VERB_QUESTION:
		r->question.question = exam_question(q->attempt.index);
		r->question.response.text = STR_NONE;
		if (q->attempt.index == EXAM_ESSAY)
			r->question.response.text = str_from(exam.text);
		return true;
	case VERB_RESULT:
		r->result = exam.result;
		r->result.item = exam.item;
		r->result.attempt = exam.attempt;
		return true;
	case VERB_RESULT_QUESTION:
		r->result_question = exam.question;
		r->result_question.question = exam_question(q->attempt.index);
		r->result_question.waits = exam.item[q->attempt.index].waits;
		r->result_question.is_out = exam.item[q->attempt.index].is_out;
		return true;
	case VERB_RESULTS:
		r->results = (struct told_results){ &exam.attempt, exam.entrance.tries > 0 };
		return true;
	case VERB_QUIZ_START:
	case VERB_SEAT:
	case VERB_ATTEMPT:
		break;
	default:
		return false;
	}
	r->attempt = exam.attempt;
	r->attempt.has = exam.has;
	r->attempt.left_s = exam.ends_at != 0 ? (int32_t)(exam.ends_at - h->now) : 0;
	return true;
}

HELP_OK static bool
exam_answers(struct house *h, const struct request *q, struct reply *r)
{
	bool about = q->verb == VERB_SEAT || q->verb == VERB_QUESTION || q->verb == VERB_QUIZ_ANSWER ||
		     q->verb == VERB_QUIZ_HANDIN;

	*r = (struct reply){ .number = 1, .verb = q->verb };
	exam.count[q->verb]++;
	if (about && exam.refuse.reason != REASON_NONE) {
		r->refusal = exam.refuse;
		exam.refuse = (struct refusal){ .reason = REASON_NONE };
		return true;
	}
	memset(&exam.question, 0, sizeof(exam.question));
	exam.question.given = exam.question.right = exam.question.feedback = exam.question.general =
	    exam.question.again = exam.question.comment = STR_NONE;
	return exam_tell(h, q, r);
}

/* Another session has taken the seat: told, not asked. */
HELP_OK static void
exam_unseat(struct house *h)
{
	struct reply r = { .number = 0, .verb = VERB_SEAT, .refusal = { .reason = REASON_SEAT, .at = h->now } };

	house_update(h, (struct intent){ .kind = INTENT_REPLY, .reply = &r });
}

#endif
