#include "store/sqlite/data.h"
#include "tui/cli/cli.h"
#include "tui/serve/datadir.h"

#include <stdio.h>
#include <sysexits.h>

int
cli_doctor(int argc, char **argv)
{
	struct cli c;
	struct err e = { 0 };
	if (!cli_begin(&c, argc, argv, NULL, 0, 0))
		return EX_USAGE;
	struct buf report = BUF_IN(c.a);
	bool well = data_doctor(datadir_file(c.a, c.data, "records.db"), &report, &e);
	if (c.json && e.kind == ERR_NONE) {
		struct buf b = BUF_IN(c.a);
		struct json j = json_into(&b);
		struct str rest = buf_get(&report), line;
		json_object(&j, NULL);
		json_bool(&j, "well", well);
		json_list(&j, "report");
		while (str_next(&rest, '\n', &line))
			json_str(&j, NULL, line);
		json_end(&j);
		json_end(&j);
		cli_json(&b);
	} else {
		cli_print(buf_get(&report));
	}
	return cli_end(&c, well ? EX_OK : e.kind != ERR_NONE ? cli_fail(&e) : EX_DATAERR);
}
