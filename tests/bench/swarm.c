/*
 * Many learners in one process: a load client that costs little beside the server that it loads.
 *
 *	bench-swarm --port P --keys DIR --prefix NAME -n SESSIONS -c IN-FLIGHT [--zlib] [--type
 *KEYS] [--leave]
 *
 * Session I logs in as NAME with I in three digits behind it (I begins again after --users), with
 *the key DIR/NAMEIII; with --users 0 all are NAME, with the key DIR/NAME. In the steps of a stock
 *client: none, offer, signature. It asks for a terminal and a shell and waits for the first byte.
 *With --type each session then presses these keys, one after the other, each when the answer to the
 *one before it has come; \r and the like are written as in C.
 *
 * On standard output: "up N failed N seconds S p50 MS p99 MS", "typed N", and "left N" after
 *standard input has ended: so many were still there. With --leave each session ends at its first
 *byte, and so does the program after the last.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libssh/libssh.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	QUIET_US = 120000,       /* an answer is over when nothing has come for so long */
	LOGIN_US = 60 * 1000000, /* then it has failed */
	UNANSWERED_US = 10 * 1000000,
	HOLD_S = 600,
	LOOK_US = 5000, /* libssh may hold a packet that it has read and not yet looked at */
	EVENTS = 64,
};

enum state { CONNECT, NONE, OFFER, SIGN, CHANNEL, OPEN_CHANNEL, PTY, SHELL, FIRST, HERE, GONE };

struct one {
	ssh_session ssh;
	ssh_channel channel;
	ssh_key key, offered;
	int fd;
	enum state state;
	int64_t begun, heard, pressed;
	bool answered;
	size_t typed;
	char user[64];
};

struct swarm {
	int port, users, count, at_once, epoll;
	const char *keys, *prefix;
	char *type;
	bool zlib, leave;
	struct one *one;
	int begun, up, failed, gone, in_flight;
	int64_t start, last_up;
	double *took;
};

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "bench-swarm: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* ---- one session ---- */

