/*
 * Every verb the house can ask or tell its records, as one header: in-process and over the socket
 * alike.
 *
 * A request is one message of at most RECORD_MESSAGE bytes, its answer another. Each verb is a row
 * of record_verbs[]: who may say it, whether it writes, and how its body is coded. The keeper
 * (keeper/keeper.h) believes nothing in a request about who is asking: that is bound to the socket
 * at login (the three LOGIN verbs and SIGNUP, nowhere else).
 *
 * Writes carry an event id (UUIDv7, RFC 9562) made by the session before the first sending. Saying
 * the same event again gives the same answer and changes nothing, so a session that did not hear an
 * acknowledgement simply says it again, to this keeper or to the next. *Acknowledged means on
 * disk.*
 *
 * Refusals are not sentences but reasons: the screen says them in the reader's language
 * (tui/screens/reason.h). Times are UTC seconds. Strings are UTF-8, clean, and bounded by the
 * keeper.
 */
#ifndef CHALKLINE_RECORD_H
#define CHALKLINE_RECORD_H

#include "store/record/author.h"
#include "store/record/desk.h"
#include "store/record/entering.h"
#include "store/record/exam.h"
#include "store/record/learning.h"
#include "store/record/mistake.h"
#include "store/record/report.h"
#include "store/record/mark.h"
#include "store/record/paper.h"
#include "store/record/scenario.h"

enum verb {
	VERB_HELLO,
	VERB_LOGIN_KEY_KNOWN, /* an offered key: is it worth a signature? binds nothing */
	VERB_LOGIN_KEY,       /* a proved key */
	VERB_LOGIN_PASSWORD,
	VERB_LOGIN_CODE, /* invitation: binds ROLE_DOOR */
	VERB_LOGIN_GUEST,
	VERB_SIGNUP_NAME, /* is this login free? proposes one from a name */
	VERB_SIGNUP,
	VERB_HOME,
	VERB_FACTS,
	VERB_PLACE,
	VERB_CHECK,
	VERB_CHECK_SHOW,
	VERB_QUIZ_START, /* or the open attempt there is */
	VERB_ATTEMPT,
	VERB_QUESTION,
	VERB_QUIZ_ANSWER,
	VERB_QUIZ_HANDIN,
	VERB_RESULT, /* of a closed attempt, whole but for the texts */
	VERB_RESULT_QUESTION,
	VERB_RESULTS,
	VERB_SETTINGS,
	VERB_KEYS,
	VERB_KEY_ADD, /* the key that this connection proved */
	VERB_KEY_REMOVE,
	VERB_KEY_NAME,
	VERB_PASSWORD,
	VERB_INVITE,
	VERB_USER_ADD,
	VERB_RECOVER,  /* ROLE_DOOR by a recovery code: a new way in; binds */
	VERB_RECOVERY, /* a new recovery code for oneself; the one before ends */
	VERB_USERS,    /* the operator's desk from here on */
	VERB_USER,
	VERB_USER_SET,
	VERB_USER_RECOVER, /* a new recovery code for another, to be read out or printed */
	VERB_USER_KEY_REMOVE,
	VERB_USER_MERGE,
	VERB_INVITES,
	VERB_INVITE_SHOW,
	VERB_INVITE_REVOKE,
	VERB_SESSIONS,
	VERB_SESSION_END,
	VERB_LIMITS,
	VERB_LIMIT_CLEAR,
	VERB_STATUS,
	VERB_ENTRANCE, /* the page before a quiz or an exam */
	VERB_SEAT,     /* go on with an open attempt in this session; idempotent */
	VERB_SEAT_LEAVE,
	VERB_EXTRA_TIME,
	VERB_DRAFTS, /* drafts and editions, for authors, from here on */
	VERB_DRAFT_NEW,
	VERB_DRAFT_FILES,
	VERB_DRAFT_READ,
	VERB_DRAFT_WRITE,
	VERB_DRAFT_MOVE,
	VERB_DRAFT_REMOVE,
	VERB_PUBLISH,
	VERB_EDITIONS,
	VERB_EDITION_FILES,
	VERB_EDITION_READ,
	VERB_ROLLBACK,
	VERB_OWNERS,
	VERB_OWNER_SET,
	VERB_COURSE_STATUS,
	VERB_REPORT, /* the tests of a course in numbers; and learning gain */
	VERB_REPORT_ITEMS,
	VERB_MARKING, /* written answers that wait for a mark */
	VERB_MARKING_ONE,
	VERB_MARK,
	VERB_REPAIR,
	VERB_REPAIRS,
	VERB_REPAIR_CONSENT,
	VERB_MISTAKE, /* "report a mistake" */
	VERB_MISTAKES,
	VERB_MISTAKE_ANSWER,
	VERB_PAPER_DRAW, /* an exam on paper, from here on */
	VERB_PAPER_QUESTION,
	VERB_PAPER_ENTER,
	VERB_DRAFT_PREVIEW, /* a draft in the real screens */
	VERB_PREVIEW_CHECK,
	VERB_SCENARIO, /* the walk that goes on, or was the last */
	VERB_SCENARIO_STEP,
	VERB_SCENARIO_AGAIN,
	VERB_SCENARIO_REVIEW,
	VERB_KINDS,
};
/* ---- messages ---- */

