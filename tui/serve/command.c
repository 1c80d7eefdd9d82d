#include "tui/serve/command.h"

#include "courses/learn/progress.h"
#include "tui/screens/words.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

enum { WORDS_MAX = 8, LINE_MAX_BYTES = 400 };

struct command {
	const struct command_row *row;
	const struct shelf *shelf;
	const struct identity *who;
	struct asker *asker;
	struct wire *wire;
	struct arena *arena;
	bool json;
	bool done;
	int status;
	const struct reply *home; /* progress: the courses begun */
	uint32_t at;              /* the one being asked about */
};

struct command_row {
	const char *name;
	const char *words; /* for help */
	unsigned roles;
	void (*begin)(struct command *c);
	void (*heard)(struct command *c, const struct reply *r);
};

static void help(struct command *c);
static void progress(struct command *c);
static void progress_heard(struct command *c, const struct reply *r);
static void whoami(struct command *c);

enum { ANYBODY = ~0U, MEMBERS = 1U << ROLE_TRAINEE | 1U << ROLE_INSTRUCTOR | 1U << ROLE_MANAGER | 1U << ROLE_OPERATOR };

static const struct command_row rows[] = {
	{ "help", N_("this list"), ANYBODY, help, NULL },
	{ "progress", N_("what you have done [--json]"), MEMBERS, progress, progress_heard },
	{ "whoami", N_("your login name, name and role [--json]"), ANYBODY, whoami, NULL },
};

static void
out(struct command *c, const struct buf *b)
{
	wire_send(c->wire, buf_get(b));
}

static void
finish(struct command *c, int status)
{
	c->done = true;
	c->status = status;
}

