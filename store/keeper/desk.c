/* The operator's desk: who is there, and how the house is. */
#include "store/keeper/ask.h"

void
do_sessions(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_session_end(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_status(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}
