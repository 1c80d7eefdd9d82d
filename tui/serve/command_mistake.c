/* mistakes: what was reported, page by page of the keeper's list; and the answer to one. */
#include "tui/serve/command_state.h"

#include "tui/screens/screen.h"
#include "tui/screens/words.h"

#include <sodium.h>
#include <sysexits.h>
#include <time.h>

/* ---- the list ---- */

static void
ask_list(struct command *c)
{
	struct request r = { .verb = VERB_MISTAKES, .mistakes = { .course = STR_NONE, .skip = c->told } };
	struct str rest = c->rest, word;

	while (str_next(&rest, ' ', &word)) {
		if (str_is(word, "--all"))
			r.mistakes.all = true;
		else if (r.mistakes.course.len == 0)
			r.mistakes.course = word;
		else {
			command_usage(c);
			return;
		}
	}
	command_ask(c, &r);
}

void
command_mistakes(struct command *c)
{
	c->json_out = BUF_IN(c->arena);
	if (c->json) {
		c->j = json_into(&c->json_out);
		json_object(&c->j, NULL);
		json_list(&c->j, "mistakes");
	}
	ask_list(c);
}

static void
row_json(struct json *j, const struct mistake_row *m)
{
	char id[37];
	struct arena *a = arena_new();

	uuid_text(&m->id, id);
	json_object(j, NULL);
	json_z(j, "id", id);
	json_str(j, "course", m->course);
	json_str(j, "about", m->subject);
	json_str(j, "question", m->question);
	json_str(j, "edition", str_printf(a, "%u.%u.%u", m->edition, m->minor, m->revision));
	json_str(j, "language", m->lang);
	json_str(j, "text", m->text);
	json_str(j, "by", m->by);
	json_time(j, "at", m->at);
	json_str(j, "answer", m->answer);
	json_time(j, "answered_at", m->answered_at);
	json_end(j);
	arena_free(a);
}

static void
row_say(struct command *c, struct buf *b, const struct mistake_row *m)
{
	char id[37], when[40] = "";
	time_t at = (time_t)m->at;
	struct tm tm;

	uuid_text(&m->id, id);
	if (gmtime_r(&at, &tm) != NULL)
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M UTC", &tm);
	buf_printf(b, "%s\n  %.*s %u.%u.%u, %.*s, %s", id, STR_ARG(m->course), m->edition, m->minor, m->revision,
	    STR_ARG(about_words(c->arena, m->subject, m->question)), when);
	if (m->by.len > 0)
		buf_printf(b, ", %.*s", STR_ARG(m->by));
	buf_printf(b, "\n  %.*s\n", STR_ARG(m->text));
	if (m->answered_at != 0)
		buf_printf(b, _("  Answer: %.*s\n"), STR_ARG(m->answer));
}

void
command_mistakes_heard(struct command *c, const struct reply *r)
{
	const struct told_mistakes *t = &r->mistakes;

	if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
		return;
	}
	for (uint32_t i = 0; i < t->mistakes; i++) {
		if (c->json)
			row_json(&c->j, &t->mistake[i]);
		else
			row_say(c, &c->json_out, &t->mistake[i]);
	}
	c->told += t->mistakes;
	if (t->more && t->mistakes > 0) {
		ask_list(c);
		return;
	}
	if (c->json) {
		json_end(&c->j);
		json_end(&c->j);
	} else if (c->told == 0) {
		buf_z(&c->json_out, _("Nothing waits for an answer.\n"));
	}
	command_out(c, &c->json_out);
	command_finish(c, EX_OK);
}

/* ---- an answer ---- */

void
command_mistake_answer(struct command *c)
{
	struct request r = { .verb = VERB_MISTAKE_ANSWER };
	struct str rest = c->rest, id;
	unsigned char random[10];

	if (!str_next(&rest, ' ', &id) || !uuid_parse(id, &r.mistake_answer.mistake) || str_trim(rest).len == 0) {
		command_usage(c);
		return;
	}
	randombytes_buf(random, sizeof(random));
	r.mistake_answer.event = uuid_make((uint64_t)time(NULL) * 1000, random);
	r.mistake_answer.text = str_trim(rest);
	command_ask(c, &r);
}

void
command_mistake_answered(struct command *c, const struct reply *r)
{
	struct buf b = BUF_IN(c->arena);

	if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
		return;
	}
	buf_z(&b, _("Answered. It is told at that person's next login.\n"));
	command_out(c, &b);
	command_finish(c, EX_OK);
}
