#include "tui/cli/person.h"

static struct str
number(struct cli *c, uint32_t n)
{
	return str_printf(c->a, "%u", n);
}

static struct str
when_utc(struct cli *c, int64_t at)
{
	struct str text = cli_when(c->a, at, "never");
	return at == 0 ? text : str_printf(c->a, "%.*s UTC", STR_ARG(text));
}

static void
table_of_keys(struct cli *c, const struct told_user *u)
{
	static const char *const head[] = { "FINGERPRINT", "KIND", "NAME", "ADDED (UTC)", "LAST USED (UTC)", NULL };
	struct cli_table t = cli_table(c->a, head);
	for (uint32_t i = 0; i < u->keys; i++) {
		const struct ssh_key *k = &u->key[i];
		cli_cell(&t, k->fingerprint);
		cli_cell(&t, k->kind);
		cli_cell(&t, k->name);
		cli_cell(&t, cli_when(c->a, k->added_at, ""));
		cli_cell(&t, cli_when(c->a, k->used_at, k->proved ? "never" : "never, and not proved"));
	}
	cli_table_print(&t);
}

static void
table_of_courses(struct cli *c, const struct told_user *u)
{
	static const char *const head[] = { "COURSE", ">DONE", "BEGUN (UTC)", "LAST (UTC)", "FINISHED (UTC)", NULL };
	struct cli_table t = cli_table(c->a, head);
	for (uint32_t i = 0; i < u->courses; i++) {
		const struct course_state *s = &u->course[i];
		cli_cell(&t, s->course);
		cli_cell(&t, str_printf(c->a, "%d%%", s->percent));
		cli_cell(&t, cli_when(c->a, s->begun_at, ""));
		cli_cell(&t, cli_when(c->a, s->last_at, ""));
		cli_cell(&t, cli_when(c->a, s->done_at, ""));
	}
	cli_table_print(&t);
}

static struct str
ways_in(struct cli *c, const struct user_row *u)
{
	struct buf b = BUF_IN(c->a);
	if (u->has_password)
		buf_z(&b, ", password");
	if (u->keys > 0)
		buf_printf(&b, ", %u key%s", u->keys, u->keys == 1 ? "" : "s");
	if (u->has_recovery)
		buf_z(&b, ", recovery code");
	if (b.len == 0)
		return str_printf(c->a, "none; chalkline recover %.*s makes one", STR_ARG(u->login));
	return str_sub(buf_get(&b), 2, b.len);
}

void
person_print(struct cli *c, const struct told_user *u)
{
	static const char *const head[] = { "", "", NULL };
	struct cli_table t = cli_table(c->a, head);
	const struct user_row *r = &u->row;
	cli_fact(&t, "Login", r->login);
	cli_fact(&t, "Name", r->name);
	cli_fact(&t, "Role", str_from(role_name(r->role)));
	if (u->merged_into.len > 0)
		cli_fact(&t, "Closed", str_printf(c->a, "yes, for good: merged into %.*s", STR_ARG(u->merged_into)));
	else if (r->disabled)
		cli_fact(&t, "Closed", str_printf(c->a, "yes; chalkline user enable %.*s opens it", STR_ARG(r->login)));
	if (r->country.len > 0)
		cli_fact(&t, "Country", r->country);
	cli_fact(&t, "Language", r->language);
	cli_fact(&t, "Added", when_utc(c, r->added_at));
	cli_fact(&t, "Last login", when_utc(c, r->last_at));
	cli_fact(&t, "Ways in", ways_in(c, r));
	cli_fact(&t, "Sessions", number(c, u->sessions));
	cli_table_print(&t);
	if (u->keys > 0) {
		cli_print(STR("\n"));
		table_of_keys(c, u);
	}
	if (u->courses > 0) {
		cli_print(STR("\n"));
		table_of_courses(c, u);
	}
}

static void
json_of_keys(struct json *j, const struct told_user *u)
{
	json_list(j, "keys");
	for (uint32_t i = 0; i < u->keys; i++) {
		const struct ssh_key *k = &u->key[i];
		json_object(j, NULL);
		json_str(j, "fingerprint", k->fingerprint);
		json_str(j, "kind", k->kind);
		json_str(j, "name", k->name);
		json_time(j, "added", k->added_at);
		json_time(j, "used", k->used_at);
		json_bool(j, "proved", k->proved);
		json_end(j);
	}
	json_end(j);
}

void
person_json(struct json *j, const char *name, const struct told_user *u)
{
	const struct user_row *r = &u->row;
	json_object(j, name);
	json_str(j, "login", r->login);
	json_str(j, "name", r->name);
	json_z(j, "role", role_name(r->role));
	json_str(j, "country", r->country);
	json_str(j, "language", r->language);
	json_bool(j, "disabled", r->disabled);
	if (u->merged_into.len > 0)
		json_str(j, "merged_into", u->merged_into);
	json_bool(j, "password", r->has_password);
	json_bool(j, "recovery", r->has_recovery);
	json_time(j, "added", r->added_at);
	json_time(j, "last", r->last_at);
	json_int(j, "sessions", u->sessions);
	json_of_keys(j, u);
	json_list(j, "courses");
	for (uint32_t i = 0; i < u->courses; i++) {
		const struct course_state *s = &u->course[i];
		json_object(j, NULL);
		json_str(j, "course", s->course);
		json_int(j, "percent", s->percent);
		json_time(j, "begun", s->begun_at);
		json_time(j, "last", s->last_at);
		json_time(j, "done", s->done_at);
		json_end(j);
	}
	json_end(j);
	json_end(j);
}

void
person_keys(struct cli *c, const struct told_user *u)
{
	struct buf b = BUF_IN(c->a);
	struct json j = json_into(&b);
	if (c->json) {
		json_object(&j, NULL);
		json_str(&j, "login", u->row.login);
		json_of_keys(&j, u);
		json_end(&j);
		cli_json(&b);
	} else if (u->keys == 0) {
		cli_printf("No key opens the account of %.*s.\n", STR_ARG(u->row.login));
	} else {
		table_of_keys(c, u);
	}
}
