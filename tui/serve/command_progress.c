/* progress: HOME for the courses begun, then FACTS for each. */
#include "tui/serve/command_state.h"

#include "courses/learn/progress.h"
#include "tui/screens/words.h"

#include <string.h>
#include <sysexits.h>
#include <time.h>

void
command_progress(struct command *c)
{
	struct request r = { .verb = VERB_HOME };
	command_ask(c, &r);
}

bool
command_is_address(struct str line, const struct shelf *shelf)
{
	struct arena *a = arena_new();
	struct str rest = line = str_trim(line), first;
	bool is = str_next(&rest, '/', &first);
	const struct course *head;
	is = is && (app_is_address(line) || shelf_image(shelf, first, 0, a, &head) != NULL);
	arena_free(a);
	return is;
}

uint16_t
command_major(const struct command *c, struct str course)
{
	const struct told_home *home = &c->home->home;
	for (uint32_t i = 0; i < home->tolds; i++)
		if (str_eq(home->told[i].course, course))
			return home->told[i].edition.edition;
	return 0;
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
course_json(struct command *c, const struct course_state *state, struct str title, const struct progress *p)
{
	json_object(&c->j, NULL);
	json_str(&c->j, "course", state->course);
	json_str(&c->j, "title", title);
	json_int(&c->j, "percent", p->percent);
	json_bool(&c->j, "done", p->done);
	json_int(&c->j, "lessons", p->lessons);
	json_int(&c->j, "lessons_done", p->lessons_done);
	json_int(&c->j, "quizzes", p->quizzes);
	json_int(&c->j, "quizzes_passed", p->quizzes_passed);
	json_time(&c->j, "begun_at", state->begun_at);
	json_time(&c->j, "last_at", state->last_at);
	json_end(&c->j);
}

static void
course_say(struct command *c, const struct course_state *state, const struct facts *facts)
{
	struct buf b = BUF_IN(c->arena);
	const struct course *head = NULL;
	const struct identity *who = c->around.who;
	const struct image *image = shelf_image(c->around.shelf, state->course, command_major(c, state->course), c->arena, &head);
	const struct words *w = image != NULL ? image_words(image, who->language, c->arena) : NULL;
	struct progress p = { .percent = state->percent, .done = state->done_at != 0 };
	struct str title = state->course;
	if (w != NULL) {
		progress_of(head, w, facts, &p);
		title = wording_in(head->title, head->titles, who->language, head->source_language);
	}
	if (c->json) {
		course_json(c, state, title, &p);
		return;
	}
	buf_printf(&b, "%.*s\n  ", STR_ARG(title));
	buf_printf(&b, p.done ? _("finished") : _("%d%% done"), p.percent);
	if (w != NULL)
		buf_printf(&b, _(", %u of %u lessons read, %u of %u quizzes passed"), p.lessons_done, p.lessons,
		    p.quizzes_passed, p.quizzes);
	buf_z(&b, _(", begun "));
	day(&b, state->begun_at);
	buf_z(&b, "\n");
	command_out(c, &b);
}

static void
ask_next(struct command *c)
{
	const struct told_home *home = &c->home->home;
	struct request r = { .verb = VERB_FACTS };
	if (c->at < home->courses) {
		r.course = home->course[c->at].course;
		command_ask(c, &r);
		return;
	}
	if (c->json) {
		json_end(&c->j);
		json_end(&c->j);
		command_out(c, &c->json_out);
	} else if (home->courses == 0) {
		struct buf b = BUF_IN(c->arena);
		buf_z(&b, _("Nothing is begun yet. Log in without a command to choose a course.\n"));
		command_out(c, &b);
	}
	command_finish(c, EX_OK);
}

void
command_progress_heard(struct command *c, const struct reply *r)
{
	static const struct facts none;
	if (r->verb == VERB_HOME) {
		if (r->refusal.reason != REASON_NONE) {
			command_refused(c, r);
			return;
		}
		c->home = reply_copy(c->arena, r);
		if (c->json) {
			c->json_out = BUF_IN(c->arena);
			c->j = json_into(&c->json_out);
			json_object(&c->j, NULL);
			json_str(&c->j, "login", c->around.who->login);
			json_list(&c->j, "courses");
		}
	} else if (r->verb == VERB_FACTS) {
		course_say(c, &c->home->home.course[c->at], r->refusal.reason == REASON_NONE ? &r->facts : &none);
		c->at++;
	}
	ask_next(c);
}
