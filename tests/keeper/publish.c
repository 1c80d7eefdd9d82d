/* Drafts become editions; what that does to those who learn; who may. */
#include "courses/check/lock.h"
#include "tests/keeper/classroom.h"

struct writer {
	struct classroom *c;
	struct seat seat;
	struct str draft;
};

static enum reason
put(struct writer *w, const char *path, struct str bytes)
{
	return ASK(w->c, &w->seat, .verb = VERB_DRAFT_WRITE,
	    .draft_write = { event(w->c), w->draft, str_from(path), 0, (uint32_t)bytes.len, bytes, true });
}

static struct str
get(struct writer *w, const char *path)
{
	struct buf b = BUF_IN(w->c->a);

	do {
		if (ASK(w->c, &w->seat, .verb = VERB_DRAFT_READ,
			.files = { .course = w->draft, .path = str_from(path), .offset = (uint32_t)b.len }) !=
		    REASON_NONE)
			return STR_NONE;
		buf_str(&b, w->c->r.piece.bytes);
	} while (b.len < w->c->r.piece.size);
	return buf_get(&b);
}

/* The draft of the example course, as it is served, in the hands of its owner. */
static struct writer
writer_new(struct classroom *c)
{
	struct writer w = { c, person(c, "ines", ROLE_INSTRUCTOR), COURSE };
	struct seat operator = keeper_operator();

	OK(c, &operator, .verb = VERB_OWNER_SET, .owner = { event(c), COURSE, STR("ines"), false });
	return w;
}

static void
begin(struct writer *w)
{
	OK(w->c, &w->seat, .verb = VERB_DRAFT_NEW, .draft = { event(w->c), COURSE, true });
}

static void
change(struct writer *w, const char *path, const char *from, const char *to)
{
	struct str bytes = get(w, path);
	size_t at = str_find(bytes, 0, from);

	if (at == bytes.len)
		fail_msg("%s is not in %s", from, path);
	bytes = str_printf(w->c->a, "%.*s%s%.*s", (int)at, bytes.at, to,
	    STR_ARG(str_sub(bytes, at + strlen(from), bytes.len)));
	assert_int_equal(put(w, path, bytes), REASON_NONE);
}

static const struct told_publish *
publish_(struct writer *w, struct ask_publish q)
{
	q.event = event(w->c);
	q.course = w->draft;
	assert_int_equal(ASK(w->c, &w->seat, .verb = VERB_PUBLISH, .publish = q), REASON_NONE);
	return &w->c->r.publish;
}
#define PUBLISH(w, ...) publish_(w, (struct ask_publish){ __VA_ARGS__ })

static void
is_published(const struct told_publish *t, enum change_class class, unsigned major, unsigned minor,
    unsigned revision)
{
	if (t->state != PUBLISH_DONE)
		fail_msg("state %d: %.*s", (int)t->state, STR_ARG(t->problems));
	assert_int_equal(t->class, class);
	assert_int_equal(t->to.edition, major);
	assert_int_equal(t->to.minor, minor);
	assert_int_equal(t->to.revision, revision);
}

static void
is_served(struct classroom *c, unsigned major, unsigned minor, unsigned revision)
{
	struct seat operator = keeper_operator();
	const struct edition *e;

	OK(c, &operator, .verb = VERB_STATUS); /* a request later it is on the shelf */
	assert_int_equal(keeper_editions(c->k, &e), 1);
	assert_int_equal(e->edition, major);
	assert_int_equal(e->minor, minor);
	assert_int_equal(e->revision, revision);
}


#define PAGE "en/010-first-hour.md"

static void
mend(struct writer *w)
{
	change(w, PAGE, "Two short lessons.", "Two quick lessons.");
}

static void
extend(struct writer *w)
{
	change(w, PAGE, "<!-- id: custody; minutes: 5 -->",
	    "<!-- id: at-home; minutes: 2 -->\n## At home\n\nA page that came later.\n\n"
	    "<!-- id: custody; minutes: 5 -->");
}

static void
turn(struct writer *w)
{
	change(w, "course.yaml", "pass: 80", "pass: 90");
}

static void
each_class_has_its_number(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	const struct told_publish *t;

	(void)state;
	begin(&w);
	assert_int_equal(PUBLISH(&w, .dry_run = true)->state, PUBLISH_SAME);
	mend(&w);
	t = PUBLISH(&w, .dry_run = true);
	assert_int_equal(t->state, PUBLISH_WOULD);
	assert_int_equal(t->inferred, CHANGE_REVISION);
	is_served(c, 1, 0, 0);
	is_published(PUBLISH(&w, .raise = CHANGE_NONE), CHANGE_REVISION, 1, 0, 1);
	is_served(c, 1, 0, 1);
	classroom_reopen(c);
	is_served(c, 1, 0, 1);
	begin(&w);
	extend(&w);
	is_published(PUBLISH(&w, .raise = CHANGE_REVISION), CHANGE_MINOR, 1, 1, 0);
	is_served(c, 1, 1, 0);
	begin(&w);
	turn(&w);
	is_published(PUBLISH(&w, .raise = CHANGE_NONE), CHANGE_MAJOR, 2, 0, 0);
	is_served(c, 2, 0, 0);
	/* The author may raise what the program infers. */
	begin(&w);
	assert_true(str_find(get(&w, "course.yaml"), 0, "edition: 2 ") < get(&w, "course.yaml").len);
	change(&w, PAGE, "Two quick lessons.", "Two brief lessons.");
	is_published(PUBLISH(&w, .raise = CHANGE_MAJOR), CHANGE_MAJOR, 3, 0, 0);
	classroom_free(c);
}

