/* Invitations: codes on paper that make accounts. */
#include "tui/cli/letter.h"
#include "tui/cli/person.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

static const char no_such[] = "there is no such invitation; chalkline invite list tells them";

/* ---- making one ---- */

struct making {
	const char *role, *uses, *days, *label;
};

#define MAKING(m)                                                                                         \
	{ "--role", &(m).role, NULL, NULL }, { "--uses", &(m).uses, NULL, NULL }, { "--days", &(m).days, NULL, NULL }, \
	{                                                                                                 \
		"--for", &(m).label, NULL, NULL                                                           \
	}

static bool
read_making(const struct making *m, struct ask_invite *q)
{
	*q = (struct ask_invite){ .event = cli_uuid(), .label = str_from(m->label) };
	if (!cli_number("--uses", m->uses != NULL ? m->uses : "1", 1, INVITE_USES_MAX, &q->uses) ||
	    !cli_number("--days", m->days != NULL ? m->days : "30", 1, INVITE_DAYS_MAX, &q->days))
		return false;
	if (role_parse(str_from(m->role != NULL ? m->role : "trainee"), &q->role) && q->role != ROLE_OPERATOR)
		return true;
	cli_say("invite knows the roles trainee, instructor and manager, not \"%s\"", m->role);
	return false;
}

static void
invite_json(struct json *j, const char *name, const struct told_invite *i)
{
	json_object(j, name);
	json_str(j, "id", i->id);
	json_str(j, "code", i->code);
	json_z(j, "role", role_name(i->role));
	json_int(j, "uses", i->uses);
	json_int(j, "used", i->used);
	json_time(j, "until", i->until);
	json_str(j, "for", i->label);
	json_end(j);
}

static void
invite_print(struct cli *c, const struct told_invite *i)
{
	static const char *const head[] = { "", "", NULL };
	struct cli_table t = cli_table(c->a, head);
	struct str when = cli_when(c->a, i->until, "?");
	if (c->json) {
		struct buf b = BUF_IN(c->a);
		struct json j = json_into(&b);
		invite_json(&j, NULL, i);
		cli_json(&b);
		return;
	}
	cli_fact(&t, "Id", i->id);
	if (i->code.len > 0)
		cli_fact(&t, "Code", i->code);
	cli_fact(&t, "For", i->label.len > 0 ? i->label : STR("nobody in particular"));
	cli_fact(&t, "Role", str_from(role_name(i->role)));
	cli_fact(&t, "Used", str_printf(c->a, "%u of %u", i->used, i->uses));
	cli_fact(&t, "Until", str_printf(c->a, "%.*s UTC", STR_ARG(when)));
	cli_table_print(&t);
}

int
cli_invite(int argc, char **argv)
{
	struct making m = { NULL, NULL, NULL, NULL };
	const struct cli_option options[] = { MAKING(m), { NULL, NULL, NULL, NULL } };
	struct cli c;
	struct request q = { .verb = VERB_INVITE };
	struct reply r = { 0 };
	int status;
	if (!cli_begin(&c, argc, argv, options, 0, 0))
		return EX_USAGE;
	if (!read_making(&m, &q.invite))
		return cli_end(&c, EX_USAGE);
	if ((status = cli_do(&c, &q, &r, NULL, NULL)) == EX_OK) {
		if (c.json)
			invite_print(&c, &r.invite);
		else
			cli_printf("%.*s\n", STR_ARG(r.invite.code)); /* alone, so that a script can take it */
	}
	return cli_end(&c, status);
}

/* ---- the list ---- */

static const char *
state(const struct invite_row *i, int64_t now)
{
	if (i->revoked_at != 0)
		return "revoked";
	if (i->used >= i->uses)
		return "used up";
	return i->until <= now ? "expired" : "open";
}

static void
row_json(struct json *j, const struct invite_row *i, const char *is)
{
	json_object(j, NULL);
	json_str(j, "id", i->id);
	json_z(j, "state", is);
	json_z(j, "role", role_name(i->role));
	json_int(j, "uses", i->uses);
	json_int(j, "used", i->used);
	json_time(j, "made", i->made_at);
	json_time(j, "until", i->until);
	json_time(j, "last_used", i->used_at);
	json_time(j, "revoked", i->revoked_at);
	json_str(j, "by", i->by);
	json_str(j, "for", i->label);
	json_end(j);
}

static void
row_print(struct cli *c, struct cli_table *t, const struct invite_row *i, const char *is)
{
	cli_cell(t, i->id);
	cli_cell(t, str_from(is));
	cli_cell(t, str_from(role_name(i->role)));
	cli_cell(t, str_printf(c->a, "%u of %u", i->used, i->uses));
	cli_cell(t, cli_when(c->a, i->until, ""));
	cli_cell(t, cli_when(c->a, i->made_at, ""));
	cli_cell(t, i->by);
	cli_cell(t, i->label);
}

