/*
 * One request on its way through the keeper; private to store/keeper.
 *
 *	ask_begin ──► refused ─────────────────────────────────────► reply
 *	    │  who may, and are the fields in bounds
 *	    ├──► hash: a password first, in the pool or here
 *	    ▼
 *	ask_run: the handler, in a savepoint when it writes; a refusal undoes what it did
 *
 * A handler reads x->q, may change x->seat (a copy that counts once the transaction is committed)
 * and fills x->r or refuses. It never looks at what a session claims to be.
 */
#ifndef CHALKLINE_ASK_H
#define CHALKLINE_ASK_H

#include "store/keeper/control.h"
#include "store/keeper/hash.h"
#include "store/keeper/keeper.h"
#include "store/keeper/limit.h"
#include "store/keeper/shelf.h"
#include "store/keeper/sitting.h"
#include "store/keeper/trouble.h"
#include "store/sqlite/db.h"

/*
 * What only the process of the keeper knows (run.c): the sessions at its sockets, and what the
 * listener last said about itself.
 */
struct keeper_process {
	void *context;
	/* Each session, without commands on the machine; stops when each returns false. Seats stay
	 * where they are until the answer is out. */
	void (*sessions)(void *context,
	    bool (*each)(void *with, const struct seat *, uint64_t slot), void *with);
	/* Tells it REASON_ENDED and lets it go, when the answers of this turn are out. Only
	 * sessions_go says it, after the commit. */
	void (*end)(void *context, uint64_t slot);
	/* Tells it that another session has taken the seat of its attempt. Only sessions_go, too. */
	void (*unseat)(void *context, uint64_t slot, const struct refusal *why);
	void (*report)(void *context, struct str line); /* for the log, logfmt */
	const struct tally *tally; /* all zero until the listener has spoken */
};

struct checked { /* what the checks said of a draft in one state of it: compiling takes a child */
	char course[72];
	int64_t serial;
	uint32_t errors, warnings;
	char *text; /* CHECK.txt */
	size_t len;
	char title[260];
};
enum { CHECKED_MOST = 64 }; /* some drafts of some authors: DRAFTS checks all that a person sees */

struct previewed { /* a draft that is looked at, compiled */
	char course[72];
	int64_t serial;
	struct book *book;
};
enum { PREVIEWED_MOST = 4 };

struct keeper {
	struct db *db;
	int64_t (*now)(void *), (*steady)(void *);
	void *now_context;
	bool fast_hashes;
	struct keeper_settings settings; /* its lists live in settings_arena */
	struct arena *settings_arena;
	struct limits *limits;
	const struct keeper_process *process; /* what the process knows; NULL in-process */
	struct site site;
	unsigned char code_secret[CODE_SECRET];
	struct shelf shelf;
	char dummy[HASH_PHC]; /* what unknown names are checked against: same work, same time */
	struct checked checked[CHECKED_MOST];
	struct previewed previewed[PREVIEWED_MOST];
	uint32_t checked_next; /* the place that is taken when all are */
	int64_t newest;       /* latest time of this keeper's events, and of the last before it */
	struct trouble trouble;
	bool repairs; /* there may be one under way (remark.h) */
	struct uuid repair, repair_after; /* the last one, and how far it was looked through */
	struct sittings sittings;
};

/* Sessions that end when this request has been committed. */
struct ending {
	struct ending *next;
	struct uuid person;  /* all of this one but the asker's; zero: */
	struct uuid session; /* this one */
};

struct ask {
	struct keeper *k;
	struct seat seat;
	struct request q; /* its strings are clean; borrowed from the message */
	struct arena *a;
	struct reply *r;
	int64_t now;
	struct hash_job *job; /* done; or NULL */
	struct ending *ending; /* what is refused ends nothing */
	struct uuid unseated, unseated_from; /* a session, and the attempt it sat at; zero: none */
	bool reads_only; /* a login while nothing can be written: it leaves no trace */
};

/* Takes over what the configuration decides; copies it. */
void keeper_settle(struct keeper *k, const struct keeper_settings *s);

/* false: refused already. hash: run *job before ask_run. */
bool ask_begin(struct ask *x, struct keeper *k, const struct seat *seat, const struct request *q,
    struct arena *a, struct reply *r, struct hash_job *job, bool *hash);
