/* The keeper, as the listener sees it. */
#include "tui/serve/state.h"

#include "store/keeper/keeper.h"
#include "tui/serve/log.h"
#include "tui/serve/sandbox.h"
#include "tui/ssh/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	KEEPER_START_S = 120,   /* to open, migrate and compile */
	KEEPER_DEATHS = 10,     /* in a minute: then something is wrong that a restart does not mend */
	TALLY_MS = 1000,
};

bool
start_keeper(struct listener *l, bool publish, struct err *e)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return err_errno(e, "the keeper's socket could not be made");
	unsigned char secret[CODE_SECRET]; /* the child does not get the mapping */
	memcpy(secret, l->code_secret, CODE_SECRET);
	pid_t pid = fork();
	if (pid != 0)
		sodium_memzero(secret, sizeof(secret));
	if (pid < 0) {
		close(pair[0]);
		close(pair[1]);
		return err_errno(e, "the keeper could not be started");
	}
	if (pid == 0) {
		sigset_t none;
		sigemptyset(&none);
		int keep[2] = { pair[1], l->lock }; /* the lock stays held while any of us writes */
		sandbox_keep_only(keep, 2);
		ours_alone();
		signal(SIGUSR1, SIG_IGN);
		sigprocmask(SIG_SETMASK, &none, NULL);
		struct keeper_run_options k = { .database = l->database, .control = pair[1],
			.library = publish ? l->o->library : NULL, .settings = &l->config.keeper,
			.code_secret = secret };
		_exit(keeper_run(&k));
	}
	close(pair[1]);
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	l->control = pair[0];
	l->keeper = pid;
	l->ready = false;
	l->settings_due = false; /* it was born with them */
	l->tally_due = true;
	return true;
}

/*
 * Neither side ever waits for the other to read: what does not go out now goes when the socket has room,
 * and nobody new is let in meanwhile. A keeper that is gone is not told anything; the next one is told all.
 */
void
attach(struct listener *l, unsigned at)
{
	struct slot *s = &l->slot[at];
	struct control c = { .kind = CONTROL_ATTACH, .slot = slot_name(l, at), .fd = s->keeper_end,
		.seat = { (const char *)s->seat, s->seat_len }, .text = str_from(s->from) };
	s->attached = control_send(l->control, &c);
	if (!s->attached)
		l->to_attach++;
}

void
attach_rest(struct listener *l)
{
	unsigned left = l->to_attach;
	l->to_attach = 0;
	for (unsigned at = 0; at < SLOTS && left > 0; at++) {
		if (l->slot[at].pid == 0 || l->slot[at].attached)
			continue;
		attach(l, at);
		left--;
	}
}

void
attach_all(struct listener *l)
{
	for (unsigned at = 0; at < SLOTS; at++)
		l->slot[at].attached = false;
	l->to_attach = l->sessions;
	attach_rest(l);
}

static void
tell_settings(struct listener *l)
{
	struct arena *a = arena_new();
	struct control c = { .kind = CONTROL_SETTINGS, .seat = STR_NONE, .text = settings_write(a, &l->config.keeper), .fd = -1 };
	l->settings_due = !control_send(l->control, &c) && errno == EAGAIN;
	arena_free(a);
}

static void
tell_tally(struct listener *l)
{
	struct arena *a = arena_new();
	struct buf places = BUF_IN(a);
	char names[TALLY_HELD][64];
	struct tally t = { .begun_at = l->begun_at, .process = (uint32_t)getpid(),
		.version = STR(CHALKLINE_VERSION), .fingerprint = str_from(wire_fingerprint()),
		.next_fingerprint = str_from(l->next_fingerprint) };
	for (int i = 0; i < l->doors.count; i++)
		buf_printf(&places, "%s%s", i > 0 ? " " : "", l->doors.door[i].text);
	t.listening = buf_get(&places);
	gate_tally(l->gate, &t, names);
	struct control c = { .kind = CONTROL_TALLY, .seat = STR_NONE, .text = tally_write(a, &t), .fd = -1 };
	l->tally_due = !control_send(l->control, &c) && errno == EAGAIN;
	arena_free(a);
}

void
tell_keeper(struct listener *l, int64_t now_ms)
{
	if (l->control < 0 || !l->ready)
		return;
	if (l->settings_due)
		tell_settings(l);
	if (l->tally_due && now_ms >= l->tally_ms) {
		l->tally_ms = now_ms + TALLY_MS;
		tell_tally(l);
	}
}

/* ---- what it says ---- */

/* Sessions that run keep the mapping that they opened. */
static void
unmap(const struct image *i)
{
	munmap((void *)(uintptr_t)i->at, i->len);
}

/* The older majors of a course are told anew after its served edition. */
static void
forget_older(struct listener *l, uint32_t course)
{
	uint32_t left = 0;
	for (uint32_t i = 0; i < l->olders; i++) {
		if (l->older_course[i] == course) {
			unmap(&l->older[i]);
			continue;
		}
		l->older[left] = l->older[i];
		l->older_course[left++] = l->older_course[i];
	}
	l->olders = left;
}

