/* How the files of this folder meet SQLite: statements from the list, bound by name. Private to it.
 */
#ifndef CHALKLINE_STMT_H
#define CHALKLINE_STMT_H

#include <sqlite3.h>

#include "courses/base/arena.h"
#include "store/sqlite/db.h"
#include "store/sqlite/sql.h"

struct db {
	sqlite3 *s;
	sqlite3_stmt *stmt[SQL_COUNT];
	bool failed;
	char problem[200];
	int code; /* SQLite's, of the last failure */
	bool is_lax;
	bool is_still; /* opened to read only, as the file lies there: nothing could be written */
};

/* The connection's settings (text-access-security 3.7), before anything else is done with it. */
bool db_settings(sqlite3 *s, struct err *e) MUST_CHECK;
/* An empty database with the whole schema, in a file that goes when it is closed: where doctor
 * rebuilds. */
struct db *db_open_scratch(struct err *e) MUST_CHECK;

/* A list in an arena that grows by doubling. */
#define GROW(a, list, n, room)                                                                     \
	do {                                                                                       \
		if ((n) == (room)) {                                                               \
			uint32_t more_ = (room) ? (room)*2 : 8;                                    \
			void *to_ = arena_array((a), more_, sizeof(*(list)));                      \
                                                                                                   \
			if (n)                                                                     \
				memcpy(to_, (list), (n) * sizeof(*(list)));                        \
			(list) = to_;                                                              \
			(room) = more_;                                                            \
		}                                                                                  \
	} while (0)

/* A statement, fresh. */
sqlite3_stmt *sql(struct db *db, enum sql which);
void put_int(sqlite3_stmt *q, const char *name, int64_t v);
void put_str(sqlite3_stmt *q, const char *name, struct str s);
void put_blob(sqlite3_stmt *q, const char *name, const void *at, size_t len);
void put_uuid(sqlite3_stmt *q, const char *name, const struct uuid *u);

/* Steps: true while there is a row. At the end, and after a failure, the statement is reset. */
bool sql_row(struct db *db, sqlite3_stmt *q);
/* For what gives no rows: how many were changed. */
int sql_do(struct db *db, sqlite3_stmt *q);
/* When the first row was enough. */
void sql_end(sqlite3_stmt *q);

int64_t get_int(sqlite3_stmt *q, int col);
struct str get_str(sqlite3_stmt *q, int col, struct arena *a); /* text or blob; a copy */
bool get_bytes(
    sqlite3_stmt *q, int col, void *to, size_t len); /* exactly so many, else zeros and false */

/* merge.c, for the projector alone. */
void merge_project(struct db *db, const struct event *e);
/* An attempt more: all of this person's in the order in which they were begun. */
void merge_numbers(struct db *db, const struct uuid *into);
/* mistake.c, for the projector alone. */
void mistake_project(struct db *db, const struct event *e);
void mistake_answer_project(struct db *db, const struct event *e);
/* paper.c, for the projector alone. */
void paper_project(struct db *db, const struct event *e);

/* A list in an arena that grows by doubling. */
#define GROW(a, list, n, room)                                                                     \
	do {                                                                                       \
		if ((n) == (room)) {                                                               \
			uint32_t more_ = (room) ? (room)*2 : 8;                                    \
			void *to_ = arena_array((a), more_, sizeof(*(list)));                      \
                                                                                                   \
			if (n)                                                                     \
				memcpy(to_, (list), (n) * sizeof(*(list)));                        \
			(list) = to_;                                                              \
			(room) = more_;                                                            \
		}                                                                                  \
	} while (0)

#endif
