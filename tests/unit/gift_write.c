/*
 * Back into GIFT: what was read and written is read again as the same, and looks as Moodle writes it.
 */
#include <dirent.h>
#include <stdlib.h>

#include "tests/unit/gift_help.h"
#include "tests/unit/gift_round.h"

static void
assert_round(const char *text)
{
	struct arena *a = arena_new();
	char all[4000];
	const char *bad;

	snprintf(all, sizeof(all), "// [id:q]\n%s", text);
	bad = round_trip(a, str_from(all), GIFT_IDS_NEEDED);
	if (bad != NULL)
		print_message("%s: %s\n", bad, text);
	assert_null(bad);
	arena_free(a);
}

static void
assert_written(const char *text, enum gift_for whom, const char *want)
{
	struct arena *a = arena_new();
	struct round r = round_read(a, str_from(text), GIFT_IDS_TO_COME);

	assert_int_equal(r.problems.errors, 0);
	assert_str(round_write(a, &r, whom), want);
	arena_free(a);
}

static void
every_type_is_written_as_moodle_writes_it(void **state)
{
	(void)state;
	assert_written("// [id:q] [tag:a\\]b]\n::N\\:x:: Which? {~no#bad =yes}", GIFT_FOR_MOODLE,
	    "// [id:q] [tag:a\\]b]\n::N\\:x::Which? {\n~no#bad\n=yes\n}\n");
	assert_written("M {~%33.33333%a~%66.66667%b~%-50%c~d####gen}", GIFT_FOR_MOODLE,
	    "::M::M {\n~%33.33333%a\n~%66.66667%b\n~%-50%c\n~d\n####gen\n}\n");
	assert_written("T {T##right}", GIFT_FOR_MOODLE, "::T::T {\nTRUE##right\n}\n");
	assert_written("F {F#wrong}", GIFT_FOR_MOODLE, "::F::F {\nFALSE#wrong\n}\n");
	assert_written("S {=a =%50%b#near}", GIFT_FOR_MOODLE,
	    "::S::S {\n=%100%a#\n=%50%b#near\n}\n");
	assert_written("How much is {#=1:0.1 ~#no} km?", GIFT_FOR_MOODLE,
	    "::How much is _____ km?::How much is _____ km? {#\n=%100%1:0.1#\n~#no\n}\n");
	assert_written("P {=a -> b = -> c}", GIFT_FOR_MOODLE, "::P::P {\n=a -> b\n= -> c\n}\n");
	assert_written("E {}\n\nE2 {####g}\n\nD", GIFT_FOR_MOODLE,
	    "::E::E {}\n\n::E2::E2 {\n####g\n}\n\n::D::D\n");
	assert_written("$CATEGORY: a: b/c\n\nE {}\n\nF {}\n\n$CATEGORY: d\n\nG {}\n",
	    GIFT_FOR_MOODLE,
	    "$CATEGORY: a: b/c\n\n::E::E {}\n\n::F::F {}\n\n$CATEGORY: d\n\n::G::G {}\n");
}

