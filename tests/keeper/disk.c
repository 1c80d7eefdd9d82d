/*
 * A disk that is full, read-only or damaged: what goes on, what is refused, and how it comes back
 * without a restart. The disk is a small tmpfs; without the right to mount one its tests are
 * skipped.
 */
#include <sys/mount.h>

#include "tests/keeper/listener.h"

enum { FRAMES = 3000 };

struct disk {
	struct classroom *c;
	char filler[100];
	bool is_mounted;
};

static struct disk *
disk_new(void)
{
	struct disk *d = calloc(1, sizeof(*d));
	struct classroom *c = d->c = calloc(1, sizeof(*c));

	on_disk = true;
	c->now = (int64_t)time(NULL) - 1000;
	c->a = arena_new();
	strcpy(c->dir, "/tmp/chalkline-disk-XXXXXX");
	assert_non_null(mkdtemp(c->dir));
	d->is_mounted = mount("disk", c->dir, "tmpfs", 0, "size=4m") == 0;
	snprintf(c->database, sizeof(c->database), "%s/records.db", c->dir);
	snprintf(d->filler, sizeof(d->filler), "%s/filler", c->dir);
	return d;
}

static void
disk_free(struct disk *d)
{
	if (d->c->k)
		keeper_close(d->c->k);
	if (d->is_mounted)
		umount2(d->c->dir, MNT_DETACH);
	dir_remove(d->c->dir);
	arena_free(d->c->a);
	free(d->c);
	free(d);
}

/* To the last byte. */
static void
fill(struct disk *d)
{
	char page[512] = { 1 };
	int fd = open(d->filler, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	while (write(fd, page, sizeof(page)) > 0)
		continue;
	assert_int_equal(errno, ENOSPC);
	close(fd);
}

static void
read_only(struct disk *d, bool is)
{
	assert_int_equal(
	    mount("disk", d->c->dir, "tmpfs", MS_REMOUNT | (is ? MS_RDONLY : 0), "size=4m"), 0);
}

#define NEEDS_A_DISK(d)                                                                            \
	do {                                                                                       \
		if (!(d)->is_mounted) {                                                            \
			disk_free(d);                                                              \
			skip();                                                                    \
		}                                                                                  \
	} while (0)

/* Places until one is refused: what SQLite has already in hand it can still use. */
static void
write_until_refused(struct classroom *c, struct seat *s)
{
	for (uint32_t i = 0; i < FRAMES; i++)
		if (ask_coded(c, s, place_of(c, "custody", i, false)) != REASON_NONE)
			break;
	assert_int_equal(c->r.refusal.reason, REASON_DISK);
}

static void
status(struct classroom *c, enum health health)
{
	struct seat machine = keeper_operator();

	OK(c, &machine, .verb = VERB_STATUS);
	assert_int_equal(c->r.status.health, health);
	assert_int_equal(c->r.status.trouble.len > 0, health != HEALTH_GOOD);
}

/* While nothing can be written: reading, logins without a trace, no answer half-saved. */
static void
reads_on(struct classroom *c, struct seat *s, struct attempt *t)
{
	struct seat fresh = nobody();
	int64_t before = events(c);
	struct request q;

	OK(c, &fresh, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = STR("amina"), .secret = SECRET });
	assert_true(c->r.login.who.reads_only);
	assert_true(c->r.login.who.last_at > 0);
	assert_int_equal(fresh.role, ROLE_TRAINEE);
	OK(c, &fresh, .verb = VERB_HOME);
	OK(c, &fresh, .verb = VERB_FACTS, .course = COURSE);
	assert_int_equal(ASK(c, &fresh, .verb = VERB_LOGIN_PASSWORD,
			     .login = { .login = STR("amina"), .secret = STR("wrong") }),
	    REASON_WRONG);
	OK(c, s, .verb = VERB_QUESTION, .attempt = { .attempt = t->id, .index = 0 });
	q = (struct request){ .verb = VERB_QUIZ_ANSWER,
		.attempt = { .event = event(c),
		    .attempt = t->id,
		    .index = 0,
		    .response = response_to(c->r.question.question.id, true) } };
	assert_int_equal(ask_coded(c, s, q), REASON_DISK);
	OK(c, s, .verb = VERB_ATTEMPT, .attempt = { .attempt = t->id });
	assert_int_equal(c->r.attempt.answered, 0);
	assert_false(c->r.attempt.has[0]);
	assert_int_equal(events(c), before);
}

/* And when it can be again: the same answer, said again, is kept. */
static void
writes_again(struct classroom *c, struct seat *s, struct attempt *t)
{
	struct seat fresh = nobody();

	answer(c, s, t, 0, true);
	OK(c, s, .verb = VERB_ATTEMPT, .attempt = { .attempt = t->id });
	assert_int_equal(c->r.attempt.answered, 1);
	status(c, HEALTH_GOOD);
	OK(c, &fresh, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = STR("amina"), .secret = SECRET });
	assert_false(c->r.login.who.reads_only);
}

