/* Drafts: files that come and go, and what the checks say of them. */
#include "store/keeper/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "courses/base/utf8.h"
#include "courses/read/yaml.h"
#include "store/keeper/compile.h"

enum { CHECK_TEXT = 256 << 10 };

/* ---- who may ---- */

struct str
login_of(struct ask *x, const struct uuid *person)
{
	struct person p;

	return db_person(x->k->db, person, x->a, &p) ? p.login : STR("-");
}

bool
is_author(struct ask *x, struct str course)
{
	struct course_row row;
	struct draft d;

	if (x->seat.role == ROLE_OPERATOR || db_is_owner(x->k->db, course, &x->seat.person))
		return true;
	if (db_course(x->k->db, course, x->a, &row))
		return false;
	return !db_draft(x->k->db, course, x->a, &d) || uuid_eq(&d.begun_by, &x->seat.person);
}

bool
may_author(struct ask *x, struct str course)
{
	if (is_author(x, course))
		return true;
	refuse(x, REASON_OWNER);
	return false;
}

static bool
is_of_session(struct str name)
{
	return name.len > 1 && name.at[0] == '.';
}

static bool
name_ok(struct ask *x, struct str name)
{
	struct str id = is_of_session(name) ? str_sub(name, 1, name.len) : name;

	if (id_wrong(id) == NULL)
		return true;
	refuse(x, REASON_PATH);
	return false;
}

bool
draft_asked(struct ask *x, struct str name, struct draft *d)
{
	bool there = db_draft(x->k->db, name, x->a, d);

	/* Somebody else's is not told of. */
	if (!there || (is_of_session(name) ? !uuid_eq(&d->begun_by, &x->seat.person)
					   : !is_author(x, name)))
		refuse(x, REASON_NO_SUCH);
	return !is_refused(x);
}

/* ---- the checks ---- */

void
draft_checks_clear(struct keeper *k)
{
	for (size_t i = 0; i < sizeof(k->checked) / sizeof(*k->checked); i++) {
		free(k->checked[i].text);
		memset(&k->checked[i], 0, sizeof(k->checked[i]));
	}
	for (size_t i = 0; i < PREVIEWED_MOST; i++)
		book_free(k->previewed[i].book);
	memset(k->previewed, 0, sizeof(k->previewed));
}

static void
check_text(const struct checked *c, struct str report, const struct err *e, struct buf *b)
{
	buf_str(b, str_sub(report, 0, CHECK_TEXT));
	if (report.len > CHECK_TEXT)
		buf_z(b, "\n(more problems than are shown here)\n");
	if (c->errors + c->warnings == 0 && e->kind != ERR_NONE)
		buf_printf(b, "%s\n", e->text);
	else if (c->errors + c->warnings == 0)
		buf_z(b, "no problems\n");
	else
		buf_printf(b, "%u error%s, %u warning%s%s\n", c->errors, c->errors == 1 ? "" : "s",
		    c->warnings, c->warnings == 1 ? "" : "s",
		    c->errors > 0 ? "; mend the errors before you publish" : "");
}

static void
check_run(struct ask *x, const struct draft *d, struct checked *c)
{
	struct arena *a = arena_new();
	struct buf report = BUF_IN(a), text = BUF_IN(a);
	struct err e = { .kind = ERR_NONE };
	struct folder f;

	db_draft_folder(x->k->db, d->course, a, &f);

	struct book *b = book_new(&f, 0, 0, true, &report, &e);

	if (b) {
		struct str title = wording_in(b->course->title, b->course->titles,
		    b->course->source_language, b->course->source_language);

		snprintf(c->title, sizeof(c->title), "%.*s", STR_ARG(title));
		c->errors = b->compiled.errors;
		c->warnings = b->compiled.warnings;
		e.kind = ERR_NONE;
	} else {
		c->errors = 1; /* it could not be read at all */
	}
	check_text(c, buf_get(&report), &e, &text);
	if (!b) {
		text = BUF_IN(a);
		buf_str(&text, buf_get(&report));
		buf_printf(&text, "%s\n", e.text);
	}
	c->text = malloc(text.len + 1);
	if (c->text)
		memcpy(c->text, text.at, text.len);
	c->len = c->text ? text.len : 0;
	book_free(b);
	arena_free(a);
}

