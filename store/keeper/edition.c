/* From a draft to an edition, and what became of editions: PUBLISH, ROLLBACK, owners, status. */
#include <sodium.h>
#include <string.h>

#include "courses/check/change.h"
#include "courses/check/lock.h"
#include "store/keeper/draft.h"
#include "store/keeper/publish.h"

static struct edition_row
row_of(struct str course, struct edition_no no)
{
	return (struct edition_row){
		.course = course, .edition = no.edition, .minor = no.minor, .revision = no.revision
	};
}

static bool
no_eq(struct edition_no a, struct edition_no b)
{
	return a.edition == b.edition && a.minor == b.minor && a.revision == b.revision;
}

static bool
no_is_zero(struct edition_no n)
{
	return n.edition == 0;
}

/* ---- publishing ---- */

struct publishing {
	struct ask *x;
	struct told_publish *t;
	struct draft draft;
	struct folder files;  /* of the draft */
	struct folder before; /* of the served edition */
	struct book *book;    /* of the draft, compiled as it is */
	struct buf problems;
	bool first;           /* of its course */
};

static void
problem(struct publishing *p, const char *line)
{
	buf_printf(&p->problems, "%s\n", line);
}

static struct str
file_bytes(const struct folder *f, const char *path)
{
	const struct file *file = folder_find(f, str_from(path));

	return file ? file->bytes : STR_NONE;
}

static bool
stops(struct publishing *p, enum publish_state state)
{
	p->t->state = state;
	return false;
}

/* The checks, and which course it is. */
static bool
draft_compile(struct publishing *p)
{
	struct ask *x = p->x;
	struct buf report = BUF_IN(x->a);
	struct err e = { .kind = ERR_NONE };

	p->book = book_new(&p->files, 0, 0, true, &report, &e);
	buf_str(&p->problems, buf_get(&report));
	if (!p->book) {
		p->t->errors = 1;
		problem(p, e.text);
		return stops(p, PUBLISH_ERRORS);
	}
	p->t->course = str_copy(x->a, p->book->edition.course);
	p->t->errors = p->book->compiled.errors;
	p->t->warnings = p->book->compiled.warnings;
	if (p->t->errors > 0)
		return stops(p, PUBLISH_ERRORS);
	if (p->draft.course.at[0] != '.' && !str_eq(p->draft.course, p->t->course)) {
		buf_printf(&p->problems,
		    "course.yaml: error: this is the draft %.*s, but id says %.*s; make them the same\n",
		    STR_ARG(p->draft.course), STR_ARG(p->t->course));
		p->t->errors = 1;
		return stops(p, PUBLISH_ERRORS);
	}
	return may_author(x, p->t->course);
}

/* Which edition it began from: said by the author, by its lock, or by the draft. */
static bool
base_ok(struct publishing *p)
{
	struct str lock = file_bytes(&p->files, LOCK_FILE);
	struct edition_no base = p->x->q.publish.from, locked = { 0, 0, 0 };

	if (lock.len > 0 && !lock_read(lock, &locked.edition, &locked.minor, &locked.revision)) {
		problem(p, "course.lock: error: this is no lock that publish wrote; take the one that pull brings");
		return stops(p, PUBLISH_IDS);
	}
	if (p->first)
		return true;
	if (no_is_zero(base))
		base = !no_is_zero(locked) ? locked : p->draft.from;
	if (no_is_zero(base))
		return stops(p, PUBLISH_NO_BASE);
	if (!no_eq(base, p->t->from)) {
		p->t->to = p->t->from;
		return stops(p, PUBLISH_STALE);
	}
	if (lock.len > 0 && no_eq(locked, p->t->from) &&
	    !lock_same(lock, file_bytes(&p->before, LOCK_FILE))) {
		problem(p, "course.lock: error: it was edited; take the one that pull brings");
		return stops(p, PUBLISH_IDS);
	}
	return true;
}

struct completed {
	struct told_publish *t;
};

