/*
 * What the doors say before anybody is known: whole sentences in the language of the door, the same for names that
 * exist and names that do not.
 *
 * Two forms. Lines (at most WRAP_COLS columns, LF) stand over a prompt or in a banner. A sentence is one line
 * without an end: the reason in SSH_MSG_DISCONNECT, which clients print behind words of their own.
 */
#ifndef CHALKLINE_DOORSTEP_H
#define CHALKLINE_DOORSTEP_H

#include "tui/screens/app.h"

/* Lines: over the first prompt of NAME@ and of join@. */
void doorstep_member(struct buf *out, const struct academy *ac);
void doorstep_join(struct buf *out, const struct academy *ac);
/* Lines: a wrong password; left: tries before the connection ends. */
void doorstep_wrong(struct buf *out, const struct academy *ac, unsigned left);
/* Lines: any refusal of the keeper. */
void doorstep_refused(struct buf *out, const struct academy *ac, const struct refusal *r);

/* Sentences. */
void doorstep_too_often(struct buf *out, const struct academy *ac);
void doorstep_no_certificates(struct buf *out, const struct academy *ac);

#endif
