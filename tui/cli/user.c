#include "tui/cli/cli.h"
#include "tui/screens/app.h"
#include "tui/serve/datadir.h"
#include "tui/ssh/wire.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum { KEY_FILE = 16 << 10 };

/* One line from standard input, without its end. */
static bool
read_secret(char secret[256], struct err *e)
{
	if (fgets(secret, 256, stdin) == NULL)
		return err_set(e, ERR_INPUT, "no password came on standard input");
	secret[strcspn(secret, "\r\n")] = '\0';
	return true;
}

static int
add(int argc, char **argv)
{
	const char *data = NULL, *key = NULL, *role = "trainee", *language = "en", *name = NULL;
	bool by_stdin = false;
	const struct cli_option options[] = { { "--data", &data, NULL, NULL }, { "--key", &key, NULL, NULL },
		{ "--password-stdin", NULL, &by_stdin, NULL }, { "--role", &role, NULL, NULL },
		{ "--language", &language, NULL, NULL }, { "--name", &name, NULL, NULL }, { NULL, NULL, NULL, NULL } };
	int args, status = EX_OK;
	struct request q = { .verb = VERB_USER_ADD, .user = { .event = cli_uuid() } };
	struct reply r = { 0 };
	struct err e = { 0 };
	char secret[256] = "";
	if (!cli_options(argc, argv, options, &args) || (data = cli_data(data)) == NULL)
		return EX_USAGE;
	if (args != 1) {
		fprintf(stderr, "chalkline: user add wants one login name\n");
		return EX_USAGE;
	}
	if (!role_parse(str_from(role), &q.user.role)) {
		fprintf(stderr, "chalkline: the roles are trainee, instructor, manager and operator, not \"%s\"\n", role);
		return EX_USAGE;
	}
	if (key == NULL && !by_stdin) {
		fprintf(stderr, "chalkline: how will %s log in? Say --key FILE or --password-stdin\n", argv[1]);
		return EX_USAGE;
	}
	struct arena *a = arena_new();
	struct buf blob = BUF_IN(a), fingerprint = BUF_IN(a);
	if (key != NULL) {
		struct str text;
		if (!datadir_read(key, KEY_FILE, a, &text, &e) ||
		    !wire_parse_key(text, &blob, &fingerprint, NULL, &e)) {
			status = cli_fail(&e);
			goto out;
		}
	}
	if (by_stdin && !read_secret(secret, &e)) {
		status = cli_fail(&e);
		goto out;
	}
	q.user.login = str_from(argv[1]);
	q.user.name = str_from(name != NULL ? name : argv[1]);
	q.user.language = str_from(language);
	q.user.key = buf_get(&blob);
	q.user.secret = str_from(secret);
	if (!cli_ask(data, &q, a, &r, &e)) {
		status = cli_fail(&e);
	} else if (r.refusal.reason != REASON_NONE) {
		struct academy here = { .contact = STR("the operator") };
		struct str why = reason_text(&r.refusal, &here, a);
		fprintf(stderr, "chalkline: %s was not added: %.*s\n", argv[1], STR_ARG(why));
		status = r.refusal.reason == REASON_DISK ? EX_IOERR : EX_DATAERR;
	} else {
		printf("%.*s\n", STR_ARG(r.user.who.login));
	}
out:
	sodium_memzero(secret, sizeof(secret));
	arena_free(a);
	return status;
}

int
cli_user(int argc, char **argv)
{
	if (argc >= 2 && strcmp(argv[1], "add") == 0)
		return add(argc - 1, argv + 1);
	fprintf(stderr, "chalkline: user add NAME --data DIR [--key FILE] [--password-stdin] [--role R] "
			"[--language L] [--name \"FULL NAME\"]\n");
	return EX_USAGE;
}
