/*
 * publish, check, pull, and what else authors do over SSH. An archive on standard input is parsed as it comes and
 * held here, at most a draft's bytes; only a whole and clean one becomes a draft of this session, and that draft is
 * gone again before the command ends.
 */
#include "tui/serve/command_state.h"

#include "courses/base/utf8.h"
#include "courses/check/change.h"
#include "courses/check/lock.h"
#include "courses/read/folder.h"
#include "courses/read/tar.h"
#include "tui/screens/screen.h"
#include "tui/screens/words.h"
#include "tui/serve/stage.h"
#include "tui/serve/wrap.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

struct held {
	struct str path;
	char *bytes;
	size_t size, filled;
};

struct authoring {
	struct tar *tar;
	struct err err;
	struct held *file;
	uint32_t files, room, skipped, outside;
	size_t bytes;
	struct str draft;     /* its name */
	uint32_t at, offset;  /* what is being sent */
	struct uuid event;    /* of this file */
	bool has_draft;
	int status;           /* to end with, when the draft is gone */
	struct ask_publish ask;
	/* pull */
	struct str course;
	struct edition_no edition;
	struct file_row *page;
	uint32_t pages;
	bool more, waits; /* waits: for the line to take what was sent */
};

/* ---- words ---- */

static bool
word(struct str *rest, struct str *w)
{
	*rest = str_trim(*rest);
	return rest->len > 0 && str_next(rest, ' ', w);
}

static bool
edition_parse(struct str s, struct edition_no *no)
{
	uint16_t *part[3] = { &no->edition, &no->minor, &no->revision };
	struct str piece;

	*no = (struct edition_no){ 0, 0, 0 };
	for (int i = 0; i < 3; i++) {
		uint32_t n = 0;

		if (!str_next(&s, '.', &piece))
			return i > 0;
		if (piece.len == 0 || piece.len > 5)
			return false;
		for (size_t k = 0; k < piece.len; k++) {
			if (piece.at[k] < '0' || piece.at[k] > '9')
				return false;
			n = n * 10 + (uint32_t)(piece.at[k] - '0');
		}
		if (n > UINT16_MAX)
			return false;
		*part[i] = (uint16_t)n;
	}
	return s.len == 0 && no->edition > 0;
}

#define NO_FMT "%u.%u.%u"
#define NO_ARG(n) (n).edition, (n).minor, (n).revision

static struct authoring *
state(struct command *c)
{
	if (c->authoring == NULL && (c->authoring = calloc(1, sizeof(*c->authoring))) == NULL)
		abort();
	return c->authoring;
}

/* ---- the draft ends, whatever happened ---- */

static void
leave(struct command *c, int status)
{
	struct authoring *u = state(c);

	u->status = status;
	for (uint32_t i = 0; i < u->files; i++) {
		free(u->file[i].bytes);
		u->file[i].bytes = NULL;
	}
	if (!u->has_draft) {
		command_finish(c, status);
		return;
	}
	u->has_draft = false;
	struct request r = { .verb = VERB_DRAFT_REMOVE };
	stage_uuid(NULL, &r.draft_move.event);
	r.draft_move.course = u->draft;
	r.draft_move.path = r.draft_move.to = STR_NONE;
	command_ask(c, &r);
}

static void
fail(struct command *c, int status, struct str why)
{
	struct buf b = BUF_IN(c->arena);

	wrap_lines(&b, why, "\n");
	command_error(c, buf_get(&b));
	leave(c, status);
}

/* ---- the archive ---- */

static bool
file_begins(void *context, struct str path, size_t size, struct err *e)
{
	struct command *c = context;
	struct authoring *u = state(c);

	if (u->files == DRAFT_FILES)
		return err_set(e, ERR_LIMIT, _("the archive holds more than %d files; pack only the course"),
		    DRAFT_FILES);
	if (size > DRAFT_BYTES - u->bytes)
		return err_set(e, ERR_LIMIT, _("the archive holds more than %d MB of files; pack only the course"),
		    DRAFT_BYTES >> 20);
	if (u->files == u->room) {
		u->room = u->room ? u->room * 2 : 64;
		u->file = realloc(u->file, u->room * sizeof(*u->file));
		if (u->file == NULL)
			abort();
	}
	struct held *h = &u->file[u->files];
	/* Archives of macOS say NFD; a draft, as SFTP, says NFC. */
	*h = (struct held){ .path = str_copy(c->arena, utf8_nfc(c->arena, path)), .bytes = malloc(size + 1), .size = size };
	if (h->bytes == NULL)
		return err_set(e, ERR_SYSTEM, "%s", _("there is no memory for this archive"));
	u->files++;
	u->bytes += size;
	return true;
}

