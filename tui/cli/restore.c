#include "tui/cli/backup.h"
#include "tui/cli/cli.h"
#include "tui/serve/datadir.h"
#include "tui/ssh/wire.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

/* there: it exists, as it does where a service manager has made it. */
static bool
is_empty(const char *dir, bool *there, struct err *e)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	bool empty = true;
	*there = d != NULL;
	if (d == NULL)
		return errno == ENOENT || err_errno(e, "%s cannot be read", dir);
	while ((entry = readdir(d)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			empty = false;
	closedir(d);
	return empty || err_set(e, ERR_STATE, "%s is not empty; a backup is restored into a new folder, so that nothing "
					      "is overwritten", dir);
}

static const struct backup_beside *
beside_named(struct str name)
{
	for (const struct backup_beside *b = backup_beside; b->name != NULL; b++)
		if (str_is(name, b->name))
			return b;
	return NULL;
}

/* So that a restore does not put off a change that was announced. */
static bool
date_next(struct arena *a, const char *data, const struct backup_file *file, size_t files, struct err *e)
{
	for (size_t i = 0; i < files; i++) {
		uint64_t made = 0;
		if (!str_is(file[i].name, BACKUP_NEXT_MADE) || !str_number(file[i].bytes, INT64_MAX, &made))
			continue;
		const char *path = datadir_file(a, data, "hostkey.next");
		struct timespec both[2] = { { .tv_sec = (time_t)made }, { .tv_sec = (time_t)made } };
		if (utimensat(AT_FDCWD, path, both, AT_SYMLINK_NOFOLLOW) != 0 && errno != ENOENT)
			return err_errno(e, "%s", path);
	}
	return true;
}

/* The records come last: a folder that has them is whole, and one in which a restore was cut off is never served with a
 * new host key. */
static bool
write_all(struct arena *a, const char *backup, const char *data, const struct backup_file *file, size_t files,
    struct backup_counts *counts, struct err *e)
{
	for (size_t i = 0; i < files; i++) {
		const struct backup_beside *b = beside_named(file[i].name);
		if (b != NULL && !datadir_write(datadir_file(a, data, b->name), b->mode, file[i].bytes, e))
			return false;
	}
	if (!date_next(a, data, file, files, e))
		return false;
	const char *hostkey = datadir_file(a, data, "hostkey");
	if (access(hostkey, F_OK) == 0 && !wire_prepare(hostkey, e))
		return err_set(e, ERR_CORRUPT, "the host key in %s cannot be read; take an older backup", backup);
	return data_restore(backup, datadir_file(a, data, "records.db"), counts, e);
}

/* Nothing was there before, so that all of these are ours. */
static void
take_back(struct arena *a, const char *data, bool was_there)
{
	unlink(datadir_file(a, data, "records.db"));
	for (const struct backup_beside *b = backup_beside; b->name != NULL; b++)
		unlink(datadir_file(a, data, b->name));
	unlink(datadir_file(a, data, "lock"));
	if (!was_there)
		rmdir(data);
}

int
cli_restore(int argc, char **argv)
{
	const char *data = NULL;
	const struct cli_option options[] = { { "--data", &data, NULL, NULL }, { NULL, NULL, NULL, NULL } };
	int args, status = EX_OK, lock = -1;
	struct err e = { 0 };
	struct backup_file *file = NULL;
	struct backup_counts counts = { 0 };
	size_t files = 0;
	bool was_there = false;
	if (!cli_options(argc, argv, options, &args) || (data = cli_data(data)) == NULL)
		return EX_USAGE;
	if (args != 1) {
		fprintf(stderr, "chalkline: restore wants the name of one backup file\n");
		return EX_USAGE;
	}
	struct arena *a = arena_new();
	/* All that can be wrong with the file and with the folder is looked for before anything is written. */
	if (!is_empty(data, &was_there, &e) || !data_backup_read(argv[1], a, &file, &files, &counts, &e) ||
	    !datadir_make(data, &e)) {
		status = cli_fail(&e);
		goto out;
	}
	lock = datadir_lock(data, &e); /* no server may start in it meanwhile */
	if (lock < 0 || !write_all(a, argv[1], data, file, files, &counts, &e)) {
		status = cli_fail(&e);
		if (lock >= 0 || !was_there)
			take_back(a, data, was_there);
		goto out;
	}
	if (access(datadir_file(a, data, "hostkey"), F_OK) == 0)
		printf("host key %s\n", wire_fingerprint());
	else
		printf("no host key in this backup: a new one is made at the first start\n");
	backup_print_counts(&counts);
out:
	if (lock >= 0)
		close(lock);
	arena_free(a);
	return status;
}
