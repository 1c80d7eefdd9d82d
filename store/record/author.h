/*
 * Bodies of record.h: drafts and editions, for those who write courses (learning-formats 3.4).
 *
 * A draft is a folder that somebody is still writing: it is kept by the keeper, seen by the owners of its course
 * alone, checked at any time, and becomes an edition by PUBLISH. There is one draft of a course. Its name is the
 * course's id; a name that begins with a dot is a draft of one session (`ssh host check < c.tar`): only who began
 * it sees it, DRAFTS leaves it out, and it goes after DRAFT_HOLD_S. A course that nobody owns and that is not
 * served may be begun by anyone who may say these verbs; its first publisher owns it.
 *
 * Quotas are counted before anything is written: REASON_QUOTA, number: the bound that would be passed.
 */
#ifndef CHALKLINE_AUTHOR_H
#define CHALKLINE_AUTHOR_H

#include "store/record/base.h"

enum {
	DRAFT_PIECE = 32 << 10, /* bytes of one DRAFT_READ, DRAFT_WRITE, EDITION_READ */
	DRAFT_FILE = 4 << 20,   /* bytes of a file; as courses/read/folder.h */
	DRAFT_FILES = 2000,     /* in a draft */
	DRAFT_BYTES = 32 << 20, /* of a draft, pieces that wait for their last one included */
	DRAFT_PATH = 200,
	DRAFT_DEPTH = 8,        /* folders */
	DRAFT_ROWS = 100,       /* of one told_drafts */
	DRAFTS_MOST = 20,       /* that one person began; those of sessions are counted too */
	DRAFT_HOLD_S = 3600,    /* a session's draft, and pieces of a file that never got its last one */
	FILES_PAGE = 100,       /* rows of one told_files */
	EDITIONS_PAGE = 200,
	PREVIEW_PIECE = 48 << 10, /* bytes of one DRAFT_PREVIEW */
	PREVIEW_BYTES = 16 << 20, /* of an open image that is shown as a preview */
	PUBLISH_ROWS = 150,     /* changes of one told_publish; the rest is counted */
	PUBLISH_TEXT = 24 << 10 /* bytes of problems; the rest is counted */
};

/* ---- drafts ---- */

struct draft_row {
	struct str course; /* its name */
	struct str title;  /* in the source language; empty: course.yaml does not say */
	uint32_t files, errors, warnings;
	uint64_t bytes;
	int64_t at;         /* of the last change */
	struct str by;      /* login; who changed it last */
	struct edition_no from; /* which it began from */
	struct edition_no served;
	bool differs;       /* from what is served */
};

struct told_drafts {
	struct draft_row *draft; /* by name */
	uint32_t drafts;
};

struct ask_draft { /* DRAFT_NEW */
	struct uuid event;
	struct str course;
	bool from_served; /* with the files of the served edition; else empty */
};

struct ask_files {
	struct str course;
	struct edition_no edition; /* EDITION_FILES, EDITION_READ; 0.0.0: the served one */
	struct str after;          /* FILES: path of the last one that was told */
	struct str path;           /* READ */
	uint32_t offset;
};

struct file_row {
	struct str path;
	uint32_t size;
	int64_t at; /* of the last change; in an edition: when it was published */
};

/* DRAFT_FILES leaves CHECK.txt out: it is not a file of the draft, and DRAFT_READ makes it when it is asked for. */
#define DRAFT_CHECK "CHECK.txt"

struct told_files {
	struct file_row *file; /* by path */
	uint32_t files;
	bool more;
	struct edition_no edition; /* of EDITION_FILES */
};

struct told_piece { /* DRAFT_READ, EDITION_READ */
	struct str bytes; /* from the offset on; empty: the end */
	uint32_t size;    /* of the whole file */
	int64_t at;
};

/*
 * A file arrives in pieces, in any order, that all carry the event of this file. The one that is marked last
 * comes last; with it they have to lie one after the other from 0 to size, and become the file in one
 * transaction. Until then the draft is as it was. A piece said again replaces itself.
 */