const struct checked *
draft_checked(struct ask *x, const struct draft *d)
{
	struct keeper *k = x->k;
	struct checked *c = NULL, *empty = NULL;

	for (size_t i = 0; i < sizeof(k->checked) / sizeof(*k->checked); i++) {
		struct checked *one = &k->checked[i];

		if (str_is(d->course, one->course) && one->serial == d->serial)
			return one;
		if (str_is(d->course, one->course))
			c = one;
		else if (one->course[0] == '\0')
			empty = one;
	}
	if (!c)
		c = empty ? empty : &k->checked[k->checked_next++ % CHECKED_MOST];
	free(c->text);
	*c = (struct checked){ .serial = d->serial };
	snprintf(c->course, sizeof(c->course), "%.*s", STR_ARG(d->course));
	check_run(x, d, c);
	return c;
}

/* ---- a draft in the real screens ---- */

const struct book *
draft_book(struct ask *x, const struct draft *d)
{
	struct keeper *k = x->k;
	struct previewed *p = NULL;
	struct err e = { .kind = ERR_NONE };
	struct folder f;

	for (size_t i = 0; i < PREVIEWED_MOST; i++) {
		struct previewed *one = &k->previewed[i];

		if (one->book && str_is(d->course, one->course) && one->serial == d->serial)
			return one->book;
		if (!p || str_is(d->course, one->course) ||
		    (!str_is(d->course, p->course) && one->serial < p->serial))
			p = one;
	}
	struct arena *a = arena_new();

	book_free(p->book);
	*p = (struct previewed){ .serial = d->serial };
	snprintf(p->course, sizeof(p->course), "%.*s", STR_ARG(d->course));
	db_draft_folder(k->db, d->course, a, &f);
	p->book = book_new(&f, 0, 0, true, NULL, &e);
	arena_free(a);
	if (p->book && p->book->edition.course.len == 0) { /* no screen could say what it is about */
		book_free(p->book);
		p->book = NULL;
	}
	if (!p->book)
		refuse(x, REASON_DRAFT);
	return p->book;
}

void
do_draft_preview(struct ask *x)
{
	const struct ask_files *q = &x->q.files;
	const struct book *b;
	struct draft d;

	if (!draft_asked(x, q->course, &d) || !(b = draft_book(x, &d)))
		return;

	struct str open = { (const char *)b->compiled.open.at, b->compiled.open.len };

	if (open.len > PREVIEW_BYTES) {
		refuse_number(x, REASON_QUOTA, PREVIEW_BYTES);
		return;
	}
	/* Copied: another draft may be asked for before this is said. */
	x->r->preview = (struct told_preview){ .size = (uint32_t)open.len, .serial = d.serial,
		.bytes = str_copy(x->a, str_sub(open, q->offset, (size_t)q->offset + PREVIEW_PIECE)) };
}

/* ---- DRAFTS, DRAFT_NEW ---- */

static bool
is_different(struct ask *x, const struct draft *d, const struct edition_no *served)
{
	struct edition_row row = { .course = d->course, .edition = served->edition,
		.minor = served->minor, .revision = served->revision };
	struct arena *a = arena_new();
	struct folder is, was;
	bool same;

	db_draft_folder(x->k->db, d->course, a, &is);
	db_edition_folder(x->k->db, &row, a, &was);
	same = is.files == was.files;
	for (uint32_t i = 0; same && i < is.files; i++)
		same = str_eq(is.file[i].path, was.file[i].path) &&
		       str_eq(is.file[i].bytes, was.file[i].bytes);
	arena_free(a);
	return !same;
}

void
do_drafts(struct ask *x)
{
	struct told_drafts *t = &x->r->drafts;
	struct draft *d;
	uint32_t n;

	db_drafts(x->k->db, x->a, &d, &n);
	t->draft = ARENA_ARRAY(x->a, n + 1, struct draft_row);
	for (uint32_t i = 0; i < n && t->drafts < DRAFT_ROWS; i++) {
		struct draft_sums sums;
		struct course_row course;
		const struct checked *c;
		struct draft_row *row;

		if (is_of_session(d[i].course) || !is_author(x, d[i].course))
			continue;
		db_draft_sums(x->k->db, d[i].course, &sums);
		db_course(x->k->db, d[i].course, x->a, &course);
		c = draft_checked(x, &d[i]);
		row = &t->draft[t->drafts++];
		*row = (struct draft_row){ .course = d[i].course,
			.title = str_copy(x->a, str_from(c->title)),
			.files = sums.files, .bytes = sums.bytes, .errors = c->errors,
			.warnings = c->warnings, .at = d[i].at, .by = login_of(x, &d[i].by),
			.from = d[i].from, .served = course.served,
			.differs = is_different(x, &d[i], &course.served) };
	}
}

