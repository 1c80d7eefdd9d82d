/*
 * Every command of the operator, once while nobody serves and once through a server: what it says, what it refuses, its
 * exit status, and that its JSON is JSON and its text is text.
 */
#include "tests/e2e/client.h"
#include "tests/e2e/json_strict.h"
#include "tui/cli/cli.h"

#include <dirent.h>
#include <glob.h>
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

enum { WORDS = 16, ROWS = 64 };

static const char academy[] = "name: Amari Justice Academy\n"
			      "address: academy.example.org\n"
			      "port: 2022\n"
			      "contact: Ms Tembo, +258 21 000 000, Mon-Fri 8-16\n";

static const char password[] = "a lamp and four words\n";

struct desk {
	char home[64], data[96];
	bool served, alone;    /* alone: a server was never there */
	bool ran[ROWS];        /* by the row of the table */
	struct output o;       /* of the last command */
};

static void
note(struct desk *p, const char *const *argv)
{
	size_t best = 0;
	int row = -1;
	char line[256] = "";

	for (int i = 1; argv[i] != NULL && strlen(line) + strlen(argv[i]) + 2 < sizeof(line); i++) {
		strcat(line, argv[i]);
		strcat(line, " ");
	}
	for (int i = 0; cli_commands[i].words != NULL; i++) {
		size_t len = strlen(cli_commands[i].words);

		assert_true(i < ROWS);
		if (strncmp(line, cli_commands[i].words, len) == 0 && line[len] == ' ' && len > best) {
			best = len;
			row = i;
		}
	}
	if (row >= 0)
		p->ran[row] = true;
}

static void
tell(struct desk *p, const char *const *argv, const char *what)
{
	print_error("%s:", what);
	for (int i = 0; argv[i] != NULL; i++)
		print_error(" %s", argv[i]);
	print_error("\nexit status %d\n%s\n%s\n", p->o.status, p->o.out, p->o.err);
	fail();
}

/* No control character but line feeds, whatever was typed or stored. */
static bool
is_text(const char *text)
{
	for (; *text != '\0'; text++)
		if (((unsigned char)*text < 0x20 && *text != '\n') || *text == 0x7f)
			return false;
	return true;
}

static void
run(struct desk *p, int status, const char *input, const char *const *words)
{
	const char *argv[WORDS + 4] = { CHALKLINE };
	size_t n = 1;
	bool json = false;

	for (size_t i = 0; words[i] != NULL; i++) {
		assert_true(n < WORDS);
		argv[n++] = words[i];
		json = json || strcmp(words[i], "--json") == 0;
	}
	argv[n++] = "--data";
	argv[n++] = p->data;
	argv[n] = NULL;
	output_clear(&p->o);
	p->o = process_run(argv, p->home, input);
	note(p, argv);
	if (p->o.status != status)
		tell(p, argv, "another exit status was wanted");
	if (!is_text(p->o.out) || !is_text(p->o.err))
		tell(p, argv, "a control character");
	if (json && (status == EX_OK || status == 1) && !json_is_strict(p->o.out))
		tell(p, argv, "this is no JSON");
	if (status != EX_OK && status != 1 && p->o.err[0] == '\0')
		tell(p, argv, "no word on standard error");
}

#define RUN(p, status, ...) run(p, status, NULL, (const char *const[]){ __VA_ARGS__, NULL })
#define SAYS(p, text)                                                          \
	do {                                                                   \
		if (strstr((p)->o.out, text) == NULL) {                        \
			print_error("not in:\n%s\n", (p)->o.out);              \
			assert_string_equal("it does not say", text);          \
		}                                                              \
	} while (0)
#define SAYS_NOT(p, text) assert_null(strstr((p)->o.out, text))
#define COMPLAINS(p, text)                                                     \
	do {                                                                   \
		if (strstr((p)->o.err, text) == NULL) {                        \
			print_error("not in:\n%s\n", (p)->o.err);              \
			assert_string_equal("it does not complain", text);     \
		}                                                              \
	} while (0)

