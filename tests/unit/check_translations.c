/* How far a translation is, what is stale in it, which banks are used, and the stamp that a translator gives. */
#include "courses/base/arena.h"
#include "courses/check/stamp.h"
#include "courses/read/read.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define YAML                                                                                       \
	"id: small\nedition: 1\nsource_language: en\nlanguages: [en, fr]\n"                        \
	"title: {en: \"Small\", fr: \"Petit\"}\nmodules:\n"                                        \
	"  - id: one\n    file: 010-one.md\n    quiz: {bank: b}\n"
#define LESSONS                                                                                    \
	"---\nid: one\ntitle: One\n---\n\n<!-- id: first; minutes: 5 -->\n## First\n\nText.\n\n"      \
	"```\n<!-- id: first -->\n```\n\n<!-- id: second -->\n## Second\n\nText [t](glossary:t).\n"
#define GLOSSARY "---\ntitle: Words\n---\n\n<!-- id: t -->\n## t\n\nA term.\n"
#define BANK "// [id:q]\nIs it? {TRUE#No.#Yes.}\n"

struct small {
	struct arena *a;
	struct file file[8];
	struct folder folder;
	struct course *course;
	struct problems problems;
};

/* Sorted by path, as folder_load gives them. */
static void
small_read(struct small *s, const char *french_bank, const char *french, const char *glossary)
{
	uint32_t n = 0;

	s->a = arena_new();
	s->file[n++] = (struct file){ STR("banks/b.en.gift"), STR(BANK) };
	if (french_bank != NULL)
		s->file[n++] = (struct file){ STR("banks/b.fr.gift"), str_from(french_bank) };
	s->file[n++] = (struct file){ STR("course.yaml"), STR(YAML) };
	s->file[n++] = (struct file){ STR("en/010-one.md"), STR(LESSONS) };
	s->file[n++] = (struct file){ STR("en/glossary.md"), STR(GLOSSARY) };
	if (french != NULL)
		s->file[n++] = (struct file){ STR("fr/010-one.md"), str_from(french) };
	if (glossary != NULL)
		s->file[n++] = (struct file){ STR("fr/glossary.md"), str_from(glossary) };
	s->folder = (struct folder){ .file = s->file, .files = n };
	s->problems = problems_in(s->a);
	s->course = course_read(&s->folder, s->a, &s->problems);
}

static const char *
stamped(struct small *s, const char *path, const char *id, const char *text, uint32_t expected)
{
	struct stamp *stamp;
	uint32_t n = stamps_for(s->course, str_from(path), str_from(id), s->a, &stamp), found = 99;
	struct str out = stamp_text(s->a, str_from(text), stamp, n, &found);

	assert_int_equal(found, expected);
	return str_z(s->a, out);
}

static void
a_stamp_changes_from_and_nothing_else(void **state)
{
	struct small s;
	struct str hash, again;
	const char *text;

	(void)state;
	small_read(&s, BANK, LESSONS, GLOSSARY);
	hash = str_printf(s.a, "%016llx",
	    (unsigned long long)words_lesson(course_words(s.course, STR("en")), STR("first"), NULL)->hash);
	/* What stands between ``` lines is text. */
	text = stamped(&s, "fr/010-one.md", "first", LESSONS, 1);
	again = str_printf(s.a,
	    "---\nid: one\ntitle: One\n---\n\n<!-- id: first; minutes: 5; from: %.*s -->\n## First\n\nText.\n\n"
	    "```\n<!-- id: first -->\n```\n\n<!-- id: second -->\n## Second\n\nText [t](glossary:t).\n",
	    STR_ARG(hash));
	assert_string_equal(text, str_z(s.a, again));
	/* Stamped again it is the same; an old one is replaced; Windows line ends stay. */
	assert_string_equal(stamped(&s, "fr/010-one.md", "first", text, 1), text);
	assert_string_equal(stamped(&s, "fr/010-one.md", "", "<!-- id: first; from: 0; minutes: 5 -->\r\n## x\r\n", 1),
	    str_z(s.a, str_printf(s.a, "<!-- id: first; from: %.*s; minutes: 5 -->\r\n## x\r\n", STR_ARG(hash))));
	assert_string_equal(stamped(&s, "fr/010-one.md", "", "<!--id: first; from: 0-->", 1),
	    str_z(s.a, str_printf(s.a, "<!--id: first; from: %.*s-->", STR_ARG(hash))));
	/* Both lessons; the term; never the source, never a page that is not there. */
	stamped(&s, "fr/010-one.md", "", LESSONS, 2);
	stamped(&s, "fr/glossary.md", "", GLOSSARY, 1);
	stamped(&s, "en/010-one.md", "", LESSONS, 0);
	stamped(&s, "fr/010-one.md", "third", LESSONS, 0);
	stamped(&s, "fr/020-two.md", "", LESSONS, 0);
	stamped(&s, "fr", "", LESSONS, 0);
	arena_free(s.a);
}

