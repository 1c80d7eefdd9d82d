#include "store/keeper/shelf.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- a book ---- */

void
book_free(struct book *b)
{
	if (!b)
		return;
	compiled_clear(&b->compiled);
	arena_free(b->arena);
	free(b);
}

struct book *
book_new(const struct folder *f, uint16_t minor, uint16_t revision, bool lenient,
    struct buf *report, struct err *e)
{
	struct book *b = calloc(1, sizeof(*b));

	if (!b) {
		err_set(e, ERR_SYSTEM, "there is no memory for another course");
		return NULL;
	}
	b->compiled.open_fd = -1;
	b->arena = arena_new();
	if (!compile(f, minor, revision, lenient, &b->compiled, report, e)) {
		book_free(b);
		return NULL;
	}
	b->course = image_whole(&b->compiled.whole, b->arena);
	/* The child wrote it, and the child read what strangers wrote. */
	if (!b->course || !image_course(&b->compiled.open, b->arena)) {
		err_set(e, ERR_CORRUPT,
		    "the reader of courses gave back what cannot be read: please report it");
		book_free(b);
		return NULL;
	}
	b->edition = (struct edition){
		.course = b->course->id,
		.edition = b->course->edition,
		.minor = b->course->minor,
		.revision = b->course->revision,
		.open = b->compiled.open,
		.whole = b->compiled.whole,
	};
	return b;
}

/* ---- the shelf ---- */

void
shelf_clear(struct shelf *s)
{
	for (uint32_t i = 0; i < s->books; i++)
		book_free(s->book[i]);
	for (int i = 0; i < SHELF_OLDER; i++)
		book_free(s->older[i]);
	shelf_sweep(s);
	free(s->book);
	free(s->edition);
	memset(s, 0, sizeof(*s));
}

void
shelf_sweep(struct shelf *s)
{
	while (s->gone) {
		struct book *next = s->gone->next;

		book_free(s->gone);
		s->gone = next;
	}
}

const struct book *
shelf_find(const struct shelf *s, struct str course)
{
	for (uint32_t i = 0; i < s->books; i++)
		if (str_eq(s->book[i]->edition.course, course))
			return s->book[i];
	return NULL;
}

/* Among the older ones the least recently asked for makes room. */
static void
older_put(struct shelf *s, struct book *b)
{
	int oldest = 0;

	for (int i = 0; i < SHELF_OLDER; i++) {
		if (!s->older[i]) {
			oldest = i;
			break;
		}
		if (s->older[i]->used < s->older[oldest]->used)
			oldest = i;
	}
	if (s->older[oldest]) {
		s->older[oldest]->next = s->gone;
		s->gone = s->older[oldest];
	}
	s->older[oldest] = b;
	b->used = ++s->clock;
}

void
shelf_put(struct shelf *s, struct book *b)
{
	for (uint32_t i = 0; i < s->books; i++)
		if (str_eq(s->book[i]->edition.course, b->edition.course)) {
			older_put(s, s->book[i]);
			s->book[i] = b;
			s->edition[i] = b->edition;
			return;
		}
	if (s->books == s->room) {
		uint32_t room = s->room ? s->room * 2 : 16;
		struct book **book = realloc(s->book, room * sizeof(struct book *));

		if (book)
			s->book = book;

		struct edition *edition = realloc(s->edition, room * sizeof(*edition));

		if (edition)
			s->edition = edition;
		if (!book || !edition) {
			book_free(b); /* one course less is served; the next publish tries again */
			return;
		}
		s->room = room;
	}
	s->edition[s->books] = b->edition;
	s->book[s->books++] = b;
}

static bool
is_exact(
    const struct book *b, struct str course, uint16_t edition, uint16_t minor, uint16_t revision)
{
	return b && str_eq(b->edition.course, course) && b->edition.edition == edition &&
	       b->edition.minor == minor && b->edition.revision == revision;
}

static int64_t
steady(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec;
}

static struct lost *
lost_find(struct shelf *s, struct str course, uint16_t edition, uint16_t minor, uint16_t revision)
{
	for (uint32_t i = 0; i < s->losts && i < SHELF_LOST; i++) {
		struct lost *l = &s->lost[i];

		if (str_is(course, l->course) && l->edition == edition && l->minor == minor &&
		    l->revision == revision)
			return l;
	}
	return NULL;
}

bool
shelf_is_lost(
    struct shelf *s, struct str course, uint16_t edition, uint16_t minor, uint16_t revision)
{
	const struct lost *l = lost_find(s, course, edition, minor, revision);

	return l && l->again == 0;
}

/* again: it may be had then; 0: never. */
static void
lost_put(struct shelf *s, const struct edition_row *r, int64_t again)
{
	struct lost *l = lost_find(s, r->course, r->edition, r->minor, r->revision);

	if (r->course.len >= sizeof(l->course))
		return;
	if (!l) {
		l = &s->lost[s->losts % SHELF_LOST];
		/* Counted on within the same remainder, when it has gone round. */
		s->losts = s->losts == 2 * SHELF_LOST - 1 ? SHELF_LOST : s->losts + 1;
	}
	*l = (struct lost){
		.edition = r->edition, .minor = r->minor, .revision = r->revision, .again = again
	};
	memcpy(l->course, r->course.at, r->course.len);
}

const struct book *
shelf_exact(struct shelf *s, struct db *db, struct str course, uint16_t edition, uint16_t minor,
    uint16_t revision)
{
	struct edition_row row = {
		.course = course, .edition = edition, .minor = minor, .revision = revision
	};
	struct folder f;
	struct err e = { .kind = ERR_NONE };
	bool lost;

	for (uint32_t i = 0; i < s->books; i++)
		if (is_exact(s->book[i], course, edition, minor, revision))
			return s->book[i];
	for (int i = 0; i < SHELF_OLDER; i++)
		if (is_exact(s->older[i], course, edition, minor, revision)) {
			s->older[i]->used = ++s->clock;
			return s->older[i];
		}
	struct lost *before = lost_find(s, course, edition, minor, revision);

	if (before && (before->again == 0 || steady() < before->again))
		return NULL;

	struct arena *a = arena_new();
	struct book *b = NULL;

	db_edition_folder(db, &row, a, &f);
	if (f.files > 0)
		b = book_new(&f, minor, revision, true, NULL, &e);
	arena_free(a);
	/* No memory and no disk may be better in a while (a reader that crashes looks the same);
	 * the rest never is. What the database would not tell is asked again each time. */
	lost = !b && !db_failed(db) && (f.files == 0 || e.kind != ERR_SYSTEM);
	if (b && !is_exact(b, course, edition, minor, revision)) {
		book_free(b);
		b = NULL;
		lost = true;
	}
	if (lost)
		lost_put(s, &row, 0);
	else if (!b && !db_failed(db))
		lost_put(s, &row, steady() + SHELF_AGAIN_S);
	if (b)
		older_put(s, b);
	return b;
}
