/* Are the records whole? Rebuilt from the events beside the live ones, by the same projector, and
 * compared. */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/sqlite/data.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/stmt.h"

enum { LINES_A_TABLE = 5 };

struct doctor {
	struct db *live, *fresh;
	struct buf *report;
	int64_t events, rows;
	unsigned wrong;
};

static void __attribute__((format(printf, 2, 3))) say(struct doctor *d, const char *fmt, ...)
{
	char line[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (d->report)
		buf_printf(d->report, "%s\n", line);
}

/* ---- comparing ---- */

static int
value_order(sqlite3_stmt *a, sqlite3_stmt *b, int col)
{
	if (sqlite3_column_type(a, col) == SQLITE_INTEGER &&
	    sqlite3_column_type(b, col) == SQLITE_INTEGER) {
		int64_t x = sqlite3_column_int64(a, col), y = sqlite3_column_int64(b, col);

		return (x > y) - (x < y);
	}
	return str_cmp(
	    (struct str){ sqlite3_column_blob(a, col), (size_t)sqlite3_column_bytes(a, col) },
	    (struct str){ sqlite3_column_blob(b, col), (size_t)sqlite3_column_bytes(b, col) });
}

static int
key_order(sqlite3_stmt *a, sqlite3_stmt *b, int keys)
{
	int order = 0;

	for (int i = 0; i < keys && order == 0; i++)
		order = value_order(a, b, i);
	return order;
}

/* A key as people can look it up: blobs in hex. */
static void
key_text(sqlite3_stmt *q, int keys, char *out, size_t room)
{
	struct buf b = { .at = out, .cap = room - 1 };

	for (int i = 0; i < keys; i++) {
		const unsigned char *at = sqlite3_column_blob(q, i);
		int len = sqlite3_column_bytes(q, i);

		if (i > 0)
			buf_char(&b, ' ');
		if (sqlite3_column_type(q, i) != SQLITE_BLOB)
			buf_add(&b, at, (size_t)len);
		else
			for (int j = 0; j < len; j++)
				buf_printf(&b, "%02x", at[j]);
	}
	out[b.len] = '\0';
}

static void
differs(struct doctor *d, const struct schema_projection *p, unsigned *said, sqlite3_stmt *q,
    const char *what)
{
	char key[160];

	d->wrong++;
	if ((*said)++ >= LINES_A_TABLE)
		return;
	key_text(q, p->keys, key, sizeof(key));
	say(d, "%s %s: %s", p->table, key, what);
}

static void
row_compare(struct doctor *d, const struct schema_projection *p, unsigned *said, sqlite3_stmt *live,
    sqlite3_stmt *fresh)
{
	for (int i = p->keys; i < sqlite3_column_count(live); i++)
		if (value_order(live, fresh, i) != 0) {
			char what[100];

			snprintf(what, sizeof(what), "%s is not what the events say",
			    sqlite3_column_name(live, i));
			differs(d, p, said, live, what);
			return;
		}
}

static bool
table_compare(struct doctor *d, const struct schema_projection *p, struct err *e)
{
	sqlite3_stmt *live = NULL, *fresh = NULL;
	char text[200];
	unsigned said = 0;

	snprintf(text, sizeof(text), "SELECT * FROM %s ORDER BY %s", p->table, p->key);

	bool ok = sqlite3_prepare_v2(d->live->s, text, -1, &live, NULL) == SQLITE_OK &&
		  sqlite3_prepare_v2(d->fresh->s, text, -1, &fresh, NULL) == SQLITE_OK;
	int a = ok ? sqlite3_step(live) : SQLITE_ERROR, b = ok ? sqlite3_step(fresh) : SQLITE_ERROR;

	while (a == SQLITE_ROW || b == SQLITE_ROW) {
		int order = a != SQLITE_ROW   ? 1
			    : b != SQLITE_ROW ? -1
					      : key_order(live, fresh, p->keys);

		if (order == 0)
			row_compare(d, p, &said, live, fresh);
		else
			differs(d, p, &said, order < 0 ? live : fresh,
			    order < 0 ? "no event tells of it" : "is missing");
		d->rows++;
		if (order <= 0)
			a = sqlite3_step(live);
		if (order >= 0)
			b = sqlite3_step(fresh);
	}
	if (a != SQLITE_DONE || b != SQLITE_DONE)
		ok = err_set(
		    e, ERR_CORRUPT, "%s cannot be read: %s", p->table, sqlite3_errmsg(d->live->s));
	if (said > LINES_A_TABLE)
		say(d, "%s: and %u more", p->table, said - LINES_A_TABLE);
	sqlite3_finalize(live);
	sqlite3_finalize(fresh);
	return ok;
}

/* ---- rebuilding ---- */

static bool
event_again(void *context, const struct event *e)
{
	struct doctor *d = context;

	d->events++;
	event_project(d->fresh, e);
	return !db_failed(d->fresh);
}

static bool
rebuild(struct doctor *d, struct err *e)
{
	struct arena *a = arena_new();
	bool ok = db_begin(d->fresh) && db_events(d->live, a, event_again, d);

	if (!ok)
		err_set(e, ERR_CORRUPT, "%s", db_problem(d->live));
	else if (db_failed(d->fresh) || !db_commit(d->fresh))
		ok = err_set(e, ERR_CORRUPT, "event %lld cannot be applied: %s",
		    (long long)d->events, db_problem(d->fresh));
	arena_free(a);
	return ok;
}

/* ---- what else can be wrong ---- */

/* Each gives one line a fault, or none. */
static const struct {
	const char *sql, *what;
} looks[] = {
	{ "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT 20",
	    "the file is damaged" },
	{ "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 20", "a row points to nothing in" },
	{ "SELECT max(counter) - count(*) FROM event GROUP BY site HAVING max(counter) <> count(*)",
	    "events are missing" },
	/* Counted once for all: the events once for each invitation would take days. */
	{ "SELECT hex(hash) FROM invitation AS i LEFT JOIN (SELECT substr(data, 4, 8) AS code, "
	  "count(*) AS n FROM event WHERE kind = 'signup' GROUP BY 1) AS s "
	  "ON s.code = substr(i.hash, 1, 8) WHERE i.used <> coalesce(s.n, 0) LIMIT 20",
	    "an invitation was used more or less often than accounts were made by it" },
	{ "SELECT login FROM person AS p WHERE disabled = 0 "
	  "AND NOT EXISTS (SELECT 1 FROM password WHERE person = p.id) "
	  "AND NOT EXISTS (SELECT 1 FROM ssh_key WHERE person = p.id) "
	  "AND NOT EXISTS (SELECT 1 FROM recovery WHERE person = p.id AND ended_at = 0) "
	  /* Its last key was taken away by an operator, or proved to be another's. */
	  "AND NOT EXISTS (SELECT 1 FROM event AS e WHERE e.kind = 'key-remove' "
	  "AND e.person = p.id AND e.by <> p.id) LIMIT 20",
	    "an account has no way in" },
	{ "SELECT e.course FROM edition AS e WHERE NOT EXISTS (SELECT 1 FROM edition_file AS f "
	  "WHERE f.course = e.course AND f.major = e.major AND f.minor = e.minor "
	  "AND f.revision = e.revision) LIMIT 20",
	    "an edition has no files" },
};

static bool
look(struct doctor *d, struct err *e)
{
	for (size_t i = 0; i < sizeof(looks) / sizeof(*looks); i++) {
		sqlite3_stmt *q = NULL;
		int rc = sqlite3_prepare_v2(d->live->s, looks[i].sql, -1, &q, NULL);

		while (rc == SQLITE_OK || rc == SQLITE_ROW) {
			rc = sqlite3_step(q);
			if (rc != SQLITE_ROW)
				break;
			say(d, "%s: %s", looks[i].what, (const char *)sqlite3_column_text(q, 0));
			d->wrong++;
		}
		sqlite3_finalize(q);
		if (rc != SQLITE_DONE)
			return err_set(e, ERR_CORRUPT, "the records cannot be read: %s",
			    sqlite3_errmsg(d->live->s));
	}
	return true;
}

/* The files of the editions are known by the hash of what they say. */
static bool
contents_look(struct doctor *d, struct err *e)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(d->live->s, "SELECT hash, bytes FROM content", -1, &q, NULL);

	while (rc == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW) {
		unsigned char stored[HASH], real[HASH];
		const unsigned char *bytes = sqlite3_column_blob(q, 1);
		char key[80];

		crypto_generichash(real, HASH, bytes, (size_t)sqlite3_column_bytes(q, 1), NULL, 0);
		if (get_bytes(q, 0, stored, HASH) && memcmp(stored, real, HASH) == 0)
			continue;
		d->wrong++;
		key_text(q, 1, key, sizeof(key));
		say(d, "content %s: a course's file is not what was published", key);
	}
	if (sqlite3_finalize(q) != SQLITE_OK || rc != SQLITE_OK)
		return err_set(
		    e, ERR_CORRUPT, "the editions cannot be read: %s", sqlite3_errmsg(d->live->s));
	return true;
}

