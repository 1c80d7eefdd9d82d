/* The file of records: its settings, its past and its future, its doctor, its copies. */
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store/sqlite/data.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/stmt.h"
#include "tests/keeper/classroom.h"

static struct str
file_read(struct classroom *c, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf b = BUF_IN(c->a);
	char piece[4096];
	size_t n;

	assert_non_null(f);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(&b, piece, n);
	fclose(f);
	return buf_get(&b);
}

static void
file_write(const char *path, struct str bytes)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes.at, 1, bytes.len, f), bytes.len);
	assert_int_equal(fclose(f), 0);
}

/* With no care at all: what a broken disk or a clumsy hand would do. */
static void
raw(const char *path, const char *text)
{
	sqlite3 *s;
	char *problem = NULL;

	assert_int_equal(sqlite3_open(path, &s), SQLITE_OK);
	if (sqlite3_exec(s, text, NULL, NULL, &problem) != SQLITE_OK)
		fail_msg("%s: %s", text, problem);
	sqlite3_close(s);
}

static int64_t
raw_int(sqlite3 *s, const char *text)
{
	sqlite3_stmt *q;
	int64_t v;

	assert_int_equal(sqlite3_prepare_v2(s, text, -1, &q, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	v = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return v;
}

/* A room with something of everything in it, on disk. */
static struct classroom *
full(void)
{
	struct classroom *c = classroom_new();
	struct seat s = door(c, invitation(c, ROLE_TRAINEE, 3, 30), STR_NONE);

	OK(c, &s, .verb = VERB_SIGNUP,
	    .signup = { event(c), STR("amina"), STR("Amina"), STR("MZ"), STR("en"), WAY_PHRASE,
		SECRET, STR_NONE, false, false });
	read_all(c, &s);
	whole_attempt(c, &s, "first-hour", 1);
	start(c, &s, "final");
	return c;
}

/* ---- settings ---- */

static void
safeguards_read_back(void **state)
{
	struct classroom *c = classroom_bare();
	sqlite3 *s = c->k->db->s;
	static const char *const denied[] = { "CREATE TABLE x (y)", "DROP TABLE event",
		"ALTER TABLE person ADD z", "ATTACH 'x.db' AS x", "PRAGMA writable_schema = ON",
		"PRAGMA synchronous = OFF", "CREATE TEMP TABLE x (y)", "SELECT load_extension('x')",
		"DROP TRIGGER event_stays" };

	(void)state;
	for (size_t i = 0; i < sizeof(denied) / sizeof(*denied); i++)
		if (sqlite3_exec(s, denied[i], NULL, NULL, NULL) == SQLITE_OK)
			fail_msg("allowed: %s", denied[i]);
	sqlite3_set_authorizer(s, NULL, NULL);
	assert_int_equal(raw_int(s, "PRAGMA synchronous"), 2);
	assert_int_equal(raw_int(s, "PRAGMA foreign_keys"), 1);
	assert_int_equal(raw_int(s, "PRAGMA secure_delete"), 1);
	assert_int_equal(raw_int(s, "PRAGMA trusted_schema"), 0);
	assert_int_equal(raw_int(s, "PRAGMA cell_size_check"), 1);
	assert_int_equal(raw_int(s, "PRAGMA user_version"), SCHEMA_VERSION);
	assert_int_equal(sqlite3_limit(s, SQLITE_LIMIT_ATTACHED, -1), 0);
	if (on_disk)
		assert_int_equal(
		    raw_int(s, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
	classroom_free(c);
}

static void
events_only_grow(void **state)
{
	struct classroom *c = classroom_new();
	sqlite3 *s = c->k->db->s;

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	assert_int_not_equal(
	    sqlite3_exec(s, "UPDATE event SET at = 0", NULL, NULL, NULL), SQLITE_OK);
	assert_int_not_equal(sqlite3_exec(s, "DELETE FROM event", NULL, NULL, NULL), SQLITE_OK);
	assert_true(events(c) > 0);
	classroom_free(c);
}

/* No name, no login, no password in what can never be erased. */
static void
events_hold_no_names(void **state)
{
	struct classroom *c = full();
	static const char *const never[] = { "amina", "Amina", "violet", "argon2" };

	(void)state;
	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++) {
		char text[200];

		snprintf(text, sizeof(text),
		    "SELECT count(*) FROM event WHERE instr(CAST(data AS BLOB), '%s')", never[i]);
		assert_int_equal(raw_int(c->k->db->s, text), 0);
	}
	classroom_free(c);
}

static void
a_full_disk_is_told_and_survived(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct request q = place_of(c, "custody", 1, false);
	char *draft = arena_alloc(c->a, RESPONSE_TEXT);
	int before = (int)events(c), n = 0;
	enum reason reason = REASON_NONE;

	(void)state;
	memset(draft, 'x', RESPONSE_TEXT);
	q.place.place.draft = (struct str){ draft, RESPONSE_TEXT };
	sqlite3_set_authorizer(c->k->db->s, NULL, NULL);
	sqlite3_exec(c->k->db->s, "PRAGMA max_page_count = 1", NULL, NULL,
	    NULL); /* clamped to what there is */
	for (; n < 500 && reason == REASON_NONE; n++) {
		q.place.event = event(c);
		reason = ask_coded(c, &s, q);
	}
	assert_int_equal(reason, REASON_DISK);
	assert_int_equal(events(c), before + n - 1);
	OK(c, &s, .verb = VERB_HOME);
	sqlite3_exec(c->k->db->s, "PRAGMA max_page_count = 100000", NULL, NULL, NULL);
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	assert_int_equal(events(c), before + n);
	classroom_free(c);
}

/* ---- versions ---- */

static void
an_old_file_is_carried_up(void **state)
{
	struct classroom *c;
	struct seat s = nobody();
	struct err e;
	char before[200];
	sqlite3 *old;

	(void)state;
	if (!on_disk)
		return;
	c = classroom_bare();
	keeper_close(c->k);
	unlink(c->database);
	raw(c->database, str_z(c->a, file_read(c, SOURCE_DIR "/tests/keeper/data/version-1.sql")));
	classroom_open(c);
	if (!keeper_load_editions(c->k, NULL, &e))
		fail_msg("%s", e.text);
	assert_int_equal(db_newest(c->k->db), 1790000180);
	c->now = 1790000200;
	OK(c, &s, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = STR("amina"), .secret = SECRET });
	assert_true(str_is(c->r.login.who.name, "Amina Macuácua"));
	OK(c, &s, .verb = VERB_FACTS, .course = COURSE);
	assert_true(facts_quiz(&c->r.facts, STR("first-hour"))->passed);
	assert_true(facts_lesson(&c->r.facts, STR("custody"))->done);
	/* The open exam goes on, with the answer that was in it. */
	struct attempt t = start(c, &s, "final");
	assert_int_equal(t.answered, 1);
	OK(c, &s, .verb = VERB_QUIZ_HANDIN, .attempt = { .event = event(c), .attempt = t.id });
	assert_int_equal(c->r.attempt.percent, 50);
	if (!data_doctor(c->database, NULL, &e))
		fail_msg("%s", e.text);
	/* What it was stands beside it. */
	snprintf(before, sizeof(before), "%s.before-1", c->database);
	assert_int_equal(sqlite3_open(before, &old), SQLITE_OK);
	assert_int_equal(raw_int(old, "PRAGMA user_version"), 1);
	assert_int_equal(raw_int(old, "SELECT count(*) FROM person"), 1);
	sqlite3_close(old);
	classroom_free(c);
}

/* What format 2 did not know is filled from its events: doctor finds it equal. */
static void
format_2_is_carried_up(void **state)
{
	struct classroom *c;
	struct seat s = nobody(), machine = keeper_operator();
	struct err e;

	(void)state;
	if (!on_disk)
		return;
	c = classroom_bare();
	keeper_close(c->k);
	unlink(c->database);
	raw(c->database, str_z(c->a, file_read(c, SOURCE_DIR "/tests/keeper/data/version-2.sql")));
	classroom_open(c);
	if (!keeper_load_editions(c->k, NULL, &e) || !data_doctor(c->database, NULL, &e))
		fail_msg("%s", e.text);
	c->now = 1790000300;
	/* The change of password and of keys was between the two logins before this one. */
	OK(c, &s, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = STR("amina"), .secret = STR("harbour window nettle crayon") });
	assert_int_equal(c->r.login.who.notices, 0);
	assert_int_equal(raw_int(c->k->db->s, "SELECT count(*) FROM notice"), 4);
	assert_false(c->r.login.who.has_recovery);
	OK(c, &s, .verb = VERB_KEYS);
	assert_int_equal(c->r.keys.keys, 1);
	assert_true(c->r.keys.key[0].proved);
	/* An operator's pasted key, never used. */
	OK(c, &machine, .verb = VERB_USER, .set = { .login = STR("marev") });
	assert_int_equal(c->r.person.keys, 1);
	assert_false(c->r.person.key[0].proved);
	OK(c, &machine, .verb = VERB_INVITES);
	assert_int_equal(c->r.invites.invites, 2);
	assert_int_equal(c->r.invites.invite[0].made_at, 0);
	if (!data_doctor(c->database, NULL, &e))
		fail_msg("%s", e.text);
	classroom_free(c);
}

/* Attempts of format 3 had no clock: they go on without one, and nobody is told of what was left then. */
static void
format_3_is_carried_up(void **state)
{
	struct classroom *c;
	struct seat s = nobody();
	struct attempt t;
	struct err e;

	(void)state;
	if (!on_disk)
		return;
	c = classroom_bare();
	keeper_close(c->k);
	unlink(c->database);
	raw(c->database, str_z(c->a, file_read(c, SOURCE_DIR "/tests/keeper/data/version-3.sql")));
	classroom_open(c);
	if (!keeper_load_editions(c->k, NULL, &e) || !data_doctor(c->database, NULL, &e))
		fail_msg("%s", e.text);
	c->now = 1790000300;
	OK(c, &s, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = STR("amina"), .secret = SECRET });
	assert_true(c->r.login.who.has_recovery);
	t = start(c, &s, "final");
	assert_int_equal(t.answered, 1);
	assert_int_equal(t.time_s, 0);
	assert_int_equal(t.left_s, 0);
	assert_int_equal(t.kind, ASSESS_QUIZ); /* it was not written down */
	assert_int_equal(sittings_turn(c->k, 3600), 3600);
	OK(c, &s, .verb = VERB_QUIZ_HANDIN, .attempt = { .event = event(c), .attempt = t.id });
	assert_int_equal(c->r.attempt.percent, 50);
	if (!data_doctor(c->database, NULL, &e))
		fail_msg("%s", e.text);
	classroom_free(c);
}

