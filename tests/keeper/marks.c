/* Marks by a person, and repairs of questions that were found wrong. */
#include "store/keeper/remark.h"
#include "tests/keeper/desk.h"

#define ESSAY_TEXT "Write two sentences"
#define MODEL "Model: the hash is taken before the copy is read. Two points: hash, order."

static void
file_edit(const char *path, const char *from, const char *to)
{
	static char bytes[40000];
	FILE *f = fopen(path, "r");
	size_t len;
	char *at;

	assert_non_null(f);
	len = fread(bytes, 1, sizeof(bytes) - 1, f);
	bytes[len] = '\0';
	fclose(f);
	at = strstr(bytes, from);
	assert_non_null(at);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "%.*s%s%s", (int)(at - bytes), bytes, to, at + strlen(from));
	fclose(f);
}

/* The example course, with an essay in its exam, which has three questions then. */
static struct classroom *
classroom_written_but(const char *from, const char *to)
{
	struct classroom *c = classroom_bare();
	char dir[] = "/tmp/chalkline-course-XXXXXX", path[100], command[300];
	bool changed;
	struct err e;

	assert_non_null(mkdtemp(dir));
	snprintf(command, sizeof(command), "cp -r '%s/.' '%s'", COURSE_DIR, dir);
	assert_int_equal(system(command), 0);
	snprintf(path, sizeof(path), "%s/banks/evidence.en.gift", dir);
	file_edit(path, "// [id:e-net]",
	    "// [id:e-write] [tag:exam] [tag:custody]\n::The copy:: " ESSAY_TEXT " on the copy. {\n####"
	    MODEL "}\n\n// [id:e-net]");
	snprintf(path, sizeof(path), "%s/course.yaml", dir);
	file_edit(path, "{tag: exam, count: 2}", "{tag: exam, count: 3}");
	file_edit(path, from, to);
	if (!keeper_publish(c->k, dir, NULL, &changed, &e))
		fail_msg("%s", e.text);
	dir_remove(dir);
	return c;
}

static struct classroom *
classroom_written(void)
{
	return classroom_written_but("    pass: 80 ", "    pass: 80 ");
}

/* The exam, answered: the two others rightly or not, the essay in words or not at all. */
static struct attempt
exam(struct classroom *c, struct seat *s, bool four, bool net, const char *words, uint32_t *essay)
{
	struct attempt t = start(c, s, "final");

	*essay = UINT32_MAX;
	assert_int_equal(t.questions, 3);
	for (uint32_t i = 0; i < t.questions; i++) {
		struct str id;

		OK(c, s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = i });
		id = str_copy(c->a, c->r.question.question.id);
		if (!str_is(id, "e-write")) {
			answer(c, s, &t, i, str_is(id, "e-four") ? four : net);
			continue;
		}
		/* What the marker reads is no business of who is asked. */
		assert_int_equal(c->r.question.question.general.len, 0);
		*essay = i;
		if (words)
			OK(c, s, .verb = VERB_QUIZ_ANSWER,
			    .attempt = { .event = event(c),
				.attempt = t.id,
				.index = i,
				.response = { .text = str_from(words) } });
	}
	assert_true(*essay < 3);
	OK(c, s, .verb = VERB_QUIZ_HANDIN, .attempt = { .event = event(c), .attempt = t.id });
	return c->r.attempt;
}

static struct request
mark_of(struct classroom *c, const struct attempt *t, uint32_t index, uint8_t percent)
{
	return (struct request){ .verb = VERB_MARK,
		.mark = { event(c), t->id, index, percent, STR("Name the tool as well.") } };
}

static struct attempt
attempt_of(struct classroom *c, struct seat *s, const struct attempt *t)
{
	OK(c, s, .verb = VERB_ATTEMPT, .attempt = { .attempt = t->id });
	return c->r.attempt;
}

/* Notices of marks that changed, at the next login. */
static uint32_t
notices(struct classroom *c, const char *name)
{
	struct seat s = nobody();
	uint32_t n = 0;

	assert_int_equal(login(c, &s, name, SECRET), REASON_NONE);
	for (uint32_t i = 0; i < c->r.login.who.notices; i++)
		n += c->r.login.who.notice[i].kind == NOTICE_REMARKED;
	return n;
}

/* ---- written answers ---- */

