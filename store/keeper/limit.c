/* Limits at the door. */
#include "store/keeper/limit.h"

#include <stdlib.h>

#include "store/keeper/ask.h"

struct limits {
	int none;
};

struct limits *
limits_new(void)
{
	return calloc(1, sizeof(struct limits));
}

void
limits_free(struct limits *l)
{
	free(l);
}

void
do_limits(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_limit_clear(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}
