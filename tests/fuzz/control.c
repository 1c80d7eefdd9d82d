/*
 * Bytes on the control socket and in the seats that the listener keeps: what is read is written as
 * the same bytes, and nothing that is no message is taken for one. The first byte says whether a
 * descriptor comes along.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "store/keeper/run.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static int pair[2] = { -1, -1 };

static void
must(bool so)
{
	if (!so)
		abort();
}

static void
put(const uint8_t *bytes, size_t len, bool fd)
{
	union {
		char room[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} side;
	struct iovec iov = { (void *)(uintptr_t)bytes, len };
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (fd) {
		struct cmsghdr *one;

		memset(&side, 0, sizeof(side));
		h.msg_control = side.room;
		h.msg_controllen = sizeof(side.room);
		one = CMSG_FIRSTHDR(&h);
		one->cmsg_level = SOL_SOCKET;
		one->cmsg_type = SCM_RIGHTS;
		one->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(one), &pair[0], sizeof(int));
	}
	must(sendmsg(pair[0], &h, MSG_NOSIGNAL) == (ssize_t)len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char first[CONTROL_MESSAGE], second[CONTROL_MESSAGE];
	struct control m, again;
	struct seat seat;
	struct arena *a;
	int got;

	if (pair[0] < 0)
		must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair) == 0);
	if (len < 2 || len > 8192)
		return 0;
	put(bytes + 1, len - 1, bytes[0] & 1);
	got = control_recv(pair[1], &m, first);
	must(got == 1 || (got == -1 && errno == EBADMSG && m.fd == -1));
	if (got != 1)
		return 0;
	must((unsigned)m.kind < CONTROL_KINDS && m.seat.len <= 512 && len - 1 <= CONTROL_MESSAGE);
	must(control_send(pair[0], &m));
	must(control_recv(pair[1], &again, second) == 1);
	must(memcmp(first, second, len - 1) == 0);
	if (m.fd >= 0)
		close(m.fd);
	if (again.fd >= 0)
		close(again.fd);
	a = arena_new();
	if (seat_read(m.seat, &seat)) {
		must((unsigned)seat.role < ROLE_KINDS);
		must(seat.fingerprint[sizeof(seat.fingerprint) - 1] == '\0');
		must(seat_write(a, &seat).len == m.seat.len);
	}
	arena_free(a);
	return 0;
}
