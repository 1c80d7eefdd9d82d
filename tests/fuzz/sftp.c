/*
 * A broken or hostile client of SFTP: the first byte says in which pieces the rest comes. No crash, no request that reads
 * outside what came, and replies that hold together.
 */
#include <stdlib.h>
#include <string.h>

#include "tui/ssh/sftp.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
must(bool so)
{
	if (!so)
		abort();
}

/* Every byte that is handed out is read, for the sanitizer's sake. */
static unsigned
sum(struct str s)
{
	unsigned n = 0;
	for (size_t i = 0; i < s.len; i++)
		n += (unsigned char)s.at[i];
	return n;
}

static void
answer(struct sftp *s, const struct sftp_request *q)
{
	struct sftp_name name = { str_sub(q->path, 0, 64), { .has_size = true, .size = q->offset } };
	struct sftp_space space = { q->offset, q->offset, 1, 1, false };
	must(sum(q->path) + sum(q->to) + sum(q->data) < UINT32_MAX);
	must(q->kind != SFTP_READ || q->len <= SFTP_READ_MAX);
	switch (q->id % 6) {
	case 0:
		sftp_tell_status(s, q->id, SFTP_OK, STR_NONE);
		break;
	case 1:
		sftp_tell_handle(s, q->id, q->handle);
		break;
	case 2:
		sftp_tell_data(s, q->id, str_sub(q->data, 0, SFTP_READ_MAX));
		break;
	case 3:
		sftp_tell_names(s, q->id, &name, 1);
		break;
	case 4:
		sftp_tell_attrs(s, q->id, &q->attrs);
		break;
	default:
		sftp_tell_space(s, q->id, &space);
		break;
	}
}

/* The queue is whole packets. */
static void
drain(struct sftp *s)
{
	struct str out = sftp_out(s);
	size_t at = 0;
	must(out.len <= SFTP_QUEUE_FULL + SFTP_READ_MAX + 1024);
	while (at < out.len) {
		const unsigned char *b = (const unsigned char *)out.at + at;
		must(out.len - at >= 5);
		at += 4 + ((size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3]);
	}
	must(at == out.len);
	sftp_sent(s, out.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	if (len == 0)
		return 0;
	size_t piece = *bytes++ + (size_t)1;
	struct sftp *s = sftp_new();
	struct sftp_request q;
	for (len--; len > 0 && !sftp_is_broken(s);) {
		size_t n = len < piece ? len : piece;
		sftp_feed(s, bytes, n);
		bytes += n;
		len -= n;
		do {
			drain(s);
			while (sftp_next(s, &q))
				answer(s, &q);
		} while (sftp_out(s).len > 0);
	}
	sftp_free(s);
	return 0;
}
