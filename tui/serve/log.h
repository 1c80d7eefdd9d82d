/*
 * The server's log: one event a line on standard error, in logfmt, without personal data (no names, no addresses).
 *
 *	ts=2026-11-24T19:20:00Z level=info event=listening at=0.0.0.0:2222
 *	<4>event=session-died signal=11
 *
 * The second form is for systemd's journal, which has the time and takes the level from the front.
 */
#ifndef CHALKLINE_LOG_H
#define CHALKLINE_LOG_H

#include "courses/base/str.h"

enum log_level { LOG_INFO, LOG_WARN, LOG_ERROR };

/*
 * log_event(LOG_WARN, "session-died", "signal=%d", 11). In fields only %s, %.*s, %d, %u and %llu; each is a whole value,
 * which is put into quotation marks where it has to be.
 */
void log_event(enum log_level level, const char *event, const char *fields, ...) __attribute__((format(printf, 3, 4)));

/* A line that is an event already ("event=course-published course=...", after "level=error " one of that level), or words,
 * which become one: event=said text="...". */
void log_line(struct str line);

#endif
