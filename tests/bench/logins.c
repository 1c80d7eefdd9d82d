/* How fast new learners come in. */
#include "tests/bench/bench.h"
#include "tests/bench/crew.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { AT_ONCE = 16 };

static void
print(const char *name, const struct load *l)
{
	note("%-44s %6d %6d %9s %9.1f %9.1f", name, l->up, l->failed,
	    grouped(l->up / (l->seconds > 0 ? l->seconds : 1)), l->p50, l->p99);
}

static void
ours(int count)
{
	struct crew w;
	struct load l;
	struct crowd before;

	crew_open(&w, count, "scout");
	crew_enroll(&w, "many");
	before = crowd_of(w.server->pid, NULL);
	l = load_start(&(struct load_options){ .port = w.server->port,
	    .count = count,
	    .at_once = AT_ONCE,
	    .users = count,
	    .keys = w.keys,
	    .prefix = "many" });
	print("chalkline, all stay", &l);
	load_stop(&l);
	crew_wait_gone(w.server->pid, &before);
	l = load_start(&(struct load_options){ .port = w.server->port,
	    .count = 5 * count,
	    .at_once = AT_ONCE,
	    .users = count,
	    .keys = w.keys,
	    .prefix = "many",
	    .leave = true });
	print("chalkline, each leaves at its first screen", &l);
	crew_wait_gone(w.server->pid, &before);
	l = load_start(&(struct load_options){ .port = w.server->port,
	    .count = count,
	    .at_once = AT_ONCE,
	    .users = count,
	    .keys = w.keys,
	    .prefix = "many",
	    .leave = true,
	    .zlib = true });
	print("the same with zlib", &l);
	crew_wait_gone(w.server->pid, &before);
	crowd_free(&before);
	crew_close(&w);
}

static void
theirs(int count)
{
	struct server *s = peer_start("A text.\n");
	char from[160], to[160];
	struct load l;

	if (s == NULL)
		return;
	for (int i = 0; i < 2; i++) {
		snprintf(from, sizeof(from), "%s/reader%s", s->dir, i == 0 ? "" : ".pub");
		snprintf(to, sizeof(to), "%s/%s%s", s->dir, peer_user(), i == 0 ? "" : ".pub");
		if (link(from, to) != 0)
			abort();
	}
	l = load_start(&(struct load_options){ .port = s->port,
	    .count = count,
	    .at_once = AT_ONCE,
	    .users = 0,
	    .keys = s->dir,
	    .prefix = peer_user(),
	    .leave = true });
	print("sshd + less, each leaves at its first screen", &l);
	peer_stop(s);
}

void
bench_logins(void)
{
	int count = bench_quick ? 60 : 200;

	printf("4. New logins (key, as a stock client asks: none, offer, signature; %d at a time; "
	       "to the first byte of the "
	       "first screen)\n",
	    AT_ONCE);
	note("%-44s %6s %6s %9s %9s %9s", "", "logins", "failed", "a second", "p50 ms", "p99 ms");
	ours(count);
	theirs(bench_quick ? 40 : 200);
	printf("\n");
}