static void
file_bytes(void *context, const unsigned char *at, size_t len)
{
	struct authoring *u = state(context);
	struct held *h = &u->file[u->files - 1];

	memcpy(h->bytes + h->filled, at, len);
	h->filled += len;
}

static void
file_ends(void *context)
{
	(void)context;
}

static const struct tar_events tar_events = { file_begins, file_bytes, file_ends };

void
command_archive_feed(struct command *c, const unsigned char *bytes, size_t len)
{
	struct authoring *u = state(c);

	if (u->err.kind == ERR_NONE && !tar_feed(u->tar, bytes, len, &u->err))
		command_eof(c); /* said at once, not when all of it has come */
}

/* The folder that course.yaml lies in is the course: `tar c DIR`, `tar c .` and `git archive` differ in that. */
static bool
root_find(struct authoring *u, struct str *root)
{
	bool found = false;

	for (uint32_t i = 0; i < u->files; i++) {
		struct str path = u->file[i].path, top;

		if (!str_is(path, "course.yaml") && !str_ends(path, "/course.yaml"))
			continue;
		top = str_sub(path, 0, path.len - strlen("course.yaml"));
		if (!found || top.len < root->len)
			*root = top;
		found = true;
	}
	return found;
}

static void
root_strip(struct authoring *u, struct str root)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < u->files; i++) {
		struct held h = u->file[i];

		if (h.path.len > root.len && str_eq(str_sub(h.path, 0, root.len), root)) {
			h.path = str_sub(h.path, root.len, h.path.len);
			/* What CHECK.txt says is never a part of the course. */
			if (!str_is(h.path, DRAFT_CHECK)) {
				u->file[n++] = h;
				continue;
			}
		} else {
			u->outside++;
		}
		free(h.bytes);
	}
	u->files = n;
}

static void
notes(struct command *c)
{
	struct authoring *u = state(c);
	struct buf b = BUF_IN(c->arena);

	if (u->skipped > 0)
		buf_printf(&b, _("Passed over what systems and editors leave behind, Thumbs.db and its like: %u\n"),
		    u->skipped);
	if (u->outside > 0)
		buf_printf(&b, _("Passed over what lies outside the folder of course.yaml: %u\n"), u->outside);
	if (b.len > 0)
		command_error(c, buf_get(&b));
}

void
command_archive_read(struct command *c, struct str input)
{
	struct authoring *u = state(c);
	struct str root = STR_NONE;

	(void)input;
	if (u->err.kind == ERR_NONE && tar_end(u->tar, &u->err)) {
		u->skipped = tar_skipped(u->tar);
		if (root_find(u, &root)) {
			root_strip(u, root);
			notes(c);
		} else {
			err_set(&u->err, ERR_INPUT, "%s",
			    _("the archive holds no course.yaml; pack the folder that holds it"));
		}
	}
	tar_free(u->tar);
	u->tar = NULL;
	if (u->err.kind != ERR_NONE) {
		fail(c, EX_DATAERR, str_printf(c->arena, _("Nothing was changed: %s."), u->err.text));
		return;
	}
	struct request r = { .verb = VERB_DRAFT_NEW };
	char hex[37];
	stage_uuid(NULL, &r.draft.event);
	uuid_text(&r.draft.event, hex);
	u->draft = r.draft.course = str_printf(c->arena, ".%s", hex);
	command_ask(c, &r);
}

static void
archive_begin(struct command *c)
{
	struct authoring *u = state(c);

	u->tar = tar_new(&tar_events, c);
	command_read_input(c);
}

static void
send_next(struct command *c)
{
	struct authoring *u = state(c);
	struct held *h = &u->file[u->at];
	size_t len = h->size - u->offset < DRAFT_PIECE ? h->size - u->offset : DRAFT_PIECE;
	struct request r = { .verb = VERB_DRAFT_WRITE };

	if (u->offset == 0)
		stage_uuid(NULL, &u->event);
	r.draft_write = (struct ask_draft_write){ u->event, u->draft, h->path, u->offset, (uint32_t)h->size,
		{ h->bytes + u->offset, len }, u->offset + len == h->size };
	command_ask(c, &r);
}

