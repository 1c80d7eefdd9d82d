/* The operator's desk: people. */
#include "store/keeper/account.h"

void
do_users(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_user(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

bool
hash_user_set(struct ask *x, struct hash_job *job)
{
	(void)x, (void)job;
	return false;
}

void
do_user_set(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_user_key_remove(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_user_merge(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}
