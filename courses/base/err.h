/*
 * One kind of failure for the whole house.
 *
 * What can fail returns bool, takes a struct err * last and is marked MUST_CHECK. The text is for
 * people: a whole sentence without its full stop, written where the facts are known. Only the edge
 * (main, a screen, an exit status) decides to show, log or leave. Wrong input is an err; being
 * wrong about our own code is an assert.
 */
#ifndef CHALKLINE_ERR_H
#define CHALKLINE_ERR_H

#include <stdbool.h>

#define MUST_CHECK __attribute__((warn_unused_result))

enum err_kind {
	ERR_NONE,
	ERR_INPUT,   /* what was given is not well formed */
	ERR_MISSING, /* there is no such thing */
	ERR_DENIED,  /* there is, but not for you */
	ERR_LIMIT,   /* too many, too large, too often */
	ERR_STATE,   /* not now: something else has to happen first */
	ERR_SYSTEM,  /* the machine said no: disk, memory, network */
	ERR_CORRUPT, /* what we stored is not what we stored */
	ERR_VERSION, /* written or spoken by a newer program */
	ERR_BUSY,    /* try again in a moment */
	ERR_KINDS,
};

struct err {
	enum err_kind kind;
	char text[240];
};

/*
 * Fills e (which may be NULL) and returns false, so that it can be returned. e->text may be among
 * the arguments: err_set(e, e->kind, "lesson %s: %s", id, e->text) says where.
 */
bool err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* err_set(e, ERR_SYSTEM, ...) with ": " and the text of the current errno behind it. */
bool err_errno(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The exit status of sysexits.h that fits: 65 data, 69 unavailable, 74 I/O, 77 denied; 0: none. */
int err_exit(const struct err *e);

#endif
