/* Recovery: who lost everything but the letter gets back in. */
#include <string.h>

#include "store/keeper/account.h"
#include "store/keeper/code.h"

/* ---- codes ---- */

void
recovery_make(struct ask *x, const struct uuid *person, const struct uuid *event,
    unsigned char hash[HASH], struct str *code)
{
	struct recovery r = { .person = *person, .by = x->seat.person, .made_at = x->now };

	*code = code_from(x, event, "recovery", hash);
	memcpy(r.hash, hash, HASH);
	db_recovery_set(x->k->db, &r);
}

struct str
recovery_again(struct ask *x, const struct uuid *person, const struct uuid *event)
{
	struct recovery r;
	unsigned char hash[HASH];
	struct str code = code_from(x, event, "recovery", hash);

	if (db_recovery(x->k->db, hash, &r) && r.ended_at == 0 && uuid_eq(&r.person, person))
		return code;
	return STR_NONE;
}

/* ---- a new way in ---- */

/* Said before, by this very connection? Then the seat is bound, or the code is the same as then. */
static enum said
recover_said(struct ask *x, struct person *p)
{
	struct event e;

	if (!db_event(x->k->db, &x->q.recover.event, x->a, &e))
		return SAID_NEVER;
	if (e.kind == EVENT_RECOVERED && uuid_eq(&e.person, &x->seat.person) &&
	    db_person(x->k->db, &e.person, x->a, p) &&
	    (x->seat.role != ROLE_DOOR || memcmp(e.recovered.code, x->seat.invitation,
					      sizeof(e.recovered.code)) == 0))
		return SAID_BEFORE;
	refuse(x, REASON_MALFORMED);
	return SAID_OTHERWISE;
}

/* Where among a person's keys; n: nowhere. */
static uint32_t
key_at(const struct key_row *key, uint32_t n, struct str fingerprint)
{
	uint32_t i = 0;

	while (i < n && !str_eq(key[i].key.fingerprint, fingerprint))
		i++;
	return i;
}

/* Which keys go, each once, and is there room for one more? */
static bool
drops_ok(struct ask *x, const struct person *p)
{
	const struct ask_recover *q = &x->q.recover;
	struct str proved = q->way == WAY_KEY ? str_from(x->seat.fingerprint) : STR_NONE;
	struct key_row *key;
	uint32_t n;

	db_keys(x->k->db, &p->id, x->a, &key, &n);

	uint32_t left = n, stays = key_at(key, n, proved) < n;

	for (uint32_t i = 0; i < q->drops; i++) {
		bool twice = false;

		for (uint32_t j = 0; j < i; j++)
			twice = twice || str_eq(q->drop[i], q->drop[j]);
		if (twice || q->drops > KEYS_MOST)
			refuse(x, REASON_MALFORMED);
		else if (key_at(key, n, q->drop[i]) == n)
			refuse(x, REASON_NO_SUCH);
		else if (q->way == WAY_KEY && str_eq(q->drop[i], proved))
			refuse(x, REASON_KEY_IN_USE);
		if (is_refused(x))
			return false;
		left--;
	}
	if (q->way == WAY_KEY && !stays && left >= KEYS_MOST)
		refuse_number(x, REASON_KEYS_MANY, KEYS_MOST);
	return !is_refused(x);
}

/* Everything that can be refused, before a hash is spent and again when it was made. */
static bool
recover_ok(struct ask *x, struct person *p)
{
	static const unsigned char none[32];
	const struct ask_recover *q = &x->q.recover;
	struct recovery r;
	bool mine;

	if (!seat_recovers(&x->seat)) {
		refuse(x, REASON_NOT_ALLOWED);
		return false;
	}
	if (!db_recovery(x->k->db, x->seat.invitation, &r) ||
	    !uuid_eq(&r.person, &x->seat.person) || !db_person(x->k->db, &r.person, x->a, p)) {
		refuse(x, REASON_CODE_UNKNOWN);
		return false;
	}
	if (r.ended_at > 0) {
		refuse_at(x, REASON_CODE_USED, r.ended_at);
		return false;
	}
	if (p->disabled) {
		refuse(x, REASON_DISABLED);
		return false;
	}
	if (q->way != WAY_KEY)
		return secret_ok(x, q->secret, q->way, p->login, p->name) && drops_ok(x, p);
	if (memcmp(x->seat.proved, none, sizeof(none)) == 0) {
		refuse(x, REASON_NO_SUCH);
		return false;
	}
	return key_free(x, &p->id, NULL, str_from(x->seat.fingerprint), true, &mine) &&
	       drops_ok(x, p);
}

