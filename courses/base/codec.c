#include "courses/base/codec.h"

#include <assert.h>
#include <math.h>
#include <string.h>

struct codec
codec_writer(struct buf *out)
{
	return (struct codec){ .out = out };
}

struct codec
codec_reader(const void *bytes, size_t len, struct arena *arena)
{
	static const unsigned char nothing[1];
	const unsigned char *at = len ? bytes : nothing;

	return (struct codec){ .at = at, .end = at + len, .arena = arena };
}

bool
codec_done(const struct codec *c)
{
	return !c->bad && (codec_writes(c) ? !c->out->cut : c->at == c->end);
}

static size_t
left(const struct codec *c)
{
	return c->bad ? 0 : (size_t)(c->end - c->at);
}

/* The next len bytes of the input; NULL, and bad, when there are fewer. */
static const unsigned char *
take(struct codec *c, size_t len)
{
	const unsigned char *at = c->at;

	if (c->bad || len > left(c)) {
		c->bad = true;
		return NULL;
	}
	c->at += len;
	return at;
}

/* An integer of size bytes: written from value and given back, or read. */
static uint64_t
whole(struct codec *c, uint64_t value, size_t size)
{
	unsigned char out[8];

	if (codec_writes(c)) {
		for (size_t i = 0; i < size; i++)
			out[i] = (unsigned char)(value >> 8 * i);
		buf_add(c->out, out, size);
		return value;
	}

	const unsigned char *in = take(c, size);

	value = 0;
	for (size_t i = 0; in && i < size; i++)
		value |= (uint64_t)in[i] << 8 * i;
	return value;
}

void
codec_u8(struct codec *c, uint8_t *v)
{
	*v = (uint8_t)whole(c, *v, 1);
}

void
codec_u16(struct codec *c, uint16_t *v)
{
	*v = (uint16_t)whole(c, *v, 2);
}

void
codec_u32(struct codec *c, uint32_t *v)
{
	*v = (uint32_t)whole(c, *v, 4);
}

void
codec_u64(struct codec *c, uint64_t *v)
{
	*v = whole(c, *v, 8);
}

void
codec_i32(struct codec *c, int32_t *v)
{
	*v = (int32_t)(uint32_t)whole(c, (uint32_t)*v, 4);
}

void
codec_i64(struct codec *c, int64_t *v)
{
	*v = (int64_t)whole(c, (uint64_t)*v, 8);
}

void
codec_f64(struct codec *c, double *v)
{
	uint64_t bits;

	memcpy(&bits, v, sizeof(bits));
	bits = whole(c, bits, 8);
	memcpy(v, &bits, sizeof(bits));
	if (!isfinite(*v)) {
		c->bad = true;
		if (!codec_writes(c))
			*v = 0;
	}
}

void
codec_bool(struct codec *c, bool *v)
{
	*v = codec_enum(c, *v, 2);
}

void
codec_raw(struct codec *c, void *bytes, size_t len)
{
	if (codec_writes(c)) {
		buf_add(c->out, bytes, len);
		return;
	}

	const unsigned char *in = take(c, len);

	if (in && len)
		memcpy(bytes, in, len);
	else if (len)
		memset(bytes, 0, len);
}

void
codec_str(struct codec *c, struct str *s)
{
	if (s->len > UINT32_MAX && codec_writes(c))
		c->bad = true;

	size_t len = whole(c, s->len, 4);

	if (codec_writes(c)) {
		buf_add(c->out, s->at, s->len);
		return;
	}

	const unsigned char *in = take(c, len);

	*s = in ? (struct str){ (const char *)in, len } : STR_NONE;
}

uint8_t
codec_enum(struct codec *c, unsigned value, unsigned count)
{
	assert(count > 0 && count <= 256);
	if (codec_writes(c) && value >= count) {
		c->bad = true;
		value = 0;
	}
	value = (unsigned)whole(c, value, 1);
	if (value >= count) {
		c->bad = true;
		value = 0;
	}
	return (uint8_t)value;
}

void
codec_count(struct codec *c, uint32_t *n, size_t min_each)
{
	codec_u32(c, n);
	if (codec_writes(c))
		return;
	if (*n > left(c) / (min_each ? min_each : 1)) {
		c->bad = true;
		*n = 0;
	}
}
