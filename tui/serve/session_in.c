#include "tui/serve/session_state.h"

#include "tui/screens/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 64 << 10 };

/* ---- the screens begin ---- */

static void
ask(struct session *s, struct request *r)
{
	s->asked_ms = session_ms();
	/* There is room: input waits while there is none, and a reply made some. */
	if (!asker_ask(s->asker, r))
		session_leave(s, str_from(_("Something went wrong here. Your place is kept; log in again.")));
}

static void
carry_out(void *context, struct effect *e)
{
	struct session *s = context;
	bool previewed = s->stage.behind != NULL;
	if (e->kind == EFFECT_PREVIEW)
		session_preview(s, e->course);
	else if (e->kind == EFFECT_LEAVE && previewed)
		session_preview_end(s);
	else if (e->kind == EFFECT_LEAVE)
		session_leave(s, e->goodbye);
	else if (e->kind == EFFECT_ASK && previewed)
		session_preview_ask(s, &e->request);
	else if (e->kind == EFFECT_ASK)
		ask(s, &e->request);
}

static void
begin_screens(struct session *s)
{
	s->who = s->login.who;
	s->phase = PHASE_SCREENS;
	s->key_ms = session_ms();
	s->stage.world.shelf = s->o->shelf;
	s->stage.world.academy = s->o->academy;
	s->stage.world.recovers = s->login.recovers;
	s->stage.world.key_taken = s->login.key_taken;
	if (s->login.blob_len > 0 && !s->login.key_taken) {
		s->stage.world.proved_key = str_from(s->login.fingerprint);
		s->stage.world.proved_kind = str_from(s->login.key_kind);
		s->stage.world.proved_blob = (struct str){ (const char *)s->login.blob, s->login.blob_len };
	}
	s->stage.effect = carry_out;
	s->stage.context = s;
	stage_open(&s->stage, &s->who, s->term_name, s->login.line || s->who.line_mode, s->cols, s->rows,
	    buf_get(&s->address));
}

/* ---- what comes in ---- */

bool
session_may_go(void *context)
{
	const struct session *s = context;
	if (s->phase != PHASE_SCREENS)
		return false;
	return s->stage.term != NULL ? asker_has_room(s->asker) : asker_pending(s->asker) == 0;
}

void
session_take_input(struct session *s)
{
	struct buf echo = BUF_IN(s->scratch);
	size_t used = stage_take(&s->stage, s->input, s->input_len, s->input_seen, session_may_go, &echo);
	wire_send(s->wire, buf_get(&echo));
	memmove(s->input, s->input + used, s->input_len - used);
	s->input_len -= used;
	s->input_seen = s->input_seen > used ? s->input_seen - used : 0;
	if (s->input_len == 0) {
		free(s->input);
		s->input = NULL;
	}
}

static void
got_data(void *context, const unsigned char *bytes, size_t len)
{
	struct session *s = context;
	if (s->phase == PHASE_CLOSING)
		return;
	session_was_active(s);
	if (s->phase == PHASE_COMMAND) {
		command_data(s->command, bytes, len);
		return;
	}
	if (s->phase == PHASE_FILES && s->files != NULL) {
		sftp_server_data(s->files, bytes, len);
		session_files_pump(s);
		return;
	}
	if (len > INPUT_MAX - s->input_len) { /* nobody types that much ahead */
		s->too_much = true;
		return;
	}
	if (s->input == NULL && (s->input = malloc(INPUT_MAX)) == NULL)
		abort();
	memcpy(s->input + s->input_len, bytes, len);
	s->input_len += len;
	if (!s->stage.dirty && wire_arrived(s->wire))
		s->input_seen = s->input_len;
}

static bool
got_pty(void *context, struct str term, int cols, int rows)
{
	struct session *s = context;
	if (s->phase != PHASE_OPEN)
		return false;
	s->stage.has_pty = true;
	snprintf(s->term_name, sizeof(s->term_name), "%.*s", STR_ARG(str_sub(term, 0, 60)));
	s->cols = cols > 0 ? cols : 80;
	s->rows = rows > 0 ? rows : 24;
	return true;
}

