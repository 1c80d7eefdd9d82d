/* From a folder to an edition in the records, and from the records to the shelf. */
#include <sodium.h>
#include <string.h>

#include "store/keeper/publish.h"

void
folder_hash(const struct folder *f, unsigned char hash[HASH])
{
	struct arena *a = arena_new();
	struct buf b = BUF_IN(a);
	struct codec c = codec_writer(&b);
	struct folder copy = *f;

	folder_code(&c, &copy);
	crypto_generichash(hash, HASH, (const unsigned char *)b.at, b.len, NULL, 0);
	arena_free(a);
}

/* Is this very folder the newest edition of its course already? */
static bool
is_published(struct keeper *k, const unsigned char hash[HASH], struct arena *a)
{
	struct edition_row same, newest;

	struct uuid *owner;
	uint32_t owners;

	if (!db_edition_by_hash(k->db, hash, a, &same))
		return false;
	/* What somebody publishes over SSH is not undone by the folder on the machine that it began from. */
	db_owners(k->db, same.course, a, &owner, &owners);
	return owners > 0 || (db_edition(k->db, same.course, a, &newest) &&
				 memcmp(newest.hash, hash, HASH) == 0);
}

/* The number that comes after the newest: a higher edition in the manifest, or the next minor. */
static bool
number_next(struct keeper *k, const struct course *c, struct arena *a, struct edition_row *row,
    struct err *e)
{
	struct edition_row newest;

	*row = (struct edition_row){ .course = str_copy(a, c->id), .edition = c->edition };
	if (!db_edition(k->db, c->id, a, &newest) || c->edition > newest.edition)
		return true;
	if (c->edition < newest.edition)
		return err_set(e, ERR_INPUT,
		    "course.yaml says edition %u, but edition %u of %.*s was published already",
		    c->edition, newest.edition, STR_ARG(c->id));
	if (newest.minor == UINT16_MAX)
		return err_set(e, ERR_LIMIT,
		    "edition %u of %.*s was published too often; raise the edition", c->edition,
		    STR_ARG(c->id));
	row->minor = (uint16_t)(newest.minor + 1);
	return true;
}

static bool
edition_keep(struct keeper *k, const struct edition_row *row, const struct folder *f, struct err *e)
{
	int64_t now = k->now(k->now_context);
	struct event event;
	unsigned char random[10];

	randombytes_buf(random, sizeof(random));
	memset(&event, 0, sizeof(event));
	event.id = uuid_make((uint64_t)now * 1000, random);
	event.at = now;
	event.kind = EVENT_PUBLISH;
	event.course = row->course;
	event.subject = event.question = STR_NONE;
	event.publish.edition = row->edition;
	event.publish.minor = row->minor;
	event.publish.revision = row->revision;
	event.publish.class = row->class;
	event.publish.status = STATUS_ACTIVE;
	if (db_begin(k->db)) {
		db_edition_add(k->db, row, f, now);
		db_event_add(k->db, &event);
		if (!db_failed(k->db) && db_commit(k->db)) {
			if (now > k->newest)
				k->newest = now;
			return true;
		}
	}
	err_set(e, ERR_SYSTEM, "the edition could not be saved: %s", db_problem(k->db));
	db_rollback(k->db);
	return false;
}

static bool
publish(struct keeper *k, const struct folder *f, struct arena *a, struct buf *report,
    bool *changed, struct err *e)
{
	struct edition_row row;
	unsigned char hash[HASH];
	struct book *b;

	folder_hash(f, hash);
	if (is_published(k, hash, a))
		return true;
	/* Once to learn which course it is; again only when its number is not x.0. */
	b = book_new(f, 0, 0, false, report, e);
	if (!b)
		return false;
	if (!number_next(k, b->course, a, &row, e)) {
		book_free(b);
		return false;
	}
	memcpy(row.hash, hash, HASH);
	if (row.minor != 0) {
		book_free(b);
		b = book_new(f, row.minor, row.revision, false, NULL, e);
		if (!b)
			return false;
	}
	if (!edition_keep(k, &row, f, e)) {
		book_free(b);
		return false;
	}
	shelf_put(&k->shelf, b);
	*changed = true;
	return true;
}

bool
keeper_publish(struct keeper *k, const char *dir, struct buf *report, bool *changed, struct err *e)
{
	struct arena *a = arena_new();
	struct folder f;
	bool did = false;
	bool ok = folder_load(dir, a, &f, e) && publish(k, &f, a, report, &did, e);

	if (changed)
		*changed = did;
	arena_free(a);
	return ok;
}

bool
keeper_load_editions(struct keeper *k, struct buf *report, struct err *e)
{
	struct arena *a = arena_new();
	struct edition_row *row;
	uint32_t n;

	db_editions(k->db, a, &row, &n);
	for (uint32_t i = 0; i < n; i++) {
		struct arena *own = arena_new();
		struct folder f;
		struct err why;
		struct book *b = NULL;

		if (!shelf_find(&k->shelf, row[i].course)) {
			db_edition_folder(k->db, &row[i], own, &f);
			b = book_new(&f, row[i].minor, row[i].revision, false, NULL, &why);
			if (b && !str_eq(b->edition.course, row[i].course)) {
				err_set(&why, ERR_CORRUPT, "its files are those of another course");
				book_free(b);
				b = NULL;
			}
			if (b)
				shelf_put(&k->shelf, b);
			else if (report)
				buf_printf(report, "%.*s is not served: %s\n",
				    STR_ARG(row[i].course), why.text);
		}
		arena_free(own);
	}
	arena_free(a);
	if (!db_failed(k->db))
		return true;
	err_set(e, ERR_CORRUPT, "the editions cannot be read: %s", db_problem(k->db));
	db_rollback(k->db);
	return false;
}

uint32_t
keeper_editions(const struct keeper *k, const struct edition **edition)
{
	*edition = k->shelf.edition;
	return k->shelf.books;
}

bool
shelf_sync(struct keeper *k)
{
	struct arena *a = arena_new();
	struct edition_row *row;
	uint32_t n;
	bool changed = false;

	k->shelf.is_stale = false;
	db_editions(k->db, a, &row, &n);
	for (uint32_t i = 0; i < n; i++) {
		const struct book *b = shelf_find(&k->shelf, row[i].course);
		struct book *fresh;
		struct folder f;
		struct err e;

		if (b && b->edition.edition == row[i].edition && b->edition.minor == row[i].minor &&
		    b->edition.revision == row[i].revision)
			continue;
		db_edition_folder(k->db, &row[i], a, &f);
		fresh = book_new(&f, row[i].minor, row[i].revision, true, NULL, &e);
		if (!fresh)
			continue; /* the one before goes on; the next start says why */
		shelf_put(&k->shelf, fresh);
		changed = true;
	}
	arena_free(a);
	return changed;
}
