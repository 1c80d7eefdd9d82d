#include "tui/serve/command_state.h"

#include "courses/base/safe.h"
#include "courses/base/width.h"
#include "tui/screens/words.h"
#include "tui/serve/repair_words.h"
#include "tui/serve/wrap.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { LINE_MAX_BYTES = 400, HELP_INDENT = 4 };

static void help(struct command *c);

enum {
	MEMBERS = 1U << ROLE_TRAINEE | 1U << ROLE_INSTRUCTOR | 1U << ROLE_MANAGER | 1U << ROLE_OPERATOR,
	STAFF = 1U << ROLE_INSTRUCTOR | 1U << ROLE_MANAGER | 1U << ROLE_OPERATOR,
	TEACHERS = 1U << ROLE_INSTRUCTOR | 1U << ROLE_OPERATOR,
	ANYBODY = MEMBERS | 1U << ROLE_GUEST,
};

static const struct command_row rows[] = {
	{ .name = "help", .usage = "", .words = N_("This list."), .roles = ANYBODY, .begin = help },
	{ .name = "whoami", .usage = "[--json]",
	    .words = N_("Your login, name and role, and what others did to your account since you were last here."),
	    .roles = ANYBODY, .begin = command_whoami },
	{ .name = "progress", .usage = "[--json]", .words = N_("What you have done in each course."), .roles = MEMBERS,
	    .begin = command_progress, .heard = command_progress_heard },
	{ .name = "get", .usage = "COURSE[/MODULE[/LESSON]] [--lang LANGUAGE] > FILE.txt",
	    .words = N_("A course to take away: plain text of 72 columns, to read without a line or to print."),
	    .roles = ANYBODY, .takes_rest = true, .begin = command_get, .heard = command_get_heard,
	    .turn = command_get_turn },
	{ .name = "key list", .usage = "[--json]", .words = N_("The keys that open your account."), .roles = MEMBERS,
	    .begin = command_key_list, .heard = command_key_list_heard },
	{ .name = "key add", .usage = "[NAME] [--json] < FILE.pub",
	    .words = N_("One more key: the public one, a line on standard input, or without any input the one that your "
			"program proves when you come in as LOGIN+key@HOST and name it."),
	    .roles = MEMBERS, .takes_rest = true, .begin = command_key_add, .heard = command_key_changed,
	    .read = command_key_add_read },
	{ .name = "key name", .usage = "FINGERPRINT NAME [--json]", .words = N_("Another name for a key."),
	    .roles = MEMBERS, .takes_rest = true, .begin = command_key_name, .heard = command_key_name_heard },
	{ .name = "key remove", .usage = "FINGERPRINT|NAME [--json]",
	    .words = N_("A key opens your account no more. The last way in stays, and so does the key that you came in "
			"with."),
	    .roles = MEMBERS, .takes_rest = true, .begin = command_key_remove, .heard = command_key_remove_heard },
	{ .name = "password", .usage = "[--json]",
	    .words = N_("Another password: two lines on standard input, the one that you have and the new one; one line "
			"where there is none yet."),
	    .roles = MEMBERS, .begin = command_password, .heard = command_password_heard,
	    .read = command_password_read },
	{ .name = "recovery", .usage = "[--json]",
	    .words = N_("A new recovery code, shown once. The one before ends."), .roles = MEMBERS,
	    .begin = command_recovery, .heard = command_recovery_heard },
	{ .name = "exam paper", .usage = "COURSE/ASSESSMENT --copies N [--lang LANGUAGE] [--key] | FORM [--key]",
	    .words = N_("So many forms of an exam to print, each drawn anew; or one of them again. --key: the marker's "
			"sheets as well, with what is right."),
	    .roles = TEACHERS, .takes_rest = true, .begin = command_exam_paper, .heard = command_exam_paper_heard,
	    .turn = command_exam_paper_turn },
	{ .name = "exam enter", .usage = "[--dry-run] [--json] < LINES.txt",
	    .words = N_("What was answered on paper, a line for each sheet. All lines are entered, or none."),
	    .roles = TEACHERS, .takes_rest = true, .begin = command_exam_enter, .heard = command_exam_enter_heard,
	    .read = command_exam_enter_read },
	{ .name = "report items", .usage = "COURSE [ASSESSMENT] [--csv|--json]",
	    .words = N_("Which questions are good: statistics of first tries."), .roles = STAFF, .takes_rest = true,
	    .begin = command_report_items, .heard = command_report_heard },
	{ .name = "report gain", .usage = "COURSE [--csv|--json]",
	    .words = N_("What people learned between pre-test and post-test, with a 95% interval."), .roles = STAFF,
	    .takes_rest = true, .begin = command_report_gain, .heard = command_report_heard },
	{ .name = "mistakes", .usage = "[COURSE] [--all] [--json]",
	    .words = N_("Mistakes that were reported and wait for an answer; a trainee's own ones. --all: answered ones, too."),
	    .roles = MEMBERS, .takes_rest = true, .begin = command_mistakes, .heard = command_mistakes_heard },
	{ .name = "mistake answer", .usage = "ID TEXT",
	    .words = N_("The answer to a report; told to that person at the next login."), .roles = STAFF,
	    .takes_rest = true, .begin = command_mistake_answer, .heard = command_mistake_answered },
	{ .name = "exam extra", .usage = "LOGIN PERCENT [--json]",
	    .words = N_("So much more time for a person in everything that is timed, from the next start on; 0: none."),
	    .roles = STAFF, .takes_rest = true, .begin = command_exam_extra, .heard = command_exam_heard },
	{ .name = "exam give", .usage = "LOGIN ATTEMPT|COURSE/ASSESSMENT MINUTES WHY [--json]",
	    .words = N_("Time given back in an open attempt, with the reason, which is kept."), .roles = STAFF,
	    .takes_rest = true, .begin = command_exam_give, .heard = command_exam_heard },
	{ .name = "marking show", .usage = "ATTEMPT QUESTION [--json]",
	    .words = N_("One written answer, with the model answer and what to look for."), .roles = STAFF,
	    .takes_rest = true, .begin = command_marking_show, .heard = command_marking_show_heard },
	{ .name = "marking", .usage = "[COURSE] [--json]",
	    .words = N_("Written answers that wait for a mark, the oldest first."), .roles = STAFF, .takes_rest = true,
	    .begin = command_marking, .heard = command_marking_heard },
	{ .name = "mark", .usage = "ATTEMPT QUESTION PERCENT [COMMENT|- < FILE] [--json]",
	    .words = N_("A mark for a written answer, in percent of its points, and a line to the learner; - reads the "
			"line from standard input."),
	    .roles = TEACHERS, .takes_rest = true, .begin = command_mark, .heard = command_mark_heard,
	    .read = command_mark_input },
	{ .name = "regrade list", .usage = "[--json]", .words = N_("Questions that were repaired, or shall be."),
	    .roles = STAFF, .begin = command_regrade_list, .heard = command_regrade_heard },
	{ .name = "regrade consent", .usage = "ID [--json]",
	    .words = N_("Agree, as a second person, to a repair by which somebody loses a pass."), .roles = TEACHERS,
	    .takes_rest = true, .begin = command_regrade_consent, .heard = command_regrade_heard },
	{ .name = "regrade", .usage = REPAIR_USAGE " [--json]",
	    .words = N_("Repair a question that was found wrong: one more answer is right, full marks for all, or out of "
			"the total. With --dry-run it only says whose marks would change."),
	    .roles = TEACHERS, .takes_rest = true, .begin = command_regrade, .heard = command_regrade_heard },
	{ .name = "hostkey", .usage = "[--json]",
	    .words = N_("The fingerprint of this server, and of its next key when one is announced."), .roles = ANYBODY,
	    .begin = command_hostkey },
	{ .name = "publish", .usage = "[--dry-run] [--minor|--major] [--from EDITION] [--yes] < COURSE.tar",
	    .words = N_("Publishes the course that is packed on standard input, tar c FOLDER. First the checks, then what "
			"differs and whom it concerns. --dry-run changes nothing. --minor and --major raise the class. "
			"A major while people are on the way wants --yes."),
	    .roles = STAFF, .takes_rest = true, .begin = command_publish, .heard = command_publish_heard,
	    .read = command_archive_read, .feed = command_archive_feed },
	{ .name = "check", .usage = "< COURSE.tar",
	    .words = N_("What is wrong with the course that is packed on standard input. Nothing is kept."),
	    .roles = STAFF, .begin = command_check, .heard = command_check_heard, .read = command_archive_read,
	    .feed = command_archive_feed },
	{ .name = "pull", .usage = "COURSE [EDITION] > COURSE.tar",
	    .words = N_("The files of an edition, with course.lock: the served one, or such as 1.2.0."), .roles = STAFF,
	    .takes_rest = true, .begin = command_pull, .heard = command_pull_heard, .turn = command_pull_turn },
	{ .name = "editions", .usage = "COURSE", .words = N_("Every edition of a course, the newest first."), .roles = STAFF,
	    .takes_rest = true, .begin = command_editions, .heard = command_author_heard },
	{ .name = "rollback", .usage = "COURSE EDITION",
	    .words = N_("An edition from before is served again. Nothing is deleted."), .roles = STAFF, .takes_rest = true,
	    .begin = command_rollback, .heard = command_author_heard },
	{ .name = "owners", .usage = "COURSE [add|remove LOGIN]", .words = N_("Who owns a course, and may publish it."),
	    .roles = STAFF, .takes_rest = true, .begin = command_owners, .heard = command_author_heard },
	{ .name = "status", .usage = "COURSE draft|beta|active|retired [REPLACED-BY]",
	    .words = N_("Who sees a course: draft, its owners; beta, those who teach; active, everybody; retired, who began "
			"it, for a year."),
	    .roles = STAFF, .takes_rest = true, .begin = command_status, .heard = command_author_heard },
	{ .name = "draft publish", .usage = "COURSE [--dry-run] [--minor|--major] [--from EDITION] [--yes]",
	    .words = N_("Publishes a draft that was uploaded by SFTP."), .roles = STAFF, .takes_rest = true,
	    .begin = command_draft_publish, .heard = command_publish_heard },
	{ .name = "draft discard", .usage = "COURSE", .words = N_("Throws a draft away."), .roles = STAFF,
	    .takes_rest = true, .begin = command_draft_discard, .heard = command_author_heard },
	{ .name = "preview", .usage = "COURSE",
	    .words = N_("A draft in the real screens, problems or not; nothing is kept. With a terminal: ssh -t LOGIN@HOST "
			"preview COURSE"),
	    .roles = STAFF, .takes_rest = true, .begin = command_usage },
	{ .name = "drafts", .usage = "", .words = N_("The drafts of your courses."), .roles = STAFF,
	    .begin = command_drafts, .heard = command_author_heard },
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* ---- saying ---- */

static void
send_lines(struct command *c, struct str text, void (*send)(struct wire *, struct str))
{
	if (!c->around.has_pty) {
		send(c->around.wire, text);
		return;
	}
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\n')
			buf_char(&b, '\r');
		buf_char(&b, text.at[i]);
	}
	send(c->around.wire, buf_get(&b));
	arena_free(a);
}

