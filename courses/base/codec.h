/*
 * One description of a record serves for writing it and for reading it.
 *
 * A function like
 *
 *	void lesson_code(struct codec *c, struct lesson *l)
 *	{
 *		codec_str(c, &l->id);
 *		codec_u16(c, &l->minutes);
 *	}
 *
 * writes *l while c writes and fills *l while c reads, so the two can never disagree. Used for the
 * edition image (model/image.h) and for the messages of record.h; both are read as hostile.
 *
 * Encoding: little-endian fixed-width integers; str as u32 length and bytes; lists as u32 count.
 * Reading never passes the end: the first short or impossible value sets bad, every later value
 * reads as zero, and counts are held against the bytes that are left, so that memory taken stays
 * in proportion to the input. The caller looks once, at the end: codec_done().
 *
 * Strings that were read point into the input and live as long as it does.
 */
#ifndef CHALKLINE_CODEC_H
#define CHALKLINE_CODEC_H

#include "courses/base/arena.h"
#include "courses/base/str.h"

struct codec {
	struct buf *out;         /* not NULL: writing */
	const unsigned char *at; /* reading: the next byte */
	const unsigned char *end;
	struct arena *arena; /* reading: where lists go */
	bool bad;
};

struct codec codec_writer(struct buf *out);
struct codec codec_reader(const void *bytes, size_t len, struct arena *arena);
static inline bool
codec_writes(const struct codec *c)
{
	return c->out != NULL;
}
/* Reading: everything was there, nothing is left over. Writing: everything fitted. */
bool codec_done(const struct codec *c) __attribute__((warn_unused_result));

void codec_u8(struct codec *c, uint8_t *v);
void codec_u16(struct codec *c, uint16_t *v);
void codec_u32(struct codec *c, uint32_t *v);
void codec_u64(struct codec *c, uint64_t *v);
void codec_i32(struct codec *c, int32_t *v);
void codec_i64(struct codec *c, int64_t *v);
void codec_f64(struct codec *c, double *v); /* NaN and infinities are bad */
void codec_bool(struct codec *c, bool *v);  /* 0 or 1, anything else is bad */
void codec_raw(struct codec *c, void *bytes, size_t len);
void codec_str(struct codec *c, struct str *s);
/* One byte on the wire; values of count and above are bad. */
uint8_t codec_enum(struct codec *c, unsigned value, unsigned count);
/* The count of a list whose members take at least min_each bytes. */
void codec_count(struct codec *c, uint32_t *n, size_t min_each);

/* CODEC_ENUM(c, &l->kind, KINDS); CODEC_LIST(c, &l->block, &l->blocks, block_code); */
#define CODEC_ENUM(c, field, count) (*(field) = codec_enum((c), (unsigned)*(field), (count)))
#define CODEC_LIST(c, items, n, each)                                                              \
	do {                                                                                       \
		codec_count((c), (n), 1);                                                          \
		if (!codec_writes(c))                                                              \
			*(items) = arena_array((c)->arena, *(n), sizeof(**(items)));               \
		for (uint32_t i_ = 0; i_ < *(n) && !(c)->bad; i_++)                                \
			each((c), &(*(items))[i_]);                                                \
	} while (0)

#endif
