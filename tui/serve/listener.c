#include "tui/serve/listener.h"

#include "store/sqlite/data.h"
#include "tui/serve/datadir.h"
#include "tui/serve/hostkey.h"
#include "tui/serve/log.h"
#include "tui/serve/notify.h"
#include "tui/serve/sandbox.h"
#include "tui/serve/state.h"
#include "tui/serve/zone.h"
#include "tui/ssh/wire.h"
#include "tui/term/term.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum {
	ACCEPTS = 16,           /* in a row, so that a storm of them does not keep us from the keeper */
	PAUSE_MS = 200,         /* when the machine has no descriptor left for a connection */
	HOLE_MOST = 64 << 10,   /* larger than any hole of the heap: a piece of this size comes from its top */
	HOLES_ALL = 4 << 20,
	GOODBYE_MS = 5000,      /* for sessions to say their line */
	LOCK_MS = 5000,         /* for a command that just works on the records itself, or a server that just ends */
};

int64_t
monotonic_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the end ---- */

/* false: the keeper is dead and cannot be replaced. */
static bool
reap(struct listener *l)
{
	pid_t pid;
	int status;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (l->trial.pid > 0 && pid == l->trial.pid) {
			if (!renew_tried(l, status))
				return false;
			continue;
		}
		if (pid != l->keeper) {
			hear_keeper(l); /* first that it had logged in, which was said before it knew: the gate asks */
			session_ended(l, pid, status);
			continue;
		}
		l->keeper = 0;
		if (l->stopping)
			continue;
		log_event(LOG_ERROR, "keeper-died", "signal=%d status=%d", WIFSIGNALED(status) ? WTERMSIG(status) : 0,
		    WIFEXITED(status) ? WEXITSTATUS(status) : 0);
		if (!restart_keeper(l))
			return false;
	}
	return true;
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
	if (!reap(l))
		return; /* stopping: never */
}

/* Everybody is told, then the keeper commits what it has and ends. Nothing here waits for ever. */
static void
stop(struct listener *l)
{
	l->stopping = true;
	notify_stopping();
	if (l->trial.pid > 0) {
		kill(l->trial.pid, SIGKILL);
		waitpid(l->trial.pid, NULL, 0);
		l->trial.pid = 0;
	}
	doors_close(&l->doors);
	signal_sessions(l, SIGTERM);
	int64_t until = monotonic_ms() + GOODBYE_MS;
	while (l->sessions > 0 && monotonic_ms() < until)
		stop_turn(l);
	signal_sessions(l, SIGKILL);
	end_keeper(l);
}

/* ---- the loop ---- */

static void
admin_called(struct listener *l)
{
	int fd = accept4(l->admin, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct control c = { .kind = CONTROL_ADMIN, .fd = fd };
	if (fd < 0)
		return;
	if (!control_send(l->control, &c))
		log_event(LOG_WARN, "command-turned-away", "text=%s", "the keeper is busy");
	close(fd);
}

/* false: no descriptor is left for more. */
static bool
door_opened(struct listener *l, int door)
{
	struct net peer;
	for (int n = 0; n < ACCEPTS && l->to_attach == 0; n++) {
		int fd = doors_accept(&l->doors, door, &peer);
		if (fd < 0)
			return (errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM) || gate_give_up(l->gate);
		enum gate_says says = gate_ask(l->gate, &peer);
		if (says == GATE_IN) {
			new_session(l, fd, &peer);
		} else {
			gate_turn_away(l->gate, fd, says, monotonic_ms());
			l->tally_due = true;
		}
	}
	return true;
}

/* The window that this was started in is gone: the terminal that it had does not open any more. */
static bool
terminal_closed(const struct listener *l, const struct signalfd_siginfo *info)
{
	if (info->ssi_code == SI_KERNEL)
		return true;
	/* A shell that loses its window tells its jobs by kill(), which looks like an operator's. */
	int fd = l->has_terminal ? open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK) : -1;
	if (fd >= 0)
		close(fd);
	return l->has_terminal && fd < 0;
}

enum turn { GO_ON, ANEW, STOP, FAIL };

/* ANEW: the descriptors that were polled may be others now. */
static enum turn
signalled(struct listener *l)
{
	struct signalfd_siginfo info;
	if (read(l->signals, &info, sizeof(info)) != sizeof(info))
		return GO_ON;
	switch (info.ssi_signo) {
	case SIGCHLD:
		return reap(l) ? ANEW : FAIL;
	case SIGHUP:
		if (terminal_closed(l, &info))
			return STOP;
		reload(l);
		return ANEW;
	case SIGUSR2:
		renew_begin(l);
		return ANEW;
	case SIGUSR1: /* what sessions are told; here it means nothing */
		return GO_ON;
	default:
		return STOP;
	}
}

