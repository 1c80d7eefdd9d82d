/* Drafts: folders that are still written. State, not events: a discarded draft is gone. */
#include <string.h>

#include "store/sqlite/stmt.h"

static void
draft_get(sqlite3_stmt *q, struct arena *a, struct draft *d)
{
	*d = (struct draft){
		.course = get_str(q, 0, a),
		.at = get_int(q, 3),
		.serial = get_int(q, 4),
		.from = { (uint16_t)get_int(q, 5), (uint16_t)get_int(q, 6), (uint16_t)get_int(q, 7) },
	};
	get_bytes(q, 1, d->begun_by.b, sizeof(d->begun_by.b));
	get_bytes(q, 2, d->by.b, sizeof(d->by.b));
}

bool
db_draft(struct db *db, struct str course, struct arena *a, struct draft *d)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT);

	put_str(q, ":course", course);
	if (!sql_row(db, q))
		return false;
	draft_get(q, a, d);
	sql_end(q);
	return true;
}

void
db_drafts(struct db *db, struct arena *a, struct draft **list, uint32_t *n)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFTS);
	uint32_t room = 16;

	*list = ARENA_ARRAY(a, room, struct draft);
	*n = 0;
	while (sql_row(db, q)) {
		if (*n == room) {
			struct draft *more = ARENA_ARRAY(a, room * 2, struct draft);

			memcpy(more, *list, *n * sizeof(*more));
			*list = more;
			room *= 2;
		}
		draft_get(q, a, &(*list)[(*n)++]);
	}
}

void
db_draft_add(struct db *db, const struct draft *d)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT_ADD);

	put_str(q, ":course", d->course);
	put_uuid(q, ":by", &d->by);
	put_int(q, ":at", d->at);
	put_int(q, ":major", d->from.edition);
	put_int(q, ":minor", d->from.minor);
	put_int(q, ":revision", d->from.revision);
	sql_do(db, q);
}

void
db_draft_touch(struct db *db, struct str course, const struct uuid *by, int64_t at)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT_TOUCH);

	put_str(q, ":course", course);
	put_uuid(q, ":by", by);
	put_int(q, ":at", at);
	sql_do(db, q);
}

static void
course_do(struct db *db, enum sql which, struct str course)
{
	sqlite3_stmt *q = sql(db, which);

	put_str(q, ":course", course);
	sql_do(db, q);
}

void
db_draft_end(struct db *db, struct str course)
{
	course_do(db, SQL_DRAFT_END, course);
}

void
db_draft_folder(struct db *db, struct str course, struct arena *a, struct folder *f)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT_FILES);

	memset(f, 0, sizeof(*f));
	f->file = ARENA_ARRAY(a, FOLDER_FILES, struct file);
	put_str(q, ":course", course);
	while (sql_row(db, q) && f->files < FOLDER_FILES)
		f->file[f->files++] = (struct file){ get_str(q, 0, a), get_str(q, 1, a) };
	sql_end(q);
}

void
db_draft_sums(struct db *db, struct str course, struct draft_sums *s)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT_SUMS);

	memset(s, 0, sizeof(*s));
	put_str(q, ":course", course);
	if (!sql_row(db, q))
		return;
	s->files = (uint32_t)get_int(q, 0);
	s->bytes = (uint64_t)get_int(q, 1);
	s->pieces = (uint64_t)get_int(q, 2);
	sql_end(q);
}

static void
list_get(struct db *db, sqlite3_stmt *q, struct arena *a, struct told_files *t, int64_t at)
{
	memset(t, 0, sizeof(*t));
	t->file = ARENA_ARRAY(a, FILES_PAGE, struct file_row);
	while (sql_row(db, q)) {
		if (t->files == FILES_PAGE) {
			t->more = true;
			break;
		}
		t->file[t->files++] = (struct file_row){ get_str(q, 0, a), (uint32_t)get_int(q, 1),
			at ? at : get_int(q, 2) };
	}
	sql_end(q);
}

void
db_draft_list(
    struct db *db, struct str course, struct str after, struct arena *a, struct told_files *t)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT_LIST);

	put_str(q, ":course", course);
	put_str(q, ":after", after);
	put_int(q, ":most", FILES_PAGE + 1);
	list_get(db, q, a, t, 0);
}

bool
db_draft_piece(struct db *db, struct str course, struct str path, uint32_t offset, struct arena *a,
    struct told_piece *p)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT_PIECE);

	put_str(q, ":course", course);
	put_str(q, ":path", path);
	put_int(q, ":from", (int64_t)offset + 1);
	put_int(q, ":most", DRAFT_PIECE);
	if (!sql_row(db, q))
		return false;
	*p = (struct told_piece){
		.size = (uint32_t)get_int(q, 0), .at = get_int(q, 1), .bytes = get_str(q, 2, a)
	};
	sql_end(q);
	return true;
}

