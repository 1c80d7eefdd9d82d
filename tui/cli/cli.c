#include "tui/cli/cli.h"

#include "store/keeper/keeper.h"
#include "tui/serve/datadir.h"
#include "tui/serve/doors.h"

#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MS = 60000 };

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
		fprintf(stderr, "chalkline: %s is there too often\n", o->name);
		return false;
	}
	o->many[n] = value;
	return true;
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
			fprintf(stderr, "chalkline: %s does not know the option %s\n", argv[0], word);
			return false;
		}
		if (o->flag != NULL) {
			*o->flag = true;
			continue;
		}
		if (equals == NULL && i + 1 == argc) {
			fprintf(stderr, "chalkline: %s wants a value\n", word);
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
	if (data == NULL || data[0] == '\0') {
		fprintf(stderr, "chalkline: which data folder? Say --data DIR, or set CHALKLINE_DATA\n");
		return NULL;
	}
	return data;
}

int
cli_fail(const struct err *e)
{
	fprintf(stderr, "chalkline: %s\n", e->text);
	return err_exit(e);
}

bool
cli_number(const char *what, const char *text, uint32_t least, uint32_t most, uint32_t *n)
{
	uint64_t v = 0;
	if (str_number(str_from(text), most, &v) && v >= least) {
		*n = (uint32_t)v;
		return true;
	}
	fprintf(stderr, "chalkline: %s is a whole number from %u to %u, not \"%s\"\n", what, least, most, text);
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

bool
cli_ask(const char *data, struct request *q, struct arena *a, struct reply *r, struct err *e)
{
	const char *socket_path = datadir_file(a, data, "keeper.sock");
	for (int tries = 0; tries < 4; tries++) {
		int fd = doors_call_admin(socket_path);
		if (fd >= 0) {
			bool broke = false, ok = ask_server(fd, q, a, r, &broke, e);
			close(fd);
			if (broke && tries < 3)
				continue;
			return ok;
		}
		if (!datadir_make(data, e))
			return false;
		int lock = datadir_lock(data, e);
		if (lock < 0 && e->kind == ERR_BUSY && tries < 3) {
			struct timespec moment = { 0, 300 * 1000000 }; /* it is just starting or ending */
			nanosleep(&moment, NULL);
			continue;
		}
		if (lock < 0)
			return false;
		struct keeper_options o = { .database = datadir_file(a, data, "records.db") };
		struct keeper *k = keeper_open(&o, e);
		if (k != NULL) {
			struct seat seat = keeper_operator();
			keeper_ask(k, &seat, q, a, r);
			keeper_close(k);
		}
		close(lock);
		return k != NULL;
	}
	return err_set(e, ERR_BUSY, "a server is starting in %s; try again in a moment", data);
}
