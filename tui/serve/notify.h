/*
 * What systemd is told and what it hands over, by its two small protocols (sd_notify, LISTEN_FDS). Without systemd none of
 * this does anything.
 */
#ifndef CHALKLINE_NOTIFY_H
#define CHALKLINE_NOTIFY_H

#include <stdbool.h>

void notify_ready(const char *status); /* "serving 5 courses" */
void notify_reloading(void);           /* until ready is said again */
void notify_stopping(void);

/* How many listening sockets were handed over, from fd 3 on; asked once, and the environment forgets them. */
int notify_sockets(void);

#endif
