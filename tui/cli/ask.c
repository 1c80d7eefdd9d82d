/* A question to the keeper: the one that serves, or one of our own under the lock. */
#include "tui/cli/cli.h"

#include "store/keeper/keeper.h"
#include "tui/screens/app.h"
#include "tui/serve/config.h"
#include "tui/serve/datadir.h"
#include "tui/serve/doors.h"

#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MS = 60000 };

struct uuid
cli_uuid(void)
{
	struct timespec t;
	unsigned char random[10];
	clock_gettime(CLOCK_REALTIME, &t);
	randombytes_buf(random, sizeof(random));
	return uuid_make((uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000, random);
}

/* The first answer may be a new keeper's greeting (number 0): then it is said again under the same event id. broke: the
 * keeper ended meanwhile, and the next one can be asked the same. */
static bool
ask_server(int fd, struct request *q, struct arena *a, struct reply *r, bool *broke, struct err *e)
{
	struct buf b = BUF_IN(a);
	unsigned char *bytes = arena_alloc(a, RECORD_MESSAGE);
	q->number = 1;
	request_write(&b, q);
	for (int tries = 0; tries < 3; tries++) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		if (send(fd, b.at, b.len, MSG_NOSIGNAL) < 0)
			break;
		if (poll(&p, 1, ANSWER_MS) <= 0)
			return err_set(e, ERR_BUSY, "the server does not answer; it may be very busy, try again");
		ssize_t len = recv(fd, bytes, RECORD_MESSAGE, 0);
		if (len <= 0)
			break;
		if (!reply_read(bytes, (size_t)len, a, r))
			return err_set(e, ERR_VERSION, "the server is another version than this command; renew it (SIGUSR2), or use its own program");
		if (r->number == 1)
			return true;
	}
	*broke = true;
	return err_set(e, ERR_BUSY, "the server broke off; try again in a moment");
}

struct cli_owner
cli_become_owner(const char *data)
{
	struct cli_owner back = { false, geteuid(), getegid() };
	struct stat st;
	if (back.user != 0 || stat(data, &st) != 0 || st.st_uid == 0)
		return back;
	back.changed = setegid(st.st_gid) == 0 && seteuid(st.st_uid) == 0;
	return back;
}

void
cli_become_self(struct cli_owner back)
{
	if (back.changed && (seteuid(back.user) != 0 || setegid(back.group) != 0))
		abort(); /* who may become the superuser again cannot fail to */
}

/* One who mistypes the name of the folder shall not find an empty academy there. */
static bool
has_records(const char *data, const char *database, enum verb verb, struct err *e)
{
	if (verb == VERB_INVITE || verb == VERB_USER_ADD)
		return datadir_make(data, e);
	if (access(database, F_OK) == 0 || errno != ENOENT)
		return true;
	return err_set(e, ERR_MISSING, "there is no academy in %s: no records.db is there", data);
}

/* The keeper stays open for the next question of the same command. */
static bool
open_here(struct cli *c, const char *database, struct err *e)
{
	struct config config;
	struct problems p = problems_in(c->a);
	struct err mistake = { 0 }; /* what a mistake in chalkline.yaml means is told by status and serve */
	bool has_config = config_read(datadir_file(c->a, c->data, "chalkline.yaml"), c->a, &config, &p, &mistake);
	struct keeper_options o = { .database = database, .settings = has_config ? &config.keeper : NULL };
	if (c->here == NULL && (c->lock = datadir_lock(c->data, e)) >= 0)
		c->here = keeper_open(&o, e);
	if (c->here == NULL && c->lock >= 0) {
		close(c->lock);
		c->lock = -1;
	}
	return c->here != NULL;
}

static bool
ask_here(struct cli *c, struct request *q, struct reply *r, struct err *e)
{
	const char *database = datadir_file(c->a, c->data, "records.db");
	if (!has_records(c->data, database, q->verb, e))
		return false;
	struct cli_owner back = cli_become_owner(c->data);
	bool ok = open_here(c, database, e);
	if (ok) {
		struct seat seat = keeper_operator();
		q->number = 1; /* an answer with number 0 has no body */
		keeper_ask(c->here, &seat, q, c->a, r);
		*r = *reply_copy(c->a, r); /* it may lie in an edition, which goes with the keeper */
	}
	cli_become_self(back);
	return ok;
}

