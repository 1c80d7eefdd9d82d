/* What the commands print: columns by width, nothing but text, and a letter that any printer keeps on one page. */
#include "tui/cli/letter.h"

#include "courses/base/width.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PAGE = 60 };

static void
a_letter_fits_one_page(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);
	struct str rest, line;
	int lines = 0;
	/* All at their longest: 60 letters of a name, 160 of a contact, wide ones among them. */
	struct door d = {
		.name = STR("Académie nationale de la magistrature et des services judic."),
		.address = STR("academie-nationale-de-la-magistrature.example.org"),
		.contact = STR("谢明 作者 Ms Tembo of the national training unit, telephone +258 21 000 000 or +258 84 000 "
			       "0000, Monday to Friday from 8 to 12 and from 14 to 16 hours, not on holidays"),
		.port = 22022,
		.key = { .fingerprint = STR("SHA256:CieH978p9dlTBOuHUc2o46HDA02j5jPNmT7XfiAxg+I") },
		.next = { .fingerprint = STR("SHA256:1wScVrdHmYEzzhG7nw2EKpBqyDBPFwFgMynAodIIbsE"), .from = 1800000000 },
		.has_key = true,
		.has_next = true,
	};
	struct told_invite i = { .code = STR("HMKR-AQXT-7WVD-PLFN-4"), .role = ROLE_INSTRUCTOR, .uses = 10000,
		.until = 1798000000 };

	(void)state;
	letter_make(&b, a, &d, &i, STR("Amina Macuácua, of the office of the general prosecutor of the republic, in Nampula"));
	rest = buf_get(&b);
	while (str_next(&rest, '\n', &line)) {
		assert_in_range(width_str(line), 0, LETTER_COLS);
		lines++;
	}
	assert_in_range(lines, 40, PAGE);
	assert_true(str_find(buf_get(&b), 0, "HMKR-AQXT-7WVD-PLFN-4") < b.len);
	assert_true(str_find(buf_get(&b), 0, "ssh -p 22022 join@academie") < b.len);
	assert_true(str_find(buf_get(&b), 0, "as instructor") < b.len);
	arena_free(a);
}

static void
port_22_is_left_out(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);
	struct door d = { .address = STR("academy.example.org"), .port = 22 };

	(void)state;
	assert_true(str_is(door_known(a, &d), "academy.example.org"));
	door_ways(&b, &d, "the code");
	assert_true(str_find(buf_get(&b), 0, "ssh join@academy.example.org\n") < b.len);
	d.port = 443;
	assert_true(str_is(door_known(a, &d), "[academy.example.org]:443"));
	arena_free(a);
}

/* What is printed meanwhile, as one text. */
static char *
printed(void (*print)(struct arena *a))
{
	static char text[4096];
	struct arena *a = arena_new();
	FILE *f = tmpfile();
	int kept = dup(STDOUT_FILENO);
	size_t len;

	assert_non_null(f);
	fflush(stdout);
	assert_true(dup2(fileno(f), STDOUT_FILENO) >= 0);
	print(a);
	fflush(stdout);
	assert_true(dup2(kept, STDOUT_FILENO) >= 0);
	close(kept);
	rewind(f);
	len = fread(text, 1, sizeof(text) - 1, f);
	text[len] = '\0';
	fclose(f);
	arena_free(a);
	return text;
}

static void
print_table(struct arena *a)
{
	static const char *const head[] = { "WHO", ">N", "", NULL };
	struct cli_table t = cli_table(a, head);

	cli_cell(&t, STR("谢明"));
	cli_cell(&t, STR("7"));
	cli_cell(&t, STR(""));
	cli_cell(&t, STR("a\033[2Jb\nc"));
	cli_cell(&t, STR("12345"));
	cli_cell(&t, STR("end"));
	cli_table_print(&t);
}

static void
columns_are_as_wide_as_they_must_be(void **state)
{
	(void)state;
	assert_string_equal(printed(print_table), "WHO          N\n"
						  "谢明         7\n"
						  "a[2Jb c  12345  end\n");
}

static void
print_hostile(struct arena *a)
{
	(void)a;
	cli_printf("%s\n", "a\033]0;title\007b\xff\xe2\x80\xae");
}

static void
nothing_controls_the_terminal(void **state)
{
	(void)state;
	assert_string_equal(printed(print_hostile), "a]0;titleb\xef\xbf\xbd\n");
}

static void
times_are_utc(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	setenv("TZ", "Asia/Tokyo", 1);
	assert_true(str_is(cli_when(a, 1800000000, "never"), "2027-01-15 08:00"));
	assert_true(str_is(cli_when(a, 0, "never"), "never"));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_fits_one_page),
		cmocka_unit_test(port_22_is_left_out),
		cmocka_unit_test(columns_are_as_wide_as_they_must_be),
		cmocka_unit_test(nothing_controls_the_terminal),
		cmocka_unit_test(times_are_utc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
