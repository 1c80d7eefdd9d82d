/* Accounts: making them, and what their owners change. */
#include <sodium.h>
#include <string.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "store/keeper/ask.h"
#include "store/keeper/propose.h"
#include "store/keeper/secret.h"

enum { KEYS_MOST = 5, PROPOSALS = 2000, KEY_NAME_MOST = 60 };

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

static bool
login_is_free(struct ask *x, struct str login)
{
	return safe_login(login) && !safe_login_reserved(login) &&
	       db_login_is_free(x->k->db, login);
}

/* Refuses what is no login, or somebody's. */
static bool
login_ok(struct ask *x, struct str login)
{
	if (!safe_login(login) || safe_login_reserved(login))
		refuse(x, REASON_LOGIN_FORM);
	else if (!db_login_is_free(x->k->db, login))
		refuse(x, REASON_LOGIN_TAKEN);
	return !is_refused(x);
}

static bool
secret_ok(struct ask *x, struct str secret, enum way_in way, struct str login, struct str name)
{
	enum reason reason = secret_check(x->a, secret, way, login, name);

	if (reason == REASON_SECRET_SHORT)
		refuse_number(x, reason, SECRET_LEAST);
	else if (reason != REASON_NONE)
		refuse(x, reason);
	return !is_refused(x);
}

/* As it will be compared for ever: the same password from another keyboard is the same. */
static bool
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

/* ---- signing up ---- */

void
do_signup_name(struct ask *x)
{
	struct str login = login_fold(x->a, x->q.login.login);
	struct str name = safe_line(x->a, x->q.login.secret);

	x->r->name.is_free = login_is_free(x, login);
	if (x->r->name.is_free) {
		x->r->name.proposal = login;
		return;
	}
	if (name.len == 0)
		name = safe_line(x->a, x->q.login.login);
	for (unsigned n = 0; n < PROPOSALS; n++) {
		struct str one = propose(x->a, name, n);

		if (login_is_free(x, one)) {
			x->r->name.proposal = one;
			return;
		}
	}
	/* Two thousand of one name: then chance. */
	x->r->name.proposal = str_printf(x->a, "learner%05u", randombytes_uniform(100000));
}

static bool
way_ok(struct ask *x, const struct ask_signup *q, struct str login)
{
	static const unsigned char none[32];
	struct key_row taken;

	if (q->way != WAY_KEY)
		return secret_ok(x, q->secret, q->way, login, q->name);
	if (memcmp(x->seat.proved, none, sizeof(none)) == 0)
		refuse(x, REASON_NO_SUCH);
	else if (db_key(x->k->db, str_from(x->seat.fingerprint), x->a, &taken))
		refuse(x, REASON_KEY_TAKEN);
	return !is_refused(x);
}

/* Everything that can be refused, before a hash is spent and again when it was made. */
static bool
signup_ok(struct ask *x, struct str login, struct invitation *i)
{
	const struct ask_signup *q = &x->q.signup;
	const char *why;

	if (!db_invitation(x->k->db, x->seat.invitation, i)) {
		refuse(x, REASON_CODE_UNKNOWN);
		return false;
	}
	if (i->used >= i->uses) {
		refuse_at(x, REASON_CODE_USED, i->used_at);
		return false;
	}
	/* A code that runs out while its owner writes a name down is not held against her. */
	if (x->now >= i->until + 3600) {
		refuse_at(x, REASON_CODE_EXPIRED, i->until);
		return false;
	}
	if (!login_ok(x, login))
		return false;
	if (!safe_name(q->name, &why)) {
		refuse(x, REASON_NAME_FORM);
		return false;
	}
	if (!is_country(q->country) || !is_language(q->language)) {
		refuse(x, REASON_MALFORMED);
		return false;
	}
	return way_ok(x, q, login);
}

/* Said before, by this very connection? Then the seat is bound, or the code is the same as then. */
static enum said
signup_said(struct ask *x, struct str login, struct person *p)
{
	struct event e;

	if (!db_event(x->k->db, &x->q.signup.event, x->a, &e))
		return SAID_NEVER;
	if (e.kind == EVENT_SIGNUP && db_person(x->k->db, &e.person, x->a, p) &&
	    str_eq(p->login, login)) {
		if (x->seat.role != ROLE_DOOR && uuid_eq(&x->seat.person, &p->id))
			return SAID_BEFORE;
		if (x->seat.role == ROLE_DOOR && memcmp(e.account.invitation, x->seat.invitation,
						     sizeof(e.account.invitation)) == 0)
			return SAID_BEFORE;
	}
	refuse(x, REASON_MALFORMED);
	return SAID_OTHERWISE;
}

bool
hash_signup(struct ask *x, struct hash_job *job)
{
	struct str login = login_fold(x->a, x->q.signup.login);
	struct person p;
	struct invitation i;

	if (signup_said(x, login, &p) != SAID_NEVER)
		return false;
	if (x->seat.role != ROLE_DOOR) {
		refuse(x, REASON_NOT_ALLOWED);
		return false;
	}
	if (!signup_ok(x, login, &i) || x->q.signup.way == WAY_KEY)
		return false;
	job->make = true;
	return secret_put(x, x->q.signup.secret, job->fresh, &job->fresh_len);
}

static void
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