/* The text behind "NAME":" in the last answer. */
static void
field(struct desk *p, const char *name, char *out, size_t size)
{
	char wanted[64];
	char *at;

	snprintf(wanted, sizeof(wanted), "\"%s\":\"", name);
	at = strstr(p->o.out, wanted);
	assert_non_null(at);
	at += strlen(wanted);
	snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
	assert_true(out[0] != '\0');
}

/* ---- people ---- */

static void
people(struct desk *p)
{
	char key[160];

	snprintf(key, sizeof(key), "%s/amina.pub", p->home);
	RUN(p, EX_OK, "user", "add", "amina", "--key", key, "--name", "Amina Macuácua", "--json");
	SAYS(p, "{\"login\":\"amina\",\"name\":\"Amina Macuácua\",\"role\":\"trainee\"");
	run(p, EX_OK, password, (const char *const[]){ "user", "add", "boris", "--password-stdin", NULL });
	assert_string_equal(p->o.out, "boris\n");
	RUN(p, EX_DATAERR, "user", "add", "amina", "--key", key);
	RUN(p, EX_USAGE, "user", "add", "carla");
	RUN(p, EX_USAGE, "user", "add", "carla", "--key", key, "--role", "king");

	RUN(p, EX_OK, "user", "list");
	SAYS(p, "LOGIN  NAME            ROLE     COUNTRY  KEYS  PASSWORD  LAST LOGIN (UTC)\n");
	SAYS(p, "amina  Amina Macuácua  trainee              1  no        never\n");
	RUN(p, EX_OK, "user", "list", "--find", "macu", "--json");
	SAYS(p, "\"all\":1}");
	SAYS_NOT(p, "boris");
	RUN(p, EX_OK, "user", "list", "--find", "\033[31mnobody");
	SAYS(p, "Nobody has");
	RUN(p, EX_USAGE, "user", "list", "amina");

	RUN(p, EX_OK, "user", "show", "amina");
	SAYS(p, "Name        Amina Macuácua\n");
	SAYS(p, "Ways in     1 key\n");
	SAYS(p, "SHA256:");
	RUN(p, EX_OK, "user", "show", "amina", "--json");
	SAYS(p, "\"keys\":[{\"fingerprint\":\"SHA256:");
	RUN(p, EX_NOUSER, "user", "show", "zoe");
	COMPLAINS(p, "nobody here has the login zoe");
	RUN(p, EX_USAGE, "user", "show");
	COMPLAINS(p, "usage: chalkline user show NAME");

	RUN(p, EX_OK, "user", "rename", "boris", "boris-2");
	SAYS(p, "boris-2");
	RUN(p, EX_DATAERR, "user", "rename", "boris-2", "amina");
	RUN(p, EX_DATAERR, "user", "rename", "boris-2", "root");
	RUN(p, EX_NOUSER, "user", "rename", "boris", "carla");
	RUN(p, EX_OK, "user", "rename", "boris-2", "boris", "--json");
	SAYS(p, "\"login\":\"boris\"");
	RUN(p, EX_OK, "user", "name", "boris", "Борис Иванов");
	RUN(p, EX_DATAERR, "user", "name", "boris", "42");
	RUN(p, EX_OK, "user", "name", "boris", "\033[2JBorya"); /* the control goes, here and in the records */
	SAYS(p, "[2JBorya");
	RUN(p, EX_OK, "user", "name", "boris", "Борис Иванов");
	RUN(p, EX_OK, "user", "role", "boris", "instructor", "--json");
	SAYS(p, "\"name\":\"Борис Иванов\",\"role\":\"instructor\"");
	RUN(p, EX_USAGE, "user", "role", "boris", "king");
	COMPLAINS(p, "trainee, instructor, manager and operator");
	RUN(p, EX_OK, "user", "disable", "boris");
	RUN(p, EX_OK, "user", "list");
	SAYS(p, "closed\n");
	RUN(p, EX_OK, "user", "enable", "boris", "--json");
	SAYS(p, "\"disabled\":false");
}