static struct attempt
classroom_on(struct disk *d, struct seat *s)
{
	struct classroom *c = d->c;
	struct err e;
	bool changed;

	classroom_open(c);
	assert_true(keeper_publish(c->k, COURSE_DIR, NULL, &changed, &e));
	*s = person(c, "amina", ROLE_TRAINEE);
	return start(c, s, "first-hour");
}

static void
a_full_disk_comes_back_by_itself(void **state)
{
	struct disk *d = disk_new();
	struct seat s;

	(void)state;
	NEEDS_A_DISK(d);

	struct attempt t = classroom_on(d, &s);

	status(d->c, HEALTH_GOOD);
	for (int round = 0; round < 2; round++) {
		fill(d);
		write_until_refused(d->c, &s);
		status(d->c, HEALTH_DISK);
		if (round == 0)
			reads_on(d->c, &s, &t);
		unlink(d->filler);
		writes_again(d->c, &s, &t);
	}
	disk_free(d);
}

static void
a_start_on_a_full_disk_serves_readers(void **state)
{
	struct disk *d = disk_new();
	struct seat s;
	struct err e;

	(void)state;
	NEEDS_A_DISK(d);

	struct attempt t = classroom_on(d, &s);

	keeper_close(d->c->k);
	d->c->k = NULL;
	fill(d);
	classroom_open(d->c);
	assert_true(keeper_load_editions(d->c->k, NULL, &e));
	write_until_refused(d->c, &s);
	reads_on(d->c, &s, &t);
	unlink(d->filler);
	writes_again(d->c, &s, &t);
	disk_free(d);
}

static void
a_start_on_a_read_only_disk_serves_readers(void **state)
{
	struct disk *d = disk_new();
	struct seat s;
	struct err e;

	(void)state;
	NEEDS_A_DISK(d);

	struct attempt t = classroom_on(d, &s);

	keeper_close(d->c->k);
	d->c->k = NULL;
	read_only(d, true);
	classroom_open(d->c);
	assert_true(keeper_load_editions(d->c->k, NULL, &e));
	write_until_refused(d->c, &s);
	status(d->c, HEALTH_DISK);
	reads_on(d->c, &s, &t);
	read_only(d, false);
	writes_again(d->c, &s, &t);
	disk_free(d);
}

/* ---- the process ---- */

/* The log hears of it once, and once that it is over; a login that was queued is let in. */
static void
the_log_hears_of_it_once(void **state)
{
	struct disk *d = disk_new();
	struct listener l = { .library = NULL };
	struct reply r;
	uint64_t number = 0;
	unsigned n, fresh;
	struct request q;

	(void)state;
	NEEDS_A_DISK(d);
	classroom_on(d, &(struct seat){ .role = ROLE_NOBODY });
	keeper_close(d->c->k);
	d->c->k = NULL;
	strcpy(l.database, d->c->database);
	listener_start(&l, false);
	listener_ready(&l);
	n = listener_slot(&l);
	fresh = listener_slot(&l);
	for (unsigned i = n; i <= fresh; i++) {
		listener_attach(&l, i);
		q = (struct request){
			.number = ++number, .verb = VERB_HELLO, .version = RECORD_VERSION
		};
		assert_int_equal(slot_ask(&l, i, d->c->a, q, &r), REASON_NONE);
	}
	q = (struct request){ .number = ++number,
		.verb = VERB_LOGIN_PASSWORD,
		.login = { .login = STR("amina"), .secret = SECRET } };
	assert_int_equal(slot_ask(&l, n, d->c->a, q, &r), REASON_NONE);
	assert_false(r.login.who.reads_only);
	fill(d);
	l.reports = 0;
	for (uint32_t i = 0; i < FRAMES; i++) {
		struct request p = place_of(d->c, "custody", i, false);

		p.number = ++number;
		if (slot_ask(&l, n, d->c->a, p, &r) == REASON_DISK)
			break;
	}
	assert_int_equal(r.refusal.reason, REASON_DISK);
	for (uint32_t i = 0; i < 10; i++) {
		struct request p = place_of(d->c, "custody", i, false);

		p.number = ++number;
		assert_int_equal(slot_ask(&l, n, d->c->a, p, &r), REASON_DISK);
	}
	q.number = ++number;
	assert_int_equal(slot_ask(&l, fresh, d->c->a, q, &r), REASON_NONE);
	assert_true(r.login.who.reads_only);
	assert_true(l.slot[fresh].known);
	assert_int_equal(l.reports, 1);
	assert_true(str_starts(str_from(l.report), "level=error event=disk state=full "));
	unlink(d->filler);
	q = place_of(d->c, "custody", 3, false);
	q.number = ++number;
	assert_int_equal(slot_ask(&l, fresh, d->c->a, q, &r), REASON_NONE);
	listener_hear(&l);
	assert_int_equal(l.reports, 2);
	assert_string_equal(l.report, "event=disk state=good");
	assert_int_equal(listener_stop(&l, 0), 0);
	for (unsigned i = n; i <= fresh; i++) {
		close(l.slot[i].own);
		close(l.slot[i].keepers);
	}
	disk_free(d);
}