/* What the clock asks for, and how long the loop may wait. */
static int
tend(struct listener *l)
{
	int64_t now = monotonic_ms(), wait = gate_tend(l->gate, now);
	tell_keeper(l, now);
	tend_leaving(l, now);
	if (l->trial.pid > 0 && now >= l->trial.until_ms) {
		kill(l->trial.pid, SIGKILL);
		l->trial.until_ms = INT64_MAX;
	}
	if (l->tally_due && l->ready && (wait < 0 || l->tally_ms - now < wait))
		wait = l->tally_ms > now ? l->tally_ms - now : 0;
	if ((l->leaving > 0 || l->trial.pid > 0) && (wait < 0 || wait > 1000))
		wait = 1000;
	return (int)wait;
}

/* Waits in one place. */
static int
loop(struct listener *l)
{
	int64_t pause_ms = 0; /* nobody is accepted until then */
	for (;;) {
		bool control_waits = l->to_attach > 0 || (l->settings_due && l->ready);
		int wait = tend(l);
		bool paused = monotonic_ms() < pause_ms;
		struct pollfd p[3 + DOORS_MAX] = { { .fd = l->signals, .events = POLLIN },
			{ .fd = l->control, .events = control_waits ? POLLIN | POLLOUT : POLLIN },
			{ .fd = l->admin, .events = POLLIN } };
		for (int i = 0; i < l->doors.count; i++) /* nobody new while somebody waits for the keeper */
			p[3 + i] = (struct pollfd){ .fd = l->doors.door[i].fd, .events = l->to_attach > 0 || paused ? 0 : POLLIN };
		if (paused && (wait < 0 || wait > PAUSE_MS))
			wait = PAUSE_MS;
		if (poll(p, (nfds_t)(3 + l->doors.count), wait) < 0)
			continue;
		if (p[0].revents) {
			enum turn t = signalled(l);
			if (t == STOP)
				return EX_OK;
			if (t == FAIL)
				return EX_SOFTWARE;
			if (t == ANEW)
				continue;
		}
		if (p[1].revents & POLLIN)
			hear_keeper(l); /* its end comes as SIGCHLD */
		if (p[1].revents & POLLOUT && l->to_attach > 0)
			attach_rest(l);
		if (p[2].revents)
			admin_called(l);
		for (int i = 0; i < l->doors.count; i++)
			if (p[3 + i].revents & POLLIN && !door_opened(l, i)) {
				log_event(LOG_ERROR, "no-descriptors", "sessions=%u", l->sessions);
				pause_ms = monotonic_ms() + PAUSE_MS;
			}
	}
}

/* ---- the start ---- */

/* The path that a renewal runs: as it was called, since what lies there then is the new program. Symbolic links stay. */
static char *
program_path(void)
{
	char path[PATH_MAX], here[PATH_MAX];
	const char *called = program_invocation_name;
	if (called[0] == '/')
		return strdup(called);
	if (strchr(called, '/') != NULL && getcwd(here, sizeof(here)) != NULL &&
	    (size_t)snprintf(path, sizeof(path), "%s/%s", here, called) < sizeof(path))
		return strdup(path);
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1); /* found in $PATH */
	if (n < 0)
		return NULL;
	path[n] = '\0';
	return strdup(path);
}

static void
prepare_process(struct listener *l)
{
	struct rlimit files;
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
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	l->has_terminal = fd >= 0;
	if (fd >= 0)
		close(fd);
}

static int
lock_soon(const char *data, struct err *e)
{
	int64_t until = monotonic_ms() + LOCK_MS;
	int fd;
	while ((fd = datadir_lock(data, e)) < 0 && e->kind == ERR_BUSY && monotonic_ms() < until)
		poll(NULL, 0, 50);
	return fd;
}

/* Everything but doors and keeper. *went_on: an old program has left its state. */
static bool
prepare(struct listener *l, bool *went_on, struct err *e)
{
	struct err none;
	const char *data = l->o->data;
	const char *hostkey = datadir_file(l->arena, data, "hostkey");
	l->database = datadir_file(l->arena, data, "records.db");
	if (sodium_init() < 0)
		return err_set(e, ERR_SYSTEM, "libsodium could not be started");
	if (!make_slots(l, e) || (l->gate = gate_new(e)) == NULL)
		return false;
	gate_rules(l->gate, &l->config); /* none yet; take_config gives them, whoever is counted already */
	*went_on = renew_took_over(l, &none);
	if (!*went_on && none.kind != ERR_NONE)
		log_event(LOG_ERROR, "not-taken-over", "text=%s", none.text);
	if (!*went_on && (!datadir_make(data, e) || (l->lock = lock_soon(data, e)) < 0))
		return false;
	if (!config_begin(datadir_file(l->arena, data, "chalkline.yaml"), e) || !read_config(l, l->settings, &l->config, e))
		return false;
	zone_set(l->config.zone); /* before any fork */
	if (!wire_make_hostkey(hostkey, e) || !wire_prepare(hostkey, e) || !wire_rehearse(e) ||
	    !sandbox_prepare(e) || !sandbox_rehearse(e) || !term_prepare(e))
		return false;
	return true;
}