static uint32_t
drafts_of(struct ask *x)
{
	struct draft *d;
	uint32_t n, own = 0;

	db_drafts(x->k->db, x->a, &d, &n);
	for (uint32_t i = 0; i < n; i++)
		own += uuid_eq(&d[i].begun_by, &x->seat.person);
	return own;
}

/* Said before, about this draft? Refuses when about another. */
static bool
said_before(struct ask *x, const struct uuid *event, struct str name)
{
	struct str course;

	if (!db_draft_said(x->k->db, event, x->a, &course))
		return false;
	if (!str_eq(course, name))
		refuse(x, REASON_MALFORMED);
	return true;
}

static void
served_copy(struct ask *x, struct draft *d)
{
	struct course_row course;
	struct folder f;

	if (!db_course(x->k->db, d->course, x->a, &course)) {
		refuse(x, REASON_NO_COURSE);
		return;
	}
	struct edition_row row = { .course = d->course, .edition = course.served.edition,
		.minor = course.served.minor, .revision = course.served.revision };
	struct arena *a = arena_new();

	d->from = course.served;
	db_draft_add(x->k->db, d);
	db_edition_folder(x->k->db, &row, a, &f);
	for (uint32_t i = 0; i < f.files; i++)
		db_draft_put(x->k->db, d->course, f.file[i].path, f.file[i].bytes, x->now);
	arena_free(a);
}

void
do_draft_new(struct ask *x)
{
	const struct ask_draft *q = &x->q.draft;
	struct draft d = { .course = q->course, .by = x->seat.person, .at = x->now }, other;

	if (!name_ok(x, q->course) || (!is_of_session(q->course) && !may_author(x, q->course)))
		return;
	if (!said_before(x, &q->event, q->course)) {
		db_drafts_forget(x->k->db, x->now);
		if (db_draft(x->k->db, q->course, x->a, &other))
			refuse(x, REASON_EXISTS);
		else if (drafts_of(x) >= DRAFTS_MOST)
			refuse_number(x, REASON_QUOTA, DRAFTS_MOST);
		else if (q->from_served)
			served_copy(x, &d);
		else
			db_draft_add(x->k->db, &d);
		if (!is_refused(x))
			db_draft_said_add(x->k->db, &q->event, q->course, x->now);
	}
	if (!is_refused(x))
		db_draft_list(x->k->db, q->course, STR_NONE, x->a, &x->r->files);
}

/* ---- reading ---- */

void
do_draft_files(struct ask *x)
{
	struct draft d;

	if (draft_asked(x, x->q.files.course, &d))
		db_draft_list(x->k->db, d.course, x->q.files.after, x->a, &x->r->files);
}

void
do_draft_read(struct ask *x)
{
	const struct ask_files *q = &x->q.files;
	struct draft d;

	if (!draft_asked(x, q->course, &d))
		return;
	if (str_is(q->path, DRAFT_CHECK)) {
		const struct checked *c = draft_checked(x, &d);
		struct str text = { c->text, c->len };

		x->r->piece = (struct told_piece){ .size = (uint32_t)c->len, .at = d.at,
			.bytes = str_copy(x->a, str_sub(text, q->offset, (size_t)q->offset + DRAFT_PIECE)) };
		return;
	}
	if (!db_draft_piece(x->k->db, d.course, q->path, q->offset, x->a, &x->r->piece))
		refuse(x, REASON_NO_SUCH);
}

/* ---- writing ---- */

/* Is this path, or does this begin with that folder? */
static bool
is_inside(struct str path, struct str folder)
{
	return str_eq(path, folder) ||
	       (path.len > folder.len && str_eq(str_sub(path, 0, folder.len), folder) && path.at[folder.len] == '/');
}

static bool
path_ok(struct ask *x, struct str course, struct str path)
{
	uint32_t depth = 0;
	/* One name in two spellings would be two files, and SFTP, which says NFC, could not name one of them. */
	bool ok = folder_path_ok(path) && str_eq(utf8_nfc(x->a, path), path) && !is_inside(path, STR(DRAFT_CHECK));

	for (size_t i = 0; ok && i < path.len; i++) {
		struct told_piece p;

		if (path.at[i] != '/')
			continue;
		/* A file stands where a folder should. */
		ok = ++depth <= DRAFT_DEPTH &&
		     !db_draft_piece(x->k->db, course, str_sub(path, 0, i), DRAFT_FILE, x->a, &p);
	}
	if (!ok)
		refuse(x, REASON_PATH);
	return ok;
}

