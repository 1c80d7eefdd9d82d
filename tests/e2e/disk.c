/*
 * The disk is full while a learner answers: she is told that it was not saved, nothing is half saved, others come in
 * and read on, and when there is room again the same key saves it, without a restart.
 */
#include "tests/e2e/client.h"
#include "tests/e2e/person.h"

#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cmocka.h>

static void
shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void
shell(const char *format, ...)
{
	char line[400];
	va_list ap;

	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	free(process_ask((const char *const[]){ "sh", "-c", line, NULL }, "/tmp", NULL));
}

/* An academy whose records lie on a small disk of their own. */
static struct server *
academy_on_small_disk(void)
{
	struct server *s = server_start(NULL);

	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	server_key(s, "ilo");
	server_user(s, "ilo", "trainee", "ilo", NULL);
	server_halt(s);
	shell("cp -a %s %s.aside && mount -t tmpfs -o size=16m,mode=700 tmpfs %s && cp -a %s.aside/. %s && rm -r %s.aside",
	    s->data, s->data, s->data, s->data, s->data, s->data);
	server_again(s);
	return s;
}

static struct terminal *
come_in(struct server *s, const char *who)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = who, .key = who };

	return client_open(s, &c);
}

static void
fill(struct server *s)
{
	/* To the last byte: dd ends with an error when it is full, and that is right. */
	shell("dd if=/dev/zero of=%s/filler bs=4096 2>/dev/null || true; dd if=/dev/zero of=%s/rest bs=1 count=4096 "
	      "2>/dev/null || true", s->data, s->data);
}

static void
give_room(struct server *s)
{
	shell("rm -f %s/filler %s/rest", s->data, s->data);
}

static char *
progress(struct server *s, const char *who)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = who, .key = who, .command = "progress --json" };
	struct output o = client_run(s, &c, NULL);
	char *text = strdup(o.out);

	output_clear(&o);
	return text;
}

/* Up to the first check's page. */
static void
to_check(struct terminal *t)
{
	person_open_lesson(t, "Electronic evidence", "Write down every hand");
	person_page_to(t, "CHECK");
	terminal_wait(t, "saved");
}

static void
answer(struct terminal *t)
{
	client_pick(t, "The person who finds the item");
}

static void
told_and_saved_later(struct server *s)
{
	struct terminal *t = come_in(s, "amina"), *other;
	char *after;

	to_check(t);
	fill(s);
	answer(t);
	terminal_wait(t, "not saved");
	assert_false(terminal_shows(t, "The record starts where the item was found"));

	/* Reading goes on, also for who comes only now, and it is said what waits. */
	other = come_in(s, "ilo");
	terminal_wait(other, "All courses");
	terminal_wait(other, "Nothing can be saved just now");
	client_pick(other, "All courses");
	client_pick(other, "Electronic evidence");
	terminal_wait(other, "To finish:");
	terminal_free(other);

	give_room(s);
	answer(t);
	terminal_wait(t, "The record starts where the item was found");
	terminal_wait_gone(t, "not saved");
	terminal_free(t);
	after = progress(s, "amina");
	print_message("after: %s", after);
	free(after);
	other = come_in(s, "ilo");
	terminal_wait(other, "All courses");
	terminal_still(other, 200);
	assert_false(terminal_shows(other, "Nothing can be saved just now"));
	terminal_free(other);
}

static void
a_full_disk_is_told_and_mended_without_a_restart(void **state)
{
	struct server *s = academy_on_small_disk();
	char *log, *out;

	(void)state;
	told_and_saved_later(s);
	out = server_command(s, (const char *const[]){ "doctor", NULL });
	free(out);
	log = server_log_text(s);
	print_message("%s", log);
	free(log);
	server_halt(s);
	shell("umount -l %s", s->data);
	server_kill_all();
}

/* What status says; its exit status is 1, since a person is needed. */
static void
needs(struct server *s, const char *what)
{
	struct output o = process_run((const char *const[]){ CHALKLINE, "status", "--data", s->data, NULL }, s->dir, NULL);

	assert_int_equal(o.status, 1);
	if (strstr(o.out, what) == NULL)
		fail_msg("status does not say \"%s\":\n%s", what, o.out);
	output_clear(&o);
}

static void
a_full_disk_is_no_bar_to_a_renewal(void **state)
{
	struct server *s = academy_on_small_disk();
	struct terminal *t = come_in(s, "amina");

	(void)state;
	to_check(t);
	fill(s);
	needs(s, "Only 0 B are free"); /* before anybody has come upon it */
	kill(s->pid, SIGUSR2);
	server_wait_log(s, "event=renewed");
	fill(s); /* the keeper that ended has given some room back */
	answer(t);
	terminal_wait(t, "not saved");
	needs(s, "The records cannot be written");
	give_room(s);
	answer(t);
	terminal_wait(t, "The record starts where the item was found");
	terminal_free(t);
	server_halt(s);
	shell("umount -l %s", s->data);
	server_kill_all();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_full_disk_is_told_and_mended_without_a_restart, client_teardown),
		cmocka_unit_test_teardown(a_full_disk_is_no_bar_to_a_renewal, client_teardown),
	};

	/* Mounts of our own, which nobody else sees and which go with us. */
	if (geteuid() != 0 || !client_have(CLIENT_OPENSSH) || unshare(CLONE_NEWNS) != 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
		print_message("skipped: a small disk needs root, mount namespaces and ssh\n");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