int
cli_invite_list(int argc, char **argv)
{
	static const char *const head[] = { "ID", "STATE", "ROLE", ">USED", "UNTIL (UTC)", "MADE (UTC)", "BY", "FOR", NULL };
	struct cli c;
	if (!cli_begin(&c, argc, argv, NULL, 0, 0))
		return EX_USAGE;
	struct request q = { .verb = VERB_INVITES };
	struct reply r = { 0 };
	struct buf b = BUF_IN(c.a);
	struct json j = json_into(&b);
	struct cli_table t = cli_table(c.a, head);
	int64_t now = (int64_t)time(NULL);
	int status;
	json_object(&j, NULL);
	json_list(&j, "invitations");
	do {
		if ((status = cli_do(&c, &q, &r, NULL, NULL)) != EX_OK)
			return cli_end(&c, status);
		for (uint32_t i = 0; i < r.invites.invites; i++) {
			const struct invite_row *row = &r.invites.invite[i];
			row_json(&j, row, state(row, now));
			row_print(&c, &t, row, state(row, now));
		}
		q.invites.skip += r.invites.invites;
	} while (r.invites.more && r.invites.invites > 0);
	json_end(&j);
	json_end(&j);
	if (c.json)
		cli_json(&b);
	else if (t.cells > 0)
		cli_table_print(&t);
	else
		cli_print(STR("There are no invitations. chalkline invite makes one.\n"));
	return cli_end(&c, EX_OK);
}

/* ---- one of them ---- */

/* An id has eight of 0-9 and a-f; a code has more. What is neither is refused here, in words about both. */
static bool
names_one(const char *id)
{
	size_t hex = strspn(id, "0123456789abcdef");
	if ((hex == 8 && id[8] == '\0') || strlen(id) > 12)
		return true;
	cli_say("\"%s\" is neither the id of an invitation (eight of 0-9 and a-f) nor a whole code; "
		"chalkline invite list shows the ids", id);
	return false;
}

/* The row of the list, which knows more than the reply: whether it was ended, by whom it was made. */
static bool
row_of(struct cli *c, struct str id, struct invite_row *row)
{
	struct request q = { .verb = VERB_INVITES };
	struct reply r = { 0 };
	do {
		if (cli_do(c, &q, &r, NULL, NULL) != EX_OK)
			return false;
		for (uint32_t i = 0; i < r.invites.invites; i++)
			if (str_eq(r.invites.invite[i].id, id)) {
				*row = r.invites.invite[i];
				return true;
			}
		q.invites.skip += r.invites.invites;
	} while (r.invites.more && r.invites.invites > 0);
	return false;
}

static int
by_id(struct cli *c, enum verb verb, const char *id, struct told_invite *i)
{
	struct request q = { .verb = verb, .invite_id = { .event = cli_uuid(), .id = str_from(id) } };
	struct reply r = { 0 };
	int status = cli_do(c, &q, &r, NULL, no_such);
	*i = r.invite;
	return status;
}

int
cli_invite_show(int argc, char **argv)
{
	struct cli c;
	struct told_invite i;
	int status;
	if (!cli_begin(&c, argc, argv, NULL, 1, 1))
		return EX_USAGE;
	struct invite_row row;
	if ((status = names_one(c.arg[0]) ? by_id(&c, VERB_INVITE_SHOW, c.arg[0], &i) : EX_DATAERR) == EX_OK) {
		invite_print(&c, &i);
		if (!c.json && row_of(&c, i.id, &row))
			cli_printf("State  %s\n", state(&row, (int64_t)time(NULL)));
	}
	return cli_end(&c, status);
}

int
cli_invite_revoke(int argc, char **argv)
{
	struct cli c;
	struct told_invite i;
	int status;
	if (!cli_begin(&c, argc, argv, NULL, 1, 1))
		return EX_USAGE;
	if ((status = names_one(c.arg[0]) ? by_id(&c, VERB_INVITE_REVOKE, c.arg[0], &i) : EX_DATAERR) == EX_OK) {
		if (c.json)
			invite_print(&c, &i);
		else
			cli_printf("Invitation %.*s is ended. Accounts that were made with it stay: %u.\n", STR_ARG(i.id), i.used);
	}
	return cli_end(&c, status);
}

/* ---- on paper ---- */

int
cli_invite_letter(int argc, char **argv)
{
	struct making m = { NULL, NULL, NULL, NULL };
	const struct cli_option options[] = { MAKING(m), { NULL, NULL, NULL, NULL } };
	struct cli c;
	struct request q = { .verb = VERB_INVITE };
	struct reply r = { 0 };
	int status;
	if (!cli_begin(&c, argc, argv, options, 0, 1))
		return EX_USAGE;
	if (c.args > 0 && (m.role != NULL || m.uses != NULL || m.days != NULL)) {
		cli_usage(argv[0], "--role, --uses and --days are for a new invitation; this one is made already");
		return cli_end(&c, EX_USAGE);
	}
	if (!read_making(&m, &q.invite))
		return cli_end(&c, EX_USAGE);
	struct door d = door_read(&c);
	if (!d.has_key) /* nothing was made yet, so nothing is lost */
		return cli_end(&c, EX_UNAVAILABLE);
	status = c.args > 0 ? by_id(&c, VERB_INVITE_SHOW, c.arg[0], &r.invite) : cli_do(&c, &q, &r, NULL, NULL);
	if (status != EX_OK)
		return cli_end(&c, status);
	if (c.args > 0 && r.invite.code.len == 0) {
		cli_say("a letter needs the code itself: only its hash is kept, and %s is no code. Make a new one", c.arg[0]);
		return cli_end(&c, EX_DATAERR);
	}
	struct buf text = BUF_IN(c.a), b = BUF_IN(c.a);
	letter_make(&text, c.a, &d, &r.invite, m.label != NULL ? str_from(m.label) : r.invite.label);
	if (c.json) {
		struct json j = json_into(&b);
		json_object(&j, NULL);
		invite_json(&j, "invitation", &r.invite);
		json_str(&j, "letter", buf_get(&text));
		json_end(&j);
		cli_json(&b);
	} else {
		cli_print(buf_get(&text));
	}
	return cli_end(&c, EX_OK);
}
