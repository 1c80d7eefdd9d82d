/* What two accounts of one person learned, as one: the projection of a MERGE event. */
#include "store/sqlite/stmt.h"

/* One statement about both; the parameters that it does not name are not bound. */
static void
both(struct db *db, enum sql which, const struct uuid *from, const struct uuid *into)
{
	sqlite3_stmt *q = sql(db, which);

	put_uuid(q, ":from", from);
	put_uuid(q, ":into", into);
	sql_do(db, q);
}

void
merge_numbers(struct db *db, const struct uuid *into)
{
	both(db, SQL_MERGE_NUMBERS, into, into);
}

/*
 * The newest place wins; lessons and checks are united; what is done stays done, since the first
 * time; attempts are numbered anew in the order in which they were begun. From now on what is said
 * of the one is kept of the other: an event that was on its way, or comes from another server.
 */
void
merge_project(struct db *db, const struct event *e)
{
	static const enum sql steps[] = { SQL_MERGE_CHAIN, SQL_MERGE_ADD, SQL_MERGE_PLACE,
		SQL_MERGE_PLACE_END, SQL_MERGE_CHECK, SQL_MERGE_CHECK_END, SQL_MERGE_LESSON,
		SQL_MERGE_LESSON_END, SQL_MERGE_LESSON_COUNT, SQL_MERGE_COURSE,
		SQL_MERGE_COURSE_END, SQL_MERGE_ATTEMPTS, SQL_MERGE_NUMBERS, SQL_MERGE_EXTRA,
		SQL_MERGE_EXTRA_END, SQL_MERGE_MISTAKE, SQL_MERGE_OWNER, SQL_MERGE_OWNER_END,
		SQL_MERGE_WALKS };
	struct uuid from = e->merge.from, into = e->person, other;

	if (db_merged(db, &e->person, &other))
		into = other;
	if (uuid_eq(&from, &into) || db_merged(db, &from, &other))
		return;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		both(db, steps[i], &from, &into);
}
