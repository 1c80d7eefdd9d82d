/* Scenarios that are walked, kept, resumed and looked at again. */
#include "tests/keeper/desk.h"

#define FLAT STR("flat-seven")
#define PHOTO "Photograph it, then telephone the specialist"
#define LID "Close the lid and take it away"
#define TAKE "Take it too, to be safe"
#define ASKS "Note it, guard the room, ask for an authority"

static struct request
scenario(struct classroom *c, enum verb verb)
{
	return (struct request){ .verb = verb, .scenario = { event(c), COURSE, FLAT, STR("en") } };
}

static struct request
choice(struct classroom *c, const char *node, const char *target, const char *text)
{
	return (struct request){ .verb = VERB_SCENARIO_STEP,
		.step = { .event = event(c), .course = COURSE, .module = FLAT, .lang = STR("en"),
		    .node = str_from(node),
		    .choice = question_key(str_printf(c->a, "%s\n%s", target, text)),
		    .response = { .text = STR_NONE } } };
}

static enum reason
step(struct classroom *c, struct seat *s, const char *node, const char *target, const char *text)
{
	return ask_coded(c, s, choice(c, node, target, text));
}

/* Where this person stands, told anew. */
static const struct told_scenario *
where(struct classroom *c, struct seat *s)
{
	assert_int_equal(ask_coded(c, s, scenario(c, VERB_SCENARIO)), REASON_NONE);
	return &c->r.scenario;
}

static void
edited(struct classroom *c, const char *from, const char *to)
{
	char dir[] = "/tmp/chalkline-course-XXXXXX", command[600];
	bool changed;
	struct err e;

	assert_non_null(mkdtemp(dir));
	snprintf(command, sizeof(command),
	    "cp -r '%s/.' '%s' && sed -i 's|%s|%s|' '%s/en/case-flat-seven.md'", COURSE_DIR, dir, from,
	    to, dir);
	assert_int_equal(system(command), 0);
	if (!keeper_publish(c->k, dir, NULL, &changed, &e))
		fail_msg("%s", e.text);
	assert_true(changed);
	dir_remove(dir);
}

static void
a_walk_is_kept_and_goes_on_where_it_was_left(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	const struct told_scenario *t = where(c, &s);

	(void)state;
	assert_true(uuid_is_zero(&t->walk) && str_is(t->node, "door") && !t->has_last && t->lines == 0);
	assert_int_equal(step(c, &s, "door", "call", PHOTO), REASON_NONE);
	t = &c->r.scenario;
	assert_true(str_is(t->node, "call") && !t->ended && t->has_last);
	assert_int_equal(t->last.moves, 1);
	assert_int_equal(t->last.move[0].value, 2);
	assert_true(str_is(t->last.move[0].label, "Evidence"));
	assert_int_equal(t->last.debriefs, 1);
	assert_true(str_starts(t->last.debrief[0].span[0].text, "What the screen showed"));
	classroom_reopen(c);
	/* What was said to the last choice is told again: the line may have been cut before it was read. */
	t = where(c, &s);
	assert_true(str_is(t->node, "call") && t->has_last && t->last.debriefs == 1);
	assert_int_equal(t->scale[0].value, 2);
	assert_int_equal(t->choices, 1);
	OK(c, &s, .verb = VERB_FACTS, .course = COURSE);
	assert_int_equal(facts_scenario(&c->r.facts, FLAT)->choices, 1);
	assert_false(facts_lesson(&c->r.facts, FLAT)->done);
	assert_int_equal(step(c, &s, "call", "end", ASKS), REASON_NONE);
	assert_true(c->r.scenario.ended && str_is(c->r.scenario.node, "strong"));
	OK(c, &s, .verb = VERB_FACTS, .course = COURSE);
	assert_true(facts_lesson(&c->r.facts, FLAT)->done);
	assert_true(str_is(facts_scenario(&c->r.facts, FLAT)->end, "A file that stands"));
	OK(c, &s, .verb = VERB_HOME);
	assert_true(str_eq(c->r.home.last.lesson, FLAT));
	sound(c);
	classroom_free(c);
}

