#include "courses/base/codec.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum kind { KIND_TEXT, KIND_QUIZ, KIND_PAUSE, KINDS };

struct block {
	struct str text;
	uint16_t points;
};

struct lesson {
	struct str id;
	enum kind kind;
	uint8_t u8;
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;
	int32_t i32;
	int64_t i64;
	double f64;
	bool open;
	unsigned char key[5];
	struct block *block;
	uint32_t blocks;
};

static void
block_code(struct codec *c, struct block *b)
{
	codec_str(c, &b->text);
	codec_u16(c, &b->points);
}

static void
lesson_code(struct codec *c, struct lesson *l)
{
	codec_str(c, &l->id);
	CODEC_ENUM(c, &l->kind, KINDS);
	codec_u8(c, &l->u8);
	codec_u16(c, &l->u16);
	codec_u32(c, &l->u32);
	codec_u64(c, &l->u64);
	codec_i32(c, &l->i32);
	codec_i64(c, &l->i64);
	codec_f64(c, &l->f64);
	codec_bool(c, &l->open);
	codec_raw(c, l->key, sizeof(l->key));
	CODEC_LIST(c, &l->block, &l->blocks, block_code);
}

static struct block two_blocks[] = { { { "premier", 7 }, 3 }, { { "", 0 }, 65535 } };

static struct lesson
sample(void)
{
	return (struct lesson){
		.id = STR("证据"),
		.kind = KIND_PAUSE,
		.u8 = 200,
		.u16 = 60000,
		.u32 = 4000000000,
		.u64 = UINT64_MAX - 1,
		.i32 = INT32_MIN,
		.i64 = INT64_MIN,
		.f64 = -0.1,
		.open = true,
		.key = { 1, 2, 0, 4, 255 },
		.block = two_blocks,
		.blocks = 2,
	};
}

static struct str
written(struct arena *a, struct lesson l)
{
	struct buf out = BUF_IN(a);
	struct codec c = codec_writer(&out);

	lesson_code(&c, &l);
	assert_true(codec_done(&c));
	return buf_get(&out);
}

static void
what_was_written_is_read(void **state)
{
	struct arena *a = arena_new();
	struct lesson out = sample(), in = { .u8 = 1 };
	struct str bytes = written(a, out);
	struct codec c = codec_reader(bytes.at, bytes.len, a);

	(void)state;
	lesson_code(&c, &in);
	assert_true(codec_done(&c));
	assert_true(str_eq(in.id, out.id));
	assert_int_equal(in.kind, out.kind);
	assert_int_equal(in.u8, out.u8);
	assert_int_equal(in.u16, out.u16);
	assert_int_equal(in.u32, out.u32);
	assert_true(in.u64 == out.u64);
	assert_int_equal(in.i32, out.i32);
	assert_true(in.i64 == out.i64);
	assert_true(in.f64 == out.f64);
	assert_true(in.open);
	assert_memory_equal(in.key, out.key, sizeof(in.key));
	assert_int_equal(in.blocks, 2);
	assert_true(str_is(in.block[0].text, "premier"));
	assert_int_equal(in.block[0].points, 3);
	assert_true(str_is(in.block[1].text, ""));
	assert_int_equal(in.block[1].points, 65535);
	assert_true(str_eq(written(a, in), bytes));
	arena_free(a);
}

static void
the_wire_is_little_endian(void **state)
{
	char room[16];
	struct buf out = BUF_OVER(room);
	struct codec c = codec_writer(&out);
	uint32_t n = 0x01020304;
	struct str s = STR("ab");
	enum kind kind = KIND_QUIZ;

	(void)state;
	codec_u32(&c, &n);
	codec_str(&c, &s);
	CODEC_ENUM(&c, &kind, KINDS);
	assert_true(codec_done(&c));
	assert_int_equal(out.len, 11);
	assert_memory_equal(room, "\4\3\2\1\2\0\0\0ab\1", 11);
}

/* The input stands at the end of its own malloc, so that ASan sees any step past it. */
static void
every_truncation_is_bad(void **state)
{
	struct arena *a = arena_new();
	struct str bytes = written(a, sample());

	(void)state;
	for (size_t len = 0; len < bytes.len; len++) {
		unsigned char *part = malloc(len ? len : 1);
		memcpy(part, bytes.at, len);
		struct codec c = codec_reader(part, len, a);
		struct lesson in = sample();
		lesson_code(&c, &in);
		assert_false(codec_done(&c));
		uint64_t later = 7;
		codec_u64(&c, &later);
		assert_int_equal(later, 0);
		free(part);
	}
	arena_free(a);
}

static void
what_is_left_over_is_bad(void **state)
{
	struct arena *a = arena_new();
	struct str bytes = written(a, sample());
	struct lesson in = { .u8 = 0 };
	struct codec c = codec_reader(str_copy(a, bytes).at, bytes.len + 1, a);

	(void)state;
	lesson_code(&c, &in);
	assert_false(c.bad);
	assert_false(codec_done(&c));
	arena_free(a);
}

