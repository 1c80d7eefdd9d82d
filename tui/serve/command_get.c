/*
 * get: a course as plain text. FACTS asks the keeper whether this person may read it, HOME in which edition; the text is
 * made here, from the open image, a piece whenever the line has taken the one before.
 */
#include "tui/serve/command_state.h"

#include "tui/screens/words.h"

#include <sysexits.h>

/* COURSE[/MODULE[/LESSON]] [--lang L]. false: it was said otherwise, and that is answered. */
static bool
read_words(struct command *c, struct str *course, struct str *module, struct str *lesson, struct str *lang)
{
	struct str rest = c->rest, word, address = STR_NONE;
	bool wants = false, good = true;

	*module = *lesson = *lang = STR_NONE;
	while (good && str_next(&rest, ' ', &word)) {
		if (wants)
			*lang = word, wants = false;
		else if (str_is(word, "--lang") && lang->len == 0)
			wants = true;
		else if (address.len == 0)
			address = word;
		else
			good = false;
	}
	*course = STR_NONE;
	if (str_next(&address, '/', course) && str_next(&address, '/', module))
		str_next(&address, '/', lesson);
	if (good && !wants && course->len > 0 && address.len == 0)
		return true;
	command_usage(c);
	return false;
}

void
command_get(struct command *c)
{
	struct request r = { .verb = VERB_FACTS };
	struct str module, lesson, lang;

	if (read_words(c, &r.course, &module, &lesson, &lang))
		command_ask(c, &r);
}

/* ---- what was asked for ---- */

static bool
speaks(const struct course *x, struct str lang)
{
	for (uint32_t i = 0; i < x->languages; i++)
		if (str_eq(x->language[i], lang))
			return true;
	return false;
}

static void
list_fail(struct command *c, const char *why, const struct str *id, uint32_t n)
{
	struct buf b = BUF_IN(c->arena);

	buf_z(&b, why);
	for (uint32_t i = 0; i < n; i++)
		buf_printf(&b, "%s %.*s", i > 0 ? "," : "", STR_ARG(id[i]));
	buf_z(&b, ".");
	command_fail(c, EX_DATAERR, buf_get(&b));
}

static void
modules_fail(struct command *c, const struct course *x)
{
	struct str *id = ARENA_ARRAY(c->arena, x->modules, struct str);

	for (uint32_t i = 0; i < x->modules; i++)
		id[i] = x->module[i].id;
	list_fail(c, _("This course has no such module. It has:"), id, x->modules);
}

static void
lessons_fail(struct command *c, const struct image *image, struct str lang, struct str module)
{
	const struct words *w = image_words(image, lang, c->arena);

	for (uint32_t i = 0; w != NULL && i < w->modules; i++) {
		const struct module_words *m = &w->module[i];
		struct str *id = ARENA_ARRAY(c->arena, m->lessons, struct str);

		if (!str_eq(m->id, module))
			continue;
		for (uint32_t j = 0; j < m->lessons; j++)
			id[j] = m->lesson[j].id;
		list_fail(c, _("This module has no such lesson. It has:"), id, m->lessons);
		return;
	}
}

void
command_get_heard(struct command *c, const struct reply *r)
{
	struct str id, module, lesson, lang;
	const struct course *x;
	const struct image *image;
	enum takeaway_trouble why;

	if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
		return;
	}
	if (r->verb == VERB_FACTS) { /* they may read it; in which edition? */
		command_ask(c, &(struct request){ .verb = VERB_HOME });
		return;
	}
	c->home = reply_copy(c->arena, r);
	if (!read_words(c, &id, &module, &lesson, &lang))
		return;
	image = shelf_image(c->around.shelf, id, command_major(c, id), c->arena, &x);
	if (image == NULL) {
		command_fail(c, EX_DATAERR, str_from(_("This course is not served here.")));
		return;
	}
	if (lang.len == 0)
		lang = speaks(x, c->around.who->language) ? c->around.who->language : x->source_language;
	c->takeaway = takeaway_new(image, lang, module, lesson, &why);
	switch (why) {
	case TAKEAWAY_NO_LANGUAGE:
		list_fail(c, _("This course is not there in that language. It is there in:"), x->language, x->languages);
		break;
	case TAKEAWAY_NO_MODULE:
		modules_fail(c, x);
		break;
	case TAKEAWAY_NO_LESSON:
		lessons_fail(c, image, lang, module);
		break;
	case TAKEAWAY_CORRUPT:
		command_fail(c, EX_SOFTWARE, str_from(_("This course cannot be read.")));
		break;
	case TAKEAWAY_FINE:
		command_get_turn(c);
		break;
	}
}

void
command_get_turn(struct command *c)
{
	while (!c->done && c->takeaway != NULL && wire_taken(c->around.wire)) {
		struct arena *a = arena_new();
		struct buf b = BUF_IN(a);

		if (takeaway_next(c->takeaway, &b)) {
			command_out(c, &b);
		} else {
			takeaway_free(c->takeaway);
			c->takeaway = NULL;
			command_finish(c, EX_OK);
		}
		c->moved = true;
		arena_free(a);
	}
}