/* Inside a transaction when the verb writes. */
void ask_run(struct ask *x);
/*
 * A login that could not be kept lets its person in all the same: reading goes on while the disk is
 * full. After a transaction that failed, outside of any: runs it anew and writes nothing. false: it
 * is no such login.
 */
bool ask_run_reading(struct ask *x);

/* ---- for handlers ---- */

void refuse(struct ask *x, enum reason reason);
void refuse_number(struct ask *x, enum reason reason, int32_t number);
void refuse_at(struct ask *x, enum reason reason, int64_t at);
bool is_refused(const struct ask *x);

/*
 * The clock stands behind the newest event: what it decides waits. Refuses, and says true. That is
 *
 *	invitations      they end by it; recovery codes do not, and open
 *	an exam's start  its days, its waiting time
 *	a quiz's start   when it has a time limit or a waiting time between tries
 *
 * Everything else goes by the order of events, which no clock changes: reading, checks, quizzes
 * without limits, answers, and handing in what was begun, an exam as well: nothing is lost.
 *
 * It is right again as soon as it is set. A clock that once ran ahead, and is right by now, would
 * make everybody wait for its day: a keeper that is started anew goes by the event that was kept
 * last, so a restart ends that.
 */
bool clock_is_behind(struct ask *x);
int64_t clock_behind(const struct ask *x); /* so many seconds; 0: it is not, or by a little */

/* Was this event said before? Refuses when it was, but by somebody else or about something else. */
enum said { SAID_NEVER, SAID_BEFORE, SAID_OTHERWISE };
enum said event_said(struct ask *x, const struct uuid *id, enum event_kind kind, struct event *e);
/* The same, and about this. */
enum said event_said_of(struct ask *x, const struct uuid *id, enum event_kind kind,
    struct str course, struct str subject, struct str question, struct event *e);
/* A new event by this seat about its own person. */
struct event event_new(const struct ask *x, const struct uuid *id, enum event_kind kind);
void event_keep(struct ask *x, const struct event *e);
/* An id that follows from another, so that what follows from an event is said once as well. */
struct uuid uuid_from(const struct keeper *k, const struct uuid *from, const char *label);
struct uuid uuid_new(const struct ask *x);

void fingerprint_of(struct str blob, char out[64]);
/* The kind in front of a blob; false: it is no key. */
bool key_kind(struct str blob, struct str *kind);
void blob_hash(struct str blob, unsigned char out[32]);
/* Is this the key that the connection proved? */
bool is_proved(const struct ask *x, struct str blob);

/* As the keeper knows logins: ASCII letters small. */
struct str login_fold(struct arena *a, struct str login);
/*
 * Addresses are kept and shown as a neighbourhood, /24 or /48: enough to say "not from my office",
 * and no list of who sat where. What is not an address is empty.
 */
struct str from_cut(struct arena *a, struct str from);
/*
 * Does this account, or the block this seat is in, wait after wrong passwords? Refuses, and says
 * true. The same count for a login and for an old password that is asked for (limit.h).
 */
bool password_is_held(struct ask *x, struct str login);
/* Counts it and refuses. */
void password_wrong(struct ask *x, struct str login);
/* Binds the seat, keeps a LOGIN event, fills who. */
void login_bind(struct ask *x, const struct person *p, struct str how, struct identity *who);
/* As it is told at a login; with the notices since the login before. */
struct identity identity_of(struct ask *x, const struct person *p);
void code_hash(const struct keeper *k, const char letters[17], unsigned char out[HASH]);
/* The code that follows from an event, and its hash: said again, it is the same. label: its kind. */
struct str code_from(
    struct ask *x, const struct uuid *event, const char *label, unsigned char hash[HASH]);
bool is_language(struct str s);
bool is_country(struct str s);

/* Ends this person's sessions but the asker's own, once the request is committed; how many. */
uint32_t sessions_end(struct ask *x, const struct uuid *person);
/* The request is committed and bound: those go now, and who lost a seat hears of it. */
void sessions_go(const struct ask *x);
/* How many there are. */
uint32_t sessions_of(struct ask *x, const struct uuid *person);

/* A course that is served, and what was read of it at loading. Refuses when there is none. */
const struct book *book_asked(struct ask *x, struct str course);
/*
 * The edition of a course that is this person's own (learning-formats 3.4): who began under a major stays on its
 * newest edition until the course is done; everybody else has the served one. NULL: there is none for this
 * person: not served, a draft, a beta, or retired. Refuses nothing.
 */
