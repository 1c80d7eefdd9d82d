#include "store/keeper/keeper.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "courses/base/safe.h"
#include "store/keeper/draft.h"
#include "store/keeper/publish.h"
#include "store/keeper/remark.h"

static int64_t
machine_now(void *context)
{
	struct timespec t;

	(void)context;
	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec;
}

/* Goes on while the machine sleeps: an exam does, too. */
static int64_t
machine_steady(void *context)
{
	struct timespec t;

	(void)context;
	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec;
}

/* ---- settings ---- */

const struct keeper_settings keeper_defaults = {
	.codes_an_hour = 60,
	.passwords = 5,
	.wait_most_s = 900,
	.raised = 10,
	.invitation_days = 400,
};

void
keeper_settle(struct keeper *k, const struct keeper_settings *s)
{
	struct arena *a = arena_new();

	k->settings = *s;
	k->settings.network = ARENA_ARRAY(a, s->networks, struct str);
	for (uint32_t i = 0; i < s->networks; i++)
		k->settings.network[i] = str_copy(a, s->network[i]);
	arena_free(k->settings_arena);
	k->settings_arena = a;
}

bool
seat_recovers(const struct seat *s)
{
	return s->role == ROLE_DOOR && !uuid_is_zero(&s->person);
}

/* ---- life ---- */

/* A hash that nobody has the password of. */
static bool
dummy_make(struct keeper *k)
{
	struct hash_job job = { .fast = k->fast_hashes, .make = true, .fresh_len = 32 };

	randombytes_buf(job.fresh, job.fresh_len);
	hash_run(&job);
	memcpy(k->dummy, job.made, sizeof(k->dummy));
	return !job.failed;
}

struct keeper *
keeper_open(const struct keeper_options *o, struct err *e)
{
	struct keeper *k = calloc(1, sizeof(*k));

	if (!k || !hash_start()) {
		err_set(e, ERR_SYSTEM, "there is no memory or no randomness to start the keeper");
		free(k);
		return NULL;
	}
	k->now = o->now ? o->now : machine_now;
	k->steady = o->steady ? o->steady : o->now ? o->now : machine_steady;
	k->now_context = o->now_context;
	k->fast_hashes = o->fast_hashes;
	keeper_settle(k, o->settings ? o->settings : &keeper_defaults);
	k->limits = limits_new(o->now, o->now_context);
	if (!k->limits) {
		err_set(e, ERR_SYSTEM, "there is no memory to start the keeper");
		goto fail;
	}
	k->db = db_open(o->database, o->lax_sync, e);
	if (!k->db)
		goto fail;
	if (db_is_still(k->db))
		trouble_note(&k->trouble, k->db);
	db_site(k->db, &k->site);
	k->newest = db_newest(k->db);
	k->repairs = true;
	if (db_failed(k->db) || uuid_is_zero(&k->site.id)) {
		err_set(e, ERR_CORRUPT, "the records %s cannot be read: %s", o->database,
		    db_problem(k->db));
		goto fail;
	}
	if (o->code_secret)
		memcpy(k->code_secret, o->code_secret, CODE_SECRET);
	else
		randombytes_buf(k->code_secret, CODE_SECRET);
	sittings_begin(k);
	if (!dummy_make(k)) {
		err_set(e, ERR_SYSTEM, "there is no memory to check passwords");
		goto fail;
	}
	return k;
fail:
	keeper_close(k);
	return NULL;
}

void
keeper_close(struct keeper *k)
{
	if (!k)
		return;
	shelf_clear(&k->shelf);
	sittings_free(&k->sittings);
	draft_checks_clear(k);
	limits_free(k->limits);
	arena_free(k->settings_arena);
	db_close(k->db);
	sodium_memzero(&k->site, sizeof(k->site));
	sodium_memzero(k->code_secret, sizeof(k->code_secret));
	free(k);
}

struct seat
keeper_operator(void)
{
	return (struct seat){ .role = ROLE_OPERATOR };
}

/* ---- one request, one transaction ---- */

static void
one_run(struct ask *x, struct seat *seat)
{
	struct db *db = x->k->db;
	bool writes = record_verbs[x->q.verb].writes;
	int64_t newest = x->k->newest;

	if (writes && !db_begin(db)) {
		trouble_note(&x->k->trouble, db);
		refuse(x, REASON_DISK);
		db_rollback(db);
	} else {
		ask_run(x);
		if (writes && !db_commit(db)) {
			trouble_note(&x->k->trouble, db);
			x->k->newest = newest;
			if (!is_refused(x))
				refuse(x, REASON_DISK);
		} else if (writes && !is_refused(x) && !x->reads_only) {
			trouble_over(&x->k->trouble);
		}
	}
	if (x->r->refusal.reason == REASON_DISK)
		ask_run_reading(x);
	if (is_refused(x))
		return;
	*seat = x->seat;
	sessions_go(x);
}

void
keeper_ask(
    struct keeper *k, struct seat *seat, const struct request *q, struct arena *a, struct reply *r)
{
	struct hash_job job;
	struct ask x;
	bool hash = false;

	memset(&job, 0, sizeof(job));
	shelf_sweep(&k->shelf);
	sittings_turn(k, 0);
	if (k->shelf.is_stale)
		shelf_sync(k);

	bool goes_on = ask_begin(&x, k, seat, q, a, r, &job, &hash);

	if (goes_on && hash)
		hash_run(&job);
	if (goes_on)
		one_run(&x, seat);
	/* Without a loop there is no later turn (run.c). A command that has no courses leaves it to a server. */
	while (!k->process && k->shelf.books > 0 && repairs_work(k, a))
		;
	sodium_memzero(&job, sizeof(job));
}
