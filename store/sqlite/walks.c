/* Asking the projections about scenarios that were walked. */
#include <string.h>

#include "store/sqlite/stmt.h"

static void
walk_get(sqlite3_stmt *q, struct arena *a, struct walk_row *w)
{
	*w = (struct walk_row){
		.course = get_str(q, 2, a),
		.module = get_str(q, 3, a),
		.steps = (uint32_t)get_int(q, 4),
		.choices = (uint32_t)get_int(q, 5),
		.begun_at = get_int(q, 6),
		.ended_at = get_int(q, 7),
		.end = get_str(q, 8, a),
	};
	get_bytes(q, 0, w->id.b, sizeof(w->id.b));
	get_bytes(q, 1, w->person.b, sizeof(w->person.b));
}

bool
db_walk(struct db *db, const struct uuid *id, struct arena *a, struct walk_row *w)
{
	sqlite3_stmt *q = sql(db, SQL_WALK);

	memset(w, 0, sizeof(*w));
	put_uuid(q, ":id", id);
	if (!sql_row(db, q))
		return false;
	walk_get(q, a, w);
	sql_end(q);
	return true;
}

void
db_walks(struct db *db, const struct uuid *person, struct str course, struct str module,
    uint32_t most, struct arena *a, struct walk_row **w, uint32_t *n)
{
	sqlite3_stmt *q = sql(db, SQL_WALKS);
	uint32_t room = 0;

	*w = NULL;
	*n = 0;
	put_uuid(q, ":person", person);
	put_str(q, ":course", course);
	put_str(q, ":module", module);
	put_int(q, ":most", most);
	while (sql_row(db, q)) {
		GROW(a, *w, *n, room);
		walk_get(q, a, &(*w)[(*n)++]);
	}
}

void
db_walk_steps(
    struct db *db, const struct uuid *id, struct arena *a, struct step_row **s, uint32_t *n)
{
	sqlite3_stmt *q = sql(db, SQL_WALK_STEPS);
	uint32_t room = 0;

	*s = NULL;
	*n = 0;
	put_uuid(q, ":id", id);
	while (sql_row(db, q)) {
		GROW(a, *s, *n, room);
		(*s)[(*n)++] = (struct step_row){
			.node = get_str(q, 0, a),
			.lang = get_str(q, 1, a),
			.edition = (uint16_t)get_int(q, 2),
			.minor = (uint16_t)get_int(q, 3),
			.revision = (uint16_t)get_int(q, 4),
			.choice = (uint32_t)get_int(q, 5),
			.response = get_str(q, 6, a),
			.share = (int32_t)get_int(q, 7),
			.to = get_str(q, 8, a),
			.scales = get_str(q, 9, a),
			.at = get_int(q, 10),
		};
	}
}

void
db_walk_facts(struct db *db, const struct uuid *person, struct str course, struct arena *a,
    struct facts *f)
{
	sqlite3_stmt *q = sql(db, SQL_FACTS_WALKS);
	uint32_t room = 0;

	put_uuid(q, ":person", person);
	put_str(q, ":course", course);
	while (sql_row(db, q)) {
		struct walk_row w;

		walk_get(q, a, &w);
		GROW(a, f->scenario, f->scenarios, room);
		f->scenario[f->scenarios++] = (struct scenario_fact){ .module = w.module,
			.steps = w.steps,
			.choices = w.choices,
			.ended = w.ended_at != 0,
			.end = w.end };
	}
}
