/* Asking for marks: what waits for one, what changes them. */
#include <string.h>

#include "store/sqlite/stmt.h"

/* A list in an arena that grows by doubling. */
static void *
grown(struct arena *a, void *list, uint32_t n, size_t each)
{
	void *to;

	/* Room for 8, 16, 32 ...: full whenever n is one of these. */
	if (n != 0 && (n < 8 || (n & (n - 1)) != 0))
		return list;
	to = arena_array(a, n == 0 ? 8 : 2 * n, each);
	if (n > 0)
		memcpy(to, list, n * each);
	return to;
}

void
db_waiting(struct db *db, const struct uuid *but, struct str course, uint32_t skip, uint32_t most, struct arena *a,
    struct waiting **list, uint32_t *n, uint32_t *all)
{
	sqlite3_stmt *q = sql(db, SQL_MARKING);

	*list = NULL;
	*n = *all = 0;
	put_uuid(q, ":but", but);
	put_str(q, ":course", course);
	put_int(q, ":skip", skip);
	put_int(q, ":most", most);
	while (sql_row(db, q)) {
		struct waiting *w;

		*list = grown(a, *list, *n, sizeof(**list));
		w = &(*list)[(*n)++];
		memset(w, 0, sizeof(*w));
		get_bytes(q, 0, w->t.attempt.id.b, sizeof(w->t.attempt.id.b));
		w->place = (uint32_t)get_int(q, 1);
		w->t.attempt.course = get_str(q, 2, a);
		w->t.attempt.assessment = get_str(q, 3, a);
		w->question = get_str(q, 4, a);
		w->at = get_int(q, 5);
		w->number = (uint32_t)get_int(q, 6);
		w->of = (uint32_t)get_int(q, 7);
		w->t.attempt.edition = (uint16_t)get_int(q, 8);
		w->t.attempt.minor = (uint16_t)get_int(q, 9);
		w->t.attempt.revision = (uint16_t)get_int(q, 10);
		w->t.attempt.lang = get_str(q, 11, a);
	}
	q = sql(db, SQL_MARKING_ALL);
	put_uuid(q, ":but", but);
	put_str(q, ":course", course);
	if (sql_row(db, q)) {
		*all = (uint32_t)get_int(q, 0);
		sql_end(q);
	}
}

void
db_waiting_number(struct db *db, const struct uuid *but, struct str course, const struct uuid *attempt, uint32_t place,
    uint32_t *number, uint32_t *of)
{
	sqlite3_stmt *q = sql(db, SQL_MARKING_ONE);

	*number = *of = 0;
	put_uuid(q, ":but", but);
	put_str(q, ":course", course);
	put_uuid(q, ":attempt", attempt);
	put_int(q, ":place", place);
	if (sql_row(db, q)) {
		*number = (uint32_t)get_int(q, 0);
		*of = (uint32_t)get_int(q, 1);
		sql_end(q);
	}
}

bool
db_marked_by(struct db *db, const struct uuid *attempt, uint32_t place, struct uuid *by)
{
	sqlite3_stmt *q = sql(db, SQL_MARKED_BY);
	bool marked = false;

	memset(by, 0, sizeof(*by));
	put_uuid(q, ":attempt", attempt);
	put_int(q, ":place", place);
	if (sql_row(db, q)) {
		marked = get_int(q, 0) != 0;
		get_bytes(q, 1, by->b, sizeof(by->b));
		sql_end(q);
	}
	return marked;
}

/* ---- repairs ---- */

static void
repair_get(sqlite3_stmt *q, struct arena *a, struct repair *r)
{
	*r = (struct repair){
		.course = get_str(q, 1, a),
		.assessment = get_str(q, 2, a),
		.question = get_str(q, 3, a),
		.version = (uint64_t)get_int(q, 4),
		.kind = (enum repair_kind)get_int(q, 5),
		.accept = get_str(q, 6, a),
		.reason = get_str(q, 7, a),
		.state = (enum repair_state)get_int(q, 8),
		.at = get_int(q, 9),
		.done_at = get_int(q, 10),
		.consent_at = get_int(q, 13),
		.changed = (uint32_t)get_int(q, 15),
	};
	get_bytes(q, 0, r->id.b, sizeof(r->id.b));
	get_bytes(q, 11, r->by.b, sizeof(r->by.b));
	get_bytes(q, 12, r->consent_by.b, sizeof(r->consent_by.b));
	get_bytes(q, 14, r->upto.b, sizeof(r->upto.b));
}

