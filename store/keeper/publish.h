/* What publish.c lends to edition.c. Private to store/keeper. */
#ifndef CHALKLINE_PUBLISH_H
#define CHALKLINE_PUBLISH_H

#include "store/keeper/ask.h"

void folder_hash(const struct folder *f, unsigned char hash[HASH]);

/*
 * Puts on the shelf what the records say is served, outside of any transaction: an edition that was published in
 * a transaction that failed is not there. true: something changed.
 */
bool shelf_sync(struct keeper *k);

#endif
