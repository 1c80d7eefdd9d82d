#include "store/sqlite/db.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/sqlite/file.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/stmt.h"

enum {
	BUSY_MS = 5000,
	HEAP = 128 << 20, /* of the whole process: SQLite says "out of memory" before the machine
			     does */
};

static const char *const texts[SQL_COUNT] = {
#define X(name, text) [SQL_##name] = text,
	SQL_LIST(X)
#undef X
};

/* ---- opening ---- */

static const struct {
	int limit, value;
} limits[] = {
	{ SQLITE_LIMIT_LENGTH, 8 << 20 }, /* a course's largest file is half of that */
	{ SQLITE_LIMIT_SQL_LENGTH, 100000 },
	{ SQLITE_LIMIT_COLUMN, 100 },
	{ SQLITE_LIMIT_EXPR_DEPTH, 20 },
	{ SQLITE_LIMIT_COMPOUND_SELECT, 3 },
	{ SQLITE_LIMIT_VDBE_OP, 25000 },
	{ SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50 },
	{ SQLITE_LIMIT_VARIABLE_NUMBER, 20 },
	{ SQLITE_LIMIT_TRIGGER_DEPTH, 10 },
};

static const struct {
	int op, value;
} configs[] = {
	{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
	{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
	{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	{ SQLITE_DBCONFIG_DQS_DDL, 0 },
	{ SQLITE_DBCONFIG_DQS_DML, 0 },
	{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
};

bool
db_settings(sqlite3 *s, struct err *e)
{
	sqlite3_extended_result_codes(s, 1);
	sqlite3_busy_timeout(s, BUSY_MS);
	sqlite3_hard_heap_limit64(HEAP);
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		sqlite3_limit(s, limits[i].limit, limits[i].value);
	for (size_t i = 0; i < sizeof(configs) / sizeof(*configs); i++) {
		int now = 0;

		if (sqlite3_db_config(s, configs[i].op, configs[i].value, &now) != SQLITE_OK ||
		    now != configs[i].value)
			return err_set(e, ERR_SYSTEM,
			    "this SQLite lacks a safeguard that Chalkline wants (%d)",
			    configs[i].op);
	}
	if (sqlite3_exec(s,
		"PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; "
		"PRAGMA temp_store = MEMORY;",
		NULL, NULL, NULL) != SQLITE_OK)
		return err_set(
		    e, ERR_CORRUPT, "the file of records cannot be read: %s", sqlite3_errmsg(s));
	return true;
}

/* After the start nothing may change the schema, attach files or turn a safeguard off. */
static int
authorize(void *context, int action, const char *a, const char *b, const char *c, const char *d)
{
	(void)context, (void)a, (void)b, (void)c, (void)d;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
	case SQLITE_TRANSACTION:
	case SQLITE_SAVEPOINT:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	default:
		return SQLITE_DENY;
	}
}

static bool
prepare(struct db *db, struct err *e)
{
	for (int i = 0; i < SQL_COUNT; i++)
		if (sqlite3_prepare_v3(db->s, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &db->stmt[i],
			NULL) != SQLITE_OK)
			return err_set(e, ERR_CORRUPT,
			    "the records have not the form they should: %s", sqlite3_errmsg(db->s));
	return true;
}

static struct db *
open_one(const char *file, int flags, struct err *e)
{
	struct db *db = calloc(1, sizeof(*db));

	if (!db) {
		err_set(e, ERR_SYSTEM, "there is no memory to open the records");
		return NULL;
	}
	if (sqlite3_open_v2(file, &db->s, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
		NULL) != SQLITE_OK) {
		err_set(e, ERR_SYSTEM, "the records %s cannot be opened: %s", file,
		    db->s ? sqlite3_errmsg(db->s) : "no memory");
		db_close(db);
		return NULL;
	}
	if (!db_settings(db->s, e)) {
		db_close(db);
		return NULL;
	}
	return db;
}

/* code: SQLite's, when it fails. */
static struct db *
open_whole(const char *file, bool lax, int *code, struct err *e)
{
	bool in_memory = strcmp(file, ":memory:") == 0 || file[0] == '\0';
	struct db *db;
	int version;

	*code = SQLITE_OK;
	if (!in_memory && !file_make(file, e))
		return NULL;
	db = open_one(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, e);
	if (!db)
		return NULL;
	db->is_lax = lax;
	/* Looked at before the journal mode is set: what is not ours is not touched. */
	if (!schema_version(db->s, &version, e))
		goto fail;
	if (sqlite3_exec(db->s,
		lax ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
		    : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
		NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(db->s, "PRAGMA journal_size_limit = 16777216;", NULL, NULL, NULL) !=
		SQLITE_OK) {
		err_set(e, ERR_SYSTEM, "the records %s cannot be written: %s", file,
		    sqlite3_errmsg(db->s));
		goto fail;
	}
	if (!schema_migrate(db->s, in_memory ? NULL : file, e) || !prepare(db, e))
		goto fail;
	sqlite3_limit(db->s, SQLITE_LIMIT_ATTACHED, 0); /* the copy before a migration needed one */
	sqlite3_set_authorizer(db->s, authorize, NULL);
	return db;
fail:
	*code = sqlite3_extended_errcode(db->s);
	db_close(db);
	return NULL;
}

/* ---- a disk that takes no writes ---- */

/* As it lies there, without a lock and without a log: sound only where no log was left behind. */
static struct db *
open_still(const char *file, bool lax, int code)
{
	char uri[PATH_MAX * 3 + 32], wal[PATH_MAX];
	struct buf b = BUF_OVER(uri);
	struct stat st;
	struct db *db;
	struct err e;
	int version;

	if (snprintf(wal, sizeof(wal), "%s-wal", file) >= (int)sizeof(wal) ||
	    (stat(wal, &st) == 0 && st.st_size > 0) || stat(file, &st) != 0 || st.st_size == 0)
		return NULL;
	buf_z(&b, "file:");
	for (const char *c = file; *c; c++)
		if (strchr("%?#", *c))
			buf_printf(&b, "%%%02x", (unsigned)(unsigned char)*c);
		else
			buf_char(&b, *c);
	buf_z(&b, "?immutable=1");
	buf_char(&b, '\0');
	db = b.cut ? NULL : open_one(uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, &e);
	if (!db)
		return NULL;
	if (!schema_version(db->s, &version, &e) || version != SCHEMA_VERSION || !prepare(db, &e)) {
		db_close(db);
		return NULL;
	}
	sqlite3_set_authorizer(db->s, authorize, NULL);
	db->is_still = true;
	db->is_lax = lax;
	db->code = code;
	snprintf(db->problem, sizeof(db->problem), "%s", sqlite3_errstr(code));
	return db;
}

/* Can it be written again? Then it is opened as always, in the same place. */
static bool
open_again(struct db *db)
{
	struct db *fresh, old;
	struct err e;
	int code;

	fresh = open_whole(sqlite3_db_filename(db->s, "main"), db->is_lax, &code, &e);
	if (!fresh) {
		if (code != SQLITE_OK) {
			db->code = code;
			snprintf(db->problem, sizeof(db->problem), "%s", sqlite3_errstr(code));
		}
		return false;
	}
	old = *db;
	*db = *fresh;
	*fresh = old;
	db_close(fresh);
	return true;
}

struct db *
db_open(const char *file, bool lax, struct err *e)
{
	int code;
	struct db *db = open_whole(file, lax, &code, e);

	if (db)
		return db;
	switch (code & 0xff) {
	case SQLITE_FULL:
	case SQLITE_READONLY:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return open_still(file, lax, code);
	default:
		return NULL;
	}
}

bool
db_is_still(const struct db *db)
{
	return db->is_still;
}

struct db *
db_open_scratch(struct err *e)
{
	return db_open("", false, e);
}

struct db *
db_open_reader(const char *file, struct err *e)
{
	struct db *db = open_one(file, SQLITE_OPEN_READWRITE, e);
	int version;

	if (!db)
		return NULL;
	if (!schema_version(db->s, &version, e))
		goto fail;
	if (version != SCHEMA_VERSION) {
		err_set(e, ERR_VERSION,
		    "these records have an older format (%d, this program writes %d): start the "
		    "server "
		    "once, it carries them up",
		    version, SCHEMA_VERSION);
		goto fail;
	}
	if (sqlite3_exec(db->s, "PRAGMA query_only = ON;", NULL, NULL, NULL) != SQLITE_OK) {
		err_set(e, ERR_SYSTEM, "the records %s cannot be read: %s", file,
		    sqlite3_errmsg(db->s));
		goto fail;
	}
	if (!prepare(db, e))
		goto fail;
	return db;
fail:
	db_close(db);
	return NULL;
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	for (int i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(db->stmt[i]);
	sqlite3_close(db->s);
	free(db);
}

/* ---- statements ---- */

static void
fail(struct db *db)
{
	if (!db->failed) {
		snprintf(db->problem, sizeof(db->problem), "%s", sqlite3_errmsg(db->s));
		db->code = sqlite3_extended_errcode(db->s);
	}
	db->failed = true;
}

sqlite3_stmt *
sql(struct db *db, enum sql which)
{
	sqlite3_stmt *q = db->stmt[which];

	sqlite3_reset(q);
	sqlite3_clear_bindings(q);
	return q;
}

static int
where(sqlite3_stmt *q, const char *name)
{
	return sqlite3_bind_parameter_index(q, name);
}

void
put_int(sqlite3_stmt *q, const char *name, int64_t v)
{
	sqlite3_bind_int64(q, where(q, name), v);
}

void
put_str(sqlite3_stmt *q, const char *name, struct str s)
{
	sqlite3_bind_text64(
	    q, where(q, name), s.len ? s.at : "", s.len, SQLITE_STATIC, SQLITE_UTF8);
}

void
put_blob(sqlite3_stmt *q, const char *name, const void *at, size_t len)
{
	sqlite3_bind_blob64(q, where(q, name), len ? at : "", len, SQLITE_STATIC);
}

void
put_uuid(sqlite3_stmt *q, const char *name, const struct uuid *u)
{
	put_blob(q, name, u->b, sizeof(u->b));
}

/* Every parameter that a statement names is bound by its caller, or NOT NULL refuses it. */
bool
sql_row(struct db *db, sqlite3_stmt *q)
{
	if (!db->failed) {
		int rc = sqlite3_step(q);

		if (rc == SQLITE_ROW)
			return true;
		if (rc != SQLITE_DONE)
			fail(db);
	}
	sqlite3_reset(q);
	return false;
}

int
sql_do(struct db *db, sqlite3_stmt *q)
{
	if (db->failed) {
		sqlite3_reset(q);
		return 0;
	}
	while (sql_row(db, q))
		;
	return db->failed ? 0 : sqlite3_changes(db->s);
}

void
sql_end(sqlite3_stmt *q)
{
	sqlite3_reset(q);
}

int64_t
get_int(sqlite3_stmt *q, int col)
{
	return sqlite3_column_int64(q, col);
}

struct str
get_str(sqlite3_stmt *q, int col, struct arena *a)
{
	const void *at = sqlite3_column_blob(q, col);
	int len = sqlite3_column_bytes(q, col);

	return at && len > 0 ? str_copy(a, (struct str){ at, (size_t)len }) : STR_NONE;
}

bool
get_bytes(sqlite3_stmt *q, int col, void *to, size_t len)
{
	const void *at = sqlite3_column_blob(q, col);

	if (!at || (size_t)sqlite3_column_bytes(q, col) != len) {
		memset(to, 0, len);
		return false;
	}
	memcpy(to, at, len);
	return true;
}

/* ---- transactions ---- */

/* These run even when something failed before: they are how one gets out of it. */
static bool
run(struct db *db, enum sql which)
{
	sqlite3_stmt *q = sql(db, which);
	int rc = sqlite3_step(q);

	if (rc != SQLITE_DONE)
		fail(db);
	sqlite3_reset(q);
	return rc == SQLITE_DONE;
}

bool
db_begin(struct db *db)
{
	db->failed = false;
	if (db->is_still && !open_again(db)) {
		db->failed = true;
		return false;
	}
	return run(db, SQL_BEGIN);
}

bool
db_commit(struct db *db)
{
	if (db_is_open(db) && run(db, SQL_COMMIT))
		return true;
	db_rollback(db);
	return false;
}

void
db_rollback(struct db *db)
{
	if (db_is_open(db))
		run(db, SQL_ROLLBACK);
	db->failed = false;
}

bool
db_save(struct db *db)
{
	return db_is_open(db) && run(db, SQL_SAVE);
}

bool
db_keep(struct db *db)
{
	return run(db, SQL_KEEP);
}

/* A full disk makes SQLite roll the whole transaction back by itself: then there is no savepoint
 * left. */
void
db_undo(struct db *db)
{
	if (!db_is_open(db))
		return;
	db->failed = false;
	if (run(db, SQL_UNDO))
		run(db, SQL_KEEP);
}

bool
db_failed(const struct db *db)
{
	return db->failed;
}

bool
db_is_open(const struct db *db)
{
	return !sqlite3_get_autocommit(db->s);
}

const char *
db_problem(const struct db *db)
{
	return db->problem;
}

/* ---- this site ---- */

void
db_site(struct db *db, struct site *s)
{
	sqlite3_stmt *q = sql(db, SQL_SITE);

	memset(s, 0, sizeof(*s));
	if (sql_row(db, q)) {
		get_bytes(q, 0, s->id.b, sizeof(s->id.b));
		get_bytes(q, 1, s->seed, sizeof(s->seed));
		sql_end(q);
	}
}

int64_t
db_newest(struct db *db)
{
	sqlite3_stmt *q = sql(db, SQL_NEWEST);
	int64_t at = 0;

	if (sql_row(db, q)) {
		at = get_int(q, 0);
		sql_end(q);
	}
	return at;
}
