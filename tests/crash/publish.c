/*
 * A keeper that dies at every step of a publish: before each write that SQLite makes from PUBLISH to its answer.
 * The next keeper serves the old edition or the new one, whole, and the same PUBLISH said again ends with the new one
 * published once.
 */
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include "tests/keeper/classroom.h"

enum { STEPS_MOST = 400 };

static int countdown = -1; /* writes until the end; negative: none */
static ssize_t (*write_real)(int, const void *, size_t);
static ssize_t (*pwrite_real)(int, const void *, size_t, off_t);
static ssize_t (*pwrite64_real)(int, const void *, size_t, off_t);

static void
step(void)
{
	if (countdown > 0 && --countdown == 0)
		kill(getpid(), SIGKILL);
}

static ssize_t
write_step(int fd, const void *at, size_t len)
{
	step();
	return write_real(fd, at, len);
}

static ssize_t
pwrite_step(int fd, const void *at, size_t len, off_t to)
{
	step();
	return pwrite_real(fd, at, len, to);
}

static ssize_t
pwrite64_step(int fd, const void *at, size_t len, off_t to)
{
	step();
	return pwrite64_real(fd, at, len, to);
}

static void
steps_begin(int n)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	write_real = (ssize_t(*)(int, const void *, size_t))vfs->xGetSystemCall(vfs, "write");
	pwrite_real = (ssize_t(*)(int, const void *, size_t, off_t))vfs->xGetSystemCall(vfs, "pwrite");
	pwrite64_real = (ssize_t(*)(int, const void *, size_t, off_t))vfs->xGetSystemCall(vfs, "pwrite64");
	if (write_real)
		vfs->xSetSystemCall(vfs, "write", (sqlite3_syscall_ptr)write_step);
	if (pwrite_real)
		vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)pwrite_step);
	if (pwrite64_real)
		vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)pwrite64_step);
	countdown = n;
}

static struct request
publish_of(const struct uuid *id)
{
	return (struct request){ .verb = VERB_PUBLISH,
		.publish = { *id, COURSE, false, CHANGE_NONE, { 0, 0, 0 }, true } };
}

/* The draft of the example course with one page more. */
static void
draft_make(struct classroom *c)
{
	struct seat operator = keeper_operator();
	struct str path = STR("en/010-first-hour.md"), bytes;
	size_t at;

	OK(c, &operator, .verb = VERB_DRAFT_NEW, .draft = { event(c), COURSE, true });
	OK(c, &operator, .verb = VERB_DRAFT_READ, .files = { .course = COURSE, .path = path });
	bytes = str_copy(c->a, c->r.piece.bytes);
	at = str_find(bytes, 0, "<!-- id: custody;");
	bytes = str_printf(c->a, "%.*s<!-- id: at-home; minutes: 2 -->\n## At home\n\nOne page more.\n\n%.*s", (int)at,
	    bytes.at, STR_ARG(str_sub(bytes, at, bytes.len)));
	OK(c, &operator, .verb = VERB_DRAFT_WRITE,
	    .draft_write = { event(c), COURSE, path, 0, (uint32_t)bytes.len, bytes, true });
}

/* true: the new one is served. */
static bool
is_new(struct classroom *c)
{
	struct seat operator = keeper_operator();
	const struct edition *e;
	uint32_t files;

	assert_int_equal(keeper_editions(c->k, &e), 1);

	const struct course *whole = image_whole(&e->whole, c->a);
	const struct words *w = whole ? course_words(whole, STR("en")) : NULL;
	bool page = w && words_lesson(w, STR("at-home"), NULL);

	assert_non_null(w);
	assert_true(whole->banks > 0);
	assert_int_equal(e->minor, page ? 1 : 0);
	OK(c, &operator, .verb = VERB_EDITION_FILES, .files = { .course = COURSE });
	files = c->r.files.files;
	assert_int_equal(files, page ? 7 : 6); /* with its lock */
	/* The draft goes with the edition that it became, and not without. */
	assert_int_equal(ASK(c, &operator, .verb = VERB_DRAFT_FILES, .files = { .course = COURSE }),
	    page ? REASON_NO_SUCH : REASON_NONE);
	return page;
}

static void
killed_at_every_step(void **state)
{
	struct classroom *c = classroom_new();
	struct uuid id = event(c);
	unsigned steps = 0, news = 0;
	bool done = false;
	char command[400];

	(void)state;
	draft_make(c);
	keeper_close(c->k);
	snprintf(command, sizeof(command), "cd '%s' && mkdir keep && cp records.db* keep/", c->dir);
	assert_int_equal(system(command), 0);
	while (!done && steps < STEPS_MOST) {
		struct seat operator = keeper_operator();
		struct err e;
		int status;
		pid_t pid;

		steps++;
		snprintf(command, sizeof(command), "cd '%s' && rm -f records.db* && cp keep/* .", c->dir);
		assert_int_equal(system(command), 0);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			struct request q = publish_of(&id);
			struct seat own = keeper_operator();

			classroom_open(c);
			if (!keeper_load_editions(c->k, NULL, &e))
				_exit(2);
			steps_begin((int)steps);
			q.number = 7;
			keeper_ask(c->k, &own, &q, c->a, &c->r);
			_exit(c->r.publish.state == PUBLISH_DONE ? 0 : 3);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		done = WIFEXITED(status);
		if (done)
			assert_int_equal(WEXITSTATUS(status), 0);
		else
			assert_int_equal(WTERMSIG(status), SIGKILL);
		classroom_open(c);
		assert_true(keeper_load_editions(c->k, NULL, &e));
		bool is = is_new(c);
		news += is;
		if (done)
			assert_true(is);
		assert_int_equal(ask_coded(c, &operator, publish_of(&id)), REASON_NONE);
		assert_int_equal(c->r.publish.state, PUBLISH_DONE);
		OK(c, &operator, .verb = VERB_EDITIONS, .course = COURSE);
		assert_int_equal(c->r.editions.editions, 2);
		assert_true(is_new(c));
		keeper_close(c->k);
		c->k = NULL;
	}
	assert_true(done);
	assert_true(steps > 5); /* else nothing was stepped through */
	print_message("%u steps, %u times the new edition\n", steps, news);
	classroom_open(c);
	classroom_free(c);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(killed_at_every_step) };

	on_disk = true;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
