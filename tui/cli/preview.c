/*
 * `chalkline preview DIR`: the real screens on the author's own terminal, with records in memory that are forgotten at
 * the end. A saved file is checked and shown again at the same address. What is wrong is listed as `chalkline check`
 * says it: errors before the course is shown, everything on the key p; l goes on to the next language.
 */
#include "store/keeper/keeper.h"
#include "tui/cli/cli.h"
#include "tui/cli/preview_list.h"
#include "tui/serve/stage.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

enum { SETTLE_MS = 150, QUEUE = 16 }; /* editors write in several steps */

struct preview {
	const char *dir;
	const char *terminal; /* asked for before term_prepare() takes it out of the environment */
	struct keeper *keeper;
	struct seat seat;
	struct identity who;
	struct arena *arena;   /* for the whole run */
	struct arena *turn;
	struct stage stage;
	struct image image;
	char address[PREVIEW_PLACE];  /* of the screen that is shown: a saved file is shown at the same one */
	char language[PREVIEW_PLACE]; /* that pages are shown in */
	struct preview_list list;
	bool listing;          /* the problems are on the screen, not the course */
	bool can_show;         /* there is an image of the course */
	struct request *asked[QUEUE]; /* effects wait here until update has returned */
	unsigned asks;
	int watch, signals;
	bool over;
	struct termios before;
};

static void
window(int *cols, int *rows)
{
	struct winsize w = { 0 };
	bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 && w.ws_row > 0;
	*cols = known ? w.ws_col : 80;
	*rows = known ? w.ws_row : 24;
}

static void
effect(void *context, struct effect *e)
{
	struct preview *p = context;
	if (e->kind == EFFECT_LEAVE)
		p->over = true;
	else if (e->kind == EFFECT_ASK && p->asks < QUEUE)
		p->asked[p->asks++] = request_copy(p->turn, &e->request);
}

static void
answer_all(struct preview *p)
{
	while (p->asks > 0 && !p->over) {
		struct reply r = { 0 };
		struct request *q = p->asked[0];
		memmove(p->asked, p->asked + 1, --p->asks * sizeof(p->asked[0]));
		keeper_ask(p->keeper, &p->seat, q, p->turn, &r);
		r.verb = q->verb;
		stage_update(&p->stage, &(struct intent){ .kind = INTENT_REPLY, .reply = &r });
	}
}

static bool
may_go(void *context)
{
	return !((struct preview *)context)->over;
}

/* inotify sees one folder, not what lies in it. */
static void
watch_tree(struct preview *p, const char *dir, int depth)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	if (d == NULL || depth > 4) {
		if (d != NULL)
			closedir(d);
		return;
	}
	inotify_add_watch(p->watch, dir, IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE);
	while ((entry = readdir(d)) != NULL)
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			watch_tree(p, str_z(p->turn, str_printf(p->turn, "%s/%s", dir, entry->d_name)), depth + 1);
	closedir(d);
}

/* Reads what lies in the folder now. What can be shown is shown, and its errors are listed first. */
static void
compile(struct preview *p)
{
	struct err e = { 0 };
	const struct edition *edition;
	const struct course *c;

	p->can_show = false;
	p->image = (struct image){ .at = NULL };
	if (!preview_list_read(&p->list, p->dir, &e)) {
		/* The folder itself is at fault: a file that is being written, a link. */
		problem_error(&p->list.problems, str_from(p->dir), 0, 0, "%s", e.text);
		p->listing = true;
		return;
	}
	c = p->list.course;
	if (c->id.len > 0 && c->modules > 0 && c->words_count > 0 && keeper_preview(p->keeper, p->dir, &e)) {
		uint32_t n = keeper_editions(p->keeper, &edition);

		/* A course that got another id stands beside the old one. */
		for (uint32_t i = 0; i < n; i++)
			if (str_eq(edition[i].course, c->id)) {
				p->image = edition[i].open;
				p->can_show = true;
			}
	}
	if (p->address[0] == '\0')
		snprintf(p->address, sizeof(p->address), "%.*s", STR_ARG(c->id));
	if (p->language[0] == '\0')
		snprintf(p->language, sizeof(p->language), "%.*s", STR_ARG(c->source_language));
	p->listing = p->list.problems.errors > 0 || !p->can_show;
}

/* What a preview can do besides, where there is something to do. */
static void
preview_say(struct preview *p)
{
	struct buf b = BUF_IN(p->turn);

	if (p->list.problems.count > 0)
		buf_printf(&b, "p: what is wrong (%u). ", p->list.problems.count);
	if (p->list.course->languages > 1)
		buf_printf(&b, "This is %s; l: the next language.", p->language);
	if (b.len > 0)
		stage_say(&p->stage, str_trim(buf_get(&b)));
}

