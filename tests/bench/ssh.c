#include "tests/bench/bench.h"

#include <stdio.h>
#include <unistd.h>

enum { SETTLED_MS = 150 };

#define MACHINE_CONFIG "/etc/ssh/ssh_config"

struct terminal *
ssh_open(struct server *s, const struct ssh *c)
{
	char port[16], known[160], key[160], at[128];
	const char *argv[32] = { "ssh", "-F",
		access(MACHINE_CONFIG, R_OK) == 0 ? MACHINE_CONFIG : "/dev/null", "-p", port, "-o",
		known, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none" };
	size_t n = 11;

	snprintf(port, sizeof(port), "%d", c->port);
	snprintf(known, sizeof(known), "UserKnownHostsFile=%s", s->known_hosts);
	snprintf(key, sizeof(key), "%s/%s", s->dir, c->key != NULL ? c->key : "");
	snprintf(at, sizeof(at), "%s@127.0.0.1", c->user);
	argv[n++] = c->key != NULL ? "-i" : "-o";
	argv[n++] = c->key != NULL ? key : "PubkeyAuthentication=no";
	if (c->compress)
		argv[n++] = "-C";
	argv[n++] = at;
	argv[n] = NULL;
	return terminal_open(argv, s->dir, "xterm-256color", 80, 24);
}

void
settle(struct terminal *t)
{
	terminal_still(t, SETTLED_MS);
}
