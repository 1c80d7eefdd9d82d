/*
 * The programs that people come with: OpenSSH, PuTTY (plink) and dropbear's dbclient.
 */
#ifndef CHALKLINE_E2E_CLIENT_H
#define CHALKLINE_E2E_CLIENT_H

#include "tests/e2e/process.h"
#include "tests/e2e/server.h"
#include "tests/e2e/terminal.h"

enum client_kind { CLIENT_OPENSSH, CLIENT_PLINK, CLIENT_DBCLIENT, CLIENT_KINDS };

struct client {
	enum client_kind kind;
	const char *user;
	int port;            /* of a relay; 0: the server's own */
	const char *key;     /* a name given to server_key; NULL: no key at all */
	const char *command; /* NULL: the screens */
	const char *method;  /* OpenSSH: the only way to log in that it tries; NULL: its own choice */
	bool no_pty;
	bool pty;            /* for a command as well */
	const char *term;    /* NULL: xterm-256color */
	int cols, rows;      /* 0: 80 x 24 */
};

const char *client_name(enum client_kind kind);
bool client_have(enum client_kind kind);

/* In a window of its own. */
struct terminal *client_open(struct server *s, const struct client *c);
/* Without a terminal, to its end. */
struct output client_run(struct server *s, const struct client *c, const char *input);

/* Waits for the client's own question for a password and answers it. */
void client_password(struct terminal *t, const struct client *c, const char *password);

/* ---- what a person does, in the one grammar that all screens share ---- */

/* Chooses the numbered choice whose row holds this text: its digits, and Enter where a digit only marks. */
void client_pick(struct terminal *t, const char *text);
/* The same in line mode: the newest line "N text". */
void client_pick_line(struct terminal *t, const char *text);
/* Line mode: what came has no byte below 0x20 but CR and LF, no DEL, and no CR alone. */
void client_lines_are_clean(struct terminal *t);
/* The first row of the body: under the top line and the empty line. Free it. */
char *client_first_row(struct terminal *t);

/* A test's teardown: frees and kills whatever a failing test has left. */
int client_teardown(void **state);

#endif
