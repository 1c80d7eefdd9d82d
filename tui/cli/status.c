/* How the house is, in words; the exit status says whether it needs a person. */
#include "tui/cli/cli.h"
#include "tui/serve/config.h"
#include "tui/serve/datadir.h"
#include "tui/serve/hostkey.h"

#include <stdarg.h>
#include <stdio.h>
#include <sysexits.h>
#include <time.h>

enum { NEEDS_MOST = 8, NEEDS_A_PERSON = 1 };
static const uint64_t room_least = 256u << 20; /* bytes; a busy month writes less */

struct needs {
	struct arena *a;
	struct str text[NEEDS_MOST];
	int count;
};

static void need(struct needs *n, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
need(struct needs *n, const char *fmt, ...)
{
	char text[400];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n->count < NEEDS_MOST)
		n->text[n->count++] = str_copy(n->a, str_from(text));
}

static const char *const healths[HEALTH_KINDS] = { "good", "disk", "clock", "corrupt" };

static struct str
bytes(struct arena *a, uint64_t n)
{
	static const char *const unit[] = { "B", "kB", "MB", "GB", "TB" };
	double v = (double)n;
	int i = 0;
	for (; v >= 1000 && i < 4; i++)
		v /= 1000;
	return str_printf(a, i > 0 && v < 10 ? "%.1f %s" : "%.0f %s", v, unit[i]);
}

static void
needs_of_records(struct cli *c, struct needs *n, const struct told_status *s)
{
	struct str newest = cli_when(c->a, s->newest_at, "?"), backup = cli_when(c->a, s->backup_at, "?"),
		   room = bytes(c->a, s->free_bytes);
	if (s->health == HEALTH_DISK)
		need(n, "The records cannot be written (%.*s). Reading goes on; make room on the disk, or see why it is "
			"read-only.", STR_ARG(s->trouble));
	if (s->health == HEALTH_CLOCK)
		need(n, "The clock stands behind the newest record, of %.*s UTC. Exams and codes wait; set the clock. If it is "
			"right and the record is not, restart the server.",
		    STR_ARG(newest));
	if (s->health == HEALTH_CORRUPT)
		need(n, "The records are damaged (%.*s). Stop the server, run chalkline doctor, and restore the newest backup.",
		    STR_ARG(s->trouble));
	if (s->health != HEALTH_DISK && s->free_bytes < room_least)
		need(n, "Only %.*s are free on the disk. Make room.", STR_ARG(room));
	if (s->backup_at != 0 && s->now - s->backup_at > BACKUP_OLD_S)
		need(n, "The newest backup is of %.*s UTC. Look why there was none since.", STR_ARG(backup));
}

static void
needs_of_config(struct cli *c, struct needs *n)
{
	struct config config;
	struct problems p = problems_in(c->a);
	struct err e = { 0 };
	if (config_read(datadir_file(c->a, c->data, "chalkline.yaml"), c->a, &config, &p, &e))
		return;
	if (p.count > 0) {
		struct str line = problem_line(c->a, "", &p.problem[0]);
		need(n, "%.*s (a reload keeps what was before; a restart would not start)", STR_ARG(line));
	} else {
		need(n, "%s.", e.text);
	}
}

static void
print_json(struct cli *c, const struct told_status *s, bool served, const struct needs *n)
{
	struct buf b = BUF_IN(c->a);
	struct json j = json_into(&b);
	json_object(&j, NULL);
	json_bool(&j, "good", n->count == 0);
	json_list(&j, "needs");
	for (int i = 0; i < n->count; i++)
		json_str(&j, NULL, n->text[i]);
	json_end(&j);
	json_bool(&j, "served", served);
	json_z(&j, "health", s->health < HEALTH_KINDS ? healths[s->health] : "corrupt");
	json_str(&j, "trouble", s->trouble);
	json_str(&j, "version", s->version);
	json_int(&j, "process", s->process);
	json_time(&j, "now", s->now);
	json_time(&j, "begun", s->begun_at);
	json_time(&j, "newest", s->newest_at);
	json_str(&j, "listening", s->listening);
	json_str(&j, "fingerprint", s->fingerprint);
	json_str(&j, "next_fingerprint", s->next_fingerprint);
	json_int(&j, "sessions", s->sessions);
	json_int(&j, "at_door", s->at_door);
	json_int(&j, "turned_away", (int64_t)s->turned_away);
	json_int(&j, "people", s->people);
	json_int(&j, "editions", s->editions);
	json_int(&j, "events", (int64_t)s->events);
	json_int(&j, "database_bytes", (int64_t)s->database_bytes);
	json_int(&j, "free_bytes", (int64_t)s->free_bytes);
	json_time(&j, "backup", s->backup_at);
	json_end(&j);
	cli_json(&b);
}

