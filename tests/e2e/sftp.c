/*
 * Files by SFTP with real clients: OpenSSH's sftp and scp, lftp, and sshfs where the machine lets it mount. A course is put
 * there, mended with WinSCP's habits, checked, and listed; a trainee is told what this is not for.
 */
#include "tests/e2e/client.h"
#include "tests/e2e/inside.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

enum { WORDS = 40 };

struct words {
	const char *at[WORDS];
	size_t n;
	char port[16], key[160], known[160], who[64];
};

static void
add(struct words *w, const char *word)
{
	assert_true(w->n + 1 < WORDS);
	w->at[w->n++] = word;
}

/* PROGRAM and what all of OpenSSH's have in common. */
static void
begin(struct words *w, struct server *s, const char *program, const char *user)
{
	*w = (struct words){ .n = 0 };
	snprintf(w->port, sizeof(w->port), "%d", s->port);
	snprintf(w->key, sizeof(w->key), "IdentityFile=%s/%s", s->dir, user);
	snprintf(w->known, sizeof(w->known), "UserKnownHostsFile=%s", s->known_hosts);
	snprintf(w->who, sizeof(w->who), "%s@127.0.0.1", user);
	add(w, program);
	add(w, "-F"), add(w, "/dev/null");
	add(w, strcmp(program, "ssh") == 0 || strcmp(program, "sshfs") == 0 ? "-p" : "-P"), add(w, w->port);
	add(w, "-o"), add(w, w->known);
	add(w, "-o"), add(w, "GlobalKnownHostsFile=/dev/null");
	add(w, "-o"), add(w, "StrictHostKeyChecking=yes");
	add(w, "-o"), add(w, "IdentityAgent=none");
	add(w, "-o"), add(w, w->key);
}