static void
ways_in(struct desk *p)
{
	char print[80], begin[24], text[160];

	RUN(p, EX_USAGE, "user", "password", "boris");
	RUN(p, EX_USAGE, "user", "password", "boris", "--stdin", "--generate");
	run(p, EX_DATAERR, "short\n", (const char *const[]){ "user", "password", "boris", "--stdin", NULL });
	run(p, EX_DATAERR, NULL, (const char *const[]){ "user", "password", "boris", "--stdin", NULL });
	run(p, EX_OK, password, (const char *const[]){ "user", "password", "boris", "--stdin", NULL });
	RUN(p, EX_OK, "user", "password", "boris", "--generate");
	SAYS(p, "four words");
	RUN(p, EX_OK, "user", "password", "boris", "--generate", "--json");
	field(p, "password", text, sizeof(text));
	assert_int_equal(strspn(text, "abcdefghijklmnopqrstuvwxyz "), strlen(text));

	RUN(p, EX_OK, "user", "key", "list", "amina");
	SAYS(p, "ssh-ed25519");
	RUN(p, EX_OK, "user", "key", "list", "amina", "--json");
	field(p, "fingerprint", print, sizeof(print));
	snprintf(begin, sizeof(begin), "%.20s", print);
	RUN(p, EX_NOPERM, "user", "key", "remove", "amina", begin);
	COMPLAINS(p, "last way");
	RUN(p, EX_NOINPUT, "user", "key", "remove", "amina", "SHA256:nothing");
	RUN(p, EX_OK, "user", "key", "remove", "amina", begin, "--last-too");
	SAYS(p, print);
	RUN(p, EX_OK, "user", "key", "list", "amina");
	SAYS(p, "No key");
	RUN(p, EX_OK, "user", "show", "amina");
	SAYS(p, "chalkline recover amina");

	RUN(p, EX_OK, "recover", "amina");
	SAYS(p, "Address:          academy.example.org\n");
	SAYS(p, "Login:            amina\n");
	SAYS(p, "ssh -p 2022 join@academy.example.org\n");
	SAYS(p, "Host Name  academy.example.org   Port  2022");
	RUN(p, EX_OK, "recover", "amina", "--json");
	field(p, "code", text, sizeof(text));
	assert_int_equal(strlen(text), sizeof("ABCD-EFGH-JKLM-NPQR-S") - 1);
	RUN(p, EX_NOUSER, "recover", "zoe");
	RUN(p, EX_OK, "user", "show", "amina", "--json");
	SAYS(p, "\"recovery\":true");
}

static void
merging(struct desk *p)
{
	run(p, EX_OK, password, (const char *const[]){ "user", "add", "boris2", "--password-stdin", NULL });
	RUN(p, EX_USAGE, "user", "merge", "boris2", "boris");
	COMPLAINS(p, "--yes");
	SAYS(p, "Login       boris2\n");
	SAYS(p, "Login       boris\n");
	RUN(p, EX_NOUSER, "user", "merge", "zoe", "boris", "--yes");
	RUN(p, EX_NOUSER, "user", "merge", "boris", "zoe", "--yes");
	RUN(p, EX_DATAERR, "user", "merge", "boris", "boris", "--yes");
	RUN(p, EX_OK, "user", "merge", "boris2", "boris", "--yes", "--json");
	SAYS(p, "\"login\":\"boris\"");
	RUN(p, EX_OK, "user", "show", "boris2");
	SAYS(p, "yes, for good: merged into boris\n");
	RUN(p, EX_OK, "user", "show", "boris2", "--json");
	SAYS(p, "\"merged_into\":\"boris\"");
}

/* ---- invitations ---- */

static void
on_one_page(const char *letter)
{
	int lines = 0;

	for (const char *at = letter; *at != '\0'; lines++) {
		size_t bytes = strcspn(at, "\n"), letters = 0;

		for (size_t i = 0; i < bytes; i++)
			letters += ((unsigned char)at[i] & 0xc0) != 0x80;
		assert_in_range(letters, 0, 76);
		at += bytes + (at[bytes] == '\n');
	}
	assert_in_range(lines, 20, 60);
}

