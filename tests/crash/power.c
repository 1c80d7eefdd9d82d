/*
 * The power goes at a random write, and what the disk had not synced lands, stays as it was, is
 * torn in the middle, or, past the old end of the file, is garbage: sector by sector. With
 * synchronous=FULL nothing that was acknowledged may be missing, and the records are whole. With
 * NORMAL something must be missing: that shows that this test can see. `--long` cuts some ten times
 * as often.
 *
 * The disk is a VFS over the default one. It writes through, and remembers for each sector what
 * stood there at the last sync. Not tried: a disk that lies about syncing, and lost directory
 * entries.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "store/sqlite/data.h"
#include "tests/keeper/classroom.h"

enum { SECTOR = 512, FILES = 8, CUTS = 400, CUTS_LONG = 2000, CUTS_LAX = 60, LOOKS = 20 };

/* ---- the disk ---- */

struct sector {
	unsigned char before[SECTOR];
	size_t len; /* of it inside the file then */
};

struct shadow { /* what of one file would survive */
	char name[300];
	int64_t size;           /* at the last sync */
	struct sector **sector; /* by number; NULL: as it was */
	size_t sectors;
	bool is_dirty;
};

struct disk {
	sqlite3_vfs vfs, *real;
	struct shadow shadow[FILES];
	int64_t countdown; /* to the cut; negative: the power stays */
	bool is_dead;
	uint64_t rng;
	uint64_t landed, lost, torn, garbage;
};

static struct disk disk;

struct held {
	sqlite3_file base;
	struct shadow *shadow; /* NULL: a temporary file, which nobody will miss */
	sqlite3_file *real;
};

static uint32_t
chance(void)
{
	disk.rng ^= disk.rng << 13;
	disk.rng ^= disk.rng >> 7;
	disk.rng ^= disk.rng << 17;
	return (uint32_t)(disk.rng >> 32);
}

static struct shadow *
shadow_of(const char *name)
{
	for (int i = 0; i < FILES; i++)
		if (strcmp(disk.shadow[i].name, name) == 0)
			return &disk.shadow[i];
	for (int i = 0; i < FILES; i++)
		if (!disk.shadow[i].name[0]) {
			snprintf(disk.shadow[i].name, sizeof(disk.shadow[i].name), "%s", name);
			return &disk.shadow[i];
		}
	abort();
}

static void
shadow_synced(struct shadow *s, int64_t size)
{
	for (size_t i = 0; i < s->sectors; i++) {
		free(s->sector[i]);
		s->sector[i] = NULL;
	}
	s->size = size;
	s->is_dirty = false;
}

static void
shadow_forget(struct shadow *s)
{
	shadow_synced(s, 0);
	free(s->sector);
	memset(s, 0, sizeof(*s));
}

/* Before sectors are written or cut off: what stood there. */
static void
shadow_note(struct held *f, int64_t from, int64_t to)
{
	struct shadow *s = f->shadow;
	sqlite3_int64 size = 0;

	if (!s)
		return;
	f->real->pMethods->xFileSize(f->real, &size);
	s->is_dirty = true;
	for (size_t n = (size_t)(from / SECTOR); (int64_t)n * SECTOR < to; n++) {
		struct sector *one;
		int64_t at = (int64_t)n * SECTOR;

		if (n >= s->sectors) {
			size_t room = n + 4096;

			s->sector = realloc(s->sector, room * sizeof(*s->sector));
			memset(s->sector + s->sectors, 0, (room - s->sectors) * sizeof(*s->sector));
			s->sectors = room;
		}
		if (s->sector[n])
			continue;
		one = s->sector[n] = calloc(1, sizeof(*one));
		if (at < s->size && at < size) {
			one->len = (size_t)(size - at < SECTOR ? size - at : SECTOR);
			f->real->pMethods->xRead(f->real, one->before, (int)one->len, at);
		}
	}
}

/* Counts one act on the disk; true: the power has gone. */
static bool
goes_out(void)
{
	if (!disk.is_dead && disk.countdown >= 0 && disk.countdown-- == 0)
		disk.is_dead = true;
	return disk.is_dead;
}

static int
disk_close(sqlite3_file *file)
{
	struct held *f = (struct held *)file;
	int rc = f->real->pMethods->xClose(f->real);

	free(f->real);
	return rc;
}

static int
disk_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
	struct held *f = (struct held *)file;

	return disk.is_dead ? SQLITE_IOERR_READ : f->real->pMethods->xRead(f->real, to, n, at);
}

