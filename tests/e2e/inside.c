#include "tests/e2e/inside.h"

#include "tests/e2e/process.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { CHILDREN = 256, IDLE_MS = 300 };

long
inside_field(pid_t pid, const char *file, const char *name)
{
	char path[64], line[256];
	size_t len = strlen(name);
	long value = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (strncmp(line, name, len) == 0 && strchr(": \t", line[len]) != NULL)
			value = atol(line + len + strspn(line + len, ": \t"));
	}
	if (f != NULL)
		fclose(f);
	return value;
}

static int
by_age(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

int
inside_children(pid_t parent, pid_t *pid, int max)
{
	struct dirent *d;
	DIR *dir = opendir("/proc");
	int n = 0;

	assert_non_null(dir);
	while ((d = readdir(dir)) != NULL) {
		pid_t p = (pid_t)atoi(d->d_name);

		if (p > 0 && n < max && inside_field(p, "status", "PPid") == parent)
			pid[n++] = p;
	}
	closedir(dir);
	qsort(pid, (size_t)n, sizeof(*pid), by_age);
	return n;
}

/* The test itself may live in a container with a filter: a session has one more than its server. */
static bool
in_sandbox(const struct server *s, pid_t pid)
{
	long filters = inside_field(s->pid, "status", "Seccomp_filters");

	if (filters < 0)
		return inside_field(pid, "status", "NoNewPrivs") == 1;
	return inside_field(pid, "status", "Seccomp_filters") == filters + 1;
}

static int
look(const struct server *s, bool sandbox, pid_t *pid, int max)
{
	pid_t child[CHILDREN];
	int children = inside_children(s->pid, child, CHILDREN), n = 0;

	for (int i = 0; i < children && n < max; i++) {
		if (in_sandbox(s, child[i]) == sandbox)
			pid[n++] = child[i];
	}
	return n;
}

void
inside_sessions(const struct server *s, pid_t *pid, int count)
{
	int64_t deadline = process_deadline();
	pid_t found[CHILDREN];
	int n;

	while ((n = look(s, true, found, CHILDREN)) != count) {
		if (process_now() > deadline) {
			print_error("there are %d sessions instead of %d\n", n, count);
			fail();
		}
		process_pause();
	}
	memcpy(pid, found, (size_t)count * sizeof(*pid));
}

pid_t
inside_keeper(const struct server *s)
{
	int64_t deadline = process_deadline();
	pid_t pid[2];

	while (look(s, false, pid, 2) != 1) { /* a session that has just begun is none yet */
		if (process_now() > deadline) {
			print_error("the server has no keeper\n");
			fail();
		}
		process_pause();
	}
	return pid[0];
}

long
inside_rss_kib(pid_t pid)
{
	return inside_field(pid, "status", "VmRSS");
}

long
inside_cpu_ms(pid_t pid)
{
	char path[64], text[1024], *at;
	unsigned long user = 0, kernel = 0;
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (f == NULL)
		return -1;
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	at = strrchr(text, ')'); /* a name may hold anything */
	if (at == NULL || sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
			      &user, &kernel) != 2)
		return -1;
	return (long)(user + kernel) * 1000 / sysconf(_SC_CLK_TCK);
}

void
inside_wait_idle(pid_t pid)
{
	int64_t deadline = process_deadline(), since = process_now();
	long used = inside_cpu_ms(pid);

	while (process_now() - since < IDLE_MS) {
		long now = inside_cpu_ms(pid);

		if (now != used)
			since = process_now();
		used = now;
		if (process_now() > deadline) {
			print_error("process %d does not come to rest\n", (int)pid);
			fail();
		}
		process_pause();
	}
}
