/* Accounts: how they come to be. */
#include <sodium.h>
#include <string.h>

#include "courses/base/safe.h"
#include "store/keeper/account.h"
#include "store/keeper/propose.h"

enum { PROPOSALS = 2000 };

static bool
login_is_free(struct ask *x, struct str login)
{
	return safe_login(login) && !safe_login_reserved(login) &&
	       db_login_is_free(x->k->db, login);
}

bool
login_ok(struct ask *x, struct str login)
{
	if (!safe_login(login) || safe_login_reserved(login))
		refuse(x, REASON_LOGIN_FORM);
	else if (!db_login_is_free(x->k->db, login))
		refuse(x, REASON_LOGIN_TAKEN);
	return !is_refused(x);
}

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
	static const struct uuid nobody;
	bool mine;

	if (q->way != WAY_KEY)
		return secret_ok(x, q->secret, q->way, login, q->name);
	if (memcmp(x->seat.proved, none, sizeof(none)) == 0)
		refuse(x, REASON_NO_SUCH);
	else
		key_free(x, &nobody, NULL, str_from(x->seat.fingerprint), true, &mine);
	return !is_refused(x);
}

/* Everything that can be refused, before a hash is spent and again when it was made. */
static bool
signup_ok(struct ask *x, struct str login, struct invitation *i)
{
	const struct ask_signup *q = &x->q.signup;
	const char *why;

	/* Who came to the door by a recovery code has an account. */
	if (seat_recovers(&x->seat) || !db_invitation(x->k->db, x->seat.invitation, x->a, i)) {
		refuse(x, REASON_CODE_UNKNOWN);
		return false;
	}
	if (i->revoked_at > 0) {
		refuse_at(x, REASON_CODE_EXPIRED, i->revoked_at);
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

void
do_signup(struct ask *x)
{
	const struct ask_signup *q = &x->q.signup;
	struct str login = login_fold(x->a, q->login);
	struct person p;
	struct invitation i;
	unsigned char recovery[HASH];
	bool mine;
	enum said said = signup_said(x, login, &p);

	if (said == SAID_OTHERWISE)
		return;
	if (said == SAID_BEFORE && p.disabled) {
		refuse(x, REASON_DISABLED);
		return;
	}
	if (said == SAID_BEFORE) {
		login_bind(x, &p, STR("sign-up"), &x->r->login.who);
		x->r->login.recovery = recovery_again(x, &p.id, &q->event);
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
	if (q->way != WAY_KEY)
		db_password_set(x->k->db, &p.id, str_from(x->job->made), x->now);
	else if (key_free(x, &p.id, &q->event, str_from(x->seat.fingerprint), true, &mine))
		key_keep(x, &p.id, STR_NONE, str_from(x->seat.fingerprint),
		    str_from(x->seat.key_kind), q->key_name, true);
	recovery_make(x, &p.id, &q->event, recovery, &x->r->login.recovery);

	struct event e = event_new(x, &q->event, EVENT_SIGNUP);

	e.person = e.by = p.id;
	e.account.role = i.role;
	e.account.way = q->way;
	memcpy(e.account.invitation, i.hash, sizeof(e.account.invitation));
	event_keep(x, &e);
	login_bind(x, &p, STR("sign-up"), &x->r->login.who);
}

/* ---- an operator's accounts ---- */

/* A key as a blob, or as the line of a .pub file. Empty: none. Refuses what is no key. */
static bool
key_given(struct ask *x, struct str given, struct str *blob, struct str *kind)
{
	struct str rest = str_trim(given), first, coded;
	unsigned char *to = arena_alloc(x->a, given.len + 1);
	size_t len;

	*blob = *kind = STR_NONE;
	if (rest.len == 0)
		return true;
	if (key_check(given, kind)) {
		*blob = given;
		return true;
	}
	if (!str_next(&rest, ' ', &first) || !str_next(&rest, ' ', &coded) ||
	    sodium_base642bin(to, given.len, coded.at, coded.len, NULL, &len, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0)
		return key_pasted_ok(x, rest, kind);
	*blob = (struct str){ (const char *)to, len };
	if (key_pasted_ok(x, *blob, kind) && !str_eq(*kind, first))
		refuse(x, REASON_NO_KEY);
	return !is_refused(x);
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
	if (!is_language(q->language) || q->role < ROLE_TRAINEE) {
		refuse(x, REASON_MALFORMED);
		return false;
	}
	if (!key_given(x, q->key, blob, kind))
		return false;
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
		x->r->user.who = identity_of(x, &p);
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
		key_keep(x, &p.id, blob, str_from(fingerprint), kind, STR_NONE, true);
	}
	e = event_new(x, &q->event, EVENT_USER_ADD);
	e.person = p.id;
	e.account.role = q->role;
	e.account.way = blob.len > 0 ? WAY_KEY : WAY_PASSWORD;
	event_keep(x, &e);
	x->r->user.who = identity_of(x, &p);
}