static int
disk_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 at)
{
	struct held *f = (struct held *)file;

	if (disk.is_dead)
		return SQLITE_IOERR_WRITE;
	shadow_note(f, at, at + n);
	if (f->shadow && goes_out()) {
		/* It goes in the middle of this very write. */
		int part = (int)(chance() % (uint32_t)(n + 1));

		if (part > 0)
			f->real->pMethods->xWrite(f->real, from, part, at);
		return SQLITE_IOERR_WRITE;
	}
	return f->real->pMethods->xWrite(f->real, from, n, at);
}

static int
disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct held *f = (struct held *)file;
	sqlite3_int64 now = 0;

	if (f->shadow ? goes_out() : disk.is_dead)
		return SQLITE_IOERR_TRUNCATE;
	f->real->pMethods->xFileSize(f->real, &now);
	shadow_note(f, size, now);
	return f->real->pMethods->xTruncate(f->real, size);
}

static int
disk_sync(sqlite3_file *file, int flags)
{
	struct held *f = (struct held *)file;
	sqlite3_int64 size = 0;

	if (f->shadow ? goes_out() : disk.is_dead)
		return SQLITE_IOERR_FSYNC;
	(void)flags; /* nothing is under it that would have to be synced in truth */
	f->real->pMethods->xFileSize(f->real, &size);
	if (f->shadow)
		shadow_synced(f->shadow, size);
	return SQLITE_OK;
}

static int
disk_size(sqlite3_file *file, sqlite3_int64 *size)
{
	struct held *f = (struct held *)file;

	return disk.is_dead ? SQLITE_IOERR_FSTAT : f->real->pMethods->xFileSize(f->real, size);
}

static int
disk_lock(sqlite3_file *file, int level)
{
	struct held *f = (struct held *)file;

	return f->real->pMethods->xLock(f->real, level);
}

static int
disk_unlock(sqlite3_file *file, int level)
{
	struct held *f = (struct held *)file;

	return f->real->pMethods->xUnlock(f->real, level);
}

static int
disk_reserved(sqlite3_file *file, int *is)
{
	struct held *f = (struct held *)file;

	return f->real->pMethods->xCheckReservedLock(f->real, is);
}

static int
disk_control(sqlite3_file *file, int op, void *arg)
{
	struct held *f = (struct held *)file;

	/* The size hint would make the file grow behind our back. */
	return op == SQLITE_FCNTL_SIZE_HINT ? SQLITE_OK
					    : f->real->pMethods->xFileControl(f->real, op, arg);
}

static int
disk_sector(sqlite3_file *file)
{
	(void)file;
	return SECTOR;
}

static int
disk_traits(sqlite3_file *file)
{
	struct held *f = (struct held *)file;

	return f->real->pMethods->xDeviceCharacteristics(f->real);
}

static int
disk_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **at)
{
	struct held *f = (struct held *)file;

	return f->real->pMethods->xShmMap(f->real, page, size, extend, at);
}

static int
disk_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	struct held *f = (struct held *)file;

	return f->real->pMethods->xShmLock(f->real, offset, n, flags);
}

static void
disk_shm_barrier(sqlite3_file *file)
{
	struct held *f = (struct held *)file;

	f->real->pMethods->xShmBarrier(f->real);
}

static int
disk_shm_unmap(sqlite3_file *file, int remove)
{
	struct held *f = (struct held *)file;

	return f->real->pMethods->xShmUnmap(f->real, remove);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = disk_close,
	.xRead = disk_read,
	.xWrite = disk_write,
	.xTruncate = disk_truncate,
	.xSync = disk_sync,
	.xFileSize = disk_size,
	.xLock = disk_lock,
	.xUnlock = disk_unlock,
	.xCheckReservedLock = disk_reserved,
	.xFileControl = disk_control,
	.xSectorSize = disk_sector,
	.xDeviceCharacteristics = disk_traits,
	.xShmMap = disk_shm_map,
	.xShmLock = disk_shm_lock,
	.xShmBarrier = disk_shm_barrier,
	.xShmUnmap = disk_shm_unmap,
};

static int
disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	struct held *f = (struct held *)file;
	int rc;

	(void)vfs;
	memset(f, 0, sizeof(*f));
	if (disk.is_dead)
		return SQLITE_CANTOPEN;
	f->real = calloc(1, (size_t)disk.real->szOsFile);
	rc = disk.real->xOpen(disk.real, name, f->real, flags, out);
	if (rc != SQLITE_OK) {
		free(f->real);
		return rc;
	}
	f->base.pMethods = &methods;
	if (name && flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) {
		sqlite3_int64 size = 0;

		f->shadow = shadow_of(name);
		f->real->pMethods->xFileSize(f->real, &size);
		if (!f->shadow->is_dirty)
			f->shadow->size = size;
	}
	return SQLITE_OK;
}