const struct book *book_of(struct ask *x, struct str course);
/* A lesson or a quiz was finished: how far in the course, and is it done? */
void progress_keep(struct ask *x, const struct uuid *cause, struct str course, struct str lang);
/* Keeps an event about a lesson (or a scenario): when that has finished it, the course moves as well. */
void event_keep_lesson(struct ask *x, const struct event *e, struct str lang);
/* Hands in what was left open too long. */
void attempt_leave(struct ask *x, const struct uuid *id);

/* ---- the handlers ---- */

struct handler {
	void (*run)(struct ask *x);
	/* Fills the job and says true, or refuses, or says false: nothing to hash. */
	bool (*hash)(struct ask *x, struct hash_job *job);
};
extern const struct handler handlers[VERB_KINDS];

void do_hello(struct ask *x);
void do_login_key_known(struct ask *x);
void do_login_key(struct ask *x);
bool hash_login_password(struct ask *x, struct hash_job *job);
void do_login_password(struct ask *x);
void do_login_code(struct ask *x);
void do_login_guest(struct ask *x);
void do_signup_name(struct ask *x);
bool hash_signup(struct ask *x, struct hash_job *job);
void do_signup(struct ask *x);
void do_home(struct ask *x);
void do_facts(struct ask *x);
void do_place(struct ask *x);
void do_check(struct ask *x);
void do_check_show(struct ask *x);
void do_quiz_start(struct ask *x);
void do_attempt(struct ask *x);
void do_question(struct ask *x);
void do_quiz_answer(struct ask *x);
void do_quiz_handin(struct ask *x);
void do_result(struct ask *x);
void do_result_question(struct ask *x);
void do_results(struct ask *x);
void do_settings(struct ask *x);
void do_keys(struct ask *x);
void do_key_add(struct ask *x);
void do_key_remove(struct ask *x);
void do_key_name(struct ask *x);
bool hash_password(struct ask *x, struct hash_job *job);
void do_password(struct ask *x);
void do_invite(struct ask *x);
bool hash_user_add(struct ask *x, struct hash_job *job);
void do_user_add(struct ask *x);
bool hash_recover(struct ask *x, struct hash_job *job);
void do_recover(struct ask *x);
void do_recovery(struct ask *x);
void do_users(struct ask *x);
void do_user(struct ask *x);
bool hash_user_set(struct ask *x, struct hash_job *job);
void do_user_set(struct ask *x);
void do_user_recover(struct ask *x);
void do_user_key_remove(struct ask *x);
void do_user_merge(struct ask *x);
void do_invites(struct ask *x);
void do_invite_show(struct ask *x);
void do_invite_revoke(struct ask *x);
void do_sessions(struct ask *x);
void do_session_end(struct ask *x);
void do_limits(struct ask *x);
void do_limit_clear(struct ask *x);
void do_status(struct ask *x);
void do_entrance(struct ask *x);
void do_seat(struct ask *x);
void do_seat_leave(struct ask *x);
void do_extra_time(struct ask *x);
void do_drafts(struct ask *x);
void do_draft_new(struct ask *x);
void do_draft_files(struct ask *x);
void do_draft_read(struct ask *x);
void do_draft_write(struct ask *x);
void do_draft_move(struct ask *x);
void do_draft_remove(struct ask *x);
void do_publish(struct ask *x);
void do_editions(struct ask *x);
void do_edition_files(struct ask *x);
void do_edition_read(struct ask *x);
void do_rollback(struct ask *x);
void do_owners(struct ask *x);
void do_owner_set(struct ask *x);
void do_course_status(struct ask *x);
void do_report(struct ask *x);
void do_report_items(struct ask *x);
void do_marking(struct ask *x);
void do_marking_one(struct ask *x);
void do_mark(struct ask *x);
void do_repair(struct ask *x);
void do_repairs(struct ask *x);
void do_repair_consent(struct ask *x);
void do_mistake(struct ask *x);
void do_mistakes(struct ask *x);
void do_mistake_answer(struct ask *x);
void do_paper_draw(struct ask *x);
void do_paper_question(struct ask *x);
void do_paper_enter(struct ask *x);
void do_draft_preview(struct ask *x);
void do_preview_check(struct ask *x);
void do_scenario(struct ask *x);
void do_scenario_step(struct ask *x);
void do_scenario_again(struct ask *x);
void do_scenario_review(struct ask *x);

#endif
