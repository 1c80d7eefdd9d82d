#include "store/keeper/run.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { OUTS_MOST = RECORD_PENDING }; /* a session has no more requests open than that */

/* ---- coming and going ---- */

struct client *
client_new(struct run *r, uint64_t slot, int fd)
{
	struct client *c = calloc(1, sizeof(*c));

	if (!c || !run_watch(r, fd, c, EPOLLIN, EPOLL_CTL_ADD)) {
		free(c);
		close(fd);
		return NULL;
	}
	c->slot = slot;
	c->fd = fd;
	c->events = EPOLLIN;
	c->out_last = &c->out;
	c->next = r->clients;
	r->clients = c;
	return c;
}

/* Read from, unless its password is being hashed or it does not take its answers. */
void
client_watch(struct run *r, struct client *c)
{
	uint32_t events = c->out ? EPOLLOUT : EPOLLIN;

	if (c->out ? c->unheard > 0 : c->ticket != NULL)
		events = 0;

	if (c->is_gone || c->is_leaving || events == c->events)
		return;
	c->events = events;
	if (!run_watch(r, c->fd, c, events, EPOLL_CTL_MOD))
		client_drop(r, c);
}

void
client_drop(struct run *r, struct client *c)
{
	if (c->is_gone)
		return;
	c->is_gone = r->has_gone = true;
	epoll_ctl(r->epoll, EPOLL_CTL_DEL, c->fd, NULL);
	/* The listener holds a copy: closing alone would tell the session nothing. */
	shutdown(c->fd, SHUT_RDWR);
	close(c->fd);
	c->fd = -1;
}

static void
outs_free(struct client *c)
{
	while (c->out) {
		struct out *next = c->out->next;

		free(c->out);
		c->out = next;
	}
	c->out_last = &c->out;
	c->outs = 0;
}

void
client_leave(struct run *r, struct client *c)
{
	if (c->is_gone || c->is_leaving)
		return;
	c->is_leaving = r->has_leaving = true;
	epoll_ctl(r->epoll, EPOLL_CTL_DEL, c->fd, NULL); /* it would be reported for ever */
	outs_free(c);
}

void
client_end(struct run *r, struct client *c)
{
	struct reply over = { .verb = VERB_HELLO, .refusal.reason = REASON_ENDED };
	struct control bound = {
		.kind = CONTROL_BOUND, .slot = c->slot, .text = STR_NONE, .fd = -1
	};
	struct seat nobody = { .role = ROLE_NOBODY,
		.greeted = c->seat.greeted,
		.session = c->seat.session,
		.since = c->seat.since };

	memcpy(nobody.from, c->seat.from, sizeof(nobody.from));
	/* What it still had in the pool was asked by who it was. */
	if (c->ticket)
		c->ticket->client = NULL;
	c->ticket = NULL;
	client_send(r, c, &over);
	c->is_ending = false;
	c->seat = nobody;
	bound.seat = seat_write(r->arena, &c->seat);
	word_tell(r, &bound, c);
	client_leave(r, c);
}

static void
client_free(struct run *r, struct client *c)
{
	outs_free(c);
	sittings_leave(r->k, &c->seat.session);
	if (c->ticket)
		c->ticket->client = NULL;
	words_forget(r, c);
	if (c->fd >= 0)
		close(c->fd);
	sodium_memzero(c, sizeof(*c));
	free(c);
}

void
clients_sweep(struct run *r)
{
	struct client **at = &r->clients;

	if (!r->has_gone)
		return;
	r->has_gone = false;
	while (*at) {
		struct client *c = *at;

		if (!c->is_gone) {
			at = &c->next;
			continue;
		}
		*at = c->next;
		client_free(r, c);
	}
}

/* ---- answers ---- */

static void
out_put(struct run *r, struct client *c, const char *bytes, size_t len)
{
	struct out *o = c->outs < OUTS_MOST ? malloc(sizeof(*o) + len) : NULL;

	if (!o) {
		client_drop(r, c);
		return;
	}
	o->next = NULL;
	o->len = len;
	memcpy(o->bytes, bytes, len);
	*c->out_last = o;
	c->out_last = &o->next;
	c->outs++;
	client_watch(r, c);
}

