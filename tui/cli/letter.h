/*
 * What goes on paper: the way in, step by step, and the letter of an invitation. At most LETTER_COLS columns, so that
 * any printer and any mail program keeps the lines.
 */
#ifndef CHALKLINE_CLI_LETTER_H
#define CHALKLINE_CLI_LETTER_H

#include "tui/cli/cli.h"
#include "tui/serve/hostkey.h"

enum { LETTER_COLS = 76 };

struct door { /* as trainees have to know it; strings live in the run's arena */
	struct str name, address, contact;
	uint16_t port;
	struct hostkey key, next;
	bool has_key, has_next;
};

/* From chalkline.yaml and the keys; says on standard error what on paper would be wrong. */
struct door door_read(struct cli *c);

/* The host as known_hosts writes it: "[host]:2222", at port 22 the host alone. */
struct str door_known(struct arena *a, const struct door *d);

/* Three lines for PuTTY, three for OpenSSH, and the fingerprints; code: what the prompt asks for, "the code above". */
void door_ways(struct buf *b, const struct door *d, const char *code);

/* A paragraph, wrapped, with a line feed behind it. */
void letter_text(struct buf *b, const char *text);
/* whom may be empty. */
void letter_make(struct buf *b, struct arena *a, const struct door *d, const struct told_invite *i, struct str whom);

#endif