static void
a_step_said_again_changes_nothing(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct request q = choice(c, "door", "call", LID);
	int64_t n;

	(void)state;
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	n = events(c);
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	assert_true(str_is(c->r.scenario.node, "call") && c->r.scenario.last.debriefs == 1);
	/* Also when the walk has gone on meanwhile: it is answered for what was done then. */
	assert_int_equal(step(c, &s, "call", "end", TAKE), REASON_NONE);
	assert_true(events(c) > n);
	n = events(c);
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	assert_true(str_is(c->r.scenario.node, "call") && !c->r.scenario.ended);
	assert_int_equal(c->r.scenario.scale[0].value, -1);
	assert_int_equal(events(c), n);
	q.step.node = STR("call");
	assert_int_equal(ask_coded(c, &s, q), REASON_MALFORMED);
	classroom_free(c);
}

static void
what_cannot_be_done_here_is_refused(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	int64_t n = events(c);
	struct request q;

	(void)state;
	assert_int_equal(step(c, &s, "call", "end", ASKS), REASON_NO_SUCH);
	assert_int_equal(step(c, &s, "door", "call", "Something else"), REASON_NO_SUCH);
	assert_int_equal(step(c, &s, "no-node", "call", PHOTO), REASON_NO_SUCH);
	q = choice(c, "door", "call", PHOTO);
	q.step.choice = 0; /* there is no check */
	assert_int_equal(ask_coded(c, &s, q), REASON_NO_SUCH);
	q = choice(c, "door", "call", PHOTO);
	q.step.module = STR("first-hour");
	assert_int_equal(ask_coded(c, &s, q), REASON_NO_SUCH);
	q = choice(c, "door", "call", PHOTO);
	q.step.course = STR("no-course");
	assert_int_equal(ask_coded(c, &s, q), REASON_NO_COURSE);
	assert_int_equal(events(c), n);
	/* Behind an end nothing is done but to begin again. */
	assert_int_equal(step(c, &s, "door", "call", PHOTO), REASON_NONE);
	assert_int_equal(step(c, &s, "call", "end", ASKS), REASON_NONE);
	assert_int_equal(step(c, &s, "door", "call", PHOTO), REASON_CLOSED);
	/* A place does not make it done, and no other's walk is looked at. */
	struct seat other = person(c, "bruno", ROLE_TRAINEE);

	assert_int_equal(ask_coded(c, &other, place_of(c, "flat-seven", 0, true)), REASON_NONE);
	OK(c, &other, .verb = VERB_FACTS, .course = COURSE);
	assert_false(facts_lesson(&c->r.facts, FLAT)->done);
	q = (struct request){ .verb = VERB_SCENARIO_REVIEW, .walk = { where(c, &s)->walk, 0 } };
	assert_int_equal(ask_coded(c, &other, q), REASON_NO_SUCH);
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	classroom_free(c);
}

static void
old_walks_are_looked_at_step_by_step(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	const struct told_walk *w;
	struct request again = scenario(c, VERB_SCENARIO_AGAIN);
	struct uuid walk;

	(void)state;
	assert_int_equal(step(c, &s, "door", "call", LID), REASON_NONE);
	assert_int_equal(step(c, &s, "call", "end", TAKE), REASON_NONE);
	walk = where(c, &s)->walk;
	assert_int_equal(c->r.scenario.lines, 1);
	assert_true(str_is(c->r.scenario.line[0].end, "A file in doubt"));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ask_coded(c, &s, again), REASON_NONE);
		assert_true(uuid_eq(&c->r.scenario.walk, &again.scenario.event));
		assert_true(str_is(c->r.scenario.node, "door") && c->r.scenario.scale[0].value == 0);
	}
	/* What has no step yet is not begun once more. */
	assert_int_equal(ask_coded(c, &s, scenario(c, VERB_SCENARIO_AGAIN)), REASON_NONE);
	assert_true(uuid_eq(&c->r.scenario.walk, &again.scenario.event));
	assert_int_equal(step(c, &s, "door", "call", PHOTO), REASON_NONE);
	assert_true(uuid_eq(&c->r.scenario.walk, &again.scenario.event));
	/* The words have changed meanwhile: it is shown as it was. */
	edited(c, "Close the lid and take it away", "Shut the lid and carry it off");
	edited(c, "The work may go on", "The work will go on");
	classroom_reopen(c);
	OK(c, &s, .verb = VERB_SCENARIO_REVIEW, .walk = { walk, 0 });
	w = &c->r.walk;
	assert_int_equal(w->steps, 2);
	assert_true(str_is(w->title, "The open lid") && w->blocks == 1 && w->choices == 2);
	assert_true(w->choice[1].chosen && !w->choice[0].chosen && str_is(w->choice[1].text, LID));
	assert_true(str_starts(w->step.debrief[0].span[0].text, "The work may go on"));
	assert_int_equal(w->step.move[0].value, -1);
	assert_int_equal(w->scale[0].value, -1);
	OK(c, &s, .verb = VERB_SCENARIO_REVIEW, .walk = { walk, 2 });
	w = &c->r.walk;
	assert_true(str_is(w->title, "A file in doubt") && str_is(w->end, "poor") && w->choices == 0);
	assert_int_equal(w->scale[1].value, -2);
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_SCENARIO_REVIEW, .walk = { walk, 3 }), REASON_NO_SUCH);
	assert_int_equal(where(c, &s)->lines, 2);
	sound(c);
	classroom_free(c);
}

