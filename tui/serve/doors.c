#include "tui/serve/doors.h"

#include "courses/base/str.h"
#include "tui/serve/net.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
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
	if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	close(fd);
	return -1;
}

static void
say_address(const struct sockaddr *sa, socklen_t len, char *text, size_t size, char port[8])
{
	char host[64] = "?";
	getnameinfo(sa, len, host, sizeof(host), port, 8, NI_NUMERICHOST | NI_NUMERICSERV);
	snprintf(text, size, sa->sa_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

bool
doors_open(struct doors *d, const char *where, char text[80], unsigned *port_number, struct err *e)
{
	char host[64], port[8];
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV }, *list;
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	if (d->count == DOORS_MAX)
		return err_set(e, ERR_LIMIT, "at most %d places to listen", DOORS_MAX);
	if (!part(where, host, port, e))
		return false;
	if (getaddrinfo(host[0] == '\0' ? NULL : host, port, &hints, &list) != 0)
		return err_set(e, ERR_INPUT, "there is no address \"%s\" on this machine", host);
	int fd = listen_at(list);
	int problem = errno;
	freeaddrinfo(list);
	if (fd < 0) {
		errno = problem;
		return err_errno(e, "cannot listen on %s (is another server there?)", where);
	}
	getsockname(fd, (struct sockaddr *)&ss, &len);
	say_address((struct sockaddr *)&ss, len, text, 80, port);
	sscanf(port, "%u", port_number);
	d->fd[d->count++] = fd;
	return true;
}

void
doors_close(struct doors *d)
{
	while (d->count > 0)
		close(d->fd[--d->count]);
}

int
doors_accept(struct doors *d, int i, char from[64])
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	char port[8];
	int fd = accept4(d->fd[i], (struct sockaddr *)&ss, &len, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd >= 0 && getnameinfo((struct sockaddr *)&ss, len, from, 64, port, 8, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		snprintf(from, 64, "?");
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
