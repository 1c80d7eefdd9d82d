/* Asking the projections. */
#include <string.h>

#include "store/sqlite/stmt.h"

static void
place_get(sqlite3_stmt *q, struct arena *a, struct place *p)
{
	*p = (struct place){
		.course = get_str(q, 0, a),
		.lang = get_str(q, 1, a),
		.lesson = get_str(q, 2, a),
		.hash = (uint64_t)get_int(q, 3),
		.block = (uint32_t)get_int(q, 4),
		.offset = (uint32_t)get_int(q, 5),
		.ended = get_int(q, 6) != 0,
		.question = get_str(q, 7, a),
		.draft = get_str(q, 8, a),
		.at = get_int(q, 9),
	};
}

void
db_home(struct db *db, const struct uuid *person, struct arena *a, struct told_home *h)
{
	sqlite3_stmt *q = sql(db, SQL_HOME_PLACE);
	uint32_t room = 0;

	memset(h, 0, sizeof(*h));
	put_uuid(q, ":person", person);
	if (sql_row(db, q)) {
		place_get(q, a, &h->last);
		sql_end(q);
	}
	q = sql(db, SQL_HOME_COURSES);
	put_uuid(q, ":person", person);
	while (sql_row(db, q)) {
		GROW(a, h->course, h->courses, room);
		h->course[h->courses++] = (struct course_state){
			.course = get_str(q, 0, a),
			.begun_at = get_int(q, 1),
			.last_at = get_int(q, 2),
			.done_at = get_int(q, 3),
			.percent = (int32_t)get_int(q, 4),
		};
	}
}

void
db_facts(
    struct db *db, const struct uuid *person, struct str course, struct arena *a, struct facts *f)
{
	sqlite3_stmt *q = sql(db, SQL_FACTS_LESSONS);
	uint32_t room = 0;

	memset(f, 0, sizeof(*f));
	put_uuid(q, ":person", person);
	put_str(q, ":course", course);
	while (sql_row(db, q)) {
		GROW(a, f->lesson, f->lessons, room);
		f->lesson[f->lessons++] = (struct lesson_fact){
			.lesson = get_str(q, 0, a),
			.opened = get_int(q, 1) != 0,
			.ended = get_int(q, 2) != 0,
			.answered = (uint32_t)get_int(q, 3),
			.done = get_int(q, 4) != 0,
			.hash = (uint64_t)get_int(q, 5),
			.block = (uint32_t)get_int(q, 6),
			.offset = (uint32_t)get_int(q, 7),
			.at = get_int(q, 8),
		};
	}
	q = sql(db, SQL_FACTS_QUIZZES);
	put_uuid(q, ":person", person);
	put_str(q, ":course", course);
	room = 0;
	while (sql_row(db, q)) {
		GROW(a, f->quiz, f->quizzes, room);
		f->quiz[f->quizzes++] = (struct quiz_fact){
			.assessment = get_str(q, 0, a),
			.tries = (uint32_t)get_int(q, 1),
			.best = (int)get_int(q, 2),
			.passed = get_int(q, 3) != 0,
			.open = get_int(q, 4) != 0,
		};
	}
	db_walk_facts(db, person, course, a, f);
}

/* The first column of the first row. */
static int64_t
one_int(struct db *db, sqlite3_stmt *q)
{
	int64_t v = 0;

	if (sql_row(db, q)) {
		v = get_int(q, 0);
		sql_end(q);
	}
	return v;
}

bool
db_lesson_done(struct db *db, const struct uuid *person, struct str course, struct str lesson)
{
	sqlite3_stmt *q = sql(db, SQL_LESSON_IS_DONE);

	put_uuid(q, ":person", person);
	put_str(q, ":course", course);
	put_str(q, ":lesson", lesson);
	return one_int(db, q) != 0;
}

int64_t
db_course_done(struct db *db, const struct uuid *person, struct str course)
{
	sqlite3_stmt *q = sql(db, SQL_COURSE_IS_DONE);

	put_uuid(q, ":person", person);
	put_str(q, ":course", course);
	return one_int(db, q);
}

/* ---- attempts ---- */