static void
declined(struct classroom *c, enum err_kind kind)
{
	struct keeper_options o = { .database = c->database, .fast_hashes = true };
	struct str before = file_read(c, c->database);
	struct err e;

	assert_null(keeper_open(&o, &e));
	assert_int_equal(e.kind, kind);
	assert_true(str_eq(before, file_read(c, c->database)));
}

static void
what_is_newer_or_not_ours_is_left_alone(void **state)
{
	struct classroom *c;

	(void)state;
	if (!on_disk)
		return;
	c = classroom_bare();
	keeper_close(c->k);
	raw(c->database, "PRAGMA user_version = 99");
	declined(c, ERR_VERSION);
	unlink(c->database);
	raw(c->database, "CREATE TABLE somebody (elses)");
	declined(c, ERR_INPUT);
	file_write(c->database,
	    STR("This was never a database. This was never a database. This was never one. "
		"This was never a database. This was never a database. This was never one."));
	declined(c, ERR_CORRUPT);
	unlink(c->database);
	classroom_open(c);
	classroom_free(c);
}

/* ---- doctor ---- */

static void
a_sound_file_is_sound(void **state)
{
	struct classroom *c;
	struct buf report;
	struct err e;

	(void)state;
	if (!on_disk)
		return;
	c = full();
	report = (struct buf)BUF_IN(c->a);
	/* While the keeper has it open. */
	if (!data_doctor(c->database, &report, &e))
		fail_msg("%s\n%s", e.text, buf_cstr(&report));
	assert_true(str_find(buf_get(&report), 0, "found equal") < report.len);
	classroom_free(c);
}

