#include "tui/cli/cli.h"
#include "tui/serve/listener.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>

/* An academy without courses because of a slip in a path would be found out by its trainees. */
static bool
is_library(const char *dir)
{
	char course[PATH_MAX];
	struct stat st;
	if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode)) {
		fprintf(stderr, "chalkline: the library %s is not a folder\n", dir);
		return false;
	}
	snprintf(course, sizeof(course), "%s/course.yaml", dir);
	if (stat(course, &st) != 0)
		return true;
	fprintf(stderr, "chalkline: %s is a course; --library wants the folder that holds courses, one level up\n", dir);
	return false;
}

int
cli_serve(int argc, char **argv)
{
	bool check = false;
	const char *data = NULL, *listen[CLI_MANY] = { NULL }, *library[CLI_MANY] = { NULL };
	const struct cli_option options[] = { { "--data", &data, NULL, NULL }, { "--listen", NULL, NULL, listen },
		{ "--library", NULL, NULL, library }, { "--check", NULL, &check, NULL }, { NULL, NULL, NULL, NULL } };
	int args;
	if (!cli_options(argc, argv, options, &args))
		return EX_USAGE;
	if (args > 0) {
		fprintf(stderr, "chalkline: serve takes options only, not \"%s\"\n", argv[1]);
		return EX_USAGE;
	}
	if ((data = cli_data(data)) == NULL)
		return EX_USAGE;
	for (int i = 0; library[i] != NULL; i++)
		if (!is_library(library[i]))
			return EX_NOINPUT;
	const struct serve_options o = { data, listen, library };
	return check ? serve_check(&o) : serve_run(&o);
}
