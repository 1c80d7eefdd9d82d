/*
 * `chalkline SUBCOMMAND`: one row each in table.c, by kind in files. A subcommand gets its words as argv[0] ("user key
 * list") and returns an exit status of sysexits.h. Answers go to standard output, everything else to standard error;
 * nothing of either is a control character, whatever was stored. With --json the answer is one JSON value.
 */
#ifndef CHALKLINE_CLI_H
#define CHALKLINE_CLI_H

#include "courses/base/arena.h"
#include "courses/base/err.h"
#include "courses/base/json.h"
#include "store/record.h"

int cli_serve(int argc, char **argv);
int cli_status(int argc, char **argv);
int cli_sessions_list(int argc, char **argv);
int cli_sessions_end(int argc, char **argv);
int cli_limits_list(int argc, char **argv);
int cli_limits_clear(int argc, char **argv);
int cli_user_add(int argc, char **argv);
int cli_user_list(int argc, char **argv);
int cli_user_show(int argc, char **argv);
int cli_user_rename(int argc, char **argv);
int cli_user_name(int argc, char **argv);
int cli_user_role(int argc, char **argv);
int cli_user_password(int argc, char **argv);
int cli_user_disable(int argc, char **argv);
int cli_user_enable(int argc, char **argv);
int cli_user_key_list(int argc, char **argv);
int cli_user_key_remove(int argc, char **argv);
int cli_user_merge(int argc, char **argv);
int cli_recover(int argc, char **argv);
int cli_invite(int argc, char **argv);
int cli_invite_list(int argc, char **argv);
int cli_invite_show(int argc, char **argv);
int cli_invite_revoke(int argc, char **argv);
int cli_invite_letter(int argc, char **argv);
int cli_hostkey_show(int argc, char **argv);
int cli_hostkey_next(int argc, char **argv);
int cli_hostkey_switch(int argc, char **argv);
int cli_doctor(int argc, char **argv);
int cli_backup(int argc, char **argv);
int cli_restore(int argc, char **argv);
int cli_check(int argc, char **argv);
/* Writes `from` into the pages of FILE[#ID] of a translation, as one who has compared them (stamp.c). */
int cli_check_stamp(const char *dir, const char *page);
int cli_new_course(int argc, char **argv);
int cli_new_module(int argc, char **argv);
/* Either the old file or the new one stands there, whatever happens. */
bool cli_file_replace(const char *path, struct str bytes, struct arena *a, struct err *e) MUST_CHECK;
int cli_preview(int argc, char **argv);
int cli_import(int argc, char **argv);
int cli_export(int argc, char **argv);

/* ---- the table ---- */

struct cli_command {
	const char *group;     /* where the list has it; rows of a group stand together */
	const char *words;     /* "user key list" */
	int (*run)(int, char **);
	const char *arguments; /* "NAME [--last-too]", without --data and --json */
	const char *what;      /* one line for the list */
	const char *more;      /* lines for its own help, each with a line feed; NULL: none */
	bool no_data, no_json; /* does not take these options */
};
extern const struct cli_command cli_commands[]; /* ends with words NULL */

/* The whole program behind main's preparations. */
int cli_run(int argc, char **argv);

/* "chalkline: why" and how it is used, on standard error; EX_USAGE. */
int cli_usage(const char *words, const char *why, ...) __attribute__((format(printf, 2, 3)));

/* Behind words that are known ("user"; empty: none), one that is not: says so, with the nearest right one. EX_USAGE. */
int cli_unknown(const char *words, const char *word);
/* Are there subcommands that begin with these words and have more? */
bool cli_has_below(const char *words);

/* ---- options ---- */

/*
 * Options by a table: "--data DIR" and "--data=DIR" alike; "--" ends them. What is no option is moved to the front of
 * argv[1..] and counted in *args. false: usage was wrong and said on standard error.
 */
struct cli_option {
	const char *name;      /* "--data" */
	const char **text;     /* takes a value; NULL: a flag */
	bool *flag;
	const char **many;     /* takes a value, repeats: up to CLI_MANY, NULL-ended */
};
enum { CLI_MANY = 16, CLI_OPTIONS = 12 };
bool cli_options(int argc, char **argv, const struct cli_option *o, int *args) MUST_CHECK;

/* --data, else $CHALKLINE_DATA, else /var/lib/chalkline where that is; NULL (and said) when there is none of them. */
const char *cli_data(const char *given);

/* A whole number in bounds, or said and false. */
bool cli_number(const char *what, const char *text, uint32_t least, uint32_t most, uint32_t *n) MUST_CHECK;

/* ---- one run of a command that looks at an academy ---- */

struct cli {
	const char *data;
	bool json;
	struct arena *a; /* goes with cli_end */
	char **arg;      /* what is no option */
	int args;
	struct keeper *here; /* our own, while nobody serves */
	int lock;            /* with it */
};
/* Reads --data, --json and these (NULL-ended; NULL: none); wants least to most arguments. false: said, return EX_USAGE. */
bool cli_begin(struct cli *c, int argc, char **argv, const struct cli_option *more, int least, int most) MUST_CHECK;
int cli_end(struct cli *c, int status); /* gives the status back */

/*
 * Asks; a refusal is said in the operator's words. whom: the login that it is about, or NULL; no_such: the sentence for
 * REASON_NO_SUCH and for codes that nobody knows. EX_OK, or the status to end with.
 */
int cli_do(struct cli *c, struct request *q, struct reply *r, const char *whom, const char *no_such);

/*
 * An operator's request: to the keeper that serves from this folder, or, when nobody serves, done right here under the
 * lock, as the folder's owner. A folder without records is filled only by what makes an account or an invitation.
 * served (may be NULL): did a server answer?
 */
bool cli_ask(struct cli *c, struct request *q, struct reply *r, bool *served, struct err *e) MUST_CHECK;
/* Does a server serve from the folder just now? */
bool cli_is_served(struct cli *c);
/* Gives the folder free between two questions, so that a server may start while a person thinks. */
void cli_release(struct cli *c);

/* While a superuser's command writes in the folder, it does so as the folder's owner: the server could not use the files
 * otherwise. back: what owner() gave. */
struct cli_owner {
	bool changed;
	unsigned user, group;
};
struct cli_owner cli_become_owner(const char *data);
void cli_become_self(struct cli_owner back);

/* A fresh event id. */
struct uuid cli_uuid(void);

/* ---- what is said ---- */

/* "chalkline: text" on standard error. */
void cli_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The same of an error; returns the exit status that fits. */
int cli_fail(const struct err *e);

/* Text for people on standard output, through the filter. */
void cli_print(struct str text);
void cli_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* JSON as it was made. */
void cli_json(const struct buf *json);

/* "2026-11-24 18:05"; never: what stands for 0. */
struct str cli_when(struct arena *a, int64_t at, const char *never);

/* Columns as wide as they have to be; a head that begins with '>' is of numbers, which stand at the right. */
struct cli_table {
	struct arena *a;
	const char *const *head; /* NULL-ended; all empty: no line of heads */
	int columns;
	struct str *cell;
	size_t cells, room;
};
struct cli_table cli_table(struct arena *a, const char *const *head);
void cli_cell(struct cli_table *t, struct str text);
void cli_table_print(const struct cli_table *t);
/* Two cells. */
void cli_fact(struct cli_table *t, const char *name, struct str text);

#endif
