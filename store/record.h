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

#include "courses/learn/progress.h"
#include "courses/model/course.h"

enum {
	RECORD_VERSION = 2, /* of this header; a session that meets another says so and leaves */
	RECORD_MESSAGE = 64 << 10, /* bytes, either way */
	RECORD_PENDING = 8,        /* requests of one session that may wait for an answer */
};

/* The bounds of an invitation, here and for who asks for one. */
enum { INVITE_USES_MAX = 10000, INVITE_DAYS_MAX = 400 };

struct uuid {
	unsigned char b[16];
};

/* UUIDv7 from milliseconds since 1970 and 10 random bytes. */
struct uuid uuid_make(uint64_t ms, const unsigned char random[10]);
bool uuid_is_zero(const struct uuid *u);
bool uuid_eq(const struct uuid *a, const struct uuid *b);
void uuid_text(const struct uuid *u, char out[37]);
bool uuid_parse(struct str s, struct uuid *u);

enum role {
	ROLE_NOBODY, /* connected, nothing proved */
	ROLE_DOOR,   /* a right code: an invitation's may sign up, a recovery code's may choose a
			new way into its account, and nothing else */
	ROLE_GUEST,  /* reads, keeps nothing */
	ROLE_TRAINEE,
	ROLE_INSTRUCTOR,
	ROLE_MANAGER,
	ROLE_OPERATOR,
	ROLE_KINDS,
};
const char *role_name(enum role r);          /* "trainee" */
bool role_parse(struct str s, enum role *r); /* trainee, instructor, manager, operator */

enum reason {
	REASON_NONE,
	REASON_WRONG,      /* wrong password, unknown name, unknown key: one answer for all three */
	REASON_CODE_GROUP, /* mistyped; number: which group, 1-4; 5: the single last letter; 0: the
			      length is wrong */
	REASON_CODE_UNKNOWN,
	REASON_CODE_EXPIRED, /* at: since when */
	REASON_CODE_USED,    /* used up; at: the last use */
	REASON_KEY_TAKEN,    /* this key opens another account */
	REASON_LOGIN_TAKEN,
	REASON_LOGIN_FORM, /* 3-20 of a-z 0-9 . - beginning with a letter, not reserved */
	REASON_NAME_FORM,
	REASON_SECRET_SHORT, /* number: the least length */
	REASON_SECRET_COMMON,
	REASON_LAST_WAY_IN, /* removing this key would lock the account */
	REASON_KEY_IN_USE,  /* this very session came in by it */
	REASON_KEYS_MANY,   /* number: the bound */
	REASON_NOT_ALLOWED, /* the identity may not say this verb */
	REASON_NO_COURSE,   /* or it is not served any more */
	REASON_NO_SUCH,     /* lesson, question, attempt, key */
	REASON_NO_TRIES,    /* number: how many there were */
	REASON_WAIT,        /* at: when the next try opens */
	REASON_CLOSED,      /* the attempt is handed in */
	REASON_BAD_ANSWER,  /* the response does not fit the question */
	REASON_NOT_NOW,     /* keys stay with the keeper until the attempt is closed */
	REASON_BUSY,        /* too many passwords are being checked; try again */
	REASON_MALFORMED,   /* a field out of bounds: a broken session */
	REASON_VERSION,     /* the academy was renewed; log in again, your place is kept */
	REASON_DISK,        /* not saved: the machine could not write */
	REASON_DISABLED,
	REASON_LIMIT,     /* wrong too often; at: when the next try counts */
	REASON_CLOCK,     /* the machine's clock stands behind the newest event; at: that event */
	REASON_ENDED,     /* this session was ended by another, or by the operator */
	REASON_NO_KEY,    /* what was given is no public key */
	REASON_KEY_PRIVATE, /* it is a private key; it was not kept */
	REASON_NO_PERSON, /* nobody has this login */
	REASON_RIGHTS,    /* that account has more rights than yours, or is your own */
	REASON_KINDS,
};

struct refusal {
	enum reason reason; /* REASON_NONE: it was done */
	int32_t number;
	int64_t at;
};

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
	VERB_KINDS,
};

