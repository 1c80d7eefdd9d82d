/* What draft.c and edition.c share: who may, and what the checks say of a draft. Private to store/keeper. */
#ifndef CHALKLINE_DRAFT_H
#define CHALKLINE_DRAFT_H

#include "store/keeper/ask.h"

/* May this seat write this course? Refuses with REASON_OWNER when not. A course that is not served is anybody's to
 * begin; one that a command on the machine published is the operators'. */
bool may_author(struct ask *x, struct str course);
bool is_author(struct ask *x, struct str course); /* the same, and says nothing */
/* The draft of that name when this seat may see it; refuses. */
bool draft_asked(struct ask *x, struct str name, struct draft *d);
const struct checked *draft_checked(struct ask *x, const struct draft *d);
/* Compiled as it is, problems or not; lives until another draft is asked for. Refuses with REASON_DRAFT. */
const struct book *draft_book(struct ask *x, const struct draft *d);
void draft_checks_clear(struct keeper *k); /* and the compiled ones */
/* The login for lists; "-": a command on the machine, or nobody any more. */
struct str login_of(struct ask *x, const struct uuid *person);

#endif
