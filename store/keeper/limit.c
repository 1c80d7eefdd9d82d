/* Limits at the door. */
#include "store/keeper/limit.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "courses/base/net.h"
#include "courses/base/safe.h"
#include "store/keeper/ask.h"

enum {
	SETS = 1024,
	WAYS = 8,
	WHOM = 48, /* a login has 20 letters, a block 43 */
	HOUR = 3600,
	FIRST_WAIT_S = 15,
	BLOCK_PASSWORDS = 100, /* an hour */
	BLOCK_WAIT_S = 60,
	CHANCE_MOST = 30, /* of two: less than one in so many times two is never */
	ROWS_TOLD = 200,
};

enum table {
	TABLE_ACCOUNT, /* logins; and logins in a block where they are known */
	TABLE_KNOWN,   /* which login came in rightly from which block */
	TABLE_PASSWORDS,
	TABLE_CODES,
	TABLES,
};

struct row {
	uint64_t hash; /* 0: free */
	int64_t at;    /* of the last wrong one, by the steady clock */
	int64_t until;
	double level; /* wrong ones; those of blocks run out evenly over an hour */
	char whom[WHOM];
};

struct limits {
	int64_t (*steady)(void *);
	void *context;
	int64_t steady_now; /* the latest it was: it does not go back, whatever the clock says */
	unsigned char key[crypto_shorthash_KEYBYTES];
	struct row row[TABLES][SETS][WAYS];
};

static int64_t
machine_steady(void *context)
{
	struct timespec t;

	(void)context;
	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec;
}

struct limits *
limits_new(int64_t (*steady)(void *), void *context)
{
	struct limits *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->steady = steady ? steady : machine_steady;
	l->context = context;
	l->steady_now = l->steady(context);
	randombytes_buf(l->key, sizeof(l->key));
	return l;
}

void
limits_free(struct limits *l)
{
	free(l);
}

static int64_t
steady(struct limits *l)
{
	int64_t now = l->steady(l->context);

	if (now > l->steady_now)
		l->steady_now = now;
	return l->steady_now;
}

/* ---- who ---- */

/* Without the interface that a link-local address comes with. */
static bool
address_read(struct str from, struct net *n)
{
	return net_read(str_sub(from, 0, str_find(from, 0, "%")), n);
}

/* The block of an address: a short text that is its name everywhere. Empty: no address. */
static struct str
block_of(struct str from, char text[64])
{
	struct net n;

	if (!address_read(from, &n))
		return STR_NONE;
	n = net_block(&n);
	net_text(&n, text);
	return str_from(text);
}

static bool
is_listed(const struct keeper_settings *s, struct str from)
{
	struct net address, listed;

	if (!address_read(from, &address))
		return false;
	for (uint32_t i = 0; i < s->networks; i++)
		if (net_read(s->network[i], &listed) && net_has(&listed, &address))
			return true;
	return false;
}

static uint32_t
raised(const struct keeper_settings *s, struct str from, uint32_t usual)
{
	uint64_t most = (uint64_t)(usual > 0 ? usual : 1) *
			(s->raised > 1 && is_listed(s, from) ? s->raised : 1);

	return most < UINT32_MAX ? (uint32_t)most : UINT32_MAX;
}

/* ---- tables ---- */

static uint64_t
hash_of(const struct limits *l, enum table t, struct str whom, struct str where)
{
	unsigned char out[crypto_shorthash_BYTES], parts[3 + 64 + 64];
	uint64_t hash;

	/* Each part with its length: no two pairs look the same. */
	whom = str_sub(whom, 0, 64);
	where = str_sub(where, 0, 64);
	parts[0] = (unsigned char)t;
	parts[1] = (unsigned char)whom.len;
	parts[2] = (unsigned char)where.len;
	memcpy(parts + 3, whom.at, whom.len);
	memcpy(parts + 3 + whom.len, where.at, where.len);
	crypto_shorthash(out, parts, 3 + whom.len + where.len, l->key);
	memcpy(&hash, out, sizeof(hash));
	return hash ? hash : 1;
}

static struct row *
row_find(struct limits *l, enum table t, uint64_t hash)
{
	struct row *set = l->row[t][hash % SETS];

	for (int i = 0; i < WAYS; i++)
		if (set[i].hash == hash)
			return &set[i];
	return NULL;
}

static bool
has_faded(const struct row *r, int64_t now)
{
	return r->hash == 0 || (now - r->at >= HOUR && now >= r->until);
}

