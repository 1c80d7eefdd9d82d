#include "store/keeper/control.h"

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
	for (;;) {
		ssize_t n = sendmsg(socket, &h, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n >= 0)
			return true;
		if (errno != EINTR)
			return false;
	}
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