static void
completed_each(void *context, struct str id, uint32_t people)
{
	struct completed *c = context;

	for (uint32_t i = 0; i < c->t->changes; i++)
		if (str_eq(c->t->change[i].id, id))
			c->t->change[i].people = people;
}

static bool
folder_same(const struct folder *a, const struct folder *b)
{
	uint32_t i = 0, k = 0;

	for (;; i++, k++) {
		while (i < a->files && str_is(a->file[i].path, LOCK_FILE))
			i++;
		while (k < b->files && str_is(b->file[k].path, LOCK_FILE))
			k++;
		if (i == a->files || k == b->files)
			return i == a->files && k == b->files;
		if (!str_eq(a->file[i].path, b->file[k].path) ||
		    !str_eq(a->file[i].bytes, b->file[k].bytes))
			return false;
	}
}

static bool
differences(struct publishing *p)
{
	struct told_publish *t = p->t;
	struct edition_row row = row_of(t->course, t->from);
	const struct book *was = shelf_exact(&p->x->k->shelf, p->x->k->db, t->course, row.edition,
	    row.minor, row.revision);
	struct completed completed = { t };
	struct changes c = { .class = CHANGE_NONE };

	if (folder_same(&p->files, &p->before))
		return stops(p, PUBLISH_SAME);
	if (was)
		course_changes(was->course, p->book->course, p->x->a, &c);
	for (uint32_t i = 0; i < c.losts; i++)
		buf_printf(&p->problems,
		    "course.yaml: error: the %s %.*s is gone; bring it back, or name it under `retired:` with a "
		    "reason\n",
		    c.lost[i].kind, STR_ARG(c.lost[i].id));
	if (c.losts > 0)
		return stops(p, PUBLISH_IDS);
	t->change = ARENA_ARRAY(p->x->a, PUBLISH_ROWS, struct change_row);
	for (uint32_t i = 0; i < c.changes; i++) {
		if (t->changes == PUBLISH_ROWS) {
			t->changes_more = c.changes - i;
			break;
		}
		t->change[t->changes++] = (struct change_row){ c.change[i].class,
			str_from(c.change[i].kind), str_copy(p->x->a, c.change[i].id),
			str_from(c.change[i].what), 0 };
	}
	/* Another language, a comment, a file that nothing names: nothing of it is visible by ids. */
	t->inferred = c.class == CHANGE_NONE ? CHANGE_REVISION : c.class;
	db_completed(p->x->k->db, t->course, completed_each, &completed);
	return true;
}

static bool
numbers_used_up(struct publishing *p)
{
	problem(p, "course.yaml: error: the numbers of this edition are used up; publish a higher class");
	return stops(p, PUBLISH_ERRORS);
}

/* The number after the newest of its major; numbers are never used twice, a rollback or not. */
static bool
number_next(struct publishing *p)
{
	struct told_publish *t = p->t;
	struct edition_row newest, of_major;
	uint16_t written = p->book->course->edition;

	if (p->first) {
		t->to = (struct edition_no){ written, 0, 0 };
		return true;
	}
	if (!db_edition(p->x->k->db, t->course, p->x->a, &newest) ||
	    !db_edition_of_major(p->x->k->db, t->course, t->from.edition, p->x->a, &of_major))
		return stops(p, PUBLISH_STALE);
	if ((t->class == CHANGE_MINOR && of_major.minor == UINT16_MAX) ||
	    (t->class < CHANGE_MINOR && of_major.revision == UINT16_MAX) ||
	    (t->class == CHANGE_MAJOR && newest.edition == UINT16_MAX))
		return numbers_used_up(p);
	if (t->class == CHANGE_MAJOR)
		t->to = (struct edition_no){
			written > newest.edition ? written : (uint16_t)(newest.edition + 1), 0, 0
		};
	else if (t->class == CHANGE_MINOR)
		t->to = (struct edition_no){ t->from.edition, (uint16_t)(of_major.minor + 1), 0 };
	else
		t->to = (struct edition_no){ t->from.edition, of_major.minor,
			(uint16_t)(of_major.revision + 1) };
	if (t->to.edition > 9999 || (t->class == CHANGE_MINOR && t->to.minor == 0) ||
	    (t->class == CHANGE_REVISION && t->to.revision == 0)) {
		problem(p, "this edition was published too often; publish it as a --major");
		return stops(p, PUBLISH_ERRORS);
	}
	return true;
}