/* NULL, or why it is left out. */
static const char *
keep_edition(struct listener *l, const struct control *c, const struct image *image)
{
	uint32_t i = 0;
	while (i < l->images && !str_eq(l->course[i], c->text))
		i++;
	if (!c->known) {
		if (i == l->images || l->olders == CONTROL_MAJORS)
			return i == l->images ? "its course is not served" : "too many older majors";
		l->older[l->olders] = *image;
		l->older_course[l->olders++] = i;
		return NULL;
	}
	if (i == EDITIONS)
		return "too many courses";
	if (i == l->images)
		l->course[l->images++] = str_copy(l->arena, c->text);
	else
		unmap(&l->image[i]);
	l->image[i] = *image;
	forget_older(l, i);
	return NULL;
}

static void
take_edition(struct listener *l, const struct control *c)
{
	struct stat st;
	struct image image;
	struct err e;
	const char *why;
	if (fstat(c->fd, &st) != 0 || st.st_size <= 0)
		return;
	void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, c->fd, 0);
	if (at == MAP_FAILED)
		return;
	why = image_open(at, (size_t)st.st_size, &image, &e) ? keep_edition(l, c, &image) : e.text;
	if (why != NULL) {
		log_event(LOG_ERROR, "edition-left-out", "course=%.*s text=%s", STR_ARG(c->text), why);
		munmap(at, (size_t)st.st_size);
	}
}

static void
take_control(struct listener *l, const struct control *c)
{
	struct slot *s;
	switch (c->kind) {
	case CONTROL_BOUND:
		s = slot_named(l, c->slot);
		if (s != NULL && c->seat.len <= SEAT_MAX) {
			memcpy(s->seat, c->seat.at, c->seat.len);
			s->seat_len = (unsigned short)c->seat.len;
			if (c->known)
				session_known(l, s);
		}
		break;
	case CONTROL_EDITION:
		if (c->fd >= 0)
			take_edition(l, c);
		break;
	case CONTROL_REPORT:
		log_line(c->text);
		break;
	case CONTROL_READY:
		l->ready = true;
		break;
	default:
		break;
	}
	if (c->fd >= 0)
		close(c->fd);
}

bool
hear_keeper(struct listener *l)
{
	char bytes[CONTROL_MESSAGE];
	struct control c;
	int rc;
	while (l->control >= 0 && (rc = control_recv(l->control, &c, bytes)) > 0)
		take_control(l, &c);
	int problem = errno;
	sodium_memzero(bytes, sizeof(bytes)); /* seats: a session inherits what lies on this stack */
	errno = problem;
	return l->control >= 0 && rc < 0 && (errno == EAGAIN || errno == EINTR);
}

void
close_control(struct listener *l)
{
	if (l->control >= 0)
		close(l->control);
	l->control = -1;
}

/* ---- its life ---- */

bool
wait_ready(struct listener *l, struct err *e)
{
	int64_t until = monotonic_ms() + KEEPER_START_S * 1000;
	while (!l->ready) {
		struct pollfd p = { .fd = l->control, .events = POLLIN };
		int rc = poll(&p, 1, 1000);
		if (rc > 0 && !hear_keeper(l) && !l->ready)
			return err_set(e, ERR_SYSTEM, "the keeper ended before it was ready");
		if (monotonic_ms() > until)
			return err_set(e, ERR_SYSTEM, "the keeper was not ready in time");
	}
	return true;
}

/* Sessions wait meanwhile; what they asked lies in their sockets, and what was not answered they say again. */
bool
restart_keeper(struct listener *l)
{
	struct err e;
	time_t now = time(NULL);
	hear_keeper(l); /* who was bound before it died stays bound */
	close_control(l);
	if (now - l->deaths_since > 60) {
		l->deaths_since = now;
		l->deaths = 0;
	}
	if (++l->deaths > KEEPER_DEATHS) {
		log_event(LOG_ERROR, "giving-up", "keeper_deaths=%u help=%s", l->deaths, "chalkline doctor may say why");
		return false;
	}
	if (!start_keeper(l, false, &e)) {
		log_event(LOG_ERROR, "keeper-not-started", "text=%s", e.text);
		return false;
	}
	attach_all(l);
	return true;
}

void
end_keeper(struct listener *l)
{
	int64_t until = monotonic_ms() + KEEPER_END_MS;
	if (l->keeper <= 0)
		return;
	/* Only our end is closed for writing: it commits, and says what it has bound to the last. */
	shutdown(l->control, SHUT_WR);
	for (int64_t left; (left = until - monotonic_ms()) > 0;) {
		struct pollfd p = { .fd = l->control, .events = POLLIN };
		if (poll(&p, 1, (int)left) > 0 && !hear_keeper(l))
			break;
	}
	close_control(l);
	for (;;) {
		if (waitpid(l->keeper, NULL, WNOHANG) != 0)
			break;
		if (monotonic_ms() >= until) {
			log_event(LOG_ERROR, "keeper-killed", "text=%s", "it did not end in time; what it had acknowledged is on disk");
			kill(l->keeper, SIGKILL);
			waitpid(l->keeper, NULL, 0);
			break;
		}
		poll(NULL, 0, 5);
	}
	l->keeper = 0;
}
