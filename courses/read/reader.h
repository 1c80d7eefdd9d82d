/*
 * The readers of read.h with a trace of the links they meet, for read.c; and what they share.
 */
#ifndef CHALKLINE_READER_H
#define CHALKLINE_READER_H

#include "courses/read/markdown.h"
#include "courses/read/read.h"

void module_read_with(struct str file, struct str bytes, struct arena *a, struct problems *p,
    struct trace *trace, struct module_words *m);
void scenario_read_with(struct str file, struct str bytes, struct arena *a, struct problems *p,
    struct trace *trace, struct module_words *m);
void entries_read_with(struct str file, struct str bytes, struct arena *a, struct problems *p,
    struct trace *trace, struct entry **entry, uint32_t *entries);

/* "Leave it as you found it" gives "leave-it-as-you-found-it"; empty when it has no such letters. */
struct str section_proposal(struct arena *a, struct str title);
/* Says that a section has no id, with the comment to paste. */
void section_needs_id(struct markdown *m, const struct section *s, const char *what);

#endif