static void
a_written_answer_waits_and_is_marked(void **state)
{
	struct classroom *c = classroom_written();
	struct seat s = person(c, "amina", ROLE_TRAINEE), ilo = person(c, "ilo", ROLE_INSTRUCTOR);
	uint32_t essay;
	struct attempt t = exam(c, &s, true, true, "Hash first, then read.", &essay), after;
	struct request mark;

	(void)state;
	assert_true(t.waits && !t.passed);
	assert_int_equal(t.percent, 66);
	OK(c, &s, .verb = VERB_RESULT, .attempt = { .attempt = t.id });
	assert_true(c->r.result.item[essay].waits);
	assert_int_equal(c->r.result.agains, 0);
	OK(c, &s, .verb = VERB_RESULT_QUESTION, .attempt = { .attempt = t.id, .index = essay });
	assert_true(c->r.result_question.waits);
	assert_int_equal(c->r.result_question.general.len, 0);

	c->now += 3 * DAY;
	OK(c, &ilo, .verb = VERB_MARKING);
	assert_int_equal(c->r.marking.all, 1);
	assert_int_equal(c->r.marking.rows, 1);
	assert_true(str_is(c->r.marking.row[0].name, "The copy"));
	assert_int_equal(c->r.marking.row[0].at, c->now - 3 * DAY);
	assert_int_equal(c->r.marking.row[0].number, 1);
	assert_int_equal(c->r.marking.row[0].of, 1);
	assert_true(uuid_eq(&c->r.marking.row[0].attempt, &t.id));
	assert_int_equal(c->r.marking.row[0].index, essay);
	OK(c, &ilo, .verb = VERB_MARKING, .marking = { .course = STR("another") });
	assert_int_equal(c->r.marking.all, 0);
	OK(c, &ilo, .verb = VERB_MARKING_ONE, .mark = { .attempt = t.id, .index = essay });
	assert_true(str_starts(c->r.marking_one.text, ESSAY_TEXT));
	assert_true(str_is(c->r.marking_one.answer, "Hash first, then read."));
	assert_true(str_is(c->r.marking_one.model, MODEL));
	assert_false(c->r.marking_one.is_marked);

	mark = mark_of(c, &t, essay, 90);
	assert_int_equal(ask_coded(c, &ilo, mark), REASON_NONE);
	assert_int_equal(c->r.mark.left, 0);
	assert_false(c->r.mark.has_next);
	after = attempt_of(c, &s, &t);
	assert_true(after.passed && !after.waits);
	assert_int_equal(after.percent, 96);
	assert_int_equal(after.remarked_at, c->now);
	/* Said again it changes nothing. */
	int64_t before = events(c);
	assert_int_equal(ask_coded(c, &ilo, mark), REASON_NONE);
	assert_int_equal(events(c), before);
	OK(c, &s, .verb = VERB_RESULT_QUESTION, .attempt = { .attempt = t.id, .index = essay });
	assert_int_equal(c->r.result_question.share, 900000);
	assert_true(str_is(c->r.result_question.comment, "Name the tool as well."));
	assert_true(str_is(c->r.result_question.general, MODEL));
	assert_int_equal(notices(c, "amina"), 1);
	assert_int_equal(notices(c, "amina"), 0);
	classroom_reopen(c);
	after = attempt_of(c, &s, &t);
	assert_true(after.passed && after.percent == 96);
	sound(c);
	classroom_free(c);
}

static void
the_queue_is_oldest_first_and_goes_on_with_the_same_question(void **state)
{
	struct classroom *c = classroom_written();
	struct seat ilo = person(c, "ilo", ROLE_INSTRUCTOR);
	struct attempt t[3];
	uint32_t essay[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		char name[16];

		snprintf(name, sizeof(name), "learner%d", i);
		struct seat s = person(c, name, ROLE_TRAINEE);

		t[i] = exam(c, &s, true, true, "Some words.", &essay[i]);
		c->now += DAY;
	}
	OK(c, &ilo, .verb = VERB_MARKING);
	assert_int_equal(c->r.marking.rows, 3);
	for (uint32_t i = 0; i < 3; i++) {
		assert_true(uuid_eq(&c->r.marking.row[i].attempt, &t[i].id));
		assert_int_equal(c->r.marking.row[i].number, i + 1);
		assert_int_equal(c->r.marking.row[i].of, 3);
	}
	OK(c, &ilo, .verb = VERB_MARKING, .marking = { .skip = 2 });
	assert_int_equal(c->r.marking.rows, 1);
	assert_int_equal(c->r.marking.all, 3);
	assert_int_equal(ask_coded(c, &ilo, mark_of(c, &t[1], essay[1], 50)), REASON_NONE);
	assert_int_equal(c->r.mark.left, 2);
	assert_true(c->r.mark.has_next && uuid_eq(&c->r.mark.next, &t[0].id));
	assert_int_equal(c->r.mark.index, essay[0]);
	sound(c);
	classroom_free(c);
}

static void
what_cannot_be_marked_is_refused(void **state)
{
	struct classroom *c = classroom_written();
	struct seat s = person(c, "amina", ROLE_TRAINEE), ilo = person(c, "ilo", ROLE_INSTRUCTOR),
		    ana = person(c, "ana", ROLE_MANAGER);
	uint32_t essay;
	struct attempt empty = exam(c, &s, true, true, NULL, &essay), open;

	(void)state;
	/* Nothing was written: there is nothing to wait for. */
	assert_true(!empty.waits && empty.percent == 66);
	assert_int_equal(ask_coded(c, &ilo, mark_of(c, &empty, essay, 50)), REASON_NO_SUCH);
	c->now += 2 * DAY;
	open = start(c, &s, "final");
	for (uint32_t i = 0; i < 3; i++)
		assert_int_not_equal(ask_coded(c, &ilo, mark_of(c, &open, i, 50)), REASON_NONE);
	assert_int_equal(ask_coded(c, &ilo, mark_of(c, &empty, 77, 50)), REASON_NO_SUCH);
	assert_int_equal(ask_coded(c, &ilo, mark_of(c, &empty, essay, 101)), REASON_MALFORMED);
	/* Another's work is nobody's to look at; managers look and do not mark. */
	assert_int_equal(ASK(c, &s, .verb = VERB_MARKING), REASON_NOT_ALLOWED);
	OK(c, &ana, .verb = VERB_MARKING);
	assert_int_equal(ask_coded(c, &ana, mark_of(c, &empty, essay, 50)), REASON_NOT_ALLOWED);
	classroom_free(c);
}

