/* The entrance, the seat and the clock of an attempt. */
#include "store/keeper/ask.h"

void
do_entrance(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_seat(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_seat_leave(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_extra_time(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}