static void
a_mended_word_changes_nothing_for_learners(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	struct seat amina = person(c, "amina", ROLE_TRAINEE);

	(void)state;
	OK(c, &amina, .verb = VERB_PLACE, .place = place_of(c, "as-found", 2, false).place);
	begin(&w);
	mend(&w);
	const struct told_publish *t = PUBLISH(&w, .dry_run = true);
	assert_int_equal(t->mid_course, 1);
	is_published(PUBLISH(&w, .raise = CHANGE_NONE), CHANGE_REVISION, 1, 0, 1);
	OK(c, &amina, .verb = VERB_FACTS, .course = COURSE);
	assert_int_equal(c->r.facts.lessons, 1);
	assert_int_equal(c->r.facts.lesson[0].block, 2);
	classroom_free(c);
}

/* Reads all, and passes the quiz and the exam. */
static void
finish(struct classroom *c, struct seat *s)
{
	static const char *const what[] = { "first-hour", "final" };

	read_all(c, s);
	for (int i = 0; i < 2; i++) {
		struct attempt t = start(c, s, what[i]);

		for (uint32_t q = 0; q < t.questions; q++) {
			struct str id;

			OK(c, s, .verb = VERB_QUESTION, .attempt = { .attempt = t.id, .index = q });
			id = str_copy(c->a, c->r.question.question.id);
			OK(c, s, .verb = VERB_QUIZ_ANSWER,
			    .attempt = { event(c), t.id, q, response_to(id, true) });
		}
		OK(c, s, .verb = VERB_QUIZ_HANDIN, .attempt = { .event = event(c), .attempt = t.id });
		assert_true(c->r.attempt.passed);
	}
}

static int32_t
percent_of(struct classroom *c, struct seat *s, bool *done)
{
	OK(c, s, .verb = VERB_HOME);
	assert_int_equal(c->r.home.courses, 1);
	*done = c->r.home.course[0].done_at > 0;
	return c->r.home.course[0].percent;
}

static void
a_new_page_is_for_those_who_have_not_finished(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	struct seat amina = person(c, "amina", ROLE_TRAINEE), ben = person(c, "ben", ROLE_TRAINEE);
	bool done;

	(void)state;
	finish(c, &amina);
	assert_int_equal(percent_of(c, &amina, &done), 100);
	assert_true(done);
	read_all(c, &ben);
	int32_t before = percent_of(c, &ben, &done);
	begin(&w);
	extend(&w);
	const struct told_publish *t = PUBLISH(&w, .dry_run = true);
	assert_int_equal(t->done, 1);
	assert_int_equal(t->mid_course, 1);
	is_published(PUBLISH(&w, .raise = CHANGE_NONE), CHANGE_MINOR, 1, 1, 0);
	assert_int_equal(percent_of(c, &amina, &done), 100);
	assert_true(done);
	assert_true(percent_of(c, &ben, &done) < before);
	/* What ben has done stays done. */
	OK(c, &ben, .verb = VERB_FACTS, .course = COURSE);
	assert_int_equal(c->r.facts.lessons, 2);
	assert_true(c->r.facts.lesson[0].done && c->r.facts.lesson[1].done);
	OK(c, &ben, .verb = VERB_PLACE, .place = place_of(c, "at-home", 0, true).place);
	assert_true(percent_of(c, &ben, &done) > before);
	classroom_free(c);
}

/* The pass mark that an attempt would have for this person. */
static unsigned
pass_of(struct classroom *c, struct seat *s)
{
	return start(c, s, "final").pass;
}