static int
connect_here(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		die("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

static void
begin(struct swarm *w, struct one *o, int number)
{
	char file[512], public_file[520];
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = o };
	bool no = false;

	if (w->users > 0)
		snprintf(o->user, sizeof(o->user), "%s%03d", w->prefix, number % w->users);
	else
		snprintf(o->user, sizeof(o->user), "%s", w->prefix);
	snprintf(file, sizeof(file), "%s/%s", w->keys, o->user);
	snprintf(public_file, sizeof(public_file), "%s.pub", file);
	if (ssh_pki_import_privkey_file(file, NULL, NULL, NULL, &o->key) != SSH_OK ||
	    ssh_pki_import_pubkey_file(public_file, &o->offered) != SSH_OK)
		die(file);
	o->begun = now_us();
	o->fd = connect_here(w->port);
	o->ssh = ssh_new();
	if (o->ssh == NULL)
		die("ssh_new");
	ssh_options_set(o->ssh, SSH_OPTIONS_PROCESS_CONFIG, &no);
	ssh_options_set(o->ssh, SSH_OPTIONS_HOST, "127.0.0.1");
	ssh_options_set(o->ssh, SSH_OPTIONS_FD, &o->fd);
	ssh_options_set(o->ssh, SSH_OPTIONS_USER, o->user);
	ssh_options_set(o->ssh, SSH_OPTIONS_COMPRESSION, w->zlib ? "yes" : "no");
	ssh_options_set(o->ssh, SSH_OPTIONS_KNOWNHOSTS, "/dev/null");
	ssh_options_set(o->ssh, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
	ssh_set_blocking(o->ssh, 0);
	o->state = CONNECT;
	if (epoll_ctl(w->epoll, EPOLL_CTL_ADD, o->fd, &ev) != 0)
		die("epoll_ctl");
	w->begun++;
	w->in_flight++;
}

static void
end(struct swarm *w, struct one *o, const char *why)
{
	if (o->state < HERE) {
		if (why != NULL) {
			if (w->failed++ < 3)
				fprintf(stderr, "bench-swarm: %s, in step %d: %s\n", o->user,
				    (int)o->state, why);
		}
		w->in_flight--;
	}
	o->state = GONE;
	w->gone++;
	epoll_ctl(w->epoll, EPOLL_CTL_DEL, o->fd, NULL);
	ssh_disconnect(o->ssh);
	ssh_free(o->ssh);
	ssh_key_free(o->key);
	ssh_key_free(o->offered);
	o->ssh = NULL;
}

/* Reads all there is. false: the session is over. */
static bool
hear(struct one *o)
{
	char bytes[8192];
	int n;

	while ((n = ssh_channel_read_nonblocking(o->channel, bytes, sizeof(bytes), 0)) > 0) {
		o->heard = now_us();
		o->answered = true;
	}
	return n >= 0 && !ssh_channel_is_eof(o->channel) && ssh_is_connected(o->ssh);
}

static void
arrived(struct swarm *w, struct one *o)
{
	o->state = HERE;
	w->in_flight--;
	w->last_up = o->heard;
	w->took[w->up++] = (double)(o->heard - o->begun) / 1000;
	if (w->leave)
		end(w, o, NULL);
}

static enum state
after_auth(int rc, enum state good, enum state *now)
{
	if (rc == SSH_AUTH_SUCCESS || (*now == NONE && rc == SSH_AUTH_DENIED))
		return good;
	return rc == SSH_AUTH_AGAIN ? *now : GONE;
}

static enum state
after(int rc, enum state good, enum state now)
{
	return rc == SSH_OK ? good : rc == SSH_AGAIN ? now : GONE;
}

/* As far as it goes now. */
static void
step(struct swarm *w, struct one *o)
{
	for (;;) {
		enum state before = o->state, next = before;

		switch (before) {
		case CONNECT:
			next = after(ssh_connect(o->ssh), NONE, before);
			break;
		case NONE:
			next = after_auth(ssh_userauth_none(o->ssh, NULL), OFFER, &before);
			break;
		case OFFER:
			next = after_auth(
			    ssh_userauth_try_publickey(o->ssh, NULL, o->offered), SIGN, &before);
			break;
		case SIGN:
			next = after_auth(
			    ssh_userauth_publickey(o->ssh, NULL, o->key), CHANNEL, &before);
			break;
		case CHANNEL:
			o->channel = ssh_channel_new(o->ssh);
			next = o->channel != NULL ? OPEN_CHANNEL : GONE;
			break;
		case OPEN_CHANNEL:
			next = after(ssh_channel_open_session(o->channel), PTY, before);
			break;
		case PTY:
			next = after(
			    ssh_channel_request_pty_size(o->channel, "xterm-256color", 80, 24),
			    SHELL, before);
			break;
		case SHELL:
			next = after(ssh_channel_request_shell(o->channel), FIRST, before);
			break;
		case FIRST:
			if (!hear(o))
				next = GONE;
			else if (o->answered)
				arrived(w, o);
			if (next != GONE)
				return;
			break;
		case HERE:
			if (!hear(o))
				end(w, o, NULL);
			return;
		case GONE:
			return;
		}
		if (next == GONE) {
			end(w, o, ssh_get_error(o->ssh));
			return;
		}
		if (next == before)
			return;
		o->state = next;
	}
}

/* ---- keys ---- */

/* The next key when the answer to the last one has come. true: there are more to press. */
static bool
press(struct swarm *w, struct one *o, int64_t now)
{
	size_t len = 1;

	if (o->state != HERE || w->type[o->typed] == '\0')
		return false;
	if (o->answered ? now - o->heard < QUIET_US : now - o->pressed < UNANSWERED_US)
		return true;
	if (w->type[o->typed] == '\033') /* a sequence goes out whole */
		len = 3;
	o->answered = false;
	o->pressed = now;
	if (ssh_channel_write(o->channel, w->type + o->typed, (uint32_t)len) < 0)
		return false;
	o->typed += len;
	return true;
}

/* ---- the swarm ---- */

static void
turn(struct swarm *w, int ms)
{
	struct epoll_event ev[EVENTS];
	int n = epoll_wait(w->epoll, ev, EVENTS, ms);

	for (int i = 0; i < n; i++)
		step(w, ev[i].data.ptr);
}

static void
look_after_slow_ones(struct swarm *w)
{
	int64_t now = now_us();

	for (int i = 0; i < w->begun; i++) {
		struct one *o = &w->one[i];

		if (o->state >= HERE)
			continue;
		if (now - o->begun > LOGIN_US)
			end(w, o, "no first screen in time");
		else
			step(w, o);
	}
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
percentile(const struct swarm *w, double p)
{
	return w->up > 0 ? w->took[(int)(p * (w->up - 1) + 0.5)] : 0;
}

static void
log_in_all(struct swarm *w)
{
	int64_t looked;

	w->start = w->last_up = looked = now_us();
	while (w->begun < w->count || w->in_flight > 0) {
		while (w->begun < w->count && w->in_flight < w->at_once) {
			struct one *o = &w->one[w->begun];

			begin(w, o, w->begun);
			step(w, o);
		}
		turn(w, LOOK_US / 1000);
		if (now_us() - looked > LOOK_US) {
			look_after_slow_ones(w);
			looked = now_us();
		}
	}
	qsort(w->took, (size_t)w->up, sizeof(*w->took), by_size);
	printf("up %d failed %d seconds %.3f p50 %.1f p99 %.1f\n", w->up, w->failed,
	    (double)(w->last_up - w->start) / 1e6, percentile(w, 0.5), percentile(w, 0.99));
	fflush(stdout);
}

static void
type_all(struct swarm *w)
{
	bool more = true;
	int all = 0;

	while (more) {
		int64_t now = now_us();

		more = false;
		for (int i = 0; i < w->begun; i++)
			more = press(w, &w->one[i], now) || more;
		turn(w, 5);
	}
	for (int64_t until = now_us() + 3 * QUIET_US;
	     now_us() < until;) /* the answers to the last ones */
		turn(w, 10);
	for (int i = 0; i < w->begun; i++)
		all += w->one[i].state == HERE && w->type[w->one[i].typed] == '\0';
	printf("typed %d\n", all);
	fflush(stdout);
}

/* Stands there until standard input ends. Woken by nothing but the server. */
static void
hold(struct swarm *w)
{
	struct pollfd p[2] = { { .fd = 0, .events = POLLIN },
		{ .fd = w->epoll, .events = POLLIN } };
	int64_t until = now_us() + (int64_t)HOLD_S * 1000000;
	char byte;

	while (now_us() < until && poll(p, 2, 1000) >= 0) {
		if (p[0].revents != 0 && read(0, &byte, 1) <= 0)
			break;
		turn(w, 0);
	}
	printf("left %d\n", w->begun - w->gone);
	fflush(stdout);
	for (int i = 0; i < w->begun; i++) {
		if (w->one[i].state == HERE)
			end(w, &w->one[i], NULL);
	}
}

static char *
with_escapes(const char *text)
{
	char *out = strdup(text), *to = out;

	for (; *text != '\0'; text++) {
		if (*text != '\\' || text[1] == '\0') {
			*to++ = *text;
			continue;
		}
		text++;
		*to++ = (char)(*text == 'r' ? '\r' : *text == 'e' ? '\033' : *text);
	}
	*to = '\0';
	return out;
}

static _Noreturn void
usage(void)
{
	fprintf(stderr,
	    "usage: bench-swarm --port P --keys DIR --prefix NAME -n SESSIONS [-c IN-FLIGHT] "
	    "[--users N] [--zlib] [--type KEYS] [--leave]\n");
	exit(64);
}

int
main(int argc, char **argv)
{
	struct swarm w = { .at_once = 16, .users = -1 };
	struct rlimit files;

	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;

		if (strcmp(argv[i], "--zlib") == 0) {
			w.zlib = true;
			continue;
		} else if (strcmp(argv[i], "--leave") == 0) {
			w.leave = true;
			continue;
		}
		if (value == NULL)
			usage();
		if (strcmp(argv[i], "--port") == 0)
			w.port = atoi(value);
		else if (strcmp(argv[i], "--keys") == 0)
			w.keys = value;
		else if (strcmp(argv[i], "--prefix") == 0)
			w.prefix = value;
		else if (strcmp(argv[i], "--users") == 0)
			w.users = atoi(value);
		else if (strcmp(argv[i], "--type") == 0)
			w.type = with_escapes(value);
		else if (strcmp(argv[i], "-n") == 0)
			w.count = atoi(value);
		else if (strcmp(argv[i], "-c") == 0)
			w.at_once = atoi(value);
		else
			usage();
		i++;
	}
	if (w.port <= 0 || w.keys == NULL || w.prefix == NULL || w.count <= 0 || w.at_once <= 0)
		usage();
	if (w.users < 0)
		w.users = w.count;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	w.one = calloc((size_t)w.count, sizeof(*w.one));
	w.took = calloc((size_t)w.count, sizeof(*w.took));
	w.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (w.one == NULL || w.took == NULL || w.epoll < 0 || ssh_init() != SSH_OK)
		die("start");
	log_in_all(&w);
	if (!w.leave) {
		if (w.type != NULL)
			type_all(&w);
		hold(&w);
	}
	return w.failed > 0 ? 1 : 0;
}
