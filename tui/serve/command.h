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

struct command_around { /* all of it lives as long as the command */
	const struct shelf *shelf;
	const struct academy *academy;
	const struct identity *who;
	struct asker *asker;
	struct wire *wire;
	struct str proved; /* as NAME+key: blob of the key that this connection proved, to be kept by `key add` */
	bool has_pty;      /* lines end in CR LF, and nothing can be typed unseen */
};

/* Is this line the address of a screen (home, COURSE, COURSE/MODULE/LESSON)? */
bool command_is_address(struct str line, const struct shelf *shelf);

struct command *command_new(struct str line, const struct command_around *around);
/* Standard input, and its end. */
void command_data(struct command *c, const unsigned char *bytes, size_t len);
void command_eof(struct command *c);
bool command_is_reading(const struct command *c); /* waits for more of it, not for the keeper */
void command_turn(struct command *c); /* once a turn of the session */
bool command_goes_on(const struct command *c); /* a long answer: it has more, when the line takes it */
bool command_moved(struct command *c); /* the line has taken more of a long answer since it was asked last */
void command_heard(struct command *c, const struct reply *r);
bool command_done(const struct command *c, int *status);

#endif
