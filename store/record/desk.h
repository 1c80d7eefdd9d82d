/*
 * Bodies of record.h: invitations, and the operator's desk.
 */
#ifndef CHALKLINE_RECORD_DESK_H
#define CHALKLINE_RECORD_DESK_H

#include "store/record/entering.h"
#include "store/record/learning.h"

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

#endif
