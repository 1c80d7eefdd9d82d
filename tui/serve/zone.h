/*
 * The time zones that this machine knows: files below /usr/share/zoneinfo, as tzdata brings them.
 */
#ifndef CHALKLINE_ZONE_H
#define CHALKLINE_ZONE_H

#include "courses/base/arena.h"
#include "courses/base/str.h"

/* "UTC" is known everywhere. */
bool zone_is_known(struct str name);
/* The known one that was meant by a slip or by a city alone ("maputo"); empty: none comes near. */
struct str zone_near(struct arena *a, struct str name);
/* "America/Port_of_Spain": "Port of Spain"; empty for UTC and what has no city. */
struct str zone_city(struct arena *a, struct str name);
/* Sets the process's local time; empty: UTC. The C library reads the file here and not again, so a sandbox may close. */
void zone_set(struct str name);

#endif