static bool
repair_one(struct db *db, sqlite3_stmt *q, struct arena *a, struct repair *r)
{
	memset(r, 0, sizeof(*r));
	if (!sql_row(db, q))
		return false;
	repair_get(q, a, r);
	sql_end(q);
	return true;
}

static void
repairs_all(struct db *db, sqlite3_stmt *q, struct arena *a, struct repair **list, uint32_t *n)
{
	*list = NULL;
	*n = 0;
	while (sql_row(db, q)) {
		*list = grown(a, *list, *n, sizeof(**list));
		repair_get(q, a, &(*list)[(*n)++]);
	}
}

bool
db_repair(struct db *db, const struct uuid *id, struct arena *a, struct repair *r)
{
	sqlite3_stmt *q = sql(db, SQL_REPAIR);

	put_uuid(q, ":id", id);
	return repair_one(db, q, a, r);
}

bool
db_repair_going(struct db *db, struct arena *a, struct repair *r)
{
	sqlite3_stmt *q = sql(db, SQL_REPAIR_GOING);

	put_int(q, ":state", REPAIR_GOING);
	return repair_one(db, q, a, r);
}

void
db_repairs(struct db *db, uint32_t most, struct arena *a, struct repair **list, uint32_t *n)
{
	sqlite3_stmt *q = sql(db, SQL_REPAIRS);

	put_int(q, ":most", most);
	repairs_all(db, q, a, list, n);
}

void
db_repairs_of(struct db *db, struct str course, struct str assessment, struct arena *a,
    struct repair **list, uint32_t *n)
{
	sqlite3_stmt *q = sql(db, SQL_REPAIRS_OF);

	put_str(q, ":course", course);
	put_str(q, ":assessment", assessment);
	repairs_all(db, q, a, list, n);
}

static void
put_repair(sqlite3_stmt *q, const struct repair *r)
{
	put_str(q, ":course", r->course);
	put_str(q, ":assessment", r->assessment);
	put_str(q, ":question", r->question);
	put_int(q, ":version", (int64_t)r->version);
}

void
db_asked(struct db *db, const struct repair *r, const struct uuid *after, uint32_t most,
    struct arena *scratch, bool (*each)(void *with, const struct asked_row *t), void *with)
{
	sqlite3_stmt *q = sql(db, SQL_ASKED);
	bool goes_on = true;

	put_repair(q, r);
	put_uuid(q, ":after", after);
	put_int(q, ":most", most);
	while (goes_on && sql_row(db, q)) {
		struct asked_row t;

		arena_reset(scratch);
		t = (struct asked_row){
			.lang = get_str(q, 2, scratch),
			.edition = (uint16_t)get_int(q, 3),
			.minor = (uint16_t)get_int(q, 4),
			.revision = (uint16_t)get_int(q, 5),
			.pass = (uint8_t)get_int(q, 6),
			.percent = (int32_t)get_int(q, 7),
			.right = (uint32_t)get_int(q, 8),
			.passed = get_int(q, 9) != 0,
			.waits = get_int(q, 10) != 0,
			.place = (uint32_t)get_int(q, 11),
			.response = get_str(q, 12, scratch),
			.sum = get_int(q, 13),
			.total = (uint32_t)get_int(q, 14),
			.full = (uint32_t)get_int(q, 15),
			.waiting = (uint32_t)get_int(q, 16),
			.share = (int32_t)get_int(q, 17),
			.is_out = get_int(q, 18) != 0,
			.is_waiting = get_int(q, 19) != 0,
		};
		get_bytes(q, 0, t.id.b, sizeof(t.id.b));
		get_bytes(q, 1, t.person.b, sizeof(t.person.b));
		goes_on = each(with, &t);
	}
	sql_end(q);
}

uint32_t
db_asked_open(struct db *db, const struct repair *r)
{
	sqlite3_stmt *q = sql(db, SQL_REPAIR_OPEN);
	uint32_t n = 0;

	put_repair(q, r);
	if (sql_row(db, q)) {
		n = (uint32_t)get_int(q, 0);
		sql_end(q);
	}
	return n;
}