/* One piece is there. true: it was the last one of all. */
static bool
sent(struct command *c)
{
	struct authoring *u = state(c);

	u->offset += DRAFT_PIECE;
	if (u->offset >= u->file[u->at].size) {
		free(u->file[u->at].bytes);
		u->file[u->at].bytes = NULL;
		u->at++;
		u->offset = 0;
	}
	if (u->at == u->files)
		return true;
	send_next(c);
	return false;
}

/* What both commands hear on the way. true: the draft is whole now. */
static bool
upload_heard(struct command *c, const struct reply *r)
{
	struct authoring *u = state(c);

	if (r->verb == VERB_DRAFT_REMOVE) {
		command_finish(c, u->status);
		return false;
	}
	if (r->refusal.reason != REASON_NONE) {
		struct str why = reason_text(&r->refusal, c->around.academy, c->arena);

		fail(c, r->refusal.reason == REASON_DISK ? EX_TEMPFAIL : EX_DATAERR, why);
		return false;
	}
	if (r->verb == VERB_DRAFT_NEW) {
		u->has_draft = true;
		send_next(c);
		return false;
	}
	return r->verb == VERB_DRAFT_WRITE && sent(c);
}

/* ---- check ---- */

void
command_check(struct command *c)
{
	archive_begin(c);
}

static void
check_ask(struct command *c)
{
	struct authoring *u = state(c);
	struct request r = { .verb = VERB_DRAFT_READ };

	r.files = (struct ask_files){
		.course = u->draft, .path = STR(DRAFT_CHECK), .after = STR_NONE, .offset = (uint32_t)c->json_out.len
	};
	command_ask(c, &r);
}

/* As the command on the machine: problems on standard output, the sum on standard error. */
static void
check_tell(struct command *c)
{
	struct str all = buf_get(&c->json_out);
	size_t at = all.len > 0 ? all.len - 1 : 0;
	struct buf b = BUF_IN(c->arena);

	while (at > 0 && all.at[at - 1] != '\n')
		at--;
	buf_str(&b, str_sub(all, 0, at));
	command_out(c, &b);

	struct str sum = str_sub(all, at, all.len);
	bool good = str_find(sum, 0, "mend the errors") == sum.len && (at == 0 || str_find(sum, 0, " 0 error") < sum.len || str_starts(sum, "0 error") || str_is(sum, "no problems\n"));

	command_error(c, str_printf(c->arena, "1 course: %.*s", STR_ARG(sum)));
	leave(c, good ? EX_OK : 1);
}

void
command_check_heard(struct command *c, const struct reply *r)
{
	if (r->verb == VERB_DRAFT_READ && r->refusal.reason == REASON_NONE) {
		buf_str(&c->json_out, r->piece.bytes);
		if (c->json_out.len >= r->piece.size || r->piece.bytes.len == 0)
			check_tell(c);
		else
			check_ask(c);
	} else if (upload_heard(c, r)) {
		c->json_out = BUF_IN(c->arena);
		check_ask(c);
	}
}

/* ---- publish ---- */

static bool
publish_options(struct command *c)
{
	struct ask_publish *q = &state(c)->ask;
	struct str rest = c->rest, w;

	while (word(&rest, &w)) {
		if (str_is(w, "--dry-run"))
			q->dry_run = true;
		else if (str_is(w, "--yes"))
			q->agreed = true;
		else if (str_is(w, "--minor"))
			q->raise = CHANGE_MINOR;
		else if (str_is(w, "--major"))
			q->raise = CHANGE_MAJOR;
		else if (!str_is(w, "--from") || !word(&rest, &w) || !edition_parse(w, &q->from))
			return false;
	}
	return true;
}

void
command_publish(struct command *c)
{
	if (publish_options(c))
		archive_begin(c);
	else
		command_usage(c);
}

static void
publish_ask(struct command *c, struct str draft)
{
	struct authoring *u = state(c);
	struct request r = { .verb = VERB_PUBLISH, .publish = u->ask };

	stage_uuid(NULL, &r.publish.event);
	r.publish.course = draft;
	command_ask(c, &r);
}

static void
publish_people(struct buf *b, const struct told_publish *t)
{
	buf_printf(b, _("People: %u on the way, %u in an open attempt, %u have finished.\n"), t->mid_course,
	    t->in_attempt, t->done);
	if (t->class == CHANGE_MAJOR)
		buf_z(b, _("A major: who is on the way stays on the edition before, new people get this one.\n"));
	else if (t->class == CHANGE_MINOR)
		buf_z(b, _("A minor: progress is kept, new required pages count only for who has not finished.\n"));
	else
		buf_z(b, _("A revision: nothing changes for those who learn.\n"));
}

