/* What the operator decides: read at start, and again at SIGHUP without losing anybody. */
#include "tui/serve/state.h"

#include "tui/serve/datadir.h"
#include "tui/serve/hostkey.h"
#include "tui/serve/log.h"
#include "tui/serve/notify.h"
#include "tui/serve/zone.h"
#include "tui/ssh/wire.h"

#include <stdio.h>

bool
read_config(struct listener *l, struct arena *a, struct config *c, struct err *e)
{
	struct problems p = problems_in(a);
	bool ok = config_read(datadir_file(a, l->o->data, "chalkline.yaml"), a, c, &p, e);
	problems_sort(&p);
	for (uint32_t i = 0; i < p.count; i++)
		log_event(p.problem[i].is_error ? LOG_ERROR : LOG_WARN, "configuration", "at=%.*s:%u:%u text=%.*s",
		    STR_ARG(p.problem[i].file), p.problem[i].line, p.problem[i].col, STR_ARG(p.problem[i].text));
	return ok;
}

/* The fingerprint that comes next, if one is announced. A broken file announces nothing, and the log says so. */
static void
take_next_key(struct listener *l)
{
	struct hostkey next;
	struct err e;
	l->next_fingerprint[0] = '\0';
	l->config.academy.next_from = 0;
	if (hostkey_next(l->o->data, l->settings, &next, &e)) {
		snprintf(l->next_fingerprint, sizeof(l->next_fingerprint), "%.*s", STR_ARG(next.fingerprint));
		l->config.academy.next_from = next.from;
	} else if (e.kind != ERR_MISSING) {
		log_event(LOG_ERROR, "next-host-key", "text=%s", e.text);
	}
	l->config.academy.next_fingerprint = str_from(l->next_fingerprint);
}

void
take_config(struct listener *l)
{
	l->config.academy.fingerprint = str_from(wire_fingerprint());
	take_next_key(l);
	if (l->config.academy.port == 0 && l->doors.count > 0)
		l->config.academy.port = (uint16_t)l->doors.door[0].port;
	zone_set(l->config.zone);
	gate_rules(l->gate, &l->config);
	l->tally_due = true;
	if (!l->config.has_contact)
		log_event(LOG_WARN, "no-contact", "file=%s text=%s", "chalkline.yaml",
		    "people who cannot get in are shown nobody to call; write contact: with a name and a telephone");
}

/* Where to listen: the command line, else the file, else the usual place. NULL-ended, in the arena. */
static const char *const *
places(const struct listener *l, struct arena *a, const struct config *c)
{
	if (l->o->listen != NULL && l->o->listen[0] != NULL)
		return l->o->listen;
	const char **list = ARENA_ARRAY(a, c->listens + 2, const char *);
	for (uint32_t i = 0; i < c->listens; i++)
		list[i] = str_z(a, c->listen[i]);
	if (c->listens == 0)
		list[0] = "0.0.0.0:2222";
	return list;
}

/* Sockets that were handed over stay what they are. */
static bool
is_handed_over(const struct listener *l)
{
	return l->doors.count > 0 && l->doors.door[0].where[0] == '\0';
}

static void
say_doors(const struct listener *l)
{
	for (int i = 0; i < l->doors.count; i++)
		log_event(LOG_INFO, "listening", "at=%s", l->doors.door[i].text);
}

bool
open_doors(struct listener *l, struct err *e)
{
	int handed = notify_sockets();
	for (int i = 0; i < handed; i++)
		if (!doors_adopt(&l->doors, 3 + i, e))
			return false;
	if (l->doors.count == 0 && !doors_change(&l->doors, places(l, l->settings, &l->config), e))
		return false;
	say_doors(l);
	return true;
}

void
reload(struct listener *l)
{
	struct arena *a = arena_new();
	struct config next;
	struct err e;
	notify_reloading();
	/* What can fail comes first, and changes nothing when it does: the key that was read once can be read again. */
	struct hostkey key;
	bool ok = read_config(l, a, &next, &e) && hostkey_read(l->o->data, a, &key, &e) &&
	    (is_handed_over(l) || doors_change(&l->doors, places(l, a, &next), &e)) &&
	    wire_prepare(datadir_file(a, l->o->data, "hostkey"), &e);
	if (ok) {
		arena_free(l->settings);
		l->settings = a;
		l->config = next;
		take_config(l);
		l->settings_due = true;
		say_doors(l);
		log_event(LOG_INFO, "reloaded", "fingerprint=%s", wire_fingerprint());
	} else {
		arena_free(a);
		log_event(LOG_ERROR, "not-reloaded", "text=%s kept=%s", e.text, "the settings that were there");
	}
	notify_ready(ok ? "serving" : "serving; the last reload failed, see the log");
}