static void
each_language_is_counted(void **state)
{
	struct small s, t;
	const struct translation *is;

	(void)state;
	/* Nothing is there. */
	small_read(&s, NULL, NULL, NULL);
	is = &s.course->words[1].state;
	assert_int_equal(is->pages, 3);
	assert_int_equal(is->missing, 3);
	assert_int_equal(is->complete + is->stale + is->unmarked, 0);
	assert_int_equal(is->banks, 1);
	assert_int_equal(is->banks_missing, 1);
	/* One page stale, one without a mark, one right. */
	small_read(&t, BANK, "---\nid: one\ntitle: Un\n---\n\n<!-- id: first; from: 0 -->\n## Un\n\nTexte.\n\n"
			     "<!-- id: second -->\n## Deux\n\nTexte.\n", stamped(&s, "fr/glossary.md", "", GLOSSARY, 1));
	is = &t.course->words[1].state;
	assert_int_equal(is->pages, 3);
	assert_int_equal(is->stale, 1);
	assert_int_equal(is->unmarked, 1);
	assert_int_equal(is->complete, 1);
	assert_int_equal(is->missing, 0);
	assert_int_equal(is->banks_missing + is->banks_differ, 0);
	assert_false(is->exam_blocked);
	/* What is served says it of the page, and only of that one. */
	assert_true(t.course->words[1].module[0].lesson[0].stale);
	assert_false(t.course->words[1].module[0].lesson[1].stale);
	assert_false(t.course->words[1].term[0].stale);
	assert_false(t.course->words[0].module[0].lesson[0].stale);
	/* A page that is the source's own is never stale. */
	assert_false(s.course->words[1].module[0].lesson[0].stale);
	arena_free(s.a);
	arena_free(t.a);
}

static void
a_bank_that_differs_is_not_used(void **state)
{
	static const char *const wrong[] = {
		"// [id:q]\nEst-ce ? {FALSE#Non.#Oui.}\n",            /* the answer */
		"// [id:q]\nEst-ce ? {=oui ~non ~peut-\xC3\xAAtre####.}\n", /* the type */
		"// [id:q] [tag:x]\nEst-ce ? {TRUE#Non.#Oui.}\n",     /* the tags */
		"// [id:p]\nEst-ce ? {TRUE#Non.#Oui.}\n",             /* the id */
	};
	struct small s;

	(void)state;
	small_read(&s, "// [id:q]\nEst-ce ? {TRUE#Non.#Oui.}\n", LESSONS, GLOSSARY);
	assert_string_equal(
	    str_z(s.a, course_bank(s.course, STR("b"), STR("fr"))->question[0].text), "Est-ce ?");
	arena_free(s.a);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		small_read(&s, wrong[i], LESSONS, GLOSSARY);
		assert_int_equal(s.problems.errors, 0);
		assert_int_equal(s.course->words[1].state.banks_differ, 1);
		assert_string_equal(
		    str_z(s.a, course_bank(s.course, STR("b"), STR("fr"))->question[0].text), "Is it?");
		assert_int_equal(s.course->banks, 2);
		arena_free(s.a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stamp_changes_from_and_nothing_else),
		cmocka_unit_test(each_language_is_counted),
		cmocka_unit_test(a_bank_that_differs_is_not_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
