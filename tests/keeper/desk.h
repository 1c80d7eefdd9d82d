/* The operator's desk in one line each, and what has to be true after it. */
#ifndef CHALKLINE_DESK_H
#define CHALKLINE_DESK_H

#include "store/sqlite/data.h"
#include "tests/keeper/classroom.h"

#define FRESH STR("harbour window nettle crayon")

MAYBE enum reason
login(struct classroom *c, struct seat *s, const char *name, struct str secret)
{
	return ASK(c, s, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = str_from(name), .secret = secret });
}

MAYBE enum reason
key_login(struct classroom *c, struct seat *s, const char *name, struct str blob)
{
	return ASK(c, s, .verb = VERB_LOGIN_KEY, .login = { .login = str_from(name), .key = blob });
}

/* A login by password on a connection that proved a key. */
MAYBE struct seat
with_key(struct classroom *c, const char *name, struct str blob)
{
	struct seat s = nobody();

	OK(c, &s, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = str_from(name), .secret = SECRET, .key = blob });
	return s;
}

MAYBE struct str
fingerprint(struct classroom *c, struct str blob)
{
	char text[64];

	fingerprint_of(blob, text);
	return str_copy(c->a, str_from(text));
}

MAYBE struct request
change(struct classroom *c, const char *name, enum user_change change)
{
	return (struct request){ .verb = VERB_USER_SET,
		.set = { .event = event(c), .login = str_from(name), .change = change } };
}

MAYBE const struct told_user *
user(struct classroom *c, const char *name)
{
	struct seat machine = keeper_operator();

	OK(c, &machine, .verb = VERB_USER, .set = { .login = str_from(name) });
	return &c->r.person;
}

/* Doctor rebuilds from the events what there is. */
MAYBE void
sound(struct classroom *c)
{
	struct err e;
	struct buf report = BUF_IN(c->a);

	if (on_disk && !data_doctor(c->database, &report, &e))
		fail_msg("%s: %s", e.text, buf_cstr(&report));
}

#endif
