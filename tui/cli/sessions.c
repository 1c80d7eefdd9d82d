/* Who is here, and who was wrong too often. */
#include "tui/cli/cli.h"

#include <string.h>
#include <sysexits.h>

/* ---- sessions ---- */

static int
ask_sessions(struct cli *c, struct told_sessions *s)
{
	struct request q = { .verb = VERB_SESSIONS };
	struct reply r = { 0 };
	int status = cli_do(c, &q, &r, NULL, NULL);
	*s = r.sessions;
	return status;
}

static void
sessions_json(const struct told_sessions *s, struct buf *b)
{
	struct json j = json_into(b);
	json_object(&j, NULL);
	json_list(&j, "sessions");
	for (uint32_t i = 0; i < s->sessions; i++) {
		const struct session_row *row = &s->session[i];
		json_object(&j, NULL);
		json_str(&j, "id", row->id);
		json_str(&j, "login", row->login);
		json_str(&j, "name", row->name);
		json_z(&j, "role", role_name(row->role));
		json_str(&j, "from", row->from);
		json_str(&j, "client", row->client);
		json_time(&j, "since", row->since);
		json_end(&j);
	}
	json_end(&j);
	json_int(&j, "all", s->all);
	json_end(&j);
}

int
cli_sessions_list(int argc, char **argv)
{
	static const char *const head[] = { "ID", "LOGIN", "NAME", "ROLE", "FROM", "SINCE (UTC)", "PROGRAM", NULL };
	struct cli c;
	struct told_sessions s;
	int status;
	if (!cli_begin(&c, argc, argv, NULL, 0, 0))
		return EX_USAGE;
	if ((status = ask_sessions(&c, &s)) != EX_OK)
		return cli_end(&c, status);
	struct buf b = BUF_IN(c.a);
	struct cli_table t = cli_table(c.a, head);
	for (uint32_t i = 0; i < s.sessions; i++) {
		const struct session_row *row = &s.session[i];
		cli_cell(&t, row->id);
		cli_cell(&t, row->login.len > 0 ? row->login : STR("(at the door)"));
		cli_cell(&t, row->name);
		cli_cell(&t, str_from(row->login.len > 0 ? role_name(row->role) : ""));
		cli_cell(&t, row->from);
		cli_cell(&t, cli_when(c.a, row->since, ""));
		cli_cell(&t, row->client);
	}
	if (c.json) {
		sessions_json(&s, &b);
		cli_json(&b);
	} else if (t.cells == 0) {
		cli_print(STR("Nobody is here.\n"));
	} else {
		cli_table_print(&t);
		if (s.all > s.sessions)
			cli_printf("and %u more\n", s.all - s.sessions);
	}
	return cli_end(&c, EX_OK);
}

int
cli_sessions_end(int argc, char **argv)
{
	struct cli c;
	struct told_sessions s;
	bool is_id = false, is_login = false;
	int status;
	if (!cli_begin(&c, argc, argv, NULL, 1, 1))
		return EX_USAGE;
	const char *whom = c.arg[0];
	if ((status = ask_sessions(&c, &s)) != EX_OK)
		return cli_end(&c, status);
	for (uint32_t i = 0; i < s.sessions; i++) {
		is_id = is_id || str_is(s.session[i].id, whom);
		is_login = is_login || str_is(s.session[i].login, whom);
	}
	if (is_id && is_login) {
		cli_say("%s is a session and also a login; give the id of each session of that account", whom);
		return cli_end(&c, EX_DATAERR);
	}
	struct request q = { .verb = VERB_SESSION_END };
	struct reply r = { 0 };
	q.session_end.id = is_id ? str_from(whom) : STR_NONE;
	q.session_end.login = is_id ? STR_NONE : str_from(whom);
	if ((status = cli_do(&c, &q, &r, whom, "that session is over already")) != EX_OK)
		return cli_end(&c, status);
	if (c.json) {
		struct buf b = BUF_IN(c.a);
		struct json j = json_into(&b);
		json_object(&j, NULL);
		json_int(&j, "ended", r.ended.n);
		json_end(&j);
		cli_json(&b);
	} else if (r.ended.n > 0) {
		cli_printf("%u session%s ended. The place is kept.\n", r.ended.n, r.ended.n == 1 ? "" : "s");
	}
	if (r.ended.n == 0)
		cli_say("no session was ended: chalkline sessions list knows no session or login %s", whom);
	return cli_end(&c, r.ended.n > 0 ? EX_OK : EX_NOINPUT);
}

