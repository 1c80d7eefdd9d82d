/* Settings and host key read anew while people read, and the gate before the fork. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/e2e/client.h"
#include "tests/e2e/inside.h"

static struct server *
academy(const char *yaml)
{
	struct server *s;

	if (!client_have(CLIENT_OPENSSH))
		skip();
	s = server_start_with(yaml, NULL);
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	return s;
}

static struct terminal *
come_in(struct server *s)
{
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina" };
	struct terminal *t = client_open(s, &c);

	terminal_wait(t, "All courses");
	return t;
}

/* Writes the file and says so to the server, which then says this. */
static void
settle(struct server *s, const char *yaml, const char *says)
{
	char file[160];
	FILE *f;

	snprintf(file, sizeof(file), "%s/chalkline.yaml", s->data);
	f = fopen(file, "w");
	assert_true(f != NULL && fputs(yaml, f) >= 0 && fclose(f) == 0);
	kill(s->pid, SIGHUP);
	server_wait_log(s, says);
}

static void
settings_change_for_those_who_come(void **state)
{
	struct server *s = academy("name: Amari Justice Academy\ncontact: Ms Tembo\n");
	struct client guest = { .kind = CLIENT_OPENSSH, .user = "guest", .no_pty = true, .command = "help" };
	struct terminal *t = come_in(s), *other;
	struct output o;

	(void)state;
	o = client_run(s, &guest, NULL);
	assert_int_not_equal(o.status, 0);
	output_clear(&o);
	settle(s, "name: Other Academy\ncontact: Ms Tembo\nguest: true\n", "event=reloaded");
	other = come_in(s);
	terminal_wait_at(other, 0, 0, "Other Academy");
	o = client_run(s, &guest, NULL); /* the keeper knows too */
	assert_int_equal(o.status, 0);
	output_clear(&o);
	client_pick(t, "All courses"); /* who was inside is inside */
	terminal_wait(t, "Electronic evidence");
	terminal_type(t, "q");
	terminal_wait_at(t, 0, 0, "Amari Justice Academy");
	terminal_free(other);

	settle(s, "name: Third Academy\nport: no\n", "event=not-reloaded");
	server_wait_log(s, "at=chalkline.yaml:2:7 text=\"`port` is a whole number from 1 to 65535, without a unit\"");
	other = come_in(s);
	terminal_wait_at(other, 0, 0, "Other Academy");
	terminal_free(other);
	terminal_free(t);
	server_stop(s);
}

static void
the_host_key_changes_for_those_who_come(void **state)
{
	struct server *s = academy("contact: Ms Tembo\n");
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina", .no_pty = true, .command = "whoami" };
	struct terminal *t = come_in(s);
	struct output o;
	char from[160], to[160];

	(void)state;
	server_key(s, "hostkey");
	snprintf(from, sizeof(from), "%s/hostkey", s->dir);
	snprintf(to, sizeof(to), "%s/hostkey", s->data);
	assert_int_equal(rename(from, to), 0);
	kill(s->pid, SIGHUP);
	server_wait_log(s, "event=reloaded");
	o = client_run(s, &c, NULL); /* it knows the key that was */
	assert_int_equal(o.status, 255);
	output_clear(&o);
	client_pick(t, "All courses");
	terminal_wait(t, "Electronic evidence");

	FILE *f = fopen(to, "w"); /* one that cannot be read is not taken */
	assert_true(f != NULL && fputs("no key\n", f) >= 0 && fclose(f) == 0);
	kill(s->pid, SIGHUP);
	server_wait_log(s, "event=not-reloaded");
	client_pick(t, "Electronic evidence");
	terminal_free(t);
	server_stop(s);
}

static int
knock(const struct server *s)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)s->port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	return fd;
}

static void
a_full_block_is_told_and_nobody_else_is_put_out(void **state)
{
	struct server *s =
	    academy("contact: Ms Tembo, +258 21 000 000\ntimezone: UTC\nlimits:\n  per_block: 3\n");
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina", .no_pty = true, .command = "whoami" };
	struct terminal *t[4];
	struct output o;
	pid_t pid[8];
	int fd[3];

	(void)state;
	for (int i = 0; i < 4; i++) /* who has logged in is not counted */
		t[i] = come_in(s);
	for (int i = 0; i < 3; i++)
		fd[i] = knock(s);
	inside_sessions(s, pid, 7);
	for (enum client_kind kind = 0; kind < CLIENT_KINDS; kind++) {
		c.kind = kind;
		if (!client_have(kind))
			continue;
		o = client_run(s, &c, NULL);
		assert_null(strstr(o.out, "amina"));
		if (kind == CLIENT_OPENSSH || kind == CLIENT_PLINK) {
			assert_non_null(strstr(o.err, "Too many connections from your network are waiting to log in"));
			assert_non_null(strstr(o.err, "(UTC). Help: Ms Tembo, +258 21 000 000"));
		}
		output_clear(&o);
	}
	server_wait_log(s, "event=turned-away");
	inside_sessions(s, pid, 7); /* no process was made for them */
	client_pick(t[0], "All courses");
	terminal_wait(t[0], "Electronic evidence");
	close(fd[0]); /* one goes: its place is free a little later */
	inside_sessions(s, pid, 6);
	c.kind = CLIENT_OPENSSH;
	for (int64_t deadline = process_deadline();;) {
		int status;

		o = client_run(s, &c, NULL);
		status = o.status;
		output_clear(&o);
		if (status == 0)
			break;
		assert_true(process_now() < deadline);
		process_pause();
	}
	for (int i = 0; i < 4; i++)
		terminal_free(t[i]);
	close(fd[1]);
	close(fd[2]);
	server_stop(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(settings_change_for_those_who_come, client_teardown),
		cmocka_unit_test_teardown(the_host_key_changes_for_those_who_come, client_teardown),
		cmocka_unit_test_teardown(a_full_block_is_told_and_nobody_else_is_put_out, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