struct ask_draft_write {
	struct uuid event; /* one a file, not one a piece */
	struct str course, path;
	uint32_t offset;
	uint32_t size; /* of the whole file; 0 before the last piece: not known */
	struct str bytes;
	bool last;
};

struct ask_draft_move { /* DRAFT_MOVE, DRAFT_REMOVE */
	struct uuid event;
	struct str course, path; /* REMOVE: a file, or a folder with all in it; empty: the draft itself */
	struct str to;           /* MOVE: a file, or a folder; what is there is replaced, if it is a file */
};

/*
 * The draft as sessions would see it if it were published, problems or not: its open image, which holds no keys.
 * REASON_DRAFT: it cannot be read at all. serial changes with the draft: a piece of another serial than the first
 * one's is of another image, and one begins again at 0.
 */
struct told_preview { /* DRAFT_PREVIEW: files.course, files.offset */
	struct str bytes; /* from the offset on, at most PREVIEW_PIECE; empty: the end */
	uint32_t size;    /* of the whole image */
	int64_t serial;
};

/*
 * A preview's checks are graded by the keeper, from the draft as it is now, and nothing of it is kept.
 * PREVIEW_CHECK is CHECK with the draft's name for the course; with an empty response it is CHECK_SHOW.
 */

/* ---- publishing ---- */

struct ask_publish {
	struct uuid event;
	struct str course; /* name of the draft */
	bool dry_run;
	enum change_class raise; /* at least this class */
	struct edition_no from;  /* the author says which edition it began from; 0.0.0: course.lock says */
	bool agreed;             /* a major while people are mid-way */
};

enum publish_state {
	PUBLISH_DONE,
	PUBLISH_WOULD,  /* dry run: it would be done */
	PUBLISH_SAME,   /* nothing differs from the served edition */
	PUBLISH_ERRORS, /* the checks refuse it; problems says why */
	PUBLISH_STALE,  /* the server has a newer edition than the one it began from; to: that one */
	PUBLISH_NO_BASE, /* nobody says which edition it began from */
	PUBLISH_ASK,    /* a major while people are mid-way: agreed is missing */
	PUBLISH_IDS,    /* ids vanished without `retired:`, or course.lock was edited; problems says which */
	PUBLISH_STATES,
};

struct change_row {
	enum change_class class;
	struct str kind, id; /* "lesson", "custody" */
	struct str what;     /* "added" */
	uint32_t people;     /* who completed it */
};

struct told_publish {
	enum publish_state state;
	struct str course;           /* id, of course.yaml */
	enum change_class inferred, class; /* class: inferred, or raised */
	struct edition_no from, to;  /* served before; and from now on, or it would be */
	uint32_t mid_course;         /* began it, not done */
	uint32_t in_attempt;         /* have an open attempt */
	uint32_t done;
	uint32_t errors, warnings;
	struct change_row *change;
	uint32_t changes, changes_more;
	uint32_t ids;                /* questions that got an id */
	struct str problems;         /* lines; cut at PUBLISH_TEXT */
};

/* ---- editions ---- */

struct edition_told {
	struct edition_no no;
	int64_t at;
	struct str by; /* login; "-": a command on the machine */
	enum change_class class;
	bool served;
	uint32_t held; /* open attempts, and people mid-way who stay on it */
};

struct told_editions {
	struct edition_told *edition; /* newest first */
	uint32_t editions;
	bool more;
};

struct ask_rollback {
	struct uuid event;
	struct str course;
	struct edition_no to;
};

struct ask_owner {
	struct uuid event; /* OWNER_SET */
	struct str course, login;
	bool remove;
};

struct told_owners {
	struct str *login;
	uint32_t owners;
	enum course_status status;
	struct str replaced_by;
};

struct ask_status { /* COURSE_STATUS */
	struct uuid event;
	struct str course;
	enum course_status status;
	struct str replaced_by; /* a course; empty: none */
};

#endif
