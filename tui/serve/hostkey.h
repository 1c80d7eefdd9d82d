/*
 * The academy's key and the one that comes after it, as files of the data folder:
 *
 *	hostkey        the one in use
 *	hostkey.next   announced on letters and help pages, so that a trainee has its fingerprint before it is used
 *	hostkey.old    the one before, which opens nothing any more
 *
 * The next key may be taken into use HOSTKEY_ANNOUNCED_S after its file was made (its modification time).
 */
#ifndef CHALKLINE_HOSTKEY_H
#define CHALKLINE_HOSTKEY_H

#include "courses/base/err.h"
#include "courses/base/str.h"

enum { HOSTKEY_ANNOUNCED_S = 60 * 86400 };

struct hostkey {
	struct str fingerprint; /* "SHA256:...", as OpenSSH and PuTTY show it */
	struct str line;        /* "ssh-ed25519 AAAA...", as known_hosts wants it behind the host */
	int64_t from;           /* the next key: UTC, when it may be used; else 0 */
};

/* Into the arena; false with ERR_MISSING when there is none. */
bool hostkey_read(const char *data, struct arena *a, struct hostkey *h, struct err *e) MUST_CHECK;
bool hostkey_next(const char *data, struct arena *a, struct hostkey *h, struct err *e) MUST_CHECK;

/* Makes the next key, mode 0600. ERR_STATE when one is announced already: it is not replaced. */
bool hostkey_announce(const char *data, struct err *e) MUST_CHECK;
/* next becomes hostkey, hostkey becomes old; at no moment is there no hostkey. Who serves has to load it (SIGHUP). */
bool hostkey_switch(const char *data, struct err *e) MUST_CHECK;

#endif
