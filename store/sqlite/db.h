/*
 * The database behind one header: what the keeper may do to the records, without a word of SQL.
 *
 * Truth is the table of events, which only grows. What a person's lessons, attempts and courses
 * look like (the projections) is changed by event_project alone, in the same transaction, and
 * `doctor` rebuilds it with the same function. People, keys, passwords, invitations and editions
 * are state of their own: they can be erased, events cannot, and so events name a person only by a
 * random id.
 *
 * Failure is sticky, as in the codec: once a statement has failed, everything answers "nothing"
 * until db_undo or db_rollback, and the caller looks once, at the end of a request: db_failed.
 */
#ifndef CHALKLINE_DB_H
#define CHALKLINE_DB_H

#include "courses/base/err.h"
#include "courses/read/folder.h"
#include "store/record.h"
#include "store/sqlite/event.h"

struct db;

enum { HASH = 32 }; /* bytes of BLAKE2b, for contents, codes and keys */

/* ---- life ---- */

/*
 * Opens or makes; an older schema is copied beside the file first (FILE.before-N) and carried up, a
 * newer one declined. lax: synchronous=NORMAL, by which a power cut may lose what was acknowledged:
 * only for the test that proves that it would see that.
 *
 * On a disk that takes no writes (full, read-only) it is opened to be read, where its last keeper
 * left no log behind; every db_begin then tries to open it anew, and from the first that succeeds
 * everything is as usual.
 */
struct db *db_open(const char *file, bool lax, struct err *e) MUST_CHECK;
/* To look: no migration, no writes. Works while another process writes. */
struct db *db_open_reader(const char *file, struct err *e) MUST_CHECK;
void db_close(struct db *db); /* takes NULL */

/* ---- transactions ---- */

bool db_begin(struct db *db);  /* BEGIN IMMEDIATE */
bool db_commit(struct db *db); /* false: nothing of it happened */
void db_rollback(struct db *db);
bool db_save(struct db *db); /* a savepoint inside the transaction: one request */
bool db_keep(struct db *db);
void db_undo(
    struct db *db); /* back to the savepoint; clears the failure unless the transaction is gone */
bool db_failed(const struct db *db);
bool db_is_open(
    const struct db *db); /* is a transaction under way? false after SQLite gave it up */
const char *db_problem(const struct db *db); /* of the last failure, for the log */
/* What kind of a failure the last one was, ever. */
enum db_trouble {
	DB_WELL,
	DB_FULL,      /* no room */
	DB_READ_ONLY, /* the file, or the file system */
	DB_IO,        /* the disk does not do what it is asked */
	DB_CORRUPT,   /* what it gave back was never written */
	DB_OTHER,     /* no memory, locked, a bug */
};
bool db_is_still(const struct db *db); /* opened only to be read; the last failure says why */
enum db_trouble db_trouble(const struct db *db);
const char *db_trouble_name(enum db_trouble t); /* "full", for the log */

/* ---- this site ---- */

struct site {
	struct uuid id;
	unsigned char seed[32]; /* secret: draws, codes, derived ids */
};
void db_site(struct db *db, struct site *s);
int64_t db_newest(struct db *db); /* time of the newest event; 0: none */

struct db_state {
	uint64_t events, people;
	uint64_t bytes, free; /* of the file and its log; of its file system, for us */
	int64_t backup_at;    /* from backup.last beside it, which `backup` writes; 0: never */
};
/* In memory there are no bytes and no backup. */
void db_state(struct db *db, struct db_state *h);

/* ---- people ---- */

struct person {
	struct uuid id;
	struct str login, name, language, country;
	enum role role;
	bool line_mode, shared_computer, disabled;
	struct str password; /* PHC string; empty: none */
	int64_t last_at;     /* newest login, and the one before it */
	struct str last_how;
	int64_t before_at;
	struct str before_how;
	int64_t sequence, before_sequence; /* of the LOGIN events; 0: none */
	bool has_recovery;                 /* a code that opens */
};

bool db_person(struct db *db, const struct uuid *id, struct arena *a, struct person *p);
bool db_person_by_login(struct db *db, struct str login, struct arena *a, struct person *p);
bool db_login_is_free(struct db *db, struct str login);
void db_person_add(struct db *db, const struct person *p, int64_t at);
void db_person_settings(struct db *db, const struct person *p);
void db_password_set(struct db *db, const struct uuid *person, struct str phc, int64_t at);

