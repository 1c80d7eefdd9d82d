/* Archives: what tar and git write is read in pieces of any size; what is hostile is refused with a sentence. */
#include "courses/read/folder.h"
#include "courses/read/tar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct got {
	struct arena *arena;
	struct buf all; /* PATH:BYTES; of each file */
	bool full;
};

static bool
file(void *context, struct str path, size_t size, struct err *e)
{
	struct got *g = context;

	if (g->full)
		return err_set(e, ERR_LIMIT, "no more");
	buf_printf(&g->all, "%.*s(%zu):", STR_ARG(path), size);
	return true;
}

static void
some(void *context, const unsigned char *at, size_t len)
{
	struct got *g = context;

	buf_str(&g->all, (struct str){ (const char *)at, len });
}

static void
end(void *context)
{
	struct got *g = context;

	buf_char(&g->all, ';');
}

static const struct tar_events events = { file, some, end };

/* Reads it in pieces of this size; what came, or the sentence behind "! ". */
static const char *
read_in(struct arena *a, struct str bytes, size_t step, uint32_t *skipped)
{
	struct got g = { .arena = a, .all = BUF_IN(a) };
	struct tar *t = tar_new(&events, &g);
	struct err e = { .kind = ERR_NONE };
	bool ok = true;

	for (size_t at = 0; ok && at < bytes.len; at += step)
		ok = tar_feed(t, (const unsigned char *)bytes.at + at, bytes.len - at < step ? bytes.len - at : step, &e);
	ok = ok && tar_end(t, &e);
	if (skipped)
		*skipped = tar_skipped(t);
	tar_free(t);
	return ok ? str_z(a, buf_get(&g.all)) : str_z(a, str_printf(a, "! %s", e.text));
}

static void
zeros(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_char(b, '\0');
}

/* One entry of any kind, with a right checksum. */
static void
entry(struct buf *b, const char *name, char kind, struct str body)
{
	struct arena *a = arena_new();
	struct buf h = BUF_IN(a);
	unsigned sum = 0;
	char *at;

	tar_write_header(&h, STR("x"), body.len, 0);
	at = h.at;
	memset(at, 0, 100);
	memcpy(at, name, strlen(name) < 100 ? strlen(name) : 100);
	at[156] = kind;
	memset(at + 148, ' ', 8);
	for (int i = 0; i < TAR_BLOCK; i++)
		sum += (unsigned char)at[i];
	snprintf(at + 148, 8, "%06o", sum);
	buf_str(b, (struct str){ at, TAR_BLOCK });
	buf_str(b, body);
	zeros(b, tar_pad(body.len));
	arena_free(a);
}

static void
what_is_written_is_read(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);
	char deep[151];
	const char *want;

	(void)state;
	memset(deep, 'd', 150);
	deep[150] = '\0';
	tar_write_header(&b, STR("course.yaml"), 3, 1790000000);
	buf_z(&b, "abc");
	zeros(&b, tar_pad(3));
	tar_write_header(&b, STR("en/empty.md"), 0, 0);
	tar_write_header(&b, str_from(deep), 512, 0);
	for (int i = 0; i < 512; i++)
		buf_char(&b, 'z');
	zeros(&b, (size_t)2 * TAR_BLOCK);
	want = read_in(a, buf_get(&b), 100000, NULL);
	assert_non_null(strstr(want, "course.yaml(3):abc;en/empty.md(0):;ddd"));
	for (size_t step = 1; step < 1100; step += 37)
		assert_string_equal(read_in(a, buf_get(&b), step, NULL), want);
	arena_free(a);
}

static void
leftovers_are_passed_over(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);
	uint32_t skipped;

	(void)state;
	entry(&b, "pax_global_header", 'g', STR("52 comment=0123456789012345678901234567890123456789\n"));
	entry(&b, "./c/", '5', STR_NONE);
	entry(&b, "./c/a.md", '0', STR("a"));
	entry(&b, "c/Thumbs.db", '0', STR("t"));
	entry(&b, "c/.git/HEAD", '0', STR("r"));
	entry(&b, "c/.git/link", '2', STR_NONE);
	entry(&b, "", 'x', STR("15 path=c/b.md\n"));
	entry(&b, "wrong", '0', STR("b"));
	entry(&b, "././@LongLink", 'L', STR("c/long.md\0"));
	entry(&b, "wrong", '0', STR("l"));
	zeros(&b, (size_t)2 * TAR_BLOCK);
	assert_string_equal(read_in(a, buf_get(&b), 700, &skipped), "c/a.md(1):a;c/b.md(1):b;c/long.md(1):l;");
	assert_int_equal(skipped, 2);
	arena_free(a);
}

