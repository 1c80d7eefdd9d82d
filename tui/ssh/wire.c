#include "tui/ssh/wire.h"

#include <assert.h>
#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * The message calls are marked as deprecated in favour of callbacks that want the verdict at once; ours comes from
 * another process. They are the documented way until libssh can wait.
 */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

enum {
	KEPT_MAX = 256 << 10, /* bytes that may wait for the client's window */
	UNACKED_OK = 256,     /* echoes and window adjusts must not hold up the next paint */
	PATIENCE_MS = 600000, /* TCP gives up on a silent line after ten minutes */
	WATCH_MAX = 4,
};

struct watch {
	struct wire *w;
	void (*ready)(void *);
	void *context;
};

struct wire {
	ssh_session ssh;
	ssh_event event;
	ssh_channel channel;
	ssh_message asked; /* the authentication request that waits for its answer */
	const struct wire_events *events;
	void *context;
	int fd;
	bool authed, over, finishing, eof_seen, shell_begun;
	struct ssh_callbacks_struct session_cb;
	struct ssh_server_callbacks_struct server_cb;
	struct ssh_channel_callbacks_struct channel_cb;
	struct watch watch[WATCH_MAX];
	int watches;
	char *kept; /* the tail of a write that the window did not take */
	size_t kept_len, kept_cap;
	char user[256]; /* of the last request: the answer to a prompt carries none */
	unsigned char blob[4096];
	char fingerprint[64];
};

static ssh_bind house; /* with the host key; made once in the listener, read by all sessions */
static char house_fingerprint[64];

/* ---- in the listener ---- */

static bool
hash_text(ssh_key key, char out[64])
{
	unsigned char *hash = NULL;
	size_t len = 0;
	if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &len) != 0)
		return false;
	char *text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, len);
	ssh_clean_pubkey_hash(&hash);
	if (text == NULL)
		return false;
	snprintf(out, 64, "%s", text);
	ssh_string_free_char(text);
	return true;
}

/*
 * Short lists: 400 bytes of the server's first message instead of 776. curve25519 alone, since one
 * finite-field exchange costs the server 130 times its CPU; AES-GCM and ChaCha20 for everyone, AES-CTR for the rest.
 */
static const struct {
	enum ssh_bind_options_e option;
	const char *value;
} house_options[] = {
	{ SSH_BIND_OPTIONS_KEY_EXCHANGE, "curve25519-sha256,curve25519-sha256@libssh.org" },
	{ SSH_BIND_OPTIONS_HOSTKEY_ALGORITHMS, "ssh-ed25519" },
	{ SSH_BIND_OPTIONS_CIPHERS_C_S, "chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,aes256-ctr" },
	{ SSH_BIND_OPTIONS_CIPHERS_S_C, "chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,aes256-ctr" },
	{ SSH_BIND_OPTIONS_HMAC_C_S, "hmac-sha2-256-etm@openssh.com,hmac-sha2-256" },
	{ SSH_BIND_OPTIONS_HMAC_S_C, "hmac-sha2-256-etm@openssh.com,hmac-sha2-256" },
	{ SSH_BIND_OPTIONS_PUBKEY_ACCEPTED_KEY_TYPES,
	    "ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256" },
	{ SSH_BIND_OPTIONS_BANNER, "Chalkline" },
};

bool
wire_prepare(const char *hostkey_path, struct err *e)
{
	bool no = false;
	if (ssh_init() != SSH_OK || (house = ssh_bind_new()) == NULL)
		return err_set(e, ERR_SYSTEM, "libssh could not be started");
	ssh_bind_options_set(house, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no); /* not the machine's sshd's files */
	for (size_t i = 0; i < sizeof(house_options) / sizeof(house_options[0]); i++)
		if (ssh_bind_options_set(house, house_options[i].option, house_options[i].value) != 0)
			return err_set(e, ERR_SYSTEM, "libssh does not know \"%s\": %s", house_options[i].value,
			    ssh_get_error(house));
	ssh_key key = NULL;
	if (ssh_pki_import_privkey_file(hostkey_path, NULL, NULL, NULL, &key) != SSH_OK)
		return err_set(e, ERR_CORRUPT,
		    "the host key %s cannot be read; put it back from a backup, since with another one every "
		    "trainee is warned of an attack", hostkey_path);
	bool ok = hash_text(key, house_fingerprint) &&
	    ssh_bind_options_set(house, SSH_BIND_OPTIONS_IMPORT_KEY, key) == 0;
	if (!ok)
		return err_set(e, ERR_SYSTEM, "the host key %s could not be loaded", hostkey_path);
	return true;
}

