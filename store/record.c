#include "store/record.h"

#include <assert.h>
#include <string.h>

#include "store/record/code.h"

/* ---- ids ---- */

/* RFC 9562 5.7: 48 bits of milliseconds, version 7, 12 random bits, variant 10, 62 random bits. */
struct uuid
uuid_make(uint64_t ms, const unsigned char random[10])
{
	struct uuid u;

	for (int i = 0; i < 6; i++)
		u.b[i] = (unsigned char)(ms >> (40 - 8 * i));
	memcpy(u.b + 6, random, 10);
	u.b[6] = (unsigned char)(0x70 | (u.b[6] & 0x0f));
	u.b[8] = (unsigned char)(0x80 | (u.b[8] & 0x3f));
	return u;
}

bool
uuid_is_zero(const struct uuid *u)
{
	static const struct uuid zero;

	return uuid_eq(u, &zero);
}

bool
uuid_eq(const struct uuid *a, const struct uuid *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

/* A hyphen stands before these bytes. */
static bool
uuid_hyphen(int byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

void
uuid_text(const struct uuid *u, char out[37])
{
	static const char hex[] = "0123456789abcdef";

	for (int i = 0; i < 16; i++) {
		if (uuid_hyphen(i))
			*out++ = '-';
		*out++ = hex[u->b[i] >> 4];
		*out++ = hex[u->b[i] & 15];
	}
	*out = '\0';
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
uuid_parse(struct str s, struct uuid *u)
{
	const char *at = s.at;

	if (s.len != 36)
		return false;
	for (int i = 0; i < 16; i++) {
		if (uuid_hyphen(i) && *at++ != '-')
			return false;
		int high = hex_value(at[0]), low = hex_value(at[1]);
		if (high < 0 || low < 0)
			return false;
		u->b[i] = (unsigned char)(high << 4 | low);
		at += 2;
	}
	return true;
}

/* ---- roles ---- */

static const char *const role_names[ROLE_KINDS] = {
	[ROLE_NOBODY] = "nobody",
	[ROLE_DOOR] = "door",
	[ROLE_GUEST] = "guest",
	[ROLE_TRAINEE] = "trainee",
	[ROLE_INSTRUCTOR] = "instructor",
	[ROLE_MANAGER] = "manager",
	[ROLE_OPERATOR] = "operator",
};

const char *
role_name(enum role r)
{
	return (unsigned)r < ROLE_KINDS ? role_names[r] : "?";
}

bool
role_parse(struct str s, enum role *r)
{
	for (unsigned i = ROLE_TRAINEE; i < ROLE_KINDS; i++)
		if (str_is(s, role_names[i])) {
			*r = (enum role)i;
			return true;
		}
	return false;
}

/* ---- verbs ---- */

#define NOBODY (1u << ROLE_NOBODY)
#define DOOR (1u << ROLE_DOOR)
#define GUEST (1u << ROLE_GUEST)
#define OPERATOR (1u << ROLE_OPERATOR)
#define MANAGER (1u << ROLE_MANAGER)
/* Whoever has an account. */
#define PEOPLE (1u << ROLE_TRAINEE | 1u << ROLE_INSTRUCTOR | MANAGER | OPERATOR)
#define STAFF (1u << ROLE_INSTRUCTOR | MANAGER | OPERATOR)
/* Who may change marks: managers read. */
#define TEACHERS (1u << ROLE_INSTRUCTOR | OPERATOR)
#define READERS (GUEST | PEOPLE)
#define ALL (NOBODY | DOOR | READERS)

/*
 * The LOGIN verbs, SIGNUP and RECOVER stand open to those who are bound already, because a keeper may die
 * between binding a socket and answering it: the same thing said again is answered again. The
 * handlers refuse it when it would make somebody else of the seat.
 */
#define ROW(VERB, text, who, write, body, told)                                                    \
	[VERB_##VERB] = {                                                                          \
		.verb = VERB_##VERB,                                                               \
		.name = text,                                                                      \
		.roles = who,                                                                      \
		.writes = write,                                                                   \
		.ask = ask_##body##_code,                                                          \
		.tell = told_##told##_code,                                                        \
	}

const struct verb_row record_verbs[VERB_KINDS] = {
	ROW(HELLO, "hello", ALL, false, hello, nothing),
	ROW(LOGIN_KEY_KNOWN, "login-key-known", NOBODY, false, login, login),
	ROW(LOGIN_KEY, "login-key", NOBODY | PEOPLE, true, login, login),
	ROW(LOGIN_PASSWORD, "login-password", NOBODY | PEOPLE, true, login, login),
	ROW(LOGIN_CODE, "login-code", NOBODY | DOOR, false, login, login),
	ROW(LOGIN_GUEST, "login-guest", NOBODY | GUEST, false, login, login),
	ROW(SIGNUP_NAME, "signup-name", DOOR, false, login, name),
	ROW(SIGNUP, "signup", DOOR | PEOPLE, true, signup, login),
	ROW(HOME, "home", READERS, false, nothing, home),
	ROW(FACTS, "facts", READERS, false, course, facts),
	ROW(PLACE, "place", PEOPLE, true, place, nothing),
	ROW(CHECK, "check", READERS, true, check, check),
	ROW(CHECK_SHOW, "check-show", READERS, true, check, check),
	ROW(QUIZ_START, "quiz-start", PEOPLE, true, quiz, attempt),
	ROW(ATTEMPT, "attempt", PEOPLE, false, attempt, attempt),
	ROW(QUESTION, "question", PEOPLE, false, attempt, question),
	ROW(QUIZ_ANSWER, "quiz-answer", PEOPLE, true, attempt, attempt),
	ROW(QUIZ_HANDIN, "quiz-handin", PEOPLE, true, attempt, attempt),
	ROW(RESULT, "result", PEOPLE, false, attempt, result),
	ROW(RESULT_QUESTION, "result-question", PEOPLE, false, attempt, result_question),
	ROW(RESULTS, "results", PEOPLE, false, nothing, results),
	ROW(SETTINGS, "settings", PEOPLE, true, settings, nothing),
	ROW(KEYS, "keys", DOOR | PEOPLE, false, nothing, keys),
	ROW(KEY_ADD, "key-add", PEOPLE, true, key, keys),
	ROW(KEY_REMOVE, "key-remove", PEOPLE, true, key, keys),
	ROW(KEY_NAME, "key-name", PEOPLE, true, key, keys),
	ROW(PASSWORD, "password", PEOPLE, true, password, nothing),
	ROW(INVITE, "invite", MANAGER | OPERATOR, true, invite, invite),
	ROW(USER_ADD, "user-add", OPERATOR, true, user, user),
	ROW(RECOVER, "recover", DOOR | PEOPLE, true, recover, login),
	ROW(RECOVERY, "recovery", PEOPLE, true, event, recovery),
	ROW(USERS, "users", OPERATOR, false, users, users),
	ROW(USER, "user", OPERATOR, false, user_set, person),
	ROW(USER_SET, "user-set", OPERATOR, true, user_set, person),
	ROW(USER_RECOVER, "user-recover", MANAGER | OPERATOR, true, user_set, recovery),
	ROW(USER_KEY_REMOVE, "user-key-remove", OPERATOR, true, user_key, person),
	ROW(USER_MERGE, "user-merge", OPERATOR, true, merge, person),
	ROW(INVITES, "invites", MANAGER | OPERATOR, false, invites, invites),
	ROW(INVITE_SHOW, "invite-show", MANAGER | OPERATOR, false, invite_id, invite),
	ROW(INVITE_REVOKE, "invite-revoke", MANAGER | OPERATOR, true, invite_id, invite),
	ROW(SESSIONS, "sessions", OPERATOR, false, nothing, sessions),
	ROW(SESSION_END, "session-end", OPERATOR, false, session_end, count),
	ROW(LIMITS, "limits", OPERATOR, false, nothing, limits),
	ROW(LIMIT_CLEAR, "limit-clear", OPERATOR, false, limit, limits),
	ROW(STATUS, "status", OPERATOR, false, nothing, status),
	ROW(ENTRANCE, "entrance", PEOPLE, false, quiz, entrance),
	ROW(SEAT, "seat", PEOPLE, true, attempt, attempt),
	ROW(SEAT_LEAVE, "seat-leave", PEOPLE, true, seat_leave, nothing),
	ROW(EXTRA_TIME, "extra-time", STAFF, true, extra_time, nothing),
	ROW(DRAFTS, "drafts", STAFF, false, nothing, drafts),
	ROW(DRAFT_NEW, "draft-new", STAFF, true, draft, files),
	ROW(DRAFT_FILES, "draft-files", STAFF, false, files, files),
	ROW(DRAFT_READ, "draft-read", STAFF, false, files, piece),
	ROW(DRAFT_WRITE, "draft-write", STAFF, true, draft_write, nothing),
	ROW(DRAFT_MOVE, "draft-move", STAFF, true, draft_move, nothing),
	ROW(DRAFT_REMOVE, "draft-remove", STAFF, true, draft_move, nothing),
	ROW(PUBLISH, "publish", STAFF, true, publish, publish),
	ROW(EDITIONS, "editions", STAFF, false, course, editions),
	ROW(EDITION_FILES, "edition-files", STAFF, false, files, files),
	ROW(EDITION_READ, "edition-read", STAFF, false, files, piece),
	ROW(ROLLBACK, "rollback", STAFF, true, rollback, editions),
	ROW(OWNERS, "owners", STAFF, false, course, owners),
	ROW(OWNER_SET, "owner-set", STAFF, true, owner, owners),
	ROW(COURSE_STATUS, "course-status", STAFF, true, status, owners),
	ROW(REPORT, "report", STAFF, false, report, report),
	ROW(REPORT_ITEMS, "report-items", STAFF, false, report, items),
	ROW(MARKING, "marking", STAFF, false, marking, marking),
	ROW(MARKING_ONE, "marking-one", STAFF, false, mark, marking_one),
	ROW(MARK, "mark", TEACHERS, true, mark, mark),
	ROW(REPAIR, "repair", TEACHERS, true, repair, repair),
	ROW(REPAIRS, "repairs", STAFF, false, nothing, repairs),
	ROW(REPAIR_CONSENT, "repair-consent", TEACHERS, true, repair_id, repair),
	ROW(MISTAKE, "mistake", PEOPLE, true, mistake, mistakes),
	ROW(MISTAKES, "mistakes", PEOPLE, false, mistakes, mistakes),
	ROW(MISTAKE_ANSWER, "mistake-answer", STAFF, true, mistake_answer, mistakes),
	ROW(PAPER_DRAW, "paper-draw", TEACHERS, true, paper, paper),
	ROW(PAPER_QUESTION, "paper-question", TEACHERS, false, paper_question, paper_question),
	ROW(PAPER_ENTER, "paper-enter", TEACHERS, true, paper_enter, paper_enter),
	ROW(DRAFT_PREVIEW, "draft-preview", STAFF, false, files, preview),
	ROW(PREVIEW_CHECK, "preview-check", STAFF, false, check, check),
	ROW(SCENARIO, "scenario", READERS, false, scenario, scenario),
	ROW(SCENARIO_STEP, "scenario-step", READERS, true, step, scenario),
	ROW(SCENARIO_AGAIN, "scenario-again", PEOPLE, true, scenario, scenario),
	ROW(SCENARIO_REVIEW, "scenario-review", PEOPLE, false, walk, walk),
};

/* ---- messages ---- */

/* The layout of a HELLO (number, verb 0, version) may never change: it is how versions meet. */
static void
request_code(struct codec *c, struct request *r)
{
	codec_u64(c, &r->number);
	CODEC_ENUM(c, &r->verb, VERB_KINDS);
	if (!c->bad)
		record_verbs[r->verb].ask(c, r);
}

static void
reply_code(struct codec *c, struct reply *r)
{
	codec_u64(c, &r->number);
	CODEC_ENUM(c, &r->verb, VERB_KINDS);
	CODEC_ENUM(c, &r->refusal.reason, REASON_KINDS);
	codec_i32(c, &r->refusal.number);
	codec_i64(c, &r->refusal.at);
	/* Number 0 is the call of a new keeper and has no body. */
	if (!c->bad && r->refusal.reason == REASON_NONE && r->number != 0)
		record_verbs[r->verb].tell(c, r);
}

void
request_write(struct buf *out, const struct request *r)
{
	struct codec c = codec_writer(out);
	struct request copy = *r; /* the codec wants to be able to write, both ways */

	request_code(&c, &copy);
}

bool
request_read(const void *bytes, size_t len, struct arena *a, struct request *r)
{
	struct codec c = codec_reader(bytes, len, a);

	memset(r, 0, sizeof(*r));
	request_code(&c, r);
	return codec_done(&c);
}

void
reply_write(struct buf *out, const struct reply *r)
{
	struct codec c = codec_writer(out);
	struct reply copy = *r;

	reply_code(&c, &copy);
}

bool
reply_read(const void *bytes, size_t len, struct arena *a, struct reply *r)
{
	struct codec c = codec_reader(bytes, len, a);

	memset(r, 0, sizeof(*r));
	reply_code(&c, r);
	return codec_done(&c);
}

/* Through the codec: it is the one place that knows every field. */
struct request *
request_copy(struct arena *a, const struct request *r)
{
	struct buf b = BUF_IN(a);
	struct request *copy = ARENA_NEW(a, struct request);

	request_write(&b, r);
	bool whole = request_read(b.at, b.len, a, copy);
	assert(whole);
	(void)whole;
	return copy;
}

struct reply *
reply_copy(struct arena *a, const struct reply *r)
{
	struct buf b = BUF_IN(a);
	struct reply *copy = ARENA_NEW(a, struct reply);

	reply_write(&b, r);
	bool whole = reply_read(b.at, b.len, a, copy);
	assert(whole);
	(void)whole;
	return copy;
}
