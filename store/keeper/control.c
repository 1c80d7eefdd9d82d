#include "store/keeper/control.h"

#include "store/keeper/keeper.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SEAT_MOST = 512, FDS_MOST = 4 };

static void
control_code(struct codec *c, struct control *m)
{
	CODEC_ENUM(c, &m->kind, CONTROL_KINDS);
	codec_u64(c, &m->slot);
	codec_str(c, &m->seat);
	codec_str(c, &m->text);
	codec_bool(c, &m->known);
	if (m->seat.len > SEAT_MOST)
		c->bad = true;
}

bool
control_send(int socket, const struct control *m)
{
	char bytes[CONTROL_MESSAGE];
	struct buf out = BUF_OVER(bytes);
	struct codec c = codec_writer(&out);
	struct control copy = *m;
	union {
		char room[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} side;

	control_code(&c, &copy);
	if (!codec_done(&c)) {
		errno = EMSGSIZE;
		return false;
	}

	struct iovec iov = { bytes, out.len };
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (m->fd >= 0) {
		memset(&side, 0, sizeof(side));
		h.msg_control = side.room;
		h.msg_controllen = sizeof(side.room);

		struct cmsghdr *one = CMSG_FIRSTHDR(&h);

		one->cmsg_level = SOL_SOCKET;
		one->cmsg_type = SCM_RIGHTS;
		one->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(one), &m->fd, sizeof(int));
	}

	ssize_t n;

	do
		n = sendmsg(socket, &h, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	/* Who it was about: a session that the listener forks inherits what lies on its stack. */
	explicit_bzero(bytes, out.len);
	return n >= 0;
}

/* The one descriptor that may come along; any more are closed. */
static int
fd_take(struct msghdr *h)
{
	int got = -1;

	for (struct cmsghdr *one = CMSG_FIRSTHDR(h); one; one = CMSG_NXTHDR(h, one)) {
		if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t at = 0; at + sizeof(int) <= one->cmsg_len - CMSG_LEN(0);
		     at += sizeof(int)) {
			int fd;

			memcpy(&fd, CMSG_DATA(one) + at, sizeof(int));
			if (got < 0)
				got = fd;
			else
				close(fd);
		}
	}
	return got;
}

static bool
wants_fd(enum control_kind k)
{
	return k == CONTROL_ATTACH || k == CONTROL_ADMIN || k == CONTROL_EDITION;
}

int
control_recv(int socket, struct control *m, char bytes[CONTROL_MESSAGE])
{
	union {
		char room[CMSG_SPACE(FDS_MOST * sizeof(int))];
		struct cmsghdr align;
	} side;
	struct iovec iov = { bytes, CONTROL_MESSAGE };
	struct msghdr h = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = side.room,
		.msg_controllen = sizeof(side.room) };
	ssize_t n;

	memset(m, 0, sizeof(*m));
	m->fd = -1;
	do
		n = recvmsg(socket, &h, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -1;
	m->fd = fd_take(&h);
	if (n == 0 && m->fd < 0)
		return 0;

	struct codec c = codec_reader(bytes, (size_t)n, NULL);
	int fd = m->fd;

	control_code(&c, m);
	if (codec_done(&c) && !(h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) &&
	    (fd >= 0) == wants_fd(m->kind)) {
		m->fd = fd;
		return 1;
	}
	if (fd >= 0)
		close(fd);
	m->fd = -1;
	errno = EBADMSG;
	return -1;
}

/* ---- what goes in the text ---- */

static void
tally_code(struct codec *c, struct tally *t)
{
	codec_i64(c, &t->begun_at);
	codec_u32(c, &t->process);
	codec_u64(c, &t->turned_away);
	codec_str(c, &t->version);
	codec_str(c, &t->listening);
	codec_str(c, &t->fingerprint);
	codec_str(c, &t->next_fingerprint);
	codec_u32(c, &t->helds);
	if (t->helds > TALLY_HELD)
		c->bad = true;
	for (uint32_t i = 0; !c->bad && i < t->helds; i++) {
		codec_str(c, &t->held[i].block);
		codec_u32(c, &t->held[i].count);
	}
}

struct str
tally_write(struct arena *a, const struct tally *t)
{
	struct buf b = BUF_IN(a);
	struct codec c = codec_writer(&b);
	struct tally copy = *t;

	tally_code(&c, &copy);
	return buf_get(&b);
}

bool
tally_read(struct str bytes, struct tally *t)
{
	struct codec c = codec_reader(bytes.at, bytes.len, NULL);

	memset(t, 0, sizeof(*t));
	tally_code(&c, t);
	return codec_done(&c);
}

static void
settings_code(struct codec *c, struct keeper_settings *s)
{
	codec_bool(c, &s->guests);
	codec_u32(c, &s->codes_an_hour);
	codec_u32(c, &s->passwords);
	codec_u32(c, &s->wait_most_s);
	codec_u32(c, &s->raised);
	CODEC_LIST(c, &s->network, &s->networks, codec_str);
	codec_u32(c, &s->invitation_days);
}

struct str
settings_write(struct arena *a, const struct keeper_settings *s)
{
	struct buf b = BUF_IN(a);
	struct codec c = codec_writer(&b);
	struct keeper_settings copy = *s;

	settings_code(&c, &copy);
	return buf_get(&b);
}

bool
settings_read(struct str bytes, struct arena *a, struct keeper_settings *s)
{
	struct codec c = codec_reader(bytes.at, bytes.len, a);

	memset(s, 0, sizeof(*s));
	settings_code(&c, s);
	return codec_done(&c);
}
