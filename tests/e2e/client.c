#include "tests/e2e/client.h"

#include "tests/e2e/relay.h"
#include "tests/e2e/transcript.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS = 40 };

struct line { /* one command line and the texts that it points to */
	const char *argv[ARGUMENTS];
	size_t n;
	char port[16], key[160], known[160], at[128], method[80];
};

static void
add(struct line *l, const char *word)
{
	if (l->n + 1 >= ARGUMENTS)
		abort();
	l->argv[l->n++] = word;
}

static void
add_option(struct line *l, const char *option)
{
	add(l, "-o");
	add(l, option);
}

static void
openssh(struct line *l, struct server *s, const struct client *c)
{
	add(l, "ssh");
	add(l, "-F");
	add(l, "/dev/null");
	add(l, "-p");
	add(l, l->port);
	snprintf(l->known, sizeof(l->known), "UserKnownHostsFile=%s", s->known_hosts);
	add_option(l, l->known);
	add_option(l, "GlobalKnownHostsFile=/dev/null");
	add_option(l, "StrictHostKeyChecking=yes");
	add_option(l, "IdentitiesOnly=yes");
	add_option(l, "IdentityAgent=none");
	add_option(l, "EscapeChar=none");
	if (c->key != NULL) {
		snprintf(l->key, sizeof(l->key), "%s/%s", s->dir, c->key);
		add(l, "-i");
		add(l, l->key);
	} else {
		add_option(l, "PubkeyAuthentication=no");
	}
	if (c->method != NULL) {
		snprintf(l->method, sizeof(l->method), "PreferredAuthentications=%s", c->method);
		add_option(l, l->method);
	}
	if (c->no_pty)
		add(l, "-T");
	if (c->pty)
		add(l, "-t");
	snprintf(l->at, sizeof(l->at), "%s@127.0.0.1", c->user);
	add(l, l->at);
}

static void
plink(struct line *l, struct server *s, const struct client *c)
{
	add(l, "plink");
	add(l, "-ssh");
	add(l, "-no-antispoof");
	add(l, "-hostkey");
	add(l, s->fingerprint);
	add(l, "-P");
	add(l, l->port);
	if (c->key != NULL) {
		snprintf(l->key, sizeof(l->key), "%s/%s.ppk", s->dir, c->key);
		add(l, "-i");
		add(l, l->key);
	}
	if (c->command == NULL || c->pty)
		add(l, c->no_pty ? "-T" : "-t");
	add(l, "-l");
	add(l, c->user);
	add(l, "127.0.0.1");
}

static void
dbclient(struct line *l, struct server *s, const struct client *c)
{
	add(l, "dbclient");
	add(l, "-y"); /* twice: the key is not looked at; it cannot be told which one to expect */
	add(l, "-y");
	add(l, "-p");
	add(l, l->port);
	if (c->key != NULL) {
		snprintf(l->key, sizeof(l->key), "%s/%s.dropbear", s->dir, c->key);
		add(l, "-i");
		add(l, l->key);
	}
	if (c->command == NULL || c->pty)
		add(l, c->no_pty ? "-T" : "-t");
	snprintf(l->at, sizeof(l->at), "%s@127.0.0.1", c->user);
	add(l, l->at);
}

static const struct {
	const char *name, *program;
	void (*line)(struct line *, struct server *, const struct client *);
} clients[CLIENT_KINDS] = {
	[CLIENT_OPENSSH] = { "OpenSSH", "ssh", openssh },
	[CLIENT_PLINK] = { "plink", "plink", plink },
	[CLIENT_DBCLIENT] = { "dbclient", "dbclient", dbclient },
};

const char *
client_name(enum client_kind kind)
{
	return clients[kind].name;
}

bool
client_have(enum client_kind kind)
{
	return process_have(clients[kind].program) && process_have("ssh-keygen");
}

static void
line_make(struct line *l, struct server *s, const struct client *c)
{
	snprintf(l->port, sizeof(l->port), "%d", c->port != 0 ? c->port : s->port);
	clients[c->kind].line(l, s, c);
	if (c->command != NULL)
		add(l, c->command);
	l->argv[l->n] = NULL;
}

struct terminal *
client_open(struct server *s, const struct client *c)
{
	struct line l = { .n = 0 };

	line_make(&l, s, c);
	return terminal_open(l.argv, s->dir, c->term != NULL ? c->term : "xterm-256color", c->cols != 0 ? c->cols : 80,
	    c->rows != 0 ? c->rows : 24);
}