/* NULL: every row of its set is worth more than a newcomer, this time. */
static struct row *
row_make(struct limits *l, enum table t, uint64_t hash, struct str whom, int64_t now)
{
	struct row *set = l->row[t][hash % SETS], *r = row_find(l, t, hash), *least = &set[0];

	if (r)
		return r;
	/* Who came in rightly is nobody's flood, and never fades: there the oldest goes. */
	if (t == TABLE_KNOWN) {
		for (int i = 0; i < WAYS; i++)
			if (set[i].at < least->at)
				least = &set[i];
	} else {
		for (int i = 0; i < WAYS && !has_faded(least, now); i++)
			if (has_faded(&set[i], now) || set[i].level < least->level ||
			    (set[i].level <= least->level && set[i].at < least->at))
				least = &set[i];
	}
	if (t != TABLE_KNOWN && !has_faded(least, now)) {
		int twos = least->level < CHANCE_MOST ? (int)least->level : CHANCE_MOST;

		if (randombytes_uniform(UINT32_C(1) << twos) != 0)
			return NULL;
	}
	*least = (struct row){ .hash = hash, .at = now };
	whom = str_sub(whom, 0, WHOM - 1);
	memcpy(least->whom, whom.at, whom.len);
	return least;
}

static void
row_forget(struct limits *l, enum table t, uint64_t hash)
{
	struct row *r = row_find(l, t, hash);

	if (r)
		memset(r, 0, sizeof(*r));
}

/* 15 s, 30 s, ... for what is over; never more than most. */
static int64_t
doubled(double over, int64_t first, int64_t most)
{
	int64_t wait = first;

	for (; over >= 1 && wait < most; over--)
		wait *= 2;
	return wait < most ? wait : most;
}

/* What ran out of a block's row since it was looked at. */
static void
row_leak(struct row *r, double most, int64_t now)
{
	r->level -= most / HOUR * (double)(now - r->at);
	if (r->level < 0)
		r->level = 0;
	r->at = now;
}

/* ---- passwords ---- */

/* The row that counts for a login from here: its own, or that of a block where it is known. */
static uint64_t
account_hash(struct limits *l, struct str login, struct str block, bool *is_known)
{
	struct row *known = block.len == 0
				? NULL
				: row_find(l, TABLE_KNOWN, hash_of(l, TABLE_KNOWN, login, block));

	*is_known = known != NULL;
	return hash_of(l, TABLE_ACCOUNT, login, known ? block : STR_NONE);
}

int64_t
limit_password(struct limits *l, struct str login, struct str from, int64_t now)
{
	char text[64];
	struct str block = block_of(from, text);
	int64_t then = steady(l), until = then;
	bool is_known;
	uint64_t hash = account_hash(l, login, block, &is_known);
	struct row *r = row_find(l, TABLE_ACCOUNT, hash);

	if (r && r->until > until)
		until = r->until;
	/* Who came in from this block before does not wait for its others. */
	r = block.len == 0 || is_known
		? NULL
		: row_find(l, TABLE_PASSWORDS, hash_of(l, TABLE_PASSWORDS, block, STR_NONE));
	if (r && r->until > until)
		until = r->until;
	return until > then ? now + (until - then) : 0;
}

static void
account_wrong(struct limits *l, const struct keeper_settings *s, struct str login, struct str block,
    int64_t then)
{
	uint32_t free_ones = s->passwords > 0 ? s->passwords : 1;
	bool is_known;
	uint64_t hash = account_hash(l, login, block, &is_known);
	struct row *r = row_make(l, TABLE_ACCOUNT, hash, login, then);

	if (!r)
		return;
	if (then - r->at >= HOUR)
		r->level = 0;
	r->at = then;
	r->level++;
	if (r->level >= free_ones)
		r->until = then + doubled(r->level - free_ones, FIRST_WAIT_S, s->wait_most_s);
}

void
limit_password_wrong(
    struct limits *l, const struct keeper_settings *s, struct str login, struct str from)
{
	char text[64];
	struct str block = block_of(from, text);
	uint32_t most = raised(s, from, BLOCK_PASSWORDS);
	int64_t then = steady(l);
	struct row *r;

	account_wrong(l, s, login, block, then);
	if (block.len == 0)
		return;
	r = row_make(l, TABLE_PASSWORDS, hash_of(l, TABLE_PASSWORDS, block, STR_NONE), block, then);
	if (!r)
		return;
	row_leak(r, most, then);
	r->level++;
	if (r->level > most)
		r->until = then + doubled(r->level - most - 1, 1, BLOCK_WAIT_S);
}

