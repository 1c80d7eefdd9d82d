/* From connect to the first screen: bytes by a relay that counts, round trips by a relay that is
 * slow. */
#include "tests/bench/bench.h"
#include "tests/e2e/process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char password[] = "four words and a lamp";

struct way_in {
	const char *name;
	enum client_kind client;
	const char *user, *key;
	bool compress;
	const char *question; /* what the client asks on the way */
	const char *until;    /* stands on the first screen */
	double bytes, turns;  /* targets; 0: none */
};

static const struct way_in ours[] = {
	{ "OpenSSH, key", CLIENT_OPENSSH, "amina", "amina", false, NULL, "All courses", 4300, 9 },
	/* One trip more than by the password method: the words above the prompt are worth it. */
	{ "OpenSSH, password", CLIENT_OPENSSH, "boris", NULL, false, "assword:", "All courses", 0,
	    9 },
	{ "OpenSSH, guest (none)", CLIENT_OPENSSH, "guest", NULL, false, NULL, "All courses", 0,
	    7 },
	{ "OpenSSH, join, no key", CLIENT_OPENSSH, "join", NULL, false, "Code:", "step 1", 0, 9 },
	{ "OpenSSH, join, with key", CLIENT_OPENSSH, "join", "stranger", false, "Code:", "step 1",
	    0, 11 },
	{ "plink, key", CLIENT_PLINK, "amina", "amina", false, NULL, "All courses", 0, 9 },
	{ "dbclient, key", CLIENT_DBCLIENT, "amina", "amina", false, NULL, "All courses", 0, 9 },
};

static const struct way_in theirs[] = {
	{ "OpenSSH, key", CLIENT_OPENSSH, NULL, "reader", false, NULL, "line 23", 0, 0 },
	{ "OpenSSH -C, key", CLIENT_OPENSSH, NULL, "reader", true, NULL, "line 23", 0, 0 },
	{ "plink, key", CLIENT_PLINK, NULL, "reader", false, NULL, "line 23", 0, 0 },
	{ "dbclient, key", CLIENT_DBCLIENT, NULL, "reader", false, NULL, "line 23", 0, 0 },
};

static const char *code;

static struct terminal *
open_way(struct server *s, const struct way_in *w, int port)
{
	const char *user = w->user != NULL ? w->user : peer_user();

	if (w->client == CLIENT_OPENSSH)
		return ssh_open(
		    s, &(struct ssh){
			   .user = user, .port = port, .key = w->key, .compress = w->compress });
	return client_open(
	    s, &(struct client){ .kind = w->client, .user = user, .port = port, .key = w->key });
}

/* Milliseconds to the first screen. */
static int64_t
go_in(struct server *s, const struct way_in *w, struct relay *r, struct terminal **t)
{
	int64_t start = process_now();

	*t = open_way(s, w, relay_port(r));
	if (w->question != NULL) {
		terminal_wait(*t, w->question);
		terminal_type(*t, w->question[0] == 'C' ? code : password);
		terminal_type(*t, KEY_RETURN);
	}
	terminal_wait(*t, w->until);
	return process_now() - start;
}

static void
leave(struct relay *r, struct terminal *t)
{
	relay_cut(r);
	terminal_end(t);
	terminal_free(t);
}

static void
measure(struct server *s, const struct way_in *w, unsigned delay)
{
	struct relay *r;
	struct relay_count c;
	struct terminal *t;
	struct sample quick = { 0 };
	double turns;
	char verdict_bytes[32] = "", verdict_turns[32] = "";

	if (!client_have(w->client)) {
		note("%-26s SKIPPED: %s is not installed", w->name, client_name(w->client));
		return;
	}
	r = relay_open(s->port);
	for (int i = 0; i < 3; i++) {
		relay_reset(r);
		sample_add(&quick, (double)go_in(s, w, r, &t));
		settle(t);
		c = relay_count(r);
		leave(r, t);
	}
	relay_pace(r, 0, delay);
	turns = (double)go_in(s, w, r, &t) - sample_median(&quick);
	turns = turns / (2.0 * delay) + 1; /* TCP's own, which the relay does not delay */
	leave(r, t);
	relay_close(r);
	sample_free(&quick);

	if (w->bytes > 0)
		snprintf(verdict_bytes, sizeof(verdict_bytes), "%s %s", grouped(w->bytes),
		    verdict((double)(c.up + c.down), w->bytes));
	if (w->turns > 0) /* the time for the work itself is in it: a tenth or so */
		snprintf(verdict_turns, sizeof(verdict_turns), "%.0f %s", w->turns,
		    verdict(turns, w->turns + 0.4));
	note("%-26s %7s %7s %7s %-12s %5.2f  %s", w->name, grouped((double)c.up),
	    grouped((double)c.down), grouped((double)(c.up + c.down)), verdict_bytes, turns,
	    verdict_turns);
}

static char *
numbered_lines(void)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	for (int i = 1; i <= 60; i++)
		fprintf(f,
		    "line %d of a text that somebody came to read, as long as lines of it are.\n",
		    i);
	fclose(f);
	return text;
}

void
bench_setup(void)
{
	unsigned delay = bench_quick ? 200 : 500;
	struct server *s;
	char *text = numbered_lines();

	printf("1. From connect to the first screen (TCP payload; round trips at an emulated %u "
	       "ms, less those at 0)\n",
	    2 * delay);
	note("%-26s %7s %7s %7s %-12s %5s  %s", "", "up B", "down B", "both B", "target", "trips",
	    "target");
	s = server_start_with("guest: true\n", NULL);
	server_key(s, "amina");
	server_key(s, "stranger");
	server_user(s, "amina", "trainee", "amina", NULL);
	server_user(s, "boris", "trainee", NULL, password);
	code = server_invite(s, "trainee", 1000, 1);
	note("chalkline");
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		measure(s, &ours[i], delay);
	free((void *)(uintptr_t)code);
	server_stop(s);

	s = peer_start(text);
	if (s != NULL) {
		note("sshd + less (login of %s; first screen of less)", peer_user());
		for (size_t i = 0; i < sizeof(theirs) / sizeof(theirs[0]); i++)
			measure(s, &theirs[i], delay);
		peer_stop(s);
	}
	free(text);
	printf("\n");
}
