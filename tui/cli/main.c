#include "tui/cli/cli.h"

#include <locale.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

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
	int status = cli_run(argc, argv);
	/* An answer that did not arrive, because the disk is full, is none. */
	if ((fflush(stdout) != 0 || ferror(stdout)) && status == EX_OK) {
		perror("chalkline: the answer could not be written");
		return EX_IOERR;
	}
	return status;
}
