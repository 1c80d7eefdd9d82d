#include "tests/e2e/relay.h"

#include "tests/e2e/process.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	PAIRS = 256,
	CHUNK = 16384,
	CHUNK_PACED = 64, /* a paced line passes small pieces, so that it is slow and not lumpy */
	WAITING = 64,     /* pieces under way in one direction */
	PACED_BYTES = 512, /* that a paced line takes in before it lets the sender feel it */
};

struct piece {
	int64_t due; /* microseconds */
	size_t len, sent;
	char bytes[CHUNK];
};

struct way { /* one direction of one connection */
	struct piece *piece[WAITING];
	unsigned pieces;
	size_t bytes;
	int64_t busy; /* the line is, until then */
	bool ended;   /* the sender has closed its side */
	bool told;    /* and the other one knows */
};

struct pair {
	int client, server;
	struct way up, down;
	bool client_spoke;
};

struct relay {
	struct relay *next;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t did;
	int listener, wake, port, target;
	struct pair *pair[PAIRS];
	unsigned pairs, bits, delay;
	bool frozen, cut, stop;
	bool cut_waits, cut_up, cut_came, cut_done; /* at so many bytes of one way: */
	uint64_t cut_bytes;
	struct relay_count count;
};

static struct relay *all;

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static struct sockaddr_in
loopback(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return a;
}

/* ---- one connection; the lock is held ---- */

static uint64_t
segments_in(int fd)
{
	struct tcp_info info;
	socklen_t len = sizeof(info);

	memset(&info, 0, sizeof(info));
	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) < 0)
		return 0;
	return info.tcpi_data_segs_in;
}