static void
a_walk_that_does_not_fit_any_more_is_told_and_kept(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct uuid old;

	(void)state;
	assert_int_equal(step(c, &s, "door", "call", PHOTO), REASON_NONE);
	old = c->r.scenario.walk;
	/* A debrief that was mended is no reason to begin anew. */
	edited(c, "can never be made again", "cannot be made again");
	assert_true(!where(c, &s)->changed && str_is(c->r.scenario.node, "call"));
	edited(c, "then telephone the specialist", "then call a specialist");
	assert_true(where(c, &s)->changed);
	assert_true(str_is(c->r.scenario.node, "door") && uuid_is_zero(&c->r.scenario.walk));
	assert_int_equal(c->r.scenario.scale[0].value, 0);
	assert_int_equal(c->r.scenario.lines, 1);
	assert_int_equal(step(c, &s, "door", "call", PHOTO), REASON_NO_SUCH);
	assert_int_equal(
	    step(c, &s, "door", "call", "Photograph it, then call a specialist"), REASON_NONE);
	assert_false(uuid_eq(&old, &c->r.scenario.walk));
	assert_true(!where(c, &s)->changed && c->r.scenario.lines == 2);
	OK(c, &s, .verb = VERB_SCENARIO_REVIEW, .walk = { old, 0 });
	assert_true(c->r.walk.choice[0].chosen && str_is(c->r.walk.choice[0].text, PHOTO));
	assert_true(str_starts(c->r.walk.step.debrief[0].span[0].text, "What the screen showed"));
	/* An end that was reached stays one. */
	assert_int_equal(step(c, &s, "call", "end", ASKS), REASON_NONE);
	edited(c, "ask for an authority", "ask for a second authority");
	assert_true(where(c, &s)->ended && str_is(c->r.scenario.node, "strong"));
	assert_int_equal(step(c, &s, "door", "call", PHOTO), REASON_CLOSED);
	sound(c);
	classroom_free(c);
}

#define GIFT                                                                                       \
	"\\n```gift\\n// [id:c]\\n::c:: Who may order it? {=The court#Yes. ~The officer#No.}\\n```\\n"           \
	"<!-- rights: +1 -->\\n"

static struct request
check_in(struct classroom *c, const char *answer)
{
	struct request q = choice(c, "call", "end", "");

	q.step.choice = 0;
	q.step.response.pick[0].right = question_key(str_from(answer));
	q.step.response.picks = 1;
	return q;
}

static void
a_check_in_a_node_moves_once_and_tells_its_feedback(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct request q;

	(void)state;
	edited(c, "your order does not name.", "your order does not name.\\n" GIFT);
	assert_int_equal(step(c, &s, "door", "call", PHOTO), REASON_NONE);
	q = check_in(c, "The court");
	q.step.response.picks = 0;
	assert_int_equal(ask_coded(c, &s, q), REASON_BAD_ANSWER);
	q = check_in(c, "The court");
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	assert_true(c->r.scenario.last.right && str_is(c->r.scenario.last.feedback, "Yes."));
	assert_int_equal(c->r.scenario.last.move[0].value, 1);
	assert_true(c->r.scenario.checked && c->r.scenario.scale[1].value == 1);
	assert_int_equal(ask_coded(c, &s, check_in(c, "The officer")), REASON_CLOSED);
	assert_true(where(c, &s)->checked && str_is(c->r.scenario.last.feedback, "Yes."));
	assert_int_equal(c->r.scenario.choices, 1);
	OK(c, &s, .verb = VERB_SCENARIO_REVIEW, .walk = { c->r.scenario.walk, 1 });
	assert_true(c->r.walk.is_check && str_is(c->r.walk.given, "The court"));
	assert_int_equal(c->r.walk.scale[1].value, 1);
	assert_int_equal(step(c, &s, "call", "end", ASKS), REASON_NONE);
	assert_int_equal(c->r.scenario.scale[1].value, 3);
	sound(c);
	classroom_free(c);
}

