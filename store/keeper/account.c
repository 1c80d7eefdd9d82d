/* Accounts: what their owners change. */
#include <string.h>

#include "courses/base/utf8.h"
#include "store/keeper/account.h"

enum { KEYS_MOST = 5, KEY_NAME_MOST = 60 };

/* ---- forms ---- */

bool
is_language(struct str s)
{
	if (s.len < 2 || s.len > 35)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && (i < 2 || !((c >= '0' && c <= '9') || c == '-')))
			return false;
	}
	return true;
}

bool
is_country(struct str s)
{
	return s.len == 0 ||
	       (s.len == 2 && s.at[0] >= 'A' && s.at[0] <= 'Z' && s.at[1] >= 'A' && s.at[1] <= 'Z');
}

bool
secret_ok(struct ask *x, struct str secret, enum way_in way, struct str login, struct str name)
{
	enum reason reason = secret_check(x->a, secret, way, login, name);

	if (reason == REASON_SECRET_SHORT)
		refuse_number(x, reason, SECRET_LEAST);
	else if (reason != REASON_NONE)
		refuse(x, reason);
	return !is_refused(x);
}

bool
secret_put(struct ask *x, struct str secret, char to[HASH_SECRET], size_t *len)
{
	struct str clean = utf8_nfc(x->a, secret);

	if (clean.len > HASH_SECRET) {
		refuse(x, REASON_MALFORMED);
		return false;
	}
	memcpy(to, clean.at, clean.len);
	*len = clean.len;
	return true;
}

static struct str
key_name_of(struct ask *x, struct str name, struct str kind)
{
	size_t at = 0;

	name = str_trim(name);
	for (int i = 0; i < KEY_NAME_MOST && at < name.len; i++)
		at = utf8_cluster(name, at);
	return at > 0 ? str_sub(name, 0, at) : str_copy(x->a, kind);
}

void
key_keep(struct ask *x, const struct uuid *person, struct str blob, struct str fingerprint,
    struct str kind, struct str name)
{
	struct key_row k = {
		.key = {
			.fingerprint = fingerprint,
			.kind = kind,
			.name = key_name_of(x, name, kind),
			.added_at = x->now,
		},
		.person = *person,
		.blob = blob,
	};

	db_key_add(x->k->db, &k);
}

/* ---- what an owner changes ---- */

/* The person of the seat; a command on the machine has none. */
static bool
own(struct ask *x, struct person *p)
{
	if (!uuid_is_zero(&x->seat.person) && db_person(x->k->db, &x->seat.person, x->a, p))
		return true;
	refuse(x, REASON_NOT_ALLOWED);
	return false;
}

void
do_settings(struct ask *x)
{
	const struct ask_settings *q = &x->q.settings;
	struct person p;
	struct event e;

	if (!own(x, &p) || event_said(x, &q->event, EVENT_SETTINGS, &e) != SAID_NEVER)
		return;
	if (!is_language(q->language)) {
		refuse(x, REASON_MALFORMED);
		return;
	}
	p.language = q->language;
	p.line_mode = q->line_mode;
	p.shared_computer = q->shared_computer;
	db_person_settings(x->k->db, &p);
	e = event_new(x, &q->event, EVENT_SETTINGS);
	event_keep(x, &e);
}

bool
hash_password(struct ask *x, struct hash_job *job)
{
	const struct ask_password *q = &x->q.password;
	struct person p;
	struct event e;

	if (!own(x, &p) || event_said(x, &q->event, EVENT_PASSWORD, &e) != SAID_NEVER)
		return false;
	/* Four words or fifteen letters: nobody says here which it is. */
	if (secret_check(x->a, q->secret, WAY_PHRASE, p.login, p.name) != REASON_NONE &&
	    !secret_ok(x, q->secret, WAY_PASSWORD, p.login, p.name))
		return false;
	job->verify = p.password.len > 0;
	if (job->verify && p.password.len < sizeof(job->phc))
		memcpy(job->phc, p.password.at, p.password.len);
	job->make = true;
	return secret_put(x, q->old, job->tried, &job->tried_len) &&
	       secret_put(x, q->secret, job->fresh, &job->fresh_len);
}