void
limit_right(struct limits *l, struct str login, struct str from)
{
	char text[64];
	struct str block = block_of(from, text);
	int64_t then = steady(l);

	row_forget(l, TABLE_ACCOUNT, hash_of(l, TABLE_ACCOUNT, login, STR_NONE));
	if (block.len == 0)
		return;
	row_forget(l, TABLE_ACCOUNT, hash_of(l, TABLE_ACCOUNT, login, block));
	row_make(l, TABLE_KNOWN, hash_of(l, TABLE_KNOWN, login, block), login, then)->at = then;
}

/* ---- codes ---- */

int64_t
limit_code_wrong(struct limits *l, const struct keeper_settings *s, struct str from, int64_t now)
{
	char text[64];
	struct str block = block_of(from, text);
	uint32_t most = raised(s, from, s->codes_an_hour);
	int64_t then = steady(l);
	struct row *r = block.len == 0 ? NULL
				       : row_make(l, TABLE_CODES,
					     hash_of(l, TABLE_CODES, block, STR_NONE), block, then);

	if (!r)
		return 0;
	row_leak(r, most, then);
	if (r->level + 1 <= most) {
		r->level++;
		return 0;
	}
	/* Until one has run out. */
	r->until = then + (int64_t)((r->level + 1 - most) * HOUR / most) + 1;
	return now + (r->until - then);
}

/* ---- the operator's list ---- */

static const struct {
	enum table table;
	enum limit_kind kind;
} told[] = {
	{ TABLE_ACCOUNT, LIMIT_ACCOUNT },
	{ TABLE_PASSWORDS, LIMIT_PASSWORDS },
	{ TABLE_CODES, LIMIT_CODES },
};

static int
by_worth(const void *a, const void *b)
{
	const struct limit_row *x = a, *y = b;

	if (x->until != y->until)
		return x->until > y->until ? -1 : 1;
	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return str_cmp(x->whom, y->whom);
}

static void
row_tell(struct ask *x, const struct row *r, enum limit_kind kind, int64_t then)
{
	struct told_limits *t = &x->r->limits;

	if (has_faded(r, then) || r->level < 1)
		return;
	t->limit[t->limits++] = (struct limit_row){
		.kind = kind,
		.whom = safe_line(x->a, str_from(r->whom)),
		.count = (uint32_t)r->level,
		.until = r->until > then ? x->now + (r->until - then) : 0,
	};
}

void
do_limits(struct ask *x)
{
	struct limits *l = x->k->limits;
	struct told_limits *t = &x->r->limits;
	const struct tally *tally = x->k->process ? x->k->process->tally : NULL;
	int64_t then = steady(l);

	t->limit = ARENA_ARRAY(x->a, 3 * SETS * WAYS + TALLY_HELD, struct limit_row);
	for (size_t n = 0; n < sizeof(told) / sizeof(*told); n++)
		for (int set = 0; set < SETS; set++)
			for (int way = 0; way < WAYS; way++)
				row_tell(x, &l->row[told[n].table][set][way], told[n].kind, then);
	for (uint32_t i = 0; tally && i < tally->helds; i++)
		t->limit[t->limits++] = (struct limit_row){
			.kind = LIMIT_DOOR,
			.whom = safe_line(x->a, tally->held[i].block),
			.count = tally->held[i].count,
			/* As long as they stand there. */
			.until = x->now,
		};
	/* Who waits comes first; one message holds that many, and more nobody reads. */
	qsort(t->limit, t->limits, sizeof(*t->limit), by_worth);
	if (t->limits > ROWS_TOLD)
		t->limits = ROWS_TOLD;
}

void
do_limit_clear(struct ask *x)
{
	struct limits *l = x->k->limits;
	struct str whom = x->q.limit.whom, block;
	struct str login = str_sub(login_fold(x->a, whom), 0, WHOM - 1);
	char text[64];

	block = block_of(whom, text);
	for (size_t n = 0; n < sizeof(told) / sizeof(*told); n++)
		for (int set = 0; set < SETS; set++)
			for (int way = 0; way < WAYS; way++) {
				struct row *r = &l->row[told[n].table][set][way];
				struct str is = str_from(r->whom);

				if (whom.len == 0 || str_eq(is, login) ||
				    (block.len > 0 && str_eq(is, block)))
					memset(r, 0, sizeof(*r));
			}
	do_limits(x);
}
