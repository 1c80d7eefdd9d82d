/* Invitations: a code on paper that makes an account. */
#include <sodium.h>
#include <string.h>

#include "store/keeper/ask.h"
#include "store/keeper/code.h"

enum { PAGE = 100 };

static struct str
id_of(struct ask *x, const unsigned char hash[HASH])
{
	return str_printf(x->a, "%02x%02x%02x%02x", hash[0], hash[1], hash[2], hash[3]);
}

/* code: empty where it is not known here. */
static void
invite_tell(struct ask *x, const struct invitation *i, struct str code)
{
	x->r->invite = (struct told_invite){
		.code = code,
		.id = id_of(x, i->hash),
		.label = i->label,
		.role = i->role,
		.uses = i->uses,
		.used = i->used,
		.until = i->until,
	};
}

/* One may hand out what one has, and nobody but an operator makes operators. */
static bool
may_give(enum role own, enum role given)
{
	return given >= ROLE_TRAINEE && (given < own || own == ROLE_OPERATOR);
}

void
do_invite(struct ask *x)
{
	const struct ask_invite *q = &x->q.invite;
	struct invitation i = { .role = q->role }, known;
	struct event e;
	enum said said = event_said(x, &q->event, EVENT_INVITE, &e);

	if (said == SAID_OTHERWISE)
		return;

	struct str code = code_from(x, &q->event, "", i.hash);

	if (said == SAID_NEVER) {
		if (q->uses < 1 || q->uses > INVITE_USES_MAX || q->days < 1 ||
		    q->days > INVITE_DAYS_MAX) {
			refuse(x, REASON_MALFORMED);
			return;
		}
		if (!may_give(x->seat.role, q->role)) {
			refuse(x, REASON_NOT_ALLOWED);
			return;
		}
		if (clock_is_behind(x))
			return;
		/* Two of one short name: once in a hundred thousand; the next event has another. */
		if (db_invitation_by_id(x->k->db, i.hash, x->a, &known)) {
			refuse(x, REASON_BUSY);
			return;
		}
		i.uses = q->uses;
		i.until = x->now + (int64_t)q->days * 86400;
		i.label = q->label;
		i.made_at = x->now;
		i.by = x->seat.person;
		db_invitation_add(x->k->db, &i);
		e = event_new(x, &q->event, EVENT_INVITE);
		e.invite.role = q->role;
		e.invite.uses = q->uses;
		e.invite.days = q->days;
		event_keep(x, &e);
	}
	if (!db_invitation(x->k->db, i.hash, x->a, &known)) {
		refuse(x, REASON_CODE_UNKNOWN);
		return;
	}
	invite_tell(x, &known, code);
}

/* Whose invitations this seat may see: an operator everybody's. */
static const struct uuid *
only_of(const struct ask *x)
{
	return x->seat.role == ROLE_OPERATOR ? NULL : &x->seat.person;
}

void
do_invites(struct ask *x)
{
	struct told_invites *t = &x->r->invites;
	struct invitation *i;
	uint32_t n;

	db_invitations(
	    x->k->db, only_of(x), x->q.invites.skip, PAGE + 1, x->a, &i, &n);
	t->more = n > PAGE;
	t->invites = n < PAGE ? n : PAGE;
	t->invite = ARENA_ARRAY(x->a, t->invites, struct invite_row);
	for (uint32_t j = 0; j < t->invites; j++) {
		struct person p;

		t->invite[j] = (struct invite_row){
			.id = id_of(x, i[j].hash),
			.label = i[j].label,
			.by = uuid_is_zero(&i[j].by)			    ? STR("-")
			      : db_person(x->k->db, &i[j].by, x->a, &p) ? p.login
									    : STR_NONE,
			.role = i[j].role,
			.uses = i[j].uses,
			.used = i[j].used,
			.made_at = i[j].made_at,
			.until = i[j].until,
			.used_at = i[j].used_at,
			.revoked_at = i[j].revoked_at,
		};
	}
}

/* By its id or by the whole code; *code: as it is printed, when that was given. */
static bool
invitation_asked(struct ask *x, struct invitation *i, struct str *code)
{
	struct str given = str_trim(x->q.invite_id.id);
	unsigned char id[CODE_ID], hash[HASH];
	char letters[CODE_LETTERS], text[CODE_TEXT];
	size_t len;
	bool found;

	*code = STR_NONE;
	if (given.len == 2 * CODE_ID &&
	    sodium_hex2bin(id, sizeof(id), given.at, given.len, NULL, &len, NULL) == 0 &&
	    len == sizeof(id)) {
		found = db_invitation_by_id(x->k->db, id, x->a, i);
	} else {
		int group = code_read(x->a, given, letters);

		if (group != 0) {
			refuse_number(x, REASON_CODE_GROUP, group < 0 ? 0 : group);
			return false;
		}
		code_hash(x->k, letters, hash);
		found = db_invitation(x->k->db, hash, x->a, i);
		code_text(letters, text);
		*code = str_copy(x->a, str_from(text));
	}
	/* Another manager's is none: that it is there is not told either. */
	if (!found || (only_of(x) && !uuid_eq(&i->by, only_of(x))))
		refuse(x, REASON_CODE_UNKNOWN);
	return !is_refused(x);
}

void
do_invite_show(struct ask *x)
{
	struct invitation i;
	struct str code;

	if (invitation_asked(x, &i, &code))
		invite_tell(x, &i, code);
}

void
do_invite_revoke(struct ask *x)
{
	const struct uuid *event = &x->q.invite_id.event;
	struct invitation i;
	struct str code;
	struct event e;

	if (!invitation_asked(x, &i, &code))
		return;

	enum said said = event_said(x, event, EVENT_INVITE_REVOKE, &e);

	if (said == SAID_BEFORE && memcmp(e.code.code, i.hash, sizeof(e.code.code)) != 0)
		refuse(x, REASON_MALFORMED);
	if (is_refused(x))
		return;
	if (said == SAID_NEVER && i.revoked_at == 0) {
		db_invitation_revoke(x->k->db, i.hash, x->now);
		e = event_new(x, event, EVENT_INVITE_REVOKE);
		memset(&e.person, 0, sizeof(e.person));
		memcpy(e.code.code, i.hash, sizeof(e.code.code));
		event_keep(x, &e);
	}
	invite_tell(x, &i, code);
}