static void
write_file(struct server *s, const char *name, const char *text)
{
	char path[200];
	snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

/* Free it; NULL: there is none. */
static char *
read_file(struct server *s, const char *name)
{
	char path[200], *text = calloc(1, 1 << 16);
	snprintf(path, sizeof(path), "%s/%s", s->dir, name);
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		free(text);
		return NULL;
	}
	size_t n = fread(text, 1, (1 << 16) - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

/* sftp -b: ends at the first command that fails, but for those behind a hyphen. */
static struct output
sftp(struct server *s, const char *user, const char *commands)
{
	struct words w;
	begin(&w, s, "sftp", user);
	add(&w, "-b"), add(&w, "-");
	add(&w, w.who);
	return process_run(w.at, s->dir, commands);
}

static char *
sftp_ok(struct server *s, const char *commands)
{
	struct output o = sftp(s, "ines", commands);
	if (o.status != 0)
		print_error("sftp ended with %d:\n%s\n%s\n", o.status, o.out, o.err);
	assert_int_equal(o.status, 0);
	free(o.err);
	return o.out;
}

#define HAS(text, part)                                                    \
	do {                                                               \
		if (strstr(text, part) == NULL) {                          \
			print_error("not in:\n%s\n", text);                \
			assert_string_equal("it does not say", part);      \
		}                                                          \
	} while (0)

static struct server *
academy(void)
{
	struct server *s = server_start(NULL);
	server_key(s, "ines");
	server_user(s, "ines", "instructor", "ines", NULL);
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	return s;
}

/* ---- the tests ---- */

static void
a_trainee_is_told_what_this_is_not_for(void **state)
{
	struct server *s = academy();
	(void)state;
	struct output o = sftp(s, "amina", "ls\n");
	assert_true(o.status != 0);
	HAS(o.err, "Files are for those who write courses.");
	output_clear(&o);
	server_stop(s);
}

static void
the_root_explains_itself(void **state)
{
	struct server *s = academy();
	(void)state;
	write_file(s, "mine.md", "mine");
	char *out = sftp_ok(s, "pwd\nls -l\nget README.txt\ncd drafts\nls ..\nls ../../../courses\ncd ..\ncd courses\nls\n-get /etc/passwd\n-put mine.md /etc/x\n-put mine.md /README.txt\n"
			       "-symlink mine.md /drafts/x\n-mkdir /elsewhere\n");
	HAS(out, "Remote working directory: /\n");
	HAS(out, "README.txt");
	HAS(out, "drafts");
	HAS(out, "courses");
	free(out);
	out = read_file(s, "README.txt");
	assert_non_null(out);
	HAS(out, "CHECK.txt");
	free(out);
	assert_null(read_file(s, "passwd"));
	server_stop(s);
}

/* A course of the library under another id, in the folder "school" of the clients' home. */
static void
copy_course(struct server *s)
{
	free(process_ask((const char *const[]){ "sh", "-c",
			     "cp -r '" SOURCE_DIR "/courses/library/evidence-first-day' school && "
			     "sed -i 's/^id: .*/id: custody-school/' school/course.yaml", NULL }, s->dir, NULL));
}

static void
put_course(struct server *s)
{
	copy_course(s);
	char *out = sftp_ok(s, "lcd school\nmkdir /drafts/custody-school\ncd /drafts/custody-school\nput -r .\n");
	free(out);
}

/* What CHECK.txt says; free it. */
static char *
check_of(struct server *s)
{
	free(sftp_ok(s, "get /drafts/custody-school/CHECK.txt\n"));
	char *text = read_file(s, "CHECK.txt");
	assert_non_null(text);
	return text;
}

static void
a_course_is_put_mended_and_checked(void **state)
{
	struct server *s = academy();
	(void)state;
	put_course(s);
	char *text = check_of(s);
	assert_null(strstr(text, ": error:"));
	free(text);
	text = sftp_ok(s, "ls -l /drafts/custody-school\nget /drafts/custody-school/course.yaml back.yaml\n");
	HAS(text, "course.yaml");
	HAS(text, "CHECK.txt");
	free(text);
	free(process_ask((const char *const[]){ "cmp", "school/course.yaml", "back.yaml", NULL }, s->dir, NULL));
	/* broken, and the answer is of this moment; then WinSCP mends it: beside, times, over */
	write_file(s, "bad.yaml", "id: custody-school\nnonsense: 1\n");
	free(sftp_ok(s, "put bad.yaml /drafts/custody-school/course.yaml\n"));
	text = check_of(s);
	HAS(text, "course.yaml:2");
	free(text);
	free(sftp_ok(s, "put -p school/course.yaml /drafts/custody-school/course.yaml.filepart\n"
			"chmod 644 /drafts/custody-school/course.yaml.filepart\n"
			"rename /drafts/custody-school/course.yaml.filepart /drafts/custody-school/course.yaml\n"));
	text = check_of(s);
	assert_null(strstr(text, ": error:"));
	free(text);
	/* what a machine leaves behind does no harm */
	free(sftp_ok(s, "put bad.yaml /drafts/custody-school/Thumbs.db\nput bad.yaml /drafts/custody-school/.DS_Store\n"));
	text = sftp_ok(s, "ls -la /drafts/custody-school\n");
	assert_null(strstr(text, "Thumbs.db"));
	free(text);
	/* folders and names */
	text = sftp_ok(s, "cd /drafts/custody-school\nmkdir old\nrename en/glossary.md old/glossary.md\nls old\n"
			  "rename old/glossary.md en/glossary.md\nrmdir old\n-rmdir en\n-rmdir /drafts/custody-school\nls\n");
	HAS(text, "old/glossary.md");
	HAS(text, "en");
	free(text);
	server_stop(s);
}

static void
the_keeper_may_die_meanwhile(void **state)
{
	struct server *s = academy();
	(void)state;
	s->may_die = true;
	put_course(s);
	pid_t keeper = inside_keeper(s);
	assert_int_equal(kill(keeper, SIGKILL), 0);
	char *text = check_of(s);
	assert_null(strstr(text, ": error:"));
	free(text);
	server_stop(s);
}

static struct output
lftp(struct server *s, const char *commands)
{
	char connect[400], all[2000];
	snprintf(connect, sizeof(connect),
	    "ssh -a -x -F /dev/null -i %s/ines -o UserKnownHostsFile=%s -o GlobalKnownHostsFile=/dev/null -o "
	    "StrictHostKeyChecking=yes -o IdentityAgent=none", s->dir, s->known_hosts);
	snprintf(all, sizeof(all), "set sftp:connect-program \"%s\"; set net:max-retries 1; set cmd:fail-exit yes; open -u ines,none "
	    "sftp://127.0.0.1:%d; %s", connect, s->port, commands);
	return process_run((const char *const[]){ "lftp", "-c", all, NULL }, s->dir, NULL);
}

static void
lftp_mirrors_a_course_both_ways(void **state)
{
	(void)state;
	if (!process_have("lftp"))
		skip();
	struct server *s = academy();
	copy_course(s);
	struct output o = lftp(s, "mkdir /drafts/custody-school; mirror -R school /drafts/custody-school; mirror "
				  "/drafts/custody-school back; ls /drafts/custody-school; rm -r /drafts/custody-school; ls /drafts");
	if (o.status != 0)
		print_error("lftp: %d\n%s\n%s\n", o.status, o.out, o.err);
	assert_int_equal(o.status, 0);
	output_clear(&o);
	free(process_ask((const char *const[]){ "diff", "-r", "-x", "CHECK.txt", "school", "back", NULL }, s->dir, NULL));
	char *out = sftp_ok(s, "ls /drafts\n");
	assert_null(strstr(out, "custody-school"));
	free(out);
	server_stop(s);
}

/* As an editor does over sshfs: in place, by > and >>, and by a rename over. */
static void
sshfs_is_a_folder_like_others(void **state)
{
	struct words w;
	char mount[160], from[96], script[1200];
	(void)state;
	if (!process_have("sshfs") || access("/dev/fuse", R_OK | W_OK) != 0) {
		print_message("sshfs: there is no /dev/fuse or no sshfs here\n");
		skip();
	}
	struct server *s = academy();
	put_course(s);
	snprintf(mount, sizeof(mount), "%s/mount", s->dir);
	assert_int_equal(mkdir(mount, 0700), 0);
	begin(&w, s, "sshfs", "ines");
	snprintf(from, sizeof(from), "%s:/drafts/custody-school", w.who);
	add(&w, from), add(&w, mount);
	struct output o = process_run(w.at, s->dir, NULL);
	if (o.status != 0) {
		print_message("sshfs cannot mount here: %s\n", o.err);
		output_clear(&o);
		server_stop(s);
		skip();
	}
	output_clear(&o);
	snprintf(script, sizeof(script),
	    "set -e; cd %s; echo one > n.md; echo two >> n.md; [ $(wc -l < n.md) = 2 ]; echo x > n.md; [ \"$(cat n.md)\" = x ]; "
	    "echo over > o.md; mv o.md n.md; [ \"$(cat n.md)\" = over ]; rm n.md; [ ! -e n.md ]; mkdir d; cp course.yaml d/; "
	    "cmp course.yaml d/course.yaml; rm -r d; grep -q . CHECK.txt; df . > /dev/null", mount);
	o = process_run((const char *const[]){ "sh", "-c", script, NULL }, s->dir, NULL);
	struct output u = process_run((const char *const[]){ "fusermount3", "-u", mount, NULL }, s->dir, NULL);
	if (o.status != 0)
		print_error("sshfs: %d\n%s\n%s\n", o.status, o.out, o.err);
	assert_int_equal(o.status, 0);
	assert_int_equal(u.status, 0);
	output_clear(&o);
	output_clear(&u);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_trainee_is_told_what_this_is_not_for, client_teardown),
		cmocka_unit_test_teardown(the_root_explains_itself, client_teardown),
		cmocka_unit_test_teardown(a_course_is_put_mended_and_checked, client_teardown),
		cmocka_unit_test_teardown(the_keeper_may_die_meanwhile, client_teardown),
		cmocka_unit_test_teardown(lftp_mirrors_a_course_both_ways, client_teardown),
		cmocka_unit_test_teardown(sshfs_is_a_folder_like_others, client_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
