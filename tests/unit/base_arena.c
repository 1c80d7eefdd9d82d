#include "courses/base/arena.h"

#include <setjmp.h>
#include <signal.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void
pieces_are_zero_aligned_and_apart(void **state)
{
	struct arena *a = arena_new();
	unsigned char *piece[300];

	(void)state;
	for (size_t i = 0; i < 300; i++) {
		piece[i] = arena_alloc(a, i);
		assert_int_equal((uintptr_t)piece[i] % alignof(max_align_t), 0);
		for (size_t k = 0; k < i; k++)
			assert_int_equal(piece[i][k], 0);
		memset(piece[i], (int)(i & 0xFF), i);
	}
	for (size_t i = 0; i < 300; i++)
		for (size_t k = 0; k < i; k++)
			assert_int_equal(piece[i][k], i & 0xFF);
	arena_free(a);
	arena_free(NULL);
}

static void
nothing_is_a_piece_too(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_non_null(arena_alloc(a, 0));
	assert_non_null(arena_array(a, 0, 100));
	assert_non_null(arena_array(a, 100, 0));
	assert_int_equal(arena_size(a), 512);
	arena_free(a);
}

static void
reset_keeps_one_block_and_zeroes_again(void **state)
{
	struct arena *a = arena_new();
	size_t small = arena_size(a);

	(void)state;
	for (int turn = 0; turn < 3; turn++) {
		for (int i = 0; i < 100; i++)
			memset(arena_alloc(a, 1000), 0xAA, 1000);
		assert_true(arena_size(a) > 100000);
		arena_reset(a);
		assert_int_equal(arena_size(a), small);
		unsigned char *piece = arena_alloc(a, 3000);
		for (int k = 0; k < 3000; k++)
			assert_int_equal(piece[k], 0);
		arena_reset(a);
	}
	arena_free(a);
}

/* What lies there, whether it is handed out or not. */
static size_t __attribute__((no_sanitize_address, noinline))
bytes_left(const volatile unsigned char *at, size_t len, unsigned char what)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += at[i] == what;
	return n;
}

static void
wipe_leaves_nothing(void **state)
{
	struct arena *a = arena_new();
	unsigned char *piece = arena_alloc(a, 100);

	(void)state;
	memset(piece, 0xAA, 100);
	memset(arena_alloc(a, 300000), 0xAA, 300000);
	arena_reset(a);
	assert_int_equal(bytes_left(piece, 100, 0xAA), 100);
	piece = arena_alloc(a, 100);
	memset(piece, 0xAA, 100);
	arena_wipe(a);
	assert_int_equal(bytes_left(piece, 100, 0xAA), 0);
	/* And it goes on. */
	memset(arena_alloc(a, 5000), 0xAA, 5000);
	arena_wipe(a);
	assert_int_equal(arena_size(a), 512);
	arena_free(a);
}

/* Blocks double to a bound, so what is held stays near what was asked for. */
static void
it_holds_little_more_than_was_asked_for(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (int i = 0; i < 64 * 1024; i++)
		memset(arena_alloc(a, 16), 1, 16);
	assert_true(arena_size(a) < (2 << 20) + (512 << 10));
	arena_free(a);
}

static void
a_big_piece_does_not_waste_the_block(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	char *before = arena_alloc(a, 8);
	char *big = arena_alloc(a, 1 << 20);
	char *after = arena_alloc(a, 8);
	memset(big, 1, 1 << 20);
	assert_true(after > before && after - before < 4096);
	assert_int_equal(*after, 0);
	arena_reset(a);
	assert_int_equal(arena_size(a), 512);
	arena_free(a);
}

/* Runs one impossible wish in a child; it has to leave a sentence and abort. */
static void
assert_aborts(void (*wish)(struct arena *))
{
	int pipes[2], status;
	char said[200];

	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		dup2(pipes[1], STDERR_FILENO);
		wish(arena_new());
		_exit(0);
	}
	close(pipes[1]);
	ssize_t len = read(pipes[0], said, sizeof(said));
	close(pipes[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	assert_true(
	    len > 0 && said[len - 1] == '\n' && memchr(said, '\n', (size_t)len) == said + len - 1);
}

static void
wish_everything(struct arena *a)
{
	arena_alloc(a, SIZE_MAX);
}

static void
wish_overflow(struct arena *a)
{
	arena_array(a, SIZE_MAX / 2 + 2, 2);
}

static void
too_much_aborts_with_a_sentence(void **state)
{
	(void)state;
	assert_aborts(wish_everything);
	assert_aborts(wish_overflow);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zero_aligned_and_apart),
		cmocka_unit_test(nothing_is_a_piece_too),
		cmocka_unit_test(reset_keeps_one_block_and_zeroes_again),
		cmocka_unit_test(wipe_leaves_nothing),
		cmocka_unit_test(it_holds_little_more_than_was_asked_for),
		cmocka_unit_test(a_big_piece_does_not_waste_the_block),
		cmocka_unit_test(too_much_aborts_with_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
