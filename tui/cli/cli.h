/*
 * `chalkline SUBCOMMAND`: one file each, one row each in main.c. A subcommand gets its own name as
 * argv[0] and returns an exit status of sysexits.h. Answers go to standard output, everything else to
 * standard error.
 */
#ifndef CHALKLINE_CLI_H
#define CHALKLINE_CLI_H

#include "courses/base/arena.h"
#include "courses/base/err.h"
#include "store/record.h"

int cli_serve(int argc, char **argv);
int cli_invite(int argc, char **argv);
int cli_user(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_preview(int argc, char **argv);
int cli_doctor(int argc, char **argv);
int cli_backup(int argc, char **argv);
int cli_restore(int argc, char **argv);

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
enum { CLI_MANY = 16 };
bool cli_options(int argc, char **argv, const struct cli_option *o, int *args) MUST_CHECK;

/* --data, else $CHALKLINE_DATA; NULL (and said) when there is neither. */
const char *cli_data(const char *given);

/* "chalkline: text" on standard error; returns the exit status that fits. */
int cli_fail(const struct err *e);

/* A whole number in bounds, or said and false. */
bool cli_number(const char *what, const char *text, uint32_t least, uint32_t most, uint32_t *n) MUST_CHECK;

/* An operator's request: to the keeper that serves from this folder, or, when nobody serves, done right here under the lock. */
bool cli_ask(const char *data, struct request *q, struct arena *a, struct reply *r, struct err *e) MUST_CHECK;

/* A fresh event id. */
struct uuid cli_uuid(void);

#endif