static void
who_began_stays_on_the_major(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	struct seat amina = person(c, "amina", ROLE_TRAINEE), ben = person(c, "ben", ROLE_TRAINEE),
		    chi = person(c, "chi", ROLE_TRAINEE), dana = person(c, "dana", ROLE_TRAINEE);
	struct attempt open;
	const struct told_publish *t;

	(void)state;
	finish(c, &amina);
	read_all(c, &ben);
	read_all(c, &chi);
	open = start(c, &chi, "final");
	begin(&w);
	extend(&w);
	turn(&w);
	t = PUBLISH(&w, .raise = CHANGE_NONE);
	assert_int_equal(t->state, PUBLISH_ASK);
	assert_int_equal(t->mid_course, 2);
	assert_int_equal(t->in_attempt, 1);
	assert_int_equal(t->done, 1);
	is_served(c, 1, 0, 0);
	is_published(PUBLISH(&w, .agreed = true), CHANGE_MAJOR, 2, 0, 0);
	is_served(c, 2, 0, 0);
	for (int again = 0; again < 2; again++) {
		/* mid-way: as it was, without the new page */
		assert_int_equal(
		    ASK(c, &ben, .verb = VERB_PLACE, .place = place_of(c, "at-home", 0, true).place),
		    REASON_NO_SUCH);
		/* in an attempt: that very one */
		OK(c, &chi, .verb = VERB_ATTEMPT, .attempt = { .attempt = open.id });
		assert_int_equal(c->r.attempt.pass, 80);
		assert_int_equal(c->r.attempt.edition, 1);
		classroom_reopen(c);
	}
	assert_int_equal(pass_of(c, &ben), 80);
	/* new, or done: the new one */
	OK(c, &dana, .verb = VERB_PLACE, .place = place_of(c, "at-home", 0, true).place);
	assert_int_equal(pass_of(c, &dana), 90);
	OK(c, &amina, .verb = VERB_PLACE, .place = place_of(c, "at-home", 0, true).place);
	OK(c, &w.seat, .verb = VERB_EDITIONS, .course = COURSE);
	assert_int_equal(c->r.editions.editions, 2);
	assert_true(c->r.editions.edition[0].served);
	assert_int_equal(c->r.editions.edition[1].held, 2);
	classroom_free(c);
}

static void
what_vanishes_is_named(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	const struct told_publish *t;

	(void)state;
	begin(&w);
	change(&w, PAGE, "id: custody;", "id: custody-new;");
	t = PUBLISH(&w, .dry_run = true);
	assert_int_equal(t->state, PUBLISH_IDS);
	assert_true(str_find(t->problems, 0, "the lesson custody is gone") < t->problems.len);
	change(&w, "course.yaml", "order: free",
	    "retired:\n  - {id: custody, moved_to: custody-new}\n\norder: free");
	t = PUBLISH(&w, .dry_run = true);
	if (t->state != PUBLISH_WOULD)
		fail_msg("%d %.*s", (int)t->state, STR_ARG(t->problems));
	assert_int_equal(t->inferred, CHANGE_MINOR);
	classroom_free(c);
}

static void
errors_are_told_and_nothing_is_published(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	const struct told_publish *t;

	(void)state;
	begin(&w);
	assert_true(str_is(get(&w, DRAFT_CHECK), "no problems\n"));
	change(&w, "course.yaml", "level: basic", "level: easy");
	assert_true(str_find(get(&w, DRAFT_CHECK), 0, "course.yaml:") == 0);
	t = PUBLISH(&w, .agreed = true);
	assert_int_equal(t->state, PUBLISH_ERRORS);
	uint32_t errors = t->errors;
	assert_true(errors > 0 && t->problems.len > 0);
	is_served(c, 1, 0, 0);
	OK(c, &w.seat, .verb = VERB_DRAFTS);
	assert_int_equal(c->r.drafts.drafts, 1);
	assert_int_equal(c->r.drafts.draft[0].errors, errors);
	assert_true(c->r.drafts.draft[0].differs);
	assert_true(str_is(c->r.drafts.draft[0].by, "ines"));
	classroom_free(c);
}

static void
a_newer_edition_is_not_overwritten(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	struct str lock, manifest;
	const struct told_publish *t;

	(void)state;
	begin(&w);
	mend(&w);
	is_published(PUBLISH(&w, .raise = CHANGE_NONE), CHANGE_REVISION, 1, 0, 1);
	begin(&w);
	lock = get(&w, LOCK_FILE);
	manifest = get(&w, "course.yaml");
	assert_true(str_find(lock, 0, "edition: 1.0.1\n") < lock.len);
	/* Only what changed has the new number. */
	assert_true(str_find(lock, 0, "id: custody, version: 1.0.1") < lock.len);
	extend(&w);
	is_published(PUBLISH(&w, .raise = CHANGE_NONE), CHANGE_MINOR, 1, 1, 0);
	begin(&w);
	assert_true(str_find(get(&w, LOCK_FILE), 0, "id: custody, version: 1.0.1") < lock.len + 4000);
	assert_int_equal(put(&w, LOCK_FILE, lock), REASON_NONE);
	change(&w, PAGE, "A page that came later.", "A page that came last.");
	t = PUBLISH(&w, .raise = CHANGE_NONE);
	assert_int_equal(t->state, PUBLISH_STALE);
	assert_int_equal(t->to.minor, 1);
	/* The author says that it is meant. */
	t = PUBLISH(&w, .dry_run = true, .from = { 1, 1, 0 });
	assert_int_equal(t->state, PUBLISH_WOULD);
	/* A lock that was edited. */
	OK(c, &w.seat, .verb = VERB_EDITION_READ, .files = { .course = COURSE, .path = STR(LOCK_FILE) });
	lock = str_printf(c->a, "%.*s# mine\n", STR_ARG(c->r.piece.bytes));
	assert_int_equal(put(&w, LOCK_FILE, lock), REASON_NONE);
	assert_int_equal(PUBLISH(&w, .dry_run = true)->state, PUBLISH_IDS);
	(void)manifest;
	classroom_free(c);
}

