#include "store/sqlite/data.h"
#include "tui/cli/backup.h"
#include "tui/cli/cli.h"
#include "tui/serve/config.h"
#include "tui/serve/datadir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

const struct backup_beside backup_beside[] = {
	{ "hostkey", 0600, true },
	{ "hostkey.next", 0600, true },
	{ "hostkey.old", 0600, true },
	{ "chalkline.yaml", 0644, false },
	{ NULL, 0, false },
};

void
backup_print_counts(const struct backup_counts *n)
{
	printf("people %lld, events %lld, attempts %lld, editions %lld\n", (long long)n->people,
	    (long long)n->events, (long long)n->attempts, (long long)n->editions);
}

/* ---- the daily ones: DIR/chalkline-YYYY-MM-DD.backup, by the date in UTC ---- */

static const char daily_form[] = "chalkline-0000-00-00.backup";
enum { DAILY = sizeof(daily_form), DAILY_MOST = 4096 };

/* Exactly that form: whatever else somebody keeps there is not ours to remove. */
static bool
is_daily(const char *name)
{
	if (strlen(name) != DAILY - 1)
		return false;
	for (size_t i = 0; i < DAILY - 1; i++)
		if (daily_form[i] == '0' ? name[i] < '0' || name[i] > '9' : name[i] != daily_form[i])
			return false;
	return true;
}

static int
newest_first(const void *a, const void *b)
{
	return strcmp(b, a);
}

struct rotation {
	unsigned kept, removed, failed;
};

/* The one just written is the last one that is known to be good: it stays, whatever the clock was when others got
 * their names. */
static bool
rotate(const char *dir, const char *written, unsigned most, struct rotation *r, struct err *e)
{
	char (*name)[DAILY] = calloc(DAILY_MOST, sizeof(*name));
	DIR *d = opendir(dir);
	struct dirent *entry;
	struct stat st;
	size_t names = 0;
	if (name == NULL || d == NULL) {
		free(name);
		if (d != NULL)
			closedir(d);
		return err_errno(e, "%s cannot be read, so that older backups stay", dir);
	}
	while (names < DAILY_MOST && (entry = readdir(d)) != NULL)
		if (is_daily(entry->d_name) && strcmp(entry->d_name, written) != 0 &&
		    fstatat(dirfd(d), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode))
			memcpy(name[names++], entry->d_name, DAILY);
	qsort(name, names, sizeof(*name), newest_first);
	r->kept = 1;
	for (size_t i = 0; i < names; i++) {
		if (r->kept < most)
			r->kept++;
		else if (unlinkat(dirfd(d), name[i], 0) == 0)
			r->removed++;
		else
			r->failed++;
	}
	closedir(d);
	free(name);
	return r->failed == 0 || err_set(e, ERR_SYSTEM, "%u older backups in %s could not be removed", r->failed, dir);
}

/* How many are to be kept. 0: the configuration has mistakes, and nothing is removed on a guess. */
static uint32_t
to_keep(struct arena *a, const char *data)
{
	struct config c;
	struct problems p = problems_in(a);
	struct err e;
	return config_read(datadir_file(a, data, "chalkline.yaml"), a, &c, &p, &e) ? c.backups : 0;
}

static int
finish_rotation(struct arena *a, const char *data, const char *dir, const char *written, const struct backup_counts *n)
{
	struct rotation r = { 0 };
	struct err e;
	uint32_t most = to_keep(a, data);
	printf("%s: people %lld, events %lld, attempts %lld, editions %lld; verified", written, (long long)n->people,
	    (long long)n->events, (long long)n->attempts, (long long)n->editions);
	if (most == 0) {
		printf("; none removed\n");
		fprintf(stderr, "chalkline: chalkline.yaml has mistakes, so that no older backup was removed; "
				"chalkline serve --check names them\n");
		return EX_CONFIG;
	}
	bool ok = rotate(dir, written, most, &r, &e);
	printf("; %u kept, %u removed\n", r.kept, r.removed);
	return ok ? EX_OK : cli_fail(&e);
}

/* ---- the command ---- */

/* For `status`: when there was a good one last. The backup is what matters; it is good without this. */
static void
remember(struct arena *a, const char *data)
{
	struct err e;
	if (!datadir_write(datadir_file(a, data, "backup.last"), 0600, str_printf(a, "%lld\n", (long long)time(NULL)), &e))
		fprintf(stderr, "chalkline: the backup is good, but %s\n", e.text);
}

