/*
 * A command over SSH: `ssh amina@host progress`. Text on standard output, errors on standard error,
 * the exit statuses of sysexits.h; --json where a program would ask.
 */
#ifndef CHALKLINE_COMMAND_H
#define CHALKLINE_COMMAND_H

#include "tui/screens/app.h"
#include "tui/serve/asker.h"
#include "tui/ssh/wire.h"

struct command;

/* Is this line the address of a screen (home, COURSE, COURSE/MODULE/LESSON)? */
bool command_is_address(struct str line, const struct shelf *shelf);

struct command *command_new(struct str line, const struct shelf *shelf, const struct identity *who,
    struct asker *asker, struct wire *wire);
void command_heard(struct command *c, const struct reply *r);
bool command_done(const struct command *c, int *status);

#endif
