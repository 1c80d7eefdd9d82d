#include "store/keeper/ask.h"

#include <sodium.h>
#include <stddef.h>
#include <string.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"

const struct handler handlers[VERB_KINDS] = {
	[VERB_HELLO] = { do_hello, NULL },
	[VERB_LOGIN_KEY_KNOWN] = { do_login_key_known, NULL },
	[VERB_LOGIN_KEY] = { do_login_key, NULL },
	[VERB_LOGIN_PASSWORD] = { do_login_password, hash_login_password },
	[VERB_LOGIN_CODE] = { do_login_code, NULL },
	[VERB_LOGIN_GUEST] = { do_login_guest, NULL },
	[VERB_SIGNUP_NAME] = { do_signup_name, NULL },
	[VERB_SIGNUP] = { do_signup, hash_signup },
	[VERB_HOME] = { do_home, NULL },
	[VERB_FACTS] = { do_facts, NULL },
	[VERB_PLACE] = { do_place, NULL },
	[VERB_CHECK] = { do_check, NULL },
	[VERB_CHECK_SHOW] = { do_check_show, NULL },
	[VERB_QUIZ_START] = { do_quiz_start, NULL },
	[VERB_ATTEMPT] = { do_attempt, NULL },
	[VERB_QUESTION] = { do_question, NULL },
	[VERB_QUIZ_ANSWER] = { do_quiz_answer, NULL },
	[VERB_QUIZ_HANDIN] = { do_quiz_handin, NULL },
	[VERB_RESULT] = { do_result, NULL },
	[VERB_RESULT_QUESTION] = { do_result_question, NULL },
	[VERB_RESULTS] = { do_results, NULL },
	[VERB_SETTINGS] = { do_settings, NULL },
	[VERB_KEYS] = { do_keys, NULL },
	[VERB_KEY_ADD] = { do_key_add, NULL },
	[VERB_KEY_REMOVE] = { do_key_remove, NULL },
	[VERB_KEY_NAME] = { do_key_name, NULL },
	[VERB_PASSWORD] = { do_password, hash_password },
	[VERB_INVITE] = { do_invite, NULL },
	[VERB_USER_ADD] = { do_user_add, hash_user_add },
	[VERB_RECOVER] = { do_recover, hash_recover },
	[VERB_RECOVERY] = { do_recovery, NULL },
	[VERB_USERS] = { do_users, NULL },
	[VERB_USER] = { do_user, NULL },
	[VERB_USER_SET] = { do_user_set, hash_user_set },
	[VERB_USER_RECOVER] = { do_user_recover, NULL },
	[VERB_USER_KEY_REMOVE] = { do_user_key_remove, NULL },
	[VERB_USER_MERGE] = { do_user_merge, NULL },
	[VERB_INVITES] = { do_invites, NULL },
	[VERB_INVITE_SHOW] = { do_invite_show, NULL },
	[VERB_INVITE_REVOKE] = { do_invite_revoke, NULL },
	[VERB_SESSIONS] = { do_sessions, NULL },
	[VERB_SESSION_END] = { do_session_end, NULL },
	[VERB_LIMITS] = { do_limits, NULL },
	[VERB_LIMIT_CLEAR] = { do_limit_clear, NULL },
	[VERB_STATUS] = { do_status, NULL },
	[VERB_ENTRANCE] = { do_entrance, NULL },
	[VERB_SEAT] = { do_seat, NULL },
	[VERB_SEAT_LEAVE] = { do_seat_leave, NULL },
	[VERB_EXTRA_TIME] = { do_extra_time, NULL },
	[VERB_DRAFTS] = { do_drafts, NULL },
	[VERB_DRAFT_NEW] = { do_draft_new, NULL },
	[VERB_DRAFT_FILES] = { do_draft_files, NULL },
	[VERB_DRAFT_READ] = { do_draft_read, NULL },
	[VERB_DRAFT_WRITE] = { do_draft_write, NULL },
	[VERB_DRAFT_MOVE] = { do_draft_move, NULL },
	[VERB_DRAFT_REMOVE] = { do_draft_remove, NULL },
	[VERB_PUBLISH] = { do_publish, NULL },
	[VERB_EDITIONS] = { do_editions, NULL },
	[VERB_EDITION_FILES] = { do_edition_files, NULL },
	[VERB_EDITION_READ] = { do_edition_read, NULL },
	[VERB_ROLLBACK] = { do_rollback, NULL },
	[VERB_OWNERS] = { do_owners, NULL },
	[VERB_OWNER_SET] = { do_owner_set, NULL },
	[VERB_COURSE_STATUS] = { do_course_status, NULL },
	[VERB_REPORT] = { do_report, NULL },
	[VERB_REPORT_ITEMS] = { do_report_items, NULL },
	[VERB_MARKING] = { do_marking, NULL },
	[VERB_MARKING_ONE] = { do_marking_one, NULL },
	[VERB_MARK] = { do_mark, NULL },
	[VERB_REPAIR] = { do_repair, NULL },
	[VERB_REPAIRS] = { do_repairs, NULL },
	[VERB_REPAIR_CONSENT] = { do_repair_consent, NULL },
	[VERB_MISTAKE] = { do_mistake, NULL },
	[VERB_MISTAKES] = { do_mistakes, NULL },
	[VERB_MISTAKE_ANSWER] = { do_mistake_answer, NULL },
	[VERB_PAPER_DRAW] = { do_paper_draw, NULL },
	[VERB_PAPER_QUESTION] = { do_paper_question, NULL },
	[VERB_PAPER_ENTER] = { do_paper_enter, NULL },
	[VERB_DRAFT_PREVIEW] = { do_draft_preview, NULL },
	[VERB_PREVIEW_CHECK] = { do_preview_check, NULL },
	[VERB_SCENARIO] = { do_scenario, NULL },
	[VERB_SCENARIO_STEP] = { do_scenario_step, NULL },
	[VERB_SCENARIO_AGAIN] = { do_scenario_again, NULL },
	[VERB_SCENARIO_REVIEW] = { do_scenario_review, NULL },
};