/* As Moodle's export has it: markers, escapes and tags stand as they stood. */
static void
html_goes_out_unchanged(void **state)
{
	static const char *const texts[] = {
		"::a::[html]<p dir\\=\"ltr\">One<br />\\n&eacute; &#123; <b>x \\= \\{y\\}</b></p> {\n"
		"=<p>in its format</p>#[plain]plain <p>\n~%0%%50% of it#<p></p>\n"
		"~[markdown]*a*\\n- b\n####[moodle]c\n}\n",
		"::b::[markdown]# is escaped\\: \\#\\n\\n* one\\n* two {TRUE#[html]<i>w</i>#r}\n",
		"::c::[plain]a <b> c {#\n=%100%3#[html]<p>\\n</p>\n~#[html]<p>no</p>\n}\n",
		"::d::[html]<p>_____</p> {\n=<i>l</i> -> [html]\n=[plain]m -> <b>\n}\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_round(texts[i]);
	/* "\#" at the beginning of a line of its own is the escape, so the first letter stays. */
	assert_written(texts[3], GIFT_FOR_US, texts[3]);
}

static void
what_looks_like_a_sign_is_written_so_that_it_is_none(void **state)
{
	static const char *const texts[] = {
		"[moodle][html]is text {T}",
		"[plain][plain] {=[html][html] ~[moodle][plain]}",
		"Q {=a ~%100%b}",
		"Q {=%APPDATA% ~%TEMP%}",
		"Q {=a ~%100%%50% off}",
		"Q {=%100%%50% off =%0%*}",
		"Q {=TRUE =%50%F}",
		"Q {=\\#5 =\\~ =\\= =\\{\\} =\\\\ =\\\\*}",
		"Q {=C\\# =plan B# =\\\\}",
		"Q {=a -> b =c}",
		"Q {-> b}",
		"Q {a#-> b}",
		"Q \\n\\n // no comment \\n//nor this {T}",
		"::\\:\\:a\\:\\:\\:::\\:\\: b {T}",
		"C\\:\\\\new \\\\n \\[a\\] \\d \\ {T}",
		"Q {#=1:0.1 =%50%1..2 =-1e3 =%20%+0.5:1e-3}",
		"Q {#0}",
		"Q {0}",
		"Q {=\xd8\xa7\xd9\x84\xd9\x8a\xd9\x88\xd9\x85#\xe4\xbb\x8a\xe5\xa4\xa9 =1}",
		"Q {=a#####b}",
		"Q {F####g}",
		"Q {~%34%a ~%66%b ~%-7%c}",
		"[html]<!-- - -> --> &lt; {=a#<!-- x --> =b}",
		"Q {= a\\nb  c =\\n\\nd\\n\\n}",
		"[html] \\n<p>x</p>\\n {T}",
		"0\n0 {T}",
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_round(texts[i]);
	assert_null(round_trip(a, STR("// [id:a\\ ] [tag:\\]] [tag:\\\\]]\nQ {T}"), GIFT_IDS_NEEDED));
	assert_null(round_trip(a, STR("Q {T}\n\n::N:: Q {T}"), GIFT_IDS_TO_COME));
	arena_free(a);
}

static void
moodle_gets_its_own_weights_and_we_keep_ours(void **state)
{
	struct arena *a = arena_new();
	struct round r = round_read(a, STR("::Q:: Q {~%34%a ~%66%b}"), GIFT_IDS_TO_COME);
	const struct gift_bank bank = { r.q, r.form, r.count };
	struct problems p = problems_in(a);
	struct buf b = BUF_IN(a);

	(void)state;
	assert_str(round_write(a, &r, GIFT_FOR_US), "::Q::Q {\n~%34%a\n~%66%b\n}\n");
	gift_write(&b, &bank, GIFT_FOR_MOODLE, &p, STR("x.gift"));
	assert_str(buf_get(&b), "::Q::Q {\n~%33.33333%a\n~%66.66667%b\n}\n");
	assert_int_equal(p.warnings, 2);

	r = round_read(a, STR("S {=a -> b =c}"), GIFT_IDS_TO_COME);
	const struct gift_bank arrow = { r.q, r.form, r.count };

	gift_write(&b, &arrow, GIFT_FOR_MOODLE, &p, STR("x.gift"));
	assert_int_equal(p.warnings, 3);
	assert_true(str_find(p.problem[2].text, 0, "matching") < p.problem[2].text.len);
	arena_free(a);
}

static void
questions_without_a_category_come_first(void **state)
{
	struct arena *a = arena_new();
	struct round r = round_read(a, STR("$CATEGORY: x\n\nA {T}\n\nB {T}"), GIFT_IDS_TO_COME);

	(void)state;
	r.form[1].category = STR_NONE;
	assert_str(round_write(a, &r, GIFT_FOR_US),
	    "::B::B {\nTRUE\n}\n\n$CATEGORY: x\n\n::A::A {\nTRUE\n}\n");
	arena_free(a);
}

/* Every bank under the folder, read as one of a course and as one from elsewhere. */
static uint32_t
folder_round(const char *folder)
{
	struct arena *a = arena_new();
	struct folder f;
	struct err e;
	uint32_t count = 0;

	if (!folder_load(folder, a, &f, &e))
		fail_msg("%s: %s", folder, e.text);
	for (uint32_t i = 0; i < f.files; i++) {
		const char *bad;

		if (!str_ends(f.file[i].path, ".gift"))
			continue;
		bad = round_trip(a, f.file[i].bytes, GIFT_IDS_TO_COME);
		if (bad != NULL)
			print_message("%.*s: %s\n", STR_ARG(f.file[i].path), bad);
		assert_null(bad);
		count += round_read(a, f.file[i].bytes, GIFT_IDS_TO_COME).count;
	}
	arena_free(a);
	return count;
}

static void
the_banks_of_the_library_come_back_the_same(void **state)
{
	DIR *d = opendir(SOURCE_DIR "/courses/library");
	uint32_t count = 0;
	char path[1000];

	(void)state;
	assert_non_null(d);
	for (struct dirent *x = readdir(d); x != NULL; x = readdir(d)) {
		if (x->d_name[0] == '.' || strchr(x->d_name, '.') != NULL ||
		    strcmp(x->d_name, "LICENSE") == 0)
			continue;
		snprintf(path, sizeof(path), SOURCE_DIR "/courses/library/%s", x->d_name);
		count += folder_round(path);
	}
	closedir(d);
	assert_true(count > 20);
}

static void
the_corpus_comes_back_the_same(void **state)
{
	(void)state;
	assert_true(folder_round(SOURCE_DIR "/tests/data/gift") >= 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_written_as_moodle_writes_it),
		cmocka_unit_test(html_goes_out_unchanged),
		cmocka_unit_test(what_looks_like_a_sign_is_written_so_that_it_is_none),
		cmocka_unit_test(moodle_gets_its_own_weights_and_we_keep_ours),
		cmocka_unit_test(questions_without_a_category_come_first),
		cmocka_unit_test(the_banks_of_the_library_come_back_the_same),
		cmocka_unit_test(the_corpus_comes_back_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