/* As soon as somebody owns the course, other instructors neither mark nor repair in it. */
static void
owners_mark_and_others_do_not(void **state)
{
	struct classroom *c = classroom_written();
	struct seat s = person(c, "amina", ROLE_TRAINEE), ilo = person(c, "ilo", ROLE_INSTRUCTOR),
		    eva = person(c, "eva", ROLE_INSTRUCTOR), boss = person(c, "boss", ROLE_OPERATOR);
	uint32_t essay;
	struct attempt t = exam(c, &s, true, true, "Words.", &essay);

	(void)state;
	OK(c, &boss, .verb = VERB_OWNER_SET, .owner = { event(c), COURSE, STR("ilo"), false });
	assert_int_equal(ask_coded(c, &eva, mark_of(c, &t, essay, 50)), REASON_OWNER);
	assert_int_equal(ask_coded(c, &ilo, mark_of(c, &t, essay, 50)), REASON_NONE);
	assert_int_equal(ask_coded(c, &boss, mark_of(c, &t, essay, 60)), REASON_NONE);
	classroom_free(c);
}

static void
a_lower_mark_takes_no_pass_without_a_second_person(void **state)
{
	struct classroom *c = classroom_written();
	struct seat s = person(c, "amina", ROLE_TRAINEE), ilo = person(c, "ilo", ROLE_INSTRUCTOR),
		    eva = person(c, "eva", ROLE_INSTRUCTOR);
	uint32_t essay;
	struct attempt t = exam(c, &s, true, true, "Words.", &essay), after;

	(void)state;
	assert_int_equal(ask_coded(c, &ilo, mark_of(c, &t, essay, 100)), REASON_NONE);
	assert_int_equal(ask_coded(c, &ilo, mark_of(c, &t, essay, 10)), REASON_CONSENT);
	assert_true(attempt_of(c, &s, &t).passed);
	/* Lower, but passed all the same: nobody else is needed. */
	assert_int_equal(ask_coded(c, &ilo, mark_of(c, &t, essay, 60)), REASON_NONE);
	assert_int_equal(ask_coded(c, &eva, mark_of(c, &t, essay, 10)), REASON_NONE);
	after = attempt_of(c, &s, &t);
	assert_true(!after.passed && after.percent == 70);
	assert_int_equal(notices(c, "amina"), 1);
	sound(c);
	classroom_free(c);
}

/* Neither the model nor the mark of an own answer, whatever one may do with others'. */
static void
nobody_marks_an_own_answer(void **state)
{
	struct classroom *c = classroom_written();
	struct seat ilo = person(c, "ilo", ROLE_INSTRUCTOR), ana = person(c, "ana", ROLE_MANAGER),
		    two = person(c, "ilo.two", ROLE_TRAINEE), eva = person(c, "eva", ROLE_INSTRUCTOR),
		    machine = keeper_operator();
	uint32_t essay, other;
	struct attempt t = exam(c, &ilo, true, true, "Words.", &essay),
		       u = exam(c, &two, true, true, "Words.", &other);

	(void)state;
	OK(c, &ilo, .verb = VERB_MARKING);
	assert_int_equal(c->r.marking.all, 1);
	assert_true(uuid_eq(&c->r.marking.row[0].attempt, &u.id));
	assert_int_equal(ASK(c, &ilo, .verb = VERB_MARKING_ONE, .mark = { .attempt = t.id, .index = essay }),
	    REASON_RIGHTS);
	assert_int_equal(ask_coded(c, &ilo, mark_of(c, &t, essay, 100)), REASON_RIGHTS);
	OK(c, &ilo, .verb = VERB_MARKING_ONE, .mark = { .attempt = u.id, .index = other });
	/* Managers see what they do not mark, and not their own either. */
	t = exam(c, &ana, true, true, "Words.", &essay);
	assert_int_equal(ASK(c, &ana, .verb = VERB_MARKING_ONE, .mark = { .attempt = t.id, .index = essay }),
	    REASON_RIGHTS);
	/* Another account of the same person is the same person. */
	OK(c, &machine, .verb = VERB_USER_MERGE, .merge = { event(c), STR("ilo.two"), STR("ilo") });
	assert_int_equal(login(c, &ilo, "ilo", SECRET), REASON_NONE);
	assert_int_equal(ask_coded(c, &ilo, mark_of(c, &u, other, 100)), REASON_RIGHTS);
	OK(c, &ilo, .verb = VERB_MARKING);
	assert_int_equal(c->r.marking.all, 1); /* the manager's */
	assert_int_equal(ask_coded(c, &eva, mark_of(c, &u, other, 100)), REASON_NONE);
	assert_int_equal(c->r.mark.left, 2);
	sound(c);
	classroom_free(c);
}