/* ---- bounds ---- */

enum field {
	FIELD_ID,    /* clean already, or it is refused; may not be empty */
	FIELD_MAYBE, /* the same, or empty */
	FIELD_LINE,  /* made clean */
	FIELD_TEXT,  /* made clean, lines may stay */
	FIELD_BYTES, /* keys and secrets: as they are */
	FIELD_EVENT, /* a uuid that is not zero */
};

/* Every string of every request, and what it may be. A verb without rows has no strings. */
#define ROW(VERB, body, kind, most)                                                                \
	{                                                                                          \
		VERB_##VERB, offsetof(struct request, body), FIELD_##kind, most                    \
	}
#define LOGIN_ROWS(VERB)                                                                           \
	ROW(VERB, login.login, BYTES, 64), ROW(VERB, login.secret, BYTES, HASH_SECRET),            \
	    ROW(VERB, login.key, BYTES, 4096), ROW(VERB, login.client, LINE, 255)
#define CHECK_ROWS(VERB)                                                                           \
	ROW(VERB, check.event, EVENT, 0), ROW(VERB, check.course, ID, 64),                         \
	    ROW(VERB, check.lang, ID, 35), ROW(VERB, check.lesson, ID, 64),                        \
	    ROW(VERB, check.question, ID, 100),                                                    \
	    ROW(VERB, check.response.text, TEXT, RESPONSE_TEXT)
#define KEY_ROWS(VERB)                                                                             \
	ROW(VERB, key.event, EVENT, 0), ROW(VERB, key.fingerprint, MAYBE, 63),                     \
	    ROW(VERB, key.name, LINE, 240), ROW(VERB, key.blob, BYTES, 4096)

