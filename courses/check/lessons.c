/* Translations that keep up with their source. */
#include "courses/check/check.h"

static struct str
hash_text(struct arena *a, uint64_t hash)
{
	return str_printf(a, "%016llx", (unsigned long long)hash);
}

/* `from` is the version of the source text that was translated. */
static void
from_check(struct check *c, struct str path, const struct lesson *l)
{
	const struct words *source = check_words(c, c->course->source_language);
	const struct lesson *from = source ? words_lesson(source, l->id, NULL) : NULL;
	struct str now;

	if (l->from.len == 0 || from == NULL || l->id.len == 0)
		return;
	now = hash_text(c->arena, from->hash);
	if (!str_eq(l->from, now))
		problem_warning(c->problems, path, l->line, 1,
		    "[from-stale] the source text of this lesson has changed since it was translated; compare "
		    "the "
		    "two, then write from: %.*s",
		    STR_ARG(now));
}

void
check_lessons(struct check *c)
{
	for (uint32_t i = 0; i < c->writtens; i++) {
		const struct words *w = &c->written[i];

		for (uint32_t k = 0; k < w->modules; k++) {
			struct str path = check_path(c, w->lang, c->course->module[k].file);

			for (uint32_t l = 0; l < w->module[k].lessons; l++) {
				const struct lesson *one = &w->module[k].lesson[l];

				if (!str_eq(w->lang, c->course->source_language))
					from_check(c, path, one);
				else if (one->from.len > 0)
					problem_warning(c->problems, path, one->line, 1,
					    "[from-in-source] `from` belongs to translations, and this is the "
					    "source "
					    "language; take it away");
			}
		}
	}
}
