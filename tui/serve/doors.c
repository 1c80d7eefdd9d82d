#include "tui/serve/doors.h"

#include "courses/base/net.h"
#include "courses/base/str.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

static bool
part(const char *where, char host[64], char port[8], struct err *e)
{
	const char *colon = strrchr(where, ':');
	size_t len = colon == NULL ? 0 : (size_t)(colon - where);
	const char *from = where;
	if (len >= 2 && where[0] == '[' && where[len - 1] == ']') {
		from++;
		len -= 2;
	}
	const char *number = colon == NULL ? where : colon + 1;
	uint64_t value;
	if (len >= 64 || !str_number(str_from(number), 65535, &value) || strlen(number) >= 8)
		return err_set(e, ERR_INPUT, "\"%s\" is no place to listen; write ADDRESS:PORT, like 0.0.0.0:2222", where);
	memcpy(host, from, len);
	host[len] = '\0';
	memcpy(port, number, strlen(number) + 1);
	return true;
}

bool
doors_check(const char *where, struct err *e)
{
	char host[64], port[8];
	struct net n;
	if (!part(where, host, port, e))
		return false;
	return host[0] == '\0' || strcmp(host, "localhost") == 0 || (net_read(str_from(host), &n) && n.bits == 128) ||
	    err_set(e, ERR_INPUT, "%s is no address of this machine; write ADDRESS:PORT with numbers, like 0.0.0.0:2222", where);
}

static int
listen_at(const struct addrinfo *a)
{
	int one = 1;
	int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	/* As sshd does it, so that 0.0.0.0 and [::] may stand beside each other. */
	if (a->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
	if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	int problem = errno;
	close(fd);
	errno = problem;
	return -1;
}

static void
say_address(struct door *d)
{
	struct sockaddr_storage ss = { .ss_family = AF_UNSPEC };
	socklen_t len = sizeof(ss);
	char host[64] = "?", port[8] = "0";
	getsockname(d->fd, (struct sockaddr *)&ss, &len);
	getnameinfo((struct sockaddr *)&ss, len, host, sizeof(host), port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV);
	snprintf(d->text, sizeof(d->text), ss.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
	d->port = (unsigned)strtoul(port, NULL, 10);
}

bool
doors_open(struct doors *d, const char *where, struct err *e)
{
	char host[64], port[8];
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV }, *list;
	if (d->count == DOORS_MAX)
		return err_set(e, ERR_LIMIT, "at most %d places to listen", DOORS_MAX);
	if (!part(where, host, port, e))
		return false;
	hints.ai_family = host[0] == '\0' ? AF_INET : AF_UNSPEC;
	if (getaddrinfo(host[0] == '\0' ? NULL : host, port, &hints, &list) != 0)
		return err_set(e, ERR_INPUT, "there is no address \"%s\" on this machine", host);
	int fd = listen_at(list);
	int problem = errno;
	freeaddrinfo(list);
	if (fd < 0) {
		errno = problem;
		return problem == EACCES ? err_errno(e, "cannot listen on %s (a port below 1024 wants the right to it)", where) :
					   err_errno(e, "cannot listen on %s (is another server there?)", where);
	}
	struct door *door = &d->door[d->count++];
	*door = (struct door){ .fd = fd };
	snprintf(door->where, sizeof(door->where), "%s", where);
	say_address(door);
	return true;
}

bool
doors_adopt(struct doors *d, int fd, struct err *e)
{
	int listens = 0, kind = 0;
	socklen_t len = sizeof(int);
	if (d->count == DOORS_MAX)
		return err_set(e, ERR_LIMIT, "at most %d places to listen", DOORS_MAX);
	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) != 0 || listens == 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &len) != 0 || kind != SOCK_STREAM)
		return err_set(e, ERR_INPUT, "what was handed over as fd %d is no listening TCP socket", fd);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	struct door *door = &d->door[d->count++];
	*door = (struct door){ .fd = fd };
	say_address(door);
	return true;
}

static bool
is_open(const struct doors *d, const char *where, struct door *door)
{
	for (int i = 0; i < d->count; i++) {
		if (strcmp(d->door[i].where, where) != 0)
			continue;
		*door = d->door[i];
		return true;
	}
	return false;
}

static bool
has_fd(const struct doors *d, int fd)
{
	for (int i = 0; i < d->count; i++)
		if (d->door[i].fd == fd)
			return true;
	return false;
}

/* Closes those of some that the others have not. */
static void
close_but(struct doors *some, const struct doors *others)
{
	for (int i = 0; i < some->count; i++)
		if (!has_fd(others, some->door[i].fd))
			close(some->door[i].fd);
}

bool
doors_change(struct doors *d, const char *const *where, struct err *e)
{
	struct doors next = { .count = 0 };
	bool ok = true;
	for (; ok && *where != NULL; where++) {
		struct door same;
		if (next.count < DOORS_MAX && is_open(d, *where, &same))
			next.door[next.count++] = same;
		else
			ok = doors_open(&next, *where, e);
	}
	if (!ok) {
		close_but(&next, d);
		return false;
	}
	close_but(d, &next);
	*d = next;
	return true;
}

void
doors_close(struct doors *d)
{
	while (d->count > 0)
		close(d->door[--d->count].fd);
}

/* The whole address of a peer; what is neither IPv4 nor IPv6 has the address of nobody, ::. */
static struct net
peer_of(const struct sockaddr_storage *ss)
{
	struct net n = { .bits = 128 };
	char text[INET6_ADDRSTRLEN] = "::";
	if (ss->ss_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)ss)->sin_addr, text, sizeof(text));
	if (ss->ss_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)ss)->sin6_addr, text, sizeof(text));
	return net_read(str_from(text), &n) ? n : (struct net){ .bits = 128 };
}

int
doors_accept(struct doors *d, int i, struct net *peer)
{
	struct sockaddr_storage ss = { .ss_family = AF_UNSPEC };
	socklen_t len = sizeof(ss);
	int fd = accept4(d->door[i].fd, (struct sockaddr *)&ss, &len, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd >= 0)
		*peer = peer_of(&ss);
	return fd;
}

static bool
unix_address(const char *path, struct sockaddr_un *un)
{
	*un = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(un->sun_path))
		return false;
	memcpy(un->sun_path, path, strlen(path) + 1);
	return true;
}

int
doors_admin(const char *path, struct err *e)
{
	struct sockaddr_un un;
	if (!unix_address(path, &un)) {
		err_set(e, ERR_INPUT, "the name of the data folder is too long for a socket in it: %s", path);
		return -1;
	}
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	unlink(path); /* we hold the lock: what is there is a dead server's */
	mode_t old = umask(0177);
	bool ok = fd >= 0 && bind(fd, (struct sockaddr *)&un, sizeof(un)) == 0 && listen(fd, 64) == 0;
	umask(old);
	if (ok)
		return fd;
	err_errno(e, "the socket for commands %s could not be made", path);
	if (fd >= 0)
		close(fd);
	return -1;
}

int
doors_call_admin(const char *path)
{
	struct sockaddr_un un;
	int fd;
	if (!unix_address(path, &un) || (fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)) < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&un, sizeof(un)) == 0)
		return fd;
	close(fd);
	return -1;
}