static void
each_fault_is_found(void **state)
{
	static const struct {
		const char *fault, *found;
	} rows[] = {
		{ "UPDATE login_state SET at = at + 1", "login_state" },
		{ "UPDATE course_state SET percent = 99", "percent" },
		{ "UPDATE course_state SET done_at = 5", "done_at" },
		{ "UPDATE course_state SET major = 9", "major" },
		{ "UPDATE course SET revision = 9", "revision" },
		{ "UPDATE place SET block = 77", "block" },
		{ "UPDATE place SET draft = 'x'", "draft" },
		{ "UPDATE lesson_state SET done_at = 0", "lesson_state" },
		{ "UPDATE check_answer SET first_share = 1", "first_share" },
		{ "UPDATE attempt SET passed = 1, percent = 100 WHERE closed_at > 0", "percent" },
		{ "UPDATE attempt_question SET response = 'text 12' WHERE place = 1", "response" },
		{ "UPDATE attempt_question SET share = 1000000", "share" },
		{ "UPDATE attempt_question SET choices = x'00112233'", "choices" },
		{ "DELETE FROM check_answer WHERE lesson = 'custody'", "is missing" },
		{ "DELETE FROM attempt_question WHERE place = 0", "is missing" },
		{ "INSERT INTO course_state VALUES (x'00', 'made-up', 1, 1, 1, 100, 1)",
		    "no event tells of it" },
		{ "DROP TRIGGER event_remains; DELETE FROM event WHERE kind = 'check'",
		    "events are missing" },
		{ "DROP TRIGGER event_stays; UPDATE event SET at = at + 9 WHERE kind = 'place'",
		    "is not what" },
		{ "UPDATE invitation SET used = 3", "an invitation" },
		{ "DELETE FROM password; DELETE FROM recovery", "no way in" },
		{ "DELETE FROM edition_file", "no files" },
		{ "DELETE FROM content", "points to nothing" },
		{ "UPDATE content SET bytes = x'00' WHERE rowid = 1", "not what was published" },
	};

	(void)state;
	if (!on_disk)
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct classroom *c = full();
		struct buf report = BUF_IN(c->a);
		struct err e;

		raw(c->database, rows[i].fault);
		if (data_doctor(c->database, &report, &e))
			fail_msg("not found: %s", rows[i].fault);
		if (str_find(buf_get(&report), 0, rows[i].found) == report.len)
			fail_msg("%s: said %s", rows[i].fault, buf_cstr(&report));
		classroom_free(c);
	}
}