/* ---- bodies, in the order of the verbs ---- */

enum way_in { WAY_KEY, WAY_PHRASE, WAY_PASSWORD, WAY_KINDS };

/* What others did to an account, or its owner in another session: told at the next login. */
enum notice_kind { /* kept by number: only appended */
	NOTICE_RECOVERY, /* a new recovery code was made */
	NOTICE_RECOVERED, /* it was used: the way in is another */
	NOTICE_PASSWORD,
	NOTICE_KEY_ADD, /* what: the key's name or fingerprint */
	NOTICE_KEY_REMOVE,
	NOTICE_RENAMED, /* what: the login before */
	NOTICE_ROLE,    /* what: the role's name */
	NOTICE_MERGED,  /* what: the login that was united with this one */
	NOTICE_KINDS,
};

struct notice {
	enum notice_kind kind;
	int64_t at;
	struct str by; /* login; empty: its owner; "-": a command on the machine, or the house
			  itself (a pasted key that another person proved) */
	struct str what;
};

enum { NOTICES_MOST = 8 };

struct identity {
	struct uuid person;
	struct str login, name;
	struct str language; /* BCP 47 of the interface */
	struct str country;  /* ISO 3166 alpha-2, or empty */
	enum role role;
	bool line_mode, shared_computer, has_password;
	int64_t last_at;     /* of the login before this one; 0: none */
	struct str last_how; /* "password", "sign-up", "recovery", or the name or fingerprint of the key */
	struct notice *notice; /* newest first, at most NOTICES_MOST */
	uint32_t notices;
	bool has_recovery; /* a recovery code that was not used */
	bool reads_only;   /* the records cannot be written just now: this login left no trace */
};

struct ask_login {
	struct str login;
	struct str secret; /* password or code; wiped by whoever is done with it */
	struct str key; /* public key blob as in RFC 4253 6.6; LOGIN_CODE: the key proved before, or
			   empty */
	struct str client; /* banner, for the record of this login */
};

struct told_login {
	bool known;     /* LOGIN_KEY_KNOWN */
	bool key_taken; /* LOGIN_CODE: the proved key opens another account and is not used */
	bool recovers;  /* LOGIN_CODE: it is a recovery code; who: whose */
	struct str recovery; /* SIGNUP, RECOVER: the recovery code to write down; shown once */
	struct identity who;
};

/* A recovery code in place of password and key. The old password ends with it in any case. */
struct ask_recover {
	struct uuid event;
	enum way_in way;
	struct str secret;   /* PHRASE, PASSWORD */
	struct str key_name; /* KEY: the proved one, under this name */
	struct str *drop;    /* fingerprints of enrolled keys that shall open nothing any more */
	uint32_t drops;
};

struct told_recovery {
	struct str code; /* in the form of an invitation's; the join door takes it */
	struct str login, name;
};

struct ask_signup {
	struct uuid event;
	struct str login, name, country, language;
	enum way_in way;
	struct str secret;   /* PHRASE, PASSWORD */
	struct str key_name; /* KEY: what its owner calls it */
	bool shared_computer, line_mode;
};

struct told_name {
	bool is_free;
	struct str proposal; /* a free login made from the name or from the login asked for */
};

struct course_state {
	struct str course;
	int64_t begun_at, last_at, done_at; /* done_at 0: not done */
	int32_t percent;
};

struct place {
	struct str course, lang, lesson;
	uint64_t hash;          /* version of the lesson's text */
	uint32_t block, offset; /* of the first line shown: block, and byte in its text */
	bool ended;             /* the last line was shown */
	struct str question;    /* the check that was being answered */
	struct str draft;       /* half-typed answer to it */
	int64_t at;
};

struct told_home {
	struct place last; /* course empty: nothing read yet */
	struct course_state *course;
	uint32_t courses;
	int64_t clock_behind; /* the event that the machine's clock stands behind; 0: it does not */
};

struct ask_place {
	struct uuid event;
	struct place place;
};

struct ask_check {
	struct uuid event;
	struct str course, lang, lesson, question;
	struct response response; /* CHECK only */
};

