/* An exam on paper: forms are drawn and told without answers; what comes back in lines is entered whole or not at all. */
#include "store/sqlite/data.h"
#include "tests/keeper/classroom.h"

static struct str form[PAPER_COPIES];

static void
draw(struct classroom *c, struct seat *s, uint16_t copies)
{
	struct request q = { .verb = VERB_PAPER_DRAW,
		.paper = { .event = event(c), .course = COURSE, .assessment = STR("final"), .lang = STR("en"), .copies = copies } };
	int64_t before;

	assert_int_equal(ask_coded(c, s, q), REASON_NONE);
	assert_int_equal(c->r.paper.forms, copies);
	for (uint32_t i = 0; i < copies; i++)
		form[i] = c->r.paper.form[i];
	/* Said again, the same forms. */
	before = events(c);
	assert_int_equal(ask_coded(c, s, q), REASON_NONE);
	for (uint32_t i = 0; i < copies; i++)
		assert_true(str_eq(form[i], c->r.paper.form[i]));
	assert_int_equal(events(c), before);
}

static const struct told_paper_question *
question(struct classroom *c, struct seat *s, struct str code, uint32_t index, bool key)
{
	OK(c, s, .verb = VERB_PAPER_QUESTION, .paper_question = { code, index, key });
	return &c->r.paper_question;
}

/* FORM LOGIN: with every question answered as the marker's sheet says; or with one option that is wrong. */
static struct str
line_of(struct classroom *c, struct seat *s, struct str code, const char *login, bool right)
{
	struct buf b = BUF_IN(c->a);
	uint32_t n = question(c, s, code, 0, false)->questions;

	buf_printf(&b, "%.*s %s:", STR_ARG(code), login);
	for (uint32_t i = 0; i < n; i++) {
		const struct told_paper_question *t = question(c, s, code, i, true);

		assert_true(t->letters.len + t->right.len > 0);
		if (right && t->letters.len > 0)
			buf_printf(&b, " %u%.*s", i + 1, STR_ARG(t->letters));
		else if (right)
			buf_printf(&b, " %u = %.*s;", i + 1, STR_ARG(t->right));
	}
	return buf_get(&b);
}

static enum reason
enter(struct classroom *c, struct seat *s, struct str lines, bool dry_run)
{
	return ASK(c, s, .verb = VERB_PAPER_ENTER, .paper_enter = { event(c), lines, dry_run });
}

#define LINES(...) str_printf(c->a, __VA_ARGS__)

static void
expect_error(struct classroom *c, uint32_t at, uint32_t line, enum paper_wrong w, uint32_t question, const char *what)
{
	const struct told_paper_enter *t = &c->r.paper_enter;

	assert_true(at < t->errors);
	assert_int_equal(t->error[at].line, line);
	assert_int_equal(t->error[at].wrong, w);
	assert_int_equal(t->error[at].question, question);
	if (what && !str_is(t->error[at].what, what))
		fail_msg("%.*s instead of %s", STR_ARG(t->error[at].what), what);
}

static void
expect_doctor(struct classroom *c)
{
	struct err e;

	if (on_disk && !data_doctor(c->database, NULL, &e))
		fail_msg("%s", e.text);
}

