#include "store/sqlite/data.h"
#include "tui/cli/cli.h"
#include "tui/serve/datadir.h"

#include <stdio.h>
#include <sysexits.h>

int
cli_doctor(int argc, char **argv)
{
	const char *data = NULL;
	const struct cli_option options[] = { { "--data", &data, NULL, NULL }, { NULL, NULL, NULL, NULL } };
	int args;
	struct err e = { 0 };
	if (!cli_options(argc, argv, options, &args) || args > 0 || (data = cli_data(data)) == NULL)
		return EX_USAGE;
	struct arena *a = arena_new();
	struct buf report = BUF_IN(a);
	bool well = data_doctor(datadir_file(a, data, "records.db"), &report, &e);
	fwrite(report.at, 1, report.len, stdout);
	int status = well ? EX_OK : e.kind != ERR_NONE ? cli_fail(&e) : EX_DATAERR;
	arena_free(a);
	return status;
}