/* The files as they are published: with their number and their lock. */
static void
files_finish(struct publishing *p, struct folder *f)
{
	struct arena *a = p->x->a;
	struct told_publish *t = p->t;
	uint32_t n = 0;
	bool put = false;
	struct file lock = { STR(LOCK_FILE),
		lock_write(a, p->book->course, t->to.edition, t->to.minor, t->to.revision,
		    file_bytes(&p->before, LOCK_FILE)) };

	*f = p->files;
	f->file = ARENA_ARRAY(a, p->files.files + 1, struct file);
	for (uint32_t i = 0; i < p->files.files; i++) {
		struct file one = p->files.file[i];

		if (str_is(one.path, LOCK_FILE))
			continue;
		if (!put && str_cmp(one.path, lock.path) > 0) {
			f->file[n++] = lock;
			put = true;
		}
		if (str_is(one.path, "course.yaml"))
			one.bytes = lock_set_edition(a, one.bytes, t->to.edition);
		f->file[n++] = one;
	}
	if (!put)
		f->file[n++] = lock;
	f->files = n;
}

static bool
edition_put(struct publishing *p)
{
	struct ask *x = p->x;
	struct told_publish *t = p->t;
	struct edition_row row = row_of(t->course, t->to);
	struct buf report = BUF_IN(x->a);
	struct event e = event_new(x, &x->q.publish.event, EVENT_PUBLISH);
	struct folder f;
	struct err err = { .kind = ERR_NONE };

	files_finish(p, &f);

	/* As it will be served: it is not the draft any more. */
	struct book *b = book_new(&f, row.minor, row.revision, false, &report, &err);

	if (!b || b->edition.edition != row.edition || !str_eq(b->edition.course, row.course)) {
		book_free(b);
		problem(p, err.kind != ERR_NONE ? err.text
						: "course.yaml: error: `edition:` stands on no line of its own; "
						  "write edition: 1");
		return stops(p, PUBLISH_ERRORS);
	}
	book_free(b);
	folder_hash(&f, row.hash);
	row.by = x->seat.person;
	row.class = t->class;
	db_edition_add(x->k->db, &row, &f, x->now);
	e.course = t->course;
	e.subject = p->draft.course;
	e.publish.edition = row.edition;
	e.publish.minor = row.minor;
	e.publish.revision = row.revision;
	e.publish.class = t->class;
	e.publish.status = p->book->course->status;
	event_keep(x, &e);
	db_draft_end(x->k->db, p->draft.course);
	x->k->shelf.is_stale = true;
	return stops(p, PUBLISH_DONE);
}

static bool
publish_walk(struct publishing *p)
{
	struct ask *x = p->x;
	const struct ask_publish *q = &x->q.publish;
	struct told_publish *t = p->t;
	struct course_row course;
	struct course_people people;

	if (!draft_compile(p))
		return false;
	p->first = !db_course(x->k->db, t->course, x->a, &course);
	t->from = course.served;
	if (!p->first) {
		struct edition_row row = row_of(t->course, t->from);

		db_edition_folder(x->k->db, &row, x->a, &p->before);
	}
	if (!base_ok(p) || (!p->first && !differences(p)))
		return false;
	db_course_people(x->k->db, t->course, &people);
	t->mid_course = people.mid_course;
	t->in_attempt = people.in_attempt;
	t->done = people.done;
	t->class = q->raise > t->inferred ? q->raise : t->inferred;
	if (!number_next(p))
		return false;
	if (q->dry_run)
		return stops(p, PUBLISH_WOULD);
	if (!p->first && t->class == CHANGE_MAJOR && people.mid_course > 0 && !q->agreed)
		return stops(p, PUBLISH_ASK);
	return edition_put(p);
}

