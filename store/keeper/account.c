/* Accounts: what their owners change. */
#include <string.h>

#include "courses/base/safe.h"
#include "courses/base/utf8.h"
#include "store/keeper/account.h"

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

bool
secret_any_ok(struct ask *x, struct str secret, struct str login, struct str name)
{
	return secret_check(x->a, secret, WAY_PHRASE, login, name) == REASON_NONE ||
	       secret_ok(x, secret, WAY_PASSWORD, login, name);
}

/* ---- whose it is ---- */

bool
own(struct ask *x, struct person *p)
{
	if (!uuid_is_zero(&x->seat.person) && db_person(x->k->db, &x->seat.person, x->a, p))
		return true;
	refuse(x, REASON_NOT_ALLOWED);
	return false;
}

bool
person_asked(struct ask *x, struct str login, struct person *p)
{
	login = login_fold(x->a, login);
	if (safe_login(login) && db_person_by_login(x->k->db, login, x->a, p))
		return true;
	refuse(x, REASON_NO_PERSON);
	return false;
}

/* ---- what an owner changes ---- */

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
	/* Empty: only the old one is looked at. */
	if ((q->secret.len > 0 || p.password.len == 0) &&
	    !secret_any_ok(x, q->secret, p.login, p.name))
		return false;
	job->verify = p.password.len > 0;
	if (job->verify && password_is_held(x, p.login))
		return false;
	if (job->verify && p.password.len < sizeof(job->phc))
		memcpy(job->phc, p.password.at, p.password.len);
	job->make = q->secret.len > 0;
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
	/* Once more: many were asked at once, and whoever sits at a forgotten screen may not try
	 * what nobody may try at the door. */
	if (x->job->verify && password_is_held(x, p.login))
		return;
	if (x->job->verify && !x->job->right) {
		password_wrong(x, p.login);
		return;
	}
	if (x->job->verify)
		limit_right(x->k->limits, p.login, str_from(x->seat.from));
	if (x->q.password.secret.len == 0)
		return;
	if (!x->job->made[0] || !str_is(p.password, x->job->verify ? x->job->phc : "")) {
		refuse(x, REASON_WRONG);
		return;
	}
	db_password_set(x->k->db, &p.id, str_from(x->job->made), x->now);
	e = event_new(x, &x->q.password.event, EVENT_PASSWORD);
	event_keep(x, &e);
}
