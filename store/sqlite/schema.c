#include "store/sqlite/schema.h"

#include <assert.h>
#include <stdio.h>
#include <unistd.h>

#include "store/sqlite/file.h"

static const char *const steps[SCHEMA_VERSION] = {
	/* 1: people, events, projections, editions */
	"CREATE TABLE site (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, "
	"is_own INTEGER NOT NULL, seed BLOB NOT NULL) STRICT;"
	"INSERT INTO site VALUES (1, randomblob(16), 1, randomblob(32));"

	"CREATE TABLE person (id BLOB PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, "
	"language TEXT NOT NULL, country TEXT NOT NULL, role INTEGER NOT NULL, "
	"line_mode INTEGER NOT NULL, shared_computer INTEGER NOT NULL, disabled INTEGER NOT NULL, "
	"added_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE password (person BLOB PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE, "
	"phc TEXT NOT NULL, set_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE ssh_key (fingerprint TEXT PRIMARY KEY, person BLOB NOT NULL "
	"REFERENCES person (id) ON DELETE CASCADE, kind TEXT NOT NULL, name TEXT NOT NULL, "
	"blob BLOB NOT NULL, added_at INTEGER NOT NULL, used_at INTEGER NOT NULL) "
	"STRICT, WITHOUT ROWID;"
	"CREATE INDEX ssh_key_person ON ssh_key (person);"
	"CREATE TABLE invitation (hash BLOB PRIMARY KEY, role INTEGER NOT NULL, "
	"uses INTEGER NOT NULL, used INTEGER NOT NULL, until INTEGER NOT NULL, "
	"used_at INTEGER NOT NULL, CHECK (used <= uses)) STRICT, WITHOUT ROWID;"

	/* sequence: the order of arrival here; (site, counter): the event's name everywhere. */
	"CREATE TABLE event (sequence INTEGER PRIMARY KEY, "
	"site INTEGER NOT NULL REFERENCES site (number), counter INTEGER NOT NULL, "
	"uuid BLOB NOT NULL UNIQUE, at INTEGER NOT NULL, person BLOB NOT NULL, by BLOB NOT NULL, "
	"kind TEXT NOT NULL, course TEXT NOT NULL, subject TEXT NOT NULL, question TEXT NOT NULL, "
	"version INTEGER NOT NULL, data BLOB NOT NULL, UNIQUE (site, counter)) STRICT;"
	"CREATE TRIGGER event_stays BEFORE UPDATE ON event "
	"BEGIN SELECT raise(ABORT, 'events are never changed'); END;"
	"CREATE TRIGGER event_remains BEFORE DELETE ON event "
	"BEGIN SELECT raise(ABORT, 'events are never deleted'); END;"

	"CREATE TABLE login_state (person BLOB PRIMARY KEY, at INTEGER NOT NULL, how TEXT NOT "
	"NULL, "
	"before_at INTEGER NOT NULL, before_how TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE course_state (person BLOB NOT NULL, course TEXT NOT NULL, "
	"begun_at INTEGER NOT NULL, last_at INTEGER NOT NULL, done_at INTEGER NOT NULL, "
	"percent INTEGER NOT NULL, PRIMARY KEY (person, course)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE place (person BLOB NOT NULL, course TEXT NOT NULL, lang TEXT NOT NULL, "
	"lesson TEXT NOT NULL, hash INTEGER NOT NULL, block INTEGER NOT NULL, "
	"offset INTEGER NOT NULL, ended INTEGER NOT NULL, question TEXT NOT NULL, "
	"draft TEXT NOT NULL, at INTEGER NOT NULL, sequence INTEGER NOT NULL, "
	"PRIMARY KEY (person, course)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE lesson_state (person BLOB NOT NULL, course TEXT NOT NULL, "
	"lesson TEXT NOT NULL, opened INTEGER NOT NULL, ended INTEGER NOT NULL, "
	"answered INTEGER NOT NULL, done_at INTEGER NOT NULL, hash INTEGER NOT NULL, "
	"block INTEGER NOT NULL, offset INTEGER NOT NULL, at INTEGER NOT NULL, "
	"PRIMARY KEY (person, course, lesson)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE check_answer (person BLOB NOT NULL, course TEXT NOT NULL, "
	"lesson TEXT NOT NULL, question TEXT NOT NULL, tries INTEGER NOT NULL, "
	"version INTEGER NOT NULL, first_response TEXT NOT NULL, first_share INTEGER NOT NULL, "
	"response TEXT NOT NULL, share INTEGER NOT NULL, shown INTEGER NOT NULL, "
	"at INTEGER NOT NULL, PRIMARY KEY (person, course, lesson, question)) "
	"STRICT, WITHOUT ROWID;"
	"CREATE TABLE attempt (id BLOB PRIMARY KEY, person BLOB NOT NULL, course TEXT NOT NULL, "
	"assessment TEXT NOT NULL, lang TEXT NOT NULL, edition INTEGER NOT NULL, "
	"minor INTEGER NOT NULL, revision INTEGER NOT NULL, number INTEGER NOT NULL, "
	"pass INTEGER NOT NULL, questions INTEGER NOT NULL, answered INTEGER NOT NULL, "
	"begun_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, closed_at INTEGER NOT NULL, "
	"percent INTEGER NOT NULL, \"right\" INTEGER NOT NULL, passed INTEGER NOT NULL) "
	"STRICT, WITHOUT ROWID;"
	"CREATE INDEX attempt_person ON attempt (person, course, assessment);"
	"CREATE TABLE attempt_question (attempt BLOB NOT NULL REFERENCES attempt (id), "
	"place INTEGER NOT NULL, question TEXT NOT NULL, version INTEGER NOT NULL, "
	"choices BLOB NOT NULL, response TEXT NOT NULL, answered_at INTEGER NOT NULL, "
	"share INTEGER NOT NULL, PRIMARY KEY (attempt, place)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE edition (course TEXT NOT NULL, major INTEGER NOT NULL, "
	"minor INTEGER NOT NULL, revision INTEGER NOT NULL, hash BLOB NOT NULL, "
	"at INTEGER NOT NULL, PRIMARY KEY (course, major, minor, revision)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE content (hash BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT;"
	"CREATE TABLE edition_file (course TEXT NOT NULL, major INTEGER NOT NULL, "
	"minor INTEGER NOT NULL, revision INTEGER NOT NULL, path TEXT NOT NULL, "
	"content BLOB NOT NULL REFERENCES content (hash), "
	"PRIMARY KEY (course, major, minor, revision, path), "
	"FOREIGN KEY (course, major, minor, revision) "
	"REFERENCES edition (course, major, minor, revision)) STRICT, WITHOUT ROWID;",

	/* 2: the open attempts are looked through every hour, and were by reading all of them */
	"CREATE INDEX attempt_left ON attempt (changed_at) WHERE closed_at = 0;",

	/* 3: recovery codes, notices, accounts that were united, a list of invitations */
	"CREATE TABLE recovery (hash BLOB PRIMARY KEY, person BLOB NOT NULL "
	"REFERENCES person (id) ON DELETE CASCADE, made_at INTEGER NOT NULL, by BLOB NOT NULL, "
	"ended_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE UNIQUE INDEX recovery_person ON recovery (person) WHERE ended_at = 0;"
	"CREATE INDEX recovery_ended ON recovery (person, ended_at);"

	"ALTER TABLE invitation ADD COLUMN label TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE invitation ADD COLUMN made_at INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE invitation ADD COLUMN by BLOB NOT NULL "
	"DEFAULT x'00000000000000000000000000000000';"
	"ALTER TABLE invitation ADD COLUMN revoked_at INTEGER NOT NULL DEFAULT 0;"
	"CREATE INDEX invitation_id ON invitation (substr(hash, 1, 4));"
	"CREATE INDEX invitation_made ON invitation (made_at);"

	/* What an operator pasted was never proved, unless it opened since; what sign-up and
	 * key-add brought was. */
	"ALTER TABLE ssh_key ADD COLUMN proved INTEGER NOT NULL DEFAULT 1;"
	"UPDATE ssh_key SET proved = 0 WHERE used_at = 0 AND length(blob) > 0 AND NOT EXISTS "
	"(SELECT 1 FROM event AS e WHERE e.kind = 'key-add' AND e.person = ssh_key.person "
	"AND instr(e.data, CAST(fingerprint AS BLOB)) > 0);"

	/* The login before a change of name: no event may hold it. */
	"CREATE TABLE login_before (event BLOB PRIMARY KEY, person BLOB NOT NULL "
	"REFERENCES person (id) ON DELETE CASCADE, login TEXT NOT NULL) STRICT, WITHOUT ROWID;"

	"CREATE TABLE notice (person BLOB NOT NULL, sequence INTEGER NOT NULL, "
	"event BLOB NOT NULL, kind INTEGER NOT NULL, at INTEGER NOT NULL, by BLOB NOT NULL, "
	"what TEXT NOT NULL, other BLOB NOT NULL, PRIMARY KEY (person, sequence)) "
	"STRICT, WITHOUT ROWID;"
	"INSERT INTO notice SELECT person, sequence, uuid, 2, at, by, '', zeroblob(16) "
	"FROM event WHERE kind = 'password';"
	"INSERT INTO notice SELECT person, sequence, uuid, "
	"CASE kind WHEN 'key-add' THEN 3 ELSE 4 END, at, by, "
	"CAST(substr(data, 6) AS TEXT), zeroblob(16) "
	"FROM event WHERE kind IN ('key-add', 'key-remove');"
	"ALTER TABLE login_state ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE login_state ADD COLUMN before_sequence INTEGER NOT NULL DEFAULT 0;"
	"UPDATE login_state SET sequence = (SELECT coalesce(max(e.sequence), 0) FROM event AS e "
	"WHERE e.kind = 'login' AND e.person = login_state.person);"
	"UPDATE login_state SET before_sequence = (SELECT coalesce(max(e.sequence), 0) "
	"FROM event AS e WHERE e.kind = 'login' AND e.person = login_state.person "
	"AND e.sequence < login_state.sequence);"
	"CREATE TABLE merged (person BLOB PRIMARY KEY, merged_into BLOB NOT NULL) "
	"STRICT, WITHOUT ROWID;",

	/* 4: exams: their clock, marks that wait and change */
	"ALTER TABLE attempt ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE attempt ADD COLUMN time_s INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE attempt ADD COLUMN clock INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE attempt ADD COLUMN pause_limit_s INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE attempt ADD COLUMN paused_s INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE attempt ADD COLUMN given_s INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE attempt ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE attempt ADD COLUMN remarked_at INTEGER NOT NULL DEFAULT 0;"
	"CREATE INDEX attempt_waits ON attempt (closed_at) WHERE waits = 1;"
	"CREATE INDEX attempt_course ON attempt (course, assessment, closed_at);"
	"ALTER TABLE attempt_question ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE attempt_question ADD COLUMN is_out INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE attempt_question ADD COLUMN comment TEXT NOT NULL DEFAULT '';"
	"CREATE TABLE extra_time (person BLOB PRIMARY KEY, percent INTEGER NOT NULL) "
	"STRICT, WITHOUT ROWID;"

	/* who marked a written answer; repairs: changes of marks that were asked for */
	"ALTER TABLE attempt_question ADD COLUMN marked INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE attempt_question ADD COLUMN marked_by BLOB NOT NULL DEFAULT x'';"
	"CREATE INDEX attempt_assessment ON attempt (course, assessment);"
	"CREATE TABLE repair (id BLOB PRIMARY KEY, sequence INTEGER NOT NULL, at INTEGER NOT NULL, "
	"by BLOB NOT NULL, course TEXT NOT NULL, assessment TEXT NOT NULL, question TEXT NOT NULL, "
	"version INTEGER NOT NULL, kind INTEGER NOT NULL, accept TEXT NOT NULL, "
	"reason TEXT NOT NULL, state INTEGER NOT NULL, consent_at INTEGER NOT NULL, "
	"consent_by BLOB NOT NULL, upto BLOB NOT NULL, changed INTEGER NOT NULL, "
	"done_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE INDEX repair_question ON repair (course, assessment, sequence);"
	"CREATE INDEX repair_state ON repair (state, sequence);"

	/* mistakes that people reported */
	"CREATE TABLE mistake (id BLOB PRIMARY KEY, person BLOB NOT NULL, course TEXT NOT NULL, "
	"subject TEXT NOT NULL, question TEXT NOT NULL, lang TEXT NOT NULL, edition INTEGER NOT NULL, "
	"minor INTEGER NOT NULL, revision INTEGER NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL, "
	"sequence INTEGER NOT NULL, answer TEXT NOT NULL, answered_at INTEGER NOT NULL, "
	"answered_by BLOB NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE INDEX mistake_person ON mistake (person);"
	"CREATE INDEX mistake_newest ON mistake (sequence);"

	/* since when nobody sits at an open attempt, a clock that was set, and how it ended */
	"ALTER TABLE attempt ADD COLUMN away_at INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE attempt ADD COLUMN set_s INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE attempt ADD COLUMN time_up INTEGER NOT NULL DEFAULT 0;"
	"CREATE INDEX attempt_timed ON attempt (id) WHERE closed_at = 0 AND time_s > 0;"

	/* Drafts, who owns a course, which edition is served. Whoever began a course under format 3
	 * began it in the major that was the newest then. */
	"ALTER TABLE edition ADD COLUMN by BLOB NOT NULL "
	"DEFAULT x'00000000000000000000000000000000';"
	"ALTER TABLE edition ADD COLUMN class INTEGER NOT NULL DEFAULT 0;"
	"CREATE TABLE course (course TEXT PRIMARY KEY, major INTEGER NOT NULL, "
	"minor INTEGER NOT NULL, revision INTEGER NOT NULL, status INTEGER NOT NULL, "
	"status_at INTEGER NOT NULL, replaced_by TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	"INSERT INTO course SELECT course, major, minor, revision, 2, (SELECT min(f.at) "
	"FROM edition AS f WHERE f.course = e.course), '' FROM edition AS e WHERE NOT EXISTS "
	"(SELECT 1 FROM edition AS n WHERE n.course = e.course AND (n.major, n.minor, n.revision) > "
	"(e.major, e.minor, e.revision));"
	"CREATE TABLE course_owner (course TEXT NOT NULL, person BLOB NOT NULL, "
	"PRIMARY KEY (course, person)) STRICT, WITHOUT ROWID;"
	"ALTER TABLE course_state ADD COLUMN major INTEGER NOT NULL DEFAULT 0;"
	"UPDATE course_state SET major = coalesce((SELECT e.major FROM edition AS e "
	"WHERE e.course = course_state.course AND e.at <= course_state.begun_at "
	"ORDER BY e.at DESC, e.major DESC LIMIT 1), 0);"
	"CREATE INDEX course_state_course ON course_state (course);"
	"CREATE TABLE draft (course TEXT PRIMARY KEY, begun_by BLOB NOT NULL, by BLOB NOT NULL, "
	"at INTEGER NOT NULL, serial INTEGER NOT NULL, major INTEGER NOT NULL, "
	"minor INTEGER NOT NULL, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE draft_file (course TEXT NOT NULL REFERENCES draft (course) ON DELETE CASCADE, "
	"path TEXT NOT NULL, bytes BLOB NOT NULL, at INTEGER NOT NULL, "
	"PRIMARY KEY (course, path)) STRICT;"
	"CREATE TABLE draft_piece (event BLOB NOT NULL, at_byte INTEGER NOT NULL, "
	"course TEXT NOT NULL REFERENCES draft (course) ON DELETE CASCADE, path TEXT NOT NULL, "
	"bytes BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (event, at_byte)) STRICT;"
	"CREATE INDEX draft_piece_course ON draft_piece (course);"
	"CREATE TABLE draft_said (event BLOB PRIMARY KEY, course TEXT NOT NULL, "
	"at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"

	/* forms of exams on paper */
	"CREATE TABLE paper (code TEXT PRIMARY KEY, id BLOB NOT NULL) STRICT, WITHOUT ROWID;"

	/* Scenarios that are walked. sequence: of the newest event, so the last walk has the highest. */
	"CREATE TABLE walk (id BLOB PRIMARY KEY, person BLOB NOT NULL, course TEXT NOT NULL, "
	"module TEXT NOT NULL, steps INTEGER NOT NULL, choices INTEGER NOT NULL, "
	"begun_at INTEGER NOT NULL, ended_at INTEGER NOT NULL, \"end\" TEXT NOT NULL, "
	"sequence INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE INDEX walk_person ON walk (person, course, module, sequence);"
	"CREATE TABLE walk_step (walk BLOB NOT NULL, place INTEGER NOT NULL, node TEXT NOT NULL, "
	"version INTEGER NOT NULL, lang TEXT NOT NULL, edition INTEGER NOT NULL, "
	"minor INTEGER NOT NULL, revision INTEGER NOT NULL, choice INTEGER NOT NULL, "
	"response TEXT NOT NULL, share INTEGER NOT NULL, \"to\" TEXT NOT NULL, "
	"scales TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (walk, place)) "
	"STRICT, WITHOUT ROWID;",
};

const struct schema_projection schema_projections[] = {
	{ "login_state", "person", 1 },
	{ "course_state", "person, course", 2 },
	{ "place", "person, course", 2 },
	{ "lesson_state", "person, course, lesson", 3 },
	{ "check_answer", "person, course, lesson, question", 4 },
	{ "attempt", "id", 1 },
	{ "attempt_question", "attempt, place", 2 },
	{ "notice", "person, sequence", 2 },
	{ "merged", "person", 1 },
	{ "extra_time", "person", 1 },
	{ "repair", "id", 1 },
	{ "mistake", "id", 1 },
	{ "course", "course", 1 },
	{ "course_owner", "course, person", 2 },
	{ "paper", "code", 1 },
	{ "walk", "id", 1 },
	{ "walk_step", "walk, place", 2 },
	{ NULL, NULL, 0 },
};

static bool
pragma_int(sqlite3 *s, const char *pragma, int *value)
{
	sqlite3_stmt *q = NULL;
	bool ok = sqlite3_prepare_v2(s, pragma, -1, &q, NULL) == SQLITE_OK &&
		  sqlite3_step(q) == SQLITE_ROW;

	*value = ok ? sqlite3_column_int(q, 0) : 0;
	sqlite3_finalize(q);
	return ok;
}

bool
schema_version(sqlite3 *s, int *version, struct err *e)
{
	int id, tables;

	if (!pragma_int(s, "PRAGMA user_version", version) ||
	    !pragma_int(s, "PRAGMA application_id", &id) ||
	    !pragma_int(s, "SELECT count(*) FROM sqlite_schema", &tables))
		return err_set(
		    e, ERR_CORRUPT, "the file of records cannot be read: %s", sqlite3_errmsg(s));
	if (tables == 0 && *version == 0)
		return true;
	if (id != SCHEMA_ID)
		return err_set(e, ERR_INPUT,
		    "this is a database, but not one of Chalkline's: nothing was changed in it");
	if (*version > SCHEMA_VERSION)
		return err_set(e, ERR_VERSION,
		    "these records were written by a newer Chalkline (format %d, this program "
		    "knows %d): "
		    "nothing was changed; please use the newer program, or a backup from before",
		    *version, SCHEMA_VERSION);
	return true;
}

/* FILE.before-VERSION; an older copy of that name, from a migration that failed, is replaced. */
static bool
copy_first(sqlite3 *s, const char *file, int version, struct err *e)
{
	char path[4200];

	if (snprintf(path, sizeof(path), "%s.before-%d", file, version) >= (int)sizeof(path))
		return err_set(e, ERR_LIMIT, "the path of the records is too long");
	(void)unlink(path);
	return file_copy(s, path, e) && file_sync(path, e);
}

bool
schema_migrate(sqlite3 *s, const char *file, struct err *e)
{
	int version;

	if (!schema_version(s, &version, e))
		return false;
	if (version > 0 && version < SCHEMA_VERSION && file && !copy_first(s, file, version, e))
		return false;
	for (; version < SCHEMA_VERSION; version++) {
		char mark[100];

		snprintf(mark, sizeof(mark),
		    "PRAGMA application_id = %d; PRAGMA user_version = %d;", SCHEMA_ID,
		    version + 1);
		if (sqlite3_exec(s, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK ||
		    sqlite3_exec(s, steps[version], NULL, NULL, NULL) != SQLITE_OK ||
		    sqlite3_exec(s, mark, NULL, NULL, NULL) != SQLITE_OK ||
		    sqlite3_exec(s, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
			err_set(e, ERR_SYSTEM, "the records could not be carried to format %d: %s",
			    version + 1, sqlite3_errmsg(s));
			sqlite3_exec(s, "ROLLBACK", NULL, NULL, NULL);
			return false;
		}
	}
	return true;
}
