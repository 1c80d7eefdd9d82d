/* What signup.c, account.c, keys.c, recover.c and people.c share. */
#ifndef CHALKLINE_ACCOUNT_H
#define CHALKLINE_ACCOUNT_H

#include "store/keeper/ask.h"
#include "store/keeper/secret.h"

enum { KEYS_MOST = 5 };

/* Good enough for this person? Refuses. */
bool secret_ok(
    struct ask *x, struct str secret, enum way_in way, struct str login, struct str name);
/* The same where nobody said whether it is words or letters: four words or fifteen letters. */
bool secret_any_ok(struct ask *x, struct str secret, struct str login, struct str name);
/* As it will be compared for ever: the same password from another keyboard is the same. Refuses. */
bool secret_put(struct ask *x, struct str secret, char to[HASH_SECRET], size_t *len);
/* Refuses what is no login, or somebody's. */
bool login_ok(struct ask *x, struct str login);

/* The person of the seat; a command on the machine has none: refuses. */
bool own(struct ask *x, struct person *p);
/* The person with this login; refuses REASON_NO_PERSON. */
bool person_asked(struct ask *x, struct str login, struct person *p);

/* Answers USER, USER_SET, USER_KEY_REMOVE and USER_MERGE: the account as it is now. */
void person_tell(struct ask *x, const struct uuid *id);
/*
 * Nobody takes rights or the account from oneself, and one operator who may come in stays, whoever
 * asks: refuses REASON_RIGHTS.
 */
bool may_lose_rights(struct ask *x, const struct person *p);

/* A key of this person's from now on. The blob may be empty: it comes with the first login. */
void key_keep(struct ask *x, const struct uuid *person, struct str blob, struct str fingerprint,
    struct str kind, struct str name, bool proved);
/*
 * May this key become this person's? Not when another person proved it: refuses REASON_KEY_TAKEN.
 * Where another only pasted it and now it is proved, it yields: it is taken away from there, and
 * its owner is told. *mine: it is this person's already.
 */
bool key_free(struct ask *x, const struct uuid *person, const struct uuid *cause,
    struct str fingerprint, bool proved, bool *mine);
/*
 * Is this a public key that the door can check, whole and strong enough (RSA of 2048 bits)? Of what
 * a connection proved that is known already; this is for what was pasted.
 */
bool key_check(struct str blob, struct str *kind);
/* Refuses with REASON_KEY_PRIVATE or REASON_NO_KEY what is no public key. */
bool key_pasted_ok(struct ask *x, struct str blob, struct str *kind);

/*
 * A new recovery code of this person's, in place of the one before, under the event that asked for
 * it. The code follows from the event, so that what is said again is answered with the same code.
 */
void recovery_make(struct ask *x, const struct uuid *person, const struct uuid *event,
    unsigned char hash[HASH], struct str *code);
/* The code that an event made, while it opens; else empty. */
struct str recovery_again(struct ask *x, const struct uuid *person, const struct uuid *event);

#endif