struct told_check {
	bool right;
	int32_t share;
	struct str feedback, general;
	struct str answer; /* CHECK_SHOW: the right answer in words */
};

struct ask_quiz {
	struct uuid event; /* QUIZ_START: becomes the attempt's id */
	struct str course, assessment, lang;
};

struct attempt {
	struct uuid id;
	struct str course, assessment, lang;
	uint16_t edition, minor, revision;
	uint16_t number;             /* the first try is 1 */
	int64_t begun_at, closed_at; /* 0: open */
	uint32_t questions;
	uint32_t answered;
	bool *has;       /* one a question: is there an answer? */
	uint8_t pass;    /* percent; 0: nothing to pass */
	int32_t percent; /* closed */
	uint32_t right;  /* closed: questions with full marks */
	bool passed;
};

struct ask_attempt {
	struct uuid event; /* ANSWER, HANDIN */
	struct uuid attempt;
	uint32_t index; /* 0-based, in the order of the attempt */
	struct response response;
};

struct told_question {
	struct question question; /* open; choices in the order of the attempt */
	struct response response; /* given so far */
};

struct result_item {
	struct str id, name;
	int32_t share;
	bool right, empty;
};

struct told_result {
	struct attempt attempt;
	struct result_item *item;
	uint32_t items;
	bool answers_open; /* right answers may be shown */
	struct str *again; /* lessons to read again, by the tags of what was wrong */
	uint32_t agains;
};

struct told_result_question {
	struct question question; /* open */
	struct str given, right;  /* in words; right is empty while answers are closed */
	struct str feedback, general;
	struct str again; /* lesson id or empty */
	int32_t share;
};

struct told_results {
	struct attempt *attempt; /* closed ones, newest first, without has[] */
	uint32_t attempts;
};

struct ask_settings {
	struct uuid event;
	struct str language;
	bool line_mode, shared_computer;
};

struct ssh_key {
	struct str fingerprint; /* SHA256:... */
	struct str kind;        /* ssh-ed25519 */
	struct str name;
	int64_t added_at, used_at;
	bool in_use; /* by this session */
	bool proved; /* false: pasted, and never used yet */
};

struct told_keys {
	struct ssh_key *key;
	uint32_t keys;
};

struct ask_key {
	struct uuid event;
	struct str fingerprint; /* REMOVE, NAME */
	struct str name;        /* ADD, NAME */
	struct str blob;        /* ADD: proved by this connection, or else pasted: then it is kept
				   as unproved until it opens, and yields to whoever proves it */
};

struct ask_password {
	struct uuid event;
	struct str secret; /* the new one; empty: only look whether old is right, change nothing */
	struct str old;    /* asked for where the account has one */
};

struct ask_invite {
	struct uuid event;
	enum role role;
	uint32_t uses, days;
	struct str label; /* whom it is for, for the list; may be empty */
};

struct told_invite {
	struct str code; /* "ABCD-EFGH-JKLM-NPQR-S"; kept as a hash, printed again by who has it */
	struct str id;   /* eight hex digits, for lists and for revoking */
	struct str label;
	enum role role;
	uint32_t uses, used;
	int64_t until;
};

struct ask_invites {
	uint32_t skip; /* so many of the newest */
};

struct invite_row {
	struct str id, label, by; /* by: login; "-": a command on the machine */
	enum role role;
	uint32_t uses, used;
	int64_t made_at, until, used_at, revoked_at; /* 0: never */
};

struct told_invites {
	struct invite_row *invite; /* newest first */
	uint32_t invites;
	bool more;
};

struct ask_invite_id {
	struct uuid event; /* REVOKE */
	struct str id;     /* or, for both, the code itself */
};

struct ask_user {
	struct uuid event;
	struct str login, name, language, key, secret;
	enum role role;
};

struct ask_users {
	struct str find;  /* in login or name; empty: all */
	struct str after; /* login of the last one that was told; empty: from the first */
};

struct user_row {
	struct str login, name, language, country;
	enum role role;
	bool disabled, has_password, has_recovery;
	uint32_t keys;
	int64_t added_at, last_at; /* 0: never logged in */
};

