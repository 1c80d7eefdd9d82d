/* Drafts, publishing and editions. */
#include "store/keeper/ask.h"

void
do_drafts(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_draft_new(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_draft_files(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_draft_read(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_draft_write(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_draft_move(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_draft_remove(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_publish(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_editions(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_edition_files(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_edition_read(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_rollback(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_owners(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_owner_set(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}

void
do_course_status(struct ask *x)
{
	refuse(x, REASON_NO_SUCH);
}
