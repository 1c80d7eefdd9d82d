/*
 * What `chalkline backup` and `chalkline restore` have in common: the files beside the database that belong in a backup,
 * and how its content is said.
 */
#ifndef CHALKLINE_CLI_BACKUP_H
#define CHALKLINE_CLI_BACKUP_H

#include "store/sqlite/data.h"

enum { BACKUP_FILE_MOST = 1 << 20 }; /* bytes of one such file */

/* Only these names are written by a restore, never a path from a file. Ended by NULL. */
struct backup_beside {
	const char *name;
	unsigned mode;
	bool is_key;
};
extern const struct backup_beside backup_beside[5];

/* Not a file: the modification time of hostkey.next in seconds, from which the day of its change is counted
 * (tui/serve/hostkey.h) and which stands on letters. */
#define BACKUP_NEXT_MADE "hostkey.next/made"

void backup_print_counts(const struct backup_counts *n);

#endif