static void
a_guest_plays_and_nothing_is_kept(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = nobody();
	int64_t n;
	struct walk_did did = { question_key(STR("door")),
		question_key(STR("call\n" PHOTO)), false };
	struct request q = choice(c, "call", "end", ASKS);

	(void)state;
	OK(c, &s, .verb = VERB_LOGIN_GUEST);
	n = events(c);
	assert_true(str_is(where(c, &s)->node, "door"));
	assert_int_equal(step(c, &s, "door", "call", PHOTO), REASON_NONE);
	assert_true(c->r.scenario.last.debriefs == 1 && uuid_is_zero(&c->r.scenario.walk));
	assert_int_equal(ask_coded(c, &s, q), REASON_NO_SUCH);
	q.step.path = &did;
	q.step.paths = 1;
	assert_int_equal(ask_coded(c, &s, q), REASON_NONE);
	assert_true(c->r.scenario.ended && str_is(c->r.scenario.node, "strong"));
	q.step.paths = SCENARIO_GUEST + 1;
	q.step.path = ARENA_ARRAY(c->a, SCENARIO_GUEST + 1, struct walk_did);
	assert_int_equal(ask_coded(c, &s, q), REASON_MALFORMED);
	assert_int_equal(events(c), n);
	classroom_free(c);
}

static void
two_accounts_of_one_person_keep_their_walks(void **state)
{
	struct classroom *c = classroom_new();
	struct seat boss = keeper_operator();
	struct seat s = person(c, "amina", ROLE_TRAINEE), t = person(c, "amina2", ROLE_TRAINEE);

	(void)state;
	assert_int_equal(step(c, &s, "door", "call", PHOTO), REASON_NONE);
	c->now++;
	assert_int_equal(step(c, &t, "door", "call", LID), REASON_NONE);
	OK(c, &boss, .verb = VERB_USER_MERGE,
	    .merge = { event(c), STR("amina2"), STR("amina") });
	/* The one that was walked last goes on; both are listed. */
	assert_int_equal(where(c, &s)->scale[0].value, -1);
	assert_int_equal(c->r.scenario.lines, 2);
	sound(c);
	classroom_free(c);
}

/* Nothing of what is said to a choice, and nothing of what it does, is in what sessions map. */
static void
the_open_image_tells_no_debrief(void **state)
{
	struct classroom *c = classroom_new();
	const struct edition *e;
	const struct module_words *m;

	(void)state;
	assert_int_equal(keeper_editions(c->k, &e), 1);
	assert_null(memmem(e->open.at, e->open.len, "can never be made again", 23));
	assert_non_null(memmem(e->whole.at, e->whole.len, "can never be made again", 23));
	m = image_scenario(&e->open, STR("en"), FLAT, c->a);
	assert_non_null(m);
	for (uint32_t i = 0; i < m->nodes; i++) {
		assert_int_equal(m->node[i].whens, 0);
		assert_int_equal(m->node[i].check_moves, 0);
		for (uint32_t j = 0; j < m->node[i].options; j++) {
			assert_int_equal(m->node[i].option[j].debriefs, 0);
			assert_int_equal(m->node[i].option[j].moves, 0);
		}
	}
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_walk_is_kept_and_goes_on_where_it_was_left),
	cmocka_unit_test(a_step_said_again_changes_nothing),
	cmocka_unit_test(what_cannot_be_done_here_is_refused),
	cmocka_unit_test(old_walks_are_looked_at_step_by_step),
	cmocka_unit_test(a_walk_that_does_not_fit_any_more_is_told_and_kept),
	cmocka_unit_test(a_check_in_a_node_moves_once_and_tells_its_feedback),
	cmocka_unit_test(a_guest_plays_and_nothing_is_kept),
	cmocka_unit_test(two_accounts_of_one_person_keep_their_walks),
	cmocka_unit_test(the_open_image_tells_no_debrief),
};

TEST_MAIN(tests)
