/* Publishing: what changed gets a number, what was begun goes on as it was. */
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/keeper/classroom.h"

/* A copy of the example course that a test may change. */
static void
course_copy(struct classroom *c, char dir[200])
{
	char command[400];

	strcpy(dir, "/tmp/chalkline-course-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(command, sizeof(command), "cp -r '%s/.' '%s'", COURSE_DIR, dir);
	assert_int_equal(system(command), 0);
	(void)c;
}

static void
edit(const char *dir, const char *file, const char *from, const char *to)
{
	char path[300], bytes[20000], *at;
	FILE *f;
	size_t len;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	f = fopen(path, "r");
	assert_non_null(f);
	len = fread(bytes, 1, sizeof(bytes) - 1, f);
	bytes[len] = '\0';
	fclose(f);
	at = strstr(bytes, from);
	if (!at)
		fail_msg("%s is not in %s", from, file);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "%.*s%s%s", (int)(at - bytes), bytes, to, at + strlen(from));
	fclose(f);
}

static bool
publish(struct classroom *c, const char *dir)
{
	bool changed;
	struct err e;

	if (!keeper_publish(c->k, dir, NULL, &changed, &e))
		fail_msg("%s", e.text);
	return changed;
}

static void
is_edition(struct classroom *c, unsigned edition, unsigned minor)
{
	const struct edition *e;

	assert_int_equal(keeper_editions(c->k, &e), 1);
	assert_int_equal(e->edition, edition);
	assert_int_equal(e->minor, minor);
	assert_int_equal(e->revision, 0);

	const struct course *open = image_course(&e->open, c->a),
			    *whole = image_whole(&e->whole, c->a);

	assert_true(open && open->edition == edition && open->minor == minor);
	assert_true(whole && whole->banks > 0);
}

static void
what_is_equal_is_not_published_again(void **state)
{
	struct classroom *c = classroom_new();
	char dir[200];

	(void)state;
	course_copy(c, dir);
	is_edition(c, 1, 0);
	assert_false(publish(c, COURSE_DIR));
	assert_false(publish(c, dir));
	classroom_reopen(c);
	assert_false(publish(c, dir));
	is_edition(c, 1, 0);
	dir_remove(dir);
	classroom_free(c);
}

static void
numbers_go_up(void **state)
{
	struct classroom *c = classroom_new();
	struct buf report = BUF_IN(c->a);
	char dir[200];
	bool changed;
	struct err e;

	(void)state;
	course_copy(c, dir);
	edit(dir, "en/010-first-hour.md", "Two short lessons.", "Two short lessons, no more.");
	assert_true(publish(c, dir));
	is_edition(c, 1, 1);
	/* Back to what it was: that is a change as well. */
	assert_true(publish(c, COURSE_DIR));
	is_edition(c, 1, 2);
	edit(dir, "course.yaml", "edition: 1", "edition: 3");
	assert_true(publish(c, dir));
	is_edition(c, 3, 0);
	classroom_reopen(c);
	is_edition(c, 3, 0);
	assert_false(keeper_publish(c->k, COURSE_DIR, &report, &changed, &e));
	assert_non_null(strstr(e.text, "edition 3"));
	is_edition(c, 3, 0);
	dir_remove(dir);
	classroom_free(c);
}

static void
a_course_with_errors_is_not_published(void **state)
{
	struct classroom *c = classroom_new();
	struct buf report = BUF_IN(c->a);
	char dir[200];
	bool changed = true;
	struct err e;

	(void)state;
	course_copy(c, dir);
	edit(dir, "en/010-first-hour.md", "glossary:chain-of-custody", "glossary:no-such-term");
	assert_false(keeper_publish(c->k, dir, &report, &changed, &e));
	assert_false(changed);
	assert_non_null(strstr(e.text, "en/010-first-hour.md:"));
	assert_non_null(strstr(e.text, "error"));
	assert_true(str_find(buf_get(&report), 0, "no-such-term") < report.len);
	is_edition(c, 1, 0);
	/* A folder that is not there. */
	assert_false(keeper_publish(c->k, "/nowhere/at/all", &report, &changed, &e));
	dir_remove(dir);
	classroom_free(c);
}