void db_password_end(struct db *db, const struct uuid *person);
/* event: under which the login before stays known, for the notice. */
void db_person_login(
    struct db *db, const struct uuid *id, struct str login, const struct uuid *event);
void db_person_name(struct db *db, const struct uuid *id, struct str name);
void db_person_role(struct db *db, const struct uuid *id, enum role role);
void db_person_disabled(struct db *db, const struct uuid *id, bool disabled);
/* Operators that may come in, this one not counted. */
uint32_t db_operators(struct db *db, const struct uuid *but);

/* find: ASCII letters small; in login or name. At most `most` with a login after that. */
void db_users(struct db *db, struct str find, struct str after, uint32_t most, struct arena *a,
    struct told_users *t);
bool db_user(struct db *db, const struct uuid *id, struct arena *a, struct user_row *u);

struct key_row {
	struct ssh_key key; /* without in_use */
	struct uuid person;
	struct str blob;
};

bool db_key(struct db *db, struct str fingerprint, struct arena *a, struct key_row *k);
void db_keys(struct db *db, const struct uuid *person, struct arena *a, struct key_row **key,
    uint32_t *keys);
void db_key_add(struct db *db, const struct key_row *k);
void db_key_remove(struct db *db, struct str fingerprint);
void db_key_move(struct db *db, struct str fingerprint, const struct uuid *person);
void db_key_name(struct db *db, struct str fingerprint, struct str name);
/* It opened: it is proved from now on. */
void db_key_used(struct db *db, struct str fingerprint, int64_t at);

/* What happened to the account between the login before and the newest one; newest first. */
void db_notices(struct db *db, const struct person *p, struct arena *a, struct notice **notice,
    uint32_t *notices);
/* Was this account united with another one, and with which? */
bool db_merged(struct db *db, const struct uuid *person, struct uuid *into);

/* ---- codes ---- */

enum { CODE_ID = 4 }; /* bytes of the hash that name an invitation in lists */

struct invitation {
	unsigned char hash[HASH];
	enum role role;
	uint32_t uses, used;
	int64_t until, used_at;
	struct str label;
	int64_t made_at, revoked_at; /* 0: unknown (an old file's); never */
	struct uuid by;
};

bool db_invitation(
    struct db *db, const unsigned char hash[HASH], struct arena *a, struct invitation *i);
/* The first CODE_ID bytes of its hash. */
bool db_invitation_by_id(
    struct db *db, const unsigned char id[CODE_ID], struct arena *a, struct invitation *i);
/* Newest first; by: only that person's; NULL: all. */
void db_invitations(struct db *db, const struct uuid *by, uint32_t skip, uint32_t most,
    struct arena *a, struct invitation **i, uint32_t *n);
void db_invitation_add(struct db *db, const struct invitation *i);
/* Takes one use; false: there was none left. */
bool db_invitation_use(struct db *db, const unsigned char hash[HASH], int64_t at);
void db_invitation_revoke(struct db *db, const unsigned char hash[HASH], int64_t at);
/* Those that ended before then, and recovery codes that did: nobody is told any more when. */
void db_invitations_forget(struct db *db, int64_t before);

/* A person has one code that opens; what ended is kept a while, to be told from a wrong one. */
struct recovery {
	unsigned char hash[HASH];
	struct uuid person, by;
	int64_t made_at, ended_at; /* ended_at 0: it opens */
};

bool db_recovery(struct db *db, const unsigned char hash[HASH], struct recovery *r);
/* The one before ends. */
void db_recovery_set(struct db *db, const struct recovery *r);
void db_recovery_end(struct db *db, const struct uuid *person, int64_t at);
/* Only one that somebody else made who is no operator. */
void db_recovery_end_lesser(struct db *db, const struct uuid *person, int64_t at);

/* ---- events ---- */

bool db_event(struct db *db, const struct uuid *id, struct arena *a, struct event *e);
/* Stores and projects. The id must be new. */
void db_event_add(struct db *db, const struct event *e);
/* Every event in the order of arrival; stops when each returns false. */
bool db_events(struct db *db, struct arena *scratch,
    bool (*each)(void *context, const struct event *e), void *context);
