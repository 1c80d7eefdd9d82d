#include "tui/serve/listener.h"

#include "store/keeper/control.h"
#include "store/keeper/keeper.h"
#include "tui/serve/config.h"
#include "tui/serve/datadir.h"
#include "tui/serve/doors.h"
#include "tui/serve/sandbox.h"
#include "tui/serve/session.h"
#include "tui/serve/zone.h"
#include "tui/ssh/wire.h"
#include "tui/term/term.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum {
	SLOTS = 16384,          /* connections at once; the file descriptor limit may allow fewer */
	SEAT_MAX = 512,
	EDITIONS = 1024,
	KEEPER_START_S = 120,   /* to open, migrate and compile */
	KEEPER_DEATHS = 10,     /* in a minute: then something is wrong that a restart does not mend */
	HOLE_MOST = 64 << 10,   /* larger than any hole of the heap: a piece of this size comes from its top */
	HOLES_ALL = 4 << 20,
	GOODBYE_MS = 5000,      /* for sessions to say their line */
	KEEPER_END_MS = 30000,  /* for its last commit, on a slow disk */
};

struct slot { /* one session; all zero but the generation: free */
	pid_t pid;
	uint32_t generation;    /* tells a late word about the last owner of this slot from one about this one */
	bool attached;          /* the keeper that is now has been told of it */
	int keeper_end;         /* our copy: given to the next keeper when this one dies */
	char from[64];          /* source address */
	unsigned short seat_len;
	unsigned char seat[SEAT_MAX];
};

struct listener {
	const struct serve_options *o;
	struct arena *arena;
	struct config config;
	const char *database;
	int lock, signals, control, admin;
	struct doors doors;
	pid_t keeper;
	bool ready, stopping;
	unsigned deaths;
	time_t deaths_since;
	/* In a mapping that children do not get: who is connected is nobody's business but ours. */
	struct slot *slot;
	unsigned next_slot;
	unsigned sessions, to_attach; /* of them, not yet told to the keeper: its queue was full */
	/* The open editions; sessions inherit the mappings that there are when they begin. */
	struct image image[EDITIONS];
	struct str course[EDITIONS];
	uint32_t images;
};

static void
say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void
say(const char *fmt, ...)
{
	va_list ap;
	char text[1024];
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	dprintf(STDERR_FILENO, "chalkline: %s\n", text);
}

/* ---- the keeper ---- */

static bool
start_keeper(struct listener *l, bool publish, struct err *e)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return err_errno(e, "the keeper's socket could not be made");
	pid_t pid = fork();
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
		signal(SIGINT, SIG_IGN); /* Ctrl-C reaches the whole group; the listener ends us in order */
		sigprocmask(SIG_SETMASK, &none, NULL);
		struct keeper_run_options k = { .database = l->database, .control = pair[1],
			.library = publish ? l->o->library : NULL, .settings = &l->config.keeper };
		_exit(keeper_run(&k));
	}
	close(pair[1]);
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	l->control = pair[0];
	l->keeper = pid;
	l->ready = false;
	return true;
}

static uint64_t
slot_name(const struct listener *l, unsigned at)
{
	return (uint64_t)l->slot[at].generation << 32 | at;
}

/* The slot that a name means; NULL when its owner has gone. */
static struct slot *
slot_named(struct listener *l, uint64_t name)
{
	uint32_t at = (uint32_t)name;
	return at < SLOTS && l->slot[at].pid != 0 && slot_name(l, at) == name ? &l->slot[at] : NULL;
}

/*
 * Neither side ever waits for the other to read: what does not go out now goes when the socket has room,
 * and nobody new is let in meanwhile. A keeper that is gone is not told anything; the next one is told all.
 */
static void
attach(struct listener *l, unsigned at)
{
	struct slot *s = &l->slot[at];
	struct control c = { .kind = CONTROL_ATTACH, .slot = slot_name(l, at), .fd = s->keeper_end,
		.seat = { (const char *)s->seat, s->seat_len }, .text = str_from(s->from) };
	s->attached = control_send(l->control, &c);
	if (!s->attached)
		l->to_attach++;
}