static void
attempt_get(sqlite3_stmt *q, struct arena *a, struct attempt_row *t)
{
	*t = (struct attempt_row){
		.attempt = {
			.course = get_str(q, 2, a),
			.assessment = get_str(q, 3, a),
			.lang = get_str(q, 4, a),
			.edition = (uint16_t)get_int(q, 5),
			.minor = (uint16_t)get_int(q, 6),
			.revision = (uint16_t)get_int(q, 7),
			.number = (uint16_t)get_int(q, 8),
			.pass = (uint8_t)get_int(q, 9),
			.questions = (uint32_t)get_int(q, 10),
			.answered = (uint32_t)get_int(q, 11),
			.begun_at = get_int(q, 12),
			.closed_at = get_int(q, 14),
			.percent = (int32_t)get_int(q, 15),
			.right = (uint32_t)get_int(q, 16),
			.passed = get_int(q, 17) != 0,
			.kind = (enum assessment_kind)get_int(q, 18),
			.time_s = (uint32_t)get_int(q, 19),
			.clock = (enum clock_rule)get_int(q, 20),
			.pause_limit_s = (uint32_t)get_int(q, 21),
			.paused_s = (uint32_t)get_int(q, 22),
			.waits = get_int(q, 24) != 0,
			.remarked_at = get_int(q, 25),
		},
		.given_s = (uint32_t)get_int(q, 23),
		.away_at = get_int(q, 26),
		.set_s = get_int(q, 27),
		.time_up = get_int(q, 28) != 0,
		.changed_at = get_int(q, 13),
	};
	get_bytes(q, 0, t->attempt.id.b, sizeof(t->attempt.id.b));
	get_bytes(q, 1, t->person.b, sizeof(t->person.b));
}

static bool
attempt_one(struct db *db, sqlite3_stmt *q, struct arena *a, struct attempt_row *t)
{
	memset(t, 0, sizeof(*t));
	if (!sql_row(db, q))
		return false;
	attempt_get(q, a, t);
	sql_end(q);
	return true;
}

bool
db_attempt(struct db *db, const struct uuid *id, struct arena *a, struct attempt_row *t)
{
	sqlite3_stmt *q = sql(db, SQL_ATTEMPT);

	put_uuid(q, ":id", id);
	return attempt_one(db, q, a, t);
}

bool
db_attempt_open(struct db *db, const struct uuid *person, struct str course, struct str assessment,
    struct arena *a, struct attempt_row *t)
{
	sqlite3_stmt *q = sql(db, SQL_ATTEMPT_OPEN);

	put_uuid(q, ":person", person);
	put_str(q, ":course", course);
	put_str(q, ":assessment", assessment);
	return attempt_one(db, q, a, t);
}

void
db_attempts_open(struct db *db, const struct uuid *person, struct arena *a,
    struct attempt_row **t, uint32_t *n)
{
	sqlite3_stmt *q = sql(db, SQL_ATTEMPTS_OPEN);
	uint32_t room = 0;

	*t = NULL;
	*n = 0;
	put_uuid(q, ":person", person);
	while (sql_row(db, q)) {
		GROW(a, *t, *n, room);
		attempt_get(q, a, &(*t)[(*n)++]);
	}
}

uint32_t
db_attempts_closed(struct db *db, const struct uuid *person, struct str course,
    struct str assessment, int64_t *last)
{
	sqlite3_stmt *q = sql(db, SQL_ATTEMPTS_CLOSED);
	uint32_t n = 0;

	*last = 0;
	put_uuid(q, ":person", person);
	put_str(q, ":course", course);
	put_str(q, ":assessment", assessment);
	if (sql_row(db, q)) {
		n = (uint32_t)get_int(q, 0);
		*last = get_int(q, 1);
		sql_end(q);
	}
	return n;
}

