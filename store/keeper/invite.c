/* Invitations: a code on paper that makes an account. */
#include <sodium.h>
#include <string.h>

#include "store/keeper/ask.h"
#include "store/keeper/code.h"

enum { LETTERS = 24 };

/*
 * The code follows from the event and the site's secret, so that the same request said again after
 * a crash prints the same letter, although only a hash is kept.
 */
static void
code_of(const struct keeper *k, const struct uuid *event, char text[CODE_TEXT])
{
	unsigned char stream[64], random[CODE_RANDOM];
	unsigned char key[HASH + 1];
	size_t used = 0;

	memcpy(key, k->site.seed, HASH);
	for (key[HASH] = 0; used < CODE_RANDOM; key[HASH]++) {
		crypto_generichash(
		    stream, sizeof(stream), event->b, sizeof(event->b), key, sizeof(key));
		for (size_t i = 0; i < sizeof(stream) && used < CODE_RANDOM; i++)
			if (stream[i] < 256 / LETTERS * LETTERS)
				random[used++] = stream[i] % LETTERS;
	}
	code_print(random, text);
	sodium_memzero(key, sizeof(key));
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
	char text[CODE_TEXT], letters[CODE_LETTERS];
	struct invitation i, known;
	struct event e;
	enum said said = event_said(x, &q->event, EVENT_INVITE, &e);

	if (said == SAID_OTHERWISE)
		return;
	code_of(x->k, &q->event, text);
	code_read(x->a, str_from(text), letters);
	memset(&i, 0, sizeof(i));
	code_hash(x->k, letters, i.hash);
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
		i.role = q->role;
		i.uses = q->uses;
		i.until = x->now + (int64_t)q->days * 86400;
		db_invitation_add(x->k->db, &i);
		e = event_new(x, &q->event, EVENT_INVITE);
		e.invite.role = q->role;
		e.invite.uses = q->uses;
		e.invite.days = q->days;
		event_keep(x, &e);
	}
	if (!db_invitation(x->k->db, i.hash, &known)) {
		refuse(x, REASON_CODE_UNKNOWN);
		return;
	}
	x->r->invite.code = str_copy(x->a, str_from(text));
	x->r->invite.until = known.until;
}

void
do_invites(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_invite_show(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_invite_revoke(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}
