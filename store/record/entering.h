/*
 * Bodies of record.h: who comes in and how, and what people may change about their own account.
 */
#ifndef CHALKLINE_RECORD_ENTERING_H
#define CHALKLINE_RECORD_ENTERING_H

#include "store/record/base.h"

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
	NOTICE_REMARKED, /* what: COURSE/ASSESSMENT whose marks changed */
	NOTICE_ANSWERED, /* what: the answer to a mistake that was reported */
	NOTICE_HANDED_IN, /* what: COURSE/ASSESSMENT that was handed in as it stood */
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

#endif
