/*
 * `regrade` in words: read from its line, told as text or JSON. The same over ssh (command_marking.c) and on the
 * machine (tui/cli/regrade.c).
 */
#ifndef CHALKLINE_REPAIR_WORDS_H
#define CHALKLINE_REPAIR_WORDS_H

#include "store/record.h"

#define REPAIR_USAGE "COURSE/ASSESSMENT QUESTION (accept ANSWER | full | out) [--version V] [--dry-run] --reason WORDS"

/* Everything but the event. false: it is said otherwise. Strings point into the line and the arena. */
bool repair_read(struct str line, struct arena *a, struct ask_repair *q);

void repair_say(struct buf *out, const struct told_repair *t, bool json);
void repairs_say(struct buf *out, const struct told_repairs *t, bool json);

#endif
