/*
 * Memory with one end: everything taken from an arena goes when the arena goes.
 *
 * Nothing inside is freed alone, so nothing inside needs an owner. arena_alloc never returns NULL:
 * sizes are bounded where data comes in (a message, a folder, a window), so running out of memory
 * here is the machine's end and the process leaves with a sentence on stderr.
 */
#ifndef CHALKLINE_ARENA_H
#define CHALKLINE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a); /* takes NULL */

/* Forgets everything but keeps the first block, so that a scratch arena costs no malloc a turn. */
void arena_reset(struct arena *a);

/* The same, and what was handed out is overwritten first: for an arena that held a secret. */
void arena_wipe(struct arena *a);

/* Zeroed, aligned for any type. size 0 gives a pointer that may not be read. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull));

/* An array of n zeroed things; n * size may not overflow (it aborts). */
void *arena_array(struct arena *a, size_t n, size_t size) __attribute__((returns_nonnull));

/* Bytes held, for tests and for limits. */
size_t arena_size(const struct arena *a);

/* What the arena does when there is no memory, for the few who use malloc. */
_Noreturn void arena_no_memory(void);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

#endif