/* The projector: both live writes and doctor. */
void event_project(struct db *db, const struct event *e);

/* ---- projections ---- */

void db_home(struct db *db, const struct uuid *person, struct arena *a, struct told_home *h);
void db_facts(
    struct db *db, const struct uuid *person, struct str course, struct arena *a, struct facts *f);
bool db_lesson_done(struct db *db, const struct uuid *person, struct str course, struct str lesson);
int64_t db_course_done(
    struct db *db, const struct uuid *person, struct str course); /* when; 0: not yet */

struct attempt_row {
	struct attempt attempt; /* without has[] */
	struct uuid person;
	int64_t changed_at; /* begun or last answered */
	uint32_t given_s;   /* more time, by a person's act */
	int64_t away_at;    /* open: nobody sits at it, and who did was heard then; -1: left by a
			       key; 0: the records do not say */
	int64_t set_s;      /* by so much the machine's clock was set forward meanwhile */
	bool time_up;       /* closed: its time to answer was over */
};
struct attempt_question {
	struct str question;
	uint64_t version;
	uint32_t *order; /* keys of the choices, or of a matching's right sides */
	uint32_t orders;
	struct str response; /* a line of response_write; empty: none */
	int32_t share;       /* once closed */
	bool waits, is_out;
	struct str comment;  /* of who marked it */
};

bool db_attempt(struct db *db, const struct uuid *id, struct arena *a, struct attempt_row *t);
bool db_attempt_open(struct db *db, const struct uuid *person, struct str course,
    struct str assessment, struct arena *a, struct attempt_row *t);
/* All of a person's that are open, the oldest first. */
void db_attempts_open(struct db *db, const struct uuid *person, struct arena *a,
    struct attempt_row **t, uint32_t *n);
/* How many were handed in, and when the last was. */
uint32_t db_attempts_closed(struct db *db, const struct uuid *person, struct str course,
    struct str assessment, int64_t *last);
void db_attempt_questions(struct db *db, const struct uuid *id, struct arena *a,
    struct attempt_question **q, uint32_t *n);
bool db_attempt_question(struct db *db, const struct uuid *id, uint32_t index, struct arena *a,
    struct attempt_question *q);
/* Percent more time that this person has in everything that is timed. */
uint32_t db_extra_time(struct db *db, const struct uuid *person);
/* ---- exams on paper ---- */

/* The PAPER event of a form; code as it is printed. false: nobody drew it. */
bool db_paper(struct db *db, struct str code, struct uuid *id);

/* ---- mistakes that were reported ---- */

uint32_t db_mistakes_open(struct db *db, const struct uuid *person);
/* own of the wish: that person's. At most `most` rows; all: how many fit. */
void db_mistakes(struct db *db, const struct ask_mistakes *wish, const struct uuid *person, uint32_t most,
    struct arena *a, struct told_mistakes *t);

/* ---- many people, no names ---- */

/* Fills in the counts and the mean of r->assessment. */
void db_report_row(struct db *db, struct str course, struct report_row *r);
struct try_mark { /* one question of a first try that has all its marks */
	struct uuid attempt;
	struct str question;
	uint64_t version;
	int32_t share;
	bool is_out;
};
/* Of the newest tries first, those of one try together and in its order; at most `most`. */
void db_first_tries(struct db *db, struct str course, struct str assessment, uint32_t most, struct arena *a,
    struct try_mark **mark, uint32_t *n);
/* Percents of people who did both; and how many did only one. */
void db_gain_pairs(struct db *db, struct str course, struct str pre, struct str post, struct arena *a,
    struct gain_pair **pair, uint32_t *n, uint32_t *only_pre, uint32_t *only_post);
/* Ids of questions this person was asked before, in any attempt at it. */
void db_seen(struct db *db, const struct uuid *person, struct str course, struct str assessment,
    struct arena *a, struct str **seen, uint32_t *seens);
void db_results(struct db *db, const struct uuid *person, uint32_t most, struct arena *a,
    struct told_results *r);
/* All open ones with a time limit. */
void db_attempts_timed(struct db *db, struct arena *a, struct attempt_row **t, uint32_t *n);
/* Open attempts that nobody touched since then, at most `most`. */
void db_attempts_left(
    struct db *db, int64_t before, const struct uuid *after, uint32_t most, struct arena *a,
    struct uuid **id, uint32_t *n);

