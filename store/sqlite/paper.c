/* Forms of exams on paper: which event drew the one with this code. */
#include "store/sqlite/stmt.h"

void
paper_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_PAPER);

	put_str(q, ":code", e->start.form);
	put_uuid(q, ":id", &e->id);
	sql_do(db, q);
}

bool
db_paper(struct db *db, struct str code, struct uuid *id)
{
	sqlite3_stmt *q = sql(db, SQL_PAPER);

	put_str(q, ":code", code);
	if (!sql_row(db, q))
		return false;
	get_bytes(q, 0, id->b, sizeof(id->b));
	sql_end(q);
	return true;
}
