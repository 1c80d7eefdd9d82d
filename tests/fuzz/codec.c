/*
 * Anything read as a record: no step past the end, memory in proportion to the input, and what was
 * read whole is written as the same bytes.
 */
#include "courses/base/codec.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum kind { KIND_TEXT, KIND_QUIZ, KIND_PAUSE, KINDS };

struct answer {
	struct str text;
	bool right;
};

struct block {
	enum kind kind;
	struct answer *answer;
	uint32_t answers;
};

struct lesson {
	struct str id;
	uint8_t u8;
	uint16_t u16;
	uint64_t u64;
	int32_t i32;
	int64_t i64;
	double f64;
	unsigned char key[3];
	struct block *block;
	uint32_t blocks;
};

static void
answer_code(struct codec *c, struct answer *a)
{
	codec_str(c, &a->text);
	codec_bool(c, &a->right);
}

static void
block_code(struct codec *c, struct block *b)
{
	CODEC_ENUM(c, &b->kind, KINDS);
	CODEC_LIST(c, &b->answer, &b->answers, answer_code);
}

static void
lesson_code(struct codec *c, struct lesson *l)
{
	codec_str(c, &l->id);
	codec_u8(c, &l->u8);
	codec_u16(c, &l->u16);
	codec_u64(c, &l->u64);
	codec_i32(c, &l->i32);
	codec_i64(c, &l->i64);
	codec_f64(c, &l->f64);
	codec_raw(c, l->key, sizeof(l->key));
	CODEC_LIST(c, &l->block, &l->blocks, block_code);
}

static void
must(bool fact)
{
	if (!fact)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct arena *a = arena_new();
	struct lesson l = { .u8 = 0 };
	struct codec c = codec_reader(bytes, len, a);

	lesson_code(&c, &l);
	/* a list at each of two depths, and twice that for blocks half used */
	must(
	    arena_size(a) <= (64 << 10) + 4 * len * (sizeof(struct block) + sizeof(struct answer)));
	if (codec_done(&c)) {
		struct buf out = BUF_IN(a);
		struct codec again = codec_writer(&out);
		lesson_code(&again, &l);
		must(codec_done(&again));
		must(str_eq(buf_get(&out), (struct str){ (const char *)bytes, len }));
	}
	arena_free(a);
	return 0;
}