static void
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

static void
take_edition(struct listener *l, const struct control *c)
{
	struct stat st;
	struct image image;
	struct err e;
	if (fstat(c->fd, &st) != 0 || st.st_size <= 0)
		return;
	void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, c->fd, 0);
	if (at == MAP_FAILED)
		return;
	if (!image_open(at, (size_t)st.st_size, &image, &e)) {
		say("edition of %.*s left out: %s", STR_ARG(c->text), e.text);
		munmap(at, (size_t)st.st_size);
		return;
	}
	uint32_t i = 0;
	while (i < l->images && !str_eq(l->course[i], c->text))
		i++;
	if (i == EDITIONS) {
		say("edition of %.*s left out: more than %d courses", STR_ARG(c->text), EDITIONS);
		munmap(at, (size_t)st.st_size);
		return;
	}
	if (i == l->images) {
		l->course[l->images++] = str_copy(l->arena, c->text);
	} else { /* sessions that run keep the mapping that they opened */
		munmap((void *)(uintptr_t)l->image[i].at, l->image[i].len);
	}
	l->image[i] = image;
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
		}
		break;
	case CONTROL_EDITION:
		if (c->fd >= 0)
			take_edition(l, c);
		break;
	case CONTROL_REPORT:
		say("%.*s", STR_ARG(c->text));
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

/* All that the keeper has said so far. false: it is gone (SIGCHLD will tell). */
static bool
hear_keeper(struct listener *l)
{
	char bytes[CONTROL_MESSAGE];
	struct control c;
	int rc;
	while (l->control >= 0 && (rc = control_recv(l->control, &c, bytes)) > 0)
		take_control(l, &c);
	return l->control >= 0 && rc < 0 && (errno == EAGAIN || errno == EINTR);
}

static void
close_control(struct listener *l)
{
	if (l->control >= 0)
		close(l->control);
	l->control = -1;
}

/* The first start: nobody is let in before there is somebody to ask. */
static bool
wait_ready(struct listener *l, struct err *e)
{
	time_t until = time(NULL) + KEEPER_START_S;
	while (!l->ready) {
		struct pollfd p = { .fd = l->control, .events = POLLIN };
		int rc = poll(&p, 1, 1000);
		if (rc > 0 && !hear_keeper(l) && !l->ready)
			return err_set(e, ERR_SYSTEM, "the keeper ended before it was ready");
		if (time(NULL) > until)
			return err_set(e, ERR_SYSTEM, "the keeper was not ready in time");
	}
	return true;
}

/* Sessions wait meanwhile; what they asked lies in their sockets, and what was not answered they say again. */
static bool
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
		say("the keeper died %u times in a minute: giving up; chalkline doctor may say why", l->deaths);
		return false;
	}
	if (!start_keeper(l, false, &e)) {
		say("%s", e.text);
		return false;
	}
	for (unsigned at = 0; at < SLOTS; at++)
		l->slot[at].attached = false;
	l->to_attach = l->sessions;
	attach_rest(l);
	return true;
}

/* ---- sessions ---- */

static unsigned
free_slot(struct listener *l)
{
	for (unsigned i = 0; i < SLOTS; i++) {
		unsigned at = (l->next_slot + i) % SLOTS;
		if (l->slot[at].pid == 0) {
			l->next_slot = at + 1;
			return at;
		}
	}
	return SLOTS;
}

static void
clear_slot(struct listener *l, unsigned at)
{
	close(l->slot[at].keeper_end);
	if (!l->slot[at].attached && l->to_attach > 0)
		l->to_attach--;
	l->slot[at] = (struct slot){ .generation = l->slot[at].generation + 1 };
}

