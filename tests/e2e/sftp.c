/*
 * Files by SFTP with real clients: OpenSSH's sftp and scp, lftp, and sshfs where the machine lets it mount. A course is put
 * there, mended with WinSCP's habits, checked, and listed; a trainee is told what this is not for.
 */
#include "tests/e2e/client.h"
#include "tests/e2e/inside.h"

#include <setjmp.h>
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
	char *out = sftp_ok(s, "pwd\nls -l\nget README.txt\ncd drafts\ncd ..\ncd courses\nls\n-get /etc/passwd\n-put mine.md /etc/x\n-put mine.md /README.txt\n"
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_trainee_is_told_what_this_is_not_for, client_teardown),
		cmocka_unit_test_teardown(the_root_explains_itself, client_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
