/*
 * The schema, as the steps that lead to it. Steps are only appended: each is applied once, in a
 * transaction with its own user_version, and never edited after a release.
 */
#ifndef CHALKLINE_SCHEMA_H
#define CHALKLINE_SCHEMA_H

#include <sqlite3.h>

#include "courses/base/err.h"

enum { SCHEMA_VERSION = 4, SCHEMA_ID = 0x43686c6b /* "Chlk": application_id */ };

/* Carries the database from its user_version up. file: where to put the copy first (NULL: none). */
bool schema_migrate(sqlite3 *s, const char *file, struct err *e) MUST_CHECK;
/* 0: an empty file. Declines what is not ours and what is newer. */
bool schema_version(sqlite3 *s, int *version, struct err *e) MUST_CHECK;

/* The tables that event_project fills: what doctor compares. Their first columns are their keys. */
struct schema_projection {
	const char *table, *key;
	int keys;
};
extern const struct schema_projection schema_projections[]; /* ended by NULL */

#endif