/* The process too lets in and reads, from the first request on and after the hourly sweep. */
static void
a_process_started_on_a_read_only_disk_lets_in(void **state)
{
	struct disk *d = disk_new();
	struct listener l = { .library = NULL };
	struct reply r;
	struct request q = { .number = 1, .verb = VERB_HELLO, .version = RECORD_VERSION };
	unsigned n;

	(void)state;
	NEEDS_A_DISK(d);
	classroom_on(d, &(struct seat){ .role = ROLE_NOBODY });
	keeper_close(d->c->k);
	d->c->k = NULL;
	read_only(d, true);
	strcpy(l.database, d->c->database);
	listener_start(&l, false);
	listener_ready(&l);
	n = listener_slot(&l);
	listener_attach(&l, n);
	assert_int_equal(slot_ask(&l, n, d->c->a, q, &r), REASON_NONE);
	q = (struct request){ .number = 2,
		.verb = VERB_LOGIN_PASSWORD,
		.login = { .login = STR("amina"), .secret = SECRET } };
	assert_int_equal(slot_ask(&l, n, d->c->a, q, &r), REASON_NONE);
	assert_true(r.login.who.reads_only);
	q = (struct request){ .number = 3, .verb = VERB_HOME };
	assert_int_equal(slot_ask(&l, n, d->c->a, q, &r), REASON_NONE);
	assert_int_equal(listener_stop(&l, 0), 0);
	close(l.slot[n].own);
	close(l.slot[n].keepers);
	disk_free(d);
}

/* ---- damage ---- */

/* Writes over the pages that hold this text. How many there were. */
static int
damage(const char *file, const char *text)
{
	enum { PAGE = 4096 };
	int fd = open(file, O_RDWR | O_CLOEXEC), n = 0;
	unsigned char page[PAGE], bad[PAGE];

	assert_true(fd >= 0);
	memset(bad, 0xa5, sizeof(bad));
	/* Not the first: it holds the schema. */
	for (off_t at = PAGE; pread(fd, page, PAGE, at) == PAGE; at += PAGE)
		if (memmem(page, PAGE, text, strlen(text))) {
			assert_int_equal(pwrite(fd, bad, PAGE, at), PAGE);
			n++;
		}
	close(fd);
	return n;
}

static void
a_damaged_page_stops_only_who_needs_it(void **state)
{
	struct classroom *c;
	struct seat s, machine = keeper_operator();
	struct err e;
	struct str line;

	(void)state;
	on_disk = true;
	c = classroom_new();
	s = person(c, "amina", ROLE_TRAINEE);
	/* The name of a key marks the page of the keys, and stands nowhere else. */
	OK(c, &s, .verb = VERB_LOGIN_PASSWORD,
	    .login = { .login = STR("amina"), .secret = SECRET, .key = key_blob(c, 9) });
	OK(c, &s, .verb = VERB_KEY_ADD,
	    .key = { .event = event(c), .name = STR("marked key"), .blob = key_blob(c, 9) });
	keeper_close(c->k);
	assert_int_equal(damage(c->database, "marked key"), 1);
	classroom_open(c);
	assert_true(keeper_load_editions(c->k, NULL, &e));
	/* What lies on it is refused; the rest goes on. */
	assert_int_equal(ASK(c, &s, .verb = VERB_KEYS), REASON_DISK);
	OK(c, &s, .verb = VERB_HOME);
	assert_int_equal(ask_coded(c, &s, place_of(c, "custody", 2, false)), REASON_NONE);
	OK(c, &machine, .verb = VERB_STATUS);
	assert_int_equal(c->r.status.health, HEALTH_CORRUPT);
	assert_true(c->r.status.trouble.len > 0);
	line = trouble_line(&c->k->trouble, c->a);
	assert_true(str_starts(line, "level=error event=corrupt "));
	assert_true(str_find(line, 0, "chalkline doctor") < line.len);
	assert_int_equal(trouble_line(&c->k->trouble, c->a).len, 0);
	classroom_free(c);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_full_disk_comes_back_by_itself),
	cmocka_unit_test(a_start_on_a_full_disk_serves_readers),
	cmocka_unit_test(a_start_on_a_read_only_disk_serves_readers),
	cmocka_unit_test(the_log_hears_of_it_once),
	cmocka_unit_test(a_process_started_on_a_read_only_disk_lets_in),
	cmocka_unit_test(a_damaged_page_stops_only_who_needs_it),
};

int
main(void)
{
	return cmocka_run_group_tests_name("disk", tests, NULL, NULL);
}