/* The question's wording, its right answer and one of its choices change under an open attempt. */
static void
what_was_begun_goes_on_as_it_was(void **state)
{
	struct classroom *c = classroom_new();
	struct seat s = person(c, "amina", ROLE_TRAINEE);
	struct attempt t = start(c, &s, "first-hour"), fresh;
	uint32_t utc = 0;
	char dir[200];

	(void)state;
	course_copy(c, dir);
	edit(dir, "banks/evidence.en.gift", "{#=12:0", "{#=13:0");
	edit(dir, "banks/evidence.en.gift", "Which hour is it in UTC?",
	    "Which hour is it in Maputo?");
	assert_true(publish(c, dir));
	classroom_reopen(c);
	for (uint32_t i = 0; i < t.questions; i++) {
		OK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = i });
		if (str_is(c->r.question.question.id, "q-utc")) {
			utc = i;
			assert_true(str_ends(c->r.question.question.text, "in UTC?"));
		}
		answer(c, &s, &t, i, true);
	}
	OK(c, &s, .verb = VERB_QUIZ_HANDIN, .attempt = { .event = event(c), .attempt = t.id });
	assert_int_equal(c->r.attempt.percent, 100);
	assert_int_equal(c->r.attempt.minor, 0);
	OK(c, &s, .verb = VERB_RESULT_QUESTION, .attempt = { .attempt = t.id, .index = utc });
	assert_true(str_is(c->r.result_question.right, "12"));
	/* The next try is asked from the new one. */
	fresh = start(c, &s, "first-hour");
	assert_int_equal(fresh.minor, 1);
	for (uint32_t i = 0; i < fresh.questions; i++) {
		OK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = fresh.id, .index = i });
		if (str_is(c->r.question.question.id, "q-utc"))
			assert_true(str_ends(c->r.question.question.text, "in Maputo?"));
	}
	dir_remove(dir);
	classroom_free(c);
}

/* No descriptor was left to compile it with: not lost, and not tried with every question either. */
static void
what_could_not_be_compiled_is_tried_again_later(void **state)
{
	struct rlimit usual, none;
	struct classroom *c;
	struct attempt t, same;
	struct seat s;
	struct lost *lost;
	char dir[200];
	bool run = on_disk;

	(void)state;
	on_disk = true; /* a keeper that starts anew has only the newest edition */
	c = classroom_new();
	s = person(c, "amina", ROLE_TRAINEE);
	t = start(c, &s, "first-hour");
	course_copy(c, dir);
	edit(dir, "en/010-first-hour.md", "Two short lessons.", "Two short lessons, no more.");
	assert_true(publish(c, dir));
	classroom_reopen(c);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &usual), 0);
	none = usual;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	enum reason why = ASK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id });
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &usual), 0);
	assert_int_equal(why, REASON_NO_COURSE);
	assert_int_equal(c->k->shelf.losts, 1);
	lost = &c->k->shelf.lost[0];
	assert_true(str_is(STR("evidence-first-day"), lost->course) && lost->again > 0);
	/* It could be had by now; that is seen when its time has come. */
	assert_int_equal(
	    ASK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id }), REASON_NO_COURSE);
	/* Meanwhile nobody's attempt is handed in as one that can never be answered. */
	same = start(c, &s, "first-hour");
	assert_true(uuid_eq(&same.id, &t.id));
	assert_int_equal(same.closed_at, 0);
	assert_true(lost->again > SHELF_AGAIN_S);
	lost->again = 1;
	OK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id });
	answer(c, &s, &t, 0, true);
	dir_remove(dir);
	classroom_free(c);
	on_disk = run;
}

