/*
 * A whole academy for one test: `chalkline serve` on a free port with records that are thrown away.
 *
 * server_stop is a test by itself: SIGTERM must end it with status 0, and its log may hold neither a
 * sanitizer's report nor the death of one of its processes.
 */
#ifndef CHALKLINE_E2E_SERVER_H
#define CHALKLINE_E2E_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

struct server {
	pid_t pid;
	int port;
	char dir[64];           /* holds all that follows; also the clients' $HOME */
	char data[96], log[96], known_hosts[96];
	char fingerprint[128];  /* "SHA256:..." of the host key */
	bool may_die;           /* a test that kills its processes says so: deaths in the log are right */
	const char *const *extra;
};

/* The program to serve and to command with; NULL: the one that was built. For tests that renew it. */
extern const char *server_program;

/* More arguments for serve (NULL-ended; NULL: none), kept. They come back when it is listening. */
struct server *server_start(const char *const *extra);
/* A new machine: a data folder restored from a backup, served by a new process. Its clients trust what they have trusted
 * before, the key of `before`, and nothing else. */
struct server *server_restored(const struct server *before, const char *backup);
/* Writes this into chalkline.yaml before the first start; NULL: no file. */
struct server *server_start_with(const char *yaml, const char *const *extra);
void server_stop(struct server *s); /* ends it, looks at the log, throws the data away */
/* For teardown: everything that is still there goes, nothing is looked at. */
void server_kill_all(void);

void server_halt(struct server *s);  /* the first half of stop: SIGTERM, status 0, a clean log */
void server_again(struct server *s); /* the same records, a new process, perhaps a new port */

/* chalkline invite: the code. Free it. */
char *server_invite(struct server *s, const char *role, int uses, int days);
/* chalkline user add: with the key of server_key, or a password, or both. */
void server_user(struct server *s, const char *login, const char *role, const char *key, const char *password);
/* Makes an ed25519 key pair NAME, for all clients that are installed. */
void server_key(struct server *s, const char *name);
/* The same of another kind, as ssh-keygen -t and -b take it. */
void server_key_of(struct server *s, const char *name, const char *type, const char *bits);
/* Runs `chalkline ARGUMENT...` with --data at its end; must exit 0; its output. Free it. */
char *server_command(struct server *s, const char *const *arguments);

char *server_log_text(struct server *s); /* free it */
void server_wait_log(struct server *s, const char *text);

#endif
