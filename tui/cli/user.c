/* user add, and the ways in that an operator gives: passwords and recovery codes. */
#include "tui/cli/cli.h"
#include "tui/cli/letter.h"
#include "tui/cli/person.h"
#include "tui/screens/screen.h"
#include "tui/serve/datadir.h"
#include "tui/ssh/wire.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

enum { KEY_FILE = 16 << 10, SECRET = 512 };

/* One line from standard input, without its end; on a terminal it is not shown. */
static bool
read_secret(char secret[SECRET], struct err *e)
{
	struct termios was, quiet;
	bool seen = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &was) == 0;
	if (seen) {
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
		fprintf(stderr, "Password: ");
	}
	bool got = fgets(secret, SECRET, stdin) != NULL;
	if (seen) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
		fputc('\n', stderr);
	}
	if (!got)
		return err_set(e, ERR_INPUT, "no password came on standard input");
	if (strchr(secret, '\n') == NULL && strlen(secret) == SECRET - 1)
		return err_set(e, ERR_INPUT, "the password is longer than %d bytes", SECRET - 2);
	secret[strcspn(secret, "\r\n")] = '\0';
	return true;
}

bool
cli_role(const char *text, enum role *role)
{
	if (role_parse(str_from(text), role))
		return true;
	cli_say("the roles are trainee, instructor, manager and operator, not \"%s\"", text);
	return false;
}

static bool
read_key(struct cli *c, const char *file, struct str *blob, struct err *e)
{
	struct buf bytes = BUF_IN(c->a), fingerprint = BUF_IN(c->a);
	struct str text;
	if (!datadir_read(file, KEY_FILE, c->a, &text, e) || !wire_parse_key(text, &bytes, &fingerprint, NULL, e))
		return false;
	*blob = buf_get(&bytes);
	return true;
}

int
cli_user_add(int argc, char **argv)
{
	const char *key = NULL, *role = "trainee", *language = "en", *name = NULL;
	bool by_stdin = false;
	const struct cli_option options[] = { { "--key", &key, NULL, NULL }, { "--password-stdin", NULL, &by_stdin, NULL },
		{ "--role", &role, NULL, NULL }, { "--language", &language, NULL, NULL }, { "--name", &name, NULL, NULL },
		{ NULL, NULL, NULL, NULL } };
	struct cli c;
	struct request q = { .verb = VERB_USER_ADD, .user = { .event = cli_uuid() } };
	struct reply r = { 0 };
	struct err e = { 0 };
	char secret[SECRET] = "";
	int status;
	if (!cli_begin(&c, argc, argv, options, 1, 1))
		return EX_USAGE;
	if (!cli_role(role, &q.user.role))
		return cli_end(&c, EX_USAGE);
	if (key == NULL && !by_stdin) {
		cli_say("how will %s log in? Say --key FILE or --password-stdin", c.arg[0]);
		return cli_end(&c, EX_USAGE);
	}
	if ((key != NULL && !read_key(&c, key, &q.user.key, &e)) || (by_stdin && !read_secret(secret, &e))) {
		status = cli_fail(&e);
		goto out;
	}
	q.user.login = str_from(c.arg[0]);
	q.user.name = str_from(name != NULL ? name : c.arg[0]);
	q.user.language = str_from(language);
	q.user.secret = str_from(secret);
	if ((status = cli_do(&c, &q, &r, c.arg[0], NULL)) != EX_OK)
		goto out;
	if (c.json) {
		struct buf b = BUF_IN(c.a);
		struct json j = json_into(&b);
		json_object(&j, NULL);
		json_str(&j, "login", r.user.who.login);
		json_str(&j, "name", q.user.name);
		json_z(&j, "role", role_name(q.user.role));
		json_str(&j, "language", q.user.language);
		json_end(&j);
		cli_json(&b);
	} else {
		cli_printf("%.*s\n", STR_ARG(r.user.who.login));
	}
out:
	sodium_memzero(secret, sizeof(secret));
	return cli_end(&c, status);
}