static const struct bound {
	enum verb verb;
	size_t at;
	enum field kind;
	size_t most;
} bounds[] = {
	LOGIN_ROWS(LOGIN_KEY_KNOWN),
	LOGIN_ROWS(LOGIN_KEY),
	LOGIN_ROWS(LOGIN_PASSWORD),
	LOGIN_ROWS(LOGIN_CODE),
	LOGIN_ROWS(LOGIN_GUEST),
	LOGIN_ROWS(SIGNUP_NAME),
	ROW(SIGNUP, signup.event, EVENT, 0),
	ROW(SIGNUP, signup.login, BYTES, 64),
	ROW(SIGNUP, signup.name, LINE, 400),
	ROW(SIGNUP, signup.country, MAYBE, 2),
	ROW(SIGNUP, signup.language, ID, 35),
	ROW(SIGNUP, signup.secret, BYTES, HASH_SECRET),
	ROW(SIGNUP, signup.key_name, LINE, 240),
	ROW(FACTS, course, ID, 64),
	ROW(PLACE, place.event, EVENT, 0),
	ROW(PLACE, place.place.course, ID, 64),
	ROW(PLACE, place.place.lang, ID, 35),
	ROW(PLACE, place.place.lesson, ID, 64),
	ROW(PLACE, place.place.question, MAYBE, 100),
	ROW(PLACE, place.place.draft, TEXT, RESPONSE_TEXT),
	CHECK_ROWS(CHECK),
	CHECK_ROWS(CHECK_SHOW),
	ROW(QUIZ_START, quiz.event, EVENT, 0),
	ROW(QUIZ_START, quiz.course, ID, 64),
	ROW(QUIZ_START, quiz.assessment, ID, 64),
	ROW(QUIZ_START, quiz.lang, ID, 35),
	ROW(QUIZ_ANSWER, attempt.event, EVENT, 0),
	ROW(QUIZ_ANSWER, attempt.response.text, TEXT, RESPONSE_TEXT),
	ROW(QUIZ_HANDIN, attempt.event, EVENT, 0),
	ROW(SETTINGS, settings.event, EVENT, 0),
	ROW(SETTINGS, settings.language, ID, 35),
	KEY_ROWS(KEY_ADD),
	KEY_ROWS(KEY_REMOVE),
	KEY_ROWS(KEY_NAME),
	ROW(PASSWORD, password.event, EVENT, 0),
	ROW(PASSWORD, password.secret, BYTES, HASH_SECRET),
	ROW(PASSWORD, password.old, BYTES, HASH_SECRET),
	ROW(INVITE, invite.event, EVENT, 0),
	ROW(INVITE, invite.label, LINE, 240),
	ROW(USER_ADD, user.event, EVENT, 0),
	ROW(USER_ADD, user.login, BYTES, 64),
	ROW(USER_ADD, user.name, LINE, 400),
	ROW(USER_ADD, user.language, ID, 35),
	ROW(USER_ADD, user.key, BYTES, 8192),
	ROW(USER_ADD, user.secret, BYTES, HASH_SECRET),
	ROW(RECOVER, recover.event, EVENT, 0),
	ROW(RECOVER, recover.secret, BYTES, HASH_SECRET),
	ROW(RECOVER, recover.key_name, LINE, 240),
	ROW(RECOVERY, event, EVENT, 0),
	ROW(USERS, users.find, LINE, 240),
	ROW(USERS, users.after, BYTES, 64),
	ROW(USER, set.login, BYTES, 64),
	ROW(USER_SET, set.event, EVENT, 0),
	ROW(USER_SET, set.login, BYTES, 64),
	ROW(USER_SET, set.to, LINE, 400),
	ROW(USER_SET, set.secret, BYTES, HASH_SECRET),
	ROW(USER_RECOVER, set.event, EVENT, 0),
	ROW(USER_RECOVER, set.login, BYTES, 64),
	ROW(USER_KEY_REMOVE, user_key.event, EVENT, 0),
	ROW(USER_KEY_REMOVE, user_key.login, BYTES, 64),
	ROW(USER_KEY_REMOVE, user_key.fingerprint, ID, 63),
	ROW(USER_MERGE, merge.event, EVENT, 0),
	ROW(USER_MERGE, merge.from, BYTES, 64),
	ROW(USER_MERGE, merge.into, BYTES, 64),
	ROW(INVITE_SHOW, invite_id.id, LINE, 64),
	ROW(INVITE_REVOKE, invite_id.event, EVENT, 0),
	ROW(INVITE_REVOKE, invite_id.id, LINE, 64),
	ROW(SESSION_END, session_end.id, MAYBE, 32),
	ROW(SESSION_END, session_end.login, BYTES, 64),
	ROW(LIMIT_CLEAR, limit.whom, LINE, 64),
	ROW(ENTRANCE, quiz.course, ID, 64),
	ROW(ENTRANCE, quiz.assessment, ID, 64),
	ROW(ENTRANCE, quiz.lang, ID, 35),
	ROW(SEAT, attempt.event, EVENT, 0),
	ROW(SEAT_LEAVE, seat_leave.event, EVENT, 0),
	ROW(EXTRA_TIME, extra_time.event, EVENT, 0),
	ROW(EXTRA_TIME, extra_time.login, BYTES, 64),
	ROW(EXTRA_TIME, extra_time.course, MAYBE, 64),
	ROW(EXTRA_TIME, extra_time.assessment, MAYBE, 64),
	ROW(EXTRA_TIME, extra_time.why, LINE, 400),
	ROW(DRAFT_NEW, draft.event, EVENT, 0),
	ROW(DRAFT_NEW, draft.course, ID, 64),
	ROW(DRAFT_FILES, files.course, ID, 64),
	ROW(DRAFT_FILES, files.after, BYTES, DRAFT_PATH),
	ROW(DRAFT_READ, files.course, ID, 64),
	ROW(DRAFT_READ, files.path, BYTES, DRAFT_PATH),
	ROW(DRAFT_WRITE, draft_write.event, EVENT, 0),
	ROW(DRAFT_WRITE, draft_write.course, ID, 64),
	ROW(DRAFT_WRITE, draft_write.path, BYTES, DRAFT_PATH),
	ROW(DRAFT_WRITE, draft_write.bytes, BYTES, DRAFT_PIECE),
	ROW(DRAFT_MOVE, draft_move.event, EVENT, 0),
	ROW(DRAFT_MOVE, draft_move.course, ID, 64),
	ROW(DRAFT_MOVE, draft_move.path, BYTES, DRAFT_PATH),
	ROW(DRAFT_MOVE, draft_move.to, BYTES, DRAFT_PATH),
	ROW(DRAFT_REMOVE, draft_move.event, EVENT, 0),
	ROW(DRAFT_REMOVE, draft_move.course, ID, 64),
	ROW(DRAFT_REMOVE, draft_move.path, BYTES, DRAFT_PATH),
	ROW(PUBLISH, publish.event, EVENT, 0),
	ROW(PUBLISH, publish.course, ID, 64),
	ROW(EDITIONS, course, ID, 64),
	ROW(EDITION_FILES, files.course, ID, 64),
	ROW(EDITION_FILES, files.after, BYTES, DRAFT_PATH),
	ROW(EDITION_READ, files.course, ID, 64),
	ROW(EDITION_READ, files.path, BYTES, DRAFT_PATH),
	ROW(ROLLBACK, rollback.event, EVENT, 0),
	ROW(ROLLBACK, rollback.course, ID, 64),
	ROW(OWNERS, course, ID, 64),
	ROW(OWNER_SET, owner.event, EVENT, 0),
	ROW(OWNER_SET, owner.course, ID, 64),
	ROW(OWNER_SET, owner.login, BYTES, 64),
	ROW(COURSE_STATUS, course_status.event, EVENT, 0),
	ROW(COURSE_STATUS, course_status.course, ID, 64),
	ROW(COURSE_STATUS, course_status.replaced_by, MAYBE, 64),
	ROW(REPORT, report.course, ID, 64),
	ROW(REPORT_ITEMS, report.course, ID, 64),
	ROW(REPORT_ITEMS, report.assessment, ID, 64),
	ROW(MARKING, marking.course, MAYBE, 64),
	ROW(MARKING_ONE, mark.comment, LINE, 1000),
	ROW(MARK, mark.event, EVENT, 0),
	ROW(MARK, mark.comment, LINE, 1000),
	ROW(REPAIR, repair.event, EVENT, 0),
	ROW(REPAIR, repair.course, ID, 64),
	ROW(REPAIR, repair.assessment, ID, 64),
	ROW(REPAIR, repair.question, ID, 100),
	ROW(REPAIR, repair.accept, LINE, RESPONSE_TEXT),
	ROW(REPAIR, repair.reason, LINE, 400),
	ROW(REPAIR_CONSENT, repair_id.event, EVENT, 0),
	ROW(MISTAKE, mistake.event, EVENT, 0),
	ROW(MISTAKE, mistake.course, ID, 64),
	ROW(MISTAKE, mistake.subject, MAYBE, 64),
	ROW(MISTAKE, mistake.question, MAYBE, 100),
	ROW(MISTAKE, mistake.lang, ID, 35),
	ROW(MISTAKE, mistake.text, LINE, MISTAKE_TEXT),
	ROW(MISTAKES, mistakes.course, MAYBE, 64),
	ROW(MISTAKE_ANSWER, mistake_answer.event, EVENT, 0),
	ROW(MISTAKE_ANSWER, mistake_answer.text, LINE, MISTAKE_TEXT),
	ROW(PAPER_DRAW, paper.event, EVENT, 0),
	ROW(PAPER_DRAW, paper.course, ID, 64),
	ROW(PAPER_DRAW, paper.assessment, ID, 64),
	ROW(PAPER_DRAW, paper.lang, MAYBE, 35),
	ROW(PAPER_QUESTION, paper_question.form, LINE, 32),
	ROW(PAPER_ENTER, paper_enter.event, EVENT, 0),
	ROW(PAPER_ENTER, paper_enter.lines, TEXT, PAPER_TEXT),
	ROW(DRAFT_PREVIEW, files.course, ID, 64),
	CHECK_ROWS(PREVIEW_CHECK),
	ROW(SCENARIO, scenario.course, ID, 64),
	ROW(SCENARIO, scenario.module, ID, 64),
	ROW(SCENARIO, scenario.lang, ID, 35),
	ROW(SCENARIO_STEP, step.event, EVENT, 0),
	ROW(SCENARIO_STEP, step.course, ID, 64),
	ROW(SCENARIO_STEP, step.module, ID, 64),
	ROW(SCENARIO_STEP, step.lang, ID, 35),
	ROW(SCENARIO_STEP, step.node, ID, 64),
	ROW(SCENARIO_STEP, step.response.text, TEXT, RESPONSE_TEXT),
	ROW(SCENARIO_AGAIN, scenario.event, EVENT, 0),
	ROW(SCENARIO_AGAIN, scenario.course, ID, 64),
	ROW(SCENARIO_AGAIN, scenario.module, ID, 64),
	ROW(SCENARIO_AGAIN, scenario.lang, ID, 35),
};

