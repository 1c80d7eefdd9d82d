/*
 * Accounts as commands show them.
 */
#ifndef CHALKLINE_CLI_PERSON_H
#define CHALKLINE_CLI_PERSON_H

#include "tui/cli/cli.h"

/* The role of this name, or said and false. */
bool cli_role(const char *text, enum role *role) MUST_CHECK;

void person_print(struct cli *c, const struct told_user *u);
void person_json(struct json *j, const char *name, const struct told_user *u);

/* The keys alone, as text or JSON. */
void person_keys(struct cli *c, const struct told_user *u);

#endif