void
do_password(struct ask *x)
{
	struct person p;
	struct event e;

	if (!own(x, &p) || event_said(x, &x->q.password.event, EVENT_PASSWORD, &e) != SAID_NEVER)
		return;
	if (!x->job->made[0] || !str_is(p.password, x->job->verify ? x->job->phc : "")) {
		refuse(x, REASON_WRONG);
		return;
	}
	db_password_set(x->k->db, &p.id, str_from(x->job->made), x->now);
	e = event_new(x, &x->q.password.event, EVENT_PASSWORD);
	event_keep(x, &e);
}

static void
keys_tell(struct ask *x)
{
	struct key_row *row;
	uint32_t n;

	db_keys(x->k->db, &x->seat.person, x->a, &row, &n);
	x->r->keys.key = ARENA_ARRAY(x->a, n, struct ssh_key);
	x->r->keys.keys = n;
	for (uint32_t i = 0; i < n; i++) {
		x->r->keys.key[i] = row[i].key;
		x->r->keys.key[i].in_use = str_is(row[i].key.fingerprint, x->seat.fingerprint);
	}
}

void
do_keys(struct ask *x)
{
	struct person p;

	if (own(x, &p))
		keys_tell(x);
}

/* The key that is meant, when it is this person's. */
static bool
own_key(struct ask *x, const struct person *p, struct key_row *k)
{
	if (db_key(x->k->db, x->q.key.fingerprint, x->a, k) && uuid_eq(&k->person, &p->id))
		return true;
	refuse(x, REASON_NO_SUCH);
	return false;
}

static void
key_event(struct ask *x, enum event_kind kind, struct str fingerprint)
{
	struct event e = event_new(x, &x->q.key.event, kind);

	e.key.fingerprint = fingerprint;
	event_keep(x, &e);
	keys_tell(x);
}

/* true: it was said before, and is answered; or it is refused. */
static bool
key_said(struct ask *x, enum event_kind kind, struct person *p)
{
	struct event e;

	if (!own(x, p))
		return true;

	enum said said = event_said(x, &x->q.key.event, kind, &e);

	if (said == SAID_BEFORE)
		keys_tell(x);
	return said != SAID_NEVER;
}

void
do_key_add(struct ask *x)
{
	struct person p;
	struct key_row k, *all;
	struct str kind;
	char fingerprint[64];
	uint32_t n;

	if (key_said(x, EVENT_KEY_ADD, &p))
		return;
	if (!key_kind(x->q.key.blob, &kind) || !is_proved(x, x->q.key.blob)) {
		refuse(x, REASON_NO_SUCH);
		return;
	}
	fingerprint_of(x->q.key.blob, fingerprint);
	if (db_key(x->k->db, str_from(fingerprint), x->a, &k)) {
		refuse(x, REASON_KEY_TAKEN);
		return;
	}
	db_keys(x->k->db, &p.id, x->a, &all, &n);
	if (n >= KEYS_MOST) {
		refuse_number(x, REASON_KEYS_MANY, KEYS_MOST);
		return;
	}
	key_keep(x, &p.id, x->q.key.blob, str_from(fingerprint), kind, x->q.key.name);
	key_event(x, EVENT_KEY_ADD, str_copy(x->a, str_from(fingerprint)));
}

void
do_key_remove(struct ask *x)
{
	struct person p;
	struct key_row k, *all;
	uint32_t n;

	if (key_said(x, EVENT_KEY_REMOVE, &p) || !own_key(x, &p, &k))
		return;
	db_keys(x->k->db, &p.id, x->a, &all, &n);
	if (n == 1 && p.password.len == 0) {
		refuse(x, REASON_LAST_WAY_IN);
		return;
	}
	if (str_is(k.key.fingerprint, x->seat.fingerprint)) {
		refuse(x, REASON_KEY_IN_USE);
		return;
	}
	db_key_remove(x->k->db, k.key.fingerprint);
	key_event(x, EVENT_KEY_REMOVE, k.key.fingerprint);
}

void
do_key_name(struct ask *x)
{
	struct person p;
	struct key_row k;

	if (key_said(x, EVENT_KEY_NAME, &p) || !own_key(x, &p, &k))
		return;
	db_key_name(x->k->db, k.key.fingerprint, key_name_of(x, x->q.key.name, k.key.kind));
	key_event(x, EVENT_KEY_NAME, k.key.fingerprint);
}
