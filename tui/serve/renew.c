/*
 * The program renewed under everybody (SIGUSR2).
 *
 *	old  tries the new program: PROGRAM serve --check, as a child that also reads what would be handed over; if that finds
 *	     a mistake, all stays as it is
 *	old  ends the keeper in order, writes what it holds into a sealed memfd, and executes the new program
 *	new  takes it over: same process, so sessions stay its children; same listening sockets, whose queues held who came
 *	     meanwhile; same lock, so that nobody else ever served from this folder
 *	new  starts a keeper, gives it all seats, tells sessions that they are of an old program, and lets people in; when it
 *	     cannot, it gives everything back to the old one, whose file it was handed open, by the same way
 *
 * Descriptors keep their numbers over an exec; what the memfd says of them is believed because it is sealed and came from
 * ourselves, and a number in the environment alone proves nothing.
 */
#include "tui/serve/state.h"

#include "courses/base/codec.h"
#include "tui/serve/log.h"
#include "tui/serve/notify.h"
#include "tui/serve/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define INHERIT "CHALKLINE_INHERIT"

enum {
	STATE_MAGIC = 0x43484b31, /* with FORMAT: what the other side has to know to go on */
	FORMAT = 3,
	TRIAL_MS = 60000,
	ARGUMENTS = 64,
	WORDS_MOST = 16 << 10,    /* of a check that fails */
};

/* ---- what is handed over ---- */

static void
fd_code(struct codec *c, int *fd)
{
	int32_t n = *fd;
	codec_i32(c, &n);
	*fd = n;
}

static void
text_code(struct codec *c, char *text, size_t size)
{
	struct str s = str_from(text);
	codec_str(c, &s);
	if (!codec_writes(c))
		snprintf(text, size, "%.*s", STR_ARG(s));
}

static void
door_code(struct codec *c, struct door *d)
{
	fd_code(c, &d->fd);
	uint32_t port = d->port;
	codec_u32(c, &port);
	d->port = port;
	text_code(c, d->where, sizeof(d->where));
	text_code(c, d->text, sizeof(d->text));
}

static void
slot_code(struct codec *c, struct slot *s)
{
	int32_t pid = s->pid;
	struct str seat = { (const char *)s->seat, s->seat_len };
	codec_i32(c, &pid);
	s->pid = pid;
	codec_u32(c, &s->generation);
	codec_bool(c, &s->known);
	codec_bool(c, &s->told_to_leave);
	fd_code(c, &s->keeper_end);
	codec_i64(c, &s->leave_ms);
	text_code(c, s->from, sizeof(s->from));
	codec_str(c, &seat);
	if (seat.len > SEAT_MAX)
		c->bad = true;
	else if (!codec_writes(c)) {
		memcpy(s->seat, seat.at, seat.len);
		s->seat_len = (unsigned short)seat.len;
	}
}

static void
head_code(struct codec *c, uint32_t *magic, uint32_t *format)
{
	codec_u32(c, magic);
	codec_u32(c, format);
}

static void
state_code(struct codec *c, struct listener *l, uint64_t *turned_away)
{
	uint32_t doors = (uint32_t)l->doors.count, slots = l->sessions;
	codec_i64(c, &l->begun_at);
	codec_u64(c, turned_away);
	codec_raw(c, l->code_secret, CODE_SECRET);
	fd_code(c, &l->lock);
	fd_code(c, &l->admin);
	fd_code(c, &l->before);
	codec_bool(c, &l->given_back);
	codec_count(c, &doors, 1);
	if (doors > DOORS_MAX)
		c->bad = true;
	for (uint32_t i = 0; i < doors && !c->bad; i++)
		door_code(c, &l->doors.door[i]);
	codec_count(c, &slots, 1);
	for (uint32_t at = 0; slots > 0 && !c->bad;) {
		if (codec_writes(c))
			while (at < SLOTS && l->slot[at].pid == 0)
				at++;
		codec_u32(c, &at);
		if (at >= SLOTS) {
			c->bad = true;
			break;
		}
		slot_code(c, &l->slot[at++]);
		slots--;
		l->sessions += !codec_writes(c);
	}
	l->doors.count = c->bad ? 0 : (int)doors;
}

/* All that the next program goes on with stays open over the exec, or is closed by it again. */
static void
keep_open(struct listener *l, bool over_exec)
{
	int flag = over_exec ? 0 : FD_CLOEXEC;
	fcntl(l->lock, F_SETFD, flag);
	fcntl(l->admin, F_SETFD, flag);
	if (l->before >= 0)
		fcntl(l->before, F_SETFD, flag);
	for (int i = 0; i < l->doors.count; i++)
		fcntl(l->doors.door[i].fd, F_SETFD, flag);
	for (unsigned at = 0; at < SLOTS; at++)
		if (l->slot[at].pid != 0)
			fcntl(l->slot[at].keeper_end, F_SETFD, flag);
}