struct output
client_run(struct server *s, const struct client *c, const char *input)
{
	struct line l = { .n = 0 };

	line_make(&l, s, c);
	return process_run(l.argv, s->dir, input);
}

void
client_password(struct terminal *t, const struct client *c, const char *password)
{
	(void)c;
	terminal_wait(t, "assword:"); /* the door's "Password:", or the client's own "amina@127.0.0.1's password:" */
	terminal_type(t, password);
	terminal_type(t, KEY_RETURN);
}

/* "> 12  text" or "  3  text": the number, its length, and whether the marker stands there; 0: no choice. */
static int
choice(const char *row, bool *marked)
{
	int n = 0;

	*marked = false;
	while (*row == ' ' || *row == '>') {
		*marked = *marked || *row == '>';
		row++;
	}
	while (*row >= '0' && *row <= '9' && n < 1000)
		n = n * 10 + (*row++ - '0');
	return *row == ' ' ? n : 0;
}

/* The row of the choice with this text; -1: none (yet). */
static int
choice_row(struct terminal *t, const char *text, int *number, bool *marked)
{
	for (int y = 0; y < terminal_rows(t); y++) {
		const char *row = terminal_row(t, y);

		if (strstr(row, text) != NULL && (*number = choice(row, marked)) > 0)
			return y;
	}
	return -1;
}

void
client_pick(struct terminal *t, const char *text)
{
	int64_t deadline = process_deadline();
	bool marked = false;
	int number = 0, row;
	char digits[16];

	terminal_wait(t, text);
	while ((row = choice_row(t, text, &number, &marked)) < 0) {
		if (process_now() > deadline)
			terminal_fail(t, __FILE__, __LINE__, "this is not a choice with a number: %s", text);
		terminal_watch(t, 20);
	}
	if (marked) {
		terminal_type(t, KEY_RETURN);
		return;
	}
	snprintf(digits, sizeof(digits), "%d", number);
	terminal_type(t, digits);
	for (;;) {
		int now = choice_row(t, text, &number, &marked);

		if (now < 0)
			return; /* the digit was enough: another page has come */
		if (marked)
			break;
		if (process_now() > deadline)
			terminal_fail(t, __FILE__, __LINE__, "its number does nothing: %s", text);
		terminal_watch(t, 20);
	}
	terminal_type(t, KEY_RETURN);
}

void
client_pick_line(struct terminal *t, const char *text)
{
	size_t len;
	const char *bytes, *best = NULL;
	char digits[16];
	int number = 0;
	bool marked;
	int64_t deadline = process_deadline();

	for (;;) {
		bytes = terminal_bytes(t, &len);
		for (const char *at = bytes; (at = strstr(at, text)) != NULL; at++) {
			const char *line = at;
			int n;

			while (line > bytes && line[-1] != '\n' && line[-1] != '\r')
				line--;
			n = choice(line, &marked);
			if (n > 0) {
				best = line;
				number = n;
			}
		}
		if (best != NULL || process_now() > deadline)
			break;
		terminal_watch(t, 20);
	}
	if (best == NULL)
		terminal_fail(t, __FILE__, __LINE__, "this is not a choice with a number: %s", text);
	terminal_still(t, 100); /* the list goes on behind it, and ends with the prompt */
	snprintf(digits, sizeof(digits), "%d\r", number);
	terminal_type(t, digits);
}

void
client_lines_are_clean(struct terminal *t)
{
	size_t len;
	const char *bytes = terminal_bytes(t, &len);

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if ((c < 0x20 && c != '\r' && c != '\n') || c == 0x7f)
			terminal_fail(t, __FILE__, __LINE__, "a control character, %02x, in plain lines", c);
		if (c == '\r' && i + 1 < len && bytes[i + 1] != '\n' && bytes[i + 1] != '\r')
			terminal_fail(t, __FILE__, __LINE__, "a CR alone in plain lines");
	}
}

char *
client_first_row(struct terminal *t)
{
	return strdup(terminal_row(t, 2));
}

int
client_teardown(void **state)
{
	(void)state;
	terminal_free_all();
	transcript_drop_all();
	relay_close_all();
	server_kill_all();
	return 0;
}
