#include "courses/base/arena.h"
#include "courses/read/folder.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct place {
	struct arena *arena;
	char dir[64];
};

static int
forget(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int
place_open(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	p->arena = arena_new();
	strcpy(p->dir, "/tmp/chalkline-folder-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	*state = p;
	return 0;
}

static int
place_close(void **state)
{
	struct place *p = *state;

	nftw(p->dir, forget, 8, FTW_DEPTH | FTW_PHYS);
	arena_free(p->arena);
	free(p);
	return 0;
}

static const char *
path_in(struct place *p, const char *name)
{
	return str_z(p->arena, str_printf(p->arena, "%s/%s", p->dir, name));
}

static void
put(struct place *p, const char *name, const char *text)
{
	FILE *f = fopen(path_in(p, name), "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void
tree_is_read_sorted(void **state)
{
	struct place *p = *state;
	struct folder f;
	struct err e;

	mkdir(path_in(p, "en"), 0700);
	put(p, "en/b.md", "B");
	put(p, "en/a.md", "");
	put(p, "course.yaml", "id: x\n");
	assert_true(folder_load(p->dir, p->arena, &f, &e));
	assert_int_equal(f.files, 3);
	assert_true(str_is(f.file[0].path, "course.yaml"));
	assert_true(str_is(f.file[1].path, "en/a.md"));
	assert_int_equal(f.file[1].bytes.len, 0);
	assert_true(str_is(f.file[2].bytes, "B"));
	assert_ptr_equal(folder_find(&f, STR("en/b.md")), &f.file[2]);
	assert_null(folder_find(&f, STR("en")));
	assert_null(folder_find(&f, STR("en/c.md")));
}

static void
what_systems_leave_is_passed_over(void **state)
{
	static const char *const names[] = { "Thumbs.db", "DESKTOP.INI", ".DS_Store", "~$010.md",
		"010.md~", ".010.md.swp", NULL };
	struct place *p = *state;
	struct folder f;
	struct err e;

	for (const char *const *n = names; *n; n++)
		put(p, *n, "x");
	mkdir(path_in(p, ".git"), 0700);
	put(p, ".git/config", "x");
	mkdir(path_in(p, "__MACOSX"), 0700);
	assert_int_equal(symlink("someone@here", path_in(p, ".#010.md")), 0);
	assert_true(folder_load(p->dir, p->arena, &f, &e));
	assert_int_equal(f.files, 0);
	assert_int_equal(f.skipped, 9);
}

static void
refused(struct place *p, enum err_kind kind, const char *text)
{
	struct folder f;
	struct err e;

	assert_false(folder_load(p->dir, p->arena, &f, &e));
	assert_int_equal(e.kind, kind);
	assert_string_equal(e.text, text);
	assert_int_equal(f.files, 0);
}

static void
links_are_not_followed(void **state)
{
	struct place *p = *state;

	assert_int_equal(symlink("/etc/passwd", path_in(p, "a.md")), 0);
	refused(p, ERR_INPUT, "a.md is a symbolic link; put the file itself there");
	unlink(path_in(p, "a.md"));
	assert_int_equal(symlink("/etc", path_in(p, "en")), 0);
	refused(p, ERR_INPUT, "en is a symbolic link; put the file itself there");
}

/* Opening a pipe must not wait for somebody to write into it. */
static void
pipes_are_refused(void **state)
{
	struct place *p = *state;

	assert_int_equal(mkfifo(path_in(p, "pipe"), 0600), 0);
	refused(p, ERR_INPUT, "pipe is neither a file nor a folder; take it out of the course");
}

static void
names_that_move_a_cursor_are_refused(void **state)
{
	struct place *p = *state;

	put(p, "a\x1b[2J.md", "");
	refused(p, ERR_INPUT,
	    "a file in the folder has a name that cannot be used (8 bytes); use letters, digits, - "
	    "and "
	    ". only");
}

static void
bounds_hold(void **state)
{
	struct place *p = *state;
	char deep[64] = "d";
	int fd = open(path_in(p, "large"), O_CREAT | O_WRONLY, 0600);

	assert_int_equal(ftruncate(fd, FOLDER_FILE + 1), 0);
	close(fd);
	refused(p, ERR_LIMIT, "large is larger than 4 MB; make it smaller");
	unlink(path_in(p, "large"));

	for (int i = 0; i < 9; i++) {
		assert_int_equal(mkdir(path_in(p, deep), 0700), 0);
		strcat(deep, "/d");
	}
	refused(p, ERR_LIMIT, "d/d/d/d/d/d/d/d/d lies more than 8 folders deep");
}

static void
too_many_files_are_refused(void **state)
{
	struct place *p = *state;
	char name[16];

	for (int i = 0; i <= FOLDER_FILES; i++) {
		snprintf(name, sizeof(name), "%d", i);
		put(p, name, "");
	}
	refused(p, ERR_LIMIT, "the folder holds more than 2000 files");
}

static void
what_is_no_folder_is_said(void **state)
{
	struct place *p = *state;
	struct folder f;
	struct err e;

	assert_false(folder_load(path_in(p, "none"), p->arena, &f, &e));
	assert_int_equal(e.kind, ERR_MISSING);
	put(p, "file", "");
	assert_false(folder_load(path_in(p, "file"), p->arena, &f, &e));
	assert_int_equal(e.kind, ERR_INPUT);
}

static void
paths_are_held_to_rules(void **state)
{
	static const char *const good[] = { "a", "en/010-x.md", "Фото/ü.txt", "a.b/.c", "..a",
		NULL };
	static const char *const bad[] = { "", "/a", "a/", "a//b", ".", "..", "a/../b", "./a",
		"a\\b", "a\nb", "a\x7f", "\xC2\x9B", "\xFF", "\xE2\x80\xAE", NULL };
	char longest[FOLDER_PATH + 2];

	(void)state;
	for (const char *const *z = good; *z; z++)
		assert_true(folder_path_ok(str_from(*z)));
	for (const char *const *z = bad; *z; z++)
		assert_false(folder_path_ok(str_from(*z)));
	assert_false(folder_path_ok((struct str){ "a\0b", 3 }));
	memset(longest, 'a', sizeof(longest));
	assert_true(folder_path_ok((struct str){ longest, FOLDER_PATH }));
	assert_false(folder_path_ok((struct str){ longest, FOLDER_PATH + 1 }));
}

static bool
decodes(struct arena *a, struct folder *in)
{
	struct buf out = BUF_IN(a);
	struct codec c = codec_writer(&out);
	struct folder got = { 0 };

	folder_code(&c, in);
	assert_true(codec_done(&c));
	for (size_t cut = 0; cut < out.len; cut++) {
		struct folder part = { 0 };

		c = codec_reader(out.at, cut, a);
		folder_code(&c, &part);
		assert_false(codec_done(&c));
	}
	c = codec_reader(out.at, out.len, a);
	folder_code(&c, &got);
	if (!codec_done(&c))
		return false;
	assert_int_equal(got.files, in->files);
	for (uint32_t i = 0; i < got.files; i++) {
		assert_true(str_eq(got.file[i].path, in->file[i].path));
		assert_true(str_eq(got.file[i].bytes, in->file[i].bytes));
	}
	return true;
}

static void
code_goes_both_ways_and_trusts_nothing(void **state)
{
	struct arena *a = arena_new();
	struct file two[] = { { STR("a"), STR("one") }, { STR("b/c"), STR("") } };
	struct folder f = { .file = two, .files = 2, .skipped = 1 };

	(void)state;
	assert_true(decodes(a, &f));
	two[0].path = STR("c");
	assert_false(decodes(a, &f)); /* not sorted */
	two[0].path = STR("b/c");
	assert_false(decodes(a, &f)); /* twice the same */
	two[0].path = STR("../a");
	assert_false(decodes(a, &f));
	arena_free(a);
}

int
main(void)
{
#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, place_open, place_close)
	const struct CMUnitTest tests[] = {
		IN_PLACE(tree_is_read_sorted),
		IN_PLACE(what_systems_leave_is_passed_over),
		IN_PLACE(links_are_not_followed),
		IN_PLACE(pipes_are_refused),
		IN_PLACE(names_that_move_a_cursor_are_refused),
		IN_PLACE(bounds_hold),
		IN_PLACE(too_many_files_are_refused),
		IN_PLACE(what_is_no_folder_is_said),
		cmocka_unit_test(paths_are_held_to_rules),
		cmocka_unit_test(code_goes_both_ways_and_trusts_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
