/*
 * Twee 3 into a scenario: what comes out is read by the scenario reader without a problem, and what
 * would be lost in silence is an error with its place.
 */
#include "tests/unit/gift_help.h"

#include "courses/read/twee.h"

struct story {
	struct reading r; /* its problems */
	struct str text;
	struct module_words m;
};

static struct story
story_of(const char *text)
{
	struct story s = { .r = { .arena = arena_new() }, .text = STR_NONE };
	struct buf b = BUF_IN(s.r.arena);

	s.r.problems = problems_in(s.r.arena);
	twee_read(STR("x.twee"), str_from(text), s.r.arena, &s.r.problems, &b);
	problems_sort(&s.r.problems);
	s.text = buf_get(&b);
	if (s.text.len > 0) {
		struct problems p = problems_in(s.r.arena);

		scenario_read(STR("x.md"), s.text, s.r.arena, &p, &s.m);
		for (uint32_t i = 0; i < p.count; i++)
			print_message("%.*s\n", STR_ARG(p.problem[i].text));
		assert_int_equal(p.count, 0);
	}
	return s;
}

static void
passages_are_nodes_links_choices_and_the_last_an_end(void **state)
{
	struct story s = story_of(
	    ":: StoryTitle\nThe \"door\": one\n\n:: StoryData\n{\"ifid\": \"A\", \"start\": "
	    "\"The door\"}\n\n"
	    ":: The door {\"position\":\"1,2\"}\nIt is *open*.\n\n"
	    "You may [[look->Inside]] or [[Inside<-go in]].\n[[leave|Inside]]\n* [[Inside]]\n\n"
	    ":: Inside\n# Dark <3 `x` [y](z)\n---\n| a | b |\n");

	(void)state;
	assert_int_equal(s.r.problems.errors, 0);
	assert_said(&s.r, "x.twee:1:1: warning: ", "no debrief");
	assert_str(s.m.id, "the-door-one");
	assert_str(s.m.title, "The \"door\": one");
	assert_str(s.m.start, "the-door");
	assert_int_equal(s.m.nodes, 2);
	assert_int_equal(s.m.node[0].options, 4);
	for (uint32_t i = 0; i < 4; i++)
		assert_str(s.m.node[0].option[i].target, "inside");
	assert_str(s.m.node[0].option[0].span[0].text, "look");
	assert_str(s.m.node[0].option[1].span[0].text, "go in");
	assert_str(s.m.node[0].option[2].span[0].text, "leave");
	assert_str(s.m.node[0].option[3].span[0].text, "Inside");
	assert_int_equal(s.m.node[0].blocks, 2); /* a line of links alone is no text */
	assert_true(str_find(s.text, 0, "You may look or go in.") < s.text.len);
	assert_int_equal(s.m.node[1].options, 0);
	assert_str(s.m.node[1].end, "done");
	assert_int_equal(s.m.node[1].blocks, 1);
	reading_free(&s.r);
}

static void
ids_come_from_names_and_are_each_another(void **state)
{
	struct story s = story_of(":: Start\n[[a->A b!]] [[c->a B]] [[d->7]] [[e->\xd0\x94]] "
				  "[[f->end]]\n\n:: A b!\nx\n:: a B\nx\n:: 7\nx\n"
				  ":: \xd0\x94\nx\n:: end\nx\n");
	static const char *const ids[] = { "start", "a-b", "a-b-2", "node-7", "node", "end-2" };

	(void)state;
	assert_int_equal(s.r.problems.errors, 0);
	assert_said(&s.r, "x.twee:1:1: warning: ", "no StoryTitle");
	assert_int_equal(s.m.nodes, 6);
	for (uint32_t i = 0; i < 6; i++)
		assert_str(s.m.node[i].id, ids[i]);
	reading_free(&s.r);
}