static void
print_text(struct cli *c, const struct told_status *s, bool served, const struct needs *n)
{
	static const char *const head[] = { "", "", NULL };
	struct cli_table t = cli_table(c->a, head);
	struct arena *a = c->a;
	struct str begun = cli_when(a, s->begun_at, "?"), now = cli_when(a, s->now, "?"),
		   size = bytes(a, s->database_bytes), room = bytes(a, s->free_bytes);
	struct hostkey key, next;
	struct err e = { 0 };
	cli_print(n->count == 0 ? STR("All is well.\n") : STR("A person is needed:\n"));
	for (int i = 0; i < n->count; i++)
		cli_printf("  %.*s\n", STR_ARG(n->text[i]));
	if (served) {
		cli_fact(&t, "Serving", str_printf(a, "since %.*s UTC, process %u, version %.*s", STR_ARG(begun), s->process,
					    STR_ARG(s->version)));
		cli_fact(&t, "Listening", s->listening);
		cli_fact(&t, "Sessions", str_printf(a, "%u, of them at the door %u; connections turned away %llu",
					     s->sessions, s->at_door, (unsigned long long)s->turned_away));
	} else {
		cli_fact(&t, "Serving", STR("no"));
	}
	/* Which courses are offered is known only to a server, which has read its library. */
	struct str courses = served ? str_printf(a, "courses %u, ", s->editions) : STR_NONE;
	cli_fact(&t, "Records", str_printf(a, "people %u, %.*sevents %llu; %.*s, and %.*s are free", s->people,
				    STR_ARG(courses), (unsigned long long)s->events, STR_ARG(size), STR_ARG(room)));
	cli_fact(&t, "Clock", str_printf(a, "%.*s UTC", STR_ARG(now)));
	if (s->fingerprint.len > 0)
		cli_fact(&t, "Host key", s->fingerprint);
	else if (hostkey_read(c->data, a, &key, &e))
		cli_fact(&t, "Host key", key.fingerprint);
	if (hostkey_next(c->data, a, &next, &e)) {
		struct str from = cli_when(a, next.from, "?");
		cli_fact(&t, "The next key", str_printf(a, "%.*s, from %.*s UTC", STR_ARG(next.fingerprint), STR_ARG(from)));
	}
	struct str backup = cli_when(a, s->backup_at, "none was made here");
	cli_fact(&t, "Newest backup", s->backup_at == 0 ? backup : str_printf(a, "%.*s UTC", STR_ARG(backup)));
	cli_table_print(&t);
}

int
cli_status(int argc, char **argv)
{
	struct cli c;
	struct request q = { .verb = VERB_STATUS };
	struct reply r = { 0 };
	struct err e = { 0 };
	bool served = false;
	if (!cli_begin(&c, argc, argv, NULL, 0, 0))
		return EX_USAGE;
	struct needs n = { .a = c.a };
	if (!cli_ask(&c, &q, &r, &served, &e)) {
		if (e.kind == ERR_MISSING)
			return cli_end(&c, cli_fail(&e));
		need(&n, "%s.", e.text);
	} else if (r.refusal.reason != REASON_NONE) {
		need(&n, "The records do not answer.");
	} else {
		needs_of_records(&c, &n, &r.status);
	}
	if (r.status.now == 0)
		r.status.now = (int64_t)time(NULL);
	if (!served)
		need(&n, "Nobody serves: trainees find the door closed.");
	needs_of_config(&c, &n);
	if (c.json)
		print_json(&c, &r.status, served, &n);
	else
		print_text(&c, &r.status, served, &n);
	return cli_end(&c, n.count == 0 ? EX_OK : NEEDS_A_PERSON);
}
