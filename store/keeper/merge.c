/* Two accounts of one person become one: who lost the letter and asked for a second one. */
#include <string.h>

#include "store/keeper/account.h"

/*
 * Both are in the middle of the same assessment: nobody can answer two at a time. The one that was
 * begun first is handed in as it stands, which counts; the other goes on.
 */
static void
attempts_part(struct ask *x, const struct person *from, const struct person *into)
{
	struct seat seat = x->seat;
	struct attempt_row *open, other;
	uint32_t n;

	db_attempts_open(x->k->db, &from->id, x->a, &open, &n);
	for (uint32_t i = 0; i < n && !is_refused(x); i++) {
		const struct attempt *t = &open[i].attempt;

		if (!db_attempt_open(
			x->k->db, &into->id, t->course, t->assessment, x->a, &other))
			continue;
		attempt_leave(
		    x, t->begun_at <= other.attempt.begun_at ? &t->id : &other.attempt.id);
	}
	x->seat = seat;
}

/* What was used last is most likely still in use: that goes over first, as long as there is room. */
static void
keys_move(struct ask *x, const struct person *from, const struct person *into)
{
	struct key_row *key, *theirs;
	uint32_t n, room;

	db_keys(x->k->db, &from->id, x->a, &key, &n);
	db_keys(x->k->db, &into->id, x->a, &theirs, &room);
	room = room < KEYS_MOST ? KEYS_MOST - room : 0;
	for (uint32_t left = n; left > 0; left--) {
		uint32_t best = 0;

		for (uint32_t i = 1; i < left; i++)
			if (key[i].key.used_at > key[best].key.used_at)
				best = i;
		if (room > 0) {
			db_key_move(x->k->db, key[best].key.fingerprint, &into->id);
			room--;
		} else {
			db_key_remove(x->k->db, key[best].key.fingerprint);
		}
		key[best] = key[left - 1];
	}
}

/* How far, now that both have read. */
static void
progress_renew(struct ask *x, const struct uuid *event, const struct person *into)
{
	struct seat seat = x->seat;
	struct told_home home;

	db_home(x->k->db, &into->id, x->a, &home);
	x->seat.person = into->id;
	for (uint32_t i = 0; i < home.courses; i++) {
		struct uuid cause = uuid_from(
		    x->k, event, str_z(x->a, home.course[i].course));

		progress_keep(x, &cause, home.course[i].course, into->language);
	}
	x->seat = seat;
}

static bool
merge_ok(struct ask *x, struct person *from, struct person *into)
{
	struct uuid other;

	if (!person_asked(x, x->q.merge.from, from) || !person_asked(x, x->q.merge.into, into))
		return false;
	if (uuid_eq(&from->id, &into->id))
		refuse(x, REASON_MALFORMED);
	else if (into->disabled || db_merged(x->k->db, &from->id, &other))
		refuse(x, REASON_DISABLED);
	else
		may_lose_rights(x, from);
	return !is_refused(x);
}

void
do_user_merge(struct ask *x)
{
	const struct ask_merge *q = &x->q.merge;
	struct person from, into;
	struct attempt_row *open;
	uint32_t opens;
	struct event e;
	enum said said = event_said(x, &q->event, EVENT_MERGE, &e);

	if (said == SAID_BEFORE)
		person_tell(x, &e.person);
	if (said != SAID_NEVER || !merge_ok(x, &from, &into))
		return;
	attempts_part(x, &from, &into);
	if (is_refused(x))
		return;
	db_attempts_open(x->k->db, &from.id, x->a, &open, &opens);
	keys_move(x, &from, &into);
	db_password_end(x->k->db, &from.id);
	db_recovery_end(x->k->db, &from.id, x->now);
	db_person_disabled(x->k->db, &from.id, true);
	e = event_new(x, &q->event, EVENT_MERGE);
	e.person = into.id;
	e.merge.from = from.id;
	event_keep(x, &e);
	progress_renew(x, &q->event, &into);
	if (is_refused(x))
		return;
	/* Whose seat it was has no more to say there. */
	for (uint32_t i = 0; i < opens; i++)
		sitting_free(x->k, &open[i].attempt.id);
	sessions_end(x, &from.id);
	person_tell(x, &into.id);
}
