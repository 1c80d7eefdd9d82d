/*
 * The program over whole courses on a disk: tests/courses/NAME must give NAME.expected, and the
 * exit status says whether it can be published.
 */
#include "courses/base/arena.h"
#include "courses/base/str.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define COURSES SOURCE_DIR "/tests/courses"

/* Runs it in tests/courses with these arguments; what it wrote to one of its outputs. */
static int
check(struct arena *a, const char *arguments, const char *redirect, struct str *out)
{
	const char *command = str_z(a,
	    str_printf(a, "cd '%s' && '%s' check %s %s", COURSES, CHALKLINE, arguments, redirect));
	FILE *f = popen(command, "r");
	struct buf b = BUF_IN(a);
	char part[4096];
	size_t got;
	int status;

	assert_non_null(f);
	while ((got = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&b, part, got);
	status = pclose(f);
	assert_true(WIFEXITED(status));
	*out = buf_get(&b);
	return WEXITSTATUS(status);
}

static struct str
expected_for(struct arena *a, const char *name)
{
	FILE *f = fopen(str_z(a, str_printf(a, "%s/%s.expected", COURSES, name)), "r");
	struct buf b = BUF_IN(a);
	int c;

	if (f == NULL)
		fail_msg("tests/courses/%s.expected is missing", name);
	while ((c = getc(f)) != EOF)
		buf_char(&b, (char)c);
	fclose(f);
	return buf_get(&b);
}

static void
each_course_says_what_is_expected(void **state)
{
	DIR *dir = opendir(COURSES);
	const struct dirent *d;
	unsigned courses = 0, wrong = 0;

	(void)state;
	assert_non_null(dir);
	while ((d = readdir(dir)) != NULL) {
		struct arena *a = arena_new();
		struct stat st;
		struct str expected, said;
		int status;

		if (d->d_name[0] != '.' &&
		    stat(str_z(a, str_printf(a, "%s/%s", COURSES, d->d_name)), &st) == 0 &&
		    S_ISDIR(st.st_mode)) {
			courses++;
			expected = expected_for(a, d->d_name);
			status = check(a, d->d_name, "2>/dev/null", &said);
			if (!str_eq(said, expected)) {
				wrong++;
				fprintf(stderr, "--- %s said:\n%.*s", d->d_name, STR_ARG(said));
			}
			assert_int_equal(
			    status, str_find(expected, 0, ": error: ") < expected.len ? 1 : 0);
		}
		arena_free(a);
	}
	closedir(dir);
	assert_true(courses >= 5);
	assert_int_equal(wrong, 0);
}

static void
what_ships_is_clean(void **state)
{
	struct arena *a = arena_new();
	struct str said;

	(void)state;
	assert_int_equal(check(a, "../../courses/library/*/", "2>/dev/null", &said), 0);
	assert_string_equal(str_z(a, said), "");
	arena_free(a);
}

static void
the_run_is_summed_up_on_standard_error(void **state)
{
	struct arena *a = arena_new();
	struct str said;

	(void)state;
	assert_int_equal(check(a, "windows-lines/ half-french", "2>&1 >/dev/null", &said), 1);
	assert_string_equal(str_z(a, said),
	    "chalkline check: windows-lines/: passed over what systems and editors leave behind, "
	    "Thumbs.db and its like: 1\n"
	    "2 courses: 1 error, 6 warnings; mend the errors before you publish\n");
	assert_int_equal(check(a, "windows-lines", "2>&1 >/dev/null | tail -n 1", &said), 0);
	assert_string_equal(str_z(a, said), "1 course: no problems\n");
	arena_free(a);
}

static void
editors_get_a_list(void **state)
{
	struct arena *a = arena_new();
	struct str said;

	(void)state;
	assert_int_equal(check(a, "--json one-too-deep half-french", "2>/dev/null", &said), 1);
	assert_true(str_starts(said, "[{\"file\":\"one-too-deep/course.yaml\",\"line\":0,\"column\":0,"
				     "\"severity\":\"error\",\"rule\":\"\",\"message\":\"this file is missing here"));
	assert_true(str_find(said, 0,
			"{\"file\":\"half-french/course.yaml\",\"line\":5,\"column\":8,\"severity\":\"warning\","
			"\"rule\":\"words-missing\",\"message\":\"`title` is missing in fr\","
			"\"fix\":\"add fr: \\\"...\\\"\"}") < said.len);
	assert_true(str_ends(said, "}]\n"));
	assert_int_equal(check(a, "--json windows-lines", "2>/dev/null", &said), 0);
	assert_string_equal(str_z(a, said), "[]\n");
	arena_free(a);
}

static void
translators_get_a_table_and_a_stamp(void **state)
{
	struct arena *a = arena_new();
	struct str said;

	(void)state;
	assert_int_equal(check(a, "--languages half-french", "2>/dev/null", &said), 1);
	assert_string_equal(str_z(a, said),
	    "LANGUAGE  PAGES  COMPLETE  STALE  UNMARKED  MISSING  BANKS  DIFFER  MISSING  EXAM\n"
	    "fr            2         0      1         0        1      1       1        0  blocked\n");
	assert_int_equal(check(a, "--languages --json half-french", "2>/dev/null", &said), 1);
	assert_string_equal(str_z(a, said),
	    "[{\"course\":\"half-french\",\"language\":\"fr\",\"pages\":2,\"complete\":0,\"stale\":1,"
	    "\"unmarked\":0,\"missing\":1,\"banks\":1,\"banks_differ\":1,\"banks_missing\":0,"
	    "\"exam_blocked\":true}]\n");
	assert_int_equal(check(a, "--languages windows-lines", "2>/dev/null", &said), 0);
	assert_string_equal(str_z(a, said), "");

	/* On a copy: the stale page is compared, and then it is complete. */
	assert_int_equal(system("d=$(mktemp -d) && cp -r '" COURSES "/half-french' \"$d/c\" && cd \"$d\" && "
				"! '" CHALKLINE "' check --stamp fr/010-one.md c >c.out 2>c.err && "
				"grep -q '^fr/010-one.md: 1 page stamped$' c.err && ! grep -q from-stale c.out && "
				"'" CHALKLINE "' check --languages c 2>/dev/null | grep -q '^fr  *2  *1  *0  *0  *1 ' && "
				"! ls c/fr | grep -q new && rm -r \"$d\""),
	    0);
	assert_int_equal(check(a, "--stamp en/010-one.md half-french", "2>&1", &said), 66);
	assert_int_equal(check(a, "--stamp ../half-french/fr/010-one.md half-french", "2>&1", &said), 66);
	assert_int_equal(check(a, "--stamp fr/010-one.md", "2>&1", &said), 64);
	arena_free(a);
}

static void
what_is_new_is_clean(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_int_equal(
	    system("d=$(mktemp -d) && cd \"$d\" && c='" CHALKLINE "' && \"$c\" new course 'My Course' --title 'Ports' "
		   "&& \"$c\" new module 'My Course' second --title 'Next steps' && \"$c\" new module 'My Course' third && "
		   "\"$c\" check 'My Course' >out 2>err && [ ! -s out ] && grep -q '^id: my-course ' 'My Course/course.yaml' && "
		   "[ -f 'My Course/en/020-second.md' ] && [ -f 'My Course/en/030-third.md' ] && "
		   /* Nothing is overwritten, and what is refused leaves nothing behind. */
		   "cp -r 'My Course' before && "
		   "{ \"$c\" new course 'My Course'; [ $? = 65 ]; } && { \"$c\" new module 'My Course' second; [ $? = 65 ]; } && "
		   "{ \"$c\" new module 'My Course' Second; [ $? = 64 ]; } && { \"$c\" new module nowhere x; [ $? = 66 ]; } && "
		   "{ \"$c\" new course ...; [ $? = 64 ]; } && { \"$c\" new course x --title 'a: \"b\"'; [ $? = 64 ]; } && "
		   "diff -r before 'My Course' && [ ! -e x ] && rm -r \"$d\""),
	    0);
	arena_free(a);
}

static void
wrong_use_has_its_own_status(void **state)
{
	struct arena *a = arena_new();
	struct str said;

	(void)state;
	assert_int_equal(check(a, "", "2>&1", &said), 64);
	assert_true(str_find(said, 0, "usage: chalkline check DIR...") < said.len);
	assert_int_equal(check(a, "--fast windows-lines", "2>&1", &said), 64);
	/* One that cannot be read does not keep the others from being checked. */
	assert_int_equal(check(a, "nowhere one-too-deep", "2>/dev/null", &said), 66);
	assert_true(str_starts(said, "one-too-deep/course.yaml: error: "));
	assert_int_equal(check(a, "nowhere", "2>&1", &said), 66);
	assert_string_equal(str_z(a, said), "chalkline check: there is no folder nowhere\n");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_course_says_what_is_expected),
		cmocka_unit_test(what_ships_is_clean),
		cmocka_unit_test(the_run_is_summed_up_on_standard_error),
		cmocka_unit_test(editors_get_a_list),
		cmocka_unit_test(translators_get_a_table_and_a_stamp),
		cmocka_unit_test(what_is_new_is_clean),
		cmocka_unit_test(wrong_use_has_its_own_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