/* Open over an exec. -1: failed, errno says why. */
static int
write_state(struct listener *l)
{
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);
	struct codec c = codec_writer(&b);
	struct tally t = { 0 };
	char names[TALLY_HELD][64];
	uint32_t magic = STATE_MAGIC, format = FORMAT;
	gate_tally(l->gate, &t, names);
	head_code(&c, &magic, &format);
	state_code(&c, l, &t.turned_away);
	int fd = memfd_create("chalkline-renewal", MFD_ALLOW_SEALING);
	bool ok = codec_done(&c) && fd >= 0;
	for (size_t done = 0; ok && done < b.len;) {
		ssize_t n = write(fd, b.at + done, b.len - done);
		ok = n > 0;
		done += n > 0 ? (size_t)n : 0;
	}
	ok = ok && fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0;
	int problem = errno;
	arena_wipe(a); /* who is here: no session that comes later inherits it */
	arena_free(a);
	errno = problem;
	if (!ok && fd >= 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* ---- the old program ---- */

/* "PROGRAM serve [--check] --data DIR ...", as this one was called. */
static void
arguments(const struct listener *l, bool check, const char *argv[ARGUMENTS])
{
	int n = 0;
	argv[n++] = l->program;
	argv[n++] = "serve";
	if (check)
		argv[n++] = "--check";
	argv[n++] = "--data";
	argv[n++] = l->o->data;
	for (int i = 0; l->o->listen[i] != NULL && n + 3 < ARGUMENTS; i++) {
		argv[n++] = "--listen";
		argv[n++] = l->o->listen[i];
	}
	for (int i = 0; l->o->library[i] != NULL && n + 3 < ARGUMENTS; i++) {
		argv[n++] = "--library";
		argv[n++] = l->o->library[i];
	}
	argv[n] = NULL;
}

static void
name_state(int fd)
{
	char number[16];
	snprintf(number, sizeof(number), "%d", fd);
	setenv(INHERIT, number, 1);
}

void
renew_begin(struct listener *l)
{
	const char *argv[ARGUMENTS];
	sigset_t none;
	int state;
	if (l->trial.pid > 0) {
		log_event(LOG_WARN, "renewal-under-way", "process=%d", (int)l->trial.pid);
		return;
	}
	arguments(l, true, argv);
	l->trial.says = memfd_create("chalkline-check", MFD_CLOEXEC);
	state = write_state(l);
	l->trial.pid = l->trial.says < 0 || state < 0 ? -1 : fork();
	if (l->trial.pid == 0) {
		dup2(l->trial.says, STDOUT_FILENO);
		dup2(l->trial.says, STDERR_FILENO);
		sandbox_keep_only(&state, 1);
		name_state(state);
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		execv(l->program, (char *const *)(uintptr_t)argv);
		dprintf(STDERR_FILENO, "%s: %s\n", l->program, strerror(errno));
		_exit(71);
	}
	int problem = errno;
	if (state >= 0)
		close(state);
	if (l->trial.pid < 0) {
		log_event(LOG_ERROR, "not-renewed", "text=%s", strerror(problem));
		if (l->trial.says >= 0)
			close(l->trial.says);
		l->trial.pid = 0;
		return;
	}
	l->trial.until_ms = monotonic_ms() + TRIAL_MS;
	log_event(LOG_INFO, "renewal-tried", "program=%s", l->program);
}

static void
say_words(int fd)
{
	static char bytes[WORDS_MOST]; /* not on the stack of a process that forks sessions */
	struct str all, line;
	ssize_t n = pread(fd, bytes, sizeof(bytes), 0);
	all = (struct str){ bytes, n > 0 ? (size_t)n : 0 };
	while (str_next(&all, '\n', &line))
		if (line.len > 0)
			log_event(LOG_ERROR, "renewal-check", "text=%.*s", STR_ARG(line));
}

static void
forget_before(struct listener *l)
{
	if (l->before >= 0)
		close(l->before);
	l->before = -1;
}

/* The keeper has ended, the state lies in fd. program: an open file; -1: what lies at the path. Comes back only when it
 * cannot be executed. */
static void
become(struct listener *l, int state, int program)
{
	const char *argv[ARGUMENTS];
	arguments(l, false, argv);
	name_state(state);
	keep_open(l, true);
	if (program >= 0)
		fexecve(program, (char *const *)(uintptr_t)argv, environ);
	else
		execv(l->program, (char *const *)(uintptr_t)argv);
	int problem = errno;
	keep_open(l, false);
	unsetenv(INHERIT);
	errno = problem;
}

bool
renew_tried(struct listener *l, int status)
{
	struct err e;
	bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	if (!good)
		say_words(l->trial.says);
	close(l->trial.says);
	l->trial.pid = 0;
	if (!good) {
		log_event(LOG_ERROR, "not-renewed", "signal=%d status=%d text=%s", WIFSIGNALED(status) ? WTERMSIG(status) : 0,
		    WIFEXITED(status) ? WEXITSTATUS(status) : 0, "the new program does not start here; this one goes on");
		return true;
	}
	notify_reloading();
	log_event(LOG_INFO, "renewing", "sessions=%u", l->sessions);
	end_keeper(l);
	l->before = open("/proc/self/exe", O_RDONLY | O_CLOEXEC); /* without it there is no way back, as before */
	l->given_back = false;
	int state = write_state(l);
	if (state >= 0)
		become(l, state, -1);
	log_event(LOG_ERROR, "not-renewed", "text=%s", strerror(errno));
	if (state >= 0)
		close(state);
	forget_before(l);
	if (!start_keeper(l, false, &e)) {
		log_event(LOG_ERROR, "keeper-not-started", "text=%s", e.text);
		return false;
	}
	attach_all(l);
	notify_ready("serving; the last renewal failed, see the log");
	return true;
}

/* ---- the new program ---- */

/* The descriptor that the environment names, if it is what only we make. */
static int
state_fd(void)
{
	const char *number = getenv(INHERIT);
	int fd = number != NULL ? atoi(number) : -1;
	unsetenv(INHERIT);
	if (fd < 3 || fcntl(fd, F_GET_SEALS) < 0 || (fcntl(fd, F_GET_SEALS) & F_SEAL_WRITE) == 0)
		return -1;
	return fd;
}

static bool
read_state(struct listener *l, int fd)
{
	struct stat st;
	uint32_t magic = 0, format = 0;
	uint64_t turned_away = 0;
	if (fstat(fd, &st) != 0 || st.st_size <= 0)
		return false;
	void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return false;
	struct codec c = codec_reader(at, (size_t)st.st_size, l->arena);
	head_code(&c, &magic, &format);
	if (magic == STATE_MAGIC && format == FORMAT)
		state_code(&c, l, &turned_away);
	bool ok = magic == STATE_MAGIC && format == FORMAT && codec_done(&c);
	munmap(at, (size_t)st.st_size);
	if (l->gate != NULL)
		gate_went_on(l->gate, turned_away);
	return ok;
}

bool
renew_understood(struct err *e)
{
	int fd = state_fd();
	if (fd < 0)
		return true;
	struct listener *l = calloc(1, sizeof(*l));
	struct arena *a = arena_new();
	bool ok = l != NULL && make_slots(l, e);
	if (ok) {
		l->arena = a;
		ok = read_state(l, fd) ||
		    err_set(e, ERR_VERSION, "this program cannot take over from the one that serves; stop that and start this one");
	}
	close(fd);
	if (l != NULL && l->slot != NULL)
		munmap(l->slot, SLOTS * sizeof(*l->slot));
	if (l != NULL && l->code_secret != NULL)
		munmap(l->code_secret, CODE_SECRET);
	arena_free(a);
	free(l);
	return ok;
}

void
renew_give_back(struct listener *l)
{
	int before = l->before;
	if (before < 0)
		return;
	log_event(LOG_ERROR, "not-renewed", "text=%s", "the new program could not go on; the one before it comes back");
	if (l->keeper > 0)
		end_keeper(l);
	l->before = -1; /* it gives nothing back in its turn */
	l->given_back = true;
	int state = write_state(l);
	if (state >= 0)
		become(l, state, before);
	log_event(LOG_ERROR, "not-given-back", "text=%s", strerror(errno));
	close(before);
	if (state >= 0)
		close(state);
}

bool
renew_took_over(struct listener *l, struct err *e)
{
	int fd = state_fd();
	if (fd < 0)
		return err_set(e, ERR_NONE, "nothing was handed over");
	if (!read_state(l, fd)) {
		/* A start like any other. Its sessions lose their sockets with this, keep their places and say goodbye. */
		close_range(3, ~0U, 0);
		memset(l->slot, 0, SLOTS * sizeof(*l->slot));
		l->doors.count = 0;
		l->sessions = 0;
		l->lock = l->admin = l->before = -1;
		return err_set(e, ERR_VERSION, "the program before this one handed over what this one does not understand");
	}
	close(fd);
	keep_open(l, false);
	for (unsigned at = 0; at < SLOTS; at++) {
		struct slot *s = &l->slot[at];
		struct net peer;
		if (s->pid == 0)
			continue;
		l->leaving += s->leave_ms != 0;
		if (!s->known && net_read(str_from(s->from), &peer))
			gate_enter(l->gate, &peer);
	}
	return true;
}

void
renew_done(struct listener *l)
{
	/* They go by themselves after stay_min, or twice that where something is half typed; here is the end for all. */
	int64_t until = monotonic_ms() + (2 * (int64_t)l->config.stay_min + 1) * 60000;
	forget_before(l);
	if (l->given_back) { /* their program has come back */
		log_event(LOG_ERROR, "renewal-failed", "version=%s sessions=%u", CHALKLINE_VERSION, l->sessions);
		return;
	}
	for (unsigned at = 0; at < SLOTS; at++) {
		struct slot *s = &l->slot[at];
		if (s->pid == 0 || s->leave_ms != 0)
			continue;
		s->leave_ms = until;
		l->leaving++;
		kill(s->pid, SIGUSR1);
	}
	log_event(LOG_INFO, "renewed", "version=%s sessions=%u", CHALKLINE_VERSION, l->sessions);
}