static void
help_into(struct buf *b)
{
	buf_z(b, _("Commands:\n"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		buf_printf(b, "  %-10s %s\n", rows[i].name, _(rows[i].words));
	buf_z(b, _("Without a command you are in the classroom. With -t and an address, as the foot of each\n"
		   "screen shows it, you are on that screen: ssh -t NAME@HOST ecrime-foundations\n"));
}

static void
help(struct command *c)
{
	struct buf b = BUF_IN(c->arena);
	help_into(&b);
	out(c, &b);
	finish(c, EX_OK);
}

/* Text is clean already; JSON wants quotes and backslashes said, and line feeds. */
static void
json_str(struct buf *b, struct str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char ch = (unsigned char)s.at[i];
		if (ch == '"' || ch == '\\')
			buf_printf(b, "\\%c", ch);
		else if (ch < 0x20)
			buf_printf(b, "\\u%04x", ch);
		else
			buf_char(b, (char)ch);
	}
	buf_char(b, '"');
}

static void
whoami(struct command *c)
{
	struct buf b = BUF_IN(c->arena);
	if (c->json) {
		buf_z(&b, "{\"login\":");
		json_str(&b, c->who->login);
		buf_z(&b, ",\"name\":");
		json_str(&b, c->who->name);
		buf_printf(&b, ",\"role\":\"%s\"}\n", role_name(c->who->role));
	} else {
		buf_printf(&b, "%.*s\t%.*s\t%s\n", STR_ARG(c->who->login), STR_ARG(c->who->name),
		    role_name(c->who->role));
	}
	out(c, &b);
	finish(c, EX_OK);
}

/* ---- progress: HOME for the courses begun, then FACTS for each ---- */

static void
progress(struct command *c)
{
	struct request r = { .verb = VERB_HOME };
	if (!asker_ask(c->asker, &r))
		finish(c, EX_TEMPFAIL);
}

static const struct image *
image_of(const struct shelf *shelf, struct str course, struct arena *a, const struct course **head)
{
	for (uint32_t i = 0; i < shelf->images; i++) {
		*head = image_course(&shelf->image[i], a);
		if (*head != NULL && str_eq((*head)->id, course))
			return &shelf->image[i];
	}
	return NULL;
}

static void
day(struct buf *b, int64_t at)
{
	struct tm tm;
	time_t t = (time_t)at;
	char text[32];
	gmtime_r(&t, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d", &tm);
	buf_z(b, text);
}

static void
progress_course(struct command *c, const struct course_state *state, const struct facts *facts)
{
	struct buf b = BUF_IN(c->arena);
	const struct course *head = NULL;
	const struct image *image = image_of(c->shelf, state->course, c->arena, &head);
	const struct words *w = image != NULL ? image_words(image, c->who->language, c->arena) : NULL;
	struct progress p = { .percent = state->percent, .done = state->done_at != 0 };
	struct str title = state->course;
	if (w != NULL) {
		progress_of(head, w, facts, &p);
		title = wording_in(head->title, head->titles, c->who->language, head->source_language);
	}
	if (c->json) {
		buf_z(&b, c->at > 0 ? ",{\"course\":" : "{\"course\":");
		json_str(&b, state->course);
		buf_z(&b, ",\"title\":");
		json_str(&b, title);
		buf_printf(&b,
		    ",\"percent\":%d,\"done\":%s,\"lessons\":%u,\"lessons_done\":%u,\"quizzes\":%u,"
		    "\"quizzes_passed\":%u,\"begun\":%lld,\"last\":%lld}",
		    p.percent, p.done ? "true" : "false", p.lessons, p.lessons_done, p.quizzes, p.quizzes_passed,
		    (long long)state->begun_at, (long long)state->last_at);
	} else {
		buf_printf(&b, "%.*s\n  ", STR_ARG(title));
		buf_printf(&b, p.done ? _("finished") : _("%d%% done"), p.percent);
		if (w != NULL)
			buf_printf(&b, _(", %u of %u lessons read, %u of %u quizzes passed"), p.lessons_done,
			    p.lessons, p.quizzes_passed, p.quizzes);
		buf_z(&b, _(", begun "));
		day(&b, state->begun_at);
		buf_z(&b, "\n");
	}
	out(c, &b);
}

static void
ask_next(struct command *c)
{
	const struct told_home *home = &c->home->home;
	struct request r = { .verb = VERB_FACTS };
	if (c->at == home->courses) {
		struct buf b = BUF_IN(c->arena);
		if (c->json)
			buf_z(&b, "]}\n");
		else if (home->courses == 0)
			buf_z(&b, _("Nothing is begun yet. Log in without a command to choose a course.\n"));
		out(c, &b);
		finish(c, EX_OK);
		return;
	}
	r.course = home->course[c->at].course;
	if (!asker_ask(c->asker, &r))
		finish(c, EX_TEMPFAIL);
}

static void
progress_heard(struct command *c, const struct reply *r)
{
	if (r->refusal.reason != REASON_NONE && r->verb == VERB_HOME) {
		finish(c, EX_UNAVAILABLE);
		return;
	}
	if (r->verb == VERB_HOME) {
		struct buf b = BUF_IN(c->arena);
		c->home = reply_copy(c->arena, r);
		if (c->json) {
			buf_z(&b, "{\"login\":");
			json_str(&b, c->who->login);
			buf_z(&b, ",\"courses\":[");
			out(c, &b);
		}
	} else if (r->verb == VERB_FACTS) {
		static const struct facts none;
		progress_course(c, &c->home->home.course[c->at],
		    r->refusal.reason == REASON_NONE ? &r->facts : &none);
		c->at++;
	}
	ask_next(c);
}

/* ---- one line ---- */

bool
command_is_address(struct str line, const struct shelf *shelf)
{
	struct arena *a = arena_new();
	struct str rest = line = str_trim(line), first;
	bool is = str_next(&rest, '/', &first);
	const struct course *head;
	is = is && (app_is_address(line) || image_of(shelf, first, a, &head) != NULL);
	arena_free(a);
	return is;
}

struct command *
command_new(struct str line, const struct shelf *shelf, const struct identity *who, struct asker *asker,
    struct wire *wire)
{
	struct command *c = calloc(1, sizeof(*c));
	struct str word[WORDS_MAX], rest = str_trim(str_sub(line, 0, LINE_MAX_BYTES)), part;
	unsigned words = 0;
	if (c == NULL)
		abort();
	*c = (struct command){ .shelf = shelf, .who = who, .asker = asker, .wire = wire, .arena = arena_new() };
	while (words < WORDS_MAX && str_next(&rest, ' ', &part))
		if (part.len > 0)
			word[words++] = part;
	bool odd = false, wants_help = false;
	for (unsigned i = 1; i < words; i++) {
		if (str_is(word[i], "--json"))
			c->json = true;
		else if (str_is(word[i], "--help"))
			wants_help = true;
		else
			odd = true;
	}
	for (size_t i = 0; words > 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (str_is(word[0], rows[i].name) && rows[i].roles & 1U << who->role)
			c->row = &rows[i];
	if (c->row != NULL && wants_help) {
		help(c);
	} else if (c->row != NULL && !odd) {
		c->row->begin(c);
	} else {
		struct buf b = BUF_IN(c->arena);
		buf_z(&b, words == 0 || c->row != NULL ? _("That command is not understood this way.\n") :
						     _("There is no such command.\n"));
		help_into(&b);
		wire_send_error(wire, buf_get(&b));
		finish(c, EX_USAGE);
	}
	return c;
}

void
command_heard(struct command *c, const struct reply *r)
{
	if (!c->done && c->row != NULL && c->row->heard != NULL)
		c->row->heard(c, r);
}

bool
command_done(const struct command *c, int *status)
{
	*status = c->status;
	return c->done;
}
