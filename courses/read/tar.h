/*
 * A tar archive from a stranger, read as it arrives: ustar, pax and GNU's long names.
 *
 * Only files come out, under clean paths (folder_path_ok). Folders and what systems leave lying about are passed
 * over; links, devices, sparse files, compressed archives, paths that are absolute or hold "..", and what is too
 * much (folder.h's bounds) are refused with a sentence. Memory is bounded: headers, and what the caller keeps.
 * Pure: no file, no clock.
 */
#ifndef CHALKLINE_TAR_H
#define CHALKLINE_TAR_H

#include "courses/base/arena.h"
#include "courses/base/err.h"
#include "courses/base/str.h"

enum {
	TAR_BLOCK = 512,
	TAR_ENTRIES = 50000,      /* of all kinds: a .git has many */
	TAR_STREAM = 512 << 20,   /* bytes in all, those passed over included */
	TAR_HEADER = 64 << 10,    /* of the pax headers and long names before one entry, together */
};

struct tar;

struct tar_events {
	/* A file begins; the path lives until the call returns. false: no more, tar_feed says so with e as it is. */
	bool (*file)(void *context, struct str path, size_t size, struct err *e);
	void (*bytes)(void *context, const unsigned char *at, size_t len);
	void (*end)(void *context);
};

struct tar *tar_new(const struct tar_events *events, void *context);
void tar_free(struct tar *t); /* takes NULL */

/* false: refused, and everything after it as well. */
bool tar_feed(struct tar *t, const unsigned char *at, size_t len, struct err *e) MUST_CHECK;
/* No more comes. false: it ended in the middle, or was no archive. */
bool tar_end(struct tar *t, struct err *e) MUST_CHECK;
uint32_t tar_skipped(const struct tar *t); /* Thumbs.db and its like */

/* ---- writing ---- */

/* The header of a file, one or more blocks; then its bytes, then tar_pad(size) zeros; at the end two blocks of zeros. */
void tar_write_header(struct buf *out, struct str path, size_t size, int64_t at);
size_t tar_pad(size_t size);

#endif