static void
invitations(struct desk *p)
{
	char code[64], id[16];

	if (p->alone) {
		RUN(p, EX_OK, "invite", "list");
		SAYS(p, "no invitations");
	}
	RUN(p, EX_OK, "invite", "--for", "Nampula", "--uses", "40", "--json");
	field(p, "code", code, sizeof(code));
	field(p, "id", id, sizeof(id));
	SAYS(p, "\"uses\":40");
	RUN(p, EX_OK, "invite", "--role", "manager");
	assert_int_equal(p->o.out_len, sizeof("ABCD-EFGH-JKLM-NPQR-S\n") - 1);
	RUN(p, EX_USAGE, "invite", "--role", "operator");
	RUN(p, EX_USAGE, "invite", "--uses", "0");
	RUN(p, EX_USAGE, "invite", "lst");
	COMPLAINS(p, "did you mean invite list?");

	RUN(p, EX_OK, "invite", "list");
	SAYS(p, id);
	SAYS(p, "Nampula\n");
	SAYS(p, "0 of 40");
	RUN(p, EX_OK, "invite", "list", "--json");
	SAYS(p, "\"state\":\"open\"");
	RUN(p, EX_OK, "invite", "show", id);
	SAYS(p, "0 of 40");
	RUN(p, EX_OK, "invite", "show", code, "--json");
	SAYS(p, id);
	RUN(p, EX_NOINPUT, "invite", "show", "00000000");

	RUN(p, EX_OK, "invite", "letter", code, "--for", "Amina Macuácua");
	SAYS(p, "For Amina Macuácua\n");
	SAYS(p, code);
	SAYS(p, "Ms Tembo, +258 21 000 000, Mon-Fri 8-16\n");
	SAYS(p, "40 people");
	on_one_page(p->o.out);
	RUN(p, EX_OK, "invite", "letter", "--role", "instructor", "--json");
	SAYS(p, "\"letter\":\"Amari Justice Academy");
	RUN(p, EX_USAGE, "invite", "letter", code, "--uses", "3");
	RUN(p, EX_DATAERR, "invite", "letter", id);

	RUN(p, EX_OK, "invite", "revoke", id);
	SAYS(p, id);
	RUN(p, EX_OK, "invite", "list", "--json");
	SAYS(p, "\"state\":\"revoked\"");
	RUN(p, EX_NOINPUT, "invite", "revoke", "00000000");
	RUN(p, EX_OK, "invite", "revoke", code, "--json");
}

/* ---- the house ---- */

static void
house(struct desk *p)
{
	RUN(p, EX_OK, "sessions", "list");
	SAYS(p, "Nobody is here.");
	RUN(p, EX_OK, "sessions", "list", "--json");
	SAYS(p, "\"sessions\":[]");
	RUN(p, EX_NOINPUT, "sessions", "end", "amina");
	RUN(p, EX_OK, "limits", "list");
	RUN(p, EX_OK, "limits", "list", "--json");
	SAYS(p, "\"limits\":[]");
	RUN(p, EX_NOINPUT, "limits", "clear", "10.1.0.0/24");
	RUN(p, EX_OK, "limits", "clear", "--json");
	RUN(p, p->served ? EX_OK : 1, "status");
	SAYS(p, p->served ? "All is well.\n" : "Nobody serves");
	SAYS(p, "people 3");
	RUN(p, p->served ? EX_OK : 1, "status", "--json");
	SAYS(p, p->served ? "\"good\":true" : "\"good\":false");
	SAYS(p, "\"health\":\"good\"");
	RUN(p, EX_OK, "doctor");
	RUN(p, EX_OK, "doctor", "--json");
	SAYS(p, "\"well\":true");
}