void
do_publish(struct ask *x)
{
	struct publishing p = { .x = x, .t = &x->r->publish, .problems = BUF_IN(x->a) };
	struct str problems;
	struct event said;

	switch (event_said(x, &x->q.publish.event, EVENT_PUBLISH, &said)) {
	case SAID_BEFORE:
		p.t->state = PUBLISH_DONE;
		p.t->course = said.course;
		p.t->class = p.t->inferred = said.publish.class;
		p.t->to = (struct edition_no){ said.publish.edition, said.publish.minor,
			said.publish.revision };
		p.t->problems = STR_NONE;
		return;
	case SAID_OTHERWISE:
		return;
	case SAID_NEVER:
		break;
	}
	p.t->course = STR_NONE;
	if (!draft_asked(x, x->q.publish.course, &p.draft))
		return;
	db_draft_folder(x->k->db, p.draft.course, x->a, &p.files);
	(void)publish_walk(&p);
	book_free(p.book);
	problems = buf_get(&p.problems);
	if (problems.len > PUBLISH_TEXT) {
		size_t end = PUBLISH_TEXT;

		while (end > 0 && problems.at[end - 1] != '\n')
			end--;
		problems = str_printf(
		    x->a, "%.*s(more problems than are shown here)\n", (int)end, problems.at);
	}
	p.t->problems = problems;
}

/* ---- editions ---- */

static bool
served_asked(struct ask *x, struct str course, struct course_row *row)
{
	if (!db_course(x->k->db, course, x->a, row))
		refuse(x, REASON_NO_COURSE);
	else
		may_author(x, course);
	return !is_refused(x);
}

static void
editions_tell(struct ask *x, struct str course)
{
	struct told_editions *t = &x->r->editions;
	struct course_row row;
	struct uuid *by;

	db_course(x->k->db, course, x->a, &row);
	db_editions_of(x->k->db, course, x->a, t, &by);
	for (uint32_t i = 0; i < t->editions; i++) {
		t->edition[i].by = login_of(x, &by[i]);
		t->edition[i].served = no_eq(t->edition[i].no, row.served);
	}
}

void
do_editions(struct ask *x)
{
	struct course_row row;

	if (served_asked(x, x->q.course, &row))
		editions_tell(x, x->q.course);
}

static bool
edition_asked(struct ask *x, struct edition_row *row)
{
	const struct ask_files *q = &x->q.files;
	struct course_row course;

	if (!served_asked(x, q->course, &course))
		return false;
	if (!db_edition_at(x->k->db, q->course, no_is_zero(q->edition) ? &course.served : &q->edition,
		x->a, row))
		refuse(x, REASON_NO_SUCH);
	return !is_refused(x);
}

void
do_edition_files(struct ask *x)
{
	struct edition_row row;

	if (edition_asked(x, &row))
		db_edition_list(x->k->db, &row, x->q.files.after, x->a, &x->r->files);
}

void
do_edition_read(struct ask *x)
{
	const struct ask_files *q = &x->q.files;
	struct edition_row row;

	if (edition_asked(x, &row) &&
	    !db_edition_piece(x->k->db, &row, q->path, q->offset, x->a, &x->r->piece))
		refuse(x, REASON_NO_SUCH);
}