/* The open image of a draft, whole; its bytes are in the classroom's arena. */
static struct str
preview(struct writer *w)
{
	struct buf b = BUF_IN(w->c->a);

	do {
		if (ASK(w->c, &w->seat, .verb = VERB_DRAFT_PREVIEW,
			.files = { .course = w->draft, .offset = (uint32_t)b.len }) != REASON_NONE)
			return STR_NONE;
		assert_true(w->c->r.preview.bytes.len > 0 && w->c->r.preview.bytes.len <= PREVIEW_PIECE);
		buf_str(&b, w->c->r.preview.bytes);
	} while (b.len < w->c->r.preview.size);
	return buf_get(&b);
}

static void
a_draft_is_looked_at_and_nothing_is_kept(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	struct seat jo = person(c, "joan", ROLE_INSTRUCTOR);
	struct image image;
	struct err e;
	int64_t before, serial;

	(void)state;
	assert_int_equal(
	    ASK(c, &w.seat, .verb = VERB_DRAFT_PREVIEW, .files = { .course = COURSE }), REASON_NO_SUCH);
	begin(&w);
	before = events(c);
	struct str bytes = preview(&w);
	serial = c->r.preview.serial;
	assert_true(image_open(bytes.at, bytes.len, &image, &e));
	const struct course *course = image_course(&image, c->a);
	assert_true(str_eq(course->id, COURSE));
	assert_int_equal(ASK(c, &w.seat, .verb = VERB_DRAFT_PREVIEW,
			     .files = { .course = COURSE, .offset = (uint32_t)bytes.len }),
	    REASON_NONE);
	assert_int_equal(c->r.preview.bytes.len, 0);
	/* A check is graded by the draft, not by what is served. */
	const struct words *words = image_words(&image, STR("en"), c->a);
	const struct lesson *lesson = NULL;
	for (uint32_t m = 0; m < words->modules && !lesson; m++)
		for (uint32_t l = 0; l < words->module[m].lessons && !lesson; l++) {
			lesson = image_lesson(&image, STR("en"), words->module[m].lesson[l].id, c->a);
			if (lesson->checks == 0)
				lesson = NULL;
		}
	assert_non_null(lesson);
	struct ask_check check = { .event = event(c), .course = COURSE, .lang = STR("en"), .lesson = lesson->id,
		.question = lesson->check[0].id, .response = { .text = STR_NONE } };
	OK(c, &w.seat, .verb = VERB_PREVIEW_CHECK, .check = check);
	assert_true(c->r.check.answer.len > 0);
	check.question = STR("nothing");
	assert_int_equal(ASK(c, &w.seat, .verb = VERB_PREVIEW_CHECK, .check = check), REASON_NO_SUCH);
	check.question = lesson->check[0].id;
	assert_int_equal(ASK(c, &jo, .verb = VERB_PREVIEW_CHECK, .check = check), REASON_NO_SUCH);
	assert_int_equal(
	    ASK(c, &jo, .verb = VERB_DRAFT_PREVIEW, .files = { .course = COURSE }), REASON_NO_SUCH);
	assert_int_equal(events(c), before);
	/* With problems it is shown, and another state of it has another serial; what is no course is not. */
	change(&w, "course.yaml", "level: basic", "level: easy");
	assert_true(preview(&w).len > 0);
	assert_true(c->r.preview.serial != serial);
	assert_int_equal(put(&w, "course.yaml", STR("no: course\n")), REASON_NONE);
	assert_int_equal(
	    ASK(c, &w.seat, .verb = VERB_DRAFT_PREVIEW, .files = { .course = COURSE }), REASON_DRAFT);
	classroom_free(c);
}