static void
show(struct preview *p)
{
	int cols, rows;
	window(&cols, &rows);
	app_free(p->stage.app);
	p->stage.app = NULL;
	if (!p->can_show)
		return;
	p->who.language = str_from(p->language);
	p->stage.world.shelf = (struct shelf){ .image = &p->image, .images = 1 };
	p->asks = 0;
	stage_open(&p->stage, &p->who, p->terminal, !isatty(STDIN_FILENO), cols, rows,
	    str_from(p->address));
	answer_all(p);
	preview_say(p);
}

static void
put(struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(STDOUT_FILENO, bytes.at, bytes.len);
		if (n < 0 && errno != EINTR)
			return;
		bytes = str_sub(bytes, n > 0 ? (size_t)n : 0, bytes.len);
	}
}

static void
show_problems(struct preview *p)
{
	struct view v;
	struct buf out = BUF_IN(p->turn);
	int cols, rows;

	window(&cols, &rows);
	view_init(&v, p->turn);
	preview_list_view(&p->list, p->dir, p->can_show, &v);
	if (p->stage.term == NULL && p->stage.plain == NULL) {
		/* Nothing could be shown so far, so there is no presenter yet: an empty shelf makes one. */
		p->stage.world.shelf = (struct shelf){ .image = &p->image };
		stage_open(&p->stage, &p->who, p->terminal, !isatty(STDIN_FILENO), cols, rows, STR_NONE);
		answer_all(p);
		app_free(p->stage.app);
		p->stage.app = NULL;
	}
	if (p->stage.term != NULL)
		term_paint(p->stage.term, &v, &out);
	else
		line_show(p->stage.plain, &v, &out);
	put(buf_get(&out));
	p->stage.dirty = false;
}

static bool
open_all(struct preview *p, struct err *e)
{
	struct request add = { .verb = VERB_USER_ADD, .user = { .event = cli_uuid(), .login = STR("preview"),
		.name = STR("Preview"), .language = STR("en"), .role = ROLE_TRAINEE,
		.secret = STR("only in this memory") } };
	struct request in = { .verb = VERB_LOGIN_PASSWORD,
		.login = { .login = STR("preview"), .secret = STR("only in this memory") } };
	struct seat operator = keeper_operator();
	struct reply r = { 0 };
	struct keeper_options o = { .database = ":memory:", .fast_hashes = true };
	p->keeper = keeper_open(&o, e);
	if (p->keeper == NULL)
		return false;
	keeper_ask(p->keeper, &operator, &add, p->arena, &r);
	keeper_ask(p->keeper, &p->seat, &in, p->arena, &r);
	if (r.refusal.reason != REASON_NONE)
		return err_set(e, ERR_STATE, "the preview could not make its own trainee");
	p->who = r.login.who;
	return term_prepare(e) && term_reserve(e);
}

static void
raw(struct preview *p, bool on)
{
	struct termios t;
	if (!on) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &p->before);
		return;
	}
	if (tcgetattr(STDIN_FILENO, &p->before) != 0)
		return;
	t = p->before;
	cfmakeraw(&t);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &t);
}

/* Where the author is: the screen's address, and the place in the lesson, told as a session does when it ends. */
static void
remember(struct preview *p)
{
	struct view v;
	struct request place = { 0 };
	struct reply r = { 0 };
	if (p->stage.app == NULL)
		return;
	view_init(&v, p->turn);
	app_view(p->stage.app, &v);
	if (v.address.len > 0)
		snprintf(p->address, sizeof(p->address), "%.*s", STR_ARG(v.address));
	if (app_last_word(p->stage.app, &place))
		keeper_ask(p->keeper, &p->seat, &place, p->turn, &r);
}

static void
show_all(struct preview *p)
{
	show(p);
	if (p->listing)
		show_problems(p);
}

static void
reload(struct preview *p)
{
	char events[4096];
	struct pollfd quiet = { .fd = p->watch, .events = POLLIN };
	while (poll(&quiet, 1, SETTLE_MS) > 0 && read(p->watch, events, sizeof(events)) > 0)
		continue;
	watch_tree(p, p->dir, 0);
	/* Behind a list of errors may stand another page than the author's: the one that is mended comes back. */
	if (!p->listing)
		remember(p);
	compile(p);
	show_all(p);
}

/* The next language of the course, at the same place. */
static void
language_next(struct preview *p)
{
	const struct course *c = p->list.course;
	uint32_t at = 0;

	while (at < c->languages && !str_is(c->language[at], p->language))
		at++;
	at = at + 1 < c->languages ? at + 1 : 0;
	if (c->languages == 0)
		return;
	remember(p);
	snprintf(p->language, sizeof(p->language), "%.*s", STR_ARG(c->language[at]));
	show(p);
}