/* ---- repairs ---- */

static struct request
repair_of(struct classroom *c, const char *assessment, const char *question, enum repair_kind kind,
    const char *accept, bool dry)
{
	return (struct request){ .verb = VERB_REPAIR,
		.repair = { event(c), COURSE, str_from(assessment), str_from(question), 0, kind,
		    str_from(accept), STR("The question could be read in two ways."), dry } };
}

/* The quiz, each question answered rightly or not. */
static struct attempt
quiz(struct classroom *c, struct seat *s, bool off, bool utc)
{
	struct attempt t = start(c, s, "first-hour");

	for (uint32_t i = 0; i < t.questions; i++) {
		OK(c, s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = i });
		answer(c, s, &t, i, str_is(c->r.question.question.id, "q-off") ? off : utc);
	}
	OK(c, s, .verb = VERB_QUIZ_HANDIN, .attempt = { .event = event(c), .attempt = t.id });
	return c->r.attempt;
}

static void
counts_are(struct classroom *c, uint32_t asked, uint32_t changed, uint32_t passes, uint32_t fails)
{
	const struct repair_counts *n = &c->r.repair.counts;

	assert_int_equal(n->asked, asked);
	assert_int_equal(n->changed, changed);
	assert_int_equal(n->passes, passes);
	assert_int_equal(n->fails, fails);
}

static void
another_answer_is_accepted(void **state)
{
	struct classroom *c = classroom_new();
	struct seat a = person(c, "amina", ROLE_TRAINEE), b = person(c, "bento", ROLE_TRAINEE),
		    machine = keeper_operator(), ilo = person(c, "ilo", ROLE_INSTRUCTOR);
	struct attempt wrong = quiz(c, &a, true, false), good = quiz(c, &b, true, true), after;
	struct request q = repair_of(c, "first-hour", "q-utc", REPAIR_ACCEPT, "15..17", true);

	(void)state;
	assert_true(wrong.percent == 50 && !wrong.passed && good.passed);
	/* A dry run does nothing; only who may sees who it is. */
	int64_t before = events(c);
	assert_int_equal(ask_coded(c, &ilo, q), REASON_NONE);
	counts_are(c, 2, 1, 1, 0);
	assert_int_equal(c->r.repair.people, 0);
	assert_int_equal(ask_coded(c, &machine, q), REASON_NONE);
	counts_are(c, 2, 1, 1, 0);
	assert_int_equal(c->r.repair.people, 1);
	assert_true(str_is(c->r.repair.person[0].login, "amina"));
	assert_int_equal(c->r.repair.person[0].after, 100);
	assert_int_equal(events(c), before);
	assert_false(attempt_of(c, &a, &wrong).passed);

	q.repair.dry_run = false;
	assert_int_equal(ask_coded(c, &ilo, q), REASON_NONE);
	counts_are(c, 2, 1, 1, 0);
	assert_int_equal(c->r.repair.row.state, REPAIR_GOING);
	after = attempt_of(c, &a, &wrong);
	assert_true(after.passed && after.percent == 100);
	assert_int_equal(attempt_of(c, &b, &good).remarked_at, 0);
	OK(c, &ilo, .verb = VERB_REPAIRS);
	assert_int_equal(c->r.repairs.rows, 1);
	assert_int_equal(c->r.repairs.row[0].state, REPAIR_DONE);
	assert_int_equal(c->r.repairs.row[0].changed, 1);
	assert_true(str_is(c->r.repairs.row[0].by, "ilo") && c->r.repairs.row[0].is_own);
	/* Said again it is the same one. */
	before = events(c);
	assert_int_equal(ask_coded(c, &ilo, q), REASON_NONE);
	assert_int_equal(events(c), before);
	/* The quiz is passed where it counts, and the reason stands with the question. */
	OK(c, &a, .verb = VERB_FACTS, .course = COURSE);
	assert_true(facts_quiz(&c->r.facts, STR("first-hour"))->passed);
	for (uint32_t i = 0; i < 2; i++) {
		OK(c, &a, .verb = VERB_RESULT_QUESTION, .attempt = { .attempt = wrong.id, .index = i });
		assert_true(str_is(c->r.result_question.question.id, "q-utc") ==
			    str_starts(c->r.result_question.comment, "The question could be"));
	}
	assert_int_equal(notices(c, "amina"), 1);
	assert_int_equal(notices(c, "bento"), 0);
	sound(c);
	classroom_free(c);
}