static void
keys_of_the_house(struct desk *p)
{
	char today[80], next[80], now[80], file[160];
	struct stat st;

	RUN(p, EX_OK, "hostkey", "show");
	SAYS(p, "[academy.example.org]:2022 ssh-ed25519 AAAA");
	RUN(p, EX_OK, "hostkey", "show", "--json");
	field(p, "fingerprint", today, sizeof(today));
	RUN(p, EX_UNAVAILABLE, "hostkey", "switch", "--now");
	COMPLAINS(p, "hostkey next");
	RUN(p, EX_OK, "hostkey", "next");
	RUN(p, EX_UNAVAILABLE, "hostkey", "next");
	snprintf(file, sizeof(file), "%s/hostkey.next", p->data);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	RUN(p, EX_OK, "hostkey", "show", "--json");
	field(p, "fingerprint", now, sizeof(now));
	assert_string_equal(now, today);
	snprintf(next, sizeof(next), "%s", strstr(strstr(p->o.out, "\"next\":"), "SHA256:"));
	next[strcspn(next, "\"")] = '\0';
	assert_string_not_equal(next, today);
	RUN(p, EX_OK, "invite", "letter");
	SAYS(p, today);
	SAYS(p, next);
	on_one_page(p->o.out);
	RUN(p, EX_UNAVAILABLE, "hostkey", "switch");
	COMPLAINS(p, "not yet");
	if (p->served) {
		RUN(p, EX_OK, "status", "--json");
		SAYS(p, next);
	}
	RUN(p, EX_OK, "hostkey", "switch", "--now");
	RUN(p, EX_OK, "hostkey", "show", "--json");
	field(p, "fingerprint", now, sizeof(now));
	assert_string_equal(now, next);
	SAYS_NOT(p, "\"next\"");
	if (p->served) {
		RUN(p, EX_OK, "status", "--json");
		field(p, "fingerprint", now, sizeof(now));
		assert_string_equal(now, next);
	}
	snprintf(file, sizeof(file), "%s/hostkey.old", p->data);
	assert_int_equal(stat(file, &st), 0);
}

/* What is proved elsewhere: these are no commands that ask the keeper. */
static bool
is_elsewhere(const char *words)
{
	static const char *const elsewhere[] = { "serve", "backup", "restore", "check", "preview", "new course",
		"new module", "import", "export", NULL };

	for (int i = 0; elsewhere[i] != NULL; i++)
		if (strcmp(words, elsewhere[i]) == 0)
			return true;
	return false;
}

static void
all_were_run(const struct desk *p)
{
	for (int i = 0; cli_commands[i].words != NULL; i++) {
		if (!p->ran[i] && !is_elsewhere(cli_commands[i].words)) {
			print_error("no test runs chalkline %s\n", cli_commands[i].words);
			fail();
		}
	}
}

static void
through_a_server(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	struct desk p = { .served = true };

	(void)state;
	snprintf(p.home, sizeof(p.home), "%s", s->dir);
	snprintf(p.data, sizeof(p.data), "%s", s->data);
	server_key(s, "amina");
	people(&p);
	ways_in(&p);
	invitations(&p);
	merging(&p);
	keys_of_the_house(&p);
	house(&p);
	all_were_run(&p);
	output_clear(&p.o);
	server_stop(s);
}

/* The same records when the server is gone. */
static void
while_nobody_serves(void **state)
{
	struct server *s = server_start_with(academy, NULL);
	struct desk p = { .alone = true };

	(void)state;
	server_halt(s);
	snprintf(p.home, sizeof(p.home), "%s", s->dir);
	snprintf(p.data, sizeof(p.data), "%s", s->data);
	server_key(s, "amina");
	people(&p);
	ways_in(&p);
	invitations(&p);
	merging(&p);
	keys_of_the_house(&p);
	house(&p);
	all_were_run(&p);
	output_clear(&p.o);
	server_stop(s);
}

/* ---- with people inside ---- */

static void
who_is_here_is_told_and_can_be_ended(void **state)
{
	struct server *s;
	struct desk p = { .served = true };
	struct client c = { .kind = CLIENT_OPENSSH, .user = "amina", .key = "amina" };
	struct terminal *t;
	char id[40];

	(void)state;
	if (!client_have(CLIENT_OPENSSH)) {
		print_message("skipped: ssh is not installed\n");
		skip();
	}
	s = server_start_with(academy, NULL);
	snprintf(p.home, sizeof(p.home), "%s", s->dir);
	snprintf(p.data, sizeof(p.data), "%s", s->data);
	server_key(s, "amina");
	server_user(s, "amina", "trainee", "amina", NULL);
	for (int i = 0; i < 2; i++) {
		t = client_open(s, &c);
		terminal_wait(t, "All courses");
		RUN(&p, EX_OK, "sessions", "list");
		SAYS(&p, "amina");
		SAYS(&p, "127.0.0.0/24");
		SAYS(&p, "OpenSSH");
		RUN(&p, EX_OK, "user", "show", "amina");
		SAYS(&p, "Sessions    1\n");
		RUN(&p, EX_OK, "sessions", "list", "--json");
		field(&p, "id", id, sizeof(id));
		RUN(&p, EX_NOUSER, "sessions", "end", "boris");
		RUN(&p, EX_OK, "sessions", "end", i == 0 ? "amina" : id);
		SAYS(&p, "1 session ended");
		terminal_end(t);
		terminal_free(t);
	}
	output_clear(&p.o);
	server_stop(s);
}