static size_t
read_beside(struct arena *a, const char *data, bool no_keys, struct backup_file *file, struct err *e)
{
	size_t files = 0;
	for (const struct backup_beside *b = backup_beside; b->name != NULL; b++) {
		if (no_keys && b->is_key)
			continue;
		const char *path = datadir_file(a, data, b->name);
		struct stat st;
		if (!datadir_read(path, BACKUP_FILE_MOST, a, &file[files].bytes, e)) {
			if (e->kind != ERR_MISSING)
				return SIZE_MAX;
			continue;
		}
		file[files++].name = str_from(b->name);
		if (strcmp(b->name, "hostkey.next") == 0 && stat(path, &st) == 0)
			file[files++] = (struct backup_file){ STR(BACKUP_NEXT_MADE),
				str_printf(a, "%lld", (long long)st.st_mtime) };
	}
	return files;
}

/* Whoever owns the data folder could leave links in it, and in a folder for backups of its own: the superuser works there
 * with no more rights than the owner's. Another folder may be closed to the owner. */
static bool
is_owners(const char *data, const char *out, bool is_folder)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(out, '/');
	struct stat of_data, of_out;
	if (is_folder)
		snprintf(folder, sizeof(folder), "%s", out);
	else
		snprintf(folder, sizeof(folder), "%.*s", slash != NULL ? (int)(slash - out) + 1 : 1, slash != NULL ? out : ".");
	return stat(data, &of_data) == 0 && stat(folder, &of_out) == 0 && of_data.st_uid == of_out.st_uid;
}

int
cli_backup(int argc, char **argv)
{
	const char *data = NULL, *dir = NULL;
	bool no_keys = false, force = false;
	const struct cli_option options[] = { { "--data", &data, NULL, NULL }, { "--no-keys", NULL, &no_keys, NULL },
		{ "--force", NULL, &force, NULL }, { "--rotate", &dir, NULL, NULL }, { NULL, NULL, NULL, NULL } };
	int args, status = EX_OK;
	struct err e = { 0 };
	struct backup_file file[sizeof(backup_beside) / sizeof(backup_beside[0]) + 1];
	struct backup_counts counts = { 0 };
	if (!cli_options(argc, argv, options, &args) || (data = cli_data(data)) == NULL)
		return EX_USAGE;
	if (args != (dir == NULL ? 1 : 0)) {
		fprintf(stderr, "chalkline: backup wants the name of one file to write, or --rotate DIR\n");
		return EX_USAGE;
	}
	struct arena *a = arena_new();
	const char *out = argv[1];
	char written[DAILY];
	if (dir != NULL) {
		time_t now = time(NULL);
		struct tm day;
		gmtime_r(&now, &day);
		strftime(written, sizeof(written), "chalkline-%Y-%m-%d.backup", &day);
		out = datadir_file(a, dir, written);
		if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
			err_errno(&e, "the folder %s could not be made", dir);
			status = cli_fail(&e);
			goto out;
		}
	}
	struct cli_owner back = cli_become_owner(data);
	bool owners = is_owners(data, dir != NULL ? dir : out, dir != NULL);
	size_t files = read_beside(a, data, no_keys, file, &e);
	if (!owners)
		cli_become_self(back);
	/* Two of one day are one: the newer takes the place of the older after it was verified. */
	bool good = files != SIZE_MAX && data_backup(datadir_file(a, data, "records.db"), out, force || dir != NULL, file, files,
					     &counts, &e);
	if (!good) {
		if (owners)
			cli_become_self(back);
		status = cli_fail(&e);
		if (e.kind == ERR_STATE)
			fprintf(stderr, "chalkline: choose another name, or say --force\n");
		goto out;
	}
	if (!owners)
		back = cli_become_owner(data);
	remember(a, data);
	if (!owners)
		cli_become_self(back);
	if (dir != NULL)
		status = finish_rotation(a, data, dir, written, &counts);
	if (owners)
		cli_become_self(back);
	if (dir == NULL)
		backup_print_counts(&counts);
	if (no_keys)
		fprintf(stderr, "chalkline: the host key is not in this backup. Restored from it, the academy has a new key, "
				"and every trainee's client will warn of an attack\n");
out:
	arena_free(a);
	return status;
}
