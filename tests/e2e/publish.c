/*
 * Authors without an account on the machine, with the programs that they have: tar, git and a real ssh client. A course
 * goes there and comes back; what is hostile is refused with a sentence and leaves nothing.
 */
#include "tests/e2e/client.h"
#include "tests/e2e/person.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

struct author {
	struct server *s;
	struct output o;
};

/* A line of shell in the server's folder; `S` in it is ssh as ines. */
static void
shell(struct author *p, int status, const char *line)
{
	char *all = NULL;
	const char *const argv[] = { "/bin/sh", "-c", NULL, NULL };
	const char *with[4];

	if (asprintf(&all,
		"cd '%s' && S() { ssh -F /dev/null -o BatchMode=yes -o IdentitiesOnly=yes -o UserKnownHostsFile='%s' "
		"-o LogLevel=ERROR -i '%s/ines' -p %d ines@127.0.0.1 \"$@\"; } && %s",
		p->s->dir, p->s->known_hosts, p->s->dir, p->s->port, line) < 0)
		abort();
	memcpy(with, argv, sizeof(with));
	with[2] = all;
	output_clear(&p->o);
	p->o = process_run(with, p->s->dir, NULL);
	free(all);
	if (p->o.status != status) {
		print_error("%s\nexit status %d\n%s\n%s\n", line, p->o.status, p->o.out, p->o.err);
		fail();
	}
}

static void
says(const char *text, const char *want)
{
	if (strstr(text, want) == NULL) {
		print_error("not in:\n%s\n", text);
		assert_string_equal("it does not say", want);
	}
}

static struct author
author_new(void)
{
	struct author p = { .s = server_start(NULL) };

	server_key(p.s, "ines");
	server_user(p.s, "ines", "instructor", "ines", NULL);
	shell(&p, 0,
	    "cp -r '" SOURCE_DIR "/courses/library/evidence-first-day' c && "
	    "sed -i 's/^id: evidence-first-day /id: first-day /' c/course.yaml");
	return p;
}

static void
there_and_back(void **state)
{
	struct author p;

	(void)state;
	if (!client_have(CLIENT_OPENSSH)) {
		print_message("skipped: there is no ssh\n");
		skip();
	}
	p = author_new();
	shell(&p, 0, "tar c c | S check");
	says(p.o.err, "1 course: no problems");
	shell(&p, 0, "tar c c | S publish --dry-run");
	says(p.o.out, "Nothing was changed");
	shell(&p, EX_DATAERR, "S editions first-day");
	shell(&p, 0, "tar c -C c . | S publish");
	says(p.o.out, "edition 1.0.0");
	shell(&p, 0, "S pull first-day > p.tar && mkdir p && tar x -f p.tar -C p && diff -r -x course.lock c p");
	shell(&p, 0, "cat p/course.lock");
	says(p.o.out, "edition: 1.0.0");
	/* As git gives it: pax headers, no folder in front. */
	shell(&p, 0,
	    "cd p && sed -i 's/Two short lessons/Two quick lessons/' en/010-first-hour.md && git init -q . && "
	    "git add -A && git -c user.name=i -c user.email=i@localhost commit -qm one && git archive HEAD | S publish");
	says(p.o.out, "1.0.0 -> 1.0.1, revision");
	/* The same once more began from an edition that is not served any more. */
	shell(&p, 1, "cd p && git archive --prefix=some/where/ HEAD | S publish");
	says(p.o.err, "the server has edition 1.0.1");
	shell(&p, 0, "S rollback first-day 1.0.0 && S owners first-day && S status first-day retired");
	says(p.o.out, "served");
	says(p.o.out, "owners: ines");
	says(p.o.out, "status: retired");
	shell(&p, 0, "S drafts");
	says(p.o.out, "There are no drafts");
	/* As the local command does: the same lines, the same status. */
	shell(&p, 0, "sed -i 's/^level: basic/level: easy/' c/course.yaml");
	shell(&p, 0, "if tar c c | S check > there; then exit 1; else test $? = 1; fi; cat there");
	says(p.o.out, "course.yaml:");
	shell(&p, 0, "cd c && { '" CHALKLINE "' check . > ../here; test $? = 1; } && cmp ../here ../there");
	output_clear(&p.o);
	server_stop(p.s);
}

