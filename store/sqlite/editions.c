/* The sources of every edition that was ever published, and which of them are served. */
#include <sodium.h>
#include <string.h>

#include "store/sqlite/stmt.h"

static void
edition_get(sqlite3_stmt *q, struct arena *a, struct edition_row *r)
{
	*r = (struct edition_row){
		.course = get_str(q, 0, a),
		.edition = (uint16_t)get_int(q, 1),
		.minor = (uint16_t)get_int(q, 2),
		.revision = (uint16_t)get_int(q, 3),
	};
	get_bytes(q, 4, r->hash, HASH);
}

static bool
edition_one(struct db *db, sqlite3_stmt *q, struct arena *a, struct edition_row *r)
{
	memset(r, 0, sizeof(*r));
	if (!sql_row(db, q))
		return false;
	edition_get(q, a, r);
	sql_end(q);
	return true;
}

bool
db_edition(struct db *db, struct str course, struct arena *a, struct edition_row *r)
{
	sqlite3_stmt *q = sql(db, SQL_EDITION);

	put_str(q, ":course", course);
	return edition_one(db, q, a, r);
}

bool
db_edition_by_hash(
    struct db *db, const unsigned char hash[HASH], struct arena *a, struct edition_row *r)
{
	sqlite3_stmt *q = sql(db, SQL_EDITION_BY_HASH);

	put_blob(q, ":hash", hash, HASH);
	return edition_one(db, q, a, r);
}

void
db_editions(struct db *db, struct arena *a, struct edition_row **list, uint32_t *n)
{
	sqlite3_stmt *q = sql(db, SQL_COURSES);
	uint32_t room = 16;

	*list = ARENA_ARRAY(a, room, struct edition_row);
	*n = 0;
	while (sql_row(db, q)) {
		if (*n == room) {
			struct edition_row *more = ARENA_ARRAY(a, room * 2, struct edition_row);

			memcpy(more, *list, *n * sizeof(*more));
			*list = more;
			room *= 2;
		}
		edition_get(q, a, &(*list)[(*n)++]);
	}
}

static void
put_edition(sqlite3_stmt *q, const struct edition_row *r)
{
	put_str(q, ":course", r->course);
	put_int(q, ":major", r->edition);
	put_int(q, ":minor", r->minor);
	put_int(q, ":revision", r->revision);
}

void
db_edition_add(struct db *db, const struct edition_row *r, const struct folder *f, int64_t at)
{
	sqlite3_stmt *q = sql(db, SQL_EDITION_ADD);

	put_edition(q, r);
	put_blob(q, ":hash", r->hash, HASH);
	put_int(q, ":at", at);
	put_uuid(q, ":by", &r->by);
	put_int(q, ":class", r->class);
	sql_do(db, q);
	for (uint32_t i = 0; i < f->files; i++) {
		struct str bytes = f->file[i].bytes;
		unsigned char hash[HASH];

		/* By content: most files of an edition are those of the one before. */
		crypto_generichash(hash, HASH, (const unsigned char *)bytes.at, bytes.len, NULL, 0);
		q = sql(db, SQL_CONTENT_ADD);
		put_blob(q, ":hash", hash, HASH);
		put_blob(q, ":bytes", bytes.at, bytes.len);
		sql_do(db, q);
		q = sql(db, SQL_EDITION_FILE_ADD);
		put_edition(q, r);
		put_str(q, ":path", f->file[i].path);
		put_blob(q, ":content", hash, HASH);
		sql_do(db, q);
	}
}

void
db_edition_folder(struct db *db, const struct edition_row *r, struct arena *a, struct folder *f)
{
	sqlite3_stmt *q = sql(db, SQL_EDITION_FILES);

	memset(f, 0, sizeof(*f));
	f->file = ARENA_ARRAY(a, FOLDER_FILES, struct file);
	put_edition(q, r);
	while (sql_row(db, q) && f->files < FOLDER_FILES)
		f->file[f->files++] = (struct file){ get_str(q, 0, a), get_str(q, 1, a) };
	sql_end(q);
}

/* ---- courses: what is served, and whose they are ---- */

bool
db_course(struct db *db, struct str course, struct arena *a, struct course_row *r)
{
	sqlite3_stmt *q = sql(db, SQL_COURSE);

	memset(r, 0, sizeof(*r));
	put_str(q, ":course", course);
	if (!sql_row(db, q))
		return false;
	r->served = (struct edition_no){ (uint16_t)get_int(q, 0), (uint16_t)get_int(q, 1),
		(uint16_t)get_int(q, 2) };
	r->status = (enum course_status)get_int(q, 3);
	r->status_at = get_int(q, 4);
	r->replaced_by = get_str(q, 5, a);
	sql_end(q);
	return true;
}

void
db_owners(struct db *db, struct str course, struct arena *a, struct uuid **owner, uint32_t *n)
{
	enum { OWNERS_MOST = 200 };
	sqlite3_stmt *q = sql(db, SQL_OWNERS);

	*owner = ARENA_ARRAY(a, OWNERS_MOST, struct uuid);
	*n = 0;
	put_str(q, ":course", course);
	while (sql_row(db, q) && *n < OWNERS_MOST)
		get_bytes(q, 0, (*owner)[(*n)++].b, sizeof(**owner));
	sql_end(q);
}

bool
db_is_owner(struct db *db, struct str course, const struct uuid *person)
{
	sqlite3_stmt *q = sql(db, SQL_OWNER);
	bool is;

	put_str(q, ":course", course);
	put_uuid(q, ":person", person);
	is = sql_row(db, q);
	sql_end(q);
	return is;
}

