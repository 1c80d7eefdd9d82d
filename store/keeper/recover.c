/* Recovery: who lost everything but the letter gets back in. */
#include "store/keeper/account.h"

bool
hash_recover(struct ask *x, struct hash_job *job)
{
	(void)x, (void)job;
	return false;
}

void
do_recover(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_recovery(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_user_recover(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}