static void
pair_free(struct relay *r, unsigned i, bool reset)
{
	struct pair *p = r->pair[i];
	struct linger now = { .l_onoff = 1, .l_linger = 0 };

	r->count.up_segments += segments_in(p->client);
	r->count.down_segments += segments_in(p->server);
	if (reset) {
		setsockopt(p->client, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
		setsockopt(p->server, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	}
	close(p->client);
	close(p->server);
	for (unsigned k = 0; k < p->up.pieces; k++)
		free(p->up.piece[k]);
	for (unsigned k = 0; k < p->down.pieces; k++)
		free(p->down.piece[k]);
	free(p);
	r->pair[i] = r->pair[--r->pairs];
	r->count.open = r->pairs;
}

static void
pair_new(struct relay *r)
{
	int client = accept4(r->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), server, one = 1, small = 4096;
	struct sockaddr_in to = loopback(r->target);
	struct pair *p;

	if (client < 0)
		return;
	server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (r->bits != 0) /* or the kernel would hold a page of what has "arrived" */
		setsockopt(server, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	if (r->pairs == PAIRS || server < 0 || connect(server, (struct sockaddr *)&to, sizeof(to)) < 0) {
		close(client);
		close(server);
		return;
	}
	fcntl(server, F_SETFL, O_NONBLOCK);
	setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	p = calloc(1, sizeof(*p));
	if (p == NULL)
		abort();
	p->client = client;
	p->server = server;
	r->pair[r->pairs++] = p;
	r->count.connections++;
	r->count.open = r->pairs;
}

static bool
way_takes(const struct relay *r, const struct way *w)
{
	return !w->ended && !r->frozen && w->pieces < WAITING && (r->bits == 0 || w->bytes < PACED_BYTES);
}

/* false: the connection is over. */
static bool
way_read(struct relay *r, struct pair *p, struct way *w, int fd)
{
	struct piece *piece = malloc(sizeof(*piece));
	int64_t start = now_us();
	ssize_t n;

	if (piece == NULL)
		abort();
	n = recv(fd, piece->bytes, r->bits != 0 ? CHUNK_PACED : CHUNK, 0);
	if (n <= 0) {
		free(piece);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return true;
		w->ended = true;
		return n == 0;
	}
	if (r->cut_waits && r->cut_up == (w == &p->up)) {
		uint64_t left = r->cut_bytes - (r->cut_up ? r->count.up : r->count.down);

		if ((uint64_t)n >= left) {
			n = (ssize_t)left;
			r->cut_waits = false;
			r->cut_came = true;
		}
	}
	if (w == &p->up) {
		r->count.up += (uint64_t)n;
		p->client_spoke = true;
	} else {
		r->count.down += (uint64_t)n;
		r->count.turns += p->client_spoke;
		p->client_spoke = false;
	}
	if (start < w->busy)
		start = w->busy;
	w->busy = start + (r->bits != 0 ? (int64_t)n * 8 * 1000000 / r->bits : 0);
	piece->due = w->busy + (int64_t)r->delay * 1000;
	piece->len = (size_t)n;
	piece->sent = 0;
	w->piece[w->pieces++] = piece;
	w->bytes += (size_t)n;
	return true;
}

/* Sends what is due. false: the other side is gone. */
static bool
way_write(struct way *w, int fd)
{
	while (w->pieces > 0 && w->piece[0]->due <= now_us()) {
		struct piece *piece = w->piece[0];
		ssize_t n = send(fd, piece->bytes + piece->sent, piece->len - piece->sent, MSG_NOSIGNAL);

		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		piece->sent += (size_t)n;
		if (piece->sent < piece->len)
			return true;
		w->bytes -= piece->len;
		free(piece);
		memmove(w->piece, w->piece + 1, --w->pieces * sizeof(*w->piece));
	}
	if (w->ended && w->pieces == 0 && !w->told) {
		shutdown(fd, SHUT_WR);
		w->told = true;
	}
	return true;
}

/* ---- the loop ---- */

static int64_t
way_due(const struct way *w, int64_t soonest)
{
	return w->pieces > 0 && w->piece[0]->due < soonest ? w->piece[0]->due : soonest;
}

static void
turn(struct relay *r)
{
	static const struct timespec long_time = { .tv_sec = 3600 };
	struct pollfd p[2 + 2 * PAIRS];
	unsigned pairs = r->pairs;
	int64_t now = now_us(), soonest = INT64_MAX;
	struct timespec wait = long_time;

	p[0] = (struct pollfd){ .fd = r->wake, .events = POLLIN };
	p[1] = (struct pollfd){ .fd = r->listener, .events = POLLIN };
	for (unsigned i = 0; i < pairs; i++) {
		struct pair *x = r->pair[i];
		bool up_due = x->up.pieces > 0 && x->up.piece[0]->due <= now;
		bool down_due = x->down.pieces > 0 && x->down.piece[0]->due <= now;

		p[2 + 2 * i] = (struct pollfd){ .fd = r->frozen ? -1 : x->client,
			.events = (short)((way_takes(r, &x->up) ? POLLIN : 0) | (down_due ? POLLOUT : 0)) };
		p[3 + 2 * i] = (struct pollfd){ .fd = r->frozen ? -1 : x->server,
			.events = (short)((way_takes(r, &x->down) ? POLLIN : 0) | (up_due ? POLLOUT : 0)) };
		if (!r->frozen && !up_due)
			soonest = way_due(&x->up, soonest);
		if (!r->frozen && !down_due)
			soonest = way_due(&x->down, soonest);
	}
	if (soonest != INT64_MAX) {
		int64_t left = soonest > now ? soonest - now : 0;

		wait.tv_sec = left / 1000000;
		wait.tv_nsec = left % 1000000 * 1000;
	}
	pthread_mutex_unlock(&r->lock);
	ppoll(p, 2 + 2 * pairs, &wait, NULL);
	pthread_mutex_lock(&r->lock);

	if (p[0].revents != 0) {
		uint64_t n;

		if (read(r->wake, &n, sizeof(n)) < 0)
			n = 0;
	}
	if (r->cut) {
		while (r->pairs > 0)
			pair_free(r, r->pairs - 1, true);
		r->cut = false;
		pthread_cond_broadcast(&r->did);
		return;
	}
	for (unsigned i = pairs; i-- > 0;) {
		struct pair *x = r->pair[i];
		short client = p[2 + 2 * i].revents, server = p[3 + 2 * i].revents;
		bool alive = true;

		if (r->frozen)
			break;
		if ((client & (POLLERR | POLLNVAL)) != 0 || (server & (POLLERR | POLLNVAL)) != 0)
			alive = false;
		if (alive && (client & (POLLIN | POLLHUP)) != 0 && way_takes(r, &x->up))
			alive = way_read(r, x, &x->up, x->client);
		if (alive && (server & (POLLIN | POLLHUP)) != 0 && way_takes(r, &x->down))
			alive = way_read(r, x, &x->down, x->server);
		if (alive)
			alive = way_write(&x->up, x->server) && way_write(&x->down, x->client);
		if (r->cut_came && !r->cut_done) {
			r->cut_done = true;
			while (r->pairs > 0)
				pair_free(r, r->pairs - 1, true);
			return;
		}
		if (!alive) /* one side reset: the other one is told the same way */
			pair_free(r, i, true);
		else if (x->up.told && x->down.told)
			pair_free(r, i, false);
	}
	if (p[1].revents != 0)
		pair_new(r);
}

static void *
run(void *context)
{
	struct relay *r = context;

	pthread_mutex_lock(&r->lock);
	while (!r->stop)
		turn(r);
	while (r->pairs > 0)
		pair_free(r, r->pairs - 1, true);
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

/* ---- from outside ---- */

static void
wake(struct relay *r)
{
	uint64_t one = 1;

	if (write(r->wake, &one, sizeof(one)) < 0)
		abort();
}

struct relay *
relay_open(int server_port)
{
	struct relay *r = calloc(1, sizeof(*r));
	struct sockaddr_in a = loopback(0);
	socklen_t len = sizeof(a);

	if (r == NULL)
		abort();
	r->target = server_port;
	r->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	r->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->did, NULL);
	if (r->listener < 0 || r->wake < 0 || bind(r->listener, (struct sockaddr *)&a, sizeof(a)) < 0 ||
	    listen(r->listener, 128) < 0 || getsockname(r->listener, (struct sockaddr *)&a, &len) < 0 ||
	    pthread_create(&r->thread, NULL, run, r) != 0) {
		perror("relay");
		abort();
	}
	r->port = ntohs(a.sin_port);
	r->next = all;
	all = r;
	return r;
}

void
relay_close(struct relay *r)
{
	struct relay **at = &all;

	if (r == NULL)
		return;
	while (*at != NULL && *at != r)
		at = &(*at)->next;
	if (*at != NULL)
		*at = r->next;
	pthread_mutex_lock(&r->lock);
	r->stop = true;
	pthread_mutex_unlock(&r->lock);
	wake(r);
	pthread_join(r->thread, NULL);
	close(r->listener);
	close(r->wake);
	pthread_cond_destroy(&r->did);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

void
relay_close_all(void)
{
	while (all != NULL)
		relay_close(all);
}

int
relay_port(const struct relay *r)
{
	return r->port;
}

void
relay_target(struct relay *r, int server_port)
{
	pthread_mutex_lock(&r->lock);
	r->target = server_port;
	pthread_mutex_unlock(&r->lock);
}

void
relay_cut(struct relay *r)
{
	pthread_mutex_lock(&r->lock);
	r->cut = true;
	wake(r);
	while (r->cut)
		pthread_cond_wait(&r->did, &r->lock);
	pthread_mutex_unlock(&r->lock);
}

void
relay_cut_at(struct relay *r, bool up, uint64_t bytes)
{
	pthread_mutex_lock(&r->lock);
	r->cut_waits = true;
	r->cut_came = r->cut_done = false;
	r->cut_up = up;
	r->cut_bytes = bytes;
	pthread_mutex_unlock(&r->lock);
}

bool
relay_was_cut(struct relay *r)
{
	bool was;

	pthread_mutex_lock(&r->lock);
	was = r->cut_done;
	pthread_mutex_unlock(&r->lock);
	return was;
}

void
relay_freeze(struct relay *r, bool frozen)
{
	pthread_mutex_lock(&r->lock);
	r->frozen = frozen;
	pthread_mutex_unlock(&r->lock);
	wake(r);
}

void
relay_pace(struct relay *r, unsigned bits, unsigned delay_ms)
{
	pthread_mutex_lock(&r->lock);
	r->bits = bits;
	r->delay = delay_ms;
	pthread_mutex_unlock(&r->lock);
	wake(r);
}

struct relay_count
relay_count(struct relay *r)
{
	struct relay_count c;

	pthread_mutex_lock(&r->lock);
	c = r->count;
	for (unsigned i = 0; i < r->pairs; i++) {
		c.up_segments += segments_in(r->pair[i]->client);
		c.down_segments += segments_in(r->pair[i]->server);
	}
	pthread_mutex_unlock(&r->lock);
	return c;
}

void
relay_reset(struct relay *r)
{
	pthread_mutex_lock(&r->lock);
	r->count = (struct relay_count){ .open = r->pairs };
	for (unsigned i = 0; i < r->pairs; i++) { /* so that what the kernel counted before is taken off; wraps around */
		r->count.up_segments -= segments_in(r->pair[i]->client);
		r->count.down_segments -= segments_in(r->pair[i]->server);
		r->pair[i]->client_spoke = false;
	}
	pthread_mutex_unlock(&r->lock);
}