/* A key while the problems are on the screen. */
static void
list_key(struct preview *p, unsigned char key)
{
	if (key == 'q' && !p->can_show) {
		p->over = true;
	} else if (key == 'q' || key == 'p') {
		p->listing = !p->can_show;
		show_all(p);
	} else if (key == ' ' || key == 'b') {
		preview_list_turn(&p->list, key == ' ' ? 1 : -1);
		show_problems(p);
	} else if (key >= '1' && key <= '9' && p->can_show) {
		char language[PREVIEW_PLACE];

		if (!preview_list_place(&p->list, key - '0', p->address, language))
			return;
		if (language[0] != '\0')
			memcpy(p->language, language, sizeof(p->language));
		p->listing = false;
		show(p);
	}
}

/* The two keys that only a preview has; never while something is typed. */
static bool
own_key(struct preview *p, unsigned char key)
{
	if ((key != 'p' && key != 'l') || p->stage.field || stage_is_typing(&p->stage))
		return false;
	if (key == 'l') {
		language_next(p);
	} else {
		remember(p);
		p->listing = true;
		show_problems(p);
	}
	return true;
}

static void
loop(struct preview *p)
{
	unsigned char bytes[512];
	while (!p->over) {
		struct pollfd f[3] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = p->watch, .events = POLLIN },
			{ .fd = p->signals, .events = POLLIN } };
		struct buf out = BUF_IN(p->turn);
		if (p->stage.app != NULL && p->stage.dirty && !p->listing) {
			stage_paint(&p->stage, &out);
			put(buf_get(&out));
		}
		if (poll(f, 3, -1) < 0)
			continue;
		arena_reset(p->turn);
		if (f[2].revents) {
			struct signalfd_siginfo info;
			int cols, rows;
			if (read(p->signals, &info, sizeof(info)) == sizeof(info) && info.ssi_signo == SIGWINCH) {
				window(&cols, &rows);
				if (p->stage.app != NULL)
					stage_resize(&p->stage, cols, rows);
				if (p->listing)
					show_problems(p);
			} else {
				p->over = true;
			}
		}
		if (f[1].revents)
			reload(p);
		if (f[0].revents) {
			struct buf echo = BUF_IN(p->turn);
			ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));
			if (n <= 0)
				p->over = true;
			for (size_t used = 0; n > 0 && used < (size_t)n && !p->over;) {
				if (p->listing) {
					list_key(p, bytes[used++]);
					continue;
				}
				if (own_key(p, bytes[used])) {
					used++;
					continue;
				}
				used += stage_take(&p->stage, bytes + used, (size_t)n - used, (size_t)n - used, may_go,
				    &echo);
				answer_all(p);
				out = BUF_IN(p->turn);
				if (p->stage.dirty && !p->over && !p->listing)
					stage_paint(&p->stage, &out);
				put(buf_get(&echo));
				put(buf_get(&out));
				echo = BUF_IN(p->turn);
			}
		}
		answer_all(p);
	}
}

static void
preview_free(struct preview *p)
{
	app_free(p->stage.app);
	preview_list_free(&p->list);
	keeper_close(p->keeper);
	arena_free(p->turn);
	arena_free(p->arena);
	free(p);
}

int
cli_preview(int argc, char **argv)
{
	struct preview *p;
	struct err e = { 0 };
	struct stat st;
	sigset_t set;
	if (argc != 2) {
		fprintf(stderr, "chalkline: preview wants one course folder\n");
		return EX_USAGE;
	}
	if (stat(argv[1], &st) != 0 || !S_ISDIR(st.st_mode)) {
		fprintf(stderr, "chalkline: %s is not a folder\n", argv[1]);
		return EX_NOINPUT;
	}
	if ((p = calloc(1, sizeof(*p))) == NULL)
		abort();
	p->dir = argv[1];
	p->terminal = getenv("TERM");
	p->arena = arena_new();
	p->turn = arena_new();
	p->stage.scratch = p->turn;
	p->stage.effect = effect;
	p->stage.context = p;
	p->stage.has_pty = isatty(STDIN_FILENO);
	p->stage.world.academy = (struct academy){ .name = STR("Preview"), .address = STR("HOST"),
		.contact = STR("the operator of your academy") };
	if (!open_all(p, &e)) {
		preview_free(p);
		return cli_fail(&e);
	}
	compile(p);
	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	p->signals = signalfd(-1, &set, SFD_CLOEXEC);
	p->watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	watch_tree(p, p->dir, 0);
	raw(p, true);
	show_all(p);
	loop(p);
	struct buf out = BUF_IN(p->turn);
	stage_leave(&p->stage, false, &out);
	put(buf_get(&out));
	raw(p, false);
	close(p->signals);
	close(p->watch);
	preview_free(p);
	return EX_OK;
}