void
command_out(struct command *c, const struct buf *b)
{
	send_lines(c, buf_get(b), wire_send);
}

void
command_finish(struct command *c, int status)
{
	c->done = true;
	c->status = status;
}

void
command_error(struct command *c, struct str lines)
{
	send_lines(c, lines, wire_send_error);
}

void
command_fail(struct command *c, int status, struct str why)
{
	struct buf b = BUF_IN(c->arena);
	wrap_lines(&b, why, "\n");
	send_lines(c, buf_get(&b), wire_send_error);
	command_finish(c, status);
}

void
command_refused(struct command *c, const struct reply *r)
{
	int status = EX_DATAERR;
	switch (r->refusal.reason) {
	case REASON_NOT_ALLOWED:
	case REASON_RIGHTS:
	case REASON_WRONG:
		status = EX_NOPERM;
		break;
	case REASON_BUSY:
	case REASON_DISK:
	case REASON_LIMIT:
	case REASON_CLOCK:
		status = EX_TEMPFAIL;
		break;
	default:
		break;
	}
	command_fail(c, status, reason_text(&r->refusal, c->around.academy, c->arena));
}

void
command_ask(struct command *c, struct request *r)
{
	if (!asker_ask(c->around.asker, r))
		command_fail(c, EX_TEMPFAIL, str_from(_("The academy does not answer just now. Try again later.")));
}