struct told_users {
	struct user_row *user; /* by login */
	uint32_t users;
	uint32_t all; /* how many there are that fit */
	bool more;
};

struct told_user { /* as it is now */
	struct user_row row;
	struct str merged_into; /* login of the account it was united with; empty: it was not */
	struct ssh_key *key;
	uint32_t keys;
	struct course_state *course;
	uint32_t courses;
	uint32_t sessions; /* open ones */
};

enum user_change {
	USER_RENAME,  /* to: the new login */
	USER_NAME,    /* to: the name that is shown */
	USER_ROLE,    /* role; ends its sessions. Nobody lowers or closes oneself, and the last
			 operator who may come in stays, also by a command on the machine: RIGHTS */
	USER_DISABLE, /* ends its sessions */
	USER_ENABLE,  /* not of one that was united with another: DISABLED */
	USER_PASSWORD, /* secret; ends its other sessions */
	USER_CHANGES,
};

struct ask_user_set { /* also USER (login), USER_RECOVER (event, login) */
	struct uuid event;
	struct str login;
	enum user_change change;
	struct str to, secret;
	enum role role;
};

struct ask_user_key {
	struct uuid event;
	struct str login, fingerprint;
	bool last_too; /* even when it is the last way in */
};

struct ask_merge {
	struct uuid event;
	struct str from, into; /* logins, not the same; from is disabled for ever and keeps nothing.
				  Of two open attempts at one assessment the older one is handed
				  in */
};

struct session_row {
	struct str id; /* for SESSION_END */
	struct str login, name; /* login empty: at the door */
	enum role role;
	struct str from;   /* neighbourhood, /24 or /48 */
	struct str client; /* banner */
	int64_t since;
	bool own;
};

struct told_sessions {
	struct session_row *session; /* oldest first, without commands on the machine */
	uint32_t sessions;
	uint32_t all;
};

struct ask_session_end {
	struct str id, login; /* one of them; login: all of that account but the asker's own */
};

struct told_count {
	uint32_t n;
};

enum limit_kind {
	LIMIT_ACCOUNT,  /* wrong passwords of one login */
	LIMIT_PASSWORDS, /* wrong passwords of a block of addresses */
	LIMIT_CODES,    /* wrong codes of a block */
	LIMIT_DOOR,     /* connections without login of a block: turned away before the fork */
	LIMIT_KINDS,
};

struct limit_row {
	enum limit_kind kind;
	struct str whom; /* login or block, "196.3.0.0/24" */
	uint32_t count;
	int64_t until; /* 0: counted, nothing is held back */
};

struct told_limits {
	struct limit_row *limit;
	uint32_t limits;
};

struct ask_limit {
	struct str whom; /* empty: all */
};

enum health { HEALTH_GOOD, HEALTH_DISK, HEALTH_CLOCK, HEALTH_CORRUPT, HEALTH_KINDS };

/* Older than this, the newest backup wants a person: the nightly one has failed once and nobody mended it. */
enum { BACKUP_OLD_S = 2 * 86400 };

struct told_status {
	struct str version;     /* of the program */
	int64_t now, begun_at, newest_at; /* now: the machine's; begun: the listener's start */
	enum health health;
	struct str trouble;     /* of the records, in SQLite's words; empty: none */
	uint64_t events, database_bytes, free_bytes;
	uint32_t people, editions;
	uint32_t sessions, at_door; /* at_door: of them, not logged in */
	uint64_t turned_away;   /* connections, since begun_at */
	uint32_t process;       /* the listener's */
	struct str listening, fingerprint, next_fingerprint;
	int64_t backup_at;      /* of the newest one that `backup` wrote and verified; 0: none */
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
		struct str course; /* FACTS */
		struct ask_place place;
		struct ask_check check;     /* CHECK, CHECK_SHOW */
		struct ask_quiz quiz;       /* QUIZ_START */
		struct ask_attempt attempt; /* ATTEMPT .. RESULT_QUESTION */
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
		struct attempt attempt; /* QUIZ_START, ATTEMPT, QUIZ_ANSWER, QUIZ_HANDIN */
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