static void
publish_rows(struct buf *b, const struct told_publish *t)
{
	for (uint32_t i = 0; i < t->changes; i++) {
		const struct change_row *w = &t->change[i];

		buf_printf(b, "  %-8s  %.*s %.*s: %.*s", change_class_name(w->class), STR_ARG(w->kind), STR_ARG(w->id),
		    STR_ARG(w->what));
		if (w->people > 0)
			buf_printf(b, _(" (completed by %u)"), w->people);
		buf_char(b, '\n');
	}
	if (t->changes_more > 0)
		buf_printf(b, _("  and %u more\n"), t->changes_more);
}

static void
publish_tell(struct command *c, const struct told_publish *t)
{
	struct buf b = BUF_IN(c->arena);
	bool first = t->from.edition == 0;

	if (t->state == PUBLISH_DONE || t->state == PUBLISH_WOULD) {
		buf_str(&b, t->problems);
		if (first)
			buf_printf(&b, _("%.*s, a new course: edition " NO_FMT "\n"), STR_ARG(t->course), NO_ARG(t->to));
		else
			buf_printf(&b, "%.*s: " NO_FMT " -> " NO_FMT ", %s\n", STR_ARG(t->course), NO_ARG(t->from),
			    NO_ARG(t->to), change_class_name(t->class));
		publish_rows(&b, t);
		if (!first)
			publish_people(&b, t);
		buf_z(&b, t->state == PUBLISH_DONE ? _("Published.\n") : _("Nothing was changed: a dry run.\n"));
		if (t->state == PUBLISH_DONE)
			buf_printf(&b, _("Bring home the lock: pull %.*s\n"), STR_ARG(t->course));
		command_out(c, &b);
		leave(c, EX_OK);
		return;
	}
	switch (t->state) {
	case PUBLISH_SAME:
		buf_printf(&b, _("%.*s is served as edition " NO_FMT " already, with these very files.\n"),
		    STR_ARG(t->course), NO_ARG(t->from));
		command_out(c, &b);
		leave(c, EX_OK);
		return;
	case PUBLISH_ERRORS:
	case PUBLISH_IDS:
		buf_str(&b, t->problems);
		command_out(c, &b);
		fail(c, 1, str_from(_("Not published. Mend the errors first.")));
		return;
	case PUBLISH_STALE:
		fail(c, 1,
		    str_printf(c->arena,
			_("Not published: the server has edition " NO_FMT " by now, and this began from another. Bring it "
			  "home with pull, put your changes into it, and publish that."),
			NO_ARG(t->from)));
		return;
	case PUBLISH_NO_BASE:
		fail(c, 1,
		    str_printf(c->arena,
			_("Not published: there is no course.lock, so nobody knows which edition this began from. Bring it "
			  "home with pull, or say publish --from " NO_FMT " when you mean to replace that one."),
			NO_ARG(t->from)));
		return;
	case PUBLISH_ASK:
		publish_rows(&b, t);
		publish_people(&b, t);
		command_out(c, &b);
		fail(c, 1,
		    str_from(_("Not published: this is a major, and people are on the way. Say publish --yes when you "
			       "mean it.")));
		return;
	case PUBLISH_DONE:
	case PUBLISH_WOULD:
	case PUBLISH_STATES:
		break;
	}
	leave(c, EX_SOFTWARE);
}

void
command_publish_heard(struct command *c, const struct reply *r)
{
	struct authoring *u = state(c);

	if (r->verb == VERB_PUBLISH && r->refusal.reason == REASON_NONE) {
		if (r->publish.state == PUBLISH_DONE)
			u->has_draft = false; /* it went with it */
		publish_tell(c, &r->publish);
	} else if (upload_heard(c, r)) {
		publish_ask(c, u->draft);
	}
}

/* ---- pull ---- */

static void
pull_page(struct command *c)
{
	struct authoring *u = state(c);
	struct request r = { .verb = VERB_EDITION_FILES };

	r.files = (struct ask_files){ .course = u->course, .edition = u->edition, .path = STR_NONE,
		.after = u->pages > 0 ? u->page[u->pages - 1].path : STR_NONE };
	command_ask(c, &r);
}

static void
pull_piece(struct command *c)
{
	struct authoring *u = state(c);
	struct request r = { .verb = VERB_EDITION_READ };

	r.files = (struct ask_files){ .course = u->course, .edition = u->edition, .after = STR_NONE,
		.path = u->page[u->at].path, .offset = u->offset };
	command_ask(c, &r);
}

