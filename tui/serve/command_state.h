/*
 * Inside commands: what command.c (one line, help), command_progress.c and command_account.c share. Private.
 */
#ifndef CHALKLINE_COMMAND_STATE_H
#define CHALKLINE_COMMAND_STATE_H

#include "courses/base/json.h"
#include "tui/screens/takeaway.h"
#include "tui/serve/command.h"

enum { COMMAND_INPUT_MAX = 16 << 10 };

struct command {
	const struct command_row *row;
	struct command_around around;
	struct arena *arena;
	struct str rest; /* what stands behind the command's words and options */
	bool json;
	bool done;
	int status;
	/* standard input, where the row reads it */
	unsigned char *input;
	size_t input_len;
	bool reads, too_much;
	/* report */
	const struct reply *report;
	bool csv;
	struct str one; /* assessment asked for; empty: all */
	uint32_t told;  /* rows of this one so far */
	/* progress */
	const struct reply *home; /* the courses begun */
	uint32_t at;              /* the one being asked about */
	struct buf json_out;
	struct json j;
	struct authoring *authoring; /* command_publish.c */
	/* get */
	struct takeaway *takeaway;
	struct papers *papers; /* command_paper.c */
	bool moved; /* something of a long answer went out */
};

struct command_row {
	const char *name;  /* one word or two */
	const char *usage; /* what follows it, for help */
	const char *words; /* for help */
	unsigned roles;
	bool takes_rest;
	void (*begin)(struct command *c);
	void (*heard)(struct command *c, const struct reply *r);
	void (*read)(struct command *c, struct str input); /* all of standard input, once; wiped afterwards */
	/* standard input as it comes, of any length; read is called at its end with nothing */
	void (*feed)(struct command *c, const unsigned char *bytes, size_t len);
	void (*turn)(struct command *c); /* each turn, to go on when the line has taken what was sent */
};

/* command_progress.c */
void command_progress(struct command *c);
void command_progress_heard(struct command *c, const struct reply *r);

/* Of that course, as c->home tells it for this person; 0: it does not, and the served one is meant. */
uint16_t command_major(const struct command *c, struct str course);
/* command_get.c */
void command_get(struct command *c);
void command_get_heard(struct command *c, const struct reply *r);
void command_get_turn(struct command *c);

/* command_paper.c */
void command_exam_paper(struct command *c);
void command_exam_paper_heard(struct command *c, const struct reply *r);
void command_exam_paper_turn(struct command *c);
bool command_paper_goes_on(const struct command *c);
void command_exam_enter(struct command *c);
void command_exam_enter_read(struct command *c, struct str input);
void command_exam_enter_heard(struct command *c, const struct reply *r);

/* command_report.c */
void command_report_items(struct command *c);
void command_report_gain(struct command *c);
void command_report_heard(struct command *c, const struct reply *r);

/* command_mistake.c */
void command_mistakes(struct command *c);
void command_mistakes_heard(struct command *c, const struct reply *r);
void command_mistake_answer(struct command *c);
void command_mistake_answered(struct command *c, const struct reply *r);
/* command_exam.c */
void command_exam_extra(struct command *c);
void command_exam_give(struct command *c);
void command_exam_heard(struct command *c, const struct reply *r);

/* command_marking.c */
void command_marking(struct command *c);
void command_marking_heard(struct command *c, const struct reply *r);
void command_marking_show(struct command *c);
void command_marking_show_heard(struct command *c, const struct reply *r);
void command_mark(struct command *c);
void command_mark_input(struct command *c, struct str input);
void command_mark_heard(struct command *c, const struct reply *r);
void command_regrade(struct command *c);
void command_regrade_consent(struct command *c);
void command_regrade_list(struct command *c);
void command_regrade_heard(struct command *c, const struct reply *r);
/* command_account.c */
void command_whoami(struct command *c);
void command_hostkey(struct command *c);
void command_key_list(struct command *c);
void command_key_list_heard(struct command *c, const struct reply *r);
void command_key_add(struct command *c);
void command_key_add_read(struct command *c, struct str input);
void command_key_remove(struct command *c);
void command_key_remove_heard(struct command *c, const struct reply *r);
void command_key_name(struct command *c);
void command_key_name_heard(struct command *c, const struct reply *r);
void command_key_changed(struct command *c, const struct reply *r);
void command_password(struct command *c);
void command_password_read(struct command *c, struct str input);
void command_password_heard(struct command *c, const struct reply *r);
void command_recovery(struct command *c);
void command_recovery_heard(struct command *c, const struct reply *r);

/* command_publish.c */
void command_archive_feed(struct command *c, const unsigned char *bytes, size_t len);
void command_archive_read(struct command *c, struct str input);
void command_publish(struct command *c);
void command_publish_heard(struct command *c, const struct reply *r);
void command_check(struct command *c);
void command_check_heard(struct command *c, const struct reply *r);
void command_pull(struct command *c);
void command_pull_heard(struct command *c, const struct reply *r);
void command_pull_turn(struct command *c);
void command_editions(struct command *c);
void command_rollback(struct command *c);
void command_owners(struct command *c);
void command_status(struct command *c);
void command_drafts(struct command *c);
void command_draft_publish(struct command *c);
void command_draft_discard(struct command *c);
void command_author_heard(struct command *c, const struct reply *r);

/* command.c */
void command_error(struct command *c, struct str lines); /* on standard error; goes on */
void command_finish(struct command *c, int status);
void command_out(struct command *c, const struct buf *b); /* LF; CR LF where there is a PTY */
/* A sentence on standard error, in lines; the end. */
void command_fail(struct command *c, int status, struct str why);
/* The keeper's refusal in words, with the exit status that fits. */
void command_refused(struct command *c, const struct reply *r);
void command_ask(struct command *c, struct request *r);
void command_read_input(struct command *c); /* read is called at its end */
void command_usage(struct command *c);      /* how this command is said; the end */

#endif