/* ---- marks ---- */

struct waiting { /* a written answer without a mark */
	struct attempt_row t; /* id, course, assessment, lang and edition of it */
	uint32_t place, number, of;
	struct str question;
	int64_t at;
};
/* The oldest first, of everybody but one; an empty course: all. */
void db_waiting(struct db *db, const struct uuid *but, struct str course, uint32_t skip, uint32_t most,
    struct arena *a, struct waiting **list, uint32_t *n, uint32_t *all);
/* Its number among those to the same question, and how many those are; 0, 0: it does not wait. */
void db_waiting_number(struct db *db, const struct uuid *but, struct str course,
    const struct uuid *attempt, uint32_t place, uint32_t *number, uint32_t *of);
/* false: nobody has marked it yet. */
bool db_marked_by(struct db *db, const struct uuid *attempt, uint32_t place, struct uuid *by);

struct repair {
	struct uuid id, by, consent_by, upto; /* upto: the last attempt whose marks it changed */
	struct str course, assessment, question, accept, reason;
	uint64_t version;
	enum repair_kind kind;
	enum repair_state state;
	int64_t at, done_at, consent_at;
	uint32_t changed;
};
bool db_repair(struct db *db, const struct uuid *id, struct arena *a, struct repair *r);
/* The oldest that is under way. */
bool db_repair_going(struct db *db, struct arena *a, struct repair *r);
void db_repairs(struct db *db, uint32_t most, struct arena *a, struct repair **list, uint32_t *n);
/* Those of an assessment that are not only proposed, in the order in which they were said. */
void db_repairs_of(struct db *db, struct str course, struct str assessment, struct arena *a,
    struct repair **list, uint32_t *n);

struct asked_row { /* a closed attempt with a question in it that is to be repaired */
	struct uuid id, person;
	struct str lang;
	uint16_t edition, minor, revision;
	uint8_t pass;
	int32_t percent;
	uint32_t right;
	bool passed, waits;
	/* of all of it, what is out of the total left out */
	int64_t sum;
	uint32_t total, full, waiting;
	/* of that question */
	uint32_t place;
	struct str response;
	int32_t share;
	bool is_out, is_waiting;
};
/* By id, behind `after`; stops when each returns false. scratch is emptied before each. */
void db_asked(struct db *db, const struct repair *r, const struct uuid *after, uint32_t most,
    struct arena *scratch, bool (*each)(void *with, const struct asked_row *t), void *with);
/* How many open attempts have it. */
uint32_t db_asked_open(struct db *db, const struct repair *r);

/* ---- scenarios that are walked (walks.c) ---- */

struct walk_row {
	struct uuid id, person;
	struct str course, module, end;
	uint32_t steps, choices;
	int64_t begun_at, ended_at;
};
struct step_row {
	struct str node, lang, response, to, scales; /* as in the event */
	uint16_t edition, minor, revision;
	uint32_t choice;
	int32_t share;
	int64_t at;
};

bool db_walk(struct db *db, const struct uuid *id, struct arena *a, struct walk_row *w);
/* Of a person, at most `most`: the one that was walked last comes first. */
void db_walks(struct db *db, const struct uuid *person, struct str course, struct str module,
    uint32_t most, struct arena *a, struct walk_row **w, uint32_t *n);
void db_walk_steps(
    struct db *db, const struct uuid *id, struct arena *a, struct step_row **s, uint32_t *n);
/* For db_facts. */
void db_walk_facts(struct db *db, const struct uuid *person, struct str course, struct arena *a,
    struct facts *f);

/* ---- editions ---- */

struct edition_row {
	struct str course;
	uint16_t edition, minor, revision;
	unsigned char hash[HASH]; /* of the coded folder */
	struct uuid by;           /* only when it is added; zero: a command on the machine */
	enum change_class class;
};

/* The newest of a course; the served one of each course. */
bool db_edition(struct db *db, struct str course, struct arena *a, struct edition_row *r);
void db_editions(struct db *db, struct arena *a, struct edition_row **r, uint32_t *n);
bool db_edition_by_hash(
    struct db *db, const unsigned char hash[HASH], struct arena *a, struct edition_row *r);