static void
a_wrong_password_is_counted_and_cleared(void **state)
{
	struct server *s;
	struct desk p = { .served = true };
	struct client c = { .kind = CLIENT_OPENSSH, .user = "boris" };
	struct terminal *t;
	int64_t deadline;

	(void)state;
	if (!client_have(CLIENT_OPENSSH)) {
		print_message("skipped: ssh is not installed\n");
		skip();
	}
	s = server_start_with(academy, NULL);
	snprintf(p.home, sizeof(p.home), "%s", s->dir);
	snprintf(p.data, sizeof(p.data), "%s", s->data);
	server_user(s, "boris", "trainee", NULL, "a lamp and four words");
	t = client_open(s, &c);
	client_password(t, &c, "two lamps and four words");
	deadline = process_deadline();
	do {
		process_pause();
		RUN(&p, EX_OK, "limits", "list");
	} while (strstr(p.o.out, "boris") == NULL && process_now() < deadline);
	SAYS(&p, "boris");
	SAYS(&p, "wrong passwords of an account\n");
	RUN(&p, EX_OK, "limits", "list", "--json");
	SAYS(&p, "{\"kind\":\"account\",\"whom\":\"boris\",\"count\":");
	RUN(&p, EX_OK, "limits", "clear", "boris");
	RUN(&p, EX_OK, "limits", "list");
	SAYS_NOT(&p, "boris");
	terminal_free(t);
	output_clear(&p.o);
	server_stop(s);
}

static void
a_mistyped_folder_stays_empty(void **state)
{
	char dir[] = "/tmp/chalkline-e2e-XXXXXX";
	struct desk p = { .alone = true };
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(p.home, sizeof(p.home), "%s", dir);
	snprintf(p.data, sizeof(p.data), "%s/academy", dir);
	RUN(&p, EX_UNAVAILABLE, "user", "list");
	COMPLAINS(&p, "there is no academy in");
	RUN(&p, EX_UNAVAILABLE, "status", "--json");
	RUN(&p, EX_UNAVAILABLE, "hostkey", "next");
	RUN(&p, EX_UNAVAILABLE, "recover", "amina");
	assert_int_equal(stat(p.data, &st), -1);
	rmdir(dir);
	output_clear(&p.o);
}

