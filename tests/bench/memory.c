/* Memory of many sessions, and the CPU that they use while nobody presses a key. */
#include "tests/bench/bench.h"
#include "tests/bench/crew.h"
#include "tests/e2e/process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PSS_TARGET_KIB = 640, IDLE_MS = 20 /* all sessions together */ };

struct measured {
	double pss, others;
	double cpu;
	size_t processes;
	int seconds;
};

static struct measured
measure(pid_t root, const struct crowd *before, int idle_s)
{
	struct crowd sessions = crowd_of(root, before);
	struct measured m = { .pss = crowd_pss_kib(&sessions),
		.others = crowd_pss_kib(before),
		.processes = sessions.n,
		.seconds = idle_s };

	if (idle_s > 0) {
		double start = crowd_cpu_ms(&sessions) + crowd_cpu_ms(before);
		int64_t until = process_now() + (int64_t)idle_s * 1000;

		while (process_now() < until)
			process_pause();
		m.cpu = crowd_cpu_ms(&sessions) + crowd_cpu_ms(before) - start;
	}
	crowd_free(&sessions);
	return m;
}

static void
print(const char *name, const struct measured *m, int sessions, bool judged)
{
	double each = m->pss / (sessions > 0 ? sessions : 1);
	char target[64] = "", idle[64] = "";

	if (judged && !bench_quick) /* what they share weighs more when they are few */
		snprintf(
		    target, sizeof(target), "%d %s", PSS_TARGET_KIB, verdict(each, PSS_TARGET_KIB));
	if (m->seconds > 0)
		snprintf(idle, sizeof(idle), "%.1f ms in %d s%s%s", m->cpu, m->seconds,
		    judged ? "  0 " : "", judged ? verdict(m->cpu, IDLE_MS) : "");
	note("%-34s %8d %9.1f %9s %-9s %10s   %s", name, sessions,
	    (double)m->processes / (sessions > 0 ? sessions : 1), grouped(each), target,
	    grouped(m->others), idle);
}

static void
with_swarm(struct crew *w, const char *name, const char *prefix, bool zlib, int idle_s)
{
	struct crowd before;
	struct load l;
	struct measured m;

	crew_enroll(w, prefix);
	before = crowd_of(w->server->pid, NULL);
	l = load_start(&(struct load_options){ .port = w->server->port,
	    .count = w->count,
	    .at_once = 16,
	    .users = w->count,
	    .keys = w->keys,
	    .prefix = prefix,
	    .type = w->walk,
	    .zlib = zlib });
	m = measure(w->server->pid, &before, idle_s);
	print(name, &m, l.up, true);
	if (l.failed > 0 || l.typed < l.up)
		note(
		    "  %d logins failed, %d of %d turned all their pages", l.failed, l.typed, l.up);
	load_stop(&l);
	crew_wait_gone(w->server->pid, &before);
	crowd_free(&before);
}

/* As many real clients, each in a terminal of its own. */
static void
with_openssh(struct crew *w, const char *name, const char *prefix)
{
	struct crowd before;
	struct terminal **t = calloc((size_t)w->count, sizeof(struct terminal *));
	struct measured m;
	char user[64], key[160];
	int there = 0;

	crew_enroll(w, prefix);
	before = crowd_of(w->server->pid, NULL);
	for (int i = 0; i < w->count; i++) {
		crew_name(prefix, i, user, sizeof(user));
		crew_key(w, user, key, sizeof(key));
		t[i] = ssh_open(
		    w->server, &(struct ssh){ .user = user, .port = w->server->port, .key = key });
		terminal_wait(t[i], "All courses");
	}
	for (const char *k = w->walk; *k != '\0'; k++) {
		char one[3] = { k[0], '\0', '\0' };

		if (*k == '\\') /* "\r", as the swarm reads it */
			one[0] = *++k == 'r' ? '\r' : *k;
		for (int i = 0; i < w->count; i++)
			terminal_type(t[i], one);
		for (int i = 0; i < w->count; i++)
			terminal_still(t[i], 5);
		settle(t[w->count - 1]);
	}
	for (int i = 0; i < w->count; i++)
		there += terminal_shows(t[i], "page ");
	m = measure(w->server->pid, &before, 0);
	print(name, &m, w->count, true);
	if (there < w->count)
		note("  %d of %d stand on a page", there, w->count);
	for (int i = 0; i < w->count; i++)
		terminal_free(t[i]);
	free(t);
	crew_wait_gone(w->server->pid, &before);
	crowd_free(&before);
}

static void
with_peer(int count, int idle_s)
{
	char line[128], *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	struct server *s;
	struct crowd before;
	struct load l;
	struct measured m;

	for (int i = 0; i < 400; i++) {
		snprintf(line, sizeof(line),
		    "line %d of a text that somebody came to read on a thin line.\n", i);
		fputs(line, f);
	}
	fclose(f);
	s = peer_start(text);
	free(text);
	if (s == NULL)
		return;
	peer_key_for_swarm(s);
	for (int zlib = 0; zlib < 2; zlib++) {
		before = crowd_of(s->pid, NULL);
		l = load_start(&(struct load_options){ .port = s->port,
		    .count = count,
		    .at_once = 16,
		    .users = 0,
		    .keys = s->dir,
		    .prefix = peer_user(),
		    .type = "    ",
		    .zlib = zlib == 1 });
		m = measure(s->pid, &before, zlib == 0 ? idle_s : 0);
		print(zlib == 1 ? "sshd + less, zlib" : "sshd + less, no zlib", &m, l.up, false);
		load_stop(&l);
		crew_wait_gone(s->pid, &before);
		crowd_free(&before);
	}
	peer_stop(s);
}

void
bench_memory(void)
{
	int count = bench_quick ? 40 : 200, idle_s = bench_quick ? 5 : 20;
	struct crew w;

	printf("3. Memory of sessions (key login, first screen, some pages turned) and CPU while "
	       "nobody types\n");
	note("%-34s %8s %9s %9s %-9s %10s   %s", "", "sessions", "processes", "PSS KiB", "target",
	    "others KiB", "idle CPU");
	note("%-34s %8s %9s %9s %-9s %10s", "", "", "a session", "a session", "", "altogether");
	crew_open(&w, count, "scout");
	with_swarm(&w, "chalkline, no zlib", "none", false, idle_s);
	with_swarm(&w, "chalkline, zlib that was asked for", "zlib", true, 0);
	with_openssh(&w, "chalkline, stock OpenSSH clients", "open");
	crew_close(&w);
	with_peer(count, idle_s);
	note("others: listener and keeper; of sshd, the listener.");
	printf("\n");
}