const char *
wire_fingerprint(void)
{
	return house_fingerprint;
}

/* ---- life of a connection ---- */

static bool
has_zlib_last(const char *banner)
{
	/* These list zlib@openssh.com behind none and would not take it unasked; alone they do. Others that can, ask for it by themselves. */
	static const char openssh[] = "SSH-2.0-OpenSSH_", putty[] = "SSH-2.0-PuTTY";
	if (banner == NULL)
		return false;
	if (strncmp(banner, openssh, sizeof(openssh) - 1) == 0)
		return banner[sizeof(openssh) - 1] >= '0' && banner[sizeof(openssh) - 1] <= '9';
	return strncmp(banner, putty, sizeof(putty) - 1) == 0;
}

/*
 * libssh calls this with 0.4 when it has read the client's version line and not yet sent its own
 * key-exchange message: the one moment at which the lists can still follow the banner.
 */
static void
version_read(void *context, float status)
{
	struct wire *w = context;
	if (status < 0.39f || status > 0.41f)
		return;
	const char *list = has_zlib_last(ssh_get_clientbanner(w->ssh)) ? "zlib@openssh.com" :
									 "zlib@openssh.com,none";
	ssh_options_set(w->ssh, SSH_OPTIONS_COMPRESSION_S_C, list);
	ssh_options_set(w->ssh, SSH_OPTIONS_COMPRESSION_C_S, list);
	ssh_server_init_kex(w->ssh);
}

struct wire *
wire_accept(int fd, const struct wire_events *events, void *context, struct err *e)
{
	assert(house != NULL);
	struct wire *w = calloc(1, sizeof(*w));
	if (w == NULL || (w->ssh = ssh_new()) == NULL || (w->event = ssh_event_new()) == NULL)
		goto no;
	w->fd = fd;
	w->events = events;
	w->context = context;
	int one = 1, patience = PATIENCE_MS, room = 64 << 10;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof(one));
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	if (ssh_bind_accept_fd(house, w->ssh, fd) != SSH_OK)
		goto no;
	ssh_set_blocking(w->ssh, 0);
	w->session_cb.userdata = w;
	w->session_cb.connect_status_function = version_read;
	ssh_callbacks_init(&w->session_cb);
	ssh_set_callbacks(w->ssh, &w->session_cb);
	/* Exactly once: it sends the version line. Its own end test can miss a fast client (dropbear). */
	if (ssh_handle_key_exchange(w->ssh) == SSH_ERROR || ssh_event_add_session(w->event, w->ssh) != SSH_OK)
		goto no;
	return w;
no:
	err_set(e, ERR_SYSTEM, "the connection could not be taken over: %s",
	    w != NULL && w->ssh != NULL ? ssh_get_error(w->ssh) : "no memory");
	wire_free(w);
	return NULL;
}

void
wire_free(struct wire *w)
{
	if (w == NULL)
		return;
	if (w->asked != NULL)
		ssh_message_free(w->asked);
	if (w->event != NULL && w->ssh != NULL)
		ssh_event_remove_session(w->event, w->ssh);
	if (w->event != NULL)
		ssh_event_free(w->event);
	if (w->ssh != NULL)
		ssh_free(w->ssh);
	free(w->kept);
	free(w);
}

static int
watch_ready(socket_t fd, int revents, void *context)
{
	struct watch *x = context;
	(void)fd;
	(void)revents;
	x->ready(x->context);
	return 0;
}

bool
wire_watch(struct wire *w, int fd, void (*ready)(void *), void *context)
{
	if (w->watches == WATCH_MAX)
		return false;
	struct watch *x = &w->watch[w->watches++];
	*x = (struct watch){ w, ready, context };
	return ssh_event_add_fd(w->event, fd, POLLIN, watch_ready, x) == SSH_OK;
}

/* ---- authentication: one request at a time, answered when the keeper has answered ---- */