static void
attempt_question_get(sqlite3_stmt *q, struct arena *a, struct attempt_question *one)
{
	struct str bytes = get_str(q, 2, a);

	*one = (struct attempt_question){
		.question = get_str(q, 0, a),
		.version = (uint64_t)get_int(q, 1),
		.orders = (uint32_t)(bytes.len / 4),
		.response = get_str(q, 3, a),
		.share = (int32_t)get_int(q, 4),
		.waits = get_int(q, 5) != 0,
		.is_out = get_int(q, 6) != 0,
		.comment = get_str(q, 7, a),
	};
	one->order = ARENA_ARRAY(a, one->orders, uint32_t);
	for (uint32_t i = 0; i < one->orders; i++)
		for (uint32_t b = 0; b < 4; b++)
			one->order[i] |= (uint32_t)(unsigned char)bytes.at[4 * i + b] << 8 * b;
}

void
db_attempt_questions(struct db *db, const struct uuid *id, struct arena *a,
    struct attempt_question **list, uint32_t *n)
{
	sqlite3_stmt *q = sql(db, SQL_ATTEMPT_QUESTIONS);
	uint32_t room = 0;

	*list = NULL;
	*n = 0;
	put_uuid(q, ":id", id);
	while (sql_row(db, q)) {
		GROW(a, *list, *n, room);
		attempt_question_get(q, a, &(*list)[(*n)++]);
	}
}

bool
db_attempt_question(struct db *db, const struct uuid *id, uint32_t index, struct arena *a,
    struct attempt_question *one)
{
	sqlite3_stmt *q = sql(db, SQL_ATTEMPT_QUESTION);

	memset(one, 0, sizeof(*one));
	put_uuid(q, ":id", id);
	put_int(q, ":place", index);
	if (!sql_row(db, q))
		return false;
	attempt_question_get(q, a, one);
	sql_end(q);
	return true;
}

void
db_seen(struct db *db, const struct uuid *person, struct str course, struct str assessment,
    struct arena *a, struct str **seen, uint32_t *seens)
{
	sqlite3_stmt *q = sql(db, SQL_SEEN);
	uint32_t room = 0;

	*seen = NULL;
	*seens = 0;
	put_uuid(q, ":person", person);
	put_str(q, ":course", course);
	put_str(q, ":assessment", assessment);
	while (sql_row(db, q)) {
		GROW(a, *seen, *seens, room);
		(*seen)[(*seens)++] = get_str(q, 0, a);
	}
}

void
db_results(struct db *db, const struct uuid *person, uint32_t most, struct arena *a,
    struct told_results *r)
{
	sqlite3_stmt *q = sql(db, SQL_RESULTS);
	uint32_t room = 0;

	memset(r, 0, sizeof(*r));
	put_uuid(q, ":person", person);
	put_int(q, ":most", most);
	while (sql_row(db, q)) {
		struct attempt_row row;

		attempt_get(q, a, &row);
		GROW(a, r->attempt, r->attempts, room);
		r->attempt[r->attempts++] = row.attempt;
	}
}

uint32_t
db_extra_time(struct db *db, const struct uuid *person)
{
	sqlite3_stmt *q = sql(db, SQL_EXTRA_TIME);
	uint32_t percent = 0;

	put_uuid(q, ":person", person);
	if (sql_row(db, q))
		percent = (uint32_t)get_int(q, 0);
	sql_end(q);
	return percent;
}

void
db_attempts_timed(struct db *db, struct arena *a, struct attempt_row **t, uint32_t *n)
{
	sqlite3_stmt *q = sql(db, SQL_ATTEMPTS_TIMED);
	uint32_t room = 0;

	*t = NULL;
	*n = 0;
	while (sql_row(db, q)) {
		GROW(a, *t, *n, room);
		attempt_get(q, a, &(*t)[(*n)++]);
	}
}

void
db_attempts_left(
    struct db *db, int64_t before, const struct uuid *after, uint32_t most, struct arena *a,
    struct uuid **id, uint32_t *n)
{
	sqlite3_stmt *q = sql(db, SQL_ATTEMPTS_LEFT);

	*id = ARENA_ARRAY(a, most, struct uuid);
	*n = 0;
	put_int(q, ":before", before);
	put_uuid(q, ":after", after);
	put_int(q, ":most", most);
	while (sql_row(db, q))
		get_bytes(q, 0, (*id)[(*n)++].b, sizeof((*id)->b));
}