static void
a_damaged_page_is_found(void **state)
{
	struct classroom *c;
	struct buf report;
	struct err e;
	int fd;

	(void)state;
	if (!on_disk)
		return;
	c = full();
	report = (struct buf)BUF_IN(c->a);
	keeper_close(c->k);
	fd = open(c->database, O_WRONLY);
	for (off_t page = 3; page < 40; page++)
		assert_int_equal(pwrite(fd, "damage damage damage", 20, page * 4096), 20);
	close(fd);
	assert_false(data_doctor(c->database, &report, &e));
	unlink(c->database);
	classroom_open(c);
	classroom_free(c);
}

/* ---- copies ---- */

static void
a_backup_comes_back(void **state)
{
	struct classroom *c;
	struct backup_file in[] = { { STR("hostkey"), STR("-----BEGIN A VERY PRIVATE KEY-----") },
		{ STR("chalkline.yaml"), STR("name: here\n") } };
	struct backup_file *out;
	struct backup_counts made, found;
	struct err e;
	struct stat st;
	struct str bytes;
	char backup[200], other[200];
	size_t files;

	(void)state;
	if (!on_disk)
		return;
	c = full();
	snprintf(backup, sizeof(backup), "%s/backup.db", c->dir);
	snprintf(other, sizeof(other), "%s/other.db", c->dir);
	if (!data_backup(c->database, backup, false, in, 2, &made, &e))
		fail_msg("%s", e.text);
	assert_int_equal(made.people, 1);
	assert_int_equal(made.editions, 1);
	assert_int_equal(made.attempts, 2);
	assert_int_equal(made.events, events(c));
	assert_int_equal(stat(backup, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* A second one takes the place of the first when that is said, and only then. */
	assert_false(data_backup(c->database, backup, false, NULL, 0, NULL, &e));
	assert_int_equal(e.kind, ERR_STATE);
	assert_true(data_backup(c->database, backup, true, in, 2, &made, &e));
	if (!data_backup_read(backup, c->a, &out, &files, &found, &e))
		fail_msg("%s", e.text);
	assert_memory_equal(&made, &found, sizeof(made));
	memset(&found, 0, sizeof(found));
	if (!data_restore(backup, other, &found, &e))
		fail_msg("%s", e.text);
	assert_memory_equal(&made, &found, sizeof(made));
	assert_int_equal(files, 2);
	assert_true(str_is(out[1].name, "hostkey") && str_eq(out[1].bytes, in[0].bytes));
	/* The private key is not in the records. */
	bytes = file_read(c, other);
	assert_int_equal(str_find(bytes, 0, "PRIVATE"), bytes.len);
	if (!data_doctor(other, NULL, &e))
		fail_msg("%s", e.text);
	keeper_close(c->k);
	strcpy(c->database, other);
	classroom_open(c);
	assert_true(keeper_load_editions(c->k, NULL, &e));
	struct seat s = nobody();
	OK(c, &s, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = STR("amina"), .secret = SECRET });
	classroom_free(c);
}

/* 140 MB, which is more than SQLite may take of the memory. */
static void
a_large_backup_comes_back(void **state)
{
	struct classroom *c;
	struct backup_file key = { STR("hostkey"), STR("-----BEGIN A VERY PRIVATE KEY-----") };
	struct backup_counts made, found;
	struct err e;
	struct str bytes;
	char backup[200], other[200];

	(void)state;
	if (!on_disk)
		return;
	c = full();
	snprintf(backup, sizeof(backup), "%s/backup.db", c->dir);
	snprintf(other, sizeof(other), "%s/other.db", c->dir);
	raw(c->database,
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) "
	    "INSERT INTO event SELECT 100000 + i, site, 100000 + i, randomblob(16), at, person, by, "
	    "kind, course, subject, question, version, zeroblob(7000000) "
	    "FROM event, n WHERE sequence = 1");
	if (!data_backup(c->database, backup, false, &key, 1, &made, &e) ||
	    !data_restore(backup, other, &found, &e))
		fail_msg("%s", e.text);
	assert_memory_equal(&made, &found, sizeof(made));
	bytes = file_read(c, other);
	assert_true(bytes.len > 140000000);
	assert_int_equal(str_find(bytes, 0, "PRIVATE"), bytes.len);
	classroom_free(c);
}

