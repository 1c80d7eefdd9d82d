/* The desk: who has an account, and what an operator changes there. */
#include "tui/cli/person.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* ---- list ---- */

static void
list_json(struct json *j, const struct user_row *u)
{
	json_object(j, NULL);
	json_str(j, "login", u->login);
	json_str(j, "name", u->name);
	json_z(j, "role", role_name(u->role));
	json_str(j, "country", u->country);
	json_str(j, "language", u->language);
	json_bool(j, "disabled", u->disabled);
	json_bool(j, "password", u->has_password);
	json_bool(j, "recovery", u->has_recovery);
	json_int(j, "keys", u->keys);
	json_time(j, "added", u->added_at);
	json_time(j, "last", u->last_at);
	json_end(j);
}

static void
list_row(struct cli *c, struct cli_table *t, const struct user_row *u)
{
	cli_cell(t, u->login);
	cli_cell(t, u->name);
	cli_cell(t, str_from(role_name(u->role)));
	cli_cell(t, u->country);
	cli_cell(t, str_printf(c->a, "%u", u->keys));
	cli_cell(t, str_from(u->has_password ? "yes" : "no"));
	cli_cell(t, cli_when(c->a, u->last_at, "never"));
	cli_cell(t, str_from(u->disabled ? "closed" : ""));
}

int
cli_user_list(int argc, char **argv)
{
	static const char *const head[] = { "LOGIN", "NAME", "ROLE", "COUNTRY", ">KEYS", "PASSWORD", "LAST LOGIN (UTC)", "",
		NULL };
	const char *find = NULL;
	const struct cli_option options[] = { { "--find", &find, NULL, NULL }, { NULL, NULL, NULL, NULL } };
	struct cli c;
	if (!cli_begin(&c, argc, argv, options, 0, 0))
		return EX_USAGE;
	struct request q = { .verb = VERB_USERS, .users = { .find = str_from(find), .after = STR_NONE } };
	struct reply r = { 0 };
	struct buf b = BUF_IN(c.a);
	struct json j = json_into(&b);
	struct cli_table t = cli_table(c.a, head);
	int status;
	json_object(&j, NULL);
	json_list(&j, "users");
	do {
		if ((status = cli_do(&c, &q, &r, NULL, NULL)) != EX_OK)
			return cli_end(&c, status);
		for (uint32_t i = 0; i < r.users.users; i++) {
			list_json(&j, &r.users.user[i]);
			list_row(&c, &t, &r.users.user[i]);
		}
		if (r.users.users > 0)
			q.users.after = r.users.user[r.users.users - 1].login;
	} while (r.users.more && r.users.users > 0);
	json_end(&j);
	json_int(&j, "all", r.users.all);
	json_end(&j);
	if (c.json)
		cli_json(&b);
	else if (t.cells > 0)
		cli_table_print(&t);
	else if (find != NULL)
		cli_printf("Nobody has \"%s\" in the login or the name.\n", find);
	else
		cli_print(STR("Nobody has an account yet. chalkline user add and chalkline invite make some.\n"));
	return cli_end(&c, EX_OK);
}

/* ---- one account ---- */

static int
ask_user(struct cli *c, const char *login, struct told_user *u)
{
	struct request q = { .verb = VERB_USER, .set = { .login = str_from(login) } };
	struct reply r = { 0 };
	int status = cli_do(c, &q, &r, login, NULL);
	*u = r.person;
	return status;
}

int
cli_user_show(int argc, char **argv)
{
	struct cli c;
	struct told_user u;
	int status;
	if (!cli_begin(&c, argc, argv, NULL, 1, 1))
		return EX_USAGE;
	if ((status = ask_user(&c, c.arg[0], &u)) == EX_OK && c.json) {
		struct buf b = BUF_IN(c.a);
		struct json j = json_into(&b);
		person_json(&j, NULL, &u);
		cli_json(&b);
	} else if (status == EX_OK) {
		person_print(&c, &u);
	}
	return cli_end(&c, status);
}

int
cli_user_key_list(int argc, char **argv)
{
	struct cli c;
	struct told_user u;
	int status;
	if (!cli_begin(&c, argc, argv, NULL, 1, 1))
		return EX_USAGE;
	if ((status = ask_user(&c, c.arg[0], &u)) == EX_OK)
		person_keys(&c, &u);
	return cli_end(&c, status);
}

/* ---- changes ---- */

/* Asks for it; with --json the account is shown as it is now. */
static int
change(struct cli *c, struct request *q, const char *login, const char *no_such, struct reply *r)
{
	int status = cli_do(c, q, r, login, no_such);
	if (status == EX_OK && c->json) {
		struct buf b = BUF_IN(c->a);
		struct json j = json_into(&b);
		person_json(&j, NULL, &r->person);
		cli_json(&b);
	}
	return status;
}

static int
set(int argc, char **argv, enum user_change what, int args, const char *done)
{
	struct cli c;
	struct request q = { .verb = VERB_USER_SET, .set = { .event = cli_uuid(), .change = what } };
	struct reply r = { 0 };
	if (!cli_begin(&c, argc, argv, NULL, args, args))
		return EX_USAGE;
	q.set.login = str_from(c.arg[0]);
	q.set.to = str_from(args > 1 && what != USER_ROLE ? c.arg[1] : NULL);
	if (what == USER_ROLE && !cli_role(c.arg[1], &q.set.role))
		return cli_end(&c, EX_USAGE);
	int status = change(&c, &q, c.arg[0], NULL, &r);
	if (status == EX_OK && !c.json)
		cli_printf("%.*s, %.*s, %s: %s\n", STR_ARG(r.person.row.login), STR_ARG(r.person.row.name),
		    role_name(r.person.row.role), done);
	return cli_end(&c, status);
}

