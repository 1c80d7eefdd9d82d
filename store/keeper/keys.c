/* Keys: the owner's own, and what every key has to pass. */
#include <string.h>

#include "courses/base/utf8.h"
#include "store/keeper/account.h"

enum { KEY_NAME_MOST = 60, RSA_LEAST = 2048, RSA_MOST = 16384 };

/* ---- what is a key ---- */

/* A string of RFC 4251 5: its length, then it. */
static bool
wire_str(struct str *rest, struct str *part)
{
	const unsigned char *at = (const unsigned char *)rest->at;

	if (rest->len < 4)
		return false;

	size_t len = (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];

	if (len > rest->len - 4)
		return false;
	*part = str_sub(*rest, 4, 4 + len);
	*rest = str_sub(*rest, 4 + len, rest->len);
	return true;
}

/* The bits of a number that is positive and written in its shortest form; 0: it is not. */
static size_t
mpint_bits(struct str s)
{
	const unsigned char *at = (const unsigned char *)s.at;
	size_t bits = 0;

	if (s.len > 0 && at[0] == 0) {
		s = str_sub(s, 1, s.len);
		at++;
		if (s.len == 0 || !(at[0] & 0x80))
			return 0;
	} else if (s.len == 0 || at[0] & 0x80) {
		return 0;
	}
	for (unsigned first = at[0]; first; first >>= 1)
		bits++;
	return bits + 8 * (s.len - 1);
}

static bool
rsa_check(struct str rest)
{
	struct str e, n;

	if (!wire_str(&rest, &e) || !wire_str(&rest, &n) || rest.len > 0)
		return false;

	size_t bits = mpint_bits(n), e_bits = mpint_bits(e);

	return bits >= RSA_LEAST && bits <= RSA_MOST && e_bits >= 2 && e_bits <= 64 &&
	       e.at[e.len - 1] & 1 && n.at[n.len - 1] & 1;
}

/* A point of the curve, not compressed. */
static bool
ecdsa_check(struct str rest, const char *curve, size_t bytes)
{
	struct str name, point;

	return wire_str(&rest, &name) && str_is(name, curve) && wire_str(&rest, &point) &&
	       rest.len == 0 && point.len == 1 + 2 * bytes && point.at[0] == 4;
}

bool
key_check(struct str blob, struct str *kind)
{
	struct str rest = blob, key;

	*kind = STR_NONE;
	if (!wire_str(&rest, kind))
		return false;
	if (str_is(*kind, "ssh-ed25519"))
		return wire_str(&rest, &key) && rest.len == 0 && key.len == 32;
	if (str_is(*kind, "ssh-rsa"))
		return rsa_check(rest);
	if (str_is(*kind, "ecdsa-sha2-nistp256"))
		return ecdsa_check(rest, "nistp256", 32);
	if (str_is(*kind, "ecdsa-sha2-nistp384"))
		return ecdsa_check(rest, "nistp384", 48);
	if (str_is(*kind, "ecdsa-sha2-nistp521"))
		return ecdsa_check(rest, "nistp521", 66);
	return false;
}

bool
key_pasted_ok(struct ask *x, struct str blob, struct str *kind)
{
	if (key_check(blob, kind))
		return true;
	if (str_find(blob, 0, "PRIVATE KEY") < blob.len || str_starts(blob, "PuTTY-User-Key-File"))
		refuse(x, REASON_KEY_PRIVATE);
	else
		refuse(x, REASON_NO_KEY);
	return false;
}

/* ---- whose it is ---- */

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
    struct str kind, struct str name, bool proved)
{
	struct key_row k = {
		.key = {
			.fingerprint = fingerprint,
			.kind = kind,
			.name = key_name_of(x, name, kind),
			.added_at = x->now,
			.proved = proved,
		},
		.person = *person,
		.blob = blob,
	};

	db_key_add(x->k->db, &k);
}

bool
key_free(struct ask *x, const struct uuid *person, const struct uuid *cause,
    struct str fingerprint, bool proved, bool *mine)
{
	struct key_row k;

	*mine = false;
	if (!db_key(x->k->db, fingerprint, x->a, &k))
		return true;
	if (uuid_eq(&k.person, person)) {
		*mine = true;
		return true;
	}
	if (k.key.proved || !proved) {
		refuse(x, REASON_KEY_TAKEN);
		return false;
	}
	/* Nobody's doing, as far as its owner is told: whose key it is is no matter of hers. */
	if (cause) {
		struct uuid id = uuid_from(x->k, cause, "yield");
		struct event e = event_new(x, &id, EVENT_KEY_REMOVE);

		db_key_remove(x->k->db, fingerprint);
		e.person = k.person;
		memset(&e.by, 0, sizeof(e.by));
		e.key.fingerprint = fingerprint;
		event_keep(x, &e);
	}
	return true;
}

/* ---- what an owner changes ---- */

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

	/* At the door this is shown to whoever came by a recovery code. */
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
	const struct ask_key *q = &x->q.key;
	bool proved = is_proved(x, q->blob), mine;
	struct person p;
	struct key_row *all;
	struct str kind, fingerprint;
	char text[64];
	uint32_t n;

	if (key_said(x, EVENT_KEY_ADD, &p))
		return;
	/* What a connection proved is a key for sure; what was pasted may be anything. */
	if (proved ? !key_kind(q->blob, &kind) : !key_pasted_ok(x, q->blob, &kind)) {
		if (!is_refused(x))
			refuse(x, REASON_NO_KEY);
		return;
	}
	fingerprint_of(q->blob, text);
	fingerprint = str_copy(x->a, str_from(text));
	if (!key_free(x, &p.id, NULL, fingerprint, proved, &mine))
		return;
	if (mine) {
		/* It opens already; one that was pasted is proved by now. */
		if (proved)
			db_key_used(x->k->db, fingerprint, x->now);
		keys_tell(x);
		return;
	}
	db_keys(x->k->db, &p.id, x->a, &all, &n);
	if (n >= KEYS_MOST) {
		refuse_number(x, REASON_KEYS_MANY, KEYS_MOST);
		return;
	}
	if (!key_free(x, &p.id, &q->event, fingerprint, proved, &mine))
		return;
	key_keep(x, &p.id, q->blob, fingerprint, kind, q->name, proved);
	key_event(x, EVENT_KEY_ADD, fingerprint);
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
