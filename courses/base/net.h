/*
 * Addresses and blocks of them, as numbers: IPv4 stands in its place inside IPv6 (::ffff:0:0/96),
 * so that there is one kind.
 */
#ifndef CHALKLINE_NET_H
#define CHALKLINE_NET_H

#include "courses/base/str.h"

struct net { /* the first bits of an address; the others are 0 */
	unsigned char at[16];
	unsigned bits;
};

/* "196.3.0.0/16", "2c0f:f000::/32", or one address. false: it is none of these. */
bool net_read(struct str text, struct net *n);
/* What one office or one line has: /24 of IPv4, /56 of IPv6. */
struct net net_block(const struct net *address);
bool net_has(const struct net *n, const struct net *address);
/* "203.0.113.0/24" */
void net_text(const struct net *n, char text[64]);
/* "203.0.113.9" */
void net_address(const struct net *n, char text[64]);

#endif
