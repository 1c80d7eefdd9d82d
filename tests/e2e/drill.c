/*
 * The restore drill: an academy is lost, its backup is restored on another machine, and its learners notice nothing. The
 * same host key, the same records proved by the doctor, the same line of the same page, the quiz where it stood.
 *
 * And what `chalkline backup` and `chalkline restore` may never do: take away the last good copy, overwrite what nobody
 * said, leave something behind that looks like an academy.
 */
#include "tests/e2e/person.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const char lesson[] = "Two names, one field";

/* The row under the top line and the empty line: where the reader is. */
static void
first_row(struct terminal *t, char words[81])
{
	terminal_still(t, 100);
	snprintf(words, 81, "%s", terminal_row(t, 2));
	assert_true(strlen(words) >= 15);
}

/* One answer is entered, the other typed and no more; then the window is closed. */
static void
half_a_quiz(struct server *s, const char *code, char phrase[100])
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = "join" };
	struct terminal *t = client_open(s, &c);

	person_sign_up(t, code, "Amina Macuacua", phrase);
	person_read_all(t);
	person_answer_quiz(t, true, false);
	terminal_still(t, 300);
	terminal_free(t);
}

/* The middle of a lesson of another course; then the window is closed. */
static void
half_a_lesson(struct server *s, const char *phrase, char words[81])
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina" };
	struct terminal *t = client_open(s, &c);

	client_password(t, &c, phrase);
	person_open_lesson(t, "Foundations", lesson);
	terminal_type(t, " ");
	terminal_wait_at(t, 0, 53, "page 2 of");
	first_row(t, words);
	terminal_free(t);
}

static void
goes_on(struct server *s, enum client_kind kind, const char *phrase, const char *words)
{
	struct client c = { .kind = kind, .user = "amina" };
	struct terminal *t = client_open(s, &c);

	client_password(t, &c, phrase);
	client_pick(t, "Go on reading");
	terminal_wait(t, lesson);
	terminal_wait_at(t, 2, 0, words);
	terminal_wait_at(t, 0, 53, "page 2 of");
	terminal_type(t, "qqq");
	terminal_hear(t, "Your place is kept");
	assert_int_equal(terminal_end(t), 0);
	terminal_free(t);
}

static void
finishes_the_quiz(struct server *s, const char *phrase)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina" };
	struct terminal *t = client_open(s, &c);

	client_password(t, &c, phrase);
	client_pick(t, "All courses");
	client_pick(t, "Electronic evidence");
	client_pick(t, "Quiz, 2 questions");
	client_pick(t, "Go on with the try you have begun");
	terminal_wait(t, "question 2 of 2");
	/* The first answer is there. The second was typed and never entered, and then another page was read. */
	if (terminal_wait_any(t, "Your answer:", "A laptop is off") == 1) {
		terminal_type(t, "2");
		terminal_wait(t, "> 2  False");
	} else {
		terminal_type(t, "12");
		terminal_wait(t, "Your answer: 12");
	}
	terminal_type(t, KEY_RETURN);
	terminal_wait(t, "All 2 are answered");
	client_pick(t, "Hand in");
	terminal_wait_at(t, 2, 0, "PASSED   2 of 2 points, 100%");
	terminal_free(t);
}

static void
the_drill(void **state)
{
	struct server *old, *new;
	char phrase[100], words[81], backup[128], *code, *said;
	int64_t began;

	(void)state;
	if (!client_have(CLIENT_OPENSSH)) {
		print_message("skipped: OpenSSH is not installed\n");
		skip();
	}
	old = server_start(NULL);
	code = server_invite(old, "trainee", 1, 1);
	half_a_quiz(old, code, phrase);
	half_a_lesson(old, phrase, words);
	free(code);

	/* The one file, written while the academy is served; then the machine is gone. */
	snprintf(backup, sizeof(backup), "%s/academy.backup", old->dir);
	free(server_command(old, (const char *const[]){ "backup", backup, NULL }));
	server_halt(old);

	began = process_now();
	new = server_restored(old, backup);
	print_message("restored and listening after %d ms\n", (int)(process_now() - began));
	said = server_command(new, (const char *const[]){ "doctor", NULL });
	print_message("%s\n", said);
	free(said);
	said = server_log_text(new);
	assert_non_null(strstr(said, old->fingerprint));
	free(said);
	assert_string_not_equal(old->data, new->data);

	goes_on(new, CLIENT_OPENSSH, phrase, words);
	if (client_have(CLIENT_PLINK))
		goes_on(new, CLIENT_PLINK, phrase, words);
	finishes_the_quiz(new, phrase);
	free(server_command(new, (const char *const[]){ "doctor", NULL }));
	server_stop(new);
	server_stop(old);
}

/* ---- what may never happen ---- */

static struct output
run(struct server *s, const char *const *arguments)
{
	const char *argv[12] = { CHALKLINE };
	size_t n = 1;

	while (*arguments != NULL && n < 11)
		argv[n++] = *arguments++;
	return process_run(argv, s->dir, NULL);
}

static int
status_of(struct server *s, const char *const *arguments, const char *complains)
{
	struct output o = run(s, arguments);
	int status = o.status;

	if (strstr(o.err, complains) == NULL)
		fail_msg("\"%s\" is not in: %s", complains, o.err);
	output_clear(&o);
	return status;
}

