/*
 * A draft in the real screens: its open image comes from the keeper in pieces, and screens of its own stand before the
 * session's until they are left. They are a guest's: there is nothing to tell of their reader, and nothing is kept.
 * Answers to checks alone go to the keeper, which grades them by the draft.
 */
#include "tui/serve/session_state.h"

#include "tui/screens/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES = 3 };

bool
session_preview_said(const struct session *s, struct str line, struct str *course)
{
	struct str word;
	*course = str_trim(line);
	if (!str_next(course, ' ', &word) || !str_is(word, "preview"))
		return false;
	*course = str_trim(*course);
	return course->len > 0 && course->len < sizeof(s->preview.course) && course->at[0] != '-' &&
	       str_find(*course, 0, " ") == course->len &&
	       (record_verbs[VERB_DRAFT_PREVIEW].roles & 1U << s->login.who.role) != 0;
}

/* ---- its image ---- */

static void
forget(struct preview *p)
{
	free(p->bytes);
	*p = (struct preview){ .course = "" };
}

static void
ask_piece(struct session *s)
{
	struct request r = { .verb = VERB_DRAFT_PREVIEW,
		.files = { .course = str_from(s->preview.course), .offset = s->preview.have, .after = STR_NONE,
		    .path = STR_NONE } };
	s->asked_ms = session_ms();
	s->preview.loading = asker_ask(s->asker, &r);
}

static void
say(struct session *s, struct str text)
{
	forget(&s->preview);
	stage_say(&s->stage, text);
	s->stage.dirty = true;
}

void
session_preview(struct session *s, struct str course)
{
	if (s->preview.course[0] != '\0') /* it is on its way */
		return;
	snprintf(s->preview.course, sizeof(s->preview.course), "%.*s", STR_ARG(course));
	ask_piece(s);
	if (!s->preview.loading)
		forget(&s->preview);
}

static void
show(struct session *s)
{
	struct preview *p = &s->preview;
	struct err e;
	const struct course *c = NULL;
	if (image_open(p->bytes, p->size, &p->image, &e))
		c = image_course(&p->image, s->scratch);
	p->loading = false;
	if (c == NULL)
		say(s, str_from(_("This draft cannot be shown: what was read is not whole. Try again.")));
	else
		stage_preview(&s->stage, &p->image, s->cols, s->rows, c->id);
}

static void
take_piece(struct session *s, const struct told_preview *t)
{
	struct preview *p = &s->preview;
	if (p->have > 0 && (t->serial != p->serial || t->size != p->size)) {
		free(p->bytes);
		p->bytes = NULL;
		p->have = 0;
		if (++p->tries == TRIES)
			say(s, str_from(_("The draft is being changed just now. Try again when all of it is there.")));
		else
			ask_piece(s);
		return;
	}
	if (p->bytes == NULL) {
		if (t->size == 0 || t->size > PREVIEW_BYTES || (p->bytes = malloc(t->size)) == NULL)
			abort();
		p->size = t->size;
		p->serial = t->serial;
	}
	if (t->bytes.len == 0 || t->bytes.len > p->size - p->have)
		abort(); /* the keeper is ours: never */
	memcpy(p->bytes + p->have, t->bytes.at, t->bytes.len);
	p->have += (uint32_t)t->bytes.len;
	if (p->have == p->size)
		show(s);
	else
		ask_piece(s);
}

/* ---- its screens ---- */

static void
tell(struct session *s, const struct reply *r)
{
	stage_update(&s->stage, &(struct intent){ .kind = INTENT_REPLY, .reply = r });
}

void
session_preview_ask(struct session *s, const struct request *r)
{
	struct request draft = *r;
	struct reply nothing = { .number = 1, .verb = r->verb };
	if (r->verb == VERB_CHECK || r->verb == VERB_CHECK_SHOW) {
		draft.verb = VERB_PREVIEW_CHECK;
		draft.check.course = str_from(s->preview.course);
		s->preview.verb = r->verb;
		s->asked_ms = session_ms();
		if (asker_ask(s->asker, &draft))
			return;
		nothing.refusal.reason = REASON_BUSY;
	} else if (r->verb == VERB_HOME) {
		nothing.home.last = (struct place){ .course = STR_NONE };
	} else if (r->verb != VERB_FACTS) {
		nothing.refusal.reason = REASON_PREVIEW;
	}
	tell(s, &nothing);
}

bool
session_preview_heard(struct session *s, const struct reply *r)
{
	struct preview *p = &s->preview;
	if (r->verb == VERB_DRAFT_PREVIEW && p->loading) {
		p->loading = false;
		if (r->refusal.reason == REASON_NO_SUCH)
			say(s, str_from(_("There is no draft of that name that you may see.")));
		else if (r->refusal.reason != REASON_NONE)
			say(s, reason_text(&r->refusal, &s->o->academy, s->scratch));
		else
			take_piece(s, &r->preview);
	} else if (r->verb == VERB_PREVIEW_CHECK && s->stage.behind != NULL) {
		struct reply check = *r;
		check.verb = p->verb;
		tell(s, &check);
	}
	return r->verb == VERB_DRAFT_PREVIEW || r->verb == VERB_PREVIEW_CHECK;
}

void
session_preview_end(struct session *s)
{
	stage_preview_end(&s->stage, s->cols, s->rows);
	forget(&s->preview);
}