static void
nothing_is_complete(void **state)
{
	struct codec c = codec_reader(NULL, 0, NULL);
	uint8_t byte = 7;
	struct str s = STR("old");
	uint32_t n = 9;

	(void)state;
	assert_true(codec_done(&c));
	codec_raw(&c, NULL, 0);
	assert_true(codec_done(&c));
	codec_u8(&c, &byte);
	assert_int_equal(byte, 0);
	assert_false(codec_done(&c));
	codec_str(&c, &s);
	assert_int_equal(s.len, 0);
	codec_count(&c, &n, 1);
	assert_int_equal(n, 0);
	codec_raw(&c, &byte, 1);
	assert_int_equal(byte, 0);
}

/* A count of four thousand million with two bytes behind it takes no memory. */
static void
hostile_counts_take_no_memory(void **state)
{
	static const unsigned char huge[] = { 255, 255, 255, 255, 1, 2 };
	static const unsigned char three[] = { 3, 0, 0, 0, 1, 2 };
	struct arena *a = arena_new();
	struct block *blocks = NULL;
	size_t before = arena_size(a);
	uint32_t n = 0;

	(void)state;
	struct codec c = codec_reader(huge, sizeof(huge), a);
	CODEC_LIST(&c, &blocks, &n, block_code);
	assert_false(codec_done(&c));
	assert_int_equal(n, 0);
	assert_int_equal(arena_size(a), before);

	c = codec_reader(three, sizeof(three), a);
	CODEC_LIST(&c, &blocks, &n, block_code);
	assert_false(codec_done(&c));
	assert_int_equal(n, 0);

	c = codec_reader(three, 4 + 2, a);
	codec_count(&c, &n, 0); /* 0 is read as 1 */
	assert_true(c.bad);

	struct str s;
	c = codec_reader(huge, sizeof(huge), a);
	codec_str(&c, &s);
	assert_true(c.bad && s.len == 0);
	arena_free(a);
}

static void
a_list_may_be_empty_or_one(void **state)
{
	struct arena *a = arena_new();
	struct lesson l = sample();

	(void)state;
	for (l.blocks = 0; l.blocks < 2; l.blocks++) {
		struct lesson in = { .u8 = 0 };
		struct str bytes = written(a, l);
		struct codec c = codec_reader(bytes.at, bytes.len, a);
		lesson_code(&c, &in);
		assert_true(codec_done(&c));
		assert_int_equal(in.blocks, l.blocks);
	}
	arena_free(a);
}

static void
impossible_values_are_bad(void **state)
{
	static const unsigned char two[] = { 2 }, three[] = { 3 };
	static const unsigned char infinite[] = { 0, 0, 0, 0, 0, 0, 0xF0, 0x7F };
	static const unsigned char nan[] = { 1, 0, 0, 0, 0, 0, 0xF0, 0xFF };
	bool open = true;
	enum kind kind = KIND_QUIZ;
	double value = 1;

	(void)state;
	struct codec c = codec_reader(two, 1, NULL);
	codec_bool(&c, &open);
	assert_true(c.bad && !open);
	c = codec_reader(three, 1, NULL);
	CODEC_ENUM(&c, &kind, KINDS);
	assert_true(c.bad && kind == KIND_TEXT);
	c = codec_reader(infinite, 8, NULL);
	codec_f64(&c, &value);
	assert_true(c.bad && value == 0);
	c = codec_reader(nan, 8, NULL);
	codec_f64(&c, &value);
	assert_true(c.bad && value == 0);
}

static void
the_writer_refuses_what_no_reader_takes(void **state)
{
	char room[64];
	struct buf out = BUF_OVER(room);
	struct codec c = codec_writer(&out);
	double value = NAN;
	enum kind kind = KINDS;

	(void)state;
	codec_f64(&c, &value);
	assert_false(codec_done(&c));
	out = BUF_OVER(room);
	c = codec_writer(&out);
	CODEC_ENUM(&c, &kind, KINDS);
	assert_false(codec_done(&c));
	out = (struct buf){ .at = room, .cap = 7 };
	c = codec_writer(&out);
	value = 1;
	codec_f64(&c, &value);
	assert_false(codec_done(&c));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(the_wire_is_little_endian),
		cmocka_unit_test(every_truncation_is_bad),
		cmocka_unit_test(what_is_left_over_is_bad),
		cmocka_unit_test(nothing_is_complete),
		cmocka_unit_test(hostile_counts_take_no_memory),
		cmocka_unit_test(a_list_may_be_empty_or_one),
		cmocka_unit_test(impossible_values_are_bad),
		cmocka_unit_test(the_writer_refuses_what_no_reader_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
