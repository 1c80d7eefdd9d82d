#include "tests/e2e/server.h"

#include "tests/e2e/process.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { SERVERS = 8, ARGUMENTS = 40 };

static struct server *all[SERVERS];
const char *server_program;

static const char *
program(void)
{
	return server_program != NULL ? server_program : CHALKLINE;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

static void
forget(struct server *s)
{
	for (int i = 0; i < SERVERS; i++) {
		if (all[i] == s)
			all[i] = NULL;
	}
	nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(s);
}

static char *
file_text(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);
	char bytes[4096];
	size_t n;

	while (f != NULL && (n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		fwrite(bytes, 1, n, to);
	if (f != NULL)
		fclose(f);
	fclose(to);
	return text;
}

char *
server_log_text(struct server *s)
{
	return file_text(s->log);
}

static void
server_fail(struct server *s, const char *what)
{
	char *log = server_log_text(s);

	print_error("%s\nThe server's log:\n%s\n", what, log);
	free(log);
	fail();
}

/* ---- life ---- */

static void
start(struct server *s)
{
	const char *argv[ARGUMENTS] = { program(), "serve", "--data", s->data, "--listen", "127.0.0.1:0", "--library",
		SOURCE_DIR "/courses/library" };
	size_t n = 8;
	int64_t deadline = process_deadline();
	int log;

	for (size_t i = 0; s->extra != NULL && s->extra[i] != NULL && n + 1 < ARGUMENTS; i++)
		argv[n++] = s->extra[i];
	log = open(s->log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	if (log < 0)
		abort();
	fflush(NULL);
	s->pid = fork();
	if (s->pid < 0)
		abort();
	if (s->pid == 0) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, 0);
		dup2(log, 1);
		dup2(log, 2);
		setsid();
		process_become(argv, s->dir, NULL);
	}
	close(log);
	for (s->port = 0;;) {
		char *text = server_log_text(s), *at = strstr(text, "event=listening at="), *end;

		if (at != NULL && (end = strchr(at, '\n')) != NULL) {
			*end = '\0';
			at = strrchr(at, ':');
			s->port = at != NULL ? atoi(at + 1) : 0;
		}
		free(text);
		if (s->port > 0)
			break;
		if (waitpid(s->pid, NULL, WNOHANG) == s->pid) {
			s->pid = 0;
			server_fail(s, "the server ended instead of listening");
		}
		if (process_now() > deadline)
			server_fail(s, "the server does not say \"event=listening at=ADDRESS:PORT\"");
		process_pause();
	}
}

/* The clients know the server's key from its file, so that none has to be believed at first sight. */
static void
learn_hostkey(struct server *s)
{
	char file[160], *key, *print, *at;
	FILE *f;

	snprintf(file, sizeof(file), "%s/hostkey", s->data);
	key = process_ask((const char *const[]){ "ssh-keygen", "-y", "-f", file, NULL }, s->dir, NULL);
	print = process_ask((const char *const[]){ "ssh-keygen", "-l", "-f", file, NULL }, s->dir, NULL);
	f = fopen(s->known_hosts, "w");
	if (f == NULL)
		abort();
	fprintf(f, "* %s\n", key);
	fclose(f);
	at = strstr(print, "SHA256:");
	snprintf(s->fingerprint, sizeof(s->fingerprint), "%.*s", at != NULL ? (int)strcspn(at, " ") : 0,
	    at != NULL ? at : "");
	free(key);
	free(print);
}

static struct server *
server_new(void)
{
	struct server *s = calloc(1, sizeof(*s));
	int i = 0;

	while (i < SERVERS && all[i] != NULL)
		i++;
	if (s == NULL || i == SERVERS)
		abort();
	snprintf(s->dir, sizeof(s->dir), "/tmp/chalkline-e2e-XXXXXX");
	if (mkdtemp(s->dir) == NULL)
		abort();
	all[i] = s;
	snprintf(s->data, sizeof(s->data), "%s/data", s->dir);
	snprintf(s->log, sizeof(s->log), "%s/log", s->dir);
	snprintf(s->known_hosts, sizeof(s->known_hosts), "%s/known_hosts", s->dir);
	return s;
}

struct server *
server_start_with(const char *yaml, const char *const *extra)
{
	struct server *s = server_new();

	if (yaml != NULL) {
		char file[160];
		FILE *f;

		mkdir(s->data, 0700);
		snprintf(file, sizeof(file), "%s/chalkline.yaml", s->data);
		f = fopen(file, "w");
		if (f == NULL || fputs(yaml, f) < 0 || fclose(f) != 0)
			abort();
	}
	s->extra = extra;
	start(s);
	if (process_have("ssh-keygen"))
		learn_hostkey(s);
	return s;
}

struct server *
server_start(const char *const *extra)
{
	return server_start_with(NULL, extra);
}

struct server *
server_restored(const struct server *before, const char *backup)
{
	struct server *s = server_new();

	free(process_ask((const char *const[]){ CHALKLINE, "restore", backup, "--data", s->data, NULL }, s->dir, NULL));
	free(process_ask((const char *const[]){ "cp", before->known_hosts, s->known_hosts, NULL }, s->dir, NULL));
	memcpy(s->fingerprint, before->fingerprint, sizeof(s->fingerprint));
	start(s);
	return s;
}

static void
check_log(struct server *s)
{
	static const char *const bad[] = { "ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error:",
		"SUMMARY: ", "Assertion", NULL };
	char *log = server_log_text(s);
	bool clean = true;

	for (int i = 0; bad[i] != NULL; i++)
		clean = clean && strstr(log, bad[i]) == NULL;
	if (!s->may_die)
		/* Not the word alone: a fingerprint can hold it, and once did. */
		clean = clean && strstr(log, "-died ") == NULL;
	free(log);
	if (!clean)
		server_fail(s, "there is something in the log that should not be there");
}

void
server_halt(struct server *s)
{
	int status;

	kill(s->pid, SIGTERM);
	status = process_wait(s->pid, process_deadline());
	if (status < 0)
		server_fail(s, "SIGTERM does not end the server");
	s->pid = 0;
	if (status != 0) {
		print_error("exit status %d\n", status);
		server_fail(s, "the server did not end with status 0");
	}
	check_log(s);
}

void
server_again(struct server *s)
{
	start(s);
}

void
server_stop(struct server *s)
{
	if (s->pid != 0)
		server_halt(s);
	forget(s);
}

void
server_kill_all(void)
{
	for (int i = 0; i < SERVERS; i++) {
		struct server *s = all[i];

		if (s == NULL)
			continue;
		if (s->pid > 0) {
			kill(s->pid, SIGTERM); /* gives it the chance to end its children */
			if (process_wait(s->pid, process_now() + 5000) < 0) {
				kill(s->pid, SIGKILL);
				waitpid(s->pid, NULL, 0);
			}
		}
		if (getenv("CHALKLINE_KEEP") != NULL) {
			print_message("kept: %s\n", s->dir);
			all[i] = NULL;
			free(s);
		} else {
			forget(s);
		}
	}
}

/* ---- commands ---- */

static char *
command(struct server *s, const char *const *arguments, const char *input)
{
	const char *argv[ARGUMENTS] = { program() };
	size_t n = 1;

	for (size_t i = 0; arguments[i] != NULL && n + 3 < ARGUMENTS; i++)
		argv[n++] = arguments[i];
	argv[n++] = "--data";
	argv[n++] = s->data;
	argv[n] = NULL;
	return process_ask(argv, s->dir, input);
}

char *
server_command(struct server *s, const char *const *arguments)
{
	return command(s, arguments, NULL);
}

char *
server_invite(struct server *s, const char *role, int uses, int days)
{
	char use[16], day[16];

	snprintf(use, sizeof(use), "%d", uses);
	snprintf(day, sizeof(day), "%d", days);
	return command(s,
	    (const char *const[]){ "invite", "--role", role, "--uses", use, "--days", day, NULL }, NULL);
}

void
server_user(struct server *s, const char *login, const char *role, const char *key, const char *password)
{
	const char *arguments[10] = { "user", "add", login, "--role", role };
	char file[160], line[256];
	size_t n = 5;

	if (key != NULL) {
		snprintf(file, sizeof(file), "%s/%s.pub", s->dir, key);
		arguments[n++] = "--key";
		arguments[n++] = file;
	}
	if (password != NULL) {
		snprintf(line, sizeof(line), "%s\n", password);
		arguments[n++] = "--password-stdin";
	}
	free(command(s, arguments, password != NULL ? line : NULL));
}

void
server_key(struct server *s, const char *name)
{
	server_key_of(s, name, "ed25519", "256");
}

void
server_key_of(struct server *s, const char *name, const char *type, const char *bits)
{
	char file[160], other[176];

	snprintf(file, sizeof(file), "%s/%s", s->dir, name);
	free(process_ask((const char *const[]){ "ssh-keygen", "-q", "-t", type, "-b", bits, "-N", "", "-C", name, "-f",
			     file, NULL }, s->dir, NULL));
	if (process_have("puttygen")) {
		snprintf(other, sizeof(other), "%s.ppk", file);
		free(process_ask((const char *const[]){ "puttygen", file, "-O", "private", "-o", other, NULL }, s->dir,
		    NULL));
	}
	if (process_have("dropbearconvert")) {
		snprintf(other, sizeof(other), "%s.dropbear", file);
		free(process_ask((const char *const[]){ "dropbearconvert", "openssh", "dropbear", file, other, NULL },
		    s->dir, NULL));
	}
}

void
server_wait_log(struct server *s, const char *text)
{
	int64_t deadline = process_deadline();

	for (;;) {
		char *log = server_log_text(s);
		bool has = strstr(log, text) != NULL;

		free(log);
		if (has)
			return;
		if (process_now() > deadline) {
			print_error("not in the log: %s\n", text);
			server_fail(s, "the server does not log what it should");
		}
		process_pause();
	}
}
