/* Walking a scenario: what courses/learn/scenario.h promises, from a file to its ends. */
#include "courses/learn/scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "courses/read/read.h"

static struct arena *arena;

static struct module_words
read_case(const char *text)
{
	struct problems p = problems_in(arena);
	struct module_words m;

	scenario_read(STR("m.md"), str_from(text), arena, &p, &m);
	if (p.errors > 0)
		fail_msg("%.*s", STR_ARG(problem_line(arena, "", &p.problem[0])));
	return m;
}

#define HEAD                                                                                       \
	"---\nid: flat\ntitle: Flat\nstart: door\nscales: {evidence: Evidence, rights: Rights}\n"    \
	"---\n"
#define DOOR                                                                                       \
	"<!-- id: door -->\n## Door\n\nIt is open.\n\n"                                              \
	"- [Photograph](#call) <!-- evidence: +2 -->\n  It can never be made again.\n"               \
	"- [Close *the* lid](#call) <!-- evidence: -1 -->\n- [Wait](#door)\n\n"
#define CALL                                                                                       \
	"<!-- id: call -->\n## Call\n\nWho?\n\n```gift\n// [id:c]\n::c:: Two and two? {=4 =four ~5}\n```\n"     \
	"<!-- evidence: +1 -->\n\n- [Take it](#end) <!-- rights: -2 -->\n"                           \
	"- [Ask](#end) <!-- rights: +2 -->\n- [Leave](#gone)\n\n"
#define ENDS                                                                                       \
	"<!-- id: strong; end: good; when: evidence >= 1, rights >= 1 -->\n## Stands\n\nNo gap.\n\n" \
	"<!-- id: gone; end: poor; when: evidence <= -100 -->\n## Gone\n\nYou left.\n\n"             \
	"<!-- id: doubt; end: poor -->\n## Doubt\n\nA question.\n"

static uint32_t
key(const char *target, const char *text)
{
	return question_key(str_printf(arena, "%s\n%s", target, text));
}

#define C(at, target, text)                                                                        \
	{                                                                                          \
		STR(at), key(target, text), false                                                  \
	}
#define CHECK(at, is_right)                                                                        \
	{                                                                                          \
		STR(at), 0, is_right                                                               \
	}
#define WALK(m, s, ...)                                                                            \
	do {                                                                                       \
		struct scenario_did did_[] = { __VA_ARGS__ };                                      \
		scenario_walk((m), did_, sizeof(did_) / sizeof(did_[0]), arena, (s));              \
	} while (0)

static void
a_walk_begins_at_the_start(void **state)
{
	struct module_words m = read_case(HEAD DOOR CALL ENDS);
	struct scenario_state s;

	(void)state;
	scenario_walk(&m, NULL, 0, arena, &s);
	assert_true(s.fits && !s.ended && !s.checked && s.choices == 0);
	assert_true(str_is(s.node->id, "door"));
	assert_int_equal(s.scale[0], 0);
	assert_int_equal(s.scale[1], 0);
}

static void
choices_move_scales_and_end_takes_the_first_that_holds(void **state)
{
	struct module_words m = read_case(HEAD DOOR CALL ENDS);
	struct scenario_state s;

	(void)state;
	WALK(&m, &s, C("door", "call", "Photograph"), C("call", "end", "Ask"));
	assert_true(s.fits && s.ended && str_is(s.node->id, "strong"));
	assert_int_equal(s.scale[0], 2);
	assert_int_equal(s.scale[1], 2);
	assert_int_equal(s.choices, 2);
	WALK(&m, &s, C("door", "call", "Close the lid"), C("call", "end", "Ask"));
	assert_true(s.ended && str_is(s.node->id, "doubt"));
	/* By its id an end is reached whatever it asks for. */
	WALK(&m, &s, C("door", "call", "Photograph"), C("call", "gone", "Leave"));
	assert_true(s.ended && str_is(s.node->id, "gone"));
}

static void
a_check_moves_when_right_and_once_on_a_visit(void **state)
{
	struct module_words m = read_case(HEAD DOOR CALL ENDS);
	struct scenario_state s;

	(void)state;
	WALK(&m, &s, C("door", "call", "Close the lid"), CHECK("call", true));
	assert_true(s.fits && s.checked && str_is(s.node->id, "call"));
	assert_int_equal(s.scale[0], 0);
	WALK(&m, &s, C("door", "call", "Close the lid"), CHECK("call", false));
	assert_true(s.checked);
	assert_int_equal(s.scale[0], -1);
	WALK(&m, &s, C("door", "call", "Close the lid"), CHECK("call", false), CHECK("call", true));
	assert_false(s.fits);
	WALK(&m, &s, CHECK("door", true));
	assert_false(s.fits);
}