static void
code_is_an_error_with_its_place_and_prose_is_not(void **state)
{
	static const struct {
		const char *line, *place, *words;
	} rows[] = {
		{ "Now <<set $x to 1>>", "x.twee:2:5: error: ", "SugarCube" },
		{ "(set: $x to 1)", "x.twee:2:1: error: ", "Harlowe" },
		{ "a (link-goto: \"x\")", "x.twee:2:3: error: ", "Harlowe" },
		{ "You have $coins.", "x.twee:2:10: error: ", "a variable" },
		{ "{name} goes", "x.twee:2:1: error: ", "Chapbook" },
		{ "[if lamp]", "x.twee:2:1: error: ", "story format" },
		{ "<% x %>", "x.twee:2:1: error: ", "Snowman" },
		{ "<b>x</b>", "x.twee:2:1: error: ", "HTML" },
		{ "[img[a.png]]", "x.twee:2:1: error: ", "story format" },
		{ "[[a|End][$x = 1]]", "x.twee:2:1: error: ", "sets a variable" },
		{ "[[a->End", "x.twee:2:1: error: ", "not closed" },
		{ "[[->End]]", "x.twee:2:1: error: ", "needs words" },
		{ "[[a->Nowhere]]", "x.twee:2:1: error: ", "no passage `Nowhere`" },
	};
	char text[200];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), ":: Start\n%s\n[[on->End]]\n:: End\nx\n", rows[i].line);
		struct story s = story_of(text);

		assert_said(&s.r, rows[i].place, rows[i].words);
		assert_int_equal(s.text.len, 0);
		reading_free(&s.r);
	}
	struct story s = story_of(":: Start\n(note: it costs $5, 3 < 4, {1}) [1] a_b\n[[on->End]]\n"
				  ":: End\nx\n");

	assert_int_equal(s.r.problems.errors, 0);
	assert_true(str_find(s.text, 0, "(note: it costs $5, 3 \\< 4, {1}) \\[1\\] a_b") < s.text.len);
	reading_free(&s.r);

	/* Lines that Markdown would make more of; story_of reads them without a problem. */
	s = story_of(":: Start\ntext\n-\nmore\n=\n- - -\n* # x\n> q\n+\n- item\n~~~\n** **\n"
		     "[[on->End]]\n:: End\nx\n");
	assert_int_equal(s.r.problems.errors, 0);
	assert_true(str_find(s.text, 0, "\ntext\n\\-\nmore\n\\=\n") < s.text.len);
	assert_true(str_find(s.text, 0, "\n* item\n") < s.text.len);
	reading_free(&s.r);
}

static void
a_story_that_cannot_be_walked_is_an_error(void **state)
{
	static const struct {
		const char *text, *place, *words;
	} rows[] = {
		{ "", "x.twee:1:1: error: ", "no passage" },
		{ "Hello\n:: A\nx\n", "x.twee:1:1: error: ", "before the first" },
		{ "::\nx\n", "x.twee:1:1: error: ", "no name" },
		{ ":: A [x\nx\n", "x.twee:1:6: error: ", "not closed" },
		{ ":: A\nx\n:: A\ny\n", "x.twee:3:1: error: ", "two passages" },
		{ ":: Start\n[[a->B]]\n:: B\n[[b->Start]]\n", "x.twee:1:1: error: ", "no end" },
		{ ":: Start\nx\n:: Lost\ny\n", "x.twee:3:1: error: ", "no link leads" },
		{ ":: StoryData\n{\"start\": \"Z\"}\n:: A\nx\n", "x.twee:1:1: error: ", "`Z`" },
		{ ":: StoryData\nstart\n:: A\nx\n", "x.twee:1:1: error: ", "JSON" },
		{ ":: A\nx\n:: S [script]\nlet x\n", "x.twee:3:1: error: ", "passage of code" },
		{ ":: A\nx\n:: S [stylesheet]\nbody {}\n", "x.twee:3:1: warning: ", "stylesheet" },
		{ ":: A [t]\nx\n", "x.twee:1:1: warning: ", "tags" },
		{ ":: A\n", "x.twee:1:1: warning: ", "no text" },
		{ ":: A\nx\n", "x.twee:1:1: warning: ", "begin here" },
	};

	char text[300];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		snprintf(text, sizeof(text), i > 0 ? ":: %0210d\nx\n" : ":: StoryTitle\n%0210d\n:: A\nx\n", 1);
		struct story s = story_of(text);

		assert_said(&s.r, "x.twee:1:1: error: ", "more than 200 letters");
		reading_free(&s.r);
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena *a = arena_new();
		struct reading r = { .arena = a, .problems = problems_in(a) };
		struct buf b = BUF_IN(a);

		twee_read(STR("x.twee"), str_from(rows[i].text), a, &r.problems, &b);
		assert_said(&r, rows[i].place, rows[i].words);
		assert_true((b.len == 0) == (r.problems.errors > 0));
		arena_free(a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passages_are_nodes_links_choices_and_the_last_an_end),
		cmocka_unit_test(ids_come_from_names_and_are_each_another),
		cmocka_unit_test(code_is_an_error_with_its_place_and_prose_is_not),
		cmocka_unit_test(a_story_that_cannot_be_walked_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
