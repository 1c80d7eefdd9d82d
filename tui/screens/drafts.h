/* What the pages of drafts (drafts.c, draft_publish.c) share. Private to tui/screens. */
#ifndef CHALKLINE_DRAFTS_H
#define CHALKLINE_DRAFTS_H

#include "tui/screens/screen.h"

extern const struct screen_class screen_draft, screen_draft_problems, screen_draft_publish;

/* "2 errors, 1 warning", "no problems" */
struct str draft_state(const struct draft_row *d, struct arena *a);
/* "1.2.0"; empty: none */
struct str edition_words(struct arena *a, const struct edition_no *e);
/* Lines as they are, at most so many. */
void lines_view(struct view *v, struct str text, unsigned most);

#endif
