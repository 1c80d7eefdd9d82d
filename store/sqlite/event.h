/*
 * What happened: one event, as the append-only table keeps it for ever.
 *
 * An event says all that its projection needs (how many checks the lesson had, what each answer was
 * worth), so that the records can be rebuilt without any course's files and by any later program.
 * It holds no secret and no name: people are random ids.
 */
#ifndef CHALKLINE_EVENT_H
#define CHALKLINE_EVENT_H

#include "store/record.h"

enum event_kind {
	EVENT_SIGNUP,
	EVENT_USER_ADD,
	EVENT_LOGIN,
	EVENT_SETTINGS,
	EVENT_PASSWORD,
	EVENT_KEY_ADD,
	EVENT_KEY_REMOVE,
	EVENT_KEY_NAME,
	EVENT_INVITE,
	EVENT_PLACE,
	EVENT_CHECK,
	EVENT_CHECK_SHOW,
	EVENT_QUIZ_START,
	EVENT_QUIZ_ANSWER,
	EVENT_QUIZ_HANDIN,
	EVENT_PROGRESS, /* a lesson or a quiz was finished: how far in the course */
	EVENT_PUBLISH,
	EVENT_RECOVERY,  /* a new recovery code */
	EVENT_RECOVERED, /* it was used */
	EVENT_RENAME,    /* the login; which it was and is, no event says */
	EVENT_NAME,
	EVENT_ROLE,
	EVENT_DISABLE,
	EVENT_ENABLE,
	EVENT_MERGE, /* person: what is left; what the other learned is this one's */
	EVENT_INVITE_REVOKE,
	EVENT_OUTAGE,      /* of an open attempt: the line was down, and the clock gets time back */
	EVENT_EXTRA_TIME,  /* for a person from now on, or given back in one open attempt */
	EVENT_REMARK,      /* marks of a closed attempt change; the ones before stay in the log */
	EVENT_REPAIR,      /* a question was found wrong; nobody's, by who proposes it */
	EVENT_REPAIR_CONSENT,
	EVENT_REPAIR_DONE, /* every attempt that was closed before it has its marks */
	EVENT_MISTAKE,
	EVENT_MISTAKE_ANSWER, /* person: who reported it */
	EVENT_CLOCK_SET,   /* the machine's clock was set while an attempt with a limit was open */
	EVENT_ROLLBACK,    /* an edition that was served before is served again */
	EVENT_OWNER,       /* person: who owns the course from now on, or no more */
	EVENT_STATUS,      /* of a course */
	EVENT_PAPER,       /* a form of an exam on paper was drawn; nobody's, by who prints it */
	EVENT_SCENARIO_STEP,  /* question: the node; version: of what stood in it */
	EVENT_SCENARIO_AGAIN, /* a new walk, with this event's id */
	EVENT_KINDS,
};

struct event_question {
	struct str id;
	uint64_t version;
	uint32_t *order;
	uint32_t orders;
};

enum remark_cause { /* kept by number: only appended */
	REMARK_WRITTEN, /* a person marked a written answer */
	REMARK_REPAIR,  /* a question was found wrong */
	REMARK_CAUSES,
};