static bool
open_house(struct listener *l, sigset_t *set, struct err *e)
{
	bool went_on = false;
	if (!prepare(l, &went_on, e))
		return false;
	l->signals = signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (l->signals < 0)
		return err_errno(e, "signals cannot be read");
	if (!start_keeper(l, true, e) || !wait_ready(l, e))
		return false;
	if (went_on) {
		take_config(l);
		if (!reap(l)) /* the old program may have been told of these, and not have come to it */
			return err_set(e, ERR_SYSTEM, "the keeper died at once");
		attach_all(l);
		renew_done(l);
		return true;
	}
	if (!open_doors(l, e) || (l->admin = doors_admin(datadir_file(l->arena, l->o->data, "keeper.sock"), e)) < 0)
		return false;
	take_config(l);
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
	char status_text[80];
	if (l == NULL)
		return EX_OSERR;
	l->o = o;
	l->arena = arena_new();
	l->settings = arena_new();
	l->program = program_path();
	l->admin = l->control = l->signals = l->lock = l->before = -1;
	l->begun_at = time(NULL);
	sigemptyset(&set);
	static const int signals[] = { SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2 };
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(&set, signals[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	prepare_process(l);
	int status = EX_OK;
	if (!open_house(l, &set, &e)) {
		log_event(LOG_ERROR, "not-started", "text=%s", e.text);
		renew_give_back(l);
		close_control(l);
		if (l->keeper > 0)
			waitpid(l->keeper, NULL, 0);
		status = err_exit(&e);
	} else {
		log_event(LOG_INFO, "serving", "version=%s courses=%u fingerprint=%s", CHALKLINE_VERSION, l->images,
		    wire_fingerprint());
		snprintf(status_text, sizeof(status_text), "serving %u courses%s", l->images,
		    l->given_back ? "; the last renewal failed, see the log" : "");
		notify_ready(status_text);
		fill_holes();
		status = loop(l);
		unlink(datadir_file(l->arena, o->data, "keeper.sock"));
		stop(l);
		log_event(LOG_INFO, "stopped", "seconds=%llu", (unsigned long long)(time(NULL) - l->begun_at));
	}
	if (l->slot != NULL)
		munmap(l->slot, SLOTS * sizeof(*l->slot));
	if (l->code_secret != NULL)
		munmap(l->code_secret, CODE_SECRET);
	gate_free(l->gate);
	arena_free(l->settings);
	arena_free(l->arena);
	free(l->program);
	free(l);
	return status;
}

static void
not_right(const struct err *e, int *wrong)
{
	fprintf(stderr, "chalkline: %s\n", e->text);
	++*wrong;
}

int
serve_check(const struct serve_options *o)
{
	struct arena *a = arena_new();
	struct problems p = problems_in(a);
	struct config c;
	struct hostkey key;
	struct err e = { 0 };
	int wrong = 0;
	const char *folder = datadir_file(a, o->data, ""); /* with its slash */
	const char *hostkey = datadir_file(a, o->data, "hostkey");
	signal(SIGPIPE, SIG_IGN); /* as a server has it */
	if (!config_read(datadir_file(a, o->data, "chalkline.yaml"), a, &c, &p, &e)) {
		problems_sort(&p);
		for (uint32_t i = 0; i < p.count; i++)
			fprintf(stderr, "%.*s\n", STR_ARG(problem_line(a, folder, &p.problem[i])));
		if (p.count == 0)
			fprintf(stderr, "chalkline: %s\n", e.text);
		wrong++;
	}
	/* A first start makes one. With it, a whole handshake and the sandbox are tried as a start tries them. */
	if (hostkey_read(o->data, a, &key, &e) ? !wire_prepare(hostkey, &e) || !wire_rehearse(&e) : e.kind != ERR_MISSING)
		not_right(&e, &wrong);
	if (!hostkey_next(o->data, a, &key, &e) && e.kind != ERR_MISSING)
		not_right(&e, &wrong);
	if (!sandbox_prepare(&e) || !sandbox_rehearse(&e) || !term_prepare(&e))
		not_right(&e, &wrong);
	if (!data_readable(datadir_file(a, o->data, "records.db"), &e) && e.kind != ERR_MISSING)
		not_right(&e, &wrong);
	if (!renew_understood(&e))
		not_right(&e, &wrong);
	arena_free(a);
	if (wrong == 0)
		printf("configuration, host key and records are all right\n");
	return wrong == 0 ? EX_OK : EX_CONFIG;
}