static void
a_certificate_is_owed_when_the_course_is_done_by_it(void **state)
{
	struct classroom *c = classroom_new();
	struct seat a = person(c, "amina", ROLE_TRAINEE), machine = keeper_operator();
	struct request q;

	(void)state;
	read_all(c, &a);
	whole_attempt(c, &a, "final", 2);
	quiz(c, &a, true, false);
	OK(c, &a, .verb = VERB_HOME);
	assert_int_equal(c->r.home.course[0].done_at, 0);
	q = repair_of(c, "first-hour", "q-utc", REPAIR_FULL, "", true);
	assert_int_equal(ask_coded(c, &machine, q), REASON_NONE);
	counts_are(c, 1, 1, 1, 0);
	assert_int_equal(c->r.repair.counts.owed, 1);
	assert_true(c->r.repair.person[0].is_owed);
	c->now += 60;
	q.repair.dry_run = false;
	assert_int_equal(ask_coded(c, &machine, q), REASON_NONE);
	OK(c, &a, .verb = VERB_HOME);
	assert_int_equal(c->r.home.course[0].done_at, c->now);
	assert_int_equal(c->r.home.course[0].percent, 100);
	sound(c);
	classroom_free(c);
}

static void
nobody_loses_a_pass_without_a_second_person(void **state)
{
	struct classroom *c = classroom_written();
	struct seat a = person(c, "amina", ROLE_TRAINEE), b = person(c, "bento", ROLE_TRAINEE),
		    ilo = person(c, "ilo", ROLE_INSTRUCTOR), eva = person(c, "eva", ROLE_INSTRUCTOR);
	uint32_t essay;
	struct attempt t = exam(c, &a, true, true, "Words.", &essay), u, after;
	struct request q = repair_of(c, "final", "e-four", REPAIR_OUT, "", false);
	struct uuid repair;

	(void)state;
	assert_int_equal(ask_coded(c, &ilo, mark_of(c, &t, essay, 40)), REASON_NONE);
	assert_true(attempt_of(c, &a, &t).passed); /* 80 */
	u = exam(c, &b, false, true, "Words.", &essay);
	assert_int_equal(ask_coded(c, &ilo, mark_of(c, &u, essay, 100)), REASON_NONE);
	assert_false(attempt_of(c, &b, &u).passed); /* 66 */

	assert_int_equal(ask_coded(c, &ilo, q), REASON_NONE);
	counts_are(c, 2, 2, 1, 1);
	assert_int_equal(c->r.repair.row.state, REPAIR_PROPOSED);
	repair = c->r.repair.row.id;
	assert_true(attempt_of(c, &a, &t).passed);
	assert_int_equal(attempt_of(c, &b, &u).percent, 66);
	assert_int_equal(ASK(c, &ilo, .verb = VERB_REPAIR_CONSENT,
			     .repair_id = { event(c), repair }),
	    REASON_CONSENT);
	struct seat machine = keeper_operator();
	struct request consent = { .verb = VERB_REPAIR_CONSENT, .repair_id = { event(c), repair } };

	classroom_reopen(c);
	assert_int_equal(ask_coded(c, &eva, consent), REASON_NONE);
	counts_are(c, 2, 2, 1, 1);
	assert_int_equal(c->r.repair.row.state, REPAIR_GOING);
	assert_int_equal(ask_coded(c, &eva, consent), REASON_NONE); /* said again */
	assert_int_equal(ASK(c, &machine, .verb = VERB_REPAIR_CONSENT,
			     .repair_id = { event(c), repair }),
	    REASON_CLOSED);
	after = attempt_of(c, &a, &t);
	assert_true(!after.passed && after.percent == 70);
	after = attempt_of(c, &b, &u);
	assert_true(after.passed && after.percent == 100);
	OK(c, &a, .verb = VERB_RESULT, .attempt = { .attempt = t.id });
	for (uint32_t i = 0; i < 3; i++)
		assert_true(c->r.result.item[i].is_out == str_is(c->r.result.item[i].id, "e-four"));
	OK(c, &eva, .verb = VERB_REPAIRS);
	assert_int_equal(c->r.repairs.row[0].state, REPAIR_DONE);
	assert_int_equal(c->r.repairs.row[0].changed, 2);
	assert_true(str_is(c->r.repairs.row[0].consent, "eva"));
	/* Two changes of one exam, and one notice. */
	assert_int_equal(notices(c, "amina"), 1);
	sound(c);
	classroom_free(c);
}

