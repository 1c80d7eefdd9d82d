/*
 * A dress rehearsal before the first guest: the listener serves a throw-away child client over a
 * socket pair, once with each cipher. What libcrypto and libssh build at their first use is then
 * built before the fork and shared by all sessions, and a machine on which logging in cannot work says so at start.
 */
#include "tui/ssh/wire.h"

#include <libssh/libssh.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REHEARSAL_S = 20 };

struct stage_hand {
	struct wire *wire;
	bool shell;
};

static void
auth(void *context, const struct wire_auth *a)
{
	struct stage_hand *h = context;
	if (a->kind == WIRE_KEY_OFFERED)
		wire_auth_key_wanted(h->wire);
	else if (a->kind == WIRE_KEY_PROVED)
		wire_auth_success(h->wire);
	else
		wire_auth_failure(h->wire, WIRE_BY_KEY);
}

static bool
pty(void *context, struct str term, int cols, int rows)
{
	(void)context, (void)term, (void)cols, (void)rows;
	return true;
}

static void
size(void *context, int cols, int rows)
{
	(void)context, (void)cols, (void)rows;
}

static bool
shell(void *context)
{
	struct stage_hand *h = context;
	h->shell = true;
	return true;
}

static bool
no_exec(void *context, struct str command)
{
	(void)context, (void)command;
	return false;
}

static void
data(void *context, const unsigned char *bytes, size_t len)
{
	(void)context, (void)bytes, (void)len;
}

static void
eof(void *context)
{
	(void)context;
}

static const struct wire_events events = { auth, pty, size, shell, no_exec, no_exec, data, eof };

/* Runs in the child. Its status says how far it came. */
static int
client(int fd, const char *cipher)
{
	ssh_session ssh = ssh_new();
	ssh_key key = NULL;
	char byte;
	bool no = false;
	long seconds = REHEARSAL_S;
	ssh_options_set(ssh, SSH_OPTIONS_FD, &fd);
	ssh_options_set(ssh, SSH_OPTIONS_HOST, "rehearsal");
	ssh_options_set(ssh, SSH_OPTIONS_PROCESS_CONFIG, &no);
	ssh_options_set(ssh, SSH_OPTIONS_CIPHERS_C_S, cipher);
	ssh_options_set(ssh, SSH_OPTIONS_CIPHERS_S_C, cipher);
	ssh_options_set(ssh, SSH_OPTIONS_TIMEOUT, &seconds);
	if (ssh_connect(ssh) != SSH_OK || ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key) != SSH_OK)
		return 1;
	if (ssh_userauth_publickey(ssh, "rehearsal", key) != SSH_AUTH_SUCCESS)
		return 2;
	ssh_channel ch = ssh_channel_new(ssh);
	if (ssh_channel_open_session(ch) != SSH_OK || ssh_channel_request_pty(ch) != SSH_OK ||
	    ssh_channel_request_shell(ch) != SSH_OK || ssh_channel_read(ch, &byte, 1, 0) != 1)
		return 3;
	return 0;
}

static bool
one(const char *cipher)
{
	int pair[2], status = 0;
	struct stage_hand h = { 0 };
	struct err e;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	pid_t pid = fork();
	if (pid == 0) {
		close(pair[0]);
		_exit(client(pair[1], cipher));
	}
	close(pair[1]);
	h.wire = wire_accept(pair[0], &events, &h, &e);
	time_t until = time(NULL) + REHEARSAL_S;
	bool said = false;
	while (h.wire != NULL && time(NULL) < until && wire_turn(h.wire, 100)) {
		if (h.shell && !said) {
			wire_send(h.wire, STR("curtain"));
			said = true;
		}
	}
	wire_free(h.wire);
	if (pid < 0 || h.wire == NULL)
		return false;
	if (!said)
		kill(pid, SIGKILL);
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool
wire_rehearse(struct err *e)
{
	static const char *const ciphers[] = { "chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com",
		"aes256-ctr" };
	for (size_t i = 0; i < sizeof(ciphers) / sizeof(ciphers[0]); i++)
		if (!one(ciphers[i]))
			return err_set(e, ERR_SYSTEM, "a trial login with %s failed on this machine", ciphers[i]);
	return true;
}