void
command_pull(struct command *c)
{
	struct authoring *u = state(c);
	struct str rest = c->rest, no;

	if (!word(&rest, &u->course) || (word(&rest, &no) && !edition_parse(no, &u->edition)) || rest.len > 0) {
		command_usage(c);
		return;
	}
	if (c->around.has_pty) {
		command_fail(c, EX_USAGE,
		    str_from(_("An archive comes out of this command. Say it without -t, and put it into a file: > c.tar")));
		return;
	}
	pull_page(c);
}

/* Goes on when the line has taken what was sent. */
void
command_pull_turn(struct command *c)
{
	struct authoring *u = state(c);

	if (!u->waits || wire_sending(c->around.wire))
		return;
	u->waits = false;
	if (u->at < u->pages)
		pull_piece(c);
	else if (u->more)
		pull_page(c);
	else
		command_finish(c, EX_OK);
}

static void
zeros(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_char(b, '\0');
}

void
command_pull_heard(struct command *c, const struct reply *r)
{
	struct authoring *u = state(c);
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);

	if (r->refusal.reason != REASON_NONE) {
		arena_free(a);
		command_refused(c, r);
		return;
	}
	if (r->verb == VERB_EDITION_FILES) {
		const struct reply *copy = reply_copy(c->arena, r);

		u->page = copy->files.file;
		u->pages = copy->files.files;
		u->more = copy->files.more;
		u->edition = copy->files.edition; /* the served one may change meanwhile */
		u->at = 0;
	} else {
		const struct file_row *f = &u->page[u->at];

		if (u->offset == 0)
			tar_write_header(&b, f->path, f->size, f->at);
		buf_str(&b, r->piece.bytes);
		u->offset += (uint32_t)r->piece.bytes.len;
		if (u->offset >= f->size) {
			zeros(&b, tar_pad(f->size));
			u->at++;
			u->offset = 0;
		}
	}
	if (u->at == u->pages && !u->more)
		zeros(&b, (size_t)2 * TAR_BLOCK);
	wire_send(c->around.wire, buf_get(&b));
	arena_free(a);
	u->waits = true;
	command_pull_turn(c);
}

/* ---- editions, rollback, owners, status, drafts ---- */

static void
day(struct buf *b, int64_t at)
{
	struct arena *a = arena_new();

	buf_str(b, words_when(a, at));
	arena_free(a);
}

static void
editions_say(struct command *c, const struct told_editions *t)
{
	struct buf b = BUF_IN(c->arena);

	for (uint32_t i = 0; i < t->editions; i++) {
		const struct edition_told *e = &t->edition[i];

		buf_printf(&b, NO_FMT "  ", NO_ARG(e->no));
		day(&b, e->at);
		buf_printf(&b, "  %.*s  %s", STR_ARG(e->by), e->class == CHANGE_NONE ? "-" : change_class_name(e->class));
		if (e->served)
			buf_z(&b, _("  served"));
		if (e->held > 0)
			buf_printf(&b, _("  %u open attempts"), e->held);
		buf_char(&b, '\n');
	}
	if (t->more)
		buf_z(&b, _("and older ones\n"));
	command_out(c, &b);
	command_finish(c, EX_OK);
}

static const char *const statuses[STATUS_KINDS] = { "draft", "beta", "active", "retired" };

static void
owners_say(struct command *c, const struct told_owners *t)
{
	struct buf b = BUF_IN(c->arena);

	buf_printf(&b, _("status: %s\n"), statuses[t->status]);
	if (t->replaced_by.len > 0)
		buf_printf(&b, _("replaced by: %.*s\n"), STR_ARG(t->replaced_by));
	buf_z(&b, t->owners == 0 ? _("owners: nobody; only operators publish it\n") : _("owners:"));
	for (uint32_t i = 0; i < t->owners; i++)
		buf_printf(&b, " %.*s", STR_ARG(t->login[i]));
	if (t->owners > 0)
		buf_char(&b, '\n');
	command_out(c, &b);
	command_finish(c, EX_OK);
}