static void
what_is_no_backup_is_refused(void **state)
{
	struct classroom *c;
	struct backup_file *out;
	struct backup_counts counts;
	struct err e;
	struct str bytes;
	char backup[200], other[200];
	size_t files;

	(void)state;
	if (!on_disk)
		return;
	c = full();
	snprintf(backup, sizeof(backup), "%s/backup.db", c->dir);
	snprintf(other, sizeof(other), "%s/other.db", c->dir);
	assert_true(data_backup(c->database, backup, false, NULL, 0, NULL, &e));
	/* Not over what is there; not the live file; not half of one. */
	assert_false(data_restore(backup, c->database, NULL, &e));
	assert_int_equal(e.kind, ERR_STATE);
	assert_false(data_restore(c->database, other, NULL, &e));
	assert_int_equal(e.kind, ERR_INPUT);
	bytes = file_read(c, backup);
	file_write(backup, str_sub(bytes, 0, bytes.len / 2));
	assert_false(data_restore(backup, other, NULL, &e));
	assert_int_not_equal(access(other, F_OK), 0);
	/* A byte of a page that is the wrong one: written by a disk, or by somebody. */
	for (size_t at = 5 * 4096; at < bytes.len && at < 60 * 4096; at += 4096)
		memcpy((char *)(uintptr_t)bytes.at + at, "damage", 6);
	file_write(backup, bytes);
	assert_false(data_backup_read(backup, c->a, &out, &files, &counts, &e));
	assert_false(data_restore(backup, other, NULL, &e));
	assert_int_not_equal(access(other, F_OK), 0);
	/* Neither does a backup that fails take anything away from the one that is there. */
	assert_false(data_backup("/nowhere/records.db", backup, true, NULL, 0, NULL, &e));
	assert_int_equal(file_read(c, backup).len, bytes.len);
	classroom_free(c);
}

