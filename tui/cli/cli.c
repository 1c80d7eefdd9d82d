#include "tui/cli/cli.h"

#include "courses/read/suggest.h"
#include "store/keeper/keeper.h"
#include "tui/screens/app.h"
#include "tui/serve/config.h"
#include "tui/serve/datadir.h"
#include "tui/serve/doors.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MS = 60000 };

/* Where the package and its units keep the records, so that their operator need not say it each time. */
static const char PACKAGED_DATA[] = "/var/lib/chalkline";

static const struct cli_option *
find_option(const struct cli_option *o, const char *word, size_t len)
{
	for (; o->name != NULL; o++)
		if (strlen(o->name) == len && memcmp(o->name, word, len) == 0)
			return o;
	return NULL;
}

static bool
take_value(const struct cli_option *o, const char *value)
{
	int n = 0;
	if (o->text != NULL) {
		*o->text = value;
		return true;
	}
	while (o->many[n] != NULL)
		n++;
	if (n == CLI_MANY - 1) {
		cli_say("%s is there too often", o->name);
		return false;
	}
	o->many[n] = value;
	return true;
}

static void
unknown_option(const char *words, const struct cli_option *o, const char *word)
{
	struct arena *a = arena_new();
	struct suggest near = suggest_for(str_from(word));
	for (; o->name != NULL; o++)
		suggest_try(&near, str_from(o->name));
	struct str end = suggest_or(a, &near, "");
	cli_say("%s does not know the option %s%s%.*s", words, word, end.len > 0 ? "; " : "", STR_ARG(end));
	arena_free(a);
}

bool
cli_options(int argc, char **argv, const struct cli_option *options, int *args)
{
	bool over = false;
	*args = 0;
	for (int i = 1; i < argc; i++) {
		char *word = argv[i];
		if (over || word[0] != '-' || word[1] == '\0') {
			argv[++*args] = word;
			continue;
		}
		if (strcmp(word, "--") == 0) {
			over = true;
			continue;
		}
		const char *equals = strchr(word, '=');
		const struct cli_option *o =
		    find_option(options, word, equals != NULL ? (size_t)(equals - word) : strlen(word));
		if (o == NULL) {
			unknown_option(argv[0], options, word);
			return false;
		}
		if (o->flag != NULL && equals != NULL) {
			cli_say("%s takes no value", o->name);
			return false;
		}
		if (o->flag != NULL) {
			*o->flag = true;
			continue;
		}
		if (equals == NULL && i + 1 == argc) {
			cli_say("%s wants a value", word);
			return false;
		}
		if (!take_value(o, equals != NULL ? equals + 1 : argv[++i]))
			return false;
	}
	return true;
}

const char *
cli_data(const char *given)
{
	const char *data = given != NULL ? given : getenv("CHALKLINE_DATA");
	if (data == NULL && access(PACKAGED_DATA, F_OK) == 0)
		data = PACKAGED_DATA;
	if (data == NULL || data[0] == '\0') {
		cli_say("which data folder? Say --data DIR, or set CHALKLINE_DATA");
		return NULL;
	}
	return data;
}

bool
cli_number(const char *what, const char *text, uint32_t least, uint32_t most, uint32_t *n)
{
	uint64_t v = 0;
	if (str_number(str_from(text), most, &v) && v >= least) {
		*n = (uint32_t)v;
		return true;
	}
	cli_say("%s is a whole number from %u to %u, not \"%s\"", what, least, most, text);
	return false;
}

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
			return err_set(e, ERR_VERSION, "the server speaks another version than this command");
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

static bool
ask_here(const char *data, const char *database, struct request *q, struct arena *a, struct reply *r, struct err *e)
{
	struct config config;
	struct problems p = problems_in(a);
	struct err mistake = { 0 }; /* what a mistake in chalkline.yaml means is told by status and serve */
	bool has_config = config_read(datadir_file(a, data, "chalkline.yaml"), a, &config, &p, &mistake);
	struct keeper_options o = { .database = database, .settings = has_config ? &config.keeper : NULL };
	struct keeper *k = keeper_open(&o, e);
	if (k == NULL)
		return false;
	struct seat seat = keeper_operator();
	q->number = 1; /* an answer with number 0 has no body */
	keeper_ask(k, &seat, q, a, r);
	*r = *reply_copy(a, r); /* it may lie in an edition, which goes with the keeper */
	keeper_close(k);
	return true;
}

/* false with ERR_BUSY: somebody starts or ends there, look again. */
static bool
ask_locked(const char *data, struct request *q, struct arena *a, struct reply *r, struct err *e)
{
	const char *database = datadir_file(a, data, "records.db");
	if (!has_records(data, database, q->verb, e))
		return false;
	struct cli_owner back = cli_become_owner(data);
	int lock = datadir_lock(data, e);
	bool ok = lock >= 0 && ask_here(data, database, q, a, r, e);
	if (lock >= 0)
		close(lock);
	cli_become_self(back);
	return ok;
}

bool
cli_ask(const char *data, struct request *q, struct arena *a, struct reply *r, bool *served, struct err *e)
{
	const char *socket_path = datadir_file(a, data, "keeper.sock");
	for (int tries = 0; tries < 4; tries++) {
		int fd = doors_call_admin(socket_path);
		if (served != NULL)
			*served = fd >= 0;
		if (fd >= 0) {
			bool broke = false, ok = ask_server(fd, q, a, r, &broke, e);
			close(fd);
			if (broke && tries < 3)
				continue;
			return ok;
		}
		*e = (struct err){ 0 };
		if (ask_locked(data, q, a, r, e))
			return true;
		if (e->kind != ERR_BUSY || tries == 3)
			return false;
		struct timespec moment = { 0, 300 * 1000000 }; /* it is just starting or ending */
		nanosleep(&moment, NULL);
	}
	return err_set(e, ERR_BUSY, "a server is starting in %s; try again in a moment", data);
}

bool
cli_begin(struct cli *c, int argc, char **argv, const struct cli_option *more, int least, int most)
{
	struct cli_option all[CLI_OPTIONS + 3] = { { NULL, NULL, NULL, NULL } };
	int n = 0;
	*c = (struct cli){ .a = NULL };
	for (; more != NULL && more->name != NULL; more++) {
		assert(n < CLI_OPTIONS);
		all[n++] = *more;
	}
	all[n++] = (struct cli_option){ "--data", &c->data, NULL, NULL };
	all[n++] = (struct cli_option){ "--json", NULL, &c->json, NULL };
	if (!cli_options(argc, argv, all, &c->args))
		return false;
	if (c->args > most) {
		if (most == 0 && cli_has_below(argv[0]))
			cli_unknown(argv[0], argv[1]);
		else
			cli_usage(argv[0], "%s has no place for \"%s\"", argv[0], argv[1 + most]);
		return false;
	}
	if (c->args < least) {
		cli_usage(argv[0], "%s wants %s", argv[0], least == 1 ? "one word more" : "more words");
		return false;
	}
	if ((c->data = cli_data(c->data)) == NULL)
		return false;
	c->arg = argv + 1;
	c->a = arena_new();
	return true;
}

int
cli_end(struct cli *c, int status)
{
	arena_free(c->a);
	return status;
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
		cli_say("the server that serves speaks another version than this command; reload it (SIGUSR2) or use its "
			"own program");
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
	if (!cli_ask(c->data, q, c->a, r, NULL, &e))
		return cli_fail(&e);
	return r->refusal.reason == REASON_NONE ? EX_OK : refused(c, &r->refusal, whom, no_such);
}
