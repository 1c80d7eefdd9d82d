/* What signup.c and account.c share. */
#ifndef CHALKLINE_ACCOUNT_H
#define CHALKLINE_ACCOUNT_H

#include "store/keeper/ask.h"
#include "store/keeper/secret.h"

/* Good enough for this person? Refuses. */
bool secret_ok(
    struct ask *x, struct str secret, enum way_in way, struct str login, struct str name);
/* As it will be compared for ever: the same password from another keyboard is the same. Refuses. */
bool secret_put(struct ask *x, struct str secret, char to[HASH_SECRET], size_t *len);
/* A key of this person's from now on. The blob may be empty: it comes with the first login. */
void key_keep(struct ask *x, const struct uuid *person, struct str blob, struct str fingerprint,
    struct str kind, struct str name);

#endif
