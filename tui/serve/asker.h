/*
 * A session's end of its socket to the keeper: asks, hears answers, and says again what a dead keeper
 * left unanswered, under the same numbers and event ids.
 */
#ifndef CHALKLINE_ASKER_H
#define CHALKLINE_ASKER_H

#include "courses/base/err.h"
#include "store/record.h"

struct asker;

/* heard is told each answer, and what the keeper says unasked (record.h: number 0), its call to say again as well. */
struct asker *asker_new(int fd, void (*heard)(void *context, const struct reply *r), void *context);
void asker_free(struct asker *a);

/* Numbers and sends. false: RECORD_PENDING requests wait already; ask again when one was answered. */
bool asker_ask(struct asker *a, struct request *r) MUST_CHECK;
unsigned asker_pending(const struct asker *a);
bool asker_has_room(const struct asker *a);

/* Reads what has come and tells it one by one; a reply's strings live until the call returns. Takes the asker as context,
 * so that wire_watch can call it. */
void asker_ready(void *asker);

/* Sends what a full socket did not take. */
void asker_push(struct asker *a);

/* The listener is gone, and with it any future keeper. */
bool asker_is_over(const struct asker *a);

/* Waits for all answers, at most ms: for the last word of a session whose line is gone. */
void asker_finish(struct asker *a, int ms);

#endif