static bool
field_ok(struct ask *x, const struct bound *b)
{
	char *at = (char *)&x->q + b->at;

	if (b->kind == FIELD_EVENT)
		return !uuid_is_zero((struct uuid *)(void *)at);

	struct str *s = (struct str *)(void *)at, clean;

	if (s->len > b->most)
		return false;
	if (s->len == 0)
		*s = STR_NONE; /* callers in this process leave out what they do not say */
	switch (b->kind) {
	case FIELD_ID:
	case FIELD_MAYBE:
		clean = safe_line(x->a, *s);
		return str_eq(clean, *s) && (s->len > 0 || b->kind == FIELD_MAYBE);
	case FIELD_LINE:
		*s = safe_line(x->a, *s);
		return true;
	case FIELD_TEXT:
		/* Cleaning writes three bytes for a bad one. */
		*s = safe_text(x->a, *s, NULL);
		return s->len <= b->most;
	case FIELD_BYTES:
	case FIELD_EVENT:
		break;
	}
	return true;
}

static bool
bounds_ok(struct ask *x)
{
	for (size_t i = 0; i < sizeof(bounds) / sizeof(*bounds); i++)
		if (bounds[i].verb == x->q.verb && !field_ok(x, &bounds[i]))
			return false;
	return true;
}

/* ---- the way ---- */

