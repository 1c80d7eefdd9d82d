#include "tests/bench/bench.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct line { /* of /proc/PID/stat */
	pid_t pid, parent;
	long reaped; /* clock ticks of children that have ended */
};

static bool
stat_of(pid_t pid, struct line *l)
{
	char file[64], text[1024], *at;
	int parent;
	long user, kernel;
	FILE *f;
	size_t n;

	snprintf(file, sizeof(file), "/proc/%d/stat", (int)pid);
	f = fopen(file, "r");
	if (f == NULL)
		return false;
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	at = strrchr(text, ')'); /* a name may hold anything */
	if (at == NULL ||
	    sscanf(at + 1, " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %ld %ld", &parent,
		&user, &kernel) != 3)
		return false;
	*l = (struct line){ .pid = pid, .parent = parent, .reaped = user + kernel };
	return true;
}

static struct line *
everybody(size_t *count)
{
	DIR *dir = opendir("/proc");
	struct dirent *d;
	struct line *all = NULL;
	size_t n = 0, room = 0;

	if (dir == NULL)
		abort();
	while ((d = readdir(dir)) != NULL) {
		if (!isdigit((unsigned char)d->d_name[0]))
			continue;
		if (n == room) {
			room = room * 2 + 256;
			all = realloc(all, room * sizeof(*all));
			if (all == NULL)
				abort();
		}
		if (stat_of((pid_t)atoi(d->d_name), &all[n]))
			n++;
	}
	closedir(dir);
	*count = n;
	return all;
}

static bool
has(const struct crowd *c, pid_t pid)
{
	for (size_t i = 0; c != NULL && i < c->n; i++) {
		if (c->pid[i] == pid)
			return true;
	}
	return false;
}

struct crowd
crowd_of(pid_t root, const struct crowd *without)
{
	size_t count, kept = 0;
	struct line *all = everybody(&count);
	struct crowd c = { .pid = calloc(count + 1, sizeof(pid_t)) };

	if (c.pid == NULL)
		abort();
	c.pid[c.n++] = root;
	for (size_t done = 0; done < c.n; done++) {
		for (size_t i = 0; i < count && c.n <= count; i++) {
			if (all[i].parent == c.pid[done])
				c.pid[c.n++] = all[i].pid;
		}
	}
	for (size_t i = 0; i < c.n; i++) {
		if (!has(without, c.pid[i]))
			c.pid[kept++] = c.pid[i];
	}
	c.n = kept;
	free(all);
	return c;
}

void
crowd_free(struct crowd *c)
{
	free(c->pid);
	*c = (struct crowd){ 0 };
}

double
crowd_pss_kib(const struct crowd *c)
{
	double sum = 0;

	for (size_t i = 0; i < c->n; i++) {
		char file[64], line[256];
		long kib;
		FILE *f;

		snprintf(file, sizeof(file), "/proc/%d/smaps_rollup", (int)c->pid[i]);
		f = fopen(file, "r");
		while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
			if (sscanf(line, "Pss: %ld kB", &kib) == 1)
				sum += (double)kib;
		}
		if (f != NULL)
			fclose(f);
	}
	return sum;
}

/* In nanoseconds: clock ticks would hide ten milliseconds in each process. */
static double
run_ms(pid_t pid)
{
	char file[64];
	unsigned long long ns = 0;
	FILE *f;

	snprintf(file, sizeof(file), "/proc/%d/schedstat", (int)pid);
	f = fopen(file, "r");
	if (f == NULL)
		return 0;
	if (fscanf(f, "%llu", &ns) != 1)
		ns = 0;
	fclose(f);
	return (double)ns / 1e6;
}

double
crowd_cpu_ms(const struct crowd *c)
{
	double sum = 0;

	for (size_t i = 0; i < c->n; i++)
		sum += run_ms(c->pid[i]);
	return sum;
}

double
tree_cpu_ms(pid_t root)
{
	struct crowd c = crowd_of(root, NULL);
	double sum = crowd_cpu_ms(&c), tick_ms = 1000.0 / (double)sysconf(_SC_CLK_TCK);
	struct line l;

	for (size_t i = 0; i < c.n; i++) {
		if (stat_of(c.pid[i], &l))
			sum += (double)l.reaped * tick_ms;
	}
	crowd_free(&c);
	return sum;
}
