#include "tui/cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

int
cli_invite(int argc, char **argv)
{
	const char *data = NULL, *role = "trainee", *uses = "1", *days = "30";
	const struct cli_option options[] = { { "--data", &data, NULL, NULL }, { "--role", &role, NULL, NULL },
		{ "--uses", &uses, NULL, NULL }, { "--days", &days, NULL, NULL }, { NULL, NULL, NULL, NULL } };
	int args;
	struct request q = { .verb = VERB_INVITE, .invite = { .event = cli_uuid() } };
	struct reply r = { 0 };
	struct err e = { 0 };
	if (!cli_options(argc, argv, options, &args) || (data = cli_data(data)) == NULL ||
	    !cli_number("--uses", uses, 1, INVITE_USES_MAX, &q.invite.uses) ||
	    !cli_number("--days", days, 1, INVITE_DAYS_MAX, &q.invite.days))
		return EX_USAGE;
	if (args > 0 || !role_parse(str_from(role), &q.invite.role) || q.invite.role == ROLE_OPERATOR) {
		fprintf(stderr, "chalkline: invite knows the roles trainee, instructor and manager%s%s\n",
		    args > 0 ? "; what is " : "", args > 0 ? argv[1] : "");
		return EX_USAGE;
	}
	struct arena *a = arena_new();
	int status = EX_OK;
	if (!cli_ask(data, &q, a, &r, &e)) {
		status = cli_fail(&e);
	} else if (r.refusal.reason != REASON_NONE) {
		fprintf(stderr, "chalkline: the invitation was not made (%s)\n",
		    r.refusal.reason == REASON_DISK ? "the disk could not be written" : "refused");
		status = EX_UNAVAILABLE;
	} else {
		printf("%.*s\n", STR_ARG(r.invite.code));
	}
	arena_free(a);
	return status;
}
