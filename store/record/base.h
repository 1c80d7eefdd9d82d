/* What every verb speaks of: ids, roles, and why something is refused. Part of store/record.h. */
#ifndef CHALKLINE_RECORD_BASE_H
#define CHALKLINE_RECORD_BASE_H

#include "courses/learn/progress.h"
#include "courses/model/course.h"

enum {
	RECORD_VERSION = 3, /* of this header; a session that meets another says so and leaves */
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
	REASON_SEAT,   /* this attempt goes on in another session; at: since when. As a reply with
			  number 0: that session has just taken the seat from this one */
	REASON_TIME_UP, /* the time of the attempt was over; it was handed in as it stood; at: when */
	REASON_CONSENT, /* somebody would lose a pass: a second person has to consent; number: so many */
	REASON_QUOTA,      /* drafts: it would be too much; number: the bound */
	REASON_OWNER,      /* only the owners of this course may do that */
	REASON_LAST_OWNER, /* a course keeps one */
	REASON_PATH,       /* no path of a draft: its characters, its depth, or a folder stands there */
	REASON_EXISTS,     /* there is one already */
	REASON_PIECES,     /* pieces of the file are missing: send it again from the beginning */
	REASON_MANY,   /* so many of these wait already; number: the bound */
	REASON_DRAFT,  /* this draft cannot be shown: it cannot be read at all */
	REASON_PREVIEW, /* a preview keeps nothing and can only be read */
	REASON_KINDS,
};

struct refusal {
	enum reason reason; /* REASON_NONE: it was done */
	int32_t number;
	int64_t at;
};

struct edition_no {
	uint16_t edition, minor, revision; /* 0.0.0: none */
};

#endif