bool
data_doctor(const char *database, struct buf *report, struct err *e)
{
	struct doctor d = { .report = report };
	bool ok = false;

	d.live = db_open_reader(database, e);
	d.fresh = d.live ? db_open_scratch(e) : NULL;
	if (!d.fresh)
		goto out;
	/* One view of the file, while the keeper goes on writing. */
	if (sqlite3_exec(d.live->s, "BEGIN", NULL, NULL, NULL) != SQLITE_OK) {
		err_set(e, ERR_SYSTEM, "the records cannot be read: %s", sqlite3_errmsg(d.live->s));
		goto out;
	}
	ok = look(&d, e) && contents_look(&d, e) && rebuild(&d, e);
	for (const struct schema_projection *p = schema_projections; ok && p->table; p++)
		ok = table_compare(&d, p, e);
	if (ok && d.wrong > 0)
		ok = err_set(
		    e, ERR_CORRUPT, "%u things in the records are not as they should be", d.wrong);
	else if (ok)
		say(&d, "%lld events, %lld rows rebuilt from them and found equal",
		    (long long)d.events, (long long)d.rows);
out:
	db_close(d.fresh);
	db_close(d.live);
	return ok;
}

bool
data_readable(const char *database, struct err *e)
{
	sqlite3 *s = NULL;
	int version;
	bool ok;

	if (access(database, F_OK) != 0 && errno == ENOENT)
		return err_set(e, ERR_MISSING, "there are no records %s", database);
	if (sqlite3_open_v2(database, &s, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK)
		ok = sqlite3_busy_timeout(s, 5000) == SQLITE_OK && schema_version(s, &version, e);
	else
		ok = err_set(e, ERR_SYSTEM, "the records %s cannot be opened: %s", database,
		    s ? sqlite3_errmsg(s) : "no memory");
	sqlite3_close(s);
	return ok;
}
