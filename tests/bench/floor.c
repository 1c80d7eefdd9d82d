#include "tests/bench/bench.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	CHANNEL_DATA_HEAD = 9, /* message number, channel, length: compressed with the text */
	PACKET_HEAD = 4,
	PADDING_LENGTH = 1,
	PADDING_LEAST = 4,
	BLOCK = 8,
	TAG = 16,
	ROOM = 1 << 16,
};

struct floor {
	z_stream z;
	unsigned char out[ROOM];
};

struct floor *
floor_new(void)
{
	struct floor *f = calloc(1, sizeof(*f));

	if (f == NULL || deflateInit(&f->z, Z_BEST_COMPRESSION) != Z_OK)
		abort();
	return f;
}

static size_t
squeezed(struct floor *f, const void *bytes, size_t len, int flush)
{
	unsigned char copy[ROOM];

	if (len > sizeof(copy))
		abort();
	memcpy(copy, bytes, len);
	f->z.next_in = copy;
	f->z.avail_in = (unsigned)len;
	f->z.next_out = f->out;
	f->z.avail_out = sizeof(f->out);
	if (deflate(&f->z, flush) != Z_OK || f->z.avail_in != 0 || f->z.avail_out == 0)
		abort();
	return sizeof(f->out) - f->z.avail_out;
}

size_t
floor_page(struct floor *f, const char *text, size_t len)
{
	const unsigned char head[CHANNEL_DATA_HEAD] = { 94, 0, 0, 0, 0, 0, 0,
		(unsigned char)(len >> 8), (unsigned char)len };
	size_t n = squeezed(f, head, sizeof(head), Z_NO_FLUSH);

	n += squeezed(f, text, len, Z_SYNC_FLUSH);
	n += PADDING_LENGTH + PADDING_LEAST;
	return PACKET_HEAD + (n + BLOCK - 1) / BLOCK * BLOCK + TAG;
}

void
floor_free(struct floor *f)
{
	deflateEnd(&f->z);
	free(f);
}
