/* The operator's desk: people. */
#include <string.h>

#include "courses/base/safe.h"
#include "store/keeper/account.h"

enum { PAGE = 50 };

/* ---- looking ---- */

void
do_users(struct ask *x)
{
	const struct ask_users *q = &x->q.users;
	struct str find = login_fold(x->a, str_trim(q->find));

	db_users(x->k->db, find, login_fold(x->a, q->after), PAGE, x->a, &x->r->users);
}

void
person_tell(struct ask *x, const struct uuid *id)
{
	struct told_user *t = &x->r->person;
	struct told_home home;
	struct key_row *key;
	struct person into;
	struct uuid other;

	if (!db_user(x->k->db, id, x->a, &t->row)) {
		refuse(x, REASON_NO_PERSON);
		return;
	}
	t->merged_into = STR_NONE;
	if (db_merged(x->k->db, id, &other))
		t->merged_into = db_person(x->k->db, &other, x->a, &into) ? into.login : STR("?");
	db_keys(x->k->db, id, x->a, &key, &t->keys);
	t->key = ARENA_ARRAY(x->a, t->keys, struct ssh_key);
	for (uint32_t i = 0; i < t->keys; i++) {
		t->key[i] = key[i].key;
		t->key[i].in_use = uuid_eq(id, &x->seat.person) &&
				   str_is(key[i].key.fingerprint, x->seat.fingerprint);
	}
	db_home(x->k->db, id, x->a, &home);
	t->course = home.course;
	t->courses = home.courses;
	t->sessions = sessions_of(x, id);
}

void
do_user(struct ask *x)
{
	struct person p;

	if (person_asked(x, x->q.set.login, &p))
		person_tell(x, &p.id);
}

/* ---- changing ---- */

static enum event_kind
change_event(enum user_change change)
{
	static const enum event_kind kinds[USER_CHANGES] = {
		[USER_RENAME] = EVENT_RENAME,
		[USER_NAME] = EVENT_NAME,
		[USER_ROLE] = EVENT_ROLE,
		[USER_DISABLE] = EVENT_DISABLE,
		[USER_ENABLE] = EVENT_ENABLE,
		[USER_PASSWORD] = EVENT_PASSWORD,
	};

	return kinds[change];
}

bool
may_lose_rights(struct ask *x, const struct person *p)
{
	if (uuid_eq(&p->id, &x->seat.person) ||
	    (p->role == ROLE_OPERATOR && !p->disabled && db_operators(x->k->db, &p->id) == 0))
		refuse(x, REASON_RIGHTS);
	return !is_refused(x);
}

/* Everything that can be refused, before a hash is spent and again when it was made. */
static bool
change_ok(struct ask *x, struct person *p)
{
	const struct ask_user_set *q = &x->q.set;
	const char *why;
	struct uuid into;

	if ((unsigned)q->change >= USER_CHANGES) {
		refuse(x, REASON_MALFORMED);
		return false;
	}
	if (!person_asked(x, q->login, p))
		return false;
	switch (q->change) {
	case USER_RENAME:
		return login_ok(x, login_fold(x->a, q->to));
	case USER_NAME:
		if (!safe_name(q->to, &why))
			refuse(x, REASON_NAME_FORM);
		break;
	case USER_ROLE:
		if (q->role < ROLE_TRAINEE || q->role >= ROLE_KINDS)
			refuse(x, REASON_MALFORMED);
		else if (q->role < p->role)
			may_lose_rights(x, p);
		break;
	case USER_DISABLE:
		may_lose_rights(x, p);
		break;
	case USER_ENABLE:
		/* What it learned is another's by now. */
		if (db_merged(x->k->db, &p->id, &into))
			refuse(x, REASON_DISABLED);
		break;
	case USER_PASSWORD:
		secret_any_ok(x, q->secret, p->login, p->name);
		break;
	case USER_CHANGES:
		break;
	}
	return !is_refused(x);
}

