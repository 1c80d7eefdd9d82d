/* Who is there: the one place where a seat is bound. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "courses/base/net.h"
#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "store/keeper/ask.h"
#include "store/keeper/code.h"

/* ---- keys ---- */

void
fingerprint_of(struct str blob, char out[64])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)blob.at, blob.len);
	memcpy(out, "SHA256:", 7);
	sodium_bin2base64(
	    out + 7, 64 - 7, hash, sizeof(hash), sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

bool
key_kind(struct str blob, struct str *kind)
{
	const unsigned char *at = (const unsigned char *)blob.at;

	if (blob.len < 8)
		return false;

	size_t len = (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];

	if (len < 4 || len > 39 || len + 4 > blob.len)
		return false;
	*kind = str_sub(blob, 4, 4 + len);
	for (size_t i = 0; i < len; i++) {
		char c = kind->at[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '@' ||
			c == '.'))
			return false;
	}
	return true;
}

void
blob_hash(struct str blob, unsigned char out[32])
{
	crypto_generichash(out, 32, (const unsigned char *)blob.at, blob.len, NULL, 0);
}

bool
is_proved(const struct ask *x, struct str blob)
{
	static const unsigned char none[32];
	unsigned char hash[32];

	if (sodium_memcmp(x->seat.proved, none, sizeof(none)) == 0)
		return false;
	blob_hash(blob, hash);
	return sodium_memcmp(hash, x->seat.proved, sizeof(hash)) == 0;
}

static void
seat_proved(struct seat *seat, struct str blob, struct str kind)
{
	fingerprint_of(blob, seat->fingerprint);
	blob_hash(blob, seat->proved);
	memset(seat->key_kind, 0, sizeof(seat->key_kind));
	memcpy(seat->key_kind, kind.at, kind.len);
}

/* ---- names ---- */

struct str
login_fold(struct arena *a, struct str login)
{
	char *to = arena_alloc(a, login.len);

	for (size_t i = 0; i < login.len; i++)
		to[i] = (char)(login.at[i] >= 'A' && login.at[i] <= 'Z' ? login.at[i] + 32
									: login.at[i]);
	return (struct str){ to, login.len };
}

static bool
find(struct ask *x, struct person *p)
{
	struct str login = login_fold(x->a, x->q.login.login);

	memset(p, 0, sizeof(*p));
	return safe_login(login) && db_person_by_login(x->k->db, login, x->a, p);
}

struct str
from_cut(struct arena *a, struct str from)
{
	struct net n;
	char text[64];

	/* Read once to see which kind it is, and once more to cut it. */
	if (!net_read(from, &n))
		return STR_NONE;
	net_text(&n, text);
	from = str_printf(a, "%.*s%s", (int)str_find(str_from(text), 0, "/"), text,
	    strchr(text, ':') ? "/48" : "/24");
	if (!net_read(from, &n))
		return STR_NONE;
	net_text(&n, text);
	return str_copy(a, str_from(text));
}

void
login_bind(struct ask *x, const struct person *p, struct str how, struct identity *who)
{
	struct person now;
	struct event e, before;
	struct uuid id;
	bool says_client = x->q.verb == VERB_LOGIN_KEY || x->q.verb == VERB_LOGIN_PASSWORD;

	x->seat.person = p->id;
	x->seat.role = p->role;
	memset(x->seat.invitation, 0, sizeof(x->seat.invitation));
	if (uuid_is_zero(&x->seat.session))
		x->seat.session = uuid_new(x);
	if (says_client)
		snprintf(
		    x->seat.client, sizeof(x->seat.client), "%.*s", STR_ARG(x->q.login.client));
	/* Once a connection: said again to the next keeper it is not another login. */
	id = uuid_from(x->k, &x->seat.session, "login");
	if (!x->reads_only && !db_event(x->k->db, &id, x->a, &before)) {
		e = event_new(x, &id, EVENT_LOGIN);
		e.login.how = how;
		e.login.client = STR_NONE;
		e.login.from = STR_NONE;
		if (says_client) {
			e.login.client = x->q.login.client;
			e.login.from = from_cut(x->a, str_from(x->seat.from));
		}
		event_keep(x, &e);
	}
	if (!db_person(x->k->db, &p->id, x->a, &now))
		return;
	if (x->reads_only) {
		/* The newest login that is kept is the one before this one. */
		now.before_at = now.last_at;
		now.before_how = now.last_how;
		now.before_sequence = now.sequence;
		now.sequence = INT64_MAX;
	}
	*who = identity_of(x, &now);
	who->reads_only = x->reads_only;
}

/* ---- the verbs ---- */