void
do_rollback(struct ask *x)
{
	const struct ask_rollback *q = &x->q.rollback;
	struct course_row course;
	struct edition_row row;
	struct event e;

	if (!served_asked(x, q->course, &course))
		return;
	switch (event_said_of(x, &q->event, EVENT_ROLLBACK, q->course, STR_NONE, STR_NONE, &e)) {
	case SAID_OTHERWISE:
		return;
	case SAID_NEVER:
		/* One that cannot be compiled any more could not be served. */
		if (!db_edition_at(x->k->db, q->course, &q->to, x->a, &row) ||
		    !shelf_exact(&x->k->shelf, x->k->db, q->course, q->to.edition, q->to.minor,
			q->to.revision)) {
			refuse(x, REASON_NO_SUCH);
			return;
		}
		e = event_new(x, &q->event, EVENT_ROLLBACK);
		e.course = q->course;
		e.publish.edition = q->to.edition;
		e.publish.minor = q->to.minor;
		e.publish.revision = q->to.revision;
		event_keep(x, &e);
		x->k->shelf.is_stale = true;
		break;
	case SAID_BEFORE:
		break;
	}
	editions_tell(x, q->course);
}

/* ---- owners and status ---- */

static void
owners_tell(struct ask *x, struct str course)
{
	struct told_owners *t = &x->r->owners;
	struct course_row row;
	struct uuid *owner;

	db_course(x->k->db, course, x->a, &row);
	db_owners(x->k->db, course, x->a, &owner, &t->owners);
	t->login = ARENA_ARRAY(x->a, t->owners, struct str);
	for (uint32_t i = 0; i < t->owners; i++)
		t->login[i] = login_of(x, &owner[i]);
	t->status = row.status;
	t->replaced_by = row.replaced_by.len > 0 ? row.replaced_by : STR_NONE;
}

void
do_owners(struct ask *x)
{
	struct course_row row;

	if (served_asked(x, x->q.course, &row))
		owners_tell(x, x->q.course);
}

static bool
owner_set_ok(struct ask *x, const struct person *p)
{
	const struct ask_owner *q = &x->q.owner;
	struct uuid *owner;
	uint32_t n;

	db_owners(x->k->db, q->course, x->a, &owner, &n);
	if (q->remove && !db_is_owner(x->k->db, q->course, &p->id))
		refuse(x, REASON_NO_SUCH);
	else if (q->remove && n == 1)
		refuse(x, REASON_LAST_OWNER);
	else if (!q->remove && p->role < ROLE_INSTRUCTOR)
		refuse(x, REASON_RIGHTS);
	return !is_refused(x);
}

void
do_owner_set(struct ask *x)
{
	const struct ask_owner *q = &x->q.owner;
	struct course_row row;
	struct person p;
	struct event e;

	if (!served_asked(x, q->course, &row))
		return;
	if (!db_person_by_login(x->k->db, login_fold(x->a, q->login), x->a, &p)) {
		refuse(x, REASON_NO_PERSON);
		return;
	}
	switch (event_said_of(x, &q->event, EVENT_OWNER, q->course, STR_NONE, STR_NONE, &e)) {
	case SAID_OTHERWISE:
		return;
	case SAID_NEVER:
		if (!owner_set_ok(x, &p))
			return;
		e = event_new(x, &q->event, EVENT_OWNER);
		e.person = p.id;
		e.course = q->course;
		e.owner.remove = q->remove;
		event_keep(x, &e);
		break;
	case SAID_BEFORE:
		break;
	}
	owners_tell(x, q->course);
}

void
do_course_status(struct ask *x)
{
	const struct ask_status *q = &x->q.course_status;
	struct course_row row, other;
	struct event e;

	if (!served_asked(x, q->course, &row))
		return;
	switch (event_said_of(x, &q->event, EVENT_STATUS, q->course, STR_NONE, STR_NONE, &e)) {
	case SAID_OTHERWISE:
		return;
	case SAID_NEVER:
		if (q->replaced_by.len > 0 && (str_eq(q->replaced_by, q->course) ||
						  !db_course(x->k->db, q->replaced_by, x->a, &other))) {
			refuse(x, REASON_NO_SUCH);
			return;
		}
		e = event_new(x, &q->event, EVENT_STATUS);
		e.course = q->course;
		e.status.status = q->status;
		e.status.replaced_by = q->replaced_by;
		event_keep(x, &e);
		break;
	case SAID_BEFORE:
		break;
	}
	owners_tell(x, q->course);
}