static void
two_accounts_of_one_person_are_one(void **state)
{
	struct classroom *c = classroom_written();
	struct seat a = person(c, "amina", ROLE_TRAINEE), ilo = person(c, "ilo", ROLE_INSTRUCTOR),
		    ilo2 = person(c, "ilo.two", ROLE_INSTRUCTOR), machine = keeper_operator(),
		    b = person(c, "bento", ROLE_TRAINEE), eva = person(c, "eva", ROLE_INSTRUCTOR),
		    eva2 = person(c, "eva.two", ROLE_INSTRUCTOR);
	uint32_t essay, other;
	struct attempt t = exam(c, &a, true, true, "Words.", &essay),
		       u = exam(c, &b, true, true, "Words.", &other);

	(void)state;
	assert_int_equal(ask_coded(c, &ilo, mark_of(c, &t, essay, 40)), REASON_NONE);
	assert_int_equal(
	    ask_coded(c, &ilo, repair_of(c, "final", "e-four", REPAIR_OUT, "", false)), REASON_NONE);
	struct uuid repair = c->r.repair.row.id;

	OK(c, &machine, .verb = VERB_USER_MERGE,
	    .merge = { event(c), STR("ilo"), STR("ilo.two") });
	assert_int_equal(login(c, &ilo2, "ilo.two", SECRET), REASON_NONE);
	assert_int_equal(ASK(c, &ilo2, .verb = VERB_REPAIR_CONSENT,
			     .repair_id = { event(c), repair }),
	    REASON_CONSENT);
	/* Who gave the mark, by whichever name. */
	assert_int_equal(ask_coded(c, &eva, mark_of(c, &u, other, 100)), REASON_NONE);
	OK(c, &machine, .verb = VERB_USER_MERGE, .merge = { event(c), STR("eva"), STR("eva.two") });
	assert_int_equal(login(c, &eva2, "eva.two", SECRET), REASON_NONE);
	assert_int_equal(ask_coded(c, &eva2, mark_of(c, &u, other, 10)), REASON_CONSENT);
	assert_true(attempt_of(c, &b, &u).passed);
	sound(c);
	classroom_free(c);
}

/* The three, answered without handing in: "four" rightly, "net" wrongly, the essay in words. */
static struct attempt
half_right(struct classroom *c, struct seat *s, uint32_t *essay)
{
	struct attempt t = start(c, s, "final");

	for (uint32_t i = 0; i < t.questions; i++) {
		OK(c, s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = i });
		if (!str_is(c->r.question.question.id, "e-write")) {
			answer(c, s, &t, i, str_is(c->r.question.question.id, "e-four"));
			continue;
		}
		*essay = i;
		OK(c, s, .verb = VERB_QUIZ_ANSWER,
		    .attempt = { event(c), t.id, i, { .text = STR("Words.") } });
	}
	return t;
}

static struct attempt
given_in(struct classroom *c, struct seat *s, const struct attempt *t)
{
	OK(c, s, .verb = VERB_QUIZ_HANDIN, .attempt = { .event = event(c), .attempt = t->id });
	return c->r.attempt;
}

static void
an_open_attempt_fails_by_no_repair_that_nobody_consented_to(void **state)
{
	struct classroom *c = classroom_written_but("    pass: 80 ", "    pass: 60 ");
	struct seat a = person(c, "amina", ROLE_TRAINEE), b = person(c, "bento", ROLE_TRAINEE),
		    ilo = person(c, "ilo", ROLE_INSTRUCTOR), eva = person(c, "eva", ROLE_INSTRUCTOR);
	uint32_t essay;
	struct attempt t = half_right(c, &b, &essay), after;

	(void)state;
	/* Full marks for the essay, before the other begins. */
	assert_int_equal(ask_coded(c, &ilo, repair_of(c, "final", "e-write", REPAIR_FULL, "", false)),
	    REASON_NONE);
	c->now += 60;
	t = half_right(c, &a, &essay);
	c->now += 60;
	/* Two of three are 66; without a right one, one of two. Nobody has a pass to lose yet. */
	assert_int_equal(ask_coded(c, &ilo, repair_of(c, "final", "e-four", REPAIR_OUT, "", false)),
	    REASON_NONE);
	assert_int_equal(c->r.repair.row.state, REPAIR_GOING);
	after = given_in(c, &a, &t);
	assert_true(after.passed && after.percent == 50);
	/* A mark that lowers nothing takes nothing away. */
	assert_int_equal(ask_coded(c, &eva, mark_of(c, &t, essay, 100)), REASON_NONE);
	assert_true(attempt_of(c, &a, &t).passed);
	/* Who begins behind the repair has it as everybody knows it. */
	struct seat d = person(c, "dina", ROLE_TRAINEE);

	t = half_right(c, &d, &essay);
	after = given_in(c, &d, &t);
	assert_true(!after.passed && after.percent == 50);
	sound(c);
	classroom_free(c);
}

static void
an_open_attempt_is_repaired_when_it_is_handed_in(void **state)
{
	struct classroom *c = classroom_new();
	struct seat a = person(c, "amina", ROLE_TRAINEE), ilo = person(c, "ilo", ROLE_INSTRUCTOR);
	struct attempt t = start(c, &a, "first-hour"), after;

	(void)state;
	for (uint32_t i = 0; i < t.questions; i++) {
		OK(c, &a, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = i });
		answer(c, &a, &t, i, str_is(c->r.question.question.id, "q-off"));
	}
	assert_int_equal(
	    ask_coded(c, &ilo, repair_of(c, "first-hour", "q-utc", REPAIR_OUT, "", false)),
	    REASON_NONE);
	counts_are(c, 0, 0, 0, 0);
	assert_int_equal(c->r.repair.counts.open, 1);
	assert_int_equal(attempt_of(c, &a, &t).closed_at, 0);
	OK(c, &a, .verb = VERB_QUIZ_HANDIN, .attempt = { .event = event(c), .attempt = t.id });
	after = c->r.attempt;
	assert_true(after.passed && after.percent == 100 && after.right == 1);
	assert_int_equal(after.remarked_at, 0);
	/* Nothing left in the total is nothing passed. */
	assert_int_equal(
	    ask_coded(c, &ilo, repair_of(c, "first-hour", "q-off", REPAIR_OUT, "", false)),
	    REASON_NONE);
	counts_are(c, 1, 1, 0, 0);
	after = attempt_of(c, &a, &t);
	assert_true(after.passed && after.percent == 0);
	after = quiz(c, &a, true, true);
	assert_true(!after.passed && after.percent == 0);
	sound(c);
	classroom_free(c);
}