void
do_hello(struct ask *x)
{
	if (x->q.version != RECORD_VERSION)
		refuse(x, REASON_VERSION);
	else
		x->seat.greeted = true;
}

/* May this seat become that person? It is nobody's yet, or says again what it said. */
static bool
may_become(struct ask *x, const struct person *p)
{
	if (x->seat.role == ROLE_NOBODY || uuid_eq(&x->seat.person, &p->id))
		return true;
	refuse(x, REASON_NOT_ALLOWED);
	return false;
}

static bool
key_opens(struct ask *x, struct person *p, struct key_row *k)
{
	char fingerprint[64];
	struct str kind;

	if (!key_kind(x->q.login.key, &kind))
		return false;
	fingerprint_of(x->q.login.key, fingerprint);
	return find(x, p) && db_key(x->k->db, str_from(fingerprint), x->a, k) &&
	       uuid_eq(&k->person, &p->id);
}

void
do_login_key_known(struct ask *x)
{
	struct person p;
	struct key_row k;

	x->r->login.known = key_opens(x, &p, &k); /* a closed account says so to the proof */
}

void
do_login_key(struct ask *x)
{
	struct person p;
	struct key_row k;
	struct str kind;

	if (!key_opens(x, &p, &k)) {
		refuse(x, REASON_WRONG);
		return;
	}
	if (!may_become(x, &p))
		return;
	if (p.disabled) {
		refuse(x, REASON_DISABLED);
		return;
	}
	/* Kept at sign-up by its fingerprint alone: now the whole of it is here. */
	if (k.blob.len == 0 && !x->reads_only) {
		k.blob = x->q.login.key;
		db_key_remove(x->k->db, k.key.fingerprint);
		db_key_add(x->k->db, &k);
	}
	if (!x->reads_only)
		db_key_used(x->k->db, k.key.fingerprint, x->now);
	if (key_kind(x->q.login.key, &kind))
		seat_proved(&x->seat, x->q.login.key, kind);
	limit_right(x->k->limits, p.login, str_from(x->seat.from));
	login_bind(x, &p, k.key.name.len > 0 ? k.key.name : k.key.fingerprint, &x->r->login.who);
}

bool
password_is_held(struct ask *x, struct str login)
{
	int64_t until = limit_password(
	    x->k->limits, login_fold(x->a, login), str_from(x->seat.from), x->now);

	if (until > 0)
		refuse_at(x, REASON_LIMIT, until);
	return until > 0;
}

void
password_wrong(struct ask *x, struct str login)
{
	limit_password_wrong(x->k->limits, &x->k->settings, login_fold(x->a, login),
	    str_from(x->seat.from));
	refuse(x, REASON_WRONG);
}

bool
hash_login_password(struct ask *x, struct hash_job *job)
{
	struct person p;
	bool known = find(x, &p) && p.password.len > 0 && p.password.len < sizeof(job->phc);
	struct str secret = utf8_nfc(x->a, x->q.login.secret);

	if (x->seat.role != ROLE_NOBODY && !may_become(x, &p))
		return false;
	if (secret.len > sizeof(job->tried)) {
		refuse(x, REASON_MALFORMED);
		return false;
	}
	if (password_is_held(x, x->q.login.login))
		return false;
	/* An unknown name, or one without a password, costs the same. */
	if (known)
		memcpy(job->phc, p.password.at, p.password.len);
	else
		memcpy(job->phc, x->k->dummy, sizeof(job->phc));
	memcpy(job->tried, secret.at, secret.len);
	job->tried_len = secret.len;
	job->verify = true;
	return true;
}

void
do_login_password(struct ask *x)
{
	struct person p;
	struct str kind;

	/* Once more: of many at once only the free ones are told whether they were right. */
	if (password_is_held(x, x->q.login.login))
		return;
	bool is_there = find(x, &p);

	if (db_failed(x->k->db))
		return; /* nothing can be said of it, least of all that it was wrong */
	if (!is_there || !x->job->right) {
		password_wrong(x, x->q.login.login);
		return;
	}
	/* Changed, or made stronger, while it was being checked: what was right may be right no
	 * more. */
	if (!str_is(p.password, x->job->phc)) {
		refuse(x, REASON_BUSY);
		return;
	}
	if (!may_become(x, &p))
		return;
	if (p.disabled) {
		refuse(x, REASON_DISABLED);
		return;
	}
	if (x->job->made[0] && !x->reads_only)
		db_password_set(x->k->db, &p.id, str_from(x->job->made), x->now);
	if (key_kind(x->q.login.key, &kind))
		seat_proved(&x->seat, x->q.login.key, kind);
	limit_right(x->k->limits, p.login, str_from(x->seat.from));
	login_bind(x, &p, STR("password"), &x->r->login.who);
}