void
do_signup(struct ask *x)
{
	const struct ask_signup *q = &x->q.signup;
	struct str login = login_fold(x->a, q->login);
	struct person p;
	struct invitation i;
	enum said said = signup_said(x, login, &p);

	if (said == SAID_OTHERWISE)
		return;
	if (said == SAID_BEFORE) {
		login_bind(x, &p, STR("sign-up"), &x->r->login.who);
		return;
	}
	if (x->seat.role != ROLE_DOOR) {
		refuse(x, REASON_NOT_ALLOWED);
		return;
	}
	if (!signup_ok(x, login, &i))
		return;
	if (!db_invitation_use(x->k->db, x->seat.invitation, x->now)) {
		refuse_at(x, REASON_CODE_USED, i.used_at);
		return;
	}
	p = (struct person){
		.id = uuid_new(x),
		.login = login,
		.name = q->name,
		.language = q->language,
		.country = q->country,
		.role = i.role,
		.line_mode = q->line_mode,
		.shared_computer = q->shared_computer,
	};
	db_person_add(x->k->db, &p, x->now);
	if (q->way == WAY_KEY)
		key_keep(x, &p.id, STR_NONE, str_from(x->seat.fingerprint),
		    str_from(x->seat.key_kind), q->key_name);
	else
		db_password_set(x->k->db, &p.id, str_from(x->job->made), x->now);

	struct event e = event_new(x, &q->event, EVENT_SIGNUP);

	e.person = e.by = p.id;
	e.account.role = i.role;
	e.account.way = q->way;
	memcpy(e.account.invitation, i.hash, sizeof(e.account.invitation));
	event_keep(x, &e);
	login_bind(x, &p, STR("sign-up"), &x->r->login.who);
}

/* ---- an operator's accounts ---- */

/* A key as a blob, or as the line of a .pub file. Empty: none. */
static bool
key_given(struct ask *x, struct str given, struct str *blob, struct str *kind)
{
	struct str rest = str_trim(given), first, coded;
	unsigned char *to = arena_alloc(x->a, given.len + 1);
	size_t len;

	*blob = *kind = STR_NONE;
	if (rest.len == 0)
		return true;
	if (key_kind(given, kind)) {
		*blob = given;
		return true;
	}
	if (!str_next(&rest, ' ', &first) || !str_next(&rest, ' ', &coded) ||
	    sodium_base642bin(to, given.len, coded.at, coded.len, NULL, &len, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	*blob = (struct str){ (const char *)to, len };
	return key_kind(*blob, kind) && str_eq(*kind, first) && len <= 4096;
}

static bool
user_ok(struct ask *x, struct str login, struct str *blob, struct str *kind)
{
	const struct ask_user *q = &x->q.user;
	const char *why;
	char fingerprint[64];
	struct key_row taken;

	if (!login_ok(x, login))
		return false;
	if (!safe_name(q->name, &why)) {
		refuse(x, REASON_NAME_FORM);
		return false;
	}
	if (!is_language(q->language) || q->role < ROLE_TRAINEE ||
	    !key_given(x, q->key, blob, kind)) {
		refuse(x, REASON_MALFORMED);
		return false;
	}
	if (blob->len == 0 && q->secret.len == 0) {
		refuse(x, REASON_LAST_WAY_IN);
		return false;
	}
	if (blob->len > 0) {
		fingerprint_of(*blob, fingerprint);
		if (db_key(x->k->db, str_from(fingerprint), x->a, &taken)) {
			refuse(x, REASON_KEY_TAKEN);
			return false;
		}
	}
	return q->secret.len == 0 || secret_ok(x, q->secret, WAY_PASSWORD, login, q->name);
}

bool
hash_user_add(struct ask *x, struct hash_job *job)
{
	struct str blob, kind;
	struct event e;

	if (db_event(x->k->db, &x->q.user.event, x->a, &e))
		return false; /* the handler looks whose it is */
	if (!user_ok(x, login_fold(x->a, x->q.user.login), &blob, &kind) ||
	    x->q.user.secret.len == 0)
		return false;
	job->make = true;
	return secret_put(x, x->q.user.secret, job->fresh, &job->fresh_len);
}

void
do_user_add(struct ask *x)
{
	const struct ask_user *q = &x->q.user;
	struct str login = login_fold(x->a, q->login), blob, kind;
	struct person p;
	struct event e;
	enum said said = event_said(x, &q->event, EVENT_USER_ADD, &e);

	if (said == SAID_BEFORE && db_person(x->k->db, &e.person, x->a, &p))
		x->r->user.who = identity_of(&p);
	if (said != SAID_NEVER || !user_ok(x, login, &blob, &kind))
		return;
	p = (struct person){
		.id = uuid_new(x),
		.login = login,
		.name = q->name,
		.language = q->language,
		.country = STR_NONE,
		.role = q->role,
		.password = str_from(x->job->made),
	};
	db_person_add(x->k->db, &p, x->now);
	if (p.password.len > 0)
		db_password_set(x->k->db, &p.id, p.password, x->now);
	if (blob.len > 0) {
		char fingerprint[64];

		fingerprint_of(blob, fingerprint);
		key_keep(x, &p.id, blob, str_from(fingerprint), kind, STR_NONE);
	}
	e = event_new(x, &q->event, EVENT_USER_ADD);
	e.person = p.id;
	e.account.role = q->role;
	e.account.way = blob.len > 0 ? WAY_KEY : WAY_PASSWORD;
	event_keep(x, &e);
	x->r->user.who = identity_of(&p);
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