static void
only_owners_write(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	struct seat jo = person(c, "joan", ROLE_INSTRUCTOR), operator = keeper_operator();

	(void)state;
	person(c, "amina", ROLE_TRAINEE);
	begin(&w);
	assert_int_equal(
	    ASK(c, &jo, .verb = VERB_DRAFT_FILES, .files = { .course = COURSE }), REASON_NO_SUCH);
	assert_int_equal(
	    ASK(c, &jo, .verb = VERB_EDITION_READ, .files = { .course = COURSE, .path = STR("course.yaml") }),
	    REASON_OWNER);
	assert_int_equal(ASK(c, &jo, .verb = VERB_OWNER_SET, .owner = { event(c), COURSE, STR("joan"), false }),
	    REASON_OWNER);
	assert_int_equal(
	    ASK(c, &w.seat, .verb = VERB_OWNER_SET, .owner = { event(c), COURSE, STR("ines"), true }),
	    REASON_LAST_OWNER);
	assert_int_equal(
	    ASK(c, &w.seat, .verb = VERB_OWNER_SET, .owner = { event(c), COURSE, STR("amina"), false }),
	    REASON_RIGHTS);
	struct uuid once = event(c);
	for (int i = 0; i < 2; i++) {
		OK(c, &w.seat, .verb = VERB_OWNER_SET, .owner = { once, COURSE, STR("joan"), false });
		assert_int_equal(c->r.owners.owners, 2);
	}
	OK(c, &jo, .verb = VERB_DRAFT_FILES, .files = { .course = COURSE });
	OK(c, &jo, .verb = VERB_OWNER_SET, .owner = { event(c), COURSE, STR("ines"), true });
	assert_int_equal(
	    ASK(c, &w.seat, .verb = VERB_DRAFT_FILES, .files = { .course = COURSE }), REASON_NO_SUCH);
	OK(c, &operator, .verb = VERB_DRAFT_FILES, .files = { .course = COURSE });
	classroom_reopen(c);
	OK(c, &jo, .verb = VERB_OWNERS, .course = COURSE);
	assert_int_equal(c->r.owners.owners, 1);
	classroom_free(c);
}

static void
a_new_course_is_its_publishers(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c), own = { c, person(c, "joan", ROLE_INSTRUCTOR), STR("jos-course") };
	struct seat amina = person(c, "amina", ROLE_TRAINEE);
	struct request asks = { .verb = VERB_FACTS, .course = STR("jos-course") };
	static const char *const files[] = { PAGE, "en/case-flat-seven.md", "en/glossary.md",
		"en/sources.md", "banks/evidence.en.gift", "course.yaml" };

	(void)state;
	begin(&w);
	OK(c, &own.seat, .verb = VERB_DRAFT_NEW, .draft = { event(c), own.draft, false });
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		assert_int_equal(put(&own, files[i], get(&w, files[i])), REASON_NONE);
	/* It says that it is another course. */
	assert_int_equal(PUBLISH(&own, .dry_run = true)->state, PUBLISH_ERRORS);
	change(&own, "course.yaml", "id: evidence-first-day", "id: jos-course");
	change(&own, "course.yaml", "status: active", "status: draft");
	is_published(PUBLISH(&own, .agreed = false), CHANGE_NONE, 1, 0, 0);
	OK(c, &own.seat, .verb = VERB_OWNERS, .course = own.draft);
	assert_int_equal(c->r.owners.owners, 1);
	assert_true(str_is(c->r.owners.login[0], "joan"));
	assert_int_equal(ask_coded(c, &amina, asks), REASON_NO_COURSE);
	OK(c, &own.seat, .verb = VERB_FACTS, .course = own.draft);
	OK(c, &own.seat, .verb = VERB_COURSE_STATUS,
	    .course_status = { event(c), own.draft, STATUS_BETA, STR_NONE });
	assert_int_equal(ask_coded(c, &amina, asks), REASON_NO_COURSE);
	assert_int_equal(ask_coded(c, &w.seat, asks), REASON_NONE);
	OK(c, &own.seat, .verb = VERB_COURSE_STATUS,
	    .course_status = { event(c), own.draft, STATUS_ACTIVE, STR_NONE });
	assert_int_equal(ask_coded(c, &amina, asks), REASON_NONE);
	classroom_free(c);
}

static void
retired_is_for_those_who_began(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	struct seat amina = person(c, "amina", ROLE_TRAINEE), ben = person(c, "ben", ROLE_TRAINEE);

	(void)state;
	read_all(c, &amina);
	OK(c, &w.seat, .verb = VERB_COURSE_STATUS,
	    .course_status = { event(c), COURSE, STATUS_RETIRED, STR_NONE });
	OK(c, &amina, .verb = VERB_FACTS, .course = COURSE);
	assert_int_equal(ASK(c, &ben, .verb = VERB_FACTS, .course = COURSE), REASON_NO_COURSE);
	c->now += 364 * DAY;
	OK(c, &amina, .verb = VERB_FACTS, .course = COURSE);
	c->now += 2 * DAY;
	assert_int_equal(ASK(c, &amina, .verb = VERB_FACTS, .course = COURSE), REASON_NO_COURSE);
	classroom_free(c);
}

/* What HOME tells this person of the course; NULL: nothing. */
static const struct course_told *
told_of(struct classroom *c, struct seat *s)
{
	OK(c, s, .verb = VERB_HOME);
	for (uint32_t i = 0; i < c->r.home.tolds; i++)
		if (str_eq(c->r.home.told[i].course, COURSE))
			return &c->r.home.told[i];
	return NULL;
}