static void
random_bytes(void *context, void *bytes, size_t len)
{
	(void)context;
	randombytes_buf(bytes, len);
}

int
cli_user_password(int argc, char **argv)
{
	bool by_stdin = false, generate = false;
	const struct cli_option options[] = { { "--stdin", NULL, &by_stdin, NULL }, { "--generate", NULL, &generate, NULL },
		{ NULL, NULL, NULL, NULL } };
	struct cli c;
	struct request q = { .verb = VERB_USER_SET, .set = { .event = cli_uuid(), .change = USER_PASSWORD } };
	struct reply r = { 0 };
	struct err e = { 0 };
	char secret[SECRET] = "";
	int status;
	if (!cli_begin(&c, argc, argv, options, 1, 1))
		return EX_USAGE;
	if (by_stdin == generate) {
		cli_usage(argv[0], "say one of --stdin and --generate");
		return cli_end(&c, EX_USAGE);
	}
	if (by_stdin && !read_secret(secret, &e))
		return cli_end(&c, cli_fail(&e));
	q.set.login = str_from(c.arg[0]);
	q.set.secret = generate ? phrase_make(c.a, random_bytes, NULL) : str_from(secret);
	if ((status = cli_do(&c, &q, &r, c.arg[0], NULL)) == EX_OK && c.json) {
		struct buf b = BUF_IN(c.a);
		struct json j = json_into(&b);
		json_object(&j, NULL);
		json_str(&j, "login", r.person.row.login);
		if (generate)
			json_str(&j, "password", q.set.secret);
		json_end(&j);
		cli_json(&b);
	} else if (status == EX_OK && generate) {
		cli_printf("The new password of %.*s, four words with a blank between them:\n\n    %.*s\n\n"
			   "It is not shown again. The account is told at its next login.\n",
		    STR_ARG(r.person.row.login), STR_ARG(q.set.secret));
	} else if (status == EX_OK) {
		cli_printf("The password of %.*s is set. The account is told at its next login.\n",
		    STR_ARG(r.person.row.login));
	}
	sodium_memzero(secret, sizeof(secret));
	return cli_end(&c, status);
}

int
cli_recover(int argc, char **argv)
{
	struct cli c;
	struct request q = { .verb = VERB_USER_RECOVER, .set = { .event = cli_uuid() } };
	struct reply r = { 0 };
	int status;
	if (!cli_begin(&c, argc, argv, NULL, 1, 1))
		return EX_USAGE;
	struct door d = door_read(&c);
	q.set.login = str_from(c.arg[0]);
	if ((status = cli_do(&c, &q, &r, c.arg[0], NULL)) != EX_OK)
		return cli_end(&c, status);
	struct buf b = BUF_IN(c.a);
	const struct told_recovery *t = &r.recovery;
	if (c.json) {
		struct json j = json_into(&b);
		json_object(&j, NULL);
		json_str(&j, "login", t->login);
		json_str(&j, "name", t->name);
		json_str(&j, "code", t->code);
		json_str(&j, "address", d.address);
		json_int(&j, "port", d.port);
		json_str(&j, "fingerprint", d.key.fingerprint);
		json_end(&j);
		cli_json(&b);
		return cli_end(&c, EX_OK);
	}
	buf_printf(&b, "A new way into the account of %.*s\n\n", STR_ARG(t->name));
	buf_printf(&b, "    Address:          %.*s\n", STR_ARG(d.address));
	buf_printf(&b, "    Login:            %.*s\n", STR_ARG(t->login));
	buf_printf(&b, "    Recovery code:    %.*s\n\n", STR_ARG(t->code));
	door_ways(&b, &d, "the recovery code");
	letter_text(&b, "The code opens this account once, and the one before it does not any more. "
			"The account will be told at its next login that this code was made.");
	cli_print(buf_get(&b));
	return cli_end(&c, EX_OK);
}
