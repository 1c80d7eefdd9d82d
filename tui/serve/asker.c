#include "tui/serve/asker.h"

#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

struct pending {
	uint64_t number;
	unsigned char *bytes; /* NULL: a free place */
	size_t len;
	bool sent;
};

struct asker {
	int fd;
	void (*heard)(void *, const struct reply *);
	void *context;
	struct pending pending[RECORD_PENDING];
	unsigned waiting;
	uint64_t next;
	bool over;
};

struct asker *
asker_new(int fd, void (*heard)(void *, const struct reply *), void *context)
{
	struct asker *a = calloc(1, sizeof(*a));
	if (a == NULL)
		abort();
	*a = (struct asker){ .fd = fd, .heard = heard, .context = context, .next = 1 };
	return a;
}

static void
forget(struct asker *a, struct pending *p)
{
	sodium_memzero(p->bytes, p->len); /* it may have been a password */
	free(p->bytes);
	*p = (struct pending){ 0 };
	a->waiting--;
}

void
asker_free(struct asker *a)
{
	if (a == NULL)
		return;
	for (int i = 0; i < RECORD_PENDING; i++)
		if (a->pending[i].bytes != NULL)
			forget(a, &a->pending[i]);
	free(a);
}

/* In the order of their numbers, so that the keeper hears things in the order they were said. */
void
asker_push(struct asker *a)
{
	while (!a->over) {
		struct pending *p = NULL;
		for (int i = 0; i < RECORD_PENDING; i++)
			if (a->pending[i].bytes != NULL && !a->pending[i].sent &&
			    (p == NULL || a->pending[i].number < p->number))
				p = &a->pending[i];
		if (p == NULL)
			return;
		if (send(a->fd, p->bytes, p->len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
			if (errno != EAGAIN && errno != EINTR && errno != ENOBUFS)
				a->over = errno == EPIPE || errno == ECONNRESET || errno == EBADF;
			return;
		}
		p->sent = true;
	}
}

bool
asker_ask(struct asker *a, struct request *r)
{
	struct pending *p = NULL;
	for (int i = 0; i < RECORD_PENDING && p == NULL; i++)
		if (a->pending[i].bytes == NULL)
			p = &a->pending[i];
	if (p == NULL)
		return false;
	struct arena *scratch = arena_new();
	struct buf b = BUF_IN(scratch);
	r->number = a->next++;
	request_write(&b, r);
	p->bytes = malloc(b.len);
	if (p->bytes == NULL)
		abort();
	memcpy(p->bytes, b.at, b.len);
	p->len = b.len;
	p->number = r->number;
	a->waiting++;
	sodium_memzero(b.at, b.len);
	arena_free(scratch);
	asker_push(a);
	return true;
}

unsigned
asker_pending(const struct asker *a)
{
	return a->waiting;
}

bool
asker_has_room(const struct asker *a)
{
	return a->waiting < RECORD_PENDING - 2; /* two places stay for the last words */
}

static void
say_again(struct asker *a)
{
	for (int i = 0; i < RECORD_PENDING; i++)
		a->pending[i].sent = false;
	asker_push(a);
}

static void
answer(struct asker *a, const struct reply *r)
{
	if (r->number == 0 && r->refusal.reason == REASON_NONE) {
		say_again(a);
		a->heard(a->context, r);
		return;
	}
	if (r->number == 0) { /* not asked for: it does not want to talk to us, or has given our seat away */
		a->heard(a->context, r);
		return;
	}
	for (int i = 0; i < RECORD_PENDING; i++) {
		if (a->pending[i].bytes != NULL && a->pending[i].number == r->number) {
			forget(a, &a->pending[i]);
			a->heard(a->context, r);
			return;
		}
	} /* else: the second answer to something said twice */
}

void
asker_ready(void *context)
{
	struct asker *a = context;
	for (;;) {
		/* The length first, so that a session keeps no 64 KiB buffer for answers of 60 bytes. */
		ssize_t len = recv(a->fd, NULL, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
		if (len < 0)
			return;
		if (len == 0) {
			a->over = true;
			return;
		}
		struct arena *scratch = arena_new();
		unsigned char *bytes = arena_alloc(scratch, (size_t)len);
		struct reply r;
		len = recv(a->fd, bytes, (size_t)len, MSG_DONTWAIT);
		if (len > 0 && len <= RECORD_MESSAGE && reply_read(bytes, (size_t)len, scratch, &r))
			answer(a, &r);
		arena_free(scratch);
	}
}

bool
asker_is_over(const struct asker *a)
{
	return a->over;
}

static int64_t
monotonic_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
asker_finish(struct asker *a, int ms)
{
	int64_t until = monotonic_ms() + ms;
	while (a->waiting > 0 && !a->over) {
		int64_t left = until - monotonic_ms();
		struct pollfd p = { .fd = a->fd, .events = POLLIN };
		if (left <= 0)
			return;
		asker_push(a);
		if (poll(&p, 1, (int)left) > 0)
			asker_ready(a);
	}
}