/* true: it was said before, and is answered; or it is refused. */
static bool
change_said(struct ask *x)
{
	struct event e;

	if ((unsigned)x->q.set.change >= USER_CHANGES) {
		refuse(x, REASON_MALFORMED);
		return true;
	}

	enum said said = event_said(x, &x->q.set.event, change_event(x->q.set.change), &e);

	/* By who it was about: a new login has taken the place of the one that is asked for. */
	if (said == SAID_BEFORE) {
		/* The keeper that did it may have died before it ended them; of roles and closed
		 * accounts the next one sees it by itself. */
		if (x->q.set.change == USER_PASSWORD)
			sessions_end(x, &e.person);
		person_tell(x, &e.person);
	}
	return said != SAID_NEVER;
}

bool
hash_user_set(struct ask *x, struct hash_job *job)
{
	struct person p;

	if (x->q.set.change != USER_PASSWORD || change_said(x) || !change_ok(x, &p))
		return false;
	job->make = true;
	return secret_put(x, x->q.set.secret, job->fresh, &job->fresh_len);
}

void
do_user_set(struct ask *x)
{
	const struct ask_user_set *q = &x->q.set;
	struct person p;

	if (change_said(x) || !change_ok(x, &p))
		return;

	struct event e = event_new(x, &q->event, change_event(q->change));
	bool ends = false;

	e.person = p.id;
	switch (q->change) {
	case USER_RENAME:
		db_person_login(x->k->db, &p.id, login_fold(x->a, q->to), &e.id);
		break;
	case USER_NAME:
		db_person_name(x->k->db, &p.id, q->to);
		break;
	case USER_ROLE:
		db_person_role(x->k->db, &p.id, q->role);
		/* A manager who made a code for a trainee shall not come in as an operator by it. */
		if (q->role >= ROLE_MANAGER)
			db_recovery_end_lesser(x->k->db, &p.id, x->now);
		e.role.role = q->role;
		ends = q->role != p.role;
		break;
	case USER_DISABLE:
	case USER_ENABLE:
		db_person_disabled(x->k->db, &p.id, q->change == USER_DISABLE);
		ends = q->change == USER_DISABLE;
		break;
	case USER_PASSWORD:
		db_password_set(x->k->db, &p.id, str_from(x->job->made), x->now);
		ends = true;
		break;
	case USER_CHANGES:
		break;
	}
	event_keep(x, &e);
	if (ends && !is_refused(x))
		sessions_end(x, &p.id);
	person_tell(x, &p.id);
}

void
do_user_key_remove(struct ask *x)
{
	const struct ask_user_key *q = &x->q.user_key;
	struct person p;
	struct key_row k, *all;
	struct event e;
	uint32_t n;
	enum said said = event_said(x, &q->event, EVENT_KEY_REMOVE, &e);

	if (said == SAID_BEFORE)
		person_tell(x, &e.person);
	if (said != SAID_NEVER || !person_asked(x, q->login, &p))
		return;
	if (!db_key(x->k->db, q->fingerprint, x->a, &k) || !uuid_eq(&k.person, &p.id)) {
		refuse(x, REASON_NO_SUCH);
		return;
	}
	db_keys(x->k->db, &p.id, x->a, &all, &n);
	if (n == 1 && p.password.len == 0 && !q->last_too) {
		refuse(x, REASON_LAST_WAY_IN);
		return;
	}
	if (uuid_eq(&p.id, &x->seat.person) && str_is(q->fingerprint, x->seat.fingerprint)) {
		refuse(x, REASON_KEY_IN_USE);
		return;
	}
	db_key_remove(x->k->db, q->fingerprint);
	e = event_new(x, &q->event, EVENT_KEY_REMOVE);
	e.person = p.id;
	e.key.fingerprint = q->fingerprint;
	event_keep(x, &e);
	person_tell(x, &p.id);
}