static void
put(const char *folder, const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static bool
is_there(const char *folder, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return access(path, F_OK) == 0;
}

static int
dailies(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	int n = 0;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		n += strncmp(e->d_name, "chalkline-", 10) == 0;
	closedir(d);
	return n;
}

static void
the_daily_ones(void **state)
{
	struct server *s = server_start(NULL);
	char folder[128], name[160], records[128], *said;
	struct stat st;
	time_t now = time(NULL);
	long long when = 0;
	FILE *f;

	(void)state;
	snprintf(folder, sizeof(folder), "%s/kept", s->dir);
	free(server_command(s, (const char *const[]){ "backup", "--rotate", folder, NULL }));
	assert_int_equal(dailies(folder), 1);

	/* Fifteen days of it, a clock that once was wrong, and what somebody else keeps there. */
	for (int day = 1; day <= 15; day++) {
		snprintf(name, sizeof(name), "chalkline-2026-01-%02d.backup", day);
		put(folder, name, "old");
	}
	put(folder, "chalkline-2099-01-01.backup", "from a clock that was wrong");
	put(folder, "chalkline-2026-01-01.backup.gpg", "not ours");
	put(folder, "chalkline-before-the-move.backup", "not ours");
	said = server_command(s, (const char *const[]){ "backup", "--rotate", folder, NULL });
	assert_non_null(strstr(said, "verified; 14 kept, 3 removed"));
	free(said);
	assert_int_equal(dailies(folder), 16);
	assert_true(is_there(folder, "chalkline-2026-01-01.backup.gpg"));
	assert_true(is_there(folder, "chalkline-before-the-move.backup"));
	assert_false(is_there(folder, "chalkline-2026-01-03.backup"));
	assert_true(is_there(folder, "chalkline-2026-01-04.backup"));

	/* Today's stays although 2099 is newer, is closed to others, and is whole. */
	{
		struct tm day;
		char path[320], into[128];

		gmtime_r(&now, &day);
		strftime(name, sizeof(name), "chalkline-%Y-%m-%d.backup", &day);
		snprintf(path, sizeof(path), "%s/%s", folder, name);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		snprintf(into, sizeof(into), "%s/again", s->dir);
		assert_int_equal(status_of(s, (const char *const[]){ "restore", path, "--data", into, NULL }, ""), 0);
		assert_true(is_there(into, "hostkey"));
	}

	/* What `status` reads. */
	snprintf(name, sizeof(name), "%s/backup.last", s->data);
	f = fopen(name, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%lld\n", &when), 1);
	fclose(f);
	assert_in_range(when - (long long)now + 1, 0, 600);

	/* A backup that fails removes nothing. */
	server_halt(s);
	snprintf(records, sizeof(records), "%s/records.db", s->data);
	assert_int_equal(unlink(records), 0);
	put(s->data, "records.db", "these are no records");
	for (int day = 1; day <= 3; day++) {
		snprintf(name, sizeof(name), "chalkline-2026-02-%02d.backup", day);
		put(folder, name, "old");
	}
	assert_int_not_equal(
	    status_of(s, (const char *const[]){ "backup", "--rotate", folder, "--data", s->data, NULL }, "chalkline: "), 0);
	assert_int_equal(dailies(folder), 19);
	server_stop(s);
}

static void
nothing_is_left_behind(void **state)
{
	struct server *s = server_start(NULL);
	char backup[128], into[128];

	(void)state;
	snprintf(backup, sizeof(backup), "%s/one.backup", s->dir);
	snprintf(into, sizeof(into), "%s/into", s->dir);
	free(server_command(s, (const char *const[]){ "backup", backup, NULL }));
	assert_int_equal(
	    status_of(s, (const char *const[]){ "backup", backup, "--data", s->data, NULL }, "is there already"), 69);
	free(server_command(s, (const char *const[]){ "backup", backup, "--force", NULL }));
	assert_int_equal(status_of(s, (const char *const[]){ "restore", backup, "--data", s->data, NULL }, "is not empty"),
	    69);
	put(s->dir, "junk", "this is no backup");
	snprintf(backup, sizeof(backup), "%s/junk", s->dir);
	assert_int_not_equal(
	    status_of(s, (const char *const[]){ "restore", backup, "--data", into, NULL }, "is no whole backup"), 0);
	assert_int_not_equal(access(into, F_OK), 0);

	/* A folder that a service manager has made stays, empty. */
	assert_int_equal(mkdir(into, 0700), 0);
	assert_int_not_equal(
	    status_of(s, (const char *const[]){ "restore", backup, "--data", into, NULL }, "is no whole backup"), 0);
	assert_int_equal(rmdir(into), 0);
	server_stop(s);
}

/* Its date stands on letters: a restore may not put it off. */
static void
the_next_key_keeps_its_day(void **state)
{
	struct server *s = server_start(NULL);
	char backup[128], into[128], path[160];
	struct timespec old[2] = { { .tv_sec = 1750000000 }, { .tv_sec = 1750000000 } };
	struct stat st;

	(void)state;
	free(server_command(s, (const char *const[]){ "hostkey", "next", NULL }));
	snprintf(path, sizeof(path), "%s/hostkey.next", s->data);
	assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
	snprintf(backup, sizeof(backup), "%s/one.backup", s->dir);
	snprintf(into, sizeof(into), "%s/into", s->dir);
	free(server_command(s, (const char *const[]){ "backup", backup, NULL }));
	assert_int_equal(status_of(s, (const char *const[]){ "restore", backup, "--data", into, NULL }, ""), 0);
	snprintf(path, sizeof(path), "%s/hostkey.next", into);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mtime, old[1].tv_sec);
	assert_int_equal(st.st_mode & 0777, 0600);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_drill, client_teardown),
		cmocka_unit_test_teardown(the_daily_ones, client_teardown),
		cmocka_unit_test_teardown(nothing_is_left_behind, client_teardown),
		cmocka_unit_test_teardown(the_next_key_keeps_its_day, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