static void
home_tells_what_one_may_see(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	struct seat amina = person(c, "amina", ROLE_TRAINEE), ben = person(c, "ben", ROLE_TRAINEE),
		    joan = person(c, "joan", ROLE_INSTRUCTOR), guest = { .role = ROLE_GUEST };
	struct seat *const seat[] = { &guest, &ben, &amina, &joan, &w.seat };
	static const struct {
		enum course_status status;
		const char *sees; /* the seats, in order */
	} rule[] = {
		{ STATUS_ACTIVE, "+++++" },
		{ STATUS_BETA, "---++" },
		{ STATUS_DRAFT, "----+" },
		{ STATUS_RETIRED, "--+-+" },
	};
	const struct course_told *t;

	(void)state;
	read_all(c, &amina);
	for (size_t i = 0; i < sizeof(rule) / sizeof(*rule); i++) {
		if (i > 0)
			OK(c, &w.seat, .verb = VERB_COURSE_STATUS,
			    .course_status = { event(c), COURSE, rule[i].status, STR_NONE });
		for (size_t s = 0; s < sizeof(seat) / sizeof(*seat); s++) {
			t = told_of(c, seat[s]);
			if ((t != NULL) != (rule[i].sees[s] == '+'))
				fail_msg("status %d, seat %zu", (int)rule[i].status, s);
			if (t)
				assert_int_equal(t->status, rule[i].status);
		}
	}
	/* A year, and no longer, to finish. */
	t = told_of(c, &amina);
	assert_true(t->until > c->now && t->until <= c->now + 365 * DAY);
	c->now = t->until;
	assert_null(told_of(c, &amina));
	classroom_free(c);
}

static void
each_reads_on_in_the_major_that_was_begun(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	struct seat ben = person(c, "ben", ROLE_TRAINEE), dana = person(c, "dana", ROLE_TRAINEE),
		    guest = { .role = ROLE_GUEST };
	struct edition_row *held;
	uint32_t n;

	(void)state;
	OK(c, &ben, .verb = VERB_PLACE, .place = place_of(c, "as-found", 2, false).place);
	begin(&w);
	change(&w, PAGE, "id: custody;", "id: custody-new;");
	change(&w, PAGE, "[id:custody-1]", "[id:custody-new-1]");
	change(&w, "course.yaml", "order: free",
	    "retired:\n  - {id: custody, moved_to: custody-new}\n  - {id: custody-1, moved_to: custody-new-1}\n\norder: free");
	turn(&w);
	is_published(PUBLISH(&w, .agreed = true), CHANGE_MAJOR, 2, 0, 0);
	is_served(c, 2, 0, 0);
	for (int again = 0; again < 2; again++) {
		assert_int_equal(told_of(c, &ben)->edition.edition, 1);
		assert_int_equal(told_of(c, &dana)->edition.edition, 2);
		assert_int_equal(told_of(c, &guest)->edition.edition, 2);
		db_majors_held(c->k->db, c->a, &held, &n);
		assert_int_equal(n, 1);
		assert_int_equal(held[0].edition, 1);
		/* A check that only the old pages have, and one that only the new ones have. */
		assert_int_equal(
		    ask_coded(c, &ben, check_of(c, "custody", "custody-1", FINDER)), REASON_NONE);
		assert_true(c->r.check.right);
		assert_int_equal(
		    ask_coded(c, &ben, check_of(c, "custody-new", "custody-new-1", FINDER)), REASON_NO_SUCH);
		assert_int_equal(
		    ask_coded(c, &dana, check_of(c, "custody-new", "custody-new-1", FINDER)), REASON_NONE);
		/* A session that began before the publish still has the old pages before it. */
		assert_int_equal(
		    ask_coded(c, &guest, check_of(c, "custody", "custody-1", FINDER)), REASON_NONE);
		assert_int_equal(
		    ask_coded(c, &guest, check_of(c, "custody", "none", FINDER)), REASON_NO_SUCH);
		classroom_reopen(c);
	}
	classroom_free(c);
}

static void
back_to_an_old_edition(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	struct uuid once = event(c);

	(void)state;
	begin(&w);
	extend(&w);
	is_published(PUBLISH(&w, .raise = CHANGE_NONE), CHANGE_MINOR, 1, 1, 0);
	for (int i = 0; i < 2; i++) {
		OK(c, &w.seat, .verb = VERB_ROLLBACK, .rollback = { once, COURSE, { 1, 0, 0 } });
		assert_int_equal(c->r.editions.editions, 2);
		assert_true(c->r.editions.edition[1].served && !c->r.editions.edition[0].served);
	}
	is_served(c, 1, 0, 0);
	classroom_reopen(c);
	is_served(c, 1, 0, 0);
	/* No number is used twice. */
	begin(&w);
	mend(&w);
	is_published(PUBLISH(&w, .raise = CHANGE_NONE), CHANGE_REVISION, 1, 1, 1);
	assert_int_equal(ASK(c, &w.seat, .verb = VERB_ROLLBACK, .rollback = { event(c), COURSE, { 9, 0, 0 } }),
	    REASON_NO_SUCH);
	classroom_free(c);
}