void db_edition_add(struct db *db, const struct edition_row *r, const struct folder *f, int64_t at);
void db_edition_folder(
    struct db *db, const struct edition_row *r, struct arena *a, struct folder *f);

/* ---- courses, owners ---- */

struct course_row { /* a projection: PUBLISH, ROLLBACK, STATUS */
	struct edition_no served;
	enum course_status status;
	int64_t status_at; /* since when */
	struct str replaced_by;
};
bool db_course(struct db *db, struct str course, struct arena *a, struct course_row *r);
void db_owners(struct db *db, struct str course, struct arena *a, struct uuid **owner, uint32_t *n);
bool db_is_owner(struct db *db, struct str course, const struct uuid *person);

struct course_people {
	uint32_t mid_course, in_attempt, done;
};
void db_course_people(struct db *db, struct str course, struct course_people *p);
/* How many people completed each lesson, and passed each assessment, that anybody did. */
void db_completed(struct db *db, struct str course,
    void (*each)(void *context, struct str id, uint32_t people), void *context);

struct person_major {
	uint16_t major; /* that was served when this person began; 0: none was */
	int64_t begun_at, done_at;
};
bool db_person_major(
    struct db *db, const struct uuid *person, struct str course, struct person_major *m);
void db_majors_held(struct db *db, struct arena *a, struct edition_row **row, uint32_t *n);

bool db_edition_of_major(
    struct db *db, struct str course, uint16_t major, struct arena *a, struct edition_row *r);
bool db_edition_at(struct db *db, struct str course, const struct edition_no *no, struct arena *a,
    struct edition_row *r);
void db_editions_of(struct db *db, struct str course, struct arena *a, struct told_editions *t,
    struct uuid **by);
void db_edition_list(struct db *db, const struct edition_row *r, struct str after, struct arena *a,
    struct told_files *t);
bool db_edition_piece(struct db *db, const struct edition_row *r, struct str path, uint32_t offset,
    struct arena *a, struct told_piece *p);

/* ---- drafts ---- */

struct draft {
	struct str course;
	struct uuid begun_by, by;
	int64_t at;
	int64_t serial; /* another after each change, never one that was: drawn, for a draft of this name may come again */
	struct edition_no from;
};
bool db_draft(struct db *db, struct str course, struct arena *a, struct draft *d);
void db_drafts(struct db *db, struct arena *a, struct draft **list, uint32_t *n);
void db_draft_add(struct db *db, const struct draft *d); /* by is who begins it */
void db_draft_touch(struct db *db, struct str course, const struct uuid *by, int64_t at);
void db_draft_end(struct db *db, struct str course);
void db_draft_folder(struct db *db, struct str course, struct arena *a, struct folder *f);

struct draft_sums {
	uint32_t files;
	uint64_t bytes, pieces; /* pieces: bytes that wait for their last one; 1024 at least for each, so that their number is bounded */
};
void db_draft_sums(struct db *db, struct str course, struct draft_sums *s);
void db_draft_list(
    struct db *db, struct str course, struct str after, struct arena *a, struct told_files *t);
bool db_draft_piece(struct db *db, struct str course, struct str path, uint32_t offset,
    struct arena *a, struct told_piece *p);
bool db_draft_under(struct db *db, struct str course, struct str path); /* is it a folder? */
void db_draft_put(struct db *db, struct str course, struct str path, struct str bytes, int64_t at);
int db_draft_remove(struct db *db, struct str course, struct str path); /* how many files */
int db_draft_move(struct db *db, struct str course, struct str path, struct str to);
uint32_t db_draft_longest(struct db *db, struct str course, struct str path); /* path under it */
void db_piece_put(struct db *db, const struct ask_draft_write *w, int64_t at);
/* All of them, one after the other; false: there is a gap, or they are of another file. */
bool db_pieces(
    struct db *db, const struct ask_draft_write *w, struct arena *a, struct str *whole);
/* Those of this file, and what earlier uploads to its path left. */
void db_pieces_end(struct db *db, const struct ask_draft_write *w);
void db_pieces_forget(struct db *db, int64_t now); /* that are older than DRAFT_HOLD_S */
bool db_draft_said(struct db *db, const struct uuid *event, struct arena *a, struct str *course);
void db_draft_said_add(struct db *db, const struct uuid *event, struct str course, int64_t at);
void db_drafts_forget(struct db *db, int64_t now);

#endif