void
code_hash(const struct keeper *k, const char letters[17], unsigned char out[HASH])
{
	crypto_generichash(out, HASH, (const unsigned char *)letters, CODE_LETTERS, k->site.seed,
	    sizeof(k->site.seed));
}

struct str
code_from(struct ask *x, const struct uuid *event, const char *label, unsigned char hash[HASH])
{
	char text[CODE_TEXT], letters[CODE_LETTERS];

	code_derive(x->k->code_secret, event, label, text);
	code_read(x->a, str_from(text), letters);
	code_hash(x->k, letters, hash);
	return str_copy(x->a, str_from(text));
}

/* A right code was let in before this, whatever others of its block typed: limit.h says why. */
static void
code_unknown(struct ask *x)
{
	int64_t until;

	if (db_failed(x->k->db))
		return;
	until = limit_code_wrong(x->k->limits, &x->k->settings, str_from(x->seat.from), x->now);

	if (until > 0)
		refuse_at(x, REASON_LIMIT, until);
	else
		refuse(x, REASON_CODE_UNKNOWN);
}

/* The door, and the key that was proved at it, unless that opens somebody else's account. */
static void
door_open(struct ask *x, const unsigned char hash[HASH], const struct uuid *person)
{
	char fingerprint[64];
	struct key_row k;
	struct str kind;

	x->seat.role = ROLE_DOOR;
	memcpy(x->seat.invitation, hash, HASH);
	memset(&x->seat.person, 0, sizeof(x->seat.person));
	if (person)
		x->seat.person = *person;
	if (!key_kind(x->q.login.key, &kind))
		return;
	fingerprint_of(x->q.login.key, fingerprint);
	/* One that was only pasted yields to who proves it. */
	x->r->login.key_taken = db_key(x->k->db, str_from(fingerprint), x->a, &k) && k.key.proved &&
				!uuid_eq(&k.person, &x->seat.person);
	if (!x->r->login.key_taken)
		seat_proved(&x->seat, x->q.login.key, kind);
}

static void
recovery_opens(struct ask *x, const struct recovery *r)
{
	struct person p;

	if (r->ended_at > 0) {
		refuse_at(x, REASON_CODE_USED, r->ended_at);
		return;
	}
	if (!db_person(x->k->db, &r->person, x->a, &p)) {
		refuse(x, REASON_CODE_UNKNOWN);
		return;
	}
	if (p.disabled) {
		refuse(x, REASON_DISABLED);
		return;
	}
	door_open(x, r->hash, &p.id);
	x->r->login.recovers = true;
	x->r->login.who = (struct identity){
		.person = p.id,
		.login = p.login,
		.name = p.name,
		.language = p.language,
		.country = p.country,
		.role = ROLE_DOOR,
		.line_mode = p.line_mode,
		.shared_computer = p.shared_computer,
		.has_password = p.password.len > 0,
		.last_how = STR_NONE,
		.has_recovery = true,
	};
}

void
do_login_code(struct ask *x)
{
	char letters[CODE_LETTERS];
	unsigned char hash[HASH];
	struct recovery recovery;
	struct invitation i;
	int group = code_read(x->a, x->q.login.secret, letters);

	if (group != 0) {
		refuse_number(x, REASON_CODE_GROUP, group < 0 ? 0 : group);
		return;
	}
	code_hash(x->k, letters, hash);
	/* A recovery code knows no time: a wrong clock locks nobody out. */
	if (db_recovery(x->k->db, hash, &recovery)) {
		recovery_opens(x, &recovery);
		return;
	}
	if (clock_is_behind(x))
		return;
	if (!db_invitation(x->k->db, hash, x->a, &i)) {
		code_unknown(x);
		return;
	}
	if (i.used >= i.uses) {
		refuse_at(x, REASON_CODE_USED, i.used_at);
		return;
	}
	if (i.revoked_at > 0 || x->now >= i.until) {
		refuse_at(x, REASON_CODE_EXPIRED, i.revoked_at > 0 ? i.revoked_at : i.until);
		return;
	}
	door_open(x, hash, NULL);
	x->r->login.who.role = ROLE_DOOR;
}

void
do_login_guest(struct ask *x)
{
	if (!x->k->settings.guests) {
		refuse(x, REASON_NOT_ALLOWED);
		return;
	}
	x->seat.role = ROLE_GUEST;
	x->r->login.who = (struct identity){
		.login = STR("guest"),
		.name = STR("guest"),
		.language = STR("en"),
		.role = ROLE_GUEST,
	};
}