bool
db_draft_under(struct db *db, struct str course, struct str path)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT_UNDER);
	bool is;

	put_str(q, ":course", course);
	put_str(q, ":path", path);
	is = sql_row(db, q);
	sql_end(q);
	return is;
}

void
db_draft_put(struct db *db, struct str course, struct str path, struct str bytes, int64_t at)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT_PUT);

	put_str(q, ":course", course);
	put_str(q, ":path", path);
	put_blob(q, ":bytes", bytes.at, bytes.len);
	put_int(q, ":at", at);
	sql_do(db, q);
}

int
db_draft_remove(struct db *db, struct str course, struct str path)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT_REMOVE);

	put_str(q, ":course", course);
	put_str(q, ":path", path);
	return sql_do(db, q);
}

int
db_draft_move(struct db *db, struct str course, struct str path, struct str to)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT_MOVE);

	put_str(q, ":course", course);
	put_str(q, ":path", path);
	put_str(q, ":to", to);
	return sql_do(db, q);
}

uint32_t
db_draft_longest(struct db *db, struct str course, struct str path)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT_LONGEST);
	uint32_t n = 0;

	put_str(q, ":course", course);
	put_str(q, ":path", path);
	if (sql_row(db, q))
		n = (uint32_t)get_int(q, 0);
	sql_end(q);
	return n;
}

/* ---- pieces ---- */

void
db_piece_put(struct db *db, const struct ask_draft_write *w, int64_t at)
{
	sqlite3_stmt *q = sql(db, SQL_PIECE_PUT);

	put_uuid(q, ":event", &w->event);
	put_int(q, ":offset", w->offset);
	put_str(q, ":course", w->course);
	put_str(q, ":path", w->path);
	put_blob(q, ":bytes", w->bytes.at, w->bytes.len);
	put_int(q, ":at", at);
	sql_do(db, q);
}

bool
db_pieces(struct db *db, const struct ask_draft_write *w, struct arena *a, struct str *whole)
{
	sqlite3_stmt *q = sql(db, SQL_PIECES);
	struct buf b = BUF_IN(a);
	bool ok = true;

	put_uuid(q, ":event", &w->event);
	while (ok && sql_row(db, q)) {
		ok = get_int(q, 0) == (int64_t)b.len && str_eq(get_str(q, 2, a), w->course) &&
		     str_eq(get_str(q, 3, a), w->path);
		if (ok)
			buf_str(&b, get_str(q, 1, a));
	}
	sql_end(q);
	*whole = buf_get(&b);
	return ok && whole->len == w->size;
}

void
db_pieces_end(struct db *db, const struct ask_draft_write *w)
{
	sqlite3_stmt *q = sql(db, SQL_PIECES_END);

	put_uuid(q, ":event", &w->event);
	put_str(q, ":course", w->course);
	put_str(q, ":path", w->path);
	sql_do(db, q);
}

void
db_pieces_forget(struct db *db, int64_t now)
{
	sqlite3_stmt *q = sql(db, SQL_PIECES_FORGET);

	put_int(q, ":before", now - DRAFT_HOLD_S);
	sql_do(db, q);
}

/* ---- said ---- */

bool
db_draft_said(struct db *db, const struct uuid *event, struct arena *a, struct str *course)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT_SAID);

	put_uuid(q, ":event", event);
	if (!sql_row(db, q))
		return false;
	*course = get_str(q, 0, a);
	sql_end(q);
	return true;
}

void
db_draft_said_add(struct db *db, const struct uuid *event, struct str course, int64_t at)
{
	sqlite3_stmt *q = sql(db, SQL_DRAFT_SAID_ADD);

	put_uuid(q, ":event", event);
	put_str(q, ":course", course);
	put_int(q, ":at", at);
	sql_do(db, q);
}

void
db_drafts_forget(struct db *db, int64_t now)
{
	static const struct {
		enum sql which;
		int64_t age;
	} old[] = { { SQL_DRAFTS_FORGET, DRAFT_HOLD_S }, { SQL_PIECES_FORGET, DRAFT_HOLD_S },
		{ SQL_DRAFT_SAID_FORGET, 86400 } };

	for (size_t i = 0; i < sizeof(old) / sizeof(*old); i++) {
		sqlite3_stmt *q = sql(db, old[i].which);

		put_int(q, ":before", now - old[i].age);
		sql_do(db, q);
	}
}