/* ---- help ---- */

static void
help_row(struct buf *b, const struct command_row *row)
{
	struct str words = str_from(_(row->words));
	buf_printf(b, "  %s%s%s\n", row->name, row->usage[0] != '\0' ? " " : "", row->usage);
	for (size_t at = 0, next; at < words.len; at = next) {
		struct str line = width_line(words, at, WRAP_COLS - HELP_INDENT, &next);
		buf_printf(b, "%*s%.*s\n", HELP_INDENT, "", STR_ARG(line));
	}
}

static void
help(struct command *c)
{
	struct buf out = BUF_IN(c->arena), *b = &out;
	buf_z(b, _("Commands:\n"));
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].roles & 1U << c->around.who->role)
			help_row(b, &rows[i]);
	wrap_lines(b,
	    str_from(_("Without a command you are in the classroom. With -t and an address, as the foot of each screen "
		       "shows it, you are on that screen: ssh -t LOGIN@HOST ecrime-foundations")),
	    "\n");
	command_out(c, b);
	command_finish(c, EX_OK);
}

void
command_usage(struct command *c)
{
	struct buf b = BUF_IN(c->arena);
	buf_z(&b, _("That command is not understood this way.\n"));
	help_row(&b, c->row);
	send_lines(c, buf_get(&b), wire_send_error);
	command_finish(c, EX_USAGE);
}

/* ---- standard input ---- */

void
command_read_input(struct command *c)
{
	if (c->around.has_pty) { /* a terminal would show what is typed, and has no end */
		command_fail(c, EX_USAGE, str_from(_("This command reads standard input. Say it without -t.")));
		return;
	}
	c->reads = true;
	if (c->row->feed != NULL)
		return;
	c->input = malloc(COMMAND_INPUT_MAX);
	if (c->input == NULL)
		abort();
}

