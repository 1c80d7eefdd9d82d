/*
 * product.md "What counts", rule by rule, on a small course:
 *
 *	basics (required, quiz)   one two three(optional)
 *	flat (optional)           a scenario
 *	more (required)           four
 *	exam
 */
#include "courses/learn/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct school {
	struct lesson basics[3], more[1];
	struct module_words outline[3];
	struct words words;
	struct module module[3];
	struct assessment assessment[2];
	struct course course;
	struct lesson_fact lesson[8];
	struct quiz_fact quiz[4];
	struct facts facts;
};

static void
school_open(struct school *s)
{
	memset(s, 0, sizeof(*s));
	s->basics[0] = (struct lesson){ .id = STR("one"), .minutes = 5, .bytes = 1000 };
	s->basics[1] = (struct lesson){ .id = STR("two"), .bytes = 2000 };
	s->basics[2] = (struct lesson){
		.id = STR("three"), .minutes = 9, .bytes = 4000, .optional = true
	};
	s->more[0] = (struct lesson){ .id = STR("four"), .minutes = 7, .bytes = 8000 };
	s->outline[0] = (struct module_words){
		.id = STR("basics"), .present = true, .lesson = s->basics, .lessons = 3
	};
	s->outline[1] = (struct module_words){ .id = STR("flat"), .present = true };
	s->outline[2] = (struct module_words){
		.id = STR("more"), .present = true, .lesson = s->more, .lessons = 1
	};
	s->words = (struct words){ .module = s->outline, .modules = 3 };
	s->module[0] = (struct module){ .id = STR("basics"),
		.minutes = 12,
		.required = true,
		.has_quiz = true,
		.quiz = { .id = STR("basics"), .pass = 80 } };
	s->module[1] = (struct module){ .id = STR("flat"), .kind = MODULE_SCENARIO, .minutes = 8 };
	s->module[2] = (struct module){ .id = STR("more"), .minutes = 7, .required = true };
	s->assessment[0] = (struct assessment){ .id = STR("before"), .kind = ASSESS_PRETEST };
	s->assessment[1] = (struct assessment){
		.id = STR("final"), .kind = ASSESS_EXAM, .pass = 80
	};
	s->course = (struct course){
		.module = s->module, .modules = 3, .assessment = s->assessment, .assessments = 2
	};
	s->facts = (struct facts){ .lesson = s->lesson, .quiz = s->quiz };
}

static void
lesson_done(struct school *s, const char *id)
{
	s->lesson[s->facts.lessons++] = (struct lesson_fact){
		.lesson = str_from(id), .opened = true, .ended = true, .done = true
	};
}

static void
quiz_done(struct school *s, const char *id, bool passed)
{
	s->quiz[s->facts.quizzes++] = (struct quiz_fact){
		.assessment = str_from(id), .tries = 1, .best = passed ? 90 : 40, .passed = passed
	};
}

static struct progress
progress_in(struct school *s)
{
	struct progress p;

	progress_of(&s->course, &s->words, &s->facts, &p);
	return p;
}

static void
next_is(struct school *s, const char *after, enum next_kind kind, uint32_t module, const char *id)
{
	struct next n;

	progress_next(&s->course, &s->words, &s->facts, str_from(after), &n);
	if (n.kind != kind || n.module != module || !str_is(n.id, id))
		fail_msg("after \"%s\" comes %d %u %.*s", after, (int)n.kind, (unsigned)n.module,
		    STR_ARG(n.id));
}

static void
a_lesson_is_done_when_it_ended_and_each_check_was_answered(void **state)
{
	struct lesson l = { .id = STR("one"), .checks = 2 };
	struct lesson_fact f = { .lesson = STR("one"), .opened = true };

	(void)state;
	assert_false(lesson_is_done(&l, NULL));
	assert_false(lesson_is_done(&l, &f));
	f.ended = true;
	assert_false(lesson_is_done(&l, &f));
	f.answered = 1;
	assert_false(lesson_is_done(&l, &f));
	f.answered = 2; /* right or wrong */
	assert_true(lesson_is_done(&l, &f));
	f.ended = false;
	assert_false(lesson_is_done(&l, &f));
	f = (struct lesson_fact){ .done = true }; /* once done stays done when checks are added */
	assert_true(lesson_is_done(&l, &f));
	l.checks = 0;
	f = (struct lesson_fact){ .ended = true };
	assert_true(lesson_is_done(&l, &f));
}