static void
got_size(void *context, int cols, int rows)
{
	struct session *s = context;
	if (cols <= 0 || rows <= 0)
		return;
	s->cols = cols;
	s->rows = rows;
	if (s->phase == PHASE_SCREENS)
		stage_resize(&s->stage, cols, rows);
}

static bool
got_shell(void *context)
{
	struct session *s = context;
	if (s->phase != PHASE_OPEN)
		return false;
	begin_screens(s);
	return true;
}

static bool
got_exec(void *context, struct str line)
{
	struct session *s = context;
	struct str course;
	if (s->phase != PHASE_OPEN)
		return false;
	/* With a terminal (-t) an address opens its screen; everything else is a command. */
	if (s->stage.has_pty && command_is_address(line, &s->o->shelf)) {
		buf_str(&s->address, line);
		begin_screens(s);
		return true;
	}
	if (session_preview_said(s, line, &course)) {
		buf_z(&s->address, "drafts"); /* there it leads back to */
		begin_screens(s);
		session_preview(s, course);
		return true;
	}
	s->phase = PHASE_COMMAND;
	s->key_ms = session_ms();
	s->command = command_new(line,
	    &(struct command_around){ .shelf = &s->o->shelf,
		.academy = &s->o->academy,
		.who = &s->login.who,
		.asker = s->asker,
		.wire = s->wire,
		.proved = s->login.adding ? (struct str){ (const char *)s->login.blob, s->login.blob_len } : STR_NONE,
		.has_pty = s->stage.has_pty });
	return true;
}

static bool
got_subsystem(void *context, struct str name)
{
	struct session *s = context;
	if (s->phase != PHASE_OPEN || !str_is(name, "sftp"))
		return false;
	session_begin_files(s);
	return true;
}

static void
got_eof(void *context)
{
	struct session *s = context;
	if (s->phase == PHASE_OPEN)
		s->told_to_stop = true;
	else if (s->phase == PHASE_SCREENS && s->stage.plain == NULL)
		session_leave(s, STR_NONE);
	else if (s->phase == PHASE_COMMAND)
		command_eof(s->command);
	else
		s->piped_out = true; /* nobody types any more, but what was piped in is still answered */
}

static void
got_auth(void *context, const struct wire_auth *a)
{
	struct session *s = context;
	login_asked(&s->login, a);
}

/* What is under way for the screens behind a preview is theirs. */
static void
screens_heard(struct session *s, const struct reply *r)
{
	struct intent i = { .kind = INTENT_REPLY, .reply = r };
	if (s->stage.behind != NULL)
		stage_update_behind(&s->stage, &i);
	else
		stage_update(&s->stage, &i);
}

void
session_heard(void *context, const struct reply *r)
{
	struct session *s = context;
	if (session_seat_heard(s, r))
		return;
	if (r->refusal.reason == REASON_VERSION || (r->number == 0 && r->refusal.reason != REASON_NONE)) {
		session_turned_out(s, &r->refusal);
	} else if (s->phase == PHASE_LOGIN) {
		login_heard(&s->login, r);
		if (s->login.done)
			s->phase = PHASE_OPEN;
	} else if (s->phase == PHASE_COMMAND) {
		command_heard(s->command, r);
	} else if (s->phase == PHASE_FILES && s->files != NULL) {
		sftp_server_heard(s->files, r);
		session_files_pump(s);
	} else if (s->phase == PHASE_SCREENS && !session_preview_heard(s, r)) {
		screens_heard(s, r);
	}
}

void
session_signalled(void *context)
{
	struct session *s = context;
	uint64_t what = session_signals();
	if (what & SESSION_STOP)
		s->told_to_stop = true;
	if (what & SESSION_RENEWED && s->renewed_ms == 0)
		s->renewed_ms = session_ms();
}

const struct wire_events session_events = { got_auth, got_pty, got_size, got_shell, got_exec, got_subsystem, got_data,
	got_eof };