struct request {
	uint64_t number; /* the session's own count; the answer carries it back */
	enum verb verb;
	union {
		uint16_t version; /* HELLO */
		struct ask_login
		    login; /* LOGIN_*, SIGNUP_NAME (login, secret = the display name) */
		struct ask_signup signup;
		struct str course; /* FACTS, EDITIONS, OWNERS */
		struct ask_place place;
		struct ask_check check;     /* CHECK, CHECK_SHOW, PREVIEW_CHECK */
		struct ask_quiz quiz;       /* QUIZ_START, ENTRANCE */
		struct ask_attempt attempt; /* ATTEMPT .. RESULT_QUESTION, SEAT */
		struct ask_settings settings;
		struct ask_key key; /* KEY_ADD, KEY_REMOVE, KEY_NAME */
		struct ask_password password;
		struct ask_invite invite;
		struct ask_user user;
		struct ask_recover recover;
		struct uuid event; /* RECOVERY */
		struct ask_users users;
		struct ask_user_set set; /* USER, USER_SET, USER_RECOVER */
		struct ask_user_key user_key;
		struct ask_merge merge;
		struct ask_invites invites;
		struct ask_invite_id invite_id; /* INVITE_SHOW, INVITE_REVOKE */
		struct ask_session_end session_end;
		struct ask_limit limit; /* LIMIT_CLEAR */
		struct ask_seat_leave seat_leave;
		struct ask_extra_time extra_time;
		struct ask_draft draft;
		struct ask_files files; /* DRAFT_FILES, DRAFT_READ, DRAFT_PREVIEW, EDITION_FILES, EDITION_READ */
		struct ask_draft_write draft_write;
		struct ask_draft_move draft_move; /* and DRAFT_REMOVE */
		struct ask_publish publish;
		struct ask_rollback rollback;
		struct ask_owner owner;
		struct ask_status course_status;
		struct ask_report report; /* REPORT, REPORT_ITEMS */
		struct ask_marking marking;
		struct ask_mark mark; /* MARKING_ONE, MARK */
		struct ask_repair repair;
		struct ask_repair_id repair_id; /* REPAIR_CONSENT */
		struct ask_mistake mistake;
		struct ask_mistakes mistakes;
		struct ask_mistake_answer mistake_answer;
		struct ask_paper paper;
		struct ask_paper_question paper_question;
		struct ask_paper_enter paper_enter;
		struct ask_scenario scenario; /* SCENARIO, SCENARIO_AGAIN */
		struct ask_step step;
		struct ask_walk walk; /* SCENARIO_REVIEW */
	};
};

struct reply {
	uint64_t number; /* 0: a new keeper has taken over, say again what was not answered; with a
			    refusal: this session is over (VERSION, ENDED) */
	enum verb verb;
	struct refusal refusal;          /* the body is there only when its reason is NONE */
	union {                          /* HELLO, PLACE, SETTINGS, PASSWORD: no body */
		struct told_login login; /* LOGIN_*, SIGNUP, RECOVER */
		struct told_name name;
		struct told_home home;
		struct facts facts;
		struct told_check check;
		struct attempt attempt; /* QUIZ_START, ATTEMPT, QUIZ_ANSWER, QUIZ_HANDIN, SEAT */
		struct told_question question;
		struct told_result result;
		struct told_result_question result_question;
		struct told_results results;
		struct told_keys keys; /* KEYS, and KEY_ADD .. KEY_NAME: as they are now */
		struct told_invite invite; /* INVITE, INVITE_SHOW, INVITE_REVOKE */
		struct told_login user; /* USER_ADD: who */
		struct told_recovery recovery; /* RECOVERY, USER_RECOVER */
		struct told_users users;
		struct told_user person; /* USER, USER_SET, USER_KEY_REMOVE, USER_MERGE */
		struct told_invites invites;
		struct told_sessions sessions;
		struct told_count ended; /* SESSION_END */
		struct told_limits limits; /* LIMITS, LIMIT_CLEAR: as they are now */
		struct told_status status;
		struct told_entrance entrance;
		struct told_drafts drafts;
		struct told_files files; /* DRAFT_FILES, EDITION_FILES, DRAFT_NEW: as it is now */
		struct told_piece piece;
		struct told_preview preview;
		struct told_publish publish;
		struct told_editions editions; /* and ROLLBACK */
		struct told_owners owners;     /* OWNERS, OWNER_SET, COURSE_STATUS */
		struct told_report report;
		struct told_items items; /* REPORT_ITEMS */
		struct told_marking marking;
		struct told_marking_one marking_one;
		struct told_mark mark;
		struct told_repair repair; /* REPAIR, REPAIR_CONSENT */
		struct told_repairs repairs;
		struct told_mistakes mistakes; /* MISTAKE: one's own of that course; MISTAKES, MISTAKE_ANSWER */
		struct told_paper paper;
		struct told_paper_question paper_question;
		struct told_paper_enter paper_enter;
		struct told_scenario scenario; /* SCENARIO, SCENARIO_STEP, SCENARIO_AGAIN */
		struct told_walk walk;
	};
};

struct verb_row {
	enum verb verb;
	const char *name; /* "quiz-start", for logs and tests */
	unsigned roles;   /* bit 1u << ROLE_x: who may say it */
	bool writes;
	void (*ask)(struct codec *c, struct request *r);
	void (*tell)(struct codec *c, struct reply *r);
};
extern const struct verb_row record_verbs[VERB_KINDS];

/* Encode into out; decode from bytes (hostile) with lists in the arena and strings in the bytes.
 * false: malformed. */
void request_write(struct buf *out, const struct request *r);
bool request_read(const void *bytes, size_t len, struct arena *a, struct request *r);
void reply_write(struct buf *out, const struct reply *r);
bool reply_read(const void *bytes, size_t len, struct arena *a, struct reply *r);

/* Deep copies into the arena, for what must outlive its message. */
struct request *request_copy(struct arena *a, const struct request *r);
struct reply *reply_copy(struct arena *a, const struct reply *r);

#endif