static void
hostile_entries_are_refused(void **state)
{
	static const struct {
		const char *name;
		char kind;
		const char *says;
	} bad[] = {
		{ "../x", '0', "path" }, { "a/../../x", '0', "path" }, { "/etc/passwd", '0', "absolute" },
		{ "C:/x", '0', "absolute" }, { "a\\b", '0', "path" }, { "a\033[2J", '0', "path" },
		{ "a/./b", '0', "path" }, { "a", '1', "link" }, { "a", '2', "link" }, { "a", '3', "neither" },
		{ "a", '4', "neither" }, { "a", '6', "neither" }, { "a", 'S', "sparse" }, { "a", 'M', "kind" },
		{ "a", 'V', "kind" },
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct buf b = BUF_IN(a);
		const char *said;

		entry(&b, bad[i].name, bad[i].kind, STR("x"));
		zeros(&b, (size_t)2 * TAR_BLOCK);
		said = read_in(a, buf_get(&b), 512, NULL);
		if (said[0] != '!' || strstr(said, bad[i].says) == NULL)
			fail_msg("%s %c: %s", bad[i].name, bad[i].kind, said);
	}
	arena_free(a);
}

static void
what_is_no_archive_is_named(void **state)
{
	static const struct {
		struct str bytes;
		const char *says;
	} bad[] = {
		{ { "\x1f\x8b\x08\0\0\0\0\0", 8 }, "gzip" }, { { "PK\x03\x04\0\0\0\0", 8 }, "zip" },
		{ { "\xfd" "7zXZ\0\0\0", 8 }, "xz" }, { { "BZh91AY&", 8 }, "bzip2" },
		{ { "\xff\xfe" "c\0o\0u\0", 8 }, "PowerShell" }, { { "id: a course", 12 }, "no tar archive" },
		{ { "", 0 }, "nothing came" },
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const char *said = read_in(a, bad[i].bytes, 3, NULL);

		if (said[0] != '!' || strstr(said, bad[i].says) == NULL)
			fail_msg("%s: %s", bad[i].says, said);
	}
	arena_free(a);
}

static void
bombs_are_bounded(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a), cut = BUF_IN(a), pax = BUF_IN(a), lies = BUF_IN(a);
	struct str whole;

	(void)state;
	/* It says that it is huge, and nothing of it has to come. */
	tar_write_header(&b, STR("big"), FOLDER_FILE + 1, 0);
	assert_non_null(strstr(read_in(a, buf_get(&b), 512, NULL), "larger than 4 MB"));
	tar_write_header(&pax, STR("x"), TAR_HEADER + 1, 0);
	struct buf p = BUF_IN(a);
	entry(&p, "x", 'x', STR("99999999999 path=x\n"));
	assert_int_equal(read_in(a, buf_get(&p), 512, NULL)[0], '!');
	entry(&lies, "x", 'x', STR("99999999999999999999999 size=1\n"));
	assert_int_equal(read_in(a, buf_get(&lies), 512, NULL)[0], '!');
	/* Cut at every block, and inside one. */
	entry(&cut, "a.md", '0', STR("abc"));
	whole = buf_get(&cut);
	for (size_t n = 1; n < whole.len; n += 51)
		assert_int_equal(read_in(a, str_sub(whole, 0, n), 512, NULL)[0], '!');
	/* Without the two blocks at the end it is whole all the same. */
	assert_string_equal(read_in(a, whole, 512, NULL), "a.md(3):abc;");
	arena_free(a);
}

/* What is held of headers until their entry comes is bounded, however many there are. */
static void
headers_in_a_chain_are_bounded(void **state)
{
	struct arena *a = arena_new();
	struct buf most = BUF_IN(a), big = BUF_IN(a);

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_z(&big, "x");
	for (int i = 0; i < 4; i++)
		entry(&most, "x", 'L', buf_get(&big));
	assert_non_null(strstr(read_in(a, buf_get(&most), 512, NULL), "header of more than 64 kB"));
	arena_free(a);
}

/* Found by fuzzing: only a pax header can say such a path. */
static void
a_nul_in_a_path_is_refused(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);

	(void)state;
	entry(&b, "x", 'x', (struct str){ "13 path=\0a/b\n", 13 });
	entry(&b, "x", '0', STR("b"));
	assert_non_null(strstr(read_in(a, buf_get(&b), 512, NULL), "cannot be used"));
	arena_free(a);
}

/* A refusal repeats no signs that move the screen of who reads it. */
static void
a_refusal_repeats_no_control_signs(void **state)
{
	static const char kinds[] = { '1', '3', 'S', 'M' };
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(kinds); i++) {
		struct buf b = BUF_IN(a);
		const char *said;

		entry(&b, "a\033[2J", kinds[i], STR("x"));
		said = read_in(a, buf_get(&b), 512, NULL);
		assert_int_equal(said[0], '!');
		assert_null(strchr(said, '\033'));
	}
	arena_free(a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(leftovers_are_passed_over),
		cmocka_unit_test(hostile_entries_are_refused),
		cmocka_unit_test(what_is_no_archive_is_named),
		cmocka_unit_test(bombs_are_bounded),
		cmocka_unit_test(headers_in_a_chain_are_bounded),
		cmocka_unit_test(a_nul_in_a_path_is_refused),
		cmocka_unit_test(a_refusal_repeats_no_control_signs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