int
cli_user_rename(int argc, char **argv)
{
	return set(argc, argv, USER_RENAME, 2, "this is the login from now on. The account is told at its next login.");
}

int
cli_user_name(int argc, char **argv)
{
	return set(argc, argv, USER_NAME, 2, "this is the name from now on.");
}

int
cli_user_role(int argc, char **argv)
{
	return set(argc, argv, USER_ROLE, 2, "this is the role from now on. The account is told at its next login.");
}

int
cli_user_disable(int argc, char **argv)
{
	return set(argc, argv, USER_DISABLE, 1, "closed. Its sessions are ended; nothing is lost.");
}

int
cli_user_enable(int argc, char **argv)
{
	return set(argc, argv, USER_ENABLE, 1, "open.");
}

/* A fingerprint that was shortened by who typed it: the one key that it begins. */
static int
whole_fingerprint(struct cli *c, const char *login, const char *given, struct str *whole)
{
	struct told_user u;
	uint32_t fit = 0;
	int status = ask_user(c, login, &u);
	if (status != EX_OK)
		return status;
	for (uint32_t i = 0; i < u.keys; i++) {
		struct str f = u.key[i].fingerprint;
		if (str_starts(f, given) || str_starts(str_sub(f, sizeof("SHA256:") - 1, f.len), given)) {
			*whole = f;
			fit++;
		}
	}
	if (fit == 1)
		return EX_OK;
	cli_say(fit == 0 ? "%s has no key with this fingerprint; chalkline user key list %s tells them" :
			   "%s has several keys that begin so; give more of the fingerprint (chalkline user key list %s)",
	    login, login);
	return fit == 0 ? EX_NOINPUT : EX_USAGE;
}

int
cli_user_key_remove(int argc, char **argv)
{
	bool last_too = false;
	const struct cli_option options[] = { { "--last-too", NULL, &last_too, NULL }, { NULL, NULL, NULL, NULL } };
	struct cli c;
	struct request q = { .verb = VERB_USER_KEY_REMOVE, .user_key = { .event = cli_uuid() } };
	struct reply r = { 0 };
	int status;
	if (!cli_begin(&c, argc, argv, options, 2, 2))
		return EX_USAGE;
	q.user_key.login = str_from(c.arg[0]);
	q.user_key.last_too = last_too;
	if ((status = whole_fingerprint(&c, c.arg[0], c.arg[1], &q.user_key.fingerprint)) == EX_OK &&
	    (status = change(&c, &q, c.arg[0], "that key is not there any more", &r)) == EX_OK && !c.json)
		cli_printf("%.*s opens the account of %.*s no more. Ways in that are left: %u key%s%s.\n",
		    STR_ARG(q.user_key.fingerprint), STR_ARG(r.person.row.login), r.person.keys,
		    r.person.keys == 1 ? "" : "s", r.person.row.has_password ? ", password" : "");
	return cli_end(&c, status);
}

/* ---- merge ---- */

static bool
says_yes(void)
{
	char answer[16] = "";
	fprintf(stderr, "\nThis cannot be taken back. Type yes to unite them: ");
	fflush(stderr);
	return fgets(answer, sizeof(answer), stdin) != NULL && strcmp(answer, "yes\n") == 0;
}

int
cli_user_merge(int argc, char **argv)
{
	bool yes = false;
	const struct cli_option options[] = { { "--yes", NULL, &yes, NULL }, { NULL, NULL, NULL, NULL } };
	struct cli c;
	struct request q = { .verb = VERB_USER_MERGE, .merge = { .event = cli_uuid() } };
	struct reply r = { 0 };
	struct told_user from, into;
	int status;
	if (!cli_begin(&c, argc, argv, options, 2, 2))
		return EX_USAGE;
	if ((status = ask_user(&c, c.arg[0], &from)) != EX_OK || (status = ask_user(&c, c.arg[1], &into)) != EX_OK)
		return cli_end(&c, status);
	if (str_eq(from.row.login, into.row.login)) {
		cli_say("%s is one account already", c.arg[0]);
		return cli_end(&c, EX_DATAERR);
	}
	if (!c.json && !yes) {
		cli_print(STR("FROM: everything of this one is moved, and then it is closed\n\n"));
		person_print(&c, &from);
		cli_print(STR("\nINTO: this one keeps its login, its name and its role\n\n"));
		person_print(&c, &into);
		fflush(stdout);
	}
	if (!yes && !isatty(STDIN_FILENO)) {
		cli_say("nothing was done: there is no terminal to ask on; say --yes");
		return cli_end(&c, EX_USAGE);
	}
	cli_release(&c);
	if (!yes && !says_yes()) {
		cli_say("nothing was done");
		return cli_end(&c, 1);
	}
	q.merge.from = from.row.login;
	q.merge.into = into.row.login;
	status = change(&c, &q, c.arg[0], NULL, &r);
	if (status == EX_OK && !c.json)
		cli_printf("Everything of %.*s is %.*s's now, and %.*s is closed.\n", STR_ARG(from.row.login),
		    STR_ARG(r.person.row.login), STR_ARG(from.row.login));
	return cli_end(&c, status);
}