void
db_course_people(struct db *db, struct str course, struct course_people *p)
{
	sqlite3_stmt *q = sql(db, SQL_COURSE_PEOPLE);

	memset(p, 0, sizeof(*p));
	put_str(q, ":course", course);
	if (!sql_row(db, q))
		return;
	p->mid_course = (uint32_t)get_int(q, 0);
	p->in_attempt = (uint32_t)get_int(q, 1);
	p->done = (uint32_t)get_int(q, 2);
	sql_end(q);
}

void
db_completed(struct db *db, struct str course,
    void (*each)(void *context, struct str id, uint32_t people), void *context)
{
	sqlite3_stmt *q = sql(db, SQL_COMPLETED);
	struct arena *a = arena_new();

	put_str(q, ":course", course);
	while (sql_row(db, q)) {
		arena_reset(a);
		each(context, get_str(q, 0, a), (uint32_t)get_int(q, 1));
	}
	arena_free(a);
}

bool
db_person_major(
    struct db *db, const struct uuid *person, struct str course, struct person_major *m)
{
	sqlite3_stmt *q = sql(db, SQL_PERSON_MAJOR);

	memset(m, 0, sizeof(*m));
	put_uuid(q, ":person", person);
	put_str(q, ":course", course);
	if (!sql_row(db, q))
		return false;
	m->major = (uint16_t)get_int(q, 0);
	m->begun_at = get_int(q, 1);
	m->done_at = get_int(q, 2);
	sql_end(q);
	return true;
}

bool
db_edition_of_major(
    struct db *db, struct str course, uint16_t major, struct arena *a, struct edition_row *r)
{
	sqlite3_stmt *q = sql(db, SQL_EDITION_OF_MAJOR);

	put_str(q, ":course", course);
	put_int(q, ":major", major);
	return edition_one(db, q, a, r);
}

bool
db_edition_at(struct db *db, struct str course, const struct edition_no *no, struct arena *a,
    struct edition_row *r)
{
	sqlite3_stmt *q = sql(db, SQL_EDITION_AT);

	put_str(q, ":course", course);
	put_int(q, ":major", no->edition);
	put_int(q, ":minor", no->minor);
	put_int(q, ":revision", no->revision);
	return edition_one(db, q, a, r);
}

void
db_editions_of(struct db *db, struct str course, struct arena *a, struct told_editions *t,
    struct uuid **by)
{
	sqlite3_stmt *q = sql(db, SQL_EDITIONS_OF);

	memset(t, 0, sizeof(*t));
	t->edition = ARENA_ARRAY(a, EDITIONS_PAGE, struct edition_told);
	*by = ARENA_ARRAY(a, EDITIONS_PAGE, struct uuid);
	put_str(q, ":course", course);
	put_int(q, ":most", EDITIONS_PAGE + 1);
	while (sql_row(db, q)) {
		if (t->editions == EDITIONS_PAGE) {
			t->more = true;
			break;
		}
		t->edition[t->editions] = (struct edition_told){
			.no = { (uint16_t)get_int(q, 0), (uint16_t)get_int(q, 1), (uint16_t)get_int(q, 2) },
			.at = get_int(q, 3),
			.by = STR_NONE,
			.class = (enum change_class)get_int(q, 5),
			.held = (uint32_t)get_int(q, 6),
		};
		get_bytes(q, 4, (*by)[t->editions].b, sizeof(**by));
		t->editions++;
	}
	sql_end(q);
}

/* Majors that somebody mid-way is still on, beside the served ones. */
void
db_majors_held(struct db *db, struct arena *a, struct edition_row **row, uint32_t *n)
{
	enum { MAJORS_MOST = 200 };
	sqlite3_stmt *q = sql(db, SQL_MAJORS_HELD);

	*row = ARENA_ARRAY(a, MAJORS_MOST, struct edition_row);
	*n = 0;
	while (sql_row(db, q) && *n < MAJORS_MOST)
		(*row)[(*n)++] = (struct edition_row){ .course = get_str(q, 0, a),
			.edition = (uint16_t)get_int(q, 1) };
	sql_end(q);
}

static int64_t
edition_time(struct db *db, const struct edition_row *r)
{
	sqlite3_stmt *q = sql(db, SQL_EDITION_TIME);
	int64_t at = 0;

	put_edition(q, r);
	if (sql_row(db, q))
		at = get_int(q, 0);
	sql_end(q);
	return at;
}

void
db_edition_list(struct db *db, const struct edition_row *r, struct str after, struct arena *a,
    struct told_files *t)
{
	int64_t at = edition_time(db, r);
	sqlite3_stmt *q = sql(db, SQL_EDITION_LIST);

	memset(t, 0, sizeof(*t));
	t->file = ARENA_ARRAY(a, FILES_PAGE, struct file_row);
	t->edition = (struct edition_no){ r->edition, r->minor, r->revision };
	put_edition(q, r);
	put_str(q, ":after", after);
	put_int(q, ":most", FILES_PAGE + 1);
	while (sql_row(db, q)) {
		if (t->files == FILES_PAGE) {
			t->more = true;
			break;
		}
		t->file[t->files++] =
		    (struct file_row){ get_str(q, 0, a), (uint32_t)get_int(q, 1), at };
	}
	sql_end(q);
}

bool
db_edition_piece(struct db *db, const struct edition_row *r, struct str path, uint32_t offset,
    struct arena *a, struct told_piece *p)
{
	int64_t at = edition_time(db, r);
	sqlite3_stmt *q = sql(db, SQL_EDITION_PIECE);

	put_edition(q, r);
	put_str(q, ":path", path);
	put_int(q, ":from", (int64_t)offset + 1);
	put_int(q, ":most", DRAFT_PIECE);
	if (!sql_row(db, q))
		return false;
	*p = (struct told_piece){ .size = (uint32_t)get_int(q, 0), .bytes = get_str(q, 1, a), .at = at };
	sql_end(q);
	return true;
}