static void
run_session(struct listener *l, int line, int keeper)
{
	struct err e;
	int keep[8], n = 0;
	sigset_t none;
	if (!session_reserve(&e)) {
		say("%s", e.text);
		return;
	}
	sandbox_silence();
	keep[n++] = line;
	keep[n++] = keeper;
	n += session_reserved_fds(keep + n, 6);
	sandbox_keep_only(keep, n);
	sigemptyset(&none);
	signal(SIGINT, SIG_IGN);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (!sandbox_close(&e))
		_exit(EX_OSERR); /* it could be closed in the trial at start; the log says that a session died */
	struct session_options o = {
		.line = line,
		.keeper = keeper,
		.guests = l->config.keeper.guests,
		.verify = l->config.verify,
		.stay_s = l->config.stay_min * 60,
		.shelf = { l->image, l->images },
		.academy = l->config.academy,
	};
	session_run(&o);
}

static void
new_session(struct listener *l, int line, const char *from)
{
	int pair[2];
	unsigned at = free_slot(l);
	if (at == SLOTS || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0) {
		say("a connection was turned away: %s", at == SLOTS ? "all places are taken" : strerror(errno));
		close(line);
		return;
	}
	/* The pair is made right before the fork and its session end closed right after: no other process may hold a copy of it, or
	 * the keeper would never see its end. */
	pid_t pid = fork();
	if (pid == 0) { /* the table of slots is not there in the child */
		run_session(l, line, pair[1]);
		_exit(0);
	}
	close(pair[1]);
	close(line);
	if (pid < 0) {
		say("a connection was turned away: %s", strerror(errno));
		close(pair[0]);
		return;
	}
	l->slot[at] = (struct slot){ .generation = l->slot[at].generation, .keeper_end = pair[0], .pid = pid };
	snprintf(l->slot[at].from, sizeof(l->slot[at].from), "%s", from);
	l->sessions++;
	attach(l, at);
}

static void
session_ended(struct listener *l, pid_t pid, int status)
{
	for (unsigned at = 0; at < SLOTS; at++) {
		if (l->slot[at].pid != pid)
			continue;
		if (WIFSIGNALED(status))
			say("session died signal=%d", WTERMSIG(status));
		else if (WEXITSTATUS(status) != 0)
			say("session died status=%d", WEXITSTATUS(status));
		clear_slot(l, at);
		l->sessions--;
		return;
	}
}

static bool
reap(struct listener *l)
{
	pid_t pid;
	int status;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != l->keeper) {
			session_ended(l, pid, status);
			continue;
		}
		l->keeper = 0;
		if (l->stopping)
			continue;
		say("keeper died signal=%d status=%d, starting it again", WIFSIGNALED(status) ? WTERMSIG(status) : 0,
		    WIFEXITED(status) ? WEXITSTATUS(status) : 0);
		if (!restart_keeper(l))
			return false;
	}
	return true;
}

/* ---- life ---- */

static int64_t
monotonic_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
end_sessions(struct listener *l, int signal)
{
	for (unsigned at = 0; at < SLOTS; at++)
		if (l->slot[at].pid > 0)
			kill(l->slot[at].pid, signal);
}

/* Waits until something happens, at most a moment; children that ended are counted. */
static void
stop_turn(struct listener *l)
{
	struct pollfd p[2] = { { .fd = l->signals, .events = POLLIN }, { .fd = l->control, .events = POLLIN } };
	struct signalfd_siginfo info;
	if (poll(p, 2, 200) > 0) {
		if (p[0].revents && read(l->signals, &info, sizeof(info)) < 0)
			return;
		if (p[1].revents && !hear_keeper(l))
			close_control(l);
	}
	reap(l);
}

/* Everybody is told, then the keeper commits what it has and ends. Nothing here waits for ever. */
static void
stop(struct listener *l)
{
	l->stopping = true;
	doors_close(&l->doors);
	end_sessions(l, SIGTERM);
	int64_t until = monotonic_ms() + GOODBYE_MS;
	while (l->sessions > 0 && monotonic_ms() < until)
		stop_turn(l);
	end_sessions(l, SIGKILL);
	close_control(l);
	until = monotonic_ms() + KEEPER_END_MS;
	while (l->keeper > 0 && monotonic_ms() < until)
		stop_turn(l);
	if (l->keeper > 0) {
		say("the keeper did not end in time and was ended; what it had acknowledged is on disk");
		kill(l->keeper, SIGKILL);
		waitpid(l->keeper, NULL, 0);
	}
}

