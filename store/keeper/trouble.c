#include "store/keeper/trouble.h"

#include <stdio.h>

#include "courses/base/arena.h"
#include "courses/base/safe.h"

void
trouble_note(struct trouble *t, const struct db *db)
{
	enum db_trouble now = db_trouble(db);

	if (now == DB_WELL)
		return;
	if (now == DB_CORRUPT)
		t->is_corrupt = true;
	else
		t->disk = now;
	snprintf(t->text, sizeof(t->text), "%s", db_problem(db));
}

void
trouble_over(struct trouble *t)
{
	t->disk = DB_WELL;
	if (!t->is_corrupt)
		t->text[0] = '\0';
}

struct str
trouble_quoted(struct arena *a, const char *text)
{
	struct str s = safe_line(a, str_from(text));
	char *at = arena_alloc(a, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		at[i] = (char)(s.at[i] == '"' || s.at[i] == '\\' ? '\'' : s.at[i]);
	return (struct str){ at, s.len };
}

struct str
trouble_line(struct trouble *t, struct arena *a)
{
	if (t->is_corrupt && !t->is_corrupt_told) {
		t->is_corrupt_told = true;
		return str_printf(a,
		    "level=error event=corrupt problem=\"%.*s\" advice=\"stop the server and run chalkline "
		    "doctor; where it finds damage, restore the newest backup\"",
		    STR_ARG(trouble_quoted(a, t->text)));
	}
	if (t->disk == t->told)
		return STR_NONE;
	t->told = t->disk;
	if (t->disk == DB_WELL)
		return STR("event=disk state=good");
	return str_printf(a, "level=error event=disk state=%s problem=\"%.*s\"", db_trouble_name(t->disk),
	    STR_ARG(trouble_quoted(a, t->text)));
}
