#include "courses/base/net.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

enum { V4 = 96 }; /* bits before an IPv4 address */

static const unsigned char v4_prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static bool
is_v4(const struct net *n)
{
	return n->bits >= V4 && memcmp(n->at, v4_prefix, sizeof(v4_prefix)) == 0;
}

static struct net
cut(struct net n, unsigned bits)
{
	n.bits = bits;
	for (unsigned i = 0; i < 16; i++)
		if (8 * (i + 1) > bits)
			n.at[i] &= (unsigned char)(8 * i >= bits ? 0
								 : 0xff << (8 * (i + 1) - bits));
	return n;
}

bool
net_read(struct str text, struct net *n)
{
	char host[64];
	size_t slash = str_find(text, 0, "/");
	uint64_t bits;

	*n = (struct net){ .bits = 128 };
	if (slash == 0 || slash >= sizeof(host))
		return false;
	memcpy(host, text.at, slash);
	host[slash] = '\0';

	bool v4 = inet_pton(AF_INET, host, n->at + 12) == 1;

	if (v4)
		memcpy(n->at, v4_prefix, sizeof(v4_prefix));
	else if (inet_pton(AF_INET6, host, n->at) != 1)
		return false;
	if (slash == text.len)
		return true;
	if (!str_number(str_sub(text, slash + 1, text.len), v4 ? 32 : 128, &bits) || bits == 0)
		return false;
	*n = cut(*n, (unsigned)bits + (v4 ? V4 : 0));
	return true;
}

struct net
net_block(const struct net *address)
{
	return cut(*address, is_v4(address) ? V4 + 24 : 56);
}

bool
net_has(const struct net *n, const struct net *address)
{
	struct net same = cut(*address, n->bits);

	return n->bits <= address->bits && memcmp(same.at, n->at, sizeof(n->at)) == 0;
}

void
net_address(const struct net *n, char text[64])
{
	bool v4 = is_v4(n);

	if (!inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? n->at + 12 : n->at, text, 64))
		text[0] = '\0';
}

void
net_text(const struct net *n, char text[64])
{
	char host[64];

	net_address(n, host);
	snprintf(text, 64, "%.58s/%u", host, n->bits - (is_v4(n) ? V4 : 0));
}