/* More editions than the shelf holds: one that went is there until nobody can be reading it. */
static void
an_edition_stays_while_it_is_read(void **state)
{
	struct classroom *c;
	struct seat s;
	struct attempt t;
	const struct book *b;
	char dir[200], from[60] = "Two short lessons.", to[60];

	(void)state;
	if (on_disk)
		return; /* the shelf is the same, and this takes a while */
	c = classroom_new();
	s = person(c, "amina", ROLE_TRAINEE);
	t = start(c, &s, "first-hour");
	b = shelf_find(&c->k->shelf, COURSE);
	course_copy(c, dir);
	for (unsigned i = 0; i < SHELF_OLDER + 2; i++) {
		snprintf(to, sizeof(to), "Two short lessons, number %u.", i);
		edit(dir, "en/010-first-hour.md", from, to);
		strcpy(from, to);
		assert_true(publish(c, dir));
	}
	assert_non_null(c->k->shelf.gone);
	assert_true(str_eq(b->course->id, COURSE));
	OK(c, &s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id });
	OK(c, &s, .verb = VERB_HOME);
	assert_null(c->k->shelf.gone);
	/* One that never was is looked for once. */
	assert_null(shelf_exact(&c->k->shelf, c->k->db, COURSE, 9, 9, 9));
	assert_true(shelf_is_lost(&c->k->shelf, COURSE, 9, 9, 9));
	assert_false(shelf_is_lost(&c->k->shelf, COURSE, 1, 0, 0));
	dir_remove(dir);
	classroom_free(c);
}

/* A lesson gets another check after it was done: done it stays. One that was not done needs it. */
static void
what_was_done_stays_done(void **state)
{
	struct classroom *c = classroom_new();
	struct seat amina = person(c, "amina", ROLE_TRAINEE),
		    ilo = person(c, "ilo.m", ROLE_TRAINEE);
	char dir[200];

	(void)state;
	read_all(c, &amina);
	assert_int_equal(
	    ask_coded(c, &ilo, check_of(c, "custody", "custody-1", FINDER)), REASON_NONE);
	course_copy(c, dir);
	edit(dir, "en/010-first-hour.md", "**At work tomorrow.** Take the last record",
	    "```gift\n// [id:custody-2]\nIs one empty hour enough for a doubt? "
	    "{TRUE#Yes.#No.}\n```\n\n"
	    "**At work tomorrow.** Take the last record");
	assert_true(publish(c, dir));
	OK(c, &amina, .verb = VERB_FACTS, .course = COURSE);
	assert_true(facts_lesson(&c->r.facts, STR("custody"))->done);
	assert_int_equal(ask_coded(c, &ilo, place_of(c, "custody", 9, true)), REASON_NONE);
	OK(c, &ilo, .verb = VERB_FACTS, .course = COURSE);
	assert_false(facts_lesson(&c->r.facts, STR("custody"))->done);
	dir_remove(dir);
	classroom_free(c);
}

/* What sessions map: sealed against everybody, and without a key in it. */
static void
open_images_hold_no_keys(void **state)
{
	struct classroom *c = classroom_new();
	const struct edition *e;
	struct str open, whole;
	static const char *const keys[] = { "Right. It may lock at any moment",
		"Switching off can lock it", "Take the difference away", "saves this sum" };

	(void)state;
	assert_int_equal(keeper_editions(c->k, &e), 1);
	open = (struct str){ (const char *)e->open.at, e->open.len };
	whole = (struct str){ (const char *)e->whole.at, e->whole.len };
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		assert_true(str_find(whole, 0, keys[i]) < whole.len);
		assert_int_equal(str_find(open, 0, keys[i]), open.len);
	}
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_is_equal_is_not_published_again),
	cmocka_unit_test(numbers_go_up),
	cmocka_unit_test(a_course_with_errors_is_not_published),
	cmocka_unit_test(what_was_begun_goes_on_as_it_was),
	cmocka_unit_test(what_could_not_be_compiled_is_tried_again_later),
	cmocka_unit_test(an_edition_stays_while_it_is_read),
	cmocka_unit_test(what_was_done_stays_done),
	cmocka_unit_test(open_images_hold_no_keys),
};

TEST_MAIN(tests)
