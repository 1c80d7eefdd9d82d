#include "tests/bench/bench.h"
#include "tests/e2e/process.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PEERS = 8, START_MS = 10000 };

static struct server *peers[PEERS];

const char *
peer_user(void)
{
	const struct passwd *p = getpwuid(geteuid());

	return p != NULL ? p->pw_name : NULL;
}

static const char *
sshd_program(void)
{
	static const char *const places[] = { "/usr/sbin/sshd", "/usr/local/sbin/sshd" };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (access(places[i], X_OK) == 0)
			return places[i];
	}
	return NULL;
}

static int
free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) != 0)
		abort();
	close(fd);
	return ntohs(a.sin_port);
}

static bool
listens(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool yes;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	yes = fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;
	close(fd);
	return yes;
}

static void
write_file(const char *dir, const char *name, const char *text)
{
	char file[160];
	FILE *f;

	snprintf(file, sizeof(file), "%s/%s", dir, name);
	f = fopen(file, "w");
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

/* As Debian makes them at installation; the clients know the third. */
static void
make_host_keys(struct server *s)
{
	static const char *const kinds[] = { "rsa", "ecdsa", "ed25519" };
	char file[160], *key, *print, *at, line[512];

	for (size_t i = 0; i < 3; i++) {
		snprintf(file, sizeof(file), "%s/host_%s", s->dir, kinds[i]);
		free(process_ask((const char *const[]){ "ssh-keygen", "-q", "-t", kinds[i], "-N",
				     "", "-f", file, NULL },
		    s->dir, NULL));
	}
	key = process_ask(
	    (const char *const[]){ "ssh-keygen", "-y", "-f", file, NULL }, s->dir, NULL);
	snprintf(line, sizeof(line), "* %s\n", key);
	write_file(s->dir, "known_hosts", line);
	print = process_ask(
	    (const char *const[]){ "ssh-keygen", "-l", "-f", file, NULL }, s->dir, NULL);
	at = strstr(print, "SHA256:");
	snprintf(s->fingerprint, sizeof(s->fingerprint), "%.*s",
	    at != NULL ? (int)strcspn(at, " ") : 0, at != NULL ? at : "");
	free(key);
	free(print);
}

static void
write_config(struct server *s, const char *text)
{
	char config[4096];

	write_file(s->dir, "text", text);
	snprintf(config, sizeof(config),
	    "Port %d\nListenAddress 127.0.0.1\nPidFile none\n"
	    "HostKey %s/host_rsa\nHostKey %s/host_ecdsa\nHostKey %s/host_ed25519\n"
	    "AuthorizedKeysFile %s/authorized_keys\nStrictModes no\n"
	    "PermitRootLogin yes\nUsePAM no\nPasswordAuthentication "
	    "no\nKbdInteractiveAuthentication no\n"
	    "PrintMotd no\nPrintLastLog no\nAcceptEnv LANG LC_*\nMaxStartups 1000\n"
	    "ForceCommand exec env LESSHISTFILE=- less %s/text\n",
	    s->port, s->dir, s->dir, s->dir, s->dir, s->dir);
	write_file(s->dir, "sshd_config", config);
}

static struct server *
no_peer(struct server *s, const char *why)
{
	note("SKIPPED sshd + less: %s", why);
	if (s != NULL)
		peer_stop(s);
	return NULL;
}

static void
spawn(struct server *s, const char *program)
{
	char config[160];
	const char *const argv[] = { program, "-D", "-e", "-f", config, NULL };

	snprintf(config, sizeof(config), "%s/sshd_config", s->dir);
	fflush(NULL);
	s->pid = fork();
	if (s->pid < 0)
		abort();
	if (s->pid == 0) {
		int log = open(s->log, O_WRONLY | O_CREAT | O_APPEND, 0600),
		    null = open("/dev/null", O_RDONLY);

		dup2(null, 0);
		dup2(log, 1);
		dup2(log, 2);
		setsid();
		process_become(argv, s->dir, NULL);
	}
}

struct server *
peer_start(const char *text)
{
	const char *program = sshd_program();
	struct server *s = calloc(1, sizeof(*s));
	int64_t until = process_now() + START_MS;
	char one[160], other[160];
	int i = 0;

	while (i < PEERS && peers[i] != NULL)
		i++;
	if (s == NULL || i == PEERS)
		abort();
	if (program == NULL || !process_have("less") || !process_have("ssh-keygen") ||
	    peer_user() == NULL) {
		free(s);
		return no_peer(NULL, "openssh-server or less is not installed");
	}
	snprintf(s->dir, sizeof(s->dir), "/tmp/chalkline-bench-XXXXXX");
	if (mkdtemp(s->dir) == NULL)
		abort();
	peers[i] = s;
	snprintf(s->log, sizeof(s->log), "%s/log", s->dir);
	snprintf(s->known_hosts, sizeof(s->known_hosts), "%s/known_hosts", s->dir);
	s->port = free_port();
	if (geteuid() == 0 && mkdir("/run/sshd", 0755) != 0 &&
	    errno != EEXIST) /* its place for privilege separation */
		return no_peer(s, "/run/sshd cannot be made");
	make_host_keys(s);
	server_key(s, "reader");
	snprintf(one, sizeof(one), "%s/reader.pub", s->dir);
	snprintf(other, sizeof(other), "%s/authorized_keys", s->dir);
	if (link(one, other) != 0)
		abort();
	write_config(s, text);
	spawn(s, program);
	while (!listens(s->port)) {
		if (process_now() > until || waitpid(s->pid, NULL, WNOHANG) != 0) {
			char *log = server_log_text(s);

			note("%s", log);
			free(log);
			return no_peer(s, "sshd does not listen");
		}
		process_pause();
	}
	return s;
}

void
peer_key_for_swarm(struct server *s)
{
	static const char *const ends[] = { "", ".pub" };
	char from[160], to[160];

	for (size_t i = 0; i < 2; i++) {
		snprintf(from, sizeof(from), "%s/reader%s", s->dir, ends[i]);
		snprintf(to, sizeof(to), "%s/%s%s", s->dir, peer_user(), ends[i]);
		if (link(from, to) != 0)
			abort();
	}
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

void
peer_stop(struct server *s)
{
	for (int i = 0; i < PEERS; i++) {
		if (peers[i] == s)
			peers[i] = NULL;
	}
	if (s->pid > 0) {
		kill(s->pid, SIGTERM);
		if (process_wait(s->pid, process_now() + 5000) < 0) {
			kill(s->pid, SIGKILL);
			waitpid(s->pid, NULL, 0);
		}
	}
	nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(s);
}

void
peer_stop_all(void)
{
	for (int i = 0; i < PEERS; i++) {
		if (peers[i] != NULL)
			peer_stop(peers[i]);
	}
}