static void
hostile_archives(void **state)
{
	static const struct {
		const char *make, *says;
	} bad[] = {
		{ "tar cz c", "packed by gzip" },
		{ "ln -s /etc/passwd c/x && tar c c", "is a link" },
		{ "ln c/course.yaml c/x && tar c c", "is a link" },
		{ "mkfifo c/x && tar c c", "neither a file nor a folder" },
		{ "tar cP \"$PWD/c\"", "absolute path" },
		{ "tar cP --transform 's,^,../,' c", "path cannot be used" },
		{ "truncate -s 5M c/x && tar c c", "larger than 4 MB" },
		{ "truncate -s 1T c/x && tar cS c", "sparse" },
		{ "mkdir c/many && (cd c/many && seq 10000 | xargs touch) && tar c c", "more than 2000 files" },
		{ "for i in 1 2 3 4 5 6 7 8 9; do truncate -s 4M c/x$i; done; tar c c", "more than 32 MB" },
		{ "rm c/course.yaml && tar c c", "no course.yaml" },
		{ "tar c c | head -c 3000", "ends in the middle" },
		{ "cat c/course.yaml", "no tar archive" },
		{ "printf ''", "nothing came" },
	};
	struct author p;

	(void)state;
	if (!client_have(CLIENT_OPENSSH)) {
		print_message("skipped: there is no ssh\n");
		skip();
	}
	p = author_new();
	shell(&p, 0, "mv c clean");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char line[500];
		char *flat;

		snprintf(line, sizeof(line), "rm -rf c && cp -r clean c && { %s; } | S publish", bad[i].make);
		shell(&p, EX_DATAERR, line);
		flat = p.o.err; /* sentences are wrapped */
		for (char *at = flat; *at != '\0'; at++)
			if (*at == '\n')
				*at = ' ';
		says(flat, bad[i].says);
		says(flat, "Nothing was changed");
	}
	shell(&p, EX_DATAERR, "S editions first-day");
	output_clear(&p.o);
	server_stop(p.s);
}

/* The outline of the course. A session shows what was told before it began: NULL when this is not on it yet. */
static struct terminal *
outline(struct author *p, const char *who, const char *text)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = who, .key = who };
	struct terminal *t = client_open(p->s, &c);

	client_pick(t, "All courses");
	terminal_wait(t, "Search in all courses");
	terminal_still(t, 100);
	if (terminal_shows(t, "The other day")) {
		client_pick(t, "The other day");
		terminal_wait(t, "To finish:");
		terminal_still(t, 100);
		if (terminal_shows(t, text))
			return t;
	}
	terminal_free(t);
	return NULL;
}

static void
a_major_leaves_who_is_mid_way_in_peace(void **state)
{
	struct client amina = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina" };
	int64_t deadline = process_deadline();
	struct author p;
	struct terminal *t;

	(void)state;
	if (!client_have(CLIENT_OPENSSH)) {
		print_message("skipped: there is no ssh\n");
		skip();
	}
	p = author_new();
	server_key(p.s, "amina");
	server_user(p.s, "amina", "trainee", "amina", NULL);
	server_key(p.s, "ben");
	server_user(p.s, "ben", "trainee", "ben", NULL);
	shell(&p, 0, "sed -i 's/^title: .*/title: {en: \"The other day\"}/' c/course.yaml && tar c c | S publish");
	while ((t = outline(&p, "amina", "Write down every hand")) == NULL)
		assert_true(process_now() < deadline);
	client_pick(t, "Leave it as you found it");
	if (terminal_wait_any(t, "page 1 of", "Afterwards you can") == 1)
		client_pick(t, "Leave it as you found it");
	terminal_wait(t, "page 1 of");
	person_page_to(t, "CHECK");
	client_pick(t, "Switch it off");
	terminal_wait(t, "Switching off can lock it for good");
	terminal_free(t);
	shell(&p, 0,
	    "S pull first-day > 1.tar && mkdir q && tar x -f 1.tar -C q && "
	    "sed -i 's/id: custody;/id: custody-new;/; s/id:custody-1/id:custody-new-1/; s/every hand/each hand/' "
	    "q/en/010-first-hour.md && sed -i 's/^order: free.*/order: free\\nretired:\\n  - {id: custody, moved_to: "
	    "custody-new}\\n  - {id: custody-1, moved_to: custody-new-1}/; s/pass: 80/pass: 90/' q/course.yaml && "
	    "tar c -C q . | S publish --yes");
	says(p.o.out, "2.0.0");
	while ((t = outline(&p, "ben", "Write down each hand")) == NULL)
		assert_true(process_now() < deadline);
	assert_false(terminal_shows(t, "This is edition"));
	terminal_free(t);
	t = client_open(p.s, &amina);
	client_pick(t, "All courses");
	client_pick(t, "The other day");
	terminal_wait(t, "This is edition 1.0.0, which you began");
	client_pick(t, "Write down every hand");
	if (terminal_wait_any(t, "page 1 of", "Afterwards you can") == 1)
		client_pick(t, "Write down every hand");
	terminal_wait(t, "page 1 of");
	person_page_to(t, "CHECK");
	client_pick(t, "The person who finds the item");
	terminal_wait(t, "The record starts where the item was found");
	terminal_free(t);
	output_clear(&p.o);
	server_stop(p.s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(there_and_back, client_teardown),
		cmocka_unit_test_teardown(hostile_archives, client_teardown),
		cmocka_unit_test_teardown(a_major_leaves_who_is_mid_way_in_peace, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
