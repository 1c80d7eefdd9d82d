/* How fast new learners come in. */
#include "tests/bench/bench.h"
#include "tests/bench/crew.h"

#include <stdio.h>

enum { AT_ONCE = 16 };

/* With what the server's processes have used since then. */
static void
print(const char *name, const struct load *l, pid_t server, double cpu_before)
{
	int all = l->up > 0 ? l->up : 1;

	note("%-44s %6d %6d %9s %8.1f %8.1f %8.1f", name, l->up, l->failed,
	    grouped(l->up / (l->seconds > 0 ? l->seconds : 1)), l->p50, l->p99,
	    (tree_cpu_ms(server) - cpu_before) / all);
}

static void
storm(struct crew *w, const char *name, int count, bool leave, bool zlib)
{
	struct crowd before = crowd_of(w->server->pid, NULL);
	double cpu = tree_cpu_ms(w->server->pid);
	struct load l = load_start(&(struct load_options){ .port = w->server->port,
	    .count = count,
	    .at_once = AT_ONCE,
	    .users = w->count,
	    .keys = w->keys,
	    .prefix = "many",
	    .leave = leave,
	    .zlib = zlib });

	if (!leave)
		load_stop(&l);
	crew_wait_gone(w->server->pid, &before);
	print(name, &l, w->server->pid, cpu);
	crowd_free(&before);
}

static void
ours(int count)
{
	struct crew w;

	crew_open(&w, count, "scout");
	crew_enroll(&w, "many");
	storm(&w, "chalkline, all stay", count, false, false);
	storm(&w, "chalkline, each leaves at its first screen", 5 * count, true, false);
	storm(&w, "the same with zlib", 5 * count, true, true);
	crew_close(&w);
}

static void
theirs(int count)
{
	struct server *s = peer_start("A text.\n");
	double cpu;
	struct load l;
	struct crowd before;

	if (s == NULL)
		return;
	peer_key_for_swarm(s);
	before = crowd_of(s->pid, NULL);
	cpu = tree_cpu_ms(s->pid);
	l = load_start(&(struct load_options){ .port = s->port,
	    .count = count,
	    .at_once = AT_ONCE,
	    .users = 0,
	    .keys = s->dir,
	    .prefix = peer_user(),
	    .leave = true });
	crew_wait_gone(s->pid, &before);
	print("sshd + less, each leaves at its first screen", &l, s->pid, cpu);
	crowd_free(&before);
	peer_stop(s);
}

void
bench_logins(void)
{
	int count = bench_quick ? 60 : 200;

	printf("4. New logins (key, as a stock client asks: none, offer, signature; %d at a time; "
	       "to the first byte of the first screen)\n",
	    AT_ONCE);
	note("%-44s %6s %6s %9s %8s %8s %8s", "", "logins", "failed", "a second", "p50 ms",
	    "p99 ms", "CPU ms");
	ours(count);
	theirs(bench_quick ? 40 : 200);
	note("CPU: of the server's processes, a login (of sshd with the start of less); other work "
	     "on the machine "
	     "lengthens the times, not this.");
	printf("\n");
}
