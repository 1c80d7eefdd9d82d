#include "store/sqlite/data.h"
#include "tui/cli/cli.h"
#include "tui/serve/datadir.h"
#include "tui/ssh/wire.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum { FILE_MOST = 1 << 20 };

/* What lies beside the database and belongs in a backup. */
static const struct {
	const char *name;
	unsigned mode;
	bool is_key;
} beside[] = {
	{ "hostkey", 0600, true },
	{ "chalkline.yaml", 0644, false },
};
enum { BESIDE = sizeof(beside) / sizeof(beside[0]) };

static void
print_counts(const struct backup_counts *n)
{
	printf("people %lld, events %lld, attempts %lld, editions %lld\n", (long long)n->people,
	    (long long)n->events, (long long)n->attempts, (long long)n->editions);
}

int
cli_backup(int argc, char **argv)
{
	const char *data = NULL;
	bool no_keys = false;
	const struct cli_option options[] = { { "--data", &data, NULL, NULL }, { "--no-keys", NULL, &no_keys, NULL },
		{ NULL, NULL, NULL, NULL } };
	int args, status = EX_OK;
	struct err e = { 0 };
	struct backup_file file[BESIDE];
	struct backup_counts counts = { 0 };
	size_t files = 0;
	if (!cli_options(argc, argv, options, &args) || (data = cli_data(data)) == NULL)
		return EX_USAGE;
	if (args != 1) {
		fprintf(stderr, "chalkline: backup wants the name of one file to write\n");
		return EX_USAGE;
	}
	struct arena *a = arena_new();
	for (size_t i = 0; i < BESIDE; i++) {
		if (no_keys && beside[i].is_key)
			continue;
		if (datadir_read(datadir_file(a, data, beside[i].name), FILE_MOST, a, &file[files].bytes, &e))
			file[files++].name = str_from(beside[i].name);
		else if (e.kind != ERR_MISSING)
			status = cli_fail(&e);
	}
	if (status == EX_OK) {
		if (data_backup(datadir_file(a, data, "records.db"), argv[1], file, files, &counts, &e))
			print_counts(&counts);
		else
			status = cli_fail(&e);
	}
	if (status == EX_OK && no_keys)
		fprintf(stderr, "chalkline: the host key is not in this backup. Restored from it, the academy has a new key, "
				"and every trainee's client will warn of an attack\n");
	arena_free(a);
	return status;
}

static bool
is_empty(const char *dir, struct err *e)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	bool empty = true;
	if (d == NULL)
		return errno == ENOENT || err_errno(e, "%s cannot be read", dir);
	while ((entry = readdir(d)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			empty = false;
	closedir(d);
	return empty || err_set(e, ERR_STATE, "%s is not empty; a backup is restored into a new folder, so that nothing "
					      "is overwritten", dir);
}

int
cli_restore(int argc, char **argv)
{
	const char *data = NULL;
	const struct cli_option options[] = { { "--data", &data, NULL, NULL }, { NULL, NULL, NULL, NULL } };
	int args, status = EX_OK;
	struct err e = { 0 };
	struct backup_file *file = NULL;
	struct backup_counts counts = { 0 };
	size_t files = 0;
	bool has_key = false;
	if (!cli_options(argc, argv, options, &args) || (data = cli_data(data)) == NULL)
		return EX_USAGE;
	if (args != 1) {
		fprintf(stderr, "chalkline: restore wants the name of one backup file\n");
		return EX_USAGE;
	}
	struct arena *a = arena_new();
	if (!is_empty(data, &e) || !datadir_make(data, &e) ||
	    !data_restore(argv[1], datadir_file(a, data, "records.db"), a, &file, &files, &counts, &e)) {
		status = cli_fail(&e);
		goto out;
	}
	for (size_t i = 0; i < files; i++) {
		for (size_t j = 0; j < BESIDE; j++) { /* only names that we know, never a path from a file */
			if (!str_is(file[i].name, beside[j].name))
				continue;
			has_key = has_key || beside[j].is_key;
			if (!datadir_write(datadir_file(a, data, beside[j].name), beside[j].mode, file[i].bytes, &e)) {
				status = cli_fail(&e);
				goto out;
			}
		}
	}
	if (has_key && wire_prepare(datadir_file(a, data, "hostkey"), &e))
		printf("host key %s\n", wire_fingerprint());
	else
		printf("no host key in this backup: a new one is made at the first start\n");
	print_counts(&counts);
out:
	arena_free(a);
	return status;
}