static void
a_module_is_done_with_its_required_lessons_and_its_quiz(void **state)
{
	struct school s;

	(void)state;
	school_open(&s);
	assert_false(module_is_done(&s.course, 0, &s.outline[0], &s.facts));
	lesson_done(&s, "one");
	lesson_done(&s, "two"); /* three is optional */
	assert_false(module_is_done(&s.course, 0, &s.outline[0], &s.facts));
	quiz_done(&s, "basics", false);
	assert_false(module_is_done(&s.course, 0, &s.outline[0], &s.facts));
	s.quiz[0].passed = true;
	assert_true(module_is_done(&s.course, 0, &s.outline[0], &s.facts));

	assert_false(module_is_done(&s.course, 1, &s.outline[1], &s.facts));
	lesson_done(&s, "flat"); /* a scenario is known by its module */
	assert_true(module_is_done(&s.course, 1, &s.outline[1], &s.facts));

	lesson_done(&s, "four"); /* no quiz here */
	assert_true(module_is_done(&s.course, 2, &s.outline[2], &s.facts));
	s.outline[2].present = false; /* what cannot be read is not done */
	assert_false(module_is_done(&s.course, 2, &s.outline[2], &s.facts));
	assert_false(module_is_done(&s.course, 2, NULL, &s.facts));
}

static void
ended_without_done_does_not_count_in_an_outline(void **state)
{
	struct school s;

	(void)state;
	school_open(&s);
	lesson_done(&s, "four");
	s.lesson[0].done = false;
	assert_false(module_is_done(&s.course, 2, &s.outline[2], &s.facts));
	assert_int_equal(progress_in(&s).lessons_done, 0);
}

static void
a_course_is_done_with_its_required_modules_and_its_exam(void **state)
{
	struct school s;
	struct progress p;

	(void)state;
	school_open(&s);
	p = progress_in(&s);
	assert_int_equal(p.lessons, 3);
	assert_int_equal(p.lessons_done, 0);
	assert_int_equal(p.quizzes, 2);
	assert_int_equal(p.percent, 0);
	assert_false(p.done);
	assert_int_equal(p.minutes_left, 5 + 7 + 7); /* two takes what the module has left */
	assert_int_equal(p.bytes_left, 11000);

	lesson_done(&s, "three"); /* optional ones move nothing */
	lesson_done(&s, "flat");
	quiz_done(&s, "before", true);
	p = progress_in(&s);
	assert_int_equal(p.percent, 0);
	assert_int_equal(p.bytes_left, 11000);

	lesson_done(&s, "one");
	p = progress_in(&s);
	assert_int_equal(p.percent, 20);
	assert_int_equal(p.minutes_left, 14);
	assert_int_equal(p.bytes_left, 10000);
	lesson_done(&s, "two");
	lesson_done(&s, "four");
	p = progress_in(&s);
	assert_int_equal(p.lessons_done, 3);
	assert_int_equal(p.percent, 60);
	assert_int_equal(p.minutes_left, 0);
	quiz_done(&s, "basics", true);
	quiz_done(&s, "final", false);
	p = progress_in(&s);
	assert_int_equal(p.quizzes_passed, 1);
	assert_int_equal(p.percent, 80);
	assert_false(p.done);
	s.quiz[2].passed = true;
	p = progress_in(&s);
	assert_int_equal(p.percent, 100);
	assert_true(p.done);

	s.outline[2].present = false;
	p = progress_in(&s);
	assert_int_equal(p.lessons, 3);
	assert_int_equal(p.percent, 80);
	assert_false(p.done);
}

static void
percent_is_rounded_down(void **state)
{
	struct school s;

	(void)state;
	school_open(&s);
	s.course.assessments = 0;
	s.module[0].has_quiz = false;
	lesson_done(&s, "one");
	assert_int_equal(progress_in(&s).percent, 33);
	lesson_done(&s, "two");
	assert_int_equal(progress_in(&s).percent, 66);
}

static void
where_nothing_can_be_failed_handing_in_is_enough(void **state)
{
	struct school s;

	(void)state;
	school_open(&s);
	s.module[0].quiz.pass = 0;
	quiz_done(&s, "basics", false);
	assert_int_equal(progress_in(&s).quizzes_passed, 1);
	s.quiz[0].tries = 0;
	s.quiz[0].open = true;
	assert_int_equal(progress_in(&s).quizzes_passed, 0);
}