bool
ask_begin(struct ask *x, struct keeper *k, const struct seat *seat, const struct request *q,
    struct arena *a, struct reply *r, struct hash_job *job, bool *hash)
{
	*x = (struct ask){ .k = k, .seat = *seat, .q = *q, .a = a, .r = r };
	memset(r, 0, sizeof(*r));
	r->number = q->number;
	r->verb = q->verb;
	*hash = false;
	if ((unsigned)q->verb >= VERB_KINDS || (unsigned)seat->role >= ROLE_KINDS ||
	    !(record_verbs[q->verb].roles >> seat->role & 1)) {
		refuse(x, REASON_NOT_ALLOWED);
		return false;
	}
	if (!bounds_ok(x)) {
		refuse(x, REASON_MALFORMED);
		return false;
	}
	x->now = k->now(k->now_context);
	if (handlers[q->verb].hash) {
		job->fast = k->fast_hashes;
		*hash = handlers[q->verb].hash(x, job);
		x->job = job;
		if (db_failed(k->db)) {
			trouble_note(&k->trouble, k->db);
			refuse(x, REASON_DISK);
			db_rollback(k->db);
		}
	}
	return !is_refused(x);
}

void
ask_run(struct ask *x)
{
	struct db *db = x->k->db;
	bool writes = record_verbs[x->q.verb].writes && !x->reads_only;
	struct seat before = x->seat;
	int64_t newest = x->k->newest;

	if (writes && !db_save(db)) {
		trouble_note(&x->k->trouble, db);
		refuse(x, REASON_DISK);
		return;
	}
	if (x->job && x->job->failed)
		refuse(x, REASON_BUSY);
	else
		handlers[x->q.verb].run(x);
	if (db_failed(db)) {
		trouble_note(&x->k->trouble, db);
		refuse(x, REASON_DISK);
	}
	if (writes && (is_refused(x) || !db_keep(db))) {
		if (!is_refused(x))
			refuse(x, REASON_DISK);
		db_undo(db);
	}
	if (!writes && db_failed(db))
		db_rollback(db); /* there is none: clears the failure */
	if (is_refused(x)) {
		x->seat = before;
		x->ending = NULL;
		x->unseated = (struct uuid){ { 0 } };
		x->k->newest = newest;
	}
	/* One page that cannot be written or read, in a transaction that is otherwise good. */
	if (writes && x->r->refusal.reason == REASON_DISK && db_is_open(db) && !db_failed(db))
		ask_run_reading(x);
}