/* true: gone on its way. false: the socket is full, or the client was dropped. */
static bool
bytes_send(struct run *r, struct client *c, const char *bytes, size_t len)
{
	ssize_t n;

	do
		n = send(c->fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n >= 0)
		return true;
	if (errno != EAGAIN && errno != ENOBUFS)
		client_leave(r, c);
	return false;
}

void
client_send_outs(struct run *r, struct client *c)
{
	while (c->out && c->unheard == 0 && bytes_send(r, c, c->out->bytes, c->out->len)) {
		struct out *next = c->out->next;

		free(c->out);
		c->out = next;
		c->outs--;
		if (!next)
			c->out_last = &c->out;
	}
	client_watch(r, c);
}

void
client_send(struct run *r, struct client *c, const struct reply *reply)
{
	struct buf b = BUF_OVER(r->message);

	if (c->is_leaving)
		return;
	reply_write(&b, reply);
	if (b.cut || b.len > RECORD_MESSAGE) {
		struct reply sorry = { .number = reply->number,
			.verb = reply->verb,
			.refusal.reason = REASON_MALFORMED };

		b = (struct buf)BUF_OVER(r->message);
		reply_write(&b, &sorry);
		word_report(r, str_printf(r->arena, "event=answer-too-long verb=%s",
				   record_verbs[reply->verb].name));
	}
	if (c->out || c->unheard > 0 || (!bytes_send(r, c, b.at, b.len) && !c->is_leaving))
		out_put(r, c, b.at, b.len);
}

/* ---- requests ---- */

/*
 * The listener hears no more of who is who: what would bind a seat, or takes a hash, stays in the
 * socket, whose other owner is the listener, for the keeper after this one.
 */
static bool
is_for_the_next(struct run *r, struct client *c)
{
	ssize_t len = recv(c->fd, r->message, sizeof(r->message), MSG_DONTWAIT | MSG_PEEK);
	struct request q;

	if (len <= 0 || !request_read(r->message, (size_t)len, r->arena, &q))
		return false;
	switch (q.verb) {
	case VERB_HELLO:
	case VERB_LOGIN_KEY:
	case VERB_LOGIN_CODE:
	case VERB_LOGIN_GUEST:
		return true;
	default:
		return handlers[q.verb].hash != NULL;
	}
}

void
client_read(struct run *r, struct client *c)
{
	if (r->is_last && is_for_the_next(r, c))
		return;
	for (int n = 0; n < ASKS_A_TURN && !c->is_gone && !c->ticket && !turn_is_full(r); n++) {
		ssize_t len = recv(c->fd, r->message, sizeof(r->message), MSG_DONTWAIT | MSG_TRUNC);
		uint32_t before = r->items;

		if (len < 0 && errno == ECONNRESET)
			continue; /* said once, in front of what is still to be read */
		if (len < 0 && (errno == EINTR || (errno == EAGAIN && !c->is_leaving)))
			return;
		if (len <= 0 || len > RECORD_MESSAGE || !turn_ask(r, c, r->message, (size_t)len)) {
			client_drop(r, c);
			return;
		}
		/* What comes behind a login waits until the login counts. */
		if ((r->items > before && r->item[r->items - 1].binds) ||
		    (r->is_last && is_for_the_next(r, c)))
			break;
	}
	client_watch(r, c);
}

bool
clients_are_leaving(const struct run *r)
{
	for (const struct client *c = r->has_leaving ? r->clients : NULL; c; c = c->next)
		if (c->is_leaving && !c->is_gone && !c->ticket)
			return true;
	return false;
}

void
clients_read_leaving(struct run *r)
{
	bool some = false;

	for (struct client *c = r->has_leaving ? r->clients : NULL; c; c = c->next)
		if (c->is_leaving && !c->is_gone) {
			client_read(r, c);
			some = some || !c->is_gone;
		}
	r->has_leaving = some;
}