static void
a_course_that_asks_for_nothing_is_never_done(void **state)
{
	struct school s;
	struct progress p;

	(void)state;
	school_open(&s);
	s.module[0].required = s.module[2].required = false;
	s.course.assessments = 0;
	p = progress_in(&s);
	assert_false(p.done);
	assert_int_equal(p.percent, 0);
	next_is(&s, "", NEXT_DONE, 3, "");
}

static void
next_is_the_first_thing_required_from_the_start(void **state)
{
	struct school s;

	(void)state;
	school_open(&s);
	next_is(&s, "", NEXT_LESSON, 0, "one");
	lesson_done(&s, "one");
	next_is(&s, "", NEXT_LESSON, 0, "two");
	lesson_done(&s, "two");
	next_is(&s, "", NEXT_QUIZ, 0, "basics"); /* three is optional */
	quiz_done(&s, "basics", true);
	next_is(&s, "", NEXT_LESSON, 2, "four"); /* and so is the flat */
	lesson_done(&s, "four");
	next_is(&s, "", NEXT_EXAM, 3, "final");
	quiz_done(&s, "final", true);
	next_is(&s, "", NEXT_DONE, 3, "");
}

static void
reading_on_offers_what_is_optional_and_turns_round_at_the_end(void **state)
{
	struct school s;

	(void)state;
	school_open(&s);
	lesson_done(&s, "two");
	next_is(&s, "two", NEXT_LESSON, 0, "three");
	next_is(&s, "three", NEXT_QUIZ, 0, "basics");
	quiz_done(&s, "basics", true);
	next_is(&s, "three", NEXT_LESSON, 1, "flat");
	next_is(&s, "flat", NEXT_LESSON, 2, "four");
	next_is(&s, "four", NEXT_EXAM, 3, "final");
	quiz_done(&s, "final", true);
	lesson_done(&s, "four");
	next_is(&s, "four", NEXT_LESSON, 0, "one"); /* left out before */
	lesson_done(&s, "one");
	next_is(&s, "four", NEXT_DONE, 3, "");
	next_is(&s, "one", NEXT_LESSON, 0, "three"); /* done, and still something to read */
	next_is(&s, "nowhere", NEXT_DONE, 3, "");
}

static void
a_fixed_order_lets_nobody_past_what_is_required(void **state)
{
	struct school s;

	(void)state;
	school_open(&s);
	s.course.fixed_order = true;
	lesson_done(&s, "two");
	next_is(&s, "two", NEXT_LESSON, 0, "one");
	lesson_done(&s, "one");
	next_is(&s, "two", NEXT_LESSON, 0, "three");
	next_is(&s, "flat", NEXT_QUIZ, 0, "basics");
	quiz_done(&s, "basics", true);
	next_is(&s, "flat", NEXT_LESSON, 2, "four");
}

static void
facts_are_found_by_id(void **state)
{
	struct school s;

	(void)state;
	school_open(&s);
	assert_null(facts_lesson(&s.facts, STR("one")));
	lesson_done(&s, "one");
	quiz_done(&s, "final", true);
	assert_ptr_equal(facts_lesson(&s.facts, STR("one")), &s.lesson[0]);
	assert_ptr_equal(facts_quiz(&s.facts, STR("final")), &s.quiz[0]);
	assert_null(facts_quiz(&s.facts, STR("fina")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lesson_is_done_when_it_ended_and_each_check_was_answered),
		cmocka_unit_test(a_module_is_done_with_its_required_lessons_and_its_quiz),
		cmocka_unit_test(ended_without_done_does_not_count_in_an_outline),
		cmocka_unit_test(a_course_is_done_with_its_required_modules_and_its_exam),
		cmocka_unit_test(percent_is_rounded_down),
		cmocka_unit_test(where_nothing_can_be_failed_handing_in_is_enough),
		cmocka_unit_test(a_course_that_asks_for_nothing_is_never_done),
		cmocka_unit_test(next_is_the_first_thing_required_from_the_start),
		cmocka_unit_test(reading_on_offers_what_is_optional_and_turns_round_at_the_end),
		cmocka_unit_test(a_fixed_order_lets_nobody_past_what_is_required),
		cmocka_unit_test(facts_are_found_by_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
