#include "tui/cli/cli.h"
#include "tui/serve/listener.h"

#include <stdio.h>
#include <sysexits.h>

int
cli_serve(int argc, char **argv)
{
	const char *data = NULL, *listen[CLI_MANY] = { NULL }, *library[CLI_MANY] = { NULL };
	const struct cli_option options[] = { { "--data", &data, NULL, NULL }, { "--listen", NULL, NULL, listen },
		{ "--library", NULL, NULL, library }, { NULL, NULL, NULL, NULL } };
	int args;
	if (!cli_options(argc, argv, options, &args))
		return EX_USAGE;
	if (args > 0) {
		fprintf(stderr, "chalkline: serve takes options only, not \"%s\"\n", argv[1]);
		return EX_USAGE;
	}
	if ((data = cli_data(data)) == NULL)
		return EX_USAGE;
	return serve_run(&(struct serve_options){ data, listen, library });
}