static void
said_again_is_done_once(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	struct ask_publish q = { event(c), COURSE, false, CHANGE_NONE, { 0, 0, 0 }, false };
	struct ask_draft_write piece = { event(c), COURSE, STR("notes/a.txt"), 0, 6, STR("abc"), false };

	(void)state;
	begin(&w);
	OK(c, &w.seat, .verb = VERB_DRAFT_WRITE, .draft_write = piece);
	OK(c, &w.seat, .verb = VERB_DRAFT_WRITE, .draft_write = piece);
	assert_int_equal(get(&w, "notes/a.txt").len, 0);
	piece.offset = 3;
	piece.last = true;
	classroom_reopen(c); /* a keeper may die between two pieces */
	for (int i = 0; i < 2; i++)
		OK(c, &w.seat, .verb = VERB_DRAFT_WRITE, .draft_write = piece);
	assert_true(str_is(get(&w, "notes/a.txt"), "abcabc"));
	/* A gap is no file. */
	piece.event = event(c);
	assert_int_equal(ASK(c, &w.seat, .verb = VERB_DRAFT_WRITE, .draft_write = piece), REASON_PIECES);
	struct ask_draft_move move = { event(c), COURSE, STR("notes/a.txt"), STR("notes/b.txt") };
	for (int i = 0; i < 2; i++)
		OK(c, &w.seat, .verb = VERB_DRAFT_MOVE, .draft_move = move);
	assert_true(str_is(get(&w, "notes/b.txt"), "abcabc"));
	for (int i = 0; i < 2; i++) {
		OK(c, &w.seat, .verb = VERB_PUBLISH, .publish = q);
		is_published(&c->r.publish, c->r.publish.class, 1, 0, 1);
	}
	OK(c, &w.seat, .verb = VERB_EDITIONS, .course = COURSE);
	assert_int_equal(c->r.editions.editions, 2);
	classroom_free(c);
}

static void
drafts_have_bounds(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	char *big = arena_alloc(c->a, DRAFT_PIECE);
	struct ask_draft_write q = { event(c), COURSE, STR("notes/big"), 0, DRAFT_FILE + 1, { big, DRAFT_PIECE },
		false };
	static const char *const bad[] = { "../x", "/etc/passwd", "a/../b", "a//b", "a\\b", "x\033[2J", "a/", ".",
		DRAFT_CHECK, "1/2/3/4/5/6/7/8/9/x", "course.yaml/x" };

	(void)state;
	memset(big, 'a', DRAFT_PIECE);
	begin(&w);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (put(&w, bad[i], STR("x")) != REASON_PATH)
			fail_msg("%s is taken", bad[i]);
	assert_int_equal(put(&w, "en", STR("x")), REASON_PATH); /* a folder stands there */
	assert_int_equal(ASK(c, &w.seat, .verb = VERB_DRAFT_WRITE, .draft_write = q), REASON_QUOTA);
	assert_int_equal(c->r.refusal.number, DRAFT_FILE);
	/* 32 MB and not a byte more, counted before it is written. */
	enum reason reason = REASON_NONE;
	int files = 0;

	for (; files < 20 && reason == REASON_NONE; files++) {
		q.event = event(c);
		q.path = str_printf(c->a, "notes/big%d", files);
		for (q.offset = 0; q.offset < DRAFT_FILE && reason == REASON_NONE; q.offset += DRAFT_PIECE) {
			q.size = DRAFT_FILE;
			q.last = q.offset + DRAFT_PIECE == DRAFT_FILE;
			reason = ASK(c, &w.seat, .verb = VERB_DRAFT_WRITE, .draft_write = q);
		}
		arena_reset(c->a);
		big = arena_alloc(c->a, DRAFT_PIECE);
		memset(big, 'a', DRAFT_PIECE);
		q.bytes.at = big;
	}
	assert_int_equal(reason, REASON_QUOTA);
	assert_int_equal(files, 8); /* the course itself has some bytes */
	/* Drafts of sessions are counted, and go after an hour. */
	for (int i = 0; i < DRAFTS_MOST - 1; i++)
		OK(c, &w.seat, .verb = VERB_DRAFT_NEW, .draft = { event(c), str_printf(c->a, ".s%d", i), false });
	assert_int_equal(ASK(c, &w.seat, .verb = VERB_DRAFT_NEW, .draft = { event(c), STR(".more"), false }),
	    REASON_QUOTA);
	c->now += DRAFT_HOLD_S + 1;
	OK(c, &w.seat, .verb = VERB_DRAFT_NEW, .draft = { event(c), STR(".more"), false });
	OK(c, &w.seat, .verb = VERB_DRAFTS);
	assert_int_equal(c->r.drafts.drafts, 1);
	OK(c, &w.seat, .verb = VERB_DRAFT_REMOVE, .draft_move = { event(c), COURSE, STR_NONE, STR_NONE });
	OK(c, &w.seat, .verb = VERB_DRAFTS);
	assert_int_equal(c->r.drafts.drafts, 0);
	classroom_free(c);
}