bool
hash_recover(struct ask *x, struct hash_job *job)
{
	struct person p;

	if (recover_said(x, &p) != SAID_NEVER || !recover_ok(x, &p) ||
	    x->q.recover.way == WAY_KEY)
		return false;
	job->make = true;
	return secret_put(x, x->q.recover.secret, job->fresh, &job->fresh_len);
}

/* The proved key is this person's from now on; it may have been before. */
static void
recover_by_key(struct ask *x, const struct person *p)
{
	const struct ask_recover *q = &x->q.recover;
	struct str fingerprint = str_from(x->seat.fingerprint);
	bool mine;

	if (!key_free(x, &p->id, &q->event, fingerprint, true, &mine))
		return;
	if (!mine)
		key_keep(x, &p->id, STR_NONE, fingerprint, str_from(x->seat.key_kind), q->key_name,
		    true);
	db_key_used(x->k->db, fingerprint, x->now);
}

void
do_recover(struct ask *x)
{
	const struct ask_recover *q = &x->q.recover;
	unsigned char used[HASH], fresh[HASH];
	struct person p;
	enum said said = recover_said(x, &p);

	if (said == SAID_OTHERWISE)
		return;
	if (said == SAID_BEFORE && p.disabled) {
		refuse(x, REASON_DISABLED);
		return;
	}
	if (said == SAID_BEFORE) {
		/* The keeper that did it may have died before it ended the others. */
		sessions_end(x, &p.id);
		login_bind(x, &p, STR("recovery"), &x->r->login.who);
		x->r->login.recovery = recovery_again(x, &p.id, &q->event);
		return;
	}
	if (!recover_ok(x, &p))
		return;
	for (uint32_t i = 0; i < q->drops; i++)
		db_key_remove(x->k->db, q->drop[i]);
	if (q->way == WAY_KEY) {
		db_password_end(x->k->db, &p.id);
		recover_by_key(x, &p);
	} else {
		db_password_set(x->k->db, &p.id, str_from(x->job->made), x->now);
	}
	memcpy(used, x->seat.invitation, HASH);
	recovery_make(x, &p.id, &q->event, fresh, &x->r->login.recovery);
	/* The login first: that this was done is news for the next one. */
	login_bind(x, &p, STR("recovery"), &x->r->login.who);

	struct event e = event_new(x, &q->event, EVENT_RECOVERED);

	e.recovered.way = q->way;
	memcpy(e.recovered.code, used, sizeof(e.recovered.code));
	e.recovered.fingerprint = q->way == WAY_KEY ? str_from(x->seat.fingerprint) : STR_NONE;
	e.recovered.drop = q->drop;
	e.recovered.drops = q->drops;
	event_keep(x, &e);
	if (!is_refused(x)) {
		sessions_end(x, &p.id);
		limit_right(x->k->limits, p.login, str_from(x->seat.from));
	}
}

/* ---- a new code ---- */

static void
recovery_give(struct ask *x, const struct person *p, const struct uuid *event)
{
	unsigned char hash[HASH];
	struct event e = event_new(x, event, EVENT_RECOVERY);

	recovery_make(x, &p->id, event, hash, &x->r->recovery.code);
	x->r->recovery.login = p->login;
	x->r->recovery.name = p->name;
	e.person = p->id;
	memcpy(e.code.code, hash, sizeof(e.code.code));
	event_keep(x, &e);
}

/* true: it was said before, and is answered while its code opens; or it is refused. */
static bool
recovery_said(struct ask *x, const struct uuid *event)
{
	struct event e;
	struct person p;
	enum said said = event_said(x, event, EVENT_RECOVERY, &e);

	if (said != SAID_BEFORE)
		return said != SAID_NEVER;
	if (!db_person(x->k->db, &e.person, x->a, &p)) {
		refuse(x, REASON_NO_PERSON);
		return true;
	}
	x->r->recovery.code = recovery_again(x, &p.id, event);
	x->r->recovery.login = p.login;
	x->r->recovery.name = p.name;
	/* Another one was made since: this one would open nothing. */
	if (x->r->recovery.code.len == 0)
		refuse(x, REASON_CODE_USED);
	return true;
}

void
do_recovery(struct ask *x)
{
	struct person p;

	if (own(x, &p) && !recovery_said(x, &x->q.event))
		recovery_give(x, &p, &x->q.event);
}

void
do_user_recover(struct ask *x)
{
	struct person p;

	if (recovery_said(x, &x->q.set.event) || !person_asked(x, x->q.set.login, &p))
		return;
	/* Never for somebody with as many rights, or more; an operator for anybody. */
	if (x->seat.role != ROLE_OPERATOR && p.role >= ROLE_MANAGER)
		refuse(x, REASON_RIGHTS);
	else if (p.disabled)
		refuse(x, REASON_DISABLED);
	else
		recovery_give(x, &p, &x->q.set.event);
}
