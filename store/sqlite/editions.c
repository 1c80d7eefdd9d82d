/* The sources of every edition that was ever published. */
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
	sqlite3_stmt *q = sql(db, SQL_EDITIONS);
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