static void
drawn_told_and_kept_from_others(void **state)
{
	struct classroom *c = classroom_new();
	struct seat teacher = person(c, "teacher", ROLE_INSTRUCTOR), manager = person(c, "manager", ROLE_MANAGER),
		    amina = person(c, "amina", ROLE_TRAINEE);
	const struct told_paper_question *t;

	(void)state;
	draw(c, &teacher, 40);
	for (int i = 0; i < 40; i++) {
		assert_int_equal(form[i].len, PAPER_CODE - 1);
		for (int j = 0; j < i; j++)
			assert_false(str_eq(form[i], form[j]));
	}
	t = question(c, &teacher, form[7], 0, false);
	assert_int_equal(t->questions, 2);
	assert_true(str_eq(t->form, form[7]));
	assert_true(str_eq(t->course, COURSE));
	assert_int_equal(t->letters.len + t->right.len, 0);
	assert_int_equal(t->question.general.len, 0);
	for (uint32_t i = 0; i < t->question.choices; i++) {
		assert_int_equal(t->question.choice[i].weight, 0);
		assert_int_equal(t->question.choice[i].feedback.len, 0);
	}
	assert_true(question(c, &teacher, form[7], 0, true)->right.len > 0);
	/* As typed from the sheet; and one letter wrong is nobody's. */
	char typed[16];
	snprintf(typed, sizeof(typed), "%.4s%.4s", form[7].at, form[7].at + 5);
	for (char *at = typed; *at; at++)
		*at = (char)(*at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
	assert_true(str_eq(question(c, &teacher, str_from(typed), 1, false)->form, form[7]));
	typed[0] = typed[0] == 'a' ? 'b' : 'a';
	assert_int_equal(ASK(c, &teacher, .verb = VERB_PAPER_QUESTION, .paper_question = { str_from(typed), 0, false }),
	    REASON_NO_SUCH);
	assert_int_equal(ASK(c, &teacher, .verb = VERB_PAPER_QUESTION, .paper_question = { form[0], 2, false }), REASON_NO_SUCH);
	assert_int_equal(ASK(c, &manager, .verb = VERB_PAPER_QUESTION, .paper_question = { form[0], 0, true }),
	    REASON_NOT_ALLOWED);
	assert_int_equal(ASK(c, &amina, .verb = VERB_PAPER_QUESTION, .paper_question = { form[0], 0, false }), REASON_NOT_ALLOWED);
	assert_int_equal(ASK(c, &teacher, .verb = VERB_PAPER_DRAW,
			     .paper = { event(c), COURSE, STR("nothing"), STR("en"), 1 }),
	    REASON_NO_SUCH);
	assert_int_equal(ASK(c, &teacher, .verb = VERB_PAPER_DRAW, .paper = { event(c), COURSE, STR("final"), STR("xx"), 1 }),
	    REASON_NO_SUCH);
	assert_int_equal(ASK(c, &teacher, .verb = VERB_PAPER_DRAW,
			     .paper = { event(c), COURSE, STR("final"), STR("en"), PAPER_COPIES + 1 }),
	    REASON_MALFORMED);
	expect_doctor(c);
	classroom_free(c);
}

static void
entered_once_and_like_any_attempt(void **state)
{
	struct classroom *c = classroom_new();
	struct seat teacher = person(c, "teacher", ROLE_INSTRUCTOR), amina = person(c, "amina", ROLE_TRAINEE),
		    boris = person(c, "boris", ROLE_TRAINEE);
	struct str lines;
	int64_t before;

	(void)state;
	draw(c, &teacher, 2);
	lines = LINES("# from Nampula\r\n\r\n%.*s\n%.*s\n", STR_ARG(line_of(c, &teacher, form[0], "amina", true)),
	    STR_ARG(line_of(c, &teacher, form[1], "Boris", false)));
	/* A dry run marks and keeps nothing. */
	before = events(c);
	assert_int_equal(enter(c, &teacher, lines, true), REASON_NONE);
	assert_false(c->r.paper_enter.kept);
	assert_int_equal(c->r.paper_enter.rows, 2);
	assert_int_equal(c->r.paper_enter.row[0].percent, 100);
	assert_int_equal(events(c), before);
	OK(c, &amina, .verb = VERB_RESULTS);
	assert_int_equal(c->r.results.attempts, 0);
	/* And then for good. */
	assert_int_equal(enter(c, &teacher, lines, false), REASON_NONE);
	assert_true(c->r.paper_enter.kept);
	assert_int_equal(c->r.paper_enter.rows, 2);
	assert_int_equal(c->r.paper_enter.row[0].line, 3);
	assert_true(str_is(c->r.paper_enter.row[0].login, "amina"));
	assert_true(c->r.paper_enter.row[0].passed);
	assert_int_equal(c->r.paper_enter.row[1].percent, 0);
	assert_false(c->r.paper_enter.row[1].passed || c->r.paper_enter.row[1].before);
	OK(c, &amina, .verb = VERB_RESULTS);
	assert_int_equal(c->r.results.attempts, 1);
	assert_int_equal(c->r.results.attempt[0].percent, 100);
	assert_int_equal(c->r.results.attempt[0].number, 1);
	assert_true(c->r.results.attempt[0].passed);
	OK(c, &amina, .verb = VERB_RESULT, .attempt = { .attempt = c->r.results.attempt[0].id });
	assert_int_equal(c->r.result.items, 2);
	assert_true(c->r.result.item[0].right && c->r.result.item[1].right);
	OK(c, &boris, .verb = VERB_RESULTS);
	assert_int_equal(c->r.results.attempts, 1);
	/* The same file again changes nothing, by whoever enters it. */
	before = events(c);
	assert_int_equal(enter(c, &teacher, lines, false), REASON_NONE);
	assert_true(c->r.paper_enter.kept);
	assert_true(c->r.paper_enter.row[0].before && c->r.paper_enter.row[1].before);
	assert_int_equal(events(c), before);
	/* Other answers on a form that was entered are an error. */
	assert_int_equal(enter(c, &teacher, line_of(c, &teacher, form[0], "amina", false), false), REASON_NONE);
	expect_error(c, 0, 1, PAPER_OTHERWISE, 1, NULL);
	/* One form may be copied: another person, another attempt. */
	assert_int_equal(enter(c, &teacher, line_of(c, &teacher, form[0], "boris", true), false), REASON_NONE);
	assert_true(c->r.paper_enter.kept);
	expect_doctor(c);
	classroom_reopen(c);
	OK(c, &boris, .verb = VERB_RESULTS);
	assert_int_equal(c->r.results.attempts, 2);
	classroom_free(c);
}

static void
all_or_nothing_with_every_error_told(void **state)
{
	struct classroom *c = classroom_new();
	struct seat teacher = person(c, "teacher", ROLE_INSTRUCTOR), amina = person(c, "amina", ROLE_TRAINEE);
	struct str good, f;
	uint32_t match = 0, multi = 0;
	int64_t before;

	(void)state;
	draw(c, &teacher, 1);
	f = form[0];
	good = line_of(c, &teacher, f, "amina", true);
	for (uint32_t i = 0; i < 2; i++) {
		enum question_kind kind = question(c, &teacher, f, i, false)->question.kind;

		if (kind == QUESTION_MATCH)
			match = i + 1;
		if (kind == QUESTION_MULTIPLE)
			multi = i + 1;
	}
	assert_true(match > 0 && multi > 0);
	before = events(c);
	assert_int_equal(enter(c, &teacher,
			     LINES("%.*s\n"
				   "what is this\n"
				   "AAAA-AAAB amina: 1a\n"
				   "%.*s nobody: 1a\n"
				   "%.*s teacher: 1a\n"
				   "%.*s amina: 9a\n"
				   "%.*s amina: %u=e\n"
				   "%.*s amina: %u=ab %u=a\n"
				   "%.*s amina: %u=ab\n"
				   "%.*s amina: abc\n"
				   "%.*s amina: %uaa\n"
				   "%.*s amina: %u\xc3\xa9\n",
				 STR_ARG(good), STR_ARG(f), STR_ARG(f), STR_ARG(f), STR_ARG(f), multi, STR_ARG(f), multi, multi,
				 STR_ARG(f), match, STR_ARG(f), STR_ARG(f), multi, STR_ARG(f), multi),
			     false),
	    REASON_NONE);
	assert_false(c->r.paper_enter.kept);
	assert_int_equal(c->r.paper_enter.rows, 0);
	assert_int_equal(c->r.paper_enter.all_errors, 11);
	expect_error(c, 0, 2, PAPER_NO_LINE, 0, NULL);
	expect_error(c, 1, 3, PAPER_NO_FORM, 0, "AAAA-AAAB");
	expect_error(c, 2, 4, PAPER_NO_PERSON, 0, "nobody");
	expect_error(c, 3, 5, PAPER_NO_RIGHTS, 0, "teacher");
	expect_error(c, 4, 6, PAPER_NO_QUESTION, 9, NULL);
	expect_error(c, 5, 7, PAPER_NO_OPTION, multi, "e");
	expect_error(c, 6, 8, PAPER_TWICE, multi, NULL);
	expect_error(c, 7, 9, PAPER_SIDES, match, "4");
	expect_error(c, 8, 10, PAPER_NO_ANSWER, 0, "abc");
	expect_error(c, 9, 11, PAPER_NO_ANSWER, multi, "aa");
	expect_error(c, 10, 12, PAPER_NO_OPTION, multi, "\xc3\xa9");
	assert_int_equal(events(c), before);
	OK(c, &amina, .verb = VERB_RESULTS);
	assert_int_equal(c->r.results.attempts, 0);
	expect_doctor(c);
	classroom_free(c);
}

static void
tries_hold_and_the_waiting_time_does_not(void **state)
{
	struct classroom *c = classroom_new();
	struct seat teacher = person(c, "teacher", ROLE_INSTRUCTOR), amina = person(c, "amina", ROLE_TRAINEE);
	struct buf b;

	(void)state;
	draw(c, &teacher, 4);
	/* Three in one breath, although a day has to be between two on the line; the fourth is one too many. */
	b = (struct buf)BUF_IN(c->a);
	for (int i = 0; i < 4; i++) {
		buf_str(&b, line_of(c, &teacher, form[i], "amina", false));
		buf_char(&b, '\n');
	}
	assert_int_equal(enter(c, &teacher, buf_get(&b), false), REASON_NONE);
	assert_int_equal(c->r.paper_enter.all_errors, 1);
	expect_error(c, 0, 4, PAPER_NO_TRIES, 0, "3");
	assert_int_equal(enter(c, &teacher, line_of(c, &teacher, form[0], "amina", false), false), REASON_NONE);
	assert_true(c->r.paper_enter.kept);
	/* What is open on the line comes first. */
	c->now += 2 * DAY;
	start(c, &amina, "final");
	assert_int_equal(enter(c, &teacher, line_of(c, &teacher, form[1], "amina", true), false), REASON_NONE);
	expect_error(c, 0, 1, PAPER_OPEN, 0, NULL);
	/* Nothing is entered under a wrong clock. */
	c->now -= 30 * DAY;
	assert_int_equal(enter(c, &teacher, line_of(c, &teacher, form[1], "amina", true), false), REASON_CLOCK);
	expect_doctor(c);
	classroom_free(c);
}

static void
every_kind_comes_back(void **state)
{
	struct classroom *c = classroom_new();
	struct seat teacher = person(c, "teacher", ROLE_INSTRUCTOR), amina = person(c, "amina", ROLE_TRAINEE);
	unsigned kinds = 0;
	bool changed;
	struct str hall = STR("exam-hall");
	struct err e;

	(void)state;
	person(c, "boris", ROLE_TRAINEE);
	if (!keeper_publish(c->k, SOURCE_DIR "/tests/courses/exam-hall", NULL, &changed, &e))
		fail_msg("%s", e.text);
	OK(c, &teacher, .verb = VERB_PAPER_DRAW, .paper = { event(c), hall, STR("final"), STR_NONE, 5 });
	for (uint32_t i = 0; i < 5; i++)
		form[i] = c->r.paper.form[i];
	for (uint32_t i = 0, n = question(c, &teacher, form[0], 0, false)->questions; i < n; i++) {
		enum question_kind kind = question(c, &teacher, form[0], i, true)->question.kind;

		kinds |= 1U << kind;
		if (kind == QUESTION_NUMERICAL) {
			assert_int_equal(enter(c, &teacher, LINES("%.*s boris: %u=many", STR_ARG(form[0]), i + 1), false), REASON_NONE);
			expect_error(c, 0, 1, PAPER_NO_NUMBER, i + 1, "many");
		}
		if (kind == QUESTION_SINGLE || kind == QUESTION_TRUEFALSE) {
			assert_int_equal(enter(c, &teacher, LINES("%.*s boris: %u=ab", STR_ARG(form[0]), i + 1), false), REASON_NONE);
			expect_error(c, 0, 1, PAPER_ONE_ONLY, i + 1, "ab");
		}
	}
	assert_true(kinds & 1U << QUESTION_NUMERICAL && kinds & 1U << QUESTION_SHORT && kinds & 1U << QUESTION_TRUEFALSE);
	assert_int_equal(enter(c, &teacher, line_of(c, &teacher, form[0], "amina", true), false), REASON_NONE);
	assert_true(c->r.paper_enter.kept);
	assert_int_equal(c->r.paper_enter.row[0].percent, 100);
	/* Nothing at all was answered: an empty sheet counts as well. */
	assert_int_equal(enter(c, &teacher, LINES("%.*s boris:", STR_ARG(form[0])), false), REASON_NONE);
	assert_true(c->r.paper_enter.kept);
	assert_int_equal(c->r.paper_enter.row[0].percent, 0);
	OK(c, &amina, .verb = VERB_RESULTS);
	assert_int_equal(c->r.results.attempt[0].time_s, 0);
	expect_doctor(c);
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_kind_comes_back),
	cmocka_unit_test(drawn_told_and_kept_from_others),
	cmocka_unit_test(entered_once_and_like_any_attempt),
	cmocka_unit_test(all_or_nothing_with_every_error_told),
	cmocka_unit_test(tries_hold_and_the_waiting_time_does_not),
};

TEST_MAIN(tests)