static void
take_key(struct wire *w, ssh_message m, struct wire_auth *a)
{
	ssh_key key = ssh_message_auth_pubkey(m);
	enum ssh_publickey_state_e state = ssh_message_auth_publickey_state(m);
	char *b64 = NULL;
	size_t len = 0;
	a->kind = state == SSH_PUBLICKEY_STATE_VALID ? WIRE_KEY_PROVED :
	    state == SSH_PUBLICKEY_STATE_NONE        ? WIRE_KEY_OFFERED :
						       WIRE_KEY_WRONG;
	if (key == NULL || ssh_pki_export_pubkey_base64(key, &b64) != SSH_OK ||
	    sodium_base642bin(w->blob, sizeof(w->blob), b64, strlen(b64), NULL, &len, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    !hash_text(key, w->fingerprint)) {
		a->kind = WIRE_KEY_WRONG; /* what we cannot name we do not believe */
		len = 0;
	}
	if (b64 != NULL)
		ssh_string_free_char(b64);
	a->key = (struct str){ (const char *)w->blob, len };
	a->key_kind = str_from(key != NULL ? ssh_key_type_to_char(ssh_key_type(key)) : "");
	a->fingerprint = str_from(w->fingerprint);
}

static void
auth_asked(struct wire *w, ssh_message m)
{
	struct wire_auth a = { .kind = WIRE_OTHER };
	const char *user = ssh_message_auth_user(m);
	switch (ssh_message_subtype(m)) {
	case SSH_AUTH_METHOD_NONE:
		a.kind = WIRE_NONE;
		break;
	case SSH_AUTH_METHOD_PASSWORD:
		a.kind = WIRE_PASSWORD;
		a.secret = str_from(ssh_message_auth_password(m));
		break;
	case SSH_AUTH_METHOD_PUBLICKEY:
		take_key(w, m, &a);
		break;
	case SSH_AUTH_METHOD_INTERACTIVE:
		a.kind = WIRE_ASK;
		if (ssh_message_auth_kbdint_is_response(m)) {
			a.kind = WIRE_ANSWER;
			if (ssh_userauth_kbdint_getnanswers(w->ssh) > 0)
				a.secret = str_from(ssh_userauth_kbdint_getanswer(w->ssh, 0));
			user = NULL;
		}
		break;
	default:
		break;
	}
	if (user != NULL)
		snprintf(w->user, sizeof(w->user), "%s", user);
	a.user = str_from(w->user);
	w->asked = m;
	w->events->auth(w->context, &a);
}

/* Libssh lists what these bits say in the failure that follows. */
static void
list_methods(struct wire *w, unsigned methods)
{
	ssh_set_auth_methods(w->ssh, (methods & WIRE_BY_PASSWORD ? SSH_AUTH_METHOD_PASSWORD : 0) |
		(methods & WIRE_BY_KEY ? SSH_AUTH_METHOD_PUBLICKEY : 0) |
		(methods & WIRE_BY_ASKING ? SSH_AUTH_METHOD_INTERACTIVE : 0));
}

static ssh_message
answered(struct wire *w)
{
	ssh_message m = w->asked;
	assert(m != NULL);
	w->asked = NULL;
	return m;
}

static ssh_channel channel_opened(ssh_session ssh, void *context);

void
wire_auth_success(struct wire *w)
{
	ssh_message m = answered(w);
	/* Callbacks first: the client may open its channel in the very next packet. */
	w->server_cb.userdata = w;
	w->server_cb.channel_open_request_session_function = channel_opened;
	ssh_callbacks_init(&w->server_cb);
	w->authed = true;
	ssh_message_auth_reply_success(m, 0);
	ssh_message_free(m);
	ssh_set_server_callbacks(w->ssh, &w->server_cb);
}

void
wire_auth_partial(struct wire *w, unsigned methods)
{
	ssh_message m = answered(w);
	list_methods(w, methods);
	ssh_message_auth_reply_success(m, 1);
	ssh_message_free(m);
}

void
wire_auth_failure(struct wire *w, unsigned methods)
{
	ssh_message m = answered(w);
	list_methods(w, methods);
	ssh_message_reply_default(m);
	ssh_message_free(m);
}

void
wire_auth_key_wanted(struct wire *w)
{
	ssh_message m = answered(w);
	ssh_message_auth_reply_pk_ok_simple(m);
	ssh_message_free(m);
}

void
wire_auth_prompt(struct wire *w, const char *instruction, const char *prompt, bool echo)
{
	ssh_message m = answered(w);
	const char *prompts[1] = { prompt };
	char echoes[1] = { echo };
	ssh_message_auth_interactive_request(m, "", instruction, 1, prompts, echoes);
	ssh_message_free(m);
}

void
wire_auth_no_prompt(struct wire *w)
{
	ssh_message m = answered(w);
	ssh_message_auth_interactive_request(m, "", "", 0, NULL, NULL);
	ssh_message_free(m);
}

struct str
wire_banner(const struct wire *w)
{
	return str_from(ssh_get_clientbanner(w->ssh));
}

/* ---- the channel ---- */

static int
got_pty(ssh_session ssh, ssh_channel ch, const char *term, int cols, int rows, int px, int py, void *context)
{
	struct wire *w = context;
	(void)ssh, (void)ch, (void)px, (void)py;
	return w->events->pty(w->context, str_from(term), cols, rows) ? 0 : -1;
}

static int
got_size(ssh_session ssh, ssh_channel ch, int cols, int rows, int px, int py, void *context)
{
	struct wire *w = context;
	(void)ssh, (void)ch, (void)px, (void)py;
	w->events->size(w->context, cols, rows);
	return 0;
}

static int
got_shell(ssh_session ssh, ssh_channel ch, void *context)
{
	struct wire *w = context;
	(void)ssh, (void)ch;
	if (w->shell_begun)
		return 1;
	w->shell_begun = true;
	return w->events->shell(w->context) ? 0 : 1;
}

static int
got_exec(ssh_session ssh, ssh_channel ch, const char *command, void *context)
{
	struct wire *w = context;
	(void)ssh, (void)ch;
	if (w->shell_begun)
		return 1;
	w->shell_begun = true;
	return w->events->exec(w->context, str_from(command)) ? 0 : 1;
}

static int
got_data(ssh_session ssh, ssh_channel ch, void *data, uint32_t len, int is_stderr, void *context)
{
	struct wire *w = context;
	(void)ssh, (void)ch;
	if (!is_stderr && !w->finishing)
		w->events->data(w->context, data, len);
	return (int)len;
}

static void
got_eof(ssh_session ssh, ssh_channel ch, void *context)
{
	struct wire *w = context;
	(void)ssh, (void)ch;
	if (!w->eof_seen && !w->finishing)
		w->events->eof(w->context);
	w->eof_seen = true;
}

static void
got_close(ssh_session ssh, ssh_channel ch, void *context)
{
	struct wire *w = context;
	(void)ssh, (void)ch;
	w->over = true;
}

static int
no_subsystem(ssh_session ssh, ssh_channel ch, const char *name, void *context)
{
	(void)ssh, (void)ch, (void)name, (void)context;
	return 1;
}

static ssh_channel
channel_opened(ssh_session ssh, void *context)
{
	struct wire *w = context;
	if (w->channel != NULL || !w->authed)
		return NULL; /* one channel a connection */
	w->channel = ssh_channel_new(ssh);
	if (w->channel == NULL)
		return NULL;
	/* Set before this returns: pty-req and shell may lie in the same read. */
	w->channel_cb = (struct ssh_channel_callbacks_struct){
		.userdata = w,
		.channel_data_function = got_data,
		.channel_eof_function = got_eof,
		.channel_close_function = got_close,
		.channel_pty_request_function = got_pty,
		.channel_pty_window_change_function = got_size,
		.channel_shell_request_function = got_shell,
		.channel_exec_request_function = got_exec,
		.channel_subsystem_request_function = no_subsystem,
	};
	ssh_callbacks_init(&w->channel_cb);
	ssh_set_channel_callbacks(w->channel, &w->channel_cb);
	return w->channel;
}

/* ---- turns ---- */

static bool
alive(struct wire *w)
{
	if (ssh_get_status(w->ssh) & (SSH_CLOSED | SSH_CLOSED_ERROR))
		w->over = true;
	return !w->over;
}

/* After each write libssh believes that the socket is full until the next poll tells it otherwise. */
static bool
write_pending(struct wire *w)
{
	if (ssh_get_poll_flags(w->ssh) & SSH_WRITE_PENDING)
		if (ssh_event_dopoll(w->event, 0) == SSH_ERROR)
			w->over = true;
	return !w->over && (ssh_get_poll_flags(w->ssh) & SSH_WRITE_PENDING) != 0;
}

static void
send_kept(struct wire *w)
{
	while (w->kept_len > 0 && !w->over && w->channel != NULL && ssh_channel_is_open(w->channel)) {
		int n = ssh_channel_write(w->channel, w->kept, (uint32_t)w->kept_len);
		if (n <= 0)
			break;
		memmove(w->kept, w->kept + n, w->kept_len - (size_t)n);
		w->kept_len -= (size_t)n;
	}
	if (w->kept_len == 0 && w->kept != NULL) {
		free(w->kept);
		w->kept = NULL;
		w->kept_cap = 0;
	}
}

bool
wire_turn(struct wire *w, int ms)
{
	int one = 1;
	ssh_message m;
	if (!alive(w))
		return false;
	while (!w->authed && w->asked == NULL && (m = ssh_message_get(w->ssh)) != NULL) {
		if (ssh_message_type(m) == SSH_REQUEST_AUTH) {
			auth_asked(w, m); /* keeps m until it is answered */
		} else {
			ssh_message_reply_default(m); /* a service request is accepted by default */
			ssh_message_free(m);
		}
	}
	if (w->kept_len > 0)
		send_kept(w);
	if (ssh_event_dopoll(w->event, ms) == SSH_ERROR)
		w->over = true;
	if (!w->shell_begun) /* OpenSSH's two first writes would wait 40 ms for a delayed acknowledgement */
		setsockopt(w->fd, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof(one));
	return alive(w);
}

static int
unacked(const struct wire *w)
{
	int n = 0;
	return ioctl(w->fd, SIOCOUTQ, &n) == 0 ? n : 0;
}

bool
wire_empty(struct wire *w)
{
	return w->kept_len == 0 && !write_pending(w) && unacked(w) <= UNACKED_OK;
}

bool
wire_arrived(const struct wire *w)
{
	return w->kept_len == 0 && unacked(w) == 0;
}

static void
keep(struct wire *w, struct str bytes)
{
	if (bytes.len > KEPT_MAX - w->kept_len) { /* the caller asks wire_sending first; past that the client is let go */
		w->over = true;
		return;
	}
	if (w->kept_len + bytes.len > w->kept_cap) {
		char *p = realloc(w->kept, w->kept_len + bytes.len);
		if (p == NULL) {
			w->over = true;
			return;
		}
		w->kept = p;
		w->kept_cap = w->kept_len + bytes.len;
	}
	memcpy(w->kept + w->kept_len, bytes.at, bytes.len);
	w->kept_len += bytes.len;
}

void
wire_send(struct wire *w, struct str bytes)
{
	if (w->channel == NULL || w->over || bytes.len == 0)
		return;
	int n = 0;
	if (w->kept_len == 0) {
		n = ssh_channel_write(w->channel, bytes.at, (uint32_t)bytes.len);
		if (n < 0)
			n = 0;
	}
	if ((size_t)n < bytes.len)
		keep(w, str_sub(bytes, (size_t)n, bytes.len));
}

void
wire_send_error(struct wire *w, struct str bytes)
{
	if (w->channel != NULL && !w->over && bytes.len > 0)
		ssh_channel_write_stderr(w->channel, bytes.at, (uint32_t)bytes.len);
}

bool
wire_sending(const struct wire *w)
{
	return w->kept_len > 0;
}

void
wire_keepalive(struct wire *w)
{
	ssh_send_ignore(w->ssh, "");
}

void
wire_finish(struct wire *w, int status)
{
	if (w->finishing || w->channel == NULL)
		return;
	send_kept(w);
	w->finishing = true;
	ssh_channel_request_send_exit_status(w->channel, status);
	ssh_channel_send_eof(w->channel);
	ssh_channel_close(w->channel);
}

bool
wire_closed(const struct wire *w)
{
	return w->over; /* the client has closed too, or the line is gone */
}

void
wire_disconnect(struct wire *w, const char *why)
{
	if (ssh_is_connected(w->ssh)) {
		ssh_session_set_disconnect_message(w->ssh, why);
		ssh_disconnect(w->ssh);
	}
	w->over = true;
}

/* The kernel knows to the millisecond when it last heard something, and counts what arrived both ways. */
static struct tcp_info
line_info(const struct wire *w)
{
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);
	getsockopt(w->fd, IPPROTO_TCP, TCP_INFO, &info, &len);
	return info;
}

int64_t
wire_silent_ms(const struct wire *w)
{
	return line_info(w).tcpi_last_data_recv;
}

void
wire_bytes(const struct wire *w, uint64_t *up, uint64_t *down)
{
	struct tcp_info info = line_info(w);
	*up = info.tcpi_bytes_received;
	*down = info.tcpi_bytes_acked;
}