static void
admin_called(struct listener *l)
{
	int fd = accept4(l->admin, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct control c = { .kind = CONTROL_ADMIN, .fd = fd };
	if (fd < 0)
		return;
	if (!control_send(l->control, &c))
		say("a command was turned away: the keeper is busy");
	close(fd);
}

/* Waits in one place. */
static int
loop(struct listener *l)
{
	for (;;) {
		struct pollfd p[3 + DOORS_MAX] = { { .fd = l->signals, .events = POLLIN },
			{ .fd = l->control, .events = l->to_attach > 0 ? POLLIN | POLLOUT : POLLIN },
			{ .fd = l->admin, .events = POLLIN } };
		for (int i = 0; i < l->doors.count; i++) /* nobody new while somebody waits for the keeper */
			p[3 + i] = (struct pollfd){ .fd = l->doors.fd[i], .events = l->to_attach > 0 ? 0 : POLLIN };
		if (poll(p, (nfds_t)(3 + l->doors.count), -1) < 0)
			continue;
		if (p[0].revents) {
			struct signalfd_siginfo info;
			if (read(l->signals, &info, sizeof(info)) == sizeof(info) && info.ssi_signo != SIGCHLD)
				return EX_OK;
			if (!reap(l))
				return EX_SOFTWARE;
			continue; /* the control socket may be another one now */
		}
		if (p[1].revents & POLLIN)
			hear_keeper(l); /* its end comes as SIGCHLD */
		if (p[1].revents & POLLOUT)
			attach_rest(l);
		if (p[2].revents)
			admin_called(l);
		for (int i = 0; i < l->doors.count; i++) {
			char from[64];
			int fd;
			/* A few at a time, so that a storm of them does not keep us from the keeper. */
			for (int n = 0; p[3 + i].revents & POLLIN && n < 16 && l->to_attach == 0; n++) {
				if ((fd = doors_accept(&l->doors, i, from)) < 0)
					break;
				new_session(l, fd, from);
			}
		}
	}
}

static bool
read_config(struct listener *l, struct err *e)
{
	struct problems p = problems_in(l->arena);
	const char *path = datadir_file(l->arena, l->o->data, "chalkline.yaml");
	const char *folder = datadir_file(l->arena, l->o->data, ""); /* with its slash */
	if (!config_begin(path, e))
		return false;
	bool ok = config_read(path, l->arena, &l->config, &p, e);
	problems_sort(&p);
	for (uint32_t i = 0; i < p.count; i++) {
		struct str line = problem_line(l->arena, folder, &p.problem[i]);
		say("%.*s", STR_ARG(line));
	}
	if (!ok)
		return p.errors == 0 ? false : err_set(e, ERR_INPUT, "%s has mistakes; nothing was started", path);
	if (!l->config.has_contact)
		say("nobody to call: trainees who cannot get in are shown no name and no telephone; write contact: into %s", path);
	zone_set(l->config.zone);
	return true;
}

static bool
prepare(struct listener *l, struct err *e)
{
	struct rlimit files;
	const char *data = l->o->data;
	setlocale(LC_ALL, "C.UTF-8");
	/* The machine's own terminal is not the learners'. */
	static const char *const unset[] = { "TERM", "TERMINFO", "TERMINFO_DIRS", "HOME", "LINES", "COLUMNS", "LANGUAGE" };
	for (size_t i = 0; i < sizeof(unset) / sizeof(unset[0]); i++)
		unsetenv(unset[i]);
	signal(SIGPIPE, SIG_IGN);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	if (sodium_init() < 0)
		return err_set(e, ERR_SYSTEM, "libsodium could not be started");
	if (!datadir_make(data, e) || (l->lock = datadir_lock(data, e)) < 0 || !read_config(l, e))
		return false;
	const char *hostkey = datadir_file(l->arena, data, "hostkey");
	l->database = datadir_file(l->arena, data, "records.db");
	if (!wire_make_hostkey(hostkey, e) || !wire_prepare(hostkey, e) || !wire_rehearse(e) ||
	    !sandbox_prepare(e) || !sandbox_rehearse(e) || !term_prepare(e))
		return false;
	l->config.academy.fingerprint = str_from(wire_fingerprint());
	l->slot = mmap(NULL, SLOTS * sizeof(*l->slot), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (l->slot == MAP_FAILED)
		l->slot = NULL;
	if (l->slot == NULL || madvise(l->slot, SLOTS * sizeof(*l->slot), MADV_DONTFORK) != 0)
		return err_errno(e, "the table of sessions could not be made");
	return true;
}

static bool
open_doors(struct listener *l, struct err *e)
{
	const char *fallback[2] = { "0.0.0.0:2222", NULL };
	const char *const *at = l->o->listen;
	if (at == NULL || at[0] == NULL) {
		at = fallback;
		if (l->config.listens > 0) {
			const char **list = ARENA_ARRAY(l->arena, l->config.listens + 1, const char *);
			for (uint32_t i = 0; i < l->config.listens; i++)
				list[i] = str_z(l->arena, l->config.listen[i]);
			at = list;
		}
	}
	for (; *at != NULL; at++) {
		char text[80];
		unsigned port;
		if (!doors_open(&l->doors, *at, text, &port, e))
			return false;
		if (l->config.academy.port == 0)
			l->config.academy.port = (uint16_t)port;
		say("listening on %s", text);
	}
	return true;
}

/*
 * What a child allocates in a hole of this heap costs it a copy of the whole page around it. So the holes
 * are filled once, before the first session, and sessions begin on pages of their own: 25 KiB less each.
 */
static void
fill_holes(void)
{
	static void **kept; /* reachable, or a sanitizer would call them lost */
	void **p, **top = malloc(HOLE_MOST);
	size_t filled = 0;
	if (top == NULL)
		return;
	for (size_t size = 1032; size >= 24; size -= 16) {
		do {
			if ((p = malloc(size)) == NULL)
				return;
			*p = kept;
			kept = p;
			filled += size;
		} while ((uintptr_t)p < (uintptr_t)top && filled < HOLES_ALL);
	}
	*top = kept;
	kept = top;
}

int
serve_run(const struct serve_options *o)
{
	struct listener *l = calloc(1, sizeof(*l));
	struct err e = { 0 };
	sigset_t set;
	if (l == NULL)
		return EX_OSERR;
	l->o = o;
	l->arena = arena_new();
	l->admin = l->control = l->signals = -1;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP); /* the window it was started in was closed: leave in order */
	sigprocmask(SIG_BLOCK, &set, NULL);
	l->signals = signalfd(-1, &set, SFD_CLOEXEC);
	int status = EX_OK;
	if (!prepare(l, &e) || !start_keeper(l, true, &e) || !wait_ready(l, &e) || !open_doors(l, &e) ||
	    (l->admin = doors_admin(datadir_file(l->arena, o->data, "keeper.sock"), &e)) < 0) {
		say("%s", e.text);
		close_control(l);
		if (l->keeper > 0)
			waitpid(l->keeper, NULL, 0);
		status = err_exit(&e);
	} else {
		say("serving courses=%u fingerprint=%s", l->images, wire_fingerprint());
		fill_holes();
		status = loop(l);
		unlink(datadir_file(l->arena, o->data, "keeper.sock"));
		stop(l);
		say("stopped");
	}
	if (l->slot != NULL)
		munmap(l->slot, SLOTS * sizeof(*l->slot));
	arena_free(l->arena);
	free(l);
	return status;
}