static void
what_does_not_fit_begins_anew(void **state)
{
	struct module_words m = read_case(HEAD DOOR CALL ENDS);
	struct scenario_state s;

	(void)state;
	WALK(&m, &s, C("door", "call", "Photograph"), C("call", "end", "Something else"));
	assert_true(!s.fits && str_is(s.node->id, "door") && s.choices == 0);
	assert_int_equal(s.scale[0], 0);
	WALK(&m, &s, C("call", "end", "Ask"));
	assert_false(s.fits);
	/* Nothing is done behind an end. */
	WALK(&m, &s, C("door", "call", "Photograph"), C("call", "end", "Ask"),
	    C("strong", "door", "More"));
	assert_false(s.fits);
	/* The same words to another node are another choice. */
	WALK(&m, &s, C("door", "end", "Photograph"));
	assert_false(s.fits);
}

static void
a_ring_ends_at_the_bound(void **state)
{
	struct module_words m = read_case(HEAD DOOR CALL ENDS);
	struct scenario_did *did = ARENA_ARRAY(arena, SCENARIO_PATH + 1, struct scenario_did);
	struct scenario_state s;

	(void)state;
	for (uint32_t i = 0; i <= SCENARIO_PATH; i++)
		did[i] = (struct scenario_did)C("door", "door", "Wait");
	scenario_walk(&m, did, SCENARIO_PATH, arena, &s);
	assert_true(s.fits && s.choices == SCENARIO_PATH);
	scenario_walk(&m, did, SCENARIO_PATH + 1, arena, &s);
	assert_false(s.fits);
}

static void
nobody_is_stuck_where_no_end_fits(void **state)
{
	struct module_words m = read_case(HEAD DOOR CALL
	    "<!-- id: strong; end: good; when: rights >= 5 -->\n## Stands\n\nNo gap.\n\n"
	    "<!-- id: gone -->\n## Gone\n\nNothing to choose.\n");
	struct scenario_state s;

	(void)state;
	WALK(&m, &s, C("door", "call", "Photograph"), C("call", "end", "Ask"));
	assert_true(s.fits && s.ended && s.node == NULL);
	WALK(&m, &s, C("door", "call", "Photograph"), C("call", "gone", "Leave"));
	assert_true(s.fits && s.ended && str_is(s.node->id, "gone"));
	m.start = STR("nowhere");
	scenario_walk(&m, NULL, 0, arena, &s);
	assert_true(s.ended && s.node == NULL);
}

static void
a_choice_keeps_its_key_in_another_place_and_another_debrief(void **state)
{
	struct module_words m = read_case(HEAD DOOR CALL ENDS), n = m;
	struct node door = m.node[0];
	struct option swapped[3] = { m.node[0].option[2], m.node[0].option[1], m.node[0].option[0] };
	struct scenario_state s;

	(void)state;
	swapped[2].debriefs = 0;
	door.option = swapped;
	n.node = ARENA_ARRAY(arena, m.nodes, struct node);
	for (uint32_t i = 0; i < m.nodes; i++)
		n.node[i] = m.node[i];
	n.node[0] = door;
	WALK(&n, &s, C("door", "call", "Photograph"));
	assert_true(s.fits && str_is(s.node->id, "call"));
	assert_true(scenario_version(&m.node[0], arena) != scenario_version(&door, arena));
}

static void
a_choice_is_found_in_another_language(void **state)
{
	struct module_words en = read_case(HEAD DOOR CALL ENDS);
	struct module_words fr = read_case(HEAD "<!-- id: door -->\n## Porte\n\nOuverte.\n\n"
	    "- [Photographier](#call)\n- [Fermer](#call)\n- [Attendre](#door)\n\n" CALL ENDS);

	(void)state;
	assert_int_equal(scenario_translate(&en, &fr, STR("door"), key("call", "Photograph")),
	    key("call", "Photographier"));
	assert_int_equal(scenario_translate(&en, &fr, STR("door"), key("call", "No such")), 0);
	assert_int_equal(scenario_translate(&en, &fr, STR("cellar"), key("call", "Photograph")), 0);
	fr.node[0].option[0].target = STR("end");
	assert_int_equal(scenario_translate(&en, &fr, STR("door"), key("call", "Photograph")), 0);
}

static int
begin(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_walk_begins_at_the_start, begin, end),
		cmocka_unit_test_setup_teardown(
		    choices_move_scales_and_end_takes_the_first_that_holds, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_check_moves_when_right_and_once_on_a_visit, begin, end),
		cmocka_unit_test_setup_teardown(what_does_not_fit_begins_anew, begin, end),
		cmocka_unit_test_setup_teardown(a_ring_ends_at_the_bound, begin, end),
		cmocka_unit_test_setup_teardown(nobody_is_stuck_where_no_end_fits, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_choice_keeps_its_key_in_another_place_and_another_debrief, begin, end),
		cmocka_unit_test_setup_teardown(a_choice_is_found_in_another_language, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