/* ---- limits ---- */

static const struct {
	const char *word, *text;
} kinds[LIMIT_KINDS] = {
	[LIMIT_ACCOUNT] = { "account", "wrong passwords of an account" },
	[LIMIT_PASSWORDS] = { "passwords", "wrong passwords from a block" },
	[LIMIT_CODES] = { "codes", "wrong codes from a block" },
	[LIMIT_DOOR] = { "connections", "connections without login from a block" },
};

static void
limits_print(struct cli *c, const struct told_limits *l, const char *none)
{
	static const char *const head[] = { "WHOM", ">COUNT", "WAITS UNTIL (UTC)", "WHAT", NULL };
	struct cli_table t = cli_table(c->a, head);
	struct buf b = BUF_IN(c->a);
	struct json j = json_into(&b);
	json_object(&j, NULL);
	json_list(&j, "limits");
	for (uint32_t i = 0; i < l->limits; i++) {
		const struct limit_row *row = &l->limit[i];
		enum limit_kind kind = row->kind < LIMIT_KINDS ? row->kind : LIMIT_DOOR;
		json_object(&j, NULL);
		json_z(&j, "kind", kinds[kind].word);
		json_str(&j, "whom", row->whom);
		json_int(&j, "count", row->count);
		json_time(&j, "until", row->until);
		json_end(&j);
		cli_cell(&t, row->whom);
		cli_cell(&t, str_printf(c->a, "%u", row->count));
		cli_cell(&t, cli_when(c->a, row->until, row->kind == LIMIT_DOOR ? "there is room" : "need not wait"));
		cli_cell(&t, str_from(kinds[kind].text));
	}
	json_end(&j);
	json_end(&j);
	if (c->json)
		cli_json(&b);
	else if (t.cells > 0)
		cli_table_print(&t);
	else
		cli_print(str_from(none));
}

int
cli_limits_list(int argc, char **argv)
{
	struct cli c;
	struct request q = { .verb = VERB_LIMITS };
	struct reply r = { 0 };
	int status;
	if (!cli_begin(&c, argc, argv, NULL, 0, 0))
		return EX_USAGE;
	if ((status = cli_do(&c, &q, &r, NULL, NULL)) == EX_OK)
		limits_print(&c, &r.limits, "Nobody has to wait, and nothing is counted.\n");
	return cli_end(&c, status);
}

int
cli_limits_clear(int argc, char **argv)
{
	struct cli c;
	struct request q = { .verb = VERB_LIMITS }, clear = { .verb = VERB_LIMIT_CLEAR };
	struct reply r = { 0 };
	bool found = false;
	int status;
	if (!cli_begin(&c, argc, argv, NULL, 0, 1))
		return EX_USAGE;
	if ((status = cli_do(&c, &q, &r, NULL, NULL)) != EX_OK)
		return cli_end(&c, status);
	for (uint32_t i = 0; c.args > 0 && i < r.limits.limits; i++)
		found = found || str_is(r.limits.limit[i].whom, c.arg[0]);
	clear.limit.whom = c.args > 0 ? str_from(c.arg[0]) : STR_NONE;
	if ((status = cli_do(&c, &clear, &r, NULL, "nothing is counted of that")) != EX_OK)
		return cli_end(&c, status);
	if (c.args > 0 && !found) {
		cli_say("nothing is counted of %s; chalkline limits list tells of whom", c.arg[0]);
		return cli_end(&c, EX_NOINPUT);
	}
	if (!c.json)
		cli_print(STR("Cleared: the next try counts at once.\n"));
	if (c.json || r.limits.limits > 0)
		limits_print(&c, &r.limits, "");
	return cli_end(&c, EX_OK);
}