static int
disk_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	if (goes_out())
		return SQLITE_IOERR_DELETE;
	for (int i = 0; i < FILES; i++)
		if (strcmp(disk.shadow[i].name, name) == 0)
			shadow_forget(&disk.shadow[i]);
	return disk.real->xDelete(disk.real, name, sync);
}

static void
disk_start(void)
{
	disk.real = sqlite3_vfs_find(NULL);
	disk.vfs = *disk.real;
	disk.vfs.zName = "power";
	disk.vfs.pNext = NULL;
	disk.vfs.szOsFile = sizeof(struct held);
	disk.vfs.xOpen = disk_open;
	disk.vfs.xDelete = disk_delete;
	disk.countdown = -1;
	assert_int_equal(sqlite3_vfs_register(&disk.vfs, 1), SQLITE_OK);
}

/* ---- after the cut ---- */

static void
sector_settle(const struct shadow *s, int fd, size_t n, int64_t size)
{
	const struct sector *one = s->sector[n];
	int64_t at = (int64_t)n * SECTOR;
	unsigned char now[SECTOR];
	size_t len = (size_t)(size - at < SECTOR ? size - at : SECTOR), keep;

	if (at >= size || pread(fd, now, len, at) != (ssize_t)len)
		return;
	switch (chance() % 4) {
	case 0:
		disk.landed++;
		return;
	case 1:
		disk.lost++;
		memcpy(now, one->before, len < one->len ? len : one->len);
		if (one->len < len)
			memset(now + one->len, 0, len - one->len);
		break;
	case 2:
		disk.torn++;
		keep = chance() % SECTOR;
		for (size_t i = keep; i < len; i++)
			now[i] = i < one->len ? one->before[i] : 0;
		break;
	default:
		if (at < s->size) {
			disk.landed++;
			return;
		}
		disk.garbage++;
		for (size_t i = 0; i < len; i++)
			now[i] = (unsigned char)chance();
	}
	assert_int_equal(pwrite(fd, now, len, at), len);
}

/* What is found when the machine comes up again. */
static void
disk_settle(void)
{
	for (int i = 0; i < FILES; i++) {
		struct shadow *s = &disk.shadow[i];
		struct stat st;
		int fd = s->is_dirty ? open(s->name, O_RDWR) : -1;
		int64_t size;

		if (fd < 0 || fstat(fd, &st) != 0)
			continue;
		size = st.st_size;
		if (size > s->size && chance() % 2)
			size = s->size + (int64_t)(chance() % (uint64_t)(size - s->size + 1));
		else if (size < s->size && chance() % 2)
			size = s->size;
		assert_int_equal(ftruncate(fd, size), 0);
		/* Where a shortening was undone, what was there is there again. */
		for (size_t n = 0; n < s->sectors; n++)
			if (s->sector[n] && (int64_t)n * SECTOR >= st.st_size &&
			    s->sector[n]->len > 0)
				assert_true(pwrite(fd, s->sector[n]->before, s->sector[n]->len,
						(off_t)n * SECTOR) > 0 ||
					    (int64_t)n * SECTOR >= size);
		assert_int_equal(ftruncate(fd, size), 0);
		for (size_t n = 0; n < s->sectors; n++)
			if (s->sector[n] && (int64_t)n * SECTOR < st.st_size)
				sector_settle(s, fd, n, size);
		close(fd);
	}
	for (int i = 0; i < FILES; i++)
		shadow_forget(&disk.shadow[i]);
}

/* ---- a learner on that disk ---- */

struct kept {
	struct uuid id;
	uint32_t block;
};

struct study {
	struct classroom *c;
	struct seat seat;
	struct kept *kept;
	size_t kepts, room, looked; /* those before `looked` were seen after an earlier cut */
	size_t missing;
	uint32_t said;
	bool lax;
};

static void
study_open(struct study *s)
{
	struct keeper_options o = { .database = s->c->database,
		.now = classroom_now,
		.now_context = s->c,
		.fast_hashes = true,
		.lax_sync = s->lax };
	struct err e;

	s->c->k = keeper_open(&o, &e);
	if (!s->c->k)
		fail_msg("%s", e.text);
}

/* The courses stay compiled over the cut: they are not what is tried here. */
static void
study_again(struct study *s)
{
	struct shelf shelf = s->c->k->shelf;
	char shm[200];

	memset(&s->c->k->shelf, 0, sizeof(shelf));
	keeper_close(s->c->k);
	disk_settle();
	snprintf(shm, sizeof(shm), "%s-shm", s->c->database);
	unlink(shm); /* memory */
	disk.is_dead = false;
	disk.countdown = -1;
	study_open(s);
	s->c->k->shelf = shelf;
}