void
cli_release(struct cli *c)
{
	if (c->here == NULL)
		return;
	struct cli_owner back = cli_become_owner(c->data);
	keeper_close(c->here);
	close(c->lock);
	cli_become_self(back);
	c->here = NULL;
	c->lock = -1;
}

bool
cli_is_served(struct cli *c)
{
	int fd = c->here == NULL ? doors_call_admin(datadir_file(c->a, c->data, "keeper.sock")) : -1;
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool
cli_ask(struct cli *c, struct request *q, struct reply *r, bool *served, struct err *e)
{
	const char *socket_path = datadir_file(c->a, c->data, "keeper.sock");
	for (int tries = 0; tries < 4; tries++) {
		int fd = c->here == NULL ? doors_call_admin(socket_path) : -1;
		if (served != NULL)
			*served = fd >= 0;
		if (fd >= 0) {
			bool broke = false, ok = ask_server(fd, q, c->a, r, &broke, e);
			close(fd);
			if (broke && tries < 3)
				continue;
			return ok;
		}
		*e = (struct err){ 0 };
		if (ask_here(c, q, r, e))
			return true;
		if (e->kind != ERR_BUSY || tries == 3)
			return false;
		struct timespec moment = { 0, 300 * 1000000 }; /* it is just starting or ending */
		nanosleep(&moment, NULL);
	}
	return err_set(e, ERR_BUSY, "a server is starting in %s; try again in a moment", c->data);
}

/* What a refusal means to the operator, and the status that fits. */
static int
refused(struct cli *c, const struct refusal *r, const char *whom, const char *no_such)
{
	struct academy nobody = { .contact = STR_NONE };
	struct str when = cli_when(c->a, r->at, "?");
	switch (r->reason) {
	case REASON_NO_PERSON:
		cli_say("nobody here has the login %s; chalkline user list --find TEXT looks for people",
		    whom != NULL ? whom : "that was given");
		return EX_NOUSER;
	case REASON_NO_SUCH:
	case REASON_CODE_UNKNOWN:
		cli_say("%s", no_such != NULL ? no_such : "that is not there");
		return EX_NOINPUT;
	case REASON_LAST_WAY_IN:
		cli_say("not done: it is the last way into the account. Give a password first (chalkline user password), "
			"or say --last-too and make a recovery code (chalkline recover)");
		return EX_NOPERM;
	case REASON_RIGHTS:
	case REASON_NOT_ALLOWED:
		cli_say("not done: that is not allowed");
		return EX_NOPERM;
	case REASON_DISK:
		cli_say("not done: the records could not be written. Is the disk full, or read-only? "
			"chalkline status tells more");
		return EX_IOERR;
	case REASON_CLOCK:
		cli_say("not done: this machine's clock stands behind the newest record, of %.*s UTC. Set the clock",
		    STR_ARG(when));
		return EX_UNAVAILABLE;
	case REASON_BUSY:
		cli_say("not done: too much is under way just now; try again in a moment");
		return EX_TEMPFAIL;
	case REASON_VERSION:
		cli_say("the server is another version than this command; renew it (SIGUSR2), or use its own program");
		return EX_PROTOCOL;
	case REASON_MALFORMED:
		cli_say("not done: something that was given is too long, or cannot be kept");
		return EX_DATAERR;
	default: {
		struct str why = reason_text(r, &nobody, c->a);
		cli_say("not done: %.*s", STR_ARG(why));
		return EX_DATAERR;
	}
	}
}

int
cli_do(struct cli *c, struct request *q, struct reply *r, const char *whom, const char *no_such)
{
	struct err e = { 0 };
	if (!cli_ask(c, q, r, NULL, &e))
		return cli_fail(&e);
	return r->refusal.reason == REASON_NONE ? EX_OK : refused(c, &r->refusal, whom, no_such);
}