/* What is said of a draft is never what was said of an earlier one of that name. */
static void
a_new_draft_is_checked_anew(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);

	(void)state;
	begin(&w);
	change(&w, "course.yaml", "level: basic", "level: easy");
	assert_true(str_find(get(&w, DRAFT_CHECK), 0, "course.yaml:") == 0);
	OK(c, &w.seat, .verb = VERB_DRAFT_REMOVE, .draft_move = { event(c), COURSE, STR_NONE, STR_NONE });
	begin(&w);
	change(&w, "course.yaml", "level: basic", "level: advanced");
	assert_true(str_is(get(&w, DRAFT_CHECK), "no problems\n"));
	classroom_free(c);
}

static enum reason
piece(struct writer *w, struct uuid of, const char *path, uint32_t offset, struct str bytes, bool last)
{
	return ASK(w->c, &w->seat, .verb = VERB_DRAFT_WRITE,
	    .draft_write = { of, w->draft, str_from(path), offset, last ? offset + (uint32_t)bytes.len : 0, bytes, last });
}

static void
broken_uploads_leave_nothing_for_long(void **state)
{
	static char big[DRAFT_PIECE];
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);
	struct str bytes = { big, sizeof(big) };
	struct uuid of = event(c);
	uint32_t n = 0;

	(void)state;
	memset(big, 'a', sizeof(big));
	begin(&w);
	while (n <= DRAFT_BYTES / DRAFT_PIECE && piece(&w, of, "en/never.md", n, bytes, false) == REASON_NONE) {
		arena_reset(c->a);
		n++;
	}
	assert_int_equal(c->r.refusal.reason, REASON_QUOTA);
	assert_int_equal(put(&w, "en/more.md", bytes), REASON_QUOTA);
	/* An hour later nobody has to begin a draft for that. */
	c->now += DRAFT_HOLD_S + 1;
	assert_int_equal(put(&w, "en/more.md", bytes), REASON_NONE);
	/* The upload that came after it takes the place of one that broke off. */
	of = event(c);
	assert_int_equal(piece(&w, of, "en/never.md", 0, STR("abc"), false), REASON_NONE);
	assert_int_equal(put(&w, "en/never.md", STR("now")), REASON_NONE);
	assert_int_equal(piece(&w, of, "en/never.md", 3, STR("def"), true), REASON_PIECES);
	assert_true(str_is(get(&w, "en/never.md"), "now"));
	classroom_free(c);
}

static void
names_that_make_two_of_one_are_refused(void **state)
{
	struct classroom *c = classroom_new();
	struct writer w = writer_new(c);

	(void)state;
	begin(&w);
	assert_int_equal(put(&w, "en/caf\xc3\xa9.md", STR("x")), REASON_NONE);
	assert_int_equal(put(&w, "en/cafe\xcc\x81.md", STR("x")), REASON_PATH);
	assert_int_equal(put(&w, DRAFT_CHECK, STR("x")), REASON_PATH);
	assert_int_equal(put(&w, DRAFT_CHECK "/x", STR("x")), REASON_PATH);
	assert_int_equal(ASK(c, &w.seat, .verb = VERB_DRAFT_MOVE,
			     .draft_move = { event(c), COURSE, STR("en"), STR(DRAFT_CHECK) }),
	    REASON_PATH);
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(each_class_has_its_number),
	cmocka_unit_test(a_mended_word_changes_nothing_for_learners),
	cmocka_unit_test(a_new_page_is_for_those_who_have_not_finished),
	cmocka_unit_test(who_began_stays_on_the_major),
	cmocka_unit_test(what_vanishes_is_named),
	cmocka_unit_test(errors_are_told_and_nothing_is_published),
	cmocka_unit_test(a_newer_edition_is_not_overwritten),
		cmocka_unit_test(a_draft_is_looked_at_and_nothing_is_kept),
	cmocka_unit_test(only_owners_write),
	cmocka_unit_test(a_new_course_is_its_publishers),
	cmocka_unit_test(retired_is_for_those_who_began),
	cmocka_unit_test(home_tells_what_one_may_see),
	cmocka_unit_test(each_reads_on_in_the_major_that_was_begun),
	cmocka_unit_test(back_to_an_old_edition),
	cmocka_unit_test(said_again_is_done_once),
	cmocka_unit_test(drafts_have_bounds),
	cmocka_unit_test(a_new_draft_is_checked_anew),
	cmocka_unit_test(broken_uploads_leave_nothing_for_long),
	cmocka_unit_test(names_that_make_two_of_one_are_refused),
};

TEST_MAIN(tests)