static void
drafts_say(struct command *c, const struct told_drafts *t)
{
	struct buf b = BUF_IN(c->arena);

	for (uint32_t i = 0; i < t->drafts; i++) {
		const struct draft_row *d = &t->draft[i];

		buf_printf(&b, "%.*s  %.*s\n  ", STR_ARG(d->course), STR_ARG(d->title));
		buf_printf(&b, _("%u files, %llu bytes, %u errors, %u warnings, changed "), d->files,
		    (unsigned long long)d->bytes, d->errors, d->warnings);
		day(&b, d->at);
		buf_printf(&b, _(" by %.*s"), STR_ARG(d->by));
		buf_z(&b, d->differs ? "\n" : _(", as it is served\n"));
	}
	if (t->drafts == 0)
		buf_z(&b, _("There are no drafts. Files that you upload by SFTP become one.\n"));
	command_out(c, &b);
	command_finish(c, EX_OK);
}

void
command_author_heard(struct command *c, const struct reply *r)
{
	if (r->refusal.reason != REASON_NONE) {
		command_refused(c, r);
		return;
	}
	switch (r->verb) {
	case VERB_EDITIONS:
	case VERB_ROLLBACK:
		editions_say(c, &r->editions);
		break;
	case VERB_OWNERS:
	case VERB_OWNER_SET:
	case VERB_COURSE_STATUS:
		owners_say(c, &r->owners);
		break;
	case VERB_DRAFTS:
		drafts_say(c, &r->drafts);
		break;
	case VERB_DRAFT_REMOVE: {
		struct buf b = BUF_IN(c->arena);

		buf_z(&b, _("The draft is discarded.\n"));
		command_out(c, &b);
		command_finish(c, EX_OK);
		break;
	}
	default:
		command_finish(c, EX_SOFTWARE);
		break;
	}
}

void
command_editions(struct command *c)
{
	struct str rest = c->rest;
	struct request r = { .verb = VERB_EDITIONS };

	if (!word(&rest, &r.course) || rest.len > 0)
		command_usage(c);
	else
		command_ask(c, &r);
}

void
command_rollback(struct command *c)
{
	struct str rest = c->rest, no;
	struct request r = { .verb = VERB_ROLLBACK };

	if (!word(&rest, &r.rollback.course) || !word(&rest, &no) || rest.len > 0 ||
	    !edition_parse(no, &r.rollback.to)) {
		command_usage(c);
		return;
	}
	stage_uuid(NULL, &r.rollback.event);
	command_ask(c, &r);
}

void
command_owners(struct command *c)
{
	struct str rest = c->rest, course, what;
	struct request r = { .verb = VERB_OWNERS };

	if (!word(&rest, &course)) {
		command_usage(c);
		return;
	}
	if (!word(&rest, &what)) {
		r.course = course;
		command_ask(c, &r);
		return;
	}
	r.verb = VERB_OWNER_SET;
	r.owner.course = course;
	r.owner.remove = str_is(what, "remove");
	if ((!r.owner.remove && !str_is(what, "add")) || !word(&rest, &r.owner.login) || rest.len > 0) {
		command_usage(c);
		return;
	}
	stage_uuid(NULL, &r.owner.event);
	command_ask(c, &r);
}

void
command_status(struct command *c)
{
	struct str rest = c->rest, course, what, by = STR_NONE;
	struct request r = { .verb = VERB_COURSE_STATUS };

	r.course_status.replaced_by = STR_NONE;
	if (!word(&rest, &course) || !word(&rest, &what) || (word(&rest, &by) && rest.len > 0)) {
		command_usage(c);
		return;
	}
	r.course_status.course = course;
	r.course_status.replaced_by = by;
	for (int i = 0; i < STATUS_KINDS; i++)
		if (str_is(what, statuses[i])) {
			r.course_status.status = (enum course_status)i;
			stage_uuid(NULL, &r.course_status.event);
			command_ask(c, &r);
			return;
		}
	command_usage(c);
}

void
command_drafts(struct command *c)
{
	struct request r = { .verb = VERB_DRAFTS };

	command_ask(c, &r);
}

void
command_draft_publish(struct command *c)
{
	struct str rest = c->rest, course;

	if (!word(&rest, &course)) {
		command_usage(c);
		return;
	}
	c->rest = rest;
	if (publish_options(c))
		publish_ask(c, course);
	else
		command_usage(c);
}

void
command_draft_discard(struct command *c)
{
	struct str rest = c->rest;
	struct request r = { .verb = VERB_DRAFT_REMOVE };

	if (!word(&rest, &r.draft_move.course) || rest.len > 0) {
		command_usage(c);
		return;
	}
	stage_uuid(NULL, &r.draft_move.event);
	r.draft_move.path = r.draft_move.to = STR_NONE;
	command_ask(c, &r);
}