/* What a superuser's command leaves behind the server can use. */
static void
files_stay_their_owners(void **state)
{
	char dir[] = "/tmp/chalkline-e2e-XXXXXX", path[400];
	enum { OWNER = 65534 };
	struct desk p = { .alone = true };
	struct dirent *entry;
	struct stat st;
	int files = 0;
	DIR *d;

	(void)state;
	if (geteuid() != 0) {
		print_message("skipped: only the superuser can act as another\n");
		skip();
	}
	assert_non_null(mkdtemp(dir));
	assert_int_equal(chmod(dir, 0755), 0);
	snprintf(p.home, sizeof(p.home), "%s", dir);
	snprintf(p.data, sizeof(p.data), "%s/academy", dir);
	assert_int_equal(mkdir(p.data, 0700), 0);
	assert_int_equal(chown(p.data, OWNER, OWNER), 0);
	RUN(&p, EX_OK, "invite");
	RUN(&p, EX_OK, "user", "list");
	d = opendir(p.data);
	assert_non_null(d);
	while ((entry = readdir(d)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", p.data, entry->d_name);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_uid, OWNER);
		unlink(path);
		files++;
	}
	closedir(d);
	assert_in_range(files, 2, 6);
	rmdir(p.data);
	rmdir(dir);
	output_clear(&p.o);
}

static void
put(const char *path, const char *bytes)
{
	FILE *f = fopen(path, "w");

	assert_true(f != NULL && fputs(bytes, f) >= 0 && fclose(f) == 0 && chmod(path, 0600) == 0);
}

static bool
holds(const char *path, const char *bytes)
{
	char text[200];
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	return strcmp(text, bytes) == 0;
}

/* The folders are the server's, so whoever took the server over could leave links in them for the superuser. */
static void
links_lead_the_superuser_nowhere(void **state)
{
	static const char secret[] = "for the superuser alone\n";
	char dir[] = "/tmp/chalkline-e2e-XXXXXX", data[64], backups[64], own[64], kept[64], link[160], line[200];
	enum { OWNER = 65534 };
	struct desk p = { .alone = true };
	struct stat st;
	glob_t found;

	(void)state;
	if (geteuid() != 0) {
		print_message("skipped: only the superuser can act as another\n");
		skip();
	}
	assert_true(mkdtemp(dir) != NULL && chmod(dir, 0755) == 0);
	snprintf(data, sizeof(data), "%s/academy", dir);
	snprintf(backups, sizeof(backups), "%s/backups", dir);
	snprintf(kept, sizeof(kept), "%s/secret", dir);
	snprintf(own, sizeof(own), "%s/by-hand.backup", dir);
	snprintf(p.home, sizeof(p.home), "%s", dir);
	snprintf(p.data, sizeof(p.data), "%s", data);
	assert_true(mkdir(data, 0700) == 0 && chown(data, OWNER, OWNER) == 0);
	assert_true(mkdir(backups, 0700) == 0 && chown(backups, OWNER, OWNER) == 0);
	put(kept, secret);
	RUN(&p, EX_OK, "invite");

	/* Not to read what the owner may not read. */
	snprintf(link, sizeof(link), "%s/hostkey.old", data);
	assert_int_equal(symlink(kept, link), 0);
	RUN(&p, EX_IOERR, "backup", "--rotate", backups);
	COMPLAINS(&p, "hostkey.old");
	RUN(&p, EX_IOERR, "backup", own);
	assert_int_equal(unlink(link), 0);

	/* Not to write: the file stays, and stays the superuser's. */
	snprintf(link, sizeof(link), "%s/backup.last.new", data);
	assert_int_equal(symlink(kept, link), 0);
	RUN(&p, EX_OK, "backup", "--rotate", backups);
	assert_true(holds(kept, secret));
	assert_true(stat(kept, &st) == 0 && st.st_uid == 0);
	snprintf(line, sizeof(line), "%s/chalkline-*.backup", backups);
	assert_int_equal(glob(line, 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	assert_true(stat(found.gl_pathv[0], &st) == 0 && st.st_uid == OWNER);
	globfree(&found);
	/* Into a folder that the owner may not write all works as before. */
	RUN(&p, EX_OK, "backup", own);
	assert_true(stat(own, &st) == 0 && st.st_uid == 0);

	snprintf(link, sizeof(link), "%s/lock", data);
	assert_true(unlink(link) == 0 && symlink(kept, link) == 0);
	RUN(&p, EX_IOERR, "user", "list");
	assert_true(stat(kept, &st) == 0 && st.st_uid == 0);
	snprintf(line, sizeof(line), "rm -r %s", dir);
	free(process_ask((const char *const[]){ "sh", "-c", line, NULL }, "/tmp", NULL));
	output_clear(&p.o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mistyped_folder_stays_empty),
		cmocka_unit_test(files_stay_their_owners),
		cmocka_unit_test(links_lead_the_superuser_nowhere),
		cmocka_unit_test_teardown(while_nobody_serves, client_teardown),
		cmocka_unit_test_teardown(through_a_server, client_teardown),
		cmocka_unit_test_teardown(who_is_here_is_told_and_can_be_ended, client_teardown),
		cmocka_unit_test_teardown(a_wrong_password_is_counted_and_cleared, client_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
