#include "tests/bench/crew.h"
#include "tests/e2e/process.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COURSE "Foundations"
#define PAGES "     " /* five to turn */

void
crew_name(const char *prefix, int i, char *to, size_t room)
{
	snprintf(to, room, "%s%03d", prefix, i);
}

void
crew_key(const struct crew *w, const char *user, char *to, size_t room)
{
	snprintf(to, room, "..%s/%s", strrchr(w->keys, '/'), user);
}

static void
enroll(struct crew *w, const char *user)
{
	char file[160], key[160];

	snprintf(file, sizeof(file), "%s/%s", w->keys, user);
	free(process_ask((const char *const[]){ "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C",
			     user, "-f", file, NULL },
	    w->keys, NULL));
	crew_key(w, user, key, sizeof(key));
	server_user(w->server, user, "trainee", key, NULL);
}

void
crew_enroll(struct crew *w, const char *prefix)
{
	char user[64];

	for (int i = 0; i < w->count; i++) {
		crew_name(prefix, i, user, sizeof(user));
		enroll(w, user);
	}
}

/* The digit in front of the choice with this text; 0: it is not there. */
static int
number_of(struct terminal *t, const char *text)
{
	int row, col, n = 0;

	if (!terminal_find(t, text, &row, &col))
		return 0;
	sscanf(terminal_row(t, row), " %*[>] %d", &n);
	if (n == 0)
		sscanf(terminal_row(t, row), " %d", &n);
	return n;
}

static void
press(struct terminal *t, const char *keys)
{
	char one[2] = "";

	for (; *keys != '\0'; keys++) {
		one[0] = *keys;
		terminal_type(t, one);
		settle(t);
	}
}

/* Home, the catalogue, the course, its first lesson behind the introduction of its module. */
static void
find_walk(struct crew *w, const char *scout)
{
	char key[160];
	struct terminal *t;
	int home, course;

	enroll(w, scout);
	crew_key(w, scout, key, sizeof(key));
	t = ssh_open(
	    w->server, &(struct ssh){ .user = scout, .port = w->server->port, .key = key });
	terminal_wait(t, "All courses");
	settle(t);
	home = number_of(t, "All courses");
	snprintf(w->walk, sizeof(w->walk), "%d", home);
	press(t, w->walk);
	terminal_wait(t, COURSE);
	course = number_of(t, COURSE);
	if (home < 1 || home > 9 || course < 1 || course > 9)
		terminal_fail(t, __FILE__, __LINE__, "the way to the course is not one digit each");
	snprintf(w->walk, sizeof(w->walk), "%d", course);
	press(t, w->walk);
	press(t, "\r\r" PAGES);
	if (strstr(terminal_row(t, 0), "page ") == NULL)
		terminal_fail(t, __FILE__, __LINE__,
		    "two times Enter and five pages on should be a page of a lesson");
	snprintf(w->walk, sizeof(w->walk), "%d%d\\r\\r" PAGES, home, course);
	terminal_free(t);
}

void
crew_open(struct crew *w, int count, const char *scout)
{
	*w = (struct crew){ .server = server_start(NULL), .count = count };
	snprintf(w->keys, sizeof(w->keys), "/tmp/chalkline-keys-XXXXXX");
	if (mkdtemp(w->keys) == NULL)
		abort();
	find_walk(w, scout);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

void
crew_close(struct crew *w)
{
	server_stop(w->server);
	nftw(w->keys, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void
crew_wait_gone(pid_t root, const struct crowd *but)
{
	int64_t deadline = process_deadline();

	for (;;) {
		struct crowd left = crowd_of(root, but);
		size_t n = left.n;

		crowd_free(&left);
		if (n == 0)
			return;
		if (process_now() > deadline) {
			note("%zu sessions stay although their clients have gone", n);
			return;
		}
		process_pause();
	}
}
