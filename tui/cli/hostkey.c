/* The academy's key, the one that comes next, and the day of the change. */
#include "tui/cli/letter.h"

#include <signal.h>
#include <sysexits.h>
#include <time.h>

enum { RELOAD_TRIES = 50, RELOAD_MS = 100 };

static struct str
known_line(struct cli *c, const struct door *d, const struct hostkey *k)
{
	struct str host = door_known(c->a, d);
	return str_printf(c->a, "%.*s %.*s", STR_ARG(host), STR_ARG(k->line));
}

static void
show_json(struct cli *c, const struct door *d)
{
	struct buf b = BUF_IN(c->a);
	struct json j = json_into(&b);
	json_object(&j, NULL);
	json_str(&j, "fingerprint", d->key.fingerprint);
	json_str(&j, "known_hosts", known_line(c, d, &d->key));
	if (d->has_next) {
		json_object(&j, "next");
		json_str(&j, "fingerprint", d->next.fingerprint);
		json_str(&j, "known_hosts", known_line(c, d, &d->next));
		json_time(&j, "from", d->next.from);
		json_end(&j);
	}
	json_end(&j);
	cli_json(&b);
}

static int
show(struct cli *c)
{
	struct door d = door_read(c);
	if (!d.has_key) /* which door_read has said */
		return EX_UNAVAILABLE;
	if (c->json) {
		show_json(c, &d);
		return EX_OK;
	}
	struct str line = known_line(c, &d, &d.key), next, from;
	cli_printf("Fingerprint, as OpenSSH and PuTTY show it:\n  %.*s\nLine for known_hosts:\n  %.*s\n",
	    STR_ARG(d.key.fingerprint), STR_ARG(line));
	if (!d.has_next) {
		cli_print(STR("No other key is announced. chalkline hostkey next makes one.\n"));
		return EX_OK;
	}
	next = known_line(c, &d, &d.next);
	from = cli_when(c->a, d.next.from, "?");
	cli_printf("The next key, which chalkline hostkey switch may take into use from %.*s UTC on:\n  %.*s\n  %.*s\n",
	    STR_ARG(from), STR_ARG(d.next.fingerprint), STR_ARG(next));
	return EX_OK;
}

int
cli_hostkey_show(int argc, char **argv)
{
	struct cli c;
	if (!cli_begin(&c, argc, argv, NULL, 0, 0))
		return EX_USAGE;
	return cli_end(&c, show(&c));
}

/* The number is what the server says of itself: the superuser believes it as far as the owner of the folder may go. */
static bool
tell_process(struct cli *c, uint32_t process)
{
	struct cli_owner back = cli_become_owner(c->data);
	bool ok = process > 1 && process <= INT32_MAX && kill((pid_t)process, SIGHUP) == 0;
	cli_become_self(back);
	return ok;
}

static void
pause_a_moment(void)
{
	struct timespec t = { 0, RELOAD_MS * 1000000L };
	nanosleep(&t, NULL);
}

/* Tells the server, if there is one, to read the keys anew, and waits until it says this one. */
static int
reload(struct cli *c, const struct hostkey *k, bool is_next)
{
	struct request q = { .verb = VERB_STATUS };
	struct reply r = { 0 };
	struct err e = { 0 };
	bool served = false;
	for (int i = 0; i < RELOAD_TRIES; i++) {
		bool answered = cli_ask(c, &q, &r, &served, &e);
		if (answered && !served)
			return EX_OK;
		if (!answered || r.refusal.reason != REASON_NONE)
			break;
		if (str_eq(is_next ? r.status.next_fingerprint : r.status.fingerprint, k->fingerprint))
			return EX_OK;
		if (i == 0 && !tell_process(c, r.status.process))
			break;
		pause_a_moment();
	}
	cli_say("the file is in place, but the server does not use it yet: tell it with systemctl reload chalkline, or "
		"kill -HUP and its number");
	return EX_TEMPFAIL;
}

int
cli_hostkey_next(int argc, char **argv)
{
	struct cli c;
	struct err e = { 0 };
	struct hostkey k;
	if (!cli_begin(&c, argc, argv, NULL, 0, 0))
		return EX_USAGE;
	/* Without a key in use the first start makes one, and there is nothing to announce. */
	bool ok = hostkey_read(c.data, c.a, &k, &e);
	struct cli_owner back = cli_become_owner(c.data);
	ok = ok && hostkey_announce(c.data, &e);
	cli_become_self(back);
	if (!ok || !hostkey_next(c.data, c.a, &k, &e))
		return cli_end(&c, cli_fail(&e));
	int status = reload(&c, &k, true), shown = show(&c);
	return cli_end(&c, status != EX_OK ? status : shown);
}

int
cli_hostkey_switch(int argc, char **argv)
{
	bool now = false;
	const struct cli_option options[] = { { "--now", NULL, &now, NULL }, { NULL, NULL, NULL, NULL } };
	struct cli c;
	struct err e = { 0 };
	struct hostkey k;
	if (!cli_begin(&c, argc, argv, options, 0, 0))
		return EX_USAGE;
	if (!hostkey_next(c.data, c.a, &k, &e)) {
		if (e.kind == ERR_MISSING)
			err_set(&e, ERR_STATE, "there is no next key yet: chalkline hostkey next makes and announces it");
		return cli_end(&c, cli_fail(&e));
	}
	if (!now && (int64_t)time(NULL) < k.from) {
		struct str from = cli_when(c.a, k.from, "?");
		cli_say("not yet: trainees have been told that it comes from %.*s UTC on, and before that their programs warn "
			"of an attack. When the key of today has leaked, say --now", STR_ARG(from));
		return cli_end(&c, EX_UNAVAILABLE);
	}
	struct cli_owner back = cli_become_owner(c.data);
	bool ok = hostkey_switch(c.data, &e);
	cli_become_self(back);
	if (!ok)
		return cli_end(&c, cli_fail(&e));
	if (!c.json)
		cli_print(STR("The next key is the academy's key now; the one before lies in hostkey.old.\n"));
	int status = reload(&c, &k, false), shown = show(&c);
	return cli_end(&c, status != EX_OK ? status : shown);
}
