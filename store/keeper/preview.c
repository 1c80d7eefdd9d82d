/* A folder on the shelf of an author's own keeper, right or wrong, with no record of it. */
#include "store/keeper/ask.h"

bool
keeper_preview(struct keeper *k, const char *dir, struct err *e)
{
	struct arena *a = arena_new();
	struct folder f;
	struct book *b = NULL;

	if (folder_load(dir, a, &f, e))
		b = book_new(&f, 0, 0, true, NULL, e);
	if (b)
		shelf_put(&k->shelf, b);
	arena_free(a);
	return b != NULL;
}
