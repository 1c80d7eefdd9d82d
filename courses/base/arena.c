#include "courses/base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer what was not handed out is poisoned, and so is a gap after each piece. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
enum { GAP = 0 };
#endif

enum { ALIGN = alignof(max_align_t), FIRST_BLOCK = 512, LAST_BLOCK = 256 << 10 };

struct block {
	struct block *below;
	size_t size, used; /* of bytes[] */
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct block *top; /* where the next piece comes from */
	struct block *first;
	size_t next; /* size of the next block */
	size_t held;
};

void
arena_no_memory(void)
{
	fprintf(stderr, "There is no memory left on this machine.\n");
	abort();
}

static struct block *
block_new(struct arena *a, size_t size)
{
	struct block *b = NULL;

	if (size <= SIZE_MAX - sizeof(*b))
		b = malloc(sizeof(*b) + size);
	if (!b)
		arena_no_memory();
	b->below = NULL;
	b->size = size;
	b->used = 0;
	a->held += sizeof(*b) + size;
	ASAN_POISON_MEMORY_REGION(b->bytes, size);
	return b;
}

static void
block_free(struct arena *a, struct block *b)
{
	a->held -= sizeof(*b) + b->size;
	ASAN_UNPOISON_MEMORY_REGION(b->bytes, b->size);
	free(b);
}

struct arena *
arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		arena_no_memory();
	a->first = block_new(a, FIRST_BLOCK - sizeof(struct block));
	a->top = a->first;
	a->next = 2 * FIRST_BLOCK;
	return a;
}

static void
free_above_first(struct arena *a)
{
	for (struct block *b = a->top, *below; b; b = below) {
		below = b->below;
		if (b != a->first)
			block_free(a, b);
	}
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	free_above_first(a);
	block_free(a, a->first);
	free(a);
}

void
arena_reset(struct arena *a)
{
	free_above_first(a);
	a->top = a->first;
	a->first->below = NULL;
	a->first->used = 0;
	a->next = 2 * FIRST_BLOCK;
	ASAN_POISON_MEMORY_REGION(a->first->bytes, a->first->size);
}

void
arena_wipe(struct arena *a)
{
	for (struct block *b = a->top; b; b = b->below) {
		ASAN_UNPOISON_MEMORY_REGION(b->bytes, b->used);
		explicit_bzero(b->bytes, b->used);
	}
	arena_reset(a);
}

/* A block with room for size. A piece larger than a block gets one of its own, below the top, so
 * that what is left of the top is not lost. */
static struct block *
block_for(struct arena *a, size_t size)
{
	if (size <= a->top->size - a->top->used)
		return a->top;
	if (size > a->next - sizeof(struct block)) {
		struct block *own = block_new(a, size);
		own->below = a->top->below;
		a->top->below = own;
		return own;
	}
	struct block *b = block_new(a, a->next - sizeof(struct block));
	b->below = a->top;
	a->top = b;
	if (a->next < LAST_BLOCK)
		a->next *= 2;
	return b;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	if (size > SIZE_MAX / 2)
		arena_no_memory();

	size_t whole = (size + GAP + ALIGN - 1) / ALIGN * ALIGN;
	struct block *b = block_for(a, whole);
	unsigned char *piece = b->bytes + b->used;

	b->used += whole;
	ASAN_UNPOISON_MEMORY_REGION(piece, size);
	return memset(piece, 0, size);
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		arena_no_memory();
	return arena_alloc(a, total);
}

size_t
arena_size(const struct arena *a)
{
	return a->held;
}