static bool
quota_ok(struct ask *x, const struct ask_draft_write *w)
{
	struct draft_sums s;
	struct told_piece old = { .size = 0 };
	bool replaces = db_draft_piece(x->k->db, w->course, w->path, DRAFT_FILE, x->a, &old);
	uint64_t size = w->size > w->bytes.len ? w->size : w->bytes.len;

	db_draft_sums(x->k->db, w->course, &s);
	if (s.bytes + s.pieces + w->bytes.len > DRAFT_BYTES) {
		/* What an upload left that broke off is not held against who comes back. */
		db_pieces_forget(x->k->db, x->now);
		db_draft_sums(x->k->db, w->course, &s);
	}
	if (w->size > DRAFT_FILE || (uint64_t)w->offset + w->bytes.len > DRAFT_FILE)
		refuse_number(x, REASON_QUOTA, DRAFT_FILE);
	else if (!replaces && s.files >= DRAFT_FILES)
		refuse_number(x, REASON_QUOTA, DRAFT_FILES);
	else if (s.bytes - old.size + s.pieces + w->bytes.len > DRAFT_BYTES ||
		 s.bytes - old.size + size > DRAFT_BYTES)
		refuse_number(x, REASON_QUOTA, DRAFT_BYTES);
	return !is_refused(x);
}

void
do_draft_write(struct ask *x)
{
	const struct ask_draft_write *w = &x->q.draft_write;
	struct str whole = w->bytes;
	struct draft d;

	if (!draft_asked(x, w->course, &d) || said_before(x, &w->event, w->course))
		return;
	if (!path_ok(x, w->course, w->path) || !quota_ok(x, w))
		return;
	if (db_draft_under(x->k->db, w->course, w->path)) {
		refuse(x, REASON_PATH);
		return;
	}
	if (!w->last || w->offset > 0 || w->size != w->bytes.len)
		db_piece_put(x->k->db, w, x->now);
	if (!w->last)
		return;
	if ((w->offset > 0 || w->size != w->bytes.len) && !db_pieces(x->k->db, w, x->a, &whole)) {
		refuse(x, REASON_PIECES);
		return;
	}
	db_pieces_end(x->k->db, w);
	db_draft_put(x->k->db, w->course, w->path, whole, x->now);
	db_draft_touch(x->k->db, w->course, &x->seat.person, x->now);
	db_draft_said_add(x->k->db, &w->event, w->course, x->now);
}

static bool
move_ok(struct ask *x, const struct ask_draft_move *q)
{
	struct told_piece p;
	bool is_file = db_draft_piece(x->k->db, q->course, q->path, DRAFT_FILE, x->a, &p);
	bool is_folder = db_draft_under(x->k->db, q->course, q->path);
	uint32_t longest = is_folder ? db_draft_longest(x->k->db, q->course, q->path) : 0;

	if (!is_file && !is_folder)
		refuse(x, REASON_NO_SUCH);
	else if (is_inside(q->to, q->path) || db_draft_under(x->k->db, q->course, q->to) ||
		 (is_folder && (db_draft_piece(x->k->db, q->course, q->to, DRAFT_FILE, x->a, &p) ||
				   longest - q->path.len + q->to.len > DRAFT_PATH)))
		refuse(x, REASON_PATH);
	else
		path_ok(x, q->course, q->to);
	return !is_refused(x);
}

void
do_draft_move(struct ask *x)
{
	const struct ask_draft_move *q = &x->q.draft_move;
	struct draft d;

	if (!draft_asked(x, q->course, &d) || said_before(x, &q->event, q->course) || !move_ok(x, q))
		return;
	db_draft_remove(x->k->db, q->course, q->to);
	db_draft_move(x->k->db, q->course, q->path, q->to);
	db_draft_touch(x->k->db, q->course, &x->seat.person, x->now);
	db_draft_said_add(x->k->db, &q->event, q->course, x->now);
}

void
do_draft_remove(struct ask *x)
{
	const struct ask_draft_move *q = &x->q.draft_move;
	struct draft d;

	if (said_before(x, &q->event, q->course) || !draft_asked(x, q->course, &d))
		return;
	if (q->path.len == 0)
		db_draft_end(x->k->db, q->course);
	else if (db_draft_remove(x->k->db, q->course, q->path) == 0)
		refuse(x, REASON_NO_SUCH);
	else
		db_draft_touch(x->k->db, q->course, &x->seat.person, x->now);
	db_draft_said_add(x->k->db, &q->event, q->course, x->now);
}