bool
ask_run_reading(struct ask *x)
{
	struct reply *r = x->r;

	if ((x->q.verb != VERB_LOGIN_KEY && x->q.verb != VERB_LOGIN_PASSWORD) || x->reads_only)
		return false;
	x->reads_only = true;
	*r = (struct reply){ .number = r->number, .verb = r->verb };
	ask_run(x);
	return true;
}

void
refuse(struct ask *x, enum reason reason)
{
	x->r->refusal = (struct refusal){ .reason = reason };
}

void
refuse_number(struct ask *x, enum reason reason, int32_t number)
{
	x->r->refusal = (struct refusal){ .reason = reason, .number = number };
}

void
refuse_at(struct ask *x, enum reason reason, int64_t at)
{
	x->r->refusal = (struct refusal){ .reason = reason, .at = at };
}

bool
is_refused(const struct ask *x)
{
	return x->r->refusal.reason != REASON_NONE;
}

/* A clock that a time server moves by a little is no reason to stop an exam. */
int64_t
clock_behind(const struct ask *x)
{
	enum { PATIENCE = 300 };
	int64_t behind = x->k->newest - x->now;

	return behind > PATIENCE ? behind : 0;
}

bool
clock_is_behind(struct ask *x)
{
	if (clock_behind(x) == 0)
		return false;
	refuse_at(x, REASON_CLOCK, x->k->newest);
	return true;
}

/* ---- events ---- */

enum said
event_said(struct ask *x, const struct uuid *id, enum event_kind kind, struct event *e)
{
	if (!db_event(x->k->db, id, x->a, e))
		return SAID_NEVER;
	if (e->kind == kind && uuid_eq(&e->by, &x->seat.person))
		return SAID_BEFORE;
	refuse(x, REASON_MALFORMED);
	return SAID_OTHERWISE;
}

enum said
event_said_of(struct ask *x, const struct uuid *id, enum event_kind kind, struct str course,
    struct str subject, struct str question, struct event *e)
{
	enum said said = event_said(x, id, kind, e);

	if (said != SAID_BEFORE || (str_eq(e->course, course) && str_eq(e->subject, subject) &&
				       str_eq(e->question, question)))
		return said;
	refuse(x, REASON_MALFORMED);
	return SAID_OTHERWISE;
}

struct event
event_new(const struct ask *x, const struct uuid *id, enum event_kind kind)
{
	struct event e;

	memset(&e, 0, sizeof(e));
	e.id = *id;
	e.at = x->now;
	e.person = e.by = x->seat.person;
	e.kind = kind;
	e.course = e.subject = e.question = STR_NONE;
	return e;
}

void
event_keep(struct ask *x, const struct event *e)
{
	db_event_add(x->k->db, e);
	/* Never back: what is kept under a wrong clock does not make it right. */
	if (e->at > x->k->newest)
		x->k->newest = e->at;
}

/* RFC 9562 version 8: ours to define. Keyed, so that nobody can make such an id beforehand. */
struct uuid
uuid_from(const struct keeper *k, const struct uuid *from, const char *label)
{
	crypto_generichash_state s;
	struct uuid u;

	crypto_generichash_init(&s, k->site.seed, sizeof(k->site.seed), sizeof(u.b));
	crypto_generichash_update(&s, from->b, sizeof(from->b));
	crypto_generichash_update(&s, (const unsigned char *)label, strlen(label));
	crypto_generichash_final(&s, u.b, sizeof(u.b));
	u.b[6] = (unsigned char)(0x80 | (u.b[6] & 0x0f));
	u.b[8] = (unsigned char)(0x80 | (u.b[8] & 0x3f));
	return u;
}

struct uuid
uuid_new(const struct ask *x)
{
	unsigned char random[10];

	randombytes_buf(random, sizeof(random));
	return uuid_make((uint64_t)x->now * 1000, random);
}
