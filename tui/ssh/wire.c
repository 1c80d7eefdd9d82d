#include "tui/ssh/state.h"

#include "courses/base/arena.h"

#include <assert.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	KEPT_MAX = 256 << 10, /* bytes that may wait for the client's window */
	UNACKED_OK = 256,     /* echoes and window adjusts must not hold up the next paint */
	PATIENCE_MS = 600000, /* TCP gives up on a silent line after ten minutes */
};

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
	assert(house_bind() != NULL);
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
	if (ssh_bind_accept_fd(house_bind(), w->ssh, fd) != SSH_OK)
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

/* Only here, where no callback of libssh is running: it frees channels and keys. */
static void
disconnect_now(struct wire *w)
{
	if (w->farewell != NULL && ssh_is_connected(w->ssh)) {
		ssh_session_set_disconnect_message(w->ssh, w->farewell);
		ssh_disconnect(w->ssh);
	}
	w->over = w->over || w->farewell != NULL;
	w->farewell = NULL;
}

void
wire_free(struct wire *w)
{
	if (w == NULL)
		return;
	if (w->asked != NULL)
		ssh_message_free(w->asked);
	if (w->ssh != NULL)
		disconnect_now(w);
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
	if (is_stderr || w->finishing)
		return (int)len;
	/* What is not taken stays with libssh, and so much less is the client's window opened again. */
	uint32_t taken = w->held || w->left_over ? 0 : len < WIRE_DATA_MAX ? len : WIRE_DATA_MAX;
	w->left_over = taken < len;
	if (taken > 0)
		w->events->data(w->context, data, taken);
	return (int)taken;
}

static void
got_eof(ssh_session ssh, ssh_channel ch, void *context)
{
	struct wire *w = context;
	(void)ssh, (void)ch;
	if (!w->eof_seen && !w->finishing && !w->left_over)
		w->events->eof(w->context);
	w->eof_seen = true;
}

static void
got_close(ssh_session ssh, ssh_channel ch, void *context)
{
	struct wire *w = context;
	(void)ssh, (void)ch;
	/* After our own close the client ends the connection: it would take our hanging up first for a fault (dropbear). */
	if (!w->finishing)
		w->over = true;
}

static int
got_subsystem(ssh_session ssh, ssh_channel ch, const char *name, void *context)
{
	struct wire *w = context;
	(void)ssh, (void)ch;
	if (w->shell_begun)
		return 1;
	w->shell_begun = true;
	return w->events->subsystem(w->context, str_from(name)) ? 0 : 1;
}

ssh_channel
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
		.channel_subsystem_request_function = got_subsystem,
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

void
wire_hold(struct wire *w, bool held)
{
	w->held = held;
}

/* What libssh kept, in the order in which it came: more may come while it is asked, and goes behind. */
static void
take_left_over(struct wire *w)
{
	unsigned char *bytes = NULL;
	while (w->left_over && !w->held && !w->finishing && !w->over) {
		if (bytes == NULL && (bytes = malloc(WIRE_DATA_MAX)) == NULL)
			arena_no_memory();
		int n = ssh_channel_read_nonblocking(w->channel, bytes, WIRE_DATA_MAX, 0);
		w->left_over = n > 0;
		if (n > 0)
			w->events->data(w->context, bytes, (size_t)n);
		else if (w->eof_seen)
			w->events->eof(w->context);
	}
	free(bytes);
}

static void
finish_now(struct wire *w)
{
	if (!w->finish_asked || w->finishing || w->kept_len > 0 || w->over)
		return;
	w->finishing = true;
	ssh_channel_request_send_exit_status(w->channel, w->finish_status);
	ssh_channel_send_eof(w->channel);
	ssh_channel_close(w->channel);
}

bool
wire_turn(struct wire *w, int ms)
{
	int one = 1;
	ssh_message m;
	disconnect_now(w);
	if (!alive(w))
		return false;
	while (!w->authed && w->asked == NULL && w->farewell == NULL && (m = ssh_message_get(w->ssh)) != NULL) {
		if (ssh_message_type(m) == SSH_REQUEST_AUTH) {
			auth_asked(w, m); /* keeps m until it is answered */
		} else {
			ssh_message_reply_default(m); /* a service request is accepted by default */
			ssh_message_free(m);
		}
	}
	if (w->kept_len > 0)
		send_kept(w);
	take_left_over(w);
	finish_now(w);
	if (ssh_event_dopoll(w->event, w->farewell == NULL ? ms : 0) == SSH_ERROR)
		w->over = true;
	if (!w->shell_begun) /* OpenSSH's two first writes would wait 40 ms for a delayed acknowledgement */
		setsockopt(w->fd, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof(one));
	disconnect_now(w);
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
wire_taken(struct wire *w)
{
	return w->kept_len == 0 && !write_pending(w);
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
	if (w->finish_asked || w->channel == NULL)
		return;
	w->finish_asked = true;
	w->finish_status = status;
	send_kept(w);
	finish_now(w);
}

bool
wire_closed(const struct wire *w)
{
	return w->over; /* the client has closed too, or the line is gone */
}

void
wire_disconnect(struct wire *w, const char *why)
{
	if (w->farewell == NULL)
		w->farewell = why;
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