static void
what_cannot_be_repaired_is_refused(void **state)
{
	struct classroom *c = classroom_new();
	struct seat a = person(c, "amina", ROLE_TRAINEE), ilo = person(c, "ilo", ROLE_INSTRUCTOR),
		    ana = person(c, "ana", ROLE_MANAGER);
	struct request q = repair_of(c, "first-hour", "q-utc", REPAIR_ACCEPT, "many", false);

	(void)state;
	quiz(c, &a, true, false);
	assert_int_equal(ask_coded(c, &ilo, q), REASON_BAD_ANSWER);
	q.repair.accept = STR_NONE;
	assert_int_equal(ask_coded(c, &ilo, q), REASON_BAD_ANSWER);
	q = repair_of(c, "first-hour", "q-none", REPAIR_FULL, "", false);
	assert_int_equal(ask_coded(c, &ilo, q), REASON_NO_SUCH);
	q = repair_of(c, "first-hour", "q-utc", REPAIR_FULL, "", false);
	q.repair.version = 77; /* nobody had that one */
	assert_int_equal(ask_coded(c, &ilo, q), REASON_NO_SUCH);
	q.repair.version = 0;
	q.repair.reason = STR_NONE;
	assert_int_equal(ask_coded(c, &ilo, q), REASON_MALFORMED);
	q.repair.reason = STR("Why.");
	assert_int_equal(ask_coded(c, &ana, q), REASON_NOT_ALLOWED);
	OK(c, &ana, .verb = VERB_REPAIRS);
	assert_int_equal(c->r.repairs.rows, 0);
	assert_int_equal(ASK(c, &ilo, .verb = VERB_REPAIR_CONSENT,
			     .repair_id = { event(c), event(c) }),
	    REASON_NO_SUCH);
	classroom_free(c);
}

/* More than one piece of work; what the dry run said is what happened. */
static void
a_cohort_is_worked_off_in_pieces(void **state)
{
	enum { PEOPLE = 150 };
	struct classroom *c = classroom_new();
	struct seat ilo = person(c, "ilo", ROLE_INSTRUCTOR), machine = keeper_operator();
	struct request q = repair_of(c, "first-hour", "q-utc", REPAIR_FULL, "", true);
	struct repair_counts dry;
	uint32_t passed = 0;

	(void)state;
	struct seat s[PEOPLE];
	struct attempt t[PEOPLE];

	for (int i = 0; i < PEOPLE; i++) {
		char name[16];

		snprintf(name, sizeof(name), "learner%d", i);
		s[i] = person(c, name, ROLE_TRAINEE);
		t[i] = quiz(c, &s[i], i % 3 == 0, i % 2 == 0);
	}
	assert_int_equal(ask_coded(c, &machine, q), REASON_NONE);
	dry = c->r.repair.counts;
	counts_are(c, PEOPLE, PEOPLE / 2, PEOPLE / 6, 0);
	assert_int_equal(c->r.repair.people, PEOPLE / 2);
	/* Those who gain stand first. */
	for (uint32_t i = 0; i < c->r.repair.people; i++)
		assert_true(c->r.repair.person[i].passes == (i < dry.passes));
	q.repair.dry_run = false;
	assert_int_equal(ask_coded(c, &ilo, q), REASON_NONE);
	for (int i = 0; i < PEOPLE; i++) {
		struct attempt after = attempt_of(c, &s[i], &t[i]);

		passed += after.passed && !t[i].passed;
		assert_int_equal(after.percent, i % 3 == 0 ? 100 : 50);
	}
	assert_int_equal(passed, dry.passes);
	OK(c, &ilo, .verb = VERB_REPAIRS);
	assert_int_equal(c->r.repairs.row[0].changed, dry.changed);
	assert_int_equal(c->r.repairs.row[0].state, REPAIR_DONE);
	sound(c);
	classroom_free(c);
}

/* ---- all of it ---- */

static int64_t steady_at;

static int64_t
steady(void *context)
{
	(void)context;
	return steady_at;
}

static bool
kind_seen(void *context, const struct event *e)
{
	unsigned *seen = context;

	seen[e->kind]++;
	return true;
}