/* Until it is killed: places, one after the other. */
static void
write_on(struct classroom *c, struct seat *s)
{
	keeper_close(c->k);
	classroom_open(c);

	struct err e;

	if (!keeper_load_editions(c->k, NULL, &e))
		_exit(1);
	for (uint32_t n = 0;; n++) {
		struct request q = place_of(c, n % 2 ? "custody" : "as-found", n, n % 7 == 0);
		unsigned char random[10];

		memcpy(random, &n, sizeof(n));
		memset(random + 4, 0x5a, 6);
		q.place.event = uuid_make(n, random);
		keeper_ask(c->k, s, &q, c->a, &c->r);
		if (c->r.refusal.reason != REASON_NONE)
			_exit(2);
		if (n % 64 == 0)
			arena_reset(c->a);
	}
}

static void
copies_and_doctor_while_writing(void **state)
{
	struct classroom *c;
	struct backup_counts made, last = { 0, 0, 0, 0 };
	struct seat s;
	struct err e;
	char backup[200], other[200];
	pid_t pid;
	int status;

	(void)state;
	if (!on_disk)
		return;
	c = classroom_new();
	s = person(c, "amina", ROLE_TRAINEE);
	snprintf(backup, sizeof(backup), "%s/backup.db", c->dir);
	snprintf(other, sizeof(other), "%s/other.db", c->dir);
	pid = fork();
	if (pid == 0)
		write_on(c, &s);
	assert_true(pid > 0);
	for (int i = 0; i < 5; i++) {
		if (!data_backup(c->database, backup, i > 0, NULL, 0, &made, &e))
			fail_msg("%s", e.text);
		assert_true(made.events >= last.events);
		last = made;
		if (!data_restore(backup, other, &made, &e))
			fail_msg("%s", e.text);
		if (!data_doctor(other, NULL, &e))
			fail_msg("%s", e.text);
		unlink(other);
		if (!data_doctor(c->database, NULL, &e))
			fail_msg("live: %s", e.text);
	}
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_true(last.events > 10);
	if (!data_doctor(c->database, NULL, &e))
		fail_msg("after: %s", e.text);
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(safeguards_read_back),
	cmocka_unit_test(events_only_grow),
	cmocka_unit_test(events_hold_no_names),
	cmocka_unit_test(a_full_disk_is_told_and_survived),
	cmocka_unit_test(an_old_file_is_carried_up),
	cmocka_unit_test(format_2_is_carried_up),
	cmocka_unit_test(format_3_is_carried_up),
	cmocka_unit_test(what_is_newer_or_not_ours_is_left_alone),
	cmocka_unit_test(a_sound_file_is_sound),
	cmocka_unit_test(each_fault_is_found),
	cmocka_unit_test(a_damaged_page_is_found),
	cmocka_unit_test(a_backup_comes_back),
	cmocka_unit_test(a_large_backup_comes_back),
	cmocka_unit_test(what_is_no_backup_is_refused),
	cmocka_unit_test(copies_and_doctor_while_writing),
};

TEST_MAIN(tests)