struct event {
	struct uuid id;
	int64_t sequence; /* the order of arrival here; 0: not stored yet */
	int64_t at;
	struct uuid person; /* whom it is about; zero: nobody */
	struct uuid by;     /* who did it; zero: a command on the machine */
	enum event_kind kind;
	struct str course;
	struct str subject; /* lesson or assessment */
	struct str question;
	uint64_t version; /* of the lesson's text or of the question */
	uint8_t layout;   /* of the data column as it was read; 1 lacks what is marked with (2) */
	union {           /* the data column, by kind */
		struct {
			enum role role;
			enum way_in way;
			unsigned char invitation[8]; /* the beginning of the code's hash */
		} account;                           /* SIGNUP, USER_ADD */
		struct {
			struct str how, client, from;
		} login;
		struct {
			struct str fingerprint;
		} key; /* KEY_* */
		struct {
			enum role role;
			uint32_t uses, days;
		} invite;
		struct {
			struct str lang;
			uint32_t block, offset, checks;
			bool ended;
			struct str question, draft;
		} place;
		struct {
			struct str lang, response;
			int32_t share;
			uint32_t checks;
		} check; /* CHECK, CHECK_SHOW */
		struct {
			struct str lang;
			uint16_t edition, minor, revision, number;
			uint8_t pass;
			struct event_question *question;
			uint32_t questions;
			enum assessment_kind kind; /* (2) from here on; 1: a quiz without a limit */
			uint32_t time_s;           /* extra time included */
			enum clock_rule clock;
			uint32_t pause_limit_s;
			struct str form; /* code of the paper form; empty: asked on the line */
		} start; /* QUIZ_START; PAPER */
		struct {
			struct uuid attempt;
			uint32_t index;
			struct str response;
		} answer;
		struct {
			struct uuid attempt;
			bool left; /* nobody handed it in, and nobody sat at it: its person is told */
			int32_t percent;
			uint32_t right;
			bool passed;
			int32_t *share; /* one a question */
			uint32_t shares;
			bool time_up;  /* (2) from here on: its time to answer was over */
			bool *waits;   /* one a question, or none at all: a person has to mark it */
			uint32_t waitings;
			bool *out;     /* one a question, or none at all: repaired, out of the total */
			uint32_t outs;
		} handin;
		struct {
			struct uuid attempt;
			int64_t from; /* the last that was heard; -1: left by a key, no outage */
			int64_t to;   /* the seat was taken again; 0: it goes on */
			uint32_t given_s; /* back, by the attempt's rule */
		} outage;
		struct {
			struct uuid attempt;
			int64_t by_s; /* forward; less than 0: back */
		} clock_set;
		struct {
			struct uuid attempt; /* zero: all of this person's to come */
			uint16_t percent, minutes;
			struct str why;
		} extra;
		struct {
			struct uuid attempt;
			enum remark_cause cause;
			struct uuid repair; /* REPAIR: the event of it */
			uint32_t index;     /* WRITTEN: the question that was marked */
			struct str comment; /* WRITTEN: to the person; REPAIR: the reason */
			int32_t percent;
			uint32_t right;
			bool passed;
			int32_t *share; /* all of them as they are from now on */
			uint32_t shares;
			bool *waits, *out;
			uint32_t waitings, outs;
		} remark;
		struct {
			enum repair_kind kind; /* course, subject, question and version say of what */
			struct str accept, reason;
			bool waits; /* for consent */
		} repair;
		struct {
			struct uuid repair;
		} repaired; /* REPAIR_CONSENT, REPAIR_DONE */
		struct {
			struct str lang, text;
			uint16_t edition, minor, revision;
		} mistake;
		struct {
			struct uuid mistake;
			struct str text;
		} mistake_answer;
		struct {
			struct uuid walk; /* this event's own id: it begins one */
			uint32_t index;   /* in it, from 0 */
			struct str lang;
			uint16_t edition, minor, revision;
			uint32_t choice;  /* 0: the node's check was answered */
			struct str response;
			int32_t share;    /* of the check */
			struct str to;    /* the node reached; empty: no end fitted, or a check */
			bool ended;
			struct str end;   /* title of the end */
			struct str scales; /* after it: "evidence=2 rights=-1" */
		} step;
		struct {
			int32_t percent;
			bool done;
		} progress;
		struct {
			uint16_t edition, minor, revision;
			enum change_class class;   /* (2) from here on */
			enum course_status status; /* when it is the first edition of its course */
		} publish;                         /* and ROLLBACK */
		struct {
			bool remove;
		} owner;
		struct {
			enum course_status status;
			struct str replaced_by;
		} status;
		struct {
			unsigned char code[8]; /* the beginning of the hash */
		} code;                        /* RECOVERY, INVITE_REVOKE */
		struct {
			enum way_in way;
			unsigned char code[8];
			struct str fingerprint; /* of the key that is the new way in */
			struct str *drop;       /* those that open nothing any more */
			uint32_t drops;
		} recovered;
		struct {
			enum role role;
		} role;
		struct {
			struct uuid from;
		} merge;
	};
};

const char *event_name(enum event_kind k); /* "quiz-start" */
bool event_named(struct str name, enum event_kind *k);

/* The data column, both ways. Its first byte is the layout, so that old events stay readable. */
void event_data_write(struct buf *out, const struct event *e);
bool event_data_read(struct str data, struct arena *a, struct event *e);

#endif