static struct request
study_next(struct study *s)
{
	unsigned char random[10];
	struct request q;

	s->said++;
	for (int i = 0; i < 10; i++)
		random[i] = (unsigned char)chance();
	if (s->said % 4 == 0) {
		q = check_of(s->c, "as-found", "as-found-1", s->said % 8 ? PHOTOGRAPH : SWITCH_OFF);
		q.check.event = uuid_make(s->said, random);
		return q;
	}
	q = place_of(s->c, s->said % 2 ? "custody" : "as-found", s->said, s->said % 5 == 0);
	q.place.event = uuid_make(s->said, random);
	q.place.place.draft = str_sub(
	    STR("a draft of some length, to fill a page now and then"), 0, chance() % 50);
	return q;
}

/* Until the power goes: what is acknowledged is noted. */
static void
study_on(struct study *s)
{
	while (!disk.is_dead) {
		struct request q = study_next(s);

		arena_reset(s->c->a);
		keeper_ask(s->c->k, &s->seat, &q, s->c->a, &s->c->r);
		if (s->c->r.refusal.reason == REASON_DISK && disk.is_dead)
			return;
		assert_int_equal(s->c->r.refusal.reason, REASON_NONE);
		if (s->kepts == s->room) {
			s->room = s->room ? s->room * 2 : 4096;
			s->kept = realloc(s->kept, s->room * sizeof(*s->kept));
			assert_non_null(s->kept);
		}
		s->kept[s->kepts++] = (struct kept){ q.place.event,
			q.verb == VERB_PLACE ? q.place.place.block : 0 };
	}
}

static void
study_look(struct study *s, size_t from)
{
	for (size_t i = from; i < s->kepts; i++) {
		struct event e;

		arena_reset(s->c->a);
		if (!db_event(s->c->k->db, &s->kept[i].id, s->c->a, &e)) {
			assert_false(db_failed(s->c->k->db));
			s->missing++;
		} else if (s->kept[i].block) {
			assert_int_equal(e.place.block, s->kept[i].block);
		}
	}
	s->looked = s->kepts;
}

static void
study_doctor(struct study *s)
{
	char report_bytes[2000];
	struct buf report = BUF_OVER(report_bytes);
	struct err e;

	if (!data_doctor(s->c->database, &report, &e))
		fail_msg("%s\n%.*s", e.text, (int)report.len, report.at);
}

static struct study
study_cut(unsigned cuts, bool lax)
{
	struct study s = { .lax = lax };

	on_disk = true;
	disk.rng = 0x2545f4914f6cdd1du + cuts;
	disk.landed = disk.lost = disk.torn = disk.garbage = 0;
	s.c = classroom_new();
	s.seat = person(s.c, "amina", ROLE_TRAINEE);
	study_again(&s); /* lax or not */
	for (unsigned n = 0; n < cuts; n++) {
		/* Mostly soon; now and then so late that checkpoints are cut as well. */
		disk.countdown = chance() % (n % 8 ? 120 : 6000);
		study_on(&s);
		study_again(&s);
		study_look(&s, s.looked);
		if (n % (cuts / LOOKS) == 0)
			study_doctor(&s);
	}
	study_doctor(&s);
	return s;
}

static void
study_end(struct study *s)
{
	printf("synchronous=%s: %zu acknowledged, %zu missing; sectors landed %llu, lost %llu, "
	       "torn %llu, garbage "
	       "%llu\n",
	    s->lax ? "NORMAL" : "FULL", s->kepts, s->missing, (unsigned long long)disk.landed,
	    (unsigned long long)disk.lost, (unsigned long long)disk.torn,
	    (unsigned long long)disk.garbage);
	free(s->kept);
	classroom_free(s->c);
}

/* ---- the tests ---- */

static unsigned cuts = CUTS;

static void
full_loses_nothing(void **state)
{
	struct study s = study_cut(cuts, false);

	(void)state;
	study_look(&s, 0); /* and not a thing from before an earlier cut */
	assert_int_equal(s.missing, 0);
	assert_true(s.kepts > cuts);
	assert_true(disk.lost > 0 && disk.torn > 0 && disk.garbage > 0);
	study_end(&s);
}

static void
normal_loses_something_and_this_test_sees_it(void **state)
{
	struct study s = study_cut(CUTS_LAX, true);

	(void)state;
	assert_true(s.missing > 0);
	study_end(&s);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(full_loses_nothing),
	cmocka_unit_test(normal_loses_something_and_this_test_sees_it),
};

int
main(int argc, char **argv)
{
	if ((argc > 1 && strcmp(argv[1], "--long") == 0) || getenv("CHALKLINE_LONG"))
		cuts = CUTS_LONG;
	disk_start();
	return cmocka_run_group_tests_name("power", tests, NULL, NULL);
}