/* Every kind of event that exams and marks make, then two accounts as one, and all of it once more. */
static void
doctor_rebuilds_what_exams_and_marks_made(void **state)
{
	static const enum event_kind kinds[] = { EVENT_OUTAGE, EVENT_EXTRA_TIME, EVENT_REMARK, EVENT_REPAIR,
		EVENT_REPAIR_CONSENT, EVENT_REPAIR_DONE, EVENT_MISTAKE, EVENT_MISTAKE_ANSWER, EVENT_CLOCK_SET,
		EVENT_MERGE };
	struct classroom *c = classroom_written_but("    time: none", "    time: 45 min");
	struct seat a = person(c, "amina", ROLE_TRAINEE), b = person(c, "amina.two", ROLE_TRAINEE),
		    ilo = person(c, "ilo", ROLE_INSTRUCTOR), eva = person(c, "eva", ROLE_INSTRUCTOR),
		    machine = keeper_operator();
	unsigned seen[EVENT_KINDS] = { 0 };
	struct buf report = BUF_IN(c->a);
	struct err e;

	(void)state;
	OK(c, &ilo, .verb = VERB_EXTRA_TIME,
	    .extra_time = { .event = event(c), .login = STR("amina.two"), .percent = 50, .why = STR("A letter.") });
	for (int round = 0; round < 2; round++) {
		struct seat *s = round == 0 ? &b : &a;
		struct attempt t = start(c, s, "final");
		struct uuid mistake = event(c);
		uint32_t essay;

		assert_int_equal(t.time_s, 45 * 90);
		c->k->steady = steady;
		steady_at = c->now;
		sittings_begin(c->k);
		c->now += 100;
		sittings_turn(c->k, 3600);
		OK(c, s, .verb = VERB_SEAT, .attempt = { .event = event(c), .attempt = t.id });
		OK(c, s, .verb = VERB_SEAT_LEAVE, .seat_leave = { event(c), t.id, c->now });
		c->now += 50;
		steady_at += 50;
		OK(c, &ilo, .verb = VERB_EXTRA_TIME,
		    .extra_time = { .event = event(c),
			.login = round == 0 ? STR("amina.two") : STR("amina"),
			.course = COURSE,
			.assessment = STR("final"),
			.minutes = 5 });
		t = exam(c, s, true, round == 0, "Words.", &essay);
		assert_int_equal(t.paused_s, 50);
		assert_int_equal(ask_coded(c, &ilo, mark_of(c, &t, essay, round == 0 ? 40 : 100)), REASON_NONE);
		OK(c, s, .verb = VERB_MISTAKE,
		    .mistake = { mistake, COURSE, STR("custody"), STR("custody-1"), STR("en"), 1, 0, 0,
			STR("Two servers.") });
		OK(c, &ilo, .verb = VERB_MISTAKE_ANSWER, .mistake_answer = { event(c), mistake, STR("Mended.") });
		if (round == 0) {
			struct request out = repair_of(c, "final", "e-four", REPAIR_OUT, "", false);

			assert_int_equal(ask_coded(c, &ilo, out), REASON_NONE);
			assert_int_equal(c->r.repair.row.state, REPAIR_PROPOSED);
			sound(c);
			OK(c, &eva, .verb = VERB_REPAIR_CONSENT, .repair_id = { event(c), out.repair.event });
			assert_false(attempt_of(c, s, &t).passed);
			OK(c, &machine, .verb = VERB_USER_MERGE,
			    .merge = { event(c), STR("amina.two"), STR("amina") });
			sound(c);
			assert_int_equal(login(c, &a, "amina", SECRET), REASON_NONE);
		} else {
			assert_int_equal(t.number, 2);
			assert_int_equal(
			    ask_coded(c, &ilo, repair_of(c, "final", "e-net", REPAIR_FULL, "", false)),
			    REASON_NONE);
			assert_true(attempt_of(c, s, &t).passed);
		}
		c->now += 2 * DAY;
		steady_at += 2 * DAY;
	}
	assert_true(db_events(c->k->db, c->a, kind_seen, seen));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (seen[kinds[i]] == 0)
			fail_msg("%s: never made", event_name(kinds[i]));
	if (on_disk && !data_doctor(c->database, &report, &e))
		fail_msg("%s: %s", e.text, buf_cstr(&report));
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_written_answer_waits_and_is_marked),
	cmocka_unit_test(the_queue_is_oldest_first_and_goes_on_with_the_same_question),
	cmocka_unit_test(what_cannot_be_marked_is_refused),
	cmocka_unit_test(owners_mark_and_others_do_not),
	cmocka_unit_test(a_lower_mark_takes_no_pass_without_a_second_person),
	cmocka_unit_test(nobody_marks_an_own_answer),
	cmocka_unit_test(an_open_attempt_fails_by_no_repair_that_nobody_consented_to),
	cmocka_unit_test(doctor_rebuilds_what_exams_and_marks_made),
	cmocka_unit_test(another_answer_is_accepted),
	cmocka_unit_test(a_certificate_is_owed_when_the_course_is_done_by_it),
	cmocka_unit_test(nobody_loses_a_pass_without_a_second_person),
	cmocka_unit_test(two_accounts_of_one_person_are_one),
	cmocka_unit_test(an_open_attempt_is_repaired_when_it_is_handed_in),
	cmocka_unit_test(what_cannot_be_repaired_is_refused),
	cmocka_unit_test(a_cohort_is_worked_off_in_pieces),
};

TEST_MAIN(tests)
