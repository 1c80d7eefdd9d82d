/*
 * A keeper to test with: the example course published, a clock that stands still until it is moved,
 * and requests in one line. Every contract test runs twice, in memory and on disk.
 */
#ifndef CHALKLINE_CLASSROOM_H
#define CHALKLINE_CLASSROOM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/keeper/ask.h"

#define COURSE_DIR SOURCE_DIR "/courses/library/evidence-first-day"
#define COURSE STR("evidence-first-day")
#define MAYBE __attribute__((unused)) static

enum { DAY = 86400 };

struct classroom {
	char dir[64]; /* of this test; empty: in memory */
	char database[128];
	int64_t now;
	struct keeper *k;
	struct arena *a;
	struct reply r; /* the last answer */
	unsigned events;
	unsigned char code_secret[CODE_SECRET]; /* each classroom has its own codes */
};

static bool on_disk; /* which of the two runs this is */

MAYBE int64_t
classroom_now(void *context)
{
	const struct classroom *c = context;

	return c->now;
}

MAYBE void
classroom_open(struct classroom *c)
{
	struct keeper_settings settings = keeper_defaults;
	struct keeper_options o = { .database = c->database,
		.now = classroom_now,
		.now_context = c,
		.fast_hashes = true,
		.settings = &settings,
		.code_secret = c->code_secret };
	struct err e;

	settings.guests = true;
	c->k = keeper_open(&o, &e);
	if (!c->k)
		fail_msg("%s", e.text);
}

/* Closed and opened again: what was on disk is there. In memory there is nothing to try. */
MAYBE void
classroom_reopen(struct classroom *c)
{
	struct err e;

	if (!on_disk)
		return;
	keeper_close(c->k);
	classroom_open(c);
	assert_true(keeper_load_editions(c->k, NULL, &e));
}

MAYBE struct classroom *
classroom_bare(void)
{
	struct classroom *c = calloc(1, sizeof(*c));
	static unsigned char rooms;

	c->now = 1790000000;
	c->a = arena_new();
	if (on_disk) {
		strcpy(c->dir, "/tmp/chalkline-keeper-XXXXXX");
		assert_non_null(mkdtemp(c->dir));
		snprintf(c->database, sizeof(c->database), "%s/records.db", c->dir);
	} else {
		strcpy(c->database, ":memory:");
	}
	memset(c->code_secret, ++rooms, sizeof(c->code_secret));
	classroom_open(c);
	return c;
}

MAYBE struct classroom *
classroom_new(void)
{
	struct classroom *c = classroom_bare();
	bool changed;
	struct err e;

	if (!keeper_publish(c->k, COURSE_DIR, NULL, &changed, &e))
		fail_msg("%s", e.text);
	assert_true(changed);
	return c;
}

MAYBE void
dir_remove(const char *dir)
{
	char command[300];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	if (dir[0] && system(command) != 0)
		fail_msg("cannot remove %s", dir);
}

MAYBE void
classroom_free(struct classroom *c)
{
	keeper_close(c->k);
	dir_remove(c->dir);
	arena_free(c->a);
	free(c);
}

/* ---- asking ---- */

MAYBE enum reason
ask(struct classroom *c, struct seat *seat, struct request q)
{
	q.number = 7;
	keeper_ask(c->k, seat, &q, c->a, &c->r);
	assert_int_equal(c->r.number, 7);
	assert_int_equal(c->r.verb, q.verb);
	return c->r.refusal.reason;
}

/* The same, through the bytes of both messages. */
MAYBE enum reason
ask_coded(struct classroom *c, struct seat *seat, struct request q)
{
	struct buf b = BUF_IN(c->a);
	struct request again;

	request_write(&b, &q);
	assert_true(request_read(b.at, b.len, c->a, &again));

	enum reason reason = ask(c, seat, again);
	struct reply *copy = reply_copy(c->a, &c->r);

	c->r = *copy;
	return reason;
}

MAYBE struct uuid
event(struct classroom *c)
{
	unsigned char random[10] = { 0xc1 };

	c->events++;
	memcpy(random + 4, &c->events, sizeof(c->events)); /* the bits before are the variant's */
	return uuid_make((uint64_t)c->now * 1000, random);
}

#define ASK(c, seat, ...) ask_coded((c), (seat), (struct request){ __VA_ARGS__ })
#define OK(...) assert_int_equal(ASK(__VA_ARGS__), REASON_NONE)

#define SECRET STR("violet anchor mercy lantern")

/* An account made by the operator, and a seat that logged in to it. */
MAYBE struct seat
person(struct classroom *c, const char *login, enum role role)
{
	struct seat machine = keeper_operator(), seat;

	memset(&seat, 0, sizeof(seat));
	OK(c, &machine, .verb = VERB_USER_ADD,
	    .user = { .event = event(c),
		.login = str_from(login),
		.name = STR("Amina Macuácua"),
		.language = STR("en"),
		.secret = SECRET,
		.role = role });
	OK(c, &seat, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = str_from(login), .secret = SECRET });
	assert_int_equal(seat.role, role);
	return seat;
}

MAYBE struct seat
nobody(void)
{
	struct seat s;

	memset(&s, 0, sizeof(s));
	return s;
}

/* A key's blob as SSH has it: kind and 32 bytes, told apart by n. */
MAYBE struct str
key_blob(struct classroom *c, unsigned char n)
{
	char blob[51] = "\0\0\0\x0bssh-ed25519\0\0\0\x20";

	memset(blob + 19, n, 32);
	return str_copy(c->a, (struct str){ blob, sizeof(blob) });
}

MAYBE struct str
invitation(struct classroom *c, enum role role, uint32_t uses, uint32_t days)
{
	struct seat machine = keeper_operator();

	OK(c, &machine, .verb = VERB_INVITE,
	    .invite = { .event = event(c), .role = role, .uses = uses, .days = days });
	return c->r.invite.code;
}

