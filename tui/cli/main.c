#include "tui/cli/cli.h"

#include <locale.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static const struct {
	const char *name;
	int (*run)(int, char **);
	const char *usage;
} subcommands[] = {
	{ "serve", cli_serve, "serve --data DIR [--listen ADDR:PORT]... [--library DIR]..." },
	{ "invite", cli_invite, "invite --data DIR [--role trainee|instructor|manager] [--uses N] [--days N]" },
	{ "user", cli_user, "user add NAME --data DIR [--key FILE] [--password-stdin] [--role R] [--language L]" },
	{ "check", cli_check, "check DIR..." },
	{ "preview", cli_preview, "preview DIR" },
	{ "doctor", cli_doctor, "doctor --data DIR" },
	{ "backup", cli_backup, "backup FILE | --rotate DIR --data DIR [--force] [--no-keys]" },
	{ "restore", cli_restore, "restore FILE --data DIR" },
};
enum { SUBCOMMANDS = sizeof(subcommands) / sizeof(subcommands[0]) };

static void
usage(FILE *to)
{
	fprintf(to, "Chalkline: courses served over SSH. Usage:\n");
	for (int i = 0; i < SUBCOMMANDS; i++)
		fprintf(to, "  chalkline %s\n", subcommands[i].usage);
	fprintf(to, "$CHALKLINE_DATA stands for --data. The manual: man chalkline\n");
}

int
main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8");
	if (sodium_init() < 0)
		return EX_OSERR;
	if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
		printf("chalkline %s\n", CHALKLINE_VERSION);
		return EX_OK;
	}
	if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
		usage(stdout);
		return EX_OK;
	}
	for (int i = 0; argc >= 2 && i < SUBCOMMANDS; i++)
		if (strcmp(argv[1], subcommands[i].name) == 0)
			return subcommands[i].run(argc - 1, argv + 1);
	if (argc >= 2)
		fprintf(stderr, "chalkline: there is no subcommand \"%s\"\n", argv[1]);
	usage(stderr);
	return EX_USAGE;
}