void
command_data(struct command *c, const unsigned char *bytes, size_t len)
{
	if (!c->reads)
		return;
	if (c->row->feed != NULL) {
		c->row->feed(c, bytes, len);
		return;
	}
	if (len > COMMAND_INPUT_MAX - c->input_len) {
		c->too_much = true;
		command_eof(c);
		return;
	}
	memcpy(c->input + c->input_len, bytes, len);
	c->input_len += len;
}

void
command_eof(struct command *c)
{
	if (!c->reads)
		return;
	c->reads = false;
	if (c->row->feed != NULL) {
		c->row->read(c, STR_NONE);
		return;
	}
	if (c->too_much)
		command_fail(c, EX_DATAERR, str_from(_("Too much came on standard input. Nothing was changed.")));
	else
		c->row->read(c, (struct str){ (const char *)c->input, c->input_len });
	sodium_memzero(c->input, COMMAND_INPUT_MAX);
	free(c->input);
	c->input = NULL;
}

bool
command_is_reading(const struct command *c)
{
	return c->reads;
}

/* ---- one line ---- */

/* Takes one word off; blanks before it do not matter. */
static bool
word(struct str *rest, struct str *w)
{
	*rest = str_trim(*rest);
	return rest->len > 0 && str_next(rest, ' ', w);
}

/* The row whose words the line begins with; *rest: what follows. */
static const struct command_row *
row_of(const struct command *c, struct str line, struct str *rest)
{
	for (size_t i = 0; i < ROWS; i++) {
		struct str name = str_from(rows[i].name), said = line, part, want;
		bool fits = (rows[i].roles & 1U << c->around.who->role) != 0;
		while (fits && str_next(&name, ' ', &want))
			fits = word(&said, &part) && str_eq(part, want);
		if (fits) {
			*rest = said;
			return &rows[i];
		}
	}
	return NULL;
}

/* The words that are no options, with one blank between them: a name may have some. */
static bool
take_options(struct command *c, struct str rest)
{
	struct buf b = BUF_IN(c->arena);
	struct str w;
	bool wants_help = false;
	while (word(&rest, &w)) {
		if (str_is(w, "--json"))
			c->json = true;
		else if (str_is(w, "--help"))
			wants_help = true;
		else
			buf_printf(&b, "%s%.*s", b.len > 0 ? " " : "", STR_ARG(w));
	}
	c->rest = buf_get(&b);
	return wants_help;
}

/* Names alone: a slip should not cost a kilobyte. */
static void
no_such(struct command *c, struct str line)
{
	struct buf b = BUF_IN(c->arena);
	struct str first, rest = line;
	bool key = word(&rest, &first) && str_is(first, "key");
	buf_z(&b, _("There is no such command. There are:"));
	for (size_t i = 0, n = 0; i < ROWS; i++)
		if (rows[i].roles & 1U << c->around.who->role && (!key || strncmp(rows[i].name, "key ", 4) == 0))
			buf_printf(&b, "%s %s", n++ > 0 ? "," : "", rows[i].name);
	buf_z(&b, ".\n");
	buf_z(&b, _("What they do and what they want: help"));
	command_fail(c, EX_USAGE, buf_get(&b));
}

struct command *
command_new(struct str line, const struct command_around *around)
{
	struct command *c = calloc(1, sizeof(*c));
	struct str rest = STR_NONE;
	if (c == NULL)
		abort();
	c->around = *around;
	c->arena = arena_new();
	line = safe_line(c->arena, str_copy(c->arena, str_trim(str_sub(line, 0, LINE_MAX_BYTES))));
	c->row = row_of(c, line, &rest);
	bool wants_help = take_options(c, rest);
	if (c->row == NULL) {
		no_such(c, line);
	} else if (wants_help) {
		struct buf b = BUF_IN(c->arena);
		help_row(&b, c->row);
		command_out(c, &b);
		command_finish(c, EX_OK);
	} else if (c->rest.len > 0 && !c->row->takes_rest) {
		command_usage(c);
	} else {
		c->row->begin(c);
	}
	return c;
}

void
command_heard(struct command *c, const struct reply *r)
{
	if (!c->done && c->row != NULL && c->row->heard != NULL)
		c->row->heard(c, r);
}

void
command_turn(struct command *c)
{
	if (!c->done && c->row != NULL && c->row->turn != NULL)
		c->row->turn(c);
}

bool
command_goes_on(const struct command *c)
{
	return !c->done && (c->takeaway != NULL || command_paper_goes_on(c));
}

bool
command_moved(struct command *c)
{
	bool moved = c->moved;
	c->moved = false;
	return moved;
}

bool
command_done(const struct command *c, int *status)
{
	*status = c->status;
	return c->done;
}