/* A seat at the door, by a right code and perhaps a proved key. */
MAYBE struct seat
door(struct classroom *c, struct str code, struct str key)
{
	struct seat s = nobody();

	OK(c, &s, .verb = VERB_LOGIN_CODE, .login = { .secret = code, .key = key });
	assert_int_equal(s.role, ROLE_DOOR);
	return s;
}

/* ---- learning ---- */

MAYBE struct request
place_of(struct classroom *c, const char *lesson, uint32_t block, bool ended)
{
	return (struct request){
		.verb = VERB_PLACE,
		.place = {
			.event = event(c),
			.place = {
				.course = COURSE,
				.lang = STR("en"),
				.lesson = str_from(lesson),
				.hash = 0xfedcba9876543210u,
				.block = block,
				.ended = ended,
			},
		},
	};
}

MAYBE struct request
check_of(struct classroom *c, const char *lesson, const char *question, struct str choice)
{
	return (struct request){
		.verb = VERB_CHECK,
		.check = {
			.event = event(c),
			.course = COURSE,
			.lang = STR("en"),
			.lesson = str_from(lesson),
			.question = str_from(question),
			.response = { .pick = { { 0, question_key(choice) } }, .picks = 1 },
		},
	};
}

#define PHOTOGRAPH STR("Photograph the screen and note the time")
#define SWITCH_OFF STR("Switch it off, so that nothing can change any more")
#define FINDER STR("The person who finds the item")

/* Reads both lessons and answers their checks. */
MAYBE void
read_all(struct classroom *c, struct seat *s)
{
	assert_int_equal(
	    ask_coded(c, s, check_of(c, "as-found", "as-found-1", PHOTOGRAPH)), REASON_NONE);
	assert_int_equal(ask_coded(c, s, place_of(c, "as-found", 3, true)), REASON_NONE);
	assert_int_equal(ask_coded(c, s, check_of(c, "custody", "custody-1", FINDER)), REASON_NONE);
	assert_int_equal(ask_coded(c, s, place_of(c, "custody", 3, true)), REASON_NONE);
}

MAYBE struct attempt
start(struct classroom *c, struct seat *s, const char *assessment)
{
	OK(c, s, .verb = VERB_QUIZ_START,
	    .quiz = { .event = event(c),
		.course = COURSE,
		.assessment = str_from(assessment),
		.lang = STR("en") });
	return c->r.attempt;
}

/* The right answer to one of the example course's questions; wrong: one that is not. */
MAYBE struct response
response_to(struct str id, bool right)
{
	struct response r = { .picks = 0, .text = STR_NONE };

	if (str_is(id, "q-off")) {
		r.pick[r.picks++].right = right ? CHOICE_FALSE : CHOICE_TRUE;
	} else if (str_is(id, "q-utc")) {
		r.text = right ? STR("12") : STR("16");
	} else if (str_is(id, "e-four")) {
		static const char *const left[] = { "Ilo to Marev", "evidence room 2",
			"07:31 to 08:05", "for imaging" };
		static const char *const to[] = { "who", "where", "when", "why" };

		for (; r.picks < 4; r.picks++) {
			r.pick[r.picks].left = question_key(str_from(left[r.picks]));
			r.pick[r.picks].right = question_key(
			    str_from(to[right ? r.picks : 3 - r.picks]));
		}
	} else if (str_is(id, "e-net")) {
		r.pick[r.picks++].right = question_key(
		    right ? STR("Note which cables lead where")
			  : STR("Restart it so that it is in a clean and well-known state"));
		r.pick[r.picks++].right = question_key(
		    right ? STR("Ask the specialist and the clinic what depends on it")
			  : STR("Log in with the password on the yellow paper to look round"));
	} else {
		fail_msg("no answer to %.*s", STR_ARG(id));
	}
	return r;
}

MAYBE void
answer(struct classroom *c, struct seat *s, const struct attempt *t, uint32_t index, bool right)
{
	OK(c, s, .verb = VERB_QUESTION, .attempt = { .attempt = t->id, .index = index });

	struct response r = response_to(c->r.question.question.id, right);

	OK(c, s, .verb = VERB_QUIZ_ANSWER,
	    .attempt = { .event = event(c), .attempt = t->id, .index = index, .response = r });
}

/* Starts, answers `right` of all rightly and hands in. */
MAYBE struct attempt
whole_attempt(struct classroom *c, struct seat *s, const char *assessment, uint32_t right)
{
	struct attempt t = start(c, s, assessment);

	for (uint32_t i = 0; i < t.questions; i++)
		answer(c, s, &t, i, i < right);
	OK(c, s, .verb = VERB_QUIZ_HANDIN, .attempt = { .event = event(c), .attempt = t.id });
	return c->r.attempt;
}

/* ---- counting ---- */

MAYBE bool
event_count(void *context, const struct event *e)
{
	(void)e;
	++*(int64_t *)context;
	return true;
}

MAYBE int64_t
events(struct classroom *c)
{
	struct arena *a = arena_new();
	int64_t n = 0;

	assert_true(db_events(c->k->db, a, event_count, &n));
	arena_free(a);
	return n;
}

/* ---- running ---- */

#define TEST_MAIN(tests)                                                                           \
	int main(void)                                                                             \
	{                                                                                          \
		int failed;                                                                        \
                                                                                                   \
		on_disk = false;                                                                   \
		failed = cmocka_run_group_tests_name("in memory", tests, NULL, NULL);              \
		on_disk = true;                                                                    \
		return failed + cmocka_run_group_tests_name("on disk", tests, NULL, NULL);         \
	}

#endif
