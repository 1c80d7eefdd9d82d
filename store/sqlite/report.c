/* What is counted over many people: attempts of a course, without a name. */
#include <string.h>

#include "store/sqlite/stmt.h"

void
db_report_row(struct db *db, struct str course, struct report_row *r)
{
	sqlite3_stmt *q = sql(db, SQL_REPORT_ROW);

	put_str(q, ":course", course);
	put_str(q, ":assessment", r->assessment);
	if (!sql_row(db, q))
		return;
	r->people = (uint32_t)get_int(q, 0);
	r->passed = (uint32_t)get_int(q, 1);
	r->tries = (uint32_t)get_int(q, 2);
	r->first = (uint32_t)get_int(q, 3);
	r->waits = (uint32_t)get_int(q, 4);
	if (r->first > 0)
		r->mean = (double)get_int(q, 5) / r->first;
	sql_end(q);
}

void
db_first_tries(struct db *db, struct str course, struct str assessment, uint32_t most, struct arena *a,
    struct try_mark **mark, uint32_t *n)
{
	sqlite3_stmt *q = sql(db, SQL_FIRST_TRIES);
	uint32_t room = 0;

	*mark = NULL;
	*n = 0;
	put_str(q, ":course", course);
	put_str(q, ":assessment", assessment);
	put_int(q, ":most", most);
	while (sql_row(db, q)) {
		struct try_mark *m;

		GROW(a, *mark, *n, room);
		m = &(*mark)[(*n)++];
		memset(m, 0, sizeof(*m));
		get_bytes(q, 0, m->attempt.b, sizeof(m->attempt.b));
		m->question = get_str(q, 1, a);
		m->version = (uint64_t)get_int(q, 2);
		m->share = (int32_t)get_int(q, 3);
		m->is_out = get_int(q, 4) != 0;
	}
}

void
db_gain_pairs(struct db *db, struct str course, struct str pre, struct str post, struct arena *a,
    struct gain_pair **pair, uint32_t *n, uint32_t *only_pre, uint32_t *only_post)
{
	sqlite3_stmt *q = sql(db, SQL_GAIN_PAIRS);
	uint32_t room = 0;

	*pair = NULL;
	*n = *only_pre = *only_post = 0;
	put_str(q, ":course", course);
	put_str(q, ":pre", pre);
	put_str(q, ":post", post);
	while (sql_row(db, q)) {
		int64_t before = get_int(q, 0), after = get_int(q, 1);

		*only_pre += after < 0;
		*only_post += before < 0;
		if (before < 0 || after < 0)
			continue;
		GROW(a, *pair, *n, room);
		(*pair)[(*n)++] = (struct gain_pair){ (double)before, (double)after };
	}
}
