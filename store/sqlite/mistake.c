/* Mistakes that were reported: the projection and what is asked of it. */
#include <string.h>

#include "store/sqlite/stmt.h"

void
mistake_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_MISTAKE);

	put_uuid(q, ":id", &e->id);
	put_uuid(q, ":person", &e->person);
	put_str(q, ":course", e->course);
	put_str(q, ":subject", e->subject);
	put_str(q, ":question", e->question);
	put_str(q, ":lang", e->mistake.lang);
	put_int(q, ":edition", e->mistake.edition);
	put_int(q, ":minor", e->mistake.minor);
	put_int(q, ":revision", e->mistake.revision);
	put_str(q, ":text", e->mistake.text);
	put_int(q, ":at", e->at);
	put_int(q, ":sequence", e->sequence);
	sql_do(db, q);
}

void
mistake_answer_project(struct db *db, const struct event *e)
{
	sqlite3_stmt *q = sql(db, SQL_DID_MISTAKE_ANSWER);

	put_uuid(q, ":id", &e->mistake_answer.mistake);
	put_str(q, ":answer", e->mistake_answer.text);
	put_int(q, ":at", e->at);
	put_uuid(q, ":by", &e->by);
	sql_do(db, q);
}

uint32_t
db_mistakes_open(struct db *db, const struct uuid *person)
{
	sqlite3_stmt *q = sql(db, SQL_MISTAKES_OPEN);
	uint32_t n = 0;

	put_uuid(q, ":person", person);
	if (sql_row(db, q)) {
		n = (uint32_t)get_int(q, 0);
		sql_end(q);
	}
	return n;
}

static void
wish_put(sqlite3_stmt *q, const struct ask_mistakes *wish, const struct uuid *person)
{
	put_str(q, ":course", wish->course);
	put_int(q, ":own", wish->own);
	put_int(q, ":all", wish->all);
	put_uuid(q, ":person", person);
}

void
db_mistakes(struct db *db, const struct ask_mistakes *wish, const struct uuid *person, uint32_t most, struct arena *a,
    struct told_mistakes *t)
{
	sqlite3_stmt *q = sql(db, SQL_MISTAKES_COUNT);
	uint32_t room = 0;

	memset(t, 0, sizeof(*t));
	wish_put(q, wish, person);
	if (sql_row(db, q)) {
		t->all = (uint32_t)get_int(q, 0);
		sql_end(q);
	}
	q = sql(db, SQL_MISTAKES);
	wish_put(q, wish, person);
	put_int(q, ":skip", wish->skip);
	put_int(q, ":most", most);
	while (sql_row(db, q)) {
		struct mistake_row *m;

		GROW(a, t->mistake, t->mistakes, room);
		m = &t->mistake[t->mistakes++];
		*m = (struct mistake_row){
			.course = get_str(q, 1, a),
			.subject = get_str(q, 2, a),
			.question = get_str(q, 3, a),
			.lang = get_str(q, 4, a),
			.edition = (uint16_t)get_int(q, 5),
			.minor = (uint16_t)get_int(q, 6),
			.revision = (uint16_t)get_int(q, 7),
			.text = get_str(q, 8, a),
			.at = get_int(q, 9),
			.answer = get_str(q, 10, a),
			.answered_at = get_int(q, 11),
			.by = get_str(q, 12, a),
		};
		get_bytes(q, 0, m->id.b, sizeof(m->id.b));
	}
}
